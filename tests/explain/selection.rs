//! What is asked for by name is what is explained; what nobody knows is refused.

use crate::fixtures::{of, selection, unwrapped};
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Assessment, Cohort, Selection};

/// The titles of the pages that a selection gives.
fn titles(assessment: &Assessment, selection: &Selection) -> Vec<String> {
    let markdown = assessment.explain(selection).unwrap().to_markdown();
    let titles = markdown.lines().filter_map(|line| line.strip_prefix("# "));
    titles.map(str::to_owned).collect()
}

/// What is wrong with a selection, and what to do.
fn refused(assessment: &Assessment, selection: &Selection) -> Vec<(String, String)> {
    let error = assessment.explain(selection).unwrap_err();
    let problems = error.problems().iter();
    problems
        .map(|problem| (problem.what.clone(), problem.advice.clone()))
        .collect()
}

fn asking(site: Option<&str>, cohort: Option<Cohort>, period: Option<&str>) -> Selection {
    let mut selection = Selection::default();
    selection.site = site.map(str::to_owned);
    selection.cohort = cohort;
    selection.period = period.map(str::to_owned);
    selection
}

#[test]
fn a_site_is_known_by_its_code_and_by_its_name_in_any_case() {
    let pilot = of("pilot");
    let expected = [
        "Hackney (E09000012), adults: the first test year compared with the baseline year",
        "Hackney (E09000012), adults: the second test year compared with the baseline year",
    ];
    for name in ["E09000012", "Hackney", "HACKNEY", "hackney"] {
        assert_eq!(
            titles(&pilot, &asking(Some(name), None, None)),
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_period_is_known_by_its_id_and_by_its_title_in_any_case() {
    let pilot = of("pilot");
    for name in ["year_2", "second test year", "Second Test Year"] {
        let meant = asking(Some("Lambeth"), Some(Cohort::Youth), Some(name));
        assert_eq!(
            titles(&pilot, &meant),
            [
                "Lambeth (E09000022), young people: the second test year compared with the baseline year"
            ]
        );
    }
    // Without a title its id is what it is called.
    assert_eq!(
        titles(&of("hackney"), &asking(None, None, Some("year_1"))).len(),
        1
    );
}

#[test]
fn parts_are_those_rewards_that_are_meant_in_the_order_of_the_assessment() {
    let pilot = of("pilot");
    let mut tried = 0;
    for site in [None, Some("Croydon"), Some("E11000001")] {
        for cohort in [None, Some(Cohort::Adult), Some(Cohort::Youth)] {
            for period in [None, Some("year_1"), Some("second test year")] {
                let selection = asking(site, cohort, period);
                let mut expected: Vec<String> = Vec::new();
                for reward in &pilot.rewards {
                    let of_site = site.is_none_or(|site| {
                        [reward.site.code.as_str(), reward.site.name.as_str()].contains(&site)
                    });
                    let of_period = period.is_none_or(|period| {
                        [reward.period.id.as_str(), reward.period.label()].contains(&period)
                    });
                    let of_cohort = cohort.is_none_or(|cohort| cohort == reward.cohort);
                    let is_meant = of_site && of_period && of_cohort;
                    assert_eq!(selection.includes(reward), is_meant, "{selection:?}");
                    if is_meant {
                        let (site, period) = (&reward.site, reward.period.label());
                        let people = reward.cohort.people();
                        expected.push(format!(
                            "{} ({}), {people}: the {period} compared with the baseline year",
                            site.name, site.code
                        ));
                    }
                }
                if selection == Selection::default() {
                    expected.insert(0, pilot.scheme_title.to_string());
                }
                assert_eq!(titles(&pilot, &selection), expected, "{selection:?}");
                tried += expected.len();
            }
        }
    }
    assert!(tried > 50);
}

#[test]
fn the_summary_stands_before_everything_and_nowhere_else() {
    let pilot = of("pilot");
    let whole = pilot.explain(&Selection::default()).unwrap();
    let summary = pilot.summary();
    let paper = Paper::default();
    assert!(whole.to_text(paper).starts_with(&summary.to_text(paper)));
    assert!(whole.to_markdown().starts_with(&summary.to_markdown()));
    assert!(whole.to_json().contains("\"summary\": {"));
    let one = pilot.explain(&asking(Some("Hackney"), None, None)).unwrap();
    assert!(!one.to_text(paper).contains("Each site in a sentence"));
    assert!(!one.to_json().contains("\"summary\": {"));
}

#[test]
fn a_slip_in_a_name_is_refused_with_what_was_probably_meant() {
    let pilot = of("pilot");
    let refused = |selection: &Selection| refused(&pilot, selection);
    assert_eq!(
        refused(&asking(Some("Hackny"), None, None)),
        [(
            "there is no site \"Hackny\"".to_owned(),
            "did you mean \"Hackney\"?".to_owned()
        )]
    );
    let [(what, advice)] = &refused(&asking(None, None, Some("yaer_1")))[..] else {
        panic!("one problem was to be expected")
    };
    assert_eq!(what, "there is no test period \"yaer_1\"");
    assert_eq!(advice, "did you mean \"year_1\"?");
}

/// Periods are called by their titles as well; a slip in one is as easily made.
#[test]
fn a_slip_in_the_title_of_a_period_is_recognised() {
    let pilot = of("pilot");
    let found = refused(&pilot, &asking(None, None, Some("frist test year")));
    assert_eq!(found[0].1, "did you mean \"first test year\"?");
}

#[test]
fn the_baseline_is_no_test_period() {
    let pilot = of("pilot");
    for name in ["baseline", "baseline year"] {
        let found = refused(&pilot, &asking(None, None, Some(name)));
        let what = format!("\"{name}\" is the baseline, not a test period");
        assert_eq!(found[0].0, what);
    }
}

#[test]
fn all_that_is_wrong_with_a_selection_is_said_at_once() {
    let hackney = of("hackney");
    let wrong = asking(Some("Hakney"), Some(Cohort::Youth), Some("year_9"));
    let found = refused(&hackney, &wrong);
    let whats: Vec<&str> = found.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(
        whats,
        [
            "there is no site \"Hakney\"",
            "there is no test period \"year_9\"",
        ]
    );
    assert!(found.iter().all(|(_, advice)| !advice.is_empty()));
}

#[test]
fn that_a_site_takes_no_part_is_said_on_a_page_of_its_own() {
    let pilot = of("pilot");
    let text = |selection: &Selection| unwrapped(&pilot.explain(selection).unwrap());
    // With another cohort only, whichever period is asked for.
    for period in [None, Some("year_1")] {
        let found = text(&selection("Hackney", Cohort::Youth, period));
        assert!(
            found.starts_with("Hackney (E09000012), young people: takes no part\n"),
            "{found}"
        );
        assert!(
            found.contains(
                "Hackney takes part with adults only: nothing is counted and nothing is paid for \
                 young people."
            ),
            "{found}"
        );
        assert!(!found.contains('£'), "{found}");
    }
    // In another period only.
    let found = text(&selection("Lewisham", Cohort::Adult, Some("year_2")));
    assert!(
        found.starts_with("Lewisham (E09000023), adults: takes no part in the second test year\n"),
        "{found}"
    );
    assert!(
        found.contains(
            "Lewisham takes no part in the second test year: nothing is counted and nothing is paid \
             for it."
        ),
        "{found}"
    );
    // Where part is taken, nothing of the kind is said.
    let both = titles(&pilot, &asking(Some("Hackney"), None, None));
    assert!(both.iter().all(|title| !title.contains("no part")));
}

#[test]
fn the_json_of_a_page_without_a_reward_says_that_no_part_is_taken() {
    let pilot = of("pilot");
    let json = |selection: &Selection| -> serde_json::Value {
        let json = pilot.explain(selection).unwrap().to_json();
        serde_json::from_str(&json).unwrap()
    };
    let found = json(&selection("Hackney", Cohort::Youth, None));
    let part = &found["explanations"][0];
    assert_eq!(part["takes_part"], false);
    assert_eq!(part["cohort"], "youth");
    assert_eq!(part["site"]["code"], "E09000012");
    assert!(part["period"].is_null() && part["reward"].is_null());
    let found = json(&selection(
        "Lewisham",
        Cohort::Adult,
        Some("second test year"),
    ));
    assert_eq!(found["explanations"][0]["period"], "year_2");
    let found = json(&selection("Hackney", Cohort::Adult, Some("year_1")));
    assert_eq!(found["explanations"][0]["takes_part"], true);
}
