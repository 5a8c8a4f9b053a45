//! The schema of the assessment against what is written.

use crate::documents::*;
use crate::found::*;
use crate::written::write_at;
use justice_reinvestment::schema::{ASSESSMENT, SCHEME};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

#[test]
fn every_assessment_is_valid() {
    let schema = validator(ASSESSMENT);
    for (name, assessment) in assessments() {
        assert_eq!(faults(&schema, &assessment), [""; 0], "{name}");
    }
}

#[test]
fn every_assessment_that_was_kept_is_valid() {
    let schema = validator(ASSESSMENT);
    let kept = kept();
    assert!(kept.len() >= 4);
    for (name, assessment) in kept {
        assert_eq!(faults(&schema, &assessment), [""; 0], "{name}");
    }
}

/// The assessments of `tests/corpus`, as they were written once.
fn kept() -> Vec<(String, Value)> {
    let cases = fs::read_dir("tests/corpus").unwrap();
    let files = cases.map(|case| case.unwrap().path().join("assessment.json"));
    let files = files.filter(|file| file.is_file());
    files
        .map(|file| (name(&file), json_of(&fs::read_to_string(file).unwrap())))
        .collect()
}

#[test]
fn assessments_write_the_keys_that_the_schema_describes_and_no_others() {
    // Those that were kept lack what was added since.
    let all = assessments().into_iter().chain(kept());
    let (_, assessments): (Vec<_>, Vec<_>) = all.unzip();
    let schema = json_of(ASSESSMENT);
    let (described, written) = (
        Found::in_schema(&schema),
        Found::in_documents(&schema, &assessments),
    );
    assert_alike(&described, &written);
    assert_eq!(described.words, written.words);
}

#[test]
fn an_assessment_of_today_lacks_no_key_but_those_that_say_so() {
    let (_, assessments): (Vec<_>, Vec<_>) = assessments().into_iter().unzip();
    let schema = json_of(ASSESSMENT);
    let mut described = Found::in_schema(&schema);
    described.are_written_now("", &["/properties/tests", "/$defs/line/properties/saving"]);
    assert_alike(&described, &Found::in_documents(&schema, &assessments));
}

#[test]
fn a_key_that_is_written_but_not_described_is_noticed() {
    let (_, mut assessment) = assessments().remove(0);
    assessment["rewards"][0]["lines"][0]["areas"][0]["nights"] = json!(1);
    // Other keys may come within version 1: the published schema lets them pass.
    assert_eq!(faults(&validator(ASSESSMENT), &assessment), [""; 0]);
    let written = Found::in_documents(&json_of(ASSESSMENT), &[assessment]);
    let expected = BTreeSet::from(["/$defs/area/properties/nights".to_owned()]);
    assert_eq!(written.not_described, expected);
}

#[test]
fn a_value_of_another_kind_is_refused_wherever_it_stands() {
    let (_, assessments): (Vec<_>, Vec<_>) = assessments().into_iter().unzip();
    let schemes = schemes()
        .into_iter()
        .map(|(_, text)| json_of_toml(&text))
        .collect();
    for (text, documents) in [(SCHEME, schemes), (ASSESSMENT, assessments)] {
        let (schema, validator) = (json_of(text), validator(text));
        for (pointer, (number, place)) in Found::in_documents(&schema, &documents).places {
            let may_be_null = may_be_null(schema.pointer(&pointer).unwrap());
            let mut document = documents[number].clone();
            let is_boolean = document.pointer(&place).is_some_and(Value::is_boolean);
            for (other, is_of_another_kind) in [
                (Value::Null, !may_be_null),
                (json!(true), !is_boolean),
                (json!(-1), true),
                (json!(0.5), true),
                (json!(""), true),
                (json!("\n"), true),
                (json!([[]]), true),
                (json!({}), true),
            ] {
                if is_of_another_kind {
                    let refused = format!("{other} at {place:?}");
                    *document.pointer_mut(&place).unwrap() = other;
                    assert!(!validator.is_valid(&document), "{refused}");
                }
            }
        }
    }
}

