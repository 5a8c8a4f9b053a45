//! How close a reward was: the case at which a decision turns, metric by metric,
//! all else unchanged. Nothing is extrapolated: every figure is decided again by
//! the calculation that decided the reward.

mod possible;

pub use possible::{Bound, BoundSide, Possible};

use crate::assess::{Gate, Line, Outcome, Reward};
use crate::demand::Count;
use crate::metric::Metric;
use crate::money::Pounds;
use crate::problem::Error;
use crate::scheme::Terms;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// How far a reward is from its threshold and its cap, in pounds and in cases of
/// each metric in the test period, all else unchanged.
///
/// ```
/// use justice_reinvestment::{Closeness, Demand, Direction, Document, Scheme, assess};
///
/// # let file = std::fs::read("fixtures/england-and-wales/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// # let table = std::fs::read("fixtures/england-and-wales/demand.csv")?;
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// let assessment = assess(&scheme, &demand)?;
/// // Young people in 2011: custody under 12 months at £540.00.
/// let closeness = Closeness::of(&assessment.rewards[2])?;
/// let turn = &closeness.metrics[0].decision;
/// assert_eq!(turn.direction, Direction::More);
/// assert_eq!(turn.stands.cases, 906);
/// assert_eq!(turn.stands.reward.to_string(), "1411768.50");
/// let first = turn.turns.as_ref().unwrap();
/// assert_eq!((first.cases, first.reward.to_string().as_str()), (907, "0.00"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Closeness {
    /// The cap less the saving: what the saving lacks to reach the cap; negative
    /// beyond it. `None` without a cap, without a baseline cost, or where the
    /// saving is not known.
    pub to_cap: Option<Pounds>,
    /// The most that can be paid, were there no demand at all in the test
    /// period; `None` where the baseline cost is not known.
    pub most: Option<Pounds>,
    /// For each metric, how many cases turn the decision, and how many reach or
    /// leave the cap; empty where the saving is not known, or where nothing is
    /// decided because demand cost nothing in the baseline.
    pub metrics: Vec<MetricCloseness>,
    /// What can be said of a reward that is not computable.
    pub possible: Option<Possible>,
}

/// How many cases of one metric in the test period change what is decided, all
/// else unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MetricCloseness {
    /// What is counted.
    #[serde(serialize_with = "by_its_id")]
    pub metric: Arc<Metric>,
    /// Where the threshold is no longer met, or is met for the first time.
    pub decision: Turn,
    /// Where the cap is no longer reached, or is reached for the first time;
    /// `None` without a cap.
    pub cap: Option<Turn>,
}

/// Whether a decision turns with more cases or with fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "cases are added or taken away")]
pub enum Direction {
    /// More cases in the test period: the cost rises.
    More,
    /// Fewer cases in the test period: the cost falls.
    Fewer,
}

impl Direction {
    /// The word that outputs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Fewer => "fewer",
        }
    }
}

/// The last number of cases with which something stands, and the first with
/// which it turns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Turn {
    /// More cases, or fewer.
    pub direction: Direction,
    /// The last number with which it stands. Where nothing turns it, the
    /// furthest: every case taken away, or as many added as a table of counts and
    /// [`Pounds`] can hold.
    pub stands: Step,
    /// One case further; `None` where no number of cases turns it.
    pub turns: Option<Step>,
}

/// What comes of some cases more or fewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// How many cases more or fewer.
    pub cases: u64,
    /// The saving with them.
    pub saving: Pounds,
    /// Saving − threshold.
    pub margin: Pounds,
    /// Whether the threshold is met.
    pub met: bool,
    /// Whether the saving is as large as the cap or larger; `None` without a cap.
    pub cap_reached: Option<bool>,
    /// The reward.
    pub reward: Pounds,
}

impl Closeness {
    /// How close a reward was.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`] can hold.
    pub fn of(reward: &Reward) -> Result<Self, Error> {
        let Terms::Bands(terms) = &*reward.terms;
        let gate = Gate::new(terms, reward.baseline_cost, reward.rounding)?;
        let has_cost = reward.outcome != Outcome::NoBaseline;
        let to_cap = match (gate.cap(), reward.saving) {
            (Some(cap), Some(saving)) if has_cost => Some(cap.minus(saving)?),
            _ => None,
        };
        let most = reward.baseline_cost.map(|cost| gate.reward(cost));
        let mut metrics = Vec::new();
        if let (Some(saving), true) = (reward.saving, has_cost) {
            for line in &reward.lines {
                metrics.push(MetricCloseness::of(line, saving, &gate)?);
            }
        }
        Ok(Self {
            to_cap,
            most: most.transpose()?.map(|(_, most)| most),
            metrics,
            possible: Possible::of(reward, &gate)?,
        })
    }
}

