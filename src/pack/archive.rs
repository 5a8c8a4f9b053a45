//! The archive: a zip file, which every system opens.

use super::{Pack, file_name};
use crate::money::Pounds;
use crate::problem::{Document, Error, Problem};
use crate::receipt::{Difference, Library, Receipt};
use crate::wording::Paper;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The name of the archive's format.
pub const PACK_SCHEMA: &str = "justice-reinvestment/pack/1";

/// The most that an archive may come to when it is unpacked, in bytes, and the most files.
const MOST_BYTES: u64 = 300_000_000;
const MOST_FILES: usize = 1_000;

/// The most that is packed: what is listed of the files comes to less than the rest.
const MOST_WRITTEN: u64 = 299_000_000;

const CONTENTS: &str = "pack.json";
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
    assessment: Value,
}

impl Pack {
    /// The archive: scheme, tables and plan under their names, and what comes of them
    /// under `results`. The same files give the same bytes.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`] can hold; two files have one name; or a name
    /// cannot stand in an archive.
    pub fn to_archive(&self) -> Result<Vec<u8>, Error> {
        let assessment = self.assessment()?;
        let explanation = assessment.explain(&crate::explain::Selection::default())?;
        let receipt = self.receipt()?;
        let scheme = std::iter::once(&self.scheme_file);
        let own = scheme.chain(&self.tables).chain(&self.plan);
        let mut files: Vec<(String, Vec<u8>)> = own
            .map(|file| (file_name(file).to_owned(), file.bytes().to_vec()))
            .collect();
        let results = [
            (ASSESSMENT, assessment.to_json()),
            ("results/rewards.csv", assessment.to_csv()),
            ("results/rewards.txt", assessment.to_table(Paper::default())),
            ("results/explanation.md", explanation.to_markdown()),
            (RECEIPT, receipt.to_json()),
        ];
        files.extend(results.map(|(name, text)| (name.to_owned(), text.into_bytes())));
        files.push((
            "README.txt".to_owned(),
            self.readme(assessment.computed_reward),
        ));
        let sha256 = files.iter().map(|(name, bytes)| {
            let document = Document::new(name.clone(), bytes.clone());
            (name.clone(), document.sha256())
        });
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

    fn readme(&self, reward: Pounds) -> Vec<u8> {
        let Library { name, version, .. } = Library::this();
        let announced = self.assessment().ok().and_then(|all| all.announcement);
        let announced = announced.map_or_else(String::new, |said| format!("{said}.\n"));
        format!(
            "{}\n{announced}\n\
             All rewards that can be computed: £{reward}\n\n\
             This archive holds a scheme, its counts and what comes of them, as {name} {version} has\n\
             computed it. To compute it again and compare:\n\n\
             \x20 reinvest verify NAME-OF-THIS-ARCHIVE.zip\n\n\
             results/receipt.json is internal: it holds digests of tables, and a digest of a table with\n\
             small counts confirms guesses at them. So does this archive, which holds the tables.\n",
            self.scheme.title()
        )
        .into_bytes()
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
        let contents: Contents = serde_json::from_slice(&contents)
            .map_err(|error| refused(format!("{CONTENTS}: {error}")))?;
        if contents.schema != PACK_SCHEMA {
            let format = crate::name::quoted(&contents.schema);
            return Err(refused(format!(
                "its format is {format}, this version reads {PACK_SCHEMA}"
            )));
        }
        let mut changed: Vec<String> = Vec::new();
        for (name, sha256) in &contents.sha256 {
            let file = files.get(name);
            let is_same = |bytes: &Vec<u8>| Document::new("", bytes.clone()).sha256() == *sha256;
            if !file.is_some_and(is_same) {
                changed.push(name.clone());
            }
        }
        changed.extend(
            files
                .keys()
                .filter(|name| !contents.sha256.contains_key(*name))
                .cloned(),
        );
        let take = |name: &String| {
            let bytes = files.get(name).cloned();
            let bytes = bytes.ok_or_else(|| refused(format!("it has no {name}")))?;
            Ok::<_, Error>(Document::new(name.clone(), bytes))
        };
        let all = |names: &[String]| names.iter().map(take).collect::<Result<Vec<_>, _>>();
        let pack = Self::read(
            take(&contents.scheme)?,
            all(&contents.tables)?,
            all(&contents.plan)?,
            Vec::new(),
        )?;
        let assessment = take(&ASSESSMENT.to_owned())?;
        let receipt = Receipt::read(&take(&RECEIPT.to_owned())?)?;
        // Its own receipt tells what it was, whatever the list of digests says.
        let mut results = receipt.results.iter();
        let of_receipt = results.find(|result| result.what == "assessment");
        let was = of_receipt.and_then(|result| result.sha256.clone());
        let is_other = was.is_some_and(|was| was != assessment.sha256());
        if is_other && !changed.iter().any(|name| name == ASSESSMENT) {
            changed.push(ASSESSMENT.to_owned());
        }
        Ok(Kept {
            pack,
            library: contents.library,
            receipt,
            changed,
            assessment: serde_json::from_slice(assessment.bytes())
                .map_err(|error| refused(format!("{ASSESSMENT}: {error}")))?,
        })
    }
}

impl Kept {
    /// In what the result differs that this version computes of the same files. What a
    /// later version adds is no difference, and nor is its number.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`] can hold.
    pub fn differences(&self) -> Result<Vec<Difference>, Error> {
        let mut differences = self.receipt.differences(&self.pack.receipt()?);
        let now = self.pack.assessment()?.to_json();
        let now: Value = serde_json::from_str(&now).unwrap_or_default();
        differences.extend(Difference::of_results(&self.assessment, &now));
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
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
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
