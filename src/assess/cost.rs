//! What demand cost: counts × prices, line by line, in the baseline and in a
//! test period.

use super::counts::{AreaCount, Counting, MissingCount};
use super::payment::Gate;
use crate::cohort::Cohort;
use crate::demand::{Demand, Markers};
use crate::metric::Metric;
use crate::money::Pounds;
use crate::name::Id;
use crate::period::Period;
use crate::problem::{Error, Problem};
use crate::scheme::{Scheme, Site, Terms, UnitPrice};
use crate::source::Source;
use std::sync::Arc;

/// One metric of a reward: what it cost in the baseline and in the test period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// What is counted, and its prices.
    pub priced: Arc<Priced>,
    /// The count of all areas in the baseline; `None` where one is missing.
    pub baseline_count: Option<u64>,
    /// The count of all areas in the test period.
    pub test_count: Option<u64>,
    /// Count × price in the baseline.
    pub baseline_cost: Option<Pounds>,
    /// Count × price in the test period.
    pub test_cost: Option<Pounds>,
    /// Baseline cost − test cost: what the metric adds to the saving.
    pub saving: Option<Pounds>,
    /// What is said about the counts: provisional, revised, …
    pub markers: Markers,
    /// The counts of each area.
    pub areas: Vec<AreaCount>,
    /// The change of the reward with one more in the test period.
    pub one_more: Option<Pounds>,
    /// The change of the reward with one fewer; `None` where there is none to
    /// take away.
    pub one_fewer: Option<Pounds>,
}

/// A metric with its prices in the baseline and in a test period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Priced {
    /// What is counted.
    pub metric: Arc<Metric>,
    /// The price of one in the baseline.
    pub baseline_price: Arc<UnitPrice>,
    /// The price of one in the test period.
    pub test_price: Arc<UnitPrice>,
}

/// A metric without a price: counted and shown, never in the cost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Watched {
    /// What is counted.
    pub metric: Arc<Metric>,
    /// The count of all areas in the baseline; `None` where one is missing.
    pub baseline_count: Option<u64>,
    /// The count of all areas in the test period.
    pub test_count: Option<u64>,
    /// What is said about the counts.
    pub markers: Markers,
    /// The counts of each area.
    pub areas: Vec<AreaCount>,
}

/// What holds for a cohort in a test period whatever the site: prices and terms.
pub(super) struct Tariff {
    pub(super) cohort: Cohort,
    pub(super) baseline: Arc<Period>,
    pub(super) test: Arc<Period>,
    /// The test period's number in the grid.
    pub(super) test_number: usize,
    pub(super) terms: Arc<Terms>,
    /// Each with its number in the grid.
    pub(super) priced: Vec<(usize, Arc<Priced>)>,
    watched: Vec<(usize, Arc<Metric>)>,
    pub(super) sources: Arc<[Arc<Source>]>,
}

impl Tariff {
    /// One for each cohort (adult, youth) and test period.
    ///
    /// One that no site takes part in is left out: nothing rests on it.
    pub(super) fn all(scheme: &Scheme, baseline: &Arc<Period>) -> Result<Vec<Self>, Error> {
        let mut tariffs = Vec::new();
        for cohort in Cohort::ALL {
            let Some(terms) = scheme.terms(cohort) else {
                continue;
            };
            for (test_number, test) in (1_usize..).zip(scheme.tests()) {
                let takes_part = |site: &Arc<Site>| {
                    site.cohorts.contains(&cohort) && site.takes_part_in(&test.id)
                };
                if !scheme.sites().iter().any(takes_part) {
                    continue;
                }
                let metrics = || scheme.metrics().iter().enumerate();
                let mut priced = Vec::new();
                for (number, metric) in metrics() {
                    if !scheme.is_priced(&metric.id, cohort) {
                        continue;
                    }
                    let price = |period: &Arc<Period>| {
                        let price = scheme.price(&metric.id, cohort, period);
                        price.cloned().ok_or_else(|| {
                            let what = format!(
                                "\"{}\" has no price for cohort \"{cohort}\" in \"{}\"",
                                metric.id, period.id
                            );
                            Error::from(Problem::new(what, "check the scheme's prices"))
                        })
                    };
                    let of_metric = Priced {
                        metric: Arc::clone(metric),
                        baseline_price: price(baseline)?,
                        test_price: price(test)?,
                    };
                    priced.push((number, Arc::new(of_metric)));
                }
                let watched = metrics()
                    .filter(|(_, metric)| scheme.is_watched(&metric.id))
                    .map(|(number, metric)| (number, Arc::clone(metric)))
                    .collect();
                let of_prices = priced
                    .iter()
                    .flat_map(|(_, priced)| [&priced.baseline_price, &priced.test_price])
                    .filter_map(|price| price.status.source());
                let in_use: Vec<&Id> = terms.sources().iter().chain(of_prices).collect();
                let sources = scheme
                    .sources()
                    .iter()
                    .filter(|source| in_use.contains(&&source.id));
                tariffs.push(Self {
                    cohort,
                    baseline: Arc::clone(baseline),
                    test: Arc::clone(test),
                    test_number,
                    terms: Arc::clone(terms),
                    sources: sources.cloned().collect(),
                    priced,
                    watched,
                });
            }
        }
        Ok(tariffs)
    }
}

