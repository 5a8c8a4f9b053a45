//! Nights: a stay split at the ends of the periods and at the 18th birthday.

use super::age::{birthday, has_turned};
use super::batch::View;
use super::decisions::Decided;
use super::dictionary::NO_COHORT;
use super::fate::{Fate, Out};
use super::{Amount, Cohorts, InScope, Kernel};
use crate::records::balance::Own;
use crate::records::columns::NO_DAY;
use crate::records::gathering::Person;
use crate::records::tally::Tally;

/// Nights in one area, of which the first cell is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    cell: u32,
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
    /// Counts the nights of records of which only the area is decided.
    pub(super) fn count_stays(&self, view: View<'_>, decided: &mut Decided, tally: &mut Tally) {
        let Decided {
            fates,
            cells,
            metrics,
            ..
        } = decided;
        let records = cells.iter().zip(metrics);
        for (row, (fate, (cell, metrics))) in fates.iter_mut().zip(records).enumerate() {
            if !fate.is_open() {
                continue;
            }
            match self.stay(view, row, (*cell, *metrics)) {
                Ok(stay) => self.count_nights(&stay, self.person(view.batch, row), tally),
                Err(out) => *fate = out,
            }
        }
    }

    fn stay(&self, view: View<'_>, row: usize, (cell, metrics): (u32, u64)) -> Result<Stay, Fate> {
        let Amount::Nights {
            from: first,
            to: last,
            as_at,
        } = self.quantity
        else {
            return Err(Fate::OPEN);
        };
        let fault = |own, need| Fate::from(Out::Fault(own, need));
        let day = |need| {
            let day = view.batch.days(need).get(row);
            day.copied().unwrap_or(NO_DAY)
        };
        let from = day(first);
        if from == NO_DAY {
            return Err(fault(Own::NoDate, first));
        }
        let to = match (day(last), as_at) {
            (NO_DAY, None) => return Err(fault(Own::NoDate, last)),
            // The night of that day is the last one known of.
            (NO_DAY, Some(as_at)) => as_at.saturating_add(1).max(from),
            (to, _) if to < from => return Err(fault(Own::WrongOrder, last)),
            (to, _) => to,
        };
        let who = match self.cohort {
            Cohorts::Labels { column, otherwise } => match view.text(column, row).cohort {
                NO_COHORT => return Err(self.unknown(otherwise, Own::CohortNotKnown, column)),
                cohort => Who::Cohort(usize::from(cohort)),
            },
            Cohorts::Age { date_of_birth, .. } => match day(date_of_birth) {
                NO_DAY => return Err(fault(Own::NoDate, date_of_birth)),
                born if born > from => return Err(fault(Own::WrongOrder, first)),
                born if !has_turned(born, from, 10) => return Err(self.aside(Own::YoungerThanTen)),
                born => Who::Turning(birthday(born, 18)),
            },
        };
        let stay = Stay {
            cell,
            from,
            to,
            who,
            metrics,
        };
        let mut is_within = false;
        let mut takes_part = false;
        self.each_part(&stay, |cohort, period, _| {
            is_within = true;
            takes_part |= self.takes_part.get(self.cell(cell, cohort, period)) == Some(&true);
        });
        match (is_within, takes_part) {
            (false, _) => Err(self.aside(Own::OutsideThePeriods)),
            (true, false) => Err(self.aside(Own::TakesNoPart)),
            (true, true) => Ok(stay),
        }
    }

    /// Each cohort and period of a stay with its nights, in the order of time. A
    /// stay without a night lies where its day does.
    fn each_part(&self, stay: &Stay, mut part: impl FnMut(usize, usize, u64)) {
        let mut periods: Vec<(usize, (i32, i32))> =
            self.calendar.periods.iter().copied().enumerate().collect();
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

    fn count_nights(&self, stay: &Stay, person: Person, tally: &mut Tally) {
        let mut parts = Vec::new();
        self.each_part(stay, |cohort, period, nights| {
            let cell = self.cell(stay.cell, cohort, period);
            if self.takes_part.get(cell) == Some(&true) {
                parts.push((cell, nights));
            }
        });
        let metrics = stay.metrics;
        let mut records = parts.into_iter().map(|(cell, quantity)| InScope {
            cell,
            quantity,
            metrics,
        });
        // The record stands in the first of them.
        if let Some(record) = records.next() {
            tally.count(record);
            tally.gather(record, person, false);
        }
        records.for_each(|record| {
            tally.count_more(record);
            tally.gather(record, person, true);
        });
    }
}
