//! What entries of logs are about, in words that a filter can use.

use std::fmt;

/// An enum of words that logs use, each with its meaning.
macro_rules! topics {
    ($($(#[$doc:meta])* $case:ident = $word:literal),+ $(,)?) => {
        /// What an entry is about: the column `topic`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Topic { $($(#[$doc])* $case),+ }

        impl Topic {
            /// The word that the column holds.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }
        }
    };
}

topics! {
    /// Assumption: the counts are made up.
    InventedCounts = "invented_counts",
    /// Assumption: a metric stands in for another.
    StandIn = "stand_in",
    /// Assumption: a price that nobody published.
    IllustrativePrice = "illustrative_price",
    /// Assumption: something rests on a source after its last day.
    PastItsDate = "past_its_date",
    /// Assumption: periods of unlike length are compared as counted.
    UnlikeLength = "unlike_length",
    /// Assumption: a price values all periods.
    ConstantPrice = "constant_price",
    /// Assumption: prices of several years are added up.
    PriceYears = "price_years",
    /// Assumption: a case fewer is worth its whole unit price.
    UnitCost = "unit_cost",
    /// Assumption: the whole change counts, whatever it came of.
    WholeChange = "whole_change",
    /// Assumption: each cohort in each test period is judged by itself.
    StandsAlone = "stands_alone",
    /// Assumption: rewards are added, and a rise takes nothing from them.
    RewardsAdded = "rewards_added",
    /// Assumption: terms that their source does not give whole.
    InferredTerms = "inferred_terms",
    /// Assumption: counts that there cannot be are left out.
    NotApplicable = "not_applicable",
    /// Assumption: missing counts are not guessed.
    MissingCounts = "missing_counts",
    /// Assumption: counts that are marked are taken as they stand.
    MarkedCounts = "marked_counts",
    /// Assumption and decision: where amounts are rounded, and how.
    Rounding = "rounding",
    /// Decision: with what test periods are compared.
    Baseline = "baseline",
    /// Decision: a test period.
    TestPeriod = "test_period",
    /// Decision: from which fall anything is paid.
    Threshold = "threshold",
    /// Decision: which shares of a fall are paid, and up to where.
    Bands = "bands",
    /// Decision: what is counted, how, and whether it has a price.
    Metric = "metric",
    /// Decision: whether prices change.
    Prices = "prices",
    /// Decision: who takes part, and in what.
    Site = "site",
    /// Assumption or decision: what a person wrote into the scheme.
    Judgement = "judgement",
    /// Data: counts of a metric for a cohort.
    Counts = "counts",
    /// Data: a unit price.
    Price = "price",
    /// Data: a publication.
    Source = "source",
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
