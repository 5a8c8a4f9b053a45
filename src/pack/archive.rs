//! The archive: a zip file, which every system opens.

use super::{Pack, file_name};
use crate::assess::Assessment;
use crate::name::quoted;
use crate::problem::{Document, Error, Problem};
use crate::receipt::{
    Difference, Library, Receipt, ReceiptForm, digest, is_of_moderate_size, read_json,
};
use crate::wording::{Paper, pounds};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The name of the archive's format.
pub const PACK_SCHEMA: &str = "justice-reinvestment/pack/1";

/// The most that an archive may come to when it is unpacked, in bytes, and the most files.
const MOST_BYTES: u64 = 200_000_000;
const MOST_FILES: usize = 1_000;

/// The most that is packed: what is listed of the files comes to less than the rest.
const MOST_WRITTEN: u64 = 199_000_000;

const CONTENTS: &str = "pack.json";
const README: &str = "README.txt";
const RECEIPT: &str = "results/receipt.json";
const ASSESSMENT: &str = "results/assessment.json";
const REWARDS: &str = "results/rewards.csv";
const TABLE: &str = "results/rewards.txt";
const EXPLANATION: &str = "results/explanation.md";

/// What is computed, and written of it.
const RESULTS: [&str; 6] = [ASSESSMENT, REWARDS, TABLE, EXPLANATION, RECEIPT, README];

/// What stands in an archive, in the file `pack.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    schema: String,
    library: Library,
    scheme: String,
    tables: Vec<String>,
    plan: Vec<String>,
    /// Of every other file: its SHA-256 digest.
    sha256: BTreeMap<String, String>,
}

/// What an archive holds of the time when it was packed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Kept {
    /// What it was packed from, read again.
    pub pack: Pack,
    /// Which version packed it.
    pub library: Library,
    /// The receipt as it was written then.
    pub receipt: Receipt,
    /// The files that are not what they were when they were packed.
    pub changed: Vec<String>,
    /// The files that were packed and are no longer there.
    pub taken_away: Vec<String>,
    /// The files that were not packed.
    pub put_in: Vec<String>,
    /// What was computed and written then, by name.
    results: BTreeMap<String, Vec<u8>>,
}

impl Pack {
    /// The archive: scheme, tables and plan under their names, and what comes of them
    /// under `results`. The same files give the same bytes.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`](crate::Pounds) can hold; two files have one name; or a name
    /// cannot stand in an archive.
    pub fn to_archive(&self) -> Result<Vec<u8>, Error> {
        self.archived(self.results()?)
    }

