//! Laws that hold in every world, whatever its figures are: what never happens,
//! what makes no difference, and what adds up.

mod worlds;

use justice_reinvestment::{
    Assessment, BandPayment, Count, Demand, Document, MissingReason, Outcome, Pounds, Reward,
    Scheme, assess,
};
use proptest::prelude::*;
use proptest::sample::Index;
use worlds::figures::Spot;
use worlds::numbers::{Ratio, amount, whole};
use worlds::rolled::{whole_worlds, worlds};
use worlds::told::{name, told};
use worlds::{Entry, Figures, Series, World, demand_of};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_reward_is_never_negative_and_never_more_than_the_cap_pays(world in worlds()) {
        let assessment = world.assessed();
        for (spot, reward) in world.spots().into_iter().zip(&assessment.rewards) {
            let (Some(fall), Some(exact)) = (world.fall(spot), reward.reward_before_rounding) else {
                continue;
            };
            prop_assert!(reward.reward >= Some(Pounds::ZERO), "{reward:?}");
            prop_assert!(exact >= Pounds::ZERO, "{reward:?}");
            if let Some(most) = fall.full_payment() {
                prop_assert!(number(exact) <= most, "{reward:?}");
            }
        }
    }

    #[test]
    fn below_the_threshold_nothing_is_paid(world in worlds()) {
        for reward in world.assessed().rewards {
            if reward.saving.is_some() && reward.saving < reward.threshold.amount {
                prop_assert_eq!(reward.reward, Some(Pounds::ZERO));
                let paid = |band: &BandPayment| band.payment != Some(Pounds::ZERO);
                prop_assert!(!reward.bands.iter().any(paid), "{reward:?}");
            }
        }
    }

    #[test]
    fn above_the_threshold_a_larger_saving_never_pays_less(
        world in whole_worlds(),
        (which, fewer) in any::<(Index, Index)>(),
    ) {
        let counts = priced_counts(&world);
        if counts.is_empty() {
            return Ok(());
        }
        let (spot, number, count) = counts[which.index(counts.len())];
        let left = u64::try_from(fewer.index(usize::try_from(count).unwrap())).unwrap();
        let mut other = world.clone();
        other.series[number].entries[spot.test] = Some(Entry::of(left));
        let (before, after) = (reward_of(&world, spot), reward_of(&other, spot));
        prop_assert!(after.saving >= before.saving);
        if before.threshold.met == Some(true) {
            prop_assert_eq!(after.threshold.met, Some(true));
            prop_assert!(after.reward >= before.reward, "{before:?}\n{after:?}");
        }
    }

    #[test]
    fn the_order_of_rows_makes_no_difference(
        (world, rows) in worlds().prop_flat_map(|world| {
            let rows = Just(world.rows()).prop_shuffle();
            (Just(world), rows)
        }),
    ) {
        let scheme = world.scheme();
        let (demand, shuffled) = (world.demand(&scheme), demand_of(&scheme, rows));
        prop_assert_eq!(&demand, &shuffled);
        prop_assert_eq!(demand.to_csv(), shuffled.to_csv());
        let told = assess(&scheme, &demand).unwrap().to_json();
        prop_assert_eq!(told, assess(&scheme, &shuffled).unwrap().to_json());
    }

    #[test]
    fn splitting_counts_into_groups_changes_no_figure_of_money(world in whole_worlds()) {
        let mut split = world.clone();
        split.series = world.series.iter().flat_map(in_two_groups).collect();
        prop_assert_eq!(money(&world.assessed()), money(&split.assessed()));
    }

    #[test]
    fn cutting_areas_in_two_changes_no_figure_of_money(world in whole_worlds()) {
        let mut cut = world.clone();
        for place in &mut cut.sites {
            let others: Vec<String> = place.areas.iter().map(|area| other_code(area)).collect();
            place.areas.extend(others);
        }
        let series = world.series.iter();
        cut.series = series.flat_map(|series| in_two_areas(series, &world)).collect();
        prop_assert_eq!(money(&world.assessed()), money(&cut.assessed()));
    }

    #[test]
    fn parts_add_up_to_wholes(world in worlds()) {
        let assessment = world.assessed();
        for reward in &assessment.rewards {
            let lines = &reward.lines;
            let costs = sum(lines.iter().map(|line| line.baseline_cost));
            prop_assert_eq!(costs, reward.baseline_cost.map(number));
            let costs = sum(lines.iter().map(|line| line.test_cost));
            prop_assert_eq!(costs, reward.test_cost.map(number));
            for line in lines {
                let areas: Option<u64> = line.areas.iter().map(|area| area.test_count).sum();
                prop_assert_eq!(areas, line.test_count);
            }
            let payments = sum(reward.bands.iter().map(|band| band.payment));
            prop_assert_eq!(payments, reward.reward_before_rounding.map(number));
        }
        for total in &assessment.site_totals {
            let rewards = assessment.rewards.iter().filter(|reward| reward.site == total.site);
            let rewards: Vec<Option<Pounds>> = rewards.map(|reward| reward.reward).collect();
            prop_assert_eq!(sum(rewards.iter().copied()), total.reward.map(number));
            let computed = sum(rewards.into_iter().filter(Option::is_some));
            prop_assert_eq!(computed, Some(number(total.computed_reward)));
        }
        let totals = &assessment.site_totals;
        let rewards = sum(totals.iter().map(|total| total.reward));
        prop_assert_eq!(rewards, assessment.total_reward.map(number));
        let computed = sum(totals.iter().map(|total| Some(total.computed_reward)));
        prop_assert_eq!(computed, Some(number(assessment.computed_reward)));
    }

    #[test]
    fn bands_and_what_lies_beyond_the_cap_make_up_the_saving(world in worlds()) {
        for reward in world.assessed().rewards {
            let banded = sum(reward.bands.iter().map(|band| band.saving));
            let (Some(saving), Some(banded)) = (reward.saving.map(number), banded) else {
                continue;
            };
            if reward.baseline_cost > Some(Pounds::ZERO) {
                let cap = reward.cap.as_ref().and_then(|cap| cap.amount).map(number);
                let beyond = cap.map_or(whole(0), |cap| (&saving - cap).max(whole(0)));
                prop_assert_eq!(banded + beyond, saving.max(whole(0)));
            }
        }
    }

    #[test]
    fn a_missing_count_changes_no_reward_that_does_not_need_it(
        world in whole_worlds(),
        (which, when) in any::<(Index, Index)>(),
    ) {
        let is_counted = |number: &usize| {
            world.series[*number].entries[0].and_then(Entry::number).is_some()
        };
        let counted: Vec<usize> = (0..world.series.len()).filter(is_counted).collect();
        let number = *which.get(&counted);
        let mut other = world.clone();
        let Series { site, cohort, metric, .. } = world.series[number];
        let tests = &world.sites[site].tests;
        let period = *when.get(&[&[0], tests.as_slice()].concat());
        if let Some(entry) = &mut other.series[number].entries[period] {
            *entry = Entry::lacking(MissingReason::Confidential);
        }
        let needs = |spot: &Spot| {
            let is_its_own = (spot.site, spot.cohort) == (site, cohort);
            is_its_own && world.is_priced(metric, cohort) && (period == 0 || period == spot.test)
        };
        let (before, after) = (world.assessed().rewards, other.assessed().rewards);
        for (spot, (before, after)) in world.spots().iter().zip(before.iter().zip(&after)) {
            if needs(spot) {
                prop_assert_eq!(after.outcome, Outcome::NotComputable);
                prop_assert_eq!((after.reward, after.missing.len()), (None, 1));
            } else {
                prop_assert_eq!(before.reward, after.reward);
                prop_assert_eq!((&before.lines, &before.bands), (&after.lines, &after.bands));
            }
        }
    }

    #[test]
    fn what_is_written_reads_back_as_the_same_and_is_written_alike(world in worlds()) {
        let scheme = world.scheme();
        let file = scheme.to_toml();
        let again = Scheme::read(&Document::new("scheme.toml", file.as_str())).unwrap();
        prop_assert_eq!(&scheme, &again);
        prop_assert_eq!(file, again.to_toml());

        let demand = world.demand(&scheme);
        let table = demand.to_csv();
        let read = Demand::read(&again, &Document::new("demand.csv", table.as_str())).unwrap();
        prop_assert_eq!(&demand, &read);
        prop_assert_eq!(&table, &read.to_csv());

        let mut of_files = assess(&again, &read).unwrap();
        let lines: Vec<&str> = table.lines().collect();
        for missing in of_files.rewards.iter_mut().flat_map(|reward| &mut reward.missing) {
            let line = missing.line.take().map(|line| lines[line - 1]).unwrap();
            let start = format!("{},", missing.area);
            prop_assert!(line.starts_with(&start), "{line}");
            prop_assert!(line.contains(missing.reason.as_str()), "{line}");
        }
        prop_assert_eq!(of_files.to_json(), assess(&scheme, &demand).unwrap().to_json());
    }

    #[test]
    fn the_same_input_gives_the_same_bytes(world in worlds()) {
        prop_assert_eq!(world.assessed().to_json(), world.assessed().to_json());
    }

    #[test]
    fn tables_that_do_not_overlap_add_up_in_either_order(
        world in worlds(),
        in_first in prop::collection::vec(any::<bool>(), 400),
    ) {
        let scheme = world.scheme();
        let demand = world.demand(&scheme);
        let table = demand.to_csv();
        let (header, rows) = table.split_once('\n').unwrap();
        // The first two rows go apart, so that neither table is empty.
        let goes_first = |number: usize| match number {
            0 | 1 => number == 0,
            _ => in_first[number % in_first.len()],
        };
        let part = |file: &str, is_first: bool| {
            let rows = rows.lines().enumerate();
            let own = rows.filter(|(number, _)| goes_first(*number) == is_first);
            let rows: Vec<&str> = own.map(|(_, row)| row).collect();
            Document::new(file, format!("{header}\n{}\n", rows.join("\n")))
        };
        let (first, second) = (part("first.csv", true), part("second.csv", false));
        let one_way = Demand::builder(&scheme).table(&first).table(&second).build().unwrap();
        let other_way = Demand::builder(&scheme).table(&second).table(&first).build().unwrap();
        prop_assert_eq!(&one_way, &demand);
        prop_assert_eq!(&other_way, &demand);
        let told = assess(&scheme, &demand).unwrap().to_json();
        prop_assert_eq!(&told, &assess(&scheme, &one_way).unwrap().to_json());
        prop_assert_eq!(&told, &assess(&scheme, &other_way).unwrap().to_json());
    }
}

