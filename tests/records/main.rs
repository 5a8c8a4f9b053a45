//! Counting records: that the library counts as a slow, obvious fold does, whatever
//! the files look like, and says clearly what it cannot count.

#![cfg(feature = "records")]

mod agreement;
mod columnar;
mod extracts;
mod faults;
mod files;
mod fold;
#[cfg(feature = "polars")]
mod frames;
mod nights;
mod partial;
mod plans;
mod published;
mod rolled;
mod spread;
mod sql;
mod types;
mod wrong_plans;
