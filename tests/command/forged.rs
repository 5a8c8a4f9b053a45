//! Receipts and packs that somebody has changed so that they seem to be what they are not,
//! and files that must not be written over.

use crate::verifying::{SAME, receipted};
use crate::{Folder, json};
use serde_json::Value;

/// What is said of a changed receipt of the same files.
fn said_of(folder: &Folder, change: impl Fn(&mut Value)) -> (Option<i32>, String) {
    let mut receipt = json(&folder.read("receipt.json"));
    change(&mut receipt);
    folder.write("forged.json", &receipt.to_string());
    let ended = folder.run(&["verify", "forged.json", "scheme.toml", "demand.csv"]);
    (ended.status, format!("{}{}", ended.output, ended.errors))
}

#[test]
fn a_receipt_that_claims_to_be_public_and_holds_such_a_digest_is_refused() {
    let folder = Folder::of("hackney");
    folder.write(
        "demand.csv",
        &folder.read("demand.csv").replace(",360", ",9"),
    );
    let receipt = ["-o", "result", "--receipt", "receipt.json"];
    let assess = ["assess", "scheme.toml", "demand.csv"];
    folder.run(&[&assess[..], &receipt].concat()).done();
    let (status, said) = said_of(&folder, |receipt| {
        receipt["form"] = "public".into();
        receipt["results"][0]["sha256"] = "0".repeat(64).into();
    });
    assert!(
        status == Some(1) && said.contains("it is public, and holds"),
        "{said}"
    );
    let (status, said) = said_of(&folder, |receipt| {
        receipt["results"][0]["sha256"] = Value::Null;
    });
    assert!(
        status == Some(1) && said.contains("internal, and lacks a digest"),
        "{said}"
    );
}

#[test]
fn inputs_in_other_roles_are_a_difference() {
    let folder = receipted("hackney", &["assess"]);
    let (status, said) = said_of(&folder, |receipt| {
        receipt["inputs"][0]["guessable"] = true.into();
    });
    assert!(
        status == Some(1) && said.contains("inputs, scheme, guessable"),
        "{said}"
    );
    let (status, said) = said_of(&folder, |receipt| {
        let inputs = receipt["inputs"].as_array_mut().unwrap();
        let scheme = inputs[0].clone();
        inputs.push(scheme);
    });
    assert_eq!(status, Some(1), "{said}");
    assert!(!said.starts_with("same"), "{said}");
}

#[test]
fn a_receipt_in_which_scheme_and_table_exchange_their_digests_is_not_the_same() {
    let public = ["-o", "result", "--public-receipt", "receipt.json"];
    for command in ["assess", "explain", "what-if"] {
        let folder = receipted("hackney", &[command]);
        let swap = |receipt: &mut Value| {
            let inputs = receipt["inputs"].as_array_mut().unwrap();
            let role = inputs[0]["role"].clone();
            inputs[0]["role"] = inputs[1]["role"].clone();
            inputs[1]["role"] = role;
        };
        let (status, said) = said_of(&folder, swap);
        assert_eq!(status, Some(1), "{command}: {said}");
        assert!(!said.starts_with("same"), "{command}: {said}");
        let run = [&[command, "scheme.toml", "demand.csv"][..], &public].concat();
        assert_eq!(folder.run(&run).status, Some(0));
        let (status, said) = said_of(&folder, swap);
        assert_eq!(status, Some(1), "{command}: {said}");
    }
}

#[test]
fn what_no_receipt_says_is_refused() {
    let folder = receipted("hackney", &["assess"]);
    type Change = fn(&mut Value);
    let changes: [(Change, &str); 4] = [
        (
            |receipt| receipt["total_reward"] = "9.00".into(),
            "unknown field",
        ),
        (
            |receipt| receipt["rewards"][0]["paid"] = "9.00".into(),
            "unknown field",
        ),
        (
            |receipt| receipt["says"] = "Public: for all.".into(),
            "what it says",
        ),
        (
            |receipt| receipt["library"]["name"] = "verified".into(),
            "another library",
        ),
    ];
    for (change, why) in changes {
        let (status, said) = said_of(&folder, change);
        assert!(status == Some(1) && said.contains(why), "{why}: {said}");
    }
    let receipt = folder.read("receipt.json");
    let twice = "\"options\": {\"site\": \"Croydon\", \"site\": \"Hackney\"}";
    folder.write(
        "forged.json",
        &receipt.replacen("\"options\": {}", twice, 1),
    );
    let ended = folder.run(&["verify", "forged.json", "scheme.toml", "demand.csv"]);
    assert!(
        ended.errors.contains("\"site\" stands there twice"),
        "{ended:?}"
    );
}

