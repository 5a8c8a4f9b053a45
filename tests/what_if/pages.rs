//! What is printed of an answer: that every line says what was changed, and that every
//! figure is one that was assessed.

use crate::fixtures::{Given, file};
use justice_reinvestment::PublishedTerms;
use justice_reinvestment::what_if::{Answer, WhatIf};
use justice_reinvestment::wording::Paper;
use serde_json::Value;

/// A text on paper so wide that no line is wrapped.
fn text(answer: &Answer) -> String {
    answer.to_text(Paper::of_width(1_000))
}

/// The lines below a heading, to the next blank line.
fn lines_below<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(heading));
    assert!(lines.next().is_some(), "no \"{heading}\" in\n{text}");
    lines.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn every_line_says_what_was_changed_and_from_what() {
    let settings = [
        "cohort.adult.threshold=6%",
        "price.custody_under_12_months.adult=9000",
    ];
    let answer = Given::of("pilot").asked(&settings);
    let text = text(&answer);
    assert_eq!(
        answer.cases()[0].in_words(),
        "with a threshold of 6% for adults (5% in the scheme) and a price of £9,000.00 for \
         \"Custodial sentences under 12 months\", adults (£10,000.00 in the scheme)"
    );
    let words = "threshold for adults: 6% (5% as it is); price of \"Custodial sentences under 12 \
                 months\", adults: £9,000.00 (£10,000.00 as it is)";
    let mut lines = lines_below(&text, "What is paid as it is").into_iter();
    assert!(lines.next().unwrap().contains("difference"));
    let (mut rewards, mut would_be) = (0, 0);
    for line in lines {
        let is_name = !line.contains('£')
            && (!line.contains("not computable") || line.contains("All rewards together"));
        if is_name {
            rewards += 1;
        } else if !line.trim().starts_with("as it is") {
            assert!(line.contains(words), "{line}");
            would_be += 1;
        }
    }
    let changed = |(number, reward): &(usize, &justice_reinvestment::Reward)| {
        let figures = answer.cases()[0].figures[*number];
        (figures.outcome, figures.reward) != (reward.outcome, reward.reward)
    };
    let changed = answer.rewards().filter(changed).count();
    // All rewards together have a line too.
    assert_eq!((rewards, would_be), (changed + 1, changed + 1));
}

#[test]
fn where_the_threshold_is_not_met_nothing_is_said_to_be_within_the_cap() {
    // 4 of 400 fewer are 1%: no cap above nothing cuts anything off.
    let given = Given::new(
        &file("hackney", "scheme.toml"),
        &file("hackney", "demand.csv").replace(",360", ",396"),
    );
    let text = text(&given.asked(&[]));
    let said = "Nothing is cut off at the cap, since the threshold is not met. With any one of \
                these changes and all else unchanged, something would be:";
    assert!(text.contains(said), "{text}");
    assert!(!text.contains("does not go beyond the cap"), "{text}");
}

#[test]
fn a_setting_may_have_spaces_about_its_equals_sign() {
    let given = Given::of("hackney");
    let [spaced, plain] = ["cohort.adult.threshold = 6%", "cohort.adult.threshold=6%"]
        .map(|setting| given.asked(&[setting]));
    assert_eq!(spaced.cases(), plain.cases());
}

#[test]
fn rewards_that_stay_as_they_are_have_a_line_each_under_what_was_changed() {
    let answer = Given::of("pilot").asked(&["cohort.adult.threshold=6%"]);
    let text = text(&answer);
    let heading = "Rewards that stay as they are, with threshold for adults: 6% (5% as it is)";
    let unchanged = lines_below(&text, heading);
    // Of twenty rewards, Croydon's adults alone fell by between 5% and 6%.
    assert_eq!(unchanged.len(), 1 + 19, "{text}");
    assert!(unchanged.iter().all(|line| !line.contains("£28,251.00")));
    assert_eq!(
        text.matches("threshold for adults: 6%").count(),
        3,
        "{text}"
    );
}

