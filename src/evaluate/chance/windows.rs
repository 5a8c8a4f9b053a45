//! Where a sum's moment generating function is not negligible on a line: about zero, and
//! wherever all steps come round to nearly the same phase again. Nearly all of a line is
//! passed over without looking at it.

use super::excess::{Excess, Part};
use std::f64::consts::{PI, TAU};

/// What can be looked at in a few milliseconds.
const MOST_WINDOWS: f64 = 4e6;

/// Windows about the multiples of one part's period.
#[derive(Debug)]
pub(super) struct Windows {
    /// The distance of two windows.
    period: f64,
    /// How far each reaches to either side.
    reach: f64,
    /// Of every other part, how its phase moves from window to window, as a fraction of
    /// a turn in 64 bits, and how far it may be from a whole turn.
    others: Vec<(u64, u64)>,
}

impl Windows {
    /// The windows of the part that has the most cases under a tilt.
    pub(super) fn of(sum: &Excess, tilt: f64, negligible: f64) -> Self {
        let cases = |part: &Part| part.mean * (tilt * sum.step(part)).exp();
        let reach = |part: &Part| reach(cases(part), sum.dispersion(), part, sum, tilt, negligible);
        let moving = sum.parts().iter().filter(|part| part.step != 0);
        let pilot = moving
            .clone()
            .max_by(|one, other| cases(one).total_cmp(&cases(other)));
        let Some(pilot) = pilot else {
            return Self {
                period: f64::INFINITY,
                reach: f64::INFINITY,
                others: Vec::new(),
            };
        };
        let length = sum.step(pilot).abs();
        let own = reach(pilot) / length;
        let mut others: Vec<(u64, u64)> = moving
            .filter(|part| part.step != pilot.step)
            .filter_map(|part| {
                let allowed = reach(part) + own * sum.step(part).abs();
                let allowed = allowed / TAU;
                (allowed < 0.5).then(|| {
                    let turn = fraction(part.step, pilot.step);
                    (turn, (allowed * 2.0_f64.powi(64)) as u64)
                })
            })
            .collect();
        // Those that leave the least come first.
        others.sort_by_key(|(_, allowed)| *allowed);
        Self {
            period: TAU / length,
            reach: own,
            others,
        }
    }

    /// The points in the windows up to an end, as multiples of a distance; whether each
    /// is at the end. False where they were too many, and not all were taken.
    pub(super) fn each(
        &self,
        distance: f64,
        end: f64,
        most: f64,
        mut take: impl FnMut(f64, bool),
    ) -> bool {
        let mut points = 0.0;
        let last = (end / distance).round();
        let mut next = 0.0;
        let mut number = 0_u64;
        loop {
            let centre = match self.period.is_finite() {
                true => number as f64 * self.period,
                false => 0.0,
            };
            let from = (centre - self.reach) / distance;
            if from > last {
                break;
            }
            let is_open = self.others.iter().all(|(turn, allowed)| {
                // Whole turns are no phase.
                let phase = turn.wrapping_mul(number);
                phase.min(phase.wrapping_neg()) <= *allowed
            });
            if is_open {
                let mut point = from.ceil().max(next);
                let to = ((centre + self.reach) / distance).floor().min(last);
                points += (to - point).max(0.0);
                if points > most {
                    return false;
                }
                while point <= to {
                    take(point * distance, point == last);
                    point += 1.0;
                }
                next = point.max(next);
            }
            if !self.period.is_finite() {
                break;
            }
            number = number.saturating_add(1);
        }
        true
    }

    /// How many points are open up to an end.
    pub(super) fn points(&self, end: f64, length: f64) -> f64 {
        end * length / TAU * self.open()
    }

    /// The share of the line that the windows leave open, if phases were scattered.
    fn open(&self) -> f64 {
        let own = (2.0 * self.reach / self.period).min(1.0);
        let others = self.others.iter();
        let others = others.map(|(_, allowed)| 2.0 * *allowed as f64 / 2.0_f64.powi(64));
        own * others.product::<f64>()
    }
}

/// Whether a line can be looked at up to an end.
pub(super) fn is_affordable(windows: &Windows, end: f64, length: f64, most: f64) -> bool {
    let number = end / windows.period;
    number <= MOST_WINDOWS && windows.points(end, length) <= most
}

/// How far the phase of a part may be from a whole turn until it makes the function
/// negligible by itself.
fn reach(
    cases: f64,
    dispersion: f64,
    part: &Part,
    sum: &Excess,
    tilt: f64,
    negligible: f64,
) -> f64 {
    let extra = dispersion - 1.0;
    let less = match extra > 0.0 {
        false => negligible / cases,
        true => {
            let grown = (tilt * sum.step(part)).exp();
            let rest = 1.0 - extra * (tilt * sum.step(part)).exp_m1();
            let ratio = (2.0 * negligible * extra / part.mean).exp_m1();
            ratio * rest * rest / (2.0 * dispersion * extra * grown)
        }
    };
    // 1 − cos of the phase, from nothing to two.
    match less < 2.0 {
        true => (1.0 - less).acos(),
        false => PI,
    }
}

/// A part's step as a fraction of the pilot's, without its whole turns, in 64 bits.
fn fraction(step: i128, pilot: i128) -> u64 {
    let (step, pilot) = (step.unsigned_abs(), pilot.unsigned_abs());
    let mut rest = step.checked_rem(pilot).unwrap_or_default();
    let mut turn = 0_u64;
    for _ in 0..64 {
        // Both are far below 2^127.
        rest = rest.saturating_mul(2);
        let bit = rest >= pilot;
        rest = rest.checked_sub(pilot).filter(|_| bit).unwrap_or(rest);
        turn = (turn << 1) | u64::from(bit);
    }
    turn
}
