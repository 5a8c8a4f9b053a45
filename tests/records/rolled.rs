//! How plans and extracts come about: values that crowd the boundaries.

use crate::extracts::{COLUMNS, Style};
use crate::plans::{
    AREA_LABELS, AREAS, Amount, Condition, GROUP_LABELS, ORDER, PERIOD_LABELS, Plan, TakesPart,
    Test, When, Who,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Days at the edges of periods, birthdays and leap years.
const DAYS: [&str; 18] = [
    "2009-06-30",
    "2009-07-01",
    "2010-02-28",
    "2010-03-01",
    "2010-06-29",
    "2010-06-30",
    "2010-07-01",
    "2010-07-02",
    "2011-02-28",
    "2011-06-30",
    "2011-07-01",
    "2012-02-28",
    "2012-02-29",
    "2012-03-01",
    "2012-06-30",
    "2012-07-01",
    "2009-01-01",
    "2011-12-31",
];
/// Ten or eighteen years before some of them, or after.
const BIRTHS: [&str; 16] = [
    "1991-07-01",
    "1992-02-28",
    "1992-02-29",
    "1992-03-01",
    "1992-06-30",
    "1992-07-01",
    "1992-07-02",
    "1993-07-01",
    "1994-02-28",
    "1994-03-01",
    "1994-07-01",
    "2000-02-29",
    "2000-03-01",
    "2000-07-01",
    "2001-06-30",
    "2010-07-01",
];
const NO_DAYS: [&str; 10] = [
    "",
    "NA",
    "2011-02-29",
    "2010-13-01",
    "2010-00-10",
    "2010-06-31",
    "01/07/2010",
    " 2010-07-01",
    "2010-7-1",
    "\"2010\"",
];
const NUMBERS: [&str; 6] = ["0", "1", "2", "17", "007", "123456789012"];
const NO_NUMBERS: [&str; 9] = ["", "NA", "-1", "-0", "1.0", "1,000", "+1", " 1", "1e3"];
const REASONS: [&str; 2] = ["companies, public bodies", "the \"old\" ones"];
/// Columns that conditions look at, as texts, numbers and days.
const TEXTS: [&str; 5] = ["outcome", "group", "note", "area", "date"];

/// Mostly one of the first, now and then one of the second.
fn mostly(
    good: &'static [&'static str],
    bad: &'static [&'static str],
) -> impl Strategy<Value = String> {
    prop_oneof![30 => select(good), 1 => select(bad)].prop_map(str::to_owned)
}

fn texts() -> impl Strategy<Value = String> {
    let own = [
        ORDER[0], ORDER[1], ORDER[2], "", "n/a", " order", "a, \"b\"", "é, ü",
    ];
    select(own.to_vec()).prop_map(str::to_owned)
}

fn column(name: &'static str) -> BoxedStrategy<String> {
    static GROUPS: [&str; 4] = [
        GROUP_LABELS[0][0],
        GROUP_LABELS[0][1],
        GROUP_LABELS[1][0],
        GROUP_LABELS[1][1],
    ];
    static QUARTERS: [&str; 5] = [
        PERIOD_LABELS[0][0],
        PERIOD_LABELS[0][1],
        PERIOD_LABELS[1][0],
        PERIOD_LABELS[1][1],
        PERIOD_LABELS[2][1],
    ];
    static BOTH: [&str; 8] = [
        AREAS[0],
        AREAS[1],
        AREAS[2],
        AREAS[3],
        AREA_LABELS[0],
        AREA_LABELS[1],
        AREA_LABELS[2],
        AREA_LABELS[3],
    ];
    match name {
        "area" => mostly(&BOTH, &["", "NA", "A9", " A0", "A0 ", "a0", "Leeds,West"]).boxed(),
        "group" => mostly(&GROUPS, &["", "NA", "Young", "18 and over "]).boxed(),
        "quarter" => mostly(&QUARTERS, &["", "NA", "Q9", "Q1 "]).boxed(),
        "born" => mostly(&BIRTHS, &NO_DAYS).boxed(),
        "to" => prop_oneof![8 => mostly(&DAYS, &NO_DAYS), 1 => Just(String::new())].boxed(),
        "date" | "from" | "offence" => mostly(&DAYS, &NO_DAYS).boxed(),
        "count" | "number" => mostly(&NUMBERS, &NO_NUMBERS).boxed(),
        "case" => select(vec!["1", "1", "2", "10", "a\"b", "x,y", ""])
            .prop_map(str::to_owned)
            .boxed(),
        _ => texts().boxed(),
    }
}

fn row() -> impl Strategy<Value = Vec<String>> {
    let whole: Vec<BoxedStrategy<String>> = COLUMNS.into_iter().map(column).collect();
    // Another number of fields: no record.
    let broken = (vec(select(vec!["A0", "1", "x, y"]), 1..COLUMNS.len()))
        .prop_map(|fields| fields.into_iter().map(str::to_owned).collect());
    prop_oneof![60 => whole, 1 => broken]
}

