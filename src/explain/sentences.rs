//! What came of a reward in a sentence: each outcome has its own words.

use crate::assess::{Outcome, Reward};
use crate::cohort::Cohort;
use crate::money::Pounds;
use crate::period::Period;
use crate::scheme::{Site, Terms, ThresholdRule};
use crate::wording::{counted, grouped, listed, pounds};

/// `Hackney (E09000012), adults: first test year compared with baseline year`.
pub(crate) fn title(reward: &Reward) -> String {
    let Reward { site, .. } = reward;
    format!(
        "{} ({}), {}: {} compared with {}",
        site.name,
        site.code,
        reward.cohort.people(),
        reward.period.in_sentence(),
        reward.baseline.in_sentence()
    )
}

/// The days that are compared.
pub(super) fn days(reward: &Reward) -> String {
    let days = |period: &Period| {
        let days = counted(period.days(), "day", "days");
        format!("{} ({days})", period.in_words())
    };
    format!(
        "{}, against {}",
        days(&reward.period),
        days(&reward.baseline)
    )
}

/// The reward as it stands at the head of its page.
pub(super) fn amount(reward: &Reward) -> String {
    match reward.reward {
        Some(amount) => amount.in_words(),
        None => "not computable".to_owned(),
    }
}

/// Why the reward is what it is.
pub(crate) fn why(reward: &Reward) -> String {
    let needed = needed(reward);
    match reward.outcome {
        Outcome::NotComputable => missing(reward),
        Outcome::NoBaseline => no_baseline(reward),
        Outcome::NotMet => format!("{} A reward is paid only for {needed}.", change(reward)),
        Outcome::Capped => {
            let cap = reward.cap.as_ref().map_or_else(String::new, |cap| {
                format!("; what lies beyond {}% is not paid", cap.percent)
            });
            format!("{} A reward is paid for {needed}{cap}.", change(reward))
        }
        Outcome::Met => {
            let is_exact = reward.threshold.margin == Some(Pounds::ZERO);
            let exactly = if is_exact { ": it is exactly that" } else { "" };
            let at_cap = match &reward.cap {
                Some(cap) if cap.reached == Some(true) => {
                    format!(", and this one is exactly at the cap of {}%", cap.percent)
                }
                _ => String::new(),
            };
            format!(
                "{} A reward is paid for {needed}{exactly}{at_cap}.",
                change(reward)
            )
        }
    }
}

fn missing(reward: &Reward) -> String {
    let missing = match u64::try_from(reward.missing.len()) {
        Ok(1) => "A count that the reward needs is missing".to_owned(),
        Ok(many) => format!(
            "{} that the reward needs are missing",
            counted(many, "count", "counts")
        ),
        Err(_) => "Counts that the reward needs are missing".to_owned(),
    };
    let (baseline, test) = (reward.baseline.in_sentence(), reward.period.in_sentence());
    let unknown = match (reward.baseline_cost, reward.test_cost) {
        (None, None) => format!("{baseline} and in {test}"),
        (None, _) => baseline,
        _ => test,
    };
    format!(
        "{missing}, so the cost of demand in {unknown} is not known. A missing count is never \
         counted as zero."
    )
}

/// Whether the terms are a published reading of the pilot's rule, whose sources
/// are known.
fn is_published(reward: &Reward) -> bool {
    let Terms::Bands(terms) = &*reward.terms;
    terms.published().is_some()
}

/// That cohorts and periods are judged by themselves. Of the pilot's rule that is
/// an inference: "no source says that a rise in one offsets a reward in the other".
pub(super) fn apart(rewards: &[&Reward]) -> String {
    let inference = match rewards.iter().any(|reward| is_published(reward)) {
        true => ", which is an inference from the sources of the pilot's rule",
        false => "",
    };
    format!(
        "Adults and young people, and each test period, are judged by themselves against the \
         baseline{inference}."
    )
}

/// That nothing is paid then follows from there being no reduction; no source of
/// the pilot's rule speaks of it.
fn no_baseline(reward: &Reward) -> String {
    let since = match reward.test_cost {
        None | Some(Pounds::ZERO) => String::new(),
        Some(cost) => format!(
            " It cost {} in {}.",
            cost.in_words(),
            reward.period.in_sentence()
        ),
    };
    let inference = match is_published(reward) {
        true => ": an inference, since no source speaks of it",
        false => "",
    };
    format!(
        "Demand cost nothing in {}, so there is no reduction to judge, and nothing is \
         paid{inference}.{since}",
        reward.baseline.in_sentence()
    )
}

/// `Hackney (E09000012), young people: takes no part`.
pub(super) fn title_of_no_part(site: &Site, cohort: Cohort, period: Option<&Period>) -> String {
    let when = match period {
        Some(period) => format!(" in {}", period.in_sentence()),
        None => String::new(),
    };
    let (name, code, people) = (&site.name, &site.code, cohort.people());
    format!("{name} ({code}), {people}: takes no part{when}")
}

/// Why there is no reward: the site takes no part.
pub(super) fn takes_no_part(site: &Site, cohort: Cohort, period: Option<&Period>) -> String {
    let with: Vec<&str> = site.cohorts.iter().map(|cohort| cohort.people()).collect();
    match period.filter(|_| site.cohorts.contains(&cohort)) {
        None => format!(
            "{} takes part with {} only: nothing is counted and nothing is paid for {}.",
            site.name,
            listed(&with, "and"),
            cohort.people()
        ),
        Some(period) => format!(
            "{} takes no part in {}: nothing is counted and nothing is paid for it.",
            site.name,
            period.in_sentence()
        ),
    }
}

/// `a fall of 5% or more`.
pub(super) fn needed(reward: &Reward) -> String {
    let percent = reward.threshold.percent;
    match reward.threshold.rule {
        ThresholdRule::AtLeast => format!("a fall of {percent}% or more"),
        ThresholdRule::MoreThan => format!("a fall of more than {percent}%"),
    }
}

/// `The cost of demand fell by £3,312,280.00 (11.74%).`
fn change(reward: &Reward) -> String {
    let Some(saving) = reward.saving else {
        return String::new();
    };
    if saving == Pounds::ZERO {
        return "The cost of demand did not change.".to_owned();
    }
    let (verb, _) = direction(saving);
    let percent = match reward.reduction_percent {
        Some(percent) => format!(" ({})", magnitude_of(&percent.to_string())),
        None => String::new(),
    };
    format!(
        "The cost of demand {verb} by {}{percent}.",
        magnitude(saving)
    )
}

/// `fell` or `rose`, and the nouns.
pub(super) fn direction(saving: Pounds) -> (&'static str, &'static str) {
    if saving < Pounds::ZERO {
        ("rose", "rise")
    } else {
        ("fell", "fall")
    }
}

/// An amount without its sign, in words that carry the sign.
pub(super) fn magnitude(amount: Pounds) -> String {
    let exact = amount.to_string();
    pounds(exact.strip_prefix('-').unwrap_or(&exact))
}

/// A percentage without its sign: `11.74%`.
pub(super) fn magnitude_of(percent: &str) -> String {
    let digits = percent.strip_prefix('-').unwrap_or(percent);
    format!("{}%", grouped(digits))
}

/// A text as the beginning of a sentence.
pub(crate) fn sentence_start(text: &str) -> String {
    match text.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_uppercase()),
        None => text.to_owned(),
    }
}
