//! Rates, proportions and priced sums of counts: how sure a fall is. Tests and intervals
//! of single counts are exact; those of priced sums are approximate, and called so.

mod beta;
mod binomial;
mod gamma;
mod interval;
mod poisson;
mod proportion;
mod rule;
mod special;
mod two_rates;
mod weighted;

pub use binomial::Binomial;
pub(super) use gamma::Gamma;
pub use interval::{Confidence, Interval, Verdict};
pub use poisson::Poisson;
pub use proportion::Proportion;
pub use rule::{Side, TestRule};
pub use two_rates::{NullRatio, Rate, TwoRates};
pub use weighted::{TwoSums, WeightedSum};
