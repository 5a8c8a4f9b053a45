//! Demand from frames and as a frame.

use super::table::{day_of, days, text_of};
use super::{not_read, refused};
use crate::demand::{
    Count, Demand, DemandBuilder, OPTIONAL, Observation, REQUIRED, Status, number,
};
use crate::name::{made_visible, quoted};
use crate::period::Day;
use crate::problem::{Error, Problem};
use crate::scheme::Scheme;
use crate::wording;
use polars_core::prelude::{AnyValue, Column, DataFrame, DataType, NamedFrom, Series};
use std::str::FromStr;

/// The columns of a table of counts.
const COLUMNS: [&str; 10] = {
    let [area, cohort, period, metric, count] = REQUIRED;
    let [status, area_name, group, as_at, note] = OPTIONAL;
    [
        area, cohort, period, metric, count, status, area_name, group, as_at, note,
    ]
};

impl Demand {
    /// Reads a frame of counts: the columns of a table of counts ([`Demand::read`]), one
    /// row an observation.
    ///
    /// `count` is of integers, `as_at` of dates, the others of strings or categories;
    /// these two may be strings too, written as in a table. Null and empty text are the
    /// same: nothing.
    ///
    /// ```
    /// # extern crate polars_core as polars;
    /// use justice_reinvestment::{Demand, Document, Scheme};
    /// use polars::prelude::*;
    ///
    /// # let file = std::fs::read("fixtures/hackney/scheme.toml")?;
    /// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
    /// let frame = df![
    ///     "area_code" => ["E09000012", "E09000012"],
    ///     "cohort" => ["adult", "adult"],
    ///     "period" => ["baseline", "year_1"],
    ///     "metric" => ["custody", "custody"],
    ///     "count" => [400, 360],
    /// ]?;
    /// let demand = Demand::from_frame(&scheme, &frame)?;
    /// assert_eq!(demand.rows(), 2);
    /// assert_eq!(demand.to_frame()?.column("count")?.i64()?.sum(), Some(760));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, as with a table; also columns of another type.
    /// What concerns one row names it, counted from 1.
    pub fn from_frame(scheme: &Scheme, frame: &DataFrame) -> Result<Self, Error> {
        Self::builder(scheme).frame("the frame", frame).build()
    }

    /// The table as a frame of all ten columns, in the scheme's order: `count` as 64-bit
    /// integers, null where it is missing; `as_at` as dates; the others as text, null
    /// where there is none.
    ///
    /// # Errors
    ///
    /// None that is known: Polars takes these columns.
    pub fn to_frame(&self) -> Result<DataFrame, Error> {
        let rows: Vec<Observation> = self.observations().collect();
        let columns = COLUMNS.map(|name| column(name, &rows).into());
        DataFrame::new(rows.len(), columns.to_vec()).map_err(|error| refused(&error))
    }
}

fn column(name: &str, rows: &[Observation]) -> Series {
    fn text(text: Option<&impl ToString>) -> Option<String> {
        text.map(ToString::to_string)
    }
    let texts = |of: fn(&Observation) -> Option<String>| {
        let texts: Vec<Option<String>> = rows.iter().map(of).collect();
        Series::new(name.into(), texts)
    };
    match name {
        "area_code" => texts(|row| text(Some(&row.area))),
        "cohort" => texts(|row| text(Some(&row.cohort))),
        "period" => texts(|row| text(Some(&row.period))),
        "metric" => texts(|row| text(Some(&row.metric))),
        "status" => texts(|row| match row.count {
            Count::Number(_) => Some(row.markers.to_string()).filter(|marks| !marks.is_empty()),
            Count::Missing(reason) => Some(reason.to_string()),
        }),
        "area_name" => texts(|row| text(row.area_name.as_ref())),
        "group" => texts(|row| text(row.group.as_ref())),
        "note" => texts(|row| text(row.note.as_ref())),
        "as_at" => days(name, rows.iter().map(|row| row.as_at)),
        _ => {
            let counts = rows.iter().map(|row| match row.count {
                // Fifteen digits are the most.
                Count::Number(count) => i64::try_from(count).ok(),
                Count::Missing(_) => None,
            });
            Series::new(name.into(), counts.collect::<Vec<Option<i64>>>())
        }
    }
}

impl DemandBuilder {
    /// Adds the rows of a frame, which problems call by a name; see
    /// [`Demand::from_frame`].
    #[must_use]
    pub fn frame(mut self, name: &str, frame: &DataFrame) -> Self {
        let about = |problems: Vec<Problem>, subject: String| {
            problems
                .into_iter()
                .map(move |problem| problem.about(&subject))
        };
        let columns = match columns(frame) {
            Ok(columns) => columns,
            Err(problems) => {
                self.refuse(about(problems, made_visible(name)));
                return self;
            }
        };
        for (at, row) in (0..frame.height()).zip(1_u64..) {
            let called = format!("{}, row {row}", made_visible(name));
            match observation(&self, &columns, at) {
                Ok(observation) => self.add(observation, |names| format!("{called} ({names})")),
                Err(problems) => self.refuse(about(problems, called)),
            }
        }
        self
    }
}

/// The columns of a table of counts, in their order, as far as a frame has them.
type Columns = [Option<Column>; 10];

