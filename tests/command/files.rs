//! Reading standard input, writing files whole or not at all, and pipes.

use crate::{Folder, command, fixture, reinvest, reinvest_reading};
use std::fs;

/// Commands that print something of a folder with a scheme and a table.
const PRINTING: [&[&str]; 8] = [
    &["assess", "scheme.toml", "demand.csv"],
    &["assess", "scheme.toml", "demand.csv", "--format", "json"],
    &["assess", "scheme.toml", "demand.csv", "--format", "csv"],
    &["check", "scheme.toml"],
    &["check", "scheme.toml", "demand.csv"],
    &["check", "scheme.toml", "demand.csv", "--format", "json"],
    &["schema", "scheme"],
    &["schema", "assessment"],
];

#[test]
fn a_dash_reads_the_scheme_or_a_table_from_standard_input() {
    let folder = Folder::of("pilot");
    let with = |scheme, table| ["assess", scheme, table, "--format", "json"];
    let from_files = folder.run(&with("scheme.toml", "demand.csv")).done();
    for (file, arguments) in [
        ("scheme.toml", with("-", "demand.csv")),
        ("demand.csv", with("scheme.toml", "-")),
    ] {
        let ended = reinvest_reading(&folder.read(file), &folder.path, &arguments);
        assert_eq!(ended.done(), from_files);
    }
    let check = ["check", "-"];
    let scheme = folder.read("scheme.toml");
    let words = reinvest_reading(&scheme, &folder.path, &check).done();
    assert_eq!(words, folder.run(&["check", "scheme.toml"]).done());
}

#[test]
fn what_is_wrong_in_standard_input_has_its_place_there() {
    let case = fixture("bad/table-crlf");
    let table = fs::read_to_string(case.join("demand.csv")).unwrap();
    let ended = reinvest_reading(&table, &case, &["assess", "scheme.toml", "-"]);
    assert_eq!(ended.status, Some(1));
    let place = "--> standard input:12:33\n";
    assert!(ended.errors.contains(place), "{}", ended.errors);
}

#[test]
fn standard_input_is_not_read_twice() {
    for arguments in [
        &["assess", "-", "-"][..],
        &["assess", "scheme.toml", "-", "-"],
        &["check", "-", "-"],
    ] {
        let ended = reinvest(&fixture("hackney"), arguments);
        assert_eq!((ended.status, &*ended.output), (Some(2), ""));
        assert!(ended.errors.starts_with("error: "), "{}", ended.errors);
    }
}

#[test]
fn a_file_gets_the_same_bytes_as_standard_output_and_nothing_stands_beside_it() {
    for arguments in PRINTING {
        let folder = Folder::of("pilot");
        let printed = folder.run(arguments).done();
        assert!(!printed.is_empty());
        for output in ["-o", "--output"] {
            let written = folder.run(&[arguments, &[output, "written"]].concat());
            assert_eq!(written.done(), "", "{arguments:?}");
            assert_eq!(folder.read("written"), printed, "{arguments:?}");
            assert_eq!(folder.names(), ["demand.csv", "scheme.toml", "written"]);
            // The next time, it takes the place of a longer file.
            folder.write("written", &"before\n".repeat(100_000));
        }
    }
}

#[test]
fn an_existing_file_is_left_as_it_is_where_the_input_has_problems() {
    let folder = Folder::of("hackney");
    folder.write(
        "wrong.csv",
        &folder.read("demand.csv").replace(",400", ",-400"),
    );
    folder.write("written", "as it was");
    let names = folder.names();
    for arguments in [
        &["assess", "scheme.toml", "wrong.csv"][..],
        &["assess", "scheme.toml", "nowhere.csv"],
        &["check", "scheme.toml", "wrong.csv"],
    ] {
        let ended = folder.run(&[arguments, &["-o", "written"]].concat());
        assert_eq!((ended.status, &*ended.output), (Some(1), ""));
        assert!(ended.errors.starts_with("error: "), "{}", ended.errors);
        assert_eq!(folder.read("written"), "as it was", "{arguments:?}");
        assert_eq!(folder.names(), names, "{arguments:?}");
    }
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = Folder::of("hackney");
    let demand = folder.path.join("demand.csv");
    let mut outputs = vec!["scheme.toml", "demand.csv", "./demand.csv"];
    outputs.push(demand.to_str().unwrap());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("demand.csv", folder.path.join("link.csv")).unwrap();
        outputs.push("link.csv");
    }
    let before = ["scheme.toml", "demand.csv"].map(|file| folder.read(file));
    let names = folder.names();
    for command in ["assess", "check"] {
        for output in &outputs {
            let ended = folder.run(&[command, "scheme.toml", "demand.csv", "-o", output]);
            assert_eq!((ended.status, &*ended.output), (Some(2), ""), "{output}");
            assert!(ended.errors.starts_with("error: "), "{}", ended.errors);
            let after = ["scheme.toml", "demand.csv"].map(|file| folder.read(file));
            assert_eq!(after, before, "{output}");
            assert_eq!(folder.names(), names, "{output}");
        }
    }
}

#[test]
fn a_folder_that_does_not_exist_is_not_made_and_the_file_is_named() {
    let folder = Folder::of("hackney");
    for arguments in PRINTING {
        let ended = folder.run(&[arguments, &["-o", "nowhere/written"]].concat());
        assert_eq!((ended.status, &*ended.output), (Some(1), ""));
        let sentence = "error: nowhere/written cannot be written: ";
        assert!(ended.errors.starts_with(sentence), "{}", ended.errors);
        assert!(ended.errors.contains("= help: "), "{}", ended.errors);
        assert_eq!(folder.names(), ["demand.csv", "scheme.toml"]);
    }
}

/// The same input, the same bytes: the file that is written beside the one that was
/// asked for has another name each time, and nobody knows it.
#[test]
fn of_a_file_that_cannot_be_written_the_same_is_said_each_time() {
    let folder = Folder::of("hackney");
    let assess = [
        "assess",
        "scheme.toml",
        "demand.csv",
        "-o",
        "nowhere/written",
    ];
    let [first, second] = [(); 2].map(|()| folder.run(&assess));
    assert_eq!(first, second);
}

#[test]
fn a_pipe_that_nobody_reads_ends_quietly() {
    let assess = ["assess", "scheme.toml", "demand.csv", "--format", "json"];
    let whole = reinvest(&fixture("pilot"), &assess).done();
    // More than a pipe holds, so the command cannot have written all before.
    assert!(whole.len() > 65_536, "{} bytes", whole.len());
    let mut child = command(&fixture("pilot"), &assess).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}
