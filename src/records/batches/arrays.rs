//! Arrow's arrays as the kernel's columns: texts by their number, whole numbers of
//! any width, days. Records outside the periods are left out on the way.

use crate::records::balance::Own;
use crate::records::columns::{self, Column, Kind, NO_DAY, NO_NUMBER, NOT_A_DAY, NOT_A_NUMBER};
use crate::records::kernel::{Batch, Kernel, NO_PERIOD, Worker};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use std::borrow::Cow;
use std::sync::Arc;

/// Reads one batch after another.
pub(in crate::records) struct Reading<'a> {
    pub(super) kernel: &'a Kernel<'a>,
    /// For each need its column among those that are read.
    pub(super) of_need: &'a [usize],
    pub(super) batch: Batch,
    dates: Column,
    /// The rows that are wanted; empty where all of them are.
    rows: Vec<u32>,
    /// For each need the texts of its column's dictionary.
    known: Vec<Known>,
}

/// A dictionary of the file, and the number of each of its texts in our own.
#[derive(Debug, Default)]
struct Known {
    values: Option<ArrayRef>,
    numbers: Vec<u32>,
}

impl Known {
    /// Whether a column is coded by this dictionary.
    fn is_of(&self, column: &ArrayRef) -> bool {
        let coded = column.as_dictionary_opt::<Int32Type>();
        let values = self.values.as_ref().zip(coded);
        values.is_some_and(|(known, coded)| Arc::ptr_eq(known, coded.values()))
    }
}

impl<'a> Reading<'a> {
    pub(in crate::records) fn new(kernel: &'a Kernel<'a>, of_need: &'a [usize]) -> Self {
        Self {
            kernel,
            of_need,
            batch: Batch::new(&kernel.needs),
            dates: Column::new(Kind::Day),
            rows: Vec::new(),
            known: of_need.iter().map(|_| Known::default()).collect(),
        }
    }

    /// The row of the file's batch that is a row of ours.
    pub(super) fn row(&self, row: usize) -> usize {
        self.rows.get(row).map_or(row, |row| *row as usize)
    }

    /// Fills the batch with the records that do not lie outside the periods.
    pub(super) fn read(&mut self, from: &RecordBatch, worker: &mut Worker) {
        let (kernel, batch) = (self.kernel, &mut self.batch);
        batch.clear();
        batch.rows = from.num_rows();
        let mut wanted = None;
        if let Some(date) = kernel.date()
            && let Some(column) = self.of_need.get(date)
        {
            self.dates.clear();
            fill(from.column(*column), None, kernel, &mut self.dates);
            if let Column::Days(days) = &self.dates {
                within(kernel, days, &mut self.rows, &mut batch.periods);
            }
            let outside = batch.rows.abs_diff(self.rows.len());
            worker.tally.read(outside);
            let reason = Own::OutsideThePeriods.number(kernel.plan);
            worker.tally.set_aside(reason, outside as u64);
            batch.rows = self.rows.len();
            wanted = Some(self.rows.as_slice());
        }
        let columns = batch.columns.iter_mut().zip(self.of_need);
        let columns = columns.zip(&mut worker.dictionaries).zip(&mut self.known);
        for (need, (((column, of_need), dictionary), known)) in columns.enumerate() {
            let from = from.column(*of_need);
            if let Column::Texts(to) = column {
                if !known.is_of(from) && dictionary.forget() {
                    *known = Known::default();
                }
                let mean = |text: &[u8]| kernel.mean(need, text);
                let number = |text: &[u8]| dictionary.number(text, mean);
                texts(from, wanted, known, number, to);
                dictionary.note(to);
                batch.has_unreadable |= dictionary.has_no_text;
            } else {
                fill(from, wanted, kernel, column);
            }
            batch.has_unreadable |= column.has_unreadable();
        }
    }
}

