//! The library counts as the fold does: on any number of threads, in any order,
//! split into any number of files, however the files are written.

use crate::extracts::{COLUMNS, Folder, Style, counts_of, row};
use crate::fold::fold;
use crate::plans::{AREAS, Amount, Condition, Plan, Test, Who};
use crate::rolled;
use justice_reinvestment::records::{Counting, Extract};
use proptest::prelude::*;

fn plan_and_rows(most: usize) -> impl Strategy<Value = (Plan, Vec<Vec<String>>)> {
    rolled::plan().prop_flat_map(move |plan| {
        let rows = rolled::rows(&plan, most);
        (Just(plan), rows)
    })
}

proptest! {
    #[test]
    fn an_extract_counts_as_the_fold_does_on_any_number_of_threads(
        (plan, rows) in plan_and_rows(60), style in rolled::style(),
    ) {
        let (expected, faults) = fold(&plan, &rows);
        let read = plan.read();
        let folder = Folder::new();
        let csv = style.to_csv(&rows);
        let extract = [folder.extract("extract.csv", &csv)];
        for threads in [1, 2, 8] {
            let counting = Counting::new(&read).threads(threads);
            let counted = counting.lenient(true).count(&extract).unwrap();
            prop_assert_eq!(counts_of(&plan, &counted.partial), expected.clone(), "{}\n{}", plan.to_toml(), csv);
            let balance = counted.balance;
            prop_assert!(balance.holds());
            prop_assert_eq!(balance.rows, u64::try_from(rows.len()).unwrap());
            let strict = Counting::new(&read).threads(threads).count(&extract);
            prop_assert_eq!(strict.is_err(), faults > 0, "{:?}\n{}\n{}", strict, plan.to_toml(), csv);
            if let Ok(strict) = strict {
                prop_assert_eq!(strict.partial, counted.partial);
            }
        }
    }

    #[test]
    fn neither_the_order_of_records_nor_their_files_change_the_counts(
        (plan, rows) in plan_and_rows(60),
        shuffled in Just((0..60_usize).collect::<Vec<_>>()).prop_shuffle(),
        styles in proptest::collection::vec(rolled::style(), 1..4),
    ) {
        let (expected, _) = fold(&plan, &rows);
        let read = plan.read();
        let folder = Folder::new();
        let order = shuffled.into_iter().filter(|at| *at < rows.len());
        let mut rows: Vec<Vec<String>> = order.map(|at| rows[at].clone()).collect();
        rolled::sort(&plan, &mut rows);
        let files = match plan.one_per {
            Some(_) => 1,
            None => styles.len(),
        };
        let extracts = styles.iter().take(files).enumerate().map(|(file, style)| {
            let of_file = rows.iter().skip(file).step_by(files).cloned();
            let rows: Vec<Vec<String>> = of_file.collect();
            folder.extract(&format!("{file}.csv"), style.to_csv(&rows))
        });
        let extracts: Vec<Extract> = extracts.collect();
        let counted = Counting::new(&read).lenient(true).count(&extracts).unwrap();
        prop_assert_eq!(counts_of(&plan, &counted.partial), expected);
        // One by one and merged they are the same.
        let mut merged = justice_reinvestment::records::PartialCounts::none(&read);
        for extract in extracts.iter().rev() {
            let one = Counting::new(&read).lenient(true).count(std::slice::from_ref(extract));
            merged = merged.merge(&one.unwrap().partial).unwrap();
        }
        prop_assert_eq!(merged, counted.partial);
    }
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        // A linear congruential generator, with Knuth's factor and increment.
        let (factor, more) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(factor).wrapping_add(more);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// So many rows, with one in two hundred at fault.
fn many_rows(number: usize, seed: u64) -> Vec<Vec<String>> {
    let mut dice = Dice(seed);
    let of_one = |_| {
        let (year, month, day) = (2009 + dice.below(4), 1 + dice.below(12), 1 + dice.below(28));
        let date = format!("{year}-{month:02}-{day:02}");
        let (age, days) = (9 + dice.below(12), 1 + dice.below(28));
        let born = format!("{}-{month:02}-{days:02}", year - age);
        let to = match dice.below(6) {
            0 => String::new(),
            1 => date.clone(),
            _ => format!("{}-{month:02}-{day:02}", year + 1),
        };
        let count = dice.below(50).to_string();
        let bad = dice.below(200);
        row(&[
            ("area", if bad == 0 { "A7" } else { AREAS[dice.below(2)] }),
            ("date", if bad == 1 { "2010-02-30" } else { &date }),
            ("offence", &date),
            ("from", &date),
            ("to", &to),
            ("born", if bad == 2 { "" } else { &born }),
            ("count", &count),
            ("group", ["18 and over", "young"][dice.below(2)]),
            ("outcome", ["prison", "order"][dice.below(2)]),
            ("case", &dice.below(number / 3 + 1).to_string()),
            (
                "note",
                "a text that is long enough to fill a chunk of a million bytes soon",
            ),
        ])
    };
    (0..number).map(of_one).collect()
}

fn counts_alike(plan: &Plan, rows: &[Vec<String>], csv: &str) {
    let (expected, _) = fold(plan, rows);
    let read = plan.read();
    let folder = Folder::new();
    let extract = [folder.extract("extract.csv", csv)];
    for threads in [1, 2, 8] {
        let counting = Counting::new(&read).threads(threads).lenient(true);
        let counted = counting.count(&extract).unwrap();
        assert_eq!(
            counts_of(plan, &counted.partial),
            expected,
            "{threads} threads"
        );
    }
}

fn prison() -> Vec<Condition> {
    let test = Test::In(vec!["prison".to_owned()]);
    vec![Condition {
        column: "outcome",
        test,
    }]
}

#[test]
fn many_chunks_count_as_the_fold_does() {
    let plan = Plan {
        who: Who::Age,
        amount: Amount::Column,
        metrics: vec![prison(), Vec::new()],
        ..Plan::simple()
    };
    let rows = many_rows(200_000, 1);
    let csv = Style::plain().to_csv(&rows);
    assert!(csv.len() > 20 << 20);
    counts_alike(&plan, &rows, &csv);
}

#[test]
fn quotes_blank_lines_and_carriage_returns_in_some_chunks_change_nothing() {
    let plan = Plan {
        metrics: vec![prison(), Vec::new()],
        ..Plan::nights()
    };
    let mut rows = many_rows(18_000, 2);
    for at in [9_000, 9_001, 17_000] {
        let outcome = COLUMNS.iter().position(|name| *name == "outcome").unwrap();
        rows[at][outcome] = "\"prison\", or so".to_owned();
    }
    for (line_end, blank_lines) in [("\n", false), ("\r\n", true)] {
        let style = Style {
            line_end,
            blank_lines,
            ends_with_line: false,
            ..Style::plain()
        };
        counts_alike(&plan, &rows, &style.to_csv(&rows));
    }
}

#[test]
fn principal_records_of_many_chunks_count_as_the_folds_do() {
    for sorted in [false, true] {
        let plan = Plan {
            one_per: Some((vec!["case"], sorted)),
            metrics: vec![prison(), Vec::new()],
            ..Plan::simple()
        };
        let mut rows = many_rows(30_000, 3);
        rolled::sort(&plan, &mut rows);
        counts_alike(&plan, &rows, &Style::plain().to_csv(&rows));
    }
}

#[test]
fn more_distinct_texts_than_are_remembered_count_as_the_fold_does() {
    let note = Test::NotIn(vec!["7".to_owned(), "79999".to_owned()]);
    let plan = Plan {
        metrics: vec![
            vec![Condition {
                column: "note",
                test: note,
            }],
            Vec::new(),
        ],
        ..Plan::simple()
    };
    let mut rows = many_rows(90_000, 4);
    let note = COLUMNS.iter().position(|name| *name == "note").unwrap();
    for (number, row) in rows.iter_mut().enumerate() {
        row[note] = (number % 80_000).to_string();
    }
    counts_alike(&plan, &rows, &Style::plain().to_csv(&rows));
}
