//! What was used: the counts of each metric, unit prices and publications.

use super::effect::{ByPeriod, Resting, rests_on};
use super::entry::{self, Entry, known, text};
use super::{Announced, Topic, assumptions, publication, the_scheme};
use crate::assess::{Assessment, Line};
use crate::cohort::Cohort;
use crate::demand::{Count, Demand, Marker, Markers, MissingReason, Observation};
use crate::metric::Metric;
use crate::name::{Id, Title};
use crate::period::{Day, Period};
use crate::problem::Error;
use crate::scheme::{Data, PriceStatus, PriceYear, Reliability, Scheme, UnitPrice};
use crate::source::Source;
use crate::spreadsheet::{csv, inert};
use crate::wording::{counted, listed};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A log of data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataLog {
    /// Its rows: counts, then prices, then publications.
    pub entries: Vec<DataEntry>,
    announced: Announced,
}

/// One row of the log of data. Beyond the columns of every log ([`Entry`]) it has
///
/// | column | holds |
/// | --- | --- |
/// | `metric`, `cohort` | of counts and prices: what is counted or priced, and for whom |
/// | `url` | where a publication stands |
/// | `status` | of prices: `published`, `reported` or `illustrative` |
/// | `price_year` | of prices: the year whose money it is |
/// | `price_from`, `price_to` | of prices: the days on which it is valid, as the scheme says |
/// | `valid_to` | the last day on which the publication holds |
/// | `past_in` | the periods that rest on it and end after that day, by their ids |
/// | `counts` | of counts: how many are there |
/// | `provisional`, `revised`, `estimated`, `break`, `forecast` | how many of them are marked `[p]`, `[r]`, `[e]`, `[b]`, `[f]` |
/// | `confidential`, `not_available`, `not_applicable` | how many are not there: `[c]`, `[x]`, `[z]` |
/// | `as_at_first`, `as_at_last` | the earliest and the latest day on which they were taken from the records |
/// | `sha256` | the digest of the table of counts |
///
/// Counts are as reliable as the least reliable of them: `low` where they are invented
/// or one is marked `[b]` or `[f]`, `medium` where one is marked `[p]` or `[e]` or is
/// missing, else `high`. A published price is `high`, a reported one `medium`, an
/// illustrative one `low`. A price or a publication with something in `past_in` is
/// `low`; of other publications nothing is said, for what they say is judged where it
/// is used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataEntry {
    /// The columns of every log.
    pub entry: Entry,
    /// The metric that is counted or priced.
    pub metric: Option<Id>,
    /// The cohort that is counted or priced.
    pub cohort: Option<Cohort>,
    /// Where the publication stands.
    pub url: Option<Title>,
    /// Of prices.
    pub price: Option<PriceOfMetric>,
    /// The last day on which the publication holds.
    pub valid_to: Option<Day>,
    /// The periods that rest on it and end after that day.
    pub past_in: Vec<Id>,
    /// Of counts.
    pub counts: Option<CountsOfMetric>,
}

/// What the log of data says of a price alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PriceOfMetric {
    /// Who says so.
    pub status: PriceStatus,
    /// The year whose money it is in.
    pub price_year: PriceYear,
    /// The first day on which it is valid.
    pub from: Option<Day>,
    /// The last day on which it is valid.
    pub to: Option<Day>,
}

/// What the log of data says of counts alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountsOfMetric {
    /// How many are there.
    pub counts: u64,
    /// How many of them bear each marker, in the order of [`Marker::ALL`].
    pub marked: [u64; 5],
    /// How many are confidential, not available and not applicable.
    pub missing: [u64; 3],
    /// The earliest day on which one was taken from the records.
    pub as_at_first: Option<Day>,
    /// The latest.
    pub as_at_last: Option<Day>,
    /// The digest of the table.
    pub sha256: String,
}

const COLUMNS: [&str; 21] = [
    "metric",
    "cohort",
    "url",
    "status",
    "price_year",
    "price_from",
    "price_to",
    "valid_to",
    "past_in",
    "counts",
    "provisional",
    "revised",
    "estimated",
    "break",
    "forecast",
    "confidential",
    "not_available",
    "not_applicable",
    "as_at_first",
    "as_at_last",
    "sha256",
];

