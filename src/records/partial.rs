//! Partial counts: what one extract gave, which adds up with others of the same
//! plan. Reading them, and the table of counts that they become, have rooms of their
//! own.

mod demand_table;
mod read;

pub use demand_table::DemandTable;

use super::balance::{Balance, Own, reasons};
use super::counted::short;
use super::plan::CountPlan;
use super::principal;
use super::tally::Tally;
use crate::cohort::Cohort;
use crate::problem::{Error, Problem, Problems};
use std::collections::BTreeMap;

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

    /// What a reader of the counts should know, each in a sentence: that records of some
    /// source could not be read or counted, as an engine sets them aside too.
    ///
    /// # Errors
    ///
    /// A sum is beyond what can be held.
    pub fn notes(&self, plan: &CountPlan) -> Result<Vec<String>, Error> {
        let balance = self.balance()?;
        let faults = plan.faults();
        let of_faults = balance.set_aside.iter().filter(|(reason, _)| {
            let mut faults = faults.iter();
            faults.any(|fault| fault.as_str() == reason)
        });
        // A part of a sum that the balance holds: it always fits.
        let unread = of_faults.map(|(_, rows)| *rows).sum();
        Ok(short(unread).into_iter().collect())
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
