//! The command `log`: which log is asked for, and of what.

use crate::arguments::OutputArguments;
use crate::files::Output;
use crate::{PROBLEMS, Refused};
use clap::{Args, ValueEnum};
use justice_reinvestment::log::Logs;
use justice_reinvestment::{Demand, DemandBuilder, Document, Error, Problem, Scheme, assess};
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
        let documents = documents?;
        let Some((scheme, tables)) = documents.split_first() else {
            return Err(
                Error::from(Problem::new("no scheme is given", "name a scheme file")).into(),
            );
        };
        let scheme = Scheme::read(scheme).map_err(|error| Refused {
            error,
            note: Some("counts are checked against a scheme, so they were not checked"),
            status: PROBLEMS,
        })?;
        let builder = tables.iter();
        let builder = builder.fold(Demand::builder(&scheme), DemandBuilder::table);
        let demand = builder.build()?;
        let logs = Logs::of(&scheme, &demand, &assess(&scheme, &demand)?)?;
        Output::from(self.output).write(&match self.of {
            Log::Assumptions => logs.assumptions.to_csv(),
            Log::Decisions => logs.decisions.to_csv(),
            Log::Data => logs.data.to_csv(),
        })?;
        Ok(true)
    }
}
