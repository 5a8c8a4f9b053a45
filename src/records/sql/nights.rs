//! Nights in SQL: a stay split at the ends of the periods and at the 18th birthday, by
//! the numbers of its days.

use super::{Query, select, written};
use crate::cohort::Cohort;
use crate::period::Day;
use crate::records::plan::{CohortRule, Quantity};

/// The nights of one period and cohort.
struct Part {
    /// The period, by its number in the plan.
    period: usize,
    cohort: Cohort,
}

impl Query<'_> {
    /// The parts of a stay in the order of time: in each period the young nights first.
    fn parts_of_stays(&self) -> Vec<Part> {
        let periods = &self.plan.frame.periods;
        let mut order: Vec<usize> = (0..periods.len()).collect();
        order.sort_by_key(|period| periods.get(*period).map(|(_, from, _)| *from));
        let cohorts = [Cohort::Youth, Cohort::Adult];
        let parts = order
            .into_iter()
            .flat_map(|period| cohorts.map(|cohort| Part { period, cohort }));
        parts.collect()
    }

    /// The number of a day's column, from the year 1.
    pub(super) fn day_number(&self, at: usize) -> String {
        self.number_of_day(&format!("y{at}"), at)
    }

    /// The same in another year: who was born on 29 February comes to 1 March.
    fn number_of_day(&self, year: &str, at: usize) -> String {
        let before = format!("({year} - 1)");
        let by = |years| self.dialect.quotient(&before, years);
        let months = (1..=12).zip([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]);
        let months = months.map(|(month, days)| format!("WHEN {month} THEN {days}"));
        let months: Vec<String> = months.collect();
        format!(
            "{before} * 365 + {} - {} + {} + CASE m{at} {} END + CASE WHEN m{at} > 2 AND MOD({year}, 4) \
             = 0 AND (MOD({year}, 100) <> 0 OR MOD({year}, 400) = 0) THEN 1 ELSE 0 END + a{at}",
            by(4),
            by(100),
            by(400),
            months.join(" ")
        )
    }

    /// The nights of each part, and whether a stay has it; then whether it takes part.
    pub(super) fn stays(&self) -> String {
        let Quantity::Nights { from, to, as_at } = &self.plan.quantity else {
            return select(["placed.*".to_owned()].into_iter(), "placed");
        };
        let (first, last) = (self.column(from), self.column(to));
        let held = as_at.map(|day| format!("GREATEST({} + 1, k{first})", number(day)));
        let held = held.unwrap_or_else(|| "k0".replace('0', &last.to_string()));
        let mut stay = vec!["placed.*".to_owned()];
        stay.push(format!("k{first} AS f"));
        stay.push(format!(
            "CASE WHEN c{last} = '' THEN {held} ELSE k{last} END AS t"
        ));
        if let CohortRule::Age { date_of_birth, .. } = &self.plan.cohort {
            let at = self.column(date_of_birth);
            stay.push(format!(
                "{} AS turning",
                self.number_of_day(&format!("(y{at} + 18)"), at)
            ));
        }
        let stay = select(stay.into_iter(), "placed");
        let mut within = vec!["stay.*".to_owned()];
        for (at, (_, begins, ends)) in self.plan.frame.periods.iter().enumerate() {
            let (begins, ends) = (number(*begins), number(*ends));
            within.push(format!("GREATEST(f, {begins}) AS f{at}"));
            within.push(format!("LEAST(t, {ends} + 1) AS t{at}"));
            within.push(format!(
                "CASE WHEN f = t AND f BETWEEN {begins} AND {ends} THEN 1 ELSE 0 END AS b{at}"
            ));
        }
        let within = select(within.into_iter(), &format!("(\n{stay}\n) stay"));
        let mut parts = vec!["within.*".to_owned()];
        for (at, part) in self.parts_of_stays().iter().enumerate() {
            let (nights, is_there) = self.part(part);
            parts.push(format!("CASE WHEN {is_there} THEN 1 ELSE 0 END AS h{at}"));
            parts.push(format!(
                "CASE WHEN {is_there} THEN {nights} ELSE 0 END AS q{at}"
            ));
            let areas = self.areas_of(part);
            let areas = match areas.is_empty() {
                true => "1 = 0".to_owned(),
                false => format!("area_code IN ({})", self.list(&areas)),
            };
            parts.push(format!(
                "CASE WHEN {is_there} AND {areas} THEN 1 ELSE 0 END AS e{at}"
            ));
        }
        select(parts.into_iter(), &format!("(\n{within}\n) within"))
    }

    /// The nights of a part, and whether there is one.
    fn part(&self, part: &Part) -> (String, String) {
        let at = part.period;
        let whole = format!("(f{at} < t{at} OR b{at} = 1)");
        if let CohortRule::Labels { .. } = &self.plan.cohort {
            let cohort = self.dialect.text(part.cohort.as_str());
            return (
                format!("t{at} - f{at}"),
                format!("{whole} AND cohort = {cohort}"),
            );
        }
        let turning = format!("LEAST(GREATEST(turning, f{at}), t{at})");
        let (nights, on_the_day) = match part.cohort {
            Cohort::Youth => (format!("({turning} - f{at})"), format!("f{at} < turning")),
            Cohort::Adult => (format!("(t{at} - {turning})"), format!("f{at} >= turning")),
        };
        let is_there = format!("{whole} AND ({nights} > 0 OR (b{at} = 1 AND {on_the_day}))");
        (nights, is_there)
    }

    /// The areas that take part with a cohort in a period.
    fn areas_of(&self, part: &Part) -> Vec<&str> {
        let frame = &self.plan.frame;
        let cohort = usize::from(part.cohort == Cohort::Youth);
        let areas = frame.areas.iter().zip(&frame.takes_part);
        let areas = areas.filter(|(_, (cohorts, periods))| {
            cohorts.get(cohort) == Some(&true) && periods.get(part.period) == Some(&true)
        });
        areas.map(|(area, _)| area.as_str()).collect()
    }

    /// Whether a stay has any part, and whether any takes part.
    pub(super) fn any_part(&self) -> [String; 2] {
        ["h", "e"].map(|name| {
            let parts = 0..self.parts_of_stays().len();
            let parts: Vec<String> = parts.map(|at| format!("{name}{at} = 1")).collect();
            parts.join(" OR ")
        })
    }

    /// The counts of each part, and of the records set aside.
    pub(super) fn counted_nights(&self, source: &str) -> String {
        let dialect = self.dialect;
        let ends = [
            format!("{} AS plan_sha256", dialect.text(self.plan.sha256())),
            format!("{} AS source", dialect.text(source)),
        ];
        let rows = dialect.name("rows");
        let mut selects = Vec::new();
        for (at, part) in self.parts_of_stays().iter().enumerate() {
            let Some((id, ..)) = self.plan.frame.periods.get(part.period) else {
                continue;
            };
            // The record stands in the first of its parts.
            let before: String = (0..at)
                .map(|before| format!(" AND e{before} = 0"))
                .collect();
            let is_there = format!("set_aside = '' AND e{at} = 1");
            let records = format!("CASE WHEN {is_there}{before} THEN 1 ELSE 0 END");
            let mut columns = ends.to_vec();
            columns.extend([
                "area_code".to_owned(),
                format!("{} AS cohort", dialect.text(part.cohort.as_str())),
                format!("{} AS period", dialect.text(id.as_str())),
                "'' AS set_aside".to_owned(),
                format!("CAST(SUM({records}) AS DECIMAL(38, 0)) AS {rows}"),
            ]);
            let mut any = vec![format!("SUM({records}) > 0")];
            for (number, metric) in self.plan.metrics.iter().enumerate() {
                let counts = format!("{is_there} AND metric_{number} = 1");
                let sum = format!("SUM(CASE WHEN {counts} THEN q{at} ELSE 0 END)");
                let name = dialect.name(metric.id.as_str());
                columns.push(format!("CAST({sum} AS DECIMAL(38, 0)) AS {name}"));
                any.push(format!("{sum} > 0"));
            }
            // No WHERE: an optimiser would write all layers into it, once for each name.
            selects.push(format!(
                "{}\nGROUP BY area_code\nHAVING {}",
                select(columns.into_iter(), "kept"),
                any.join(" OR ")
            ));
        }
        let mut columns = ends.to_vec();
        let empty = ["area_code", "cohort", "period"].map(|name| format!("'' AS {name}"));
        columns.extend(empty);
        columns.push("set_aside".to_owned());
        columns.push(format!("CAST(COUNT(*) AS DECIMAL(38, 0)) AS {rows}"));
        for metric in &self.plan.metrics {
            let name = dialect.name(metric.id.as_str());
            columns.push(format!("CAST(0 AS DECIMAL(38, 0)) AS {name}"));
        }
        selects.push(format!(
            "{}\nGROUP BY set_aside\nHAVING SUM(CASE WHEN set_aside = '' THEN 0 ELSE 1 END) > 0",
            select(columns.into_iter(), "kept")
        ));
        selects.join("\nUNION ALL\n")
    }
}

/// A day's number from the year 1, as the query works it out.
fn number(day: Day) -> String {
    const BEFORE_1970: i64 = 719_163;
    let number = i64::from(day.number()).checked_add(BEFORE_1970);
    number.map_or_else(|| written(day), |number| number.to_string())
}
