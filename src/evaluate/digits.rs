//! Floats as they are written down.

use super::chance::Dispersion;
use serde::{Serialize, Serializer};

/// A number of ten significant digits; what lies beyond differs between machines.
#[derive(Serialize)]
pub(super) struct Digits(#[serde(serialize_with = "ten_digits")] pub(super) f64);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
pub(super) fn ten_digits<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let text = format!("{value:.9e}");
    serializer.serialize_f64(text.parse().unwrap_or(*value))
}

/// A dispersion as everywhere in what is written, so that results can be joined by it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
pub(super) fn ten_digits_of<S: Serializer>(
    of: &Dispersion,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    ten_digits(&of.ratio(), serializer)
}
