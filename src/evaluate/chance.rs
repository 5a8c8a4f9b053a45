//! How often a rule pays, and how much is to be expected, when counts vary about means:
//! computed from the distribution of the weighted counts, not simulated.

mod enclosing;
mod enumeration;
mod excess;
#[cfg(test)]
mod held;
mod inversion;
mod tilted;
mod wanted;
mod windows;

use crate::assess::Reward;
use crate::money::{Percent, Pounds};
use crate::problem::{Error, Problem};
use crate::scheme::{BandTerms, Terms, ThresholdRule};
use enumeration::Costs;
use excess::{Excess, Part};
use inversion::{Positive, positive};
use serde::Serialize;
use std::collections::BTreeMap;
pub(super) use wanted::Wanted;

/// The price of a metric, and how many cases are expected of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PricedMean {
    /// Pounds for one case in the baseline.
    baseline_price: Pounds,
    /// Pounds for one case in the test period.
    test_price: Pounds,
    /// How many cases are expected in the baseline.
    baseline: f64,
    /// How many are expected in the test period.
    test: f64,
}

impl PricedMean {
    /// A metric at a price, with the numbers of cases that are expected.
    ///
    /// # Errors
    ///
    /// The price is none ([`Pounds::price`]), or a number is negative, not finite or
    /// above 10¹⁵.
    pub fn new(price: Pounds, baseline: f64, test: f64) -> Result<Self, Error> {
        price.check_price()?;
        for mean in [baseline, test] {
            if !(0.0..=1e15).contains(&mean) {
                let what = format!("{mean} cases cannot be expected");
                let advice = "give a number from 0 to a thousand million million";
                return Err(Problem::new(what, advice).into());
            }
        }
        Ok(Self {
            baseline_price: price,
            test_price: price,
            baseline,
            test,
        })
    }

    /// The same, at another price in the test period.
    ///
    /// # Errors
    ///
    /// The price is none.
    pub fn at_test_price(mut self, price: Pounds) -> Result<Self, Error> {
        price.check_price()?;
        self.test_price = price;
        Ok(self)
    }
}

/// How widely counts vary: variance ÷ mean, one for all metrics.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Dispersion(f64);

impl Dispersion {
    /// As Poisson counts do.
    pub const POISSON: Self = Self(1.0);

    /// Variance φ × mean, as negative binomial counts have it; Poisson where φ is 1.
    ///
    /// # Errors
    ///
    /// φ is below 1 or above 1,000.
    pub fn new(ratio: f64) -> Result<Self, Error> {
        if (1.0..=1e3).contains(&ratio) {
            return Ok(Self(ratio));
        }
        let what = format!("{ratio} is no dispersion of counts that is computed");
        let advice = "give variance ÷ mean, from 1 (Poisson) to 1,000";
        Err(Problem::new(what, advice).into())
    }

    /// Variance ÷ mean.
    #[must_use]
    pub fn ratio(self) -> f64 {
        self.0
    }
}

/// How often a threshold is met and what is then to be expected of the rule, under
/// stated means and dispersion. The errors bound how far the figures may be off as
/// computed; that the assumptions hold they do not say.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Chance {
    /// The chance that the threshold is met.
    pub met: f64,
    /// How far that may be off, either way.
    pub met_error: f64,
    /// The mean of the reward before it is rounded, in pounds, zero where nothing is
    /// paid.
    pub expected_reward: f64,
    /// How far that may be off, either way, in pounds. Rounding to the penny moves a
    /// mean by half a penny at most.
    pub expected_reward_error: f64,
}

impl Chance {
    /// Of two computations of one chance, the better of each figure.
    fn or_better(self, other: Self) -> Self {
        let mut best = self;
        if other.met_error < self.met_error {
            (best.met, best.met_error) = (other.met, other.met_error);
        }
        if other.expected_reward_error < self.expected_reward_error {
            best.expected_reward = other.expected_reward;
            best.expected_reward_error = other.expected_reward_error;
        }
        best
    }
}

