//! Extracts: files of records, opened, read by as many threads as are wanted and
//! counted by the kernel; and what is wrong with them.

use super::balance::{Balance, Own};
use super::csv::{Chunks, Found, Lacking, Layout, Rows, Told};
use super::kernel::{Kernel, Worker};
use super::parquet::{self, Groups, Unfit};
use super::partial::PartialCounts;
use super::plan::CountPlan;
use super::tally::Tally;
use crate::name::{Title, quoted};
use crate::problem::{Document, Error, Place, Problem, Problems};
use crate::wording::{counted, instead_of};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A file of records.
#[derive(Debug, Clone)]
pub struct Extract {
    path: PathBuf,
    name: String,
    packing: Packing,
    label: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstandard,
    Parquet,
}

/// How records are to be counted.
pub struct Counting<'a> {
    plan: &'a CountPlan,
    threads: usize,
    is_lenient: bool,
    progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

/// How far counting has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many bytes of the files were read.
    pub bytes: u64,
    /// How many bytes the files have.
    pub of_bytes: u64,
    /// How many records were read.
    pub rows: u64,
}

/// What counting gave.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counted {
    /// The counts of each extract.
    pub partial: PartialCounts,
    /// How every record was accounted for.
    pub balance: Balance,
}

/// What one thread counted, and what it has to tell of each chunk.
type Share = (Worker, Vec<(usize, Told)>);

/// So many problems are told one by one.
const MOST_TOLD: usize = 100;

impl Extract {
    /// An extract by its path: CSV, plain (`.csv`), gzip (`.csv.gz`) or Zstandard
    /// (`.csv.zst`); or Parquet (`.parquet`).
    ///
    /// # Errors
    ///
    /// The name has none of these ends.
    pub fn file(path: &Path) -> Result<Self, Error> {
        let name = crate::name::made_visible(&path.display().to_string());
        let is = |end: &str| name.to_ascii_lowercase().ends_with(end);
        let packing = match () {
            () if is(".csv") => Packing::Plain,
            () if is(".csv.gz") => Packing::Gzip,
            () if is(".csv.zst") => Packing::Zstandard,
            () if is(".parquet") => Packing::Parquet,
            () => {
                let what = format!("{} is no extract that is read", quoted(&name));
                let advice = "give files that end in .csv, .csv.gz, .csv.zst or .parquet";
                return Err(Problem::new(what, advice).into());
            }
        };
        Ok(Self {
            path: path.to_owned(),
            name,
            packing,
            label: None,
        })
    }

    /// The same extract under a label, by which partial counts know it instead of
    /// by its digest, which then need not be worked out.
    ///
    /// # Errors
    ///
    /// The label is empty, or holds control characters or a line end.
    pub fn labelled(mut self, label: &str) -> Result<Self, Error> {
        self.label = Some(label.parse::<Title>()?.to_string());
        Ok(self)
    }

    fn refused(&self, error: &io::Error) -> Error {
        let what = format!("{} cannot be read: {error}", quoted(&self.name));
        let advice = match error.kind() {
            io::ErrorKind::NotFound => "check its name",
            io::ErrorKind::PermissionDenied => "ask whose file it is",
            io::ErrorKind::UnexpectedEof => "the file is cut short: copy it again",
            _ => "check that the file is whole and is what its name says",
        };
        Problem::new(what, advice).into()
    }

    /// Why a Parquet file cannot be counted.
    fn unfit(&self, unfit: Unfit) -> Error {
        match unfit {
            Unfit::File(error) => {
                let what = format!("{} cannot be read: {error}", quoted(&self.name));
                let advice = "check that the file is whole and is Parquet";
                Problem::new(what, advice).into()
            }
            Unfit::Missing(names, missing) => {
                let twice = Vec::new();
                lacks(
                    self,
                    &Lacking {
                        names,
                        missing,
                        twice,
                    },
                )
            }
            Unfit::Type(column, of, kind) => {
                let (file, column) = (&self.name, quoted(&column));
                let what =
                    format!("{file}: column {column} is of type {of}, which cannot be read so");
                Problem::new(what, parquet::wrong_type(kind)).into()
            }
        }
    }

