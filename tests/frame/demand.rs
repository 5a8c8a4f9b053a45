//! Demand as a frame and back.

use crate::worlds::rolled::worlds;
use justice_reinvestment::{
    Cohort, Count, Demand, Document, Marker, MissingReason, Observation, Scheme,
};
use polars_core::prelude::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn demand_comes_back_from_a_frame_as_it_went(world in worlds()) {
        let scheme = world.scheme();
        let demand = world.demand(&scheme);
        let frame = demand.to_frame().unwrap();
        let back = Demand::from_frame(&scheme, &frame).unwrap();
        let rows = |demand: &Demand| demand.observations().collect::<Vec<_>>();
        prop_assert_eq!(rows(&back), rows(&demand));
        prop_assert_eq!(back.sha256(), demand.sha256());
        // In another order, as categories and in narrower columns.
        let mut columns = frame.columns().to_vec();
        columns.reverse();
        for column in &mut columns {
            let categories = DataType::from_categories(Categories::global());
            match (column.name().as_str(), column.dtype()) {
                ("count", _) => *column = column.cast(&DataType::UInt64).unwrap(),
                (_, DataType::String) => *column = column.cast(&categories).unwrap(),
                _ => {}
            }
        }
        let frame = DataFrame::new(demand.rows(), columns).unwrap();
        let back = Demand::from_frame(&scheme, &frame.slice(0, demand.rows())).unwrap();
        prop_assert_eq!(rows(&back), rows(&demand));
    }
}

fn scheme() -> Scheme {
    let file = std::fs::read("fixtures/hackney/scheme.toml").unwrap();
    Scheme::read(&Document::new("scheme.toml", file)).unwrap()
}

/// The scheme's two counts.
fn frame() -> DataFrame {
    df![
        "area_code" => ["E09000012", "E09000012"],
        "cohort" => ["adult", "adult"],
        "period" => ["baseline", "year_1"],
        "metric" => ["custody", "custody"],
        "count" => [400, 360],
    ]
    .unwrap()
}

fn with(name: &str, column: impl IntoColumn) -> DataFrame {
    let mut frame = frame();
    frame
        .with_column(column.into_column().with_name(name.into()))
        .unwrap();
    frame
}

fn refused(frame: &DataFrame) -> String {
    Demand::from_frame(&scheme(), frame)
        .unwrap_err()
        .to_string()
}

#[test]
fn everything_that_a_row_can_say_survives() {
    let row = |period: &str, count| {
        Observation::new("E09000012", Cohort::Adult, period, "custody", count).unwrap()
    };
    let mut baseline = row("baseline", Count::Number(Count::LARGEST));
    baseline.markers = [Marker::Revised, Marker::Estimated].into_iter().collect();
    baseline.area_name = Some("Hackney, \"the\" site".parse().unwrap());
    baseline.as_at = Some("2013-09-30".parse().unwrap());
    baseline.note = Some("as supplied".parse().unwrap());
    let test = row("year_1", Count::Missing(MissingReason::Confidential));
    let scheme = scheme();
    let demand = Demand::builder(&scheme)
        .observation(baseline)
        .observation(test);
    let demand = demand.build().unwrap();
    let frame = demand.to_frame().unwrap();
    assert_eq!(frame.column("count").unwrap().null_count(), 1);
    assert_eq!(frame.column("as_at").unwrap().dtype(), &DataType::Date);
    let back = Demand::from_frame(&scheme, &frame).unwrap();
    assert!(back.observations().eq(demand.observations()));
}

#[test]
fn a_frame_and_tables_are_one_demand() {
    let table = "area_code,cohort,period,metric,count\nE09000012,adult,baseline,custody,400\n";
    let table = Document::new("demand.csv", table);
    let scheme = scheme();
    let year_1 = frame().slice(1, 1);
    let demand = Demand::builder(&scheme)
        .table(&table)
        .frame("police", &year_1)
        .build();
    let whole = Demand::from_frame(&scheme, &frame()).unwrap();
    assert!(demand.unwrap().observations().eq(whole.observations()));
    let twice = Demand::builder(&scheme)
        .frame("courts", &frame())
        .frame("police", &year_1)
        .build();
    assert!(
        twice
            .unwrap_err()
            .to_string()
            .contains("E09000012, adult, year_1, custody")
    );
}

