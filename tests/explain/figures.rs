//! No page holds a figure that the explanation's JSON does not: every number of a
//! page is looked up, but those in names, dates and notes, which the JSON has as
//! words, and the numbers of sections and sources, which are counted.

use crate::fixtures::{all, fewer_worlds, of, page_of};
use crate::spelled::{Figure, Found, Said, found, unescaped};
use crate::worlds::numbers::whole;
use crate::worlds::rolled::worlds;
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Assessment, Explanation, Selection};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

#[test]
fn every_figure_of_the_fixtures_pages_stands_in_their_json() {
    for (name, assessment) in all() {
        let strays = strays_of(&assessment);
        assert!(strays.is_empty(), "{name}: {}", strays.join("\n"));
    }
}

proptest! {
    #![proptest_config(fewer_worlds())]

    #[test]
    fn every_figure_of_a_page_stands_in_its_json(world in worlds()) {
        let strays = strays_of(&world.assessed());
        prop_assert!(strays.is_empty(), "{}\n{world:#?}", strays.join("\n"));
    }
}

/// Every figure of any page that its JSON does not hold, and every number of a
/// text that the Markdown does not.
fn strays_of(assessment: &Assessment) -> Vec<String> {
    let mut strays = Vec::new();
    for reward in &assessment.rewards {
        let page = page_of(assessment, reward);
        let lacking = whole(reward.missing.len());
        let json = page.to_json();
        strays.extend(checked(&page, &json, &[lacking]));
    }
    // The summary is told from all rewards.
    let whole_json = assessment.explain(&Selection::default()).unwrap().to_json();
    let lacking = |reward: &justice_reinvestment::Reward| reward.missing.len();
    let mut counts: Vec<_> = assessment
        .rewards
        .iter()
        .map(|one| whole(lacking(one)))
        .collect();
    let not_computable = assessment.rewards.iter().filter(|one| one.reward.is_none());
    counts.push(whole(not_computable.count()));
    strays.extend(checked(&assessment.summary(), &whole_json, &counts));
    strays
}

/// `counts` are those of the items of lists that the JSON holds.
fn checked(
    page: &Explanation<'_>,
    json: &str,
    counts: &[crate::worlds::numbers::Ratio],
) -> Vec<String> {
    let mut said = Said::by(json);
    said.figures
        .extend(counts.iter().cloned().map(Figure::Number));
    let markdown = unescaped(&page.to_markdown());
    let mut strays = strays(&markdown, &sources_of(json), &said);
    for columns in [60, 80, 120, 200] {
        let text = page.to_text(Paper::of_width(columns));
        strays.extend(unlike(&text, &markdown).map(|stray| format!("{stray} at {columns}")));
    }
    strays
}

/// The figures of a page of Markdown that the JSON does not hold, with what stands
/// around them.
fn strays(markdown: &str, sources: &[String], said: &Said) -> Vec<String> {
    let text = said.without_words(&without_numbers_of_places(markdown, sources));
    let strays = found(&text).into_iter();
    let strays = strays.filter(|one| !said.figures.contains(&one.figure));
    strays.map(|one| around(&text, &one)).collect()
}

