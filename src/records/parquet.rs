//! Records of a Parquet file: only the columns that a plan needs, texts by their
//! dictionary, one row group after another. Row groups that lie outside the
//! periods are passed over, their records counted.

use super::balance::Own;
use super::columns::{self, Column, Kind, NO_DAY, NO_NUMBER, NOT_A_DAY, NOT_A_NUMBER};
use super::kernel::{Batch, Dictionary, Fault, Kernel, Worker};
use super::principal::Refusal;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, RecordBatch};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::statistics::Statistics;
use std::borrow::Cow;
use std::fs::File;
use std::sync::Arc;

/// How many records are decoded at once.
const ROWS: usize = 32_768;

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
    /// The names of the columns that are there, and of those that are not.
    Missing(Vec<String>, Vec<String>),
    /// A column, its type, and how it should be read.
    Type(String, String, Kind),
}

impl From<ParquetError> for Unfit {
    fn from(error: ParquetError) -> Self {
        Self::File(error)
    }
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
    /// Counted from 0 within the file.
    pub(super) record: u64,
    pub(super) value: String,
    pub(super) reason: Own,
    pub(super) need: Option<usize>,
}

impl Groups {
    pub(super) fn open(file: &File, kernel: &Kernel<'_>) -> Result<Self, Unfit> {
        // The types of Parquet itself: what pandas or R notes beside them changes none.
        let options = || ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let plain = ArrowReaderMetadata::load(file, options())?;
        let schema = plain.schema();
        let names: Vec<String> = schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let mut missing = Vec::new();
        for need in kernel.needs.iter() {
            match schema.field_with_name(&need.column) {
                Ok(field) if is_readable(field.data_type(), need.kind) => {}
                Ok(field) => {
                    let (column, kind) = (need.column.clone(), need.kind);
                    return Err(Unfit::Type(column, field.data_type().to_string(), kind));
                }
                Err(_) if missing.contains(&need.column) => {}
                Err(_) => missing.push(need.column.clone()),
            }
        }
        if !missing.is_empty() {
            return Err(Unfit::Missing(names, missing));
        }
        // Texts are kept by their number in the file's own dictionaries.
        let is_text = |field: &Field| {
            matches!(field.data_type(), DataType::Utf8)
                && kernel
                    .needs
                    .iter()
                    .any(|need| need.column == *field.name() && need.kind == Kind::Text)
        };
        let fields: Vec<Arc<Field>> = schema
            .fields()
            .iter()
            .map(|field| match is_text(field) {
                true => {
                    let coded = DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into());
                    Arc::new(field.as_ref().clone().with_data_type(coded))
                }
                false => Arc::clone(field),
            })
            .collect();
        let coded = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
        let coded = options().with_schema(coded);
        let metadata = match ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), coded) {
            Ok(metadata) => metadata,
            // A file of another make, whose texts then come as they are.
            Err(_) => plain,
        };
        let roots: Vec<usize> = names
            .iter()
            .enumerate()
            .filter(|(_, name)| kernel.needs.iter().any(|need| need.column == **name))
            .map(|(root, _)| root)
            .collect();
        let read: Vec<&String> = roots.iter().filter_map(|root| names.get(*root)).collect();
        let of_need = kernel
            .needs
            .iter()
            .filter_map(|need| read.iter().position(|name| **name == need.column));
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
        let column = group
            .columns()
            .iter()
            .find(|column| column.column_path().string() == need.column)?;
        let statistics = column.statistics()?;
        if statistics.null_count_opt() != Some(0) {
            return None;
        }
        let (first, last) = match (statistics, field.data_type()) {
            (Statistics::Int32(days), DataType::Date32) => (*days.min_opt()?, *days.max_opt()?),
            _ => return None,
        };
        let is_outside = NOT_A_DAY < first && kernel.is_outside(first, last);
        is_outside.then(|| u64::try_from(group.num_rows()).ok())?
    }

    /// Counts the records of a row group.
    pub(super) fn count(
        &self,
        file: &File,
        group: usize,
        kernel: &Kernel<'_>,
        worker: &mut Worker,
        (is_lenient, most_faults): (bool, usize),
        told: &mut Told,
    ) -> Result<Option<(u64, Refusal)>, ParquetError> {
        if let Some(rows) = self.outside(group, kernel) {
            let reason = Own::OutsideThePeriods.number(kernel.plan);
            worker.tally.set_aside_many(reason, rows);
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
        let mut record = self.before.get(group).copied().unwrap_or_default();
        let mut batch = Batch::new(&kernel.needs);
        for read in reader {
            let read = read.map_err(|error| ParquetError::ArrowError(error.to_string()))?;
            self.fill(&mut batch, &read, kernel, worker);
            let mut faults: Vec<Fault> = Vec::new();
            kernel.fold(&batch, worker, |fault| {
                if !is_lenient && faults.len().saturating_add(told.faults.len()) < most_faults {
                    faults.push(fault);
                } else if !is_lenient {
                    told.more = told.more.saturating_add(1);
                }
                is_lenient
            });
            let at = |row: usize| record.saturating_add(u64::try_from(row).unwrap_or_default());
            if let Some((row, refusal)) = worker.refused {
                return Ok(Some((at(row), refusal)));
            }
            for fault in faults {
                let column = fault.need.and_then(|need| self.of_need.get(need));
                let column = column.map(|column| read.column(*column));
                let value = column.map(|column| text_of(column, fault.row).into_owned());
                told.faults.push(Found {
                    record: at(fault.row),
                    value: String::from_utf8_lossy(&value.unwrap_or_default()).into_owned(),
                    reason: fault.reason,
                    need: fault.need,
                });
            }
            record = at(read.num_rows());
        }
        Ok(None)
    }

    fn fill(
        &self,
        batch: &mut Batch,
        read: &RecordBatch,
        kernel: &Kernel<'_>,
        worker: &mut Worker,
    ) {
        worker.dictionaries.iter_mut().for_each(Dictionary::forget);
        batch.clear();
        batch.rows = read.num_rows();
        for (need, (column, from)) in batch.columns.iter_mut().zip(&self.of_need).enumerate() {
            let from = read.column(*from);
            match column {
                Column::Days(to) => days(from, to),
                Column::Numbers(to) => numbers(from, to),
                Column::Keys(to) => {
                    for row in 0..from.len() {
                        to.push(&text_of(from, row));
                    }
                }
                Column::Texts(to) => {
                    if let Some(dictionary) = worker.dictionaries.get_mut(need) {
                        let mean = |text: &[u8]| kernel.mean(need, text);
                        texts(from, |text| dictionary.number(text, mean), to);
                        batch.has_unreadable |= dictionary.has_no_text;
                    }
                }
            }
            batch.has_unreadable |= column.has_unreadable();
        }
    }
}

