//! What a text of an extract means to a plan: its area, cohort, period and rank, and
//! which metrics and reasons it speaks for.

use super::Kernel;
use super::dictionary::{Meaning, NO_COHORT, NO_PERIOD, NOT_KNOWN};
use super::sets::set_of;
use crate::records::plan::{CohortRule, Condition, PeriodRule, Test};

impl Kernel<'_> {
    /// What a text means in the column of a need.
    pub(in crate::records) fn mean(&self, need: usize, text: &[u8]) -> Meaning {
        let Ok(text) = std::str::from_utf8(text) else {
            return Meaning::NONE;
        };
        let text = if self.is_missing(text.as_bytes()) {
            ""
        } else {
            text
        };
        let Some(column) = self.needs.get(need).map(|need| need.column.as_str()) else {
            return Meaning::NONE;
        };
        let plan = self.plan;
        let mut meaning = Meaning {
            is_text: true,
            ..Meaning::NONE
        };
        if plan.area.column == column {
            let code = match &plan.area.lookup {
                Some(lookup) => lookup.get(text).map(|code| code.as_str()),
                None => Some(text),
            };
            let cell = code.and_then(|code| self.cell_of.get(code));
            meaning.cell = cell.copied().unwrap_or(NOT_KNOWN);
        }
        if let CohortRule::Labels {
            column: of_cohort,
            adult,
            youth,
            ..
        } = &plan.cohort
            && of_cohort == column
        {
            let is = |labels: &[String]| labels.iter().any(|label| label == text);
            meaning.cohort = match (is(adult), is(youth)) {
                (true, _) => 0,
                (_, true) => 1,
                _ => NO_COHORT,
            };
        }
        if let PeriodRule::Labels {
            column: of_period,
            labels,
            ..
        } = &plan.period
            && of_period == column
        {
            let is = |(_, labels): &(_, Vec<String>)| labels.iter().any(|label| label == text);
            let number = labels
                .iter()
                .position(is)
                .and_then(|at| u16::try_from(at).ok());
            meaning.period = number.unwrap_or(NO_PERIOD);
        }
        if let Some(one_per) = &plan.one_per
            && one_per.column == column
        {
            let rank = one_per.order.iter().position(|label| label == text);
            meaning.rank = rank
                .and_then(|rank| u32::try_from(rank).ok())
                .unwrap_or(u32::MAX);
        }
        let holds = |conditions: &[Condition]| {
            let of_column = conditions
                .iter()
                .filter(|condition| condition.column == column);
            of_column.fold(true, |all, condition| {
                let is = |labels: &[String]| labels.iter().any(|label| label == text);
                all && match &condition.test {
                    Test::In(labels) => is(labels),
                    Test::NotIn(labels) => !text.is_empty() && !is(labels),
                    Test::Missing(missing) => text.is_empty() == *missing,
                    Test::Numbers(..) | Test::Days(..) => true,
                }
            })
        };
        let metrics = plan.metrics.iter().map(|metric| holds(&metric.conditions));
        meaning.metrics = set_of(metrics);
        meaning.set_aside = set_of(plan.set_aside.iter().map(|rule| holds(&rule.conditions)));
        meaning
    }
}
