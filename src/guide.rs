//! The guide, from a first assessment to a service that embeds the library.
//! Every command and every program in it is run by the tests.
//!
//! For whoever has counts and wants figures:
//!
//! 1. [`your_first_assessment`]: ten minutes, from installing the command to
//!    reading its first error.
//! 2. [`reading_a_derivation`]: one explanation, figure by figure, with a pocket
//!    calculator.
//! 3. [`when_counts_are_missing`]: what is still computed, what is possible, and
//!    what to do next.
//! 4. [`when_figures_change`]: what changed between two versions, and why, to the
//!    penny.
//!
//! For whoever agrees what is paid:
//!
//! 5. [`writing_a_scheme`]: every part of the scheme file, and why it is there.
//! 6. [`what_if`]: what other terms, prices or counts would pay, and on which of them a
//!    decision hangs.
//!
//! For whoever works beside it:
//!
//! 7. [`from_excel_r_and_python`]: tables in and figures out, without losing a
//!    penny.
//! 8. [`from_an_extract_to_a_reward`]: records counted, every one accounted for.
//! 9. [`sentenced_together_breached_appealed`]: what one case is, and which option
//!    of a count plan says so.
//! 10. [`on_spark_or_athena`]: the plan as SQL, where the records are.
//! 11. [`how_sure_is_it`]: what an assessment is worth as evidence.
//! 12. [`recomputing_a_result`]: receipts, packs and sign-offs.
//! 13. [`with_dataframes`]: records, counts and figures as frames of Polars.
//! 14. [`embedding_it`]: the library in a Rust program.
//!
//! The command's own words are in `reinvest help COMMAND` and `reinvest man`; each
//! key of the scheme file is in `reinvest schema scheme`.

// A chapter names its links at its end as files, for whoever reads the files. The
// names before a chapter come first, and so hold in the documentation.

/// [Reading a derivation]: reading_a_derivation
/// [Writing a scheme]: writing_a_scheme
/// [From Excel, R and Python]: from_excel_r_and_python
/// [When counts are missing]: when_counts_are_missing
#[doc = include_str!("guide/your_first_assessment.md")]
pub mod your_first_assessment {}

/// [When counts are missing]: when_counts_are_missing
/// [What if?]: what_if
#[doc = include_str!("guide/reading_a_derivation.md")]
pub mod reading_a_derivation {}

/// [From Excel, R and Python]: from_excel_r_and_python
#[doc = include_str!("guide/writing_a_scheme.md")]
pub mod writing_a_scheme {}

/// [Reading a derivation]: reading_a_derivation
/// [How sure is it?]: how_sure_is_it
#[doc = include_str!("guide/what_if.md")]
pub mod what_if {}

#[doc = include_str!("guide/when_counts_are_missing.md")]
pub mod when_counts_are_missing {}

#[doc = include_str!("guide/when_figures_change.md")]
pub mod when_figures_change {}

#[doc = include_str!("guide/from_excel_r_and_python.md")]
pub mod from_excel_r_and_python {}

/// [Reading a derivation]: reading_a_derivation
/// [When counts are missing]: when_counts_are_missing
/// [How sure is it?]: how_sure_is_it
/// [Sentenced together, breached, appealed, turned 18]: sentenced_together_breached_appealed
#[doc = include_str!("guide/from_an_extract_to_a_reward.md")]
pub mod from_an_extract_to_a_reward {}

/// [From an extract to a reward]: from_an_extract_to_a_reward
#[doc = include_str!("guide/sentenced_together_breached_appealed.md")]
pub mod sentenced_together_breached_appealed {}

#[doc = include_str!("guide/on_spark_or_athena.md")]
pub mod on_spark_or_athena {}

/// [From an extract to a reward]: from_an_extract_to_a_reward
/// [`Evaluating`]: crate::evaluate::Evaluating
/// [`Rate`]: crate::evaluate::Rate
/// [`chance`]: fn@crate::evaluate::chance
/// [`Comparator`]: crate::evaluate::Comparator
/// [`Extremes`]: crate::evaluate::Extremes
/// [`Decomposition`]: crate::evaluate::Decomposition
#[cfg_attr(feature = "evaluate", doc = include_str!("guide/how_sure_is_it.md"))]
#[cfg_attr(
    not(feature = "evaluate"),
    doc = "In the documentation of all features."
)]
pub mod how_sure_is_it {}

/// [`Receipt`]: crate::receipt::Receipt
/// [`Pack`]: crate::pack::Pack
/// [`SignOffs`]: crate::receipt::SignOffs
#[doc = include_str!("guide/recomputing_a_result.md")]
pub mod recomputing_a_result {}

#[cfg_attr(feature = "polars", doc = include_str!("guide/with_dataframes.md"))]
#[cfg_attr(not(feature = "polars"), doc = "In the documentation of all features.")]
pub mod with_dataframes {}

/// [`Scheme::builder`]: crate::Scheme::builder
/// [`Demand::builder`]: crate::Demand::builder
/// [`Scheme::to_toml`]: crate::Scheme::to_toml
/// [`Demand::to_csv`]: crate::Demand::to_csv
/// [`assess`]: fn@crate::assess
/// [`Error`]: crate::Error
/// [`NotComputable`]: crate::Outcome::NotComputable
/// [`Assessment::explain`]: crate::Assessment::explain
/// [`Selection`]: crate::Selection
/// [`Closeness`]: crate::Closeness
/// [`to_table`]: crate::Assessment::to_table
/// [`to_json`]: crate::Assessment::to_json
/// [`to_csv`]: crate::Assessment::to_csv
/// [`Pounds`]: crate::Pounds
/// [`Explanation`]: crate::Explanation
#[doc = include_str!("guide/embedding_it.md")]
pub mod embedding_it {}
