//! `what-if` as its users type it: figures beside those of edited files, and a command line
//! that is wrong.

use crate::{Folder, fixture, json, list, reinvest};
use serde_json::Value;

/// What is said of each reward: who, and how much.
fn rewards(list: &[Value]) -> Vec<(Value, Value, Value, Value)> {
    let told = list.iter().map(|reward| {
        // The assessment has the whole period, the answer its id.
        let period = reward["period"].get("id").unwrap_or(&reward["period"]);
        let site = reward["site"]["code"].clone();
        let cohort = reward["cohort"].clone();
        (site, cohort, period.clone(), reward["reward"].clone())
    });
    told.collect()
}

#[test]
fn what_would_be_paid_is_what_the_edited_files_pay() {
    let folder = Folder::of("pilot");
    let edit = |name: &str, from: &str, to: &str| {
        let text = folder.read(name);
        assert!(text.contains(from), "{from}");
        folder.write(name, &text.replacen(from, to, 1));
    };
    let setting = [
        "price.custody_under_12_months.adult=9000.50",
        "cohort.youth.threshold_met=more_than",
    ];
    let question = ["what-if", "scheme.toml", "demand.csv", "--format", "json"];
    let sets = ["--set", setting[0], "--set", setting[1]];
    let answer = folder.run(&[&question[..], &sets].concat()).json();
    edit(
        "scheme.toml",
        "amount = \"10000.00\"",
        "amount = \"9000.50\"",
    );
    let youth = "[cohort.youth]\nterms = \"ljr-bands\"";
    edit(
        "scheme.toml",
        youth,
        &format!("{youth}\nthreshold_met = \"more_than\""),
    );
    let edited = folder.run(&["assess", "scheme.toml", "demand.csv", "--format", "json"]);
    let edited = edited.json();
    let asked = &list(&answer["cases"])[0];
    assert_eq!(
        rewards(list(&asked["rewards"])),
        rewards(list(&edited["rewards"]))
    );
    assert_ne!(
        asked["rewards"][0]["reward"],
        asked["rewards"][0]["reward_as_it_is"]
    );
    assert_eq!(answer["schema"], "justice-reinvestment/what-if/1");
    assert_eq!(answer["asked"], serde_json::json!(setting));
}

#[test]
fn no_file_is_changed_by_a_question() {
    let folder = Folder::of("hackney");
    let before = (folder.read("scheme.toml"), folder.read("demand.csv"));
    let set = "count.E09000012.adult.year_1.custody=300";
    let text = folder
        .run(&["what-if", "scheme.toml", "demand.csv", "--set", set])
        .done();
    assert!(text.contains("This is a question, not an edit"), "{text}");
    assert_eq!(
        (folder.read("scheme.toml"), folder.read("demand.csv")),
        before
    );
    assert_eq!(folder.names(), ["demand.csv", "scheme.toml"]);
}

