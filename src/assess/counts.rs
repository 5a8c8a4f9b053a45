//! The counts of one metric over a site's areas: what each area and group had,
//! their sum, and which of them are missing. Prices come in `cost`.

use super::cost::Tariff;
use crate::area::AreaCode;
use crate::demand::{Cell, Count, Demand, Markers, MissingReason, Row, Sum};
use crate::metric::Metric;
use crate::name::Title;
use crate::period::Period;
use crate::problem::{Error, Problem};
use crate::scheme::{Site, Spot};
use std::sync::Arc;

/// The counts of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AreaCount {
    /// The area.
    pub code: AreaCode,
    /// Its count in the baseline; `None` where it is missing.
    pub baseline_count: Option<u64>,
    /// Its count in the test period.
    pub test_count: Option<u64>,
    /// What is said about the baseline's count.
    pub baseline_markers: Markers,
    /// What is said about the test period's count.
    pub test_markers: Markers,
    /// Why the baseline's count is missing.
    pub baseline_missing: Option<MissingReason>,
    /// Why the test period's count is missing.
    pub test_missing: Option<MissingReason>,
    /// The counts by group, where the table splits them.
    pub groups: Vec<GroupCount>,
}

/// The counts of one group within an area.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupCount {
    /// What the table calls it.
    pub group: Title,
    /// Its count in the baseline; `None` where it is missing.
    pub baseline_count: Option<u64>,
    /// Its count in the test period.
    pub test_count: Option<u64>,
    /// What is said about the baseline's count.
    pub baseline_markers: Markers,
    /// What is said about the test period's count.
    pub test_markers: Markers,
    /// Why the baseline's count is missing.
    pub baseline_missing: Option<MissingReason>,
    /// Why the test period's count is missing.
    pub test_missing: Option<MissingReason>,
}

/// A count that a reward needs and that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingCount {
    /// Where.
    pub area: AreaCode,
    /// Of what.
    pub metric: Arc<Metric>,
    /// When.
    pub period: Arc<Period>,
    /// Of which group, where the table splits the count.
    pub group: Option<Title>,
    /// Why.
    pub reason: MissingReason,
    /// The line of the table; `None` where the demand is not one table.
    pub line: Option<usize>,
}

/// The counts of one metric over a site's areas.
pub(super) struct Counts {
    pub(super) baseline: Option<u64>,
    pub(super) test: Option<u64>,
    pub(super) markers: Markers,
    pub(super) areas: Vec<AreaCount>,
}

impl AreaCount {
    /// A watched metric's group may be not applicable in one of the two periods alone. The
    /// sum of the other groups is then no count of the area, as that of the other areas is
    /// none of the site.
    fn lack_what_a_group_lacks(&mut self) {
        let reason = Some(MissingReason::NotApplicable);
        if self
            .groups
            .iter()
            .any(|group| group.baseline_missing == reason)
        {
            self.baseline_count = None;
            self.baseline_missing = self.baseline_missing.or(reason);
        }
        if self.groups.iter().any(|group| group.test_missing == reason) {
            self.test_count = None;
            self.test_missing = self.test_missing.or(reason);
        }
    }
}

pub(super) struct Counting<'a> {
    pub(super) demand: &'a Demand,
    pub(super) site: &'a Site,
    pub(super) areas: &'a [usize],
    pub(super) tariff: &'a Tariff,
}

impl Counting<'_> {
    /// The counts of a metric; `None` where it is not applicable to any area, or
    /// watched and not given. Cells that lack a count are handed to `lacks`.
    pub(super) fn counts(
        &self,
        metric: usize,
        mut lacks: impl FnMut(Cell, &Arc<Period>),
    ) -> Result<Option<Counts>, Error> {
        let mut counts = Counts {
            baseline: Some(0),
            test: Some(0),
            markers: Markers::default(),
            areas: Vec::with_capacity(self.areas.len()),
        };
        let mut has_rows = false;
        for (area, code) in self.areas.iter().zip(&self.site.areas) {
            let cell = |period| {
                self.demand.cell(Spot {
                    area: *area,
                    cohort: self.tariff.cohort,
                    period,
                    metric,
                })
            };
            let (baseline, test) = (cell(0), cell(self.tariff.test_number));
            if baseline.sum == Sum::NotApplicable && test.sum == Sum::NotApplicable {
                continue;
            }
            has_rows |= baseline.sum != Sum::NoRow || test.sum != Sum::NoRow;
            for (cell, period) in [(baseline, &self.tariff.baseline), (test, &self.tariff.test)] {
                if cell.sum == Sum::Missing {
                    lacks(cell, period);
                }
                counts.markers = counts.markers.and(cell.markers);
            }
            let mut area = AreaCount {
                code: code.clone(),
                baseline_count: number(baseline),
                test_count: number(test),
                baseline_markers: baseline.markers,
                test_markers: test.markers,
                baseline_missing: self.reason(baseline),
                test_missing: self.reason(test),
                groups: if baseline.is_grouped || test.is_grouped {
                    groups(self.demand.rows_of(baseline), self.demand.rows_of(test))
                } else {
                    Vec::new()
                },
            };
            area.lack_what_a_group_lacks();
            counts.baseline = add_counts(counts.baseline, area.baseline_count)?;
            counts.test = add_counts(counts.test, area.test_count)?;
            counts.areas.push(area);
        }
        Ok(has_rows.then_some(counts))
    }

    /// Why a cell lacks its count, if it does.
    fn reason(&self, cell: Cell) -> Option<MissingReason> {
        match cell.sum {
            Sum::Number(_) | Sum::NoRow => None,
            Sum::NotApplicable => Some(MissingReason::NotApplicable),
            Sum::Missing => self.demand.rows_of(cell).iter().find_map(lacking),
        }
    }

    /// The rows of a cell that lack their count.
    pub(super) fn missing(
        &self,
        cell: Cell,
        metric: &Arc<Metric>,
        period: &Arc<Period>,
    ) -> Vec<MissingCount> {
        let rows = self.demand.rows_of(cell).iter();
        let missing = rows.filter_map(|row| {
            let reason = lacking(row)?;
            Some(MissingCount {
                area: self.demand.area_of(row)?.clone(),
                metric: Arc::clone(metric),
                period: Arc::clone(period),
                group: row.group.clone(),
                reason,
                line: row.line(),
            })
        });
        missing.collect()
    }
}

