//! Lines of CSV cut into fields. Lines with quotes are read by `csv_core`; of lines
//! without any, which are nearly all, fields end where commas stand, and they are
//! cut eight bytes at a time.

use csv_core::{ReadRecordResult, Reader};

/// Where the fields of some records stand in a text.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Where each field ends.
    ends: Vec<usize>,
    records: Vec<Record>,
    reader: Option<Reader>,
    /// What stands between two fields: a comma, or nothing where quotes are taken away.
    gap: usize,
}

#[derive(Debug, Clone, Copy)]
struct Record {
    /// Where its first field begins.
    start: usize,
    /// Which of the ends is that of its first field.
    ends: usize,
    /// Where its line begins in the chunk.
    stands: usize,
}

impl Fields {
    /// Cuts lines that hold no quote, and no carriage return but before a line end.
    /// Those with another number of fields are malformed.
    pub(super) fn cut_plain(&mut self, text: &[u8], width: usize, malformed: &mut Vec<usize>) {
        self.ends.clear();
        self.records.clear();
        self.gap = 1;
        let (mut start, mut first) = (0, 0);
        let mut end = |at: usize, is_line_end: bool| {
            if !is_line_end {
                self.ends.push(at);
                return;
            }
            let has_return = at > start && text.get(at.saturating_sub(1)) == Some(&b'\r');
            let last = at.saturating_sub(usize::from(has_return));
            self.ends.push(last);
            let fields = self.ends.len().saturating_sub(first);
            if last == start && fields == 1 {
                // A blank line is no record.
                self.ends.truncate(first);
            } else if fields == width {
                let (ends, stands) = (first, start);
                self.records.push(Record {
                    start,
                    ends,
                    stands,
                });
            } else {
                malformed.push(start);
                self.ends.truncate(first);
            }
            first = self.ends.len();
            start = at.saturating_add(1);
        };
        let (eights, rest) = text.as_chunks::<8>();
        let mut from = 0_usize;
        for eight in eights {
            let word = u64::from_le_bytes(*eight);
            let mut marks = marks(word, b',') | marks(word, b'\n');
            while let Some(without_lowest) = marks.checked_sub(1) {
                let within = (marks.trailing_zeros() >> 3) as usize;
                end(
                    from.saturating_add(within),
                    eight.get(within) == Some(&b'\n'),
                );
                marks &= without_lowest;
            }
            from = from.saturating_add(8);
        }
        for byte in rest {
            if matches!(byte, b',' | b'\n') {
                end(from, *byte == b'\n');
            }
            from = from.saturating_add(1);
        }
        if text.last().is_some_and(|byte| *byte != b'\n') {
            end(text.len(), true);
        }
    }

    /// Cuts lines whose quotes are in order; what the fields hold goes to
    /// `unquoted`. `offset` is where the text begins in the chunk.
    pub(super) fn cut(
        &mut self,
        text: &[u8],
        unquoted: &mut Vec<u8>,
        width: usize,
        offset: usize,
        malformed: &mut Vec<usize>,
    ) {
        self.records.clear();
        self.gap = 0;
        if unquoted.len() < text.len() {
            unquoted.resize(text.len(), 0);
        }
        // Every field but the last ends with a byte of the text.
        if self.ends.len() <= text.len() {
            self.ends.resize(text.len().saturating_add(1), 0);
        }
        // Its tables take longer to build than many lines to read.
        let reader = self.reader.get_or_insert_with(Reader::new);
        reader.reset();
        let (mut read, mut written, mut ended) = (0_usize, 0_usize, 0_usize);
        // Of the record that is being read.
        let (mut of_text, mut of_ends, mut start) = (0_usize, 0_usize, 0_usize);
        loop {
            let input = text.get(read..).unwrap_or_default();
            let output = unquoted.get_mut(written.saturating_add(of_text)..);
            let ends = self.ends.get_mut(ended.saturating_add(of_ends)..);
            let (output, ends) = (output.unwrap_or_default(), ends.unwrap_or_default());
            let (result, took, wrote, fields) = reader.read_record(input, output, ends);
            read = read.saturating_add(took);
            of_text = of_text.saturating_add(wrote);
            of_ends = of_ends.saturating_add(fields);
            match result {
                // The end of the text ends the last record.
                ReadRecordResult::InputEmpty => continue,
                ReadRecordResult::Record => {}
                ReadRecordResult::OutputFull
                | ReadRecordResult::OutputEndsFull
                | ReadRecordResult::End => break,
            }
            let of_record = ended..ended.saturating_add(of_ends);
            // Counted from the record's begin, so far.
            for end in self.ends.get_mut(of_record).into_iter().flatten() {
                *end = end.saturating_add(written);
            }
            let stands = offset.saturating_add(skipped(text, start));
            if of_ends == width {
                self.records.push(Record {
                    start: written,
                    ends: ended,
                    stands,
                });
            } else {
                malformed.push(stands);
            }
            written = written.saturating_add(of_text);
            ended = ended.saturating_add(of_ends);
            (of_text, of_ends, start) = (0, 0, read);
        }
    }

