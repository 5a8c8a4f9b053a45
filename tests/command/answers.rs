//! Results beyond rewards that are verified: explanations, answers to what-if, logs and
//! comparisons.

use crate::verifying::{SAME, receipted};
use crate::{Folder, json, reinvest_reading};

#[test]
fn an_explanation_of_a_selection_is_verified_and_so_is_what_came_from_standard_input() {
    let folder = receipted("hackney", &["explain", "--site", "E09000012"]);
    let files = ["verify", "receipt.json", "scheme.toml", "demand.csv"];
    assert_eq!(folder.run(&files).done(), SAME);
    let table = folder.read("demand.csv");
    let arguments = [
        "assess",
        "scheme.toml",
        "-",
        "-o",
        "result",
        "--receipt",
        "receipt.json",
    ];
    let ended = reinvest_reading(&table, &folder.path, &arguments);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert_eq!(folder.run(&files).done(), SAME);
}

#[test]
fn the_receipt_of_an_explanation_holds_what_was_chosen_and_its_words() {
    let folder = receipted("pilot", &["explain", "--cohort", "adult"]);
    let receipt = folder.read("receipt.json");
    assert_eq!(json(&receipt)["options"]["cohort"], "adult");
    let files = ["verify", "receipt.json", "scheme.toml", "demand.csv"];
    assert_eq!(folder.run(&files).done(), SAME);
    let of_others = receipt.replacen("\"cohort\": \"adult\"", "\"cohort\": \"youth\"", 1);
    folder.write("receipt.json", &of_others);
    let ended = folder.run(&files);
    assert_eq!(ended.status, Some(1));
    assert!(ended.output.contains("results, explanation"), "{ended:?}");
}

#[test]
fn an_answer_to_a_question_is_verified_with_all_that_was_set() {
    let set = [
        "what-if",
        "--set",
        "cohort.adult.threshold=4%..6%/1%",
        "--set",
        "price.custody.adult=1000.00",
        "--terms",
        "ljr-bands,ljr-flat-half",
    ];
    let folder = receipted("hackney", &set[..3]);
    let files = ["verify", "receipt.json", "scheme.toml", "demand.csv"];
    assert_eq!(folder.run(&files).done(), SAME);
    let folder = receipted("hackney", &set[..5]);
    let receipt = folder.read("receipt.json");
    assert_eq!(
        json(&receipt)["options"]["set"],
        "cohort.adult.threshold=4%..6%/1%\nprice.custody.adult=1000.00"
    );
    assert_eq!(folder.run(&files).done(), SAME);
    folder.write("receipt.json", &receipt.replace("1000.00", "1000.01"));
    let ended = folder.run(&files);
    assert_eq!(ended.status, Some(1));
    assert!(ended.output.contains("results, what_if"), "{ended:?}");
    let folder = receipted("hackney", &[set[0], set[5], set[6]]);
    assert_eq!(folder.run(&files).done(), SAME);
}

#[test]
fn a_log_is_verified_and_a_receipt_asks_for_no_other_than_there_is() {
    let folder = Folder::of("hackney");
    for log in ["assumptions", "decisions", "data"] {
        let arguments = ["log", log, "scheme.toml", "demand.csv", "-o", "log.csv"];
        let receipt = ["--receipt", "receipt.json"];
        folder.run(&[&arguments[..], &receipt].concat()).done();
        let files = ["verify", "receipt.json", "scheme.toml", "demand.csv"];
        assert_eq!(folder.run(&files).done(), SAME);
        let receipt = folder.read("receipt.json");
        for other in ["--receipt=taken.json", "scheme.toml", "-o", "nothing"] {
            let (own, other) = (
                format!("\"log\": \"{log}\""),
                format!("\"log\": \"{other}\""),
            );
            folder.write("receipt.json", &receipt.replacen(&own, &other, 1));
            let ended = folder.run(&files);
            assert_eq!(ended.status, Some(1), "{other}");
            assert!(ended.errors.contains("asks for what"), "{other}: {ended:?}");
        }
        assert_eq!(
            folder.names(),
            ["demand.csv", "log.csv", "receipt.json", "scheme.toml"]
        );
    }
}

#[test]
fn a_comparison_is_verified_by_its_folders_and_by_its_packs() {
    let folder = Folder::new();
    for version in ["old", "new"] {
        std::fs::create_dir(folder.path.join(version)).unwrap();
        for name in ["scheme.toml", "demand.csv"] {
            let text = std::fs::read_to_string(crate::fixture("hackney").join(name)).unwrap();
            let text = match version {
                "new" => text.replace(",360", ",350"),
                _ => text,
            };
            folder.write(&format!("{version}/{name}"), &text);
        }
    }
    for version in ["old", "new"] {
        assert_eq!(folder.run(&["pack", version]).status, Some(0));
    }
    for (old, new) in [("old", "new"), ("old.zip", "new"), ("old.zip", "new.zip")] {
        let receipt = ["-o", "page.txt", "--receipt", "receipt.json"];
        folder
            .run(&[&["compare", old, new][..], &receipt].concat())
            .done();
        let verify = ["verify", "receipt.json", new, old];
        assert_eq!(folder.run(&verify).done(), SAME, "{old} {new}");
    }
    let receipt = ["-o", "page.txt", "--receipt", "receipt.json"];
    folder
        .run(&[&["compare", "old", "new"][..], &receipt].concat())
        .done();
    let table = folder.read("old/demand.csv");
    folder.write("old/demand.csv", &table.replace(",400", ",401"));
    let ended = folder.run(&["verify", "receipt.json", "old", "new"]);
    assert_eq!(ended.status, Some(1));
    let line =
        "different:\n  old/demand.csv is not a file of the old version that the receipt is of: ";
    assert!(ended.output.starts_with(line), "{ended:?}");
    // Nor is what is compared written over.
    let over = ["--receipt", "new/demand.csv"];
    let ended = folder.run(&[&["compare", "old", "new"][..], &over].concat());
    assert_eq!(ended.status, Some(2), "{ended:?}");
}
