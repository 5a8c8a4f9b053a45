//! Columns of figures written into frames and read from them.

use super::value::{Cell, Kind, Value};
use super::{not_read, refused};
use crate::demand::number;
use crate::money::Pounds;
use crate::name::quoted;
use crate::period::Day;
use crate::problem::{Error, Problem, Problems};
use crate::wording::instead_of;
use polars_core::prelude::{AnyValue, Column, DataFrame, DataType, NamedFrom, Series};

/// How money stands in a frame: never as a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(
    clippy::exhaustive_enums,
    reason = "exact money is text or whole pence"
)]
pub enum Money {
    /// As text of exact digits in pounds: `1901008.50`.
    #[default]
    Text,
    /// As whole pence, 64-bit integers, in columns whose names end in `_pence`.
    ///
    /// Amounts that a percentage was taken of have fractions of a penny by nature:
    /// the threshold, the cap, the margin, what bands hold and pay, the reward before
    /// it is rounded. These stay text under their own names.
    Pence,
}

/// Columns that may hold fractions of a penny whatever the prices.
const EXACT: [&str; 12] = [
    "threshold_amount",
    "margin",
    "cap_amount",
    "to_cap",
    "unrewarded_saving",
    "reward_before_rounding",
    "band_saving",
    "payment",
    "stands_margin",
    "turns_margin",
    "baseline_price",
    "test_price",
];

/// What ends the name of a column of pence.
const PENCE: &str = "_pence";

/// A frame in the making.
pub(super) struct Written {
    money: Money,
    columns: Vec<Column>,
    problems: Problems,
}

impl Written {
    pub(super) fn new(money: Money) -> Self {
        Self {
            money,
            columns: Vec::new(),
            problems: Problems::default(),
        }
    }

    /// Adds a column.
    pub(super) fn column<T: Value>(&mut self, name: &str, cells: impl Iterator<Item = Cell>) {
        let series = match T::KIND {
            Kind::Text => texts(name, cells),
            Kind::Number => {
                let numbers: Vec<Option<i64>> =
                    cells.map(|cell| self.number(name, &cell)).collect();
                Series::new(name.into(), numbers)
            }
            Kind::Truth => {
                let truths = cells.map(|cell| match cell {
                    Cell::Truth(truth) => Some(truth),
                    _ => None,
                });
                Series::new(name.into(), truths.collect::<Vec<Option<bool>>>())
            }
            Kind::Day => days(
                name,
                cells.map(|cell| match cell {
                    Cell::Day(day) => Some(day),
                    _ => None,
                }),
            ),
            Kind::Money if self.money == Money::Text || EXACT.contains(&name) => texts(name, cells),
            Kind::Money => {
                let pence: Vec<Option<i64>> = (1_u64..)
                    .zip(cells)
                    .map(|(row, cell)| self.pence(name, row, &cell))
                    .collect();
                Series::new(format!("{name}{PENCE}").into(), pence)
            }
        };
        self.columns.push(series.into());
    }

    fn number(&mut self, name: &str, cell: &Cell) -> Option<i64> {
        let Cell::Number(number) = cell else {
            return None;
        };
        let whole = i64::try_from(*number).ok();
        if whole.is_none() {
            let what = format!(
                "{}: {number} is more than 64 signed bits hold",
                quoted(name)
            );
            self.problems.push(Problem::new(what, "check the counts"));
        }
        whole
    }

    fn pence(&mut self, name: &str, row: u64, cell: &Cell) -> Option<i64> {
        let Cell::Money(amount) = cell else {
            return None;
        };
        let pence = amount.whole_pence();
        if pence.is_none() {
            let what = format!(
                "row {row}, column {}: {amount} pounds are no whole number of pence",
                quoted(name)
            );
            let advice = "take money as text, which holds every digit";
            self.problems.push(Problem::new(what, advice));
        }
        pence
    }

    /// The frame of so many rows.
    pub(super) fn frame(self, rows: usize) -> Result<DataFrame, Error> {
        self.problems.into_result()?;
        DataFrame::new(rows, self.columns).map_err(|error| refused(&error))
    }
}

fn texts(name: &str, cells: impl Iterator<Item = Cell>) -> Series {
    let texts = cells.map(|cell| match cell {
        Cell::Text(text) => Some(text),
        Cell::Money(amount) => Some(amount.to_string()),
        Cell::Null | Cell::Number(_) | Cell::Truth(_) | Cell::Day(_) => None,
    });
    Series::new(name.into(), texts.collect::<Vec<Option<String>>>())
}

/// A column of dates.
pub(super) fn days(name: &str, days: impl Iterator<Item = Option<Day>>) -> Series {
    let days: Vec<Option<i32>> = days.map(|day| day.map(Day::number)).collect();
    Series::new(name.into(), days).into_date()
}

/// A frame that is read, column by column.
pub(super) struct Read<'a> {
    frame: &'a DataFrame,
    problems: Problems,
}

impl<'a> Read<'a> {
    pub(super) fn new(frame: &'a DataFrame) -> Self {
        let problems = Problems::default();
        Self { frame, problems }
    }

