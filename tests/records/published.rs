//! Two published files, and their twins. The twins, under `fixtures/`, have the
//! files' columns and labels and invented rows; what they come to is added up by
//! hand here. The files themselves are counted where `../shared/data` stands beside
//! this repository; `tests/engines/totals.py` counts them by SQL too.

use crate::extracts::Folder;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use justice_reinvestment::records::{CountPlan, Counted, Counting, Extract};
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Demand, Document, Scheme, assess};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

const CHAPTER: &str = include_str!("../../src/guide/from_an_extract_to_a_reward.md");

/// Area, cohort, period, metric, and what the count is the sum of.
type Cell<'a> = (&'a str, &'a str, &'a str, &'a str, &'a [u64]);

/// The sentences of the magistrates' twin, row by row.
const SENTENCES: [Cell<'static>; 16] = [
    ("E23000005", "adult", "q1", "custody", &[60, 40, 20]),
    ("E23000005", "adult", "q1", "community_sentence", &[150, 50]),
    ("E23000005", "youth", "q1", "custody", &[6, 4]),
    ("E23000005", "youth", "q1", "community_sentence", &[30, 10]),
    ("E23000005", "adult", "q2", "custody", &[55, 35, 18]),
    ("E23000005", "adult", "q2", "community_sentence", &[140, 48]),
    ("E23000005", "youth", "q2", "custody", &[5, 3]),
    ("E23000005", "youth", "q2", "community_sentence", &[28, 9]),
    ("E23000004", "adult", "q1", "custody", &[45, 15]),
    ("E23000004", "adult", "q1", "community_sentence", &[90, 30]),
    ("E23000004", "youth", "q1", "custody", &[5]),
    ("E23000004", "youth", "q1", "community_sentence", &[20]),
    ("E23000004", "adult", "q2", "custody", &[48, 14]),
    ("E23000004", "adult", "q2", "community_sentence", &[95, 28]),
    ("E23000004", "youth", "q2", "custody", &[6]),
    ("E23000004", "youth", "q2", "community_sentence", &[15]),
];

/// What is left of the arrests' twin without the numbers that are missing: men and
/// women, of adults the younger and the older. Of Merseyside's young people in
/// 2017/18 the number of girls is missing, so theirs is no count.
const ARRESTS: [Cell<'static>; 10] = [
    (
        "E23000005",
        "adult",
        "2016-17",
        "arrests",
        &[150, 50, 600, 200],
    ),
    ("E23000005", "youth", "2016-17", "arrests", &[80, 20]),
    (
        "E23000005",
        "adult",
        "2017-18",
        "arrests",
        &[130, 45, 570, 185],
    ),
    ("E23000005", "youth", "2017-18", "arrests", &[70, 15]),
    (
        "E23000004",
        "adult",
        "2016-17",
        "arrests",
        &[60, 20, 310, 110],
    ),
    ("E23000004", "youth", "2016-17", "arrests", &[40, 10]),
    (
        "E23000004",
        "adult",
        "2017-18",
        "arrests",
        &[58, 20, 300, 112],
    ),
    ("E23000004", "youth", "2017-18", "arrests", &[38]),
    (
        "E23000003",
        "adult",
        "2016-17",
        "arrests",
        &[70, 25, 380, 125],
    ),
    ("E23000003", "youth", "2016-17", "arrests", &[45, 15]),
];

