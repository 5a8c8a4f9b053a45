//! Conditions on columns: `{ column = "outcome", in = ["…"] }`.

use super::PlanReading;
use crate::keys::{Keys, Unreadable};
use crate::records::plan::{Condition, Test};

/// What problems call a condition.
pub(super) const CONDITION: &str = "a condition";

/// What a condition may ask.
const ASKED: [&str; 5] = ["in", "not_in", "from", "to", "missing"];
const KEYS: &[&str] = &["column", "in", "not_in", "from", "to", "missing"];

impl<'a> PlanReading<'a> {
    /// The conditions of a `where`, which all hold together.
    pub(super) fn conditions(&mut self, keys: &Keys<'a>) -> Result<Vec<Condition>, Unreadable> {
        let tables = self.reading.tables(keys, "where", CONDITION, KEYS);
        if tables.is_empty() && keys.has_slip_of("where") {
            return Err(Unreadable);
        }
        if tables.is_empty() {
            let what = "there are no conditions";
            let advice = "write where = [{ column = \"…\", in = [\"…\"] }]";
            return Err(self.reading.report(keys.span.clone(), what, advice));
        }
        let read: Vec<Result<Condition, Unreadable>> = tables
            .into_iter()
            .map(|table| table.and_then(|keys| self.condition(&keys)))
            .collect();
        read.into_iter().collect()
    }

    fn condition(&mut self, keys: &Keys<'a>) -> Result<Condition, Unreadable> {
        let column = self.column(keys, "column");
        let asked: Vec<&str> = ASKED
            .into_iter()
            .filter(|key| keys.value(key).is_some())
            .collect();
        let test = match asked.as_slice() {
            ["in"] => Test::In(self.list(keys, "in")?),
            ["not_in"] => Test::NotIn(self.list(keys, "not_in")?),
            ["missing"] => {
                Test::Missing(self.reading.optional_boolean(keys, "missing")? == Some(true))
            }
            ["from"] | ["to"] | ["from", "to"] => self.range(keys)?,
            [] if ASKED.iter().any(|key| keys.has_slip_of(key)) => return Err(Unreadable),
            [] => {
                let what = "this condition asks for nothing";
                let advice = "add in, not_in, from, to or missing";
                return Err(self.reading.report(keys.span.clone(), what, advice));
            }
            _ => {
                let what = "this condition asks for several things";
                let advice = "write one condition for each; those under one where all hold";
                return Err(self.reading.report(keys.span.clone(), what, advice));
            }
        };
        Ok(Condition {
            column: column?,
            test,
        })
    }

    /// The labels that a condition lists, of which there is one at least.
    fn list(&mut self, keys: &Keys<'a>, key: &'static str) -> Result<Vec<String>, Unreadable> {
        let texts = self.reading.texts(keys, key)?;
        let labels = self.labels(texts)?;
        if labels.is_empty() {
            let span = keys.span_of(key).unwrap_or(keys.span.clone());
            let what = format!("`{key}` lists nothing");
            let advice = "list a label, or ask whether the column is there with missing";
            return Err(self.reading.report(span, what, advice));
        }
        Ok(labels)
    }

    fn range(&mut self, keys: &Keys<'a>) -> Result<Test, Unreadable> {
        let is_of_days = keys.is_day("from") || keys.is_day("to");
        let (test, is_empty) = if is_of_days {
            let from = self.reading.optional_day(keys, "from");
            let to = self.reading.optional_day(keys, "to");
            let (from, to) = (from?, to?);
            let is_empty = from.zip(to).is_some_and(|(from, to)| from > to);
            (Test::Days(from, to), is_empty)
        } else {
            let from = self.reading.optional_number(keys, "from");
            let to = self.reading.optional_number(keys, "to");
            let (from, to) = (from?, to?);
            let is_empty = from.zip(to).is_some_and(|(from, to)| from > to);
            (Test::Numbers(from, to), is_empty)
        };
        if is_empty {
            let what = "this condition ends before it begins";
            return Err(self
                .reading
                .report(keys.span.clone(), what, "exchange from and to"));
        }
        Ok(test)
    }
}
