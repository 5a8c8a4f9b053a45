//! What the command says of itself, typed as it stands: the examples of the help,
//! completions, manual pages, and the files that `init` writes to start from.

use crate::{Ended, Folder, reinvest};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What people are told to type; others may come.
const COMMANDS: &[&str] = &[
    "assess",
    "check",
    "compare",
    "completions",
    #[cfg(feature = "records")]
    "count",
    #[cfg(feature = "evaluate")]
    "evaluate",
    "explain",
    "init",
    "log",
    "man",
    #[cfg(feature = "records")]
    "merge",
    "pack",
    "schema",
    "sign-off",
    "verify",
    "what-if",
];

/// The commands that the help lists, but for the help itself.
fn commands() -> BTreeSet<String> {
    let help = said(&["--help"]);
    let (_, list) = help.split_once("\nCommands:\n").expect("a list");
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  "));
    let names = names.filter(|line| !line.starts_with(' '));
    let names = names.map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

/// What the command says where no file is read.
fn said(arguments: &[&str]) -> String {
    reinvest(&Folder::new().path, arguments).done()
}

/// The lines to type that a help gives below a heading, without what is said of them.
fn to_type(help: &str, heading: &str) -> Vec<String> {
    let mut lines = help.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "no \"{heading}\" in\n{help}");
    let lines = lines.take_while(|line| !line.is_empty()).map(str::trim);
    let lines = lines.map(|line| line.split("  ").next().unwrap().to_owned());
    lines.collect()
}

/// A folder with every file that the examples name, as somebody's home.
fn home() -> Folder {
    let folder = Folder::new();
    assert_eq!(folder.run(&["init", "."]).status, Some(0));
    let demand = folder.read("demand.csv");
    let (header, rows) = demand.split_once('\n').unwrap();
    let (police, courts) = rows.split_at(rows.find("\nE09000012").unwrap() + 1);
    folder.write("police.csv", &format!("{header}\n{police}"));
    folder.write("courts.csv", &format!("{header}\n{courts}"));
    #[cfg(feature = "evaluate")]
    further_tables(&folder, &demand);
    #[cfg(feature = "records")]
    records(&folder);
    // A folder to be packed, and a receipt.
    assert_eq!(folder.run(&["init", "pilot-2013"]).status, Some(0));
    let receipt = [
        "assess",
        "scheme.toml",
        "demand.csv",
        "-o",
        "rewards.txt",
        "--receipt",
        "receipt.json",
    ];
    assert_eq!(folder.run(&receipt).status, Some(0));
    assert_eq!(
        folder
            .run(&["pack", "pilot-2013", "-o", "pilot.zip"])
            .status,
        Some(0)
    );
    for version in ["provisional", "revised"] {
        let version = folder.path.join(version);
        fs::create_dir_all(&version).unwrap();
        for file in ["scheme.toml", "demand.csv"] {
            fs::copy(folder.path.join(file), version.join(file)).unwrap();
        }
    }
    // Where the shells look, on a machine that has them.
    for completions in [
        ".local/share/bash-completion/completions",
        ".config/fish/completions",
    ] {
        fs::create_dir_all(folder.path.join(completions)).unwrap();
    }
    folder
}

/// Counts of another area, and of quarters, with the rows of one site; and sums of
/// squares.
#[cfg(feature = "evaluate")]
fn further_tables(folder: &Folder, demand: &str) {
    let (header, rows) = demand.split_once('\n').unwrap();
    let rows: Vec<&str> = rows
        .lines()
        .filter(|row| row.contains("E09000008"))
        .collect();
    let elsewhere: Vec<String> = rows
        .iter()
        .map(|row| row.replace("E09000008", "E09000030"))
        .collect();
    folder.write(
        "elsewhere.csv",
        &format!("{header}\n{}\n", elsewhere.join("\n")),
    );
    let mut quarters = format!("{header}\n");
    for quarter in 1..=8 {
        for row in rows.iter().filter(|row| row.contains(",baseline,")) {
            quarters += &format!("{}\n", row.replace(",baseline,", &format!(",q{quarter},")));
        }
    }
    folder.write("quarters.csv", &quarters);
    // Of one metric, and every record of one case.
    let digest = "5".repeat(64);
    let mut sums = "plan_sha256,area_code,cohort,period,kind,metric,other_metric,sum\n".to_owned();
    for row in demand
        .lines()
        .filter(|row| row.contains(",community_order,"))
    {
        let (cell, rest) = row.split_once(",community_order,").unwrap();
        let count = rest.split(',').next().unwrap();
        sums += &format!("{digest},{cell},record,community_order,community_order,{count}\n");
    }
    folder.write("spread.csv", &sums);
}

