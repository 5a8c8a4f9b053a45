//! Why records are set aside, and the balance: every record read is in scope or
//! set aside for one reason.

use super::plan::{CohortRule, CountPlan, Otherwise, PeriodRule};
use crate::wording::{Column, Paper, Table, grouped, wrapped};

/// Reasons that a plan need not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Own {
    OutsideThePeriods,
    TakesNoPart,
    YoungerThanTen,
    NotPrincipal,
    AreaNotKnown,
    CohortNotKnown,
    PeriodNotKnown,
    NoDate,
    NoQuantity,
    NoKey,
    WrongOrder,
    NotADay,
    NotANumber,
    NotText,
    NotALine,
}

impl Own {
    /// All of them, in the order of outputs.
    pub(super) const ALL: [Self; 15] = [
        Self::OutsideThePeriods,
        Self::TakesNoPart,
        Self::YoungerThanTen,
        Self::NotPrincipal,
        Self::AreaNotKnown,
        Self::CohortNotKnown,
        Self::PeriodNotKnown,
        Self::NoDate,
        Self::NoQuantity,
        Self::NoKey,
        Self::WrongOrder,
        Self::NotADay,
        Self::NotANumber,
        Self::NotText,
        Self::NotALine,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::OutsideThePeriods => "outside the periods",
            Self::TakesNoPart => "takes no part",
            Self::YoungerThanTen => "younger than 10",
            Self::NotPrincipal => "not the principal record of its case",
            Self::AreaNotKnown => "area not known",
            Self::CohortNotKnown => "cohort not known",
            Self::PeriodNotKnown => "period not known",
            Self::NoDate => "a date is missing",
            Self::NoQuantity => "the quantity is missing",
            Self::NoKey => "a key of its case is missing",
            Self::WrongOrder => "dates in the wrong order",
            Self::NotADay => "a date cannot be read",
            Self::NotANumber => "a number cannot be read",
            Self::NotText => "text that is not UTF-8",
            Self::NotALine => "a line that cannot be read",
        }
    }

    /// Its number among the reasons of a plan: the plan's own come first.
    pub(super) fn number(self, plan: &CountPlan) -> usize {
        let place = Self::ALL.iter().position(|one| *one == self);
        plan.set_aside
            .len()
            .saturating_add(place.unwrap_or_default())
    }
}

impl CountPlan {
    /// The reasons that are faults by the plan: nobody chose to set such records aside.
    pub(super) fn faults(&self) -> Vec<Own> {
        let area = (self.area.otherwise == Otherwise::Error).then_some(Own::AreaNotKnown);
        let cohort = match &self.cohort {
            CohortRule::Labels { otherwise, .. } => Some(*otherwise),
            CohortRule::Age { .. } => None,
        };
        let cohort = cohort.filter(|otherwise| *otherwise == Otherwise::Error);
        let period = match &self.period {
            PeriodRule::Labels { otherwise, .. } => Some(*otherwise),
            PeriodRule::Date { .. } | PeriodRule::Nights => None,
        };
        let period = period.filter(|otherwise| *otherwise == Otherwise::Error);
        let quantity = (!self.notes_lacking()).then_some(Own::NoQuantity);
        let chosen = [
            area,
            cohort.map(|_| Own::CohortNotKnown),
            period.map(|_| Own::PeriodNotKnown),
            quantity,
        ];
        let always = [
            Own::NoDate,
            Own::NoKey,
            Own::WrongOrder,
            Own::NotADay,
            Own::NotANumber,
            Own::NotText,
            Own::NotALine,
        ];
        chosen.into_iter().flatten().chain(always).collect()
    }
}

/// Whether a reason is one that a plan need not name.
pub(super) fn is_own_reason(reason: &str) -> bool {
    Own::ALL.iter().any(|own| own.as_str() == reason)
}

/// Every reason for which a plan sets records aside, by number.
pub(super) fn reasons(plan: &CountPlan) -> Vec<&str> {
    let of_plan = plan.set_aside.iter().map(|rule| rule.reason.as_str());
    of_plan.chain(Own::ALL.map(Own::as_str)).collect()
}

/// How the records that were read were accounted for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Balance {
    /// How many records were read.
    pub rows: u64,
    /// How many are in scope.
    pub in_scope: u64,
    /// How many were set aside, by reason; reasons that met none are left out.
    pub set_aside: Vec<(String, u64)>,
    /// For each metric its id, how many records counted in it (where that is known),
    /// and how much.
    pub metrics: Vec<(String, Option<u64>, u64)>,
    /// How many records in scope counted in no metric, where that is known.
    pub in_no_metric: Option<u64>,
}

impl Balance {
    /// Whether every record that was read is in scope or set aside.
    #[must_use]
    pub fn holds(&self) -> bool {
        let add = |sum: Option<u64>, (_, rows): &(String, u64)| sum?.checked_add(*rows);
        self.set_aside.iter().fold(Some(self.in_scope), add) == Some(self.rows)
    }

    /// The balance as text for people, with line ends.
    #[must_use]
    pub fn to_text(&self, paper: Paper) -> String {
        let mut table = Table::new(vec![Column::words(""), Column::figures("")]);
        let figure = |number: u64| grouped(&number.to_string());
        table.row(["records read".to_owned(), figure(self.rows)]);
        table.row(["in scope".to_owned(), figure(self.in_scope)]);
        for (reason, rows) in &self.set_aside {
            table.row([format!("set aside: {reason}"), figure(*rows)]);
        }
        let mut lines = table.lines(paper.columns());
        let mut table = Table::new(vec![
            Column::words("of those in scope"),
            Column::figures("records"),
            Column::figures("quantity"),
        ]);
        for (metric, rows, quantity) in &self.metrics {
            let rows = rows.map(figure).unwrap_or_default();
            table.row([metric.clone(), rows, figure(*quantity)]);
        }
        if let Some(rows) = self.in_no_metric {
            table.row(["in no metric".to_owned(), figure(rows)]);
        }
        lines.push(String::new());
        lines.extend(table.lines(paper.columns()));
        let words = match self.holds() {
            // Sums of parts prove nothing; each part was checked where it was counted.
            true if self.in_no_metric.is_none() => {
                "Added up from partial counts, each of which has a balance of its own."
            }
            true => "The balance holds: every record is in scope or set aside.",
            false => "THE BALANCE DOES NOT HOLD: records are lost.",
        };
        lines.push(String::new());
        lines.extend(wrapped(words, paper.columns(), 0));
        lines.iter().map(|line| format!("{line}\n")).collect()
    }
}
