//! One row of a log: the columns that all logs have.

use super::effect::Resting;
use super::{Announced, Topic, the_scheme};
use crate::money::Pounds;
use crate::name::{Id, Title};
use crate::scheme::{Judgement, Reliability, Scheme};
use crate::spreadsheet::inert;
use std::fmt::Display;

/// What one row of a log says, in the columns of the Aqua Book, and what a filter or
/// a sum can use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// What was assumed or decided, or what the data are.
    pub what: String,
    /// Its effect on the result, in pounds where the assessment has them.
    pub effect: Option<String>,
    /// How reliable it is; `None` where nobody said, and of what a scheme decides.
    pub reliability: Option<Reliability>,
    /// When it was made: a year, a month or a day, as exact as it is known.
    pub when: Option<String>,
    /// Why, and on what it rests; of data, what they are used for.
    pub why: Option<String>,
    /// Who made it: the library by its name, a publisher, a person, or the scheme
    /// where that names nobody.
    pub made_by: Option<String>,
    /// Who signed it off.
    pub signed_off_by: Option<String>,
    /// What it is about.
    pub topic: Topic,
    /// The sources that it rests on, by their ids.
    pub sources: Vec<Id>,
    /// How many rewards rest on it; `None` where that is not known.
    pub rewards: Option<u64>,
    /// Those of them that are computable, added up; `None` where none is.
    pub rewards_pounds: Option<Pounds>,
}

/// What the library calls itself in `made_by`.
pub(super) const LIBRARY: &str = concat!("reinvest ", env!("CARGO_PKG_VERSION"));

impl Entry {
    pub(super) fn new(topic: Topic, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            effect: None,
            reliability: None,
            when: None,
            why: None,
            made_by: None,
            signed_off_by: None,
            topic,
            sources: Vec::new(),
            rewards: None,
            rewards_pounds: None,
        }
    }

    /// What a person wrote into a scheme.
    pub(super) fn judged(judgement: &Judgement, scheme: &Scheme) -> Self {
        let text = |text: &Option<Title>| text.as_ref().map(ToString::to_string);
        Self {
            effect: text(&judgement.effect),
            reliability: judgement.reliability,
            when: judgement.date.map(|day| day.to_string()),
            why: text(&judgement.why),
            made_by: text(&judgement.by).or_else(|| Some(the_scheme(scheme))),
            signed_off_by: text(&judgement.signed_by),
            ..Self::new(Topic::Judgement, judgement.what.as_str())
        }
    }

    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    pub(super) fn made_by(mut self, whom: impl Into<String>) -> Self {
        self.made_by = Some(whom.into());
        self
    }

    pub(super) fn reliable(mut self, reliability: Reliability) -> Self {
        self.reliability = Some(reliability);
        self
    }

    /// With an effect in words, and the rewards that rest on it.
    pub(super) fn with_effect(mut self, words: impl Into<String>, resting: &Resting) -> Self {
        self.rewards = Some(resting.rewards);
        self.rewards_pounds = resting.pounds();
        let words = words.into();
        self.effect = Some(match words.is_empty() {
            true => resting.in_words(),
            false => format!("{words}; {}", resting.in_words()),
        });
        self
    }

    /// With an effect in words alone.
    pub(super) fn with_words(mut self, words: impl Into<String>) -> Self {
        self.effect = Some(words.into());
        self
    }

    /// Its cells in the order of [`COLUMNS`], the number first.
    pub(super) fn cells(&self, number: usize, announced: &Announced) -> Vec<String> {
        let sources: Vec<&str> = self.sources.iter().map(Id::as_str).collect();
        vec![
            number.to_string(),
            inert(&self.what),
            text(self.effect.as_deref()),
            known(self.reliability),
            text(self.when.as_deref()),
            text(self.why.as_deref()),
            text(self.made_by.as_deref()),
            text(self.signed_off_by.as_deref()),
            self.topic.to_string(),
            inert(&sources.join(" ")),
            known(self.rewards),
            known(self.rewards_pounds),
            announced.data.as_str().to_owned(),
            announced.illustrative_prices.clone(),
        ]
    }
}

/// The columns that all logs have.
pub(super) const COLUMNS: [&str; 14] = [
    "number",
    "what",
    "effect",
    "reliability",
    "when",
    "why",
    "made_by",
    "signed_off_by",
    "topic",
    "sources",
    "rewards",
    "rewards_pounds",
    "data",
    "illustrative_prices",
];

/// A text that may not be there, as a cell.
pub(super) fn text(text: Option<&str>) -> String {
    text.map(inert).unwrap_or_default()
}

/// A figure that may not be there, as a cell.
pub(super) fn known(figure: Option<impl Display>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}
