//! All gates together: the same bytes on any number of threads, and what other ways of
//! finding the same give.

use crate::worlds::demand_of;
use justice_reinvestment::evaluate::{
    Dispersion, Estimate, Joint, JointOptions, Unchanged, chance_of,
};
use justice_reinvestment::{
    Assessment, Band, BandTerms, Basis, Codes, Cohort, Count, Data, Demand, Document, Metric,
    MissingReason, Observation, Period, PriceStatus, Reward, Scheme, Site, Source, ThresholdRule,
    UnitPrice, assess,
};

const PERIODS: [&str; 3] = ["baseline", "year_1", "year_2"];

/// The pilot's sites, cohorts, periods and terms with other counts: 22 gates.
fn pilot(count: impl Fn(u64, &str, &str) -> Count) -> Assessment {
    let text = std::fs::read_to_string("fixtures/pilot/scheme.toml").unwrap();
    let text = text.replace("periods = [\"year_1\"]\n", "");
    let scheme = Scheme::read(&Document::new("scheme.toml", text.into_bytes())).unwrap();
    let mut rows = Vec::new();
    for (site, place) in (0..).zip(scheme.sites()) {
        for cohort in &place.cohorts {
            for area in &place.areas {
                for metric in scheme.metrics() {
                    let is_priced = scheme
                        .prices()
                        .iter()
                        .any(|price| price.metric == metric.id && price.cohort == *cohort);
                    for period in PERIODS.iter().filter(|_| is_priced) {
                        let (area, metric) = (area.to_string(), metric.id.to_string());
                        let count = count(site, &metric, period);
                        rows.push(Observation::new(&area, *cohort, period, &metric, count));
                    }
                }
            }
        }
    }
    let rows = rows.into_iter().map(Result::unwrap).collect();
    assess(&scheme, &demand_of(&scheme, rows)).unwrap()
}

fn pilot_of_plain_counts() -> Assessment {
    pilot(|site, metric, period| {
        let number = match metric {
            "custody_under_12_months" => 40,
            "remand_night" => 160,
            _ => 90,
        };
        let fewer = u64::from(period == "year_1");
        Count::Number(number + 3 * site - fewer)
    })
}