    /// The digest of the file, or its label.
    fn source(&self) -> Result<String, Error> {
        if let Some(label) = &self.label {
            return Ok(label.clone());
        }
        let digest = || -> io::Result<String> {
            let mut file = File::open(&self.path)?;
            let mut digest = Sha256::new();
            let mut buffer = vec![0; 1 << 20];
            loop {
                let read = file.read(&mut buffer)?;
                match buffer.get(..read) {
                    Some(bytes) if read > 0 => digest.update(bytes),
                    _ => break,
                }
            }
            let bytes = digest.finalize();
            Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
        };
        digest().map_err(|error| self.refused(&error))
    }
}

impl std::fmt::Debug for Counting<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counting")
            .field("threads", &self.threads)
            .field("is_lenient", &self.is_lenient)
            .finish_non_exhaustive()
    }
}

impl<'a> Counting<'a> {
    /// Counting by a plan, on as many threads as the machine has processors; what
    /// cannot be read is an error.
    #[must_use]
    pub fn new(plan: &'a CountPlan) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            plan,
            threads,
            is_lenient: false,
            progress: None,
        }
    }

    /// On so many threads. The counts are the same for any number.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.clamp(1, 64);
        self
    }

    /// Whether records that cannot be read are set aside, counted by reason, instead
    /// of being an error.
    #[must_use]
    pub fn lenient(mut self, is_lenient: bool) -> Self {
        self.is_lenient = is_lenient;
        self
    }

    /// Tells how far it has come, from any thread, every few million bytes.
    #[must_use]
    pub fn telling(mut self, progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Counts the records of extracts.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with them, up to a hundred problems one by one and the rest
    /// by number: columns that are missing, lines that are no records, values that
    /// cannot be read, labels that the plan does not know. Two extracts with the
    /// same digest or label.
    pub fn count(&self, extracts: &[Extract]) -> Result<Counted, Error> {
        if self.plan.one_per.is_some() && extracts.len() > 1 {
            let what = "the records of one case may stand in several of these extracts";
            let advice =
                "put them into one file, so that one principal record is kept of each case";
            return Err(Problem::new(what, advice).into());
        }
        let kernel = Kernel::new(self.plan);
        let mut problems = Problems::default();
        let mut partial = PartialCounts::none(self.plan);
        let mut whole = Tally::new(self.plan);
        let sizes = extracts
            .iter()
            .map(|extract| std::fs::metadata(&extract.path).map_or(0, |metadata| metadata.len()));
        let far = Far {
            bytes: AtomicU64::new(0),
            rows: AtomicU64::new(0),
            of_bytes: sizes.sum(),
        };
        for extract in extracts {
            let counted = self.count_one(extract, &kernel, &far);
            let counted = counted.and_then(|tally| Ok((extract.source()?, tally)));
            match counted {
                Ok((source, tally)) => {
                    whole.merge(&tally);
                    let of_extract = PartialCounts::of(self.plan, &source, &tally);
                    match partial.clone().merge(&of_extract) {
                        Ok(merged) => partial = merged,
                        Err(error) => problems.extend(error.at(None)),
                    }
                }
                Err(error) => problems.extend(error.at(None)),
            }
        }
        problems.into_result()?;
        Ok(Counted {
            partial,
            balance: whole.balance(self.plan)?,
        })
    }

    fn count_one(&self, extract: &Extract, kernel: &Kernel<'_>, far: &Far) -> Result<Tally, Error> {
        let refused = |error: io::Error| extract.refused(&error);
        let file = File::open(&extract.path).map_err(refused)?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(refused(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if extract.packing == Packing::Parquet {
            return self.count_parquet(extract, &file, kernel, far);
        }
        let file = Watched {
            file,
            bytes: &far.bytes,
        };
        match extract.packing {
            Packing::Plain | Packing::Parquet => self.count_csv(extract, file, kernel, far),
            Packing::Gzip => {
                let file =
                    flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file));
                self.count_csv(extract, file, kernel, far)
            }
            Packing::Zstandard => {
                let file = zstd::Decoder::new(file).map_err(refused)?;
                self.count_csv(extract, file, kernel, far)
            }
        }
    }

    fn count_parquet(
        &self,
        extract: &Extract,
        file: &File,
        kernel: &Kernel<'_>,
        far: &Far,
    ) -> Result<Tally, Error> {
        let groups = Groups::open(file, kernel).map_err(|unfit| extract.unfit(unfit))?;
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        let next = AtomicUsize::new(0);
        let most = match self.is_lenient {
            true => 0,
            false => MOST_TOLD,
        };
        let work = || -> Result<(Worker, Vec<parquet::Found>), Error> {
            let mut worker = kernel.worker();
            let mut found = Vec::new();
            // Each thread has its own place in the file.
            let own = File::open(&extract.path).map_err(|error| extract.refused(&error))?;
            loop {
                let group = next.fetch_add(1, Ordering::Relaxed);
                if group >= groups.len() {
                    break;
                }
                let before = worker.tally.rows;
                let how = (self.is_lenient, most);
                let counted = groups.count(&own, group, kernel, &mut worker, how, &mut found);
                let refused = counted.map_err(|error| extract.unfit(Unfit::File(error)))?;
                if let Some((record, refusal)) = refused {
                    let (what, advice) = refusal.words();
                    let record = record.saturating_add(1);
                    let what = format!("{}, record {record}: {what}", extract.name);
                    return Err(Problem::new(what, advice).into());
                }
                let rows = worker.tally.rows.abs_diff(before);
                far.rows.fetch_add(rows, Ordering::Relaxed);
                let groups = u64::try_from(groups.len()).unwrap_or(u64::MAX);
                let bytes = size.checked_div(groups).unwrap_or_default();
                far.bytes.fetch_add(bytes, Ordering::Relaxed);
                if let Some(tell) = self.progress {
                    tell(far.now());
                }
            }
            kernel.close(&mut worker);
            Ok((worker, found))
        };
        let threads = match self.plan.one_per {
            Some(_) => 1,
            None => self.threads.min(groups.len().max(1)),
        };
        let results: Vec<Result<(Worker, Vec<parquet::Found>), Error>> =
            std::thread::scope(|scope| {
                let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
                let own = work();
                let others = others.into_iter().map(|other| {
                    let stopped = || extract.refused(&io::Error::other("a thread stopped"));
                    other.join().unwrap_or_else(|_| Err(stopped()))
                });
                std::iter::once(own).chain(others).collect()
            });
        let mut tally = Tally::new(self.plan);
        let mut all = Vec::new();
        for result in results {
            let (worker, found) = result?;
            tally.merge(&worker.tally);
            all.extend(found);
        }
        all.sort_by_key(|found| found.record);
        let problems = all.iter().take(MOST_TOLD).map(|found| {
            let need = found.need.and_then(|need| kernel.needs.get(need));
            let column = need.map_or_else(String::new, |need| quoted(&need.column));
            let (what, advice) = told(found.reason, &quoted(&found.value), &column);
            let record = found.record.saturating_add(1);
            Problem::new(format!("{}, record {record}: {what}", extract.name), advice)
        });
        Error::from_problems(problems.collect()).map_or(Ok(tally), Err)
    }

    fn count_csv<R: Read + Send>(
        &self,
        extract: &Extract,
        reader: R,
        kernel: &Kernel<'_>,
        far: &Far,
    ) -> Result<Tally, Error> {
        let refused = |error: io::Error| extract.refused(&error);
        let mut chunks = Chunks::new(reader);
        let (header, lines) = chunks.header().map_err(refused)?;
        if header.is_empty() {
            let what = format!("{} is empty", quoted(&extract.name));
            let advice = "an extract begins with a line of column names";
            return Err(Problem::new(what, advice).into());
        }
        if header.contains(&b'\r') {
            let what = format!("{}: its header holds a carriage return", extract.name);
            let advice = "save the file with Unix (LF) or Windows (CRLF) line ends";
            return Err(Problem::new(what, advice).into());
        }
        let layout = Layout::of(&header, kernel).map_err(|lacking| lacks(extract, &lacking))?;
        let chunks = Mutex::new(chunks);
        let failed = AtomicBool::new(false);
        let work = || -> io::Result<Share> {
            let mut worker = kernel.worker();
            let mut rows = Rows::new(kernel, &layout, self.is_lenient, MOST_TOLD);
            let mut buffer = Vec::new();
            let mut told = Vec::new();
            while !failed.load(Ordering::Relaxed) {
                let next = {
                    let mut chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
                    chunks.next(&mut buffer)
                };
                let next = next.inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
                let Some((number, filled)) = next else {
                    break;
                };
                let chunk = buffer.get(..filled).unwrap_or_default();
                let before = worker.tally.rows;
                told.push((number, rows.count(chunk, &mut worker)));
                if worker.refused.is_some() {
                    break;
                }
                let rows = worker.tally.rows.abs_diff(before);
                far.rows.fetch_add(rows, Ordering::Relaxed);
                if let Some(tell) = self.progress {
                    tell(far.now());
                }
            }
            kernel.close(&mut worker);
            Ok((worker, told))
        };
        let threads = match self.plan.one_per {
            Some(_) => 1,
            None => self.threads,
        };
        let results: Vec<io::Result<Share>> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let own = work();
            let others = others.into_iter().map(|other| {
                let stopped = || io::Error::other("a thread stopped");
                other.join().unwrap_or_else(|_| Err(stopped()))
            });
            std::iter::once(own).chain(others).collect()
        });
        let mut tally = Tally::new(self.plan);
        let mut all_told = Vec::new();
        for result in results {
            let (worker, told) = result.map_err(refused)?;
            tally.merge(&worker.tally);
            all_told.extend(told);
        }
        all_told.sort_unstable_by_key(|(number, _)| *number);
        self.judged(extract, kernel, lines, all_told)?;
        Ok(tally)
    }

    /// Refuses an extract with faults; each is told with its line.
    fn judged(
        &self,
        extract: &Extract,
        kernel: &Kernel<'_>,
        lines_of_header: usize,
        told: Vec<(usize, Told)>,
    ) -> Result<(), Error> {
        let mut problems = Vec::new();
        let mut lines = lines_of_header;
        let mut more = 0_u64;
        for (_, told) in told {
            for fault in told.faults {
                if problems.len() < MOST_TOLD {
                    problems.push(problem(extract, kernel, lines, &fault));
                } else {
                    more = more.saturating_add(1);
                }
            }
            more = more.saturating_add(told.more);
            if let Some((line, refusal)) = told.refused {
                let line = lines.saturating_add(line).saturating_add(1);
                let (what, advice) = refusal.words();
                let what = format!("{}, line {line}: {what}", extract.name);
                return Err(Problem::new(what, advice).into());
            }
            lines = lines.saturating_add(told.lines);
        }
        if more > 0 {
            let what = format!(
                "{}: {} like these",
                extract.name,
                counted(more, "more record is", "more records are")
            );
            let advice =
                "correct the extract or the plan; --lenient sets such records aside, by reason";
            problems.push(Problem::new(what, advice));
        }
        Error::from_problems(problems).map_or(Ok(()), Err)
    }
}

