//! The JSON Schemas (draft 2020-12) of the scheme file, read as JSON, of the
//! assessment, of the explanation and of the evaluation. They are tested against what
//! is read and written.

/// The schema of the scheme file: for editors that complete and check TOML.
pub static SCHEME: &str = include_str!("schema/scheme.json");

/// The schema of the assessment's JSON.
pub static ASSESSMENT: &str = include_str!("schema/assessment.json");

/// The schema of the explanation's JSON; it refers to that of the assessment by
/// its `$id`.
pub static EXPLANATION: &str = include_str!("schema/explanation.json");

/// The schema of the evaluation's JSON; it refers to that of the assessment by its
/// `$id`.
#[cfg(feature = "evaluate")]
pub static EVALUATION: &str = include_str!("schema/evaluation.json");
