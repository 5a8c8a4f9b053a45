//! What the fields of a table of counts mean.

use super::builder::{DemandBuilder, NotInScheme};
use super::observation::{Part, Status};
use super::table::{Field, Line, Lines};
use super::{Count, Details, Markers, MissingReason, Row, RowOrigin};
use crate::name::{Title, quoted};
use crate::problem::{Document, Error, Place, Problem};
use crate::scheme::Spot;
use crate::wording;
use std::str::FromStr;

/// The columns that a table must have.
pub(crate) const REQUIRED: [&str; 5] = ["area_code", "cohort", "period", "metric", "count"];
pub(crate) const OPTIONAL: [&str; 5] = ["status", "area_name", "group", "as_at", "note"];

/// Where each column of a table stands among its fields.
struct Columns {
    required: [usize; 5],
    optional: [Option<usize>; 5],
    length: usize,
}

/// A field could not be read; the problem has been reported.
struct Unreadable;

/// Adds the rows of a table to a builder, and its problems.
pub(super) fn read(builder: &mut DemandBuilder, document: &Document) {
    let table = builder.tables.len();
    builder.tables.push(document.clone());
    let start = document.place(0..0);
    let is_given_twice = |other: &Document| other.bytes() == document.bytes();
    if builder.tables.iter().take(table).any(is_given_twice) {
        builder.has_unreadable_rows = true;
        let problem = Problem::new("this table is given twice", "give it once");
        return builder.problems.push(problem.at(Some(start)));
    }
    if let Err(error) = document.text() {
        builder.has_unreadable_rows = true;
        return builder.problems.extend(error.at(Some(&start)));
    }
    let mut lines = Lines::of(document);
    let header = match lines.next(&mut builder.problems) {
        Some(Some(header)) => header,
        Some(None) => {
            builder.has_unreadable_rows = true;
            return;
        }
        None => {
            builder.has_unreadable_rows = true;
            let advice = format!("its first line names the columns: {}", REQUIRED.join(","));
            let problem = Problem::new("the table is empty", advice);
            return builder.problems.push(problem.at(Some(start)));
        }
    };
    let mut reader = RowReader {
        builder,
        document,
        table,
    };
    let Some(columns) = reader.columns(&header) else {
        reader.builder.has_unreadable_rows = true;
        return;
    };
    while let Some(line) = lines.next(&mut reader.builder.problems) {
        let Some(line) = line else {
            reader.builder.has_unreadable_rows = true;
            continue;
        };
        let row = reader.row(&columns, &line);
        // What is wrong with a row that is not kept has been reported.
        if let Ok(row) = row {
            reader.builder.rows.push(row);
        }
    }
    let end = document.bytes().trim_ascii_end().len();
    let start = document.start_of_line(end);
    reader.builder.end_of_last_table = Some(document.place(start..start));
}

struct RowReader<'a> {
    builder: &'a mut DemandBuilder,
    document: &'a Document,
    table: usize,
}

