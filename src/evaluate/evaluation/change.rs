//! What changed between a baseline and a test period, and how sure that is: the rate of
//! each metric, the cost of demand, and the cost relative to a comparator's.

use crate::assess::{Line, Reward};
use crate::evaluate::chance::Dispersion;
use crate::evaluate::other_costs::Comparison;
use crate::evaluate::rates::{
    Confidence, Interval, NullRatio, Rate, TestRule, TwoSums, Verdict, WeightedSum,
};
use crate::metric::Metric;
use crate::money::{Percent, Pounds};
use crate::problem::Error;
use statrs::distribution::{ContinuousCDF, Normal};
use std::sync::Arc;

/// The rates of one metric: cases a day in the test period against the baseline.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MetricRate {
    /// What is counted.
    pub metric: Arc<Metric>,
    /// The count in the baseline.
    pub baseline_count: u64,
    /// The count in the test period.
    pub test_count: u64,
    /// The ratio of the rates; `None` where nothing was counted in the baseline.
    pub ratio: Option<f64>,
    /// The exact interval of that ratio.
    pub interval: Interval,
    /// The chance of so large a difference, or a larger one, if the rate did not change.
    pub p_no_change: f64,
    /// The same if it fell by exactly the threshold.
    pub p_threshold: f64,
    /// What may be said of the underlying rate.
    pub verdict: Verdict,
}

/// The price-weighted cost of the test period against that of the baseline, both at the
/// baseline's prices: it speaks of demand, whatever became of prices.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CostChange {
    /// Under which dispersion.
    pub dispersion: Dispersion,
    /// How many Poisson counts at one price would vary as much: of the baseline.
    pub baseline_effective_count: Option<f64>,
    /// Of the test period.
    pub test_effective_count: Option<f64>,
    /// The reduction, as a share.
    pub reduction: Option<f64>,
    /// Its standard deviation, approximate.
    pub standard_deviation: Option<f64>,
    /// An interval for the ratio of the two costs, approximate.
    pub interval: Interval,
    /// What may be said of the underlying cost of demand.
    pub verdict: Verdict,
}

/// How sure a difference from a comparator is, approximately: the logarithms of costs, and
/// reductions, are taken as normal, with variances by the delta method.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RelativeChange {
    /// Under which dispersion.
    pub dispersion: Dispersion,
    /// An interval for the reduction as a ratio of ratios, as shares.
    pub ratio_of_ratios: (f64, f64),
    /// An interval for the difference of the two reductions, as shares.
    pub difference: (f64, f64),
    /// What may be said of the underlying cost relative to the comparator's, by the ratio
    /// of ratios.
    pub verdict: Verdict,
}

/// The rates of every priced metric whose counts are there.
pub(super) fn rates(
    reward: &Reward,
    threshold: Percent,
    rule: TestRule,
) -> Result<Vec<MetricRate>, Error> {
    let confidence = Confidence::usual();
    // Both have days, and few enough.
    let days = |days: u64| u32::try_from(days).map_or(1.0, f64::from);
    let counted = reward.lines.iter().filter_map(|line| {
        let counts = line.baseline_count.zip(line.test_count)?;
        Some((&line.priced.metric, counts))
    });
    let of_metric = |(metric, (baseline, test)): (&Arc<Metric>, (u64, u64))| {
        let baseline_rate = Rate::new(baseline, days(reward.baseline.days()))?;
        let rates = Rate::new(test, days(reward.period.days()))?.against(baseline_rate);
        Ok(MetricRate {
            metric: Arc::clone(metric),
            baseline_count: baseline,
            test_count: test,
            ratio: rates.ratio(),
            interval: rates.interval(confidence),
            p_no_change: rates.p_value(rule, NullRatio::NO_CHANGE),
            p_threshold: rates.p_value(rule, NullRatio::reduction(threshold)),
            verdict: rates.verdict(confidence),
        })
    };
    counted.map(of_metric).collect()
}

/// Counts with their prices.
type Priced = Vec<(u64, Pounds)>;

