//! Counts that are given in code go through the checks of a file: everything wrong with
//! them is told at once, each count by its four names, those of tables at their lines.

use justice_reinvestment::{
    Cohort, Count, Demand, Document, Error, Marker, Markers, MissingReason, Observation, Scheme,
    assess,
};

fn scheme() -> Scheme {
    let text = include_str!("../fixtures/hackney/scheme.toml");
    Scheme::read(&Document::new("scheme.toml", text)).unwrap()
}

fn count(area: &str, period: &str, metric: &str, count: u64) -> Observation {
    Observation::new(area, Cohort::Adult, period, metric, Count::Number(count)).unwrap()
}

fn hackney(period: &str, number: u64) -> Observation {
    count("E09000012", period, "custody", number)
}

fn built(observations: Vec<Observation>) -> Result<Demand, Error> {
    let scheme = scheme();
    let builder = Demand::builder(&scheme);
    let builder = observations
        .into_iter()
        .fold(builder, |builder, one| builder.observation(one));
    builder.build()
}

fn problems(observations: Vec<Observation>) -> Vec<String> {
    let error = built(observations).unwrap_err();
    let problems = error.problems().iter().map(|problem| problem.what.clone());
    problems.collect()
}

#[test]
fn everything_wrong_with_counts_in_code_is_told_at_once_each_by_its_names() {
    let mut formula = hackney("baseline", 400);
    formula.group = Some("=1+1".parse().unwrap());
    formula.note = Some("@all".parse().unwrap());
    let mut marked = hackney("year_1", 1);
    marked.count = Count::Missing(MissingReason::NotAvailable);
    marked.markers = Marker::Revised.into();
    let young = Observation::new(
        "E09000012",
        Cohort::Youth,
        "year_1",
        "custody",
        Count::Number(1),
    );
    let found = problems(vec![
        formula,
        marked,
        count("E09000030", "year_9", "nights", 1),
        young.unwrap(),
    ]);
    assert_eq!(
        found,
        [
            "E09000012, adult, baseline, custody: \"=1+1\" is a formula to a spreadsheet",
            "E09000012, adult, baseline, custody: \"@all\" is a formula to a spreadsheet",
            "E09000012, adult, year_1, custody: [r] stands without a count",
            "E09000030, adult, year_9, nights: \"E09000030\" is not an area of the scheme",
            "E09000030, adult, year_9, nights: \"year_9\" is not a period of the scheme",
            "E09000030, adult, year_9, nights: \"nights\" is not a metric of the scheme",
            "E09000012, youth, year_1, custody: E09000012 takes no part with cohort \"youth\"",
        ]
    );
}