#[cfg(unix)]
#[test]
fn what_verify_says_may_go_into_a_pipe() {
    let folder = receipted("hackney", &["assess"]);
    let verify = ["verify", "receipt.json", "scheme.toml", "demand.csv"];
    let ended = folder.run(&[&verify[..], &["-o", "/dev/stdout"]].concat());
    assert_eq!((ended.status, ended.output.as_str()), (Some(0), SAME));
    // What cannot be read twice is no input.
    let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "/dev/zero"]);
    assert_eq!(ended.status, Some(1));
    assert!(
        ended.errors.contains("/dev/zero is no regular file"),
        "{ended:?}"
    );
}

#[test]
fn what_verify_says_takes_the_place_of_no_input() {
    let folder = receipted("hackney", &["assess"]);
    let table = folder.read("demand.csv");
    folder.write("copy.csv", &table);
    for output in ["demand.csv", "copy.csv"] {
        let verify = [
            "verify",
            "receipt.json",
            "scheme.toml",
            "demand.csv",
            "-o",
            output,
        ];
        let ended = folder.run(&verify);
        assert_eq!(ended.status, Some(2), "{output}: {ended:?}");
        assert_eq!(folder.read(output), table, "{output}");
    }
    let ended = folder.run(&["verify", "receipt.json", ".", "-o", "scheme.toml"]);
    assert_eq!(ended.status, Some(2), "{ended:?}");
}

