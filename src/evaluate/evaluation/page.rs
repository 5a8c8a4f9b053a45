//! An evaluation in words, as text and as Markdown.

use super::{Dispersions, Evaluation, RelativeChange, RewardEvaluation};
use crate::assess::ReductionPercent;
use crate::evaluate::chance::{Chance, Dispersion, Unchanged};
use crate::evaluate::decomposition::{Decomposition, Parts};
use crate::evaluate::dependence::{CostVariance, Dependence, Together};
use crate::evaluate::joint::{Estimate, Joint};
use crate::evaluate::other_costs::Decision;
use crate::evaluate::other_costs::RewardBounds;
use crate::evaluate::other_costs::{Comparison, Relative};
use crate::evaluate::rates::{Interval, Verdict};
use crate::evaluate::{Assumption, BesideOthers};
use crate::explain::{title, why};
use crate::money::{DividedPounds, Pounds, Rounding};
use crate::page::Page;
use crate::wording::{Column, Paper, Table, counted, grouped, pounds};
use std::cmp::Ordering;

impl Evaluation<'_> {
    /// The evaluation as text, with line ends.
    #[must_use]
    pub fn to_text(&self, paper: Paper) -> String {
        let lines = self.page().lines(paper);
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The evaluation as Markdown, with a line end after the last line.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        self.page().to_markdown()
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        page.title(format!(
            "{}: what it is worth as evidence",
            self.assessment.scheme_title
        ));
        if let Some(announcement) = &self.assessment.announcement {
            page.say(format!("{}.", sentence(announcement)));
        }
        page.say(
            "Nothing here enters the decision on a payment. It does not show why the cost of demand \
             changed.",
        );
        if let Some(joint) = &self.joint {
            write_joint(joint, &mut page);
        }
        for reward in &self.rewards {
            reward.write(self, &mut page);
        }
        self.write_assumptions(&mut page);
        page
    }

    /// How widely counts are taken to vary, and why.
    fn dispersion_in_words(&self) -> String {
        match &self.source {
            None => {
                "How widely counts vary cannot be estimated from these data: one baseline and one \
                 test period do not show it. So results stand for counts that vary as Poisson counts \
                 do (φ = 1) and for variances twice and five times as large."
                    .to_owned()
            }
            Some(Dispersions::Given(given)) => {
                format!("Counts are taken to have a variance of {} × their mean, as given.", phi(*given))
            }
            Some(Dispersions::Estimated(found)) => {
                let series = counted(found.series, "series", "series");
                let degrees = counted(found.degrees, "degree of freedom", "degrees of freedom");
                let left_out = match found.left_out {
                    0 => String::new(),
                    some => format!(
                        "; {} left out: a count is missing, or cases are too few",
                        counted(some, "other was", "others were")
                    ),
                };
                let taken = match found.ratio < 1.0 {
                    true => ", less than Poisson counts: 1 is taken",
                    false => "",
                };
                format!(
                    "Variance ÷ mean is estimated at {:.2} from {series} of quarters, season and trend \
                     taken out (Pearson's χ² ÷ {degrees}){taken}{left_out}.",
                    found.ratio
                )
            }
        }
    }

    fn write_assumptions(&self, page: &mut Page) {
        let of_rewards = self.rewards.iter().flat_map(RewardEvaluation::assumptions);
        let mut all: Vec<Assumption> = of_rewards.collect();
        all.sort_unstable();
        all.dedup();
        page.heading("What is assumed");
        let numbered = (1_u64..).zip(all);
        page.facts(
            numbered
                .map(|(number, one)| (number.to_string(), format!("{}.", sentence(one.in_words()))))
                .collect(),
        );
        page.heading("Methods");
        page.facts(
            METHODS
                .iter()
                .map(|(of, how)| ((*of).to_owned(), (*how).to_owned()))
                .collect(),
        );
    }
}

