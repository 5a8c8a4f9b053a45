//! Counting: extracts read by as many threads as are wanted and handed to the
//! kernel. What is wrong with them is told in `faults`.

mod parts;
#[cfg(feature = "polars")]
mod table;

use super::counted::Counted;
use super::csv::{Chunks, Layout, Rows, Told, has_own_quotes};
use super::extract::{Extract, Packing};
use super::faults;
use super::gathering::Wanted;
use super::kernel::{Kernel, Worker};
use super::partial::PartialCounts;
use super::plan::CountPlan;
use super::principal;
use super::tally::Tally;
use crate::name::quoted;
use crate::problem::{Error, Problem, Problems};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How records are to be counted.
pub struct Counting<'a> {
    plan: &'a CountPlan,
    threads: usize,
    is_lenient: bool,
    spread: Option<Wanted<'a>>,
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

/// What one thread counted, how many lines each of its chunks had, and what it has to
/// tell of those with faults.
type Share = (Worker, Vec<(usize, usize)>, Vec<(usize, Told)>);

/// So many problems are told one by one.
const MOST_TOLD: usize = 100;

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
            spread: None,
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

    /// Gives sums of squares and products too ([`Counted::spread`]): over records; and,
    /// where a column says whose a record is, over persons, whose records in one area,
    /// cohort and period are added up first, over all extracts and threads.
    ///
    /// The column's text is held in memory as a digest until counting ends. A record
    /// without any is a person of its own. Of a stay that is split, each part counts in
    /// its own area, cohort and period; of the records of a case, the principal one.
    ///
    /// ```
    /// use justice_reinvestment::records::{CountPlan, Counting, Extract};
    /// use justice_reinvestment::{Document, Scheme};
    ///
    /// # let file = |name: &str| std::fs::read(format!("fixtures/records/{name}"));
    /// # let scheme = Scheme::read(&Document::new("scheme.toml", file("scheme.toml")?))?;
    /// let plan = Document::new("birthday.toml", file("birthday.toml")?);
    /// let plan = CountPlan::read(&scheme, &plan, |_| None)?;
    /// let extract = Extract::file("fixtures/records/birthday.csv".as_ref())?;
    /// let counted = Counting::new(&plan).spread(Some("person")).count(&[extract])?;
    /// assert!(counted.spread.is_some_and(|spread| spread.has_persons()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn spread(mut self, person: Option<&'a str>) -> Self {
        self.spread = Some(Wanted { person });
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
    /// Whatever is wrong with them, of each up to a hundred problems one by one and the
    /// rest by number: columns that are missing, lines that are no records, values that
    /// cannot be read, labels that the plan does not know. Two extracts with the
    /// same digest or label.
    pub fn count(&self, extracts: &[Extract]) -> Result<Counted, Error> {
        if self.plan.needs_whole_cases() && extracts.len() > 1 {
            return Err(principal::apart().into());
        }
        let kernel = Kernel::new(self.plan, self.spread);
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
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        for extract in extracts {
            let counted = extract.unchanged(|| {
                let tally = self.count_one(extract, &kernel, &far)?;
                Ok((extract.source()?, tally))
            });
            match counted {
                Ok((source, tally)) => {
                    if let Some(before) = names.insert(source.clone(), &extract.name) {
                        problems.push(twice(before, &extract.name));
                        continue;
                    }
                    partial.add(self.plan, &source, &tally);
                    whole.merge(tally);
                }
                Err(error) => problems.extend(error.at(None)),
            }
        }
        problems.into_result()?;
        counted(&kernel, whole, partial)
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
        let file = Metered {
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
        if let Some(encoding) = other_encoding(&header) {
            let what = format!("{} is {encoding}, not UTF-8", extract.name);
            let advice = "save it as UTF-8 (in Excel: \"CSV UTF-8\")";
            return Err(Problem::new(what, advice).into());
        }
        if !has_own_quotes(&header) {
            let what = format!(
                "{}: a quote in its header is not closed there",
                extract.name
            );
            let advice = "the names of all columns stand on the first line";
            return Err(Problem::new(what, advice).into());
        }
        let layout = Layout::of(&header, kernel).map_err(|lacking| {
            faults::refused(&extract.name, faults::lacks(&extract.name, &lacking))
        })?;
        let chunks = Mutex::new(chunks);
        let failed = AtomicBool::new(false);
        let work = || -> io::Result<Share> {
            let mut worker = kernel.worker();
            let mut rows = Rows::new(kernel, &layout, self.is_lenient, MOST_TOLD);
            let mut buffer = Vec::new();
            let (mut lines, mut told) = (Vec::new(), Vec::new());
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
                let of_chunk = rows.count(chunk, &mut worker);
                lines.push((number, of_chunk.lines));
                if !of_chunk.is_silent() {
                    told.push((number, of_chunk));
                }
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
            Ok((worker, lines, told))
        };
        let threads = match self.plan.one_per {
            Some(_) => 1,
            None => self.threads,
        };
        let stopped = || io::Error::other("a thread stopped");
        let mut tally = Tally::new(self.plan);
        let (mut all_lines, mut all_told) = (Vec::new(), Vec::new());
        for result in on_threads(threads, work) {
            let result = result.unwrap_or_else(|| Err(stopped()));
            let (worker, lines, told) = result.map_err(refused)?;
            tally.merge(worker.tally);
            all_lines.extend(lines);
            all_told.extend(told);
        }
        if !all_told.is_empty() {
            all_lines.sort_unstable();
            all_told.sort_unstable_by_key(|(number, _)| *number);
            judged(extract, kernel, (lines, &all_lines), all_told)?;
        }
        let chunks = chunks.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !chunks.is_ended {
            tally.unended.insert(extract.name.clone());
        }
        Ok(tally)
    }
}

