//! Where decisions turn, worked out by hand.

use crate::fixtures::{Given, file, with};
use crate::flips::steps;
use justice_reinvestment::what_if::{Areas, Flips, Hinge, Value};

/// What is said of each input of a decision: its key or hinge, and where it turns.
fn told(flips: &Flips) -> Vec<String> {
    let told = flips
        .flips
        .iter()
        .map(|flip| match (&flip.setting, &flip.hinge) {
            (Some(setting), _) => setting.to_string(),
            (None, Hinge::Price { metric, .. }) => format!("no price of {}", metric.id),
            (None, Hinge::Count { metric, .. }) => format!("no count of {}", metric.id),
            (None, _) => "no threshold".to_owned(),
        });
    told.collect()
}

#[test]
fn the_smallest_scheme_turns_where_it_does_by_hand() {
    // 400 sentences before, 360 after: 10%.
    let rewards = Given::of("hackney").assessed().rewards;
    let [threshold, cap] = &Flips::of(&rewards[0]).unwrap()[..] else {
        panic!()
    };
    // 5% of 378 is 18.9, and 378 − 360 = 18; 400 − 381 = 19 is less than 20.
    let expected = [
        "count.E09000012.adult.baseline.custody=378",
        "count.E09000012.adult.year_1.custody=381",
        "price.custody.adult=0.00",
        "cohort.adult.threshold=10.0001%",
    ];
    assert_eq!(
        (threshold.holds, told(threshold)),
        (true, expected.map(str::to_owned).into())
    );
    // 20% of 400 is 80, which 319 goes beyond; 20% of 451 is 90.2, and 451 − 360 = 91; a
    // fall of 10% goes beyond any cap below that.
    let expected = [
        "count.E09000012.adult.year_1.custody=319",
        "count.E09000012.adult.baseline.custody=451",
        "cohort.adult.band.2=9.9999%",
        "no price of custody",
    ];
    assert_eq!(
        (cap.holds, told(cap)),
        (false, expected.map(str::to_owned).into())
    );
}

#[test]
fn a_cap_turns_within_what_its_bands_admit() {
    let turned = |end: &str, test: &str| {
        let scheme = with(
            &file("hackney", "scheme.toml"),
            "terms = \"ljr-bands\"",
            &format!(
                "threshold = \"5%\"\nsources = [\"minutes\"]\n\
                 bands = [{{ up_to = \"8%\", share = \"50%\" }}, {{ up_to = \"{end}\", share = \"100%\" }}]\n\
                 [[source]]\nid = \"minutes\"\ntitle = \"Minutes\"\npublisher = \"Partners\"\n\
                 date = \"2010-06\""
            ),
        );
        let table = with(&file("hackney", "demand.csv"), "year_1,custody,360", test);
        let rewards = Given::new(&scheme, &table).assessed().rewards;
        let flips = Flips::of(&rewards[0]).unwrap();
        let cap = flips[1].flips.iter().find(|flip| flip.hinge == Hinge::Cap);
        let cap = cap.unwrap();
        assert_eq!(steps(cap.from), steps(Value::Percent(end.parse().unwrap())));
        cap.setting.as_ref().map(ToString::to_string)
    };
    // 400 before. A fall of 8.25% goes beyond 8.2499%.
    let just_below = Some("cohort.adult.band.2=8.2499%".to_owned());
    assert_eq!(turned("20%", "year_1,custody,367"), just_below);
    // One of 8% goes beyond no cap that lies behind the first band, which ends there.
    assert_eq!(turned("20%", "year_1,custody,368"), None);
    // One of 25% goes beyond 20%, and not beyond 25%; one of 100% beyond none of 100%.
    let at_it = Some("cohort.adult.band.2=25%".to_owned());
    assert_eq!(turned("20%", "year_1,custody,300"), at_it);
    let all = Some("cohort.adult.band.2=100%".to_owned());
    assert_eq!(turned("99.9999%", "year_1,custody,0"), all);
    // One that does not meet the threshold goes beyond no cap at all.
    assert_eq!(turned("20%", "year_1,custody,399"), None);
}