    fn archived(&self, results: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, Error> {
        let mut files: Vec<(String, Vec<u8>)> = self
            .files()
            .map(|file| (file_name(file).to_owned(), file.bytes().to_vec()))
            .collect();
        files.extend(results);
        // Reading from memory cannot fail.
        let sha256 = files
            .iter()
            .filter_map(|(name, bytes)| Some((name.clone(), digest(bytes.as_slice()).ok()?)));
        let names = |documents: &[Document]| -> Vec<String> {
            let names = documents.iter().map(|one| file_name(one).to_owned());
            names.collect()
        };
        let contents = Contents {
            schema: PACK_SCHEMA.to_owned(),
            library: Library::this(),
            scheme: file_name(&self.scheme_file).to_owned(),
            tables: names(&self.tables),
            plan: names(&self.plan),
            sha256: sha256.collect(),
        };
        let sizes = files.iter().map(|(_, bytes)| bytes.len());
        let bytes = sizes.fold(0_usize, usize::saturating_add);
        let is_too_much = u64::try_from(bytes).map_or(true, |bytes| bytes > MOST_WRITTEN);
        if is_too_much || files.len() >= MOST_FILES {
            let what = format!(
                "{} files of {bytes} bytes are more than an archive of this kind holds",
                files.len()
            );
            let advice = format!("it holds {MOST_FILES} files, and {MOST_WRITTEN} bytes");
            return Err(Problem::new(what, advice).into());
        }
        let alike = files.iter().map(|(name, _)| name.to_lowercase());
        let alike: BTreeSet<String> = alike.collect();
        if alike.len() != files.len() || !self.files().all(|file| is_plain(file_name(file))) {
            let what = "two of the files have one name, or one has a name that not every system \
                        can unpack or that a file of the archive has";
            let advice = "give each a name of its own, without : and \\ and a dot at its beginning";
            return Err(Problem::new(what, advice).into());
        }
        let json = serde_json::to_string_pretty(&contents).unwrap_or_default();
        files.insert(0, (CONTENTS.to_owned(), format!("{json}\n").into_bytes()));
        let archive = written(&files).map_err(|error| {
            let what = format!("the archive cannot be made: {error}");
            Error::from(Problem::new(what, "check the names of the files"))
        })?;
        if archive.len() > Document::LARGEST {
            let what = format!(
                "the archive comes to {} bytes, more than can be read again",
                archive.len()
            );
            let advice = format!("it may come to {} bytes", Document::LARGEST);
            return Err(Problem::new(what, advice).into());
        }
        Ok(archive)
    }

    /// What is computed of the files, as it stands in an archive.
    fn results(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let assessment = self.assessment()?;
        let explanation = assessment.explain(&crate::explain::Selection::default())?;
        let results = [
            (ASSESSMENT, assessment.to_json()),
            (REWARDS, assessment.to_csv()),
            (TABLE, assessment.to_table(Paper::default())),
            (EXPLANATION, explanation.to_markdown()),
            (RECEIPT, self.receipt()?.to_json()),
            (README, self.readme(&assessment)),
        ];
        let results = results.map(|(name, text)| (name.to_owned(), text.into_bytes()));
        Ok(results.into())
    }

    fn readme(&self, assessment: &Assessment) -> String {
        let Library { name, version, .. } = Library::this();
        let announced = assessment.announcement.as_ref();
        let announced = announced.map_or_else(String::new, |said| format!("{said}.\n"));
        format!(
            "{}\n{announced}\n\
             All rewards that can be computed: {}\n\n\
             This archive holds a scheme, its counts and what comes of them, as {name} {version} has\n\
             computed it. To compute it again and compare:\n\n\
             \x20 reinvest verify NAME-OF-THIS-ARCHIVE.zip\n\n\
             results/receipt.json is internal: it holds digests of tables, and a digest of a table with\n\
             small counts confirms guesses at them. So does this archive, which holds the tables.\n",
            self.scheme.title(),
            pounds(&assessment.computed_reward.to_string())
        )
    }

    /// Opens an archive. Nothing of it is written anywhere.
    ///
    /// # Errors
    ///
    /// It is no archive of this kind, holds too much, or its scheme or tables cannot be
    /// read.
    pub fn open(document: &Document) -> Result<Kept, Error> {
        let refused = |why: String| {
            let what = format!("{} is no pack: {why}", document.name());
            Error::from(Problem::new(
                what,
                "give an archive that `reinvest pack` has written",
            ))
        };
        let mut files = unpacked(document.bytes()).map_err(refused)?;
        let contents = files.remove(CONTENTS);
        let contents = contents.ok_or_else(|| refused(format!("it has no {CONTENTS}")))?;
        if !is_of_moderate_size(&contents) {
            return Err(refused(format!("{CONTENTS} is too long")));
        }
        let contents: Contents =
            read_json(&contents).map_err(|error| refused(format!("{CONTENTS}: {error}")))?;
        if contents.schema != PACK_SCHEMA {
            let format = quoted(&contents.schema);
            return Err(refused(format!(
                "its format is {format}, this version reads {PACK_SCHEMA}"
            )));
        }
        let of_contents = [&contents.scheme].into_iter();
        let own = of_contents.chain(&contents.tables).chain(&contents.plan);
        let mut packed: BTreeSet<&str> = own.map(String::as_str).collect();
        if let Some(name) = packed.iter().find(|name| !is_plain(name)) {
            return Err(refused(format!("{} is no name of a file", quoted(name))));
        }
        packed.extend(RESULTS);
        let is_as_listed = |name: &str, bytes: &Vec<u8>| {
            let listed = contents.sha256.get(name);
            listed.is_some_and(|listed| digest(bytes.as_slice()).is_ok_and(|is| is == *listed))
        };
        let (mut changed, mut put_in) = (Vec::new(), Vec::new());
        for (name, bytes) in &files {
            match packed.contains(name.as_str()) {
                false => put_in.push(name.clone()),
                true if !is_as_listed(name, bytes) => changed.push(name.clone()),
                true => {}
            }
        }
        // What it only lists is not there either.
        let listed = contents.sha256.keys().map(String::as_str);
        let named: BTreeSet<&str> = packed.iter().copied().chain(listed).collect();
        let taken_away = named.iter().filter(|name| !files.contains_key(**name));
        let taken_away = taken_away.map(|name| (*name).to_owned()).collect();
        // Each stands for one input: who names a file twice names one that is not there.
        let mut take = |name: &str| {
            let bytes = files.remove(name);
            let bytes = bytes.ok_or_else(|| refused(format!("it has no {name}")))?;
            Ok::<_, Error>(Document::new(name, bytes))
        };
        let scheme = take(&contents.scheme)?;
        let tables = contents.tables.iter().map(|name| take(name));
        let tables = tables.collect::<Result<_, _>>()?;
        let plan = contents.plan.iter().map(|name| take(name));
        let plan = plan.collect::<Result<_, _>>()?;
        let pack = Self::read(scheme, tables, plan, Vec::new())?;
        let result = |name: &str| {
            let bytes = files.get(name).cloned();
            let bytes = bytes.ok_or_else(|| refused(format!("it has no {name}")))?;
            Ok::<_, Error>(Document::new(name, bytes))
        };
        let assessment = result(ASSESSMENT)?;
        let receipt = Receipt::read(&result(RECEIPT)?)?;
        if receipt.form != ReceiptForm::Internal {
            let what = format!("{RECEIPT} is public, so that not all can be compared");
            return Err(refused(what));
        }
        if contents.library != receipt.library {
            changed.push(CONTENTS.to_owned());
        }
        // Its own receipt tells what it was, whatever the list of digests says.
        let mut results = receipt.results.iter();
        let of_receipt = results.find(|result| result.what == "assessment");
        let was = of_receipt.and_then(|result| result.sha256.clone());
        let is_other = was.is_some_and(|was| was != assessment.sha256());
        if is_other && !changed.iter().any(|name| name == ASSESSMENT) {
            changed.push(ASSESSMENT.to_owned());
        }
        files.retain(|name, _| RESULTS.contains(&name.as_str()));
        Ok(Kept {
            pack,
            library: contents.library,
            receipt,
            changed,
            taken_away,
            put_in,
            results: files,
        })
    }
}

impl Kept {
    /// Whether the archive is the one that was packed, as far as its own list of digests
    /// tells.
    #[must_use]
    pub fn is_as_packed(&self) -> bool {
        [&self.changed, &self.taken_away, &self.put_in].map(Vec::len) == [0, 0, 0]
    }

