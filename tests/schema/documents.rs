//! The fixtures' schemes and assessments, as JSON, and the schemas to hold them to.

use crate::worlds::*;
use jsonschema::Validator;
use justice_reinvestment::{Assessment, Demand, Document, Error, Scheme, assess};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

pub fn validator(schema: &str) -> Validator {
    jsonschema::draft202012::new(&json_of(schema)).unwrap()
}

/// Everything that a schema finds wrong, each with its place.
pub fn faults(schema: &Validator, document: &Value) -> Vec<String> {
    let errors = schema.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

pub fn read(text: &str) -> Result<Scheme, Error> {
    Scheme::read(&Document::new("scheme.toml", text))
}

/// The rows of a table in the text of this file, without its blank lines; `⏎`
/// stands for a line end.
pub fn rows<const COLUMNS: usize>(table: &str) -> impl Iterator<Item = [String; COLUMNS]> {
    let lines = table.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| {
        let fields = line.split('|').map(|field| field.trim().replace('⏎', "\n"));
        let fields: Vec<String> = fields.collect();
        fields.try_into().unwrap_or_else(|_| panic!("{line}"))
    })
}

/// The text with the first of one thing in it replaced.
pub fn altered(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old:?} is not there to be altered");
    text.replacen(old, new, 1)
}

/// The files of schemes among the fixtures, without the wrong ones. Beside them may
/// stand count plans.
pub fn scheme_files() -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    };
    let folders = entries(Path::new("fixtures"));
    let folders = folders
        .iter()
        .filter(|path| path.is_dir() && !path.ends_with("bad"));
    let files = folders.flat_map(|folder| entries(folder));
    let mut schemes: Vec<PathBuf> = files
        .filter(|file| {
            let name = file.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("scheme") && name.ends_with(".toml"))
        })
        .collect();
    schemes.sort();
    assert!(schemes.len() >= 6, "{schemes:?}");
    schemes
}

/// Every scheme, by name.
pub fn schemes() -> Vec<(String, String)> {
    let files = scheme_files().into_iter();
    let of_files = files.map(|file| (name(&file), fs::read_to_string(&file).unwrap()));
    let of_this_file = [("town", TOWN), ("in line", IN_LINE)];
    of_files
        .chain(of_this_file.map(|(name, text)| (name.to_owned(), text.to_owned())))
        .collect()
}

/// Every scheme's assessment, by the name of the scheme.
pub fn assessments() -> Vec<(String, Value)> {
    let assessments = assessed().into_iter();
    assessments
        .map(|(name, assessment)| (name, json_of(&assessment.to_json())))
        .collect()
}

/// Every scheme with its counts, assessed.
pub fn assessed() -> Vec<(String, Assessment)> {
    let assessed = |scheme: &str, tables: &[&str]| {
        let scheme = read(scheme).unwrap();
        let all = Demand::builder(&scheme);
        let all = tables.iter().fold(all, |all, table| {
            all.table(&Document::new("demand.csv", *table))
        });
        assess(&scheme, &all.build().unwrap()).unwrap()
    };
    let of_files = scheme_files().into_iter().map(|file| {
        let table = fs::read_to_string(file.with_file_name("demand.csv")).unwrap();
        (
            name(&file),
            assessed(&fs::read_to_string(&file).unwrap(), &[&table]),
        )
    });
    let town = assessed(TOWN, &[COUNTS_OF_THE_TOWN, COUNTS_OF_THE_PORT]);
    let village = assessed(VILLAGE, &[COUNTS_OF_THE_VILLAGE]);
    let of_this_file = [("town".to_owned(), town), ("village".to_owned(), village)];
    of_files.chain(of_this_file).collect()
}

/// The last folder and the name of a file.
pub fn name(file: &Path) -> String {
    let folder = file.parent().and_then(Path::file_name).unwrap();
    format!(
        "{}/{}",
        folder.display(),
        file.file_name().unwrap().display()
    )
}

pub fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A TOML file read as JSON: its dates are texts.
pub fn json_of_toml(text: &str) -> Value {
    object(DeTable::parse(text).unwrap().get_ref())
}

pub fn object(table: &DeTable<'_>) -> Value {
    let pairs = table
        .iter()
        .map(|(key, value)| (key.get_ref().to_string(), json_value(value.get_ref())));
    Value::Object(pairs.collect())
}

pub fn json_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(number) => json_of(number.as_str()),
        DeValue::Float(number) => json_of(number.as_str()),
        DeValue::Boolean(is) => json!(is),
        DeValue::Datetime(moment) => json!(moment.to_string()),
        DeValue::Array(list) => list.iter().map(|item| json_value(item.get_ref())).collect(),
        DeValue::Table(table) => object(table),
    }
}
