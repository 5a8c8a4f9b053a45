//! Least and greatest reward where counts are known within ranges only: because small
//! ones are suppressed, or because all are rounded.
//!
//! # Why the ends of the costs are enough
//!
//! Write B for the baseline cost, T for the test cost, r = 1 − T/B for the reduction,
//! and g(r) for what the bands pay as a part of B: the sum of share × length of the
//! part of the band that lies below r, or nothing below the threshold. Shares are
//! zero or more, so g never falls as r rises, and it is never negative. The exact
//! reward is B × g(r). As T rises, r falls, and so g(r) does not rise. As B rises with
//! the same T, r does not fall (T is zero or more), so both factors, neither of which
//! is negative, do not fall. At B = 0 nothing is paid, which is the least there is.
//! Rounding to the penny keeps the order. So although threshold, bands and cap all
//! move with B, the reward never falls as B rises and never rises as T rises: its
//! least value stands at the least B with the greatest T, its greatest at the
//! greatest B with the least T. The outcome follows r alone, in the order *not met*,
//! *met*, *capped*; where both ends have the same one, so has everything between. That
//! demand cost nothing in the baseline is an outcome of its own, at the least end.
//!
//! Prices are zero or more, so the costs have their ends where all counts have
//! theirs. These are whole numbers within their ranges: the bounds are reached.

use super::decision::{Decision, Subject};
use crate::assess::{AreaCount, MissingCount, Reward};
use crate::demand::{Count, MissingReason};
use crate::evaluate::assumption::Assumption;
use crate::money::{Pounds, Rounding};
use crate::name::Id;
use crate::problem::{Error, Problem};
use crate::scheme::Terms;
use serde::Serialize;
use std::num::NonZeroU64;

/// The least and the most that a count can be, both included.
///
/// ```
/// use justice_reinvestment::evaluate::CountRange;
///
/// let ten = CountRange::rounded(50, 10)?;
/// assert_eq!((ten.least(), ten.most()), (45, 55));
/// let five = CountRange::rounded(50, 5)?;
/// assert_eq!((five.least(), five.most()), (48, 52));
/// assert!(CountRange::rounded(51, 5).is_err());
/// assert!(CountRange::new(5, 4).is_err());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct CountRange {
    least: u64,
    most: u64,
}

impl CountRange {
    /// What a suppressed count "under 5" can be.
    pub const UNDER_FIVE: Self = Self { least: 0, most: 4 };

    /// From the least to the most.
    ///
    /// # Errors
    ///
    /// The least is more than the most, or the most has more than fifteen digits.
    pub fn new(least: u64, most: u64) -> Result<Self, Error> {
        if least > most {
            let what = format!("no count is {least} at least and {most} at most");
            return Err(Problem::new(what, "give the smaller number first").into());
        }
        if most > Count::LARGEST {
            let what = format!("{most} is too large for a count");
            return Err(Problem::new(what, "fifteen digits are the most").into());
        }
        Ok(Self { least, most })
    }

    /// What was rounded to a count that is a multiple of `base`. Where two multiples
    /// are as near, the count may have gone to either: 45 and 55 may both be shown as
    /// 50 when counts are rounded to tens.
    ///
    /// # Errors
    ///
    /// The count is no such multiple: it was not rounded so. Or `base` is zero.
    pub fn rounded(count: u64, base: u64) -> Result<Self, Error> {
        if count.checked_rem(base) != Some(0) {
            let what = format!("{count} is not a count rounded to {base}");
            let advice = "give the number to whose multiples the counts were rounded";
            return Err(Problem::new(what, advice).into());
        }
        let half = base.div_euclid(2);
        Self::new(count.saturating_sub(half), count.saturating_add(half))
    }

    fn exactly(count: u64) -> Self {
        Self {
            least: count,
            most: count,
        }
    }

    /// The least that it can be.
    #[must_use]
    pub fn least(self) -> u64 {
        self.least
    }

    /// The most that it can be.
    #[must_use]
    pub fn most(self) -> u64 {
        self.most
    }
}

/// How exactly the counts of a table are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Precision {
    suppressed: CountRange,
    rounded_to: Option<u64>,
}

impl Precision {
    /// Counts that are shown are exact; those marked `[c]` lie within a range.
    #[must_use]
    pub fn exact_but_for(suppressed: CountRange) -> Self {
        Self {
            suppressed,
            rounded_to: None,
        }
    }