fn columns(frame: &DataFrame) -> Result<Columns, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut meant = Vec::new();
    for name in frame.get_column_names() {
        if !COLUMNS.contains(&name.as_str()) {
            let what = format!(
                "a frame of counts has no use for the column {}",
                quoted(name)
            );
            let near = wording::nearest(name, &COLUMNS);
            meant.extend(near);
            let advice = match near {
                Some(near) => format!("did you mean \"{near}\"? If not, drop the column"),
                None => "drop it, or select the columns of a table of counts".to_owned(),
            };
            problems.push(Problem::new(what, advice));
        }
    }
    let columns = COLUMNS.map(|name| {
        let Ok(column) = frame.column(name) else {
            // A slip has been reported, with this name as what was meant.
            if REQUIRED.contains(&name) && !meant.contains(&name) {
                let what = format!("the frame has no column \"{name}\"");
                let advice = format!("it needs {}", REQUIRED.join(","));
                problems.push(Problem::new(what, advice));
            }
            return None;
        };
        let of = column.dtype();
        let is_text = matches!(
            of,
            DataType::String | DataType::Categorical(..) | DataType::Enum(..) | DataType::Null
        );
        let (is_read, advice) = match name {
            "count" => (
                is_text || of.is_integer(),
                "counts are whole numbers: cast it to an integer type",
            ),
            "as_at" => (is_text || *of == DataType::Date, "cast it to a date"),
            _ => (is_text, "cast it to a string"),
        };
        if !is_read {
            problems.push(not_read(name, of, advice));
            return None;
        }
        match text_of(column) {
            // In one piece: each cell is asked by its row.
            Ok(column) => Some(column.rechunk()),
            Err(error) => {
                problems.extend(error.problems().iter().cloned());
                None
            }
        }
    });
    if problems.is_empty() {
        Ok(columns)
    } else {
        Err(problems)
    }
}

/// The observation of a row, or everything that is wrong in it.
fn observation(
    builder: &DemandBuilder,
    columns: &Columns,
    row: usize,
) -> Result<Observation, Vec<Problem>> {
    let mut cells = Cells {
        columns,
        row,
        problems: Vec::new(),
    };
    let names = ["area_code", "cohort", "period", "metric"].map(|name| cells.required(name));
    if let [Some(area), Some(cohort), Some(period), Some(metric)] = &names {
        cells
            .problems
            .extend(builder.unknown(area, cohort, period, metric));
    }
    let (number, status) = (cells.count(), cells.read::<Status>("status"));
    let (group, area_name) = (cells.read("group"), cells.read("area_name"));
    let (as_at, note) = (cells.day(), cells.read("note"));
    let [Some(area), Some(cohort), Some(period), Some(metric)] = names else {
        return Err(cells.problems);
    };
    if !cells.problems.is_empty() {
        return Err(cells.problems);
    }
    let said = status.unwrap_or_default().beside(number);
    let (count, markers) = said.map_err(|(_, problem)| vec![*problem])?;
    let read = || {
        Ok(Observation {
            area: area.parse()?,
            cohort: cohort.parse()?,
            period: period.parse()?,
            metric: metric.parse()?,
            count,
            markers,
            group,
            area_name,
            as_at,
            note,
        })
    };
    // Whatever the scheme knows is written as it must be.
    read().map_err(|error: Error| error.problems().to_vec())
}

/// The cells of a row.
struct Cells<'a> {
    columns: &'a Columns,
    row: usize,
    problems: Vec<Problem>,
}

impl<'a> Cells<'a> {
    /// What stands under a name; `None` for nothing.
    fn value(&self, name: &str) -> Option<AnyValue<'a>> {
        let number = COLUMNS.iter().position(|column| *column == name)?;
        let column = self.columns.get(number)?.as_ref()?;
        let value = column.get(self.row).ok()?;
        let is_nothing = value.is_null() || value.get_str() == Some("");
        (!is_nothing).then_some(value)
    }

    fn refuse(&mut self, name: &str, error: Error) {
        let about = error.about(&format!("column \"{name}\""));
        self.problems.extend(about.at(None));
    }

    fn read<T: FromStr<Err = Error>>(&mut self, name: &str) -> Option<T> {
        let value = self.value(name)?;
        let read = value.get_str().unwrap_or_default().parse();
        read.map_err(|error| self.refuse(name, error)).ok()
    }

    fn required(&mut self, name: &str) -> Option<String> {
        let Some(value) = self.value(name) else {
            let problem = Problem::new("nothing stands here (null)", "supply it");
            self.refuse(name, problem.into());
            return None;
        };
        value.get_str().map(ToOwned::to_owned)
    }

    fn count(&mut self) -> Option<u64> {
        let value = self.value("count")?;
        let read = match value.get_str() {
            Some(text) => number(text),
            // A whole number of any width is read by its digits.
            None => number(&value.to_string()),
        };
        read.map_err(|error| self.refuse("count", error)).ok()
    }

    fn day(&mut self) -> Option<Day> {
        match self.value("as_at")? {
            AnyValue::Date(day) => day_of(day)
                .map_err(|error| self.refuse("as_at", error))
                .ok(),
            _ => self.read("as_at"),
        }
    }
}
