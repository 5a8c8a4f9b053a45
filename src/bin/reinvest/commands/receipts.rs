//! Receipts on the command line: written beside a result, and computed again.

use crate::arguments::{Arguments, OutputArguments};
use crate::files::{self, Output};
use crate::terminal::say;
use crate::{PROBLEMS, Refused, USAGE};
use clap::{Args, Parser, ValueEnum};
use justice_reinvestment::pack::Pack;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{
    Decided, InputRole, Library, Receipt, ReceiptForm, Role, SignOff, SignOffs, digest,
};
use justice_reinvestment::{Assessment, Demand, Document, Error, Scheme};
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

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
        let both = self.receipt.iter().chain(&self.public_receipt);
        both.map(PathBuf::as_path)
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

/// The digest of a file of any size.
pub fn digest_of(path: &Path) -> Result<String, Error> {
    let digest = File::open(path).and_then(digest);
    digest.map_err(|error| {
        let name: String = path
            .display()
            .to_string()
            .chars()
            .map(files::visible)
            .collect();
        let what = format!("\"{name}\" cannot be read: {error}");
        Problem::new(what, "check its name, and who may read it").into()
    })
}

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

/// A file that was given, with its digest.
struct Given {
    path: PathBuf,
    sha256: String,
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
        let is_same = said.differs.is_empty();
        if let Some(sign_offs) = sign_offs {
            said.note_sign_offs(&sign_offs, &receipt, is_same);
        }
        output.write(&said.to_text(&receipt))?;
        Ok(is_same)
    }

    fn of_files(&self, receipt: &Receipt) -> Result<Said, Refused> {
        let mut said = Said::default();
        let mut given = Vec::new();
        for path in &self.inputs {
            for path in files::of_folder_or_itself(path)? {
                let sha256 = digest_of(&path)?;
                given.push(Given { path, sha256 });
            }
        }
        // Each input is the file with its digest; those that are left go to what is left,
        // in their order.
        let wanted: Vec<_> = receipt
            .inputs
            .iter()
            .filter(|input| input.role != InputRole::LookUp)
            .collect();
        let mut found: Vec<Option<Given>> = Vec::new();
        for input in &wanted {
            let place = given
                .iter()
                .position(|file| input.sha256.as_ref() == Some(&file.sha256));
            found.push(place.map(|place| given.remove(place)));
        }
        given.retain(|file| {
            let mut inputs = receipt.inputs.iter();
            !inputs.any(|input| input.sha256.as_ref() == Some(&file.sha256))
        });
        let mut others = given.into_iter();
        let mut paths = Vec::new();
        for (input, found) in wanted.iter().zip(found) {
            let file = match (found, &input.sha256) {
                (Some(file), _) => file,
                (None, sha256) => {
                    let Some(file) = others.next() else {
                        said.lacking.push(input.role.in_words().to_owned());
                        continue;
                    };
                    let name = file.path.display();
                    match sha256 {
                        Some(sha256) => said.differs.push(format!(
                            "{name} is not {} that the receipt is of: its digest is {}, the receipt's {sha256}",
                            input.role.in_words(),
                            file.sha256
                        )),
                        None => said.unchecked.push(format!(
                            "{name} is taken as {}: the receipt does not hold its digest",
                            input.role.in_words()
                        )),
                    }
                    file
                }
            };
            paths.push((input.role, file.path));
        }
        said.unused = others.map(|file| file.path.display().to_string()).collect();
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
            let is_input = of("inputs, ") && !of("inputs, look_up");
            let says_more = !is_said || !of("results, ");
            says_more && !is_input
        });
        said.differs.extend(told.map(ToString::to_string));
        said.is_of(&receipt.library);
        Ok(said)
    }
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
    let changed = kept.changed.iter();
    said.differs
        .extend(changed.map(|name| format!("{name} is not what it was when it was packed")));
    let differences = kept.differences()?;
    said.differs
        .extend(differences.iter().map(ToString::to_string));
    said.is_of(&kept.library);
    Ok((kept.receipt, said))
}

