//! In which period a day lies.

use super::dictionary::NO_PERIOD;
use crate::records::plan::Frame;

/// The periods, the baseline first, laid out day by day.
#[derive(Debug)]
pub(super) struct Calendar {
    /// First and last day of each period.
    pub(super) periods: Vec<(i32, i32)>,
    before: i64,
    /// The period of each day from the one before the first to the one after the last,
    /// which stand for all days outside.
    of_day: Vec<u16>,
}

impl Calendar {
    pub(super) fn of(frame: &Frame) -> Self {
        let periods = frame.periods.iter();
        let periods: Vec<(i32, i32)> = periods
            .map(|(_, from, to)| (from.number(), to.number()))
            .collect();
        let first = periods.iter().map(|(from, _)| *from).min();
        let first = first.unwrap_or_default();
        let last = periods.iter().map(|(_, to)| *to).max().unwrap_or(first);
        let before = first.saturating_sub(1);
        let of_day = (before..=last.saturating_add(1)).map(|day| {
            let holds = |(from, to): &(i32, i32)| *from <= day && day <= *to;
            let at = periods.iter().position(holds);
            at.and_then(|at| u16::try_from(at).ok())
                .unwrap_or(NO_PERIOD)
        });
        Self {
            before: before.into(),
            of_day: of_day.collect(),
            periods,
        }
    }

    /// The period of a day; [`NO_PERIOD`] for one that lies outside.
    #[inline]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "two 32-bit numbers differ by what 64 bits hold"
    )]
    pub(super) fn period(&self, day: i32) -> u16 {
        // Without a branch: whether a record lies outside is as good as random.
        let last = self.of_day.len().saturating_sub(1);
        let at = usize::try_from(i64::from(day) - self.before);
        let at = at.unwrap_or(last).min(last);
        self.of_day.get(at).copied().unwrap_or(NO_PERIOD)
    }

    /// Whether no day of a range lies in any period.
    pub(super) fn is_outside(&self, first: i32, last: i32) -> bool {
        !self
            .periods
            .iter()
            .any(|(from, to)| *from <= last && first <= *to)
    }
}