/// What is computed, and how.
const METHODS: [(&str, &str); 6] = [
    (
        "Rates",
        "Exact test of two Poisson rates given their sum (Przyborowski and Wilenski 1940), two-sided by \
         the central rule; interval of Clopper and Pearson (1934) for the ratio of rates a day. Test \
         and interval agree.",
    ),
    (
        "Cost",
        "Effective count (Σ price × count)² ÷ Σ price² × count; approximate interval for the ratio of two \
         weighted sums (Fay 1999); standard deviation by the delta method.",
    ),
    (
        "Chances",
        "From the distribution of the weighted counts, by inversion of its moment generating function or \
         by going through every cost; not simulated. The error stated bounds the computation.",
    ),
    (
        "Beside others",
        "Approximate intervals: logarithms of costs, and reductions, taken as normal; variances by the \
         delta method.",
    ),
    (
        "Parts",
        "Volume at the mix and prices of the baseline, mix at its prices, price at the counts of the test \
         period; they add up exactly.",
    ),
    (
        "Comparator",
        "Against interim figures for the whole country HMP Peterborough's first cohort was 18.7% better as \
         a ratio of ratios; against a matched comparison, in the end, 8.4%. A comparator that differs \
         otherwise than by the scheme misleads.",
    ),
];

impl RewardEvaluation<'_> {
    fn write(&self, all: &Evaluation<'_>, page: &mut Page) {
        let reward = self.reward;
        page.heading(title(reward));
        page.say(format!("Recorded: {}", why(reward)));
        self.write_underlying(all, page);
        self.write_chances(all, page);
        if let Some((dependence, chance)) = &self.dependence {
            write_dependence(dependence, chance.as_ref(), all, page);
        }
        if let Some(bounds) = &self.bounds {
            write_bounds(bounds, page);
        }
        if let Some(comparison) = &self.comparison {
            write_comparison(comparison, self.relative_change.as_ref(), page);
        }
        if let Some(others) = &self.others {
            write_others(others, page);
        }
        if let Some(parts) = &self.decomposition {
            write_parts(parts, page);
        }
    }

    fn write_underlying(&self, all: &Evaluation<'_>, page: &mut Page) {
        let confidence = all.confidence.percent();
        if let Some(cost) = &self.cost {
            let interval = reduction_between(&cost.interval);
            let spread = cost
                .standard_deviation
                .map_or_else(String::new, |deviation| {
                    format!(", standard deviation {} points", figure(deviation * 100.0))
                });
            let effective = |count: Option<f64>| count.map_or_else(|| "none".to_owned(), figure);
            page.say(format!(
                "Whether the underlying cost fell, at {confidence}% confidence (approximate, φ = {}): {}. \
                 Reduction {}, {interval}{spread}. The cost varies as {} cases at one price would, and \
                 {} in the test period.",
                phi(cost.dispersion),
                cost.verdict,
                cost.reduction.map_or_else(|| "not defined".to_owned(), percent_of),
                effective(cost.baseline_effective_count),
                effective(cost.test_effective_count),
            ));
        }
        let threshold = self.reward.threshold.percent;
        let mut table = Table::new(vec![
            Column::words("rate a day of"),
            Column::figures("baseline"),
            Column::figures("test"),
            Column::figures("ratio"),
            Column::figures(format!("{confidence}% interval")),
            Column::figures("p, no change"),
            Column::figures(format!("p, fell by {threshold}%")),
            Column::words(match all.dispersions.first() {
                Some(first) if *first > Dispersion::POISSON => "underlying rate, if Poisson",
                _ => "underlying rate",
            }),
        ]);
        for rate in &self.rates {
            table.row([
                rate.metric.title.to_string(),
                grouped(&rate.baseline_count.to_string()),
                grouped(&rate.test_count.to_string()),
                rate.ratio.map_or_else(|| "none".to_owned(), ratio),
                ratios_between(&rate.interval),
                p_value(rate.p_no_change),
                p_value(rate.p_threshold),
                verdict(rate.verdict),
            ]);
        }
        page.table(table);
    }

    fn write_chances(&self, all: &Evaluation<'_>, page: &mut Page) {
        if self.power.is_empty() {
            page.say("How often the rule pays cannot be computed: a count is missing.");
            return;
        }
        let about = match all.unchanged {
            Unchanged::Baseline => "the baseline's",
            Unchanged::Pooled => "the mean of both periods'",
        };
        let lines = self.reward.lines.iter();
        let mut prices = lines.map(|line| &line.priced);
        if prices.any(|priced| priced.baseline_price.amount != priced.test_price.amount) {
            page.say(
                "Prices of the two periods differ, so that the cost changes though no case is fewer \
                 or more: what is said of the cost is said of both together.",
            );
        }
        page.say(format!(
            "How often the rule pays, both periods' counts varying about {about}, the test period's less \
             the true reduction. {}",
            all.dispersion_in_words()
        ));
        let mut columns = vec![Column::words("true reduction")];
        for dispersion in &all.dispersions {
            let of = phi(*dispersion);
            columns.push(Column::figures(format!("chance, φ {of}")).beginning_a_piece());
            columns.push(Column::figures(format!("expected, φ {of}")));
        }
        let mut table = Table::new(columns);
        for power in &self.power {
            let name = match power.reduction_percent {
                0.0 => "none: no fewer cases".to_owned(),
                rise if rise < 0.0 => format!("a rise of {}%", -rise),
                fall => format!("{fall}%"),
            };
            let chances = power
                .chances
                .iter()
                .flat_map(|(_, chance)| [chance_in_words(chance), expected(chance)]);
            table.row(std::iter::once(name).chain(chances));
        }
        page.table(table);
    }
}

