//! Pounds, held exactly, and the percentages that are taken of them. The one
//! rounding that exists is here too. Prices, costs and rewards are built from
//! these elsewhere.

mod divided;
mod parts;
mod percent;
mod pounds;
mod text;

pub use divided::DividedPounds;
#[cfg(feature = "evaluate")]
pub(crate) use divided::in_lowest_terms;
pub use percent::Percent;
pub use pounds::{Pounds, Rounding};
