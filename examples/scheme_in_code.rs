//! A scheme and its counts written in code, without any file: what it pays, what
//! a missing count does, and what an error says. The town and all its figures are
//! invented. Reading files is in `first_assessment`.
//!
//! `cargo run --example scheme_in_code`

use justice_reinvestment::{
    Assessment, Basis, Codes, Cohort, Count, Data, Demand, Error, Metric, MissingReason,
    Observation, Period, PriceStatus, PublishedTerms, Scheme, Site, UnitPrice, assess,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    match scheme_in_code() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn scheme_in_code() -> Result<(), Error> {
    let scheme = scheme()?;
    // Because of `Data::Invented`, every output of the library says so too.
    println!("{}: all figures are invented.\n", scheme.title());

    println!("All counts are there:");
    print_rewards(&assess(&scheme, &whole(&scheme)?)?);

    println!("\nOne count is confidential:");
    print_rewards(&assess(&scheme, &with_a_count_missing(&scheme)?)?);

    println!("\nSome counts are wrong:");
    match with_errors(&scheme) {
        Ok(demand) => print_rewards(&assess(&scheme, &demand)?),
        Err(error) => {
            for problem in error.problems() {
                println!("  {}\n    {}", problem.what, problem.advice);
            }
        }
    }
    Ok(())
}

/// One site, two test years, two metrics: what is agreed before the first count.
fn scheme() -> Result<Scheme, Error> {
    Scheme::builder("example-town", "Example Town", Data::Invented)?
        // The town is nowhere, so it has no code of the Office for National
        // Statistics; without this line such codes are asked for.
        .codes(Codes::Free)
        .baseline(Period::new("baseline", "2010-07-01", "2011-06-30")?)
        .test(Period::new("year_1", "2011-07-01", "2012-06-30")?)
        .test(Period::new("year_2", "2012-07-01", "2013-06-30")?)
        // A reading of the pilot's rule is named, since none is a default. A rule
        // of one's own is `terms` in place of `published_terms`.
        .published_terms(Cohort::Adult, PublishedTerms::LjrBands)
        .metric(Metric::new(
            "custody",
            "Custodial sentences",
            "sentence",
            Basis::Sentenced,
        )?)
        .metric(Metric::new(
            "orders",
            "Community orders",
            "order",
            Basis::Sentenced,
        )?)
        .price(invented_price("custody", "1000.00")?)
        .price(invented_price("orders", "200.00")?)
        .site(Site::new("town", "Example Town", &[Cohort::Adult])?)
        .build()
}

/// Prices are text, because a float could not hold every penny.
fn invented_price(metric: &str, amount: &str) -> Result<UnitPrice, Error> {
    let note = "invented".parse()?;
    let status = PriceStatus::Illustrative { note };
    UnitPrice::new(metric, Cohort::Adult, amount, "2010-11", status)
}

fn whole(scheme: &Scheme) -> Result<Demand, Error> {
    Demand::builder(scheme)
        .observation(counted("baseline", "custody", Count::Number(100))?)
        .observation(counted("baseline", "orders", Count::Number(500))?)
        .observation(counted("year_1", "custody", Count::Number(90))?)
        .observation(counted("year_1", "orders", Count::Number(450))?)
        .observation(counted("year_2", "custody", Count::Number(80))?)
        .observation(counted("year_2", "orders", Count::Number(300))?)
        .build()
}

/// A count that is missing is given as such, with its reason. It is never zero:
/// the reward that needs it is not computable, and the other one stands.
fn with_a_count_missing(scheme: &Scheme) -> Result<Demand, Error> {
    let confidential = Count::Missing(MissingReason::Confidential);
    Demand::builder(scheme)
        .observation(counted("baseline", "custody", Count::Number(100))?)
        .observation(counted("baseline", "orders", Count::Number(500))?)
        .observation(counted("year_1", "custody", Count::Number(90))?)
        .observation(counted("year_1", "orders", Count::Number(450))?)
        .observation(counted("year_2", "custody", Count::Number(80))?)
        .observation(counted("year_2", "orders", confidential)?)
        .build()
}

/// A count of a period and one of a metric that the scheme does not know.
/// `build` refuses both at once.
fn with_errors(scheme: &Scheme) -> Result<Demand, Error> {
    Demand::builder(scheme)
        .observation(counted("baseline", "custody", Count::Number(100))?)
        .observation(counted("year_3", "custody", Count::Number(90))?)
        .observation(counted("year_1", "custdy", Count::Number(90))?)
        .build()
}

fn counted(period: &str, metric: &str, count: Count) -> Result<Observation, Error> {
    Observation::new("town", Cohort::Adult, period, metric, count)
}

fn print_rewards(assessment: &Assessment) {
    for reward in &assessment.rewards {
        let period = reward.period.label();
        match reward.reward {
            Some(paid) => println!("  {period}: {}", paid.in_words()),
            None => println!("  {period}: not computable"),
        }
        for missing in &reward.missing {
            println!(
                "    lacks {} in {}: {}",
                missing.metric.title,
                missing.period.label(),
                missing.reason.in_words()
            );
        }
    }
    // The total exists where every reward does; what can be computed is summed
    // apart, so that no one takes a part for the whole.
    match assessment.total_reward {
        Some(total) => println!("  total: {}", total.in_words()),
        None => println!(
            "  total: not computable; computed so far {}",
            assessment.computed_reward.in_words()
        ),
    }
}
