//! Drawing: blocks of draws, each from a stream of random numbers of its own, on as many
//! threads as are wanted.

use super::plan::{Draw, Gated, Plan, Table};
use crate::assess::Gate;
use crate::money::Pounds;
use crate::problem::{Error, Problem};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::sync::atomic::{AtomicU64, Ordering};

/// So many draws are made at once, from one stream. Another number gives other draws.
pub(super) const BLOCK: usize = 1024;

/// What draws come to. Sums of whole numbers are exact.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// How often this happened: a gate was met, or any was.
    pub(super) met: u64,
    /// How many gates were met, and the sum of its squares over the draws.
    pub(super) payments: u64,
    pub(super) payments_squared: u64,
    /// Rewards in pence, and their squares.
    pub(super) pence: i128,
    pub(super) pence_squared: f64,
}

impl Tally {
    fn add(&mut self, payments: u64, pence: i64) {
        self.met = self.met.saturating_add(u64::from(payments > 0));
        self.payments = self.payments.saturating_add(payments);
        let squared = payments.saturating_mul(payments);
        self.payments_squared = self.payments_squared.saturating_add(squared);
        self.pence = self.pence.saturating_add(pence.into());
        self.pence_squared += pence as f64 * pence as f64;
    }

    fn merge(&mut self, other: &Self) {
        self.met = self.met.saturating_add(other.met);
        self.payments = self.payments.saturating_add(other.payments);
        self.payments_squared = self.payments_squared.saturating_add(other.payments_squared);
        self.pence = self.pence.saturating_add(other.pence);
        self.pence_squared += other.pence_squared;
    }
}

/// What all draws come to.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// Of every gate.
    pub(super) gates: Vec<Tally>,
    /// Of all together.
    pub(super) all: Tally,
    /// What each draw pays in all, in pence, in the order of the draws.
    pub(super) pence: Vec<i64>,
}

impl Drawn {
    fn merge(&mut self, other: &Self) {
        self.gates.resize(other.gates.len(), Tally::default());
        for (gate, of_gate) in self.gates.iter_mut().zip(&other.gates) {
            gate.merge(of_gate);
        }
        self.all.merge(&other.all);
        self.pence.extend(&other.pence);
    }
}

/// Makes all draws. Blocks are merged in their order, whoever drew them.
pub(super) fn draw(
    plan: &Plan,
    seed: u64,
    draws: u64,
    threads: usize,
    correlation: f64,
) -> Result<Drawn, Error> {
    let of_a_block = u64::try_from(BLOCK).unwrap_or(u64::MAX);
    let blocks = draws.div_ceil(of_a_block);
    let next = AtomicU64::new(0);
    let work = || {
        let mut worker = Worker::new(plan, seed, correlation);
        let mut done = Vec::new();
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                return done;
            }
            let before = block.saturating_mul(of_a_block);
            let size = draws.saturating_sub(before).min(of_a_block);
            let size = usize::try_from(size).unwrap_or(BLOCK);
            done.push((block, worker.block(block, size)));
        }
    };
    let threads = threads.min(usize::try_from(blocks).unwrap_or(threads));
    let done: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let own = work();
        let others = all.into_iter().map(|one| one.join().ok());
        std::iter::once(Some(own)).chain(others).collect()
    });
    let done = done.into_iter().collect::<Option<Vec<_>>>();
    let mut done: Vec<_> = done.ok_or_else(stopped)?.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(block, _)| *block);
    let mut drawn = Drawn {
        gates: vec![Tally::default(); plan.gates().count()],
        ..Drawn::default()
    };
    for (_, block) in done {
        drawn.merge(&block?);
    }
    Ok(drawn)
}

fn stopped() -> Error {
    Problem::new("a thread stopped before its draws were made", "report it").into()
}

/// The room that one thread draws in.
struct Worker<'a> {
    plan: &'a Plan<'a>,
    seed: [u8; 32],
    correlation: f64,
    bytes: Vec<u8>,
    /// Of the gate at hand, the draws in which it is met.
    met: Vec<usize>,
    /// Of every period, the shock of each draw.
    shocks: Vec<Vec<f64>>,
    baseline: Vec<i64>,
    test: Vec<i64>,
    /// Of each draw: how many gates are met and what they pay.
    payments: Vec<u64>,
    pence: Vec<i64>,
}

impl<'a> Worker<'a> {
    fn new(plan: &'a Plan<'a>, seed: u64, correlation: f64) -> Self {
        let mut key = [0; 32];
        key.iter_mut()
            .zip(seed.to_le_bytes())
            .for_each(|(key, byte)| *key = byte);
        Self {
            plan,
            seed: key,
            correlation,
            bytes: vec![0; BLOCK.saturating_mul(4)],
            met: vec![0; BLOCK],
            shocks: vec![vec![0.0; BLOCK]; plan.periods],
            baseline: vec![0; BLOCK],
            test: vec![0; BLOCK],
            payments: vec![0; BLOCK],
            pence: vec![0; BLOCK],
        }
    }

