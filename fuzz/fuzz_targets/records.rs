#![no_main]
//! Any bytes as an extract (CSV), after one that chooses a count plan.

mod csv_form;
mod lines;
mod mutation;
mod refusal;
mod scratch;

// The slow fold of the tests, and the plans that it knows as plain data.
#[path = "../../tests/records/extracts.rs"]
#[allow(dead_code)]
mod extracts;
#[path = "../../tests/records/fold.rs"]
#[allow(dead_code)]
mod fold;
#[path = "../../tests/records/plans.rs"]
#[allow(dead_code)]
mod plans;

use csv_form::CSV;
use justice_reinvestment::records::{CountPlan, Counted, Counting, PartialCounts};
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Count, Demand, Document, Error, Problem, Scheme};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use plans::{Amount, Condition, Plan, TakesPart, Test, When, Who};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Longer extracts would only be slow.
const LONGEST: usize = 65_536;
/// So long are extracts whose records are repeated: longer than what is read at once.
const REPEATED: usize = 300_000;

/// A plan as plain data and as the library has it.
struct Chosen {
    plain: Plan,
    read: CountPlan,
    scheme: Scheme,
}

static PLANS: LazyLock<Vec<Chosen>> = LazyLock::new(|| {
    let chosen = |plain: Plan| Chosen {
        read: plain.read(),
        scheme: plain.scheme(),
        plain,
    };
    plans().into_iter().map(chosen).collect()
});

/// One plan for each way in which records are told apart and counted.
fn plans() -> Vec<Plan> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let is = |column, test| Condition { column, test };
    let prison = || is("outcome", Test::In(texts(&["prison", "é, \"ü\""])));
    let outcome = vec![
        vec![prison()],
        vec![is("outcome", Test::NotIn(texts(&["prison", "order"])))],
        Vec::new(),
    ];
    let numbers = vec![
        vec![is("number", Test::Numbers(Some(-3), Some(12))), prison()],
        vec![is("number", Test::Missing(true))],
        vec![is(
            "offence",
            Test::Days(Some("2010-02-28".to_owned()), None),
        )],
    ];
    let sites = |cohorts, periods| TakesPart { cohorts, periods };
    let areas = vec![
        sites([true, true], [true, true, true]),
        sites([true, false], [true, true, false]),
        sites([false, true], [true, false, true]),
    ];
    let reason = |words: &str, conditions| (words.to_owned(), conditions);
    let dated = Plan {
        areas,
        metrics: outcome,
        ..Plan::simple()
    };
    let counted = Plan {
        amount: Amount::Column,
        set_aside: vec![
            reason(
                "the old, or so",
                vec![is("group", Test::In(texts(&["old"])))],
            ),
            reason("noted", vec![is("note", Test::Missing(false))]),
        ],
        ..dated.clone()
    };
    vec![
        dated.clone(),
        Plan {
            by_label: true,
            area_aside: true,
            who: Who::Labels { aside: true },
            when: When::Labels { aside: true },
            ..dated.clone()
        },
        Plan {
            who: Who::Age,
            metrics: numbers.clone(),
            ..dated.clone()
        },
        Plan {
            amount: Amount::Nights,
            who: Who::Age,
            ..dated.clone()
        },
        Plan {
            amount: Amount::Nights,
            set_aside: vec![reason(
                "few",
                vec![is("number", Test::Numbers(None, Some(0)))],
            )],
            metrics: numbers,
            ..dated.clone()
        },
        Plan {
            when: When::Labels { aside: false },
            ..counted.clone()
        },
        Plan {
            one_per: Some((vec!["case", "date"], false)),
            ..counted
        },
        Plan {
            one_per: Some((vec!["note", "case"], true)),
            ..dated
        },
    ]
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Some((choice, bytes)) = bytes.split_first() else {
        return Corpus::Reject;
    };
    if bytes.len() > LONGEST {
        return Corpus::Reject;
    }
    // 0 to 7 as they are, 8 to ? repeated.
    let choice = usize::from(*choice);
    let Some(chosen) = PLANS.get(choice % PLANS.len()) else {
        return Corpus::Reject;
    };
    let extract = lines::Extract::of(bytes);
    let lenient = counted(&chosen.read, bytes, 1, true);
    // One chunk is one thread's: what several threads give, repeated records show.
    let strict = counted_again(&chosen.read, 1, false);
    match &lenient {
        Ok(lenient) => {
            accounts_for_every_record(chosen, bytes, &extract, lenient);
            folds_alike(chosen, &extract, lenient, &strict);
            gives_a_table(chosen, lenient);
        }
        Err(error) => is_of_the_whole(chosen, &extract, error),
    }
    match &strict {
        Ok(strict) => assert_eq!(
            Some(strict),
            lenient.as_ref().ok(),
            "strict and lenient are not the same"
        ),
        Err(error) => is_refused_well(bytes, error),
    }
    if let Ok(lenient) = &lenient
        && choice & 0x18 == 0x18
    {
        adds_up(chosen, bytes, &extract, lenient, &strict);
    }
    if lenient.is_ok() {
        Corpus::Keep
    } else {
        refusal::kept()
    }
});

