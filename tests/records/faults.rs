//! Records that cannot be counted: each is told with its file, line and column, and
//! none is lost in silence. Files that are no extracts are in `files`.

use crate::extracts::{COLUMNS, Folder, Style, row};
use crate::plans::{Amount, Plan, When, Who};
use justice_reinvestment::Error;
use justice_reinvestment::records::Counting;

/// A record that every plan here takes.
fn good() -> Vec<String> {
    row(&[
        ("area", "A0"),
        ("born", "1980-01-01"),
        ("case", "1"),
        ("count", "1"),
        ("date", "2010-07-01"),
        ("from", "2010-07-01"),
        ("group", "old"),
        ("offence", "2010-07-01"),
        ("outcome", "prison"),
        ("quarter", "Q1"),
        ("to", "2010-07-02"),
    ])
}

pub fn with(column: &str, text: &str) -> Vec<String> {
    let mut row = good();
    row[COLUMNS.iter().position(|name| *name == column).unwrap()] = text.to_owned();
    row
}

/// File, line and column of each problem, the folder left out.
pub fn places(error: &Error) -> Vec<(String, usize, usize)> {
    let places = error.problems().iter().map(|problem| {
        let place = problem.place.as_ref().unwrap();
        let name = place.file.rsplit('/').next().unwrap();
        (name.to_owned(), place.line, place.column)
    });
    places.collect()
}

/// Counts an extract that must be refused, in the strict way.
pub fn refused(plan: &Plan, bytes: impl AsRef<[u8]>) -> Error {
    let error = Folder::new()
        .count(&plan.read(), "extract.csv", bytes)
        .unwrap_err();
    assert!(!error.problems().is_empty());
    error
}

fn counted() -> Plan {
    Plan {
        amount: Amount::Column,
        ..Plan::simple()
    }
}

fn aged() -> Plan {
    Plan {
        who: Who::Age,
        ..Plan::simple()
    }
}

fn by_quarter() -> Plan {
    Plan {
        when: When::Labels { aside: false },
        ..Plan::simple()
    }
}

#[test]
fn each_kind_of_fault_is_told_with_file_line_and_column() {
    for (plan, column, text, words) in [
        (Plan::simple(), "date", "", "missing"),
        (Plan::simple(), "date", "2011-02-29", "not a day"),
        (Plan::simple(), "area", "A9", "no area"),
        (Plan::simple(), "area", "", "no area"),
        (Plan::simple(), "group", "Old", "no label of a cohort"),
        (by_quarter(), "quarter", "Q9", "no label of a period"),
        (counted(), "count", "", "missing"),
        (counted(), "count", "-1", "whole number"),
        (counted(), "count", "1.5", "whole number"),
        (aged(), "born", "", "missing"),
        (aged(), "born", "2000", "not a day"),
        (aged(), "offence", "", "missing"),
        (aged(), "offence", "1979-12-31", "before"),
        (Plan::nights(), "from", "", "missing"),
        (Plan::nights(), "to", "2010-06-30", "before"),
        (Plan::nights(), "born", "", "missing"),
    ] {
        let rows = [good(), with(column, text), good()];
        for style in [
            Style::plain(),
            Style {
                line_end: "\r\n",
                marked: true,
                ..Style::plain()
            },
            Style {
                quotes_every: 1,
                ..Style::plain()
            },
        ] {
            let csv = style.to_csv(&rows);
            let error = refused(&plan, &csv);
            let at = COLUMNS.iter().position(|name| *name == column).unwrap();
            let quotes = if style.quotes_every == 1 { 2 } else { 0 };
            let before: usize = rows[1][..at]
                .iter()
                .map(|field| field.len() + 1 + quotes)
                .sum();
            let [(file, line, place)] = &places(&error)[..] else {
                panic!("{error}");
            };
            assert_eq!((file.as_str(), *line), ("extract.csv", 3), "{error}");
            // The quote before a text may count or not.
            assert!(
                [before + 1, before + 1 + quotes / 2].contains(place),
                "{error}\n{csv}"
            );
            let told = error.to_string();
            assert!(
                told.contains(words) && told.contains(column),
                "{words}: {told}"
            );
        }
    }
}

