//! What is set aside, and what counts as what.

use super::{METRIC, PlanReading, SET_ASIDE};
use crate::keys::{Keys, Unreadable};
use crate::name::{Id, Title, quoted};
use crate::records::balance::is_own_reason;
use crate::records::plan::{MetricRule, SetAside};
use crate::wording;

impl<'a> PlanReading<'a> {
    pub(super) fn set_aside(&mut self, root: &Keys<'a>) -> Result<Vec<SetAside>, Unreadable> {
        let tables = self
            .reading
            .tables(root, "set_aside", "[[set_aside]]", SET_ASIDE);
        let mut rules: Vec<SetAside> = Vec::new();
        let mut result = Ok(());
        for table in tables {
            let rule = table.and_then(|keys| {
                // Whatever is wrong with its reason, its conditions are read.
                let conditions = self.conditions(&keys);
                let text = self.reading.text(&keys, "reason")?;
                let reason = text.parsed::<Title>(&mut self.reading)?;
                if is_own_reason(reason.as_str()) || rules.iter().any(|rule| rule.reason == reason)
                {
                    let what = format!("{} is a reason already", quoted(reason.as_str()));
                    let advice = "give each reason words of its own";
                    return Err(self.reading.report(text.span, what, advice));
                }
                Ok(SetAside {
                    reason,
                    conditions: conditions?,
                })
            });
            match rule {
                Ok(rule) => rules.push(rule),
                Err(unreadable) => result = Err(unreadable),
            }
        }
        result.map(|()| rules)
    }

    pub(super) fn metrics(&mut self, root: &Keys<'a>) -> Result<Vec<MetricRule>, Unreadable> {
        let tables = self.reading.tables(root, "metric", "[[metric]]", METRIC);
        if tables.is_empty() && !self.reading.is_broken && !root.has_slip_of("metric") {
            let what = "the count plan has no [[metric]]";
            let advice = "add one for each metric that the records count in";
            return Err(self.reading.report(root.span.clone(), what, advice));
        }
        let scheme = self.scheme;
        let ids: Vec<&str> = scheme
            .metrics()
            .iter()
            .map(|metric| metric.id.as_str())
            .collect();
        let mut rules: Vec<MetricRule> = Vec::new();
        let mut result = Ok(());
        for table in tables {
            let rule = table.and_then(|keys| {
                let conditions = match keys.value("where") {
                    Some(_) => self.conditions(&keys),
                    None => Ok(Vec::new()),
                };
                let text = self.reading.text(&keys, "id")?;
                let id = text.parsed::<Id>(&mut self.reading)?;
                if !ids.contains(&id.as_str()) {
                    let what = format!("the scheme has no metric {}", quoted(id.as_str()));
                    let advice = wording::instead_of(id.as_str(), &ids);
                    return Err(self.reading.report(text.span, what, advice));
                }
                if rules.iter().any(|rule| rule.id == id) {
                    let what = format!("metric {} stands twice", quoted(id.as_str()));
                    let advice = "write all its conditions in one place";
                    return Err(self.reading.report(text.span, what, advice));
                }
                Ok(MetricRule {
                    id,
                    conditions: conditions?,
                })
            });
            match rule {
                Ok(rule) => rules.push(rule),
                Err(unreadable) => result = Err(unreadable),
            }
        }
        result.map(|()| rules)
    }
}