fn counted(
    plan: &CountPlan,
    bytes: &[u8],
    threads: usize,
    lenient: bool,
) -> Result<Counted, Error> {
    scratch::counted(
        &Counting::new(plan).threads(threads).lenient(lenient),
        bytes,
    )
}

/// The same extract in another way.
fn counted_again(plan: &CountPlan, threads: usize, lenient: bool) -> Result<Counted, Error> {
    let counting = Counting::new(plan).threads(threads).lenient(lenient);
    counting.count(&[scratch::extract()])
}

fn told(counted: &Result<Counted, Error>) -> Result<&Counted, String> {
    counted.as_ref().map_err(ToString::to_string)
}

/// Rows are the lines that are not blank; each is in scope or set aside; and the
/// partial counts say the same, also when they are read again.
fn accounts_for_every_record(
    chosen: &Chosen,
    bytes: &[u8],
    extract: &lines::Extract,
    counted: &Counted,
) {
    let (balance, partial) = (&counted.balance, &counted.partial);
    assert!(balance.holds(), "{balance:?}");
    assert_eq!(u64::try_from(extract.records.len()), Ok(balance.rows));
    assert!(!balance.to_text(Paper::of_width(80)).is_empty());
    let metrics = balance.metrics.iter();
    let in_metrics = metrics.filter_map(|(_, records, _)| *records);
    assert!(in_metrics.max().unwrap_or_default() <= balance.in_scope);
    assert!(
        balance
            .in_no_metric
            .is_some_and(|rows| rows <= balance.in_scope)
    );
    let document = Document::new("extract.csv", bytes);
    let sources: Vec<&str> = partial.sources().collect();
    match balance.rows {
        0 => assert!(sources.is_empty(), "{sources:?}"),
        _ => assert_eq!(sources, [document.sha256()]),
    }
    match partial.balance() {
        Ok(of_partial) => {
            let sorted = |aside: &[(String, u64)]| -> BTreeMap<String, u64> {
                aside.iter().cloned().collect()
            };
            assert_eq!(
                (
                    of_partial.rows,
                    of_partial.in_scope,
                    sorted(&of_partial.set_aside)
                ),
                (balance.rows, balance.in_scope, sorted(&balance.set_aside))
            );
        }
        Err(error) => panic!("partial counts have no balance: {error}"),
    }
    let written = partial.to_csv();
    match PartialCounts::read(&chosen.read, &Document::new("part.csv", written.as_str())) {
        Ok(again) => {
            assert_eq!(
                *partial, again,
                "the written form is other counts\n{written}"
            );
            assert_eq!(written, again.to_csv());
        }
        Err(error) => panic!("the written form is refused:\n{error}\n{written}"),
    }
}

/// The slow fold counts the same, and finds fault just where the strict way does.
fn folds_alike(
    chosen: &Chosen,
    extract: &lines::Extract,
    counted: &Counted,
    strict: &Result<Counted, Error>,
) {
    let Some(rows) = extract.rows() else {
        return;
    };
    if is_beyond_the_fold(&chosen.plain, &rows) {
        return;
    }
    let (expected, faults) = fold::fold(&chosen.plain, &rows);
    let counts = extracts::counts_of(&chosen.plain, &counted.partial);
    assert_eq!(expected, counts, "the fold counts otherwise");
    match strict {
        Ok(_) => assert_eq!(faults, 0, "faults that are not told"),
        Err(error) => assert_eq!(faults, faults_told(error), "{error}"),
    }
}

