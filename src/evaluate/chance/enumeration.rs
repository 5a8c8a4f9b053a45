//! Small counts: every cost that they can come to, each with its chance.

use super::inversion::Positive;
use crate::money::Percent;
use std::collections::BTreeMap;

/// So many costs are worked out for each one that may be gone through: most of them are
/// too unlikely.
const COMBINATIONS_OF_A_COST: usize = 20;
/// Counts below this chance are left out, and so are costs: together a chance of 10⁻¹¹
/// at most.
const NEGLIGIBLE: f64 = 1e-18;
/// What rounding of floats may do, and what is left out.
const ROUNDING: f64 = 1e-11;

/// The costs of the baseline and of the test period, each in order and with its chance.
#[derive(Debug)]
pub(super) struct Costs {
    baseline: Vec<(i128, f64)>,
    test: Vec<(i128, f64)>,
    /// Of the test period, the chance of as many of its costs as come before one, and
    /// their share of the mean.
    before: Vec<(f64, f64)>,
    /// The chance of costs that are left out.
    left_out: f64,
    /// What they may come to in a mean of the baseline's cost.
    left_out_cost: f64,
}

/// The costs of one period, in order, and what is left out of them.
#[derive(Debug)]
struct Gathered {
    costs: Vec<(i128, f64)>,
    left_out: f64,
    /// Their share of the mean cost.
    left_out_cost: f64,
}

impl Costs {
    /// The costs that counts about some means come to, but for a chance that may be left
    /// out; `None` where they are too many.
    pub(super) fn of(
        baseline: &BTreeMap<i128, f64>,
        test: &BTreeMap<i128, f64>,
        dispersion: f64,
        most: usize,
        left_out: f64,
    ) -> Option<Self> {
        let mean: f64 = baseline
            .iter()
            .map(|(price, mean)| *price as f64 * mean)
            .sum();
        let gathered = |means| costs(means, dispersion, most, left_out / 2.0);
        let baseline = gathered(baseline)?;
        let test = gathered(test)?;
        let left_out = baseline.left_out + test.left_out;
        let left_out_cost = baseline.left_out_cost + test.left_out * mean;
        let (baseline, test) = (baseline.costs, test.costs);
        let mut before = vec![(0.0, 0.0)];
        let (mut chance, mut mean) = (0.0, 0.0);
        for (cost, of_cost) in &test {
            chance += of_cost;
            mean += of_cost * *cost as f64;
            before.push((chance, mean));
        }
        Some(Self {
            baseline,
            test,
            before,
            left_out,
            left_out_cost,
        })
    }

    /// The positive part of the saving's excess over a percentage of the baseline cost.
    pub(super) fn positive(&self, edge: Percent, strict: bool) -> Positive {
        // Ten-thousandths of a pound.
        const UNIT: f64 = 1e-4;
        let all = i128::from(Percent::PARTS_IN_ALL);
        let kept = i128::from(Percent::PARTS_IN_ALL.abs_diff(edge.parts()));
        let (mut chance, mut mean, mut baseline_mean, mut largest) = (0.0, 0.0, 0.0, 0.0_f64);
        let mut number = 0_usize;
        for (cost, of_cost) in &self.baseline {
            // Both sides in ten-thousandths of a pound, times millionths.
            // No cost is so large that this would not be held.
            let allowed = cost.saturating_mul(kept);
            // What is allowed rises with the baseline's cost, and so does the number of
            // costs that are.
            while let Some((test, _)) = self.test.get(number) {
                let test = test.saturating_mul(all);
                if test > allowed || (strict && test == allowed) {
                    break;
                }
                number = number.saturating_add(1);
            }
            let Some((of_test, test_mean)) = self.before.get(number) else {
                continue;
            };
            let excess = allowed as f64 / all as f64 * of_test - test_mean;
            chance += of_cost * of_test;
            mean += of_cost * excess;
            baseline_mean += of_cost * of_test * *cost as f64;
            largest = largest.max(*cost as f64);
        }
        let error =
            |value: f64| value.abs() * ROUNDING + (largest * 1e-13 + self.left_out_cost) * UNIT;
        Positive {
            chance: (chance - ROUNDING, chance + self.left_out + ROUNDING),
            mean: (mean * UNIT, error(mean * UNIT)),
            baseline: (baseline_mean * UNIT, error(baseline_mean * UNIT)),
        }
    }
}

