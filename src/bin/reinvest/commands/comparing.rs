//! The command `compare`: what can be asked of it, and the folders and packs that it reads.

use crate::arguments::{OutputArguments, PaperArguments};
use crate::commands::packs::Held;
use crate::files::Output;
use crate::terminal::{paper, say};
use crate::{PROBLEMS, Refused};
use clap::{Args, ValueEnum};
use justice_reinvestment::Error;
use justice_reinvestment::compare::Revision;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct CompareArguments {
    /// The old version: a folder with one scheme (TOML) and its tables of counts (CSV), or
    /// a pack (zip).
    old: PathBuf,
    /// The new version, of the same kind.
    new: PathBuf,
    /// What to print: sentences and a table for people, JSON with every change and exact
    /// parts, or Markdown.
    #[arg(long, value_enum, default_value_t = CompareFormat::Table)]
    format: CompareFormat,
    #[command(flatten)]
    paper: PaperArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CompareFormat {
    Table,
    Json,
    Markdown,
}

impl CompareArguments {
    pub fn run(self) -> Result<bool, Refused> {
        let output = Output::from(self.output);
        let (old, new) = both(Held::at(&self.old), Held::at(&self.new))?;
        for held in [&old, &new] {
            held.read.iter().try_for_each(|path| output.spares(path))?;
            held.note();
        }
        if !old.has_plan_of(&new) {
            say(
                "note: old and new do not hold the same count plan with what it looks up; \
                 what that changed is in the counts\n",
            );
        }
        let revision = Revision::between(old.version(), new.version())?;
        output.write(&match self.format {
            CompareFormat::Table => revision.to_text(paper(&self.paper, &output)),
            CompareFormat::Json => revision.to_json(),
            CompareFormat::Markdown => revision.to_markdown(),
        })?;
        Ok(true)
    }
}

/// Two results, or the problems of both.
fn both<T>(old: Result<T, Refused>, new: Result<T, Refused>) -> Result<(T, T), Refused> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (Err(refused), Ok(_)) | (Ok(_), Err(refused)) => Err(refused),
        (Err(old), Err(new)) => {
            let problems = [old.error.problems(), new.error.problems()].concat();
            Err(Refused {
                error: Error::from_problems(problems).unwrap_or(old.error),
                note: old.note.or(new.note),
                status: PROBLEMS,
            })
        }
    }
}
