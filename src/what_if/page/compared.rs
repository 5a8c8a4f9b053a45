//! Rewards as they are beside what they would be: under one set of changes in lines,
//! under several built-in terms in columns.

use super::{amount, difference, name, told};
use crate::assess::Reward;
use crate::explain::sentence_start;
use crate::money::Pounds;
use crate::page::Page;
use crate::scheme::{PublishedTerms, Site};
use crate::what_if::{Answer, Case, Change, Figures};
use crate::wording::{Column, Table};

impl Answer {
    pub(super) fn compared(&self, page: &mut Page) {
        const HEADING: &str = "What is paid as it is, and what would be paid";
        if self.cases.iter().any(|case| case.terms.is_some()) {
            page.heading(HEADING);
            // From what, which may be unlike under each of the terms.
            for case in self.cases.iter().filter(|case| !case.changes.is_empty()) {
                page.say(format!("{}.", sentence_start(&case.in_words())));
            }
            page.table(self.side_by_side());
            return;
        }
        // Without terms and ranges there is one case.
        if let Some(case) = self.cases.first() {
            let changed = self.rewards().filter(|(number, _)| !self.stays(*number));
            let changed: Vec<(usize, &Reward)> = changed.collect();
            if !changed.is_empty() {
                page.heading(HEADING);
                page.table(self.one_below_another(case, &changed));
            }
            let unchanged = self.rewards().filter(|(number, _)| self.stays(*number));
            let unchanged: Vec<&Reward> = unchanged.map(|(_, reward)| reward).collect();
            if !unchanged.is_empty() {
                let with = briefly(&case.changes);
                page.heading(format!("Rewards that stay as they are, with {with}"));
                page.table(as_they_are(&unchanged));
            }
        }
    }

    /// Whether all the cases pay a reward as it is, for the same outcome.
    pub(super) fn stays(&self, number: usize) -> bool {
        let own = self.as_it_is.rewards.get(number).map(Figures::of);
        let is_so = |case: &Case| {
            let figures = case.figures.get(number);
            figures.zip(own).is_none_or(|(figures, own)| {
                (figures.outcome, figures.reward) == (own.outcome, own.reward)
            })
        };
        self.cases.iter().all(is_so)
    }

    /// Whether the sum of all rewards belongs to what is shown.
    fn has_total(&self) -> bool {
        let all = self.as_it_is.rewards.len();
        all > 1 && self.selected.len() == all
    }

    /// What the sum of all rewards is called: without those of which there is none, as they
    /// are or with the changes.
    fn all_together(&self, case: &Case) -> String {
        const NAME: &str = "All rewards together";
        let left_out = case.computable.left_out;
        let all = case.figures.len();
        let lacking = case.figures.iter().filter(|one| one.reward.is_none());
        // With the changes a count may be there that is missing as it is.
        let when = match u64::try_from(lacking.count()) {
            Ok(lacking) if lacking == left_out => "",
            _ => " as it is or with the changes",
        };
        match left_out {
            0 => NAME.to_owned(),
            some if u64::try_from(all) == Ok(some) => NAME.to_owned(),
            1 => format!("{NAME}, without the one that is not computable{when}"),
            some => format!("{NAME}, without the {some} that are not computable{when}"),
        }
    }

    fn one_below_another(&self, case: &Case, changed: &[(usize, &Reward)]) -> Table {
        let mut table = Table::new(vec![
            Column::words(""),
            Column::figures("reward"),
            Column::figures("difference"),
        ]);
        let label = format!("  {}", briefly(&case.changes));
        for (number, reward) in changed {
            table.words(name(reward));
            table.row(["  as it is".to_owned(), told(&Figures::of(reward))]);
            if let Some(figures) = case.figures.get(*number) {
                table.row([
                    label.clone(),
                    told(figures),
                    difference(figures.difference(reward)),
                ]);
            }
        }
        if self.has_total() {
            let totals = &case.computable;
            table.words(self.all_together(case));
            table.row(["  as it is".to_owned(), amount(totals.reward_as_it_is)]);
            table.row([label, amount(totals.reward), difference(totals.difference)]);
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
        // Terms decide on no count, so that under all of them the same rewards are computable.
        if let Some(first) = self.cases.first().filter(|_| self.has_total()) {
            let totals = first.computable;
            let mut cells = vec![
                self.in_line(self.all_together(first)),
                amount(totals.reward_as_it_is),
            ];
            let cases = self.cases.iter();
            cells.extend(cases.map(|case| amount(case.computable.reward)));
            cells.extend(is_one.then(|| difference(totals.difference)));
            table.row(cells);
        }
        table
    }

    /// A name with what is changed under all of the terms, which may have it at unlike
    /// values.
    fn in_line(&self, name: String) -> String {
        let changes = self.cases.first().map(|case| case.changes.as_slice());
        match changes.unwrap_or_default() {
            [] => name,
            changes => {
                let changes: Vec<String> = changes.iter().map(Change::now_in_brief).collect();
                format!("{name}; with {}", changes.join("; "))
            }
        }
    }
}

/// Rewards that nothing of what is asked changes.
pub(super) fn as_they_are(rewards: &[&Reward]) -> Table {
    let mut table = Table::new(vec![Column::words(""), Column::figures("as it is")]);
    for reward in rewards {
        table.row([name(reward), told(&Figures::of(reward))]);
    }
    table
}

/// Changes as a label: `threshold for adults: 6% (5% as it is)`.
fn briefly(changes: &[Change]) -> String {
    let changes: Vec<String> = changes.iter().map(Change::in_brief).collect();
    changes.join("; ")
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
