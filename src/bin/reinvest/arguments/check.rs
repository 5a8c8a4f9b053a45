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
        if let Self::Count {
            label: Some(_),
            partial: false,
            emit_sql: None,
            ..
        } = self
        {
            return Err("a label is of partial counts: add --partial".to_owned());
        }
        #[cfg(feature = "records")]
        if let Self::Count {
            table: Some(_),
            emit_sql: None,
            ..
        } = self
        {
            return Err("a table is of --emit-sql: records are files here".to_owned());
        }
        self.check_spread()?;
        #[cfg(feature = "evaluate")]
        if let Self::Evaluate(evaluate) = self {
            evaluate.check()?;
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
            Self::Count { records, .. } => records,
            _ => &[],
        };
        let extracts = extracts.iter().map(PathBuf::as_path);
        let inputs: Vec<&Path> = inputs.into_iter().chain(extracts).collect();
        let is_output = |path: &&&Path| {
            let mut outputs = self.output().into_iter().chain(self.spread());
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

    /// Where sums of squares go.
    fn spread(&self) -> Option<&Path> {
        match self {
            #[cfg(feature = "records")]
            Self::Count { spread, .. } => spread.as_deref(),
            _ => None,
        }
    }

    fn check_spread(&self) -> Result<(), String> {
        let Some(spread) = self.spread() else {
            return Ok(());
        };
        if spread == Path::new("-") {
            return Err("sums of squares are written to a file: name one".to_owned());
        }
        let of_folder = |path: &Path| {
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            folder.unwrap_or(Path::new(".")).canonicalize().ok()
        };
        let is_output = |output: &Path| {
            let is_new = of_folder(output).is_some() && of_folder(output) == of_folder(spread);
            same(output, spread) || (is_new && output.file_name() == spread.file_name())
        };
        match self.output().is_some_and(is_output) {
            true => Err("the table and the sums of squares cannot be one file".to_owned()),
            false => Ok(()),
        }
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
