//! Reading partial counts, from this program or from an engine: everything that is
//! wrong with them at once.

use super::{COLUMNS, Counts, Key, PartialCounts};
use crate::cohort::Cohort;
use crate::demand::table::{Line, Lines};
use crate::name::quoted;
use crate::problem::{Document, Error, Problem, Problems};
use crate::records::balance::Own;
use crate::records::plan::{CountPlan, Quantity};
use crate::records::principal;
use std::collections::BTreeSet;

impl PartialCounts {
    /// Reads partial counts of a plan, from this program or from an engine.
    ///
    /// # Errors
    ///
    /// They are of another plan, or a row cannot be read or stands twice: all
    /// problems at once, each with its place.
    pub fn read(plan: &CountPlan, document: &Document) -> Result<Self, Error> {
        let mut counts = Self::none(plan);
        let mut problems = Problems::default();
        document.text()?;
        let mut lines = Lines::of(document);
        match lines.next(&mut problems) {
            None => {
                let what = format!("{} is empty", document.name());
                let advice = "partial counts begin with a line of column names";
                problems.push(Problem::new(what, advice));
            }
            Some(header) => {
                let metrics = counts.metrics.iter().map(String::as_str);
                let wanted: Vec<&str> = COLUMNS.into_iter().chain(metrics).collect();
                let is_wanted = |line: &Line| {
                    let names = line.fields.iter().map(|field| field.text.as_str());
                    names.eq(wanted.iter().copied())
                };
                if let Some(line) = header.filter(|line| !is_wanted(line)) {
                    let what = "this is not the header of the plan's partial counts";
                    let problem = Problem::new(what, format!("write {}", wanted.join(",")));
                    problems.push(problem.at(Some(place(document, &line))));
                    return Err(problems.into_result().err().unwrap_or_else(|| {
                        Problem::new(what, "count again with this plan").into()
                    }));
                }
            }
        }
        let known = counts.known(plan);
        let mut is_of_another_plan = false;
        while let Some(line) = lines.next(&mut problems) {
            let Some(line) = line else {
                continue;
            };
            let plan_sha256 = line.fields.first().map(|field| field.text.as_str());
            let taken = match plan_sha256 == Some(&counts.plan_sha256) {
                true => counts.take(&line, &known),
                // All the others will be so too.
                false if is_of_another_plan => continue,
                false => {
                    is_of_another_plan = true;
                    let what = "this row was counted by another plan, or for another scheme";
                    let advice = "count its extract again with this plan and scheme";
                    Err((what.to_owned(), advice.to_owned()))
                }
            };
            if let Err((what, advice)) = taken {
                let problem = Problem::new(what, advice);
                problems.push(problem.at(Some(place(document, &line))));
            }
        }
        if counts.needs_whole_cases && counts.sources().count() > 1 {
            problems.push(principal::apart());
        }
        problems.into_result()?;
        // What cannot be added up is refused here, not where it is added up.
        counts.balance()?;
        Ok(counts)
    }

