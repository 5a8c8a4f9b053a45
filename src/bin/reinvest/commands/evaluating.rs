//! The command `evaluate`: what can be asked of it, and what it prints.

use crate::arguments::{OutputArguments, PaperArguments, SelectionArguments};
use crate::commands::receipts::{self, ReceiptArguments};
use crate::files::Output;
use crate::terminal::paper;
use crate::{PROBLEMS, Refused, USAGE};
use clap::{Args, ValueEnum};
use justice_reinvestment::evaluate::{
    Comparator, Dispersion, Dispersions, EarlierPeriods, Evaluating, JointOptions, Quarters,
    TestRule, Unchanged,
};
use justice_reinvestment::receipt::{InputRole, Receipt};
use justice_reinvestment::{
    Demand, DemandBuilder, Document, Error, Problem, Scheme, Selection, Spread, assess,
};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct EvaluateArguments {
    /// The scheme file (TOML); - reads standard input.
    scheme: PathBuf,
    /// The table of counts (CSV); several are added up and may not overlap; - reads
    /// standard input.
    #[arg(required = true)]
    demand: Vec<PathBuf>,
    /// A table of counts (CSV) of areas to compare with: the same cohorts, periods and
    /// metrics, valued at the same prices.
    #[arg(long, value_name = "TABLE")]
    comparator: Option<PathBuf>,
    /// The comparator's areas contain the site, whose counts are taken out of them.
    #[arg(long, requires = "comparator")]
    contains_site: bool,
    /// A table of counts (CSV) of periods before the baseline, the earliest first: for
    /// their mean and their trend as other baselines.
    #[arg(long, value_name = "TABLE")]
    earlier: Option<PathBuf>,
    /// A table of counts (CSV) of eight or more quarters that follow one another: for
    /// how widely counts vary.
    #[arg(long, value_name = "TABLE")]
    quarters: Option<PathBuf>,
    /// Sums of squares (CSV) that `reinvest count --spread` wrote with these counts: how
    /// sure the change is if all comes together that one record counts, or one person's
    /// records.
    #[arg(long, value_name = "FILE")]
    spread: Option<PathBuf>,
    /// Variance ÷ mean of counts: a figure from 1 (Poisson) to 1000; or auto, from
    /// --quarters, and over a range without them.
    #[arg(long, value_name = "auto|FIGURE", default_value = "auto", value_parser = dispersion,
        allow_negative_numbers = true)]
    dispersion: Given,
    /// Where nothing changed, counts vary about the mean of both periods and not about
    /// the baseline's.
    #[arg(long)]
    pooled: bool,
    /// Every count was rounded to a multiple of this: the least and the most that can
    /// be paid.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(2..=1000),
        allow_negative_numbers = true)]
    rounded_to: Option<u64>,
    /// By which rule the tests of single metrics are two-sided: central agrees with the
    /// interval; minlike is that of R's poisson.test.
    #[arg(long, value_enum, default_value_t = TwoSided::Central)]
    test: TwoSided,
    /// The seed of the simulation of all rewards together, which a selection leaves out.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, allow_negative_numbers = true,
        conflicts_with_all = ["site", "cohort", "period"])]
    seed: u64,
    /// How many draws it makes: from 2 to 10000000.
    #[arg(long, value_name = "NUMBER", default_value_t = 100_000,
        value_parser = clap::value_parser!(u64).range(2..=JointOptions::MOST_DRAWS),
        allow_negative_numbers = true,
        conflicts_with_all = ["site", "cohort", "period"])]
    draws: u64,
    /// The correlation of a shock that all counts of a period share in it: from 0 to
    /// below 1.
    #[arg(long, value_name = "FIGURE", default_value_t = 0.0, value_parser = correlation,
        allow_negative_numbers = true, conflicts_with_all = ["site", "cohort", "period"])]
    correlation: f64,
    #[command(flatten)]
    selection: SelectionArguments,
    /// What to print: tables for people, JSON with every figure, or Markdown.
    #[arg(long, value_enum, default_value_t = EvaluateFormat::Table)]
    format: EvaluateFormat,
    #[command(flatten)]
    paper: PaperArguments,
    #[command(flatten)]
    pub receipt: ReceiptArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EvaluateFormat {
    Table,
    Json,
    Markdown,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TwoSided {
    Central,
    Minlike,
}

/// What was said of the dispersion.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Given {
    Auto,
    Figure(Dispersion),
}

