//! The command `verify`: which file is which input, and what is said of what comes out.

use super::digest_of;
use super::given::{Given, matched, wanted};
use super::recomputed::recomputed;
use crate::arguments::OutputArguments;
use crate::commands::packs::since_packed;
use crate::files::{self, Output};
use crate::{Refused, USAGE};
use clap::Args;
use justice_reinvestment::pack::{Pack, looked_up_by};
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{
    Decided, Difference, InputRole, Library, Receipt, ReceiptForm, SignOff, SignOffs,
};
use justice_reinvestment::wording::{counted, grouped, listed};
use justice_reinvestment::{Document, Error};
use std::collections::BTreeMap;
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
        let (receipt, mut said) = match files::is_archive(document.bytes()) {
            true => of_pack(&document, &self.inputs)?,
            false => {
                let receipt = Receipt::read(&document)?;
                let said = self.of_files(&receipt, &output)?;
                (receipt, said)
            }
        };
        let is_same = said.verdict(&receipt) == Verdict::Same;
        if let Some(sign_offs) = sign_offs {
            said.note_sign_offs(&sign_offs, &receipt, is_same);
        }
        output.write(&said.to_text(&receipt))?;
        Ok(is_same)
    }

    fn of_files(&self, receipt: &Receipt, output: &Output) -> Result<Said, Refused> {
        let mut said = Said::default();
        let mut given = Given::of(&self.inputs, &self.files())?;
        spared(receipt, &given, output)?;
        let matched = matched(receipt, &mut given)?;
        let (mut paths, mut lacking) = (Vec::new(), BTreeMap::new());
        for (input, file) in wanted(receipt).zip(matched) {
            let what = input.role.in_words();
            let Some(file) = file.and_then(|place| given.get(place)) else {
                let lacking = lacking.entry(input.role).or_insert(0_usize);
                *lacking = lacking.saturating_add(1);
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
        if !lacking.is_empty() {
            return Err(not_there(receipt, &lacking).into());
        }
        output.spares_each(&looked_up(&paths)?)?;
        let recomputed = match recomputed(receipt, &paths) {
            // That these are other files explains why nothing comes of them.
            Err(refused) if !said.differs.is_empty() => {
                said.differs.push(stopped(&refused.error));
                return Ok(said);
            }
            recomputed => recomputed?,
        };
        let differences = receipt.differences(&recomputed);
        // That an input differs has been said, and then a digest that names inputs says no more.
        let is_said = !said.differs.is_empty();
        let says_more = |difference: &&Difference| {
            let place = difference.place.as_str();
            let of_result = place.starts_with("results, ") && !place.starts_with("results, counts");
            let of_input = place.starts_with("inputs, ");
            // Of a comparison the digests stand in the order of the names of its files.
            let of_comparison = receipt.command == "compare" && place.ends_with(", sha256");
            // What of these is not the same is said below.
            let of_look_up = place.starts_with("inputs, look_up");
            match is_said {
                true => !of_result && !of_input,
                false => !of_input || !(of_comparison || of_look_up),
            }
        };
        let told = differences.iter().filter(says_more);
        let told: Vec<String> = told.map(ToString::to_string).collect();
        let mut rewards = differences.iter();
        let is_paid_alike = !rewards.any(|difference| difference.place.starts_with("rewards, "));
        if is_said && is_paid_alike && !receipt.rewards.is_empty() {
            said.notes.push(
                "Every reward computed again is still that of the receipt; what it is made of may not be."
                    .to_owned(),
            );
        }
        said.differs
            .extend(look_ups_that_differ(receipt, &recomputed));
        said.differs.extend(told);
        let not_compared = receipt.not_compared(&recomputed);
        said.not_compared = not_compared.map(|one| one.what.replace('_', " ")).collect();
        said.is_of(&receipt.library);
        Ok(said)
    }
}

/// Refuses to write over a file that is read, or that is an input by its digest.
fn spared(receipt: &Receipt, given: &[Given], output: &Output) -> Result<(), Refused> {
    let Output::File(path) = output else {
        return Ok(());
    };
    let mut read: Vec<PathBuf> = given.iter().map(|file| file.path.clone()).collect();
    // What is no regular file would be waited for.
    let there = path.is_file().then(|| digest_of(path).ok()).flatten();
    let mut inputs = receipt.inputs.iter();
    if inputs.any(|input| there.is_some() && input.sha256 == there) {
        read.push(path.clone());
    }
    output.spares_each(&read)
}

/// The files that count plans look areas up in, beside them.
fn looked_up(paths: &[(InputRole, PathBuf)]) -> Result<Vec<PathBuf>, Error> {
    let plans = paths.iter().filter(|(role, _)| *role == InputRole::Plan);
    let mut found = Vec::new();
    for (_, plan) in plans {
        let beside = plan.parent().unwrap_or(Path::new(""));
        let named = files::read(&[plan])?;
        let named = named.iter().flat_map(looked_up_by);
        found.extend(named.map(|name| beside.join(name)));
    }
    Ok(found)
}

/// That files of a receipt were not given, by what they are.
fn not_there(receipt: &Receipt, lacking: &BTreeMap<InputRole, usize>) -> Error {
    let each = lacking.iter().map(|(role, number)| {
        let all = wanted(receipt).filter(|input| input.role == *role).count();
        match all {
            1 => role.in_words().to_owned(),
            _ => format!("{} ({number} of {all})", role.in_words()),
        }
    });
    let each: Vec<String> = each.collect();
    let verb = if each.len() == 1 { "is" } else { "are" };
    let what = format!(
        "the receipt is of more files than are given: {} {verb} not there",
        listed(&each, "and")
    );
    Problem::new(what, "give every file that the result was computed from").into()
}

/// That nothing could be computed, with the first reason.
fn stopped(error: &Error) -> String {
    let problems = error.problems();
    let first = problems.first().map(ToString::to_string);
    let more = match problems.len().saturating_sub(1) {
        0 => String::new(),
        more => format!(" (and {} more)", grouped(&more.to_string())),
    };
    format!(
        "with these files nothing can be computed: {}{more}",
        first.unwrap_or_default()
    )
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
    let recomputed = kept.pack.receipt()?;
    let not_compared = kept.receipt.not_compared(&recomputed);
    said.not_compared = not_compared.map(|one| one.what.clone()).collect();
    if !kept.is_of_this_version() {
        said.not_compared.push("its pages".to_owned());
    } else if said.differs.is_empty() && !kept.is_to_the_byte(document)? {
        said.notes.push(
            "The archive itself was made again since: its files are those that were packed, and what \
             else a zip archive can hold was not looked at."
                .to_owned(),
        );
    }
    if !kept.pack.plan().is_empty() {
        said.notes.push(
            "The count plan is compared with the archive's own list alone: the receipt is of the scheme \
             and its tables."
                .to_owned(),
        );
    }
    Ok((kept.receipt, said))
}

/// What comes of comparing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Same,
    Different,
    /// What the command computed cannot be compared.
    NotTold,
}