/// How widely the cost varies where cases come together.
fn write_dependence(
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
         in the baseline and {} times in the test period. The reduction then lies {} (approximate).{}",
        wider(&dependence.baseline),
        wider(&dependence.test),
        interval.map_or_else(|| "anywhere".to_owned(), |interval| reduction_between(&interval)),
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

/// All rewards together, had nothing changed.
fn write_joint(joint: &Joint, page: &mut Page) {
    let options = &joint.options;
    let gates = counted(
        u64::try_from(joint.gates.len()).unwrap_or(u64::MAX),
        "reward",
        "rewards",
    );
    page.heading("All rewards together, had nothing changed");
    let shock = match options.correlation > 0.0 {
        true => format!(
            ", a shock shared by all counts of a period (correlation {})",
            options.correlation
        ),
        false => String::new(),
    };
    let number = |estimate: &Estimate| {
        format!(
            "{:.2} (standard error {:.3})",
            estimate.value, estimate.standard_error
        )
    };
    let share = |estimate: &Estimate| {
        format!(
            "{:.1}% (standard error {:.2} points)",
            estimate.value * 100.0,
            estimate.standard_error * 100.0
        )
    };
    let rewards = &joint.rewards.estimate;
    page.facts(vec![
        ("Computable".to_owned(), gates),
        (
            "One or more would be paid".to_owned(),
            share(&joint.any_met),
        ),
        (
            "So many would be, in the mean".to_owned(),
            number(&joint.payments),
        ),
        (
            "And so much, in the mean".to_owned(),
            format!(
                "{} (standard error {})",
                whole_pounds(rewards.value),
                whole_pounds(rewards.standard_error)
            ),
        ),
        (
            "By simulation".to_owned(),
            format!(
                "{} draws, seed {}, φ = {}{shock}; test periods share their baseline. {}.",
                grouped(&options.draws.to_string()),
                options.seed,
                phi(options.dispersion),
                joint.generator
            ),
        ),
    ]);
    for left_out in &joint.left_out {
        page.say(format!(
            "Left out, since a count is missing: {}.",
            left_out.in_words()
        ));
    }
}

/// An estimate in whole pounds.
fn whole_pounds(value: f64) -> String {
    format!("£{}", grouped(&format!("{value:.0}")))
}

fn write_bounds(bounds: &RewardBounds, page: &mut Page) {
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

fn write_comparison(comparison: &Comparison, sure: Option<&RelativeChange>, page: &mut Page) {
    let Some(relative) = &comparison.relative else {
        let why = comparison
            .why_not
            .map_or("nothing to compare with", |why| why.in_words());
        page.say(format!(
            "Relative to the comparator: not computable, {why}."
        ));
        return;
    };
    let elsewhere = comparison.comparator_reduction_percent;
    let Relative {
        ratio_of_ratios,
        difference_of_percentages,
        ..
    } = relative;
    page.say(format!(
        "Relative to the comparator, whose cost of demand fell by {} (a minus is a rise): had the site's \
         cost changed in the same proportion, it would have come to {}; it was less than that by {}.",
        reduction(elsewhere),
        rounded(relative.expected_cost),
        rounded(relative.less_than_expected),
    ));
    let mut table = Table::new(vec![
        Column::words("scale"),
        Column::figures("reduction"),
        Column::figures("95% interval"),
        Column::figures("of"),
        Column::words("threshold"),
        Column::figures("the rule would pay"),
    ]);
    let mut row = |scale: &str, unit: &str, decision: &Decision, limits: Option<(f64, f64)>| {
        table.row([
            scale.to_owned(),
            decision.reduction_percent.map_or_else(
                || "not defined".to_owned(),
                |percent| format!("{}{unit}", signed(percent)),
            ),
            limits.map_or_else(
                || "none".to_owned(),
                |(least, most)| format!("{} to {}", figure(least * 100.0), figure(most * 100.0)),
            ),
            rounded(decision.baseline_cost),
            if decision.met { "met" } else { "not met" }.to_owned(),
            pounds(&decision.reward.to_string()),
        ]);
    };
    row(
        "ratio of ratios",
        "%",
        ratio_of_ratios,
        sure.map(|sure| sure.ratio_of_ratios),
    );
    row(
        "difference of percentages",
        " points",
        difference_of_percentages,
        sure.map(|sure| sure.difference),
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
}

fn write_others(others: &BesideOthers, page: &mut Page) {
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
            decided
                .map_or("none", |one| if one.met { "met" } else { "not met" })
                .to_owned(),
            decided.map_or_else(|| "none".to_owned(), |one| pounds(&one.reward.to_string())),
        ]);
    }
    page.table(table);
    page.say(match others.agree {
        true => "All of these baselines come to the same decision.",
        false => "These baselines do not come to the same decision.",
    });
}

