//! The one counting kernel: batches of columns go in, a tally comes out. It knows
//! neither files nor threads; every source feeds it the same way.

mod age;
mod dictionary;
mod nights;

pub(super) use dictionary::{Dictionary, Meaning};

use super::balance::Own;
use super::columns::{Column, Kind, NO_DAY, NO_NUMBER, NOT_A_DAY, NOT_A_NUMBER, Needs};
use super::plan::{CohortRule, Condition, CountPlan, Otherwise, PeriodRule, Quantity, Test};
use super::principal::{Cases, Refusal};
use super::tally::Tally;
use age::has_turned;
use dictionary::{NO_COHORT, NO_PERIOD, NOT_KNOWN};
use nights::Stay;
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
    set_aside: Vec<Rule>,
    metrics: Vec<Rule>,
    all_metrics: u64,
    all_reasons: u64,
    /// The needs that are texts.
    texts: Vec<usize>,
    /// The column that says which record of a case is kept.
    keep: Option<usize>,
    keys: Vec<usize>,
    area_of: HashMap<&'a str, u32>,
    /// First and last day of each period, the baseline first.
    days: Vec<(i32, i32)>,
}

#[derive(Debug, Clone, Copy)]
enum Cohorts {
    Labels {
        column: usize,
    },
    Age {
        date_of_birth: usize,
        on: Option<usize>,
    },
}

#[derive(Debug, Clone, Copy)]
enum Periods {
    Labels { column: usize },
    Date { column: usize },
    Nights,
}

#[derive(Debug, Clone, Copy)]
enum Amount {
    One,
    Number { column: usize },
    Nights { from: usize, to: usize },
}

/// The conditions of a metric or a reason that are no matter of texts.
#[derive(Debug, Clone, Default)]
struct Rule {
    numbers: Vec<(usize, i64, i64)>,
    days: Vec<(usize, i32, i32)>,
}

/// A batch of records: as many columns as a plan has needs.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) rows: usize,
    /// Whether any of its values cannot be read.
    pub(super) has_unreadable: bool,
    pub(super) columns: Vec<Column>,
}

/// One thread's share of the counting.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) dictionaries: Vec<Dictionary>,
    pub(super) tally: Tally,
    cases: Cases,
    /// Why counting cannot go on, and at which row of a batch.
    pub(super) refused: Option<(usize, Refusal)>,
}

/// Why a record can be neither counted nor set aside as the plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) row: usize,
    pub(super) reason: Own,
    /// The need that it concerns.
    pub(super) need: Option<usize>,
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    InScope(InScope),
    /// Several cells, each with its nights; the record stands in the first.
    Nights(Stay),
    SetAside(usize),
    Fault(Own, Option<usize>),
}

/// Where a record counts, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct InScope {
    pub(super) cell: usize,
    pub(super) quantity: u64,
    pub(super) metrics: u64,
}

impl Batch {
    pub(super) fn new(needs: &Needs) -> Self {
        Self {
            rows: 0,
            has_unreadable: false,
            columns: needs.iter().map(|need| Column::new(need.kind)).collect(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.rows = 0;
        self.has_unreadable = false;
        self.columns.iter_mut().for_each(Column::clear);
    }
}

/// A batch with what its texts mean, every column at hand.
struct View<'b> {
    batch: &'b Batch,
    /// For each need its column; empty where it is of another kind.
    texts: Vec<(&'b [u32], &'b [Meaning])>,
    numbers: Vec<&'b [i64]>,
    days: Vec<&'b [i32]>,
}

impl<'b> View<'b> {
    fn of(batch: &'b Batch, dictionaries: &'b [Dictionary]) -> Self {
        let mut view = Self {
            batch,
            texts: Vec::with_capacity(batch.columns.len()),
            numbers: Vec::with_capacity(batch.columns.len()),
            days: Vec::with_capacity(batch.columns.len()),
        };
        for (column, dictionary) in batch.columns.iter().zip(dictionaries) {
            let (mut texts, mut numbers, mut days): (&[u32], &[i64], &[i32]) = (&[], &[], &[]);
            match column {
                Column::Texts(all) => texts = all,
                Column::Numbers(all) => numbers = all,
                Column::Days(all) => days = all,
                Column::Keys(_) => {}
            }
            view.texts.push((texts, &dictionary.meanings));
            view.numbers.push(numbers);
            view.days.push(days);
        }
        view
    }

