//! Generated pairs of versions, in which counts, prices, terms, areas, sites and periods
//! change, against a slow reckoning: every order of the causes, one step after another,
//! each mixture reckoned in fractions from plain numbers. Nothing here is how the library
//! does it.

use crate::worlds::fall::Fall;
use crate::worlds::numbers::{Ratio, amount, whole};
use crate::worlds::rolled::{whole_worlds, worlds};
use crate::worlds::{Entry, PERIODS, World, demand_of, metric_id};
use justice_reinvestment::compare::{Cause, Causes, RevisedReward, Revision};
use justice_reinvestment::wording::{Paper, width};
use justice_reinvestment::{
    Cohort, Count, Demand, DividedPounds, MissingReason, Observation, Scheme,
};
use num_traits::Zero;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Area, cohort, period and metric of a count.
type Spot = (String, Cohort, usize, usize);

/// A version: a world whose series play no part, and a count for every spot that any
/// version could ask for.
#[derive(Debug, Clone)]
struct Plain {
    world: World,
    counts: BTreeMap<Spot, Count>,
}

impl Plain {
    fn of(world: World) -> Self {
        let mut counts = BTreeMap::new();
        for series in &world.series {
            let area = &world.sites[series.site].areas[series.area];
            for (period, entry) in series.entries.iter().enumerate() {
                let number = entry.and_then(Entry::number).unwrap_or(0);
                let spot = (area.clone(), series.cohort, period, series.metric);
                let sum = counts.entry(spot).or_insert(0);
                *sum = (*sum + number).min(Count::LARGEST);
            }
        }
        let mut all = BTreeMap::new();
        for area in world.sites.iter().flat_map(|site| &site.areas) {
            for cohort in Cohort::ALL {
                for period in 0..=world.tests {
                    for metric in 0..world.metrics.len() {
                        let spot = (area.clone(), cohort, period, metric);
                        // Fewer from period to period, so that something is paid.
                        let other = 40 - 3 * period as u64;
                        let count = counts.get(&spot).copied().unwrap_or(other);
                        all.insert(spot, Count::Number(count));
                    }
                }
            }
        }
        Self { world, counts: all }
    }

    /// Whether the table has a row for a spot.
    fn has(&self, (area, cohort, period, metric): &Spot) -> bool {
        let mut sites = self.world.sites.iter();
        let site = sites.find(|site| site.areas.contains(area));
        site.is_some_and(|site| {
            site.cohorts.contains(cohort) && (*period == 0 || site.tests.contains(period))
        }) && self.world.is_priced(*metric, *cohort)
    }

    fn read(&self) -> (Scheme, Demand) {
        let mut world = self.world.clone();
        world.series.clear();
        let scheme = world.scheme();
        let rows = self.counts.iter().filter(|(spot, _)| self.has(spot));
        let rows = rows.map(|((area, cohort, period, metric), count)| {
            let (period, metric) = (PERIODS[*period].0, metric_id(*metric));
            Observation::new(area, *cohort, period, &metric, *count).unwrap()
        });
        let demand = demand_of(&scheme, rows.collect());
        (scheme, demand)
    }

    /// Changes something, by rolls.
    fn changed(&self, rolls: &[u32]) -> Self {
        let mut new = self.clone();
        let spots: Vec<Spot> = new.counts.keys().cloned().collect();
        for roll in rolls.chunks(3) {
            let [kind, which, by] = [roll[0], roll[1], roll[2]].map(|roll| roll as usize);
            let world = &mut new.world;
            let sites = world.sites.len();
            match kind % 9 {
                0..=2 => {
                    let spot = spots[which % spots.len()].clone();
                    let count = match by % 12 {
                        11 => Count::Missing(MissingReason::Confidential),
                        by => match new.counts[&spot] {
                            Count::Number(number) => Count::Number((number + by as u64 * 7) / 2),
                            missing => missing,
                        },
                    };
                    new.counts.insert(spot, count);
                }
                3 | 4 => {
                    let metric = which % world.metrics.len();
                    for prices in world.metrics[metric].prices.values_mut() {
                        let length = prices.len();
                        prices[by % length] = (by as u64 % 9) * 10_000 + 12_345;
                    }
                }
                5 => {
                    let rules = world.rules.len();
                    let rule = world.rules.values_mut().nth(which % rules).unwrap();
                    rule.published = None;
                    rule.threshold = [10_000, 50_000, 60_000, 100_000, 150_000][by % 5];
                }
                6 => {
                    let (from, to) = (which % sites, by % sites);
                    if from != to && world.sites[from].areas.len() > 1 {
                        let moved = world.sites[from].areas.remove(0);
                        // A site may have the code of an area of its own only.
                        if moved == world.sites[from].code {
                            world.sites[from].areas.insert(0, moved);
                        } else {
                            world.sites[to].areas.push(moved);
                        }
                    }
                }
                7 => {
                    let site = &mut world.sites[which % sites];
                    if site.tests.len() > 1 {
                        site.tests.remove(by % 2);
                    } else if site.cohorts.len() > 1 {
                        site.cohorts.remove(by % 2);
                    }
                }
                _ if sites > 1 && by % 3 == 0 => {
                    world.sites.remove(which % sites);
                }
                _ => {}
            }
        }
        new
    }