#[test]
fn columns_that_are_not_there_or_of_another_type_are_all_named() {
    let mut lacking = frame().drop_many(["metric", "period"]);
    lacking.rename("cohort", "cohrot".into()).unwrap();
    let floats = Column::new("count".into(), [400.0, 360.0]);
    lacking.with_column(floats).unwrap();
    let error = refused(&lacking);
    let said = [
        "a frame of counts has no use for the column \"cohrot\" (did you mean \"cohort\"?",
        "the frame has no column \"metric\"",
        "the frame has no column \"period\"",
        "column \"count\" is of type f64",
    ];
    for said in said {
        assert!(error.contains(said), "{said}: {error}");
    }
    // What is meant by a slip is not missing too, nor are the rows that were not read.
    assert_eq!(error.lines().count(), 4, "{error}");
}

#[test]
fn what_is_null_or_wrong_in_a_row_is_told_with_row_and_column() {
    let null = with(
        "area_code",
        Column::new("".into(), [Some("E09000012"), None]),
    );
    let error = refused(&null);
    let said = "row 2: column \"area_code\": nothing stands here (null)";
    assert!(error.contains(said), "{error}");
    let missing = with("count", Column::new("".into(), [Some(400), None]));
    let error = refused(&missing);
    assert!(
        error.contains("row 2: this row has neither a count nor a reason"),
        "{error}"
    );
    let negative = with("count", Column::new("".into(), [400, -1]));
    let error = refused(&negative);
    assert!(
        error.contains("row 2: column \"count\": \"-1\" has a sign"),
        "{error}"
    );
    let too_large = with("count", Column::new("".into(), [400, u64::MAX]));
    assert!(refused(&too_large).contains("is too large for a count"));
    let status = with("status", Column::new("".into(), [Some("[p]"), Some("[x]")]));
    let error = refused(&status);
    assert!(
        error.contains("row 2: [x] (not available) stands beside a number"),
        "{error}"
    );
    let area = with(
        "area_code",
        Column::new("".into(), ["E09000012", "E09000001"]),
    );
    let error = refused(&area);
    let said = "the frame, row 2: \"E09000001\" is not an area of the scheme";
    assert!(error.contains(said), "{error}");
    // As with a table, all that is wrong in a row at once.
    let mut all = frame();
    for (name, wrong) in [
        ("area_code", "E1"),
        ("cohort", "x"),
        ("period", "q9"),
        ("metric", "m"),
    ] {
        all.with_column(Column::new(name.into(), [wrong, wrong]))
            .unwrap();
    }
    all.with_column(Column::new("count".into(), ["x", "1.5"]))
        .unwrap();
    assert_eq!(refused(&all).lines().count(), 10, "{}", refused(&all));
    let formula = with("note", Column::new("".into(), ["=1+1", "two\nlines"]));
    let error = refused(&formula);
    assert!(
        error.contains("the frame, row 1 (E09000012, adult, baseline, custody)"),
        "{error}"
    );
    assert!(error.contains("row 2: column \"note\""), "{error}");
    // Of two frames, each by its name.
    let two = Demand::builder(&scheme())
        .frame("courts", &area)
        .frame("police", &area);
    let two = two.build().unwrap_err().to_string();
    assert!(
        two.contains("courts, row 2:") && two.contains("police, row 2:"),
        "{two}"
    );
    let twice = frame().vstack(&frame()).unwrap();
    assert_eq!(refused(&twice).lines().count(), 2);
    assert!(refused(&frame().slice(0, 1)).contains("year_1"));
    assert!(refused(&frame().slice(0, 0)).contains("year_1"));
}
