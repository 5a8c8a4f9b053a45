//! Records of a Parquet file: only the columns that a plan needs, texts by their
//! dictionary, one row group after another. Row groups that lie outside the
//! periods are passed over, their records counted.

use super::balance::Own;
use super::batches::{self, Given, ROWS, Reading, Told, is_of_calendar};
use super::columns::Kind;
use super::kernel::{Kernel, Worker};
use super::principal::Refusal;
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Type;
use parquet::errors::ParquetError;
use parquet::file::statistics::Statistics;
use std::fs::File;
use std::sync::Arc;

/// A file's columns and row groups.
pub(super) struct Groups {
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    /// For each need its column among those that are read.
    of_need: Vec<usize>,
    /// For each row group, how many records come before it.
    pub(super) before: Vec<u64>,
}

/// Why a file cannot be counted.
pub(super) enum Unfit {
    File(ParquetError),
    Columns(batches::Unfit),
}

impl From<ParquetError> for Unfit {
    fn from(error: ParquetError) -> Self {
        Self::File(error)
    }
}

impl Groups {
    pub(super) fn open(file: &File, kernel: &Kernel<'_>) -> Result<Self, Unfit> {
        // The types of Parquet itself: what pandas or R notes beside them changes none.
        let options = || ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let plain = ArrowReaderMetadata::load(file, options())?;
        let schema = plain.schema();
        let given = schema.fields().iter().map(|field| Given {
            name: field.name().clone(),
            of: Some(field.data_type().clone()),
            called: field.data_type().to_string(),
        });
        let given: Vec<Given> = given.collect();
        batches::fit(&given, kernel, written_otherwise).map_err(Unfit::Columns)?;
        let of_file = plain.metadata().file_metadata().schema_descr();
        let is_96 = |field: &Field| {
            let mut columns = of_file.columns().iter();
            columns.any(|column| {
                column.physical_type() == Type::INT96
                    && column.path().parts() == [field.name().as_str()]
            })
        };
        let is_text = |field: &Field| {
            let mut needs = kernel.needs.iter();
            *field.data_type() == DataType::Utf8
                && needs.any(|need| need.column == *field.name() && need.kind == Kind::Text)
        };
        let plain_fields = schema.fields().clone();
        let fields = plain_fields.iter().map(|field| {
            let read_as = match field {
                // Texts are kept by their number in the file's own dictionaries.
                field if is_text(field) => {
                    DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into())
                }
                // Nanoseconds would not hold the years that these do; they are of UTC.
                field if is_96(field) => {
                    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
                }
                field => field.data_type().clone(),
            };
            Arc::new(field.as_ref().clone().with_data_type(read_as))
        });
        let fields: Vec<Arc<Field>> = fields.collect();
        let coded = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
        let coded = options().with_schema(coded);
        let metadata = match ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), coded) {
            Ok(metadata) => metadata,
            // A file of another make, whose texts then come as they are.
            Err(_) => plain,
        };
        let is_needed = |field: &Arc<Field>| {
            let mut needs = kernel.needs.iter();
            needs.any(|need| need.column == *field.name())
        };
        let fields = plain_fields.iter().enumerate();
        let read = fields.filter(|(_, field)| is_needed(field));
        let (roots, read): (Vec<usize>, Vec<&Arc<Field>>) = read.unzip();
        let of_need = kernel.needs.iter().filter_map(|need| {
            let mut read = read.iter();
            read.position(|field| *field.name() == need.column)
        });
        let mut rows = 0_u64;
        let before = metadata.metadata().row_groups().iter().map(|group| {
            let before = rows;
            rows = rows.saturating_add(u64::try_from(group.num_rows()).unwrap_or_default());
            before
        });
        Ok(Self {
            before: before.collect(),
            of_need: of_need.collect(),
            mask: ProjectionMask::roots(metadata.parquet_schema(), roots),
            metadata,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.before.len()
    }

    /// How many records a row group has where all of them lie outside the periods,
    /// by the file's own statistics.
    fn outside(&self, group: usize, kernel: &Kernel<'_>) -> Option<u64> {
        let need = kernel.needs.get(kernel.date()?)?;
        let of_file = self.metadata.metadata();
        let group = of_file.row_groups().get(group)?;
        let schema = self.metadata.schema();
        let field = schema.field_with_name(&need.column).ok()?;
        let mut columns = group.columns().iter();
        let column =
            columns.find(|column| column.column_path().parts() == [need.column.as_str()])?;
        let statistics = column.statistics()?;
        if statistics.null_count_opt() != Some(0) {
            return None;
        }
        let (first, last) = match (statistics, field.data_type()) {
            (Statistics::Int32(days), DataType::Date32) => (*days.min_opt()?, *days.max_opt()?),
            _ => return None,
        };
        // What stands for nothing, and what is no day of the calendar, is told.
        let are_days = is_of_calendar(first) && is_of_calendar(last);
        let is_outside = are_days && kernel.plan.missing_text.is_empty();
        let is_outside = is_outside && kernel.is_outside(first, last);
        is_outside.then(|| u64::try_from(group.num_rows()).ok())?
    }

    /// Counts the records of a row group.
    pub(super) fn count(
        &self,
        file: &File,
        group: usize,
        kernel: &Kernel<'_>,
        worker: &mut Worker,
        how: (bool, usize),
        told: &mut Told,
    ) -> Result<Option<(u64, Refusal)>, ParquetError> {
        if let Some(rows) = self.outside(group, kernel) {
            let reason = Own::OutsideThePeriods.number(kernel.plan);
            worker.tally.set_aside(reason, rows);
            worker
                .tally
                .read(usize::try_from(rows).unwrap_or(usize::MAX));
            return Ok(None);
        }
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
            file.try_clone()?,
            self.metadata.clone(),
        );
        let reader = builder
            .with_projection(self.mask.clone())
            .with_row_groups(vec![group])
            .with_batch_size(ROWS)
            .build()?;
        let first = self.before.get(group).copied().unwrap_or_default();
        let mut record = first;
        let mut reading = Reading::new(kernel, &self.of_need);
        for read in reader {
            let read = read.map_err(|error| ParquetError::ArrowError(error.to_string()))?;
            let refused = reading.count(&read, record, worker, how, told);
            if refused.is_some() {
                return Ok(refused);
            }
            let rows = u64::try_from(read.num_rows()).unwrap_or_default();
            record = record.saturating_add(rows);
        }
        let of_group = self.metadata.metadata().row_groups().get(group);
        let rows = of_group.and_then(|group| u64::try_from(group.num_rows()).ok());
        if record.checked_sub(first) != rows {
            let what = format!("row group {group} has not as many records as it says");
            return Err(ParquetError::General(what));
        }
        Ok(None)
    }
}

/// What to do about a column whose type cannot be read so.
fn written_otherwise(kind: Kind) -> &'static str {
    match kind {
        Kind::Day => "write the column as a date, a timestamp, or text like 2010-07-01",
        Kind::Number => "write the column as integers, or decimals without a fraction",
        Kind::Text | Kind::Key => "write the column as text, integers or dates",
    }
}
