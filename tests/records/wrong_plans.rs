//! Plans that cannot be counted by: each mistake is told at its place and with what to
//! do, and all at once. Plans with one mistake are in `where_who_when` and
//! `what_counts`, look-up files in `look_up`, what the digest is of in `digest`.

mod digest;
mod look_up;
mod together;
mod what_counts;
mod where_who_when;

use crate::plans::Plan;
use justice_reinvestment::records::CountPlan;
use justice_reinvestment::{Document, Error, Problem, Scheme};

/// A plan by labels, with every key that such a plan can have.
const LABELS: &str = r#"schema = "justice-reinvestment/count-plan/1"
title = "By labels"
missing_text = ["NA", "-"]

[area]
column = "place"
lookup = { "Leeds, West" = "A0", York = "A1" }
otherwise = "set_aside"

[cohort]
column = "group"
adult = ["old"]
youth = ["young", "child"]
otherwise = "set_aside"

[period]
column = "quarter"
baseline = ["Q1"]
year_1 = ["Q2", "Q3"]
year_2 = ["Q4"]
otherwise = "set_aside"

[quantity]
column = "count"
missing = "not_available"

[one_per]
keys = ["case", "court"]
sorted = true
within = "extract"
keep = { column = "outcome", order = ["prison", "order"] }

[[set_aside]]
reason = "companies"
where = [{ column = "kind", in = ["company", "body"] }]

[[set_aside]]
reason = "nobody knows"
where = [{ column = "verdict", missing = true }]

[[metric]]
id = "custody"
where = [{ column = "sentence", not_in = ["fine"] }, { column = "length", from = 1, to = 30 }]

[[metric]]
id = "orders"
where = [{ column = "heard", from = 2010-01-01, to = 2012-12-31 }]
"#;

/// A plan by age and date.
const DATES: &str = r#"schema = "justice-reinvestment/count-plan/1"
title = "By age and date"

[area]
column = "area"

[cohort]
date_of_birth = "born"
on = "offence"

[period]
date = "disposal"

[[metric]]
id = "custody"
"#;

/// A plan of nights.
const NIGHTS: &str = r#"schema = "justice-reinvestment/count-plan/1"
title = "Nights"

[area]
column = "area"

[cohort]
date_of_birth = "born"

[quantity]
from = "received"
to = "released"
as_at = 2012-06-30

[[metric]]
id = "custody"
"#;

/// The areas A0 and A1, the metrics custody, orders and fines, and three periods of
/// which the last ends on 30 June 2012.
fn scheme() -> Scheme {
    Plan::simple().scheme()
}

fn read(text: &str) -> Result<CountPlan, Error> {
    CountPlan::read(&scheme(), &Document::new("plan.toml", text), |_| None)
}

/// A plan in which a text that stands there once is replaced.
fn replaced(plan: &str, from: &str, to: &str) -> String {
    assert_eq!(plan.matches(from).count(), 1, "{from}");
    plan.replace(from, to)
}

/// Where a mistake stands, as its text marks it with a bar, which is taken out: line
/// and column. A mistake that is not marked is one of the whole file.
fn unmarked(text: &str) -> (String, (usize, usize)) {
    assert!(text.matches('¦').count() <= 1, "{text}");
    let before = text.split_once('¦').map_or("", |(before, _)| before);
    let line = before.split('\n').next_back().unwrap_or_default();
    let place = (before.matches('\n').count() + 1, line.chars().count() + 1);
    (text.replace('¦', ""), place)
}

fn place(problem: &Problem) -> (usize, usize) {
    let place = problem.place.as_ref().unwrap();
    (place.line, place.column)
}

/// A good plan, what of it is replaced and by what, and how what is told begins: what
/// is wrong, and in brackets what to do.
type Case = (&'static str, &'static str, &'static str, &'static str);

/// Each mistake is told alone, where it is marked.
#[track_caller]
fn are_told(cases: &[Case]) {
    let mut failures = String::new();
    for (plan, from, to, words) in cases {
        let (text, marked) = unmarked(&replaced(plan, from, to));
        let told = match read(&text) {
            Ok(_) => "nothing is told".to_owned(),
            Err(error) => match error.problems() {
                [one] if place(one) == marked && without_place(one).starts_with(words) => continue,
                _ => error.to_string(),
            },
        };
        failures += &format!("{to}\nat {marked:?}: {words}\n{told}\n\n");
    }
    assert!(failures.is_empty(), "{failures}");
}

fn without_place(problem: &Problem) -> String {
    format!("{} ({})", problem.what, problem.advice)
}

#[test]
fn the_plans_that_are_spoilt_here_are_good() {
    for plan in [LABELS, DATES, NIGHTS] {
        read(plan).unwrap_or_else(|error| panic!("{error}\n{plan}"));
    }
}

/// The problems of a plan, without their places.
fn told(text: &str) -> Vec<String> {
    let error = read(text).expect_err(text);
    error.problems().iter().map(without_place).collect()
}

