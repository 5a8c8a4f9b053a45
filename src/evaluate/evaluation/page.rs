//! An evaluation in words, as text and as Markdown.

mod beside;
mod figures;
mod joint;
mod parts;

use super::{Dispersions, Evaluation, RewardEvaluation};
use crate::assess::Outcome;
use crate::evaluate::chance::Unchanged;
use crate::evaluate::rates::TestRule;
use crate::explain::{title, why};
use crate::metric::Basis;
use crate::page::Page;
use crate::wording::{Column, Paper, Table, counted, grouped};
use figures::{
    chance_in_words, expected, fell_or_rose, figure, p_value, percent_of, phi, ratio,
    ratios_between, reductions_between, sentence,
};

impl Evaluation<'_> {
    /// The evaluation as text, with line ends.
    #[must_use]
    pub fn to_text(&self, paper: Paper) -> String {
        self.page().to_text(paper)
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
        if !self.no_parts.is_empty() && self.joint.is_empty() {
            self.write_no_parts(&mut page);
            return page;
        }
        page.say(self.dispersion_in_words());
        if let [first, ..] = self.joint.as_slice() {
            joint::write_joint(first, &self.joint, &mut page);
        }
        self.write_no_parts(&mut page);
        for reward in &self.rewards {
            reward.write(self, &mut page);
        }
        self.write_assumptions(&mut page);
        page
    }

    /// That sites take no part in what was asked for.
    fn write_no_parts(&self, page: &mut Page) {
        for no_part in &self.no_parts {
            page.heading(no_part.title());
            page.say(format!("{} There is no reward to evaluate.", no_part.why()));
        }
    }

    /// How widely counts are taken to vary, and why.
    fn dispersion_in_words(&self) -> String {
        match &self.source {
            None => {
                "How widely counts vary cannot be estimated from these data: one baseline and one \
                 test period do not show it. So results stand for counts that vary as Poisson counts \
                 do (φ, variance ÷ mean, of 1) and for variances twice and five times as large."
                    .to_owned()
            }
            Some(Dispersions::Given(given)) => {
                format!("Counts are taken to have a variance of {} (φ) × their mean, as given.", phi(*given))
            }
            Some(Dispersions::Estimated(found)) => {
                let series = counted(found.series, "series", "series");
                let degrees = counted(found.degrees, "degree of freedom", "degrees of freedom");
                let left_out = match found.left_out {
                    0 => String::new(),
                    some => format!(
                        "; {} left out, in which a count is missing or cases are under five a quarter",
                        counted(some, "other was", "others were")
                    ),
                };
                let taken = match found.ratio < 1.0 {
                    true => ", less than Poisson counts: 1 is taken",
                    false => "",
                };
                format!(
                    "Variance ÷ mean (φ) is estimated at {:.2} (95% interval {:.2} to {:.2}, approximate) from \
                     {series} of quarters, from {} to {} in the order of their table, season and trend taken \
                     out (Pearson's χ² ÷ {degrees}){taken}{left_out}. Results stand for it and for the ends of its interval, \
                     from 1 on. What lasts longer than a quarter and is no straight trend shows in it only \
                     in part.",
                    found.ratio, found.interval.0, found.interval.1, found.quarters.0, found.quarters.1
                )
            }
        }
    }

    fn write_assumptions(&self, page: &mut Page) {
        page.heading("What is assumed");
        let numbered = (1_u64..).zip(self.assumptions());
        page.facts(
            numbered
                .map(|(number, one)| (number.to_string(), format!("{}.", sentence(one.in_words()))))
                .collect(),
        );
        page.heading("Methods");
        let rates = format!(
            "Exact test of two Poisson rates given their sum (Przyborowski and Wilenski 1940), {}; interval \
             of Clopper and Pearson (1934) for the ratio of rates a day, with which {}.",
            self.test_rule.in_words(),
            match self.test_rule {
                TestRule::Central => "the test agrees",
                _ => "the test may disagree: the underlying rate is judged by the interval",
            }
        );
        let has_comparison = self
            .rewards
            .iter()
            .any(|reward| reward.comparison.is_some());
        let beside = [BESIDE_OTHERS, COMPARATOR];
        let methods = METHODS
            .iter()
            .chain(beside.iter().filter(|_| has_comparison))
            .map(|(of, how)| ((*of).to_owned(), (*how).to_owned()));
        let rates = std::iter::once(("Rates".to_owned(), rates));
        page.facts(rates.chain(methods).collect());
    }
}

/// What is computed, and how.
const METHODS: [(&str, &str); 4] = [
    (
        "p",
        "The chance of a difference as large or larger if the rate did not change, or if it fell by \
         exactly the threshold; not the chance that it did so. Each line is judged by itself: of twenty \
         lines in which nothing changed, one is called a fall or a rise.",
    ),
    (
        "Cost",
        "Effective count (Σ price × count)² ÷ (φ × Σ price² × count): so many cases at one price vary as \
         much. Approximate interval for the ratio of two weighted sums (Fay 1999), which allows for one \
         more case at the highest price; standard deviation by the delta method.",
    ),
    (
        "Chances",
        "From the distribution of the weighted counts, by inversion of its moment generating function or \
         by going through every cost; not simulated. Where the computation leaves more than half of a \
         tenth of a point open, ± says so.",
    ),
    (
        "Parts",
        "Volume at the mix and prices of the baseline, mix at its prices, price at the counts of the test \
         period; they add up exactly.",
    ),
];

