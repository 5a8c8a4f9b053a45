//! Chances and means of a weighted sum at or above zero, by inverting its moment
//! generating function along a line beside the imaginary axis.
//!
//! The trapezoidal rule on that line converges exponentially (Trefethen and Weideman,
//! *The exponentially convergent trapezoidal rule*, SIAM Review 56, 2014). Where all
//! steps are multiples of one not too small, the sum over the whole period is exact but
//! for aliasing, which is bounded by Chernoff's inequality. Elsewhere the step from not
//! paying to paying is enclosed by two smooth functions, whose line ends.

use super::enclosing::{Enclosing, Ties};
use super::excess::{Excess, Part};
use super::tilted::{Complex, Tilted, Value, over, times};
use super::windows::{Windows, is_affordable};

/// What is known of the positive part of a sum, and how well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Positive {
    /// The chance that the sum is zero or more (or more than zero, if asked so), from
    /// below and from above.
    pub(super) chance: (f64, f64),
    /// The mean of its positive part, in pounds, and how far that may be off.
    pub(super) mean: (f64, f64),
    /// The mean of the baseline cost where the sum is so, and how far that may be off.
    pub(super) baseline: (f64, f64),
}

/// Where contributions are left out: a factor of 4·10⁻¹¹. What is left out is bounded.
pub(super) const NEGLIGIBLE: f64 = 24.0;
/// What aliases may add, relatively, if the line is to be no longer for it.
const ALIAS: f64 = 1e-10;
/// What rounding of floats may do to any figure, relatively.
const ROUNDING: f64 = 1e-9;
/// A line that ends at this, divided by the spread and what is wanted, leaves about that
/// between the two functions, as a normal sum has it.
const ENDS: f64 = 3.0;
/// So many points are looked at without asking whether fewer would do.
const FEW_POINTS: f64 = 1e5;

/// The positive part of a sum; `strict` leaves zero out of the chance. The chance is to
/// be known to within `tolerance`, if that can be had by looking at so many points.
pub(super) fn positive(sum: &Excess, strict: bool, tolerance: f64, most: f64) -> Positive {
    let has = |sign: i128| sum.parts().iter().any(|part| part.step.signum() == sign);
    let exact = |chance: f64, mean: f64, baseline: f64| Positive {
        chance: (chance, chance),
        mean: (mean, mean * ROUNDING),
        baseline: (baseline, baseline * ROUNDING),
    };
    let Some(saddle) = sum.saddle() else {
        // All steps lie on one side: the sum is zero where no case of theirs comes.
        let none = sum.chance_of_none(|part| part.step != 0);
        let baseline_of_none = none * mean_baseline_of(sum, |part| part.step == 0);
        return match (has(1), strict) {
            (true, false) => exact(1.0, sum.mean(), sum.mean_baseline()),
            (true, true) => exact(
                1.0 - none,
                sum.mean(),
                sum.mean_baseline() - baseline_of_none,
            ),
            (false, false) => exact(none, 0.0, baseline_of_none),
            (false, true) => exact(0.0, 0.0, 0.0),
        };
    };
    if let Some(far) = far(sum, saddle) {
        return far;
    }
    let line = Line::beside(sum, saddle);
    let lattice = sum
        .parts()
        .iter()
        .fold(0, |all, part| divisor(all, part.step));
    let step = lattice as f64 * sum.unit();
    let period = std::f64::consts::TAU / step;
    let windows = Windows::of(sum, line.tilt, NEGLIGIBLE);
    let spread = sum.cumulants(0.0).variance.sqrt();
    let mut end = ENDS / (tolerance * spread);
    let is_nearer = period / 2.0 <= end * 16.0;
    let is_few = windows.points(period / 2.0, line.length)
        <= FEW_POINTS.max(windows.points(end, line.length));
    if is_nearer && is_few && is_affordable(&windows, period / 2.0, line.length, most) {
        // An even number, so that the end of the half period is a point.
        let points = 2.0 * (line.length / step / 2.0).ceil().max(1.0);
        let kernel = Kernel::Lattice { step, strict };
        let found = line.positive(sum, &windows, (points * step, period / 2.0), kernel, most);
        if let Some(found) = found {
            return found;
        }
    }
    // Of the sum, less than the aliases of the line lies beyond ¾ of this.
    let length = line.length * 4.0 / 3.0;
    let ties = Ties::of(sum);
    loop {
        if is_affordable(&windows, end, length, most) {
            let enclosing = Enclosing::new(line.tilt, end);
            let kernel = Kernel::Enclosed {
                enclosing,
                ties,
                strict,
            };
            let found = line.positive(sum, &windows, (length, end), kernel, most);
            if let Some(found) = found {
                return found;
            }
        }
        if end * spread < 10.0 {
            return unknown(sum);
        }
        end /= 2.0;
    }
}

