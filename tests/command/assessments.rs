//! Assessments as a whole: from one table or several, with `--strict`, and the same
//! bytes for the same input.

use crate::{Folder, assessed, command, fixture, reinvest};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

#[test]
fn with_strict_a_reward_that_is_not_computable_is_an_error_beside_the_figures() {
    for format in ["table", "json", "csv"] {
        let arguments = ["assess", "scheme.toml", "demand.csv", "--format", format];
        let figures = reinvest(&fixture("pilot"), &arguments).done();
        let strict = [&arguments[..], &["--strict"]].concat();
        let ended = reinvest(&fixture("pilot"), &strict);
        assert_eq!(ended.status, Some(1));
        assert_eq!(ended.output, figures);
        let errors: Vec<&str> = ended.errors.lines().collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        for (error, cohort) in errors.iter().zip(["adult", "youth"]) {
            assert!(error.starts_with("error: not computable: "), "{error}");
            assert!(error.contains("Southwark"), "{error}");
            assert!(error.contains(cohort), "{error}");
        }
    }
}

#[test]
fn with_strict_nothing_changes_where_every_reward_is_computable() {
    for name in ["england-and-wales", "published", "arrests", "hackney"] {
        let strict = ["assess", "scheme.toml", "demand.csv", "--strict"];
        let figures = assessed(name, "scheme.toml", "table");
        assert_eq!(reinvest(&fixture(name), &strict).done(), figures);
    }
}

#[test]
fn tables_that_split_the_demand_give_the_same_rewards_as_one_in_either_order() {
    let folder = Folder::of("pilot");
    let demand = folder.read("demand.csv");
    let (header, rows) = demand.split_once('\n').unwrap();
    let table_of = |is_in_it: &dyn Fn(usize) -> bool| {
        let rows = rows.lines().enumerate();
        let rows = rows.filter_map(|(at, row)| is_in_it(at).then_some(row));
        let lines: Vec<&str> = std::iter::once(header).chain(rows).collect();
        format!("{}\n", lines.join("\n"))
    };
    let whole = without_lines(folder.run(&assess_json(&["demand.csv"])).json());
    let every_second = |at: usize| at.is_multiple_of(2);
    let the_first_hundred = |at: usize| at < 100;
    for is_in_first in [&every_second as &dyn Fn(usize) -> bool, &the_first_hundred] {
        folder.write("first.csv", &table_of(is_in_first));
        folder.write("second.csv", &table_of(&|at| !is_in_first(at)));
        let in_order = folder.run(&assess_json(&["first.csv", "second.csv"]));
        let reversed = folder.run(&assess_json(&["second.csv", "first.csv"]));
        assert_eq!(in_order, reversed);
        assert_eq!(without_lines(in_order.json()), whole);
    }
}

#[test]
fn rows_that_two_tables_give_are_refused_and_both_tables_are_named() {
    let folder = Folder::of("hackney");
    let demand = folder.read("demand.csv");
    let (header, rows) = demand.split_once('\n').unwrap();
    let repeated = rows.lines().next().unwrap();
    folder.write("repeated.csv", &format!("{header}\n\n{repeated}\n"));
    let ended = folder.run(&["assess", "scheme.toml", "demand.csv", "repeated.csv"]);
    assert_eq!((ended.status, &*ended.output), (Some(1), ""));
    let errors = ended.errors;
    assert!(errors.contains("--> repeated.csv:3:1\n"), "{errors}");
    let sentence = errors.lines().next().unwrap();
    assert!(sentence.contains("demand.csv"), "{sentence}");
    assert!(sentence.contains("line 2"), "{sentence}");
    assert!(errors.ends_with("\n1 problem\n"), "{errors}");
}

#[test]
fn the_same_input_gives_the_same_bytes_wherever_and_whenever() {
    let pilot = ["assess", "scheme.toml", "demand.csv", "--format"];
    for (name, arguments) in [
        ("pilot", [&pilot[..], &["table"]].concat()),
        ("pilot", [&pilot[..], &["json"]].concat()),
        ("pilot", [&pilot[..], &["csv"]].concat()),
        (
            "bad/table-counts",
            vec!["check", "scheme.toml", "demand.csv"],
        ),
    ] {
        let here = reinvest(&fixture(name), &arguments);
        let there = command(&fixture(name), &arguments)
            .env("TZ", "Pacific/Kiritimati")
            .env("LC_ALL", "de_DE.UTF-8")
            .env("HOME", "/nowhere")
            .output()
            .unwrap();
        assert!(!here.output.is_empty() || !here.errors.is_empty());
        assert_eq!(here.status, there.status.code());
        assert_eq!(here.output.as_bytes(), there.stdout);
        assert_eq!(here.errors.as_bytes(), there.stderr);
        assert_eq!(here, reinvest(&fixture(name), &arguments));
    }
}

#[test]
fn json_holds_neither_the_names_of_files_nor_the_folder_nor_the_host() {
    let here = assessed("pilot", "scheme.toml", "json");
    let folder = Folder::of("pilot");
    let elsewhere = ["scheme.toml", "demand.csv"].map(|name| {
        let other = folder.path.join(format!("elsewhere-{name}"));
        fs::rename(folder.path.join(name), &other).unwrap();
        other.into_os_string().into_string().unwrap()
    });
    let [scheme, demand] = &elsewhere;
    let assess = ["assess", scheme, demand, "--format", "json"];
    let there = reinvest(&fixture("hackney"), &assess).done();
    assert_eq!(here, there);
    assert!(!there.contains("elsewhere-"));
    assert!(!there.contains(env!("CARGO_MANIFEST_DIR")));
    let host = if cfg!(unix) {
        Command::new("uname").arg("-n").output()
    } else {
        Command::new("hostname").output()
    };
    let host = String::from_utf8(host.expect("the host's name").stdout).unwrap();
    let is_of_a_name = |letter: char| letter.is_alphanumeric() || letter == '-';
    let words: BTreeSet<&str> = there.split(|letter| !is_of_a_name(letter)).collect();
    assert!(words.contains("Southwark"));
    assert!(!words.contains(host.trim()), "{host}");
}

fn assess_json<'a>(tables: &[&'a str]) -> Vec<&'a str> {
    [&["assess", "scheme.toml"], tables, &["--format", "json"]].concat()
}

/// An assessment without the digest of the table and the lines in it: what several
/// tables give must otherwise be what one gives.
fn without_lines(mut assessment: Value) -> Value {
    assert_ne!(assessment["demand"]["sha256"].take(), Value::Null);
    for reward in assessment["rewards"].as_array_mut().unwrap() {
        for missing in reward["missing"].as_array_mut().unwrap() {
            missing["line"].take();
        }
    }
    assessment
}
