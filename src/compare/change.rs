//! What differs between the two versions and can move a reward: counts, prices, terms,
//! and the sites that areas belong to; each once, however many rewards rest on it.

use super::cause::{Cause, Causes};
use super::version::{Places, Version, When};
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::{Count, MissingReason};
use crate::metric::Metric;
use crate::money::Pounds;
use crate::name::Id;
use crate::period::Period;
use crate::scheme::{Band, Scheme, Site, Spot, Terms, ThresholdRule};
use std::collections::HashMap;
use std::sync::Arc;

/// A count that both tables have a row for, and that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevisedCount {
    /// Where.
    pub area: AreaCode,
    /// Of whom.
    pub cohort: Cohort,
    /// When, as the new scheme has it.
    pub period: Arc<Period>,
    /// Of what, as the new scheme has it.
    pub metric: Arc<Metric>,
    /// What it was, its groups added up.
    pub old: Count,
    /// What it is.
    pub new: Count,
    /// The unit price of the new scheme, or of the old where the new has none; `None`
    /// for a metric that neither prices for the cohort.
    pub price: Option<Pounds>,
}

impl RevisedCount {
    /// Whether it can move a reward at all: that a count is missing for another reason
    /// cannot.
    pub(super) fn is_other_sum(&self) -> bool {
        fn sum(count: Count) -> Count {
            match count {
                Count::Missing(MissingReason::NotApplicable) | Count::Number(_) => count,
                Count::Missing(_) => Count::Missing(MissingReason::NotAvailable),
            }
        }
        sum(self.old) != sum(self.new)
    }

    /// By how much it moves a cost, for an order of counts; the whole, where one of the
    /// two is no number.
    pub(super) fn moves(&self) -> Option<Pounds> {
        let number = |count| match count {
            Count::Number(number) => number,
            Count::Missing(_) => 0,
        };
        let by = number(self.old).abs_diff(number(self.new));
        self.price?.times(by).ok()
    }
}

/// A unit price that is not the same in both schemes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevisedPrice {
    /// Of what, as the new scheme has it where it does.
    pub metric: Arc<Metric>,
    /// For whom.
    pub cohort: Cohort,
    /// When, as the new scheme has it.
    pub period: Arc<Period>,
    /// What one cost; `None` where the metric had no price.
    pub old: Option<Pounds>,
    /// What one costs; `None` where the metric has no price any more.
    pub new: Option<Pounds>,
}

/// Terms of a cohort that do not pay alike in both schemes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevisedTerms {
    /// For whom.
    pub cohort: Cohort,
    /// What they were.
    pub old: Arc<Terms>,
    /// What they are.
    pub new: Arc<Terms>,
}

/// An area that is part of another site than it was, or of none, or of one where it was
/// of none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MovedArea {
    /// The area.
    pub area: AreaCode,
    /// The site that it was part of.
    pub from: Option<Arc<Site>>,
    /// The site that it is part of.
    pub to: Option<Arc<Site>>,
}

/// Everything that differs and can move a reward.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) counts: Vec<RevisedCount>,
    pub(super) prices: Vec<RevisedPrice>,
    pub(super) terms: Vec<RevisedTerms>,
    pub(super) areas: Vec<MovedArea>,
    /// The number of each count that differs, by its place in the old grid.
    at: HashMap<Spot, usize>,
}

/// The numbers of the changes that one reward rests on, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Rests {
    pub(super) counts: Vec<usize>,
    pub(super) prices: Vec<usize>,
    pub(super) terms: Option<usize>,
    pub(super) areas: Vec<usize>,
}

impl Rests {
    /// The causes that changed for the reward.
    pub(super) fn causes(&self) -> Causes {
        let changed = [
            (!self.counts.is_empty(), Cause::Counts),
            (!self.prices.is_empty(), Cause::Prices),
            (self.terms.is_some(), Cause::Terms),
            (!self.areas.is_empty(), Cause::Areas),
        ];
        let changed = changed.into_iter().filter(|(is_changed, _)| *is_changed);
        changed.map(|(_, cause)| cause).collect()
    }
}

impl Changes {
    pub(super) fn between(old: Version<'_>, new: Version<'_>) -> Self {
        let mut changes = Self {
            prices: prices(old, new),
            terms: terms(old.scheme, new.scheme),
            areas: areas(old, new),
            ..Self::default()
        };
        changes.find_counts(old, new);
        changes
    }

    fn find_counts(&mut self, old: Version<'_>, new: Version<'_>) {
        let grid = old.scheme.grid();
        let codes = grid.area_codes();
        let places = Places::between(old, new);
        for spot in grid.spots() {
            let Some(was) = old.count_at(spot) else {
                continue;
            };
            let Some(place) = places.of(spot) else {
                continue;
            };
            let (cohort, is) = (spot.cohort, new.count_at(place));
            let Some(is) = is.filter(|is| *is != was) else {
                continue;
            };
            let mut all = std::iter::once(new.scheme.baseline()).chain(new.scheme.tests());
            let known = codes
                .get(spot.area)
                .zip(all.nth(place.period))
                .zip(new.scheme.metrics().get(place.metric));
            if let Some(((area, period), metric)) = known {
                let when = match period.id == new.scheme.baseline().id {
                    true => When::Baseline,
                    false => When::Test(&period.id),
                };
                let mut versions = [new, old].into_iter();
                self.at.insert(spot, self.counts.len());
                self.counts.push(RevisedCount {
                    area: area.clone(),
                    cohort,
                    period: Arc::clone(period),
                    metric: Arc::clone(metric),
                    old: was,
                    new: is,
                    price: versions.find_map(|version| version.price(&metric.id, cohort, when)),
                });
            }
        }
    }

