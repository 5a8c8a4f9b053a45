//! The one counting kernel: batches of columns go in, a tally comes out. It knows
//! neither files nor threads; every source feeds it the same way.

mod age;
mod batch;
mod decisions;
mod dictionary;
mod fate;
mod labels;
mod meaning;
mod nights;
mod periods;
mod sets;

pub(super) use batch::Batch;
pub(super) use dictionary::Dictionary;
pub(super) use dictionary::NO_PERIOD;
pub(super) use labels::Label;
pub(super) use sets::members;

use super::balance::Own;
use super::columns::{self, Column, Kind, NO_DAY, NO_NUMBER, NOT_A_DAY, NOT_A_NUMBER, Needs};
use super::gathering::{Gathering, Person, Wanted};
use super::plan::{CohortRule, CountPlan, Otherwise, PeriodRule, Quantity, Test, WithoutQuantity};
use super::principal::{Cases, Refusal};
use super::tally::Tally;
use crate::area::AreaCode;
use batch::View;
use decisions::Decided;
use fate::Out;
use periods::Calendar;
use sets::{bit, set_of};
use std::collections::HashMap;

/// A plan with everything looked up that can be looked up before the first record.
#[derive(Debug)]
pub(super) struct Kernel<'a> {
    pub(super) plan: &'a CountPlan,
    pub(super) needs: Needs,
    area: usize,
    cohort: Cohorts,
    period: Periods,
    quantity: Amount,
    /// The texts on which metrics or reasons depend.
    texts: Vec<usize>,
    numbers: Vec<Range<i64>>,
    days: Vec<Range<i32>>,
    all_metrics: u64,
    all_reasons: u64,
    /// The column that says which record of a case is kept.
    keep: Option<usize>,
    keys: Vec<usize>,
    /// Whether sums of squares are asked for, and the column that says whose a record is.
    gathers: bool,
    person: Option<usize>,
    /// The first cell of each area.
    cell_of: HashMap<&'a str, u32>,
    calendar: Calendar,
    /// The labels by which the plan knows cohorts, periods, metrics and reasons.
    pub(super) labels: Vec<Label>,
    /// For each cell, whether its site takes part.
    takes_part: Vec<bool>,
}

#[derive(Debug, Clone, Copy)]
enum Cohorts {
    Labels {
        column: usize,
        otherwise: Otherwise,
    },
    /// Where nights are counted, each has its own day.
    Age {
        date_of_birth: usize,
        on: usize,
    },
}

#[derive(Debug, Clone, Copy)]
enum Periods {
    Labels { column: usize, otherwise: Otherwise },
    Date { column: usize },
    Nights,
}

#[derive(Debug, Clone, Copy)]
enum Amount {
    One,
    Number {
        column: usize,
        missing: WithoutQuantity,
    },
    Nights {
        from: usize,
        to: usize,
        /// Who has no release was held on this night still.
        as_at: Option<i32>,
    },
}

/// A condition on numbers or days, both ends included, with the metrics or the
/// reasons that ask for it.
#[derive(Debug, Clone, Copy)]
struct Range<T> {
    need: usize,
    from: T,
    to: T,
    metrics: u64,
    reasons: u64,
}

/// One thread's share of the counting.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) dictionaries: Vec<Dictionary>,
    pub(super) tally: Tally,
    cases: Cases,
    decided: Decided,
    /// Why counting cannot go on, and at which row of a batch.
    pub(super) refused: Option<(usize, Refusal)>,
}

/// Why a record can be neither counted nor set aside as the plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) row: usize,
    pub(super) reason: Own,
    /// The need that it concerns.
    pub(super) need: usize,
}

/// Where a record counts, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct InScope {
    pub(super) cell: usize,
    pub(super) quantity: u64,
    pub(super) metrics: u64,
}

