//! Everything that the command writes as JSON against the schemas that it prints.

use crate::{Folder, fixture, json, list, reinvest};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

/// The schemas of outputs as the command prints them, referring to one another.
struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    fn printed() -> Self {
        let formats = [
            "assessment",
            "explanation",
            #[cfg(feature = "evaluate")]
            "evaluation",
            "revision",
            "what-if",
            "receipt",
            "pack",
        ];
        let printed = formats.map(|of| {
            let schema = reinvest(&fixture("hackney"), &["schema", of]).json();
            let format = schema["properties"]["schema"]["const"].as_str().unwrap();
            (format.to_owned(), schema)
        });
        Self(printed.into_iter().collect())
    }

    /// Asserts that documents are valid, each by the schema of the format that it names.
    fn assert_valid(&self, documents: &[(String, Value)]) {
        let registry = self
            .0
            .values()
            .fold(jsonschema::Registry::new(), |all, one| {
                let id = one["$id"].as_str().unwrap().to_owned();
                let one = jsonschema::Resource::from_contents(one.clone());
                all.add(id, one).unwrap()
            });
        let registry = registry.prepare().unwrap();
        for (name, document) in documents {
            let schema = &self.0[document["schema"].as_str().unwrap()];
            let validator = jsonschema::options()
                .with_registry(&registry)
                .build(schema)
                .unwrap();
            let faults = validator.iter_errors(document);
            let faults = faults.map(|fault| format!("{}: {fault}", fault.instance_path()));
            assert_eq!(faults.collect::<Vec<_>>(), [""; 0], "{name}");
        }
    }
}

/// The fixtures with a scheme and a table: the folder and the scheme's file.
fn schemes() -> Vec<(&'static str, &'static str)> {
    vec![
        ("arrests", "scheme.toml"),
        ("arrests-records", "scheme.toml"),
        ("england-and-wales", "scheme.toml"),
        ("england-and-wales", "scheme-flat-half.toml"),
        ("hackney", "scheme.toml"),
        ("magistrates", "scheme.toml"),
        ("pilot", "scheme.toml"),
        ("published", "scheme.toml"),
        ("records", "scheme.toml"),
    ]
}

/// A folder with the scheme and the table of a fixture.
fn folder((name, scheme): (&str, &str)) -> Folder {
    let folder = Folder::of(name);
    let text = fs::read_to_string(fixture(name).join(scheme)).unwrap();
    folder.write("scheme.toml", &text);
    folder
}

#[test]
fn no_fixture_with_a_scheme_is_left_out() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folders = fs::read_dir(fixtures).unwrap();
    let files = folders.flat_map(|folder| {
        let files = fs::read_dir(folder.unwrap().path()).into_iter().flatten();
        files.map(|file| file.unwrap().file_name().into_string().unwrap())
    });
    let is_scheme = |name: &String| name.starts_with("scheme") && name.ends_with(".toml");
    assert_eq!(files.filter(is_scheme).count(), schemes().len());
}

#[test]
fn every_result_and_every_receipt_is_valid_by_the_schemas_that_are_printed() {
    let mut documents = Vec::new();
    for (name, scheme) in schemes() {
        let folder = folder((name, scheme));
        for command in [
            "assess",
            "explain",
            #[cfg(feature = "evaluate")]
            "evaluate",
        ] {
            let ended = folder.run(&[
                command,
                "scheme.toml",
                "demand.csv",
                "--format",
                "json",
                "--receipt",
                "internal.json",
                "--public-receipt",
                "public.json",
            ]);
            assert_eq!(ended.status, Some(0), "{name}: {}", ended.errors);
            let said = format!("{command} {name}/{scheme}");
            for receipt in ["internal.json", "public.json"] {
                let document = json(&folder.read(receipt));
                assert_eq!(document["command"], command);
                documents.push((format!("{said}, {receipt}"), document));
                fs::remove_file(folder.path.join(receipt)).unwrap();
            }
            documents.push((said, json(&ended.output)));
        }
    }
    Schemas::printed().assert_valid(&documents);
}

