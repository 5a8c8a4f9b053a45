//! The command `log`: what the library writes, of one table or several, and what is
//! refused.

use crate::{Folder, fixture, reinvest};
use justice_reinvestment::log::Logs;
use justice_reinvestment::{Demand, Document, Scheme, assess};
use std::fs;

const LOGS: [&str; 3] = ["assumptions", "decisions", "data"];

#[test]
fn each_log_is_the_library_s() {
    let read = |file: &str| fs::read(fixture("pilot").join(file)).unwrap();
    let scheme = Document::new("scheme.toml", read("scheme.toml"));
    let scheme = Scheme::read(&scheme).unwrap();
    let demand = Document::new("demand.csv", read("demand.csv"));
    let demand = Demand::read(&scheme, &demand).unwrap();
    let logs = Logs::of(&scheme, &demand, &assess(&scheme, &demand).unwrap()).unwrap();
    let texts = [
        logs.assumptions.to_csv(),
        logs.decisions.to_csv(),
        logs.data.to_csv(),
    ];
    for (log, text) in LOGS.into_iter().zip(texts) {
        let arguments = ["log", log, "scheme.toml", "demand.csv"];
        assert_eq!(reinvest(&fixture("pilot"), &arguments).done(), text);
    }
}

#[test]
fn a_log_is_written_to_a_file_and_to_no_input() {
    let folder = Folder::of("hackney");
    for log in LOGS {
        let arguments = ["log", log, "scheme.toml", "demand.csv"];
        let printed = folder.run(&arguments).done();
        let to_file = [&arguments[..], &["-o", "log.csv"]].concat();
        assert_eq!(folder.run(&to_file).done(), "");
        assert_eq!(folder.read("log.csv"), printed);
        let to_input = [&arguments[..], &["-o", "scheme.toml"]].concat();
        assert_eq!(folder.run(&to_input).status, Some(2));
    }
}

#[test]
fn problems_of_the_input_are_told_and_nothing_is_written() {
    let folder = Folder::of("hackney");
    let counts = folder.read("demand.csv").replace(",360", ",1.5");
    folder.write("demand.csv", &counts);
    let arguments = ["log", "data", "scheme.toml", "demand.csv", "-o", "log.csv"];
    let ended = folder.run(&arguments);
    assert_eq!((ended.status, &*ended.output), (Some(1), ""));
    assert!(ended.errors.contains("demand.csv:3:"), "{}", ended.errors);
    assert!(!folder.names().contains(&"log.csv".to_owned()));
}
