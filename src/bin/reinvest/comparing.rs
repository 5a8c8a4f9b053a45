//! The command `compare`: what can be asked of it, and the folders that it reads.

use crate::arguments::{OutputArguments, PaperArguments};
use crate::files::{self, Output, visible};
use crate::{PROBLEMS, Refused, paper, say};
use clap::{Args, ValueEnum};
use justice_reinvestment::compare::Revision;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::{Demand, DemandBuilder, Document, Error, SCHEME_SCHEMA, Scheme};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct CompareArguments {
    /// The old version: a folder with one scheme (TOML) and its tables of counts (CSV).
    old: PathBuf,
    /// The new version: a folder of the same kind.
    new: PathBuf,
    /// What to print: sentences and a table for people, JSON with every change and exact
    /// parts, or Markdown.
    #[arg(long, value_enum, default_value_t = CompareFormat::Table)]
    format: CompareFormat,
    #[command(flatten)]
    paper: PaperArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CompareFormat {
    Table,
    Json,
    Markdown,
}

impl CompareArguments {
    pub fn run(self) -> Result<bool, Refused> {
        let output = Output::from(self.output);
        let folders = both(Held::in_folder(&self.old), Held::in_folder(&self.new))?;
        for held in [&folders.0, &folders.1] {
            held.read.iter().try_for_each(|path| output.spares(path))?;
        }
        let (old, new) = both(folders.0.version(), folders.1.version())?;
        for held in [&folders.0, &folders.1] {
            held.note();
        }
        let revision = Revision::between((&old.0, &old.1), (&new.0, &new.1))?;
        output.write(&match self.format {
            CompareFormat::Table => revision.to_text(paper(&self.paper, &output)),
            CompareFormat::Json => revision.to_json(),
            CompareFormat::Markdown => revision.to_markdown(),
        })?;
        Ok(true)
    }
}

/// Two results, or the problems of both.
fn both<T>(old: Result<T, Refused>, new: Result<T, Refused>) -> Result<(T, T), Refused> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (Err(refused), Ok(_)) | (Ok(_), Err(refused)) => Err(refused),
        (Err(old), Err(new)) => {
            let problems = [old.error.problems(), new.error.problems()].concat();
            Err(Refused {
                error: Error::from_problems(problems).unwrap_or(old.error),
                note: old.note.or(new.note),
                status: PROBLEMS,
            })
        }
    }
}

/// What a folder holds.
struct Held {
    folder: String,
    scheme: Document,
    tables: Vec<Document>,
    /// The files of the scheme and the tables.
    read: Vec<PathBuf>,
    /// The names of what is neither.
    left_out: Vec<String>,
}

impl Held {
    /// Tells the scheme and the tables of counts in a folder by what they say, not by
    /// what they are called.
    fn in_folder(folder: &Path) -> Result<Self, Refused> {
        let name = shown(folder);
        let entries = fs::read_dir(folder).map_err(|error| {
            let (why, advice) = match error.kind() {
                std::io::ErrorKind::NotFound => ("there is no such folder", "check its name"),
                std::io::ErrorKind::NotADirectory => (
                    "it is a file",
                    "give the folder that holds the scheme and its tables of counts",
                ),
                _ => ("reading failed", "ask whose folder it is"),
            };
            let what = format!("\"{name}\" cannot be read: {why}");
            Error::from(Problem::new(what, advice))
        })?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        let (mut schemes, mut tables) = (Vec::new(), Vec::new());
        let (mut read, mut left_out) = (Vec::new(), Vec::new());
        for path in paths {
            let kind = path.extension().map(|kind| kind.to_ascii_lowercase());
            let kind = kind.as_deref().and_then(|kind| kind.to_str());
            let document = match kind {
                Some("toml" | "csv") if path.is_file() => files::read(&[&path])?.pop(),
                _ => None,
            };
            match (kind, document) {
                (Some("toml"), Some(document)) if is_scheme(&document) => schemes.push(document),
                (Some("csv"), Some(document)) if is_table(&document) => tables.push(document),
                _ => {
                    left_out.extend(path.file_name().map(|name| shown(Path::new(name))));
                    continue;
                }
            }
            read.push(path);
        }
        let mut problems = Vec::new();
        if tables.is_empty() {
            let what = format!("\"{name}\" holds no table of counts");
            let advice = "a table of counts is a .csv file with the columns area_code, cohort, \
                          period, metric and count";
            problems.push(Problem::new(what, advice));
        }
        let mut schemes = schemes.into_iter();
        match (schemes.next(), schemes.next()) {
            (Some(scheme), None) if problems.is_empty() => {
                return Ok(Self {
                    folder: name,
                    scheme,
                    tables,
                    read,
                    left_out,
                });
            }
            (Some(_), None) => {}
            (None, _) => {
                let what = format!("\"{name}\" holds no scheme");
                let advice = format!("a scheme is a .toml file with schema = \"{SCHEME_SCHEMA}\"");
                problems.push(Problem::new(what, advice));
            }
            (Some(one), Some(other)) => {
                let (one, other) = (one.name(), other.name());
                let what = format!("\"{name}\" holds two schemes or more: {one} and {other}");
                let advice = "put each version with its counts into a folder of its own";
                problems.push(Problem::new(what, advice));
            }
        }
        let nothing = || Error::from(Problem::new("nothing is given", "name two folders"));
        Err(Error::from_problems(problems)
            .unwrap_or_else(nothing)
            .into())
    }

    fn version(&self) -> Result<(Scheme, Demand), Refused> {
        let scheme = Scheme::read(&self.scheme).map_err(|error| Refused {
            error,
            note: Some("counts are checked against a scheme, so they were not checked"),
            status: PROBLEMS,
        })?;
        let tables = self.tables.iter();
        let builder = tables.fold(Demand::builder(&scheme), DemandBuilder::table);
        let demand = builder.build()?;
        Ok((scheme, demand))
    }

    /// Says what was not read.
    fn note(&self) {
        if !self.left_out.is_empty() {
            let (folder, names) = (&self.folder, self.left_out.join(", "));
            say(&format!("note: left out of {folder}: {names}\n"));
        }
    }
}

/// Whether a TOML file says that it is a scheme.
fn is_scheme(document: &Document) -> bool {
    let text = String::from_utf8_lossy(document.bytes());
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| {
        let value = line.strip_prefix("schema").map(str::trim_start);
        value.is_some_and(|value| value.starts_with('=') && value.contains(SCHEME_SCHEMA))
    })
}

/// Whether the first line of a CSV file names the columns of a table of counts.
fn is_table(document: &Document) -> bool {
    let text = String::from_utf8_lossy(document.bytes());
    let mut lines = text.lines().map(|line| line.trim_start_matches('\u{FEFF}'));
    let header = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let columns: Vec<&str> = header
        .split(',')
        .map(|name| name.trim_matches('"'))
        .collect();
    ["area_code", "cohort", "period", "metric", "count"]
        .iter()
        .all(|name| columns.contains(name))
}

fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(visible).collect()
}
