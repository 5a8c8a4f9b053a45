//! The plan as SQL: what is written is written safely, and, where an engine is asked
//! (`tests/engines/agreement.py`), gives what the library counts.

use crate::extracts::{COLUMNS, Folder, Style};
use crate::plans::{Amount, Plan};
use crate::rolled;
use justice_reinvestment::records::{CountPlan, Counting, Dialect};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::fs;
use std::path::Path;

/// Writes generated cases into the folder that `ENGINE_CASES` names: of each the
/// records, the query of every dialect, and the partial counts of the library.
#[test]
fn cases_for_engines_are_written_where_a_folder_is_named() {
    let Some(folder) = std::env::var_os("ENGINE_CASES") else {
        return;
    };
    let number = std::env::var("ENGINE_CASE_NUMBER");
    let number: usize = number.map_or(200, |number| number.parse().unwrap());
    let mut runner = TestRunner::deterministic();
    let cases = rolled::plan().prop_flat_map(|plan| {
        let rows = rolled::rows(&plan, 60);
        (proptest::prelude::Just(plan), rows)
    });
    for case in 0..number {
        let (plan, mut rows) = cases.new_tree(&mut runner).unwrap().current();
        // A line that is no record is none in an engine either.
        rows.retain(|row| row.len() == COLUMNS.len());
        let read = plan.read();
        let own = Folder::new();
        let csv = Style::plain().to_csv(&rows);
        let extract = [own
            .extract("extract.csv", &csv)
            .labelled("an engine's")
            .unwrap()];
        let counting = || Counting::new(&read).lenient(true);
        let counted = counting().count(&extract).unwrap();
        #[cfg(feature = "polars")]
        {
            let frame = crate::frames::frame(&rows);
            let of_frame = counting().count_frame("an engine's", &frame).unwrap();
            assert_eq!(
                of_frame.partial, counted.partial,
                "a frame counts otherwise"
            );
        }
        let folder = Path::new(&folder).join(format!("{case:05}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("records.csv"), &csv).unwrap();
        fs::write(folder.join("expected.csv"), counted.partial.to_csv()).unwrap();
        fs::write(folder.join("plan.toml"), plan.to_toml()).unwrap();
        write_queries(&read, "an engine's", &folder);
    }
    hostile(&Path::new(&folder).join("hostile"));
}

fn write_queries(plan: &CountPlan, label: &str, folder: &Path) {
    for dialect in Dialect::ALL {
        let sql = plan.to_sql(dialect, "records", label).unwrap();
        fs::write(folder.join(format!("{dialect}.sql")), sql).unwrap();
    }
}

/// Columns and labels that would be commands if they were not data.
fn hostile(folder: &Path) {
    let long = "x".repeat(1_000);
    let texts = [
        "'; drop table records; --",
        "\\'; drop table records; --",
        "${spark.app.name}",
        "it''s",
        "`back` \"double\"",
        "\\n\\u0041",
        "%s {0} $1",
        long.as_str(),
    ];
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    // The last label holds a line end, and no record does.
    let labels: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    let labels = format!("{}, \"two\\nlines\"", labels.join(", "));
    let column = "out`come \"; drop";
    let toml = Plan::simple().to_toml().replace(
        "id = \"custody\"\n",
        &format!(
            "id = \"custody\"\nwhere = [{{ column = {}, in = [{labels}] }}]\n",
            quoted(column)
        ),
    );
    let toml = format!(
        "{toml}\n[[set_aside]]\nreason = \"'; drop \\\\ ${{x}}\"\nwhere = [{{ column = \"area\", in = \
         [\"A1\"] }}]\n"
    );
    let document = justice_reinvestment::Document::new("plan.toml", toml.as_str());
    let plan = CountPlan::read(&Plan::simple().scheme(), &document, |_| None).unwrap();
    let mut csv = format!("area,group,date,{}\n", field(column));
    for (number, text) in texts.iter().enumerate() {
        for _ in 0..=number {
            csv += &format!("A0,old,2009-07-01,{}\n", field(text));
        }
        csv += &format!("A0,old,2009-07-01,{}\n", field(&format!("{text} ")));
    }
    csv += "A1,old,2009-07-01,x\n";
    let label = "Courts \"first\", \\ back; it's";
    let own = Folder::new();
    let extract = [own.extract("extract.csv", &csv).labelled(label).unwrap()];
    let counted = Counting::new(&plan).count(&extract).unwrap();
    // One of the first text, two of the second …: 36, and none of those with a space.
    assert_eq!(counted.balance.metrics[0].2, 36);
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("records.csv"), &csv).unwrap();
    fs::write(folder.join("expected.csv"), counted.partial.to_csv()).unwrap();
    write_queries(&plan, label, folder);
}

fn field(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn hostile_names_and_labels_are_counted_as_data() {
    hostile(&Folder::new().path().join("hostile"));
}

#[test]
fn a_hostile_table_stays_a_name() {
    let plan = Plan::simple().read();
    let hostile = "records; drop table x --";
    let sql = plan.to_sql(Dialect::Trino, hostile, "a").unwrap();
    assert!(sql.contains("FROM \"records; drop table x --\"\n"), "{sql}");
    let sql = plan.to_sql(Dialect::Spark, "court.`x", "a").unwrap();
    assert!(sql.contains("FROM court.```x`\n"), "{sql}");
    for table in ["", ".", "a..b"] {
        assert!(plan.to_sql(Dialect::Ansi, table, "a").is_err(), "{table}");
    }
    assert!(plan.to_sql(Dialect::Ansi, "records", "two\nlines").is_err());
}

#[test]
fn a_column_that_an_engine_would_take_for_a_value_is_quoted() {
    for name in [
        "current_date",
        "current_user",
        "localtime",
        "with",
        "values",
        "window",
    ] {
        let toml = Plan::simple()
            .to_toml()
            .replace("\"date\"", &format!("\"{name}\""));
        let document = justice_reinvestment::Document::new("plan.toml", toml);
        let plan = CountPlan::read(&Plan::simple().scheme(), &document, |_| None).unwrap();
        for dialect in Dialect::ALL {
            let sql = plan.to_sql(dialect, "records", "a").unwrap();
            let quote = if dialect == Dialect::Spark { '`' } else { '"' };
            assert!(
                sql.contains(&format!("CAST({quote}{name}{quote} AS")),
                "{sql}"
            );
        }
    }
}

#[test]
fn a_query_is_the_same_whenever_it_is_written() {
    for amount in [Amount::One, Amount::Column, Amount::Nights] {
        let plan = Plan {
            amount,
            ..Plan::simple()
        };
        for dialect in Dialect::ALL {
            let write = || plan.read().to_sql(dialect, "records", "a").unwrap();
            assert_eq!(write(), write());
            assert!(write().contains(plan.read().sha256()));
        }
    }
}
