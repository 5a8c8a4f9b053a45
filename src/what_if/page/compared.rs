//! Rewards as they are beside what they would be: under one set of changes in lines,
//! under several built-in terms in columns.

use super::{amount, difference, name, told};
use crate::assess::Reward;
use crate::money::Pounds;
use crate::scheme::{PublishedTerms, Site};
use crate::what_if::{Answer, Change, Figures};
use crate::wording::{Column, Table, listed};

impl Answer {
    pub(super) fn compared(&self) -> Table {
        match self.cases.iter().any(|case| case.terms.is_some()) {
            true => self.side_by_side(),
            false => self.one_below_another(),
        }
    }

    /// Whether the sum of all rewards belongs to what is shown.
    fn has_total(&self) -> bool {
        let all = self.as_it_is.rewards.len();
        all > 1 && self.selected.len() == all
    }

    fn one_below_another(&self) -> Table {
        let mut table = Table::new(vec![
            Column::words(""),
            Column::figures("reward"),
            Column::figures("difference"),
        ]);
        for (number, reward) in self.rewards() {
            table.words(name(reward));
            table.row(["  as it is".to_owned(), told(&Figures::of(reward))]);
            for case in &self.cases {
                if let Some(figures) = case.figures.get(number) {
                    table.row([
                        format!("  {}", case.in_words()),
                        told(figures),
                        difference(figures.difference(reward)),
                    ]);
                }
            }
        }
        if self.has_total() {
            table.words("All rewards together");
            let own = self.as_it_is.total_reward;
            table.row(["  as it is".to_owned(), amount(own)]);
            for case in &self.cases {
                table.row([
                    format!("  {}", case.in_words()),
                    amount(case.total_reward),
                    difference(more(case.total_reward, own)),
                ]);
            }
        }
        table
    }

    /// A column for each of several built-in terms; of one, the difference beside it. What
    /// else is changed stands in every line, since it holds for all of them.
    fn side_by_side(&self) -> Table {
        let mut columns = vec![Column::words(""), Column::figures("as it is")];
        for case in &self.cases {
            let terms = case.terms.map_or("as set", PublishedTerms::as_str);
            columns.push(Column::figures(format!("under {terms}")));
        }
        let is_one = self.cases.len() == 1;
        if is_one {
            columns.push(Column::figures("difference"));
        }
        let mut table = Table::new(columns);
        let mut site: Option<&Site> = None;
        for (number, reward) in self.rewards() {
            if site != Some(&*reward.site) {
                site = Some(&*reward.site);
                table.words(format!("{} ({})", reward.site.name, reward.site.code));
            }
            let (people, period) = (reward.cohort.people(), reward.period.label());
            let mut cells = vec![
                self.in_line(format!("  {people}, {period}")),
                told(&Figures::of(reward)),
            ];
            let figures = || self.cases.iter().map(|case| case.figures.get(number));
            cells.extend(figures().map(|figures| figures.map(told).unwrap_or_default()));
            let differs = figures().flatten().next();
            let differs = differs.and_then(|figures| figures.difference(reward));
            cells.extend(is_one.then(|| difference(differs)));
            table.row(cells);
        }
        if self.has_total() {
            let own = self.as_it_is.total_reward;
            let mut cells = vec![self.in_line("All rewards together".to_owned()), amount(own)];
            let totals = || self.cases.iter().map(|case| case.total_reward);
            cells.extend(totals().map(amount));
            let differs = totals().next().and_then(|total| more(total, own));
            cells.extend(is_one.then(|| difference(differs)));
            table.row(cells);
        }
        table
    }

    /// A name with what is changed under all of the terms.
    fn in_line(&self, name: String) -> String {
        let changes = self.cases.first().map(|case| &case.changes);
        let changes = changes.into_iter().flatten();
        let changes: Vec<String> = changes.map(Change::in_words).collect();
        match changes.is_empty() {
            true => name,
            false => format!("{name}; with {}", listed(&changes, "and")),
        }
    }
}

impl Figures {
    /// The reward less the one as it is, where both are known.
    pub(in crate::what_if) fn difference(&self, as_it_is: &Reward) -> Option<Pounds> {
        more(self.reward, as_it_is.reward)
    }
}

fn more(one: Option<Pounds>, other: Option<Pounds>) -> Option<Pounds> {
    one?.minus(other?).ok()
}
