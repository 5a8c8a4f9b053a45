//! How a revision reads, and that nothing which differs is passed over.

use crate::small::{Version, between};
use crate::worlds::told::told;
use justice_reinvestment::compare::Revision;
use justice_reinvestment::wording::{Paper, width};
use serde_json::Value;

/// A pair of versions in which four causes change and much else.
fn pair() -> [Version; 2] {
    let old = Version::new();
    let new = old
        .clone()
        .agreeing(
            "title = \"A small scheme\"",
            "title = \"A small scheme, as agreed in May\"",
        )
        .agreeing("threshold = \"5%\"", "threshold = \"6%\"")
        .agreeing("\"1500.00\"", "\"1450.00\"")
        .agreeing(
            "areas = [\"E09000008\", \"E09000022\"]",
            "areas = [\"E09000008\"]",
        )
        .agreeing(
            "areas = [\"E09000028\"]",
            "areas = [\"E09000028\", \"E09000022\"]",
        )
        .counting("year_1,custody,270", "year_1,custody,275")
        .counting("year_1,custody,180", "year_1,custody,171");
    [old, new]
}

fn aside(old: &Version, new: &Version) -> Vec<String> {
    let revision = between(old, new);
    assert!(revision.totals.is_empty(), "{:#?}", revision.totals);
    let told = |revision: &Revision| revision.old.total_reward;
    assert!(told(&revision).is_some());
    revision.also_differs
}

#[test]
fn each_thing_that_differs_and_moves_nothing_is_named() {
    let old = Version::new();
    let agreed = [
        (
            "id = \"small\"",
            "id = \"smaller\"",
            "the scheme's id went from \"small\" to \"smaller\"",
        ),
        (
            "title = \"A small scheme\"",
            "title = \"A scheme\"",
            "the scheme's title went from \"A small scheme\" to \"A scheme\"",
        ),
        (
            "data = \"invented\"",
            "data = \"real\"",
            "what the scheme says of its data went from \"invented\" to \"real\"",
        ),
        (
            "title = \"A paper\"",
            "title = \"A paper\"\nsays = \"half\"",
            "the passage of source \"paper\" is \"half\", and was not given",
        ),
        (
            "publisher = \"Somebody\"",
            "publisher = \"Nobody\"",
            "the publisher of source \"paper\" went from \"Somebody\" to \"Nobody\"",
        ),
        (
            "title = \"first test year\"",
            "title = \"year 1\"",
            "the title of test period \"year_1\" went from \"first test year\" to \"year 1\"",
        ),
        (
            "id = \"baseline\"\ntitle = \"baseline year\"",
            "id = \"baseline\"",
            "the title of the baseline was \"baseline year\", and is not given any more",
        ),
        (
            "title = \"Custodial sentences under 12 months\"",
            "title = \"Custody\"",
            "the title of metric \"custody\" went from \"Custodial sentences under 12 months\" to \
             \"Custody\"",
        ),
        (
            "unit = \"sentence\"",
            "unit = \"sentence\"\nstands_for = \"nights\"",
            "the stand-in of metric \"custody\" is \"nights\", and was not given",
        ),
        (
            "price_year = \"2010-11\"",
            "price_year = \"2011-12\"",
            "the price year of the price of \"Custodial sentences under 12 months\" for adults went \
             from \"2010-11\" to \"2011-12\"",
        ),
        (
            "status = \"reported\"",
            "status = \"published\"",
            "the status of the price of \"Custodial sentences under 12 months\" for adults went \
             from \"reported\" to \"published\"",
        ),
        (
            "source = \"paper\"",
            "source = \"paper\"\nfrom = 2001-01-01",
            "the prices of \"Custodial sentences under 12 months\" for adults hold on other days, or \
             stand otherwise",
        ),
        (
            "name = \"Croydon\"",
            "name = \"Croydon and Lambeth\"",
            "the name of site croydon went from \"Croydon\" to \"Croydon and Lambeth\"",
        ),
        (
            "areas = [\"E09000008\", \"E09000022\"]",
            "areas = [\"E09000022\", \"E09000008\"]",
            "the areas of Croydon stand in another order",
        ),
        (
            "currency = \"GBP\"",
            "currency = \"GBP\" # pounds",
            "the scheme is written otherwise, and agrees the same",
        ),
        (
            "[cohort.adult]",
            "[cohort.youth]\nterms = \"ljr-bands\"\n[[price]]\nmetric = \"custody\"\ncohort = \
             \"youth\"\namount = \"1.00\"\nprice_year = \"2010\"\nstatus = \"reported\"\nsource = \
             \"paper\"\n[cohort.adult]",
            "young people have terms, and no site takes part with them",
        ),
    ];
    for (was, is, said) in agreed {
        let aside = aside(&old, &old.clone().agreeing(was, is));
        assert!(aside.iter().any(|text| text == said), "{said}: {aside:#?}");
    }
    let place = "\"Custodial sentences under 12 months\" for adults of Southwark (E09000028) in the \
                 baseline year";
    let counted = [
        (
            ",200,,",
            ",200,[p],",
            format!("1 count is marked otherwise: {place} (no mark, now [p])"),
        ),
        (
            ",200,,Southwark,",
            ",200,,Southwark,a note",
            format!("1 count has another note: {place}"),
        ),
        (
            ",200,,Southwark,,",
            ",200,,Southwark,,2013-01-01",
            format!("1 count was taken from the records on another day: {place}"),
        ),
        (
            "note,as_at",
            "as_at,note",
            "the table of counts is written otherwise, and holds the same".to_owned(),
        ),
    ];
    for (was, is, said) in counted {
        let aside = aside(&old, &old.clone().counting(was, is));
        assert_eq!(aside, [said]);
    }
    let mut renamed = old.clone();
    renamed.table = renamed.table.replace("Lambeth", "Brixton");
    assert_eq!(
        aside(&old, &renamed),
        ["names of areas: E09000022 was called \"Lambeth\", and is called \"Brixton\""]
    );
}

