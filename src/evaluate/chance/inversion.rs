//! Chances and means of a weighted sum at or above zero, by inverting its moment
//! generating function along a line beside the imaginary axis.
//!
//! The trapezoidal rule on that line converges exponentially (Trefethen and Weideman,
//! *The exponentially convergent trapezoidal rule*, SIAM Review 56, 2014). Where all
//! steps are multiples of one not too small, the sum over the whole period is exact but
//! for aliasing, which is bounded by Chernoff's inequality. Elsewhere the sum is blurred
//! by so little that the chance lies between two others, which are computed.

use super::excess::{Excess, Part};
use super::tilted::{Complex, Tilted, Value, exponential, over, times};
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
/// How far the blur reaches, in its standard deviations: beyond lies 3·10⁻¹².
const REACH: f64 = 7.0;
const BEYOND_REACH: f64 = 3e-12;

/// The positive part of a sum; `strict` leaves zero out of the chance. The chance is to
/// be known to within `tolerance`, if that can be had.
pub(super) fn positive(sum: &Excess, strict: bool, tolerance: f64) -> Positive {
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
    let mut reach = tolerance * spread;
    let end_of = |reach: f64| (2.0 * NEGLIGIBLE).sqrt() * REACH / reach;
    let is_nearer = period / 2.0 <= end_of(reach);
    if is_nearer && is_affordable(&windows, period / 2.0, line.length) {
        // An even number, so that the end of the half period is a point.
        let points = 2.0 * (line.length / step / 2.0).ceil().max(1.0);
        let kernel = Kernel::Lattice { step, strict };
        let found = line.positive(sum, &windows, points * step, period / 2.0, kernel);
        if let Some(found) = found {
            return found;
        }
    }
    // The chance within the reach of the blur is about twice the reach times the density.
    loop {
        let width = reach / REACH;
        let end = end_of(reach);
        if is_affordable(&windows, end, line.length) {
            let kernel = Kernel::Blurred { width, reach };
            let found = line.positive(sum, &windows, line.length, end, kernel);
            if let Some(found) = found {
                return found;
            }
        }
        if reach > spread {
            return unknown(sum);
        }
        reach *= 3.0;
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
        let least = 1.0 / spread;
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
                let farther = tilt + (f64::from(farther) / (2.0 * tilted)).copysign(tilt);
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
        length: f64,
        end: f64,
        kernel: Kernel,
    ) -> Option<Positive> {
        let distance = std::f64::consts::TAU / length;
        let mut sums = Sums::default();
        let tilted = Tilted::new(sum, self.tilt);
        let is_whole = windows.each(distance, end, |point, is_end| {
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
        let scale = distance / std::f64::consts::PI * self.log.exp();
        let left_out = self.left_out(kernel, end);
        let rounding = |value: f64| value.abs() * ROUNDING + self.alias;
        // Left of the pole, what is left out is the whole.
        let is_left = self.tilt < 0.0;
        let whole = |value: f64| if is_left { value } else { 0.0 };
        let [below, above, far_below, far_above] =
            sums.chance.map(|part| whole(1.0) + part * scale);
        let error = rounding(sums.chance[0] * scale) + kernel.beyond() + left_out.chance;
        let mean = whole(sum.mean()) + sums.mean * scale;
        let baseline_mean = whole(sum.mean_baseline());
        let [baseline_below, baseline_above] =
            sums.baseline.map(|part| baseline_mean + part * scale);
        let within = (far_above - far_below).max(0.0) + error;
        let unit = sum.mean_baseline() + sum.cumulants(0.0).variance.sqrt();
        Some(Positive {
            chance: (
                (below - error).clamp(0.0, 1.0),
                (above + error).clamp(0.0, 1.0),
            ),
            mean: (
                mean.max(0.0),
                rounding(sums.mean * scale)
                    + kernel.reach() * within
                    + self.alias * length
                    + left_out.mean,
            ),
            baseline: (
                f64::midpoint(baseline_below, baseline_above).max(0.0),
                (baseline_above - baseline_below).abs() / 2.0
                    + rounding(sums.baseline[0] * scale)
                    + (self.alias + kernel.beyond()) * unit
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
    /// values are at most 2 + ln(end ÷ τ), and 3 ÷ τ. A blur has fallen as far at the
    /// end, and what lies beyond is less than that again.
    fn left_out(&self, kernel: Kernel, end: f64) -> LeftOut {
        use std::f64::consts::{FRAC_PI_2, PI};
        let tilt = self.tilt.abs();
        let grown = FRAC_PI_2
            * match kernel {
                Kernel::Lattice { step, .. } => (tilt * step).exp(),
                Kernel::Blurred { width, reach } => {
                    (tilt * tilt * width * width / 2.0 + 2.0 * tilt * reach).exp()
                }
            };
        let share = 2.0 * (self.log - NEGLIGIBLE).exp() / PI;
        LeftOut {
            chance: share * grown * (2.0 + (end / tilt).ln().max(0.0)),
            mean: share * grown * grown * 3.0 / tilt,
        }
    }
}

/// What is summed.
#[derive(Debug, Default)]
struct Sums {
    /// Of the chance: from below, from above, and both again twice as far.
    chance: [f64; 4],
    mean: f64,
    /// Of the baseline cost: from below and from above.
    baseline: [f64; 2],
}

/// How a point of the line enters chance and means.
#[derive(Debug, Clone, Copy)]
enum Kernel {
    /// All steps are multiples of this one.
    Lattice { step: f64, strict: bool },
    /// The sum is blurred by a normal error of this width, which reaches so far.
    Blurred { width: f64, reach: f64 },
}

impl Kernel {
    fn is_lattice(self) -> bool {
        matches!(self, Self::Lattice { .. })
    }

    /// The chance that the blur goes beyond its reach.
    fn beyond(self) -> f64 {
        match self {
            Self::Lattice { .. } => 0.0,
            Self::Blurred { .. } => BEYOND_REACH,
        }
    }

    /// How far the blur moves the sum.
    fn reach(self) -> f64 {
        match self {
            Self::Lattice { .. } => 0.0,
            Self::Blurred { reach, .. } => reach,
        }
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
            Self::Blurred { width, reach } => {
                let square = times(at, at);
                let blur = exponential((
                    square.0 * width * width / 2.0,
                    square.1 * width * width / 2.0,
                ));
                let chance = over(blur, at);
                let places = [reach, -reach, 2.0 * reach, -2.0 * reach];
                let moved =
                    places.map(|place| times(chance, exponential((-at.0 * place, -at.1 * place))));
                for (sum, moved) in sums.chance.iter_mut().zip(moved) {
                    add(sum, moved);
                }
                add(&mut sums.mean, over(blur, square));
                for (sum, moved) in sums.baseline.iter_mut().zip(moved) {
                    add_baseline(sum, moved);
                }
            }
        }
    }
}
