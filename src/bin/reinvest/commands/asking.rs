//! Asking what would be paid with some inputs changed: what is set is read before any
//! file is judged, and all that is wrong with it is said at once.

use super::assessing::read;
use super::receipts::{self, ReceiptArguments};
use crate::arguments::{OutputArguments, PaperArguments, SelectionArguments};
use crate::files::Output;
use crate::terminal::paper;
use crate::{PROBLEMS, Refused, USAGE};
use clap::{Args, ValueEnum};
use justice_reinvestment::problem::Problem;
use justice_reinvestment::what_if::{Setting, WhatIf};
use justice_reinvestment::{Document, Error, PublishedTerms, Selection};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct WhatIfArguments {
    /// The scheme file (TOML); - reads standard input.
    pub scheme: PathBuf,
    /// The table of counts (CSV); several are added up and may not overlap;
    /// - reads standard input.
    #[arg(required = true)]
    pub demand: Vec<PathBuf>,
    /// Set an input to a value, or to a range of values, FIRST..LAST/STEP; several are set
    /// together, and one or two may be ranges. See below.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
    /// Built-in terms for every cohort instead of the scheme's own, side by side:
    /// ljr-bands, ljr-flat-half.
    #[arg(long, value_name = "NAME[,NAME]", value_delimiter = ',')]
    terms: Vec<String>,
    #[command(flatten)]
    selection: SelectionArguments,
    /// What to print: text for people, Markdown, JSON, or CSV with one row for each value
    /// and reward, or for each turn of a decision.
    #[arg(long, value_enum, default_value_t = WhatIfFormat::Text)]
    format: WhatIfFormat,
    #[command(flatten)]
    paper: PaperArguments,
    #[command(flatten)]
    pub receipt: ReceiptArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WhatIfFormat {
    Text,
    Markdown,
    Json,
    Csv,
}

/// What is wrong with the command line, as it is found.
#[derive(Default)]
struct Wrong(Vec<Problem>);

impl Wrong {
    /// What was read, if it is right.
    fn right<T>(&mut self, read: Result<T, Error>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                self.0.extend_from_slice(error.problems());
                None
            }
        }
    }

    /// Refuses the command line, if anything is wrong with it.
    fn refuse(self) -> Result<(), Refused> {
        let refused = |error| Refused {
            error,
            note: None,
            status: USAGE,
        };
        Error::from_problems(self.0).map_or(Ok(()), |error| Err(refused(error)))
    }
}

impl WhatIfArguments {
    /// The files that it reads: the scheme, then the tables.
    pub fn inputs(&self) -> Vec<&Path> {
        let tables = self.demand.iter();
        let all = std::iter::once(&self.scheme).chain(tables);
        all.map(PathBuf::as_path).collect()
    }

    /// That the arguments go together, or why they do not.
    pub fn check(&self) -> Result<(), String> {
        let mut settings = self.settings.iter();
        let sets_count = settings.any(|setting| setting.trim_start().starts_with("count."));
        match self.receipt.public_receipt.is_some() && sets_count {
            true => Err(
                "a count that is set would stand in the public receipt: write --receipt alone"
                    .to_owned(),
            ),
            false => Ok(()),
        }
    }

    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let output = Output::from(self.output.clone());
        let mut wrong = Wrong::default();
        let settings = self.settings.iter();
        let settings: Vec<Setting> = settings
            .filter_map(|text| wrong.right(text.parse()))
            .collect();
        let terms = self.terms.iter();
        let terms: Vec<PublishedTerms> =
            terms.filter_map(|text| wrong.right(text.parse())).collect();
        let chosen = [
            (
                "set",
                (!self.settings.is_empty()).then(|| self.settings.join("\n")),
            ),
            (
                "terms",
                (!self.terms.is_empty()).then(|| self.terms.join(",")),
            ),
        ];
        let read = match read(documents) {
            Ok(read) => read,
            // A wrong command line is wrong whatever stands in the files.
            Err(error) => {
                wrong.refuse()?;
                return Err(error);
            }
        };
        let Some((demand, as_it_is)) = read.counts else {
            return Ok(false);
        };
        let scheme = read.scheme;
        let question = WhatIf::new(&scheme, &demand);
        let question = settings.into_iter().fold(question, WhatIf::set);
        let question = terms.into_iter().fold(question, WhatIf::under);
        wrong.right(question.check());
        let selection = Selection::from(self.selection);
        wrong.right(selection.check(&as_it_is));
        wrong.refuse()?;
        let chosen = chosen.into_iter().chain(receipts::chosen(&selection));
        let answer = question.selected(selection).ask();
        let answer = answer.map_err(|error| Refused {
            error,
            note: Some("nothing is wrong with the files: it is what was set that does not fit"),
            status: PROBLEMS,
        })?;
        let text = match self.format {
            WhatIfFormat::Text => answer.to_text(paper(&self.paper, &output)),
            WhatIfFormat::Markdown => answer.to_markdown(),
            WhatIfFormat::Json => answer.to_json(),
            WhatIfFormat::Csv => answer.to_csv(),
        };
        self.receipt.write(&output, &text, || {
            let counts = (&demand, &as_it_is);
            let receipt = receipts::assessed("what-if", &read.documents, &scheme, counts);
            let receipt = chosen.fold(receipt, receipts::with_option);
            let small = demand.has_small_counts();
            Ok(receipt.resulted("what_if", answer.to_json(), small))
        })?;
        Ok(true)
    }
}
