//! The command `reinvest`: it parses arguments, opens files and prints. All that
//! it prints, any embedder can have from the library.

mod arguments;
mod commands;
mod files;
mod terminal;

use arguments::{Arguments, Command, Schema};
use clap::{CommandFactory, Parser};
use commands::{packs, start};
use files::{Output, argument};
use justice_reinvestment::{Error, schema};
use std::process::ExitCode;
use terminal::{complain, say};

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
        Err(Refused {
            error,
            note,
            status,
        }) => {
            complain(&error);
            if let Some(note) = note {
                say(&format!("note: {note}\n"));
            }
            ExitCode::from(status)
        }
    }
}

/// Why nothing was done, and what else must be known.
struct Refused {
    error: Error,
    note: Option<&'static str>,
    status: u8,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self {
            error,
            note: None,
            status: PROBLEMS,
        }
    }
}

/// Whether all is well; what is wrong with the input, where it is not.
fn run(command: Command) -> Result<bool, Refused> {
    let documents = files::read(&command.inputs());
    match command {
        Command::Assess(arguments) => arguments.run(documents),
        Command::Explain(arguments) => arguments.run(documents),
        Command::WhatIf(question) => question.run(documents),
        Command::Compare(compare) => compare.run(),
        Command::Log(log) => log.run(documents),
        #[cfg(feature = "evaluate")]
        Command::Evaluate(evaluate) => evaluate.run(documents),
        #[cfg(feature = "records")]
        Command::Count(arguments) => arguments.run(documents),
        #[cfg(feature = "records")]
        Command::Merge(arguments) => arguments.run(documents),
        Command::Verify(verify) => verify.run(documents),
        Command::SignOff(sign_off) => sign_off.run(documents),
        Command::Pack { folder, output } => packs::pack(&folder, output),
        Command::Init { folder } => {
            let files = start::write(&folder)?;
            let files: Vec<String> = files.iter().map(|file| argument(file)).collect();
            say(&format!(
                "written: {}\nEvery figure in them is invented. See what they pay:\n  reinvest assess {}\n",
                files.join(" and "),
                files.join(" ")
            ));
            Ok(true)
        }
        Command::Completions { shell, output } => {
            let mut script = Vec::new();
            let mut command = Arguments::command();
            clap_complete::generate(shell, &mut command, "reinvest", &mut script);
            Output::from(output).write(&String::from_utf8_lossy(&script))?;
            Ok(true)
        }
        Command::Man { of, output } => {
            Output::from(output).write(&manual(of.as_deref()))?;
            Ok(true)
        }
        Command::Check(arguments) => arguments.run(documents),
        Command::Schema { of, output } => {
            let text = match of {
                Schema::Scheme => schema::SCHEME,
                Schema::Assessment => schema::ASSESSMENT,
                Schema::Explanation => schema::EXPLANATION,
                #[cfg(feature = "evaluate")]
                Schema::Evaluation => schema::EVALUATION,
                Schema::Revision => schema::REVISION,
                Schema::WhatIf => schema::WHAT_IF,
                Schema::Receipt => schema::RECEIPT,
                Schema::Pack => schema::PACK,
            };
            Output::from(output).write(text)?;
            Ok(true)
        }
    }
}

/// The manual page of the whole, or of one command.
fn manual(of: Option<&str>) -> String {
    let mut command = Arguments::command();
    command.build();
    let named = of.and_then(|name| command.find_subcommand(name));
    // A page of its own names the version too.
    let of = named.unwrap_or(&command).clone();
    let page = clap_mangen::Man::new(of.version(env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = page.render(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}
