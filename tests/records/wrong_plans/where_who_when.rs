//! Plans with one mistake, in the keys at the top, the area, the cohort or the
//! period: what is told of it, and where.

use super::{DATES, LABELS, NIGHTS, are_told};

#[test]
fn a_key_that_is_missing_unknown_or_of_another_kind_is_told_where_it_stands() {
    are_told(&[
        (
            DATES,
            "schema = \"justice-reinvestment/count-plan/1\"\n",
            "",
            r#"the count plan has no schema (add schema = "justice-reinvestment/count-plan/1" at the top"#,
        ),
        (
            DATES,
            r#""justice-reinvestment/count-plan/1""#,
            r#"¦"justice-reinvestment/count-plan/2""#,
            r#""justice-reinvestment/count-plan/2" is not a count plan that this version reads (write schema = "justice-reinvestment/count-plan/1""#,
        ),
        (
            DATES,
            "title = \"By age and date\"\n",
            "",
            r#"the count plan has no title (add title = "…" at the top"#,
        ),
        (
            DATES,
            r#""By age and date""#,
            r#"¦"By age ""#,
            r#""By age " begins or ends with a space (take the space away"#,
        ),
        (
            DATES,
            r#""By age and date""#,
            r#"¦" ""#,
            "this text is empty (write some words",
        ),
        (
            DATES,
            r#""By age and date""#,
            "¦2018",
            r#"title should be text in quotes, not a bare number (write "2018""#,
        ),
        (
            DATES,
            "title =",
            "¦titel =",
            r#"a count plan has no key "titel" outside its tables (did you mean "title"?"#,
        ),
        (
            DATES,
            "[period]",
            "[¦weather]\n[period]",
            r#"a count plan has no table "weather" (use one of "schema", "#,
        ),
        (
            DATES,
            "[area]\ncolumn = \"area\"\n",
            "",
            "the count plan has no [area] (add [area] with column, lookup, lookup_file and otherwise",
        ),
        (
            DATES,
            "[cohort]\ndate_of_birth = \"born\"\non = \"offence\"\n",
            "",
            "the count plan has no [cohort] (add [cohort] with column, adult, ",
        ),
        (
            DATES,
            "[area]",
            "¦[[area]]",
            "[area] should be a table, not a list (write [area] on a line of its own",
        ),
        (
            DATES,
            r#"column = "area""#,
            "column = \"area\"\n¦codes = \"gss\"",
            r#"[area] has no key "codes" (use one of "column", "lookup", "#,
        ),
        (
            DATES,
            r#"title = "By age and date""#,
            "title = \"By age and date\"\nmissing_text = ¦\"NA\"",
            r#"missing_text should be a list, not text (write ["NA"]"#,
        ),
        (
            DATES,
            r#"title = "By age and date""#,
            "title = \"By age and date\"\nmissing_text = [¦0]",
            r#"missing_text should be text in quotes, not a bare number (write "0""#,
        ),
        (
            DATES,
            r#"title = "By age and date""#,
            "title = \"By age and date\"\nmissing_text = [¦[\"-\"]]",
            "missing_text should be text in quotes, not a list (write one text in quotes",
        ),
        (
            DATES,
            "[[metric]]",
            "¦[metric]",
            "metric should be a list of tables, not a table (write [[metric]] with two brackets",
        ),
        (
            DATES,
            r#""By age and date""#,
            "¦By age and date",
            "this is not TOML: ",
        ),
        (
            DATES,
            r#"on = "offence""#,
            "¦date_of_birth = \"birth\"\non = \"offence\"",
            "this is not TOML: duplicate key (a key or table stands once",
        ),
        (
            DATES,
            r#"id = "custody""#,
            "id = \"custody\"\nwhere = ¦[{ column = \"outcome\", in = [\"order\" }]",
            "this is not TOML: this list is not closed, or holds what no list can hold (close it with ]",
        ),
    ]);
}

