//! Sums of squares: that they are those of a slow, obvious fold on any number of
//! threads and over any number of extracts, and are read back with every problem.

use crate::columnar;
use crate::extracts::{Folder, Style, row};
use crate::fold::{Cell, all_hold, placed, text};
use crate::plans::{AREAS, Amount, Condition, METRICS, ORDER, PERIODS, Plan, Test};
use crate::rolled;
use justice_reinvestment::records::{Counted, Counting, Extract};
use justice_reinvestment::{Document, Spread};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Area, cohort, period, kind and two metrics in the order of their names.
type Sums = BTreeMap<[String; 6], u128>;

/// A record that counts: whose it is, its cell, how much, and in which metrics.
type Counts<'a> = (&'a str, Cell, u128, Vec<bool>);

/// Its rank in the order, its cell, quantity and metrics, by which the first is kept.
type Candidate<'a> = (usize, Cell, Option<u64>, u8, Counts<'a>);

/// The sums that are not zero, and how many records do not say whose they are.
fn folded(plan: &Plan, rows: &[Vec<String>], person: &str) -> (Sums, u64) {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let meant = |text: &String| match plan.missing_text.contains(&text.as_str()) {
                true => String::new(),
                false => text.clone(),
            };
            row.iter().map(meant).collect()
        })
        .collect();
    let mut parts: Vec<(bool, Counts)> = Vec::new();
    let mut cases: HashMap<Vec<&str>, Vec<Candidate>> = HashMap::new();
    for row in &rows {
        let Ok(placed) = placed(plan, row) else {
            continue;
        };
        let metrics: Vec<bool> = plan.metrics.iter().map(|one| all_hold(one, row)).collect();
        for (number, (cell, quantity)) in placed.into_iter().enumerate() {
            let counted = u128::from(quantity.unwrap_or(0));
            let record = (text(row, person), cell, counted, metrics.clone());
            let Some((keys, _)) = &plan.one_per else {
                if quantity.is_some() {
                    parts.push((number == 0, record));
                }
                continue;
            };
            let is_it = |label: &&str| *label == text(row, "outcome");
            let rank = ORDER.iter().position(is_it).unwrap_or(9);
            let bits = metrics
                .iter()
                .rev()
                .fold(0, |set, is| set * 2 + u8::from(*is));
            let case = keys.iter().map(|key| text(row, key)).collect();
            let of_case = cases.entry(case).or_default();
            of_case.push((rank, cell, quantity, bits, record));
        }
    }
    for of_case in cases.into_values() {
        let first = of_case
            .into_iter()
            .min_by_key(|(rank, cell, quantity, bits, _)| (*rank, *cell, *quantity, *bits));
        let (_, _, quantity, _, record) = first.unwrap();
        if quantity.is_some() {
            parts.push((true, record));
        }
    }
    let mut unknown = 0;
    let mut of_persons: HashMap<(String, Cell), Vec<u128>> = HashMap::new();
    let mut sums = Sums::new();
    for (number, (is_first, (person, cell, quantity, metrics))) in parts.iter().enumerate() {
        let counts: Vec<u128> = metrics
            .iter()
            .map(|is| quantity * u128::from(*is))
            .collect();
        add(&mut sums, "record", *cell, &counts);
        let name = match *person {
            "" => format!("nobody {number}"),
            person => format!("person {person}"),
        };
        if person.is_empty() && *is_first && metrics.contains(&true) {
            unknown += 1;
        }
        let all = of_persons.entry((name, *cell));
        let all = all.or_insert_with(|| vec![0; counts.len()]);
        all.iter_mut()
            .zip(&counts)
            .for_each(|(sum, more)| *sum += more);
    }
    for ((_, cell), counts) in of_persons {
        add(&mut sums, "person", cell, &counts);
    }
    sums.retain(|_, sum| *sum > 0);
    (sums, unknown)
}

fn add(sums: &mut Sums, kind: &str, (area, cohort, period): Cell, counts: &[u128]) {
    for (one, first) in METRICS.iter().zip(counts) {
        for (other, second) in METRICS.iter().zip(counts) {
            if one <= other {
                let cohort = ["adult", "youth"][cohort];
                let key = [AREAS[area], cohort, PERIODS[period].0, kind, one, other];
                *sums.entry(key.map(str::to_owned)).or_default() += first * second;
            }
        }
    }
}

/// The sums that counting gave, zeros too.
fn told(counted: &Counted) -> Sums {
    let csv = counted.spread.as_ref().unwrap().to_csv();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let key = [1, 2, 3, 4, 5, 6].map(|at| row[at].to_owned());
        (key, row[7].parse().unwrap())
    });
    let rows: Vec<([String; 6], u128)> = rows.collect();
    assert!(rows.is_sorted_by(|one, other| one.0 < other.0));
    rows.into_iter().collect()
}

