//! Every figure of every reward against an oracle that shares no number, no
//! formula and no order of steps with the library. `PROPTEST_CASES` says how many
//! worlds are tried.

mod worlds;

use justice_reinvestment::{Codes, Cohort, PublishedTerms};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};
use worlds::figures::Spot;
use worlds::numbers::{Ratio, fraction, whole};
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
    let names: BTreeSet<&String> = reckoned.keys().chain(told.keys()).collect();
    let pairs = names.into_iter().map(|name| {
        let of = |figures: &Figures| figures.get(name).unwrap_or(&nothing).clone();
        (name, of(reckoned), of(told))
    });
    pairs
        .filter(|(_, reckoned, told)| reckoned != told)
        .map(|(name, reckoned, told)| format!("{name}: reckoned {reckoned}, told {told}"))
        .collect()
}

/// A test of the worlds, not of the library: they must stand where it matters.
#[test]
fn the_worlds_that_are_tried_crowd_every_boundary() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..256 {
        let world = rolled::worlds().new_tree(&mut runner).unwrap().current();
        for spot in world.spots() {
            for (holds, place) in places(&world, spot) {
                *seen.entry(place).or_default() += usize::from(holds);
            }
        }
    }
    for (place, times) in &seen {
        assert!(*times >= 10, "{times} rewards are {place}: {seen:#?}");
    }
    assert_eq!(seen.len(), 15);
}

/// Where a reward stands, of all places where it might.
fn places(world: &World, spot: Spot) -> Vec<(bool, &'static str)> {
    let Some(fall) = world.fall(spot) else {
        return vec![(true, "not computable")];
    };
    let zero = whole(0);
    let is_reduction = fall.before > zero;
    let beyond = |edge: u32| fall.saving() - fraction(edge) * &fall.before;
    let is_at = |edge: u32| is_reduction && beyond(edge) == zero;
    let prices = world
        .metrics
        .iter()
        .filter_map(|kind| kind.prices.get(&spot.cohort));
    let cases: Vec<Ratio> = prices
        .map(|prices| whole(prices[spot.test]) / whole(10_000))
        .collect();
    let is_a_case = |distance: Ratio| {
        is_reduction && distance > zero && cases.iter().any(|case| distance <= *case)
    };
    let threshold = fall.rule.threshold;
    let cap = fall.rule.cap();
    let mut inner_ends = fall
        .rule
        .bands
        .iter()
        .filter_map(|(end, _)| *end)
        .filter(|end| Some(*end) != cap);
    let is_met = fall.is_met();
    vec![
        (
            is_at(threshold) && is_met,
            "at a threshold that is met there",
        ),
        (
            is_at(threshold) && !is_met,
            "at a threshold that is not met there",
        ),
        (is_a_case(beyond(threshold)), "a case above the threshold"),
        (is_a_case(-beyond(threshold)), "a case below the threshold"),
        (cap.is_some_and(is_at), "at the cap"),
        (
            cap.is_some_and(|cap| is_a_case(beyond(cap))),
            "a case beyond the cap",
        ),
        (
            cap.is_some_and(|cap| is_a_case(-beyond(cap))),
            "a case short of the cap",
        ),
        (inner_ends.any(is_at), "where one band meets the next"),
        (
            cap.is_some_and(|cap| threshold > cap) && is_met,
            "met beyond the last band",
        ),
        (!is_reduction && fall.after > zero, "without a baseline"),
        (!is_reduction && fall.after == zero, "without any demand"),
        (is_reduction && fall.after == zero, "fallen to nothing"),
        (fall.after > fall.before, "risen"),
        (fall.exact_reward() != fall.reward(), "rounded"),
    ]
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
        codes: Codes::Gss,
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
