//! The page of an answer: what was asked, and what would be paid beside what is; where
//! nothing was, what would turn each decision. Every figure is the answer's.

mod compared;
mod ranged;
mod turns;

use super::{Answer, Case, Figures};
use crate::assess::markers;
use crate::assess::{Outcome, Reward};
use crate::demand::Markers;
use crate::money::Pounds;
use crate::note::Note;
use crate::page::Page;
use crate::wording::sentence;
use std::cmp::Ordering;

impl Answer {
    pub(super) fn page(&self) -> Page {
        let mut page = Page::default();
        page.title(format!("What if: {}", self.as_it_is.scheme_title));
        for text in self.as_it_is.head() {
            page.say(text);
        }
        page.say(
            "This is a question, not an edit: the scheme and the table of counts stay as they are.",
        );
        if let Some(asked) = self.asked() {
            page.facts(vec![("Asked".to_owned(), asked)]);
        }
        if !self.no_parts.is_empty() {
            for no_part in &self.no_parts {
                page.heading(no_part.title());
                page.say(format!(
                    "{} There is no reward to ask about.",
                    no_part.why()
                ));
            }
            return page;
        }
        let is_asked = |case: &Case| case.terms.is_some() || !case.changes.is_empty();
        if self.ranges().next().is_some() {
            self.ranged(&mut page);
        } else {
            if self.cases.iter().any(is_asked) {
                self.rules(&mut page);
                self.compared(&mut page);
            } else {
                for case in &self.cases {
                    self.turns(case, &mut page);
                }
            }
        }
        page.heading("How to read this");
        for note in self.notes() {
            page.say(sentence(&note));
        }
        page.say(
            "Every figure is assessed with the changes, and with nothing else changed. This says \
             what the rule would pay, and not why any cost changed.",
        );
        page
    }

    /// What was set, as it was written, and the terms that were named.
    fn asked(&self) -> Option<String> {
        let settings = self.settings.iter().map(ToString::to_string);
        let mut terms: Vec<String> = self
            .cases
            .iter()
            .filter_map(|case| case.terms)
            .map(|terms| format!("terms {}", terms.as_str()))
            .collect();
        terms.dedup();
        let all: Vec<String> = settings.chain(terms).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// Where terms are others, what they say.
    fn rules(&self, page: &mut Page) {
        let own = self.as_it_is.rules();
        for case in &self.cases {
            let rules = case
                .assessment
                .iter()
                .flat_map(|assessment| assessment.rules());
            for rule in rules.filter(|rule| !own.contains(rule)) {
                page.say(match rule.split_once(": ") {
                    Some((people, rule)) => format!("{people}, {}: {rule}", case.in_words()),
                    None => rule,
                });
            }
        }
    }

    /// The notes of the assessment as it is and, marked, those that come with changes; of
    /// the rewards that were asked for.
    fn notes(&self) -> Vec<String> {
        let is_whole = self.selected.len() == self.as_it_is.rewards.len();
        let concerns =
            |note: &Note| is_whole || self.rewards().any(|(_, reward)| note.concerns(reward));
        let own = self.as_it_is.notes.iter();
        // One that does not hold with some of the changes says so.
        let holds = |note: &Note| {
            let mut of_cases = self
                .cases
                .iter()
                .filter_map(|case| case.assessment.as_ref());
            of_cases.all(|assessment| assessment.notes.contains(note))
        };
        let own = own
            .filter(|note| concerns(note))
            .map(|note| match holds(note) {
                true => note.to_string(),
                false => format!("as it is: {note}"),
            });
        let mut notes: Vec<String> = own.collect();
        if !is_whole {
            // Of all counts together it is said above; of some it is said of theirs.
            let of_rewards = self.rewards().map(|(_, reward)| reward.markers());
            let marked = markers(of_rewards.fold(Markers::default(), Markers::and));
            notes.extend(marked.map(|note| note.as_str().to_owned()));
        }
        for case in &self.cases {
            let of_case = case.assessment.iter();
            for note in of_case.flat_map(|assessment| &assessment.notes) {
                if !self.as_it_is.notes.contains(note) && concerns(note) {
                    notes.push(format!("{}: {note}", case.in_words()));
                }
            }
        }
        notes
    }
}

/// `Hackney (E09000012), adults, first test year`.
fn name(reward: &Reward) -> String {
    format!(
        "{} ({}), {}, {}",
        reward.site.name,
        reward.site.code,
        reward.cohort.people(),
        reward.period.label()
    )
}

/// What came of a reward, in a word.
fn in_a_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotMet => "not met",
        Outcome::Met => "met",
        Outcome::Capped => "capped",
        Outcome::NoBaseline => "no baseline",
        Outcome::NotComputable => "not computable",
    }
}

fn amount(amount: Option<Pounds>) -> String {
    amount.map_or_else(|| "not known".to_owned(), Pounds::in_words)
}

/// `+£540.00`, `−£540.00`, `none`.
fn difference(amount: Option<Pounds>) -> String {
    match amount.map(|amount| (amount, amount.cmp(&Pounds::ZERO))) {
        None => String::new(),
        Some((_, Ordering::Equal)) => "none".to_owned(),
        Some((amount, Ordering::Greater)) => format!("+{}", amount.in_words()),
        Some((amount, Ordering::Less)) => amount.in_words(),
    }
}

/// The outcome with the reward: `met £45,000.00`.
fn told(figures: &Figures) -> String {
    match figures.reward {
        Some(reward) => format!("{} {}", in_a_word(figures.outcome), reward.in_words()),
        None => in_a_word(figures.outcome).to_owned(),
    }
}