#[test]
fn a_wrong_area_is_told_where_it_stands() {
    are_told(&[
        (
            LABELS,
            r#""place""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            DATES,
            "[area]\ncolumn = \"area\"",
            "¦[area]\notherwise = \"error\"",
            r#"[area] has no column (add a line like column = "…""#,
        ),
        (
            LABELS,
            "\"A1\" }\notherwise = \"set_aside\"",
            "\"A1\" }\notherwise = ¦\"ignore\"",
            r#""ignore" is nothing that can be done (write "error" or "set_aside""#,
        ),
        (
            DATES,
            r#"column = "area""#,
            "column = \"area\"\notherwise = ¦true",
            r#"otherwise should be text in quotes, not true or false (write "true""#,
        ),
        (
            DATES,
            r#"column = "area""#,
            "column = \"area\"\nlookup = ¦\"York\"",
            "lookup should be a table, not text (write its keys and values in it",
        ),
        (
            LABELS,
            r#""A1" }"#,
            "\"A1\" }\nlookup_file = ¦\"areas.csv\"",
            "areas are looked up in the plan and in a file (keep one of the two",
        ),
        (
            DATES,
            r#"column = "area""#,
            "column = \"area\"\nlookup_file = ¦1",
            r#"lookup_file should be text in quotes, not a bare number (write "1""#,
        ),
        (
            LABELS,
            r#"York = "A1""#,
            r#"York = ¦"A 1""#,
            r#""A 1" is not a code (codes are made of letters"#,
        ),
        (
            LABELS,
            r#"York = "A1""#,
            "York = ¦1",
            r#"York should be text in quotes, not a bare number (write "1""#,
        ),
        (
            LABELS,
            r#"lookup = { "Leeds, West""#,
            r#"lookup = ¦{ """#,
            "empty text is missing, and no label (take it out of the look-up",
        ),
        (
            DATES,
            "[area]",
            "¦[area]\nlookup = { York = \"A9\" }",
            r#"1 of the look-up is no area of the scheme: "York" (A9) (take them away, or write otherwise = "set_aside""#,
        ),
        (
            DATES,
            "[area]",
            "¦[area]\nlookup = { a = \"X\", b = \"X\", c = \"X\", d = \"X\", e = \"X\", f = \"X\", g = \"A0\" }",
            r#"6 of the look-up are no area of the scheme: "a" (X), "b" (X), "c" (X), "d" (X) and "e" (X) (take them away"#,
        ),
    ]);
}

#[test]
fn a_wrong_cohort_is_told_where_it_stands() {
    are_told(&[
        (
            LABELS,
            "[cohort]",
            "¦[cohort]\ndate_of_birth = \"born\"",
            "the cohort is told by labels and by age (keep column, adult and youth, or date_of_birth and on",
        ),
        (
            DATES,
            "[cohort]\ndate_of_birth = \"born\"\n",
            "¦[cohort]\n",
            r#"[cohort] has no date_of_birth (add a line like date_of_birth = "…""#,
        ),
        (
            DATES,
            "[cohort]\ndate_of_birth = \"born\"\non = \"offence\"",
            "¦[cohort]\ndate_of_birth = \"born\"",
            r#"[cohort] has no on (add a line like on = "…""#,
        ),
        (
            DATES,
            r#""born""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            DATES,
            r#""offence""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            NIGHTS,
            r#"date_of_birth = "born""#,
            "date_of_birth = \"born\"\non = ¦\"received\"",
            "nights have no one day on which age is told (take `on` away: the nights are split at the 18th birthday",
        ),
        (
            LABELS,
            "[cohort]\ncolumn = \"group\"\n",
            "¦[cohort]\n",
            r#"[cohort] has no column (add a line like column = "…""#,
        ),
        (
            LABELS,
            r#""group""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            LABELS,
            r#"adult = ["old"]"#,
            r#"adult = ¦"old""#,
            r#"adult should be a list, not text (write ["old"]"#,
        ),
        (
            LABELS,
            r#"["young", "child"]"#,
            r#"["young", ¦""]"#,
            "this label is empty (empty text is missing: write missing = true for it",
        ),
        (
            LABELS,
            r#"["young", "child"]"#,
            r#"["young", ¦"young"]"#,
            r#""young" stands twice (take it away here"#,
        ),
        (
            LABELS,
            "[cohort]\ncolumn = \"group\"\nadult = [\"old\"]\nyouth = [\"young\", \"child\"]\n",
            "¦[cohort]\ncolumn = \"group\"\n",
            "[cohort] has no labels (list those of adults in `adult`, those of young people in `youth`",
        ),
        (
            LABELS,
            "[cohort]\ncolumn = \"group\"\nadult = [\"old\"]",
            "¦[cohort]\ncolumn = \"group\"\nadult = [\"old\", \"child\"]",
            r#""child" is a label of adults and of young people (keep one of the two"#,
        ),
        (
            LABELS,
            "\"child\"]\notherwise = \"set_aside\"",
            "\"child\"]\notherwise = ¦\"ignore\"",
            r#""ignore" is nothing that can be done (write "error" or "set_aside""#,
        ),
    ]);
}