/// What a whole tally gives.
fn counted(
    kernel: &Kernel<'_>,
    mut whole: Tally,
    partial: PartialCounts,
) -> Result<Counted, Error> {
    let balance = whole.balance(kernel.plan)?;
    // Without an extract there is no thread that gathered.
    let gathering = whole.gathering.take().or_else(|| kernel.gathering());
    let gathered = gathering.map(|gathering| gathering.finish(kernel.plan, &whole));
    let (spread, unknown, largest) = gathered.transpose()?.map_or((None, 0, 0), |told| {
        let (spread, unknown, largest) = told;
        (Some(spread), unknown, largest)
    });
    let unmet = kernel.labels.iter();
    let unmet = unmet.filter(|label| !whole.met.contains(label));
    let unmet = unmet.filter_map(|label| {
        let column = kernel.needs.get(label.need)?.column.clone();
        Some((column, label.text.clone()))
    });
    Ok(Counted {
        partial,
        balance,
        spread,
        without_person: unknown,
        largest: kernel
            .plan
            .counts_a_column()
            .then_some(largest)
            .filter(|most| *most > 1),
        unmet: unmet.collect(),
        tied: whole.tied,
        unread: whole.unread,
        unended: whole.unended.into_iter().collect(),
    })
}

/// Refuses an extract with faults; each is told with its line.
fn judged(
    extract: &Extract,
    kernel: &Kernel<'_>,
    (of_header, of_chunks): (usize, &[(usize, usize)]),
    told: Vec<(usize, Told)>,
) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut lines = of_header;
    let mut chunks = of_chunks.iter().peekable();
    let mut more = 0_u64;
    for (number, told) in told {
        while let Some((_, of_chunk)) = chunks.next_if(|(before, _)| *before < number) {
            lines = lines.saturating_add(*of_chunk);
        }
        for fault in told.faults {
            if problems.len() < MOST_TOLD {
                problems.push(faults::on_line(&extract.name, kernel, lines, &fault));
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
    }
    problems.extend(faults::and_more(&extract.name, more));
    Error::from_problems(problems).map_or(Ok(()), Err)
}

/// That two extracts are the same, or are called the same.
fn twice(one: &str, other: &str) -> Problem {
    let what = match one == other {
        true => format!("{} is given twice", quoted(one)),
        false => format!(
            "{} and {} hold the same bytes, or have the same label",
            quoted(one),
            quoted(other)
        ),
    };
    Problem::new(what, "leave one of the two out")
}

/// What the first bytes say of a file that is not UTF-8.
fn other_encoding(header: &[u8]) -> Option<&'static str> {
    let is_16 = header.starts_with(b"\xFF\xFE") || header.starts_with(b"\xFE\xFF");
    match header {
        _ if is_16 => Some("UTF-16"),
        [b'P', b'K', 3, 4, ..] => Some("a workbook or another packed file"),
        _ if header.contains(&0) => Some("no text"),
        _ => None,
    }
}

/// What each of some threads gives, this one among them; `None` of one that stopped,
/// as where a damaged file leads the crate that decodes it astray.
fn on_threads<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<Option<T>> {
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(&work)).collect();
        all.into_iter().map(|one| one.join().ok()).collect()
    })
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
struct Metered<'a> {
    file: File,
    bytes: &'a AtomicU64,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        let bytes = u64::try_from(read).unwrap_or_default();
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        Ok(read)
    }
}
