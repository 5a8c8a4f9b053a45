//! Every figure of every reward against an oracle that shares no number, no
//! formula and no order of steps with the library. `PROPTEST_CASES` says how many
//! worlds are tried.

mod worlds;

use justice_reinvestment::{Cohort, PublishedTerms};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use worlds::numbers::amount;
use worlds::told::told;
use worlds::{Entry, Figures, Kind, Place, Rule, Series, World, rolled};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_is_what_fractions_of_the_baseline_give(world in rolled::worlds()) {
        let unlike = differences(&world.figures(), &told(&world.assessed()));
        prop_assert!(unlike.is_empty(), "{}\n{world:#?}", unlike.join("\n"));
    }
}

/// Each figure that the library does not tell as it was reckoned.
fn differences(reckoned: &Figures, told: &Figures) -> Vec<String> {
    let nothing = "not said".to_owned();
    let names: std::collections::BTreeSet<&String> = reckoned.keys().chain(told.keys()).collect();
    let pairs = names.into_iter().map(|name| {
        let of = |figures: &Figures| figures.get(name).unwrap_or(&nothing).clone();
        (name, of(reckoned), of(told))
    });
    pairs
        .filter(|(_, reckoned, told)| reckoned != told)
        .map(|(name, reckoned, told)| format!("{name}: reckoned {reckoned}, told {told}"))
        .collect()
}

/// Where the worlds that are tried stand, counted.
#[test]
fn the_worlds_that_are_tried_crowd_every_boundary() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..256 {
        let world = rolled::worlds().new_tree(&mut runner).unwrap().current();
        let figures = world.figures();
        for spot in world.spots() {
            let of_reward = format!("{}: ", world.name(spot));
            let get = |name: &str| figures[&format!("{of_reward}{name}")].as_str();
            for place in stands(get, &figures, &of_reward) {
                *seen.entry(place).or_default() += 1;
            }
        }
    }
    for place in PLACES {
        let times = seen.get(place).copied().unwrap_or(0);
        assert!(times >= 20, "{times} rewards are {place}: {seen:#?}");
    }
}

const PLACES: [&str; 14] = [
    "exactly at a threshold that is met there",
    "exactly at a threshold that is not met there",
    "met, and not with one case more",
    "not met, but with one case fewer",
    "exactly at the cap",
    "capped, and not with one case more",
    "short of the cap, and not with one case fewer",
    "at the end of a band",
    "without a baseline",
    "without any demand",
    "fallen to nothing",
    "risen",
    "not computable",
    "rounded",
];

fn stands<'a>(
    get: impl Fn(&str) -> &'a str,
    figures: &Figures,
    of_reward: &str,
) -> Vec<&'static str> {
    let outcome = get("outcome");
    if outcome == "not_computable" {
        return vec!["not computable"];
    }
    let (saving, baseline, test) = (get("saving"), get("baseline_cost"), get("test_cost"));
    let is_zero = |text: &str| text == "0.00";
    let lines: Vec<&str> = get("metrics")
        .split(", ")
        .filter(|name| name.starts_with("line"))
        .collect();
    let of_lines = |key: &str| -> Vec<&str> {
        let name = |line: &&str| figures[&format!("{of_reward}{line}: {key}")].as_str();
        lines.iter().map(name).collect()
    };
    let moves = |key: &str, is_far_enough: &dyn Fn(&str) -> bool| {
        of_lines(key).into_iter().any(is_far_enough)
    };
    let pays = !is_zero(get("reward"));
    let loses_all = |change: &str| pays && amount(change) == -amount(get("reward"));
    let wins = |change: &str| change != "null" && amount(change) > amount("0");
    let from_cap =
        (get("cap.amount") != "null").then(|| amount(saving) - amount(get("cap.amount")));
    let is_within_a_case = |distance: &worlds::numbers::Ratio| {
        of_lines("test_price")
            .into_iter()
            .any(|price| *distance > amount("0") && *distance <= amount(price))
    };
    let has_baseline = !is_zero(baseline);
    let at_threshold = has_baseline && is_zero(get("threshold.margin"));
    let band_ends =
        (0..).map_while(|band| figures.get(&format!("{of_reward}bands.{band}.to_percent")));
    let shown = get("reduction_percent")
        .trim_end_matches('0')
        .trim_end_matches('.');
    let before_rounding = get("reward_before_rounding");
    let all = [
        (at_threshold && get("threshold.met") == "true", PLACES[0]),
        (at_threshold && get("threshold.met") == "false", PLACES[1]),
        (moves("one_more", &loses_all), PLACES[2]),
        (outcome == "not_met" && moves("one_fewer", &wins), PLACES[3]),
        (
            has_baseline && from_cap.as_ref() == Some(&amount("0")),
            PLACES[4],
        ),
        (
            outcome == "capped" && from_cap.as_ref().is_some_and(is_within_a_case),
            PLACES[5],
        ),
        (
            from_cap.is_some_and(|from| is_within_a_case(&-from)),
            PLACES[6],
        ),
        (
            has_baseline && band_ends.into_iter().any(|end| end == shown),
            PLACES[7],
        ),
        (outcome == "no_baseline" && !is_zero(test), PLACES[8]),
        (outcome == "no_baseline" && is_zero(test), PLACES[9]),
        (has_baseline && is_zero(test), PLACES[10]),
        (has_baseline && saving.starts_with('-'), PLACES[11]),
        (before_rounding != get("reward"), PLACES[13]),
    ];
    let holds = all.into_iter().filter(|(holds, _)| *holds);
    holds.map(|(_, place)| place).collect()
}

