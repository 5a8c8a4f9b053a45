//! Which keys and words a schema describes, and which some documents hold.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How keys may stand in documents by their schema, or do stand in them. Each is
/// named by the JSON Pointer of its description.
#[derive(Debug, Default)]
pub struct Found {
    pub keys: BTreeMap<String, Key>,
    /// The words of enumerations, each with the pointer of its list.
    pub words: BTreeSet<(String, String)>,
    /// Where what is described stands: the number of the document, and where in it.
    pub places: BTreeMap<String, (usize, String)>,
    pub not_described: BTreeSet<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    absent: bool,
    null: bool,
    value: bool,
}

impl Found {
    pub fn in_schema(schema: &Value) -> Self {
        let mut found = Self::default();
        found.describe(schema, "", &mut BTreeSet::new());
        found
    }

    pub fn describe(&mut self, schema: &Value, pointer: &str, seen: &mut BTreeSet<String>) {
        let (pointer, node) = resolved(schema, pointer);
        if !seen.insert(pointer.clone()) {
            return;
        }
        let words = texts(&node["enum"]).map(|word| (pointer.clone(), word.to_owned()));
        self.words.extend(words);
        let required: Vec<&str> = texts(&node["required"]).collect();
        let properties = properties(node);
        let is_described = |key: &&str| properties.contains_key(*key);
        assert!(required.iter().all(is_described), "{pointer}: {required:?}");
        for (key, property) in &properties {
            let own = format!("{pointer}/properties/{}", escaped(key));
            self.describe(schema, &own, seen);
            let may_be = Key {
                absent: !required.contains(&key.as_str()),
                null: may_be_null(property),
                value: true,
            };
            self.keys.insert(own, may_be);
        }
        if node.get("items").is_some() {
            self.describe(schema, &format!("{pointer}/items"), seen);
        }
    }

    /// Says that keys which only earlier documents lack are never absent.
    pub fn are_written_now(&mut self, within: &str, keys: &[&str]) {
        for key in keys {
            let key = self.keys.get_mut(&format!("{within}{key}")).unwrap();
            assert!(key.absent);
            key.absent = false;
        }
    }

    pub fn in_documents(schema: &Value, documents: &[Value]) -> Self {
        let mut found = Self::default();
        for (number, document) in documents.iter().enumerate() {
            found.note(schema, "", document, (number, String::new()));
        }
        found
    }

    pub fn note(&mut self, schema: &Value, pointer: &str, value: &Value, place: (usize, String)) {
        let (number, above) = place.clone();
        self.places.entry(pointer.to_owned()).or_insert(place);
        let (pointer, node) = resolved(schema, pointer);
        match value {
            Value::Object(written) => {
                let properties = properties(node);
                let own = |key: &String| format!("{pointer}/properties/{}", escaped(key));
                // What a map holds beside them is described together.
                let is_map = node["additionalProperties"].is_object();
                let not_described = written
                    .keys()
                    .filter(|key| !is_map && !properties.contains_key(*key));
                self.not_described.extend(not_described.map(own));
                for key in properties.keys() {
                    let seen = self.keys.entry(own(key)).or_default();
                    match written.get(key) {
                        None => seen.absent = true,
                        Some(Value::Null) => seen.null = true,
                        Some(value) => {
                            seen.value = true;
                            let place = (number, format!("{above}/{}", escaped(key)));
                            self.note(schema, &own(key), value, place);
                        }
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let place = (number, format!("{above}/{index}"));
                    self.note(schema, &format!("{pointer}/items"), item, place);
                }
            }
            Value::String(word) if node.get("enum").is_some() => {
                self.words.insert((pointer, word.clone()));
            }
            _ => {}
        }
    }
}

/// A key as part of a JSON Pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Asserts that every key is described, and stands somewhere in each way in which
/// its description says that it may, and in no other.
pub fn assert_alike(described: &Found, written: &Found) {
    assert_eq!(written.not_described, BTreeSet::new());
    let unlike: Vec<_> = described
        .keys
        .iter()
        .map(|(pointer, may_be)| (pointer, *may_be, written.keys.get(pointer).copied()))
        .filter(|(_, may_be, is)| Some(*may_be) != *is)
        .collect();
    assert!(unlike.is_empty(), "described and written: {unlike:#?}");
}

/// The schema at a pointer, or the one that it refers to; of one that allows null
/// besides, the other.
pub fn resolved<'a>(schema: &'a Value, pointer: &str) -> (String, &'a Value) {
    let mut pointer = pointer.to_owned();
    loop {
        let node = schema
            .pointer(&pointer)
            .unwrap_or_else(|| panic!("there is no {pointer}"));
        if let Some(other) = node["$ref"].as_str() {
            pointer = other.trim_start_matches('#').to_owned();
        } else if node.get("anyOf").is_some() {
            pointer.push_str("/anyOf/0");
        } else {
            return (pointer, node);
        }
    }
}

pub fn properties(node: &Value) -> Map<String, Value> {
    node["properties"].as_object().cloned().unwrap_or_default()
}

pub fn may_be_null(node: &Value) -> bool {
    let alternatives = node["anyOf"].as_array().into_iter().flatten();
    let kinds = alternatives.filter_map(|other| other["type"].as_str());
    texts(&node["type"]).chain(kinds).any(|kind| kind == "null")
}

/// The texts of a list, if it is one.
pub fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}