    fn cost(
        &self,
        other: &Self,
        from: [&Self; 2],
        of: &RevisedReward,
        period: usize,
    ) -> Option<Ratio> {
        let [prices, areas] = from;
        let mut cost = Ratio::zero();
        let mut sites = areas.world.sites.iter();
        let site = sites
            .find(|site| site.code == of.site.code.as_str())
            .unwrap();
        for area in &site.areas {
            for (metric, kind) in prices.world.metrics.iter().enumerate() {
                let Some(price) = kind.prices.get(&of.cohort).map(|prices| prices[period]) else {
                    continue;
                };
                let spot = (area.clone(), of.cohort, period, metric);
                let version = if self.has(&spot) { self } else { other };
                match version.counts.get(&spot).filter(|_| version.has(&spot))? {
                    Count::Number(count) => cost += whole(*count) * whole(price) / whole(10_000),
                    Count::Missing(_) => return None,
                }
            }
        }
        Some(cost)
    }
}

/// What a mixture pays; `None` where it is not computable.
fn paid(old: &Plain, new: &Plain, of: &RevisedReward, from_new: Causes) -> Option<Ratio> {
    let pick = |cause| if from_new.contains(cause) { new } else { old };
    let counts = pick(Cause::Counts);
    let other = if from_new.contains(Cause::Counts) {
        old
    } else {
        new
    };
    let from = [pick(Cause::Prices), pick(Cause::Areas)];
    let test = PERIODS
        .iter()
        .position(|(id, ..)| *id == of.period.id.as_str())
        .unwrap();
    let fall = Fall {
        rule: &pick(Cause::Terms).world.rules[&of.cohort],
        before: counts.cost(other, from, of, 0)?,
        after: counts.cost(other, from, of, test)?,
    };
    Some(fall.reward())
}

const FOUR: [Cause; 4] = [Cause::Areas, Cause::Terms, Cause::Prices, Cause::Counts];

fn orders(all: &[Cause]) -> Vec<Vec<Cause>> {
    if all.is_empty() {
        return vec![Vec::new()];
    }
    let mut orders = Vec::new();
    for first in 0..all.len() {
        let mut rest = all.to_vec();
        let cause = rest.remove(first);
        for order in self::orders(&rest) {
            orders.push([vec![cause], order].concat());
        }
    }
    orders
}

/// The mean step of each cause over all orders of all four, changed or not; `None` where
/// a mixture on the way is not computable.
fn reckoned(old: &Plain, new: &Plain, of: &RevisedReward) -> Option<BTreeMap<Cause, Ratio>> {
    let mut sums: BTreeMap<Cause, Ratio> = BTreeMap::new();
    let mut known: BTreeMap<Causes, Option<Ratio>> = BTreeMap::new();
    let mut paid = |from_new: Causes| {
        let paid = || paid(old, new, of, from_new);
        known.entry(from_new).or_insert_with(paid).clone()
    };
    let orders = orders(&FOUR);
    for order in &orders {
        let mut so_far = Causes::NONE;
        let mut before = paid(so_far)?;
        for cause in order {
            so_far = so_far.and((*cause).into());
            let after = paid(so_far)?;
            *sums.entry(*cause).or_insert_with(Ratio::zero) += &after - &before;
            before = after;
        }
    }
    let all = whole(orders.len() as u64);
    Some(
        sums.into_iter()
            .map(|(cause, sum)| (cause, sum / &all))
            .collect(),
    )
}

fn exact(part: DividedPounds) -> Ratio {
    amount(&part.amount().to_string()) / whole(part.by().get())
}

fn revision(old: &Plain, new: &Plain) -> Revision {
    let (old, new) = (old.read(), new.read());
    Revision::between((&old.0, &old.1), (&new.0, &new.1)).unwrap()
}

fn pairs() -> impl Strategy<Value = (Plain, Plain)> {
    (whole_worlds(), vec(any::<u32>(), 3..24)).prop_map(|(world, mut rolls)| {
        rolls.truncate(rolls.len() / 3 * 3);
        let old = Plain::of(world);
        let new = old.changed(&rolls);
        (old, new)
    })
}

