//! What is wrong with an input: where it stands, and what to do. Also the
//! crate's one [`Error`], which is a list of such problems.

mod document;
#[cfg(feature = "drawing")]
mod drawing;

pub(crate) use document::Lines;
pub(crate) use document::hexadecimal;
pub use document::{Document, Place};
#[cfg(feature = "drawing")]
pub use drawing::Style;

use crate::name::made_visible;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::fmt;

/// One thing that is wrong: what, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where it stands; `None` for values that were built in code.
    pub place: Option<Place>,
    /// What is wrong, as a sentence without its full stop.
    pub what: String,
    /// What to do about it, as a sentence without its full stop.
    pub advice: String,
}

impl Problem {
    /// A problem without a place. What a terminal would take for a command is written
    /// as an escape.
    #[must_use]
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            place: None,
            what: made_visible(&what.into()),
            advice: made_visible(&advice.into()),
        }
    }

    /// The same problem, found at a place. A place that is known already stays.
    #[must_use]
    pub fn at(mut self, place: Option<Place>) -> Self {
        if self.place.is_none() {
            self.place = place;
        }
        self
    }

    /// The same problem, with what it concerns said first.
    #[must_use]
    pub(crate) fn about(mut self, subject: &str) -> Self {
        self.what = format!("{subject}: {}", self.what);
        self
    }
}

impl fmt::Display for Problem {
    /// `file:line:column: what (what to do)` on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}", self.what)?;
        if !self.advice.is_empty() {
            write!(f, " ({})", self.advice)?;
        }
        Ok(())
    }
}

impl Serialize for Problem {
    /// `file`, `line`, `column`, `length`, `what`, `advice`; the first four are
    /// null for values that were built in code.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = self.place.as_ref();
        let mut fields = serializer.serialize_struct("Problem", 6)?;
        fields.serialize_field("file", &place.map(|place| &place.file))?;
        fields.serialize_field("line", &place.map(|place| place.line))?;
        fields.serialize_field("column", &place.map(|place| place.column))?;
        fields.serialize_field("length", &place.map(|place| place.length))?;
        fields.serialize_field("what", &self.what)?;
        fields.serialize_field("advice", &self.advice)?;
        fields.end()
    }
}

/// Why something was refused: at least one [`Problem`], and all that were found.
///
/// There is one error type, because every failure of this crate is of one kind:
/// an input, or a value given in code, cannot be used as it is. Callers differ
/// in how they show that, not in how they handle it, so what they need is the
/// list.
///
/// ```
/// use justice_reinvestment::Pounds;
///
/// let error = "1,234.50".parse::<Pounds>().unwrap_err();
/// assert_eq!(error.problems().len(), 1);
/// assert!(error.to_string().contains("without thousands separators"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", one_a_line(problems))]
pub struct Error {
    problems: Vec<Problem>,
}

impl Error {
    /// Everything that is wrong, in the order of the files' lines. Of one input a thousand
    /// problems are listed; the last then says that there may be more.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The error that holds some problems, if there are any.
    #[must_use]
    pub fn from_problems(problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self { problems })
    }

    /// The problems as JSON text for other programs; see [`to_json`].
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(&self.problems, &[])
    }

    /// The same problems, found at a place where they have none of their own.
    #[must_use]
    pub(crate) fn at(self, place: Option<&Place>) -> Vec<Problem> {
        self.problems
            .into_iter()
            .map(|problem| problem.at(place.cloned()))
            .collect()
    }

    /// The same problems, with what they concern said first.
    #[must_use]
    pub(crate) fn about(self, subject: &str) -> Self {
        Self {
            problems: self
                .problems
                .into_iter()
                .map(|problem| problem.about(subject))
                .collect(),
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

/// Problems as they are found, before it is known whether there is any.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
    /// Whether there are more than are listed.
    has_more: bool,
}

impl Problems {
    /// So many are listed: nobody reads more, and a file can hold millions.
    pub(crate) const MOST: usize = 1_000;

    pub(crate) fn push(&mut self, problem: Problem) {
        if self.is_full() {
            self.has_more = true;
        } else {
            self.found.push(problem);
        }
    }

    pub(crate) fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }

    /// Whether any further one will not be listed.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= Self::MOST
    }

    /// Whether looking for further ones can end here, which is noted.
    pub(crate) fn are_enough(&mut self) -> bool {
        self.has_more |= self.is_full();
        self.is_full()
    }

    /// Nothing, or the error that holds all that was found, in reading order:
    /// by file as first met, then line and column; what has no place comes last.
    pub(crate) fn into_result(self) -> Result<(), Error> {
        let mut problems = self.found;
        if problems.is_empty() {
            return Ok(());
        }
        let mut files: Vec<String> = Vec::new();
        for place in problems.iter().filter_map(|problem| problem.place.as_ref()) {
            if !files.contains(&place.file) {
                files.push(place.file.clone());
            }
        }
        problems.sort_by_cached_key(|problem| match &problem.place {
            Some(place) => {
                let file = files.iter().position(|file| *file == place.file);
                (file.unwrap_or(files.len()), place.line, place.column)
            }
            None => (files.len(), 0, 0),
        });
        if self.has_more {
            let what = format!(
                "there may be more problems: no more than {} are listed",
                crate::wording::grouped(&Self::MOST.to_string())
            );
            problems.push(Problem::new(what, "correct these, then look again"));
        }
        Err(Error { problems })
    }
}

/// The name of the JSON format of problems.
pub const PROBLEMS_SCHEMA: &str = "justice-reinvestment/problems/1";

/// Problems and notes as JSON text for other programs, with a line end after the
/// last line. No problems make an empty list.
///
/// ```
/// use justice_reinvestment::{Document, Scheme, problem};
///
/// let error = Scheme::read(&Document::new("scheme.toml", "")).unwrap_err();
/// let json = problem::to_json(error.problems(), &[]);
/// assert!(json.contains("\"file\": \"scheme.toml\""));
/// ```
#[must_use]
pub fn to_json(problems: &[Problem], notes: &[String]) -> String {
    #[derive(Serialize)]
    struct Report<'a> {
        schema: &'static str,
        problems: &'a [Problem],
        notes: &'a [String],
    }
    let report = Report {
        schema: PROBLEMS_SCHEMA,
        problems,
        notes,
    };
    // Every key is text and every value a text, number, list or null: there is
    // nothing that JSON could refuse.
    let mut json = serde_json::to_string_pretty(&report).unwrap_or_default();
    json.push('\n');
    json
}

fn one_a_line(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}
