//! The command line: what can be asked, and what it is called.

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
        #[command(flatten)]
        inputs: Inputs,
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
        #[command(flatten)]
        inputs: Inputs,
        /// What to print: text with the offending lines, or JSON.
        #[arg(long, value_enum, default_value_t = Report::Text)]
        format: Report,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Print a JSON Schema (draft 2020-12).
    Schema {
        /// Which one.
        of: Schema,
        #[command(flatten)]
        output: OutputArguments,
    },
}

#[derive(Debug, Args)]
pub struct Inputs {
    /// The scheme file (TOML); - reads standard input.
    pub scheme: PathBuf,
    /// The table of counts (CSV); several are added up and may not overlap.
    #[arg(required = false)]
    pub demand: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct OutputArguments {
    /// Write to a file, whole or not at all, instead of standard output.
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

impl Inputs {
    pub fn all(&self) -> Vec<&Path> {
        let scheme = std::iter::once(self.scheme.as_path());
        scheme
            .chain(self.demand.iter().map(PathBuf::as_path))
            .collect()
    }
}

impl Command {
    /// What the parser cannot know: which arguments go together.
    pub fn check(&self) -> Result<(), String> {
        let (inputs, output) = match self {
            Self::Assess { inputs, output, .. } => {
                if inputs.demand.is_empty() {
                    return Err("assess takes a scheme and a table of counts: \
                                reinvest assess SCHEME DEMAND"
                        .to_owned());
                }
                (inputs, output)
            }
            Self::Check { inputs, output, .. } => (inputs, output),
            Self::Schema { .. } => return Ok(()),
        };
        let inputs = inputs.all();
        if inputs
            .iter()
            .filter(|path| **path == Path::new("-"))
            .count()
            > 1
        {
            return Err("standard input (-) can be read once only".to_owned());
        }
        let same = |path: &&&Path| {
            let output = output.output.as_deref();
            let canonical = |path: &Path| path.canonicalize().ok();
            output.is_some_and(|output| {
                canonical(output).is_some_and(|output| canonical(path) == Some(output))
            })
        };
        match inputs.iter().find(same) {
            Some(path) => Err(format!(
                "the output would take the place of the input {}",
                path.display()
            )),
            None => Ok(()),
        }
    }
}
