//! What a plan's digest is of: all that a count depends on, and nothing else.

use super::{DATES, LABELS, NIGHTS, read, replaced};
use crate::plans::{Amount, Plan, TakesPart, When, Who};
use crate::rolled;
use justice_reinvestment::records::CountPlan;
use justice_reinvestment::{Document, Scheme};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;

fn digest(text: &str) -> String {
    let plan = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    plan.sha256().to_owned()
}

/// Each change gives another digest, and each line of the plan is changed but for
/// those that nothing counted depends on.
#[track_caller]
fn change_the_digest(plan: &str, changes: &[(&str, &str)]) {
    let mut digests = BTreeSet::from([digest(plan)]);
    let mut changed: BTreeSet<&str> = BTreeSet::new();
    for (from, to) in changes {
        let text = replaced(plan, from, to);
        assert!(digests.insert(digest(&text)), "{to}");
        changed.extend(
            plan.lines()
                .filter(|line| from.contains(*line) || line.contains(from)),
        );
    }
    let without = ["schema =", "title =", "sorted =", "["];
    for line in plan.lines().filter(|line| !line.is_empty()) {
        let is_free = without.iter().any(|start| line.starts_with(start));
        assert!(is_free || changed.contains(line), "nothing changes {line}");
    }
}

#[test]
fn each_word_of_a_plan_that_changes_what_is_counted_changes_its_digest() {
    change_the_digest(
        LABELS,
        &[
            (r#"["NA", "-"]"#, r#"["NA", "x"]"#),
            (r#"["NA", "-"]"#, r#"["NA"]"#),
            ("missing_text = [\"NA\", \"-\"]\n", ""),
            (r#""place""#, r#""town""#),
            (r#""Leeds, West""#, r#""Leeds""#),
            (r#"York = "A1""#, r#"York = "A0""#),
            (r#", York = "A1""#, ""),
            ("lookup = { \"Leeds, West\" = \"A0\", York = \"A1\" }\n", ""),
            ("\"A1\" }\notherwise = \"set_aside\"", "\"A1\" }"),
            (r#""group""#, r#""age""#),
            (r#"["old"]"#, r#"["older"]"#),
            (r#"["old"]"#, r#"["old", "older"]"#),
            (r#"["young", "child"]"#, r#"["young"]"#),
            (r#"["young", "child"]"#, r#"["young child"]"#),
            ("youth = [\"young\", \"child\"]\n", ""),
            (
                "[\"old\"]\nyouth = [\"young\", \"child\"]",
                "[\"young\", \"child\"]\nyouth = [\"old\"]",
            ),
            ("\"child\"]\notherwise = \"set_aside\"", "\"child\"]"),
            (r#""quarter""#, r#""term""#),
            (r#"["Q1"]"#, r#"["Q0"]"#),
            (r#"["Q2", "Q3"]"#, r#"["Q2"]"#),
            (r#"["Q4"]"#, r#"["Q4", "Q5"]"#),
            (
                "[\"Q1\"]\nyear_1 = [\"Q2\", \"Q3\"]",
                "[\"Q2\", \"Q3\"]\nyear_1 = [\"Q1\"]",
            ),
            ("[\"Q4\"]\notherwise = \"set_aside\"", "[\"Q4\"]"),
            (r#""count""#, r#""number""#),
            ("missing = \"not_available\"\n", ""),
            (
                "\n[quantity]\ncolumn = \"count\"\nmissing = \"not_available\"\n",
                "",
            ),
            (r#"["case", "court"]"#, r#"["case"]"#),
            (r#"["case", "court"]"#, r#"["case court"]"#),
            ("within = \"extract\"\n", ""),
            (r#""outcome""#, r#""disposal""#),
            (r#"["prison", "order"]"#, r#"["order", "prison"]"#),
            (r#"["prison", "order"]"#, r#"["prison"]"#),
            (r#""companies""#, r#""bodies""#),
            (r#""kind""#, r#""sort""#),
            (r#"["company", "body"]"#, r#"["company"]"#),
            (
                r#"in = ["company", "body"]"#,
                r#"not_in = ["company", "body"]"#,
            ),
            (r#"in = ["company", "body"]"#, "missing = true"),
            (r#""nobody knows""#, r#""unknown""#),
            (r#""verdict""#, r#""finding""#),
            ("missing = true", "missing = false"),
            (r#""custody""#, r#""fines""#),
            (r#""sentence""#, r#""disposal""#),
            (r#"["fine"]"#, r#"["fines"]"#),
            (r#"not_in = ["fine"]"#, r#"in = ["fine"]"#),
            (r#""length""#, r#""days""#),
            ("from = 1,", "from = 2,"),
            ("from = 1,", ""),
            ("from = 1, to = 30", "to = 1"),
            ("from = 1, to = 30", "from = 30"),
            ("to = 30", "to = 31"),
            (r#", { column = "length", from = 1, to = 30 }"#, ""),
            (r#""orders""#, r#""fines""#),
            (r#""heard""#, r#""seen""#),
            ("from = 2010-01-01", "from = 2010-01-02"),
            ("to = 2012-12-31", "to = 2012-12-30"),
            (", to = 2012-12-31", ""),
            (
                "from = 2010-01-01, to = 2012-12-31",
                "from = 2010, to = 2012",
            ),
        ],
    );
    change_the_digest(
        DATES,
        &[
            (r#""area""#, r#""place""#),
            (r#""area""#, "\"area\"\notherwise = \"set_aside\""),
            (r#""born""#, r#""birth""#),
            (r#""offence""#, r#""plea""#),
            (r#""disposal""#, r#""sentence""#),
            (
                "date = \"disposal\"",
                "column = \"disposal\"\nbaseline = [\"a\"]\nyear_1 = [\"b\"]\nyear_2 = [\"c\"]",
            ),
            (r#""custody""#, r#""orders""#),
            (r#""custody""#, "\"custody\"\n[[metric]]\nid = \"orders\""),
        ],
    );
    change_the_digest(
        NIGHTS,
        &[
            (r#""area""#, r#""place""#),
            (r#""born""#, r#""birth""#),
            (r#""received""#, r#""in""#),
            (r#""released""#, r#""out""#),
            (
                "from = \"received\"\nto = \"released\"",
                "from = \"released\"\nto = \"received\"",
            ),
            ("as_at = 2012-06-30", "as_at = 2012-07-01"),
            ("as_at = 2012-06-30\n", ""),
            (r#""custody""#, r#""orders""#),
        ],
    );
}

#[test]
fn what_no_count_depends_on_does_not_change_the_digest() {
    for (plan, from, to) in [
        (LABELS, "By labels", "Another title"),
        (LABELS, "sorted = true", "sorted = false"),
        (LABELS, "sorted = true\n", ""),
        (LABELS, "title =", "# A remark\ntitle   =  "),
        (LABELS, "[one_per]", "\n\n  [ one_per ] # of cases\n"),
        (
            LABELS,
            r#"["Q2", "Q3"]"#,
            "[\n  \"Q2\", # spring\n  'Q3',\n]",
        ),
        (
            LABELS,
            r#""Leeds, West" = "A0", York = "A1""#,
            r#""York" = "A1", "Leeds, West" = "A0""#,
        ),
        (LABELS, "from = 1, to = 30", "to = 30, from = 1"),
        (LABELS, r#""prison""#, r#""\u0070rison""#),
        (
            LABELS,
            "baseline = [\"Q1\"]\nyear_1 = [\"Q2\", \"Q3\"]",
            "year_1 = [\"Q2\", \"Q3\"]\nbaseline = [\"Q1\"]",
        ),
        (
            DATES,
            "date_of_birth = \"born\"\non = \"offence\"",
            "on = \"offence\"\ndate_of_birth = \"born\"",
        ),
        (
            DATES,
            "[area]\ncolumn = \"area\"\n\n[cohort]\ndate_of_birth = \"born\"\non = \"offence\"\n",
            "[cohort]\ndate_of_birth = \"born\"\non = \"offence\"\n[area]\ncolumn = \"area\"\n",
        ),
        (DATES, "[area]\ncolumn = \"area\"", "area.column = \"area\""),
        // What holds unless something else is said.
        (
            DATES,
            r#"column = "area""#,
            "column = \"area\"\notherwise = \"error\"",
        ),
        (DATES, "title =", "missing_text = []\ntitle ="),
    ] {
        assert_eq!(digest(&replaced(plan, from, to)), digest(plan), "{to}");
    }
    let marked = Document::new("named-otherwise.toml", format!("\u{feff}{LABELS}"));
    let marked = CountPlan::read(&super::scheme(), &marked, |_| None).unwrap();
    assert_eq!(marked.sha256(), digest(LABELS));
}

#[test]
fn the_periods_areas_and_who_takes_part_change_the_digest_and_prices_and_names_do_not() {
    let scheme = include_str!("../../../fixtures/records/scheme.toml");
    let digest = |scheme: &str| {
        let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
        let plan = Document::new("plan.toml", DATES);
        let plan = CountPlan::read(&scheme, &plan, |_| None).unwrap();
        plan.sha256().to_owned()
    };
    let mut digests = BTreeSet::from([digest(scheme)]);
    for (from, to) in [
        ("from = 2010-07-01", "from = 2010-07-02"),
        ("to = 2011-06-30", "to = 2011-06-29"),
        ("from = 2011-07-01", "from = 2011-07-02"),
        ("to = 2012-06-30", "to = 2012-06-29"),
        ("id = \"year_1\"", "id = \"year_2\""),
        ("id = \"baseline\"", "id = \"before\""),
        ("code = \"T1\"", "code = \"T2\""),
        ("code = \"T1\"", "code = \"T1\"\nareas = [\"T1\", \"T2\"]"),
        ("cohorts = [\"adult\", \"youth\"]", "cohorts = [\"adult\"]"),
        ("cohorts = [\"adult\", \"youth\"]", "cohorts = [\"youth\"]"),
    ] {
        assert!(digests.insert(digest(&replaced(scheme, from, to))), "{to}");
    }
    for (from, to) in [
        ("One town, handfuls of records", "A town"),
        ("Ashtown", "Another name"),
        ("id = \"handfuls\"", "id = \"others\""),
        ("title = \"Custodial sentences\"", "title = \"Custody\""),
        ("code = \"T1\"", "code = \"S1\"\nareas = [\"T1\"]"),
    ] {
        let text = replaced(scheme, from, to);
        assert_eq!(digest(&text), digest(scheme), "{to}");
    }
    let dearer = scheme.replace("10000.00", "20000.00");
    assert_eq!(digest(&dearer), digest(scheme));
    let taking_part = |periods| {
        let mut plan = Plan::simple();
        let cohorts = [true, true];
        plan.areas[1] = TakesPart { cohorts, periods };
        plan.read().sha256().to_owned()
    };
    let all = taking_part([true; 3]);
    let first = taking_part([true, true, false]);
    let second = taking_part([true, false, true]);
    assert_eq!(BTreeSet::from([all, first, second]).len(), 3);
}

/// The columns that a plan speaks of.
fn named(plan: &Plan) -> BTreeSet<&'static str> {
    let mut named = BTreeSet::from(["area"]);
    named.extend(match (plan.who, plan.amount) {
        (Who::Labels { .. }, _) => vec!["group"],
        (Who::Age, Amount::Nights) => vec!["born"],
        (Who::Age, _) => vec!["born", "offence"],
    });
    named.extend(match (plan.amount, plan.when) {
        (Amount::Nights, _) => ["from", "to"].as_slice(),
        (_, When::Labels { .. }) => &["quarter"],
        (_, When::Date) => &["date"],
    });
    if plan.amount == Amount::Column {
        named.insert("count");
    }
    if let Some((keys, _)) = &plan.one_per {
        named.extend(keys);
        named.insert("outcome");
    }
    let set_aside = plan.set_aside.iter().flat_map(|(_, conditions)| conditions);
    let conditions = set_aside.chain(plan.metrics.iter().flatten());
    named.extend(conditions.map(|condition| condition.column));
    named
}

/// Lines that say nothing.
fn asides() -> impl Strategy<Value = Vec<&'static str>> {
    vec(
        select(vec!["", "  ", "# a remark", "\t# [area]", "#"]),
        0..3,
    )
}

proptest! {
    #[test]
    fn a_plan_has_one_digest_however_its_lines_are_written(
        plan in rolled::plan(),
        asides in vec(asides(), 1..20),
        line_end in select(vec!["\n", "\r\n"]),
        ends_with_line in any::<bool>(),
    ) {
        let (scheme, toml) = (plan.scheme(), plan.to_toml());
        let mut asides = asides.iter().cycle();
        let lines = toml.lines().flat_map(|line| {
            let before = asides.next().into_iter().flatten().copied();
            before.chain([line]).collect::<Vec<&str>>()
        });
        let mut text = lines.collect::<Vec<&str>>().join(line_end);
        if ends_with_line {
            text += line_end;
        }
        let read = CountPlan::read(&scheme, &Document::new("plan.toml", text.as_str()), |_| None);
        let read = read.map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let plain = plan.read();
        prop_assert_eq!(read.sha256(), plain.sha256());
        prop_assert_eq!(read, plain);
    }

    #[test]
    fn a_plan_names_every_column_of_its_text_once_and_in_order(plan in rolled::plan()) {
        let read = plan.read();
        let columns = read.columns();
        prop_assert!(columns.is_sorted_by(|one, next| one < next), "{:?}", columns);
        let named: Vec<&str> = named(&plan).into_iter().collect();
        prop_assert_eq!(columns, named, "{}", plan.to_toml());
    }
}
