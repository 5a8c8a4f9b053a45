//! The principal record of each case in SQL: a window over the records of the case.

use super::{Query, select};
use crate::records::balance::Own;

impl Query<'_> {
    /// Of each case all records but the principal one are set aside.
    pub(super) fn kept(&self) -> String {
        let Some(one_per) = &self.plan.one_per else {
            return select(
                ["decided.*", "why AS set_aside"]
                    .map(str::to_owned)
                    .into_iter(),
                "decided",
            );
        };
        let competes = self.competes();
        let order = self.meant_text(&one_per.column);
        let ranks = one_per
            .order
            .iter()
            .enumerate()
            .map(|(rank, label)| format!("WHEN {} THEN {rank}", self.dialect.text(label)));
        let rank = format!(
            "CASE {order} {} ELSE {} END",
            ranks.collect::<Vec<_>>().join(" "),
            one_per.order.len()
        );
        // By area, cohort, period, quantity and metrics, as the kernel breaks ties.
        let areas: Vec<&str> = self
            .plan
            .frame
            .areas
            .iter()
            .map(|area| area.as_str())
            .collect();
        let periods = self.plan.frame.periods.iter();
        let periods: Vec<&str> = periods.map(|(id, ..)| id.as_str()).collect();
        let mut by = vec![
            rank,
            self.places("area_code", &areas),
            "CASE cohort WHEN 'adult' THEN 0 ELSE 1 END".to_owned(),
            self.places("period", &periods),
            "CASE WHEN quantity IS NULL THEN 0 ELSE 1 END".to_owned(),
            "COALESCE(quantity, 0)".to_owned(),
        ];
        by.extend(
            (0..self.plan.metrics.len())
                .rev()
                .map(|metric| format!("metric_{metric}")),
        );
        let keys: Vec<String> = one_per
            .keys
            .iter()
            .map(|key| self.meant_text(key))
            .collect();
        let place = format!(
            "ROW_NUMBER() OVER (PARTITION BY CASE WHEN {competes} THEN 1 ELSE 0 END, {} ORDER BY {})",
            keys.join(", "),
            by.join(", ")
        );
        let not_principal = self.dialect.text(Own::NotPrincipal.as_str());
        let ranked = select(
            ["decided.*".to_owned(), format!("{place} AS place")].into_iter(),
            "decided",
        );
        let columns = [
            "ranked.*".to_owned(),
            format!(
                "CASE WHEN {competes} AND place > 1 THEN {not_principal} ELSE why END AS set_aside"
            ),
        ];
        select(columns.into_iter(), &format!("(\n{ranked}\n) ranked"))
    }

    /// Whether a record may be the principal one of its case.
    fn competes(&self) -> String {
        match self.plan.notes_lacking() {
            true => format!(
                "why IN ('', {})",
                self.dialect.text(Own::NoQuantity.as_str())
            ),
            false => "why = ''".to_owned(),
        }
    }
}
