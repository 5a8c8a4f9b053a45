//! Sites beside comparators: the two scales on published figures, what is refused, and
//! what makes no difference.

use crate::small::{ROUNDING, SITE, before_and_after, code, lacking, number, reward, row, scheme};
use crate::worlds::fall::Fall;
use crate::worlds::figures::Spot;
use crate::worlds::numbers::{amount, exact, whole};
use crate::worlds::rolled::whole_worlds;
use crate::worlds::told::name;
use crate::worlds::{PERIODS, World, metric_id};
use justice_reinvestment::evaluate::{
    Assumption, Comparator, Comparison, Decision, EarlierPeriods, NotComparable, Relative,
};
use justice_reinvestment::{Count, Document, MissingReason, Observation, Pounds, Scheme, assess};
use num_traits::Zero;
use proptest::prelude::*;

const ELSEWHERE: &str = "E09000030";

fn small() -> Scheme {
    scheme("10%", &[("cases", "1.00")], &["after"])
}

fn relative(site: (u64, u64), elsewhere: (u64, u64)) -> Relative {
    let scheme = small();
    let reward = reward(&scheme, before_and_after(SITE, site.0, site.1));
    let rows = before_and_after(ELSEWHERE, elsewhere.0, elsewhere.1);
    let comparator = Comparator::of(&scheme, rows).unwrap();
    comparator.beside(&reward).unwrap().relative.unwrap()
}

fn percent(decision: &Decision) -> String {
    decision.reduction_percent.unwrap().to_string()
}

/// HMP Peterborough's interim six-month figures against the country: reconvictions per
/// 100 went from 87 to 81 and from 69 to 79. (Ministry of Justice, *Interim
/// re-conviction figures for the Peterborough and Doncaster Payment by Results pilots*,
/// 2013.) The matched result of that cohort was 8.4% in the end.
#[test]
fn peterborough_s_interim_figures_give_a_ratio_and_a_difference() {
    let relative = relative((87, 81), (69, 79));
    assert_eq!(percent(&relative.ratio_of_ratios), "18.68");
    assert_eq!(percent(&relative.difference_of_percentages), "21.39");
    // 87 × 79 ÷ 69 reconvictions were expected: 99.61.
    let expected = relative.expected_cost.rounded(ROUNDING).unwrap();
    assert_eq!(expected.to_string(), "99.61");
    assert_eq!(number(relative.expected_cost), whole(87 * 79) / whole(69));
    assert_eq!(relative.less_than_expected, relative.ratio_of_ratios.saving);
    assert!(relative.ratio_of_ratios.met && !relative.scales_disagree);
    // By itself the fall of 6.9% is under 10%.
    assert!(relative.departs_from_contract);
}

#[test]
fn two_scales_may_disagree_on_the_same_pounds() {
    // Down by 28% where the country is down by 20%: 10% of what was expected, 8 points.
    let relative = relative((100, 72), (100, 80));
    assert_eq!(percent(&relative.ratio_of_ratios), "10.00");
    assert_eq!(percent(&relative.difference_of_percentages), "8.00");
    assert!(relative.scales_disagree && relative.departs_from_contract);
    assert_eq!(relative.ratio_of_ratios.reward.to_string(), "8.00");
    assert_eq!(relative.difference_of_percentages.reward, Pounds::ZERO);
}

#[test]
fn a_decision_is_exact_where_the_expected_cost_has_no_last_decimal() {
    // Expected: 300 × 100 ÷ 3 of 100 … a third more or less decides.
    let met = relative((100, 60), (3, 2));
    assert_eq!(percent(&met.ratio_of_ratios), "10.00");
    assert!(met.ratio_of_ratios.met);
    let missed = relative((1_000_000_000, 600_000_001), (3, 2));
    assert_eq!(percent(&missed.ratio_of_ratios), "9.9999999");
    assert!(!missed.ratio_of_ratios.met);
}

