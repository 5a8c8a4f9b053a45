//! What is asked of every schema of an output: every document that the library writes
//! is valid, writes every key that is described and no other, and is refused where a
//! value is of another kind.

use crate::documents::*;
use crate::found::*;
use justice_reinvestment::schema::{ASSESSMENT, RECEIPT};
use serde_json::{Value, json};

/// The schema with those that it refers to in it, so that one document describes all.
pub fn whole(schema: &str) -> Value {
    let mut schema = json_of(&within(schema));
    for (name, other) in [("assessment", ASSESSMENT), ("receipt", RECEIPT)] {
        let own = format!("\"#/$defs/{name}/");
        let mut other = json_of(&within(&other.replace("\"#/", &own)));
        // A document within another is not one of its own.
        for key in ["$id", "$schema"] {
            other.as_object_mut().unwrap().remove(key).unwrap();
        }
        schema["$defs"][name] = other;
    }
    schema
}

fn within(schema: &str) -> String {
    let names = ["assessment", "receipt"];
    names.iter().fold(schema.to_owned(), |schema, name| {
        let urn = format!("\"urn:justice-reinvestment:{name}:1#/");
        schema.replace(&urn, &format!("\"#/$defs/{name}/"))
    })
}

/// The schema as it is on the day: it lets no key pass that it does not describe. The
/// published one does, since further keys may come within a version.
pub fn closed(mut schema: Value) -> Value {
    fn close(node: &mut Value) {
        if node["type"] == "object" && node.get("properties").is_some() {
            let node = node.as_object_mut().unwrap();
            node.entry("additionalProperties").or_insert(json!(false));
        }
        match node {
            Value::Object(keys) => keys.values_mut().for_each(close),
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

/// Asserts that every document is valid, and writes no key that is not described.
pub fn assert_valid(schema: &str, documents: &[(String, Value)]) {
    let (open, closed) = (whole(schema), closed(whole(schema)));
    for schema in [open, closed] {
        let validator = validator(&schema.to_string());
        for (name, document) in documents {
            assert_eq!(faults(&validator, document), [""; 0], "{name}");
        }
    }
}

/// Asserts that every key is described in a sentence, its own or that of what it
/// refers to.
pub fn assert_described(schema: &str) {
    let id = json_of(schema)["$id"].clone();
    jsonschema::draft202012::meta::validate(&json_of(schema))
        .unwrap_or_else(|error| panic!("{id}: {error}"));
    let schema = whole(schema);
    for pointer in Found::in_schema(&schema).keys.into_keys() {
        let (of, node) = resolved(&schema, &pointer);
        let described = [schema.pointer(&pointer).unwrap(), node];
        let mut described = described.iter().map(|node| &node["description"]);
        let description = described.find_map(Value::as_str);
        let description = description.unwrap_or_else(|| panic!("{pointer}, {of}"));
        let begins = description.starts_with(char::is_uppercase);
        assert!(
            begins && description.ends_with('.'),
            "{pointer}: {description}"
        );
    }
}

/// Asserts that documents write every key that is described, in each way in which it
/// may stand, and no other.
pub fn assert_written(schema: &str, documents: &[(String, Value)]) {
    let schema = whole(schema);
    let documents: Vec<Value> = documents.iter().map(|(_, one)| one.clone()).collect();
    assert_alike(
        &Found::in_schema(&schema),
        &Found::in_documents(&schema, &documents),
    );
}

/// Asserts that a value of another kind is refused wherever one stands: amounts as
/// numbers among them.
pub fn assert_other_kinds_refused(schema: &Value, documents: &[Value], others: &[Value]) {
    let validator = validator(&schema.to_string());
    for (pointer, (number, place)) in Found::in_documents(schema, documents).places {
        let described = schema.pointer(&pointer).unwrap();
        let may_be_null = may_be_null(described);
        let is_map = described["additionalProperties"].is_object();
        let mut document = documents[number].clone();
        let is_boolean = document.pointer(&place).is_some_and(Value::is_boolean);
        for other in others {
            let is_of_another_kind = match other {
                Value::Null => !may_be_null,
                Value::Bool(_) => !is_boolean,
                Value::Object(_) => !is_map,
                _ => true,
            };
            if is_of_another_kind {
                *document.pointer_mut(&place).unwrap() = other.clone();
                assert!(!validator.is_valid(&document), "{other} at {place:?}");
            }
        }
    }
}

/// The values that are of another kind than whatever stands anywhere.
pub fn others() -> [Value; 7] {
    [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0.5),
        json!("\u{0}"),
        json!([[]]),
        json!({}),
    ]
}

/// Asserts that a document is valid, and each tampered one is not: with a value (JSON)
/// at a place, or where none is given, without the key. A key that was not there may be
/// one that the published schema lets pass; the closed one does not.
pub fn assert_tampered_refused(schema: &str, document: &Value, table: &str) {
    let schemas = [whole(schema), closed(whole(schema))];
    let [open, closed] = schemas.map(|schema| validator(&schema.to_string()));
    assert_eq!(faults(&closed, document), [""; 0]);
    for [place, json] in rows(table) {
        let mut tampered = document.clone();
        write_at(&mut tampered, &place, &json);
        assert_ne!(tampered, *document, "{place} was {json} before");
        let was_there = document.pointer(&place).is_some();
        let validator = if was_there { &open } else { &closed };
        assert!(!validator.is_valid(&tampered), "{place} | {json}");
    }
}

/// Writes a value (JSON) at a place; where none is given, takes the key away.
pub fn write_at(document: &mut Value, place: &str, json: &str) {
    if let Some(value) = document.pointer_mut(place).filter(|_| !json.is_empty()) {
        *value = json_of(json);
        return;
    }
    let (parent, key) = place.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent);
    let parent = parent.and_then(Value::as_object_mut);
    let parent = parent.unwrap_or_else(|| panic!("there is no {place}"));
    if json.is_empty() {
        parent.remove(key).unwrap_or_else(|| panic!("{place}"));
    } else {
        parent.insert(key.to_owned(), json_of(json));
    }
}
