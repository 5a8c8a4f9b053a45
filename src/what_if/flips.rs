//! On which input a decision hangs: the smallest change of each that turns it, all else
//! unchanged. As in `explain`, nothing is extrapolated: each figure is decided again
//! by the gate that decided the reward.

mod areas;
mod search;
mod told;

use super::input::Input;
use super::setting::{Setting, Value};
use crate::assess::{Gate, Line, Outcome, Reward};
use crate::demand::Count;
use crate::metric::Metric;
use crate::money::{Percent, Pounds};
use crate::period::Period;
use crate::problem::Error;
use crate::scheme::{BandTerms, Terms, UnitPrice};
use areas::{OfArea, rows};
use search::turned;
use std::cmp::Ordering;
use std::sync::Arc;

/// A decision of a reward, and for each input the smallest change that turns it.
///
/// ```
/// use justice_reinvestment::what_if::{Decision, Flips};
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// # let file = std::fs::read("fixtures/hackney/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// # let table = std::fs::read("fixtures/hackney/demand.csv")?;
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// let assessment = assess(&scheme, &demand)?;
/// // A fall from 400 to 360 sentences, 10%: met, and within the cap of 20%.
/// let flips = Flips::of(&assessment.rewards[0])?;
/// assert_eq!((flips[0].decision, flips[0].holds), (Decision::Threshold, true));
/// // Nearest is the baseline: 360 is 95% of 378.9…, so with 378 it is not met.
/// let nearest = &flips[0].flips[0];
/// assert_eq!(nearest.setting.as_ref().unwrap().to_string(), "count.E09000012.adult.baseline.custody=378");
/// assert_eq!(nearest.reward.unwrap().to_string(), "0.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flips {
    /// What is decided.
    pub decision: Decision,
    /// How it is decided: whether the threshold is met, or whether the saving goes beyond
    /// the cap.
    pub holds: bool,
    /// Each input that enters it, the relatively smallest change first; last those of
    /// which no value turns it.
    pub flips: Vec<Flip>,
}

/// What is decided of a saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decision {
    /// Whether the threshold is met.
    Threshold,
    /// Whether the saving goes beyond the cap; of terms whose cap is not below their
    /// threshold, since one that is decides nothing.
    Cap,
}

/// The smallest change of one input that turns a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flip {
    /// Which input.
    pub hinge: Hinge,
    /// Its value as it is.
    pub from: Value,
    /// The nearest value with which the decision is the other one; one step short of it
    /// (a case, £0.0001, 0.0001 of a percentage point) the decision stands. `None` where
    /// no value turns it.
    pub to: Option<Value>,
    /// The reward then.
    pub reward: Option<Pounds>,
    /// What asks that question; `None` where no value turns it, or where no one count of
    /// the table can hold the change.
    pub setting: Option<Setting>,
}

/// An input of a reward on which a decision may hang.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hinge {
    /// The count of a metric in the baseline or the test period, over the site's areas.
    Count {
        /// Of what.
        metric: Arc<Metric>,
        /// When.
        period: Arc<Period>,
        /// In which of the site's areas the change may come about.
        areas: Areas,
    },
    /// The unit price of a metric.
    Price {
        /// Of what.
        metric: Arc<Metric>,
        /// The periods that it values, of the two that are compared.
        periods: Vec<Arc<Period>>,
    },
    /// The threshold.
    Threshold,
    /// The cap: where the last band ends.
    Cap,
}

/// Where the change of a count may come about: cases cost the same in every area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Areas {
    /// The site is one area.
    Only,
    /// Any one of its areas can hold the change.
    Any,
    /// Some area is too small to; over the areas together.
    Together,
}

/// The highest price there can be, in ten-thousandths of a pound.
const HIGHEST_PRICE: u64 = 9_999_999_999_999_999;

