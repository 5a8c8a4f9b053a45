//! Plans with one mistake, in the quantity, the cases, the conditions, the
//! reasons, the metrics or the texts that stand for nothing: what is told of it, and where.

use super::{DATES, LABELS, NIGHTS, are_told};

#[test]
fn a_wrong_quantity_is_told_where_it_stands() {
    are_told(&[
        (
            DATES,
            r#"title = "By age and date""#,
            "title = \"By age and date\"\nquantity = ¦\"count\"",
            "[quantity] should be a table, not text (write [quantity] on a line of its own",
        ),
        (
            LABELS,
            "[quantity]",
            "¦[quantity]\nfrom = \"received\"",
            "the quantity is a column and nights (keep column, or from and to",
        ),
        (
            LABELS,
            "[quantity]\ncolumn = \"count\"\n",
            "¦[quantity]\n",
            r#"[quantity] has no column (add a line like column = "…""#,
        ),
        (
            LABELS,
            r#""count""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            LABELS,
            r#""not_available""#,
            r#"¦"zero""#,
            r#""zero" is nothing that can be done (write "error" or "not_available""#,
        ),
        (
            LABELS,
            r#""not_available""#,
            "¦false",
            r#"missing should be text in quotes, not true or false (write "false""#,
        ),
        (
            LABELS,
            r#"missing = "not_available""#,
            "as_at = ¦2012-06-30",
            "as_at is of nights (take it away",
        ),
        (
            NIGHTS,
            "as_at = 2012-06-30",
            r#"missing = ¦"error""#,
            "nights have no quantity that could be missing (take `missing` away; `as_at` says",
        ),
        (
            NIGHTS,
            "[quantity]\nfrom = \"received\"\nto = \"released\"\nas_at = 2012-06-30",
            "¦[quantity]\nfrom = \"received\"\nto = \"released\"\nas_at = 2012-06-29",
            "as_at is 2012-06-29, and the last period ends on 2012-06-30: nobody knows the nights after it (take an extract after the last period",
        ),
    ]);
}

#[test]
fn a_wrong_case_is_told_where_it_stands() {
    are_told(&[
        (
            DATES,
            r#"title = "By age and date""#,
            "title = \"By age and date\"\none_per = ¦\"case\"",
            "[one_per] should be a table, not text (write [one_per] on a line of its own",
        ),
        (
            NIGHTS,
            "[[metric]]",
            "¦[one_per]\nkeys = [\"case\"]\nkeep = { column = \"outcome\", order = [\"prison\"] }\n\n[[metric]]",
            "of nights no principal record is kept (take [one_per] away: every night counts",
        ),
        (
            LABELS,
            "[one_per]\nkeys = [\"case\", \"court\"]",
            "¦[one_per]",
            r#"[one_per] has no keys (add a line like keys = ["case_id"]"#,
        ),
        (
            LABELS,
            "[one_per]\nkeys = [\"case\", \"court\"]",
            "¦[one_per]\nkeys = []",
            "a case has no keys (name its columns in `keys`",
        ),
        (
            LABELS,
            r#"["case", "court"]"#,
            r#"["case", ¦"case"]"#,
            r#""case" stands twice (take it away here"#,
        ),
        (
            LABELS,
            r#"["case", "court"]"#,
            r#"["case", ¦""]"#,
            "this column has no name (",
        ),
        (
            LABELS,
            r#"["case", "court"]"#,
            r#"¦"case""#,
            r#"keys should be a list, not text (write ["case"]"#,
        ),
        (
            LABELS,
            "sorted = true",
            r#"sorted = ¦"yes""#,
            "sorted should be true or false, not text (write true or false without quotes",
        ),
        (
            LABELS,
            r#"within = "extract""#,
            r#"within = ¦"file""#,
            r#""file" is nothing in which cases are whole (write "extract""#,
        ),
        (
            LABELS,
            "[one_per]\nkeys = [\"case\", \"court\"]\nsorted = true\nwithin = \"extract\"\nkeep = { column = \"outcome\", order = [\"prison\", \"order\"] }",
            "¦[one_per]\nkeys = [\"case\", \"court\"]",
            "[one_per] has no keep (add keep = ",
        ),
        (
            LABELS,
            r#"keep = { column = "outcome", order = ["prison", "order"] }"#,
            r#"keep = ¦"outcome""#,
            "keep should be a table, not text (write ",
        ),
        (
            LABELS,
            r#""outcome", order"#,
            r#""outcome", ¦least = 1, order"#,
            r#"keep has no key "least" (use one of "column" or "order""#,
        ),
        (
            LABELS,
            r#"{ column = "outcome", order"#,
            "¦{ order",
            r#"keep has no column (add a line like column = "…""#,
        ),
        (
            LABELS,
            r#""outcome""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            LABELS,
            r#"{ column = "outcome", order = ["prison", "order"] }"#,
            r#"¦{ column = "outcome" }"#,
            r#"keep has no order (add a line like order = ["immediate custody", "community order"]"#,
        ),
        (
            LABELS,
            r#"["prison", "order"]"#,
            r#"["prison", ¦"prison"]"#,
            r#""prison" stands twice (take it away here"#,
        ),
        (
            LABELS,
            r#"["prison", "order"]"#,
            r#"["prison", ¦""]"#,
            "this label is empty (",
        ),
        (
            LABELS,
            r#"["prison", "order"]"#,
            r#"¦"prison""#,
            r#"order should be a list, not text (write ["prison"]"#,
        ),
    ]);
}

