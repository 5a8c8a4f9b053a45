//! Whatever differs between two versions besides what moved a reward, so that nothing is
//! passed over in silence.

mod prices;
mod renamed;

pub(super) use renamed::renamed;

use super::called::Called;
use super::rows::Remark;
use super::sentences::{moved, prices, some, terms_of};
use super::version::Version;
use super::{RevisedPrice, Revision, rows};
use crate::cohort::Cohort;
use crate::metric::Metric;
use crate::name::Id;
use crate::period::Period;
use crate::scheme::{Judgement, Reliability, Scheme, Site, Terms};
use crate::source::Source;
use crate::wording::listed;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::Arc;

/// That periods have other days or metrics are counted otherwise.
pub(super) fn definitions(called: &Called, old: &Scheme, new: &Scheme) -> Vec<String> {
    let mut said = Vec::new();
    let tests = new.tests().iter().filter_map(|is| {
        let mut before = old.tests().iter();
        Some((before.find(|was| was.id == is.id)?, is))
    });
    for (was, is) in std::iter::once((old.baseline(), new.baseline())).chain(tests) {
        let days = |period: &Period| (period.from(), period.to());
        if days(was) != days(is) {
            let (name, was, is) = (called.in_sentence(is), was.in_words(), is.in_words());
            said.push(format!("{name} moved: it was {was}, and is {is}"));
        }
    }
    for (was, is) in shared(old.metrics(), new.metrics(), |metric| &metric.id) {
        let counting = |metric: &Metric| {
            let by = metric.area_basis;
            let by = by.map_or_else(String::new, |by| format!(", area basis {by}"));
            format!("unit \"{}\", basis {}{by}", metric.unit, metric.basis)
        };
        if counting(was) != counting(is) {
            let (was, metric, is) = (counting(was), called.metric(is), counting(is));
            said.push(format!(
                "{metric} is counted otherwise: {was} before, {is} now"
            ));
        }
    }
    said
}

/// The parts of one kind that both versions have, by their names.
fn shared<'a, T, N: PartialEq>(
    old: &'a [Arc<T>],
    new: &'a [Arc<T>],
    name: impl Fn(&T) -> &N,
) -> Vec<(&'a T, &'a T)> {
    let pairs = new.iter().filter_map(|is| {
        let was = old.iter().find(|was| name(was) == name(is))?;
        Some((&**was, &**is))
    });
    pairs.collect()
}

/// What else differs, as sentences without their full stops, and what there is of it to be
/// listed.
pub(super) fn also_differs(
    revision: &Revision,
    old: Version<'_>,
    new: Version<'_>,
) -> (Vec<String>, Vec<Remark>) {
    let mut aside = Aside::default();
    let (was, is) = (old.scheme, new.scheme);
    aside.differs("the scheme's id", Some(was.id()), Some(is.id()));
    aside.differs("the scheme's title", Some(was.title()), Some(is.title()));
    let data = |scheme: &Scheme| Some(scheme.data().as_str());
    aside.differs("what the scheme says of its data", data(was), data(is));
    let codes = |scheme: &Scheme| Some(scheme.codes().as_str());
    aside.differs("the kind of codes", codes(was), codes(is));
    aside.sources(was, is);
    aside.periods(revision, was, is);
    aside.metrics(revision, was, is);
    aside.prices(revision, old, new);
    aside.terms(was, is);
    aside.sites(was, is);
    aside.judgements("assumption", [was.assumptions(), is.assumptions()]);
    aside.judgements("decision", [was.decisions(), is.decisions()]);
    aside.unused(revision);
    aside.orders(was, is);
    let says_nothing = aside.said.is_empty();
    let says_nothing = says_nothing && revision.definitions.is_empty() && was == is;
    if says_nothing && was.sha256() != is.sha256() {
        aside.say("the scheme is written otherwise, and agrees the same");
    }
    aside.said.extend(rows::of_no_reward(revision));
    let remarks = rows::remarks(revision, old, new);
    aside.said.extend(remarks.iter().map(Remark::in_words));
    if remarks.is_empty() && rows::are_alike(revision) {
        aside.say("the table of counts is written otherwise, and holds the same");
    }
    (aside.said, remarks)
}

/// A reward of one version alone is that difference as a whole, whatever else changed.
const RESTS_ON_IT: &str = "no reward that both versions have and can compute rests on it";

#[derive(Default)]
struct Aside {
    said: Vec<String>,
}

impl Aside {
    fn say(&mut self, what: impl Into<String>) {
        self.said.push(what.into());
    }

    /// That a text is not the same, if it is not.
    fn differs(&mut self, what: &str, old: Option<impl Display>, new: Option<impl Display>) {
        let quoted = |text: Option<String>| text.map(|text| format!("\"{text}\""));
        let [old, new] = [
            old.map(|text| text.to_string()),
            new.map(|text| text.to_string()),
        ];
        if old == new {
            return;
        }
        self.say(match (quoted(old), quoted(new)) {
            (Some(old), Some(new)) => format!("{what} went from {old} to {new}"),
            (None, Some(new)) => format!("{what} is {new}, and was not given"),
            (Some(old), None) => format!("{what} was {old}, and is not given any more"),
            (None, None) => return,
        });
    }

