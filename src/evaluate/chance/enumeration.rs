//! Small counts: every cost that they can come to, each with its chance.

use super::inversion::Positive;
use crate::money::Percent;
use std::collections::BTreeMap;

/// So many combinations of counts are begun with for each cost that may be gone through:
/// most of them are too unlikely.
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
}

impl Costs {
    /// The costs that counts about some means come to; `None` where they are too many.
    pub(super) fn of(
        baseline: &BTreeMap<i128, f64>,
        test: &BTreeMap<i128, f64>,
        dispersion: f64,
        most: usize,
    ) -> Option<Self> {
        let baseline = costs(baseline, dispersion, most)?;
        let test = costs(test, dispersion, most)?;
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
        let error = |value: f64| value.abs() * ROUNDING + largest * UNIT * 1e-13;
        Positive {
            chance: (chance - ROUNDING, chance + ROUNDING),
            mean: (mean * UNIT, error(mean * UNIT)),
            baseline: (baseline_mean * UNIT, error(baseline_mean * UNIT)),
        }
    }
}

/// Every cost that counts at some prices come to, in order.
fn costs(means: &BTreeMap<i128, f64>, dispersion: f64, most: usize) -> Option<Vec<(i128, f64)>> {
    let mut combinations = 1_usize;
    let mut of_prices = Vec::with_capacity(means.len());
    for (price, mean) in means {
        let counts = counts(*mean, dispersion, most)?;
        combinations = combinations.saturating_mul(counts.len());
        if combinations > most.saturating_mul(COMBINATIONS_OF_A_COST) {
            return None;
        }
        of_prices.push((price, counts));
    }
    let mut all = vec![(0_i128, 1.0)];
    for (price, counts) in of_prices {
        let mut sums = Vec::new();
        for (cost, chance) in &all {
            for (number, of_number) in (0_i128..).zip(&counts) {
                let chance = chance * of_number;
                if chance > NEGLIGIBLE {
                    sums.push((cost.checked_add(price.checked_mul(number)?)?, chance));
                }
            }
            if sums.len() > most {
                return None;
            }
        }
        sums.sort_unstable_by_key(|(cost, _)| *cost);
        sums.dedup_by(|later, before| {
            let is_same = later.0 == before.0;
            if is_same {
                before.1 += later.1;
            }
            is_same
        });
        all = sums;
    }
    Some(all)
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
