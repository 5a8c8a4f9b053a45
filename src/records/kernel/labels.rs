//! The labels of a plan: texts that records are expected to have somewhere.

use crate::records::columns::{Kind, Needs};
use crate::records::plan::{CohortRule, CountPlan, PeriodRule, Test};

/// A text that a plan knows in a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::records) struct Label {
    pub(in crate::records) need: usize,
    pub(in crate::records) text: String,
}

/// Every label of a plan, each once. The look-up of areas is not among them: it may
/// know more areas than an extract has.
pub(super) fn of(plan: &CountPlan, needs: &Needs) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut add = |column: &str, texts: &[String]| {
        if let Some(need) = needs.number(column, Kind::Text) {
            let texts = texts.iter().cloned();
            labels.extend(texts.map(|text| Label { need, text }));
        }
    };
    if let CohortRule::Labels {
        column,
        adult,
        youth,
        ..
    } = &plan.cohort
    {
        add(column, adult);
        add(column, youth);
    }
    if let PeriodRule::Labels {
        column,
        labels: of_periods,
        ..
    } = &plan.period
    {
        of_periods
            .iter()
            .for_each(|(_, of_period)| add(column, of_period));
    }
    for condition in plan.conditions() {
        if let Test::In(texts) | Test::NotIn(texts) = &condition.test {
            add(&condition.column, texts);
        }
    }
    if let Some(one_per) = &plan.one_per {
        add(&one_per.column, &one_per.order);
    }
    labels.sort_unstable();
    labels.dedup();
    labels
}
