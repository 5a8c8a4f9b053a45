//! The schema of the evaluation against what is written.

use crate::documents::*;
use crate::found::*;
use crate::worlds::*;
use crate::written::*;
use justice_reinvestment::evaluate::{
    Assumption, Comparator, Dispersion, Dispersions, EarlierPeriods, Evaluating, JointOptions,
    Quarters, TestRule, Unchanged,
};
use justice_reinvestment::schema::EVALUATION;
use justice_reinvestment::{
    Assessment, Cohort, Demand, Document, Scheme, Selection, Spread, assess,
};
use serde_json::{Value, json};
use std::fs;
use std::sync::OnceLock;

/// The schema with that of the assessment in it.
fn schema() -> Value {
    whole(EVALUATION)
}

/// A scheme with what it is applied to.
struct World {
    scheme: Scheme,
    assessment: Assessment,
}

impl World {
    fn of(scheme: &str, tables: &[&str]) -> Self {
        let scheme = read(scheme).unwrap();
        let all = Demand::builder(&scheme);
        let all = tables
            .iter()
            .fold(all, |all, table| all.table(&document(table)));
        let assessment = assess(&scheme, &all.build().unwrap()).unwrap();
        Self { scheme, assessment }
    }

    fn of_fixture(name: &str) -> Self {
        let read = |file| fs::read_to_string(format!("fixtures/{name}/{file}")).unwrap();
        Self::of(&read("scheme.toml"), &[&read("demand.csv")])
    }

    fn comparator(&self, table: &str) -> Comparator {
        Comparator::read(&self.scheme, &document(table)).unwrap()
    }

    fn earlier(&self, table: &str) -> EarlierPeriods {
        EarlierPeriods::read(&self.scheme, &document(table)).unwrap()
    }

    fn spread(&self, rows: &str) -> Spread {
        let digest = "5".repeat(64);
        let rows = rows.lines().map(|row| format!("{digest},{row}\n"));
        let header = "plan_sha256,area_code,cohort,period,kind,metric,other_metric,sum\n";
        let table = format!("{header}{}", rows.collect::<String>());
        Spread::read(&self.scheme, &document(&table)).unwrap()
    }
}

fn document(text: &str) -> Document {
    Document::new("table.csv", text)
}

fn poisson() -> Dispersions {
    Dispersions::Given(Dispersion::POISSON)
}

fn written(evaluating: &Evaluating<'_>) -> Value {
    json_of(&evaluating.evaluate().unwrap().to_json())
}

/// Rows of counts: areas, in each the counts of custody of the baseline and of the year.
fn hackney_rows(area: &str, counts: [&str; 2]) -> String {
    let [before, after] = counts;
    format!(
        "area_code,cohort,period,metric,count,status\n\
         {area},adult,baseline,custody,{before}\n\
         {area},adult,year_1,custody,{after}\n"
    )
}

/// The counts of the town without a gap, one area in groups; the port had none before.
const WHOLE_COUNTS_OF_THE_TOWN: &str = "\
area_code,cohort,period,metric,group,count
town.north,adult,baseline,custody,theft,20
town.north,adult,baseline,custody,other,30
town.north,adult,year_1,custody,theft,20
town.north,adult,year_1,custody,other,10
town-south,adult,baseline,custody,,40
town-south,adult,year_1,custody,,36
town.north,youth,baseline,custody,,8
town.north,youth,year_1,custody,,5
town-south,youth,baseline,custody,,4
town-south,youth,year_1,custody,,3
port,adult,baseline,custody,,0
port,adult,year_1,custody,,9
port,adult,year_2,custody,,0
";

/// Counts of the village of which none is missing: fewer in custody, more orders, and
/// nothing of either in the hamlet in 2011.
const WHOLE_COUNTS_OF_THE_VILLAGE: &str = "\
area_code,cohort,period,metric,count
village,adult,2010,custody,10
village,adult,2010,orders,10
village,adult,2011,custody,8
village,adult,2011,orders,12
hamlet,adult,2010,custody,10
hamlet,adult,2010,orders,10
hamlet,adult,2011,custody,0
hamlet,adult,2011,orders,0
";

