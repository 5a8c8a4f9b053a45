//! Rates, proportions and priced sums: published values, brute force and extremes; laws
//! and how often intervals hold the truth in files of their own.

mod coverage;
mod laws;

use justice_reinvestment::evaluate::{
    Binomial, Confidence, Interval, NullRatio, Poisson, Proportion, Rate, Side, TestRule, TwoRates,
    Verdict, WeightedSum,
};
use justice_reinvestment::{Percent, Pounds};

const RULES: [TestRule; 6] = [
    TestRule::Central,
    TestRule::Minlike,
    TestRule::OneSided(Side::Lower),
    TestRule::OneSided(Side::Higher),
    TestRule::MidP(Side::Lower),
    TestRule::MidP(Side::Higher),
];

fn rates(test: (u64, f64), baseline: (u64, f64)) -> TwoRates {
    let rate = |(count, exposure)| Rate::new(count, exposure).unwrap();
    rate(test).against(rate(baseline))
}

fn confidence(percent: &str) -> Confidence {
    Confidence::new(percent.parse().unwrap()).unwrap()
}

/// That a figure is a published one, to the digits that are given.
#[track_caller]
fn assert_shown(figure: f64, published: &str) {
    let places = published
        .split_once('.')
        .map_or(0, |(_, places)| places.len());
    assert_eq!(format!("{figure:.places$}"), published);
}

#[track_caller]
fn assert_near(figure: f64, expected: f64, relative: f64) {
    let error = (figure / expected - 1.0).abs();
    assert!(
        error <= relative || figure == expected,
        "{figure:e} for {expected:e}: {error:e}"
    );
}

#[track_caller]
fn assert_limits(interval: Interval, lower: &str, upper: &str) {
    assert_shown(interval.lower, lower);
    assert_shown(interval.upper.unwrap(), upper);
}

// Published values.

/// R's package rateratio.test, vignette.
#[test]
fn two_against_nine_is_as_in_rateratio_test() {
    let rates = rates((2, 17_877.0), (9, 16_660.0));
    assert_shown(rates.ratio().unwrap(), "0.2070941557");
    let p_value = |rule| rates.p_value(rule, NullRatio::NO_CHANGE);
    assert_shown(p_value(TestRule::Central), "0.0501065");
    assert_shown(p_value(TestRule::Minlike), "0.0330942");
    assert_limits(
        rates.interval(Confidence::usual()),
        "0.02177406",
        "1.00054910",
    );
    assert_eq!(rates.verdict(Confidence::usual()), Verdict::CannotTell);
    assert_eq!(rates.verdict(confidence("94%")), Verdict::Fell);
}

/// R's `poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))`, from its help page; the
/// central p-value is exactci's.
#[test]
fn eleven_against_twenty_one_is_as_in_poisson_test() {
    let rates = rates((11, 800.0), (21, 3_011.0));
    assert_shown(rates.ratio().unwrap(), "1.971488");
    let p_value = |rule| rates.p_value(rule, NullRatio::NO_CHANGE);
    assert_shown(p_value(TestRule::Minlike), "0.0796686330");
    assert_shown(p_value(TestRule::Central), "0.1120173196");
    assert_limits(
        rates.interval(Confidence::usual()),
        "0.858426403",
        "4.277265944",
    );
}

/// R's package exactci, vignette: where the two rules disagree. The central p-value is
/// that of fractions: 2 × (12 choose 0, 1, 2 at 17877 in 37877) = 0.06055644843….
#[test]
fn minlike_may_contradict_the_interval_and_central_does_not() {
    let rates = rates((2, 17_877.0), (10, 20_000.0));
    let p_value = |rule| rates.p_value(rule, NullRatio::NO_CHANGE);
    assert_shown(p_value(TestRule::Minlike), "0.0421343");
    assert_shown(p_value(TestRule::Central), "0.0605564484");
    let interval = rates.interval(Confidence::usual());
    assert_limits(interval, "0.0238374", "1.0499547");
    assert!(interval.holds(1.0));
}

