#![no_main]
//! Any bytes as a scheme file.

mod mutation;
mod refusal;

use justice_reinvestment::{Document, Scheme};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use mutation::{Form, Value};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let document = Document::new("scheme.toml", bytes);
    match Scheme::read(&document) {
        Ok(scheme) => {
            reads_back(&scheme);
            Corpus::Keep
        }
        Err(error) => {
            refusal::check(&document, &error);
            refusal::kept()
        }
    }
});

/// The written form gives the same scheme, and is written the same again.
fn reads_back(scheme: &Scheme) {
    let written = scheme.to_toml();
    match Scheme::read(&Document::new("written.toml", written.as_str())) {
        Ok(again) => {
            assert_eq!(*scheme, again, "the written form is another scheme");
            assert_eq!(scheme.notes(), again.notes());
            assert_eq!(written, again.to_toml(), "the written form is not stable");
        }
        Err(error) => panic!("the written form is refused:\n{error}\n{written}"),
    }
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::change(&TOML, data, size, max_size, seed)
});

const TOML: Form = Form {
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
