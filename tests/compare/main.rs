//! What changed in rewards from one version to the next: small cases reckoned by hand,
//! and generated ones against a slow reckoning that goes through all orders.

mod aside;
mod generated;
mod heading;
mod listed;
mod missing;
mod names;
mod pages;
mod rows;
mod small;
mod worked;
#[path = "../worlds/mod.rs"]
mod worlds;
