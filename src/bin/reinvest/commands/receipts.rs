//! Receipts on the command line: written beside a result, and computed again.

mod given;
mod recomputed;
mod sign_off;
mod verify;

use crate::files::{self, Output};
use clap::Args;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{InputRole, Receipt, digest};
use justice_reinvestment::{Assessment, Demand, Document, Error, Scheme, Selection};
pub use sign_off::SignOffArguments;
use std::fs::File;
use std::path::{Path, PathBuf};
pub use verify::VerifyArguments;

/// Where the receipt of a result goes.
#[derive(Debug, Clone, Default, Args)]
pub struct ReceiptArguments {
    /// Also write a receipt to this file: what is needed to compute the result again. It
    /// is internal, since a digest of a table with small counts confirms guesses at them.
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    /// Also write the receipt to this file without such digests.
    #[arg(long, value_name = "FILE")]
    pub public_receipt: Option<PathBuf>,
}

impl ReceiptArguments {
    /// The files that are written.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.named().into_iter().map(|(_, path)| path)
    }

    /// The same, each with what it is.
    pub fn named(&self) -> Vec<(&'static str, &Path)> {
        let own = self.receipt.iter().map(|path| ("the receipt", path));
        let public = self.public_receipt.iter();
        let public = public.map(|path| ("the public receipt", path));
        own.chain(public)
            .map(|(what, path)| (what, path.as_path()))
            .collect()
    }

    /// The same as where something is written.
    pub fn outputs(&self) -> impl Iterator<Item = Output> {
        self.files().map(|file| Output::File(file.to_owned()))
    }

    /// Writes a result, and its receipt where one is asked for, or none of them.
    pub fn write(
        &self,
        output: &Output,
        text: &str,
        receipt: impl FnOnce() -> Result<Receipt, Error>,
    ) -> Result<(), Error> {
        self.write_all(&[(output, text)], receipt)
    }

    /// The same for several texts.
    pub fn write_all(
        &self,
        texts: &[(&Output, &str)],
        receipt: impl FnOnce() -> Result<Receipt, Error>,
    ) -> Result<(), Error> {
        if self.files().next().is_none() {
            return files::write_all(texts);
        }
        let receipt = receipt()?;
        let file = |path: &Option<PathBuf>| path.clone().map(Output::File);
        let both = [
            (file(&self.receipt), receipt.to_json()),
            (file(&self.public_receipt), receipt.public().to_json()),
        ];
        let receipts = both
            .iter()
            .filter_map(|(output, text)| Some((output.as_ref()?, text.as_str())));
        let all: Vec<(&Output, &str)> = receipts.chain(texts.iter().copied()).collect();
        files::write_all(&all)
    }
}

/// The receipt of an assessment of a scheme and its tables.
pub fn assessed(
    command: &str,
    documents: &[Document],
    scheme: &Scheme,
    (demand, assessment): (&Demand, &Assessment),
) -> Receipt {
    let small = demand.has_small_counts();
    let roles = std::iter::once(InputRole::Scheme).chain(std::iter::repeat(InputRole::Demand));
    let inputs = roles.zip(documents);
    let receipt = inputs.fold(Receipt::new(command), |receipt, (role, document)| {
        receipt.input(role, document.sha256(), small && role == InputRole::Demand)
    });
    receipt.assessed(scheme, assessment, small)
}

/// What was chosen of the rewards, as the options of a receipt.
pub fn chosen(selection: &Selection) -> [(&'static str, Option<String>); 3] {
    [
        ("site", selection.site.clone()),
        ("cohort", selection.cohort.map(|cohort| cohort.to_string())),
        ("period", selection.period.clone()),
    ]
}

/// A receipt with an option, where it was given.
pub fn with_option(receipt: Receipt, (name, value): (&str, Option<String>)) -> Receipt {
    match value {
        Some(value) => receipt.option(name, value),
        None => receipt,
    }
}

/// The digest of a file of any size.
pub fn digest_of(path: &Path) -> Result<String, Error> {
    let digest = File::open(path).and_then(digest);
    digest.map_err(|error| {
        let what = format!("\"{}\" cannot be read: {error}", files::shown(path));
        Problem::new(what, "check its name, and who may read it").into()
    })
}
