//! The command `check`.

use super::assessing::read;
#[cfg(feature = "records")]
use super::counting::plan_of;
use super::files_of;
use crate::Refused;
use crate::arguments::OutputArguments;
#[cfg(feature = "records")]
use crate::files;
use crate::files::Output;
use clap::{Args, ValueEnum};
use justice_reinvestment::{Assessment, Document, Error, Scheme, problem};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The scheme file (TOML); - reads standard input.
    pub scheme: PathBuf,
    /// The table of counts (CSV), if it is to be checked too; several are
    /// added up; - reads standard input.
    pub demand: Vec<PathBuf>,
    /// A count plan (TOML) of the scheme, to be checked too.
    #[cfg(feature = "records")]
    #[arg(long)]
    pub plan: Option<PathBuf>,
    /// What to print: text with the offending lines, or JSON.
    #[arg(long, value_enum, default_value_t = Report::Text)]
    pub format: Report,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Report {
    Text,
    Json,
}

impl CheckArguments {
    /// The files that it reads: the scheme, then the tables.
    pub fn inputs(&self) -> Vec<&Path> {
        files_of(&self.scheme, &self.demand)
    }

    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let Self {
            format,
            output,
            #[cfg(feature = "records")]
            plan,
            ..
        } = self;
        let read = read(documents).map(|read| {
            let assessment = read.counts.as_ref().map(|(_, assessment)| assessment);
            let words = summary(&read.scheme, assessment);
            (read.scheme, words)
        });
        #[cfg(feature = "records")]
        let read = match plan {
            Some(plan) => with_plan(read, &plan),
            None => read,
        };
        checked(read, format, &output.into())
    }
}

fn checked(
    read: Result<(Scheme, String), Refused>,
    report: Report,
    output: &Output,
) -> Result<bool, Refused> {
    match (report, read) {
        (Report::Text, read) => {
            let (scheme, summary) = read?;
            let notes = scheme.notes().iter().map(|note| format!("note: {note}\n"));
            let words = format!("no problems\n\n{summary}");
            output.write(&notes.fold(words, |words, note| words + &note))?;
            Ok(true)
        }
        (Report::Json, Ok((scheme, _))) => {
            let notes: Vec<String> = scheme.notes().iter().map(ToString::to_string).collect();
            output.write(&problem::to_json(&[], &notes))?;
            Ok(true)
        }
        (Report::Json, Err(Refused { error, note, .. })) => {
            let notes: Vec<String> = note.into_iter().map(str::to_owned).collect();
            output.write(&problem::to_json(error.problems(), &notes))?;
            Ok(false)
        }
    }
}

fn summary(scheme: &Scheme, assessment: Option<&Assessment>) -> String {
    let parts = [
        count(scheme.sites().len(), "site", "sites"),
        count(scheme.tests().len(), "test period", "test periods"),
        count(scheme.metrics().len(), "metric", "metrics"),
        count(scheme.prices().len(), "price", "prices"),
    ];
    let counts = assessment.map(|assessment| {
        let rewards = &assessment.rewards;
        let not_computable = rewards.iter().filter(|reward| reward.reward.is_none());
        format!(
            "  {}; {}, {}\n",
            count(assessment.demand_rows, "row of counts", "rows of counts"),
            count(rewards.len(), "reward", "rewards"),
            match not_computable.count() {
                0 => "all computable".to_owned(),
                some if some == rewards.len() => "none computable".to_owned(),
                some => format!("{some} of them not computable"),
            }
        )
    });
    format!(
        "{}\n  {}\n{}",
        scheme.title(),
        parts.join(", "),
        counts.unwrap_or_default()
    )
}

fn count(number: usize, one: &str, many: &str) -> String {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    justice_reinvestment::wording::counted(number, one, many)
}

/// The scheme with the summary of all that was read, a count plan among it, if that
/// has no problem either.
#[cfg(feature = "records")]
fn with_plan(
    read: Result<(Scheme, String), Refused>,
    path: &Path,
) -> Result<(Scheme, String), Refused> {
    let (scheme, mut words) = read?;
    for document in files::read(&[path])? {
        let (plan, _) = plan_of(&scheme, &document, path)?;
        words += &format!(
            "{}\n  count plan; {}, reads {}\n",
            plan.title(),
            count(plan.metrics().count(), "metric", "metrics"),
            count(plan.columns().len(), "column", "columns")
        );
    }
    Ok((scheme, words))
}
