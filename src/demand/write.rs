//! A table of counts written as CSV, in the scheme's order.

use super::read::REQUIRED;
use super::{Count, Demand, Observation};

/// The optional columns, and what an observation writes in each.
type Column = (&'static str, fn(&Observation) -> String);

const OPTIONAL: [Column; 5] = [
    ("status", |row| match row.count {
        Count::Number(_) => row.markers.to_string(),
        Count::Missing(reason) => reason.to_string(),
    }),
    ("area_name", |row| text(row.area_name.as_ref())),
    ("group", |row| text(row.group.as_ref())),
    ("as_at", |row| text(row.as_at.as_ref())),
    ("note", |row| text(row.note.as_ref())),
];

/// Optional columns stand only where some row needs them.
pub(super) fn to_csv(demand: &Demand) -> String {
    let used: Vec<&Column> = OPTIONAL
        .iter()
        .filter(|(_, write)| demand.observations().any(|row| !write(&row).is_empty()))
        .collect();
    let header = REQUIRED
        .into_iter()
        .chain(used.iter().map(|(name, _)| *name));
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every record has the header's length.
    let _ = writer.write_record(header);
    for row in demand.observations() {
        let count = match row.count {
            Count::Number(number) => number.to_string(),
            Count::Missing(_) => String::new(),
        };
        let required = [
            row.area.to_string(),
            row.cohort.to_string(),
            row.period.to_string(),
            row.metric.to_string(),
            count,
        ];
        let optional = used.iter().map(|(_, write)| write(&row));
        let _ = writer.write_record(required.into_iter().chain(optional));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}
