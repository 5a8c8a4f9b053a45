//! A reward beside what else it might have been: its cases together, its counts within
//! bounds, a comparator, other baselines.

use super::figures::{
    chance_in_words, expected, figure, phi, reduction, reductions_between, rounded, shares_between,
    signed,
};
use crate::assess::Outcome;
use crate::evaluate::chance::Chance;
use crate::evaluate::dependence::{CostVariance, Dependence, Together};
use crate::evaluate::evaluation::{Evaluation, RelativeChange};
use crate::evaluate::other_costs::{BesideOthers, Comparison, Decision, Relative, RewardBounds};
use crate::page::Page;
use crate::wording::{Column, Table, pounds};

/// How widely the cost varies where cases come together.
pub(super) fn write_dependence(
    dependence: &Dependence,
    chance: Option<&Chance>,
    all: &Evaluation<'_>,
    page: &mut Page,
) {
    let together = match dependence.together {
        Together::Nothing => return,
        Together::Record => "all that one record counts",
        Together::Person => "all the records of one person",
    };
    let wider = |of: &CostVariance| of.wider().map_or_else(|| "not".to_owned(), figure);
    let interval = dependence.interval(all.confidence);
    page.say(format!(
        "Taking {together} as coming together, the cost varies {} times as widely as independent cases \
         in the baseline and {} times in the test period. The 95% interval of the reduction is then {} (approximate).{}",
        wider(&dependence.baseline),
        wider(&dependence.test),
        interval.map_or_else(|| "not known".to_owned(), |interval| reductions_between(&interval)),
        match (dependence.dispersion(), chance) {
            (Some(dispersion), Some(chance)) => format!(
                " Had nothing changed, the rule would pay in {} of cases, {} in the mean (φ = {}).",
                chance_in_words(chance),
                expected(chance),
                phi(dispersion)
            ),
            _ => String::new(),
        }
    ));
}

pub(super) fn write_bounds(bounds: &RewardBounds, page: &mut Page) {
    let Some(extremes) = &bounds.extremes else {
        let metrics: Vec<String> = bounds.unbounded.iter().map(ToString::to_string).collect();
        page.say(format!(
            "Bounds: none, since nothing bounds the missing counts of {}.",
            metrics.join(", ")
        ));
        return;
    };
    let stands = match extremes.outcome_stands {
        true => "The decision is the same for all of them.",
        false => "The decision depends on where within their bounds the counts lie.",
    };
    page.say(format!(
        "With every count anywhere within its bounds the reward lies between {} and {}. {stands}",
        pounds(&extremes.least.reward.to_string()),
        pounds(&extremes.most.reward.to_string()),
    ));
}

pub(super) fn write_comparison(
    comparison: &Comparison,
    changes: &[RelativeChange],
    page: &mut Page,
) {
    let Some(relative) = &comparison.relative else {
        let why = comparison
            .why_not
            .map_or("nothing to compare with", |why| why.in_words());
        page.say(format!(
            "Relative to the comparator: not computable, {why}."
        ));
        return;
    };
    let (rose, elsewhere) = size(&reduction(comparison.comparator_reduction_percent));
    let (more, by) = size(&rounded(relative.less_than_expected));
    page.say(format!(
        "Relative to the comparator, whose cost of demand {} by {}: had the site's cost changed in the \
         same proportion, it would have come to {}; it was {} than that by {}.",
        if rose { "rose" } else { "fell" },
        elsewhere,
        rounded(relative.expected_cost),
        if more { "more" } else { "less" },
        by,
    ));
    let Relative {
        ratio_of_ratios,
        difference_of_percentages,
        ..
    } = relative;
    let mut table = Table::new(vec![
        Column::words("scale"),
        Column::figures("reduction"),
        Column::figures("of"),
        Column::words("threshold"),
        Column::figures("the rule would pay"),
    ]);
    let mut row = |scale: &str, unit: &str, decision: &Decision| {
        table.row([
            scale.to_owned(),
            decision.reduction_percent.map_or_else(
                || "not defined".to_owned(),
                |percent| format!("{}{unit}", signed(percent)),
            ),
            rounded(decision.baseline_cost),
            threshold(decision).to_owned(),
            pounds(&decision.reward.to_string()),
        ]);
    };
    row("ratio of ratios", "%", ratio_of_ratios);
    row(
        "difference of percentages",
        " points",
        difference_of_percentages,
    );
    page.table(table);
    let mut said = Vec::new();
    if relative.scales_disagree {
        said.push("The two scales disagree.");
    }
    if relative.departs_from_contract {
        said.push(match relative.scales_disagree {
            true => "One of them decides otherwise than the contract does.",
            false => "Both decide otherwise than the contract does.",
        });
    }
    if !said.is_empty() {
        page.say(said.join(" "));
    }
    let mut table = Table::new(vec![
        Column::words("variance ÷ mean"),
        Column::figures("95% interval, ratio of ratios"),
        Column::figures("95% interval, difference"),
        Column::words("underlying cost, relative"),
    ]);
    for change in changes {
        table.row([
            format!("φ = {}", phi(change.dispersion)),
            format!("{}%", shares_between(change.ratio_of_ratios)),
            format!("{} points", shares_between(change.difference)),
            change.verdict.to_string(),
        ]);
    }
    page.table(table);
}

/// What a rule decides of a fall, in a word or two.
fn threshold(decision: &Decision) -> &'static str {
    match decision.outcome {
        Outcome::NoBaseline => "nothing to fall",
        _ if decision.met => "met",
        _ => "not met",
    }
}

/// A figure without its sign, and whether that was a minus.
fn size(figure: &str) -> (bool, String) {
    (figure.contains('−'), figure.replace('−', ""))
}

pub(super) fn write_others(others: &BesideOthers, page: &mut Page) {
    let mut table = Table::new(vec![
        Column::words("baseline"),
        Column::figures("cost"),
        Column::figures("reduction"),
        Column::words("threshold"),
        Column::figures("the rule would pay"),
    ]);
    for other in &others.baselines {
        let decided = other.decision.as_ref();
        table.row([
            other.kind.in_words().to_owned(),
            rounded(other.baseline_cost),
            decided.map_or_else(|| "none".to_owned(), |one| reduction(one.reduction_percent)),
            decided.map_or("none", threshold).to_owned(),
            decided.map_or_else(|| "none".to_owned(), |one| pounds(&one.reward.to_string())),
        ]);
    }
    page.table(table);
    page.say(match others.agree {
        true => "All of these baselines come to the same decision.",
        false => "These baselines do not come to the same decision.",
    });
}
