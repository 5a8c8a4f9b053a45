//! The logs of assumptions, of decisions and of data: that nothing is left out, that
//! their figures are the assessment's, and what is told of sources past their day.

mod dates;
mod figures;
mod rows;
#[path = "../worlds/mod.rs"]
mod worlds;

use justice_reinvestment::log::Logs;
use justice_reinvestment::{Assessment, Demand, Document, Error, Scheme, assess};
use std::fs;

/// A scheme with its counts, assessed.
struct Assessed {
    scheme: Scheme,
    demand: Demand,
    assessment: Assessment,
}

impl Assessed {
    fn of(scheme: &str, table: &str) -> Result<Self, Error> {
        let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
        let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
        let assessment = assess(&scheme, &demand)?;
        Ok(Self {
            scheme,
            demand,
            assessment,
        })
    }

    fn fixture(name: &str) -> Self {
        let [scheme, table] = files(name);
        Self::of(&scheme, &table).unwrap()
    }

    fn logs(&self) -> Logs {
        Logs::of(&self.scheme, &self.demand, &self.assessment).unwrap()
    }
}

/// The scheme and the table of a fixture.
fn files(name: &str) -> [String; 2] {
    ["scheme.toml", "demand.csv"]
        .map(|file| fs::read_to_string(format!("fixtures/{name}/{file}")).unwrap())
}

/// The rows of a CSV file by their columns.
fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        row.iter().map(str::to_owned).collect()
    });
    (header, rows.collect())
}
