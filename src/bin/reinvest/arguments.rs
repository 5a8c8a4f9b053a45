//! The command line: what can be asked, and what it is called.

mod check;

use crate::commands::assessing::{AssessArguments, ExplainArguments};
use crate::commands::checking::CheckArguments;
#[cfg(feature = "records")]
use crate::commands::counting::{CountArguments, MergeArguments};
use crate::commands::receipts::{SignOffArguments, VerifyArguments};
use clap::{Args, Parser, Subcommand, ValueEnum};
use justice_reinvestment::{Cohort, Selection};
use std::path::{Path, PathBuf};

/// Computes and explains payment-by-results rewards for justice reinvestment,
/// exact to the penny, each with its derivation.
#[derive(Debug, Parser)]
#[command(
    name = "reinvest",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "\
Begin with:
  reinvest init pilot                        a scheme and a table to start from
  cd pilot
  reinvest check scheme.toml demand.csv      every problem at once
  reinvest assess scheme.toml demand.csv     every reward, a line each
  reinvest explain scheme.toml demand.csv    every reward, with its derivation

'reinvest COMMAND --help' says more of each command, with examples."
)]
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
    Assess(Box<AssessArguments>),
    /// Explain rewards: every figure that they are made of, and how close they were.
    ///
    /// Without a selection, a summary of all sites comes first, then every reward.
    #[command(after_help = "\
Examples:
  reinvest explain scheme.toml demand.csv --site E09000008 --cohort adult --period year_1
  reinvest explain scheme.toml demand.csv --site Croydon
  reinvest explain scheme.toml demand.csv --summary
  reinvest explain scheme.toml demand.csv --format markdown -o rewards.md

Exit status: 0 done; 1 the input has problems or could not be read; 2 the
command line is wrong, or names a site or period that the scheme does not know.")]
    Explain(Box<ExplainArguments>),
    /// Say what changed in rewards between two versions of scheme and counts, and why.
    ///
    /// Each difference is split among its causes (counts, prices, terms, areas, taking
    /// part), so that the parts add up to it exactly and no order of the causes is
    /// preferred.
    #[command(after_help = "\
Examples:
  reinvest compare provisional revised
  reinvest compare provisional revised --format json -o revision.json

OLD and NEW are folders that hold one scheme (a .toml file whose schema is
justice-reinvestment/scheme/1) and its tables of counts (.csv files with the
columns area_code, cohort, period, metric and count). What else they hold is
left out, and named.

Exit status: 0 done; 1 the input has problems or could not be read; 2 the
command line is wrong.")]
    Compare(Box<crate::commands::comparing::CompareArguments>),
    /// Ask what would be paid with some inputs changed, and what would turn each decision.
    ///
    /// It is a question, not an edit: no file is changed. Without --set and --terms it says
    /// which smallest change of each count, price, threshold and cap would turn each decision.
    #[command(after_help = "\
Examples:
  reinvest what-if scheme.toml demand.csv
  reinvest what-if scheme.toml demand.csv --set cohort.adult.threshold=6%
  reinvest what-if scheme.toml demand.csv --set price.community_order.adult=700.00 --site Croydon
  reinvest what-if scheme.toml demand.csv --terms ljr-bands,ljr-flat-half
  reinvest what-if scheme.toml demand.csv --set cohort.adult.threshold=4%..6%/0.5% --format csv

What can be set (values as files have them):
  price.METRIC.COHORT=1500.00             a unit price; where it changes, .PERIOD behind it
  cohort.COHORT.threshold=6%              the fall from which anything is paid
  cohort.COHORT.threshold_met=more_than   whether exactly the threshold is enough
  cohort.COHORT.share.N=75%               the share that the Nth band pays
  cohort.COHORT.band.N=15%                where the Nth band ends
  count.AREA.COHORT.PERIOD.METRIC=123     a count; +5 for five more, -10 for ten fewer

