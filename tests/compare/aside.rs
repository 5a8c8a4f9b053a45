//! What differs between two schemes and moves no reward: none of it is passed over, and
//! none is told as what it is not.

use crate::small::{Version, between, sentences};
use justice_reinvestment::wording::Paper;

const SOUTHWARK: &str = "areas = [\"E09000028\"]";
const CUSTODY: &str = "\"Custodial sentences under 12 months\"";

fn told(old: &Version, new: &Version) -> Vec<String> {
    between(old, new).also_differs
}

/// The same with a price of its own for the test period.
fn with_two_prices(version: Version) -> Version {
    version.agreeing(
        "source = \"paper\"\n[[site]]",
        "source = \"paper\"\nto = 2011-06-30\n[[price]]\nmetric = \"custody\"\ncohort = \"adult\"\n\
         amount = \"1500.00\"\nprice_year = \"2011-12\"\nstatus = \"reported\"\nsource = \
         \"paper\"\nfrom = 2011-07-01\n[[site]]",
    )
}

#[test]
fn every_part_of_an_assumption_or_a_decision_that_differs_is_told() {
    for kind in ["assumption", "decision"] {
        let mut old = Version::new();
        old.scheme += &format!(
            "[[{kind}]]\nwhat = \"A\"\nwhy = \"x\"\nreliability = \"low\"\nby = \"Me\"\n\
             [[{kind}]]\nwhat = \"B\"\n[[{kind}]]\nwhat = \"C\"\n"
        );
        let mut new = Version::new();
        new.scheme += &format!(
            "[[{kind}]]\nwhat = \"B\"\n[[{kind}]]\nwhat = \"A\"\nwhy = \"y\"\neffect = \"z\"\n\
             reliability = \"high\"\ndate = 2012-01-01\nsigned_by = \"You\"\n\
             [[{kind}]]\nwhat = \"D\"\n"
        );
        assert_eq!(
            told(&old, &new),
            [
                format!("{kind} \"D\" is new"),
                format!("{kind} \"C\" is gone"),
                format!("the reason of {kind} \"A\" went from \"x\" to \"y\""),
                format!("the effect of {kind} \"A\" is \"z\", and was not given"),
                format!("the reliability of {kind} \"A\" went from \"low\" to \"high\""),
                format!("the day of {kind} \"A\" is \"2012-01-01\", and was not given"),
                format!("the author of {kind} \"A\" was \"Me\", and is not given any more"),
                format!("the sign-off of {kind} \"A\" is \"You\", and was not given"),
                format!("what stands in another order: {kind}s"),
            ]
        );
    }
}

#[test]
fn the_last_day_of_a_source_that_differs_is_told() {
    let old = Version::new();
    let new = old.clone().agreeing(
        "date = \"2010-06\"",
        "date = \"2010-06\"\nvalid_to = 2012-06-30",
    );
    assert_eq!(
        told(&old, &new),
        ["the last day of source \"paper\" is \"2012-06-30\", and was not given"]
    );
}

#[test]
fn a_site_that_names_the_periods_in_which_it_took_part_anyway_is_told() {
    let old = Version::new();
    let named = format!("{SOUTHWARK}\nperiods = [\"year_1\"]");
    let new = old.clone().agreeing(SOUTHWARK, &named);
    assert_eq!(
        told(&old, &new),
        ["Southwark takes part as before, and its cohorts or test periods are named otherwise"]
    );
}

#[test]
fn what_each_price_of_a_metric_says_is_compared_with_its_own_period() {
    let old = with_two_prices(Version::new());
    let new = old
        .clone()
        .agreeing("price_year = \"2010-11\"", "price_year = \"2009-10\"")
        .agreeing(
            "price_year = \"2011-12\"\nstatus = \"reported\"\nsource = \"paper\"",
            "price_year = \"2011-12\"\nstatus = \"illustrative\"\nnote = \"a guess\"",
        );
    let price = |part: &str, period: &str| {
        format!("the {part} of the price of {CUSTODY} for adults in the {period} year")
    };
    assert_eq!(
        told(&old, &new),
        [
            price("price year", "baseline") + " went from \"2010-11\" to \"2009-10\"",
            price("status", "first test") + " went from \"reported\" to \"illustrative\"",
            price("source", "first test") + " was \"paper\", and is not given any more",
            price("note", "first test") + " is \"a guess\", and was not given",
        ]
    );
}

