//! Archives that somebody has changed with their own lists of digests, so that they seem
//! to be what they are not.

use super::{changed, forged, opened, packed};
use justice_reinvestment::Document;
use justice_reinvestment::pack::{Pack, looked_up_by};
use justice_reinvestment::receipt::Receipt;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The JSON of a file of an archive, changed, with its digest in the archive's own list.
fn with_json(archive: &[u8], name: &str, change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    forged(archive, name, |text| {
        let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
        change(&mut json);
        json.to_string()
    })
}

#[test]
fn a_pack_that_claims_another_version_than_its_receipt_is_not_as_packed() {
    let archive = with_list(&packed("hackney"), |list| {
        list["library"]["commit"] = "deadbeef".into();
    });
    let kept = opened(archive).unwrap();
    assert_eq!(kept.changed, ["pack.json"]);
    assert!(!kept.is_of_this_version());
}

#[test]
fn the_table_of_rewards_of_another_version_is_compared_by_its_figures() {
    let of_another = |archive: &[u8]| {
        let archive = with_json(archive, "results/receipt.json", |receipt| {
            receipt["library"]["version"] = "0.0.9".into();
        });
        changed(&archive, |file, bytes| {
            let text = String::from_utf8(bytes).unwrap();
            let is_list = file == "pack.json";
            let text = match is_list {
                true => text.replacen("\"version\": \"0.1.0\"", "\"version\": \"0.0.9\"", 1),
                false => text,
            };
            Some(text.into_bytes())
        })
    };
    let archive = of_another(&packed("hackney"));
    let kept = opened(archive.clone()).unwrap();
    assert!(kept.is_as_packed(), "{:?}", kept.changed);
    assert_eq!(kept.differences().unwrap(), []);
    let forged = forged(&archive, "results/rewards.csv", |text| {
        text.replace("45000.00", "54000.00")
    });
    let told = opened(forged).unwrap().differences().unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].place, "results/rewards.csv");
}

#[test]
fn a_pack_with_a_public_receipt_is_refused() {
    let archive = forged(&packed("hackney"), "results/receipt.json", |text| {
        let receipt = Receipt::read(&Document::new("receipt.json", text)).unwrap();
        receipt.public().to_json()
    });
    let error = opened(archive).unwrap_err();
    assert!(error.contains("is public"), "{error}");
}

#[test]
fn a_figure_that_was_made_null_in_a_result_is_a_difference() {
    let archive = with_json(&packed("hackney"), "results/assessment.json", |result| {
        result["rewards"][0]["saving"] = serde_json::Value::Null;
    });
    let told = opened(archive).unwrap().differences().unwrap();
    let is_saving = |one: &&str| one.ends_with(", saving");
    let places: Vec<&str> = told.iter().map(|one| one.place.as_str()).collect();
    assert!(places.iter().any(is_saving), "{places:?}");
}

#[test]
fn files_that_a_pack_only_lists_are_named_and_so_are_those_it_no_longer_lists() {
    let archive = packed("hackney");
    let mut with = ZipWriter::new_append(Cursor::new(archive.clone())).unwrap();
    let names = ["results/final-rewards.txt", "more.txt"];
    for name in names {
        with.start_file(name, SimpleFileOptions::default()).unwrap();
        with.write_all(b"x").unwrap();
    }
    with.add_directory("results/", SimpleFileOptions::default())
        .unwrap();
    let with = with.finish().unwrap().into_inner();
    let digest = Document::new("", "x").sha256();
    let listed = with_list(&with, |list| {
        for name in names {
            list["sha256"][name] = digest.clone().into();
        }
    });
    let kept = opened(listed).unwrap();
    assert_eq!(kept.put_in, ["more.txt", "results/final-rewards.txt"]);
    // Nor is one there that is listed alone.
    let listed = with_list(&archive, |list| {
        list["sha256"]["final.txt"] = digest.clone().into();
    });
    assert_eq!(opened(listed).unwrap().taken_away, ["final.txt"]);
    let without = changed(&archive, |file, bytes| {
        (file != "README.txt").then_some(bytes)
    });
    let without = with_list(&without, |list| {
        list["sha256"].as_object_mut().unwrap().remove("README.txt");
    });
    assert_eq!(opened(without).unwrap().taken_away, ["README.txt"]);
    // Two names that some systems take for one.
    let mut with = ZipWriter::new_append(Cursor::new(archive.clone())).unwrap();
    with.start_file("RESULTS/rewards.txt", SimpleFileOptions::default())
        .unwrap();
    let error = opened(with.finish().unwrap().into_inner()).unwrap_err();
    assert!(error.contains("two files of one name"), "{error}");
    // A table that would be written elsewhere.
    let outside = with_list(&archive, |list| list["tables"][0] = "../demand.csv".into());
    let error = opened(outside).unwrap_err();
    assert!(error.contains("no name of a file"), "{error}");
}