impl Flips {
    /// The decisions of a reward; none where a count is missing.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`] can hold.
    pub fn of(reward: &Reward) -> Result<Vec<Self>, Error> {
        let (Some(baseline), Some(test)) = (reward.baseline_cost, reward.test_cost) else {
            return Ok(Vec::new());
        };
        let Terms::Bands(terms) = &*reward.terms;
        let weighing = Weighing {
            reward,
            terms,
            baseline,
            test,
        };
        let mut all = Vec::new();
        for decision in [Decision::Threshold, Decision::Cap] {
            // Where the threshold lies beyond the cap, whoever meets the one is beyond the
            // other.
            let is_one = terms.cap().is_none_or(|cap| terms.threshold() > cap);
            if decision == Decision::Cap && is_one {
                continue;
            }
            let (holds, _) = decided(decision, terms, baseline, test, reward)?;
            let mut flips = weighing.flips(decision)?;
            flips.sort_by(Flip::by_relative_size);
            all.push(Self {
                decision,
                holds,
                flips,
            });
        }
        Ok(all)
    }
}

/// What the gate decides of two costs: the decision, and the reward.
fn decided(
    decision: Decision,
    terms: &BandTerms,
    baseline: Pounds,
    test: Pounds,
    reward: &Reward,
) -> Result<(bool, Pounds), Error> {
    let gate = Gate::new(terms, Some(baseline), reward.rounding)?;
    let saving = baseline.minus(test)?;
    let holds = match decision {
        Decision::Threshold => gate.is_met(saving),
        Decision::Cap => gate.outcome(saving) == Outcome::Capped,
    };
    Ok((holds, gate.reward(saving)?.1))
}

/// A reward whose inputs are changed one at a time.
struct Weighing<'a> {
    reward: &'a Reward,
    terms: &'a BandTerms,
    baseline: Pounds,
    test: Pounds,
}

/// How a cost changes with a value: a part of it leaves, and the value for each of so
/// many comes in its place.
struct Part {
    cost: Pounds,
    leaves: Pounds,
}

impl Part {
    fn with(&self, comes: Pounds) -> Result<Pounds, Error> {
        self.cost.minus(self.leaves)?.plus(comes)
    }
}

