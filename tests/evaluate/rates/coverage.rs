//! How often intervals hold the truth.

use super::{confidence, rates};
use justice_reinvestment::evaluate::{Confidence, Poisson, Rate, WeightedSum};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Exact, over all outcomes that matter: nothing is drawn.
#[test]
fn exact_intervals_hold_the_truth_at_least_as_often_as_stated() {
    let confidence = confidence("90%");
    for mean in [0.5, 3.0, 11.0] {
        let baseline = Poisson::new(mean).unwrap();
        let mut alone = 0.0;
        for count in 0..45_u64 {
            let interval = Rate::new(count, 1.0).unwrap().interval(confidence);
            if interval.holds(mean) {
                alone += baseline.exactly(count);
            }
        }
        assert!(alone >= 0.9 - 1e-9, "{alone} of {mean}");
        for ratio in [0.5, 0.95, 1.0, 2.0] {
            let test = Poisson::new(mean * ratio * 1.5).unwrap();
            let (mut held, mut all) = (0.0, 0.0);
            for (one, other) in (0..90).flat_map(|one| (0..45).map(move |other| (one, other))) {
                let chance = test.exactly(one) * baseline.exactly(other);
                all += chance;
                if chance > 1e-9
                    && rates((one, 1.5), (other, 1.0))
                        .interval(confidence)
                        .holds(ratio)
                {
                    held += chance;
                }
            }
            assert!(all > 1.0 - 1e-6);
            assert!(held >= 0.9 - 1e-5, "{held} of {mean} and {ratio}");
        }
    }
}

/// A Poisson count, by adding up chances.
fn drawn(random: &mut ChaCha8Rng, mean: f64) -> u64 {
    let chance = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let poisson = (-mean).exp();
    let (mut term, mut sum, mut count) = (poisson, poisson, 0_u32);
    while sum < chance && count < 10_000 {
        count += 1;
        term *= mean / f64::from(count);
        sum += term;
    }
    u64::from(count)
}

#[test]
fn drawn_counts_are_held_as_often_as_stated() {
    const ROUNDS: u32 = 2_000;
    // Three standard errors below 95%.
    const FEWEST: u32 = 1_870;
    let mut random = ChaCha8Rng::seed_from_u64(2011);
    let prices = [100.0, 1_000.0, 10_000.0];
    let means = [200.0, 60.0, 15.0];
    let truth: f64 = means
        .iter()
        .zip(prices)
        .map(|(mean, price)| mean * price)
        .sum();
    let (mut exact, mut of_sum, mut of_ratio) = (0, 0, 0);
    for _ in 0..ROUNDS {
        let mut draw = |part: f64| means.map(|mean| drawn(&mut random, mean * part));
        let (baseline, test) = (draw(1.0), draw(0.9));
        let sum = |counts: [u64; 3]| WeightedSum::new(counts.into_iter().zip(prices)).unwrap();
        let two = rates((test[0], 1.0), (baseline[0], 1.0)).interval(Confidence::usual());
        exact += u32::from(two.holds(0.9));
        let one = sum(baseline).interval(Confidence::usual());
        of_sum += u32::from(one.holds(truth));
        let ratio = sum(test)
            .against(sum(baseline))
            .interval(Confidence::usual());
        of_ratio += u32::from(ratio.holds(0.9));
    }
    for held in [exact, of_sum, of_ratio] {
        assert!((FEWEST..ROUNDS).contains(&held), "{held}");
    }
}
