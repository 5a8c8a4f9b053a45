#![cfg(feature = "pack")]
//! Packs: what was packed by any version comes out again, and what is no pack, or no
//! longer the one that was packed, is told.

use justice_reinvestment::Document;
use justice_reinvestment::pack::{Kept, Pack};
use justice_reinvestment::receipt::{Decided, Receipt, Role, SignOff, SignOffs};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

mod forged_packs;

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
        assert!(kept.is_as_packed(), "{}", path.display());
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
    let line = "reward: it was 45000.01, computed again it is 45000.00";
    assert!(told.iter().any(|told| told.ends_with(line)), "{told:?}");
}

/// An archive in which a file and its digest in the archive's own list were both changed.
fn forged(archive: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let digests = std::cell::RefCell::new((String::new(), String::new()));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let digest = |text: &str| Document::new("", text).sha256();
    let first = changed(archive, |file, bytes| {
        if file != name {
            return Some(bytes);
        }
        let was = text(bytes);
        let is = change(was.clone());
        *digests.borrow_mut() = (digest(&was), digest(&is));
        Some(is.into_bytes())
    });
    let (was, is) = digests.into_inner();
    assert_ne!(was, is);
    changed(&first, |file, bytes| match file {
        "pack.json" => Some(text(bytes).replace(&was, &is).into_bytes()),
        _ => Some(bytes),
    })
}

#[test]
fn a_page_or_table_that_was_forged_with_its_digest_is_found_by_writing_it_again() {
    let archive = packed("hackney");
    let names = [
        "results/rewards.csv",
        "results/rewards.txt",
        "results/explanation.md",
        "README.txt",
    ];
    for name in names {
        let forged = forged(&archive, name, |text| {
            let other = text.replace("45,000.00", "54,000.00");
            other.replace("45000.00", "54000.00")
        });
        let kept = opened(forged).unwrap();
        assert!(kept.is_as_packed());
        let told: Vec<String> = kept
            .differences()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        let wanted = format!("{name}: another text is written of the same files");
        assert_eq!(told, [wanted]);
    }
}

#[test]
fn a_figure_in_a_pack_is_named_by_site_cohort_and_period() {
    let archive = packed("pilot");
    let forged = forged(&archive, "results/assessment.json", |text| {
        let mut result: serde_json::Value = serde_json::from_str(&text).unwrap();
        result["rewards"][3]["test_cost"] = "1.00".into();
        result.to_string()
    });
    let kept = opened(forged).unwrap();
    let told = kept.differences().unwrap();
    let reward = &kept.pack.assessment().unwrap().rewards[3];
    let wanted = format!(
        "rewards, {} {} {}, test cost",
        reward.site.code, reward.cohort, reward.period.id
    );
    let places: Vec<&str> = told.iter().map(|one| one.place.as_str()).collect();
    assert!(places.contains(&wanted.as_str()), "{wanted}: {places:?}");
}

#[test]
fn a_file_that_is_put_in_or_taken_away_is_named() {
    let archive = packed("hackney");
    let without = changed(&archive, |file, bytes| {
        (file != "results/rewards.csv").then_some(bytes)
    });
    let kept = opened(without).unwrap();
    assert_eq!(kept.taken_away, ["results/rewards.csv"]);
    assert!(!kept.is_as_packed() && kept.changed.is_empty());
    let mut with = ZipWriter::new_append(Cursor::new(archive.clone())).unwrap();
    with.start_file("more.csv", SimpleFileOptions::default())
        .unwrap();
    let kept = opened(with.finish().unwrap().into_inner()).unwrap();
    assert_eq!(kept.put_in, ["more.csv"]);
    assert!(!kept.is_as_packed() && kept.changed.is_empty());
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
        error.contains("comes to more than 200000000 bytes"),
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

#[test]
fn two_files_of_one_name_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["pack.json", "demand.csv", "demane.csv"] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(b"{}").unwrap();
    }
    let archive = writer.finish().unwrap().into_inner();
    // Written as different names, since no writer takes one twice.
    let text: String = archive.iter().map(|byte| char::from(*byte)).collect();
    let doubled = text.replace("demane.csv", "demand.csv");
    let doubled: Vec<u8> = doubled.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let error = opened(doubled).unwrap_err();
    assert!(error.contains("two files of one name"), "{error}");
}