/// How often terms pay where counts vary about means, and what is to be expected.
///
/// Counts of the baseline and of the test period are independent, and so are those of
/// different metrics; each is Poisson about its mean, or negative binomial with the
/// dispersion that is given.
///
/// The chance is known to a millionth, and so is the mean beside itself, but where few
/// cases are expected of three or more metrics at unlike prices and counts vary widely:
/// measured, up to 2·10⁻⁴ at φ = 5 and 8·10⁻⁴ at φ = 100. The errors say so.
///
/// ```
/// use justice_reinvestment::evaluate::{Dispersion, PricedMean, chance};
/// use justice_reinvestment::{Cohort, PublishedTerms};
///
/// // 500 cases a year and nothing changed: one year in five seems to fall by 5% or more.
/// let terms = PublishedTerms::LjrBands.terms(Cohort::Adult);
/// let unchanged = PricedMean::new("1500.00".parse()?, 500.0, 500.0)?;
/// let chance = chance(&terms, &[unchanged], Dispersion::POISSON)?;
/// assert!((chance.met - 0.2091).abs() < 0.0001);
/// assert!(chance.met_error < 1e-6);
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
///
/// # Errors
///
/// None is known for terms and metrics that could be built.
pub fn chance(
    terms: &BandTerms,
    metrics: &[PricedMean],
    dispersion: Dispersion,
) -> Result<Chance, Error> {
    chance_within(terms, metrics, dispersion, Wanted::FULLY)
}

/// [`chance`], no better than is wanted.
pub(super) fn chance_within(
    terms: &BandTerms,
    metrics: &[PricedMean],
    dispersion: Dispersion,
    wanted: Wanted,
) -> Result<Chance, Error> {
    let metrics = Merged::of(metrics);
    let costs = |most| {
        let (baseline, test) = (&metrics.baseline, &metrics.test);
        Costs::of(baseline, test, dispersion.0, most, wanted.chance / 10.0)
    };
    if let Some(costs) = costs(wanted.most_costs) {
        return Ok(metrics.chance(terms, dispersion, Some(&costs), (0.0, 0.0)));
    }
    let mut tolerance = wanted.chance * 2.0;
    let mut best: Option<Chance> = None;
    for _ in 0..2 {
        let by = (tolerance, wanted.most_points);
        let found = metrics.chance(terms, dispersion, None, by);
        let found = best.map_or(found, |before| before.or_better(found));
        best = Some(found);
        let share = wanted.share(&found);
        if share >= 0.5 {
            break;
        }
        tolerance *= share.max(1e-4) / 2.0;
    }
    if best.is_none_or(|best| wanted.share(&best) < 0.5) {
        let most = wanted.most_costs.saturating_mul(wanted.times_more);
        if let Some(costs) = costs(most) {
            best = Some(metrics.chance(terms, dispersion, Some(&costs), (0.0, 0.0)));
        }
    }
    best.ok_or_else(|| Problem::new("this chance cannot be computed", "report it").into())
}

/// How many cases are expected at each price, in ten-thousandths of a pound: counts of
/// one price add up to a count of the same kind.
struct Merged {
    baseline: BTreeMap<i128, f64>,
    test: BTreeMap<i128, f64>,
}

impl Merged {
    fn of(metrics: &[PricedMean]) -> Self {
        let merged = |of: fn(&PricedMean) -> (Pounds, f64)| {
            let mut merged = BTreeMap::new();
            for metric in metrics {
                let (price, mean) = of(metric);
                // A price has at most four decimal places.
                let price = price.ten_thousandths().unwrap_or_default();
                if price > 0 && mean > 0.0 {
                    *merged.entry(price).or_default() += mean;
                }
            }
            merged
        };
        Self {
            baseline: merged(|metric| (metric.baseline_price, metric.baseline)),
            test: merged(|metric| (metric.test_price, metric.test)),
        }
    }

