//! The figures of logs, worked out again from the fixtures' own files or by hand.

use crate::{Assessed, files};
use justice_reinvestment::log::{Entry, Logs, Topic};
use justice_reinvestment::{Cohort, Reliability};

fn assumption<'a>(logs: &'a Logs, topic: Topic, words: &str) -> &'a Entry {
    found(&logs.assumptions.entries, topic, words)
}

fn found<'a>(entries: &'a [Entry], topic: Topic, words: &str) -> &'a Entry {
    let mut entries = entries
        .iter()
        .filter(|entry| entry.topic == topic && entry.what.contains(words));
    let entry = entries.next().unwrap_or_else(|| panic!("{topic} {words}"));
    assert_eq!(entries.next(), None);
    entry
}

fn effect(entry: &Entry) -> &str {
    entry.effect.as_deref().unwrap()
}

/// Referral orders of young people: 25,780, then 21,627 and 16,382, at £540.
#[test]
fn an_illustrative_price_says_what_its_lines_add_to_the_saving() {
    let logs = Assessed::fixture("england-and-wales").logs();
    let entry = assumption(&logs, Topic::IllustrativePrice, "\"Referral orders\"");
    assert_eq!(
        effect(entry),
        "its lines add £2,242,620.00 in 2011 and £5,074,920.00 in 2012 to the saving; \
         2 rewards rest on it, £6,134,823.00 together"
    );
    assert_eq!(entry.reliability, Some(Reliability::Low));
    let illustrative = logs.assumptions.entries.iter();
    let illustrative = illustrative.filter(|entry| entry.topic == Topic::IllustrativePrice);
    // "7 of 9 unit prices illustrative"
    assert_eq!(illustrative.count(), 7);
}

/// £2,520,135,210 − £2,393,583,986, the costs that the README shows for adults in 2011.
#[test]
fn a_rise_that_takes_nothing_away_is_said_in_pounds() {
    let assessed = Assessed::fixture("england-and-wales");
    let entry_of = assessed.logs();
    let entry = assumption(&entry_of, Topic::RewardsAdded, "");
    let risen = &assessed.assessment.rewards[0];
    let by = risen.test_cost.unwrap().minus(risen.baseline_cost.unwrap());
    let words = format!("a rise of {} takes nothing away; ", by.unwrap().in_words());
    assert!(effect(entry).starts_with(&words), "{entry:?}");
    assert!(words.contains("£126,551,224.00"), "{words}");
}

/// The price of a community order rises by £10.00 for the second test year.
#[test]
fn a_change_of_price_is_ten_pounds_for_every_order_of_the_test_period() {
    let [_, counts] = files("pilot");
    let orders = counts
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|row| row[2..5] == ["adult", "year_2", "community_order"])
        .map(|row| row[6].parse::<u64>().unwrap())
        .sum::<u64>();
    let logs = Assessed::fixture("pilot").logs();
    let entry = found(&logs.decisions.entries, Topic::Prices, "changes from");
    let words = format!(
        "the change of price adds −£{}.00 in the second test year to the saving; ",
        justice_reinvestment::wording::grouped(&(orders * 10).to_string())
    );
    assert_eq!(orders, 1683);
    assert!(effect(entry).starts_with(&words), "{entry:?}, {words}");
}

/// Of the pilot's adults the five rewards of the second test year alone have a price in
/// the money of 2012-13: £1,220,677.50, £98,878.50, £11,451.40 and twice nothing.
#[test]
fn prices_of_unlike_years_are_of_the_rewards_that_add_them_up_and_of_no_others() {
    let logs = Assessed::fixture("pilot").logs();
    let entry = assumption(&logs, Topic::PriceYears, "prices of 2010-11 and 2012-13");
    let resting = "; 5 rewards rest on it, £1,331,007.40 together";
    assert!(effect(entry).ends_with(resting), "{entry:?}");
    assert_eq!(
        (entry.rewards, entry.rewards_pounds),
        (Some(5), "1331007.40".parse().ok())
    );
    // Young people's prices are all in the money of one year.
    let entries = logs.assumptions.entries.iter();
    let of_years = entries.filter(|entry| entry.topic == Topic::PriceYears);
    assert_eq!(of_years.count(), 1);
}

/// Two sites that have no metric in common add up no prices of unlike years, though the
/// cohort has them.
#[test]
fn prices_of_unlike_years_that_no_reward_adds_up_are_not_told_of() {
    let [scheme, counts] = split_by_metric();
    let logs = Assessed::of(&scheme, &counts).unwrap().logs();
    let mut entries = logs.assumptions.entries.iter();
    assert!(entries.all(|entry| entry.topic != Topic::PriceYears));
}

