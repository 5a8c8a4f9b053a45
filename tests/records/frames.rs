//! Frames count as the fold does, and as the same records do in CSV and in Parquet:
//! texts, and every type of dates and numbers that is read.

use crate::columnar::{DAYS, plan};
use crate::extracts::{COLUMNS, Folder, Style, counts_of};
use crate::fold::fold;
use crate::rolled;
use justice_reinvestment::records::{Counted, Counting, PartialCounts};
use polars_core::prelude::*;
use proptest::prelude::*;

/// Rows of texts as a frame; every other empty text is null, and columns of an odd
/// number hold categories.
pub fn frame(rows: &[Vec<String>]) -> DataFrame {
    let columns = COLUMNS.iter().enumerate().map(|(number, name)| {
        let texts = rows.iter().enumerate().map(|(row, texts)| {
            let text = texts[number].as_str();
            (!text.is_empty() || row % 2 == 0).then_some(text)
        });
        let texts = Column::new((*name).into(), texts.collect::<Vec<Option<&str>>>());
        match number % 2 {
            0 => texts,
            _ => {
                let categories = DataType::from_categories(Categories::global());
                texts.cast(&categories).unwrap()
            }
        }
    });
    DataFrame::new(rows.len(), columns.collect()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_frame_counts_as_the_fold_does_and_as_the_same_records_in_csv(
        (plan, rows) in rolled::plan().prop_flat_map(|plan| {
            let rows = rolled::rows(&plan, 40);
            (Just(plan), rows)
        }),
    ) {
        // A frame has as many fields in every record.
        let whole = rows.into_iter().filter(|row| row.len() == COLUMNS.len());
        let rows: Vec<Vec<String>> = whole.collect();
        let (expected, faults) = fold(&plan, &rows);
        let (read, folder, frame) = (plan.read(), Folder::new(), frame(&rows));
        let csv = folder.extract("extract.csv", Style::plain().to_csv(&rows));
        let csv = [csv.labelled("alike").unwrap()];
        let of_csv = Counting::new(&read).lenient(true).count(&csv).unwrap();
        for threads in [1, 2, 8] {
            let counting = Counting::new(&read).threads(threads);
            let counted = counting.lenient(true).count_frame("alike", &frame).unwrap();
            prop_assert_eq!(counts_of(&plan, &counted.partial), expected.clone(), "{}", plan.to_toml());
            prop_assert_eq!(counted.partial.to_csv(), of_csv.partial.to_csv());
            prop_assert_eq!(&counted.balance, &of_csv.balance);
            let strict = Counting::new(&read).threads(threads).count_frame("alike", &frame);
            prop_assert_eq!(strict.is_err(), faults > 0, "{:?}", strict);
        }
    }
}

fn counted(date: Column, n: Column, group: Column) -> Result<Counted, String> {
    let area = Column::new("area".into(), vec!["A0"; date.len()]);
    let columns = vec![
        group.with_name("group".into()),
        n.with_name("n".into()),
        area,
        date.with_name("date".into()),
    ];
    let frame = DataFrame::new_infer_height(columns).unwrap();
    let counted = Counting::new(&plan()).count_frame("typed", &frame);
    counted.map_err(|error| error.to_string())
}

fn column<const N: usize, T>(values: [T; N]) -> Column
where
    Series: NamedFrom<Vec<T>, [T]>,
{
    Column::new("".into(), Vec::from(values))
}

fn days() -> Column {
    column(DAYS).cast(&DataType::Date).unwrap()
}

#[test]
fn days_and_numbers_of_every_type_count_alike() {
    let numbers = || column([3_i64, 4]);
    let known = counted(days(), numbers(), column(["1", "1"])).unwrap();
    // The baseline begins on 1 July 2009: the first record lies before it.
    assert_eq!(known.balance.in_scope, 1);
    assert_eq!(known.balance.metrics[0].2, 4);
    let moments = |of_a_day: i64, unit: TimeUnit| {
        let moments = DAYS.map(|day| i64::from(day) * of_a_day + of_a_day - 1);
        let moments = Int64Chunked::from_vec("".into(), moments.to_vec());
        moments.into_datetime(unit, None).into_column()
    };
    let milliseconds = 86_400_000;
    let dates = [
        moments(milliseconds, TimeUnit::Milliseconds),
        moments(milliseconds * 1_000, TimeUnit::Microseconds),
        moments(milliseconds * 1_000_000, TimeUnit::Nanoseconds),
        column(["2009-06-30", "2009-07-01"]),
    ];
    for date in dates {
        let of = date.dtype().to_string();
        let counted = counted(date, numbers(), column(["1", "1"])).unwrap();
        assert_eq!(counted.balance, known.balance, "{of}");
    }
    let types = [
        DataType::Int8,
        DataType::Int16,
        DataType::Int32,
        DataType::UInt8,
        DataType::UInt16,
        DataType::UInt32,
        DataType::UInt64,
        DataType::Decimal(10, 2),
        DataType::String,
    ];
    for of in types {
        let numbers = numbers().cast(&of).unwrap();
        let counted = counted(days(), numbers, column(["1", "1"])).unwrap();
        assert_eq!(counted.balance, known.balance, "{of}");
    }
    // Labels may be numbers.
    let counted = counted(days(), numbers(), column([1_i32, 1])).unwrap();
    assert_eq!(counted.balance, known.balance);
}

#[test]
fn what_cannot_be_read_so_is_an_error_that_names_column_and_row() {
    let ones = || column(["1", "1"]);
    let error = counted(days(), column([3.0, 4.0]), column([true, true])).unwrap_err();
    for said in [
        "typed: column \"n\" is of type f64",
        "column \"group\" is of type bool",
    ] {
        assert!(error.contains(said), "{error}");
    }
    let error = counted(days(), column([Some(3_i64), None]), ones()).unwrap_err();
    let said = "typed, record 2: the quantity in column \"n\" is missing";
    assert!(error.contains(said), "{error}");
    let error = counted(days(), column([3_i64, -4]), ones()).unwrap_err();
    assert!(
        error.contains("record 2: \"-4\" in column \"n\""),
        "{error}"
    );
    let half = column(["3", "4.5"])
        .cast(&DataType::Decimal(10, 2))
        .unwrap();
    let error = counted(days(), half, ones()).unwrap_err();
    assert!(
        error.contains("record 2: \"4.50\" in column \"n\""),
        "{error}"
    );
    // Midnight in UTC is another day in New York: whose is meant, nobody can tell.
    let zone = TimeZone::opt_try_new(Some("America/New_York")).unwrap();
    let date = Int64Chunked::from_vec("".into(), vec![i64::from(DAYS[0]) * 86_400_000; 2]);
    let date = date.into_datetime(TimeUnit::Milliseconds, zone);
    let error = counted(date.into_column(), column([3_i64, 4]), ones()).unwrap_err();
    let said = "column \"date\" is of type datetime[ms, America/New_York], which cannot be read so \
                (cast it to a date; of a datetime with a zone, first take the day in that zone)";
    assert!(error.contains(said), "{error}");
    let frame = df!["area" => ["A0"], "gruop" => ["1"]].unwrap();
    let error = Counting::new(&plan())
        .count_frame("lacking", &frame)
        .unwrap_err();
    let error = error.to_string();
    for said in [
        "no column \"date\"",
        "no column \"n\"",
        "did you mean \"gruop\"?",
    ] {
        assert!(error.contains(said), "{error}");
    }
    for label in ["", "two\nlines", "=1+1"] {
        assert!(Counting::new(&plan()).count_frame(label, &frame).is_err());
    }
}

#[test]
fn frames_of_many_batches_add_up_and_are_told_apart_by_their_labels() {
    let rows = 50_000_usize;
    let area = Column::new("area".into(), vec!["A0"; rows]);
    let date = Column::new("date".into(), vec![DAYS[1]; rows]);
    let n: Vec<i64> = (0..50_000).collect();
    let frame = DataFrame::new_infer_height(vec![
        area,
        Column::new("group".into(), vec!["1"; rows]),
        date.cast(&DataType::Date).unwrap(),
        Column::new("n".into(), n),
    ])
    .unwrap();
    // In pieces, as frames are that were put together.
    let mut pieces = frame.slice(0, 20_001);
    pieces.vstack_mut(&frame.slice(20_001, rows)).unwrap();
    let plan = plan();
    let count = |label: &str, frame| Counting::new(&plan).count_frame(label, frame).unwrap();
    let (whole, pieces) = (count("a", &frame), count("b", &pieces));
    // 0 + 1 + … + 49,999.
    assert_eq!(whole.balance.metrics[0].2, 1_249_975_000);
    assert_eq!(pieces.balance, whole.balance);
    let none = PartialCounts::none(&plan);
    let both = none
        .merge(&whole.partial)
        .unwrap()
        .merge(&pieces.partial)
        .unwrap();
    assert_eq!(both.balance().unwrap().rows, 100_000);
    assert!(both.merge(&pieces.partial).is_err());
    let empty = count("none", &frame.slice(0, 0));
    assert_eq!(empty.balance.rows, 0);
}