#[test]
fn several_mistakes_are_told_at_once_in_reading_order() {
    let spoilt = [
        ("title = \"By labels\"", "title = \"\""),
        ("[\"NA\", \"-\"]", "[\"NA\", \"NA\"]"),
        ("\"place\"", "\"\""),
        ("York = \"A1\"", "York = \"A 1\""),
        ("[\"young\", \"child\"]", "[\"young\", \"\"]"),
        ("[\"Q4\"]", "\"Q4\""),
        ("\"not_available\"", "\"zero\""),
        ("sorted = true", "sorted = 1"),
        ("within = \"extract\"", "within = \"file\""),
        ("\"kind\"", "\"\""),
        ("\"nobody knows\"", "\"takes no part\""),
        ("[\"fine\"]", "\"fine\""),
        ("from = 1,", "from = 31,"),
        ("id = \"orders\"", "id = \"nights\""),
    ];
    let text = spoilt.iter().fold(LABELS.to_owned(), |text, (from, to)| {
        replaced(&text, from, to)
    });
    let error = read(&text).unwrap_err();
    let words = [
        "this text is empty",
        "\"NA\" stands twice",
        "this column has no name",
        "\"A 1\" is not a code",
        "this label is empty",
        "year_2 should be a list",
        "\"zero\" is nothing",
        "sorted should be true or false",
        "\"file\" is nothing",
        "this column has no name",
        "\"takes no part\" is a reason already",
        "not_in should be a list",
        "this condition ends before",
        "the scheme has no metric \"nights\"",
    ];
    assert_eq!(error.problems().len(), words.len(), "{error}");
    for (problem, words) in error.problems().iter().zip(words) {
        assert!(problem.what.starts_with(words), "{words}\n{problem}");
    }
    let places: Vec<(usize, usize)> = error.problems().iter().map(place).collect();
    assert!(places.is_sorted(), "{error}");
}

#[test]
fn of_an_empty_plan_all_that_it_lacks_is_told() {
    let lacks = [
        "schema",
        "title",
        "[area]",
        "[cohort]",
        "[period]",
        "[[metric]]",
    ];
    let told = told("");
    assert_eq!(told.len(), lacks.len(), "{told:?}");
    for lack in lacks {
        let words = format!("the count plan has no {lack} (");
        assert!(told.iter().any(|one| one.starts_with(&words)), "{told:?}");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_told_where_they_stand() {
    let bytes = DATES.replace("born", "n\u{e9}").into_bytes();
    let latin: Vec<u8> = bytes.into_iter().filter(|byte| *byte != 0xC3).collect();
    let document = Document::new("plan.toml", latin);
    let error = CountPlan::read(&scheme(), &document, |_| None).unwrap_err();
    let [one] = error.problems() else {
        panic!("{error}");
    };
    assert_eq!(place(one), (8, 19));
    assert_eq!(one.what, "this is not UTF-8 text");
}

#[test]
fn more_than_64_reasons_or_metrics_are_told_and_64_are_not() {
    let reasons = |number: usize| {
        (0..number).fold(DATES.to_owned(), |text, one| {
            let condition = "{ column = \"kind\", missing = true }";
            text + &format!("[[set_aside]]\nreason = \"R{one}\"\nwhere = [{condition}]\n")
        })
    };
    assert!(read(&reasons(64)).is_ok());
    assert_eq!(
        told(&reasons(65)),
        [
            "a count plan has at most 64 reasons for setting aside, not 65 (count in two plans, \
             and add the tables up)"
        ]
    );
    let scheme = include_str!("../../fixtures/records/scheme.toml");
    let metrics = |number: usize| {
        let (mut scheme, mut plan) = (scheme.to_owned(), DATES.to_owned());
        for one in 1..number {
            scheme += &format!(
                "[[metric]]\nid = \"m{one}\"\ntitle = \"M\"\nunit = \"case\"\nbasis = \"convicted\"\n"
            );
            plan += &format!("[[metric]]\nid = \"m{one}\"\n");
        }
        let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
        CountPlan::read(&scheme, &Document::new("plan.toml", plan), |_| None)
    };
    assert!(metrics(64).is_ok());
    let error = metrics(65).unwrap_err();
    assert!(
        error.to_string().contains("at most 64 metrics, not 65"),
        "{error}"
    );
}

#[test]
fn a_plan_reads_each_of_its_columns_once_in_the_order_of_their_names() {
    for (plan, columns) in [
        (
            LABELS,
            &[
                "case", "count", "court", "group", "heard", "kind", "length", "outcome", "place",
                "quarter", "sentence", "verdict",
            ][..],
        ),
        (DATES, &["area", "born", "disposal", "offence"]),
        (NIGHTS, &["area", "born", "received", "released"]),
    ] {
        assert_eq!(read(plan).unwrap().columns(), columns);
    }
    let one = replaced(DATES, "\"disposal\"", "\"offence\"");
    assert_eq!(read(&one).unwrap().columns(), ["area", "born", "offence"]);
}