fn table(cells: &[Cell<'_>]) -> String {
    let rows = cells.iter().map(|(area, cohort, period, metric, parts)| {
        let count: u64 = parts.iter().sum();
        format!("{area},{cohort},{period},{metric},{count}\n")
    });
    let rows: String = rows.collect();
    format!("area_code,cohort,period,metric,count\n{rows}")
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(fixtures().join(path)).unwrap()
}

fn scheme(path: &str) -> Scheme {
    Scheme::read(&Document::new(path, read(path))).unwrap()
}

fn plan(path: &str, scheme: &Scheme) -> CountPlan {
    CountPlan::read(scheme, &Document::new(path, read(path)), |_| None).unwrap()
}

fn counted(plan: &CountPlan, path: &Path) -> Counted {
    let extract = Extract::file(path).unwrap().labelled("published").unwrap();
    Counting::new(plan).count(&[extract]).unwrap()
}

/// The reasons for which records were set aside, with how many.
fn set_aside(counted: &Counted) -> Vec<(&str, u64)> {
    let all = counted.balance.set_aside.iter();
    all.map(|(reason, rows)| (reason.as_str(), *rows)).collect()
}

/// A published file, where it stands.
fn published(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = folder.join(name);
    if !path.is_file() {
        eprintln!("passed over: there is no ../shared/data/{name}");
        return None;
    }
    Some(path)
}

/// The guide shows the balance of a published file as it is printed, without its
/// last sentence.
#[track_caller]
fn assert_shown(counted: &Counted) {
    let text = counted.balance.to_text(Paper::default());
    let (figures, _) = text.split_once("\nThe balance holds").unwrap();
    assert!(
        CHAPTER.contains(&format!("```text\n{figures}```")),
        "{text}"
    );
}

/// The guide's row of a table.
#[track_caller]
fn assert_row(row: &str) {
    assert!(CHAPTER.contains(&format!("\n{row}\n")), "{row}");
}

#[test]
fn the_twin_of_the_magistrates_counts_by_hand_and_alike_in_csv_and_parquet() {
    let scheme = scheme("magistrates/scheme.toml");
    let plan = plan("magistrates/plan.toml", &scheme);
    assert_eq!(table(&SENTENCES), read("magistrates/demand.csv"));
    let folder = fixtures().join("magistrates");
    let of_csv = counted(&plan, &folder.join("records.csv"));
    let of_parquet = counted(&plan, &folder.join("records.parquet"));
    assert_eq!(of_csv, of_parquet);
    let demand = of_csv.partial.to_demand(&plan, &scheme);
    assert_eq!(demand.csv, table(&SENTENCES));
    assert_eq!(demand.left_out, []);
    // 10 + 8 rows of the first force's sentences and 6 + 6 of the second's; two and
    // one of fines.
    let balance = &of_csv.balance;
    assert_eq!((balance.rows, balance.in_scope), (43, 33));
    assert_eq!(
        set_aside(&of_csv),
        [
            ("third or fourth quarter", 3),
            ("companies and public bodies", 2),
            ("age not known", 2),
            ("area not known", 3),
        ]
    );
    assert_eq!(
        balance.metrics,
        [
            ("custody".to_owned(), Some(16), 246 + 133),
            ("community_sentence".to_owned(), Some(14), 465 + 278),
        ]
    );
    assert_eq!(balance.in_no_metric, Some(3));
    // Adults of the first force: 120 × £10,000 + 200 × £2,000 = £1,600,000, then
    // £1,456,000: a fall of £144,000 (9%). Half of £80,000 and all of £64,000 is
    // £104,000. Young people: £180,000, then £154,000: half of £18,000 and all of
    // £8,000 is £17,000. The second force's cost rises, or stays as it is.
    let demand = Demand::read(&scheme, &Document::new("demand.csv", demand.csv)).unwrap();
    let total = assess(&scheme, &demand).unwrap().total_reward.unwrap();
    assert_eq!(total.to_string(), "121000.00");
}

/// The twin's text, and the same with nothing where it says `NA`.
fn arrests() -> (String, String) {
    let file = std::fs::File::open(fixtures().join("arrests-records/records.csv.gz")).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let supplied = text.replace(",NA,", ",,");
    (text, supplied)
}

#[test]
fn the_twin_of_the_arrests_is_refused_while_it_writes_na_for_a_number() {
    let scheme = scheme("arrests-records/scheme.toml");
    let plan = plan("arrests-records/plan.toml", &scheme);
    let path = fixtures().join("arrests-records/records.csv.gz");
    let extract = [Extract::file(&path).unwrap()];
    let error = Counting::new(&plan).count(&extract).unwrap_err();
    let (text, _) = arrests();
    let lines = text.lines().zip(1..);
    let expected: Vec<usize> = lines
        .filter(|(line, _)| line.contains(",NA,"))
        .map(|(_, number)| number)
        .collect();
    let places = error.problems().iter().map(|problem| problem.place.clone());
    let places: Vec<usize> = places.map(|place| place.unwrap().line).collect();
    assert_eq!((places.len(), places), (8, expected));
}

#[test]
fn the_twin_of_the_arrests_counts_by_hand_and_alike_in_csv_and_gzip() {
    let scheme = scheme("arrests-records/scheme.toml");
    let plan = plan("arrests-records/plan.toml", &scheme);
    let (_, supplied) = arrests();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(supplied.as_bytes()).unwrap();
    let folder = Folder::new();
    let of = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        counted(&plan, &path)
    };
    let of_csv = of("supplied.csv", supplied.as_bytes());
    assert_eq!(of_csv, of("supplied.csv.gz", &gzip.finish().unwrap()));
    let demand = of_csv.partial.to_demand(&plan, &scheme);
    assert_eq!(demand.csv, table(&ARRESTS));
    let left_out = demand.left_out.iter();
    let left_out: Vec<String> = left_out.map(|(area, id)| format!("{area} {id}")).collect();
    assert_eq!(left_out, ["E23000003 2017-18"]);
    // Six of Lancashire's rows and one of unknown age, and Merseyside's girls.
    assert_eq!((of_csv.balance.rows, of_csv.balance.in_scope), (43, 29));
    assert_eq!(
        set_aside(&of_csv),
        [
            ("not supplied", 8),
            ("under 10, or of unknown age", 2),
            ("outside the periods", 2),
            ("area not known", 2),
        ]
    );
    // The second plan says of which counts the sums above are no counts; the table
    // among the fixtures has them empty, and all the others.
    let missing = self::plan("arrests-records/missing.toml", &scheme);
    let lacking = counted(&missing, &folder.path().join("supplied.csv"));
    let lacking = lacking.partial.to_demand(&missing, &scheme).csv;
    let lacking = lacking.lines().filter(|line| !line.ends_with(",0"));
    let lacking: Vec<&str> = lacking.skip(1).collect();
    let expected = [
        "E23000004,youth,2017-18,arrests,1",
        "E23000003,adult,2017-18,arrests,4",
        "E23000003,youth,2017-18,arrests,2",
    ];
    assert_eq!(lacking, expected);
    let whole = read("arrests-records/demand.csv");
    let unknown = whole.lines().filter(|line| line.ends_with(",,[x]"));
    let unknown: Vec<&str> = unknown.collect();
    let of = |line: &str| line.rsplit_once(",arrests,").unwrap().0.to_owned();
    assert_eq!(unknown.len(), expected.len());
    for (unknown, lacking) in unknown.iter().zip(expected) {
        assert_eq!(of(unknown), of(lacking));
    }
    let known = whole.lines().filter(|line| !line.ends_with(",,[x]"));
    for line in known.skip(1) {
        let row = line.strip_suffix(',').unwrap();
        assert!(demand.csv.contains(&format!("{row}\n")), "{row}");
    }
}

