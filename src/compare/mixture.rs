//! What would be paid with some causes carried over from old to new and the others not:
//! a scheme and a table of counts mixed of both versions, and assessed like any other.

use super::cause::{Cause, Causes};
use super::version::{Version, When};
use crate::area::{AreaCode, Codes};
use crate::assess::assess;
use crate::cohort::Cohort;
use crate::demand::{Demand, Markers, Observation};
use crate::money::Pounds;
use crate::name::Id;
use crate::period::{Day, Period};
use crate::problem::{Error, Problem};
use crate::scheme::{PriceStatus, Scheme, Site, Terms, UnitPrice};
use std::sync::Arc;

/// A reward that both versions have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixing<'a> {
    pub(super) old: Version<'a>,
    pub(super) new: Version<'a>,
    /// The site as it was and as it is.
    pub(super) sites: [&'a Arc<Site>; 2],
    pub(super) cohort: Cohort,
    /// The test period, by the id that both have.
    pub(super) test: &'a Id,
}

impl<'a> Mixing<'a> {
    /// The reward with some causes as in the new version and the others as in the old;
    /// `None` where that is not computable.
    pub(super) fn reward(self, from_new: Causes) -> Option<Pounds> {
        // A mixture need not hold together: it is then not computable either.
        self.assessed(from_new).ok().flatten()
    }

    fn assessed(self, from_new: Causes) -> Result<Option<Pounds>, Error> {
        let version = |cause: Cause| match from_new.contains(cause) {
            true => self.new,
            false => self.old,
        };
        let prices = self.prices(version(Cause::Prices))?;
        let [was, is] = self.sites;
        let areas = match from_new.contains(Cause::Areas) {
            true => &is.areas,
            false => &was.areas,
        };
        let scheme = self.scheme(version(Cause::Terms), &prices, areas)?;
        let counts = match from_new.contains(Cause::Counts) {
            true => [self.new, self.old],
            false => [self.old, self.new],
        };
        let demand = self.demand(&scheme, counts)?;
        let assessment = assess(&scheme, &demand)?;
        Ok(assessment.rewards.first().and_then(|reward| reward.reward))
    }

    /// The baseline and the test period, with the days of the new version: what days
    /// changed is in the counts.
    fn periods(self) -> Result<[&'a Arc<Period>; 2], Error> {
        let test = self.new.period(When::Test(self.test));
        let test = test.ok_or_else(|| self.lacks("this test period"))?;
        Ok([self.new.scheme.baseline(), test])
    }

    /// A price for the baseline and one for the test period, of each metric that has
    /// them. They are given by the amount that holds in the period, since days of
    /// validity need not fit the days of the other version.
    fn prices(self, version: Version<'_>) -> Result<Vec<UnitPrice>, Error> {
        let mut prices = Vec::new();
        for metric in version.scheme.metrics() {
            let amount = |when| version.price(&metric.id, self.cohort, when);
            let amounts = amount(When::Baseline).zip(amount(When::Test(self.test)));
            let Some((baseline, test)) = amounts else {
                continue;
            };
            let price = |amount, days: Option<(Day, Day)>| -> Result<UnitPrice, Error> {
                Ok(UnitPrice {
                    metric: metric.id.clone(),
                    cohort: self.cohort,
                    amount,
                    price_year: "2000".parse()?,
                    status: PriceStatus::Illustrative {
                        note: "of a mixture".parse()?,
                    },
                    from: days.map(|(from, _)| from),
                    to: days.map(|(_, to)| to),
                })
            };
            if baseline == test {
                prices.push(price(baseline, None)?);
            } else {
                for (amount, period) in [baseline, test].into_iter().zip(self.periods()?) {
                    prices.push(price(amount, Some((period.from(), period.to())))?);
                }
            }
        }
        Ok(prices)
    }

    fn scheme(
        self,
        terms: Version<'_>,
        prices: &[UnitPrice],
        areas: &[AreaCode],
    ) -> Result<Scheme, Error> {
        let [baseline, test] = self.periods()?;
        let ([_, site], cohort) = (self.sites, self.cohort);
        let of_cohort = terms.scheme.terms(cohort);
        let of_cohort = of_cohort.ok_or_else(|| self.lacks("the terms of this cohort"))?;
        let mut scheme = Scheme::builder("mixture", "A mixture", self.new.scheme.data())?
            .codes(Codes::Free)
            .baseline((**baseline).clone())
            .test((**test).clone())
            .terms(cohort, (**of_cohort).clone())
            .site(Site {
                code: site.code.clone(),
                name: site.name.clone(),
                cohorts: vec![cohort],
                areas: areas.to_vec(),
                periods: None,
            });
        // Published terms bring their sources with them.
        let Terms::Bands(bands) = &**of_cohort;
        if bands.published().is_none() {
            let sources = bands.sources().iter();
            for source in sources.filter_map(|id| terms.scheme.source(id)) {
                scheme = scheme.source((**source).clone());
            }
        }
        for metric in metrics(prices) {
            let mut versions = [self.new, self.old].into_iter();
            let known = versions.find_map(|version| {
                let mut metrics = version.scheme.metrics().iter();
                metrics.find(|known| known.id == *metric)
            });
            if let Some(metric) = known {
                scheme = scheme.metric((**metric).clone());
            }
        }
        let prices = prices.iter().cloned();
        prices
            .fold(scheme, |scheme, price| scheme.price(price))
            .build()
    }

    /// The counts that the mixture needs: of the first version, and of the other where
    /// the first has no row, since nothing was revised there. Groups are added up: the
    /// two versions may be split otherwise.
    fn demand(self, scheme: &Scheme, versions: [Version<'_>; 2]) -> Result<Demand, Error> {
        let mut demand = Demand::builder(scheme);
        let periods = [When::Baseline, When::Test(self.test)].into_iter();
        let periods: Vec<_> = periods.zip(self.periods()?).collect();
        for site in scheme.sites() {
            for area in &site.areas {
                for metric in scheme.metrics() {
                    for (when, period) in &periods {
                        let mut counts = versions
                            .iter()
                            .map(|version| version.count(area, self.cohort, *when, &metric.id));
                        let Some(count) = counts.find_map(|count| count) else {
                            continue;
                        };
                        demand = demand.observation(Observation {
                            area: area.clone(),
                            cohort: self.cohort,
                            period: period.id.clone(),
                            metric: metric.id.clone(),
                            count,
                            markers: Markers::default(),
                            group: None,
                            area_name: None,
                            as_at: None,
                            note: None,
                        });
                    }
                }
            }
        }
        demand.build()
    }

    fn lacks(self, what: &str) -> Error {
        let what = format!("{what} is not in both versions");
        Problem::new(what, "compare rewards that both versions have").into()
    }
}

/// The metrics of some prices, each once.
fn metrics(prices: &[UnitPrice]) -> Vec<&Id> {
    let mut metrics: Vec<&Id> = prices.iter().map(|price| &price.metric).collect();
    metrics.dedup();
    metrics
}
