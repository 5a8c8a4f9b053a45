//! How CSV is cut: what stands between commas, and lines.

use crate::mutation::{self, Form, Value};

pub const CSV: Form = Form {
    values,
    part: b"\n",
    characters: &[
        " ", ".", "-", "_", "'", "\"", "\"\"", ",", ";", "=", "@", "[", "]", "0", "5", "9", "[e]",
        "\t", "\r", "£", "é", "\u{301}", "\u{200D}", "\u{A0}", "\u{FEFF}", "\u{202E}", "\u{2028}",
        "\u{85}", "\u{7F}", "👮", "漢",
    ],
};

/// What stands between commas, each with the number of its column.
fn values(bytes: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    for line in mutation::lines(bytes) {
        let mut start = line.start;
        for (column, field) in bytes[line].split(|byte| *byte == b',').enumerate() {
            let range = start..start + field.len();
            start = range.end + 1;
            values.push((column.to_string().into_bytes(), range));
        }
    }
    values
}
