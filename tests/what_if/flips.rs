//! A decision turns where it is said to: the input is changed in the world, and everything
//! is assessed again. Nothing is asked of the code that found the turn.

use crate::worlds::figures::Spot;
use crate::worlds::rolled::worlds;
use crate::worlds::{PERIODS, World};
use justice_reinvestment::what_if::{Decision, Flip, Flips, Hinge, Value, WhatIf};
use justice_reinvestment::{Count, Outcome, Reward, assess};
use proptest::prelude::*;
use std::collections::BTreeMap;

const HIGHEST_PRICE: u64 = 9_999_999_999_999_999;
const ALL: u64 = 1_000_000;

/// `metric_3` is number 3.
fn number_of(id: &str) -> usize {
    id.rsplit('_').next().unwrap().parse().unwrap()
}

fn period_of(id: &str) -> usize {
    PERIODS
        .iter()
        .position(|(period, ..)| *period == id)
        .unwrap()
}

/// A value in its smallest steps, read off its text.
pub fn steps(value: Value) -> u64 {
    let text = value.to_string();
    let digits = text.trim_end_matches('%');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    match value {
        Value::Count(count) => count,
        _ => format!("{whole}{fraction:0<4}").parse().unwrap(),
    }
}

/// The world with an input at a number of its steps; `None` where no table holds it.
fn changed(world: &World, spot: Spot, flip: &Flip, to: u64) -> Option<World> {
    let mut other = world.clone();
    match &flip.hinge {
        Hinge::Threshold => {
            let rule = other.rules.get_mut(&spot.cohort).unwrap();
            (rule.threshold, rule.published) = (u32::try_from(to).unwrap(), None);
        }
        Hinge::Cap => {
            let rule = other.rules.get_mut(&spot.cohort).unwrap();
            (rule.bands.last_mut().unwrap().0, rule.published) = (u32::try_from(to).ok(), None);
        }
        Hinge::Price { metric, periods } => {
            let prices = &mut other.metrics[number_of(metric.id.as_str())].prices;
            let amounts = prices.get_mut(&spot.cohort).unwrap();
            let own = amounts.clone();
            // A price is one from when it begins to when it changes.
            for valued in periods.iter().map(|period| period_of(period.id.as_str())) {
                for (other, amount) in amounts.iter_mut().enumerate() {
                    let (from, until) = (valued.min(other), valued.max(other));
                    if own[from..=until]
                        .iter()
                        .all(|amount| *amount == own[valued])
                    {
                        *amount = to;
                    }
                }
            }
        }
        Hinge::Count { metric, period, .. } => {
            let metric = number_of(metric.id.as_str());
            let period = period_of(period.id.as_str());
            let mut rows: Vec<&mut u64> = Vec::new();
            for series in &mut other.series {
                let is_its_own =
                    (series.site, series.cohort, series.metric) == (spot.site, spot.cohort, metric);
                let entry = series.entries[period].as_mut().filter(|_| is_its_own);
                if let Some(Count::Number(count)) = entry.map(|entry| &mut entry.count) {
                    rows.push(count);
                }
            }
            let from: u64 = rows.iter().map(|count| **count).sum();
            assert_eq!(from, steps(flip.from));
            // All that is added goes where there is most room.
            rows.sort();
            let mut fewer = from.saturating_sub(to);
            for count in rows.iter_mut().rev() {
                let taken = fewer.min(**count);
                **count -= taken;
                fewer -= taken;
            }
            if let Some(least) = rows.into_iter().next() {
                *least += to.saturating_sub(from);
                if *least > Count::LARGEST {
                    return None;
                }
            }
        }
        _ => panic!("an input that these tests do not know"),
    }
    Some(other)
}

/// The reward with an input at a number of its steps; `None` beyond what can be held.
fn again(world: &World, spot: Spot, flip: &Flip, to: u64) -> Option<Reward> {
    let other = changed(world, spot, flip, to)?;
    let scheme = other.scheme();
    let rewards = assess(&scheme, &other.demand(&scheme)).ok()?.rewards;
    let number = world.spots().iter().position(|one| *one == spot)?;
    rewards.into_iter().nth(number)
}

