//! The same count plan as one query of SQL, for the engine that holds the records:
//! only counts come back. Each layer of the query names what the next one decides by;
//! the order of the decisions is that of the kernel.

mod dialect;
mod nights;
mod principal;
mod values;

pub use dialect::Dialect;

use super::balance::Own;
use super::columns::{Kind, Need, Needs};
use super::extract::source_label;
use super::plan::{CohortRule, Condition, CountPlan, PeriodRule, Quantity, Test, WithoutQuantity};
use crate::name::quoted;
use crate::period::Day;
use crate::problem::{Error, Problem};

impl CountPlan {
    /// The plan as one query over a table, whose result, saved as CSV with a header, is
    /// a partial counts file of a source. `table` may have a schema before it, with a
    /// point between.
    ///
    /// What cannot be read is set aside by reason, as lenient counting does; the
    /// balance shows it.
    ///
    /// # Errors
    ///
    /// The name of the table, or the source, is none.
    pub fn to_sql(&self, dialect: Dialect, table: &str, source: &str) -> Result<String, Error> {
        let parts: Vec<&str> = table.split('.').collect();
        if parts.iter().any(|part| part.is_empty()) || table.contains('\0') {
            let what = format!("{} is no name of a table", quoted(table));
            return Err(Problem::new(what, "write name, or schema.name").into());
        }
        let parts: Vec<String> = parts.into_iter().map(|part| dialect.name(part)).collect();
        let source = source_label(source)?;
        let query = Query {
            plan: self,
            dialect,
            needs: Needs::of(self, None),
        };
        Ok(query.text(&parts.join("."), &source))
    }
}

struct Query<'a> {
    plan: &'a CountPlan,
    dialect: Dialect,
    needs: Needs,
}

