//! All gates of a scheme together, by simulation: how often any of them pays though
//! nothing changed, and what all are to be expected to pay.

mod alias;
mod counts;
mod draws;
mod plan;
mod scores;

use super::assumption::Assumption;
use super::chance::{Dispersion, Unchanged};
use super::digits::{ten_digits, ten_digits_of};
use super::other_costs::Subject;
use crate::assess::Assessment;
use crate::money::{DividedPounds, Percent, Pounds};
use crate::problem::{Error, Problem};
use crate::wording;
use draws::{Tally, draw};
use plan::Plan;
use serde::Serialize;
use std::num::NonZeroU64;

/// Under what counts are drawn, how often, and with which random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JointOptions {
    /// The seed of the random numbers.
    pub seed: u64,
    /// How often all counts are drawn; a million, if nothing else is said.
    pub draws: u64,
    /// About which mean counts vary when nothing changed.
    #[serde(rename = "unchanged_about")]
    pub unchanged: Unchanged,
    /// The true reduction of every metric in per cent; 0, if nothing else is said.
    #[serde(rename = "true_reduction_percent", serialize_with = "ten_digits")]
    pub reduction_percent: f64,
    /// How widely counts vary; as Poisson counts do, if nothing else is said.
    #[serde(serialize_with = "ten_digits_of")]
    pub dispersion: Dispersion,
    /// The correlation of the normal scores of any two counts of one period; 0, if
    /// nothing else is said.
    #[serde(serialize_with = "ten_digits")]
    pub correlation: f64,
    /// On how many threads; never part of what is written down, since it changes
    /// nothing.
    #[serde(skip)]
    pub threads: usize,
}

impl JointOptions {
    /// So many draws are made, at most. Each takes eight bytes.
    pub const MOST_DRAWS: u64 = 10_000_000;

    /// A million draws of Poisson counts about those of the baseline, each independent
    /// of the others, on as many threads as the machine has processors.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            draws: 1_000_000,
            unchanged: Unchanged::Baseline,
            reduction_percent: 0.0,
            dispersion: Dispersion::POISSON,
            correlation: 0.0,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// With so many draws: from 2 to [`MOST_DRAWS`](Self::MOST_DRAWS).
    #[must_use]
    pub fn draws(mut self, draws: u64) -> Self {
        self.draws = draws;
        self
    }

    /// About another mean. [`Unchanged::Pooled`] is here the mean of the baseline's count
    /// and those of all test periods whose rewards are computable, since they share one
    /// baseline; with one such period it is that of [`chance_of`](super::chance_of).
    #[must_use]
    pub fn unchanged(mut self, unchanged: Unchanged) -> Self {
        self.unchanged = unchanged;
        self
    }

    /// With a true reduction of every metric in every test period, in per cent: from
    /// −1,000 to 100.
    #[must_use]
    pub fn reduction_percent(mut self, percent: f64) -> Self {
        self.reduction_percent = percent;
        self
    }

    /// With counts that vary more widely than Poisson counts.
    #[must_use]
    pub fn dispersion(mut self, dispersion: Dispersion) -> Self {
        self.dispersion = dispersion;
        self
    }

    /// With a shock that all counts of a period share, of all sites, cohorts and
    /// metrics: from 0 (none) to below 1.
    ///
    /// A Gaussian copula: each count is read off at a normal score, of which the share
    /// √correlation is one number for the whole period. The correlation is that of the
    /// normal scores; that of the counts is a little less, and much less where few cases
    /// are expected. How each count varies by itself is unchanged.
    #[must_use]
    pub fn shared_shock(mut self, correlation: f64) -> Self {
        self.correlation = correlation;
        self
    }

    /// On so many threads, one at least. The results are the same for any number.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    fn check(&self) -> Result<(), Error> {
        let mut problems = Vec::new();
        if !(2..=Self::MOST_DRAWS).contains(&self.draws) {
            let most = wording::grouped(&Self::MOST_DRAWS.to_string());
            let what = format!("{} draws are not made", self.draws);
            problems.push(Problem::new(what, format!("give from 2 to {most}")));
        }
        if !(-1000.0..=100.0).contains(&self.reduction_percent) {
            let what = format!("{}% is no reduction that is drawn", self.reduction_percent);
            problems.push(Problem::new(what, "give one from -1000 to 100"));
        }
        if !(0.0..1.0).contains(&self.correlation) {
            let what = format!("{} is no correlation of a shared shock", self.correlation);
            problems.push(Problem::new(what, "give one from 0 to below 1"));
        }
        Error::from_problems(problems).map_or(Ok(()), Err)
    }
}

