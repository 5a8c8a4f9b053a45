//! How close it was, in words: what one case is worth, where the decision turns,
//! how far the cap is; and what missing counts leave possible.

use super::Derivation;
use crate::assess::Line;
use crate::explain::closeness::{Bound, BoundSide, Direction, MetricCloseness, Step, Turn};
use crate::explain::sentences::magnitude;
use crate::money::Pounds;
use crate::page::Page;
use crate::scheme::ThresholdRule;
use crate::wording::{Column, Table, grouped, listed};
use std::cmp::Ordering;

impl Derivation<'_> {
    /// What one case is worth, and how many change what is decided.
    pub(super) fn closeness(&self, page: &mut Page) {
        page.table(self.turns());
        for sentence in self.never() {
            page.say(sentence);
        }
        if let Some(sentence) = self.cap() {
            page.say(sentence);
        }
    }

    fn turns(&self) -> Table {
        let is_met = self.reward.threshold.met == Some(true);
        let [stands, turns] = match is_met {
            true => ["still met with", "not met with"],
            false => ["still not met with", "met with"],
        };
        // A cap below the threshold decides nothing by itself.
        let cap = self.reward.cap.as_ref();
        let cap = cap.filter(|cap| self.reward.threshold.percent <= cap.percent);
        let cap = match cap.and_then(|cap| cap.reached) {
            Some(true) => ["still at the cap with", "below it with"],
            Some(false) => ["", "cap reached with"],
            None => [""; 2],
        };
        let test = self.reward.period.label();
        let mut table = Table::new(vec![
            Column::words(format!("cases in {test}")),
            Column::figures("change with one more"),
            Column::figures("change with one fewer"),
            Column::figures(stands).beginning_a_piece(),
            Column::figures("reward then"),
            Column::figures(turns),
            Column::figures("reward then"),
            Column::figures(cap[0]).beginning_a_piece(),
            Column::figures(cap[1]),
        ]);
        for (line, metric) in self.reward.lines.iter().zip(&self.closeness.metrics) {
            let [stands, stands_reward, turns, turns_reward] = turn_cells(&metric.decision);
            let is_at_cap = !cap[0].is_empty();
            let [last, first] = match metric.cap.as_ref().filter(|_| !cap[1].is_empty()) {
                Some(turn) => {
                    let [last, _, first, _] = turn_cells(turn);
                    [if is_at_cap { last } else { String::new() }, first]
                }
                None => [String::new(), String::new()],
            };
            table.row([
                self.name(line),
                signed(line.one_more),
                signed(line.one_fewer),
                stands,
                stands_reward,
                turns,
                turns_reward,
                last,
                first,
            ]);
        }
        table
    }

    /// Where no number of cases of a metric turns the decision, or reaches the cap.
    fn never(&self) -> Vec<String> {
        let never_turns = |turn: &Turn| turn.turns.is_none();
        let lines = self.reward.lines.iter().zip(&self.closeness.metrics);
        let mut said: Vec<String> = lines
            .filter(|(_, metric)| never_turns(&metric.decision))
            .map(|(line, metric)| never(line, &metric.decision, self.reward.threshold.rule))
            .collect();
        let mut caps = self
            .closeness
            .metrics
            .iter()
            .filter_map(|metric| metric.cap.as_ref());
        let is_shown = self.reward.cap.as_ref();
        let is_shown = is_shown.is_some_and(|cap| self.reward.threshold.percent <= cap.percent);
        if is_shown && caps.any(|turn| never_turns(turn) && turn.direction == Direction::Fewer) {
            said.push(format!(
                "Where the cap is {NOT_POSSIBLE}, it would not be reached without any of those cases \
                 either."
            ));
        }
        said
    }

    fn cap(&self) -> Option<String> {
        let most = self.closeness.most?.in_words();
        let cap = self.reward.cap.as_ref();
        let reached = cap.and_then(|cap| Some((cap.percent, cap.amount?.in_words())));
        Some(match (reached, self.closeness.to_cap) {
            (Some((percent, amount)), Some(to_cap)) => {
                let from_now = match to_cap.cmp(&Pounds::ZERO) {
                    Ordering::Greater => format!("{} more than now", to_cap.in_words()),
                    Ordering::Equal => "exactly that of now".to_owned(),
                    Ordering::Less => format!("{} less than now", magnitude(to_cap)),
                };
                format!(
                    "The cap of {percent}% is reached at a saving of {amount}: {from_now}. The \
                     most that can be paid is {most}."
                )
            }
            _ => format!(
                "There is no cap. The most that can be paid, were there no demand at all, is \
                 {most}."
            ),
        })
    }

    /// What missing counts leave possible.
    pub(super) fn possible(&self, page: &mut Page) {
        let Some(possible) = &self.closeness.possible else {
            return;
        };
        let mut known = Vec::new();
        if self.reward.baseline_cost.is_none() {
            known.push((
                self.reward.baseline.in_sentence(),
                possible.known_baseline_cost,
            ));
        }
        if self.reward.test_cost.is_none() {
            known.push((self.reward.period.in_sentence(), possible.known_test_cost));
        }
        let known: Vec<String> = known
            .into_iter()
            .map(|(period, cost)| format!("{} in {period}", cost.in_words()))
            .collect();
        page.say(format!(
            "The counts that are known cost {}; the whole cost is that or more.",
            listed(&known, "and")
        ));
        if let Some(amount) = self.reward.threshold.amount {
            page.say(format!(
                "{}% of the cost in {} is {}.",
                self.reward.threshold.percent,
                self.reward.baseline.in_sentence(),
                amount.in_words()
            ));
        }
        match &possible.bound {
            None => page.say(
                "Both periods lack counts, so nothing can be said about how the cost changed.",
            ),
            Some(bound) => self.bound(bound, page),
        }
    }

    fn bound(&self, bound: &Bound, page: &mut Page) {
        let reward = bound.reward.in_words();
        if bound.changes_nothing {
            page.say(format!(
                "What is missing has a price of {}, so it changes nothing: the reward would be \
                 {reward}.",
                Pounds::ZERO.in_words()
            ));
            return;
        }
        let change = match bound.saving < Pounds::ZERO {
            true => format!("a rise of {}", magnitude(bound.saving)),
            false => format!("a saving of {}", magnitude(bound.saving)),
        };
        let side = match bound.side {
            BoundSide::AtMost => "At most",
            BoundSide::AtLeast => "At least",
        };
        page.say(format!(
            "{side}: if every missing count were zero, there would be {change}, {}, and the reward \
             would be {reward}.",
            self.would_be(bound)
        ));
        page.say(match (bound.side, bound.met) {
            (BoundSide::AtMost, true) => format!(
                "So the reward lies between {} and {reward}. Each missing case makes the saving \
                 smaller: the threshold is met only while the missing cases cost {} {} together.",
                bound.least.in_words(),
                match self.reward.threshold.rule {
                    ThresholdRule::AtLeast => "no more than",
                    ThresholdRule::MoreThan => "less than",
                },
                magnitude(bound.margin)
            ),
            (BoundSide::AtMost, false) => {
                "Whatever the missing counts are, nothing would be paid.".to_owned()
            }
            (BoundSide::AtLeast, _) => format!(
                "Each missing case makes the cost in {}, and so the saving and what can be paid, \
                 larger: there is no upper limit.",
                self.reward.baseline.in_sentence()
            ),
        });
        if let Some(metric) = &bound.metric {
            page.say(self.in_cases(metric, bound.reward));
        }
    }

    /// What the threshold would be, if every missing count were zero.
    fn would_be(&self, bound: &Bound) -> String {
        let by = magnitude(bound.margin);
        let exactly = bound.margin == Pounds::ZERO;
        match (bound.met, exactly, self.reward.threshold.rule) {
            (true, true, _) => "the threshold would be met exactly".to_owned(),
            (true, false, _) => format!("the threshold would be met by {by}"),
            (false, true, ThresholdRule::MoreThan) => {
                "exactly at the threshold, where more is needed".to_owned()
            }
            (false, true, _) => "with no reduction to judge".to_owned(),
            (false, false, _) => format!("the threshold would be missed by {by}"),
        }
    }

    /// How many missing cases of the one metric that lacks counts leave which
    /// reward.
    fn in_cases(&self, closeness: &MetricCloseness, if_none: Pounds) -> String {
        let number = |step: &Step| grouped(&step.cases.to_string());
        let paid = |step: &Step| format!("{} is paid", step.reward.in_words());
        let decision = &closeness.decision;
        let mut parts = Vec::new();
        // A reward stays as it is down to the cap, where the cap comes first.
        let at_cap = closeness.cap.as_ref().map(|cap| &cap.stands);
        let at_cap = at_cap.filter(|step| step.met && step.reward == if_none && step.cases > 0);
        match &decision.turns {
            None => parts.push("no number changes whether the threshold is met".to_owned()),
            Some(first) => {
                if let Some(step) = at_cap.filter(|step| step.cases < decision.stands.cases) {
                    parts.push(format!("with up to {}, {}", number(step), paid(step)));
                }
                parts.push(format!(
                    "with {}, {}",
                    number(&decision.stands),
                    paid(&decision.stands)
                ));
                parts.push(format!("with {}, {}", number(first), paid(first)));
                // Missing cases of the baseline lead to the cap, not away from it.
                let cap = closeness.cap.as_ref().and_then(|cap| cap.turns.as_ref());
                if let Some(step) = cap.filter(|step| step.cap_reached == Some(true)) {
                    parts.push(format!(
                        "with {}, the cap is reached: {}",
                        number(step),
                        paid(step)
                    ));
                }
            }
        }
        format!(
            "Of missing cases of \"{}\": {}.",
            closeness.metric.title,
            parts.join("; ")
        )
    }
}