A range is FIRST..LAST/STEP: 4%..6%/0.5%, 300..400/10, -20..+20/5. One or two settings may be
ranges, of 10,000 assessments and 1,000,000 rewards together at most.

Exit status: 0 done; 1 the input has problems, could not be read, or does not fit what is
set; 2 the command line is wrong, or sets what the scheme does not know.")]
    WhatIf(Box<crate::commands::asking::WhatIfArguments>),
    /// Say what an assessment is worth as evidence; no payment is decided here.
    ///
    /// How often the rule would pay had nothing changed, whether underlying rates fell or
    /// only recorded counts, what remains beside a comparator or against other
    /// baselines, and what the change of the cost is made of.
    #[cfg(feature = "evaluate")]
    #[command(after_help = "\
Examples:
  reinvest evaluate scheme.toml demand.csv --site Croydon --cohort adult
  reinvest evaluate scheme.toml demand.csv --dispersion 2
  reinvest evaluate scheme.toml demand.csv --quarters quarters.csv
  reinvest evaluate scheme.toml demand.csv --spread spread.csv --cohort adult
  reinvest evaluate scheme.toml demand.csv --comparator elsewhere.csv --format json

Exit status: 0 done; 1 the input has problems or could not be read; 2 the
command line is wrong, or names a site or period that the scheme does not know.")]
    Evaluate(Box<crate::commands::evaluating::EvaluateArguments>),
    /// Print a log of what was assumed, decided or used, in the Aqua Book's columns (CSV).
    ///
    /// What the command assumed is filled in; what persons assumed and decided is taken from
    /// the scheme; what rests on a source after its last day is flagged.
    #[command(after_help = "\
Examples:
  reinvest log assumptions scheme.toml demand.csv
  reinvest log decisions scheme.toml demand.csv -o decisions.csv
  reinvest log data scheme.toml police.csv courts.csv -o data.csv

Exit status: 0 done; 1 the input has problems or could not be read; 2 the
command line is wrong.")]
    Log(crate::commands::logging::LogArguments),
    /// Count the records of extracts into a table of counts, as a count plan says.
    ///
    /// Every record is accounted for: in scope, or set aside for one reason. The
    /// balance is printed beside the table.
    #[cfg(feature = "records")]
    #[command(after_help = "\
Examples:
  reinvest count disposals.csv --plan plan.toml --scheme scheme.toml -o counts.csv
  reinvest count north.csv south.csv --plan plan.toml --scheme scheme.toml
  reinvest count folder --plan plan.toml --scheme scheme.toml
  reinvest count disposals.csv --plan plan.toml --scheme scheme.toml --partial -o part.csv
  reinvest count north.csv --plan plan.toml --scheme scheme.toml --spread s.csv --person id
  reinvest count --privacy --plan plan.toml --scheme scheme.toml
  reinvest count --emit-sql duckdb --table records --plan plan.toml --scheme scheme.toml

Exit status: 0 done; 1 the input has problems or could not be read; 2 the
command line is wrong.")]
    Count(Box<CountArguments>),
    /// Add partial counts up into a table of counts.
    #[cfg(feature = "records")]
    #[command(after_help = "\
Examples:
  reinvest merge north-part.csv south-part.csv --plan plan.toml --scheme scheme.toml -o counts.csv

Exit status: 0 done; 1 the input has problems or could not be read; 2 the
command line is wrong.")]
    Merge(Box<MergeArguments>),
    /// Compute a result again from its receipt, and say whether the same comes out.
    ///
    /// Give the files that it was computed from, in any order; a file that is not what it
    /// was is named, and so is every figure that differs. A pack holds its own files.
    #[command(after_help = "\
Examples:
  reinvest verify receipt.json scheme.toml demand.csv
  reinvest verify pilot.zip

The receipt is what --receipt has written: reinvest assess --help.

