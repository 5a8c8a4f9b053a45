//! The cohorts with their terms, and the sources: each once, and known.

use super::{duplicates, none_at_all};
use crate::cohort::Cohort;
use crate::name::Id;
use crate::note::{Kind, Note};
use crate::scheme::builder::{Found, Part, Placed, SchemeBuilder, Spans};
use crate::scheme::{PublishedTerms, Terms};
use crate::wording;
use std::ops::Range;

/// Also adds the publications of built-in terms to the sources.
pub(super) fn check(parts: &mut SchemeBuilder, found: &mut Found<'_>, notes: &mut Vec<Note>) {
    none_at_all(
        parts.terms.is_empty(),
        Part::Cohort,
        found,
        "the scheme has no cohort",
        "add [cohort.adult] or [cohort.youth] with terms",
    );
    duplicates(
        &parts.terms,
        "cohort",
        |(cohort, _)| cohort,
        found,
        |_, (cohort, _)| {
            let what = format!("cohort \"{cohort}\" has two terms");
            (what, "a cohort has one: take this away".to_owned())
        },
    );
    duplicates(
        &parts.sources,
        "id",
        |source| &source.id,
        found,
        |_, second| {
            let what = format!("two sources have the id \"{}\"", second.id);
            (what, "give this one an id of its own".to_owned())
        },
    );
    parts.terms.sort_by_key(|placed| placed.value.0);
    add_publications(parts, found);
    for placed in &parts.terms {
        let (cohort, Terms::Bands(terms)) = &placed.value;
        for (index, id) in terms.sources().iter().enumerate() {
            known_source(parts, id, placed.spans.of("sources", index), found);
            if terms
                .sources()
                .iter()
                .take(index)
                .any(|earlier| earlier == id)
            {
                let what = format!("source \"{id}\" stands twice");
                found.at(placed.spans.of("sources", index), what, "take it away here");
            }
        }
        if terms.sources().is_empty() {
            let what = format!("the terms of cohort \"{cohort}\" name no source");
            let advice = "say in `sources` who agreed them, by the ids of [[source]]";
            found.at(placed.spans.of("sources", 0), what, advice);
        }
        if let Some(cap) = terms.cap().filter(|cap| terms.threshold() > *cap) {
            let text = format!(
                "the threshold for {} ({}%) lies beyond the last band ({cap}%): once it is met, \
                 the whole of the bands is paid",
                cohort.people(),
                terms.threshold(),
            );
            notes.push(Note::new(Kind::BeyondBands, text).of_cohort(*cohort));
        }
        if terms.published() == Some(PublishedTerms::LjrFlatHalf) && *cohort == Cohort::Youth {
            let text = "flat half for young people is an inference: written evidence PB 73 gives \
                        only their threshold, and the shares for adults";
            notes.push(Note::new(Kind::InferredTerms, text).of_cohort(*cohort));
        }
    }
}

fn add_publications(parts: &mut SchemeBuilder, found: &mut Found<'_>) {
    for published in parts
        .terms
        .iter()
        .filter_map(|placed| match &placed.value.1 {
            Terms::Bands(terms) => terms.published(),
        })
        .collect::<Vec<_>>()
    {
        for publication in published.publications() {
            let same_id = |placed: &&Placed<_>| {
                let source: &crate::source::Source = &placed.value;
                source.id == publication.id
            };
            match parts.sources.iter().find(same_id) {
                None => parts.sources.push(Placed {
                    value: publication,
                    spans: Spans::default(),
                }),
                Some(declared) if !declared.value.is_same_publication(&publication) => {
                    let what = format!(
                        "the id \"{}\" is that of a source of the built-in terms {}: {}, {}, {}",
                        publication.id,
                        published.as_str(),
                        publication.title,
                        publication.publisher,
                        publication.date
                    );
                    let advice = "give your source an id of its own, or the same title, \
                                  publisher and date";
                    found.at(declared.spans.of("id", 0), what, advice);
                }
                Some(_) => {}
            }
        }
    }
}

/// Reports a reference to a source that the scheme does not have.
pub(super) fn known_source(
    parts: &SchemeBuilder,
    id: &Id,
    span: Option<Range<usize>>,
    found: &mut Found<'_>,
) {
    let ids: Vec<&Id> = parts
        .sources
        .iter()
        .map(|placed| &placed.value.id)
        .collect();
    if !ids.contains(&id) && !found.origin.may_hold(Part::Source, id.as_str()) {
        let what = format!("there is no source \"{id}\"");
        let advice = if ids.is_empty() {
            "add [[source]] with id, title, publisher and date".to_owned()
        } else {
            wording::instead_of(id.as_str(), &ids)
        };
        found.at(span, what, advice);
    }
}