/// What to write where in an assessment (a JSON Pointer, then JSON); where nothing
/// stands, the key is taken away.
const TAMPERED_WITH_IN_HACKNEY: &str = r#"
    /schema                                    | "justice-reinvestment/assessment/2"
    /scheme/sha256                             | "0123"
    /scheme/data                               | "made up"
    /demand/rows                               | "2"
    /demand/rows                               | 1.5
    /library/name                              | "another"
    /library/version                           | "1"
    /area_names                                | []
    /area_names                                | [{ "code": "E09000012" }]
    /rewards/0/lines/0/saving                  | 60000
    /sources/0/says                            | ""
    /baseline/from                             | "1 July 2010"
    /baseline/to                               | "2011-06-30T00:00:00"
    /baseline/days                             | 0
    /notes                                     | "none"
    /rewards                                   | []
    /total_reward                              | null
    /total_reward                              | 45000
    /computed_reward                           | null
    /computed_reward                           | "45000.000"
    /rewards/0/site/code                       | "Hackney, London"
    /rewards/0/site/name                       | "Hack\u202Eney"
    /rewards/0/cohort                          | "adults"
    /rewards/0/outcome                         | "mett"
    /rewards/0/outcome                         | "not_met"
    /rewards/0/outcome                         | "no_baseline"
    /rewards/0/outcome                         | "not_computable"
    /rewards/0/baseline_cost                   | 600000.00
    /rewards/0/baseline_cost                   | "600000"
    /rewards/0/baseline_cost                   | "600000.0"
    /rewards/0/baseline_cost                   | "600,000.00"
    /rewards/0/baseline_cost                   | "0600000.00"
    /rewards/0/baseline_cost                   | "-600000.00"
    /rewards/0/baseline_cost                   | null
    /rewards/0/test_cost                       | "£540000.00"
    /rewards/0/test_cost                       | null
    /rewards/0/saving                          | "60000.00000000000000001"
    /rewards/0/saving                          | "−60000.00"
    /rewards/0/saving                          | null
    /rewards/0/reduction_percent               | 10.00
    /rewards/0/reduction_percent               | "10.00%"
    /rewards/0/reduction_percent               | "10.0"
    /rewards/0/reduction_percent               | null
    /rewards/0/threshold/percent               | "5%"
    /rewards/0/threshold/percent               | "5.0"
    /rewards/0/threshold/percent               | "105"
    /rewards/0/threshold/rule                  | "at least"
    /rewards/0/threshold/amount                | null
    /rewards/0/threshold/met                   | "true"
    /rewards/0/threshold/met                   | false
    /rewards/0/threshold/met                   | null
    /rewards/0/threshold/margin                | 30000
    /rewards/0/threshold/margin                | null
    /rewards/0/bands                           | []
    /rewards/0/bands/0/to_percent              | 5
    /rewards/0/bands/0/share_percent           | "0.5000"
    /rewards/0/bands/0/payment                 | "-1.00"
    /rewards/0/cap                             | "20"
    /rewards/0/cap/reached                     | "no"
    /rewards/0/unrewarded_saving               | null
    /rewards/0/reward_before_rounding          | null
    /rewards/0/rounding                        | "half_even"
    /rewards/0/reward                          | 45000
    /rewards/0/reward                          | "45000.0"
    /rewards/0/reward                          | "45000.001"
    /rewards/0/reward                          | null
    /rewards/0/missing                         | [{}]
    /rewards/0/missing                         | [{ "area": "a", "metric": "m", "period": "p", "status": "[c]", "line": 2 }]
    /rewards/0/lines                           | []
    /rewards/0/watched                         | []
    /rewards/0/sources                         | []
    /rewards/0/sources/0                       | "GM 2011"
    /rewards/0/lines/0/baseline_price          | "1500"
    /rewards/0/lines/0/test_price              | "1500.00001"
    /rewards/0/lines/0/price_year              | 2010
    /rewards/0/lines/0/price_year              | "2010/11"
    /rewards/0/lines/0/price_status            | "invented"
    /rewards/0/lines/0/price_status            | "reported"
    /rewards/0/lines/0/source                  | "gm-2011"
    /rewards/0/lines/0/baseline_count          | "400"
    /rewards/0/lines/0/test_count              | -1
    /rewards/0/lines/0/status                  | ["r"]
    /rewards/0/lines/0/status                  | ["[r]", "[r]"]
    /rewards/0/lines/0/areas                   | []
    /rewards/0/lines/0/areas/0/baseline_count  | 0.5
    /rewards/0/lines/0/areas/0/baseline_status | []
    /rewards/0/lines/0/areas/0/test_status     | []
    /rewards/0/lines/0/areas/0/groups          | []
    /rewards/0/lines/0/one_more                | "-1500.000"
    /rewards/0/lines/0/one_fewer               | 1500
    /pooled                                    | []
    /pooled/0/sites                            | 0
    /pooled/0/baseline_cost                    | null
    /pooled/0/test_cost                        | null
    /pooled/0/saving                           | null
    /site_totals                               | []
    /site_totals/0/reward                      | null
    /site_totals/0/not_computable              | 1
    /sources                                   | []
    /sources/0/date                            | "June 2011"

    /baseline                                  |
    /rewards                                   |
    /total_reward                              |
    /scheme/sha256                             |
    /rewards/0/period/days                     |
    /rewards/0/cap                             |
    /rewards/0/missing                         |
    /rewards/0/threshold/margin                |
    /rewards/0/bands/1/payment                 |
    /rewards/0/cap/reached                     |
    /rewards/0/lines/0/source                  |
    /rewards/0/lines/0/price_note              |
    /rewards/0/lines/0/one_fewer               |
    /rewards/0/lines/0/areas/0/test_count      |
    /pooled/0/reduction_percent                |
    /site_totals/0/computed_reward             |
    /sources/0/publisher                       |
