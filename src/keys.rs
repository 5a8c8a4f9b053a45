//! Reading TOML files key by key: every missing, unknown or unreadable key is
//! a problem with its place, and reading goes on. Here are the file and its tables;
//! their values are read below. What the keys mean is said by those who read: a
//! scheme, a count plan.

mod syntax;
mod values;

pub(crate) use syntax::{not_toml, parsed, tables};
pub(crate) use values::Text;

use crate::name::quoted;
use crate::problem::{Document, Place, Problem, Problems};
use crate::wording;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How problems speak of a kind of file.
#[derive(Debug)]
pub(crate) struct Kind {
    /// With its article: `a scheme`.
    pub(crate) name: &'static str,
    /// `the scheme`.
    pub(crate) itself: &'static str,
    /// What a key that is missing could look like.
    pub(crate) example: fn(&str) -> Option<&'static str>,
    /// Tables that stand within a line, each with how one is written.
    pub(crate) inline: &'static [(&'static str, &'static str)],
    /// Keys whose values are percentages.
    pub(crate) percentages: &'static [&'static str],
}

impl Kind {
    fn inline(&self, name: &str) -> Option<&'static str> {
        let found = self.inline.iter().find(|(table, _)| *table == name);
        found.map(|(_, example)| *example)
    }
}

/// A value was not there or not readable; the problem has been reported.
#[derive(Debug)]
pub(crate) struct Unreadable;

/// A file in the course of being read.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    kind: &'static Kind,
    document: &'a Document,
    text: &'a str,
    pub(crate) problems: Problems,
    /// Whether the file is not TOML, so that what is missing may be hidden by that.
    pub(crate) is_broken: bool,
    /// The lists that are not closed; what they hold is not read.
    pub(crate) broken_lists: Vec<Range<usize>>,
}