/// A figure found by simulation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Estimate {
    /// The mean over all draws.
    #[serde(serialize_with = "ten_digits")]
    pub value: f64,
    /// Its standard error over repeated simulations; not that of the assumptions. Where
    /// every draw gave the same it is 0 and says nothing: what happens once in so many
    /// draws may not have been drawn.
    #[serde(serialize_with = "ten_digits")]
    pub standard_error: f64,
}

impl Estimate {
    /// Of whole or real numbers, from their sum and that of their squares.
    fn of(sum: f64, squares: f64, draws: u64) -> Self {
        let draws = draws as f64;
        let value = sum / draws;
        let spread = (squares - sum * value).max(0.0);
        Self {
            value,
            standard_error: (spread / (draws - 1.0) / draws).sqrt(),
        }
    }
}

/// What rules pay over all draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JointRewards {
    /// The rewards of all draws added up, each to the penny: exact.
    pub in_all: Pounds,
    /// That divided by the number of draws: what is to be expected.
    pub expected: DividedPounds,
    /// The same in pounds, as a float, with its standard error.
    pub estimate: Estimate,
}

impl JointRewards {
    fn of(tally: &Tally, draws: NonZeroU64) -> Result<Self, Error> {
        let in_all = Pounds::of_pence(tally.pence)?;
        let pence = tally.pence as f64;
        let pence = Estimate::of(pence, tally.pence_squared, draws.get());
        Ok(Self {
            in_all,
            expected: DividedPounds::new(in_all, draws),
            estimate: Estimate {
                value: pence.value / 100.0,
                standard_error: pence.standard_error / 100.0,
            },
        })
    }
}

/// One gate among all that were drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JointGate {
    /// Which.
    #[serde(flatten)]
    pub subject: Subject,
    /// In how many draws its threshold was met.
    pub times_met: u64,
    /// The chance that it is met.
    #[serde(rename = "chance_met")]
    pub met: Estimate,
    /// What it pays.
    pub rewards: JointRewards,
}

/// A sum that the rewards of one draw do not exceed with a given chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Quantile {
    /// In so many per cent of the draws, or more, all rewards together came to no more.
    pub percent: Percent,
    /// The least such sum.
    pub rewards: Pounds,
}

/// How often the gates of a scheme pay, and how much, when counts vary about means: all
/// gates together, since the test periods of a site share its baseline and all counts
/// may share a shock.
///
/// Every draw gives each site and cohort the counts of its baseline once, and those of
/// every test period; it decides every gate as [`assess`](crate::assess()) does. Counts
/// are Poisson, or negative binomial with variance φ × mean. Values of a count that have
/// a chance below 10⁻¹⁵ together are not drawn.
///
/// The random numbers are those of ChaCha8 (`rand_chacha` 0.9), its key the seed's eight
/// bytes, least first, and zeros; every 1,024 draws come from a stream of their own. The
/// same options give the same bytes, on any number of threads. With a shared shock that
/// holds on one machine: another's logarithm may differ in its last digit.
///
/// ```
/// use justice_reinvestment::evaluate::{Joint, JointOptions};
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// let scheme = std::fs::read("fixtures/pilot/scheme.toml")?;
/// let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
/// let table = std::fs::read("fixtures/pilot/demand.csv")?;
/// let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// let assessment = assess(&scheme, &demand)?;
///
/// let joint = Joint::of(&assessment, &JointOptions::new(7).draws(10_000))?;
/// assert_eq!(joint.gates.len(), 18);
/// // Two rewards lack counts.
/// assert_eq!(joint.left_out.len(), 2);
/// // Though nothing changed, it would be a surprise if nobody were paid.
/// assert!(joint.any_met.value > 0.9 && joint.any_met.standard_error < 0.003);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Joint {
    /// Whose random numbers these are.
    pub generator: &'static str,
    /// The version of this library, which alone repeats these figures surely.
    #[serde(rename = "library_version")]
    pub library: &'static str,
    /// Under what the counts were drawn.
    pub options: JointOptions,
    /// Every gate that is computable, by site, cohort and test period.
    pub gates: Vec<JointGate>,
    /// The rewards that lack counts: not drawn, and in no figure here.
    pub left_out: Vec<Subject>,
    /// The chance that one threshold or more is met.
    #[serde(rename = "chance_any_met")]
    pub any_met: Estimate,
    /// How many thresholds are met.
    pub payments: Estimate,
    /// What all gates together pay.
    pub rewards: JointRewards,
    /// What the rewards of these gates come to in the assessment.
    pub assessed: Pounds,
    /// The chance that all gates together pay as much as that, or more.
    #[serde(rename = "chance_as_much")]
    pub as_much: Estimate,
    /// How much that is, from low to high: at 5, 25, 50, 75, 90, 95 and 99 per cent.
    pub quantiles: Vec<Quantile>,
}