    #[inline]
    fn meaning(&self, need: usize, row: usize) -> Option<&'b Meaning> {
        let (texts, meanings) = self.texts.get(need)?;
        meanings.get(*texts.get(row)? as usize)
    }

    #[inline]
    fn number(&self, need: usize, row: usize) -> i64 {
        let numbers = self.numbers.get(need).and_then(|numbers| numbers.get(row));
        numbers.copied().unwrap_or(NO_NUMBER)
    }

    #[inline]
    fn day(&self, need: usize, row: usize) -> i32 {
        let days = self.days.get(need).and_then(|days| days.get(row));
        days.copied().unwrap_or(NO_DAY)
    }
}

impl<'a> Kernel<'a> {
    pub(super) fn new(plan: &'a CountPlan) -> Self {
        let needs = Needs::of(plan);
        let at = |column: &str, kind| needs.number(column, kind).unwrap_or_default();
        let cohort = match &plan.cohort {
            CohortRule::Labels { column, .. } => Cohorts::Labels {
                column: at(column, Kind::Text),
            },
            CohortRule::Age { date_of_birth, on } => Cohorts::Age {
                date_of_birth: at(date_of_birth, Kind::Day),
                on: on.as_ref().map(|on| at(on, Kind::Day)),
            },
        };
        let period = match &plan.period {
            PeriodRule::Labels { column, .. } => Periods::Labels {
                column: at(column, Kind::Text),
            },
            PeriodRule::Date { column } => Periods::Date {
                column: at(column, Kind::Day),
            },
            PeriodRule::Nights => Periods::Nights,
        };
        let quantity = match &plan.quantity {
            Quantity::One => Amount::One,
            Quantity::Column(column) => Amount::Number {
                column: at(column, Kind::Number),
            },
            Quantity::Nights { from, to } => Amount::Nights {
                from: at(from, Kind::Day),
                to: at(to, Kind::Day),
            },
        };
        let rule = |conditions: &[Condition]| {
            let mut rule = Rule::default();
            for condition in conditions {
                let column = condition.column.as_str();
                match &condition.test {
                    Test::Numbers(from, to) => rule.numbers.push((
                        at(column, Kind::Number),
                        from.unwrap_or(NOT_A_NUMBER.saturating_add(1)),
                        to.unwrap_or(i64::MAX),
                    )),
                    Test::Days(from, to) => rule.days.push((
                        at(column, Kind::Day),
                        from.map_or(NOT_A_DAY.saturating_add(1), |day| day.number()),
                        to.map_or(i32::MAX, |day| day.number()),
                    )),
                    Test::In(_) | Test::NotIn(_) | Test::Missing(_) => {}
                }
            }
            rule
        };
        let set_aside = plan
            .set_aside
            .iter()
            .map(|one| rule(&one.conditions))
            .collect();
        let metrics = plan
            .metrics
            .iter()
            .map(|one| rule(&one.conditions))
            .collect();
        let keys = plan.one_per.iter().flat_map(|one_per| &one_per.keys);
        let areas = plan.frame.areas.iter().zip(0..);
        let texts = needs.iter().enumerate();
        let texts = texts.filter(|(_, need)| need.kind == Kind::Text);
        Self {
            all_metrics: set_of(plan.metrics.iter().map(|_| true)),
            all_reasons: set_of(plan.set_aside.iter().map(|_| true)),
            texts: texts.map(|(number, _)| number).collect(),
            area: at(&plan.area.column, Kind::Text),
            cohort,
            period,
            quantity,
            set_aside,
            metrics,
            keep: plan
                .one_per
                .as_ref()
                .map(|one_per| at(&one_per.column, Kind::Text)),
            keys: keys.map(|key| at(key, Kind::Key)).collect(),
            area_of: areas
                .map(|(area, number)| (area.as_str(), number))
                .collect(),
            days: plan
                .frame
                .periods
                .iter()
                .map(|(_, from, to)| (from.number(), to.number()))
                .collect(),
            plan,
            needs,
        }
    }

    pub(super) fn worker(&self) -> Worker {
        Worker {
            dictionaries: self.needs.iter().map(|_| Dictionary::default()).collect(),
            tally: Tally::new(self.plan),
            cases: Cases::default(),
            refused: None,
        }
    }