#[test]
fn a_wrong_condition_is_told_where_it_stands() {
    are_told(&[
        (
            LABELS,
            "[[set_aside]]\nreason = \"companies\"\nwhere = [{ column = \"kind\", in = [\"company\", \"body\"] }]",
            "¦[[set_aside]]\nreason = \"companies\"",
            r#"there are no conditions (write where = [{ column = "…", in = ["…"] }]"#,
        ),
        (
            LABELS,
            "[[set_aside]]\nreason = \"companies\"\nwhere = [{ column = \"kind\", in = [\"company\", \"body\"] }]",
            "¦[[set_aside]]\nreason = \"companies\"\nwhere = []",
            r#"there are no conditions (write where = [{ column = "…", in = ["…"] }]"#,
        ),
        (
            DATES,
            "[[metric]]\nid = \"custody\"",
            "¦[[metric]]\nid = \"custody\"\nwhere = []",
            r#"there are no conditions (write where = [{ column = "…", in = ["…"] }]"#,
        ),
        (
            LABELS,
            r#"[{ column = "kind", in = ["company", "body"] }]"#,
            r#"¦{ column = "kind", in = ["company", "body"] }"#,
            r#"where should be a list of tables, not a table (write { column = "outcome", in = ["immediate custody"] }, in brackets"#,
        ),
        (
            LABELS,
            r#"{ column = "kind", in = ["company", "body"] }"#,
            r#"¦"company""#,
            r#"a condition should be a table, not text (write { column = "outcome", in = ["immediate custody"] }"#,
        ),
        (
            LABELS,
            r#"{ column = "kind","#,
            "¦{",
            r#"a condition has no column (add a line like column = "…""#,
        ),
        (
            LABELS,
            r#""kind""#,
            r#"¦"""#,
            "this column has no name (name a column of the extract",
        ),
        (
            LABELS,
            r#""kind""#,
            r#""kind", ¦or = 1"#,
            r#"a condition has no key "or" (use one of "column", "in", "not_in", "from", "to" or "missing""#,
        ),
        (
            LABELS,
            r#"{ column = "kind", in = ["company", "body"] }"#,
            r#"¦{ column = "kind" }"#,
            "this condition asks for nothing (add in, not_in, from, to or missing",
        ),
        (
            LABELS,
            r#"{ column = "kind", in = ["company", "body"] }"#,
            r#"¦{ column = "kind", in = ["company"], missing = false }"#,
            "this condition asks for several things (write one condition for each; those under one where all hold",
        ),
        (
            LABELS,
            r#"["company", "body"]"#,
            r#"¦"company""#,
            r#"in should be a list, not text (write ["company"]"#,
        ),
        (
            LABELS,
            r#"["company", "body"]"#,
            r#"["company", ¦"company"]"#,
            r#""company" stands twice (take it away here"#,
        ),
        (
            LABELS,
            r#"["company", "body"]"#,
            r#"["company", ¦""]"#,
            "this label is empty (empty text is missing: write missing = true for it",
        ),
        (
            LABELS,
            r#"["fine"]"#,
            r#"¦"fine""#,
            r#"not_in should be a list, not text (write ["fine"]"#,
        ),
        (
            LABELS,
            r#"["fine"]"#,
            r#"["fine", ¦"fine"]"#,
            r#""fine" stands twice (take it away here"#,
        ),
        (
            LABELS,
            "missing = true",
            r#"missing = ¦"true""#,
            "missing should be true or false, not text (write true or false without quotes",
        ),
        (
            LABELS,
            "from = 1,",
            r#"from = ¦"1","#,
            "from should be a whole number, not text (write digits without quotes",
        ),
        (
            LABELS,
            "to = 30",
            "to = ¦30.5",
            "to should be a whole number, not a bare number (write digits without quotes",
        ),
        (
            LABELS,
            "to = 30",
            "to = ¦3_000",
            r#""3_000" is not a number that is read (write digits alone, at most eighteen"#,
        ),
        (
            LABELS,
            "to = 30",
            "to = ¦9999999999999999999",
            r#""9999999999999999999" is not a number that is read (write digits alone, at most eighteen"#,
        ),
        (
            LABELS,
            "from = 2010-01-01",
            "from = ¦1",
            "from should be a day, not a bare number (write a day without quotes and without a time, like 2010-07-01",
        ),
        (
            LABELS,
            "to = 2012-12-31",
            "to = ¦2012-12-31T00:00:00",
            "to should be a day, not a date or time (write a day without quotes and without a time",
        ),
        (
            LABELS,
            r#"{ column = "length", from = 1,"#,
            r#"¦{ column = "length", from = 31,"#,
            "this condition ends before it begins (exchange from and to",
        ),
        (
            LABELS,
            r#"{ column = "heard", from = 2010-01-01"#,
            r#"¦{ column = "heard", from = 2013-01-01"#,
            "this condition ends before it begins (exchange from and to",
        ),
    ]);
}

