//! The two short examples print what was worked out by hand; the invented extract is
//! the same everywhere, and can be counted. The service has tests of its own.

mod built;

use justice_reinvestment::{Day, Document};
use std::collections::HashMap;
use std::process::{Command, Output, Stdio};

fn run(name: &str) -> Output {
    Command::new(built::example(name))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the example starts")
}

fn printed(name: &str) -> String {
    let output = run(name);
    let errors = String::from_utf8(output.stderr).expect("the errors are UTF-8");
    assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""));
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// 400 sentences × £1,500.00 = £600,000.00; 360 × £1,500.00 = £540,000.00; the
/// difference, £60,000.00, is 10% of £600,000.00. Half of the first 5% is half of
/// £30,000.00; all of the next 5% is £30,000.00; together £45,000.00.
#[test]
fn a_first_assessment_prints_the_four_figures_worked_by_hand() {
    let printed = printed("first_assessment");
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[0].starts_with("INVENTED COUNTS"), "{printed}");
    assert_eq!(
        lines[1..],
        [
            "Hackney, adults, year_1",
            "  baseline cost  £600,000.00",
            "  test cost      £540,000.00",
            "  saving         £60,000.00",
            "  reward         £45,000.00",
        ]
    );
}

#[test]
fn a_first_assessment_in_the_wrong_folder_says_what_to_do() {
    let output = Command::new(built::example("first_assessment"))
        .current_dir(std::env::temp_dir())
        .output()
        .expect("the example starts");
    let errors = String::from_utf8(output.stderr).expect("the errors are UTF-8");
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("fixtures/hackney/scheme.toml"), "{errors}");
    assert!(errors.contains("top folder of the repository"), "{errors}");
}

/// Baseline: 100 × £1,000.00 + 500 × £200.00 = £200,000.00, so 1% is £2,000.00.
///
/// Year 1: 90 × £1,000.00 + 450 × £200.00 = £180,000.00, a fall of 10%. Half of the
/// first 5% is £5,000.00, all of the next 5% is £10,000.00: £15,000.00.
///
/// Year 2: 80 × £1,000.00 + 300 × £200.00 = £140,000.00, a fall of 30%, paid up to
/// 20%. Half of the first 5% is £5,000.00, all of the next 15% is £30,000.00:
/// £35,000.00.
#[test]
fn a_scheme_in_code_pays_what_was_worked_by_hand() {
    let printed = printed("scheme_in_code");
    let whole = "All counts are there:\n  year_1: £15,000.00\n  year_2: £35,000.00\n  \
                 total: £50,000.00\n";
    assert!(printed.contains(whole), "{printed}");
    assert!(printed.starts_with("Example Town: all figures are invented."));
}

/// Without a count of year 2 the reward of year 1 stands, and there is no total.
#[test]
fn a_scheme_in_code_shows_that_a_missing_count_is_never_zero() {
    let printed = printed("scheme_in_code");
    let missing = "One count is confidential:\n  year_1: £15,000.00\n  year_2: not computable\n    \
                   lacks Community orders in year_2: confidential\n  \
                   total: not computable; computed so far £15,000.00\n";
    assert!(printed.contains(missing), "{printed}");
}

#[test]
fn a_scheme_in_code_prints_all_problems_at_once_each_with_what_to_do() {
    let printed = printed("scheme_in_code");
    let (_, wrong) = printed
        .split_once("Some counts are wrong:\n")
        .expect("the part about errors");
    let lines: Vec<&str> = wrong.lines().collect();
    assert_eq!(lines.len(), 4, "{wrong}");
    assert!(lines[0].contains("\"year_3\" is not a period"), "{wrong}");
    assert!(lines[1].contains("\"year_2\""), "{wrong}");
    assert!(lines[2].contains("\"custdy\" is not a metric"), "{wrong}");
    assert!(lines[3].contains("did you mean \"custody\"?"), "{wrong}");
}

/// An invented extract of so many records by a seed.
fn invented(rows: &str, seed: &str) -> String {
    let output = Command::new(built::example("invented_extract"))
        .args([rows, seed])
        .output()
        .expect("the example starts");
    let errors = String::from_utf8(output.stderr).expect("the errors are UTF-8");
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(errors.starts_with("INVENTED court records"), "{errors}");
    String::from_utf8(output.stdout).expect("the extract is UTF-8")
}

/// The columns of a record.
fn fields(line: &str) -> [&str; 10] {
    let fields: Vec<&str> = line.split(',').collect();
    fields.try_into().expect("ten fields")
}

/// Whoever was told of an extract by its rows and its seed can make it again. Another
/// digest is another extract: say so in the changelog.
#[test]
fn an_invented_extract_has_the_same_bytes_for_the_same_seed_alone() {
    let first = invented("5000", "7");
    assert_eq!(first, invented("5000", "7"));
    assert_ne!(first, invented("5000", "8"));
    let digest = Document::new("extract.csv", first.as_str()).sha256();
    assert_eq!(
        digest,
        "7b15873afe72b7483ed3051a3fbff359c09cb5ded472124e32e263c38cf130df"
    );
    let lines: Vec<&str> = first.lines().take(3).collect();
    assert_eq!(
        lines,
        [
            "case_id,person_id,sex,date_of_birth,area_code,offence_group,sentence_date,disposal,\
             custody_days,quantity",
            "invented-0000000001,invented-000000226,male,1991-07-26,E08000010,Theft,2013-07-22,fine,,1",
            "invented-0000000002,invented-000000366,male,1994-11-25,E08000007,Drugs,2012-02-16,discharge,,1",
        ]
    );
}

