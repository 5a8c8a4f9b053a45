//! What is not TOML at all, as problems.

use super::Reading;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reports what is not TOML. A list that is not closed swallows what follows:
/// that is one problem, where the list begins.
pub(crate) fn not_toml(reading: &mut Reading<'_>, root: &DeTable<'_>, errors: &[toml::de::Error]) {
    reading.is_broken = !errors.is_empty();
    let starts: Vec<usize> = errors
        .iter()
        .map(|error| error.span().unwrap_or(0..0).start)
        .collect();
    let mut lists = Vec::new();
    for value in root.values() {
        add_lists(value, &mut lists);
    }
    let is_in = |list: &Range<usize>, start: usize| list.start <= start && start <= list.end;
    lists.retain(|list| starts.iter().filter(|start| is_in(list, **start)).count() > 1);
    for list in &lists {
        let what = "this is not TOML: this list is not closed, or holds what no list can hold";
        let opening = list.start..list.start.saturating_add(1);
        reading.report(
            opening,
            what,
            "close it with ], and put commas between its items",
        );
    }
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        if lists.iter().any(|list| is_in(list, span.start)) {
            continue;
        }
        let message = error.message().trim().replace('\n', ", ");
        let advice = if message.contains("duplicate key") {
            "a key or table stands once; one of several is written with two brackets, like [[metric]]"
        } else {
            "correct it here; what follows may depend on it"
        };
        reading.report(span, format!("this is not TOML: {message}"), advice);
    }
    reading.broken_lists = lists;
}

/// The outermost inline lists within a value.
fn add_lists(value: &Spanned<DeValue<'_>>, lists: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::Array(items) if items.iter().all(|item| !is_headed(value, item)) => {
            lists.push(value.span());
        }
        DeValue::Array(items) => items.iter().for_each(|item| add_lists(item, lists)),
        DeValue::Table(table) => table.values().for_each(|item| add_lists(item, lists)),
        _ => {}
    }
}

/// Whether an item of a list has a header of its own, as `[[metric]]` has: then it
/// does not stand within the list's brackets.
fn is_headed(list: &Spanned<DeValue<'_>>, item: &Spanned<DeValue<'_>>) -> bool {
    matches!(item.get_ref(), DeValue::Table(_)) && list.span().start >= item.span().start
}
