#![no_main]
//! Any bytes as a count plan, for two schemes.

mod mutation;
mod refusal;
mod scratch;
mod toml_form;

use justice_reinvestment::records::{CountPlan, Counting};
use justice_reinvestment::{Document, Id, Scheme};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use std::collections::HashSet;
use std::sync::LazyLock;
use toml_form::TOML;

/// Many areas, both cohorts, two test periods, a metric that is only watched.
static PILOT: LazyLock<Scheme> =
    LazyLock::new(|| scheme(include_str!("../../fixtures/pilot/scheme.toml")));

/// One area, adults, one test period.
static HACKNEY: LazyLock<Scheme> =
    LazyLock::new(|| scheme(include_str!("../../fixtures/hackney/scheme.toml")));

fn scheme(text: &str) -> Scheme {
    match Scheme::read(&Document::new("scheme.toml", text)) {
        Ok(scheme) => scheme,
        Err(error) => panic!("a fixture is refused:\n{error}"),
    }
}

/// The one look-up file beside the plan.
fn beside(name: &str) -> Option<Document> {
    let text = "label,area_code\nHackney,E09000012\n\"Bolton, North\",E08000001\n";
    (name == "areas.csv").then(|| Document::new(name, text))
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let document = Document::new("plan.toml", bytes);
    let mut is_read = false;
    for scheme in [&*PILOT, &*HACKNEY] {
        match CountPlan::read(scheme, &document, beside) {
            Ok(plan) => {
                says_what_it_reads(scheme, &plan);
                reads_again(scheme, &document, &plan);
                counts(&plan);
                is_read = true;
            }
            Err(error) => refusal::check(&document, &error),
        }
    }
    if is_read {
        Corpus::Keep
    } else {
        refusal::kept()
    }
});

/// Its columns are in order and each there once; its metrics are the scheme's.
fn says_what_it_reads(scheme: &Scheme, plan: &CountPlan) {
    let columns = plan.columns();
    assert!(!columns.is_empty(), "it reads no column");
    assert!(
        columns.is_sorted_by(|before, after| before < after),
        "not in order, or twice: {columns:?}"
    );
    assert!(columns.iter().all(|column| !column.is_empty()));
    let metrics: Vec<_> = plan.metrics().collect();
    assert!(!metrics.is_empty(), "it counts in no metric");
    let of_scheme = |id: &Id| scheme.metrics().iter().any(|metric| metric.id == *id);
    assert!(metrics.iter().all(|id| of_scheme(id)), "{metrics:?}");
    let distinct: HashSet<_> = metrics.iter().map(|id| id.as_str()).collect();
    assert_eq!(distinct.len(), metrics.len(), "a metric twice: {metrics:?}");
    let digest = plan.sha256();
    let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    assert!(digest.len() == 64 && digest.bytes().all(is_hexadecimal));
}

/// The digest is of what the plan says: neither the name of its file, nor a mark and a
/// remark in it change it.
fn reads_again(scheme: &Scheme, document: &Document, plan: &CountPlan) {
    let bytes = document.bytes();
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let remarked = [&b"\xEF\xBB\xBF# a remark\n"[..], body].concat();
    for bytes in [bytes, &remarked] {
        match CountPlan::read(scheme, &Document::new("again.toml", bytes), beside) {
            Ok(again) => {
                assert_eq!(*plan, again, "read again, it is another plan");
                assert_eq!(plan.sha256(), again.sha256());
            }
            Err(error) => panic!("read again, the plan is refused:\n{error}"),
        }
    }
}

/// A plan that is read can be counted with: each of these records, which hold the
/// same text in every column, is in scope or set aside.
fn counts(plan: &CountPlan) {
    // No name of a column in CSV holds a line end.
    if plan
        .columns()
        .iter()
        .any(|name| name.contains(['\n', '\r', '\0']))
    {
        return;
    }
    // In the order of their bytes, as a plan may ask of the keys of cases.
    let texts = ["", "1", "2011-07-01", "E09000012", "Hackney"];
    let width = plan.columns().len();
    let mut csv = String::new();
    for name in plan.columns() {
        csv += &format!("\"{}\",", name.replace('"', "\"\""));
    }
    // One more column, without a name, ends every line.
    for text in texts {
        csv += &format!("\n{}", format!("{text},").repeat(width));
    }
    let counted = scratch::counted(
        &Counting::new(plan).threads(1).lenient(true),
        csv.as_bytes(),
    );
    match counted {
        Ok(counted) => {
            let rows = u64::try_from(texts.len()).unwrap_or_default();
            assert_eq!(counted.balance.rows, rows);
            assert!(counted.balance.holds());
        }
        Err(error) => panic!("a plan that was read does not count:\n{error}\n{csv}"),
    }
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::change(&TOML, data, size, max_size, seed)
});
