//! What rests on a source after its last day. No clock is asked: only days that are
//! written down are compared.

use crate::Assessed;

/// Two test years, a price of adults with a source, terms with another; young people
/// take no part.
const SCHEME: &str = r#"schema = "justice-reinvestment/scheme/1"

[scheme]
id = "dated"
title = "Dated"
currency = "GBP"
data = "real"
codes = "free"

[[source]]
id = "tariff"
title = "Tariff"
publisher = "Partners"
date = "2010-05"
valid_to = TARIFF

[[source]]
id = "minutes"
title = "Minutes"
publisher = "Partners"
date = "2010-06"
valid_to = MINUTES

[baseline]
id = "baseline"
title = "baseline year"
from = 2010-07-01
to = 2011-06-30

[[test]]
id = "year_1"
title = "first test year"
from = 2011-07-01
to = 2012-06-30

[[test]]
id = "year_2"
title = "second test year"
from = 2012-07-01
to = 2013-06-30

[cohort.adult]
threshold = "5%"
bands = [{ up_to = "20%", share = "50%" }]
sources = ["minutes"]

[cohort.youth]
threshold = "5%"
bands = [{ up_to = "20%", share = "50%" }]
sources = ["minutes"]

[rounding]
reward = "half_away_from_zero"

[[metric]]
id = "custody"
title = "Custodial sentences"
unit = "sentence"
basis = "sentenced"

[[metric]]
id = "orders"
title = "Community orders"
unit = "order"
basis = "sentenced"

[[price]]
metric = "custody"
cohort = "adult"
amount = "100.00"
price_year = "2010"
status = "published"
source = "tariff"

[[price]]
metric = "orders"
cohort = "adult"
amount = "10.00"
price_year = "2010"
status = "reported"
source = "tariff"

[[price]]
metric = "custody"
cohort = "youth"
amount = "100.00"
price_year = "2010"
status = "published"
source = "tariff"

[[site]]
code = "town"
name = "Town"
cohorts = ["adult"]
"#;

const COUNTS: &str = "area_code,cohort,period,metric,count
town,adult,baseline,custody,100
town,adult,baseline,orders,100
town,adult,year_1,custody,90
town,adult,year_1,orders,90
town,adult,year_2,custody,80
town,adult,year_2,orders,80
";

fn assessed(tariff: &str, minutes: &str) -> Assessed {
    let scheme = SCHEME.replace("TARIFF", tariff).replace("MINUTES", minutes);
    Assessed::of(&scheme, COUNTS).unwrap()
}

/// The notes of sources past their day.
fn notes(assessed: &Assessed) -> Vec<String> {
    let notes = assessed.assessment.notes.iter().map(ToString::to_string);
    notes.filter(|note| note.contains("was valid to")).collect()
}

const PRICES: &str = "the prices of \"Custodial sentences\" and \"Community orders\" for adults \
                      rest on \"Tariff\", which was valid to";
const TERMS: &str = "the terms for adults rest on \"Minutes\", which was valid to";

#[test]
fn a_price_is_past_its_day_where_the_period_ends_a_day_later() {
    let past = |day: &str| notes(&assessed(day, "9999-12-31"));
    assert_eq!(past("2013-06-30"), [""; 0]);
    let second = "the second test year ends on 30 June 2013";
    assert_eq!(
        past("2013-06-29"),
        [format!("{PRICES} 29 June 2013; {second}")]
    );
    assert_eq!(
        past("2012-06-30"),
        [format!("{PRICES} 30 June 2012; {second}")]
    );
    assert_eq!(past("2012-06-29").len(), 2);
    assert_eq!(past("2011-06-30").len(), 2);
    let all = past("2011-06-29");
    assert_eq!(all.len(), 3, "{all:?}");
    let baseline = "the baseline year ends on 30 June 2011";
    assert_eq!(all[0], format!("{PRICES} 29 June 2011; {baseline}"));
}