    #[inline]
    fn field<'t>(&self, text: &'t [u8], record: Record, field: usize) -> &'t [u8] {
        let end = |field: usize| self.ends.get(record.ends.saturating_add(field)).copied();
        let from = match field.checked_sub(1) {
            None => record.start,
            Some(before) => end(before).unwrap_or_default().saturating_add(self.gap),
        };
        let to = end(field).unwrap_or_default();
        text.get(from..to).unwrap_or_default()
    }

    /// Keeps the records of which a field is as it should be.
    pub(super) fn retain(
        &mut self,
        text: &[u8],
        field: usize,
        mut is_wanted: impl FnMut(&[u8]) -> bool,
    ) {
        let mut records = std::mem::take(&mut self.records);
        records.retain(|record| is_wanted(self.field(text, *record, field)));
        self.records = records;
    }

    /// A field of every record.
    pub(super) fn column<'t>(
        &self,
        text: &'t [u8],
        field: usize,
    ) -> impl Iterator<Item = &'t [u8]> {
        self.records
            .iter()
            .map(move |record| self.field(text, *record, field))
    }

    /// How many records there are.
    pub(super) fn records(&self) -> usize {
        self.records.len()
    }

    /// Where each record's line begins in the chunk.
    pub(super) fn starts(&self) -> impl Iterator<Item = usize> {
        self.records.iter().map(|record| record.stands)
    }
}

/// The highest bit of each byte of a word that is a certain one; exact, since no
/// sum of seven bits reaches the next byte.
#[inline]
fn marks(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let differs = word ^ u64::from_le_bytes([byte; 8]);
    let any = (differs & LOW).wrapping_add(LOW) | differs | LOW;
    !any
}

/// A record's line begins after the line ends that the reader passed over.
fn skipped(text: &[u8], start: usize) -> usize {
    let body = text.get(start..).unwrap_or_default();
    let ends = body.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    start.saturating_add(ends.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields of every record by either way of cutting.
    fn both(text: &str, width: usize) -> [(Vec<Vec<String>>, Vec<usize>); 2] {
        let told = |fields: &Fields, text: &[u8]| {
            let of_record = |record: &Record| {
                let one = |field| String::from_utf8_lossy(fields.field(text, *record, field));
                (0..width).map(|field| one(field).into_owned()).collect()
            };
            fields.records.iter().map(of_record).collect()
        };
        let (mut plain, mut read) = (Fields::default(), Fields::default());
        let (mut of_plain, mut of_read) = (Vec::new(), Vec::new());
        plain.cut_plain(text.as_bytes(), width, &mut of_plain);
        let mut unquoted = Vec::new();
        read.cut(text.as_bytes(), &mut unquoted, width, 0, &mut of_read);
        assert!(plain.starts().eq(read.starts()), "{text:?}");
        [
            (told(&plain, text.as_bytes()), of_plain),
            (told(&read, &unquoted), of_read),
        ]
    }

    #[test]
    fn lines_without_quotes_are_cut_as_csv_core_cuts_them() {
        let parts = [
            "", "a", "é,", ",", ",,", "\n", "\r\n", "12345678", "x,y,z\n", "\n\n",
        ];
        let mut tried = 0;
        for one in parts {
            for two in parts {
                for three in parts {
                    for four in parts {
                        let text = format!("{one}{two}{three}{four}");
                        for width in 1..4 {
                            let [plain, read] = both(&text, width);
                            assert_eq!(plain, read, "{text:?} {width}");
                            tried += 1;
                        }
                    }
                }
            }
        }
        assert_eq!(tried, 30_000);
    }
}
