//! Pounds, held exactly, and the percentages that are taken of them. The one
//! rounding that exists is here too. Prices, costs and rewards are built from
//! these elsewhere.

mod percent;
mod pounds;

pub use percent::Percent;
pub use pounds::{Pounds, Rounding};