/// Where zero lies so far out that Chernoff's bound e^K on what is beyond says enough:
/// the other side is all there is, to 10⁻²⁶. There numbers further on would be too small
/// or too large to be held.
///
/// Where the sum is beyond zero, 1 ≤ e^(τ·sum), and its distance is at most
/// e^(τ·sum) ÷ (e·|τ|): the means follow, that of the baseline cost as under the tilt.
fn far(sum: &Excess, saddle: f64) -> Option<Positive> {
    const FAR: f64 = -60.0;
    let log = sum.cumulants(saddle).log;
    // A tilt at the edge of the domain may leave no number.
    if log > FAR || log.is_nan() {
        return None;
    }
    let beyond = log.exp();
    let distance = beyond / (std::f64::consts::E * saddle.abs());
    let baseline = beyond * Tilted::new(sum, saddle).most_baseline();
    let (mean, of_baseline) = (sum.mean(), sum.mean_baseline());
    Some(match saddle < 0.0 {
        true => Positive {
            chance: (1.0 - beyond, 1.0),
            mean: (mean, distance + mean.abs() * ROUNDING),
            baseline: (of_baseline, baseline + of_baseline * ROUNDING),
        },
        false => Positive {
            chance: (0.0, beyond),
            mean: (0.0, distance),
            baseline: (0.0, baseline),
        },
    })
}

/// Nothing but what is always so.
fn unknown(sum: &Excess) -> Positive {
    let spread = sum.cumulants(0.0).variance.sqrt();
    let baseline = sum.mean_baseline() / 2.0;
    Positive {
        chance: (0.0, 1.0),
        mean: (sum.mean().max(0.0) + spread / 2.0, spread),
        baseline: (baseline, baseline),
    }
}

fn mean_baseline_of(sum: &Excess, counts: impl Fn(&Part) -> bool) -> f64 {
    let parts = sum.parts().iter().filter(|part| counts(part));
    parts.map(|part| part.baseline_price * part.mean).sum()
}

/// The greatest common divisor.
fn divisor(one: i128, other: i128) -> i128 {
    let (mut one, mut other) = (one.unsigned_abs(), other.unsigned_abs());
    while let Some(rest) = one.checked_rem(other) {
        (one, other) = (other, rest);
    }
    i128::try_from(one).unwrap_or(i128::MAX)
}

/// The line on which a sum's moment generating function is inverted.
struct Line {
    /// Where it crosses the real axis.
    tilt: f64,
    /// The function's logarithm there.
    log: f64,
    /// The length at which aliases are negligible: 2π ÷ the distance of two points.
    length: f64,
    /// What aliases may add.
    alias: f64,
}

