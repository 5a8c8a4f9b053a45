//! What is said to be possible although counts are missing: they are given, and
//! everything is assessed again.

use crate::flips::{Case, alike, number_of, step};
use crate::worlds::figures::Spot;
use crate::worlds::rolled::worlds;
use crate::worlds::{Entry, World};
use justice_reinvestment::{
    Bound, BoundSide, Closeness, Direction, MissingReason, Outcome, Possible, Pounds, Reward, Turn,
};
use proptest::prelude::*;

/// Worlds in which some counts that are priced are missing.
fn worlds_that_lack() -> impl Strategy<Value = World> {
    let which = prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize), 1..3);
    (worlds(), which).prop_map(|(mut world, which)| {
        for (number, period) in which {
            let number = number.index(world.series.len());
            let entry = world.series[number].entries.get_mut(period);
            if let Some(Some(entry)) = entry
                && entry.number().is_some()
            {
                *entry = Entry::lacking(MissingReason::Confidential);
            }
        }
        world
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_missing_count_leads_beyond_the_bound(
        world in worlds_that_lack(),
        counts in prop::collection::vec(prop_oneof![0..3_u64, 0..2_000_u64, any::<u32>().prop_map(u64::from)], 1..6),
    ) {
        let case = Case::of(&world);
        for (spot, reward) in world.spots().into_iter().zip(&case.rewards) {
            if let Err(unlike) = possible(&case, spot, reward, &counts) {
                prop_assert!(false, "{}: {unlike}\n{world:#?}", world.name(spot));
            }
        }
    }
}

fn possible(case: &Case<'_>, spot: Spot, reward: &Reward, counts: &[u64]) -> Result<(), String> {
    let closeness = Closeness::of(reward).map_err(|error| error.to_string())?;
    let is_lacking = reward.outcome == Outcome::NotComputable;
    alike("is said", &closeness.possible.is_some(), &is_lacking)?;
    let Some(found) = closeness.possible else {
        return Ok(());
    };
    let with_none = given(case, spot, &[0]).unwrap();
    // What is known to cost is what all costs with nothing in the gaps.
    alike(
        "baseline",
        &Some(found.known_baseline_cost),
        &with_none.baseline_cost,
    )?;
    alike("test", &Some(found.known_test_cost), &with_none.test_cost)?;
    let side = match (reward.baseline_cost, reward.test_cost) {
        (Some(_), None) => Some(BoundSide::AtMost),
        (None, Some(_)) => Some(BoundSide::AtLeast),
        _ => None,
    };
    alike("side", &found.bound.as_ref().map(|bound| bound.side), &side)?;
    match &found.bound {
        Some(bound) => bounded(case, spot, bound, &with_none, counts),
        None => Ok(()),
    }
}

fn bounded(
    case: &Case<'_>,
    spot: Spot,
    bound: &Bound,
    with_none: &Reward,
    counts: &[u64],
) -> Result<(), String> {
    alike("saving", &Some(bound.saving), &with_none.saving)?;
    alike("margin", &Some(bound.margin), &with_none.threshold.margin)?;
    alike("met", &Some(bound.met), &with_none.threshold.met)?;
    alike("reward", &Some(bound.reward), &with_none.reward)?;
    for some in [counts, &[1], &[u64::from(u32::MAX)]] {
        let Some(other) = given(case, spot, some) else {
            continue;
        };
        let reward = other.reward.unwrap();
        let is_within = match bound.side {
            BoundSide::AtMost => reward <= bound.reward,
            BoundSide::AtLeast => reward >= bound.reward,
        };
        alike(
            &format!("{reward} within {}", bound.reward),
            &is_within,
            &true,
        )?;
    }
    // Enough missing cases at any price take every reward away, and none is less.
    let least = match bound.side {
        BoundSide::AtMost if !bound.changes_nothing => Pounds::ZERO,
        _ => bound.reward,
    };
    alike("least", &bound.least, &least)?;
    let is_one = lacking(case.world, spot).len() == 1;
    alike("has turns", &bound.metric.is_some(), &is_one)?;
    let Some(of_metric) = &bound.metric else {
        return Ok(());
    };
    let id = of_metric.metric.id.as_str();
    alike("lacking", &lacking(case.world, spot), &vec![number_of(id)])?;
    let is_met = |reward: &Reward| reward.threshold.met;
    turn(case, spot, &of_metric.decision, with_none, &is_met)?;
    let is_at_cap = |reward: &Reward| reward.cap.as_ref().and_then(|cap| cap.reached);
    alike(
        "has a cap",
        &of_metric.cap.is_some(),
        &with_none.cap.is_some(),
    )?;
    match &of_metric.cap {
        Some(cap) => turn(case, spot, cap, with_none, &is_at_cap),
        None => Ok(()),
    }
}

/// One gap holds all the cases, the others nothing.
fn turn(
    case: &Case<'_>,
    spot: Spot,
    turn: &Turn,
    with_none: &Reward,
    is_so: &dyn Fn(&Reward) -> Option<bool>,
) -> Result<(), String> {
    alike("direction", &turn.direction, &Direction::More)?;
    let with = |cases: u64| given(case, spot, &[cases, 0]);
    let Some(stands) = with(turn.stands.cases) else {
        // So many that their cost cannot be held, though the saving can.
        return alike("never turns", &turn.turns, &None);
    };
    step(&turn.stands, &stands)?;
    alike("stands", &is_so(&stands), &is_so(with_none))?;
    match &turn.turns {
        Some(first) => {
            alike("next", &first.cases, &(turn.stands.cases + 1))?;
            let turned = with(first.cases).ok_or("too many cases turn")?;
            alike(
                "turns",
                &is_so(&turned),
                &Some(is_so(with_none) == Some(false)),
            )?;
            step(first, &turned)
        }
        None => {
            let furthest = with(turn.stands.cases + 1);
            alike("stands to the end", &furthest.is_none(), &true)
        }
    }
}

/// The reward once its missing counts are given: the first of `counts`, the next,
/// and the last again and again; `None` where an amount cannot be held.
fn given(case: &Case<'_>, spot: Spot, counts: &[u64]) -> Option<Reward> {
    let mut other = case.world.clone();
    let mut counts = counts.iter().copied().peekable();
    let mut last = 0;
    for (series, entry) in gaps(case.world, spot) {
        last = counts.next().unwrap_or(last);
        if last > justice_reinvestment::Count::LARGEST {
            return None;
        }
        other.series[series].entries[entry] = Some(Entry::of(last));
    }
    case.again(&other, spot)
}

/// The series and periods whose count a reward lacks.
fn gaps(world: &World, spot: Spot) -> Vec<(usize, usize)> {
    let mut gaps = Vec::new();
    for (number, series) in world.series.iter().enumerate() {
        let is_its_own = (series.site, series.cohort) == (spot.site, spot.cohort);
        for period in [0, spot.test] {
            let entry = series.entries[period].filter(|entry| entry.is_applicable());
            let is_gap = entry.is_some_and(|entry| entry.number().is_none());
            if is_its_own && is_gap && world.is_priced(series.metric, series.cohort) {
                gaps.push((number, period));
            }
        }
    }
    gaps
}

/// The metrics whose count a reward lacks.
fn lacking(world: &World, spot: Spot) -> Vec<usize> {
    let gaps = gaps(world, spot).into_iter();
    let mut metrics: Vec<usize> = gaps
        .map(|(series, _)| world.series[series].metric)
        .collect();
    metrics.sort_unstable();
    metrics.dedup();
    metrics
}

/// Southwark's adults in the first test year, by hand from its counts: 8
/// sentences at £10,000.00 and 120 orders at £650.20 before, 115 orders since.
#[test]
fn the_bound_of_the_pilot_is_what_was_worked_by_hand() {
    let pilot = crate::fixtures::of("pilot");
    let is_meant = |reward: &&Reward| {
        let of_site = (reward.site.name.as_str(), reward.period.id.as_str());
        of_site == ("Southwark", "year_1") && reward.cohort.as_str() == "adult"
    };
    let reward = pilot.rewards.iter().find(is_meant).unwrap();
    let Possible {
        bound,
        known_test_cost,
        ..
    } = Closeness::of(reward).unwrap().possible.unwrap();
    let bound = bound.unwrap();
    let pounds = |amount: Pounds| amount.to_string();
    assert_eq!(pounds(known_test_cost), "74773.00");
    assert_eq!(pounds(bound.saving), "83251.00");
    // 5% of £158,024.00 is £7,901.20; a fall of £83,251.00 is beyond the cap.
    assert_eq!(pounds(bound.margin), "75349.80");
    // Half of £7,901.20 and all of the £23,703.60 from there to the cap.
    assert_eq!(pounds(bound.reward), "27654.20");
    // Seven sentences cost £70,000.00, eight £80,000.00: more than the margin.
    let of_metric = bound.metric.unwrap();
    assert_eq!(of_metric.metric.id.as_str(), "custody_under_12_months");
    let turn = of_metric.decision;
    assert_eq!(turn.stands.cases, 7);
    // £3,950.60 and all of £13,251.00 − £7,901.20.
    assert_eq!(pounds(turn.stands.reward), "9300.40");
    assert_eq!(turn.turns.unwrap().cases, 8);
    // The cap is a saving of £31,604.80: five sentences leave £33,251.00.
    assert_eq!(of_metric.cap.unwrap().stands.cases, 5);
}