#[test]
fn terms_are_compared_with_the_test_period_that_they_decide_and_not_with_the_baseline() {
    let past = |day: &str| notes(&assessed("9999-12-31", day));
    assert_eq!(past("2013-06-30"), [""; 0]);
    let second = "the second test year ends on 30 June 2013";
    assert_eq!(
        past("2013-03-31"),
        [format!("{TERMS} 31 March 2013; {second}")]
    );
    assert_eq!(past("2001-01-01").len(), 2);
}

#[test]
fn a_note_of_a_source_past_its_day_concerns_the_rewards_of_its_period_alone() {
    let assessed = assessed("2013-03-31", "9999-12-31");
    let of_source = |note: &&justice_reinvestment::Note| note.as_str().contains("was valid to");
    let note = assessed.assessment.notes.iter().find(of_source).unwrap();
    let [first, second] = assessed.assessment.rewards.as_slice() else {
        panic!("two rewards");
    };
    assert!(!note.concerns(first));
    assert!(note.concerns(second));
}

#[test]
fn what_is_past_its_day_is_told_of_the_scheme_already_and_flagged_in_the_logs() {
    let assessed = assessed("2013-03-31", "2012-12-31");
    let of_scheme = assessed.scheme.notes().iter().map(ToString::to_string);
    let of_scheme: Vec<String> = of_scheme.collect();
    for note in notes(&assessed) {
        assert!(of_scheme.contains(&note), "{note}: {of_scheme:?}");
    }
    let logs = assessed.logs();
    let past = |what: &str| {
        let mut entries = logs.data.entries.iter();
        let entry = entries.find(|entry| entry.entry.what.starts_with(what));
        let entry = entry.unwrap_or_else(|| panic!("{what}"));
        let ids: Vec<&str> = entry.past_in.iter().map(|id| id.as_str()).collect();
        ids.join(" ")
    };
    assert_eq!(
        past("the price of \"Custodial sentences\" for adults"),
        "year_2"
    );
    // Nobody takes part with young people, so no cost rests on theirs.
    assert_eq!(past("the price of \"Custodial sentences\" for young"), "");
    assert_eq!(past("Tariff, Partners, May 2010"), "year_2");
    assert_eq!(past("Minutes, Partners, June 2010"), "year_2");
    let assumptions = logs.assumptions.entries.iter();
    let flagged = assumptions.filter(|entry| entry.topic.as_str() == "past_its_date");
    let flagged: Vec<_> = flagged.collect();
    assert_eq!(flagged.len(), 2);
    // And the source by its id.
    for entry in flagged {
        let id = match entry.what.contains("\"Tariff\"") {
            true => "tariff",
            false => "minutes",
        };
        let sources: Vec<&str> = entry.sources.iter().map(|id| id.as_str()).collect();
        assert_eq!(sources, [id], "{entry:?}");
    }
}

#[test]
fn the_periods_that_end_after_a_source_stand_in_their_order() {
    // Terms and prices rest on one source, and terms are not compared with the baseline.
    let scheme = SCHEME
        .replace("TARIFF", "2001-01-01")
        .replace("MINUTES", "2001-01-01");
    let scheme = scheme.replace("sources = [\"minutes\"]", "sources = [\"tariff\"]");
    let logs = Assessed::of(&scheme, COUNTS).unwrap().logs();
    let mut entries = logs.data.entries.iter();
    let entry = entries.find(|entry| entry.entry.what.starts_with("Tariff, "));
    let past: Vec<&str> = entry
        .unwrap()
        .past_in
        .iter()
        .map(|id| id.as_str())
        .collect();
    assert_eq!(past, ["baseline", "year_1", "year_2"]);
}

#[test]
fn the_last_day_of_a_source_stands_in_its_file_and_in_the_assessment() {
    let assessed = assessed("2013-03-31", "2012-12-31");
    assert!(
        assessed
            .scheme
            .to_toml()
            .contains("valid_to = 2013-03-31\n")
    );
    let json: serde_json::Value = serde_json::from_str(&assessed.assessment.to_json()).unwrap();
    assert_eq!(json["sources"][0]["valid_to"], "2013-03-31");
}
