//! Two sites, Croydon and Southwark, of which one or two districts are part, with adults,
//! one test year and one metric at £1,500.00; and shorthands to change them.

use justice_reinvestment::compare::{Cause, Revision, Total};
use justice_reinvestment::{Demand, Document, Pounds, Scheme};

/// A version in the texts of its two files.
#[derive(Debug, Clone)]
pub struct Version {
    pub scheme: String,
    pub table: String,
}

const SCHEME: &str = r#"
schema = "justice-reinvestment/scheme/1"
[scheme]
id = "small"
title = "A small scheme"
currency = "GBP"
data = "invented"
[[source]]
id = "paper"
title = "A paper"
publisher = "Somebody"
date = "2010-06"
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
[cohort.adult]
threshold = "5%"
bands = [{ up_to = "5%", share = "50%" }, { up_to = "20%", share = "100%" }]
sources = ["paper"]
[rounding]
reward = "half_away_from_zero"
[[metric]]
id = "custody"
title = "Custodial sentences under 12 months"
unit = "sentence"
basis = "sentenced"
[[price]]
metric = "custody"
cohort = "adult"
amount = "1500.00"
price_year = "2010-11"
status = "reported"
source = "paper"
[[site]]
code = "croydon"
name = "Croydon"
cohorts = ["adult"]
areas = ["E09000008", "E09000022"]
[[site]]
code = "southwark"
name = "Southwark"
cohorts = ["adult"]
areas = ["E09000028"]
"#;

const TABLE: &str = "\
area_code,cohort,period,metric,count,status,area_name,note,as_at
E09000008,adult,baseline,custody,300,,Bromley,,
E09000008,adult,year_1,custody,270,,Bromley,,
E09000022,adult,baseline,custody,100,,Lambeth,,
E09000022,adult,year_1,custody,90,,Lambeth,,
E09000028,adult,baseline,custody,200,,Southwark,,
E09000028,adult,year_1,custody,180,,Southwark,,
";

impl Version {
    pub fn new() -> Self {
        Self {
            scheme: SCHEME.replace(
                "data = \"invented\"",
                "data = \"invented\"\ncodes = \"free\"",
            ),
            table: TABLE.to_owned(),
        }
    }

    /// The same with another text in the scheme.
    pub fn agreeing(mut self, old: &str, new: &str) -> Self {
        assert!(self.scheme.contains(old), "{old}");
        self.scheme = self.scheme.replacen(old, new, 1);
        self
    }

    /// The same with another row in the table.
    pub fn counting(mut self, old: &str, new: &str) -> Self {
        assert!(self.table.contains(old), "{old}");
        self.table = self.table.replacen(old, new, 1);
        self
    }

    pub fn read(&self) -> (Scheme, Demand) {
        let document = Document::new("scheme.toml", self.scheme.as_str());
        let scheme = Scheme::read(&document).unwrap_or_else(|error| panic!("{error}"));
        let table = Document::new("demand.csv", self.table.as_str());
        let demand = Demand::read(&scheme, &table).unwrap_or_else(|error| panic!("{error}"));
        (scheme, demand)
    }
}

/// What changed from one version to another.
pub fn between(old: &Version, new: &Version) -> Revision {
    let (old, new) = (old.read(), new.read());
    Revision::between((&old.0, &old.1), (&new.0, &new.1)).unwrap()
}

/// What a single cause moved.
pub fn total(revision: &Revision, cause: Cause) -> &Total {
    let mut totals = revision.totals.iter();
    let found = totals.find(|total| total.causes == cause.into());
    found.unwrap_or_else(|| panic!("no {cause}: {:#?}", revision.totals))
}

/// Every sentence on why rewards changed.
pub fn sentences(revision: &Revision) -> Vec<&str> {
    let totals = revision.totals.iter();
    totals.map(|total| total.sentence.as_str()).collect()
}

pub fn pounds(text: &str) -> Pounds {
    text.parse().unwrap()
}
