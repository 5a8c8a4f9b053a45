//! Verifying what somebody else has written: receipts that ask for more than they may,
//! files of folders, and results of every command.

use crate::{Folder, json};

/// A folder with a fixture's files and a receipt of them, as `receipt.json`.
pub(super) fn receipted(fixture: &str, arguments: &[&str]) -> Folder {
    let folder = Folder::of(fixture);
    let (command, options) = arguments.split_first().unwrap();
    let own = [*command, "scheme.toml", "demand.csv"];
    let receipt = ["-o", "result", "--receipt", "receipt.json"];
    let ended = folder.run(&[&own[..], options, &receipt].concat());
    assert_eq!(ended.status, Some(0), "{ended:?}");
    folder
}

pub(super) const SAME: &str =
    "same: every reward and figure computed again is that of the receipt\n";

#[test]
fn a_receipt_names_no_file_that_is_read_or_written() {
    let folder = receipted("hackney", &["assess"]);
    let receipt = folder.read("receipt.json");
    let taken = folder.path.join("taken.txt").display().to_string();
    let options = [
        ("public-receipt", taken.as_str()),
        (&format!("public-receipt={taken}"), "yes"),
        ("output", &taken),
        ("", "yes"),
        ("strict", "yes"),
        ("width", "80"),
    ];
    for (name, value) in options {
        let asked = format!("\"options\": {{\"{name}\": \"{value}\"}}");
        folder.write(
            "receipt.json",
            &receipt.replacen("\"options\": {}", &asked, 1),
        );
        let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
        assert_eq!(ended.status, Some(1), "{name}: {ended:?}");
        assert!(ended.errors.contains("asks for what"), "{name}: {ended:?}");
        assert!(!folder.names().contains(&"taken.txt".to_owned()), "{name}");
    }
}

#[test]
fn a_receipt_runs_no_command_that_writes_none() {
    let folder = receipted("hackney", &["assess"]);
    let receipt = folder.read("receipt.json");
    let commands = [
        "check", "verify", "init", "pack", "sign-off", "man", "--help", "log", "",
    ];
    for command in commands {
        let asked = format!("\"command\": \"{command}\"");
        folder.write(
            "receipt.json",
            &receipt.replacen("\"command\": \"assess\"", &asked, 1),
        );
        let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
        assert_eq!(
            (ended.status, ended.output.as_str()),
            (Some(1), ""),
            "{command}"
        );
        assert!(
            ended.errors.contains("asks for what"),
            "{command}: {ended:?}"
        );
    }
}

#[test]
fn what_a_receipt_says_cannot_pass_for_what_verify_says() {
    let folder = receipted("hackney", &["assess"]);
    let forged = "\"45000.00\\n\\u001b[2Ksame: every reward\"";
    let receipt = folder
        .read("receipt.json")
        .replacen("\"45000.00\"", forged, 1);
    folder.write("receipt.json", &receipt);
    let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
    assert_eq!(ended.status, Some(1));
    assert!(!ended.output.contains('\u{1b}'), "{ended:?}");
    assert!(!ended.output.contains("\nsame"), "{ended:?}");
}

#[test]
fn a_change_is_named_whatever_else_the_folder_holds_and_in_any_order() {
    let folder = receipted("hackney", &["assess"]);
    let sign = [
        "sign-off",
        "receipt.json",
        "--role",
        "analyst",
        "--name",
        "A",
        "--date",
        "2013-09-30",
        "--decision",
        "approved",
        "--to",
        "a-sign-offs.csv",
    ];
    assert_eq!(folder.run(&sign).status, Some(0));
    folder.write("a-note.txt", "1500.00");
    for name in ["scheme.toml", "demand.csv"] {
        folder.write(name, &format!("{}\n", folder.read(name)));
        let of_folder = [
            "verify",
            "receipt.json",
            ".",
            "--sign-offs",
            "a-sign-offs.csv",
        ];
        let of_files = ["verify", "receipt.json", "demand.csv", "scheme.toml"];
        for arguments in [&of_folder[..], &of_files] {
            let ended = folder.run(arguments);
            assert_eq!((ended.status, ended.errors.as_str()), (Some(1), ""));
            let what = match name {
                "scheme.toml" => "scheme.toml is not the scheme that",
                _ => "demand.csv is not the table of counts that",
            };
            assert!(ended.output.contains(what), "{ended:?}");
        }
    }
}