    /// The excess of the saving over a percentage of the baseline cost: that cost's
    /// share beyond the percentage, less the cost of the test period.
    fn excess(&self, edge: Percent, dispersion: Dispersion) -> Excess {
        // Ten-thousandths of a pound, times millionths.
        const UNIT: f64 = 1e-10;
        let all = i128::from(Percent::PARTS_IN_ALL);
        let kept = i128::from(Percent::PARTS_IN_ALL.abs_diff(edge.parts()));
        // A price has sixteen digits at most, and a percentage seven.
        let step = |price: &i128, share: i128| price.saturating_mul(share);
        let baseline = self.baseline.iter().map(|(price, mean)| Part {
            step: step(price, kept),
            mean: *mean,
            baseline_price: *price as f64 * 1e-4,
        });
        let test = self.test.iter().map(|(price, mean)| Part {
            step: step(price, all).saturating_neg(),
            mean: *mean,
            baseline_price: 0.0,
        });
        let parts = baseline.chain(test).collect();
        Excess::new(parts, UNIT, dispersion.0)
    }

    fn chance(
        &self,
        terms: &BandTerms,
        dispersion: Dispersion,
        costs: Option<&Costs>,
        (tolerance, most_points): (f64, f64),
    ) -> Chance {
        let threshold = terms.threshold();
        let strict = terms.rule() == ThresholdRule::MoreThan;
        let beyond = |edge, strict, tolerance| match costs {
            Some(costs) => costs.positive(edge, strict),
            None => positive(
                &self.excess(edge, dispersion),
                strict,
                tolerance,
                most_points,
            ),
        };
        let excess = self.excess(threshold, dispersion);
        let at_threshold = beyond(threshold, strict, tolerance);
        // Without a baseline cost there is no reduction, and nothing is met.
        let has_none = |sign: i128| {
            let of_sign = |part: &Part| match sign {
                1 => part.baseline_price > 0.0,
                _ => part.baseline_price <= 0.0,
            };
            excess.chance_of_none(of_sign)
        };
        let no_cost = match strict {
            true => 0.0,
            false => has_none(1) * has_none(-1),
        };
        let (least, most) = at_threshold.chance;
        let (least, most) = ((least - no_cost).max(0.0), (most - no_cost).max(0.0));
        let (mut reward, mut error) = (0.0, 0.0);
        let mut add = |times: f64, (value, off): (f64, f64)| {
            reward += times * value;
            error += times.abs() * off;
        };
        // A band pays its share of what exceeds its beginning, less what exceeds its end.
        let mut begins = Percent::ZERO;
        for band in terms.bands() {
            let share = share_of(band.share);
            let ends = band.up_to.map(|end| (end, -share));
            for (edge, share) in [Some((begins, share)), ends].into_iter().flatten() {
                if share == 0.0 {
                    continue;
                }
                if edge > threshold {
                    // A mean's error falls with the square of the chance's.
                    let tolerance = tolerance.max(tolerance.sqrt() / 10.0);
                    let Positive { mean, .. } = beyond(edge, false, tolerance);
                    add(share, mean);
                } else {
                    // Below the threshold all of the saving counts once it is met.
                    add(share, at_threshold.mean);
                    let between = share_of(threshold) - share_of(edge);
                    add(share * between, at_threshold.baseline);
                }
            }
            begins = band.up_to.unwrap_or(begins);
        }
        Chance {
            met: f64::midpoint(least, most).min(1.0),
            met_error: (most - least).abs() / 2.0,
            expected_reward: reward.max(0.0),
            expected_reward_error: error,
        }
    }
}

fn share_of(percent: Percent) -> f64 {
    f64::from(percent.parts()) / f64::from(Percent::PARTS_IN_ALL)
}

/// About which mean counts vary when nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unchanged {
    /// The count of the baseline.
    #[default]
    Baseline,
    /// The mean of the counts of the baseline and of the test period.
    Pooled,
}

/// How often a reward's rule pays if the true reduction of every metric is a percentage
/// (0 for nothing changed, negative for a rise).
///
/// # Errors
///
/// A count is missing; the reduction is not a number from −1,000% to 100%.
pub fn chance_of(
    reward: &Reward,
    unchanged: Unchanged,
    reduction_percent: f64,
    dispersion: Dispersion,
) -> Result<Chance, Error> {
    chance_of_within(
        reward,
        unchanged,
        reduction_percent,
        dispersion,
        Wanted::FULLY,
    )
}