impl RowReader<'_> {
    fn place(&self, field: &Field) -> Place {
        self.document.place(field.span.clone())
    }

    fn report(
        &mut self,
        field: &Field,
        what: impl Into<String>,
        advice: impl Into<String>,
    ) -> Unreadable {
        let place = self.place(field);
        self.builder
            .problems
            .push(Problem::new(what, advice).at(Some(place)));
        Unreadable
    }

    fn refuse(&mut self, field: &Field, error: Error) -> Unreadable {
        let place = self.place(field);
        self.builder.problems.extend(error.at(Some(&place)));
        Unreadable
    }

    fn columns(&mut self, header: &Line) -> Option<Columns> {
        const MOST_FIELDS: usize = 100;
        let first = header.fields.first()?;
        for (separator, name) in [(';', "semicolons"), ('\t', "tabs")] {
            if header.fields.len() == 1 && first.text.contains(separator) {
                let what = format!("the columns are separated by {name}");
                self.report(
                    first,
                    what,
                    "separate them by commas (in Excel: \"CSV UTF-8\")",
                );
                return None;
            }
        }
        if header.width > MOST_FIELDS {
            let width = u64::try_from(header.width).ok()?;
            let columns = wording::counted(width, "column", "columns");
            let what = format!("the table has {columns}");
            self.report(first, what, format!("it needs {}", REQUIRED.join(",")));
            return None;
        }
        let is_near = |field: &Field| wording::nearest(&field.text, &REQUIRED).is_some();
        let names_some = header.fields.iter().any(is_near);
        if !names_some {
            let what = "this is not a table of counts: its first line names none of its columns";
            let advice = format!(
                "begin it with {}; or are scheme and table given in the wrong order?",
                REQUIRED.join(",")
            );
            self.report(first, what, advice);
            return None;
        }
        let known = [REQUIRED, OPTIONAL].concat();
        let mut has_slip = false;
        for (index, field) in header.fields.iter().enumerate() {
            let name = field.text.as_str();
            if !known.contains(&name) {
                let what = format!(
                    "a table of counts has no use for the column {}",
                    quoted(name)
                );
                let advice = match wording::nearest(name, &known) {
                    Some(near) => format!("did you mean \"{near}\"? If not, take the column away"),
                    None => "take it away".to_owned(),
                };
                self.report(field, what, advice);
            } else if header
                .fields
                .iter()
                .take(index)
                .any(|earlier| earlier.text == name)
            {
                let what = format!("the column {} stands twice", quoted(name));
                self.report(field, what, "take one of them away");
                has_slip = true;
            }
        }
        let position = |name: &str| header.fields.iter().position(|field| field.text == name);
        let required = REQUIRED.map(|name| {
            let found = position(name);
            let is_a_slip = |field: &Field| {
                !known.contains(&field.text.as_str())
                    && wording::nearest(&field.text, &known) == Some(name)
            };
            // A slip has been reported, with this name as what was meant.
            if found.is_none() && !header.fields.iter().any(is_a_slip) {
                let what = format!("the table has no column \"{name}\"");
                self.report(first, what, format!("it needs {}", REQUIRED.join(",")));
            }
            found
        });
        let [
            Some(area),
            Some(cohort),
            Some(period),
            Some(metric),
            Some(count),
        ] = required
        else {
            return None;
        };
        // Read without a column that was meant, every row would seem wrong.
        (!has_slip).then(|| Columns {
            required: [area, cohort, period, metric, count],
            optional: OPTIONAL.map(position),
            length: header.fields.len(),
        })
    }

    fn row(&mut self, columns: &Columns, line: &Line) -> Result<Row, Unreadable> {
        let first = line.fields.first().ok_or(Unreadable)?;
        if line.fields.iter().all(|field| field.text.is_empty()) {
            let advice = "take the line away, or leave it blank without commas";
            return Err(self.report(first, "this row is empty", advice));
        }
        if line.width != columns.length {
            let fields = u64::try_from(line.width).map_err(|_| Unreadable)?;
            let what = format!(
                "this row has {}, but the header has {}",
                wording::counted(fields, "field", "fields"),
                columns.length
            );
            self.builder.has_unreadable_rows = true;
            let advice =
                "put a field that holds a comma in quotes, and an empty field between commas";
            return Err(self.report(first, what, advice));
        }
        let [area, cohort, period, metric, count] =
            columns.required.map(|column| line.fields.get(column));
        let (Some(area), Some(cohort), Some(period), Some(metric), Some(count)) =
            (area, cohort, period, metric, count)
        else {
            return Err(Unreadable);
        };
        let [status, called, group, as_at, note] = columns
            .optional
            .map(|column| column.and_then(|column| line.fields.get(column)));

        let spot = self.spot(area, cohort, period, metric);
        // The table is refused for a count that cannot be read; until then the
        // row stands, so that it is not reported as lacking too.
        let counted = self.count(count, status);
        self.builder.has_unreadable_counts |= counted.is_err();
        let (count, markers) = counted.unwrap_or((
            Count::Missing(MissingReason::NotAvailable),
            Markers::default(),
        ));
        let area_name = self.text::<Title>(called);
        let group = self.text::<Title>(group);
        let as_at = self.text(as_at);
        let note = self.text::<Title>(note);
        let spot = spot?;
        let (Ok(area_name), Ok(group), Ok(as_at), Ok(note)) = (area_name, group, as_at, note)
        else {
            self.builder.has_unreadable_rows = true;
            return Err(Unreadable);
        };
        if let (Some(name), Some(called)) = (&area_name, called)
            && let Some(problem) = {
                let place = || Some(self.document.place(called.span.clone()));
                self.builder.other_name(spot.area, name, place)
            }
        {
            let place = self.place(called);
            self.builder.problems.push(problem.at(Some(place)));
        }
        let details = Details {
            area_name,
            as_at,
            note,
        };
        Ok(Row {
            spot,
            group,
            count,
            markers,
            details: (details != Details::default()).then(|| Box::new(details)),
            origin: Some(RowOrigin {
                table: self.table,
                line: line.number,
                first_field: first.span.clone(),
                status: status.unwrap_or(first).span.clone(),
            }),
        })
    }

    /// The spot that the four names give, if the scheme has a use for it.
    fn spot(
        &mut self,
        area: &Field,
        cohort: &Field,
        period: &Field,
        metric: &Field,
    ) -> Result<Spot, Unreadable> {
        let known = self
            .builder
            .spot(&area.text, &cohort.text, &period.text, &metric.text);
        known.map_err(|no_spot| {
            self.builder.has_unreadable_rows |= !no_spot.is_known;
            for (name, problem) in no_spot.problems {
                let field = match name {
                    NotInScheme::Area => area,
                    NotInScheme::Cohort => cohort,
                    NotInScheme::Period => period,
                    NotInScheme::Metric => metric,
                };
                let place = self.place(field);
                self.builder.problems.push(problem.at(Some(place)));
            }
            Unreadable
        })
    }

    fn count(
        &mut self,
        count: &Field,
        status: Option<&Field>,
    ) -> Result<(Count, Markers), Unreadable> {
        let number = if count.text.is_empty() {
            Ok(None)
        } else {
            number(&count.text)
                .map(Some)
                .map_err(|error| self.refuse(count, error))
        };
        let said: Status = match status {
            None => Status::default(),
            Some(field) => field
                .text
                .parse()
                .map_err(|error| self.refuse(field, error))?,
        };
        said.beside(number?).map_err(|(part, problem)| {
            let field = match part {
                Part::Status => status.unwrap_or(count),
                Part::Count => count,
            };
            self.refuse(field, (*problem).into())
        })
    }

    /// A text that may be empty.
    fn text<T: FromStr<Err = Error>>(
        &mut self,
        field: Option<&Field>,
    ) -> Result<Option<T>, Unreadable> {
        let Some(field) = field.filter(|field| !field.text.is_empty()) else {
            return Ok(None);
        };
        if is_formula(&field.text) {
            let what = format!("{} is a formula to a spreadsheet", quoted(&field.text));
            return Err(self.report(field, what, "begin it with a letter or a digit"));
        }
        match field.text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(self.refuse(field, error)),
        }
    }
}

