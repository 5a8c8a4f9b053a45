//! Frames: that demand and figures go into them and come back whole, and that what
//! is wrong with a frame is said as it is said of a table.

#![cfg(feature = "polars")]

mod demand;
mod figures;
#[path = "../worlds/mod.rs"]
mod worlds;