#[test]
fn an_invented_extract_has_as_many_records_as_were_asked_for() {
    for rows in ["0", "1", "2", "100", "4999"] {
        let lines = invented(rows, "1").lines().count() - 1;
        assert_eq!(lines.to_string(), rows);
    }
}

#[test]
fn every_case_and_person_of_an_invented_extract_is_called_invented() {
    for line in invented("5000", "1").lines().skip(1) {
        let [case, person, ..] = fields(line);
        assert!(case.starts_with("invented-"), "{line}");
        assert!(person.starts_with("invented-"), "{line}");
    }
}

/// The records of a case are of one person on one day; cases come in order; a person
/// has one day of birth; only the young get young people's orders; only custody has a
/// length.
#[test]
fn an_invented_extract_is_like_one_of_courts() {
    let extract = invented("20000", "1");
    let mut cases: HashMap<&str, [&str; 2]> = HashMap::new();
    let mut births: HashMap<&str, &str> = HashMap::new();
    let mut before = "";
    for line in extract.lines().skip(1) {
        let [case, person, _, born, _, _, on, disposal, days, quantity] = fields(line);
        assert!(before <= case, "{line}");
        before = case;
        assert_eq!(*cases.entry(case).or_insert([person, on]), [person, on]);
        on.parse::<Day>().expect("a day that exists");
        assert_eq!(disposal == "immediate_custody", !days.is_empty(), "{line}");
        assert!(quantity == "1" || disposal == "held_on_remand", "{line}");
        if born.is_empty() {
            continue;
        }
        assert_eq!(*births.entry(person).or_insert(born), born, "{line}");
        let digits = |day: &str| day.replace('-', "").parse::<u32>().expect("a day");
        let age = (digits(on) - digits(born)) / 10_000;
        assert!((10..=90).contains(&age), "{line}");
        match disposal {
            "youth_rehabilitation_order" | "referral_order" => assert!(age < 18, "{line}"),
            "community_order" | "suspended_sentence_order" => assert!(age >= 18, "{line}"),
            _ => {}
        }
    }
    // Several records a case, several cases a person.
    assert!(cases.len() < 15_000 && births.len() < cases.len());
}

#[test]
fn wrong_arguments_of_the_invented_extract_give_a_usage_line_and_status_2() {
    for arguments in [
        &[][..],
        &["many"],
        &["-1"],
        &[""],
        &["1", "one"],
        &["1", "1", "extract.txt"],
        &["1", "1", "extract.csv", "more"],
    ] {
        let output = Command::new(built::example("invented_extract"))
            .args(arguments)
            .output()
            .expect("the example starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(
            errors.starts_with("usage: ") && errors.lines().count() == 1,
            "{errors}"
        );
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn an_invented_extract_that_nobody_reads_to_the_end_ends_quietly() {
    let mut program = Command::new(built::example("invented_extract"))
        .args(["1000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts");
    drop(program.stdout.take());
    let output = program.wait_with_output().expect("the example ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
}

/// Neither is an extract written over a file that is there.
#[cfg(all(feature = "cli", feature = "records"))]
#[test]
fn an_invented_extract_is_counted_and_assessed_by_the_plan_that_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let status = |program: &mut Command| {
        let output = program.output().expect("the program starts");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let printed = String::from_utf8(output.stdout).expect("the output is UTF-8");
        (output.status.code(), printed, errors)
    };
    let example = || Command::new(built::example("invented_extract"));
    let (code, plan, _) = status(example().arg("--plan"));
    assert_eq!(code, Some(0));
    std::fs::write(path("plan.toml"), plan).expect("the plan is written");
    let write = || status(example().args(["5000", "7"]).arg(path("invented.csv")));
    assert_eq!(write().0, Some(0));
    assert_eq!(write().0, Some(1), "a file was written over");
    let extract = std::fs::read_to_string(path("invented.csv")).expect("the extract");
    assert_eq!(extract, invented("5000", "7"));

    let reinvest = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reinvest"));
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    };
    let scheme = "fixtures/pilot/scheme.toml";
    let (code, table, errors) = status(
        reinvest()
            .arg("count")
            .arg(path("invented.csv"))
            .arg("--plan")
            .arg(path("plan.toml"))
            .args(["--scheme", scheme]),
    );
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("5,000"), "{errors}");
    assert!(errors.contains("area not recorded"), "{errors}");
    assert!(errors.contains("The balance holds"), "{errors}");
    std::fs::write(path("demand.csv"), table).expect("the table is written");
    let (code, rewards, errors) =
        status(reinvest().args(["assess", scheme]).arg(path("demand.csv")));
    assert_eq!(code, Some(0), "{errors}");
    assert!(rewards.contains("INVENTED COUNTS"), "{rewards}");
    assert!(!rewards.contains("not computable"), "{rewards}");
}
