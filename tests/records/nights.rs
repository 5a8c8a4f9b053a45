//! Nights: each lies in its period and with the cohort of its day.

use crate::extracts::{Folder, Style, counts_of, row};
use crate::fold::{Counts, fold};
use crate::plans::Plan;
use justice_reinvestment::records::Counting;
use proptest::prelude::*;

/// What one stay comes to; the fold must say the same.
fn counted(plan: &Plan, born: &str, from: &str, to: &str) -> Counts {
    let rows = [row(&[
        ("area", "A0"),
        ("born", born),
        ("from", from),
        ("to", to),
    ])];
    let folder = Folder::new();
    let read = plan.read();
    let extract = [folder.extract("stays.csv", Style::plain().to_csv(&rows))];
    let counted = Counting::new(&read).lenient(true).count(&extract).unwrap();
    let counts = counts_of(plan, &counted.partial);
    assert_eq!(counts, fold(plan, &rows).0, "{born} {from} {to}");
    counts
}

/// Cohort, period, records and nights of each cell.
fn cells(counts: &Counts) -> Vec<(&str, &str, u64, u64)> {
    let cells = counts.iter().filter(|([.., reason], _)| reason.is_empty());
    cells
        .map(|([_, cohort, period, _], (rows, nights))| {
            (cohort.as_str(), period.as_str(), *rows, nights[0])
        })
        .collect()
}

fn reason(counts: &Counts) -> &str {
    let [(key, (rows, _))] = counts.iter().collect::<Vec<_>>()[..] else {
        panic!("{counts:?}");
    };
    assert_eq!(*rows, 1);
    &key[3]
}

#[test]
fn nights_are_split_where_a_period_ends_and_the_record_stands_in_the_first() {
    let counts = counted(&Plan::nights(), "1980-01-01", "2010-06-29", "2010-07-03");
    assert_eq!(
        cells(&counts),
        [("adult", "baseline", 1, 2), ("adult", "year_1", 0, 2)]
    );
}

#[test]
fn nights_are_split_at_the_eighteenth_birthday() {
    let counts = counted(&Plan::nights(), "1992-09-10", "2010-09-08", "2010-09-13");
    assert_eq!(
        cells(&counts),
        [("adult", "year_1", 0, 3), ("youth", "year_1", 1, 2)]
    );
}

#[test]
fn who_was_born_on_29_february_is_adult_from_1_march() {
    let counts = counted(&Plan::nights(), "1992-02-29", "2010-02-27", "2010-03-02");
    assert_eq!(
        cells(&counts),
        [("adult", "baseline", 0, 1), ("youth", "baseline", 1, 2)]
    );
    let on_28 = counted(&Plan::nights(), "2000-02-29", "2010-02-28", "2010-03-02");
    assert_eq!(reason(&on_28), "younger than 10");
    let on_1 = counted(&Plan::nights(), "2000-02-29", "2010-03-01", "2010-03-02");
    assert_eq!(cells(&on_1), [("youth", "baseline", 1, 1)]);
}

#[test]
fn who_is_still_held_is_held_until_the_day_of_which_the_extract_tells() {
    let as_at = |day| Plan {
        as_at: Some(day),
        ..Plan::nights()
    };
    let whole = as_at("2012-06-30");
    let counts = counted(&whole, "1980-01-01", "2011-06-30", "");
    // 2011/12 has a 29 February.
    assert_eq!(
        cells(&counts),
        [("adult", "year_1", 1, 1), ("adult", "year_2", 0, 366)]
    );
    let after = counted(&whole, "1980-01-01", "2012-07-01", "");
    assert_eq!(reason(&after), "outside the periods");
    let on_the_last = counted(&whole, "1980-01-01", "2012-06-30", "");
    assert_eq!(cells(&on_the_last), [("adult", "year_2", 1, 1)]);
    let unsaid = counted(&Plan::nights(), "1980-01-01", "2011-06-30", "");
    assert_eq!(reason(&unsaid), "a date is missing");
}

#[test]
fn a_stay_without_a_night_is_a_record_and_no_night() {
    for (day, period) in [("2010-06-30", "baseline"), ("2010-07-01", "year_1")] {
        let counts = counted(&Plan::nights(), "1980-01-01", day, day);
        assert_eq!(cells(&counts), [("adult", period, 1, 0)]);
    }
    let young = counted(&Plan::nights(), "1992-09-10", "2010-09-09", "2010-09-09");
    assert_eq!(cells(&young), [("youth", "year_1", 1, 0)]);
    let adult = counted(&Plan::nights(), "1992-09-10", "2010-09-10", "2010-09-10");
    assert_eq!(cells(&adult), [("adult", "year_1", 1, 0)]);
    let outside = counted(&Plan::nights(), "1980-01-01", "2009-06-30", "2009-06-30");
    assert_eq!(reason(&outside), "outside the periods");
}

#[test]
fn the_day_of_release_is_no_night() {
    let counts = counted(&Plan::nights(), "1980-01-01", "2009-06-01", "2009-07-01");
    assert_eq!(reason(&counts), "outside the periods");
    let counts = counted(&Plan::nights(), "1980-01-01", "2009-06-01", "2009-07-02");
    assert_eq!(cells(&counts), [("adult", "baseline", 1, 1)]);
}

#[test]
fn a_release_before_the_first_night_is_refused() {
    let plan = Plan::nights();
    let counts = counted(&plan, "1980-01-01", "2010-07-02", "2010-07-01");
    assert_eq!(reason(&counts), "dates in the wrong order");
    let born_later = counted(&plan, "2010-07-03", "2010-07-02", "2010-07-09");
    assert_eq!(reason(&born_later), "dates in the wrong order");
}

#[test]
fn nights_where_an_area_takes_no_part_are_not_counted() {
    let mut plan = Plan::nights();
    plan.areas[0].cohorts = [true, false];
    plan.areas[0].periods = [true, false, true];
    let counts = counted(&plan, "1992-05-10", "2010-05-09", "2011-07-03");
    assert_eq!(
        cells(&counts),
        [("adult", "baseline", 1, 52), ("adult", "year_2", 0, 2)]
    );
    let none = counted(&plan, "1992-09-10", "2010-07-01", "2010-08-01");
    assert_eq!(reason(&none), "takes no part");
}

proptest! {
    #[test]
    fn any_stay_comes_to_what_walking_night_by_night_gives(
        born in (1990_u32..2002, 1_u32..13, 1_u32..32),
        from in (2009_u32..2013, 1_u32..13, 1_u32..32),
        nights in prop_oneof![0..4_usize, 0..900_usize],
        is_held in prop::bool::weighted(0.2),
    ) {
        // Some of these days do not exist, and are faults to both.
        let text = |(year, month, day): (u32, u32, u32)| format!("{year}-{month:02}-{day:02}");
        let to = (0..nights).fold(from, |day, _| crate::fold::next(day));
        let to = if is_held { String::new() } else { text(to) };
        counted(&Plan::nights(), &text(born), &text(from), &to);
    }
}