/// The rows whose day lies in a period, is missing or cannot be read, with their
/// periods.
fn within(kernel: &Kernel<'_>, days: &[i32], rows: &mut Vec<u32>, periods: &mut Vec<u16>) {
    rows.resize(days.len(), 0);
    periods.resize(days.len(), NO_PERIOD);
    let mut kept = 0_usize;
    for (row, day) in (0..).zip(days) {
        let period = kernel.period_of(*day);
        // Written in any case, and written over unless it is kept: no branch to guess.
        if let (Some(to), Some(of)) = (rows.get_mut(kept), periods.get_mut(kept)) {
            (*to, *of) = (row, period);
        }
        let is_kept = (period != NO_PERIOD) | (*day <= NOT_A_DAY);
        kept = kept.saturating_add(usize::from(is_kept));
    }
    rows.truncate(kept);
    periods.truncate(kept);
}

/// Fills a column that is no column of coded texts.
fn fill(from: &ArrayRef, wanted: Option<&[u32]>, kernel: &Kernel<'_>, column: &mut Column) {
    match column {
        Column::Days(to) => days(from, wanted, to, |text| kernel.day(text)),
        Column::Numbers(to) => numbers(from, wanted, to, |text| kernel.number(text)),
        Column::Keys(to) => each(from, wanted, |row| {
            let text = text_of(from, row);
            to.push(if kernel.is_missing(&text) { b"" } else { &text });
        }),
        Column::Texts(_) => {}
    }
    // Texts were asked as texts.
    if !matches!(
        from.data_type(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    ) {
        kernel.without_missing(column);
    }
}

/// Each row of a column that is wanted; all of them, unless some are named.
fn each(from: &ArrayRef, wanted: Option<&[u32]>, mut take: impl FnMut(usize)) {
    match wanted {
        None => (0..from.len()).for_each(take),
        Some(rows) => rows.iter().for_each(|row| take(*row as usize)),
    }
}

/// Texts by their number; what is null is empty, and so missing.
fn texts(
    from: &ArrayRef,
    wanted: Option<&[u32]>,
    known: &mut Known,
    mut number: impl FnMut(&[u8]) -> u32,
    to: &mut Vec<u32>,
) {
    let Some(coded) = from.as_dictionary_opt::<Int32Type>() else {
        return each(from, wanted, |row| to.push(number(&text_of(from, row))));
    };
    let values = coded.values();
    // The batches of a row group share their dictionary.
    if !known.is_of(from) {
        let numbers = (0..values.len()).map(|value| number(&text_of(values, value)));
        known.numbers = numbers.collect();
        known.values = Some(Arc::clone(values));
    }
    let missing = number(b"");
    values_of(coded.keys(), wanted, to, missing, |key| {
        let number = usize::try_from(key).ok();
        let number = number.and_then(|key| known.numbers.get(key));
        number.copied().unwrap_or(missing)
    });
}

/// The values of a column that are wanted, each as `read` reads it; `none` where
/// there is none.
fn values_of<T: ArrowPrimitiveType, V: Copy>(
    from: &PrimitiveArray<T>,
    wanted: Option<&[u32]>,
    to: &mut Vec<V>,
    none: V,
    read: impl Fn(T::Native) -> V,
) {
    let values = from.values();
    let nulls = from.nulls().filter(|nulls| nulls.null_count() > 0);
    let value = |row: &u32| values.get(*row as usize).map_or(none, |value| read(*value));
    let or_none = |is_null: bool, value: V| if is_null { none } else { value };
    match (wanted, nulls) {
        (None, None) => to.extend(values.iter().map(|value| read(*value))),
        (Some(rows), None) => to.extend(rows.iter().map(value)),
        (None, Some(nulls)) => {
            let values = values.iter().zip(nulls);
            to.extend(values.map(|(value, is_there)| or_none(!is_there, read(*value))));
        }
        (Some(rows), Some(nulls)) => {
            let rows = rows.iter();
            to.extend(rows.map(|row| or_none(nulls.is_null(*row as usize), value(row))));
        }
    }
}

/// A value as text: texts as they are, whole numbers in digits, days as
/// `2011-07-01`; empty where there is none.
pub(super) fn text_of(from: &ArrayRef, row: usize) -> Cow<'_, [u8]> {
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
    fn number<T: ArrowPrimitiveType>(from: &ArrayRef, row: usize) -> String
    where
        T::Native: ToString,
    {
        from.as_primitive::<T>().value(row).to_string()
    }
    let text = match from.data_type() {
        DataType::Int8 => number::<Int8Type>(from, row),
        DataType::Int16 => number::<Int16Type>(from, row),
        DataType::Int32 => number::<Int32Type>(from, row),
        DataType::Int64 => number::<Int64Type>(from, row),
        DataType::UInt8 => number::<UInt8Type>(from, row),
        DataType::UInt16 => number::<UInt16Type>(from, row),
        DataType::UInt32 => number::<UInt32Type>(from, row),
        DataType::UInt64 => number::<UInt64Type>(from, row),
        DataType::Date32 => moment(from.as_primitive::<Date32Type>().value(row).into(), 1, 0),
        DataType::Date64 => moment(from.as_primitive::<Date64Type>().value(row), 86_400_000, 3),
        DataType::Timestamp(unit, _) => {
            let value = match unit {
                TimeUnit::Second => from.as_primitive::<TimestampSecondType>().value(row),
                TimeUnit::Millisecond => from.as_primitive::<TimestampMillisecondType>().value(row),
                TimeUnit::Microsecond => from.as_primitive::<TimestampMicrosecondType>().value(row),
                TimeUnit::Nanosecond => from.as_primitive::<TimestampNanosecondType>().value(row),
            };
            let (of_a_day, digits) = units(*unit);
            moment(value, of_a_day, digits)
        }
        DataType::Decimal128(..) => from.as_primitive::<Decimal128Type>().value_as_string(row),
        _ => String::new(),
    };
    Cow::Owned(text.into_bytes())
}