fn around(text: &str, found: &Found) -> String {
    let line = text[..found.at.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[line..].find('\n').map_or(text.len(), |at| line + at);
    format!("{} in: {}", &text[found.at.clone()], &text[line..end])
}

/// A page without the numbers of its sections, which must be those that counting
/// gives, and of its sources, which must be their places in the JSON.
fn without_numbers_of_places(markdown: &str, sources: &[String]) -> String {
    let mut sections = 0;
    let lines = markdown.lines().map(|line| {
        let next_section = sections + 1;
        if let Some(rest) = line.strip_prefix(&format!("## {next_section}  ")) {
            sections = next_section;
            return format!("## {rest}");
        }
        for (number, title) in (1..).zip(sources) {
            if let Some(rest) = line.strip_prefix(&format!("- **Source {number}:** {title},")) {
                return format!("- **Source:** {title},{rest}");
            }
        }
        without_citations(line, sources.len())
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// The titles of the sources, in the order of the JSON.
fn sources_of(json: &str) -> Vec<String> {
    let json: Value = serde_json::from_str(json).unwrap();
    let sources = json["sources"].as_array().unwrap().iter();
    sources
        .map(|source| source["title"].as_str().unwrap().to_owned())
        .collect()
}

/// A line without `source 1` and `sources 1, 2 and 3`, if there are so many.
fn without_citations(line: &str, sources: usize) -> String {
    let mut rest = line.to_owned();
    for one in (1..=sources).rev() {
        for before in 1..one {
            rest = rest.replace(&format!("sources {before} and {one}"), "sources");
        }
        rest = rest.replace(&format!("(source {one})"), "(source)");
        rest = rest.replace(&format!(", source {one} |"), ", source |");
    }
    rest
}

/// Numbers that stand more or less often in a text than in the Markdown. What is
/// in the first column, or in a heading, may stand more often: it is repeated.
fn unlike(text: &str, markdown: &str) -> impl Iterator<Item = String> {
    let (of_text, mut of_markdown) = (tally(text), tally(markdown));
    let mut strays = Vec::new();
    for (number, times) in of_text {
        let there = of_markdown.remove(&number).unwrap_or(0);
        if there == 0 || times < there {
            strays.push(format!(
                "{number}: {times} times in text, {there} in Markdown"
            ));
        }
    }
    let lacking = of_markdown.into_keys();
    strays.extend(lacking.map(|number| format!("{number} is not in the text")));
    strays.into_iter()
}

fn tally(text: &str) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for found in found(text) {
        let sign = match found.figure {
            Figure::Pounds(_) => "£",
            Figure::Percent(_) => "%",
            Figure::Number(_) => "",
        };
        let number = format!("{sign}{}", &text[found.at]);
        *tally.entry(number).or_default() += 1;
    }
    tally
}

/// The pages on which every section stands; each figure of each is made wrong.
#[test]
fn a_wrong_digit_in_any_section_is_noticed() {
    let pages = [
        ("england-and-wales", 2),
        ("pilot", 0),
        ("pilot", 1),
        ("pilot", 5),
        ("pilot", 11),
        ("pilot", 16),
    ];
    let mut noticed: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (folder, number) in pages {
        let assessment = of(folder);
        let page = page_of(&assessment, &assessment.rewards[number]);
        let json = page.to_json();
        let (said, sources) = (Said::by(&json), sources_of(&json));
        let markdown = unescaped(&page.to_markdown());
        let known = strays(&markdown, &sources, &said);
        for found in found(&markdown) {
            // Pence and pounds both: the last digit and the first.
            for at in [found.at.start, found.at.end - 1] {
                let is_seen = strays(&with_another_digit(&markdown, at), &sources, &said) != known;
                let (seen, all) = noticed
                    .entry(section(&markdown[..at]).to_owned())
                    .or_default();
                *seen += usize::from(is_seen);
                *all += 1;
            }
        }
    }
    let sections = [
        "the head",
        "What demand cost",
        "Was the fall large enough?  Yes",
        "Was the fall large enough?  No",
        "How the reward is worked out",
        "How close was it?  (all else unchanged)",
        "Which counts are missing",
        "What is possible without them",
        "Watched: counted, not priced",
        "How the counts add up",
        "What it rests on",
    ];
    for section in sections {
        let (seen, all) = noticed.remove(section).unwrap_or_default();
        // A small number that is made wrong may be another that is right.
        assert!(all > 0 && 4 * seen >= 3 * all, "{section}: {seen} of {all}");
    }
    assert!(noticed.is_empty(), "{noticed:?}");
}

fn with_another_digit(text: &str, at: usize) -> String {
    let digit = text.as_bytes()[at] - b'0';
    let other = (digit + 7) % 10;
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

/// The heading that was last, without its number.
fn section(before: &str) -> &str {
    let whole_lines = before.rfind('\n').map_or("", |end| &before[..end]);
    let mut headings = whole_lines
        .lines()
        .filter_map(|line| line.strip_prefix("## "));
    let last = headings.next_back().unwrap_or("the head");
    last.trim_start_matches(|c: char| c.is_ascii_digit()).trim()
}

#[test]
fn figures_are_told_from_words_and_from_one_another() {
    let kinds =
        |text: &str| -> Vec<Figure> { found(text).into_iter().map(|found| found.figure).collect() };
    let number = |one: u64| Figure::Number(whole(one));
    assert_eq!(
        kinds("−£1,234.00, +5% and 30. E09"),
        [
            Figure::Pounds(whole(1_234)),
            Figure::Percent(whole(5)),
            number(30),
            number(9),
        ]
    );
    // A name takes no digit out of a larger number.
    let said = Said::by(r#"{"name": "12", "from": "2011-06-30", "cost": "-7.50"}"#);
    assert_eq!(
        said.without_words("12, 1,12 £12 12% 12.5 x12"),
        " , 1,12 £12 12% 12.5 x12"
    );
    assert_eq!(said.without_words("to 30 June 2011."), "to  .");
    assert_eq!(said.figures.len(), 1);
}
