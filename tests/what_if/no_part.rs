//! A question about a site that takes no part is answered with that, in every format.

use crate::fixtures::Given;
use justice_reinvestment::what_if::{Answer, WhatIf};
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Cohort, PublishedTerms, Selection};
use serde_json::{Value, json};

fn selection(site: &str, cohort: Option<Cohort>, period: Option<&str>) -> Selection {
    let mut selection = Selection::default();
    selection.site = Some(site.to_owned());
    selection.cohort = cohort;
    selection.period = period.map(str::to_owned);
    selection
}

const WHY: &str = "Lewisham takes no part in the second test year: nothing is counted and nothing \
                   is paid for it.";

/// What is asked of Lewisham in the year in which it takes no part.
fn answers() -> Vec<Answer> {
    let given = Given::of("pilot");
    let questions = [
        given.question(&[]),
        given.question(&["cohort.adult.threshold=6%"]),
        given.question(&["cohort.adult.threshold=4%..6%/1%"]),
        PublishedTerms::ALL
            .into_iter()
            .fold(given.question(&[]), WhatIf::under),
    ];
    let of_lewisham = selection("Lewisham", None, Some("year_2"));
    let ask = |question: WhatIf<'_>| question.selected(of_lewisham.clone()).ask().unwrap();
    questions.into_iter().map(ask).collect()
}

#[test]
fn an_answer_about_a_site_that_takes_no_part_says_so_as_explain_does() {
    let given = Given::of("pilot");
    let assessment = given.assessed();
    let explained = assessment
        .explain(&selection("Lewisham", None, Some("year_2")))
        .unwrap()
        .to_markdown();
    assert!(explained.contains(WHY), "{explained}");
    for answer in answers() {
        for text in [answer.to_text(Paper::of_width(1_000)), answer.to_markdown()] {
            for people in ["adults", "young people"] {
                let title = format!(
                    "Lewisham (E09000023), {people}: takes no part in the second test year"
                );
                assert!(explained.contains(&title), "{title} in {explained}");
                assert!(text.contains(&title), "{title} in {text}");
            }
            let said = format!("{WHY} There is no reward to ask about.");
            assert_eq!(text.matches(&said).count(), 2, "{text}");
            // No table without a line.
            assert!(!text.contains("What is paid as it is"), "{text}");
        }
    }
}

#[test]
fn the_json_of_such_an_answer_names_the_site_and_the_period() {
    for answer in answers() {
        let json: Value = serde_json::from_str(&answer.to_json()).unwrap();
        let part = |cohort: &str| {
            json!({
                "site": { "code": "E09000023", "name": "Lewisham" },
                "cohort": cohort, "period": "year_2", "why": WHY,
            })
        };
        assert_eq!(json["takes_no_part"], json!([part("adult"), part("youth")]));
        assert_eq!(json["cases"][0]["rewards"], json!([]));
    }
    // With young people Hackney takes part in no period.
    let given = Given::of("pilot");
    let question = given.question(&[]);
    let answer = question.selected(selection("Hackney", Some(Cohort::Youth), None));
    let json: Value = serde_json::from_str(&answer.ask().unwrap().to_json()).unwrap();
    assert_eq!(json["takes_no_part"][0]["period"], Value::Null);
    // Where there is a reward, nothing of the kind is said.
    let json: Value = serde_json::from_str(&given.asked(&[]).to_json()).unwrap();
    assert_eq!(json.get("takes_no_part"), None);
}

#[test]
fn the_table_of_such_an_answer_has_a_row_that_says_so() {
    for answer in answers() {
        let text = answer.to_csv();
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let header = rows.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        let column = |name: &str| header.iter().position(|one| one == name).unwrap();
        let cells = |row: &csv::StringRecord| {
            ["site_name", "cohort", "period", "outcome_as_it_is", "data"]
                .map(|name| row[column(name)].to_owned())
        };
        let rows: Vec<[String; 5]> = rows.iter().map(cells).collect();
        let row = |cohort| ["Lewisham", cohort, "year_2", "takes_no_part", "invented"];
        assert_eq!(rows, [row("adult"), row("youth")]);
    }
}
