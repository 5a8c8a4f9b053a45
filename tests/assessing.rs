//! What an assessment says of itself and of its rewards, beside the amounts.

use justice_reinvestment::wording::Paper;
use justice_reinvestment::{
    Cohort, Count, Demand, Document, Observation, Outcome, ReductionPercent, Rounding, Scheme,
    assess,
};

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

const SECOND_YEAR: &str = "\n[[test]]\nid = \"year_2\"\nfrom = 2012-07-01\nto = 2013-06-30\n";

#[test]
fn a_period_in_which_no_site_takes_part_has_no_pooled_figures() {
    let text = format!("{SCHEME}periods = [\"year_1\"]\n{SECOND_YEAR}");
    let scheme = scheme(&text);
    let assessment = assess(&scheme, &demand(&scheme)).unwrap();
    let periods: Vec<&str> = assessment
        .pooled
        .iter()
        .map(|one| one.period.id.as_str())
        .collect();
    assert_eq!(periods, ["year_1"]);
}

#[test]
fn groups_that_are_watched_in_the_baseline_alone_are_shown() {
    let metric = "\n[[metric]]\nid = \"arrests\"\ntitle = \"Arrests\"\nunit = \"arrest\"\n\
                  basis = \"arrested\"\n";
    let scheme = scheme(&SCHEME.replace("\n[[price]]", &format!("{metric}\n[[price]]")));
    let table = "area_code,cohort,period,metric,count,group\n\
                 E09000012,adult,baseline,custody,400,\n\
                 E09000012,adult,year_1,custody,360,\n\
                 E09000012,adult,baseline,arrests,7,theft\n\
                 E09000012,adult,baseline,arrests,8,other\n";
    let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let reward = assess(&scheme, &demand).unwrap().rewards.remove(0);
    let groups = reward.watched[0].areas[0].groups.iter();
    let counts: Vec<Option<u64>> = groups.map(|group| group.baseline_count).collect();
    assert_eq!(counts, [Some(8), Some(7)]);
}

#[test]
fn what_the_table_calls_an_area_stands_in_the_assessment() {
    let scheme = scheme(SCHEME);
    let table = "area_code,cohort,period,metric,count,area_name\n\
                 E09000012,adult,baseline,custody,400,London Borough of Hackney\n\
                 E09000012,adult,year_1,custody,360,London Borough of Hackney\n";
    let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let names = assess(&scheme, &demand).unwrap().area_names;
    let names: Vec<(&str, &str)> = names
        .iter()
        .map(|(code, name)| (code.as_str(), name.as_str()))
        .collect();
    assert_eq!(names, [("E09000012", "London Borough of Hackney")]);
}

#[test]
fn demand_is_the_same_where_its_observations_are_and_no_other() {
    let scheme = scheme(SCHEME);
    let read = |table: &str| Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let lines: Vec<&str> = TABLE.lines().map(str::trim).collect();
    let reversed = format!("{}\n{}\n{}\n", lines[0], lines[2], lines[1]);
    assert_eq!(read(TABLE), read(&reversed));
    assert_ne!(read(TABLE), read(&TABLE.replace(",400,", ",401,")));
}

#[test]
fn a_count_of_more_than_fifteen_digits_is_refused_in_code_too() {
    let scheme = scheme(SCHEME);
    let of = |period, count| {
        let count = Count::Number(count);
        Observation::new("E09000012", Cohort::Adult, period, "custody", count).unwrap()
    };
    let built = |count| {
        let builder = Demand::builder(&scheme).observation(of("baseline", count));
        builder.observation(of("year_1", 1)).build()
    };
    assert!(built(Count::LARGEST).is_ok());
    let error = built(Count::LARGEST + 1).unwrap_err().to_string();
    assert!(error.contains("too large for a count"), "{error}");
}