/// The sixteen sums by DuckDB over the same file.
#[test]
fn the_magistrates_file_counts_as_it_was_published() {
    let Some(path) = published("magistrates-2018.parquet") else {
        return;
    };
    let scheme = scheme("magistrates/scheme.toml");
    let plan = plan("magistrates/plan.toml", &scheme);
    let counted = counted(&plan, &path);
    let expected: [Cell<'_>; 16] = [
        ("E23000005", "adult", "q1", "custody", &[458]),
        ("E23000005", "adult", "q1", "community_sentence", &[1_020]),
        ("E23000005", "youth", "q1", "custody", &[20]),
        ("E23000005", "youth", "q1", "community_sentence", &[177]),
        ("E23000005", "adult", "q2", "custody", &[473]),
        ("E23000005", "adult", "q2", "community_sentence", &[969]),
        ("E23000005", "youth", "q2", "custody", &[17]),
        ("E23000005", "youth", "q2", "community_sentence", &[165]),
        ("E23000004", "adult", "q1", "custody", &[296]),
        ("E23000004", "adult", "q1", "community_sentence", &[595]),
        ("E23000004", "youth", "q1", "custody", &[6]),
        ("E23000004", "youth", "q1", "community_sentence", &[95]),
        ("E23000004", "adult", "q2", "custody", &[275]),
        ("E23000004", "adult", "q2", "community_sentence", &[652]),
        ("E23000004", "youth", "q2", "custody", &[2]),
        ("E23000004", "youth", "q2", "community_sentence", &[86]),
    ];
    let demand = counted.partial.to_demand(&plan, &scheme);
    assert_eq!(demand.csv, table(&expected));
    assert_eq!(counted.balance.rows, 435_402);
    assert!(counted.balance.holds());
    assert_shown(&counted);
    for row in [
        "| Greater Manchester | adult | 458 | 473 |",
        "| Greater Manchester | youth | 20 | 17 |",
        "| Merseyside | adult | 296 | 275 |",
        "| Merseyside | youth | 6 | 2 |",
    ] {
        assert_row(row);
    }
}

