//! Payment-by-results rewards for justice reinvestment: computed, exact to the
//! penny, and explained.
//!
//! # Overview
//!
//! A *site* is rewarded when its demand on criminal justice services falls. What
//! demand cost is the sum of *counts* × *unit prices*, in a *baseline* and in
//! *test periods*, for each *cohort* (adult, youth) apart. Once the *reduction*
//! meets the *threshold*, shares of the *saving* are paid by *band*, up to a cap.
//!
//! - A [`Scheme`] is all that is agreed before the first count: periods, cohorts,
//!   terms, prices, sites and sources. It is read from a TOML file
//!   ([`Scheme::read`]) or built in code ([`Scheme::builder`]).
//! - [`Demand`] is the table of counts for a scheme. It is read from CSV
//!   ([`Demand::read`]), built in code, or added up from several tables
//!   ([`Demand::builder`]). A count that is missing is never zero.
//! - [`assess`] gives the [`Assessment`]: every [`Reward`] with its derivation.
//!   It prints itself as a table, JSON and CSV ([`Assessment::to_table`],
//!   [`Assessment::to_json`], [`Assessment::to_csv`]).
//! - [`Assessment::explain`] tells where rewards come from and how close they were
//!   ([`Closeness`]), as text, Markdown and JSON; [`Assessment::summary`] tells the
//!   whole on a page.
//! - [`compare::Revision`] says what changed in rewards between two versions of a
//!   scheme and its counts, and why.
//! - [`log`] lists what was assumed, decided and used, in the columns of the Aqua
//!   Book, as CSV.
//! - [`what_if`] asks what would be paid with other terms, prices or counts, and on
//!   which of them a decision hangs.
//!
//! Whatever is wrong with an input is in one [`Error`]: every [`Problem`] at once,
//! each with its place and with what to do.
//!
//! # A first assessment
//!
//! ```
//! use justice_reinvestment::{Demand, Document, Outcome, Scheme, assess};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scheme = std::fs::read("fixtures/england-and-wales/scheme.toml")?;
//! let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
//! let demand = std::fs::read("fixtures/england-and-wales/demand.csv")?;
//! let demand = Demand::read(&scheme, &Document::new("demand.csv", demand))?;
//!
//! let assessment = assess(&scheme, &demand)?;
//! assert_eq!(assessment.rewards.len(), 4);
//!
//! // Young people, 2011 against 2010: a fall of 11.74%, where 10% is needed.
//! let reward = &assessment.rewards[2];
//! assert_eq!(reward.outcome, Outcome::Met);
//! assert_eq!(reward.saving.unwrap().to_string(), "3312280.00");
//! assert_eq!(reward.threshold.margin.unwrap().to_string(), "489737.00");
//! // Half of the first 10%, and all of what lies beyond.
//! assert_eq!(reward.bands[0].payment.unwrap().to_string(), "1411271.50");
//! assert_eq!(reward.bands[1].payment.unwrap().to_string(), "489737.00");
//! assert_eq!(reward.reward.unwrap().to_string(), "1901008.50");
//! # Ok(())
//! # }
//! ```
//!
//! # Scope
//!
//! The library computes what a rule pays, from counts and prices that it is
//! given, and carries the sources of both. It does not say why demand fell, and
//! nothing that it prints may be read so. It holds no prices of its own: metrics,
//! prices and terms are data with a source. The terms of both published readings
//! of the Local Justice Reinvestment pilot (England and Wales, 2011 to 2013) are
//! built in ([`PublishedTerms`]); neither is a default.
//!
//! Each cohort in each test period stands alone against the one baseline, and
//! rewards are added. Periods of 365 and 366 days are compared as counted, and a
//! note says so.
//!
//! # Exactness
//!
//! [`Pounds`] is exact or an error. No amount is rounded but the reward, once, to
//! the penny; no decision divides. The reduction in per cent is rounded for people
//! to read. The same input gives the same bytes.
//!
//! # Limits
//!
//! A file that cannot be what it is given for is refused before it costs memory or time;
//! the error names the limit. Text files are read up to 64 MiB ([`Document::LARGEST`]),
//! schemes and count plans up to 1,500,000 bytes, with at most 1,000 metrics, sources and
//! test periods each and 10,000 prices. Ids and codes have at most 200 characters, titles
//! and remarks 10,000. A thousand problems are listed, and that there may be more. A scheme
//! has room for at most ten million counts. Extracts of records are read in pieces, of any
//! size.
//!
//! # Features
//!
//! None is on by default, and none changes a number.
//!
//! | feature | adds |
//! | --- | --- |
//! | `cli` | the command `reinvest` |
//! | `drawing` | problems drawn with the offending line and a caret: `Error::drawn` |
//! | `evaluate` | chances, intervals and comparators beside an assessment: `evaluate` |
//! | `pack` | a result with all that it was made of as one archive, written and opened: `pack` |
//! | `polars` | records, demand and figures as DataFrames: `frame` |
//! | `records` | counting records of CSV and Parquet extracts: `records` |
//! | `schema` | the JSON Schemas of the scheme file and of all that is written as JSON for others: `schema` |
//! | `rust_decimal` | `Pounds` to and from `rust_decimal::Decimal` |

#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    clippy::exhaustive_enums,
    clippy::exhaustive_structs
)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic
    )
)]

mod area;
mod assess;
mod cohort;
pub mod compare;
mod demand;
#[cfg(feature = "evaluate")]
pub mod evaluate;
mod explain;
#[cfg(feature = "polars")]
pub mod frame;
#[cfg(any(doc, doctest))]
pub mod guide;
mod keys;
pub mod log;
mod metric;
mod money;
mod name;
mod note;
pub mod pack;
mod page;
mod period;
pub mod problem;
pub mod receipt;
#[cfg(feature = "records")]
pub mod records;
#[cfg(feature = "schema")]
pub mod schema;
mod scheme;
mod source;
#[cfg(any(feature = "evaluate", feature = "records"))]
mod spread;
mod spreadsheet;
pub mod what_if;
pub mod wording;

pub use area::{AreaCode, Codes};
pub use assess::{
    ASSESSMENT_SCHEMA, AreaCount, Assessment, BandPayment, Cap, GroupCount, Line, MissingCount,
    Outcome, Pooled, Priced, ReductionPercent, Reward, SiteTotal, Threshold, Watched, assess,
};
pub use cohort::Cohort;
pub use demand::{Count, Demand, DemandBuilder, Marker, Markers, MissingReason, Observation};
pub use explain::{
    Bound, BoundSide, Closeness, Direction, EXPLANATION_SCHEMA, Explanation, MetricCloseness,
    Possible, Selection, Step, Turn,
};
pub use metric::{AreaBasis, Basis, Metric};
pub use money::{DividedPounds, Percent, Pounds, Rounding};
pub use name::{Id, Title};
pub use note::Note;
pub use period::{Day, Period};
pub use problem::{Document, Error, Place, Problem};
pub use scheme::{
    Band, BandTerms, Data, Judgement, PriceStatus, PriceYear, PublishedTerms, Reliability,
    SCHEME_SCHEMA, Scheme, SchemeBuilder, Site, Terms, ThresholdRule, UnitPrice,
};
pub use source::{Source, SourceDate};
#[cfg(any(feature = "evaluate", feature = "records"))]
pub use spread::{Spread, SpreadKind};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