fn is_near(found: Estimate, wanted: f64, off: f64, about: &str) {
    // Where hardly any draw decides, the draws do not tell their own error.
    let allowed = 4.0 * found.standard_error + off;
    let apart = (found.value - wanted).abs();
    assert!(apart <= allowed, "{about}: {found:?}, {wanted} ± {off}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let assessment = pilot_of_plain_counts();
    for correlation in [0.0, 0.4] {
        let options = JointOptions::new(11)
            .draws(20_011)
            .dispersion(Dispersion::new(2.0).unwrap())
            .shared_shock(correlation);
        let bytes = |threads: usize, options: JointOptions| {
            let joint = Joint::of(&assessment, &options.threads(threads)).unwrap();
            serde_json::to_string(&joint).unwrap()
        };
        let one = bytes(1, options);
        assert_eq!(one, bytes(2, options));
        assert_eq!(one, bytes(8, options));
        assert_eq!(one, bytes(1_000, options));
        let mut other = options;
        other.seed = 12;
        assert_ne!(one, bytes(2, other));
        for told in [
            "\"seed\":11",
            "\"draws\":20011",
            "ChaCha8",
            "\"library_version\":\"",
        ] {
            assert!(one.contains(told), "{told}");
        }
    }
}

#[test]
fn the_gates_of_the_pilot_are_22_and_agree_with_the_chance_of_each() {
    let assessment = pilot_of_plain_counts();
    assert_eq!(assessment.rewards.len(), 22);
    for (ratio, correlation, unchanged) in [
        (1.0, 0.0, Unchanged::Baseline),
        (2.0, 0.0, Unchanged::Baseline),
        (5.0, 0.0, Unchanged::Baseline),
    ] {
        let dispersion = Dispersion::new(ratio).unwrap();
        let options = JointOptions::new(3)
            .draws(100_000)
            .dispersion(dispersion)
            .unchanged(unchanged)
            .shared_shock(correlation);
        let joint = Joint::of(&assessment, &options).unwrap();
        assert_eq!((joint.gates.len(), joint.left_out.len()), (22, 0));
        let (mut payments, mut rewards, mut off) = (0.0, 0.0, 0.0);
        for (gate, reward) in joint.gates.iter().zip(&assessment.rewards) {
            let known = chance_of(reward, unchanged, 0.0, dispersion).unwrap();
            let about = format!("{:?} φ {ratio}", gate.subject);
            is_near(gate.met, known.met, known.met_error, &about);
            let pounds = gate.rewards.estimate;
            let half_a_penny = known.expected_reward_error + 0.005;
            is_near(pounds, known.expected_reward, half_a_penny, &about);
            payments += known.met;
            rewards += known.expected_reward;
            off += half_a_penny;
        }
        is_near(joint.payments, payments, 1e-6, "payments");
        is_near(joint.rewards.estimate, rewards, off, "rewards");
        let met: u64 = joint.gates.iter().map(|gate| gate.times_met).sum();
        let mean = met as f64 / 100_000.0;
        assert!((joint.payments.value - mean).abs() < 1e-12);
        let sums: Vec<_> = joint
            .quantiles
            .iter()
            .map(|quantile| quantile.rewards)
            .collect();
        assert!(sums.is_sorted() && sums.first() < sums.last());
    }
}

/// A shared shock leaves each count as it is, and so the baseline's and a test period's,
/// which share none; but all gates of a period now move together.
#[test]
fn a_shared_shock_leaves_each_count_as_it_varies_by_itself() {
    // One metric only: within a gate nothing is shared then.
    let scheme = scheme("5%", ThresholdRule::AtLeast, &[3], &["1500.00"], 4);
    let assessment = assess(&scheme, &counts_of(&scheme, |_, _| 300)).unwrap();
    let options = JointOptions::new(5).draws(100_000);
    let alone = Joint::of(&assessment, &options).unwrap();
    for ratio in [1.0, 3.0] {
        let dispersion = Dispersion::new(ratio).unwrap();
        let options = options.dispersion(dispersion).shared_shock(0.6);
        let joint = Joint::of(&assessment, &options).unwrap();
        for (gate, reward) in joint.gates.iter().zip(&assessment.rewards) {
            let known = chance_of(reward, Unchanged::Baseline, 0.0, dispersion).unwrap();
            is_near(gate.met, known.met, known.met_error, "with a shock");
        }
        if ratio == 1.0 {
            // As many payments on the whole, but more often none.
            assert!(
                joint.any_met.value < alone.any_met.value - 0.02,
                "{joint:?}"
            );
            assert!(joint.payments.standard_error > 1.05 * alone.payments.standard_error);
        }
    }
}

/// A scheme of invented sites, adults only; `tests` test years; metrics by price.
fn scheme(
    threshold: &str,
    rule: ThresholdRule,
    shares: &[u8],
    prices: &[&str],
    sites: usize,
) -> Scheme {
    let mut bands: Vec<Band> = (1..)
        .zip(shares)
        .map(|(end, share)| {
            let percent = |number: u8| format!("{number}%").parse().unwrap();
            Band::up_to(percent(end * 10), percent(*share))
        })
        .collect();
    bands.push(Band::beyond("100%".parse().unwrap()));
    let sources = vec!["paper".parse().unwrap()];
    let terms = BandTerms::new(threshold.parse().unwrap(), rule, bands, sources).unwrap();
    let mut scheme = Scheme::builder("joint", "Invented", Data::Invented)
        .unwrap()
        .codes(Codes::Free)
        .source(Source::new("paper", "A paper", "Somebody", "2011-06").unwrap())
        .baseline(Period::new("baseline", "2010-07-01", "2011-06-30").unwrap())
        .test(Period::new("year_1", "2011-07-01", "2012-06-30").unwrap())
        .test(Period::new("year_2", "2012-07-01", "2013-06-30").unwrap())
        .terms(Cohort::Adult, terms);
    for site in 0..sites {
        let code = format!("S{site}");
        scheme = scheme.site(Site::new(&code, &code, &[Cohort::Adult]).unwrap());
    }
    for (number, price) in prices.iter().enumerate() {
        let id = format!("metric_{number}");
        let note = "invented".parse().unwrap();
        let status = PriceStatus::Illustrative { note };
        scheme = scheme
            .metric(Metric::new(&id, &id, "case", Basis::Sentenced).unwrap())
            .price(UnitPrice::new(&id, Cohort::Adult, price, "2010", status).unwrap());
    }
    scheme.build().unwrap()
}

fn counts_of(scheme: &Scheme, count: impl Fn(usize, usize) -> u64) -> Demand {
    let mut demand = Demand::builder(scheme);
    for site in 0..scheme.sites().len() {
        for (period, id) in PERIODS.iter().enumerate() {
            for number in 0..scheme.metrics().len() {
                let metric = format!("metric_{number}");
                let count = Count::Number(count(number, period));
                let row = Observation::new(&format!("S{site}"), Cohort::Adult, id, &metric, count);
                demand = demand.observation(row.unwrap());
            }
        }
    }
    demand.build().unwrap()
}

/// Numbers that look random and are the same each time.
pub struct Rolls(pub u64);

impl Rolls {
    pub fn below(&mut self, end: u64) -> u64 {
        // Vigna's splitmix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

#[test]
fn over_generated_prices_and_counts_gates_agree_with_the_chance_of_each() {
    let mut rolls = Rolls(1);
    let mut apart = Vec::new();
    for world in 0..24_u64 {
        let metrics = 1 + rolls.below(5) as usize;
        let prices: Vec<String> = (0..metrics)
            .map(|_| format!("{}.{:02}", rolls.below(20_000), rolls.below(100)))
            .collect();
        let prices: Vec<&str> = prices.iter().map(String::as_str).collect();
        let threshold = ["0%", "5%", "10%", "33.3333%"][rolls.below(4) as usize];
        let rule = match rolls.below(2) {
            0 => ThresholdRule::AtLeast,
            _ => ThresholdRule::MoreThan,
        };
        let shares = [rolls.below(101) as u8, rolls.below(101) as u8];
        let scheme = scheme(threshold, rule, &shares, &prices, 1);
        let size = 10_u64.pow(rolls.below(4) as u32);
        let numbers: Vec<u64> = (0..metrics).map(|_| rolls.below(9 * size)).collect();
        let demand = counts_of(&scheme, |metric, period| {
            numbers[metric] * (10 - period as u64) / 10
        });
        let assessment = assess(&scheme, &demand).unwrap();
        let dispersion = Dispersion::new([1.0, 2.0, 5.0][world as usize % 3]).unwrap();
        let fall = rolls.below(20) as f64;
        let options = JointOptions::new(world)
            .draws(40_000)
            .dispersion(dispersion)
            .reduction_percent(fall);
        let joint = Joint::of(&assessment, &options).unwrap();
        for (gate, reward) in joint.gates.iter().zip(&assessment.rewards) {
            let known = chance_of(reward, Unchanged::Baseline, fall, dispersion).unwrap();
            let about = format!("{world}: {} {numbers:?} {prices:?}", threshold);
            // A chance of less than a few in all draws has no error to go by.
            let few = known.met_error + 5.0 / 40_000.0;
            is_near(gate.met, known.met, few, &about);
            if gate.times_met > 100 {
                let off = known.expected_reward_error + 0.005;
                is_near(gate.rewards.estimate, known.expected_reward, off, &about);
                if (0.01..0.99).contains(&known.met) {
                    apart.push((gate.met.value - known.met) / gate.met.standard_error);
                }
            }
        }
    }
    let squares: f64 = apart.iter().map(|one| one * one).sum();
    assert!(apart.len() > 15, "{}", apart.len());
    // Neither too far apart on the whole, nor nearer than chance allows.
    let mean = squares / apart.len() as f64;
    assert!((0.2..2.5).contains(&mean), "{mean}");
}

/// One site whose periods share their baseline, pooled over all three.
#[test]
fn the_pooled_mean_is_that_of_all_periods_that_share_a_baseline() {
    let scheme = scheme("5%", ThresholdRule::AtLeast, &[50], &["100.00"], 1);
    let uneven = assess(
        &scheme,
        &counts_of(&scheme, |_, period| 90 + 30 * period as u64),
    );
    let even = assess(&scheme, &counts_of(&scheme, |_, _| 120));
    let options = JointOptions::new(1).draws(5_000);
    let pooled = Joint::of(&uneven.unwrap(), &options.unchanged(Unchanged::Pooled)).unwrap();
    let baseline = Joint::of(&even.unwrap(), &options).unwrap();
    let met = |joint: &Joint| {
        joint
            .gates
            .iter()
            .map(|gate| gate.times_met)
            .collect::<Vec<_>>()
    };
    assert_eq!(met(&pooled), met(&baseline));
}

#[test]
fn what_lacks_counts_is_named_and_left_out() {
    let assessment = pilot(|site, metric, period| match (site, period) {
        (2, "year_2") if metric == "community_order" => Count::Missing(MissingReason::Confidential),
        _ => Count::Number(50),
    });
    let joint = Joint::of(&assessment, &JointOptions::new(1).draws(2_000)).unwrap();
    assert_eq!((joint.gates.len(), joint.left_out.len()), (21, 1));
    let left_out = &joint.left_out[0];
    assert_eq!(left_out.name.to_string(), "Hackney");
    assert_eq!(left_out.period.to_string(), "year_2");
    let is_there = |reward: &&Reward| reward.reward.is_some();
    assert_eq!(assessment.rewards.iter().filter(is_there).count(), 21);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let assessment = pilot_of_plain_counts();
    let options = JointOptions::new(1).draws(100);
    let refused = |options: JointOptions, why: &str| {
        let error = Joint::of(&assessment, &options).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    };
    refused(options.draws(0), "0 draws");
    refused(options.draws(1), "1 draws");
    refused(
        options.draws(JointOptions::MOST_DRAWS + 1),
        "10000001 draws",
    );
    for correlation in [-0.1, 1.0, f64::NAN, f64::INFINITY] {
        refused(options.shared_shock(correlation), "no correlation");
    }
    for percent in [101.0, -1001.0, f64::NAN] {
        refused(options.reduction_percent(percent), "no reduction");
    }
    assert!(Dispersion::new(0.99).is_err());
    let both = options.draws(0).shared_shock(2.0);
    let error = Joint::of(&assessment, &both).unwrap_err().to_string();
    assert!(
        error.contains("draws") && error.contains("correlation"),
        "{error}"
    );

    let many = scheme("5%", ThresholdRule::AtLeast, &[50], &["1.00"], 1);
    let many = assess(&many, &counts_of(&many, |_, _| 1_000_000_000_000)).unwrap();
    let error = Joint::of(&many, &options).unwrap_err().to_string();
    assert!(error.contains("too many values"), "{error}");
    let dear = scheme("5%", ThresholdRule::AtLeast, &[50], &["900000000000.00"], 1);
    let dear = assess(&dear, &counts_of(&dear, |_, _| 2_000)).unwrap();
    let error = Joint::of(&dear, &options).unwrap_err().to_string();
    assert!(error.contains("900,000,000,000,000"), "{error}");
}

/// Nothing happens where nothing can: without cases nothing is met, and where all falls
/// to nothing every gate is.
#[test]
fn certain_things_are_certain() {
    let scheme = scheme(
        "0%",
        ThresholdRule::AtLeast,
        &[50],
        &["0.01", "1000000.00"],
        2,
    );
    let none = assess(&scheme, &counts_of(&scheme, |_, _| 0)).unwrap();
    let options = JointOptions::new(1).draws(1_500);
    let joint = Joint::of(&none, &options).unwrap();
    assert_eq!(
        (joint.any_met.value, joint.any_met.standard_error),
        (0.0, 0.0)
    );
    assert_eq!(joint.rewards.in_all.to_string(), "0.00");
    let some = assess(&scheme, &counts_of(&scheme, |_, _| 400)).unwrap();
    let joint = Joint::of(&some, &options.reduction_percent(100.0)).unwrap();
    assert!(joint.gates.iter().all(|gate| gate.times_met == 1_500));
    assert_eq!(
        (joint.payments.value, joint.payments.standard_error),
        (4.0, 0.0)
    );
}