/// A second metric with a price from a source, which only a second site has.
fn split_by_metric() -> [String; 2] {
    let [scheme, _] = files("hackney");
    let scheme = scheme
        + "\n[[metric]]\nid = \"order\"\ntitle = \"Orders\"\nunit = \"order\"\n\
           basis = \"sentenced\"\n\
           [[metric]]\nid = \"fine\"\ntitle = \"Fines\"\nunit = \"fine\"\n\
           basis = \"sentenced\"\n"
        + &["order", "fine"]
            .map(|metric| {
                format!(
                    "[[price]]\nmetric = \"{metric}\"\ncohort = \"adult\"\n\
                     amount = \"100.00\"\nprice_year = \"1999-00\"\n\
                     status = \"published\"\nsource = \"tariff\"\n"
                )
            })
            .concat()
        + "[[source]]\nid = \"tariff\"\ntitle = \"Tariff\"\npublisher = \"Partners\"\n\
           date = \"1999\"\nvalid_to = 1999-12-31\n\
           [[site]]\ncode = \"E09000013\"\nname = \"Next\"\ncohorts = [\"adult\"]\n";
    let mut counts = "area_code,cohort,period,metric,count,status\n".to_owned();
    for period in ["baseline", "year_1"] {
        for (area, has) in [("E09000012", "custody"), ("E09000013", "order fine")] {
            for metric in ["custody", "order", "fine"] {
                let count = match has.contains(metric) {
                    true => "100,",
                    false => ",[z]",
                };
                counts += &format!("{area},adult,{period},{metric},{count}\n");
            }
        }
    }
    [scheme, counts]
}

/// The price of a metric that is not applicable to a site is none of its rewards'.
#[test]
fn a_source_is_of_the_rewards_whose_lines_have_a_price_from_it() {
    let [scheme, counts] = split_by_metric();
    let logs = Assessed::of(&scheme, &counts).unwrap().logs();
    let mut entries = logs.data.entries.iter().map(|entry| &entry.entry);
    let source = entries.find(|entry| entry.what.starts_with("Tariff, "));
    let past = logs.assumptions.entries.iter();
    let past: Vec<&Entry> = past
        .filter(|entry| entry.topic == Topic::PastItsDate)
        .collect();
    assert_eq!(past.len(), 2, "{past:?}");
    for entry in past.into_iter().chain(source) {
        assert_eq!(effect(entry), "1 reward rests on it, £0.00", "{entry:?}");
    }
    assert!(source.is_some());
}

/// Half a penny is rounded away from zero once in the pilot's fixture.
#[test]
fn rounding_says_what_it_adds() {
    let logs = Assessed::fixture("pilot").logs();
    let entry = assumption(&logs, Topic::Rounding, "");
    assert!(
        effect(entry).starts_with("rounding adds £0.005; "),
        "{entry:?}"
    );
    let entry = found(&logs.decisions.entries, Topic::Rounding, "");
    assert!(
        effect(entry).starts_with("rounding adds £0.005; "),
        "{entry:?}"
    );
}

#[test]
fn rewards_that_are_not_computable_rest_on_what_they_rest_on() {
    let logs = Assessed::fixture("pilot").logs();
    let entry = assumption(&logs, Topic::MissingCounts, "");
    assert_eq!(
        effect(entry),
        "the other rewards are £2,107,491.17 together; 2 rewards rest on it, not computable"
    );
    let entry = assumption(&logs, Topic::InventedCounts, "");
    assert_eq!(
        (entry.rewards, entry.rewards_pounds),
        (Some(20), "2107491.17".parse().ok())
    );
}

/// Hackney's counts of the test year are not there: nothing is known, and nothing is zero.
#[test]
fn of_what_is_not_known_no_log_says_that_it_is_nothing() {
    let [scheme, counts] = files("hackney");
    let missing = counts.replace("metric,count", "metric,count,status");
    let missing = missing.replace(",400", ",400,").replace(",360", ",,[x]");
    let logs = Assessed::of(&scheme, &missing).unwrap().logs();
    let assumed = |topic: Topic| effect(assumption(&logs, topic, ""));
    let none = "1 reward rests on it, not computable";
    let expected = format!("the difference is 1 day in 366, of a cost that is not known; {none}");
    assert_eq!(assumed(Topic::UnlikeLength), expected);
    let expected = format!("whether a cost rose is not known; {none}");
    assert_eq!(assumed(Topic::RewardsAdded), expected);
    let expected = format!("there are no other rewards; {none}");
    assert_eq!(assumed(Topic::MissingCounts), expected);
    let entries = logs.assumptions.entries.iter();
    let entries = entries.chain(&logs.decisions.entries);
    for entry in entries.chain(logs.data.entries.iter().map(|one| &one.entry)) {
        assert_eq!(
            (entry.rewards, entry.rewards_pounds),
            (Some(1), None),
            "{entry:?}"
        );
        assert!(!effect(entry).contains("£0.00"), "{entry:?}");
    }
}