#[test]
fn columns_are_counted_in_characters() {
    let header = "note,area,group,date\n";
    let error = refused(&Plan::simple(), format!("{header}é ü,A9,old,2010-07-01\n"));
    assert_eq!(places(&error)[0].1, 2);
    assert_eq!(places(&error)[0].2, 5);
}

#[test]
fn lines_are_counted_with_blank_ones_from_the_first_of_the_file() {
    let csv = "\r\n\r\narea,group,date\r\n\r\nA0,old,2010-07-01\r\n\r\n\r\nA9,old,2010-07-01";
    assert_eq!(
        places(&refused(&Plan::simple(), csv)),
        [("extract.csv".to_owned(), 8, 1)]
    );
    let csv = csv.replace("A0", "\"A0\"").replace("\r\n", "\n");
    assert_eq!(
        places(&refused(&Plan::simple(), csv)),
        [("extract.csv".to_owned(), 8, 1)]
    );
}

#[test]
fn a_fault_far_down_is_told_with_its_line() {
    for (line_end, quotes_every, blank_lines) in [
        ("\n", 0, false),
        ("\n", 70_001, false),
        ("\r\n", 1000, true),
    ] {
        let mut rows = vec![good(); 150_500];
        rows[149_998] = with("area", "A9");
        let style = Style {
            line_end,
            quotes_every,
            blank_lines,
            ..Style::plain()
        };
        let csv = style.to_csv(&rows);
        let lines = csv
            .split('\n')
            .position(|line| line.contains("A9"))
            .unwrap()
            + 1;
        assert!(lines >= 150_000);
        for threads in [1, 8] {
            let folder = Folder::new();
            let extract = [folder.extract("extract.csv", &csv)];
            let plan = Plan::simple().read();
            let error = Counting::new(&plan)
                .threads(threads)
                .count(&extract)
                .unwrap_err();
            assert_eq!(places(&error), [("extract.csv".to_owned(), lines, 1)]);
        }
    }
}

#[test]
fn a_line_that_is_no_record_is_told_and_those_after_it_are_read() {
    for line in [
        "A0,old",
        "A0,old,2010-07-01,more",
        "A0,\"old,2010-07-01",
        "A0,\"old\"er,2010-07-01",
        "A0,old\r,2010-07-01",
        " ",
        ",",
    ] {
        let csv = format!("area,group,date\nA0,old,2010-07-01\n{line}\nA0,young,2010-07-01\n");
        let error = refused(&Plan::simple(), &csv);
        assert_eq!(places(&error).len(), 1, "{error}");
        assert_eq!(places(&error)[0].1, 3, "{error}");
        let (plan, folder) = (Plan::simple().read(), Folder::new());
        let extract = [folder.extract("extract.csv", &csv)];
        let counted = Counting::new(&plan).lenient(true).count(&extract).unwrap();
        assert_eq!(
            (counted.balance.rows, counted.balance.in_scope),
            (3, 2),
            "{line:?}"
        );
        let aside = [("a line that cannot be read".to_owned(), 1)];
        assert_eq!(counted.balance.set_aside, aside);
    }
}

#[test]
fn a_quote_that_is_not_closed_is_told_even_after_others_within_texts() {
    // Two quotes: one within a text, one that opens a text and is never closed.
    let csv = "area,note,date,group\nA0,5\"6,2010-07-01,\"old\nA0,,2010-07-01,old\n";
    assert_eq!(places(&refused(&Plan::simple(), csv))[0].1, 2);
}

#[test]
fn a_text_over_two_lines_is_told() {
    let csv = "area,note,group,date\nA0,\"one\ntwo\",old,2010-07-01\n";
    let error = refused(&Plan::simple(), csv);
    let lines: Vec<usize> = places(&error).iter().map(|(_, line, _)| *line).collect();
    assert_eq!(lines, [2, 3]);
}

#[test]
fn quotes_within_unquoted_texts_do_not_move_the_place() {
    let csv = "note,area,group,date\nx\"y,A9,o\"d,2010-07-01\n";
    let error = refused(&Plan::simple(), csv);
    let first = &error.problems()[0];
    assert!(first.what.contains("\"A9\""), "{first}");
    assert_eq!(places(&error)[0].2, 5);
}