/// Every count of a test period that is priced and not zero: whose it is, its
/// series, and how many.
fn priced_counts(world: &World) -> Vec<(Spot, usize, u64)> {
    let mut counts = Vec::new();
    for spot in world.spots() {
        for (number, series) in world.series.iter().enumerate() {
            let is_its_own = (series.site, series.cohort) == (spot.site, spot.cohort);
            if is_its_own && world.is_priced(series.metric, series.cohort) {
                let count = series.entries[spot.test].and_then(Entry::number);
                counts.extend(
                    count
                        .filter(|count| *count > 0)
                        .map(|count| (spot, number, count)),
                );
            }
        }
    }
    counts
}

fn reward_of(world: &World, spot: Spot) -> Reward {
    let mut rewards = world.assessed().rewards.into_iter();
    rewards
        .find(|reward| name(reward) == world.name(spot))
        .unwrap()
}

/// Everything that is told but what there was in each area.
fn money(assessment: &Assessment) -> Figures {
    let mut figures = told(assessment);
    figures.retain(|name, _| !name.ends_with(": areas"));
    figures
}

/// The two parts of a series, where all its counts are there.
fn in_two_groups(series: &Series) -> Vec<Series> {
    let is_whole = |entry: &Entry| entry.number().is_some();
    if series.group.is_some() || !series.entries.iter().flatten().all(is_whole) {
        return vec![series.clone()];
    }
    let (mut one, mut other) = halves(series);
    (one.group, other.group) = (Some("arson"), Some("all else"));
    vec![one, other]
}

/// A series of an area and of the area that was cut from it.
fn in_two_areas(series: &Series, world: &World) -> Vec<Series> {
    let (one, mut other) = halves(series);
    other.area += world.sites[series.site].areas.len();
    vec![one, other]
}

/// A third of each count, and the rest. What is not there is there in neither.
fn halves(series: &Series) -> (Series, Series) {
    let (mut one, mut other) = (series.clone(), series.clone());
    let entries = one.entries.iter_mut().zip(&mut other.entries);
    for (one, other) in entries.filter_map(|(one, other)| one.as_mut().zip(other.as_mut())) {
        if let Some(count) = one.number() {
            one.count = Count::Number(count / 3);
            other.count = Count::Number(count - count / 3);
        }
    }
    (one, other)
}

fn other_code(area: &str) -> String {
    match area.strip_prefix("E09") {
        Some(digits) => format!("E08{digits}"),
        None => format!("{area}.b"),
    }
}

fn number(pounds: Pounds) -> Ratio {
    amount(&pounds.to_string())
}

/// A sum of which a part is missing is missing.
fn sum(parts: impl IntoIterator<Item = Option<Pounds>>) -> Option<Ratio> {
    parts.into_iter().map(|part| part.map(number)).sum()
}
