//! Parquet files count as the fold does, and as the same records do in CSV: texts,
//! and every type of dates and numbers that is read.

use crate::extracts::{COLUMNS, Folder, counts_of};
use crate::fold::fold;
use crate::plans::Plan;
use crate::rolled;
use ::parquet::arrow::ArrowWriter;
use ::parquet::file::properties::WriterProperties;
use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int8Array, Int16Array, Int32Array,
    Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray, TimestampMillisecondArray,
    TimestampNanosecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use justice_reinvestment::Document;
use justice_reinvestment::records::{CountPlan, Counted, Counting};
use proptest::prelude::*;
use std::sync::Arc;

/// Columns as a Parquet file with so many records in a row group.
fn written(columns: Vec<(&str, ArrayRef)>, of_group: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(of_group))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// Rows of texts; every other empty text is null.
pub fn texts(rows: &[Vec<String>]) -> Vec<u8> {
    let columns = COLUMNS.iter().enumerate().map(|(column, name)| {
        let texts = rows.iter().enumerate().map(|(row, texts)| {
            let text = texts[column].as_str();
            (!text.is_empty() || row % 2 == 0).then_some(text)
        });
        let texts: StringArray = texts.collect();
        (*name, Arc::new(texts) as ArrayRef)
    });
    written(columns.collect(), 7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_parquet_file_of_texts_counts_as_the_fold_does(
        (plan, rows) in rolled::plan().prop_flat_map(|plan| {
            let rows = rolled::rows(&plan, 40);
            (Just(plan), rows)
        }),
    ) {
        // A Parquet file has as many fields in every record.
        let whole = rows.into_iter().filter(|row| row.len() == COLUMNS.len());
        let rows: Vec<Vec<String>> = whole.collect();
        let (expected, faults) = fold(&plan, &rows);
        let (read, folder) = (plan.read(), Folder::new());
        let extract = [folder.extract("extract.parquet", texts(&rows))];
        for threads in [1, 2, 8] {
            let counting = Counting::new(&read).threads(threads);
            let counted = counting.lenient(true).count(&extract).unwrap();
            prop_assert_eq!(counts_of(&plan, &counted.partial), expected.clone(), "{}", plan.to_toml());
            prop_assert!(counted.balance.holds());
            let strict = Counting::new(&read).threads(threads).count(&extract);
            prop_assert_eq!(strict.is_err(), faults > 0, "{:?}", strict);
        }
    }
}

/// A plan that reads a day, a quantity and a text.
pub fn plan() -> CountPlan {
    let toml = "schema = \"justice-reinvestment/count-plan/1\"\ntitle = \"Typed\"\n\
                [area]\ncolumn = \"area\"\n[cohort]\ncolumn = \"group\"\nadult = [\"1\"]\n\
                [period]\ndate = \"date\"\n[quantity]\ncolumn = \"n\"\n[[metric]]\nid = \"custody\"\n";
    let document = Document::new("plan.toml", toml);
    CountPlan::read(&Plan::simple().scheme(), &document, |_| None).unwrap()
}

/// 30 June 2009 and 1 July 2009, from 1 January 1970.
pub const DAYS: [i32; 2] = [14_425, 14_426];

fn counted(date: ArrayRef, n: ArrayRef, group: ArrayRef) -> Result<Counted, String> {
    let areas: ArrayRef = Arc::new(StringArray::from(vec!["A0"; date.len()]));
    let columns = vec![("area", areas), ("group", group), ("date", date), ("n", n)];
    let folder = Folder::new();
    let extract = folder.extract("typed.parquet", written(columns, 1));
    let counted = Counting::new(&plan()).count(&[extract]);
    counted.map_err(|error| error.to_string())
}

fn days() -> ArrayRef {
    Arc::new(Date32Array::from(DAYS.to_vec()))
}

fn numbers() -> ArrayRef {
    Arc::new(Int64Array::from(vec![3, 4]))
}

fn ones() -> ArrayRef {
    Arc::new(StringArray::from(vec!["1", "1"]))
}

#[test]
fn days_and_numbers_of_every_width_count_alike() {
    let known = counted(days(), numbers(), ones()).unwrap();
    // The baseline begins on 1 July 2009: the first record lies before it.
    assert_eq!(known.balance.in_scope, 1);
    assert_eq!(known.balance.metrics[0].2, 4);
    let moments = |of_a_day: i64| {
        DAYS.map(|day| i64::from(day) * of_a_day + of_a_day - 1)
            .to_vec()
    };
    let second = 86_400;
    let at_midnight = DAYS.map(|day| i64::from(day) * second * 1_000_000).to_vec();
    let dates: [ArrayRef; 5] = [
        Arc::new(TimestampMillisecondArray::from(moments(second * 1_000))),
        Arc::new(TimestampMicrosecondArray::from(moments(second * 1_000_000))),
        // Of UTC, at midnight.
        Arc::new(TimestampMicrosecondArray::from(at_midnight).with_timezone("UTC")),
        Arc::new(TimestampNanosecondArray::from(moments(
            second * 1_000_000_000,
        ))),
        Arc::new(StringArray::from(vec!["2009-06-30", "2009-07-01"])),
    ];
    for date in dates {
        let of = date.data_type().to_string();
        assert_eq!(
            counted(date, numbers(), ones()).unwrap().balance,
            known.balance,
            "{of}"
        );
    }
    let decimal = Decimal128Array::from(vec![300, 400]).with_precision_and_scale(10, 2);
    let amounts: [ArrayRef; 9] = [
        Arc::new(Int8Array::from(vec![3, 4])),
        Arc::new(Int16Array::from(vec![3, 4])),
        Arc::new(Int32Array::from(vec![3, 4])),
        Arc::new(UInt8Array::from(vec![3, 4])),
        Arc::new(UInt16Array::from(vec![3, 4])),
        Arc::new(UInt32Array::from(vec![3, 4])),
        Arc::new(UInt64Array::from(vec![3, 4])),
        Arc::new(decimal.unwrap()),
        Arc::new(StringArray::from(vec!["3", "4"])),
    ];
    for n in amounts {
        let of = n.data_type().to_string();
        assert_eq!(
            counted(days(), n, ones()).unwrap().balance,
            known.balance,
            "{of}"
        );
    }
    // Labels may be numbers.
    let labels: ArrayRef = Arc::new(Int32Array::from(vec![1, 1]));
    assert_eq!(
        counted(days(), numbers(), labels).unwrap().balance,
        known.balance
    );
}

#[test]
fn what_cannot_be_read_so_is_an_error_that_names_the_column() {
    let floats: ArrayRef = Arc::new(Float64Array::from(vec![3.0, 4.0]));
    let error = counted(days(), floats, ones()).unwrap_err();
    assert!(error.contains("column \"n\" is of type Float64"), "{error}");
    let half = Decimal128Array::from(vec![300, 450]).with_precision_and_scale(10, 2);
    let error = counted(days(), Arc::new(half.unwrap()), ones()).unwrap_err();
    assert!(error.contains("record 2"), "{error}");
    let none: ArrayRef = Arc::new(Int64Array::from(vec![Some(3), None]));
    let error = counted(days(), none, ones()).unwrap_err();
    assert!(
        error.contains("record 2: the quantity in column \"n\" is missing"),
        "{error}"
    );
    let less: ArrayRef = Arc::new(Int64Array::from(vec![3, -4]));
    assert!(counted(days(), less, ones()).is_err());
    let unknown: ArrayRef = Arc::new(StringArray::from(vec!["1", "2"]));
    let error = counted(days(), numbers(), unknown).unwrap_err();
    assert!(
        error.contains("record 2: \"2\" in column \"group\""),
        "{error}"
    );
}

#[test]
fn faults_beyond_a_hundred_are_told_by_number() {
    let day: ArrayRef = Arc::new(Date32Array::from(vec![DAYS[1]; 150]));
    let n: ArrayRef = Arc::new(Int64Array::from(vec![1; 150]));
    let unknown: ArrayRef = Arc::new(StringArray::from(vec!["2"; 150]));
    let error = counted(day, n, unknown).unwrap_err();
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines.len(), 101, "{error}");
    assert!(
        lines[100].contains("50 more records are like these"),
        "{error}"
    );
}

#[test]
fn a_file_that_is_cut_short_or_is_none_is_an_error() {
    let columns = vec![
        ("area", ones()),
        ("group", ones()),
        ("date", days()),
        ("n", numbers()),
    ];
    let whole = written(columns, 1);
    let folder = Folder::new();
    for length in [0, 4, 100, whole.len() / 2, whole.len() - 1] {
        let extract = folder.extract("cut.parquet", &whole[..length]);
        let error = Counting::new(&plan()).count(&[extract]).unwrap_err();
        assert_eq!(error.problems().len(), 1, "{length}: {error}");
        assert!(error.to_string().contains("cannot be read"), "{error}");
    }
    let lacking = written(vec![("area", ones()), ("gruop", ones())], 1);
    let extract = folder.extract("lacking.parquet", lacking);
    let error = Counting::new(&plan())
        .count(&[extract])
        .unwrap_err()
        .to_string();
    for said in [
        "no column \"date\"",
        "no column \"n\"",
        "did you mean \"gruop\"?",
    ] {
        assert!(error.contains(said), "{error}");
    }
}
