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

mod chance;
mod rates;

pub use chance::{Chance, Dispersion, PricedMean, Unchanged, chance, chance_of};
pub use rates::{
    Binomial, Confidence, Interval, NullRatio, Poisson, Proportion, Rate, Side, TestRule, TwoRates,
    TwoSums, Verdict, WeightedSum,
};
