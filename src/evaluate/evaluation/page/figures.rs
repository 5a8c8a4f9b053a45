//! Figures of an evaluation as people read them.

use crate::assess::ReductionPercent;
use crate::evaluate::chance::{Chance, Dispersion};
use crate::evaluate::rates::Interval;
use crate::money::{DividedPounds, Pounds, Rounding};
use crate::wording::{grouped, pounds};

pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// What a cost did, from a reduction as a share.
pub(super) fn fell_or_rose(reduction: f64) -> &'static str {
    match reduction < 0.0 {
        true => "rose",
        false => "fell",
    }
}

/// Four significant digits.
pub(super) fn figure(value: f64) -> String {
    let places = match value.abs() {
        large if large >= 1000.0 => 0,
        large if large >= 100.0 => 1,
        _ => 2,
    };
    let text = format!("{:.places$}", value.abs());
    let grouped = match text.split_once('.') {
        None => grouped(&text),
        Some((whole, rest)) => format!("{}.{rest}", grouped(whole)),
    };
    // What rounds to nothing has no sign.
    let is_nothing = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    match value < 0.0 && !is_nothing {
        true => format!("−{grouped}"),
        false => grouped,
    }
}

/// A dispersion, to two places where it needs them.
pub(super) fn phi(dispersion: Dispersion) -> String {
    let text = format!("{:.2}", dispersion.ratio());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn ratio(value: f64) -> String {
    format!("{value:.3}")
}

pub(super) fn ratios_between(interval: &Interval) -> String {
    match interval.upper {
        Some(upper) => format!("{} to {}", ratio(interval.lower), ratio(upper)),
        None => format!("{} up", ratio(interval.lower)),
    }
}

/// A share as per cent.
pub(super) fn percent_of(share: f64) -> String {
    format!("{}%", figure(share * 100.0))
}

/// What an interval of a ratio says of the reduction.
pub(super) fn reductions_between(interval: &Interval) -> String {
    let most = percent_of(1.0 - interval.lower);
    match interval.upper {
        Some(upper) => format!("{} to {most}", percent_of(1.0 - upper)),
        None => format!("{most} at most"),
    }
}

/// Shares, as per cent or percentage points.
pub(super) fn shares_between((least, most): (f64, f64)) -> String {
    format!("{} to {}", figure(least * 100.0), figure(most * 100.0))
}

pub(super) fn reduction(percent: Option<ReductionPercent>) -> String {
    percent.map_or_else(
        || "nothing defined".to_owned(),
        |percent| format!("{}%", signed(percent)),
    )
}

pub(super) fn signed(percent: ReductionPercent) -> String {
    percent.to_string().replace('-', "−")
}

pub(super) fn p_value(p: f64) -> String {
    match p < 0.0001 {
        true => "under 0.0001".to_owned(),
        false => format!("{p:.4}"),
    }
}

pub(super) fn chance_in_words(chance: &Chance) -> String {
    match chance.met {
        met if chance.met_error > 5e-4 => {
            format!(
                "{:.0}% ± {:.0}",
                met * 100.0,
                (chance.met_error * 100.0).ceil()
            )
        }
        none if none + chance.met_error < 0.001 => "under 0.1%".to_owned(),
        all if all - chance.met_error > 0.999 => "over 99.9%".to_owned(),
        met => format!("{:.1}%", met * 100.0),
    }
}

/// Pounds that are expected, to three digits: they are an estimate.
pub(super) fn expected(chance: &Chance) -> String {
    if chance.expected_reward_error > (chance.expected_reward * 0.01).max(0.5) {
        return "not known".to_owned();
    }
    let whole = format!("{:.0}", chance.expected_reward);
    let zeros = i32::try_from(whole.len().saturating_sub(3)).unwrap_or_default();
    let tens = 10.0_f64.powi(zeros);
    let rounded = (chance.expected_reward / tens).round() * tens;
    format!("£{}", grouped(&format!("{rounded:.0}")))
}

/// An amount that may be a fraction, to the penny.
pub(super) fn rounded(amount: DividedPounds) -> String {
    let rounded: Result<Pounds, _> = amount.rounded(Rounding::HalfAwayFromZero);
    rounded.map_or_else(
        |_| "beyond what can be held".to_owned(),
        |amount| pounds(&amount.to_string()),
    )
}

/// An estimate in whole pounds.
pub(super) fn whole_pounds(value: f64) -> String {
    format!("£{}", grouped(&format!("{value:.0}")))
}
