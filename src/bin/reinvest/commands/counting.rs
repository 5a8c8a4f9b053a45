//! Counting records from the command line: which extracts, how far it has come, and
//! what was left out.

use super::receipts::{self, ReceiptArguments};
use crate::arguments::OutputArguments;
use crate::files::{self, Output};
use crate::terminal::say;
use crate::{PROBLEMS, Refused};
use clap::{Args, ValueEnum};
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{InputRole, Receipt};
use justice_reinvestment::records::{
    CountPlan, Counted, Counting, Dialect, Extract, PartialCounts, Progress,
};
use justice_reinvestment::wording::Paper;
use justice_reinvestment::wording::{counted, grouped};
use justice_reinvestment::{Document, Error, Scheme};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

#[derive(Debug, Args)]
pub struct CountArguments {
    /// The extracts: CSV, plain (.csv), gzip (.csv.gz) or Zstandard (.csv.zst), or
    /// Parquet (.parquet); or folders of such files.
    #[arg(required_unless_present_any = ["privacy", "emit_sql"])]
    pub records: Vec<PathBuf>,
    /// The count plan (TOML).
    #[arg(long)]
    pub plan: PathBuf,
    /// The scheme file (TOML).
    #[arg(long)]
    pub scheme: PathBuf,
    /// Write partial counts, which `merge` adds up, instead of a table.
    #[arg(long)]
    pub partial: bool,
    /// Set records that cannot be read aside, by reason, instead of stopping.
    #[arg(long)]
    pub lenient: bool,
    /// Call the extract by this label in partial counts, not by its digest.
    #[arg(long)]
    pub label: Option<String>,
    /// Write what counting reads and what leaves: a page for a data protection
    /// impact assessment, told from the plan. No record is read.
    #[arg(
        long,
        value_enum,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text",
        conflicts_with_all = ["records", "partial", "lenient", "threads"]
    )]
    pub privacy: Option<PageFormat>,
    /// Write the plan as one query of SQL in this dialect instead of counting: run it
    /// where the records are, save its result as CSV, and give that to `merge`.
    #[arg(
        long,
        value_enum,
        value_name = "DIALECT",
        requires = "table",
        conflicts_with_all = ["records", "partial", "lenient", "threads", "privacy"]
    )]
    pub emit_sql: Option<DialectArgument>,
    /// The table of records that the query reads: a name, or schema.name.
    #[arg(long, value_name = "NAME", requires = "emit_sql")]
    pub table: Option<String>,
    /// Also write sums of squares to this file: how widely counts vary together, for
    /// evaluation. It is not for publication.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["privacy", "emit_sql"])]
    pub spread: Option<PathBuf>,
    /// The column that says whose a record is: sums of squares over persons too. No
    /// person is written anywhere.
    #[arg(long, value_name = "COLUMN", requires = "spread")]
    pub person: Option<String>,
    /// On how many threads; the counts are the same for any number.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub receipt: ReceiptArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Args)]
