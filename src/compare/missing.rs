//! Why a reward has no difference in pounds: which counts are missing, and what asks for
//! them where the other version did not.

use super::sentences::{MOST_NAMED, many, number, place, some, title};
use super::version::{Version, When};
use super::{RevisedReward, Revision, Standing};
use crate::area::AreaCode;
use crate::assess::MissingCount;
use crate::cohort::Cohort;
use crate::demand::Count;
use crate::wording::listed;
use std::collections::BTreeSet;

/// Of each count that a version lacks for a reward, whether it is missing in the table of
/// the other version too.
pub(super) fn are_missing_too(
    standing: &Standing,
    cohort: Cohort,
    of: Version<'_>,
    other: Version<'_>,
) -> Vec<bool> {
    let Standing::NotComputable(missing) = standing else {
        return Vec::new();
    };
    let missing = missing.iter().map(|one| {
        let when = match one.period.id == of.scheme.baseline().id {
            true => When::Baseline,
            false => When::Test(&one.period.id),
        };
        let there = other.count(&one.area, cohort, when, &one.metric.id);
        matches!(there, Some(Count::Missing(_)))
    });
    missing.collect()
}

/// What is to be said of a reward that has no difference in pounds; `None` for others, and
/// where nothing of it changed.
pub(super) fn without_difference(revision: &Revision, reward: &RevisedReward) -> Option<String> {
    if reward.is_unchanged() {
        return None;
    }
    let title = title(revision, reward);
    let lacks = |missing: &[MissingCount], is_now: bool| {
        let asked = asked(revision, reward, missing, is_now);
        let asked = asked.map_or_else(String::new, |asked| format!("; {asked}"));
        format!("{}{asked}", lacks(revision, missing, is_now))
    };
    let said = match (&reward.old, &reward.new) {
        (Standing::NotComputable(old), Standing::NotComputable(new)) if are_alike(old, new) => {
            format!("is not computable in either version: {}", lacks(new, true))
        }
        (Standing::NotComputable(old), Standing::NotComputable(new)) => format!(
            "was not computable ({}), and is not ({})",
            lacks(old, false),
            lacks(new, true)
        ),
        (Standing::NotComputable(old), Standing::Computed(new)) => {
            let is_asked = asked(revision, reward, old, false).is_some();
            format!(
                "was not computable, since {}; {} is {} now",
                lacks(old, false),
                if is_asked { "the reward" } else { "it" },
                new.in_words()
            )
        }
        (Standing::Computed(old), Standing::NotComputable(new)) => format!(
            "was {}, and is not computable, since {}",
            old.in_words(),
            lacks(new, true)
        ),
        (Standing::NoPart, Standing::NotComputable(new)) => format!(
            "takes part now, and is not computable, since {}",
            lacks(new, true)
        ),
        (Standing::NotComputable(old), Standing::NoPart) => format!(
            "takes no part any more, and was not computable, since {}",
            lacks(old, false)
        ),
        _ => return None,
    };
    Some(format!("{title}: {said}."))
}

/// Whether the same counts are missing for the same reasons, on whatever lines.
fn are_alike(old: &[MissingCount], new: &[MissingCount]) -> bool {
    let named = |missing: &MissingCount| {
        (
            missing.area.clone(),
            missing.metric.id.clone(),
            missing.period.id.clone(),
            missing.group.clone(),
            missing.reason,
        )
    };
    old.iter().map(named).eq(new.iter().map(named))
}

/// `1 count was missing: "Community orders" of Croydon (E09000008) in the baseline year,
/// [x] not available`.
fn lacks(revision: &Revision, missing: &[MissingCount], is_now: bool) -> String {
    let named = missing.iter().take(MOST_NAMED).map(|one| {
        let group = one.group.as_ref();
        let group = group.map_or_else(String::new, |group| format!(", group \"{group}\","));
        format!(
            "{}{group} of {} in {}, {} {}",
            revision.called.metric(&one.metric),
            place(revision, &one.area),
            revision.called.in_sentence(&one.period),
            one.reason,
            one.reason.in_words()
        )
    });
    let verb = match (missing.len(), is_now) {
        (1, true) => "is",
        (1, false) => "was",
        (_, true) => "are",
        (_, false) => "were",
    };
    let named = some(named.collect(), missing.len());
    format!(
        "{} {verb} missing: {named}",
        many(missing.len(), "count", "counts")
    )
}

