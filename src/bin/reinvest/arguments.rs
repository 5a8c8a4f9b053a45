//! The command line: what can be asked, and what it is called.

use crate::files::visible;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

/// Computes payment-by-results rewards for justice reinvestment, exact to the
/// penny, each with its derivation.
#[derive(Debug, Parser)]
#[command(name = "reinvest", version, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print every reward of a scheme.
    #[command(after_help = "\
Examples:
  reinvest assess scheme.toml demand.csv
  reinvest assess scheme.toml demand.csv --format json -o assessment.json
  reinvest assess scheme.toml police.csv courts.csv --format csv

Exit status: 0 done; 1 the input has problems or could not be read, or, with
--strict, a reward is not computable; 2 the command line is wrong.")]
    Assess {
        /// The scheme file (TOML); - reads standard input.
        scheme: PathBuf,
        /// The table of counts (CSV); several are added up and may not overlap;
        /// - reads standard input.
        #[arg(required = true)]
        demand: Vec<PathBuf>,
        /// What to print: a table for people, JSON with every derivation, or CSV
        /// with one row a reward.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Exit with 1 when a reward is not computable.
        #[arg(long)]
        strict: bool,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Find every problem of a scheme, and of its counts.
    #[command(after_help = "\
Examples:
  reinvest check scheme.toml
  reinvest check scheme.toml demand.csv --format json

Exit status: 0 no problems; 1 problems, or a file could not be read; 2 the
command line is wrong.")]
    Check {
        /// The scheme file (TOML); - reads standard input.
        scheme: PathBuf,
        /// The table of counts (CSV), if it is to be checked too; several are
        /// added up; - reads standard input.
        demand: Vec<PathBuf>,
        /// What to print: text with the offending lines, or JSON.
        #[arg(long, value_enum, default_value_t = Report::Text)]
        format: Report,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Print a JSON Schema (draft 2020-12).
    #[command(after_help = "\
Examples:
  reinvest schema scheme
  reinvest schema assessment -o assessment.schema.json

Exit status: 0 done; 1 the file could not be written; 2 the command line is
wrong.")]
    Schema {
        /// Of the scheme file (read as JSON), or of the assessment.
        #[arg(value_name = "FORMAT")]
        of: Schema,
        #[command(flatten)]
        output: OutputArguments,
    },
}

#[derive(Debug, Args)]
pub struct OutputArguments {
    /// Write to a file, whole or not at all; - is standard output.
    #[arg(short, long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Report {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Schema {
    Scheme,
    Assessment,
}

impl Command {
    /// The files that it reads: the scheme, then the tables.
    pub fn inputs(&self) -> Vec<&Path> {
        match self {
            Self::Assess { scheme, demand, .. } | Self::Check { scheme, demand, .. } => {
                let tables = demand.iter().map(PathBuf::as_path);
                std::iter::once(scheme.as_path()).chain(tables).collect()
            }
            Self::Schema { .. } => Vec::new(),
        }
    }

    fn output(&self) -> Option<&Path> {
        let (Self::Assess { output, .. }
        | Self::Check { output, .. }
        | Self::Schema { output, .. }) = self;
        output.output.as_deref()
    }

    /// What the parser cannot know: which arguments go together.
    pub fn check(&self) -> Result<(), String> {
        let inputs = self.inputs();
        if inputs
            .iter()
            .filter(|path| **path == Path::new("-"))
            .count()
            > 1
        {
            return Err("standard input (-) can be read once only".to_owned());
        }
        let Some(output) = self.output().and_then(|path| path.canonicalize().ok()) else {
            return Ok(());
        };
        let is_output = |path: &&&Path| path.canonicalize().is_ok_and(|path| path == output);
        match inputs.iter().find(is_output) {
            Some(path) => Err(format!(
                "the output would take the place of the input \"{}\"",
                path.display()
                    .to_string()
                    .chars()
                    .map(visible)
                    .collect::<String>()
            )),
            None => Ok(()),
        }
    }
}