fn write_parts(decomposition: &Decomposition, page: &mut Page) {
    let mut table = Table::new(vec![
        Column::words("change of the cost"),
        Column::figures("volume"),
        Column::figures("mix"),
        Column::figures("price"),
        Column::figures("change"),
    ]);
    let mut row = |name: String, parts: &Parts| {
        table.row([
            name,
            rounded(parts.volume),
            rounded(parts.mix),
            pounds(&parts.price.to_string()),
            pounds(&parts.change.to_string()),
        ]);
    };
    for metric in &decomposition.metrics {
        row(metric.title.to_string(), &metric.all);
        let groups = metric.groups.iter().filter(|_| metric.groups.len() > 1);
        for group in groups {
            let name = group
                .group
                .as_ref()
                .map_or("no group", |group| group.as_str());
            row(format!("  {name}"), &group.all);
        }
    }
    row("all".to_owned(), &decomposition.all);
    page.table(table);
    let mut table = Table::new(vec![
        Column::words("fewer of"),
        Column::figures("by"),
        Column::words("more of"),
        Column::figures("by"),
        Column::words("which costs"),
    ]);
    for one in &decomposition.substitutions {
        let dearer = pounds(&one.dearer_by.to_string().replace('-', ""));
        table.row([
            one.fewer_of.to_string(),
            grouped(&one.fewer.to_string()),
            one.more_of.to_string(),
            grouped(&one.more.to_string()),
            match one.dearer_by.cmp(&Pounds::ZERO) {
                Ordering::Less => format!("{dearer} more a case"),
                Ordering::Equal => "the same".to_owned(),
                Ordering::Greater => format!("{dearer} less a case"),
            },
        ]);
    }
    if !decomposition.substitutions.is_empty() {
        page.say("One may have come in place of the other; counts do not show it:");
        page.table(table);
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn verdict(verdict: Verdict) -> String {
    verdict.to_string()
}

/// Four significant digits.
fn figure(value: f64) -> String {
    let places = match value.abs() {
        large if large >= 1000.0 => 0,
        large if large >= 100.0 => 1,
        _ => 2,
    };
    let text = format!("{:.places$}", value.abs());
    let grouped = match text.split_once('.') {
        None => grouped(&text),
        Some((whole, rest)) => format!("{}.{rest}", grouped(whole)),
    };
    // What rounds to nothing has no sign.
    let is_nothing = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    match value < 0.0 && !is_nothing {
        true => format!("−{grouped}"),
        false => grouped,
    }
}

/// A dispersion, to two places where it needs them.
fn phi(dispersion: Dispersion) -> String {
    let text = format!("{:.2}", dispersion.ratio());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn ratio(value: f64) -> String {
    format!("{value:.3}")
}

fn ratios_between(interval: &Interval) -> String {
    match interval.upper {
        Some(upper) => format!("{} to {}", ratio(interval.lower), ratio(upper)),
        None => format!("{} up", ratio(interval.lower)),
    }
}

/// A share as per cent.
fn percent_of(share: f64) -> String {
    format!("{}%", figure(share * 100.0))
}

/// What an interval of a ratio says of the reduction.
fn reduction_between(interval: &Interval) -> String {
    let most = percent_of(1.0 - interval.lower);
    match interval.upper {
        Some(upper) => format!("between {} and {most}", percent_of(1.0 - upper)),
        None => format!("{most} at most"),
    }
}

fn reduction(percent: Option<ReductionPercent>) -> String {
    percent.map_or_else(
        || "nothing defined".to_owned(),
        |percent| format!("{}%", signed(percent)),
    )
}

fn signed(percent: ReductionPercent) -> String {
    percent.to_string().replace('-', "−")
}

fn p_value(p: f64) -> String {
    match p < 0.0001 {
        true => "under 0.0001".to_owned(),
        false => format!("{p:.4}"),
    }
}

fn chance_in_words(chance: &Chance) -> String {
    match chance.met {
        met if chance.met_error > 5e-4 => {
            format!(
                "{:.0}% ± {:.0}",
                met * 100.0,
                (chance.met_error * 100.0).ceil()
            )
        }
        none if none + chance.met_error < 0.001 => "under 0.1%".to_owned(),
        all if all - chance.met_error > 0.999 => "over 99.9%".to_owned(),
        met => format!("{:.1}%", met * 100.0),
    }
}

/// Pounds that are expected, to three digits: they are an estimate.
fn expected(chance: &Chance) -> String {
    if chance.expected_reward_error > (chance.expected_reward * 0.01).max(0.5) {
        return "not known".to_owned();
    }
    let whole = format!("{:.0}", chance.expected_reward);
    let zeros = i32::try_from(whole.len().saturating_sub(3)).unwrap_or_default();
    let tens = 10.0_f64.powi(zeros);
    let rounded = (chance.expected_reward / tens).round() * tens;
    format!("£{}", grouped(&format!("{rounded:.0}")))
}

/// An amount that may be a fraction, to the penny.
fn rounded(amount: DividedPounds) -> String {
    let rounded: Result<Pounds, _> = amount.rounded(Rounding::HalfAwayFromZero);
    rounded.map_or_else(
        |_| "beyond what can be held".to_owned(),
        |amount| pounds(&amount.to_string()),
    )
}
