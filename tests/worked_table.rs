//! The worked table of the two published readings, and the two cliffs in it to
//! the penny.
//!
//! Bands: half of the saving up to the threshold, then all of it up to a
//! reduction of 20%. (*Greater Manchester Transforming Justice*, June 2011.) Flat
//! half: half of the saving up to a reduction of 20%. (House of Commons Justice
//! Committee, written evidence PB 73.) Thresholds of 5% for adults and 10% for
//! young people: gov.uk, *The development and Year One Implementation of the
//! Local Justice Reinvestment Pilot*, 13 May 2013.

use Outcome::{Capped, Met, NotMet};
use PublishedTerms::{LjrBands, LjrFlatHalf};
use ThresholdRule::{AtLeast, MoreThan};
use justice_reinvestment::{
    Basis, Codes, Cohort, Count, Data, Demand, Metric, Observation, Outcome, Period, PriceStatus,
    PublishedTerms, Reward, Scheme, Site, Terms, ThresholdRule, UnitPrice, assess,
};

/// In pounds.
const ADULT_BASELINE: u64 = 10_000_000;
const YOUTH_BASELINE: u64 = 2_000_000;

/// The fall in hundredths of one per cent; then, in pounds, what adults are paid
/// by bands and flat half, and young people by bands and flat half.
const TABLE: [(u64, [u64; 4]); 8] = [
    (499, [0, 0, 0, 0]),
    (500, [250_000, 250_000, 0, 0]),
    (1_000, [750_000, 500_000, 100_000, 100_000]),
    (1_500, [1_250_000, 750_000, 200_000, 150_000]),
    (2_000, [1_750_000, 1_000_000, 300_000, 200_000]),
    (2_001, [1_750_000, 1_000_000, 300_000, 200_000]),
    (5_000, [1_750_000, 1_000_000, 300_000, 200_000]),
    (10_000, [1_750_000, 1_000_000, 300_000, 200_000]),
];

#[test]
fn the_worked_table_is_paid_to_the_pound() {
    let columns = [
        (Cohort::Adult, ADULT_BASELINE, LjrBands),
        (Cohort::Adult, ADULT_BASELINE, LjrFlatHalf),
        (Cohort::Youth, YOUTH_BASELINE, LjrBands),
        (Cohort::Youth, YOUTH_BASELINE, LjrFlatHalf),
    ];
    for (fall, paid) in TABLE {
        for ((cohort, baseline, reading), pounds) in columns.into_iter().zip(paid) {
            let saving = baseline / 10_000 * fall;
            let reward = paid_for(cohort, reading, AtLeast, "1", baseline, saving);
            let shown = reward.reward.unwrap().to_string();
            let what = format!("{cohort}, {}, {fall}", reading.as_str());
            assert_eq!(shown, format!("{pounds}.00"), "{what}");
            let percent = format!("{}.{:02}", fall / 100, fall % 100);
            assert_eq!(
                reward.reduction_percent.unwrap().to_string(),
                percent,
                "{what}"
            );
            let is_capped = fall > 2_000;
            assert_eq!(reward.outcome == Outcome::Capped, is_capped, "{what}");
        }
    }
}

