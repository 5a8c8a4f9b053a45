//! Means and lines through earlier periods, against fractions worked out from the
//! textbook's formula.

use crate::small::{SITE, before_and_after, number, reward, row, scheme};
use crate::worlds::fall::Fall;
use crate::worlds::numbers::{Ratio, amount, exact, whole};
use crate::worlds::rolled::{whole_worlds, worlds};
use justice_reinvestment::evaluate::{
    Assumption, BaselineKind, BesideOthers, EarlierPeriods, OtherBaseline,
};
use justice_reinvestment::{Document, Observation, Outcome, Pounds, Reward, Scheme, assess};
use num_traits::Zero;
use proptest::prelude::*;
use std::num::NonZeroU64;

const NEXT: NonZeroU64 = NonZeroU64::MIN;

fn pounds(whole: u64) -> Pounds {
    Pounds::pence(i64::try_from(whole).unwrap() * 100)
}

fn of(beside: &BesideOthers, kind: BaselineKind) -> &OtherBaseline {
    let mut all = beside.baselines.iter();
    all.find(|baseline| baseline.kind == kind).unwrap()
}

/// Sentences of young people in England and Wales, 2010 to 2013 (Ministry of Justice,
/// *Criminal justice statistics quarterly*, December 2019): £540 and, for custody of 12
/// months and over, £650 (as the press gave prices of near classes).
#[test]
fn a_fall_that_goes_on_is_capped_beside_one_year_and_nothing_beside_a_line() {
    let scheme = scheme(
        "10%",
        &[("long", "650.00"), ("other", "540.00")],
        &["after"],
    );
    let rows = |period: &str, long: u64, other: [u64; 4]| {
        let other = other.iter().sum();
        [
            row(SITE, period, "long", long),
            row(SITE, period, "other", other),
        ]
    };
    let own = [
        rows("before", 1_167, [1_918, 14_987, 16_382, 565]),
        rows("after", 958, [1_395, 10_603, 13_162, 270]),
    ];
    let own = reward(&scheme, own.into_iter().flatten().collect());
    assert_eq!(own.baseline_cost.unwrap().to_string(), "19038630.00");
    let table = "area_code,cohort,period,metric,count\n\
                 E09000012,adult,2010,long,1435\n\
                 E09000012,adult,2010,other,50542\n\
                 E09000012,adult,2011,long,1529\n\
                 E09000012,adult,2011,other,44295\n";
    let earlier = EarlierPeriods::read(&scheme, &Document::new("earlier.csv", table)).unwrap();
    let costs = earlier.costs(&own).unwrap().unwrap();
    assert_eq!(
        costs,
        ["28225430".parse().unwrap(), "24913150".parse().unwrap()]
    );
    let beside = earlier.beside(&own).unwrap().unwrap();
    let told = |kind| {
        let baseline = of(&beside, kind);
        let decision = baseline.decision.as_ref().unwrap();
        let cost = baseline.baseline_cost.exactly().unwrap().to_string();
        (
            cost,
            decision.reduction_percent.unwrap().to_string(),
            decision.met,
        )
    };
    let says = |cost: &str, percent: &str, met| (cost.to_owned(), percent.to_owned(), met);
    assert_eq!(
        told(BaselineKind::Contractual),
        says("19038630.00", "24.60", true)
    );
    assert_eq!(told(BaselineKind::Mean), says("24059070.00", "40.33", true));
    assert_eq!(
        told(BaselineKind::LinearTrend),
        says("14872270.00", "3.48", false)
    );
    assert!(!beside.agree);
    assert!(beside.assumptions.contains(&Assumption::StraightLine));
}

#[test]
fn a_line_that_falls_below_zero_decides_nothing() {
    let scheme = scheme("10%", &[("cases", "1.00")], &["after"]);
    let own = reward(&scheme, before_and_after(SITE, 10, 5));
    let beside = BesideOthers::of(&own, &[pounds(100)], NEXT)
        .unwrap()
        .unwrap();
    let line = of(&beside, BaselineKind::LinearTrend);
    assert_eq!(line.baseline_cost.exactly().unwrap().to_string(), "-80.00");
    assert_eq!(line.decision, None);
    assert_eq!(of(&beside, BaselineKind::Mean).periods, 2);
    // Exactly zero: no cost to reduce.
    let beside = BesideOthers::of(&own, &[pounds(20)], NEXT)
        .unwrap()
        .unwrap();
    let line = of(&beside, BaselineKind::LinearTrend).decision.as_ref();
    assert_eq!(line.unwrap().outcome, Outcome::NoBaseline);
}

