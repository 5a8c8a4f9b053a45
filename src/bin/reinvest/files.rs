//! Opening and writing files, so that nothing is left half-written.

use crate::arguments::OutputArguments;
use crate::{Refused, USAGE};
use justice_reinvestment::problem::Problem;
pub use justice_reinvestment::wording::visible;
use justice_reinvestment::{Document, Error};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Reads every file, or says which of them cannot be read.
pub fn read(paths: &[&Path]) -> Result<Vec<Document>, Error> {
    let mut documents = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let (name, bytes) = if *path == Path::new("-") {
            let bytes = up_to_the_largest(io::stdin().lock(), 0);
            ("standard input".to_owned(), bytes)
        } else {
            let bytes = match path.is_dir() {
                true => Err(io::Error::from(io::ErrorKind::IsADirectory)),
                false => whole(path),
            };
            (path.display().to_string(), bytes)
        };
        match bytes {
            Ok(bytes) => documents.push(Document::new(name, bytes)),
            Err(error) => {
                let name: String = name.chars().map(visible).collect();
                let (why, advice) = match error.kind() {
                    io::ErrorKind::IsADirectory => ("it is a folder", "give a file"),
                    io::ErrorKind::NotFound => ("there is no such file", "check its name"),
                    io::ErrorKind::PermissionDenied => {
                        ("you may not read it", "ask whose file it is")
                    }
                    _ => ("reading failed", "try to open it with another program"),
                };
                let what = format!("\"{name}\" cannot be read: {why}");
                problems.push(Problem::new(what, advice));
            }
        }
    }
    Error::from_problems(problems).map_or(Ok(documents), Err)
}

