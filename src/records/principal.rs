//! The principal record of each case: of those in scope, and those that lack only
//! their quantity, the one whose label stands first in the plan's order. Which of several alike is kept does not
//! depend on the order in which they come.

use super::balance::Own;
use super::gathering::Person;
use super::kernel::InScope;
use super::plan::CountPlan;
use super::tally::Tally;
use crate::problem::Problem;
use std::collections::HashMap;

/// Unsorted records of more cases than this are not kept in mind.
const MOST_CASES: usize = 2_000_000;

/// The records of cases, until it is known which of them is kept.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// Of sorted records there is one at a time.
    open: HashMap<Box<[u8]>, Candidate, foldhash::fast::RandomState>,
    last: Vec<u8>,
}

/// The best record of a case so far: lower is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    rank: u32,
    cell: usize,
    /// `None` where it is missing.
    quantity: Option<u64>,
    metrics: u64,
    /// Before what follows, so that it does not depend on the order of records.
    person: Person,
    /// Whether another of the same rank counts differently.
    is_tied: bool,
}

/// Why principal records cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The plan says that records are sorted, and they are not.
    NotSorted,
    TooManyCases,
}

impl Cases {
    /// Takes a record of a case.
    pub(super) fn take(
        &mut self,
        plan: &CountPlan,
        key: &[u8],
        rank: u32,
        ((record, has_quantity), person): ((InScope, bool), Person),
        tally: &mut Tally,
    ) -> Result<(), Refusal> {
        let is_sorted = plan.one_per.as_ref().is_some_and(|one_per| one_per.sorted);
        if is_sorted && key != self.last.as_slice() {
            if key < self.last.as_slice() {
                return Err(Refusal::NotSorted);
            }
            self.close(plan, tally);
            self.last.clear();
            self.last.extend_from_slice(key);
        }
        let candidate = Candidate {
            rank,
            cell: record.cell,
            quantity: has_quantity.then_some(record.quantity),
            metrics: record.metrics,
            person,
            is_tied: false,
        };
        if let Some(best) = self.open.get_mut(key) {
            let untied = Candidate {
                // Whose it is does not change what counts.
                person,
                is_tied: false,
                ..*best
            };
            let is_tied = candidate.rank == best.rank && (best.is_tied || candidate != untied);
            *best = candidate.min(*best);
            best.is_tied |= is_tied;
            tally.set_aside(Own::NotPrincipal.number(plan), 1);
            return Ok(());
        }
        if self.open.len() >= MOST_CASES {
            return Err(Refusal::TooManyCases);
        }
        self.open.insert(key.into(), candidate);
        Ok(())
    }

    /// Counts the records that are kept.
    pub(super) fn close(&mut self, plan: &CountPlan, tally: &mut Tally) {
        for (_, candidate) in self.open.drain() {
            let record = InScope {
                cell: candidate.cell,
                quantity: candidate.quantity.unwrap_or_default(),
                metrics: candidate.metrics,
            };
            if candidate.quantity.is_some() {
                tally.count(record);
                tally.gather(record, candidate.person, false);
            } else {
                tally.lack(record);
                tally.set_aside(Own::NoQuantity.number(plan), 1);
            }
            tally.tied = tally.tied.saturating_add(candidate.is_tied.into());
        }
    }
}

/// That extracts cannot be counted apart, since a case may stand in several.
pub(super) fn apart() -> Problem {
    Problem::new(
        "the records of one case may stand in several of these extracts",
        "put them into one file, so that one principal record is kept of each case; if every case \
         stands whole in one extract, write within = \"extract\" in [one_per]",
    )
}

impl Refusal {
    /// What is wrong, and what to do.
    pub(super) fn words(self) -> (String, &'static str) {
        match self {
            Self::NotSorted => (
                "the records are not sorted by the keys of [one_per]".to_owned(),
                "sort them as bytes by these columns, in their order, or take sorted = true away",
            ),
            Self::TooManyCases => (
                format!("there are more than {MOST_CASES} cases to keep in mind"),
                "sort the records by the keys of [one_per] and write sorted = true there, or count \
                 them in the engine that holds them",
            ),
        }
    }
}
