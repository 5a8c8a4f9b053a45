//! What a change in cost is made of: how many cases there were, which, and at what
//! price. The parts add up to the change exactly, over all metrics and within each.
//!
//! # The formula
//!
//! Of a metric with count n and price p before, m and q after, and with N and M cases
//! of all metrics before and after:
//!
//! - *volume* = n × p × (M − N) ÷ N: what the metric's cost would have changed by had
//!   its cases changed in the proportion in which all did; over all metrics, (M − N) ×
//!   the average cost of a case before;
//! - *mix* = (m − n × M ÷ N) × p: cases beyond or short of that proportion, at the
//!   price before; over all metrics, what remains at the prices before;
//! - *price* = m × (q − p): the cases after, at what a case costs more.
//!
//! n × p × M ÷ N − n × p + m × p − n × M ÷ N × p + m × q − m × p = m × q − n × p, the
//! change. The order (volume at prices before, prices at cases after) is the usual one
//! of Laspeyres quantities and Paasche prices; another order divides the change
//! otherwise. Volume and mix are kept as fractions, by N; nothing is rounded. For print
//! each figure is rounded by itself ([`DividedPounds::rounded`]), so that printed parts
//! may differ from the printed whole by pennies; the exact parts do not.

use super::assumption::Assumption;
use super::other_costs::Subject;
use crate::assess::{Line, Reward};
use crate::money::{DividedPounds, Pounds};
use crate::name::{Id, Title};
use crate::problem::{Error, Problem};
use serde::Serialize;
use std::collections::BTreeMap;
use std::num::NonZeroU64;

/// What a reward's change in cost is made of.
///
/// ```
/// use justice_reinvestment::evaluate::Decomposition;
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// # let file = std::fs::read("fixtures/england-and-wales/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// # let table = std::fs::read("fixtures/england-and-wales/demand.csv")?;
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// let assessment = assess(&scheme, &demand)?;
/// // Adults, 2011: fewer cases in all, but more of them in custody.
/// let made_of = Decomposition::of(&assessment.rewards[0])?.unwrap();
/// assert_eq!((made_of.all.baseline_count, made_of.all.test_count), (286_987, 286_005));
/// assert_eq!(made_of.all.change.to_string(), "126551224.00");
/// assert_eq!(made_of.all.price.to_string(), "0.00");
/// assert!(made_of.all.volume.amount() < "0".parse()?);
/// assert!(made_of.all.mix.amount() > "0".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Decomposition {
    /// Of which reward; not written, since it stands with its reward.
    #[serde(skip)]
    pub subject: Subject,
    /// Over all metrics.
    pub all: Parts,
    /// Each metric's parts.
    pub metrics: Vec<MetricParts>,
    /// Metrics of which there were fewer cases, each beside one of which there were
    /// more: such as fewer in custody and more orders.
    pub substitutions: Vec<Substitution>,
    /// The units that are added up as cases; more than one may be unlike.
    pub units: Vec<Title>,
    /// What it rests on.
    pub assumptions: Vec<Assumption>,
}

/// A change in cost in its parts; volume + mix + price = change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Parts {
    /// Cases in the baseline.
    pub baseline_count: u64,
    /// Cases in the test period.
    pub test_count: u64,
    /// Test cost − baseline cost: negative where the cost fell.
    pub change: Pounds,
    /// What the change would have been had all cases changed in one proportion, at the
    /// baseline's prices.
    pub volume: DividedPounds,
    /// What cases beyond or short of that proportion add, at the baseline's prices.
    pub mix: DividedPounds,
    /// What the cases of the test period cost more than at the baseline's prices.
    pub price: Pounds,
}

/// A metric's part of a change in cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MetricParts {
    /// The metric.
    pub metric: Id,
    /// What people call it.
    pub title: Title,
    /// Over all its groups.
    #[serde(flatten)]
    pub all: Parts,
    /// Each group's parts, where the table has groups; they add up to the metric's.
    pub groups: Vec<GroupParts>,
}

/// A group's part of a change in cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GroupParts {
    /// The group; `None` for areas whose counts have no groups.
    pub group: Option<Title>,
    /// Its parts.
    #[serde(flatten)]
    pub all: Parts,
}

/// Fewer cases of one metric beside more of another. It does not say that one took the
/// other's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Substitution {
    /// The metric of which there were fewer.
    pub fewer_of: Id,
    /// How many fewer.
    pub fewer: u64,
    /// The metric of which there were more.
    pub more_of: Id,
    /// How many more.
    pub more: u64,
    /// What a case of the first cost more than one of the second, at the baseline's
    /// prices; negative where it cost less.
    pub dearer_by: Pounds,
}

impl Decomposition {
    /// What a reward's change in cost is made of; `None` where a count is missing, or
    /// where there were no cases before, so that they changed in no proportion.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`] can hold.
    pub fn of(reward: &Reward) -> Result<Option<Self>, Error> {
        let mut counted = Vec::with_capacity(reward.lines.len());
        for line in &reward.lines {
            let (Some(before), Some(after)) = (line.baseline_count, line.test_count) else {
                return Ok(None);
            };
            counted.push((line, Counted { before, after }));
        }
        let all = Counted::sum(counted.iter().map(|(_, counted)| *counted))?;
        let Some(cases) = NonZeroU64::new(all.before) else {
            return Ok(None);
        };
        let proportion = Proportion {
            before: cases,
            after: all.after,
        };
        let mut total = Total::default();
        let mut metrics = Vec::with_capacity(counted.len());
        for (line, of_line) in &counted {
            let of = |counted: Counted| proportion.of(counted, line);
            let own = of(*of_line)?;
            total.add(&own)?;
            metrics.push(MetricParts {
                metric: line.priced.metric.id.clone(),
                title: line.priced.metric.title.clone(),
                all: own.parts(*of_line, cases),
                groups: groups(line)?
                    .into_iter()
                    .map(|(group, counted)| {
                        let all = of(counted)?.parts(counted, cases);
                        Ok(GroupParts { group, all })
                    })
                    .collect::<Result<_, Error>>()?,
            });
        }
        let mut units: Vec<Title> = Vec::new();
        for (line, _) in &counted {
            let unit = &line.priced.metric.unit;
            if !units.contains(unit) {
                units.push(unit.clone());
            }
        }
        let substitutions = substitutions(&counted)?;
        let mut assumptions = vec![Assumption::CasesAlike];
        let moved = (!substitutions.is_empty()).then_some(Assumption::NotTheSamePeople);
        assumptions.extend(moved);
        Ok(Some(Self {
            subject: Subject::of(reward),
            all: total.0.parts(all, cases),
            metrics,
            substitutions,
            units,
            assumptions,
        }))
    }
}