impl Query<'_> {
    fn text(&self, table: &str, source: &str) -> String {
        let layers = [
            ("texts", self.texts(table)),
            ("meant", self.meant()),
            ("parts", self.parts()),
            ("read_values", self.values()),
            ("placed", self.placed()),
            ("stays", self.stays()),
            ("decided", self.decided()),
            ("kept", self.kept()),
        ];
        let layers = layers.map(|(name, select)| format!("{name} AS (\n{select}\n)"));
        let title = self.plan.title().as_str().replace(['\n', '\r'], " ");
        format!(
            "-- {title}: partial counts, for reinvest merge\n-- count plan {}\nWITH {}\n{}\n",
            self.plan.sha256(),
            layers.join(",\n"),
            match self.counts_nights() {
                true => self.counted_nights(source),
                false => self.counted(source),
            }
        )
    }

    fn counts_nights(&self) -> bool {
        matches!(self.plan.quantity, Quantity::Nights { .. })
    }

    /// The columns that are read, each once, by number.
    fn columns(&self) -> Vec<&str> {
        self.plan.columns()
    }

    fn column(&self, name: &str) -> usize {
        let columns = self.columns();
        columns
            .iter()
            .position(|one| *one == name)
            .unwrap_or_default()
    }

    /// What a column means as text: `c0`, `c1` …; empty where it is missing.
    fn meant_text(&self, name: &str) -> String {
        format!("c{}", self.column(name))
    }

    /// A day as year × 10,000 + month × 100 + day; 0 where it is missing, −1 where it
    /// cannot be read.
    fn day(&self, name: &str) -> String {
        format!("d{}", self.column(name))
    }

    /// A whole number; `NULL` where it is missing or cannot be read.
    fn number(&self, name: &str) -> String {
        format!("n{}", self.column(name))
    }

    /// Each need that is of a kind, its column once.
    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Need> {
        self.needs.iter().filter(move |need| need.kind == kind)
    }

    /// Area, cohort and period, `NULL` where they are not known; metrics and reasons as
    /// 1 and 0.
    fn placed(&self) -> String {
        let plan = self.plan;
        let mut columns: Vec<String> = vec!["read_values.*".to_owned()];
        let area = self.meant_text(&plan.area.column);
        let codes = plan.frame.areas.iter().map(|code| code.as_str());
        let labels: Vec<(&str, &str)> = match &plan.area.lookup {
            Some(lookup) => lookup
                .iter()
                .filter(|(_, code)| plan.frame.areas.contains(code))
                .map(|(label, code)| (label.as_str(), code.as_str()))
                .collect(),
            None => codes.map(|code| (code, code)).collect(),
        };
        columns.push(format!("{} AS area_code", self.cases(&area, &labels)));
        let cohort = match &plan.cohort {
            CohortRule::Labels {
                column,
                adult,
                youth,
                ..
            } => {
                let adult = adult.iter().map(|label| (label.as_str(), "adult"));
                let youth = youth.iter().map(|label| (label.as_str(), "youth"));
                let labels: Vec<(&str, &str)> = adult.chain(youth).collect();
                self.cases(&self.meant_text(column), &labels)
            }
            CohortRule::Age { date_of_birth, on } => {
                let born = self.day(date_of_birth);
                let from = match &plan.quantity {
                    Quantity::Nights { from, .. } => Some(from),
                    Quantity::One | Quantity::Column { .. } => None,
                };
                let on = self.day(from.or(on.as_ref()).unwrap_or(date_of_birth));
                // Who was born on 29 February has turned an age on no day but 1 March.
                format!(
                    "CASE WHEN {born} + 180000 <= {on} THEN 'adult' WHEN {born} + 100000 <= {on} THEN \
                     'youth' END"
                )
            }
        };
        columns.push(format!("{cohort} AS cohort"));
        let period = match &plan.period {
            PeriodRule::Labels { column, labels, .. } => {
                let labels = labels.iter().flat_map(|(id, labels)| {
                    labels
                        .iter()
                        .map(move |label| (label.as_str(), id.as_str()))
                });
                self.cases(&self.meant_text(column), &labels.collect::<Vec<_>>())
            }
            PeriodRule::Date { column } => {
                let day = self.day(column);
                let periods = plan.frame.periods.iter().map(|(id, from, to)| {
                    let id = self.dialect.text(id.as_str());
                    format!(
                        "WHEN {day} BETWEEN {} AND {} THEN {id}",
                        written(*from),
                        written(*to)
                    )
                });
                format!("CASE {} END", periods.collect::<Vec<_>>().join(" "))
            }
            PeriodRule::Nights => self.dialect.text(""),
        };
        columns.push(format!("{period} AS period"));
        let quantity = match &plan.quantity {
            Quantity::Column { column, .. } => self.number(column),
            Quantity::One | Quantity::Nights { .. } => "CAST(1 AS DECIMAL(38, 0))".to_owned(),
        };
        columns.push(format!("{quantity} AS quantity"));
        for (number, metric) in plan.metrics.iter().enumerate() {
            columns.push(format!(
                "CASE WHEN {} THEN 1 ELSE 0 END AS metric_{number}",
                self.all_hold(&metric.conditions)
            ));
        }
        select(columns.into_iter(), "read_values")
    }

    /// Why a record is set aside; empty where it is in scope.
    fn decided(&self) -> String {
        let plan = self.plan;
        let own = |own: Own| self.dialect.text(own.as_str());
        let mut cases: Vec<(String, String)> = Vec::new();
        if let PeriodRule::Date { column } = &plan.period {
            let day = self.day(column);
            cases.push((format!("{day} = 0"), own(Own::NoDate)));
            cases.push((format!("{day} = -1"), own(Own::NotADay)));
            cases.push(("period IS NULL".to_owned(), own(Own::OutsideThePeriods)));
        }
        for need in self.needs.iter() {
            let text = self.meant_text(&need.column);
            match need.kind {
                Kind::Number => {
                    let number = self.number(&need.column);
                    let unreadable = format!("{text} <> '' AND {number} IS NULL");
                    cases.push((unreadable, own(Own::NotANumber)));
                }
                Kind::Day => cases.push((
                    format!("{} = -1", self.day(&need.column)),
                    own(Own::NotADay),
                )),
                Kind::Text | Kind::Key => {}
            }
        }
        for rule in &plan.set_aside {
            let reason = self.dialect.text(rule.reason.as_str());
            cases.push((self.all_hold(&rule.conditions), reason));
        }
        cases.push(("area_code IS NULL".to_owned(), own(Own::AreaNotKnown)));
        let by_night = match &plan.quantity {
            Quantity::Nights { from, to, as_at } => {
                let (first, last) = (self.day(from), self.day(to));
                cases.push((format!("{first} = 0"), own(Own::NoDate)));
                if as_at.is_none() {
                    cases.push((format!("{last} = 0"), own(Own::NoDate)));
                }
                cases.push((
                    format!("{last} > 0 AND {last} < {first}"),
                    own(Own::WrongOrder),
                ));
                Some(from)
            }
            Quantity::One | Quantity::Column { .. } => None,
        };
        match &plan.cohort {
            CohortRule::Labels { .. } => {
                cases.push(("cohort IS NULL".to_owned(), own(Own::CohortNotKnown)));
            }
            CohortRule::Age { date_of_birth, on } => {
                let born = self.day(date_of_birth);
                let on = self.day(by_night.or(on.as_ref()).unwrap_or(date_of_birth));
                cases.push((format!("{born} = 0 OR {on} = 0"), own(Own::NoDate)));
                cases.push((format!("{on} < {born}"), own(Own::WrongOrder)));
                cases.push(("cohort IS NULL".to_owned(), own(Own::YoungerThanTen)));
            }
        }
        if let PeriodRule::Labels { .. } = &plan.period {
            cases.push(("period IS NULL".to_owned(), own(Own::PeriodNotKnown)));
        }
        if self.counts_nights() {
            let [any, takes_part] = self.any_part();
            cases.push((format!("NOT ({any})"), own(Own::OutsideThePeriods)));
            cases.push((format!("NOT ({takes_part})"), own(Own::TakesNoPart)));
        } else if let Some(parts) = self.taking_part() {
            cases.push((format!("NOT ({parts})"), own(Own::TakesNoPart)));
        }
        let mut lacking = None;
        if let Quantity::Column { column, missing } = &plan.quantity {
            let is_missing = format!("{} = ''", self.meant_text(column));
            match missing {
                WithoutQuantity::Error => cases.push((is_missing, own(Own::NoQuantity))),
                // After the key: without one, a record is of no case.
                WithoutQuantity::NotAvailable => lacking = Some((is_missing, own(Own::NoQuantity))),
            }
            cases.push(("quantity < 0".to_owned(), own(Own::NotANumber)));
        }
        for key in plan.one_per.iter().flat_map(|one_per| &one_per.keys) {
            let is_missing = format!("{} = ''", self.meant_text(key));
            cases.push((is_missing, own(Own::NoKey)));
        }
        cases.extend(lacking);
        let cases = cases
            .iter()
            .map(|(when, then)| format!("WHEN {when} THEN {then}"));
        let cases: Vec<String> = cases.collect();
        let columns = vec![
            "stays.*".to_owned(),
            format!(
                "CASE\n    {}\n    ELSE ''\n  END AS why",
                cases.join("\n    ")
            ),
        ];
        select(columns.into_iter(), "stays")
    }

    fn counted(&self, source: &str) -> String {
        let dialect = self.dialect;
        let lacking = dialect.text(Own::NoQuantity.as_str());
        let (has_cell, is_lacking) = match self.plan.notes_lacking() {
            true => (
                format!("set_aside IN ('', {lacking})"),
                format!("set_aside = {lacking}"),
            ),
            false => ("set_aside = ''".to_owned(), "1 = 0".to_owned()),
        };
        let cell = ["area_code", "cohort", "period"]
            .map(|name| format!("CASE WHEN {has_cell} THEN {name} ELSE '' END"));
        let [area, cohort, period] = &cell;
        let mut columns = vec![
            format!("{} AS plan_sha256", dialect.text(self.plan.sha256())),
            format!("{} AS source", dialect.text(source)),
            format!("{area} AS area_code"),
            format!("{cohort} AS cohort"),
            format!("{period} AS period"),
            "set_aside".to_owned(),
            format!(
                "CAST(COUNT(*) AS DECIMAL(38, 0)) AS {}",
                dialect.name("rows")
            ),
        ];
        for (number, metric) in self.plan.metrics.iter().enumerate() {
            columns.push(format!(
                "CAST(SUM(CASE WHEN metric_{number} = 0 THEN 0 WHEN set_aside = '' THEN quantity WHEN \
                 {is_lacking} THEN 1 ELSE 0 END) AS DECIMAL(38, 0)) AS {}",
                dialect.name(metric.id.as_str())
            ));
        }
        let by = format!("{area}, {cohort}, {period}, set_aside");
        format!("{}\nGROUP BY {by}", select(columns.into_iter(), "kept"))
    }

    /// Whether area, cohort and period take part; `None` where all do.
    fn taking_part(&self) -> Option<String> {
        let frame = &self.plan.frame;
        let all = |is: &[bool]| is.iter().all(|is| *is);
        let mut parts: Vec<String> = Vec::new();
        let mut whole: Vec<&str> = Vec::new();
        for (area, (cohorts, periods)) in frame.areas.iter().zip(&frame.takes_part) {
            if all(cohorts) && all(periods) {
                whole.push(area.as_str());
                continue;
            }
            let cohorts = crate::cohort::Cohort::ALL.into_iter().zip(cohorts);
            let cohorts = cohorts.filter(|(_, is)| **is);
            let cohorts: Vec<String> = cohorts.map(|(cohort, _)| cohort.to_string()).collect();
            let periods = frame.periods.iter().zip(periods).filter(|(_, is)| **is);
            let periods: Vec<String> = periods.map(|((id, ..), _)| id.to_string()).collect();
            parts.push(format!(
                "area_code = {} AND cohort IN ({}) AND period IN ({})",
                self.dialect.text(area.as_str()),
                self.list(&cohorts),
                self.list(&periods)
            ));
        }
        if parts.is_empty() {
            return None;
        }
        if !whole.is_empty() {
            parts.push(format!("area_code IN ({})", self.list(&whole)));
        }
        Some(
            parts
                .iter()
                .map(|part| format!("({part})"))
                .collect::<Vec<_>>()
                .join(" OR "),
        )
    }

    fn all_hold(&self, conditions: &[Condition]) -> String {
        let conditions = conditions.iter().map(|condition| {
            let text = self.meant_text(&condition.column);
            match &condition.test {
                Test::In(labels) => format!("{text} IN ({})", self.list(labels)),
                Test::NotIn(labels) => {
                    format!("{text} <> '' AND {text} NOT IN ({})", self.list(labels))
                }
                Test::Missing(true) => format!("{text} = ''"),
                Test::Missing(false) => format!("{text} <> ''"),
                Test::Numbers(from, to) => {
                    let number = self.number(&condition.column);
                    let ends = ends(&number, from.as_ref(), to.as_ref(), ToString::to_string);
                    format!("{number} IS NOT NULL{ends}")
                }
                Test::Days(from, to) => {
                    let day = self.day(&condition.column);
                    let ends = ends(&day, from.as_ref(), to.as_ref(), |day| written(*day));
                    format!("{day} > 0{ends}")
                }
            }
        });
        let conditions: Vec<String> = conditions.collect();
        match conditions.is_empty() {
            true => "1 = 1".to_owned(),
            false => conditions.join(" AND "),
        }
    }

    /// What each label of a text leads to.
    fn cases(&self, text: &str, labels: &[(&str, &str)]) -> String {
        if labels.is_empty() {
            return self.dialect.as_text("NULL");
        }
        let cases = labels.iter().map(|(label, to)| {
            format!(
                "WHEN {} THEN {}",
                self.dialect.text(label),
                self.dialect.text(to)
            )
        });
        format!("CASE {text} {} END", cases.collect::<Vec<_>>().join(" "))
    }

    /// The place of a text in a list.
    fn places(&self, text: &str, list: &[&str]) -> String {
        let cases = list.iter().enumerate();
        let cases = cases.map(|(at, one)| format!("WHEN {} THEN {at}", self.dialect.text(one)));
        format!("CASE {text} {} END", cases.collect::<Vec<_>>().join(" "))
    }

    fn list<T: AsRef<str>>(&self, texts: &[T]) -> String {
        let texts = texts.iter().map(|text| self.dialect.text(text.as_ref()));
        texts.collect::<Vec<_>>().join(", ")
    }
}

fn select(columns: impl Iterator<Item = String>, from: &str) -> String {
    let columns: Vec<String> = columns.collect();
    format!("SELECT\n  {}\nFROM {from}", columns.join(",\n  "))
}

/// Both ends of a range, each where there is one.
fn ends<T>(value: &str, from: Option<&T>, to: Option<&T>, write: impl Fn(&T) -> String) -> String {
    let from = from.map(|from| format!(" AND {value} >= {}", write(from)));
    let to = to.map(|to| format!(" AND {value} <= {}", write(to)));
    from.into_iter().chain(to).collect()
}

/// A day as a number of eight digits.
fn written(day: Day) -> String {
    day.to_string().replace('-', "")
}
