//! Between two smooth functions: the step from 0 to 1 at zero, where steps have no common
//! divisor of use.
//!
//! Of all functions whose Fourier transform ends at a given frequency, those of Graham and
//! Vaaler (*A class of extremal functions for the Fourier transform*, Transactions of the
//! AMS 265, 1981) lie nearest above and below `e^(−λx)` to the right of zero and nothing
//! to its left: as near as 1 ÷ frequency in the integral of their difference, which is
//! (sin πx ÷ πx)². They touch the step at zero itself, so that what ties exactly is
//! known apart.

use super::excess::{Excess, Part};
use super::tilted::{Complex, over, times};
use std::f64::consts::{PI, TAU};

/// In units of 1 ÷ end, how far smoothing moves the mean of a positive part, at most, for
/// each unit of chance that any cell of the length 2π ÷ end holds: at zero E|Y| ÷ 2
/// = 4·ln 2·3 ÷ 2π = 1.324, and in the cells on both sides at most 1.28 together, since a
/// density of at most 3 ÷ 2π·u^−4, u = end·y ÷ 4, leaves 1 ÷ (π·u²) beyond. A cell holds
/// at most π² ÷ 4 of the mean of the difference above.
const MOVED: f64 = 2.61 * PI * PI / 4.0;
/// What the density moves an atom at zero: E|Y| ÷ 2, as above.
const MOVED_AT_ZERO: f64 = 1.323_7;

/// The two functions about a tilted step, as they enter sums over a line that ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Enclosing {
    tilt: f64,
    end: f64,
    /// λ: how far the tilt makes the step fall within one unit.
    fall: f64,
    /// λ ÷ (e^λ − 1): the slope of both functions at zero.
    slope: f64,
}

/// How a point of the line enters chances from below and from above, and the mean.
pub(super) struct Enclosed {
    pub(super) below: Complex,
    pub(super) above: Complex,
    pub(super) mean: Complex,
    /// The difference of above and below, where nothing turns.
    pub(super) between: f64,
}

impl Enclosing {
    pub(super) fn new(tilt: f64, end: f64) -> Self {
        let fall = TAU * tilt.abs() / end;
        Self {
            tilt,
            end,
            fall,
            slope: fall / fall.exp_m1(),
        }
    }

    pub(super) fn at(&self, point: f64) -> Enclosed {
        let place = point / self.end;
        let rest = (1.0 - place).max(0.0);
        let (sin, cos) = (PI * place).sin_cos();
        // q = e^−(λ + 2πi·place), and 1 − q without cancellation.
        let size = (-self.fall).exp();
        let less = (
            -(-self.fall).exp_m1() + size * 2.0 * sin * sin,
            size * 2.0 * sin * cos,
        );
        let value = over((1.0, 0.0), less);
        // λq ÷ (1 − q) = λ ÷ (1 − q) − λ
        let derivative = (
            self.slope - self.fall * (value.0 - 1.0),
            -self.fall * value.1,
        );
        let unit = TAU / self.end;
        // Divided by 2πi.
        let greater = (
            unit * (rest * value.0 + derivative.1 / TAU),
            unit * (rest * value.1 - derivative.0 / TAU),
        );
        let between = unit * rest;
        let lesser = (greater.0 - between, greater.1);
        let (below, above) = match self.tilt < 0.0 {
            // The mirror of it, taken from the whole.
            true => ((-greater.0, greater.1), (-lesser.0, lesser.1)),
            false => (lesser, greater),
        };
        let at = (self.tilt, point);
        Enclosed {
            below,
            above,
            mean: over((smoothing(place), 0.0), times(at, at)),
            between,
        }
    }

    /// How far the mean of a positive part is moved, at most: `near` is what the
    /// difference comes to at any place, `grown` the function on the real axis.
    pub(super) fn mean_moved(&self, near: f64, grown: f64) -> f64 {
        // The step falls with the tilt: half its second derivative, times the variance.
        MOVED * near / self.end + grown * self.tilt.abs() * 12.0 / (self.end * self.end)
    }

    /// How far the mean of a positive part is moved by what lies at zero exactly.
    pub(super) fn mean_moved_at_zero(&self, chance: f64) -> f64 {
        MOVED_AT_ZERO * chance / self.end
    }

