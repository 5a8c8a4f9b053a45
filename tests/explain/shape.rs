//! The shape of pages: lines that fit the paper, tables of Markdown that are
//! whole, and names that stay names whatever characters they hold.

use crate::fixtures::{all, assessed, fewer_worlds, file};
use crate::spelled::unescaped;
use crate::worlds::rolled::worlds;
use justice_reinvestment::wording::Paper;
use justice_reinvestment::{Assessment, Selection};
use proptest::prelude::*;
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

const PAPERS: [usize; 6] = [40, 60, 80, 100, 120, 200];

/// Characters that mean something to Markdown, or to HTML.
const MARKED: &str = "*_|<b>#[x](y)`~~&amp;\\";

fn names() -> [String; 4] {
    [
        "W".repeat(300),
        "漢字かな".repeat(40),
        MARKED.to_owned(),
        format!("# > 1. {MARKED} - + ==="),
    ]
}

/// The pilot's fixture with every name, title, unit and remark replaced.
fn called(name: &str) -> Assessment {
    let keys = ["title", "name", "note", "unit"];
    let mut number = 0;
    let scheme = file("pilot", "scheme.toml");
    let scheme = scheme.lines().map(|line| {
        let key = keys
            .iter()
            .find(|key| line.starts_with(&format!("{key} = ")));
        key.map_or(line.to_owned(), |key| {
            number += 1;
            format!("{key} = '{name}{number}'")
        })
    });
    let scheme: Vec<String> = scheme.collect();
    let demand = file("pilot", "demand.csv");
    let mut rows = demand.lines();
    let header = rows.next().unwrap().to_owned();
    let rows = rows.map(|row| {
        let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        // It begins with a letter: not all names may begin what a table holds.
        cells[1] = format!("\"A {name}{}\"", cells[0]);
        if !cells[5].is_empty() {
            cells[5] = format!("\"A {name}{}\"", cells[5]);
        }
        cells.join(",")
    });
    let demand: Vec<String> = std::iter::once(header).chain(rows).collect();
    assessed(&scheme.join("\n"), &demand.join("\n"))
}

/// The lines of text that are too wide, and are not a single word or figure.
fn too_wide(assessment: &Assessment) -> Vec<String> {
    let whole = assessment.explain(&Selection::default()).unwrap();
    let mut wide = Vec::new();
    for columns in PAPERS {
        let paper = Paper::of_width(columns);
        for text in [whole.to_text(paper), assessment.to_table(paper)] {
            let lines = text.lines().filter(|line| line.width() > columns);
            let lines = lines.filter(|line| line.split_whitespace().count() > 1);
            wide.extend(lines.map(|line| format!("{columns}: {line}")));
        }
    }
    wide
}

#[test]
fn no_line_of_the_fixtures_is_wider_than_the_paper() {
    for (name, assessment) in all() {
        let wide = too_wide(&assessment);
        assert!(wide.is_empty(), "{name}\n{}", wide.join("\n"));
    }
}

#[test]
fn no_line_is_wider_than_the_paper_whatever_names_are_like() {
    for name in names() {
        let wide = too_wide(&called(&name));
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    }
}

/// Whatever the paper, what stands between two spaces is what stands there on
/// the widest: no word is cut that a line could hold.
#[test]
fn no_word_is_cut_on_narrow_paper() {
    for (name, assessment) in all() {
        let whole = assessment.explain(&Selection::default()).unwrap();
        let widest = whole.to_text(Paper::of_width(5_000));
        let known: BTreeSet<&str> = widest.split_whitespace().collect();
        let addresses = known.iter().filter(|word| word.starts_with("https:"));
        let addresses: Vec<&&str> = addresses.collect();
        for columns in PAPERS {
            let text = whole.to_text(Paper::of_width(columns));
            for line in text.lines().filter(|line| !line.starts_with('─')) {
                for word in line.split_whitespace() {
                    // A heading before its figure has a colon after it; an address
                    // may be longer than a line.
                    let is_known = known.contains(word)
                        || known.contains(word.trim_end_matches(':'))
                        || addresses.iter().any(|address| address.contains(word));
                    assert!(is_known, "{name} {columns}: {word} in {line}");
                }
            }
        }
    }
}

#[test]
fn no_line_ends_in_a_space() {
    let named = names().map(|name| called(&name));
    let fixtures = all().into_iter().map(|(_, assessment)| assessment);
    for assessment in fixtures.chain(named) {
        let whole = assessment.explain(&Selection::default()).unwrap();
        for columns in PAPERS {
            let text = whole.to_text(Paper::of_width(columns));
            assert!(!text.lines().any(|line| line.ends_with(' ')), "{text}");
        }
    }
}