#[test]
fn the_table_of_rewards_has_a_row_for_each_with_what_is_not_known_empty() {
    let scheme = scheme(SCHEME);
    let table = TABLE.replace(",360,[p]", ",,[c]");
    let missing = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let row_of = |demand: &Demand| {
        let csv = assess(&scheme, demand).unwrap().to_csv();
        let lines: Vec<Vec<String>> = csv
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect();
        assert_eq!((lines.len(), lines[0].len()), (2, lines[1].len()));
        let [header, row] = lines.as_slice() else {
            unreachable!("a header and a reward");
        };
        let cells = header.iter().cloned().zip(row.iter().cloned());
        cells.collect::<std::collections::BTreeMap<String, String>>()
    };
    // 40 fewer at £1,500: £30,000 at half and £30,000 whole.
    let met = row_of(&demand(&scheme));
    assert_eq!(met["reward"], "45000.00");
    assert_eq!(
        (met["outcome"].as_str(), met["missing_counts"].as_str()),
        ("met", "0")
    );
    let unknown = row_of(&missing);
    assert_eq!(unknown["outcome"], "not_computable");
    for column in [
        "test_cost",
        "saving",
        "reduction_percent",
        "margin",
        "reward",
    ] {
        assert_eq!(unknown[column], "", "{column}");
    }
    assert_eq!(unknown["baseline_cost"], "600000.00");
    assert_eq!(unknown["missing_counts"], "1");
}

#[test]
fn a_count_of_which_nothing_is_said_has_no_status_in_the_assessment() {
    let scheme = scheme(SCHEME);
    let areas = |table: &str| {
        let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
        let json = assess(&scheme, &demand).unwrap().to_json();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        json["rewards"][0]["lines"][0]["areas"][0].clone()
    };
    let said = areas(TABLE);
    assert_eq!(said["baseline_status"], serde_json::json!(["[r]"]));
    assert_eq!(said["test_status"], serde_json::json!(["[p]"]));
    let plain = areas(&TABLE.replace("[r]", "").replace("[p]", ""));
    assert!(plain.get("baseline_status").is_none() && plain.get("test_status").is_none());
}

#[test]
fn a_reduction_is_read_as_it_is_shown_and_not_otherwise() {
    let read = |text: &str| text.parse::<ReductionPercent>();
    for text in ["11.74", "-5.29", "0.00", "100.00", "4.9999"] {
        let reduction = read(text).unwrap();
        assert_eq!(reduction.to_string(), text);
        assert_eq!(
            format!("{reduction:?}"),
            format!("ReductionPercent({text})")
        );
    }
    for text in [
        "11.7", "11", ".50", "-.50", "+1.50", "1.+5", "1,50", "", "11.74%",
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(
            error.contains("is not a reduction in per cent"),
            "{text}: {error}"
        );
    }
}

/// Young people take part in the first year alone: that their price of the second is
/// illustrative is nothing that a reward rests on.
#[test]
fn a_price_of_a_cohort_in_a_period_in_which_no_site_takes_part_is_announced_nowhere() {
    let reported = SCHEME
        .replace("data = \"invented\"", "data = \"real\"")
        .replace(
            "status = \"illustrative\"\nnote = \"invented\"",
            "status = \"reported\"\nsource = \"paper\"",
        );
    let more = r#"
[[source]]
id = "paper"
title = "A paper"
publisher = "Somebody"
date = "2010-06"
[[test]]
id = "year_2"
from = 2012-07-01
to = 2013-06-30
[cohort.youth]
terms = "ljr-bands"
[[price]]
metric = "custody"
cohort = "youth"
amount = "1500.00"
price_year = "2010-11"
status = "reported"
source = "paper"
to = 2012-06-30
[[price]]
metric = "custody"
cohort = "youth"
amount = "1500.00"
price_year = "2010-11"
status = "illustrative"
note = "invented"
from = 2012-07-01
[[site]]
code = "E09000013"
name = "Hammersmith and Fulham"
cohorts = ["youth"]
periods = ["year_1"]
"#;
    let announced = |periods: &str| {
        let scheme = scheme(&format!(
            "{reported}{}",
            more.replace("periods = [\"year_1\"]", periods)
        ));
        let rows = [
            ("E09000012", Cohort::Adult, "baseline"),
            ("E09000012", Cohort::Adult, "year_1"),
            ("E09000012", Cohort::Adult, "year_2"),
            ("E09000013", Cohort::Youth, "baseline"),
            ("E09000013", Cohort::Youth, "year_1"),
            ("E09000013", Cohort::Youth, "year_2"),
        ];
        let asked = if periods.is_empty() { 6 } else { 5 };
        let rows = rows.into_iter().take(asked);
        let demand = rows.fold(
            Demand::builder(&scheme),
            |builder, (area, cohort, period)| {
                let count = Count::Number(100);
                builder
                    .observation(Observation::new(area, cohort, period, "custody", count).unwrap())
            },
        );
        let demand = demand.build().unwrap();
        assess(&scheme, &demand).unwrap().announcement
    };
    assert_eq!(announced("periods = [\"year_1\"]"), None);
    assert_eq!(
        announced("").as_deref(),
        Some("real counts, 1 of 3 unit prices illustrative: nobody was paid this")
    );
}

