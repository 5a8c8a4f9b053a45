//! What differs between two tables of counts besides the counts themselves: groups,
//! marks, names, days and notes, and rows that one of the two alone has.

use super::listed::MOST_LISTED;
use super::sentences::{many, place, some};
use super::version::{Places, Version};
use super::{RevisedCount, Revision};
use crate::area::AreaCode;
use crate::demand::{Count, Markers, MissingReason, Row};
use crate::name::Title;
use crate::scheme::Spot;
use std::collections::BTreeSet;

/// What rows add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Total {
    Number(Option<u64>),
    NotApplicable,
    Missing,
}

/// What is to be told of counts, for one and for several.
type Kind = [&'static str; 2];

const REGROUPED: Kind = [
    "is split otherwise by group, and adds up alike",
    "are split otherwise by group, and add up alike",
];
const STILL_MISSING: Kind = [
    "is missing in both, and what is known of its groups was revised",
    "are missing in both, and what is known of their groups was revised",
];
const REGROUPED_AND_REVISED: Kind = [
    "is split otherwise by group, and was revised",
    "are split otherwise by group, and were revised",
];
const MARKED: Kind = ["is marked otherwise", "are marked otherwise"];
const MARKED_BY_GROUP: Kind = [
    "has its marks on other groups",
    "have their marks on other groups",
];
const NOTED: Kind = ["has another note", "have other notes"];
const OF_ANOTHER_DAY: Kind = [
    "was taken from the records on another day",
    "were taken from the records on other days",
];
const COME: Kind = [
    "stands in the new table alone, and goes with the site, cohort, period or price that needs \
     it",
    "stand in the new table alone, and go with the sites, cohorts, periods or prices that need \
     them",
];
const WATCHED_NOW: Kind = [
    "stands in the new table alone, and is watched, so in no cost",
    "stand in the new table alone, and are watched, so in no cost",
];
const GONE: Kind = [
    "stands in the old table alone, and went with the site, cohort, period or price that needed \
     it",
    "stand in the old table alone, and went with the sites, cohorts, periods or prices that \
     needed them",
];
const WATCHED_BEFORE: Kind = [
    "stands in the old table alone, and was watched, so in no cost",
    "stand in the old table alone, and were watched, so in no cost",
];

/// In the order in which they are told.
const KINDS: [Kind; 11] = [
    REGROUPED,
    STILL_MISSING,
    REGROUPED_AND_REVISED,
    MARKED,
    MARKED_BY_GROUP,
    NOTED,
    OF_ANOTHER_DAY,
    COME,
    WATCHED_NOW,
    GONE,
    WATCHED_BEFORE,
];

/// How many counts there are of each kind, and the first of them by name.
struct Remarks([(usize, Vec<String>); KINDS.len()]);

impl Remarks {
    fn add(&mut self, kind: Kind, name: impl FnOnce() -> String) {
        let mut kinds = KINDS.iter().zip(&mut self.0);
        if let Some((_, (all, named))) = kinds.find(|(known, _)| **known == kind) {
            *all = all.saturating_add(1);
            if named.len() < MOST_LISTED {
                named.push(name());
            }
        }
    }

    fn told(self) -> Vec<Remark> {
        let kinds = KINDS.into_iter().zip(self.0);
        let kinds = kinds.filter(|(_, (all, _))| *all > 0);
        kinds
            .map(|(kind, (all, named))| {
                let [one, more] = kind;
                let verb = if all == 1 { one } else { more };
                Remark {
                    what: format!("{} {verb}", many(all, "count", "counts")),
                    named,
                    all,
                    // What they came and went with is told by itself.
                    is_own: ![COME, GONE].contains(&kind),
                }
            })
            .collect()
    }
}

/// What differs of several counts or areas, which are named: the first of them.
#[derive(Debug, Clone)]
pub(super) struct Remark {
    pub(super) what: String,
    pub(super) named: Vec<String>,
    pub(super) all: usize,
    /// Whether it is told nowhere else.
    pub(super) is_own: bool,
}

impl Remark {
    /// In one sentence, without its full stop.
    pub(super) fn in_words(&self) -> String {
        format!("{}: {}", self.what, some(self.named.clone(), self.all))
    }
}

/// What differs of the rows.
pub(super) fn remarks(revision: &Revision, old: Version<'_>, new: Version<'_>) -> Vec<Remark> {
    let mut remarks = Remarks(Default::default());
    let before = Places::between(new, old);
    for spot in new.scheme.grid().spots() {
        let is = new.rows_at(spot);
        let was = before.of(spot).map_or(&[][..], |spot| old.rows_at(spot));
        let name = || called(revision, new, spot);
        match (was, is) {
            (_, []) => {}
            ([], _) if is_priced(new, spot) => remarks.add(COME, name),
            ([], _) => remarks.add(WATCHED_NOW, name),
            (was, is) => {
                kinds(was, is).for_each(|kind| remarks.add(kind, name));
                if marks(was) != marks(is) {
                    let [was, is] = [was, is].map(marked);
                    remarks.add(MARKED, || format!("{} ({was}, now {is})", name()));
                }
            }
        }
    }
    let after = Places::between(old, new);
    for spot in old.scheme.grid().spots() {
        let is = after.of(spot).map_or(&[][..], |spot| new.rows_at(spot));
        if !old.rows_at(spot).is_empty() && is.is_empty() {
            let kind = if is_priced(old, spot) {
                GONE
            } else {
                WATCHED_BEFORE
            };
            remarks.add(kind, || called(revision, old, spot));
        }
    }
    let mut said = remarks.told();
    said.extend(of_areas(revision, old, new));
    said
}

/// That nothing differs of the rows but how they are written, where that does.
pub(super) fn are_alike(revision: &Revision) -> bool {
    revision.counts.is_empty() && revision.old.demand_sha256 != revision.new.demand_sha256
}

/// What is to be told of a count that both tables have, besides that it is another and
/// which marks it has.
fn kinds(was: &[Row], is: &[Row]) -> impl Iterator<Item = Kind> {
    let is_regrouped = parts(was).ne(parts(is));
    let have_alike_groups = groups(was).eq(groups(is));
    let (before, after) = (total(was), total(is));
    let is_missing = before == Total::Missing && after == Total::Missing;
    // That the one reason of a count without groups is another is told of the count.
    let has_groups = groups(was).chain(groups(is)).any(|group| group.is_some());
    let markers = |rows: &[Row]| -> Vec<Markers> { rows.iter().map(|row| row.markers).collect() };
    [
        (REGROUPED, is_regrouped && before == after && !is_missing),
        (STILL_MISSING, is_regrouped && is_missing && has_groups),
        (REGROUPED_AND_REVISED, !have_alike_groups && before != after),
        (
            MARKED_BY_GROUP,
            have_alike_groups && marks(was) == marks(is) && markers(was) != markers(is),
        ),
        (NOTED, are_others(was, is, Row::note)),
        (OF_ANOTHER_DAY, are_others(was, is, Row::as_at)),
    ]
    .into_iter()
    .filter_map(|(kind, holds)| holds.then_some(kind))
}

/// Whether a text or a day of rows is not the same: of each group, where the groups are.
fn are_others<'a, T: Ord>(was: &'a [Row], is: &'a [Row], of: impl Fn(&'a Row) -> T) -> bool {
    if groups(was).eq(groups(is)) {
        return was.iter().map(&of).ne(is.iter().map(&of));
    }
    let each = |rows: &'a [Row]| -> BTreeSet<T> { rows.iter().map(&of).collect() };
    each(was) != each(is)
}

