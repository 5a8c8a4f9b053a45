//! The assessment as a table for other programs: one row a reward.

use super::notes::{illustrative_prices, stands_for};
use super::{Assessment, Reward};
use crate::spreadsheet::{csv, inert};
use std::fmt::Display;

/// A column's name, and what a reward writes in it.
type Column = (&'static str, fn(&Assessment, &Reward) -> String);

const COLUMNS: &[Column] = &[
    ("scheme_id", |all, _| inert(all.scheme_id.as_str())),
    ("data", |all, _| all.data.as_str().to_owned()),
    ("site_code", |_, reward| inert(reward.site.code.as_str())),
    ("site_name", |_, reward| inert(reward.site.name.as_str())),
    ("cohort", |_, reward| reward.cohort.to_string()),
    ("period", |_, reward| inert(reward.period.id.as_str())),
    ("period_from", |_, reward| reward.period.from().to_string()),
    ("period_to", |_, reward| reward.period.to().to_string()),
    ("outcome", |_, reward| reward.outcome.as_str().to_owned()),
    ("baseline_cost", |_, reward| known(reward.baseline_cost)),
    ("test_cost", |_, reward| known(reward.test_cost)),
    ("saving", |_, reward| known(reward.saving)),
    ("reduction_percent", |_, reward| {
        known(reward.reduction_percent)
    }),
    ("threshold_percent", |_, reward| {
        reward.threshold.percent.to_string()
    }),
    ("threshold_rule", |_, reward| {
        reward.threshold.rule.as_str().to_owned()
    }),
    ("threshold_amount", |_, reward| {
        known(reward.threshold.amount)
    }),
    ("margin", |_, reward| known(reward.threshold.margin)),
    ("unrewarded_saving", |_, reward| {
        known(reward.unrewarded_saving)
    }),
    ("reward_before_rounding", |_, reward| {
        known(reward.reward_before_rounding)
    }),
    ("reward", |_, reward| known(reward.reward)),
    ("missing_counts", |_, reward| {
        reward.missing.len().to_string()
    }),
    ("status", |_, reward| reward.markers().to_string()),
    ("illustrative_prices", |_, reward| {
        illustrative_prices(reward)
    }),
    ("stands_for", |_, reward| inert(&stands_for(reward))),
];

impl Assessment {
    /// The rewards as CSV, one row each. Money is exact digits; what is not known
    /// is empty; a text that a spreadsheet would run as a formula begins with an
    /// apostrophe.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let header = COLUMNS.iter().map(|(name, _)| *name);
        let rewards = self.rewards.iter();
        let rows = rewards.map(|reward| COLUMNS.iter().map(|(_, write)| write(self, reward)));
        csv(header, rows)
    }
}

pub(crate) fn known(figure: Option<impl Display>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}