    /// What a reward rests on that differs: `sites` are the site as it was and as it is.
    pub(super) fn of(
        &self,
        [old, new]: [Version<'_>; 2],
        [was, is]: [&Site; 2],
        cohort: Cohort,
        test: &Id,
    ) -> Rests {
        let whens = [When::Baseline, When::Test(test)];
        let mut rests = Rests::default();
        let grid = old.scheme.grid();
        let joined = is.areas.iter().filter(|area| !was.areas.contains(area));
        for area in was.areas.iter().chain(joined) {
            for (number, metric) in old.scheme.metrics().iter().enumerate() {
                let is_priced = [old, new]
                    .iter()
                    .any(|version| version.scheme.is_priced(&metric.id, cohort));
                for when in whens.into_iter().filter(|_| is_priced) {
                    let period = old.period(when).and_then(|of| grid.period(&of.id));
                    let spot = grid.area(area).zip(period).map(|(area, period)| Spot {
                        area,
                        cohort,
                        period,
                        metric: number,
                    });
                    let found = spot.and_then(|spot| self.at.get(&spot)).copied();
                    let is_other_sum =
                        |at: &usize| self.counts.get(*at).is_some_and(RevisedCount::is_other_sum);
                    rests.counts.extend(found.filter(is_other_sum));
                }
            }
        }
        let is_of_reward = |price: &RevisedPrice| {
            let is_baseline = price.period.id == new.scheme.baseline().id;
            price.cohort == cohort && (is_baseline || price.period.id == *test)
        };
        rests.prices = numbers(&self.prices, is_of_reward);
        rests.terms = self.terms.iter().position(|terms| terms.cohort == cohort);
        let moved =
            |moved: &MovedArea| was.areas.contains(&moved.area) != is.areas.contains(&moved.area);
        rests.areas = numbers(&self.areas, moved);
        rests.counts.sort_unstable();
        rests
    }
}

fn numbers<T>(all: &[T], is_meant: impl Fn(&T) -> bool) -> Vec<usize> {
    let numbered = all.iter().enumerate();
    let meant = numbered.filter(|(_, one)| is_meant(one));
    meant.map(|(number, _)| number).collect()
}

/// Prices of the periods and cohorts that both schemes have.
fn prices(old: Version<'_>, new: Version<'_>) -> Vec<RevisedPrice> {
    let gone = old.scheme.metrics().iter().filter(|metric| {
        let mut known = new.scheme.metrics().iter();
        !known.any(|known| known.id == metric.id)
    });
    let metrics: Vec<&Arc<Metric>> = new.scheme.metrics().iter().chain(gone).collect();
    let mut prices = Vec::new();
    for cohort in Cohort::ALL {
        if old.scheme.terms(cohort).is_none() || new.scheme.terms(cohort).is_none() {
            continue;
        }
        for metric in &metrics {
            for when in new.periods() {
                let (Some(_), Some(period)) = (old.period(when), new.period(when)) else {
                    continue;
                };
                let [was, is] = [old, new].map(|version| version.price(&metric.id, cohort, when));
                if was != is {
                    prices.push(RevisedPrice {
                        metric: Arc::clone(metric),
                        cohort,
                        period: Arc::clone(period),
                        old: was,
                        new: is,
                    });
                }
            }
        }
    }
    prices
}

/// What terms pay, whatever they are called and rest on.
fn paid(terms: &Terms) -> (crate::money::Percent, ThresholdRule, &[Band]) {
    let Terms::Bands(terms) = terms;
    (terms.threshold(), terms.rule(), terms.bands())
}

fn terms(old: &Scheme, new: &Scheme) -> Vec<RevisedTerms> {
    let of_cohorts = Cohort::ALL.into_iter().filter_map(|cohort| {
        let (was, is) = old.terms(cohort).zip(new.terms(cohort))?;
        let is_alike = paid(was) == paid(is) && old.rounding() == new.rounding();
        (!is_alike).then(|| RevisedTerms {
            cohort,
            old: Arc::clone(was),
            new: Arc::clone(is),
        })
    });
    of_cohorts.collect()
}

fn areas(old: Version<'_>, new: Version<'_>) -> Vec<MovedArea> {
    let codes = new.scheme.grid().area_codes().iter();
    let gone = old.scheme.grid().area_codes().iter();
    let gone = gone.filter(|code| new.scheme.grid().area(code).is_none());
    let moved = codes.chain(gone).filter_map(|area| {
        let (from, to) = (old.site_of(area), new.site_of(area));
        let is_alike = match (from, to) {
            (Some(from), Some(to)) => from.code == to.code,
            // That a site of its own came or went is said of the site.
            (None, Some(to)) => old.site(&to.code).is_none(),
            (Some(from), None) => new.site(&from.code).is_none(),
            (None, None) => true,
        };
        (!is_alike).then(|| MovedArea {
            area: area.clone(),
            from: from.cloned(),
            to: to.cloned(),
        })
    });
    moved.collect()
}