Exit status: 0 the same; 1 something differs or cannot be told, or a file could not be read; 2 the
command line is wrong.")]
    Verify(VerifyArguments),
    /// Sign a result off: add a line to a file of sign-offs, from which none is taken.
    ///
    /// Each line holds a digest of itself and of the line before it, so that one that is
    /// changed later is found. It is no signature: who may write the file may write it anew.
    #[command(
        override_usage = "reinvest sign-off RECEIPT --role <ROLE> --name <NAME> --date <DATE>\n       \
                          --decision <DECISION> [--caveats <TEXT>] [--to <FILE>]"
    )]
    #[command(after_help = "\
Examples:
  reinvest sign-off receipt.json --role analyst --name Ann --date 2013-09-30 --decision approved

Exit status: 0 done; 1 the receipt or the file of sign-offs has problems; 2 the
command line is wrong.")]
    SignOff(SignOffArguments),
    /// Put a scheme, its tables and what comes of them into one archive.
    ///
    /// DIR holds the scheme (TOML), its tables of counts (CSV) and, if there is one, the
    /// count plan (TOML) with its look-up files; they are told apart by what they hold, and
    /// other files are left out. `verify` computes the archive again.
    #[command(after_help = "\
Examples:
  reinvest pack pilot-2013
  reinvest pack pilot-2013 -o packs.zip

Exit status: 0 done; 1 the files have problems or the archive could not be
written; 2 the command line is wrong.")]
    Pack {
        /// The folder with the files.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The archive, whole or not at all; without it, the folder's name with .zip, here.
        #[arg(short, long = "output", value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Find every problem of a scheme, and of its counts.
    #[command(after_help = "\
Examples:
  reinvest check scheme.toml
  reinvest check scheme.toml demand.csv --format json

With the feature `records`, `--plan plan.toml` checks a count plan too.

A count that is missing with a reason is no problem.

Exit status: 0 no problems; 1 problems, or a file could not be read; 2 the
command line is wrong.")]
    Check(Box<CheckArguments>),
    /// Write a scheme and a table of counts to start from, which assess cleanly.
    ///
    /// Their figures are invented, and their comments say what to put in their
    /// place. Nothing is overwritten.
    #[command(after_help = "\
Examples:
  reinvest init pilot
  reinvest assess pilot/scheme.toml pilot/demand.csv

Exit status: 0 done; 1 a file is there already or could not be written; 2 the
command line is wrong.")]
    Init {
        /// The folder for scheme.toml and demand.csv; it is made where there is
        /// none.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Print what makes a shell complete this command's arguments.
    #[command(after_help = "\
Examples:
  reinvest completions bash -o reinvest.bash     then: source reinvest.bash
  reinvest completions fish -o reinvest.fish     then: source reinvest.fish

Exit status: 0 done; 1 the file could not be written; 2 the command line is
wrong.")]
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Print the manual page, of the whole or of one command (roff).
    #[command(after_help = "\
Examples:
  reinvest man -o reinvest.1
  reinvest man explain | man -l -

Exit status: 0 done; 1 the file could not be written; 2 the command line is
wrong.")]
    Man {
        /// Of which command.
        #[arg(value_name = "COMMAND")]
        of: Option<String>,
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
        /// Of the scheme file (read as JSON), of the assessment, or of another format,
        /// which refers to that of the assessment by its $id; pack is the file pack.json
        /// of a pack, whose schema refers to that of the receipt too.
        #[arg(value_name = "FORMAT")]
        of: Schema,
        #[command(flatten)]
        output: OutputArguments,
    },
}

#[derive(Debug, Clone, Args)]
pub struct OutputArguments {
    /// Write to a file, whole or not at all; - is standard output.
    #[arg(short, long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Which rewards are meant.
#[derive(Debug, Clone, Args)]
pub struct SelectionArguments {
    /// Only the rewards of this site, by its code or its name.
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// Only the rewards for adults, or for young people.
    #[arg(long, value_enum)]
    cohort: Option<CohortArgument>,
    /// Only the rewards of this test period, by its id or its title.
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
}

impl From<SelectionArguments> for Selection {
    fn from(arguments: SelectionArguments) -> Self {
        let mut selection = Self::default();
        selection.site = arguments.site;
        selection.cohort = arguments.cohort.map(Into::into);
        selection.period = arguments.period;
        selection
    }
}

/// How wide text may stand.
#[derive(Debug, Args)]
pub struct PaperArguments {
    /// How many columns text may take (40 or more); the terminal's width, or 120
    /// where there is none.
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..))]
    pub width: Option<u16>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum CohortArgument {
    Adult,
    Youth,
}

