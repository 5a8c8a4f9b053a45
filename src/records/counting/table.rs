//! Counting a table that is in memory already, column by column.

use super::parts::How;
use super::{Counting, Progress, counted};
use crate::problem::{Error, Problem};
use crate::records::batches::{self, Given, ROWS, Reading, Told};
use crate::records::columns::Kind;
use crate::records::counted::Counted;
use crate::records::extract::source_label;
use crate::records::faults;
use crate::records::kernel::{Kernel, Worker};
use crate::records::partial::PartialCounts;
use arrow_array::{ArrayRef, RecordBatch};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

impl Counting<'_> {
    /// Counts a table in memory under a label: `array` gives some rows of a column.
    pub(crate) fn count_columns(
        &self,
        label: &str,
        (columns, rows): (&[Given], usize),
        array: impl Fn(&str, Range<usize>) -> Result<ArrayRef, Error> + Sync,
    ) -> Result<Counted, Error> {
        let label = &source_label(label)?;
        let kernel = Kernel::new(self.plan, self.spread);
        batches::fit(columns, &kernel, cast_otherwise).map_err(|mut unfit| {
            unfit.lacking.is_in_memory = true;
            faults::unfit(label, &unfit)
        })?;
        let mut names: Vec<&str> = kernel
            .needs
            .iter()
            .map(|need| need.column.as_str())
            .collect();
        names.dedup();
        let of_need = kernel.needs.iter();
        let of_need = of_need.filter_map(|need| names.iter().position(|name| need.column == *name));
        let of_need: Vec<usize> = of_need.collect();
        let far = AtomicU64::new(0);
        let count = |part: usize, worker: &mut Worker, how: How, told: &mut Told| {
            let start = part.saturating_mul(ROWS).min(rows);
            let part = start..start.saturating_add(ROWS).min(rows);
            let read = names
                .iter()
                .map(|name| Ok((*name, array(name, part.clone())?)));
            let read: Vec<(&str, ArrayRef)> = read.collect::<Result<_, Error>>()?;
            let read = RecordBatch::try_from_iter(read).map_err(|error| {
                let what = format!("{label} cannot be read: {error}");
                Problem::new(what, "report this with the types of its columns")
            })?;
            if read.num_rows() != part.len() {
                let what = format!("{label} gave other rows than were asked for");
                return Err(Problem::new(what, "report this with the types of its columns").into());
            }
            let first = u64::try_from(start).unwrap_or_default();
            let mut reading = Reading::new(&kernel, &of_need);
            let refused = reading.count(&read, first, worker, how, told);
            let rows = u64::try_from(read.num_rows()).unwrap_or_default();
            let rows = far.fetch_add(rows, Ordering::Relaxed).saturating_add(rows);
            if let Some(tell) = self.progress {
                let (bytes, of_bytes) = (0, 0);
                tell(Progress {
                    bytes,
                    of_bytes,
                    rows,
                });
            }
            Ok(refused)
        };
        let stopped = || Problem::new(format!("{label} cannot be read"), "report this").into();
        let parts = rows.div_ceil(ROWS);
        let whole = self.in_parts(label, &kernel, parts, count, stopped)?;
        let mut partial = PartialCounts::none(self.plan);
        partial.add(self.plan, label, &whole);
        counted(&kernel, whole, partial)
    }
}

/// What to do about a column whose type cannot be read so.
fn cast_otherwise(kind: Kind) -> &'static str {
    match kind {
        Kind::Day => {
            "cast it to a date; of a datetime with a zone, first take the day in that zone"
        }
        Kind::Number => "cast it to integers of 64 bits",
        Kind::Text | Kind::Key => "cast it to strings",
    }
}