    /// Whether an archive is to the byte the one that this version makes of the files in it,
    /// so that nothing stands in it beside them: no comment, and nothing that its list of
    /// files passes over.
    ///
    /// # Errors
    ///
    /// As [`Pack::to_archive`].
    pub fn is_to_the_byte(&self, archive: &Document) -> Result<bool, Error> {
        let results = RESULTS.iter();
        let results = results.filter_map(|name| self.results.get_key_value(*name));
        let results = results.map(|(name, bytes)| (name.clone(), bytes.clone()));
        Ok(self.pack.archived(results.collect())? == archive.bytes())
    }

    /// Whether this very version wrote it, so that its pages can be compared.
    #[must_use]
    pub fn is_of_this_version(&self) -> bool {
        self.library == Library::this()
    }

    /// In what the result differs that this version computes of the same files. What a
    /// later version adds is no difference, and nor is its number. Pages and tables are
    /// compared where this very version wrote them: another may word them otherwise.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`](crate::Pounds) can hold.
    pub fn differences(&self) -> Result<Vec<Difference>, Error> {
        let mut differences = self.receipt.differences(&self.pack.receipt()?);
        let is_this = self.is_of_this_version();
        for (name, is) in self.pack.results()? {
            let Some(was) = self.results.get(&name).filter(|was| **was != is) else {
                continue;
            };
            match name.as_str() {
                ASSESSMENT if is_of_moderate_size(was) && is_of_moderate_size(&is) => {
                    let of = |bytes: &[u8]| read_json::<Value>(bytes);
                    match (of(was), of(&is)) {
                        (Ok(was), Ok(is)) => {
                            differences.extend(Difference::of_results(&was, &is));
                        }
                        _ => differences.push(Difference::of_text(&name)),
                    }
                }
                // Compared already, but for how it is written.
                RECEIPT if !is_this || !differences.is_empty() => {}
                REWARDS if !is_this && has_figures_of(was, &is) => {}
                ASSESSMENT | REWARDS => differences.push(Difference::of_text(&name)),
                _ if is_this => differences.push(Difference::of_text(&name)),
                _ => {}
            }
        }
        Ok(differences)
    }
}

/// The columns that a table of rewards of any version has.
const OF_EVERY_TABLE: [&str; 5] = ["site_code", "cohort", "period", "outcome", "reward"];

/// Whether a table holds the figures of another under the columns that both have: another
/// version may add some.
fn has_figures_of(was: &[u8], is: &[u8]) -> bool {
    let read = |bytes: &[u8]| -> Option<Vec<csv::StringRecord>> {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).flexible(true).from_reader(bytes);
        reader.records().collect::<Result<_, _>>().ok()
    };
    let (Some(was), Some(is)) = (read(was), read(is)) else {
        return false;
    };
    let (Some(columns), Some(header)) = (was.first(), is.first()) else {
        return false;
    };
    let place = |name: &str| header.iter().position(|other| other == name);
    let mut ever = OF_EVERY_TABLE.iter();
    ever.all(|name| columns.iter().any(|column| column == *name))
        && was.len() == is.len()
        && was.iter().zip(&is).all(|(was, is)| {
            let mut cells = columns.iter().zip(was);
            was.len() == columns.len()
                && cells
                    .all(|(name, cell)| place(name).and_then(|place| is.get(place)) == Some(cell))
        })
}

