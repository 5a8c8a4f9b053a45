//! What a setting means to a scheme and its counts: which value it changes, from what
//! to what, and the scheme and the counts with it, under all of their checks.

mod fits;
mod target;
mod words;

use super::input::Input;
use super::setting::{Value, Wish};
use crate::cohort::Cohort;
use crate::demand::Demand;
use crate::money::Percent;
use crate::period::Period;
use crate::problem::Error;
use crate::scheme::{Band, BandTerms, PublishedTerms, Scheme, Site, Spot, Terms, ThresholdRule};
use std::sync::Arc;

/// One input with the value that it was given, beside the one that it has.
///
/// An example stands at the head of [`what_if`](crate::what_if).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What was changed.
    pub input: Input,
    /// Its value in the scheme, in the built-in terms or in the table; `None` of a count
    /// that is missing and of a band without an end.
    pub was: Option<Value>,
    /// Its value in the question.
    pub now: Value,
    /// What it is, with its value, and whence the value beside it comes.
    said: [String; 3],
    /// What is there where no value is.
    lacks: &'static str,
}

impl Change {
    /// The change in a sentence: `a threshold of 6% for adults (5% in the scheme)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let [_, words, whence] = &self.said;
        match self.is_as_it_is() {
            true => format!("{words} (as {whence})"),
            false => format!("{words} ({} {whence})", self.was_in_words()),
        }
    }

    /// Whether the input has that value already.
    #[must_use]
    pub fn is_as_it_is(&self) -> bool {
        self.was == Some(self.now)
    }

    /// The change as a label: `threshold for adults: 6% (5% as it is)`.
    pub(super) fn in_brief(&self) -> String {
        match self.is_as_it_is() {
            true => format!("{} (as it is)", self.now_in_brief()),
            false => format!("{} ({} as it is)", self.now_in_brief(), self.was_in_words()),
        }
    }

    /// Its value alone: `threshold for adults: 6%`.
    pub(super) fn now_in_brief(&self) -> String {
        format!("{}: {}", self.subject(), self.now.in_words())
    }

    fn was_in_words(&self) -> String {
        self.was
            .map_or_else(|| self.lacks.to_owned(), Value::in_words)
    }

    /// What was changed, without its values: `threshold for adults`.
    pub(super) fn subject(&self) -> &str {
        let [subject, ..] = &self.said;
        subject
    }

    /// Its value where it is, with whence: `5% in the scheme`.
    pub(super) fn as_it_is(&self) -> String {
        let [.., whence] = &self.said;
        format!("{} {whence}", self.was_in_words())
    }
}

/// A scheme and its counts, of which a question is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) scheme: &'a Scheme,
    pub(super) demand: &'a Demand,
}

/// Which value of a scheme or a table an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A price, by its number.
    Price(usize),
    Threshold(Cohort),
    Rule(Cohort),
    /// A band, by its number from zero.
    Share(Cohort, usize),
    End(Cohort, usize),
    Count(Spot),
}

/// One thing that is set, found in the scheme or the table, with one value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set<'a> {
    pub(super) input: &'a Input,
    pub(super) target: Target,
    pub(super) wish: Wish,
}

/// The scheme and the counts as they would be; `None` where they stay as they are.
pub(super) struct Changed {
    pub(super) scheme: Option<Scheme>,
    pub(super) demand: Option<Demand>,
    pub(super) changes: Vec<Change>,
}

