//! An evaluation as JSON: the contract `justice-reinvestment/evaluation/1`. What was
//! assessed stands there as in the assessment's JSON. Money is text of exact digits;
//! chances and ratios are numbers of ten significant digits.

use super::{
    CostChange, Dispersions, Evaluation, MetricRate, Power, RelativeChange, RewardEvaluation,
};
use crate::assess::json::HeadJson;
use crate::assess::{Outcome, ReductionPercent, Threshold};
use crate::evaluate::chance::{Chance, Dispersion, Unchanged};
use crate::evaluate::decomposition::Decomposition;
use crate::evaluate::dependence::{CostVariance, Dependence, Together};
use crate::evaluate::digits::Digits;
use crate::evaluate::joint::Joint;
use crate::evaluate::other_costs::Comparison;
use crate::evaluate::other_costs::RewardBounds;
use crate::evaluate::other_costs::Subject;
use crate::evaluate::rates::{Confidence, Interval, Verdict};
use crate::evaluate::{Assumption, BesideOthers};
use crate::explain::NoPart;
use crate::money::{Percent, Pounds};
use crate::name::{Id, Title};
use serde::{Serialize, Serializer};

impl Evaluation<'_> {
    /// The evaluation as JSON text, in lines, with a line end after the last.
    ///
    /// The same input gives the same bytes: no clock, no path, no host name.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every key is text and every value a text, number, list or null: there is
        // nothing that JSON could refuse.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}

impl Serialize for Evaluation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            schema: &'a str,
            #[serde(flatten)]
            head: HeadJson<'a>,
            confidence_percent: Percent,
            unchanged_about: Unchanged,
            test_rule: &'a str,
            rounded_to: Option<u64>,
            earlier_periods: &'a [Id],
            dispersion: DispersionJson,
            rewards: &'a [RewardEvaluation<'a>],
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            takes_no_part: &'a [NoPart],
            joint: &'a [Joint],
            assumptions: Vec<AssumptionJson>,
        }
        let assumptions = self.assumptions().into_iter();
        let json = Json {
            schema: super::EVALUATION_SCHEMA,
            head: HeadJson::of(self.assessment),
            confidence_percent: self.confidence.percent(),
            unchanged_about: self.unchanged,
            test_rule: self.test_rule.as_str(),
            rounded_to: self.rounded_to,
            earlier_periods: &self.earlier,
            dispersion: DispersionJson::of(self),
            rewards: &self.rewards,
            takes_no_part: &self.no_parts,
            joint: &self.joint,
            assumptions: assumptions.map(AssumptionJson::of).collect(),
        };
        json.serialize(serializer)
    }
}

/// An assumption, by its name and in words.
#[derive(Serialize)]
struct AssumptionJson {
    name: Assumption,
    says: &'static str,
}

impl AssumptionJson {
    fn of(name: Assumption) -> Self {
        Self {
            name,
            says: name.in_words(),
        }
    }
}

#[derive(Serialize)]
struct DispersionJson {
    source: &'static str,
    ratios: Vec<Digits>,
    estimate: Option<EstimateJson>,
}

#[derive(Serialize)]
struct EstimateJson {
    ratio: Digits,
    ratio_interval: IntervalJson,
    first_quarter: Id,
    last_quarter: Id,
    degrees_of_freedom: u64,
    series: u64,
    left_out: u64,
}

impl DispersionJson {
    fn of(evaluation: &Evaluation<'_>) -> Self {
        let ratios = evaluation.dispersions.iter();
        Self {
            source: match &evaluation.source {
                None => "range",
                Some(Dispersions::Given(_)) => "given",
                Some(Dispersions::Estimated(_)) => "quarters",
            },
            ratios: ratios.map(|one| Digits(one.ratio())).collect(),
            estimate: match &evaluation.source {
                Some(Dispersions::Estimated(found)) => Some(EstimateJson {
                    ratio: Digits(found.ratio),
                    ratio_interval: IntervalJson::between(found.interval),
                    first_quarter: found.quarters.0.clone(),
                    last_quarter: found.quarters.1.clone(),
                    degrees_of_freedom: found.degrees,
                    series: found.series,
                    left_out: found.left_out,
                }),
                None | Some(Dispersions::Given(_)) => None,
            },
        }
    }
}

impl Serialize for RewardEvaluation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            #[serde(flatten)]
            subject: Subject,
            outcome: Outcome,
            baseline_cost: Option<Pounds>,
            test_cost: Option<Pounds>,
            saving: Option<Pounds>,
            reduction_percent: Option<ReductionPercent>,
            threshold: &'a Threshold,
            reward: Option<Pounds>,
            rates: &'a [MetricRate],
            costs: &'a [CostChange],
            dependence: Option<DependenceJson<'a>>,
            power: &'a [Power],
            bounds: Option<&'a RewardBounds>,
            comparison: Option<&'a Comparison>,
            relative_changes: Vec<RelativeJson>,
            other_baselines: Option<&'a BesideOthers>,
            decomposition: Option<&'a Decomposition>,
            assumptions: Vec<Assumption>,
        }
        let reward = self.reward;
        let json = Json {
            subject: Subject::of(reward),
            outcome: reward.outcome,
            baseline_cost: reward.baseline_cost,
            test_cost: reward.test_cost,
            saving: reward.saving,
            reduction_percent: reward.reduction_percent,
            threshold: &reward.threshold,
            reward: reward.reward,
            rates: &self.rates,
            costs: &self.costs,
            dependence: self.dependence.as_ref().map(DependenceJson::of),
            power: &self.power,
            bounds: self.bounds.as_ref(),
            comparison: self.comparison.as_ref(),
            relative_changes: self.relative_changes.iter().map(RelativeJson::of).collect(),
            other_baselines: self.others.as_ref(),
            decomposition: self.decomposition.as_ref(),
            assumptions: self.assumptions(),
        };
        json.serialize(serializer)
    }
}

