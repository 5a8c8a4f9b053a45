//! Rates: a count over an exposure, alone and against another, as Poisson counts have
//! them. What is called exact here holds for counts of independent events without
//! weights; sums of counts at prices are in `weighted`.

use super::beta::Odds;
use super::binomial::{Binomial, as_float, odds_limits};
use super::gamma::Gamma;
use super::interval::{Confidence, Interval, Verdict};
use super::poisson::Poisson;
use super::rule::TestRule;
use crate::money::Percent;
use crate::problem::{Error, Problem};

/// A count of events over an exposure: days, persons, person-years.
///
/// The events are taken to be independent and to happen at a steady rate (Poisson). They
/// are not where one event brings others: then the truth is less sure than these
/// figures say.
///
/// ```
/// use justice_reinvestment::evaluate::{Confidence, Rate};
///
/// let rate = Rate::new(137, 24.19893)?;
/// assert_eq!(format!("{:.4}", rate.rate()), "5.6614");
/// let interval = rate.interval(Confidence::usual());
/// assert_eq!(format!("{:.4}", interval.lower), "4.7531");
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    count: u64,
    exposure: f64,
}

impl Rate {
    /// The highest count: 10¹².
    pub const HIGHEST_COUNT: u64 = 1_000_000_000_000;

    /// A count and its exposure, from 10⁻¹² to 10¹⁵ of any unit.
    ///
    /// # Errors
    ///
    /// A count above [`HIGHEST_COUNT`](Self::HIGHEST_COUNT); an exposure that is zero,
    /// negative, no number or out of bounds.
    pub fn new(count: u64, exposure: f64) -> Result<Self, Error> {
        if count > Self::HIGHEST_COUNT {
            return Err(Problem::new(
                format!("a count of {count} is more than can be calculated with"),
                "1,000,000,000,000 is the most",
            )
            .into());
        }
        if !(1e-12..=1e15).contains(&exposure) {
            return Err(Problem::new(
                format!("{exposure} is not an exposure"),
                "give days or persons, more than 0 and at most 10^15",
            )
            .into());
        }
        Ok(Self { count, exposure })
    }

    /// The count.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The exposure.
    #[must_use]
    pub const fn exposure(&self) -> f64 {
        self.exposure
    }

    /// Events for one unit of exposure.
    #[must_use]
    pub fn rate(&self) -> f64 {
        as_float(self.count) / self.exposure
    }

    /// The exact p-value against a stated rate.
    ///
    /// # Errors
    ///
    /// A rate that is negative or no number, or at which more than
    /// [`Poisson::HIGHEST_MEAN`] events would be expected.
    pub fn p_value(&self, rule: TestRule, rate: f64) -> Result<f64, Error> {
        Ok(Poisson::new(rate * self.exposure)?.p_value(rule, self.count))
    }

    /// The exact interval of Garwood (1936) for the rate: it holds the true one at
    /// least as often as stated.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let (count, tail) = (as_float(self.count), confidence.tail());
        let lower = if self.count == 0 {
            0.0
        } else {
            Gamma { shape: count }.value_below(tail)
        };
        let shape = count + 1.0;
        let upper = Gamma { shape }.value_above(tail);
        Interval::new(
            lower / self.exposure,
            Some(upper / self.exposure),
            confidence,
        )
    }

    /// This rate, of a test period, against that of a baseline.
    #[must_use]
    pub const fn against(self, baseline: Self) -> TwoRates {
        TwoRates {
            test: self,
            baseline,
        }
    }
}

/// The ratio of two rates that a test supposes, from 0 to 10⁶.
///
/// ```
/// use justice_reinvestment::evaluate::NullRatio;
///
/// let threshold = NullRatio::reduction("5%".parse()?);
/// assert_eq!(threshold, NullRatio::new(0.95)?);
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct NullRatio(f64);

impl NullRatio {
    /// No change: a ratio of 1.
    pub const NO_CHANGE: Self = Self(1.0);

    /// A ratio.
    ///
    /// # Errors
    ///
    /// What is negative, above 10⁶ or no number.
    pub fn new(ratio: f64) -> Result<Self, Error> {
        if (0.0..=1e6).contains(&ratio) {
            Ok(Self(ratio))
        } else {
            Err(Problem::new(
                format!("{ratio} is not a ratio that can be tested"),
                "ratios are from 0 to 1,000,000, and 1 is no change",
            )
            .into())
        }
    }

