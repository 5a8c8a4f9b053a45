//! The figures: those of the design and of the fixtures' READMEs, which were worked
//! out apart from the program, in every format.

use crate::{Folder, assessed, fixture, json, list, reinvest};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

/// The national figures as the design has them in section 4.5: cohort, period, cost
/// in the baseline and in the test year, and the change between them.
const NATIONAL: [[&str; 5]; 4] = [
    [
        "adult",
        "2011",
        "£2,393,583,986",
        "£2,520,135,210",
        "+5.29%",
    ],
    [
        "adult",
        "2012",
        "£2,393,583,986",
        "£2,337,223,814",
        "−2.35%",
    ],
    ["youth", "2011", "£28,225,430", "£24,913,150", "−11.74%"],
    ["youth", "2012", "£28,225,430", "£19,038,630", "−32.55%"],
];

/// Both readings of the rule: the scheme, the reward of each line and their total.
const READINGS: [(&str, [&str; 4], &str); 2] = [
    (
        "scheme.toml",
        ["£0.00", "£0.00", "£1,901,008.50", "£4,233,814.50"],
        "£6,134,823.00",
    ),
    (
        "scheme-flat-half.toml",
        ["£0.00", "£0.00", "£1,656,140.00", "£2,822,543.00"],
        "£4,478,683.00",
    ),
];

/// The columns that every README's table of rewards has first.
const COLUMNS: [&str; 9] = [
    "site",
    "cohort",
    "period",
    "baseline cost",
    "test cost",
    "saving",
    "reduction",
    "outcome",
    "reward",
];

#[test]
fn the_table_has_the_national_figures_in_both_readings() {
    for (scheme, rewards, total) in READINGS {
        let table = assessed("england-and-wales", scheme, "table");
        let lines: Vec<Vec<&str>> = table
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        for (figures, reward) in NATIONAL.iter().zip(rewards) {
            let mut with_these = lines
                .iter()
                .filter(|words| words.starts_with(&figures[..2]));
            let line = with_these.next().expect("a line for the reward");
            assert_eq!(line[2..5], figures[2..]);
            assert_eq!(line.last(), Some(&reward), "{line:?}");
            assert_eq!(with_these.next(), None);
        }
        assert!(lines.contains(&vec!["total", total]), "{table}");
    }
}

#[test]
fn json_has_the_national_figures_in_both_readings() {
    for (scheme, rewards, total) in READINGS {
        let assessment = json(&assessed("england-and-wales", scheme, "json"));
        let found: Vec<[String; 5]> = list(&assessment["rewards"])
            .iter()
            .map(|reward| {
                let places = [
                    "/cohort",
                    "/period/id",
                    "/baseline_cost",
                    "/test_cost",
                    "/reward",
                ];
                places.map(|place| text(reward.pointer(place).unwrap()))
            })
            .collect();
        assert_eq!(found, national(rewards));
        assert_eq!(text(&assessment["total_reward"]), plain_money(total));
        assert_eq!(text(&assessment["computed_reward"]), plain_money(total));
    }
}

#[test]
fn csv_has_the_national_figures_in_both_readings() {
    for (scheme, rewards, _) in READINGS {
        let csv = assessed("england-and-wales", scheme, "csv");
        let names = ["cohort", "period", "baseline_cost", "test_cost", "reward"];
        assert_eq!(columns(&csv, names), national(rewards));
    }
}

