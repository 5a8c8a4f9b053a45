//! Worlds to try the library in: a scheme and its counts as plain numbers, and
//! the library's own values built from them. How worlds come about is in
//! `rolled`, what they ought to pay in `fall` and `figures`, what the library
//! says of them in `told`.

#![allow(dead_code, reason = "each file of tests uses a part")]

pub mod fall;
pub mod figures;
pub mod numbers;
pub mod rolled;
pub mod told;

use justice_reinvestment::{
    Assessment, Band, BandTerms, Basis, Codes, Cohort, Count, Data, Demand, DemandBuilder, Marker,
    Metric, MissingReason, Observation, Percent, Period, PriceStatus, PublishedTerms, Scheme,
    SchemeBuilder, Site, Source, Terms, ThresholdRule, UnitPrice, assess,
};
use std::collections::BTreeMap;

/// What is said of a world, by name: each figure as text, `null` for none.
pub type Figures = BTreeMap<String, String>;

/// The baseline and two test periods: id, first day, last day.
pub const PERIODS: [(&str, &str, &str); 3] = [
    ("baseline", "2010-07-01", "2011-06-30"),
    ("year_1", "2011-07-01", "2012-06-30"),
    ("year_2", "2012-07-01", "2013-06-30"),
];

/// The letters that may stand in brackets beside a count.
pub const MARKS: [(char, Marker); 5] = [
    ('p', Marker::Provisional),
    ('r', Marker::Revised),
    ('e', Marker::Estimated),
    ('b', Marker::Break),
    ('f', Marker::Forecast),
];

/// A scheme and its counts.
#[derive(Debug, Clone)]
pub struct World {
    pub codes: Codes,
    /// How many test periods there are: one or two.
    pub tests: usize,
    pub rules: BTreeMap<Cohort, Rule>,
    pub metrics: Vec<Kind>,
    pub sites: Vec<Place>,
    pub series: Vec<Series>,
}

/// Terms; percentages in ten-thousandths of one per cent.
#[derive(Debug, Clone)]
pub struct Rule {
    pub published: Option<PublishedTerms>,
    pub threshold: u32,
    /// Whether more than the threshold is asked for.
    pub strict: bool,
    /// Where each band ends, if it does, and its share.
    pub bands: Vec<(Option<u32>, u32)>,
}

/// A metric; watched where no cohort has a price.
#[derive(Debug, Clone)]
pub struct Kind {
    /// The price in each period, the baseline first, in ten-thousandths of a pound.
    pub prices: BTreeMap<Cohort, Vec<u64>>,
    /// Whether even a price that never changes says from when to when it is valid.
    pub dated: bool,
}

/// A site.
#[derive(Debug, Clone)]
pub struct Place {
    pub code: String,
    pub areas: Vec<String>,
    pub cohorts: Vec<Cohort>,
    /// The numbers of its test periods.
    pub tests: Vec<usize>,
    /// Whether it names its test periods even where it takes part in all.
    pub names_tests: bool,
}

/// The counts of one group of one metric in one area, period by period.
#[derive(Debug, Clone)]
pub struct Series {
    pub site: usize,
    pub area: usize,
    pub cohort: Cohort,
    pub metric: usize,
    pub group: Option<&'static str>,
    /// By number of the period; `None` where the table has no row.
    pub entries: Vec<Option<Entry>>,
}

/// A row's count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub count: Count,
    /// Which of [`MARKS`] stand beside it, one bit each.
    pub marks: u8,
}

impl Entry {
    pub fn of(count: u64) -> Self {
        let count = Count::Number(count);
        Self { count, marks: 0 }
    }

    pub fn lacking(reason: MissingReason) -> Self {
        let count = Count::Missing(reason);
        Self { count, marks: 0 }
    }

    /// Whether there can be a count.
    pub fn is_applicable(self) -> bool {
        self.count != Count::Missing(MissingReason::NotApplicable)
    }

    pub fn number(self) -> Option<u64> {
        match self.count {
            Count::Number(number) => Some(number),
            Count::Missing(_) => None,
        }
    }
}

impl World {
    pub fn scheme(&self) -> Scheme {
        self.builder().build().unwrap()
    }

    pub fn builder(&self) -> SchemeBuilder {
        let period = |number: usize| {
            let (id, from, to) = PERIODS[number];
            Period::new(id, from, to).unwrap()
        };
        let mut scheme = Scheme::builder("world", "A world", Data::Invented)
            .unwrap()
            .codes(self.codes)
            .source(Source::new("paper", "A paper", "Somebody", "2011-06").unwrap())
            .baseline(period(0));
        for test in 1..=self.tests {
            scheme = scheme.test(period(test));
        }
        for (cohort, rule) in &self.rules {
            scheme = scheme.terms(*cohort, Terms::Bands(rule.terms(*cohort)));
        }
        for (number, kind) in self.metrics.iter().enumerate() {
            let (id, title) = (metric_id(number), format!("Metric {number}"));
            scheme = scheme.metric(Metric::new(&id, &title, "case", Basis::Convicted).unwrap());
            for price in kind.unit_prices(number) {
                scheme = scheme.price(price);
            }
        }
        for place in &self.sites {
            scheme = scheme.site(self.site(place));
        }
        scheme
    }