/// A fault as a problem at its place.
fn problem(extract: &Extract, kernel: &Kernel<'_>, lines: usize, fault: &Found) -> Problem {
    let need = fault.need.and_then(|need| kernel.needs.get(need));
    let value = fault.text.get(fault.field.clone()).unwrap_or_default();
    let value = String::from_utf8_lossy(value);
    let column = need.map_or_else(String::new, |need| quoted(&need.column));
    let (what, advice) = told(fault.reason, &quoted(value.trim_matches('"')), &column);
    let document = Document::new(extract.name.as_str(), fault.text.clone());
    let mut place: Place = document.place(fault.field.clone());
    place.line = lines.saturating_add(fault.line).saturating_add(1);
    Problem::new(what, advice).at(Some(place))
}

/// What is wrong with a record, and what to do.
fn told(reason: Own, value: &str, column: &str) -> (String, &'static str) {
    match reason {
        Own::NotALine => (
            "this line is no record: a quote is not closed in it, or it has another number of \
             fields than the header"
                .to_owned(),
            "a record stands on one line, with as many fields as the header has names",
        ),
        Own::NotADay => (
            format!("{value} in column {column} is not a day"),
            "write a day that exists as year-month-day, like 2010-07-01",
        ),
        Own::NotANumber => (
            format!("{value} in column {column} is not a whole number that can be counted"),
            "write a whole number in digits, like 12, without separators; a quantity is zero or \
             more",
        ),
        Own::NotText => (
            format!("the text in column {column} is not UTF-8"),
            "save the file as UTF-8",
        ),
        Own::NoDate => (
            format!("the date in column {column} is missing"),
            "supply it; --lenient sets such records aside",
        ),
        Own::NoQuantity => (
            format!("the quantity in column {column} is missing"),
            "missing is never zero: supply it, or set such records aside with missing = true",
        ),
        Own::NoKey => (
            format!("the key of its case in column {column} is missing"),
            "supply it: without it, nobody can tell which records are of one case",
        ),
        Own::WrongOrder => (
            format!("the day {value} in column {column} lies before the one that it follows"),
            "correct one of the two",
        ),
        Own::AreaNotKnown => (
            format!("{value} in column {column} is no area of the scheme, by the plan's look-up"),
            "add it to the look-up or the scheme, or write otherwise = \"set_aside\" in [area]",
        ),
        Own::CohortNotKnown => (
            format!("{value} in column {column} is no label of a cohort"),
            "add it to [cohort], set such records aside, or write otherwise = \"set_aside\" there",
        ),
        Own::PeriodNotKnown => (
            format!("{value} in column {column} is no label of a period"),
            "add it to [period], set such records aside, or write otherwise = \"set_aside\" there",
        ),
        Own::OutsideThePeriods | Own::TakesNoPart | Own::YoungerThanTen | Own::NotPrincipal => {
            (reason.as_str().to_owned(), "")
        }
    }
}

fn lacks(extract: &Extract, lacking: &Lacking) -> Error {
    let mut problems = Vec::new();
    for column in &lacking.missing {
        let what = format!("{} has no column {}", extract.name, quoted(column));
        problems.push(Problem::new(what, instead_of(column, &lacking.names)));
    }
    for column in &lacking.twice {
        let what = format!("{} has column {} twice", extract.name, quoted(column));
        problems.push(Problem::new(what, "keep one of the two"));
    }
    let nothing = Problem::new(format!("{} has no header", extract.name), "check it");
    Error::from_problems(problems).unwrap_or_else(|| nothing.into())
}

/// How far counting has come, told by every thread.
struct Far {
    bytes: AtomicU64,
    rows: AtomicU64,
    of_bytes: u64,
}

impl Far {
    fn now(&self) -> Progress {
        Progress {
            bytes: self.bytes.load(Ordering::Relaxed),
            of_bytes: self.of_bytes,
            rows: self.rows.load(Ordering::Relaxed),
        }
    }
}

/// A file whose bytes are counted as they are read.
struct Watched<'a> {
    file: File,
    bytes: &'a AtomicU64,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        let bytes = u64::try_from(read).unwrap_or_default();
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        Ok(read)
    }
}
