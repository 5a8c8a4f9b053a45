//! From records to demand: extracts of one row a record are counted as a count
//! plan says, and every record is accounted for.

mod balance;
mod batches;
mod columns;
mod counted;
mod counting;
mod csv;
mod extract;
mod faults;
mod fields;
mod gathering;
mod kernel;
mod parquet;
mod partial;
mod plan;
mod principal;
mod privacy;
mod sql;
mod tally;

pub use balance::Balance;
#[cfg(feature = "polars")]
pub(crate) use batches::Given;
pub use counted::Counted;
pub use counting::{Counting, Progress};
pub use extract::Extract;
pub use partial::{DemandTable, PartialCounts};
pub use plan::{CountPlan, PLAN_SCHEMA};
pub use privacy::Privacy;
pub use sql::Dialect;
