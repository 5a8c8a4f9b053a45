//! Versions of a scheme with its counts, in folders and packs.

use crate::Refused;
use crate::files::{self, Output, shown};
use crate::terminal::say;
use justice_reinvestment::pack::{Kept, Pack};
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{InputRole, Receipt};
use justice_reinvestment::{Demand, Document, Error, Scheme};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Puts the files of a folder into an archive.
pub fn pack(folder: &Path, output: Option<PathBuf>) -> Result<bool, Refused> {
    if !folder.is_dir() {
        let what = format!("\"{}\" is no folder", shown(folder));
        let advice = "give the folder that holds the scheme and its tables";
        return Err(Error::from(Problem::new(what, advice)).into());
    }
    let held = Held::at(folder)?;
    let archive = held.pack.to_archive()?;
    let output = match output {
        Some(output) => output,
        None => named_after(folder, &archive)?,
    };
    let name = shown(&output);
    let output = Output::File(output);
    output.spares_each(&held.read)?;
    output.write_bytes(&archive)?;
    held.note();
    say(&format!(
        "written: {name}\nIt holds the tables, so it is for those who may see them.\n"
    ));
    Ok(true)
}

/// The name of a folder's archive where none is given; another archive keeps its place.
fn named_after(folder: &Path, archive: &[u8]) -> Result<PathBuf, Refused> {
    let named = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = named.file_name().unwrap_or_default().to_string_lossy();
    let output = PathBuf::from(format!("{name}.zip"));
    let is_other = std::fs::read(&output).is_ok_and(|there| there != archive);
    if !is_other {
        return Ok(output);
    }
    let what = format!(
        "{} is there already, and holds something else",
        shown(&output)
    );
    let advice = "give the archive another name with -o, or the same name to replace it";
    Err(Error::from(Problem::new(what, advice)).into())
}

/// What is not as it was when an archive was packed.
pub fn since_packed(kept: &Kept) -> Vec<String> {
    let all = [
        (&kept.changed, "is not what it was when it was packed"),
        (&kept.taken_away, "was packed and is no longer there"),
        (&kept.put_in, "was put in after it was packed"),
    ];
    let each = all.iter().flat_map(|(names, what)| {
        let names = names.iter();
        names.map(move |name| format!("{name} {what}"))
    });
    each.collect()
}

/// A pack that is as it was made.
pub fn as_packed(name: &str, kept: Kept) -> Result<Kept, Refused> {
    let changed = since_packed(&kept);
    if changed.is_empty() {
        return Ok(kept);
    }
    let what = format!(
        "{name} is not the pack that was made: {}",
        changed.join(", ")
    );
    let advice = "give the pack as it was; reinvest verify says what differs";
    Err(Error::from(Problem::new(what, advice)).into())
}

/// A version of scheme and counts, and where it is from.
pub struct Held {
    name: String,
    pub pack: Pack,
    left_out: Vec<String>,
    /// The files that it was read from.
    pub read: Vec<PathBuf>,
    /// The archive, if it is one.
    archive: Option<Document>,
}

impl Held {
    /// What a folder holds, told apart by what the files say, not by what they are called;
    /// or a pack.
    pub fn at(path: &Path) -> Result<Self, Refused> {
        let name = shown(path);
        let may_be_read = |file: &PathBuf| {
            let kind = file.extension().map(|kind| kind.to_ascii_lowercase());
            !path.is_dir() || kind.is_some_and(|kind| kind == "toml" || kind == "csv")
        };
        let files = files::of_folder_or_itself(path)?;
        let (read, others): (Vec<_>, Vec<_>) = files.into_iter().partition(may_be_read);
        let paths: Vec<&Path> = read.iter().map(PathBuf::as_path).collect();
        let documents = files::read(&paths)?;
        let said = |error| in_folder(&name, &error);
        let (pack, archive) = match documents.as_slice() {
            [document] if !path.is_dir() => {
                let kept = as_packed(&name, Pack::open(document).map_err(said)?)?;
                (kept.pack, Some(document.clone()))
            }
            _ => (Pack::of(documents).map_err(said)?, None),
        };
        let others = others.iter().filter_map(|file| file.file_name());
        let others = others.map(|name| shown(Path::new(name)));
        let mut left_out: Vec<String> = pack.left_out().iter().cloned().chain(others).collect();
        left_out.sort();
        Ok(Self {
            pack,
            name,
            left_out,
            read,
            archive,
        })
    }

    /// Its scheme and its counts.
    pub fn version(&self) -> (&Scheme, &Demand) {
        (self.pack.scheme(), self.pack.demand())
    }

    /// A receipt with the files that it is made of.
    pub fn receipted(&self, receipt: Receipt, role: InputRole) -> Receipt {
        let small = self.pack.demand().has_small_counts();
        let own: Vec<&Document> = match &self.archive {
            Some(archive) => vec![archive],
            None => self.pack.files().collect(),
        };
        // Of a folder's files, the scheme comes first.
        let tells_nothing = |number: usize| self.archive.is_none() && number == 0;
        let own = own.iter().enumerate();
        own.fold(receipt, |receipt, (number, file)| {
            receipt.input(role, file.sha256(), small && !tells_nothing(number))
        })
    }

    /// Whether both hold the same count plan and look-up files, or none.
    pub fn has_plan_of(&self, other: &Self) -> bool {
        let [one, other] = [self, other].map(|held| {
            let plan = held.pack.plan().iter();
            plan.map(Document::bytes).collect::<BTreeSet<_>>()
        });
        one == other
    }

    /// Says what was not read.
    pub fn note(&self) {
        if !self.left_out.is_empty() {
            let (name, names) = (&self.name, self.left_out.join(", "));
            say(&format!("note: left out of {name}: {names}\n"));
        }
    }
}

/// The same problems; those of no file are of the folder.
fn in_folder(name: &str, error: &Error) -> Error {
    let problems = error.problems().iter().map(|problem| match problem.place {
        Some(_) => problem.clone(),
        None if problem.what.starts_with(name) => problem.clone(),
        None => Problem::new(format!("{name}: {}", problem.what), problem.advice.clone()),
    });
    Error::from_problems(problems.collect()).unwrap_or_else(|| error.clone())
}
