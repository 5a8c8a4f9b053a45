//! Every wrong input under `fixtures/bad/` gives the problems that its
//! `problems.txt` lists: all at once, each with file, line and column, and with
//! what to do.

use justice_reinvestment::{Demand, Document, Error, Scheme};
use std::fs;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bad");
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn document(case: &Path, name: &str) -> Option<Document> {
    Some(Document::new(name, fs::read(case.join(name)).ok()?))
}

/// What is wrong with a case, as the library says it.
fn problems(case: &Path) -> Option<Error> {
    let scheme = document(case, "scheme.toml").expect("a scheme");
    match (Scheme::read(&scheme), document(case, "demand.csv")) {
        (Err(error), _) => Some(error),
        (Ok(scheme), Some(table)) => Demand::read(&scheme, &table).err(),
        (Ok(_), None) => None,
    }
}

#[test]
fn every_wrong_input_gives_its_problems_all_at_once_each_at_its_place() {
    let mut failures = String::new();
    for case in cases() {
        let expected = fs::read_to_string(case.join("problems.txt")).expect("problems.txt");
        let expected: Vec<&str> = expected.lines().collect();
        let found = problems(&case);
        let found = found.as_ref().map(Error::problems).unwrap_or_default();
        let agrees = found.len() == expected.len()
            && found.iter().zip(&expected).all(|(problem, line)| {
                let place = problem.place.as_ref().map(|place| format!("{place}: "));
                place
                    .and_then(|place| line.strip_prefix(&place))
                    .is_some_and(|fragment| problem.what.contains(fragment))
            });
        if !agrees {
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            failures.push_str(&format!(
                "{}\n  expected\n    {}\n  found\n    {}\n",
                case.display(),
                expected.join("\n    "),
                found.join("\n    ")
            ));
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(cases().len() > 60);
}

#[test]
fn every_problem_says_what_to_do() {
    for case in cases() {
        let error = problems(&case).expect("a problem");
        for problem in error.problems() {
            assert!(!problem.advice.is_empty(), "{}: {problem}", case.display());
            assert!(
                !problem.what.ends_with('.'),
                "{}: {problem}",
                case.display()
            );
        }
    }
}