/// Cases before and after.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    before: u64,
    after: u64,
}

impl Counted {
    fn plus(self, other: Self) -> Result<Self, Error> {
        let before = self.before.checked_add(other.before);
        let after = self.after.checked_add(other.after);
        match (before, after) {
            (Some(before), Some(after)) => Ok(Self { before, after }),
            _ => {
                let what = "the counts add up to more than can be held";
                Err(Problem::new(what, "check the counts").into())
            }
        }
    }

    fn sum(mut all: impl Iterator<Item = Self>) -> Result<Self, Error> {
        all.try_fold(Self::default(), Self::plus)
    }
}

/// Cases of all metrics, before and after.
struct Proportion {
    before: NonZeroU64,
    after: u64,
}

/// Parts of a change; volume and mix as many times over as there were cases.
#[derive(Debug, Clone, Copy)]
struct Multiple {
    change: Pounds,
    volume: Pounds,
    mix: Pounds,
    price: Pounds,
}

impl Proportion {
    fn of(&self, counted: Counted, line: &Line) -> Result<Multiple, Error> {
        let before = line.priced.baseline_price.amount;
        let after = line.priced.test_price.amount;
        let all_before = self.before.get();
        let cost_before = before.times(counted.before)?;
        let after_at_old_prices = before.times(counted.after)?;
        let cost_after = after.times(counted.after)?;
        let in_proportion = cost_before.times(self.after)?;
        Ok(Multiple {
            change: cost_after.minus(cost_before)?,
            volume: in_proportion.minus(cost_before.times(all_before)?)?,
            mix: after_at_old_prices
                .times(all_before)?
                .minus(in_proportion)?,
            price: cost_after.minus(after_at_old_prices)?,
        })
    }
}

impl Multiple {
    fn parts(self, counted: Counted, cases: NonZeroU64) -> Parts {
        Parts {
            baseline_count: counted.before,
            test_count: counted.after,
            change: self.change,
            volume: DividedPounds::new(self.volume, cases),
            mix: DividedPounds::new(self.mix, cases),
            price: self.price,
        }
    }
}

/// The parts of metrics added up.
struct Total(Multiple);

impl Default for Total {
    fn default() -> Self {
        Self(Multiple {
            change: Pounds::ZERO,
            volume: Pounds::ZERO,
            mix: Pounds::ZERO,
            price: Pounds::ZERO,
        })
    }
}

impl Total {
    fn add(&mut self, other: &Multiple) -> Result<(), Error> {
        self.0 = Multiple {
            change: self.0.change.plus(other.change)?,
            volume: self.0.volume.plus(other.volume)?,
            mix: self.0.mix.plus(other.mix)?,
            price: self.0.price.plus(other.price)?,
        };
        Ok(())
    }
}

/// The counts of each group of a line over its areas, whose counts are all there; none
/// where no area has groups.
fn groups(line: &Line) -> Result<BTreeMap<Option<Title>, Counted>, Error> {
    let mut groups: BTreeMap<Option<Title>, Counted> = BTreeMap::new();
    if line.areas.iter().all(|area| area.groups.is_empty()) {
        return Ok(groups);
    }
    for area in &line.areas {
        let of_groups = area.groups.iter().map(|group| {
            let counts = (group.baseline_count, group.test_count);
            (Some(group.group.clone()), counts)
        });
        let whole = (None, (area.baseline_count, area.test_count));
        let whole = area.groups.is_empty().then_some(whole);
        for (group, (before, after)) in of_groups.chain(whole) {
            let (Some(before), Some(after)) = (before, after) else {
                let what = format!("a count of {} is missing", line.priced.metric.id);
                return Err(Problem::new(what, "give it, or leave the groups out").into());
            };
            let counted = Counted { before, after };
            let so_far = groups.entry(group).or_default();
            *so_far = so_far.plus(counted)?;
        }
    }
    Ok(groups)
}

/// Every metric of which there were fewer cases beside every one of which there were
/// more.
fn substitutions(counted: &[(&Line, Counted)]) -> Result<Vec<Substitution>, Error> {
    let mut found = Vec::new();
    for (from, fewer) in counted.iter().filter(|(_, of)| of.after < of.before) {
        for (to, more) in counted.iter().filter(|(_, of)| of.after > of.before) {
            let price = |line: &Line| line.priced.baseline_price.amount;
            found.push(Substitution {
                fewer_of: from.priced.metric.id.clone(),
                fewer: fewer.before.abs_diff(fewer.after),
                more_of: to.priced.metric.id.clone(),
                more: more.after.abs_diff(more.before),
                dearer_by: price(from).minus(price(to))?,
            });
        }
    }
    Ok(found)
}
