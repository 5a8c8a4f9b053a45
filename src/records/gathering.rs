//! Sums of squares and products while records are counted, on request alone: over
//! records, and over persons, who are held in memory by a digest of their text until
//! counting ends. What leaves is in [`Spread`].

use super::kernel::{InScope, members};
use super::plan::CountPlan;
use super::tally::Tally;
use crate::cohort::Cohort;
use crate::name::Id;
use crate::problem::{Error, Problem};
use crate::spread::{Spread, SpreadKind};
use crate::wording::grouped;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// More persons than this are not kept in mind, each anew for every area, cohort and
/// period.
const MOST_PERSONS: usize = 20_000_000;

/// That sums are asked for, and the column that says whose a record is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) person: Option<&'a str>,
}

/// A person by the first half of the digest of the text that stands for him or her.
/// Two texts of one digest are as good as impossible, and texts of any length take as
/// much room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Person([u64; 2]);

impl Person {
    /// Of a record that does not say whose it is.
    pub(super) const UNKNOWN: Self = Self([0; 2]);

    pub(super) fn of(text: &[u8]) -> Self {
        if text.is_empty() {
            return Self::UNKNOWN;
        }
        let digest = Sha256::digest(text);
        let half = |from: usize| {
            let bytes = digest.get(from..).and_then(<[u8]>::first_chunk::<8>);
            bytes.copied().map_or(0, u64::from_le_bytes)
        };
        Self([half(0), half(8)])
    }
}

/// Sums over the records counted so far, which add up in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gathering {
    width: usize,
    records: Sums,
    persons: Option<Persons>,
    /// The most that one record counts.
    largest: u64,
    is_full: bool,
}

/// For each cell that has any, a sum for every pair of metrics.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Sums(Vec<Vec<u128>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Persons {
    /// So many are kept in mind, and no more.
    most: usize,
    /// Where the quantities of each person in each cell begin.
    known: HashMap<(usize, Person), usize, foldhash::fast::RandomState>,
    quantities: Vec<u64>,
    /// The records that do not say whose they are, each a person of its own.
    alone: Sums,
    unknown: u64,
    are_too_many: bool,
}

impl Gathering {
    pub(super) fn new(plan: &CountPlan, has_persons: bool) -> Self {
        Self {
            width: plan.metrics.len(),
            records: Sums::default(),
            persons: has_persons.then(|| Persons::at_most(MOST_PERSONS)),
            largest: 0,
            is_full: false,
        }
    }

    /// Takes a record that is counted, and whose it is; `is_more` of what it counts in
    /// a further cell.
    pub(super) fn take(&mut self, record: InScope, person: Person, is_more: bool) {
        if record.metrics == 0 {
            return;
        }
        self.largest = self.largest.max(record.quantity);
        let (width, full) = (self.width, &mut self.is_full);
        self.records.add_record(record, width, full);
        let Some(persons) = &mut self.persons else {
            return;
        };
        if person == Person::UNKNOWN {
            persons.alone.add_record(record, width, full);
            add_to(Some(&mut persons.unknown), u64::from(!is_more), full);
            return;
        }
        if let Some(quantities) = persons.of((record.cell, person), width) {
            for metric in members(record.metrics) {
                add_to(quantities.get_mut(metric), record.quantity, full);
            }
        }
    }

    /// Adds another of the same plan.
    pub(super) fn merge(&mut self, other: Self) {
        let full = &mut self.is_full;
        *full |= other.is_full;
        self.largest = self.largest.max(other.largest);
        self.records.merge(&other.records, full);
        let (Some(persons), Some(other)) = (&mut self.persons, other.persons) else {
            return;
        };
        persons.alone.merge(&other.alone, full);
        add_to(Some(&mut persons.unknown), other.unknown, full);
        if other.are_too_many {
            persons.give_up();
        }
        if persons.are_too_many {
            return;
        }
        if persons.known.is_empty() {
            persons.known = other.known;
            persons.quantities = other.quantities;
            return;
        }
        for (key, start) in other.known {
            let more = other.quantities.iter().skip(start).take(self.width);
            if let Some(quantities) = persons.of(key, self.width) {
                for (to, more) in quantities.iter_mut().zip(more) {
                    add_to(Some(to), *more, full);
                }
            }
        }
    }

