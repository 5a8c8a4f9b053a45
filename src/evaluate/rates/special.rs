//! What the tails of the beta and gamma distributions are made of: Stirling's error,
//! the deviance, an integral that falls off, and the root of a tail. Which of them a
//! tail takes is decided in `beta` and `gamma`.
//!
//! These are methods of our own, since general libraries lose digits at the counts of
//! a whole country: `statrs` 0.19.1 gives −149 for the half of Beta(5·10¹¹, 5·10¹¹).

/// ½ ln 2π.
pub(super) const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// How far Stirling's formula falls short: ln Γ(a + 1) − (a + ½) ln a + a − ½ ln 2π,
/// for a > 0, to about 10⁻¹⁵ (absolute).
///
/// From 16 on by the series (NIST Digital Library of Mathematical Functions, 5.11.1),
/// below by its recurrence up to there.
pub(super) fn stirling_error(a: f64) -> f64 {
    const TERMS: [f64; 6] = [
        -691.0 / 360_360.0,
        1.0 / 1_188.0,
        -1.0 / 1_680.0,
        1.0 / 1_260.0,
        -1.0 / 360.0,
        1.0 / 12.0,
    ];
    let mut shifted = a;
    let mut below = 0.0;
    while shifted < 16.0 {
        below += (shifted + 0.5) * (1.0 / shifted).ln_1p() - 1.0;
        shifted += 1.0;
    }
    let square = 1.0 / (shifted * shifted);
    let series = TERMS.iter().fold(0.0, |sum, term| sum * square + term);
    below + series / shifted
}

/// `observed` × ln(`observed` ÷ `expected`) − (`observed` − `expected`), both above 0,
/// without the loss of digits near equality: Loader, C. (2000), "Fast and accurate
/// computation of binomial probabilities", there called bd0.
///
/// The difference is given by the caller, who can often tell it more exactly.
pub(super) fn deviance(observed: f64, expected: f64, difference: f64) -> f64 {
    let share = difference / (observed + expected);
    if share.abs() >= 0.25 {
        return observed * (observed / expected).ln() - difference;
    }
    let square = share * share;
    let mut power = 2.0 * observed * share;
    let mut sum = difference * share;
    let mut divisor = 1.0;
    // With a share under a quarter each term is under a sixteenth of the last.
    for _ in 0..16 {
        power *= square;
        divisor += 2.0;
        sum += power / divisor;
    }
    sum
}

/// eᶻ − 1 − z without the loss of digits near 0.
pub(super) fn exponential_beyond_its_line(z: f64) -> f64 {
    if z.abs() > 1.0 {
        return z.exp_m1() - z;
    }
    // z²/2 · (1 + z/3 · (1 + z/4 · (…))): nineteen factors reach the last digit.
    let nested = (3..22_u32)
        .rev()
        .fold(1.0, |inner, divisor| 1.0 + z / f64::from(divisor) * inner);
    z * z / 2.0 * nested
}

/// `a` × `b` − `c` × `d` with an error of the last digit only (Kahan; Jeannerod,
/// Louvet and Muller, 2013).
pub(super) fn difference_of_products(a: f64, b: f64, c: f64, d: f64) -> f64 {
    let product = c * d;
    let error = (-c).mul_add(d, product);
    a.mul_add(b, -product) + error
}

/// Places and weights of Gauss and Legendre's rule of sixteen points, one side.
const GAUSS: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_74),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

/// The integral of e^(−`fall`(u)) over all u > 0, where `fall` is convex and 0 at 0 and
/// moves by about 1 within `scale`: for tails far too long to be added up.
///
/// Gauss and Legendre's rule of sixteen points on at least eight panels, up to where
/// the fall is about 45 (e⁻⁴⁵ is 3·10⁻²⁰).
pub(super) fn integral_of_a_fall(scale: f64, fall: impl Fn(f64) -> f64) -> f64 {
    const DEEP: f64 = 45.0;
    let mut reach = scale;
    for _ in 0..1_000 {
        if fall(reach) >= DEEP {
            break;
        }
        reach *= 2.0;
    }
    let mut short = 0.0;
    for _ in 0..60 {
        let middle = f64::midpoint(short, reach);
        if fall(middle) >= DEEP {
            reach = middle;
        } else {
            short = middle;
        }
        if short > 0.9 * reach {
            break;
        }
    }
    // Where a fall is long, its bends are about 1 wide.
    let panels = (reach / 1.5).ceil().clamp(8.0, 64.0);
    let half = reach / panels / 2.0;
    let mut centre = half;
    let mut sum = 0.0;
    while centre < reach {
        for (place, weight) in GAUSS {
            let left = (-fall(centre - place * half)).exp();
            let right = (-fall(centre + place * half)).exp();
            sum += weight * (left + right);
        }
        centre += 2.0 * half;
    }
    sum * half
}

/// Where a tail has a given size: `tail` gives the tail at a place and its derivative.
///
/// Newton's method on the logarithm of the tail. The tails here are log-concave in the
/// place, so that the tangent lies above the curve: from the second step on the
/// method comes from the left, and never passes the root. It ends at the last digits;
/// where the tail vanishes on the way, so does e to the place that is returned.
pub(super) fn place_of_tail(size: f64, spread: f64, tail: impl Fn(f64) -> (f64, f64)) -> f64 {
    // A normal tail of this size is nearer than this many spreads.
    let start = -(-2.0 * size.ln()).sqrt() * spread;
    let mut place = start;
    for turn in 0..200 {
        let (height, slope) = tail(place);
        let step = (size.ln() - height.ln()) * height / slope;
        if !step.is_finite() {
            break;
        }
        place += step;
        let has_arrived = step.abs() <= 4.0 * f64::EPSILON * spread.min(1.0);
        if has_arrived || (turn > 0 && step <= 0.0) {
            break;
        }
    }
    place
}
