//! Words at the edges of what can happen: at exactly a threshold, without a
//! baseline, with a single case.

use crate::fixtures::{assessed, file, page_of, selection, unwrapped};
use justice_reinvestment::Cohort;

/// Where more than the threshold is asked for, and missing cases cost exactly what
/// the saving is above it, the threshold is not met: they must cost less.
#[test]
fn a_strict_threshold_leaves_missing_cases_less_than_the_margin() {
    let strict = "terms = \"ljr-bands\"\nthreshold_met = \"more_than\"";
    let scheme = file("hackney", "scheme.toml").replace("terms = \"ljr-bands\"", strict);
    let table = "area_code,cohort,period,metric,count,status\n\
                 E09000012,adult,baseline,custody,400,\nE09000012,adult,year_1,custody,,[c]\n";
    let assessment = assessed(&scheme, table);
    let text = unwrapped(&page_of(&assessment, &assessment.rewards[0]));
    // 380 sentences, at £570,000.00, leave a fall of exactly 5%.
    assert!(
        text.contains("with 379, £16,500.00 is paid; with 380, £0.00 is paid"),
        "{text}"
    );
    assert!(text.contains("cost less than £570,000.00"), "{text}");
}

/// Missed by nothing is not missed: there is nothing to fall from.
#[test]
fn without_a_cost_in_the_baseline_no_threshold_is_missed_by_nothing() {
    let table = "area_code,cohort,period,metric,count,status\n\
                 E09000012,adult,baseline,custody,0,\nE09000012,adult,year_1,custody,,[c]\n";
    let assessment = assessed(&file("hackney", "scheme.toml"), table);
    let text = unwrapped(&page_of(&assessment, &assessment.rewards[0]));
    assert!(!text.contains("missed by £0.00"), "{text}");
}

/// At exactly the threshold, where more than that is asked for.
#[test]
fn a_fall_of_exactly_a_strict_threshold_is_not_more_by_nothing() {
    let strict = "terms = \"ljr-bands\"\nthreshold_met = \"more_than\"";
    let scheme = file("hackney", "scheme.toml").replace("terms = \"ljr-bands\"", strict);
    let table = file("hackney", "demand.csv").replace("360", "380");
    let assessment = assessed(&scheme, &table);
    let text = unwrapped(&page_of(&assessment, &assessment.rewards[0]));
    assert!(
        text.contains("A reward is paid only for a fall of more than 5%."),
        "{text}"
    );
    assert!(
        text.contains("Exactly at the threshold, and more is needed"),
        "{text}"
    );
    assert!(!text.contains("Missed by"), "{text}");
}

/// A metric of which a single case is there, and which alone cannot reach 5%.
#[test]
fn a_single_case_is_not_any_of_several() {
    let table = file("pilot", "demand.csv");
    let many = "E09000022,Lambeth,adult,year_1,community_order,,150";
    assert!(table.contains(many));
    let one = many.replace(",150", ",1");
    let table = table.replace(many, &one).replace(
        "E09000022,Lambeth,adult,baseline,community_order,,150",
        "E09000022,Lambeth,adult,baseline,community_order,,1",
    );
    let pilot = assessed(&file("pilot", "scheme.toml"), &table);
    let meant = selection("Lambeth", Cohort::Adult, Some("year_1"));
    let text = unwrapped(&pilot.explain(&meant).unwrap());
    assert!(
        text.contains("No number of cases of \"Community orders\""),
        "{text}"
    );
    assert!(!text.contains("any of the 1 case"), "{text}");
}

/// Beside rewards stands what a case changes them by: it must be called so.
#[test]
fn what_a_case_changes_the_reward_by_is_not_called_the_reward() {
    let assessment = assessed(
        &file("hackney", "scheme.toml"),
        &file("hackney", "demand.csv"),
    );
    let page = page_of(&assessment, &assessment.rewards[0]).to_markdown();
    let cells = |begins: &str| -> Vec<String> {
        let row = page.lines().find(|line| line.starts_with(begins)).unwrap();
        row.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let headings = cells("| cases in ");
    let of_metric = page.split("cases in ").nth(1).unwrap();
    let row = of_metric
        .lines()
        .find(|line| line.contains("Custodial"))
        .unwrap();
    let values: Vec<&str> = row.split('|').map(str::trim).collect();
    // £1,500.00 a sentence, all of it paid between 5% and 20%.
    let change = values
        .iter()
        .position(|cell| *cell == "−£1,500.00")
        .unwrap();
    assert!(headings[change].contains("change"), "{}", headings[change]);
}
