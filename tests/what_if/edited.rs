//! An answer is what assessing an edited file gives: the files are edited by hand here.

use crate::fixtures::{Given, file, with};
use crate::worlds::rolled::worlds;
use crate::worlds::{World, metric_id};
use justice_reinvestment::what_if::WhatIf;
use justice_reinvestment::{Assessment, Cohort, Count, PublishedTerms, Selection, assess};
use proptest::prelude::*;
use serde_json::Value;

/// The rewards of an assessment as JSON.
fn rewards(assessment: &Assessment) -> Value {
    let json: Value = serde_json::from_str(&assessment.to_json()).unwrap();
    json["rewards"].clone()
}

/// That a question about a fixture is answered as its edited files are assessed.
#[track_caller]
fn assert_edited(folder: &str, settings: &[&str], scheme: &[(&str, &str)], table: &[(&str, &str)]) {
    let given = Given::of(folder);
    let answer = given.asked(settings);
    let case = &answer.cases()[0];
    assert_eq!(case.changes.len(), settings.len());
    let edit = |name: &str, edits: &[(&str, &str)]| {
        let text = file(folder, name);
        edits
            .iter()
            .fold(text, |text, (from, to)| with(&text, from, to))
    };
    let edited = Given::new(&edit("scheme.toml", scheme), &edit("demand.csv", table));
    let edited = edited.assessed();
    let asked = case.assessment.as_ref().unwrap();
    assert_eq!(rewards(asked), rewards(&edited));
    assert_eq!(asked.total_reward, edited.total_reward);
    assert_eq!(case.total_reward, edited.total_reward);
    let notes = |assessment: &Assessment| assessment.notes.clone();
    assert_eq!(notes(asked), notes(&edited));
    // What was asked about stays as it is.
    assert_eq!(
        rewards(answer.as_it_is()),
        rewards(&Given::of(folder).assessed())
    );
}

/// The built-in terms of adults written out, with the sources that they bring.
const SOURCES: &str = "
[[source]]
id = \"gm-2011\"
title = \"Greater Manchester Transforming Justice\"
publisher = \"Greater Manchester partners\"
date = \"2011-06\"

[[source]]
id = \"ljr-year-one\"
title = \"The development and Year One Implementation of the Local Justice Reinvestment Pilot\"
publisher = \"Ministry of Justice\"
date = \"2013-05-13\"

[cohort.adult]";

fn written_out(threshold: &str, bands: &str) -> (String, String) {
    let from = "[cohort.adult]\nterms = \"ljr-bands\"";
    let to = format!(
        "{SOURCES}\nthreshold = \"{threshold}\"\nbands = [{bands}]\n\
         sources = [\"gm-2011\", \"ljr-year-one\"]"
    );
    (from.to_owned(), to)
}

const BANDS: &str = "{ up_to = \"5%\", share = \"50%\" }, { up_to = \"20%\", share = \"100%\" }";

#[test]
fn a_threshold_is_that_of_an_edited_scheme() {
    for folder in ["hackney", "pilot"] {
        for threshold in ["6%", "0%", "10.0001%", "25%"] {
            let (from, to) = written_out(threshold, BANDS);
            let setting = format!("cohort.adult.threshold={threshold}");
            assert_edited(folder, &[&setting], &[(&from, &to)], &[]);
        }
    }
}

#[test]
fn bands_are_those_of_an_edited_scheme() {
    let bands = "{ up_to = \"8%\", share = \"25.5%\" }, { up_to = \"15%\", share = \"75%\" }";
    let (from, to) = written_out("5%", bands);
    let settings = [
        "cohort.adult.share.1=25.5%",
        "cohort.adult.band.1=8%",
        "cohort.adult.band.2=15%",
        "cohort.adult.share.2=75%",
    ];
    assert_edited("pilot", &settings, &[(&from, &to)], &[]);
    // Two ends that would cross if they were set one after the other.
    let bands = "{ up_to = \"30%\", share = \"50%\" }, { up_to = \"40%\", share = \"100%\" }";
    let (from, to) = written_out("5%", bands);
    let settings = ["cohort.adult.band.1=30%", "cohort.adult.band.2=40%"];
    assert_edited("pilot", &settings, &[(&from, &to)], &[]);
}

