//! Partial counts: what one extract gave, which adds up with others of the same
//! plan, and becomes a table of counts.

use super::balance::{Balance, Own, reasons};
use super::plan::CountPlan;
use super::principal;
use super::tally::Tally;
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::Id;
use crate::problem::{Document, Error, Problem, Problems};
use crate::scheme::Scheme;
use crate::wording::{counted, listed};
use std::collections::{BTreeMap, BTreeSet};

/// The counts of some extracts: for each source, area, cohort, period and reason
/// for setting aside the records, and for each metric its quantity.
///
/// They add up in any order, and come alike from this program and from any engine
/// that counts by the same plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialCounts {
    plan_sha256: String,
    metrics: Vec<String>,
    rows: BTreeMap<Key, Counts>,
    /// The reasons for which the plan sets records aside, in its order.
    reasons: Vec<String>,
    /// Whether the records of one case may stand in several sources.
    needs_whole_cases: bool,
}

/// What a row of partial counts is of: source, area, cohort, period, reason.
type Key = [String; 5];

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Counts {
    rows: u64,
    quantities: Vec<u64>,
}

const COLUMNS: [&str; 7] = [
    "plan_sha256",
    "source",
    "area_code",
    "cohort",
    "period",
    "set_aside",
    "rows",
];

impl PartialCounts {
    /// Without a record yet.
    #[must_use]
    pub fn none(plan: &CountPlan) -> Self {
        Self {
            plan_sha256: plan.sha256().to_owned(),
            metrics: plan.metrics().map(ToString::to_string).collect(),
            rows: BTreeMap::new(),
            reasons: reasons(plan).into_iter().map(str::to_owned).collect(),
            needs_whole_cases: plan.needs_whole_cases(),
        }
    }

    /// Adds what an extract gave of which there is nothing yet.
    pub(super) fn add(&mut self, plan: &CountPlan, source: &str, tally: &Tally) {
        let text = |text: &str| text.to_owned();
        let in_scope = tally.cells().map(|cell| (cell, ""));
        let lacking = tally.lacking();
        let lacking = lacking.map(|cell| (cell, Own::NoQuantity.as_str()));
        for ((area, cohort, period, rows, quantities), reason) in in_scope.chain(lacking) {
            let area = plan.frame.areas.get(area).map(ToString::to_string);
            let cohort = Cohort::ALL.get(cohort).map(ToString::to_string);
            let period = plan.frame.periods.get(period);
            let period = period.map(|(id, ..)| id.to_string());
            let key = [
                text(source),
                area.unwrap_or_default(),
                cohort.unwrap_or_default(),
                period.unwrap_or_default(),
                text(reason),
            ];
            let quantities = quantities.to_vec();
            self.rows.insert(key, Counts { rows, quantities });
        }
        let reasons = reasons(plan);
        for (reason, rows) in tally.aside() {
            if plan.notes_lacking() && reason == Own::NoQuantity.number(plan) {
                // These have a cell, and stand there.
                continue;
            }
            let reason = reasons.get(reason).copied().unwrap_or_default();
            let key = [text(source), text(""), text(""), text(""), text(reason)];
            let quantities = vec![0; self.metrics.len()];
            self.rows.insert(key, Counts { rows, quantities });
        }
    }

