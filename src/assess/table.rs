//! The assessment as a table for the eye: every reward on a line, totals, and
//! what must be known to read it.

use super::{Assessment, Outcome, Pooled, Reward, SiteTotal};
use crate::cohort::Cohort;
use crate::money::Pounds;
use crate::scheme::{Terms, ThresholdRule};
use crate::wording::{Column, MINUS, Paper, Table, counted, grouped, pounds, sentence, wrapped};
use std::sync::Arc;

impl Assessment {
    /// The assessment as text for people, with line ends, on paper of some width.
    #[must_use]
    pub fn to_table(&self, paper: Paper) -> String {
        let page = paper.columns();
        let mut lines: Vec<String> = wrapped(self.scheme_title.as_str(), page, 2)
            .iter()
            .map(|line| paper.heading(line))
            .collect();
        let mut say = |text: &str| lines.extend(wrapped(text, page, 2));
        self.head().iter().for_each(|text| say(text));
        say("");
        lines.extend(self.figures().lines(page));
        for (heading, table) in [
            ("Watched: counted, not priced", self.watched()),
            ("Counts that are missing", self.missing()),
        ] {
            if !table.is_empty() {
                lines.extend([String::new(), paper.heading(heading)]);
                lines.extend(table.lines(page));
            }
        }
        if !self.notes.is_empty() {
            lines.push(String::new());
            let notes = self.notes.iter().map(|note| sentence(note.as_str()));
            lines.extend(notes.flat_map(|note| wrapped(&note, page, 2)));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// What stands before any figure: the announcement, the baseline, the rules.
    pub(crate) fn head(&self) -> Vec<String> {
        let mut head = Vec::new();
        head.extend(self.announcement.as_deref().map(sentence));
        head.push(format!(
            "Compared with {} ({})",
            self.baseline.label(),
            self.baseline.in_words()
        ));
        head.extend(self.rules());
        head
    }

    /// The costs of all sites added up; empty for one site.
    pub(crate) fn pooled_figures(&self) -> Table {
        let mut table = Table::new(vec![
            Column::words(""),
            Column::figures("baseline cost"),
            Column::figures("test cost"),
            Column::figures("change"),
            Column::words("").beginning_a_piece(),
        ]);
        if self.site_totals.len() > 1 {
            let pence = self.has_pence();
            for pooled in &self.pooled {
                table.row(pooled_cells(pooled, pence));
            }
        }
        table
    }

    /// "Columns show pence throughout when any amount in them has pence."
    fn has_pence(&self) -> bool {
        let costs = |reward: &Reward| [reward.baseline_cost, reward.test_cost];
        let mut costs = self.rewards.iter().flat_map(costs).flatten();
        !costs.all(Pounds::is_whole)
    }

    /// What the sum of all rewards is called, and the sum.
    pub(crate) fn total(&self) -> (String, String) {
        let rewards = self.rewards.iter();
        let lacking = rewards.filter(|reward| reward.reward.is_none()).count();
        let name = match lacking {
            0 => "total".to_owned(),
            1 => "total without the one that is not computable".to_owned(),
            many => format!("total without the {many} that are not computable"),
        };
        let sum = match self.rewards.len() {
            all if all == lacking => "not known".to_owned(),
            _ => self.computed_reward.in_words(),
        };
        (name, sum)
    }

    fn figures(&self) -> Table {
        let pence = self.has_pence();
        let mut table = Table::new(vec![
            Column::words(""),
            Column::figures("baseline cost"),
            Column::figures("test cost"),
            Column::figures("change"),
            Column::words("").beginning_a_piece(),
            Column::figures("reward"),
        ]);
        for of_site in self
            .rewards
            .chunk_by(|one, other| Arc::ptr_eq(&one.site, &other.site))
        {
            if let Some(Reward { site, .. }) = of_site.first() {
                table.words(format!("{} ({})", site.name, site.code));
                for reward in of_site {
                    table.row(reward_cells(reward, pence));
                }
                let total = self
                    .site_totals
                    .iter()
                    .find(|total| Arc::ptr_eq(&total.site, site));
                let is_the_sum_of_several = of_site.len() > 1 && self.site_totals.len() > 1;
                if let Some(total) = total.filter(|_| is_the_sum_of_several) {
                    let is_known = of_site.iter().any(|reward| reward.reward.is_some());
                    table.row(total_cells(total, is_known));
                }
            }
        }
        let (name, total) = self.total();
        table.row(["", "", "", "", &name, &total].map(str::to_owned));
        if self.site_totals.len() > 1 && !self.pooled.is_empty() {
            table.words("");
            table.words("All sites together (no reward attaches to this)");
            for pooled in &self.pooled {
                table.row(pooled_cells(pooled, pence));
            }
        }
        table
    }

    /// What each cohort's terms say.
    pub(crate) fn rules(&self) -> Vec<String> {
        let first_of = |cohort| {
            self.rewards
                .iter()
                .find(move |reward| reward.cohort == cohort)
        };
        let rewards = Cohort::ALL.into_iter().filter_map(first_of);
        rewards
            .map(|reward| {
                let Terms::Bands(terms) = &*reward.terms;
                let (people, rule) = (reward.cohort.people(), terms.in_words());
                sentence(&format!("{people}: {rule}"))
            })
            .collect()
    }

    /// What is counted without a price.
    fn watched(&self) -> Table {
        let mut table = Table::new(vec![
            Column::words(""),
            Column::words(""),
            Column::figures("baseline"),
            Column::figures("test"),
            Column::words(""),
            Column::words(""),
        ]);
        for reward in &self.rewards {
            for watched in &reward.watched {
                table.row([
                    format!("  {}", reward.site.name),
                    format!("{}, {}", reward.cohort, reward.period.label()),
                    count(watched.baseline_count),
                    count(watched.test_count),
                    watched.markers.to_string(),
                    watched.metric.title.to_string(),
                ]);
            }
        }
        table
    }

    fn missing(&self) -> Table {
        let mut table = Table::new(vec![Column::words("")]);
        let mut said = Vec::new();
        for reward in &self.rewards {
            for missing in &reward.missing {
                let group = match &missing.group {
                    Some(group) => format!(", group \"{group}\""),
                    None => String::new(),
                };
                let line = match missing.line {
                    Some(line) => format!(" (line {line} of the table)"),
                    None => String::new(),
                };
                let text = format!(
                    "  {}, {}, {}, {}, {}{group}: {} {}{line}",
                    reward.site.name,
                    missing.area,
                    reward.cohort,
                    missing.period.id,
                    missing.metric.id,
                    missing.reason,
                    missing.reason.in_words(),
                );
                if !said.contains(&text) {
                    table.words(text.clone());
                    said.push(text);
                }
            }
        }
        table
    }
}

fn reward_cells(reward: &Reward, pence: bool) -> [String; 6] {
    let reduction = reward
        .reduction_percent
        .map(|reduction| reduction.to_string());
    let paid = match reward.reward {
        Some(amount) => amount.in_words(),
        None => "not known".to_owned(),
    };
    let mut outcome = outcome(reward);
    let status = reward.markers();
    if !status.is_empty() {
        outcome = format!("{outcome} {status}");
    }
    [
        format!("  {}   {}", reward.cohort, reward.period.label()),
        cost(reward.baseline_cost, pence),
        cost(reward.test_cost, pence),
        change(reduction.as_deref()),
        outcome,
        paid,
    ]
}

fn pooled_cells(pooled: &Pooled, pence: bool) -> [String; 5] {
    let reduction = pooled
        .reduction_percent
        .map(|reduction| reduction.to_string());
    [
        format!("  {}   {}", pooled.cohort, pooled.period.label()),
        cost(pooled.baseline_cost, pence),
        cost(pooled.test_cost, pence),
        change(reduction.as_deref()),
        counted(pooled.sites, "site", "sites"),
    ]
}

fn total_cells(total: &SiteTotal, is_any_known: bool) -> [String; 6] {
    let (name, sum) = match (total.not_computable, is_any_known) {
        (0, _) => ("site total", total.computed_reward.in_words()),
        // A sum of nothing would pass for a reward of nothing.
        (_, false) => ("site total", "not known".to_owned()),
        (_, true) => (
            "site total without what is not computable",
            total.computed_reward.in_words(),
        ),
    };
    ["", "", "", "", name, &sum].map(str::to_owned)
}

fn outcome(reward: &Reward) -> String {
    let more_than = match reward.threshold.rule {
        ThresholdRule::AtLeast => "",
        ThresholdRule::MoreThan => "more than ",
    };
    let needs = format!("needs a fall of {more_than}{}%", reward.threshold.percent);
    let cap = reward.cap.as_ref();
    match (reward.outcome, cap) {
        (Outcome::NotMet, _) => format!("{needs}: not met"),
        (Outcome::Met, Some(cap)) if cap.reached == Some(true) => {
            format!("met, exactly at the cap of {}%", cap.percent)
        }
        (Outcome::Met, _) => format!("{needs}: met"),
        (Outcome::Capped, Some(cap)) => format!("met, paid up to the cap of {}%", cap.percent),
        (Outcome::Capped, None) => "met".to_owned(),
        (Outcome::NoBaseline, _) => "no cost in the baseline".to_owned(),
        (Outcome::NotComputable, _) => match u64::try_from(reward.missing.len()) {
            Ok(missing) => format!(
                "not computable: {} missing",
                counted(missing, "count", "counts")
            ),
            Err(_) => "not computable".to_owned(),
        },
    }
}

/// A count with its thousands apart; one that is missing is said to be.
pub(crate) fn count(count: Option<u64>) -> String {
    count.map_or_else(
        || "not known".to_owned(),
        |count| grouped(&count.to_string()),
    )
}

/// A cost with pence or, in a column where none has any, without.
pub(crate) fn cost(amount: Option<Pounds>, pence: bool) -> String {
    match amount.map(|amount| amount.to_string()) {
        None => "not known".to_owned(),
        Some(exact) if pence => pounds(&exact),
        Some(exact) => pounds(exact.trim_end_matches(".00")),
    }
}

/// The change of the cost: a reduction seen from the other side.
pub(crate) fn change(reduction: Option<&str>) -> String {
    match reduction.map(|text| (text, text.strip_prefix('-'))) {
        None => "–".to_owned(),
        Some((_, Some(rise))) => format!("+{}%", grouped(rise)),
        Some((fall, None)) if fall.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => {
            format!("{MINUS}{}%", grouped(fall))
        }
        Some((none, None)) => format!("{none}%"),
    }
}