    /// Counts that are shown were rounded to the nearest multiple of a number.
    #[must_use]
    pub fn rounded_to(mut self, base: u64) -> Self {
        self.rounded_to = Some(base);
        self
    }

    fn of_shown(self, count: u64) -> Result<CountRange, Error> {
        match self.rounded_to {
            Some(base) => CountRange::rounded(count, base),
            None => Ok(CountRange::exactly(count)),
        }
    }
}

/// The least and the most that a cost can be, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct CostRange {
    least: Pounds,
    most: Pounds,
}

impl CostRange {
    /// From the least to the most.
    ///
    /// # Errors
    ///
    /// The least is more than the most, or a cost is negative.
    pub fn new(least: Pounds, most: Pounds) -> Result<Self, Error> {
        if least > most || least < Pounds::ZERO {
            let what = format!("no cost is £{least} at least and £{most} at most");
            return Err(Problem::new(what, "give two costs of zero or more, rising").into());
        }
        Ok(Self { least, most })
    }

    /// The least that it can be.
    #[must_use]
    pub fn least(self) -> Pounds {
        self.least
    }

    /// The most that it can be.
    #[must_use]
    pub fn most(self) -> Pounds {
        self.most
    }

    fn add(&mut self, price: Pounds, count: CountRange) -> Result<(), Error> {
        self.least = self.least.plus(price.times(count.least)?)?;
        self.most = self.most.plus(price.times(count.most)?)?;
        Ok(())
    }
}

/// What a rule decides at both ends of what two costs can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Extremes {
    /// What the baseline cost can be.
    pub baseline_cost: CostRange,
    /// What the test cost can be.
    pub test_cost: CostRange,
    /// The least reward and the smallest reduction: the least baseline cost beside
    /// the greatest test cost.
    pub least: Decision,
    /// The greatest reward and the largest reduction: the greatest baseline cost
    /// beside the least test cost.
    pub most: Decision,
    /// Whether the outcome is the same whatever the counts are within their ranges.
    pub outcome_stands: bool,
}

impl Extremes {
    /// What the terms decide at both ends. The module says why these are the ends.
    ///
    /// HMP Peterborough's first cohort: 142 reconvictions per 100 against 155 of matched
    /// others, both rounded, where a reduction of 10% was needed (Jolliffe and Hedderman,
    /// *Peterborough Social Impact Bond: Final Report on Cohort 1 Analysis*, 2014). In
    /// halves of a reconviction:
    ///
    /// ```
    /// use justice_reinvestment::evaluate::{CostRange, Extremes};
    /// use justice_reinvestment::{Band, BandTerms, Pounds, Rounding, Terms, ThresholdRule};
    ///
    /// let all = vec![Band::beyond("100%".parse()?)];
    /// let terms = BandTerms::new("10%".parse()?, ThresholdRule::AtLeast, all, Vec::new())?;
    /// let halves = |least, most| CostRange::new(Pounds::pence(least), Pounds::pence(most));
    /// let extremes = Extremes::of(
    ///     &Terms::from(terms),
    ///     Rounding::HalfAwayFromZero,
    ///     halves(309, 311)?,
    ///     halves(283, 285)?,
    /// )?;
    /// assert_eq!(extremes.least.reduction_percent.unwrap().to_string(), "7.77");
    /// assert_eq!(extremes.most.reduction_percent.unwrap().to_string(), "9.00");
    /// assert!(extremes.outcome_stands && !extremes.most.met);
    /// # Ok::<(), justice_reinvestment::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`] can hold.
    pub fn of(
        terms: &Terms,
        rounding: Rounding,
        baseline_cost: CostRange,
        test_cost: CostRange,
    ) -> Result<Self, Error> {
        let decided = |baseline: Pounds, test: Pounds| {
            let saving = baseline.minus(test)?;
            Decision::of(terms, rounding, baseline, saving, NonZeroU64::MIN)
        };
        let least = decided(baseline_cost.least, test_cost.most)?;
        let most = decided(baseline_cost.most, test_cost.least)?;
        Ok(Self {
            baseline_cost,
            test_cost,
            outcome_stands: least.outcome == most.outcome,
            least,
            most,
        })
    }
}

/// The least and the greatest that a reward can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RewardBounds {
    /// Of which reward; not written, since they stand with their reward.
    #[serde(skip)]
    pub subject: Subject,
    /// Both ends; `None` where a count is not available at all.
    pub extremes: Option<Extremes>,
    /// The metrics of which a count is not available (`[x]`), so that nothing bounds it.
    pub unbounded: Vec<Id>,
    /// How many counts were suppressed.
    pub suppressed: u64,
    /// What each of these may be.
    pub suppressed_within: CountRange,
    /// What the bounds rest on.
    pub assumptions: Vec<Assumption>,
}

