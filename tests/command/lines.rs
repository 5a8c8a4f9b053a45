//! Lines are counted by the line feeds in the file's bytes, however the file ends
//! its lines, and whatever stands before, between and after them.

use crate::{Folder, json, list};
use serde_json::json;

/// How a table is written.
#[derive(Debug, Clone, Copy)]
struct Form {
    byte_order_mark: bool,
    carriage_returns: bool,
    blank_lines: bool,
    last_line_end: bool,
}

impl Form {
    fn all() -> impl Iterator<Item = Self> {
        (0..16).map(|number| Self {
            byte_order_mark: number & 1 != 0,
            carriage_returns: number & 2 != 0,
            blank_lines: number & 4 != 0,
            last_line_end: number & 8 != 0,
        })
    }

    /// The text of a table with these lines.
    fn written(self, lines: &[String]) -> String {
        let line_end = if self.carriage_returns { "\r\n" } else { "\n" };
        let between = line_end.repeat(if self.blank_lines { 2 } else { 1 });
        let mark = if self.byte_order_mark { "\u{feff}" } else { "" };
        let last = if self.last_line_end { line_end } else { "" };
        format!("{mark}{}{last}", lines.join(&between))
    }
}

/// The header and a thousand rows: five hundred groups in two periods.
fn table() -> Vec<String> {
    let row = |(period, group): (&str, usize)| {
        format!("E09000012,adult,{period},custody,group {group},1")
    };
    let periods = ["baseline", "year_1"].into_iter();
    let rows = periods.flat_map(|period| (1..=500).map(move |group| (period, group)));
    let header = "area_code,cohort,period,metric,group,count".to_owned();
    std::iter::once(header).chain(rows.map(row)).collect()
}

#[test]
fn a_wrong_count_in_row_700_has_its_line_however_the_table_is_written() {
    let folder = Folder::of("hackney");
    let mut table = table();
    assert_eq!(table.len(), 1001);
    table[700] = "E09000012,adult,year_1,custody,group 200,1.0".to_owned();
    for form in Form::all() {
        folder.write("demand.csv", &form.written(&table));
        // The header is line 1, and a blank line follows each line or none.
        let line = if form.blank_lines { 1401 } else { 701 };
        let check = ["check", "scheme.toml", "demand.csv", "--format", "json"];
        let ended = folder.run(&check);
        assert_eq!(ended.status, Some(1), "{form:?}");
        let report = json(&ended.output);
        let [problem] = list(&report["problems"]) else {
            panic!("{form:?}: {report}")
        };
        let place = ["line", "column", "length"].map(|key| &problem[key]);
        assert_eq!(place, [&json!(line), &json!(42), &json!(3)], "{form:?}");
        let drawn = folder.run(&["assess", "scheme.toml", "demand.csv"]).errors;
        let arrow = format!("--> demand.csv:{line}:42\n");
        assert!(drawn.contains(&arrow), "{form:?}\n{drawn}");
        let source = format!("\n{line} | {}\n", table[700]);
        assert!(drawn.contains(&source), "{form:?}\n{drawn}");
    }
}

#[test]
fn a_table_gives_the_same_rewards_however_it_is_written() {
    let folder = Folder::of("hackney");
    let table = table();
    for form in Form::all() {
        folder.write("demand.csv", &form.written(&table));
        let assess = ["assess", "scheme.toml", "demand.csv", "--format", "json"];
        let assessment = folder.run(&assess).json();
        assert_eq!(assessment["demand"]["rows"], 1000, "{form:?}");
        let [reward] = list(&assessment["rewards"]) else {
            panic!("{form:?}: {assessment}")
        };
        // Five hundred sentences at £1,500.00, before and since.
        for cost in ["baseline_cost", "test_cost"] {
            assert_eq!(reward[cost], "750000.00", "{form:?}");
        }
    }
}

/// Each wrong in its first and its last row, as places where counting goes astray.
#[test]
fn the_first_and_the_last_row_have_their_lines_too() {
    let folder = Folder::of("hackney");
    let mut table = table();
    for row in [1, 1000] {
        table[row].push('x');
    }
    for form in Form::all() {
        folder.write("demand.csv", &form.written(&table));
        let check = ["check", "scheme.toml", "demand.csv", "--format", "json"];
        let report = json(&folder.run(&check).output);
        let found = list(&report["problems"]).iter();
        let found: Vec<&serde_json::Value> = found.map(|problem| &problem["line"]).collect();
        let lines = if form.blank_lines {
            [3, 2001]
        } else {
            [2, 1001]
        };
        assert_eq!(found, [&json!(lines[0]), &json!(lines[1])], "{form:?}");
    }
}
