//! Counting as its users run it: folders, labels, interruption, progress, the page on
//! privacy, and inputs of which nothing may be written. What is counted, the tests of
//! `records` ask.

use crate::{Folder, command, fixture, reinvest};
use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A plan of a column of codes, one of labels, one of days and one of numbers.
const PLAN: &str = r#"
schema = "justice-reinvestment/count-plan/1"
title = "Sentences by number"

[area]
column = "area"

[cohort]
column = "age_group"
adult = ["adult"]

[period]
date = "month"

[quantity]
column = "sentences"

[[metric]]
id = "custody"
where = [{ column = "outcome", in = ["custody"] }]
"#;

pub(super) const HEADER: &str = "area,age_group,month,sentences,outcome\n";

/// A folder with Hackney's scheme and the plan.
pub(super) fn planned() -> Folder {
    let folder = Folder::of("hackney");
    folder.write("plan.toml", PLAN);
    folder
}

pub(super) fn record(month: &str, sentences: u32) -> String {
    format!("E09000012,adult,{month}-01,{sentences},custody\n")
}

pub(super) fn count<'a>(records: &[&'a str]) -> Vec<&'a str> {
    let options = ["--plan", "plan.toml", "--scheme", "scheme.toml"];
    let records = records.iter().copied();
    ["count"]
        .into_iter()
        .chain(records)
        .chain(options)
        .collect()
}

#[test]
fn a_folder_counts_as_its_extracts_do() {
    let folder = planned();
    fs::create_dir(folder.path.join("extracts")).unwrap();
    folder.write(
        "extracts/b.csv",
        &format!("{HEADER}{}", record("2011-08", 5)),
    );
    folder.write(
        "extracts/a.csv",
        &format!("{HEADER}{}", record("2010-08", 7)),
    );
    // Notes that Spark and others leave.
    folder.write("extracts/_SUCCESS", "");
    folder.write("extracts/.a.csv.crc", "crc");
    let one_by_one = reinvest(&folder.path, &count(&["extracts/a.csv", "extracts/b.csv"]));
    let ended = reinvest(&folder.path, &count(&["extracts"]));
    assert_eq!(ended, one_by_one);
    assert_eq!(
        ended.output,
        "area_code,cohort,period,metric,count\n\
         E09000012,adult,baseline,custody,7\n\
         E09000012,adult,year_1,custody,5\n"
    );
}

#[test]
fn whatever_else_is_in_a_folder_is_told_by_name() {
    let folder = planned();
    fs::create_dir_all(folder.path.join("extracts/year=2011")).unwrap();
    folder.write(
        "extracts/a.csv",
        &format!("{HEADER}{}", record("2010-08", 7)),
    );
    folder.write("extracts/notes.txt", "");
    folder.write("extracts/counts.xlsx", "");
    let ended = reinvest(&folder.path, &count(&["extracts", "-o", "counts.csv"]));
    assert_eq!((ended.status, &*ended.output), (Some(1), ""));
    for name in ["notes.txt", "counts.xlsx", "year=2011"] {
        assert!(
            ended.errors.contains(&format!("/{name}\"")),
            "{}",
            ended.errors
        );
    }
    assert!(ended.errors.ends_with("\n3 problems\n"), "{}", ended.errors);
    fs::create_dir(folder.path.join("empty")).unwrap();
    let ended = reinvest(&folder.path, &count(&["empty"]));
    assert!(
        ended.errors.contains("holds no extract"),
        "{}",
        ended.errors
    );
}