"#;

/// Greater Manchester beyond the cap and short of the threshold; Croydon's adults,
/// with a watched metric, and its young people, for whom the baseline cost nothing;
/// Southwark's adults, of whom a count is missing.
const TAMPERED_WITH_IN_THE_PILOT: &str = r#"
    /rewards                                   | {}
    /rewards/1/threshold/met                   | false
    /rewards/1/reduction_percent               | null
    /rewards/3/threshold/met                   | true
    /rewards/3/reduction_percent               | null
    /rewards/3/reward                          | "0.01"
    /rewards/6/baseline_cost                   | "1.00"
    /rewards/6/reduction_percent               | "0.00"
    /rewards/6/reward                          | "0.01"
    /rewards/6/threshold/met                   | true
    /rewards/16/outcome                        | "not_met"
    /rewards/16/saving                         | "0.00"
    /rewards/16/reduction_percent              | "0.00"
    /rewards/16/threshold/met                  | false
    /rewards/16/threshold/margin               | "0.00"
    /rewards/16/unrewarded_saving              | "0.00"
    /rewards/16/reward_before_rounding         | "0.00"
    /rewards/16/reward                         | "0.00"
    /rewards/16/missing                        | []
    /rewards/16/missing/0/status               | "[z]"
    /rewards/16/missing/0/line                 | "200"
    /rewards/16/missing/0/line                 | 1
    /rewards/16/missing/0/line                 |
    /rewards/4/watched/0/areas                 | []
    /site_totals/5/not_computable              | "2"
    /site_totals/5/not_computable              | -1
    /site_totals/5/reward                      | "11451.40"
    /total_reward                              | "2107491.17"
"#;

/// The town's young people, for whom the price is published, and the port, whose
/// price was reported in the baseline and is illustrative since.
const TAMPERED_WITH_IN_THE_TOWN: &str = r#"
    /rewards/1/lines/0/price_status                        | "seen"
    /rewards/1/lines/0/source                              | null
    /rewards/1/lines/0/price_note                          | "seen"
    /rewards/2/lines/0/baseline_price_details/source       | null
    /rewards/2/lines/0/baseline_price_details/price_status | "illustrative"
    /rewards/2/lines/0/baseline_price_details/price_note   | "seen"
    /rewards/2/lines/0/baseline_price_details/price_year   |
    /rewards/2/lines/0/baseline_price_details/price_status | "seen"
    /pooled/2/baseline_cost                                | "0.00"
    /pooled/2/test_cost                                    | "0.00"
    /pooled/2/saving                                       | "0.00"
    /pooled/2/reduction_percent                            | "0.00"
"#;

#[test]
fn an_assessment_that_was_tampered_with_is_refused() {
    let schema = validator(ASSESSMENT);
    let all: BTreeMap<String, Value> = assessments().into_iter().collect();
    for (name, tampered) in [
        ("hackney/scheme.toml", TAMPERED_WITH_IN_HACKNEY),
        ("pilot/scheme.toml", TAMPERED_WITH_IN_THE_PILOT),
        ("town", TAMPERED_WITH_IN_THE_TOWN),
    ] {
        for [place, json] in rows(tampered) {
            let mut assessment = all[name].clone();
            write_at(&mut assessment, &place, &json);
            assert_ne!(assessment, all[name], "{name} {place} was {json} before");
            let faults = faults(&schema, &assessment);
            assert!(!faults.is_empty(), "{name} {place} | {json}");
        }
    }
}
