#![no_main]
//! Any bytes as a table of counts, for two schemes.

mod csv_form;
mod mutation;
mod refusal;
mod sums;

use csv_form::CSV;
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Assessment, Demand, Document, Scheme, Selection, assess};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use std::sync::LazyLock;

/// Ten areas in one site, a price that changes, a site that leaves a period out.
static PILOT: LazyLock<Scheme> =
    LazyLock::new(|| scheme(include_str!("../../fixtures/pilot/scheme.toml")));

/// Two areas; the scheme of every wrong table among the fixtures.
static TWO_AREAS: LazyLock<Scheme> =
    LazyLock::new(|| scheme(include_str!("../../fixtures/bad/table-counts/scheme.toml")));

/// No table of this length holds rows enough for an amount beyond what can be
/// held, even if each has the largest count at the highest price of the schemes.
const LONGEST: usize = 65_536;

fn scheme(text: &str) -> Scheme {
    match Scheme::read(&Document::new("scheme.toml", text)) {
        Ok(scheme) => scheme,
        Err(error) => panic!("a fixture is refused:\n{error}"),
    }
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if bytes.len() > LONGEST {
        return Corpus::Reject;
    }
    let document = Document::new("demand.csv", bytes);
    let mut is_read = false;
    for scheme in [&*TWO_AREAS, &*PILOT] {
        match Demand::read(scheme, &document) {
            Ok(demand) => {
                reads_back(scheme, &demand);
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

/// The written form gives the same counts and the same rewards, and is written
/// the same again.
fn reads_back(scheme: &Scheme, demand: &Demand) {
    assert_eq!(demand.rows(), demand.observations().count());
    let written = demand.to_csv();
    match Demand::read(scheme, &Document::new("written.csv", written.as_str())) {
        Ok(again) => {
            assert_eq!(*demand, again, "the written form is another table");
            assert_eq!(written, again.to_csv(), "the written form is not stable");
            let (first, second) = (assessed(scheme, demand), assessed(scheme, &again));
            assert_eq!(
                first.to_csv(),
                second.to_csv(),
                "the written form pays otherwise"
            );
        }
        Err(error) => panic!("the written form is refused:\n{error}\n{written}"),
    }
}

/// What a table gives, which adds up and can be shown in every form.
fn assessed(scheme: &Scheme, demand: &Demand) -> Assessment {
    let assessment = match assess(scheme, demand) {
        Ok(assessment) => assessment,
        Err(error) => panic!("a table that was read is not assessed:\n{error}"),
    };
    assert_eq!(assessment.demand_rows, demand.rows());
    assert_eq!(assessment.site_totals.len(), scheme.sites().len());
    sums::check(&assessment);
    assert!(assessment.to_json().starts_with('{'));
    assert_eq!(
        assessment.to_csv().lines().count(),
        assessment.rewards.len() + 1
    );
    assert!(assessment.to_table(Paper::default()).ends_with('\n'));
    let explanation = match assessment.explain(&Selection::default()) {
        Ok(explanation) => explanation,
        Err(error) => panic!("an assessment is not explained:\n{error}"),
    };
    assert!(explanation.to_text(Paper::of_width(80)).ends_with('\n'));
    assert!(explanation.to_markdown().starts_with("# "));
    assert!(explanation.to_json().starts_with('{'));
    assessment
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::change(&CSV, data, size, max_size, seed)
});