#[test]
fn every_answer_to_what_if_is_valid_by_the_schema_that_is_printed() {
    let mut documents = Vec::new();
    for (name, scheme) in schemes() {
        let folder = folder((name, scheme));
        let question = ["what-if", "scheme.toml", "demand.csv", "--format", "json"];
        for options in [&[][..], &["--terms", "ljr-bands,ljr-flat-half"]] {
            let ended = folder.run(&[&question[..], options].concat());
            assert_eq!(ended.status, Some(0), "{name}: {}", ended.errors);
            let said = format!("what-if {name}/{scheme} {options:?}");
            documents.push((said, json(&ended.output)));
        }
        // What would turn the first decision of the first reward, asked for in turn.
        let (said, answer) = &documents[documents.len() - 2];
        let said = said.clone();
        let decision = &answer["cases"][0]["rewards"][0]["decisions"][0];
        let flips = decision["flips"].as_array().into_iter().flatten();
        let settings = flips.filter_map(|flip| flip["setting"].as_str());
        for setting in settings.map(str::to_owned).collect::<Vec<_>>() {
            let asked = folder.run(&[&question[..], &["--set", &setting]].concat());
            assert_eq!(asked.status, Some(0), "{setting}: {}", asked.errors);
            documents.push((format!("{said}, {setting}"), json(&asked.output)));
        }
    }
    Schemas::printed().assert_valid(&documents);
}

#[test]
fn every_revision_is_valid_by_the_schema_that_is_printed() {
    let folders: Vec<Folder> = schemes().into_iter().map(folder).collect();
    let all = Folder::new();
    let mut documents = Vec::new();
    for old in &folders {
        for new in &folders {
            let [old, new] = [old, new].map(|folder| folder.path.to_str().unwrap());
            let ended = all.run(&["compare", old, new, "--format", "json"]);
            assert_eq!(ended.status, Some(0), "{}", ended.errors);
            documents.push((format!("{old} {new}"), json(&ended.output)));
        }
    }
    Schemas::printed().assert_valid(&documents);
}

#[test]
fn what_every_pack_holds_is_valid_by_the_schemas_that_are_printed() {
    let mut documents = Vec::new();
    for of in schemes() {
        let folder = folder(of);
        assert_eq!(folder.run(&["pack", ".", "-o", "a.zip"]).status, Some(0));
        let archive = fs::read(folder.path.join("a.zip")).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
        let files = [
            "pack.json",
            "results/assessment.json",
            "results/receipt.json",
        ];
        for file in files {
            let mut text = String::new();
            let mut packed = archive.by_name(file).unwrap();
            packed.read_to_string(&mut text).unwrap();
            documents.push((format!("{of:?} {file}"), json(&text)));
        }
        let contents = &documents[documents.len() - files.len()].1;
        assert_eq!(list(&contents["tables"]), ["demand.csv"]);
    }
    Schemas::printed().assert_valid(&documents);
}

#[cfg(feature = "records")]
#[test]
fn every_receipt_of_counting_is_valid_by_the_schema_that_is_printed() {
    let folder = Folder::new();
    let mut documents = Vec::new();
    for (name, records) in [
        ("magistrates", "records.csv"),
        ("magistrates", "records.parquet"),
        ("arrests-records", "records.csv.gz"),
    ] {
        let file = |name_of: &str| fixture(name).join(name_of).to_str().unwrap().to_owned();
        let (scheme, plan) = (file("scheme.toml"), file("plan.toml"));
        let of = ["--scheme", &scheme, "--plan", &plan];
        let receipts = ["--receipt", "i.json", "--public-receipt", "p.json"];
        let (partial, records) = (format!("{name}-partial.csv"), file(records));
        let counted = ["count", &records, "-o", "counts.csv"];
        let parts = [
            "count",
            &records,
            "--partial",
            "--label",
            "a \"b\"",
            "-o",
            &partial,
        ];
        let merged = ["merge", &partial, "-o", "merged.csv"];
        for arguments in [&counted[..], &parts, &merged] {
            let ended = folder.run(&[arguments, &of, &receipts].concat());
            assert_eq!(ended.status, Some(0), "{arguments:?}: {}", ended.errors);
            for receipt in ["i.json", "p.json"] {
                let said = format!("{name} {arguments:?} {receipt}");
                documents.push((said, json(&folder.read(receipt))));
                fs::remove_file(folder.path.join(receipt)).unwrap();
            }
            for written in ["counts.csv", "merged.csv"] {
                let _ = fs::remove_file(folder.path.join(written));
            }
        }
        let _ = fs::remove_file(folder.path.join(&partial));
    }
    Schemas::printed().assert_valid(&documents);
}
