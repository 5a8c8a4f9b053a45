//! The schema of the revision against what is written.

use crate::documents::*;
use crate::worlds::*;
use crate::written::*;
use justice_reinvestment::compare::Revision;
use justice_reinvestment::schema::REVISION;
use justice_reinvestment::{Demand, Document, Scheme};
use serde_json::Value;
use std::fs;

/// A scheme and its tables in their texts.
#[derive(Debug, Clone)]
struct Version {
    scheme: String,
    tables: Vec<String>,
}

impl Version {
    fn new(scheme: &str, tables: &[&str]) -> Self {
        Self {
            scheme: scheme.to_owned(),
            tables: tables.iter().map(|table| (*table).to_owned()).collect(),
        }
    }

    fn of_fixture(name: &str) -> Self {
        let read = |file: &str| fs::read_to_string(format!("fixtures/{name}/{file}")).unwrap();
        Self::new(&read("scheme.toml"), &[&read("demand.csv")])
    }

    /// The same with another text in the scheme.
    fn agreeing(mut self, old: &str, new: &str) -> Self {
        self.scheme = altered(&self.scheme, old, new);
        self
    }

    /// The same with another text in the first table.
    fn counting(mut self, old: &str, new: &str) -> Self {
        self.tables[0] = altered(&self.tables[0], old, new);
        self
    }

    fn read(&self) -> (Scheme, Demand) {
        let scheme = read(&self.scheme).unwrap();
        let demand = Demand::builder(&scheme);
        let demand = self.tables.iter().fold(demand, |demand, table| {
            demand.table(&Document::new("demand.csv", table.as_str()))
        });
        let demand = demand.build().unwrap();
        (scheme, demand)
    }

    /// What changed from this version to another one.
    fn to(&self, new: &Self) -> Value {
        let (old, new) = (self.read(), new.read());
        let revision = Revision::between((&old.0, &old.1), (&new.0, &new.1)).unwrap();
        json_of(&revision.to_json())
    }
}

/// The town and its port; the port's counts are a table of their own.
fn town() -> Version {
    Version::new(TOWN, &[COUNTS_OF_THE_TOWN, COUNTS_OF_THE_PORT])
}

/// The same without the port, which alone takes part in the second year.
fn town_alone() -> Version {
    let port = "[[site]]\ncode = \"port\"\nname = \"The port\"\ncohorts = [\"adult\"]\n";
    Version::new(&altered(TOWN, port, ""), &[COUNTS_OF_THE_TOWN])
}

/// The village with a green beside it, whose counts are all there.
fn village() -> Version {
    let areas = "name = \"Village\"\ncohorts = [\"adult\"]\nareas = [\"village\", \"green\"]";
    let scheme = altered(VILLAGE, "name = \"Village\"\ncohorts = [\"adult\"]", areas);
    let counts = "\
area_code,cohort,period,metric,count,status,area_name
village,adult,2010,custody,100,,The village
village,adult,2010,orders,100,,
village,adult,2011,custody,80,,
village,adult,2011,orders,120,,
green,adult,2010,custody,10,,
green,adult,2010,orders,10,,
green,adult,2011,custody,9,,
green,adult,2011,orders,9,,
hamlet,adult,2010,custody,10,,
hamlet,adult,2010,orders,10,,
hamlet,adult,2011,custody,8,,
hamlet,adult,2011,orders,8,,
";
    Version::new(&scheme, &[counts])
}