fn dispersion(text: &str) -> Result<Given, String> {
    if text == "auto" {
        return Ok(Given::Auto);
    }
    let figure: f64 = text
        .parse()
        .map_err(|_| "write auto, or a figure like 2".to_owned())?;
    Dispersion::new(figure)
        .map(Given::Figure)
        .map_err(|error| error.to_string())
}

fn correlation(text: &str) -> Result<f64, String> {
    let figure: Option<f64> = text.parse().ok();
    let figure = figure.filter(|figure| (0.0..1.0).contains(figure));
    figure.ok_or_else(|| "give a figure from 0 to below 1".to_owned())
}

/// What is wrong with several files.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    /// What was read, if it was asked for and is right.
    fn known<T>(&mut self, read: Option<Result<T, Error>>) -> Option<T> {
        match read? {
            Ok(read) => Some(read),
            Err(error) => {
                self.0.extend_from_slice(error.problems());
                None
            }
        }
    }
}

impl EvaluateArguments {
    /// What is given that would go unused.
    pub fn check(&self) -> Result<(), String> {
        match (self.dispersion, &self.quarters) {
            (Given::Figure(_), Some(_)) => {
                Err("the dispersion is given, so that --quarters would not \
                                                be used: leave one of the two out"
                    .to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The files that it reads: the scheme, then the tables, then what else is named.
    pub fn inputs(&self) -> Vec<&Path> {
        let tables = self.demand.iter();
        let further = [
            &self.comparator,
            &self.earlier,
            &self.quarters,
            &self.spread,
        ];
        let further = further.into_iter().flatten();
        let all = std::iter::once(&self.scheme).chain(tables).chain(further);
        all.map(PathBuf::as_path).collect()
    }

    /// What each of the files is, in their order.
    fn roles(&self) -> Vec<InputRole> {
        let tables = self.demand.iter().map(|_| InputRole::Demand);
        let further = [
            (&self.comparator, InputRole::Comparator),
            (&self.earlier, InputRole::Earlier),
            (&self.quarters, InputRole::Quarters),
            (&self.spread, InputRole::Spread),
        ];
        let further = further
            .into_iter()
            .filter_map(|(path, role)| path.as_ref().map(|_| role));
        let scheme = std::iter::once(InputRole::Scheme);
        scheme.chain(tables).chain(further).collect()
    }

    /// What was asked for beside the files, by the names of the options.
    fn options(&self) -> Vec<(&'static str, Option<String>)> {
        let yes = |is_so: bool| is_so.then(|| "yes".to_owned());
        let dispersion = match self.dispersion {
            Given::Auto => "auto".to_owned(),
            Given::Figure(figure) => figure.ratio().to_string(),
        };
        let test = match self.test {
            TwoSided::Central => "central",
            TwoSided::Minlike => "minlike",
        };
        let selection = Selection::from(self.selection.clone());
        let is_whole = selection == Selection::default();
        let of_simulation = |figure: String| is_whole.then_some(figure);
        let all = [
            ("contains-site", yes(self.contains_site)),
            ("dispersion", Some(dispersion)),
            ("pooled", yes(self.pooled)),
            ("rounded-to", self.rounded_to.map(|base| base.to_string())),
            ("test", Some(test.to_owned())),
            ("seed", of_simulation(self.seed.to_string())),
            ("draws", of_simulation(self.draws.to_string())),
            ("correlation", of_simulation(self.correlation.to_string())),
        ];
        let chosen = receipts::chosen(&selection);
        all.into_iter().chain(chosen).collect()
    }

    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let output = Output::from(self.output.clone());
        let documents = documents?;
        let inputs = self
            .roles()
            .into_iter()
            .zip(documents.iter().map(Document::sha256));
        let inputs: Vec<(InputRole, String)> = inputs.collect();
        let options = self.options();
        let mut documents = documents.into_iter();
        let scheme = documents
            .next()
            .map(|document| Scheme::read(&document))
            .transpose()?;
        let Some(scheme) = scheme else {
            return Ok(false);
        };
        let tables: Vec<Document> = documents.by_ref().take(self.demand.len()).collect();
        let mut further = |is_given: bool| if is_given { documents.next() } else { None };
        let comparator = further(self.comparator.is_some());
        let earlier = further(self.earlier.is_some());
        let quarters = further(self.quarters.is_some());
        let spread = further(self.spread.is_some());
        let builder = tables
            .iter()
            .fold(Demand::builder(&scheme), DemandBuilder::table);
        // Whatever is wrong with any of the files is said at once.
        let mut problems = Problems::default();
        let demand = problems.known(Some(builder.build()));
        let comparator = problems.known(comparator.map(|table| Comparator::read(&scheme, &table)));
        let earlier = problems.known(earlier.map(|table| EarlierPeriods::read(&scheme, &table)));
        let quarters = problems.known(quarters.map(|table| Quarters::read(&scheme, &table)));
        let spread = problems.known(spread.map(|file| Spread::read(&scheme, &file)));
        let estimated = problems.known(quarters.map(|quarters| quarters.dispersion()));
        if let Some(error) = Error::from_problems(problems.0) {
            return Err(error.into());
        }
        let Some(demand) = demand else {
            return Ok(false);
        };
        let assessment = assess(&scheme, &demand)?;
        let comparator = comparator.map(|comparator| match self.contains_site {
            true => comparator.containing_the_site(),
            false => comparator,
        });

        let selection = Selection::from(self.selection);
        selection.check(&assessment).map_err(|error| Refused {
            error,
            note: None,
            status: USAGE,
        })?;
        let is_whole = selection == Selection::default();
        let mut evaluating = Evaluating::new(&assessment).selected(selection);
        if is_whole && assessment.rewards.len() > 1 {
            let options = JointOptions::new(self.seed).draws(self.draws);
            evaluating = evaluating.jointly(options.shared_shock(self.correlation));
        }
        match (self.dispersion, estimated) {
            (Given::Figure(given), _) => {
                evaluating = evaluating.dispersed(Dispersions::Given(given))
            }
            (Given::Auto, Some(found)) => {
                evaluating = evaluating.dispersed(Dispersions::Estimated(found));
            }
            (Given::Auto, None) => {}
        }
        evaluating = evaluating.tested_by(match self.test {
            TwoSided::Central => TestRule::Central,
            TwoSided::Minlike => TestRule::Minlike,
        });
        if self.pooled {
            evaluating = evaluating.about(Unchanged::Pooled);
        }
        if let Some(spread) = &spread {
            evaluating = evaluating.together(spread);
        }
        if let Some(comparator) = &comparator {
            evaluating = evaluating.beside(comparator);
        }
        if let Some(earlier) = &earlier {
            evaluating = evaluating.after(earlier);
        }
        if let Some(base) = self.rounded_to {
            evaluating = evaluating.rounded_to(base);
        }
        let evaluation = evaluating.evaluate().map_err(|error| Refused {
            error,
            note: None,
            status: PROBLEMS,
        })?;
        let text = match self.format {
            EvaluateFormat::Table => evaluation.to_text(paper(&self.paper, &output)),
            EvaluateFormat::Json => evaluation.to_json(),
            EvaluateFormat::Markdown => evaluation.to_markdown(),
        };
        self.receipt.write(&output, &text, || {
            let small = demand.has_small_counts();
            let guessable = |role| match role {
                InputRole::Scheme => false,
                InputRole::Demand => small,
                _ => true,
            };
            let inputs = inputs.into_iter();
            let receipt = inputs.fold(Receipt::new("evaluate"), |receipt, (role, digest)| {
                receipt.input(role, digest, guessable(role))
            });
            let receipt = options
                .into_iter()
                .fold(receipt, receipts::with_option)
                .assessed(&scheme, &assessment, small);
            let assumed = evaluation.assumptions().into_iter();
            let receipt = assumed.fold(receipt, |receipt, one| receipt.assumption(one.in_words()));
            Ok(receipt.resulted("evaluation", evaluation.to_json(), true))
        })?;
        Ok(true)
    }
}