    /// Counts what is still open: the principal records of the last cases.
    pub(super) fn close(&self, worker: &mut Worker) {
        worker.cases.close(&mut worker.tally);
    }

    /// What a text means in the column of a need.
    pub(super) fn mean(&self, need: usize, text: &[u8]) -> Meaning {
        let nothing = Meaning {
            is_text: false,
            area: NOT_KNOWN,
            cohort: NO_COHORT,
            period: NO_PERIOD,
            rank: u32::MAX,
            metrics: 0,
            set_aside: 0,
        };
        let Ok(text) = std::str::from_utf8(text) else {
            return nothing;
        };
        let Some(column) = self.needs.get(need).map(|need| need.column.as_str()) else {
            return nothing;
        };
        let plan = self.plan;
        let mut meaning = Meaning {
            is_text: true,
            ..nothing
        };
        if plan.area.column == column {
            let code = match &plan.area.lookup {
                Some(lookup) => lookup.get(text).map(|code| code.as_str()),
                None => Some(text),
            };
            let area = code.and_then(|code| self.area_of.get(code));
            meaning.area = area.copied().unwrap_or(NOT_KNOWN);
        }
        if let CohortRule::Labels {
            column: of_cohort,
            adult,
            youth,
            ..
        } = &plan.cohort
            && of_cohort == column
        {
            let is = |labels: &[String]| labels.iter().any(|label| label == text);
            meaning.cohort = match (is(adult), is(youth)) {
                (true, _) => 0,
                (_, true) => 1,
                _ => NO_COHORT,
            };
        }
        if let PeriodRule::Labels {
            column: of_period,
            labels,
            ..
        } = &plan.period
            && of_period == column
        {
            let is = |(_, labels): &(_, Vec<String>)| labels.iter().any(|label| label == text);
            let number = labels
                .iter()
                .position(is)
                .and_then(|at| u16::try_from(at).ok());
            meaning.period = number.unwrap_or(NO_PERIOD);
        }
        if let Some(one_per) = &plan.one_per
            && one_per.column == column
        {
            let rank = one_per.order.iter().position(|label| label == text);
            meaning.rank = rank
                .and_then(|rank| u32::try_from(rank).ok())
                .unwrap_or(u32::MAX);
        }
        let holds = |conditions: &[Condition]| {
            let of_column = conditions
                .iter()
                .filter(|condition| condition.column == column);
            of_column.fold(true, |all, condition| {
                let is = |labels: &[String]| labels.iter().any(|label| label == text);
                all && match &condition.test {
                    Test::In(labels) => is(labels),
                    Test::NotIn(labels) => !text.is_empty() && !is(labels),
                    Test::Missing(missing) => text.is_empty() == *missing,
                    Test::Numbers(..) | Test::Days(..) => true,
                }
            })
        };
        let metrics = plan.metrics.iter().map(|metric| holds(&metric.conditions));
        meaning.metrics = set_of(metrics);
        meaning.set_aside = set_of(plan.set_aside.iter().map(|rule| holds(&rule.conditions)));
        meaning
    }

