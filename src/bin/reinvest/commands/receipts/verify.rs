//! The command `verify`: which file is which input, and what is said of what comes out.

use super::digest_of;
use super::recomputed::recomputed;
use crate::arguments::OutputArguments;
use crate::commands::packs::since_packed;
use crate::files::{self, Output};
use crate::{Refused, USAGE};
use clap::Args;
use justice_reinvestment::pack::Pack;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{
    Decided, Input, InputRole, Library, Receipt, ReceiptForm, SignOff, SignOffs,
};
use justice_reinvestment::wording::{counted, grouped};
use justice_reinvestment::{Document, Error};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The receipt (JSON), or a pack (zip), which holds its own.
    pub receipt: PathBuf,
    /// The files that the result was computed from, in any order; a folder stands for the
    /// files in it.
    pub inputs: Vec<PathBuf>,
    /// Say who has signed off this result, from this file.
    #[arg(long, value_name = "FILE")]
    sign_offs: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// How many differences are listed: nobody reads more.
const MOST_LISTED: usize = 1_000;

/// A file that was given, with its digest.
struct Given {
    path: PathBuf,
    sha256: String,
    /// Whether it is one of a folder's, which may hold others too.
    of_folder: bool,
    /// Whether it is an input, or a copy of one.
    is_used: bool,
}

impl VerifyArguments {
    /// The receipt, and the sign-offs.
    pub fn files(&self) -> Vec<&Path> {
        let files = std::iter::once(&self.receipt).chain(&self.sign_offs);
        files.map(PathBuf::as_path).collect()
    }

    /// Computes again and says whether the same comes out.
    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let output = Output::from(self.output.clone());
        let mut documents = documents?.into_iter();
        let Some(document) = documents.next() else {
            return Ok(false);
        };
        let sign_offs = documents.next().map(|file| SignOffs::read(&file));
        let sign_offs = sign_offs.transpose()?;
        let (receipt, mut said) = match document.bytes().starts_with(b"PK\x03\x04") {
            true => of_pack(&document, &self.inputs)?,
            false => {
                let receipt = Receipt::read(&document)?;
                let said = self.of_files(&receipt)?;
                (receipt, said)
            }
        };
        let is_compared = !receipt.rewards.is_empty() || said.not_compared.is_empty();
        let is_same = said.differs.is_empty() && is_compared;
        if let Some(sign_offs) = sign_offs {
            said.note_sign_offs(&sign_offs, &receipt, is_same);
        }
        output.write(&said.to_text(&receipt))?;
        Ok(is_same)
    }

    fn of_files(&self, receipt: &Receipt) -> Result<Said, Refused> {
        let mut said = Said::default();
        let mut given = self.given()?;
        let matched = matched(receipt, &mut given);
        let mut paths = Vec::new();
        for (input, file) in wanted(receipt).zip(matched) {
            let what = input.role.in_words();
            let Some(file) = file.and_then(|place| given.get(place)) else {
                said.lacking.push(what.to_owned());
                continue;
            };
            let name = file.path.display();
            match &input.sha256 {
                Some(was) if *was == file.sha256 => {}
                Some(was) => said.differs.push(format!(
                    "{name} is not {what} that the receipt is of: its digest is {}, the receipt's {was}",
                    file.sha256
                )),
                None => said.unchecked.push(format!(
                    "{name} is taken as {what}: the receipt does not hold its digest"
                )),
            }
            paths.push((input.role, file.path.clone()));
        }
        let unused = given.iter().filter(|file| !file.is_used);
        said.unused = unused.map(|file| file.path.display().to_string()).collect();
        if !said.lacking.is_empty() {
            let what = format!(
                "the receipt is of more files than are given: {} is not there",
                said.lacking.join(", ")
            );
            let advice = "give every file that the result was computed from";
            return Err(Error::from(Problem::new(what, advice)).into());
        }
        let recomputed = recomputed(receipt, &paths)?;
        let differences = receipt.differences(&recomputed);
        // That an input differs has been said, and then a result's digest says no more.
        let is_said = !said.differs.is_empty();
        let told = differences.iter().filter(|difference| {
            let of = |part: &str| difference.place.starts_with(part);
            let says_more = !is_said || !of("results, ");
            says_more && !of("inputs, ")
        });
        let told: Vec<String> = told.map(ToString::to_string).collect();
        said.differs
            .extend(look_ups_that_differ(receipt, &recomputed));
        said.differs.extend(told);
        let not_compared = receipt.not_compared(&recomputed);
        said.not_compared = not_compared.map(|one| one.what.replace('_', " ")).collect();
        said.is_of(&receipt.library);
        Ok(said)
    }

    /// The files that were given; of a folder those in it, but for the receipt and the
    /// sign-offs.
    fn given(&self) -> Result<Vec<Given>, Error> {
        let own = self.files().into_iter();
        let own: Vec<PathBuf> = own.filter_map(|path| path.canonicalize().ok()).collect();
        let mut given = Vec::new();
        for path in &self.inputs {
            let of_folder = path.is_dir();
            for path in files::of_folder_or_itself(path)? {
                let is_own = path.canonicalize().is_ok_and(|path| own.contains(&path));
                if of_folder && is_own {
                    continue;
                }
                given.push(Given {
                    sha256: digest_of(&path)?,
                    path,
                    of_folder,
                    is_used: false,
                });
            }
        }
        Ok(given)
    }
}

