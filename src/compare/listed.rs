//! Every count, price, area and part in a scheme that changed, one by one, where a
//! sentence does not name them all; and every count of which something else differs.

use super::sentences::{MOST_NAMED, alike, known, many, moved, number, place, taking_part};
use super::{RevisedCount, RevisedPrice, Revision};
use crate::cohort::Cohort;
use crate::metric::Metric;
use crate::money::Pounds;
use crate::page::Page;
use crate::wording::{Column, Table, sentence};
use std::cmp::Reverse;

/// How many of one kind a page lists.
pub(super) const MOST_LISTED: usize = 100;

impl Revision {
    /// A section for each kind of which there are more than a sentence names.
    pub(super) fn list(&self, page: &mut Page) {
        if self.counts.len() > MOST_NAMED {
            page.heading("Every count that changed");
            page.table(self.listed_counts());
            page_end(page, self.counts.len(), ", those that move a cost most");
        }
        let prices: Vec<&RevisedPrice> = self.prices.iter().collect();
        if alike(&prices).len() > MOST_NAMED {
            page.heading("Every price that changed");
            page.table(self.listed_prices());
            page_end(page, self.prices.len(), ", the first");
        }
        if self.areas.len() > MOST_NAMED {
            page.heading("Every area that moved");
            for area in self.areas.iter().take(MOST_LISTED) {
                page.say(sentence(&moved(self, area)));
            }
            page_end(page, self.areas.len(), ", the first");
        }
        if self.taking_part.len() > MOST_NAMED {
            page.heading("Everyone who takes part in one version alone");
            for part in self.taking_part.iter().take(MOST_LISTED) {
                page.say(sentence(&taking_part(self, part)));
            }
            page_end(page, self.taking_part.len(), ", the first");
        }
    }

    /// The counts and areas of which something else differs than what moves a reward.
    pub(super) fn list_remarks(&self, page: &mut Page) {
        let remarks = self.remarks.iter();
        let longer: Vec<_> = remarks
            .filter(|remark| remark.is_own && remark.all > MOST_NAMED)
            .collect();
        if longer.is_empty() {
            return;
        }
        page.heading("What else differs, one by one");
        for remark in longer {
            let mut table = Table::new(vec![Column::words("")]);
            table.words(sentence(&remark.what));
            for name in &remark.named {
                table.row([format!("  {name}")]);
            }
            page.table(table);
            if remark.all > MOST_LISTED {
                page.say(format!(
                    "These are the first {} of {}; the tables have all of them.",
                    number(MOST_LISTED),
                    number(remark.all)
                ));
            }
        }
    }

    fn listed_counts(&self) -> Table {
        let mut numbers: Vec<(usize, &RevisedCount)> = self.counts.iter().enumerate().collect();
        if numbers.len() > MOST_LISTED {
            // Stable: equals stay in the order of the table.
            numbers.sort_by_key(|(_, count)| Reverse(count.moves()));
            numbers.truncate(MOST_LISTED);
        }
        numbers.sort_by_key(|(number, _)| *number);
        // By metric and cohort, in the order in which the first of each stands.
        let firsts: Vec<&RevisedCount> = numbers.iter().map(|(_, count)| *count).collect();
        numbers.sort_by_cached_key(|(_, count)| {
            firsts.iter().position(|first| is_alike(first, count))
        });
        let mut table = table();
        for of_one in numbers.chunk_by(|(_, one), (_, other)| is_alike(one, other)) {
            if let Some((_, count)) = of_one.first() {
                table.words(self.subject(&count.metric, count.cohort));
            }
            for (_, count) in of_one {
                let (area, period) = (place(self, &count.area), self.called.label(&count.period));
                table.row([
                    format!("  {area}   {period}"),
                    known(count.old),
                    known(count.new),
                ]);
            }
        }
        table
    }

    fn listed_prices(&self) -> Table {
        let price = |price: Option<Pounds>| match price {
            Some(price) => price.in_words(),
            None => "no price".to_owned(),
        };
        let listed = self.prices.get(..MOST_LISTED).unwrap_or(&self.prices);
        let mut table = table();
        let is_same = |one: &RevisedPrice, other: &RevisedPrice| {
            (&one.metric.id, one.cohort) == (&other.metric.id, other.cohort)
        };
        for of_one in listed.chunk_by(is_same) {
            if let Some(first) = of_one.first() {
                table.words(self.subject(&first.metric, first.cohort));
            }
            for one in of_one {
                let period = self.called.label(&one.period);
                table.row([format!("  {period}"), price(one.old), price(one.new)]);
            }
        }
        table
    }

    fn subject(&self, metric: &Metric, cohort: Cohort) -> String {
        format!("{} for {}", self.called.metric(metric), cohort.people())
    }
}

/// Whether two counts are of one metric and cohort.
fn is_alike(one: &RevisedCount, other: &RevisedCount) -> bool {
    (&one.metric.id, one.cohort) == (&other.metric.id, other.cohort)
}

fn table() -> Table {
    Table::new(vec![
        Column::words(""),
        Column::figures("old"),
        Column::figures("new"),
    ])
}

/// That a list is not of all, where it is not.
fn page_end(page: &mut Page, all: usize, which: &str) {
    if all > MOST_LISTED {
        page.say(format!(
            "These are {} of {}{which}; the JSON has all of them.",
            number(MOST_LISTED),
            many(all, "change", "changes")
        ));
    }
}