/// Every cost that counts at some prices come to, in order, but for the least likely.
fn costs(
    means: &BTreeMap<i128, f64>,
    dispersion: f64,
    most: usize,
    may_be_left_out: f64,
) -> Option<Gathered> {
    let mut of_prices = Vec::with_capacity(means.len());
    let (mut entropy, mut mean_cost) = (0.0, 0.0);
    for (price, mean) in means {
        let counts = counts(*mean, dispersion, most)?;
        entropy -= counts
            .iter()
            .map(|chance| chance * chance.ln())
            .sum::<f64>();
        mean_cost += *price as f64 * mean;
        of_prices.push((price, counts));
    }
    // Costs that are commonly met with are about as many as the entropy says; to leave
    // out next to nothing takes more of them.
    if entropy > (most as f64).ln() {
        return None;
    }
    let mut gathered = Gathered {
        costs: vec![(0, 1.0)],
        left_out: 0.0,
        left_out_cost: 0.0,
    };
    for (price, counts) in of_prices {
        let all = &gathered.costs;
        let combinations = all.len().checked_mul(counts.len())?;
        if combinations > most.saturating_mul(COMBINATIONS_OF_A_COST) {
            return None;
        }
        let least = match combinations > most {
            true => least_of(most, all, &counts),
            false => NEGLIGIBLE,
        };
        let mut sums = Vec::with_capacity(most.min(combinations));
        for (number, of_number) in (0_i128..).zip(&counts) {
            let more = price.checked_mul(number)?;
            for (cost, chance) in all {
                let chance = chance * of_number;
                let cost = cost.checked_add(more)?;
                if chance > least {
                    sums.push((cost, chance));
                } else if chance > NEGLIGIBLE {
                    gathered.left_out += chance;
                    gathered.left_out_cost += chance * (cost as f64 + mean_cost);
                }
            }
        }
        if gathered.left_out > may_be_left_out {
            return None;
        }
        // Stable, since it finds and merges the runs that are there.
        sums.sort_by_key(|(cost, _)| *cost);
        sums.dedup_by(|later, before| {
            let is_same = later.0 == before.0;
            if is_same {
                before.1 += later.1;
            }
            is_same
        });
        gathered.costs = sums;
    }
    // Costs are multiplied by millionths when they are compared.
    let (largest, _) = gathered.costs.last()?;
    largest.checked_mul(i128::from(u32::MAX))?;
    Some(gathered)
}

/// A chance that about so many of the products of two lists exceed, and not more.
fn least_of(most: usize, costs: &[(i128, f64)], counts: &[f64]) -> f64 {
    // Of a float's bits, the exponent and the first two digits: the larger, the larger
    // the chance.
    const DROPPED: u32 = 50;
    let mut numbers = vec![0_usize; 1 << 12];
    for of_number in counts {
        for (_, chance) in costs {
            let place = (chance * of_number).to_bits() >> DROPPED;
            if let Some(number) = usize::try_from(place)
                .ok()
                .and_then(|place| numbers.get_mut(place))
            {
                *number = number.saturating_add(1);
            }
        }
    }
    let mut kept = 0_usize;
    let places = (0_u64..).zip(&numbers).collect::<Vec<_>>();
    for (place, number) in places.into_iter().rev() {
        kept = kept.saturating_add(*number);
        if kept > most {
            let above = f64::from_bits(place.saturating_add(1) << DROPPED);
            return above.max(NEGLIGIBLE);
        }
    }
    NEGLIGIBLE
}

/// The chances of 0, 1, 2 … cases; `None` where there are more of them than are wanted.
fn counts(mean: f64, dispersion: f64, most: usize) -> Option<Vec<f64>> {
    let extra = dispersion - 1.0;
    let mut chance = match extra > 0.0 {
        true => (-mean / extra * dispersion.ln()).exp(),
        false => (-mean).exp(),
    };
    // Where none has no chance that can be held, there are too many anyway.
    if chance < f64::MIN_POSITIVE {
        return None;
    }
    let mut chances = Vec::new();
    let mut number = 0.0;
    while chance > NEGLIGIBLE || number <= mean {
        if chances.len() >= most {
            return None;
        }
        chances.push(chance);
        // p(k + 1) ÷ p(k) = (mean + k·(φ − 1)) ÷ (φ·(k + 1))
        chance *= (mean + number * extra) / (dispersion * (number + 1.0));
        number += 1.0;
    }
    Some(chances)
}