#[test]
fn a_comparator_that_contains_the_site_is_refused_unless_the_site_is_taken_out() {
    let scheme = small();
    let site = reward(&scheme, before_and_after(SITE, 100, 80));
    for whole in [SITE, "E92000001", "K04000001", "E12000007"] {
        let rows = before_and_after(whole, 1_100, 1_080);
        let comparator = Comparator::of(&scheme, rows).unwrap();
        let error = comparator.beside(&site).unwrap_err().to_string();
        assert!(error.contains(whole), "{error}");
        let rest = comparator.containing_the_site();
        let beside = rest.beside(&site).unwrap();
        assert_eq!(
            beside.comparator_baseline_cost,
            Some("1000".parse().unwrap())
        );
        assert_eq!(beside.comparator_test_cost, Some("1000".parse().unwrap()));
        assert!(beside.assumptions.contains(&Assumption::SiteTakenOut));
        assert!(!beside.assumptions.contains(&Assumption::ComparatorApart));
    }
    for apart in ["W92000004", "E09000030", "E12000008", "rest_of_london"] {
        let rows = before_and_after(apart, 1_100, 1_080);
        let comparator = Comparator::of(&scheme, rows).unwrap();
        let beside = comparator.beside(&site).unwrap();
        assert_eq!(comparator.areas(), [code(apart)]);
        assert!(beside.assumptions.contains(&Assumption::ComparatorApart));
        assert!(beside.assumptions.contains(&Assumption::ParallelTrends));
    }
}

#[test]
fn codes_show_some_areas_to_contain_others() {
    let parts = [
        "E09000001",
        SITE,
        "E08000001",
        "E08000010",
        "E08000012",
        "W06000015",
    ];
    let contained = |whole: &str| {
        let is_refused = |part: &&str| {
            let mut scheme = small().to_toml().replace(SITE, part);
            scheme = scheme.replace("Hackney", "Somewhere");
            let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
            let own = reward(&scheme, before_and_after(part, 9, 9));
            let comparator = Comparator::of(&scheme, before_and_after(whole, 99, 99)).unwrap();
            comparator.beside(&own).is_err()
        };
        parts
            .into_iter()
            .filter(|part| is_refused(part))
            .collect::<Vec<&str>>()
    };
    assert_eq!(contained("E12000007"), parts[..2]);
    assert_eq!(contained("E23000001"), parts[1..2]);
    assert_eq!(contained("E23000005"), parts[2..4]);
    assert_eq!(contained("E11000001"), parts[2..4]);
    assert_eq!(contained("E92000001"), parts[..5]);
    assert_eq!(contained("W92000004"), parts[5..]);
    assert_eq!(contained("K04000001"), parts);
    assert_eq!(contained("E12000002"), [""; 0]);
}

#[test]
fn a_comparator_that_is_rewarded_itself_is_told() {
    let scheme = small().to_toml()
        + "\n[[site]]\ncode = \"E09000030\"\nname = \"Next\"\ncohorts = [\"adult\"]\n";
    let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
    let mut rows = before_and_after(SITE, 100, 80);
    rows.extend(before_and_after(ELSEWHERE, 100, 80));
    let own = reward(&scheme, rows);
    let mut rows = before_and_after(ELSEWHERE, 100, 80);
    rows.extend(before_and_after("E09000031", 100, 80));
    let beside = Comparator::of(&scheme, rows).unwrap().beside(&own).unwrap();
    assert_eq!(beside.rewarded_areas, [code(ELSEWHERE)]);
    assert!(beside.relative.is_some());
}

#[test]
fn a_table_of_many_areas_is_read_in_good_time() {
    let scheme = small();
    let mut table = "area_code,cohort,period,metric,count\n".to_owned();
    for area in 0..20_000 {
        for period in ["before", "after"] {
            table += &format!("area-{area},adult,{period},cases,1\n");
        }
    }
    let comparator = Comparator::read(&scheme, &Document::new("many.csv", table)).unwrap();
    let own = reward(&scheme, before_and_after(SITE, 100, 80));
    let beside = comparator.beside(&own).unwrap();
    assert_eq!(beside.comparator_test_cost, Some("20000".parse().unwrap()));
}

