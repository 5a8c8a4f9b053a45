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
    /// What stands before each block of bytes: a place is found without reading all that
    /// comes before it, and a file of line ends alone takes no more room than another.
    blocks: Vec<Before>,
}

/// How much stands before a block.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    line_feeds: usize,
    characters: usize,
}

/// How many bytes a block has.
const BLOCK: usize = 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A digest in lower-case hexadecimal digits.
pub(crate) fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Document {
    /// The most bytes that are read of one file: 64 MiB, a table of a million rows. A larger
    /// one is refused, so a reader need not take in more than a byte beyond it.
    pub const LARGEST: usize = 64 << 20;

    /// A document from the name that problems should call it by and its bytes.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let mut so_far = Before::default();
        // Of what is not read, no place but the first is asked for.
        let blocks = bytes.chunks(BLOCK).take(Self::LARGEST.div_ceil(BLOCK));
        let blocks = blocks
            .map(|block| {
                let before = so_far;
                so_far.line_feeds = before.line_feeds.saturating_add(line_feeds(block));
                so_far.characters = before.characters.saturating_add(characters(block));
                before
            })
            .collect();
        Self {
            content: Arc::new(Content {
                name: made_visible(&name.into()),
                bytes,
                blocks,
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
        match self.bytes().starts_with(BYTE_ORDER_MARK) {
            true => BYTE_ORDER_MARK.len(),
            false => 0,
        }
    }

    /// The text without a leading byte order mark.
    ///
    /// # Errors
    ///
    /// More bytes than are read, or each line that holds bytes which are not UTF-8.
    pub(crate) fn text(&self) -> Result<&str, Error> {
        let bytes = self.bytes();
        if bytes.len() > Self::LARGEST {
            let problem = Problem::new(
                "the file is larger than 64 MiB, and more is not read",
                "check that it is the file that was meant; a table of counts can be given in parts",
            );
            return Err(problem.at(Some(self.place_in_binary(0))).into());
        }
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
            if problems.are_enough() {
                break;
            }
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
    pub(crate) fn lines(&self) -> Lines<'_> {
        Lines {
            bytes: self.bytes(),
            next: Some(self.mark_length()),
        }
    }

    /// What stands before a byte.
    fn before(&self, at: usize) -> Before {
        let block = at / BLOCK;
        let start = block.saturating_mul(BLOCK);
        let known = self
            .content
            .blocks
            .get(block)
            .or(self.content.blocks.last());
        let known = known.copied().unwrap_or_default();
        let bytes = match self.content.blocks.len() {
            blocks if block < blocks => self.bytes().get(start..at).unwrap_or_default(),
            blocks => {
                let last = blocks.saturating_sub(1).saturating_mul(BLOCK);
                self.bytes().get(last..at).unwrap_or_default()
            }
        };
        Before {
            line_feeds: known.line_feeds.saturating_add(line_feeds(bytes)),
            characters: known.characters.saturating_add(characters(bytes)),
        }
    }

    /// Where a line feed stands, counted from 1.
    fn line_feed(&self, number: usize) -> Option<usize> {
        let blocks = &self.content.blocks;
        let block = blocks
            .partition_point(|before| before.line_feeds < number)
            .checked_sub(1)?;
        let start = block.saturating_mul(BLOCK);
        let before = blocks.get(block)?.line_feeds;
        let further = number.checked_sub(before)?.checked_sub(1)?;
        let bytes = self.bytes().get(start..)?;
        let feeds = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let (at, _) = feeds.take(number).nth(further)?;
        Some(start.saturating_add(at))
    }

    /// Where the line that holds a byte begins.
    pub(crate) fn start_of_line(&self, at: usize) -> usize {
        let feed = self.line_feed(self.before(at).line_feeds);
        feed.map_or(self.mark_length(), |feed| feed.saturating_add(1))
    }

    /// Where a range of bytes stands. A range past the end stands at the end.
    pub(crate) fn place(&self, range: Range<usize>) -> Place {
        let Content { name, bytes, .. } = &*self.content;
        let start = range.start.clamp(self.mark_length(), bytes.len());
        let feeds = self.before(start).line_feeds;
        let line = feeds.saturating_add(1);
        let line_start = self.start_of_line(start);
        let line_end = self.line_feed(line).unwrap_or(bytes.len());
        let part = |from: usize, to: usize| bytes.get(from..to.max(from)).unwrap_or_default();
        let line_end = match part(line_start, line_end).ends_with(b"\r") {
            true => line_end.saturating_sub(1),
            false => line_end,
        };
        let start = start.min(line_end.max(line_start));
        let end = range.end.clamp(start, line_end.max(start));
        let characters_between = |from: usize, to: usize| {
            let before = self.before(from).characters;
            self.before(to).characters.saturating_sub(before)
        };
        // Only what surrounds the place is kept: a line can be a gigabyte long.
        let from = start.saturating_sub(EXCERPT_BEFORE).max(line_start);
        let to = end
            .min(start.saturating_add(EXCERPT_AFTER))
            .saturating_add(EXCERPT_AFTER)
            .min(line_end.max(end));
        Place {
            file: name.clone(),
            line,
            column: characters_between(line_start, start).saturating_add(1),
            length: characters_between(start, end).max(1),
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

/// The lines of a document from some place on.
#[derive(Debug, Clone)]
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    next: Option<usize>,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.next?;
        let rest = self.bytes.get(start..)?;
        let length = rest.iter().position(|byte| *byte == b'\n');
        self.next = length.map(|length| start.saturating_add(length).saturating_add(1));
        let line = rest.get(..length.unwrap_or(rest.len()))?;
        Some((start, line))
    }
}

fn line_feeds(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

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

    /// The line and column of every byte, found by reading all that stands before it.
    #[test]
    fn places_far_into_a_document_are_those_that_reading_it_finds() {
        let line = "für 5 ".repeat(400);
        for end in ["\n", "\r\n", "\n\n\n"] {
            let text = format!("\u{feff}{line}{end}{}{end}x\n", "a\n".repeat(3 * BLOCK));
            let document = Document::new("file", text.clone());
            let (mut at_line, mut column) = (1, 1);
            for (at, c) in text.char_indices().skip(1) {
                if at % 7 == 0 && c != '\r' && c != '\n' {
                    let place = document.place(at..at + 1);
                    assert_eq!((place.line, place.column), (at_line, column), "{at}");
                }
                (at_line, column) = match c {
                    '\n' => (at_line + 1, 1),
                    _ => (at_line, column + 1),
                };
            }
            let lines: Vec<&[u8]> = document.lines().map(|(_, line)| line).collect();
            let split: Vec<&[u8]> = text.as_bytes()[3..].split(|byte| *byte == b'\n').collect();
            assert_eq!(lines, split);
        }
    }

    #[test]
    fn a_file_that_is_larger_than_is_read_is_refused() {
        let document = Document::new("file", vec![b'x'; Document::LARGEST + 1]);
        let error = document.text().unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("file:1:1: the file is larger than 64 MiB")
        );
        assert!(
            Document::new("file", vec![b'x'; Document::LARGEST])
                .text()
                .is_ok()
        );
    }
}