    /// The values of a column; nothing to be relied on where there are problems.
    pub(super) fn column<T: Value>(&mut self, name: &str) -> Vec<T> {
        let Some((column, is_pence)) = self.found(name, T::KIND) else {
            return Vec::new();
        };
        let column = match text_of(column) {
            Ok(column) => column,
            Err(error) => {
                self.problems.extend(error.at(None));
                return Vec::new();
            }
        };
        let called = column.name().to_string();
        if !is_of(column.dtype(), T::KIND, is_pence) {
            let problem = not_read(&called, column.dtype(), advice(T::KIND, is_pence));
            self.problems.push(problem);
            return Vec::new();
        }
        let mut values = Vec::with_capacity(column.len());
        for (row, value) in (1_u64..).zip(column.as_materialized_series().iter()) {
            match cell(&value, T::KIND, is_pence).and_then(T::of) {
                Ok(value) => values.push(value),
                Err(error) => {
                    let error = error.about(&format!("row {row}, column {}", quoted(&called)));
                    self.problems.extend(error.at(None));
                }
            }
        }
        values
    }

    /// A column by its name, or that of its pence.
    fn found(&mut self, name: &str, kind: Kind) -> Option<(&'a Column, bool)> {
        let own = self.frame.column(name).ok();
        let in_pence = format!("{name}{PENCE}");
        let in_pence = match kind {
            Kind::Money => self.frame.column(&in_pence).ok(),
            _ => None,
        };
        match (own, in_pence) {
            (Some(own), None) => Some((own, false)),
            (None, Some(in_pence)) => Some((in_pence, true)),
            (Some(_), Some(_)) => {
                let what = format!(
                    "{} stands in the frame in pounds and in pence",
                    quoted(name)
                );
                self.problems
                    .push(Problem::new(what, "drop one of the two columns"));
                None
            }
            (None, None) => {
                let names = self.frame.get_column_names();
                let what = format!("the frame has no column {}", quoted(name));
                self.problems
                    .push(Problem::new(what, instead_of(name, &names)));
                None
            }
        }
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        self.problems.into_result()
    }
}

/// A column with its categories as text.
pub(super) fn text_of(column: &Column) -> Result<Column, Error> {
    match column.dtype() {
        DataType::Categorical(..) | DataType::Enum(..) => column
            .cast(&DataType::String)
            .map_err(|error| refused(&error)),
        _ => Ok(column.clone()),
    }
}

/// Whether a column may hold values of a kind; as text they all may be kept, as in CSV.
fn is_of(of: &DataType, kind: Kind, is_pence: bool) -> bool {
    let is_text = matches!(of, DataType::String | DataType::Null);
    is_text
        || match kind {
            Kind::Number => of.is_integer(),
            Kind::Money => is_pence && of.is_integer(),
            Kind::Text => false,
            Kind::Truth => *of == DataType::Boolean,
            Kind::Day => *of == DataType::Date,
        }
}

fn advice(kind: Kind, is_pence: bool) -> &'static str {
    match kind {
        Kind::Money if is_pence => "pence are whole numbers: cast it to integers",
        Kind::Number => "it holds whole numbers: cast it to integers",
        Kind::Money => {
            "money is text of exact digits like \"1234.50\", or whole pence in a column that ends \
             in _pence"
        }
        Kind::Text => "it holds text: keep it as strings",
        Kind::Truth => "it holds true or false",
        Kind::Day => "it holds days: cast it to a date",
    }
}

/// The value of a cell; empty text is nothing.
fn cell(value: &AnyValue<'_>, kind: Kind, is_pence: bool) -> Result<Cell, Error> {
    let written = match value {
        AnyValue::Null => return Ok(Cell::Null),
        AnyValue::Boolean(truth) => return Ok(Cell::Truth(*truth)),
        AnyValue::Date(day) => return day_of(*day).map(Cell::Day),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        // Whole numbers, whatever their width, by their digits.
        number => number.to_string(),
    };
    if written.is_empty() {
        return Ok(Cell::Null);
    }
    Ok(match kind {
        Kind::Text => Cell::Text(written),
        Kind::Day => Cell::Day(written.parse()?),
        Kind::Money if !is_pence => Cell::Money(written.parse()?),
        Kind::Money => {
            let pence = written.parse().map(Pounds::pence);
            Cell::Money(pence.map_err(|_| {
                let what = format!("{} is no whole number of pence", quoted(&written));
                Problem::new(
                    what,
                    "write digits alone, with a minus where it is below zero",
                )
            })?)
        }
        Kind::Number => Cell::Number(number(&written)?),
        Kind::Truth => Cell::Truth(written.parse().map_err(|_| {
            let what = format!("{} is neither true nor false", quoted(&written));
            Problem::new(what, "write one of the two")
        })?),
    })
}

/// A day by its number, as Polars keeps dates.
pub(super) fn day_of(number: i32) -> Result<Day, Error> {
    Day::of_number(number).ok_or_else(|| {
        let what = format!("day {number} lies beyond the calendar");
        Problem::new(what, "days lie in the years 1 to 9999").into()
    })
}