#[test]
fn more_than_a_hundred_faults_are_told_as_a_number() {
    for (bad, good_before) in [(100, 0), (101, 0), (150, 0), (150, 100_000), (90_000, 0)] {
        let mut rows = vec![good(); good_before];
        rows.extend(vec![with("area", "A9"); bad]);
        let error = refused(&Plan::simple(), Style::plain().to_csv(&rows));
        let problems = error.problems();
        let single = problems
            .iter()
            .filter(|problem| problem.place.is_some())
            .count();
        assert_eq!(single, 100);
        let lines: Vec<usize> = problems[..100]
            .iter()
            .map(|problem| problem.place.as_ref().unwrap().line)
            .collect();
        let first = good_before + 2;
        assert_eq!(lines, (first..first + 100).collect::<Vec<_>>());
        assert_eq!(
            problems.len(),
            if bad > 100 { 101 } else { 100 },
            "{bad} faults"
        );
        if bad > 100 {
            assert!(
                problems[100].to_string().contains("more record"),
                "{}",
                problems[100]
            );
        }
    }
}

#[test]
fn the_first_faults_are_told_whatever_their_kind() {
    let mut rows = vec![with("area", "A9"); 120];
    rows[3] = vec!["A0".to_owned(), "too few".to_owned()];
    let error = refused(&Plan::simple(), Style::plain().to_csv(&rows));
    let told = error
        .problems()
        .iter()
        .filter_map(|problem| problem.place.as_ref());
    let lines: Vec<usize> = told.map(|place| place.line).collect();
    assert_eq!(lines[..6], [2, 3, 4, 5, 6, 7]);
}

#[test]
fn principal_records_are_told_where_they_are_not_sorted_or_stand_in_several_files() {
    let plan = Plan {
        one_per: Some((vec!["case"], true)),
        ..Plan::simple()
    };
    let mut rows: Vec<Vec<String>> = (0..150_000)
        .map(|number| with("case", &format!("{number:06}")))
        .collect();
    let folder = Folder::new();
    let csv = Style::plain().to_csv(&rows);
    assert_eq!(
        folder
            .count(&plan.read(), "a.csv", &csv)
            .unwrap()
            .balance
            .in_scope,
        150_000
    );
    rows[140_000][2] = "139998".to_owned();
    let error = refused(&plan, Style::plain().to_csv(&rows)).to_string();
    assert!(
        error.contains("140002") && error.contains("sort"),
        "{error}"
    );
    let both = ["a.csv", "b.csv"].map(|name| folder.extract(name, &csv));
    let error = Counting::new(&plan.read()).count(&both).unwrap_err();
    assert!(error.to_string().contains("case"), "{error}");
}

#[test]
fn faults_of_every_file_are_told() {
    let (plan, folder) = (Plan::simple().read(), Folder::new());
    let csv = Style::plain().to_csv(&[with("area", "A9")]);
    let both = ["a.csv", "b.csv"].map(|name| folder.extract(name, &csv));
    let error = Counting::new(&plan).count(&both).unwrap_err();
    let files: Vec<String> = places(&error).into_iter().map(|(file, ..)| file).collect();
    assert_eq!(files, ["a.csv", "b.csv"]);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_library_panic_or_lose_a_line(
        body in proptest::collection::vec(
            proptest::sample::select(&b"A0,\"\r\n2010-07-01old\xE9\xEF\xBB\xBF "[..]), 0..80),
    ) {
        let csv = [&b"area,group,date\n"[..], &body].concat();
        let (plan, folder) = (Plan::simple().read(), Folder::new());
        let extract = [folder.extract("e.csv", &csv)];
        let _ = Counting::new(&plan).count(&extract);
        let counted = Counting::new(&plan).lenient(true).count(&extract).unwrap();
        let lines = body.split(|byte| *byte == b'\n');
        let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let lines = lines.filter(|line| !line.is_empty()).count();
        proptest::prop_assert_eq!(counted.balance.rows, u64::try_from(lines).unwrap());
        proptest::prop_assert!(counted.balance.holds());
    }
}
