//! The JSON Schemas (draft 2020-12) of the scheme file, read as JSON, and of all that is
//! written as JSON: the assessment, its explanation and evaluation, a revision, the
//! answer to what-if, a receipt, and the contents of a pack. Those of outputs refer to
//! that of the assessment by its `$id`, that of the pack also to that of the receipt.
//! They are tested against what is read and written.

/// The schema of the scheme file: for editors that complete and check TOML.
pub static SCHEME: &str = include_str!("schema/scheme.json");

/// The schema of the assessment's JSON.
pub static ASSESSMENT: &str = include_str!("schema/assessment.json");

/// The schema of the explanation's JSON.
pub static EXPLANATION: &str = include_str!("schema/explanation.json");

/// The schema of the evaluation's JSON.
#[cfg(feature = "evaluate")]
pub static EVALUATION: &str = include_str!("schema/evaluation.json");

/// The schema of the JSON of a [`Revision`](crate::compare::Revision): what changed
/// between two versions.
pub static REVISION: &str = include_str!("schema/revision.json");

/// The schema of the JSON of an answer to [`what_if`](crate::what_if).
pub static WHAT_IF: &str = include_str!("schema/what_if.json");

/// The schema of a receipt.
pub static RECEIPT: &str = include_str!("schema/receipt.json");

/// The schema of `pack.json`, the contents of a pack.
pub static PACK: &str = include_str!("schema/pack.json");