#[test]
fn a_rule_is_that_of_an_edited_scheme() {
    let edit = (
        "[cohort.adult]\nterms = \"ljr-bands\"",
        "[cohort.adult]\nterms = \"ljr-bands\"\nthreshold_met = \"more_than\"",
    );
    assert_edited(
        "pilot",
        &["cohort.adult.threshold_met=more_than"],
        &[edit],
        &[],
    );
}

#[test]
fn a_price_is_that_of_an_edited_scheme() {
    let edit = ("1500.00", "1432.8572");
    assert_edited("hackney", &["price.custody.adult=1432.8572"], &[edit], &[]);
    let edit = ("amount = \"660.20\"", "amount = \"0.01\"");
    let setting = "price.community_order.adult.year_2=0.01";
    assert_edited("pilot", &[setting], &[edit], &[]);
    // One price values two periods: naming either means it.
    for period in ["baseline", "year_1"] {
        let setting = format!("price.community_order.adult.{period}=700");
        let edit = ("amount = \"650.20\"", "amount = \"700\"");
        assert_edited("pilot", &[&setting], &[edit], &[]);
    }
}

#[test]
fn a_count_is_that_of_an_edited_table() {
    for (setting, count) in [("=123", "123"), ("=+5", "365"), ("=-360", "0")] {
        let setting = format!("count.E09000012.adult.year_1.custody{setting}");
        let edit = ("year_1,custody,360", &*format!("year_1,custody,{count}"));
        assert_edited("hackney", &[&setting], &[], &[edit]);
    }
}

#[test]
fn a_count_that_is_missing_can_be_set_and_others_stay_missing() {
    let table = file("pilot", "demand.csv");
    let row = table.lines().find(|row| row.contains("[x]")).unwrap();
    let fields: Vec<&str> = row.split(',').collect();
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let field = |name: &str| fields[header.iter().position(|one| *one == name).unwrap()];
    let key = format!(
        "count.{}.{}.{}.{}",
        field("area_code"),
        field("cohort"),
        field("period"),
        field("metric")
    );
    assert_eq!(field("count"), "");
    let given = Given::of("pilot");
    let answer = given.asked(&[&format!("{key}=77")]);
    let change = &answer.cases()[0].changes[0];
    assert_eq!(change.was, None);
    assert!(change.in_words().ends_with("(missing in the table)"));
    let there = fields.iter().zip(&header).map(|(field, name)| match *name {
        "count" => "77",
        "status" => "",
        _ => field,
    });
    let there: Vec<&str> = there.collect();
    let table = with(&table, row, &there.join(","));
    let edited = Given::new(&file("pilot", "scheme.toml"), &table).assessed();
    let asked = answer.cases()[0].assessment.as_ref().unwrap();
    assert_eq!(rewards(asked), rewards(&edited));
    // None can be added to it.
    assert!(
        given
            .refused(&[&format!("{key}=+1")])
            .to_string()
            .contains("missing")
    );
}

#[test]
fn what_is_set_together_is_assessed_together() {
    let (from, to) = written_out("6%", BANDS);
    assert_edited(
        "hackney",
        &[
            "count.E09000012.adult.year_1.custody=-5",
            "cohort.adult.threshold=6%",
            "price.custody.adult=99.5",
            "count.E09000012.adult.baseline.custody=401",
        ],
        &[(&from, &to), ("1500.00", "99.5")],
        &[
            ("year_1,custody,360", "year_1,custody,355"),
            ("baseline,custody,400", "baseline,custody,401"),
        ],
    );
}

#[test]
fn what_is_set_as_it_is_changes_nothing() {
    for setting in [
        "cohort.adult.threshold=5%",
        "cohort.adult.share.2=100%",
        "price.custody.adult=1500",
        "count.E09000012.adult.year_1.custody=360",
        "count.E09000012.adult.year_1.custody=+0",
    ] {
        let answer = Given::of("hackney").asked(&[setting]);
        let case = &answer.cases()[0];
        assert!(case.changes[0].is_as_it_is(), "{setting}");
        let asked = case.assessment.as_ref().unwrap();
        assert_eq!(asked.rewards, answer.as_it_is().rewards, "{setting}");
        assert_eq!(asked.notes, answer.as_it_is().notes, "{setting}");
    }
}