/// What comes together, and the chance with the dispersion that it gives.
#[derive(Serialize)]
struct DependenceJson<'a> {
    together: Together,
    baseline: VarianceJson,
    test: VarianceJson,
    without_sums: &'a [Id],
    ratio_interval: Option<IntervalJson>,
    approximate: bool,
    unchanged: Option<ChanceJson>,
    assumptions: &'a [Assumption],
}

impl<'a> DependenceJson<'a> {
    fn of((dependence, chance): &'a (Dependence, Option<Chance>)) -> Self {
        let with = dependence.dispersion().zip(chance.as_ref());
        let interval = dependence.interval(Confidence::usual());
        Self {
            together: dependence.together,
            baseline: VarianceJson::of(&dependence.baseline),
            test: VarianceJson::of(&dependence.test),
            without_sums: &dependence.without_sums,
            ratio_interval: interval.as_ref().map(IntervalJson::of),
            approximate: true,
            assumptions: &dependence.assumptions,
            unchanged: with.map(|(dispersion, chance)| ChanceJson::of(dispersion, chance)),
        }
    }
}

/// The cost of a period and how widely it varies.
#[derive(Serialize)]
struct VarianceJson {
    cost: Pounds,
    variance: Digits,
    independent_variance: Digits,
    standard_deviation_ratio: Option<Digits>,
}

impl VarianceJson {
    fn of(cost: &CostVariance) -> Self {
        Self {
            cost: cost.cost,
            variance: Digits(cost.variance),
            independent_variance: Digits(cost.independent_variance),
            standard_deviation_ratio: cost.wider().map(Digits),
        }
    }
}

/// Shares, as intervals.
#[derive(Serialize)]
struct RelativeJson {
    dispersion: Digits,
    ratio_of_ratios_interval: IntervalJson,
    difference_of_percentages_interval: IntervalJson,
    approximate: bool,
    verdict: &'static str,
}

impl RelativeJson {
    fn of(change: &RelativeChange) -> Self {
        Self {
            dispersion: Digits(change.dispersion.ratio()),
            ratio_of_ratios_interval: IntervalJson::between(change.ratio_of_ratios),
            difference_of_percentages_interval: IntervalJson::between(change.difference),
            approximate: true,
            verdict: verdict(change.verdict),
        }
    }
}

#[derive(Serialize)]
struct IntervalJson {
    lower: Digits,
    upper: Option<Digits>,
}

impl IntervalJson {
    fn of(interval: &Interval) -> Self {
        Self {
            lower: Digits(interval.lower),
            upper: interval.upper.map(Digits),
        }
    }

    fn between((lower, upper): (f64, f64)) -> Self {
        Self {
            lower: Digits(lower),
            upper: Some(Digits(upper)),
        }
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fell => "fell",
        Verdict::Rose => "rose",
        Verdict::CannotTell => "cannot_tell",
    }
}

impl Serialize for MetricRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            metric: &'a Id,
            title: &'a Title,
            basis: &'a str,
            baseline_count: u64,
            test_count: u64,
            ratio: Option<Digits>,
            ratio_interval: IntervalJson,
            p_no_change: Digits,
            p_threshold: Digits,
            verdict: &'a str,
        }
        let json = Json {
            metric: &self.metric.id,
            title: &self.metric.title,
            basis: self.metric.basis.as_str(),
            baseline_count: self.baseline_count,
            test_count: self.test_count,
            ratio: self.ratio.map(Digits),
            ratio_interval: IntervalJson::of(&self.interval),
            p_no_change: Digits(self.p_no_change),
            p_threshold: Digits(self.p_threshold),
            verdict: verdict(self.verdict),
        };
        json.serialize(serializer)
    }
}

impl Serialize for CostChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            dispersion: Digits,
            baseline_effective_count: Option<Digits>,
            test_effective_count: Option<Digits>,
            reduction: Option<Digits>,
            standard_deviation: Option<Digits>,
            ratio_interval: IntervalJson,
            approximate: bool,
            verdict: &'a str,
        }
        let json = Json {
            dispersion: Digits(self.dispersion.ratio()),
            baseline_effective_count: self.baseline_effective_count.map(Digits),
            test_effective_count: self.test_effective_count.map(Digits),
            reduction: self.reduction.map(Digits),
            standard_deviation: self.standard_deviation.map(Digits),
            ratio_interval: IntervalJson::of(&self.interval),
            approximate: true,
            verdict: verdict(self.verdict),
        };
        json.serialize(serializer)
    }
}

impl Serialize for Power {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json {
            true_reduction_percent: Digits,
            chances: Vec<ChanceJson>,
        }
        let chances = self.chances.iter();
        let json = Json {
            true_reduction_percent: Digits(self.reduction_percent),
            chances: chances
                .map(|(dispersion, chance)| ChanceJson::of(*dispersion, chance))
                .collect(),
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
struct ChanceJson {
    dispersion: Digits,
    chance_met: Digits,
    chance_met_error: Digits,
    expected_reward: Digits,
    expected_reward_error: Digits,
}

impl ChanceJson {
    fn of(dispersion: Dispersion, chance: &Chance) -> Self {
        Self {
            dispersion: Digits(dispersion.ratio()),
            chance_met: Digits(chance.met),
            chance_met_error: Digits(chance.met_error),
            expected_reward: Digits(chance.expected_reward),
            expected_reward_error: Digits(chance.expected_reward_error),
        }
    }
}
