//! Partial counts: that they add up in any order and once only, are written and
//! read without loss, and become a table that assesses and holds no silent zero.

use crate::extracts::{Folder, Style, counts_of, row};
use crate::fold::fold;
use crate::plans::{Amount, Condition, Plan, Test};
use crate::rolled;
use justice_reinvestment::records::{CountPlan, Counting, PartialCounts};
use justice_reinvestment::{Demand, Document, assess};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::io::Write;

/// The partial counts of some rows under a label.
fn counted(plan: &CountPlan, folder: &Folder, name: &str, rows: &[Vec<String>]) -> PartialCounts {
    let extract = [folder.extract(name, Style::plain().to_csv(rows))];
    let counted = Counting::new(plan).lenient(true).count(&extract).unwrap();
    counted.partial
}

fn record(area: &str, date: &str) -> Vec<String> {
    row(&[("area", area), ("date", date), ("group", "old")])
}

fn record_of(area: &str, date: &str, group: &str, outcome: &str) -> Vec<String> {
    row(&[
        ("area", area),
        ("date", date),
        ("group", group),
        ("outcome", outcome),
    ])
}

fn told(error: &justice_reinvestment::Error) -> String {
    error.to_string()
}

proptest! {
    #[test]
    fn merging_is_associative_and_commutative(
        (plan, parts) in rolled::plan().prop_flat_map(|plan| {
            let parts = [(); 3].map(|()| rolled::rows(&plan, 20));
            (Just(plan), parts)
        }),
    ) {
        let (read, folder) = (plan.read(), Folder::new());
        let [a, b, c] = [0, 1, 2].map(|at| {
            counted(&read, &folder, &format!("{at}.csv"), &parts[at])
        });
        if plan.one_per.is_some() && !plan.within_extracts {
            // Each kept one record of a case that may stand in both.
            let are_empty = |part: &PartialCounts| part.sources().count() == 0;
            prop_assert_eq!(a.clone().merge(&b).is_err(), !are_empty(&a) && !are_empty(&b));
            return Ok(());
        }
        let merge = |a: &PartialCounts, b: &PartialCounts| a.clone().merge(b).unwrap();
        prop_assert_eq!(merge(&merge(&a, &b), &c), merge(&a, &merge(&b, &c)));
        prop_assert_eq!(merge(&a, &b), merge(&b, &a));
        prop_assert_eq!(merge(&a, &PartialCounts::none(&read)), a);
    }

    #[test]
    fn partial_counts_are_read_as_they_were_written(
        (plan, rows) in rolled::plan().prop_flat_map(|plan| {
            let rows = rolled::rows(&plan, 40);
            (Just(plan), rows)
        }),
        // What a spreadsheet would run begins otherwise.
        label in "[a-z\"'\\\\é]([ -~é]{0,10}[!-~é])?",
    ) {
        let (read, folder) = (plan.read(), Folder::new());
        let extract = folder.extract("e.csv", Style::plain().to_csv(&rows)).labelled(&label).unwrap();
        let counted = Counting::new(&read).lenient(true).count(&[extract]).unwrap();
        let csv = counted.partial.to_csv();
        let back = PartialCounts::read(&read, &Document::new("counts.csv", csv.as_str())).unwrap();
        prop_assert_eq!(&back, &counted.partial);
        // What merging says of short counts is what counting said.
        let notes = counted.notes();
        let short = |note: &&String| note.contains("the counts are short");
        let merged = back.notes(&read).unwrap();
        prop_assert_eq!(merged.first(), notes.iter().find(short));
        prop_assert_eq!(back.to_csv(), csv);
        let balance = back.balance().unwrap();
        prop_assert!(balance.holds());
        prop_assert_eq!(balance.rows, counted.balance.rows);
        prop_assert_eq!(balance.in_scope, counted.balance.in_scope);
        let crlf = back.to_csv().replace('\n', "\r\n");
        let of_crlf = PartialCounts::read(&read, &Document::new("counts.csv", crlf)).unwrap();
        prop_assert_eq!(of_crlf, back);
    }

    #[test]
    fn the_table_has_a_count_of_each_area_and_period_with_a_record_and_no_other(
        (plan, rows) in rolled::plan().prop_flat_map(|plan| {
            let rows = rolled::rows(&plan, 12);
            (Just(plan), rows)
        }),
    ) {
        let (read, scheme, folder) = (plan.read(), plan.scheme(), Folder::new());
        let partial = counted(&read, &folder, "e.csv", &rows);
        let table = partial.to_demand(&read, &scheme);
        let (counts, _) = fold(&plan, &rows);
        let in_scope = counts.keys().filter(|[area, ..]| !area.is_empty());
        let met: BTreeSet<(String, String)> =
            in_scope.map(|[area, _, period, _]| (area.clone(), period.clone())).collect();
        let mut of_table = BTreeSet::new();
        let mut reader = csv::Reader::from_reader(table.csv.as_bytes());
        for line in reader.records() {
            let line = line.unwrap();
            of_table.insert((line[0].to_owned(), line[2].to_owned()));
            let key = [&line[0], &line[1], &line[2], ""].map(str::to_owned);
            let metric = crate::plans::METRICS.iter().position(|id| *id == &line[3]).unwrap();
            let expected = counts.get(&key).map_or(0, |(_, sums)| sums[metric]);
            let key = [&line[0], &line[1], &line[2], "the quantity is missing"].map(str::to_owned);
            match counts.get(&key).map_or(0, |(_, lacking)| lacking[metric]) {
                0 => prop_assert_eq!(line[4].parse::<u64>().unwrap(), expected),
                _ => prop_assert_eq!([&line[4], &line[5]], ["", "[x]"]),
            }
        }
        prop_assert_eq!(&of_table, &met);
        for (area, period) in &table.left_out {
            let left_out = (area.to_string(), period.to_string());
            prop_assert!(!met.contains(&left_out));
        }
        let pairs = plan.areas.iter().map(|area| {
            (0..=plan.tests).filter(|period| *period == 0 || area.periods[*period]).count()
        });
        prop_assert_eq!(met.len() + table.left_out.len(), pairs.sum::<usize>());
    }
}

