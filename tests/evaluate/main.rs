//! What assessments are worth as evidence: published figures, and laws that hold
//! whatever the counts are.

#![cfg(feature = "evaluate")]

mod baselines;
mod bounds;
mod chance;
mod chance_laws;
mod comparator;
mod decomposition;
mod dependence;
mod evaluation;
mod joint;
mod rates;
mod small;
#[path = "../worlds/mod.rs"]
mod worlds;
