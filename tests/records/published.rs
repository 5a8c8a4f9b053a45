//! Two published files, and their twins. The twins, under `fixtures/`, have the
//! files' columns and labels and invented rows; what they come to is added up by
//! hand here. The files themselves are counted where `../shared/data` stands beside
//! this repository; `tests/engines/totals.py` counts them by SQL too.

use crate::extracts::Folder;
use flate2::read::GzDecoder;
use justice_reinvestment::records::{CountPlan, Counted, Counting, Extract};
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Demand, Document, Scheme, assess};
use std::io::Read;
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

/// The arrests of the twin: men and women, of adults the younger and the older. Those
/// of which a number is missing have no parts: of Merseyside's young people in 2017/18
/// that of girls, of Lancashire all.
const ARRESTS: [Cell<'static>; 12] = [
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
    ("E23000004", "youth", "2017-18", "arrests", &[]),
    (
        "E23000003",
        "adult",
        "2016-17",
        "arrests",
        &[70, 25, 380, 125],
    ),
    ("E23000003", "youth", "2016-17", "arrests", &[45, 15]),
    ("E23000003", "adult", "2017-18", "arrests", &[]),
    ("E23000003", "youth", "2017-18", "arrests", &[]),
];

fn table(cells: &[Cell<'_>]) -> String {
    let rows = cells.iter().map(|(area, cohort, period, metric, parts)| {
        let count: u64 = parts.iter().sum();
        format!("{area},{cohort},{period},{metric},{count}\n")
    });
    let rows: String = rows.collect();
    format!("area_code,cohort,period,metric,count\n{rows}")
}

/// The same where counts are not available: those without parts.
fn table_with_status(cells: &[Cell<'_>]) -> String {
    let rows = cells.iter().map(|(area, cohort, period, metric, parts)| {
        let end = match parts {
            [] => ",[x]".to_owned(),
            parts => format!("{},", parts.iter().sum::<u64>()),
        };
        format!("{area},{cohort},{period},{metric},{end}\n")
    });
    let rows: String = rows.collect();
    format!("area_code,cohort,period,metric,count,status\n{rows}")
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

/// A plan that differs from a fixture's in a text.
fn plan_with(path: &str, scheme: &Scheme, from: &str, to: &str) -> CountPlan {
    let text = read(path);
    assert!(text.contains(from), "{path}: {from}");
    let text = text.replace(from, to);
    CountPlan::read(scheme, &Document::new(path, text), |_| None).unwrap()
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

/// The fixture of the guide's advice: other forces by name, and none otherwise.
#[test]
fn where_the_other_forces_are_named_a_misspelt_one_is_an_error() {
    let scheme = scheme("magistrates/scheme.toml");
    let (_, named) = CHAPTER.split_once("```toml\n[[set_aside]]").unwrap();
    let (named, _) = named.split_once("```").unwrap();
    let text = read("magistrates/plan.toml").replace("otherwise = \"set_aside\"\n", "");
    let text = format!("{text}\n[[set_aside]]{named}");
    let plan = CountPlan::read(&scheme, &Document::new("named.toml", text), |_| None).unwrap();
    let records = read("magistrates/records.csv");
    let folder = Folder::new();
    let path = folder.path().join("records.csv");
    std::fs::write(&path, &records).unwrap();
    let of_all = counted(&plan, &path);
    assert_eq!(set_aside(&of_all).last(), Some(&("other forces", 3)));
    assert_eq!(of_all.balance.in_scope, 33);
    let misspelt = records.replacen(",Merseyside,", ",Mersyside,", 1);
    std::fs::write(&path, misspelt).unwrap();
    let extract = [Extract::file(&path).unwrap()];
    let error = Counting::new(&plan).count(&extract).unwrap_err();
    assert_eq!(error.problems().len(), 1);
    assert!(error.to_string().contains("\"Mersyside\""), "{error}");
}

/// The twin, and its text.
fn arrests() -> (PathBuf, String) {
    let path = fixtures().join("arrests-records/records.csv.gz");
    let text = unpacked(&path);
    (path, text)
}

fn unpacked(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

/// The lines of the problems with an extract.
fn lines_refused(plan: &CountPlan, path: &Path) -> Vec<usize> {
    let extract = [Extract::file(path).unwrap()];
    let error = Counting::new(plan).count(&extract).unwrap_err();
    let places = error.problems().iter().map(|problem| problem.place.clone());
    places.map(|place| place.unwrap().line).collect()
}

#[test]
fn na_is_no_number_until_the_plan_says_that_it_stands_for_nothing() {
    let scheme = scheme("arrests-records/scheme.toml");
    let path = "arrests-records/plan.toml";
    let (extract, text) = arrests();
    let lines_with = |words: &str, without: &str| -> Vec<usize> {
        let lines = text.lines().zip(1..);
        let lines = lines.filter(|(line, _)| line.contains(words) && !line.contains(without));
        lines.map(|(_, number)| number).collect()
    };
    let unsaid = plan_with(path, &scheme, "missing_text = [\"NA\"]\n", "");
    let of_na = lines_with(",NA,", "nothing");
    assert_eq!((of_na.len(), lines_refused(&unsaid, &extract)), (8, of_na));
    // Then the number is missing, which is an error of a record in scope: of all but
    // the one of unknown age.
    let missing = "missing = \"not_available\"\n";
    let undecided = plan_with(path, &scheme, missing, "");
    let in_scope = lines_with(",NA,", ",Unknown,");
    assert_eq!(
        (in_scope.len(), lines_refused(&undecided, &extract)),
        (7, in_scope)
    );
}

#[test]
fn the_twin_of_the_arrests_counts_by_hand_and_alike_in_csv_and_gzip() {
    let scheme = scheme("arrests-records/scheme.toml");
    let plan = plan("arrests-records/plan.toml", &scheme);
    let (packed, text) = arrests();
    let folder = Folder::new();
    let path = folder.path().join("records.csv");
    std::fs::write(&path, text).unwrap();
    let of_csv = counted(&plan, &path);
    assert_eq!(of_csv, counted(&plan, &packed));
    let demand = of_csv.partial.to_demand(&plan, &scheme);
    let expected = table_with_status(&ARRESTS);
    assert_eq!(expected, read("arrests-records/demand.csv"));
    assert_eq!(demand.csv, expected);
    assert_eq!((demand.left_out, demand.not_available), (Vec::new(), 3));
    // Six of Lancashire's rows, and Merseyside's girls; a row of unknown age lacks its
    // number too.
    assert_eq!((of_csv.balance.rows, of_csv.balance.in_scope), (43, 29));
    assert_eq!(
        set_aside(&of_csv),
        [
            ("under 10, or of unknown age", 3),
            ("outside the periods", 2),
            ("area not known", 2),
            ("the quantity is missing", 7),
        ]
    );
    assert_eq!(of_csv.unmet, []);
}

/// What the guide warns of: a reason of the plan takes the girls away, and the table
/// holds the boys.
#[test]
fn a_reason_that_asks_for_missing_numbers_leaves_a_sum_over_the_rest() {
    let scheme = scheme("arrests-records/scheme.toml");
    let path = "arrests-records/plan.toml";
    let reason = "\n[[set_aside]]\nreason = \"not supplied\"\n\
                  where = [{ column = \"arrests\", missing = true }]\n";
    let rest = plan_with(path, &scheme, "missing = \"not_available\"\n", reason);
    let counted = counted(&rest, &arrests().0);
    let demand = counted.partial.to_demand(&rest, &scheme);
    assert!(
        demand
            .csv
            .contains("\nE23000004,youth,2017-18,arrests,38\n")
    );
    assert_eq!(demand.not_available, 0);
    assert!(set_aside(&counted).contains(&("not supplied", 8)));
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
    assert_eq!(demand.not_available, 0);
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

/// Lancashire supplied nothing for 2017/18: all of its 600 numbers are missing, 360 of
/// them of people of an age that counts. The other sums are DuckDB's.
#[test]
fn what_lancashire_did_not_supply_is_not_available() {
    let Some(path) = published("arrests-by-force-2006-2018.csv.gz") else {
        return;
    };
    let scheme = scheme("arrests-records/scheme.toml");
    let plan = plan("arrests-records/plan.toml", &scheme);
    let text = unpacked(&path);
    let without = text.lines().filter(|line| line.contains(",NA,"));
    let without: Vec<&str> = without.collect();
    let of_lancashire = without
        .iter()
        .filter(|line| line.starts_with("2017/18,Lancashire,"));
    assert_eq!((without.len(), of_lancashire.count()), (600, 600));
    let counted = counted(&plan, &path);
    let expected: [Cell<'_>; 12] = [
        ("E23000005", "adult", "2016-17", "arrests", &[28_250]),
        ("E23000005", "youth", "2016-17", "arrests", &[3_002]),
        ("E23000005", "adult", "2017-18", "arrests", &[24_065]),
        ("E23000005", "youth", "2017-18", "arrests", &[2_583]),
        ("E23000004", "adult", "2016-17", "arrests", &[21_712]),
        ("E23000004", "youth", "2016-17", "arrests", &[3_076]),
        ("E23000004", "adult", "2017-18", "arrests", &[20_187]),
        ("E23000004", "youth", "2017-18", "arrests", &[2_968]),
        ("E23000003", "adult", "2016-17", "arrests", &[16_744]),
        ("E23000003", "youth", "2016-17", "arrests", &[3_268]),
        ("E23000003", "adult", "2017-18", "arrests", &[]),
        ("E23000003", "youth", "2017-18", "arrests", &[]),
    ];
    let demand = counted.partial.to_demand(&plan, &scheme);
    assert_eq!(demand.csv, table_with_status(&expected));
    assert_eq!((demand.left_out, demand.not_available), (Vec::new(), 2));
    assert_eq!(
        set_aside(&counted).last(),
        Some(&("the quantity is missing", 360))
    );
    assert!(counted.balance.holds());
    assert_shown(&counted);
    for row in [
        "| Greater Manchester | adult | 28,250 | 24,065 |",
        "| Greater Manchester | youth | 3,002 | 2,583 |",
        "| Merseyside | adult | 21,712 | 20,187 |",
        "| Merseyside | youth | 3,076 | 2,968 |",
        "| Lancashire | adult | 16,744 | `[x]` |",
        "| Lancashire | youth | 3,268 | `[x]` |",
    ] {
        assert_row(row);
    }
}
