//! What looks like the same thing under two names: only what has one name in both
//! versions is compared.

use super::super::sentences::some;
use super::Aside;
use crate::area::AreaCode;
use crate::scheme::{Scheme, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Aside {
    pub(super) fn renamed(&mut self, old: &Scheme, new: &Scheme) {
        let tests = pairs(old.tests(), new.tests(), |test| &test.id);
        let tests = tests
            .iter()
            .filter(|(was, is)| (was.from(), was.to()) == (is.from(), is.to()));
        let tests = tests.map(|(was, is)| [was.id.as_str(), is.id.as_str()]);
        self.look_alike("test periods", tests.collect(), "have the same days", "id");
        let metrics = pairs(old.metrics(), new.metrics(), |metric| &metric.id);
        let metrics = metrics.iter().filter(|(was, is)| was.title == is.title);
        let metrics = metrics.map(|(was, is)| [was.id.as_str(), is.id.as_str()]);
        self.look_alike("metrics", metrics.collect(), "have the same title", "id");
        let codes = |scheme: &'_ Scheme| -> BTreeSet<AreaCode> {
            let sites = scheme.sites().iter();
            sites.map(|site| site.code.clone()).collect()
        };
        let (before, after) = (codes(old), codes(new));
        let gone = old.sites().iter().filter(|was| !after.contains(&was.code));
        let gone: BTreeMap<Vec<&AreaCode>, &str> =
            gone.map(|was| (areas(was), was.code.as_str())).collect();
        let come = new.sites().iter().filter(|is| !before.contains(&is.code));
        let sites = come.filter_map(|is| Some([*gone.get(&areas(is))?, is.code.as_str()]));
        self.look_alike("sites", sites.collect(), "have the same areas", "code");
    }

    fn look_alike(&mut self, what: &str, pairs: Vec<[&str; 2]>, how: &str, name: &str) {
        if !pairs.is_empty() {
            let all = pairs.len();
            let pairs = pairs
                .iter()
                .map(|[was, is]| format!("\"{was}\" and \"{is}\""));
            let pairs = some(pairs.collect(), all);
            self.say(format!(
                "{what} {pairs} {how}: under one {name} they would be compared"
            ));
        }
    }
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