/// A count plan for the scheme of `init`, and extracts of two places.
#[cfg(feature = "records")]
fn records(folder: &Folder) {
    folder.write(
        "plan.toml",
        "schema = \"justice-reinvestment/count-plan/1\"\ntitle = \"Disposals\"\n\
         [area]\ncolumn = \"area\"\n[cohort]\ncolumn = \"age\"\nadult = [\"18+\"]\n\
         [period]\ndate = \"day\"\n[[metric]]\nid = \"community_order\"\n",
    );
    let rows =
        |area: &str| format!("area,age,day,id\n{area},18+,2010-07-01,1\n{area},18+,2012-06-30,1\n");
    let (north, south) = (rows("E09000008"), rows("E09000012"));
    folder.write("disposals.csv", &north);
    fs::create_dir_all(folder.path.join("folder")).unwrap();
    folder.write("folder/disposals.csv", &north);
    folder.write("north.csv", &north);
    folder.write("south.csv", &south);
    for place in ["north", "south"] {
        let (extract, part) = (format!("{place}.csv"), format!("{place}-part.csv"));
        let made = [
            "--plan",
            "plan.toml",
            "--scheme",
            "scheme.toml",
            "--partial",
            "-o",
        ];
        let arguments: Vec<&str> = ["count", &extract]
            .into_iter()
            .chain(made)
            .chain([part.as_str()])
            .collect();
        assert_eq!(folder.run(&arguments).status, Some(0));
    }
}

/// How long each file is, in a folder and all those in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => {
                let length = fs::metadata(&path).unwrap().len();
                found.insert(path, length);
            }
        }
    }
    found
}

/// Types lines one after another, and asserts that each is done and leaves
/// something to read, on the screen or in a file that was not there.
fn assert_typed(home: &Folder, lines: &[String]) {
    let built = Path::new(env!("CARGO_BIN_EXE_reinvest")).parent().unwrap();
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let inherited: Vec<PathBuf> = std::env::split_paths(&inherited).collect();
    let has_man = inherited.iter().any(|folder| folder.join("man").is_file());
    let folders = std::iter::once(built.to_owned()).chain(inherited);
    let path = std::env::join_paths(folders).unwrap();
    let mut here = home.path.clone();
    for line in lines {
        if let Some(folder) = line.strip_prefix("cd ") {
            here.push(folder);
            assert!(here.is_dir(), "{line}");
            continue;
        }
        if line.contains("| man ") && !has_man {
            eprintln!("passed over, for want of man: {line}");
            continue;
        }
        let before = files(&home.path);
        let ended = Command::new("sh")
            .args(["-c", line])
            .current_dir(&here)
            .env("PATH", &path)
            .env("HOME", &home.path)
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .output()
            .expect("a shell starts");
        let errors = String::from_utf8_lossy(&ended.stderr);
        // What these have to say beside their files stands there too.
        let speaks =
            ["init", "count", "merge", "pack", "sign-off"].map(|name| format!("reinvest {name} "));
        let speaks = speaks.iter().any(|begin| line.starts_with(begin));
        assert!(errors.is_empty() || speaks, "{line}\n{errors}");
        assert_eq!(ended.status.code(), Some(0), "{line}");
        let after = files(&home.path).into_iter();
        let new: Vec<(PathBuf, u64)> = after
            .filter(|(path, _)| !before.contains_key(path))
            .collect();
        assert!(new.iter().all(|(_, length)| *length > 0), "{line}: {new:?}");
        let leaves = !ended.stdout.is_empty() || !new.is_empty();
        assert!(leaves, "{line}");
    }
}

