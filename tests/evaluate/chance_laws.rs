//! Laws of chances, whatever the prices and counts are; and plain simulation beside them.

use crate::joint::Rolls;
use justice_reinvestment::evaluate::{Chance, Dispersion, PricedMean, chance};
use justice_reinvestment::{Band, BandTerms, Cohort, PublishedTerms, ThresholdRule};

/// A price in pence and the cases expected in the baseline and the test period.
type Expected = (u64, f64, f64);

fn chance_of(terms: &BandTerms, metrics: &[Expected], ratio: f64) -> Chance {
    let metrics: Vec<PricedMean> = metrics
        .iter()
        .map(|(pence, baseline, test)| {
            let price = format!("{}.{:02}", pence / 100, pence % 100);
            PricedMean::new(price.parse().unwrap(), *baseline, *test).unwrap()
        })
        .collect();
    let found = chance(terms, &metrics, Dispersion::new(ratio).unwrap()).unwrap();
    let about = format!("{} {metrics:?} {ratio}: {found:?}", terms.in_words());
    assert!((0.0..=1.0).contains(&found.met), "{about}");
    assert!((0.0..=1.0).contains(&found.met_error), "{about}");
    let amounts = [found.expected_reward, found.expected_reward_error];
    assert!(
        amounts
            .iter()
            .all(|amount| amount.is_finite() && *amount >= 0.0),
        "{about}"
    );
    found
}

fn terms(threshold: &str, rule: ThresholdRule) -> BandTerms {
    let bands = vec![
        Band::up_to("5%".parse().unwrap(), "50%".parse().unwrap()),
        Band::up_to("20%".parse().unwrap(), "100%".parse().unwrap()),
    ];
    let sources = vec!["a".parse().unwrap()];
    BandTerms::new(threshold.parse().unwrap(), rule, bands, sources).unwrap()
}

/// What is below the chances of 0, 1, 2 … of a count.
fn below(mean: f64, ratio: f64) -> Vec<f64> {
    let extra = ratio - 1.0;
    let mut log = match extra > 0.0 {
        true => -mean / extra * ratio.ln(),
        false => -mean,
    };
    let (mut sum, mut all) = (0.0, Vec::new());
    let mut number = 0.0;
    while sum < 1.0 - 1e-13 && number < 20.0 * mean + 2_000.0 {
        sum += log.exp();
        all.push(sum);
        log += ((mean + number * extra) / (ratio * (number + 1.0))).ln();
        number += 1.0;
    }
    all
}

