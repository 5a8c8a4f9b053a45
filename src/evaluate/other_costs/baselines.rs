//! The same test cost against other baselines: the mean of several periods, and a
//! straight line through them. An early success is punished by a baseline that already
//! contains it (House of Commons Justice Committee, written evidence PB 73); a year
//! that happened to be high flatters what comes after. Illinois's Redeploy compares
//! with the mean of three years.
//!
//! # No division
//!
//! A mean of n periods is their sum ÷ n. The least-squares line through n periods,
//! s periods after the last, is a sum of their costs with weights that are whole
//! numbers ÷ n(n² − 1): with periods numbered i = 0 … n − 1 and their mean position
//! (n − 1) ÷ 2, that of period i is n² − 1 + 3(2i − n + 1)(n − 1 + 2s). The rule is asked
//! about all costs n or n(n² − 1) times over (see [`Decision`]), and only what it pays
//! is divided, once, as it is rounded.

use super::decision::{Decision, Subject};
use crate::assess::Reward;
use crate::cohort::Cohort;
use crate::evaluate::assumption::Assumption;
use crate::evaluate::further::{Contents, FurtherCounts, Total};
use crate::money::{DividedPounds, Pounds};
use crate::name::Id;
use crate::period::Period;
use crate::problem::{Document, Error, Problem};
use crate::scheme::{Scheme, Site};
use serde::Serialize;
use std::num::NonZeroU64;
use std::sync::Arc;

/// Counts of periods before the baseline.
///
/// The table has the columns of [`Demand::read`](crate::Demand::read). Its periods are
/// none of the scheme's: their ids are free, and they stand in the order in which the
/// table first names them, the earliest first, up to the one before the baseline.
///
/// ```
/// use justice_reinvestment::evaluate::{BaselineKind, EarlierPeriods};
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// # let file = std::fs::read("fixtures/hackney/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// # let table = std::fs::read("fixtures/hackney/demand.csv")?;
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// // 400 sentences in the baseline, 360 after it; 350 and 370 before it.
/// let reward = &assess(&scheme, &demand)?.rewards[0];
/// let earlier = "area_code,cohort,period,metric,count\n\
///                E09000012,adult,2008-09,custody,350\n\
///                E09000012,adult,2009-10,custody,370\n";
/// let earlier = EarlierPeriods::read(&scheme, &Document::new("earlier.csv", earlier))?;
/// let beside = earlier.beside(reward)?.unwrap();
/// let [contract, mean, line] = beside.baselines.as_slice() else { panic!() };
/// assert_eq!((contract.kind, mean.kind), (BaselineKind::Contractual, BaselineKind::Mean));
/// // A mean of 373⅓ sentences, of which 360 are 3.57% fewer: under 5%.
/// assert!(!mean.decision.as_ref().unwrap().met);
/// assert_eq!(mean.baseline_cost.exactly().unwrap().to_string(), "560000.00");
/// // A line that rises to 423⅓ sentences.
/// assert_eq!(line.baseline_cost.exactly().unwrap().to_string(), "635000.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct EarlierPeriods {
    counts: FurtherCounts,
    ids: Vec<Id>,
    tests: Vec<Id>,
}

impl EarlierPeriods {
    /// Reads a table of counts of earlier periods. A site and cohort of which it has a
    /// row needs one for each of its areas and priced metrics in every earlier period.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the table, each with its place; a period of the
    /// scheme among the earlier ones.
    pub fn read(scheme: &Scheme, document: &Document) -> Result<Self, Error> {
        let contents = Contents::of(document);
        let of_scheme = std::iter::once(scheme.baseline()).chain(scheme.tests());
        let of_scheme: Vec<&Id> = of_scheme.map(|period| &period.id).collect();
        let named = contents.periods();
        let wrong = named.iter().filter(|(id, _)| of_scheme.contains(&id));
        let wrong = wrong.map(|(id, place)| {
            let what = format!("\"{id}\" is a period of the scheme, and no earlier one");
            let advice = "give counts of periods before the baseline alone: take its rows away";
            Problem::new(what, advice).at(place.clone())
        });
        if let Some(error) = Error::from_problems(wrong.collect()) {
            return Err(error);
        }
        if u64::try_from(named.len()).is_ok_and(|number| number >= MOST_PERIODS) {
            return Err(too_many());
        }
        let mut periods = Vec::new();
        for (id, _) in named {
            // The days stand for none: they keep the baseline's prices valid.
            let baseline = scheme.baseline();
            let (from, to) = (baseline.from().to_string(), baseline.to().to_string());
            periods.push(Arc::new(Period::new(id.as_str(), &from, &to)?));
        }
        let mut sites = Vec::new();
        for site in scheme.sites() {
            let of_site = site.areas.iter();
            let cohorts = of_site.flat_map(|area| contents.cohorts_of(area));
            let cohorts: Vec<Cohort> = cohorts.copied().collect();
            if !cohorts.is_empty() {
                let mut with_rows = Site::clone(site);
                with_rows.cohorts.retain(|cohort| cohorts.contains(cohort));
                with_rows.periods = None;
                sites.push(Arc::new(with_rows));
            }
        }
        let builder = FurtherCounts::builder(scheme, &sites, &periods).table(document);
        Ok(Self {
            counts: FurtherCounts::of(builder, "the table of earlier periods")?,
            ids: contents
                .periods()
                .iter()
                .map(|(id, _)| id.clone())
                .collect(),
            tests: scheme.tests().iter().map(|test| test.id.clone()).collect(),
        })
    }

