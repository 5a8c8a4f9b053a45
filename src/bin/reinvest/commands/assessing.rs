//! The commands `assess` and `explain`.

use super::files_of;
use super::receipts::{self, ReceiptArguments};
use crate::arguments::{OutputArguments, PaperArguments, SelectionArguments};
use crate::files::{Output, argument};
use crate::terminal::{is_read, paper, say};
use crate::{PROBLEMS, Refused, USAGE};
use clap::{Args, ValueEnum};
use justice_reinvestment::{
    Assessment, Demand, DemandBuilder, Document, Error, Outcome, Problem, Scheme, Selection, assess,
};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct AssessArguments {
    /// The scheme file (TOML); - reads standard input.
    pub scheme: PathBuf,
    /// The table of counts (CSV); several are added up and may not overlap;
    /// - reads standard input.
    #[arg(required = true)]
    pub demand: Vec<PathBuf>,
    /// What to print: a table for people, JSON with every derivation, or CSV
    /// with one row a reward.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Exit with 1 when a reward is not computable; what can be computed is written.
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub paper: PaperArguments,
    #[command(flatten)]
    pub receipt: ReceiptArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The scheme file (TOML); - reads standard input.
    pub scheme: PathBuf,
    /// The table of counts (CSV); several are added up and may not overlap;
    /// - reads standard input.
    #[arg(required = true)]
    pub demand: Vec<PathBuf>,
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// Only the summary: a sentence for each site, and all sites together; not
    /// with a selection.
    #[arg(long, conflicts_with_all = ["site", "cohort", "period"])]
    pub summary: bool,
    /// What to print: text for people, Markdown, or JSON with every figure.
    #[arg(long, value_enum, default_value_t = Telling::Text)]
    pub format: Telling,
    #[command(flatten)]
    pub paper: PaperArguments,
    #[command(flatten)]
    pub receipt: ReceiptArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Telling {
    Text,
    Markdown,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
}

impl AssessArguments {
    /// The files that it reads: the scheme, then the tables.
    pub fn inputs(&self) -> Vec<&Path> {
        files_of(&self.scheme, &self.demand)
    }

    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let Self {
            format,
            strict,
            paper: width,
            receipt,
            output,
            scheme,
            demand,
        } = self;
        let output = Output::from(output);
        let read = read(documents)?;
        let Some((demand_read, assessment)) = read.counts else {
            return Ok(false);
        };
        let text = match format {
            Format::Table => assessment.to_table(paper(&width, &output)),
            Format::Json => assessment.to_json(),
            Format::Csv => assessment.to_csv(),
        };
        receipt.write(&output, &text, || {
            Ok(receipts::assessed(
                "assess",
                &read.documents,
                &read.scheme,
                (&demand_read, &assessment),
            ))
        })?;
        let is_whole = !strict || is_whole(&assessment);
        if let (Format::Table, true) = (format, is_read(&output)) {
            let files: Vec<&Path> = std::iter::once(scheme.as_path())
                .chain(demand.iter().map(AsRef::as_ref))
                .collect();
            hint(&assessment, &files);
        }
        Ok(is_whole)
    }
}

impl ExplainArguments {
    /// The files that it reads: the scheme, then the tables.
    pub fn inputs(&self) -> Vec<&Path> {
        files_of(&self.scheme, &self.demand)
    }

    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let Self {
            selection,
            summary,
            format,
            paper: width,
            receipt,
            output,
            ..
        } = self;
        let selection = Selection::from(selection);
        let summarised = ("summary", summary.then(|| "yes".to_owned()));
        let chosen = receipts::chosen(&selection).into_iter().chain([summarised]);
        let output = Output::from(output);
        let read = read(documents)?;
        let Some((demand, assessment)) = read.counts else {
            return Ok(false);
        };
        selection.check(&assessment).map_err(|error| Refused {
            status: USAGE,
            ..Refused::from(error)
        })?;
        let explanation = match summary {
            true => assessment.summary(),
            false => assessment.explain(&selection)?,
        };
        let text = match format {
            Telling::Text => explanation.to_text(paper(&width, &output)),
            Telling::Markdown => explanation.to_markdown(),
            Telling::Json => explanation.to_json(),
        };
        receipt.write(&output, &text, || {
            let receipt = receipts::assessed(
                "explain",
                &read.documents,
                &read.scheme,
                (&demand, &assessment),
            );
            let receipt = chosen.fold(receipt, receipts::with_option);
            let small = demand.has_small_counts();
            Ok(receipt.resulted("explanation", explanation.to_json(), small))
        })?;
        Ok(true)
    }
}

/// A scheme with what comes of its counts.
pub struct Read {
    /// The scheme's file, then those of its tables.
    pub documents: Vec<Document>,
    pub scheme: Scheme,
    /// Where tables are given.
    pub counts: Option<(Demand, Assessment)>,
}

/// The scheme, and what comes of its counts where tables are given.
pub fn read(documents: Result<Vec<Document>, Error>) -> Result<Read, Refused> {
    let documents = documents?;
    let Some((scheme, tables)) = documents.split_first() else {
        return Err(Error::from(Problem::new("no scheme is given", "name a scheme file")).into());
    };
    let scheme = Scheme::read(scheme);
    if tables.is_empty() {
        return Ok(Read {
            scheme: scheme?,
            counts: None,
            documents,
        });
    }
    let scheme = scheme.map_err(|error| Refused {
        error,
        note: Some("counts are checked against a scheme, so they were not checked"),
        status: PROBLEMS,
    })?;
    let builder = tables
        .iter()
        .fold(Demand::builder(&scheme), DemandBuilder::table);
    let demand = builder.build()?;
    let assessment = assess(&scheme, &demand)?;
    Ok(Read {
        scheme,
        counts: Some((demand, assessment)),
        documents,
    })
}

/// How to see where a figure comes from: of a reward that is paid, if any is.
fn hint(assessment: &Assessment, files: &[&Path]) {
    let rewards = &assessment.rewards;
    let is_paid = |outcome| matches!(outcome, Outcome::Met | Outcome::Capped);
    let paid = rewards.iter().find(|reward| is_paid(reward.outcome));
    if let Some(reward) = paid.or(rewards.first()) {
        let files: Vec<String> = files.iter().map(|file| argument(file)).collect();
        say(&format!(
            "\nHow a line comes about:  reinvest explain {} --site {} --cohort {} --period {}\n",
            files.join(" "),
            reward.site.code,
            reward.cohort,
            reward.period.id
        ));
    }
}

/// Whether every reward is computable; says so where it is not.
fn is_whole(assessment: &Assessment) -> bool {
    let not_computable = assessment
        .rewards
        .iter()
        .filter(|reward| reward.reward.is_none());
    let names: Vec<String> = not_computable
        .map(|reward| {
            format!(
                "{}, {}, {}",
                reward.site.name,
                reward.cohort,
                reward.period.label()
            )
        })
        .collect();
    for name in &names {
        say(&format!("error: not computable: {name}\n"));
    }
    names.is_empty()
}
