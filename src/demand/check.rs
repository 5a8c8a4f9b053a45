//! Whether the rows of a table are all that its scheme needs, and fit together:
//! every rule that concerns more than one row. The same for files and for code.

use super::builder::DemandBuilder;
use super::{Cell, Count, Demand, Markers, MissingReason, Row, Sum};
use crate::cohort::Cohort;
use crate::name::Title;
use crate::problem::{Document, Error, Place, Problem, Problems};
use crate::scheme::{Grid, Need, Spot};
use crate::wording::{counted, listed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The demand, or all that is wrong: what was found while reading, and what is
/// found here.
pub(super) fn check(builder: DemandBuilder) -> Result<Demand, Error> {
    let DemandBuilder {
        grid,
        tables,
        mut rows,
        problems,
        has_unreadable_rows,
        has_unreadable_counts,
        end_of_last_table,
        ..
    } = builder;
    // Stable, so that of two rows that are the same the later one is refused.
    rows.sort_by(|one, other| (one.spot, &one.group).cmp(&(other.spot, &other.group)));
    let mut found = Found {
        problems,
        tables: &tables,
        grid: Arc::clone(&grid),
    };
    found.duplicates(&rows);
    let mut demand = Demand {
        cells: cells(&grid, &rows)?,
        not_applicable: rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.count == Count::Missing(MissingReason::NotApplicable))
            .map(|(number, _)| number)
            .collect(),
        markers: markers(&rows),
        grid,
        rows,
        sha256: String::new(),
    };
    if !has_unreadable_rows {
        // In none of several tables: no place is better than a wrong one.
        let place = end_of_last_table.filter(|_| tables.len() == 1);
        found.missing_rows(&demand, place.as_ref());
    }
    let is_whole = !has_unreadable_rows && !has_unreadable_counts;
    found.across_periods(&demand, is_whole);
    found.problems.into_result()?;
    demand.sha256 = match tables.as_slice() {
        [only] if demand.rows.iter().all(|row| row.origin.is_some()) => only.sha256(),
        _ => Document::new("", demand.to_csv()).sha256(),
    };
    if tables.len() > 1 {
        // A line number without its file would mislead.
        demand.rows.iter_mut().for_each(|row| row.origin = None);
    }
    Ok(demand)
}

/// Rows that are not there are listed up to this number, and counted beyond it: a
/// small scheme can need millions.
const MOST_MISSING_ROWS: usize = Problems::MOST / 2;

/// The most counts that a scheme may have room for.
const MOST_CELLS: usize = 10_000_000;

/// For each spot of the grid, what its rows say together.
fn cells(grid: &Grid, rows: &[Row]) -> Result<Vec<Cell>, Error> {
    let too_many = || {
        Error::from(Problem::new(
            "the scheme has room for more than ten million counts: its areas × cohorts × periods × \
             metrics",
            "split it into schemes of fewer sites",
        ))
    };
    let length = grid.len().filter(|length| *length <= MOST_CELLS);
    let length = length.ok_or_else(too_many)?;
    let mut cells = Vec::new();
    cells.try_reserve_exact(length).map_err(|_| too_many())?;
    cells.resize(length, Cell::default());
    let mut start = 0_u32;
    for of_spot in rows.chunk_by(|one, other| one.spot == other.spot) {
        let length = u32::try_from(of_spot.len()).map_err(|_| too_many())?;
        let rows = (start, length);
        start = start.checked_add(length).ok_or_else(too_many)?;
        let spot = of_spot.first().and_then(|row| grid.number(row.spot));
        if let Some(cell) = spot.and_then(|number| cells.get_mut(number)) {
            *cell = Cell {
                sum: sum(of_spot)?,
                markers: markers(of_spot),
                is_grouped: of_spot.iter().any(|row| row.group.is_some()),
                rows,
            };
        }
    }
    Ok(cells)
}

fn markers(rows: &[Row]) -> Markers {
    rows.iter()
        .fold(Markers::default(), |all, row| all.and(row.markers))
}

