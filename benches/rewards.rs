//! How long 4,000 rewards of ten metrics take, with their whole derivation, as a
//! ratio to the same sums done by `rust_decimal` in the same run; how long it takes
//! to explain them; and how long the command takes from start to exit. No timing is asserted.
//!
//! `cargo bench --features cli,rust_decimal`

use justice_reinvestment::wording::Paper;
use justice_reinvestment::{
    Basis, Codes, Cohort, Count, Data, Demand, Metric, Observation, Period, PriceStatus,
    PublishedTerms, Scheme, Selection, Site, UnitPrice, assess,
};
use rust_decimal::Decimal;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SITES: u64 = 1000;
const METRICS: u64 = 10;
const RUNS: u32 = 30;

fn main() {
    let (scheme, demand) = world();
    let rewards = assess(&scheme, &demand)
        .expect("the world is assessed")
        .rewards
        .len();
    let library = best_of(RUNS, || {
        assess(black_box(&scheme), black_box(&demand)).expect("the world is assessed")
    });
    let with_drop = best_of(RUNS, || {
        drop(assess(black_box(&scheme), black_box(&demand)));
    });
    let decimal = best_of(RUNS, by_decimal);
    println!("{rewards} rewards of {METRICS} metrics, best of {RUNS} runs");
    println!("  assess, with every derivation       {library:>10.2?}");
    println!("  the same, and freed again           {with_drop:>10.2?}");
    println!("  rust_decimal, the sums alone        {decimal:>10.2?}");
    println!(
        "  ratio                               {:>10.2}",
        library.as_secs_f64() / decimal.as_secs_f64()
    );

    let assessment = assess(&scheme, &demand).expect("the world is assessed");
    let everything = Selection::default();
    let closeness = best_of(RUNS, || assessment.explain(&everything));
    let explanation = assessment.explain(&everything);
    let explanation = explanation.expect("the world is explained");
    let text = best_of(RUNS, || explanation.to_text(Paper::default()));
    println!("all of them explained, best of {RUNS} runs");
    println!("  how close each was                  {closeness:>10.2?}");
    println!("  as text                             {text:>10.2?}");

    let start = best_of(RUNS, || run(&["--version"]));
    let national = best_of(RUNS, || {
        run(&[
            "assess",
            "fixtures/england-and-wales/scheme.toml",
            "fixtures/england-and-wales/demand.csv",
        ])
    });
    println!("the command, best of {RUNS} runs, from start to exit");
    println!("  reinvest --version                  {start:>10.2?}");
    println!("  reinvest assess, national fixture   {national:>10.2?}");
}

/// The shortest time until the result is there; giving it up again is not timed.
fn best_of<T>(runs: u32, mut work: impl FnMut() -> T) -> Duration {
    let timed = (0..runs).map(|_| {
        let start = Instant::now();
        let result = black_box(work());
        let elapsed = start.elapsed();
        drop(result);
        elapsed
    });
    timed.min().unwrap_or_default()
}

fn run(arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_reinvest"))
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .expect("the command runs");
    assert!(status.success());
}

/// The invented count of a metric at a site: falls of 0% to 30%.
fn count(site: u64, metric: u64, period: u64) -> u64 {
    let baseline = 1000 + (site * 31 + metric * 97) % 977;
    baseline * (100 - period * ((site + metric) % 16)) / 100
}

fn world() -> (Scheme, Demand) {
    let illustrative = PriceStatus::Illustrative {
        note: "invented".parse().expect("a title"),
    };
    let cohorts = Cohort::ALL;
    let mut builder = Scheme::builder("bench", "Invented", Data::Invented)
        .expect("a name")
        .codes(Codes::Free)
        .baseline(Period::new("baseline", "2010-07-01", "2011-06-30").expect("a period"))
        .test(Period::new("year_1", "2011-07-01", "2012-06-30").expect("a period"))
        .test(Period::new("year_2", "2012-07-01", "2013-06-30").expect("a period"));
    for cohort in cohorts {
        builder = builder.published_terms(cohort, PublishedTerms::LjrBands);
    }
    for metric in 0..METRICS {
        let id = format!("metric_{metric}");
        builder =
            builder.metric(Metric::new(&id, &id, "case", Basis::Sentenced).expect("a metric"));
        for cohort in cohorts {
            let price = format!("{}.{:02}", 500 + metric * 171, metric * 7);
            let price = UnitPrice::new(&id, cohort, &price, "2010-11", illustrative.clone());
            builder = builder.price(price.expect("a price"));
        }
    }
    for site in 0..SITES {
        let name = format!("S{site}");
        builder = builder.site(Site::new(&name, &name, &cohorts).expect("a site"));
    }
    let scheme = builder.build().expect("a scheme");
    let mut demand = Demand::builder(&scheme);
    for site in 0..SITES {
        for cohort in cohorts {
            for (period, id) in (0..).zip(["baseline", "year_1", "year_2"]) {
                for metric in 0..METRICS {
                    let number = Count::Number(count(site, metric, period));
                    let (area, metric) = (format!("S{site}"), format!("metric_{metric}"));
                    let observation = Observation::new(&area, cohort, id, &metric, number);
                    demand = demand.observation(observation.expect("an observation"));
                }
            }
        }
    }
    (scheme, demand.build().expect("demand"))
}

/// Costs, threshold, bands and the worth of one case for the same counts, in
/// `rust_decimal`, without keeping any of it.
fn by_decimal() -> Decimal {
    let percent = |percent: i64| Decimal::new(percent, 2);
    let price = Decimal::new(50_000, 2);
    let mut all = Decimal::ZERO;
    for site in 0..SITES {
        for threshold in [5, 5, 10, 10] {
            let (mut baseline, mut test) = (Decimal::ZERO, Decimal::ZERO);
            for metric in 0..METRICS {
                baseline += Decimal::from(count(site, metric, 0)) * price;
                test += Decimal::from(count(site, metric, 1)) * price;
            }
            let edges = [percent(threshold) * baseline, percent(20) * baseline];
            let reward = |saving: Decimal| {
                if saving < edges[0] {
                    return Decimal::ZERO;
                }
                let first = saving.clamp(Decimal::ZERO, edges[0]) * percent(50);
                first + (saving.clamp(edges[0], edges[1]) - edges[0]) * percent(100)
            };
            let saving = baseline - test;
            all += reward(saving);
            for _ in 0..METRICS {
                all += reward(saving - price) + reward(saving + price);
            }
        }
    }
    all
}
