//! Records of a CSV file, in chunks that end with a line: every record is one
//! line. What the columns mean is the kernel's matter.

use super::balance::Own;
use super::columns::{Column, NOT_A_DAY};
use super::fields::Fields;
use super::kernel::{Batch, Fault, Kernel, NO_PERIOD, Worker};
use super::principal::Refusal;
use csv::{ByteRecord, ReaderBuilder};
use memchr::{memchr, memchr_iter, memmem, memrchr};
use std::io::{self, Read};
use std::ops::Range;

/// How much is read at once.
const CHUNK: usize = 256 << 10;
/// A longer line is taken for a file that is no table.
const LONGEST_LINE: usize = 16 << 20;

/// A file in chunks of whole lines, in order.
pub(super) struct Chunks<R> {
    reader: R,
    /// What was read beyond the last whole line.
    rest: Vec<u8>,
    next: usize,
    is_done: bool,
    /// Whether the last line that was read has an end.
    pub(super) is_ended: bool,
}

impl<R: Read> Chunks<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            rest: Vec::new(),
            next: 0,
            is_done: false,
            is_ended: true,
        }
    }

    /// Fills a buffer with the next lines; `None` after the last, else the chunk's
    /// number and how much of the buffer it fills.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> io::Result<Option<(usize, usize)>> {
        if self.is_done && self.rest.is_empty() {
            return Ok(None);
        }
        let mut filled = self.rest.len();
        // A longer line than usual makes it longer for itself alone.
        buffer.resize(filled.max(CHUNK), 0);
        if let Some(start) = buffer.get_mut(..filled) {
            start.copy_from_slice(&self.rest);
        }
        self.rest.clear();
        loop {
            while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
                match self.reader.read(room) {
                    Ok(0) => {
                        self.is_done = true;
                        break;
                    }
                    Ok(read) => filled = filled.saturating_add(read),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            let read = buffer.get(..filled).unwrap_or_default();
            if self.is_done {
                break;
            }
            if let Some(end) = memrchr(b'\n', read) {
                let end = end.saturating_add(1);
                self.rest
                    .extend_from_slice(read.get(end..).unwrap_or_default());
                filled = end;
                break;
            }
            if filled > LONGEST_LINE {
                let what = "a line is longer than sixteen million bytes";
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
            buffer.resize(buffer.len().saturating_mul(2), 0);
        }
        if filled == 0 {
            return Ok(None);
        }
        let last = filled.checked_sub(1).and_then(|at| buffer.get(at));
        self.is_ended = last == Some(&b'\n');
        let number = self.next;
        self.next = number.saturating_add(1);
        Ok(Some((number, filled)))
    }

    /// The first line that is not blank, without its end, and how many lines that
    /// takes; the rest stays to be read.
    pub(super) fn header(&mut self) -> io::Result<(Vec<u8>, usize)> {
        let mut buffer = Vec::new();
        let mut lines = 0_usize;
        let Some((_, filled)) = self.next(&mut buffer)? else {
            return Ok((Vec::new(), 0));
        };
        self.next = 0;
        buffer.truncate(filled);
        let mut start = if buffer.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        loop {
            let body = buffer.get(start..).unwrap_or_default();
            let length = memchr(b'\n', body).unwrap_or(body.len());
            let line = body.get(..length).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
            lines = lines.saturating_add(1);
            start = start.saturating_add(length).saturating_add(1);
            if !line.is_empty() || start >= buffer.len() {
                let mut left = buffer.split_off(start.min(buffer.len()));
                left.append(&mut self.rest);
                self.rest = left;
                return Ok((line, lines));
            }
        }
    }
}

/// Where in each record the needs of a plan stand.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// How many fields a record has.
    pub(super) fields: usize,
    /// For each need its field.
    pub(super) of_need: Vec<usize>,
}

/// What one chunk gave beside its counts.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) lines: usize,
    /// Each with its line and the byte range of the field within it.
    pub(super) faults: Vec<Found>,
    /// How many more there are.
    pub(super) more: u64,
    /// Why counting cannot go on, and on which line of the chunk.
    pub(super) refused: Option<(usize, Refusal)>,
}

