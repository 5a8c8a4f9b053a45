//! Conditions on columns: `{ column = "outcome", in = ["…"] }`.

use super::PlanReading;
use crate::keys::{Keys, Unreadable};
use crate::records::plan::{Condition, Test};

/// What problems call a condition.
pub(super) const CONDITION: &str = "a condition";

const KEYS: &[&str] = &["column", "in", "not_in", "from", "to", "missing"];

impl<'a> PlanReading<'a> {
    /// The conditions of a `where`, which all hold together.
    pub(super) fn conditions(&mut self, keys: &Keys<'a>) -> Result<Vec<Condition>, Unreadable> {
        let tables = self.reading.tables(keys, "where", CONDITION, KEYS);
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
        let column = self.column(keys, "column")?;
        let asked: Vec<&str> = ["in", "not_in", "from", "to", "missing"]
            .into_iter()
            .filter(|key| keys.value(key).is_some())
            .collect();
        let test = match asked.as_slice() {
            ["in"] => {
                let texts = self.reading.texts(keys, "in")?;
                Test::In(self.labels(texts)?)
            }
            ["not_in"] => {
                let texts = self.reading.texts(keys, "not_in")?;
                Test::NotIn(self.labels(texts)?)
            }
            ["missing"] => {
                Test::Missing(self.reading.optional_boolean(keys, "missing")? == Some(true))
            }
            ["from"] | ["to"] | ["from", "to"] => self.range(keys)?,
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
        Ok(Condition { column, test })
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
