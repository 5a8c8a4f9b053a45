//! How worlds come about: by rolling dice that crowd the boundaries. Test counts
//! are chosen so that the saving lands at the threshold, at the end of a band or
//! at the cap, exactly or one case beside it. Fewer and smaller rolls give a
//! simpler world, so that a failure shrinks to one.

use super::{Entry, Kind, Place, Rule, Series, World};
use justice_reinvestment::{Codes, Cohort, Count, MissingReason, PublishedTerms};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ALL: u32 = 1_000_000;
const ENDS: [u32; 14] = [
    50_000, 200_000, 100_000, 10_000, 25_000, 150_000, 120_000, 330_000, 500_000, 990_000, 1,
    123_456, 999_999, ALL,
];
const SHARES: [u32; 8] = [500_000, ALL, 0, 250_000, 125_000, 333_333, 1, 999_999];
const PRICES: [u64; 12] = [
    10_000,
    100,
    1,
    5_400_000,
    147_100_000,
    5_000,
    25_000,
    0,
    12_345_678,
    33,
    10_000,
    9_999,
];
const GROUPS: [&str; 3] = ["theft", "burglary", "fraud, and the like"];

/// Worlds of all kinds.
pub fn worlds() -> impl Strategy<Value = World> {
    vec(any::<u32>(), 1_000).prop_map(|rolls| rolled(&mut Dice(rolls.into_iter())))
}

/// Worlds in which every count is there.
pub fn whole_worlds() -> impl Strategy<Value = World> {
    worlds().prop_map(|mut world| {
        let entries = world
            .series
            .iter_mut()
            .flat_map(|series| &mut series.entries);
        for entry in entries.flatten().filter(|entry| entry.is_applicable()) {
            *entry = Entry::of(entry.number().unwrap_or(7));
        }
        world
    })
}

/// Numbers that were rolled beforehand; zero when they are used up.
struct Dice(std::vec::IntoIter<u32>);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        u64::from(self.0.next().unwrap_or(0)) % end
    }

    /// Never, when all rolls are zero.
    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) + 1 == times
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())].clone()
    }
}

fn rolled(dice: &mut Dice) -> World {
    let tests = 1 + dice.index(2);
    let (adult, youth) = (vec![Cohort::Adult], vec![Cohort::Youth]);
    let both = vec![Cohort::Youth, Cohort::Adult];
    let cohorts = dice.pick(&[adult, both.clone(), youth, both]);
    let rules = cohorts.iter().map(|cohort| (*cohort, rule(*cohort, dice)));
    let rules = rules.collect();
    let how_many = 1 + dice.index(4);
    let sure = dice.index(how_many);
    let metrics = (0..how_many).map(|number| kind(number == sure, &cohorts, tests, dice));
    let metrics = metrics.collect();
    let mut world = World {
        codes: dice.pick(&[Codes::Free, Codes::Gss]),
        tests,
        rules,
        metrics,
        sites: Vec::new(),
        series: Vec::new(),
    };
    for number in 0..1 + dice.index(3) {
        let place = place(number, &world, dice);
        world.sites.push(place);
        for cohort in world.sites[number].cohorts.clone() {
            count(number, cohort, &mut world, dice);
            watch(number, cohort, &mut world, dice);
        }
    }
    mark(&mut world, dice);
    world
}

fn rule(cohort: Cohort, dice: &mut Dice) -> Rule {
    let strict = dice.one_in(2);
    if dice.one_in(3) {
        let published = dice.pick(&PublishedTerms::ALL);
        return Rule::published(published, cohort, strict);
    }
    let ends: BTreeSet<u32> = (0..1 + dice.index(4)).map(|_| dice.pick(&ENDS)).collect();
    let mut bands: Vec<(Option<u32>, u32)> = Vec::new();
    for end in &ends {
        bands.push((Some(*end), dice.pick(&SHARES)));
    }
    let last = ends.last().copied().unwrap_or(ALL);
    if dice.one_in(3) {
        bands.last_mut().unwrap().0 = None;
    }
    let at_an_end = dice.pick(&ends.into_iter().collect::<Vec<u32>>());
    let beyond = last + u32::try_from(dice.below(u64::from(ALL - last) + 1)).unwrap();
    let any = dice.pick(&ENDS);
    let threshold = dice.pick(&[at_an_end, any, at_an_end, 0, beyond]);
    Rule {
        published: None,
        threshold,
        strict,
        bands,
    }
}

