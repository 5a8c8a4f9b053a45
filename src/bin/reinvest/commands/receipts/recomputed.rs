//! A receipt's command run again. A receipt may be from anybody: it says which of a few
//! options were given, and never which file is read or written.

use crate::arguments::Arguments;
use crate::{PROBLEMS, Refused, files};
use clap::Parser;
use justice_reinvestment::Error;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{InputRole, Receipt};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use tempfile::TempDir;

/// What a receipt of a command may hold.
struct Holds {
    inputs: &'static [InputRole],
    /// Options that are there or not.
    switches: &'static [&'static str],
    /// Options with a value, none of which names a file.
    values: &'static [&'static str],
}

/// The most that is set in one question: nobody writes more on a command line.
const MOST_SET: usize = 1_000;

/// Which logs there are: the one argument of a command that is no option and no file.
const LOGS: [&str; 3] = ["assumptions", "decisions", "data"];

impl Holds {
    /// Of a command that writes receipts.
    fn of(command: &str) -> Option<Self> {
        use InputRole::{
            Comparator, Demand, Earlier, LookUp, New, Old, Partial, Plan, Quarters, Records,
            Scheme, Spread,
        };
        let (inputs, switches, values): (&[_], &[_], &[_]) = match command {
            "assess" => (&[Scheme, Demand], &[], &[]),
            "explain" => (
                &[Scheme, Demand],
                &["summary"],
                &["cohort", "period", "site"],
            ),
            "what-if" => (
                &[Scheme, Demand],
                &[],
                &["cohort", "period", "set", "site", "terms"],
            ),
            "log" => (&[Scheme, Demand], &[], &["log"]),
            "compare" => (&[Old, New], &[], &[]),
            "evaluate" => (
                &[Scheme, Demand, Comparator, Earlier, Quarters, Spread],
                &["contains-site", "pooled"],
                &[
                    "cohort",
                    "correlation",
                    "dispersion",
                    "draws",
                    "period",
                    "rounded-to",
                    "seed",
                    "site",
                    "test",
                ],
            ),
            "count" => (
                &[Scheme, Plan, LookUp, Records],
                &["lenient", "partial"],
                &["label", "person"],
            ),
            "merge" => (&[Scheme, Plan, LookUp, Partial], &[], &[]),
            _ => return None,
        };
        Some(Self {
            inputs,
            switches,
            values,
        })
    }

    /// What of a receipt is not of its command.
    fn refuses(receipt: &Receipt) -> Option<String> {
        let command = &receipt.command;
        let Some(holds) = Self::of(command) else {
            return Some(format!("the command \"{command}\""));
        };
        let mut roles = receipt.inputs.iter().map(|input| input.role);
        if let Some(role) = roles.find(|role| !holds.inputs.contains(role)) {
            return Some(format!("{} in {command}", role.in_words()));
        }
        let known = |name: &str, value: &str| match name {
            "set" if value.split('\n').count() > MOST_SET => false,
            "log" => holds.values.contains(&name) && LOGS.contains(&value),
            _ => holds.values.contains(&name) || (holds.switches.contains(&name) && value == "yes"),
        };
        let mut options = receipt.options.iter();
        let unknown = options.find(|(name, value)| !known(name, value));
        unknown.map(|(name, value)| {
            let value: String = value.chars().take(100).collect();
            format!("the option \"{name}\" = \"{value}\" in {command}")
        })
    }

    /// An option as arguments: what was asked for several times stands in lines.
    fn arguments(&self, name: &str, value: &str) -> Vec<OsString> {
        match name {
            "log" => vec![value.into()],
            "set" => {
                let settings = value.split('\n');
                settings.map(|one| format!("--set={one}").into()).collect()
            }
            _ if self.switches.contains(&name) => vec![format!("--{name}").into()],
            _ => vec![format!("--{name}={value}").into()],
        }
    }
}

