//! The two short examples print what was worked out by hand. The service has tests
//! of its own.

mod built;

use std::process::{Command, Output};

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
