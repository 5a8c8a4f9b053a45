//! Whether the parts of a scheme fit together: every rule that concerns more
//! than one value. The same for files and for code.

mod dates;
mod judgements;
mod periods;
mod prices;
mod sites;
mod terms;

use super::builder::{Found, Part, Placed, SchemeBuilder, Spans};
use super::{Grid, Scheme};
use crate::cohort::Cohort;
use crate::problem::{Document, Error, Problem, Problems};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// The scheme, or all that is wrong: what was found while reading, and what is
/// found here.
pub(super) fn check(mut parts: SchemeBuilder, so_far: Problems) -> Result<Scheme, Error> {
    let origin = std::mem::take(&mut parts.origin);
    let mut found = Found {
        origin: &origin,
        problems: so_far,
    };
    let mut notes = Vec::new();
    periods::check(&parts, &mut found, &mut notes);
    let declared_sources = parts.sources.len();
    terms::check(&mut parts, &mut found, &mut notes);
    prices::check(&parts, &mut found, &mut notes);
    sites::check(&parts, &mut found, &mut notes);
    judgements::check(&parts, &mut found);
    found.problems.into_result()?;
    let tests = values(parts.tests);
    let (Some(head), Some(baseline)) = (parts.head, values(parts.baseline).into_iter().next())
    else {
        let what = "the scheme says neither what it is nor what it compares with";
        return Err(Problem::new(what, "add [scheme] and [baseline]").into());
    };
    let metrics = values(parts.metrics);
    let prices = values(parts.prices);
    let sites = values(parts.sites);
    let (mut adult, mut youth) = (None, None);
    for placed in parts.terms {
        let (cohort, terms) = placed.value;
        match cohort {
            Cohort::Adult => adult = Some(Arc::new(terms)),
            Cohort::Youth => youth = Some(Arc::new(terms)),
        }
    }
    let periods: Vec<_> = std::iter::once(&baseline).chain(&tests).collect();
    let grid = Grid::new(&sites, &periods, &metrics, |metric, cohort| {
        prices
            .iter()
            .any(|price| price.metric == metric.id && price.cohort == cohort)
    });
    let mut scheme = Scheme {
        head,
        codes: parts.codes,
        rounding: parts.rounding,
        baseline,
        tests,
        adult,
        youth,
        metrics,
        prices,
        sites,
        sources: values(parts.sources),
        declared_sources,
        assumptions: values(parts.assumptions),
        decisions: values(parts.decisions),
        notes,
        grid: Arc::new(grid),
        sha256: String::new(),
    };
    let past = dates::notes(&scheme);
    scheme.notes.extend(past);
    scheme.sha256 = match &origin.document {
        Some(document) => document.sha256(),
        None => Document::new("", scheme.to_toml()).sha256(),
    };
    Ok(scheme)
}

fn values<T>(parts: Vec<Placed<T>>) -> Vec<Arc<T>> {
    parts
        .into_iter()
        .map(|placed| Arc::new(placed.value))
        .collect()
}

/// Reports each part whose name another part before it has, in the words of
/// `what` (the first and the second) and `advice`.
fn duplicates<'a, T: 'a, N: Eq + Hash>(
    parts: impl IntoIterator<Item = &'a Placed<T>>,
    key: &str,
    name: impl Fn(&'a T) -> N,
    found: &mut Found<'_>,
    said: impl Fn(&'a T, &'a T) -> (String, String),
) {
    let mut seen: HashMap<N, (&T, &Spans)> = HashMap::new();
    for part in parts {
        let name = name(&part.value);
        if let Some((first, spans)) = seen.get(&name) {
            let (what, advice) = said(first, &part.value);
            let before = found
                .origin
                .place(spans.of(key, 0))
                .map(|place| format!(" (the first stands on line {})", place.line))
                .unwrap_or_default();
            found.at(part.spans.of(key, 0), format!("{what}{before}"), advice);
        } else {
            seen.insert(name, (&part.value, &part.spans));
        }
    }
}

/// Reports that a kind of part is missing altogether, unless one is there that
/// could not be read.
fn none_at_all(is_empty: bool, part: Part, found: &mut Found<'_>, what: &str, advice: &str) {
    if is_empty && found.origin.has_all(part) {
        let start = found.origin.document.as_ref().map(|_| 0..0);
        found.at(start, what.to_owned(), advice);
    }
}
