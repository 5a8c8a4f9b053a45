//! A scheme of one site with a few metrics, and shorthands for its counts.

use justice_reinvestment::evaluate::DividedPounds;
use justice_reinvestment::{
    AreaCode, Band, BandTerms, Basis, Codes, Cohort, Count, Data, Demand, Metric, MissingReason,
    Observation, Period, PriceStatus, Reward, Rounding, Scheme, Site, Source, ThresholdRule,
    UnitPrice, assess,
};

use crate::worlds::demand_of;
use crate::worlds::numbers::{Ratio, amount, whole};

pub const SITE: &str = "E09000012";
pub const ROUNDING: Rounding = Rounding::HalfAwayFromZero;

/// Everything is paid from a threshold on; metrics by id and price; test periods of
/// their own ids.
pub fn scheme(threshold: &str, metrics: &[(&str, &str)], tests: &[&str]) -> Scheme {
    let all = vec![Band::beyond("100%".parse().unwrap())];
    let threshold = threshold.parse().unwrap();
    let terms = BandTerms::new(
        threshold,
        ThresholdRule::AtLeast,
        all,
        vec!["paper".parse().unwrap()],
    )
    .unwrap();
    let site = Site::new(SITE, "Hackney", &[Cohort::Adult]).unwrap();
    let mut scheme = Scheme::builder("small", "A small scheme", Data::Invented)
        .unwrap()
        .codes(Codes::Gss)
        .source(Source::new("paper", "A paper", "Somebody", "2011-06").unwrap())
        .baseline(Period::new("before", "2010-01-01", "2010-12-31").unwrap())
        .terms(Cohort::Adult, terms)
        .site(site);
    for (number, id) in (2011..).zip(tests) {
        let (from, to) = (format!("{number}-01-01"), format!("{number}-12-31"));
        scheme = scheme.test(Period::new(id, &from, &to).unwrap());
    }
    for (id, price) in metrics {
        let note = "invented".parse().unwrap();
        let status = PriceStatus::Illustrative { note };
        scheme = scheme
            .metric(Metric::new(id, id, "case", Basis::Sentenced).unwrap())
            .price(UnitPrice::new(id, Cohort::Adult, price, "2010", status).unwrap());
    }
    scheme.build().unwrap()
}

/// A row of adults.
pub fn row(area: &str, period: &str, metric: &str, count: u64) -> Observation {
    Observation::new(area, Cohort::Adult, period, metric, Count::Number(count)).unwrap()
}

/// A row of adults without its count.
pub fn lacking(area: &str, period: &str, metric: &str, reason: MissingReason) -> Observation {
    let count = Count::Missing(reason);
    Observation::new(area, Cohort::Adult, period, metric, count).unwrap()
}

/// Rows of one metric "cases" in periods "before" and "after".
pub fn before_and_after(area: &str, before: u64, after: u64) -> Vec<Observation> {
    vec![
        row(area, "before", "cases", before),
        row(area, "after", "cases", after),
    ]
}

/// The first reward that counts give.
pub fn reward(scheme: &Scheme, rows: Vec<Observation>) -> Reward {
    let demand: Demand = demand_of(scheme, rows);
    assess(scheme, &demand).unwrap().rewards.swap_remove(0)
}

pub fn number(pounds: DividedPounds) -> Ratio {
    amount(&pounds.amount().to_string()) / whole(pounds.by().get())
}

pub fn code(area: &str) -> AreaCode {
    area.parse().unwrap()
}
