//! The schema of the explanation against what is written.

use crate::documents::*;
use crate::found::*;
use crate::written::*;
use justice_reinvestment::schema::EXPLANATION;
use justice_reinvestment::{Cohort, Selection};
use serde_json::{Value, json};

/// The schema with that of the assessment in it.
fn schema() -> Value {
    whole(EXPLANATION)
}

/// Every assessment explained: the whole, its summary, and young people alone,
/// with whom some sites take no part.
fn explanations() -> Vec<Value> {
    let mut explanations = Vec::new();
    for (_, assessment) in assessed() {
        let mut selections = vec![Selection::default()];
        for total in &assessment.site_totals {
            let mut selection = Selection::default();
            selection.site = Some(total.site.code.to_string());
            selection.cohort = Some(Cohort::Youth);
            selections.push(selection);
        }
        for selection in &selections {
            // A scheme for adults alone has nothing to say of young people.
            if let Ok(explanation) = assessment.explain(selection) {
                explanations.push(json_of(&explanation.to_json()));
            }
        }
        explanations.push(json_of(&assessment.summary().to_json()));
    }
    explanations
}

#[test]
fn every_explanation_is_valid() {
    let schema = schema();
    let validator = validator(&schema.to_string());
    for explanation in explanations() {
        assert_eq!(faults(&validator, &explanation), [""; 0]);
    }
}

#[test]
fn explanations_write_the_keys_that_the_schema_describes_and_no_others() {
    let schema = schema();
    let mut described = Found::in_schema(&schema);
    described.are_written_now("/$defs/assessment", &["/$defs/line/properties/saving"]);
    assert_alike(&described, &Found::in_documents(&schema, &explanations()));
}

#[test]
fn an_explanation_that_was_tampered_with_is_refused() {
    let schema = schema();
    let validator = validator(&schema.to_string());
    let assessed = assessed();
    let (_, hackney) = assessed
        .iter()
        .find(|(name, _)| name == "hackney/scheme.toml")
        .unwrap();
    let explanation = json_of(&hackney.explain(&Selection::default()).unwrap().to_json());
    for (place, value) in [
        ("/schema", json!("justice-reinvestment/assessment/1")),
        ("/summary/sites", json!([])),
        ("/summary/sites/0/sentence", json!("")),
        ("/summary/computed_reward", Value::Null),
        ("/explanations/0/takes_part", json!(false)),
        ("/explanations/0/takes_part", json!("yes")),
        ("/explanations/0/period", Value::Null),
        ("/explanations/0/why", json!("two\nlines")),
        ("/explanations/0/rule", Value::Null),
        ("/explanations/0/reward", Value::Null),
        ("/explanations/0/reward/saving", json!(60000)),
        ("/explanations/0/closeness", Value::Null),
        ("/explanations/0/closeness/to_cap", json!(60000)),
        ("/explanations/0/closeness/most", json!("-1.00")),
        (
            "/explanations/0/closeness/metrics/0/decision/direction",
            json!("less"),
        ),
        (
            "/explanations/0/closeness/metrics/0/decision/stands/cases",
            json!(-1),
        ),
        (
            "/explanations/0/closeness/metrics/0/decision/turns/reward",
            json!("0"),
        ),
    ] {
        let mut tampered = explanation.clone();
        *tampered.pointer_mut(place).unwrap() = value;
        assert!(!validator.is_valid(&tampered), "{place}");
    }
}