impl Told {
    /// Whether there is nothing to tell.
    pub(super) fn is_silent(&self) -> bool {
        self.faults.is_empty() && self.more == 0 && self.refused.is_none()
    }
}

/// A record that could be neither counted nor set aside as the plan says.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Counted from 0 within the chunk.
    pub(super) line: usize,
    pub(super) text: Vec<u8>,
    pub(super) field: Range<usize>,
    pub(super) reason: Own,
    pub(super) need: Option<usize>,
}

/// Reads chunks into batches, one thread's share.
pub(super) struct Rows<'a> {
    kernel: &'a Kernel<'a>,
    layout: &'a Layout,
    is_lenient: bool,
    most_faults: usize,
    batch: Batch,
    starts: Vec<usize>,
    fields: Fields,
    unquoted: Vec<u8>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        kernel: &'a Kernel<'a>,
        layout: &'a Layout,
        is_lenient: bool,
        most_faults: usize,
    ) -> Self {
        Self {
            kernel,
            layout,
            is_lenient,
            most_faults,
            batch: Batch::new(&kernel.needs),
            starts: Vec::new(),
            fields: Fields::default(),
            unquoted: Vec::new(),
        }
    }

    /// Counts the records of a chunk.
    pub(super) fn count(&mut self, chunk: &[u8], worker: &mut Worker) -> Told {
        for dictionary in &mut worker.dictionaries {
            dictionary.forget();
        }
        self.batch.clear();
        self.starts.clear();
        let mut malformed = Vec::new();
        if is_plain(chunk) {
            let width = self.layout.fields;
            self.fields.cut_plain(chunk, width, &mut malformed);
            self.take(chunk, worker);
        } else {
            // Lines whose quotes are in order are read together.
            let (mut first, mut start) = (0, 0);
            while let Some(body) = chunk.get(start..).filter(|body| !body.is_empty()) {
                let length = memchr(b'\n', body).unwrap_or(body.len());
                let line = body.get(..length).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                let next = start.saturating_add(length).saturating_add(1);
                if !has_own_quotes(line) {
                    self.read(chunk, first..start, worker, &mut malformed);
                    malformed.push(start);
                    first = next;
                }
                start = next;
            }
            self.read(chunk, first..start, worker, &mut malformed);
        }
        let mut told = Told {
            lines: memchr_iter(b'\n', chunk).count(),
            faults: Vec::new(),
            more: 0,
            refused: None,
        };
        if chunk.last() != Some(&b'\n') {
            told.lines = told.lines.saturating_add(1);
        }
        let unreadable = self.batch.columns.iter().any(Column::has_unreadable);
        self.batch.has_unreadable |= unreadable;
        let (lenient, most) = (self.is_lenient, self.most_faults);
        let mut faults: Vec<Fault> = Vec::new();
        self.kernel.fold(&self.batch, worker, |fault| {
            if !lenient && faults.len() < most {
                faults.push(fault);
            } else if !lenient {
                told.more = told.more.saturating_add(1);
            }
            lenient
        });
        told.refused = worker.refused.map(|(row, refusal)| {
            let start = self.starts.get(row).copied().unwrap_or_default();
            let before = chunk.get(..start).unwrap_or_default();
            (memchr_iter(b'\n', before).count(), refusal)
        });
        if lenient {
            let reason = Own::NotALine.number(self.kernel.plan);
            let lines = u64::try_from(malformed.len()).unwrap_or_default();
            worker.tally.set_aside_unread(reason, lines);
            worker.tally.read(malformed.len());
            return told;
        }
        let of_rows = faults.into_iter().map(|fault| {
            let start = self.starts.get(fault.row).copied().unwrap_or_default();
            let field = self.layout.of_need.get(fault.need);
            (start, field.copied(), fault.reason, Some(fault.need))
        });
        let of_lines = malformed
            .into_iter()
            .map(|start| (start, None, Own::NotALine, None));
        let mut all: Vec<_> = of_rows.chain(of_lines).collect();
        all.sort_by_key(|(start, ..)| *start);
        let beyond = all.split_off(most.min(all.len())).len();
        told.more = told
            .more
            .saturating_add(u64::try_from(beyond).unwrap_or_default());
        let all = all.into_iter();
        told.faults = all
            .map(|(start, field, reason, need)| found(chunk, start, field, reason, need))
            .collect();
        // Later chunks of this thread come later in the file.
        self.most_faults = most.saturating_sub(told.faults.len());
        told
    }

    /// Reads lines of a chunk whose quotes are in order.
    fn read(
        &mut self,
        chunk: &[u8],
        lines: Range<usize>,
        worker: &mut Worker,
        malformed: &mut Vec<usize>,
    ) {
        let offset = lines.start;
        let text = chunk.get(offset..lines.end.min(chunk.len()));
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return;
        };
        let mut unquoted = std::mem::take(&mut self.unquoted);
        let width = self.layout.fields;
        self.fields
            .cut(text, &mut unquoted, width, offset, malformed);
        self.take(&unquoted, worker);
        self.unquoted = unquoted;
    }

    /// Takes column by column what the plan needs of the fields of a text.
    fn take(&mut self, text: &[u8], worker: &mut Worker) {
        let mut outside = 0_usize;
        let date = self.kernel.date();
        let days = date.and_then(|date| self.batch.columns.get_mut(date));
        if let Some(field) = date.and_then(|date| self.layout.of_need.get(date))
            && let Some(Column::Days(days)) = days
        {
            // Nothing else of a record outside the periods need be looked at.
            let (kernel, periods) = (self.kernel, &mut self.batch.periods);
            self.fields.retain(text, *field, |field| {
                let day = kernel.day(field);
                let period = kernel.period_of(day);
                let is_outside = day > NOT_A_DAY && period == NO_PERIOD;
                if is_outside {
                    outside = outside.saturating_add(1);
                } else {
                    days.push(day);
                    periods.push(period);
                }
                !is_outside
            });
        }
        let reason = Own::OutsideThePeriods.number(self.kernel.plan);
        worker.tally.read(outside);
        worker.tally.set_aside(reason, outside as u64);
        let kernel = self.kernel;
        let columns = self.batch.columns.iter_mut().zip(&self.layout.of_need);
        for (need, (column, field)) in columns.enumerate() {
            let fields = self.fields.column(text, *field);
            match column {
                // Read above, with the records outside left out.
                Column::Days(_) if Some(need) == date => {}
                Column::Days(days) => days.extend(fields.map(|field| kernel.day(field))),
                Column::Numbers(numbers) => {
                    numbers.extend(fields.map(|field| kernel.number(field)))
                }
                Column::Keys(keys) => fields.for_each(|field| {
                    keys.push(if kernel.is_missing(field) { b"" } else { field });
                }),
                Column::Texts(texts) => {
                    if let Some(dictionary) = worker.dictionaries.get_mut(need) {
                        let mean = |text: &[u8]| self.kernel.mean(need, text);
                        texts.extend(fields.map(|field| dictionary.number(field, mean)));
                        dictionary.note(texts);
                        self.batch.has_unreadable |= dictionary.has_no_text;
                    }
                }
            }
        }
        self.batch.rows = self.batch.rows.saturating_add(self.fields.records());
        self.starts.extend(self.fields.starts());
    }
}

