//! What has been counted so far: dense counters for every area, cohort, period
//! and metric, and one for every reason for setting aside.

use super::balance::{Balance, reasons};
use super::gathering::{Gathering, Person};
use super::kernel::{InScope, Label, members};
use super::plan::CountPlan;
use crate::problem::{Error, Problem};
use std::collections::BTreeSet;

/// Counters, which add up in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    periods: usize,
    /// For each cell its records, then the quantity of each metric.
    cells: Vec<u64>,
    width: usize,
    set_aside: Vec<u64>,
    /// For each metric, how many records counted in it.
    records: Vec<u64>,
    in_no_metric: u64,
    /// For each cell the records that lack their quantity, then those of each metric;
    /// empty where the plan does not ask.
    lacking: Vec<u64>,
    /// The labels of the plan that were met.
    pub(super) met: BTreeSet<Label>,
    /// How many cases have several records that come first and count differently.
    pub(super) tied: u64,
    /// CSV extracts whose last line has no end.
    pub(super) unended: BTreeSet<String>,
    /// How many records were set aside because they could not be counted or read.
    pub(super) unread: u64,
    pub(super) rows: u64,
    /// Sums of squares, where they are asked for.
    pub(super) gathering: Option<Box<Gathering>>,
    /// Whether a sum is beyond what can be held.
    is_full: bool,
}

impl Tally {
    pub(super) fn new(plan: &CountPlan) -> Self {
        let periods = plan.frame.periods.len();
        let width = plan.metrics.len().saturating_add(1);
        let cells = plan
            .frame
            .areas
            .len()
            .saturating_mul(2)
            .saturating_mul(periods);
        Self {
            periods,
            cells: vec![0; cells.saturating_mul(width)],
            width,
            set_aside: vec![0; reasons(plan).len()],
            records: vec![0; plan.metrics.len()],
            in_no_metric: 0,
            lacking: match plan.notes_lacking() {
                true => vec![0; cells.saturating_mul(width)],
                false => Vec::new(),
            },
            met: BTreeSet::new(),
            tied: 0,
            unread: 0,
            unended: BTreeSet::new(),
            rows: 0,
            gathering: None,
            is_full: false,
        }
    }

    /// The same, with sums of squares if they are asked for.
    pub(super) fn with(mut self, gathering: Option<Box<Gathering>>) -> Self {
        self.gathering = gathering;
        self
    }

    /// Notes that records were read, whatever becomes of them.
    pub(super) fn read(&mut self, rows: usize) {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        add(&mut self.rows, rows, &mut self.is_full);
    }

    /// Counts a record, with its quantity.
    #[inline]
    pub(super) fn count(&mut self, record: InScope) {
        let full = &mut self.is_full;
        if record.metrics == 0 {
            add(&mut self.in_no_metric, 1, full);
        }
        let start = record.cell.saturating_mul(self.width);
        let cell = self.cells.get_mut(start..start.saturating_add(self.width));
        if let Some((rows, sums)) = cell.and_then(<[u64]>::split_first_mut) {
            add(rows, 1, full);
            for metric in members(record.metrics) {
                if let (Some(sum), Some(of)) = (sums.get_mut(metric), self.records.get_mut(metric))
                {
                    add(sum, record.quantity, full);
                    add(of, 1, full);
                }
            }
        }
    }

    /// Adds to a cell what a record that is counted in another has there too.
    pub(super) fn count_more(&mut self, record: InScope) {
        let start = record.cell.saturating_mul(self.width);
        let cell = self.cells.get_mut(start..start.saturating_add(self.width));
        if let Some((_, sums)) = cell.and_then(<[u64]>::split_first_mut) {
            for metric in members(record.metrics) {
                if let Some(sum) = sums.get_mut(metric) {
                    add(sum, record.quantity, &mut self.is_full);
                }
            }
        }
    }

    /// Takes a record that is counted into the sums of squares, if they are asked for;
    /// `is_more` of what it counts in a further cell.
    pub(super) fn gather(&mut self, record: InScope, person: Person, is_more: bool) {
        if let Some(gathering) = &mut self.gathering {
            gathering.take(record, person, is_more);
        }
    }

    /// Notes a record that lacks its quantity.
    pub(super) fn lack(&mut self, record: InScope) {
        let start = record.cell.saturating_mul(self.width);
        let cell = self
            .lacking
            .get_mut(start..start.saturating_add(self.width));
        if let Some((rows, lacking)) = cell.and_then(<[u64]>::split_first_mut) {
            add(rows, 1, &mut self.is_full);
            for metric in members(record.metrics) {
                if let Some(lacking) = lacking.get_mut(metric) {
                    add(lacking, 1, &mut self.is_full);
                }
            }
        }
    }

    /// Sets aside records that could not be counted or read.
    pub(super) fn set_aside_unread(&mut self, reason: usize, rows: u64) {
        self.set_aside(reason, rows);
        add(&mut self.unread, rows, &mut self.is_full);
    }

