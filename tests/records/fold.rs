//! What records come to: a slow, obvious fold over texts, row by row and night by
//! night. It shares nothing with the library.

use crate::extracts::COLUMNS;
use crate::plans::{
    AREA_LABELS, AREAS, Amount, Condition, GROUP_LABELS, METRICS, ORDER, PERIOD_LABELS, PERIODS,
    Plan, Test, When, Who,
};
use std::collections::{BTreeMap, BTreeSet};

/// Area, cohort, period and reason; records, and the quantity of each metric.
pub type Counts = BTreeMap<[String; 4], (u64, Vec<u64>)>;

/// What the rows come to, faults set aside, and how many of them are faults. A row
/// with another number of fields than the columns is no record.
pub fn fold(plan: &Plan, rows: &[Vec<String>]) -> (Counts, usize) {
    let mut counts = Counts::new();
    let mut faults = 0;
    let mut cases: BTreeMap<Vec<&str>, Vec<Candidate>> = BTreeMap::new();
    let aside = |counts: &mut Counts, reason: &str| {
        let key = [String::new(), String::new(), String::new(), reason.into()];
        let nothing = vec![0; plan.metrics.len()];
        counts.entry(key).or_insert((0, nothing)).0 += 1;
    };
    for row in rows {
        // What stands for nothing is nothing.
        let is_missing = |text: &&String| plan.missing_text.contains(&text.as_str());
        let meant = |text| Some(text).filter(|text| !is_missing(text)).cloned();
        let row: Vec<String> = row
            .iter()
            .map(|text| meant(text).unwrap_or_default())
            .collect();
        let row: &[String] = row.leak();
        match placed(plan, row) {
            Err(reason) => {
                let own = plan.set_aside.iter().any(|(own, _)| own == reason);
                faults += usize::from(!own && is_fault(plan, reason));
                aside(&mut counts, reason);
            }
            Ok(parts) => {
                let metrics = plan.metrics.iter().map(|metric| all_hold(metric, row));
                let metrics: Vec<bool> = metrics.collect();
                if let Some((keys, _)) = &plan.one_per {
                    let rank = ORDER
                        .iter()
                        .position(|label| *label == text(row, "outcome"));
                    let (cell, quantity) = parts[0];
                    // Metrics as a number, the first the lowest: ties are broken by it.
                    let set = metrics
                        .iter()
                        .rev()
                        .fold(0, |set, is| set * 2 + u8::from(*is));
                    let candidate = (rank.unwrap_or(usize::MAX), cell, quantity, set, metrics);
                    let case = keys.iter().map(|key| text(row, key)).collect();
                    cases.entry(case).or_default().push(candidate);
                } else {
                    add(&mut counts, &parts, &metrics);
                }
            }
        }
    }
    for candidates in cases.values() {
        for _ in 1..candidates.len() {
            aside(&mut counts, "not the principal record of its case");
        }
        let (_, cell, quantity, _, metrics) = candidates.iter().min().unwrap();
        add(&mut counts, &[(*cell, *quantity)], metrics);
    }
    (counts, faults)
}

/// Area, cohort and period by number.
pub type Cell = (usize, usize, usize);
/// How much a record counts; `None` where that is missing.
pub type Quantity = Option<u64>;
/// Place in the order, cell, quantity and metrics.
type Candidate = (usize, Cell, Quantity, u8, Vec<bool>);

/// A record without its quantity stands where that is missing, and counts as one
/// that is lacking.
fn add(counts: &mut Counts, parts: &[(Cell, Quantity)], metrics: &[bool]) {
    for (number, ((area, cohort, period), quantity)) in parts.iter().enumerate() {
        let cohort = ["adult", "youth"][*cohort];
        let reason = match quantity {
            Some(_) => "",
            None => "the quantity is missing",
        };
        let key = [AREAS[*area], cohort, PERIODS[*period].0, reason].map(str::to_owned);
        let of_cell = counts.entry(key).or_insert((0, vec![0; metrics.len()]));
        of_cell.0 += u64::from(number == 0);
        for (sum, is_counted) in of_cell.1.iter_mut().zip(metrics) {
            *sum += if *is_counted {
                quantity.unwrap_or(1)
            } else {
                0
            };
        }
    }
    // What neither record nor quantity is in is not there.
    counts.retain(|_, (rows, sums)| *rows > 0 || sums.iter().any(|sum| *sum > 0));
}