/// One metric is sure to have a price for every cohort.
fn kind(is_sure: bool, cohorts: &[Cohort], tests: usize, dice: &mut Dice) -> Kind {
    let mut prices = BTreeMap::new();
    let is_watched = dice.one_in(4);
    for cohort in cohorts {
        let is_priced = is_sure || !(is_watched || dice.one_in(5));
        let (price, changes) = (price(dice), dice.one_in(4));
        let mut amounts = vec![price; 1 + tests];
        if changes {
            amounts[1 + dice.index(tests)] = self::price(dice);
        }
        if is_priced {
            prices.insert(*cohort, amounts);
        }
    }
    let dated = dice.one_in(4);
    Kind { prices, dated }
}

fn price(dice: &mut Dice) -> u64 {
    match dice.below(16) {
        15 => dice.below(1 << 32) * dice.below(1_000),
        14 => 0,
        _ => dice.pick(&PRICES),
    }
}

fn place(number: usize, world: &World, dice: &mut Dice) -> Place {
    let code = |area: usize| match world.codes {
        Codes::Gss => format!("E09{number:03}{area:03}"),
        _ => format!("Site-{number}.{area}"),
    };
    let areas: Vec<String> = (1..=1 + dice.index(3)).map(code).collect();
    let is_one_area = areas.len() == 1 && !dice.one_in(3);
    let tests = match world.tests {
        1 => vec![1],
        _ => dice.pick(&[vec![1, 2], vec![1], vec![2], vec![2, 1]]),
    };
    let cohorts: Vec<Cohort> = world.rules.keys().rev().copied().collect();
    let cohorts = match dice.index(4) {
        0 | 1 => cohorts,
        2 => cohorts[..1].to_vec(),
        _ => cohorts[cohorts.len() - 1..].to_vec(),
    };
    Place {
        code: if is_one_area { code(1) } else { code(0) },
        areas,
        cohorts,
        tests,
        names_tests: dice.one_in(4),
    }
}

/// The series of a site that share a metric's counts, and how they share them.
struct Shared {
    metric: usize,
    /// Series by number, each with its weight.
    series: Vec<(usize, u64)>,
}

