//! The schema of a pack's contents against what is packed, and every schema against
//! what the packs hold that were kept.

use crate::documents::*;
use crate::written::*;
use justice_reinvestment::Document;
use justice_reinvestment::pack::Pack;
use justice_reinvestment::schema::{ASSESSMENT, PACK, RECEIPT};
use serde_json::{Value, json};
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

/// A JSON file of an archive.
fn unpacked(archive: &[u8], file: &str) -> Value {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut text = String::new();
    archive
        .by_name(file)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    json_of(&text)
}

/// A file of every pack in `tests/packs`, of whatever version.
fn kept(file: &str) -> Vec<(String, Value)> {
    let packs = fs::read_dir("tests/packs").unwrap();
    let packs = packs.map(|pack| pack.unwrap().path());
    let files: Vec<(String, Value)> = packs
        .map(|pack| (name(&pack), unpacked(&fs::read(pack).unwrap(), file)))
        .collect();
    assert!(files.len() >= 3);
    files
}

/// The contents of the pack of a folder's files.
fn packed(folder: &Path, files: &[&str]) -> Value {
    let read = |name: &&str| Document::new(*name, fs::read(folder.join(name)).unwrap());
    let pack = Pack::of(files.iter().map(read).collect()).unwrap();
    unpacked(&pack.to_archive().unwrap(), "pack.json")
}

/// The contents of every pack: of the fixtures' schemes, of one with its count plan,
/// and of one that a release has packed.
fn packs() -> Vec<(String, Value)> {
    let mut packs: Vec<(String, Value)> = scheme_files()
        .iter()
        .map(|file| {
            let scheme = file.file_name().and_then(|name| name.to_str()).unwrap();
            let folder = file.parent().unwrap();
            (name(file), packed(folder, &[scheme, "demand.csv"]))
        })
        .collect();
    let folder = Path::new("fixtures/arrests-records");
    let planned = packed(folder, &["scheme.toml", "demand.csv", "plan.toml"]);
    assert_eq!(planned["plan"][0], "plan.toml");
    // Which build these tests are of is all one.
    let (mut in_development, mut of_a_release) = (planned.clone(), planned);
    in_development["library"]["commit"] = Value::Null;
    of_a_release["library"]["commit"] = json!("0123456789abcdef");
    packs.push(("planned".to_owned(), in_development));
    packs.push(("of a release".to_owned(), of_a_release));
    packs
}

#[test]
fn the_contents_of_every_pack_are_valid() {
    assert_valid(PACK, &packs());
}

#[test]
fn what_any_version_has_packed_is_valid() {
    assert_valid(PACK, &kept("pack.json"));
    assert_valid(RECEIPT, &kept("results/receipt.json"));
    assert_valid(ASSESSMENT, &kept("results/assessment.json"));
}

#[test]
fn packs_write_the_keys_that_the_schema_describes_and_no_others() {
    assert_described(PACK);
    assert_written(PACK, &packs());
}

#[test]
fn a_value_of_another_kind_is_refused_wherever_it_stands_in_a_pack() {
    let documents: Vec<Value> = packs().into_iter().map(|(_, one)| one).collect();
    let others = [
        Value::Null,
        json!(true),
        json!(0.5),
        json!(""),
        json!([[]]),
        json!({}),
    ];
    assert_other_kinds_refused(&whole(PACK), &documents, &others);
}

#[test]
fn contents_that_were_tampered_with_are_refused() {
    let files = ["scheme.toml", "demand.csv"];
    let tampered = r#"
        /schema                  | "justice-reinvestment/pack/2"
        /schema                  | "justice-reinvestment/receipt/1"
        /packed_on               | "2013-09-30"
        /library/version         | "1"
        /library/version         |
        /library/host            | "office"
        /scheme                  | "folder/scheme.toml"
        /scheme                  |
        /tables                  | []
        /tables                  | ["demand.csv", "demand.csv"]
        /tables/0                | "results\\demand.csv"
        /plan                    | null
        /plan                    |
        /sha256/scheme.toml      | "0123"
        /sha256/README.txt       |
        /sha256/pack.json        | "5555555555555555555555555555555555555555555555555555555555555555"
        /sha256                  | {}
    "#;
    let contents = packed(Path::new("fixtures/hackney"), &files);
    assert_tampered_refused(PACK, &contents, tampered);
}
