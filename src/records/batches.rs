//! Records that come as batches of Arrow's columns, from Parquet files and from
//! DataFrames: whether their columns can be read, and counting one batch.

mod arrays;

use super::balance::Own;
use super::columns::Kind;
use super::csv::Lacking;
use super::kernel::{Fault, Kernel, Worker};
use super::principal::Refusal;
use arrays::text_of;
use arrow_array::RecordBatch;
use arrow_schema::DataType;

pub(super) use arrays::{Reading, is_of_calendar};

/// How many records are decoded at once.
pub(super) const ROWS: usize = 16_384;

/// Why columns cannot be counted.
#[derive(Debug, Default)]
pub(super) struct Unfit {
    pub(super) lacking: Lacking,
    /// Columns that cannot be read as they should be, each with its type and with what
    /// to do.
    pub(super) types: Vec<(String, String, &'static str)>,
}

/// What a thread has to tell beside its counts.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) faults: Vec<Found>,
    /// How many more there are.
    pub(super) more: u64,
}

/// A record that could be neither counted nor set aside as the plan says.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Counted from 0 within the extract.
    pub(super) record: u64,
    pub(super) value: String,
    pub(super) reason: Own,
    pub(super) need: Option<usize>,
}

/// A column as it is given.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) name: String,
    /// Its type in Arrow; `None` where it has none that is read.
    pub(crate) of: Option<DataType>,
    /// What its type is called where it comes from.
    pub(crate) called: String,
}

/// Whether a kernel's needs are among some columns, each once and of a type that can
/// be read.
pub(super) fn fit(
    columns: &[Given],
    kernel: &Kernel<'_>,
    advice: fn(Kind) -> &'static str,
) -> Result<(), Unfit> {
    let names = || columns.iter().map(|column| &column.name);
    let mut unfit = Unfit::default();
    let Lacking { missing, twice, .. } = &mut unfit.lacking;
    for need in kernel.needs.iter() {
        let column = &need.column;
        let of_name = names().filter(|name| *name == column);
        if of_name.count() > 1 && !twice.contains(column) {
            twice.push(column.clone());
        }
        match columns.iter().find(|given| given.name == *column) {
            Some(given) if is_readable(given.of.as_ref(), need.kind) => {}
            Some(given) => {
                let called = given.called.clone();
                unfit
                    .types
                    .push((column.clone(), called, advice(need.kind)));
            }
            None if missing.contains(column) => {}
            None => missing.push(column.clone()),
        }
    }
    if missing.is_empty() && twice.is_empty() && unfit.types.is_empty() {
        return Ok(());
    }
    unfit.lacking.names = names().cloned().collect();
    Err(unfit)
}

impl Reading<'_> {
    /// Counts a batch whose first record is the extract's `first`. What is wrong with
    /// its records is told, up to a number of them, unless counting is lenient; where
    /// counting cannot go on, at which record and why.
    pub(super) fn count(
        &mut self,
        read: &RecordBatch,
        first: u64,
        worker: &mut Worker,
        (is_lenient, most_faults): (bool, usize),
        told: &mut Told,
    ) -> Option<(u64, Refusal)> {
        self.read(read, worker);
        let mut faults: Vec<Fault> = Vec::new();
        self.kernel.fold(&self.batch, worker, |fault| {
            if !is_lenient && faults.len().saturating_add(told.faults.len()) < most_faults {
                faults.push(fault);
            } else if !is_lenient {
                told.more = told.more.saturating_add(1);
            }
            is_lenient
        });
        let at = |row: usize| first.saturating_add(u64::try_from(row).unwrap_or_default());
        if let Some((row, refusal)) = worker.refused {
            return Some((at(self.row(row)), refusal));
        }
        for fault in faults {
            let column = self.of_need.get(fault.need);
            let column = column.map(|column| read.column(*column));
            let row = self.row(fault.row);
            let value = column.map(|column| text_of(column, row).into_owned());
            told.faults.push(Found {
                record: at(row),
                value: String::from_utf8_lossy(&value.unwrap_or_default()).into_owned(),
                reason: fault.reason,
                need: Some(fault.need),
            });
        }
        None
    }
}

/// Whether a column of a type can be read in a way.
fn is_readable(of: Option<&DataType>, kind: Kind) -> bool {
    let Some(of) = of else {
        return false;
    };
    let is_text = match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(key, value) => {
            **key == DataType::Int32 && matches!(**value, DataType::Utf8)
        }
        _ => false,
    };
    let is_day = is_moment(of);
    let is_number = of.is_integer() || matches!(of, DataType::Decimal128(_, scale) if *scale >= 0);
    match kind {
        Kind::Day => is_day || is_text,
        Kind::Number => is_number || is_text,
        Kind::Text | Kind::Key => is_text || is_day || is_number,
    }
}

fn is_moment(of: &DataType) -> bool {
    matches!(
        of,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..)
    )
}
