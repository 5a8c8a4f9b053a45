//! What counting gave: the counts, how every record was accounted for, and what a
//! reader of them should know.

use super::balance::Balance;
use super::partial::PartialCounts;
use crate::name::quoted;
use crate::wording::counted;

/// What counting gave.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counted {
    /// The counts of each extract.
    pub partial: PartialCounts,
    /// How every record was accounted for.
    pub balance: Balance,
    /// Labels of the plan that no record has of those that were looked at, each with
    /// its column: a slip in the plan, or nothing of the kind.
    pub unmet: Vec<(String, String)>,
    /// How many cases have several records that come first by the plan and count
    /// differently. Kept is the first by area, cohort (adults first), period,
    /// quantity and metrics.
    pub tied: u64,
}

impl Counted {
    /// What a reader of the counts should know, each in a sentence.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let unmet = self.unmet.iter();
        let unmet = unmet.map(|(column, label)| {
            let (label, column) = (quoted(label), quoted(column));
            format!("no record has {label} in column {column}")
        });
        let tied = (self.tied > 0).then(|| {
            format!(
                "in {}, several records come first by [one_per] and count differently; kept is the \
                 first by area, cohort, period and quantity: name more keys, or order more finely",
                counted(self.tied, "case", "cases")
            )
        });
        unmet.chain(tied).collect()
    }
}