/// Why a row lacks a count that the sum needs.
fn lacking(row: &Row) -> Option<MissingReason> {
    match row.count {
        Count::Number(_) | Count::Missing(MissingReason::NotApplicable) => None,
        Count::Missing(reason) => Some(reason),
    }
}

fn number(cell: Cell) -> Option<u64> {
    match cell.sum {
        Sum::Number(number) => Some(number),
        Sum::NoRow | Sum::Missing | Sum::NotApplicable => None,
    }
}

/// A sum of which a part is missing is missing.
fn add_counts(sum: Option<u64>, part: Option<u64>) -> Result<Option<u64>, Error> {
    match (sum, part) {
        (Some(sum), Some(part)) => sum.checked_add(part).map(Some).ok_or_else(|| {
            Problem::new(
                "the counts add up to more than can be held",
                "check the counts",
            )
            .into()
        }),
        _ => Ok(None),
    }
}

/// The groups of one area. Groups that are not applicable are left out.
fn groups(baseline: &[Row], test: &[Row]) -> Vec<GroupCount> {
    let is_applicable = |row: &&Row| row.count != Count::Missing(MissingReason::NotApplicable);
    let named = baseline.iter().chain(test).filter(is_applicable);
    let mut groups: Vec<&Title> = named.filter_map(|row| row.group.as_ref()).collect();
    groups.sort_unstable();
    groups.dedup();
    // The rows of one count stand in the order of their groups, of which there can be many.
    let at = |rows: &[Row], group: &Title| {
        rows.binary_search_by_key(&Some(group), |row| row.group.as_ref())
    };
    let of = |rows: &[Row], group: &Title| match at(rows, group).ok().and_then(|at| rows.get(at)) {
        Some(row) => match row.count {
            Count::Number(number) => (Some(number), row.markers, None),
            Count::Missing(reason) => (None, row.markers, Some(reason)),
        },
        None => (None, Markers::default(), None),
    };
    let counted = groups.into_iter().map(|group| {
        let (baseline_count, baseline_markers, baseline_missing) = of(baseline, group);
        let (test_count, test_markers, test_missing) = of(test, group);
        GroupCount {
            group: group.clone(),
            baseline_count,
            test_count,
            baseline_markers,
            test_markers,
            baseline_missing,
            test_missing,
        }
    });
    counted.collect()
}

#[cfg(test)]
mod tests {
    use crate::demand::MissingReason;
    use crate::{Demand, Document, Scheme, assess};

    #[test]
    fn a_watched_group_that_is_not_applicable_in_one_period_leaves_no_sum_of_the_others() {
        let scheme = include_str!("../../fixtures/hackney/scheme.toml");
        let watched = "\n[[metric]]\nid = \"arrests\"\ntitle = \"Arrests\"\nunit = \"arrest\"\n\
                       basis = \"arrested\"\n";
        let scheme = Document::new("scheme.toml", format!("{scheme}{watched}"));
        let scheme = Scheme::read(&scheme).unwrap();
        let table = "area_code,cohort,period,metric,group,count,status\n\
                     E09000012,adult,baseline,custody,,400,\n\
                     E09000012,adult,year_1,custody,,360,\n\
                     E09000012,adult,baseline,arrests,theft,20,\n\
                     E09000012,adult,baseline,arrests,fraud,3,\n\
                     E09000012,adult,year_1,arrests,theft,19,\n\
                     E09000012,adult,year_1,arrests,fraud,,[z]\n";
        let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
        let assessment = assess(&scheme, &demand).unwrap();
        let watched = &assessment.rewards[0].watched[0];
        // 23 before; 19 after would be a fall that is none.
        assert_eq!(
            (watched.baseline_count, watched.test_count),
            (Some(23), None)
        );
        let area = &watched.areas[0];
        assert_eq!(area.test_missing, Some(MissingReason::NotApplicable));
        assert_eq!(area.groups.len(), 2);
    }
}
