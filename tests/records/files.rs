//! Files that are no extracts, or not whole ones: each is refused by its name, and
//! nothing of it is lost in silence.

use crate::extracts::{Folder, Style};
use crate::faults::{places, refused, with};
use crate::plans::Plan;
use justice_reinvestment::records::{Counting, Extract};
use std::io::Write;

#[test]
fn a_header_that_lacks_a_column_or_has_it_twice_is_refused() {
    let error = refused(&Plan::simple(), "area,grpup,when\nA0,old,2010-07-01\n");
    let told = error.to_string();
    assert_eq!(error.problems().len(), 2, "{told}");
    assert!(
        told.contains("\"group\"") && told.contains("\"date\""),
        "{told}"
    );
    let error = refused(
        &Plan::simple(),
        "area,group,date,area\nA0,old,2010-07-01,A1\n",
    );
    assert!(error.to_string().contains("\"area\" twice"), "{error}");
    // A column that is not read may stand twice.
    let csv = "area,group,date,x,x\nA0,old,2010-07-01,1,2\n";
    let folder = Folder::new();
    let counted = folder.count(&Plan::simple().read(), "e.csv", csv).unwrap();
    assert_eq!(counted.balance.in_scope, 1);
    // Names in quotes, one of them with a comma.
    let csv = "\u{feff}\"area\",\"group\",\"x, y\",\"date\"\nA0,old,1,2010-07-01\n";
    let counted = folder.count(&Plan::simple().read(), "e.csv", csv).unwrap();
    assert_eq!(counted.balance.in_scope, 1);
}

#[test]
fn a_file_without_a_header_is_refused() {
    for empty in ["", "\n", "\r\n\r\n", "\u{feff}", "\u{feff}\n"] {
        let error = refused(&Plan::simple(), empty);
        assert!(error.to_string().contains("empty"), "{error}");
    }
}

#[test]
fn a_file_whose_lines_end_with_carriage_returns_alone_is_refused() {
    let csv = "area,group,date\rA0,old,2010-07-01\rA1,old,2010-07-01\r";
    assert!(!refused(&Plan::simple(), csv).problems().is_empty());
    let first_lost = "area,group,date\rA0,old,2010-07-01\nA1,old,2010-07-01\n";
    assert!(!refused(&Plan::simple(), first_lost).problems().is_empty());
}

#[test]
fn a_byte_order_mark_within_a_file_is_no_part_of_a_text_anywhere_or_everywhere() {
    let line = "\u{feff}A0,old,2010-07-01\n";
    let outcomes = ["", "A0,old,2010-07-01\n", "\"A0\",old,2010-07-01\n"].map(|before| {
        let csv = format!("area,group,date\n{before}{line}");
        Folder::new()
            .count(&Plan::simple().read(), "e.csv", csv)
            .is_ok()
    });
    assert!(
        outcomes.iter().all(|outcome| *outcome == outcomes[0]),
        "{outcomes:?}"
    );
}

#[test]
fn a_file_that_is_no_extract_is_refused_by_its_name() {
    let folder = Folder::new();
    let plan = Plan::simple().read();
    for name in [
        "extract.txt",
        "extract",
        "extract.csv.bz2",
        "csv",
        "extract.xlsx",
    ] {
        let error = Extract::file(&folder.path().join(name)).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
        assert!(error.to_string().contains(".csv"), "{error}");
    }
    let count = |name: &str| {
        let extract = Extract::file(&folder.path().join(name)).unwrap();
        Counting::new(&plan)
            .count(&[extract])
            .unwrap_err()
            .to_string()
    };
    assert!(count("nowhere.csv").contains("nowhere.csv"));
    for name in ["folder.csv", "folder.csv.gz", "folder.csv.zst"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        assert!(count(name).contains(name), "{}", count(name));
    }
}

#[test]
fn a_packed_file_that_is_cut_short_is_refused() {
    let (plan, folder) = (Plan::simple().read(), Folder::new());
    // Notes that do not pack well, so that cuts fall among the records.
    let rows: Vec<Vec<String>> = (0..40_000_u64)
        .map(|number| {
            with(
                "note",
                &number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_string(),
            )
        })
        .collect();
    let csv = Style::plain().to_csv(&rows);
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(csv.as_bytes()).unwrap();
    let gzip = writer.finish().unwrap();
    let zstd = zstd::encode_all(csv.as_bytes(), 1).unwrap();
    for (name, bytes) in [("e.csv.gz", gzip), ("e.csv.zst", zstd)] {
        assert_eq!(
            folder.count(&plan, name, &bytes).unwrap().balance.rows,
            40_000
        );
        let length = bytes.len();
        for kept in [
            0,
            1,
            3,
            10,
            100,
            length / 2,
            length - 9,
            length - 4,
            length - 1,
        ] {
            for threads in [1, 8] {
                let extract = [folder.extract(name, &bytes[..kept])];
                let counting = Counting::new(&plan).threads(threads).lenient(true);
                let error = counting
                    .count(&extract)
                    .expect_err(&format!("{name} cut at {kept}"));
                assert!(error.to_string().contains(name), "{error}");
            }
        }
        let mut spoilt = bytes.clone();
        spoilt[length / 2] ^= 0x55;
        assert!(folder.count(&plan, name, &spoilt).is_err());
    }
    for name in ["plain.csv.gz", "plain.csv.zst"] {
        assert!(folder.count(&plan, name, &csv).is_err());
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_told_where_they_are_read() {
    let mut csv = b"area,note,group,date\nA0,\xE9,old,2010-07-01\n".to_vec();
    let (plan, folder) = (Plan::simple().read(), Folder::new());
    // Of a column that the plan does not read nothing is asked.
    assert!(folder.count(&plan, "e.csv", &csv).is_ok());
    csv.extend(b"A0,x,old\xE9,2010-07-01\nA0,x,young,2010-07-01\n");
    let error = folder.count(&plan, "e.csv", &csv).unwrap_err();
    assert_eq!(places(&error), [("e.csv".to_owned(), 3, 6)]);
    assert!(error.to_string().contains("UTF-8"), "{error}");
    let extract = [folder.extract("e.csv", &csv)];
    let counted = Counting::new(&plan).lenient(true).count(&extract).unwrap();
    assert_eq!(
        counted.balance.set_aside,
        [("text that is not UTF-8".to_owned(), 1)]
    );
    assert_eq!(counted.balance.in_scope, 2);
    let utf_16: Vec<u8> = "area,group,date\nA0,old,2010-07-01\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    refused(&Plan::simple(), utf_16);
}
