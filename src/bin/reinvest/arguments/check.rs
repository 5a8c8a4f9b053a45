//! Which arguments go together: what the parser cannot know.

use super::{Arguments, Command};
use crate::files::visible;
use clap::CommandFactory;
use std::path::{Path, PathBuf};

impl Command {
    /// That the arguments go together, or why they do not.
    pub fn check(&self) -> Result<(), String> {
        if let Self::Man { of: Some(name), .. } = self {
            let command = Arguments::command();
            if command.find_subcommand(name).is_none() {
                return Err(format!("there is no command \"{}\"", shown(name)));
            }
        }
        #[cfg(feature = "records")]
        if let Self::Count(count) = self {
            count.check()?;
        }
        self.check_beside()?;
        #[cfg(feature = "evaluate")]
        if let Self::Evaluate(evaluate) = self {
            evaluate.check()?;
        }
        if let Self::SignOff(sign_off) = self
            && sign_off.to == Path::new("-")
        {
            return Err("a sign-off is added to a file: name one".to_owned());
        }
        if let Self::Verify(verify) = self
            && verify.inputs.iter().any(|path| path == Path::new("-"))
        {
            return Err("what is verified is read twice: give a file in place of -".to_owned());
        }
        if let Self::WhatIf(question) = self {
            question.check()?;
        }
        let inputs = self.inputs();
        if inputs
            .iter()
            .filter(|path| **path == Path::new("-"))
            .count()
            > 1
        {
            return Err("standard input (-) can be read once only".to_owned());
        }
        let extracts: &[PathBuf] = match self {
            #[cfg(feature = "records")]
            Self::Count(count) => &count.records,
            _ => &[],
        };
        let extracts = extracts.iter().map(PathBuf::as_path);
        let inputs: Vec<&Path> = inputs.into_iter().chain(extracts).collect();
        let is_output = |path: &&&Path| {
            let beside = self.beside().into_iter().map(|(_, path)| path);
            let mut outputs = self.output().into_iter().chain(beside);
            outputs.any(|output| same(path, output))
        };
        match inputs.iter().find(is_output) {
            Some(path) => Err(format!(
                "the output would take the place of the input \"{}\"",
                shown(&path.display().to_string())
            )),
            None => Ok(()),
        }
    }

    /// What is written beside the result, with its name.
    fn beside(&self) -> Vec<(&'static str, &Path)> {
        let mut beside = self.receipts();
        #[cfg(feature = "records")]
        if let Self::Count(count) = self {
            let spread = count.spread.as_deref();
            beside.extend(spread.map(|spread| ("the sums of squares", spread)));
        }
        beside.sort_unstable();
        beside
    }

    /// That each has a file of its own.
    fn check_beside(&self) -> Result<(), String> {
        let of_folder = |path: &Path| {
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            folder.unwrap_or(Path::new(".")).canonicalize().ok()
        };
        let is_one = |one: &Path, other: &Path| {
            let is_new = of_folder(one).is_some() && of_folder(one) == of_folder(other);
            same(one, other) || (is_new && one.file_name() == other.file_name())
        };
        let mut written: Vec<(&str, &Path)> = self
            .output()
            .into_iter()
            .map(|output| ("the result", output))
            .collect();
        for (what, path) in self.beside() {
            if path == Path::new("-") {
                return Err(format!(
                    "standard output is for the result; {what}: name a file"
                ));
            }
            if let Some((other, _)) = written.iter().find(|(_, file)| is_one(file, path)) {
                return Err(format!("{other} and {what} cannot be one file"));
            }
            written.push((what, path));
        }
        Ok(())
    }
}

/// Whether two paths are of one file, which is there.
fn same(one: &Path, other: &Path) -> bool {
    let files = one.canonicalize().ok().zip(other.canonicalize().ok());
    files.is_some_and(|(one, other)| one == other)
}

/// A text from outside as a terminal may show it.
fn shown(text: &str) -> String {
    text.chars().map(visible).collect()
}
