#![cfg(feature = "schema")]
//! The JSON Schemas against the library: what the reader takes they allow, what it
//! refuses for its form they refuse, and the keys that assessments write are those
//! that they describe.

use jsonschema::Validator;
use justice_reinvestment::schema::{ASSESSMENT, SCHEME};
use justice_reinvestment::{Demand, Document, Error, Scheme, assess};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// A scheme with every key there is, some of them not everywhere.
const TOWN: &str = r#"schema = "justice-reinvestment/scheme/1"

[scheme]
id = "town"
title = "A town and a port with invented counts"
currency = "GBP"
data = "invented"
codes = "free"

[[source]]
id = "tariff"
title = "Tariff of the town"
publisher = "Partnership of the town"
date = "2010-11"
url = "urn:example:tariff"

[[source]]
id = "minutes"
title = "Minutes of the partnership"
publisher = "Partnership of the town"
date = "2010"

[baseline]
id = "baseline"
title = "baseline year"
from = 2010-07-01
to = 2011-06-30

[[test]]
id = "year_1"
title = "first test year"
from = 2011-07-01
to = 2012-06-30

[[test]]
id = "year_2"
from = 2012-07-01
to = 2013-06-30

[cohort.adult]
threshold = "2.5%"
threshold_met = "more_than"
bands = [{ up_to = "5%", share = "0%" }, { share = "100%" }]
sources = ["minutes"]

[cohort.youth]
terms = "ljr-flat-half"

[rounding]
reward = "half_away_from_zero"

[[metric]]
id = "custody"
title = "Custodial sentences"
unit = "sentence"
basis = "sentenced"
area_basis = "home"
stands_for = "nights in custody"

[[metric]]
id = "arrests"
title = "Arrests"
unit = "arrest"
basis = "arrested"
stands_for = "demand on the police"

[[price]]
metric = "custody"
cohort = "adult"
amount = "1234.50"
price_year = "2010-11"
status = "reported"
source = "tariff"
to = 2011-06-30

[[price]]
metric = "custody"
cohort = "adult"
amount = "1300.005"
price_year = "2011"
status = "illustrative"
note = "invented"
from = 2011-07-01

[[price]]
metric = "custody"
cohort = "youth"
amount = "900.00"
price_year = "2010-11"
status = "illustrative"
note = "invented"
to = 2011-06-30

[[price]]
metric = "custody"
cohort = "youth"
amount = "950.00"
price_year = "2011-12"
status = "published"
source = "tariff"
from = 2011-07-01

[[site]]
code = "town"
name = "The town"
cohorts = ["adult", "youth"]
areas = ["town.north", "town-south"]
periods = ["year_1"]

[[site]]
code = "port"
name = "The port"
cohorts = ["adult"]
"#;

/// The smallest scheme, its tables written in line.
const IN_LINE: &str = r#"
schema = "justice-reinvestment/scheme/1"
scheme = { id = "small", title = "Small", currency = "GBP", data = "real", codes = "free" }
source = []
baseline = { id = "before", from = 2010-01-01, to = 2010-12-31 }
test = [{ id = "after", from = 2011-01-01, to = 2011-12-31 }]
cohort = { youth = { terms = "ljr-bands" } }
rounding = { reward = "half_away_from_zero" }
metric = [{ id = "nights", title = "Nights in custody", unit = "night", basis = "held" }]
price = [{ metric = "nights", cohort = "youth", amount = "1", price_year = "2010", status = "illustrative", note = "invented" }]
site = [{ code = "1", name = "One", cohorts = ["youth"] }]
"#;

/// The counts of the town: some are missing, in groups and whole.
const COUNTS_OF_THE_TOWN: &str = "\
area_code,cohort,period,metric,group,count,status
town.north,adult,baseline,custody,theft,,[c]
town.north,adult,baseline,custody,other,30,[e]
town.north,adult,year_1,custody,theft,20,[r]
town.north,adult,year_1,custody,other,,[x]
town-south,adult,baseline,custody,,40,[p][b]
town-south,adult,year_1,custody,,36,[f]
town.north,youth,baseline,custody,,,[x]
town.north,youth,year_1,custody,,5,
town-south,youth,baseline,custody,,4,
town-south,youth,year_1,custody,,3,
town-south,adult,baseline,arrests,,,[c]
town-south,adult,year_1,arrests,,100,
town.north,adult,baseline,arrests,,,[z]
town.north,adult,year_1,arrests,,7,
town.north,youth,baseline,arrests,,3,
town.north,youth,year_1,arrests,,,[z]
";

