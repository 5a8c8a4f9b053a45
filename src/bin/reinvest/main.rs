//! The command `reinvest`: it parses arguments, opens files and prints. All that
//! it prints, any embedder can have from the library.

mod arguments;
mod files;

use arguments::{Arguments, Command, Format, Inputs, Report, Schema};
use clap::Parser;
use files::Output;
use justice_reinvestment::problem::{self, Problem, Style};
use justice_reinvestment::{Assessment, Demand, Error, Scheme, assess, schema};
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
    let done = match arguments.command {
        Command::Assess {
            inputs,
            format,
            strict,
            output,
        } => assessed(&inputs, format, strict, &output.into()),
        Command::Check {
            inputs,
            format,
            output,
        } => checked(&inputs, format, &output.into()),
        Command::Schema { of, output } => {
            let text = match of {
                Schema::Scheme => schema::SCHEME,
                Schema::Assessment => schema::ASSESSMENT,
            };
            Output::from(output).write(text).map(|()| true)
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(PROBLEMS),
        Err(error) => {
            complain(&error);
            ExitCode::from(PROBLEMS)
        }
    }
}

fn assessed(inputs: &Inputs, format: Format, strict: bool, output: &Output) -> Result<bool, Error> {
    let [scheme, demand @ ..] = &*files::read(&inputs.all())? else {
        return Ok(false);
    };
    let scheme = Scheme::read(scheme)?;
    let demand = demand
        .iter()
        .fold(Demand::builder(&scheme), |all, table| all.table(table));
    let assessment = assess(&scheme, &demand.build()?)?;
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

fn checked(inputs: &Inputs, report: Report, output: &Output) -> Result<bool, Error> {
    let found = files::read(&inputs.all()).and_then(|documents| {
        let [scheme, demand @ ..] = &*documents else {
            return Ok((String::new(), Vec::new()));
        };
        let scheme = Scheme::read(scheme).inspect_err(|_| {
            if !demand.is_empty() {
                say("note: counts are checked against a scheme, so they were not checked\n\n");
            }
        })?;
        let mut words = format!("{}\n", summary(&scheme));
        if !demand.is_empty() {
            let builder = demand
                .iter()
                .fold(Demand::builder(&scheme), |all, table| all.table(table));
            let rows = builder.build()?.rows();
            words.push_str(&format!("{}\n", count(rows, "count", "counts")));
        }
        Ok((words, scheme.notes().to_vec()))
    });
    match (report, found) {
        (Report::Text, Ok((words, notes))) => {
            let notes: String = notes.iter().map(|note| format!("note: {note}\n")).collect();
            output.write(&format!("no problems\n{words}{notes}"))?;
            Ok(true)
        }
        (Report::Text, Err(error)) => Err(error),
        (Report::Json, Ok((_, notes))) => {
            output.write(&problem::to_json(&[], &notes))?;
            Ok(true)
        }
        (Report::Json, Err(error)) => {
            output.write(&problem::to_json(error.problems(), &[]))?;
            Ok(false)
        }
    }
}

fn summary(scheme: &Scheme) -> String {
    let parts = [
        count(scheme.sites().len(), "site", "sites"),
        count(scheme.tests().len(), "test period", "test periods"),
        count(scheme.metrics().len(), "metric", "metrics"),
        count(scheme.prices().len(), "price", "prices"),
    ];
    format!("{}: {}", scheme.title(), parts.join(", "))
}

fn count(number: usize, one: &str, many: &str) -> String {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    justice_reinvestment::wording::counted(number, one, many)
}

/// Prints problems to standard error, with colours where they are welcome.
fn complain(error: &Error) {
    let is_welcome = io::stderr().is_terminal()
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