impl Line {
    /// A line through the saddle point, but not too near to zero, where the pole is.
    fn beside(sum: &Excess, saddle: f64) -> Self {
        let spread = sum.cumulants(0.0).variance.sqrt();
        let (from, to) = sum.domain();
        let least = 3.0 / spread;
        let tilt = match saddle < -least {
            true => saddle,
            false => saddle.max(least.min(to / 2.0)),
        };
        let at = sum.cumulants(tilt);
        let tilted = at.variance.sqrt();
        let mut length = (8.0 * tilted).max(NEGLIGIBLE / tilt.abs());
        let mut alias = f64::INFINITY;
        for _ in 0..120 {
            // Chernoff's bound on what lies a length away, by the best of some tilts.
            let beyond = (1_u8..=24).map(|farther| {
                let farther = f64::from(farther);
                // Where the domain ends soon, as far as it goes.
                let room = if tilt < 0.0 { tilt - from } else { to - tilt };
                let farther = (farther / (2.0 * tilted)).min(room * farther / 25.0);
                let farther = tilt + farther.copysign(tilt);
                match from < farther && farther < to {
                    true => sum.cumulants(farther).log - (farther - tilt).abs() * length,
                    false => f64::INFINITY,
                }
            });
            let beyond = beyond.fold(f64::INFINITY, f64::min);
            alias = 2.0 * (beyond.exp() + (-tilt.abs() * length).exp());
            if alias <= ALIAS * at.log.exp().min(1.0) || beyond < -700.0 {
                break;
            }
            length *= 1.2;
        }
        Self {
            tilt,
            log: at.log,
            length,
            alias,
        }
    }

    /// Sums over the line up to an end.
    fn positive(
        &self,
        sum: &Excess,
        windows: &Windows,
        (length, end): (f64, f64),
        kernel: Kernel,
        most: f64,
    ) -> Option<Positive> {
        let distance = std::f64::consts::TAU / length;
        let mut sums = Sums::default();
        let tilted = Tilted::new(sum, self.tilt);
        let is_whole = windows.each(distance, end, most, |point, is_end| {
            // The line's other half is the mirror of this one; its middle, and the end
            // of a period where a point falls on it, stand alone.
            let weight = match point == 0.0 || (is_end && kernel.is_lattice()) {
                true => 0.5,
                false => 1.0,
            };
            if let Some(value) = tilted.at(point) {
                kernel.add(&mut sums, value, (self.tilt, point), weight);
            }
        });
        if !is_whole {
            return None;
        }
        let grown = self.log.exp();
        let scale = distance / std::f64::consts::PI * grown;
        let left_out = self.left_out(kernel, end);
        let (ties, ties_count, moved, alias) = match kernel {
            Kernel::Lattice { .. } => (Ties::default(), false, (0.0, 0.0), (0.0, 0.0)),
            Kernel::Enclosed {
                enclosing,
                ties,
                strict,
            } => {
                let near = sums.near * scale + left_out.chance;
                let moved = (
                    enclosing.mean_moved_at_zero(ties.chance),
                    enclosing.mean_moved(near, grown),
                );
                (ties, !strict, moved, enclosing.alias(length))
            }
        };
        // Aliases of the two functions' tails come on top of the line's own, doubled.
        let alias = (
            2.0 * self.alias + grown * alias.0,
            self.alias * length + grown * alias.1,
        );
        let rounding = |value: f64| value.abs() * ROUNDING + alias.0;
        // Left of the pole, what is left out is the whole.
        let is_left = self.tilt < 0.0;
        let whole = |value: f64| if is_left { value } else { 0.0 };
        let [below, above] = sums.chance.map(|part| whole(1.0) + part * scale);
        let error = rounding(sums.chance[0] * scale) + left_out.chance;
        let mean = whole(sum.mean()) + sums.mean * scale - moved.0;
        let baseline_mean = whole(sum.mean_baseline());
        let [baseline_below, baseline_above] =
            sums.baseline.map(|part| baseline_mean + part * scale);
        // At zero the function below is nothing, and that above is the whole.
        let tied = |below: f64, above: f64, tie: f64| match ties_count {
            true => (below + tie, above),
            false => (below, above - tie),
        };
        let (below, above) = tied(below, above, ties.chance);
        let (baseline_below, baseline_above) = tied(baseline_below, baseline_above, ties.baseline);
        let unit = sum.mean_baseline() + sum.cumulants(0.0).variance.sqrt();
        Some(Positive {
            chance: (
                (below - error).clamp(0.0, 1.0),
                (above + error).clamp(0.0, 1.0),
            ),
            mean: (
                mean.max(0.0),
                sums.mean.abs() * scale * ROUNDING + moved.1 + alias.1 + left_out.mean,
            ),
            baseline: (
                f64::midpoint(baseline_below, baseline_above).max(0.0),
                (baseline_above - baseline_below).abs() / 2.0
                    + rounding(sums.baseline[0] * scale)
                    + alias.0 * unit
                    + left_out.chance * tilted.most_baseline(),
            ),
        })
    }
}

