//! What each command is asked, what it reads and what it prints.

pub mod asking;
pub mod assessing;
pub mod checking;
pub mod comparing;
#[cfg(feature = "records")]
pub mod counting;
#[cfg(feature = "evaluate")]
pub mod evaluating;
pub mod logging;
pub mod packs;
pub mod receipts;
pub mod start;

use std::path::{Path, PathBuf};

/// The files of a scheme and its tables.
fn files_of<'a>(scheme: &'a Path, demand: &'a [PathBuf]) -> Vec<&'a Path> {
    let tables = demand.iter().map(PathBuf::as_path);
    std::iter::once(scheme).chain(tables).collect()
}