/// Whether a reason is one for refusing, unless records are set aside for it.
fn is_fault(plan: &Plan, reason: &str) -> bool {
    match reason {
        "outside the periods" | "takes no part" | "younger than 10" => false,
        "area not known" => !plan.area_aside,
        "cohort not known" => plan.who == Who::Labels { aside: false },
        "period not known" => plan.when == When::Labels { aside: false },
        _ => true,
    }
}

/// Where a record counts and how much, or why it is set aside.
pub fn placed<'a>(plan: &'a Plan, row: &'a [String]) -> Result<Vec<(Cell, Quantity)>, &'a str> {
    if row.len() != COLUMNS.len() {
        return Err("a line that cannot be read");
    }
    let by_date = plan.amount != Amount::Nights && plan.when == When::Date;
    let mut period = None;
    if by_date {
        let date = day(row, "date")?;
        period = Some(period_of(plan, date).ok_or("outside the periods")?);
    }
    for (column, is_day) in read_as(plan) {
        let value = text(row, column);
        if is_day && !value.is_empty() && parsed_day(value).is_none() {
            return Err("a date cannot be read");
        }
        if !is_day && !value.is_empty() && parsed_number(value).is_none() {
            return Err("a number cannot be read");
        }
    }
    for (reason, conditions) in &plan.set_aside {
        if all_hold(conditions, row) {
            return Err(reason);
        }
    }
    let names = if plan.by_label { AREA_LABELS } else { AREAS };
    let area = names
        .iter()
        .take(plan.areas.len())
        .position(|name| *name == text(row, "area"));
    let area = area.ok_or("area not known")?;
    if plan.amount == Amount::Nights {
        return nights(plan, row, area);
    }
    let cohort = match plan.who {
        Who::Labels { .. } => labelled(row)?,
        Who::Age => cohort_on(day(row, "born")?, day(row, "offence")?)?,
    };
    if !by_date {
        let labels = PERIOD_LABELS.iter().take(plan.tests + 1);
        let is = |labels: &[&str; 2]| labels.contains(&text(row, "quarter"));
        period = Some(labels.clone().position(is).ok_or("period not known")?);
    }
    let cell = (area, cohort, period.unwrap());
    if !takes_part(plan, cell) {
        return Err("takes no part");
    }
    let quantity = match (plan.amount, text(row, "count")) {
        (Amount::Column, "") if plan.not_available => None,
        (Amount::Column, "") => return Err("the quantity is missing"),
        (Amount::Column, count) => {
            let count = parsed_number(count).filter(|count| *count >= 0);
            Some(count.ok_or("a number cannot be read")?.unsigned_abs())
        }
        _ => Some(1),
    };
    let keys = plan.one_per.iter().flat_map(|(keys, _)| keys);
    if keys.into_iter().any(|key| text(row, key).is_empty()) {
        return Err("a key of its case is missing");
    }
    Ok(vec![(cell, quantity)])
}

/// Walks night by night.
fn nights<'a>(
    plan: &Plan,
    row: &'a [String],
    area: usize,
) -> Result<Vec<(Cell, Quantity)>, &'a str> {
    let from = day(row, "from")?;
    let to = match text(row, "to") {
        "" => {
            let as_at = plan.as_at.ok_or("a date is missing")?;
            next(parsed_day(as_at).unwrap()).max(from)
        }
        _ => day(row, "to")?,
    };
    if to < from {
        return Err("dates in the wrong order");
    }
    let (labelled, born) = match plan.who {
        Who::Labels { .. } => (Some(labelled(row)?), None),
        Who::Age => {
            let born = day(row, "born")?;
            cohort_on(born, from)?;
            (None, Some(born))
        }
    };
    let mut parts: Vec<(Cell, Quantity)> = Vec::new();
    let mut night = from;
    let mut is_within = false;
    // A stay without a night lies on its day.
    while night < to || (night == from && from == to) {
        if let Some(period) = period_of(plan, night) {
            is_within = true;
            let cohort = labelled.unwrap_or_else(|| cohort_on(born.unwrap(), night).unwrap());
            let cell = (area, cohort, period);
            if takes_part(plan, cell) {
                match parts.last_mut() {
                    Some((last, Some(nights))) if *last == cell => *nights += 1,
                    _ => parts.push((cell, Some(u64::from(from < to)))),
                }
            }
        }
        night = next(night);
    }
    match (is_within, parts.is_empty()) {
        (false, _) => Err("outside the periods"),
        (true, true) => Err("takes no part"),
        (true, false) => Ok(parts),
    }
}

