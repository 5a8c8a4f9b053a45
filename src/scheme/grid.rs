//! Which counts a scheme needs: every area, cohort, period and metric, numbered,
//! so that a table of counts can be laid out once and looked up at once.

use super::Site;
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::metric::{AreaBasis, Basis, Metric};
use crate::name::{Id, Title};
use crate::period::{Day, Period};
use std::collections::HashMap;
use std::sync::Arc;

/// The numbered areas, cohorts, periods and metrics of a scheme. Two schemes
/// with equal grids need the same counts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Grid {
    areas: HashMap<AreaCode, usize>,
    /// Of each area: what its site takes part in.
    taking_part: Vec<TakingPart>,
    area_codes: Vec<AreaCode>,
    /// The baseline first.
    periods: Vec<Id>,
    /// The first and last day of each period, so that grids of other days differ.
    days: Vec<(Day, Day)>,
    metrics: Vec<MetricOfGrid>,
}

#[derive(Debug, PartialEq, Eq)]
struct TakingPart {
    adult: bool,
    youth: bool,
    /// For each period, the baseline first.
    periods: Arc<[bool]>,
}

#[derive(Debug, PartialEq, Eq)]
struct MetricOfGrid {
    id: Id,
    /// How it is counted, so that grids of other counts differ.
    counted: (Title, Basis, Option<AreaBasis>),
    adult_priced: bool,
    youth_priced: bool,
}

/// One observation's place in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub(crate) area: usize,
    pub(crate) cohort: Cohort,
    pub(crate) period: usize,
    pub(crate) metric: usize,
}

/// Whether a scheme has a use for a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It is part of a cost.
    Priced,
    /// It is shown beside the costs, where it is given.
    Watched,
    /// The site does not take part with this cohort.
    CohortTakesNoPart,
    /// The site does not take part in this period.
    PeriodTakesNoPart,
    /// The metric is priced, but not for this cohort.
    NotPricedForCohort,
}

impl Grid {
    pub(crate) fn new(
        sites: &[Arc<Site>],
        periods: &[&Arc<Period>],
        metrics: &[Arc<Metric>],
        is_priced: impl Fn(&Metric, Cohort) -> bool,
    ) -> Self {
        let mut areas = HashMap::new();
        let mut area_codes = Vec::new();
        let mut taking_part = Vec::new();
        for site in sites {
            let site_periods: Arc<[bool]> = periods
                .iter()
                .enumerate()
                .map(|(index, period)| index == 0 || site.takes_part_in(&period.id))
                .collect();
            for area in &site.areas {
                areas.insert(area.clone(), area_codes.len());
                area_codes.push(area.clone());
                taking_part.push(TakingPart {
                    adult: site.cohorts.contains(&Cohort::Adult),
                    youth: site.cohorts.contains(&Cohort::Youth),
                    periods: Arc::clone(&site_periods),
                });
            }
        }
        let metrics = metrics
            .iter()
            .map(|metric| MetricOfGrid {
                id: metric.id.clone(),
                counted: (metric.unit.clone(), metric.basis, metric.area_basis),
                adult_priced: is_priced(metric, Cohort::Adult),
                youth_priced: is_priced(metric, Cohort::Youth),
            })
            .collect();
        Self {
            areas,
            taking_part,
            area_codes,
            periods: periods.iter().map(|period| period.id.clone()).collect(),
            days: periods
                .iter()
                .map(|period| (period.from(), period.to()))
                .collect(),
            metrics,
        }
    }

    pub(crate) fn area(&self, code: &AreaCode) -> Option<usize> {
        self.areas.get(code).copied()
    }

    pub(crate) fn area_codes(&self) -> &[AreaCode] {
        &self.area_codes
    }

    pub(crate) fn period(&self, id: &Id) -> Option<usize> {
        self.periods.iter().position(|period| period == id)
    }

    pub(crate) fn periods(&self) -> &[Id] {
        &self.periods
    }

    pub(crate) fn metric(&self, id: &Id) -> Option<usize> {
        self.metrics.iter().position(|metric| metric.id == *id)
    }

    pub(crate) fn metric_id(&self, index: usize) -> Option<&Id> {
        self.metrics.get(index).map(|metric| &metric.id)
    }

    pub(crate) fn metric_count(&self) -> usize {
        self.metrics.len()
    }

    pub(crate) fn metric_ids(&self) -> Vec<&str> {
        self.metrics
            .iter()
            .map(|metric| metric.id.as_str())
            .collect()
    }

    /// How many spots there are; `None` where there are too many to number.
    pub(crate) fn len(&self) -> Option<usize> {
        self.area_codes
            .len()
            .checked_mul(Cohort::ALL.len())?
            .checked_mul(self.periods.len())?
            .checked_mul(self.metrics.len())
    }

    /// The number of a spot: areas first, then cohorts, periods and metrics.
    pub(crate) fn number(&self, spot: Spot) -> Option<usize> {
        let cohort = match spot.cohort {
            Cohort::Adult => 0,
            Cohort::Youth => 1,
        };
        spot.area
            .checked_mul(Cohort::ALL.len())?
            .checked_add(cohort)?
            .checked_mul(self.periods.len())?
            .checked_add(spot.period)?
            .checked_mul(self.metrics.len())?
            .checked_add(spot.metric)
    }

    /// Every spot in the order of its number.
    pub(crate) fn spots(&self) -> impl Iterator<Item = Spot> {
        (0..self.area_codes.len()).flat_map(move |area| {
            Cohort::ALL.into_iter().flat_map(move |cohort| {
                (0..self.periods.len()).flat_map(move |period| {
                    (0..self.metrics.len()).map(move |metric| Spot {
                        area,
                        cohort,
                        period,
                        metric,
                    })
                })
            })
        })
    }

    pub(crate) fn need(&self, spot: Spot) -> Option<Need> {
        let taking_part = self.taking_part.get(spot.area)?;
        let metric = self.metrics.get(spot.metric)?;
        let (cohort, priced) = match spot.cohort {
            Cohort::Adult => (taking_part.adult, metric.adult_priced),
            Cohort::Youth => (taking_part.youth, metric.youth_priced),
        };
        let period = *taking_part.periods.get(spot.period)?;
        Some(if !cohort {
            Need::CohortTakesNoPart
        } else if !period {
            Need::PeriodTakesNoPart
        } else if priced {
            Need::Priced
        } else if metric.adult_priced || metric.youth_priced {
            Need::NotPricedForCohort
        } else {
            Need::Watched
        })
    }

    /// The words that name a spot: area, cohort, period and metric.
    pub(crate) fn names(&self, spot: Spot) -> (&str, &str, &str, &str) {
        (
            self.area_codes.get(spot.area).map_or("", AreaCode::as_str),
            spot.cohort.as_str(),
            self.periods.get(spot.period).map_or("", Id::as_str),
            self.metrics
                .get(spot.metric)
                .map_or("", |metric| metric.id.as_str()),
        )
    }
}
