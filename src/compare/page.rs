//! A revision in words, as text and as Markdown: why rewards changed, a sentence for each
//! cause; every reward with its parts in a table; and what else is not the same.

use super::missing::without_difference;
use super::sentences::{many, named, signed};
use super::{Causes, RevisedReward, Revision, Standing};
use crate::assess::Assessment;
use crate::money::Pounds;
use crate::page::Page;
use crate::wording::{Column, Paper, Table, sentence};

impl Revision {
    /// The revision as text for people, with line ends, on paper of some width.
    #[must_use]
    pub fn to_text(&self, paper: Paper) -> String {
        self.page().to_text(paper)
    }

    /// The revision as Markdown, with a line end after the last line.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        self.page().to_markdown()
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        page.title(format!(
            "{}: what changed in its rewards",
            self.new.scheme_title
        ));
        for text in self.announcements() {
            page.say(text);
        }
        page.facts(self.facts());
        page.heading("Why");
        self.write_why(&mut page);
        let figures = self.figures();
        if !figures.is_empty() {
            page.heading("Each reward");
            page.table(figures);
            for text in self.below() {
                page.say(text);
            }
        }
        self.list(&mut page);
        if !self.also_differs.is_empty() {
            page.heading("What else differs");
            for text in &self.also_differs {
                page.say(sentence(text));
            }
        }
        self.list_remarks(&mut page);
        page
    }

    /// What must be known of each version before any figure.
    fn announcements(&self) -> Vec<String> {
        let said = |assessment: &Assessment| {
            let plain = "real counts, no illustrative price".to_owned();
            assessment.announcement.clone().unwrap_or(plain)
        };
        let (old, new) = (said(&self.old), said(&self.new));
        let mut all = match (&self.old.announcement, &self.new.announcement) {
            (None, None) => Vec::new(),
            _ if old == new => vec![format!("Old and new: {new}.")],
            _ => vec![format!("Old: {old}."), format!("New: {new}.")],
        };
        let (was, is) = (&self.old.scheme_id, &self.new.scheme_id);
        if was != is {
            all.push(format!(
                "Old is the scheme \"{was}\", new the scheme \"{is}\"."
            ));
        }
        all
    }

    fn write_why(&self, page: &mut Page) {
        for text in &self.definitions {
            page.say(sentence(&format!(
                "{text}: what that changed is in the counts"
            )));
        }
        for text in &self.renamed {
            page.say(sentence(text));
        }
        for total in &self.totals {
            page.say(total.sentence.as_str());
        }
        let unknown: Vec<String> = self
            .rewards
            .iter()
            .filter_map(|reward| without_difference(self, reward))
            .collect();
        if self.totals.is_empty() && unknown.is_empty() {
            page.say(match self.definitions.is_empty() {
                true => "No reward changed, and nothing that a reward rests on.",
                false => {
                    "No reward changed, and no count, price, rule or area that a reward rests on."
                }
            });
        }
        for text in unknown {
            page.say(text);
        }
        page.say(
            "This says which inputs changed what the rule pays, and not why any demand changed.",
        );
    }

    /// The causes that have a column.
    fn columns(&self) -> Vec<Causes> {
        self.totals.iter().map(|total| total.causes).collect()
    }

    /// Every reward of which something changed, a column for each cause.
    fn figures(&self) -> Table {
        let causes = self.columns();
        let mut columns = vec![
            Column::words(""),
            Column::figures("old"),
            Column::figures("new"),
            Column::figures("difference"),
        ];
        // As many columns fit beside the names on a narrow page, and no more.
        const SIDE_BY_SIDE: usize = 3;
        let pieces = causes.len().div_ceil(SIDE_BY_SIDE).max(1);
        let of_piece = causes.len().div_ceil(pieces).max(1);
        for piece in causes.chunks(of_piece) {
            let mut of_piece = piece
                .iter()
                .map(|causes| Column::figures(causes.in_words()));
            columns.extend(of_piece.next().map(Column::beginning_a_piece));
            columns.extend(of_piece);
        }
        let mut table = Table::new(columns);
        let changed = self.rewards.iter().filter(|reward| !reward.is_unchanged());
        let changed: Vec<&RevisedReward> = changed.collect();
        for of_site in changed.chunk_by(|one, other| one.site.code == other.site.code) {
            if let Some(reward) = of_site.first() {
                table.words(named(&reward.site));
            }
            for reward in of_site {
                table.row(self.cells(reward, &causes));
            }
        }
        if let Some(total) = self.total_cells().filter(|_| !changed.is_empty()) {
            table.row(total);
        }
        table
    }

    /// The rows above added up, of those whose difference is known.
    fn total_cells(&self) -> Option<Vec<String>> {
        let known = || {
            let rewards = self.rewards.iter().filter(|reward| !reward.is_unchanged());
            rewards.filter(|reward| reward.difference.is_some())
        };
        known().next()?;
        let sum = |of: fn(&RevisedReward) -> Option<Pounds>| {
            let mut amounts = known().filter_map(of);
            amounts.try_fold(Pounds::ZERO, |sum, one| sum.plus(one).ok())
        };
        let old = sum(|reward| reward.old.reward())?.in_words();
        let new = sum(|reward| reward.new.reward())?.in_words();
        let lacks = |reward: &RevisedReward| !reward.is_unchanged() && reward.difference.is_none();
        let name = if self.rewards.iter().any(lacks) {
            "total of those with a difference"
        } else if self.rewards.iter().any(RevisedReward::is_unchanged) {
            "total of these"
        } else {
            "total"
        };
        let name = name.to_owned();
        let mut cells = vec![name, old, new, signed(self.difference()?)];
        cells.extend(self.totals.iter().map(|total| signed(total.to_the_penny)));
        Some(cells)
    }

    /// What must be known to read the table.
    fn below(&self) -> Vec<String> {
        let mut said = Vec::new();
        let unchanged = self.rewards.iter().filter(|reward| reward.is_unchanged());
        match unchanged.count() {
            0 => {}
            1 => {
                said.push("1 reward rests on what is the same in both, and is left out.".to_owned())
            }
            all => said.push(format!(
                "{} rest on what is the same in both, and are left out.",
                many(all, "reward", "rewards")
            )),
        }
        let is_split = |reward: &RevisedReward| reward.parts.len() > 1;
        if self.rewards.iter().any(is_split) {
            said.push(
                "Each part is the mean, over all orders in which the causes that changed can be \
                 carried over from old to new, of what that step changes: so the parts add up to \
                 the difference, and no order is preferred. To the penny they go to the nearest, \
                 and add up too: the parts rounded furthest give or take a penny. A total is the \
                 sum of what stands above it."
                    .to_owned(),
            );
        }
        let causes = self.columns();
        let changed = || self.rewards.iter().filter(|reward| !reward.is_unchanged());
        let lacks = |reward: &RevisedReward| {
            reward.difference.is_some() && reward.parts.len() < causes.len()
        };
        if changed().any(lacks) {
            said.push("Empty: nothing of the kind changed for this reward.".to_owned());
        }
        if !causes.is_empty() && changed().any(|reward| reward.difference.is_none()) {
            said.push("Not known: without a difference in pounds there are no parts.".to_owned());
        }
        said
    }

    fn cells(&self, reward: &RevisedReward, causes: &[Causes]) -> Vec<String> {
        let standing = |standing: &Standing| match standing {
            Standing::NoPart => "no part".to_owned(),
            Standing::NotComputable(_) => "not known".to_owned(),
            Standing::Computed(amount) => amount.in_words(),
        };
        let mut cells = vec![
            format!(
                "  {}   {}",
                reward.cohort,
                self.called.label(&reward.period)
            ),
            standing(&reward.old),
            standing(&reward.new),
            reward
                .difference
                .map_or_else(|| "not known".to_owned(), signed),
        ];
        cells.extend(causes.iter().map(|causes| {
            let mut parts = reward.parts.iter();
            let part = parts.find(|part| part.causes == *causes);
            part.map_or_else(String::new, |part| signed(part.to_the_penny))
        }));
        cells
    }
}
