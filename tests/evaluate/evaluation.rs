//! A whole evaluation: its figures are those of its parts, its words say no more than
//! they show, and the same input gives the same bytes.

use crate::worlds::rolled::worlds;
use justice_reinvestment::evaluate::{
    Assumption, Dispersion, Dispersions, Evaluating, Quarters, Verdict, chance_of,
};
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Assessment, Demand, Document, Outcome, Scheme, Selection, assess};
use proptest::prelude::*;

fn read(fixture: &str) -> (Scheme, Assessment) {
    let read = |name| std::fs::read(format!("fixtures/{fixture}/{name}")).unwrap();
    let scheme = Scheme::read(&Document::new("scheme.toml", read("scheme.toml"))).unwrap();
    let demand = Demand::read(&scheme, &Document::new("demand.csv", read("demand.csv"))).unwrap();
    let assessment = assess(&scheme, &demand).unwrap();
    (scheme, assessment)
}

/// What no output of this library may say.
const FORBIDDEN: [&str; 10] = [
    "earned by",
    "caused",
    "attributable",
    "impact",
    "saved by",
    "luck",
    "significant",
    "no effect",
    "NaN",
    "inf ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2))]

    #[test]
    fn any_assessment_can_be_evaluated_and_says_no_more_than_it_shows(world in worlds()) {
        let assessment = world.assessed();
        // Amounts beyond what can be held are refused, with what to do.
        let poisson = Dispersions::Given(Dispersion::POISSON);
        let evaluating = Evaluating::new(&assessment).dispersed(poisson).rounded_to(5);
        let Ok(evaluation) = evaluating.evaluate() else {
            return Ok(());
        };
        let (text, json) = (evaluation.to_text(Paper::default()), evaluation.to_json());
        for word in FORBIDDEN {
            prop_assert!(!text.contains(word) && !json.contains(word), "{word}: {text}");
        }
        let again = evaluating.evaluate().unwrap();
        prop_assert_eq!(again.to_json(), json);
        prop_assert_eq!(again.to_text(Paper::default()), text);
        for one in &evaluation.rewards {
            let is_whole = one.reward.outcome != Outcome::NotComputable;
            prop_assert_eq!(one.unchanged().len(), usize::from(is_whole));
            for (_, chance) in one.power.iter().flat_map(|power| &power.chances) {
                prop_assert!((0.0..=1.0).contains(&chance.met), "{chance:?}");
                prop_assert!(chance.expected_reward >= 0.0 && chance.met_error >= 0.0);
                prop_assert!(chance.expected_reward_error.is_finite(), "{chance:?}");
            }
            for rate in &one.rates {
                // Test and interval agree.
                let holds = rate.interval.holds(1.0);
                prop_assert_eq!(rate.verdict == Verdict::CannotTell, holds, "{:?}", rate);
                prop_assert_eq!(rate.p_no_change < 0.05, !holds, "{:?}", rate);
            }
        }
    }
}

#[test]
fn figures_are_those_of_the_parts() {
    let (_, assessment) = read("england-and-wales");
    let evaluation = Evaluating::new(&assessment).evaluate().unwrap();
    assert_eq!(evaluation.rewards.len(), 4);
    for one in &evaluation.rewards {
        for (dispersion, chance) in one.unchanged() {
            let alone = chance_of(one.reward, evaluation.unchanged, 0.0, *dispersion).unwrap();
            let off = (alone.met - chance.met).abs();
            assert!(
                off <= alone.met_error + chance.met_error,
                "{alone:?} {chance:?}"
            );
            assert!(chance.met_error < 1e-4, "{chance:?}");
        }
        let parts = one.decomposition.as_ref().unwrap();
        let fall = one.reward.saving.unwrap();
        assert_eq!(fall.plus(parts.all.change).unwrap().to_string(), "0.00");
    }
    // Worked from the national counts: 21,627 in 365 days against 25,780 in 365.
    let referral = &evaluation.rewards[2].rates[3];
    assert!((referral.ratio.unwrap() - 21_627.0 / 25_780.0).abs() < 1e-12);
    assert_eq!(referral.verdict, Verdict::Fell);
}

#[test]
fn what_is_not_known_of_dispersion_is_said_and_what_is_given_is_used() {
    let (scheme, assessment) = read("hackney");
    let text =
        |evaluating: Evaluating<'_>| evaluating.evaluate().unwrap().to_text(Paper::default());
    let range = text(Evaluating::new(&assessment));
    assert!(
        range.contains("cannot be estimated from these data"),
        "{range}"
    );
    let given = Dispersions::Given(Dispersion::new(2.5).unwrap());
    let given = text(Evaluating::new(&assessment).dispersed(given));
    assert!(
        given.contains("a variance of 2.5 × their mean, as given"),
        "{given}"
    );
    let mut table = "area_code,cohort,period,metric,count\n".to_owned();
    for (number, count) in [110, 90, 90, 110, 90, 110, 110, 90].iter().enumerate() {
        table += &format!("E09000012,adult,q{number},custody,{count}\n");
    }
    let quarters = Quarters::read(&scheme, &Document::new("quarters.csv", table)).unwrap();
    let found = quarters.dispersion().unwrap();
    // Eight deviations of 10 from 100, three degrees of freedom: 8 ÷ 3.
    assert!((found.ratio - 8.0 / 3.0).abs() < 1e-6, "{found:?}");
    assert_eq!((found.degrees, found.series, found.left_out), (3, 1, 0));
    let estimated = text(Evaluating::new(&assessment).dispersed(Dispersions::Estimated(found)));
    assert!(
        estimated.contains("Variance ÷ mean is estimated at 2.67 from 1 series"),
        "{estimated}"
    );
    let few = "area_code,cohort,period,metric,count\nE09000012,adult,q1,custody,3\n";
    let error = Quarters::read(&scheme, &Document::new("quarters.csv", few)).unwrap_err();
    assert!(error.to_string().contains("give eight or more"), "{error}");
}

#[test]
fn every_assumption_is_named_and_spelled_once() {
    let mut words: Vec<&str> = Assumption::ALL.iter().map(|one| one.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Assumption::ALL.len());
    let (_, assessment) = read("pilot");
    let mut selection = Selection::default();
    selection.site = Some("Southwark".to_owned());
    let evaluating = Evaluating::new(&assessment).selected(selection);
    let evaluation = evaluating.evaluate().unwrap();
    let text = evaluation.to_text(Paper::default());
    assert!(
        text.contains("What is assumed") && text.contains("vary independently"),
        "{text}"
    );
    // A reward whose counts are missing says so, and the others stand.
    assert!(
        text.contains("cannot be computed: a count is missing"),
        "{text}"
    );
}