#[test]
fn a_watched_metric_that_comes_and_one_that_is_revised_move_nothing() {
    let metric = "[[metric]]\nid = \"remand\"\ntitle = \"Nights on remand\"\nunit = \"night\"\nbasis = \"held\"\n";
    let old = Version::new();
    let mut new = old
        .clone()
        .agreeing("[[price]]", &format!("{metric}[[price]]"));
    assert_eq!(aside(&old, &new), ["metric \"remand\" is new"]);
    new.table += "E09000028,adult,baseline,remand,7,,Southwark,,\n";
    let mut newer = new.clone();
    newer.table = newer.table.replace("remand,7", "remand,9");
    assert_eq!(
        aside(&new, &newer),
        [
            "in no cost, since watched: the count of \"Nights on remand\" for adults of Southwark \
             (E09000028) in the baseline year was revised from 7 to 9 (2 more)"
        ]
    );
}

#[test]
fn groups_that_add_up_alike_are_no_change_of_the_sum() {
    let old = Version::new();
    let header = ("note,as_at", "note,as_at,group");
    let mut new = old.clone().counting(header.0, header.1);
    let rows = new.table.lines().skip(1).map(|row| match row {
        row if row.starts_with("E09000028") => {
            let count: u64 = row.split(',').nth(4).unwrap().parse().unwrap();
            let part = |count: u64, group: &str| {
                let mut fields: Vec<String> = row.split(',').map(str::to_owned).collect();
                fields[4] = count.to_string();
                format!("{},{group}\n", fields.join(","))
            };
            part(count - 50, "theft") + &part(50, "fraud")
        }
        row => format!("{row},\n"),
    });
    let rows: String = rows.collect();
    let first = new.table.lines().next().unwrap().to_owned();
    new.table = format!("{first}\n{rows}");
    let aside = aside(&old, &new);
    assert_eq!(aside.len(), 1, "{aside:#?}");
    assert!(aside[0].starts_with("2 counts are split otherwise by group, and add up alike: "));
}

#[test]
fn periods_and_metrics_that_are_others_are_told_as_what_they_are() {
    let old = Version::new();
    let new = old
        .clone()
        .agreeing(
            "from = 2010-07-01\nto = 2011-06-30",
            "from = 2010-06-01\nto = 2011-05-31",
        )
        .agreeing(
            "basis = \"sentenced\"",
            "basis = \"convicted\"\narea_basis = \"home\"",
        );
    let revision = between(&old, &new);
    assert_eq!(
        revision.definitions,
        [
            "the baseline year moved: it was 1 July 2010 to 30 June 2011, and is 1 June 2010 to 31 \
             May 2011",
            "\"Custodial sentences under 12 months\" is counted otherwise: unit \"sentence\", basis \
             sentenced before, unit \"sentence\", basis convicted, area basis home now",
        ]
    );
}

#[test]
fn a_test_period_under_another_id_is_another_and_its_days_are_told() {
    let old = Version::new();
    let mut new = old.clone().agreeing("id = \"year_1\"", "id = \"year-1\"");
    new.table = new.table.replace("year_1", "year-1");
    let revision = between(&old, &new);
    assert_eq!(
        crate::small::sentences(&revision),
        [
            "Taking part: the first test year (year-1) is a test period, and was not; and the first \
             test year (year_1) was a test period, and is not any more: £0.00 (2 rewards \
             +£67,500.00, 2 rewards −£67,500.00)."
        ]
    );
    let said = "test periods \"year_1\" and \"year-1\" have the same days: under one id they would \
                be compared; as it is, the rewards of both stand whole under taking part";
    assert_eq!(revision.renamed, [said]);
}

#[test]
fn a_reward_that_lacks_the_same_in_both_is_left_out() {
    let version = Version::new().counting(",200,,", ",,[x],");
    let text = between(&version, &version).to_text(Paper::default());
    assert!(text.contains("No reward changed"), "{text}");
    assert!(!text.contains("Each reward"), "{text}");
    assert!(text.contains("without one reward that is not computable in old or new"));
}

