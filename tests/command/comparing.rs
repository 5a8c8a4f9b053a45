//! `compare`: which files of a folder it reads, what it prints of them, and what it says
//! when they cannot be read.

use crate::{Ended, Folder, list};
use std::fs;

/// Two folders with the files to start from, the second with a revised count.
fn versions() -> Folder {
    let folder = Folder::new();
    for version in ["old", "new"] {
        assert_eq!(folder.run(&["init", version]).status, Some(0));
    }
    let table = folder.read("new/demand.csv");
    let row = "E09000008,adult,year_1,custody_under_12_months,362";
    assert!(table.contains(row));
    let table = table.replace(row, "E09000008,adult,year_1,custody_under_12_months,364");
    folder.write("new/demand.csv", &table);
    folder
}

const COMPARE: [&str; 3] = ["compare", "old", "new"];

/// Two more at £10,000.00 each, within the band that is paid in full.
const SENTENCE: &str = "Counts: the count of \"Custodial sentences under 12 months\" for adults of \
                        Croydon (E09000008) in the first test year was revised from 362 to 364 (2 \
                        more): −£20,000.00.";

#[test]
fn a_revised_count_is_told_in_every_format() {
    let folder = versions();
    let text = folder
        .run(&[&COMPARE[..], &["--width", "200"]].concat())
        .done();
    assert!(text.contains(SENTENCE), "{text}");
    assert!(text.contains("INVENTED COUNTS"), "{text}");
    let markdown = folder
        .run(&[&COMPARE[..], &["--format", "markdown"]].concat())
        .done();
    assert!(markdown.contains("Counts: the count of"), "{markdown}");
    assert!(markdown.contains("| ---: |"), "{markdown}");
    let json = folder
        .run(&[&COMPARE[..], &["--format", "json"]].concat())
        .json();
    assert_eq!(json["schema"], "justice-reinvestment/revision/1");
    assert_eq!(json["causes"][0]["sentence"], SENTENCE);
    assert_eq!(json["causes"][0]["exact"]["amount"], "-20000.00");
    assert_eq!(list(&json["rewards"]).len(), 3);
}

#[test]
fn narrow_lines_are_no_wider_than_asked_for() {
    let folder = versions();
    for width in ["40", "80", "120"] {
        let text = folder
            .run(&[&COMPARE[..], &["--width", width]].concat())
            .done();
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= width.parse().ok(), "{text}");
    }
}

#[test]
fn two_folders_alike_have_nothing_to_tell() {
    let folder = versions();
    let text = folder.run(&["compare", "old", "old"]).done();
    assert!(text.contains("No reward changed, and nothing that a reward rests on."));
    assert!(!text.contains("Each reward"), "{text}");
}

#[test]
fn files_are_known_by_what_they_say_and_others_are_named() {
    let folder = versions();
    let table = folder.read("new/demand.csv");
    let (header, rows) = table.split_once('\n').unwrap();
    let (croydon, hackney) = rows.split_at(rows.find("\nE09000012").unwrap() + 1);
    folder.write("new/croydon.CSV", &format!("{header}\n{croydon}"));
    folder.write("new/hackney.csv", &format!("\u{FEFF}{header}\r\n{hackney}"));
    fs::remove_file(folder.path.join("new/demand.csv")).unwrap();
    fs::rename(
        folder.path.join("new/scheme.toml"),
        folder.path.join("new/agreed.toml"),
    )
    .unwrap();
    folder.write("new/notes.txt", "our notes");
    folder.write(
        "new/plan.toml",
        "schema = \"justice-reinvestment/count-plan/1\"\n",
    );
    folder.write("new/spread.csv", "plan_sha256,area_code\n");
    fs::create_dir(folder.path.join("new/further")).unwrap();
    let Ended {
        status,
        output,
        errors,
    } = folder.run(&[&COMPARE[..], &["--width", "200"]].concat());
    assert_eq!(status, Some(0), "{errors}");
    assert!(output.contains(SENTENCE), "{output}");
    let note = "note: left out of new: notes.txt, spread.csv\n";
    assert_eq!(errors, format!("{note}{OTHER_PLAN}"));
}

