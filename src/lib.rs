#![doc = "wip"]
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

pub mod problem;
pub mod wording;
mod area;
mod cohort;
mod metric;
mod money;
mod name;
mod period;
mod scheme;
mod source;

pub use area::{AreaCode, Codes};
pub use cohort::Cohort;
pub use metric::{AreaBasis, Basis, Metric};
pub use money::{Percent, Pounds, Rounding};
pub use name::{Id, Title};
pub use period::{Day, Period};
pub use problem::{Document, Error, Place, Problem};
pub use scheme::{
    Band, BandTerms, Data, PriceStatus, PriceYear, PublishedTerms, SCHEME_SCHEMA, Scheme,
    SchemeBuilder, Site, Terms, ThresholdRule, UnitPrice,
};
pub use source::{Source, SourceDate};