    /// The draws of one block.
    fn block(&mut self, block: u64, size: usize) -> Result<Drawn, Error> {
        let mut random = ChaCha8Rng::from_seed(self.seed);
        random.set_stream(block);
        let plan = self.plan;
        let mut normals = Normals::default();
        if self.correlation > 0.0 {
            let shocks = self.shocks.iter_mut().flatten();
            shocks.for_each(|shock| *shock = normals.next(&mut random));
        }
        self.payments.fill(0);
        self.pence.fill(0);
        let mut gates = Vec::with_capacity(plan.gates().count());
        for unit in &plan.units {
            let mut baseline = std::mem::take(&mut self.baseline);
            self.costs(&unit.baseline, 0, &mut random, &mut normals, &mut baseline);
            for gate in &unit.gates {
                let mut test = std::mem::take(&mut self.test);
                self.costs(
                    &gate.draws,
                    gate.period,
                    &mut random,
                    &mut normals,
                    &mut test,
                );
                let tally = self.decide(gate, &baseline, &test, size);
                self.test = test;
                gates.push(tally?);
            }
            self.baseline = baseline;
        }
        let mut all = Tally::default();
        for (payments, pence) in self.payments.iter().zip(&self.pence).take(size) {
            all.add(*payments, *pence);
        }
        Ok(Drawn {
            gates,
            all,
            pence: self.pence.iter().take(size).copied().collect(),
        })
    }

    /// The costs of one period, for every draw of a block.
    fn costs(
        &mut self,
        draws: &[Draw],
        period: usize,
        random: &mut ChaCha8Rng,
        normals: &mut Normals,
        costs: &mut [i64],
    ) {
        // What the costs come to at most was checked as the plan was made.
        costs.fill(0);
        for Draw { table, price } in draws {
            match self.plan.tables.get(*table) {
                Some(Table::Alias(table)) => {
                    random.fill_bytes(&mut self.bytes);
                    let least = table.first().wrapping_mul(*price).cast_signed();
                    let (bits, _) = self.bytes.as_chunks::<4>();
                    for (cost, bits) in costs.iter_mut().zip(bits) {
                        let upper = u32::from_le_bytes(*bits);
                        let above = table.above_first(upper, || random.next_u32());
                        let more = u64::from(above).wrapping_mul(*price).cast_signed();
                        *cost = cost.wrapping_add(least).wrapping_add(more);
                    }
                }
                Some(Table::Scores(table)) => {
                    let own = (1.0 - self.correlation).sqrt();
                    let shared = self.correlation.sqrt();
                    let shocks = self.shocks.get(period).map_or(&[][..], Vec::as_slice);
                    for (cost, shock) in costs.iter_mut().zip(shocks) {
                        let score = shared * shock + own * normals.next(random);
                        let more = table.count(score).wrapping_mul(*price).cast_signed();
                        *cost = cost.wrapping_add(more);
                    }
                }
                None => {}
            }
        }
    }

    /// What one gate decides of every draw.
    fn decide(
        &mut self,
        gate: &Gated,
        baseline: &[i64],
        test: &[i64],
        size: usize,
    ) -> Result<Tally, Error> {
        // Written down without a branch, which would be foreseen wrongly too often.
        let mut number = 0_usize;
        for (draw, (baseline, test)) in baseline.iter().zip(test).take(size).enumerate() {
            if let Some(place) = self.met.get_mut(number) {
                *place = draw;
            }
            number = number.wrapping_add(gate.is_met(*baseline, *test).into());
        }
        let mut tally = Tally::default();
        for &draw in self.met.iter().take(number) {
            let costs = baseline.get(draw).zip(test.get(draw));
            let drawn = self.payments.get_mut(draw).zip(self.pence.get_mut(draw));
            if let (Some((baseline, test)), Some((payments, pence))) = (costs, drawn) {
                let reward = match gate.pence(*baseline, *test) {
                    Some(pence) => pence,
                    None => reward(gate, *baseline, *test)?,
                };
                if tally.met == 0 && reward != self::reward(gate, *baseline, *test)? {
                    return Err(Problem::new("two sums of one reward differ", "report it").into());
                }
                *payments = payments.saturating_add(1);
                *pence = pence.checked_add(reward).ok_or_else(too_much)?;
                tally.add(1, reward);
            }
        }
        Ok(tally)
    }
}

/// What the rule pays, in pence, as the gate itself says.
fn reward(gate: &Gated, baseline: i64, test: i64) -> Result<i64, Error> {
    let baseline = Pounds::of_ten_thousandths(baseline);
    let saving = baseline.minus(Pounds::of_ten_thousandths(test))?;
    let rule = Gate::new(gate.terms, Some(baseline), gate.rounding())?;
    let (_, reward) = rule.reward(saving)?;
    reward.whole_pence().ok_or_else(too_much)
}

fn too_much() -> Error {
    let what = "the rewards of one draw add up to more than £90,000,000,000,000,000";
    Problem::new(what, "check the counts and prices that they are made of").into()
}

