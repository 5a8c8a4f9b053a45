//! What metrics and test periods are called: by their titles, and by their ids too where
//! one title stands for several of them in the two versions.

use super::version::Version;
use crate::metric::Metric;
use crate::name::Id;
use crate::period::Period;
use std::collections::{BTreeMap, BTreeSet};

/// The ids that a title alone does not tell apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Called {
    metrics: BTreeSet<Id>,
    periods: BTreeSet<Id>,
}

impl Called {
    pub(super) fn in_both(old: Version<'_>, new: Version<'_>) -> Self {
        let schemes = [old.scheme, new.scheme];
        let metrics = schemes.iter().flat_map(|scheme| scheme.metrics());
        // The baselines are one another's, whatever their ids.
        let tests = schemes.iter().flat_map(|scheme| scheme.tests());
        Self {
            metrics: alike(metrics.map(|metric| (metric.title.as_str(), &metric.id))),
            periods: alike(tests.map(|test| (test.label(), &test.id))),
        }
    }

    /// `"Community orders"`, or `"Community orders" (orders)`.
    pub(super) fn metric(&self, metric: &Metric) -> String {
        let Metric { id, title, .. } = metric;
        match self.metrics.contains(id) {
            true => format!("\"{title}\" ({id})"),
            false => format!("\"{title}\""),
        }
    }

    /// `first test year`, or `first test year (year_1)`.
    pub(super) fn label(&self, period: &Period) -> String {
        self.with_id(period.label().to_owned(), period)
    }

    /// `the first test year`, or `the first test year (year_1)`.
    pub(super) fn in_sentence(&self, period: &Period) -> String {
        self.with_id(period.in_sentence(), period)
    }

    fn with_id(&self, name: String, period: &Period) -> String {
        match self.periods.contains(&period.id) {
            true => format!("{name} ({})", period.id),
            false => name,
        }
    }
}

/// The ids whose title is that of another id too.
fn alike<'a>(named: impl Iterator<Item = (&'a str, &'a Id)>) -> BTreeSet<Id> {
    let mut ids: BTreeMap<&str, BTreeSet<&Id>> = BTreeMap::new();
    for (title, id) in named {
        ids.entry(title).or_default().insert(id);
    }
    let alike = ids.into_values().filter(|ids| ids.len() > 1);
    alike.flatten().cloned().collect()
}