/// The columns that a plan reads as numbers or days, in the order of their names.
fn read_as(plan: &Plan) -> BTreeSet<(&'static str, bool)> {
    let mut columns = BTreeSet::new();
    match (plan.amount, plan.who) {
        (Amount::Nights, _) => columns.extend([("from", true), ("to", true)]),
        (Amount::Column, _) => drop(columns.insert(("count", false))),
        (Amount::One, _) => {}
    }
    if plan.who == Who::Age {
        columns.insert(("born", true));
        if plan.amount != Amount::Nights {
            columns.insert(("offence", true));
        }
    }
    let conditions = plan.set_aside.iter().map(|(_, conditions)| conditions);
    for condition in conditions.chain(&plan.metrics).flatten() {
        match condition.test {
            Test::Numbers(..) => drop(columns.insert((condition.column, false))),
            Test::Days(..) => drop(columns.insert((condition.column, true))),
            _ => {}
        }
    }
    columns
}

pub fn all_hold(conditions: &[Condition], row: &[String]) -> bool {
    conditions.iter().all(|condition| {
        let value = text(row, condition.column);
        match &condition.test {
            Test::In(labels) => labels.iter().any(|label| label == value),
            Test::NotIn(labels) => !value.is_empty() && labels.iter().all(|label| label != value),
            Test::Missing(missing) => value.is_empty() == *missing,
            Test::Numbers(from, to) => parsed_number(value).is_some_and(|value| {
                from.is_none_or(|from| from <= value) && to.is_none_or(|to| value <= to)
            }),
            // Days so written come in the order of their texts.
            Test::Days(from, to) => {
                parsed_day(value).is_some()
                    && from.as_ref().is_none_or(|from| from.as_str() <= value)
                    && to.as_ref().is_none_or(|to| value <= to.as_str())
            }
        }
    })
}

pub type Date = (u32, u32, u32);

pub fn text<'a>(row: &'a [String], column: &str) -> &'a str {
    &row[COLUMNS.iter().position(|name| *name == column).unwrap()]
}

fn day<'a>(row: &'a [String], column: &str) -> Result<Date, &'a str> {
    match text(row, column) {
        "" => Err("a date is missing"),
        value => parsed_day(value).ok_or("a date cannot be read"),
    }
}

pub fn parsed_day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str, digits: usize| {
        let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().unwrap())
    };
    let date = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let exists = date.0 > 0 && (1..=12).contains(&date.1) && date.2 > 0;
    (exists && date.2 <= length(date.0, date.1)).then_some(date)
}

fn parsed_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

fn length(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(400) || (year.is_multiple_of(4) && !year.is_multiple_of(100)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

pub fn next((year, month, day): Date) -> Date {
    match () {
        () if day < length(year, month) => (year, month, day + 1),
        () if month < 12 => (year, month + 1, 1),
        () => (year + 1, 1, 1),
    }
}

fn period_of(plan: &Plan, date: Date) -> Option<usize> {
    let mut periods = PERIODS.iter().take(plan.tests + 1);
    periods.position(|(_, from, to)| {
        parsed_day(from).unwrap() <= date && date <= parsed_day(to).unwrap()
    })
}

fn labelled(row: &[String]) -> Result<usize, &str> {
    let is = |labels: &[&str; 2]| labels.contains(&text(row, "group"));
    GROUP_LABELS.iter().position(is).ok_or("cohort not known")
}

/// 10 to 17 is young, 18 and over adult. No day but 1 March and those after it
/// come after 29 February of a year without one.
fn cohort_on(born: Date, on: Date) -> Result<usize, &'static str> {
    let turned = |age: u32| (born.0 + age, born.1, born.2) <= on;
    match () {
        () if on < born => Err("dates in the wrong order"),
        () if !turned(10) => Err("younger than 10"),
        () => Ok(usize::from(!turned(18))),
    }
}

fn takes_part(plan: &Plan, (area, cohort, period): Cell) -> bool {
    let area = &plan.areas[area];
    area.cohorts[cohort] && (period == 0 || area.periods[period])
}

/// The header of the partial counts that a plan gives.
pub fn metric_ids(plan: &Plan) -> Vec<&'static str> {
    METRICS.iter().take(plan.metrics.len()).copied().collect()
}