/// An archive with its list of files changed.
fn with_list(archive: &[u8], change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    changed(archive, |file, bytes| {
        if file != "pack.json" {
            return Some(bytes);
        }
        let mut list: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        change(&mut list);
        Some(list.to_string().into_bytes())
    })
}

#[test]
fn an_archive_that_was_packed_again_with_its_folders_is_as_packed() {
    let archive = packed("hackney");
    let mut with = ZipWriter::new_append(Cursor::new(archive)).unwrap();
    with.add_directory("results/", SimpleFileOptions::default())
        .unwrap();
    let kept = opened(with.finish().unwrap().into_inner()).unwrap();
    assert!(kept.is_as_packed());
}

#[test]
fn a_name_that_leads_out_of_the_folder_and_a_link_are_refused() {
    type Archive = ZipWriter<Cursor<Vec<u8>>>;
    let with = |add: &dyn Fn(&mut Archive)| {
        let mut archive = ZipWriter::new_append(Cursor::new(packed("hackney"))).unwrap();
        add(&mut archive);
        opened(archive.finish().unwrap().into_inner()).unwrap_err()
    };
    let options = SimpleFileOptions::default();
    for name in ["../evil.sh", "results/../../evil.sh"] {
        let error = with(&|archive| archive.start_file(name, options).unwrap());
        assert!(error.contains("would lead out of a folder"), "{error}");
        let error = with(&|archive| archive.add_directory(format!("{name}/"), options).unwrap());
        assert!(error.contains("would lead out of a folder"), "{error}");
    }
    let error = with(&|archive| archive.add_symlink("link", "/etc/hosts", options).unwrap());
    assert!(error.contains("would lead out of a folder"), "{error}");
}

#[test]
fn an_archive_with_more_than_its_files_is_not_to_the_byte_the_one_that_was_packed() {
    let archive = packed("hackney");
    let is_to_the_byte = |bytes: Vec<u8>| {
        let kept = opened(bytes.clone()).unwrap();
        assert!(kept.is_as_packed());
        kept.is_to_the_byte(&Document::new("some.zip", bytes))
            .unwrap()
    };
    assert!(is_to_the_byte(archive.clone()));
    let mut commented = ZipWriter::new_append(Cursor::new(archive.clone())).unwrap();
    commented.set_comment("The reward is nine million").unwrap();
    assert!(!is_to_the_byte(commented.finish().unwrap().into_inner()));
    // Another archive before it, which readers from the front find.
    assert!(!is_to_the_byte([archive.clone(), archive].concat()));
}