/// How far what is left out may move a chance and a mean.
struct LeftOut {
    chance: f64,
    mean: f64,
}

impl Line {
    /// Points are left out where the function is below e^−24 of its value on the real
    /// axis. There |z| is at least the tilt τ and the height t of the point, and a kernel
    /// is at most e^E·π/2 ÷ |z|, or the square of that for the mean: so sums of all its
    /// values are at most 2 + ln(end ÷ τ), and 3 ÷ τ.
    fn left_out(&self, kernel: Kernel, end: f64) -> LeftOut {
        use std::f64::consts::{FRAC_PI_2, PI, TAU};
        let tilt = self.tilt.abs();
        let (grown, more) = match kernel {
            Kernel::Lattice { step, .. } => ((tilt * step).exp(), 0.0),
            // Both functions stay within this of the pole's part.
            Kernel::Enclosed { .. } => ((TAU * tilt / end).exp(), 4.0),
        };
        let grown = FRAC_PI_2 * grown;
        let share = 2.0 * (self.log - NEGLIGIBLE).exp() / PI;
        LeftOut {
            chance: share * (grown * (2.0 + (end / tilt).ln().max(0.0)) + more),
            mean: share * grown * grown * 3.0 / tilt,
        }
    }
}

/// What is summed.
#[derive(Debug, Default)]
struct Sums {
    /// Of the chance: from below and from above.
    chance: [f64; 2],
    /// What the difference of both comes to at any place, at most.
    near: f64,
    mean: f64,
    /// Of the baseline cost: from below and from above.
    baseline: [f64; 2],
}

/// How a point of the line enters chance and means.
#[derive(Debug, Clone, Copy)]
enum Kernel {
    /// All steps are multiples of this one.
    Lattice { step: f64, strict: bool },
    /// Between two functions; what ties is known.
    Enclosed {
        enclosing: Enclosing,
        ties: Ties,
        strict: bool,
    },
}

impl Kernel {
    fn is_lattice(self) -> bool {
        matches!(self, Self::Lattice { .. })
    }

    fn add(self, sums: &mut Sums, value: Value, at: Complex, weight: f64) {
        let add = |to: &mut f64, of: Complex| *to += weight * times(value.function, of).0;
        let add_baseline = |to: &mut f64, of: Complex| {
            *to += weight * times(times(value.function, value.baseline), of).0;
        };
        match self {
            Self::Lattice { step, strict } => {
                // 1 − e^(−z·step), without cancellation near zero.
                let (sin, cos) = (-at.1 * step).sin_cos();
                let grown = (-at.0 * step).exp();
                let half = (-at.1 * step / 2.0).sin();
                let rest = (
                    -(-at.0 * step).exp_m1() + grown * 2.0 * half * half,
                    -grown * sin,
                );
                let power = (grown * cos, grown * sin);
                let first = if strict { power } else { (1.0, 0.0) };
                let chance = over((first.0 * step, first.1 * step), rest);
                sums.chance.iter_mut().for_each(|sum| add(sum, chance));
                let mean = over(power, times(rest, rest));
                add(&mut sums.mean, (mean.0 * step * step, mean.1 * step * step));
                let baseline = &mut sums.baseline;
                baseline
                    .iter_mut()
                    .for_each(|sum| add_baseline(sum, chance));
            }
            Self::Enclosed { enclosing, .. } => {
                let enclosed = enclosing.at(at.1);
                let (re, im) = value.function;
                sums.near += weight * re.hypot(im) * enclosed.between;
                add(&mut sums.mean, enclosed.mean);
                let both = [enclosed.below, enclosed.above];
                for (sum, of) in sums.chance.iter_mut().zip(both) {
                    add(sum, of);
                }
                for (sum, of) in sums.baseline.iter_mut().zip(both) {
                    add_baseline(sum, of);
                }
            }
        }
    }
}
