//! Sign-offs from the command line: what they cover, and that none is lost or changed.

use crate::receipts::verify;
use crate::verifying::receipted;
use crate::{Folder, json};
use std::fs::File;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

#[test]
fn everything_wrong_with_a_sign_off_is_told_at_once_and_nothing_is_written() {
    let folder = receipted("hackney", &["assess"]);
    let sign = |name, date, caveats| {
        let who = ["--role", "analyst", "--name", name, "--date", date];
        let what = ["--decision", "approved", "--caveats", caveats];
        folder.run(&[&["sign-off", "receipt.json"][..], &who, &what].concat())
    };
    let ended = sign("=A", "2013-13-01", "");
    assert_eq!(ended.status, Some(1));
    assert!(ended.errors.ends_with("3 problems\n"), "{ended:?}");
    assert!(!folder.names().contains(&"sign-offs.csv".to_owned()));
    assert_eq!(sign("A", "2013-09-30", "for the pilot").status, Some(0));
    let ended = sign("B", "2013-09-29", "for the pilot");
    assert_eq!(ended.status, Some(0));
    assert!(
        ended.errors.contains("of a later day, 30 September 2013"),
        "{ended:?}"
    );
}

#[test]
fn who_signs_where_guesses_are_confirmed_is_told() {
    let folder = Folder::of("hackney");
    folder.write(
        "demand.csv",
        &folder.read("demand.csv").replace(",360", ",9"),
    );
    let both = [
        "--receipt",
        "receipt.json",
        "--public-receipt",
        "public.json",
    ];
    let assess = ["assess", "scheme.toml", "demand.csv", "-o", "result"];
    folder.run(&[&assess[..], &both].concat()).done();
    let sign = |receipt| {
        let who = ["--role", "analyst", "--name", "A", "--date", "2013-09-30"];
        folder.run(&[&["sign-off", receipt, "--decision", "approved"][..], &who].concat())
    };
    assert!(
        sign("receipt.json")
            .errors
            .contains("sign the public receipt")
    );
    assert!(!sign("public.json").errors.contains("note"));
}

#[test]
fn of_sign_offs_at_the_same_moment_none_is_lost() {
    let folder = receipted("hackney", &["assess"]);
    let mut files = vec!["sign-offs.csv"];
    // Two paths may lead to one file.
    #[cfg(unix)]
    {
        std::fs::create_dir(folder.path.join("linked")).unwrap();
        let link = folder.path.join("linked/sign-offs.csv");
        std::os::unix::fs::symlink("../sign-offs.csv", link).unwrap();
        files.push("linked/sign-offs.csv");
    }
    let sign = |to: &str| {
        let who = ["--role", "analyst", "--name", "A", "--date", "2013-09-30"];
        let sign = [
            "sign-off",
            "receipt.json",
            "--decision",
            "approved",
            "--to",
            to,
        ];
        assert_eq!(folder.run(&[&sign[..], &who].concat()).status, Some(0));
    };
    sign("sign-offs.csv");
    std::thread::scope(|scope| {
        for to in files.iter().cycle().take(7) {
            scope.spawn(|| sign(to));
        }
    });
    assert_eq!(folder.read("sign-offs.csv").lines().count(), 9);
}

#[test]
fn a_line_of_sign_offs_that_was_written_in_another_way_is_not_rewritten() {
    let folder = receipted("hackney", &["assess"]);
    let sign = [
        "sign-off",
        "receipt.json",
        "--role",
        "analyst",
        "--name",
        "A. Analyst",
        "--date",
        "2013-09-30",
        "--decision",
        "approved",
        "--to",
        "sign-offs.csv",
    ];
    assert_eq!(folder.run(&sign).status, Some(0));
    let text = folder.read("sign-offs.csv");
    let digest = json(&text.lines().nth(1).map_or("null".to_owned(), |line| {
        format!("\"{}\"", line.split(',').nth(5).unwrap())
    }));
    let digest = digest.as_str().unwrap();
    for changed in [
        text.replace("A. Analyst", "\"A. Analyst\""),
        format!("{},more\n", text.trim_end()),
        text.replace(digest, "=1+1"),
        text.replace(digest, &digest.to_uppercase()),
    ] {
        assert_ne!(changed, text);
        folder.write("sign-offs.csv", &changed);
        let ended = folder.run(&sign);
        assert_eq!(ended.status, Some(1), "{changed}: {ended:?}");
        assert_eq!(folder.read("sign-offs.csv"), changed);
    }
}

