//! The command line itself: what is refused, what the help says, colours, schemas.

use crate::{fixture, json, reinvest};
#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};

#[test]
fn a_command_line_that_is_wrong_is_an_error_of_its_own() {
    for arguments in [
        &[][..],
        &["asess", "scheme.toml", "demand.csv"],
        &["assess"],
        &["assess", "scheme.toml"],
        &["assess", "scheme.toml", "demand.csv", "--colour"],
        &["assess", "scheme.toml", "demand.csv", "--format", "xml"],
        &["assess", "scheme.toml", "demand.csv", "--format"],
        &["assess", "scheme.toml", "demand.csv", "-o"],
        &["check"],
        &["check", "scheme.toml", "--strict"],
        &["check", "scheme.toml", "--format", "csv"],
        &["schema"],
        &["schema", "demand"],
        &["log", "scheme.toml", "demand.csv"],
        &["log", "data", "scheme.toml"],
        &["log", "receipts", "scheme.toml", "demand.csv"],
    ] {
        let ended = reinvest(&fixture("hackney"), arguments);
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        assert_eq!(ended.output, "", "{arguments:?}");
        assert_ne!(ended.errors, "", "{arguments:?}");
    }
}

#[test]
fn what_is_lacking_or_unknown_is_named() {
    for (arguments, word) in [
        (&["assess", "scheme.toml"][..], "DEMAND"),
        (&["assess"], "SCHEME"),
        (&["check"], "SCHEME"),
        (&["check", "scheme.toml", "--colour"], "'--colour'"),
        (&["asess", "scheme.toml"], "'assess'"),
        (&["schema", "demand"], "assessment"),
    ] {
        let errors = reinvest(&fixture("hackney"), arguments).errors;
        assert!(errors.starts_with("error: "), "{errors}");
        assert!(errors.contains(word), "{errors}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = reinvest(&fixture("hackney"), &["--version"]).done();
    assert_eq!(version, format!("reinvest {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_schema_is_printed_as_json() {
    let print = |of| reinvest(&fixture("hackney"), &["schema", of]).done();
    for (of, schema) in [
        ("scheme", justice_reinvestment::schema::SCHEME),
        ("assessment", justice_reinvestment::schema::ASSESSMENT),
        ("explanation", justice_reinvestment::schema::EXPLANATION),
        #[cfg(feature = "evaluate")]
        ("evaluation", justice_reinvestment::schema::EVALUATION),
        ("revision", justice_reinvestment::schema::REVISION),
        ("what-if", justice_reinvestment::schema::WHAT_IF),
        ("receipt", justice_reinvestment::schema::RECEIPT),
        ("pack", justice_reinvestment::schema::PACK),
    ] {
        assert_eq!(print(of), schema);
        let schema = json(schema);
        let draft = "https://json-schema.org/draft/2020-12/schema";
        assert_eq!(schema["$schema"], draft);
        assert!(schema["$id"].as_str().unwrap().contains(of), "{schema}");
    }
}

#[test]
fn nothing_that_is_piped_has_colours() {
    let pilot = ["assess", "scheme.toml", "demand.csv", "--strict"];
    for arguments in [
        &pilot[..],
        &["assess", "demand.csv", "scheme.toml"],
        &["assess", "scheme.toml"],
        &["check", "nowhere.toml"],
        &["--colour"],
        &["--help"],
    ] {
        let ended = reinvest(&fixture("pilot"), arguments);
        for text in [&ended.output, &ended.errors] {
            assert!(!text.contains('\u{1b}'), "{text}");
        }
        assert_ne!((&*ended.output, &*ended.errors), ("", ""));
    }
}

/// On a terminal (which `script` of util-linux lends) there are colours, unless
/// `NO_COLOR` is set to something.
#[cfg(target_os = "linux")]
#[test]
fn no_color_takes_the_colours_away_that_a_terminal_has() {
    let printed = |arguments: &str, no_color: Option<&str>| {
        let mut terminal = Command::new("script");
        let line = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_reinvest"));
        terminal.args(["-qec", &line, "/dev/null"]);
        terminal.current_dir(fixture("pilot")).stdin(Stdio::null());
        terminal.env("TERM", "xterm");
        terminal.env_remove("NO_COLOR").env_remove("CLICOLOR");
        terminal.envs(no_color.map(|value| ("NO_COLOR", value)));
        let ended = terminal.output().expect("script, of util-linux, starts");
        String::from_utf8(ended.stdout).unwrap()
    };
    for arguments in ["check nowhere.toml", "--colour"] {
        for (no_color, has_colours) in [(None, true), (Some(""), true), (Some("1"), false)] {
            let text = printed(arguments, no_color);
            assert!(text.contains("error"), "{text}");
            assert_eq!(text.contains('\u{1b}'), has_colours, "{no_color:?} {text}");
        }
    }
}