/// One evaluation of every kind.
fn evaluations() -> &'static [Value] {
    static EVALUATIONS: OnceLock<Vec<Value>> = OnceLock::new();
    EVALUATIONS.get_or_init(|| {
        let mut evaluations = of_fixtures();
        evaluations.extend(of_hackney());
        evaluations.extend(of_small_worlds());
        evaluations.extend(of_no_part());
        evaluations
    })
}

/// Every assessment there is, with all of its rewards together.
fn of_fixtures() -> Vec<Value> {
    let all = assessed().into_iter();
    let evaluated = all.map(|(_, assessment)| {
        let evaluating = Evaluating::new(&assessment).dispersed(poisson());
        written(&evaluating.jointly(JointOptions::new(1).draws(50)))
    });
    evaluated.collect()
}

fn of_hackney() -> Vec<Value> {
    let world = World::of_fixture("hackney");
    let of = Evaluating::new(&world.assessment);
    let quarters = |counts: [u32; 12]| {
        let rows = counts
            .iter()
            .enumerate()
            .map(|(index, count)| format!("E09000012,adult,quarter_{index},custody,{count}\n"));
        let header = "area_code,cohort,period,metric,count\n";
        let table = format!("{header}{}", rows.collect::<String>());
        let quarters = Quarters::read(&world.scheme, &document(&table)).unwrap();
        Dispersions::Estimated(quarters.dispersion().unwrap())
    };
    let wide = quarters([98, 104, 91, 107, 88, 112, 99, 95, 104, 80, 97, 101]);
    let narrow = quarters([100; 12]);
    let elsewhere = |counts| world.comparator(&hackney_rows("E09000030", counts));
    let earlier = |counts: [u32; 2]| {
        let [first, second] = counts;
        world.earlier(&format!(
            "area_code,cohort,period,metric,count\n\
             E09000012,adult,2008-09,custody,{first}\n\
             E09000012,adult,2009-10,custody,{second}\n"
        ))
    };
    let persons = world.spread(
        "E09000012,adult,baseline,person,custody,custody,800\n\
         E09000012,adult,baseline,record,custody,custody,400\n\
         E09000012,adult,year_1,person,custody,custody,720\n\
         E09000012,adult,year_1,record,custody,custody,360",
    );
    let one = of.clone().dispersed(poisson());
    vec![
        written(&of),
        written(&of.clone().dispersed(wide)),
        written(&one.clone().dispersed(narrow)),
        written(
            &one.clone()
                .tested_by(TestRule::Minlike)
                .about(Unchanged::Pooled),
        ),
        written(&one.clone().rounded_to(5)),
        written(&one.clone().together(&persons)),
        written(&one.clone().after(&earlier([350, 370]))),
        // A line that falls below nothing.
        written(&one.clone().after(&earlier([4000, 2000]))),
        written(&one.clone().beside(&elsewhere(["500,", "470,"]))),
        written(&one.clone().beside(&elsewhere(["500,", ",[x]"]))),
        written(&one.clone().beside(&elsewhere(["0,", "470,"]))),
        // The comparator holds the site itself, which is taken out of it.
        written(
            &one.beside(
                &world
                    .comparator(&hackney_rows("E09000012", ["500,", "470,"]))
                    .containing_the_site(),
            ),
        ),
    ]
}

/// Of young people of the pilot who take no part: in one test period, and in any.
fn of_no_part() -> Vec<Value> {
    let world = World::of_fixture("pilot");
    let of = |site: &str, period: Option<&str>| {
        let mut selection = Selection::default();
        selection.site = Some(site.to_owned());
        selection.cohort = Some(Cohort::Youth);
        selection.period = period.map(str::to_owned);
        written(&Evaluating::new(&world.assessment).selected(selection))
    };
    vec![of("Lewisham", Some("year_2")), of("Hackney", None)]
}

