//! What assessments are worth as evidence: published figures, and laws that hold
//! whatever the counts are.

#![cfg(feature = "evaluate")]

mod chance;
mod rates;