/// R's `poisson.test(137, 24.19893)`, from its help page.
#[test]
fn one_rate_is_as_in_poisson_test() {
    let rate = Rate::new(137, 24.19893).unwrap();
    assert_shown(rate.rate(), "5.661407");
    assert_limits(rate.interval(Confidence::usual()), "4.753125", "6.692709");
    assert!(rate.p_value(TestRule::Minlike, 1.0).unwrap() < 2.2e-16);
}

/// Gu, Ng, Tang and Schucany (2008), as in the tests of Python's statsmodels.
#[test]
fn one_sided_rules_are_as_in_statsmodels() {
    let rates = rates((60, 51_477.5), (30, 54_308.7));
    let p_value = |rule| rates.p_value(rule, NullRatio::NO_CHANGE);
    assert_shown(p_value(TestRule::OneSided(Side::Higher)), "0.000428");
    assert_shown(p_value(TestRule::MidP(Side::Higher)), "0.000310");
}

/// R's `binom.test(3, 15, 0.1)`.
#[test]
fn a_proportion_is_as_in_binom_test() {
    let proportion = Proportion::new(3, 15).unwrap();
    let p_value = proportion.p_value(TestRule::Minlike, 0.1).unwrap();
    assert_shown(p_value, "0.18406106910639");
    assert_limits(
        proportion.interval(Confidence::usual()),
        "0.04331200510584",
        "0.48089113380685",
    );
}

/// Worked by hand: 800,000² ÷ 5,210,000,000.
#[test]
fn the_effective_count_is_as_by_hand() {
    let prices = ["100", "1000", "10000"].map(|text| text.parse::<Pounds>().unwrap());
    let cost = WeightedSum::priced([1_000, 200, 50].into_iter().zip(prices)).unwrap();
    assert_shown(cost.effective_count().unwrap(), "122.84");
    let dispersed = cost.with_dispersion(2.0).unwrap();
    assert_shown(dispersed.effective_count().unwrap(), "61.42");
}

/// Sums and integrals of fifty digits (mpmath 1.3).
#[test]
fn chances_are_right_far_beyond_what_can_be_added_up() {
    let binomial = [
        (
            2_000_000_000_000,
            0.5,
            1_000_000_000_000,
            5.641_895_835_476_86e-7,
            5.000_002_820_947_92e-1,
            5.000_002_820_947_92e-1,
        ),
        (
            2_000_000_000_000,
            0.5,
            999_995_000_000,
            7.835_433_264_789_44e-18,
            7.687_338_148_604_57e-13,
            9.999_999_999_992_31e-1,
        ),
        (
            1_000_000,
            0.001953125,
            2_200,
            2.567_658_523_577_12e-9,
            9.999_999_803_980_97e-1,
            2.216_956_101_413_56e-8,
        ),
        (
            1_000_000_000,
            0.25,
            249_900_000,
            7.625_204_434_253_05e-17,
            1.404_498_263_129_24e-13,
            9.999_999_999_998_60e-1,
        ),
        (
            60,
            0.0625,
            20,
            2.623_351_995_901_90e-10,
            9.999_999_999_622_68e-1,
            3.000_674_236_356_15e-10,
        ),
    ];
    for (trials, chance, count, exactly, at_most, at_least) in binomial {
        let binomial = Binomial::new(trials, chance).unwrap();
        assert_near(binomial.exactly(count), exactly, 3e-12);
        assert_near(binomial.at_most(count), at_most, 3e-12);
        assert_near(binomial.at_least(count), at_least, 3e-12);
    }
    let poisson = [
        (
            1_000_000_000_000.0,
            999_996_000_000,
            1.338_290_659_056_24e-10,
            3.167_097_417_324_83e-5,
            9.999_683_291_596_56e-1,
        ),
        (
            1_000_000.0,
            1_005_000,
            1.514_158_102_861_42e-9,
            9.999_997_081_107_53e-1,
            2.934_034_048_031_64e-7,
        ),
        (
            0.125,
            3,
            2.872_711_271_434_23e-4,
            9.999_907_935_862_55e-1,
            2.964_775_408_880_20e-4,
        ),
        (
            4_096.0,
            3_900,
            5.438_507_107_562_22e-5,
            1.045_973_623_840_13e-3,
            9.990_084_114_472_36e-1,
        ),
    ];
    for (mean, count, exactly, at_most, at_least) in poisson {
        let poisson = Poisson::new(mean).unwrap();
        assert_near(poisson.exactly(count), exactly, 3e-13);
        assert_near(poisson.at_most(count), at_most, 3e-13);
        assert_near(poisson.at_least(count), at_least, 3e-13);
    }
}