#[test]
fn what_no_version_writes_into_a_result_is_found_whatever_version_is_claimed() {
    let claimed = |archive: &[u8]| {
        let archive = with_json(archive, "results/receipt.json", |receipt| {
            receipt["library"]["version"] = "0.0.9".into();
        });
        with_list(&archive, |list| list["library"]["version"] = "0.0.9".into())
    };
    let told = |archive: &[u8]| opened(claimed(archive)).unwrap().differences().unwrap();
    let archive = packed("hackney");
    assert_eq!(told(&archive), []);
    type Change = fn(&mut serde_json::Value);
    let changes: [(Change, &str); 5] = [
        (|result| *result = serde_json::json!({}), "rewards"),
        (|result| result["says"] = "nine million".into(), "says"),
        (|result| result["rewards"] = serde_json::json!([]), "reward"),
        (
            |result| {
                drop(
                    result["rewards"][0]
                        .as_object_mut()
                        .unwrap()
                        .remove("reward"),
                )
            },
            "reward",
        ),
        (
            |result| {
                result["notes"]
                    .as_array_mut()
                    .unwrap()
                    .push(serde_json::Value::Null)
            },
            "notes",
        ),
    ];
    for (change, place) in changes {
        // Its own receipt holds its digest.
        let forged = with_json(&archive, "results/assessment.json", change);
        let told: Vec<String> = told(&forged).iter().map(ToString::to_string).collect();
        assert!(
            told.iter().any(|one| one.contains(place)),
            "{place}: {told:?}"
        );
    }
    let doubled = forged(&archive, "results/assessment.json", |text| {
        text.replacen("{", "{\"total_reward\": \"9000000.00\",", 1)
    });
    assert!(!told(&doubled).is_empty());
    for columns in ["reward\n45000.00\n", "scheme_id,data\nhackney,invented\n"] {
        let forged = forged(&archive, "results/rewards.csv", |_| columns.to_owned());
        assert!(!told(&forged).is_empty(), "{columns}");
    }
}

#[test]
fn what_no_pack_holds_in_its_list_or_its_receipt_is_refused() {
    let archive = packed("hackney");
    for forged in [
        with_list(&archive, |list| list["amount_paid"] = "9".into()),
        with_json(&archive, "results/receipt.json", |receipt| {
            receipt["amount_paid"] = "9".into();
        }),
        forged(&archive, "results/receipt.json", |text| {
            text.replace("\"library\":", "\"says\": \"Public\", \"library\":")
        }),
        changed(&archive, |file, bytes| {
            let text = String::from_utf8(bytes).unwrap();
            Some(match file {
                "pack.json" => text.replacen("{", "{\"plan\": [],", 1).into_bytes(),
                _ => text.into_bytes(),
            })
        }),
    ] {
        let error = opened(forged).unwrap_err();
        let is_told = ["unknown field", "duplicate field", "twice"];
        assert!(is_told.iter().any(|told| error.contains(told)), "{error}");
    }
}

#[test]
fn what_a_plan_looks_areas_up_in_is_packed_and_what_it_only_speaks_of_is_not() {
    let file = |name: &str, text: &str| Document::new(name, text);
    let of_fixture = |name: &str| {
        let bytes = std::fs::read(format!("fixtures/hackney/{name}")).unwrap();
        Document::new(name, bytes)
    };
    for written in ["'forces.csv'", "\"./forces.csv\"", "\"forces.csv\""] {
        let plan = format!(
            "schema = \"justice-reinvestment/count-plan/1\"\n# not \"salaries.csv\"\n\
             [area]\nlookup_file = {written}\n"
        );
        let pack = Pack::of(vec![
            of_fixture("scheme.toml"),
            of_fixture("demand.csv"),
            file("plan.toml", &plan),
            file("forces.csv", "label,area_code\n"),
            file("salaries.csv", "name,salary\n"),
        ])
        .unwrap();
        let plan: Vec<&str> = pack.plan().iter().map(Document::name).collect();
        assert_eq!(plan, ["plan.toml", "forces.csv"], "{written}");
        assert_eq!(pack.left_out(), ["salaries.csv"]);
    }
    let looked_up = |text: &str| looked_up_by(&file("plan.toml", text));
    let area = "[area]\nlookup_file = \"forces.csv\"\n";
    assert_eq!(looked_up(&format!("\u{FEFF}{area}")), ["forces.csv"]);
    // One in another folder is not one of that name in this.
    let in_a_folder = "schema = \"justice-reinvestment/count-plan/1\"\n\
                       [area]\nlookup_file = \"areas/forces.csv\"\n";
    let pack = Pack::of(vec![
        of_fixture("scheme.toml"),
        of_fixture("demand.csv"),
        file("plan.toml", in_a_folder),
        file("forces.csv", "label,area_code\n"),
    ])
    .unwrap();
    assert_eq!(pack.left_out(), ["forces.csv"]);
}
