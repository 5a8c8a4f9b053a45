//! The binomial distribution, for as many trials as a country has cases in a century:
//! chances of one count and of all beyond it.

use super::beta::{Beta, Odds};
use super::rule::{Counts, TestRule};
use crate::problem::{Error, Problem};

/// How many of a number of independent trials succeed, each with the same chance.
///
/// Chances of one count are by the saddle-point form of Loader, C. (2000), "Fast and
/// accurate computation of binomial probabilities". Tails are incomplete beta
/// functions: a continued fraction where it ends within 300 steps, else an integral
/// that loses no digits however many trials there are. Measured against sums and
/// integrals of fifty digits (mpmath), for chances from 10⁻²⁵⁰ to 1, relative errors
/// were below 3·10⁻¹³ up to 10⁶ trials, 3·10⁻¹² up to 10⁹ and 10⁻⁹ up to 2·10¹², where
/// the last digit of the chance alone can move a tail by as much. What is under
/// 10⁻³⁰⁰ may be 0.
///
/// ```
/// use justice_reinvestment::evaluate::{Binomial, TestRule};
///
/// let binomial = Binomial::new(15, 0.1)?;
/// assert_eq!(format!("{:.6}", binomial.at_least(3)), "0.184061");
/// assert_eq!(format!("{:.6}", binomial.p_value(TestRule::Minlike, 3)), "0.184061");
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Binomial {
    trials: u64,
    odds: Odds,
}

impl Binomial {
    /// The most trials: two counts of 10¹².
    pub const MOST_TRIALS: u64 = 2_000_000_000_000;

    /// A number of trials, each with a chance from 0 to 1.
    ///
    /// # Errors
    ///
    /// More trials than [`MOST_TRIALS`](Self::MOST_TRIALS); a chance that is none.
    pub fn new(trials: u64, chance: f64) -> Result<Self, Error> {
        if trials > Self::MOST_TRIALS {
            return Err(Problem::new(
                format!("{trials} trials are more than can be calculated with"),
                "2,000,000,000,000 are the most",
            )
            .into());
        }
        if !(0.0..=1.0).contains(&chance) {
            return Err(Problem::new(
                format!("{chance} is not a chance"),
                "chances are from 0 to 1",
            )
            .into());
        }
        let odds = Odds {
            one: chance,
            other: 1.0 - chance,
        };
        Ok(Self { trials, odds })
    }

    /// Trials whose number is known to be in bounds, with the odds of success.
    pub(super) fn with_odds(trials: u64, odds: Odds) -> Self {
        Self { trials, odds }
    }

    /// The chance of exactly this count; 0 for more than there are trials.
    #[must_use]
    pub fn exactly(&self, count: u64) -> f64 {
        let Some(failures) = self.trials.checked_sub(count) else {
            return 0.0;
        };
        let Odds { one, other } = self.odds;
        let (one, other) = (one / (one + other), other / (one + other));
        if count == 0 {
            return power(other, one, failures);
        }
        if failures == 0 {
            return power(one, other, count);
        }
        if one <= 0.0 || other <= 0.0 {
            return 0.0;
        }
        let (count, failures) = (as_float(count), as_float(failures));
        let beta = Beta {
            one: count,
            other: failures,
        };
        beta.density(self.odds) / count * (as_float(self.trials) / failures)
    }

    /// The chance of this count or less.
    #[must_use]
    pub fn at_most(&self, count: u64) -> f64 {
        match self.trials.checked_sub(count) {
            None | Some(0) => 1.0,
            Some(_) if count == 0 => self.exactly(0),
            Some(failures) => Beta {
                one: as_float(count) + 1.0,
                other: as_float(failures),
            }
            .above(self.odds),
        }
    }

    /// The chance of this count or more.
    #[must_use]
    pub fn at_least(&self, count: u64) -> f64 {
        match self.trials.checked_sub(count) {
            _ if count == 0 => 1.0,
            None => 0.0,
            Some(0) => self.exactly(count),
            Some(failures) => Beta {
                one: as_float(count),
                other: as_float(failures) + 1.0,
            }
            .below(self.odds),
        }
    }

    /// The p-value of a count.
    #[must_use]
    pub fn p_value(&self, rule: TestRule, count: u64) -> f64 {
        rule.p_value(self, count)
    }
}

impl Counts for Binomial {
    fn exactly(&self, count: u64) -> f64 {
        self.exactly(count)
    }

    fn up_to(&self, count: u64) -> f64 {
        self.at_most(count)
    }

    fn from(&self, count: u64) -> f64 {
        self.at_least(count)
    }

    fn peak(&self) -> u64 {
        let Odds { one, other } = self.odds;
        let peak = (as_float(self.trials) + 1.0) * (one / (one + other));
        as_count(peak).min(self.trials)
    }

    fn top(&self) -> u64 {
        self.trials
    }
}

/// The limits of Clopper and Pearson (1934) for the odds that a trial succeeds, each
/// passed with at most this chance: `None` for the upper where all do.
///
/// The bounds of the odds, and not of the chance, since 1 − p loses what is small.
pub(super) fn odds_limits(count: u64, failures: u64, tail: f64) -> (f64, Option<f64>) {
    let (one, other) = (as_float(count), as_float(failures));
    let lower = match (count, failures) {
        (0, _) => 0.0,
        // The n-th root of the tail, as odds.
        (_, 0) => 1.0 / (-tail.ln() / one).exp_m1(),
        _ => Beta {
            one,
            other: other + 1.0,
        }
        .odds_below(tail),
    };
    let upper = match (count, failures) {
        (_, 0) => None,
        (0, _) => Some((-tail.ln() / other).exp_m1()),
        _ => Some(
            Beta {
                one: one + 1.0,
                other,
            }
            .odds_above(tail),
        ),
    };
    (lower, upper)
}

/// `chance` to a whole power, where `rest` is 1 − `chance`.
fn power(chance: f64, rest: f64, exponent: u64) -> f64 {
    let logarithm = if rest < 0.5 {
        (-rest).ln_1p()
    } else {
        chance.ln()
    };
    if exponent == 0 {
        1.0
    } else {
        (as_float(exponent) * logarithm).exp()
    }
}

/// A count as a float: exact, since counts here are under 2⁵³.
pub(super) fn as_float(count: u64) -> f64 {
    count as f64
}

/// The whole part of a float that is not negative.
pub(super) fn as_count(value: f64) -> u64 {
    value as u64
}