/// Whether a spreadsheet would run a text.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@']) && text != "-"
}

/// A count as tables write it: digits alone.
pub(crate) fn number(text: &str) -> Result<u64, Error> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let shown = quoted(text);
    let (what, advice) = if is_digits(text) {
        match text.parse() {
            Ok(number) if number <= Count::LARGEST => return Ok(number),
            _ => (
                format!("{shown} is too large for a count"),
                "fifteen digits are the most",
            ),
        }
    } else if text.trim() != text {
        (
            format!("{shown} has spaces around it"),
            "write digits alone",
        )
    } else if text.starts_with(['=', '@']) {
        (
            format!("{shown} is a formula"),
            "write the number that it gives",
        )
    } else if text.strip_prefix(['+', '-']).is_some_and(is_digits) {
        (
            format!("{shown} has a sign"),
            "a count is zero or more, written as digits alone",
        )
    } else if text.contains(',') && is_digits(&text.replace(',', "")) {
        (
            format!("{shown} has a thousands separator"),
            "write digits alone",
        )
    } else if text
        .split_once('.')
        .is_some_and(|(whole, part)| is_digits(whole) && is_digits(part))
    {
        (
            format!("{shown} has a fraction"),
            "a count is a whole number, written as digits alone",
        )
    } else {
        (
            format!("{shown} is not a whole number"),
            "write digits alone; leave a missing count empty, with [c], [x] or [z] in `status`",
        )
    };
    Err(Problem::new(what, advice).into())
}