/// The receipt of the same command on some files, computed again into a folder that goes
/// away.
fn recomputed(receipt: &Receipt, paths: &[(InputRole, PathBuf)]) -> Result<Receipt, Refused> {
    let folder = tempfile::tempdir().map_err(|error| {
        let what = format!("there is no room to compute in: {error}");
        Error::from(Problem::new(
            what,
            "see that files can be written to the temporary folder",
        ))
    })?;
    let (result, again) = (
        folder.path().join("result"),
        folder.path().join("receipt.json"),
    );
    let mut words: Vec<OsString> = vec!["reinvest".into(), receipt.command.clone().into()];
    for (role, path) in paths {
        let option = match (role, receipt.command.as_str()) {
            (InputRole::Scheme, "count" | "merge") => Some("--scheme"),
            (InputRole::Plan, _) => Some("--plan"),
            (InputRole::Comparator, _) => Some("--comparator"),
            (InputRole::Earlier, _) => Some("--earlier"),
            (InputRole::Quarters, _) => Some("--quarters"),
            (InputRole::Spread, _) => Some("--spread"),
            _ => None,
        };
        words.extend(option.map(OsString::from));
        words.push(files::plain(path).into());
    }
    for (name, value) in &receipt.options {
        words.push(match value.as_str() {
            "yes" => format!("--{name}").into(),
            _ => format!("--{name}={value}").into(),
        });
    }
    let sums = receipt.results.iter().any(|result| result.what == "spread");
    if sums {
        words.extend(["--spread".into(), folder.path().join("spread.csv").into()]);
    }
    words.extend([
        "-o".into(),
        result.into(),
        "--receipt".into(),
        again.clone().into(),
    ]);
    let arguments = Arguments::try_parse_from(words).map_err(|error| {
        let what = format!("the receipt asks for what this version cannot do: {error}");
        Error::from(Problem::new(
            what.lines().next().unwrap_or_default(),
            "use the version that wrote the receipt, or one with the features that it needs",
        ))
    })?;
    crate::run(arguments.command)?;
    let written = files::read(&[&again])?;
    let written = written.first().map(Receipt::read).transpose()?;
    written.ok_or_else(|| Refused {
        error: Problem::new("no receipt came out", "give the files of the receipt").into(),
        note: None,
        status: PROBLEMS,
    })
}

/// What is said of a recomputed result.
#[derive(Debug, Default)]
struct Said {
    differs: Vec<String>,
    unchecked: Vec<String>,
    lacking: Vec<String>,
    unused: Vec<String>,
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
                justice_reinvestment::wording::counted(
                    u64::try_from(sign_offs.len()).unwrap_or(u64::MAX),
                    "sign-off of another is",
                    "sign-offs of others are"
                )
            ));
        }
        for sign_off in of_receipt {
            self.notes
                .push(format!("Signed off: {}.", sign_off.in_words()));
        }
        if !is_same {
            self.notes
                .push("A sign-off covers what was signed, not what is computed now.".to_owned());
        }
    }

    fn to_text(&self, receipt: &Receipt) -> String {
        let head = match (self.differs.is_empty(), receipt.rewards.len()) {
            (true, 0) => "same: the result computed again is that of the receipt".to_owned(),
            (true, _) => {
                "same: every reward and figure computed again is that of the receipt".to_owned()
            }
            (false, _) => "different:".to_owned(),
        };
        let mut lines = vec![head];
        lines.extend(self.differs.iter().map(|one| format!("  {one}")));
        let mut digests = receipt.inputs.iter().map(|input| &input.sha256);
        if receipt.form == ReceiptForm::Public && digests.any(Option::is_none) {
            lines.push(
                "The receipt is public: what it has no digests of is compared by rewards, terms and prices \
                 alone."
                    .to_owned(),
            );
        }
        lines.extend(self.unchecked.iter().map(|one| format!("{one}.")));
        let unused = self.unused.iter();
        lines.extend(unused.map(|name| format!("{name} is no file of the receipt: left aside.")));
        lines.extend(self.notes.iter().cloned());
        lines.join("\n") + "\n"
    }
}

/// Arguments of `sign-off`.
#[derive(Debug, Args)]
pub struct SignOffArguments {
    /// The receipt (JSON) of the result that is signed off.
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
        let receipt = Receipt::read(&receipt)?;
        let mut sign_offs = match self.to.exists() {
            true => match files::read(&[&self.to])?.pop() {
                Some(file) => SignOffs::read(&file)?,
                None => SignOffs::default(),
            },
            false => SignOffs::default(),
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
        let mut sign_off = SignOff::new(&receipt, role, &self.name, &self.date, decision)?;
        if let Some(caveats) = &self.caveats {
            sign_off = sign_off.within(caveats)?;
        }
        let words = sign_off.in_words();
        sign_offs.add(sign_off);
        Output::File(self.to).write(&sign_offs.to_csv())?;
        say(&format!("signed off: {words}\n"));
        Ok(true)
    }
}
