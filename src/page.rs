//! A page: titles, paragraphs and tables in order, not yet laid out; and the page
//! as plain text. What it says is decided elsewhere.

mod markdown;

use crate::wording::{Paper, Side, Table, filled, width, wrapped};

/// A page from top to bottom.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page(Vec<Block>);

/// A part of a page.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// What the page is about.
    Title(String),
    /// What the next blocks are about.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// A word or two, each with what is said of it.
    Facts(Vec<(String, String)>),
    /// Figures under headings.
    Table(Table),
}

/// How far what stands under a heading stands in.
const INDENT: usize = 3;

impl Page {
    pub(crate) fn title(&mut self, text: impl Into<String>) {
        self.0.push(Block::Title(text.into()));
    }

    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.0.push(Block::Heading(text.into()));
    }

    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.0.push(Block::Paragraph(text.into()));
    }

    pub(crate) fn facts(&mut self, facts: Vec<(String, String)>) {
        self.0.push(Block::Facts(facts));
    }

    /// Adds a table, if it has a row.
    pub(crate) fn table(&mut self, table: Table) {
        if !table.is_empty() {
            self.0.push(Block::Table(table));
        }
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.0
    }

    /// The page as text, with a line end after every line.
    pub(crate) fn to_text(&self, paper: Paper) -> String {
        let lines = self.lines(paper);
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The page in lines.
    pub(crate) fn lines(&self, paper: Paper) -> Vec<String> {
        let page = paper.columns();
        let mut lines: Vec<String> = Vec::new();
        let mut indent = 0;
        let mut before: Option<&Block> = None;
        for block in &self.0 {
            let follows_on = matches!(
                (before, block),
                (None | Some(Block::Heading(_) | Block::Title(_)), _)
                    | (Some(Block::Paragraph(_)), Block::Paragraph(_))
            );
            if !follows_on {
                lines.push(String::new());
            }
            let within = page.saturating_sub(indent);
            let of_block = match block {
                Block::Title(text) | Block::Heading(text) => {
                    let is_heading = matches!(block, Block::Heading(_));
                    indent = if is_heading { INDENT } else { 0 };
                    let text = wrapped(text, page, INDENT).into_iter();
                    lines.extend(text.map(|line| paper.heading(&line)));
                    Vec::new()
                }
                Block::Paragraph(text) => wrapped(text, within, 0),
                Block::Facts(facts) => {
                    let widest = facts.iter().map(|(name, _)| width(name)).max();
                    let hang = widest.unwrap_or(0).saturating_add(3);
                    let facts = facts.iter().flat_map(|(name, text)| {
                        let name = filled(name, hang, Side::Left);
                        hanging(&name, text, within)
                    });
                    facts.collect()
                }
                Block::Table(table) => table.lines(within),
            };
            let margin = " ".repeat(indent);
            let indented = of_block.into_iter().map(|line| match line.as_str() {
                "" => line,
                _ => format!("{margin}{line}"),
            });
            lines.extend(indented);
            before = Some(block);
        }
        lines
    }
}

/// A text that begins after a name; further lines stand under the text.
fn hanging(name: &str, text: &str, page: usize) -> Vec<String> {
    let room = page.saturating_sub(width(name));
    if text.split(' ').any(|word| width(word) > room) {
        // A figure that is wider than the room stands below its name.
        let mut lines = vec![name.trim_end().to_owned()];
        lines.extend(wrapped(text, page, 0));
        return lines;
    }
    let hang = width(name);
    let lines = wrapped(text, page.saturating_sub(hang).max(INDENT), 0);
    let mut names = std::iter::once(name.to_owned()).chain(std::iter::repeat(" ".repeat(hang)));
    let lines = lines.into_iter();
    lines
        .map(|line| format!("{}{line}", names.next().unwrap_or_default()))
        .collect()
}