fn condition() -> impl Strategy<Value = Condition> {
    let labels = || {
        vec(texts(), 1..4).prop_map(|mut labels| {
            // What may stand for nothing is no label.
            labels.retain(|label| !label.is_empty() && label != "n/a");
            labels.sort();
            labels.dedup();
            match labels.is_empty() {
                true => vec!["order".to_owned()],
                false => labels,
            }
        })
    };
    let test = |column, test: BoxedStrategy<Test>| {
        (Just(column), test).prop_map(|(column, test)| Condition { column, test })
    };
    let of_text = select(TEXTS.to_vec()).prop_flat_map(move |column| {
        let tests = prop_oneof![
            labels().prop_map(Test::In),
            labels().prop_map(Test::NotIn),
            any::<bool>().prop_map(Test::Missing),
        ];
        test(column, tests.boxed())
    });
    let range = (option::of(0..3_i64), option::of(0..20_i64)).prop_map(|(from, more)| {
        let to = more.map(|more| from.unwrap_or(0) + more);
        match (from, to) {
            (None, None) => Test::Numbers(Some(1), None),
            _ => Test::Numbers(from, to),
        }
    });
    let of_number = select(vec!["number", "count"])
        .prop_flat_map(move |column| test(column, range.clone().boxed()));
    let days = subsequence(DAYS.to_vec(), 1..=2).prop_map(|mut days| {
        days.sort_unstable();
        let day = |at: usize| days.get(at).map(|day| (*day).to_owned());
        Test::Days(day(0), day(1))
    });
    let of_day = select(vec!["offence", "born", "date"])
        .prop_flat_map(move |column| test(column, days.clone().boxed()));
    prop_oneof![3 => of_text, 1 => of_number, 1 => of_day]
}

/// A plan; some conditions read columns as numbers or days that are read otherwise
/// elsewhere.
pub fn plan() -> impl Strategy<Value = Plan> {
    let takes_part = || {
        let cohorts = select(vec![
            [true, true],
            [true, true],
            [true, false],
            [false, true],
        ]);
        let periods = select(vec![
            [true; 3],
            [true; 3],
            [true, true, false],
            [true, false, true],
        ]);
        (cohorts, periods).prop_map(|(cohorts, periods)| TakesPart { cohorts, periods })
    };
    let who = prop_oneof![
        any::<bool>().prop_map(|aside| Who::Labels { aside }),
        Just(Who::Age)
    ];
    let when = prop_oneof![
        any::<bool>().prop_map(|aside| When::Labels { aside }),
        Just(When::Date)
    ];
    let amount = select(vec![Amount::One, Amount::Column, Amount::Nights]);
    let keys = select(vec![
        vec!["case"],
        vec!["case", "date"],
        vec!["note", "case"],
    ]);
    let one_per = option::weighted(0.4, (keys, any::<bool>()));
    let conditions = || vec(condition(), 1..3);
    let set_aside = vec(conditions(), 0..=2).prop_map(|rules| {
        let reasons = REASONS.iter().map(|reason| (*reason).to_owned());
        reasons.zip(rules).collect::<Vec<_>>()
    });
    let metrics = vec(vec(condition(), 0..3), 1..=3);
    let sites = (
        1..=2_usize,
        vec(takes_part(), 2..=4),
        any::<bool>(),
        any::<bool>(),
    );
    let missing_text = select(vec![
        vec![],
        vec![],
        vec!["NA"],
        vec!["NA", "17", "2010-07-01", "n/a"],
    ]);
    let as_at = select(vec![
        None,
        Some("2012-06-30"),
        Some("2012-06-30"),
        Some("2013-01-01"),
    ]);
    let missing = (missing_text, any::<bool>(), as_at, any::<bool>());
    let rules = (who, when, amount, one_per, set_aside, metrics, missing);
    (sites, rules).prop_map(|((tests, mut areas, by_label, area_aside), rules)| {
        let (who, when, amount, one_per, set_aside, metrics, missing) = rules;
        let (missing_text, not_available, as_at, within_extracts) = missing;
        if tests == 1 {
            areas.iter_mut().for_each(|area| area.periods = [true; 3]);
        }
        Plan {
            tests,
            areas,
            by_label,
            area_aside,
            who,
            when,
            amount,
            missing_text,
            not_available,
            as_at,
            one_per: one_per.filter(|_| amount != Amount::Nights),
            within_extracts,
            set_aside,
            metrics,
        }
    })
}

/// Rows, sorted where a plan says so; most of those of an area and a label that
/// the plan knows.
pub fn rows(plan: &Plan, most: usize) -> impl Strategy<Value = Vec<Vec<String>>> + use<> {
    let plan = plan.clone();
    vec(row(), 0..most).prop_map(move |mut rows| {
        for row in rows.iter_mut().filter(|row| row.len() == COLUMNS.len()) {
            // Labels and codes stand for each other, so that most are known.
            let (from, to) = match plan.by_label {
                true => (AREAS, AREA_LABELS),
                false => (AREA_LABELS, AREAS),
            };
            if let Some(at) = from.iter().position(|label| *label == row[0]) {
                row[0] = to[at % plan.areas.len()].to_owned();
            }
        }
        sort(&plan, &mut rows);
        rows
    })
}

/// Sorts rows where the plan says that they come so.
pub fn sort(plan: &Plan, rows: &mut [Vec<String>]) {
    if let Some((keys, true)) = &plan.one_per {
        let at = |key: &&str| COLUMNS.iter().position(|name| name == key).unwrap();
        let keys: Vec<usize> = keys.iter().map(at).collect();
        rows.sort_by_key(|row| {
            let key = |at: &usize| row.get(*at).cloned().unwrap_or_default();
            keys.iter().map(key).collect::<Vec<String>>()
        });
    }
}

pub fn style() -> impl Strategy<Value = Style> {
    let order = Just((0..COLUMNS.len()).collect::<Vec<usize>>()).prop_shuffle();
    let bools = (any::<bool>(), any::<bool>(), any::<bool>());
    let line_end = select(vec!["\n", "\r\n"]);
    (order, line_end, bools, select(vec![0, 0, 1, 2, 5])).prop_map(
        |(order, line_end, (ends_with_line, marked, blank_lines), quotes_every)| Style {
            order,
            line_end,
            ends_with_line,
            marked,
            blank_lines,
            quotes_every,
        },
    )
}
