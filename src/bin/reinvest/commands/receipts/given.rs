//! The files that are given to be verified, and which of a receipt's inputs each one is.

use super::digest_of;
use crate::files;
use justice_reinvestment::pack::is_table;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{Input, InputRole, Receipt};
use justice_reinvestment::wording::listed;
use justice_reinvestment::{Document, Error};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file that was given, with its digest.
pub struct Given {
    pub path: PathBuf,
    pub sha256: String,
    /// Whether it is one of a folder's, which may hold others too.
    of_folder: bool,
    /// Of which of two versions it is: of two arguments the first is the old.
    version: Option<InputRole>,
    /// What it may be by what it holds; looked at once.
    may_be: OnceCell<Vec<InputRole>>,
    /// Whether it is an input, or a copy of one.
    pub is_used: bool,
}

impl Given {
    /// The files that were given; of a folder those in it, but for the receipt and the
    /// sign-offs.
    pub fn of(inputs: &[PathBuf], own: &[&Path]) -> Result<Vec<Self>, Error> {
        let own = own.iter();
        let own: Vec<PathBuf> = own.filter_map(|path| path.canonicalize().ok()).collect();
        let mut given = Vec::new();
        let versions = match inputs {
            [_, _] => [Some(InputRole::Old), Some(InputRole::New)],
            _ => [None, None],
        };
        let versions = versions.into_iter().chain(std::iter::repeat(None));
        for (path, version) in inputs.iter().zip(versions) {
            let of_folder = path.is_dir();
            for path in files::of_folder_or_itself(path)? {
                let is_own = path.canonicalize().is_ok_and(|path| own.contains(&path));
                if of_folder && is_own {
                    continue;
                }
                if path.exists() && !path.is_file() {
                    let what = format!("{} is no regular file", files::shown(&path));
                    let advice = "save it to a file first: it is read twice";
                    return Err(Problem::new(what, advice).into());
                }
                given.push(Self {
                    sha256: digest_of(&path)?,
                    path,
                    of_folder,
                    version,
                    may_be: OnceCell::new(),
                    is_used: false,
                });
            }
        }
        Ok(given)
    }

    /// Whether it looks like such an input.
    fn suits(&self, role: InputRole) -> bool {
        let is_of_any = !matches!(role, InputRole::Old | InputRole::New);
        (is_of_any || self.version.is_none_or(|version| version == role))
            && self
                .may_be
                .get_or_init(|| may_be(&self.path))
                .contains(&role)
    }
}

/// The inputs for which files are asked: a look-up file stands beside its plan.
pub fn wanted(receipt: &Receipt) -> impl Iterator<Item = &Input> {
    let inputs = receipt.inputs.iter();
    inputs.filter(|input| input.role != InputRole::LookUp)
}

/// Which file is which input. Each input is the file with its digest; those that are left
/// go to what is left, by what they hold and in their order.
///
/// # Errors
///
/// Of a folder, more files may be an input than there are such inputs.
pub fn matched(receipt: &Receipt, given: &mut [Given]) -> Result<Vec<Option<usize>>, Error> {
    let mut matched = by_digest(receipt, given);
    // Of each role, how many inputs have no file yet.
    let mut open: BTreeMap<InputRole, usize> = BTreeMap::new();
    for (input, _) in wanted(receipt)
        .zip(&matched)
        .filter(|(_, place)| place.is_none())
    {
        let asked = open.entry(input.role).or_default();
        *asked = asked.saturating_add(1);
    }
    let problems = open.iter().filter_map(|(role, asked)| {
        let may_be = |file: &&Given| !file.is_used && file.suits(*role);
        // Who names a file means it; a folder may hold others too.
        let (of_folder, named): (Vec<&Given>, Vec<&Given>) =
            given.iter().filter(may_be).partition(|file| file.of_folder);
        let is_told = !named.is_empty() || of_folder.len() <= *asked;
        (!is_told).then(|| undecided(*role, &of_folder))
    });
    let problems: Vec<Problem> = problems.collect();
    let places = wanted(receipt).zip(&mut matched);
    for (input, place) in places.filter(|(_, place)| place.is_none()) {
        // Who has more inputs than there are files is told which are not there.
        if given.iter().all(|file| file.is_used) {
            break;
        }
        let role = input.role;
        let may_be = |file: &&Given| !file.is_used && file.suits(role);
        let is_named = given.iter().any(|file| may_be(&file) && !file.of_folder);
        let mut files = given.iter();
        let suiting = files.position(|file| may_be(&file) && (!is_named || !file.of_folder));
        let named = |file: &Given| !file.is_used && !file.of_folder;
        *place = suiting.or_else(|| given.iter().position(named));
        if let Some(file) = place.and_then(|place| given.get_mut(place)) {
            file.is_used = true;
        }
    }
    Error::from_problems(problems).map_or(Ok(matched), Err)
}

/// The file with the digest of each input. A file that was read twice need be given only
/// once.
fn by_digest(receipt: &Receipt, given: &mut [Given]) -> Vec<Option<usize>> {
    let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (place, file) in given.iter().enumerate() {
        places
            .entry(file.sha256.clone())
            .or_default()
            .push_back(place);
    }
    let found = wanted(receipt).map(|input| {
        let places = places.get_mut(input.sha256.as_ref()?)?;
        let place = places.pop_front()?;
        if places.is_empty() {
            places.push_back(place);
        }
        Some(place)
    });
    let found: Vec<Option<usize>> = found.collect();
    // Look-up files, and copies of what has been found.
    let inputs = receipt.inputs.iter();
    let digests: HashSet<&String> = inputs.filter_map(|input| input.sha256.as_ref()).collect();
    for file in given.iter_mut() {
        file.is_used = digests.contains(&file.sha256);
    }
    found
}

/// That a file cannot be told by what it holds.
fn undecided(role: InputRole, given: &[&Given]) -> Problem {
    let names: Vec<String> = given.iter().map(|file| files::shown(&file.path)).collect();
    let what = format!(
        "{} is none of the files by its digest, and may be {}",
        role.in_words(),
        listed(&names, "or")
    );
    Problem::new(what, "name the files one by one, without the others")
}

/// Which inputs a file may be, by its kind and its beginning.
fn may_be(path: &Path) -> Vec<InputRole> {
    use InputRole::{
        Comparator, Demand, Earlier, New, Old, Partial, Plan, Quarters, Records, Scheme, Spread,
    };
    let kind = path.extension().unwrap_or_default().to_ascii_lowercase();
    let beginning = beginning(path);
    let says = |words: &str| String::from_utf8_lossy(&beginning).contains(words);
    match &*kind.to_string_lossy() {
        "toml" if says("justice-reinvestment/count-plan/") => vec![Plan, Old, New],
        "toml" => vec![Scheme, Old, New],
        "csv" if says("plan_sha256") => vec![Partial, Spread, Old, New],
        "csv" if is_table(&Document::new("", &*beginning)) => {
            vec![Demand, Comparator, Earlier, Quarters, Old, New]
        }
        "csv" => vec![Records, Old, New],
        "gz" | "zst" | "parquet" => vec![Records],
        "zip" => vec![Old, New],
        _ => Vec::new(),
    }
}

fn beginning(path: &Path) -> Vec<u8> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 20).read_to_end(&mut start));
    read.map_or_else(|_| Vec::new(), |_| start)
}
