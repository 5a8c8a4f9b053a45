//! What holds of every refusal, whatever was refused.

use justice_reinvestment::problem::{self, Style};
use justice_reinvestment::{Document, Error, Problem};
use libfuzzer_sys::Corpus;
use std::sync::LazyLock;

/// Everything that is wrong is said with a place within the file and with what
/// to do, in reading order, in words that hide nothing, and can be shown in every
/// form.
pub fn check(document: &Document, error: &Error) {
    let problems = error.problems();
    assert!(!problems.is_empty(), "a refusal without a problem");
    let lines = lengths_of_lines(document.bytes());
    let mut before = (0, 0);
    for problem in problems {
        let place = place(problem, document.name(), &lines);
        assert!(before <= place, "not in reading order: {problem}");
        before = place;
        says(problem);
    }
    assert!(error.to_string().lines().count() >= problems.len());
    assert!(problem::to_json(problems, &[]).starts_with('{'));
    assert!(!error.drawn(Style::Plain).is_empty());
}

/// What is wrong and what to do are said, in words that hide nothing.
pub fn says(problem: &Problem) {
    let (what, advice) = (&problem.what, &problem.advice);
    assert!(!what.trim().is_empty(), "nothing is said: {problem}");
    assert!(!advice.trim().is_empty(), "no advice: {problem}");
    let hidden = what
        .chars()
        .chain(advice.chars())
        .find(|one| is_hidden(*one));
    assert_eq!(hidden, None, "it acts on a terminal: {problem}");
}

/// Whether a terminal acts on a character instead of showing it.
fn is_hidden(character: char) -> bool {
    let turns = [
        '\u{200E}'..='\u{200F}',
        '\u{202A}'..='\u{202E}',
        '\u{2066}'..='\u{2069}',
    ];
    character.is_control() || turns.iter().any(|turns| turns.contains(&character))
}

/// Whether what is refused is kept, to be changed further. Of what is changed
/// from it hardly anything is read, so for what holds of what is read, it is not.
pub fn kept() -> Corpus {
    static ONLY_READ: LazyLock<bool> = LazyLock::new(|| std::env::var_os("ONLY_READ").is_some());
    if *ONLY_READ {
        Corpus::Reject
    } else {
        Corpus::Keep
    }
}

/// Line and column of a problem, which lie within the file.
fn place(problem: &Problem, name: &str, lines: &[usize]) -> (usize, usize) {
    let Some(place) = &problem.place else {
        panic!("no place: {problem}");
    };
    assert_eq!(place.file, name, "another file: {problem}");
    assert!(
        place.line >= 1 && place.column >= 1,
        "not counted from 1: {problem}"
    );
    let Some(length) = lines.get(place.line - 1) else {
        panic!("beyond the last of {} lines: {problem}", lines.len());
    };
    let before = place.column - 1;
    assert!(
        before <= *length,
        "beyond the {length} characters of the line: {problem}"
    );
    assert!(place.length >= 1, "covers nothing: {problem}");
    assert!(
        place.length <= (length - before).max(1),
        "covers {} of the {length} characters of the line: {problem}",
        place.length
    );
    (place.line, place.column)
}

/// How many characters each line has, without a byte order mark and line ends.
fn lengths_of_lines(bytes: &[u8]) -> Vec<usize> {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let lines = body.split(|byte| *byte == b'\n');
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.map(characters).collect()
}

/// How many characters begin in some bytes, be they UTF-8 or not.
fn characters(bytes: &[u8]) -> usize {
    let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
    bytes.iter().filter(begins).count()
}
