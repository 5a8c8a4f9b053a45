//! One of the two versions that are compared: a scheme with its counts, asked by names
//! and not by the numbers of its own grid.

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::{Cell, Count, Demand, MissingReason, Row, Sum};
use crate::money::Pounds;
use crate::name::Id;
use crate::period::Period;
use crate::scheme::{Scheme, Site, Spot};
use std::sync::Arc;

/// A scheme with its counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Version<'a> {
    pub(super) scheme: &'a Scheme,
    pub(super) demand: &'a Demand,
}

/// A period by its part: the baseline, whatever its id, or a test period by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum When<'a> {
    Baseline,
    Test(&'a Id),
}

impl<'a> Version<'a> {
    pub(super) fn period(self, when: When<'_>) -> Option<&'a Arc<Period>> {
        match when {
            When::Baseline => Some(self.scheme.baseline()),
            When::Test(id) => self.scheme.tests().iter().find(|test| test.id == *id),
        }
    }

    /// The baseline, then the test periods.
    pub(super) fn periods(self) -> impl Iterator<Item = When<'a>> {
        let tests = self.scheme.tests().iter();
        std::iter::once(When::Baseline).chain(tests.map(|test| When::Test(&test.id)))
    }

    /// What the table says of a count; `None` where it has no row for it.
    pub(super) fn count(
        self,
        area: &AreaCode,
        cohort: Cohort,
        when: When<'_>,
        metric: &Id,
    ) -> Option<Count> {
        let grid = self.scheme.grid();
        self.count_at(Spot {
            area: grid.area(area)?,
            cohort,
            period: grid.period(&self.period(when)?.id)?,
            metric: grid.metric(metric)?,
        })
    }

    pub(super) fn count_at(self, spot: Spot) -> Option<Count> {
        let cell = self.demand.cell(spot);
        match cell.sum {
            Sum::NoRow => None,
            Sum::Number(number) => Some(Count::Number(number)),
            Sum::NotApplicable => Some(Count::Missing(MissingReason::NotApplicable)),
            Sum::Missing => Some(Count::Missing(self.reason(cell))),
        }
    }

    /// The rows of a count.
    pub(super) fn rows_at(self, spot: Spot) -> &'a [Row] {
        self.demand.rows_of(self.demand.cell(spot))
    }

    /// Why the sum of some rows is missing: the first reason that leaves a sum unknown.
    fn reason(self, cell: Cell) -> MissingReason {
        let rows = self.demand.rows_of(cell).iter();
        let mut reasons = rows.filter_map(|row| match row.count {
            Count::Missing(MissingReason::NotApplicable) | Count::Number(_) => None,
            Count::Missing(reason) => Some(reason),
        });
        reasons.next().unwrap_or(MissingReason::NotAvailable)
    }

    /// What a unit costs in a period; `None` where the metric has no price.
    pub(super) fn price(self, metric: &Id, cohort: Cohort, when: When<'_>) -> Option<Pounds> {
        let price = self.scheme.price(metric, cohort, self.period(when)?)?;
        Some(price.amount)
    }

    pub(super) fn site(self, code: &AreaCode) -> Option<&'a Arc<Site>> {
        self.scheme.sites().iter().find(|site| site.code == *code)
    }

    /// The site that an area is part of.
    pub(super) fn site_of(self, area: &AreaCode) -> Option<&'a Arc<Site>> {
        let mut sites = self.scheme.sites().iter();
        sites.find(|site| site.areas.contains(area))
    }
}

/// Where the counts of one version stand in the other.
#[derive(Debug)]
pub(super) struct Places {
    areas: Vec<Option<usize>>,
    periods: Vec<Option<usize>>,
    metrics: Vec<Option<usize>>,
}

impl Places {
    pub(super) fn between(from: Version<'_>, to: Version<'_>) -> Self {
        let (grid, other) = (from.scheme.grid(), to.scheme.grid());
        let areas = grid.area_codes().iter().map(|code| other.area(code));
        let periods = from
            .periods()
            .map(|when| other.period(&to.period(when)?.id));
        let metrics = (0..grid.metric_count()).map(|number| other.metric(grid.metric_id(number)?));
        Self {
            areas: areas.collect(),
            periods: periods.collect(),
            metrics: metrics.collect(),
        }
    }

    /// The spot of the other version; `None` where that has no such area, period or metric.
    pub(super) fn of(&self, spot: Spot) -> Option<Spot> {
        let number = |all: &[Option<usize>], number: usize| all.get(number).copied().flatten();
        Some(Spot {
            area: number(&self.areas, spot.area)?,
            cohort: spot.cohort,
            period: number(&self.periods, spot.period)?,
            metric: number(&self.metrics, spot.metric)?,
        })
    }
}