#[test]
fn the_examples_of_every_command_can_be_typed_as_they_stand() {
    let mut all = Vec::new();
    for name in commands() {
        let help = said(&[&name, "--help"]);
        assert!(help.contains(&format!("Usage: reinvest {name}")), "{help}");
        assert!(help.contains("\nExit status: 0 "), "{help}");
        let examples = to_type(&help, "Examples:");
        let own = format!("reinvest {name} ");
        assert!(examples.iter().any(|line| line.starts_with(&own)), "{help}");
        assert_typed(&home(), &examples);
        all.extend(examples);
    }
    for kind in [" | ", " -o "] {
        assert!(all.iter().any(|line| line.contains(kind)), "{kind} {all:?}");
    }
}

#[test]
fn what_the_help_begins_with_can_be_typed_from_top_to_bottom() {
    let lines = to_type(&said(&["--help"]), "Begin with:");
    for command in ["init", "check", "assess", "explain"] {
        let own = format!("reinvest {command} ");
        assert!(lines.iter().any(|line| line.starts_with(&own)), "{lines:?}");
    }
    assert_typed(&Folder::new(), &lines);
}

#[test]
fn the_help_names_every_command() {
    let commands = commands();
    for known in COMMANDS {
        assert!(commands.contains(*known), "{known}: {commands:?}");
    }
    // The manual page of the whole lists them as well.
    let page = said(&["man"]).replace("\\-", "-");
    let listed = page.lines().filter_map(|line| {
        let line = line.strip_prefix("reinvest-")?;
        line.strip_suffix("(1)")
    });
    let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
    let listed: BTreeSet<String> = listed.into_iter().filter(|name| name != "help").collect();
    assert_eq!(listed, commands);
}

