//! A scheme with some of its terms and prices changed, under all of its checks. The
//! scheme itself stays as it is.

use super::builder::{Placed, SchemeBuilder, Spans};
use super::{BandTerms, PublishedTerms, Scheme, Terms};
use crate::cohort::Cohort;
use crate::money::Pounds;
use crate::name::Id;
use crate::problem::Error;
use crate::source::Source;
use std::sync::Arc;

impl Scheme {
    /// The same scheme with other terms for some cohorts, and with other amounts of
    /// some prices, by their numbers.
    pub(crate) fn changed(
        &self,
        terms: &[(Cohort, BandTerms)],
        amounts: &[(usize, Pounds)],
    ) -> Result<Self, Error> {
        let mut parts = self.parts();
        for (cohort, terms) in terms {
            for placed in &mut parts.terms {
                if placed.value.0 == *cohort {
                    placed.value.1 = Terms::Bands(terms.clone());
                }
            }
            if terms.published().is_none() {
                // Terms that are no published reading do not bring their sources along.
                for id in terms.sources() {
                    let is_there = parts.sources.iter().any(|placed| placed.value.id == *id);
                    let source = self.known(id).filter(|_| !is_there);
                    parts.sources.extend(source.map(nowhere));
                }
            }
        }
        for (number, amount) in amounts {
            if let Some(placed) = parts.prices.get_mut(*number) {
                placed.value.amount = *amount;
            }
        }
        parts.build()
    }

    /// A source of the scheme, or of the built-in terms.
    fn known(&self, id: &Id) -> Option<Source> {
        let own = self.source(id).map(|source| Source::clone(source));
        let built_in = PublishedTerms::ALL.into_iter();
        let mut built_in = built_in.flat_map(PublishedTerms::publications);
        own.or_else(|| built_in.find(|source| source.id == *id))
    }

    /// Its parts, as they were given.
    fn parts(&self) -> SchemeBuilder {
        let mut parts = SchemeBuilder::new(Some(self.head.clone()), self.codes);
        parts.rounding = self.rounding;
        parts.baseline = vec![nowhere(self.baseline.as_ref().clone())];
        parts.tests = copied(&self.tests);
        let terms = Cohort::ALL.into_iter().filter_map(|cohort| {
            let terms = self.terms(cohort)?;
            Some(nowhere((cohort, terms.as_ref().clone())))
        });
        parts.terms = terms.collect();
        parts.metrics = copied(&self.metrics);
        parts.prices = copied(&self.prices);
        parts.sites = copied(&self.sites);
        // Those of built-in terms come with them.
        let declared = self.sources.iter().take(self.declared_sources);
        parts.sources = declared
            .map(|source| nowhere(source.as_ref().clone()))
            .collect();
        parts.assumptions = copied(&self.assumptions);
        parts.decisions = copied(&self.decisions);
        parts
    }
}

fn copied<T: Clone>(parts: &[Arc<T>]) -> Vec<Placed<T>> {
    let parts = parts.iter();
    parts.map(|part| nowhere(part.as_ref().clone())).collect()
}

fn nowhere<T>(value: T) -> Placed<T> {
    Placed {
        value,
        spans: Spans::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Document;

    fn scheme(folder: &str) -> Scheme {
        let file = std::fs::read(format!("fixtures/{folder}/scheme.toml")).unwrap();
        Scheme::read(&Document::new("scheme.toml", file)).unwrap()
    }

    #[test]
    fn a_scheme_of_which_nothing_is_changed_is_the_same() {
        for folder in ["england-and-wales", "hackney", "pilot"] {
            let scheme = scheme(folder);
            let again = scheme.changed(&[], &[]).unwrap();
            assert_eq!(again, scheme);
            assert_eq!(again.to_toml(), scheme.to_toml());
        }
    }

    #[test]
    fn terms_of_one_cohort_change_and_bring_their_sources() {
        let scheme = scheme("pilot");
        let other = PublishedTerms::LjrFlatHalf.terms(Cohort::Adult);
        let other = other.with_threshold("6%".parse().unwrap());
        let changed = scheme
            .changed(&[(Cohort::Adult, other.clone())], &[])
            .unwrap();
        let Terms::Bands(adults) = &**changed.terms(Cohort::Adult).unwrap();
        assert_eq!(*adults, other);
        assert_eq!(changed.terms(Cohort::Youth), scheme.terms(Cohort::Youth));
        for id in other.sources() {
            assert!(changed.source(id).is_some(), "{id}");
        }
    }

    #[test]
    fn what_persons_judged_stays_in_a_changed_scheme() {
        let mut text = std::fs::read_to_string("fixtures/hackney/scheme.toml").unwrap();
        for part in ["assumption", "decision"] {
            text.push_str(&format!(
                "\n[[{part}]]\nwhat = \"counts are whole\"\nwhy = \"they were checked\"\n"
            ));
        }
        let scheme = Scheme::read(&Document::new("scheme.toml", text)).unwrap();
        let again = scheme.changed(&[], &[]).unwrap();
        assert_eq!((again.assumptions().len(), again.decisions().len()), (1, 1));
        assert_eq!(again, scheme);
    }

    #[test]
    fn a_changed_scheme_can_be_written_and_read_back() {
        let scheme = scheme("pilot");
        let mut terms = Vec::new();
        for cohort in Cohort::ALL {
            let Terms::Bands(own) = &**scheme.terms(cohort).unwrap();
            terms.push((cohort, own.clone().with_threshold("6%".parse().unwrap())));
        }
        let changed = scheme.changed(&terms, &[(0, "1.50".parse().unwrap())]);
        let changed = changed.unwrap();
        let again = Scheme::read(&Document::new("again.toml", changed.to_toml())).unwrap();
        assert_eq!(again, changed);
        assert_ne!(again, scheme);
        assert_eq!(changed.sources(), scheme.sources());
    }
}
