//! The command `reinvest`: it parses arguments, opens files and prints. All that
//! it prints, any embedder can have from the library.

mod arguments;
mod asking;
mod comparing;
#[cfg(feature = "records")]
mod counting;
#[cfg(feature = "evaluate")]
mod evaluating;
mod files;
mod logging;
mod packs;
mod receipts;
mod start;
mod terminal;

use arguments::{Arguments, Command, Format, Report, Schema, Telling};
use clap::{CommandFactory, Parser};
use files::{Output, visible};
use justice_reinvestment::problem::{self, Problem};
#[cfg(feature = "records")]
use justice_reinvestment::receipt::{InputRole, Receipt};
#[cfg(feature = "records")]
use justice_reinvestment::records::CountPlan;
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{
    Assessment, Demand, DemandBuilder, Document, Error, Outcome, Scheme, Selection, assess, schema,
};
use std::path::Path;
use std::process::ExitCode;
use terminal::{complain, is_read, paper, say};

/// The input has problems or could not be read.
const PROBLEMS: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(usage) = arguments.command.check() {
        say(&format!(
            "error: {usage}\n\nFor more information, try '--help'.\n"
        ));
        return ExitCode::from(USAGE);
    }
    match run(arguments.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(PROBLEMS),
        Err(Refused {
            error,
            note,
            status,
        }) => {
            complain(&error);
            if let Some(note) = note {
                say(&format!("note: {note}\n"));
            }
            ExitCode::from(status)
        }
    }
}

/// Why nothing was done, and what else must be known.
struct Refused {
    error: Error,
    note: Option<&'static str>,
    status: u8,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self {
            error,
            note: None,
            status: PROBLEMS,
        }
    }
}

