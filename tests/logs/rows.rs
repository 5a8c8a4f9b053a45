//! Which rows there are: none is left out, none is unlike the others, and what a
//! person wrote stands as it was written.

use crate::worlds::rolled::worlds;
use crate::{Assessed, files, table};
use justice_reinvestment::log::{Logs, Topic};
use justice_reinvestment::{Judgement, Reliability, Scheme, assess};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

const COLUMNS: [&str; 14] = [
    "number",
    "what",
    "effect",
    "reliability",
    "when",
    "why",
    "made_by",
    "signed_off_by",
    "topic",
    "sources",
    "rewards",
    "rewards_pounds",
    "data",
    "illustrative_prices",
];

/// All three logs as CSV.
fn written(logs: &Logs) -> [String; 3] {
    [
        logs.assumptions.to_csv(),
        logs.decisions.to_csv(),
        logs.data.to_csv(),
    ]
}

/// That every row is as long as the header, is numbered, and says what it is.
fn assert_rows(logs: &Logs) {
    for text in written(logs) {
        let (header, rows) = table(&text);
        assert_eq!(header[..14], COLUMNS);
        assert!(!rows.is_empty());
        for (number, row) in (1..).zip(&rows) {
            assert_eq!(row[0], number.to_string());
            assert!(!row[1].is_empty(), "{row:?}");
            assert!(!row[8].is_empty(), "{row:?}");
            let is_line = |cell: &String| !cell.contains(['\n', '\r']);
            assert!(row.iter().all(is_line), "{row:?}");
        }
    }
}

/// What is told of notes in other words: that a metric is watched stands with the
/// metric, and counts have an entry for each marker.
const IN_OTHER_WORDS: [&str; 2] = ["has no price: it is watched", "some counts are marked"];