/// Whether a column of a type can be read in a way.
fn is_readable(of: &DataType, kind: Kind) -> bool {
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
        Kind::Text | Kind::Key => is_text || is_day || of.is_integer(),
    }
}

fn is_moment(of: &DataType) -> bool {
    matches!(
        of,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..)
    )
}

/// Texts by their number; what is null is empty, and so missing.
fn texts(from: &ArrayRef, mut number: impl FnMut(&[u8]) -> u32, to: &mut Vec<u32>) {
    if let Some(coded) = from.as_dictionary_opt::<Int32Type>() {
        let values = coded.values();
        let numbers: Vec<u32> = (0..values.len())
            .map(|value| number(&text_of(values, value)))
            .collect();
        let missing = number(b"");
        let keys = coded.keys();
        if keys.null_count() == 0 {
            let of_key = |key: &i32| {
                let at = usize::try_from(*key).ok();
                at.and_then(|at| numbers.get(at))
                    .copied()
                    .unwrap_or(missing)
            };
            to.extend(keys.values().iter().map(of_key));
        } else {
            to.extend(keys.iter().map(|key| {
                let at = key.and_then(|key| usize::try_from(key).ok());
                at.and_then(|at| numbers.get(at))
                    .copied()
                    .unwrap_or(missing)
            }));
        }
        return;
    }
    to.extend((0..from.len()).map(|row| number(&text_of(from, row))));
}

/// A value as text: texts as they are, whole numbers in digits, days as
/// `2011-07-01`; empty where there is none.
fn text_of(from: &ArrayRef, row: usize) -> Cow<'_, [u8]> {
    if from.is_null(row) {
        return Cow::Borrowed(b"");
    }
    if let Some(texts) = from.as_string_opt::<i32>() {
        return Cow::Borrowed(texts.value(row).as_bytes());
    }
    if let Some(texts) = from.as_string_opt::<i64>() {
        return Cow::Borrowed(texts.value(row).as_bytes());
    }
    if let Some(texts) = from.as_string_view_opt() {
        return Cow::Borrowed(texts.value(row).as_bytes());
    }
    if let Some(coded) = from.as_dictionary_opt::<Int32Type>() {
        let key = coded.key(row).unwrap_or_default();
        return Cow::Owned(text_of(coded.values(), key).into_owned());
    }
    let one = from.slice(row, 1);
    let text = match from.data_type() {
        of if of.is_integer() => {
            let mut number = Vec::new();
            numbers(&one, &mut number);
            number.first().map(ToString::to_string)
        }
        of if is_moment(of) => {
            let mut day = Vec::new();
            days(&one, &mut day);
            let day = day.first().filter(|day| **day > NOT_A_DAY);
            day.map(|day| {
                let (year, month, day) = columns::calendar(*day);
                format!("{year:04}-{month:02}-{day:02}")
            })
        }
        DataType::Decimal128(..) => {
            let decimals = from.as_primitive::<Decimal128Type>();
            Some(decimals.value_as_string(row))
        }
        _ => None,
    };
    Cow::Owned(text.unwrap_or_default().into_bytes())
}

