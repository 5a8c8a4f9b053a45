//! Reading sums of squares and products: everything that is wrong with them at once.

use super::{COLUMNS, Key, Spread, SpreadKind};
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::table::{Field, Line, Lines};
use crate::name::{Id, quoted};
use crate::problem::{Document, Error, Place, Problem, Problems};
use crate::scheme::Scheme;
use crate::wording::{instead_of, one_of};
use std::collections::BTreeMap;

pub(super) fn read(scheme: &Scheme, document: &Document) -> Result<Spread, Error> {
    document.text()?;
    let mut reading = SpreadReading {
        scheme,
        document,
        problems: Problems::default(),
        spread: Spread::none("", false, []),
        places: BTreeMap::new(),
    };
    reading.table();
    let SpreadReading {
        problems, spread, ..
    } = reading;
    problems.into_result()?;
    Ok(spread)
}

/// Sums in the course of being read.
struct SpreadReading<'a> {
    scheme: &'a Scheme,
    document: &'a Document,
    problems: Problems,
    spread: Spread,
    /// Where each sum stands.
    places: BTreeMap<Key, Place>,
}

impl SpreadReading<'_> {
    fn table(&mut self) {
        let mut lines = Lines::of(self.document);
        let Some(header) = lines.next(&mut self.problems) else {
            let what = format!("{} is empty", self.document.name());
            let advice = "sums of squares begin with a line of column names";
            self.problems.push(Problem::new(what, advice));
            return;
        };
        let Some(order) = header.and_then(|header| self.header(&header)) else {
            return;
        };
        let mut next = lines.next(&mut self.problems);
        if next.is_none() {
            let what = format!("{} holds no sum", self.document.name());
            let advice = "counting writes none where no record is in scope: give the sums of \
                          records that were counted";
            self.problems.push(Problem::new(what, advice));
            return;
        }
        let mut is_whole = true;
        while let Some(line) = next {
            is_whole &= line.is_some_and(|line| self.row(&line, &order).is_some());
            next = lines.next(&mut self.problems);
        }
        is_whole &= !self.problems.is_full();
        // What could be a mere consequence of another problem is not reported.
        if is_whole {
            self.metrics_and_kinds();
            self.all_there();
            self.possible();
        }
    }

    /// Where each column stands, unless the header is wrong.
    fn header(&mut self, header: &Line) -> Option<Vec<usize>> {
        let names: Vec<&str> = header.fields.iter().map(|field| &*field.text).collect();
        let missing = COLUMNS.iter().filter(|column| !names.contains(column));
        let missing: Vec<&&str> = missing.collect();
        let mut is_right = true;
        for (at, field) in header.fields.iter().enumerate() {
            let name = field.text.as_str();
            let before = names.get(..at).unwrap_or_default();
            if !COLUMNS.contains(&name) {
                let what = format!("{} is no column of sums of squares", quoted(name));
                let advice = match missing.is_empty() {
                    true => "take it away".to_owned(),
                    false => instead_of(name, &missing),
                };
                self.report::<()>(field, what, &advice);
                is_right = false;
            } else if before.contains(&name) {
                let what = format!("the column {} stands twice", quoted(name));
                self.report::<()>(field, what, "keep one of them");
                is_right = false;
            }
        }
        if is_right && !missing.is_empty() {
            for column in missing {
                let what = format!("there is no column {}", quoted(column));
                let advice = format!("write {}", COLUMNS.join(","));
                let place = place(self.document, header);
                self.problems
                    .push(Problem::new(what, advice).at(Some(place)));
            }
            is_right = false;
        }
        let at = |column: &&str| names.iter().position(|name| name == column);
        is_right.then(|| COLUMNS.iter().filter_map(at).collect())
    }

    /// Takes a row; `None` where it is wrong, which is reported.
    fn row(&mut self, line: &Line, order: &[usize]) -> Option<()> {
        if line.fields.len() != order.len() {
            let what = format!("this row has not {} fields", order.len());
            let problem = Problem::new(what, "give each column of the header one");
            let place = place(self.document, line);
            self.problems.push(problem.at(Some(place)));
            return None;
        }
        let mut fields = order.iter().filter_map(|at| line.fields.get(*at));
        let (plan, area, cohort, period) = (
            fields.next()?,
            fields.next()?,
            fields.next()?,
            fields.next()?,
        );
        let (kind, metric, other, sum) = (
            fields.next()?,
            fields.next()?,
            fields.next()?,
            fields.next()?,
        );
        let is_of_plan = self.plan(plan);
        let area = self.area(area);
        let cohorts = Cohort::ALL.map(|one| (one.as_str(), one));
        let cohort = self.one_of(cohort, "a cohort", &cohorts);
        let period = self.period(period);
        let kinds = SpreadKind::ALL.map(|one| (one.as_str(), one));
        let kind = self.one_of(kind, "a kind of sum", &kinds);
        let metrics = (self.metric(metric), self.metric(other));
        let sum = self.number(sum);
        is_of_plan?;
        let cell = (area?, cohort?, period?);
        let (metric, other) = (metrics.0?, metrics.1?);
        let (kind, sum) = (kind?, sum?);
        let (first, last) = (
            metric.clone().min(other.clone()),
            metric.clone().max(other.clone()),
        );
        let key = (
            cell.0.clone(),
            cell.1,
            cell.2.clone(),
            kind,
            first.clone(),
            last,
        );
        let place = place(self.document, line);
        if self
            .spread
            .insert(kind, cell, (metric, other), sum)
            .is_some()
        {
            let problem = Problem::new("this row stands twice", "keep one of them");
            self.problems.push(problem.at(Some(place)));
            return None;
        }
        self.places.insert(key, place);
        Some(())
    }

    fn plan(&mut self, field: &Field) -> Option<()> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if field.text.len() != 64 || !field.text.bytes().all(is_digit) {
            let what = format!("{} is not the digest of a plan", quoted(&field.text));
            let advice = "give the file as counting wrote it";
            return self.report(field, what, advice);
        }
        if self.spread.plan_sha256.is_empty() {
            field.text.clone_into(&mut self.spread.plan_sha256);
        }
        if self.spread.plan_sha256 == field.text {
            return Some(());
        }
        let what = "this row was made by another plan than the first, or for another scheme";
        let advice = "give the sums of one plan: persons in two files may be the same";
        self.report(field, what.to_owned(), advice)
    }

    fn area(&mut self, field: &Field) -> Option<AreaCode> {
        let grid = self.scheme.grid();
        let codes = grid.area_codes();
        let found = codes.iter().find(|code| code.as_str() == field.text);
        found.cloned().or_else(|| {
            let codes: Vec<&str> = codes.iter().map(AreaCode::as_str).collect();
            let what = format!("{} is no area of the scheme", quoted(&field.text));
            self.report(field, what, &instead_of(&field.text, &codes))
        })
    }

    fn period(&mut self, field: &Field) -> Option<Id> {
        let periods = self.scheme.grid().periods();
        let found = periods.iter().find(|id| id.as_str() == field.text);
        found.cloned().or_else(|| {
            let periods: Vec<&str> = periods.iter().map(Id::as_str).collect();
            let what = format!("{} is no period of the scheme", quoted(&field.text));
            self.report(field, what, &instead_of(&field.text, &periods))
        })
    }

    fn metric(&mut self, field: &Field) -> Option<Id> {
        let metrics = self.scheme.metrics();
        let found = metrics.iter().find(|one| one.id.as_str() == field.text);
        found.map(|metric| metric.id.clone()).or_else(|| {
            let ids: Vec<&str> = metrics.iter().map(|metric| metric.id.as_str()).collect();
            let what = format!("the scheme has no metric {}", quoted(&field.text));
            self.report(field, what, &instead_of(&field.text, &ids))
        })
    }

    fn one_of<T: Copy>(&mut self, field: &Field, what: &str, all: &[(&str, T)]) -> Option<T> {
        let found = all.iter().find(|(name, _)| *name == field.text);
        found.map(|(_, one)| *one).or_else(|| {
            let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            let what = format!("{} is not {what}", quoted(&field.text));
            self.report(field, what, &one_of(&names))
        })
    }

    fn number(&mut self, field: &Field) -> Option<u128> {
        let text = &field.text;
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match (is_number, text.parse()) {
            (true, Ok(number)) => Some(number),
            (true, Err(_)) => {
                let what = format!("{} is more than can be held", quoted(text));
                self.report(field, what, "give the file as counting wrote it")
            }
            (false, _) => {
                let what = format!("{} is no whole number, as these sums are", quoted(text));
                self.report(field, what, "write digits alone")
            }
        }
    }

    fn report<T>(&mut self, field: &Field, what: String, advice: &str) -> Option<T> {
        let place = self.document.place(field.span.clone());
        self.problems
            .push(Problem::new(what, advice).at(Some(place)));
        None
    }

    fn metrics_and_kinds(&mut self) {
        let keys = self.spread.sums.keys();
        let metrics = keys.flat_map(|(.., metric, other)| [metric, other]);
        self.spread.metrics = metrics.cloned().collect();
        let mut keys = self.spread.sums.keys();
        self.spread.has_persons = keys.any(|(_, _, _, kind, ..)| *kind == SpreadKind::Person);
    }

    /// Of an area, cohort and period of which there is any sum, there are all.
    fn all_there(&mut self) {
        let mut cells: BTreeMap<(&AreaCode, Cohort, &Id), &Place> = BTreeMap::new();
        for ((area, cohort, period, ..), place) in &self.places {
            cells.entry((area, *cohort, period)).or_insert(place);
        }
        let mut problems = Vec::new();
        for (cell, first) in cells {
            for kind in SpreadKind::ALL {
                if kind == SpreadKind::Person && !self.spread.has_persons {
                    continue;
                }
                let mut missing = self.spread.pairs();
                let is_missing = |pair: &(&Id, &Id)| self.spread.sum(kind, cell, *pair).is_none();
                let Some((metric, other)) = missing.find(is_missing) else {
                    continue;
                };
                let (area, cohort, period) = cell;
                let what = format!(
                    "of {area}, {cohort}, {period} the {} row of {metric} and {other} is not there",
                    kind.as_str()
                );
                let advice = "give the file as counting wrote it, with its zeros";
                problems.push(Problem::new(what, advice).at(Some(first.clone())));
            }
        }
        self.problems.extend(problems);
    }

    /// Whether the sums can be of records, and of the persons whose they are.
    fn possible(&mut self) {
        let mut problems = Vec::new();
        for (key, sum) in &self.spread.sums {
            let (area, cohort, period, kind, metric, other) = key;
            let cell = (area, *cohort, period);
            let of = |kind, one, two| self.spread.sum(kind, cell, (one, two));
            let (Some(square), Some(of_other)) =
                (of(*kind, metric, metric), of(*kind, other, other))
            else {
                continue;
            };
            let is_possible = match kind {
                // A record counts as much in each of its metrics.
                SpreadKind::Record => *sum <= square.min(of_other),
                // By Cauchy and Schwarz; where the products cannot be held, it is not asked.
                SpreadKind::Person => {
                    let most = square.checked_mul(of_other);
                    let is_below = most.zip(sum.checked_mul(*sum));
                    let of_records = of(SpreadKind::Record, metric, other);
                    is_below.is_none_or(|(most, sum)| sum <= most)
                        && of_records.is_none_or(|records| records <= *sum)
                }
            };
            if !is_possible {
                let what = format!(
                    "{sum} cannot be the {} sum of {metric} and {other} beside the other sums of \
                     {area}, {cohort}, {period}",
                    kind.as_str()
                );
                let advice = "give the file as counting wrote it";
                let place = self.places.get(key).cloned();
                problems.push(Problem::new(what, advice).at(place));
            }
        }
        self.problems.extend(problems);
    }
}

impl Spread {
    /// Every pair of its metrics, each once, and every metric with itself.
    fn pairs(&self) -> impl Iterator<Item = (&Id, &Id)> {
        let metrics = self.metrics.iter().enumerate();
        metrics.flat_map(|(at, metric)| {
            let others = self.metrics.iter().skip(at);
            others.map(move |other| (metric, other))
        })
    }
}

/// The whole of a line.
fn place(document: &Document, line: &Line) -> Place {
    let first = line.fields.first().map(|field| field.span.start);
    let last = line.fields.last().map(|field| field.span.end);
    document.place(first.unwrap_or_default()..last.unwrap_or_default())
}
