//! The words of every output: what they never say, what they must say, and that
//! they are said of the right reward and in good English.

use crate::fixtures::{
    all, assessed, fewer_worlds, file, of, page_of, pilot_page, selection, unwrapped,
};
use crate::worlds::rolled::worlds;
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Assessment, Cohort, PriceStatus, Reward, Selection};
use proptest::prelude::*;

/// A reward says what a rule pays, never why demand fell.
const NEVER_SAID: [&str; 5] = ["earned by", "caused", "attributable", "impact", "saved by"];

/// Every form of every output.
fn outputs(assessment: &Assessment) -> Vec<String> {
    let whole = assessment.explain(&Selection::default()).unwrap();
    let summary = assessment.summary();
    let mut outputs = vec![assessment.to_csv(), assessment.to_json()];
    for page in [&whole, &summary] {
        outputs.extend([page.to_markdown(), page.to_json()]);
        outputs.extend([40, 80, 120].map(|columns| page.to_text(Paper::of_width(columns))));
    }
    outputs.extend([40, 120].map(|columns| assessment.to_table(Paper::of_width(columns))));
    outputs
}

fn forbidden(assessment: &Assessment) -> Vec<String> {
    let mut found = Vec::new();
    for output in outputs(assessment) {
        // Wrapped words are still next to one another.
        let words: Vec<&str> = output.split_whitespace().collect();
        let output = words.join(" ").to_lowercase();
        let said = NEVER_SAID
            .into_iter()
            .filter(|words| output.contains(words));
        found.extend(said.map(|words| format!("{words} in {output}")));
    }
    found
}

#[test]
fn no_output_of_the_fixtures_says_why_demand_fell() {
    for (name, assessment) in all() {
        assert_eq!(forbidden(&assessment), Vec::<String>::new(), "{name}");
    }
    let text = file("hackney", "scheme.toml").replace("Custodial", "Caused");
    let noticed = assessed(&text, &file("hackney", "demand.csv"));
    assert!(
        !forbidden(&noticed).is_empty(),
        "the check itself fails to see"
    );
}

proptest! {
    #![proptest_config(fewer_worlds())]

    #[test]
    fn no_output_says_why_demand_fell(world in worlds()) {
        prop_assert_eq!(forbidden(&world.assessed()), Vec::<String>::new());
    }
}

/// The pilot's table without the counts of some rows: area, cohort, period, metric.
fn pilot_without(rows: &[[&str; 4]]) -> Assessment {
    let mut taken = 0;
    let table = file("pilot", "demand.csv");
    let lines = table.lines().map(|line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        let [area, cohort, period, metric] = [0, 2, 3, 4].map(|cell| cells[cell]);
        if rows.contains(&[area, cohort, period, metric]) {
            (cells[6], cells[7]) = ("", "[x]");
            taken += 1;
        }
        cells.join(",")
    });
    let table: Vec<String> = lines.collect();
    assert_eq!(taken, rows.len());
    assessed(&file("pilot", "scheme.toml"), &table.join("\n"))
}

#[test]
fn one_missing_count_is_one_and_two_are_two() {
    let one = pilot_page("Southwark", Cohort::Adult, "year_1");
    assert!(
        one.contains("A count that the reward needs is missing, so"),
        "{one}"
    );
    let pilot = pilot_without(&[["E09000028", "adult", "year_1", "community_order"]]);
    let meant = selection("Southwark", Cohort::Adult, Some("year_1"));
    let two = unwrapped(&pilot.explain(&meant).unwrap());
    assert!(
        two.contains("2 counts that the reward needs are missing, so"),
        "{two}"
    );
    let summary = unwrapped(&pilot.summary());
    assert!(summary.contains("not known in the first test year (2 counts missing)"));
    assert!(summary.contains("not known in the second test year (1 count missing)"));
    assert!(summary.contains("without the 2 that are not computable"));
}

#[test]
fn one_reward_that_is_not_computable_is_one() {
    let scheme = file("hackney", "scheme.toml");
    let two = scheme + "\n[[site]]\ncode = \"E09000013\"\nname = \"Next\"\ncohorts = [\"adult\"]\n";
    let table = "area_code,cohort,period,metric,count,status\n\
                 E09000012,adult,baseline,custody,400,\nE09000012,adult,year_1,custody,360,\n\
                 E09000013,adult,baseline,custody,1,\nE09000013,adult,year_1,custody,,[c]\n";
    let summary = unwrapped(&assessed(&two, table).summary());
    assert!(
        summary.contains("£45,000.00, total without the one that is not computable"),
        "{summary}"
    );
    assert!(summary.contains("1 site\n"), "{summary}");
    let both = table.replace("360,", ",[c]");
    let summary = unwrapped(&assessed(&two, &both).summary());
    assert!(
        summary.contains("Rewards   not known, total without the 2 that are not computable"),
        "{summary}"
    );
    assert!(!summary.contains("£0.00"), "{summary}");
}