impl MetricCloseness {
    /// In cases of a line's metric in the test period, more or fewer.
    fn of(line: &Line, saving: Pounds, gate: &Gate<'_>) -> Result<Self, Error> {
        let price = line.priced.test_price.amount;
        let counted = line.test_count.unwrap_or(0);
        let with = |direction: Direction, cases: u64| {
            let cost = price.times(cases)?;
            let saving = match direction {
                Direction::More => saving.minus(cost)?,
                Direction::Fewer => saving.plus(cost)?,
            };
            Step::of(cases, saving, gate)
        };
        let now = with(Direction::More, 0)?;
        let turn = |is_so: fn(&Step) -> bool| {
            let (direction, furthest) = match is_so(&now) {
                true => (Direction::More, Count::LARGEST.saturating_sub(counted)),
                false => (Direction::Fewer, counted),
            };
            Turn::found(direction, furthest, |cases| with(direction, cases), is_so)
        };
        Self::turning(line, gate.cap().is_some(), turn)
    }

    /// In cases of a metric that lacks counts, beside those that are known. `with`
    /// says what comes of some of them.
    fn of_missing(
        line: &Line,
        has_cap: bool,
        with: impl Fn(u64) -> Result<Step, Error>,
    ) -> Result<Self, Error> {
        let turn =
            |is_so: fn(&Step) -> bool| Turn::found(Direction::More, Count::LARGEST, &with, is_so);
        Self::turning(line, has_cap, turn)
    }

    fn turning(
        line: &Line,
        has_cap: bool,
        turn: impl Fn(fn(&Step) -> bool) -> Result<Turn, Error>,
    ) -> Result<Self, Error> {
        let cap = has_cap.then(|| turn(|step| step.cap_reached == Some(true)));
        Ok(Self {
            metric: Arc::clone(&line.priced.metric),
            decision: turn(|step| step.met)?,
            cap: cap.transpose()?,
        })
    }
}

impl Turn {
    /// Finds where `is_so` turns between no case and the furthest, by halving:
    /// each probe is a decision, not an estimate.
    fn found(
        direction: Direction,
        furthest: u64,
        with: impl Fn(u64) -> Result<Step, Error>,
        is_so: fn(&Step) -> bool,
    ) -> Result<Self, Error> {
        let now = is_so(&with(0)?);
        // What is beyond what can be held counts as turned while searching, so that
        // the search stays below it.
        let has_turned = |cases: u64| with(cases).map_or(true, |step| is_so(&step) != now);
        // Doubling first: the turn is near more often than not.
        let (mut last, mut first) = (0, 1_u64.min(furthest));
        while first < furthest && !has_turned(first) {
            last = first;
            first = first.saturating_mul(2).min(furthest);
        }
        if !has_turned(first) {
            return Ok(Self {
                direction,
                stands: with(first)?,
                turns: None,
            });
        }
        while first.abs_diff(last) > 1 {
            let middle = last.midpoint(first);
            if has_turned(middle) {
                first = middle;
            } else {
                last = middle;
            }
        }
        Ok(Self {
            direction,
            stands: with(last)?,
            // Not there where it is beyond what can be held.
            turns: with(first).ok(),
        })
    }
}

impl Step {
    fn of(cases: u64, saving: Pounds, gate: &Gate<'_>) -> Result<Self, Error> {
        let threshold = gate.threshold().unwrap_or(Pounds::ZERO);
        Ok(Self {
            cases,
            saving,
            margin: saving.minus(threshold)?,
            met: gate.is_met(saving),
            cap_reached: gate.reaches_cap(saving),
            reward: gate.reward(saving)?.1,
        })
    }
}

fn by_its_id<S: Serializer>(metric: &Arc<Metric>, serializer: S) -> Result<S::Ok, S::Error> {
    metric.id.serialize(serializer)
}
