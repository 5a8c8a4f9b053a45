//! What is said of other numbers of cases comes true: the counts are changed by
//! so many cases, and everything is assessed again. Nothing is asked of the code
//! that found those numbers.

use crate::worlds::World;
use crate::worlds::figures::Spot;
use crate::worlds::rolled::worlds;
use justice_reinvestment::{
    Closeness, Count, Direction, Pounds, Reward, Scheme, Step, Turn, assess,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_decision_stands_and_turns_where_it_is_said_to(world in worlds()) {
        let case = Case::of(&world);
        for (spot, reward) in world.spots().into_iter().zip(&case.rewards) {
            if let Err(unlike) = case.decisions(spot, reward) {
                prop_assert!(false, "{}: {unlike}\n{world:#?}", world.name(spot));
            }
        }
    }

    #[test]
    fn a_case_more_or_fewer_changes_the_reward_by_what_is_said(world in worlds()) {
        let case = Case::of(&world);
        for (spot, reward) in world.spots().into_iter().zip(&case.rewards) {
            if let Err(unlike) = case.single_cases(spot, reward) {
                prop_assert!(false, "{}: {unlike}\n{world:#?}", world.name(spot));
            }
        }
    }
}

/// A world, its scheme and its rewards.
pub struct Case<'a> {
    pub world: &'a World,
    pub scheme: Scheme,
    pub rewards: Vec<Reward>,
}

impl<'a> Case<'a> {
    pub fn of(world: &'a World) -> Self {
        let scheme = world.scheme();
        let rewards = assess(&scheme, &world.demand(&scheme)).unwrap().rewards;
        Self {
            world,
            scheme,
            rewards,
        }
    }

    /// The reward as it is in another world of the same scheme; `None` where an
    /// amount is beyond what can be held.
    pub fn again(&self, other: &World, spot: Spot) -> Option<Reward> {
        let rewards = assess(&self.scheme, &other.demand(&self.scheme))
            .ok()?
            .rewards;
        let number = self.world.spots().iter().position(|one| *one == spot)?;
        rewards.into_iter().nth(number)
    }

    /// The reward with so many cases of a metric more or fewer in the test period;
    /// `None` where there are not so many, or a table cannot hold them.
    fn with(&self, spot: Spot, metric: usize, direction: Direction, cases: u64) -> Option<Reward> {
        let mut other = self.world.clone();
        let mut left = cases;
        for series in &mut other.series {
            let is_its_own =
                (series.site, series.cohort, series.metric) == (spot.site, spot.cohort, metric);
            let entry = series.entries[spot.test].as_mut().filter(|_| is_its_own);
            let counted = entry.and_then(|entry| entry.number().map(|count| (entry, count)));
            if let Some((entry, count)) = counted {
                let changed = match direction {
                    Direction::More => left.min(Count::LARGEST - count),
                    Direction::Fewer => left.min(count),
                };
                left -= changed;
                entry.count = Count::Number(match direction {
                    Direction::More => count + changed,
                    Direction::Fewer => count - changed,
                });
            }
        }
        if left > 0 {
            return None;
        }
        self.again(&other, spot)
    }

    fn decisions(&self, spot: Spot, reward: &Reward) -> Result<(), String> {
        let closeness = Closeness::of(reward).map_err(|error| error.to_string())?;
        let is_known = reward.saving.is_some() && reward.baseline_cost > Some(Pounds::ZERO);
        let lines = if is_known { reward.lines.len() } else { 0 };
        alike("metrics", &closeness.metrics.len(), &lines)?;
        for (line, of_metric) in reward.lines.iter().zip(&closeness.metrics) {
            alike("metric", &of_metric.metric, &line.priced.metric)?;
            let metric = number_of(of_metric.metric.id.as_str());
            let counted = line.test_count.unwrap();
            let is_met = |reward: &Reward| reward.threshold.met;
            self.turn(spot, metric, counted, &of_metric.decision, &is_met)?;
            let is_at_cap = |reward: &Reward| reward.cap.as_ref().and_then(|cap| cap.reached);
            alike("has a cap", &of_metric.cap.is_some(), &reward.cap.is_some())?;
            if let Some(turn) = &of_metric.cap {
                self.turn(spot, metric, counted, turn, &is_at_cap)?;
            }
        }
        Ok(())
    }

    fn turn(
        &self,
        spot: Spot,
        metric: usize,
        counted: u64,
        turn: &Turn,
        is_so: &dyn Fn(&Reward) -> Option<bool>,
    ) -> Result<(), String> {
        let Turn { direction, .. } = *turn;
        let now = self.with(spot, metric, direction, 0).unwrap();
        let expected = match is_so(&now) {
            Some(true) => Direction::More,
            _ => Direction::Fewer,
        };
        alike("direction", &direction, &expected)?;
        let stands = self
            .with(spot, metric, direction, turn.stands.cases)
            .unwrap();
        alike("stands", &is_so(&stands), &is_so(&now))?;
        step(&turn.stands, &stands)?;
        let Some(first) = &turn.turns else {
            return self.never(spot, metric, counted, turn);
        };
        alike("next case", &first.cases, &(turn.stands.cases + 1))?;
        let turned = self.with(spot, metric, direction, first.cases);
        let turned = turned.ok_or("there are not so many cases")?;
        alike("turns", &is_so(&turned), &is_so(&now).map(|is_so| !is_so))?;
        step(first, &turned)
    }