#[test]
fn a_wrong_period_is_told_where_it_stands() {
    are_told(&[
        (
            DATES,
            "[period]\ndate = \"disposal\"\n",
            "",
            r#"the count plan has no [period] (add [period] with date = "…", or with column = "…" and labels"#,
        ),
        (
            DATES,
            "[period]\n",
            "¦[[period]]\n",
            "[period] should be a table, not a list (write its keys and values in it",
        ),
        (
            NIGHTS,
            "[quantity]",
            "¦[period]\ndate = \"disposal\"\n\n[quantity]",
            "nights lie in the periods by themselves (take [period] away",
        ),
        (
            LABELS,
            r#"year_2 = ["Q4"]"#,
            "year_2 = [\"Q4\"]\nyear_3 = ¦[\"Q5\"]",
            r#"[period] has no key "year_3" and the scheme no such period (use one of "baseline", "year_1", "year_2", "column", "date" or "otherwise""#,
        ),
        (
            DATES,
            r#"date = "disposal""#,
            r#"dates = ¦"disposal""#,
            r#"[period] has no key "dates" and the scheme no such period (did you mean "date"?"#,
        ),
        (
            LABELS,
            "[period]",
            "¦[period]\ndate = \"disposal\"",
            "the period is told by a date and by labels (keep date, or column and the labels",
        ),
        (
            DATES,
            "[period]",
            "¦[period]\nbaseline = [\"Q1\"]",
            "the period is told by a date and by labels (keep date, or column and the labels",
        ),
        (
            DATES,
            r#""disposal""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            LABELS,
            "[period]\ncolumn = \"quarter\"\n",
            "¦[period]\n",
            r#"[period] has no column (add a line like column = "…""#,
        ),
        (
            LABELS,
            r#""quarter""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            LABELS,
            r#"year_2 = ["Q4"]"#,
            r#"year_2 = ¦"Q4""#,
            r#"year_2 should be a list, not text (write ["Q4"]"#,
        ),
        (
            LABELS,
            r#"["Q2", "Q3"]"#,
            r#"["Q2", ¦"Q2"]"#,
            r#""Q2" stands twice (take it away here"#,
        ),
        (
            LABELS,
            r#"["Q4"]"#,
            r#"[¦""]"#,
            "this label is empty (empty text is missing",
        ),
        (
            LABELS,
            "[period]\ncolumn = \"quarter\"\nbaseline = [\"Q1\"]\n",
            "¦[period]\ncolumn = \"quarter\"\n",
            r#"[period] has no labels for "baseline" (add a line like baseline = ["…"]"#,
        ),
        (
            LABELS,
            r#"year_2 = ["Q4"]"#,
            r#"year_2 = ¦["Q1"]"#,
            r#""Q1" is a label of two periods (keep it in one of them"#,
        ),
        (
            LABELS,
            "[\"Q4\"]\notherwise = \"set_aside\"",
            "[\"Q4\"]\notherwise = ¦\"ignore\"",
            r#""ignore" is nothing that can be done (write "error" or "set_aside""#,
        ),
    ]);
}
