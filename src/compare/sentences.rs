//! What changed and what it moved, in one sentence for each cause.

use super::{
    Cause, Causes, MovedArea, RevisedCount, RevisedPrice, RevisedReward, RevisedTerms, Revision,
    TakingPart,
};
use crate::area::AreaCode;
use crate::demand::{Count, MissingReason};
use crate::money::Pounds;
use crate::scheme::{Site, Terms, ThresholdRule};
use crate::wording::{counted, grouped, listed};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many things a sentence names; how many more there are, it says.
pub(super) const MOST_NAMED: usize = 3;

/// `+£540.00`, `−£540.00`, `£0.00`.
pub(super) fn signed(amount: Pounds) -> String {
    match amount > Pounds::ZERO {
        true => format!("+{}", amount.in_words()),
        false => amount.in_words(),
    }
}

/// Some of many things: the first few by name, and how many more there are.
pub(super) fn some(mut named: Vec<String>, all: usize) -> String {
    named.truncate(MOST_NAMED);
    let more = all.saturating_sub(named.len());
    match named.as_slice() {
        [only] if more == 0 => only.clone(),
        [first @ .., last] if more == 0 => format!("{}; and {last}", first.join("; ")),
        _ => format!("{}; and {} more", named.join("; "), number(more)),
    }
}

pub(super) fn number(number: usize) -> String {
    grouped(&number.to_string())
}

/// What some causes moved over all rewards: `Terms: the threshold for adults went from
/// 5% to 6%: −£500.00.`
pub(super) fn of_causes(revision: &Revision, causes: Causes, amount: Pounds) -> String {
    let own = |reward: &&RevisedReward| reward.parts.iter().any(|part| part.causes == causes);
    let rewards: Vec<&RevisedReward> = revision.rewards.iter().filter(own).collect();
    let mut name = causes.in_words();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let of_each: Vec<String> = causes
        .iter()
        .map(|cause| changed(revision, cause, &rewards))
        .collect();
    let mut what = of_each.join("; ");
    if causes.len() > 1 {
        name.push_str(" together");
        let names = rewards
            .iter()
            .take(MOST_NAMED)
            .map(|reward| title(revision, reward));
        what.push_str(&format!(
            "; they cannot be told apart, since a mixture of old and new is not computable: {}",
            some(names.collect(), rewards.len())
        ));
    }
    let amount = match sides(&rewards, causes) {
        Some(sides) => format!("{} ({sides})", signed(amount)),
        None => signed(amount),
    };
    format!("{name}: {what}: {amount}.")
}

/// Where some rewards have more of it and others less, how much on each side, since the
/// sum alone hides both: `1 reward +£11,250.00, 2 rewards −£11,250.00`.
fn sides(rewards: &[&RevisedReward], causes: Causes) -> Option<String> {
    let parts = rewards.iter().flat_map(|reward| &reward.parts);
    let own = parts.filter(|part| part.causes == causes && part.to_the_penny != Pounds::ZERO);
    let (more, less): (Vec<Pounds>, Vec<Pounds>) = own
        .map(|part| part.to_the_penny)
        .partition(|amount| *amount > Pounds::ZERO);
    let told = |side: Vec<Pounds>| {
        let number = side.len();
        let sum = side.into_iter().try_fold(Pounds::ZERO, Pounds::plus).ok()?;
        (number > 0).then(|| format!("{} {}", many(number, "reward", "rewards"), signed(sum)))
    };
    Some(format!("{}, {}", told(more)?, told(less)?))
}

/// What changed of one cause, for some rewards.
fn changed(revision: &Revision, cause: Cause, rewards: &[&RevisedReward]) -> String {
    match cause {
        Cause::Counts => {
            let numbers = rewards.iter().flat_map(|reward| reward.rests.counts.iter());
            counts(revision, &chosen(&revision.counts, numbers))
        }
        Cause::Prices => {
            let numbers = rewards.iter().flat_map(|reward| reward.rests.prices.iter());
            prices(revision, &chosen(&revision.prices, numbers))
        }
        Cause::Terms => {
            let numbers = rewards.iter().flat_map(|reward| reward.rests.terms.iter());
            let terms = chosen(&revision.terms, numbers);
            let told: Vec<String> = terms.iter().map(|terms| terms_of(terms)).collect();
            some(told, terms.len())
        }
        Cause::Areas => {
            let numbers = rewards.iter().flat_map(|reward| reward.rests.areas.iter());
            let areas = chosen(&revision.areas, numbers);
            let told = areas.iter().map(|area| moved(revision, area)).collect();
            some(told, areas.len())
        }
        Cause::TakingPart => {
            let numbers = rewards
                .iter()
                .filter_map(|reward| reward.taking_part.as_ref());
            let parts = chosen(&revision.taking_part, numbers);
            let told = parts
                .iter()
                .map(|part| taking_part(revision, part))
                .collect();
            some(told, parts.len())
        }
    }
}

