//! A weighted sum's moment generating function on a line beside the imaginary axis.

use super::excess::Excess;
use super::inversion::NEGLIGIBLE;

/// A complex number.
pub(super) type Complex = (f64, f64);

pub(super) fn times(one: Complex, other: Complex) -> Complex {
    (
        one.0 * other.0 - one.1 * other.1,
        one.0 * other.1 + one.1 * other.0,
    )
}

pub(super) fn over(one: Complex, other: Complex) -> Complex {
    let square = other.0 * other.0 + other.1 * other.1;
    let (re, im) = times(one, (other.0, -other.1));
    (re / square, im / square)
}

pub(super) fn exponential(of: Complex) -> Complex {
    let (sin, cos) = of.1.sin_cos();
    let size = of.0.exp();
    (size * cos, size * sin)
}

/// The moment generating function at a point of the line, as a share of its value on the
/// real axis, and the baseline cost's mean there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    pub(super) function: Complex,
    pub(super) baseline: Complex,
}

/// A sum on a line: all that does not depend on the point.
pub(super) struct Tilted {
    parts: Vec<TiltedPart>,
    dispersion: f64,
}

struct TiltedPart {
    step: f64,
    baseline_price: f64,
    /// How many cases are expected under the tilt, but for the divisor that dispersion
    /// brings.
    mean: f64,
    /// (φ − 1)·e^(tilt·step).
    weight: f64,
    /// φ − weight, without cancellation.
    rest: f64,
    /// Cases ÷ (φ − 1).
    shape: f64,
    /// 2φ·weight ÷ (φ − weight)².
    ratio: f64,
}

impl Tilted {
    pub(super) fn new(sum: &Excess, tilt: f64) -> Self {
        let dispersion = sum.dispersion();
        let extra = dispersion - 1.0;
        let mut parts: Vec<TiltedPart> = sum
            .parts()
            .iter()
            .map(|part| {
                let step = sum.step(part);
                let grown = (tilt * step).exp();
                let rest = 1.0 - extra * (tilt * step).exp_m1();
                TiltedPart {
                    step,
                    baseline_price: part.baseline_price,
                    mean: part.mean * grown,
                    weight: extra * grown,
                    rest,
                    shape: part.mean / extra,
                    ratio: 2.0 * dispersion * extra * grown / (rest * rest),
                }
            })
            .collect();
        // Those of the most cases make the function negligible soonest.
        parts.sort_by(|one, other| other.mean.total_cmp(&one.mean));
        Self { parts, dispersion }
    }

    /// The largest value of the baseline cost's mean on the line: that on the real axis.
    pub(super) fn most_baseline(&self) -> f64 {
        let parts = self.parts.iter();
        let all = parts.map(|part| part.baseline_price * part.mean / part.rest);
        all.sum()
    }

    /// `None` where it is negligible.
    pub(super) fn at(&self, point: f64) -> Option<Value> {
        let is_dispersed = self.dispersion > 1.0;
        let mut log = (0.0, 0.0);
        let mut baseline = (0.0, 0.0);
        for part in &self.parts {
            // 1 − cos and sin of the phase, by those of its half.
            let (half_sin, half_cos) = (point * part.step / 2.0).sin_cos();
            let less = 2.0 * half_sin * half_sin;
            let sin = 2.0 * half_sin * half_cos;
            let cos = 1.0 - less;
            if is_dispersed {
                log.0 -= part.shape / 2.0 * (part.ratio * less).ln_1p();
                log.1 += part.shape * (part.weight * sin).atan2(part.rest + part.weight * less);
            } else {
                log.0 -= part.mean * less;
                log.1 += part.mean * sin;
            }
            if log.0 < -NEGLIGIBLE {
                return None;
            }
            if part.baseline_price > 0.0 {
                let of_part = match is_dispersed {
                    false => (part.mean * cos, part.mean * sin),
                    true => over(
                        (part.mean * cos, part.mean * sin),
                        (part.rest + part.weight * less, -part.weight * sin),
                    ),
                };
                baseline.0 += part.baseline_price * of_part.0;
                baseline.1 += part.baseline_price * of_part.1;
            }
        }
        Some(Value {
            function: exponential(log),
            baseline,
        })
    }
}