/// The sources that any tariff rests on, in the scheme's order.
pub(super) fn sources_of(scheme: &Scheme, tariffs: &[Tariff]) -> Vec<Arc<Source>> {
    let is_in_use = |source: &&Arc<Source>| {
        let mut in_use = tariffs.iter().flat_map(|tariff| tariff.sources.iter());
        in_use.any(|used| Arc::ptr_eq(used, source))
    };
    scheme.sources().iter().filter(is_in_use).cloned().collect()
}

/// The numbers of a site's areas in the grid, in the site's order.
pub(super) fn areas_of(scheme: &Scheme, site: &Site) -> Result<Vec<usize>, Error> {
    let number = |area| {
        scheme.grid().area(area).ok_or_else(|| {
            let what = format!("{area} is not an area of the scheme");
            Error::from(Problem::new(what, "check the scheme's sites"))
        })
    };
    site.areas.iter().map(number).collect()
}

/// What demand of one site and cohort cost in the baseline and in a test period.
pub(super) struct Costs {
    pub(super) lines: Vec<Line>,
    pub(super) watched: Vec<Watched>,
    pub(super) missing: Vec<MissingCount>,
    pub(super) baseline: Option<Pounds>,
    pub(super) test: Option<Pounds>,
}

impl Costs {
    pub(super) fn new(
        demand: &Demand,
        site: &Arc<Site>,
        areas: &[usize],
        tariff: &Tariff,
    ) -> Result<Self, Error> {
        let counting = Counting {
            demand,
            site,
            areas,
            tariff,
        };
        let mut costs = Self {
            lines: Vec::with_capacity(tariff.priced.len()),
            watched: Vec::new(),
            missing: Vec::new(),
            baseline: Some(Pounds::ZERO),
            test: Some(Pounds::ZERO),
        };
        for (number, priced) in &tariff.priced {
            let counts = counting.counts(*number, |cell, period| {
                costs
                    .missing
                    .extend(counting.missing(cell, &priced.metric, period));
            })?;
            let Some(counts) = counts else {
                continue;
            };
            let cost = |price: &UnitPrice, count: Option<u64>| {
                count.map(|count| price.amount.times(count)).transpose()
            };
            let baseline_cost = cost(&priced.baseline_price, counts.baseline)?;
            let test_cost = cost(&priced.test_price, counts.test)?;
            costs.baseline = add(costs.baseline, baseline_cost)?;
            costs.test = add(costs.test, test_cost)?;
            costs.lines.push(Line {
                priced: Arc::clone(priced),
                baseline_count: counts.baseline,
                test_count: counts.test,
                baseline_cost,
                test_cost,
                saving: subtract(baseline_cost, test_cost)?,
                markers: counts.markers,
                areas: counts.areas,
                one_more: None,
                one_fewer: None,
            });
        }
        for (number, metric) in &tariff.watched {
            if let Some(counts) = counting.counts(*number, |_, _| {})? {
                costs.watched.push(Watched {
                    metric: Arc::clone(metric),
                    baseline_count: counts.baseline,
                    test_count: counts.test,
                    markers: counts.markers,
                    areas: counts.areas,
                });
            }
        }
        Ok(costs)
    }

    /// Baseline cost − test cost, where both are known.
    pub(super) fn saving(&self) -> Result<Option<Pounds>, Error> {
        subtract(self.baseline, self.test)
    }
}

/// A difference of which a part is missing is missing.
fn subtract(one: Option<Pounds>, other: Option<Pounds>) -> Result<Option<Pounds>, Error> {
    match (one, other) {
        (Some(one), Some(other)) => one.minus(other).map(Some),
        _ => Ok(None),
    }
}

/// A sum of which a part is missing is missing.
fn add(sum: Option<Pounds>, part: Option<Pounds>) -> Result<Option<Pounds>, Error> {
    match (sum, part) {
        (Some(sum), Some(part)) => sum.plus(part).map(Some),
        _ => Ok(None),
    }
}

impl Line {
    /// What the reward would change with one more and with one fewer in the test
    /// period, recomputed.
    pub(super) fn worth_of_one(
        &mut self,
        saving: Pounds,
        reward: Pounds,
        gate: &Gate<'_>,
    ) -> Result<(), Error> {
        let price = self.priced.test_price.amount;
        let (_, with_one_more) = gate.reward(saving.minus(price)?)?;
        self.one_more = Some(with_one_more.minus(reward)?);
        if self.test_count != Some(0) {
            let (_, with_one_fewer) = gate.reward(saving.plus(price)?)?;
            self.one_fewer = Some(with_one_fewer.minus(reward)?);
        }
        Ok(())
    }
}