impl From<CohortArgument> for Cohort {
    fn from(cohort: CohortArgument) -> Self {
        match cohort {
            CohortArgument::Adult => Self::Adult,
            CohortArgument::Youth => Self::Youth,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Schema {
    Scheme,
    Assessment,
    Explanation,
    #[cfg(feature = "evaluate")]
    Evaluation,
    Revision,
    WhatIf,
    Receipt,
    Pack,
}

impl Command {
    /// The files that it reads: the scheme, then the tables.
    pub fn inputs(&self) -> Vec<&Path> {
        match self {
            Self::Assess(assess) => assess.inputs(),
            Self::Explain(explain) => explain.inputs(),
            Self::Check(check) => check.inputs(),
            // Which files it reads, its folders tell.
            Self::Compare(_) => Vec::new(),
            Self::Log(log) => log.inputs(),
            Self::WhatIf(question) => question.inputs(),
            #[cfg(feature = "evaluate")]
            Self::Evaluate(evaluate) => evaluate.inputs(),
            #[cfg(feature = "records")]
            Self::Count(count) => count.inputs(),
            #[cfg(feature = "records")]
            Self::Merge(merge) => merge.inputs(),
            Self::Verify(verify) => verify.files(),
            Self::SignOff(sign_off) => vec![&sign_off.receipt],
            Self::Pack { .. }
            | Self::Init { .. }
            | Self::Completions { .. }
            | Self::Man { .. }
            | Self::Schema { .. } => Vec::new(),
        }
    }

    fn output(&self) -> Option<&Path> {
        match self {
            Self::Assess(assess) => assess.output.output.as_deref(),
            Self::Explain(explain) => explain.output.output.as_deref(),
            Self::Check(check) => check.output.output.as_deref(),
            Self::Completions { output, .. }
            | Self::Man { output, .. }
            | Self::Schema { output, .. } => output.output.as_deref(),
            Self::Compare(compare) => compare.output.output.as_deref(),
            Self::Log(log) => log.output.output.as_deref(),
            Self::WhatIf(question) => question.output.output.as_deref(),
            #[cfg(feature = "evaluate")]
            Self::Evaluate(evaluate) => evaluate.output.output.as_deref(),
            #[cfg(feature = "records")]
            Self::Count(count) => count.output.output.as_deref(),
            #[cfg(feature = "records")]
            Self::Merge(merge) => merge.output.output.as_deref(),
            Self::Verify(verify) => verify.output.output.as_deref(),
            Self::SignOff(sign_off) => Some(&sign_off.to),
            Self::Pack { output, .. } => output.as_deref(),
            Self::Init { .. } => None,
        }
    }

    /// Where its receipts go, each with what it is.
    fn receipts(&self) -> Vec<(&'static str, &Path)> {
        match self {
            Self::Assess(assess) => assess.receipt.named(),
            Self::Explain(explain) => explain.receipt.named(),
            Self::WhatIf(question) => question.receipt.named(),
            Self::Compare(compare) => compare.receipt.named(),
            Self::Log(log) => log.receipt.named(),
            #[cfg(feature = "evaluate")]
            Self::Evaluate(evaluate) => evaluate.receipt.named(),
            #[cfg(feature = "records")]
            Self::Count(count) => count.receipt.named(),
            #[cfg(feature = "records")]
            Self::Merge(merge) => merge.receipt.named(),
            _ => Vec::new(),
        }
    }
}
