//! What would turn each decision, in words: the inputs by the size of the smallest
//! change that does.

use super::{amount, name};
use crate::assess::{Outcome, Reward};
use crate::explain::sentence_start;
use crate::money::{Percent, Pounds};
use crate::page::Page;
use crate::what_if::{Answer, Areas, Case, Decision, Flip, Flips, Hinge, Value};
use crate::wording::{Column, MINUS, Table, counted, grouped};

impl Answer {
    pub(super) fn turns(&self, case: &Case, page: &mut Page) {
        for ((number, reward), flips) in self.rewards().zip(&case.flips) {
            let figures = case.figures.get(number);
            if figures.is_some_and(|figures| figures.outcome == Outcome::NotComputable) {
                page.heading(format!("What would turn it: {}", name(reward)));
                page.say(not_computable(case, number));
            }
            for of_decision in flips {
                let what = match of_decision.decision {
                    Decision::Threshold => "the threshold",
                    Decision::Cap => "the cap",
                };
                page.heading(format!("What would turn {what}: {}", name(reward)));
                page.say(asked(of_decision, case, number));
                page.table(table(of_decision, reward));
                let never = never(of_decision, reward);
                if !never.is_empty() {
                    page.say(never);
                }
            }
        }
    }
}

fn not_computable(case: &Case, number: usize) -> String {
    let rewards = case
        .assessment
        .as_ref()
        .map(|assessment| &assessment.rewards);
    let missing = rewards.and_then(|rewards| rewards.get(number));
    let missing = missing.and_then(|reward| u64::try_from(reward.missing.len()).ok());
    format!(
        "Not computable: {} missing, so that nothing is decided which could turn.",
        counted(missing.unwrap_or_default(), "count is", "counts are")
    )
}

/// How it is decided, and what the table below it tells.
fn asked(flips: &Flips, case: &Case, number: usize) -> String {
    let outcome = case.figures.get(number).map(|figures| figures.outcome);
    let (so, then) = match (flips.decision, flips.holds) {
        (Decision::Threshold, true) => ("The threshold is met", "it would not be"),
        (Decision::Threshold, false) if outcome == Some(Outcome::NoBaseline) => (
            "Demand cost nothing in the baseline, so that the threshold is not met",
            "it would be",
        ),
        (Decision::Threshold, false) => ("The threshold is not met", "it would be"),
        (Decision::Cap, true) => ("The saving goes beyond the cap", "it would not"),
        (Decision::Cap, false) if outcome != Some(Outcome::Met) => (
            "Nothing is cut off at the cap, since the threshold is not met",
            "something would be",
        ),
        (Decision::Cap, false) => ("The saving does not go beyond the cap", "it would"),
    };
    match flips.flips.iter().any(|flip| flip.to.is_some()) {
        true => format!("{so}. With any one of these changes and all else unchanged, {then}:"),
        false => format!("{so}, and no one change turns that."),
    }
}

fn table(flips: &Flips, reward: &Reward) -> Table {
    let mut table = Table::new(vec![
        Column::words(""),
        Column::figures("from"),
        Column::figures("to"),
        Column::figures("change"),
        Column::figures("of what it is"),
        Column::figures("reward then"),
    ]);
    for flip in &flips.flips {
        if let Some(to) = flip.to {
            table.row([
                sentence_start(&input(&flip.hinge, reward)),
                flip.from.in_words(),
                to.in_words(),
                change(flip.from, to),
                relative(flip),
                amount(flip.reward),
            ]);
        }
    }
    table
}

/// Of which inputs no value turns the decision.
fn never(flips: &Flips, reward: &Reward) -> String {
    let without = flips.flips.iter().filter(|flip| flip.to.is_none());
    let parts: Vec<String> = without
        .map(|flip| match &flip.hinge {
            Hinge::Threshold => "no threshold does".to_owned(),
            Hinge::Cap => "no cap does".to_owned(),
            // Of a count that nothing turns, no area can hold the change.
            Hinge::Count { metric, period, .. } => {
                let areas = Areas::Only;
                let (metric, period) = (metric.clone(), period.clone());
                let hinge = Hinge::Count {
                    metric,
                    period,
                    areas,
                };
                format!("no {} does", input(&hinge, reward))
            }
            hinge => format!("no {} does", input(hinge, reward)),
        })
        .collect();
    match parts.is_empty() || parts.len() == flips.flips.len() {
        true => String::new(),
        false => format!("{}.", sentence_start(&parts.join("; "))),
    }
}

fn input(hinge: &Hinge, reward: &Reward) -> String {
    // Two metrics may have one title.
    let title = |metric: &crate::metric::Metric| {
        let mut lines = reward.lines.iter().map(|line| &line.priced.metric);
        match lines.any(|other| other.title == metric.title && other.id != metric.id) {
            true => format!("\"{}\" ({})", metric.title, metric.id),
            false => format!("\"{}\"", metric.title),
        }
    };
    match hinge {
        Hinge::Count {
            metric,
            period,
            areas,
        } => {
            let areas = match areas {
                Areas::Only => "",
                Areas::Any => ", any area's",
                Areas::Together => ", over its areas",
            };
            let (title, period) = (title(metric), period.in_sentence());
            format!("count of {title} in {period}{areas}")
        }
        Hinge::Price { metric, periods } => match periods.as_slice() {
            [only] => format!("price of {} in {}", title(metric), only.in_sentence()),
            _ => format!("price of {}", title(metric)),
        },
        Hinge::Threshold => "threshold".to_owned(),
        Hinge::Cap => "cap".to_owned(),
    }
}

/// `+21`, `−£67.1428`, `+5.0001 points`.
fn change(from: Value, to: Value) -> String {
    let signed = |is_more: bool, text: String| match is_more {
        true => format!("+{text}"),
        false => format!("{MINUS}{text}"),
    };
    match (from, to) {
        (Value::Price(from), Value::Price(to)) => {
            let (lower, higher) = (from.min(to), from.max(to));
            let between = higher.minus(lower).map(Pounds::in_words);
            between.map_or_else(|_| String::new(), |text| signed(to > from, text))
        }
        (Value::Percent(lower), Value::Percent(higher)) => {
            let points = lower.parts().abs_diff(higher.parts());
            let points = Percent::of_parts(points).map(|points| format!("{points} points"));
            signed(higher > lower, points.unwrap_or_default())
        }
        (Value::Count(from), Value::Count(to)) => {
            signed(to > from, grouped(&from.abs_diff(to).to_string()))
        }
        _ => String::new(),
    }
}

/// How large the change is beside the value: `4.48%`.
fn relative(flip: &Flip) -> String {
    match flip.relative() {
        None => "from none".to_owned(),
        Some(0) => "under 0.01%".to_owned(),
        Some(hundredths) => {
            let (whole, part) = (hundredths.div_euclid(100), hundredths.rem_euclid(100));
            format!("{}.{part:02}%", grouped(&whole.to_string()))
        }
    }
}
