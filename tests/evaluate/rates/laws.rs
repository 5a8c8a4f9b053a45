//! What holds of all rates: test and interval agree, and nothing depends on order.

use super::rates;
use justice_reinvestment::Percent;
use justice_reinvestment::evaluate::{
    Binomial, Confidence, NullRatio, Poisson, Rate, Side, TestRule, TwoRates, Verdict,
};
use proptest::prelude::*;

fn a_count() -> impl Strategy<Value = u64> {
    prop_oneof![
        0..4_u64,
        0..200_u64,
        0..100_000_u64,
        0..=Rate::HIGHEST_COUNT
    ]
}

fn an_exposure() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(365.0),
        Just(366.0),
        1.0..1e6_f64,
        (-6.0..9.0_f64).prop_map(|power| 10_f64.powf(power))
    ]
}

fn some_rates() -> impl Strategy<Value = TwoRates> {
    // As often as not near one another, where tests are undecided.
    let near = (a_count(), an_exposure(), an_exposure(), -5.0..5.0_f64).prop_map(
        |(count, exposure, other, sigmas)| {
            let expected = (count as f64 * other / exposure).min(1e11);
            let near = expected + sigmas * (expected + expected * other / exposure).sqrt();
            rates((near.clamp(0.0, 1e12) as u64, other), (count, exposure))
        },
    );
    let any = (a_count(), an_exposure(), a_count(), an_exposure())
        .prop_map(|(test, exposure, baseline, other)| rates((test, exposure), (baseline, other)));
    prop_oneof![near, any]
}

fn a_null() -> impl Strategy<Value = NullRatio> {
    prop_oneof![
        Just(NullRatio::NO_CHANGE),
        Just(NullRatio::reduction(Percent::whole(5).unwrap())),
        (0.1..3.0_f64).prop_map(|ratio| NullRatio::new(ratio).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn test_and_interval_agree(rates in some_rates(), null in a_null(), percent in 1..100_u8) {
        let confidence = Confidence::new(Percent::whole(percent).unwrap()).unwrap();
        let level = 1.0 - f64::from(percent) / 100.0;
        let p_value = rates.p_value(TestRule::Central, null);
        // At the very edge the last digits of either decide.
        prop_assume!((p_value - level).abs() > 1e-7 * level);
        let interval = rates.interval(confidence);
        prop_assert_eq!(p_value < level, !interval.holds(null.ratio()), "{} {:?}", p_value, interval);
        let verdict = if null != NullRatio::NO_CHANGE || interval.holds(1.0) {
            None
        } else if interval.lower > 1.0 {
            Some(Verdict::Rose)
        } else {
            Some(Verdict::Fell)
        };
        if null == NullRatio::NO_CHANGE {
            prop_assert_eq!(rates.verdict(confidence), verdict.unwrap_or(Verdict::CannotTell));
        }
    }

    #[test]
    fn swapped_rates_have_the_ratio_turned_over(rates in some_rates(), null in a_null()) {
        let swapped = rates.baseline().against(rates.test());
        let turned = NullRatio::new(1.0 / null.ratio()).unwrap();
        let near = |one: f64, other: f64, relative: f64| {
            (one - other).abs() <= relative * one.abs().max(other.abs()) || one.max(other) < 1e-250
        };
        for (rule, mirrored) in [
            (TestRule::Central, TestRule::Central),
            (TestRule::OneSided(Side::Lower), TestRule::OneSided(Side::Higher)),
            (TestRule::MidP(Side::Higher), TestRule::MidP(Side::Lower)),
        ] {
            let (one, other) = (rates.p_value(rule, null), swapped.p_value(mirrored, turned));
            prop_assert!(near(one, other, 1e-7), "{} {}", one, other);
        }
        let (one, other) = (rates.interval(Confidence::usual()), swapped.interval(Confidence::usual()));
        match one.upper {
            Some(upper) => prop_assert!(near(upper * other.lower, 1.0, 1e-12)),
            None => prop_assert_eq!(other.lower, 0.0),
        }
        match other.upper {
            Some(upper) => prop_assert!(near(upper * one.lower, 1.0, 1e-12)),
            None => prop_assert_eq!(one.lower, 0.0),
        }
    }

    #[test]
    fn one_case_more_moves_everything_up(rates in some_rates(), null in a_null()) {
        let more = Rate::new(rates.test().count() + 1, rates.test().exposure());
        prop_assume!(more.is_ok());
        let more = more.unwrap().against(rates.baseline());
        let (here, there) = (rates.interval(Confidence::usual()), more.interval(Confidence::usual()));
        prop_assert!(there.lower > here.lower);
        prop_assert!(there.upper >= here.upper);
        let lower = TestRule::OneSided(Side::Lower);
        // Rounding alone may tell them apart where there are millions.
        prop_assert!(more.p_value(lower, null) >= rates.p_value(lower, null) * (1.0 - 1e-8));
        let (one, two) = (rates.test(), more.test());
        let (one, two) = (one.interval(Confidence::usual()), two.interval(Confidence::usual()));
        prop_assert!(two.lower > one.lower && two.upper > one.upper);
    }

    #[test]
    fn tails_add_up_to_one(trials in a_count(), chance in 0.0..=1.0_f64, sigmas in -6.0..6.0_f64) {
        let mean = trials as f64 * chance;
        let count = (mean + sigmas * (mean * (1.0 - chance)).sqrt()).clamp(0.0, trials as f64) as u64;
        let binomial = Binomial::new(trials, chance).unwrap();
        let sum = binomial.at_most(count) + binomial.at_least(count + 1);
        prop_assert!((sum - 1.0).abs() < 1e-9);
        let poisson = Poisson::new(mean).unwrap();
        let sum = poisson.at_most(count) + poisson.at_least(count + 1);
        prop_assert!((sum - 1.0).abs() < 1e-12);
    }

    #[test]
    fn minlike_lies_between_one_side_and_both(rates in some_rates(), null in a_null()) {
        let p_value = |rule| rates.p_value(rule, null);
        let lower = p_value(TestRule::OneSided(Side::Lower));
        let higher = p_value(TestRule::OneSided(Side::Higher));
        let minlike = p_value(TestRule::Minlike);
        prop_assert!(minlike >= lower.min(higher) * (1.0 - 1e-6));
    }
}
