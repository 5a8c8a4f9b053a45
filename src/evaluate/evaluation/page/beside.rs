//! A reward beside what else it might have been: its cases together, its counts within
//! bounds, a comparator, other baselines.

use super::figures::{
    chance_in_words, expected, figure, phi, reduction, reductions_between, rounded, shares_between,
    signed,
};
use crate::area::AreaCode;
use crate::assess::Outcome;
use crate::evaluate::chance::Chance;
use crate::evaluate::dependence::{CostVariance, Dependence, Together};
use crate::evaluate::evaluation::{Evaluation, RelativeChange};
use crate::evaluate::other_costs::{
    BesideOthers, Comparison, CountRange, Decision, Relative, RewardBounds,
};
use crate::name::Id;
use crate::page::Page;
use crate::wording::{Column, Table, counted, pounds};

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
        "Taking {together} as coming together, the standard deviation of the cost is {} times that of \
         independent cases in the baseline and {} times in the test period. The {}% interval of the \
         reduction is then {} (approximate).{}",
        wider(&dependence.baseline),
        wider(&dependence.test),
        all.confidence.percent(),
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
    if !dependence.without_sums.is_empty() {
        let metrics: Vec<&str> = dependence.without_sums.iter().map(Id::as_str).collect();
        page.say(format!(
            "There are no sums of squares of {}: their cases are taken to come one by one.",
            metrics.join(", ")
        ));
    }
}

pub(super) fn write_bounds(bounds: &RewardBounds, rounded_to: Option<u64>, page: &mut Page) {
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
    let mut known = Vec::new();
    if bounds.suppressed > 0 {
        let number = counted(bounds.suppressed, "suppressed count", "suppressed counts");
        let within = CountRange::UNDER_FIVE;
        let (least, most) = (within.least(), within.most());
        known.push(format!(
            "{number} ([c]) may be from {least} to {most}; one that was suppressed to protect another may be \
             any number, and then none of this holds"
        ));
    }
    if let Some(base) = rounded_to {
        known.push(format!("every count was rounded to a multiple of {base}"));
    }
    let (least, most) = (extremes.least.reward, extremes.most.reward);
    let reward = match least == most {
        true => format!("is {}", pounds(&least.to_string())),
        false => format!(
            "lies between {} and {}",
            pounds(&least.to_string()),
            pounds(&most.to_string())
        ),
    };
    page.say(format!(
        "Known within bounds: {}. With every count anywhere within them the reward {reward}. {stands}",
        known.join("; ")
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
    if !comparison.rewarded_areas.is_empty() {
        let areas: Vec<&str> = comparison
            .rewarded_areas
            .iter()
            .map(AreaCode::as_str)
            .collect();
        page.say(format!(
            "The comparator holds areas that are themselves rewarded under the scheme: {}.",
            areas.join(", ")
        ));
    }
    let Relative {
        ratio_of_ratios,
        difference_of_percentages,
        ..
    } = relative;
    let mut table = Table::new(vec![
        Column::words("scale"),
        Column::figures("reduction"),
        Column::figures("as a part of"),
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

pub(super) fn write_others(others: &BesideOthers, earlier: &[Id], page: &mut Page) {
    let costs = earlier.iter().zip(&others.earlier);
    let costs = costs.map(|(period, cost)| format!("{period} {}", pounds(&cost.to_string())));
    page.say(format!(
        "Earlier periods, in the order of their table: {}.",
        costs.collect::<Vec<_>>().join(", ")
    ));
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
    let undecided = others
        .baselines
        .iter()
        .any(|other| other.decision.is_none());
    page.say(match (others.agree, undecided) {
        (true, false) => "All of these baselines come to the same decision.",
        (true, true) => {
            "The line falls below nothing, so that nothing can be decided by it; the other baselines come to \
             the same decision."
        }
        (false, _) => "These baselines do not come to the same decision.",
    });
    if others.earlier.len() == 1 {
        page.say("A line through two points fits whatever they are.");
    }
}
