//! A scheme and a table of counts to start from.

use crate::files::visible;
use justice_reinvestment::Error;
use justice_reinvestment::problem::Problem;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const FILES: [(&str, &str); 2] = [
    ("scheme.toml", include_str!("start/scheme.toml")),
    ("demand.csv", include_str!("start/demand.csv")),
];

/// Writes the files into a folder, all of them or none; what is there stays.
pub fn write(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let paths = FILES.map(|(name, _)| folder.join(name));
    let there = paths.iter().filter(|path| path.symlink_metadata().is_ok());
    let problems: Vec<Problem> = there
        .map(|path| {
            let what = format!("{} is there already", shown(path));
            Problem::new(what, "name another folder; nothing is overwritten")
        })
        .collect();
    if let Some(error) = Error::from_problems(problems) {
        return Err(error);
    }
    if let Some(file) = folder.ancestors().find(|part| part.is_file()) {
        let what = format!("{} is a file, not a folder", shown(file));
        return Err(Problem::new(what, "name another folder").into());
    }
    fs::create_dir_all(folder).map_err(|error| refused(folder, &error))?;
    let mut written: Vec<PathBuf> = Vec::new();
    for (path, (_, text)) in paths.iter().zip(FILES) {
        if let Err(error) = write_new(path, text) {
            for path in &written {
                // Best effort: the refusal below is what must be said.
                let _ = fs::remove_file(path);
            }
            return Err(refused(path, &error));
        }
        written.push(path.clone());
    }
    Ok(written)
}

/// Writes a file that is not there yet, whole or not at all.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes()).inspect_err(|_| {
        // Best effort: why writing failed is what must be said.
        let _ = fs::remove_file(path);
    })
}

fn refused(path: &Path, error: &io::Error) -> Error {
    let what = format!("{} cannot be written: {error}", shown(path));
    let advice = "check the name of the folder, who may write there, and the space left";
    Problem::new(what, advice).into()
}

fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(visible).collect()
}