    /// The earlier periods' ids, the earliest first.
    #[must_use]
    pub fn ids(&self) -> &[Id] {
        &self.ids
    }

    /// What demand cost in each earlier period: its counts of the metrics that the
    /// reward counts, at the baseline's prices; `None` where one is missing, or where
    /// the table has none of this site and cohort.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`] can hold.
    pub fn costs(&self, reward: &Reward) -> Result<Option<Vec<Pounds>>, Error> {
        let mut costs = Vec::with_capacity(self.ids.len());
        for period in &self.ids {
            let mut cost = Pounds::ZERO;
            for line in &reward.lines {
                let metric = &line.priced.metric.id;
                let price = line.priced.baseline_price.amount;
                for area in &line.areas {
                    let area = Some(std::slice::from_ref(&area.code));
                    let total = self.counts.total(area, reward.cohort, period, metric)?;
                    let Total::Number(count) = total else {
                        return Ok(None);
                    };
                    cost = cost.plus(price.times(count)?)?;
                }
            }
            costs.push(cost);
        }
        Ok(Some(costs))
    }

    /// A reward's decision beside those on other baselines; `None` where a count that
    /// they need is missing.
    ///
    /// # Errors
    ///
    /// The reward is of another scheme, or an amount is beyond what [`Pounds`] can hold.
    pub fn beside(&self, reward: &Reward) -> Result<Option<BesideOthers>, Error> {
        let Some(costs) = self.costs(reward)? else {
            return Ok(None);
        };
        let position = self.tests.iter().position(|test| *test == reward.period.id);
        let after = position.and_then(|position| u64::try_from(position).ok()?.checked_add(1));
        let Some(after) = after.and_then(NonZeroU64::new) else {
            let what = format!("\"{}\" is no test period of the scheme", reward.period.id);
            let advice = "read the earlier periods with the reward's own scheme";
            return Err(Problem::new(what, advice).into());
        };
        BesideOthers::of(reward, &costs, after)
    }
}

/// A reward's decision beside those that the rule makes on other baselines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BesideOthers {
    /// Of which reward; not written, since they stand with their reward.
    #[serde(skip)]
    pub subject: Subject,
    /// The contractual baseline, the mean and the line.
    pub baselines: Vec<OtherBaseline>,
    /// Whether all of them agree on the threshold, so far as they decide it.
    pub agree: bool,
    /// What demand cost in the earlier periods, the earliest first.
    #[serde(rename = "earlier_costs")]
    pub earlier: Vec<Pounds>,
    /// What they rest on.
    pub assumptions: Vec<Assumption>,
}

/// One baseline, and what the rule decides on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OtherBaseline {
    /// How it is made.
    pub kind: BaselineKind,
    /// Of how many periods.
    pub periods: u64,
    /// The cost that the test cost is compared with; below zero where a line falls so
    /// steeply.
    pub baseline_cost: DividedPounds,
    /// What the rule decides; `None` where that cost is below zero.
    pub decision: Option<Decision>,
}

/// How a baseline is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BaselineKind {
    /// The scheme's baseline alone.
    Contractual,
    /// The mean of the earlier periods and the baseline.
    Mean,
    /// The least-squares line through them, as far on as the test period lies. Through
    /// two periods it is the line that joins them, and fits whatever they are.
    LinearTrend,
}

impl BaselineKind {
    /// As people say it.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Contractual => "the baseline that was agreed",
            Self::Mean => "the mean of the earlier periods and the baseline",
            Self::LinearTrend => "a straight line through the earlier periods and the baseline",
        }
    }
}

/// The most periods that are taken, the baseline included.
const MOST_PERIODS: u64 = 1_000;