/// A Parquet file of two records, with these columns beside those of the plan.
fn parquet(sentences: Option<ArrayRef>) -> Vec<u8> {
    let text = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; 2])) };
    let columns = [
        ("area", Some(text("E09000012"))),
        ("age_group", Some(text("adult"))),
        ("month", Some(text("2010-08-01"))),
        ("sentences", sentences),
        ("outcome", Some(text("custody"))),
    ];
    let columns = columns
        .into_iter()
        .filter_map(|(name, column)| Some((name, column?)));
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn of_a_wrong_extract_nothing_is_written() {
    let good = parquet(Some(Arc::new(Int64Array::from(vec![1, 2]))));
    let csv = format!("{HEADER}{}", record("2010-08", 7).repeat(10_000));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, csv.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let of = |bytes: &[u8], part: usize| bytes[..bytes.len() * part / 100].to_vec();
    let wrong: [(&str, Vec<u8>, &str); 12] = [
        ("cut.csv.gz", of(&gzip, 60), "the file is cut short"),
        ("no.csv.gz", csv.clone().into(), "cannot be read"),
        ("no.csv.zst", csv.into(), "cannot be read"),
        ("cut.parquet", of(&good, 70), "cannot be read"),
        ("no.parquet", b"PAR1".to_vec(), "cannot be read"),
        (
            "lacks.parquet",
            parquet(None),
            "has no column \"sentences\"",
        ),
        (
            "type.parquet",
            parquet(Some(Arc::new(Float64Array::from(vec![1.0, 2.0])))),
            "\"sentences\" is of type Float64",
        ),
        (
            "null.parquet",
            parquet(Some(Arc::new(Int64Array::from(vec![Some(1), None])))),
            "record 2: the quantity in column \"sentences\" is missing",
        ),
        ("empty.csv", Vec::new(), "is empty"),
        (
            "lacks.csv",
            b"area,month\n".to_vec(),
            "has no column \"outcome\"",
        ),
        (
            "latin.csv",
            [
                HEADER.as_bytes(),
                b"E09000012,ad\xFClt,2010-08-01,1,custody\n",
            ]
            .concat(),
            "is not UTF-8",
        ),
        (
            "null.csv",
            format!("{HEADER}E09000012,adult,2010-08-01,,custody\n").into(),
            "is missing",
        ),
    ];
    for (name, bytes, words) in wrong {
        let folder = planned();
        fs::write(folder.path.join(name), bytes).unwrap();
        let ended = reinvest(&folder.path, &count(&[name, "-o", "counts.csv"]));
        assert_eq!(
            (ended.status, &*ended.output),
            (Some(1), ""),
            "{name}: {}",
            ended.errors
        );
        assert!(ended.errors.contains(words), "{name}: {}", ended.errors);
        assert!(
            ended.errors.contains("= help: "),
            "{name}: {}",
            ended.errors
        );
        let files = ["demand.csv", name, "plan.toml", "scheme.toml"];
        let mut files: Vec<&str> = files.into_iter().collect();
        files.sort_unstable();
        assert_eq!(folder.names(), files);
    }
}

#[test]
fn where_the_table_cannot_go_is_told_before_a_record_is_read() {
    let folder = planned();
    let ended = reinvest(&folder.path, &count(&["absent.csv", "-o", "no/counts.csv"]));
    assert_eq!(ended.status, Some(1));
    assert!(
        ended.errors.contains("there is no folder no"),
        "{}",
        ended.errors
    );
    assert!(!ended.errors.contains("absent.csv"), "{}", ended.errors);
}

#[test]
fn a_label_is_of_one_extract_and_of_partial_counts() {
    let folder = planned();
    for name in ["a.csv", "b.csv"] {
        folder.write(name, &format!("{HEADER}{}", record("2010-08", 7)));
    }
    let without = reinvest(&folder.path, &count(&["a.csv", "--label", "A"]));
    assert_eq!(without.status, Some(2));
    let both = reinvest(
        &folder.path,
        &count(&["a.csv", "b.csv", "--partial", "--label", "A"]),
    );
    assert_eq!((both.status, &*both.output), (Some(1), ""));
    assert!(
        both.errors.contains("one label is given for 2 extracts"),
        "{}",
        both.errors
    );
    let one = reinvest(
        &folder.path,
        &count(&["a.csv", "--partial", "--label", "A"]),
    );
    assert!(
        one.output.contains(",A,E09000012,adult,baseline,,1,7\n"),
        "{}",
        one.output
    );
}

#[test]
fn a_label_that_no_record_has_is_told() {
    let folder = planned();
    folder.write(
        "plan.toml",
        &PLAN.replace("[\"custody\"]", "[\"custody\", \"Custody\"]"),
    );
    folder.write("a.csv", &format!("{HEADER}{}", record("2010-08", 7)));
    let ended = reinvest(&folder.path, &count(&["a.csv"]));
    let note = "note: no record in the periods has \"Custody\" in column \"outcome\"\n";
    assert!(ended.errors.contains(note), "{}", ended.errors);
}

