//! The assessment as a table for the eye: every reward on a line, totals, and
//! what must be known to read it.

use super::{Assessment, Outcome, Pooled, Reward, SiteTotal};
use crate::cohort::Cohort;
use crate::money::Pounds;
use crate::scheme::{Terms, ThresholdRule};
use crate::wording::{MINUS, Side, counted, filled, grouped, pounds, width};
use std::sync::Arc;

/// How a cell's column is filled.
const SIDES: [Side; 7] = [
    Side::Left,
    Side::Left,
    Side::Right,
    Side::Right,
    Side::Right,
    Side::Left,
    Side::Right,
];

/// What stands between two columns.
const GAP: &str = "   ";

/// A line of the table.
enum Entry {
    Cells([String; 7]),
    Words(String),
}

impl Assessment {
    /// The assessment as text for people, with line ends.
    #[must_use]
    pub fn to_table(&self) -> String {
        let mut lines = vec![self.scheme_title.to_string()];
        lines.extend(self.announcement.as_deref().map(sentence));
        lines.push(format!(
            "Compared with {} ({})",
            self.baseline.label(),
            self.baseline.in_words()
        ));
        lines.extend(self.rules());
        lines.push(String::new());
        lines.extend(self.entries());
        lines.extend(self.watched());
        lines.extend(self.missing());
        if !self.notes.is_empty() {
            lines.push(String::new());
            lines.extend(self.notes.iter().map(|note| sentence(note.as_str())));
        }
        lines
            .iter()
            .map(|line| format!("{}\n", line.trim_end()))
            .collect()
    }

    fn entries(&self) -> Vec<String> {
        let has_pence = |cost: fn(&Reward) -> Option<Pounds>| {
            !self.rewards.iter().filter_map(cost).all(Pounds::is_whole)
        };
        let pence =
            has_pence(|reward| reward.baseline_cost) || has_pence(|reward| reward.test_cost);
        let mut entries = vec![cells([
            "",
            "",
            "baseline cost",
            "test cost",
            "change",
            "",
            "reward",
        ])];
        for of_site in self
            .rewards
            .chunk_by(|one, other| Arc::ptr_eq(&one.site, &other.site))
        {
            if let Some(Reward { site, .. }) = of_site.first() {
                entries.push(Entry::Words(format!("{} ({})", site.name, site.code)));
                entries.extend(of_site.iter().map(|reward| reward_cells(reward, pence)));
                let total = self
                    .site_totals
                    .iter()
                    .find(|total| Arc::ptr_eq(&total.site, site));
                let is_the_sum_of_several = of_site.len() > 1 && self.site_totals.len() > 1;
                if let Some(total) = total.filter(|_| is_the_sum_of_several) {
                    entries.push(total_cells(total));
                }
            }
        }
        let not_computable = self
            .rewards
            .iter()
            .filter(|reward| reward.reward.is_none())
            .count();
        let name = match not_computable {
            0 => "total".to_owned(),
            1 => "total without the one that is not computable".to_owned(),
            many => format!("total without the {many} that are not computable"),
        };
        let total = match self.rewards.len() {
            all if all == not_computable => "not known".to_owned(),
            _ => self.computed_reward.in_words(),
        };
        entries.push(cells(["", "", "", "", "", &name, &total]));
        if self.site_totals.len() > 1 && !self.pooled.is_empty() {
            entries.push(Entry::Words(String::new()));
            entries.push(Entry::Words(
                "All sites together (no reward attaches to this)".to_owned(),
            ));
            entries.extend(self.pooled.iter().map(|pooled| pooled_cells(pooled, pence)));
        }
        laid_out(&entries)
    }

