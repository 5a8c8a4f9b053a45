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

mod beta;
mod binomial;
mod gamma;
mod interval;
mod poisson;
mod proportion;
mod rates;
mod rule;
mod special;
mod weighted;

pub use binomial::Binomial;
pub use interval::{Confidence, Interval, Verdict};
pub use poisson::Poisson;
pub use proportion::Proportion;
pub use rates::{NullRatio, Rate, TwoRates};
pub use rule::{Side, TestRule};
pub use weighted::{TwoSums, WeightedSum};
