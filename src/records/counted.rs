//! What counting gave: the counts, how every record was accounted for, and what a
//! reader of them should know.

use super::balance::Balance;
use super::partial::PartialCounts;
use crate::name::quoted;
use crate::spread::Spread;
use crate::wording::{counted, grouped, listed};

/// What counting gave.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counted {
    /// The counts of each extract.
    pub partial: PartialCounts,
    /// How every record was accounted for.
    pub balance: Balance,
    /// Labels of the plan that no record has, each with its column: a slip in the plan,
    /// or nothing of the kind. Records whose date lies outside the periods are not
    /// looked at.
    pub unmet: Vec<(String, String)>,
    /// How many cases have several records that come first by the plan and count
    /// differently. Kept is the first by area, cohort (adults first), period,
    /// quantity and metrics.
    pub tied: u64,
    /// How many records lenient counting set aside because they could not be counted or
    /// read: by so many the counts are short, nobody knows where.
    pub unread: u64,
    /// Sums of squares and products, where they were asked for
    /// ([`Counting::spread`](super::Counting::spread)).
    pub spread: Option<Spread>,
    /// How many records count in a metric and do not say whose they are, where that was
    /// asked: each is taken as a person of its own.
    pub without_person: u64,
    /// The most that one record counts, where sums of squares were asked for, a column
    /// says how much, and it is more than one. The sums take it as one event; where a
    /// record stands for several people, they are far too wide.
    pub largest: Option<u64>,
    /// CSV extracts whose last line has no end, and may be cut short.
    pub unended: Vec<String>,
}

/// That records were set aside because they could not be read or counted.
pub(super) fn short(unread: u64) -> Option<String> {
    (unread > 0).then(|| {
        format!(
            "{} could not be read or counted: the counts are short, and nothing should be paid \
             on them",
            counted(unread, "record", "records")
        )
    })
}

impl Counted {
    /// What a reader of the counts should know, each in a sentence.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        // Labels of one column stand together.
        let of_columns = self.unmet.chunk_by(|(one, _), (other, _)| one == other);
        let unmet = of_columns.filter_map(|of_column| {
            let (column, _) = of_column.first()?;
            let labels: Vec<String> = of_column.iter().map(|(_, label)| quoted(label)).collect();
            let labels: Vec<&String> = labels.iter().collect();
            let (labels, column) = (listed(&labels, "or"), quoted(column));
            Some(format!(
                "no record in the periods has {labels} in column {column}"
            ))
        });
        let tied = (self.tied > 0).then(|| {
            format!(
                "in {}, several records come first by [one_per] and count differently; kept is the \
                 first by area, cohort, period, quantity and metrics: if they are several cases, \
                 name more keys",
                counted(self.tied, "case", "cases")
            )
        });
        let unread = short(self.unread);
        let unended = self
            .unended
            .iter()
            .map(|name| format!("the last line of {name} has no line end: is the file whole?"));
        let without_person = (self.without_person > 0).then(|| {
            let records = match self.without_person {
                1 => "1 record that counts does".to_owned(),
                more => format!("{} records that count do", grouped(&more.to_string())),
            };
            format!("{records} not say whose it is; each is taken as a person of its own")
        });
        let largest = self.largest.map(|most| {
            format!(
                "one record counts up to {}; sums of squares take it as one event, and are far too \
                 wide where a record stands for several people",
                grouped(&most.to_string())
            )
        });
        let notes = unmet.chain(tied).chain(unread).chain(without_person);
        notes.chain(largest).chain(unended).collect()
    }
}
