//! What persons assumed and decided: each once.

use super::duplicates;
use crate::scheme::Judgement;
use crate::scheme::builder::{Found, Placed, SchemeBuilder};

pub(super) fn check(parts: &SchemeBuilder, found: &mut Found<'_>) {
    once(&parts.assumptions, "assumptions", found);
    once(&parts.decisions, "decisions", found);
}

fn once(judgements: &[Placed<Judgement>], kind: &str, found: &mut Found<'_>) {
    duplicates(
        judgements,
        "what",
        |judgement| &judgement.what,
        found,
        |_, _| {
            let what = format!("two {kind} say the same in `what`");
            (what, "take one away, or say how they differ".to_owned())
        },
    );
}
