//! What `assessment/1` computes never changes: inputs and the assessments that
//! were once made of them. Why these figures are right is proved elsewhere
//! (`oracle.rs`, `command.rs`); here they stay what they are.

use justice_reinvestment::{Demand, Document, Scheme, assess};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn an_assessment_of_the_corpus_is_what_it_always_was() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut cases = 0;
    for entry in fs::read_dir(corpus).expect("the corpus is there") {
        let case = entry.expect("an entry").path();
        if !case.is_dir() {
            continue;
        }
        let scheme = Document::new("scheme.toml", read(&case.join("scheme.toml")));
        let scheme = Scheme::read(&scheme).expect("a scheme");
        let demand = Document::new("demand.csv", read(&case.join("demand.csv")));
        let demand = Demand::read(&scheme, &demand).expect("demand");
        let assessment = assess(&scheme, &demand).expect("an assessment").to_json();
        let mut now: Value = serde_json::from_str(&assessment).expect("JSON");
        let mut then: Value =
            serde_json::from_slice(&read(&case.join("assessment.json"))).expect("JSON");
        for value in [&mut now, &mut then] {
            value["library"]["version"] = Value::Null;
        }
        assert_holds(&now, &then, &case.display().to_string());
        cases += 1;
    }
    assert!(cases >= 4);
}

/// Whatever was said then is said now; optional keys may have been added.
fn assert_holds(now: &Value, then: &Value, path: &str) {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            for (key, then) in then {
                let path = format!("{path} {key}");
                assert_holds(
                    now.get(key).unwrap_or_else(|| panic!("{path}")),
                    then,
                    &path,
                );
            }
        }
        (Value::Array(now), Value::Array(then)) => {
            assert_eq!(now.len(), then.len(), "{path}");
            for (index, (now, then)) in now.iter().zip(then).enumerate() {
                assert_holds(now, then, &format!("{path} {index}"));
            }
        }
        _ => assert_eq!(now, then, "{path}"),
    }
}
