//! Mistakes beside others: what is a mere consequence is left out, and none hides
//! another. What concerns the whole plan (labels that stand for nothing, nights beyond
//! `as_at`) is told when all of it can be read.

use super::{DATES, LABELS, NIGHTS, are_told, replaced, told};

#[test]
fn a_scheme_given_as_a_plan_is_told_as_one_problem() {
    let scheme = include_str!("../../../fixtures/records/scheme.toml");
    let told = told(scheme);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("this is a scheme: give it as the scheme"));
}

#[test]
fn a_label_of_two_periods_is_told_wherever_it_stands_in_the_list() {
    are_told(&[
        (
            LABELS,
            r#"year_2 = ["Q4"]"#,
            r#"year_2 = ¦["Q4", "Q1"]"#,
            r#""Q1" is a label of two periods (keep it in one of them"#,
        ),
        (
            LABELS,
            r#"year_1 = ["Q2", "Q3"]"#,
            r#"year_1 = ¦["Q2", "Q1"]"#,
            r#""Q1" is a label of two periods (keep it in one of them"#,
        ),
    ]);
}

#[test]
fn the_mere_consequence_of_a_mistake_is_left_out() {
    are_told(&[
        (
            NIGHTS,
            r#""received""#,
            r#"¦"""#,
            "this column has no name (",
        ),
        (
            NIGHTS,
            "as_at = 2012-06-30",
            r#"as_at = ¦"now""#,
            "as_at should be a day",
        ),
        (
            NIGHTS,
            r#"to = "released""#,
            r#"¦too = "released""#,
            r#"[quantity] has no key "too""#,
        ),
        (
            DATES,
            "[period]",
            "[¦perod]",
            r#"a count plan has no table "perod""#,
        ),
        (
            LABELS,
            "missing = true",
            "¦missin = true",
            r#"a condition has no key "missin""#,
        ),
        (
            LABELS,
            r#"where = [{ column = "kind""#,
            r#"¦were = [{ column = "kind""#,
            r#"[[set_aside]] has no key "were""#,
        ),
        (
            NIGHTS,
            "date_of_birth",
            "¦date_of_brith",
            r#"[cohort] has no key "date_of_brith""#,
        ),
    ]);
}

#[test]
fn of_a_plan_that_is_not_toml_nothing_is_told_as_lacking() {
    for (from, to) in [("[[metric]]", "[[metric]"), ("[period]", "[period")] {
        let told = told(&replaced(DATES, from, to));
        let lacking = told
            .iter()
            .find(|one| one.starts_with("the count plan has no"));
        assert_eq!(lacking, None, "{told:#?}");
    }
}

#[test]
fn one_mistake_hides_no_other_that_does_not_depend_on_it() {
    let mut hidden = String::new();
    for (plan, changes) in [
        (
            LABELS,
            [(r#"["Q2", "Q3"]"#, r#""Q2""#), (r#"["Q4"]"#, r#""Q4""#)],
        ),
        (
            LABELS,
            [
                (r#""kind""#, r#""""#),
                (r#"["company", "body"]"#, r#""body""#),
            ],
        ),
        (
            LABELS,
            [
                (r#""custody""#, r#""custdoy""#),
                (r#"["fine"]"#, r#""fine""#),
            ],
        ),
        (
            LABELS,
            [
                (r#""companies""#, r#""""#),
                (r#"["company", "body"]"#, r#""body""#),
            ],
        ),
        (
            LABELS,
            [(r#"["Q2", "Q3"]"#, r#"["Q1"]"#), (r#"["Q4"]"#, r#"["Q1"]"#)],
        ),
        (
            LABELS,
            [
                (r#"["case", "court"]"#, "[]"),
                (r#"["prison", "order"]"#, r#"["",]"#),
            ],
        ),
    ] {
        let both = changes.iter().fold(plan.to_owned(), |text, (from, to)| {
            replaced(&text, from, to)
        });
        let told = told(&both);
        if told.len() != changes.len() {
            hidden += &format!("{changes:?}\n{told:#?}\n");
        }
    }
    assert!(hidden.is_empty(), "{hidden}");
}

#[test]
fn a_key_that_is_of_no_use_beside_another_is_told() {
    are_told(&[
        (
            DATES,
            r#"on = "offence""#,
            "on = \"offence\"\notherwise = ¦\"nonsense\"",
            "",
        ),
        (
            DATES,
            r#"date = "disposal""#,
            "date = \"disposal\"\notherwise = ¦\"nonsense\"",
            "",
        ),
    ]);
}

#[test]
fn what_to_do_is_of_the_plan_and_of_the_key_that_is_wrong() {
    are_told(&[
        (
            LABELS,
            r#"["case", "court"]"#,
            r#"["case", ¦""]"#,
            "this column has no name (",
        ),
        (
            LABELS,
            "[one_per]\nkeys = [\"case\", \"court\"]\nsorted = true\nwithin = \"extract\"\nkeep = \
             { column = \"outcome\", order = [\"prison\", \"order\"] }",
            "¦[one_per]\nkeys = [\"case\"]",
            "[one_per] has no keep (",
        ),
    ]);
    for (plan, from, to, not_said) in [
        (LABELS, r#"["NA", "-"]"#, r#"["NA", ""]"#, "missing = true"),
        (
            DATES,
            r#"id = "custody""#,
            "id = \"custody\"\nid = \"orders\"",
            "[[price]]",
        ),
    ] {
        let told = told(&replaced(plan, from, to));
        assert!(told.iter().all(|one| !one.contains(not_said)), "{told:#?}");
    }
}
