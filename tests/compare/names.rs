//! That what has one title under two ids is told apart by them.

use crate::small::{Version, between, sentences};
use justice_reinvestment::wording::Paper;

const CUSTODY: &str = "\"Custodial sentences under 12 months\"";

#[test]
fn a_metric_under_another_id_has_both_ids_in_every_sentence() {
    let old = Version::new().counting(",200,,", ",,[x],");
    let mut new = old.clone();
    new.scheme = new.scheme.replace("\"custody\"", "\"short_custody\"");
    new.table = new.table.replace(",custody,", ",short_custody,");
    let revision = between(&old, &new);
    assert_eq!(
        sentences(&revision),
        [format!(
            "Prices: {CUSTODY} (short_custody) for adults has a price, £1,500.00, and had none; \
             and {CUSTODY} (custody) for adults has no price; it was £1,500.00: £0.00."
        )]
    );
    let text = revision.to_text(Paper::of_width(1000));
    let place = "of Southwark (E09000028) in the baseline year, [x] not available";
    let was = format!("was not computable (1 count was missing: {CUSTODY} (custody) {place}");
    let is = format!("and is not (1 count is missing: {CUSTODY} (short_custody) {place}");
    assert!(text.contains(&was) && text.contains(&is), "{text}");
    for row in [
        format!("prices that need them: {CUSTODY} (short_custody) for adults of "),
        format!("prices that needed them: {CUSTODY} (custody) for adults of "),
    ] {
        assert!(text.contains(&row), "{row}: {text}");
    }
}

#[test]
fn a_test_period_under_another_id_has_both_ids_in_sentences_and_rows() {
    let old = Version::new();
    let mut new = old.clone().agreeing("id = \"year_1\"", "id = \"first\"");
    new.table = new.table.replace("year_1", "first");
    let text = between(&old, &new).to_text(Paper::of_width(1000));
    for said in [
        "the first test year (first) is a test period, and was not",
        "the first test year (year_1) was a test period, and is not any more",
        "  adult   first test year (first)       no part",
        "  adult   first test year (year_1)   £45,000.00",
        "in the first test year (first);",
        "in the first test year (year_1);",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn a_title_that_one_id_alone_has_stands_without_it() {
    let mut old = Version::new().agreeing("id = \"baseline\"", "id = \"before\"");
    old.table = old.table.replace(",baseline,", ",before,");
    let new = Version::new().counting("year_1,custody,270", "year_1,custody,275");
    let text = between(&old, &new).to_text(Paper::of_width(1000));
    assert!(
        text.contains(&format!("the count of {CUSTODY} for adults")),
        "{text}"
    );
    assert!(
        !text.contains("(custody)") && !text.contains("(year_1)"),
        "{text}"
    );
    assert!(
        !text.contains("(before)") && !text.contains("(baseline)"),
        "{text}"
    );
}
