//! How close it was, in words: what one case is worth, where the decision turns,
//! how far the cap is; and what missing counts leave possible.

use super::Derivation;
use crate::assess::Line;
use crate::explain::closeness::{Bound, BoundSide, Direction, Turn};
use crate::explain::page::Page;
use crate::explain::sentences::{magnitude, needed};
use crate::money::Pounds;
use crate::wording::{Column, Table, counted, grouped, listed};

impl Derivation<'_> {
    /// What one case is worth, and how many change what is decided.
    pub(super) fn closeness(&self, page: &mut Page) {
        page.table(self.turns());
        for sentence in self.never() {
            page.say(sentence);
        }
        for sentence in self.cap() {
            page.say(sentence);
        }
    }

    fn turns(&self) -> Table {
        let is_met = self.reward.threshold.met == Some(true);
        let [stands, turns] = match is_met {
            true => ["still met with", "not met with"],
            false => ["still not met with", "met with"],
        };
        let cap = match self.reward.cap.as_ref().and_then(|cap| cap.reached) {
            Some(true) => ["still at the cap with", "below it with"],
            Some(false) => ["", "cap reached with"],
            None => [""; 2],
        };
        let test = self.reward.period.label();
        let mut table = Table::new(vec![
            Column::words(format!("cases in {test}")),
            Column::figures("one more"),
            Column::figures("one fewer"),
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
            let [last, first] = match &metric.cap {
                Some(turn) => {
                    let [last, _, first, _] = turn_cells(turn);
                    [if is_at_cap { last } else { String::new() }, first]
                }
                None => [String::new(), String::new()],
            };
            table.row([
                line.priced.metric.title.to_string(),
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
            .map(|(line, metric)| never(line, &metric.decision))
            .collect();
        let mut caps = self
            .closeness
            .metrics
            .iter()
            .filter_map(|metric| metric.cap.as_ref());
        if caps.any(|turn| never_turns(turn) && turn.direction == Direction::Fewer) {
            said.push(format!(
                "Cap reached with {NO_NUMBER}: not even without any of the metric's cases."
            ));
        }
        said
    }

    fn cap(&self) -> Vec<String> {
        let mut said = Vec::new();
        let (Some(most), Some(saving)) = (self.closeness.most, self.reward.saving) else {
            return said;
        };
        let cap = self.reward.cap.as_ref();
        match (
            cap.and_then(|cap| Some((cap, cap.amount?))),
            self.closeness.to_cap,
        ) {
            (Some((cap, amount)), Some(to_cap)) if to_cap > Pounds::ZERO => said.push(format!(
                "The cap of {}% is a saving of {}, {} more than now. The most that can be paid is \
                 {}.",
                cap.percent,
                amount.in_words(),
                to_cap.in_words(),
                most.in_words()
            )),
            (Some((cap, amount)), Some(to_cap)) => {
                let beyond = match to_cap == Pounds::ZERO {
                    true => "exactly what was saved".to_owned(),
                    false => format!("{} less than was saved", magnitude(to_cap)),
                };
                said.push(format!(
                    "The cap of {}% is a saving of {}, {beyond}. The most that can be paid is {}.",
                    cap.percent,
                    amount.in_words(),
                    most.in_words()
                ));
            }
            _ => said.push(format!(
                "There is no cap. The most that can be paid, were there no demand at all, is {}.",
                most.in_words()
            )),
        }
        let is_missed = self.reward.threshold.met == Some(false);
        if is_missed && saving > Pounds::ZERO {
            said.push(format!(
                "The saving of {} is not paid, because the threshold is not met.",
                saving.in_words()
            ));
        }
        said
    }

    /// What missing counts leave possible.
    pub(super) fn possible(&self, page: &mut Page) {
        let Some(possible) = &self.closeness.possible else {
            return;
        };
        let mut known = Vec::new();
        if self.reward.baseline_cost.is_none() {
            known.push((self.reward.baseline.label(), possible.known_baseline_cost));
        }
        if self.reward.test_cost.is_none() {
            known.push((self.reward.period.label(), possible.known_test_cost));
        }
        let known: Vec<String> = known
            .into_iter()
            .map(|(period, cost)| format!("{} in {period}", cost.in_words()))
            .collect();
        page.say(format!(
            "The counts that are there cost {}; the whole cost is that or more.",
            listed(&known, "and")
        ));
        if let Some(amount) = self.reward.threshold.amount {
            page.say(format!(
                "{}% of the cost in {} is {}.",
                self.reward.threshold.percent,
                self.reward.baseline.label(),
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
        let none = match bound.saving < Pounds::ZERO {
            true => format!("a rise of {}", magnitude(bound.saving)),
            false => format!("a saving of {}", magnitude(bound.saving)),
        };
        let margin = match bound.met {
            true => format!("the threshold would be met by {}", magnitude(bound.margin)),
            false => format!(
                "the threshold would be missed by {}",
                magnitude(bound.margin)
            ),
        };
        page.say(format!(
            "If every missing count were zero, there would be {none}; {margin}, and the reward would \
             be {}.",
            bound.reward.in_words()
        ));
        page.say(match (bound.side, bound.met) {
            (BoundSide::AtMost, true) => format!(
                "More than that cannot be paid. Each missing case makes the saving smaller: {} is \
                 there only while the missing cases cost no more than {} together.",
                needed(self.reward),
                magnitude(bound.margin)
            ),
            (BoundSide::AtMost, false) => {
                "More than that cannot be paid, whatever the missing counts are.".to_owned()
            }
            (BoundSide::AtLeast, _) => {
                "Less than that is not possible: each missing case makes the baseline cost, and \
                 so the saving, larger."
                    .to_owned()
            }
        });
        if let Some((metric, turn)) = &bound.turn
            && let Some(first) = &turn.turns
        {
            page.say(format!(
                "In cases of \"{}\": met with {} (reward {}), not met with {} (reward {}).",
                metric.title,
                grouped(&turn.stands.cases.to_string()),
                turn.stands.reward.in_words(),
                grouped(&first.cases.to_string()),
                first.reward.in_words()
            ));
        }
    }
}

/// What stands where no number of cases would do.
const NO_NUMBER: &str = "no number";

/// The last case that stands and the first that turns, with their rewards.
fn turn_cells(turn: &Turn) -> [String; 4] {
    match &turn.turns {
        None => ["any number", "", NO_NUMBER, ""].map(str::to_owned),
        Some(first) => [
            cases(turn.stands.cases, turn.direction),
            turn.stands.reward.in_words(),
            cases(first.cases, turn.direction),
            first.reward.in_words(),
        ],
    }
}

/// Why no number of cases of a metric turns the decision.
fn never(line: &Line, turn: &Turn) -> String {
    let title = &line.priced.metric.title;
    let said = format!("No number of cases of \"{title}\" alone changes the decision: ");
    let price = line.priced.test_price.amount;
    if price == Pounds::ZERO {
        return format!("{said}its price is {}.", price.in_words());
    }
    match turn.direction {
        Direction::More => format!("{said}more would be needed than can be counted."),
        Direction::Fewer if turn.stands.cases == 0 => {
            format!("{said}there are none to take away.")
        }
        Direction::Fewer => format!(
            "{said}without any of the {} the threshold would still be missed by {}.",
            counted(turn.stands.cases, "case", "cases"),
            magnitude(turn.stands.margin)
        ),
    }
}

/// A change of the reward: `+£540.00`, `−£540.00`, `£0.00`.
fn signed(amount: Option<Pounds>) -> String {
    match amount {
        None => "none there".to_owned(),
        Some(amount) if amount > Pounds::ZERO => format!("+{}", amount.in_words()),
        Some(amount) => amount.in_words(),
    }
}

/// A number of cases: `906 more`.
fn cases(number: u64, direction: Direction) -> String {
    format!("{} {}", grouped(&number.to_string()), direction.as_str())
}
