//! What an assessment says of itself and of its rewards, beside the amounts.

use justice_reinvestment::{Demand, Document, Outcome, Rounding, Scheme, assess};

const SCHEME: &str = include_str!("../fixtures/hackney/scheme.toml");
const TABLE: &str = "area_code,cohort,period,metric,count,status\n\
                     E09000012,adult,baseline,custody,400,[r]\n\
                     E09000012,adult,year_1,custody,360,[p]\n";

fn scheme(text: &str) -> Scheme {
    Scheme::read(&Document::new("scheme.toml", text)).unwrap()
}

fn demand(scheme: &Scheme) -> Demand {
    Demand::read(scheme, &Document::new("demand.csv", TABLE)).unwrap()
}

#[test]
fn counts_read_with_the_same_scheme_read_again_are_assessed() {
    let (one, other) = (scheme(SCHEME), scheme(SCHEME));
    assert_eq!(assess(&other, &demand(&one)).unwrap().rewards.len(), 1);
}

#[test]
fn counts_read_with_another_scheme_are_refused() {
    let one = scheme(SCHEME);
    let other = scheme(&SCHEME.replace("E09000012", "E09000013"));
    let error = assess(&other, &demand(&one)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("read for a scheme with other sites")
    );
}

#[test]
fn a_reward_says_what_is_said_of_any_of_its_counts() {
    let scheme = scheme(SCHEME);
    let assessment = assess(&scheme, &demand(&scheme)).unwrap();
    let markers = assessment.rewards[0].markers().to_string();
    assert!(
        markers.contains("[p]") && markers.contains("[r]"),
        "{markers}"
    );
}

#[test]
fn an_outcome_and_the_rounding_are_said_in_the_words_of_the_files() {
    let said = [
        (Outcome::Met, "met"),
        (Outcome::NotMet, "not_met"),
        (Outcome::Capped, "capped"),
        (Outcome::NotComputable, "not_computable"),
    ];
    for (outcome, word) in said {
        assert_eq!(outcome.to_string(), word);
    }
    let words = "to the nearest penny, half a penny away from zero";
    assert_eq!(Rounding::HalfAwayFromZero.in_words(), words);
}
