//! Stated errors against exact enumeration of small counts, written anew for that.

use super::inversion::{Positive, between, positive};
use super::{Dispersion, Merged};
use std::collections::BTreeMap;

const MILLION: i128 = 1_000_000;

/// Every cost of one period, in order, with its chance.
fn costs(means: &BTreeMap<i128, f64>, ratio: f64) -> Vec<(i128, f64)> {
    let mut all = BTreeMap::from([(0, 1.0)]);
    for (price, mean) in means {
        let extra = ratio - 1.0;
        let mut chance = match extra > 0.0 {
            true => (-mean / extra * extra.ln_1p()).exp(),
            false => (-mean).exp(),
        };
        let mut next = BTreeMap::new();
        let mut number = 0_i128;
        while chance > 1e-17 {
            for (cost, before) in &all {
                *next.entry(cost + price * number).or_insert(0.0) += before * chance;
            }
            let before = number as f64;
            chance *= (mean + before * extra) / (ratio * (before + 1.0));
            number += 1;
        }
        all = next;
    }
    all.into_iter()
        .filter(|(_, chance)| *chance > 1e-17)
        .collect()
}

/// Chance, mean and the baseline cost's mean, of baseline × kept ÷ 1,000,000 less test.
fn known(
    baseline: &[(i128, f64)],
    test: &[(i128, f64)],
    kept: i128,
    strict: bool,
) -> (f64, f64, f64) {
    let (mut met, mut mean, mut of_baseline) = (0.0, 0.0, 0.0);
    let (mut chance, mut cost, mut rest) = (0.0, 0.0, test.iter().peekable());
    for (allowed, own) in baseline {
        let most = allowed * kept;
        let pays = |test: i128| match strict {
            true => test * MILLION < most,
            false => test * MILLION <= most,
        };
        while let Some((test, of_test)) = rest.next_if(|(test, _)| pays(*test)) {
            chance += of_test;
            cost += of_test * *test as f64;
        }
        met += own * chance;
        mean += own * (most as f64 / MILLION as f64 * chance - cost);
        of_baseline += own * chance * *allowed as f64;
    }
    (met, mean * 1e-4, of_baseline * 1e-4)
}

/// Whether what was found is as near to what is known as it says. The enumeration itself
/// is good for twelve digits.
fn holds(found: &Positive, known: (f64, f64, f64), largest: f64) -> bool {
    let (least, most) = found.chance;
    let is_near =
        |(value, error): (f64, f64), known: f64| (value - known).abs() <= error + largest * 1e-12;
    least - 1e-12 <= known.0
        && known.0 <= most + 1e-12
        && is_near(found.mean, known.1)
        && is_near(found.baseline, known.2)
}

/// Prices in ten-thousandths of a pound: a penny beside a million pounds, next to a
/// common divisor, equal, and unlike.
const PRICES: [&[i128]; 5] = [
    &[100, 10_000_000_000, 6_523_700],
    &[6_523_700, 6_523_800, 6_523_600],
    &[15_000_000, 15_000_000, 15_000_000],
    &[147_100_000, 390_000_100, 6_520_000],
    &[10_000_000_000, 10_000_000_100, 9_999_999_900],
];

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % end
    }
}

