//! DataFrames of Polars, both ways: records are counted from a frame, demand is read
//! from one and written as one, and so are the figures of assessments and
//! explanations.
//!
//! | from | to | by |
//! | --- | --- | --- |
//! | a frame of records | counts | [`Counting::count_frame`](crate::records::Counting::count_frame) |
//! | a frame of counts | [`Demand`](crate::Demand) | [`Demand::from_frame`](crate::Demand::from_frame), [`DemandBuilder::frame`](crate::DemandBuilder::frame) |
//! | [`Demand`](crate::Demand) | a frame | [`Demand::to_frame`](crate::Demand::to_frame) |
//! | [`Assessment`](crate::Assessment) | figures | [`RewardFigures::of`], [`BandFigures::of`], [`LineFigures::of`], [`CountFigures::of`], [`ClosenessFigures::of`] |
//! | figures | a frame, and back | [`RewardFigures::to_frame`], [`RewardFigures::from_frame`], and so on |
//!
//! Frames are those of `polars` 0.55.2, exactly: another version has types of its own.
//! Money never stands in a column of floats: it is text of exact digits, or whole
//! pence ([`Money`]). What is missing is null, never zero.
//!
//! Errors name the column, and where one row is concerned that row, counted from 1.

mod demand;
mod figures;
mod records;
mod table;
mod value;

pub use figures::{BandFigures, ClosenessFigures, CountFigures, Edge, LineFigures, RewardFigures};
pub use table::Money;

use crate::name::quoted;
use crate::problem::{Error, Problem};
use polars_core::prelude::{DataType, PolarsError};

/// What Polars refuses.
fn refused(error: &PolarsError) -> Error {
    let what = format!("the frame cannot be used: {error}");
    Problem::new(what, "check the types of its columns").into()
}

/// That a column's type is none that is read.
fn not_read(column: &str, of: &DataType, advice: &str) -> Problem {
    let column = quoted(column);
    let what = format!("column {column} is of type {of}, which cannot be read so");
    Problem::new(what, advice)
}
