//! A CSV file as rows of fields with their places. What the fields mean is in
//! [`super::read`].

use crate::problem::{Document, Problem, Problems};
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
    pub(crate) fields: Vec<Field>,
}

/// How many lines are searched for the end of a quoted field that its own line
/// does not close.
const FURTHEST_QUOTE: usize = 20;

/// Every line that is not blank. Lines that cannot be cut into fields are
/// reported and left out; `None` then stands in their place.
pub(crate) fn lines(document: &Document, problems: &mut Problems) -> Vec<Option<Line>> {
    let raw: Vec<(usize, &[u8])> = document
        .lines()
        .map(|(start, line)| (start, line.strip_suffix(b"\r").unwrap_or(line)))
        .collect();
    let mut reader = Reader::new();
    let mut found = Vec::new();
    let mut numbered = raw.iter().enumerate();
    while let Some((index, (start, line))) = numbered.next() {
        if line.is_empty() {
            continue;
        }
        if let Some(at) = line.iter().position(|byte| *byte == b'\r') {
            let at = start.saturating_add(at);
            let problem = Problem::new(
                "there is a carriage return within this line",
                "save the file with Unix (LF) or Windows (CRLF) line ends",
            );
            problems.push(problem.at(Some(document.place(at..at.saturating_add(1)))));
            found.push(None);
            continue;
        }
        if line.starts_with("\u{FEFF}".as_bytes()) {
            let problem = Problem::new(
                "this line begins with the invisible character U+FEFF",
                "take it away: a byte order mark stands at the start of a file only",
            );
            problems.push(problem.at(Some(document.place(*start..start.saturating_add(3)))));
            found.push(None);
            continue;
        }
        match cut(&mut reader, line, *start) {
            Ok(fields) => {
                let damaged: Vec<&Field> = fields
                    .iter()
                    .filter(|field| !is_cleanly_quoted(document.bytes(), field))
                    .collect();
                for field in &damaged {
                    let problem = Problem::new(
                        "this field goes on after its closing quote",
                        "write a quote within a quoted field twice",
                    );
                    problems.push(problem.at(Some(document.place(field.span.clone()))));
                }
                found.push(damaged.is_empty().then_some(Line {
                    number: index.saturating_add(1),
                    fields,
                }));
            }
            Err(Unclosed { quote }) => {
                let rest = raw.get(index..).unwrap_or_default();
                let further = lines_until_closed(&mut reader, rest);
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
                let place = document.place(quote..quote.saturating_add(1));
                problems.push(Problem::new(what, advice).at(Some(place)));
                found.push(None);
                for _ in 0..further.unwrap_or(0) {
                    numbered.next();
                }
            }
        }
    }
    found
}

/// A quoted field that its line does not close.
struct Unclosed {
    /// Where its quote stands in the document.
    quote: usize,
}

/// Cuts some lines that are one record into fields.
fn cut(reader: &mut Reader, line: &[u8], start: usize) -> Result<Vec<Field>, Unclosed> {
    // As new, without building its tables again for each line.
    reader.reset();
    let mut fields = Vec::new();
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
        fields.push(Field {
            text: String::from_utf8_lossy(text).into_owned(),
            span: at(field_start)..at(field_end),
        });
        if is_last {
            return Ok(fields);
        }
    }
}

/// How many further lines it takes until a record is closed, if it is nearby.
fn lines_until_closed(reader: &mut Reader, lines: &[(usize, &[u8])]) -> Option<usize> {
    let mut record = Vec::new();
    for (further, (_, line)) in lines.iter().take(FURTHEST_QUOTE).enumerate() {
        if further > 0 {
            record.push(b' ');
        }
        record.extend_from_slice(line);
        if let Ok(fields) = cut(reader, &record, 0) {
            // A second quote that opens a field of its own closes nothing.
            let is_closed = fields.iter().all(|field| is_cleanly_quoted(&record, field));
            let is_row_of_its_own =
                cut(reader, line, 0).is_ok_and(|alone| alone.len() == fields.len());
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
        let lines = lines(&document, &mut problems)
            .into_iter()
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
}
