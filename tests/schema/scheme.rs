//! The schema of the scheme file against what is read.

use crate::documents::*;
use crate::found::*;
use crate::worlds::*;
use justice_reinvestment::schema::{ASSESSMENT, EXPLANATION, SCHEME};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn every_schema_is_valid_by_the_meta_schema_of_their_draft() {
    for text in [SCHEME, ASSESSMENT, EXPLANATION] {
        let schema = json_of(text);
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        let id = schema["$id"].as_str().unwrap();
        assert!(id.starts_with("urn:justice-reinvestment:"), "{id}");
        let valid = jsonschema::draft202012::meta::validate(&schema);
        assert!(valid.is_ok(), "{id}: {valid:?}");
    }
}

#[test]
fn every_property_is_described_in_sentences() {
    for text in [SCHEME, ASSESSMENT] {
        let schema = json_of(text);
        let definitions = schema["$defs"].as_object().unwrap();
        let pointers = definitions.keys().map(|name| format!("/$defs/{name}"));
        let properties = Found::in_schema(&schema).keys.into_keys();
        for pointer in pointers.chain(properties).chain([String::new()]) {
            let description = schema.pointer(&pointer).unwrap()["description"].as_str();
            let description = description.unwrap_or_else(|| panic!("{pointer} is not described"));
            assert!(
                description.starts_with(char::is_uppercase),
                "{pointer}: {description}"
            );
            assert!(description.ends_with('.'), "{pointer}: {description}");
        }
    }
}

#[test]
fn every_scheme_is_valid_as_it_was_written_and_as_the_library_writes_it() {
    let schema = validator(SCHEME);
    for (name, text) in schemes() {
        assert_eq!(faults(&schema, &json_of_toml(&text)), [""; 0], "{name}");
        let written = read(&text).unwrap().to_toml();
        assert_eq!(
            faults(&schema, &json_of_toml(&written)),
            [""; 0],
            "{name}, written"
        );
    }
}

#[test]
fn the_schema_describes_each_key_of_a_scheme_with_whether_it_may_be_absent() {
    let schemes = schemes();
    let documents: Vec<Value> = schemes.iter().map(|(_, text)| json_of_toml(text)).collect();
    let schema = json_of(SCHEME);
    assert_alike(
        &Found::in_schema(&schema),
        &Found::in_documents(&schema, &documents),
    );
}