#[test]
fn one_case_is_one() {
    let text = pilot_page("Southwark", Cohort::Adult, "year_2");
    let custody = "   Custodial sentences under 12 months   ";
    let line = text
        .lines()
        .rfind(|line| line.starts_with(custody) && line.contains("more"));
    assert!(line.unwrap().contains("1 more"), "{text}");
}

#[test]
fn a_page_marks_illustrative_prices_and_only_those() {
    let mut pages = [0, 0];
    for (name, assessment) in all().into_iter().chain([("priced".to_owned(), reported())]) {
        for reward in &assessment.rewards {
            let text = unwrapped(&page_of(&assessment, reward));
            let mut prices = reward
                .lines
                .iter()
                .flat_map(|line| [&line.priced.baseline_price, &line.priced.test_price]);
            let is_marked =
                prices.any(|price| matches!(price.status, PriceStatus::Illustrative { .. }));
            for mark in ["[i]", "illustrative (", "An illustrative price"] {
                assert_eq!(text.contains(mark), is_marked, "{name} {mark}\n{text}");
            }
            pages[usize::from(is_marked)] += 1;
        }
    }
    assert!(pages[0] > 0 && pages[1] > 20, "{pages:?}");
}

/// Hackney's scheme with a price that was reported, and counts said to be real.
fn reported() -> Assessment {
    let scheme = file("hackney", "scheme.toml")
        .replace(
            "status = \"illustrative\"\nnote = \"invented\"",
            "status = \"reported\"\nsource = \"press\"",
        )
        .replace("data = \"invented\"", "data = \"real\"")
        .replace(
            "[baseline]",
            "[[source]]\nid = \"press\"\ntitle = \"A paper\"\npublisher = \"Its press\"\n\
             date = \"2012-03-04\"\n\n[baseline]",
        );
    assessed(&scheme, &file("hackney", "demand.csv"))
}

#[test]
fn a_price_that_was_reported_names_its_source() {
    let assessment = reported();
    let text = unwrapped(&page_of(&assessment, &assessment.rewards[0]));
    let source = text
        .lines()
        .find(|line| line.contains("A paper, Its press, 4 March 2012."));
    let source = source.unwrap().trim_start();
    let number = source
        .strip_prefix("Source ")
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    assert!(
        text.contains(&format!("reported, source {number}\n")),
        "{text}"
    );
    // Nothing is announced where nothing is invented, stands in or illustrates.
    assert!(!text.to_lowercase().contains("nobody was paid"), "{text}");
}

/// How many of the prices on a page are illustrative, as the schemes' files say.
#[test]
fn every_page_announces_what_is_invented_and_what_stands_in() {
    for (name, assessment) in all() {
        let folder = name.split('/').next().unwrap();
        let stands_in = ["arrests", "published"].contains(&folder);
        for reward in &assessment.rewards {
            let of_page = (reward.cohort, reward.period.id.as_str());
            let announced = match (folder, of_page) {
                ("pilot", (Cohort::Adult, "year_1")) => {
                    "INVENTED COUNTS, both unit prices illustrative: nobody was paid this."
                }
                ("pilot", _) => {
                    "INVENTED COUNTS, all 3 unit prices illustrative: nobody was paid this."
                }
                ("england-and-wales", (Cohort::Adult, _)) => {
                    "Real counts, 2 of 4 unit prices illustrative: nobody was paid this."
                }
                ("england-and-wales", _) => {
                    "Real counts, all 5 unit prices illustrative: nobody was paid this."
                }
                ("arrests", _) => {
                    "Real counts of stand-ins, the one unit price illustrative: nobody was paid \
                     this."
                }
                _ => "INVENTED COUNTS, the one unit price illustrative: nobody was paid this.",
            };
            let text = unwrapped(&page_of(&assessment, reward));
            announces(&text, announced, stands_in);
        }
        let announced = match folder {
            "pilot" => "INVENTED COUNTS, all 6 unit prices illustrative: nobody was paid this.",
            "england-and-wales" => {
                "Real counts, 7 of 9 unit prices illustrative: nobody was paid this."
            }
            "arrests" => {
                "Real counts of stand-ins, both unit prices illustrative: nobody was paid this."
            }
            _ => "INVENTED COUNTS, the one unit price illustrative: nobody was paid this.",
        };
        announces(&unwrapped(&assessment.summary()), announced, stands_in);
    }
}

