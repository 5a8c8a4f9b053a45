//! The schema of the answer to what-if against what is written.

use crate::documents::*;
use crate::worlds::*;
use crate::written::*;
use justice_reinvestment::schema::WHAT_IF;
use justice_reinvestment::what_if::WhatIf;
use justice_reinvestment::{Cohort, Demand, Document, PublishedTerms, Scheme, Selection};
use serde_json::Value;
use std::fs;

/// A scheme and its counts.
struct Given {
    scheme: Scheme,
    demand: Demand,
}

impl Given {
    fn new(scheme: &str, tables: &[&str]) -> Self {
        let scheme = read(scheme).unwrap();
        let demand = Demand::builder(&scheme);
        let demand = tables.iter().fold(demand, |demand, table| {
            demand.table(&Document::new("demand.csv", *table))
        });
        let demand = demand.build().unwrap();
        Self { scheme, demand }
    }

    fn of_fixture(name: &str) -> Self {
        let read = |file: &str| fs::read_to_string(format!("fixtures/{name}/{file}")).unwrap();
        Self::new(&read("scheme.toml"), &[&read("demand.csv")])
    }

    fn town() -> Self {
        Self::new(TOWN, &[COUNTS_OF_THE_TOWN, COUNTS_OF_THE_PORT])
    }

    fn village() -> Self {
        Self::new(VILLAGE, &[COUNTS_OF_THE_VILLAGE])
    }

    fn asked(&self, settings: &[&str]) -> Value {
        let question = WhatIf::new(&self.scheme, &self.demand);
        let settings = settings.iter().map(|text| text.parse().unwrap());
        answer(settings.fold(question, WhatIf::set))
    }

    /// About the young people of a site.
    fn about(&self, site: &str, period: Option<&str>) -> Value {
        let mut selection = Selection::default();
        selection.site = Some(site.to_owned());
        selection.cohort = Some(Cohort::Youth);
        selection.period = period.map(str::to_owned);
        answer(WhatIf::new(&self.scheme, &self.demand).selected(selection))
    }

    fn under_both_terms(&self) -> Value {
        let question = WhatIf::new(&self.scheme, &self.demand);
        let terms = [PublishedTerms::LjrBands, PublishedTerms::LjrFlatHalf];
        answer(terms.into_iter().fold(question, WhatIf::under))
    }
}

fn answer(question: WhatIf<'_>) -> Value {
    json_of(&question.ask().unwrap().to_json())
}