#[test]
fn stated_errors_hold_between_two_functions() {
    let mut numbers = Numbers(7);
    let (mut tried, mut taken, mut told) = (0, 0, 0);
    for round in 0..90 {
        // Hardly above 1, the dispersion must not cost digits.
        let ratio = [1.0, 1.000_000_001, 1.5, 4.0, 30.0][round % 5];
        let prices = PRICES[round / 5 % PRICES.len()];
        let metrics = match ratio > 10.0 {
            true => 1,
            false => 1 + round % 3,
        };
        let (mut baseline, mut test) = (BTreeMap::new(), BTreeMap::new());
        for means in [&mut baseline, &mut test] {
            for _ in 0..metrics {
                let price = prices[numbers.below(3) as usize];
                let mean = [0.001, 0.2, 1.0, 2.5, 5.0][numbers.below(5) as usize];
                *means.entry(price).or_insert(0.0) += mean / metrics as f64;
            }
        }
        let all = (costs(&baseline, ratio), costs(&test, ratio));
        let largest = [&all.0, &all.1].map(|costs| costs.last().unwrap().0 as f64 * 1e-4);
        let largest = largest[0].max(largest[1]);
        let merged = Merged { baseline, test };
        for (edge, kept) in [("0%", MILLION), ("5%", 950_000), ("20%", 800_000)] {
            let excess = merged.excess(edge.parse().unwrap(), Dispersion(ratio));
            for strict in [false, true] {
                let known = known(&all.0, &all.1, kept, strict);
                let (tolerance, most) = [(1e-3, 2e4), (3e-2, 1e3)][round % 2];
                let anyhow = positive(&excess, strict, tolerance, most);
                let means = (&merged.baseline, &merged.test);
                let about = format!("φ {ratio}, {edge} {strict}, {means:?}: {known:?}");
                assert!(holds(&anyhow, known, largest), "{anyhow:?} {about}");
                let Some(found) = between(&excess, strict, tolerance, most) else {
                    continue;
                };
                assert!(holds(&found, known, largest), "{found:?} {about}");
                tried += 1;
                taken += u32::from(found == anyhow);
                told += u32::from(found.chance.1 - found.chance.0 < 0.3);
            }
        }
    }
    // It is the way that is taken, and it does say something.
    assert!(
        tried >= 400 && taken >= 200 && told >= 300,
        "{tried} {taken} {told}"
    );
}

#[test]
fn a_dispersion_hardly_above_one_costs_no_digits() {
    for ratio in [1.0 + 1e-12, 1.0 + 1e-9, 1.0 + 1e-6] {
        let one = |mean| BTreeMap::from([(6_523_700, mean)]);
        let merged = Merged {
            baseline: one(3.0),
            test: one(2.5),
        };
        let all = (costs(&merged.baseline, ratio), costs(&merged.test, ratio));
        let excess = merged.excess("5%".parse().unwrap(), Dispersion(ratio));
        let known = known(&all.0, &all.1, 950_000, false);
        let found = positive(&excess, false, 1e-5, 2e5);
        assert!(holds(&found, known, 1e5), "φ {ratio}: {found:?} {known:?}");
    }
}

#[test]
fn windows_that_touch_lose_no_point() {
    // Every window is as wide as its distance, and a point lies on some of their edges.
    let ratio = 5.0;
    let merged = Merged {
        baseline: BTreeMap::from([(20_000, 0.01), (50_000, 0.532_9), (90_000, 0.400_7)]),
        test: BTreeMap::from([
            (30_000, 0.349_1),
            (60_000, 0.01),
            (90_000, 5.0),
            (100_000, 0.197_6),
        ]),
    };
    let all = (costs(&merged.baseline, ratio), costs(&merged.test, ratio));
    let excess = merged.excess("20%".parse().unwrap(), Dispersion(ratio));
    for strict in [false, true] {
        let known = known(&all.0, &all.1, 800_000, strict);
        let found = positive(&excess, strict, 8e-5, 2e5);
        assert!(found.chance.1 - found.chance.0 < 1e-8, "{found:?}");
        assert!(holds(&found, known, 1e2), "{found:?} {known:?}");
    }
}

#[test]
fn many_cases_leave_a_large_dispersion_its_digits() {
    // Nearly normal: the mean of its positive part is the spread ÷ √(2π).
    let merged = Merged {
        baseline: BTreeMap::from([(10_000, 1e15)]),
        test: BTreeMap::from([(10_000, 0.95e15)]),
    };
    for ratio in [1.0, 1000.0_f64] {
        let excess = merged.excess("5%".parse().unwrap(), Dispersion(ratio));
        let found = positive(&excess, false, 1e-6, 2e5);
        let known = (ratio * 1.8525e15 / std::f64::consts::TAU).sqrt();
        let (mean, error) = found.mean;
        assert!(
            (mean - known).abs() <= error + known * 1e-12,
            "{found:?} {known}"
        );
        assert!(error < known * 1e-4, "{found:?}");
    }
}