#[test]
fn a_count_that_could_not_be_taken_is_not_told_as_missing_too() {
    let mut too_large = hackney("baseline", Count::LARGEST);
    too_large.count = Count::Number(Count::LARGEST + 1);
    let found = problems(vec![too_large, hackney("year_1", 1)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("too large"), "{found:?}");
    let found = problems(vec![hackney("year_1", 1)]);
    assert_eq!(
        found,
        ["there is no row for E09000012, adult, baseline, custody"]
    );
}

#[test]
fn a_count_that_is_given_twice_in_code_is_told_by_its_names() {
    let found = problems(vec![
        hackney("baseline", 400),
        hackney("year_1", 360),
        hackney("year_1", 361),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("E09000012, adult, year_1, custody: "),
        "{found:?}"
    );
}

#[test]
fn an_area_that_is_called_otherwise_in_code_is_told() {
    let mut first = hackney("baseline", 400);
    first.area_name = Some("Hackney".parse().unwrap());
    let mut other = hackney("year_1", 360);
    other.area_name = Some("Islington".parse().unwrap());
    let found = problems(vec![first.clone(), other.clone()]);
    assert_eq!(
        found,
        ["E09000012, adult, year_1, custody: this area was called \"Hackney\" before"]
    );
    other.area_name = Some("Hackney".parse().unwrap());
    assert_eq!(built(vec![first, other]).unwrap().rows(), 2);
}

#[test]
fn what_is_said_of_a_count_in_code_comes_out_again() {
    let mut first = hackney("baseline", 400);
    first.markers = Marker::Provisional.into();
    first.note = Some("from the court".parse().unwrap());
    first.as_at = Some("2013-09-30".parse().unwrap());
    first.area_name = Some("Hackney".parse().unwrap());
    let second = hackney("year_1", 360);
    let demand = built(vec![second.clone(), first.clone()]).unwrap();
    let out: Vec<Observation> = demand.observations().collect();
    let mut named = second;
    // What an area is called is said of the area.
    named.area_name = out[1].area_name.clone();
    assert_eq!(out, [first, named]);
}

#[test]
fn a_group_that_is_not_given_in_all_periods_is_told_of_any_metric() {
    let nights =
        "\n[[metric]]\nid = \"nights\"\ntitle = \"Nights\"\nunit = \"night\"\nbasis = \"held\"\n";
    let text = format!(
        "{}{nights}",
        include_str!("../fixtures/hackney/scheme.toml")
    );
    let scheme = Scheme::read(&Document::new("scheme.toml", text)).unwrap();
    let mut some = count("E09000012", "year_1", "nights", 3);
    some.group = Some("remand".parse().unwrap());
    let all = [
        hackney("baseline", 400),
        hackney("year_1", 360),
        count("E09000012", "baseline", "nights", 3),
    ];
    let built = |last: Observation| {
        let rows = all.iter().cloned().chain([last]);
        let builder = rows.fold(Demand::builder(&scheme), |builder, one| {
            builder.observation(one)
        });
        builder.build()
    };
    let error = built(some).unwrap_err().to_string();
    assert!(error.contains("group"), "{error}");
    assert!(built(count("E09000012", "year_1", "nights", 3)).is_ok());
}

#[test]
fn a_count_that_is_missing_in_code_is_taken_with_its_reason() {
    let mut missing = hackney("year_1", 0);
    missing.count = Count::Missing(MissingReason::Confidential);
    let demand = built(vec![hackney("baseline", 400), missing.clone()]).unwrap();
    assert!(demand.observations().any(|one| one == missing));
    assert!(demand.to_csv().contains("[c]"));
}

const BASELINE: &str =
    "area_code,cohort,period,metric,count,status\nE09000012,adult,baseline,custody,400,\n";

#[test]
fn a_table_with_more_counts_from_code_has_another_digest_whatever_their_order() {
    let scheme = scheme();
    let table = Document::new("baseline.csv", BASELINE);
    let both = Demand::builder(&scheme)
        .table(&table)
        .observation(hackney("year_1", 360));
    let both = both.build().unwrap();
    assert_ne!(both.sha256(), table.sha256());
    let in_code = built(vec![hackney("year_1", 360), hackney("baseline", 400)]).unwrap();
    assert_eq!(both.sha256(), in_code.sha256());
    let whole = Document::new(
        "all.csv",
        format!("{BASELINE}E09000012,adult,year_1,custody,360,\n"),
    );
    assert_eq!(
        Demand::read(&scheme, &whole).unwrap().sha256(),
        whole.sha256()
    );
}

#[test]
fn a_line_is_named_where_there_is_one_table_only() {
    let scheme = scheme();
    let missing = "E09000012,adult,year_1,custody,,[c]\n";
    let line = |tables: &[String]| {
        let tables = tables
            .iter()
            .map(|text| Document::new("a.csv", text.as_str()));
        let builder = tables.fold(Demand::builder(&scheme), |builder, table| {
            builder.table(&table)
        });
        let assessment = assess(&scheme, &builder.build().unwrap()).unwrap();
        assessment.rewards[0].missing[0].line
    };
    assert_eq!(line(&[format!("{BASELINE}{missing}")]), Some(3));
    let header = BASELINE.lines().next().unwrap();
    assert_eq!(
        line(&[BASELINE.to_owned(), format!("{header}\n{missing}")]),
        None
    );
}

#[test]
fn a_group_whose_row_could_not_be_read_is_not_told_as_not_given() {
    let rows = "group,area_code,cohort,period,metric,count\n\
                theft,E09000012,adult,baseline,custody,400\n\
                theft,E09000012,adult,year_1,custard,360\n";
    let error = Demand::read(&scheme(), &Document::new("demand.csv", rows)).unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
}

fn problems_of(tables: &[(&str, String)], scheme: &Scheme) -> Vec<String> {
    let documents = tables
        .iter()
        .map(|(name, text)| Document::new(*name, text.as_str()));
    let builder = documents.fold(Demand::builder(scheme), |builder, one| builder.table(&one));
    let error = builder.build().unwrap_err();
    let problems = error.problems().iter().map(|problem| problem.what.clone());
    problems.collect()
}

const HEADER: &str = "area_code,cohort,period,metric,count\n";

#[test]
fn a_count_that_stands_twice_names_the_line_and_where_it_is_another_the_file() {
    let scheme = scheme();
    let row = |period: &str| format!("E09000012,adult,{period},custody,400\n");
    let one = format!("{HEADER}{}{}", row("baseline"), row("year_1"));
    let twice = [("a.csv", format!("{one}{}", row("baseline")))];
    assert_eq!(
        problems_of(&twice, &scheme),
        ["this was counted on line 2 already"]
    );
    let other = format!("{HEADER}{}", row("year_1"));
    let in_two = [("a.csv", one), ("b.csv", other)];
    assert_eq!(
        problems_of(&in_two, &scheme),
        ["this was counted in a.csv on line 3 already"]
    );
}

#[test]
fn a_group_that_is_lacking_in_a_period_is_told_with_the_periods_that_lack_it() {
    let text = include_str!("../fixtures/hackney/scheme.toml");
    let second = "[[test]]\nid = \"year_2\"\nfrom = 2012-07-01\nto = 2013-06-30\n\n[cohort.adult]";
    let text = text.replace("[cohort.adult]", second);
    let scheme = Scheme::read(&Document::new("scheme.toml", text)).unwrap();
    let row = |group: &str, period: &str| format!("{group},E09000012,adult,{period},custody,4\n");
    let all = [
        ("theft", "baseline"),
        ("theft", "year_1"),
        ("theft", "year_2"),
        ("fraud", "year_1"),
    ];
    let rows: String = all
        .iter()
        .map(|(group, period)| row(group, period))
        .collect();
    let found = problems_of(&[("a.csv", format!("group,{HEADER}{rows}"))], &scheme);
    assert_eq!(
        found,
        ["group \"fraud\" is counted in 1 of 3 periods, not in baseline and year_2"]
    );
}

#[test]
fn of_many_counts_that_are_not_there_five_hundred_are_listed_and_the_rest_counted() {
    let text = include_str!("../fixtures/hackney/scheme.toml");
    let sites: String = (1..=300)
        .map(|number| {
            format!(
                "[[site]]\ncode = \"E09{number:06}\"\nname = \"S{number}\"\ncohorts = [\"adult\"]\n"
            )
        })
        .collect();
    let (head, _) = text.split_once("[[site]]").unwrap();
    let scheme = Scheme::read(&Document::new("s.toml", format!("{head}{sites}"))).unwrap();
    let row = "E09000001,adult,baseline,custody,4\n";
    let found = problems_of(&[("a.csv", format!("{HEADER}{row}"))], &scheme);
    assert_eq!(found.len(), 501);
    // 300 sites in two periods, of which one row is there.
    let rest = "there is no row for 99 further counts that the scheme needs";
    assert_eq!(found.last().map(String::as_str), Some(rest));
}

#[test]
fn reasons_have_their_shorthand_and_their_words() {
    let reasons = [
        (MissingReason::Confidential, "[c]", "confidential"),
        (MissingReason::NotAvailable, "[x]", "not available"),
        (MissingReason::NotApplicable, "[z]", "not applicable"),
    ];
    for (reason, shorthand, words) in reasons {
        assert_eq!(reason.as_str(), shorthand);
        assert_eq!(reason.to_string(), shorthand);
        assert_eq!(reason.in_words(), words);
    }
}

#[test]
fn what_is_wrong_with_the_columns_of_a_table_is_told_as_what_it_is() {
    let scheme = scheme();
    let of = |header: &str| problems_of(&[("a.csv", format!("{header}\n"))], &scheme);
    let lacking: Vec<String> = ["cohort", "period", "metric", "count"]
        .iter()
        .map(|name| format!("the table has no column \"{name}\""))
        .collect();
    assert_eq!(of("area_code"), lacking);
    assert_eq!(
        of("area_code;cohort;period;metric;count"),
        ["the columns are separated by semicolons"]
    );
    assert_eq!(
        of("area_code,cohort,period,metric,colour"),
        [
            "the table has no column \"count\"",
            "a table of counts has no use for the column \"colour\"",
        ]
    );
    assert_eq!(
        of("area_code,cohort,period,metric,coumt"),
        ["a table of counts has no use for the column \"coumt\""]
    );
    let wide = |columns: usize| {
        let more = (5..columns).map(|number| format!(",x{number}"));
        of(&format!(
            "area_code,cohort,period,metric,count{}",
            more.collect::<String>()
        ))
    };
    assert_eq!(wide(101), ["the table has 101 columns"]);
    let stray = |what: &&String| what.contains("has no use for the column");
    assert_eq!(wide(100).iter().filter(stray).count(), 95);
}

#[test]
fn a_table_that_is_given_twice_is_told_and_two_tables_are_added_up() {
    let scheme = scheme();
    let baseline = format!("{HEADER}E09000012,adult,baseline,custody,400\n");
    let test = format!("{HEADER}E09000012,adult,year_1,custody,360\n");
    let twice = [("a.csv", baseline.clone()), ("b.csv", baseline.clone())];
    assert_eq!(problems_of(&twice, &scheme), ["this table is given twice"]);
    let table = |text: &String| Document::new("a.csv", text.as_str());
    let both = Demand::builder(&scheme)
        .table(&table(&baseline))
        .table(&table(&test));
    assert_eq!(both.build().unwrap().rows(), 2);
}

#[test]
fn markers_are_put_together_each_once() {
    let some: Markers = [Marker::Estimated, Marker::Revised, Marker::Estimated]
        .into_iter()
        .collect();
    let each: Vec<Marker> = some.iter().collect();
    assert_eq!(each.len(), 2);
    assert!(each.contains(&Marker::Estimated) && each.contains(&Marker::Revised));
    assert_eq!(
        some,
        Markers::from(Marker::Revised).and(Marker::Estimated.into())
    );
    assert!(Markers::default().is_empty() && !some.is_empty());
}

#[test]
fn a_mark_without_a_count_is_told_and_a_reason_with_a_mark_too() {
    let scheme = scheme();
    let of = |status: &str| {
        let rows = format!("{BASELINE}E09000012,adult,year_1,custody,,{status}\n");
        problems_of(&[("a.csv", rows)], &scheme)
    };
    assert_eq!(of("[r]"), ["[r] stands without a count"]);
    assert_eq!(of("[x][r]"), ["[r] stands without a count"]);
    assert_eq!(of(""), ["this row has neither a count nor a reason"]);
}

#[test]
fn an_id_that_is_nearly_one_of_the_schemes_is_asked_about() {
    let scheme = scheme();
    let rows = format!("{HEADER}E09000012,adult,basline,custodi,400\n");
    let error = Demand::read(&scheme, &Document::new("a.csv", rows)).unwrap_err();
    let advice: Vec<&str> = error
        .problems()
        .iter()
        .map(|one| one.advice.as_str())
        .collect();
    assert!(
        advice[0].contains("did you mean \"baseline\"?"),
        "{advice:?}"
    );
    assert!(
        advice[1].contains("did you mean \"custody\"?"),
        "{advice:?}"
    );
}

#[test]
fn a_count_that_is_no_number_is_told_as_what_it_is() {
    let scheme = scheme();
    let of = |count: &str| {
        let rows = format!("{BASELINE}E09000012,adult,year_1,custody,\"{count}\",\n");
        problems_of(&[("a.csv", rows)], &scheme)
    };
    for (count, what) in [
        ("1,000", "\"1,000\" has a thousands separator"),
        ("a,b", "\"a,b\" is not a whole number"),
        ("1.5", "\"1.5\" has a fraction"),
        ("1.x", "\"1.x\" is not a whole number"),
        ("x.5", "\"x.5\" is not a whole number"),
    ] {
        assert_eq!(of(count), [what]);
    }
}

#[test]
fn a_count_that_could_not_be_read_is_not_told_as_unlike_another_period() {
    let rows = "area_code,cohort,period,metric,count,status\n\
                E09000012,adult,baseline,custody,,[z]\n\
                E09000012,adult,year_1,custody,x,\n";
    let found = problems_of(&[("a.csv", rows.to_owned())], &scheme());
    assert_eq!(found, ["\"x\" is not a whole number"]);
}

#[test]
fn a_field_that_holds_a_line_end_is_told_as_that_beside_quoted_fields() {
    let first = "\"E09000012\",adult,baseline,custody,400,\"of the\ncourt\"\n";
    let second = "E09000012,adult,year_1,custody,360,\n";
    let header = HEADER.replace('\n', ",note\n");
    let found = problems_of(&[("a.csv", format!("{header}{first}{second}"))], &scheme());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("line end"), "{found:?}");
}

#[test]
fn a_first_field_that_is_not_closed_is_told_as_that() {
    let rows = "\"E09000012,adult,baseline,custody,400\nE09000012,adult,year_1,custody,360\n";
    let found = problems_of(&[("a.csv", format!("{HEADER}{rows}"))], &scheme());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("not closed"), "{found:?}");
}

#[test]
fn a_quote_that_a_row_of_its_own_would_close_is_told_as_not_closed() {
    let header = HEADER.replace('\n', ",note\n");
    let first = "E09000012,adult,baseline,custody,400,\"of the court\n";
    let second = "E09000012,adult,year_1,custody,360,court\"\n";
    let found = problems_of(&[("a.csv", format!("{header}{first}{second}"))], &scheme());
    assert!(found[0].contains("not closed"), "{found:?}");
}

#[test]
fn a_table_is_written_with_the_optional_columns_that_some_row_needs() {
    let header = |demand: &Demand| demand.to_csv().lines().next().map(str::to_owned);
    let plain = built(vec![hackney("baseline", 400), hackney("year_1", 360)]).unwrap();
    assert_eq!(header(&plain).as_deref(), Some(HEADER.trim_end()));
    let mut noted = hackney("baseline", 400);
    noted.note = Some("of the court".parse().unwrap());
    let noted = built(vec![noted, hackney("year_1", 360)]).unwrap();
    let with_note = format!("{},note", HEADER.trim_end());
    assert_eq!(header(&noted), Some(with_note));
}
