//! The Poisson distribution: chances of one count and of all beyond it.

use super::binomial::{as_count, as_float};
use super::gamma::Gamma;
use super::rule::{Counts, TestRule};
use crate::problem::{Error, Problem};

/// How often something happens that happens independently and at a steady rate.
///
/// By the same methods as [`Binomial`](super::Binomial); relative errors, measured in the
/// same way, were below 3·10⁻¹³ up to a mean of 10¹².
///
/// ```
/// use justice_reinvestment::evaluate::Poisson;
///
/// let poisson = Poisson::new(10.0)?;
/// assert_eq!(format!("{:.6}", poisson.at_most(5)), "0.067086");
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// The highest mean.
    pub const HIGHEST_MEAN: f64 = 1e12;

    /// What happens this often on average.
    ///
    /// # Errors
    ///
    /// A mean that is negative, no number, or beyond
    /// [`HIGHEST_MEAN`](Self::HIGHEST_MEAN).
    pub fn new(mean: f64) -> Result<Self, Error> {
        if (0.0..=Self::HIGHEST_MEAN).contains(&mean) {
            Ok(Self { mean })
        } else {
            Err(Problem::new(
                format!("{mean} is not a mean count that can be calculated with"),
                "mean counts are from 0 to 10^12",
            )
            .into())
        }
    }

    /// The chance of exactly this count.
    #[must_use]
    pub fn exactly(&self, count: u64) -> f64 {
        if count == 0 {
            return (-self.mean).exp();
        }
        if self.mean <= 0.0 {
            return 0.0;
        }
        let count = as_float(count);
        Gamma { shape: count }.density(self.mean) / count
    }

    /// The chance of this count or less.
    #[must_use]
    pub fn at_most(&self, count: u64) -> f64 {
        let shape = as_float(count) + 1.0;
        Gamma { shape }.above(self.mean)
    }

    /// The chance of this count or more.
    #[must_use]
    pub fn at_least(&self, count: u64) -> f64 {
        if count == 0 {
            return 1.0;
        }
        let shape = as_float(count);
        Gamma { shape }.below(self.mean)
    }

    /// The p-value of a count.
    #[must_use]
    pub fn p_value(&self, rule: TestRule, count: u64) -> f64 {
        rule.p_value(self, count)
    }
}

impl Counts for Poisson {
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
        as_count(self.mean)
    }

    fn top(&self) -> u64 {
        // A hundred standard deviations, and far more where the mean is small.
        as_count(self.mean + 100.0 * self.mean.sqrt() + 10_000.0)
    }
}