#[test]
fn a_count_without_a_record_is_missing_and_never_zero_in_the_assessment() {
    let plan = Plan {
        metrics: vec![Vec::new(), Vec::new(), Vec::new()],
        ..Plan::simple()
    };
    let (read, scheme, folder) = (plan.read(), plan.scheme(), Folder::new());
    let dates = ["2009-07-01", "2010-07-01", "2011-07-01"];
    let mut rows: Vec<Vec<String>> = dates.iter().map(|date| record("A0", date)).collect();
    // Of area A1 nothing is known of the second test period.
    rows.extend(dates[..2].iter().map(|date| record("A1", date)));
    let table = counted(&read, &folder, "e.csv", &rows).to_demand(&read, &scheme);
    let left_out: Vec<(&str, &str)> = table
        .left_out
        .iter()
        .map(|(area, period)| (area.as_str(), period.as_str()))
        .collect();
    assert_eq!(left_out, [("A1", "year_2")]);
    assert!(!table.csv.contains("A1,adult,year_2") && !table.csv.contains("A1,youth,year_2"));
    assert!(table.csv.contains("A0,adult,year_2,custody,1\n"));
    assert!(table.csv.contains("A0,youth,year_2,custody,0\n"));
    let refused = Demand::read(&scheme, &Document::new("demand.csv", table.csv.as_str()));
    assert!(told(&refused.unwrap_err()).contains("A1"));
    rows.push(record("A1", dates[2]));
    let whole = counted(&read, &folder, "whole.csv", &rows).to_demand(&read, &scheme);
    assert!(whole.left_out.is_empty());
    let demand = Demand::read(&scheme, &Document::new("demand.csv", whole.csv.as_str())).unwrap();
    assert!(assess(&scheme, &demand).is_ok());
}

#[test]
fn counts_of_another_plan_or_scheme_are_refused() {
    let folder = Folder::new();
    let plan = Plan::simple();
    let rows = [record("A0", "2010-07-01")];
    let counts = counted(&plan.read(), &folder, "a.csv", &rows);
    let other_metric = Plan {
        metrics: vec![vec![Condition {
            column: "note",
            test: Test::Missing(true),
        }]],
        ..Plan::simple()
    };
    let mut other_sites = Plan::simple();
    other_sites.areas[1].cohorts = [true, false];
    let fewer_periods = Plan {
        tests: 1,
        ..Plan::simple()
    };
    for other in [other_metric, other_sites, fewer_periods] {
        let read = other.read();
        let of_other = counted(&read, &folder, "b.csv", &rows);
        assert!(told(&counts.clone().merge(&of_other).unwrap_err()).contains("another plan"));
        let error = PartialCounts::read(&read, &Document::new("a.csv", counts.to_csv()));
        let error = error.unwrap_err();
        assert!(told(&error).contains("another plan"));
        assert_eq!(error.problems()[0].place.as_ref().unwrap().line, 2);
    }
}

