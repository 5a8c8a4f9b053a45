//! How widely counts vary together: sums of squares and products over records and
//! over persons, for each area, cohort and period. Counting makes them, evaluation
//! uses them; no record and no person stands in them.

mod read;

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::Id;
use crate::problem::{Document, Error};
use crate::scheme::Scheme;
use std::collections::{BTreeMap, BTreeSet};

/// Over what products are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SpreadKind {
    /// Over persons: what the records of one person count within an area, cohort and
    /// period is added up first.
    Person,
    /// Over records.
    Record,
}

impl SpreadKind {
    /// Every kind, in the order of files.
    pub const ALL: [Self; 2] = [Self::Person, Self::Record];

    /// The word that files use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Record => "record",
        }
    }
}

/// For each area, cohort and period, and for each pair of metrics: the sum, over the
/// records that were counted, of what a record counts in the one times what it counts
/// in the other; and, where persons are known, the same over persons.
///
/// Of a metric with itself this estimates the variance of its count, of two metrics
/// their covariance, if records (or persons) come by chance and independently of one
/// another. It is made by `Counting::spread` (feature `records`), as CSV with the
/// columns `plan_sha256,area_code,cohort,period,kind,metric,other_metric,sum`, a pair
/// of metrics in the order of their names.
///
/// Where counts are small, sums of squares can tell of single persons: such a file is
/// not for publication.
///
/// ```
/// use justice_reinvestment::{Cohort, Document, Scheme, Spread, SpreadKind};
///
/// # let scheme = std::fs::read("fixtures/hackney/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
/// let digest = "5".repeat(64);
/// // One person with two sentences, and 398 with one.
/// let file = format!(
///     "plan_sha256,area_code,cohort,period,kind,metric,other_metric,sum\n\
///      {digest},E09000012,adult,baseline,person,custody,custody,402\n\
///      {digest},E09000012,adult,baseline,record,custody,custody,400\n"
/// );
/// let spread = Spread::read(&scheme, &Document::new("spread.csv", file))?;
/// let (area, baseline, custody) = ("E09000012".parse()?, "baseline".parse()?, "custody".parse()?);
/// let cell = (&area, Cohort::Adult, &baseline);
/// assert_eq!(spread.sum(SpreadKind::Person, cell, (&custody, &custody)), Some(402));
/// assert!(spread.has_persons());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    plan_sha256: String,
    has_persons: bool,
    metrics: BTreeSet<Id>,
    sums: BTreeMap<Key, u128>,
}

/// Area, cohort, period, kind, and two metrics in the order of their names.
type Key = (AreaCode, Cohort, Id, SpreadKind, Id, Id);

const COLUMNS: [&str; 8] = [
    "plan_sha256",
    "area_code",
    "cohort",
    "period",
    "kind",
    "metric",
    "other_metric",
    "sum",
];

impl Spread {
    /// Reads sums for a scheme.
    ///
    /// # Errors
    ///
    /// Everything that is wrong at once, each with its place: other columns, names that
    /// the scheme does not know, rows of several plans, a row that stands twice or is
    /// not there, sums that are no whole numbers or cannot be sums of squares, a file
    /// without any.
    pub fn read(scheme: &Scheme, document: &Document) -> Result<Self, Error> {
        read::read(scheme, document)
    }

    /// Without a sum yet.
    pub(crate) fn none(
        plan_sha256: &str,
        has_persons: bool,
        metrics: impl IntoIterator<Item = Id>,
    ) -> Self {
        Self {
            plan_sha256: plan_sha256.to_owned(),
            has_persons,
            metrics: metrics.into_iter().collect(),
            sums: BTreeMap::new(),
        }
    }

    /// Puts a sum in its place; the one that stood there, if any did.
    pub(crate) fn insert(
        &mut self,
        kind: SpreadKind,
        (area, cohort, period): (AreaCode, Cohort, Id),
        (metric, other): (Id, Id),
        sum: u128,
    ) -> Option<u128> {
        let (metric, other) = (metric.clone().min(other.clone()), metric.max(other));
        let key = (area, cohort, period, kind, metric, other);
        self.sums.insert(key, sum)
    }

    /// The sum over records or persons of an area, cohort and period, for two metrics
    /// in any order; `None` where there is none. A metric with itself gives the sum of
    /// squares.
    #[must_use]
    pub fn sum(
        &self,
        kind: SpreadKind,
        (area, cohort, period): (&AreaCode, Cohort, &Id),
        (metric, other): (&Id, &Id),
    ) -> Option<u128> {
        let (metric, other) = (metric.min(other).clone(), metric.max(other).clone());
        let key = (area.clone(), cohort, period.clone(), kind, metric, other);
        self.sums.get(&key).copied()
    }

    /// Whether there are sums over persons too.
    #[must_use]
    pub fn has_persons(&self) -> bool {
        self.has_persons
    }

    /// The metrics of which there are sums, in the order of their names.
    pub fn metrics(&self) -> impl Iterator<Item = &Id> {
        self.metrics.iter()
    }

    /// The digest of the count plan by which the records were counted, as in partial
    /// counts; empty where there is no sum.
    #[must_use]
    pub fn plan_sha256(&self) -> &str {
        &self.plan_sha256
    }

    /// The sums as CSV, its rows in order.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = format!("{}\n", COLUMNS.join(","));
        // Codes and ids hold nothing that would need quotes.
        for ((area, cohort, period, kind, metric, other), sum) in &self.sums {
            let plan = &self.plan_sha256;
            let kind = kind.as_str();
            csv += &format!("{plan},{area},{cohort},{period},{kind},{metric},{other},{sum}\n");
        }
        csv
    }
}
