//! Closeness where it is worked out by hand, on the smallest scheme there is:
//! boundaries too rare, or too large, to be left to chance.

use crate::fixtures::{assessed, file};
use justice_reinvestment::{Assessment, Closeness, Direction, Turn};

/// Hackney's fixture (£1,500.00 a sentence, 5%, cap 20%) with other counts, and
/// one text of its scheme changed.
fn hackney(baseline: u64, test: u64, change: (&str, &str)) -> Assessment {
    let scheme = file("hackney", "scheme.toml");
    assert!(scheme.contains(change.0));
    let header = "area_code,cohort,period,metric,count";
    let row = |period: &str, count: u64| format!("E09000012,adult,{period},custody,{count}");
    let table = [
        header.to_owned(),
        row("baseline", baseline),
        row("year_1", test),
    ];
    assessed(&scheme.replace(change.0, change.1), &table.join("\n"))
}

const AS_IT_IS: (&str, &str) = ("", "");
const STRICT: (&str, &str) = (
    "terms = \"ljr-bands\"",
    "terms = \"ljr-bands\"\nthreshold_met = \"more_than\"",
);
const FREE: (&str, &str) = ("1500.00", "0.00");

fn closeness(assessment: &Assessment) -> Closeness {
    Closeness::of(&assessment.rewards[0]).unwrap()
}

/// Direction, the cases with which it stands, and those with which it turns.
fn told(turn: &Turn) -> (Direction, u64, Option<u64>) {
    let turns = turn.turns.as_ref().map(|first| first.cases);
    (turn.direction, turn.stands.cases, turns)
}

#[test]
fn a_threshold_that_is_met_exactly_turns_at_the_first_case() {
    // 5% of 400 is 20.
    let found = closeness(&hackney(400, 380, AS_IT_IS));
    assert_eq!(
        told(&found.metrics[0].decision),
        (Direction::More, 0, Some(1))
    );
    // Where more than 5% is asked for, the first case fewer turns it.
    let found = closeness(&hackney(400, 380, STRICT));
    assert_eq!(
        told(&found.metrics[0].decision),
        (Direction::Fewer, 0, Some(1))
    );
    let first = found.metrics[0].decision.turns.as_ref().unwrap();
    // Half of 20 × £1,500.00, and all of one more.
    assert_eq!(first.reward.to_string(), "16500.00");
}

#[test]
fn a_cap_that_is_reached_exactly_is_left_with_the_first_case() {
    // 20% of 400 is 80.
    let found = closeness(&hackney(400, 320, AS_IT_IS));
    let cap = found.metrics[0].cap.as_ref().unwrap();
    assert_eq!(told(cap), (Direction::More, 0, Some(1)));
    assert_eq!(found.to_cap.unwrap().to_string(), "0.00");
    let found = closeness(&hackney(400, 321, AS_IT_IS));
    let cap = found.metrics[0].cap.as_ref().unwrap();
    assert_eq!(told(cap), (Direction::Fewer, 0, Some(1)));
    // Half of 5% of £600,000.00, and all of the 15% from there.
    assert_eq!(found.most.unwrap().to_string(), "105000.00");
    let beyond = closeness(&hackney(400, 310, AS_IT_IS));
    assert_eq!(beyond.to_cap.unwrap().to_string(), "-15000.00");
    let cap = beyond.metrics[0].cap.as_ref().unwrap();
    assert_eq!(told(cap), (Direction::More, 10, Some(11)));
}

#[test]
fn without_a_cost_in_the_baseline_there_is_nothing_to_turn() {
    for assessment in [hackney(0, 7, AS_IT_IS), hackney(400, 100, FREE)] {
        let found = closeness(&assessment);
        assert!(found.metrics.is_empty() && found.to_cap.is_none());
        assert_eq!(found.most.unwrap().to_string(), "0.00");
    }
}

#[test]
fn the_largest_counts_are_searched_to_the_end() {
    const LARGEST: u64 = 999_999_999_999_999;
    // A fall of all but one: met until 5% of the baseline has come off.
    let found = closeness(&hackney(LARGEST, 1, AS_IT_IS));
    // 95% of 999,999,999,999,999 is 949,999,999,999,999.05: so many may be there.
    assert_eq!(
        told(&found.metrics[0].decision),
        (
            Direction::More,
            949_999_999_999_998,
            Some(949_999_999_999_999)
        )
    );
    // A baseline of one is not reduced by what nobody can count.
    let found = closeness(&hackney(1, LARGEST, AS_IT_IS));
    assert_eq!(
        told(&found.metrics[0].decision),
        (Direction::Fewer, LARGEST - 1, Some(LARGEST))
    );
}