/// Walking thousands of years night by night takes long, and the fold's sums are
/// not checked.
fn is_beyond_the_fold(plan: &Plan, rows: &[Vec<String>]) -> bool {
    let at = |column| extracts::COLUMNS.iter().position(|name| *name == column);
    let text = |row: &Vec<String>, column| {
        let text = at(column).and_then(|at| row.get(at)).cloned();
        text.unwrap_or_default()
    };
    let year = |text: String| text.get(..4).and_then(|year| year.parse::<u32>().ok());
    let is_long = |row: &Vec<String>| {
        let from = year(text(row, "from")).unwrap_or(2012);
        let to = year(text(row, "to")).unwrap_or(2012);
        from.abs_diff(to) > 40
    };
    // The library reads eighteen digits.
    let is_large = |row: &Vec<String>| {
        let (count, number) = (text(row, "count"), text(row, "number"));
        count.len() > 15 || number.len() > 18
    };
    let is_by_nights = plan.amount == Amount::Nights;
    rows.iter().any(is_large) || (is_by_nights && rows.iter().any(is_long))
}

/// How many records a refusal is about: those told one by one, and the rest.
fn faults_told(error: &Error) -> usize {
    let number = |problem: &Problem| match problem.place {
        Some(_) => 1,
        None => {
            let words = problem.what.split(": ").last().unwrap_or_default();
            let digits = words.split(' ').next().unwrap_or_default().replace(',', "");
            let number = digits.parse().ok();
            number.unwrap_or_else(|| panic!("no number of further records: {problem}"))
        }
    };
    error.problems().iter().map(number).sum()
}

/// The table of counts can be read, unless it lacks rows or a count is too large.
fn gives_a_table(chosen: &Chosen, counted: &Counted) {
    let table = counted.partial.to_demand(&chosen.read, &chosen.scheme);
    let document = Document::new("demand.csv", table.csv.as_str());
    let is_read = Demand::read(&chosen.scheme, &document);
    let is_large = |(_, _, quantity): &(String, Option<u64>, u64)| *quantity > Count::LARGEST;
    match is_read {
        Ok(demand) => {
            assert!(table.left_out.is_empty(), "it lacks rows and is read");
            let metrics = counted.balance.metrics.iter();
            let quantity: u64 = metrics.map(|(_, _, quantity)| quantity).sum();
            let counts = demand.observations().map(|one| match one.count {
                Count::Number(count) => count,
                Count::Missing(_) => 0,
            });
            assert_eq!(quantity, counts.sum::<u64>(), "the table lost some");
        }
        Err(error) if table.left_out.is_empty() => assert!(
            counted.balance.metrics.iter().any(is_large),
            "a whole table is refused:\n{error}\n{}",
            table.csv
        ),
        Err(_) => {}
    }
}

/// Records that cannot be read are set aside. What is refused all the same is the
/// header, records that are not sorted, or a sum beyond what can be held.
fn is_of_the_whole(chosen: &Chosen, extract: &lines::Extract, error: &Error) {
    let problems = error.problems();
    assert!(!problems.is_empty(), "a refusal without a problem");
    for problem in problems {
        assert!(problem.place.is_none(), "a record is refused: {problem}");
        refusal::says(problem);
    }
    if !extract.has(&chosen.read.columns()) {
        return;
    }
    let words = error.to_string();
    // What the header's bytes say of the whole file.
    let of_header = [
        "not UTF-8",
        "a quote in its header is not closed",
        "has its columns separated by",
        "its header holds a carriage return",
    ];
    if of_header.iter().any(|what| words.contains(what)) {
        return;
    }
    let is_unsorted = words.contains("not sorted") && !is_sorted(&chosen.plain, extract);
    let text = |record: &Vec<u8>| record.len() > 15;
    let is_large = words.contains("more than can be held")
        && chosen.plain.amount == Amount::Column
        && extract.records.iter().flatten().flatten().any(text);
    assert!(is_unsorted || is_large, "refused for no reason: {error}");
}

