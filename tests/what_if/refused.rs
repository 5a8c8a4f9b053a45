//! What cannot be asked: everything that is wrong is said at once, with what to do.

use crate::fixtures::{Given, file};
use justice_reinvestment::what_if::{Setting, WhatIf};
use justice_reinvestment::{Error, PublishedTerms};

#[test]
fn what_the_scheme_does_not_know_is_told_at_once() {
    let error = Given::of("pilot").refused(&[
        "price.custody.adult=1",
        "price.victims_withdrawn.adult=1",
        "price.community_order.adult=1",
        "price.community_order.adult.yaer_1=1",
        "cohort.adult.share.3=1%",
        "count.E09000099.adult.year_1.community_order=1",
        "count.E09000012.youth.year_1.remand_night=1",
        "count.E09000008.adult.year_1.community_order=-100000",
    ]);
    let told: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    for (problem, part) in told.iter().zip([
        "there is no metric \"custody\"",
        "no price for cohort \"adult\"",
        "has 2 prices for cohort \"adult\"",
        "did you mean \"year_1\"?",
        "have 2 bands in the scheme",
        "is not an area of the scheme",
        "takes no part with cohort \"youth\"",
        "cannot be taken away from",
    ]) {
        assert!(problem.contains(part), "{problem}");
        // Which of them it is.
        assert!(problem.starts_with('"'), "{problem}");
    }
    assert_eq!(told.len(), 8, "{told:#?}");
}

#[test]
fn a_cohort_that_the_scheme_does_not_have_cannot_be_changed() {
    let error = Given::of("hackney").refused(&["cohort.youth.threshold=5%"]);
    assert!(
        error
            .to_string()
            .contains("the scheme has no cohort \"youth\""),
        "{error}"
    );
    assert!(error.to_string().contains("\"adult\""), "{error}");
}

#[test]
fn bands_are_those_of_all_the_terms_that_are_named() {
    let given = Given::of("hackney");
    let question = given.question(&["cohort.adult.share.2=50%"]);
    assert!(question.check().is_ok());
    let both = PublishedTerms::ALL
        .into_iter()
        .fold(question, WhatIf::under);
    let error = both.check().unwrap_err();
    assert!(
        error.to_string().contains("one band in ljr-flat-half"),
        "{error}"
    );
}

#[test]
fn what_is_set_twice_is_refused_however_it_is_named() {
    let given = Given::of("pilot");
    for settings in [
        ["cohort.adult.threshold=5%", "cohort.adult.threshold=6%"],
        // One price values both periods.
        [
            "price.community_order.adult.baseline=1",
            "price.community_order.adult.year_1=2",
        ],
    ] {
        let error = given.refused(&settings);
        assert!(error.to_string().contains("this is set already"), "{error}");
    }
    let terms = PublishedTerms::LjrBands;
    let twice = given.question(&[]).under(terms).under(terms).check();
    assert!(twice.unwrap_err().to_string().contains("named twice"));
}

#[test]
fn more_than_two_ranges_and_more_than_ten_thousand_assessments_are_refused() {
    let given = Given::of("hackney");
    let [threshold, price, count] = [
        "cohort.adult.threshold=0%..10%/0.1%",
        "price.custody.adult=1000..2000/10",
        "count.E09000012.adult.year_1.custody=350..370/10",
    ];
    let error = given.refused(&[threshold, price, count]);
    assert!(
        error.to_string().contains("3 settings are ranges"),
        "{error}"
    );
    // 101 × 101 are 10,201.
    assert!(error.to_string().contains("assessments"), "{error}");
    let error = given.refused(&[threshold, price]);
    assert!(error.to_string().contains("10,201 assessments"), "{error}");
    assert!(given.question(&[threshold, count]).check().is_ok());
}

#[test]
fn more_than_a_million_rewards_together_are_refused() {
    // The pilot with two hundred more sites, each with two test years: 420 rewards.
    let (mut scheme, mut table) = (file("pilot", "scheme.toml"), file("pilot", "demand.csv"));
    let header: Vec<String> = table
        .lines()
        .next()
        .unwrap()
        .split(',')
        .map(str::to_owned)
        .collect();
    for number in 1..=200 {
        let code = format!("E10{number:06}");
        scheme +=
            &format!("[[site]]\ncode = \"{code}\"\nname = \"{code}\"\ncohorts = [\"adult\"]\n");
        for period in ["baseline", "year_1", "year_2"] {
            for metric in ["custody_under_12_months", "community_order", "remand_night"] {
                let cell = |name: &String| match name.as_str() {
                    "area_code" => code.clone(),
                    "cohort" => "adult".to_owned(),
                    "period" => period.to_owned(),
                    "metric" => metric.to_owned(),
                    "count" => number.to_string(),
                    _ => String::new(),
                };
                let row: Vec<String> = header.iter().map(cell).collect();
                if table.contains(&format!(",adult,{period},{metric},")) {
                    table += &format!("{}\n", row.join(","));
                }
            }
        }
    }
    let given = Given::new(&scheme, &table);
    assert_eq!(given.assessed().rewards.len(), 420);
    let [many, some] =
        ["0%..50%/0.02%", "0%..40%/0.02%"].map(|range| format!("cohort.adult.threshold={range}"));
    let error = given.refused(&[&many]).to_string();
    assert!(
        error.contains("2,501 assessments of 420 rewards each"),
        "{error}"
    );
    assert!(given.question(&[&some]).check().is_ok());
    assert!(Given::of("pilot").question(&[&many]).check().is_ok());
}