#[test]
fn a_source_is_counted_once() {
    let (plan, folder) = (Plan::simple().read(), Folder::new());
    let rows = [record("A0", "2010-07-01")];
    let counts = counted(&plan, &folder, "a.csv", &rows);
    assert!(told(&counts.clone().merge(&counts).unwrap_err()).contains("a.csv"));
    // Without labels a source is known by what it holds, whatever its name.
    let csv = Style::plain().to_csv(&rows);
    let paths = ["one.csv", "two.csv"].map(|name| folder.path().join(name));
    let extracts = paths.map(|path| {
        std::fs::write(&path, &csv).unwrap();
        justice_reinvestment::records::Extract::file(&path).unwrap()
    });
    assert!(
        told(&Counting::new(&plan).count(&extracts).unwrap_err()).contains("hold the same bytes")
    );
    let one = Counting::new(&plan).count(&extracts[..1]).unwrap().partial;
    let digest = Document::new("", csv).sha256();
    assert_eq!(one.sources().collect::<Vec<_>>(), [digest]);
}

#[test]
fn damaged_partial_counts_are_refused_with_their_line() {
    let (plan, folder) = (Plan::simple().read(), Folder::new());
    let rows = [record("A0", "2010-07-01"), record("A9", "2010-07-01")];
    let csv = counted(&plan, &folder, "a.csv", &rows).to_csv();
    let (header, body) = csv.split_once('\n').unwrap();
    let twice = format!("{csv}{body}");
    for (damaged, line) in [
        (csv.replace(",A0,", ",A7,"), 3),
        (csv.replace(",adult,", ",child,"), 3),
        (csv.replace(",year_1,", ",year_7,"), 3),
        (csv.replace("area not known", "mislaid"), 2),
        (csv.replace(",1,1\n", ",1,-1\n"), 3),
        (csv.replace(",1,1\n", ",1,\n"), 3),
        (csv.replace(",1,1\n", ",1\n"), 3),
        (csv.replace(",1,1\n", ",1,1.0\n"), 3),
        (csv.replace(",1,1\n", ",1,99999999999999999999\n"), 3),
        (csv.replace("custody", "orders"), 1),
        (body.to_owned(), 1),
        (header.to_owned() + "\n" + header + "\n", 2),
        (twice, 4),
    ] {
        let error = PartialCounts::read(&plan, &Document::new("counts.csv", damaged.as_str()));
        let error = error.expect_err(&damaged);
        let place = error.problems()[0].place.as_ref().unwrap();
        assert_eq!(
            (place.file.as_str(), place.line),
            ("counts.csv", line),
            "{damaged}\n{error}"
        );
    }
}

#[test]
fn partial_counts_without_a_header_are_refused() {
    let plan = Plan::simple().read();
    for empty in ["", "\n", "\r\n\r\n"] {
        let read = PartialCounts::read(&plan, &Document::new("counts.csv", empty));
        assert!(read.is_err(), "{empty:?}");
    }
}

#[test]
fn a_record_set_aside_has_no_quantity_in_partial_counts() {
    let (plan, folder) = (Plan::simple().read(), Folder::new());
    let csv = counted(&plan, &folder, "a.csv", &[record("A9", "2010-07-01")]).to_csv();
    let damaged = csv.replace(",1,0\n", ",1,5\n");
    assert_ne!(damaged, csv);
    assert!(PartialCounts::read(&plan, &Document::new("counts.csv", damaged)).is_err());
}

#[test]
fn a_label_that_no_csv_could_hold_is_refused() {
    let folder = Folder::new();
    let csv = Style::plain().to_csv(&[record("A0", "2010-07-01")]);
    for label in ["two\nlines", "", "\u{202E}", "=1+1", "@a"] {
        let extract = folder.extract("a.csv", csv.clone());
        assert!(extract.labelled(label).is_err(), "{label:?}");
    }
}

#[test]
fn an_extract_without_a_record_is_a_source_all_the_same() {
    let (plan, folder) = (Plan::simple().read(), Folder::new());
    let counts = counted(&plan, &folder, "a.csv", &[]);
    assert_eq!(counts_of(&Plan::simple(), &counts).len(), 0);
    assert_eq!(counts.balance().unwrap().rows, 0);
}

