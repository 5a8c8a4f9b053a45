//! Evaluation: that chances and intervals are those of the published methods.

#![cfg(feature = "evaluate")]

mod rates;