impl Weighing<'_> {
    fn flips(&self, decision: Decision) -> Result<Vec<Flip>, Error> {
        let mut flips = Vec::new();
        for line in &self.reward.lines {
            let (Some(baseline), Some(test)) = (line.baseline_count, line.test_count) else {
                continue;
            };
            flips.push(self.count(decision, line, test, false)?);
            flips.push(self.count(decision, line, baseline, true)?);
            let priced = &line.priced;
            if Arc::ptr_eq(&priced.baseline_price, &priced.test_price) {
                flips.push(self.price(decision, line, [Some(baseline), Some(test)])?);
            } else {
                flips.push(self.price(decision, line, [None, Some(test)])?);
                flips.push(self.price(decision, line, [Some(baseline), None])?);
            }
        }
        // Whether a saving goes beyond the cap is not for the threshold to decide, nor the
        // other way round.
        match decision {
            Decision::Threshold => flips.push(self.threshold()?),
            Decision::Cap => flips.extend(self.cap()?),
        }
        Ok(flips)
    }

    /// Of the count of the baseline or the test period.
    fn count(
        &self,
        decision: Decision,
        line: &Line,
        count: u64,
        is_baseline: bool,
    ) -> Result<Flip, Error> {
        let price = match is_baseline {
            true => line.priced.baseline_price.amount,
            false => line.priced.test_price.amount,
        };
        let cost = if is_baseline {
            self.baseline
        } else {
            self.test
        };
        let leaves = price.times(count)?;
        let part = Part { cost, leaves };
        let period = match is_baseline {
            true => &self.reward.baseline,
            false => &self.reward.period,
        };
        let rows = rows(line, is_baseline);
        let least = rows.iter().map(|row| row.least).min().unwrap_or(count);
        let room = Count::LARGEST.checked_sub(least);
        let most = room.and_then(|room| count.checked_add(room));
        let most = most.unwrap_or(count);
        let found = turned(count, 0, most, |count| {
            let cost = part.with(price.times(count)?)?;
            match is_baseline {
                true => decided(decision, self.terms, cost, self.test, self.reward),
                false => decided(decision, self.terms, self.baseline, cost, self.reward),
            }
        })?;
        let to = found.map(|(to, _)| to);
        // A count with the whole of the change; `None` where it has no room.
        let moved = |row: u64| {
            let to = to?;
            let moved = match to >= count {
                true => row.checked_add(to.checked_sub(count)?),
                false => row.checked_sub(count.checked_sub(to)?),
            };
            moved.filter(|moved| *moved <= Count::LARGEST)
        };
        // What an area has too few of in one group it may have in several; what is added
        // goes into the smallest.
        let holds = |row: &OfArea| match to.is_some_and(|to| to < count) {
            true => moved(row.all.min(Count::LARGEST)).is_some(),
            false => moved(row.least).is_some(),
        };
        let areas = match (rows.len(), to) {
            (0 | 1, _) => Areas::Only,
            (_, Some(_)) if !rows.iter().all(holds) => Areas::Together,
            _ => Areas::Any,
        };
        let setting = rows.iter().find_map(|row| {
            let input = Input::Count {
                area: row.settable.clone()?,
                cohort: self.reward.cohort,
                period: period.id.clone(),
                metric: line.priced.metric.id.clone(),
            };
            Some(Setting::to(input, Value::Count(moved(row.all)?)))
        });
        Ok(Flip {
            hinge: Hinge::Count {
                metric: Arc::clone(&line.priced.metric),
                period: Arc::clone(period),
                areas,
            },
            from: Value::Count(count),
            to: to.map(Value::Count),
            reward: found.map(|(_, reward)| reward),
            setting,
        })
    }

    /// Of a price that values the baseline, the test period or both, with their counts.
    fn price(
        &self,
        decision: Decision,
        line: &Line,
        [baseline, test]: [Option<u64>; 2],
    ) -> Result<Flip, Error> {
        let priced = &line.priced;
        let price: &Arc<UnitPrice> = match baseline {
            Some(_) => &priced.baseline_price,
            None => &priced.test_price,
        };
        let (in_baseline, in_test) = (baseline.unwrap_or(0), test.unwrap_or(0));
        let baseline_part = Part {
            cost: self.baseline,
            leaves: price.amount.times(in_baseline)?,
        };
        let test_part = Part {
            cost: self.test,
            leaves: price.amount.times(in_test)?,
        };
        let from = Value::Price(price.amount);
        let steps = from.steps().unwrap_or(0);
        let found = turned(steps, 0, HIGHEST_PRICE, |steps| {
            let Some(Value::Price(amount)) = from.of_steps(steps) else {
                return decided(decision, self.terms, self.baseline, self.test, self.reward);
            };
            let baseline = baseline_part.with(amount.times(in_baseline)?)?;
            let test = test_part.with(amount.times(in_test)?)?;
            decided(decision, self.terms, baseline, test, self.reward)
        })?;
        let to = found.and_then(|(steps, _)| from.of_steps(steps));
        let periods: Vec<Arc<Period>> = [
            baseline.map(|_| &self.reward.baseline),
            test.map(|_| &self.reward.period),
        ]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
        let is_only = price.from.is_none() && price.to.is_none();
        let input = Input::Price {
            metric: price.metric.clone(),
            cohort: price.cohort,
            period: periods
                .first()
                .filter(|_| !is_only)
                .map(|period| period.id.clone()),
        };
        Ok(Flip {
            hinge: Hinge::Price {
                metric: Arc::clone(&priced.metric),
                periods,
            },
            from,
            to,
            reward: found.map(|(_, reward)| reward),
            setting: to.map(|to| Setting::to(input, to)),
        })
    }

    fn threshold(&self) -> Result<Flip, Error> {
        let from = Value::Percent(self.terms.threshold());
        let most = u64::from(Percent::PARTS_IN_ALL);
        let found = turned(from.steps().unwrap_or(0), 0, most, |steps| {
            let terms = match from.of_steps(steps) {
                Some(Value::Percent(threshold)) => self.terms.clone().with_threshold(threshold),
                _ => self.terms.clone(),
            };
            let decision = Decision::Threshold;
            decided(decision, &terms, self.baseline, self.test, self.reward)
        })?;
        let to = found.and_then(|(steps, _)| from.of_steps(steps));
        let cohort = self.reward.cohort;
        Ok(Flip {
            hinge: Hinge::Threshold,
            from,
            to,
            reward: found.map(|(_, reward)| reward),
            setting: to.map(|to| Setting::to(Input::Threshold { cohort }, to)),
        })
    }

    /// Of the end of the last band, which stays behind the end of the one before it; `None`
    /// where there is no cap.
    fn cap(&self) -> Result<Option<Flip>, Error> {
        let bands = self.terms.bands();
        let Some(((_, before), cap)) = bands.split_last().zip(self.terms.cap()) else {
            return Ok(None);
        };
        let before = before.last().and_then(|band| band.up_to);
        let least = before.map_or(0, |end| u64::from(end.parts()));
        let from = Value::Percent(cap);
        let found = turned(
            u64::from(cap.parts()),
            least.saturating_add(1),
            u64::from(Percent::PARTS_IN_ALL),
            |steps| {
                let Some(Value::Percent(end)) = from.of_steps(steps) else {
                    return decided(
                        Decision::Cap,
                        self.terms,
                        self.baseline,
                        self.test,
                        self.reward,
                    );
                };
                let mut bands = bands.to_vec();
                if let Some(last) = bands.last_mut() {
                    last.up_to = Some(end);
                }
                let terms = self.terms.clone().with_bands(bands)?;
                decided(Decision::Cap, &terms, self.baseline, self.test, self.reward)
            },
        )?;
        let to = found.and_then(|(steps, _)| from.of_steps(steps));
        let input = Input::BandEnd {
            cohort: self.reward.cohort,
            band: bands.len(),
        };
        Ok(Some(Flip {
            hinge: Hinge::Cap,
            from,
            to,
            reward: found.map(|(_, reward)| reward),
            setting: to.map(|to| Setting::to(input, to)),
        }))
    }
}