fn assert_every_note_is_there(logs: &Logs, notes: &[justice_reinvestment::Note]) {
    let assumptions = logs.assumptions.entries.iter();
    let entries = assumptions.chain(&logs.decisions.entries);
    let said: Vec<&str> = entries.map(|entry| entry.what.as_str()).collect();
    for note in notes {
        let times = said.iter().filter(|what| **what == note.as_str()).count();
        let is_in_other_words = IN_OTHER_WORDS.iter().any(|it| note.as_str().contains(it));
        assert_eq!(times, usize::from(!is_in_other_words), "{note}: {said:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_every_world_each_note_stands_in_one_log_and_each_row_says_what_it_is(
        world in worlds(),
    ) {
        let scheme = world.scheme();
        let demand = world.demand(&scheme);
        let assessment = assess(&scheme, &demand).unwrap();
        match Logs::of(&scheme, &demand, &assessment) {
            Ok(logs) => {
                assert_rows(&logs);
                assert_every_note_is_there(&logs, &assessment.notes);
            }
            // Some worlds cost so much that only one period of them can be added up.
            Err(error) => prop_assert!(error.to_string().contains("is beyond"), "{error}"),
        }
    }
}

#[test]
fn every_note_of_the_fixtures_stands_in_one_log() {
    for name in [
        "arrests",
        "england-and-wales",
        "hackney",
        "magistrates",
        "pilot",
        "published",
    ] {
        let assessed = Assessed::fixture(name);
        let logs = assessed.logs();
        assert_rows(&logs);
        assert_every_note_is_there(&logs, &assessed.assessment.notes);
    }
}

#[test]
fn what_the_library_assumes_has_its_name_and_no_date_and_is_signed_off_by_nobody() {
    let logs = Assessed::fixture("pilot").logs();
    let own = concat!("reinvest ", env!("CARGO_PKG_VERSION"));
    let entries = logs.assumptions.entries.iter();
    let own: Vec<_> = entries
        .filter(|entry| entry.made_by.as_deref() == Some(own))
        .collect();
    assert!(own.len() >= 8, "{own:?}");
    for entry in own {
        assert_eq!((&entry.when, &entry.signed_off_by), (&None, &None));
        assert!(entry.why.is_some() && entry.effect.is_some(), "{entry:?}");
        assert!(entry.reliability.is_some(), "{entry:?}");
    }
}

const WRITTEN: &str = r#"
[[assumption]]
what = "=1+1 courts sit in each year"
why = "no closure is announced"
effect = "a court less would be some 40 sentences"
reliability = "medium"
date = 2012-05-14
by = "A. Analyst"
signed_by = "B. Approver"

[[assumption]]
what = "Nothing else"

[[decision]]
what = "Hackney alone takes part"
date = 2012-05-15
"#;

#[test]
fn what_persons_wrote_stands_last_as_they_wrote_it() {
    let [scheme, counts] = files("hackney");
    let logs = Assessed::of(&(scheme + WRITTEN), &counts).unwrap().logs();
    let (_, rows) = table(&logs.assumptions.to_csv());
    let [.., first, second] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    let expected = [
        "'=1+1 courts sit in each year",
        "a court less would be some 40 sentences",
        "medium",
        "2012-05-14",
        "no closure is announced",
        "A. Analyst",
        "B. Approver",
        "judgement",
        "",
        "",
        "",
        "invented",
        "1 of 1",
    ];
    assert_eq!(first[1..], expected);
    assert_eq!(second[1], "Nothing else");
    // Where nobody is named it is the scheme that says so.
    assert_eq!(second[6], "the scheme hackney");
    let last = logs.decisions.entries.last().unwrap();
    assert_eq!(last.topic, Topic::Judgement);
    assert_eq!(last.what, "Hackney alone takes part");
    assert_eq!(last.when.as_deref(), Some("2012-05-15"));
}

#[test]
fn every_row_of_every_log_says_what_is_invented_and_how_many_prices_are_illustrative() {
    for (name, data, illustrative) in [
        ("hackney", "invented", "1 of 1"),
        ("pilot", "invented", "6 of 6"),
        ("england-and-wales", "real", "7 of 9"),
    ] {
        for text in written(&Assessed::fixture(name).logs()) {
            let (header, rows) = table(&text);
            let column = |name: &str| header.iter().position(|one| one == name).unwrap();
            for row in rows {
                assert_eq!(row[column("data")], data);
                assert_eq!(row[column("illustrative_prices")], illustrative);
            }
        }
    }
}

#[test]
fn no_figure_depends_on_what_persons_wrote() {
    let [scheme, counts] = files("pilot");
    let without = Assessed::of(&scheme, &counts).unwrap().assessment;
    let mut with = Assessed::of(&(scheme + WRITTEN), &counts)
        .unwrap()
        .assessment;
    assert_ne!(with.scheme_sha256, without.scheme_sha256);
    with.scheme_sha256.clone_from(&without.scheme_sha256);
    assert_eq!(with.to_json(), without.to_json());
}

#[test]
fn what_is_built_in_code_reads_back_from_its_file() {
    let world = {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        worlds().new_tree(&mut runner).unwrap().current()
    };
    let mut judgement = Judgement::new("Courts sit as \"often\" as before").unwrap();
    judgement.why = "no closure".parse().ok();
    judgement.effect = "none".parse().ok();
    judgement.date = "2012-05-14".parse().ok();
    judgement.by = "A. Analyst".parse().ok();
    judgement.signed_by = "B. Approver".parse().ok();
    for reliability in Reliability::ALL {
        judgement.reliability = Some(reliability);
        let builder = world.builder();
        let scheme = builder
            .assumption(judgement.clone())
            .decision(Judgement::new("To begin in July").unwrap())
            .build()
            .unwrap();
        let document = justice_reinvestment::Document::new("scheme.toml", scheme.to_toml());
        let again = Scheme::read(&document).unwrap();
        assert_eq!(again, scheme);
        assert_eq!(*again.assumptions()[0], judgement);
        assert_ne!(again, world.scheme());
    }
}

#[test]
fn one_thing_assumed_twice_is_refused_and_decided_it_is_not() {
    let [scheme, counts] = files("hackney");
    let twice = "\n[[assumption]]\nwhat = \"a\"\n".repeat(2);
    let error = Assessed::of(&(scheme.clone() + &twice), &counts)
        .err()
        .unwrap();
    assert_eq!(error.problems().len(), 1, "{error}");
    let both = "\n[[assumption]]\nwhat = \"a\"\n[[decision]]\nwhat = \"a\"\n";
    assert!(Assessed::of(&(scheme + both), &counts).is_ok());
}

#[test]
fn an_assessment_of_another_scheme_or_of_other_counts_is_refused() {
    let pilot = Assessed::fixture("pilot");
    let [scheme, counts] = files("pilot");
    let other_scheme = scheme.replace("10000.00", "10000.01");
    let other_counts = counts.replace(",60,[r]", ",61,[r]");
    for (scheme, counts) in [(&other_scheme, &counts), (&scheme, &other_counts)] {
        let other = Assessed::of(scheme, counts).unwrap();
        let logs = Logs::of(&pilot.scheme, &pilot.demand, &other.assessment);
        let error = logs.unwrap_err();
        assert!(error.to_string().contains("another scheme"), "{error}");
    }
}