pub(super) fn log(
    scheme: &Scheme,
    demand: &Demand,
    assessment: &Assessment,
) -> Result<DataLog, Error> {
    let used = Used { scheme, assessment };
    let rows: Vec<Observation> = demand.observations().collect();
    let mut entries = Vec::new();
    for metric in scheme.metrics() {
        for cohort in Cohort::ALL {
            let is_of_it = |row: &&Observation| row.metric == metric.id && row.cohort == cohort;
            let rows: Vec<&Observation> = rows.iter().filter(is_of_it).collect();
            if !rows.is_empty() {
                entries.push(used.counts(metric, cohort, &rows, demand)?);
            }
        }
    }
    for price in scheme.prices() {
        entries.push(used.price(price)?);
    }
    for source in scheme.sources() {
        entries.push(used.source(source)?);
    }
    Ok(DataLog {
        entries,
        announced: Announced::of(assessment),
    })
}

struct Used<'a> {
    scheme: &'a Scheme,
    assessment: &'a Assessment,
}

impl Used<'_> {
    /// What the lines that are meant make of the result.
    fn effect(
        &self,
        entry: Entry,
        is_meant: impl Fn(Cohort, &Line) -> bool,
    ) -> Result<Entry, Error> {
        let savings = ByPeriod::savings(self.assessment, |reward, line| {
            is_meant(reward.cohort, line)
        })?;
        let resting = Resting::of(self.assessment, |reward| {
            let mut lines = reward.lines.iter();
            lines.any(|line| is_meant(reward.cohort, line))
        })?;
        Ok(entry.with_effect(savings.of_the_saving(&resting), &resting))
    }

    fn counts(
        &self,
        metric: &Metric,
        cohort: Cohort,
        rows: &[&Observation],
        demand: &Demand,
    ) -> Result<DataEntry, Error> {
        let areas: BTreeSet<_> = rows.iter().map(|row| &row.area).collect();
        let periods: BTreeSet<_> = rows.iter().map(|row| &row.period).collect();
        let many = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let what = format!(
            "counts of \"{}\" ({}) of {} in {}",
            metric.title,
            cohort.people(),
            counted(many(areas.len()), "area", "areas"),
            counted(many(periods.len()), "period", "periods"),
        );
        let why = match self.scheme.is_watched(&metric.id) {
            true => "watched: shown beside the cost of demand, and not in it".to_owned(),
            false => format!("the cost of demand of {}", cohort.people()),
        };
        let counts = CountsOfMetric::of(rows, demand);
        let mut entry = Entry::new(Topic::Counts, what)
            .because(why)
            .reliable(self.reliability(rows));
        entry.when = counts.as_at_last.map(|day| day.to_string());
        let is_meant = |of: Cohort, line: &Line| of == cohort && line.priced.metric.id == metric.id;
        Ok(DataEntry {
            metric: Some(metric.id.clone()),
            cohort: Some(cohort),
            counts: Some(counts),
            ..DataEntry::of(self.effect(entry, is_meant)?)
        })
    }

    /// As reliable as the least reliable of them.
    fn reliability(&self, rows: &[&Observation]) -> Reliability {
        if self.scheme.data() == Data::Invented {
            return Reliability::Low;
        }
        let marks = rows.iter().map(|row| row.markers);
        let marks = marks.fold(Markers::default(), Markers::and);
        let of_marks = marks.iter().map(assumptions::reliability_of);
        let lacks = |row: &&Observation| match row.count {
            Count::Number(_) | Count::Missing(MissingReason::NotApplicable) => false,
            Count::Missing(_) => true,
        };
        let of_missing = rows.iter().copied().any(|row| lacks(&row));
        let of_missing = of_missing.then_some(Reliability::Medium);
        // The least reliable is the greatest.
        let least = of_marks.chain(of_missing).max();
        least.unwrap_or(Reliability::High)
    }

    fn price(&self, price: &UnitPrice) -> Result<DataEntry, Error> {
        let title = assumptions::title_of(self.scheme, price);
        let metrics = self.scheme.metrics().iter();
        let mut metrics = metrics.filter(|metric| metric.id == price.metric);
        let unit = metrics.next().map_or("case", |metric| metric.unit.as_str());
        let what = format!(
            "the price of \"{title}\" for {}: {} for one {unit}",
            price.cohort.people(),
            price.amount.in_words()
        );
        let source = price.status.source().and_then(|id| self.scheme.source(id));
        let periods = self.valued_by(price);
        let used = match periods.as_slice() {
            [] => "no cost".to_owned(),
            periods => {
                let names: Vec<String> = periods.iter().map(|one| one.in_sentence()).collect();
                format!("the cost of demand in {}", listed(&names, "and"))
            }
        };
        let why = match (&price.status, source) {
            (PriceStatus::Illustrative { note }, _) => format!("{used}; {note}"),
            (_, Some(source)) => format!("{used}; {}", publication(source)),
            _ => used,
        };
        let mut entry = Entry::new(Topic::Price, what)
            .because(why)
            .reliable(match price.status {
                PriceStatus::Published { .. } => Reliability::High,
                PriceStatus::Reported { .. } => Reliability::Medium,
                PriceStatus::Illustrative { .. } => Reliability::Low,
            })
            .made_by(match source {
                Some(source) => source.publisher.to_string(),
                None => the_scheme(self.scheme),
            });
        entry.when = source.map(|source| source.date.to_string());
        entry.sources = price.status.source().cloned().into_iter().collect();
        let past = periods.iter().filter(|period| is_past(source, period));
        let past_in: Vec<Id> = past.map(|period| period.id.clone()).collect();
        if !past_in.is_empty() {
            entry.reliability = Some(Reliability::Low);
        }
        let is_meant = |_: Cohort, line: &Line| line.is_valued_by(price);
        Ok(DataEntry {
            metric: Some(price.metric.clone()),
            cohort: Some(price.cohort),
            url: source.and_then(|source| source.url.clone()),
            price: Some(PriceOfMetric {
                status: price.status.clone(),
                price_year: price.price_year.clone(),
                from: price.from,
                to: price.to,
            }),
            valid_to: source.and_then(|source| source.valid_to),
            past_in,
            ..DataEntry::of(self.effect(entry, is_meant)?)
        })
    }

    /// The periods in which a price values counts.
    fn valued_by(&self, price: &UnitPrice) -> Vec<&Arc<Period>> {
        let mut periods = vec![self.scheme.baseline()];
        periods.extend(self.scheme.tests());
        periods.retain(|period| {
            self.assessment.rewards.iter().any(|reward| {
                reward.lines.iter().any(|line| {
                    let prices = &line.priced;
                    (period.id == reward.baseline.id && *prices.baseline_price == *price)
                        || (period.id == reward.period.id && *prices.test_price == *price)
                })
            })
        });
        periods
    }

    fn source(&self, source: &Arc<Source>) -> Result<DataEntry, Error> {
        let mut uses = Vec::new();
        let mut past: Vec<Id> = Vec::new();
        let mut rests_in = |periods: Vec<&Arc<Period>>| {
            for period in periods {
                if is_past(Some(source), period) && !past.contains(&period.id) {
                    past.push(period.id.clone());
                }
            }
        };
        for cohort in Cohort::ALL {
            let terms = self.scheme.terms(cohort);
            if terms.is_some_and(|terms| terms.sources().contains(&source.id)) {
                uses.push(format!("the terms for {}", cohort.people()));
                let rewards = self.assessment.rewards.iter();
                let rewards = rewards.filter(|reward| reward.cohort == cohort);
                rests_in(rewards.map(|reward| &reward.period).collect());
            }
        }
        for price in self.scheme.prices() {
            if price.status.source() == Some(&source.id) {
                let title = assumptions::title_of(self.scheme, price);
                let of_price = format!("the price of \"{title}\" for {}", price.cohort.people());
                if !uses.contains(&of_price) {
                    uses.push(of_price);
                }
                rests_in(self.valued_by(price));
            }
        }
        let periods = std::iter::once(self.scheme.baseline()).chain(self.scheme.tests());
        let past: Vec<Id> = periods
            .map(|period| period.id.clone())
            .filter(|id| past.contains(id))
            .collect();
        let why = match uses.is_empty() {
            true => "no term and no price rests on it".to_owned(),
            false => listed(&uses, "and"),
        };
        let what = match &source.says {
            Some(says) => format!("{}: {says}", publication(source)),
            None => publication(source),
        };
        let resting = Resting::of(self.assessment, |reward| rests_on(reward, &source.id))?;
        let mut entry = Entry::new(Topic::Source, what)
            .because(why)
            .made_by(source.publisher.as_str())
            .with_effect("", &resting);
        entry.when = Some(source.date.to_string());
        entry.sources = vec![source.id.clone()];
        if !past.is_empty() {
            entry.reliability = Some(Reliability::Low);
        }
        Ok(DataEntry {
            url: source.url.clone(),
            valid_to: source.valid_to,
            past_in: past,
            ..DataEntry::of(entry)
        })
    }
}