#[test]
fn a_plan_is_checked_without_an_extract() {
    let folder = planned();
    let check = ["check", "scheme.toml", "--plan", "plan.toml"];
    assert!(
        reinvest(&folder.path, &check)
            .done()
            .starts_with("no problems\n")
    );
    folder.write(
        "plan.toml",
        &PLAN.replace("\"custody\"\nwhere", "\"custdoy\"\nwhere"),
    );
    let ended = reinvest(&folder.path, &check);
    assert_eq!(ended.status, Some(1));
    assert!(
        ended
            .errors
            .contains("the scheme has no metric \"custdoy\""),
        "{}",
        ended.errors
    );
}

#[test]
fn the_page_on_privacy_says_of_every_column_what_leaves() {
    let folder = fixture("records");
    for plan in [
        "day.toml",
        "birthday.toml",
        "nights.toml",
        "grouped.toml",
        "breach-by-case.toml",
    ] {
        let of = |privacy| {
            let options = ["--plan", plan, "--scheme", "scheme.toml"];
            let arguments = ["count", privacy].into_iter().chain(options);
            reinvest(&folder, &arguments.collect::<Vec<_>>()).done()
        };
        let (text, markdown) = (of("--privacy"), of("--privacy=markdown"));
        let written = fs::read_to_string(folder.join(plan)).unwrap();
        // Whatever the plan writes as a column stands on the page.
        let columns = [
            "column = ",
            "date_of_birth = ",
            "on = ",
            "date = ",
            "from = ",
            "to = ",
        ];
        for key in columns {
            for (at, _) in written.match_indices(key) {
                let name = written[at + key.len()..].trim_start_matches('"');
                let name = name.split('"').next().unwrap();
                assert!(text.contains(name), "{plan}: {name}");
                assert!(
                    markdown.contains(&format!("| {} |", name.replace('_', "\\_"))),
                    "{markdown}"
                );
            }
        }
        assert!(
            markdown.starts_with("# What leaves the agency: "),
            "{markdown}"
        );
        assert!(text.contains("No row is of a person"), "{text}");
    }
}

/// Nothing else than what was there before the command.
#[cfg(unix)]
#[test]
fn interrupted_counting_leaves_no_file() {
    let folder = planned();
    let made = Command::new("mkfifo")
        .arg(folder.path.join("slow.csv"))
        .status();
    assert!(made.unwrap().success());
    let before = folder.names();
    let label = ["--partial", "--label", "slow"];
    let arguments = count(&["slow.csv", "-o", "counts.csv"])
        .into_iter()
        .chain(label);
    let arguments: Vec<&str> = arguments.collect();
    let mut child = command(&folder.path, &arguments).spawn().unwrap();
    // To read and to write, so that nothing waits here; the command waits for more that
    // never comes.
    let mut writer = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(folder.path.join("slow.csv"))
        .unwrap();
    let half = format!("{HEADER}{}", record("2010-08", 7));
    std::io::Write::write_all(&mut writer, half.as_bytes()).unwrap();
    let id = child.id().to_string();
    // Until it has begun to read. Not -INT: what runs behind a shell ignores it.
    std::thread::sleep(Duration::from_millis(300));
    let stopped = Command::new("kill").args(["-TERM", &id]).status();
    assert!(stopped.unwrap().success());
    let until = Instant::now() + Duration::from_secs(30);
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            None => panic!("the command goes on"),
        }
    };
    assert!(!status.success());
    assert_eq!(folder.names(), before);
}

