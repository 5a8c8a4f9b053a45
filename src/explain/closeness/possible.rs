//! What can be said of a reward that is not computable: what its missing counts,
//! which are zero or more, leave possible.

use super::{MetricCloseness, Step};
use crate::assess::{AreaCount, Gate, Line, Outcome, Reward};
use crate::money::Pounds;
use crate::problem::Error;
use crate::scheme::{Terms, UnitPrice};
use serde::Serialize;

/// What a reward can be although counts are missing.
///
/// A missing count is zero or more; it is never taken to be zero. So the reward
/// as it were if every missing count were zero bounds what it can be, where only
/// one of the two periods lacks counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Possible {
    /// What the counts that are there cost in the baseline; the whole cost is
    /// that or more.
    pub known_baseline_cost: Pounds,
    /// What the counts that are there cost in the test period.
    pub known_test_cost: Pounds,
    /// The bound, where there is one.
    pub bound: Option<Bound>,
}

/// The reward as it were if every missing count were zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Bound {
    /// On which side of it the reward lies.
    pub side: BoundSide,
    /// The saving if every missing count were zero.
    pub saving: Pounds,
    /// That saving − threshold.
    pub margin: Pounds,
    /// Whether that saving meets the threshold.
    pub met: bool,
    /// The reward if every missing count were zero.
    pub reward: Pounds,
    /// The least that the reward can be.
    pub least: Pounds,
    /// Whether the missing counts have prices of £0.00, so that the reward is that
    /// of this bound whatever they are.
    pub changes_nothing: bool,
    /// Where one metric alone lacks counts: with how many cases of it, beside those
    /// that are known, the decision turns, and the cap.
    pub metric: Option<MetricCloseness>,
}

/// On which side of a bound the reward lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a bound has two sides")]
pub enum BoundSide {
    /// The test period lacks counts: its cost, once known, can only be higher.
    AtMost,
    /// The baseline lacks counts: its cost, once known, can only be higher.
    AtLeast,
}

impl BoundSide {
    /// The word that outputs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtMost => "at_most",
            Self::AtLeast => "at_least",
        }
    }
}

impl Possible {
    /// What is possible; `None` where the reward is computable.
    pub(super) fn of(reward: &Reward, gate: &Gate<'_>) -> Result<Option<Self>, Error> {
        if reward.outcome != Outcome::NotComputable {
            return Ok(None);
        }
        let known_baseline_cost = known_cost(&reward.lines, Part::BASELINE)?;
        let known_test_cost = known_cost(&reward.lines, Part::TEST)?;
        let lacking = |part: &Part| {
            let lines = reward.lines.iter();
            let lacking = lines.filter(|line| (part.of_line)(line).is_none());
            lacking.collect::<Vec<&Line>>()
        };
        let Terms::Bands(terms) = &*reward.terms;
        let bound = match (reward.baseline_cost, reward.test_cost) {
            (Some(baseline), None) => {
                let saving = baseline.minus(known_test_cost)?;
                let with = |price: Pounds, cases: u64| {
                    Step::of(cases, saving.minus(price.times(cases)?)?, gate)
                };
                Some(Bound::of(
                    BoundSide::AtMost,
                    &lacking(&Part::TEST),
                    gate.cap().is_some(),
                    with,
                )?)
            }
            (None, Some(test)) => {
                let with = |price: Pounds, cases: u64| {
                    let baseline = known_baseline_cost.plus(price.times(cases)?)?;
                    let gate = Gate::new(terms, Some(baseline), reward.rounding)?;
                    Step::of(cases, baseline.minus(test)?, &gate)
                };
                Some(Bound::of(
                    BoundSide::AtLeast,
                    &lacking(&Part::BASELINE),
                    terms.cap().is_some(),
                    with,
                )?)
            }
            _ => None,
        };
        Ok(Some(Self {
            known_baseline_cost,
            known_test_cost,
            bound,
        }))
    }
}

impl Bound {
    /// The bound of a reward of which some lines lack counts. `with` says what
    /// comes of some cases at some price.
    fn of(
        side: BoundSide,
        lacking: &[&Line],
        has_cap: bool,
        with: impl Fn(Pounds, u64) -> Result<Step, Error>,
    ) -> Result<Self, Error> {
        let price = |line: &Line| match side {
            BoundSide::AtMost => line.priced.test_price.amount,
            BoundSide::AtLeast => line.priced.baseline_price.amount,
        };
        let none = with(Pounds::ZERO, 0)?;
        let metric = match lacking {
            [line] => Some(MetricCloseness::of_missing(line, has_cap, |cases| {
                with(price(line), cases)
            })?),
            _ => None,
        };
        let changes_nothing = lacking.iter().all(|line| price(line) == Pounds::ZERO);
        Ok(Self {
            side,
            saving: none.saving,
            margin: none.margin,
            met: none.met,
            reward: none.reward,
            least: match side {
                // Enough cases cost more than any saving.
                BoundSide::AtMost if !changes_nothing => Pounds::ZERO,
                _ => none.reward,
            },
            changes_nothing,
            metric,
        })
    }
}

/// How the figures of one of the two periods are read.
struct Part {
    of_line: fn(&Line) -> Option<u64>,
    of_area: fn(&AreaCount) -> Option<u64>,
    of_groups: fn(&AreaCount) -> Vec<Option<u64>>,
    price: fn(&Line) -> &UnitPrice,
}

impl Part {
    const BASELINE: Self = Self {
        of_line: |line| line.baseline_count,
        of_area: |area| area.baseline_count,
        of_groups: |area| {
            area.groups
                .iter()
                .map(|group| group.baseline_count)
                .collect()
        },
        price: |line| &line.priced.baseline_price,
    };
    const TEST: Self = Self {
        of_line: |line| line.test_count,
        of_area: |area| area.test_count,
        of_groups: |area| area.groups.iter().map(|group| group.test_count).collect(),
        price: |line| &line.priced.test_price,
    };
}

/// What the counts that are there cost, those of areas and groups included whose
/// line lacks another.
fn known_cost(lines: &[Line], part: Part) -> Result<Pounds, Error> {
    let mut known = Pounds::ZERO;
    for line in lines {
        let mut add = |count: u64| -> Result<(), Error> {
            known = known.plus((part.price)(line).amount.times(count)?)?;
            Ok(())
        };
        if let Some(count) = (part.of_line)(line) {
            add(count)?;
            continue;
        }
        for area in &line.areas {
            match (part.of_area)(area) {
                Some(count) => add(count)?,
                None => {
                    for count in (part.of_groups)(area).into_iter().flatten() {
                        add(count)?;
                    }
                }
            }
        }
    }
    Ok(known)
}