/// Every fixture beside itself and with a change of terms, and the small worlds with
/// changes of every kind, forwards and backwards.
fn revisions() -> Vec<(String, Value)> {
    let mut pairs: Vec<(String, Version, Version)> = Vec::new();
    for file in scheme_files() {
        let table = fs::read_to_string(file.with_file_name("demand.csv")).unwrap();
        let scheme = fs::read_to_string(&file).unwrap();
        let version = Version::new(&scheme, &[&table]);
        let other = scheme.replace("terms = \"ljr-bands\"", "terms = \"ljr-flat-half\"");
        let other = Version::new(&other, &[&table]);
        pairs.push((name(&file), version.clone(), version.clone()));
        pairs.push((format!("{}, other terms", name(&file)), version, other));
    }
    let mut small = |name: &str, old: Version, new: Version| {
        pairs.push((format!("{name}, backwards"), new.clone(), old.clone()));
        pairs.push((name.to_owned(), old, new));
    };
    small("a site leaves", town(), town_alone());
    small("a count is supplied", town_alone(), {
        town_alone()
            .counting(",theft,,[c]", ",theft,25,")
            .counting(",other,,[x]", ",other,18,")
    });
    small("a period leaves", town(), {
        let year = "[[test]]\nid = \"year_2\"\nfrom = 2012-07-01\nto = 2013-06-30\n";
        let port = altered(COUNTS_OF_THE_PORT, "port,adult,year_2,custody,80\n", "");
        Version::new(&altered(TOWN, year, ""), &[COUNTS_OF_THE_TOWN, &port])
    });
    small("a cohort of a site leaves", town_alone(), {
        let without = town_alone().agreeing(
            "cohorts = [\"adult\", \"youth\"]\nareas",
            "cohorts = [\"adult\"]\nareas",
        );
        let rows = without.tables[0].lines();
        let rows = rows.filter(|row| !row.contains(",youth,"));
        let rows: String = rows.map(|row| format!("{row}\n")).collect();
        Version::new(&without.scheme, &[&rows])
    });
    let unpriced = "[[price]]\nmetric = \"orders\"\ncohort = \"adult\"\namount = \"10.00\"\n\
                    price_year = \"2010\"\nstatus = \"published\"\nsource = \"tariff\"\n";
    let watching = village().agreeing(unpriced, "");
    small("a metric is watched", village(), watching.clone());
    small("a watched count is revised", watching.clone(), {
        watching.counting("orders,120", "orders,121")
    });
    small("a price is revised", village(), {
        village().agreeing("\"10.00\"", "\"12.005\"")
    });
    small("a metric is not applicable", village(), {
        village()
            .counting(
                "hamlet,adult,2010,orders,10,",
                "hamlet,adult,2010,orders,,[z]",
            )
            .counting(
                "hamlet,adult,2011,orders,8,",
                "hamlet,adult,2011,orders,,[z]",
            )
    });
    let without_green = {
        let without = village().agreeing("[\"village\", \"green\"]", "[\"village\"]");
        let rows = without.tables[0].lines();
        let rows = rows.filter(|row| !row.starts_with("green"));
        let rows: String = rows.map(|row| format!("{row}\n")).collect();
        Version::new(&without.scheme, &[&rows])
    };
    small("an area leaves", village(), without_green);
    small("an area moves", village(), {
        let hamlet = "name = \"Hamlet\"\ncohorts = [\"adult\"]";
        village()
            .agreeing("[\"village\", \"green\"]", "[\"village\"]")
            .agreeing(
                hamlet,
                &format!("{hamlet}\nareas = [\"hamlet\", \"green\"]"),
            )
    });
    small("all at once", village(), {
        village()
            .counting("orders,120", "orders,90")
            .agreeing("\"10.00\"", "\"12.00\"")
            .agreeing("\"ljr-bands\"", "\"ljr-flat-half\"")
    });
    small("a table is another", town(), Version::of_fixture("hackney"));
    small("days are others", village(), {
        village()
            .agreeing("to = 2011-12-31", "to = 2011-12-30")
            .agreeing("title = \"Community orders\"", "title = \"Orders\"")
    });
    let compared = pairs.into_iter().map(|(name, old, new)| {
        let revision = old.to(&new);
        (name, revision)
    });
    compared.collect()
}

#[test]
fn every_revision_is_valid() {
    assert_valid(REVISION, &revisions());
}

#[test]
fn revisions_write_the_keys_that_the_schema_describes_and_no_others() {
    assert_described(REVISION);
    assert_written(REVISION, &revisions());
}

#[test]
fn a_value_of_another_kind_is_refused_wherever_it_stands_in_a_revision() {
    let documents: Vec<Value> = revisions().into_iter().map(|(_, one)| one).collect();
    assert_other_kinds_refused(&whole(REVISION), &documents, &others());
}

