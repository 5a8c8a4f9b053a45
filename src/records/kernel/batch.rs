//! A batch of records as columns, and the same with what its texts mean.

use super::dictionary::{Dictionary, Meaning};
use crate::records::columns::{Column, Needs};

/// A batch of records: as many columns as a plan has needs.
#[derive(Debug)]
pub(in crate::records) struct Batch {
    pub(in crate::records) rows: usize,
    /// Whether any of its values cannot be read.
    pub(in crate::records) has_unreadable: bool,
    pub(in crate::records) columns: Vec<Column>,
    /// The period of each record, where its date says it.
    pub(in crate::records) periods: Vec<u16>,
}

impl Batch {
    pub(in crate::records) fn new(needs: &Needs) -> Self {
        Self {
            rows: 0,
            has_unreadable: false,
            columns: needs.iter().map(|need| Column::new(need.kind)).collect(),
            periods: Vec::new(),
        }
    }

    pub(in crate::records) fn clear(&mut self) {
        self.rows = 0;
        self.has_unreadable = false;
        self.columns.iter_mut().for_each(Column::clear);
        self.periods.clear();
    }

    /// A column of whole numbers.
    pub(super) fn numbers(&self, need: usize) -> &[i64] {
        match self.columns.get(need) {
            Some(Column::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// A column of days.
    pub(super) fn days(&self, need: usize) -> &[i32] {
        match self.columns.get(need) {
            Some(Column::Days(days)) => days,
            _ => &[],
        }
    }
}

/// A batch with what its texts mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'b> {
    pub(super) batch: &'b Batch,
    pub(super) dictionaries: &'b [Dictionary],
}

impl<'b> View<'b> {
    /// A column of texts by their numbers, and what each number means.
    fn coded(&self, need: usize) -> (&'b [u32], &'b [Meaning]) {
        let numbers: &[u32] = match self.batch.columns.get(need) {
            Some(Column::Texts(numbers)) => numbers,
            _ => &[],
        };
        let meanings: &[Meaning] = match self.dictionaries.get(need) {
            Some(dictionary) => &dictionary.meanings,
            None => &[],
        };
        (numbers, meanings)
    }

    /// What each text of a column means.
    pub(super) fn texts(&self, need: usize) -> impl Iterator<Item = &'b Meaning> + use<'b> {
        let (numbers, meanings) = self.coded(need);
        let meaning = |number: &u32| meanings.get(*number as usize).unwrap_or(&Meaning::NONE);
        numbers.iter().map(meaning)
    }

    /// What one text of a column means.
    pub(super) fn text(&self, need: usize, row: usize) -> &'b Meaning {
        let (numbers, meanings) = self.coded(need);
        let number = numbers.get(row).map(|number| *number as usize);
        let meaning = number.and_then(|number| meanings.get(number));
        meaning.unwrap_or(&Meaning::NONE)
    }
}
