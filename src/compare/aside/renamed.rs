//! What looks like the same thing under two names: only what has one name in both
//! versions is compared.

use super::super::sentences::some;
use crate::area::AreaCode;
use crate::scheme::{Scheme, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What looks alike and what is made of it, as sentences without their full stops.
pub(in crate::compare) fn renamed(old: &Scheme, new: &Scheme) -> Vec<String> {
    let tests = pairs(old.tests(), new.tests(), |test| &test.id);
    let tests = tests.iter();
    let tests = tests.filter(|(was, is)| (was.from(), was.to()) == (is.from(), is.to()));
    let tests = tests.map(|(was, is)| [was.id.as_str(), is.id.as_str()]);
    let metrics = pairs(old.metrics(), new.metrics(), |metric| &metric.id);
    let metrics = metrics.iter().filter(|(was, is)| was.title == is.title);
    let metrics = metrics.map(|(was, is)| [was.id.as_str(), is.id.as_str()]);
    let (by_areas, by_name) = sites(old, new);
    const WHOLE: &str = "the rewards of both stand whole under taking part";
    let kinds = [
        (
            "test periods",
            tests.collect(),
            "have the same days",
            "id",
            WHOLE,
        ),
        (
            "metrics",
            metrics.collect(),
            "have the same title",
            "id",
            "what their counts moved stands under prices",
        ),
        ("sites", by_areas, "have the same areas", "code", WHOLE),
        ("sites", by_name, "have the same name", "code", WHOLE),
        (
            "areas",
            replaced(old, new),
            "took one another's place",
            "code",
            "what their counts moved stands under areas",
        ),
    ];
    let told = kinds
        .into_iter()
        .filter_map(|(what, pairs, how, name, then)| {
            let all = pairs.len();
            let named = pairs
                .iter()
                .map(|[was, is]| format!("\"{was}\" and \"{is}\""));
            let named = some(named.collect(), all);
            let one = format!("under one {name} they would be compared; as it is, {then}");
            (all > 0).then(|| format!("{what} {named} {how}: {one}"))
        });
    told.collect()
}

/// The sites of one version alone that have the areas of one of the other alone, and those
/// that have but its name.
fn sites<'a>(old: &'a Scheme, new: &'a Scheme) -> (Vec<[&'a str; 2]>, Vec<[&'a str; 2]>) {
    let codes = |scheme: &'a Scheme| -> BTreeSet<&'a AreaCode> {
        scheme.sites().iter().map(|site| &site.code).collect()
    };
    let (before, after) = (codes(old), codes(new));
    let gone = || old.sites().iter().filter(|was| !after.contains(&was.code));
    let by_areas: BTreeMap<_, _> = gone().map(|was| (areas(was), was.code.as_str())).collect();
    let by_name: BTreeMap<_, _> = gone().map(|was| (&was.name, was.code.as_str())).collect();
    let (mut alike, mut called_alike) = (Vec::new(), Vec::new());
    for is in new.sites().iter().filter(|is| !before.contains(&is.code)) {
        let code = is.code.as_str();
        match (by_areas.get(&areas(is)), by_name.get(&is.name)) {
            (Some(was), _) => alike.push([*was, code]),
            (None, Some(was)) => called_alike.push([*was, code]),
            (None, None) => {}
        }
    }
    (alike, called_alike)
}

/// The only area that a site lost, with the only one that it gained, where neither is in
/// the other version.
fn replaced<'a>(old: &'a Scheme, new: &'a Scheme) -> Vec<[&'a str; 2]> {
    let all = |scheme: &'a Scheme| -> BTreeSet<&'a AreaCode> {
        scheme.sites().iter().flat_map(|site| &site.areas).collect()
    };
    let (before, after) = (all(old), all(new));
    let only = |site: &'a Site, other: &BTreeSet<&AreaCode>| {
        let mut alone = site.areas.iter().filter(|area| !other.contains(area));
        alone.next().filter(|_| alone.next().is_none())
    };
    let earlier: BTreeMap<_, _> = old.sites().iter().map(|site| (&site.code, site)).collect();
    let both = new.sites().iter();
    let both = both.filter_map(|is| Some((earlier.get(&is.code)?, is)));
    let pairs = both.filter_map(|(was, is)| {
        let (gone, come) = (only(was, &after)?, only(is, &before)?);
        Some([gone.as_str(), come.as_str()])
    });
    pairs.collect()
}

/// Each of those that the old version alone has with each that the new alone has.
fn pairs<'a, T, N: PartialEq>(
    old: &'a [Arc<T>],
    new: &'a [Arc<T>],
    name: impl Fn(&T) -> &N,
) -> Vec<(&'a T, &'a T)> {
    let without = |one: &'a [Arc<T>], other: &[Arc<T>]| -> Vec<&'a T> {
        let is_in = |part: &T| other.iter().any(|other| name(other) == name(part));
        let one = one.iter().map(|part| &**part);
        one.filter(|part| !is_in(part)).collect()
    };
    let gone = without(old, new);
    let come = without(new, old).into_iter();
    come.flat_map(|is| gone.iter().map(move |was| (*was, is)))
        .collect()
}

fn areas(site: &Site) -> Vec<&AreaCode> {
    let mut areas: Vec<&AreaCode> = site.areas.iter().collect();
    areas.sort();
    areas
}