#[test]
fn a_result_that_is_not_its_receipts_is_named_though_its_digest_was_changed_too() {
    let archive = packed("hackney");
    // A member that is taken away: what a later version adds is no difference.
    let forged = forged(&archive, "results/assessment.json", |text| {
        let mut result: serde_json::Value = serde_json::from_str(&text).unwrap();
        result.as_object_mut().unwrap().remove("notes").unwrap();
        result.to_string()
    });
    assert_eq!(opened(forged).unwrap().changed, ["results/assessment.json"]);
}

/// Bytes drawn from a seed.
fn drawn(seed: &mut u64, below: usize) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    usize::try_from(*seed >> 33).unwrap() % below.max(1)
}

/// The same bytes with some changed, taken away or doubled.
fn mutated(bytes: &[u8], seed: &mut u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=drawn(seed, 4) {
        let place = drawn(seed, bytes.len());
        let end = (place + drawn(seed, 64)).min(bytes.len());
        match drawn(seed, 4) {
            0 => drop(bytes.drain(place..end)),
            1 => bytes.extend_from_within(place..end),
            2 => bytes
                .iter_mut()
                .skip(place)
                .take(8)
                .for_each(|byte| *byte = 0xFF),
            _ => {
                let byte = u8::try_from(drawn(seed, 256)).unwrap();
                bytes
                    .iter_mut()
                    .skip(place)
                    .take(1)
                    .for_each(|old| *old = byte);
            }
        }
    }
    bytes
}

#[test]
fn no_mutated_receipt_file_of_sign_offs_or_pack_is_a_panic() {
    let mut seed = 0x9E37_79B9_7F4A_7C15;
    let rounds = std::env::var("ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok());
    let archive = packed("hackney");
    let kept = opened(archive.clone()).unwrap();
    let receipt = kept.receipt.to_json();
    let mut sign_offs = SignOffs::default();
    for name in ["A. Analyst", "B, \"Bee\""] {
        let date = "2013-09-30";
        let one = SignOff::new(
            &kept.receipt,
            Role::Analyst,
            name,
            date,
            Decided::Approved,
            None,
        );
        sign_offs.add(one.unwrap()).unwrap();
    }
    let sign_offs = sign_offs.to_csv();
    for _ in 0..rounds.unwrap_or(300) {
        let read = Receipt::read(&Document::new("r", mutated(receipt.as_bytes(), &mut seed)));
        if let Ok(read) = read {
            let _ = read.differences(&kept.receipt);
        }
        let bytes = mutated(sign_offs.as_bytes(), &mut seed);
        let read = SignOffs::read(&Document::new("s", bytes.clone()));
        if let Ok(read) = read {
            let without_returns: Vec<u8> =
                bytes.into_iter().filter(|byte| *byte != b'\r').collect();
            assert_eq!(
                read.to_csv().trim_end(),
                String::from_utf8_lossy(&without_returns).trim_end()
            );
        }
        if let Ok(kept) = opened(mutated(&archive, &mut seed)) {
            let _ = kept.differences();
        }
    }
}

#[test]
fn many_items_that_nothing_tells_apart_take_no_longer_than_others() {
    let kept = opened(packed("hackney")).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&kept.receipt.to_json()).unwrap();
    let reward = json["rewards"][0].clone();
    json["rewards"] = serde_json::Value::Array(vec![reward; 50_000]);
    let receipt = Receipt::read(&Document::new("r", json.to_string())).unwrap();
    assert_eq!(receipt.differences(&kept.receipt).len(), 49_999);
}

#[test]
fn a_band_is_named_by_its_number() {
    let kept = opened(packed("hackney")).unwrap();
    let json = kept.receipt.to_json();
    let changed = json.replacen("\"share_percent\": \"50\"", "\"share_percent\": \"60\"", 1);
    let receipt = Receipt::read(&Document::new("r", changed)).unwrap();
    let differences = receipt.differences(&kept.receipt);
    let places: Vec<&str> = differences.iter().map(|one| one.place.as_str()).collect();
    assert!(
        places.len() == 1 && places[0].contains(", bands, "),
        "{places:?}"
    );
    assert!(!places[0].contains(", , "), "{places:?}");
}