/// A question of every kind of every fixture and of the small worlds.
fn answers() -> Vec<(String, Value)> {
    let mut answers = Vec::new();
    let mut all: Vec<(String, Given)> = scheme_files()
        .into_iter()
        .map(|file| {
            let table = fs::read_to_string(file.with_file_name("demand.csv")).unwrap();
            let scheme = fs::read_to_string(&file).unwrap();
            (name(&file), Given::new(&scheme, &[&table]))
        })
        .collect();
    all.push(("town".to_owned(), Given::town()));
    all.push(("village".to_owned(), Given::village()));
    for (name, given) in &all {
        let cohort = given.demand.observations().next().unwrap().cohort;
        let threshold = |value: &str| format!("cohort.{cohort}.threshold={value}");
        for setting in [threshold("6%"), threshold("4%..6%/0.5%")] {
            let asked = format!("{name}, {setting}");
            answers.push((asked, given.asked(&[&setting])));
        }
        answers.push((name.clone(), given.asked(&[])));
        answers.push((format!("{name}, terms"), given.under_both_terms()));
    }
    let town = Given::town();
    for settings in [
        &["cohort.adult.threshold_met=at_least"][..],
        &["cohort.adult.share.1=25.5%", "cohort.adult.band.1=7.5%"],
        &["cohort.adult.band.2=20%"],
        &["price.custody.youth.baseline=900.0001"],
        &["count.port.adult.year_1.custody=+10"],
        &["count.port.adult.year_1.custody=-10..+10/5"],
        &["count.port.adult.baseline.custody=0"],
        &["count.town.north.youth.baseline.custody=9"],
    ] {
        answers.push((format!("town, {settings:?}"), town.asked(settings)));
    }
    let counted = Given::new(
        &altered(
            VILLAGE,
            "name = \"Village\"\ncohorts = [\"adult\"]",
            "name = \"Village\"\ncohorts = [\"adult\"]\nareas = [\"village\", \"green\"]",
        ),
        &["\
area_code,cohort,period,metric,count
village,adult,2010,custody,100
village,adult,2010,orders,100
village,adult,2011,custody,90
village,adult,2011,orders,95
green,adult,2010,custody,1
green,adult,2010,orders,1
green,adult,2011,custody,0
green,adult,2011,orders,0
hamlet,adult,2010,custody,10
hamlet,adult,2010,orders,10
hamlet,adult,2011,custody,0
hamlet,adult,2011,orders,0
"],
    );
    answers.push(("counted".to_owned(), counted.asked(&[])));
    let pilot = Given::of_fixture("pilot");
    for (site, period) in NO_PARTS {
        answers.push((format!("{site}, no part"), pilot.about(site, period)));
    }
    answers
}

/// Whose young people take no part in the pilot: in one test period, and in any.
const NO_PARTS: [(&str, Option<&str>); 2] = [("Lewisham", Some("year_2")), ("Hackney", None)];

#[test]
fn every_answer_is_valid() {
    assert_valid(WHAT_IF, &answers());
}

#[test]
fn answers_write_the_keys_that_the_schema_describes_and_no_others() {
    assert_described(WHAT_IF);
    assert_written(WHAT_IF, &answers());
}

#[test]
fn a_value_of_another_kind_is_refused_wherever_it_stands_in_an_answer() {
    let documents: Vec<Value> = answers().into_iter().map(|(_, one)| one).collect();
    assert_other_kinds_refused(&whole(WHAT_IF), &documents, &others());
}

#[test]
fn an_answer_that_was_tampered_with_is_refused() {
    let answer = Given::of_fixture("hackney").asked(&[
        "count.E09000012.adult.year_1.custody=370",
        "price.custody.adult=1400",
        "cohort.adult.threshold=6%",
        "cohort.adult.threshold_met=more_than",
    ]);
    let tampered = r#"
        /schema                                  | "justice-reinvestment/what-if/2"
        /schema                                  | "justice-reinvestment/assessment/1"
        /agreed                                  | false
        /scheme/sha256                           | "0123"
        /tests                                   |
        /asked/0                                 | "threshold=6%"
        /asked/0                                 | "cohort.adult.threshold"
        /asked                                   |
        /total_reward_as_it_is                   | 45000.00
        /total_reward_as_it_is                   |
        /cases                                   | []
        /cases/0/words                           | ""
        /cases/0/terms                           | "another"
        /cases/0/terms                           |
        /cases/0/total_reward                    | 0.00
        /cases/0/total_reward                    | "0.000"
        /cases/0/computable                      | "45000.00"
        /cases/0/computable                      |
        /cases/0/computable/left_out             | -1
        /cases/0/computable/left_out             | "1"
        /cases/0/computable/left_out             |
        /cases/0/computable/reward               | 0.00
        /cases/0/computable/reward_as_it_is      | "45000.001"
        /cases/0/computable/difference           | -45000
        /cases/0/computable/difference           |
        /cases/0/computable/total                | "0.00"
        /cases/0/note                            | "agreed"
        /cases/0/changes/0/input                 | "count"
        /cases/0/changes/0/input                 | "price.custody.adult"
        /cases/0/changes/0/was                   | 360
        /cases/0/changes/0/was                   | "360.00"
        /cases/0/changes/0/now                   | "37O"
        /cases/0/changes/0/now                   | null
        /cases/0/changes/1/was                   | null
        /cases/0/changes/1/now                   | 1400.00
        /cases/0/changes/1/now                   | "1400"
        /cases/0/changes/1/now                   | "£1,400.00"
        /cases/0/changes/2/now                   | "6"
        /cases/0/changes/2/now                   | "6.0%"
        /cases/0/changes/2/words                 |
        /cases/0/changes/3/now                   | "more than"
        /cases/0/changes/3/now                   | "5%"
        /cases/0/rewards/0/site                  | "Hackney"
        /cases/0/rewards/0/cohort                | "adults"
        /cases/0/rewards/0/period                | null
        /cases/0/rewards/0/outcome               | "mett"
        /cases/0/rewards/0/outcome               | "not_computable"
        /cases/0/rewards/0/outcome_as_it_is      | "not_computable"
        /cases/0/rewards/0/outcome_as_it_is      |
        /cases/0/rewards/0/baseline_cost         | 560000.00
        /cases/0/rewards/0/baseline_cost         | null
        /cases/0/rewards/0/test_cost             | "-1.00"
        /cases/0/rewards/0/saving                | 42000
        /cases/0/rewards/0/reduction_percent     | 7.5
        /cases/0/rewards/0/reward                | null
        /cases/0/rewards/0/reward                | 28000.00
        /cases/0/rewards/0/reward_as_it_is       | "45000.001"
        /cases/0/rewards/0/difference            | 0.5
        /cases/0/rewards/0/difference            |
        /cases/0/rewards/0/missing               | []
        /cases/0/rewards/0/decisions             | []
        /cases/0/rewards/0/decisions/0/decision  | "reward"
        /cases/0/rewards/0/decisions/0/holds     | "yes"
        /cases/0/rewards/0/decisions/0/flips     | []
        /cases/0/rewards/0/decisions/0/why       | "a case"
    "#;
    assert_tampered_refused(WHAT_IF, &answer, tampered);
}

#[test]
fn that_a_site_takes_no_part_is_refused_where_it_was_tampered_with() {
    let [(site, period), _] = NO_PARTS;
    let tampered = r#"
        /takes_no_part          | []
        /takes_no_part          | null
        /takes_no_part          | "Lewisham"
        /takes_no_part/0/site   | "Lewisham"
        /takes_no_part/0/cohort | "young people"
        /takes_no_part/0/period | 2
        /takes_no_part/0/period |
        /takes_no_part/0/why    | ""
        /takes_no_part/0/why    |
        /takes_no_part/0/reward | "0.00"
    "#;
    let answer = Given::of_fixture("pilot").about(site, period);
    assert_tampered_refused(WHAT_IF, &answer, tampered);
}

#[test]
fn what_turns_a_decision_is_refused_where_it_was_tampered_with() {
    let answer = Given::of_fixture("hackney").asked(&[]);
    let flips = "/cases/0/rewards/0/decisions/0/flips";
    let of_kind = |kind: &str| {
        let flips = answer.pointer(flips).unwrap().as_array().unwrap();
        let number = flips.iter().position(|flip| flip["input"] == kind);
        number.unwrap_or_else(|| panic!("nothing of {kind} turns it"))
    };
    for (kind, tampered) in [
        (
            "count",
            r#"
            input   | "counts"
            input   | "threshold"
            metric  | null
            periods | []
            periods | "year_1"
            periods | ["baseline", "year_1"]
            areas   | null
            areas   | "some"
            from    | 360
            from    | "360.5"
            from    | "5%"
            to      | null
            to      | 380
            reward  | 0.00
            reward  | null
            reward  | "0.001"
            setting | "380"
            setting |
            by      | "20"
            "#,
        ),
        (
            "price",
            r#"
            metric  |
            periods | []
            areas   | "only"
            from    | 1500.00
            from    | "1500"
            to      | 0.00
            to      | "0"
            "#,
        ),
        (
            "threshold",
            r#"
            metric  | "custody"
            periods | ["year_1"]
            areas   | "any"
            from    | 5
            from    | "5"
            to      | "10.00%"
            to      |
            "#,
        ),
    ] {
        let place = format!("{flips}/{}", of_kind(kind));
        let tampered: String = rows(tampered)
            .map(|[key, json]| format!("{place}/{key} | {json}\n"))
            .collect();
        assert_tampered_refused(WHAT_IF, &answer, &tampered);
    }
}
