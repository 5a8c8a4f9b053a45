//! Tables of counts that are not the scheme's own: of other areas, or of other
//! periods. They have the columns of a table of counts and are read by what reads it.

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::{Demand, DemandBuilder, Observation, Sum, table};
use crate::metric::Metric;
use crate::name::Id;
use crate::period::Period;
use crate::problem::{Document, Error, Place, Problem, Problems};
use crate::scheme::{Grid, Scheme, Site, Spot};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

/// What a table is about: every name that stands in it, in the order in which they
/// first stand.
#[derive(Debug, Default)]
pub(super) struct Contents {
    areas: Vec<AreaCode>,
    /// Of each area: its cohorts.
    cohorts: HashMap<AreaCode, Vec<Cohort>>,
    /// Each with where it stands first, in a table.
    periods: Vec<(Id, Option<Place>)>,
    known_periods: HashSet<Id>,
}

impl Contents {
    /// Reads names alone. Whatever is wrong with the table is left for its reader to
    /// report.
    pub(super) fn of(document: &Document) -> Self {
        let mut contents = Self::default();
        let mut lines = table::lines(document, &mut Problems::default()).into_iter();
        let Some(Some(header)) = lines.next() else {
            return contents;
        };
        let column = |name: &str| header.fields.iter().position(|field| field.text == name);
        let columns = (column("area_code"), column("cohort"), column("period"));
        let (Some(area), Some(cohort), Some(period)) = columns else {
            return contents;
        };
        for line in lines.flatten() {
            let text = |column: usize| line.fields.get(column).map(|field| field.text.as_str());
            contents.add_area(read(text(area)), read(text(cohort)));
            contents.add_period(read(text(period)), || {
                let field = line.fields.get(period)?;
                Some(document.place(field.span.clone()))
            });
        }
        contents
    }

    pub(super) fn of_observations(observations: &[Observation]) -> Self {
        let mut contents = Self::default();
        for row in observations {
            contents.add_area(Some(row.area.clone()), Some(row.cohort));
            contents.add_period(Some(row.period.clone()), || None);
        }
        contents
    }

    /// The areas.
    pub(super) fn areas(&self) -> &[AreaCode] {
        &self.areas
    }

    /// The cohorts of an area; none where the table does not name it.
    pub(super) fn cohorts_of(&self, area: &AreaCode) -> &[Cohort] {
        self.cohorts.get(area).map_or(&[], Vec::as_slice)
    }

    /// The periods, each with where it stands first.
    pub(super) fn periods(&self) -> &[(Id, Option<Place>)] {
        &self.periods
    }

    pub(super) fn has(&self, period: &Id) -> bool {
        self.known_periods.contains(period)
    }

    fn add_area(&mut self, area: Option<AreaCode>, cohort: Option<Cohort>) {
        let (Some(area), Some(cohort)) = (area, cohort) else {
            return;
        };
        match self.cohorts.get_mut(&area) {
            Some(cohorts) if cohorts.contains(&cohort) => {}
            Some(cohorts) => cohorts.push(cohort),
            None => {
                self.areas.push(area.clone());
                self.cohorts.insert(area, vec![cohort]);
            }
        }
    }

    fn add_period(&mut self, period: Option<Id>, place: impl Fn() -> Option<Place>) {
        if let Some(period) = period.filter(|period| !self.has(period)) {
            self.known_periods.insert(period.clone());
            self.periods.push((period, place()));
        }
    }
}

fn read<T: FromStr>(text: Option<&str>) -> Option<T> {
    text?.parse().ok()
}

/// The counts of a table of that kind.
#[derive(Debug, Clone)]
pub(super) struct FurtherCounts {
    demand: Demand,
}

impl FurtherCounts {
    /// Starts a table of some sites' counts in some periods, of a scheme's metrics.
    pub(super) fn builder(
        scheme: &Scheme,
        sites: &[Arc<Site>],
        periods: &[Arc<Period>],
    ) -> DemandBuilder {
        let periods: Vec<&Arc<Period>> = periods.iter().collect();
        let is_priced = |metric: &Metric, cohort: Cohort| scheme.is_priced(&metric.id, cohort);
        let grid = Grid::new(sites, &periods, scheme.metrics(), is_priced);
        Demand::builder_on(grid)
    }

    /// # Errors
    ///
    /// Everything that is wrong with the table, or that it is empty.
    pub(super) fn of(builder: DemandBuilder, what: &str) -> Result<Self, Error> {
        let demand = builder.build()?;
        if demand.rows() == 0 {
            let advice = "give a table of counts with the columns of the scheme's own";
            return Err(Problem::new(format!("{what} holds no counts"), advice).into());
        }
        Ok(Self { demand })
    }

    /// A metric's counts in a cohort and period, added up over some areas, or over
    /// all.
    ///
    /// # Errors
    ///
    /// They add up to more than can be held.
    pub(super) fn total(
        &self,
        areas: Option<&[AreaCode]>,
        cohort: Cohort,
        period: &Id,
        metric: &Id,
    ) -> Result<Total, Error> {
        let grid = self.demand.grid();
        let (Some(period), Some(metric)) = (grid.period(period), grid.metric(metric)) else {
            return Ok(Total::NotInTable);
        };
        let mut total = Total::NotInTable;
        for area in areas.unwrap_or_else(|| grid.area_codes()) {
            let Some(area) = grid.area(area) else {
                return Ok(Total::NotInTable);
            };
            let spot = Spot {
                area,
                cohort,
                period,
                metric,
            };
            total = match (total, self.demand.cell(spot).sum) {
                // Where only some of the areas have this cohort, it is none of the rest's.
                (total, Sum::NoRow) => total,
                (Total::Missing, _) | (_, Sum::Missing) => Total::Missing,
                (Total::Number(so_far), Sum::Number(count)) => {
                    Total::Number(so_far.checked_add(count).ok_or_else(|| {
                        let what = "the counts add up to more than can be held";
                        Error::from(Problem::new(what, "check the counts"))
                    })?)
                }
                (_, Sum::Number(count)) => Total::Number(count),
                (Total::NotInTable, Sum::NotApplicable) => Total::NotApplicable,
                (total, Sum::NotApplicable) => total,
            };
        }
        Ok(total)
    }

    pub(super) fn area_codes(&self) -> &[AreaCode] {
        self.demand.grid().area_codes()
    }
}

/// Counts added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Total {
    /// The table has no rows for it.
    NotInTable,
    /// Every count is there.
    Number(u64),
    /// A count is missing.
    Missing,
    /// No area has such counts.
    NotApplicable,
}
