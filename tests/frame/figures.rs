//! Figures as frames and back.

use crate::worlds::rolled::worlds;
use justice_reinvestment::frame::{
    BandFigures, ClosenessFigures, CountFigures, LineFigures, Money, RewardFigures,
};
use justice_reinvestment::{Assessment, Demand, Document, Pounds, Scheme, assess};
use polars_core::prelude::*;
use proptest::prelude::*;

/// Whether figures come back whole from their frame; in pence too, where every amount
/// is of whole pence.
macro_rules! comes_back {
    ($figures:ident, $rows:expr) => {{
        let rows = $rows;
        let frame = $figures::to_frame(&rows, Money::Text).unwrap();
        prop_assert_eq!(frame.height(), rows.len());
        prop_assert_eq!(&$figures::from_frame(&frame).unwrap(), &rows);
        let floats = frame
            .columns()
            .iter()
            .filter(|column| column.dtype().is_float());
        prop_assert_eq!(floats.count(), 0);
        match $figures::to_frame(&rows, Money::Pence) {
            Ok(frame) => {
                let mut columns = frame.columns().to_vec();
                columns.reverse();
                let frame = DataFrame::new(frame.height(), columns).unwrap();
                prop_assert_eq!(&$figures::from_frame(&frame).unwrap(), &rows);
            }
            Err(error) => {
                let said = error.to_string();
                prop_assert!(
                    said.lines()
                        .all(|line| line.contains("no whole number of pence"))
                );
            }
        }
    }};
}

fn sum(mut amounts: impl Iterator<Item = Pounds>) -> Pounds {
    amounts.try_fold(Pounds::ZERO, Pounds::plus).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn figures_come_back_from_frames_as_they_went(world in worlds()) {
        let assessment = world.assessed();
        comes_back!(RewardFigures, RewardFigures::of(&assessment).unwrap());
        comes_back!(BandFigures, BandFigures::of(&assessment));
        comes_back!(LineFigures, LineFigures::of(&assessment));
        comes_back!(CountFigures, CountFigures::of(&assessment));
        comes_back!(ClosenessFigures, ClosenessFigures::of(&assessment).unwrap());
    }

    #[test]
    fn figures_add_up_to_the_assessment(world in worlds()) {
        let assessment = world.assessed();
        let rewards = RewardFigures::of(&assessment).unwrap();
        let total = sum(rewards.iter().filter_map(|row| row.reward));
        prop_assert_eq!(total, assessment.computed_reward);
        let lines = LineFigures::of(&assessment);
        let bands = BandFigures::of(&assessment);
        for row in rewards.iter().filter(|row| row.reward.is_some()) {
            let of_row = (&row.site_code, row.cohort, &row.period);
            let saving = lines.iter().filter(|line| {
                (&line.site_code, line.cohort, &line.period) == of_row
            });
            let saving = sum(saving.map(|line| line.saving.unwrap()));
            prop_assert_eq!(Some(saving), row.saving);
            let paid = bands.iter().filter(|band| {
                (&band.site_code, band.cohort, &band.period) == of_row
            });
            let paid = sum(paid.map(|band| band.payment.unwrap()));
            prop_assert_eq!(Some(paid), row.reward_before_rounding);
        }
    }
}

fn assessed(fixture: &str) -> Assessment {
    let read = |name| std::fs::read(format!("fixtures/{fixture}/{name}")).unwrap();
    let scheme = Document::new("scheme.toml", read("scheme.toml"));
    let scheme = Scheme::read(&scheme).unwrap();
    let demand = Demand::read(&scheme, &Document::new("demand.csv", read("demand.csv")));
    assess(&scheme, &demand.unwrap()).unwrap()
}

#[test]
fn every_row_says_what_must_be_said_before_any_figure() {
    let assessment = assessed("england-and-wales");
    let frames = [
        RewardFigures::to_frame(&RewardFigures::of(&assessment).unwrap(), Money::Text),
        BandFigures::to_frame(&BandFigures::of(&assessment), Money::Text),
        LineFigures::to_frame(&LineFigures::of(&assessment), Money::Text),
        CountFigures::to_frame(&CountFigures::of(&assessment), Money::Text),
        ClosenessFigures::to_frame(&ClosenessFigures::of(&assessment).unwrap(), Money::Text),
    ];
    for frame in frames {
        let frame = frame.unwrap();
        assert!(frame.height() > 0);
        for name in [
            "data",
            "illustrative_prices",
            "scheme_id",
            "site_code",
            "cohort",
            "period",
        ] {
            assert_eq!(frame.column(name).unwrap().null_count(), 0, "{name}");
        }
    }
    // Of adults two of four prices are illustrative, of young people all five.
    let rewards = RewardFigures::of(&assessment).unwrap();
    assert_eq!(rewards[0].illustrative_prices, "2 of 4");
    assert_eq!(rewards[2].illustrative_prices, "5 of 5");
}