impl Flip {
    /// How many of the smallest steps away the turn is; `None` where there is none.
    fn way(&self) -> Option<u64> {
        Some(self.from.steps()?.abs_diff(self.to?.steps()?))
    }

    /// The change in hundredths of a per cent of the value as it is, to the nearest; `None`
    /// of zero.
    pub(super) fn relative(&self) -> Option<u128> {
        const HUNDREDTHS_IN_ALL: u128 = 10_000;
        let (way, from) = (u128::from(self.way()?), u128::from(self.from.steps()?));
        let doubled = way.checked_mul(HUNDREDTHS_IN_ALL)?.checked_mul(2)?;
        doubled.checked_add(from)?.checked_div(from.checked_mul(2)?)
    }

    /// The relatively smallest change first, compared without division: then those of a
    /// value of zero, and those that nothing turns.
    fn by_relative_size(&self, other: &Self) -> Ordering {
        let rank = |flip: &Self| match (flip.way(), flip.from.steps()) {
            (None, _) => 2,
            (Some(_), Some(0) | None) => 1,
            (Some(_), Some(_)) => 0,
        };
        let crossed = |one: &Self, other: &Self| {
            let (way, from) = (one.way().unwrap_or(0), other.from.steps().unwrap_or(0));
            u128::from(way).checked_mul(u128::from(from))
        };
        rank(self)
            .cmp(&rank(other))
            .then_with(|| crossed(self, other).cmp(&crossed(other, self)))
    }
}
