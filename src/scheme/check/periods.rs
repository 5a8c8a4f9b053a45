//! The baseline and the test periods: there, apart, and of like length.

use super::{duplicates, none_at_all};
use crate::note::{Kind, Note};
use crate::period::Period;
use crate::scheme::builder::{Found, Part, Placed, SchemeBuilder};
use crate::wording::counted;

/// "lengths that differ by more than a week are an error".
const LONGEST_DIFFERENCE_IN_DAYS: u64 = 7;

pub(super) fn check(parts: &SchemeBuilder, found: &mut Found<'_>, notes: &mut Vec<Note>) {
    none_at_all(
        parts.baseline.is_empty(),
        Part::Baseline,
        found,
        "the scheme has no baseline",
        "add [baseline] with id, from and to",
    );
    none_at_all(
        parts.tests.is_empty(),
        Part::Test,
        found,
        "the scheme has no test period",
        "add [[test]] with id, from and to",
    );
    for second in parts.baseline.iter().skip(1) {
        let what = "the scheme has a second baseline".to_owned();
        found.at(
            second.spans.of("id", 0),
            what,
            "all test periods are compared with one",
        );
    }
    duplicates(
        parts.baseline.iter().take(1).chain(&parts.tests),
        "id",
        |period| &period.id,
        found,
        |_, second| {
            let what = format!("two periods have the id \"{}\"", second.id);
            (what, "give this one an id of its own".to_owned())
        },
    );
    let mut earlier: Vec<&Placed<Period>> = parts.baseline.iter().take(1).collect();
    for test in &parts.tests {
        let period = &test.value;
        for other in earlier.iter().map(|placed| &placed.value) {
            if period.overlaps(other) && period.id != other.id {
                let what = format!(
                    "test period \"{}\" ({} to {}) overlaps \"{}\" ({} to {})",
                    period.id,
                    period.from(),
                    period.to(),
                    other.id,
                    other.from(),
                    other.to()
                );
                let advice = "both ends of a period are included: change `from` or `to`";
                found.at(test.spans.of("from", 0), what, advice);
            }
        }
        if let Some(baseline) = parts.baseline.first().map(|placed| &placed.value)
            && period.days().abs_diff(baseline.days()) > LONGEST_DIFFERENCE_IN_DAYS
        {
            let what = format!(
                "test period \"{}\" has {}, but the baseline {}",
                period.id,
                counted(period.days(), "day", "days"),
                baseline.days()
            );
            let advice = "periods are compared as counted, so their lengths may differ \
                              by a week at most: change `from` or `to`";
            found.at(test.spans.of("from", 0), what, advice);
        }
        if let Some(baseline) = parts.baseline.first().map(|placed| &placed.value)
            && period.to() < baseline.from()
        {
            let text = format!("{} lies before the baseline, not after it", period.label());
            notes.push(Note::new(Kind::BeforeBaseline, text).of_period(&period.id));
        }
        earlier.push(test);
    }
}
