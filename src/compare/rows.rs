//! What differs between two tables of counts besides the counts themselves: groups,
//! marks, names, days and notes, and rows that one of the two alone has.

use super::sentences::{many, place, some};
use super::version::Version;
use super::{RevisedCount, Revision};
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::{Count, Markers, MissingReason, Observation};
use crate::name::{Id, Title};
use std::collections::{BTreeMap, BTreeSet};

/// Of which count rows are: area, cohort, test period (`None` for the baseline), metric.
type Key = (AreaCode, Cohort, Option<Id>, Id);

/// The rows of each count.
type Rows = BTreeMap<Key, Vec<Observation>>;

fn rows(version: Version<'_>) -> Rows {
    let mut rows = Rows::new();
    for row in version.demand.observations() {
        let is_baseline = row.period == version.scheme.baseline().id;
        let period = (!is_baseline).then(|| row.period.clone());
        let key = (row.area.clone(), row.cohort, period, row.metric.clone());
        rows.entry(key).or_default().push(row);
    }
    rows
}

/// What rows add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Total {
    Number(Option<u64>),
    NotApplicable,
    Missing,
}

/// What differs, as sentences without their full stops.
pub(super) fn remarks(revision: &Revision, old: Version<'_>, new: Version<'_>) -> Vec<String> {
    let (before, after) = (rows(old), rows(new));
    let both: Vec<(&Key, &Vec<Observation>, &Vec<Observation>)> = after
        .iter()
        .filter_map(|(key, is)| Some((key, before.get(key)?, is)))
        .collect();
    let mut said = Vec::new();
    let mut say = |named: Vec<String>, one: &str, more: &str| {
        if !named.is_empty() {
            let (all, verb) = (named.len(), if named.len() == 1 { one } else { more });
            let counts = many(all, "count", "counts");
            said.push(format!("{counts} {verb}: {}", some(named, all)));
        }
    };
    let names = |keys: Vec<&Key>| -> Vec<String> {
        let keys = keys.into_iter();
        keys.map(|key| called(revision, [new, old], key)).collect()
    };
    let of = |is_meant: &dyn Fn(&[Observation], &[Observation]) -> bool| -> Vec<String> {
        let meant = both.iter().filter(|(_, was, is)| is_meant(was, is));
        names(meant.map(|(key, ..)| *key).collect())
    };
    let regrouped = |was: &[Observation], is: &[Observation]| parts(was) != parts(is);
    let alike = |was: &[Observation], is: &[Observation]| total(was) == total(is);
    let is_missing = |rows: &[Observation]| total(rows) == Total::Missing;
    say(
        of(&|was, is| regrouped(was, is) && alike(was, is) && !is_missing(is)),
        "is split otherwise by group, and adds up alike",
        "are split otherwise by group, and add up alike",
    );
    // That the one reason of a count without groups is another is told of the count.
    let has_groups = |rows: &[Observation]| groups(rows).iter().any(Option::is_some);
    say(
        of(&|was, is| {
            regrouped(was, is)
                && is_missing(was)
                && is_missing(is)
                && (has_groups(was) || has_groups(is))
        }),
        "is missing in both, and what is known of its groups was revised",
        "are missing in both, and what is known of their groups was revised",
    );
    say(
        of(&|was, is| groups(was) != groups(is) && !alike(was, is)),
        "is split otherwise by group, and was revised",
        "are split otherwise by group, and were revised",
    );
    let marked = both.iter().filter(|(_, was, is)| marks(was) != marks(is));
    let marked: Vec<String> = marked
        .map(|(key, was, is)| {
            let [was, is] = [was, is].map(|rows| match marks(rows) {
                none if none.is_empty() => "no mark".to_owned(),
                marks => marks.to_string(),
            });
            format!("{} ({was}, now {is})", called(revision, [new, old], key))
        })
        .collect();
    say(marked, "is marked otherwise", "are marked otherwise");
    let by_group = |row: &Observation| row.markers.to_string();
    say(
        of(&|was, is| {
            let are_alike = groups(was) == groups(is) && marks(was) == marks(is);
            are_alike && are_others(was, is, by_group)
        }),
        "has its marks on other groups",
        "have their marks on other groups",
    );
    let text = |row: &Observation| row.note.clone();
    say(
        of(&|was, is| are_others(was, is, text)),
        "has another note",
        "have other notes",
    );
    let day = |row: &Observation| row.as_at;
    say(
        of(&|was, is| are_others(was, is, day)),
        "was taken from the records on another day",
        "were taken from the records on other days",
    );
    let gone: Vec<&Key> = before
        .keys()
        .filter(|key| !after.contains_key(key))
        .collect();
    let come: Vec<&Key> = after
        .keys()
        .filter(|key| !before.contains_key(key))
        .collect();
    let of_version = |version: Version<'_>, keys: Vec<&Key>| -> [Vec<String>; 2] {
        let is_priced = |(_, cohort, _, metric): &Key| version.scheme.is_priced(metric, *cohort);
        let (priced, watched) = keys.into_iter().partition(|key| is_priced(key));
        [priced, watched].map(names)
    };
    let [priced, watched] = of_version(new, come);
    say(
        priced,
        "stands in the new table alone, and goes with the site, cohort, period or price that \
         needs it",
        "stand in the new table alone, and go with the sites, cohorts, periods or prices that \
         need them",
    );
    say(
        watched,
        "stands in the new table alone, and is watched, so in no cost",
        "stand in the new table alone, and are watched, so in no cost",
    );
    let [priced, watched] = of_version(old, gone);
    say(
        priced,
        "stands in the old table alone, and went with the site, cohort, period or price that \
         needed it",
        "stand in the old table alone, and went with the sites, cohorts, periods or prices that \
         needed them",
    );
    say(
        watched,
        "stands in the old table alone, and was watched, so in no cost",
        "stand in the old table alone, and were watched, so in no cost",
    );
    said.extend(of_areas(revision, old, new));
    if said.is_empty()
        && revision.counts.is_empty()
        && revision.old.demand_sha256 != revision.new.demand_sha256
    {
        said.push("the table of counts is written otherwise, and holds the same".to_owned());
    }
    said
}

