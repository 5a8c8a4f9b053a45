//! The part of `benches/evaluating.py` that is Rust. Prints JSON: what is worked out
//! (`world`), or a figure and how many seconds it took.
//!
//! `evaluating world`, `evaluating chance φ`, `evaluating joint DRAWS THREADS φ CORRELATION`

use justice_reinvestment::evaluate::{Dispersion, Joint, JointOptions, PricedMean, chance};
use justice_reinvestment::{
    Assessment, BandTerms, Cohort, Count, Demand, Document, Observation, PublishedTerms, Scheme,
    assess,
};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;

/// A gate of ten metrics: prices and the number of cases expected of each. Invented.
const METRICS: [(&str, f64); 10] = [
    ("14710.00", 120.0),
    ("39000.00", 35.0),
    ("652.00", 480.0),
    ("1234.50", 260.0),
    ("540.00", 310.0),
    ("150.50", 900.0),
    ("2715.25", 75.0),
    ("8120.00", 18.0),
    ("333.33", 640.0),
    ("19999.99", 9.0),
];
const RUNS: u32 = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments[place].parse::<f64>().expect("a number");
    let found = match arguments.first().map(String::as_str) {
        Some("world") => world_in_json(&world()),
        Some("chance") => one_gate(number(1)),
        Some("joint") => {
            let options = JointOptions::new(1)
                .draws(number(1) as u64)
                .threads(number(2) as usize)
                .dispersion(Dispersion::new(number(3)).expect("a dispersion"))
                .shared_shock(number(4));
            let assessment = world();
            let start = Instant::now();
            let joint = Joint::of(black_box(&assessment), &options).expect("it can be drawn");
            let seconds = start.elapsed().as_secs_f64();
            json!({
                "seconds": seconds,
                "any_met": joint.any_met,
                "payments": joint.payments,
                "rewards": joint.rewards.estimate,
                "gates": joint.gates.iter().map(|gate| gate.met.value).collect::<Vec<_>>(),
            })
        }
        // `cargo bench` alone: see evaluating.py.
        _ => json!({ "see": "benches/evaluating.py" }),
    };
    println!("{found}");
}

fn terms() -> BandTerms {
    PublishedTerms::LjrBands.terms(Cohort::Adult)
}

fn one_gate(ratio: f64) -> Value {
    let metrics = METRICS.map(|(price, mean)| {
        let price = price.parse().expect("a price");
        PricedMean::new(price, mean, mean).expect("a mean")
    });
    let dispersion = Dispersion::new(ratio).expect("a dispersion");
    let mut seconds = Vec::new();
    let mut found = Value::Null;
    for _ in 0..RUNS {
        let start = Instant::now();
        let chance = chance(&terms(), black_box(&metrics), dispersion).expect("a chance");
        seconds.push(start.elapsed().as_secs_f64());
        found = json!({
            "met": chance.met,
            "met_error": chance.met_error,
            "expected": chance.expected_reward,
            "expected_error": chance.expected_reward_error,
        });
    }
    seconds.sort_by(f64::total_cmp);
    found["seconds"] = seconds[seconds.len() / 2].into();
    found
}

/// The pilot's sites, cohorts, periods and terms, with counts that are invented: 22 gates.
fn world() -> Assessment {
    let text = std::fs::read_to_string("fixtures/pilot/scheme.toml").expect("the fixture");
    // In truth Lewisham took part in both years.
    let text = text.replace("periods = [\"year_1\"]\n", "");
    let scheme = Scheme::read(&Document::new("scheme.toml", text.into_bytes()));
    let scheme = scheme.expect("a scheme");
    let mut demand = Demand::builder(&scheme);
    for (site, place) in (0_u64..).zip(scheme.sites()) {
        for cohort in &place.cohorts {
            let metrics = match cohort {
                Cohort::Adult => vec![("custody_under_12_months", 60), ("community_order", 150)],
                _ => vec![
                    ("custody_under_12_months", 12),
                    ("youth_rehabilitation_order", 45),
                    ("remand_night", 160),
                ],
            };
            for area in &place.areas {
                for period in ["baseline", "year_1", "year_2"] {
                    for (metric, number) in &metrics {
                        let count = Count::Number(number * (10 + site) / 10);
                        let row = Observation::new(area.as_ref(), *cohort, period, metric, count);
                        demand = demand.observation(row.expect("a row"));
                    }
                }
            }
        }
    }
    let demand = demand.build().expect("demand");
    assess(&scheme, &demand).expect("an assessment")
}

/// The same world for NumPy: of every gate its site and cohort, means, prices and terms.
fn world_in_json(assessment: &Assessment) -> Value {
    let number = |text: String| text.parse::<f64>().expect("a number");
    let gates = assessment.rewards.iter().map(|reward| {
        let lines = reward.lines.iter().map(|line| {
            json!({
                "mean": line.baseline_count,
                "baseline_price": number(line.priced.baseline_price.amount.to_string()),
                "test_price": number(line.priced.test_price.amount.to_string()),
            })
        });
        json!({
            "unit": format!("{} {}", reward.site.code, reward.cohort),
            "threshold": number(reward.threshold.percent.to_string()) / 100.0,
            "lines": lines.collect::<Vec<_>>(),
        })
    });
    let metrics = METRICS.map(|(price, mean)| (number(price.to_owned()), mean));
    json!({ "gates": gates.collect::<Vec<_>>(), "metrics": metrics })
}
