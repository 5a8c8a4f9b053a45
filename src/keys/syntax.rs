//! What is not TOML at all, as problems.

use super::{Kind, Reading};
use crate::problem::{Document, Error, Problem};
use crate::wording::grouped;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The most bytes of a file of keys. Its tables take up to two hundred times as much room.
const LARGEST: usize = 1_500_000;

/// The most of them where all that is not TOML is listed: each byte can be such a problem.
const LARGEST_BROKEN: usize = 200_000;

/// The most tables or values of one list: what is checked is the square of some of them.
const MOST_IN_A_LIST: [(&str, usize); 4] = [
    ("metric", 1_000),
    ("price", 10_000),
    ("source", 1_000),
    ("test", 1_000),
];

/// The tables of a file that is TOML, and no larger than is read.
pub(crate) fn tables(document: &Document) -> Option<Spanned<DeTable<'_>>> {
    let text = document.text().ok()?;
    let is_read = text.len() <= LARGEST;
    is_read.then(|| DeTable::parse(text).ok()).flatten()
}

/// The tables of a file, and what in it is not TOML.
///
/// # Errors
///
/// It cannot be read as text, or is larger than is read.
pub(crate) fn parsed<'a>(
    kind: &Kind,
    document: &'a Document,
) -> Result<(&'a str, Spanned<DeTable<'a>>, Vec<toml::de::Error>), Error> {
    let text = document.text()?;
    let at = |span: Range<usize>, what: String, advice: &str| {
        let start = document.mark_length().saturating_add(span.start);
        let end = document.mark_length().saturating_add(span.end);
        Error::from(Problem::new(what, advice).at(Some(document.place(start..end))))
    };
    if text.len() > LARGEST {
        let what = format!(
            "{} is read up to {} bytes, and this file has {}",
            kind.name,
            grouped(&LARGEST.to_string()),
            grouped(&text.len().to_string())
        );
        let advice = "check that it is the file that was meant, or make several of it";
        return Err(at(0..0, what, advice));
    }
    if text.len() > LARGEST_BROKEN
        && let Err(error) = DeTable::parse(text)
    {
        let what = format!("this is not TOML: {}", words(&error));
        let advice = format!(
            "correct it here, if this file is {}; of one so large nothing further is listed",
            kind.name
        );
        return Err(at(error.span().unwrap_or(0..0), what, &advice));
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    for (key, value) in root.get_ref() {
        let length = value.get_ref().as_array().map_or(0, |list| list.len());
        let most = MOST_IN_A_LIST
            .iter()
            .find(|(name, _)| key.get_ref() == name);
        if let Some((name, most)) = most.filter(|(_, most)| length > *most) {
            let what = format!(
                "{} has {} tables [[{name}]], and more than {} are not read",
                kind.itself,
                grouped(&length.to_string()),
                grouped(&most.to_string())
            );
            let advice = "check that it is the file that was meant, or make several of it";
            return Err(at(value.span(), what, advice));
        }
    }
    Ok((text, root, errors))
}

/// What an error of the TOML reader says, on one line.
fn words(error: &toml::de::Error) -> String {
    error.message().trim().replace('\n', ", ")
}

/// Reports what is not TOML. A list that is not closed swallows what follows:
/// that is one problem, where the list begins.
pub(crate) fn not_toml(reading: &mut Reading<'_>, root: &DeTable<'_>, errors: &[toml::de::Error]) {
    reading.is_broken = !errors.is_empty();
    let mut starts: Vec<usize> = errors
        .iter()
        .map(|error| error.span().unwrap_or(0..0).start)
        .collect();
    starts.sort_unstable();
    let mut lists = Vec::new();
    for value in root.values() {
        add_lists(value, &mut lists);
    }
    // Sorted, since there can be as many lists as errors.
    lists.retain(|list| {
        let before = starts.partition_point(|start| *start < list.start);
        let up_to = starts.partition_point(|start| *start <= list.end);
        up_to.saturating_sub(before) > 1
    });
    lists.sort_unstable_by_key(|list| list.start);
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
        // The lists are the outermost, so none is within another.
        let begun = lists.partition_point(|list| list.start <= span.start);
        let list = begun.checked_sub(1).and_then(|last| lists.get(last));
        if list.is_some_and(|list| span.start <= list.end) {
            continue;
        }
        let message = words(error);
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