/// Whether the parts of every reward add up to its difference, exactly and in pence.
fn add_up(revision: &Revision) -> bool {
    revision.rewards.iter().all(|reward| {
        let Some(difference) = reward.difference else {
            return reward.parts.is_empty();
        };
        let difference = amount(&difference.to_string());
        let parts = reward.parts.iter();
        let printed = parts
            .clone()
            .map(|part| amount(&part.to_the_penny.to_string()));
        parts.map(|part| exact(part.exact)).sum::<Ratio>() == difference
            && printed.sum::<Ratio>() == difference
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_to_the_difference_of_every_reward_and_in_total((old, new) in pairs()) {
        let revision = revision(&old, &new);
        prop_assert!(add_up(&revision), "{:#?}", revision.rewards);
        let mut all = Ratio::zero();
        for reward in revision.rewards.iter().filter(|reward| reward.difference.is_some()) {
            let [was, is] = [&reward.old, &reward.new].map(|standing| {
                let known = standing.reward().map(|reward| amount(&reward.to_string()));
                known.unwrap_or_else(Ratio::zero)
            });
            all += is - was;
        }
        let totals: Ratio = revision.totals.iter().map(|total| exact(total.exact)).sum();
        prop_assert_eq!(&totals, &all);
        let printed = revision.totals.iter().map(|total| amount(&total.to_the_penny.to_string()));
        prop_assert_eq!(printed.sum::<Ratio>(), all);
    }

    #[test]
    fn every_part_is_the_mean_over_all_orders((old, new) in pairs()) {
        for reward in &revision(&old, &new).rewards {
            let is_in_both = !reward.parts.iter().any(|part| part.causes == Cause::TakingPart.into());
            if reward.difference.is_none() || !is_in_both {
                continue;
            }
            let Some(means) = reckoned(&old, &new, reward) else {
                continue;
            };
            for (cause, mean) in means {
                let mut parts = reward.parts.iter();
                let part = parts.find(|part| part.causes == cause.into());
                let part = part.map_or_else(Ratio::zero, |part| exact(part.exact));
                prop_assert_eq!(part, mean, "{} {:#?}", cause, reward);
            }
        }
    }

    #[test]
    fn the_other_way_about_every_part_is_negated((old, new) in pairs()) {
        let (there, back) = (revision(&old, &new), revision(&new, &old));
        let told = |revision: &Revision, negated: bool| {
            let mut told = BTreeMap::new();
            for reward in &revision.rewards {
                let name = format!("{} {} {}", reward.site.code, reward.cohort, reward.period.id);
                for part in &reward.parts {
                    let [exact, printed] = [exact(part.exact), amount(&part.to_the_penny.to_string())]
                        .map(|amount| if negated { -amount } else { amount });
                    told.insert((name.clone(), part.causes), (exact, printed));
                }
            }
            told
        };
        prop_assert_eq!(told(&there, false), told(&back, true));
    }

    #[test]
    fn whatever_two_versions_have_in_common_their_parts_add_up(old in worlds(), new in worlds()) {
        let read = |world: &World| {
            let scheme = world.scheme();
            let demand = world.demand(&scheme);
            (scheme, demand)
        };
        let (old, new) = (read(&old), read(&new));
        let revision = Revision::between((&old.0, &old.1), (&new.0, &new.1)).unwrap();
        prop_assert!(add_up(&revision), "{:#?}", revision.rewards);
        let text = revision.to_text(Paper::of_width(80));
        prop_assert!(text.lines().all(|line| width(line) <= 80), "{}", text);
        let itself = Revision::between((&old.0, &old.1), (&old.0, &old.1)).unwrap();
        prop_assert!(itself.totals.is_empty() && itself.also_differs.is_empty());
        prop_assert!(itself.rewards.iter().all(RevisedReward::is_unchanged));
    }

    #[test]
    fn nothing_changed_gives_nothing((old, _) in pairs()) {
        let revision = revision(&old, &old);
        prop_assert!(revision.totals.is_empty());
        prop_assert!(revision.also_differs.is_empty(), "{:?}", revision.also_differs);
        prop_assert!(revision.definitions.is_empty());
        prop_assert!(revision.rewards.iter().all(RevisedReward::is_unchanged));
    }
}

/// A test of the pairs, not of the library: every cause, alone and beside others, and
/// rewards that two or more causes move.
#[test]
fn the_pairs_that_are_tried_change_everything() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..300 {
        let (old, new) = pairs().new_tree(&mut runner).unwrap().current();
        for reward in revision(&old, &new).rewards {
            let moved = reward
                .parts
                .iter()
                .filter(|part| !exact(part.exact).is_zero());
            *seen
                .entry(format!("{} causes moved", moved.count()))
                .or_default() += 1;
            for part in &reward.parts {
                *seen.entry(part.causes.in_words()).or_default() += 1;
            }
            if reward.parts.len() > 1 && reckoned(&old, &new, &reward).is_some() {
                *seen.entry("reckoned".to_owned()).or_default() += 1;
            }
            let is_known = reward.difference.is_some();
            *seen
                .entry(format!("difference known: {is_known}"))
                .or_default() += 1;
        }
    }
    for what in [
        "counts",
        "prices",
        "terms",
        "areas",
        "taking part",
        "reckoned",
        "2 causes moved",
        "3 causes moved",
    ] {
        assert!(
            seen.get(what).is_some_and(|times| *times >= 10),
            "{what}: {seen:#?}"
        );
    }
}