    /// The partial counts as CSV, its rows in order.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = COLUMNS.iter().copied();
        let header = header.chain(self.metrics.iter().map(String::as_str));
        // Writing to memory cannot fail.
        let _ = writer.write_record(header);
        for (key, counts) in &self.rows {
            let numbers = std::iter::once(&counts.rows).chain(&counts.quantities);
            let numbers = numbers.map(ToString::to_string);
            let key = key.iter().cloned();
            let row = std::iter::once(self.plan_sha256.clone())
                .chain(key)
                .chain(numbers);
            let _ = writer.write_record(row);
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Reads partial counts of a plan, from this program or from an engine.
    ///
    /// # Errors
    ///
    /// They are of another plan, or a row cannot be read or stands twice: all
    /// problems at once, each with its place.
    pub fn read(plan: &CountPlan, document: &Document) -> Result<Self, Error> {
        let mut counts = Self::none(plan);
        let mut problems = Problems::default();
        let text = document.text()?;
        let mut start = document.mark_length();
        let columns = COLUMNS.len().saturating_add(counts.metrics.len());
        let known = counts.known(plan);
        let mut has_header = false;
        for line in text.split('\n') {
            let at = start..start.saturating_add(line.trim_end_matches('\r').len());
            start = start.saturating_add(line.len()).saturating_add(1);
            let line = line.trim_end_matches('\r');
            if line.is_empty() {
                continue;
            }
            let mut problem = |what: String, advice: &str| {
                problems.push(Problem::new(what, advice).at(Some(document.place(at.clone()))));
            };
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(line.as_bytes());
            let mut record = csv::StringRecord::new();
            let is_read = matches!(reader.read_record(&mut record), Ok(true));
            if !has_header {
                has_header = true;
                let header: Vec<&str> = record.iter().collect();
                let metrics = counts.metrics.iter().map(String::as_str);
                let wanted: Vec<&str> = COLUMNS.into_iter().chain(metrics).collect();
                if header != wanted {
                    let what = "this is not the header of the plan's partial counts".to_owned();
                    problem(what, &format!("write {}", wanted.join(",")));
                    break;
                }
                continue;
            }
            if !is_read || record.len() != columns {
                problem(
                    format!("this row has not {columns} fields"),
                    "give each column of the header one",
                );
                continue;
            }
            let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
            if field(0) != counts.plan_sha256 {
                problem(
                    "this row was counted by another plan, or for another scheme".to_owned(),
                    "count its extract again with this plan and scheme",
                );
                continue;
            }
            let key = [field(1), field(2), field(3), field(4), field(5)];
            if let Err((what, advice)) = known.check(&key) {
                problem(what, advice);
                continue;
            }
            let numbers: Option<Vec<u64>> = record
                .iter()
                .skip(COLUMNS.len().saturating_sub(1))
                .map(|text| {
                    text.bytes()
                        .all(|byte| byte.is_ascii_digit())
                        .then(|| text.parse().ok())?
                })
                .collect();
            let Some((rows, quantities)) = numbers.as_deref().and_then(<[u64]>::split_first) else {
                problem(
                    "this row has a count that is no whole number".to_owned(),
                    "write digits alone",
                );
                continue;
            };
            let (rows, quantities) = (*rows, quantities.to_vec());
            let [_, area, .., reason] = &key;
            let most = match (reason.as_str(), area.as_str()) {
                ("", _) => u64::MAX,
                (_, "") => 0,
                // Of each metric as many records lack their quantity as there are.
                _ => rows,
            };
            if quantities.iter().any(|quantity| *quantity > most) {
                problem(
                    "more is counted in a metric than records were set aside".to_owned(),
                    "write 0 for each metric; of those without a quantity, their number",
                );
                continue;
            }
            if counts
                .rows
                .insert(key, Counts { rows, quantities })
                .is_some()
            {
                problem("this row stands twice".to_owned(), "keep one of them");
            }
        }
        if !has_header {
            let what = format!("{} is empty", document.name());
            let advice = "partial counts begin with a line of column names";
            problems.push(Problem::new(what, advice));
        }
        if counts.needs_whole_cases && counts.sources().count() > 1 {
            problems.push(principal::apart());
        }
        problems.into_result()?;
        // What cannot be added up is refused here, not where it is added up.
        counts.balance()?;
        Ok(counts)
    }

    fn known(&self, plan: &CountPlan) -> Known {
        Known {
            areas: plan.frame.areas.iter().map(ToString::to_string).collect(),
            periods: plan
                .frame
                .periods
                .iter()
                .map(|(id, ..)| id.to_string())
                .collect(),
            reasons: self.reasons.clone(),
            notes_lacking: plan.notes_lacking(),
        }
    }

    /// Adds the counts of other extracts.
    ///
    /// # Errors
    ///
    /// They are of another plan, or of a source that is counted already.
    pub fn merge(mut self, other: &Self) -> Result<Self, Error> {
        if self.plan_sha256 != other.plan_sha256 {
            let what = "these counts were made by another plan, or for another scheme";
            let advice = "count their extract again with this plan and scheme";
            return Err(Problem::new(what, advice).into());
        }
        let mut problems = Problems::default();
        if self.needs_whole_cases && !self.rows.is_empty() && !other.rows.is_empty() {
            problems.push(principal::apart());
        }
        for source in other.sources() {
            if self.sources().any(|own| own == source) {
                let what = format!("the source \"{source}\" is counted already");
                let advice = "leave one of the two out, or give each extract a label of its own";
                problems.push(Problem::new(what, advice));
            }
        }
        problems.into_result()?;
        let rows = other.rows.iter();
        self.rows
            .extend(rows.map(|(key, counts)| (key.clone(), counts.clone())));
        self.balance()?;
        Ok(self)
    }

    /// The digests or labels of the extracts that were counted, each once.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let mut before: Option<&str> = None;
        self.rows.keys().filter_map(move |[source, ..]| {
            let is_new = before != Some(source.as_str());
            before = Some(source);
            is_new.then_some(source.as_str())
        })
    }

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