    /// Where nothing turns it, the furthest was tried: every case taken away, or
    /// as many added as a table or an amount can hold.
    fn never(&self, spot: Spot, metric: usize, counted: u64, turn: &Turn) -> Result<(), String> {
        let furthest = match turn.direction {
            Direction::Fewer => counted,
            Direction::More => Count::LARGEST - counted,
        };
        let further = turn.stands.cases + 1;
        let is_furthest = turn.stands.cases == furthest
            || self.with(spot, metric, turn.direction, further).is_none();
        alike("stands to the furthest", &is_furthest, &true)
    }

    fn single_cases(&self, spot: Spot, reward: &Reward) -> Result<(), String> {
        let Some(now) = reward.reward else {
            return Ok(());
        };
        let closeness = Closeness::of(reward).map_err(|error| error.to_string())?;
        for (number, line) in reward.lines.iter().enumerate() {
            let metric = number_of(line.priced.metric.id.as_str());
            let counted = line.test_count.unwrap();
            let with_one = |direction| {
                let other = self.with(spot, metric, direction, 1)?;
                Some(other.reward.unwrap().minus(now).unwrap())
            };
            if counted < Count::LARGEST {
                alike("one more", &line.one_more, &with_one(Direction::More))?;
            }
            alike("one fewer", &line.one_fewer, &with_one(Direction::Fewer))?;
            alike(
                "none to take away",
                &line.one_fewer.is_none(),
                &(counted == 0),
            )?;
            // What turns at the first case changes by what that case is worth.
            let Some(of_metric) = closeness.metrics.get(number) else {
                continue;
            };
            let turns = [Some(&of_metric.decision), of_metric.cap.as_ref()];
            for turn in turns.into_iter().flatten() {
                let worth = match turn.direction {
                    Direction::More => line.one_more,
                    Direction::Fewer => line.one_fewer,
                };
                if let Some(first) = turn.turns.as_ref().filter(|first| first.cases == 1) {
                    alike(
                        "first case",
                        &Some(first.reward),
                        &worth.map(|worth| now.plus(worth).unwrap()),
                    )?;
                }
            }
        }
        Ok(())
    }
}

/// Whether what is said of some cases is what was assessed with them.
pub fn step(step: &Step, assessed: &Reward) -> Result<(), String> {
    alike("saving", &Some(step.saving), &assessed.saving)?;
    alike("margin", &Some(step.margin), &assessed.threshold.margin)?;
    alike("reward", &Some(step.reward), &assessed.reward)
}

pub fn alike<T: PartialEq + std::fmt::Debug>(
    what: &str,
    said: &T,
    expected: &T,
) -> Result<(), String> {
    if said == expected {
        return Ok(());
    }
    Err(format!("{what}: said {said:?}, is {expected:?}"))
}

/// `metric_3` is number 3.
pub fn number_of(id: &str) -> usize {
    id.rsplit('_').next().unwrap().parse().unwrap()
}

/// A test of the worlds: a turn of every kind is tried, many times each.
#[test]
fn the_worlds_hold_turns_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..256 {
        let world = worlds().new_tree(&mut runner).unwrap().current();
        for reward in Case::of(&world).rewards {
            let closeness = Closeness::of(&reward).unwrap();
            for (line, metric) in reward.lines.iter().zip(&closeness.metrics) {
                let is_free = line.priced.test_price.amount == Pounds::ZERO;
                let turns = [
                    ("decision", Some(&metric.decision)),
                    ("cap", metric.cap.as_ref()),
                ];
                for (what, turn) in turns {
                    let kind = match turn {
                        None => "none".to_owned(),
                        Some(turn) => {
                            let cases = turn.turns.as_ref().map(|first| match first.cases {
                                1 => "at once",
                                _ => "later",
                            });
                            let never = if is_free { "free" } else { "never" };
                            format!("{} {}", turn.direction.as_str(), cases.unwrap_or(never))
                        }
                    };
                    *seen.entry(format!("{what} {kind}")).or_default() += 1;
                }
            }
        }
    }
    let kinds = [
        "decision more at once",
        "decision more later",
        "decision more free",
        "decision fewer at once",
        "decision fewer later",
        "decision fewer never",
        "decision fewer free",
        "cap more at once",
        "cap more later",
        "cap more free",
        "cap fewer at once",
        "cap fewer later",
        "cap fewer never",
        "cap fewer free",
        "cap none",
    ];
    for kind in kinds {
        assert!(seen.get(kind) >= Some(&10), "{kind}: {seen:#?}");
    }
}

/// A test of these tests: a turn said a case too early or too late is not so.
#[test]
fn a_turn_that_is_a_case_out_is_noticed() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut tried = 0;
    for _ in 0..48 {
        let world = worlds().new_tree(&mut runner).unwrap().current();
        let case = Case::of(&world);
        for (spot, reward) in world.spots().into_iter().zip(&case.rewards) {
            let closeness = Closeness::of(reward).unwrap();
            for (line, metric) in reward.lines.iter().zip(&closeness.metrics) {
                let number = number_of(metric.metric.id.as_str());
                for out in [1, -1] {
                    let mut wrong = metric.decision.clone();
                    let Some(first) = &mut wrong.turns else {
                        continue;
                    };
                    let Some(stands) = wrong.stands.cases.checked_add_signed(out) else {
                        continue;
                    };
                    (wrong.stands.cases, first.cases) = (stands, stands + 1);
                    let is_met = |reward: &Reward| reward.threshold.met;
                    let counted = line.test_count.unwrap();
                    let found = case.turn(spot, number, counted, &wrong, &is_met);
                    assert!(found.is_err(), "{wrong:?}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 100, "{tried}");
}
