//! A proportion: so many of so many.

use super::binomial::{Binomial, odds_limits};
use super::interval::{Confidence, Interval};
use super::rule::TestRule;
use crate::problem::{Error, Problem};

/// How many of a number of cases had something; independent cases, one chance.
///
/// ```
/// use justice_reinvestment::evaluate::{Confidence, Proportion, TestRule};
///
/// let proportion = Proportion::new(3, 15)?;
/// let p_value = proportion.p_value(TestRule::Minlike, 0.1)?;
/// assert_eq!(format!("{p_value:.6}"), "0.184061");
/// let interval = proportion.interval(Confidence::usual());
/// assert_eq!(format!("{:.6}", interval.lower), "0.043312");
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Proportion {
    count: u64,
    trials: u64,
}

impl Proportion {
    /// So many of so many.
    ///
    /// # Errors
    ///
    /// More than all; none of none; more trials than [`Binomial::MOST_TRIALS`].
    pub fn new(count: u64, trials: u64) -> Result<Self, Error> {
        // Refuses too many.
        Binomial::new(trials, 0.5)?;
        if trials == 0 {
            return Err(Problem::new(
                "a proportion of no cases",
                "give the number of cases, 1 or more",
            )
            .into());
        }
        if count > trials {
            return Err(Problem::new(
                format!("{count} of {trials} is more than all"),
                "give the part first and then the whole",
            )
            .into());
        }
        Ok(Self { count, trials })
    }

    /// The p-value against a chance that each case is said to have (the binomial test).
    ///
    /// # Errors
    ///
    /// What is no chance from 0 to 1.
    pub fn p_value(&self, rule: TestRule, chance: f64) -> Result<f64, Error> {
        Ok(Binomial::new(self.trials, chance)?.p_value(rule, self.count))
    }

    /// The exact interval of Clopper and Pearson (1934) for the chance: it holds the
    /// true one at least as often as stated.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let failures = self.trials.saturating_sub(self.count);
        let (lower, upper) = odds_limits(self.count, failures, confidence.tail());
        let chance = |odds: f64| odds / (1.0 + odds);
        Interval::new(chance(lower), Some(upper.map_or(1.0, chance)), confidence)
    }
}