#[test]
fn a_revision_that_was_tampered_with_is_refused() {
    let old = town_alone();
    let new = old
        .clone()
        .counting(",theft,,[c]", ",theft,25,")
        .agreeing("threshold = \"2.5%\"", "threshold = \"3%\"");
    let tampered = r#"
        /schema                          | "justice-reinvestment/revision/2"
        /schema                          | "justice-reinvestment/assessment/1"
        /compared_on                     | "2013-09-30"
        /old                             | null
        /old/total_reward                | 0.00
        /old/computed_reward             | null
        /old/tests                       |
        /new/library/name                | "another"
        /new/demand/sha256               | "0123"
        /new/demand/file                 | "demand.csv"
        /causes                          | ["counts"]
        /causes                          |
        /rewards                         | []
        /rewards/0/site                  | "town"
        /rewards/0/cohort                | "adults"
        /rewards/0/period/days           |
        /rewards/0/period/last           | "2012-06-30"
        /rewards/0/old/takes_part        | false
        /rewards/0/old/takes_part        | "yes"
        /rewards/0/old/reward            | "0.00"
        /rewards/0/old/missing           | []
        /rewards/0/old/missing/0/status  | "[z]"
        /rewards/0/new/missing           | null
        /rewards/0/difference            | 0.00
        /rewards/0/difference            | "0.00"
        /rewards/0/difference            |
        /rewards/0/parts                 | [{}]
        /rewards/0/sentence              | ""
        /counts/0/area                   | "Town, North"
        /counts/0/old/count              | 30
        /counts/0/old/missing            | null
        /counts/0/new/count              | "55"
        /counts/0/new/count              | 55.5
        /counts/0/new/count              | -1
        /counts/0/new/missing            | "[c]"
        /counts/0/new/missing            |
        /counts/0/price                  | 1234.50
        /counts/0/price                  | "1234.5"
        /counts/0/price                  | "-1234.50"
        /terms/0/old/threshold_percent   | 2.5
        /terms/0/old/threshold_percent   | "2.5%"
        /terms/0/old/rule                | "more than"
        /terms/0/new/in_words            |
        /terms/0/new/bands               | []
        /definitions                     | null
        /renamed                         | null
        /also_differs                    |
    "#;
    assert_tampered_refused(REVISION, &old.to(&new), tampered);
}

#[test]
fn a_part_of_a_difference_that_was_tampered_with_is_refused() {
    let new = village()
        .counting("orders,120", "orders,90")
        .agreeing("amount = \"10.00\"", "amount = \"12.00\"")
        .agreeing("[\"village\", \"green\"]", "[\"village\"]")
        .agreeing(
            "name = \"Hamlet\"\ncohorts = [\"adult\"]",
            "name = \"Hamlet\"\ncohorts = [\"adult\"]\nareas = [\"hamlet\", \"green\"]",
        );
    let tampered = r#"
        /causes/0/causes                   | []
        /causes/0/causes                   | "counts"
        /causes/0/causes/0                 | "crime"
        /causes/0/causes                   | ["counts", "counts"]
        /causes/0/exact                    | "1.00"
        /causes/0/exact/amount             | 1.5
        /causes/0/exact/divided_by         | 0
        /causes/0/exact/divided_by         | 1.5
        /causes/0/exact/divided_by         |
        /causes/0/to_the_penny             | 1.5
        /causes/0/to_the_penny             | "1.505"
        /causes/0/sentence                 |
        /causes/0/share                    | "50"
        /rewards/0/difference              | null
        /rewards/0/difference              | 1.5
        /rewards/0/sentence                | "The village: nothing."
        /rewards/0/old/reward              | null
        /rewards/0/old/reward              | 1.5
        /rewards/0/old/reward              | "-1.50"
        /rewards/0/parts/0/to_the_penny    | 1.5
        /rewards/0/parts/0/exact/amount    | 1.5
        /rewards/0/parts/0/exact           |
        /rewards/0/parts/0/sentence        | "Counts."
        /prices/0/old                      | 10.00
        /prices/0/old                      |
        /prices/0/new                      | "12"
        /prices/0/year                     | "2010"
        /areas/0/from                      | "village"
        /areas/0/to                        |
        /areas/0/area                      | null
    "#;
    assert_tampered_refused(REVISION, &village().to(&new), tampered);
    let new = town_alone();
    let tampered = r#"
        /taking_part/0/site                | null
        /taking_part/0/site/name           |
        /taking_part/0/cohort              | "adults"
        /taking_part/0/period              | 2
        /taking_part/0/is_new              | null
        /taking_part/0/since               | "2012"
        /rewards/1/new/missing             | [{}]
    "#;
    assert_tampered_refused(REVISION, &town().to(&new), tampered);
}