/// The files of a folder, by name, without those that are hidden; a file by itself.
pub fn of_folder_or_itself(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let refused = |error: &io::Error| {
        let what = format!("the folder \"{}\" cannot be read: {error}", shown(path));
        Error::from(Problem::new(what, "check its name, and who may read it"))
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| refused(&error))? {
        let entry = entry.map_err(|error| refused(&error))?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.path().is_file() && !is_hidden {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Holds the folder of a file until it is dropped: who asks for it meanwhile waits. `None`
/// where the system holds no folders.
pub fn only_one_in_folder_of(path: &Path) -> Option<fs::File> {
    // Two paths may lead to one file.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = fs::File::open(folder_of(&target)).ok()?;
    folder.lock().ok().map(|()| folder)
}

/// A path that no argument parser takes for an option or for standard input.
pub fn plain(path: &Path) -> PathBuf {
    match path.to_string_lossy().starts_with('-') {
        true => Path::new(".").join(path),
        false => path.to_owned(),
    }
}

fn whole(path: &Path) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let length = file.metadata().map_or(0, |file| file.len());
    up_to_the_largest(file, usize::try_from(length).unwrap_or(usize::MAX))
}

/// All bytes, or as many as show that there are more than the library reads.
fn up_to_the_largest(reader: impl Read, expected: usize) -> io::Result<Vec<u8>> {
    let most = Document::LARGEST.saturating_add(1);
    let mut bytes = Vec::with_capacity(expected.min(most));
    reader.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file's name as a terminal may show it.
pub fn shown(path: &Path) -> String {
    path.display().to_string().chars().map(visible).collect()
}

/// Whether a file that begins so is a zip archive, as packs are.
pub fn is_archive(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PK\x03\x04")
}

/// A file's name as a shell takes it.
pub fn argument(file: &Path) -> String {
    let name = shown(file);
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:@%,=".contains(c);
    // A name that begins as an option does is not one behind a folder.
    let name = match name.strip_prefix('-') {
        Some(_) => format!("./{name}"),
        None => name,
    };
    if name.chars().all(is_plain) {
        name
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

/// Where the result goes.
#[derive(Debug)]
pub enum Output {
    Standard,
    File(PathBuf),
}

impl From<OutputArguments> for Output {
    fn from(arguments: OutputArguments) -> Self {
        match arguments.output {
            Some(path) if path != Path::new("-") => Self::File(path),
            _ => Self::Standard,
        }
    }
}

impl Output {
    /// Whether it could be written, before long work is done for it.
    #[cfg(feature = "records")]
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::File(path) => fit(path).or_else(|error| self.refused(&error)),
            Self::Standard => Ok(()),
        }
    }

    /// Refuses to take the place of a file that was read.
    pub fn spares(&self, input: &Path) -> Result<(), Error> {
        let Self::File(path) = self else {
            return Ok(());
        };
        let same = path.canonicalize().ok().zip(input.canonicalize().ok());
        if same.is_none_or(|(path, input)| path != input) {
            return Ok(());
        }
        let what = format!(
            "the output would take the place of the input {}",
            shown(input)
        );
        Err(Problem::new(what, "give the output a name of its own").into())
    }

    /// The same of several, which are on the command line by a folder: there it is wrong.
    pub fn spares_each(&self, inputs: &[PathBuf]) -> Result<(), Refused> {
        let spared = inputs.iter().try_for_each(|input| self.spares(input));
        spared.map_err(|error| Refused {
            status: USAGE,
            ..Refused::from(error)
        })
    }

    /// Writes the whole text, or nothing where it is a file. A reader that has
    /// gone away is no failure.
    pub fn write(&self, text: &str) -> Result<(), Error> {
        self.write_bytes(text.as_bytes())
    }

    /// The same of what is no text.
    pub fn write_bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        write_each(&[(self, bytes)])
    }

    fn refused(&self, error: &io::Error) -> Result<(), Error> {
        let name = match self {
            Self::Standard => "standard output".to_owned(),
            Self::File(path) => path.display().to_string(),
        };
        let name: String = name.chars().map(visible).collect();
        let what = format!("{name} cannot be written: {error}");
        let advice = "check the name of the file, who may write there, and the space left";
        Err(Problem::new(what, advice).into())
    }
}

/// Writes several texts, each whole, and no file where any of them cannot be written:
/// files take their places when all else is done. A reader that has gone away is no
/// failure.
pub fn write_all(texts: &[(&Output, &str)]) -> Result<(), Error> {
    let texts = texts
        .iter()
        .map(|(output, text)| (*output, text.as_bytes()));
    write_each(&texts.collect::<Vec<_>>())
}

fn write_each(texts: &[(&Output, &[u8])]) -> Result<(), Error> {
    let mut ready = Vec::new();
    for (output, text) in texts {
        if let Output::File(path) = output {
            match beside(path, text) {
                Ok(file) => ready.extend(file.map(|file| (*output, file))),
                Err(error) => output.refused(&error)?,
            }
        }
    }
    for (output, text) in texts {
        let written = match output {
            Output::Standard => to_standard_output(text),
            Output::File(path) => as_it_is(path, text),
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => output.refused(&error)?,
            _ => {}
        }
    }
    for (output, (file, target)) in ready {
        if let Err(error) = file.persist(target) {
            output.refused(&error.error)?;
        }
    }
    Ok(())
}

fn to_standard_output(text: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text)?;
    output.flush()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn no_folder(folder: &Path) -> io::Error {
    let what = format!("there is no folder {}", folder.display());
    io::Error::new(io::ErrorKind::NotFound, what)
}

/// The file that a path leads to; `None` of what is there and is no regular file: a pipe,
/// a device.
fn regular(path: &Path) -> Option<PathBuf> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    (!target.exists() || target.is_file()).then_some(target)
}

/// Whether something could be written there, as far as can be seen.
fn fit(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let Some(target) = regular(path) else {
        return Ok(());
    };
    let folder = folder_of(&target);
    if !folder.is_dir() {
        return Err(no_folder(folder));
    }
    match fs::metadata(&target) {
        Ok(existing) if existing.permissions().readonly() => {
            Err(io::ErrorKind::PermissionDenied.into())
        }
        _ => Ok(()),
    }
}

/// Writes beside a file; with the place that the result is to take. `None` of what is no
/// regular file.
fn beside(path: &Path, text: &[u8]) -> io::Result<Option<(tempfile::NamedTempFile, PathBuf)>> {
    fit(path)?;
    let Some(target) = regular(path) else {
        return Ok(None);
    };
    // The error's own words would name a file that nobody asked for.
    let mut file =
        new_file_in(folder_of(&target)).map_err(|error| io::Error::from(error.kind()))?;
    // A file that is there keeps its permissions: it may not be for everybody.
    if let Ok(existing) = fs::metadata(&target) {
        file.as_file().set_permissions(existing.permissions())?;
    }
    file.write_all(text)?;
    file.as_file().sync_all()?;
    Ok(Some((file, target)))
}

/// Writes to what is no regular file, as it is.
fn as_it_is(path: &Path, text: &[u8]) -> io::Result<()> {
    if regular(path).is_some() {
        return Ok(());
    }
    let mut file = fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(text)
}

#[cfg(unix)]
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // Like any new file: readable by those whom the umask allows.
    let permissions = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .permissions(permissions)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}
