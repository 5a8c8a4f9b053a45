//! Sums of squares from the command line: what is written where, and of what nothing
//! is written.

use crate::counting::{HEADER, count, planned, record};
use crate::reinvest;
use std::fs;
use std::path::Path;

/// Records with the person whose they are.
fn of_persons() -> String {
    let rows = [
        ("2010-08", "Ann"),
        ("2010-09", "Ann"),
        ("2010-09", "Bob"),
        ("2011-08", "Ann"),
        ("2011-09", ""),
    ];
    let rows = rows.map(|(month, person)| format!("{},{person}\n", record(month, 1).trim_end()));
    format!("{},person\n{}", HEADER.trim_end(), rows.concat())
}

#[test]
fn sums_of_squares_are_written_beside_the_table() {
    let folder = planned();
    folder.write("a.csv", &of_persons());
    let plain = reinvest(&folder.path, &count(&["a.csv"]));
    let own = ["a.csv", "--spread", "spread.csv", "--person", "person"];
    let ended = reinvest(&folder.path, &count(&own));
    assert_eq!((ended.status, &ended.output), (Some(0), &plain.output));
    let note = "note: 1 record that counts does not say whose it is";
    assert!(ended.errors.contains(note), "{}", ended.errors);
    let written = fs::read_to_string(folder.path.join("spread.csv")).unwrap();
    let rows: Vec<&str> = written
        .lines()
        .map(|line| line.split_once(',').unwrap().1)
        .collect();
    assert_eq!(
        rows,
        [
            "area_code,cohort,period,kind,metric,other_metric,sum",
            "E09000012,adult,baseline,person,custody,custody,5",
            "E09000012,adult,baseline,record,custody,custody,3",
            "E09000012,adult,year_1,person,custody,custody,2",
            "E09000012,adult,year_1,record,custody,custody,2",
        ]
    );
    for person in ["Ann", "Bob"] {
        assert!(!written.contains(person) && !ended.errors.contains(person));
    }
    // Beside partial counts too, and without persons.
    let own = ["a.csv", "--partial", "--spread", "spread.csv"];
    let ended = reinvest(&folder.path, &count(&own));
    assert_eq!(ended.status, Some(0));
    let written = fs::read_to_string(folder.path.join("spread.csv")).unwrap();
    assert_eq!(written.lines().count(), 3);
    assert!(!written.contains(",person,"), "{written}");
}

#[test]
fn a_wrong_column_of_persons_is_told_and_nothing_is_written() {
    let folder = planned();
    folder.write("a.csv", &of_persons());
    let before = folder.names();
    let own = ["a.csv", "-o", "counts.csv", "--spread", "spread.csv"];
    let wrong = |more: &[&'static str]| {
        let own: Vec<&str> = own.iter().chain(more).copied().collect();
        let ended = reinvest(&folder.path, &count(&own));
        assert_eq!((ended.status, &*ended.output), (Some(1), ""));
        assert_eq!(folder.names(), before);
        ended.errors
    };
    let errors = wrong(&["--person", "persom"]);
    assert!(
        errors.contains("a.csv has no column \"persom\""),
        "{errors}"
    );
    assert!(errors.contains("did you mean \"person\"?"), "{errors}");
    // Where one of the two files cannot go, neither is written, and no record is read.
    folder.write("a.csv", "");
    let own = ["a.csv", "-o", "counts.csv", "--spread", "no/spread.csv"];
    let ended = reinvest(&folder.path, &count(&own));
    assert_eq!(ended.status, Some(1));
    assert!(
        ended.errors.contains("there is no folder no"),
        "{}",
        ended.errors
    );
    assert_eq!(folder.names(), before);
}

#[test]
fn neither_file_is_written_where_one_of_them_cannot_be() {
    let folder = planned();
    folder.write("a.csv", &of_persons());
    fs::create_dir(folder.path.join("taken")).unwrap();
    let kept = folder.path.join("kept.csv");
    folder.write("kept.csv", "as it was");
    let mut permissions = fs::metadata(&kept).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&kept, permissions).unwrap();
    let before = folder.names();
    let full = Path::new("/dev/full");
    for (counts, sums, words) in [
        ("taken", "spread.csv", "taken cannot be written"),
        ("counts.csv", "taken", "taken cannot be written"),
        ("kept.csv", "spread.csv", "kept.csv cannot be written"),
        ("counts.csv", "kept.csv", "kept.csv cannot be written"),
        // A device that can be opened and not written to.
        ("/dev/full", "spread.csv", "/dev/full cannot be written"),
    ] {
        if Path::new(counts) == full && !full.exists() {
            continue;
        }
        let own = ["a.csv", "-o", counts, "--spread", sums];
        let ended = reinvest(&folder.path, &count(&own));
        assert_eq!((ended.status, &*ended.output), (Some(1), ""), "{own:?}");
        assert!(ended.errors.contains(words), "{}", ended.errors);
        assert_eq!(folder.names(), before, "{own:?}");
    }
    assert_eq!(fs::read_to_string(kept).unwrap(), "as it was");
}

#[test]
fn sums_of_squares_go_to_a_file_of_their_own() {
    let folder = planned();
    folder.write("a.csv", &of_persons());
    for (own, words) in [
        (&["a.csv", "--person", "person"][..], "--spread"),
        (&["a.csv", "--spread", "-"], "are written to a file"),
        (
            &["a.csv", "--spread", "a.csv"],
            "would take the place of the input \"a.csv\"",
        ),
        (
            &["a.csv", "--spread", "plan.toml"],
            "would take the place of the input \"plan.toml\"",
        ),
        (
            &["a.csv", "-o", "new.csv", "--spread", "./new.csv"],
            "cannot be one file",
        ),
        (&["--privacy", "--spread", "spread.csv"], "--spread"),
        (
            &["--emit-sql", "duckdb", "--table", "t", "--spread", "s.csv"],
            "--spread",
        ),
    ] {
        let ended = reinvest(&folder.path, &count(own));
        assert_eq!((ended.status, &*ended.output), (Some(2), ""), "{own:?}");
        assert!(ended.errors.contains(words), "{}", ended.errors);
    }
    let page = reinvest(&folder.path, &count(&["--privacy"])).done();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("sums of squares can tell of single persons"));
    assert!(page.contains("The file is internal"));
}