impl Given<'_> {
    /// The terms of a cohort, the scheme's own or built in.
    fn terms(&self, cohort: Cohort, published: Option<PublishedTerms>) -> Option<BandTerms> {
        let Terms::Bands(own) = &**self.scheme.terms(cohort)?;
        Some(published.map_or_else(|| own.clone(), |published| published.terms(cohort)))
    }

    /// The baseline and the test periods.
    fn periods(&self) -> Vec<&Period> {
        let tests = self.scheme.tests().iter().map(AsRef::as_ref);
        std::iter::once(&**self.scheme.baseline())
            .chain(tests)
            .collect()
    }

    /// How many rewards an assessment has.
    pub(super) fn rewards(&self) -> usize {
        let of_site = |site: &Arc<Site>| {
            let tests = self.scheme.tests().iter();
            let tests = tests.filter(|test| site.takes_part_in(&test.id));
            site.cohorts.len().saturating_mul(tests.count())
        };
        let sites = self.scheme.sites().iter();
        sites.map(of_site).fold(0, usize::saturating_add)
    }

    /// The scheme and the counts with all that is set, and what was changed.
    pub(super) fn changed(
        &self,
        published: Option<PublishedTerms>,
        sets: &[Set<'_>],
    ) -> Result<Changed, Error> {
        if let Some(error) = Error::from_problems(self.half_applicable(sets)) {
            return Err(error);
        }
        let mut terms: Vec<(Cohort, Draft)> = Vec::new();
        for cohort in Cohort::ALL {
            let own = self.terms(cohort, published);
            terms.extend(own.map(|own| (cohort, Draft::of(own, published.is_some()))));
        }
        let (mut amounts, mut counts) = (Vec::new(), Vec::new());
        let mut changes = Vec::with_capacity(sets.len());
        for set in sets {
            let draft = terms
                .iter_mut()
                .find(|(cohort, _)| *cohort == set.input.cohort())
                .map(|(_, draft)| draft);
            let (was, now) = match (set.target, set.wish, draft) {
                (Target::Count(spot), wish, _) => {
                    let Some(count) = self.value(spot, wish) else {
                        continue;
                    };
                    counts.push((spot, count));
                    (self.counted(spot).map(Value::Count), Value::Count(count))
                }
                (Target::Price(number), Wish::To(Value::Price(amount)), _) => {
                    amounts.push((number, amount));
                    let own = self.scheme.prices().get(number);
                    let was = own.map(|price| Value::Price(price.amount));
                    (was, Value::Price(amount))
                }
                (target, Wish::To(value), Some(draft)) => match draft.set(target, value) {
                    Some(was) => (was, value),
                    None => continue,
                },
                _ => continue,
            };
            let said = self.said(set, now, published);
            let lacks = match set.target {
                Target::Count(spot) => self.lacking(spot),
                _ => "no end",
            };
            changes.push(Change {
                input: set.input.clone(),
                was,
                now,
                said,
                lacks,
            });
        }
        let mut changed_terms = Vec::new();
        for (cohort, draft) in terms {
            if draft.is_changed {
                let faults = fits::not_rising(cohort, &draft.bands);
                if let Some(error) = Error::from_problems(faults) {
                    return Err(error);
                }
                changed_terms.push((cohort, draft.terms()?));
            }
        }
        let is_other = !changed_terms.is_empty() || !amounts.is_empty();
        let scheme = is_other.then(|| self.scheme.changed(&changed_terms, &amounts));
        let demand = (!counts.is_empty()).then(|| self.demand.changed(&counts));
        Ok(Changed {
            scheme: scheme.transpose()?,
            demand: demand.transpose()?,
            changes,
        })
    }
}

/// Terms in the making: bands that are set one by one are judged together.
struct Draft {
    own: BandTerms,
    threshold: Percent,
    rule: ThresholdRule,
    bands: Vec<Band>,
    /// Whether they are not the scheme's own.
    is_changed: bool,
}

impl Draft {
    fn of(own: BandTerms, is_changed: bool) -> Self {
        Self {
            threshold: own.threshold(),
            rule: own.rule(),
            bands: own.bands().to_vec(),
            own,
            is_changed,
        }
    }

    /// Sets a value of the terms, and tells the one that it was; `None` where the terms
    /// have no such value.
    fn set(&mut self, target: Target, value: Value) -> Option<Option<Value>> {
        let was = match (target, value) {
            (Target::Threshold(_), Value::Percent(threshold)) => {
                let was = std::mem::replace(&mut self.threshold, threshold);
                Some(Value::Percent(was))
            }
            (Target::Rule(_), Value::Rule(rule)) => {
                Some(Value::Rule(std::mem::replace(&mut self.rule, rule)))
            }
            (Target::Share(_, number), Value::Percent(share)) => {
                let band = self.bands.get_mut(number)?;
                Some(Value::Percent(std::mem::replace(&mut band.share, share)))
            }
            (Target::End(_, number), Value::Percent(end)) => {
                let band = self.bands.get_mut(number)?;
                band.up_to.replace(end).map(Value::Percent)
            }
            _ => return None,
        };
        self.is_changed = true;
        Some(was)
    }

    fn terms(self) -> Result<BandTerms, Error> {
        let terms = self.own.with_threshold(self.threshold);
        terms.with_rule(self.rule).with_bands(self.bands)
    }
}
