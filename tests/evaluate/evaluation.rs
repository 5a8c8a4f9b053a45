//! A whole evaluation: its figures are those of its parts, its words say no more than
//! they show, and the same input gives the same bytes.

use crate::worlds::rolled::worlds;
use justice_reinvestment::evaluate::{
    Assumption, Comparator, Dispersion, Dispersions, EarlierPeriods, Evaluating, JointOptions,
    Quarters, TestRule, Verdict, chance_of,
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
            let cannot_pay = [Outcome::NotComputable, Outcome::NoBaseline];
            let can_pay = !cannot_pay.contains(&one.reward.outcome);
            prop_assert_eq!(one.unchanged().len(), usize::from(can_pay));
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
        given.contains("a variance of 2.5 (φ) × their mean, as given"),
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
    // χ² of three degrees of freedom lies below 0.2158 and above 9.3484 once in forty times
    // each (tables): 8 ÷ 9.3484 and 8 ÷ 0.2158.
    let (lower, upper) = found.interval;
    assert!((lower - 8.0 / 9.3484).abs() < 1e-4, "{found:?}");
    assert!((upper - 8.0 / 0.215_795).abs() < 1e-3, "{found:?}");
    let range = found.range().unwrap();
    assert_eq!((range.len(), range[0]), (3, Dispersion::POISSON));
    let estimated = text(Evaluating::new(&assessment).dispersed(Dispersions::Estimated(found)));
    assert!(
        estimated.contains("Variance ÷ mean (φ) is estimated at 2.67 (95% interval 0.86 to"),
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

/// A comparator of Hackney's one reward, from two counts.
fn elsewhere(scheme: &Scheme, baseline: u64, test: u64) -> Comparator {
    let table = format!(
        "area_code,cohort,period,metric,count\n\
         E09000030,adult,baseline,custody,{baseline}\nE09000030,adult,year_1,custody,{test}\n"
    );
    Comparator::read(scheme, &Document::new("elsewhere.csv", table)).unwrap()
}

#[test]
fn what_is_said_of_the_cost_is_said_under_every_dispersion() {
    let (scheme, assessment) = read("hackney");
    let comparator = elsewhere(&scheme, 40_000, 50_000);
    let evaluating = Evaluating::new(&assessment).beside(&comparator);
    let evaluation = evaluating.evaluate().unwrap();
    let reward = &evaluation.rewards[0];
    let ratios = |ratios: Vec<Dispersion>| -> Vec<f64> {
        ratios.into_iter().map(Dispersion::ratio).collect()
    };
    let costs = reward.costs.iter().map(|cost| cost.dispersion).collect();
    assert_eq!(ratios(costs), [1.0, 2.0, 5.0]);
    let relative = reward.relative_changes.iter();
    assert_eq!(
        ratios(relative.map(|change| change.dispersion).collect()),
        [1.0, 2.0, 5.0]
    );
    // 400 cases and then 360, at one price: 400 ÷ φ.
    let effective = reward
        .costs
        .iter()
        .map(|cost| cost.baseline_effective_count.unwrap());
    assert_eq!(effective.collect::<Vec<_>>(), [400.0, 200.0, 80.0]);
    // 0.9 ÷ 1.25 = 0.72, √(1/400 + 1/360 + 1/40,000 + 1/50,000) = 0.07296: below one with
    // 1.96 of them, and at φ = 5 (0.1631: 0.72 × 1.377 = 0.991) just so.
    let verdicts = reward
        .relative_changes
        .iter()
        .map(|change| change.verdict.to_string());
    assert_eq!(verdicts.collect::<Vec<_>>(), ["fell", "fell", "fell"]);
    let upper = 1.0 - reward.relative_changes[2].ratio_of_ratios.0;
    assert!((upper - 0.991).abs() < 0.001, "{upper}");
}

#[test]
fn prices_alone_are_no_change_of_demand() {
    let scheme = std::fs::read_to_string("fixtures/hackney/scheme.toml").unwrap();
    let (before, price) = scheme.split_once("[[price]]").unwrap();
    let (price, after) = price.split_once("\n\n").unwrap();
    let amount = price
        .lines()
        .find(|line| line.starts_with("amount"))
        .unwrap();
    let halved = price.replace(amount, "amount = \"750.00\"");
    let scheme = format!(
        "{before}[[price]]{price}\nto = 2011-06-30\n\n[[price]]{halved}\nfrom = 2011-07-01\n\n{after}"
    );
    let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
    let table = "area_code,cohort,period,metric,count\n\
                 E09000012,adult,baseline,custody,400\nE09000012,adult,year_1,custody,400\n";
    let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let assessment = assess(&scheme, &demand).unwrap();
    let evaluation = Evaluating::new(&assessment).evaluate().unwrap();
    // The cost fell by half and the reward is paid; demand did not change.
    assert_eq!(
        assessment.rewards[0].reduction_percent.unwrap().to_string(),
        "50.00"
    );
    for cost in &evaluation.rewards[0].costs {
        assert_eq!(cost.reduction, Some(0.0));
        assert_eq!(cost.verdict, Verdict::CannotTell);
    }
    let text = evaluation.to_text(Paper::default());
    assert!(
        text.contains("Both periods at the baseline's prices, the cost of demand fell by 0.00%"),
        "{text}"
    );
}

#[test]
fn a_rise_elsewhere_is_called_a_rise() {
    let (scheme, assessment) = read("hackney");
    let text = |baseline, test| {
        let comparator = elsewhere(&scheme, baseline, test);
        let evaluating = Evaluating::new(&assessment).beside(&comparator);
        let words = evaluating.evaluate().unwrap().to_text(Paper::default());
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let rose = text(500, 530);
    assert!(rose.contains("rose by 6.00%") && rose.contains("less than that by £96,000.00"));
    let fell = text(500, 400);
    assert!(fell.contains("fell by 20.00%") && fell.contains("more than that by £60,000.00"));
}

#[test]
fn minlike_changes_the_test_and_not_what_is_said() {
    let (_, assessment) = read("england-and-wales");
    let evaluate = |rule| {
        let evaluating = Evaluating::new(&assessment).tested_by(rule);
        evaluating.evaluate().unwrap()
    };
    let (central, minlike) = (evaluate(TestRule::Central), evaluate(TestRule::Minlike));
    let rates = central.rewards.iter().zip(&minlike.rewards);
    let rates = rates.flat_map(|(one, other)| one.rates.iter().zip(&other.rates));
    let mut differ = 0;
    for (one, other) in rates {
        assert_eq!((one.verdict, one.interval), (other.verdict, other.interval));
        differ += u32::from(one.p_no_change != other.p_no_change);
    }
    assert!(differ > 0);
    assert!(minlike.to_text(Paper::default()).contains("minlike"));
    assert!(minlike.to_json().contains("\"test_rule\": \"minlike\""));
}

#[test]
fn what_no_draw_shows_is_bounded_and_a_shared_shock_is_assumed() {
    let (_, assessment) = read("england-and-wales");
    let options = JointOptions::new(1).draws(1000).shared_shock(0.2);
    let evaluating = Evaluating::new(&assessment).jointly(options);
    let poisson = Dispersions::Given(Dispersion::POISSON);
    let evaluation = evaluating.dispersed(poisson).evaluate().unwrap();
    // Three in a thousand: 0.997 to the thousandth is 0.0496.
    assert_eq!(evaluation.joint[0].any_met.value, 0.0);
    let text = evaluation.to_text(Paper::default());
    assert!(text.contains("in no draw: under 0.3%"), "{text}");
    assert!(evaluation.assumptions().contains(&Assumption::SharedShock));
    let alone = Evaluating::new(&assessment).jointly(JointOptions::new(1).draws(2));
    let alone = alone.evaluate().unwrap().assumptions();
    assert!(!alone.contains(&Assumption::SharedShock));
}

#[test]
fn periods_of_unlike_length_are_told_where_rates_and_costs_differ() {
    let (_, assessment) = read("england-and-wales");
    let evaluation = Evaluating::new(&assessment).evaluate().unwrap();
    let text = evaluation.to_text(Paper::default());
    // 2012 for adults and for young people, and 2011 not.
    assert_eq!(
        text.matches("rates are compared a day, costs and").count(),
        2,
        "{text}"
    );
}

#[test]
fn a_baseline_below_nothing_is_no_agreement_of_all() {
    let (scheme, assessment) = read("hackney");
    let table = "area_code,cohort,period,metric,count\n\
                 E09000012,adult,x,custody,2000\nE09000012,adult,y,custody,1000\n";
    let earlier = EarlierPeriods::read(&scheme, &Document::new("earlier.csv", table)).unwrap();
    let evaluation = Evaluating::new(&assessment).after(&earlier).evaluate();
    let text = evaluation.unwrap().to_text(Paper::default());
    // 2,000, 1,000 and 400 cases: a line through them comes to −466⅔.
    assert!(text.contains("The line falls below nothing"), "{text}");
    assert!(text.contains("x £3,000,000.00, y £1,500,000.00"), "{text}");
    assert!(!text.contains("All of these baselines"), "{text}");
}

#[test]
fn what_was_paid_is_set_against_what_no_change_would_pay() {
    let (_, assessment) = read("pilot");
    let draws = JointOptions::new(7).draws(20_000);
    let evaluation = Evaluating::new(&assessment).jointly(draws);
    let evaluation = evaluation.evaluate().unwrap();
    let ratios = evaluation
        .joint
        .iter()
        .map(|joint| joint.options.dispersion.ratio());
    assert_eq!(ratios.collect::<Vec<_>>(), [1.0, 2.0, 5.0]);
    for joint in &evaluation.joint {
        assert_eq!(joint.assessed, assessment.computed_reward);
        // As the quantiles have it: 99 in 100 draws come to no more than the last.
        let last = joint.quantiles.last().unwrap();
        let beyond = joint.as_much.value <= 0.01;
        assert_eq!(beyond, last.rewards < joint.assessed, "{joint:?}");
    }
}

#[test]
fn where_demand_cost_nothing_the_rule_cannot_pay() {
    let (scheme, _) = read("hackney");
    let table = "area_code,cohort,period,metric,count\n\
                 E09000012,adult,baseline,custody,0\nE09000012,adult,year_1,custody,3\n";
    let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let assessment = assess(&scheme, &demand).unwrap();
    let evaluation = Evaluating::new(&assessment).evaluate().unwrap();
    assert!(evaluation.rewards[0].power.is_empty());
    let text = evaluation.to_text(Paper::default());
    assert!(
        text.contains("cost nothing in the baseline: the rule cannot pay"),
        "{text}"
    );
}