impl<'a> Kernel<'a> {
    pub(super) fn new(plan: &'a CountPlan, spread: Option<Wanted<'_>>) -> Self {
        let person = spread.and_then(|wanted| wanted.person);
        let needs = Needs::of(plan, person);
        let at = |column: &str, kind| needs.number(column, kind).unwrap_or_default();
        let cohort = match &plan.cohort {
            CohortRule::Labels {
                column, otherwise, ..
            } => Cohorts::Labels {
                column: at(column, Kind::Text),
                otherwise: *otherwise,
            },
            CohortRule::Age { date_of_birth, on } => Cohorts::Age {
                date_of_birth: at(date_of_birth, Kind::Day),
                on: at(on.as_ref().unwrap_or(date_of_birth), Kind::Day),
            },
        };
        let period = match &plan.period {
            PeriodRule::Labels {
                column, otherwise, ..
            } => Periods::Labels {
                column: at(column, Kind::Text),
                otherwise: *otherwise,
            },
            PeriodRule::Date { column } => Periods::Date {
                column: at(column, Kind::Day),
            },
            PeriodRule::Nights => Periods::Nights,
        };
        let quantity = match &plan.quantity {
            Quantity::One => Amount::One,
            Quantity::Column { column, missing } => Amount::Number {
                column: at(column, Kind::Number),
                missing: *missing,
            },
            Quantity::Nights { from, to, as_at } => Amount::Nights {
                from: at(from, Kind::Day),
                to: at(to, Kind::Day),
                as_at: as_at.map(|day| day.number()),
            },
        };
        let reasons = plan.set_aside.iter().enumerate();
        let reasons = reasons.map(|(number, rule)| (0, bit(number), &rule.conditions));
        let metrics = plan.metrics.iter().enumerate();
        let metrics = metrics.map(|(number, rule)| (bit(number), 0, &rule.conditions));
        let (mut texts, mut numbers, mut days) = (Vec::new(), Vec::new(), Vec::new());
        for (metrics, reasons, conditions) in reasons.chain(metrics) {
            for condition in conditions {
                let column = condition.column.as_str();
                match &condition.test {
                    Test::In(_) | Test::NotIn(_) | Test::Missing(_) => {
                        texts.push(at(column, Kind::Text));
                    }
                    Test::Numbers(from, to) => numbers.push(Range {
                        need: at(column, Kind::Number),
                        from: from.unwrap_or(NOT_A_NUMBER.saturating_add(1)),
                        to: to.unwrap_or(i64::MAX),
                        metrics,
                        reasons,
                    }),
                    Test::Days(from, to) => days.push(Range {
                        need: at(column, Kind::Day),
                        from: from.map_or(NOT_A_DAY.saturating_add(1), |day| day.number()),
                        to: to.map_or(i32::MAX, |day| day.number()),
                        metrics,
                        reasons,
                    }),
                }
            }
        }
        texts.sort_unstable();
        texts.dedup();
        let keys = plan.one_per.iter().flat_map(|one_per| &one_per.keys);
        let keep = plan.one_per.as_ref();
        let areas = plan.frame.areas.iter().map(AreaCode::as_str);
        let cells_of_an_area = plan.frame.periods.len().saturating_mul(2);
        let cells = (0_u32..).step_by(cells_of_an_area.max(1));
        let takes_part = plan.frame.takes_part.iter();
        let takes_part = takes_part.flat_map(|(cohorts, periods)| {
            let of_cohort = |cohort: &bool| {
                periods
                    .iter()
                    .map(|period| *period && *cohort)
                    .collect::<Vec<bool>>()
            };
            cohorts.iter().flat_map(of_cohort)
        });
        Self {
            all_metrics: set_of(plan.metrics.iter().map(|_| true)),
            all_reasons: set_of(plan.set_aside.iter().map(|_| true)),
            area: at(&plan.area.column, Kind::Text),
            cohort,
            period,
            quantity,
            texts,
            numbers,
            days,
            keep: keep.map(|one_per| at(&one_per.column, Kind::Text)),
            keys: keys.map(|key| at(key, Kind::Key)).collect(),
            gathers: spread.is_some(),
            person: person.map(|column| at(column, Kind::Key)),
            cell_of: areas.zip(cells).collect(),
            calendar: Calendar::of(&plan.frame),
            takes_part: takes_part.collect(),
            labels: labels::of(plan, &needs),
            plan,
            needs,
        }
    }

    pub(super) fn worker(&self) -> Worker {
        Worker {
            dictionaries: (0..self.needs.iter().count())
                .map(|need| Dictionary::of(self.labels.iter().filter(|label| label.need == need)))
                .collect(),
            tally: Tally::new(self.plan).with(self.gathering()),
            cases: Cases::default(),
            decided: Decided::default(),
            refused: None,
        }
    }

    /// Counts a batch. Records that can be neither counted nor set aside go to
    /// `faulty`, in their order; what it says becomes of them: set aside, or no
    /// further.
    pub(super) fn fold(
        &self,
        batch: &Batch,
        worker: &mut Worker,
        mut faulty: impl FnMut(Fault) -> bool,
    ) {
        let Worker {
            dictionaries,
            tally,
            cases,
            decided,
            refused,
        } = worker;
        let view = View {
            batch,
            dictionaries,
        };
        self.decide(view, decided);
        tally.read(batch.rows);
        let is_counted = matches!(self.quantity, Amount::Nights { .. });
        if is_counted {
            self.count_stays(view, decided, tally);
        } else if self.gathers && self.keep.is_none() {
            // In a pass of its own, so that those who do not ask for it do not pay.
            self.gather(batch, decided, tally);
        }
        let mut key = Vec::new();
        for (row, (fate, record)) in decided.records().enumerate() {
            match (fate.out(), self.keep) {
                (None, _) if is_counted => {}
                (None, None) => tally.count(record),
                (None | Some(Out::Lacking), Some(keep)) => {
                    let rank = view.text(keep, row).rank;
                    let record = (record, fate.is_open());
                    let person = self.person(batch, row);
                    self.key_of(batch, row, &mut key);
                    if let Err(refusal) = cases.take(self.plan, &key, rank, (record, person), tally)
                    {
                        *refused = refused.or(Some((row, refusal)));
                    }
                }
                (Some(Out::SetAside(reason)), _) => tally.set_aside(reason, 1),
                (Some(Out::Lacking), None) => {
                    tally.lack(record);
                    tally.set_aside(Own::NoQuantity.number(self.plan), 1);
                }
                (Some(Out::Fault(reason, need)), _) => {
                    if faulty(Fault { row, reason, need }) {
                        tally.set_aside_unread(reason.number(self.plan), 1);
                    }
                }
            }
        }
    }