    /// What aliases add to chance and mean, as shares of the function on the real axis,
    /// by the sums' tails, which fall with the square (and the fourth power) of the
    /// distance; of the sum itself, less than the line's aliases lies beyond ¾ of it.
    pub(super) fn alias(&self, length: f64) -> (f64, f64) {
        let points = self.end * length / TAU;
        let tilted = self.tilt * length;
        let of_mean = 1_100.0 * length / (tilted * tilted) / (TAU * points).powi(3);
        (3.6 / (points * points), of_mean)
    }
}

/// The cubic spline whose density falls with the fourth power; its variance is 12 ÷ end².
fn smoothing(place: f64) -> f64 {
    let rest = (1.0 - place).max(0.0);
    match place < 0.5 {
        true => 1.0 - 6.0 * place * place * rest,
        false => 2.0 * rest * rest * rest,
    }
}

/// The chance that a sum is exactly zero, as far as it comes of one price's cases in the
/// baseline against those of one price in the test period; and the baseline cost's mean
/// there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ties {
    pub(super) chance: f64,
    pub(super) baseline: f64,
}

impl Ties {
    pub(super) fn of(sum: &Excess) -> Self {
        let of_sign = |sign| {
            sum.parts()
                .iter()
                .filter(move |part| part.step.signum() == sign)
        };
        let mut left: Vec<&Part> = of_sign(-1).collect();
        let mut all = Self {
            chance: 1.0,
            baseline: 0.0,
        };
        for part in of_sign(1) {
            // The partner whose cases balance this one's soonest.
            let soonest = (0..left.len())
                .filter_map(|place| Some((balance(part, left.get(place)?), place)))
                .min();
            let Some(((_, own, other), place)) = soonest else {
                all = all.and(sum, &[part], 0, 0);
                continue;
            };
            let partner = left.swap_remove(place);
            all = all.and(sum, &[part, partner], own, other);
        }
        for part in left {
            all = all.and(sum, &[part], 0, 0);
        }
        all
    }

    /// These, and a part with none of its cases, or with so many against so many of its
    /// partner's, once or several times over.
    fn and(self, sum: &Excess, parts: &[&Part], own: u64, other: u64) -> Self {
        let none = |part: &Part| sum.chance_of_none(|one| std::ptr::eq(one, part));
        let mut chance: f64 = parts.iter().map(|part| none(part)).product();
        let mut cost = 0.0;
        if let [part, partner] = parts {
            let (mut first, mut second) = (
                Count::new(part.mean, none(part), sum.dispersion()),
                Count::new(partner.mean, none(partner), sum.dispersion()),
            );
            const MOST: u64 = 4_000;
            let mut times = 0_u64;
            while let (Some(number), Some(against)) = (
                own.checked_mul(times.saturating_add(1))
                    .filter(|number| *number <= MOST),
                other
                    .checked_mul(times.saturating_add(1))
                    .filter(|number| *number <= MOST),
            ) {
                let both = first.chance_of(number) * second.chance_of(against);
                chance += both;
                cost += both * part.baseline_price * number as f64;
                times = times.saturating_add(1);
            }
        }
        Self {
            chance: self.chance * chance,
            baseline: self.baseline * chance + self.chance * cost,
        }
    }
}

/// How many cases of two parts balance: the larger number first, then that of each.
fn balance(part: &Part, partner: &Part) -> (u64, u64, u64) {
    let (one, other) = (part.step.unsigned_abs(), partner.step.unsigned_abs());
    let (mut divisor, mut rest) = (one, other);
    while let Some(next) = divisor.checked_rem(rest) {
        (divisor, rest) = (rest, next);
    }
    let number = |step: u128| {
        let number = step.checked_div(divisor).unwrap_or(u128::MAX);
        u64::try_from(number).unwrap_or(u64::MAX)
    };
    let (own, against) = (number(other), number(one));
    (own.max(against), own, against)
}

/// The chances of a count, one number after another.
struct Count {
    mean: f64,
    dispersion: f64,
    number: u64,
    chance: f64,
}

impl Count {
    fn new(mean: f64, none: f64, dispersion: f64) -> Self {
        Self {
            mean,
            dispersion,
            number: 0,
            chance: none,
        }
    }

    /// The chance of a number no less than the last.
    fn chance_of(&mut self, number: u64) -> f64 {
        while self.number < number {
            let before = self.number as f64;
            let grown = self.mean + before * (self.dispersion - 1.0);
            self.chance *= grown / (self.dispersion * (before + 1.0));
            self.number = self.number.saturating_add(1);
        }
        self.chance
    }
}