    /// Takes a row, or says what is wrong with it and what to do.
    fn take(&mut self, line: &Line, known: &Known) -> Result<(), (String, String)> {
        let columns = COLUMNS.len().saturating_add(self.metrics.len());
        let wrong = |what: &str, advice: &str| Err((what.to_owned(), advice.to_owned()));
        if line.fields.len() != columns {
            let what = format!("this row has not {columns} fields");
            return wrong(&what, "give each column of the header one");
        }
        let fields = line.fields.iter().map(|field| field.text.as_str());
        let mut fields = fields.skip(1);
        let mut field = || fields.next().unwrap_or_default().to_owned();
        let key = [field(), field(), field(), field(), field()];
        known.check(&key)?;
        let number = |text: &str| {
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse::<u64>().ok())?
        };
        let mut numbers = Vec::new();
        for text in fields {
            match number(text) {
                Some(number) => numbers.push(number),
                None => {
                    let what = format!("{} is no whole number, as counts are", quoted(text));
                    return wrong(&what, "write digits alone");
                }
            }
        }
        let Some((rows, quantities)) = numbers.split_first() else {
            return wrong("this row has no counts", "write digits alone");
        };
        let (rows, quantities) = (*rows, quantities.to_vec());
        let [_, area, .., reason] = &key;
        let most = match (reason.as_str(), area.as_str()) {
            ("", _) => u64::MAX,
            (_, "") => 0,
            // Of each metric as many records lack their quantity as there are.
            _ => rows,
        };
        if quantities.iter().any(|quantity| *quantity > most) {
            return wrong(
                "more is counted in a metric than records were set aside",
                "write 0 for each metric; of those without a quantity, their number",
            );
        }
        let is_empty = rows == 0 && quantities.iter().all(|quantity| *quantity == 0);
        if is_empty || (rows == 0 && !known.counts_nights) {
            return wrong(
                "this row is of no record",
                "take it out: where there is no record, nothing is known, and that is not 0",
            );
        }
        if known.counts_records && quantities.iter().any(|quantity| *quantity > rows) {
            return wrong(
                "more is counted in a metric than there are records, and each counts one",
                "count its extract again with this plan",
            );
        }
        if self.rows.contains_key(&key) {
            return wrong("this row stands twice", "keep one of them");
        }
        self.rows.insert(key, Counts { rows, quantities });
        Ok(())
    }

    fn known(&self, plan: &CountPlan) -> Known {
        let periods = plan.frame.periods.iter();
        let cohorts_of_plan: Vec<Cohort> = plan.cohort.cohorts().collect();
        let areas = plan.frame.areas.iter().zip(&plan.frame.takes_part);
        let cells = areas.flat_map(|(area, (of_cohorts, of_periods))| {
            let cohorts = Cohort::ALL.into_iter().zip(of_cohorts);
            let cohorts = cohorts.filter(|(cohort, is)| **is && cohorts_of_plan.contains(cohort));
            cohorts.flat_map(move |(cohort, _)| {
                let periods = plan.frame.periods.iter().zip(of_periods);
                let periods = periods.filter(|(_, is)| **is);
                periods.map(move |((id, ..), _)| {
                    [area.to_string(), cohort.to_string(), id.to_string()]
                })
            })
        });
        Known {
            areas: plan.frame.areas.iter().map(ToString::to_string).collect(),
            periods: periods.map(|(id, ..)| id.to_string()).collect(),
            reasons: self.reasons.iter().cloned().collect(),
            notes_lacking: plan.notes_lacking(),
            counts_nights: matches!(plan.quantity, Quantity::Nights { .. }),
            counts_records: plan.quantity == Quantity::One,
            takes_part: cells.collect(),
        }
    }
}

/// The whole of a line.
fn place(document: &Document, line: &Line) -> crate::problem::Place {
    let first = line.fields.first().map(|field| field.span.start);
    let last = line.fields.last().map(|field| field.span.end);
    document.place(first.unwrap_or_default()..last.unwrap_or_default())
}

/// What rows of partial counts may be of.
struct Known {
    areas: BTreeSet<String>,
    periods: BTreeSet<String>,
    reasons: BTreeSet<String>,
    /// Whether records without a quantity stand with their area, cohort and period.
    notes_lacking: bool,
    counts_nights: bool,
    /// Whether every record counts as one.
    counts_records: bool,
    /// Area, cohort and period of every cell that takes part.
    takes_part: BTreeSet<[String; 3]>,
}

impl Known {
    fn check(&self, key: &Key) -> Result<(), (String, String)> {
        let [_, area, cohort, period, reason] = key;
        let wrong = |what: String, advice: &str| Err((what, advice.to_owned()));
        if !reason.is_empty() {
            if !self.reasons.contains(reason) {
                let what = format!("{} is no reason of the plan", quoted(reason));
                return wrong(
                    what,
                    "count with this plan; what is not there is empty, not NULL",
                );
            }
            let has_cell = self.notes_lacking && reason == Own::NoQuantity.as_str();
            if !has_cell {
                return match [area, cohort, period].iter().all(|field| field.is_empty()) {
                    true => Ok(()),
                    false => wrong(
                        "records set aside have no area, cohort or period".to_owned(),
                        "leave the three fields empty",
                    ),
                };
            }
        }
        if !self.areas.contains(area) {
            let what = format!("{} is no area of the scheme", quoted(area));
            return wrong(what, "check its code");
        }
        if !Cohort::ALL.iter().any(|one| one.as_str() == cohort) {
            let what = format!("{} is not a cohort", quoted(cohort));
            return wrong(what, "write adult or youth");
        }
        if !self.periods.contains(period) {
            let what = format!("{} is no period of the scheme", quoted(period));
            return wrong(what, "check its id");
        }
        let cell = [area.clone(), cohort.clone(), period.clone()];
        if !self.takes_part.contains(&cell) {
            let what =
                format!("{area} takes no part with {cohort} in {period}, by scheme and plan");
            return wrong(what, "count its extract again with this plan and scheme");
        }
        Ok(())
    }
}