#[test]
fn of_many_differences_a_thousand_are_listed_and_long_words_are_cut() {
    let folder = receipted("hackney", &["assess"]);
    let mut receipt = json(&folder.read("receipt.json"));
    let long = "x".repeat(10_000);
    receipt["assumptions"] = (0..2_500).map(|number| format!("{number}{long}")).collect();
    folder.write("receipt.json", &receipt.to_string());
    let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
    assert_eq!(ended.status, Some(1));
    // 2,500 that are no longer there, and those that are; one line each for the head and the rest.
    let lines: Vec<&str> = ended.output.lines().collect();
    assert_eq!(lines.len(), 1_002, "{}", lines.len());
    assert!(lines[1001].starts_with("  and 1,5"), "{}", lines[1001]);
    assert!(lines.iter().all(|line| line.chars().count() < 600));
}

#[test]
fn a_receipt_that_would_take_all_memory_is_refused() {
    let folder = receipted("hackney", &["assess"]);
    let mut receipt = json(&folder.read("receipt.json"));
    receipt["assumptions"] = vec![""; 1_000_001].into();
    folder.write("receipt.json", &receipt.to_string());
    let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
    assert_eq!((ended.status, ended.output.as_str()), (Some(1), ""));
    assert!(ended.errors.contains("1000000 values"), "{ended:?}");
}

#[test]
fn a_pack_takes_no_place_but_one_that_was_named() {
    let folder = Folder::of("hackney");
    let own = folder.path.file_name().unwrap().to_str().unwrap();
    let name = format!("{own}.zip");
    folder.write(&name, "something else");
    let ended = folder.run(&["pack", "."]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.errors.contains("is there already"), "{ended:?}");
    assert_eq!(folder.read(&name), "something else");
    let named = folder.run(&["pack", ".", "-o", &name]);
    assert_eq!(named.status, Some(0), "{named:?}");
    // What is there already is the same archive.
    assert_eq!(folder.run(&["pack", "."]).status, Some(0));
    let ended = folder.run(&["pack", ".", "-o", "demand.csv"]);
    assert_eq!(ended.status, Some(2), "{ended:?}");
}

#[cfg(feature = "evaluate")]
#[test]
fn a_simulation_comes_out_the_same_by_its_seed_and_its_draws() {
    let options = [
        "evaluate",
        "--seed",
        "7",
        "--draws",
        "500",
        "--correlation",
        "0.25",
    ];
    let folder = receipted("pilot", &options);
    let receipt = folder.read("receipt.json");
    assert_eq!(json(&receipt)["options"]["correlation"], "0.25");
    let files = ["verify", "receipt.json", "scheme.toml", "demand.csv"];
    assert_eq!(folder.run(&files).done(), SAME);
    folder.write(
        "receipt.json",
        &receipt.replacen("\"seed\": \"7\"", "\"seed\": \"8\"", 1),
    );
    let ended = folder.run(&files);
    assert_eq!(ended.status, Some(1));
    assert!(ended.output.contains("results, evaluation"), "{ended:?}");
}