#[test]
fn what_is_wrong_with_both_versions_is_said_at_once() {
    let folder = versions();
    for version in ["old", "new"] {
        let table = format!("{version}/demand.csv");
        let text = folder.read(&table).replacen(",400,", ",4O0,", 1);
        folder.write(&table, &text);
    }
    let ended = folder.run(&COMPARE);
    assert_eq!((ended.status, &*ended.output), (Some(1), ""));
    for place in ["old/demand.csv:2:", "new/demand.csv:2:", "2 problems"] {
        assert!(ended.errors.contains(place), "{place}: {}", ended.errors);
    }
}

#[test]
fn a_folder_without_a_scheme_or_with_two_or_without_counts_is_refused() {
    let folder = versions();
    let scheme = folder.read("old/scheme.toml");
    folder.write("old/second.toml", &scheme);
    fs::remove_file(folder.path.join("new/scheme.toml")).unwrap();
    fs::remove_file(folder.path.join("new/demand.csv")).unwrap();
    let ended = folder.run(&COMPARE);
    assert_eq!((ended.status, &*ended.output), (Some(1), ""));
    for said in [
        "error: old: there is more than one scheme: scheme.toml, second.toml",
        "error: new: there is no table of counts",
        "error: new: there is no scheme",
        "schema = \"justice-reinvestment/scheme/1\"",
        "3 problems",
    ] {
        assert!(ended.errors.contains(said), "{said}: {}", ended.errors);
    }
}

#[test]
fn what_is_no_folder_is_said_to_be_none() {
    let folder = versions();
    let ended = folder.run(&["compare", "old/scheme.toml", "nowhere"]);
    assert_eq!((ended.status, &*ended.output), (Some(1), ""));
    for said in [
        "error: old/scheme.toml is no pack",
        "error: \"nowhere\" cannot be read: there is no such file",
    ] {
        assert!(ended.errors.contains(said), "{said}: {}", ended.errors);
    }
}

#[test]
fn an_input_is_never_written_over() {
    let folder = versions();
    let before = folder.read("new/demand.csv");
    let ended = folder.run(&[&COMPARE[..], &["-o", "new/demand.csv"]].concat());
    assert_eq!((ended.status, &*ended.output), (Some(2), ""));
    assert!(ended.errors.contains("would take the place of the input"));
    assert_eq!(folder.read("new/demand.csv"), before);
    let written = folder.run(&[&COMPARE[..], &["-o", "new.txt"]].concat());
    assert_eq!(written.done(), "");
    assert!(
        folder
            .read("new.txt")
            .contains("what changed in its rewards")
    );
}

#[test]
fn a_command_line_without_two_folders_is_wrong() {
    let folder = versions();
    for arguments in [&["compare"][..], &["compare", "old"]] {
        assert_eq!(folder.run(arguments).status, Some(2), "{arguments:?}");
    }
}

const OTHER_PLAN: &str = "note: old and new do not hold the same count plan with what it looks up; \
                          what that changed is in the counts\n";

#[test]
fn another_count_plan_or_look_up_file_is_told() {
    let folder = versions();
    let plan =
        "schema = \"justice-reinvestment/count-plan/1\"\n[area]\nlookup_file = \"forces.csv\"\n";
    for version in ["old", "new"] {
        folder.write(&format!("{version}/plan.toml"), plan);
        folder.write(&format!("{version}/forces.csv"), "force,code\n");
    }
    assert_eq!(folder.run(&COMPARE).errors, "");
    folder.write("new/forces.csv", "force,code\nA,B\n");
    let Ended { status, errors, .. } = folder.run(&COMPARE);
    assert_eq!((status, &*errors), (Some(0), OTHER_PLAN));
}

#[test]
fn a_pack_is_a_version_like_a_folder() {
    let folder = versions();
    let of_folders = folder.run(&COMPARE).output;
    for version in ["old", "new"] {
        let packed = folder.run(&["pack", version]);
        assert_eq!(packed.status, Some(0), "{packed:?}");
    }
    let of_packs = folder.run(&["compare", "old.zip", "new.zip"]);
    assert_eq!((of_packs.status, of_packs.output), (Some(0), of_folders));
}
