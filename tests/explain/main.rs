//! Explanations: that their figures are the derivation's, that what they say of
//! other numbers of cases comes true, and that their words say no more.

mod closeness;
mod edges;
mod figures;
mod fixtures;
mod flips;
mod possible;
mod selection;
mod shape;
mod snapshots;
mod spelled;
mod words;
#[path = "../worlds/mod.rs"]
mod worlds;