    /// Counts a batch. Records that can be neither counted nor set aside go to
    /// `faulty`; what it says becomes of them: set aside, or no further.
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
            refused,
        } = worker;
        let view = View::of(batch, dictionaries);
        let mut key = Vec::new();
        let mut outside = 0_u64;
        for row in 0..batch.rows {
            // First, so that parts of a file that lie outside need not be read.
            let period = match self.period {
                Periods::Date { column } => match view.day(column, row) {
                    NO_DAY => Err((Own::NoDate, column)),
                    NOT_A_DAY => Err((Own::NotADay, column)),
                    day => match self.period_of(day) {
                        Some(period) => Ok(period),
                        None => {
                            outside = outside.saturating_add(1);
                            continue;
                        }
                    },
                },
                Periods::Labels { .. } | Periods::Nights => Ok(NO_PERIOD),
            };
            let fate = match period {
                Ok(period) => self.fate(&view, row, period),
                Err((reason, need)) => Fate::Fault(reason, Some(need)),
            };
            match fate {
                Fate::InScope(record) => match self.keep {
                    None => tally.count(record),
                    Some(keep) => {
                        let rank = view
                            .meaning(keep, row)
                            .map_or(u32::MAX, |meaning| meaning.rank);
                        self.key(batch, row, &mut key);
                        if let Err(refusal) = cases.take(self.plan, &key, (rank, record), tally) {
                            *refused = refused.or(Some((row, refusal)));
                        }
                    }
                },
                Fate::Nights(stay) => self.count_nights(&stay, tally),
                Fate::SetAside(reason) => tally.set_aside(reason),
                Fate::Fault(reason, need) => {
                    if faulty(Fault { row, reason, need }) {
                        tally.set_aside(reason.number(self.plan));
                    }
                }
            }
        }
        tally.set_aside_many(Own::OutsideThePeriods.number(self.plan), outside);
    }

    /// What tells a record's case from any other.
    fn key(&self, batch: &Batch, row: usize, key: &mut Vec<u8>) {
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

    /// The number of a cell.
    fn cell(&self, area: usize, cohort: usize, period: usize) -> usize {
        let of_area = area.saturating_mul(2).saturating_add(cohort);
        of_area
            .saturating_mul(self.days.len())
            .saturating_add(period)
    }

    /// Those of a set of rules whose conditions on numbers and days hold.
    fn holding(rules: &[Rule], mut set: u64, view: &View<'_>, row: usize) -> u64 {
        for number in members(set) {
            let Some(rule) = rules.get(number) else {
                continue;
            };
            let holds = rule.numbers.iter().all(|&(need, from, to)| {
                let number = view.number(need, row);
                number > NOT_A_NUMBER && from <= number && number <= to
            }) && rule.days.iter().all(|&(need, from, to)| {
                let day = view.day(need, row);
                day > NOT_A_DAY && from <= day && day <= to
            });
            if !holds {
                set &= !bit(number);
            }
        }
        set
    }

    /// The metrics and the reasons that no text of a record speaks against.
    fn by_texts(&self, view: &View<'_>, row: usize) -> (u64, u64) {
        let mut sets = (self.all_metrics, self.all_reasons);
        for need in &self.texts {
            if let Some(meaning) = view.meaning(*need, row) {
                sets = (sets.0 & meaning.metrics, sets.1 & meaning.set_aside);
            }
        }
        sets
    }

    fn fate(&self, view: &View<'_>, row: usize, mut period: u16) -> Fate {
        if view.batch.has_unreadable
            && let Some(fault) = self.unreadable(view, row)
        {
            return fault;
        }
        let (metrics, reasons) = self.by_texts(view, row);
        if let Some(reason) = members(Self::holding(&self.set_aside, reasons, view, row)).next() {
            return Fate::SetAside(reason);
        }
        let metrics = Self::holding(&self.metrics, metrics, view, row);
        let meaning = |need| view.meaning(need, row);
        let Some(area) = meaning(self.area)
            .map(|meaning| meaning.area)
            .filter(|area| *area != NOT_KNOWN)
        else {
            return self.unknown(self.plan.area.otherwise, Own::AreaNotKnown, self.area);
        };
        let area = area as usize;
        if let Amount::Nights { from, to } = self.quantity {
            return self.stay(view, row, area, (from, to), metrics);
        }
        let cohort = match self.cohort {
            Cohorts::Labels { column } => match meaning(column).map(|meaning| meaning.cohort) {
                Some(cohort) if cohort != NO_COHORT => usize::from(cohort),
                _ => {
                    let otherwise = match &self.plan.cohort {
                        CohortRule::Labels { otherwise, .. } => *otherwise,
                        CohortRule::Age { .. } => Otherwise::Error,
                    };
                    return self.unknown(otherwise, Own::CohortNotKnown, column);
                }
            },
            Cohorts::Age { date_of_birth, on } => {
                let (born, day) = (view.day(date_of_birth, row), on.map(|on| view.day(on, row)));
                if born == NO_DAY {
                    return Fate::Fault(Own::NoDate, Some(date_of_birth));
                }
                match day {
                    None | Some(NO_DAY) => return Fate::Fault(Own::NoDate, on),
                    Some(day) if day < born => return Fate::Fault(Own::WrongOrder, on),
                    Some(day) if !has_turned(born, day, 10) => {
                        return self.aside(Own::YoungerThanTen);
                    }
                    Some(day) => usize::from(!has_turned(born, day, 18)),
                }
            }
        };
        if let Periods::Labels { column } = self.period {
            match meaning(column).map(|meaning| meaning.period) {
                Some(found) if found != NO_PERIOD => period = found,
                _ => {
                    let otherwise = match &self.plan.period {
                        PeriodRule::Labels { otherwise, .. } => *otherwise,
                        PeriodRule::Date { .. } | PeriodRule::Nights => Otherwise::Error,
                    };
                    return self.unknown(otherwise, Own::PeriodNotKnown, column);
                }
            }
        }
        let period = usize::from(period);
        if !self.takes_part(area, cohort, period) {
            return self.aside(Own::TakesNoPart);
        }
        let quantity = match self.quantity {
            Amount::Number { column } => match view.number(column, row) {
                NO_NUMBER => return Fate::Fault(Own::NoQuantity, Some(column)),
                number => match u64::try_from(number) {
                    Ok(number) => number,
                    Err(_) => return Fate::Fault(Own::NotANumber, Some(column)),
                },
            },
            Amount::One | Amount::Nights { .. } => 1,
        };
        // Records without a key would all be of one case.
        let is_missing = |need: &&usize| match view.batch.columns.get(**need) {
            Some(Column::Keys(keys)) => keys.get(row).is_empty(),
            _ => false,
        };
        if let Some(need) = self.keys.iter().find(is_missing) {
            return Fate::Fault(Own::NoKey, Some(*need));
        }
        Fate::InScope(InScope {
            cell: self.cell(area, cohort, period),
            quantity,
            metrics,
        })
    }

    fn aside(&self, reason: Own) -> Fate {
        Fate::SetAside(reason.number(self.plan))
    }

    fn unknown(&self, otherwise: Otherwise, reason: Own, need: usize) -> Fate {
        match otherwise {
            Otherwise::SetAside => self.aside(reason),
            Otherwise::Error => Fate::Fault(reason, Some(need)),
        }
    }

    fn unreadable(&self, view: &View<'_>, row: usize) -> Option<Fate> {
        for (need, column) in view.batch.columns.iter().enumerate() {
            let reason = match column {
                Column::Numbers(numbers) if numbers.get(row) == Some(&NOT_A_NUMBER) => {
                    Own::NotANumber
                }
                Column::Days(days) if days.get(row) == Some(&NOT_A_DAY) => Own::NotADay,
                Column::Texts(_) => match view.meaning(need, row) {
                    Some(meaning) if !meaning.is_text => Own::NotText,
                    _ => continue,
                },
                _ => continue,
            };
            return Some(Fate::Fault(reason, Some(need)));
        }
        None
    }

    fn period_of(&self, day: i32) -> Option<u16> {
        let holds = |(from, to): &(i32, i32)| *from <= day && day <= *to;
        let at = self.days.iter().position(holds)?;
        u16::try_from(at).ok()
    }

    fn takes_part(&self, area: usize, cohort: usize, period: usize) -> bool {
        self.plan
            .frame
            .takes_part
            .get(area)
            .is_some_and(|(cohorts, periods)| {
                cohorts.get(cohort) == Some(&true) && periods.get(period) == Some(&true)
            })
    }

    /// Whether no day of a range lies in any period.
    pub(super) fn is_outside(&self, first: i32, last: i32) -> bool {
        !self
            .days
            .iter()
            .any(|(from, to)| *from <= last && first <= *to)
    }

    /// The need that says when, where that is a date.
    pub(super) fn date(&self) -> Option<usize> {
        match self.period {
            Periods::Date { column } => Some(column),
            Periods::Labels { .. } | Periods::Nights => None,
        }
    }
}

/// The set of one number.
fn bit(number: usize) -> u64 {
    u32::try_from(number)
        .ok()
        .and_then(|number| 1_u64.checked_shl(number))
        .unwrap_or_default()
}

/// The set of the numbers of what is so.
fn set_of(all: impl Iterator<Item = bool>) -> u64 {
    let numbered = all.enumerate().filter(|(_, is_so)| *is_so);
    numbered.fold(0, |set, (number, _)| set | bit(number))
}

/// The numbers in a set, from the lowest.
pub(super) fn members(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let without_lowest = set & set.checked_sub(1)?;
        let lowest = set.trailing_zeros() as usize;
        set = without_lowest;
        Some(lowest)
    })
}