/// The counts of the port: those of a watched metric for some periods only.
const COUNTS_OF_THE_PORT: &str = "\
area_code,cohort,period,metric,count
port,adult,baseline,custody,100
port,adult,year_1,custody,90
port,adult,year_2,custody,80
port,adult,baseline,arrests,70
port,adult,year_1,arrests,70
";

#[test]
fn both_schemas_are_valid_by_the_meta_schema_of_their_draft() {
    for text in [SCHEME, ASSESSMENT] {
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
    /baseline                  | to =                     | until =
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
"#;

/// The same, for a scheme that has one part of each kind.
const MISTAKES_IN_HACKNEY: &str = r#"
    /test                      | [[test]]                 | [test]
    /metric                    | [[metric]]               | [metric]
    /price                     | [[price]]                | [price]
    /site                      | [[site]]                 | [site]
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

#[test]
fn every_assessment_is_valid() {
    let schema = validator(ASSESSMENT);
    for (name, assessment) in assessments() {
        assert_eq!(faults(&schema, &assessment), [""; 0], "{name}");
    }
}

#[test]
fn assessments_write_the_keys_that_the_schema_describes_and_no_others() {
    let (_, assessments): (Vec<_>, Vec<_>) = assessments().into_iter().unzip();
    let schema = json_of(ASSESSMENT);
    let (described, written) = (
        Found::in_schema(&schema),
        Found::in_documents(&schema, &assessments),
    );
    assert_alike(&described, &written);
    assert_eq!(described.words, written.words);
}

#[test]
fn a_key_that_is_written_but_not_described_is_noticed() {
    let (_, mut assessment) = assessments().remove(0);
    assessment["rewards"][0]["lines"][0]["areas"][0]["nights"] = json!(1);
    // Other keys may come within version 1: the published schema lets them pass.
    assert_eq!(faults(&validator(ASSESSMENT), &assessment), [""; 0]);
    let written = Found::in_documents(&json_of(ASSESSMENT), &[assessment]);
    let expected = BTreeSet::from(["/$defs/area/properties/nights".to_owned()]);
    assert_eq!(written.not_described, expected);
}

#[test]
fn a_value_of_another_kind_is_refused_wherever_it_stands() {
    let (_, assessments): (Vec<_>, Vec<_>) = assessments().into_iter().unzip();
    let schemes = schemes()
        .into_iter()
        .map(|(_, text)| json_of_toml(&text))
        .collect();
    for (text, documents) in [(SCHEME, schemes), (ASSESSMENT, assessments)] {
        let (schema, validator) = (json_of(text), validator(text));
        for (pointer, (number, place)) in Found::in_documents(&schema, &documents).places {
            let may_be_null = may_be_null(schema.pointer(&pointer).unwrap());
            let mut document = documents[number].clone();
            let is_boolean = document.pointer(&place).is_some_and(Value::is_boolean);
            for (other, is_of_another_kind) in [
                (Value::Null, !may_be_null),
                (json!(true), !is_boolean),
                (json!(-1), true),
                (json!(0.5), true),
                (json!(""), true),
                (json!("\n"), true),
                (json!([[]]), true),
                (json!({}), true),
            ] {
                if is_of_another_kind {
                    let refused = format!("{other} at {place:?}");
                    *document.pointer_mut(&place).unwrap() = other;
                    assert!(!validator.is_valid(&document), "{refused}");
                }
            }
        }
    }
}

/// What to write where in an assessment (a JSON Pointer, then JSON); where nothing
/// stands, the key is taken away.
const TAMPERED_WITH_IN_HACKNEY: &str = r#"
    /schema                                    | "justice-reinvestment/assessment/2"
    /scheme/sha256                             | "0123"
    /scheme/data                               | "made up"
    /demand/rows                               | "2"
    /demand/rows                               | 1.5
    /library/name                              | "another"
    /library/version                           | "1"
    /baseline/from                             | "1 July 2010"
    /baseline/to                               | "2011-06-30T00:00:00"
    /baseline/days                             | 0
    /notes                                     | "none"
    /rewards                                   | []
    /total_reward                              | null
    /total_reward                              | 45000
    /computed_reward                           | null
    /computed_reward                           | "45000.000"
    /rewards/0/site/code                       | "Hackney, London"
    /rewards/0/site/name                       | "Hack\u202Eney"
    /rewards/0/cohort                          | "adults"
    /rewards/0/outcome                         | "mett"
    /rewards/0/outcome                         | "not_met"
    /rewards/0/outcome                         | "no_baseline"
    /rewards/0/outcome                         | "not_computable"
    /rewards/0/baseline_cost                   | 600000.00
    /rewards/0/baseline_cost                   | "600000"
    /rewards/0/baseline_cost                   | "600000.0"
    /rewards/0/baseline_cost                   | "600,000.00"
    /rewards/0/baseline_cost                   | "0600000.00"
    /rewards/0/baseline_cost                   | "-600000.00"
    /rewards/0/baseline_cost                   | null
    /rewards/0/test_cost                       | "£540000.00"
    /rewards/0/test_cost                       | null
    /rewards/0/saving                          | "60000.00000000000000001"
    /rewards/0/saving                          | "−60000.00"
    /rewards/0/saving                          | null
    /rewards/0/reduction_percent               | 10.00
    /rewards/0/reduction_percent               | "10.00%"
    /rewards/0/reduction_percent               | "10.0"
    /rewards/0/reduction_percent               | null
    /rewards/0/threshold/percent               | "5%"
    /rewards/0/threshold/percent               | "5.0"
    /rewards/0/threshold/percent               | "105"
    /rewards/0/threshold/rule                  | "at least"
    /rewards/0/threshold/amount                | null
    /rewards/0/threshold/met                   | "true"
    /rewards/0/threshold/met                   | false
    /rewards/0/threshold/met                   | null
    /rewards/0/threshold/margin                | 30000
    /rewards/0/threshold/margin                | null
    /rewards/0/bands                           | []
    /rewards/0/bands/0/to_percent              | 5
    /rewards/0/bands/0/share_percent           | "0.5000"
    /rewards/0/bands/0/payment                 | "-1.00"
    /rewards/0/cap                             | "20"
    /rewards/0/cap/reached                     | "no"
    /rewards/0/unrewarded_saving               | null
    /rewards/0/reward_before_rounding          | null
    /rewards/0/rounding                        | "half_even"
    /rewards/0/reward                          | 45000
    /rewards/0/reward                          | "45000.0"
    /rewards/0/reward                          | "45000.001"
    /rewards/0/reward                          | null
    /rewards/0/missing                         | [{}]
    /rewards/0/missing                         | [{ "area": "a", "metric": "m", "period": "p", "status": "[c]", "line": 2 }]
    /rewards/0/lines                           | []
    /rewards/0/watched                         | []
    /rewards/0/sources                         | []
    /rewards/0/sources/0                       | "GM 2011"
    /rewards/0/lines/0/baseline_price          | "1500"
    /rewards/0/lines/0/test_price              | "1500.00001"
    /rewards/0/lines/0/price_year              | 2010
    /rewards/0/lines/0/price_year              | "2010/11"
    /rewards/0/lines/0/price_status            | "invented"
    /rewards/0/lines/0/price_status            | "reported"
    /rewards/0/lines/0/source                  | "gm-2011"
    /rewards/0/lines/0/baseline_count          | "400"
    /rewards/0/lines/0/test_count              | -1
    /rewards/0/lines/0/status                  | ["r"]
    /rewards/0/lines/0/status                  | ["[r]", "[r]"]
    /rewards/0/lines/0/areas                   | []
    /rewards/0/lines/0/areas/0/baseline_count  | 0.5
    /rewards/0/lines/0/areas/0/baseline_status | []
    /rewards/0/lines/0/areas/0/test_status     | []
    /rewards/0/lines/0/areas/0/groups          | []
    /rewards/0/lines/0/one_more                | "-1500.000"
    /rewards/0/lines/0/one_fewer               | 1500
    /pooled                                    | []
    /pooled/0/sites                            | 0
    /pooled/0/baseline_cost                    | null
    /pooled/0/test_cost                        | null
    /pooled/0/saving                           | null
    /site_totals                               | []
    /site_totals/0/reward                      | null
    /site_totals/0/not_computable              | 1
    /sources                                   | []
    /sources/0/date                            | "June 2011"

    /baseline                                  |
    /rewards                                   |
    /total_reward                              |
    /scheme/sha256                             |
    /rewards/0/period/days                     |
    /rewards/0/cap                             |
    /rewards/0/missing                         |
    /rewards/0/threshold/margin                |
    /rewards/0/bands/1/payment                 |
    /rewards/0/cap/reached                     |
    /rewards/0/lines/0/source                  |
    /rewards/0/lines/0/price_note              |
    /rewards/0/lines/0/one_fewer               |
    /rewards/0/lines/0/areas/0/test_count      |
    /pooled/0/reduction_percent                |
    /site_totals/0/computed_reward             |
    /sources/0/publisher                       |
"#;

/// Greater Manchester beyond the cap and short of the threshold; Croydon's adults,
/// with a watched metric, and its young people, for whom the baseline cost nothing;
/// Southwark's adults, of whom a count is missing.
const TAMPERED_WITH_IN_THE_PILOT: &str = r#"
    /rewards                                   | {}
    /rewards/1/threshold/met                   | false
    /rewards/1/reduction_percent               | null
    /rewards/3/threshold/met                   | true
    /rewards/3/reduction_percent               | null
    /rewards/3/reward                          | "0.01"
    /rewards/6/baseline_cost                   | "1.00"
    /rewards/6/reduction_percent               | "0.00"
    /rewards/6/reward                          | "0.01"
    /rewards/6/threshold/met                   | true
    /rewards/16/outcome                        | "not_met"
    /rewards/16/saving                         | "0.00"
    /rewards/16/reduction_percent              | "0.00"
    /rewards/16/threshold/met                  | false
    /rewards/16/threshold/margin               | "0.00"
    /rewards/16/unrewarded_saving              | "0.00"
    /rewards/16/reward_before_rounding         | "0.00"
    /rewards/16/reward                         | "0.00"
    /rewards/16/missing                        | []
    /rewards/16/missing/0/status               | "[z]"
    /rewards/16/missing/0/line                 | "200"
    /rewards/16/missing/0/line                 | 1
    /rewards/16/missing/0/line                 |
    /rewards/4/watched/0/areas                 | []
    /site_totals/5/not_computable              | "2"
    /site_totals/5/not_computable              | -1
    /site_totals/5/reward                      | "11451.40"
    /total_reward                              | "2107491.17"
"#;

/// The town's young people, for whom the price is published, and the port, whose
/// price was reported in the baseline and is illustrative since.
const TAMPERED_WITH_IN_THE_TOWN: &str = r#"
    /rewards/1/lines/0/price_status                        | "seen"
    /rewards/1/lines/0/source                              | null
    /rewards/1/lines/0/price_note                          | "seen"
    /rewards/2/lines/0/baseline_price_details/source       | null
    /rewards/2/lines/0/baseline_price_details/price_status | "illustrative"
    /rewards/2/lines/0/baseline_price_details/price_note   | "seen"
    /rewards/2/lines/0/baseline_price_details/price_year   |
    /rewards/2/lines/0/baseline_price_details/price_status | "seen"
    /pooled/2/baseline_cost                                | "0.00"
    /pooled/2/test_cost                                    | "0.00"
    /pooled/2/saving                                       | "0.00"
    /pooled/2/reduction_percent                            | "0.00"
"#;

#[test]
fn an_assessment_that_was_tampered_with_is_refused() {
    let schema = validator(ASSESSMENT);
    let all: BTreeMap<String, Value> = assessments().into_iter().collect();
    for (name, tampered) in [
        ("hackney/scheme.toml", TAMPERED_WITH_IN_HACKNEY),
        ("pilot/scheme.toml", TAMPERED_WITH_IN_THE_PILOT),
        ("town", TAMPERED_WITH_IN_THE_TOWN),
    ] {
        for [place, json] in rows(tampered) {
            let mut assessment = all[name].clone();
            write_at(&mut assessment, &place, &json);
            assert_ne!(assessment, all[name], "{name} {place} was {json} before");
            let faults = faults(&schema, &assessment);
            assert!(!faults.is_empty(), "{name} {place} | {json}");
        }
    }
}

fn write_at(document: &mut Value, place: &str, json: &str) {
    if let Some(value) = document.pointer_mut(place).filter(|_| !json.is_empty()) {
        *value = json_of(json);
        return;
    }
    let (parent, key) = place.rsplit_once('/').unwrap();
    let parent = document
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .unwrap();
    if json.is_empty() {
        parent.remove(key);
    } else {
        parent.insert(key.to_owned(), json_of(json));
    }
}

/// How keys may stand in documents by their schema, or do stand in them. Each is
/// named by the JSON Pointer of its description.
#[derive(Debug, Default)]
struct Found {
    keys: BTreeMap<String, Key>,
    /// The words of enumerations, each with the pointer of its list.
    words: BTreeSet<(String, String)>,
    /// Where what is described stands: the number of the document, and where in it.
    places: BTreeMap<String, (usize, String)>,
    not_described: BTreeSet<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Key {
    absent: bool,
    null: bool,
    value: bool,
}

impl Found {
    fn in_schema(schema: &Value) -> Self {
        let mut found = Self::default();
        found.describe(schema, "", &mut BTreeSet::new());
        found
    }

    fn describe(&mut self, schema: &Value, pointer: &str, seen: &mut BTreeSet<String>) {
        let (pointer, node) = resolved(schema, pointer);
        if !seen.insert(pointer.clone()) {
            return;
        }
        let words = texts(&node["enum"]).map(|word| (pointer.clone(), word.to_owned()));
        self.words.extend(words);
        let required: Vec<&str> = texts(&node["required"]).collect();
        let properties = properties(node);
        let is_described = |key: &&str| properties.contains_key(*key);
        assert!(required.iter().all(is_described), "{pointer}: {required:?}");
        for (key, property) in &properties {
            let own = format!("{pointer}/properties/{key}");
            self.describe(schema, &own, seen);
            let may_be = Key {
                absent: !required.contains(&key.as_str()),
                null: may_be_null(property),
                value: true,
            };
            self.keys.insert(own, may_be);
        }
        if node.get("items").is_some() {
            self.describe(schema, &format!("{pointer}/items"), seen);
        }
    }

    fn in_documents(schema: &Value, documents: &[Value]) -> Self {
        let mut found = Self::default();
        for (number, document) in documents.iter().enumerate() {
            found.note(schema, "", document, (number, String::new()));
        }
        found
    }

    fn note(&mut self, schema: &Value, pointer: &str, value: &Value, place: (usize, String)) {
        let (number, above) = place.clone();
        self.places.entry(pointer.to_owned()).or_insert(place);
        let (pointer, node) = resolved(schema, pointer);
        match value {
            Value::Object(written) => {
                let properties = properties(node);
                let own = |key| format!("{pointer}/properties/{key}");
                let not_described = written.keys().filter(|key| !properties.contains_key(*key));
                self.not_described.extend(not_described.map(own));
                for key in properties.keys() {
                    let seen = self.keys.entry(own(key)).or_default();
                    match written.get(key) {
                        None => seen.absent = true,
                        Some(Value::Null) => seen.null = true,
                        Some(value) => {
                            seen.value = true;
                            let place = (number, format!("{above}/{key}"));
                            self.note(schema, &own(key), value, place);
                        }
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let place = (number, format!("{above}/{index}"));
                    self.note(schema, &format!("{pointer}/items"), item, place);
                }
            }
            Value::String(word) if node.get("enum").is_some() => {
                self.words.insert((pointer, word.clone()));
            }
            _ => {}
        }
    }
}

/// Asserts that every key is described, and stands somewhere in each way in which
/// its description says that it may, and in no other.
fn assert_alike(described: &Found, written: &Found) {
    assert_eq!(written.not_described, BTreeSet::new());
    let unlike: Vec<_> = described
        .keys
        .iter()
        .map(|(pointer, may_be)| (pointer, *may_be, written.keys.get(pointer).copied()))
        .filter(|(_, may_be, is)| Some(*may_be) != *is)
        .collect();
    assert!(unlike.is_empty(), "described and written: {unlike:#?}");
}

/// The schema at a pointer, or the one that it refers to; of one that allows null
/// besides, the other.
fn resolved<'a>(schema: &'a Value, pointer: &str) -> (String, &'a Value) {
    let mut pointer = pointer.to_owned();
    loop {
        let node = schema
            .pointer(&pointer)
            .unwrap_or_else(|| panic!("there is no {pointer}"));
        if let Some(other) = node["$ref"].as_str() {
            pointer = other.trim_start_matches('#').to_owned();
        } else if node.get("anyOf").is_some() {
            pointer.push_str("/anyOf/0");
        } else {
            return (pointer, node);
        }
    }
}

fn properties(node: &Value) -> Map<String, Value> {
    node["properties"].as_object().cloned().unwrap_or_default()
}

fn may_be_null(node: &Value) -> bool {
    let alternatives = node["anyOf"].as_array().into_iter().flatten();
    let kinds = alternatives.filter_map(|other| other["type"].as_str());
    texts(&node["type"]).chain(kinds).any(|kind| kind == "null")
}

/// The texts of a list, if it is one.
fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn validator(schema: &str) -> Validator {
    jsonschema::draft202012::new(&json_of(schema)).unwrap()
}

/// Everything that a schema finds wrong, each with its place.
fn faults(schema: &Validator, document: &Value) -> Vec<String> {
    let errors = schema.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn read(text: &str) -> Result<Scheme, Error> {
    Scheme::read(&Document::new("scheme.toml", text))
}

/// The rows of a table in the text of this file, without its blank lines; `⏎`
/// stands for a line end.
fn rows<const COLUMNS: usize>(table: &str) -> impl Iterator<Item = [String; COLUMNS]> {
    let lines = table.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| {
        let fields = line.split('|').map(|field| field.trim().replace('⏎', "\n"));
        let fields: Vec<String> = fields.collect();
        fields.try_into().unwrap_or_else(|_| panic!("{line}"))
    })
}

/// The text with the first of one thing in it replaced.
fn altered(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old:?} is not there to be altered");
    text.replacen(old, new, 1)
}

/// The files of schemes among the fixtures, without the wrong ones.
fn scheme_files() -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    };
    let folders = entries(Path::new("fixtures"));
    let folders = folders
        .iter()
        .filter(|path| path.is_dir() && !path.ends_with("bad"));
    let files = folders.flat_map(|folder| entries(folder));
    let mut schemes: Vec<PathBuf> = files
        .filter(|file| file.extension().is_some_and(|end| end == "toml"))
        .collect();
    schemes.sort();
    assert!(schemes.len() >= 6, "{schemes:?}");
    schemes
}