#[test]
fn a_refusal_is_not_called_a_sign_off() {
    let folder = receipted("hackney", &["assess"]);
    let sign = [
        "sign-off",
        "receipt.json",
        "--role",
        "assurer",
        "--name",
        "B",
        "--date",
        "2013-09-30",
        "--decision",
        "refused",
        "--to",
        "sign-offs.csv",
    ];
    assert_eq!(folder.run(&sign).status, Some(0));
    let files = [
        "verify",
        "receipt.json",
        "scheme.toml",
        "demand.csv",
        "--sign-offs",
        "sign-offs.csv",
    ];
    let said = folder.run(&files).done();
    let line = "\nNot signed off: refused by B (assurer) on 30 September 2013.\n";
    assert!(said.contains(line), "{said}");
}

#[test]
fn a_sign_off_covers_the_receipt_that_was_signed_and_no_other() {
    let folder = receipted("hackney", &["assess"]);
    let sign = |role, name| {
        folder.run(&[
            "sign-off",
            "receipt.json",
            "--role",
            role,
            "--name",
            name,
            "--date",
            "2013-09-30",
            "--decision",
            "approved",
            "--caveats",
            "prices are illustrative, and so is this",
            "--to",
            "sign-offs.csv",
        ])
    };
    assert_eq!(sign("analyst", "A. Analyst").status, Some(0));
    assert_eq!(sign("approver", "O'Brien, B.").status, Some(0));
    let files = ["scheme.toml", "demand.csv", "--sign-offs", "sign-offs.csv"];
    let (status, said) = verify(&folder, &files);
    assert_eq!(status, Some(0));
    assert!(said.contains(
        "Signed off: approved by O'Brien, B. (approver) on 30 September 2013, caveats: prices are illustrative, \
         and so is this.\n"
    ), "{said}");
    // A receipt of another result.
    let arguments = [
        "explain",
        "scheme.toml",
        "demand.csv",
        "-o",
        "x",
        "--receipt",
        "receipt.json",
    ];
    folder.run(&arguments).done();
    let (_, said) = verify(&folder, &files);
    assert!(
        said.contains("No sign-off covers this receipt; 2 sign-offs of others are in the file."),
        "{said}"
    );
}

#[test]
fn a_line_of_sign_offs_that_is_changed_or_taken_away_is_found() {
    let folder = receipted("hackney", &["assess"]);
    for name in ["A. Analyst", "B. Approver", "C. Approver"] {
        let arguments = [
            "sign-off",
            "receipt.json",
            "--role",
            "analyst",
            "--name",
            name,
            "--date",
            "2013-09-30",
            "--decision",
            "approved",
            "--to",
            "sign-offs.csv",
        ];
        assert_eq!(folder.run(&arguments).status, Some(0));
    }
    let text = folder.read("sign-offs.csv");
    let lines: Vec<&str> = text.lines().collect();
    let without = |line: usize| {
        let kept = lines
            .iter()
            .enumerate()
            .filter(|(number, _)| *number != line);
        kept.map(|(_, line)| format!("{line}\n"))
            .collect::<String>()
    };
    for changed in [
        text.replace("A. Analyst", "Z. Analyst"),
        text.replace("C. Approver", "Z. Approver"),
        without(1),
        without(2),
    ] {
        folder.write("sign-offs.csv", &changed);
        let files = [
            "verify",
            "receipt.json",
            "scheme.toml",
            "demand.csv",
            "--sign-offs",
            "sign-offs.csv",
        ];
        let ended = folder.run(&files);
        assert_eq!(ended.status, Some(1), "{changed}");
        assert!(ended.errors.contains("sign-offs.csv:"), "{}", ended.errors);
        // Nor is a line added to what is broken.
        let arguments = [
            "sign-off",
            "receipt.json",
            "--role",
            "analyst",
            "--name",
            "D",
            "--date",
            "2013-09-30",
            "--decision",
            "approved",
            "--to",
            "sign-offs.csv",
        ];
        assert_eq!(folder.run(&arguments).status, Some(1));
        assert_eq!(folder.read("sign-offs.csv"), changed);
    }
}