#[test]
fn a_price_that_values_both_periods_moves_either_way() {
    // Two metrics, of which one fell and one rose: £100.00 × (100 → 80), £p × (50 → 60).
    let scheme = with(
        &file("hackney", "scheme.toml"),
        "[[site]]",
        "[[metric]]\nid = \"order\"\ntitle = \"Orders\"\nunit = \"order\"\nbasis = \"sentenced\"\n\
         [[price]]\nmetric = \"order\"\ncohort = \"adult\"\namount = \"100.00\"\n\
         price_year = \"2010-11\"\nstatus = \"illustrative\"\nnote = \"invented\"\n[[site]]",
    );
    let scheme = with(&scheme, "1500.00", "100.00");
    let table = "area_code,cohort,period,metric,count\n\
                 E09000012,adult,baseline,custody,100\nE09000012,adult,year_1,custody,80\n\
                 E09000012,adult,baseline,order,50\nE09000012,adult,year_1,order,60\n";
    let rewards = Given::new(&scheme, table).assessed().rewards;
    let threshold = &Flips::of(&rewards[0]).unwrap()[0];
    // 95% of £15,000.00 is £14,250.00; £14,000.00 are left: met. Each pound for orders adds
    // 0.95 × 50 − 60 = −12.5 to what it is met by, £250.00: £20.00 more are the last.
    assert!(told(threshold).contains(&"price.order.adult=120.0001".to_owned()));
    // Each for custody adds 0.95 × 100 − 80 = 15: £16.6666 fewer are the last.
    assert!(told(threshold).contains(&"price.custody.adult=83.3333".to_owned()));
}

#[test]
fn an_area_that_has_the_cases_in_several_groups_can_hold_the_change() {
    let scheme = with(
        &file("hackney", "scheme.toml"),
        "cohorts = [\"adult\"]",
        "cohorts = [\"adult\"]\nareas = [\"E09000012\", \"E09000013\"]",
    );
    let mut table = "area_code,cohort,period,metric,group,count\n".to_owned();
    for area in ["E09000012", "E09000013"] {
        for (period, count) in [("baseline", 100), ("year_1", 90)] {
            // Twenty of each group, and what is left.
            for group in ["a", "b", "c", "d"] {
                table += &format!("{area},adult,{period},custody,{group},20\n");
            }
            table += &format!("{area},adult,{period},custody,e,{}\n", count - 80);
        }
    }
    let rewards = Given::new(&scheme, &table).assessed().rewards;
    let cap = &Flips::of(&rewards[0]).unwrap()[1];
    // 200 before, and 159 go beyond the cap: 21 fewer than 180, which no group has, and
    // both areas have.
    let of_test = cap
        .flips
        .iter()
        .find(|flip| flip.to == Some(Value::Count(159)));
    let Hinge::Count { areas, .. } = &of_test.unwrap().hinge else {
        panic!()
    };
    assert_eq!((*areas, &of_test.unwrap().setting), (Areas::Any, &None));
}

#[test]
fn an_area_too_small_for_the_change_is_not_said_to_hold_it() {
    let rewards = Given::of("pilot").assessed().rewards;
    let reward = rewards
        .iter()
        .find(|reward| reward.lines[0].areas.len() > 1);
    let reward = reward.unwrap();
    let mut seen = [false; 2];
    for flips in Flips::of(reward).unwrap() {
        for flip in &flips.flips {
            let Hinge::Count {
                metric,
                period,
                areas,
            } = &flip.hinge
            else {
                continue;
            };
            let line = reward
                .lines
                .iter()
                .find(|line| line.priced.metric == *metric);
            let of_area = |area: &justice_reinvestment::AreaCount| match *period == reward.baseline
            {
                true => area.baseline_count.unwrap(),
                false => area.test_count.unwrap(),
            };
            let mut counts = line.unwrap().areas.iter().map(of_area);
            let (from, to) = (steps(flip.from), steps(flip.to.unwrap()));
            let fewer = from.saturating_sub(to);
            let any = counts.all(|count| count >= fewer);
            assert_eq!(*areas, if any { Areas::Any } else { Areas::Together });
            seen[usize::from(any)] = true;
        }
    }
    assert_eq!(seen, [true, true]);
}
