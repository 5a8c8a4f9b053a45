//! What the library assesses, `check_assessment.py` computes anew from the JSON alone:
//! every fixture, the corpus, and as many generated assessments as `PROPTEST_CASES` says.
//! What was tampered with it refuses: the tampering is in `tampered.py`. Without
//! `python3` all this is passed over.

#[path = "../worlds/mod.rs"]
mod worlds;

mod crowds;

use justice_reinvestment::{Demand, Document, Scheme, assess};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::env;
use std::fs;
use std::io::{BufWriter, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

/// How many assessments are generated when nobody says how many.
const CASES: u64 = 2_000;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A program of this folder; `None` without a Python.
fn python(program: &str) -> Option<Command> {
    let mut probe = Command::new("python3");
    probe.arg("--version").stdout(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        eprintln!("passed over: there is no python3");
        return None;
    }
    let mut command = Command::new("python3");
    command
        .arg("-B")
        .arg(here().join("tests/checker").join(program));
    Some(command)
}

fn assert_follows(output: &Output) {
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let first: String = told.chars().take(10_000).collect();
    assert!(
        output.status.success() && errors.is_empty(),
        "{first}\n{errors}"
    );
    eprintln!("{told}");
}

/// The assessments of all fixtures that have a table of counts.
fn fixtures() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for folder in fs::read_dir(here().join("fixtures")).unwrap() {
        let folder = folder.unwrap().path();
        let Ok(demand) = fs::read(folder.join("demand.csv")) else {
            continue;
        };
        for file in fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if !name.starts_with("scheme") || !name.ends_with(".toml") {
                continue;
            }
            let scheme = Document::new(&name, fs::read(&file).unwrap());
            let scheme = Scheme::read(&scheme).unwrap();
            let demand = Document::new("demand.csv", demand.clone());
            let demand = Demand::read(&scheme, &demand).unwrap();
            let folder = folder.file_name().unwrap().to_string_lossy();
            let json = assess(&scheme, &demand).unwrap().to_json();
            all.push((format!("{folder}-{name}.json"), json));
        }
    }
    assert!(all.len() >= 9, "{}", all.len());
    all
}

/// A folder with the assessments of the fixtures, in a place of the build's own.
fn folder_of_fixtures(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    for (name, json) in fixtures() {
        fs::write(folder.join(name), json).unwrap();
    }
    folder
}

/// What is in a folder, in the order of its names.
fn all_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

#[test]
fn every_figure_of_the_fixtures_and_of_the_corpus_follows() {
    let Some(mut command) = python("check_assessment.py") else {
        return;
    };
    let mut corpus = all_in(&here().join("tests/corpus"));
    corpus.retain(|case| case.is_dir());
    assert!(corpus.len() >= 4);
    for case in corpus {
        command.arg(case.join("assessment.json"));
    }
    command.args(all_in(&folder_of_fixtures("followed")));
    assert_follows(&command.output().unwrap());
}

#[test]
fn what_was_tampered_with_is_found() {
    let Some(mut command) = python("tampered.py") else {
        return;
    };
    let output = command
        .arg(folder_of_fixtures("tampered"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    eprintln!("{told}");
}

fn number_of(variable: &str, otherwise: u64) -> u64 {
    let text = env::var(variable).ok();
    text.map_or(otherwise, |text| text.parse().expect("a whole number"))
}

#[test]
fn every_figure_of_generated_assessments_follows() {
    let (cases, seed) = (
        number_of("PROPTEST_CASES", CASES),
        number_of("CHECKER_SEED", 0),
    );
    let workers = thread::available_parallelism().map_or(1, NonZero::get) as u64;
    thread::scope(|scope| {
        for worker in 0..workers {
            let cases = cases / workers + u64::from(worker < cases % workers);
            let Some(command) = python("check_assessment.py") else {
                return;
            };
            scope.spawn(move || check_generated(command, cases, [seed, worker]));
        }
    });
}

fn check_generated(mut command: Command, cases: u64, seed: [u64; 2]) {
    let command = command.args(["--lines", "-"]);
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut checker = pipes.stderr(Stdio::piped()).spawn().unwrap();
    let pipe = checker.stdin.take().unwrap();
    thread::scope(|scope| {
        // Apart, since the checker may have more to say than a pipe holds.
        scope.spawn(move || generate(BufWriter::new(pipe), cases, seed));
        assert_follows(&checker.wait_with_output().unwrap());
    });
}

/// Writes generated assessments, one on each line.
fn generate(mut lines: impl Write, cases: u64, [seed, worker]: [u64; 2]) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&worker.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let worlds = worlds::rolled::worlds();
    for case in 0..cases {
        let world = worlds.new_tree(&mut runner).unwrap().current();
        // Text within JSON holds no line end as it is.
        let json = crowds::assessed(&world, case).to_json().replace('\n', "");
        writeln!(lines, "{json}").unwrap();
    }
}