fn too_many() -> Error {
    Problem::new("there are more than a thousand periods", "give fewer").into()
}

impl BesideOthers {
    /// From the costs of earlier periods, the earliest first, and by how many periods
    /// the test period comes after the baseline. `None` where a cost of the reward is
    /// not known.
    ///
    /// # Errors
    ///
    /// There is no earlier cost, there are more than a thousand, one is negative, or an
    /// amount is beyond what [`Pounds`] can hold.
    pub fn of(
        reward: &Reward,
        earlier: &[Pounds],
        after: NonZeroU64,
    ) -> Result<Option<Self>, Error> {
        let refused = |what: &str, advice: &str| Err(Problem::new(what, advice).into());
        if earlier.is_empty() {
            let advice = "give one earlier period or more";
            return refused("there is no earlier period to compare with", advice);
        }
        if earlier.iter().any(|cost| *cost < Pounds::ZERO) {
            return refused("a cost of demand is negative", "check the earlier costs");
        }
        let (Some(baseline), Some(test)) = (reward.baseline_cost, reward.test_cost) else {
            return Ok(None);
        };
        let costs: Vec<Pounds> = earlier.iter().copied().chain([baseline]).collect();
        let count = u64::try_from(costs.len()).unwrap_or(u64::MAX);
        if count > MOST_PERIODS || after.get() > MOST_PERIODS {
            return Err(too_many());
        }
        let decided = |kind, periods, cost, times| {
            OtherBaseline::of(reward, kind, periods, cost, test, times)
        };
        let one = NonZeroU64::MIN;
        let contract = decided(BaselineKind::Contractual, 1, baseline, one)?;
        let mut sum = Pounds::ZERO;
        for cost in &costs {
            sum = sum.plus(*cost)?;
        }
        let times = NonZeroU64::new(count).unwrap_or(one);
        let mean = decided(BaselineKind::Mean, count, sum, times)?;
        let (line, times) = line(&costs, after)?;
        let trend = decided(BaselineKind::LinearTrend, count, line, times)?;
        let baselines = vec![contract, mean, trend];
        let decisions = baselines.iter().filter_map(|of| of.decision.as_ref());
        let met: Vec<bool> = decisions.map(|decision| decision.met).collect();
        Ok(Some(Self {
            subject: Subject::of(reward),
            agree: met.windows(2).all(|pair| pair.first() == pair.last()),
            baselines,
            earlier: earlier.to_vec(),
            assumptions: vec![Assumption::EvenPeriods, Assumption::StraightLine],
        }))
    }
}

impl OtherBaseline {
    /// On a baseline cost that is given `times` over.
    fn of(
        reward: &Reward,
        kind: BaselineKind,
        periods: u64,
        cost: Pounds,
        test: Pounds,
        times: NonZeroU64,
    ) -> Result<Self, Error> {
        let saving = cost.minus(test.times(times.get())?)?;
        let decision = (cost >= Pounds::ZERO)
            .then(|| Decision::of(&reward.terms, reward.rounding, cost, saving, times));
        Ok(Self {
            kind,
            periods,
            baseline_cost: DividedPounds::new(cost, times),
            decision: decision.transpose()?,
        })
    }
}

/// The least-squares line through costs of evenly spaced periods, so many periods after
/// the last: its value so many times over, and how many times. The module says which
/// weights it has.
fn line(costs: &[Pounds], after: NonZeroU64) -> Result<(Pounds, NonZeroU64), Error> {
    let weights = || -> Option<(Vec<i64>, NonZeroU64)> {
        let count = i64::try_from(costs.len()).ok()?;
        let square = count.checked_mul(count)?.checked_sub(1)?;
        let last = count.checked_sub(1)?;
        let ahead = i64::try_from(after.get()).ok()?;
        let ahead = last.checked_add(ahead.checked_mul(2)?)?;
        let of = |position: i64| {
            let from_middle = position.checked_mul(2)?.checked_sub(last)?;
            let tilt = from_middle.checked_mul(ahead)?.checked_mul(3)?;
            square.checked_add(tilt)
        };
        let weights: Option<Vec<i64>> = (0..count).map(of).collect();
        let times = u64::try_from(count.checked_mul(square)?).ok()?;
        Some((weights?, NonZeroU64::new(times)?))
    };
    let (weights, times) = weights().ok_or_else(too_many)?;
    let mut sum = Pounds::ZERO;
    for (cost, weight) in costs.iter().zip(weights) {
        let part = cost.times(weight.unsigned_abs())?;
        sum = match weight < 0 {
            true => sum.minus(part)?,
            false => sum.plus(part)?,
        };
    }
    Ok((sum, times))
}