#[test]
fn a_changed_scheme_goes_through_its_checks() {
    let given = Given::of("pilot");
    let refused = |settings: &[&str]| {
        let question = given.question(settings);
        assert!(question.check().is_ok());
        question.ask().unwrap_err().to_string()
    };
    let error = refused(&["cohort.youth.band.1=20%"]);
    assert!(error.contains("bands for young people: band 2 ends at 20%, but begins at 20%"));
    // Not applicable in one period, and counted in another.
    let table = std::fs::read_to_string("fixtures/pilot/demand.csv").unwrap();
    let row = table.lines().find(|row| row.contains("[z]")).unwrap();
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let names = ["area_code", "cohort", "period", "metric"];
    let place = |name: &str| header.iter().position(|one| *one == name).unwrap();
    let [area, cohort, period, metric] = names.map(|name| row.split(',').nth(place(name)).unwrap());
    let error = refused(&[&format!("count.{area}.{cohort}.{period}.{metric}=5")]);
    assert!(error.contains("[z]"), "{error}");
}

/// The advice on all that is wrong with settings of the pilot.
fn advice(settings: &[&str]) -> Vec<String> {
    let given = Given::of("pilot");
    let mut parsed = Vec::new();
    for text in settings {
        match text.parse::<Setting>() {
            Ok(setting) => parsed.push(setting),
            Err(error) => return advice_of(&error),
        }
    }
    let question = WhatIf::new(&given.scheme, &given.demand);
    let question = parsed.into_iter().fold(question, WhatIf::set);
    advice_of(&question.ask().unwrap_err())
}

fn advice_of(error: &Error) -> Vec<String> {
    let problems = error.problems().iter();
    problems.map(|problem| problem.advice.clone()).collect()
}

#[test]
fn advice_is_about_what_was_set_and_about_no_file() {
    for (settings, expected) in [
        // Hackney takes part with adults alone, Lewisham in one test year.
        (
            &["count.E09000012.youth.year_1.remand_night=1"][..],
            "the only one is \"adult\"",
        ),
        (
            &["count.E09000023.adult.year_2.community_order=1"],
            "use one of \"baseline\" or \"year_1\"",
        ),
        (
            &["count.E09000008.adult.year_1.remand_night=1"],
            "use one of \"custody_under_12_months\", \"community_order\" or \"victims_withdrawn\"",
        ),
        (
            &["price.remand_night.adult=1"],
            "only what has a price can be given another: use one of \
             \"price.custody_under_12_months.adult\" or \"price.community_order.adult\"",
        ),
        (
            &["count.E09000008.adult.year_1.community_order=none"],
            "write digits alone, or +5 for five more and -10 for ten fewer",
        ),
        (
            &["count.E08000002.youth.year_1.remand_night=5"],
            "set count.E08000002.youth.baseline.remand_night and \
             count.E08000002.youth.year_2.remand_night too, or leave this out",
        ),
        (
            &["cohort.youth.band.1=30%"],
            "bands rise: set cohort.youth.band.2 above 30% or cohort.youth.band.1 below 20%",
        ),
        (
            &["cohort.youth.band.1=100%"],
            "bands rise: set cohort.youth.band.1 below 20%",
        ),
        (
            &["cohort.youth.band.1=0%"],
            "bands rise: set cohort.youth.band.1 above 0%",
        ),
        (
            &["cohort.youth.band.1=100%", "cohort.youth.band.2=0%"],
            "set the ends of the bands so that they rise",
        ),
    ] {
        let advice = advice(settings);
        assert_eq!(advice, [expected], "{settings:?}");
    }
    // Set in every period, a count that is not applicable is one.
    let whole = ["baseline", "year_1", "year_2"]
        .map(|period| format!("count.E08000002.youth.{period}.remand_night=5"));
    let whole = whole.each_ref().map(String::as_str);
    assert!(Given::of("pilot").question(&whole).ask().is_ok());
    // Of two that are lacking, each setting says which.
    assert_eq!(
        advice(&whole[..2]),
        [
            "set count.E08000002.youth.year_2.remand_night too, or leave this out",
            "set count.E08000002.youth.year_2.remand_night too, or leave this out",
        ]
    );
}

#[test]
fn a_count_of_groups_is_not_set_and_the_advice_is_to_leave_it_out() {
    let table = "area_code,cohort,period,metric,group,count\n\
                 E09000012,adult,baseline,custody,a,400\nE09000012,adult,year_1,custody,a,360\n";
    let given = Given::new(&file("hackney", "scheme.toml"), table);
    let error = given.refused(&["count.E09000012.adult.year_1.custody=1"]);
    assert!(
        advice_of(&error)[0].starts_with("leave this out"),
        "{error}"
    );
}

#[test]
fn no_text_makes_reading_a_setting_fail_otherwise_than_by_an_error() {
    use proptest::prelude::*;
    let parts = "(price|cohort|count|\\.|=|adult|youth|threshold|share|band|[0-9]{1,20}|%|\\.\\.|/|\\+|-|E1|é| )";
    let texts = proptest::collection::vec(parts, 0..14).prop_map(|parts| parts.concat());
    proptest!(|(text in texts)| {
        let given = Given::of("hackney");
        if let Ok(setting) = text.parse::<Setting>() {
            prop_assert_eq!(setting.to_string(), text);
            let question = WhatIf::new(&given.scheme, &given.demand).set(setting);
            if question.check().is_ok() {
                let _ = question.ask();
            }
        }
    });
}