#[test]
fn every_reward_is_what_the_readme_beside_its_scheme_says() {
    for (name, schemes, rewards) in [
        ("pilot", &["scheme.toml"][..], 20),
        ("published", &["scheme.toml"], 5),
        ("arrests", &["scheme.toml"], 8),
        (
            "england-and-wales",
            &["scheme.toml", "scheme-flat-half.toml"],
            8,
        ),
    ] {
        let expected = rows_of_readme(name, COLUMNS);
        assert_eq!(expected.len(), rewards, "{name}");
        let found: Vec<[String; 9]> = schemes
            .iter()
            .flat_map(|scheme| {
                let assessment = json(&assessed(name, scheme, "json"));
                let rewards = list(&assessment["rewards"]).iter();
                rewards.map(as_in_readme).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn csv_has_the_rewards_of_the_pilot_with_nothing_where_nothing_is_known() {
    let expected: Vec<[String; 9]> = rows_of_readme("pilot", COLUMNS)
        .into_iter()
        .map(|row| row.map(|figure| figure.replace("null", "")))
        .collect();
    let names = [
        "site_name",
        "cohort",
        "period",
        "baseline_cost",
        "test_cost",
        "saving",
        "reduction_percent",
        "outcome",
        "reward",
    ];
    assert_eq!(
        columns(&assessed("pilot", "scheme.toml", "csv"), names),
        expected
    );
}

#[test]
fn a_name_that_a_spreadsheet_would_run_is_inert_in_csv_and_as_it_is_in_json() {
    let folder = Folder::of("hackney");
    let scheme = folder.read("scheme.toml");
    folder.write("scheme.toml", &scheme.replace("\"Hackney\"", "\"=1+1\""));
    let with = |format| ["assess", "scheme.toml", "demand.csv", "--format", format];
    let csv = folder.run(&with("csv")).done();
    assert_eq!(columns(&csv, ["site_name"]), [["'=1+1"]]);
    let assessment = folder.run(&with("json")).json();
    assert_eq!(assessment["rewards"][0]["site"]["name"], "=1+1");
}

#[test]
fn a_reward_that_is_not_computable_names_the_counts_that_it_lacks() {
    let demand = fs::read_to_string(fixture("pilot").join("demand.csv")).unwrap();
    let line_of = |start: &str| {
        demand
            .lines()
            .position(|line| line.starts_with(start))
            .unwrap()
            + 1
    };
    let assessment = json(&assessed("pilot", "scheme.toml", "json"));
    let rewards = list(&assessment["rewards"]).iter();
    let missing: Vec<&Value> = rewards
        .flat_map(|reward| list(&reward["missing"]))
        .collect();
    let custody = "E09000028,Southwark,adult,year_1,custody_under_12_months,";
    let nights = "E09000028,Southwark,youth,year_2,remand_night,";
    let expected = [
        json!({
            "area": "E09000028", "period": "year_1", "metric": "custody_under_12_months",
            "status": "[c]", "line": line_of(custody),
        }),
        json!({
            "area": "E09000028", "period": "year_2", "metric": "remand_night",
            "status": "[x]", "line": line_of(nights),
        }),
    ];
    assert_eq!(missing, expected.each_ref());
}

#[test]
fn the_totals_of_the_pilot_leave_out_what_is_not_computable_and_say_so() {
    let assessment = json(&assessed("pilot", "scheme.toml", "json"));
    let expected = rows_of_readme(
        "pilot",
        ["site", "reward", "computed reward", "not computable"],
    );
    let found: Vec<[String; 4]> = list(&assessment["site_totals"])
        .iter()
        .map(|total| {
            let places = [
                "/site/name",
                "/reward",
                "/computed_reward",
                "/not_computable",
            ];
            places.map(|place| text(total.pointer(place).unwrap()))
        })
        .collect();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 6);
    // "Two cannot, so the total over all sites does not exist."
    assert_eq!(assessment["total_reward"], Value::Null);
    assert_eq!(assessment["computed_reward"], "2107491.17");
}

/// Three falls of 20% reach the cap and are paid half of the first 10% of £1,000.00
/// and all of the next; two rises are paid nothing.
#[test]
fn of_the_published_sites_three_reach_the_cap_and_two_are_paid_nothing() {
    let assessment = json(&assessed("published", "scheme.toml", "json"));
    let found: Vec<[String; 3]> = list(&assessment["rewards"])
        .iter()
        .map(|reward| {
            let places = ["/site/name", "/cap/reached", "/reward"];
            places.map(|place| text(reward.pointer(place).unwrap()))
        })
        .collect();
    let expected = [
        ["Southwark", "true", "150.00"],
        ["Lewisham", "true", "150.00"],
        ["Greater Manchester", "true", "150.00"],
        ["Lambeth", "false", "0.00"],
        ["Croydon", "false", "0.00"],
    ];
    assert_eq!(found, expected);
}

#[test]
fn csv_has_a_header_and_a_row_for_each_reward() {
    for (name, rewards) in [("england-and-wales", 4), ("pilot", 20), ("hackney", 1)] {
        let csv = assessed(name, "scheme.toml", "csv");
        let assessment = json(&assessed(name, "scheme.toml", "json"));
        assert_eq!(list(&assessment["rewards"]).len(), rewards, "{name}");
        let header = csv.lines().next().unwrap();
        let different: BTreeSet<&str> = header.split(',').collect();
        assert_eq!(different.len(), header.split(',').count(), "{header}");
        assert_eq!(csv.lines().count(), 1 + rewards, "{csv}");
        assert!(csv.ends_with('\n'));
        // What is not known is empty, so a row has all fields in any case.
        let names = ["site_code", "cohort", "period", "reward"];
        assert_eq!(columns(&csv, names).len(), rewards);
    }
}

/// Cohort, period, costs and reward as machine formats write them.
fn national(rewards: [&str; 4]) -> Vec<[String; 5]> {
    let lines = NATIONAL.iter().zip(rewards);
    lines
        .map(|(line, reward)| {
            let cost = |text| format!("{}.00", plain_money(text));
            let [cohort, period] = [line[0], line[1]].map(str::to_owned);
            [
                cohort,
                period,
                cost(line[2]),
                cost(line[3]),
                plain_money(reward),
            ]
        })
        .collect()
}

/// `−£1,234.50` as `-1234.50`.
fn plain_money(text: &str) -> String {
    text.replace(['£', ','], "").replace('−', "-")
}

/// A reward's figures in the columns that READMEs have.
fn as_in_readme(reward: &Value) -> [String; 9] {
    let places = [
        "/site/name",
        "/cohort",
        "/period/id",
        "/baseline_cost",
        "/test_cost",
        "/saving",
        "/reduction_percent",
        "/outcome",
        "/reward",
    ];
    places.map(|place| text(reward.pointer(place).unwrap()))
}

/// The rows of the tables in a fixture's README that begin with some columns, as
/// machine formats write them; `–` stands for what is not known.
fn rows_of_readme<const FIRST: usize>(name: &str, columns: [&str; FIRST]) -> Vec<[String; FIRST]> {
    let readme = fs::read_to_string(fixture(name).join("README.md")).unwrap();
    let mut rows = Vec::new();
    let mut is_in_table = false;
    for line in readme.lines() {
        let cells: Vec<&str> = line.split('|').skip(1).map(str::trim).collect();
        if cells.starts_with(&columns) {
            is_in_table = true;
        } else if cells.is_empty() {
            is_in_table = false;
        } else if is_in_table && !cells[0].starts_with("---") {
            let plain = |cell: &str| match cell {
                "–" => "null".to_owned(),
                words if words.contains('£') => plain_money(words),
                words => words.replace(['`', '%'], "").replace('−', "-"),
            };
            rows.push(std::array::from_fn(|at| plain(cells[at])));
        }
    }
    rows
}

/// Some columns of CSV without quotes, by their names.
fn columns<const SOME: usize>(csv: &str, names: [&str; SOME]) -> Vec<[String; SOME]> {
    assert!(!csv.contains('"'), "{csv}");
    let mut lines = csv.lines().map(|line| line.split(',').collect());
    let header: Vec<&str> = lines.next().unwrap();
    let at = names.map(|name| header.iter().position(|column| *column == name).unwrap());
    let rows = lines.map(|fields: Vec<&str>| {
        assert_eq!(fields.len(), header.len(), "{fields:?}");
        at.map(|at| fields[at].to_owned())
    });
    rows.collect()
}

/// A value of JSON as text: null is `null`.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn the_readme_shows_what_its_first_command_prints() {
    let readme = fs::read_to_string(fixture("").join("../README.md")).unwrap();
    let block = |fence: &str| {
        let (_, rest) = readme.split_once(fence).unwrap();
        rest.split_once("```").unwrap().0.to_owned()
    };
    let command = block("```sh\n");
    let arguments: Vec<&str> = command
        .split_whitespace()
        .skip_while(|word| *word != "--")
        .skip(1)
        .collect();
    let folder = fixture("").join("..");
    let printed = reinvest(&folder, &arguments).done();
    assert_eq!(printed, block("```text\n"));
}
