//! A page as Markdown, tables as GitHub's dialect has them. Names and titles are
//! escaped, so that none of them can become a heading, a link or HTML.

use super::{Block, Page};
use crate::wording::{Row, Side, Table};

impl Page {
    /// The page as Markdown, with a line end after the last line.
    pub(crate) fn to_markdown(&self) -> String {
        let parts: Vec<String> = self.blocks().iter().map(of_block).collect();
        format!("{}\n", parts.join("\n\n"))
    }
}

fn of_block(block: &Block) -> String {
    match block {
        Block::Title(text) => format!("# {}", escaped(text)),
        Block::Heading(text) => format!("## {}", escaped(text)),
        Block::Paragraph(text) => escaped(text),
        Block::Facts(facts) => {
            let facts = facts
                .iter()
                .map(|(name, text)| format!("- **{}:** {}", escaped(name), escaped(text)));
            facts.collect::<Vec<String>>().join("\n")
        }
        Block::Table(table) => of_table(&table.without_empty_columns()),
    }
}

fn of_table(table: &Table) -> String {
    let cells = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| indented(cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let columns = table.columns();
    let headings: Vec<String> = columns
        .iter()
        .map(|column| column.heading.clone())
        .collect();
    let sides: Vec<&str> = columns
        .iter()
        .map(|column| match column.side {
            Side::Left => "---",
            Side::Right => "---:",
        })
        .collect();
    let mut lines = vec![cells(&headings), format!("| {} |", sides.join(" | "))];
    lines.extend(table.rows().iter().map(|row| match row {
        Row::Cells(texts) => cells(texts),
        Row::Words(words) => {
            let rest = " |".repeat(columns.len().saturating_sub(1));
            format!("| **{}** |{rest}", escaped(words))
        }
    }));
    lines.join("\n")
}

/// A cell whose indent stands as wide spaces, since Markdown drops others.
fn indented(cell: &str) -> String {
    const WIDE_SPACE: &str = "\u{2003}";
    let text = cell.trim_start_matches(' ');
    let indent = cell.len().saturating_sub(text.len()).div_euclid(2);
    format!("{}{}", WIDE_SPACE.repeat(indent), escaped(text))
}

/// A text in which Markdown and HTML find nothing to interpret.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let before = text.get(..at).unwrap_or_default();
        let begins_a_list = match c {
            '+' | '-' => before.is_empty(),
            '.' | ')' => !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if begins_a_list || "\\`*_[]<>#|~&$".contains(c) {
            escaped.push('\\');
        }
        // A line end would end a row of a table.
        escaped.push(if matches!(c, '\n' | '\r') { ' ' } else { c });
    }
    escaped
}
