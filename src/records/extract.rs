//! Extracts: files of records by their names and packing, alone or in folders. How
//! they are counted is the matter of `counting`.

use super::faults;
use super::parquet::Unfit;
use crate::demand::is_formula;
use crate::name::{Title, made_visible, quoted};
use crate::problem::{Error, Problem};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file of records.
#[derive(Debug, Clone)]
pub struct Extract {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) packing: Packing,
    label: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstandard,
    Parquet,
}

impl Extract {
    /// An extract by its path: CSV, plain (`.csv`), gzip (`.csv.gz`) or Zstandard
    /// (`.csv.zst`); or Parquet (`.parquet`).
    ///
    /// # Errors
    ///
    /// The name has none of these ends.
    pub fn file(path: &Path) -> Result<Self, Error> {
        let name = made_visible(&path.display().to_string());
        let is = |end: &str| name.to_ascii_lowercase().ends_with(end);
        let packing = match () {
            () if is(".csv") => Packing::Plain,
            () if is(".csv.gz") => Packing::Gzip,
            () if is(".csv.zst") => Packing::Zstandard,
            () if is(".parquet") => Packing::Parquet,
            () => {
                let what = format!("{} is no extract that is read", quoted(&name));
                let advice = "give files that end in .csv, .csv.gz, .csv.zst or .parquet";
                return Err(Problem::new(what, advice).into());
            }
        };
        Ok(Self {
            path: path.to_owned(),
            name,
            packing,
            label: None,
        })
    }

    /// The extracts in a folder, in the order of their names. What begins with a dot is
    /// passed over, and what begins with an underscore and is no extract: so Spark and
    /// others name their own notes.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, holds no extract, or holds anything else: each is
    /// named.
    pub fn folder(path: &Path) -> Result<Vec<Self>, Error> {
        let name = made_visible(&path.display().to_string());
        let refused = |error: io::Error| {
            let what = format!("the folder {} cannot be read: {error}", quoted(&name));
            Error::from(Problem::new(what, "check its name, and who may read it"))
        };
        let entries = fs::read_dir(path).map_err(refused)?;
        let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
        let mut paths = paths.map_err(refused)?;
        paths.sort();
        let is_note = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy());
            let is_hidden = name.as_ref().is_some_and(|name| name.starts_with('.'));
            let is_marked = name.is_some_and(|name| name.starts_with('_'));
            is_hidden || (is_marked && Self::file(path).is_err())
        };
        paths.retain(|path| !is_note(path));
        let mut extracts: Vec<Self> = Vec::new();
        let mut problems = Vec::new();
        let mut stems: BTreeMap<String, String> = BTreeMap::new();
        for path in &paths {
            let within = made_visible(&path.display().to_string());
            if path.is_dir() {
                let what = format!("{} is a folder within a folder", quoted(&within));
                let advice = "give it by itself: what folders are called is not read";
                problems.push(Problem::new(what, advice));
                continue;
            }
            match Self::file(path) {
                Ok(extract) => {
                    // The same records in two packings would count twice.
                    let stem = extract.stem();
                    if let Some(before) = stems.insert(stem, extract.name.clone()) {
                        let what = format!(
                            "{} and {} have the same name, packed otherwise",
                            quoted(&before),
                            quoted(&extract.name)
                        );
                        problems.push(Problem::new(what, "keep one of the two"));
                    }
                    extracts.push(extract);
                }
                Err(_) => {
                    let what = format!("{} is no extract that is read", quoted(&within));
                    let advice = "take it out of the folder, or give the extracts one by one";
                    problems.push(Problem::new(what, advice));
                }
            }
        }
        if extracts.is_empty() && problems.is_empty() {
            let what = format!("the folder {} holds no extract", quoted(&name));
            let advice = "put files there that end in .csv, .csv.gz, .csv.zst or .parquet";
            problems.push(Problem::new(what, advice));
        }
        Error::from_problems(problems).map_or(Ok(extracts), Err)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its path without the end that says how it is packed.
    fn stem(&self) -> String {
        let name = self.name.to_ascii_lowercase();
        let ends = [".csv.gz", ".csv.zst", ".csv", ".parquet"];
        let stem = ends.iter().find_map(|end| name.strip_suffix(end));
        stem.unwrap_or(&name).to_owned()
    }

    /// The same extract under a label, by which partial counts know it instead of
    /// by its digest, which then need not be worked out.
    ///
    /// # Errors
    ///
    /// The label is empty, holds control characters or a line end, or would be a formula
    /// to a spreadsheet.
    pub fn labelled(mut self, label: &str) -> Result<Self, Error> {
        self.label = Some(source_label(label)?);
        Ok(self)
    }

    pub(super) fn refused(&self, error: &io::Error) -> Error {
        let what = format!("{} cannot be read: {error}", quoted(&self.name));
        let advice = match error.kind() {
            io::ErrorKind::NotFound => "check its name",
            io::ErrorKind::PermissionDenied => "ask whose file it is",
            io::ErrorKind::UnexpectedEof => "the file is cut short: copy it again",
            _ => "check that the file is whole and is what its name says",
        };
        Problem::new(what, advice).into()
    }

    /// Why a Parquet file cannot be counted.
    pub(super) fn unfit(&self, unfit: Unfit) -> Error {
        match unfit {
            Unfit::File(error) => {
                let what = format!("{} cannot be read: {error}", quoted(&self.name));
                let advice = "check that the file is whole and is Parquet";
                Problem::new(what, advice).into()
            }
            Unfit::Columns(unfit) => faults::unfit(&self.name, &unfit),
        }
    }

    /// What is made of the file, if it is the same file before and after.
    pub(super) fn unchanged<T>(&self, make: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let state = || {
            let metadata = fs::metadata(&self.path).ok()?;
            Some((metadata.len(), metadata.modified().ok()))
        };
        let is_file = fs::metadata(&self.path).map_or(true, |metadata| metadata.is_file());
        if self.label.is_none() && !is_file && !self.path.is_dir() {
            let what = format!(
                "{} can be read once only, so it has no digest",
                quoted(&self.name)
            );
            let advice = "write it to a file, or give it a label in partial counts";
            return Err(Problem::new(what, advice).into());
        }
        let before = state();
        let made = make()?;
        if is_file && before != state() {
            let what = format!("{} was changed while it was counted", quoted(&self.name));
            return Err(Problem::new(what, "count it again when it stays as it is").into());
        }
        Ok(made)
    }

    /// The digest of the file, or its label.
    pub(super) fn source(&self) -> Result<String, Error> {
        if let Some(label) = &self.label {
            return Ok(label.clone());
        }
        let digest = || -> io::Result<String> {
            let mut file = File::open(&self.path)?;
            let mut digest = Sha256::new();
            let mut buffer = vec![0; 1 << 20];
            loop {
                let read = file.read(&mut buffer)?;
                match buffer.get(..read) {
                    Some(bytes) if read > 0 => digest.update(bytes),
                    _ => break,
                }
            }
            let bytes = digest.finalize();
            Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
        };
        digest().map_err(|error| self.refused(&error))
    }
}

/// A label by which partial counts know a source.
pub(super) fn source_label(label: &str) -> Result<String, Error> {
    let title: Title = label
        .parse()
        .map_err(|error: Error| error.about("the label of a source"))?;
    if is_formula(title.as_str()) {
        let what = format!("the label {} is a formula to a spreadsheet", quoted(label));
        return Err(Problem::new(what, "begin it with a letter or a digit").into());
    }
    Ok(title.to_string())
}