/// What is said of a recomputed result.
#[derive(Debug, Default)]
struct Said {
    differs: Vec<String>,
    unchecked: Vec<String>,
    unused: Vec<String>,
    not_compared: Vec<String>,
    is_of_another_version: bool,
    notes: Vec<String>,
}

impl Said {
    /// Of an assessment its rewards tell; of any other result it must be compared itself.
    fn verdict(&self, receipt: &Receipt) -> Verdict {
        let is_told_by_rewards = matches!(receipt.command.as_str(), "assess" | "explain");
        let is_told_by_rewards = is_told_by_rewards && !receipt.rewards.is_empty();
        match (self.differs.is_empty(), self.not_compared.is_empty()) {
            (false, _) => Verdict::Different,
            (true, false) if !is_told_by_rewards => Verdict::NotTold,
            (true, _) => Verdict::Same,
        }
    }

    fn is_of(&mut self, library: &Library) {
        let this = Library::this();
        self.is_of_another_version = library.version != this.version;
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
        let of_receipt: Vec<(&SignOff, bool)> = sign_offs.of(receipt).collect();
        if of_receipt.is_empty() {
            self.notes.push(format!(
                "No sign-off covers this receipt; {} in the file. The internal and the public receipt of \
                 one result are signed apart.",
                counted(
                    u64::try_from(sign_offs.len()).unwrap_or(u64::MAX),
                    "sign-off of another is",
                    "sign-offs of others are"
                )
            ));
        }
        for (sign_off, stands) in &of_receipt {
            let head = match (sign_off.decision, stands) {
                (_, true) => "Signed off",
                (Decided::Approved, false) => "No longer signed off",
                _ => "Not signed off",
            };
            self.notes.push(format!("{head}: {}.", sign_off.in_words()));
        }
        if !of_receipt.is_sorted_by_key(|(sign_off, _)| sign_off.date) {
            self.notes.push(
                "Sign-offs count in the order in which they were added, whatever their dates."
                    .to_owned(),
            );
        }
        if !is_same {
            self.notes
                .push("A sign-off covers what was signed, not what is computed now.".to_owned());
        }
    }

    fn to_text(&self, receipt: &Receipt) -> String {
        let is_whole = self.not_compared.is_empty();
        let head = match (self.verdict(receipt), receipt.rewards.is_empty()) {
            (Verdict::Different, _) => "different:",
            (Verdict::NotTold, true) => "not told: nothing of the result can be compared",
            (Verdict::NotTold, false) => {
                "not told: the rewards are the same, the result itself cannot be compared"
            }
            (Verdict::Same, true) => "same: the result computed again is that of the receipt",
            (Verdict::Same, false) if is_whole => {
                "same: every reward and figure computed again is that of the receipt"
            }
            (Verdict::Same, false) => "same: every reward computed again is that of the receipt",
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
            let why = match self.is_of_another_version {
                true => "the receipt is of another version",
                false => "the receipt holds no digest",
            };
            let what = self.not_compared.join(", ");
            lines.push(format!("Not compared as a whole, since {why}: {what}."));
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