/// What asks for missing counts in one version alone, so that it is not taken for a count
/// that was withdrawn or supplied: `it was missing before too, and is asked for now that
/// "Nights on remand" has a price`.
fn asked(
    revision: &Revision,
    reward: &RevisedReward,
    missing: &[MissingCount],
    is_now: bool,
) -> Option<String> {
    let own_areas = revision.areas.iter().filter(|moved| {
        let site = if is_now { &moved.to } else { &moved.from };
        let mut site = site.iter();
        site.any(|site| site.code == reward.site.code)
    });
    let own_areas: BTreeSet<&AreaCode> = own_areas.map(|moved| &moved.area).collect();
    let (mut metrics, mut areas) = (BTreeSet::new(), BTreeSet::new());
    let (mut all, mut are_missing_too) = (0_usize, true);
    let is_too = match is_now {
        true => &reward.missing_before,
        false => &reward.missing_still,
    };
    for (place_in_list, one) in missing.iter().enumerate() {
        let baselines = [&revision.old.baseline.id, &revision.new.baseline.id];
        let mut prices = revision.prices.iter();
        let is_priced_here_alone = prices.any(|price| {
            let is_baseline = baselines.contains(&&one.period.id);
            let is_same_period = match is_baseline {
                true => price.period.id == revision.new.baseline.id,
                false => price.period.id == one.period.id,
            };
            let other = if is_now { price.old } else { price.new };
            let is_meant = price.metric.id == one.metric.id && price.cohort == reward.cohort;
            is_meant && is_same_period && other.is_none()
        });
        if is_priced_here_alone {
            metrics.insert(revision.called.metric(&one.metric));
        } else if own_areas.contains(&one.area) {
            areas.insert(place(revision, &one.area));
        } else {
            continue;
        }
        all = all.saturating_add(1);
        are_missing_too &= is_too.get(place_in_list).copied().unwrap_or_default();
    }
    let several = |names: &BTreeSet<String>, one: &'static str, more: &'static str| {
        if names.len() > 1 { more } else { one }
    };
    let mut why = Vec::new();
    if !metrics.is_empty() {
        let verb = several(&metrics, "has", "have");
        let price = if is_now { "a price" } else { "no price" };
        why.push(format!("{} {verb} {price}", names(&metrics)));
    }
    if !areas.is_empty() {
        let verb = several(&areas, "is", "are");
        let part = match is_now {
            true => "part of the site",
            false => "not part of the site any more",
        };
        why.push(format!("{} {verb} {part}", names(&areas)));
    }
    if why.is_empty() {
        return None;
    }
    let subject = match (all == missing.len(), all) {
        (true, 1) => "it".to_owned(),
        (true, _) => "they".to_owned(),
        (false, all) => format!("{} of them", number(all)),
    };
    let (was, is) = if all == 1 {
        ("was", "is")
    } else {
        ("were", "are")
    };
    let why = why.join(" and ");
    Some(match (is_now, are_missing_too) {
        (true, true) => {
            format!("{subject} {was} missing before too, and {is} asked for now that {why}")
        }
        (true, false) => format!("{subject} {is} asked for now that {why}"),
        (false, true) => {
            format!("{subject} {is} missing still, and not asked for any more, since {why}")
        }
        (false, false) => format!("{subject} {is} not asked for any more, since {why}"),
    })
}

/// The first few names of some, and how many more there are.
fn names(names: &BTreeSet<String>) -> String {
    let mut first: Vec<String> = names.iter().take(MOST_NAMED).cloned().collect();
    let more = names.len().saturating_sub(first.len());
    if more > 0 {
        first.push(format!("{} more", number(more)));
    }
    listed(&first, "and")
}
