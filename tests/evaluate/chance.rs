//! How often a rule pays: published values, enumeration where it is possible,
//! simulation elsewhere.

use justice_reinvestment::evaluate::{Chance, Dispersion, PricedMean, chance};
use justice_reinvestment::{Band, BandTerms, Cohort, PublishedTerms, ThresholdRule};

fn priced(price: &str, baseline: f64, test: f64) -> PricedMean {
    PricedMean::new(price.parse().unwrap(), baseline, test).unwrap()
}

fn bands(cohort: Cohort) -> BandTerms {
    PublishedTerms::LjrBands.terms(cohort)
}

/// The reference values: one price, both years about the same mean.
#[test]
fn the_chance_of_meeting_a_threshold_with_no_change_is_the_published_one() {
    let cases = [
        (
            Cohort::Adult,
            500.0,
            [(1.0, 0.2091), (2.0, 0.2835), (5.0, 0.3588)],
        ),
        (
            Cohort::Adult,
            2_000.0,
            [(1.0, 0.0525), (2.0, 0.1258), (5.0, 0.2343)],
        ),
        (
            Cohort::Youth,
            200.0,
            [(1.0, 0.1471), (2.0, 0.2292), (5.0, 0.3199)],
        ),
        (
            Cohort::Youth,
            1_000.0,
            [(1.0, 0.0093), (2.0, 0.0481), (5.0, 0.1464)],
        ),
    ];
    for (cohort, mean, of_dispersions) in cases {
        for (ratio, expected) in of_dispersions {
            let dispersion = Dispersion::new(ratio).unwrap();
            let found = chance(&bands(cohort), &[priced("1500.00", mean, mean)], dispersion);
            let Chance { met, met_error, .. } = found.unwrap();
            println!("{mean} {ratio}: {met} ± {met_error}, {expected}");
            assert!(
                (met - expected).abs() <= 0.000_05 + 1e-9,
                "{mean} {ratio}: {met}"
            );
            assert!(met_error < 1e-6, "{met_error}");
        }
    }
}

/// The chances of 0, 1, 2 … of a count.
fn probabilities(mean: f64, dispersion: f64) -> Vec<f64> {
    let extra = dispersion - 1.0;
    let mut all = vec![match extra > 0.0 {
        true => (-mean / extra * dispersion.ln()).exp(),
        false => (-mean).exp(),
    }];
    let mut left = 1.0 - all[0];
    let mut number = 0.0;
    while left > 1e-15 && all.len() < 4_000 {
        // p(k + 1) ÷ p(k) = (mean + k·(φ − 1)) ÷ (φ·(k + 1))
        let next = all.last().unwrap() * (mean + number * extra) / (dispersion * (number + 1.0));
        number += 1.0;
        all.push(next);
        left -= next;
        if next < 1e-18 && number > mean {
            break;
        }
    }
    all
}

/// A rule's chance and expected reward by going through every pair of costs.
fn enumerated(terms: &BandTerms, metrics: &[(f64, f64, f64)], dispersion: f64) -> (f64, f64) {
    let costs = |of: fn(&(f64, f64, f64)) -> f64| {
        let mut costs = vec![(0.0, 1.0)];
        for metric in metrics {
            let counts = probabilities(of(metric), dispersion);
            costs = costs
                .iter()
                .flat_map(|(cost, chance)| {
                    let counts = counts.iter().enumerate();
                    counts.map(move |(count, one)| (cost + metric.0 * count as f64, chance * one))
                })
                .filter(|(_, chance)| *chance > 1e-13)
                .collect();
        }
        costs
    };
    let (baselines, tests) = (costs(|metric| metric.1), costs(|metric| metric.2));
    let percent = |text: String| text.parse::<f64>().unwrap() / 100.0;
    let threshold = percent(terms.threshold().to_string());
    let slices: Vec<(f64, f64)> = terms
        .bands()
        .iter()
        .map(|band| {
            let ends = band
                .up_to
                .map_or(f64::INFINITY, |end| percent(end.to_string()));
            (ends, percent(band.share.to_string()))
        })
        .collect();
    let (mut met, mut expected) = (0.0, 0.0);
    for (baseline, chance) in &baselines {
        for (test, other) in &tests {
            let saving = baseline - test;
            // Costs here are whole pounds, so that nothing but zero lies so near to it.
            let excess = saving - threshold * baseline;
            let is_met = match terms.rule() {
                ThresholdRule::MoreThan => excess > 1e-7,
                _ => excess > -1e-7,
            };
            if *baseline > 0.0 && is_met {
                met += chance * other;
                let (mut begins, mut reward) = (0.0, 0.0);
                for (ends, share) in &slices {
                    let slice = saving.min(ends * baseline) - begins * baseline;
                    reward += slice.max(0.0) * share;
                    begins = *ends;
                }
                expected += chance * other * reward;
            }
        }
    }
    (met, expected)
}

#[test]
fn the_distribution_agrees_with_enumeration_and_its_bound_is_kept() {
    let only_the_excess = |rule| {
        let bands = vec![
            Band::up_to("5%".parse().unwrap(), "0%".parse().unwrap()),
            Band::beyond("60%".parse().unwrap()),
        ];
        let sources = vec!["a".parse().unwrap()];
        BandTerms::new("5%".parse().unwrap(), rule, bands, sources).unwrap()
    };
    let to = |threshold: &str| {
        let bands = vec![Band::up_to("20%".parse().unwrap(), "50%".parse().unwrap())];
        let sources = vec!["a".parse().unwrap()];
        BandTerms::new(
            threshold.parse().unwrap(),
            ThresholdRule::AtLeast,
            bands,
            sources,
        )
        .unwrap()
    };
    let all_terms: [BandTerms; 7] = [
        bands(Cohort::Adult),
        bands(Cohort::Youth),
        only_the_excess(ThresholdRule::AtLeast),
        only_the_excess(ThresholdRule::MoreThan),
        to("0%"),
        to("100%"),
        to("33.3333%"),
    ];
    let worlds: [&[(f64, f64, f64)]; 7] = [
        &[(1_500.0, 1.0, 1.0)],
        &[(1_500.0, 0.3, 0.2), (7.0, 2.0, 1.0)],
        &[(1.0, 40.0, 40.0)],
        &[(100.0, 6.0, 4.0), (39_000.0, 0.5, 0.4)],
        &[(540.0, 2.0, 2.0), (1_000.0, 1.0, 0.5)],
        &[(1.0, 0.0, 3.0)],
        &[(20.0, 30.0, 0.0)],
    ];
    for terms in &all_terms {
        for metrics in worlds {
            for ratio in [1.0, 1.5, 3.0] {
                let given: Vec<PricedMean> = metrics
                    .iter()
                    .map(|(price, baseline, test)| priced(&price.to_string(), *baseline, *test))
                    .collect();
                let found = chance(terms, &given, Dispersion::new(ratio).unwrap()).unwrap();
                let (met, expected) = enumerated(terms, metrics, ratio);
                let about = format!(
                    "{} {metrics:?} {ratio}: {found:?}, {met} {expected}",
                    terms.in_words()
                );
                assert!((found.met - met).abs() <= found.met_error + 1e-9, "{about}");
                let off = (found.expected_reward - expected).abs();
                assert!(
                    off <= found.expected_reward_error + 1e-8 * expected,
                    "{about}"
                );
                assert!(found.met_error < 1e-6, "{about}");
            }
        }
    }
}