pub struct MergeArguments {
    /// Partial counts (CSV), from `count --partial` or from an engine.
    #[arg(required = true)]
    pub partial: Vec<PathBuf>,
    /// The count plan (TOML) by which they were counted.
    #[arg(long)]
    pub plan: PathBuf,
    /// The scheme file (TOML).
    #[arg(long)]
    pub scheme: PathBuf,
    #[command(flatten)]
    pub receipt: ReceiptArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PageFormat {
    Text,
    Markdown,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DialectArgument {
    Ansi,
    Duckdb,
    Spark,
    Trino,
}

impl From<DialectArgument> for Dialect {
    fn from(dialect: DialectArgument) -> Self {
        match dialect {
            DialectArgument::Ansi => Self::Ansi,
            DialectArgument::Duckdb => Self::DuckDb,
            DialectArgument::Spark => Self::Spark,
            DialectArgument::Trino => Self::Trino,
        }
    }
}

impl CountArguments {
    /// What would go unused.
    pub fn check(&self) -> Result<(), String> {
        if (self.privacy.is_some() || self.emit_sql.is_some())
            && self.receipt.files().next().is_some()
        {
            return Err("a receipt is of counts: nothing is counted here".to_owned());
        }
        match (&self.emit_sql, &self.label, &self.table) {
            (None, Some(_), _) if !self.partial => {
                Err("a label is of partial counts: add --partial".to_owned())
            }
            (None, _, Some(_)) => {
                Err("a table is of --emit-sql: records are files here".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The files that it reads beside the extracts.
    pub fn inputs(&self) -> Vec<&Path> {
        vec![&self.scheme, &self.plan]
    }

    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let Self {
            records,
            plan,
            partial,
            lenient,
            label,
            threads,
            privacy,
            emit_sql,
            table,
            spread,
            person,
            receipt,
            output,
            ..
        } = self;
        let output = Output::from(output);
        let spread = spread.map(Output::File);
        let receipts: Vec<Output> = receipt.outputs().collect();
        let outputs = || std::iter::once(&output).chain(&spread).chain(&receipts);
        outputs().try_for_each(Output::check)?;
        let Planned {
            scheme,
            plan,
            files,
            ..
        } = planned(documents, &plan, outputs())?;
        if let Some(format) = privacy {
            let page = plan.privacy();
            output.write(&match format {
                PageFormat::Text => page.to_text(Paper::default()),
                PageFormat::Markdown => page.to_markdown(),
            })?;
            return Ok(true);
        }
        if let (Some(dialect), Some(table)) = (emit_sql, table) {
            // Without a label the engine's counts are known by their table.
            let source = label.unwrap_or_else(|| table.clone());
            output.write(&plan.to_sql(dialect.into(), &table, &source)?)?;
            return Ok(true);
        }
        let extracts = extracts(&records, label.as_deref())?;
        for extract in &extracts {
            outputs().try_for_each(|output| output.spares(extract.path()))?;
        }
        let sums = spread.is_some().then_some(person.as_deref());
        let counted = count(&plan, &extracts, lenient, threads, sums)?;
        let table = counted.partial.to_demand(&plan, &scheme);
        let notes = table.notes();
        let counts = match partial {
            true => counted.partial.to_csv(),
            false => table.csv,
        };
        let sums = counted.spread.as_ref().map(|sums| sums.to_csv());
        let beside = spread.as_ref().zip(sums.as_deref());
        let texts: Vec<(&Output, &str)> = beside.into_iter().chain([(&output, &*counts)]).collect();
        receipt.write_all(&texts, || {
            let mut receipt = files.receipt("count")?;
            for extract in &extracts {
                let digest = receipts::digest_of(extract.path())?;
                receipt = receipt.input(InputRole::Records, digest, true);
            }
            let options = [
                ("partial", partial.then(|| "yes".to_owned())),
                ("lenient", lenient.then(|| "yes".to_owned())),
                ("label", label),
                ("person", person),
            ];
            receipt = options.into_iter().fold(receipt, receipts::with_option);
            // Other notes name files, and a receipt names none.
            let short = counted.partial.notes(&plan)?;
            let assumed = notes.iter().cloned().chain(short);
            receipt = assumed.fold(receipt, Receipt::assumption);
            let what = if partial { "partial_counts" } else { "counts" };
            let receipt = receipt.resulted(what, counts.clone(), true);
            Ok(match &sums {
                Some(sums) => receipt.resulted("spread", sums.clone(), true),
                None => receipt,
            })
        })?;
        note(notes.into_iter().chain(counted.notes()));
        say(&counted.balance.to_text(Paper::default()));
        Ok(true)
    }
}

impl MergeArguments {
    /// The files that it reads: the scheme, the plan, then the partial counts.
    pub fn inputs(&self) -> Vec<&Path> {
        let partial = self.partial.iter().map(PathBuf::as_path);
        [self.scheme.as_path(), self.plan.as_path()]
            .into_iter()
            .chain(partial)
            .collect()
    }

    pub fn run(self, documents: Result<Vec<Document>, Error>) -> Result<bool, Refused> {
        let Self {
            plan,
            receipt,
            output,
            ..
        } = self;
        let output = Output::from(output);
        let receipts: Vec<Output> = receipt.outputs().collect();
        let Planned {
            scheme,
            plan,
            files,
            documents: parts,
        } = planned(documents, &plan, std::iter::once(&output).chain(&receipts))?;
        let merged = merged(&plan, &parts)?;
        let table = merged.to_demand(&plan, &scheme);
        let mut notes = merged.notes(&plan)?;
        notes.extend(table.notes());
        receipt.write(&output, &table.csv, || {
            let receipt = parts.iter().fold(files.receipt("merge")?, |receipt, part| {
                receipt.input(InputRole::Partial, part.sha256(), true)
            });
            let assumed = notes.iter().cloned().fold(receipt, Receipt::assumption);
            Ok(assumed.resulted("counts", table.csv.clone(), true))
        })?;
        note(notes);
        say(&merged.balance()?.to_text(Paper::default()));
        Ok(true)
    }
}

/// The extracts of some files and folders.
pub fn extracts(paths: &[PathBuf], label: Option<&str>) -> Result<Vec<Extract>, Error> {
    let mut extracts = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let found = match path.is_dir() {
            true => Extract::folder(path),
            false => Extract::file(path).map(|extract| vec![extract]),
        };
        match found {
            Ok(found) => extracts.extend(found),
            Err(error) => problems.extend(error.problems().iter().cloned()),
        }
    }
    if let Some(error) = Error::from_problems(problems) {
        return Err(error);
    }
    match (label, extracts.len()) {
        (None, _) => Ok(extracts),
        (Some(label), 1) => {
            let extracts = extracts.into_iter();
            extracts.map(|extract| extract.labelled(label)).collect()
        }
        (Some(_), several) => {
            let what = format!("one label is given for {several} extracts");
            let advice = "count each by itself with a label of its own, and merge them";
            Err(Problem::new(what, advice).into())
        }
    }
}

/// Counts extracts; with sums of squares where they are asked for, over persons too
/// where their column is named.
pub fn count(
    plan: &CountPlan,
    extracts: &[Extract],
    is_lenient: bool,
    threads: Option<u16>,
    spread: Option<Option<&str>>,
) -> Result<Counted, Error> {
    let begun = Instant::now();
    let last = Mutex::new(begun);
    let tell = |progress: Progress| {
        const BETWEEN: Duration = Duration::from_millis(200);
        if let Ok(mut last) = last.lock()
            && last.elapsed() >= BETWEEN
        {
            *last = Instant::now();
            say(&format!("\r{}", so_far(progress, begun.elapsed())));
        }
    };
    let mut counting = Counting::new(plan).lenient(is_lenient);
    if let Some(threads) = threads {
        counting = counting.threads(threads.into());
    }
    if let Some(person) = spread {
        counting = counting.spread(person);
    }
    let is_watched = io::stderr().is_terminal();
    if is_watched {
        counting = counting.telling(&tell);
    }
    let counted = counting.count(extracts);
    if is_watched {
        // The line that told how far it had come goes away.
        say("\r\u{1b}[K");
    }
    counted
}

/// Rows, bytes, rate and time left.
fn so_far(progress: Progress, elapsed: Duration) -> String {
    let million = |bytes: u64| grouped(&(bytes / 1_000_000).to_string());
    let milliseconds = u64::try_from(elapsed.as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    let rate = progress.rows.saturating_mul(1000) / milliseconds;
    let left = match progress.bytes {
        0 => "?".to_owned(),
        bytes => {
            let to_go = progress.of_bytes.saturating_sub(bytes);
            let left = to_go.saturating_mul(milliseconds) / bytes;
            // Rounded up: 0 s are left when nothing is.
            format!("{} s", left.div_ceil(1000))
        }
    };
    format!(
        "{}, {} of {} MB, {} a second, {left} left \u{1b}[K",
        counted(progress.rows, "record", "records"),
        million(progress.bytes),
        million(progress.of_bytes),
        grouped(&rate.to_string())
    )
}

/// Partial counts added up.
pub fn merged(plan: &CountPlan, parts: &[Document]) -> Result<PartialCounts, Error> {
    let mut merged = PartialCounts::none(plan);
    for part in parts {
        merged = merged.merge(&PartialCounts::read(plan, part)?)?;
    }
    Ok(merged)
}

/// Says what a reader of counts should know.
pub fn note(notes: impl IntoIterator<Item = String>) {
    for note in notes {
        say(&format!("note: {note}\n"));
    }
}

/// That a count plan is given as the scheme, if it is.
fn exchanged(scheme: &Document) -> Option<Error> {
    let text = String::from_utf8_lossy(scheme.bytes());
    let is_plan = text.lines().any(|line| {
        let line = line.trim_start();
        line.starts_with("schema") && line.contains(justice_reinvestment::records::PLAN_SCHEMA)
    });
    let what = format!("{} is a count plan, and no scheme", scheme.name());
    is_plan.then(|| Problem::new(what, "are --plan and --scheme exchanged?").into())
}

/// A plan with its look-up file, which stands beside it, and where that is.
pub fn plan_of(
    scheme: &Scheme,
    document: &Document,
    path: &Path,
) -> Result<(CountPlan, Vec<PathBuf>), Error> {
    let beside = path.parent().unwrap_or(Path::new(""));
    let found = std::cell::RefCell::new(Vec::new());
    let look_up = |name: &str| {
        // A file whose name is a minus is no standard input.
        let path = beside.join(if name == "-" { "./-" } else { name });
        found.borrow_mut().push(path.clone());
        files::read(&[&path]).ok()?.pop()
    };
    let plan = CountPlan::read(scheme, document, look_up)?;
    Ok((plan, found.into_inner()))
}

/// The scheme and the plan, and what else was read.
struct Planned {
    scheme: Scheme,
    plan: CountPlan,
    files: PlanFiles,
    documents: Vec<Document>,
}

/// The files of a plan.
struct PlanFiles {
    scheme: Document,
    plan: Document,
    look_ups: Vec<PathBuf>,
}

impl PlanFiles {
    /// A receipt of them.
    fn receipt(&self, command: &str) -> Result<Receipt, Error> {
        let receipt = Receipt::new(command)
            .input(InputRole::Scheme, self.scheme.sha256(), false)
            .input(InputRole::Plan, self.plan.sha256(), false);
        self.look_ups.iter().try_fold(receipt, |receipt, path| {
            Ok(receipt.input(InputRole::LookUp, receipts::digest_of(path)?, false))
        })
    }
}

/// The scheme and the plan, and what else was read.
fn planned<'a>(
    documents: Result<Vec<Document>, Error>,
    path: &Path,
    outputs: impl Iterator<Item = &'a Output> + Clone,
) -> Result<Planned, Refused> {
    let mut documents = documents?.into_iter();
    let (Some(scheme_file), Some(plan_file)) = (documents.next(), documents.next()) else {
        return Err(Error::from(Problem::new("no plan is given", "name a plan file")).into());
    };
    let scheme = Scheme::read(&scheme_file).map_err(|error| Refused {
        error: exchanged(&scheme_file).unwrap_or(error),
        note: Some("a count plan is checked against a scheme, so it was not checked"),
        status: PROBLEMS,
    })?;
    let (plan, look_ups) = plan_of(&scheme, &plan_file, path)?;
    for path in &look_ups {
        let mut outputs = outputs.clone();
        outputs.try_for_each(|output| output.spares(path))?;
    }
    Ok(Planned {
        scheme,
        plan,
        files: PlanFiles {
            scheme: scheme_file,
            plan: plan_file,
            look_ups,
        },
        documents: documents.collect(),
    })
}