    /// Takes the records of a batch that are in scope into the sums of squares.
    fn gather(&self, batch: &Batch, decided: &Decided, tally: &mut Tally) {
        for (row, (fate, record)) in decided.records().enumerate() {
            if fate.is_open() {
                tally.gather(record, self.person(batch, row), false);
            }
        }
    }

    /// Sums of squares of no record yet, where they are asked for.
    pub(super) fn gathering(&self) -> Option<Box<Gathering>> {
        let begun = || Box::new(Gathering::new(self.plan, self.person.is_some()));
        self.gathers.then(begun)
    }

    /// Whose a record is, where that is asked.
    fn person(&self, batch: &Batch, row: usize) -> Person {
        let column = self.person.and_then(|person| batch.columns.get(person));
        match column {
            Some(Column::Keys(keys)) => Person::of(keys.get(row)),
            _ => Person::UNKNOWN,
        }
    }

    /// Counts what is still open: the principal records of the last cases; and notes
    /// which labels of the plan were met.
    pub(super) fn close(&self, worker: &mut Worker) {
        worker.cases.close(self.plan, &mut worker.tally);
        for dictionary in &worker.dictionaries {
            worker.tally.met.extend(dictionary.met_labels());
        }
    }

    /// A day, unless its text stands for nothing.
    #[inline]
    pub(super) fn day(&self, text: &[u8]) -> i32 {
        if self.is_missing(text) {
            NO_DAY
        } else {
            columns::day(text)
        }
    }

    /// A number, unless its text stands for nothing.
    #[inline]
    pub(super) fn number(&self, text: &[u8]) -> i64 {
        if self.is_missing(text) {
            NO_NUMBER
        } else {
            columns::number(text)
        }
    }

    /// Whether a text stands for nothing by the plan; empty text always does.
    #[inline]
    pub(super) fn is_missing(&self, text: &[u8]) -> bool {
        let missing = &self.plan.missing_text;
        !missing.is_empty() && missing.iter().any(|one| one.as_bytes() == text)
    }

    /// Takes away the numbers and days of a column whose text stands for nothing.
    pub(super) fn without_missing(&self, column: &mut Column) {
        for text in &self.plan.missing_text {
            let text = text.as_bytes();
            match column {
                Column::Numbers(numbers) => {
                    let missing = columns::number(text);
                    let is_written_so = missing.to_string().as_bytes() == text;
                    let numbers = numbers.iter_mut();
                    let same = numbers.filter(|number| is_written_so && **number == missing);
                    same.for_each(|number| *number = NO_NUMBER);
                }
                Column::Days(days) => {
                    let missing = columns::day(text);
                    let same = days
                        .iter_mut()
                        .filter(|day| missing > NOT_A_DAY && **day == missing);
                    same.for_each(|day| *day = NO_DAY);
                }
                Column::Texts(_) | Column::Keys(_) => {}
            }
        }
    }

    /// What tells a record's case from any other.
    fn key_of(&self, batch: &Batch, row: usize, key: &mut Vec<u8>) {
        key.clear();
        for need in &self.keys {
            if let Some(Column::Keys(keys)) = batch.columns.get(*need) {
                // Texts of several columns stay apart: none holds two zero bytes.
                key.extend(keys.get(row).iter().flat_map(|byte| {
                    let escape = (*byte == 0).then_some(0xFF);
                    std::iter::once(*byte).chain(escape)
                }));
                key.extend([0, 0]);
            }
        }
    }

    /// The cell of a cohort and a period, from the first of the area.
    fn cell(&self, first: u32, cohort: usize, period: usize) -> usize {
        let of_cohort = cohort.saturating_mul(self.calendar.periods.len());
        let cell = (first as usize).saturating_add(of_cohort);
        cell.saturating_add(period)
    }

    /// Whether no day of a range lies in any period.
    pub(super) fn is_outside(&self, first: i32, last: i32) -> bool {
        self.calendar.is_outside(first, last)
    }

    /// The period of a day; [`NO_PERIOD`] outside.
    #[inline]
    pub(super) fn period_of(&self, day: i32) -> u16 {
        self.calendar.period(day)
    }

    /// The need that says when, where that is a date.
    pub(super) fn date(&self) -> Option<usize> {
        match self.period {
            Periods::Date { column } => Some(column),
            Periods::Labels { .. } | Periods::Nights => None,
        }
    }
}
