//! What differs between the dialects of SQL: how texts, names and casts are written.

use std::fmt;
use std::str::FromStr;

/// A dialect of SQL in which a count plan can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// The standard, with `VARCHAR` without a length and `TRANSLATE`, as PostgreSQL has
    /// them.
    Ansi,
    /// DuckDB.
    DuckDb,
    /// Apache Spark.
    Spark,
    /// Trino, and Athena, which is built on it.
    Trino,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ansi, Self::DuckDb, Self::Spark, Self::Trino];

    /// The dialect's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ansi => "ansi",
            Self::DuckDb => "duckdb",
            Self::Spark => "spark",
            Self::Trino => "trino",
        }
    }

    /// A text as a literal.
    pub(super) fn text(self, text: &str) -> String {
        let mut literal = String::from("'");
        for c in text.chars() {
            match (self, c) {
                // A backslash begins an escape, two quotes may be read as none, and
                // ${…} would be replaced before it is read.
                (Self::Spark, '\\' | '\'') => literal.extend(['\\', c]),
                (Self::Spark, '$') => literal.push_str("\\u0024"),
                (_, '\'') => literal.push_str("''"),
                (_, c) => literal.push(c),
            }
        }
        literal.push('\'');
        literal
    }

    /// The name of a column or a part of a table's name, quoted where it must be.
    pub(super) fn name(self, name: &str) -> String {
        let mut letters = name.chars();
        let begins = |c: char| c.is_ascii_lowercase() || c == '_';
        let is_plain = letters.next().is_some_and(begins)
            && letters.all(|c| begins(c) || c.is_ascii_digit())
            && !RESERVED.contains(&name);
        match (is_plain, self) {
            (true, _) => name.to_owned(),
            (false, Self::Spark) => format!("`{}`", name.replace('`', "``")),
            (false, _) => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A value as text.
    pub(super) fn as_text(self, value: &str) -> String {
        match self {
            Self::Spark => format!("CAST({value} AS STRING)"),
            Self::Ansi | Self::DuckDb | Self::Trino => format!("CAST({value} AS VARCHAR)"),
        }
    }

    /// A text that was found to be a number, as one of a type; an engine that works out
    /// what is not asked for must not fail on it.
    pub(super) fn number(self, text: &str, of: &str) -> String {
        match self {
            Self::Ansi => format!("CAST({text} AS {of})"),
            Self::DuckDb | Self::Spark | Self::Trino => format!("TRY_CAST({text} AS {of})"),
        }
    }

    /// The whole part of a quotient of two numbers that are not negative.
    pub(super) fn quotient(self, number: &str, by: u32) -> String {
        match self {
            Self::DuckDb => format!("({number} // {by})"),
            Self::Spark => format!("({number} DIV {by})"),
            Self::Ansi | Self::Trino => format!("({number} / {by})"),
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Dialect {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|dialect| dialect.as_str() == name).ok_or(())
    }
}

/// Words that one of the dialects keeps for itself.
const RESERVED: [&str; 96] = [
    "all",
    "alter",
    "and",
    "anti",
    "any",
    "array",
    "as",
    "asc",
    "at",
    "between",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "commit",
    "constraint",
    "create",
    "cross",
    "cube",
    "current",
    "date",
    "deallocate",
    "default",
    "delete",
    "desc",
    "describe",
    "distinct",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "execute",
    "exists",
    "extract",
    "false",
    "fetch",
    "filter",
    "first",
    "following",
    "for",
    "foreign",
    "from",
    "full",
    "function",
    "grant",
    "group",
    "grouping",
    "having",
    "in",
    "inner",
    "insert",
    "intersect",
    "interval",
    "into",
    "is",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "minus",
    "natural",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "primary",
    "right",
    "row",
    "rows",
    "select",
    "semi",
    "set",
    "some",
    "table",
    "then",
    "time",
    "to",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "when",
    "where",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts_in_every_dialect() {
        let hostile = "it's \\ ${x} '; drop table";
        assert_eq!(
            Dialect::DuckDb.text(hostile),
            "'it''s \\ ${x} ''; drop table'"
        );
        assert_eq!(
            Dialect::Spark.text(hostile),
            "'it\\'s \\\\ \\u0024{x} \\'; drop table'"
        );
    }

    #[test]
    fn names_are_quoted_where_they_must_be() {
        assert_eq!(Dialect::Trino.name("area_code"), "area_code");
        assert_eq!(Dialect::Trino.name("order"), "\"order\"");
        assert_eq!(Dialect::DuckDb.name("a \"b\""), "\"a \"\"b\"\"\"");
        assert_eq!(Dialect::Spark.name("a`b"), "`a``b`");
    }
}