    pub(super) fn set_aside(&mut self, reason: usize, rows: u64) {
        if let Some(of_reason) = self.set_aside.get_mut(reason) {
            add(of_reason, rows, &mut self.is_full);
        }
    }

    /// Adds another tally of the same plan.
    pub(super) fn merge(&mut self, other: Self) {
        let full = &mut self.is_full;
        *full |= other.is_full;
        let pairs = [
            (&mut self.cells, &other.cells),
            (&mut self.set_aside, &other.set_aside),
            (&mut self.records, &other.records),
            (&mut self.lacking, &other.lacking),
        ];
        for (to, from) in pairs {
            for (to, from) in to.iter_mut().zip(from) {
                add(to, *from, full);
            }
        }
        add(&mut self.in_no_metric, other.in_no_metric, full);
        add(&mut self.tied, other.tied, full);
        add(&mut self.unread, other.unread, full);
        self.met.extend(other.met);
        self.unended.extend(other.unended);
        add(&mut self.rows, other.rows, full);
        match (&mut self.gathering, other.gathering) {
            (Some(gathering), Some(other)) => gathering.merge(*other),
            (None, other) => self.gathering = other,
            (Some(_), None) => {}
        }
    }

    /// The balance, which is checked.
    ///
    /// # Errors
    ///
    /// A sum is beyond what can be held, or a record is lost.
    pub(super) fn balance(&self, plan: &CountPlan) -> Result<Balance, Error> {
        if self.is_full {
            let what = "the quantities add up to more than can be held";
            return Err(Problem::new(what, "check the column that holds the quantity").into());
        }
        let rows = self.cells.chunks(self.width).filter_map(<[u64]>::first);
        let set_aside = reasons(plan).into_iter().zip(&self.set_aside);
        let metrics = plan.metrics.iter().enumerate().map(|(number, metric)| {
            let of_metric = self.cells.chunks(self.width);
            let mut of_metric = of_metric.filter_map(|cell| cell.get(number.checked_add(1)?));
            let records = self.records.get(number).copied().unwrap_or_default();
            let quantity = of_metric.try_fold(0_u64, |sum, one| sum.checked_add(*one));
            Some((metric.id.to_string(), Some(records), quantity?))
        });
        let metrics: Option<Vec<(String, Option<u64>, u64)>> = metrics.collect();
        let balance = Balance {
            rows: self.rows,
            in_scope: rows.sum(),
            set_aside: set_aside
                .filter(|(_, rows)| **rows > 0)
                .map(|(reason, rows)| (reason.to_owned(), *rows))
                .collect(),
            metrics: metrics.ok_or_else(|| {
                let what = "the quantities add up to more than can be held";
                Error::from(Problem::new(
                    what,
                    "check the column that holds the quantity",
                ))
            })?,
            in_no_metric: Some(self.in_no_metric),
        };
        if balance.holds() {
            return Ok(balance);
        }
        let what = format!(
            "the balance does not hold: {} records were read, and another number accounted for",
            balance.rows
        );
        let advice = "nothing was written; report this with the plan";
        Err(Problem::new(what, advice).into())
    }

    /// Every cell with a record or a quantity: area, cohort and period by their
    /// numbers, its records, and the quantity of each metric.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, usize, usize, u64, &[u64])> {
        self.filled(&self.cells)
    }

    /// Every cell with a record that lacks its quantity, alike: its records, and those
    /// of each metric.
    pub(super) fn lacking(&self) -> impl Iterator<Item = (usize, usize, usize, u64, &[u64])> {
        self.filled(&self.lacking)
    }

    fn filled<'t>(
        &self,
        cells: &'t [u64],
    ) -> impl Iterator<Item = (usize, usize, usize, u64, &'t [u64])> + use<'_, 't> {
        let cells = cells.chunks(self.width).enumerate();
        cells.filter_map(|(cell, counts)| {
            let (rows, quantities) = counts.split_first()?;
            if *rows == 0 && quantities.iter().all(|quantity| *quantity == 0) {
                return None;
            }
            let (of_area, period) = (
                cell.checked_div(self.periods)?,
                cell.checked_rem(self.periods)?,
            );
            Some((of_area >> 1, of_area & 1, period, *rows, quantities))
        })
    }

    /// Each reason with its records.
    pub(super) fn aside(&self) -> impl Iterator<Item = (usize, u64)> {
        let reasons = self.set_aside.iter().copied().enumerate();
        reasons.filter(|(_, rows)| *rows > 0)
    }
}

/// Adds; where the sum cannot be held, that is remembered, and nothing is given out.
fn add(to: &mut u64, more: u64, is_full: &mut bool) {
    match to.checked_add(more) {
        Some(sum) => *to = sum,
        None => *is_full = true,
    }
}