impl RewardBounds {
    /// What a reward can be, given how exactly its counts are known. Counts are taken
    /// as the rows of the table give them: by area, and by group where it has groups.
    ///
    /// ```
    /// use justice_reinvestment::evaluate::{CountRange, Precision, RewardBounds};
    /// use justice_reinvestment::{Demand, Document, Scheme, assess};
    ///
    /// # let file = std::fs::read("fixtures/hackney/scheme.toml")?;
    /// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
    /// let table = "area_code,cohort,period,metric,count\n\
    ///              E09000012,adult,baseline,custody,400\n\
    ///              E09000012,adult,year_1,custody,380\n";
    /// let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
    /// let reward = &assess(&scheme, &demand)?.rewards[0];
    /// assert_eq!(reward.threshold.met, Some(true));
    ///
    /// // Rounded to tens, a fall of exactly 5% may have been one of 2.53% or 7.41%.
    /// let precision = Precision::exact_but_for(CountRange::UNDER_FIVE).rounded_to(10);
    /// let bounds = RewardBounds::of(reward, precision)?;
    /// let extremes = bounds.extremes.unwrap();
    /// assert!(!extremes.outcome_stands);
    /// assert_eq!(extremes.least.reduction_percent.unwrap().to_string(), "2.53");
    /// assert_eq!(extremes.most.reduction_percent.unwrap().to_string(), "7.41");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A count that is shown was not rounded as is said, or an amount is beyond what
    /// [`Pounds`] can hold.
    pub fn of(reward: &Reward, precision: Precision) -> Result<Self, Error> {
        let subject = Subject::of(reward);
        let nothing = CostRange::new(Pounds::ZERO, Pounds::ZERO)?;
        let (mut baseline, mut test) = (nothing, nothing);
        let mut suppressed = 0_u64;
        for line in &reward.lines {
            let priced = &line.priced;
            for row in line.areas.iter().flat_map(rows) {
                let sides = [
                    (row.baseline, priced.baseline_price.amount, &mut baseline),
                    (row.test, priced.test_price.amount, &mut test),
                ];
                for (count, price, cost) in sides {
                    let range = match count {
                        (Some(count), _) => precision.of_shown(count).map_err(|error| {
                            let metric = &priced.metric.id;
                            error.about(&format!("{}, {metric}", subject.in_words()))
                        })?,
                        (None, Some(MissingReason::Confidential)) => {
                            suppressed = suppressed.saturating_add(1);
                            precision.suppressed
                        }
                        // Nothing bounds it, and no bounds are given.
                        (None, _) => continue,
                    };
                    cost.add(price, range)?;
                }
            }
        }
        let is_unbounded = |missing: &&MissingCount| missing.reason != MissingReason::Confidential;
        let unbounded = reward.missing.iter().filter(is_unbounded);
        let mut unbounded: Vec<Id> = unbounded.map(|lacks| lacks.metric.id.clone()).collect();
        unbounded.dedup();
        let extremes = unbounded
            .is_empty()
            .then(|| Extremes::of(&reward.terms, reward.rounding, baseline, test));
        let mut assumptions = vec![Assumption::CountsVaryFreely];
        assumptions.extend((suppressed > 0).then_some(Assumption::SuppressedWithin));
        let rounded = precision.rounded_to.map(|_| Assumption::RoundedToNearest);
        assumptions.extend(rounded);
        Ok(Self {
            subject,
            extremes: extremes.transpose()?,
            unbounded,
            suppressed,
            suppressed_within: precision.suppressed,
            assumptions,
        })
    }
}

/// The counts of one row of the table in both periods, or why they are missing.
struct RowCounts {
    baseline: (Option<u64>, Option<MissingReason>),
    test: (Option<u64>, Option<MissingReason>),
}

/// The rows that an area's count is made of.
fn rows(area: &AreaCount) -> Vec<RowCounts> {
    if area.groups.is_empty() {
        return vec![RowCounts {
            baseline: (area.baseline_count, area.baseline_missing),
            test: (area.test_count, area.test_missing),
        }];
    }
    let of_groups = area.groups.iter().map(|group| RowCounts {
        baseline: (group.baseline_count, group.baseline_missing),
        test: (group.test_count, group.test_missing),
    });
    of_groups.collect()
}
