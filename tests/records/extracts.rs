//! Extracts as files in a folder of their own, and what the library counts of
//! them, brought into the fold's form.

use crate::fold::{Counts, metric_ids};
use crate::plans::Plan;
use justice_reinvestment::Error;
use justice_reinvestment::records::{CountPlan, Counted, Counting, Extract, PartialCounts};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The columns of every extract, in the order of a row's texts.
pub const COLUMNS: [&str; 13] = [
    "area", "born", "case", "count", "date", "from", "group", "note", "number", "offence",
    "outcome", "quarter", "to",
];

/// How rows are written.
#[derive(Debug, Clone)]
pub struct Style {
    /// Which column stands where.
    pub order: Vec<usize>,
    pub line_end: &'static str,
    pub ends_with_line: bool,
    pub marked: bool,
    /// Whether there is a blank line before every third record.
    pub blank_lines: bool,
    /// Every so many records, each field stands in quotes; 0 for none.
    pub quotes_every: usize,
}

impl Style {
    pub fn plain() -> Self {
        Self {
            order: (0..COLUMNS.len()).collect(),
            line_end: "\n",
            ends_with_line: true,
            marked: false,
            blank_lines: false,
            quotes_every: 0,
        }
    }

    /// Rows with another number of fields are written as they are.
    pub fn to_csv(&self, rows: &[Vec<String>]) -> String {
        let header: Vec<String> = self
            .order
            .iter()
            .map(|at| COLUMNS[*at].to_owned())
            .collect();
        let mut csv = if self.marked { "\u{feff}" } else { "" }.to_owned();
        csv += &header.join(",");
        for (number, row) in rows.iter().enumerate() {
            csv += self.line_end;
            if self.blank_lines && number % 3 == 0 {
                csv += self.line_end;
            }
            let fields: Vec<&String> = match row.len() == COLUMNS.len() {
                true => self.order.iter().map(|at| &row[*at]).collect(),
                false => row.iter().collect(),
            };
            let all_quoted = self.quotes_every > 0 && number % self.quotes_every == 0;
            let fields =
                fields
                    .into_iter()
                    .map(|field| match all_quoted || field.contains([',', '"']) {
                        true => format!("\"{}\"", field.replace('"', "\"\"")),
                        false => field.clone(),
                    });
            csv += &fields.collect::<Vec<String>>().join(",");
        }
        if self.ends_with_line {
            csv += self.line_end;
        }
        csv
    }
}

/// A row: the texts of some columns, the rest being empty.
pub fn row(texts: &[(&str, &str)]) -> Vec<String> {
    let mut row = vec![String::new(); COLUMNS.len()];
    for (column, text) in texts {
        let at = COLUMNS.iter().position(|name| name == column).unwrap();
        row[at] = (*text).to_owned();
    }
    row
}

/// A folder that goes when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("records-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file and gives it as an extract under its name.
    pub fn extract(&self, name: &str, bytes: impl AsRef<[u8]>) -> Extract {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        Extract::file(&path).unwrap().labelled(name).unwrap()
    }

    /// What counting a file gives, which is written here.
    pub fn count(
        &self,
        plan: &CountPlan,
        name: &str,
        bytes: impl AsRef<[u8]>,
    ) -> Result<Counted, Error> {
        Counting::new(plan)
            .threads(2)
            .count(&[self.extract(name, bytes)])
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Partial counts in the fold's form, their sources added up.
pub fn counts_of(plan: &Plan, partial: &PartialCounts) -> Counts {
    let csv = partial.to_csv();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(header[7..], metric_ids(plan));
    let mut counts = Counts::new();
    for row in reader.records() {
        let row = row.unwrap();
        let key = [&row[2], &row[3], &row[4], &row[5]].map(str::to_owned);
        let numbers: Vec<u64> = row
            .iter()
            .skip(6)
            .map(|text| text.parse().unwrap())
            .collect();
        let width = plan.metrics.len();
        let of_key = counts.entry(key).or_insert_with(|| (0, vec![0; width]));
        of_key.0 += numbers[0];
        for (sum, more) in of_key.1.iter_mut().zip(&numbers[1..]) {
            *sum += more;
        }
    }
    counts
}