fn not_zero(mut sums: Sums) -> Sums {
    sums.retain(|_, sum| *sum > 0);
    sums
}

/// Areas and periods.
fn places(rows: impl Iterator<Item = [String; 2]>) -> BTreeSet<[String; 2]> {
    rows.filter(|[area, _]| !area.is_empty()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_are_those_of_the_fold_on_any_number_of_threads_and_over_any_number_of_extracts(
        (plan, rows) in rolled::plan().prop_flat_map(|plan| {
            let rows = rolled::rows(&plan, 60);
            (Just(plan), rows)
        }),
        style in rolled::style(),
        files in 1..4_usize,
    ) {
        let (expected, unknown) = folded(&plan, &rows, "case");
        let (read, folder) = (plan.read(), Folder::new());
        let files = if plan.one_per.is_some() { 1 } else { files };
        let extracts = (0..files).map(|file| {
            let of_file: Vec<Vec<String>> = rows.iter().skip(file).step_by(files).cloned().collect();
            folder.extract(&format!("{file}.csv"), style.to_csv(&of_file))
        });
        let extracts: Vec<Extract> = extracts.collect();
        let plain = Counting::new(&read).lenient(true).count(&extracts).unwrap();
        prop_assert_eq!(&plain.spread, &None);
        for threads in [1, 2, 8] {
            let counting = Counting::new(&read).threads(threads).lenient(true);
            let counted = counting.spread(Some("case")).count(&extracts).unwrap();
            let sums = told(&counted);
            prop_assert_eq!(not_zero(sums.clone()), expected.clone(), "{}", plan.to_toml());
            prop_assert_eq!(counted.without_person, unknown);
            // Nothing else is counted otherwise.
            prop_assert_eq!(&counted.partial, &plain.partial);
            prop_assert_eq!(&counted.balance, &plain.balance);
            // Every area and period with a record in scope is told, zeros too.
            let csv = counted.partial.to_csv();
            let mut reader = csv::Reader::from_reader(csv.as_bytes());
            let met = reader.records().map(|row| row.unwrap());
            let met = places(met.map(|row| [row[2].to_owned(), row[4].to_owned()]));
            let of_sums = sums.keys().map(|key| [key[0].clone(), key[2].clone()]);
            prop_assert_eq!(places(of_sums), met);
            let spread = counted.spread.unwrap();
            if !sums.is_empty() {
                let file = Document::new("spread.csv", spread.to_csv());
                prop_assert_eq!(Spread::read(&plan.scheme(), &file).unwrap(), spread);
            }
            let counting = Counting::new(&read).threads(threads).lenient(true);
            let records = counting.spread(None).count(&extracts).unwrap();
            let mut of_records = expected.clone();
            of_records.retain(|key, _| key[3] == "record");
            prop_assert_eq!(not_zero(told(&records)), of_records);
            prop_assert_eq!(records.without_person, 0);
        }
    }
}

fn outcome(label: &str) -> Vec<Condition> {
    let test = Test::In(vec![label.to_owned()]);
    let column = "outcome";
    vec![Condition { column, test }]
}

/// Counts of custody, and of all records as orders.
fn plan() -> Plan {
    Plan {
        amount: Amount::Column,
        metrics: vec![outcome("prison"), Vec::new()],
        ..Plan::simple()
    }
}

fn record(person: &str, count: &str, outcome: &str) -> Vec<String> {
    row(&[
        ("area", "A0"),
        ("date", "2009-08-01"),
        ("group", "old"),
        ("case", person),
        ("count", count),
        ("outcome", outcome),
    ])
}

#[test]
fn sums_worked_by_hand() {
    // Ann: 2 in custody and as orders, then 3 as orders; Bob: 1 in both; nobody: 4 twice.
    let rows = [
        record("Ann", "2", "prison"),
        record("Ann", "3", "order"),
        record("Bob", "1", "prison"),
        record("", "4", "order"),
        record("", "4", "order"),
    ];
    let (plan, folder) = (plan(), Folder::new());
    let read = plan.read();
    let (first, second) = rows.split_at(1);
    // Ann's records stand in two extracts.
    let extracts = [("a.csv", first), ("b.csv", second)];
    let extracts = extracts.map(|(name, rows)| folder.extract(name, Style::plain().to_csv(rows)));
    let counted = Counting::new(&read).spread(Some("case")).count(&extracts);
    let counted = counted.unwrap();
    let digest = read.sha256();
    let adult = format!("{digest},A0,adult,baseline");
    let csv = counted.spread.as_ref().unwrap().to_csv();
    let (of_adults, of_youth): (Vec<&str>, Vec<&str>) =
        csv.lines().skip(1).partition(|line| line.contains("adult"));
    assert_eq!(
        of_adults,
        [
            // Ann has 2 and 5, Bob 1 and 1, nobody 0 and 4, twice.
            format!("{adult},person,custody,custody,5"),
            format!("{adult},person,custody,orders,11"),
            format!("{adult},person,orders,orders,58"),
            format!("{adult},record,custody,custody,5"),
            format!("{adult},record,custody,orders,5"),
            format!("{adult},record,orders,orders,46"),
        ]
    );
    // Nobody young was counted, which is known.
    assert_eq!(of_youth.len(), 6);
    assert!(of_youth.iter().all(|line| line.ends_with(",0")));
    assert!(!csv.contains("Ann"));
    let notes = counted.notes().join("\n");
    let without =
        "2 records that count do not say whose it is; each is taken as a person of its own";
    assert!(notes.contains(without), "{notes}");
    assert!(notes.contains("one record counts up to 4"), "{notes}");
}

#[test]
fn many_records_of_many_persons_are_summed_as_the_fold_does() {
    let plan = plan();
    let mut state = 1_u64;
    let mut below = |end: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % end
    };
    let rows = (0..60_000).map(|_| {
        let person = format!("a person of a name that is long, number {}", below(9_000));
        let outcome = ["prison", "order"][usize::try_from(below(2)).unwrap()];
        record(&person, &below(4).to_string(), outcome)
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let (expected, _) = folded(&plan, &rows, "case");
    let (read, folder) = (plan.read(), Folder::new());
    let extract = [folder.extract("many.csv", Style::plain().to_csv(&rows))];
    for threads in [1, 2, 8] {
        let counting = Counting::new(&read).threads(threads);
        let counted = counting.spread(Some("case")).count(&extract).unwrap();
        assert_eq!(not_zero(told(&counted)), expected, "{threads} threads");
    }
}

#[test]
fn a_column_of_persons_that_is_not_there_is_told_with_the_nearest() {
    let (read, folder) = (plan().read(), Folder::new());
    let extract = folder.extract("a.csv", Style::plain().to_csv(&[]));
    let counting = Counting::new(&read).spread(Some("cases"));
    let error = counting.count(&[extract]).unwrap_err().to_string();
    assert!(
        error.ends_with("has no column \"cases\" (did you mean \"case\"?)"),
        "{error}"
    );
}

#[test]
fn one_person_in_csv_and_parquet_is_one() {
    let rows = [
        record("Ann", "2", "prison"),
        record("Bob", "1", "prison"),
        record("", "4", "order"),
        record("Ann", "3", "order"),
    ];
    let (plan, folder) = (plan(), Folder::new());
    let read = plan.read();
    let (first, second) = rows.split_at(2);
    let extracts = [
        folder.extract("a.parquet", columnar::texts(first)),
        folder.extract("b.csv", Style::plain().to_csv(second)),
    ];
    let counted = Counting::new(&read).spread(Some("case")).count(&extracts);
    let counted = counted.unwrap();
    assert_eq!(not_zero(told(&counted)), folded(&plan, &rows, "case").0);
    assert_eq!(counted.without_person, 1);
}

#[test]
fn principal_records_that_tie_give_one_sum_in_any_order() {
    let plan = Plan {
        one_per: Some((vec!["note"], false)),
        ..plan()
    };
    let read = plan.read();
    // One case of two persons, who have another record each, of unlike size.
    let mut rows = vec![
        record("Ann", "2", "prison"),
        record("Bob", "2", "prison"),
        record("Ann", "3", "order"),
        record("Bob", "1", "order"),
    ];
    let note = crate::extracts::COLUMNS
        .iter()
        .position(|name| *name == "note");
    for (row, case) in rows.iter_mut().zip(["1", "1", "2", "3"]) {
        row[note.unwrap()] = case.to_owned();
    }
    let sums = |rows: &[Vec<String>]| {
        let folder = Folder::new();
        let extract = [folder.extract("a.csv", Style::plain().to_csv(rows))];
        let counting = Counting::new(&read).spread(Some("case"));
        told(&counting.count(&extract).unwrap())
    };
    let before = sums(&rows);
    rows.reverse();
    assert_eq!(sums(&rows), before);
}

#[test]
fn squares_that_add_up_to_more_than_can_be_held_are_refused() {
    let (read, folder) = (plan().read(), Folder::new());
    let most = (i64::MAX / 2).to_string();
    let rows = vec![record("Ann", &most, "prison"); 3];
    let counted = |rows: &[Vec<String>]| {
        let extract = [folder.extract("a.csv", Style::plain().to_csv(rows))];
        let counting = Counting::new(&read).spread(Some("case"));
        counting.count(&extract).map(|counted| told(&counted))
    };
    // Six halves of the greatest number make a square of less than 128 bits.
    let whole: u128 = 3 * u128::try_from(i64::MAX / 2).unwrap();
    let sums = counted(&rows).unwrap();
    assert_eq!(sums.values().max(), Some(&(whole * whole)));
    let error = counted(&vec![record("Ann", &most, "prison"); 5]).unwrap_err();
    assert!(
        error.to_string().contains("more than can be held"),
        "{error}"
    );
}

/// What reading says of a file with this header and these rows after `plan_sha256`.
fn problems_of(header: &str, rows: &[&str]) -> Vec<String> {
    let digest = "0123456789abcdef".repeat(4);
    let rows: String = rows.iter().map(|row| format!("{digest},{row}\n")).collect();
    let file = Document::new("spread.csv", format!("{header}\n{rows}"));
    match Spread::read(&plan().scheme(), &file) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems().iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_file_without_a_sum_and_sums_beyond_what_can_be_held_are_refused() {
    let told = problems_of(HEADER, &[]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("spread.csv holds no sum"), "{told:?}");
    let beyond = "340282366920938463463374607431768211456";
    let row = format!("A0,adult,baseline,record,custody,custody,{beyond}");
    let told = problems_of(HEADER, &[&row]);
    assert_eq!(told.len(), 1, "{told:?}");
    let words = format!("\"{beyond}\" is more than can be held");
    assert!(told[0].contains(&words), "{told:?}");
}

const HEADER: &str = "plan_sha256,area_code,cohort,period,kind,metric,other_metric,sum";

#[test]
fn every_problem_of_a_file_is_told_with_its_place() {
    let whole = [
        "A0,adult,baseline,person,custody,custody,9",
        "A0,adult,baseline,person,custody,orders,6",
        "A0,adult,baseline,person,orders,orders,4",
        "A0,adult,baseline,record,custody,custody,5",
        "A0,adult,baseline,record,orders,custody,3",
        "A0,adult,baseline,record,orders,orders,4",
    ];
    assert_eq!(problems_of(HEADER, &whole), [""; 0]);
    let wrong = [
        "A9,adults,baselin,people,custdoy,orders,-1",
        "A0,adult,baseline,record,orders,orders,4,4",
        "A0,adult,baseline,record,custody,custody,",
        "A0,adult,baseline,record,custody,orders,1",
        "A0,adult,baseline,record,orders,custody,1",
    ];
    let told = problems_of(HEADER, &wrong);
    let places = [
        "2:66: \"A9\" is no area",
        "2:69: \"adults\" is not a cohort",
        "2:76: \"baselin\" is no period of the scheme (did you mean \"baseline\"?)",
        "2:84: \"people\" is not a kind of sum (use one of \"person\" or \"record\")",
        "2:91: the scheme has no metric \"custdoy\" (did you mean \"custody\"?)",
        "2:106: \"-1\" is no whole number",
        "3:1: this row has not 8 fields",
        "4:107: \"\" is no whole number",
        "6:1: this row stands twice",
    ];
    assert_eq!(told.len(), places.len(), "{told:#?}");
    for (told, place) in told.iter().zip(places) {
        assert!(told.starts_with(&format!("spread.csv:{place}")), "{told}");
    }
    // Without a row, or with sums that cannot be.
    let told = problems_of(HEADER, &whole[..5]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("the record row of orders and orders is not there"),
        "{told:?}"
    );
    for (at, row, words) in [
        (
            1,
            "A0,adult,baseline,person,custody,orders,7",
            "7 cannot be the person sum",
        ),
        (
            3,
            "A0,adult,baseline,record,custody,custody,10",
            "9 cannot be the person sum",
        ),
        (
            4,
            "A0,adult,baseline,record,custody,orders,5",
            "5 cannot be the record sum",
        ),
    ] {
        let mut rows = whole;
        rows[at] = row;
        let told = problems_of(HEADER, &rows).join("\n");
        assert!(told.contains(words), "{told}");
    }
    let told = problems_of(&HEADER.replace("other_metric", "other_metrics"), &whole);
    assert_eq!(
        told,
        [
            "spread.csv:1:49: \"other_metrics\" is no column of sums of squares (did you mean \
          \"other_metric\"?)"
        ]
    );
    assert!(
        problems_of("plan_sha256,sum", &[])
            .join("")
            .contains("there is no column \"kind\"")
    );
    let other = HEADER.to_owned() + "\n" + &"5".repeat(64) + "," + whole[0];
    assert!(
        problems_of(&other, &whole)
            .join("")
            .contains("another plan than the first")
    );
    let no_digest = problems_of(&(HEADER.to_owned() + "\nx," + whole[0]), &[]);
    assert!(
        no_digest
            .join("")
            .contains("\"x\" is not the digest of a plan")
    );
}