/// Counts what is priced. In every area at least one metric is applicable.
fn count(site: usize, cohort: Cohort, world: &mut World, dice: &mut Dice) {
    let priced: Vec<usize> = (0..world.metrics.len())
        .filter(|metric| world.is_priced(*metric, cohort))
        .collect();
    let anchor = dice.pick(&priced);
    let mut all = Vec::new();
    for metric in priced {
        let mut series = Vec::new();
        for area in 0..world.sites[site].areas.len() {
            let is_applicable = metric == anchor || !dice.one_in(10);
            let groups = if dice.one_in(4) { 1 + dice.index(3) } else { 0 };
            for (number, group) in GROUPS.into_iter().take(groups.max(1)).enumerate() {
                let is_counted = is_applicable && (number == 0 || !dice.one_in(6));
                if is_counted {
                    series.push((world.series.len(), dice.below(4)));
                }
                world.series.push(Series {
                    site,
                    area,
                    cohort,
                    metric,
                    group: (groups > 0).then_some(group),
                    entries: not_applicable(&world.sites[site], world.tests),
                });
            }
        }
        if !series.is_empty() {
            all.push(Shared { metric, series });
        }
    }
    let size = dice.pick(&[0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
    let baseline: Vec<u64> = all.iter().map(|_| baseline_count(size, dice)).collect();
    fill(&all, 0, &baseline, world);
    for test in world.sites[site].tests.clone() {
        let counts = match size {
            11 => vec![0; all.len()],
            _ => aimed(&all, &baseline, cohort, test, world, dice),
        };
        fill(&all, test, &counts, world);
    }
}

fn not_applicable(place: &Place, tests: usize) -> Vec<Option<Entry>> {
    let takes_part = |period: &usize| *period == 0 || place.tests.contains(period);
    let entry = Entry::lacking(MissingReason::NotApplicable);
    (0..=tests)
        .map(|period| takes_part(&period).then_some(entry))
        .collect()
}

/// Up to size 5, counts of which every whole percentage is a whole number; 9 is
/// large; 10 and 11 stand for a site without demand in the baseline.
fn baseline_count(size: u64, dice: &mut Dice) -> u64 {
    match (size, dice.below(6)) {
        (10.., _) => 0,
        (9, _) => dice.below(1 << 32) * 200,
        (_, 0 | 1) => 100 * (1 + dice.below(60)),
        (_, 2) => 10_000 * dice.below(1_000),
        (..=5, 3) => 1_000_000 * dice.below(20),
        (..=5, _) => 100 * dice.below(4),
        (_, 4) => dice.below(3),
        _ => dice.below(5_000),
    }
}

/// Counts of a test period that make the cost fall to an edge of the terms, or
/// rise: whatever the other metrics cost, the cheapest makes up the rest.
fn aimed(
    all: &[Shared],
    baseline: &[u64],
    cohort: Cohort,
    test: usize,
    world: &World,
    dice: &mut Dice,
) -> Vec<u64> {
    let price = |number: usize, period: usize| {
        u128::from(world.metrics[all[number].metric].prices[&cohort][period])
    };
    let counted = baseline.iter().enumerate();
    let before: u128 = counted
        .map(|(number, count)| u128::from(*count) * price(number, 0))
        .sum();
    let edges = world.rules[&cohort].edges();
    let after = match dice.below(12) {
        _ if before == 0 => 5_000 * u128::from(dice.below(20)),
        11 => before + before / 100 * u128::from(dice.below(30)) + 10_000,
        10 => before * u128::from(dice.below(1_000)) / 1_000,
        9 => before,
        8 => u128::from(dice.below(3)),
        _ => before * u128::from(ALL - dice.pick(&edges)) / u128::from(ALL),
    };
    let mut counts: Vec<u64> = baseline.iter().map(|_| dice.below(100)).collect();
    let with_a_price = (0..all.len()).filter(|number| price(*number, test) > 0);
    let Some(cheapest) = with_a_price.min_by_key(|number| price(*number, test)) else {
        return counts;
    };
    let (mut left, alike) = (after, !dice.one_in(2));
    for number in (0..all.len()).filter(|number| *number != cheapest) {
        if let Some(most) = left.checked_div(price(number, test)) {
            let most = as_count(most);
            let of_before = u128::from(baseline[number]) * after / before.max(1);
            let of_before = as_count(of_before).min(most);
            counts[number] = match dice.below(4) {
                _ if alike => of_before,
                0 => most,
                1 => most / 2,
                2 => 0,
                _ => dice.below(most.min(1 << 31) + 1),
            };
            left -= u128::from(counts[number]) * price(number, test);
        }
    }
    let rest = as_count(left / price(cheapest, test));
    counts[cheapest] = match dice.below(4) {
        0 | 1 => rest,
        2 => as_count(u128::from(rest) + 1),
        _ => rest.saturating_sub(1),
    };
    counts
}

/// The count, or the largest that a table may hold.
fn as_count(count: u128) -> u64 {
    u64::try_from(count.min(u128::from(Count::LARGEST))).unwrap()
}

fn fill(all: &[Shared], period: usize, counts: &[u64], world: &mut World) {
    for (shared, count) in all.iter().zip(counts) {
        let weights: u64 = shared.series.iter().map(|(_, weight)| weight).sum();
        let mut left = *count;
        for (number, weight) in shared.series.iter().rev() {
            let part = count.checked_div(weights).unwrap_or(0) * weight;
            left -= part;
            world.series[*number].entries[period] = Some(Entry::of(part));
        }
        let first = &mut world.series[shared.series[0].0].entries[period];
        *first = first
            .and_then(Entry::number)
            .map(|part| Entry::of(part + left));
    }
}

/// Counts what is watched: rows may lack their count, or not be there at all.
fn watch(site: usize, cohort: Cohort, world: &mut World, dice: &mut Dice) {
    let missing = [
        MissingReason::NotApplicable,
        MissingReason::Confidential,
        MissingReason::NotAvailable,
    ];
    let is_watched = |metric: &usize| world.metrics[*metric].prices.is_empty();
    for metric in (0..world.metrics.len())
        .filter(is_watched)
        .collect::<Vec<usize>>()
    {
        for area in 0..world.sites[site].areas.len() {
            let mut entries = not_applicable(&world.sites[site], world.tests);
            for entry in entries.iter_mut().filter(|entry| entry.is_some()) {
                *entry = match dice.below(8) {
                    7 => None,
                    6 => Some(Entry::lacking(dice.pick(&missing))),
                    _ => Some(Entry::of(dice.below(1_000))),
                };
            }
            world.series.push(Series {
                site,
                area,
                cohort,
                metric,
                group: None,
                entries,
            });
        }
    }
}

/// Marks some counts, and takes some away in one world of three.
fn mark(world: &mut World, dice: &mut Dice) {
    let series = world.series.iter_mut();
    let entries = series.flat_map(|series| &mut series.entries);
    let mut counted: Vec<&mut Entry> = entries
        .flatten()
        .filter(|entry| entry.number().is_some())
        .collect();
    for entry in &mut counted {
        if dice.one_in(8) {
            entry.marks = u8::try_from(dice.below(32)).unwrap();
        }
    }
    let taken_away = if dice.one_in(3) { 1 + dice.below(2) } else { 0 };
    for _ in 0..taken_away {
        let reasons = [MissingReason::Confidential, MissingReason::NotAvailable];
        let number = dice.index(counted.len());
        *counted[number] = Entry::lacking(dice.pick(&reasons));
    }
}
