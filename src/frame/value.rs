//! The values that stand in columns of figures: each is kept as text, as a whole
//! number, as a day, as true or false, or as money.

use super::figures::Edge;
use crate::area::AreaCode;
use crate::assess::{Outcome, ReductionPercent};
use crate::cohort::Cohort;
use crate::demand::{Marker, Markers, MissingReason};
use crate::explain::{BoundSide, Direction};
use crate::money::{Percent, Pounds};
use crate::name::{Id, Title, quoted};
use crate::period::Day;
use crate::problem::{Error, Problem};
use crate::scheme::{Data, PriceYear, ThresholdRule};
use crate::wording;

/// How a column keeps its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Truth,
    Day,
    Money,
}

/// One value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Text(String),
    Number(u64),
    Truth(bool),
    Day(Day),
    Money(Pounds),
}

/// What can stand in a column.
pub(super) trait Value: Sized {
    const KIND: Kind;

    fn cell(&self) -> Cell;

    /// The value of a cell of its kind.
    fn of(cell: Cell) -> Result<Self, Error>;
}

fn lacking() -> Error {
    let advice = "missing is never zero: supply it, or leave the row out";
    Problem::new("nothing stands here (null)", advice).into()
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;

    fn cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Null, Value::cell)
    }

    fn of(cell: Cell) -> Result<Self, Error> {
        match cell {
            Cell::Null => Ok(None),
            cell => T::of(cell).map(Some),
        }
    }
}

macro_rules! plain {
    ($($type:ty: $kind:ident),*) => {
        $(impl Value for $type {
            const KIND: Kind = Kind::$kind;

            fn cell(&self) -> Cell {
                Cell::$kind(self.clone())
            }

            fn of(cell: Cell) -> Result<Self, Error> {
                match cell {
                    Cell::$kind(value) => Ok(value),
                    _ => Err(lacking()),
                }
            }
        })*
    };
}

plain!(String: Text, u64: Number, bool: Truth, Day: Day, Pounds: Money);

/// Values that are kept as the text that other outputs write.
macro_rules! texts {
    ($($type:ty: $write:expr, $read:expr;)*) => {
        $(impl Value for $type {
            const KIND: Kind = Kind::Text;

            fn cell(&self) -> Cell {
                let write: fn(&Self) -> String = $write;
                Cell::Text(write(self))
            }

            fn of(cell: Cell) -> Result<Self, Error> {
                let read: fn(&str) -> Result<Self, Error> = $read;
                match cell {
                    Cell::Text(text) => read(&text),
                    _ => Err(lacking()),
                }
            }
        })*
    };
}

texts! {
    Id: ToString::to_string, str::parse;
    Title: ToString::to_string, str::parse;
    AreaCode: ToString::to_string, str::parse;
    PriceYear: |year| year.as_str().to_owned(), str::parse;
    Cohort: ToString::to_string, str::parse;
    Data: |data| data.as_str().to_owned(), str::parse;
    ThresholdRule: |rule| rule.as_str().to_owned(), str::parse;
    Percent: ToString::to_string, percent;
    ReductionPercent: ToString::to_string, str::parse;
    Outcome: ToString::to_string, |text| one_of(text, &Outcome::ALL);
    MissingReason: ToString::to_string, |text| one_of(text, &MissingReason::ALL);
    Edge: ToString::to_string, |text| one_of(text, &Edge::ALL);
    Direction: |one| one.as_str().to_owned(),
        |text| named(text, &[Direction::More, Direction::Fewer], |one| one.as_str().to_owned());
    BoundSide: |one| one.as_str().to_owned(),
        |text| named(text, &[BoundSide::AtMost, BoundSide::AtLeast], |one| one.as_str().to_owned());
}

impl Value for Markers {
    const KIND: Kind = Kind::Text;

    fn cell(&self) -> Cell {
        match self.is_empty() {
            true => Cell::Null,
            false => Cell::Text(self.to_string()),
        }
    }

    fn of(cell: Cell) -> Result<Self, Error> {
        match cell {
            Cell::Text(text) => markers(&text),
            _ => Ok(Self::default()),
        }
    }
}

fn one_of<T: ToString + Copy>(text: &str, all: &[T]) -> Result<T, Error> {
    named(text, all, T::to_string)
}

/// Which of some values a text names.
fn named<T: Copy>(text: &str, all: &[T], name: fn(&T) -> String) -> Result<T, Error> {
    let found = all.iter().find(|one| name(one) == text);
    found.copied().ok_or_else(|| {
        let names: Vec<String> = all.iter().map(name).collect();
        let what = format!("{} is not known here", quoted(text));
        Problem::new(what, wording::instead_of(text, &names)).into()
    })
}

/// A percentage without its sign, as outputs write it.
fn percent(text: &str) -> Result<Percent, Error> {
    format!("{text}%").parse().map_err(|_: Error| {
        let what = format!("{} is not a percentage", quoted(text));
        Problem::new(
            what,
            "write it without its sign, from 0 to 100, like \"2.5\"",
        )
        .into()
    })
}

/// Markers one after another: `[r][e]`.
fn markers(text: &str) -> Result<Markers, Error> {
    let marks = text.split_inclusive(']');
    marks.map(|mark| one_of(mark, &Marker::ALL)).collect()
}
