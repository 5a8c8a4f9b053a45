//! What a rule decides of costs other than those that were agreed: of a mean, of a
//! trend, of a comparator's change, of the ends of a range.

use crate::area::AreaCode;
use crate::assess::{Gate, Outcome, ReductionPercent, Reward};
use crate::cohort::Cohort;
use crate::money::{DividedPounds, Pounds, Rounding};
use crate::name::{Id, Title};
use crate::problem::Error;
use crate::scheme::Terms;
use serde::{Serialize, Serializer};
use std::num::NonZeroU64;

/// What a rule decides of a baseline cost and a saving, and what it would pay.
///
/// It is decided by the calculation that decides rewards. Costs that are fractions,
/// such as a mean of three years, are decided without a division: the rule is asked
/// about costs that are all so many times as large. A fall is the same percentage of
/// them, and what is paid is as many times as much, because every threshold, band and
/// cap is a percentage of the baseline cost. It is divided once, as it is rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Decision {
    /// The cost of which the saving is a percentage.
    pub baseline_cost: DividedPounds,
    /// What the test cost is less than expected; negative where it is more.
    pub saving: DividedPounds,
    /// Saving ÷ baseline cost, for people to read; it does not decide. `None` where
    /// that cost is zero.
    pub reduction_percent: Option<ReductionPercent>,
    /// What comes of it.
    pub outcome: Outcome,
    /// Whether the threshold is met.
    pub met: bool,
    /// Saving − threshold: negative where it is missed.
    pub margin: DividedPounds,
    /// The payments of the bands added up, exact.
    pub reward_before_rounding: DividedPounds,
    /// What the rule would pay, to the penny.
    pub reward: Pounds,
}

impl Decision {
    /// What the terms decide. Both amounts are given `times` over.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`] can hold.
    pub(in crate::evaluate) fn of(
        terms: &Terms,
        rounding: Rounding,
        baseline: Pounds,
        saving: Pounds,
        times: NonZeroU64,
    ) -> Result<Self, Error> {
        let Terms::Bands(terms) = terms;
        let gate = Gate::new(terms, Some(baseline), rounding)?;
        let once = |amount: Pounds| DividedPounds::new(amount, times);
        let (exact, _) = gate.reward(saving)?;
        let threshold = gate.threshold().unwrap_or(Pounds::ZERO);
        Ok(Self {
            baseline_cost: once(baseline),
            saving: once(saving),
            reduction_percent: ReductionPercent::of(saving, &gate)?,
            outcome: gate.outcome(saving),
            met: gate.is_met(saving),
            margin: once(saving.minus(threshold)?),
            reward_before_rounding: once(exact),
            reward: once(exact).rounded(rounding)?,
        })
    }
}

/// Of which reward something is said.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Subject {
    /// The site's code.
    pub site: AreaCode,
    /// What people call the site.
    pub name: Title,
    /// The cohort.
    pub cohort: Cohort,
    /// The test period.
    pub period: Id,
}

impl Subject {
    pub(in crate::evaluate) fn of(reward: &Reward) -> Self {
        Self {
            site: reward.site.code.clone(),
            name: reward.site.name.clone(),
            cohort: reward.cohort,
            period: reward.period.id.clone(),
        }
    }

    /// For problems: `Hackney, adult, year_1`.
    pub(in crate::evaluate) fn in_words(&self) -> String {
        format!("{}, {}, {}", self.name, self.cohort, self.period)
    }
}

impl Serialize for Subject {
    /// The site with its code and name, as in the assessment.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            site: SiteJson<'a>,
            cohort: Cohort,
            period: &'a Id,
        }
        #[derive(Serialize)]
        struct SiteJson<'a> {
            code: &'a AreaCode,
            name: &'a Title,
        }
        let json = Json {
            site: SiteJson {
                code: &self.site,
                name: &self.name,
            },
            cohort: self.cohort,
            period: &self.period,
        };
        json.serialize(serializer)
    }
}
