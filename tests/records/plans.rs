//! Count plans and what they are counted for as plain data: the library's own
//! values are built from them here, through the plan's text. What records come to
//! is in `fold`.

use justice_reinvestment::records::CountPlan;
use justice_reinvestment::{
    Basis, Codes, Cohort, Data, Document, Metric, Period, PriceStatus, PublishedTerms, Scheme,
    Site, Source, Terms, UnitPrice,
};

/// The baseline and two test periods: id, first day, last day. Who was born on
/// 29 February 1992 turns 18, and who was born on that of 2000 turns 10, in the
/// baseline; the last holds a 29 February.
pub const PERIODS: [(&str, &str, &str); 3] = [
    ("baseline", "2009-07-01", "2010-06-30"),
    ("year_1", "2010-07-01", "2011-06-30"),
    ("year_2", "2011-07-01", "2012-06-30"),
];

pub const AREAS: [&str; 4] = ["A0", "A1", "A2", "A3"];
pub const METRICS: [&str; 3] = ["custody", "orders", "fines"];

/// Labels of each area.
pub const AREA_LABELS: [&str; 4] = ["Leeds, West", "The \"Moors\"", "York", "Hull"];
/// Labels of adults and of young people.
pub const GROUP_LABELS: [[&str; 2]; 2] = [["18 and over", "old"], ["10, 17", "young"]];
/// Labels of each period.
pub const PERIOD_LABELS: [[&str; 2]; 3] =
    [["Q1", "first, of 4"], ["Q2", "\"Q2\""], ["Q3", "third"]];
/// What a case's records are kept by, the best first.
pub const ORDER: [&str; 3] = ["prison", "order", "fine, paid"];

/// What records are counted by.
#[derive(Debug, Clone)]
pub struct Plan {
    pub tests: usize,
    pub areas: Vec<TakesPart>,
    pub by_label: bool,
    pub area_aside: bool,
    pub who: Who,
    pub when: When,
    pub amount: Amount,
    /// Texts that stand for nothing.
    pub missing_text: Vec<&'static str>,
    /// Whether counts are not available where a record lacks its quantity.
    pub not_available: bool,
    /// The night on which those without a release were held still.
    pub as_at: Option<&'static str>,
    /// The columns that make a case, and whether records come sorted by them.
    pub one_per: Option<(Vec<&'static str>, bool)>,
    /// Whether all records of a case stand in one extract.
    pub within_extracts: bool,
    pub set_aside: Vec<(String, Vec<Condition>)>,
    pub metrics: Vec<Vec<Condition>>,
}

/// With which cohorts (adults first) and in which periods (the baseline first) an
/// area takes part.
#[derive(Debug, Clone)]
pub struct TakesPart {
    pub cohorts: [bool; 2],
    pub periods: [bool; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Labels { aside: bool },
    Age,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Labels { aside: bool },
    Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    One,
    Column,
    Nights,
}

#[derive(Debug, Clone)]
pub struct Condition {
    pub column: &'static str,
    pub test: Test,
}

#[derive(Debug, Clone)]
pub enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Numbers(Option<i64>, Option<i64>),
    Days(Option<String>, Option<String>),
    Missing(bool),
}

impl Plan {
    /// Two areas that take part throughout, one metric of all records, one a
    /// record, areas and cohorts by code and label, periods by date.
    pub fn simple() -> Self {
        let always = TakesPart {
            cohorts: [true, true],
            periods: [true; 3],
        };
        Self {
            tests: 2,
            areas: vec![always.clone(), always],
            by_label: false,
            area_aside: false,
            who: Who::Labels { aside: false },
            when: When::Date,
            amount: Amount::One,
            missing_text: Vec::new(),
            not_available: false,
            as_at: None,
            one_per: None,
            within_extracts: false,
            set_aside: Vec::new(),
            metrics: vec![Vec::new()],
        }
    }

    /// Nights, with the cohort by age.
    pub fn nights() -> Self {
        Self {
            who: Who::Age,
            amount: Amount::Nights,
            ..Self::simple()
        }
    }

    pub fn scheme(&self) -> Scheme {
        let period = |number: usize| {
            let (id, from, to) = PERIODS[number];
            Period::new(id, from, to).unwrap()
        };
        let mut scheme = Scheme::builder("counted", "Counted", Data::Invented)
            .unwrap()
            .codes(Codes::Free)
            .source(Source::new("paper", "A paper", "Somebody", "2011-06").unwrap())
            .baseline(period(0));
        for test in 1..=self.tests {
            scheme = scheme.test(period(test));
        }
        for cohort in [Cohort::Adult, Cohort::Youth] {
            let terms = PublishedTerms::LjrBands.terms(cohort);
            scheme = scheme.terms(cohort, Terms::Bands(terms));
        }
        for id in METRICS {
            scheme = scheme.metric(Metric::new(id, id, "case", Basis::Convicted).unwrap());
            for cohort in [Cohort::Adult, Cohort::Youth] {
                let status = PriceStatus::Illustrative {
                    note: "invented".parse().unwrap(),
                };
                let price = UnitPrice::new(id, cohort, "100.00", "2010-11", status);
                scheme = scheme.price(price.unwrap());
            }
        }
        for (area, code) in self.areas.iter().zip(AREAS) {
            let cohorts = [Cohort::Adult, Cohort::Youth].into_iter().zip(area.cohorts);
            let cohorts: Vec<Cohort> = cohorts.filter(|(_, is)| *is).map(|(one, _)| one).collect();
            let mut site = Site::new(code, "A site", &cohorts).unwrap();
            let tests = (1..=self.tests).filter(|test| area.periods[*test]);
            let tests: Vec<_> = tests.map(|test| PERIODS[test].0.parse().unwrap()).collect();
            if tests.len() < self.tests {
                site.periods = Some(tests);
            }
            scheme = scheme.site(site);
        }
        scheme.build().unwrap()
    }

