//! Nights: a stay split at the ends of the periods and at the 18th birthday.

use super::age::{birthday, has_turned};
use super::dictionary::NO_COHORT;
use super::{Cohorts, Fate, InScope, Kernel, View};
use crate::records::balance::Own;
use crate::records::columns::NO_DAY;
use crate::records::plan::{CohortRule, Otherwise};
use crate::records::tally::Tally;

/// Nights in one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    area: usize,
    /// The first night, and the day of release.
    from: i32,
    to: i32,
    who: Who,
    metrics: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Cohort(usize),
    /// Young until this day, adult from it.
    Turning(i32),
}

impl Kernel<'_> {
    pub(super) fn stay(
        &self,
        view: &View<'_>,
        row: usize,
        area: usize,
        (first, last): (usize, usize),
        metrics: u64,
    ) -> Fate {
        let from = view.day(first, row);
        if from == NO_DAY {
            return Fate::Fault(Own::NoDate, Some(first));
        }
        // Without a release somebody is still held when the last period ends.
        let end = self.days.iter().map(|(_, to)| to.saturating_add(1)).max();
        let to = match view.day(last, row) {
            NO_DAY => end.unwrap_or(from).max(from),
            to if to < from => return Fate::Fault(Own::WrongOrder, Some(last)),
            to => to,
        };
        let who = match self.cohort {
            Cohorts::Labels { column } => {
                let cohort = view.meaning(column, row).map(|meaning| meaning.cohort);
                match cohort {
                    Some(cohort) if cohort != NO_COHORT => Who::Cohort(usize::from(cohort)),
                    _ => {
                        let otherwise = match &self.plan.cohort {
                            CohortRule::Labels { otherwise, .. } => *otherwise,
                            CohortRule::Age { .. } => Otherwise::Error,
                        };
                        return self.unknown(otherwise, Own::CohortNotKnown, column);
                    }
                }
            }
            Cohorts::Age { date_of_birth, .. } => match view.day(date_of_birth, row) {
                NO_DAY => return Fate::Fault(Own::NoDate, Some(date_of_birth)),
                born if born > from => return Fate::Fault(Own::WrongOrder, Some(first)),
                born if !has_turned(born, from, 10) => return self.aside(Own::YoungerThanTen),
                born => Who::Turning(birthday(born, 18)),
            },
        };
        let stay = Stay {
            area,
            from,
            to,
            who,
            metrics,
        };
        let mut is_within = false;
        let mut takes_part = false;
        self.each_part(&stay, |cohort, period, _| {
            is_within = true;
            takes_part |= self.takes_part(area, cohort, period);
        });
        match (is_within, takes_part) {
            (false, _) => self.aside(Own::OutsideThePeriods),
            (true, false) => self.aside(Own::TakesNoPart),
            (true, true) => Fate::Nights(stay),
        }
    }

    /// Each cohort and period of a stay with its nights, in the order of time. A
    /// stay without a night lies where its day does.
    fn each_part(&self, stay: &Stay, mut part: impl FnMut(usize, usize, u64)) {
        let mut periods: Vec<(usize, (i32, i32))> = self.days.iter().copied().enumerate().collect();
        periods.sort_unstable_by_key(|(_, days)| *days);
        for (period, (first, last)) in periods {
            let (from, to) = (stay.from.max(first), stay.to.min(last.saturating_add(1)));
            let has_no_night = stay.from == stay.to && first <= stay.from && stay.from <= last;
            if from >= to && !has_no_night {
                continue;
            }
            let turning = match stay.who {
                Who::Cohort(cohort) => {
                    part(cohort, period, u64::from(to.abs_diff(from)));
                    continue;
                }
                Who::Turning(day) => day.clamp(from, to),
            };
            let (young, adult) = (turning.abs_diff(from), to.abs_diff(turning));
            let is_young_then = matches!(stay.who, Who::Turning(day) if from < day);
            if young > 0 || (has_no_night && is_young_then) {
                part(1, period, u64::from(young));
            }
            if adult > 0 || (has_no_night && !is_young_then) {
                part(0, period, u64::from(adult));
            }
        }
    }

    pub(super) fn count_nights(&self, stay: &Stay, tally: &mut Tally) {
        let mut parts = Vec::new();
        self.each_part(stay, |cohort, period, nights| {
            if self.takes_part(stay.area, cohort, period) {
                parts.push((self.cell(stay.area, cohort, period), nights));
            }
        });
        for (number, (cell, quantity)) in parts.into_iter().enumerate() {
            let metrics = stay.metrics;
            if number == 0 {
                tally.record(cell, metrics);
            }
            tally.quantity(InScope {
                cell,
                quantity,
                metrics,
            });
        }
    }
}
