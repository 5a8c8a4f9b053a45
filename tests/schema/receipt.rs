//! The schema of the receipt against what is written.

use crate::documents::*;
use crate::worlds::*;
use crate::written::*;
use justice_reinvestment::receipt::{InputRole, Receipt};
use justice_reinvestment::schema::RECEIPT;
use justice_reinvestment::{Demand, Document, Scheme, assess};
use serde_json::{Value, json};
use std::fs;

/// The receipt of an assessment.
fn receipt(scheme: &str, tables: &[&str]) -> Receipt {
    let file = Document::new("scheme.toml", scheme);
    let scheme = Scheme::read(&file).unwrap();
    let tables: Vec<Document> = tables
        .iter()
        .map(|table| Document::new("demand.csv", *table))
        .collect();
    let demand = tables
        .iter()
        .fold(Demand::builder(&scheme), |demand, table| {
            demand.table(table)
        });
    let demand = demand.build().unwrap();
    let small = demand.has_small_counts();
    let receipt = Receipt::new("assess").input(InputRole::Scheme, file.sha256(), false);
    let receipt = tables.iter().fold(receipt, |receipt, table| {
        receipt.input(InputRole::Demand, table.sha256(), small)
    });
    receipt.assessed(&scheme, &assess(&scheme, &demand).unwrap(), small)
}

/// The receipt of a fixture.
fn of_fixture(name: &str) -> Receipt {
    let read = |file: &str| fs::read_to_string(format!("fixtures/{name}/{file}")).unwrap();
    receipt(&read("scheme.toml"), &[&read("demand.csv")])
}

/// A receipt of counting, with an input of every kind.
fn of_counting() -> Receipt {
    let digest = || "5".repeat(64);
    let roles = [
        InputRole::Scheme,
        InputRole::Demand,
        InputRole::Comparator,
        InputRole::Earlier,
        InputRole::Quarters,
        InputRole::Spread,
        InputRole::Plan,
        InputRole::LookUp,
        InputRole::Records,
        InputRole::Partial,
        InputRole::Old,
        InputRole::New,
    ];
    let receipt = Receipt::new("count").option("label", "court \"A\"\n");
    let receipt = roles.into_iter().fold(receipt, |receipt, role| {
        let guessable = role != InputRole::Scheme && role != InputRole::Plan;
        receipt.input(role, digest(), guessable)
    });
    let results = ["counts", "partial_counts", "spread"];
    let receipt = receipt.assumption("a record without an age is left out");
    results.into_iter().fold(receipt, |receipt, what| {
        receipt.resulted(what, "text", true)
    })
}

/// Every kind of receipt, in its internal and its public form.
fn receipts() -> Vec<(String, Value)> {
    let mut receipts: Vec<(String, Receipt)> = scheme_files()
        .into_iter()
        .map(|file| {
            let table = fs::read_to_string(file.with_file_name("demand.csv")).unwrap();
            let scheme = fs::read_to_string(&file).unwrap();
            (name(&file), receipt(&scheme, &[&table]))
        })
        .collect();
    // Which build these tests are of is all one.
    let mut town = receipt(TOWN, &[COUNTS_OF_THE_TOWN, COUNTS_OF_THE_PORT]);
    town.library.commit = None;
    let mut of_a_release = receipt(VILLAGE, &[COUNTS_OF_THE_VILLAGE]);
    of_a_release.library.commit = Some("0123456789abcdef0123456789abcdef01234567".to_owned());
    receipts.push(("town".to_owned(), town));
    receipts.push(("village".to_owned(), of_a_release));
    receipts.push(("counting".to_owned(), of_counting()));
    let both = receipts.into_iter().flat_map(|(name, receipt)| {
        let public = json_of(&receipt.clone().public().to_json());
        [
            (format!("{name}, public"), public),
            (name, json_of(&receipt.to_json())),
        ]
    });
    both.collect()
}

#[test]
fn every_receipt_is_valid() {
    assert_valid(RECEIPT, &receipts());
}

#[test]
fn receipts_write_the_keys_that_the_schema_describes_and_no_others() {
    assert_described(RECEIPT);
    assert_written(RECEIPT, &receipts());
}

#[test]
fn the_schema_of_the_receipt_knows_every_kind_of_input() {
    let counting = json_of(&of_counting().to_json());
    let inputs = counting["inputs"].as_array().unwrap();
    let written: Vec<&Value> = inputs.iter().map(|input| &input["role"]).collect();
    let schema = json_of(RECEIPT);
    let described = schema["$defs"]["input"]["properties"]["role"]["enum"].as_array();
    assert_eq!(written, described.unwrap().iter().collect::<Vec<_>>());
}

#[test]
fn a_value_of_another_kind_is_refused_wherever_it_stands_in_a_receipt() {
    let documents: Vec<Value> = receipts().into_iter().map(|(_, one)| one).collect();
    assert_other_kinds_refused(&whole(RECEIPT), &documents, &others());
}

#[test]
fn a_receipt_that_was_tampered_with_is_refused() {
    let receipt = of_fixture("hackney");
    let tampered = r#"
        /schema                      | "justice-reinvestment/receipt/2"
        /schema                      | "justice-reinvestment/assessment/1"
        /signed                      | true
        /form                        | "secret"
        /form                        |
        /library/name                | "another"
        /library/commit              | "HEAD"
        /library/commit              |
        /command                     | ""
        /options/seed                | 1
        /inputs/0/role               | "table"
        /inputs/0/sha256             | "0123"
        /inputs/0/sha256             | null
        /inputs/0/guessable          | "no"
        /inputs/0/file               | "scheme.toml"
        /inputs/0/sha256             |
        /terms/0/published           | "another"
        /terms/0/threshold_percent   | 5
        /terms/0/threshold_percent   | "5%"
        /terms/0/rule                | "at least"
        /terms/0/bands               | []
        /terms/0/bands/0/up_to_percent | 5.5
        /terms/0/bands/0/share_percent |
        /terms/0/rounding            | "half_even"
        /terms/0/sources             | []
        /prices/0/amount             | 1500.00
        /prices/0/amount             | "1500"
        /prices/0/amount             | "1500.00001"
        /prices/0/amount             |
        /prices/0/price_year         | "2010/11"
        /prices/0/status             | "reported"
        /prices/0/source             | "gm-2011"
        /prices/0/note               |
        /prices/0/from               | "2010-13-01"
        /sources/0/date              | "June 2011"
        /sources/0/id                |
        /assumptions/0               | 366
        /results/0/what              | null
        /results/0/sha256            | "0"
        /rewards/0/site              | "Hackney, London"
        /rewards/0/outcome           | "mett"
        /rewards/0/outcome           | "not_met"
        /rewards/0/outcome           | "not_computable"
        /rewards/0/reward            | 45000.00
        /rewards/0/reward            | "45000.001"
        /rewards/0/reward            | null
        /rewards/0/reward            |
        /rewards/0/saving            | "60000.00"
        /rewards                     |
    "#;
    assert_tampered_refused(RECEIPT, &json_of(&receipt.to_json()), tampered);
}

#[test]
fn a_public_receipt_with_a_digest_that_confirms_guesses_is_refused() {
    let receipt = json_of(&of_counting().public().to_json());
    assert_eq!(receipt["inputs"][8]["role"], json!("records"));
    let digest = "5".repeat(64);
    let tampered = format!(
        "/inputs/8/sha256  | \"{digest}\"
         /results/0/sha256 | \"{digest}\"
         /inputs/0/sha256  | null
         /form             | \"internal\""
    );
    assert_tampered_refused(RECEIPT, &receipt, &tampered);
}