fn announces(text: &str, announced: &str, stands_in: bool) {
    assert!(text.contains(announced), "{announced}\n{text}");
    // It stands before any amount.
    assert!(text.find(announced) < text.find('£'), "{text}");
    assert_eq!(text.contains(" stands in for: "), stands_in, "{text}");
}

#[test]
fn every_page_of_a_published_rule_names_the_paper_that_says_so() {
    for (name, assessment) in all() {
        for reward in &assessment.rewards {
            let text = unwrapped(&page_of(&assessment, reward));
            let rule = text.lines().find(|line| line.starts_with("Rule ")).unwrap();
            assert!(rule.contains("source"), "{name}: {rule}");
            assert!(text.contains("Source "), "{name}");
            if !name.contains("flat-half") {
                let says = "It says: half of the saving up to the threshold, then all";
                assert!(text.contains(says), "{name}\n{text}");
            }
        }
    }
}

#[test]
fn a_page_says_which_of_its_counts_are_provisional_revised_or_missing() {
    let pilot = of("pilot");
    let mut marked = 0;
    for reward in &pilot.rewards {
        let text = unwrapped(&page_of(&pilot, reward));
        // As the fixture's README tells it.
        let is = (
            reward.site.name.as_str(),
            reward.cohort.as_str(),
            reward.period.id.as_str(),
        );
        let said = match is {
            ("Greater Manchester", "adult", _) => "[r] revised and [e] estimated",
            ("Greater Manchester", "youth", "year_1") | ("Hackney", _, "year_1") => "[e] estimated",
            ("Lambeth", _, "year_2") => "[p] provisional",
            ("Southwark", "adult", "year_1") => "[c] confidential",
            ("Southwark", "youth", "year_2") => "[x] not available",
            _ => {
                assert!(!text.contains("Counts are marked"), "{is:?}\n{text}");
                continue;
            }
        };
        assert!(
            text.contains(&format!("Counts are marked: {said}.")),
            "{is:?}\n{text}"
        );
        marked += 1;
    }
    assert_eq!(marked, 8);
}

/// Which pages of the pilot hold a text.
fn pages_with(text: &str) -> Vec<String> {
    let pilot = of("pilot");
    let holds = |reward: &&Reward| unwrapped(&page_of(&pilot, reward)).contains(text);
    let pages = pilot.rewards.iter().filter(holds);
    let pages = pages.map(|reward| {
        format!(
            "{} {} {}",
            reward.site.name, reward.cohort, reward.period.id
        )
    });
    pages.collect()
}

#[test]
fn a_note_stands_on_the_pages_that_it_concerns_and_on_no_other() {
    let days = pages_with("First test year has 366 days, the baseline 365");
    assert_eq!(days.len(), 11);
    assert!(days.iter().all(|page| page.ends_with("year_1")));
    let of_adults = [
        "Greater Manchester",
        "Croydon",
        "Hackney",
        "Lambeth",
        "Southwark",
    ];
    let of_adults = of_adults.map(|site| format!("{site} adult year_2"));
    assert_eq!(
        pages_with("The price of \"Community orders\" (adults) changes"),
        of_adults
    );
    assert_eq!(
        pages_with("is not applicable [z] in E08000002"),
        [
            "Greater Manchester youth year_1",
            "Greater Manchester youth year_2"
        ]
    );
    assert_eq!(pages_with("Some counts are marked"), Vec::<String>::new());
}

/// Croydon and Hackney count it, for adults; nobody else does.
#[test]
fn that_a_metric_is_watched_stands_where_it_is_counted() {
    let watched = ["Croydon", "Croydon", "Hackney", "Hackney"];
    let years = ["year_1", "year_2"].into_iter().cycle();
    let expected: Vec<String> = watched
        .iter()
        .zip(years)
        .map(|(site, year)| format!("{site} adult {year}"))
        .collect();
    assert_eq!(pages_with("it is watched, not in the cost"), expected);
}
