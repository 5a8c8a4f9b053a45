#![cfg(feature = "cli")]
//! The command `reinvest` as its users run it: figures, problems, files and words,
//! each from the program's own exit status, standard output and standard error.
//! What is asked here, the library's own tests do not ask again.

mod answers;
mod asking;
mod assessments;
mod comparing;
#[cfg(feature = "records")]
mod counting;
#[cfg(feature = "evaluate")]
mod evaluating;
mod figures;
mod files;
mod forged;
#[cfg(unix)]
mod guide;
#[cfg(unix)]
mod help;
mod lines;
mod logs;
mod problems;
mod receipts;
mod schemas;
mod signing;
#[cfg(feature = "records")]
mod spread;
mod usage;
mod verifying;

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How the command ended, and what it said.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    status: Option<i32>,
    output: String,
    errors: String,
}

impl Ended {
    /// The output, where the command has done all that it was asked.
    fn done(self) -> String {
        assert_eq!((self.status, &*self.errors), (Some(0), ""));
        self.output
    }

    /// The output of a command that has done all that it was asked, as JSON.
    fn json(self) -> Value {
        json(&self.done())
    }
}

/// Runs the command in a folder, with nothing on standard input.
fn reinvest(folder: &Path, arguments: &[&str]) -> Ended {
    reinvest_reading("", folder, arguments)
}

/// Runs the command in a folder, with a text on standard input.
fn reinvest_reading(input: &str, folder: &Path, arguments: &[&str]) -> Ended {
    let mut child = command(folder, arguments)
        .spawn()
        .expect("the command starts");
    let mut writer = child.stdin.take().expect("standard input");
    let input = input.to_owned();
    let writing = std::thread::spawn(move || writer.write_all(input.as_bytes()));
    let ended = child.wait_with_output().expect("the command ends");
    // A command that does not read may end before all is written.
    let _ = writing.join().expect("the writer ends");
    Ended {
        status: ended.status.code(),
        output: String::from_utf8(ended.stdout).expect("the output is UTF-8"),
        errors: String::from_utf8(ended.stderr).expect("the errors are UTF-8"),
    }
}

/// The command with pipes for all three streams, whatever the tests run in.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reinvest"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What the command prints of a fixture.
fn assessed(name: &str, scheme: &str, format: &str) -> String {
    let arguments = ["assess", scheme, "demand.csv", "--format", format];
    reinvest(&fixture(name), &arguments).done()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The items of a list in JSON.
fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The files of a fixture.
fn fixture(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name);
    assert!(folder.is_dir(), "{} is no folder", folder.display());
    folder
}

/// A folder of one test's own, gone when the test ends.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("reinvest-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self { path }
    }

    /// A folder with the scheme and the table of a fixture.
    fn of(name: &str) -> Self {
        let folder = Self::new();
        for file in ["scheme.toml", "demand.csv"] {
            folder.write(file, &fs::read_to_string(fixture(name).join(file)).unwrap());
        }
        folder
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path.join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).unwrap()
    }

    /// The names of all that is in it, sorted.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.path).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        reinvest(&self.path, arguments)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}
