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
            && !RESERVED.split(' ').any(|word| word == name);
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
            // Exact whether or not an engine keeps fractions.
            Self::Ansi | Self::Trino => format!("(({number} - MOD({number}, {by})) / {by})"),
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

/// Words that the standard or one of the engines keeps for itself, or takes for a
/// function, a type or a value: a column `current_date` would be today.
const RESERVED: &str = "\
    acos all allocate alter analyse analyze and anti any are array array_agg array_max_cardinality \
    as asc asensitive asin asof asymmetric at atan atomic authorization auto begin begin_frame \
    begin_partition between bigint binary bit blob boolean both by call called cardinality \
    cascaded case cast char char_length character character_length check classifier clob cluster \
    coalesce collate collation collect column columns commit concurrently condition connect \
    constraint contains convert copy corresponding cosh covar_pop covar_samp create cross cube \
    cume_dist current current_catalog current_date current_default_transform_group current_path \
    current_role current_row current_schema current_time current_timestamp \
    current_transform_group_for_type current_user cursor cycle database databases date deallocate \
    dec decfloat decimal declare default deferrable define delete dense_rank deref desc describe \
    deterministic disconnect distinct distribute do double drop dynamic each else end end_frame \
    end_partition equals escape every except exec execute exists explain external extract false \
    fetch filter first first_value float following for foreign frame_row freeze from full function \
    fusion generated get glob global grant group grouping grouping_id groups having identity if \
    ilike in indicator initial initially inline inner inout insensitive insert int integer \
    intersect intersection interval into is isnull join json_array json_arrayagg json_exists \
    json_object json_objectagg json_query json_table json_table_primitive json_value lag lambda \
    language large last last_value lateral lead leading left like like_regex limit listagg local \
    localtime localtimestamp log10 map match match_number match_recognize matches measures member \
    merge minus modifies multiset national natural nchar nclob normalize not notnull nth_value \
    ntile null nullif numeric occurrences_regex octet_length offset omit on only or order outer \
    over overlaps overlay partition percent_rank percentile_cont percentile_disc permute pivot \
    pivot_longer pivot_wider placing portion position_regex positional precedes preceding \
    precision prepare primary procedure ptf qualified qualify range reads real recursive reduce \
    ref references referencing regexp regr_avgx regr_avgy regr_count regr_intercept regr_r2 \
    regr_slope regr_sxx regr_sxy regr_syy release return returning returns revoke right rlike \
    rollback rollup row row_number rows running savepoint scroll seek select semi sensitive \
    session_user set setof show similar sinh skip smallint some sort specific specifictype sql \
    sqlexception sqlstate sqlwarning sqrt static stddev_pop stddev_samp struct submultiset \
    substring substring_regex succeeds summarize symmetric system_time system_user table \
    tablesample tanh then time timestamp timezone_hour timezone_minute to trailing transform \
    translate translate_regex translation treat trigger trim trim_array true truncate try_cast \
    tuple uescape unbounded union unique unknown unnest unpack unpivot update use user using \
    value_of values var_pop var_samp varbinary varchar variadic varying verbose versioning view \
    when whenever where width_bucket window with within without xmlattributes xmlconcat xmlelement \
    xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable";

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