#[test]
fn a_part_is_no_more_than_its_whole() {
    let scheme = small();
    let site = reward(&scheme, before_and_after(SITE, 100, 80));
    let comparator = Comparator::of(&scheme, before_and_after("E12000007", 500, 79)).unwrap();
    let error = comparator.containing_the_site().beside(&site).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("the site has 80 in \"after\""), "{told}");
}

#[test]
fn several_areas_are_added_up() {
    let scheme = small();
    let site = reward(&scheme, before_and_after(SITE, 100, 80));
    let mut rows = before_and_after("E09000030", 60, 50);
    rows.extend(before_and_after("E09000031", 40, 45));
    let beside = Comparator::of(&scheme, rows)
        .unwrap()
        .beside(&site)
        .unwrap();
    assert_eq!(
        beside.comparator_baseline_cost,
        Some("100".parse().unwrap())
    );
    assert_eq!(
        beside.comparator_reduction_percent.unwrap().to_string(),
        "5.00"
    );
}

#[test]
fn what_is_wrong_with_a_table_has_its_place() {
    let scheme = small();
    let read = |table: &str| Comparator::read(&scheme, &Document::new("elsewhere.csv", table));
    let table = "area_code,cohort,period,metric,count\n\
                 E09000030,adult,before,cases,1,000\n\
                 E09000030,adult,after,cases,-5\n\
                 E09000030,adult,after,casse,5\n\
                 E09000030,youth,after,cases,5\n";
    let error = read(table).unwrap_err();
    let lines: Vec<usize> = error
        .problems()
        .iter()
        .filter_map(|problem| Some(problem.place.as_ref()?.line))
        .collect();
    assert_eq!(lines, [2, 3, 4, 5], "{error}");
    let lacking = "area_code,cohort,period,metric,count\nE09000030,adult,after,cases,5\n";
    let error = read(lacking).unwrap_err().to_string();
    assert!(
        error.contains("there is no row for E09000030, adult, before, cases"),
        "{error}"
    );
    let empty = read("area_code,cohort,period,metric,count\n")
        .unwrap_err()
        .to_string();
    assert!(empty.contains("holds no counts"), "{empty}");
    assert!(read("").is_err());
    assert!(read("area,cohort\n1,2\n").is_err());
}