fn holds(decision: Decision, reward: &Reward) -> bool {
    match decision {
        Decision::Threshold => reward.threshold.met.unwrap(),
        _ => reward.outcome == Outcome::Capped,
    }
}

/// What is wrong with what is said of one input; or what kind of turn it was.
fn checked(world: &World, spot: Spot, flips: &Flips, flip: &Flip) -> Result<String, String> {
    let from = steps(flip.from);
    let with = |to: u64| again(world, spot, flip, to);
    let decided = |to: u64| with(to).map(|reward| holds(flips.decision, &reward));
    if decided(from) != Some(flips.holds) {
        return Err("as it is, it is not decided so".to_owned());
    }
    let kind = match &flip.hinge {
        Hinge::Count { .. } => "count",
        Hinge::Price { periods, .. } if periods.len() == 2 => "price of both",
        Hinge::Price { .. } => "price of one",
        Hinge::Cap => "cap",
        _ => "threshold",
    };
    let Some(to) = flip.to.map(steps) else {
        let most = match &flip.hinge {
            // The furthest that one row can hold is tried by adding to the least of them.
            Hinge::Count { .. } => None,
            Hinge::Price { .. } => Some(HIGHEST_PRICE),
            _ => Some(ALL),
        };
        let far = (1..50)
            .step_by(8)
            .map(|power| from.saturating_add(1 << power));
        // A cap lies behind the band before the last.
        let least = match (&flip.hinge, &world.rules[&spot.cohort].bands[..]) {
            (Hinge::Cap, [.., (Some(before), _), _]) => u64::from(*before) + 1,
            (Hinge::Cap, _) => 1,
            _ => 0,
        };
        let ends = [Some(least), most].into_iter().flatten().chain(far);
        for end in ends.filter(|end| most.is_none_or(|most| *end <= most)) {
            if decided(end).is_some_and(|holds| holds != flips.holds) {
                return Err(format!("{end} turns it, and none is said to"));
            }
        }
        return Ok(format!("{kind} never"));
    };
    let Some(reward) = with(to) else {
        return Ok(format!("{kind} beyond what can be assessed"));
    };
    if holds(flips.decision, &reward) == flips.holds {
        return Err(format!("{to} does not turn it"));
    }
    if reward.reward != flip.reward {
        return Err(format!("the reward then is {:?}", reward.reward));
    }
    let short = if to > from { to - 1 } else { to + 1 };
    if decided(short) != Some(flips.holds) {
        return Err(format!("{short} turns it already"));
    }
    let way = if to > from { "up" } else { "down" };
    Ok(format!("{kind} {way}"))
}

/// Every turn of a world, by its kind.
fn turns_of(world: &World) -> Result<Vec<String>, String> {
    let mut kinds = Vec::new();
    let rewards = world.assessed().rewards;
    for (spot, reward) in world.spots().into_iter().zip(&rewards) {
        let all = Flips::of(reward).map_err(|error| error.to_string())?;
        if all.is_empty() != (reward.outcome == Outcome::NotComputable) {
            return Err("decisions are lacking".to_owned());
        }
        for flips in &all {
            let inputs = reward.lines.len();
            if flips.flips.len() < inputs * 3 {
                return Err("inputs are lacking".to_owned());
            }
            for flip in &flips.flips {
                let kind = checked(world, spot, flips, flip);
                let kind = kind.map_err(|fault| {
                    format!(
                        "{}: {fault}\n{:?} {flip:#?}",
                        world.name(spot),
                        flips.decision
                    )
                })?;
                kinds.push(format!("{:?} {kind}", flips.decision));
            }
        }
    }
    Ok(kinds)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_decision_turns_where_it_is_said_to_and_one_step_short_it_stands(world in worlds()) {
        if let Err(fault) = turns_of(&world) {
            prop_assert!(false, "{fault}\n{world:#?}");
        }
    }

    #[test]
    fn the_setting_that_is_told_asks_for_the_turn(world in worlds()) {
        let scheme = world.scheme();
        let demand = world.demand(&scheme);
        let rewards = world.assessed().rewards;
        for (number, reward) in rewards.iter().enumerate() {
            for flips in Flips::of(reward).unwrap() {
                for flip in &flips.flips {
                    let Some(setting) = &flip.setting else {
                        let may_lack = flip.to.is_none() || matches!(flip.hinge, Hinge::Count { .. });
                        prop_assert!(may_lack, "{flip:?}");
                        continue;
                    };
                    let question = WhatIf::new(&scheme, &demand).set(setting.clone());
                    prop_assert_eq!(question.check(), Ok(()), "{}", setting);
                    let read: justice_reinvestment::what_if::Setting = setting.to_string().parse().unwrap();
                    prop_assert_eq!(&read, setting);
                    let Ok(answer) = question.ask() else { continue };
                    let figures = answer.cases()[0].figures[number];
                    prop_assert_eq!(figures.reward, flip.reward, "{}\n{:#?}", setting, world);
                    let turned = answer.cases()[0].assessment.as_ref().unwrap();
                    let turned = holds(flips.decision, &turned.rewards[number]);
                    prop_assert_ne!(turned, flips.holds, "{}", setting);
                }
            }
        }
    }

    #[test]
    fn the_smallest_change_comes_first(world in worlds()) {
        for reward in world.assessed().rewards {
            for flips in Flips::of(&reward).unwrap() {
                let sizes = flips.flips.iter().map(|flip| {
                    let from = steps(flip.from);
                    let way = flip.to.map(|to| steps(to).abs_diff(from));
                    match way {
                        None => f64::NAN.max(f64::INFINITY),
                        Some(_) if from == 0 => f64::MAX,
                        Some(way) => way as f64 / from as f64,
                    }
                });
                let sizes: Vec<f64> = sizes.collect();
                prop_assert!(sizes.windows(2).all(|two| two[0] <= two[1] * (1.0 + 1e-12)), "{sizes:?}");
            }
        }
    }
}

