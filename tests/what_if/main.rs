//! Questions that begin with "what if": that an answer is what an edited file would give,
//! that a decision turns where it is said to, and that every line says what was changed.

mod by_hand;
mod edited;
mod fixtures;
mod flips;
mod no_part;
mod pages;
mod refused;
mod totals;
#[path = "../worlds/mod.rs"]
mod worlds;
