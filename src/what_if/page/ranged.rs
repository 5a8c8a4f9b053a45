//! Ranges of one or two settings: a table for each reward that they change, a line for
//! each value of the first, a column for each value of the second or for each of the
//! built-in terms.

use super::compared::as_they_are;
use super::{difference, name, told};
use crate::assess::Reward;
use crate::page::Page;
use crate::scheme::PublishedTerms;
use crate::what_if::{Answer, Case, Change, Figures, Input, Setting};
use crate::wording::{Column, Table, listed};

/// A narrow page may part a table behind so many columns.
const COLUMNS_IN_A_PIECE: usize = 3;

/// The cases of one table: by line, then by column.
type Lines<'a> = Vec<Vec<&'a Case>>;

impl Answer {
    pub(super) fn ranged(&self, page: &mut Page) {
        let ranges: Vec<&Setting> = self.ranges().map(|(_, setting)| setting).collect();
        let second = ranges.get(1).map(|setting| setting.input());
        let mut unchanged = Vec::new();
        for (number, reward) in self.rewards() {
            let own = Figures::of(reward);
            if self.stays(number) {
                unchanged.push(reward);
                continue;
            }
            page.heading(name(reward));
            for (terms, lines) in self.tables() {
                page.say(self.about(&own, terms, &lines));
                page.table(table(number, reward, &lines, &ranges, second));
            }
        }
        if !unchanged.is_empty() {
            page.heading("Rewards that stay as they are at every value");
            page.table(as_they_are(&unchanged));
        }
    }

    /// The tables of a reward: one, but for two ranges under several terms.
    fn tables(&self) -> Vec<(Option<PublishedTerms>, Lines<'_>)> {
        let lengths: Vec<usize> = self.ranges().map(|(_, setting)| setting.values()).collect();
        let (first, second) = match lengths.as_slice() {
            [first, second, ..] => (*first, *second),
            [first] => (*first, 1),
            [] => (1, 1),
        };
        let of_terms = first.saturating_mul(second).max(1);
        let blocks: Vec<&[Case]> = self.cases.chunks(of_terms).collect();
        let terms_of = |block: &&[Case]| block.first().and_then(|case| case.terms);
        if lengths.len() > 1 {
            let tables = blocks.iter().map(|block| {
                let lines = block.chunks(second.max(1));
                (
                    terms_of(block),
                    lines.map(|line| line.iter().collect()).collect(),
                )
            });
            return tables.collect();
        }
        // Of one range: the terms side by side.
        let lines = (0..first).map(|line| {
            let cases = blocks.iter().filter_map(|block| block.get(line));
            cases.collect()
        });
        vec![(None, lines.collect())]
    }

    /// What is changed in every line of a table, and from what.
    fn about(&self, own: &Figures, terms: Option<PublishedTerms>, lines: &Lines<'_>) -> String {
        let first = lines.first().and_then(|line| line.first());
        let changes = first
            .map(|case| case.changes.as_slice())
            .unwrap_or_default();
        let is_ranged =
            |change: &&Change| self.ranges().any(|(_, one)| *one.input() == change.input);
        let ranged: Vec<&Change> = changes.iter().filter(is_ranged).collect();
        let fixed = changes.iter().filter(|change| !is_ranged(change));
        let mut all: Vec<String> = fixed.map(Change::in_words).collect();
        all.extend(terms.map(|terms| format!("the terms {}", terms.as_str())));
        // Several built-in terms may have the input at unlike values.
        let told_of = |change: &Change| {
            let cases = lines.first().into_iter().flatten();
            let same = cases.flat_map(|case| &case.changes);
            let same = same.filter(|other| other.input == change.input);
            let mut values: Vec<String> = same.map(Change::as_it_is).collect();
            values.dedup();
            format!("the {} ({})", change.subject(), listed(&values, "and"))
        };
        let ways: Vec<String> = match ranged.as_slice() {
            [one] => vec![format!("Down: {}.", told_of(one))],
            [one, other, ..] => vec![format!(
                "Down: {}; across: {}.",
                told_of(one),
                told_of(other)
            )],
            [] => Vec::new(),
        };
        let with = match all.is_empty() {
            true => String::new(),
            false => format!(" In every line, with {}.", listed(&all, "and")),
        };
        format!("As it is: {}. {}{with}", told(own), ways.join(" "))
    }
}

fn table(
    number: usize,
    reward: &Reward,
    lines: &Lines<'_>,
    ranges: &[&Setting],
    second: Option<&Input>,
) -> Table {
    let of_input = |case: &Case, input: &Input| {
        let mut changes = case.changes.iter();
        changes.find(|change| change.input == *input).cloned()
    };
    let mark = |change: &Change, is_under_terms: bool| {
        // Prices and counts stand in no terms.
        let is_of_terms = !matches!(change.input, Input::Price { .. } | Input::Count { .. });
        match (change.is_as_it_is(), is_under_terms && is_of_terms) {
            (true, false) => " (as it is)",
            (true, true) => " (as in the terms)",
            (false, _) => "",
        }
    };
    let heads = lines.first().map(Vec::as_slice).unwrap_or_default();
    let is_alone = heads.len() == 1;
    let mut columns = vec![Column::words("")];
    for (place, case) in heads.iter().enumerate() {
        let across = second.and_then(|input| of_input(case, input));
        let heading = match (across, case.terms) {
            (Some(change), terms) => format!(
                "{} {}{}",
                change.input.noun(),
                change.now.in_words(),
                mark(&change, terms.is_some())
            ),
            (None, Some(terms)) => format!("under {}", terms.as_str()),
            (None, None) => "reward".to_owned(),
        };
        let column = Column::figures(heading);
        columns.push(match place.checked_rem(COLUMNS_IN_A_PIECE) {
            Some(0) if place > 0 => column.beginning_a_piece(),
            _ => column,
        });
    }
    if is_alone {
        columns.push(Column::figures("difference"));
    }
    let mut table = Table::new(columns);
    for line in lines {
        let first = line.first();
        let down = first.and_then(|case| of_input(case, ranges.first()?.input()));
        let label = down.map(|change| {
            let (subject, now) = (change.subject(), change.now.in_words());
            let is_so = |case: &&Case| {
                let change = of_input(case, &change.input);
                change.is_some_and(|change| change.is_as_it_is())
            };
            let mark = match line.iter().all(is_so) {
                true => mark(&change, first.is_some_and(|case| case.terms.is_some())),
                false => "",
            };
            let mut label = format!("{subject}: {now}{mark}");
            // Two ranges may be under terms of which nothing stands above the columns.
            let terms = first
                .and_then(|case| case.terms)
                .filter(|_| ranges.len() > 1);
            if let Some(terms) = terms {
                label = format!("under {}; {label}", terms.as_str());
            }
            let is_fixed = |change: &&Change| ranges.iter().all(|one| *one.input() != change.input);
            let fixed = first.into_iter().flat_map(|case| &case.changes);
            for change in fixed.filter(is_fixed) {
                label = format!("{label}; {}", change.now_in_brief());
            }
            label
        });
        let mut cells = vec![label.unwrap_or_default()];
        let figures = |case: &Case| case.figures.get(number).copied();
        let told = line.iter().map(|case| figures(case).as_ref().map(told));
        cells.extend(told.map(Option::unwrap_or_default));
        if is_alone {
            let figures = first.and_then(|case| figures(case));
            let differs = figures.and_then(|figures| figures.difference(reward));
            cells.push(difference(differs));
        }
        table.row(cells);
    }
    table
}