/// The groups, in the order of their names.
fn groups(rows: &[Row]) -> impl Iterator<Item = Option<&Title>> {
    rows.iter().map(|row| row.group.as_ref())
}

fn parts(rows: &[Row]) -> impl Iterator<Item = (Option<&Title>, Count)> {
    rows.iter().map(|row| (row.group.as_ref(), row.count))
}

/// The rows added up. One that is not applicable leaves the sum; one that is missing for
/// another reason leaves none.
fn total(rows: &[Row]) -> Total {
    let mut numbers = Vec::new();
    for row in rows {
        match row.count {
            Count::Number(number) => numbers.push(number),
            Count::Missing(MissingReason::NotApplicable) => {}
            Count::Missing(_) => return Total::Missing,
        }
    }
    match numbers.is_empty() {
        true => Total::NotApplicable,
        false => Total::Number(numbers.into_iter().try_fold(0, u64::checked_add)),
    }
}

fn marks(rows: &[Row]) -> Markers {
    let rows = rows.iter();
    rows.fold(Markers::default(), |all, row| all.and(row.markers))
}

/// What stands beside the numbers of some rows, and in place of those that are missing:
/// `[r]`, `[c]`, `no mark`.
fn marked(rows: &[Row]) -> String {
    let reasons = MissingReason::ALL.into_iter().filter(|reason| {
        let mut rows = rows.iter();
        rows.any(|row| row.count == Count::Missing(*reason))
    });
    let reasons: String = reasons.map(MissingReason::as_str).collect();
    match format!("{}{reasons}", marks(rows)) {
        none if none.is_empty() => "no mark".to_owned(),
        marked => marked,
    }
}

