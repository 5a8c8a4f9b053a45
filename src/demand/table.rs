//! A CSV file as rows of fields with their places. What the fields mean is in
//! [`super::read`].

use crate::problem::{self, Document, Problem, Problems};
use csv_core::{ReadFieldResult, Reader};
use std::ops::Range;

/// A field's text, unquoted, and where it stands in the document.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) number: usize,
    /// Its fields, up to [`MOST_FIELDS`].
    pub(crate) fields: Vec<Field>,
    /// How many fields it has.
    pub(crate) width: usize,
}

/// Further fields of a line are counted, and not kept: no table has so many columns, and
/// a line of commas alone has millions.
const MOST_FIELDS: usize = 1_000;

/// How many lines are searched for the end of a quoted field that its own line
/// does not close.
const FURTHEST_QUOTE: usize = 20;

/// The lines of a table, one after the other: a table is never held as fields.
pub(crate) struct Lines<'a> {
    document: &'a Document,
    reader: Reader,
    rest: problem::Lines<'a>,
    /// How many lines have been read.
    read: usize,
}

/// Every line that is not blank, all at once. Lines that cannot be cut into fields are
/// reported and left out; `None` then stands in their place.
#[cfg(feature = "evaluate")]
pub(crate) fn lines(document: &Document, problems: &mut Problems) -> Vec<Option<Line>> {
    let mut lines = Lines::of(document);
    std::iter::from_fn(|| lines.next(problems)).collect()
}

impl<'a> Lines<'a> {
    pub(crate) fn of(document: &'a Document) -> Self {
        Self {
            document,
            reader: Reader::new(),
            rest: document.lines(),
            read: 0,
        }
    }

    /// The next line that is not blank. One that cannot be cut into fields is reported;
    /// `None` then stands in its place. Nothing is read once no further problem would be
    /// listed.
    pub(crate) fn next(&mut self, problems: &mut Problems) -> Option<Option<Line>> {
        loop {
            let here = self.rest.clone();
            let (start, line) = self.rest.next()?;
            self.read = self.read.saturating_add(1);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            if problems.are_enough() {
                return None;
            }
            return Some(self.line(start, line, here, problems));
        }
    }

    /// `here` are the lines from this one on.
    fn line(
        &mut self,
        start: usize,
        line: &[u8],
        here: problem::Lines<'_>,
        problems: &mut Problems,
    ) -> Option<Line> {
        let document = self.document;
        let mut report = |range: Range<usize>, what: &str, advice: &str| {
            problems.push(Problem::new(what, advice).at(Some(document.place(range))));
        };
        if let Some(at) = line.iter().position(|byte| *byte == b'\r') {
            let at = start.saturating_add(at);
            report(
                at..at.saturating_add(1),
                "there is a carriage return within this line",
                "save the file with Unix (LF) or Windows (CRLF) line ends",
            );
            return None;
        }
        if line.starts_with("\u{FEFF}".as_bytes()) {
            report(
                start..start.saturating_add(3),
                "this line begins with the invisible character U+FEFF",
                "take it away: a byte order mark stands at the start of a file only",
            );
            return None;
        }
        match cut(&mut self.reader, line, start) {
            Ok((fields, width)) => {
                let mut is_damaged = false;
                for field in &fields {
                    if !is_cleanly_quoted(document.bytes(), field) {
                        is_damaged = true;
                        report(
                            field.span.clone(),
                            "this field goes on after its closing quote",
                            "write a quote within a quoted field twice",
                        );
                    }
                }
                (!is_damaged).then_some(Line {
                    number: self.read,
                    fields,
                    width,
                })
            }
            Err(Unclosed { quote }) => {
                let further = lines_until_closed(&mut self.reader, here);
                let (what, advice) = match further {
                    Some(_) => (
                        "this quoted field holds a line end",
                        "an observation stands on one line: take the line end away",
                    ),
                    None => (
                        "this quoted field is not closed",
                        "close it with a second quote",
                    ),
                };
                report(quote..quote.saturating_add(1), what, advice);
                for _ in 0..further.unwrap_or(0) {
                    self.rest.next();
                    self.read = self.read.saturating_add(1);
                }
                None
            }
        }
    }
}

/// A quoted field that its line does not close.
struct Unclosed {
    /// Where its quote stands in the document.
    quote: usize,
}

/// Cuts some lines that are one record into fields, and counts them.
fn cut(reader: &mut Reader, line: &[u8], start: usize) -> Result<(Vec<Field>, usize), Unclosed> {
    // As new, without building its tables again for each line.
    reader.reset();
    let (mut fields, mut width) = (Vec::new(), 0_usize);
    let mut output = vec![0; line.len().saturating_add(1)];
    let mut read = 0;
    loop {
        let field_start = read;
        let mut written = 0;
        let ended = loop {
            let input = line.get(read..).unwrap_or_default();
            let is_end = input.is_empty();
            let input = if is_end { b"\n" } else { input };
            let room = output.get_mut(written..).unwrap_or_default();
            let (result, taken, put) = reader.read_field(input, room);
            read = if is_end {
                read
            } else {
                read.saturating_add(taken)
            };
            written = written.saturating_add(put);
            match result {
                ReadFieldResult::Field { record_end } => break Some(record_end),
                ReadFieldResult::InputEmpty if !is_end => {}
                _ => break None,
            }
        };
        let at = |offset: usize| start.saturating_add(offset);
        let Some(is_last) = ended else {
            return Err(Unclosed {
                quote: at(field_start),
            });
        };
        let field_end = if is_last {
            line.len()
        } else {
            read.saturating_sub(1)
        };
        let text = output.get(..written).unwrap_or_default();
        width = width.saturating_add(1);
        if width <= MOST_FIELDS {
            fields.push(Field {
                text: String::from_utf8_lossy(text).into_owned(),
                span: at(field_start)..at(field_end),
            });
        }
        if is_last {
            return Ok((fields, width));
        }
    }
}

