//! Answers as a table for other programs: one row for each case and reward.

use super::Answer;
use crate::assess::csv::known;
use crate::scheme::PublishedTerms;
use crate::spreadsheet::{csv, inert};

/// The columns before those of what was set, and after them.
const BEFORE: [&str; 8] = [
    "scheme_id",
    "data",
    "illustrative_prices",
    "site_code",
    "site_name",
    "cohort",
    "period",
    "terms",
];
const AFTER: [&str; 7] = [
    "outcome",
    "reward",
    "outcome_as_it_is",
    "reward_as_it_is",
    "difference",
    "reduction_percent",
    "changed",
];

impl Answer {
    /// The figures as CSV, one row for each case and reward, with a column for the value
    /// of each setting, under its key. Money is exact digits; what is not known is empty;
    /// a text that a spreadsheet would run as a formula begins with an apostrophe.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let keys = self.settings.iter();
        let keys: Vec<String> = keys.map(|setting| setting.input().to_string()).collect();
        let header = BEFORE
            .into_iter()
            .chain(keys.iter().map(String::as_str))
            .chain(AFTER);
        let mut rows = Vec::new();
        for case in &self.cases {
            for (number, reward) in self.rewards() {
                let Some(figures) = case.figures.get(number) else {
                    continue;
                };
                let before = [
                    inert(self.as_it_is.scheme_id.as_str()),
                    self.as_it_is.data.as_str().to_owned(),
                    crate::assess::illustrative_prices(reward),
                    inert(reward.site.code.as_str()),
                    inert(reward.site.name.as_str()),
                    reward.cohort.to_string(),
                    inert(reward.period.id.as_str()),
                    known(case.terms.map(PublishedTerms::as_str)),
                ];
                let values = self.settings.iter().map(|setting| {
                    let mut changes = case.changes.iter();
                    let change = changes.find(|change| change.input == *setting.input());
                    known(change.map(|change| change.now))
                });
                let after = [
                    figures.outcome.as_str().to_owned(),
                    known(figures.reward),
                    reward.outcome.as_str().to_owned(),
                    known(reward.reward),
                    known(figures.difference(reward)),
                    known(figures.reduction_percent),
                    inert(&case.in_words()),
                ];
                let row = before.into_iter().chain(values).chain(after);
                rows.push(row.collect::<Vec<String>>());
            }
        }
        csv(header, rows)
    }
}
