//! The ends of what a reward can be, against every value that the counts can have.

use crate::small::{ROUNDING, SITE, lacking, reward, row, scheme};
use crate::worlds::fall::Fall;
use crate::worlds::numbers::{exact, whole};
use crate::worlds::rolled::worlds;
use justice_reinvestment::evaluate::{
    Assumption, CostRange, CountRange, Extremes, Precision, RewardBounds,
};
use justice_reinvestment::{
    Band, BandTerms, Cohort, MissingReason, Observation, Outcome, Pounds, PublishedTerms, Reward,
    Scheme, Terms, ThresholdRule,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn pounds(whole: u64) -> Pounds {
    Pounds::pence(i64::try_from(whole).unwrap() * 100)
}

fn costs(least: u64, most: u64) -> CostRange {
    CostRange::new(pounds(least), pounds(most)).unwrap()
}

/// HMP Peterborough, first cohort: 142 reconvictions per 100 against 155 of matched
/// others, a reduction of 8.4% where 10% was needed. Both are rounded. (Jolliffe and
/// Hedderman, *Peterborough Social Impact Bond: Final Report on Cohort 1 Analysis*,
/// 2014.)
#[test]
fn peterborough_s_first_cohort_is_under_ten_per_cent_whatever_the_rounding() {
    let all = vec![Band::beyond("100%".parse().unwrap())];
    let ten = "10%".parse().unwrap();
    let terms = BandTerms::new(ten, ThresholdRule::AtLeast, all, Vec::new()).unwrap();
    let terms = Terms::from(terms);
    // As published, then in halves of a reconviction.
    let of = |before: CostRange, after: CostRange| {
        let extremes = Extremes::of(&terms, ROUNDING, before, after).unwrap();
        let shown =
            [&extremes.least, &extremes.most].map(|end| end.reduction_percent.unwrap().to_string());
        (shown, extremes)
    };
    let (shown, _) = of(costs(155, 155), costs(142, 142));
    assert_eq!(shown, ["8.39", "8.39"]);
    let (shown, extremes) = of(costs(309, 311), costs(283, 285));
    assert_eq!(shown, ["7.77", "9.00"]);
    assert!(extremes.outcome_stands);
    assert_eq!(extremes.most.outcome, Outcome::NotMet);
}

#[test]
fn a_suppressed_count_is_bounded_and_an_unavailable_one_is_not() {
    let scheme = scheme(
        "10%",
        &[("cases", "100.00"), ("nights", "7.50")],
        &["after"],
    );
    let of = |reason| {
        let rows = vec![
            row(SITE, "before", "cases", 100),
            row(SITE, "after", "cases", 90),
            row(SITE, "before", "nights", 4),
            lacking(SITE, "after", "nights", reason),
        ];
        let precision = Precision::exact_but_for(CountRange::UNDER_FIVE);
        RewardBounds::of(&reward(&scheme, rows), precision).unwrap()
    };
    let bounds = of(MissingReason::Confidential);
    assert_eq!((bounds.suppressed, bounds.unbounded.len()), (1, 0));
    assert!(bounds.assumptions.contains(&Assumption::SuppressedWithin));
    let extremes = bounds.extremes.unwrap();
    // £10,030 fell to between £9,000 and £9,030; a tenth is £1,003.
    assert_eq!(extremes.test_cost.least().to_string(), "9000.00");
    assert_eq!(extremes.test_cost.most().to_string(), "9030.00");
    assert_eq!(extremes.least.reward, Pounds::ZERO);
    assert_eq!(extremes.most.reward.to_string(), "1030.00");
    assert!(!extremes.outcome_stands);

    let bounds = of(MissingReason::NotAvailable);
    assert_eq!(bounds.extremes, None);
    assert_eq!(bounds.unbounded, ["nights".parse().unwrap()]);
    assert_eq!(bounds.suppressed, 0);
}

#[test]
fn ranges_that_make_no_sense_are_refused() {
    assert!(CountRange::new(5, 4).is_err());
    assert!(CountRange::new(0, 1_000_000_000_000_000).is_err());
    assert!(CountRange::rounded(51, 5).is_err());
    assert!(CountRange::rounded(50, 0).is_err());
    assert!(CostRange::new(pounds(2), pounds(1)).is_err());
    assert!(CostRange::new(Pounds::pence(-1), pounds(1)).is_err());
    let rounded = |count, base| {
        let range = CountRange::rounded(count, base).unwrap();
        (range.least(), range.most())
    };
    assert_eq!(rounded(0, 5), (0, 2));
    assert_eq!(rounded(5, 5), (3, 7));
    assert_eq!(rounded(10, 10), (5, 15));
    assert_eq!(rounded(7, 1), (7, 7));
    let scheme = scheme("10%", &[("cases", "1.00")], &["after"]);
    let rows = vec![
        row(SITE, "before", "cases", 100),
        row(SITE, "after", "cases", 92),
    ];
    let precision = Precision::exact_but_for(CountRange::UNDER_FIVE).rounded_to(5);
    let error = RewardBounds::of(&reward(&scheme, rows), precision).unwrap_err();
    let told = error.to_string();
    assert!(
        told.contains("Hackney, adult, after, cases: 92 is not a count rounded to 5"),
        "{told}"
    );
}

/// A count as a table may show it, and what it may be.
#[derive(Debug, Clone, Copy)]
enum Shown {
    Suppressed,
    Rounded(u64),
}

fn shown() -> impl Strategy<Value = Shown> {
    prop_oneof![
        1 => Just(Shown::Suppressed),
        2 => (0_u64..12).prop_map(|fives| Shown::Rounded(fives * 5)),
    ]
}

impl Shown {
    fn values(self) -> Vec<u64> {
        match self {
            Self::Suppressed => (0..=4).collect(),
            // Said in another way than the library does: all that are as near to it as
            // to any other multiple.
            Self::Rounded(count) => (0..=80_u64)
                .filter(|value| {
                    let nearest = (0..=16).map(|fives| value.abs_diff(fives * 5)).min();
                    Some(value.abs_diff(count)) == nearest
                })
                .collect(),
        }
    }

    fn row(self, period: &str, metric: &str) -> Observation {
        match self {
            Self::Suppressed => lacking(SITE, period, metric, MissingReason::Confidential),
            Self::Rounded(count) => row(SITE, period, metric, count),
        }
    }
}

const CELLS: [(&str, &str); 3] = [
    ("before", "cases"),
    ("after", "cases"),
    ("before", "nights"),
];

/// A scheme on the pilot's terms, whose threshold, bands and cap all move with the
/// baseline.
fn pilot(published: PublishedTerms) -> Scheme {
    let text = scheme("5%", &[("cases", "3.10"), ("nights", "1.25")], &["after"]).to_toml();
    let (start, rest) = text.split_once("[cohort.adult]").unwrap();
    let (_, rest) = rest.split_once("[rounding]").unwrap();
    let terms = format!(
        "[cohort.adult]\nterms = \"{}\"\n\n[rounding]",
        published.as_str()
    );
    let text = format!("{start}{terms}{rest}");
    Scheme::read(&justice_reinvestment::Document::new("pilot.toml", text)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// Every pair of costs in a box, under terms of all kinds: strict thresholds,
    /// thresholds beyond the last band, falling shares, bands that pay nothing.
    #[test]
    fn no_costs_in_between_pay_less_or_more(
        world in worlds(),
        before in 0_u64..40,
        after in 0_u64..40,
        widths in (0_u64..14, 0_u64..14),
    ) {
        let scheme = world.scheme();
        for (cohort, rule) in &world.rules {
            let terms = scheme.terms(*cohort).unwrap();
            let (baseline, test) = (costs(before, before + widths.0), costs(after, after + widths.1));
            let extremes = Extremes::of(terms, ROUNDING, baseline, test).unwrap();
            let mut rewards = BTreeSet::new();
            let mut outcomes = BTreeSet::new();
            for baseline in before..=before + widths.0 {
                for test in after..=after + widths.1 {
                    let fall = Fall { rule, before: whole(baseline), after: whole(test) };
                    rewards.insert(fall.reward());
                    outcomes.insert(fall.outcome());
                }
            }
            let (least, most) = (rewards.first().unwrap(), rewards.last().unwrap());
            prop_assert_eq!(extremes.least.reward.to_string(), exact(least));
            prop_assert_eq!(extremes.most.reward.to_string(), exact(most));
            prop_assert_eq!(extremes.outcome_stands, outcomes.len() == 1, "{:?}", outcomes);
            prop_assert!(outcomes.contains(extremes.least.outcome.as_str()));
            prop_assert!(outcomes.contains(extremes.most.outcome.as_str()));
        }
    }

    /// Every table that a published one may stand for, each assessed by itself.
    #[test]
    fn every_table_that_may_be_meant_pays_within_the_bounds(
        cells in [shown(), shown(), shown()],
        published in prop::sample::select(&PublishedTerms::ALL[..]),
    ) {
        let scheme = pilot(published);
        // The fourth count is exact: a multiple of five that is not rounded further.
        let rest = |rows: Vec<Observation>| {
            let fourth = lacking(SITE, "after", "nights", MissingReason::Confidential);
            rows.into_iter().chain([fourth]).collect::<Vec<Observation>>()
        };
        let published = CELLS.iter().zip(cells).map(|((period, metric), of)| of.row(period, metric));
        let precision = Precision::exact_but_for(CountRange::UNDER_FIVE).rounded_to(5);
        let bounds = RewardBounds::of(&reward(&scheme, rest(published.collect())), precision).unwrap();
        let extremes = bounds.extremes.unwrap();
        let mut paid = BTreeSet::new();
        let mut outcomes = BTreeSet::new();
        let [one, two, three] = cells.map(Shown::values);
        for (one, two, three) in one.iter().flat_map(|one| two.iter().map(move |two| (one, two)))
            .flat_map(|(one, two)| three.iter().map(move |three| (one, two, three)))
        {
            for fourth in 0..=4 {
                let counts = [*one, *two, *three];
                let rows = CELLS.iter().zip(counts).map(|((period, metric), count)| row(SITE, period, metric, count));
                let rows = rows.chain([row(SITE, "after", "nights", fourth)]).collect();
                let own: Reward = reward(&scheme, rows);
                paid.insert(own.reward.unwrap());
                outcomes.insert(own.outcome.as_str());
            }
        }
        prop_assert_eq!(paid.first(), Some(&extremes.least.reward));
        prop_assert_eq!(paid.last(), Some(&extremes.most.reward));
        prop_assert_eq!(extremes.outcome_stands, outcomes.len() == 1);
    }

    #[test]
    fn counts_that_are_known_bound_the_reward_to_itself(world in worlds()) {
        for own in world.assessed().rewards {
            let bounds = RewardBounds::of(&own, Precision::exact_but_for(CountRange::UNDER_FIVE));
            let bounds = bounds.unwrap();
            let Some(extremes) = bounds.extremes else {
                prop_assert!(!bounds.unbounded.is_empty());
                continue;
            };
            if let Some(paid) = own.reward {
                prop_assert_eq!((extremes.least.reward, extremes.most.reward), (paid, paid));
                prop_assert_eq!(extremes.least.reduction_percent, own.reduction_percent);
                prop_assert!(extremes.outcome_stands);
                prop_assert_eq!(extremes.least.outcome, own.outcome);
            } else {
                prop_assert!(bounds.suppressed > 0);
            }
        }
    }
}

#[test]
fn groups_are_bounded_one_by_one() {
    let scheme = scheme("10%", &[("cases", "1.00")], &["after"]);
    let of = |period: &str, group: &str, count: Option<u64>| {
        let mut row = match count {
            Some(count) => row(SITE, period, "cases", count),
            None => lacking(SITE, period, "cases", MissingReason::Confidential),
        };
        row.group = Some(group.parse().unwrap());
        row
    };
    let rows = vec![
        of("before", "theft", Some(50)),
        of("before", "arson", None),
        of("after", "theft", Some(40)),
        of("after", "arson", None),
    ];
    let own = reward(&scheme, rows);
    assert_eq!(own.cohort, Cohort::Adult);
    let precision = Precision::exact_but_for(CountRange::new(1, 4).unwrap());
    let bounds = RewardBounds::of(&own, precision).unwrap();
    assert_eq!(bounds.suppressed, 2);
    let extremes = bounds.extremes.unwrap();
    let ends = [extremes.baseline_cost, extremes.test_cost]
        .map(|cost| (cost.least().to_string(), cost.most().to_string()));
    let expected = [("51.00", "54.00"), ("41.00", "44.00")];
    assert_eq!(
        ends,
        expected.map(|(least, most)| (least.to_owned(), most.to_owned()))
    );
}