/// Whether all is well; what is wrong with the input, where it is not.
fn run(command: Command) -> Result<bool, Refused> {
    let documents = files::read(&command.inputs());
    match command {
        Command::Assess {
            format,
            strict,
            paper: width,
            receipt,
            output,
            scheme,
            demand,
        } => {
            let output = Output::from(output);
            let read = read(documents)?;
            let Some((demand_read, assessment)) = read.counts else {
                return Ok(false);
            };
            let text = match format {
                Format::Table => assessment.to_table(paper(&width, &output)),
                Format::Json => assessment.to_json(),
                Format::Csv => assessment.to_csv(),
            };
            receipt.write(&output, &text, || {
                Ok(receipts::assessed(
                    "assess",
                    &read.documents,
                    &read.scheme,
                    (&demand_read, &assessment),
                ))
            })?;
            let is_whole = !strict || is_whole(&assessment);
            if let (Format::Table, true) = (format, is_read(&output)) {
                let files: Vec<&Path> = std::iter::once(scheme.as_path())
                    .chain(demand.iter().map(AsRef::as_ref))
                    .collect();
                hint(&assessment, &files);
            }
            Ok(is_whole)
        }
        Command::Explain {
            selection,
            summary,
            format,
            paper: width,
            receipt,
            output,
            ..
        } => {
            let selection = Selection::from(selection);
            let output = Output::from(output);
            let read = read(documents)?;
            let Some((demand, assessment)) = read.counts else {
                return Ok(false);
            };
            selection.check(&assessment).map_err(|error| Refused {
                status: USAGE,
                ..Refused::from(error)
            })?;
            let explanation = match summary {
                true => assessment.summary(),
                false => assessment.explain(&selection)?,
            };
            let text = match format {
                Telling::Text => explanation.to_text(paper(&width, &output)),
                Telling::Markdown => explanation.to_markdown(),
                Telling::Json => explanation.to_json(),
            };
            receipt.write(&output, &text, || {
                Ok(receipts::assessed(
                    "explain",
                    &read.documents,
                    &read.scheme,
                    (&demand, &assessment),
                ))
            })?;
            Ok(true)
        }
        Command::WhatIf(question) => question.run(documents),
        Command::Compare(compare) => compare.run(),
        Command::Log(log) => log.run(documents),
        #[cfg(feature = "evaluate")]
        Command::Evaluate(evaluate) => evaluate.run(documents),
        #[cfg(feature = "records")]
        Command::Count {
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
        } => {
            let output = Output::from(output);
            let spread = spread.map(Output::File);
            let outputs = || std::iter::once(&output).chain(&spread);
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
                    arguments::PageFormat::Text => page.to_text(Paper::default()),
                    arguments::PageFormat::Markdown => page.to_markdown(),
                })?;
                return Ok(true);
            }
            if let (Some(dialect), Some(table)) = (emit_sql, table) {
                // Without a label the engine's counts are known by their table.
                let source = label.unwrap_or_else(|| table.clone());
                output.write(&plan.to_sql(dialect.into(), &table, &source)?)?;
                return Ok(true);
            }
            let extracts = counting::extracts(&records, label.as_deref())?;
            for extract in &extracts {
                outputs().try_for_each(|output| output.spares(extract.path()))?;
            }
            let sums = spread.is_some().then_some(person.as_deref());
            let counted = counting::count(&plan, &extracts, lenient, threads, sums)?;
            let table = counted.partial.to_demand(&plan, &scheme);
            let notes = table.notes();
            let counts = match partial {
                true => counted.partial.to_csv(),
                false => table.csv,
            };
            let sums = counted.spread.as_ref().map(|sums| sums.to_csv());
            let beside = spread.as_ref().zip(sums.as_deref());
            let texts: Vec<(&Output, &str)> =
                beside.into_iter().chain([(&output, &*counts)]).collect();
            receipt.write_all(&texts, || {
                let mut receipt = files.receipt("count");
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
                for (name, value) in options {
                    receipt = match value {
                        Some(value) => receipt.option(name, value),
                        None => receipt,
                    };
                }
                receipt = notes.iter().cloned().fold(receipt, Receipt::assumption);
                let what = if partial { "partial_counts" } else { "counts" };
                let receipt = receipt.resulted(what, counts.clone(), true);
                Ok(match &sums {
                    Some(sums) => receipt.resulted("spread", sums.clone(), true),
                    None => receipt,
                })
            })?;
            counting::note(notes.into_iter().chain(counted.notes()));
            say(&counted.balance.to_text(Paper::default()));
            Ok(true)
        }
        #[cfg(feature = "records")]
        Command::Merge {
            plan,
            receipt,
            output,
            ..
        } => {
            let output = Output::from(output);
            let Planned {
                scheme,
                plan,
                files,
                documents: parts,
            } = planned(documents, &plan, std::iter::once(&output))?;
            let merged = counting::merged(&plan, &parts)?;
            let table = merged.to_demand(&plan, &scheme);
            receipt.write(&output, &table.csv, || {
                let receipt = parts.iter().fold(files.receipt("merge"), |receipt, part| {
                    receipt.input(InputRole::Partial, part.sha256(), true)
                });
                Ok(receipt.resulted("counts", table.csv.clone(), true))
            })?;
            counting::note(merged.notes(&plan)?.into_iter().chain(table.notes()));
            say(&merged.balance()?.to_text(Paper::default()));
            Ok(true)
        }
        Command::Verify(verify) => verify.run(documents),
        Command::SignOff(sign_off) => sign_off.run(documents),
        Command::Pack { folder, output } => packs::pack(&folder, output),
        Command::Init { folder } => {
            let files = start::write(&folder)?;
            let files: Vec<String> = files.iter().map(|file| argument(file)).collect();
            say(&format!(
                "written: {}\nEvery figure in them is invented. See what they pay:\n  reinvest assess {}\n",
                files.join(" and "),
                files.join(" ")
            ));
            Ok(true)
        }
        Command::Completions { shell, output } => {
            let mut script = Vec::new();
            let mut command = Arguments::command();
            clap_complete::generate(shell, &mut command, "reinvest", &mut script);
            Output::from(output).write(&String::from_utf8_lossy(&script))?;
            Ok(true)
        }
        Command::Man { of, output } => {
            Output::from(output).write(&manual(of.as_deref()))?;
            Ok(true)
        }
        Command::Check {
            format,
            output,
            #[cfg(feature = "records")]
            plan,
            ..
        } => {
            let read = read(documents).map(|read| {
                let assessment = read.counts.as_ref().map(|(_, assessment)| assessment);
                let words = summary(&read.scheme, assessment);
                (read.scheme, words)
            });
            #[cfg(feature = "records")]
            let read = match plan {
                Some(plan) => with_plan(read, &plan),
                None => read,
            };
            checked(read, format, &output.into())
        }
        Command::Schema { of, output } => {
            let text = match of {
                Schema::Scheme => schema::SCHEME,
                Schema::Assessment => schema::ASSESSMENT,
                Schema::Explanation => schema::EXPLANATION,
                #[cfg(feature = "evaluate")]
                Schema::Evaluation => schema::EVALUATION,
            };
            Output::from(output).write(text)?;
            Ok(true)
        }
    }
}

