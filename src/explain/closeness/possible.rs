//! What can be said of a reward that is not computable: what its missing counts,
//! which are zero or more, leave possible.

use super::MetricCloseness;
use crate::assess::{AreaCount, Gate, Line, Outcome, Reward};
use crate::money::Pounds;
use crate::problem::Error;
use crate::scheme::{Terms, UnitPrice};

/// What a reward can be although counts are missing.
///
/// A missing count is zero or more; it is never taken to be zero. So the reward
/// as it were if every missing count were zero bounds what it can be, where only
/// one of the two periods lacks counts.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Where the threshold would be met, and only one metric lacks its count in the
    /// test period: with how many cases of it the threshold is no longer met, and
    /// with how many the cap is no longer reached.
    pub metric: Option<MetricCloseness>,
}

/// On which side of a bound the reward lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
        let bound = match (reward.baseline_cost, reward.test_cost) {
            (Some(baseline), None) => {
                let saving = baseline.minus(known_test_cost)?;
                let metric = match lacking(&Part::TEST).as_slice() {
                    [line] if gate.is_met(saving) => Some(MetricCloseness::of(line, saving, gate)?),
                    _ => None,
                };
                Some(Bound::of(BoundSide::AtMost, saving, gate, metric)?)
            }
            (None, Some(test)) => {
                let Terms::Bands(terms) = &*reward.terms;
                let gate = Gate::new(terms, Some(known_baseline_cost), reward.rounding)?;
                let saving = known_baseline_cost.minus(test)?;
                Some(Bound::of(BoundSide::AtLeast, saving, &gate, None)?)
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
    fn of(
        side: BoundSide,
        saving: Pounds,
        gate: &Gate<'_>,
        metric: Option<MetricCloseness>,
    ) -> Result<Self, Error> {
        Ok(Self {
            side,
            saving,
            margin: saving.minus(gate.threshold().unwrap_or(Pounds::ZERO))?,
            met: gate.is_met(saving),
            reward: gate.reward(saving)?.1,
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