/// The table of `fixtures/arrests`, which was taken from the file by other means.
#[test]
fn the_file_of_arrests_counts_to_the_table_among_the_fixtures() {
    let Some(path) = published("arrests-by-force-2006-2018.csv.gz") else {
        return;
    };
    let scheme = scheme("arrests/scheme.toml");
    let plan = plan("arrests-records/plan.toml", &scheme);
    let counted = counted(&plan, &path);
    let demand = counted.partial.to_demand(&plan, &scheme);
    let mut found: Vec<&str> = demand.csv.lines().skip(1).collect();
    let table = read("arrests/demand.csv");
    let mut expected: Vec<String> = table
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let [area, _, rest @ ..] = fields.as_slice() else {
                panic!("{line}");
            };
            format!("{area},{}", rest.join(","))
        })
        .collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(
        (found.len(), found),
        (12, expected.iter().map(String::as_str).collect())
    );
    assert_eq!(counted.balance.rows, 286_500);
    assert!(counted.balance.holds());
    assert!(
        set_aside(&counted)
            .iter()
            .all(|(reason, _)| *reason != "not supplied")
    );
    assert_shown(&counted);
    for row in [
        "| Greater Manchester | adult | 58,506 | 53,942 | 44,804 |",
        "| Greater Manchester | youth | 10,856 | 8,386 | 5,756 |",
        "| Metropolitan Police | adult | 216,022 | 196,822 | 177,958 |",
        "| Metropolitan Police | youth | 42,064 | 34,994 | 26,364 |",
    ] {
        assert_row(row);
    }
}

/// Lancashire supplied nothing for 2017/18: all of its 600 numbers are missing.
#[test]
fn what_lancashire_did_not_supply_becomes_no_count() {
    let Some(path) = published("arrests-by-force-2006-2018.csv.gz") else {
        return;
    };
    let scheme = scheme("arrests-records/scheme.toml");
    let plan = plan("arrests-records/plan.toml", &scheme);
    let mut text = String::new();
    let file = std::fs::File::open(path).unwrap();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let supplied = text.replace(",NA,", ",,");
    assert_eq!(text.len() - supplied.len(), 2 * 600);
    let folder = Folder::new();
    let path = folder.path().join("supplied.csv");
    std::fs::write(&path, supplied).unwrap();
    let counted = counted(&plan, &path);
    assert_eq!(set_aside(&counted)[0], ("not supplied", 600));
    assert!(CHAPTER.contains("```text\nset aside: not supplied                      600\n```"));
    let demand = counted.partial.to_demand(&plan, &scheme);
    let left_out = demand.left_out.iter();
    let left_out: Vec<String> = left_out.map(|(area, id)| format!("{area} {id}")).collect();
    assert_eq!(left_out, ["E23000003 2017-18"]);
    assert!(!demand.csv.contains("E23000003,adult,2017-18"));
    // 18 to 20, and 21 and over, by DuckDB.
    assert!(
        demand
            .csv
            .contains("E23000003,adult,2016-17,arrests,16744\n")
    );
    assert!(
        demand
            .csv
            .contains("E23000003,youth,2016-17,arrests,3268\n")
    );
}