fn is_priced(version: Version<'_>, spot: Spot) -> bool {
    let metric = version.scheme.grid().metric_id(spot.metric);
    metric.is_some_and(|metric| version.scheme.is_priced(metric, spot.cohort))
}

/// `"Community orders" for adults of Croydon (E09000008) in the first test year`, by the
/// names of a version.
fn called(revision: &Revision, version: Version<'_>, spot: Spot) -> String {
    let scheme = version.scheme;
    let metric = scheme.metrics().get(spot.metric);
    let area = scheme.grid().area_codes().get(spot.area);
    let when = version.periods().nth(spot.period);
    let period = when.and_then(|when| version.period(when));
    format!(
        "{} for {} of {} in {}",
        metric.map_or_else(String::new, |metric| revision.called.metric(metric)),
        spot.cohort.people(),
        area.map_or_else(String::new, |area| place(revision, area)),
        period.map_or_else(String::new, |period| revision.called.in_sentence(period))
    )
}

/// What areas that both schemes have are called.
fn of_areas(revision: &Revision, old: Version<'_>, new: Version<'_>) -> Option<Remark> {
    let (before, after) = (&revision.old.area_names, &revision.new.area_names);
    let all: BTreeSet<&AreaCode> = before.keys().chain(after.keys()).collect();
    let is_in = |version: Version<'_>, area: &AreaCode| version.scheme.grid().area(area).is_some();
    let all = all
        .into_iter()
        .filter(|area| is_in(old, area) && is_in(new, area))
        .filter_map(|area| match (before.get(area), after.get(area)) {
            (Some(was), Some(is)) if was != is => Some(format!(
                "{area} was called \"{was}\", and is called \"{is}\""
            )),
            (None, Some(is)) => Some(format!("{area} is called \"{is}\", and had no name")),
            (Some(was), None) => Some(format!("{area} has no name; it was called \"{was}\"")),
            _ => None,
        });
    let named: Vec<String> = all.collect();
    let what = "names of areas".to_owned();
    (!named.is_empty()).then(|| Remark {
        what,
        all: named.len(),
        named: named.into_iter().take(MOST_LISTED).collect(),
        is_own: true,
    })
}

/// Counts that are not the same and that no split reward rests on.
pub(super) fn of_no_reward(revision: &Revision) -> Vec<String> {
    let mut rests: BTreeSet<usize> = BTreeSet::new();
    for reward in revision
        .rewards
        .iter()
        .filter(|reward| !reward.parts.is_empty())
    {
        rests.extend(&reward.rests.counts);
    }
    let numbered = revision.counts.iter().enumerate();
    let others = numbered.filter(|(number, _)| !rests.contains(number));
    let others: Vec<&RevisedCount> = others.map(|(_, count)| count).collect();
    let (reasons, others): (Vec<&RevisedCount>, Vec<&RevisedCount>) =
        others.into_iter().partition(|count| !count.is_other_sum());
    let (watched, priced): (Vec<&RevisedCount>, Vec<&RevisedCount>) =
        others.into_iter().partition(|count| count.price.is_none());
    let kinds = [
        ("in no cost, since watched", watched),
        ("missing as before, for another reason", reasons),
        (
            "of no reward that both versions have and can compute",
            priced,
        ),
    ];
    let kinds = kinds.into_iter().filter(|(_, counts)| !counts.is_empty());
    kinds
        .map(|(kind, counts)| format!("{kind}: {}", super::sentences::counts(revision, &counts)))
        .collect()
}