/// Young people of England and Wales, 2011 compared with 2010, at the prices that
/// the press gave, under the bands of Greater Manchester: worked by hand. (MoJ,
/// *Criminal justice statistics quarterly*, December 2019; CYP Now, 14 May 2013.)
#[test]
fn the_oracle_pays_what_was_worked_by_hand() {
    let counts = [
        (540, 2_784, 2_676),
        (650, 1_435, 1_529),
        (540, 19_564, 18_893),
        (540, 25_780, 21_627),
        (540, 2_414, 1_099),
    ];
    let cohort = Cohort::Youth;
    let series = |(metric, (_, before, after)): (usize, &(u64, u64, u64))| Series {
        site: 0,
        area: 0,
        cohort,
        metric,
        group: None,
        entries: vec![Some(Entry::of(*before)), Some(Entry::of(*after))],
    };
    let mut world = World {
        codes: justice_reinvestment::Codes::Gss,
        tests: 1,
        rules: [(
            cohort,
            Rule::published(PublishedTerms::LjrBands, cohort, false),
        )]
        .into(),
        metrics: counts
            .map(|(price, ..)| Kind {
                prices: [(cohort, vec![price * 10_000; 2])].into(),
                dated: false,
            })
            .into(),
        sites: vec![Place {
            code: "K04000001".to_owned(),
            areas: vec!["K04000001".to_owned()],
            cohorts: vec![cohort],
            tests: vec![1],
            names_tests: false,
        }],
        series: counts.iter().enumerate().map(series).collect(),
    };
    let is = |world: &World, name: &str| {
        world.figures()[&format!("K04000001 youth year_1: {name}")].clone()
    };
    assert_eq!(is(&world, "baseline_cost"), "28225430.00");
    assert_eq!(is(&world, "test_cost"), "24913150.00");
    assert_eq!(is(&world, "reduction_percent"), "11.74");
    assert_eq!(is(&world, "threshold.amount"), "2822543.00");
    assert_eq!(is(&world, "threshold.margin"), "489737.00");
    assert_eq!(is(&world, "bands.0.payment"), "1411271.50");
    assert_eq!(is(&world, "bands.1.payment"), "489737.00");
    assert_eq!(is(&world, "reward"), "1901008.50");
    // The threshold is 906 orders away.
    world.series[2].entries[1] = Some(Entry::of(18_893 + 906));
    assert_eq!(is(&world, "reward"), "1411768.50");
    assert_eq!(is(&world, "line metric_2: one_more"), "-1411768.50");
    world.series[2].entries[1] = Some(Entry::of(18_893 + 907));
    assert_eq!(is(&world, "reward"), "0.00");
    assert_eq!(
        differences(&world.figures(), &told(&world.assessed())),
        Vec::<String>::new()
    );
}