/// The reward under either code is a difference in pounds, and what else changed is in it.
#[test]
fn a_site_under_another_code_is_another_and_its_areas_are_told() {
    let old = Version::new();
    let new = old
        .clone()
        .agreeing("code = \"southwark\"", "code = \"swk\"")
        .counting("year_1,custody,180", "year_1,custody,185");
    // 185 are 7.5% fewer than 200: £7,500.00 for the first 5%, and £7,500.00.
    assert_eq!(
        sentences(&between(&old, &new)),
        [
            "Taking part: Southwark (swk) takes part, and did not; and Southwark (southwark) took \
             part, and does not any more: −£7,500.00 (1 reward +£15,000.00, 1 reward −£22,500.00)."
        ]
    );
    let renamed = between(&old, &new).renamed.join("\n");
    let said = "sites \"southwark\" and \"swk\" have the same areas: under one code";
    assert!(renamed.starts_with(said), "{renamed}");
    assert_eq!(
        told(&old, &new),
        [
            "Southwark (E09000028) moved from Southwark (southwark) to Southwark (swk); no reward \
             that both versions have and can compute rests on it"
                .to_owned(),
            format!(
                "of no reward that both versions have and can compute: the count of {CUSTODY} for \
                 adults of Southwark (E09000028) in the first test year was revised from 180 to \
                 185 (5 more)"
            ),
        ]
    );
}

/// Hundreds of areas would be hundreds of sentences.
#[test]
fn many_sites_under_other_codes_are_told_in_one_sentence() {
    let old = Version::new();
    let new = old
        .clone()
        .agreeing("code = \"croydon\"", "code = \"crd\"")
        .agreeing("code = \"southwark\"", "code = \"swk\"");
    assert_eq!(
        between(&old, &new).renamed,
        [
            "sites \"croydon\" and \"crd\"; and \"southwark\" and \"swk\" have the same areas: \
             under one code they would be compared; as it is, the rewards of both stand whole \
             under taking part",
        ]
    );
    assert_eq!(
        told(&old, &new),
        [
            "Bromley (E09000008) moved from Croydon (croydon) to Croydon (crd); Lambeth \
             (E09000022) moved from Croydon (croydon) to Croydon (crd); and Southwark (E09000028) \
             moved from Southwark (southwark) to Southwark (swk); no reward that both versions \
             have and can compute rests on it",
        ]
    );
}

/// A table without the rows of an area.
fn without(area: &str, table: &str) -> String {
    let lines = table.lines().filter(|line| !line.starts_with(area));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_site_under_another_code_with_another_area_is_known_by_its_name() {
    let old = Version::new();
    let mut new = old
        .clone()
        .agreeing("code = \"croydon\"", "code = \"crd\"")
        .agreeing("[\"E09000008\", \"E09000022\"]", "[\"E09000022\"]");
    new.table = without("E09000008", &new.table);
    assert_eq!(
        between(&old, &new).renamed,
        [
            "sites \"croydon\" and \"crd\" have the same name: under one code they would be \
             compared; as it is, the rewards of both stand whole under taking part"
        ]
    );
}

#[test]
fn an_area_under_another_code_in_the_same_site_is_told() {
    let old = Version::new();
    let mut new = old.clone().agreeing(SOUTHWARK, "areas = [\"E09999999\"]");
    new.table = new.table.replace("E09000028", "E09999999");
    let revision = between(&old, &new);
    assert_eq!(
        revision.renamed,
        [
            "areas \"E09000028\" and \"E09999999\" took one another's place: under one code they \
             would be compared; as it is, what their counts moved stands under areas"
        ]
    );
    // One that came from another site did not change its code.
    let mut new = old
        .clone()
        .agreeing(SOUTHWARK, "areas = [\"E09000022\"]")
        .agreeing("[\"E09000008\", \"E09000022\"]", "[\"E09000008\"]");
    new.table = without("E09000028", &new.table);
    assert!(between(&old, &new).renamed.is_empty());
}

#[test]
fn a_metric_under_another_id_is_another_and_its_title_is_told_before_any_sentence() {
    let old = Version::new();
    let mut new = old.clone();
    new.scheme = new.scheme.replace("\"custody\"", "\"short_custody\"");
    new.table = new.table.replace(",custody,", ",short_custody,");
    // What is changed besides is told as a price, and that it may be a count.
    new.table = new.table.replace(",180,", ",190,");
    let page = between(&old, &new).to_text(Paper::of_width(120));
    let why = page.split("Why\n").nth(1).unwrap();
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        why.starts_with(
            "Metrics \"custody\" and \"short_custody\" have the same title: under one id they would \
             be compared; as it is, what their counts moved stands under prices. Prices: "
        ),
        "{why}"
    );
    let told = told(&old, &new);
    let [come, gone] = told.as_slice() else {
        panic!("{told:#?}");
    };
    // By its title in both tables, though the new scheme does not know the old id.
    for (rows, which, id) in [(come, "new", "short_custody"), (gone, "old", "custody")] {
        assert!(rows.starts_with(&format!("6 counts stand in the {which} table alone")));
        assert!(
            rows.contains(&format!("{CUSTODY} ({id}) for adults of Bromley")),
            "{rows}"
        );
    }
}
