//! Counting records from the command line: which extracts, how far it has come, and
//! what was left out.

use crate::terminal::say;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::records::{
    CountPlan, Counted, Counting, Extract, PartialCounts, Progress,
};
use justice_reinvestment::wording::{counted, grouped};
use justice_reinvestment::{Document, Error};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The extracts of some files and folders.
pub fn extracts(paths: &[PathBuf], label: Option<&str>) -> Result<Vec<Extract>, Error> {
    let mut extracts = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let found = match path.is_dir() {
            true => Extract::folder(path),
            false => Extract::file(path).map(|extract| vec![extract]),
        };
        match found {
            Ok(found) => extracts.extend(found),
            Err(error) => problems.extend(error.problems().iter().cloned()),
        }
    }
    if let Some(error) = Error::from_problems(problems) {
        return Err(error);
    }
    match (label, extracts.len()) {
        (None, _) => Ok(extracts),
        (Some(label), 1) => {
            let extracts = extracts.into_iter();
            extracts.map(|extract| extract.labelled(label)).collect()
        }
        (Some(_), several) => {
            let what = format!("one label is given for {several} extracts");
            let advice = "count each by itself with a label of its own, and merge them";
            Err(Problem::new(what, advice).into())
        }
    }
}

/// Counts extracts; with sums of squares where they are asked for, over persons too
/// where their column is named.
pub fn count(
    plan: &CountPlan,
    extracts: &[Extract],
    is_lenient: bool,
    threads: Option<u16>,
    spread: Option<Option<&str>>,
) -> Result<Counted, Error> {
    let begun = Instant::now();
    let last = Mutex::new(begun);
    let tell = |progress: Progress| {
        const BETWEEN: Duration = Duration::from_millis(200);
        if let Ok(mut last) = last.lock()
            && last.elapsed() >= BETWEEN
        {
            *last = Instant::now();
            say(&format!("\r{}", so_far(progress, begun.elapsed())));
        }
    };
    let mut counting = Counting::new(plan).lenient(is_lenient);
    if let Some(threads) = threads {
        counting = counting.threads(threads.into());
    }
    if let Some(person) = spread {
        counting = counting.spread(person);
    }
    let is_watched = io::stderr().is_terminal();
    if is_watched {
        counting = counting.telling(&tell);
    }
    let counted = counting.count(extracts);
    if is_watched {
        // The line that told how far it had come goes away.
        say("\r\u{1b}[K");
    }
    counted
}

/// Rows, bytes, rate and time left.
fn so_far(progress: Progress, elapsed: Duration) -> String {
    let million = |bytes: u64| grouped(&(bytes / 1_000_000).to_string());
    let milliseconds = u64::try_from(elapsed.as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    let rate = progress.rows.saturating_mul(1000) / milliseconds;
    let left = match progress.bytes {
        0 => "?".to_owned(),
        bytes => {
            let to_go = progress.of_bytes.saturating_sub(bytes);
            let left = to_go.saturating_mul(milliseconds) / bytes;
            // Rounded up: 0 s are left when nothing is.
            format!("{} s", left.div_ceil(1000))
        }
    };
    format!(
        "{}, {} of {} MB, {} a second, {left} left \u{1b}[K",
        counted(progress.rows, "record", "records"),
        million(progress.bytes),
        million(progress.of_bytes),
        grouped(&rate.to_string())
    )
}

/// Partial counts added up.
pub fn merged(plan: &CountPlan, parts: &[Document]) -> Result<PartialCounts, Error> {
    let mut merged = PartialCounts::none(plan);
    for part in parts {
        merged = merged.merge(&PartialCounts::read(plan, part)?)?;
    }
    Ok(merged)
}

/// Says what a reader of counts should know.
pub fn note(notes: impl IntoIterator<Item = String>) {
    for note in notes {
        say(&format!("note: {note}\n"));
    }
}
