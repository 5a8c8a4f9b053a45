//! The files that are given to be verified, and which of a receipt's inputs each one is.

use super::digest_of;
use crate::files;
use justice_reinvestment::pack::is_table;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{Input, InputRole, Receipt};
use justice_reinvestment::wording::listed;
use justice_reinvestment::{Document, Error};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file that was given, with its digest.
pub struct Given {
    pub path: PathBuf,
    pub sha256: String,
    /// Whether it is one of a folder's, which may hold others too.
    of_folder: bool,
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
        for path in inputs {
            let of_folder = path.is_dir();
            for path in files::of_folder_or_itself(path)? {
                let is_own = path.canonicalize().is_ok_and(|path| own.contains(&path));
                if of_folder && is_own {
                    continue;
                }
                given.push(Self {
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
    let open: Vec<InputRole> = wanted(receipt)
        .zip(&matched)
        .filter(|(_, place)| place.is_none())
        .map(|(input, _)| input.role)
        .collect();
    let (mut problems, mut told) = (Vec::new(), Vec::new());
    for (input, place) in wanted(receipt).zip(&mut matched) {
        if place.is_some() {
            continue;
        }
        let role = input.role;
        let may_be = |file: &&Given| !file.is_used && suits(role, &file.path);
        // Who names a file means it; a folder may hold others too.
        let of_folder = given.iter().filter(may_be);
        let of_folder: Vec<&Given> = of_folder.filter(|file| file.of_folder).collect();
        let is_named = given.iter().any(|file| may_be(&file) && !file.of_folder);
        let asked = open.iter().filter(|other| **other == role).count();
        if !is_named && of_folder.len() > asked && !told.contains(&role) {
            problems.push(undecided(role, &of_folder));
            told.push(role);
        }
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

/// Whether a file looks like such an input, by its kind and its beginning.
fn suits(role: InputRole, path: &Path) -> bool {
    let kind = path.extension().unwrap_or_default().to_ascii_lowercase();
    let kind = kind.to_string_lossy();
    let says = |words: &str| String::from_utf8_lossy(&beginning(path)).contains(words);
    let has_counts = || is_table(&Document::new("", beginning(path)));
    match role {
        InputRole::Scheme => kind == "toml" && !says("justice-reinvestment/count-plan/"),
        InputRole::Plan => kind == "toml" && says("justice-reinvestment/count-plan/"),
        InputRole::Records => match &*kind {
            "gz" | "zst" | "parquet" => true,
            "csv" => !has_counts() && !says("plan_sha256"),
            _ => false,
        },
        InputRole::Partial | InputRole::Spread => kind == "csv" && says("plan_sha256"),
        InputRole::Old | InputRole::New => matches!(&*kind, "toml" | "csv" | "zip"),
        _ => kind == "csv" && has_counts(),
    }
}

fn beginning(path: &Path) -> Vec<u8> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 20).read_to_end(&mut start));
    read.map_or_else(|_| Vec::new(), |_| start)
}