/// Whether a text or a day of rows is not the same: of each group, where the groups are.
fn are_others<T: Ord>(
    was: &[Observation],
    is: &[Observation],
    of: impl Fn(&Observation) -> T,
) -> bool {
    let are_alike = groups(was) == groups(is);
    let each = |rows: &[Observation]| -> BTreeSet<(Option<Title>, T)> {
        let group = |row: &Observation| row.group.clone().filter(|_| are_alike);
        rows.iter().map(|row| (group(row), of(row))).collect()
    };
    each(was) != each(is)
}

fn groups(rows: &[Observation]) -> BTreeSet<Option<&Title>> {
    rows.iter().map(|row| row.group.as_ref()).collect()
}

fn parts(rows: &[Observation]) -> Vec<(Option<&Title>, String)> {
    let parts = rows.iter().map(|row| {
        let count = match row.count {
            Count::Number(number) => number.to_string(),
            Count::Missing(reason) => reason.to_string(),
        };
        (row.group.as_ref(), count)
    });
    parts.collect()
}

/// The rows added up. One that is not applicable leaves the sum; one that is missing for
/// another reason leaves none.
fn total(rows: &[Observation]) -> Total {
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

fn marks(rows: &[Observation]) -> Markers {
    let rows = rows.iter();
    rows.fold(Markers::default(), |all, row| all.and(row.markers))
}

/// `"Community orders" for adults of Croydon (E09000008) in the first test year`.
fn called(
    revision: &Revision,
    versions: [Version<'_>; 2],
    (area, cohort, test, metric): &Key,
) -> String {
    let of_versions = [&revision.new, &revision.old];
    let period = match test {
        None => Some(&revision.new.baseline),
        Some(id) => {
            let mut tests = of_versions.iter().flat_map(|of| &of.tests);
            tests.find(|test| test.id == *id)
        }
    };
    let mut metrics = versions.iter().flat_map(|of| of.scheme.metrics());
    let title = metrics.find(|known| known.id == *metric);
    format!(
        "\"{}\" for {} of {} in {}",
        title.map_or(metric.as_str(), |known| known.title.as_str()),
        cohort.people(),
        place(revision, area),
        period.map_or_else(String::new, |period| period.in_sentence())
    )
}

/// What areas that both schemes have are called.
fn of_areas(revision: &Revision, old: Version<'_>, new: Version<'_>) -> Vec<String> {
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
    match named.len() {
        0 => Vec::new(),
        all => vec![format!("names of areas: {}", some(named, all))],
    }
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