fn of_small_worlds() -> Vec<Value> {
    let town = World::of(TOWN, &[WHOLE_COUNTS_OF_THE_TOWN]);
    let village = World::of(VILLAGE, &[WHOLE_COUNTS_OF_THE_VILLAGE]);
    let lacking = World::of(VILLAGE, &[COUNTS_OF_THE_VILLAGE]);
    let empty = WHOLE_COUNTS_OF_THE_VILLAGE
        .lines()
        .map(|row| match row.rsplit_once(',') {
            Some((of, count)) if of.contains("hamlet") && count != "count" => format!("{of},0\n"),
            _ => format!("{row}\n"),
        });
    let empty = World::of(VILLAGE, &[&empty.collect::<String>()]);
    let suppressed = World::of(
        VILLAGE,
        &[&WHOLE_COUNTS_OF_THE_VILLAGE
            .replace("metric,count\n", "metric,count,status\n")
            .replace(
                "hamlet,adult,2011,custody,0",
                "hamlet,adult,2011,custody,,[c]",
            )
            .replace(",10\n", ",10,\n")
            .replace(",8\n", ",8,\n")
            .replace(",12\n", ",12,\n")
            .replace(",0\n", ",0,\n")],
    );
    let earlier = "area_code,cohort,period,metric,count\n\
                   hamlet,adult,2009,custody,0\n\
                   hamlet,adult,2009,orders,0\n";
    let of_the_village = "village,adult,2010,record,custody,custody,10\n\
                          village,adult,2011,record,custody,custody,8\n";
    let records = format!("{of_the_village}hamlet,adult,2010,record,custody,custody,10\n");
    let elsewhere = "area_code,cohort,period,metric,count\n\
                     city,adult,2010,custody,10\n\
                     city,adult,2010,orders,10\n\
                     city,adult,2011,custody,9\n\
                     city,adult,2011,orders,9\n";
    let of = |world: &World, evaluate: &dyn Fn(Evaluating<'_>) -> Value| {
        evaluate(Evaluating::new(&world.assessment).dispersed(poisson()))
    };
    let comparator = village.comparator(elsewhere);
    let without_orders = elsewhere.replace("metric,count", "metric,count,status");
    let without_orders = without_orders.replace("custody,9", "custody,9,");
    let without_orders = without_orders.replace("custody,10", "custody,10,");
    let without_orders = without_orders.replace("orders,10", "orders,,[z]");
    let without_orders = without_orders.replace("orders,9", "orders,,[z]");
    let without_orders = village.comparator(&without_orders);
    let correlated = JointOptions::new(7).draws(50).shared_shock(0.25);
    vec![
        of(&town, &|of| written(&of.jointly(correlated))),
        of(&village, &|of| written(&of.beside(&comparator))),
        of(&village, &|of| written(&of.beside(&without_orders))),
        of(&lacking, &|of| {
            written(&of.beside(&lacking.comparator(elsewhere)))
        }),
        of(&empty, &|of| {
            written(&of.beside(&empty.comparator(elsewhere)))
        }),
        of(&empty, &|of| written(&of.after(&empty.earlier(earlier)))),
        of(&village, &|of| {
            written(&of.together(&village.spread(&records)))
        }),
        of(&empty, &|of| {
            written(&of.together(&empty.spread(of_the_village)))
        }),
        of(&suppressed, &|of| written(&of)),
    ]
}

#[test]
fn every_evaluation_is_valid() {
    let schema = schema();
    let validator = validator(&schema.to_string());
    for evaluation in evaluations() {
        assert_eq!(faults(&validator, evaluation), [""; 0]);
    }
}

#[test]
fn evaluations_write_the_keys_that_the_schema_describes_and_no_others() {
    let schema = schema();
    let (described, written) = (
        Found::in_schema(&schema),
        Found::in_documents(&schema, evaluations()),
    );
    assert_alike(&described, &written);
}

#[test]
fn every_key_is_described_in_sentences() {
    assert_described(EVALUATION);
}

#[test]
fn a_value_of_another_kind_is_refused_wherever_it_stands() {
    let others = [
        Value::Null,
        json!(true),
        json!("\n"),
        json!([[]]),
        json!({}),
    ];
    assert_other_kinds_refused(&schema(), evaluations(), &others);
}