#[test]
fn readings_side_by_side_are_those_of_schemes_that_name_them() {
    for folder in ["hackney", "pilot", "england-and-wales"] {
        let given = Given::of(folder);
        let both = PublishedTerms::ALL;
        let question = both.into_iter().fold(given.question(&[]), WhatIf::under);
        let answer = question.ask().unwrap();
        assert_eq!(answer.cases().len(), 2);
        for (terms, case) in both.into_iter().zip(answer.cases()) {
            let scheme = file(folder, "scheme.toml").replace("ljr-bands", terms.as_str());
            let edited = Given::new(&scheme, &file(folder, "demand.csv")).assessed();
            let asked = case.assessment.as_ref().unwrap();
            assert_eq!(case.terms, Some(terms));
            assert_eq!(rewards(asked), rewards(&edited), "{folder}");
            assert_eq!(asked.notes, edited.notes, "{folder}");
        }
    }
}

#[test]
fn a_range_agrees_with_each_of_its_values() {
    let given = Given::of("pilot");
    let range = "cohort.adult.threshold=4%..6%/0.5%";
    let prices = "price.custody_under_12_months.adult=9000..11000/1000";
    let youth = "count.E09000008.youth.year_2.remand_night=+3";
    let both = PublishedTerms::ALL;
    let question = both
        .into_iter()
        .fold(given.question(&[range, prices, youth]), WhatIf::under);
    let answer = question.ask().unwrap();
    let mut cases = answer.cases().iter();
    for terms in both {
        for threshold in ["4%", "4.5%", "5%", "5.5%", "6%"] {
            for price in ["9000", "10000", "11000"] {
                let threshold = format!("cohort.adult.threshold={threshold}");
                let price = format!("price.custody_under_12_months.adult={price}");
                let alone = given.question(&[&threshold, &price, youth]).under(terms);
                let alone = alone.ask().unwrap();
                let (one, of_range) = (&alone.cases()[0], cases.next().unwrap());
                assert_eq!(of_range.figures, one.figures);
                assert_eq!(of_range.total_reward, one.total_reward);
                assert_eq!(of_range.changes, one.changes);
                assert_eq!(of_range.in_words(), one.in_words());
                assert!(of_range.flips.is_empty() && of_range.assessment.is_none());
            }
        }
    }
    assert_eq!(cases.next(), None);
}

#[test]
fn a_selection_is_of_the_same_rewards() {
    let given = Given::of("pilot");
    let mut selection = Selection::default();
    selection.site = Some("Croydon".to_owned());
    selection.cohort = Some(Cohort::Adult);
    let setting = "cohort.adult.threshold=4%";
    let answer = given
        .question(&[setting])
        .selected(selection)
        .ask()
        .unwrap();
    let names: Vec<String> = answer
        .rewards()
        .map(|(_, reward)| {
            format!(
                "{} {} {}",
                reward.site.name, reward.cohort, reward.period.id
            )
        })
        .collect();
    assert_eq!(names, ["Croydon adult year_1", "Croydon adult year_2"]);
    let whole = given.asked(&[setting]);
    assert_eq!(answer.cases()[0].figures, whole.cases()[0].figures);
    let numbers: Vec<usize> = answer.rewards().map(|(number, _)| number).collect();
    for (number, flips) in numbers.into_iter().zip(&answer.cases()[0].flips) {
        assert_eq!(*flips, whole.cases()[0].flips[number]);
    }
}

