//! Receipts from the command line: what they hold, that the same comes out again, and
//! that what was changed is found and named.

use crate::{Folder, fixture, json, list, reinvest};
use std::fs;

/// A folder with a fixture's files and the receipt of its assessment.
fn receipted() -> Folder {
    let folder = Folder::of("hackney");
    let arguments = [
        "assess",
        "scheme.toml",
        "demand.csv",
        "--receipt",
        "receipt.json",
    ];
    folder
        .run(&[&arguments[..], &["-o", "rewards.txt"]].concat())
        .done();
    folder
}

pub(super) fn verify(folder: &Folder, files: &[&str]) -> (Option<i32>, String) {
    let ended = folder.run(&[&["verify", "receipt.json"][..], files].concat());
    assert_eq!(ended.errors, "");
    (ended.status, ended.output)
}

const SAME: &str = "same: every reward and figure computed again is that of the receipt\n";

#[test]
fn the_same_run_gives_the_same_receipt_wherever_it_runs() {
    let (one, other) = (receipted(), receipted());
    let receipt = one.read("receipt.json");
    assert_eq!(receipt, other.read("receipt.json"));
    let folder = one.path.display().to_string();
    assert!(
        !receipt.contains(&folder) && !receipt.contains("scheme.toml"),
        "{receipt}"
    );
    let receipt = json(&receipt);
    assert_eq!(receipt["schema"], "justice-reinvestment/receipt/1");
    assert_eq!(receipt["form"], "internal");
    assert_eq!(receipt["rewards"][0]["reward"], "45000.00");
    assert_eq!(receipt["prices"][0]["amount"], "1500.00");
    assert!(
        list(&receipt["assumptions"])
            .iter()
            .any(|said| { said.as_str().unwrap().contains("366 days") })
    );
}

#[test]
fn the_files_of_a_receipt_give_the_same_in_any_order_and_as_a_folder() {
    let folder = receipted();
    let same = (Some(0), SAME.to_owned());
    assert_eq!(verify(&folder, &["scheme.toml", "demand.csv"]), same);
    assert_eq!(verify(&folder, &["demand.csv", "scheme.toml"]), same);
    let (status, said) = verify(&folder, &["."]);
    assert_eq!(status, Some(0));
    assert!(said.starts_with(SAME) && said.contains("rewards.txt is no file of the receipt"));
}

#[test]
fn a_file_that_is_not_there_is_asked_for() {
    let folder = receipted();
    let ended = folder.run(&["verify", "receipt.json", "scheme.toml"]);
    assert_eq!((ended.status, ended.output.as_str()), (Some(1), ""));
    assert!(
        ended.errors.contains("the table of counts is not there"),
        "{}",
        ended.errors
    );
}

#[test]
fn of_several_files_of_one_kind_it_is_told_how_many_are_not_there() {
    let folder = receipted();
    let table = folder.read("demand.csv");
    let (head, rows) = table.split_once('\n').unwrap();
    let (row, rest) = rows.split_once('\n').unwrap();
    folder.write("a.csv", &format!("{head}\n{row}\n"));
    folder.write("b.csv", &format!("{head}\n{rest}"));
    let files = ["assess", "scheme.toml", "a.csv", "b.csv"];
    let written = ["-o", "result", "--receipt", "receipt.json"];
    folder.run(&[&files[..], &written].concat()).done();
    let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "b.csv"]);
    assert_eq!(ended.status, Some(1));
    let said = "the table of counts (1 of 2) is not there";
    assert!(ended.errors.contains(said), "{ended:?}");
}

#[test]
fn a_byte_that_changes_in_any_input_is_found_and_named() {
    for name in ["scheme.toml", "demand.csv"] {
        let folder = receipted();
        let text = folder.read(name);
        // A figure, a letter of a title, and the end of the last line.
        let of_scheme = [("1500.00", "1500.01"), ("Hackney", "Hackneu")];
        let of_demand = [("360", "361"), ("400", "500")];
        let changes = match name {
            "scheme.toml" => of_scheme,
            _ => of_demand,
        };
        let mut changed: Vec<String> = changes
            .iter()
            .map(|(was, is)| text.replacen(was, is, 1))
            .collect();
        changed.push(format!("{text}\n"));
        for changed in changed {
            assert_ne!(changed, text);
            folder.write(name, &changed);
            let (status, said) = verify(&folder, &["scheme.toml", "demand.csv"]);
            assert_eq!(status, Some(1), "{said}");
            assert!(said.starts_with("different:\n"), "{said}");
            assert!(said.contains(&format!("  {name} is not the ")), "{said}");
        }
    }
}