    /// What each cohort's terms say.
    fn rules(&self) -> Vec<String> {
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
    fn watched(&self) -> Vec<String> {
        let all = self
            .rewards
            .iter()
            .flat_map(|reward| reward.watched.iter().map(move |watched| (reward, watched)));
        let mut entries: Vec<Entry> = all
            .map(|(reward, watched)| {
                let count = |count: Option<u64>| match count {
                    Some(count) => grouped(&count.to_string()),
                    None => "not known".to_owned(),
                };
                cells([
                    &format!("  {}", reward.site.name),
                    &format!("{}, {}", reward.cohort, reward.period.label()),
                    &count(watched.baseline_count),
                    &count(watched.test_count),
                    &watched.markers.to_string(),
                    watched.metric.title.as_str(),
                    "",
                ])
            })
            .collect();
        if entries.is_empty() {
            return Vec::new();
        }
        entries.insert(0, cells(["", "", "baseline", "test", "", "", ""]));
        let mut lines = vec![String::new(), "Watched: counted, not priced".to_owned()];
        lines.extend(laid_out(&entries));
        lines
    }

    fn missing(&self) -> Vec<String> {
        let mut lines = Vec::new();
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
                if !lines.contains(&text) {
                    lines.push(text);
                }
            }
        }
        if !lines.is_empty() {
            lines.insert(0, String::new());
            lines.insert(1, "Counts that are missing".to_owned());
        }
        lines
    }
}

fn reward_cells(reward: &Reward, pence: bool) -> Entry {
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
    cells([
        &format!("  {}", reward.cohort),
        reward.period.label(),
        &cost(reward.baseline_cost, pence),
        &cost(reward.test_cost, pence),
        &change(reduction.as_deref()),
        &outcome,
        &paid,
    ])
}

fn pooled_cells(pooled: &Pooled, pence: bool) -> Entry {
    let reduction = pooled
        .reduction_percent
        .map(|reduction| reduction.to_string());
    cells([
        &format!("  {}", pooled.cohort),
        pooled.period.label(),
        &cost(pooled.baseline_cost, pence),
        &cost(pooled.test_cost, pence),
        &change(reduction.as_deref()),
        &counted(pooled.sites, "site", "sites"),
        "",
    ])
}

fn total_cells(total: &SiteTotal) -> Entry {
    let name = match total.not_computable {
        0 => "site total",
        _ => "site total without what is not computable",
    };
    cells(["", "", "", "", "", name, &total.computed_reward.in_words()])
}

fn cells(texts: [&str; 7]) -> Entry {
    Entry::Cells(texts.map(str::to_owned))
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

/// "Columns show pence throughout when any amount in them has pence."
fn cost(amount: Option<Pounds>, pence: bool) -> String {
    match amount.map(|amount| amount.to_string()) {
        None => "not known".to_owned(),
        Some(exact) if pence => pounds(&exact),
        Some(exact) => pounds(exact.trim_end_matches(".00")),
    }
}

/// The change of the cost: a reduction seen from the other side.
fn change(reduction: Option<&str>) -> String {
    match reduction.map(|text| (text, text.strip_prefix('-'))) {
        None => "–".to_owned(),
        Some((_, Some(rise))) => format!("+{}%", grouped(rise)),
        Some((fall, None)) if fall.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => {
            format!("{MINUS}{}%", grouped(fall))
        }
        Some((none, None)) => format!("{none}%"),
    }
}

/// A note as a sentence. An id that it begins with stays as it is.
fn sentence(note: &str) -> String {
    let first_word = note.split(' ').next().unwrap_or_default();
    let is_a_word = first_word
        .trim_end_matches(':')
        .bytes()
        .all(|byte| byte.is_ascii_lowercase());
    match note.split_at_checked(1) {
        Some((first, rest)) if is_a_word => format!("{}{rest}.", first.to_uppercase()),
        _ => format!("{note}."),
    }
}

fn laid_out(entries: &[Entry]) -> Vec<String> {
    let mut widths = [0; SIDES.len()];
    for entry in entries {
        if let Entry::Cells(texts) = entry {
            for (widest, text) in widths.iter_mut().zip(texts) {
                *widest = width(text).max(*widest);
            }
        }
    }
    let lay_out = |entry: &Entry| match entry {
        Entry::Words(words) => words.clone(),
        Entry::Cells(texts) => {
            let filled: Vec<String> = texts
                .iter()
                .zip(widths)
                .zip(SIDES)
                .map(|((text, width), side)| filled(text, width, side))
                .collect();
            filled.join(GAP)
        }
    };
    entries.iter().map(lay_out).collect()
}