/// The rows of one spot added up over its groups. Groups that are not applicable
/// are not part of the sum.
fn sum(rows: &[Row]) -> Result<Sum, Error> {
    let mut total = None;
    for row in rows {
        match row.count {
            Count::Missing(MissingReason::NotApplicable) => {}
            Count::Missing(_) => return Ok(Sum::Missing),
            Count::Number(number) => {
                let sum = total.unwrap_or(0_u64).checked_add(number);
                total = Some(sum.ok_or_else(|| {
                    Error::from(Problem::new(
                        "the groups of a count add up to more than can be held",
                        "check the counts",
                    ))
                })?);
            }
        }
    }
    Ok(total.map_or(Sum::NotApplicable, Sum::Number))
}

struct Found<'a> {
    problems: Problems,
    tables: &'a [Document],
    grid: Arc<Grid>,
}

impl Found<'_> {
    /// Every row that the scheme needs and that is not there.
    fn missing_rows(&mut self, demand: &Demand, place: Option<&Place>) {
        let mut missing = demand.grid.spots().filter(|spot| {
            let is_needed = demand.grid.need(*spot) == Some(Need::Priced);
            is_needed && demand.cell(*spot).sum == Sum::NoRow
        });
        for spot in missing.by_ref().take(MOST_MISSING_ROWS) {
            let (area, cohort, period, metric) = demand.grid.names(spot);
            let what = format!("there is no row for {area}, {cohort}, {period}, {metric}");
            let advice = "add it: 0 for none, or an empty count with [c] (confidential), [x] (not \
                          available) or [z] (not applicable) in a column `status`";
            let problem = Problem::new(what, advice).at(place.cloned());
            self.problems.push(problem);
        }
        let more = missing.map(|_| 1_u64).sum();
        if more > 0 {
            let what = format!(
                "there is no row for {} that the scheme needs",
                counted(more, "further count", "further counts")
            );
            let advice = "add a row for each count; check whether this is the scheme's table";
            self.problems
                .push(Problem::new(what, advice).at(place.cloned()));
        }
    }

    fn at_row(&mut self, row: &Row, what: String, advice: &str) {
        let place = row.first_field(self.tables);
        self.at(place, row, what, advice);
    }

    fn at_status(&mut self, row: &Row, what: String, advice: &str) {
        let place = row.status(self.tables);
        self.at(place, row, what, advice);
    }

    /// Where there is no place, the row is named.
    fn at(&mut self, place: Option<Place>, row: &Row, what: String, advice: &str) {
        let problem = Problem::new(what, advice);
        self.problems.push(match place {
            Some(place) => problem.at(Some(place)),
            None => {
                let (area, cohort, period, metric) = self.grid.names(row.spot);
                problem.about(&format!("{area}, {cohort}, {period}, {metric}"))
            }
        });
    }

    /// `rows` are in order, the same next to one another.
    fn duplicates(&mut self, rows: &[Row]) {
        let same = |one: &Row, other: &Row| one.spot == other.spot && one.group == other.group;
        for of_one in rows.chunk_by(same) {
            let Some((first, repeated)) = of_one.split_first() else {
                continue;
            };
            for row in repeated {
                if self.problems.are_enough() {
                    return;
                }
                let place = first.first_field(self.tables);
                let before = match (&row.origin, &first.origin, place) {
                    (Some(here), Some(there), Some(place)) if here.table == there.table => {
                        format!("on line {} already", place.line)
                    }
                    (_, _, Some(place)) => {
                        format!("in {} on line {} already", place.file, place.line)
                    }
                    _ => "already".to_owned(),
                };
                let what = format!("this was counted {before}");
                self.at_row(
                    row,
                    what,
                    "an observation stands once: take one of the two away",
                );
            }
        }
    }

    /// What must be alike in all periods of an area, cohort and metric.
    /// What a row that could not be read may explain is not reported.
    fn across_periods(&mut self, demand: &Demand, is_whole: bool) {
        if !is_whole {
            return;
        }
        let grid = &demand.grid;
        for area in 0..grid.area_codes().len() {
            for cohort in Cohort::ALL {
                let mut applicable = false;
                let mut first_row = None;
                for metric in 0..grid.metric_count() {
                    let spots: Vec<Spot> = (0..grid.periods().len())
                        .map(|period| Spot {
                            area,
                            cohort,
                            period,
                            metric,
                        })
                        .filter(|spot| {
                            matches!(grid.need(*spot), Some(Need::Priced | Need::Watched))
                        })
                        .collect();
                    let of_periods: Vec<&[Row]> = spots
                        .iter()
                        .map(|spot| demand.rows_of(demand.cell(*spot)))
                        .collect();
                    let rows: Vec<&Row> = of_periods.iter().copied().flatten().collect();
                    self.groups(&of_periods, &rows);
                    let is_priced = spots
                        .first()
                        .is_some_and(|spot| grid.need(*spot) == Some(Need::Priced));
                    if is_priced {
                        self.not_applicable(&rows);
                        applicable |= spots
                            .iter()
                            .any(|spot| demand.cell(*spot).sum != Sum::NotApplicable);
                        first_row = first_row.or(rows.first().copied());
                    }
                }
                if let Some(row) = first_row.filter(|_| !applicable) {
                    let (area, cohort, ..) = grid.names(row.spot);
                    let what = format!(
                        "every priced metric of {area}, {cohort} is [z]: nothing is left to count"
                    );
                    let advice = "take the area or the cohort out of the site";
                    self.at_status(row, what, advice);
                }
            }
        }
    }

    /// "A group must be given in all periods or in none."
    fn groups(&mut self, of_periods: &[&[Row]], rows: &[&Row]) {
        let mut in_order = rows.to_vec();
        in_order.sort_by_key(|row| {
            let origin = row.origin.as_ref();
            origin.map(|origin| (origin.table, origin.line))
        });
        let Some(first) = in_order.first() else {
            return;
        };
        if let Some(unlike) = in_order
            .iter()
            .find(|row| row.group.is_some() != first.group.is_some())
        {
            let what =
                "this area, cohort and metric is counted with a group and without".to_owned();
            self.at_row(unlike, what, "give a group in every row of it, or in none");
            return;
        }
        let mut first_of_group: BTreeMap<&Title, &Row> = BTreeMap::new();
        for row in &in_order {
            if let Some(group) = &row.group {
                first_of_group.entry(group).or_insert(row);
            }
        }
        let periods = of_periods.iter().filter(|rows| !rows.is_empty()).count();
        let mut counts: BTreeMap<&Title, usize> = BTreeMap::new();
        for rows in of_periods {
            let groups: BTreeSet<&Title> =
                rows.iter().filter_map(|row| row.group.as_ref()).collect();
            for group in groups {
                let count = counts.entry(group).or_default();
                *count = count.saturating_add(1);
            }
        }
        for (group, row) in first_of_group {
            let count = counts.get(group).copied().unwrap_or_default();
            if count < periods && !self.problems.are_enough() {
                let is_in =
                    |rows: &&&[Row]| rows.iter().any(|row| row.group.as_ref() == Some(group));
                let given = of_periods.iter().filter(|rows| !rows.is_empty());
                let lacking = given
                    .filter(|rows| !is_in(rows))
                    .filter_map(|rows| rows.first());
                let lacking: Vec<&str> = lacking.map(|row| self.grid.names(row.spot).2).collect();
                let what = format!(
                    "group \"{group}\" is counted in {count} of {periods} periods, not in {}",
                    listed(&lacking, "and")
                );
                self.at_row(
                    row,
                    what,
                    "give it in every period: 0 for none, or [c], [x] or [z]",
                );
            }
        }
    }

    /// "`[z]` on a priced metric must stand in every period."
    fn not_applicable(&mut self, rows: &[&Row]) {
        let mut by_group: BTreeMap<Option<&Title>, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            by_group.entry(row.group.as_ref()).or_default().push(row);
        }
        let is_not_applicable =
            |row: &&&Row| row.count == Count::Missing(MissingReason::NotApplicable);
        for rows in by_group.values() {
            let marked = rows.iter().filter(is_not_applicable).count();
            if let Some(first) = rows
                .iter()
                .find(is_not_applicable)
                .filter(|_| marked < rows.len())
            {
                let what =
                    "[z]: this metric is not applicable in some periods, but counted in others";
                let advice = "write [z] in every period, or [x] for a count that is not available";
                self.at_status(first, what.to_owned(), advice);
            }
        }
    }
}
