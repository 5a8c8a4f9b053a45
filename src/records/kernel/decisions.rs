//! The decisions over the records of a batch, one pass over its columns for each, in
//! the order in which they are made. What is decided stays decided.

use super::age::{Age, age};
use super::batch::{Batch, View};
use super::dictionary::{NO_COHORT, NO_PERIOD, NOT_KNOWN};
use super::fate::{Fate, Out};
use super::sets::members;
use super::{Amount, Cohorts, InScope, Kernel, Periods, Range};
use crate::records::balance::Own;
use crate::records::columns::{Column, NO_DAY, NO_NUMBER, NOT_A_DAY, NOT_A_NUMBER};
use crate::records::plan::{Otherwise, WithoutQuantity};

/// What is known of each record of a batch; what is not open needs no more.
#[derive(Debug, Default)]
pub(super) struct Decided {
    pub(super) fates: Vec<Fate>,
    /// The area's first cell; then, with cohort and period, the cell.
    pub(super) cells: Vec<u32>,
    pub(super) metrics: Vec<u64>,
    reasons: Vec<u64>,
    pub(super) quantities: Vec<u64>,
}

impl Decided {
    fn begin(&mut self, rows: usize, (metrics, reasons): (u64, u64)) {
        fn fill<T: Clone>(all: &mut Vec<T>, rows: usize, one: T) {
            all.clear();
            all.resize(rows, one);
        }
        fill(&mut self.fates, rows, Fate::OPEN);
        fill(&mut self.cells, rows, 0);
        fill(&mut self.metrics, rows, metrics);
        let reasons_of = if reasons == 0 { 0 } else { rows };
        fill(&mut self.reasons, reasons_of, reasons);
        fill(&mut self.quantities, rows, 1);
    }

    /// What becomes of each record, and what it counts where it is in scope.
    #[inline]
    pub(super) fn records(&self) -> impl Iterator<Item = (Fate, InScope)> {
        let records = self.cells.iter().zip(&self.metrics).zip(&self.quantities);
        let records = self.fates.iter().zip(records);
        records.map(|(fate, ((cell, metrics), quantity))| {
            let record = InScope {
                cell: *cell as usize,
                quantity: *quantity,
                metrics: *metrics,
            };
            (*fate, record)
        })
    }

    /// Takes the metrics and the reasons of a condition from the records for which it
    /// does not hold.
    #[inline]
    fn narrow<T, V: Copy>(&mut self, range: &Range<T>, values: &[V], holds: impl Fn(V) -> bool) {
        let narrowed = [
            (&mut self.metrics, !range.metrics),
            (&mut self.reasons, !range.reasons),
        ];
        for (sets, without) in narrowed
            .into_iter()
            .filter(|(_, without)| *without != u64::MAX)
        {
            for (set, value) in sets.iter_mut().zip(values) {
                *set &= if holds(*value) { u64::MAX } else { without };
            }
        }
    }
}