/// Runs the command on a terminal, where there is a program that makes one.
#[cfg(target_os = "linux")]
#[test]
fn progress_is_shown_on_a_terminal_and_nowhere_else() {
    let folder = planned();
    let rows: String = (0..400_000).map(|at| record("2010-08", at % 10)).collect();
    folder.write("large.csv", &format!("{HEADER}{rows}"));
    let arguments = count(&["large.csv", "--threads", "1", "-o", "counts.csv"]);
    let plain = reinvest(&folder.path, &arguments);
    assert!(!plain.errors.contains('\r'), "{}", plain.errors);
    let program = env!("CARGO_BIN_EXE_reinvest");
    let line = format!("'{program}' {}", arguments.join(" "));
    let shown = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(&folder.path)
        .stdin(Stdio::null())
        .output();
    let Ok(shown) = shown else {
        eprintln!("passed over: there is no program `script` here");
        return;
    };
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("The balance holds"), "{shown}");
    // What was shown on the way is wiped out before the balance.
    let (on_the_way, after) = shown.rsplit_once("\u{1b}[K").unwrap();
    assert!(after.contains("records read"), "{shown}");
    assert!(!after.contains(" MB, "), "{shown}");
    let shows = on_the_way.contains(" records, ") && on_the_way.contains(" a second, ");
    assert!(shows || on_the_way.trim().is_empty(), "{shown}");
    assert!(Path::new(&folder.path).join("counts.csv").is_file());
}

#[test]
fn a_metric_that_lapses_in_one_period_is_told() {
    let folder = planned();
    // In the second year the outcome is written otherwise.
    let other = record("2011-08", 30).replace("custody", "Custody");
    folder.write(
        "a.csv",
        &format!("{HEADER}{}{other}", record("2010-08", 30)),
    );
    let ended = reinvest(&folder.path, &count(&["a.csv"]));
    let note = "note: no record counts as custody in year_1, and many do in another period";
    assert!(ended.errors.contains(note), "{}", ended.errors);
    assert!(ended.output.contains("E09000012,adult,year_1,custody,0\n"));
}

#[test]
fn what_may_be_short_is_told() {
    let folder = planned();
    let wrong = record("2011-08", 5).replace(",5,", ",five,");
    let rows = format!(
        "{HEADER}{}{}{wrong}",
        record("2010-08", 7),
        record("2011-08", 6)
    );
    folder.write("a.csv", rows.trim_end());
    let lenient: Vec<&str> = count(&["a.csv", "--lenient"]);
    let ended = reinvest(&folder.path, &lenient);
    for note in [
        "note: 1 record could not be read or counted: the counts are short",
        "note: the last line of a.csv has no line end: is the file whole?",
    ] {
        assert!(ended.errors.contains(note), "{}", ended.errors);
    }
}

#[test]
fn a_plan_and_a_scheme_that_are_exchanged_are_told_as_such() {
    let folder = planned();
    folder.write("a.csv", HEADER);
    let exchanged = [
        "count",
        "a.csv",
        "--plan",
        "scheme.toml",
        "--scheme",
        "plan.toml",
    ];
    let ended = reinvest(&folder.path, &exchanged);
    assert!(
        ended
            .errors
            .contains("plan.toml is a count plan, and no scheme"),
        "{}",
        ended.errors
    );
    assert!(ended.errors.contains("\n1 problem\n"), "{}", ended.errors);
}

#[test]
fn a_plan_is_written_as_sql_for_a_table() {
    let folder = planned();
    let options = ["--plan", "plan.toml", "--scheme", "scheme.toml"];
    let of = |own: &[&'static str]| {
        let arguments = ["count"]
            .into_iter()
            .chain(own.iter().copied())
            .chain(options);
        reinvest(&folder.path, &arguments.collect::<Vec<_>>())
    };
    for dialect in ["ansi", "duckdb", "spark", "trino"] {
        let sql = of(&["--emit-sql", dialect, "--table", "courts.disposals"]).done();
        assert!(
            sql.starts_with("-- Sentences by number: partial counts"),
            "{sql}"
        );
        assert!(sql.contains("FROM courts.disposals\n"), "{sql}");
        assert!(sql.contains("'courts.disposals' AS source"), "{sql}");
    }
    assert_eq!(of(&["--emit-sql", "duckdb"]).status, Some(2));
    assert_eq!(of(&["--table", "disposals", "a.csv"]).status, Some(2));
    let labelled = of(&[
        "--emit-sql",
        "spark",
        "--table",
        "t",
        "--label",
        "It's ours",
    ])
    .done();
    assert!(labelled.contains("'It\\'s ours' AS source"), "{labelled}");
}
