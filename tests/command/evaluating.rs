//! Evaluations from the command line: what goes unused is refused, and whatever is wrong
//! with any of the files is told at once.

use crate::{Folder, fixture, reinvest};

fn evaluate(options: &[&str]) -> crate::Ended {
    let all = [&["evaluate", "scheme.toml", "demand.csv"], options].concat();
    reinvest(&fixture("hackney"), &all)
}

#[test]
fn an_option_that_would_go_unused_is_refused() {
    for options in [
        &["--seed", "3", "--site", "Hackney"][..],
        &["--draws", "100", "--cohort", "adult"],
        &["--correlation", "0.1", "--period", "year_1"],
        &["--dispersion", "2", "--quarters", "demand.csv"],
        &["--contains-site"],
        &["--draws", "1"],
        &["--correlation", "1"],
        &["--dispersion", "0.5"],
        &["--test", "mid-p"],
    ] {
        let ended = evaluate(options);
        assert_eq!(ended.status, Some(2), "{options:?}: {ended:?}");
        assert_eq!(ended.output, "", "{options:?}");
    }
}

#[test]
fn tests_follow_the_rule_that_is_asked_for() {
    let central = evaluate(&["--format", "json"]).json();
    let minlike = evaluate(&["--format", "json", "--test", "minlike"]).json();
    assert_eq!(central["test_rule"], "central");
    assert_eq!(minlike["test_rule"], "minlike");
}

#[test]
fn what_is_wrong_with_any_file_is_told_at_once() {
    let folder = Folder::of("hackney");
    let demand = folder.read("demand.csv");
    folder.write("demand.csv", &demand.replace(",400", ",4.0"));
    folder.write("elsewhere.csv", &demand.replace(",360", ",-1"));
    folder.write("quarters.csv", "area_code,cohort,period,metric,count\n");
    let ended = folder.run(&[
        "evaluate",
        "scheme.toml",
        "demand.csv",
        "--comparator",
        "elsewhere.csv",
        "--quarters",
        "quarters.csv",
    ]);
    assert_eq!((ended.status, ended.output.as_str()), (Some(1), ""));
    for file in ["demand.csv", "elsewhere.csv", "table of quarters"] {
        assert!(ended.errors.contains(file), "{file}: {}", ended.errors);
    }
}