/// A metric without a price stands in for another: nothing of it is unknown.
#[test]
fn what_is_in_no_cost_is_not_called_unknown() {
    let [scheme, counts] = files("hackney");
    let watched = "[[metric]]\nid = \"calls\"\ntitle = \"Calls\"\nunit = \"call\"\n\
                   basis = \"recorded\"\nstands_for = \"victims\"\n\n[[price]]";
    let scheme = scheme.replace("[[price]]", watched);
    let logs = Assessed::of(&scheme, &counts).unwrap().logs();
    let stand_in = assumption(&logs, Topic::StandIn, "Calls");
    let metric = found(&logs.decisions.entries, Topic::Metric, "Calls");
    for entry in [stand_in, metric] {
        assert_eq!(effect(entry), "no reward rests on it");
    }
}

/// Two of the pilot's rewards lack a count.
#[test]
fn what_holds_of_the_rewards_that_are_computable_is_said_of_those_alone() {
    let assessed = Assessed::fixture("pilot");
    let logs = assessed.logs();
    let part = ", where counts are there; ";
    for topic in [Topic::UnlikeLength, Topic::UnitCost] {
        let found = effect(assumption(&logs, topic, ""));
        assert!(found.contains(part), "{found}");
    }
    for cohort in ["for adults", "for young people"] {
        for topic in [Topic::Threshold, Topic::Bands] {
            let found = effect(found(&logs.decisions.entries, topic, cohort));
            assert!(found.contains(", where counts are there; "), "{found}");
        }
    }
    // Of England and Wales all counts are there.
    let logs = Assessed::fixture("england-and-wales").logs();
    for text in [logs.assumptions.to_csv(), logs.decisions.to_csv()] {
        assert!(!text.contains("where counts are there"), "{text}");
    }
}

/// A line whose count is missing has no saving, so the others are a part.
#[test]
fn savings_that_are_not_all_known_are_called_a_part() {
    let logs = Assessed::fixture("pilot").logs();
    let effect_of = |metric: &str, cohort: Cohort| {
        let mut entries = logs.data.entries.iter();
        let entry = entries.find(|entry| {
            let is_of_it = entry
                .metric
                .as_ref()
                .is_some_and(|id| id.as_str() == metric);
            entry.entry.topic == Topic::Counts && is_of_it && entry.cohort == Some(cohort)
        });
        effect(&entry.unwrap().entry).to_owned()
    };
    let part = ", where counts are there; ";
    assert!(effect_of("custody_under_12_months", Cohort::Adult).contains(part));
    assert!(effect_of("remand_night", Cohort::Youth).contains(part));
    assert!(!effect_of("community_order", Cohort::Adult).contains(part));
}

#[test]
fn the_log_of_data_counts_the_marks_that_the_table_has() {
    let [_, counts] = files("pilot");
    let rows: Vec<Vec<&str>> = counts
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    let logs = Assessed::fixture("pilot").logs();
    let of_counts = logs.data.entries.iter().filter_map(|entry| {
        Some((
            entry.metric.as_ref()?,
            entry.cohort?,
            entry.counts.as_ref()?,
        ))
    });
    let mut seen = 0;
    for (metric, cohort, counts) in of_counts {
        let own: Vec<&Vec<&str>> = rows
            .iter()
            .filter(|row| row[2] == cohort.as_str() && row[4] == metric.as_str())
            .collect();
        let marked = |mark: &str| {
            let rows = own.iter().filter(|row| row[7].contains(mark));
            u64::try_from(rows.count()).unwrap()
        };
        assert_eq!(
            counts.marked,
            ["[p]", "[r]", "[e]", "[b]", "[f]"].map(marked)
        );
        assert_eq!(counts.missing, ["[c]", "[x]", "[z]"].map(marked));
        let there = own.iter().filter(|row| !row[6].is_empty()).count();
        assert_eq!(counts.counts, u64::try_from(there).unwrap());
        let mut days: Vec<&str> = own.iter().map(|row| row[8]).collect();
        days.retain(|day| !day.is_empty());
        let text = |day: Option<justice_reinvestment::Day>| day.map(|day| day.to_string());
        let least = days.iter().min().map(|day| (*day).to_owned());
        let most = days.iter().max().map(|day| (*day).to_owned());
        assert_eq!(
            (text(counts.as_at_first), text(counts.as_at_last)),
            (least, most)
        );
        seen += own.len();
    }
    assert_eq!(seen, rows.len());
}

/// In the log of data: the figure of every price, and who is behind it.
#[test]
fn every_price_and_every_source_stands_in_the_log_of_data() {
    let assessed = Assessed::fixture("england-and-wales");
    let logs = assessed.logs();
    let of = |topic: Topic| {
        let entries = logs.data.entries.iter();
        entries.filter(|entry| entry.entry.topic == topic).count()
    };
    assert_eq!(of(Topic::Price), assessed.scheme.prices().len());
    assert_eq!(of(Topic::Source), assessed.scheme.sources().len());
    let mut entries = logs.data.entries.iter();
    let community = entries.find(|entry| entry.entry.what.contains("£652.00 for one order"));
    let entry = &community.unwrap().entry;
    assert_eq!(entry.made_by.as_deref(), Some("National Audit Office"));
    assert_eq!(entry.when.as_deref(), Some("2008-01"));
    assert_eq!(entry.reliability, Some(Reliability::Medium));
}
