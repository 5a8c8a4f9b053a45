//! What looks like the same thing under two names: only what has one name in both
//! versions is compared.

use super::Aside;
use crate::area::AreaCode;
use crate::scheme::{Scheme, Site};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Aside {
    pub(super) fn renamed(&mut self, old: &Scheme, new: &Scheme) {
        for (was, is) in pairs(old.tests(), new.tests(), |test| &test.id) {
            if (was.from(), was.to()) == (is.from(), is.to()) {
                self.looks_alike(
                    "test periods",
                    [was.id.as_str(), is.id.as_str()],
                    "have the same days",
                    "id",
                );
            }
        }
        for (was, is) in pairs(old.metrics(), new.metrics(), |metric| &metric.id) {
            if was.title == is.title {
                self.looks_alike(
                    "metrics",
                    [was.id.as_str(), is.id.as_str()],
                    "have the same title",
                    "id",
                );
            }
        }
        let gone = old.sites().iter().filter(|was| {
            let mut sites = new.sites().iter();
            !sites.any(|is| is.code == was.code)
        });
        let gone: BTreeMap<Vec<&AreaCode>, &AreaCode> =
            gone.map(|was| (areas(was), &was.code)).collect();
        for is in new.sites() {
            let was = gone.get(&areas(is));
            if let Some(was) = was.filter(|_| old.sites().iter().all(|was| was.code != is.code)) {
                self.looks_alike(
                    "sites",
                    [was.as_str(), is.code.as_str()],
                    "have the same areas",
                    "code",
                );
            }
        }
    }

    fn looks_alike(&mut self, what: &str, [was, is]: [&str; 2], how: &str, name: &str) {
        self.say(format!(
            "{what} \"{was}\" and \"{is}\" {how}: under one {name} they would be compared"
        ));
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
