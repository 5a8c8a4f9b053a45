//! That the head of a page adds up: both totals, the difference, and the rewards that are
//! in one of the three alone.

use crate::small::{Version, between};
use justice_reinvestment::wording::Paper;
use serde_json::Value;

/// The lines above "Why", on paper that is wide enough.
fn head(old: &Version, new: &Version) -> Vec<String> {
    let text = between(old, new).to_text(Paper::of_width(400));
    let lines = text.lines().skip_while(|line| !line.starts_with("Old  "));
    let lines = lines.take_while(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// Southwark's £22,500.00 with another mark in place of its test year's count.
fn withdrawn(version: Version) -> Version {
    version.counting("year_1,custody,180,,", "year_1,custody,,[c],")
}

/// 275 for 270 in Croydon: £37,500.00 for £45,000.00.
fn revised() -> Version {
    Version::new().counting("year_1,custody,270", "year_1,custody,275")
}

#[test]
fn a_reward_that_is_not_computable_any_more_is_named_with_what_it_was() {
    assert_eq!(
        head(&Version::new(), &withdrawn(revised())),
        [
            "Old             £67,500.00, total",
            "New             £37,500.00, total without the one that is not computable",
            "Known in both   £45,000.00 old, £37,500.00 new: 1 of 2 rewards",
            "Difference      −£7,500.00, without one reward that is not computable in old or new",
            "Not compared    £22,500.00 of old, none of new: Southwark (southwark), adults, first \
             test year: was £22,500.00, and is not computable",
        ]
    );
}

#[test]
fn a_reward_that_was_not_computable_is_named_with_what_it_is() {
    assert_eq!(
        head(&withdrawn(Version::new()), &revised()),
        [
            "Old             £45,000.00, total without the one that is not computable",
            "New             £60,000.00, total",
            "Known in both   £45,000.00 old, £37,500.00 new: 1 of 2 rewards",
            "Difference      −£7,500.00, without one reward that is not computable in old or new",
            "Not compared    none of old, £22,500.00 of new: Southwark (southwark), adults, first \
             test year: was not computable, and is £22,500.00",
        ]
    );
}

/// Then the difference is of the totals as they stand.
#[test]
fn a_reward_that_is_not_computable_in_either_is_named_and_is_in_neither_total() {
    assert_eq!(
        head(&withdrawn(Version::new()), &withdrawn(revised())),
        [
            "Old            £45,000.00, total without the one that is not computable",
            "New            £37,500.00, total without the one that is not computable",
            "Difference     −£7,500.00, without one reward that is not computable in old or new",
            "Not compared   Southwark (southwark), adults, first test year: not computable in either",
        ]
    );
}

#[test]
fn where_no_reward_is_known_in_both_each_is_named() {
    let new = withdrawn(Version::new());
    let old = Version::new().counting("baseline,custody,300,,", "baseline,custody,,[x],");
    assert_eq!(
        head(&old, &new),
        [
            "Old            £22,500.00, total without the one that is not computable",
            "New            £45,000.00, total without the one that is not computable",
            "Difference     not known",
            "Not compared   £22,500.00 of old, £45,000.00 of new: Croydon (croydon), adults, first \
             test year: was not computable, and is £45,000.00; and Southwark (southwark), adults, \
             first test year: was £22,500.00, and is not computable",
        ]
    );
}

/// Eleven sites that are not computable in either, and Southwark that is in one: it comes
/// first, so that what is not named is no part of either total.
#[test]
fn of_many_rewards_without_a_difference_those_of_a_total_are_named_first() {
    let mut old = Version::new();
    for number in 10..21 {
        old = old.agreeing(
            "[[site]]\ncode = \"southwark\"",
            &format!(
                "[[site]]\ncode = \"S{number}\"\nname = \"Site {number}\"\ncohorts = \
                 [\"adult\"]\n[[site]]\ncode = \"southwark\""
            ),
        );
        old.table += &format!("S{number},adult,baseline,custody,,[x],,,\n");
        old.table += &format!("S{number},adult,year_1,custody,90,,,,\n");
    }
    let head = head(&old, &withdrawn(old.clone()));
    let words: Vec<&str> = head
        .iter()
        .flat_map(|line| line.split_whitespace())
        .collect();
    let last = words.join(" ");
    let begins = "Not compared £22,500.00 of old, none of new: Southwark (southwark), adults, \
                  first test year: was £22,500.00, and is not computable; Site 10 (S10), adults";
    assert!(last.contains(begins), "{last}");
    let ends = "; Site 18 (S18), adults, first test year: not computable in either; and 2 more, \
                which are in the JSON";
    assert!(last.ends_with(ends), "{last}");
}

#[test]
fn the_json_holds_both_sides_of_the_difference_that_is_known() {
    let known = |old: &Version, new: &Version| {
        let json: Value = serde_json::from_str(&between(old, new).to_json()).unwrap();
        ["known_old", "known_new", "known_difference"].map(|key| json[key].clone())
    };
    let (old, new) = (Version::new(), withdrawn(revised()));
    assert_eq!(known(&old, &new), ["45000.00", "37500.00", "-7500.00"]);
    assert_eq!(
        known(&old, &revised()),
        ["67500.00", "60000.00", "-7500.00"]
    );
    let none =
        withdrawn(Version::new()).counting("baseline,custody,300,,", "baseline,custody,,[x],");
    assert!(known(&old, &none).iter().all(Value::is_null));
}
