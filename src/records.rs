//! From records to demand: extracts of one row a record are counted as a count
//! plan says, and every record is accounted for.

mod balance;
mod columns;
mod counted;
mod csv;
mod extract;
mod faults;
mod fields;
mod kernel;
mod parquet;
mod partial;
mod plan;
mod principal;
mod tally;

pub use balance::Balance;
pub use counted::Counted;
pub use extract::{Counting, Extract, Progress};
pub use partial::{DemandTable, PartialCounts};
pub use plan::{CountPlan, PLAN_SCHEMA};
