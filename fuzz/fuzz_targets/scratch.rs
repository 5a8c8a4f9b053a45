//! Extracts have to be files: one for this process, in memory where there is a
//! folder for that, is written anew each time.

use justice_reinvestment::Error;
use justice_reinvestment::records::{Counted, Counting, Extract};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Where the extract stands.
pub static PATH: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => memory.to_owned(),
        false => std::env::temp_dir(),
    };
    folder.join(format!(
        "justice-reinvestment-fuzz-{}.csv",
        std::process::id()
    ))
});

/// What the bytes of an extract come to.
pub fn counted(counting: &Counting<'_>, bytes: &[u8]) -> Result<Counted, Error> {
    write(bytes);
    counting.count(&[extract()])
}

/// Writes the extract.
pub fn write(bytes: &[u8]) {
    if let Err(error) = std::fs::write(&*PATH, bytes) {
        panic!("{} cannot be written: {error}", PATH.display());
    }
}

/// The extract as it was last written.
pub fn extract() -> Extract {
    match Extract::file(&PATH) {
        Ok(extract) => extract,
        Err(error) => panic!("no extract: {error}"),
    }
}