impl Joint {
    /// What its figures rest on beside the counts.
    #[must_use]
    pub fn assumptions(&self) -> Vec<Assumption> {
        let between = match self.options.correlation > 0.0 {
            true => Assumption::SharedShock,
            false => Assumption::MetricsIndependent,
        };
        vec![between, Assumption::OneDispersion]
    }

    /// Draws the counts of every reward of an assessment that is computable.
    ///
    /// # Errors
    ///
    /// The options ask for what is not drawn (all such problems at once); counts take too
    /// many values to be told apart (means above about 2·10¹¹ ÷ φ); or an amount is
    /// beyond £900,000,000,000,000.
    pub fn of(assessment: &Assessment, options: &JointOptions) -> Result<Self, Error> {
        options.check()?;
        let draws = NonZeroU64::new(options.draws).unwrap_or(NonZeroU64::MIN);
        let plan = Plan::of(assessment, options)?;
        let mut drawn = draw(
            &plan,
            options.seed,
            options.draws,
            options.threads,
            options.correlation,
        )?;
        let gates = plan.gates().zip(&drawn.gates).map(|(gate, tally)| {
            let met = tally.met as f64;
            Ok(JointGate {
                subject: Subject::of(gate.reward),
                times_met: tally.met,
                met: Estimate::of(met, met, options.draws),
                rewards: JointRewards::of(tally, draws)?,
            })
        });
        let gates = gates.collect::<Result<_, Error>>()?;
        let all = &drawn.all;
        let mut assessed = Pounds::ZERO;
        for gate in plan.gates() {
            assessed = assessed.plus(gate.reward.reward.unwrap_or(Pounds::ZERO))?;
        }
        let reaches = |pence: &&i64| Pounds::pence(**pence) >= assessed;
        let as_much = drawn.pence.iter().filter(reaches).count() as f64;
        let (met, payments) = (all.met as f64, all.payments as f64);
        Ok(Self {
            generator: "ChaCha8 (rand_chacha 0.9)",
            library: env!("CARGO_PKG_VERSION"),
            options: *options,
            gates,
            any_met: Estimate::of(met, met, options.draws),
            payments: Estimate::of(payments, all.payments_squared as f64, options.draws),
            rewards: JointRewards::of(all, draws)?,
            assessed,
            as_much: Estimate::of(as_much, as_much, options.draws),
            quantiles: quantiles(&mut drawn.pence)?,
            left_out: plan.left_out,
        })
    }
}

/// Sums that are not exceeded with some chances.
fn quantiles(pence: &mut [i64]) -> Result<Vec<Quantile>, Error> {
    pence.sort_unstable();
    let quantiles = [5, 25, 50, 75, 90, 95, 99].map(|percent: u8| {
        // The least number of draws that is so many per cent of all.
        let draws = pence.len().saturating_mul(percent.into()).div_ceil(100);
        let sum = pence.get(draws.saturating_sub(1)).copied();
        Ok(Quantile {
            percent: Percent::whole(percent)?,
            rewards: Pounds::pence(sum.unwrap_or_default()),
        })
    });
    quantiles.into_iter().collect()
}