/// How many of a unit make a day, and how many digits of a second it has.
fn units(unit: TimeUnit) -> (i64, usize) {
    match unit {
        TimeUnit::Second => (86_400, 0),
        TimeUnit::Millisecond => (86_400_000, 3),
        TimeUnit::Microsecond => (86_400_000_000, 6),
        TimeUnit::Nanosecond => (86_400_000_000_000, 9),
    }
}

/// A moment as `2011-07-01`, and the time of day where it has one. What lies beyond
/// the calendar is no empty text.
fn moment(value: i64, of_a_day: i64, digits: usize) -> String {
    let day = value.div_euclid(of_a_day);
    let text = match i32::try_from(day) {
        Ok(day) if is_of_calendar(day) => {
            let (year, month, day) = columns::calendar(day);
            format!("{year:04}-{month:02}-{day:02}")
        }
        _ => format!("day {day}"),
    };
    let of_day = value.rem_euclid(of_a_day);
    if of_day == 0 {
        return text;
    }
    let of_a_second = of_a_day.div_euclid(86_400).max(1);
    let (second, part) = (
        of_day.div_euclid(of_a_second),
        of_day.rem_euclid(of_a_second),
    );
    let (minute, second) = (second.div_euclid(60), second.rem_euclid(60));
    let (hour, minute) = (minute.div_euclid(60), minute.rem_euclid(60));
    let part = match part {
        0 => String::new(),
        part => format!(".{part:0digits$}"),
    };
    format!("{text} {hour:02}:{minute:02}:{second:02}{part}")
}

