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
mod assess;
mod cohort;
mod demand;
mod metric;
mod money;
mod name;
mod period;
mod scheme;
#[cfg(feature = "schema")]
pub mod schema;
mod source;

pub use area::{AreaCode, Codes};
pub use assess::{
    ASSESSMENT_SCHEMA, AreaCount, Assessment, BandPayment, Cap, GroupCount, Line, MissingCount,
    Outcome, Pooled, Priced, ReductionPercent, Reward, SiteTotal, Threshold, Watched, assess,
};
pub use cohort::Cohort;
pub use demand::{
    Count, Demand, DemandBuilder, Marker, Markers, MissingReason, Observation,
};
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