#[test]
fn the_figures_of_the_design_stand_in_their_columns() {
    let assessment = assessed("england-and-wales");
    let frame = RewardFigures::to_frame(&RewardFigures::of(&assessment).unwrap(), Money::Pence);
    let frame = frame.unwrap();
    // Young people 2011, from the design's sample.
    let figure = |name: &str| frame.column(name).unwrap().get(2).unwrap().to_string();
    assert_eq!(figure("baseline_cost_pence"), "2822543000");
    assert_eq!(figure("saving_pence"), "331228000");
    assert_eq!(figure("reward_pence"), "190100850");
    assert_eq!(figure("most_pence"), "423381450");
    let text = |name: &str| {
        frame
            .column(name)
            .unwrap()
            .str()
            .unwrap()
            .get(2)
            .unwrap()
            .to_owned()
    };
    assert_eq!(text("margin"), "489737.00");
    assert_eq!(text("to_cap"), "2332806.00");
    assert_eq!(text("reduction_percent"), "11.74");
    let closeness = ClosenessFigures::of(&assessment).unwrap();
    let turn = closeness.iter().find(|row| {
        row.period.as_str() == "2011"
            && row.metric.as_str().contains("referral")
            && row.edge == justice_reinvestment::frame::Edge::Threshold
    });
    let turn = turn.unwrap();
    assert_eq!(
        (turn.stands_cases, turn.stands_reward.to_string().as_str()),
        (906, "1411768.50")
    );
    assert_eq!(turn.turns_cases, Some(907));
}

#[test]
fn amounts_with_fractions_of_a_penny_are_refused_in_pence_and_named() {
    let mut scheme = std::fs::read_to_string("fixtures/hackney/scheme.toml").unwrap();
    scheme = scheme.replace("amount = \"1500.00\"", "amount = \"1500.0001\"");
    let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
    let table = std::fs::read("fixtures/hackney/demand.csv").unwrap();
    let demand = Demand::read(&scheme, &Document::new("demand.csv", table)).unwrap();
    let rows = RewardFigures::of(&assess(&scheme, &demand).unwrap()).unwrap();
    let error = RewardFigures::to_frame(&rows, Money::Pence).unwrap_err();
    let said = "row 1, column \"baseline_cost\": 600000.04 pounds are no whole number of pence";
    assert!(
        !error.to_string().contains(said),
        "400 × 0.0001 is a whole penny"
    );
    let said = "row 1, column \"test_cost\": 540000.036 pounds are no whole number of pence (take money \
                as text";
    assert!(error.to_string().contains(said), "{error}");
    assert!(RewardFigures::to_frame(&rows, Money::Text).is_ok());
}

#[test]
fn a_frame_of_figures_with_slips_is_refused_with_all_of_them() {
    let rows = RewardFigures::of(&assessed("england-and-wales")).unwrap();
    let mut frame = RewardFigures::to_frame(&rows, Money::Text).unwrap();
    let columns = [
        Column::new("reward".into(), [0.0, 0.0, 1_901_008.5, 4_233_814.5]),
        Column::new("outcome".into(), ["met", "mte", "met", "capped"]),
        Column::new(
            "cohort".into(),
            [Some("adult"), None, Some("youth"), Some("youth")],
        ),
        Column::new("saving".into(), ["1,000.00", "1e3", "0.10", "0.00"]),
        Column::new("missing_counts".into(), [0, -1, 0, 0]),
        Column::new("period_from".into(), [1_i64, 2, 3, 4]),
        Column::new("test_cost_pence".into(), [1_i64, 2, 3, 4]),
    ];
    for column in columns {
        frame.with_column(column).unwrap();
    }
    let frame = frame.drop("margin").unwrap();
    let error = RewardFigures::from_frame(&frame).unwrap_err().to_string();
    let said = [
        "column \"reward\" is of type f64, which cannot be read so (money is text of exact digits",
        "row 2, column \"outcome\": \"mte\" is not known here (did you mean \"met\"?)",
        "row 2, column \"cohort\": nothing stands here (null)",
        "row 1, column \"saving\": \"1,000.00\" is not an amount of pounds",
        "row 2, column \"saving\": \"1e3\" is not an amount of pounds",
        "row 2, column \"missing_counts\": \"-1\" has a sign",
        "column \"period_from\" is of type i64",
        "\"test_cost\" stands in the frame in pounds and in pence",
        "the frame has no column \"margin\"",
    ];
    for said in said {
        assert!(error.contains(said), "{said}: {error}");
    }
    assert_eq!(error.lines().count(), said.len(), "{error}");
}
