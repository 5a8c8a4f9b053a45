#![cfg(feature = "schema")]
//! The JSON Schemas against the library: what the reader takes they allow, what it
//! refuses for its form they refuse, and the keys that assessments,
//! explanations and evaluations write are those that they describe.

mod assessment;
mod documents;
#[cfg(feature = "evaluate")]
mod evaluation;
mod explanation;
mod found;
mod scheme;
mod worlds;