#[test]
fn a_wrong_reason_or_metric_is_told_where_it_stands() {
    are_told(&[
        (
            DATES,
            r#"title = "By age and date""#,
            "title = \"By age and date\"\nset_aside = ¦\"companies\"",
            "set_aside should be a list of tables, not text (write [[set_aside]] with two brackets",
        ),
        (
            LABELS,
            "[[set_aside]]\nreason = \"companies\"",
            "¦[[set_aside]]",
            r#"[[set_aside]] has no reason (add a line like reason = "…""#,
        ),
        (
            LABELS,
            r#""companies""#,
            r#"¦"""#,
            "this text is empty (write some words",
        ),
        (
            LABELS,
            r#""nobody knows""#,
            r#"¦"companies""#,
            r#""companies" is a reason already (give each reason words of its own"#,
        ),
        (
            LABELS,
            r#""nobody knows""#,
            r#"¦"outside the periods""#,
            r#""outside the periods" is a reason already (give each reason words of its own"#,
        ),
        (
            LABELS,
            r#""nobody knows""#,
            "\"nobody knows\"\n¦when = 1",
            r#"[[set_aside]] has no key "when" ("#,
        ),
        (
            DATES,
            "[[metric]]\nid = \"custody\"\n",
            "",
            "the count plan has no [[metric]] (add one for each metric that the records count in",
        ),
        (
            DATES,
            "[[metric]]\nid = \"custody\"",
            "¦[[metric]]",
            r#"[[metric]] has no id (add a line like id = "…""#,
        ),
        (
            DATES,
            r#""custody""#,
            r#"¦"Custody, all""#,
            r#""Custody, all" is not an id (use small letters"#,
        ),
        (
            DATES,
            r#""custody""#,
            r#"¦"custdoy""#,
            r#"the scheme has no metric "custdoy" (did you mean "custody"?"#,
        ),
        (
            DATES,
            r#""custody""#,
            r#"¦"nights""#,
            r#"the scheme has no metric "nights" (use one of "custody", "orders" or "fines""#,
        ),
        (
            LABELS,
            r#""orders""#,
            r#"¦"custody""#,
            r#"metric "custody" stands twice (write all its conditions in one place"#,
        ),
        (
            DATES,
            r#"id = "custody""#,
            "id = \"custody\"\n¦unit = \"night\"",
            r#"[[metric]] has no key "unit" (use one of "id" or "where""#,
        ),
    ]);
}

#[test]
fn a_label_that_stands_for_nothing_is_told_at_missing_text() {
    are_told(&[
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"¦["York"]"#,
            r#""York" is a label of the plan, and stands for nothing by missing_text (take it out of one of the two"#,
        ),
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"¦["old"]"#,
            r#""old" is a label of the plan, and stands for nothing by missing_text (take it out of one of the two"#,
        ),
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"¦["child"]"#,
            r#""child" is a label of the plan, and stands for nothing by missing_text (take it out of one of the two"#,
        ),
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"¦["Q3"]"#,
            r#""Q3" is a label of the plan, and stands for nothing by missing_text (take it out of one of the two"#,
        ),
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"¦["company"]"#,
            r#""company" is a label of the plan, and stands for nothing by missing_text (take it out of one of the two"#,
        ),
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"¦["fine"]"#,
            r#""fine" is a label of the plan, and stands for nothing by missing_text (take it out of one of the two"#,
        ),
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"¦["order"]"#,
            r#""order" is a label of the plan, and stands for nothing by missing_text (take it out of one of the two"#,
        ),
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"["NA", ¦"NA"]"#,
            r#""NA" stands twice (take it away here"#,
        ),
        (
            LABELS,
            r#"["NA", "-"]"#,
            r#"["NA", ¦""]"#,
            "empty text stands for nothing in any case (",
        ),
    ]);
}
