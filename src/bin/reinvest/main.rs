//! The command `reinvest`: it parses arguments, opens files and prints. All that
//! it prints, any embedder can have from the library.

mod arguments;
mod files;

use arguments::{Arguments, Command, Format, Report, Schema};
use clap::Parser;
use files::Output;
use justice_reinvestment::problem::{self, Problem, Style};
use justice_reinvestment::{
    Assessment, Demand, DemandBuilder, Document, Error, Scheme, assess, schema,
};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// The input has problems or could not be read.
const PROBLEMS: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(usage) = arguments.command.check() {
        say(&format!(
            "error: {usage}\n\nFor more information, try '--help'.\n"
        ));
        return ExitCode::from(USAGE);
    }
    match run(arguments.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(PROBLEMS),
        Err(Refused { error, note }) => {
            complain(&error);
            if let Some(note) = note {
                say(&format!("note: {note}\n"));
            }
            ExitCode::from(PROBLEMS)
        }
    }
}

/// Why nothing was done, and what else must be known.
struct Refused {
    error: Error,
    note: Option<&'static str>,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self { error, note: None }
    }
}

/// Whether all is well; what is wrong with the input, where it is not.
fn run(command: Command) -> Result<bool, Refused> {
    let documents = files::read(&command.inputs());
    match command {
        Command::Assess {
            format,
            strict,
            output,
            ..
        } => assessed(read(documents)?.1, format, strict, &output.into()),
        Command::Check { format, output, .. } => checked(read(documents), format, &output.into()),
        Command::Schema { of, output } => {
            let text = match of {
                Schema::Scheme => schema::SCHEME,
                Schema::Assessment => schema::ASSESSMENT,
            };
            Output::from(output).write(text)?;
            Ok(true)
        }
    }
}

/// The scheme, and what comes of its counts where tables are given.
fn read(documents: Result<Vec<Document>, Error>) -> Result<(Scheme, Option<Assessment>), Refused> {
    let documents = documents?;
    let Some((scheme, tables)) = documents.split_first() else {
        return Err(Error::from(Problem::new("no scheme is given", "name a scheme file")).into());
    };
    let scheme = Scheme::read(scheme);
    if tables.is_empty() {
        return Ok((scheme?, None));
    }
    let scheme = scheme.map_err(|error| Refused {
        error,
        note: Some("counts are checked against a scheme, so they were not checked"),
    })?;
    let builder = tables
        .iter()
        .fold(Demand::builder(&scheme), DemandBuilder::table);
    let assessment = assess(&scheme, &builder.build()?)?;
    Ok((scheme, Some(assessment)))
}

fn assessed(
    assessment: Option<Assessment>,
    format: Format,
    strict: bool,
    output: &Output,
) -> Result<bool, Refused> {
    let Some(assessment) = assessment else {
        return Ok(false);
    };
    output.write(&match format {
        Format::Table => assessment.to_table(),
        Format::Json => assessment.to_json(),
        Format::Csv => assessment.to_csv(),
    })?;
    Ok(!strict || is_whole(&assessment))
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

fn checked(
    read: Result<(Scheme, Option<Assessment>), Refused>,
    report: Report,
    output: &Output,
) -> Result<bool, Refused> {
    match (report, read) {
        (Report::Text, read) => {
            let (scheme, assessment) = read?;
            let notes = scheme.notes().iter().map(|note| format!("note: {note}\n"));
            let words = format!("no problems\n\n{}", summary(&scheme, assessment.as_ref()));
            output.write(&notes.fold(words, |words, note| words + &note))?;
            Ok(true)
        }
        (Report::Json, Ok((scheme, _))) => {
            output.write(&problem::to_json(&[], scheme.notes()))?;
            Ok(true)
        }
        (Report::Json, Err(Refused { error, note })) => {
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
            "  {}; {}, {} of them not computable\n",
            count(assessment.demand_rows, "row of counts", "rows of counts"),
            count(rewards.len(), "reward", "rewards"),
            not_computable.count()
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

/// Prints problems to standard error, with colours where they are welcome.
fn complain(error: &Error) {
    let is_welcome = io::stderr().is_terminal()
        && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let style = if is_welcome {
        Style::Coloured
    } else {
        Style::Plain
    };
    let problems: &[Problem] = error.problems();
    say(&format!(
        "{}\n\n{}\n",
        error.drawn(style),
        count(problems.len(), "problem", "problems")
    ));
}

/// Writes to standard error; where nobody listens, nothing is lost.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
