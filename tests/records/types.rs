//! Types of Parquet by which records were once lost, shifted or taken for others.

use crate::extracts::Folder;
use crate::plans::Plan;
use ::parquet::arrow::ArrowWriter;
use ::parquet::file::properties::WriterProperties;
use arrow_array::{
    Array, ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray, TimestampSecondArray, UInt64Array,
};
use arrow_schema::{DataType, Field, Schema};
use justice_reinvestment::records::{CountPlan, Counted};
use std::sync::Arc;

/// Days from 1 January 1970: 30 June and 1 July 2009, the last before the baseline
/// and its first.
const BEFORE: i32 = 14_425;
const FIRST: i32 = 14_426;

fn texts(text: &str, number: usize) -> ArrayRef {
    Arc::new(StringArray::from(vec![text; number]))
}

/// A file of adults in A0 with these columns, so many records in a row group.
fn written(columns: Vec<(&str, ArrayRef)>, of_group: usize) -> Vec<u8> {
    let number = columns[0].1.len();
    let own = [
        ("area", texts("A0", number)),
        ("group", texts("old", number)),
    ];
    let columns: Vec<(&str, ArrayRef)> = own.into_iter().chain(columns).collect();
    let fields = columns.iter();
    let fields = fields.map(|(name, column)| Field::new(*name, column.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let columns = columns.into_iter().map(|(_, column)| column).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
    let properties = WriterProperties::builder();
    let properties = properties
        .set_max_row_group_row_count(Some(of_group))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, schema, Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn counted(plan: &CountPlan, bytes: Vec<u8>) -> Result<Counted, String> {
    let counted = Folder::new().count(plan, "typed.parquet", bytes);
    counted.map_err(|error| error.to_string())
}

fn days(days: &[i32]) -> ArrayRef {
    Arc::new(Date32Array::from(days.to_vec()))
}

#[test]
fn numbers_that_only_unsigned_integers_hold_are_keys_of_their_own() {
    let plan = Plan {
        one_per: Some((vec!["case"], false)),
        ..Plan::simple()
    };
    let keys = [1, 2, 3].map(|more| (1_u64 << 63) + more).to_vec();
    let columns = vec![
        ("case", Arc::new(UInt64Array::from(keys)) as ArrayRef),
        ("date", days(&[FIRST; 3])),
        ("outcome", texts("prison", 3)),
    ];
    let counted = counted(&plan.read(), written(columns, 8)).unwrap();
    assert_eq!((counted.balance.in_scope, counted.tied), (3, 0));
}

#[test]
fn moments_of_one_day_are_keys_of_their_own() {
    let plan = Plan {
        one_per: Some((vec!["case"], false)),
        ..Plan::simple()
    };
    let columns = vec![
        (
            "case",
            Arc::new(TimestampSecondArray::from(vec![9 * 3600, 14 * 3600])) as ArrayRef,
        ),
        ("date", days(&[FIRST; 2])),
        ("outcome", texts("prison", 2)),
    ];
    let counted = counted(&plan.read(), written(columns, 8)).unwrap();
    assert_eq!(counted.balance.in_scope, 2);
}

#[test]
fn a_moment_of_utc_is_a_day_at_midnight_alone() {
    // Midnight on 1 July in London is eleven at night on 30 June in UTC.
    let of = |hour: i64| {
        let moment = (i64::from(FIRST) * 24 + hour) * 3_600_000_000;
        let moments = TimestampMicrosecondArray::from(vec![moment]).with_timezone("UTC");
        counted(
            &Plan::simple().read(),
            written(vec![("date", Arc::new(moments))], 8),
        )
    };
    assert_eq!(of(0).unwrap().balance.in_scope, 1);
    let error = of(-1).unwrap_err();
    assert!(
        error.contains("\"2009-06-30 23:00:00\" in column \"date\" is not a day"),
        "{error}"
    );
}

#[test]
fn what_a_row_group_is_cut_into_changes_no_reason() {
    let plan = Plan {
        missing_text: vec!["1900-01-01"],
        ..Plan::simple()
    };
    // 1 January 1900 stands for nothing; day 3,000,000 is none of the calendar.
    for day in [-25_567, 3_000_000] {
        let of = |of_group| {
            let columns = vec![("date", days(&[day, day, FIRST, BEFORE]))];
            let error = counted(&plan.read(), written(columns, of_group)).unwrap_err();
            let problems = error
                .lines()
                .filter_map(|line| line.split_once("typed.parquet"));
            problems
                .map(|(_, words)| words.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(of(1).len(), 2);
        assert_eq!(of(1), of(2));
        assert_eq!(of(2), of(8));
    }
}

#[test]
fn a_column_within_another_is_not_taken_for_one_of_its_name() {
    let within = days(&[BEFORE]);
    let field = Arc::new(Field::new("te", DataType::Date32, true));
    let outer = StructArray::from(vec![(field, within)]);
    let mut toml = Plan::simple().to_toml();
    toml = toml.replace("date = \"date\"", "date = \"da.te\"");
    let document = justice_reinvestment::Document::new("plan.toml", toml);
    let plan = CountPlan::read(&Plan::simple().scheme(), &document, |_| None).unwrap();
    let columns = vec![
        ("da", Arc::new(outer) as ArrayRef),
        ("da.te", days(&[FIRST])),
    ];
    assert_eq!(
        counted(&plan, written(columns, 8))
            .unwrap()
            .balance
            .in_scope,
        1
    );
}

#[test]
fn a_column_that_stands_twice_is_refused() {
    let columns = vec![("date", days(&[FIRST])), ("date", days(&[BEFORE]))];
    let error = counted(&Plan::simple().read(), written(columns, 8)).unwrap_err();
    assert!(error.contains("has column \"date\" twice"), "{error}");
}

#[test]
fn labels_of_records_outside_the_periods_are_not_met_in_csv_or_parquet() {
    let plan = Plan {
        metrics: vec![vec![crate::plans::Condition {
            column: "outcome",
            test: crate::plans::Test::In(vec!["prison".to_owned(), "order".to_owned()]),
        }]],
        ..Plan::simple()
    };
    let outcome: ArrayRef = Arc::new(StringArray::from(vec!["prison", "order"]));
    let columns = vec![("date", days(&[FIRST, BEFORE])), ("outcome", outcome)];
    let of_parquet = counted(&plan.read(), written(columns, 8)).unwrap();
    let csv = "area,group,date,outcome\nA0,old,2009-07-01,prison\nA0,old,2009-06-30,order\n";
    let of_csv = Folder::new().count(&plan.read(), "e.csv", csv).unwrap();
    assert_eq!(of_csv.unmet, of_parquet.unmet);
    assert!(
        of_csv
            .unmet
            .contains(&("outcome".to_owned(), "order".to_owned()))
    );
}

#[test]
fn a_number_of_any_length_is_the_same_in_text_and_as_an_integer() {
    let plan = Plan {
        amount: crate::plans::Amount::Column,
        missing_text: vec!["9"],
        ..Plan::simple()
    };
    let sum = |numbers: ArrayRef| {
        let columns = vec![("date", days(&[FIRST; 2])), ("count", numbers)];
        counted(&plan.read(), written(columns, 8))
            .unwrap()
            .balance
            .metrics[0]
            .2
    };
    let long = 1_234_567_890_123_456_789;
    let of_numbers = sum(Arc::new(Int64Array::from(vec![long, 1])));
    // 009 is a nine, and only 9 stands for nothing.
    let texts = StringArray::from(vec!["01234567890123456789", "009"]);
    assert_eq!(of_numbers + 8, sum(Arc::new(texts)));
}
