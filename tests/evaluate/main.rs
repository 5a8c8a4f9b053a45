//! Evaluations: chances, intervals and comparators.

#![cfg(feature = "evaluate")]

mod chance;
