//! How much is read of a file, and how much is said of it: small stand-ins for the files
//! that `tests/hostile/inputs.py` makes.

use justice_reinvestment::{Demand, Document, Error, Outcome, Scheme, assess};

const SCHEME: &str = include_str!("../fixtures/hackney/scheme.toml");
const HEADER: &str = "area_code,cohort,period,metric,count\n";

fn scheme(text: impl Into<Vec<u8>>) -> Result<Scheme, Error> {
    Scheme::read(&Document::new("scheme.toml", text))
}

fn demand(text: impl Into<Vec<u8>>) -> Result<Demand, Error> {
    let scheme = scheme(SCHEME).unwrap();
    Demand::read(&scheme, &Document::new("demand.csv", text))
}

/// What is said of a problem, and how many there are.
fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> (String, usize) {
    let error = result.unwrap_err();
    (error.to_string(), error.problems().len())
}

#[test]
fn a_table_larger_than_is_read_is_refused_and_says_so() {
    let (said, problems) = said(demand(vec![b'\n'; Document::LARGEST + 1]));
    assert!(said.contains("larger than 64 MiB"), "{said}");
    assert_eq!(problems, 1);
}

#[test]
fn a_scheme_larger_than_is_read_is_refused_and_says_so() {
    let remark = format!("{SCHEME}#{}", "x".repeat(1_500_000));
    let (said, problems) = said(scheme(remark));
    assert!(
        said.contains("a scheme is read up to 1,500,000 bytes"),
        "{said}"
    );
    assert_eq!(problems, 1);
    let remark = format!("{SCHEME}#{}", "x".repeat(1_490_000));
    assert!(scheme(remark).is_ok());
}

#[test]
fn of_a_large_file_that_is_not_toml_one_problem_is_listed() {
    let small = format!("{SCHEME}{}", "=\n".repeat(10));
    assert!(said(scheme(small)).1 >= 10);
    let large = format!("{SCHEME}{}", "=\n".repeat(150_000));
    let (said, problems) = said(scheme(large));
    assert!(said.contains("nothing further is listed"), "{said}");
    assert_eq!(problems, 1);
}

#[test]
fn more_tables_than_can_be_checked_against_one_another_are_refused() {
    let metrics = |count: usize| {
        let metric = |number| {
            format!(
                "\n[[metric]]\nid = \"m{number}\"\ntitle = \"m\"\nunit = \"u\"\nbasis = \"sentenced\"\n"
            )
        };
        format!("{SCHEME}{}", (1..count).map(metric).collect::<String>())
    };
    assert!(scheme(metrics(1_000)).is_ok());
    let (said, problems) = said(scheme(metrics(1_001)));
    let wanted = "the scheme has 1,001 tables [[metric]], and more than 1,000 are not read";
    assert!(said.contains(wanted), "{said}");
    assert_eq!(problems, 1);
}

#[test]
fn what_is_nested_without_end_is_a_problem_and_no_crash() {
    for nested in [
        format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("x = {}1{}", "{a = ".repeat(50_000), "}".repeat(50_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
    ] {
        assert!(said(scheme(format!("{SCHEME}\n{nested}\n"))).1 <= 10);
    }
}

#[test]
fn a_thousand_problems_are_listed_and_that_there_may_be_more_is_said_last() {
    let last = "there may be more problems: no more than 1,000 are listed (correct these, then \
                look again)";
    let row = "E09000012,adult,baseline,custody,many\n";
    let (all, problems) = said(demand(format!("{HEADER}{}", row.repeat(5_000))));
    assert_eq!(problems, 1_001);
    assert!(all.ends_with(last), "{all}");
    let (all, problems) = said(scheme("k = 1\n".replace('k', "\u{e9}").repeat(2_000)));
    assert_eq!(problems, 1, "{all}");
    let keys: String = (0..2_000)
        .map(|number| format!("k{number} = 1\n"))
        .collect();
    let (all, problems) = said(scheme(format!("{keys}{SCHEME}")));
    assert_eq!(problems, 1_001);
    assert!(all.ends_with(last));
}

/// Five hundred are listed one by one, and one says how many more there are.
#[test]
fn rows_that_are_not_there_are_counted_where_they_are_many() {
    let codes: Vec<String> = (0..600).map(|number| format!("\"E{number:08}\"")).collect();
    let text = format!("{SCHEME}areas = [{}]\n", codes.join(", "));
    let scheme = scheme(text).unwrap();
    let (said, problems) = said(Demand::read(&scheme, &Document::new("demand.csv", HEADER)));
    assert_eq!(problems, 501);
    assert!(
        said.contains("there is no row for 700 further counts"),
        "{said}"
    );
}

#[test]
fn an_area_that_stands_in_a_site_many_times_is_told_a_thousand_times() {
    let areas = "\"E09000012\", ".repeat(30_000);
    let (_, problems) = said(scheme(format!("{SCHEME}areas = [{areas}]\n")));
    assert_eq!(problems, 1_001);
}

#[test]
fn periods_that_are_not_there_are_told_a_thousand_times() {
    let periods: String = (0..30_000)
        .map(|number| format!("\"p{number}\", "))
        .collect();
    let (_, problems) = said(scheme(format!("{SCHEME}periods = [{periods}]\n")));
    assert_eq!(problems, 1_001);
}

/// Each group is looked for once in each period, not once for each other group.
#[test]
fn counts_in_many_groups_are_added_up() {
    let rows = |period: &str| -> String {
        let row = |group| format!("g{group},E09000012,adult,{period},custody,1\n");
        (0..30_000).map(row).collect()
    };
    let table = format!("group,{HEADER}{}{}", rows("baseline"), rows("year_1"));
    let scheme = scheme(SCHEME).unwrap();
    let demand_in_groups = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let assessment = assess(&scheme, &demand_in_groups).unwrap();
    assert_eq!(assessment.rewards[0].outcome, Outcome::NotMet);
    let table = format!(
        "group,{HEADER}{}{}",
        rows("baseline"),
        rows("year_1").repeat(2)
    );
    assert_eq!(said(demand(table)).1, 1_001);
}