/// That a setting gives what the other world is assessed to.
fn alike(world: &World, other: &World, setting: &str) -> Result<(), TestCaseError> {
    let scheme = world.scheme();
    let demand = world.demand(&scheme);
    let question = WhatIf::new(&scheme, &demand).set(setting.parse().unwrap());
    let asked = question.ask();
    let edited = other.scheme();
    let edited = assess(&edited, &other.demand(&edited));
    match (asked, edited) {
        (Ok(asked), Ok(edited)) => {
            let asked = asked.cases()[0].assessment.clone().unwrap();
            // The world writes other sources for terms of its own.
            let figures = |assessment: &Assessment| {
                let mut rewards = rewards(assessment);
                for reward in rewards.as_array_mut().unwrap() {
                    reward["sources"].take();
                }
                rewards
            };
            prop_assert_eq!(
                figures(&asked),
                figures(&edited),
                "{}\n{:#?}",
                setting,
                world
            );
        }
        (asked, edited) => prop_assert_eq!(asked.is_err(), edited.is_err(), "{}", setting),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_price_threshold_and_count_is_that_of_an_edited_world(
        world in worlds(), amount in 0_u64..100_000_000, parts in 0_u32..=1_000_000, count in 0_u64..5_000
    ) {
        let periods = ["baseline", "year_1", "year_2"];
        for (cohort, rule) in &world.rules {
            let mut other = world.clone();
            let edited = other.rules.get_mut(cohort).unwrap();
            edited.threshold = parts;
            if rule.threshold != parts {
                edited.published = None;
            }
            let setting = format!("cohort.{cohort}.threshold={}.{:04}%", parts / 10_000, parts % 10_000);
            alike(&world, &other, &setting)?;
        }
        for (number, kind) in world.metrics.iter().enumerate() {
            for (cohort, amounts) in &kind.prices {
                for (period, name) in amounts.iter().enumerate().zip(periods) {
                    let (period, own) = period;
                    let mut other = world.clone();
                    let edited = other.metrics[number].prices.get_mut(cohort).unwrap();
                    // All of the run in which the price stays the same.
                    let is_run = |other: usize| {
                        let (from, to) = (period.min(other), period.max(other));
                        amounts[from..=to].iter().all(|amount| amount == own)
                    };
                    for other in (0..amounts.len()).filter(|other| is_run(*other)) {
                        edited[other] = amount;
                    }
                    let (metric, amount) = (metric_id(number), format!("{}.{:04}", amount / 10_000, amount % 10_000));
                    alike_in_figures(&world, &other, &format!("price.{metric}.{cohort}.{name}={amount}"))?;
                }
            }
        }
        for (number, series) in world.series.iter().enumerate().filter(|(_, series)| series.group.is_none()) {
            for (period, entry) in series.entries.iter().enumerate() {
                if entry.is_some_and(|entry| matches!(entry.count, Count::Number(_))) {
                    let mut other = world.clone();
                    other.series[number].entries[period].as_mut().unwrap().count = Count::Number(count);
                    let area = &world.sites[series.site].areas[series.area];
                    let metric = metric_id(series.metric);
                    let setting = format!("count.{area}.{}.{}.{metric}={count}", series.cohort, periods[period]);
                    alike(&world, &other, &setting)?;
                }
            }
        }
    }
}

/// The same of prices: two that become equal are one price in the other world, so
/// that figures alone are compared.
fn alike_in_figures(world: &World, other: &World, setting: &str) -> Result<(), TestCaseError> {
    let scheme = world.scheme();
    let demand = world.demand(&scheme);
    let question = WhatIf::new(&scheme, &demand).set(setting.parse().unwrap());
    let edited = other.scheme();
    let edited = assess(&edited, &other.demand(&edited));
    match (question.ask(), edited) {
        (Ok(asked), Ok(edited)) => {
            for (figures, reward) in asked.cases()[0].figures.iter().zip(&edited.rewards) {
                prop_assert_eq!(figures.outcome, reward.outcome, "{}", setting);
                prop_assert_eq!(figures.baseline_cost, reward.baseline_cost, "{}", setting);
                prop_assert_eq!(figures.test_cost, reward.test_cost, "{}", setting);
                prop_assert_eq!(figures.reward, reward.reward, "{}", setting);
            }
        }
        (asked, edited) => prop_assert_eq!(asked.is_err(), edited.is_err(), "{}", setting),
    }
    Ok(())
}
