#![cfg(feature = "evaluate")]
//! What assessments are worth as evidence: published figures, and laws that hold
//! whatever the counts are.

mod baselines;
mod bounds;
mod comparator;
mod decomposition;
mod small;
#[path = "../worlds/mod.rs"]
mod worlds;
