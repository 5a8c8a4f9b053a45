//! Why a reward is not computable in one of the versions: a count that was withdrawn or
//! supplied, or one that something else asks for.

use crate::small::{Version, between};
use justice_reinvestment::wording::Paper;

const METRIC: &str = "[[metric]]\nid = \"remand\"\ntitle = \"Nights on remand\"\nunit = \"night\"\nbasis = \"held\"\n";
const PRICE: &str = "[[price]]\nmetric = \"remand\"\ncohort = \"adult\"\namount = \"1.00\"\nprice_year = \"2010-11\"\nstatus = \"reported\"\nsource = \"paper\"\n";

/// What is said of a site's reward.
fn said(old: &Version, new: &Version, site: &str) -> String {
    let text = between(old, new).to_text(Paper::of_width(1000));
    let begins = format!("   {site}, adults, first test year: ");
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(&begins));
    lines.next().unwrap_or_else(|| panic!("{text}")).to_owned()
}

/// A version that watches nights on remand, ten in each area and period, and for Southwark's
/// baseline what is given.
fn watching(southwark: &str) -> Version {
    let mut version = Version::new().agreeing("[[price]]", &format!("{METRIC}[[price]]"));
    for (area, name) in [
        ("E09000008", "Bromley"),
        ("E09000022", "Lambeth"),
        ("E09000028", "Southwark"),
    ] {
        for period in ["baseline", "year_1"] {
            let count = match (name, period) {
                ("Southwark", "baseline") => southwark,
                _ => "10,",
            };
            if !count.is_empty() {
                version.table += &format!("{area},adult,{period},remand,{count},{name},,\n");
            }
        }
    }
    version
}

fn priced(version: Version) -> Version {
    version.agreeing("[[site]]", &format!("{PRICE}[[site]]"))
}

const LACKS: &str = "missing: \"Nights on remand\" of Southwark (E09000028) in the baseline year, \
                     [x] not available";
const SOUTHWARK: &str = "Southwark (southwark)";

#[test]
fn a_count_that_was_missing_and_that_a_new_price_asks_for_is_told_as_that() {
    let old = watching(",[x]");
    let new = priced(old.clone());
    assert_eq!(
        said(&old, &new, SOUTHWARK),
        format!(
            "was £22,500.00, and is not computable, since 1 count is {LACKS}; it was missing before \
             too, and is asked for now that \"Nights on remand\" has a price."
        )
    );
    assert_eq!(
        said(&new, &old, SOUTHWARK),
        format!(
            "was not computable, since 1 count was {LACKS}; it is missing still, and not asked for \
             any more, since \"Nights on remand\" has no price; the reward is £22,500.00 now."
        )
    );
}

/// It was there, or had no row: only its price is what is new of it.
#[test]
fn a_count_that_was_not_missing_is_not_said_to_have_been() {
    let new = priced(watching(",[x]"));
    for count in ["10,", ""] {
        assert_eq!(
            said(&watching(count), &new, SOUTHWARK),
            format!(
                "was £22,500.00, and is not computable, since 1 count is {LACKS}; it is asked for \
                 now that \"Nights on remand\" has a price."
            )
        );
    }
}

#[test]
fn a_withdrawn_count_beside_one_that_a_new_price_asks_for_is_told_apart() {
    let old = watching(",[x]");
    let new = priced(old.clone()).counting("year_1,custody,180,,", "year_1,custody,,[c],");
    let said = said(&old, &new, SOUTHWARK);
    assert!(said.contains("since 2 counts are missing: "), "{said}");
    let ends = "; 1 of them was missing before too, and is asked for now that \"Nights on remand\" \
                has a price.";
    assert!(said.ends_with(ends), "{said}");
}

/// Lambeth's baseline is confidential before and after. Croydon without it: of
/// £450,000.00, 5% is half paid, £11,250.00, and as much beyond in full, £22,500.00.
#[test]
fn a_count_that_an_area_brings_with_it_is_told_as_that() {
    let old = Version::new().counting("baseline,custody,100,,", "baseline,custody,,[c],");
    let new = old
        .clone()
        .agreeing("[\"E09000008\", \"E09000022\"]", "[\"E09000008\"]")
        .agreeing("[\"E09000028\"]", "[\"E09000028\", \"E09000022\"]");
    let lacks = "missing: \"Custodial sentences under 12 months\" of Lambeth (E09000022) in the \
                 baseline year, [c] confidential";
    assert_eq!(
        said(&old, &new, SOUTHWARK),
        format!(
            "was £22,500.00, and is not computable, since 1 count is {lacks}; it was missing before \
             too, and is asked for now that Lambeth (E09000022) is part of the site."
        )
    );
    assert_eq!(
        said(&old, &new, "Croydon (croydon)"),
        format!(
            "was not computable, since 1 count was {lacks}; it is missing still, and not asked for \
             any more, since Lambeth (E09000022) is not part of the site any more; the reward is \
             £33,750.00 now."
        )
    );
}
