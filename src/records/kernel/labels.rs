//! The labels of a plan: texts that records are expected to have somewhere.

use crate::records::columns::{Kind, Needs};
use crate::records::plan::CountPlan;

/// A text that a plan knows in a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::records) struct Label {
    pub(in crate::records) need: usize,
    pub(in crate::records) text: String,
}

/// Every label of a plan, each once, by need and text.
pub(super) fn of(plan: &CountPlan, needs: &Needs) -> Vec<Label> {
    let labels = plan.labels().into_iter().filter_map(|(column, text)| {
        let need = needs.number(column, Kind::Text)?;
        let text = text.clone();
        Some(Label { need, text })
    });
    let mut labels: Vec<Label> = labels.collect();
    labels.sort_unstable();
    labels
}