    /// A reduction of exactly this much, such as the threshold: a ratio of 1 less it.
    #[must_use]
    pub fn reduction(reduction: Percent) -> Self {
        let left = Percent::PARTS_IN_ALL.saturating_sub(reduction.parts());
        Self(f64::from(left) / f64::from(Percent::PARTS_IN_ALL))
    }

    /// The ratio.
    #[must_use]
    pub const fn ratio(self) -> f64 {
        self.0
    }
}

/// The rate of a test period against that of a baseline, both of Poisson counts.
///
/// The test is the exact conditional one (Przyborowski and Wilenski, 1940): given how
/// many events both periods had, those of the test period are binomial, whatever the
/// baseline's rate. The interval is that of Clopper and Pearson for that binomial, as a
/// ratio of rates, as R's `poisson.test` has it. Figures for counts of up to 10¹² are
/// as precise as [`Binomial`] is.
///
/// ```
/// use justice_reinvestment::evaluate::{Confidence, NullRatio, Rate, TestRule, Verdict};
///
/// // Invented: 180 cases in the test year (366 days), 230 in the baseline (365).
/// let rates = Rate::new(180, 366.0)?.against(Rate::new(230, 365.0)?);
/// let confidence = Confidence::usual();
///
/// assert_eq!(format!("{:.3}", rates.ratio().unwrap()), "0.780");
/// let interval = rates.interval(confidence);
/// assert_eq!(format!("{:.3}", interval.lower), "0.639");
/// assert_eq!(format!("{:.3}", interval.upper.unwrap()), "0.953");
/// assert_eq!(rates.verdict(confidence), Verdict::Fell);
///
/// // It fell; that it fell by more than 5%, the counts do not show at 95%.
/// let threshold = NullRatio::reduction("5%".parse()?);
/// assert!(rates.p_value(TestRule::Central, threshold) > 0.05);
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoRates {
    test: Rate,
    baseline: Rate,
}

impl TwoRates {
    /// The rate of the test period.
    #[must_use]
    pub const fn test(&self) -> Rate {
        self.test
    }

    /// The rate of the baseline.
    #[must_use]
    pub const fn baseline(&self) -> Rate {
        self.baseline
    }

    /// The rate of the test period ÷ that of the baseline; `None` where the baseline
    /// counted nothing: such a ratio has no value, or no bound.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.baseline.count > 0).then(|| self.test.rate() / self.baseline.rate())
    }

    /// The exact p-value, given a ratio of the underlying rates. Exact but for
    /// [`TestRule::MidP`], and 1 for two counts of zero, which tell nothing.
    #[must_use]
    pub fn p_value(&self, rule: TestRule, null: NullRatio) -> f64 {
        self.given_both(null).p_value(rule, self.test.count)
    }

    /// The exact interval for the ratio of the underlying rates: it holds the true one
    /// at least as often as stated. It leaves out a ratio exactly where the p-value
    /// by [`TestRule::Central`] is below 1 − the confidence.
    ///
    /// Without an upper limit where the baseline counted nothing; two counts of zero
    /// leave everything possible.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let (test, baseline) = (self.test.count, self.baseline.count);
        if test == 0 && baseline == 0 {
            return Interval::new(0.0, None, confidence);
        }
        let (lower, upper) = odds_limits(test, baseline, confidence.tail());
        let ratio = |odds: f64| odds * (self.baseline.exposure / self.test.exposure);
        Interval::new(ratio(lower), upper.map(ratio), confidence)
    }

    /// Whether the underlying rate fell or rose, as the
    /// [interval](Self::interval) has it.
    #[must_use]
    pub fn verdict(&self, confidence: Confidence) -> Verdict {
        // The interval lies below 1 exactly where this tail is the smaller. Asked so,
        // the verdict and the test agree to the last digit.
        let binomial = self.given_both(NullRatio::NO_CHANGE);
        if binomial.at_most(self.test.count) < confidence.tail() {
            Verdict::Fell
        } else if binomial.at_least(self.test.count) < confidence.tail() {
            Verdict::Rose
        } else {
            Verdict::CannotTell
        }
    }

    /// The count of the test period, given both together.
    fn given_both(&self, null: NullRatio) -> Binomial {
        let odds = Odds {
            one: null.ratio() * self.test.exposure,
            other: self.baseline.exposure,
        };
        // Both counts are bounded.
        let events = self.test.count.saturating_add(self.baseline.count);
        Binomial::with_odds(events, odds)
    }
}
