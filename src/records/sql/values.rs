//! The first layers of the query: columns as text, then what is written in them, letter
//! by letter, and at last days and numbers.

use super::{Query, select};
use crate::records::columns::Kind;

impl Query<'_> {
    pub(super) fn texts(&self, table: &str) -> String {
        let columns = self.columns();
        let columns = columns.iter().enumerate().map(|(number, column)| {
            let text = self.dialect.as_text(&self.dialect.name(column));
            format!("COALESCE({text}, '') AS t{number}")
        });
        select(columns, table)
    }

    /// Texts that stand for nothing become empty.
    pub(super) fn meant(&self) -> String {
        let missing = &self.plan.missing_text;
        let columns = (0..self.columns().len()).map(|number| match missing.is_empty() {
            true => format!("t{number} AS c{number}"),
            false => format!(
                "CASE WHEN t{number} IN ({}) THEN '' ELSE t{number} END AS c{number}",
                self.list(missing)
            ),
        });
        select(columns, "texts")
    }

    /// Year, month and day of what is written like a day; numbers of what is written in
    /// digits.
    pub(super) fn parts(&self) -> String {
        let mut columns: Vec<String> = vec!["meant.*".to_owned()];
        for need in self.of_kind(Kind::Day) {
            let (at, text) = (self.column(&need.column), self.meant_text(&need.column));
            let is_written = format!(
                "LENGTH({text}) = 10 AND SUBSTRING({text}, 5, 1) = '-' AND SUBSTRING({text}, 8, 1) = '-' \
                 AND TRANSLATE({text}, '0123456789', '') = '--'"
            );
            for (name, from, length) in [("y", 1, 4), ("m", 6, 2), ("a", 9, 2)] {
                let part = format!("SUBSTRING({text}, {from}, {length})");
                let part = self.dialect.number(&part, "INTEGER");
                columns.push(format!(
                    "CASE WHEN {is_written} THEN {part} END AS {name}{at}"
                ));
            }
        }
        for need in self.of_kind(Kind::Number) {
            let (at, text) = (self.column(&need.column), self.meant_text(&need.column));
            let digits = format!(
                "CASE WHEN SUBSTRING({text}, 1, 1) = '-' THEN SUBSTRING({text}, 2) ELSE {text} END"
            );
            columns.push(format!(
                "CASE WHEN {digits} <> '' AND LENGTH({digits}) <= 38 AND TRANSLATE({digits}, \
                 '0123456789', '') = '' THEN {} END AS w{at}",
                self.dialect.number(&text, "DECIMAL(38, 0)")
            ));
        }
        select(columns.into_iter(), "meant")
    }

    /// Days of the calendar, and numbers that can be counted with.
    pub(super) fn values(&self) -> String {
        let mut columns: Vec<String> = vec!["parts.*".to_owned()];
        for need in self.of_kind(Kind::Day) {
            let at = self.column(&need.column);
            columns.push(format!(
                "CASE WHEN c{at} = '' THEN 0 WHEN y{at} >= 1 AND m{at} BETWEEN 1 AND 12 AND a{at} \
                 >= 1 AND a{at} <= CASE WHEN m{at} = 2 THEN CASE WHEN MOD(y{at}, 4) = 0 AND \
                 (MOD(y{at}, 100) <> 0 OR MOD(y{at}, 400) = 0) THEN 29 ELSE 28 END WHEN m{at} IN (4, \
                 6, 9, 11) THEN 30 ELSE 31 END THEN y{at} * 10000 + m{at} * 100 + a{at} ELSE -1 END \
                 AS d{at}"
            ));
            if self.counts_nights() {
                columns.push(format!("{} AS k{at}", self.day_number(at)));
            }
        }
        for need in self.of_kind(Kind::Number) {
            let at = self.column(&need.column);
            // The range of 64 bits, but for the two least.
            columns.push(format!(
                "CASE WHEN w{at} BETWEEN -9223372036854775806 AND 9223372036854775807 THEN w{at} END \
                 AS n{at}"
            ));
        }
        select(columns.into_iter(), "parts")
    }
}