/// The files of two versions that are compared, each in a folder of its own; an archive is
/// one by itself.
fn versions(paths: &[(InputRole, PathBuf)], folder: &Path) -> Result<[PathBuf; 2], Error> {
    let of = |role: InputRole, name: &str| {
        let own = paths.iter().filter(|(of, _)| *of == role);
        let own: Vec<&PathBuf> = own.map(|(_, path)| path).collect();
        let is_archive = |path: &Path| {
            let mut start = [0; 4];
            let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
            read.is_ok() && files::is_archive(&start)
        };
        if let [archive] = own.as_slice()
            && is_archive(archive)
        {
            return Ok((*archive).clone());
        }
        let folder = folder.join(name);
        let copied = fs::create_dir(&folder).and_then(|()| {
            let mut numbered = own.iter().zip(1_usize..);
            numbered.try_for_each(|(file, number)| {
                let mut name = file.file_name().unwrap_or_default().to_owned();
                // A table may have been renamed from the one version to the other.
                if folder.join(&name).exists() {
                    name = [format!("{number} ").into(), name].into_iter().collect();
                }
                fs::copy(file, folder.join(name)).map(|_| ())
            })
        });
        copied.map(|()| folder).map_err(|error| {
            let what = format!("the files of the {name} version cannot be put together: {error}");
            let advice = "see that there is space for copies in the temporary folder";
            Error::from(Problem::new(what, advice))
        })
    };
    Ok([of(InputRole::Old, "old")?, of(InputRole::New, "new")?])
}

/// The same problems; the folder in which they were found goes away, and is not named.
fn without(folder: &TempDir, error: &Error) -> Error {
    let folder = format!("{}{MAIN_SEPARATOR}", folder.path().display());
    let problems = error.problems().iter().cloned().map(|mut problem| {
        problem.what = problem.what.replace(&folder, "");
        if let Some(place) = &mut problem.place {
            place.file = place.file.replace(&folder, "");
        }
        problem
    });
    Error::from_problems(problems.collect()).unwrap_or_else(|| error.clone())
}

/// The receipt of the same command on some files, computed again into a folder that goes
/// away.
pub fn recomputed(receipt: &Receipt, paths: &[(InputRole, PathBuf)]) -> Result<Receipt, Refused> {
    let cannot = |what: &str| {
        let what = format!("the receipt asks for what this version cannot do: {what}");
        let advice =
            "use the version that wrote the receipt, or one with the features that it needs";
        Error::from(Problem::new(what, advice))
    };
    if let Some(refused) = Holds::refuses(receipt) {
        return Err(cannot(&refused).into());
    }
    let folder = tempfile::tempdir().map_err(|error| {
        let what = format!("there is no room to compute in: {error}");
        let advice = "see that files can be written to the temporary folder";
        Error::from(Problem::new(what, advice))
    })?;
    let again = folder.path().join("receipt.json");
    let mut words: Vec<OsString> = vec!["reinvest".into(), receipt.command.clone().into()];
    let command = receipt.command.as_str();
    if let Some(holds) = Holds::of(command) {
        let options = receipt.options.iter();
        words.extend(options.flat_map(|(name, value)| holds.arguments(name, value)));
    }
    if command == "compare" {
        let versions = versions(paths, folder.path())?;
        words.extend(versions.map(|path| files::plain(&path).into()));
    }
    // By their roles, wherever a receipt has them: the scheme stands before its tables.
    let mut in_order: Vec<&(InputRole, PathBuf)> = paths.iter().collect();
    in_order.sort_by_key(|(role, _)| *role);
    for (role, path) in in_order.into_iter().filter(|_| command != "compare") {
        let option = match role {
            InputRole::Scheme if matches!(command, "count" | "merge") => Some("--scheme"),
            InputRole::Plan => Some("--plan"),
            InputRole::Comparator => Some("--comparator"),
            InputRole::Earlier => Some("--earlier"),
            InputRole::Quarters => Some("--quarters"),
            InputRole::Spread => Some("--spread"),
            _ => None,
        };
        words.extend(option.map(OsString::from));
        words.push(files::plain(path).into());
    }
    let sums = receipt.results.iter().any(|result| result.what == "spread");
    if sums && command == "count" {
        words.extend(["--spread".into(), folder.path().join("spread.csv").into()]);
    }
    let result = folder.path().join("result");
    words.extend(["-o".into(), result.into()]);
    words.extend(["--receipt".into(), again.clone().into()]);
    let arguments = Arguments::try_parse_from(words).map_err(|error| {
        let error = error.to_string();
        let first = error.lines().next().unwrap_or_default();
        cannot(first.trim_start_matches("error: "))
    })?;
    let checked = arguments.command.check();
    checked.map_err(|usage| cannot(&usage))?;
    crate::run(arguments.command).map_err(|refused| Refused {
        // The command line here is the receipt's, not that of whoever verifies it.
        status: PROBLEMS,
        error: without(&folder, &refused.error),
        note: refused.note,
    })?;
    let written = files::read(&[&again])?;
    let written = written.first().map(Receipt::read).transpose()?;
    written.ok_or_else(|| {
        Error::from(Problem::new(
            "no receipt came out",
            "give the files of the receipt",
        ))
        .into()
    })
}