#[test]
fn what_cannot_be_compared_says_why() {
    let scheme = scheme(
        "10%",
        &[("cases", "1.00"), ("nights", "2.00")],
        &["after", "later"],
    );
    let rows = |area: &str, counts: [Option<u64>; 6]| -> Vec<Observation> {
        let names =
            ["before", "after", "later"].map(|period| ["cases", "nights"].map(|of| (period, of)));
        let names = names.into_iter().flatten();
        let all = names
            .zip(counts)
            .map(|((period, metric), count)| match count {
                Some(count) => row(area, period, metric, count),
                None => lacking(area, period, metric, MissingReason::NotAvailable),
            });
        all.collect()
    };
    let whole = [Some(10), Some(10), Some(9), Some(9), Some(8), Some(8)];
    let site = reward(&scheme, rows(SITE, whole));
    let why_not = |site: &justice_reinvestment::Reward, rows: Vec<Observation>| {
        let beside = Comparator::of(&scheme, rows).unwrap().beside(site).unwrap();
        assert_eq!(beside.relative.is_none(), beside.why_not.is_some());
        beside.why_not
    };
    assert_eq!(why_not(&site, rows(ELSEWHERE, whole)), None);
    let mut lacks = whole;
    lacks[1] = None;
    assert_eq!(
        why_not(&site, rows(ELSEWHERE, lacks)),
        Some(NotComparable::ComparatorLacksCounts)
    );
    let of_lacking = reward(&scheme, rows(SITE, lacks));
    assert_eq!(
        why_not(&of_lacking, rows(ELSEWHERE, whole)),
        Some(NotComparable::SiteLacksCounts)
    );
    // A count that only another period lacks is not missed.
    let mut later = whole;
    later[5] = None;
    assert_eq!(why_not(&site, rows(ELSEWHERE, later)), None);
    let nothing = [Some(0), Some(0), Some(9), Some(9), Some(8), Some(8)];
    let of_nothing = reward(&scheme, rows(SITE, nothing));
    assert_eq!(
        why_not(&of_nothing, rows(ELSEWHERE, whole)),
        Some(NotComparable::SiteWithoutBaseline)
    );
    assert_eq!(
        why_not(&site, rows(ELSEWHERE, nothing)),
        Some(NotComparable::ComparatorWithoutBaseline)
    );
    let only_later: Vec<Observation> = rows(ELSEWHERE, whole)
        .into_iter()
        .filter(|row| row.period.as_str() != "after")
        .collect();
    assert_eq!(why_not(&site, only_later), Some(NotComparable::NotInTable));
    let mut not_counted = rows(ELSEWHERE, whole);
    for row in not_counted
        .iter_mut()
        .filter(|row| row.metric.as_str() == "nights")
    {
        row.count = Count::Missing(MissingReason::NotApplicable);
    }
    assert_eq!(
        why_not(&site, not_counted),
        Some(NotComparable::MetricNotCounted)
    );
}

#[test]
fn the_comparator_is_valued_on_the_metrics_that_the_site_counts() {
    let scheme = scheme("10%", &[("cases", "1.00"), ("nights", "2.00")], &["after"]);
    let rows = |area: &str| {
        let mut rows = before_and_after(area, 100, 90);
        rows.push(row(area, "before", "nights", 50));
        rows.push(row(area, "after", "nights", 20));
        rows
    };
    let mut of_site = rows(SITE);
    for row in of_site
        .iter_mut()
        .filter(|row| row.metric.as_str() == "nights")
    {
        row.count = Count::Missing(MissingReason::NotApplicable);
    }
    let site = reward(&scheme, of_site);
    let comparator = Comparator::of(&scheme, rows(ELSEWHERE)).unwrap();
    let beside = comparator.beside(&site).unwrap();
    assert_eq!(
        beside.comparator_baseline_cost,
        Some("100".parse().unwrap())
    );
    assert_eq!(beside.comparator_test_cost, Some("90".parse().unwrap()));
}

/// Adults of England and Wales at prices with all their decimals: the largest real
/// costs that there are.
#[test]
fn national_costs_are_decided_exactly() {
    let prices = [("custody", "14710.01"), ("orders", "652.07")];
    let scheme = scheme("5%", &prices, &["after"]);
    let rows = |area: &str, counts: [u64; 4]| {
        let [custody, orders, custody_after, orders_after] = counts;
        vec![
            row(area, "before", "custody", custody),
            row(area, "before", "orders", orders),
            row(area, "after", "custody", custody_after),
            row(area, "after", "orders", orders_after),
        ]
    };
    let site = reward(&scheme, rows(SITE, [62_765, 141_575, 60_643, 119_224]));
    let elsewhere = rows(ELSEWHERE, [103_770, 184_618, 103_809, 166_257]);
    let beside = Comparator::of(&scheme, elsewhere)
        .unwrap()
        .beside(&site)
        .unwrap();
    let relative = beside.relative.unwrap();
    let cost = |counts: [u64; 2]| {
        whole(counts[0]) * amount("14710.01") + whole(counts[1]) * amount("652.07")
    };
    let expected = cost([62_765, 141_575]) * cost([103_809, 166_257]) / cost([103_770, 184_618]);
    assert_eq!(number(relative.expected_cost), expected);
}