/// Whether a name is that of a file in the folder that an archive stands for, on any system.
fn is_plain(name: &str) -> bool {
    let is_path = name.contains(['/', '\\', ':']) || name.is_empty() || name.starts_with('.');
    !is_path && name != CONTENTS && !RESULTS.contains(&name)
}

fn written(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    // Every file as old as the format: an archive knows no clock.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Every file of an archive, or why it is not opened.
fn unpacked(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| "it is no zip archive, or only a part of one".to_owned())?;
    if archive.len() > MOST_FILES {
        return Err(format!("it holds {} files", archive.len()));
    }
    if archive.has_duplicate_names() {
        return Err("it holds two files of one name".to_owned());
    }
    let (mut files, mut left) = (BTreeMap::new(), MOST_BYTES);
    let mut names = BTreeSet::new();
    for number in 0..archive.len() {
        let file = archive
            .by_index(number)
            .map_err(|error| error.to_string())?;
        let name = file.name().map_err(|error| error.to_string())?.into_owned();
        if file.is_symlink() || file.enclosed_name().is_none() {
            return Err(format!("{} would lead out of a folder", quoted(&name)));
        }
        // Archive programs list the folders too.
        if file.is_dir() && file.size() == 0 {
            continue;
        }
        // Some systems take two names for one that differ in their case.
        if !names.insert(name.to_lowercase()) {
            return Err("it holds two files of one name".to_owned());
        }
        let mut bytes = Vec::new();
        // What an archive says of its sizes may be wrong: no more is read than is left.
        let read = file.take(left).read_to_end(&mut bytes);
        read.map_err(|error| format!("{name}: {error}"))?;
        left = left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if left == 0 {
            return Err(format!("it comes to more than {MOST_BYTES} bytes"));
        }
        files.insert(name, bytes);
    }
    Ok(files)
}
