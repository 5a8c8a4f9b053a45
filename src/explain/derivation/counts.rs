//! The counts of a reward: by area and group, those that are missing, and those
//! that are watched.

use crate::area::AreaCode;
use crate::assess::table::count;
use crate::assess::{AreaCount, Assessment, Line, Reward};
use crate::demand::{Markers, MissingReason};
use crate::wording::{Column, Table};

/// A count of a line as it stands in a table, with what is said of it.
pub(super) struct Counted {
    pub(super) number: String,
    pub(super) marks: String,
}

/// The counts of a line in the baseline and in the test period, each with the
/// marks of the areas that it adds up.
pub(super) fn of_line(line: &Line) -> [Counted; 2] {
    of_areas([line.baseline_count, line.test_count], &line.areas)
}

fn of_areas([baseline, test]: [Option<u64>; 2], areas: &[AreaCount]) -> [Counted; 2] {
    let of_period = |number: Option<u64>,
                     markers: fn(&AreaCount) -> Markers,
                     missing: fn(&AreaCount) -> Option<MissingReason>| {
        let all = areas.iter();
        let all = all.fold(Markers::default(), |all, area| all.and(markers(area)));
        let mut reasons: Vec<MissingReason> = areas.iter().filter_map(missing).collect();
        reasons.sort_unstable();
        reasons.dedup();
        let reasons: String = reasons.iter().map(ToString::to_string).collect();
        Counted {
            number: count(number),
            marks: format!("{reasons}{all}"),
        }
    };
    [
        of_period(
            baseline,
            |area| area.baseline_markers,
            |area| area.baseline_missing,
        ),
        of_period(test, |area| area.test_markers, |area| area.test_missing),
    ]
}

/// `Bolton (E08000001)`, or the code alone.
fn area(assessment: &Assessment, reward: &Reward, code: &AreaCode) -> String {
    let site = Some(&reward.site).filter(|site| site.code == *code);
    let named = assessment.area_names.get(code);
    match named.or(site.map(|site| &site.name)) {
        Some(name) => format!("{name} ({code})"),
        None => code.to_string(),
    }
}

/// The counts that a reward lacks.
pub(super) fn missing(assessment: &Assessment, reward: &Reward) -> Table {
    let mut table = Table::new(vec![
        Column::words("missing"),
        Column::words("area"),
        Column::words("period"),
        Column::words("group"),
        Column::words("why"),
        Column::figures("line of the table"),
    ]);
    for missing in &reward.missing {
        let line = missing.line.map(|line| line.to_string());
        table.row([
            missing.metric.title.to_string(),
            area(assessment, reward, &missing.area),
            missing.period.label().to_owned(),
            missing
                .group
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            format!("{} {}", missing.reason, missing.reason.in_words()),
            line.unwrap_or_default(),
        ]);
    }
    table
}

/// What is counted without a price.
pub(super) fn watched(reward: &Reward) -> Table {
    let mut table = Table::new(vec![
        Column::words(""),
        Column::figures(format!("count in {}", reward.baseline.label())),
        Column::words(""),
        Column::figures(format!("count in {}", reward.period.label())),
        Column::words(""),
    ]);
    for watched in &reward.watched {
        let sums = [watched.baseline_count, watched.test_count];
        let [baseline, test] = of_areas(sums, &watched.areas);
        table.row([
            watched.metric.title.to_string(),
            baseline.number,
            baseline.marks,
            test.number,
            test.marks,
        ]);
    }
    table
}

/// The counts of each area and group, where there is more than one.
pub(super) fn by_area(assessment: &Assessment, reward: &Reward) -> Table {
    let mut table = counting(reward);
    let lines = reward.lines.iter();
    let lines = lines.map(|line| {
        let sum = [line.baseline_count, line.test_count];
        (&line.priced.metric, &line.areas, sum)
    });
    let watched = reward.watched.iter();
    let watched = watched.map(|watched| {
        let sum = [watched.baseline_count, watched.test_count];
        (&watched.metric, &watched.areas, sum)
    });
    for (metric, areas, [baseline, test]) in lines.chain(watched) {
        let is_split = areas.len() > 1 || areas.iter().any(|area| !area.groups.is_empty());
        if !is_split {
            continue;
        }
        table.words(metric.title.as_str());
        for of_area in areas {
            table.row([
                format!("  {}", area(assessment, reward, &of_area.code)),
                known(of_area.baseline_count, of_area.baseline_missing),
                known(of_area.test_count, of_area.test_missing),
                markers(of_area),
            ]);
            for group in &of_area.groups {
                table.row([
                    format!("    of which {}", group.group),
                    count(group.baseline_count),
                    count(group.test_count),
                    both(group.baseline_markers, group.test_markers),
                ]);
            }
        }
        if areas.len() > 1 {
            table.row(["  Together".to_owned(), count(baseline), count(test)]);
        }
    }
    table
}

fn counting(reward: &Reward) -> Table {
    Table::new(vec![
        Column::words(""),
        Column::figures(format!("count in {}", reward.baseline.label())),
        Column::figures(format!("count in {}", reward.period.label())),
        Column::words(""),
    ])
}

fn known(number: Option<u64>, missing: Option<MissingReason>) -> String {
    match (number, missing) {
        (None, Some(reason)) => reason.to_string(),
        _ => count(number),
    }
}

fn markers(area: &AreaCount) -> String {
    both(area.baseline_markers, area.test_markers)
}

/// What is said of the counts of both periods.
fn both(baseline: Markers, test: Markers) -> String {
    match (baseline.is_empty(), test.is_empty()) {
        (true, true) => String::new(),
        (false, false) if baseline == test => baseline.to_string(),
        (true, false) => format!("{test} in the test period"),
        (false, true) => format!("{baseline} in the baseline"),
        (false, false) => format!("{baseline} in the baseline, {test} in the test period"),
    }
}
