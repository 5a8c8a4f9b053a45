//! Changes in cost and their parts: that they add up, and that each part is what its
//! name says.

use crate::small::{SITE, number, reward, row, scheme};
use crate::worlds::numbers::{Ratio, amount, whole};
use crate::worlds::rolled::{whole_worlds, worlds};
use justice_reinvestment::evaluate::{Assumption, Decomposition, Parts};
use justice_reinvestment::{Demand, Document, Pounds, Scheme, assess};
use proptest::prelude::*;

fn money(pounds: Pounds) -> Ratio {
    amount(&pounds.to_string())
}

/// Change, volume, mix and price.
fn parts(parts: &Parts) -> [Ratio; 4] {
    let (volume, mix) = (number(parts.volume), number(parts.mix));
    [money(parts.change), volume, mix, money(parts.price)]
}

fn sum<'a>(all: impl Iterator<Item = &'a Parts>) -> [Ratio; 4] {
    all.map(parts).fold([0; 4].map(whole), |sum, next| {
        let mut next = next.into_iter();
        sum.map(|so_far| so_far + next.next().unwrap())
    })
}

fn small(counts: [u64; 4]) -> Decomposition {
    let scheme = scheme(
        "10%",
        &[("custody", "100.00"), ("orders", "10.00")],
        &["after"],
    );
    let [custody, orders, custody_after, orders_after] = counts;
    let rows = vec![
        row(SITE, "before", "custody", custody),
        row(SITE, "before", "orders", orders),
        row(SITE, "after", "custody", custody_after),
        row(SITE, "after", "orders", orders_after),
    ];
    Decomposition::of(&reward(&scheme, rows)).unwrap().unwrap()
}

#[test]
fn fewer_in_custody_and_more_orders_are_seen() {
    let made_of = small([50, 50, 30, 80]);
    // £5,500 to £3,800. Ten cases more at £55 on average; the rest is mix.
    assert_eq!(parts(&made_of.all), [-1_700, 550, -2_250, 0].map(whole));
    let [substitution] = made_of.substitutions.as_slice() else {
        panic!("{:?}", made_of.substitutions);
    };
    assert_eq!(substitution.fewer_of.as_str(), "custody");
    assert_eq!((substitution.fewer, substitution.more), (20, 30));
    assert_eq!(substitution.dearer_by.to_string(), "90.00");
    assert!(made_of.assumptions.contains(&Assumption::NotTheSamePeople));
    assert!(small([50, 50, 40, 40]).substitutions.is_empty());
}

#[test]
fn a_price_that_rose_is_a_part_of_its_own() {
    let file = std::fs::read_to_string("fixtures/hackney/scheme.toml").unwrap();
    let dated = |amount: &str, key: &str, day: &str| {
        format!(
            "[[price]]\nmetric = \"custody\"\ncohort = \"adult\"\namount = \"{amount}\"\n\
             price_year = \"2010-11\"\nstatus = \"illustrative\"\nnote = \"invented\"\n{key} = {day}\n\n"
        )
    };
    let (head, rest) = file.split_once("[[price]]").unwrap();
    let (_, sites) = rest.split_once("[[site]]").unwrap();
    let prices = dated("1500.00", "to", "2011-06-30") + &dated("1600.00", "from", "2011-07-01");
    let file = format!("{head}{prices}[[site]]{sites}");
    let scheme = Scheme::read(&Document::new("scheme.toml", file)).unwrap();
    let table = std::fs::read("fixtures/hackney/demand.csv").unwrap();
    let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let own = &assess(&scheme, &demand).unwrap().rewards[0];
    let made_of = Decomposition::of(own).unwrap().unwrap();
    // 400 to 360 at £1,500, and 360 at £100 more.
    assert_eq!(
        parts(&made_of.all),
        [-24_000, -60_000, 0, 36_000].map(whole)
    );
}