#[test]
fn who_cannot_be_told_by_what_it_holds_is_asked_for_by_name() {
    let folder = Folder::of("hackney");
    let table = folder.read("demand.csv").replace(",360", ",9");
    folder.write("demand.csv", &table);
    let public = [
        "-o",
        "rewards.csv",
        "--format",
        "csv",
        "--public-receipt",
        "public.json",
    ];
    let assess = ["assess", "scheme.toml", "demand.csv"];
    folder.run(&[&assess[..], &public].concat()).done();
    // Rewards are no table of counts.
    let ended = folder.run(&["verify", "public.json", "."]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    folder.write("a_draft.csv", &table.replace(",9", ",8"));
    let ended = folder.run(&["verify", "public.json", "."]);
    assert_eq!((ended.status, ended.output.as_str()), (Some(1), ""));
    let said = "may be ./a_draft.csv or ./demand.csv";
    assert!(ended.errors.contains(said), "{ended:?}");
    // All of them at once.
    let mut receipt = json(&folder.read("public.json"));
    receipt["inputs"][0]["sha256"] = "0".repeat(64).into();
    folder.write("other.json", &receipt.to_string());
    folder.write("scheme_2.toml", &folder.read("scheme.toml"));
    let ended = folder.run(&["verify", "other.json", "."]);
    for said in [
        "the scheme is none of",
        "the table of counts is none of",
        "2 problems",
    ] {
        assert!(ended.errors.contains(said), "{said}: {ended:?}");
    }
    let ended = folder.run(&["verify", "public.json", "scheme.toml", "demand.csv"]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
}

#[test]
fn that_a_file_is_another_is_said_before_what_is_wrong_with_it() {
    let folder = receipted("hackney", &["assess"]);
    let table = folder.read("demand.csv");
    folder.write("demand.csv", &table.replace("custody", "custard"));
    let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
    assert_eq!((ended.status, ended.errors.as_str()), (Some(1), ""));
    assert!(
        ended
            .output
            .starts_with("different:\n  demand.csv is not the table"),
        "{ended:?}"
    );
    assert!(
        ended
            .output
            .contains("nothing can be computed: demand.csv:2:"),
        "{ended:?}"
    );
    // A change that moves no reward is told as one.
    folder.write("demand.csv", &format!("{table}\n"));
    let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
    let still = "Every reward computed again is still that of the receipt";
    assert!(ended.output.contains(still), "{ended:?}");
}

#[test]
fn a_comparison_the_other_way_round_is_not_the_same() {
    let folder = Folder::new();
    for (version, count) in [("old", ",9"), ("new", ",8")] {
        std::fs::create_dir(folder.path.join(version)).unwrap();
        for name in ["scheme.toml", "demand.csv"] {
            let text = std::fs::read_to_string(crate::fixture("hackney").join(name)).unwrap();
            folder.write(&format!("{version}/{name}"), &text.replace(",360", count));
        }
    }
    let both = [
        "--receipt",
        "receipt.json",
        "--public-receipt",
        "public.json",
    ];
    let compare = ["compare", "old", "new", "-o", "page.txt"];
    folder.run(&[&compare[..], &both].concat()).done();
    assert_eq!(
        folder.run(&["verify", "receipt.json", "old", "new"]).done(),
        SAME
    );
    for files in [["old", "new"], ["new", "old"]] {
        let verify = [&["verify", "public.json"][..], &files].concat();
        let ended = folder.run(&verify);
        assert_eq!(ended.status, Some(1), "{ended:?}");
        assert!(!ended.output.starts_with("same"), "{ended:?}");
    }
    // Of two files of one name, none takes the place of the other.
    let mixed = ["verify", "receipt.json", "old", "new", "old/demand.csv"];
    assert_ne!(folder.run(&mixed).status, None);
    // An archive is its digest, whatever it is called.
    assert_eq!(
        folder.run(&["pack", "old", "-o", "old.toml"]).status,
        Some(0)
    );
    let compare = ["compare", "old.toml", "new", "-o", "page.txt"];
    folder.run(&[&compare[..], &both].concat()).done();
    let public = json(&folder.read("public.json"));
    assert!(public["inputs"][0]["sha256"].is_null(), "{public}");
}

#[test]
fn tables_that_exchanged_their_names_are_found_in_their_versions() {
    let folder = Folder::new();
    let file = |name| std::fs::read_to_string(crate::fixture("hackney").join(name)).unwrap();
    let table = file("demand.csv");
    let (head, rows) = table.split_once('\n').unwrap();
    let (row, rest) = rows.split_once('\n').unwrap();
    let tables = [("old", ["a.csv", "b.csv"]), ("new", ["b.csv", "c.csv"])];
    for (version, [first, second]) in tables {
        std::fs::create_dir(folder.path.join(version)).unwrap();
        folder.write(&format!("{version}/scheme.toml"), &file("scheme.toml"));
        folder.write(&format!("{version}/{first}"), &format!("{head}\n{row}\n"));
        let rest = match version {
            "old" => rest.to_owned(),
            _ => rest.replace(",360", ",361"),
        };
        folder.write(&format!("{version}/{second}"), &format!("{head}\n{rest}"));
    }
    let receipt = [
        "--receipt",
        "receipt.json",
        "--public-receipt",
        "public.json",
    ];
    let compare = ["compare", "old", "new", "-o", "page.txt"];
    folder.run(&[&compare[..], &receipt].concat()).done();
    for folders in [["old", "new"], ["new", "old"]] {
        let verify = [&["verify", "receipt.json"][..], &folders].concat();
        assert_eq!(folder.run(&verify).done(), SAME);
    }
}

#[test]
fn a_count_that_is_set_stands_in_no_public_receipt() {
    let folder = Folder::of("hackney");
    let set = ["--set", "count.E09000012.adult.year_1.custody=3"];
    let public = ["-o", "page.txt", "--public-receipt", "public.json"];
    let what_if = ["what-if", "scheme.toml", "demand.csv"];
    let ended = folder.run(&[&what_if[..], &set, &public].concat());
    assert_eq!(ended.status, Some(2), "{ended:?}");
    assert_eq!(folder.names(), ["demand.csv", "scheme.toml"]);
}

#[test]
fn a_receipt_that_sets_more_than_anybody_writes_is_refused() {
    let folder = receipted("hackney", &["what-if"]);
    let (status, said) = said_of(&folder, |receipt| {
        receipt["options"] = serde_json::json!({ "set": "\n".repeat(1_000_000) });
    });
    assert!(
        status == Some(1) && said.contains("asks for what"),
        "{status:?}"
    );
    assert!(said.len() < 2_000, "{}", said.len());
}

#[test]
fn letters_that_turn_the_direction_of_writing_are_not_printed() {
    let folder = receipted("hackney", &["assess"]);
    let (status, said) = said_of(&folder, |receipt| {
        receipt["rewards"][0]["reward"] = "45\u{202E}00.000\u{2028}same".into();
    });
    assert_eq!(status, Some(1));
    assert!(!said.contains(['\u{202E}', '\u{2028}']), "{said}");
}

#[cfg(feature = "records")]
mod of_records {
    use super::*;
    use crate::counting::{HEADER, count, planned, record};

    #[test]
    fn a_receipt_takes_the_place_of_no_extract_and_no_look_up_file() {
        let folder = planned();
        let plan = folder.read("plan.toml");
        let look_up = "column = \"area\"\nlookup_file = \"areas.csv\"";
        folder.write("plan.toml", &plan.replacen("column = \"area\"", look_up, 1));
        folder.write("areas.csv", "label,area_code\nE09000012,E09000012\n");
        std::fs::create_dir(folder.path.join("extracts")).unwrap();
        let extract = format!("{HEADER}{}", record("2010-08", 3));
        folder.write("extracts/a.csv", &extract);
        for receipt in ["extracts/a.csv", "areas.csv"] {
            let before = folder.read(receipt);
            let options = ["extracts", "--receipt", receipt, "-o", "counts.csv"];
            let ended = folder.run(&count(&options));
            assert_ne!(ended.status, Some(0), "{receipt}: {ended:?}");
            assert_eq!(folder.read(receipt), before);
        }
    }

    #[test]
    fn what_verify_says_takes_no_place_of_a_look_up_file_that_has_changed() {
        let folder = planned();
        let plan = folder.read("plan.toml");
        let look_up = "column = \"area\"\nlookup_file = 'areas.csv'";
        folder.write("plan.toml", &plan.replacen("column = \"area\"", look_up, 1));
        folder.write("areas.csv", "label,area_code\nE09000012,E09000012\n");
        folder.write("a.csv", &format!("{HEADER}{}", record("2010-08", 3)));
        let options = ["a.csv", "--receipt", "receipt.json", "-o", "counts.csv"];
        assert_eq!(folder.run(&count(&options)).status, Some(0));
        let changed = "label,area_code\nE09000012,E09000012\nX,E09000012\n";
        folder.write("areas.csv", changed);
        let verify = [
            "verify",
            "receipt.json",
            "a.csv",
            "plan.toml",
            "scheme.toml",
        ];
        let ended = folder.run(&[&verify[..], &["-o", "areas.csv"]].concat());
        assert_eq!(ended.status, Some(2), "{ended:?}");
        assert_eq!(folder.read("areas.csv"), changed);
        let ended = folder.run(&verify);
        assert_eq!(ended.status, Some(1), "{ended:?}");
        let said = "the look-up file beside the count plan is not the one";
        assert_eq!(ended.output.matches(said).count(), 1, "{ended:?}");
        assert!(!ended.output.contains("inputs, look"), "{ended:?}");
    }

    #[test]
    fn where_nothing_is_counted_a_receipt_is_refused() {
        let folder = planned();
        let options = ["--privacy", "text", "--receipt", "receipt.json"];
        let ended = folder.run(&count(&options));
        assert_eq!(ended.status, Some(2), "{ended:?}");
        assert!(!folder.names().contains(&"receipt.json".to_owned()));
    }

    #[test]
    fn a_public_receipt_of_merged_parts_tells_of_no_count() {
        let folder = planned();
        folder.write("a.csv", &format!("{HEADER}{}", record("2010-08", 3)));
        let part = ["a.csv", "--partial", "-o", "part.csv"];
        assert_eq!(folder.run(&count(&part)).status, Some(0));
        let plan = ["--plan", "plan.toml", "--scheme", "scheme.toml"];
        let both = ["--receipt", "own.json", "--public-receipt", "public.json"];
        let merge = ["merge", "part.csv", "-o", "counts.csv"];
        assert_eq!(
            folder.run(&[&merge[..], &plan, &both].concat()).status,
            Some(0)
        );
        let own = json(&folder.read("own.json"));
        assert!(
            own["assumptions"].to_string().contains("no record of"),
            "{own}"
        );
        assert_eq!(
            json(&folder.read("public.json"))["assumptions"].to_string(),
            "[]"
        );
    }
}