/// Normal numbers by the polar method, two at a time (Marsaglia and Bray, *A convenient
/// method for generating normal variables*, SIAM Review 6, 1964).
#[derive(Debug, Default)]
struct Normals {
    left: Option<f64>,
}

impl Normals {
    fn next(&mut self, random: &mut ChaCha8Rng) -> f64 {
        if let Some(left) = self.left.take() {
            return left;
        }
        loop {
            // From −1 to 1 in steps of 2⁻⁵².
            let mut side = || (random.next_u64() >> 11) as f64 * 2.0_f64.powi(-52) - 1.0;
            let (one, other) = (side(), side());
            let square = one * one + other * other;
            if square > 0.0 && square < 1.0 {
                let length = (-2.0 * square.ln() / square).sqrt();
                self.left = Some(other * length);
                return one * length;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::{Outcome, assess};
    use crate::demand::{Count, Demand, Observation};
    use crate::evaluate::JointOptions;
    use crate::evaluate::joint::plan::Plan;
    use crate::problem::Document;
    use crate::scheme::Scheme;

    /// The pilot's prices and terms, and falls of all sizes, many of them exactly at the
    /// threshold or at the cap: what is decided of the costs is what `assess` decides.
    #[test]
    fn a_draw_is_decided_as_an_assessment_is() {
        let text = std::fs::read_to_string("fixtures/hackney/scheme.toml").unwrap();
        let strict = "threshold_met = \"more_than\"";
        let (mut met, mut at_threshold) = (0, 0);
        for (threshold, rule) in [
            ("5%", ""),
            ("5%", strict),
            ("0%", strict),
            ("0%", ""),
            ("12.5%", ""),
        ] {
            let bands = "{ up_to = \"7.25%\", share = \"33.3333%\" }, { up_to = \"20%\", share = \"100%\" }";
            let own = format!(
                "[cohort.adult]\nthreshold = \"{threshold}\"\n{rule}\nbands = [{bands}]\nsources = [\"paper\"]\n"
            );
            let text = text.replace("[cohort.adult]\nterms = \"ljr-bands\"\n", &own);
            let source = "[[source]]\nid = \"paper\"\ntitle = \"A paper\"\npublisher = \"Somebody\"\ndate = \"2011\"\n\n[baseline]";
            let text = text.replace("[baseline]", source);
            assert!(text.contains(threshold), "{text}");
            let scheme = Scheme::read(&Document::new("scheme.toml", text.into_bytes())).unwrap();
            let site = scheme.sites()[0].clone();
            for before in [0, 1, 40, 397, 400, 1_000_000_007] {
                for parts in [
                    0, 799, 800, 801, 875, 949, 950, 951, 999, 1_000, 1_001, 1_100,
                ] {
                    let after = before * parts / 1_000;
                    let mut demand = Demand::builder(&scheme);
                    let numbers = [before, after];
                    let periods = std::iter::once(scheme.baseline()).chain(scheme.tests());
                    for (period, number) in periods.zip(numbers) {
                        let row = Observation::new(
                            site.areas[0].as_str(),
                            site.cohorts[0],
                            period.id.as_str(),
                            scheme.metrics()[0].id.as_str(),
                            Count::Number(number),
                        );
                        demand = demand.observation(row.unwrap());
                    }
                    let assessment = assess(&scheme, &demand.build().unwrap()).unwrap();
                    let plan = Plan::of(&assessment, &JointOptions::new(1)).unwrap();
                    let gate = plan.gates().next().unwrap();
                    let known = gate.reward;
                    let cost = |cost: Option<Pounds>| {
                        i64::try_from(cost.unwrap().ten_thousandths().unwrap()).unwrap()
                    };
                    let costs = (cost(known.baseline_cost), cost(known.test_cost));
                    // Costs that no count comes to, ending in any digits.
                    for digit in 1..40 {
                        let before = costs.0.saturating_add(digit * 77_777);
                        let after = (costs.1 - digit * 1_003).max(0);
                        if gate.is_met(before, after) && before > 0 {
                            let pence = reward(gate, before, after).unwrap();
                            let quick = gate.pence(before, after);
                            assert!(quick.is_none_or(|quick| quick == pence), "{before} {after}");
                        }
                    }
                    let found = gate.is_met(costs.0, costs.1);
                    let is_met = matches!(known.outcome, Outcome::Met | Outcome::Capped);
                    assert_eq!(found, is_met, "{before} {after} {threshold} {rule}");
                    if found {
                        let pence = reward(gate, costs.0, costs.1).unwrap();
                        assert_eq!(Some(Pounds::pence(pence)), known.reward);
                        let quick = gate.pence(costs.0, costs.1);
                        assert!(
                            quick.is_none_or(|quick| quick == pence),
                            "{quick:?} {pence}"
                        );
                        assert!(quick.is_some() || pence > 3_000_000_000);
                        met += 1;
                    }
                    at_threshold += u32::from(known.threshold.margin == Some(Pounds::ZERO));
                }
            }
        }
        assert!(met > 50 && at_threshold > 10, "{met} {at_threshold}");
    }
}