/// A comparator of one area: for each priced metric and period, a count.
fn elsewhere(world: &World, counts: &[u64], times: u64) -> Vec<Observation> {
    let mut counts = counts.iter().cycle();
    let mut rows = Vec::new();
    for cohort in world.rules.keys() {
        for metric in (0..world.metrics.len()).filter(|of| world.is_priced(*of, *cohort)) {
            for (period, ..) in PERIODS.into_iter().take(world.tests + 1) {
                let count = Count::Number(counts.next().unwrap() * times);
                let id = metric_id(metric);
                rows.push(Observation::new("elsewhere", *cohort, period, &id, count).unwrap());
            }
        }
    }
    rows
}

/// Every reward that could be set beside the comparator. What has more digits than can
/// be held is refused, and left out.
fn beside(world: &World, rows: Vec<Observation>) -> Vec<(Spot, Comparison)> {
    let scheme = world.scheme();
    let comparator = Comparator::of(&scheme, rows).unwrap();
    let rewards = assess(&scheme, &world.demand(&scheme)).unwrap().rewards;
    let mut all = Vec::new();
    for spot in world.spots() {
        let own = rewards.iter().find(|of| name(of) == world.name(spot));
        all.extend(
            comparator
                .beside(own.unwrap())
                .ok()
                .map(|beside| (spot, beside)),
        );
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_scales_are_what_fractions_say(
        world in whole_worlds(),
        counts in prop::collection::vec(0_u64..400, 1..12),
    ) {
        for (spot, beside) in beside(&world, elsewhere(&world, &counts, 1)) {
            let (Some(relative), Some(own)) = (beside.relative, world.fall(spot)) else {
                prop_assert!(beside.why_not.is_some());
                continue;
            };
            let cost = |cost: Option<Pounds>| amount(&cost.unwrap().to_string());
            let before = cost(beside.comparator_baseline_cost);
            let after = cost(beside.comparator_test_cost);
            let expected = &own.before * &after / &before;
            let less = &expected - &own.after;
            prop_assert_eq!(number(relative.expected_cost), expected.clone());
            prop_assert_eq!(number(relative.less_than_expected), less.clone());
            let ratio = Fall { rule: own.rule, before: expected, after: own.after.clone() };
            let points = Fall { rule: own.rule, before: own.before.clone(), after: &own.before - less };
            for (decision, fall) in [
                (&relative.ratio_of_ratios, ratio),
                (&relative.difference_of_percentages, points),
            ] {
                prop_assert_eq!(decision.outcome.as_str(), fall.outcome());
                prop_assert_eq!(decision.met, fall.is_met());
                prop_assert_eq!(number(decision.reward_before_rounding), fall.exact_reward());
                prop_assert_eq!(decision.reward.to_string(), exact(&fall.reward()));
                let shown = decision.reduction_percent.map(|percent| percent.to_string());
                prop_assert_eq!(shown, fall.shown());
            }
            let ratio = &relative.ratio_of_ratios;
            let points = &relative.difference_of_percentages;
            prop_assert_eq!(ratio.saving, points.saving);
            prop_assert_eq!(relative.scales_disagree, ratio.met != points.met);
        }
    }

    #[test]
    fn beside_one_that_did_not_change_the_contract_s_decision_stands(
        world in whole_worlds(),
        count in 1_u64..500,
    ) {
        let scheme = world.scheme();
        let rewards = assess(&scheme, &world.demand(&scheme)).unwrap().rewards;
        // The same count in every period, at prices that may change between them.
        for (spot, beside) in beside(&world, elsewhere(&world, &[count], 1)) {
            let own = rewards.iter().find(|of| name(of) == world.name(spot)).unwrap();
            let Some(relative) = beside.relative else { continue };
            if beside.comparator_baseline_cost != beside.comparator_test_cost {
                continue;
            }
            prop_assert!(!relative.departs_from_contract && !relative.scales_disagree);
            for decision in [relative.ratio_of_ratios, relative.difference_of_percentages] {
                prop_assert_eq!(Some(decision.reward), own.reward);
                prop_assert_eq!(decision.reduction_percent, own.reduction_percent);
                prop_assert_eq!(decision.outcome, own.outcome);
            }
        }
    }

    #[test]
    fn beside_its_own_counts_a_site_did_as_expected(world in whole_worlds()) {
        let scheme = world.scheme();
        let rewards = assess(&scheme, &world.demand(&scheme)).unwrap().rewards;
        let areas = &world.sites[0].areas;
        let rows = world.rows().into_iter().filter(|row| areas.iter().any(|area| *area == row.area.as_str()));
        let copies = rows.map(|mut row| {
            row.area = code(&format!("like-{}", row.area));
            row
        });
        let comparator = Comparator::of(&scheme, copies.collect()).unwrap();
        for own in rewards.iter().filter(|own| own.site.code.as_str() == world.sites[0].code) {
            let Ok(beside) = comparator.beside(own) else { continue };
            prop_assert_eq!(beside.comparator_baseline_cost, own.baseline_cost);
            prop_assert_eq!(beside.comparator_test_cost, own.test_cost);
            prop_assert_eq!(beside.comparator_reduction_percent, own.reduction_percent);
            if let Some(relative) = beside.relative {
                prop_assert_eq!(relative.expected_cost.exactly(), own.test_cost);
                prop_assert_eq!(relative.less_than_expected.exactly(), Some(Pounds::ZERO));
            }
        }
    }

    #[test]
    fn no_table_is_too_strange(
        text in r#"(area_code,cohort,period,metric,count\n)?((E09000030|a|,|adult|youth|before|after|cases|[0-9]|"|\r|\n|\[c\]|\PC){0,9}\n?){0,9}"#,
    ) {
        let _ = Comparator::read(&small(), &Document::new("strange.csv", text.as_str()));
        let _ = EarlierPeriods::read(&small(), &Document::new("strange.csv", text));
    }

    #[test]
    fn how_large_the_comparator_is_makes_no_difference(
        world in whole_worlds(),
        counts in prop::collection::vec(0_u64..400, 1..12),
        times in 2_u64..9,
    ) {
        let small = beside(&world, elsewhere(&world, &counts, 1));
        let large = beside(&world, elsewhere(&world, &counts, times));
        for ((_, small), (_, large)) in small.into_iter().zip(large) {
            prop_assert_eq!(small.relative, large.relative);
            prop_assert_eq!(small.why_not, large.why_not);
        }
    }

    #[test]
    fn taking_the_site_out_is_to_compare_with_the_rest(
        site in (1_u64..300, 0_u64..300),
        rest in (1_u64..300, 0_u64..300),
    ) {
        let scheme = small();
        let own = reward(&scheme, before_and_after(SITE, site.0, site.1));
        let whole = before_and_after("E12000007", site.0 + rest.0, site.1 + rest.1);
        let whole = Comparator::of(&scheme, whole).unwrap().containing_the_site();
        let apart = Comparator::of(&scheme, before_and_after(ELSEWHERE, rest.0, rest.1)).unwrap();
        let (one, other) = (whole.beside(&own).unwrap(), apart.beside(&own).unwrap());
        prop_assert_eq!(one.relative, other.relative);
    }

    #[test]
    fn both_scales_lie_on_the_same_side_of_zero(
        site in (1_u64..300, 0_u64..300),
        rest in (1_u64..300, 0_u64..300),
    ) {
        let relative = relative(site, rest);
        let side = number(relative.less_than_expected).cmp(&whole(0));
        prop_assert_eq!(number(relative.difference_of_percentages.saving).cmp(&whole(0)), side);
        prop_assert!(number(relative.expected_cost) >= whole(0));
        prop_assert_eq!(number(relative.expected_cost).is_zero(), rest.1 == 0);
    }
}