#[test]
fn every_page_fits_its_width_and_has_every_figure() {
    let [old, new] = pair();
    let revision = between(&old, &new);
    let wide = revision.to_text(Paper::of_width(200));
    let figures: Vec<&str> = wide
        .split_whitespace()
        .filter(|word| word.contains('£'))
        .collect();
    for columns in 40..160 {
        let text = revision.to_text(Paper::of_width(columns));
        for line in text.lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
        }
        for figure in &figures {
            assert!(text.contains(figure), "{columns}: {figure}");
        }
    }
}

#[test]
fn both_assessments_stand_in_a_revision_as_they_are() {
    let [old, new] = pair();
    let revision = between(&old, &new);
    for (version, assessment) in [(&old, &revision.old), (&new, &revision.new)] {
        let (scheme, demand) = version.read();
        let alone = justice_reinvestment::assess(&scheme, &demand).unwrap();
        assert_eq!(told(&alone), told(assessment));
    }
}

#[test]
fn the_json_holds_every_change_and_its_parts_exactly() {
    let [old, new] = pair();
    let revision = between(&old, &new);
    let json: Value = serde_json::from_str(&revision.to_json()).unwrap();
    assert_eq!(json["schema"], "justice-reinvestment/revision/1");
    assert_eq!(json["old"]["scheme"]["title"], "A small scheme");
    let lengths = [
        "counts",
        "prices",
        "terms",
        "areas",
        "taking_part",
        "rewards",
    ]
    .map(|key| json[key].as_array().unwrap().len());
    // The price changed in both periods; the terms of the one cohort; one area moved.
    assert_eq!(lengths, [2, 2, 1, 1, 0, 2]);
    let causes = json["causes"].as_array().unwrap().iter();
    let causes: Vec<&Value> = causes.map(|total| &total["causes"][0]).collect();
    assert_eq!(causes, ["counts", "prices", "terms", "areas"]);
    for reward in json["rewards"].as_array().unwrap() {
        for part in reward["parts"].as_array().unwrap() {
            assert!(part["exact"]["amount"].is_string());
            assert_eq!(24 % part["exact"]["divided_by"].as_u64().unwrap(), 0);
        }
    }
}

#[test]
fn the_json_says_the_difference_and_what_of_it_is_known() {
    let old = Version::new();
    let new = old
        .clone()
        .counting("year_1,custody,270", "year_1,custody,275");
    let differences = |old: &Version, new: &Version| {
        let json: Value = serde_json::from_str(&between(old, new).to_json()).unwrap();
        [
            json["total_difference"].clone(),
            json["known_difference"].clone(),
        ]
    };
    assert_eq!(differences(&old, &new), ["-7500.00", "-7500.00"]);
    let lacking = old.clone().counting(",200,,", ",,[x],");
    let [total, known] = differences(&lacking, &new);
    assert!(total.is_null() && known == "-7500.00", "{total} {known}");
    let mut without = lacking;
    without.table = without.table.replace(",300,,", ",,[x],");
    assert!(differences(&without, &new).iter().all(Value::is_null));
}

/// Southwark has no difference in pounds, and its price and its count both changed.
#[test]
fn an_empty_cell_is_said_to_be_unchanged_only_where_it_is() {
    let old = Version::new().counting(",200,,", ",,[c],");
    let new = Version::new()
        .agreeing("\"1500.00\"", "\"1600.00\"")
        .counting("year_1,custody,270", "year_1,custody,275");
    let empty = "Empty: nothing of the kind changed for this reward.";
    let unknown = "Not known: without a difference in pounds there are no parts.";
    let text = between(&old, &new).to_text(Paper::of_width(160));
    assert!(!text.contains(empty) && text.contains(unknown), "{text}");
    let text = between(&Version::new(), &new).to_text(Paper::of_width(160));
    assert!(text.contains(empty) && !text.contains(unknown), "{text}");
}

#[test]
fn nothing_is_said_to_be_as_it_was_where_a_period_moved() {
    let old = Version::new();
    let new = old.clone().agreeing(
        "from = 2010-07-01\nto = 2011-06-30",
        "from = 2010-06-01\nto = 2011-05-31",
    );
    let text = between(&old, &new).to_text(Paper::of_width(160));
    assert!(!text.contains("nothing that a reward rests on"), "{text}");
    let said = "No reward changed, and no count, price, rule or area that a reward rests on.";
    assert!(text.contains(said), "{text}");
}

#[test]
fn names_that_would_be_markdown_are_escaped() {
    let old = Version::new();
    let new = old
        .clone()
        .agreeing("name = \"Croydon\"", "name = \"*Croydon* | <b>\"")
        .agreeing("\"1500.00\"", "\"1450.00\"");
    let text = between(&old, &new).to_markdown();
    assert!(text.contains("\\*Croydon\\* \\| \\<b\\>"), "{text}");
    assert!(!text.contains("<b>"), "{text}");
}
