//! What the service answers to forms that it can read: the library's own words,
//! byte for byte.

use crate::Service;
use crate::client::form;
use justice_reinvestment::problem;
use justice_reinvestment::{
    Assessment, Cohort, Demand, Document, Error, Scheme, Selection, assess,
};
use std::fs;
use std::path::Path;
use std::thread;

/// A fixture's scheme and table.
fn fixture(name: &str) -> (String, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name);
    let read = |file| fs::read_to_string(folder.join(file)).expect("the fixture is there");
    (read("scheme.toml"), read("demand.csv"))
}

fn form_of((scheme, table): &(String, String)) -> String {
    form(&[
        ("scheme", "scheme.toml", scheme),
        ("demand", "demand.csv", table),
    ])
}

fn in_process((scheme, table): &(String, String)) -> Result<Assessment, Error> {
    let scheme = Scheme::read(&Document::new("scheme.toml", scheme.as_str()))?;
    let table = Document::new("demand.csv", table.as_str());
    assess(&scheme, &Demand::read(&scheme, &table)?)
}

#[test]
fn an_assessment_is_the_librarys_byte_for_byte() {
    let service = Service::start(&[]);
    for name in ["hackney", "pilot", "england-and-wales"] {
        let files = fixture(name);
        let answer = service.post("/assess", &form_of(&files)).done();
        let expected = in_process(&files).expect("an assessment").to_json();
        assert!(answer == expected, "{name}: {answer}");
    }
}

#[test]
fn several_tables_are_added_up() {
    let service = Service::start(&[]);
    let (scheme, table) = fixture("hackney");
    let rows: Vec<&str> = table.lines().collect();
    let part = |row| format!("{}\n{row}\n", rows[0]);
    let (before, after) = (part(rows[1]), part(rows[2]));
    let form = form(&[
        ("demand", "before.csv", &before),
        ("scheme", "scheme.toml", &scheme),
        ("demand", "after.csv", &after),
    ]);
    let answer = service.post("/assess", &form).done();
    let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).expect("a scheme");
    let demand = Demand::builder(&scheme)
        .table(&Document::new("before.csv", before))
        .table(&Document::new("after.csv", after))
        .build()
        .expect("demand");
    let expected = assess(&scheme, &demand).expect("an assessment").to_json();
    assert_eq!(answer, expected);
}

#[test]
fn an_explanation_is_of_what_the_query_selects() {
    let service = Service::start(&[]);
    let files = fixture("pilot");
    let form = form_of(&files);
    let assessment = in_process(&files).expect("an assessment");
    let explained = |selection: &Selection| {
        let explanation = assessment.explain(selection).expect("an explanation");
        explanation.to_json()
    };
    let all = service.post("/explain", &form).done();
    assert_eq!(all, explained(&Selection::default()));

    let reward = assessment.rewards.first().expect("a reward");
    let mut one = Selection::default();
    one.site = Some(reward.site.name.to_string());
    one.cohort = Some(Cohort::Adult);
    one.period = Some(reward.period.id.to_string());
    // A name is written in a query without its spaces.
    let query = format!(
        "/explain?site={}&cohort=adult&period={}",
        reward.site.name.as_str().replace(' ', "%20"),
        reward.period.id
    );
    let answer = service.post(&query, &form).done();
    assert_eq!(answer, explained(&one));
    assert_ne!(answer, all);
}

#[test]
fn what_the_query_selects_must_be_there() {
    let service = Service::start(&[]);
    let form = form_of(&fixture("pilot"));
    let one_problem = [
        "site=nowhere",
        "site=no%20where",
        "cohort=elderly",
        "period=year_9",
        "region=north",
        "cohort=adult&cohort=youth",
    ];
    for query in one_problem {
        let answer = service.post(&format!("/explain?{query}"), &form);
        let problems = answer.refused(422)["problems"].clone();
        assert_eq!(problems.as_array().map(Vec::len), Some(1), "{query}");
    }
}

