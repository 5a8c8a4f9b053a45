//! The archive: a zip file, which every system opens.

use super::{Pack, file_name};
use crate::assess::Assessment;
use crate::problem::{Document, Error, Problem};
use crate::receipt::{Difference, Library, Receipt, digest, is_of_moderate_size};
use crate::wording::{Paper, pounds};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
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
const RESULTS: &str = "results/";
const RECEIPT: &str = "results/receipt.json";
const ASSESSMENT: &str = "results/assessment.json";

/// What stands in an archive, in the file `pack.json`.
#[derive(Debug, Serialize, Deserialize)]
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
        let mut files: Vec<(String, Vec<u8>)> = self
            .files()
            .map(|file| (file_name(file).to_owned(), file.bytes().to_vec()))
            .collect();
        files.extend(self.results()?);
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
        if contents.sha256.len() != files.len() || contents.sha256.contains_key(CONTENTS) {
            let what = "two of the files have one name, or that of a file of the archive";
            return Err(Problem::new(what, "give each a name of its own").into());
        }
        let json = serde_json::to_string_pretty(&contents).unwrap_or_default();
        files.insert(0, (CONTENTS.to_owned(), format!("{json}\n").into_bytes()));
        written(&files).map_err(|error| {
            let what = format!("the archive cannot be made: {error}");
            Problem::new(what, "check the names of the files").into()
        })
    }

    /// What is computed of the files, as it stands in an archive.
    fn results(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let assessment = self.assessment()?;
        let explanation = assessment.explain(&crate::explain::Selection::default())?;
        let results = [
            (ASSESSMENT, assessment.to_json()),
            ("results/rewards.csv", assessment.to_csv()),
            ("results/rewards.txt", assessment.to_table(Paper::default())),
            ("results/explanation.md", explanation.to_markdown()),
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
        let contents = files.remove(CONTENTS).unwrap_or_default();
        if !is_of_moderate_size(&contents) {
            return Err(refused(format!("{CONTENTS} is too long")));
        }
        let contents: Contents = serde_json::from_slice(&contents)
            .map_err(|error| refused(format!("{CONTENTS}: {error}")))?;
        if contents.schema != PACK_SCHEMA {
            let format = crate::name::quoted(&contents.schema);
            return Err(refused(format!(
                "its format is {format}, this version reads {PACK_SCHEMA}"
            )));
        }
        let (mut changed, mut taken_away) = (Vec::new(), Vec::new());
        for (name, sha256) in &contents.sha256 {
            match files.get(name) {
                None => taken_away.push(name.clone()),
                Some(bytes) if !digest(bytes.as_slice()).is_ok_and(|is| is == *sha256) => {
                    changed.push(name.clone());
                }
                Some(_) => {}
            }
        }
        let is_listed = |name: &&String| contents.sha256.contains_key(*name);
        let put_in = files.keys().filter(|name| !is_listed(name)).cloned();
        let put_in = put_in.collect();
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
        // Its own receipt tells what it was, whatever the list of digests says.
        let mut results = receipt.results.iter();
        let of_receipt = results.find(|result| result.what == "assessment");
        let was = of_receipt.and_then(|result| result.sha256.clone());
        let is_other = was.is_some_and(|was| was != assessment.sha256());
        if is_other && !changed.iter().any(|name| name == ASSESSMENT) {
            changed.push(ASSESSMENT.to_owned());
        }
        files.retain(|name, _| name.starts_with(RESULTS) || name == README);
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

    /// In what the result differs that this version computes of the same files. What a
    /// later version adds is no difference, and nor is its number. Pages and tables are
    /// compared where this very version wrote them: another may word them otherwise.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`](crate::Pounds) can hold.
    pub fn differences(&self) -> Result<Vec<Difference>, Error> {
        let mut differences = self.receipt.differences(&self.pack.receipt()?);
        let is_this = self.library == Library::this();
        for (name, is) in self.pack.results()? {
            let Some(was) = self.results.get(&name).filter(|was| **was != is) else {
                continue;
            };
            match name.as_str() {
                ASSESSMENT if is_of_moderate_size(was) => {
                    let of = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes);
                    match (of(was), of(&is)) {
                        (Ok(was), Ok(is)) => {
                            differences.extend(Difference::of_results(&was, &is));
                        }
                        _ => differences.push(Difference::of_text(&name)),
                    }
                }
                // Compared already.
                RECEIPT => {}
                _ if is_this || name == ASSESSMENT => differences.push(Difference::of_text(&name)),
                _ => {}
            }
        }
        Ok(differences)
    }
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
    for number in 0..archive.len() {
        let file = archive
            .by_index(number)
            .map_err(|error| error.to_string())?;
        let name = file.name().map_err(|error| error.to_string())?.into_owned();
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