/// The mark that files may begin with; within a file it is no part of any text.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether every line of a chunk can be cut at its commas: no quote, no carriage
/// return within a line, no line that begins with a byte order mark.
fn is_plain(chunk: &[u8]) -> bool {
    if memchr(b'"', chunk).is_some()
        || chunk.starts_with(BYTE_ORDER_MARK)
        || memmem::find(chunk, b"\n\xEF\xBB\xBF").is_some()
    {
        return false;
    }
    let mut rest = chunk;
    while let Some(at) = memchr(b'\r', rest) {
        let after = rest.get(at.saturating_add(1)..).unwrap_or_default();
        if !(after.is_empty() || after.first() == Some(&b'\n')) {
            return false;
        }
        rest = after;
    }
    true
}

/// Whether a line can be read by itself: every quoted field is closed in it and
/// ends there, and it holds no carriage return and no byte order mark before it.
pub(super) fn has_own_quotes(line: &[u8]) -> bool {
    memchr(b'\r', line).is_none()
        && !line.starts_with(BYTE_ORDER_MARK)
        && (memchr(b'"', line).is_none() || fields_of(line).all(|field| field.is_some()))
}

/// Where the fields of a line stand, their quotes included; `None` for one that is
/// not closed or goes on after its closing quote.
fn fields_of(line: &[u8]) -> impl Iterator<Item = Option<Range<usize>>> {
    let mut next = Some(0_usize);
    std::iter::from_fn(move || {
        let start = next?;
        let rest = line.get(start..).unwrap_or_default();
        let is_quoted = rest.first() == Some(&b'"');
        let (length, is_whole) = match is_quoted {
            false => (memchr(b',', rest).unwrap_or(rest.len()), true),
            true => {
                let mut at = 1_usize;
                loop {
                    let body = rest.get(at..).unwrap_or_default();
                    let Some(quote) = memchr(b'"', body) else {
                        break (rest.len(), false);
                    };
                    at = at.saturating_add(quote).saturating_add(1);
                    match rest.get(at) {
                        // A quote within the field is written twice.
                        Some(b'"') => at = at.saturating_add(1),
                        Some(b',') | None => break (at, true),
                        Some(_) => break (rest.len(), false),
                    }
                }
            }
        };
        let end = start.saturating_add(length);
        next = (end < line.len()).then(|| end.saturating_add(1));
        Some(is_whole.then_some(start..end))
    })
}