/// With so many the logarithm of the ratio is normal with variance 1/x + 1/x.
#[test]
fn the_interval_of_a_million_million_is_the_normal_one() {
    let count = Rate::HIGHEST_COUNT;
    let interval = rates((count, 1.0), (count, 1.0)).interval(Confidence::usual());
    let half = 1.959_963_984_540_054 * (2.0 / 1e12_f64).sqrt();
    assert_near(interval.upper.unwrap().ln(), half, 1e-5);
    assert_near(interval.lower.ln(), -half, 1e-5);
}

// Brute force.

/// The chances of every count, one trial after another.
fn by_trials(trials: u64, chance: f64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for _ in 0..trials {
        let mut next = vec![0.0; chances.len() + 1];
        for (count, so_far) in chances.iter().enumerate() {
            next[count] += so_far * (1.0 - chance);
            next[count + 1] += so_far * chance;
        }
        chances = next;
    }
    chances
}

fn p_value_of(chances: &[f64], rule: TestRule, count: usize) -> f64 {
    let lower: f64 = chances[..=count].iter().sum();
    let higher: f64 = chances[count..].iter().sum();
    let here = chances[count];
    match rule {
        TestRule::Central => (2.0 * lower.min(higher)).min(1.0),
        TestRule::OneSided(Side::Lower) => lower,
        TestRule::OneSided(Side::Higher) => higher,
        TestRule::MidP(Side::Lower) => lower - here / 2.0,
        TestRule::MidP(Side::Higher) => higher - here / 2.0,
        _ => {
            let is_in = |chance: &&f64| **chance <= here * (1.0 + 1e-7);
            chances.iter().filter(is_in).sum()
        }
    }
}

#[test]
fn small_binomials_are_those_of_trial_after_trial() {
    for trials in [0, 1, 2, 3, 7, 20, 45, 130] {
        for chance in [0.0, 1e-6, 0.03, 0.1, 0.5, 0.77, 0.999, 1.0] {
            let chances = by_trials(trials, chance);
            let binomial = Binomial::new(trials, chance).unwrap();
            for count in 0..=trials {
                let place = usize::try_from(count).unwrap();
                if chances[place] > 1e-280 {
                    assert_near(binomial.exactly(count), chances[place], 1e-12);
                }
                for rule in RULES {
                    let expected = p_value_of(&chances, rule, place);
                    if expected > 1e-280 {
                        assert_near(binomial.p_value(rule, count), expected, 1e-12);
                    }
                }
            }
        }
    }
}

#[test]
fn small_poissons_are_those_of_term_after_term() {
    for mean in [1e-9, 0.2, 1.0, 4.5, 10.0, 37.0, 120.0_f64] {
        let mut chances = vec![(-mean).exp()];
        for count in 1..600_u32 {
            let last = chances[chances.len() - 1];
            chances.push(last * mean / f64::from(count));
        }
        let poisson = Poisson::new(mean).unwrap();
        for count in 0..200_u64 {
            let place = usize::try_from(count).unwrap();
            for rule in RULES {
                let expected = p_value_of(&chances, rule, place);
                if chances[place] > 1e-280 && expected > 1e-280 {
                    assert_near(poisson.p_value(rule, count), expected, 1e-12);
                }
            }
        }
    }
}

#[test]
fn chances_add_up_to_one() {
    for (trials, chance) in [(1_000, 0.3), (40_000, 0.001), (3_000, 0.5)] {
        let binomial = Binomial::new(trials, chance).unwrap();
        let sum: f64 = (0..=trials).map(|count| binomial.exactly(count)).sum();
        assert_near(sum, 1.0, 1e-12);
    }
}

// Extremes.

