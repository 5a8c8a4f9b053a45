//! What an assessment is worth as evidence: how often its rule would pay had nothing
//! changed, how sure a fall is, what remains beside a comparator. Nothing here enters
//! the decision on a payment.
//!
//! Figures of chance are floats, and are estimates or bounds under assumptions that
//! each result names. Amounts that a rule would pay stay exact ([`Pounds`](crate::Pounds)).

#![allow(
    clippy::float_arithmetic,
    reason = "chances are no money; what is paid stays exact"
)]

mod assumption;
mod chance;
mod decomposition;
mod dependence;
mod digits;
mod evaluation;
mod further;
mod joint;
mod other_costs;
mod quarters;
mod rates;

pub use crate::money::DividedPounds;
pub use assumption::Assumption;
pub use chance::{Chance, Dispersion, PricedMean, Unchanged, chance, chance_of};
pub use decomposition::{Decomposition, GroupParts, MetricParts, Parts, Substitution};
pub use dependence::{CostVariance, Dependence, Together};
pub use evaluation::{
    CostChange, Dispersions, EVALUATION_SCHEMA, Evaluating, Evaluation, MetricRate, Power,
    RelativeChange, RewardEvaluation,
};
pub use joint::{Estimate, Joint, JointGate, JointOptions, JointRewards, Quantile};
pub use other_costs::{
    BaselineKind, BesideOthers, Comparator, Comparison, CostRange, CountRange, Decision,
    EarlierPeriods, Extremes, NotComparable, OtherBaseline, Precision, Relative, RewardBounds,
    Subject,
};
pub use quarters::{EstimatedDispersion, Quarters};
pub use rates::{
    Binomial, Confidence, Interval, NullRatio, Poisson, Proportion, Rate, Side, TestRule, TwoRates,
    TwoSums, Verdict, WeightedSum,
};
