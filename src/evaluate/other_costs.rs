//! What the same rule would pay on other costs: relative to a comparator, against other
//! baselines, at the ends of what counts may have been.

mod baselines;
mod bounds;
mod comparator;
mod decision;

pub use baselines::{BaselineKind, BesideOthers, EarlierPeriods, OtherBaseline};
pub use bounds::{CostRange, CountRange, Extremes, Precision, RewardBounds};
pub use comparator::{Comparator, Comparison, NotComparable, Relative};
pub use decision::{Decision, Subject};