/// The table of Hackney for people, on wide paper.
fn table(scheme_text: &str, table: &str) -> String {
    let scheme = scheme(scheme_text);
    let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    assess(&scheme, &demand)
        .unwrap()
        .to_table(Paper::of_width(200))
}

#[test]
fn costs_have_pence_throughout_where_one_of_them_has() {
    let whole = table(SCHEME, TABLE);
    assert!(
        whole.contains("£600,000 ") && whole.contains("£540,000 "),
        "{whole}"
    );
    // 399 at £1,500.25 are £598,599.75, and 360 are £540,090.
    let price = SCHEME.replace("1500.00", "1500.25");
    let pence = table(&price, &TABLE.replace(",400,", ",399,"));
    assert!(
        pence.contains("£598,599.75 ") && pence.contains("£540,090.00 "),
        "{pence}"
    );
}

#[test]
fn a_fall_to_the_cap_is_said_to_be_exactly_there() {
    // A fifth of 400 is 80.
    let said = |count: &str| table(SCHEME, &TABLE.replace(",360,", count));
    assert!(said(",320,").contains("met, exactly at the cap of 20%"));
    assert!(said(",319,").contains("met, paid up to the cap of 20%"));
    assert!(said(",321,").contains("needs a fall of 5%: met"));
}

#[test]
fn a_summary_of_one_site_has_no_line_for_all_sites_together() {
    let summary = |scheme_text: &str, counts: &str| {
        let scheme = scheme(scheme_text);
        let demand = Demand::read(&scheme, &Document::new("demand.csv", counts)).unwrap();
        let assessment = assess(&scheme, &demand).unwrap();
        assessment.summary().to_text(Paper::of_width(200))
    };
    assert!(!summary(SCHEME, TABLE).contains("All sites together"));
    let site = "\n[[site]]\ncode = \"E09000013\"\nname = \"Fulham\"\ncohorts = [\"adult\"]\n";
    let rows = TABLE
        .lines()
        .skip(1)
        .map(|row| row.replace("E09000012", "E09000013") + "\n");
    let both = format!("{TABLE}{}", rows.collect::<String>());
    assert!(summary(&format!("{SCHEME}{site}"), &both).contains("All sites together"));
}

#[test]
fn what_is_not_real_is_announced_in_the_page_and_in_every_row() {
    let stand_in = "title = \"Custodial sentences\"\nstands_for = \"orders\"";
    let with = |changes: &[(&str, &str)]| {
        let start = SCHEME.replace(
            "[rounding]",
            "[[source]]\nid = \"paper\"\ntitle = \"A paper\"\n\
            publisher = \"Somebody\"\ndate = \"2010-06\"\n\n[rounding]",
        );
        let text = changes
            .iter()
            .fold(start, |text, (was, is)| text.replace(was, is));
        let scheme = scheme(&text);
        let assessment = assess(&scheme, &demand(&scheme)).unwrap();
        (assessment.announcement.clone(), assessment.to_csv())
    };
    let real = ("data = \"invented\"", "data = \"real\"");
    let reported = (
        "status = \"illustrative\"\nnote = \"invented\"",
        "status = \"reported\"\nsource = \"paper\"",
    );
    let stands = ("title = \"Custodial sentences\"", stand_in);
    let said = |changes: &[(&str, &str)]| with(changes).0;
    assert_eq!(said(&[real, reported]), None);
    assert_eq!(
        said(&[real, reported, stands]).as_deref(),
        Some("real counts of stand-ins")
    );
    assert_eq!(
        said(&[reported]).as_deref(),
        Some("INVENTED COUNTS: nobody was paid this")
    );
    assert_eq!(
        said(&[real]).as_deref(),
        Some("real counts, the one unit price illustrative: nobody was paid this")
    );
    let row = |changes: &[(&str, &str)]| with(changes).1.lines().nth(1).map(str::to_owned);
    assert!(row(&[stands]).unwrap().ends_with(",1 of 1,orders"));
    assert!(row(&[reported]).unwrap().ends_with(",0 of 1,"));
}