proptest! {
    #![proptest_config(fewer_worlds())]

    #[test]
    fn no_line_is_wider_than_the_paper(world in worlds()) {
        let wide = too_wide(&world.assessed());
        prop_assert!(wide.is_empty(), "{}\n{world:#?}", wide.join("\n"));
    }

    #[test]
    fn the_same_input_gives_the_same_bytes(world in worlds()) {
        let written = || {
            let assessment = world.assessed();
            let whole = assessment.explain(&Selection::default()).unwrap();
            let text = whole.to_text(Paper::default());
            [text, whole.to_markdown(), whole.to_json()]
        };
        prop_assert_eq!(written(), written());
    }
}

#[test]
fn every_row_of_a_table_has_as_many_cells_as_its_heading() {
    let named = names().map(|name| (name.clone(), called(&name)));
    let mut tables = 0;
    for (name, assessment) in all().into_iter().chain(named) {
        let whole = assessment.explain(&Selection::default()).unwrap();
        let markdown = whole.to_markdown();
        let mut expected = None;
        for line in markdown.lines() {
            if !line.starts_with('|') {
                expected = None;
                continue;
            }
            tables += usize::from(expected.is_none());
            let cells = unescaped_bars(line);
            assert_eq!(cells, *expected.get_or_insert(cells), "{name}\n{line}");
            assert!(line.ends_with('|'), "{line}");
        }
    }
    assert!(tables > 300, "{tables}");
}

fn unescaped_bars(line: &str) -> usize {
    let mut is_escaped = false;
    let mut bars = 0;
    for c in line.chars() {
        bars += usize::from(c == '|' && !is_escaped);
        is_escaped = c == '\\' && !is_escaped;
    }
    bars
}

/// What the pages' own structure does not need has a backslash before it.
#[test]
fn a_name_with_characters_of_markdown_or_html_is_escaped() {
    let hostile = names();
    for name in &hostile[2..] {
        let assessment = called(name);
        let whole = assessment.explain(&Selection::default()).unwrap();
        let markdown = whole.to_markdown();
        assert!(!markdown.contains(name.as_str()));
        // As it is read, it is the name again: for one of the sites, of the areas,
        // of the groups and of the metrics, and for the scheme.
        let read = unescaped(&markdown);
        for end in ["1", "2", "E08000001", "theft"] {
            assert!(read.contains(&format!("{name}{end}")), "{end}");
        }
        for line in markdown.lines() {
            let text = without_structure(line);
            let mut is_escaped = false;
            for c in text.chars() {
                let has_a_meaning = "`*_[]<>#|~&".contains(c);
                assert!(is_escaped || !has_a_meaning, "{c} in {line}");
                is_escaped = c == '\\' && !is_escaped;
            }
        }
    }
}

/// A line without what the page itself puts there.
fn without_structure(line: &str) -> String {
    let headings = ["# ", "## "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark));
    if let Some(text) = headings {
        return text.to_owned();
    }
    if let Some(fact) = line.strip_prefix("- **") {
        return fact.replacen(":** ", ": ", 1);
    }
    if let Some(row) = line.strip_prefix("| ") {
        let row = row.strip_suffix('|').unwrap();
        let row = match row.strip_prefix("**") {
            Some(words) => words.replacen("** |", " |", 1),
            None => row.to_owned(),
        };
        return row.replace(" | ", "  ").replace(" |", "  ");
    }
    line.to_owned()
}

/// A paragraph that began so would be a list, a quotation or a line across.
#[test]
fn no_paragraph_begins_as_something_else() {
    for name in [
        "# title", "> quoted", "- item", "+ item", "=====", "-----", "~~~",
    ] {
        begins_as_text(name);
    }
}

#[test]
fn no_paragraph_begins_as_a_numbered_list() {
    for name in ["1. First", "1) First"] {
        begins_as_text(name);
    }
}

fn begins_as_text(name: &str) {
    let assessment = called(name);
    let page = assessment.explain(&Selection::default()).unwrap();
    let markdown = page.to_markdown();
    let mut paragraphs = markdown
        .split("\n\n")
        .filter(|part| unescaped(part) == format!("{name}1"));
    let paragraph = paragraphs.next().expect("the title is a paragraph");
    let digits = paragraph.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_list = digits.len() < paragraph.len() && digits.starts_with(['.', ')']);
    let is_other = paragraph.starts_with(['#', '>', '-', '+', '~', '*']);
    assert!(!is_list && !is_other, "{paragraph}");
}
