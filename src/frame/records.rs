//! Records of a frame as the kernel takes them: each column as an array of Arrow, some
//! rows at a time.

use super::{not_read, refused};
use crate::problem::Error;
use crate::records::{Counted, Counting, Given};
use arrow_array::{
    Array, ArrayRef, Date32Array, Decimal128Array, Int8Array, Int16Array, Int32Array, Int64Array,
    LargeStringArray, TimestampMicrosecondArray, TimestampMillisecondArray,
    TimestampNanosecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use polars_core::prelude::{Column, DataFrame, DataType, PolarsResult, Series, TimeUnit};
use std::sync::Arc;

impl Counting<'_> {
    /// Counts the records of a frame, one a row, by the kernel that counts files. The
    /// label is what partial counts know it by.
    ///
    /// A column is read as one of Parquet is: text from strings, categoricals and enums;
    /// whole numbers of up to 64 bits, and decimals without a fraction; days from dates,
    /// and from datetimes without a zone. What is null is missing. Columns that the plan
    /// does not name are not looked at.
    ///
    /// ```
    /// # // `polars` has the same types as the part of it that this crate rests on.
    /// # extern crate polars_core as polars;
    /// use justice_reinvestment::records::{CountPlan, Counting};
    /// use justice_reinvestment::{Document, Scheme};
    /// use polars::prelude::*;
    ///
    /// # let file = std::fs::read("fixtures/records/scheme.toml")?;
    /// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
    /// let plan = Document::new("birthday.toml", std::fs::read("fixtures/records/birthday.toml")?);
    /// let plan = CountPlan::read(&scheme, &plan, |_| None)?;
    /// // Born on 29 February: 18 from 1 March, and so young on the day before.
    /// let frame = df![
    ///     "area" => ["T1", "T1"],
    ///     "date_of_birth" => ["1992-02-29", "1992-02-29"],
    ///     "offence_date" => ["2010-02-28", "2010-03-01"],
    ///     "disposal_date" => ["2010-07-05", "2010-07-05"],
    ///     "disposal" => ["custody", "custody"],
    /// ]?;
    /// let counted = Counting::new(&plan).count_frame("two of a court", &frame)?;
    /// let demand = counted.partial.to_demand(&plan, &scheme);
    /// assert!(demand.csv.contains("T1,adult,baseline,custody,1\nT1,youth,baseline,custody,1\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the records, as where extracts are counted
    /// ([`Counting::count`]), each by its row, counted from 1; columns that are missing,
    /// or of a type that cannot be read so. The label is empty, or holds control
    /// characters.
    pub fn count_frame(&self, label: &str, frame: &DataFrame) -> Result<Counted, Error> {
        let given: Vec<Given> = frame.columns().iter().map(given).collect();
        self.count_columns(label, (&given, frame.height()), |name, rows| {
            let start = i64::try_from(rows.start).unwrap_or(i64::MAX);
            let column = frame.column(name).map_err(|error| refused(&error))?;
            let rows = column.slice(start, rows.len());
            match array(rows.as_materialized_series()) {
                Ok(Some(array)) => Ok(array),
                Ok(None) => Err(not_read(name, column.dtype(), "cast it").into()),
                Err(error) => Err(refused(&error)),
            }
        })
    }
}

/// A column and its type.
fn given(column: &Column) -> Given {
    let none = column.slice(0, 0);
    let none = array(none.as_materialized_series()).ok().flatten();
    Given {
        name: column.name().to_string(),
        of: none.map(|array| array.data_type().clone()),
        called: column.dtype().to_string(),
    }
}

/// A column as an array; `None` where its type is none that is read.
fn array(values: &Series) -> PolarsResult<Option<ArrayRef>> {
    macro_rules! array {
        ($array:ty, $values:expr) => {
            Arc::new($values.iter().collect::<$array>()) as ArrayRef
        };
    }
    macro_rules! moments {
        ($array:ty) => {
            array!($array, values.datetime()?.physical())
        };
    }
    Ok(Some(match values.dtype() {
        DataType::String => array!(LargeStringArray, values.str()?),
        DataType::Categorical(..) | DataType::Enum(..) => {
            return array(&values.cast(&DataType::String)?);
        }
        // Nothing but nulls.
        DataType::Null => Arc::new(LargeStringArray::new_null(values.len())),
        DataType::Int8 => array!(Int8Array, values.i8()?),
        DataType::Int16 => array!(Int16Array, values.i16()?),
        DataType::Int32 => array!(Int32Array, values.i32()?),
        DataType::Int64 => array!(Int64Array, values.i64()?),
        DataType::UInt8 => array!(UInt8Array, values.u8()?),
        DataType::UInt16 => array!(UInt16Array, values.u16()?),
        DataType::UInt32 => array!(UInt32Array, values.u32()?),
        DataType::UInt64 => array!(UInt64Array, values.u64()?),
        DataType::Date => array!(Date32Array, values.date()?.physical()),
        // A moment of a zone lies in another day elsewhere: which one is meant, only who
        // has the frame can say.
        DataType::Datetime(_, Some(_)) => return Ok(None),
        DataType::Datetime(unit, None) => match unit {
            TimeUnit::Milliseconds => moments!(TimestampMillisecondArray),
            TimeUnit::Microseconds => moments!(TimestampMicrosecondArray),
            TimeUnit::Nanoseconds => moments!(TimestampNanosecondArray),
        },
        DataType::Decimal(precision, scale) => {
            let decimals: Decimal128Array = values.decimal()?.physical().iter().collect();
            let (precision, scale) = (u8::try_from(*precision), i8::try_from(*scale));
            let (Ok(precision), Ok(scale)) = (precision, scale) else {
                return Ok(None);
            };
            match decimals.with_precision_and_scale(precision, scale) {
                Ok(decimals) => Arc::new(decimals),
                Err(_) => return Ok(None),
            }
        }
        _ => return Ok(None),
    }))
}