#[test]
fn extremes_have_an_answer_and_never_a_nan() {
    let counts = [0, 1, 2, 1_000_000, Rate::HIGHEST_COUNT];
    let exposures = [1e-12, 1.0, 365.0, 1e15];
    let percent = |text: &str| NullRatio::reduction(text.parse::<Percent>().unwrap());
    let nulls = [
        NullRatio::NO_CHANGE,
        percent("0%"),
        percent("5%"),
        percent("100%"),
        NullRatio::new(1e6).unwrap(),
    ];
    let each = |counts: &[u64]| -> Vec<Rate> {
        let rate = |count: &u64| exposures.map(|exposure| Rate::new(*count, exposure).unwrap());
        counts.iter().flat_map(rate).collect()
    };
    for test in each(&counts) {
        for baseline in each(&counts) {
            let rates = test.against(baseline);
            for null in nulls {
                for rule in RULES {
                    let p_value = rates.p_value(rule, null);
                    assert!(
                        (0.0..=1.0).contains(&p_value),
                        "{rates:?} {rule:?} {null:?}"
                    );
                }
            }
            for percent in ["0.0001%", "95%", "99.9999%"] {
                let interval = rates.interval(confidence(percent));
                assert!(interval.lower.is_finite() && interval.lower >= 0.0);
                assert_eq!(interval.upper.is_none(), baseline.count() == 0);
                let upper = interval.upper.unwrap_or(f64::MAX);
                assert!(interval.lower < upper && upper.is_finite(), "{rates:?}");
                assert_eq!(interval.lower == 0.0, test.count() == 0);
            }
            assert_eq!(rates.ratio().is_none(), baseline.count() == 0);
        }
    }
}

#[test]
fn nothing_counted_tells_nothing() {
    let rates = rates((0, 1.0), (0, 1.0));
    assert_eq!(rates.ratio(), None);
    let interval = rates.interval(Confidence::usual());
    assert_eq!((interval.lower, interval.upper), (0.0, None));
    assert_eq!(rates.verdict(Confidence::usual()), Verdict::CannotTell);
    for rule in [TestRule::Central, TestRule::Minlike] {
        assert_eq!(rates.p_value(rule, NullRatio::NO_CHANGE), 1.0);
    }
}

/// A reduction of exactly 100% leaves no case: one is enough to refute it.
#[test]
fn a_reduction_of_all_is_refuted_by_one_case() {
    let all = NullRatio::reduction(Percent::ALL);
    assert_eq!(
        rates((0, 1.0), (9, 1.0)).p_value(TestRule::Central, all),
        1.0
    );
    assert_eq!(
        rates((1, 1.0), (9, 1.0)).p_value(TestRule::Central, all),
        0.0
    );
}

#[test]
fn what_cannot_be_calculated_with_is_refused() {
    for exposure in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-13, 1e16] {
        assert!(Rate::new(1, exposure).is_err(), "{exposure}");
    }
    assert!(Rate::new(Rate::HIGHEST_COUNT + 1, 1.0).is_err());
    for ratio in [-0.1, f64::NAN, f64::INFINITY, 1e7] {
        assert!(NullRatio::new(ratio).is_err(), "{ratio}");
    }
    let rate = Rate::new(3, 365.0).unwrap();
    for null in [-1.0, f64::NAN, f64::INFINITY, 1e12] {
        assert!(rate.p_value(TestRule::Central, null).is_err(), "{null}");
    }
    for chance in [-0.1, 1.1, f64::NAN] {
        assert!(Binomial::new(1, chance).is_err(), "{chance}");
    }
    assert!(Binomial::new(Binomial::MOST_TRIALS + 1, 0.5).is_err());
    assert!(Proportion::new(0, 0).is_err());
    assert!(Proportion::new(2, 1).is_err());
    assert!(Confidence::new(Percent::ZERO).is_err());
    assert!(Confidence::new(Percent::ALL).is_err());
    for price in [-1.0, f64::NAN, f64::INFINITY, 1e13] {
        assert!(WeightedSum::new([(1, price), (1, 1.0)]).is_err(), "{price}");
    }
    assert!(WeightedSum::new([(1, 0.0)]).is_err());
    assert!(WeightedSum::new([]).is_err());
    let error = WeightedSum::new([(u64::MAX, -1.0), (u64::MAX, 1.0)]).unwrap_err();
    assert_eq!(error.problems().len(), 2);
    let sum = WeightedSum::new([(1, 1.0)]).unwrap();
    for dispersion in [0.0, 0.99, 1_001.0, f64::NAN] {
        assert!(sum.with_dispersion(dispersion).is_err(), "{dispersion}");
    }
}