#[test]
fn the_nation_s_volume_and_mix_are_fractions_that_add_up() {
    let scheme = std::fs::read("fixtures/england-and-wales/scheme.toml").unwrap();
    let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
    let table = std::fs::read("fixtures/england-and-wales/demand.csv").unwrap();
    let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let own = &assess(&scheme, &demand).unwrap().rewards[0];
    let made_of = Decomposition::of(own).unwrap().unwrap();
    // £2,393,583,986 for 286,987 cases, of which there were 982 fewer.
    let volume = whole(-982) * whole(2_393_583_986_u64) / whole(286_987);
    assert_eq!(number(made_of.all.volume), volume);
    assert_eq!(number(made_of.all.mix), whole(126_551_224) - volume);
    assert_eq!(made_of.all.volume.exactly(), None);
    let units: Vec<&str> = made_of.units.iter().map(|unit| unit.as_str()).collect();
    assert_eq!(units, ["sentence", "order"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_exactly_over_metrics_and_groups(world in worlds()) {
        for own in world.assessed().rewards {
            // Refused where a cost has more digits than can be held so many times over.
            let Ok(made_of) = Decomposition::of(&own) else { continue };
            let Some(made_of) = made_of else {
                let cases: Option<u64> =
                    own.lines.iter().map(|line| line.baseline_count).sum();
                prop_assert!(own.saving.is_none() || cases == Some(0));
                continue;
            };
            let [change, volume, mix, price] = parts(&made_of.all);
            prop_assert_eq!(&change, &(volume + mix + price));
            prop_assert_eq!(change, -money(own.saving.unwrap()));
            let metrics = made_of.metrics.iter();
            prop_assert_eq!(sum(metrics.clone().map(|of| &of.all)), parts(&made_of.all));
            for (metric, line) in metrics.zip(&own.lines) {
                let [change, volume, mix, price] = parts(&metric.all);
                prop_assert_eq!(&change, &(volume + mix + price));
                prop_assert_eq!(change, -money(line.saving.unwrap()));
                let groups = metric.groups.iter();
                if !metric.groups.is_empty() {
                    prop_assert_eq!(sum(groups.clone().map(|of| &of.all)), parts(&metric.all));
                    let cases: u64 = groups.map(|of| of.all.test_count).sum();
                    prop_assert_eq!(cases, metric.all.test_count);
                }
            }
        }
    }

    #[test]
    fn parts_are_what_their_names_say(world in whole_worlds()) {
        for own in world.assessed().rewards {
            let Ok(Some(made_of)) = Decomposition::of(&own) else { continue };
            let cases = |count: fn(&Parts) -> u64| {
                made_of.metrics.iter().map(|of| whole(count(&of.all))).sum::<Ratio>()
            };
            let (before, after) = (cases(|of| of.baseline_count), cases(|of| of.test_count));
            let average = money(own.baseline_cost.unwrap()) / &before;
            prop_assert_eq!(number(made_of.all.volume), (after - before) * average);
            let risen = own.lines.iter().map(|line| {
                let before = money(line.priced.baseline_price.amount);
                let after = money(line.priced.test_price.amount);
                whole(line.test_count.unwrap()) * (after - before)
            });
            prop_assert_eq!(money(made_of.all.price), risen.sum::<Ratio>());
        }
    }

    #[test]
    fn cases_in_one_proportion_leave_no_mix_and_as_many_cases_no_volume(
        custody in 1_u64..500,
        orders in 1_u64..500,
        times in 0_u64..5,
        moved in 0_u64..500,
    ) {
        let alike = small([custody, orders, custody * times, orders * times]);
        prop_assert_eq!(number(alike.all.mix), whole(0));
        for metric in &alike.metrics {
            prop_assert_eq!(number(metric.all.mix), whole(0));
        }
        let moved = moved.min(custody);
        let swapped = small([custody, orders, custody - moved, orders + moved]);
        prop_assert_eq!(number(swapped.all.volume), whole(0));
        prop_assert_eq!(number(swapped.all.mix), whole(moved) * whole(-90));
        prop_assert_eq!(swapped.substitutions.len(), usize::from(moved > 0));
    }
}