#[test]
fn what_makes_no_earlier_periods_is_refused_in_its_place() {
    let scheme = scheme("10%", &[("cases", "1.00")], &["after"]);
    let own = reward(&scheme, before_and_after(SITE, 10, 5));
    assert!(BesideOthers::of(&own, &[], NEXT).is_err());
    assert!(BesideOthers::of(&own, &[Pounds::pence(-1)], NEXT).is_err());
    assert!(BesideOthers::of(&own, &[Pounds::ZERO; 1_000], NEXT).is_err());
    let read = |table: &str| EarlierPeriods::read(&scheme, &Document::new("earlier.csv", table));
    let head = "area_code,cohort,period,metric,count\n";
    let error = read(&format!(
        "{head}{SITE},adult,2008,cases,5\n{SITE},adult,before,cases,5\n"
    ));
    let error = error.unwrap_err();
    let place = error.problems()[0].place.as_ref().unwrap();
    assert_eq!((place.line, place.column), (3, 17), "{error}");
    let error = read(&format!("{head}E09000099,adult,2008,cases,5\n")).unwrap_err();
    assert!(
        error.to_string().contains("not an area of the scheme"),
        "{error}"
    );
    let years: String = (0..1_000)
        .map(|year| format!("{SITE},adult,y{year},cases,5\n"))
        .collect();
    let error = read(&format!("{head}{years}")).unwrap_err();
    assert!(
        error.to_string().contains("more than a thousand periods"),
        "{error}"
    );
    let error = read(head).unwrap_err();
    assert!(error.to_string().contains("holds no counts"), "{error}");
}

#[test]
fn a_missing_earlier_count_is_never_zero() {
    let scheme = scheme("10%", &[("cases", "1.00")], &["after"]);
    let own = reward(&scheme, before_and_after(SITE, 10, 5));
    for status in ["[c]", "[x]", "[z]"] {
        let table = format!(
            "area_code,cohort,period,metric,count,status\n\
             {SITE},adult,2008,cases,9,\n{SITE},adult,2009,cases,,{status}\n"
        );
        let read = EarlierPeriods::read(&scheme, &Document::new("earlier.csv", table));
        match read {
            Ok(earlier) => assert_eq!(earlier.beside(&own).unwrap(), None, "{status}"),
            Err(error) => assert_eq!(status, "[z]", "{error}"),
        }
    }
}

#[test]
fn the_second_test_period_lies_two_periods_on() {
    let scheme = scheme("10%", &[("cases", "1.00")], &["after", "later"]);
    let mut rows = before_and_after(SITE, 100, 90);
    rows.push(row(SITE, "later", "cases", 80));
    let demand = crate::worlds::demand_of(&scheme, rows);
    let rewards = assess(&scheme, &demand).unwrap().rewards;
    let table = format!("area_code,cohort,period,metric,count\n{SITE},adult,2009,cases,110\n");
    let earlier = EarlierPeriods::read(&scheme, &Document::new("earlier.csv", table)).unwrap();
    assert_eq!(earlier.ids(), ["2009".parse().unwrap()]);
    let line = |reward: &Reward| {
        let beside = earlier.beside(reward).unwrap().unwrap();
        of(&beside, BaselineKind::LinearTrend)
            .baseline_cost
            .exactly()
            .unwrap()
    };
    assert_eq!(
        [line(&rewards[0]), line(&rewards[1])],
        [pounds(90), pounds(80)]
    );
}

/// Least squares as textbooks write it: the mean, and the slope from it.
fn line(costs: &[Ratio], after: u64) -> Ratio {
    let count = whole(costs.len());
    let positions: Vec<Ratio> = (0..costs.len()).map(whole).collect();
    let middle = positions.iter().sum::<Ratio>() / &count;
    let mean = costs.iter().sum::<Ratio>() / &count;
    let (mut above, mut below) = (Ratio::zero(), Ratio::zero());
    for (position, cost) in positions.iter().zip(costs) {
        above += (position - &middle) * (cost - &mean);
        below += (position - &middle) * (position - &middle);
    }
    let at = whole(costs.len() - 1) + whole(after);
    mean + above / below * (at - middle)
}