/// A penny short, exactly there, and a penny over: outcome and reward.
type Cliff = [(Outcome, &'static str); 3];

/// "by 5% or more": at exactly the threshold it is met. The penny over is worth
/// a penny by bands; flat half it is worth half a penny, which is rounded up.
#[test]
fn a_penny_short_of_the_threshold_pays_nothing() {
    let cliffs = [
        (Cohort::Adult, 5, ["0.00", "250000.00", "250000.01"]),
        (Cohort::Youth, 10, ["0.00", "100000.00", "100000.01"]),
    ];
    for (cohort, percent, [short, there, over]) in cliffs {
        for reading in PublishedTerms::ALL {
            let met_there = [(NotMet, short), (Met, there), (Met, over)];
            is_paid(cohort, reading, AtLeast, percent, met_there);
            let met_beyond = [(NotMet, short), (NotMet, "0.00"), (Met, over)];
            is_paid(cohort, reading, MoreThan, percent, met_beyond);
        }
    }
}

/// Flat half, a penny short is £999,999.995: a million to the penny.
#[test]
fn a_penny_beyond_the_cap_pays_no_more() {
    let cliffs = [
        (Cohort::Adult, LjrBands, ["1749999.99", "1750000.00"]),
        (Cohort::Adult, LjrFlatHalf, ["1000000.00", "1000000.00"]),
        (Cohort::Youth, LjrBands, ["299999.99", "300000.00"]),
        (Cohort::Youth, LjrFlatHalf, ["200000.00", "200000.00"]),
    ];
    for (cohort, reading, [short, there]) in cliffs {
        for rule in [AtLeast, MoreThan] {
            let cliff = [(Met, short), (Met, there), (Capped, there)];
            is_paid(cohort, reading, rule, 20, cliff);
        }
    }
}

fn is_paid(
    cohort: Cohort,
    reading: PublishedTerms,
    rule: ThresholdRule,
    percent: u64,
    cliff: Cliff,
) {
    let baseline = match cohort {
        Cohort::Adult => ADULT_BASELINE,
        Cohort::Youth => YOUTH_BASELINE,
    };
    let edge = baseline * percent;
    for (saving, (outcome, pounds)) in [edge - 1, edge, edge + 1].into_iter().zip(cliff) {
        let reward = paid_for(cohort, reading, rule, "0.01", baseline * 100, saving);
        let what = format!(
            "{cohort}, {}, {}, £{pounds}",
            reading.as_str(),
            rule.as_str()
        );
        assert_eq!(reward.outcome, outcome, "{what}");
        assert_eq!(reward.reward.unwrap().to_string(), pounds, "{what}");
    }
}

#[test]
fn only_the_reward_is_rounded_and_what_lies_beyond_the_cap_is_shown() {
    let pence = ADULT_BASELINE * 100;
    let paid = |saving| paid_for(Cohort::Adult, LjrFlatHalf, AtLeast, "0.01", pence, saving);
    let short = paid(pence / 5 - 1);
    assert_eq!(
        short.reward_before_rounding.unwrap().to_string(),
        "999999.995"
    );
    assert_eq!(short.reduction_percent.unwrap().to_string(), "19.9999999");
    assert_eq!(short.cap.unwrap().reached, Some(false));
    assert_eq!(short.unrewarded_saving.unwrap().to_string(), "0.00");
    let there = paid(pence / 5);
    assert_eq!(there.reduction_percent.unwrap().to_string(), "20.00");
    assert_eq!(there.cap.unwrap().reached, Some(true));
    let beyond = paid(pence / 5 + 1);
    assert_eq!(beyond.reduction_percent.unwrap().to_string(), "20.0000001");
    assert_eq!(beyond.cap.unwrap().reached, Some(true));
    assert_eq!(beyond.unrewarded_saving.unwrap().to_string(), "0.01");
}

/// One metric whose count falls from `before` by `saving`.
fn paid_for(
    cohort: Cohort,
    reading: PublishedTerms,
    rule: ThresholdRule,
    price: &str,
    before: u64,
    saving: u64,
) -> Reward {
    let note = "so that counts are money".parse().unwrap();
    let status = PriceStatus::Illustrative { note };
    let terms = Terms::Bands(reading.terms(cohort).with_rule(rule));
    let scheme = Scheme::builder("worked", "The worked table", Data::Invented)
        .unwrap()
        .codes(Codes::Free)
        .baseline(Period::new("baseline", "2010-07-01", "2011-06-30").unwrap())
        .test(Period::new("year_1", "2011-07-01", "2012-06-30").unwrap())
        .terms(cohort, terms)
        .metric(Metric::new("money", "Pieces of money", "piece", Basis::Sentenced).unwrap())
        .price(UnitPrice::new("money", cohort, price, "2010-11", status).unwrap())
        .site(Site::new("site", "A site", &[cohort]).unwrap())
        .build()
        .unwrap();
    let counted = |period, count| {
        Observation::new("site", cohort, period, "money", Count::Number(count)).unwrap()
    };
    let demand = Demand::builder(&scheme)
        .observation(counted("baseline", before))
        .observation(counted("year_1", before - saving))
        .build()
        .unwrap();
    let mut assessment = assess(&scheme, &demand).unwrap();
    assessment.rewards.remove(0)
}