/// A test of the worlds: a turn of every kind is tried, many times each.
#[test]
fn the_worlds_hold_turns_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeMap::<String, usize>::new();
    for _ in 0..32 {
        let world = worlds().new_tree(&mut runner).unwrap().current();
        for kind in turns_of(&world).unwrap() {
            *seen.entry(kind).or_default() += 1;
        }
    }
    for decision in ["Threshold", "Cap"] {
        for kind in ["count", "price of both", "price of one"] {
            for turn in ["up", "down", "never"] {
                let kind = format!("{decision} {kind} {turn}");
                assert!(seen.get(&kind) >= Some(&3), "{kind}: {seen:#?}");
            }
        }
    }
    for kind in ["Threshold threshold", "Cap cap"] {
        for turn in ["up", "down", "never"] {
            let kind = format!("{kind} {turn}");
            assert!(seen.get(&kind) >= Some(&3), "{kind}: {seen:#?}");
        }
    }
    let crossed = ["Cap threshold", "Threshold cap"];
    assert!(
        seen.keys()
            .all(|kind| crossed.iter().all(|cross| !kind.starts_with(cross)))
    );
}

/// A test of these tests: a turn said one step too early or too late is not so.
#[test]
fn a_turn_that_is_a_step_out_is_noticed() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut tried = 0;
    for _ in 0..24 {
        let world = worlds().new_tree(&mut runner).unwrap().current();
        let rewards = world.assessed().rewards;
        for (spot, reward) in world.spots().into_iter().zip(&rewards) {
            for flips in Flips::of(reward).unwrap() {
                for flip in flips.flips.iter().filter(|flip| flip.to.is_some()) {
                    if again(&world, spot, flip, steps(flip.to.unwrap())).is_none() {
                        continue;
                    }
                    if let Some(Value::Count(to)) = flip.to {
                        for wrong in [to.checked_sub(1), to.checked_add(1)].into_iter().flatten() {
                            let mut other = flip.clone();
                            other.to = Some(Value::Count(wrong));
                            let found = checked(&world, spot, &flips, &other);
                            assert!(found.is_err(), "{other:?}");
                            tried += 1;
                        }
                    }
                    let mut none = flip.clone();
                    none.to = None;
                    // None is refuted only where the furthest turns it.
                    let is_end = matches!(flip.hinge, Hinge::Threshold | Hinge::Cap);
                    if is_end {
                        assert!(checked(&world, spot, &flips, &none).is_err(), "{none:?}");
                    }
                }
            }
        }
    }
    assert!(tried > 100, "{tried}");
}
