//! The command `sign-off`: a line added to a file of sign-offs.

use crate::Refused;
use crate::commands::packs::as_packed;
use crate::files::{self, Output};
use crate::terminal::say;
use clap::{Args, ValueEnum};
use justice_reinvestment::pack::Pack;
use justice_reinvestment::receipt::{Decided, Receipt, Role, SignOff, SignOffs};
use justice_reinvestment::{Document, Error};
use std::path::PathBuf;

/// Arguments of `sign-off`.
#[derive(Debug, Args)]
pub struct SignOffArguments {
    /// The receipt (JSON) of the result that is signed off, or a pack (zip), which holds its own.
    pub receipt: PathBuf,
    /// In what part.
    #[arg(long, value_enum)]
    role: RoleArgument,
    /// Who signs.
    #[arg(long)]
    name: String,
    /// On which day: 2013-09-30.
    #[arg(long)]
    date: String,
    /// What is decided.
    #[arg(long, value_enum)]
    decision: DecisionArgument,
    /// Within what limits.
    #[arg(long, value_name = "TEXT")]
    caveats: Option<String>,
    /// The file of sign-offs (CSV), to which a line is added; it is made where there is
    /// none.
    #[arg(long, value_name = "FILE", default_value = "sign-offs.csv")]
    pub to: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleArgument {
    Commissioner,
    Analyst,
    Assurer,
    Approver,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DecisionArgument {
    Approved,
    Refused,
    Withdrawn,
}

impl SignOffArguments {
    /// Adds the sign-off.
    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let Some(receipt) = documents?.pop() else {
            return Ok(false);
        };
        let receipt = match files::is_archive(receipt.bytes()) {
            true => as_packed(&files::shown(&self.receipt), Pack::open(&receipt)?)?.receipt,
            false => Receipt::read(&receipt)?,
        };
        let role = match self.role {
            RoleArgument::Commissioner => Role::Commissioner,
            RoleArgument::Analyst => Role::Analyst,
            RoleArgument::Assurer => Role::Assurer,
            RoleArgument::Approver => Role::Approver,
        };
        let decision = match self.decision {
            DecisionArgument::Approved => Decided::Approved,
            DecisionArgument::Refused => Decided::Refused,
            DecisionArgument::Withdrawn => Decided::Withdrawn,
        };
        let caveats = self.caveats.as_deref();
        let sign_off = SignOff::new(&receipt, role, &self.name, &self.date, decision, caveats)?;
        let words = sign_off.in_words();
        // Who signs at the same moment waits, so that no line is lost.
        let waited_for = files::only_one_in_folder_of(&self.to);
        let mut sign_offs = match self.to.exists() {
            true => match files::read(&[&self.to])?.pop() {
                Some(file) => SignOffs::read(&file)?,
                None => SignOffs::default(),
            },
            false => SignOffs::default(),
        };
        let last = sign_offs.last().map(|last| last.date);
        sign_offs.add(sign_off)?;
        Output::File(self.to).write(&sign_offs.to_csv())?;
        if waited_for.is_none() {
            say("note: nobody else may sign at the same moment: here one is not kept waiting\n");
        }
        let head = match decision {
            Decided::Approved => "signed off",
            _ => "written",
        };
        say(&format!("{head}: {words}\n"));
        if let Some(last) = last.filter(|last| sign_offs.last().is_some_and(|new| new.date < *last))
        {
            say(&format!(
                "note: the line above it is of a later day, {}\n",
                last.in_words()
            ));
        }
        if receipt.confirms_guesses() {
            say(
                "note: the line holds the digest of a receipt that is internal: where sign-offs are \
                 published, sign the public receipt\n",
            );
        }
        Ok(true)
    }
}