    /// Names that one of the two versions alone has.
    fn in_one<T, N: PartialEq + Display>(
        &mut self,
        what: &str,
        [old, new]: [&[Arc<T>]; 2],
        name: impl Fn(&T) -> &N,
        is_told: impl Fn(&T) -> bool,
    ) {
        let is_in = |all: &[Arc<T>], one: &T| all.iter().any(|other| name(other) == name(one));
        for one in new.iter().filter(|one| !is_in(old, one) && !is_told(one)) {
            self.say(format!("{what} \"{}\" is new", name(one)));
        }
        for one in old.iter().filter(|one| !is_in(new, one) && !is_told(one)) {
            self.say(format!("{what} \"{}\" is gone", name(one)));
        }
    }

    fn sources(&mut self, old: &Scheme, new: &Scheme) {
        let both = [old.sources(), new.sources()];
        self.in_one("source", both, |source| &source.id, |_| false);
        for (was, is) in shared(old.sources(), new.sources(), |source| &source.id) {
            let Source { id, .. } = is;
            let what = |part: &str| format!("the {part} of source \"{id}\"");
            self.differs(&what("title"), Some(&was.title), Some(&is.title));
            self.differs(
                &what("publisher"),
                Some(&was.publisher),
                Some(&is.publisher),
            );
            self.differs(&what("date"), Some(was.date), Some(is.date));
            self.differs(&what("address"), was.url.as_ref(), is.url.as_ref());
            self.differs(&what("passage"), was.says.as_ref(), is.says.as_ref());
            self.differs(&what("last day"), was.valid_to, is.valid_to);
        }
    }

    fn periods(&mut self, revision: &Revision, old: &Scheme, new: &Scheme) {
        let (was, is) = (old.baseline(), new.baseline());
        self.differs("the id of the baseline", Some(&was.id), Some(&is.id));
        self.differs(
            "the title of the baseline",
            was.title.as_ref(),
            is.title.as_ref(),
        );
        let is_told = |period: &Period| {
            let mut parts = revision
                .taking_part
                .iter()
                .filter_map(|part| part.period.as_ref());
            parts.any(|told| told.id == period.id)
        };
        let both = [old.tests(), new.tests()];
        self.in_one("test period", both, |period| &period.id, is_told);
        for (was, is) in shared(old.tests(), new.tests(), |period| &period.id) {
            let what = format!("the title of test period \"{}\"", is.id);
            self.differs(&what, was.title.as_ref(), is.title.as_ref());
        }
    }

    fn metrics(&mut self, revision: &Revision, old: &Scheme, new: &Scheme) {
        let is_told = |metric: &Metric| {
            let mut prices = revision.prices.iter();
            prices.any(|price| price.metric.id == metric.id)
        };
        let both = [old.metrics(), new.metrics()];
        self.in_one("metric", both, |metric| &metric.id, is_told);
        for (was, is) in shared(old.metrics(), new.metrics(), |metric| &metric.id) {
            let what = |part: &str| format!("{part} of metric \"{}\"", is.id);
            self.differs(&what("the title"), Some(&was.title), Some(&is.title));
            let stands_for = [was.stands_for.as_ref(), is.stands_for.as_ref()];
            let [was, is] = stands_for;
            self.differs(&what("the stand-in"), was, is);
        }
    }

    fn terms(&mut self, old: &Scheme, new: &Scheme) {
        for cohort in Cohort::ALL {
            let people = cohort.people();
            let (Some(was), Some(is)) = (old.terms(cohort), new.terms(cohort)) else {
                let [was, is] = [old, new].map(|scheme| scheme.terms(cohort).is_some());
                let takes_part = |scheme: &Scheme| {
                    let mut sites = scheme.sites().iter();
                    sites.any(|site| site.cohorts.contains(&cohort))
                };
                if was != is && !takes_part(old) && !takes_part(new) {
                    let verb = if is { "have" } else { "had" };
                    self.say(format!(
                        "{people} {verb} terms, and no site takes part with them"
                    ));
                }
                continue;
            };
            let (Terms::Bands(was), Terms::Bands(is)) = (&**was, &**is);
            let [before, after] = [was, is].map(|terms| terms.published());
            let name = |published: Option<crate::scheme::PublishedTerms>| {
                published.map(|published| published.as_str())
            };
            let what = format!("the name of the terms for {people}");
            self.differs(&what, name(before), name(after));
            let ids = |terms: &crate::scheme::BandTerms| {
                let ids: Vec<&str> = terms.sources().iter().map(Id::as_str).collect();
                Some(ids.join(", "))
            };
            let what = format!("the sources of the terms for {people}");
            self.differs(&what, ids(was), ids(is));
        }
    }

    fn sites(&mut self, old: &Scheme, new: &Scheme) {
        for (was, is) in shared(old.sites(), new.sites(), |site| &site.code) {
            let Site { code, .. } = is;
            let what = format!("the name of site {code}");
            self.differs(&what, Some(&was.name), Some(&is.name));
            let named = |site: &Site| (site.cohorts.clone(), site.periods.clone());
            if named(was) != named(is) && takes_part(old, was) == takes_part(new, is) {
                let name = &is.name;
                self.say(format!(
                    "{name} takes part as before, and its cohorts or test periods are named \
                     otherwise"
                ));
            }
        }
    }