    /// How the records of all sources were accounted for. How many records counted
    /// in each metric partial counts do not hold.
    ///
    /// # Errors
    ///
    /// A sum is beyond what can be held.
    pub fn balance(&self) -> Result<Balance, Error> {
        let too_many = || {
            let what = "the counts add up to more than can be held";
            Error::from(Problem::new(what, "check the partial counts"))
        };
        let add = |sum: u64, more: u64| sum.checked_add(more).ok_or_else(too_many);
        let (mut rows, mut in_scope) = (0, 0);
        let mut set_aside: BTreeMap<&str, u64> = BTreeMap::new();
        let mut quantities = vec![0; self.metrics.len()];
        for ([.., reason], counts) in &self.rows {
            rows = add(rows, counts.rows)?;
            if reason.is_empty() {
                in_scope = add(in_scope, counts.rows)?;
            } else {
                let of_reason = set_aside.entry(reason).or_default();
                *of_reason = add(*of_reason, counts.rows)?;
            }
            let counted = counts.quantities.iter().filter(|_| reason.is_empty());
            for (sum, more) in quantities.iter_mut().zip(counted) {
                *sum = add(*sum, *more)?;
            }
        }
        let metrics = self.metrics.iter().zip(quantities);
        let in_order = self.reasons.iter();
        Ok(Balance {
            rows,
            in_scope,
            set_aside: in_order
                .filter_map(|reason| Some((reason.clone(), *set_aside.get(reason.as_str())?)))
                .collect(),
            metrics: metrics
                .map(|(metric, quantity)| (metric.clone(), None, quantity))
                .collect(),
            in_no_metric: None,
        })
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
        left_out.chain(not_available).collect()
    }
}

/// What rows of partial counts may be of.
struct Known {
    areas: Vec<String>,
    periods: Vec<String>,
    reasons: Vec<String>,
    /// Whether records without a quantity stand with their area, cohort and period.
    notes_lacking: bool,
}

impl Known {
    fn check(&self, [_, area, cohort, period, reason]: &Key) -> Result<(), (String, &'static str)> {
        if !reason.is_empty() {
            if !self.reasons.contains(reason) {
                let what = format!("\"{reason}\" is no reason of the plan");
                return Err((what, "count with this plan"));
            }
            let has_cell = self.notes_lacking && reason == Own::NoQuantity.as_str();
            if !has_cell && [area, cohort, period].iter().any(|field| !field.is_empty()) {
                let what = "records set aside have no area, cohort or period".to_owned();
                return Err((what, "leave the three fields empty"));
            }
            if !has_cell {
                return Ok(());
            }
        }
        if !self.areas.contains(area) {
            return Err((
                format!("\"{area}\" is no area of the scheme"),
                "check its code",
            ));
        }
        if !Cohort::ALL.iter().any(|one| one.as_str() == cohort) {
            return Err((
                format!("\"{cohort}\" is not a cohort"),
                "write adult or youth",
            ));
        }
        if !self.periods.contains(period) {
            return Err((
                format!("\"{period}\" is no period of the scheme"),
                "check its id",
            ));
        }
        Ok(())
    }
}