/// Every scheme, by name.
fn schemes() -> Vec<(String, String)> {
    let files = scheme_files().into_iter();
    let of_files = files.map(|file| (name(&file), fs::read_to_string(&file).unwrap()));
    let of_this_file = [("town", TOWN), ("in line", IN_LINE)];
    of_files
        .chain(of_this_file.map(|(name, text)| (name.to_owned(), text.to_owned())))
        .collect()
}

/// Every scheme's assessment, by the name of the scheme.
fn assessments() -> Vec<(String, Value)> {
    let assessed = |scheme: &str, tables: &[&str]| {
        let scheme = read(scheme).unwrap();
        let all = Demand::builder(&scheme);
        let all = tables.iter().fold(all, |all, table| {
            all.table(&Document::new("demand.csv", *table))
        });
        json_of(&assess(&scheme, &all.build().unwrap()).unwrap().to_json())
    };
    let of_files = scheme_files().into_iter().map(|file| {
        let table = fs::read_to_string(file.with_file_name("demand.csv")).unwrap();
        (
            name(&file),
            assessed(&fs::read_to_string(&file).unwrap(), &[&table]),
        )
    });
    let town = assessed(TOWN, &[COUNTS_OF_THE_TOWN, COUNTS_OF_THE_PORT]);
    of_files.chain([("town".to_owned(), town)]).collect()
}

/// The last folder and the name of a file.
fn name(file: &Path) -> String {
    let folder = file.parent().and_then(Path::file_name).unwrap();
    format!(
        "{}/{}",
        folder.display(),
        file.file_name().unwrap().display()
    )
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A TOML file read as JSON: its dates are texts.
fn json_of_toml(text: &str) -> Value {
    object(DeTable::parse(text).unwrap().get_ref())
}

fn object(table: &DeTable<'_>) -> Value {
    let pairs = table
        .iter()
        .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())));
    Value::Object(pairs.collect())
}

fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(number) => json_of(number.as_str()),
        DeValue::Float(number) => json_of(number.as_str()),
        DeValue::Boolean(is) => json!(is),
        DeValue::Datetime(moment) => json!(moment.to_string()),
        DeValue::Array(list) => list.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => object(table),
    }
}