#[test]
fn what_turns_each_decision_is_told_where_nothing_was_set() {
    let given = Given::of("pilot");
    assert!(text(&given.asked(&[])).contains("What would turn the cap: "));
    let set = text(&given.asked(&["cohort.adult.threshold=6%"]));
    assert!(!set.contains("What would turn"), "{set}");
    let under = given.question(&[]).under(PublishedTerms::LjrBands).ask();
    assert!(!text(&under.unwrap()).contains("What would turn"));
}

#[test]
fn of_an_input_that_turns_nothing_no_area_is_named() {
    let text = text(&Given::of("pilot").asked(&[]));
    let never = text.lines().filter(|line| line.contains("no count of"));
    let never: Vec<&str> = never.flat_map(|line| line.split(';')).collect();
    assert!(!never.is_empty(), "{text}");
    for said in never.into_iter().filter(|said| said.contains("o count of")) {
        assert!(!said.contains("area"), "{said}");
    }
}

#[test]
fn the_table_for_programs_holds_every_turn_that_the_page_holds() {
    let answer = Given::of("pilot").asked(&[]);
    let text = answer.to_csv();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let header = rows.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let column = |name: &str| header.iter().position(|one| one == name).unwrap();
    let mut left = rows.iter();
    for ((_, reward), decisions) in answer.rewards().zip(&answer.cases()[0].flips) {
        let mut next = || {
            let row = left.next().unwrap();
            assert_eq!(&row[column("site_code")], reward.site.code.as_str());
            assert_eq!(&row[column("period")], reward.period.id.as_str());
            assert_eq!(&row[column("data")], "invented");
            row
        };
        if decisions.is_empty() {
            let row = next();
            assert_eq!(&row[column("outcome_as_it_is")], "not_computable");
            assert_eq!(&row[column("decision")], "");
        }
        for flips in decisions {
            for flip in &flips.flips {
                let row = next();
                let known = |value: Option<String>| value.unwrap_or_default();
                assert_eq!(row[column("from")], flip.from.to_string());
                assert_eq!(row[column("to")], known(flip.to.map(|to| to.to_string())));
                let reward = flip.reward.map(|reward| reward.to_string());
                assert_eq!(row[column("reward")], known(reward));
                let setting = flip.setting.as_ref().map(ToString::to_string);
                assert_eq!(row[column("setting")], known(setting));
                assert_eq!(row[column("holds")], flips.holds.to_string());
            }
        }
    }
    assert!(left.next().is_none());
    assert!(rows.len() > 100, "{}", rows.len());
}

#[test]
fn every_line_of_a_range_says_its_value_and_marks_the_one_as_it_is() {
    let answer = Given::of("hackney").asked(&["cohort.adult.threshold=9%..11%/1%"]);
    let expected = "\
Hackney (E09000012), adults, year_1
   As it is: met £45,000.00. Down: the threshold for adults (5% in the scheme).

                                    reward    difference
   threshold for adults: 9%    met £45,000.00          none
   threshold for adults: 10%   met £45,000.00          none
   threshold for adults: 11%    not met £0.00   −£45,000.00
";
    let squeezed = |text: &str| -> Vec<String> {
        let lines = text.lines();
        lines
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    };
    let (found, expected) = (
        squeezed(&text(&answer)).join("\n"),
        squeezed(expected).join("\n"),
    );
    assert!(found.contains(&expected), "{found}");
    let answer = Given::of("hackney").asked(&[
        "cohort.adult.threshold=4%..6%/1%",
        "count.E09000012.adult.year_1.custody=-1..+1/1",
    ]);
    let text = text(&answer);
    assert!(
        text.contains("threshold for adults: 5% (as it is)"),
        "{text}"
    );
    // A heading may go over two lines.
    assert!(text.contains("count 360 (as"), "{text}");
    assert_eq!(text.matches("it is)").count(), 2, "{text}");
}