/// The counts of the baseline and of the test period with their prices; `None` where a
/// count is missing or no count has a price.
fn priced(reward: &Reward, test_price: fn(&Line) -> Pounds) -> Option<[Priced; 2]> {
    let lines = reward.lines.iter();
    let baseline = lines
        .clone()
        .map(|line| Some((line.baseline_count?, baseline_price(line))));
    let test = lines.map(|line| Some((line.test_count?, test_price(line))));
    let both = [
        baseline.collect::<Option<Priced>>()?,
        test.collect::<Option<Priced>>()?,
    ];
    let has_price = |items: &Priced| items.iter().any(|(_, price)| *price > Pounds::ZERO);
    both.iter().all(has_price).then_some(both)
}

fn baseline_price(line: &Line) -> Pounds {
    line.priced.baseline_price.amount
}

fn sum(items: &Priced, dispersion: Dispersion) -> Result<WeightedSum, Error> {
    WeightedSum::priced(items.iter().copied())?.with_dispersion(dispersion.ratio())
}

/// What may be said where no change is a ratio of 1.
fn verdict(lower: f64, upper: Option<f64>) -> Verdict {
    match upper {
        Some(upper) if upper < 1.0 => Verdict::Fell,
        _ if lower > 1.0 => Verdict::Rose,
        _ => Verdict::CannotTell,
    }
}

/// The change of the cost of demand, under each dispersion.
pub(super) fn costs(reward: &Reward, dispersions: &[Dispersion]) -> Result<Vec<CostChange>, Error> {
    let Some([baseline, test]) = priced(reward, baseline_price) else {
        return Ok(Vec::new());
    };
    let under = |dispersion: &Dispersion| {
        let (baseline, test) = (sum(&baseline, *dispersion)?, sum(&test, *dispersion)?);
        let sums = test.against(baseline);
        let interval = sums.interval(Confidence::usual());
        Ok(CostChange {
            dispersion: *dispersion,
            baseline_effective_count: baseline.effective_count(),
            test_effective_count: test.effective_count(),
            reduction: sums.reduction(),
            standard_deviation: sums.standard_deviation(),
            verdict: verdict(interval.lower, interval.upper),
            interval,
        })
    };
    dispersions.iter().map(under).collect()
}

/// How sure the difference from a comparator is, under each dispersion.
pub(super) fn relative(
    reward: &Reward,
    beside: &Comparison,
    dispersions: &[Dispersion],
) -> Result<Vec<RelativeChange>, Error> {
    let in_test = |line: &Line| line.priced.test_price.amount;
    let (Some([baseline, test]), Some([site_baseline, site_test])) =
        (&beside.counts, priced(reward, in_test))
    else {
        return Ok(Vec::new());
    };
    let normal = Normal::standard();
    let z = -normal.inverse_cdf(Confidence::usual().tail());
    let mut changes = Vec::new();
    for dispersion in dispersions.iter().copied() {
        let against = |test: &Priced, baseline: &Priced| {
            Ok::<_, Error>(sum(test, dispersion)?.against(sum(baseline, dispersion)?))
        };
        let site = against(&site_test, &site_baseline)?;
        let elsewhere = against(test, baseline)?;
        let known = |sums: &TwoSums| sums.ratio().zip(sums.standard_deviation());
        let (Some((ratio, deviation)), Some((other, of_other))) = (known(&site), known(&elsewhere))
        else {
            return Ok(Vec::new());
        };
        let of_logarithm = (deviation / ratio).hypot(of_other / other);
        let factor = (z * of_logarithm).exp();
        let (lower, upper) = (ratio / other / factor, ratio / other * factor);
        let (difference, spread) = (other - ratio, z * deviation.hypot(of_other));
        changes.push(RelativeChange {
            dispersion,
            ratio_of_ratios: (1.0 - upper, 1.0 - lower),
            difference: (difference - spread, difference + spread),
            verdict: verdict(lower, Some(upper)),
        });
    }
    Ok(changes)
}