#[cfg(feature = "evaluate")]
#[test]
fn a_public_receipt_of_an_evaluation_does_not_claim_that_it_was_compared() {
    let folder = receipted("hackney", &["evaluate", "--public-receipt", "public.json"]);
    let ended = folder.run(&["verify", "public.json", "scheme.toml", "demand.csv"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    let head = "not told: the rewards are the same, the result itself cannot be compared\n";
    assert!(ended.output.starts_with(head), "{ended:?}");
    assert!(
        ended.output.contains("holds no digest: evaluation.\n"),
        "{ended:?}"
    );
}

#[cfg(feature = "records")]
mod of_records {
    use super::*;
    use crate::counting::{HEADER, count, planned, record};

    /// A folder with an extract that lies in the baseline alone.
    fn extracted() -> Folder {
        let folder = planned();
        let rows: String = (0..50).map(|day| record("2010-08", day % 3 + 1)).collect();
        folder.write("a.csv", &format!("{HEADER}{rows}"));
        folder
    }

    fn counted(folder: &Folder, own: &[&str]) {
        let receipt = ["--receipt", "receipt.json", "-o", "result.csv"];
        let ended = folder.run(&count(&[own, &receipt].concat()));
        assert_eq!(ended.status, Some(0), "{ended:?}");
    }

    const FILES: [&str; 5] = [
        "verify",
        "receipt.json",
        "a.csv",
        "plan.toml",
        "scheme.toml",
    ];

    #[test]
    fn a_label_may_be_the_word_yes() {
        let folder = extracted();
        counted(&folder, &["a.csv", "--label", "yes", "--partial"]);
        assert_eq!(
            json(&folder.read("receipt.json"))["options"]["label"],
            "yes"
        );
        let ended = folder.run(&FILES);
        assert_eq!(ended.status, Some(0), "{ended:?}");
        assert!(ended.output.starts_with("same: "), "{ended:?}");
    }

    #[test]
    fn an_input_of_a_receipt_is_never_written() {
        let folder = extracted();
        counted(&folder, &["a.csv"]);
        let receipt = folder.read("receipt.json");
        let kept = "kept as it is";
        folder.write("kept.csv", kept);
        let spread = "\"inputs\": [{\"role\": \"spread\", \"sha256\": null, \"guessable\": true},";
        folder.write(
            "receipt.json",
            &receipt.replacen("\"inputs\": [", spread, 1),
        );
        let ended = folder.run(&[&["verify", "receipt.json", "kept.csv"], &FILES[2..]].concat());
        assert_eq!(ended.status, Some(1), "{ended:?}");
        assert_eq!(folder.read("kept.csv"), kept);
        let taken = "\"options\": {\"spread\": \"taken.csv\"}";
        folder.write(
            "receipt.json",
            &receipt.replacen("\"options\": {}", taken, 1),
        );
        assert_eq!(folder.run(&FILES).status, Some(1));
        assert!(!folder.names().contains(&"taken.csv".to_owned()));
    }

    #[test]
    fn merged_parts_are_verified_and_a_part_that_changed_is_named() {
        let folder = extracted();
        folder.write("b.csv", &format!("{HEADER}{}", record("2011-08", 4)));
        for part in ["a", "b"] {
            let output = format!("{part}-part.csv");
            let extract = format!("{part}.csv");
            let ended = folder.run(&count(&[&extract, "--partial", "-o", &output]));
            assert_eq!(ended.status, Some(0), "{ended:?}");
        }
        let plan = ["--plan", "plan.toml", "--scheme", "scheme.toml"];
        let receipt = ["-o", "counts.csv", "--receipt", "receipt.json"];
        let parts = ["merge", "a-part.csv", "b-part.csv"];
        let ended = folder.run(&[&parts[..], &plan, &receipt].concat());
        assert_eq!(ended.status, Some(0), "{ended:?}");
        let files = [
            "verify",
            "receipt.json",
            "b-part.csv",
            "plan.toml",
            "a-part.csv",
            "scheme.toml",
        ];
        let ended = folder.run(&files);
        assert_eq!(ended.status, Some(0), "{ended:?}");
        assert!(ended.output.starts_with("same: "), "{ended:?}");
        folder.write("b-part.csv", &format!("{}\n", folder.read("b-part.csv")));
        let ended = folder.run(&files);
        assert_eq!(ended.status, Some(1), "{ended:?}");
        let line = "different:\n  b-part.csv is not the partial counts that the receipt is of: ";
        assert!(ended.output.starts_with(line), "{ended:?}");
    }

    #[test]
    fn a_look_up_file_that_changed_is_named_as_what_it_is() {
        let folder = extracted();
        let plan = folder.read("plan.toml");
        let look_up = "column = \"area\"\nlookup_file = \"areas.csv\"";
        folder.write("plan.toml", &plan.replacen("column = \"area\"", look_up, 1));
        let areas = "label,area_code\nE09000012,E09000012\n";
        folder.write("areas.csv", areas);
        counted(&folder, &["a.csv"]);
        assert_eq!(
            folder.run(&FILES).status,
            Some(0),
            "{:?}",
            folder.run(&FILES)
        );
        folder.write("areas.csv", &format!("{areas}Elsewhere,E09000012\n"));
        let ended = folder.run(&FILES);
        assert_eq!(ended.status, Some(1));
        assert!(
            ended
                .output
                .starts_with("different:\n  the look-up file beside the count plan is not the one"),
            "{ended:?}"
        );
    }

    #[test]
    fn that_records_could_not_be_read_stands_in_the_receipt() {
        let folder = extracted();
        let text = folder.read("a.csv").replacen("2010-08-01", "soon", 1);
        folder.write("a.csv", &text);
        counted(&folder, &["a.csv", "--lenient"]);
        let receipt = folder.read("receipt.json");
        assert!(receipt.contains("1 record could not be read"), "{receipt}");
    }

    #[test]
    fn a_public_receipt_of_a_count_tells_of_no_count_and_claims_no_comparison() {
        let folder = extracted();
        counted(&folder, &["a.csv", "--public-receipt", "public.json"]);
        let own = json(&folder.read("receipt.json"));
        // That an area has no record is a count too.
        assert!(
            own["assumptions"]
                .to_string()
                .contains("no record of E09000012"),
            "{own}"
        );
        let public = json(&folder.read("public.json"));
        assert_eq!(public["assumptions"].to_string(), "[]");
        let ended = folder.run(&[&["verify", "public.json"], &FILES[2..]].concat());
        assert_eq!(ended.status, Some(1), "{ended:?}");
        assert!(
            ended
                .output
                .starts_with("not told: nothing of the result can be compared\n"),
            "{ended:?}"
        );
        assert!(
            ended.output.contains("holds no digest: counts.\n"),
            "{ended:?}"
        );
    }
}
