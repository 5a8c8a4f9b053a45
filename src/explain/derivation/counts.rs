//! The counts of a reward: by area and group, those that are missing, and those
//! that are watched.

use crate::area::AreaCode;
use crate::assess::table::count;
use crate::assess::{AreaCount, Assessment, Line, Reward};
use crate::demand::{Markers, MissingReason};
use crate::wording::{Column, Table, listed};

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
    let [of_baseline, of_test] = markers(areas);
    let counted = |number: Option<u64>,
                   markers: Markers,
                   missing: fn(&AreaCount) -> Option<MissingReason>| Counted {
        number: count(number),
        marks: format!("{}{markers}", in_brackets(&reasons(areas, missing))),
    };
    [
        counted(baseline, of_baseline, |area| area.baseline_missing),
        counted(test, of_test, |area| area.test_missing),
    ]
}

fn reasons(
    areas: &[AreaCount],
    missing: impl Fn(&AreaCount) -> Option<MissingReason>,
) -> Vec<MissingReason> {
    let mut reasons: Vec<MissingReason> = areas.iter().filter_map(missing).collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}

fn in_brackets(reasons: &[MissingReason]) -> String {
    reasons.iter().map(ToString::to_string).collect()
}

/// What the marks beside the counts of a reward mean.
pub(super) fn legend(reward: &Reward) -> Option<String> {
    let lines = reward.lines.iter().flat_map(|line| &line.areas);
    let areas: Vec<&AreaCount> = lines.collect();
    let mut missing: Vec<MissingReason> = areas
        .iter()
        .flat_map(|area| [area.baseline_missing, area.test_missing])
        .flatten()
        .collect();
    missing.sort_unstable();
    missing.dedup();
    let missing = missing.iter();
    let missing = missing.map(|reason| format!("{reason} {}", reason.in_words()));
    let markers = reward.markers();
    let markers = markers.iter();
    let markers = markers.map(|marker| format!("{marker} {}", marker.in_words()));
    let marks: Vec<String> = missing.chain(markers).collect();
    (!marks.is_empty()).then(|| format!("Counts are marked: {}.", listed(&marks, "and")))
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
            let is_grouped = !of_area.groups.is_empty();
            // What is missing of an area with groups is missing of a group.
            let reason = |reason: Option<MissingReason>| reason.filter(|_| !is_grouped);
            table.row([
                format!("  {}", area(assessment, reward, &of_area.code)),
                known(of_area.baseline_count, reason(of_area.baseline_missing)),
                known(of_area.test_count, reason(of_area.test_missing)),
                both(of_area.baseline_markers, of_area.test_markers),
            ]);
            for group in &of_area.groups {
                table.row([
                    format!("    of which {}", group.group),
                    known(group.baseline_count, group.baseline_missing),
                    known(group.test_count, group.test_missing),
                    both(group.baseline_markers, group.test_markers),
                ]);
            }
        }
        if areas.len() > 1 {
            let [of_baseline, of_test] = markers(areas);
            table.row([
                "  Together".to_owned(),
                count(baseline),
                count(test),
                both(of_baseline, of_test),
            ]);
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

/// What is said of any area's count in the baseline and in the test period.
fn markers(areas: &[AreaCount]) -> [Markers; 2] {
    let none = [Markers::default(); 2];
    areas.iter().fold(none, |[baseline, test], area| {
        [
            baseline.and(area.baseline_markers),
            test.and(area.test_markers),
        ]
    })
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