/// How many further lines it takes until a record is closed, if it is nearby.
fn lines_until_closed(reader: &mut Reader, lines: problem::Lines<'_>) -> Option<usize> {
    let mut record = Vec::new();
    for (further, (_, line)) in lines.take(FURTHEST_QUOTE).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if further > 0 {
            record.push(b' ');
        }
        record.extend_from_slice(line);
        if let Ok((fields, width)) = cut(reader, &record, 0) {
            // A second quote that opens a field of its own closes nothing.
            let is_closed = fields.iter().all(|field| is_cleanly_quoted(&record, field));
            let is_row_of_its_own = cut(reader, line, 0).is_ok_and(|(_, alone)| alone == width);
            return (is_closed && !is_row_of_its_own).then_some(further);
        }
    }
    None
}

/// Whether a field that begins with a quote is nothing but what it encloses.
fn is_cleanly_quoted(bytes: &[u8], field: &Field) -> bool {
    let raw = bytes.get(field.span.clone()).unwrap_or_default();
    if !raw.starts_with(b"\"") {
        return true;
    }
    let doubled = field.text.bytes().filter(|byte| *byte == b'"').count();
    let enclosed = field
        .text
        .len()
        .checked_add(doubled)
        .and_then(|length| length.checked_add(2));
    raw.ends_with(b"\"") && enclosed == Some(raw.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Option<Vec<String>>>, Vec<String>) {
        let document = Document::new("t", text);
        let mut problems = Problems::default();
        let mut lines = Lines::of(&document);
        let lines = std::iter::from_fn(|| lines.next(&mut problems))
            .map(|line| line.map(|line| line.fields.into_iter().map(|f| f.text).collect()))
            .collect();
        let said = match problems.into_result() {
            Ok(()) => Vec::new(),
            Err(error) => error
                .problems()
                .iter()
                .map(|p| {
                    let place = p.place.as_ref().unwrap();
                    format!("{}:{} {}", place.line, place.column, p.what)
                })
                .collect(),
        };
        (lines, said)
    }

    #[test]
    fn quotes_blank_lines_and_line_ends_are_read() {
        let (lines, said) = read("a,\"b,\"\"c\"\"\",\r\n\r\n\n\"\",é,3");
        assert_eq!(said, [""; 0]);
        let expected = [["a", "b,\"c\"", ""], ["", "é", "3"]];
        let lines: Vec<Vec<String>> = lines.into_iter().flatten().collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn an_unclosed_quote_costs_one_line_and_no_more() {
        let (lines, said) = read("a,\"b\nc,d\ne,f\n");
        assert_eq!(said, ["1:3 this quoted field is not closed"]);
        assert_eq!(lines.iter().flatten().count(), 2);
    }

    #[test]
    fn a_line_end_within_quotes_is_one_problem() {
        let (lines, said) = read("a,\"b\nb\",c\ne,f,g\n");
        assert_eq!(said, ["1:3 this quoted field holds a line end"]);
        assert_eq!(lines.iter().flatten().count(), 1);
    }

    #[test]
    fn two_rows_with_an_unclosed_quote_each_are_two_problems() {
        let (_, said) = read("a,\"b\nc,\"d\n");
        assert_eq!(said.len(), 2, "{said:?}");
    }

    #[test]
    fn text_after_a_closing_quote_is_refused() {
        for damaged in ["\"12\"3", "\"1\"2\"\"", "\"a\" "] {
            let (_, said) = read(&format!("x,{damaged},y"));
            assert_eq!(
                said,
                ["1:3 this field goes on after its closing quote"],
                "{damaged}"
            );
        }
    }

    #[test]
    fn a_line_of_more_fields_than_any_table_has_is_counted_and_not_kept() {
        let document = Document::new("t", ",".repeat(2 * MOST_FIELDS));
        let mut problems = Problems::default();
        let line = Lines::of(&document).next(&mut problems).flatten().unwrap();
        assert_eq!(line.fields.len(), MOST_FIELDS);
        assert_eq!(line.width, 2 * MOST_FIELDS + 1);
    }

    #[test]
    fn reading_ends_when_no_further_problem_would_be_listed() {
        let document = Document::new("t", "a\rb\n".repeat(Problems::MOST + 500));
        let mut problems = Problems::default();
        let mut lines = Lines::of(&document);
        let read = std::iter::from_fn(|| lines.next(&mut problems)).count();
        assert_eq!(read, Problems::MOST);
        let error = problems.into_result().unwrap_err();
        let last = error.problems().last().unwrap();
        assert_eq!(error.problems().len(), Problems::MOST + 1);
        assert!(
            last.what.contains("no more than 1,000 are listed"),
            "{last}"
        );
    }
}