    /// What persons assumed or decided, by what was assumed or decided.
    fn judgements(&mut self, kind: &str, both: [&[Arc<Judgement>]; 2]) {
        self.in_one(kind, both, |judgement| &judgement.what, |_| false);
        for (was, is) in shared(both[0], both[1], |judgement| &judgement.what) {
            let what = |part: &str| format!("the {part} of {kind} \"{}\"", is.what);
            self.differs(&what("reason"), was.why.as_ref(), is.why.as_ref());
            self.differs(&what("effect"), was.effect.as_ref(), is.effect.as_ref());
            let reliability = |of: &Judgement| of.reliability.map(Reliability::as_str);
            self.differs(&what("reliability"), reliability(was), reliability(is));
            self.differs(&what("day"), was.date, is.date);
            self.differs(&what("author"), was.by.as_ref(), is.by.as_ref());
            let signed = [&was.signed_by, &is.signed_by];
            let [was, is] = signed.map(Option::as_ref);
            self.differs(&what("sign-off"), was, is);
        }
    }

    /// Changes that could move a reward, and that no split reward rests on.
    fn unused(&mut self, revision: &Revision) {
        let split = || {
            let rewards = revision.rewards.iter();
            rewards.filter(|reward| !reward.parts.is_empty())
        };
        let unused: Vec<&RevisedPrice> = (0_usize..)
            .zip(&revision.prices)
            .filter(|(number, _)| !split().any(|reward| reward.rests.prices.contains(number)))
            .map(|(_, price)| price)
            .collect();
        if !unused.is_empty() {
            let told = prices(revision, &unused);
            self.say(format!("{told}; {RESTS_ON_IT}"));
        }
        for (number, terms) in (0_usize..).zip(&revision.terms) {
            if !split().any(|reward| reward.rests.terms == Some(number)) {
                let told = terms_of(terms);
                self.say(format!("{told}; {RESTS_ON_IT}"));
            }
        }
        let rests: BTreeSet<&usize> = split().flat_map(|reward| &reward.rests.areas).collect();
        let numbered = (0_usize..).zip(&revision.areas);
        let unused = numbered.filter(|(number, _)| !rests.contains(number));
        let told: Vec<String> = unused.map(|(_, area)| moved(revision, area)).collect();
        if !told.is_empty() {
            let all = told.len();
            self.say(format!("{}; {RESTS_ON_IT}", some(told, all)));
        }
    }

    /// That parts stand in another order, which is that of every output.
    fn orders(&mut self, old: &Scheme, new: &Scheme) {
        fn is_other<T, N: PartialEq>(
            old: &[Arc<T>],
            new: &[Arc<T>],
            name: impl Fn(&T) -> &N,
        ) -> bool {
            let is_in = |all: &[Arc<T>], one: &T| all.iter().any(|other| name(other) == name(one));
            let was = old
                .iter()
                .filter(|one| is_in(new, one))
                .map(|one| name(one));
            let is = new
                .iter()
                .filter(|one| is_in(old, one))
                .map(|one| name(one));
            !was.eq(is)
        }
        let orders = [
            (
                "sources",
                is_other(old.sources(), new.sources(), |source| &source.id),
            ),
            (
                "test periods",
                is_other(old.tests(), new.tests(), |test| &test.id),
            ),
            (
                "assumptions",
                is_other(old.assumptions(), new.assumptions(), |one| &one.what),
            ),
            (
                "decisions",
                is_other(old.decisions(), new.decisions(), |one| &one.what),
            ),
            (
                "metrics",
                is_other(old.metrics(), new.metrics(), |metric| &metric.id),
            ),
            (
                "sites",
                is_other(old.sites(), new.sites(), |site| &site.code),
            ),
        ];
        let others = orders.into_iter().filter(|(_, is_other)| *is_other);
        let others: Vec<&str> = others.map(|(what, _)| what).collect();
        if !others.is_empty() {
            let others = listed(&others, "and");
            self.say(format!("what stands in another order: {others}"));
        }
        for (was, is) in shared(old.sites(), new.sites(), |site| &site.code) {
            let sorted = |site: &Site| {
                let mut areas = site.areas.clone();
                areas.sort();
                areas
            };
            if was.areas != is.areas && sorted(was) == sorted(is) {
                self.say(format!("the areas of {} stand in another order", is.name));
            }
        }
    }
}

/// The cohorts and test periods that a site takes part in.
fn takes_part<'a>(scheme: &'a Scheme, site: &Site) -> BTreeSet<(Cohort, &'a Id)> {
    let is_meant = |test: &Id| match &site.periods {
        Some(periods) => periods.contains(test),
        None => true,
    };
    let tests = scheme.tests().iter().map(|test| &test.id);
    let tests = tests.filter(|test| is_meant(test));
    tests
        .flat_map(|test| site.cohorts.iter().map(move |cohort| (*cohort, test)))
        .collect()
}
