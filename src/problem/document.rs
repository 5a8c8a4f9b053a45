//! A file as it was given: its bytes, its digest, and where in it anything
//! stands. What the text means is read elsewhere.

use super::{Error, Problem, Problems};
use crate::name::made_visible;
use hmac_sha256::Hash;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A file's name and bytes. Cloning is cheap.
///
/// ```
/// use justice_reinvestment::Document;
///
/// let table = Document::new("demand.csv", "area_code,cohort,period,metric,count\n");
/// assert_eq!(table.name(), "demand.csv");
/// ```
#[derive(Debug, Clone)]
pub struct Document {
    content: Arc<Content>,
}

#[derive(Debug)]
struct Content {
    name: String,
    bytes: Vec<u8>,
    /// Where each line begins, in bytes; never empty.
    line_starts: Vec<usize>,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A digest in lower-case hexadecimal digits.
pub(crate) fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Document {
    /// A document from the name that problems should call it by and its bytes.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let body = if bytes.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len()
        } else {
            0
        };
        let after_each_line_feed = bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .map(|(at, _)| at.saturating_add(1));
        let line_starts = std::iter::once(body).chain(after_each_line_feed).collect();
        Self {
            content: Arc::new(Content {
                name: made_visible(&name.into()),
                bytes,
                line_starts,
            }),
        }
    }

    /// The name that problems call it by; what is invisible in it is made visible.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.content.name
    }

    /// The bytes as they were given.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.content.bytes
    }

    /// The SHA-256 digest of the bytes, in lower-case hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        hexadecimal(&Hash::hash(self.bytes()))
    }

    /// How many bytes a leading byte order mark takes: 3 or 0.
    pub(crate) fn mark_length(&self) -> usize {
        self.content.line_starts.first().copied().unwrap_or(0)
    }

    /// The text without a leading byte order mark.
    ///
    /// # Errors
    ///
    /// Each line that holds bytes which are not UTF-8.
    pub(crate) fn text(&self) -> Result<&str, Error> {
        let bytes = self.bytes();
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            let problem = Problem::new(
                "the file is UTF-16, not UTF-8",
                "save it as UTF-8 (in Excel: \"CSV UTF-8\")",
            );
            return Err(problem.at(Some(self.place(0..1))).into());
        }
        if bytes.starts_with(b"PK\x03\x04") {
            let problem = Problem::new(
                "this is a workbook or another packed file, not text",
                "save the sheet as \"CSV UTF-8\"",
            );
            return Err(problem.at(Some(self.place_in_binary(0))).into());
        }
        if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
            let problem = Problem::new(
                "this is not a text file: it holds a zero byte",
                "check that it is the file that was meant, saved as UTF-8 text",
            );
            return Err(problem.at(Some(self.place_in_binary(at))).into());
        }
        let body = bytes.get(self.mark_length()..).unwrap_or_default();
        std::str::from_utf8(body).map_err(|_| self.not_utf8())
    }

    /// A place whose words nobody could read.
    fn place_in_binary(&self, at: usize) -> Place {
        let excerpt = Excerpt {
            is_cut: false,
            before: String::new(),
            after: String::new(),
        };
        Place {
            excerpt,
            ..self.place(at..at)
        }
    }

    fn not_utf8(&self) -> Error {
        let mut problems = Problems::default();
        for (start, line) in self.lines() {
            if let Err(error) = std::str::from_utf8(line) {
                let at = start.saturating_add(error.valid_up_to());
                let problem = Problem::new(
                    "this is not UTF-8 text",
                    "save the file as UTF-8 (in Excel: \"CSV UTF-8\")",
                );
                problems.push(problem.at(Some(self.place(at..at.saturating_add(1)))));
            }
        }
        match problems.into_result() {
            Err(error) => error,
            Ok(()) => Problem::new("the file is not UTF-8 text", "save it as UTF-8").into(),
        }
    }

    /// Each line with where it begins in the bytes, without its line feed.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let starts = &self.content.line_starts;
        let ends = starts
            .iter()
            .skip(1)
            .map(|next| next.saturating_sub(1))
            .chain(std::iter::once(self.bytes().len()));
        starts.iter().zip(ends).map(|(start, end)| {
            let line = self.bytes().get(*start..end).unwrap_or_default();
            (*start, line)
        })
    }

    /// Where a range of bytes stands. A range past the end stands at the end.
    pub(crate) fn place(&self, range: Range<usize>) -> Place {
        let Content {
            name,
            bytes,
            line_starts,
        } = &*self.content;
        let start = range.start.clamp(self.mark_length(), bytes.len());
        let line = line_starts.partition_point(|begin| *begin <= start).max(1);
        let line_start = line_starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        let line_end = line_starts
            .get(line)
            .map_or(bytes.len(), |next| next.saturating_sub(1));
        let part = |from: usize, to: usize| bytes.get(from..to.max(from)).unwrap_or_default();
        let whole = part(line_start, line_end);
        let line_end = if whole.ends_with(b"\r") {
            line_end.saturating_sub(1)
        } else {
            line_end
        };
        let start = start.min(line_end.max(line_start));
        let end = range.end.clamp(start, line_end.max(start));
        // Only what surrounds the place is kept: a line can be a gigabyte long.
        let from = start.saturating_sub(EXCERPT_BEFORE).max(line_start);
        let to = end
            .min(start.saturating_add(EXCERPT_AFTER))
            .saturating_add(EXCERPT_AFTER)
            .min(line_end.max(end));
        Place {
            file: name.clone(),
            line,
            column: characters(part(line_start, start)).saturating_add(1),
            length: characters(part(start, end)).max(1),
            excerpt: Excerpt {
                is_cut: from > line_start,
                before: String::from_utf8_lossy(part(from, start)).into_owned(),
                after: String::from_utf8_lossy(part(start, to)).into_owned(),
            },
        }
    }
}