    fn site(&self, place: &Place) -> Site {
        let mut site = Site::new(&place.code, "A site", &place.cohorts).unwrap();
        site.areas = place
            .areas
            .iter()
            .map(|area| area.parse().unwrap())
            .collect();
        if place.names_tests || place.tests.len() < self.tests {
            let ids = place.tests.iter().map(|test| PERIODS[*test].0);
            site.periods = Some(ids.map(|id| id.parse().unwrap()).collect());
        }
        site
    }

    pub fn rows(&self) -> Vec<Observation> {
        let mut rows = Vec::new();
        for series in &self.series {
            for (entry, (period, ..)) in series.entries.iter().zip(PERIODS) {
                let Some(entry) = entry else { continue };
                let area = &self.sites[series.site].areas[series.area];
                let metric = metric_id(series.metric);
                let mut row =
                    Observation::new(area, series.cohort, period, &metric, entry.count).unwrap();
                row.group = series.group.map(|group| group.parse().unwrap());
                row.markers = marks(entry.marks).map(|(_, marker)| marker).collect();
                rows.push(row);
            }
        }
        rows
    }

    pub fn demand(&self, scheme: &Scheme) -> Demand {
        demand_of(scheme, self.rows())
    }

    /// What the library makes of this world.
    pub fn assessed(&self) -> Assessment {
        let scheme = self.scheme();
        assess(&scheme, &self.demand(&scheme)).unwrap()
    }

    pub fn is_priced(&self, metric: usize, cohort: Cohort) -> bool {
        self.metrics[metric].prices.contains_key(&cohort)
    }
}

pub fn demand_of(scheme: &Scheme, rows: Vec<Observation>) -> Demand {
    rows.into_iter()
        .fold(Demand::builder(scheme), DemandBuilder::observation)
        .build()
        .unwrap()
}

pub fn metric_id(number: usize) -> String {
    format!("metric_{number}")
}

/// Those of [`MARKS`] whose bits are set.
pub fn marks(bits: u8) -> impl Iterator<Item = (char, Marker)> {
    let is_set = move |number: &usize| bits >> number & 1 == 1;
    (0..MARKS.len()).filter(is_set).map(|number| MARKS[number])
}

impl Rule {
    /// The published readings as their papers give them; see `worked_table.rs`.
    pub fn published(published: PublishedTerms, cohort: Cohort, strict: bool) -> Self {
        let threshold = match cohort {
            Cohort::Adult => 50_000,
            Cohort::Youth => 100_000,
        };
        let bands = match published {
            PublishedTerms::LjrBands => {
                vec![(Some(threshold), 500_000), (Some(200_000), 1_000_000)]
            }
            _ => vec![(Some(200_000), 500_000)],
        };
        Self {
            published: Some(published),
            threshold,
            strict,
            bands,
        }
    }

    fn terms(&self, cohort: Cohort) -> BandTerms {
        let rule = match self.strict {
            true => ThresholdRule::MoreThan,
            false => ThresholdRule::AtLeast,
        };
        if let Some(published) = self.published {
            return published.terms(cohort).with_rule(rule);
        }
        let bands = self.bands.iter().map(|(end, share)| match end {
            Some(end) => Band::up_to(percent(*end), percent(*share)),
            None => Band::beyond(percent(*share)),
        });
        let sources = vec!["paper".parse().unwrap()];
        BandTerms::new(percent(self.threshold), rule, bands.collect(), sources).unwrap()
    }
}

fn percent(parts: u32) -> Percent {
    let text = format!("{}.{:04}%", parts / 10_000, parts % 10_000);
    text.parse().unwrap()
}

impl Kind {
    /// One price for each run of periods in which it stays the same.
    fn unit_prices(&self, number: usize) -> Vec<UnitPrice> {
        let mut all = Vec::new();
        for (cohort, amounts) in &self.prices {
            let mut first = 0;
            for run in amounts.chunk_by(|one, next| one == next) {
                let after = first + run.len();
                let amount = format!("{}.{:04}", run[0] / 10_000, run[0] % 10_000);
                let id = metric_id(number);
                let mut price =
                    UnitPrice::new(&id, *cohort, &amount, "2010-11", status(number)).unwrap();
                if first > 0 || self.dated {
                    price.from = Some(PERIODS[first].1.parse().unwrap());
                }
                if after < amounts.len() || self.dated {
                    price.to = Some(PERIODS[after - 1].2.parse().unwrap());
                }
                all.push(price);
                first = after;
            }
        }
        all
    }
}

fn status(number: usize) -> PriceStatus {
    let source = "paper".parse().unwrap();
    match number % 3 {
        0 => PriceStatus::Published { source },
        1 => PriceStatus::Reported { source },
        _ => PriceStatus::Illustrative {
            note: "invented".parse().unwrap(),
        },
    }
}