/// Whole numbers of any width; decimals, where nothing stands behind the point.
fn numbers(from: &ArrayRef, to: &mut Vec<i64>) {
    fn of<T: ArrowPrimitiveType>(
        from: &ArrayRef,
        to: &mut Vec<i64>,
        number: impl Fn(T::Native) -> Option<i64>,
    ) {
        let of_one = |one: Option<T::Native>| match one {
            None => NO_NUMBER,
            Some(one) => number(one)
                .filter(|number| *number > NOT_A_NUMBER)
                .unwrap_or(NOT_A_NUMBER),
        };
        to.extend(from.as_primitive::<T>().iter().map(of_one));
    }
    match from.data_type() {
        DataType::Int8 => of::<Int8Type>(from, to, |one| Some(one.into())),
        DataType::Int16 => of::<Int16Type>(from, to, |one| Some(one.into())),
        DataType::Int32 => of::<Int32Type>(from, to, |one| Some(one.into())),
        DataType::Int64 => of::<Int64Type>(from, to, Some),
        DataType::UInt8 => of::<UInt8Type>(from, to, |one| Some(one.into())),
        DataType::UInt16 => of::<UInt16Type>(from, to, |one| Some(one.into())),
        DataType::UInt32 => of::<UInt32Type>(from, to, |one| Some(one.into())),
        DataType::UInt64 => of::<UInt64Type>(from, to, |one| i64::try_from(one).ok()),
        DataType::Decimal128(_, scale) => {
            let scale = u32::try_from(*scale).ok();
            let one = scale.and_then(|scale| 10_i128.checked_pow(scale));
            of::<Decimal128Type>(from, to, |decimal| {
                let whole = decimal.checked_div(one?)?;
                let is_whole = decimal.checked_rem(one?) == Some(0);
                i64::try_from(whole).ok().filter(|_| is_whole)
            });
        }
        _ => to.extend((0..from.len()).map(|row| columns::number(&text_of(from, row)))),
    }
}

/// Days by their number; of a moment, the day that it lies in (UTC).
fn days(from: &ArrayRef, to: &mut Vec<i32>) {
    fn of<T: ArrowPrimitiveType<Native = i64>>(from: &ArrayRef, to: &mut Vec<i32>, of_a_day: i64) {
        let of_one = |one: Option<i64>| match one {
            None => NO_DAY,
            Some(one) => {
                let day = one.checked_div_euclid(of_a_day);
                let day = day.and_then(|day| i32::try_from(day).ok());
                day.filter(|day| is_of_calendar(*day)).unwrap_or(NOT_A_DAY)
            }
        };
        to.extend(from.as_primitive::<T>().iter().map(of_one));
    }
    const SECONDS: i64 = 86_400;
    const MILLI: i64 = SECONDS * 1_000;
    match from.data_type() {
        DataType::Date32 => {
            let known = |day: i32| if is_of_calendar(day) { day } else { NOT_A_DAY };
            let days = from.as_primitive::<Date32Type>();
            if days.null_count() == 0 {
                to.extend(days.values().iter().map(|day| known(*day)));
            } else {
                to.extend(days.iter().map(|day| day.map_or(NO_DAY, known)));
            }
        }
        DataType::Date64 => of::<Date64Type>(from, to, MILLI),
        DataType::Timestamp(TimeUnit::Second, _) => of::<TimestampSecondType>(from, to, SECONDS),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            of::<TimestampMillisecondType>(from, to, MILLI);
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            of::<TimestampMicrosecondType>(from, to, MILLI * 1_000);
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            of::<TimestampNanosecondType>(from, to, MILLI * 1_000_000);
        }
        _ => to.extend((0..from.len()).map(|row| columns::day(&text_of(from, row)))),
    }
}

/// Whether a day lies in the years 1 to 9999.
fn is_of_calendar(day: i32) -> bool {
    (-719_162..=2_932_896).contains(&day)
}

/// Why a need cannot be served by a column's type, and what to do.
pub(super) fn wrong_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Day => "write the column as a date, a timestamp, or text like 2010-07-01",
        Kind::Number => "write the column as integers, or decimals without a fraction",
        Kind::Text | Kind::Key => "write the column as text, integers or dates",
    }
}