#[test]
fn every_line_of_a_range_says_what_else_is_changed() {
    let given = Given::of("hackney");
    let settings = [
        "cohort.adult.threshold=9%..11%/1%",
        "price.custody.adult=1400..1500/50",
        "cohort.adult.share.1=60%",
    ];
    let question = PublishedTerms::ALL
        .into_iter()
        .fold(given.question(&settings), WhatIf::under);
    let text = text(&question.ask().unwrap());
    for terms in ["ljr-bands", "ljr-flat-half"] {
        for threshold in ["9%", "10%", "11%"] {
            let label = format!(
                "under {terms}; threshold for adults: {threshold}; share of band 1 for adults: 60%"
            );
            let line = text.lines().find(|line| line.contains(&label));
            assert!(line.is_some(), "{label} in\n{text}");
        }
    }
    // A price stands in no terms.
    assert!(!text.contains("as in the terms"), "{text}");
}

/// The pilot's [z] stands in every period of one area, cohort and metric.
#[test]
fn a_note_that_does_not_hold_with_the_changes_is_told_of_what_is() {
    let table: &'static str = include_str!("../../fixtures/pilot/demand.csv");
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let place = |name: &str| header.iter().position(|one| *one == name).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    let names = ["area_code", "cohort", "period", "metric"].map(place);
    let named = |row: &[&'static str]| names.map(|name| row[name]);
    let first = rows
        .iter()
        .find(|row| row[place("status")] == "[z]")
        .unwrap();
    let [area, cohort, _, metric] = named(first);
    let series = rows.iter().filter(|row| {
        let [one, of, _, what] = named(row);
        [one, of, what] == [area, cohort, metric]
    });
    let settings: Vec<String> = series
        .map(|row| format!("count.{area}.{cohort}.{}.{metric}=50", named(row)[2]))
        .collect();
    let given = Given::of("pilot");
    let note = "is not applicable [z]";
    let own: Vec<String> = text(&given.asked(&[])).lines().map(str::to_owned).collect();
    let own = own.iter().find(|line| line.contains(note)).unwrap().trim();
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let answer = given.asked(&settings);
    let words = answer.cases()[0].changes[0].in_words();
    assert!(words.ends_with("(not applicable in the table)"), "{words}");
    let said = text(&answer);
    assert!(said.contains(&format!("As it is: {own}")), "{said}");
    // One that holds as before is told as before.
    assert!(said.contains("   First test year has 366 days"), "{said}");
}

#[test]
fn both_readings_stand_side_by_side() {
    let given = Given::of("england-and-wales");
    let question = PublishedTerms::ALL
        .into_iter()
        .fold(given.question(&[]), WhatIf::under);
    let answer = question.ask().unwrap();
    let text = text(&answer);
    let line = text
        .lines()
        .find(|line| line.contains("young people, 2011 "));
    let line = line.unwrap_or_else(|| panic!("{text}"));
    // Both figures are those of the README and of the fixture's other scheme.
    for figure in ["£1,901,008.50", "£1,656,140.00"] {
        assert!(line.contains(figure), "{line}");
    }
    assert!(text.contains("under ljr-bands") && text.contains("under ljr-flat-half"));
}

#[test]
fn it_is_said_that_nothing_was_edited_and_what_is_invented() {
    for (folder, settings) in [
        ("hackney", &[][..]),
        ("hackney", &["cohort.adult.threshold=6%"]),
        ("pilot", &["cohort.adult.threshold=4%..6%/1%"]),
    ] {
        let answer = Given::of(folder).asked(settings);
        for text in [text(&answer), answer.to_markdown()] {
            assert!(text.contains("INVENTED COUNTS"), "{text}");
            assert!(text.contains("nobody was paid this"), "{text}");
            assert!(text.contains("This is a question, not an edit"), "{text}");
            assert!(text.contains("not why any cost changed"), "{text}");
            let low = text.to_lowercase();
            for word in ["earned", "caused", "attributable", "impact", "saved by"] {
                assert!(!low.contains(word), "{word}");
            }
        }
        assert!(answer.to_json().contains("INVENTED COUNTS"));
        assert!(
            answer
                .to_csv()
                .lines()
                .skip(1)
                .all(|row| row.contains(",invented,"))
        );
    }
}

#[test]
fn no_line_is_wider_than_its_paper() {
    let given = Given::of("pilot");
    let questions = [
        given.question(&[]),
        given.question(&["cohort.adult.threshold=6%"]),
        given.question(&[
            "cohort.adult.threshold=4%..6%/0.5%",
            "price.custody_under_12_months.youth=5000..7000/500",
        ]),
        PublishedTerms::ALL
            .into_iter()
            .fold(given.question(&[]), WhatIf::under),
    ];
    for question in questions {
        let answer = question.ask().unwrap();
        for width in [80, 100, 120, 140] {
            for line in answer.to_text(Paper::of_width(width)).lines() {
                let columns = justice_reinvestment::wording::width(line);
                assert!(columns <= width, "{columns} > {width}: {line}");
            }
        }
    }
}

#[test]
fn json_and_csv_hold_the_figures_of_every_case() {
    let given = Given::of("pilot");
    let question = given.question(&[
        "cohort.adult.threshold=4%..6%/1%",
        "cohort.youth.share.1=75%",
    ]);
    let answer = PublishedTerms::ALL
        .into_iter()
        .fold(question, WhatIf::under)
        .ask();
    // Flat half has one band; the first is there in both.
    let answer = answer.unwrap();
    let json: Value = serde_json::from_str(&answer.to_json()).unwrap();
    assert_eq!(
        json["schema"],
        justice_reinvestment::what_if::WHAT_IF_SCHEMA
    );
    let csv = answer.to_csv();
    let mut rows = csv.lines();
    let header: Vec<&str> = rows.next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|one| *one == name).unwrap();
    assert!(header.contains(&"cohort.adult.threshold") && header.contains(&"cohort.youth.share.1"));
    let cases = json["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for (case, of_json) in answer.cases().iter().zip(cases) {
        assert_eq!(of_json["words"], case.in_words());
        assert_eq!(of_json["changes"][0]["was"], "5%");
        assert_eq!(of_json["terms"], case.terms.unwrap().as_str());
        for ((figures, reward), of_json) in case
            .figures
            .iter()
            .zip(&answer.as_it_is().rewards)
            .zip(of_json["rewards"].as_array().unwrap())
        {
            let known =
                |amount: Option<justice_reinvestment::Pounds>| amount.map(|one| one.to_string());
            let difference = figures
                .reward
                .zip(reward.reward)
                .map(|(one, other)| one.minus(other).unwrap());
            assert_eq!(of_json["reward"].as_str(), known(figures.reward).as_deref());
            assert_eq!(
                of_json["reward_as_it_is"].as_str(),
                known(reward.reward).as_deref()
            );
            assert_eq!(of_json["difference"].as_str(), known(difference).as_deref());
            assert_eq!(of_json["outcome"], figures.outcome.as_str());
            assert!(of_json.get("decisions").is_none());
            let row: Vec<&str> = rows.next().unwrap().splitn(header.len(), ',').collect();
            assert_eq!(
                row[column("reward")],
                known(figures.reward).unwrap_or_default()
            );
            assert_eq!(
                row[column("difference")],
                known(difference).unwrap_or_default()
            );
            assert_eq!(
                row[column("cohort.adult.threshold")],
                case.changes[0].now.to_string()
            );
            assert!(row[column("changed")].contains(&case.changes[0].in_words()[..20]));
        }
    }
    assert_eq!(rows.next(), None);
}

#[test]
fn the_same_question_has_the_same_answer_byte_for_byte() {
    let asked = || Given::of("pilot").asked(&["cohort.adult.threshold=6%"]);
    let (one, other) = (asked(), asked());
    assert_eq!(one.to_json(), other.to_json());
    assert_eq!(text(&one), text(&other));
    assert_eq!(one.to_csv(), other.to_csv());
}