#[test]
fn both_readings_and_a_range_go_into_every_format() {
    let fixture = fixture("england-and-wales");
    let question = [
        "what-if",
        "scheme.toml",
        "demand.csv",
        "--terms",
        "ljr-bands,ljr-flat-half",
        "--set",
        "cohort.youth.threshold=11%..12%/0.5%",
    ];
    let printed = |format: &str| {
        let arguments = [&question[..], &["--format", format]].concat();
        reinvest(&fixture, &arguments).done()
    };
    let answer = json(&printed("json"));
    assert_eq!(list(&answer["cases"]).len(), 6);
    // Young people fell by 11.74% in 2011: met at 11.5%, and not at 12%.
    let outcomes = list(&answer["cases"]).iter();
    let outcomes: Vec<&Value> = outcomes
        .map(|case| &case["rewards"][2]["outcome"])
        .collect();
    assert_eq!(outcomes, ["met", "met", "not_met", "met", "met", "not_met"]);
    assert_eq!(printed("csv").lines().count(), 1 + 6 * 4);
    for format in ["text", "markdown"] {
        let text = printed(format);
        for part in ["11%", "11.5%", "12%", "£1,901,008.50", "£1,656,140.00"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}

#[test]
fn all_that_is_wrong_with_the_command_line_is_said_at_once() {
    let question = ["what-if", "scheme.toml", "demand.csv"];
    let wrong = [
        "--set",
        "cohort.adult.treshold=6%",
        "--set",
        "cohort.adult.threshold=6",
        "--set",
        "price.custdoy.adult=1500",
        "--terms",
        "ljr-band",
        "--site",
        "Hackny",
    ];
    let ended = reinvest(&fixture("hackney"), &[&question[..], &wrong].concat());
    assert_eq!((ended.status, &*ended.output), (Some(2), ""));
    for part in [
        "did you mean \"threshold\"?",
        "write it with its sign",
        "there is no metric \"custdoy\"",
        "did you mean \"ljr-bands\"?",
        "did you mean \"Hackney\"?",
        "5 problems",
    ] {
        assert!(ended.errors.contains(part), "{part} in {}", ended.errors);
    }
    // Whatever stands in the files.
    let nowhere = ["what-if", "nowhere.toml", "demand.csv", "--set", "x=1"];
    assert_eq!(reinvest(&fixture("hackney"), &nowhere).status, Some(2));
    for wrong in [
        &["what-if", "scheme.toml"][..],
        &["what-if", "scheme.toml", "demand.csv", "--set"],
        &["what-if", "scheme.toml", "demand.csv", "--site", "Hackny"],
        &["what-if", "scheme.toml", "demand.csv", "--format", "table"],
    ] {
        assert_eq!(
            reinvest(&fixture("hackney"), wrong).status,
            Some(2),
            "{wrong:?}"
        );
    }
}

#[test]
fn what_the_checks_of_a_file_refuse_is_a_problem_of_the_input() {
    let question = ["what-if", "scheme.toml", "demand.csv", "--set"];
    let ended = reinvest(
        &fixture("hackney"),
        &[&question[..], &["cohort.adult.band.1=30%"]].concat(),
    );
    assert_eq!((ended.status, &*ended.output), (Some(1), ""));
    let part = "bands for adults: band 2 ends at 20%, but begins at 30%";
    assert!(ended.errors.contains(part), "{}", ended.errors);
    let ended = reinvest(
        &fixture("hackney"),
        &["what-if", "demand.csv", "scheme.toml"],
    );
    assert_eq!((ended.status, &*ended.output), (Some(1), ""));
}

#[cfg(feature = "evaluate")]
#[test]
fn a_site_that_takes_no_part_is_an_answer_in_every_format_and_never_an_empty_one() {
    let of_lewisham = ["--site", "Lewisham", "--period", "year_2"];
    let files = ["scheme.toml", "demand.csv"];
    let said = |command: &str, options: &[&str]| {
        let arguments = [&[command][..], &files, &of_lewisham, options].concat();
        let ended = reinvest(&fixture("pilot"), &arguments);
        assert_eq!(ended.status, Some(0), "{arguments:?}: {ended:?}");
        ended.output
    };
    let why = "Lewisham takes no part in the second test year: nothing is counted and nothing is \
               paid for it.";
    let wide = ["--width", "200"];
    for command in ["explain", "what-if", "evaluate"] {
        assert!(said(command, &wide).contains(why), "{command}");
        for format in ["json", "markdown"] {
            let text = said(command, &["--format", format]);
            assert!(text.contains(why), "{command} {format}: {text}");
        }
    }
    let text = said("what-if", &["--format", "csv"]);
    assert_eq!(text.matches(",takes_no_part,").count(), 2, "{text}");
    // Nothing is assumed, and nothing is worked out.
    let text = said("evaluate", &wide);
    assert!(!text.contains("What is assumed"), "{text}");
    let json = json(&said("evaluate", &["--format", "json"]));
    assert_eq!(json["takes_no_part"][0]["period"], "year_2");
}
