//! Versions of a scheme with its counts, in folders and packs.

use crate::Refused;
use crate::files::{self, Output, visible};
use crate::terminal::say;
use justice_reinvestment::pack::Pack;
use justice_reinvestment::problem::Problem;
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
    let output = output.unwrap_or_else(|| {
        let named = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let name = named.file_name().unwrap_or_default().to_string_lossy();
        PathBuf::from(format!("{name}.zip"))
    });
    let name = shown(&output);
    let output = Output::File(output);
    held.read.iter().try_for_each(|path| output.spares(path))?;
    output.write_bytes(&archive)?;
    held.note();
    say(&format!(
        "written: {name}\nIt holds the tables, so it is for those who may see them.\n"
    ));
    Ok(true)
}

/// A version of scheme and counts, and where it is from.
pub struct Held {
    name: String,
    pub pack: Pack,
    left_out: Vec<String>,
    /// The files that it was read from.
    pub read: Vec<PathBuf>,
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
        let mut changed = Vec::new();
        let pack = match documents.as_slice() {
            [document] if !path.is_dir() => Pack::open(document).map(|kept| {
                changed = kept.changed;
                kept.pack
            }),
            _ => Pack::of(documents),
        };
        let pack = pack.map_err(|error| in_folder(&name, &error))?;
        if !changed.is_empty() {
            let what = format!(
                "{name} is not the pack that was made: {} changed",
                changed.join(", ")
            );
            let advice = "give the pack as it was; reinvest verify says what differs";
            return Err(Error::from(Problem::new(what, advice)).into());
        }
        let others = others.iter().filter_map(|file| file.file_name());
        let others = others.map(|name| shown(Path::new(name)));
        let mut left_out: Vec<String> = pack.left_out().iter().cloned().chain(others).collect();
        left_out.sort();
        Ok(Self {
            pack,
            name,
            left_out,
            read,
        })
    }

    /// Its scheme and its counts.
    pub fn version(&self) -> (&Scheme, &Demand) {
        (self.pack.scheme(), self.pack.demand())
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

fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(visible).collect()
}
