#![cfg(feature = "schema")]
//! The JSON Schemas against the library: what the reader takes they allow, what it
//! refuses for its form they refuse, and the keys that outputs write are those that
//! they describe.

mod assessment;
mod documents;
#[cfg(feature = "evaluate")]
mod evaluation;
mod explanation;
mod found;
#[cfg(feature = "pack")]
mod pack;
mod receipt;
mod revision;
mod scheme;
mod what_if;
mod worlds;
mod written;