/// A table of the file.
#[derive(Debug, Clone)]
pub(crate) struct Keys<'a> {
    /// As the file writes it: `[scheme]`, `[[metric]]`.
    name: &'static str,
    table: &'a DeTable<'a>,
    /// The keys that it may have.
    known: Vec<&'static str>,
    /// Where it begins.
    pub(crate) span: Range<usize>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(kind: &'static Kind, document: &'a Document, text: &'a str) -> Self {
        Self {
            kind,
            document,
            text,
            problems: Problems::default(),
            is_broken: false,
            broken_lists: Vec::new(),
        }
    }

    /// The range in the document of a range in the text.
    pub(crate) fn in_document(&self, span: Range<usize>) -> Range<usize> {
        let mark = self.document.mark_length();
        span.start.saturating_add(mark)..span.end.saturating_add(mark)
    }

    fn place(&self, span: Range<usize>) -> Place {
        let span = match self.problems.is_full() {
            // What is not listed needs no place.
            true => 0..0,
            false => self.in_document(span),
        };
        self.document.place(span)
    }

    pub(crate) fn report(
        &mut self,
        span: Range<usize>,
        what: impl Into<String>,
        advice: impl Into<String>,
    ) -> Unreadable {
        let place = self.place(span);
        self.problems
            .push(Problem::new(what, advice).at(Some(place)));
        Unreadable
    }

    /// The whole file as a table with the keys it may have.
    pub(crate) fn root(&mut self, table: &'a DeTable<'a>, known: &[&'static str]) -> Keys<'a> {
        let keys = Keys {
            name: "",
            known: known.to_vec(),
            table,
            span: 0..0,
        };
        self.unknown_keys(&keys, known);
        keys
    }

    fn unknown_keys(&mut self, keys: &Keys<'a>, known: &[&'static str]) {
        for (key, value) in keys.table {
            let name = key.get_ref();
            if self.problems.are_enough() {
                return;
            }
            if known.contains(&name.as_ref()) {
                continue;
            }
            let subject = match (keys.name, value.get_ref()) {
                ("", DeValue::Table(_) | DeValue::Array(_)) => {
                    format!("{} has no table {}", self.kind.name, quoted(name))
                }
                ("", _) => {
                    let kind = self.kind.name;
                    format!("{kind} has no key {} outside its tables", quoted(name))
                }
                (table, _) => format!("{table} has no key {}", quoted(name)),
            };
            self.report(key.span(), subject, wording::instead_of(name, known));
        }
    }

    /// A table that the file must have once: `[scheme]`.
    pub(crate) fn table(
        &mut self,
        parent: &Keys<'a>,
        key: &str,
        name: &'static str,
        known: &[&'static str],
    ) -> Result<Keys<'a>, Unreadable> {
        let Some(value) = parent.value(key) else {
            if !self.is_broken && !parent.has_slip_of(key) {
                let what = format!("{} has no {name}", self.kind.itself);
                self.report(
                    parent.span.clone(),
                    what,
                    format!("add {name} with {}", wording::listed(known, "and")),
                );
            }
            return Err(Unreadable);
        };
        self.table_of(value, name, known)
    }

    fn table_of(
        &mut self,
        value: &'a Spanned<DeValue<'a>>,
        name: &'static str,
        known: &[&'static str],
    ) -> Result<Keys<'a>, Unreadable> {
        match value.get_ref() {
            DeValue::Table(table) => {
                let keys = Keys {
                    name,
                    known: known.to_vec(),
                    table,
                    span: value.span(),
                };
                self.unknown_keys(&keys, known);
                Ok(keys)
            }
            other => {
                let what = format!("{name} should be a table, not {}", kind(other));
                let advice = match self.kind.inline(name) {
                    Some(example) => format!("write {example}"),
                    None => format!("write {name} on a line of its own and its keys below"),
                };
                Err(self.report(value.span(), what, advice))
            }
        }
    }

    /// The tables of a list: every `[[metric]]`. Those that are no tables are
    /// reported and left out.
    pub(crate) fn tables(
        &mut self,
        parent: &Keys<'a>,
        key: &str,
        name: &'static str,
        known: &[&'static str],
    ) -> Vec<Result<Keys<'a>, Unreadable>> {
        match parent.value(key).map(|value| (value, value.get_ref())) {
            None => Vec::new(),
            Some((value, _)) if self.broken_lists.contains(&value.span()) => vec![Err(Unreadable)],
            Some((_, DeValue::Array(list))) => list
                .iter()
                .map(|value| self.table_of(value, name, known))
                .collect(),
            Some((value, other)) => {
                let what = format!("{key} should be a list of tables, not {}", kind(other));
                let advice = match self.kind.inline(name) {
                    Some(example) => format!("write {example}, in brackets: [ … ]"),
                    None => format!("write {name} with two brackets, once for each"),
                };
                vec![Err(self.report(value.span(), what, advice))]
            }
        }
    }

    /// A table that may be there, whatever its keys are.
    #[cfg(feature = "records")]
    pub(crate) fn any_table(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
        name: &'static str,
    ) -> Result<Option<Keys<'a>>, Unreadable> {
        let Some(value) = keys.value(key) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::Table(table) => Ok(Some(Keys {
                name,
                known: Vec::new(),
                table,
                span: value.span(),
            })),
            other => {
                let what = format!("{name} should be a table, not {}", kind(other));
                Err(self.report(value.span(), what, "write its keys and values in it"))
            }
        }
    }

    fn missing(&mut self, keys: &Keys<'a>, key: &str) -> Unreadable {
        if self.is_broken || keys.has_slip_of(key) {
            return Unreadable;
        }
        let example = (self.kind.example)(key).unwrap_or("\"…\"");
        let (what, advice) = match keys.name {
            "" => (
                format!("{} has no {key}", self.kind.itself),
                format!("add {key} = {example} at the top"),
            ),
            name => (
                format!("{name} has no {key}"),
                format!("add a line like {key} = {example}"),
            ),
        };
        self.report(keys.span.clone(), what, advice)
    }
}

impl<'a> Keys<'a> {
    pub(crate) fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    /// Whether an unknown key is probably a slip for this one, and has been
    /// reported as such.
    pub(crate) fn has_slip_of(&self, key: &str) -> bool {
        // Where there are more keys than these, they are no slips.
        const MOST: usize = 100;
        self.names().take(MOST).any(|name| {
            !self.known.contains(&name) && wording::nearest(name, &self.known) == Some(key)
        })
    }

    /// Its keys.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.table.iter().map(|(name, _)| name.get_ref().as_ref())
    }

    /// Whether a key has a date as its value.
    #[cfg(feature = "records")]
    pub(crate) fn is_day(&self, key: &str) -> bool {
        let value = self.value(key).map(Spanned::get_ref);
        matches!(value, Some(DeValue::Datetime(_)))
    }

    /// The byte range of a key's value.
    pub(crate) fn span_of(&self, key: &str) -> Option<Range<usize>> {
        self.value(key).map(Spanned::span)
    }
}

/// What a value is, in a sentence.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a bare number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