/// [`chance_of`], no better than is wanted.
pub(super) fn chance_of_within(
    reward: &Reward,
    unchanged: Unchanged,
    reduction_percent: f64,
    dispersion: Dispersion,
    wanted: Wanted,
) -> Result<Chance, Error> {
    if !(-1000.0..=100.0).contains(&reduction_percent) {
        let what = format!("{reduction_percent}% is no reduction that is computed");
        return Err(Problem::new(what, "give one from -1000 to 100").into());
    }
    let metrics = means(reward, unchanged, reduction_percent)?;
    let Terms::Bands(terms) = &*reward.terms;
    chance_within(terms, &metrics, dispersion, wanted)
}

/// What is expected of every priced metric of a reward.
fn means(
    reward: &Reward,
    unchanged: Unchanged,
    reduction_percent: f64,
) -> Result<Vec<PricedMean>, Error> {
    let metrics = reward.lines.iter().map(|line| {
        let (Some(baseline), Some(test)) = (line.baseline_count, line.test_count) else {
            let what = format!("a count of \"{}\" is missing", line.priced.metric.id);
            let advice = "a chance needs every count; bounds say what is possible without";
            return Err(Problem::new(what, advice).into());
        };
        let mean = match unchanged {
            Unchanged::Baseline => baseline as f64,
            Unchanged::Pooled => f64::midpoint(baseline as f64, test as f64),
        };
        let kept = 1.0 - reduction_percent / 100.0;
        let priced = &line.priced;
        PricedMean::new(priced.baseline_price.amount, mean, mean * kept)?
            .at_test_price(priced.test_price.amount)
    });
    metrics.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverting_gives_what_going_through_every_cost_gives() {
        let lists: [&[(&str, f64, f64)]; 6] = [
            &[("1500.00", 12.0, 11.0)],
            &[("1.00", 80.0, 75.0)],
            &[("540.00", 6.0, 5.0), ("1000.00", 3.0, 2.0)],
            &[("0.01", 6.0, 6.0), ("1000000.00", 3.0, 2.0)],
            &[("12.34", 30.0, 30.0)],
            &[
                ("652.00", 4.0, 4.0),
                ("14710.00", 2.0, 1.0),
                ("39000.00", 1.0, 1.0),
            ],
        ];
        let mut tried = 0;
        for list in lists {
            for ratio in [1.0, 3.0] {
                let metrics = list.iter().map(|(price, baseline, test)| {
                    PricedMean::new(price.parse().unwrap(), *baseline, *test).unwrap()
                });
                let merged = Merged::of(&metrics.collect::<Vec<_>>());
                let Some(costs) = Costs::of(&merged.baseline, &merged.test, ratio, 400_000, 5e-8)
                else {
                    continue;
                };
                for edge in ["0%", "5%", "10%", "90%", "100%"] {
                    for strict in [false, true] {
                        let edge = edge.parse().unwrap();
                        let excess = merged.excess(edge, Dispersion(ratio));
                        let (found, known) = (
                            positive(&excess, strict, 2e-7, 2e6),
                            costs.positive(edge, strict),
                        );
                        let about = format!("{list:?} φ {ratio}, {edge}: {found:?} {known:?}");
                        let chance = f64::midpoint(known.chance.0, known.chance.1);
                        let (least, most) = found.chance;
                        assert!(least - 1e-9 <= chance && chance <= most + 1e-9, "{about}");
                        let near = |one: (f64, f64), other: (f64, f64)| {
                            (one.0 - other.0).abs() <= one.1 + other.1 + 1e-8 * other.0.abs()
                        };
                        assert!(near(found.mean, known.mean), "{about}");
                        assert!(near(found.baseline, known.baseline), "{about}");
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried >= 100, "{tried}");
    }
}