    /// The library's plan, read from this one's text.
    pub fn read(&self) -> CountPlan {
        let document = Document::new("plan.toml", self.to_toml());
        CountPlan::read(&self.scheme(), &document, |_| None)
            .unwrap_or_else(|error| panic!("{error}\n{}", self.to_toml()))
    }

    pub fn to_toml(&self) -> String {
        let mut toml = "schema = \"justice-reinvestment/count-plan/1\"\n\
                        title = \"A plan\"\n"
            .to_owned();
        if !self.missing_text.is_empty() {
            toml += &format!("missing_text = {}\n", list(&self.missing_text));
        }
        toml += "\n[area]\ncolumn = \"area\"\n";
        let otherwise = |aside: bool| match aside {
            true => "otherwise = \"set_aside\"\n",
            false => "",
        };
        if self.by_label {
            let labels = AREA_LABELS.iter().zip(AREAS).take(self.areas.len());
            let labels = labels.map(|(label, code)| format!("{} = \"{code}\"", quoted(label)));
            let labels: Vec<String> = labels.collect();
            toml += &format!("lookup = {{ {} }}\n", labels.join(", "));
        }
        toml += otherwise(self.area_aside);
        toml += "\n[cohort]\n";
        toml += &match self.who {
            Who::Labels { aside } => {
                let [adult, youth] = GROUP_LABELS.map(|labels| list(&labels));
                let otherwise = otherwise(aside);
                format!("column = \"group\"\nadult = {adult}\nyouth = {youth}\n{otherwise}")
            }
            Who::Age if self.amount == Amount::Nights => "date_of_birth = \"born\"\n".to_owned(),
            Who::Age => "date_of_birth = \"born\"\non = \"offence\"\n".to_owned(),
        };
        match (self.amount, self.when) {
            (Amount::Nights, _) => {}
            (_, When::Date) => toml += "\n[period]\ndate = \"date\"\n",
            (_, When::Labels { aside }) => {
                toml += "\n[period]\ncolumn = \"quarter\"\n";
                let labels = PERIODS.iter().zip(PERIOD_LABELS).take(self.tests + 1);
                for ((id, ..), labels) in labels {
                    toml += &format!("{id} = {}\n", list(&labels));
                }
                toml += otherwise(aside);
            }
        }
        toml += match self.amount {
            Amount::One => "",
            Amount::Column => "\n[quantity]\ncolumn = \"count\"\n",
            Amount::Nights => "\n[quantity]\nfrom = \"from\"\nto = \"to\"\n",
        };
        if self.amount == Amount::Column && self.not_available {
            toml += "missing = \"not_available\"\n";
        }
        if let (Amount::Nights, Some(as_at)) = (self.amount, self.as_at) {
            toml += &format!("as_at = {as_at}\n");
        }
        if let Some((keys, sorted)) = &self.one_per {
            let (keys, order) = (list(keys), list(&ORDER));
            toml += &format!("\n[one_per]\nkeys = {keys}\nsorted = {sorted}\n");
            if self.within_extracts {
                toml += "within = \"extract\"\n";
            }
            toml += &format!("keep = {{ column = \"outcome\", order = {order} }}\n");
        }
        for (reason, conditions) in &self.set_aside {
            toml += &format!("\n[[set_aside]]\nreason = {}\n", quoted(reason));
            toml += &all(conditions);
        }
        for (id, conditions) in METRICS.iter().zip(&self.metrics) {
            toml += &format!("\n[[metric]]\nid = \"{id}\"\n");
            if !conditions.is_empty() {
                toml += &all(conditions);
            }
        }
        toml
    }
}

fn all(conditions: &[Condition]) -> String {
    let each = conditions.iter().map(|condition| {
        let range = |from: Option<String>, to: Option<String>| {
            let from = from.map(|from| format!("from = {from}"));
            let to = to.map(|to| format!("to = {to}"));
            let ends: Vec<String> = from.into_iter().chain(to).collect();
            ends.join(", ")
        };
        let text = |number: Option<i64>| number.map(|number| number.to_string());
        let test = match &condition.test {
            Test::In(labels) => format!("in = {}", list(labels)),
            Test::NotIn(labels) => format!("not_in = {}", list(labels)),
            Test::Numbers(from, to) => range(text(*from), text(*to)),
            Test::Days(from, to) => range(from.clone(), to.clone()),
            Test::Missing(missing) => format!("missing = {missing}"),
        };
        format!("{{ column = \"{}\", {test} }}", condition.column)
    });
    let each: Vec<String> = each.collect();
    format!("where = [{}]\n", each.join(", "))
}

fn list(texts: &[impl AsRef<str>]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