    /// The sums, for every area and period with a record in scope, and every cohort of
    /// the plan that takes part there; how many records do not say whose they are, and
    /// the most that one counts.
    ///
    /// # Errors
    ///
    /// A sum is beyond what can be held, or there are too many persons.
    pub(super) fn finish(
        mut self,
        plan: &CountPlan,
        tally: &Tally,
    ) -> Result<(Spread, u64, u64), Error> {
        let (mut of_persons, mut unknown) = (None, 0);
        if let Some(persons) = self.persons.take() {
            if persons.are_too_many {
                return Err(too_many(persons.most).into());
            }
            unknown = persons.unknown;
            let mut sums = persons.alone;
            for ((cell, _), start) in persons.known {
                let quantities = persons.quantities.iter().skip(start).take(self.width);
                let quantities: Vec<u64> = quantities.copied().collect();
                sums.add_products(cell, &quantities, &mut self.is_full);
            }
            of_persons = Some(sums);
        }
        if self.is_full {
            let what = "the squares add up to more than can be held";
            return Err(Problem::new(what, "check the column that holds the quantity").into());
        }
        let ids: Vec<&Id> = plan.metrics().collect();
        let metrics = ids.iter().copied().cloned();
        let mut spread = Spread::none(plan.sha256(), of_persons.is_some(), metrics);
        let kinds = [
            (SpreadKind::Person, of_persons.as_ref()),
            (SpreadKind::Record, Some(&self.records)),
        ];
        for ([number, cohort_number, period_number], cell) in cells_told(plan, tally) {
            let area = plan.frame.areas.get(number);
            let cohort = Cohort::ALL.get(cohort_number);
            let period = plan.frame.periods.get(period_number);
            let (Some(area), Some(cohort), Some((period, ..))) = (area, cohort, period) else {
                continue;
            };
            for (kind, sums) in kinds {
                let Some(sums) = sums else { continue };
                for (first, metric) in ids.iter().enumerate() {
                    for (second, other) in ids.iter().enumerate().skip(first) {
                        let place = (area.clone(), *cohort, period.clone());
                        let pair = ((*metric).clone(), (*other).clone());
                        let sum = sums.get(cell, self.width, (first, second));
                        spread.insert(kind, place, pair, sum);
                    }
                }
            }
        }
        Ok((spread, unknown, self.largest))
    }
}

/// Every cell of an area and period with a record in scope, by the numbers of area,
/// cohort and period, and by its own.
fn cells_told(plan: &CountPlan, tally: &Tally) -> Vec<([usize; 3], usize)> {
    let periods = plan.frame.periods.len();
    let areas = plan.frame.areas.len();
    let mut is_met = vec![false; areas.saturating_mul(periods)];
    for (area, _, period, ..) in tally.cells().chain(tally.lacking()) {
        let at = area.saturating_mul(periods).saturating_add(period);
        if let Some(is_met) = is_met.get_mut(at) {
            *is_met = true;
        }
    }
    let mut cells = Vec::new();
    let mut is_met = is_met.into_iter();
    let of_plan: Vec<Cohort> = plan.cohort.cohorts().collect();
    for (area, (cohorts, of_periods)) in plan.frame.takes_part.iter().enumerate() {
        let met: Vec<bool> = is_met.by_ref().take(periods).collect();
        let of_area = Cohort::ALL.into_iter().zip(cohorts).enumerate();
        for (number, (cohort, takes_part)) in of_area {
            for (period, (is_met, is_in)) in met.iter().zip(of_periods).enumerate() {
                let first = area.saturating_mul(2).saturating_add(number);
                let cell = first.saturating_mul(periods).saturating_add(period);
                if *is_met && *is_in && *takes_part && of_plan.contains(&cohort) {
                    cells.push(([area, number, period], cell));
                }
            }
        }
    }
    cells
}

/// That more persons came than are kept in mind.
fn too_many(most: usize) -> Problem {
    let most = grouped(&most.to_string());
    Problem::new(
        format!(
            "there are more than {most} persons to keep in mind, each anew for every area, cohort \
             and period"
        ),
        "count the records of some areas at a time, each area's in one run, and put the sums into \
         one file under one header; or leave --person away",
    )
}

impl Persons {
    /// Nobody yet, and room for so many.
    fn at_most(most: usize) -> Self {
        Self {
            most,
            known: HashMap::default(),
            quantities: Vec::new(),
            alone: Sums::default(),
            unknown: 0,
            are_too_many: false,
        }
    }

    /// The quantities of a person in a cell; `None` where there are too many.
    fn of(&mut self, key: (usize, Person), width: usize) -> Option<&mut [u64]> {
        if self.are_too_many {
            return None;
        }
        let is_full = self.known.len() >= self.most;
        let start = match self.known.entry(key) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(_) if is_full => {
                self.give_up();
                return None;
            }
            Entry::Vacant(new) => {
                let start = self.quantities.len();
                self.quantities.resize(start.saturating_add(width), 0);
                *new.insert(start)
            }
        };
        self.quantities.get_mut(start..start.saturating_add(width))
    }

    /// Notes that there are too many. Nothing will be told, so the room is given back.
    fn give_up(&mut self) {
        self.are_too_many = true;
        self.known = HashMap::default();
        self.quantities = Vec::new();
    }
}

impl Sums {
    /// The sums of a cell, which begin at zero.
    fn of(&mut self, cell: usize, width: usize) -> &mut [u128] {
        if self.0.len() <= cell {
            self.0.resize(cell.saturating_add(1), Vec::new());
        }
        match self.0.get_mut(cell) {
            Some(sums) => {
                if sums.is_empty() {
                    sums.resize(width.saturating_mul(width), 0);
                }
                sums
            }
            None => &mut [],
        }
    }