fn cost(cost: Option<Pounds>) -> Ratio {
    amount(&cost.unwrap().to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn means_and_lines_are_what_the_textbook_says_and_are_decided_by_fractions(
        world in whole_worlds(),
        pence in prop::collection::vec(0_i64..1_000_000_000, 1..8),
        after in 1_u64..4,
    ) {
        let earlier: Vec<Pounds> = pence.iter().map(|pence| Pounds::pence(*pence)).collect();
        let after = NonZeroU64::new(after).unwrap();
        for (spot, own) in world.spots().into_iter().zip(world.assessed().rewards) {
            // Refused where a cost has more digits than can be held so many times over.
            let Ok(beside) = BesideOthers::of(&own, &earlier, after) else { continue };
            let beside = beside.unwrap();
            let costs = earlier.iter().copied().map(Some).chain([own.baseline_cost]);
            let costs: Vec<Ratio> = costs.map(cost).collect();
            let mean = costs.iter().sum::<Ratio>() / whole(costs.len());
            let expected = [costs.last().unwrap().clone(), mean, line(&costs, after.get())];
            for (baseline, expected) in beside.baselines.iter().zip(expected) {
                prop_assert_eq!(number(baseline.baseline_cost), expected.clone());
                let Some(decision) = &baseline.decision else {
                    prop_assert!(expected < whole(0));
                    continue;
                };
                let fall = Fall {
                    rule: &world.rules[&spot.cohort],
                    before: expected,
                    after: cost(own.test_cost),
                };
                prop_assert_eq!(decision.outcome.as_str(), fall.outcome());
                prop_assert_eq!(decision.reward.to_string(), exact(&fall.reward()));
                let shown = decision.reduction_percent.map(|percent| percent.to_string());
                prop_assert_eq!(shown, fall.shown());
            }
            let contract = beside.baselines[0].decision.as_ref().unwrap();
            prop_assert_eq!(Some(contract.reward), own.reward);
            prop_assert_eq!(contract.outcome, own.outcome);
        }
    }

    #[test]
    fn earlier_periods_with_the_baseline_s_counts_cost_what_it_cost(world in worlds()) {
        let scheme = world.scheme();
        let demand = world.demand(&scheme);
        let table = demand.to_csv();
        let (header, rows) = table.split_once('\n').unwrap();
        let mut earlier = format!("{header}\n");
        for period in ["2008-09", "2009-10"] {
            for row in rows.lines().filter(|row| row.contains(",baseline,")) {
                earlier += &row.replace(",baseline,", &format!(",{period},"));
                earlier.push('\n');
            }
        }
        let earlier = EarlierPeriods::read(&scheme, &Document::new("earlier.csv", earlier));
        let earlier = earlier.unwrap();
        for own in assess(&scheme, &demand).unwrap().rewards {
            let costs = earlier.costs(&own).unwrap();
            prop_assert_eq!(costs, own.baseline_cost.map(|cost| vec![cost; 2]));
            let Ok(beside) = earlier.beside(&own) else { continue };
            prop_assert_eq!(beside.is_some(), own.saving.is_some());
            let baselines = beside.map_or(Vec::new(), |beside| beside.baselines);
            for baseline in baselines {
                prop_assert_eq!(Some(baseline.decision.unwrap().reward), own.reward);
            }
        }
    }

    #[test]
    fn a_straight_line_goes_on_straight(
        start in 1_000_u64..2_000,
        step in 0_u64..100,
        periods in 2_u64..9,
    ) {
        let scheme = scheme("10%", &[("cases", "1.00")], &["after"]);
        let at = |period: u64| start + step * period;
        let own = reward(&scheme, before_and_after(SITE, at(periods - 1), at(periods)));
        let earlier: Vec<Pounds> = (0..periods - 1).map(|period| pounds(at(period))).collect();
        let beside = BesideOthers::of(&own, &earlier, NEXT).unwrap().unwrap();
        let line = of(&beside, BaselineKind::LinearTrend);
        prop_assert_eq!(line.baseline_cost.exactly(), Some(pounds(at(periods))));
        prop_assert_eq!(line.decision.as_ref().unwrap().saving.exactly(), Some(Pounds::ZERO));
    }

    #[test]
    fn where_nothing_changed_every_baseline_is_the_contract_s(
        count in 1_u64..2_000,
        after in 0_u64..2_000,
        periods in 1_usize..9,
    ) {
        let scheme: Scheme = scheme("10%", &[("cases", "1.00")], &["after"]);
        let rows: Vec<Observation> = before_and_after(SITE, count, after);
        let own = reward(&scheme, rows);
        let beside = BesideOthers::of(&own, &vec![pounds(count); periods], NEXT).unwrap().unwrap();
        prop_assert!(beside.agree);
        let first = beside.baselines[0].decision.clone();
        prop_assert!(beside.baselines.iter().all(|baseline| baseline.decision == first));
    }
}
