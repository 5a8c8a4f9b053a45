//! The table of counts that partial counts become.

use super::PartialCounts;
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::Id;
use crate::records::plan::CountPlan;
use crate::scheme::Scheme;
use crate::wording::{counted, listed};
use std::collections::{BTreeMap, BTreeSet};

impl PartialCounts {
    /// The table of counts (CSV) of a scheme, for the metrics that the plan counts
    /// and the scheme needs.
    ///
    /// Of an area and period with any record in scope, each count is there, 0 where
    /// no record counted. Of one without, nothing is known: its rows are left out,
    /// never 0, and named in what comes beside the table. Where the plan says so, a
    /// count to which a record without its quantity belongs is not available (`[x]`).
    #[must_use]
    pub fn to_demand(&self, plan: &CountPlan, scheme: &Scheme) -> DemandTable {
        let mut sums: BTreeMap<[&str; 3], Vec<u64>> = BTreeMap::new();
        let mut lacking: BTreeMap<[&str; 3], Vec<u64>> = BTreeMap::new();
        let mut met: BTreeSet<[&str; 2]> = BTreeSet::new();
        for ([_, area, cohort, period, reason], counts) in &self.rows {
            let of_cell = match (reason.as_str(), area.as_str()) {
                ("", _) => &mut sums,
                (_, "") => continue,
                _ => &mut lacking,
            };
            met.insert([area, period]);
            let sum = of_cell.entry([area, cohort, period]).or_default();
            sum.resize(self.metrics.len(), 0);
            for (sum, more) in sum.iter_mut().zip(&counts.quantities) {
                // A part of a sum that the balance holds: it always fits.
                *sum = sum.checked_add(*more).unwrap_or(u64::MAX);
            }
        }
        let mut table = DemandTable {
            csv: "area_code,cohort,period,metric,count\n".to_owned(),
            left_out: Vec::new(),
            not_available: 0,
            lapsed: self.lapsed(plan),
        };
        let has_status = lacking.values().flatten().any(|records| *records > 0);
        if has_status {
            table.csv = "area_code,cohort,period,metric,count,status\n".to_owned();
        }
        let frame = &plan.frame;
        for (area, (cohorts, periods)) in frame.areas.iter().zip(&frame.takes_part) {
            for ((period, ..), takes_part) in frame.periods.iter().zip(periods) {
                if !takes_part {
                    continue;
                }
                if !met.contains(&[area.as_str(), period.as_str()]) {
                    table.left_out.push((area.clone(), period.clone()));
                    continue;
                }
                for cohort in plan.cohort.cohorts() {
                    if cohorts.get(usize::from(cohort == Cohort::Youth)) != Some(&true) {
                        continue;
                    }
                    let cell = [area.as_str(), cohort.as_str(), period.as_str()];
                    for (number, metric) in plan.metrics().enumerate() {
                        if !scheme.is_priced(metric, cohort) && !scheme.is_watched(metric) {
                            continue;
                        }
                        let of = |counts: &BTreeMap<[&str; 3], Vec<u64>>| {
                            let of_metric = counts.get(&cell)?.get(number).copied();
                            of_metric.filter(|count| *count > 0)
                        };
                        let count = match of(&lacking) {
                            Some(_) => {
                                table.not_available = table.not_available.saturating_add(1);
                                ",[x]".to_owned()
                            }
                            None => {
                                let end = if has_status { "," } else { "" };
                                format!("{}{end}", of(&sums).unwrap_or_default())
                            }
                        };
                        let row = format!("{area},{cohort},{period},{metric},{count}\n");
                        table.csv.push_str(&row);
                    }
                }
            }
        }
        table
    }
}

/// A table of counts made of records.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DemandTable {
    /// The table, as [`Demand::read`](crate::Demand::read) takes it.
    pub csv: String,
    /// The areas and periods without any record in scope, of which it has no row.
    pub left_out: Vec<(AreaCode, Id)>,
    /// How many of its counts are not available (`[x]`), because records that belong
    /// to them lack their quantity.
    pub not_available: u64,
    /// Metrics, each with a period that has records of which none counts in it, though
    /// many of another period do.
    pub lapsed: Vec<(Id, Id)>,
}

impl PartialCounts {
    /// Each metric and period with records, of which none counts in it, though many of
    /// another period do.
    fn lapsed(&self, plan: &CountPlan) -> Vec<(Id, Id)> {
        /// Fewer than these may well become none.
        const MANY: u64 = 20;
        let mut sums: BTreeMap<(&str, usize), u64> = BTreeMap::new();
        for ([_, _, _, period, _], counts) in &self.rows {
            for (metric, quantity) in counts.quantities.iter().enumerate() {
                let sum = sums.entry((period, metric)).or_default();
                // A part of a sum that the balance holds: it always fits.
                *sum = sum.checked_add(*quantity).unwrap_or(u64::MAX);
            }
        }
        let of_metrics = plan.metrics().enumerate().flat_map(|(number, metric)| {
            let periods = plan.frame.periods.iter();
            let met = periods.filter_map(|(id, ..)| Some((id, *sums.get(&(id.as_str(), number))?)));
            let met: Vec<(&Id, u64)> = met.collect();
            let has_many = met.iter().any(|(_, sum)| *sum >= MANY);
            let lapsed = met
                .into_iter()
                .filter(move |(_, sum)| has_many && *sum == 0);
            let lapsed = lapsed.map(|(id, _)| (metric.clone(), id.clone()));
            lapsed.collect::<Vec<_>>()
        });
        of_metrics.collect()
    }
}

impl DemandTable {
    /// What a reader of the table should know, each in a sentence.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        // Periods of one area stand together.
        let of_areas = self.left_out.chunk_by(|(one, _), (other, _)| one == other);
        let left_out = of_areas.filter_map(|of_area| {
            let (area, _) = of_area.first()?;
            let periods: Vec<&Id> = of_area.iter().map(|(_, period)| period).collect();
            Some(format!(
                "no record of {area} in {} is in scope: the table has no row for it, not 0",
                listed(&periods, "and")
            ))
        });
        let not_available = (self.not_available > 0).then(|| {
            let counts = counted(self.not_available, "count is", "counts are");
            format!("{counts} not available, [x]: records that belong there lack their quantity")
        });
        let lapsed = self.lapsed.iter().map(|(metric, period)| {
            format!(
                "no record counts as {metric} in {period}, and many do in another period: is it \
                 written otherwise there?"
            )
        });
        left_out.chain(not_available).chain(lapsed).collect()
    }
}