/// A scheme with what comes of its counts.
struct Read {
    /// The scheme's file, then those of its tables.
    documents: Vec<Document>,
    scheme: Scheme,
    /// Where tables are given.
    counts: Option<(Demand, Assessment)>,
}

/// The scheme, and what comes of its counts where tables are given.
fn read(documents: Result<Vec<Document>, Error>) -> Result<Read, Refused> {
    let documents = documents?;
    let Some((scheme, tables)) = documents.split_first() else {
        return Err(Error::from(Problem::new("no scheme is given", "name a scheme file")).into());
    };
    let scheme = Scheme::read(scheme);
    if tables.is_empty() {
        return Ok(Read {
            scheme: scheme?,
            counts: None,
            documents,
        });
    }
    let scheme = scheme.map_err(|error| Refused {
        error,
        note: Some("counts are checked against a scheme, so they were not checked"),
        status: PROBLEMS,
    })?;
    let builder = tables
        .iter()
        .fold(Demand::builder(&scheme), DemandBuilder::table);
    let demand = builder.build()?;
    let assessment = assess(&scheme, &demand)?;
    Ok(Read {
        scheme,
        counts: Some((demand, assessment)),
        documents,
    })
}

/// The manual page of the whole, or of one command.
fn manual(of: Option<&str>) -> String {
    let mut command = Arguments::command();
    command.build();
    let named = of.and_then(|name| command.find_subcommand(name));
    // A page of its own names the version too.
    let of = named.unwrap_or(&command).clone();
    let page = clap_mangen::Man::new(of.version(env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = page.render(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// How to see where a figure comes from: of a reward that is paid, if any is.
fn hint(assessment: &Assessment, files: &[&Path]) {
    let rewards = &assessment.rewards;
    let is_paid = |outcome| matches!(outcome, Outcome::Met | Outcome::Capped);
    let paid = rewards.iter().find(|reward| is_paid(reward.outcome));
    if let Some(reward) = paid.or(rewards.first()) {
        let files: Vec<String> = files.iter().map(|file| argument(file)).collect();
        say(&format!(
            "\nHow a line comes about:  reinvest explain {} --site {} --cohort {} --period {}\n",
            files.join(" "),
            reward.site.code,
            reward.cohort,
            reward.period.id
        ));
    }
}

/// A file's name as a shell takes it.
fn argument(file: &Path) -> String {
    let name: String = file.display().to_string().chars().map(visible).collect();
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

/// The scheme with the summary of all that was read, a count plan among it, if that
/// has no problem either.
#[cfg(feature = "records")]
fn with_plan(
    read: Result<(Scheme, String), Refused>,
    path: &Path,
) -> Result<(Scheme, String), Refused> {
    let (scheme, mut words) = read?;
    for document in files::read(&[path])? {
        let (plan, _) = plan_of(&scheme, &document, path)?;
        words += &format!(
            "{}\n  count plan; {}, reads {}\n",
            plan.title(),
            count(plan.metrics().count(), "metric", "metrics"),
            count(plan.columns().len(), "column", "columns")
        );
    }
    Ok((scheme, words))
}

/// That a count plan is given as the scheme, if it is.
#[cfg(feature = "records")]
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
#[cfg(feature = "records")]
fn plan_of(
    scheme: &Scheme,
    document: &Document,
    path: &Path,
) -> Result<(CountPlan, Vec<std::path::PathBuf>), Error> {
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
#[cfg(feature = "records")]
struct Planned {
    scheme: Scheme,
    plan: CountPlan,
    files: PlanFiles,
    documents: Vec<Document>,
}

/// The files of a plan.
#[cfg(feature = "records")]
struct PlanFiles {
    scheme: Document,
    plan: Document,
    look_ups: Vec<std::path::PathBuf>,
}

#[cfg(feature = "records")]
impl PlanFiles {
    /// A receipt of them.
    fn receipt(&self, command: &str) -> Receipt {
        let receipt = Receipt::new(command)
            .input(InputRole::Scheme, self.scheme.sha256(), false)
            .input(InputRole::Plan, self.plan.sha256(), false);
        let look_ups = self.look_ups.iter();
        let digests = look_ups.filter_map(|path| receipts::digest_of(path).ok());
        digests.fold(receipt, |receipt, digest| {
            receipt.input(InputRole::LookUp, digest, false)
        })
    }
}

/// The scheme and the plan, and what else was read.
#[cfg(feature = "records")]
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

/// Whether every reward is computable; says so where it is not.
fn is_whole(assessment: &Assessment) -> bool {
    let not_computable = assessment
        .rewards
        .iter()
        .filter(|reward| reward.reward.is_none());
    let names: Vec<String> = not_computable
        .map(|reward| {
            format!(
                "{}, {}, {}",
                reward.site.name,
                reward.cohort,
                reward.period.label()
            )
        })
        .collect();
    for name in &names {
        say(&format!("error: not computable: {name}\n"));
    }
    names.is_empty()
}

fn checked(
    read: Result<(Scheme, String), Refused>,
    report: Report,
    output: &Output,
) -> Result<bool, Refused> {
    match (report, read) {
        (Report::Text, read) => {
            let (scheme, summary) = read?;
            let notes = scheme.notes().iter().map(|note| format!("note: {note}\n"));
            let words = format!("no problems\n\n{summary}");
            output.write(&notes.fold(words, |words, note| words + &note))?;
            Ok(true)
        }
        (Report::Json, Ok((scheme, _))) => {
            let notes: Vec<String> = scheme.notes().iter().map(ToString::to_string).collect();
            output.write(&problem::to_json(&[], &notes))?;
            Ok(true)
        }
        (Report::Json, Err(Refused { error, note, .. })) => {
            let notes: Vec<String> = note.into_iter().map(str::to_owned).collect();
            output.write(&problem::to_json(error.problems(), &notes))?;
            Ok(false)
        }
    }
}

fn summary(scheme: &Scheme, assessment: Option<&Assessment>) -> String {
    let parts = [
        count(scheme.sites().len(), "site", "sites"),
        count(scheme.tests().len(), "test period", "test periods"),
        count(scheme.metrics().len(), "metric", "metrics"),
        count(scheme.prices().len(), "price", "prices"),
    ];
    let counts = assessment.map(|assessment| {
        let rewards = &assessment.rewards;
        let not_computable = rewards.iter().filter(|reward| reward.reward.is_none());
        format!(
            "  {}; {}, {}\n",
            count(assessment.demand_rows, "row of counts", "rows of counts"),
            count(rewards.len(), "reward", "rewards"),
            match not_computable.count() {
                0 => "all computable".to_owned(),
                some if some == rewards.len() => "none computable".to_owned(),
                some => format!("{some} of them not computable"),
            }
        )
    });
    format!(
        "{}\n  {}\n{}",
        scheme.title(),
        parts.join(", "),
        counts.unwrap_or_default()
    )
}

fn count(number: usize, one: &str, many: &str) -> String {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    justice_reinvestment::wording::counted(number, one, many)
}