/// How often terms pay, and the mean of what they pay, with the standard errors of both.
fn simulated(
    threshold: u64,
    strict: bool,
    metrics: &[Expected],
    ratio: f64,
    seed: u64,
) -> [(f64, f64); 2] {
    const DRAWS: u64 = 20_000;
    let mut rolls = Rolls(seed);
    let tables: Vec<[Vec<f64>; 2]> = metrics
        .iter()
        .map(|(_, baseline, test)| [below(*baseline, ratio), below(*test, ratio)])
        .collect();
    let mut draw = |table: &[f64]| {
        let place = rolls.below(1 << 53) as f64 / 2.0_f64.powi(53);
        table.partition_point(|sum| *sum <= place) as u64
    };
    let (mut met, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for _ in 0..DRAWS {
        let (mut baseline, mut test) = (0_u64, 0_u64);
        for ((pence, _, _), [before, after]) in metrics.iter().zip(&tables) {
            baseline += pence * draw(before);
            test += pence * draw(after);
        }
        // In pence times a hundred; thresholds in whole per cent.
        let (all, edge) = (100 * i128::from(baseline), threshold * baseline);
        let saving = all - 100 * i128::from(test);
        let is_met = match strict {
            true => saving > i128::from(edge),
            false => saving >= i128::from(edge),
        };
        if baseline > 0 && is_met {
            let pounds = |parts: i128| parts as f64 / 1e4;
            let (five, twenty) = (5 * i128::from(baseline), 20 * i128::from(baseline));
            let first = pounds(saving.clamp(0, five)) * 0.5;
            let reward = first + pounds(saving.clamp(five, twenty) - five);
            met += 1.0;
            sum += reward;
            squares += reward * reward;
        }
    }
    let draws = DRAWS as f64;
    let (chance, mean) = (met / draws, sum / draws);
    let error = |square: f64, mean: f64| ((square / draws - mean * mean) / draws).sqrt();
    [(chance, error(met, chance)), (mean, error(squares, mean))]
}

#[test]
fn over_generated_prices_and_counts_chances_agree_with_plain_simulation() {
    let mut rolls = Rolls(21);
    let mut known = 0;
    for world in 0..24_u64 {
        let metrics: Vec<Expected> = (0..1 + rolls.below(5))
            .map(|_| {
                let size = 10_u64.pow(rolls.below(4) as u32) as f64;
                let baseline = size * (1 + rolls.below(9)) as f64 * 0.3;
                let kept = (70 + rolls.below(35)) as f64 / 100.0;
                (1 + rolls.below(3_000_000), baseline, baseline * kept)
            })
            .collect();
        let ratio = [1.0, 2.0, 5.0][world as usize % 3];
        let threshold = [0, 5, 10, 20][rolls.below(4) as usize];
        let strict = rolls.below(2) == 1;
        let rule = match strict {
            true => ThresholdRule::MoreThan,
            false => ThresholdRule::AtLeast,
        };
        let found = chance_of(&terms(&format!("{threshold}%"), rule), &metrics, ratio);
        let simulation = simulated(threshold, strict, &metrics, ratio, world);
        let [(met, met_error), (mean, mean_error)] = simulation;
        let about = format!("{metrics:?} φ {ratio}, {threshold}%: {found:?}, {simulation:?}");
        // Where hardly any draw pays, the draws do not tell their own error.
        let few = 5.0 / 20_000.0;
        assert!(
            (found.met - met).abs() <= 4.0 * met_error + found.met_error + few,
            "{about}"
        );
        if met * 20_000.0 > 100.0 {
            let off = (found.expected_reward - mean).abs();
            assert!(
                off <= 4.0 * mean_error + found.expected_reward_error,
                "{about}"
            );
        }
        assert!(found.met_error < 1e-3, "{about}");
        known += u32::from(found.met_error < 1e-6);
    }
    assert!(known >= 20, "{known}");
}

#[test]
fn the_larger_the_true_reduction_the_larger_the_chance_and_what_is_expected() {
    let mut rolls = Rolls(33);
    for world in 0..12_u64 {
        let metrics: Vec<(u64, f64)> = (0..1 + rolls.below(4))
            .map(|_| (1 + rolls.below(2_000_000), 1.0 + rolls.below(900) as f64))
            .collect();
        let ratio = [1.0, 2.0, 5.0][world as usize % 3];
        let terms = terms("10%", ThresholdRule::AtLeast);
        let mut before: Option<Chance> = None;
        for fall in [-10.0, 0.0, 1.0, 5.0, 10.0, 25.0, 60.0, 100.0] {
            let expected: Vec<Expected> = metrics
                .iter()
                .map(|(pence, mean)| (*pence, *mean, mean * (1.0 - fall / 100.0)))
                .collect();
            let found = chance_of(&terms, &expected, ratio);
            if let Some(before) = before {
                let about = format!("{expected:?} φ {ratio}: {before:?} {found:?}");
                let off = before.met_error + found.met_error + 1e-12;
                assert!(found.met >= before.met - off, "{about}");
                let off = before.expected_reward_error + found.expected_reward_error;
                let relative = 1e-9 * found.expected_reward;
                assert!(
                    found.expected_reward >= before.expected_reward - off - relative,
                    "{about}"
                );
            }
            before = Some(found);
        }
    }
}

#[test]
fn a_strict_rule_pays_no_more_often_than_one_that_is_met_at_its_value() {
    let mut rolls = Rolls(8);
    for world in 0..24_u64 {
        // Prices in whole pounds, so that a saving is often exactly at the threshold.
        let metrics: Vec<Expected> = (0..1 + rolls.below(3))
            .map(|_| {
                let mean = (1 + rolls.below(60)) as f64;
                (100 * (1 + rolls.below(50)), mean, mean)
            })
            .collect();
        let ratio = [1.0, 2.0, 5.0][world as usize % 3];
        let threshold = ["0%", "5%", "10%", "50%", "100%"][world as usize % 5];
        let [strict, plain] = [ThresholdRule::MoreThan, ThresholdRule::AtLeast]
            .map(|rule| chance_of(&terms(threshold, rule), &metrics, ratio));
        let about = format!("{metrics:?} φ {ratio}, {threshold}: {strict:?} {plain:?}");
        assert!(
            strict.met <= plain.met + strict.met_error + plain.met_error,
            "{about}"
        );
        if metrics.len() == 1 && threshold == "10%" {
            assert!(strict.met < plain.met, "{about}");
        }
        if threshold == "100%" {
            assert!(strict.met <= strict.met_error + 1e-9, "{about}");
        }
    }
}

/// None, one and a million million cases; a penny and a million pounds in one list.
#[test]
fn far_ends_give_a_chance_with_its_error() {
    const MANY: f64 = 1e12;
    let counts = [0.0, 1.0, MANY];
    let prices = [1, 100_000_000];
    for threshold in ["0%", "5%", "100%"] {
        for rule in [ThresholdRule::AtLeast, ThresholdRule::MoreThan] {
            let terms = terms(threshold, rule);
            for ratio in [1.0, 5.0, 1_000.0] {
                for first in counts {
                    for second in counts {
                        for test in [first, MANY - first] {
                            let metrics = [(prices[0], first, test), (prices[1], second, second)];
                            let found = chance_of(&terms, &metrics, ratio);
                            if first == 0.0 && second == 0.0 {
                                let Chance { met, met_error, .. } = found;
                                assert!(met <= met_error + 1e-9, "{found:?}");
                            }
                        }
                    }
                }
            }
        }
    }
    // Where half of all draws fall at all, the chance is about a half.
    let nothing = terms("0%", ThresholdRule::AtLeast);
    let found = chance_of(&nothing, &[(1, MANY, MANY), (100_000_000, MANY, MANY)], 1.0);
    assert!(
        (found.met - 0.5).abs() <= found.met_error + 1e-6,
        "{found:?}"
    );
    let found = chance_of(&nothing, &[(1, MANY, MANY), (100_000_000, 1.0, 1.0)], 1.0);
    assert!((found.met - 0.5).abs() < 0.5, "{found:?}");
}

/// Terms of the pilot, for counts of many sizes: errors as they are promised.
#[test]
fn ten_metrics_are_known_to_a_millionth() {
    let prices = [
        1_471_000, 3_900_000, 65_200, 123_450, 54_000, 15_050, 271_525, 812_000, 33_333, 1_999_999,
    ];
    for scale in [0.2, 1.0, 20.0] {
        for cohort in Cohort::ALL {
            let metrics: Vec<Expected> = (1..)
                .zip(prices)
                .map(|(number, pence)| {
                    let mean = scale * f64::from(900 / number);
                    (pence, mean, mean * 0.97)
                })
                .collect();
            for ratio in [1.0, 2.0, 5.0] {
                let terms = PublishedTerms::LjrBands.terms(cohort);
                let found = chance_of(&terms, &metrics, ratio);
                let about = format!("{scale} {cohort} φ {ratio}: {found:?}");
                assert!(found.met_error < 1e-6, "{about}");
                if found.met > 1e-4 {
                    let relative = found.expected_reward_error / found.expected_reward;
                    assert!(relative < 1e-6, "{about}");
                }
            }
        }
    }
}

/// Unlike prices without a common divisor of use, and few cases that vary widely.
#[test]
fn small_counts_at_unlike_prices_keep_the_stated_error() {
    let prices = [1_471_000, 65_237, 3_900_001];
    let cases = [(2, 5.0, 5.0), (2, 0.5, 20.0), (3, 2.0, 2.0), (3, 0.5, 5.0)];
    for (seed, (number, mean, ratio)) in (40..).zip(cases) {
        let metrics: Vec<Expected> = prices
            .iter()
            .take(number)
            .map(|pence| (*pence, mean, mean * 0.97))
            .collect();
        for threshold in [0, 5, 10] {
            let terms = terms(&format!("{threshold}%"), ThresholdRule::AtLeast);
            let found = chance_of(&terms, &metrics, ratio);
            let simulation = simulated(threshold, false, &metrics, ratio, seed);
            let [(met, met_error), (mean, mean_error)] = simulation;
            let about = format!("{metrics:?} φ {ratio}, {threshold}%: {found:?}, {simulation:?}");
            assert!(found.met_error < 1e-6, "{about}");
            let relative = found.expected_reward_error / found.expected_reward;
            assert!(relative < 1e-6, "{about}");
            assert!(
                (found.met - met).abs() <= 4.0 * met_error + found.met_error,
                "{about}"
            );
            let off = (found.expected_reward - mean).abs();
            assert!(
                off <= 4.0 * mean_error + found.expected_reward_error,
                "{about}"
            );
        }
    }
}