#[test]
fn what_was_approved_and_then_withdrawn_is_no_longer_signed_off() {
    let folder = receipted("hackney", &["assess"]);
    let sign = |role, decision| {
        let who = ["--role", role, "--name", "A", "--date", "2013-09-30"];
        folder.run(
            &[
                &["sign-off", "receipt.json", "--decision", decision][..],
                &who,
            ]
            .concat(),
        )
    };
    for (role, decision) in [
        ("analyst", "approved"),
        ("approver", "approved"),
        ("analyst", "withdrawn"),
    ] {
        assert_eq!(sign(role, decision).status, Some(0));
    }
    let files = ["scheme.toml", "demand.csv", "--sign-offs", "sign-offs.csv"];
    let (_, said) = verify(&folder, &files);
    for line in [
        "No longer signed off: approved by A (analyst) on 30 September 2013.",
        "\nSigned off: approved by A (approver) on 30 September 2013.",
        "Not signed off: withdrawn by A (analyst) on 30 September 2013.",
    ] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn a_pack_is_signed_by_the_receipt_in_it() {
    let folder = Folder::of("hackney");
    assert_eq!(folder.run(&["pack", ".", "-o", "pack.zip"]).status, Some(0));
    let who = ["--role", "analyst", "--name", "A", "--date", "2013-09-30"];
    let sign = ["sign-off", "pack.zip", "--decision", "approved"];
    assert_eq!(folder.run(&[&sign[..], &who].concat()).status, Some(0));
    let said = folder
        .run(&["verify", "pack.zip", "--sign-offs", "sign-offs.csv"])
        .done();
    assert!(
        said.contains("\nSigned off: approved by A (analyst)"),
        "{said}"
    );
    let none = [
        "sign-off",
        "pack.zip",
        "--decision",
        "approved",
        "--to",
        "-",
    ];
    assert_eq!(folder.run(&[&none[..], &who].concat()).status, Some(2));
}

#[test]
fn a_pack_that_was_changed_is_not_signed() {
    let folder = Folder::of("hackney");
    assert_eq!(folder.run(&["pack", ".", "-o", "pack.zip"]).status, Some(0));
    let path = folder.path.join("pack.zip");
    let file = File::options().read(true).write(true).open(path).unwrap();
    let mut pack = ZipWriter::new_append(file).unwrap();
    pack.start_file("notes.txt", SimpleFileOptions::default())
        .unwrap();
    pack.finish().unwrap();
    let who = ["--role", "analyst", "--name", "A", "--date", "2013-09-30"];
    let sign = ["sign-off", "pack.zip", "--decision", "approved"];
    let ended = folder.run(&[&sign[..], &who].concat());
    assert_eq!(ended.status, Some(1));
    let said = "pack.zip is not the pack that was made: notes.txt was put in after it was packed";
    assert!(ended.errors.contains(said), "{ended:?}");
    assert!(!folder.names().contains(&"sign-offs.csv".to_owned()));
}

#[test]
fn a_withdrawal_of_what_nobody_of_that_name_and_role_approved_is_not_written() {
    let folder = receipted("hackney", &["assess"]);
    let sign = |name: &str, role: &str, decision: &str| {
        let who = ["--role", role, "--name", name, "--date", "2013-09-30"];
        folder.run(
            &[
                &["sign-off", "receipt.json", "--decision", decision],
                &who[..],
            ]
            .concat(),
        )
    };
    let refused = |ended: crate::Ended, advice: &str| {
        assert_eq!(ended.status, Some(1));
        let said = "no approval of this result by A Analyst (analyst) stands";
        assert!(ended.errors.contains(said), "{ended:?}");
        assert!(ended.errors.contains(advice), "{ended:?}");
    };
    refused(
        sign("A Analyst", "analyst", "withdrawn"),
        "none stands in this file",
    );
    assert!(!folder.names().contains(&"sign-offs.csv".to_owned()));
    assert_eq!(sign("A. Analyst", "analyst", "approved").status, Some(0));
    let before = folder.read("sign-offs.csv");
    refused(
        sign("A Analyst", "analyst", "withdrawn"),
        "in the same role: approved by A. Analyst (analyst) on 30 September 2013",
    );
    assert_eq!(sign("A. Analyst", "assurer", "withdrawn").status, Some(1));
    assert_eq!(folder.read("sign-offs.csv"), before);
    assert_eq!(sign("A. Analyst", "analyst", "withdrawn").status, Some(0));
    refused(
        sign("A Analyst", "analyst", "withdrawn"),
        "none stands in this file",
    );
    assert_eq!(sign("A. Analyst", "analyst", "withdrawn").status, Some(1));
}
