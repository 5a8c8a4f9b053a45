//! A receipt's command run again. A receipt may be from anybody: it says which of a few
//! options were given, and never which file is read or written.

use crate::arguments::Arguments;
use crate::{PROBLEMS, Refused, files};
use clap::Parser;
use justice_reinvestment::Error;
use justice_reinvestment::problem::Problem;
use justice_reinvestment::receipt::{InputRole, Receipt};
use std::ffi::OsString;
use std::path::PathBuf;

/// What a receipt of a command may hold.
struct Holds {
    inputs: &'static [InputRole],
    /// Options that are there or not.
    switches: &'static [&'static str],
    /// Options with a value, none of which names a file.
    values: &'static [&'static str],
}

impl Holds {
    /// Of a command that writes receipts.
    fn of(command: &str) -> Option<Self> {
        use InputRole::{
            Comparator, Demand, Earlier, LookUp, Partial, Plan, Quarters, Records, Scheme, Spread,
        };
        let (inputs, switches, values): (&[_], &[_], &[_]) = match command {
            "assess" => (&[Scheme, Demand], &[], &[]),
            "explain" => (
                &[Scheme, Demand],
                &["summary"],
                &["cohort", "period", "site"],
            ),
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
        let known = |name: &str, value: &str| {
            holds.values.contains(&name) || (holds.switches.contains(&name) && value == "yes")
        };
        let mut options = receipt.options.iter();
        let unknown = options.find(|(name, value)| !known(name, value));
        unknown.map(|(name, value)| format!("the option \"{name}\" = \"{value}\" in {command}"))
    }

    /// An option as an argument.
    fn argument(&self, name: &str, value: &str) -> OsString {
        match self.switches.contains(&name) {
            true => format!("--{name}").into(),
            false => format!("--{name}={value}").into(),
        }
    }
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
    for (role, path) in paths {
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
    if let Some(holds) = Holds::of(command) {
        let options = receipt.options.iter();
        words.extend(options.map(|(name, value)| holds.argument(name, value)));
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
        ..refused
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