#[test]
fn a_check_lists_every_problem_or_none() {
    let service = Service::start(&[]);
    let (scheme, table) = fixture("hackney");
    let scheme_alone = form(&[("scheme", "scheme.toml", &scheme)]);
    let no_problems = problem::to_json(&[], &[]);
    assert_eq!(service.post("/check", &scheme_alone).done(), no_problems);
    let good = (scheme, table);
    assert_eq!(service.post("/check", &form_of(&good)).done(), no_problems);

    let bad = (good.0.clone(), good.1.replace("custody", "custdy"));
    let error = in_process(&bad).expect_err("two problems");
    assert_eq!(
        service.post("/check", &form_of(&bad)).done(),
        error.to_json()
    );

    let worse = (good.0.replace("1500.00", "1,500.00"), good.1);
    let error = in_process(&worse).expect_err("a problem");
    let note = "counts are checked against a scheme, so they were not checked".to_owned();
    let expected = problem::to_json(error.problems(), &[note]);
    assert_eq!(service.post("/check", &form_of(&worse)).done(), expected);
}

/// Line 2 of the table is `E09000012,adult,baseline,custody,400`: its count begins
/// after 33 characters. On line 3, with `year_1`, it begins two characters earlier.
#[test]
fn wrong_input_is_refused_with_every_problem_at_its_place() {
    let service = Service::start(&[]);
    let (scheme, table) = fixture("hackney");
    let table = table.replace(",400", ",\"1,234\"").replace(",360", ",-1");
    let files = (scheme, table);
    let details = service.post("/assess", &form_of(&files)).refused(422);
    let places = |problem: &serde_json::Value| {
        let member = |name: &str| problem[name].clone();
        (member("file"), member("line"), member("column"))
    };
    let problems = details["problems"].as_array().expect("a list");
    let found: Vec<_> = problems.iter().map(places).collect();
    let expected = [(2, 34), (3, 32)].map(|(line, column)| {
        let file = serde_json::Value::from("demand.csv");
        (file, line.into(), column.into())
    });
    assert_eq!(found, expected);

    let error = in_process(&files).expect_err("two problems");
    let expected = serde_json::to_value(error.problems()).expect("JSON");
    assert_eq!(details["problems"], expected);
}

#[test]
fn a_form_without_what_is_needed_is_refused_with_what_to_send() {
    let service = Service::start(&[]);
    let (scheme, table) = fixture("hackney");
    let scheme = ("scheme", "scheme.toml", scheme.as_str());
    let table = ("demand", "demand.csv", table.as_str());
    let unknown = ("prices", "prices.csv", "");
    let cases = [
        ("/assess", form(&[]), vec!["no scheme"]),
        ("/assess", form(&[table]), vec!["no scheme"]),
        ("/assess", form(&[scheme]), vec!["no table of counts"]),
        (
            "/check",
            form(&[scheme, scheme]),
            vec!["more than one scheme"],
        ),
        (
            "/explain",
            form(&[unknown]),
            vec!["\"prices\"", "no scheme"],
        ),
    ];
    for (path, form, expected) in cases {
        let details = service.post(path, &form).refused(422);
        let problems = details["problems"].as_array().expect("a list");
        assert_eq!(problems.len(), expected.len(), "{details}");
        for (problem, expected) in problems.iter().zip(expected) {
            let what = problem["what"].as_str().expect("text");
            assert!(what.contains(expected), "{details}");
            assert_ne!(problem["advice"], "", "{details}");
        }
    }
}

#[test]
fn many_requests_at_once_are_each_answered_with_their_own_assessment() {
    let service = Service::start(&[]);
    let expected = ["hackney", "pilot", "england-and-wales"].map(|name| {
        let files = fixture(name);
        let assessment = in_process(&files).expect("an assessment");
        (form_of(&files), assessment.to_json())
    });
    thread::scope(|scope| {
        for client in 0..24 {
            let (service, expected) = (&service, &expected);
            scope.spawn(move || {
                for turn in 0..8 {
                    let (form, json) = &expected[(client + turn) % expected.len()];
                    let answer = service.post("/assess", form).done();
                    assert!(answer == *json, "client {client}, turn {turn}: {answer}");
                }
            });
        }
    });
}