/// What stands where no number of cases would do.
const NOT_POSSIBLE: &str = "not possible";

/// The last case that stands and the first that turns, with their rewards.
fn turn_cells(turn: &Turn) -> [String; 4] {
    match &turn.turns {
        None => ["any number", "", NOT_POSSIBLE, ""].map(str::to_owned),
        Some(first) => [
            cases(turn.stands.cases, turn.direction),
            turn.stands.reward.in_words(),
            cases(first.cases, turn.direction),
            first.reward.in_words(),
        ],
    }
}

/// Why no number of cases of a metric turns the decision.
fn never(line: &Line, turn: &Turn, rule: ThresholdRule) -> String {
    let title = &line.priced.metric.title;
    let said = format!("No number of cases of \"{title}\" alone changes the decision: ");
    let price = line.priced.test_price.amount;
    if price == Pounds::ZERO {
        return format!("{said}its price is {}.", price.in_words());
    }
    let without = match (turn.direction, turn.stands.cases) {
        (Direction::More, _) => {
            return format!("{said}more would be needed than a table can hold.");
        }
        (Direction::Fewer, 0) => return format!("{said}there are none to take away."),
        (Direction::Fewer, 1) => "without the only one".to_owned(),
        (Direction::Fewer, many) => format!("without any of the {}", grouped(&many.to_string())),
    };
    match (rule, turn.stands.margin == Pounds::ZERO) {
        (ThresholdRule::MoreThan, true) => {
            format!(
                "{said}{without} the saving would be exactly at the threshold, and more is needed."
            )
        }
        _ => format!(
            "{said}{without} the threshold would still be missed by {}.",
            magnitude(turn.stands.margin)
        ),
    }
}

/// A change of the reward: `+£540.00`, `−£540.00`, `no change`.
fn signed(amount: Option<Pounds>) -> String {
    match amount {
        None => "none there".to_owned(),
        Some(Pounds::ZERO) => "no change".to_owned(),
        Some(amount) if amount > Pounds::ZERO => format!("+{}", amount.in_words()),
        Some(amount) => amount.in_words(),
    }
}

/// A number of cases: `906 more`.
fn cases(number: u64, direction: Direction) -> String {
    match number {
        0 => "as it is".to_owned(),
        _ => format!("{} {}", grouped(&number.to_string()), direction.as_str()),
    }
}