/// Whether records come in the order of the keys of their cases.
fn is_sorted(plan: &Plan, extract: &lines::Extract) -> bool {
    let Some((keys, true)) = &plan.one_per else {
        return true;
    };
    let key = |record: &Vec<Vec<u8>>| -> Vec<Vec<u8>> {
        let of = |key| extract.column(key).and_then(|at| record.get(at)).cloned();
        keys.iter().map(|key| of(key).unwrap_or_default()).collect()
    };
    extract.records.iter().flatten().map(key).is_sorted()
}

/// Places lie within the extract and come in order, whatever has none comes last.
fn is_refused_well(bytes: &[u8], error: &Error) {
    let name = scratch::PATH.display().to_string();
    let (with, without): (Vec<Problem>, Vec<Problem>) = error
        .problems()
        .iter()
        .cloned()
        .partition(|problem| problem.place.is_some());
    assert!(with.is_empty() || without.len() <= 1, "{error}");
    assert!(with.len() <= 100, "too many are told one by one");
    if let Some(with) = Error::from_problems(with) {
        refusal::check(&Document::new(name, bytes), &with);
    }
    for problem in without {
        refusal::says(&problem);
    }
}

/// Records repeated, so that they fill several chunks, come to so many times as
/// much; of cases, the same records are kept.
fn adds_up(
    chosen: &Chosen,
    bytes: &[u8],
    extract: &lines::Extract,
    once: &Counted,
    strict: &Result<Counted, Error>,
) {
    let (header, body) = bytes.split_at(extract.body);
    // Of a chunk with a quote anywhere every line is read slowly: a second for each.
    let is_slow = body.contains(&b'"');
    if body.is_empty() || is_slow || matches!(chosen.plain.one_per, Some((_, true))) {
        return;
    }
    let body = match body.ends_with(b"\n") {
        true => body.to_vec(),
        false => [body, b"\n"].concat(),
    };
    let times = REPEATED / body.len() + 1;
    let many = [header, &body.repeat(times)].concat();
    let times = u64::try_from(times).unwrap_or(u64::MAX);
    let Ok(counted) = counted(&chosen.read, &many, 2, true) else {
        let is_large = |(_, _, quantity): &(String, Option<u64>, u64)| *quantity > u64::MAX / times;
        assert!(
            once.balance.metrics.iter().any(is_large),
            "refused when repeated"
        );
        return;
    };
    assert_eq!(
        Some(counted.balance.rows),
        once.balance.rows.checked_mul(times)
    );
    let again = counted_again(&chosen.read, 1, true);
    assert_eq!(told(&again), Ok(&counted), "one thread counts otherwise");
    let times = if chosen.plain.one_per.is_some() {
        1
    } else {
        times
    };
    let expected = |(id, records, quantity): &(String, Option<u64>, u64)| {
        (
            id.clone(),
            records.map(|records| records * times),
            quantity * times,
        )
    };
    let expected: Vec<_> = once.balance.metrics.iter().map(expected).collect();
    assert_eq!(expected, counted.balance.metrics);
    if times > 1 {
        let many = counted_again(&chosen.read, 2, false);
        let again = counted_again(&chosen.read, 1, false);
        assert_eq!(told(&many), told(&again), "one thread refuses otherwise");
        match (strict, many) {
            (Ok(_), Ok(_)) => {}
            (Err(one), Err(many)) => {
                is_refused_well_of(&many);
                let times = usize::try_from(times).unwrap_or(usize::MAX);
                assert_eq!(faults_told(one) * times, faults_told(&many), "{many}");
            }
            (one, many) => panic!("repeated, it is judged otherwise: {one:?}\n{many:?}"),
        }
    }
}

fn is_refused_well_of(error: &Error) {
    match std::fs::read(&*scratch::PATH) {
        Ok(bytes) => is_refused_well(&bytes, error),
        Err(error) => panic!("the extract is gone: {error}"),
    }
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // The first byte is no part of the extract.
    match data.split_first_mut() {
        Some((choice, data)) if size > 1 && seed % 16 != 0 => {
            if seed % 16 == 1 {
                *choice = choice.wrapping_add(1);
            }
            1 + mutation::change(&CSV, data, size - 1, max_size - 1, seed / 16)
        }
        _ => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
    }
});