#[test]
fn the_figure_that_a_change_moves_is_named_with_both_values() {
    let folder = receipted();
    let table = folder.read("demand.csv").replace(",360", ",361");
    folder.write("demand.csv", &table);
    let (_, said) = verify(&folder, &["scheme.toml", "demand.csv"]);
    // 39 fewer at £1,500: a saving of £58,500, half of £30,000 and the rest.
    let line = "  rewards, E09000012 adult year_1, reward: it was 45000.00, computed again it is \
                43500.00\n";
    assert!(said.contains(line), "{said}");
}

#[test]
fn a_receipt_that_was_changed_by_hand_does_not_verify() {
    let folder = receipted();
    let receipt = folder.read("receipt.json");
    for (was, is) in [
        ("45000.00", "45000.01"),
        ("\"1500.00\"", "\"1500.01\""),
        ("\"met\"", "\"capped\""),
        ("\"share_percent\": \"50\"", "\"share_percent\": \"60\""),
    ] {
        let changed = receipt.replacen(was, is, 1);
        assert_ne!(changed, receipt, "{was}");
        folder.write("receipt.json", &changed);
        let (status, said) = verify(&folder, &["scheme.toml", "demand.csv"]);
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains("computed again it is"), "{said}");
    }
}

#[test]
fn a_public_receipt_leaves_digests_of_small_counts_out_and_still_verifies() {
    let folder = Folder::of("hackney");
    let small = folder.read("demand.csv").replace(",360", ",9");
    folder.write("demand.csv", &small);
    let both = [
        "--receipt",
        "receipt.json",
        "--public-receipt",
        "public.json",
    ];
    folder
        .run(
            &[
                &["assess", "scheme.toml", "demand.csv", "-o", "x"][..],
                &both,
            ]
            .concat(),
        )
        .done();
    let (own, public) = (
        json(&folder.read("receipt.json")),
        json(&folder.read("public.json")),
    );
    let digest = own["inputs"][1]["sha256"].as_str().unwrap();
    assert!(!folder.read("public.json").contains(digest));
    assert!(public["inputs"][1]["sha256"].is_null() && public["results"][0]["sha256"].is_null());
    assert_eq!(own["inputs"][0], public["inputs"][0]);
    let ended = folder.run(&["verify", "public.json", "scheme.toml", "demand.csv"]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(
        ended
            .output
            .contains("demand.csv is taken as the table of counts"),
        "{ended:?}"
    );
    // Without a count under ten, nothing can be guessed.
    let folder = receipted();
    let arguments = [
        "assess",
        "scheme.toml",
        "demand.csv",
        "-o",
        "x",
        "--public-receipt",
        "p.json",
    ];
    folder.run(&arguments).done();
    assert!(json(&folder.read("p.json"))["inputs"][1]["sha256"].is_string());
}

#[test]
fn a_receipt_takes_no_place_of_another_file() {
    let folder = Folder::of("hackney");
    for receipt in ["scheme.toml", "demand.csv", "rewards.txt", "-"] {
        let arguments = [
            "assess",
            "scheme.toml",
            "demand.csv",
            "-o",
            "rewards.txt",
            "--receipt",
            receipt,
        ];
        let ended = folder.run(&arguments);
        assert_eq!(ended.status, Some(2), "{receipt}: {ended:?}");
    }
    assert_eq!(folder.names(), ["demand.csv", "scheme.toml"]);
}

#[test]
fn what_is_no_receipt_is_refused() {
    let folder = receipted();
    let receipt = folder.read("receipt.json");
    for text in [
        "",
        "{}",
        "[1]",
        &receipt[..100],
        &receipt.replace("receipt/1", "receipt/9"),
    ] {
        folder.write("receipt.json", text);
        let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
        assert_eq!(
            (ended.status, ended.output.as_str()),
            (Some(1), ""),
            "{text}"
        );
        assert!(ended.errors.contains("receipt"), "{}", ended.errors);
    }
}

#[test]
fn a_receipt_asks_for_no_more_than_an_option() {
    let folder = receipted();
    let receipt = folder.read("receipt.json");
    for options in [
        "{\"output\": \"taken.txt\"}",
        "{\"receipt\": \"taken.txt\"}",
        "{\"no-such-option\": \"yes\"}",
    ] {
        let changed = receipt.replacen("\"options\": {}", &format!("\"options\": {options}"), 1);
        folder.write("receipt.json", &changed);
        let ended = folder.run(&["verify", "receipt.json", "scheme.toml", "demand.csv"]);
        assert_eq!(ended.status, Some(1), "{options}: {ended:?}");
        assert!(!folder.names().contains(&"taken.txt".to_owned()));
    }
}

#[cfg(feature = "evaluate")]
#[test]
fn an_evaluation_is_computed_again_with_its_options_and_every_further_table() {
    let folder = Folder::of("hackney");
    let rows = |of: &[(&str, &str, u64)]| {
        let rows = of
            .iter()
            .map(|(area, period, count)| format!("{area},adult,{period},custody,{count}\n"));
        format!(
            "area_code,cohort,period,metric,count\n{}",
            rows.collect::<String>()
        )
    };
    folder.write(
        "elsewhere.csv",
        &rows(&[("E09000030", "baseline", 500), ("E09000030", "year_1", 470)]),
    );
    folder.write(
        "earlier.csv",
        &rows(&[("E09000012", "2008", 350), ("E09000012", "2009", 370)]),
    );
    let arguments = [
        "evaluate",
        "scheme.toml",
        "demand.csv",
        "--comparator",
        "elsewhere.csv",
        "--earlier",
        "earlier.csv",
        "--pooled",
        "--rounded-to",
        "5",
        "--dispersion",
        "2.5",
        "--test",
        "minlike",
        "--receipt",
        "receipt.json",
    ];
    let printed = folder.run(&arguments);
    assert_eq!(printed.status, Some(0), "{printed:?}");
    let files = ["earlier.csv", "scheme.toml", "elsewhere.csv", "demand.csv"];
    assert_eq!(verify(&folder, &files), (Some(0), SAME.to_owned()));
    for name in ["elsewhere.csv", "earlier.csv"] {
        let text = folder.read(name);
        folder.write(name, &format!("{text}\n"));
        let (status, said) = verify(&folder, &files);
        assert_eq!(status, Some(1));
        assert!(said.contains(&format!("{name} is not ")), "{said}");
        folder.write(name, &text);
    }
    // Another option is another result.
    let changed = folder.read("receipt.json").replacen("\"2.5\"", "\"2\"", 1);
    folder.write("receipt.json", &changed);
    let (status, said) = verify(&folder, &files);
    assert!(
        status == Some(1) && said.contains("results, evaluation"),
        "{said}"
    );
}

#[cfg(feature = "records")]
#[test]
fn a_count_is_computed_again_on_any_number_of_threads() {
    use crate::counting::{HEADER, count, planned, record};
    let folder = planned();
    let rows: String = (0..50).map(|day| record("2010-08", day % 3 + 1)).collect();
    folder.write("a.csv", &format!("{HEADER}{rows}"));
    let receipt = |threads: &str| {
        let own = [
            "a.csv",
            "--threads",
            threads,
            "--receipt",
            "receipt.json",
            "-o",
            "counts.csv",
        ];
        let ended = reinvest(&folder.path, &count(&own));
        assert_eq!(ended.status, Some(0), "{ended:?}");
        folder.read("receipt.json")
    };
    assert_eq!(receipt("1"), receipt("4"));
    let inputs = ["a.csv", "plan.toml", "scheme.toml"];
    let ended = folder.run(&[&["verify", "receipt.json"][..], &inputs].concat());
    assert_eq!(ended.status, Some(0), "{ended:?}");
    let more = format!("{}{}", folder.read("a.csv"), record("2010-08", 1));
    folder.write("a.csv", &more);
    let ended = folder.run(&[&["verify", "receipt.json"][..], &inputs].concat());
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(
        ended.output.contains("a.csv is not the extract of records"),
        "{ended:?}"
    );
}

#[test]
fn a_pack_is_the_same_bytes_and_verifies() {
    let folder = Folder::of("hackney");
    folder.write("notes.txt", "no file of an assessment");
    let packed = |name: &str| {
        let output = format!("../{name}.zip");
        let ended = folder.run(&["pack", ".", "-o", &output]);
        assert_eq!(ended.status, Some(0), "{ended:?}");
        assert!(ended.errors.contains("left out of .: notes.txt"));
        let path = folder.path.join(&output);
        let bytes = fs::read(&path).unwrap();
        let verified = folder.run(&["verify", &output]);
        fs::remove_file(path).unwrap();
        assert_eq!((verified.status, verified.output.as_str()), (Some(0), SAME));
        bytes
    };
    let own = folder.path.file_name().unwrap().to_str().unwrap();
    assert_eq!(packed(&format!("{own}-a")), packed(&format!("{own}-b")));
}

#[test]
fn a_folder_without_a_scheme_or_with_two_is_no_pack() {
    let folder = Folder::of("hackney");
    folder.write("scheme-2.toml", &folder.read("scheme.toml"));
    let ended = folder.run(&["pack", ".", "-o", "../never.zip"]);
    assert_eq!(ended.status, Some(1));
    assert!(
        ended
            .errors
            .contains("more than one scheme: scheme-2.toml, scheme.toml"),
        "{}",
        ended.errors
    );
    let empty = Folder::new();
    let ended = empty.run(&["pack", "."]);
    assert_eq!(ended.status, Some(1));
    for lacking in ["no scheme", "no table of counts"] {
        assert!(ended.errors.contains(lacking), "{}", ended.errors);
    }
    let ended = reinvest(&fixture("hackney"), &["pack", "no-such-folder"]);
    assert_eq!(ended.status, Some(1));
}
