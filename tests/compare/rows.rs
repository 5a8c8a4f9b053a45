//! What differs between two tables besides the counts that rewards rest on.

use crate::small::{Version, between};
use justice_reinvestment::wording::Paper;

const CUSTODY: &str = "\"Custodial sentences under 12 months\"";
const METRIC: &str = "[[metric]]\nid = \"remand\"\ntitle = \"Nights on remand\"\nunit = \"night\"\nbasis = \"held\"\n";

fn told(old: &Version, new: &Version) -> Vec<String> {
    between(old, new).also_differs
}

/// A table in which Southwark's rows are split by group: `theft`, and `fraud` with what is
/// given for the baseline and the test year.
fn grouped(theft: u64, fraud: [&str; 2]) -> Version {
    let mut version = Version::new().counting("note,as_at", "note,as_at,group");
    let rows = version
        .table
        .lines()
        .filter(|row| !row.contains("Southwark"));
    let rows = rows.map(|row| match row.starts_with("area_code") {
        true => format!("{row}\n"),
        false => format!("{row},\n"),
    });
    let mut table: String = rows.collect();
    for (period, fraud) in ["baseline", "year_1"].into_iter().zip(fraud) {
        let row = format!("E09000028,adult,{period},custody");
        table += &format!("{row},{theft},,Southwark,,,theft\n{row},{fraud},Southwark,,,fraud\n");
    }
    version.table = table;
    version
}

#[test]
fn groups_that_were_revised_in_a_count_that_stays_missing_are_told() {
    let old = grouped(100, [",[x]", "80,"]);
    let place = format!("{CUSTODY} for adults of Southwark (E09000028) in the baseline year");
    let said =
        format!("1 count is missing in both, and what is known of its groups was revised: {place}");
    let new = old.clone().counting(
        "E09000028,adult,baseline,custody,100",
        "E09000028,adult,baseline,custody,120",
    );
    assert_eq!(told(&old, &new), [said]);
}

#[test]
fn a_mark_that_moves_from_one_group_to_another_is_told() {
    let marked = |fraud| grouped(100, [fraud, "80,"]);
    let theft = "E09000028,adult,baseline,custody,100,";
    let old = marked("90,").counting(theft, &format!("{theft}[p]"));
    let place = format!("{CUSTODY} for adults of Southwark (E09000028) in the baseline year");
    assert_eq!(
        told(&old, &marked("90,[p]")),
        [format!("1 count has its marks on other groups: {place}")]
    );
}

/// What is not applicable leaves the sum, as nothing does.
#[test]
fn a_group_that_is_not_applicable_and_then_zero_adds_up_alike() {
    let (old, new) = (grouped(100, [",[z]"; 2]), grouped(100, ["0,"; 2]));
    let told = told(&old, &new);
    assert_eq!(told.len(), 1, "{told:#?}");
    let begins = "2 counts are split otherwise by group, and add up alike: ";
    assert!(told[0].starts_with(begins), "{told:#?}");
}

#[test]
fn rows_of_a_watched_metric_are_needed_by_no_price() {
    let old = Version::new().agreeing("[[price]]", &format!("{METRIC}[[price]]"));
    let mut new = old.clone();
    new.table += "E09000028,adult,baseline,remand,7,,Southwark,,\n";
    let place = "\"Nights on remand\" for adults of Southwark (E09000028) in the baseline year";
    assert_eq!(
        told(&old, &new),
        [format!(
            "1 count stands in the new table alone, and is watched, so in no cost: {place}"
        )]
    );
    assert_eq!(
        told(&new, &old),
        [format!(
            "1 count stands in the old table alone, and was watched, so in no cost: {place}"
        )]
    );
}

#[test]
fn counts_of_a_watched_metric_are_not_said_to_move_a_cost() {
    let mut old = Version::new().agreeing("[[price]]", &format!("{METRIC}[[price]]"));
    old.table += "E09000028,adult,baseline,remand,7,,Southwark,,\n\
                  E09000028,adult,year_1,remand,8,,Southwark,,\n";
    let new = old
        .clone()
        .counting("remand,7", "remand,9")
        .counting("remand,8", "remand,9");
    let told = told(&old, &new);
    assert_eq!(told.len(), 1, "{told:#?}");
    let begins = "in no cost, since watched: 2 counts changed: the count of ";
    assert!(told[0].starts_with(begins), "{told:#?}");
    let text = between(&old, &new).to_text(Paper::of_width(120));
    assert!(text.contains("   In no cost, since watched: "), "{text}");
}

#[test]
fn an_area_of_one_scheme_alone_has_not_lost_or_found_its_name() {
    let old = Version::new();
    let new = old
        .clone()
        .agreeing(", \"E09000022\"]", "]")
        .counting("E09000022,adult,baseline,custody,100,,Lambeth,,\n", "")
        .counting("E09000022,adult,year_1,custody,90,,Lambeth,,\n", "");
    for told in [told(&old, &new), told(&new, &old)] {
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(told[0].contains("table alone"), "{told:#?}");
    }
}

#[test]
fn a_marked_count_that_is_withheld_has_its_reason_in_place_of_its_mark() {
    let old = Version::new().counting(",200,,", ",200,[r],");
    let new = Version::new().counting(",200,,", ",,[c],");
    let place = format!("{CUSTODY} for adults of Southwark (E09000028) in the baseline year");
    let marked =
        |was: &str, is: &str| format!("1 count is marked otherwise: {place} ({was}, now {is})");
    assert!(told(&old, &new).contains(&marked("[r]", "[c]")));
    assert!(told(&new, &old).contains(&marked("[c]", "[r]")));
}
