//! What persons assumed and decided: `[[assumption]]` and `[[decision]]`, which have
//! the same keys.

use super::{SchemeBuilder, each, spans};
use crate::keys::{Keys, Reading};
use crate::scheme::Judgement;
use crate::scheme::builder::{Part, Placed};

const JUDGEMENT: &[&str] = &[
    "what",
    "why",
    "effect",
    "reliability",
    "date",
    "by",
    "signed_by",
];

pub(super) fn judgements<'a>(
    reading: &mut Reading<'a>,
    root: &Keys<'a>,
    parts: &mut SchemeBuilder,
) {
    parts.assumptions = list(reading, root, parts, ("assumption", "[[assumption]]"));
    parts.decisions = list(reading, root, parts, ("decision", "[[decision]]"));
}

fn list<'a>(
    reading: &mut Reading<'a>,
    root: &Keys<'a>,
    parts: &mut SchemeBuilder,
    (key, name): (&str, &'static str),
) -> Vec<Placed<Judgement>> {
    let tables = reading.tables(root, key, name, JUDGEMENT);
    each(
        reading,
        parts,
        tables,
        (Part::Judgement, "what"),
        |reading, keys| {
            let what = reading.parsed(keys, "what");
            let why = reading.optional(keys, "why");
            let effect = reading.optional(keys, "effect");
            let reliability = reading.optional(keys, "reliability");
            let date = reading.optional_day(keys, "date");
            let by = reading.optional(keys, "by");
            let signed_by = reading.optional(keys, "signed_by");
            let judgement = Judgement {
                what: what?,
                why: why?,
                effect: effect?,
                reliability: reliability?,
                date: date?,
                by: by?,
                signed_by: signed_by?,
            };
            Ok((judgement, spans(reading, keys, &["what"])))
        },
    )
}
