//! What is wrong with an input, as the command says it: to people with the line and
//! a caret, to programs as JSON.

use crate::{Ended, Folder, fixture, json, list, reinvest};
use std::fs;
use std::path::{Path, PathBuf};

/// A problem that `problems.txt` lists.
struct Expected {
    file: String,
    line: usize,
    column: usize,
    fragment: String,
}

impl Expected {
    fn place(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

#[test]
fn assess_and_check_draw_every_problem_of_every_wrong_input_and_print_nothing_else() {
    let not_asked_for = fixture("hackney").join("demand.csv");
    for case in cases() {
        let mut commands = vec![on(&case, "check")];
        commands.push(match &*on(&case, "assess") {
            ["assess", scheme] => vec!["assess", scheme, not_asked_for.to_str().unwrap()],
            with_table => with_table.to_vec(),
        });
        for arguments in commands {
            let Ended {
                status,
                output,
                errors,
            } = reinvest(&case, &arguments);
            let subject = format!("{} {arguments:?}\n{errors}", case.display());
            assert_eq!((status, &*output), (Some(1), ""), "{subject}");
            assert!(!errors.contains('\u{1b}'), "{subject}");
            let mut blocks: Vec<&str> = errors.trim_end().split("\n\n").collect();
            // A note may follow the count.
            let count = blocks.pop().and_then(|last| last.lines().next()).unwrap();
            let expected = expected(&case);
            assert_eq!(blocks.len(), expected.len(), "{subject}");
            let noun = if blocks.len() == 1 {
                "problem"
            } else {
                "problems"
            };
            assert_eq!(count, format!("{} {noun}", blocks.len()), "{subject}");
            for (block, expected) in blocks.iter().zip(&expected) {
                assert_drawn(block, expected);
            }
        }
    }
}

/// Asserts that a problem is drawn: sentence, place, line, caret and advice.
fn assert_drawn(block: &str, expected: &Expected) {
    let Expected { line, fragment, .. } = expected;
    let lines: Vec<&str> = block.lines().collect();
    assert!(lines[0].starts_with("error: "), "{block}");
    assert!(lines[0].contains(&**fragment), "{fragment}\n{block}");
    let has = |is: &dyn Fn(&str) -> bool| lines.iter().any(|line| is(line.trim_start()));
    let place = format!("--> {}", expected.place());
    assert!(has(&|line| line == place), "{place}\n{block}");
    let number = format!("{line} |");
    assert!(has(&|line| line.starts_with(&number)), "{block}");
    let is_caret = |line: &str| {
        let below = line.strip_prefix('|').unwrap_or_default().trim();
        !below.is_empty() && below.chars().all(|letter| letter == '^')
    };
    assert!(has(&is_caret), "{block}");
    assert!(has(&|line| line.starts_with("= help: ")), "{block}");
}

#[test]
fn the_caret_stands_below_what_is_wrong() {
    let folder = Folder::of("hackney");
    folder.write(
        "demand.csv",
        &folder.read("demand.csv").replace(",400", ",4OO"),
    );
    let errors = folder.run(&["assess", "scheme.toml", "demand.csv"]).errors;
    let lines: Vec<&str> = errors.lines().collect();
    let drawn = lines
        .iter()
        .position(|line| line.ends_with(",4OO"))
        .unwrap();
    let at = lines[drawn].find("4OO").unwrap();
    assert_eq!(lines[drawn + 1].find("^^^"), Some(at), "{errors}");
    assert!(lines[drawn + 1].ends_with(" ^^^"), "{errors}");
}

#[test]
fn check_gives_every_place_of_every_wrong_input_as_json() {
    for case in cases() {
        let arguments = [&on(&case, "check")[..], &["--format", "json"]].concat();
        let ended = reinvest(&case, &arguments);
        assert_eq!(
            (ended.status, &*ended.errors),
            (Some(1), ""),
            "{}",
            case.display()
        );
        let report = json(&ended.output);
        assert_eq!(report["schema"], "justice-reinvestment/problems/1");
        let problems = list(&report["problems"]);
        let found: Vec<String> = problems
            .iter()
            .map(|problem| {
                assert_ne!(problem["what"].as_str(), Some(""));
                assert_ne!(problem["advice"].as_str(), Some(""));
                assert!(problem["length"].as_u64() >= Some(1), "{problem}");
                let file = problem["file"].as_str().unwrap();
                format!("{file}:{}:{}", problem["line"], problem["column"])
            })
            .collect();
        let places: Vec<String> = expected(&case).iter().map(Expected::place).collect();
        assert_eq!(found, places, "{}", case.display());
    }
}

#[test]
fn check_finds_no_problem_in_a_good_input() {
    for (name, scheme) in [
        ("arrests", "scheme.toml"),
        ("england-and-wales", "scheme.toml"),
        ("england-and-wales", "scheme-flat-half.toml"),
        ("hackney", "scheme.toml"),
        ("pilot", "scheme.toml"),
        ("published", "scheme.toml"),
    ] {
        for inputs in [&[scheme][..], &[scheme, "demand.csv"]] {
            let check = [&["check"], inputs].concat();
            let words = reinvest(&fixture(name), &check).done();
            assert!(words.starts_with("no problems\n"), "{words}");
            let check = [&check[..], &["--format", "json"]].concat();
            let report = reinvest(&fixture(name), &check).json();
            assert_eq!(list(&report["problems"]).len(), 0, "{name}");
        }
    }
}

#[test]
fn files_that_cannot_be_read_are_named_all_at_once() {
    let folder = Folder::of("hackney");
    fs::create_dir(folder.path.join("folder.csv")).unwrap();
    let files = ["no-scheme.toml", "demand.csv", "no-table.csv", "folder.csv"];
    for command in ["assess", "check"] {
        let ended = folder.run(&[&[command], &files[..]].concat());
        assert_eq!((ended.status, &*ended.output), (Some(1), ""));
        let errors = ended.errors.lines();
        let errors: Vec<&str> = errors.filter(|line| line.starts_with("error: ")).collect();
        let unread = ["no-scheme.toml", "no-table.csv", "folder.csv"];
        assert_eq!(errors.len(), unread.len(), "{errors:?}");
        for (error, file) in errors.iter().zip(unread) {
            let sentence = format!("error: \"{file}\" cannot be read: ");
            assert!(error.starts_with(&sentence), "{error}");
        }
        assert_eq!(ended.errors.matches("= help: ").count(), unread.len());
    }
    let check = [&["check"], &files[..], &["--format", "json"]].concat();
    let ended = folder.run(&check);
    assert_eq!((ended.status, &*ended.errors), (Some(1), ""));
    assert_eq!(list(&json(&ended.output)["problems"]).len(), 3);
}

/// Where the scheme is wrong, there is nothing to check counts against.
/// A device that never ends stands for a file of any size.
#[cfg(target_os = "linux")]
#[test]
fn no_more_is_read_of_a_file_than_shows_that_it_is_too_large() {
    let folder = Folder::new();
    let Ended { status, errors, .. } = reinvest(&folder.path, &["check", "/dev/zero"]);
    assert_eq!(status, Some(1));
    assert!(
        errors.contains("the file is larger than 64 MiB"),
        "{errors}"
    );
    assert!(errors.contains("1 problem\n"), "{errors}");
}

#[test]
fn check_says_that_it_has_not_checked_the_counts_where_the_scheme_is_wrong() {
    let case = fixture("bad/scheme-head");
    let demand = fixture("bad/table-counts").join("demand.csv");
    let ended = reinvest(&case, &["check", "scheme.toml", demand.to_str().unwrap()]);
    let last = ended.errors.lines().last().unwrap();
    assert!(last.starts_with("note: "), "{last}");
    assert!(last.contains("not checked"), "{last}");
    let json = reinvest(
        &case,
        &[
            "check",
            "scheme.toml",
            demand.to_str().unwrap(),
            "--format",
            "json",
        ],
    );
    assert!(json.output.contains("not checked"), "{}", json.output);
    let alone = reinvest(&case, &["check", "scheme.toml"]);
    assert!(!alone.errors.contains("note: "), "{}", alone.errors);
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(fixture("bad")).unwrap();
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() > 60, "{cases:?}");
    cases
}

/// A command with the files of a case.
fn on(case: &Path, command: &'static str) -> Vec<&'static str> {
    let files = ["scheme.toml", "demand.csv"].into_iter();
    let files = files.filter(|file| case.join(file).exists());
    std::iter::once(command).chain(files).collect()
}

/// The problems that a case must give.
fn expected(case: &Path) -> Vec<Expected> {
    let text = fs::read_to_string(case.join("problems.txt")).unwrap();
    let problems: Vec<Expected> = text
        .lines()
        .map(|line| {
            let parts: Vec<&str> = line.splitn(4, ':').collect();
            let [file, line, column, fragment] = parts[..] else {
                panic!("{}: {line}", case.display())
            };
            Expected {
                file: file.to_owned(),
                line: line.parse().unwrap(),
                column: column.parse().unwrap(),
                fragment: fragment.trim_start().to_owned(),
            }
        })
        .collect();
    assert!(!problems.is_empty(), "{}", case.display());
    problems
}