/// A fault with the line that it stands on.
fn found(
    chunk: &[u8],
    start: usize,
    field: Option<usize>,
    reason: Own,
    need: Option<usize>,
) -> Found {
    let before = chunk.get(..start).unwrap_or_default();
    let body = chunk.get(start..).unwrap_or_default();
    let length = memchr(b'\n', body).unwrap_or(body.len());
    let text = body.get(..length).unwrap_or_default();
    let text = text.strip_suffix(b"\r").unwrap_or(text).to_vec();
    let whole = 0..text.len();
    let field = field
        .and_then(|field| fields_of(&text).nth(field)?)
        .unwrap_or(whole);
    Found {
        line: memchr_iter(b'\n', before).count(),
        text,
        field,
        reason,
        need,
    }
}

impl Layout {
    /// The layout of a header, or the names of the columns that it lacks and of
    /// those that it has twice.
    pub(super) fn of(header: &[u8], kernel: &Kernel<'_>) -> Result<Self, Lacking> {
        let mut reader = ReaderBuilder::new().has_headers(false).from_reader(header);
        let mut record = ByteRecord::new();
        let _ = reader.read_byte_record(&mut record);
        let names: Vec<String> = record
            .iter()
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect();
        let mut lacking = Lacking {
            names: names.clone(),
            ..Lacking::default()
        };
        let mut of_need = Vec::new();
        for need in kernel.needs.iter() {
            let mut there = names
                .iter()
                .enumerate()
                .filter(|(_, name)| **name == need.column);
            match (there.next(), there.next()) {
                (Some((at, _)), None) => of_need.push(at),
                (Some(_), Some(_)) if !lacking.twice.contains(&need.column) => {
                    lacking.twice.push(need.column.clone());
                }
                (None, _) if !lacking.missing.contains(&need.column) => {
                    lacking.missing.push(need.column.clone());
                }
                _ => {}
            }
        }
        if lacking.missing.is_empty() && lacking.twice.is_empty() {
            Ok(Self {
                fields: names.len(),
                of_need,
            })
        } else {
            Err(lacking)
        }
    }
}

/// What a header lacks.
#[derive(Debug, Default)]
pub(super) struct Lacking {
    pub(super) names: Vec<String>,
    pub(super) missing: Vec<String>,
    pub(super) twice: Vec<String>,
    /// Whether it is the header of no file.
    pub(super) is_in_memory: bool,
}