#[test]
fn sums_beyond_what_can_be_held_are_refused_and_never_wrapped() {
    let plan = Plan {
        amount: Amount::Column,
        ..Plan::simple()
    };
    let (read, folder) = (plan.read(), Folder::new());
    let mut most = record("A0", "2010-07-01");
    most[3] = "999999999999999999".to_owned();
    let of = |rows: usize| Style::plain().to_csv(&vec![most.clone(); rows]);
    let held = folder.count(&read, "a.csv", of(18)).unwrap();
    assert_eq!(held.balance.metrics[0].2, 18 * 999_999_999_999_999_999);
    assert!(told(&folder.count(&read, "b.csv", of(19)).unwrap_err()).contains("held"));
    let other = folder.count(&read, "c.csv", of(18)).unwrap();
    assert!(told(&held.partial.merge(&other.partial).unwrap_err()).contains("held"));
    // Spread over two cells, so that only the sum of both is too large.
    let mut spread = vec![most.clone(); 10];
    most[0] = "A1".to_owned();
    spread.extend(vec![most; 10]);
    let csv = Style::plain().to_csv(&spread);
    assert!(told(&folder.count(&read, "d.csv", csv).unwrap_err()).contains("held"));
}

#[test]
fn packed_files_give_the_same_counts_as_plain_ones() {
    let plan = Plan {
        metrics: vec![
            Vec::new(),
            vec![Condition {
                column: "outcome",
                test: Test::In(vec!["a, \"b\"".to_owned()]),
            }],
        ],
        ..Plan::simple()
    };
    let (read, folder) = (plan.read(), Folder::new());
    let of_one = |number: usize| {
        let group = ["old", "young"][number % 2];
        let date = format!("2010-07-{:02}", 1 + number % 31);
        record_of(
            ["A0", "A1"][number % 3 % 2],
            &date,
            group,
            ["a, \"b\"", "c"][number % 5 % 2],
        )
    };
    let rows: Vec<Vec<String>> = (0..60_000).map(of_one).collect();
    let csv = Style::plain().to_csv(&rows);
    let gzip = |text: &str| {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap()
    };
    // Two members one after the other are one file, as `cat` makes them.
    let (first, second) = csv.split_at(csv.len() / 2);
    let members = [gzip(first), gzip(second)].concat();
    let frames = [first, second]
        .map(|text| zstd::encode_all(text.as_bytes(), 1).unwrap())
        .concat();
    let (expected, faults) = fold(&plan, &rows);
    assert_eq!(faults, 0);
    for (name, bytes) in [
        ("plain.csv", csv.clone().into_bytes()),
        ("one.csv.gz", gzip(&csv)),
        ("two.csv.gz", members),
        ("one.csv.zst", zstd::encode_all(csv.as_bytes(), 1).unwrap()),
        ("two.csv.zst", frames),
        ("loud.CSV.GZ", gzip(&csv)),
    ] {
        let counted = folder.count(&read, name, bytes).unwrap();
        assert_eq!(counts_of(&plan, &counted.partial), expected, "{name}");
    }
}

/// Rows that an engine or a hand could write, each of which once became a silent zero
/// or was lost.
#[test]
fn rows_of_no_record_or_of_cells_that_take_no_part_are_refused() {
    let mut plan = Plan::simple();
    plan.areas[1].cohorts = [true, false];
    plan.areas[1].periods = [true, true, false];
    let read = plan.read();
    let sha256 = read.sha256();
    let header = "plan_sha256,source,area_code,cohort,period,set_aside,rows,custody";
    for (row, words) in [
        ("A0,adult,year_1,,0,0", "this row is of no record"),
        ("A0,adult,year_1,,0,5", "this row is of no record"),
        (
            "A1,youth,year_1,,7,7",
            "A1 takes no part with youth in year_1",
        ),
        (
            "A1,adult,year_2,,7,7",
            "A1 takes no part with adult in year_2",
        ),
        (
            "A0,adult,year_1,,1,500",
            "more is counted in a metric than there are records",
        ),
        (
            "A0,adult,year_1,the quantity is missing,1,1",
            "records set aside have no area",
        ),
    ] {
        let csv = format!("{header}\n{sha256},engine,{row}\n");
        let error = PartialCounts::read(&read, &Document::new("part.csv", csv)).unwrap_err();
        assert!(told(&error).contains(words), "{row}: {error}");
    }
    // A line end of another kind swallows no row.
    let row = format!("{sha256},engine,A0,adult,year_1,,1,1");
    for csv in [
        format!("{header}\r{row}\r"),
        format!("{header}\n{row}\r{row}\n"),
    ] {
        assert!(PartialCounts::read(&read, &Document::new("part.csv", csv)).is_err());
    }
}