/// Those of some changes that have one of the numbers, each once and in order.
fn chosen<'a, T>(all: &'a [T], numbers: impl Iterator<Item = &'a usize>) -> Vec<&'a T> {
    let numbers: BTreeSet<&usize> = numbers.collect();
    let numbers = numbers.into_iter();
    numbers.filter_map(|number| all.get(*number)).collect()
}

/// Counts, those that move the cost most first.
pub(super) fn counts(revision: &Revision, counts: &[&RevisedCount]) -> String {
    let mut in_order = counts.to_vec();
    // Stable: equals stay in the order of the table.
    in_order.sort_by_key(|count| Reverse(count.moves()));
    let named = in_order.iter().take(MOST_NAMED);
    let told = some(
        named.map(|one| count(revision, one)).collect(),
        counts.len(),
    );
    let move_a_cost = |count: &&RevisedCount| count.price.is_some() && count.is_other_sum();
    let first = match counts.iter().any(move_a_cost) {
        true => ", first those that move a cost most",
        false => "",
    };
    match counts {
        [_] => told,
        all => format!(
            "{} changed{first}: {told}",
            many(all.len(), "count", "counts")
        ),
    }
}

pub(super) fn many(number: usize, one: &str, more: &str) -> String {
    counted(u64::try_from(number).unwrap_or(u64::MAX), one, more)
}

/// `the count of "Custodial sentences" for adults of Croydon (E09000008) in the first
/// test year was revised from 360 to 365 (5 more)`.
fn count(revision: &Revision, revised: &RevisedCount) -> String {
    let RevisedCount { area, period, .. } = revised;
    let subject = format!(
        "the count of {} for {} of {} in {}",
        revision.called.metric(&revised.metric),
        revised.cohort.people(),
        place(revision, area),
        revision.called.in_sentence(period)
    );
    let number = |number: u64| grouped(&number.to_string());
    match (revised.old, revised.new) {
        (Count::Number(old), Count::Number(new)) => {
            let side = if new > old { "more" } else { "fewer" };
            format!(
                "{subject} was revised from {} to {} ({} {side})",
                number(old),
                number(new),
                number(old.abs_diff(new))
            )
        }
        (old, new) => format!("{subject} was {} and is {}", known(old), known(new)),
    }
}

/// A count, or that there is none and why: `missing ([x] not available)`.
pub(super) fn known(count: Count) -> String {
    match count {
        Count::Number(number) => grouped(&number.to_string()),
        Count::Missing(MissingReason::NotApplicable) => "not applicable [z]".to_owned(),
        Count::Missing(reason) => format!("missing ({reason} {})", reason.in_words()),
    }
}

/// Prices: one that changes alike in every period is told once.
pub(super) fn prices(revision: &Revision, prices: &[&RevisedPrice]) -> String {
    let alike = alike(prices);
    let told: Vec<String> = alike
        .iter()
        .filter_map(|prices| price(revision, prices))
        .collect();
    let all = told.len();
    some(told, all)
}

/// Prices by what they are of and how they change, whatever the period.
pub(super) fn alike<'a>(prices: &[&'a RevisedPrice]) -> Vec<Vec<&'a RevisedPrice>> {
    let mut alike: Vec<Vec<&RevisedPrice>> = Vec::new();
    for price in prices {
        let is_alike = |others: &&mut Vec<&RevisedPrice>| {
            others.first().is_some_and(|other| {
                (&other.metric.id, other.cohort, other.old, other.new)
                    == (&price.metric.id, price.cohort, price.old, price.new)
            })
        };
        match alike.iter_mut().find(is_alike) {
            Some(others) => others.push(price),
            None => alike.push(vec![price]),
        }
    }
    alike
}

