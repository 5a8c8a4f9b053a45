//! All rewards together where some are not computable: the others are added up, and how
//! many are left out is said.

use crate::fixtures::{Given, file, with};
use justice_reinvestment::PublishedTerms;
use justice_reinvestment::what_if::{Answer, WhatIf};
use justice_reinvestment::wording::Paper;
use serde_json::{Value, json};

/// The lines of a page from one that begins so to the next blank one, without the spaces
/// that lay them out.
fn lines_from(answer: &Answer, beginning: &str) -> Vec<String> {
    let text = answer.to_text(Paper::of_width(1_000));
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = text.lines().map(squeezed);
    let lines = lines.skip_while(|line| !line.starts_with(beginning));
    lines.take_while(|line| !line.is_empty()).collect()
}

fn totals(answer: &Answer) -> Value {
    let json: Value = serde_json::from_str(&answer.to_json()).unwrap();
    json["cases"][0]["computable"].clone()
}

/// £2,107,491.17 without Southwark's two, as `assess` says; Croydon's £28,251.00 go.
#[test]
fn rewards_that_are_computable_are_added_up_without_those_that_are_not() {
    let answer = Given::of("pilot").asked(&["cohort.adult.threshold=6%"]);
    assert_eq!(
        lines_from(&answer, "All rewards together"),
        [
            "All rewards together, without the 2 that are not computable",
            "as it is £2,107,491.17",
            "threshold for adults: 6% (5% as it is) £2,079,240.17 −£28,251.00",
        ]
    );
    let expected = json!({
        "left_out": 2,
        "reward_as_it_is": "2107491.17",
        "reward": "2079240.17",
        "difference": "-28251.00",
    });
    assert_eq!(totals(&answer), expected);
}

#[test]
fn under_other_terms_too() {
    let given = Given::of("pilot");
    let question = PublishedTerms::ALL
        .into_iter()
        .fold(given.question(&[]), WhatIf::under);
    let line = lines_from(&question.ask().unwrap(), "All rewards together");
    let line = line.first().unwrap();
    // £332,510.00 + £697,530.00 + £55,287.50 + £28,251.00 + twice £56,502.00 + £6,505.00
    // + £13,010.00 + £21,625.50 + £21,315.00 + £7,701.00.
    assert_eq!(
        line,
        "All rewards together, without the 2 that are not computable £2,107,491.17 \
         £2,107,491.17 £1,296,739.00"
    );
    let one = given.question(&[]).under(PublishedTerms::LjrFlatHalf).ask();
    let line = lines_from(&one.unwrap(), "All rewards together");
    assert!(line[0].ends_with("£1,296,739.00 −£810,752.17"), "{line:?}");
}

/// With one of the two missing counts set, its reward has no other to be compared with.
#[test]
fn a_reward_that_is_computable_with_the_changes_alone_is_in_no_difference() {
    let setting = "count.E09000028.adult.year_1.custody_under_12_months=0";
    let answer = Given::of("pilot").asked(&[setting]);
    let lines = lines_from(&answer, "All rewards together");
    assert_eq!(
        lines[0],
        "All rewards together, without the 2 that are not computable as it is or with the changes"
    );
    assert!(lines[1].ends_with("£2,107,491.17"), "{lines:?}");
    assert!(lines[2].ends_with("£2,107,491.17 none"), "{lines:?}");
    let case = &answer.cases()[0];
    let known = case.figures.iter().filter(|one| one.reward.is_some());
    assert_eq!((known.count(), case.computable.left_out), (19, 2));
    // The reward itself is told of.
    let reward = lines_from(&answer, "Southwark (E09000028), adults, first test year");
    assert!(reward[1].contains("not computable"), "{reward:?}");
    assert!(reward[2].contains('£'), "{reward:?}");
}

#[test]
fn where_no_reward_is_computable_no_sum_is_known() {
    let table = "area_code,cohort,period,metric,count,status\n\
                 E09000012,adult,baseline,custody,,[x]\nE09000012,adult,year_1,custody,360,\n\
                 E09000013,adult,baseline,custody,,[x]\nE09000013,adult,year_1,custody,360,\n";
    let scheme = with(
        &file("hackney", "scheme.toml"),
        "[[site]]",
        "[[site]]\ncode = \"E09000013\"\nname = \"Next\"\ncohorts = [\"adult\"]\n\n[[site]]",
    );
    let given = Given::new(&scheme, table);
    let answer = given.question(&[]).under(PublishedTerms::LjrFlatHalf).ask();
    let answer = answer.unwrap();
    let lines = lines_from(&answer, "All rewards together");
    assert_eq!(lines, ["All rewards together not known not known"]);
    let expected = json!({
        "left_out": 2, "reward_as_it_is": null, "reward": null, "difference": null,
    });
    assert_eq!(totals(&answer), expected);
}

#[test]
fn where_every_reward_is_computable_none_is_left_out() {
    let answer = Given::of("england-and-wales").asked(&["cohort.youth.threshold=12%"]);
    let lines = lines_from(&answer, "All rewards together");
    assert_eq!(
        lines[..2],
        ["All rewards together", "as it is £6,134,823.00"]
    );
    assert!(lines[2].ends_with("£4,233,814.50 −£1,901,008.50"));
    assert_eq!(totals(&answer)["left_out"], 0);
}
