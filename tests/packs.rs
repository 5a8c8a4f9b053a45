#![cfg(feature = "pack")]
//! Packs: what was packed by any version comes out again, and what is no pack, or no
//! longer the one that was packed, is told.

use justice_reinvestment::Document;
use justice_reinvestment::pack::{Kept, Pack};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The pack of a fixture.
fn packed(fixture: &str) -> Vec<u8> {
    let file = |name: &str| {
        let bytes = std::fs::read(format!("fixtures/{fixture}/{name}")).unwrap();
        Document::new(name, bytes)
    };
    let pack = Pack::of(vec![file("demand.csv"), file("scheme.toml")]).unwrap();
    pack.to_archive().unwrap()
}

fn opened(bytes: impl Into<Vec<u8>>) -> Result<Kept, String> {
    let document = Document::new("some.zip", bytes);
    Pack::open(&document).map_err(|error| error.to_string())
}

/// The files of an archive, changed.
fn changed(archive: &[u8], change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..from.len() {
        let mut file = from.by_index(number).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if let Some(bytes) = change(&name, bytes) {
            to.start_file(name, SimpleFileOptions::default()).unwrap();
            to.write_all(&bytes).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn what_any_version_has_packed_comes_out_again() {
    let mut number = 0;
    for entry in std::fs::read_dir("tests/packs").unwrap() {
        let path = entry.unwrap().path();
        let kept = opened(std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(kept.changed, [""; 0], "{}", path.display());
        assert_eq!(kept.differences().unwrap(), [], "{}", path.display());
        number += 1;
    }
    assert!(number >= 3);
}

#[test]
fn the_same_files_make_the_same_archive() {
    assert_eq!(packed("pilot"), packed("pilot"));
}

#[test]
fn a_file_that_was_changed_in_a_pack_is_named() {
    let archive = packed("hackney");
    for name in [
        "scheme.toml",
        "demand.csv",
        "results/assessment.json",
        "README.txt",
    ] {
        let archive = changed(&archive, |file, mut bytes| {
            if file == name {
                bytes.push(b'\n');
            }
            Some(bytes)
        });
        assert_eq!(opened(archive).unwrap().changed, [name]);
    }
    // A figure in the result, with its digest left as it was or not: both are told.
    let archive = changed(&archive, |file, bytes| {
        let text = String::from_utf8(bytes).unwrap();
        let is_result = file == "results/assessment.json";
        Some(match is_result {
            true => text.replace("\"45000.00\"", "\"45000.01\"").into_bytes(),
            false => text.into_bytes(),
        })
    });
    let kept = opened(archive).unwrap();
    assert_eq!(kept.changed, ["results/assessment.json"]);
    let told: Vec<String> = kept
        .differences()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let line = "reward: the receipt has 45000.01, recomputed it is 45000.00";
    assert!(told.iter().any(|told| told.ends_with(line)), "{told:?}");
}

#[test]
fn a_file_that_is_put_in_or_taken_away_is_named() {
    let archive = packed("hackney");
    let without = changed(&archive, |file, bytes| {
        (file != "results/rewards.csv").then_some(bytes)
    });
    assert_eq!(opened(without).unwrap().changed, ["results/rewards.csv"]);
    for lacking in [
        "pack.json",
        "scheme.toml",
        "demand.csv",
        "results/receipt.json",
    ] {
        let without = changed(&archive, |file, bytes| (file != lacking).then_some(bytes));
        let error = opened(without).unwrap_err();
        assert!(error.contains("some.zip is no pack"), "{error}");
    }
}

#[test]
fn an_archive_that_comes_to_too_much_is_refused_before_it_is_read_whole() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    writer.start_file("pack.json", options).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..320 {
        writer.write_all(&zeros).unwrap();
    }
    let archive = writer.finish().unwrap().into_inner();
    assert!(archive.len() < 1 << 20);
    let error = opened(archive).unwrap_err();
    assert!(
        error.contains("comes to more than 300000000 bytes"),
        "{error}"
    );
}

#[test]
fn what_is_no_archive_is_no_pack() {
    let archive = packed("hackney");
    for bytes in [
        &b""[..],
        b"PK\x03\x04",
        b"not an archive",
        &archive[..archive.len() / 2],
    ] {
        let error = opened(bytes).unwrap_err();
        assert!(error.contains("some.zip is no pack"), "{error}");
    }
}
