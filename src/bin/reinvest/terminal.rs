//! What is printed to a terminal: how wide it is, whether it shows colours, and
//! what is said beside the figures.

use crate::arguments::PaperArguments;
use crate::files::Output;
use justice_reinvestment::Error;
use justice_reinvestment::problem::Style;
use justice_reinvestment::wording::{Paper, counted};
use std::io::{self, IsTerminal, Write};

/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 140;

/// What text is laid out for.
pub fn paper(arguments: &PaperArguments, output: &Output) -> Paper {
    let is_shown = matches!(output, Output::Standard) && io::stdout().is_terminal();
    let mut paper = Paper::default();
    if is_shown {
        let size = terminal_size::terminal_size();
        paper.width = size.map_or(paper.width, |(width, _)| usize::from(width.0).min(WIDEST));
        paper.emphasis = shows_colours();
    }
    paper.width = arguments.width.map_or(paper.width, usize::from);
    paper
}

/// Whether figures go to somebody who reads them as they come.
pub fn is_read(output: &Output) -> bool {
    matches!(output, Output::Standard) && io::stdout().is_terminal()
}

fn shows_colours() -> bool {
    std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Prints problems to standard error, with colours where they are welcome.
pub fn complain(error: &Error) {
    let style = if io::stderr().is_terminal() && shows_colours() {
        Style::Coloured
    } else {
        Style::Plain
    };
    let problems = u64::try_from(error.problems().len()).unwrap_or(u64::MAX);
    say(&format!(
        "{}\n\n{}\n",
        error.drawn(style),
        counted(problems, "problem", "problems")
    ));
}

/// Writes to standard error; where nobody listens, nothing is lost.
pub fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
