//! The command `log`: which log is asked for, and of what.

use super::assessing::read;
use super::receipts::{self, ReceiptArguments};
use crate::Refused;
use crate::arguments::OutputArguments;
use crate::files::Output;
use clap::{Args, ValueEnum};
use justice_reinvestment::log::Logs;
use justice_reinvestment::{Document, Error};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct LogArguments {
    /// Of assumptions, of decisions, or of the data that were used.
    #[arg(value_enum, value_name = "LOG")]
    of: Log,
    /// The scheme file (TOML); - reads standard input.
    scheme: PathBuf,
    /// The table of counts (CSV); several are added up and may not overlap; - reads
    /// standard input.
    #[arg(required = true)]
    demand: Vec<PathBuf>,
    #[command(flatten)]
    pub receipt: ReceiptArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Log {
    Assumptions,
    Decisions,
    Data,
}

impl LogArguments {
    /// The files that are read: the scheme, then the tables.
    pub fn inputs(&self) -> Vec<&Path> {
        let tables = self.demand.iter().map(PathBuf::as_path);
        std::iter::once(self.scheme.as_path())
            .chain(tables)
            .collect()
    }

    /// Writes the log.
    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let read = read(documents)?;
        let Some((demand, assessment)) = read.counts else {
            return Ok(false);
        };
        let logs = Logs::of(&read.scheme, &demand, &assessment)?;
        let (name, text) = match self.of {
            Log::Assumptions => ("assumptions", logs.assumptions.to_csv()),
            Log::Decisions => ("decisions", logs.decisions.to_csv()),
            Log::Data => ("data", logs.data.to_csv()),
        };
        let output = Output::from(self.output);
        self.receipt.write(&output, &text, || {
            let counts = (&demand, &assessment);
            let receipt = receipts::assessed("log", &read.documents, &read.scheme, counts);
            let small = demand.has_small_counts();
            Ok(receipt
                .option("log", name)
                .resulted("log", text.as_str(), small))
        })?;
        Ok(true)
    }
}