/// What to alter, for which the reader lists what would do, and where the schema
/// has the same list.
const KEYS_AND_WORDS: &str = r#"
    /properties                                         | schema =       | zzzzzzzzzz = 1⏎schema =
    /properties/scheme/properties                       | [scheme]       | [scheme]⏎zzzzzzzzzz = 1
    /$defs/source/properties                            | [[source]]     | [[source]]⏎zzzzzzzzzz = 1
    /$defs/period/properties                            | [baseline]     | [baseline]⏎zzzzzzzzzz = 1
    /$defs/period/properties                            | [[test]]       | [[test]]⏎zzzzzzzzzz = 1
    /properties/cohort/properties                       | [cohort.adult] | [cohort.zzzzzzzzzz]⏎[cohort.adult]
    /$defs/terms/properties                             | [cohort.adult] | [cohort.adult]⏎zzzzzzzzzz = 1
    /$defs/terms/properties                             | [cohort.youth] | [cohort.youth]⏎zzzzzzzzzz = 1
    /$defs/band/properties                              | { up_to        | { zzzzzzzzzz = 1, up_to
    /properties/rounding/properties                     | [rounding]     | [rounding]⏎zzzzzzzzzz = 1
    /$defs/metric/properties                            | [[metric]]     | [[metric]]⏎zzzzzzzzzz = 1
    /$defs/price/properties                             | [[price]]      | [[price]]⏎zzzzzzzzzz = 1
    /$defs/site/properties                              | [[site]]       | [[site]]⏎zzzzzzzzzz = 1
    /$defs/judgement/properties                         | [[assumption]] | [[assumption]]⏎zzzzzzzzzz = 1
    /$defs/judgement/properties                         | [[decision]]   | [[decision]]⏎zzzzzzzzzz = 1
    /properties/schema/const                            | justice-reinvestment/scheme/1 | zzzzzzzzzz
    /properties/scheme/properties/currency/const        | GBP            | zzzzzzzzzz
    /properties/scheme/properties/data/enum             | "invented"     | "zzzzzzzzzz"
    /properties/scheme/properties/codes/enum            | "free"         | "zzzzzzzzzz"
    /$defs/terms/properties/terms/enum                  | ljr-flat-half  | zzzzzzzzzz
    /$defs/terms/properties/threshold_met/enum          | more_than      | zzzzzzzzzz
    /properties/rounding/properties/reward/const        | half_away_from_zero | zzzzzzzzzz
    /$defs/metric/properties/basis/enum                 | "sentenced"    | "zzzzzzzzzz"
    /$defs/metric/properties/area_basis/enum            | "home"         | "zzzzzzzzzz"
    /$defs/price/properties/status/enum                 | "reported"     | "zzzzzzzzzz"
    /$defs/judgement/properties/reliability/enum        | reliability = "low" | reliability = "zzzzzzzzzz"
    /$defs/cohort/enum                                  | cohort = "adult" | cohort = "zzzzzzzzzz"
"#;

#[test]
fn the_schema_knows_the_keys_and_words_that_the_reader_lists() {
    let (schema, validator) = (json_of(SCHEME), validator(SCHEME));
    for [pointer, old, new] in rows(KEYS_AND_WORDS) {
        let known: BTreeSet<&str> = match schema.pointer(&pointer).unwrap() {
            Value::Object(keys) => keys.keys().map(String::as_str).collect(),
            words => texts(words).chain(words.as_str()).collect(),
        };
        let text = altered(TOWN, &old, &new);
        assert!(!validator.is_valid(&json_of_toml(&text)), "{new}");
        let error = read(&text).unwrap_err();
        let problems = error.problems().iter();
        let advice = problems
            .filter(|problem| problem.what.contains("zzzzzzzzzz"))
            .map(|problem| problem.advice.as_str())
            .next()
            .unwrap_or_else(|| panic!("{new}: {error}"));
        let listed: BTreeSet<&str> = advice.split('"').skip(1).step_by(2).collect();
        assert_eq!(known, listed, "{new}: {advice}");
    }
}

/// What to alter without making it a mistake.
const LIBERTIES: &str = r#"
    amount = "1234.50"        | amount = "0"
    amount = "1234.50"        | amount = "1234"
    amount = "1234.50"        | amount = "0001.5"
    amount = "1234.50"        | amount = "999999999999.9999"
    threshold = "2.5%"        | threshold = "0%"
    threshold = "2.5%"        | threshold = "005.0%"
    threshold = "2.5%"        | threshold = "0.0001%"
    threshold = "2.5%"        | threshold = "99.9999%"
    threshold = "2.5%"        | threshold = "100.0000%"
    threshold_met =           | # threshold_met =
    { up_to = "5%", share = "0%" }, |
    , { share = "100%" }      |
    terms = "ljr-flat-half"   | terms = "ljr-bands"⏎threshold_met = "at_least"
    date = "2010-11"          | date = "2010-11-30"
    price_year = "2010-11"    | price_year = "1999-00"
    status = "reported"       | status = "published"
    A town                    | Ynys\u00A0Môn: a \"town\", £10
    id = "town"               | id = "10-_"
    "port"                    | "E09000012"
    "port"                    | "_.-"
    periods = ["year_1"]      | periods = ["year_2", "year_1"]
    valid_to = 2012-03-31     | valid_to = 1999-12-31
    date = 2011-05-14         | date = 9999-12-31
    what = "Every arrest is in the counts" | what = "The port takes part without its young people"
"#;

#[test]
fn the_schema_allows_what_the_reader_takes() {
    let schema = validator(SCHEME);
    for [old, new] in rows(LIBERTIES) {
        let text = altered(TOWN, &old, &new);
        assert_eq!(read(&text).map(|_| ()), Ok(()), "{new}");
        assert_eq!(faults(&schema, &json_of_toml(&text)), [""; 0], "{new}");
    }
}

/// Where the schema must find fault (a JSON Pointer), and what to alter.
const MISTAKES_IN_THE_TOWN: &str = r#"
                               | schema =                 | # schema =
    /schema                    | scheme/1                 | scheme/2
                               | schema =                 | version = 1⏎schema =
                               | [scheme]                 | [schema_of]
    /scheme/id                 | id = "town"              | id = "Town"
    /scheme/id                 | id = "town"              | id = ""
    /scheme/id                 | id = "town"              | id = 10
    /scheme                    | title =                  | titel =
    /scheme/title              | "A town                  | " A town
    /scheme/title              | invented counts"         | invented counts "
    /scheme/title              | A town                   | \u00A0A town
    /scheme/title              | A town                   | A\ttown
    /scheme/title              | A town                   | A\u0085town
    /scheme/title              | A town                   | A\u202Etown
    /scheme/title              | A town                   | A\u200Ftown
    /scheme/title              | A town                   | A\u2028town
    /scheme/title              | A town                   | A\u200Btown
    /scheme/title              | A town                   | \uFEFFA town
    /scheme/title              | A town                   | A\u2069town
    /scheme/title              | A town and a port with invented counts |
    /scheme/currency           | GBP                      | EUR
    /scheme                    | currency =               | # currency =
    /scheme/data               | data = "invented"        | data = "made up"
    /scheme/data               | data = "invented"        | data = true
    /scheme/codes              | codes = "free"           | codes = "ons"
    /site/0/code               | codes = "free"           | codes = "gss"
    /site/0/areas/1            | codes = "free"           | codes = "gss"

    /source/0                  | publisher =              | by =
    /source/0                  | publisher =              | # publisher =
    /source/0/date             | date = "2010-11"         | date = 2010
    /source/0/date             | date = "2010-11"         | date = "November 2010"
    /source/0/date             | date = "2010-11"         | date = "2010-13"
    /source/0/date             | date = "2010-11"         | date = "2010-1"
    /source/0/url              | urn:example:tariff       |

    /baseline                  | [baseline]               | [[baseline]]
    /baseline                  | from =                   | # from =
    /baseline                  | ⏎to =                    | ⏎until =
    /baseline/from             | from = 2010-07-01        | from = 2010
    /baseline/from             | from = 2010-07-01        | from = 2010-07-01T00:00:00
    /baseline/from             | from = 2010-07-01        | from = 07:00:00
    /test/0                    | id = "year_1"            |
    /test/0/title              | first test year          | first\ntest year
    /test/1/id                 | id = "year_2"            | id = "year 2"

    /cohort                    | [cohort.youth]           | [cohort.child]
    /cohort/adult              | threshold =              | # threshold =
    /cohort/adult              | threshold =              | treshold =
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = "2.5"
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = 2.5
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = "-2.5%"
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = ".5%"
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = "2.%"
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = "2.50001%"
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = "100.0001%"
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = "101%"
    /cohort/adult/threshold    | threshold = "2.5%"       | threshold = "٥%"
    /cohort/adult/threshold_met | more_than               | over
    /cohort/adult/threshold    | threshold =              | terms = "ljr-bands"⏎threshold =
    /cohort/adult/bands        | threshold =              | terms = "ljr-bands"⏎threshold =
    /cohort/adult/sources      | threshold =              | terms = "ljr-bands"⏎threshold =
    /cohort/adult              | bands =                  | # bands =
    /cohort/adult/bands        | [{ up_to = "5%", share = "0%" }, { share = "100%" }] | []
    /cohort/adult/bands        | [{ up_to = "5%", share = "0%" }, { share = "100%" }] | "5%"
    /cohort/adult/bands        | { up_to = "5%", share = "0%" } | { share = "0%" }
    /cohort/adult/bands/0      | up_to = "5%"             | to = "5%"
    /cohort/adult/bands/0      | , share = "0%"           |
    /cohort/adult/bands/0/up_to | up_to = "5%"            | up_to = 5
    /cohort/adult/bands/1      | { share = "100%" }       | "100%"
    /cohort/adult/bands/1/share | share = "100%"          | share = "half"
    /cohort/adult              | sources =                | # sources =
    /cohort/adult/sources      | ["minutes"]              | []
    /cohort/adult/sources      | ["minutes"]              | "minutes"
    /cohort/adult/sources/0    | ["minutes"]              | [1]
    /cohort/youth              | terms =                  | # terms =
    /cohort/youth/terms        | ljr-flat-half            | ljr
                               | [rounding]⏎reward =      | # reward =
    /rounding                  | reward =                 | # reward =
    /rounding/reward           | half_away_from_zero      | half_even

    /metric/0                  | unit =                   | # unit =
    /metric/0                  | area_basis               | area-basis
    /metric/0/unit             | unit = "sentence"        | unit = ""
    /metric/0/basis            | basis = "sentenced"      | basis = ["sentenced", "held"]
    /metric/0/basis            | basis = "sentenced"      | basis = "Sentenced"
    /metric/0/area_basis       | area_basis = "home"      | area_basis = "house"
    /metric/0/stands_for       | "nights in custody"      | true

    /price/0                   | amount =                 | # amount =
    /price/0/amount            | amount = "1234.50"       | amount = 1234.50
    /price/0/amount            | amount = "1234.50"       | amount = 1234
    /price/0/amount            | amount = "1234.50"       | amount = ""
    /price/0/amount            | amount = "1234.50"       | amount = "-1234.50"
    /price/0/amount            | amount = "1234.50"       | amount = "+1234.50"
    /price/0/amount            | amount = "1234.50"       | amount = "£1234.50"
    /price/0/amount            | amount = "1234.50"       | amount = "1,234.50"
    /price/0/amount            | amount = "1234.50"       | amount = "1234."
    /price/0/amount            | amount = "1234.50"       | amount = ".50"
    /price/0/amount            | amount = "1234.50"       | amount = "1e3"
    /price/0/amount            | amount = "1234.50"       | amount = "1.00001"
    /price/0/amount            | amount = "1234.50"       | amount = "1000000000000"
    /price/0                   | metric =                 | # metric =
    /price/0/cohort            | cohort = "adult"         | cohort = "adults"
    /price/0/price_year        | price_year = "2010-11"   | price_year = 2010
    /price/0/price_year        | price_year = "2010-11"   | price_year = "2010-2011"
    /price/0/price_year        | price_year = "2010-11"   | price_year = "2010/11"
    /price/0                   | status =                 | # status =
    /price/0                   | status =                 | state = 1⏎status =
    /price/0/status            | status = "reported"      | status = "paid"
    /price/0/source            | status = "reported"      | status = "illustrative"
    /price/0                   | source =                 | # source =
    /price/0/note              | source = "tariff"        | source = "tariff"⏎note = "seen"
    /price/0/source            | source = "tariff"        | source = ["tariff"]
    /price/1                   | note =                   | # note =
    /price/1/note              | note = "invented"        | note = ""
    /price/1/source            | note = "invented"        | source = "tariff"

    /site/0                    | code =                   | # code =
    /site/0/code               | code = "town"            | code = "The town"
    /site/0/code               | code = "town"            | code = 1
    /site/0                    | name =                   | # name =
    /site/0/cohorts            | ["adult", "youth"]       | "adult"
    /site/0/cohorts            | ["adult", "youth"]       | []
    /site/0/cohorts            | ["adult", "youth"]       | ["adult", "adult"]
    /site/0/cohorts/1          | ["adult", "youth"]       | ["adult", "old"]
    /site/0/areas              | ["town.north", "town-south"] | []
    /site/0/areas              | ["town.north", "town-south"] | ["town.north", "town.north"]
    /site/0/areas/1            | "town-south"             | "town/south"
    /site/0/periods            | periods = ["year_1"]     | periods = []
    /site/0/periods            | periods = ["year_1"]     | periods = ["year_1", "year_1"]
    /site/0                    | periods =                | period =

    /source/0/valid_to         | valid_to = 2012-03-31    | valid_to = "March 2012"
    /source/0/valid_to         | valid_to = 2012-03-31    | valid_to = 2012
    /source/0                  | valid_to =               | valid_until =
    /assumption/0              | what =                   | # what =
    /assumption/0/what         | "The court of the town sits as often in each year" | ""
    /assumption/0/reliability  | reliability = "medium"   | reliability = "Medium"
    /assumption/0/reliability  | reliability = "medium"   | reliability = 2
    /assumption/0/date         | date = 2011-05-14        | date = "May 2011"
    /assumption/0/by           | by = "An analyst of the town" | by = ["An", "analyst"]
    /assumption/0              | signed_by =              | signed =
    /decision/0                | [[decision]]⏎what =      | [[decision]]⏎why_not =
"#;

/// The same, for a scheme that has one part of each kind.
const MISTAKES_IN_HACKNEY: &str = r#"
    /test                      | [[test]]                 | [test]
    /metric                    | [[metric]]               | [metric]
    /price                     | [[price]]                | [price]
    /site                      | [[site]]                 | [site]
    /assumption                | [[site]]                 | [assumption]⏎what = "All is well"⏎[[site]]
    /decision                  | [[site]]                 | [decision]⏎what = "All is well"⏎[[site]]
    /source                    | [baseline]               | [source]⏎[baseline]
    /source/0                  | [baseline]               | [[source]]⏎id = "a"⏎[baseline]
    /cohort                    | [cohort.adult]⏎terms =   | [cohort]⏎# terms =
    /cohort/adult              | [cohort.adult]           | [[cohort.adult]]
    /cohort/adult              | terms =                  | # terms =
    /cohort/adult/threshold    | terms =                  | threshold = "5%"⏎terms =
    /cohort/adult/sources      | terms =                  | sources = ["a"]⏎terms =
                               | [cohort.adult]⏎terms =   | # terms =
                               | [[test]]⏎id = "year_1"⏎from = 2011-07-01⏎to = 2012-06-30 |
    /site/0/code               | code = "E09000012"       | code = "hackney"
    /site/0/code               | code = "E09000012"       | code = "E0900001"
    /site/0/code               | code = "E09000012"       | code = "e09000012"
    /site/0/areas/1            | cohorts =                | areas = ["E09000012", "hackney"]⏎cohorts =
"#;

/// The same, for a scheme whose tables are written in line.
const MISTAKES_IN_LINE: &str = "
    /test                      | test =                   | test = [] #
    /cohort                    | cohort =                 | cohort = {} #
    /metric                    | metric =                 | metric = [] #
    /price                     | price =                  | price = [] #
    /site                      | site =                   | site = [] #
                               | scheme =                 | # scheme =
                               | baseline =               | # baseline =
                               | test =                   | # test =
                               | cohort =                 | # cohort =
                               | rounding =               | # rounding =
                               | metric =                 | # metric =
                               | price =                  | # price =
                               | site =                   | # site =
";

#[test]
fn a_mistake_of_form_is_refused_by_the_schema_and_by_the_reader_alike() {
    let schema = validator(SCHEME);
    let hackney = fs::read_to_string("fixtures/hackney/scheme.toml").unwrap();
    for (text, mistakes) in [
        (TOWN, MISTAKES_IN_THE_TOWN),
        (&hackney, MISTAKES_IN_HACKNEY),
        (IN_LINE, MISTAKES_IN_LINE),
    ] {
        for [place, old, new] in rows(mistakes) {
            let text = altered(text, &old, &new);
            let faults = faults(&schema, &json_of_toml(&text));
            let is_there = |fault: &String| fault.starts_with(&format!("{place}: "));
            assert!(faults.iter().any(is_there), "{old:?}, {new:?}: {faults:?}");
            assert!(read(&text).is_err(), "{old:?}, {new:?}");
        }
    }
}
