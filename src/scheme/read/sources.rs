//! The publications that prices and terms rest on: `[[source]]`.

use super::{SchemeBuilder, each, spans};
use crate::keys::{Keys, Reading};
use crate::scheme::builder::Part;
use crate::source::{Source, SourceDate};

const SOURCE: &[&str] = &[
    "id",
    "title",
    "publisher",
    "date",
    "url",
    "says",
    "valid_to",
];

pub(super) fn sources<'a>(reading: &mut Reading<'a>, root: &Keys<'a>, parts: &mut SchemeBuilder) {
    let tables = reading.tables(root, "source", "[[source]]", SOURCE);
    parts.sources = each(
        reading,
        parts,
        tables,
        (Part::Source, "id"),
        |reading, keys| {
            let id = reading.parsed(keys, "id");
            let title = reading.parsed(keys, "title");
            let publisher = reading.parsed(keys, "publisher");
            let date: Result<SourceDate, _> = reading.parsed(keys, "date");
            let url = reading.optional(keys, "url");
            let says = reading.optional(keys, "says");
            let valid_to = reading.optional_day(keys, "valid_to");
            let source = Source {
                id: id?,
                title: title?,
                publisher: publisher?,
                date: date?,
                url: url?,
                says: says?,
                valid_to: valid_to?,
            };
            Ok((source, spans(reading, keys, &["id"])))
        },
    );
}