impl Kernel<'_> {
    /// All decisions but those on nights, whose cohort and period differ.
    pub(super) fn decide(&self, view: View<'_>, decided: &mut Decided) {
        let batch = view.batch;
        decided.begin(batch.rows, (self.all_metrics, self.all_reasons));
        // First, so that parts of a file that lie outside need not be read.
        self.by_date(batch, decided);
        self.readable(view, decided);
        self.conditions(view, decided);
        self.area(view, decided);
        if let Amount::Nights { .. } = self.quantity {
            return;
        }
        self.cohort(view, decided);
        self.period(view, decided);
        self.taking_part(decided);
        self.quantity(batch, decided);
        self.key(batch, decided);
    }

    fn by_date(&self, batch: &Batch, decided: &mut Decided) {
        let Periods::Date { column } = self.period else {
            return;
        };
        let outside = self.aside(Own::OutsideThePeriods);
        let missing = Out::Fault(Own::NoDate, column).into();
        let unreadable = Out::Fault(Own::NotADay, column).into();
        let records = batch.periods.iter().zip(batch.days(column));
        for (fate, (period, day)) in decided.fates.iter_mut().zip(records) {
            if *period == NO_PERIOD {
                *fate = match *day {
                    NO_DAY => missing,
                    NOT_A_DAY => unreadable,
                    _ => outside,
                };
            }
        }
    }

    fn readable(&self, view: View<'_>, decided: &mut Decided) {
        if !view.batch.has_unreadable {
            return;
        }
        for (need, column) in view.batch.columns.iter().enumerate() {
            let fates = decided.fates.iter_mut();
            let fault = |own| Out::Fault(own, need).into();
            match column {
                Column::Numbers(numbers) => fates.zip(numbers).for_each(|(fate, number)| {
                    fate.decide(*number != NOT_A_NUMBER, fault(Own::NotANumber));
                }),
                Column::Days(days) => fates.zip(days).for_each(|(fate, day)| {
                    fate.decide(*day != NOT_A_DAY, fault(Own::NotADay));
                }),
                Column::Texts(_) => fates.zip(view.texts(need)).for_each(|(fate, meaning)| {
                    fate.decide(meaning.is_text, fault(Own::NotText));
                }),
                Column::Keys(_) => {}
            }
        }
    }

    /// Which metrics it counts in, and whether it is set aside for a reason of the plan.
    fn conditions(&self, view: View<'_>, decided: &mut Decided) {
        for need in &self.texts {
            for (set, meaning) in decided.metrics.iter_mut().zip(view.texts(*need)) {
                *set &= meaning.metrics;
            }
            for (set, meaning) in decided.reasons.iter_mut().zip(view.texts(*need)) {
                *set &= meaning.set_aside;
            }
        }
        for range in &self.numbers {
            let (from, to) = (range.from, range.to);
            decided.narrow(range, view.batch.numbers(range.need), |number| {
                (NOT_A_NUMBER < number) & (from <= number) & (number <= to)
            });
        }
        for range in &self.days {
            let (from, to) = (range.from, range.to);
            decided.narrow(range, view.batch.days(range.need), |day| {
                (NOT_A_DAY < day) & (from <= day) & (day <= to)
            });
        }
        for (fate, reasons) in decided.fates.iter_mut().zip(&decided.reasons) {
            if let Some(reason) = members(*reasons).next() {
                fate.decide(false, Out::SetAside(reason).into());
            }
        }
    }

    fn area(&self, view: View<'_>, decided: &mut Decided) {
        let out = self.unknown(self.plan.area.otherwise, Own::AreaNotKnown, self.area);
        let records = decided.fates.iter_mut().zip(&mut decided.cells);
        for ((fate, cell), meaning) in records.zip(view.texts(self.area)) {
            fate.decide(meaning.cell != NOT_KNOWN, out);
            *cell = meaning.cell;
        }
    }

    fn cohort(&self, view: View<'_>, decided: &mut Decided) {
        let youth = u32::try_from(self.calendar.periods.len()).unwrap_or(u32::MAX);
        let records = decided.fates.iter_mut().zip(&mut decided.cells);
        match self.cohort {
            Cohorts::Labels { column, otherwise } => {
                let out = self.unknown(otherwise, Own::CohortNotKnown, column);
                for ((fate, cell), meaning) in records.zip(view.texts(column)) {
                    fate.decide(meaning.cohort != NO_COHORT, out);
                    *cell = cell.saturating_add(if meaning.cohort == 1 { youth } else { 0 });
                }
            }
            Cohorts::Age { date_of_birth, on } => {
                let no_birth = Out::Fault(Own::NoDate, date_of_birth).into();
                let no_day = Out::Fault(Own::NoDate, on).into();
                let wrong_order = Out::Fault(Own::WrongOrder, on).into();
                let younger = self.aside(Own::YoungerThanTen);
                let days = view.batch.days(date_of_birth).iter();
                let days = days.zip(view.batch.days(on));
                for ((fate, cell), (born, day)) in records.zip(days) {
                    let age = age(*born, *day);
                    let is_odd = (*born == NO_DAY) | (*day < *born) | (age == Age::YoungerThanTen);
                    if is_odd {
                        fate.decide(*born != NO_DAY, no_birth);
                        fate.decide(*day != NO_DAY, no_day);
                        fate.decide(*day >= *born, wrong_order);
                        fate.decide(age != Age::YoungerThanTen, younger);
                    }
                    *cell = cell.saturating_add(if age == Age::Young { youth } else { 0 });
                }
            }
        }
    }

    fn period(&self, view: View<'_>, decided: &mut Decided) {
        match self.period {
            Periods::Labels { column, otherwise } => {
                let out = self.unknown(otherwise, Own::PeriodNotKnown, column);
                let records = decided.fates.iter_mut().zip(&mut decided.cells);
                for ((fate, cell), meaning) in records.zip(view.texts(column)) {
                    fate.decide(meaning.period != NO_PERIOD, out);
                    *cell = cell.saturating_add(meaning.period.into());
                }
            }
            Periods::Date { .. } => {
                for (cell, period) in decided.cells.iter_mut().zip(&view.batch.periods) {
                    *cell = cell.saturating_add((*period).into());
                }
            }
            Periods::Nights => {}
        }
    }

    fn taking_part(&self, decided: &mut Decided) {
        let out = self.aside(Own::TakesNoPart);
        for (fate, cell) in decided.fates.iter_mut().zip(&decided.cells) {
            let takes_part = self.takes_part.get(*cell as usize);
            fate.decide(takes_part.copied().unwrap_or_default(), out);
        }
    }

    fn quantity(&self, batch: &Batch, decided: &mut Decided) {
        let Amount::Number { column, missing } = self.quantity else {
            return;
        };
        let missing = match missing {
            WithoutQuantity::Error => Out::Fault(Own::NoQuantity, column),
            WithoutQuantity::NotAvailable => Out::Lacking,
        };
        let missing = missing.into();
        let negative = Out::Fault(Own::NotANumber, column).into();
        let records = decided.fates.iter_mut().zip(&mut decided.quantities);
        for ((fate, quantity), number) in records.zip(batch.numbers(column)) {
            fate.decide(*number != NO_NUMBER, missing);
            fate.decide(*number >= 0, negative);
            *quantity = u64::try_from(*number).unwrap_or_default();
        }
    }

    /// Records without a key would all be of one case.
    fn key(&self, batch: &Batch, decided: &mut Decided) {
        for need in &self.keys {
            if let Some(Column::Keys(keys)) = batch.columns.get(*need) {
                for (row, fate) in decided.fates.iter_mut().enumerate() {
                    let has_key = !keys.get(row).is_empty();
                    let missing = Out::Fault(Own::NoKey, *need).into();
                    if *fate == Fate::from(Out::Lacking) && !has_key {
                        // Of no case, and in none of those that lack a quantity.
                        *fate = missing;
                    }
                    fate.decide(has_key, missing);
                }
            }
        }
    }

    pub(super) fn aside(&self, reason: Own) -> Fate {
        Out::SetAside(reason.number(self.plan)).into()
    }

    pub(super) fn unknown(&self, otherwise: Otherwise, reason: Own, need: usize) -> Fate {
        match otherwise {
            Otherwise::SetAside => self.aside(reason),
            Otherwise::Error => Out::Fault(reason, need).into(),
        }
    }
}