/// Whole numbers of any width; decimals, where nothing stands behind the point.
fn numbers(
    from: &ArrayRef,
    wanted: Option<&[u32]>,
    to: &mut Vec<i64>,
    read: impl Fn(&[u8]) -> i64,
) {
    fn of<T: ArrowPrimitiveType>(
        from: &ArrayRef,
        wanted: Option<&[u32]>,
        to: &mut Vec<i64>,
        number: impl Fn(T::Native) -> Option<i64>,
    ) {
        values_of::<T, i64>(
            from.as_primitive(),
            wanted,
            to,
            NO_NUMBER,
            |value| match number(value) {
                Some(number) if number > NOT_A_NUMBER => number,
                _ => NOT_A_NUMBER,
            },
        );
    }
    match from.data_type() {
        DataType::Int8 => of::<Int8Type>(from, wanted, to, |one| Some(one.into())),
        DataType::Int16 => of::<Int16Type>(from, wanted, to, |one| Some(one.into())),
        DataType::Int32 => of::<Int32Type>(from, wanted, to, |one| Some(one.into())),
        DataType::Int64 => of::<Int64Type>(from, wanted, to, Some),
        DataType::UInt8 => of::<UInt8Type>(from, wanted, to, |one| Some(one.into())),
        DataType::UInt16 => of::<UInt16Type>(from, wanted, to, |one| Some(one.into())),
        DataType::UInt32 => of::<UInt32Type>(from, wanted, to, |one| Some(one.into())),
        DataType::UInt64 => of::<UInt64Type>(from, wanted, to, |one| i64::try_from(one).ok()),
        DataType::Decimal128(_, scale) => {
            let scale = u32::try_from(*scale).ok();
            let one = scale.and_then(|scale| 10_i128.checked_pow(scale));
            of::<Decimal128Type>(from, wanted, to, |decimal| {
                let whole = decimal.checked_div(one?)?;
                let is_whole = decimal.checked_rem(one?) == Some(0);
                i64::try_from(whole).ok().filter(|_| is_whole)
            });
        }
        _ => each(from, wanted, |row| to.push(read(&text_of(from, row)))),
    }
}

/// Days by their number; of a moment, the day that it lies in. A moment of UTC may
/// lie in another day where it was written down: only midnight is taken for a day.
fn days(from: &ArrayRef, wanted: Option<&[u32]>, to: &mut Vec<i32>, read: impl Fn(&[u8]) -> i32) {
    fn of<T: ArrowPrimitiveType<Native = i64>>(
        from: &ArrayRef,
        wanted: Option<&[u32]>,
        to: &mut Vec<i32>,
        (of_a_day, is_utc): (i64, bool),
    ) {
        values_of::<T, i32>(from.as_primitive(), wanted, to, NO_DAY, |moment| {
            let day = i32::try_from(moment.div_euclid(of_a_day)).ok();
            let day = day.filter(|day| is_of_calendar(*day));
            let day = day.filter(|_| !is_utc || moment.rem_euclid(of_a_day) == 0);
            day.unwrap_or(NOT_A_DAY)
        });
    }
    match from.data_type() {
        DataType::Date32 => {
            values_of::<Date32Type, i32>(from.as_primitive(), wanted, to, NO_DAY, |day| {
                match is_of_calendar(day) {
                    true => day,
                    false => NOT_A_DAY,
                }
            });
        }
        DataType::Date64 => of::<Date64Type>(from, wanted, to, (86_400_000, false)),
        DataType::Timestamp(unit, zone) => {
            let how = (units(*unit).0, zone.is_some());
            match unit {
                TimeUnit::Second => of::<TimestampSecondType>(from, wanted, to, how),
                TimeUnit::Millisecond => of::<TimestampMillisecondType>(from, wanted, to, how),
                TimeUnit::Microsecond => of::<TimestampMicrosecondType>(from, wanted, to, how),
                TimeUnit::Nanosecond => of::<TimestampNanosecondType>(from, wanted, to, how),
            }
        }
        _ => each(from, wanted, |row| to.push(read(&text_of(from, row)))),
    }
}

/// Whether a day lies in the years 1 to 9999.
pub(in crate::records) fn is_of_calendar(day: i32) -> bool {
    (-719_162..=2_932_896).contains(&day)
}