/// `the price of "Custodial sentences" for adults went from £1,500.00 to £1,450.00`.
fn price(revision: &Revision, alike: &[&RevisedPrice]) -> Option<String> {
    let RevisedPrice {
        metric,
        cohort,
        old,
        new,
        ..
    } = alike.first()?;
    let periods: Vec<String> = alike
        .iter()
        .map(|price| revision.called.in_sentence(&price.period))
        .collect();
    // Of the periods that both versions have, the baseline among them.
    let mut shared = revision.new.tests.iter().filter(|test| {
        let mut before = revision.old.tests.iter();
        before.any(|other| other.id == test.id)
    });
    let is_throughout = alike.len() > shared.by_ref().count();
    let when = match is_throughout {
        true => String::new(),
        false => format!(" in {}", listed(&periods, "and")),
    };
    let metric = revision.called.metric(metric);
    let subject = format!("{metric} for {}{when}", cohort.people());
    Some(match (old, new) {
        (Some(old), Some(new)) => format!(
            "the price of {subject} went from {} to {}",
            old.in_words(),
            new.in_words()
        ),
        (None, Some(new)) => format!("{subject} has a price, {}, and had none", new.in_words()),
        (Some(old), None) => format!("{subject} has no price; it was {}", old.in_words()),
        (None, None) => return None,
    })
}

/// `the threshold for adults went from 5% to 6%`; the whole rule where more changed.
pub(super) fn terms_of(revised: &RevisedTerms) -> String {
    let (Terms::Bands(old), Terms::Bands(new)) = (&*revised.old, &*revised.new);
    let people = revised.cohort.people();
    if old.bands() != new.bands() {
        let (old, new) = (old.in_words(), new.in_words());
        return format!("the rule for {people} was \"{old}\" and is \"{new}\"");
    }
    let threshold =
        |terms: &crate::scheme::BandTerms| match (old.rule() == new.rule(), terms.rule()) {
            (true, _) => format!("{}%", terms.threshold()),
            (false, ThresholdRule::AtLeast) => format!("{}% or more", terms.threshold()),
            (false, ThresholdRule::MoreThan) => format!("more than {}%", terms.threshold()),
        };
    let (old, new) = (threshold(old), threshold(new));
    format!("the threshold for {people} went from {old} to {new}")
}

/// `Lambeth (E09000022) moved from Croydon to Southwark`; with codes where names are alike.
pub(super) fn moved(revision: &Revision, moved: &MovedArea) -> String {
    let area = place(revision, &moved.area);
    match (&moved.from, &moved.to) {
        (Some(from), Some(to)) if from.name == to.name => {
            format!("{area} moved from {} to {}", named(from), named(to))
        }
        (Some(from), Some(to)) => format!("{area} moved from {} to {}", from.name, to.name),
        (None, Some(to)) => format!("{area} joined {}", to.name),
        (Some(from), None) => format!("{area} left {}", from.name),
        (None, None) => area,
    }
}

/// `Hackney takes part with young people, and did not`.
pub(super) fn taking_part(revision: &Revision, part: &TakingPart) -> String {
    let (verb, before) = match part.is_new {
        true => ("takes part", "and did not"),
        false => ("took part", "and does not any more"),
    };
    let (is, was) = match part.is_new {
        true => ("is", "and was not"),
        false => ("was", "and is not any more"),
    };
    let period = part.period.as_ref();
    let when = period.map(|period| revision.called.in_sentence(period));
    match (&part.site, part.cohort, when) {
        (Some(site), Some(cohort), _) => {
            format!("{} {verb} with {}, {before}", named(site), cohort.people())
        }
        (Some(site), None, Some(when)) => format!("{} {verb} in {when}, {before}", named(site)),
        (Some(site), None, None) => format!("{} {verb}, {before}", named(site)),
        (None, Some(cohort), _) => {
            let (are, were) = match part.is_new {
                true => ("are", "and were not"),
                false => ("were", "and are not any more"),
            };
            format!("{} {are} a cohort, {were}", cohort.people())
        }
        (None, None, Some(when)) => format!("{when} {is} a test period, {was}"),
        (None, None, None) => format!("a site {verb}, {before}"),
    }
}

pub(super) fn named(site: &Site) -> String {
    format!("{} ({})", site.name, site.code)
}

/// `Lambeth (E09000022)`, or the code alone.
pub(super) fn place(revision: &Revision, code: &AreaCode) -> String {
    let assessments = [&revision.new, &revision.old];
    let called = assessments.iter().find_map(|of| of.area_names.get(code));
    let sites = assessments.iter().flat_map(|of| &of.site_totals);
    let mut sites = sites.map(|total| &total.site);
    let site = || sites.find(|site| site.code == *code).map(|site| &site.name);
    match called.or_else(site) {
        Some(name) => format!("{name} ({code})"),
        None => code.to_string(),
    }
}

/// `Croydon (E09000008), adults, first test year`.
pub(super) fn title(revision: &Revision, reward: &RevisedReward) -> String {
    let RevisedReward { site, period, .. } = reward;
    format!(
        "{}, {}, {}",
        named(site),
        reward.cohort.people(),
        revision.called.label(period)
    )
}