const EXCERPT_BEFORE: usize = 200;
const EXCERPT_AFTER: usize = 200;

/// How many characters begin in some UTF-8 (or nearly UTF-8) bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .filter(|byte| **byte & 0b1100_0000 != 0b1000_0000)
        .count()
}

/// A place in a file, with the words that stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file's name as it was given.
    pub file: String,
    /// The line, counted from 1 by the line feeds in the file's bytes.
    pub line: usize,
    /// The column, counted from 1 in characters.
    pub column: usize,
    /// How many characters it covers, within its line; at least 1.
    pub length: usize,
    pub(crate) excerpt: Excerpt,
}

/// The part of a line around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// Whether something of the line stands before it.
    pub(crate) is_cut: bool,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl fmt::Display for Place {
    /// `file:line:column`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(text: &str, word: &str) -> (usize, usize, usize) {
        let document = Document::new("file", text);
        let at = text.find(word).unwrap();
        let place = document.place(at..at + word.len());
        (place.line, place.column, place.length)
    }

    #[test]
    fn lines_are_counted_in_the_bytes_and_columns_in_characters() {
        assert_eq!(place_of("one two", "two"), (1, 5, 3));
        assert_eq!(place_of("\n\r\nfür £5 two\r\n", "two"), (3, 8, 3));
        assert_eq!(place_of("\u{feff}one\ntwo", "one"), (1, 1, 3));
        assert_eq!(place_of("\u{feff}one\ntwo", "two"), (2, 1, 3));
    }

    #[test]
    fn a_place_ends_with_its_line_and_covers_something() {
        let document = Document::new("file", "abc\r\ndef");
        assert_eq!(document.place(1..8).length, 2);
        assert_eq!(document.place(3..4).length, 1);
        let end = document.place(900..901);
        assert_eq!((end.line, end.column, end.length), (2, 4, 1));
        assert_eq!(Document::new("empty", "").place(0..0).line, 1);
    }

    #[test]
    fn the_digest_is_of_the_bytes_as_given() {
        // The digest of no bytes at all, FIPS 180-4.
        assert_eq!(
            Document::new("empty", "").sha256(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
