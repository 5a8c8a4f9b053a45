//! That every change stands somewhere on the page, whatever its sentence names.

use crate::small::{Version, between};
use justice_reinvestment::wording::{Paper, width};

/// The lines of a section, in words apart by one space.
fn section(old: &Version, new: &Version, heading: &str) -> Vec<String> {
    let text = between(old, new).to_text(Paper::of_width(120));
    let lines = text.lines().skip_while(|line| *line != heading).skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

const COUNTS: &str = "Every count that changed";

/// The first three of four counts.
fn three(old: &Version) -> Version {
    old.clone()
        .counting("baseline,custody,300", "baseline,custody,301")
        .counting("year_1,custody,270", "year_1,custody,266")
        .counting("year_1,custody,180,,", "year_1,custody,,[c],")
}

#[test]
fn every_count_is_listed_where_a_sentence_does_not_name_them_all() {
    let old = Version::new();
    let new = three(&old).counting("baseline,custody,100", "baseline,custody,102");
    assert_eq!(
        section(&old, &new, COUNTS),
        [
            "old new",
            "\"Custodial sentences under 12 months\" for adults",
            "Bromley (E09000008) baseline year 300 301",
            "Bromley (E09000008) first test year 270 266",
            "Lambeth (E09000022) baseline year 100 102",
            "Southwark (E09000028) first test year 180 missing ([c] confidential)",
        ]
    );
    let markdown = between(&old, &new).to_markdown();
    assert!(markdown.contains("| 100 | 102 |"), "{markdown}");
    assert_eq!(section(&old, &three(&old), COUNTS), [""; 0]);
}

/// A scheme in which Southwark is of so many areas, each with a count that falls by one.
fn of_areas(number: usize) -> Version {
    let codes: Vec<String> = (0..number).map(|area| format!("\"A{area:03}\"")).collect();
    let mut version = Version::new().agreeing(
        "areas = [\"E09000028\"]",
        &format!("areas = [{}]", codes.join(", ")),
    );
    version.table = version.table.replace("Southwark", "");
    let kept = version
        .table
        .lines()
        .filter(|row| !row.starts_with("E09000028"));
    version.table = kept.map(|row| format!("{row}\n")).collect();
    for area in 0..number {
        version.table += &format!("A{area:03},adult,baseline,custody,100,,,,\n");
        version.table += &format!("A{area:03},adult,year_1,custody,99,,,,\n");
    }
    version
}

/// The last count moves a cost most, so it is among those that are listed; the last but
/// one is not.
#[test]
fn of_hundreds_of_counts_those_that_move_a_cost_most_are_listed_and_all_are_in_the_json() {
    let old = of_areas(101);
    let mut new = old.clone();
    new.table = new.table.replace(",99,", ",98,");
    let new = new.counting(
        "A100,adult,year_1,custody,98",
        "A100,adult,year_1,custody,90",
    );
    let listed = section(&old, &new, COUNTS);
    assert!(
        listed
            .iter()
            .any(|line| line.starts_with("A100 first test year"))
    );
    assert!(!listed.iter().any(|line| line.starts_with("A099 ")));
    let text = between(&old, &new).to_text(Paper::of_width(120));
    let said =
        "These are 100 of 101 changes, those that move a cost most; the JSON has all of them.";
    assert!(text.contains(said), "{text}");
    assert_eq!(between(&old, &new).counts.len(), 101);
}

#[test]
fn every_price_is_listed_where_a_sentence_does_not_name_them_all() {
    let mut old = Version::new();
    for number in 1..4 {
        old = old.agreeing(
            "[[site]]",
            &format!(
                "[[metric]]\nid = \"m{number}\"\ntitle = \"Metric {number}\"\nunit = \
                 \"case\"\nbasis = \"held\"\n[[price]]\nmetric = \"m{number}\"\ncohort = \
                 \"adult\"\namount = \"{number}.50\"\nprice_year = \"2010-11\"\nstatus = \
                 \"reported\"\nsource = \"paper\"\n[[site]]"
            ),
        );
        for area in ["E09000008", "E09000022", "E09000028"] {
            old.table += &format!("{area},adult,baseline,m{number},1,,,,\n");
            old.table += &format!("{area},adult,year_1,m{number},1,,,,\n");
        }
    }
    for name in ["Bromley", "Lambeth", "Southwark"] {
        old.table = old.table.replace(name, "");
    }
    let mut new = old.clone();
    for number in 1..4 {
        let [was, is] = ["50", "75"].map(|pence| format!("amount = \"{number}.{pence}\""));
        new = new.agreeing(&was, &is);
    }
    const PRICES: &str = "Every price that changed";
    assert_eq!(section(&old, &new, PRICES), [""; 0]);
    let new = new.agreeing("\"1500.00\"", "\"1600.00\"");
    assert_eq!(
        section(&old, &new, PRICES),
        [
            "old new",
            "\"Custodial sentences under 12 months\" for adults",
            "baseline year £1,500.00 £1,600.00",
            "first test year £1,500.00 £1,600.00",
            "\"Metric 1\" for adults",
            "baseline year £1.50 £1.75",
            "first test year £1.50 £1.75",
            "\"Metric 2\" for adults",
            "baseline year £2.50 £2.75",
            "first test year £2.50 £2.75",
            "\"Metric 3\" for adults",
            "baseline year £3.50 £3.75",
            "first test year £3.50 £3.75",
        ]
    );
}

#[test]
fn every_area_that_moved_is_listed_where_a_sentence_does_not_name_them_all() {
    let old = of_areas(5);
    let moving = |last: &str| {
        old.clone()
            .agreeing("\"E09000022\"]", &format!("\"E09000022\", {last}]"))
            .agreeing(&format!("\"A000\", {last}]"), "\"A000\"]")
    };
    let four = "\"A001\", \"A002\", \"A003\", \"A004\"";
    let listed = section(&old, &moving(four), "Every area that moved");
    let moved = |area: usize| format!("A00{area} moved from Southwark to Croydon.");
    assert_eq!(listed, (1..5).map(moved).collect::<Vec<_>>());
}

#[test]
fn every_site_of_one_version_alone_is_listed_where_a_sentence_does_not_name_them_all() {
    let old = Version::new();
    let mut new = old.clone();
    for number in 1..5 {
        new.scheme += &format!(
            "[[site]]\ncode = \"S{number}\"\nname = \"Site {number}\"\ncohorts = [\"adult\"]\n"
        );
        new.table += &format!("S{number},adult,baseline,custody,100,,,,\n");
        new.table += &format!("S{number},adult,year_1,custody,90,,,,\n");
    }
    let listed = section(&old, &new, "Everyone who takes part in one version alone");
    let said = |number: usize| format!("Site {number} (S{number}) takes part, and did not.");
    assert_eq!(listed, (1..5).map(said).collect::<Vec<_>>());
}

/// Marks and notes are in the JSON by that sentence alone, so the page has them all.
#[test]
fn every_count_that_is_marked_otherwise_is_listed() {
    const HEADING: &str = "What else differs, one by one";
    let old = Version::new();
    let mut new = old.clone();
    let rows = ["300", "270", "100", "90"];
    for count in &rows[..3] {
        new = new.counting(&format!(",{count},,"), &format!(",{count},[p],"));
    }
    assert_eq!(section(&old, &new, HEADING), [""; 0]);
    let new = new.counting(",90,,", ",90,[e],");
    let custody = "\"Custodial sentences under 12 months\" for adults of";
    assert_eq!(
        section(&old, &new, HEADING),
        [
            "4 counts are marked otherwise.".to_owned(),
            format!("{custody} Bromley (E09000008) in the baseline year (no mark, now [p])"),
            format!("{custody} Bromley (E09000008) in the first test year (no mark, now [p])"),
            format!("{custody} Lambeth (E09000022) in the baseline year (no mark, now [p])"),
            format!("{custody} Lambeth (E09000022) in the first test year (no mark, now [e])"),
        ]
    );
}

#[test]
fn of_hundreds_of_marks_the_first_are_listed_and_how_many_there_are() {
    let old = of_areas(101);
    let mut new = old.clone();
    new.table = new.table.replace(",99,,", ",99,[p],");
    let text = between(&old, &new).to_text(Paper::of_width(120));
    assert!(
        text.contains("of A099 in the first test year (no mark"),
        "{text}"
    );
    assert!(
        !text.contains("of A100 in the first test year (no mark"),
        "{text}"
    );
    let said = "These are the first 100 of 101; the tables have all of them.";
    assert!(text.contains(said), "{text}");
}

#[test]
fn every_list_fits_the_width_of_its_page() {
    let old = of_areas(5);
    let mut new = old.clone();
    new.table = new.table.replace(",99,,", ",98,[p],");
    let revision = between(&old, &new);
    for columns in 40..130 {
        let text = revision.to_text(Paper::of_width(columns));
        for heading in [COUNTS, "What else differs, one by one"] {
            assert!(text.contains(heading), "{text}");
        }
        for line in text.lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
        }
    }
}