    /// Adds a record: its square, for each pair of the metrics in which it counts.
    fn add_record(&mut self, record: InScope, width: usize, full: &mut bool) {
        let square = product(record.quantity, record.quantity);
        let sums = self.of(record.cell, width);
        for metric in members(record.metrics) {
            for other in members(record.metrics).filter(|other| *other >= metric) {
                add_to(sums.get_mut(place(width, (metric, other))), square, full);
            }
        }
    }

    /// Adds a person: for each pair of metrics, what is counted in the one times what is
    /// counted in the other.
    fn add_products(&mut self, cell: usize, quantities: &[u64], full: &mut bool) {
        let width = quantities.len();
        let sums = self.of(cell, width);
        for (metric, one) in quantities.iter().enumerate() {
            for (other, two) in quantities.iter().enumerate().skip(metric) {
                let product = product(*one, *two);
                add_to(sums.get_mut(place(width, (metric, other))), product, full);
            }
        }
    }

    fn merge(&mut self, other: &Self, full: &mut bool) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), Vec::new());
        }
        for (to, from) in self.0.iter_mut().zip(&other.0) {
            if to.len() < from.len() {
                to.resize(from.len(), 0);
            }
            for (to, more) in to.iter_mut().zip(from) {
                add_to(Some(to), *more, full);
            }
        }
    }

    fn get(&self, cell: usize, width: usize, pair: (usize, usize)) -> u128 {
        let sums = self.0.get(cell);
        let sum = sums.and_then(|sums| sums.get(place(width, pair)));
        sum.copied().unwrap_or_default()
    }
}

/// Where the sum of a pair of metrics stands, the first not after the second.
fn place(width: usize, (metric, other): (usize, usize)) -> usize {
    metric.saturating_mul(width).saturating_add(other)
}

/// Two numbers of 64 bits have a product of 128.
fn product(one: u64, two: u64) -> u128 {
    u128::from(one).saturating_mul(two.into())
}

/// A number to which others are added.
trait Adds: Sized {
    fn plus(&self, more: Self) -> Option<Self>;
}

impl Adds for u64 {
    fn plus(&self, more: Self) -> Option<Self> {
        self.checked_add(more)
    }
}

impl Adds for u128 {
    fn plus(&self, more: Self) -> Option<Self> {
        self.checked_add(more)
    }
}

/// Adds; where the sum cannot be held, that is remembered, and nothing is given out.
fn add_to<T: Adds>(to: Option<&mut T>, more: T, is_full: &mut bool) {
    let Some(to) = to else { return };
    match to.plus(more) {
        Some(sum) => *to = sum,
        None => *is_full = true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums over persons of whom two are kept in mind, after these records: whose each
    /// is, and in which cell.
    fn gathered(records: &[(&str, usize)]) -> Gathering {
        let mut gathering = Gathering {
            width: 1,
            records: Sums::default(),
            persons: Some(Persons::at_most(2)),
            largest: 0,
            is_full: false,
        };
        for (person, cell) in records {
            let record = InScope {
                cell: *cell,
                quantity: 3,
                metrics: 1,
            };
            gathering.take(record, Person::of(person.as_bytes()), false);
        }
        gathering
    }

    fn are_too_many(gathering: &Gathering) -> bool {
        gathering.persons.as_ref().unwrap().are_too_many
    }

    #[test]
    fn as_many_persons_as_are_allowed_may_come_again_and_one_more_is_refused() {
        let two = [("Ann", 0), ("Bob", 0), ("Ann", 0), ("Bob", 0), ("", 0)];
        assert!(!are_too_many(&gathered(&two)));
        for one_more in [("Cat", 0), ("Ann", 1)] {
            let records = [&two[..], &[one_more], &two[..]].concat();
            let gathering = gathered(&records);
            assert!(are_too_many(&gathering));
            // What was held is given back.
            let persons = gathering.persons.unwrap();
            assert_eq!(
                (persons.known.capacity(), persons.quantities.capacity()),
                (0, 0)
            );
        }
        let told = too_many(MOST_PERSONS).to_string();
        assert!(told.contains("more than 20,000,000 persons"), "{told}");
    }

    #[test]
    fn persons_are_too_many_however_threads_share_them() {
        let records = [("Ann", 0), ("Bob", 0), ("Cat", 0)];
        for at in 0..=records.len() {
            let (one, other) = records.split_at(at);
            let mut gathering = gathered(one);
            gathering.merge(gathered(other));
            gathering.merge(gathered(&[]));
            assert!(are_too_many(&gathering), "{at}");
            let mut gathering = gathered(&[("Ann", 0), ("Bob", 0)]);
            gathering.merge(gathered(&[("Bob", 0), ("Ann", 0)]));
            assert!(!are_too_many(&gathering));
        }
    }
}
