//! The command `compare`: what can be asked of it, and the folders and packs that it reads.

use crate::arguments::{OutputArguments, PaperArguments};
use crate::commands::packs::Held;
use crate::commands::receipts::ReceiptArguments;
use crate::files::Output;
use crate::terminal::{paper, say};
use crate::{PROBLEMS, Refused};
use clap::{Args, ValueEnum};
use justice_reinvestment::Error;
use justice_reinvestment::compare::Revision;
use justice_reinvestment::pack::Pack;
use justice_reinvestment::receipt::{InputRole, Receipt};
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
    pub receipt: ReceiptArguments,
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
            output.spares_each(&held.read)?;
            let mut receipts = self.receipt.outputs();
            receipts.try_for_each(|receipt| receipt.spares_each(&held.read))?;
            held.note();
        }
        if !old.has_plan_of(&new) {
            say(
                "note: old and new do not hold the same count plan with what it looks up; \
                 what that changed is in the counts\n",
            );
        }
        let revision = Revision::between(old.version(), new.version())?;
        let text = match self.format {
            CompareFormat::Table => revision.to_text(paper(&self.paper, &output)),
            CompareFormat::Json => revision.to_json(),
            CompareFormat::Markdown => revision.to_markdown(),
        };
        self.receipt.write(&output, &text, || {
            let receipt = old.receipted(Receipt::new("compare"), InputRole::Old);
            let receipt = new.receipted(receipt, InputRole::New);
            let small = [&old, &new].map(|held| held.pack.demand().has_small_counts());
            let small = small.contains(&true);
            let assessed = |receipt: Receipt, pack: &Pack| -> Result<Receipt, Error> {
                Ok(receipt.assessed(pack.scheme(), &pack.assessment()?, small))
            };
            let of_old = assessed(Receipt::new("compare"), &old.pack)?;
            let receipt = assessed(receipt, &new.pack)?.resting_on(&of_old);
            Ok(receipt.resulted("revision", revision.to_json(), small))
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
