//! How TOML is cut: what stands in quotes or after `=`, and parts that a blank line
//! ends.

use crate::mutation::{self, Form, Value};

pub const TOML: Form = Form {
    values,
    part: b"\n\n",
    characters: &[
        " ", ",", ".", "-", "_", "%", "'", "#", "=", "[", "]", "0", "5", "9", "\\\"", "\\\\",
        "\\t", "\\u202E", "\\u0000", "£", "é", "\u{301}", "\u{200D}", "\u{A0}", "\u{FEFF}",
        "\u{202E}", "\u{2028}", "\u{85}", "\u{7F}", "👮", "漢",
    ],
};

/// What stands in quotes, or else after `=`, each with its key.
fn values(bytes: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    let mut key = Vec::new();
    for line in mutation::lines(bytes) {
        let equals = line.clone().find(|at| bytes[*at] == b'=');
        let start = equals.map_or(line.start, |at| at + 1);
        if let Some(equals) = equals {
            key = bytes[line.start..equals].trim_ascii().to_vec();
        }
        let quotes: Vec<usize> = (start..line.end).filter(|at| bytes[*at] == b'"').collect();
        for pair in quotes.chunks_exact(2) {
            values.push((key.clone(), pair[0] + 1..pair[1]));
        }
        if quotes.is_empty() && equals.is_some() && start < line.end {
            values.push((key.clone(), start + 1..line.end));
        }
    }
    values
}
