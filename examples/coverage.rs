//! How often the approximate intervals for priced sums hold the truth, measured on
//! counts drawn from a known one: what the documentation of `WeightedSum` and `TwoSums`
//! says of them.
//!
//! `cargo run --release --features evaluate --example coverage -- 20000`
//!
//! Counts whose variance is φ × their mean are negative binomial. All are invented.

use justice_reinvestment::Error;
use justice_reinvestment::evaluate::{Confidence, WeightedSum};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A name, and the mean count and price of each metric in the baseline.
type World = (&'static str, &'static [(f64, f64)]);

const WORLDS: [World; 6] = [
    ("one price, 20 cases", &[(20.0, 1.0)]),
    ("one price, 400 cases", &[(400.0, 1.0)]),
    (
        "few cases",
        &[(4.0, 100.0), (1.0, 1_000.0), (0.3, 10_000.0)],
    ),
    (
        "many cases",
        &[(1_000.0, 100.0), (200.0, 1_000.0), (50.0, 10_000.0)],
    ),
    ("custody and orders", &[(420.0, 652.0), (90.0, 14_710.0)]),
    ("one rare dear metric", &[(500.0, 100.0), (2.0, 39_000.0)]),
];

/// The true rate of the test period in that of the baseline.
const RATIO: f64 = 0.9;

fn main() -> Result<(), Error> {
    let rounds = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let rounds: u32 = rounds.unwrap_or(2_000);
    println!(
        "Held by the 95% interval, in per cent of {rounds} rounds; in brackets, passed below and above\n"
    );
    println!(
        "{:<22}{:>4}{:>7}{:>26}{:>26}",
        "", "φ", "taken", "one sum", "ratio of two"
    );
    let mut random = ChaCha8Rng::seed_from_u64(2011);
    for (name, metrics) in WORLDS {
        for (truth, taken) in [(1.0, 1.0), (2.0, 2.0), (5.0, 5.0), (2.0, 1.0), (5.0, 1.0)] {
            let (sum, ratio) = measure(&mut random, metrics, truth, taken, rounds)?;
            println!(
                "{name:<22}{truth:>4}{taken:>7}{:>26}{:>26}",
                sum.shown(),
                ratio.shown()
            );
        }
    }
    Ok(())
}

/// How often a true value was held, and how often it lay below or above.
#[derive(Default)]
struct Held {
    rounds: u32,
    below: u32,
    above: u32,
}

impl Held {
    fn add(&mut self, lower: f64, upper: Option<f64>, truth: f64) {
        self.rounds += 1;
        self.below += u32::from(truth < lower);
        self.above += u32::from(upper.is_some_and(|upper| truth > upper));
    }

    fn shown(&self) -> String {
        let percent = |count: u32| 100.0 * f64::from(count) / f64::from(self.rounds);
        let held = percent(self.rounds - self.below - self.above);
        format!(
            "{held:.1} ({:.1}, {:.1})",
            percent(self.below),
            percent(self.above)
        )
    }
}

fn measure(
    random: &mut ChaCha8Rng,
    metrics: &[(f64, f64)],
    dispersion: f64,
    taken: f64,
    rounds: u32,
) -> Result<(Held, Held), Error> {
    let tables = |ratio: f64| -> Vec<(Counts, f64)> {
        let table = |(mean, price): &(f64, f64)| (Counts::new(mean * ratio, dispersion), *price);
        metrics.iter().map(table).collect()
    };
    let (baseline, test) = (tables(1.0), tables(RATIO));
    let truth: f64 = metrics.iter().map(|(mean, price)| mean * price).sum();
    let mut draw = |tables: &[(Counts, f64)]| {
        let counts = tables
            .iter()
            .map(|(counts, price)| (counts.draw(random), *price));
        WeightedSum::new(counts)?.with_dispersion(taken)
    };
    let (mut of_sum, mut of_ratio) = (Held::default(), Held::default());
    for _ in 0..rounds {
        let (baseline, test) = (draw(&baseline)?, draw(&test)?);
        let interval = baseline.interval(Confidence::usual());
        of_sum.add(interval.lower, interval.upper, truth);
        let interval = test.against(baseline).interval(Confidence::usual());
        of_ratio.add(interval.lower, interval.upper, RATIO);
    }
    Ok((of_sum, of_ratio))
}

/// The chances of a count to be 0, to be at most 1, and so on.
struct Counts(Vec<f64>);

impl Counts {
    /// Poisson for a dispersion of 1, else negative binomial.
    fn new(mean: f64, dispersion: f64) -> Self {
        let most = (mean + 40.0 * dispersion * (mean.sqrt() + 1.0)) as u32;
        // Logarithms, since the chance of none may be too small for a float.
        let mut logarithm = 0.0;
        let logarithms = (0..=most).map(|count| {
            let here = logarithm;
            let count = f64::from(count);
            let clusters = mean + (dispersion - 1.0) * count;
            logarithm += (clusters / dispersion / (count + 1.0)).ln();
            here
        });
        let logarithms: Vec<f64> = logarithms.collect();
        let highest = logarithms.iter().copied().fold(f64::MIN, f64::max);
        let mut sum = 0.0;
        let sums = logarithms.iter().map(|logarithm| {
            sum += (logarithm - highest).exp();
            sum
        });
        Self(sums.collect())
    }

    fn draw(&self, random: &mut ChaCha8Rng) -> u64 {
        let all = self.0.last().copied().unwrap_or(1.0);
        let chance = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        self.0.partition_point(|sum| *sum <= chance * all) as u64
    }
}