const BESIDE_OTHERS: (&str, &str) = (
    "Beside others",
    "Approximate intervals: logarithms of costs, and reductions, taken as normal; variances by the delta \
     method.",
);

const COMPARATOR: (&str, &str) = (
    "Comparator",
    "Against interim figures for the whole country HMP Peterborough's first cohort was 18.7% better as a \
     ratio of ratios; against a matched comparison, in the end, 8.4%. A comparator that differs otherwise \
     than by the scheme misleads.",
);

impl RewardEvaluation<'_> {
    fn write(&self, all: &Evaluation<'_>, page: &mut Page) {
        let reward = self.reward;
        page.heading(title(reward));
        page.say(format!("Recorded: {}", why(reward)));
        self.write_underlying(all, page);
        self.write_chances(all, page);
        if let Some((dependence, chance)) = &self.dependence {
            beside::write_dependence(dependence, chance.as_ref(), all, page);
        }
        if let Some(bounds) = &self.bounds {
            beside::write_bounds(bounds, all.rounded_to, page);
        }
        if let Some(comparison) = &self.comparison {
            beside::write_comparison(comparison, &self.relative_changes, page);
        }
        if let Some(others) = &self.others {
            beside::write_others(others, &all.earlier, page);
        }
        if let Some(parts) = &self.decomposition {
            parts::write_parts(parts, page);
        }
    }

    fn write_underlying(&self, all: &Evaluation<'_>, page: &mut Page) {
        let (reward, confidence) = (self.reward, all.confidence.percent());
        let reduction = self.costs.first().and_then(|cost| cost.reduction);
        if let Some(reduction) = reduction.filter(|_| self.prices_differ()) {
            page.say(format!(
                "Both periods at the baseline's prices, the cost of demand {} by {}.",
                fell_or_rose(reduction),
                percent_of(reduction.abs())
            ));
        }
        if !self.costs.is_empty() {
            page.say(format!(
                "Whether the underlying cost fell, at {confidence}% confidence, approximately:"
            ));
        }
        let mut table = Table::new(vec![
            Column::words("variance ÷ mean"),
            Column::figures("effective count, baseline"),
            Column::figures("effective count, test"),
            Column::figures("standard deviation"),
            Column::figures(format!("{confidence}% interval of the reduction")),
            Column::words("underlying cost"),
        ]);
        for cost in &self.costs {
            let effective = |count: Option<f64>| count.map_or_else(|| "none".to_owned(), figure);
            table.row([
                format!("φ = {}", phi(cost.dispersion)),
                effective(cost.baseline_effective_count),
                effective(cost.test_effective_count),
                cost.standard_deviation.map_or_else(
                    || "not known".to_owned(),
                    |deviation| format!("{} points", figure(deviation * 100.0)),
                ),
                reductions_between(&cost.interval),
                cost.verdict.to_string(),
            ]);
        }
        page.table(table);
        let threshold = reward.threshold.percent;
        let mut table = Table::new(vec![
            Column::words("metric"),
            Column::figures("baseline count"),
            Column::figures("test count"),
            Column::figures("ratio of rates a day"),
            Column::figures(format!("{confidence}% interval")),
            Column::figures("p if no change"),
            Column::figures(format!("p if a fall of {threshold}%")),
            Column::words("underlying rate, if φ = 1"),
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
                rate.verdict.to_string(),
            ]);
        }
        page.table(table);
        let mut metrics = self.rates.iter().map(|rate| &rate.metric);
        if metrics.any(|metric| metric.basis == Basis::Held) {
            page.say(
                "Nights, and whatever else is held, come many to a person: tests and intervals that take \
                 each by itself are far too sure.",
            );
        }
        let (baseline, test) = (reward.baseline.days(), reward.period.days());
        if baseline != test {
            page.say(format!(
                "The test period has {}, the baseline {baseline}: rates are compared a day, costs and \
                 chances as counted.",
                counted(test, "day", "days")
            ));
        }
    }

    /// Whether a price of the test period is another than the baseline's.
    fn prices_differ(&self) -> bool {
        let mut prices = self.reward.lines.iter().map(|line| &line.priced);
        prices.any(|priced| priced.baseline_price.amount != priced.test_price.amount)
    }

    fn write_chances(&self, all: &Evaluation<'_>, page: &mut Page) {
        if self.reward.outcome == Outcome::NoBaseline {
            page.say("Demand cost nothing in the baseline: the rule cannot pay.");
            return;
        }
        if self.power.is_empty() {
            page.say("How often the rule pays cannot be computed: a count is missing.");
            return;
        }
        let about = match all.unchanged {
            Unchanged::Baseline => "the baseline's",
            Unchanged::Pooled => "the mean of both periods'",
        };
        if self.prices_differ() {
            page.say(
                "Prices of the two periods differ, so that the cost changes though no case is fewer \
                 or more: how often the rule pays is said of both together.",
            );
        }
        page.say(format!(
            "How often the rule pays, both periods' counts varying about {about}, the test period's less \
             the true reduction:"
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