// Priced sums.

/// Births with Down's syndrome to first-time mothers (Fleiss, 1981), as on the help page
/// of R's `epitools::ageadjust.direct`, which repeats table 1 of Fay and Feuer (1997);
/// the digits by that function's formula with SciPy's gamma quantiles.
#[test]
fn the_gamma_interval_is_that_of_fay_and_feuer() {
    let births = [230_061.0, 329_449.0, 114_920.0, 39_487.0, 14_208.0, 3_052.0];
    let cases = [107, 141, 60, 40, 39, 25];
    let standard = [63_986.6, 186_263.6, 157_302.2, 97_647.0, 47_572.6, 12_262.6];
    let all: f64 = standard.iter().sum();
    let weights = standard
        .iter()
        .zip(births)
        .map(|(part, births)| 1e5 * part / all / births);
    let rate = WeightedSum::new(cases.into_iter().zip(weights)).unwrap();
    assert_shown(rate.sum(), "92.304526");
    assert_limits(
        rate.interval(Confidence::usual()),
        "80.441750",
        "105.763346",
    );
}

#[test]
fn with_one_price_the_intervals_are_the_exact_ones() {
    for (test, baseline) in [(0, 3), (1, 1), (7, 20), (400, 380), (50_000, 60_000)] {
        let sum = |count| WeightedSum::new([(count, 652.0)]).unwrap();
        let rate = |count| Rate::new(count, 1.0).unwrap();
        let of_sums = sum(test)
            .against(sum(baseline))
            .interval(Confidence::usual());
        let of_rates = rate(test)
            .against(rate(baseline))
            .interval(Confidence::usual());
        assert_near(of_sums.lower, of_rates.lower, 1e-12);
        assert_near(of_sums.upper.unwrap(), of_rates.upper.unwrap(), 1e-12);
        let of_sum = sum(baseline).interval(Confidence::usual());
        let of_rate = rate(baseline).interval(Confidence::usual());
        assert_near(of_sum.lower, 652.0 * of_rate.lower, 1e-12);
        assert_near(of_sum.upper.unwrap(), 652.0 * of_rate.upper.unwrap(), 1e-12);
    }
}

#[test]
fn sums_of_zero_are_told_from_small_ones() {
    let none = WeightedSum::new([(0, 100.0), (0, 10_000.0)]).unwrap();
    let some = WeightedSum::new([(2, 100.0), (1, 10_000.0)]).unwrap();
    assert_eq!(none.effective_count(), None);
    // What was not seen may have had the highest price: −ln 0.025 events of it.
    let interval = none.interval(Confidence::usual());
    assert_eq!(interval.lower, 0.0);
    assert_near(interval.upper.unwrap(), -10_000.0 * 0.025_f64.ln(), 1e-12);
    assert_eq!(some.against(none).ratio(), None);
    assert_eq!(some.against(none).interval(Confidence::usual()).upper, None);
    assert!(some.against(none).interval(Confidence::usual()).lower > 0.0);
    assert_eq!(none.against(some).reduction(), Some(1.0));
    assert_eq!(none.against(some).standard_deviation(), None);
    assert_eq!(none.against(some).interval(Confidence::usual()).lower, 0.0);
    for dispersion in [1.0, 5.0, 1_000.0] {
        for sums in [(none, none), (none, some), (some, none), (some, some)] {
            let sum = |sum: WeightedSum| sum.with_dispersion(dispersion).unwrap();
            let interval = sum(sums.0)
                .against(sum(sums.1))
                .interval(Confidence::usual());
            assert!(interval.lower.is_finite());
            assert!(interval.upper.is_none_or(f64::is_finite));
        }
    }
}