/// The inputs for which files are asked: a look-up file stands beside its plan.
fn wanted(receipt: &Receipt) -> impl Iterator<Item = &Input> {
    let inputs = receipt.inputs.iter();
    inputs.filter(|input| input.role != InputRole::LookUp)
}

/// Look-up files stand beside their plan and are not given: which are not those of a receipt.
fn look_ups_that_differ(receipt: &Receipt, recomputed: &Receipt) -> Vec<String> {
    let of = |receipt: &Receipt| -> Vec<Option<String>> {
        let inputs = receipt.inputs.iter();
        let look_ups = inputs.filter(|input| input.role == InputRole::LookUp);
        look_ups.map(|input| input.sha256.clone()).collect()
    };
    let (was, is) = (of(receipt), of(recomputed));
    if was.len() != is.len() {
        let files = |number| counted(u64::try_from(number).unwrap_or(u64::MAX), "file", "files");
        let what = format!(
            "the plan looks areas up in {}, the receipt's in {}",
            files(is.len()),
            files(was.len())
        );
        return vec![what];
    }
    let both = was.into_iter().zip(is);
    let both = both.filter_map(|(was, is)| was.zip(is));
    let changed = both.filter(|(was, is)| was != is);
    let said = changed.map(|(was, is)| {
        format!(
            "the look-up file beside the count plan is not the one that the receipt is of: its digest is \
             {is}, the receipt's {was}"
        )
    });
    said.collect()
}

/// Which file is which input. Each input is the file with its digest; those that are left
/// go to what is left, by what they look like and in their order.
fn matched(receipt: &Receipt, given: &mut [Given]) -> Vec<Option<usize>> {
    let mut matched = Vec::new();
    for input in wanted(receipt) {
        let fits = |file: &Given| input.sha256.as_ref() == Some(&file.sha256);
        // A file that was read twice need be given only once.
        let unused = given.iter().position(|file| fits(file) && !file.is_used);
        let place = unused.or_else(|| given.iter().position(fits));
        if let Some(file) = place.and_then(|place| given.get_mut(place)) {
            file.is_used = true;
        }
        matched.push(place);
    }
    // Look-up files, and copies of what has been found.
    for file in given.iter_mut() {
        let mut inputs = receipt.inputs.iter();
        file.is_used |= inputs.any(|input| input.sha256.as_ref() == Some(&file.sha256));
    }
    for (input, place) in wanted(receipt).zip(&mut matched) {
        if place.is_some() {
            continue;
        }
        let mut files = given.iter();
        let suiting = files.position(|file| !file.is_used && suits(input.role, &file.path));
        let named = |file: &Given| !file.is_used && !file.of_folder;
        *place = suiting.or_else(|| given.iter().position(named));
        if let Some(file) = place.and_then(|place| given.get_mut(place)) {
            file.is_used = true;
        }
    }
    matched
}

/// Whether a file looks like such an input.
fn suits(role: InputRole, path: &Path) -> bool {
    let kind = path.extension().unwrap_or_default().to_ascii_lowercase();
    let kind = kind.to_string_lossy();
    match role {
        InputRole::Scheme => kind == "toml" && !is_plan(path),
        InputRole::Plan => kind == "toml" && is_plan(path),
        InputRole::Old | InputRole::New => matches!(&*kind, "toml" | "csv" | "zip"),
        InputRole::Records => matches!(&*kind, "csv" | "gz" | "zst" | "parquet"),
        _ => kind == "csv",
    }
}

/// Whether the beginning of a file says that it is a count plan.
fn is_plan(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 20).read_to_end(&mut start));
    read.is_ok() && String::from_utf8_lossy(&start).contains("justice-reinvestment/count-plan/")
}

