//! An extract cut into records line by line and byte by byte: slow and obvious, and
//! sharing nothing with the library.

use crate::extracts::COLUMNS;

/// An extract as its lines are.
pub struct Extract {
    /// Names of columns; `None` where there is no header, or one that cannot be read.
    pub header: Option<Vec<Vec<u8>>>,
    /// Where what follows the header begins.
    pub body: usize,
    /// Each line that is not blank, with its fields; `None` where it is no record.
    pub records: Vec<Option<Vec<Vec<u8>>>>,
}

impl Extract {
    pub fn of(bytes: &[u8]) -> Self {
        let mut at = if bytes.starts_with(MARK) {
            MARK.len()
        } else {
            0
        };
        let mut header = None;
        while at < bytes.len() && header.is_none() {
            let (line, after) = first_line(bytes, at);
            at = after;
            header = (!line.is_empty()).then_some(line);
        }
        let names = header.filter(|line| !line.contains(&b'\r')).map(names);
        let (body, mut records) = (at, Vec::new());
        while at < bytes.len() {
            let (line, after) = first_line(bytes, at);
            at = after;
            if !line.is_empty() {
                let width = names.as_ref().map_or(0, Vec::len);
                records.push(fields(line).filter(|fields| fields.len() == width));
            }
        }
        Self {
            header: names,
            body,
            records,
        }
    }

    /// Whether each of some columns is there, and once.
    pub fn has(&self, columns: &[&str]) -> bool {
        let names = self.header.iter().flatten();
        let of = |column: &str| {
            names
                .clone()
                .filter(|name| **name == column.as_bytes())
                .count()
        };
        columns.iter().all(|column| of(column) == 1)
    }

    /// Which field is that of a column.
    pub fn column(&self, column: &str) -> Option<usize> {
        let mut names = self.header.iter().flatten();
        names.position(|name| name == column.as_bytes())
    }

    /// The records as rows for the fold: without fields where a line is no record.
    /// It knows no text that is not UTF-8.
    pub fn rows(&self) -> Option<Vec<Vec<String>>> {
        let places = COLUMNS.map(|column| self.column(column));
        let row = |record: &Option<Vec<Vec<u8>>>| {
            let Some(fields) = record else {
                return Some(Vec::new());
            };
            let text = |place: &Option<usize>| match place.and_then(|at| fields.get(at)) {
                Some(field) => String::from_utf8(field.clone()).ok(),
                None => Some(String::new()),
            };
            places.iter().map(text).collect()
        };
        self.records.iter().map(row).collect()
    }
}

/// The mark that files may begin with.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The line that begins somewhere, without its end, and where the next begins.
fn first_line(bytes: &[u8], at: usize) -> (&[u8], usize) {
    let rest = &bytes[at..];
    let length = rest.iter().position(|byte| *byte == b'\n');
    let line = &rest[..length.unwrap_or(rest.len())];
    let after = at + line.len() + 1;
    (
        line.strip_suffix(b"\r").unwrap_or(line),
        after.min(bytes.len()),
    )
}

/// The names of a header, by the crate that the library reads it with: a header
/// whose quotes are not in order is its matter.
fn names(line: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).from_reader(line);
    let mut record = csv::ByteRecord::new();
    let _ = reader.read_byte_record(&mut record);
    let lossy = |name: &[u8]| String::from_utf8_lossy(name).into_owned().into_bytes();
    record.iter().map(lossy).collect()
}

/// The fields of a line; `None` where a quote is not closed, text follows a closing
/// quote, or the line holds a carriage return or begins with a mark.
fn fields(line: &[u8]) -> Option<Vec<Vec<u8>>> {
    if line.contains(&b'\r') || line.starts_with(MARK) {
        return None;
    }
    let mut fields = vec![Vec::new()];
    let mut bytes = line.iter().copied().peekable();
    loop {
        let field = fields.last_mut()?;
        if bytes.peek() == Some(&b'"') {
            bytes.next();
            loop {
                match (bytes.next()?, bytes.peek()) {
                    (b'"', Some(b'"')) => {
                        bytes.next();
                        field.push(b'"');
                    }
                    (b'"', None | Some(b',')) => break,
                    (b'"', Some(_)) => return None,
                    (byte, _) => field.push(byte),
                }
            }
        } else {
            while let Some(byte) = bytes.next_if(|byte| *byte != b',') {
                field.push(byte);
            }
        }
        match bytes.next() {
            Some(_) => fields.push(Vec::new()),
            None => return Some(fields),
        }
    }
}