#[test]
fn every_assumption_has_a_name_that_the_schema_allows() {
    let schema = json!({ "$ref": "#/$defs/assumption", "$defs": schema()["$defs"] });
    let validator = validator(&schema.to_string());
    for assumption in Assumption::ALL {
        assert!(validator.is_valid(&json!(assumption)), "{assumption:?}");
    }
}

#[test]
fn an_evaluation_that_was_tampered_with_is_refused() {
    let schema = schema();
    let validator = validator(&schema.to_string());
    let world = World::of(TOWN, &[WHOLE_COUNTS_OF_THE_TOWN]);
    let elsewhere = world.comparator(
        "area_code,cohort,period,metric,count\n\
         city,adult,baseline,custody,10\ncity,adult,year_1,custody,9\n",
    );
    let evaluating = Evaluating::new(&world.assessment).dispersed(poisson());
    let evaluating = evaluating.rounded_to(1).beside(&elsewhere);
    let evaluation = written(&evaluating.jointly(JointOptions::new(1).draws(50)));
    assert_eq!(faults(&validator, &evaluation), [""; 0]);
    for (place, value) in [
        ("/schema", json!("justice-reinvestment/assessment/1")),
        ("/demand/rows", json!(0)),
        ("/confidence_percent", json!(95)),
        ("/unchanged_about", json!("Baseline")),
        ("/test_rule", json!("mid-p")),
        ("/rounded_to", json!("5")),
        ("/dispersion/source", json!("quarters")),
        ("/dispersion/ratios", json!([])),
        ("/dispersion/ratios/0", json!(0.5)),
        ("/rewards/0/site", json!("town")),
        ("/rewards/0/outcome", json!("not_computable")),
        ("/rewards/0/baseline_cost", json!(111105)),
        ("/rewards/0/saving", Value::Null),
        ("/rewards/0/threshold", json!("2.5")),
        ("/rewards/0/reward", Value::Null),
        ("/rewards/0/rates/0/title", json!("")),
        ("/rewards/0/rates/0/basis", json!("night")),
        ("/rewards/0/rates/0/p_no_change", json!(1.5)),
        ("/rewards/0/rates/0/ratio_interval", json!([0.5, 1.5])),
        ("/rewards/0/rates/0/verdict", json!("cannot tell")),
        ("/rewards/0/costs/0/approximate", json!(false)),
        ("/rewards/0/costs/0/dispersion", json!("1")),
        ("/rewards/0/power/0/chances", json!([])),
        ("/rewards/0/power/0/chances/0/chance_met", json!(true)),
        (
            "/rewards/0/power/0/chances/0/expected_reward",
            json!("1.00"),
        ),
        ("/rewards/0/bounds/suppressed", json!(-1)),
        ("/rewards/0/bounds/suppressed_within/most", Value::Null),
        ("/rewards/0/bounds/extremes/least/met", json!(0.5)),
        ("/rewards/0/comparison/relative", Value::Null),
        ("/rewards/0/comparison/why_not", json!("not_in_table")),
        (
            "/rewards/0/comparison/relative/expected_cost/divided_by",
            json!(0),
        ),
        (
            "/rewards/0/relative_changes/0/ratio_of_ratios_interval/upper",
            Value::Null,
        ),
        ("/rewards/0/decomposition/all/change", json!(-1.5)),
        ("/rewards/0/decomposition/metrics", json!([])),
        ("/rewards/0/assumptions/0", json!("Cases alike.")),
        ("/joint/0/options/draws", json!(1)),
        ("/joint/0/options/unchanged_about", json!("nothing")),
        ("/joint/0/chance_any_met/value", json!(-0.5)),
        ("/joint/0/gates/0/period", Value::Null),
        ("/joint/0/assessed", json!("1.005")),
        ("/assumptions/0/says", Value::Null),
    ] {
        let mut tampered = evaluation.clone();
        *tampered
            .pointer_mut(place)
            .unwrap_or_else(|| panic!("{place}")) = value;
        assert!(!validator.is_valid(&tampered), "{place}");
    }
}