/// A pack computed again.
fn of_pack(document: &Document, inputs: &[PathBuf]) -> Result<(Receipt, Said), Refused> {
    if !inputs.is_empty() {
        let what = "a pack holds its own files";
        let advice = "give no others beside it; to compare it with a folder, use reinvest compare";
        return Err(Refused {
            status: USAGE,
            ..Refused::from(Error::from(Problem::new(what, advice)))
        });
    }
    let kept = Pack::open(document)?;
    let mut said = Said::default();
    said.differs.extend(since_packed(&kept));
    let differences = kept.differences()?;
    said.differs
        .extend(differences.iter().map(ToString::to_string));
    said.is_of(&kept.library);
    if kept.library != Library::this() {
        said.notes.push(
            "Its tables and pages of another version are compared with its own list of digests alone."
                .to_owned(),
        );
    }
    Ok((kept.receipt, said))
}

/// What is said of a recomputed result.
#[derive(Debug, Default)]
struct Said {
    differs: Vec<String>,
    unchecked: Vec<String>,
    lacking: Vec<String>,
    unused: Vec<String>,
    not_compared: Vec<String>,
    notes: Vec<String>,
}

impl Said {
    fn is_of(&mut self, library: &Library) {
        let this = Library::this();
        if library.version != this.version || library.commit != this.commit {
            let named = |library: &Library| {
                let commit = library.commit.as_ref();
                let commit = commit.map_or_else(String::new, |commit| format!(" ({commit})"));
                format!("{} {}{commit}", library.name, library.version)
            };
            self.notes.push(format!(
                "Computed by {}, and again by {}.",
                named(library),
                named(&this)
            ));
        }
    }

    fn note_sign_offs(&mut self, sign_offs: &SignOffs, receipt: &Receipt, is_same: bool) {
        let of_receipt: Vec<&SignOff> = sign_offs.of(receipt).collect();
        if of_receipt.is_empty() {
            self.notes.push(format!(
                "No sign-off covers this result; {} in the file.",
                counted(
                    u64::try_from(sign_offs.len()).unwrap_or(u64::MAX),
                    "sign-off of another is",
                    "sign-offs of others are"
                )
            ));
        }
        for sign_off in of_receipt {
            let head = match sign_off.decision {
                Decided::Approved => "Signed off",
                _ => "Not signed off",
            };
            self.notes.push(format!("{head}: {}.", sign_off.in_words()));
        }
        if !is_same {
            self.notes
                .push("A sign-off covers what was signed, not what is computed now.".to_owned());
        }
    }

    fn to_text(&self, receipt: &Receipt) -> String {
        let is_whole = self.not_compared.is_empty();
        let head = match (self.differs.is_empty(), receipt.rewards.is_empty()) {
            (true, true) if is_whole => "same: the result computed again is that of the receipt",
            (true, true) => "not told: nothing of the result can be compared",
            (true, false) if is_whole => {
                "same: every reward and figure computed again is that of the receipt"
            }
            (true, false) => "same: every reward computed again is that of the receipt",
            (false, _) => "different:",
        };
        let mut lines = vec![head.to_owned()];
        let listed = self.differs.iter().take(MOST_LISTED);
        lines.extend(listed.map(|one| format!("  {one}")));
        if let more @ 1.. = self.differs.len().saturating_sub(MOST_LISTED) {
            let more = grouped(&more.to_string());
            lines.push(format!("  and {more} more, which are not listed"));
        }
        let mut digests = receipt.inputs.iter().map(|input| &input.sha256);
        if receipt.form == ReceiptForm::Public && digests.any(Option::is_none) {
            lines.push(
                "The receipt is public: what it has no digests of is compared by rewards, terms and prices \
                 alone."
                    .to_owned(),
            );
        }
        if !is_whole {
            lines.push(format!(
                "Not compared as a whole, for want of a digest of the same version: {}.",
                self.not_compared.join(", ")
            ));
        }
        lines.extend(self.unchecked.iter().map(|one| format!("{one}.")));
        let unused = self.unused.iter();
        lines.extend(unused.map(|name| format!("{name} is no file of the receipt: left aside.")));
        lines.extend(self.notes.iter().cloned());
        // Receipts, packs and names of files are from outside: a line of theirs is one line.
        let lines = lines.iter().map(|line| line.chars().map(files::visible));
        let lines = lines.map(|line| line.chain(['\n']).collect::<String>());
        lines.collect()
    }
}