fn is_past(source: Option<&Arc<Source>>, period: &Period) -> bool {
    source.is_some_and(|source| !source.holds_through(period))
}

impl CountsOfMetric {
    fn of(rows: &[&Observation], demand: &Demand) -> Self {
        let number = |is_meant: &dyn Fn(&Observation) -> bool| {
            let number = rows.iter().filter(|row| is_meant(row)).count();
            u64::try_from(number).unwrap_or(u64::MAX)
        };
        let marked =
            Marker::ALL.map(|marker| number(&|row| row.markers.iter().any(|one| one == marker)));
        let missing =
            MissingReason::ALL.map(|reason| number(&|row| row.count == Count::Missing(reason)));
        let days = || rows.iter().filter_map(|row| row.as_at);
        Self {
            counts: number(&|row| matches!(row.count, Count::Number(_))),
            marked,
            missing,
            as_at_first: days().min(),
            as_at_last: days().max(),
            sha256: demand.sha256().to_owned(),
        }
    }
}

impl DataEntry {
    fn of(entry: Entry) -> Self {
        Self {
            entry,
            metric: None,
            cohort: None,
            url: None,
            price: None,
            valid_to: None,
            past_in: Vec::new(),
            counts: None,
        }
    }

    fn cells(&self, number: usize, announced: &Announced) -> Vec<String> {
        let price = self.price.as_ref();
        let counts = self.counts.as_ref();
        let past: Vec<&str> = self.past_in.iter().map(Id::as_str).collect();
        let mut cells = self.entry.cells(number, announced);
        cells.extend([
            text(self.metric.as_ref().map(Id::as_str)),
            known(self.cohort),
            text(self.url.as_ref().map(Title::as_str)),
            text(price.map(|price| price.status.as_str())),
            known(price.map(|price| &price.price_year)),
            known(price.and_then(|price| price.from)),
            known(price.and_then(|price| price.to)),
            known(self.valid_to),
            inert(&past.join(" ")),
            known(counts.map(|counts| counts.counts)),
        ]);
        for at in 0..Marker::ALL.len() {
            cells.push(known(counts.and_then(|counts| counts.marked.get(at))));
        }
        for at in 0..MissingReason::ALL.len() {
            cells.push(known(counts.and_then(|counts| counts.missing.get(at))));
        }
        cells.extend([
            known(counts.and_then(|counts| counts.as_at_first)),
            known(counts.and_then(|counts| counts.as_at_last)),
            text(counts.map(|counts| &*counts.sha256)),
        ]);
        cells
    }
}

impl DataLog {
    /// The log as CSV, one row an entry. A text that a spreadsheet would run as a
    /// formula begins with an apostrophe; what is not known is empty.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let header = entry::COLUMNS.into_iter().chain(COLUMNS);
        let numbered = (1_usize..).zip(&self.entries);
        let rows = numbered.map(|(number, entry)| entry.cells(number, &self.announced));
        csv(header, rows)
    }
}