#[test]
fn help_fits_a_hundred_columns() {
    let mut pages = vec![said(&["-h"]), said(&["--help"])];
    for name in commands() {
        pages.push(said(&[&name, "-h"]));
        pages.push(said(&[&name, "--help"]));
    }
    for page in &pages {
        for line in page.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn the_completions_of_every_shell_know_every_command() {
    let help = said(&["completions", "--help"]);
    // The list may go over more than one line.
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, shells) = help.split_once("[possible values: ").expect("a list");
    let (shells, _) = shells.split_once(']').unwrap();
    let shells: Vec<&str> = shells.split(", ").collect();
    for known in ["bash", "fish", "zsh", "powershell"] {
        assert!(shells.contains(&known), "{shells:?}");
    }
    for shell in shells {
        let script = said(&["completions", shell]);
        let is_of_a_name = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
        let words: BTreeSet<&str> = script.split(|letter| !is_of_a_name(letter)).collect();
        for command in commands() {
            assert!(words.contains(&*command), "{shell}: {command}");
        }
        for option in ["format", "strict", "cohort"] {
            assert!(script.contains(option), "{shell}: --{option}");
        }
    }
}

#[test]
fn the_manual_page_of_a_command_names_its_long_options() {
    for command in commands() {
        let page = said(&["man", &command]);
        assert!(page.contains("\n.TH "), "{page}");
        assert!(page.contains("\n.SH "), "{page}");
        let page = page.replace("\\-", "-");
        let help = said(&[&command, "--help"]);
        let (_, options) = help.split_once("\nOptions:\n").expect("options");
        let options = options.lines().filter_map(|line| {
            let words = line.split_whitespace();
            words.take(2).find(|word| word.starts_with("--"))
        });
        let options: BTreeSet<&str> = options.collect();
        assert!(options.contains("--help"), "{options:?}");
        for option in options {
            // What may follow is not part of the name.
            let name = option.split(['[', '=']).next().unwrap();
            assert!(page.contains(name), "{command}: {option}");
        }
    }
}

#[test]
fn the_figures_to_start_from_are_said_to_be_invented_everywhere() {
    let folder = Folder::new();
    let Ended {
        status,
        output,
        errors,
    } = folder.run(&["init", "pilot"]);
    assert_eq!(status, Some(0), "{errors}");
    assert!(format!("{output}{errors}").contains("invented"));
    let scheme = folder.read("pilot/scheme.toml");
    assert!(scheme.lines().take(3).any(|line| line.contains("INVENTED")));
    assert!(scheme.contains("data = \"invented\""));
    let prices = scheme.matches("[[price]]").count();
    assert_eq!(scheme.matches("note = \"invented").count(), prices);
    let first_row = folder
        .read("pilot/demand.csv")
        .lines()
        .nth(1)
        .map(str::to_owned);
    assert!(first_row.unwrap().contains("Invented"));
    for command in ["assess", "explain"] {
        let words = folder.run(&[command, "pilot/scheme.toml", "pilot/demand.csv"]);
        assert!(words.done().contains("INVENTED COUNTS"), "{command}");
    }
}

#[test]
fn the_files_to_start_from_have_no_problems_and_every_reward() {
    let folder = Folder::new();
    folder.run(&["init", "."]);
    for arguments in [
        &["check", "scheme.toml"][..],
        &["check", "scheme.toml", "demand.csv"],
        &["assess", "scheme.toml", "demand.csv"],
        &["assess", "scheme.toml", "demand.csv", "--strict"],
        &["explain", "scheme.toml", "demand.csv"],
    ] {
        assert_ne!(folder.run(arguments).done(), "", "{arguments:?}");
    }
    let check = ["check", "scheme.toml", "demand.csv", "--format", "json"];
    let report = folder.run(&check).json();
    assert_eq!(report["problems"], serde_json::json!([]));
}

#[test]
fn what_is_there_already_is_named_and_stays_as_it_is() {
    for there in [
        &["scheme.toml"][..],
        &["demand.csv"],
        &["demand.csv", "scheme.toml"],
    ] {
        let folder = Folder::new();
        fs::create_dir(folder.path.join("mine")).unwrap();
        for file in there {
            folder.write(&format!("mine/{file}"), "my own");
        }
        let ended = folder.run(&["init", "mine"]);
        assert_eq!((ended.status, &*ended.output), (Some(1), ""));
        for file in there {
            let name = format!("mine/{file}");
            assert!(ended.errors.contains(&name), "{}", ended.errors);
            assert_eq!(folder.read(&name), "my own");
        }
        let names = files(&folder.path).into_keys();
        let names: Vec<PathBuf> = names.collect();
        let expected: Vec<PathBuf> = there
            .iter()
            .map(|file| folder.path.join("mine").join(file))
            .collect();
        assert_eq!(names, expected);
    }
}

#[test]
fn a_file_is_no_folder_to_start_in() {
    let folder = Folder::new();
    folder.write("pilot", "my own");
    for path in ["pilot", "pilot/deeper"] {
        let ended = folder.run(&["init", path]);
        assert_eq!((ended.status, &*ended.output), (Some(1), ""));
        assert!(ended.errors.starts_with("error: "), "{}", ended.errors);
        assert!(ended.errors.contains("pilot"), "{}", ended.errors);
        assert!(ended.errors.contains("= help: "), "{}", ended.errors);
        assert_eq!(folder.read("pilot"), "my own");
        assert_eq!(folder.names(), ["pilot"]);
    }
}

#[test]
fn a_folder_within_folders_is_made_to_start_in() {
    let folder = Folder::new();
    let deep = "schemes/2026/pilot";
    assert_eq!(folder.run(&["init", deep]).status, Some(0));
    for file in ["scheme.toml", "demand.csv"] {
        assert_ne!(folder.read(&format!("{deep}/{file}")), "");
    }
    let assess = ["assess", "scheme.toml", "demand.csv"];
    assert_ne!(reinvest(&folder.path.join(deep), &assess).done(), "");
}
