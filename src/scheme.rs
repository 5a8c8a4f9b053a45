//! The scheme: periods, cohorts, terms, prices, sites and sources; all that is
//! agreed before the first count. What is counted, and what is paid, come later.

mod builder;
mod changed;
mod check;
mod grid;
mod judgement;
mod price;
mod read;
mod site;
mod terms;
mod write;

pub use builder::SchemeBuilder;
pub(crate) use grid::{Grid, Need, Spot};
pub use judgement::{Judgement, Reliability};
pub use price::{PriceStatus, PriceYear, UnitPrice};
pub use site::Site;
pub use terms::{Band, BandTerms, PublishedTerms, Terms, ThresholdRule};

use crate::area::Codes;
use crate::cohort::Cohort;
use crate::metric::Metric;
use crate::money::Rounding;
use crate::name::{Id, Title, quoted};
use crate::note::Note;
use crate::period::Period;
use crate::problem::{Document, Error, Problem};
use crate::source::Source;
use serde::{Serialize, Serializer};
use std::str::FromStr;
use std::sync::Arc;

/// The name of the scheme file's format.
pub const SCHEME_SCHEMA: &str = "justice-reinvestment/scheme/1";

/// A checked scheme. It is read from a file, or built by [`Scheme::builder`]
/// under the same checks.
///
/// ```
/// use justice_reinvestment::{Document, Scheme};
///
/// let file = std::fs::read("fixtures/hackney/scheme.toml")?;
/// let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// let again = Scheme::read(&Document::new("again.toml", scheme.to_toml()))?;
/// assert_eq!(scheme, again);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scheme {
    head: Head,
    codes: Codes,
    rounding: Rounding,
    baseline: Arc<Period>,
    tests: Vec<Arc<Period>>,
    adult: Option<Arc<Terms>>,
    youth: Option<Arc<Terms>>,
    metrics: Vec<Arc<Metric>>,
    prices: Vec<Arc<UnitPrice>>,
    sites: Vec<Arc<Site>>,
    /// Those that the scheme declares, then those of built-in terms.
    sources: Vec<Arc<Source>>,
    declared_sources: usize,
    assumptions: Vec<Arc<Judgement>>,
    decisions: Vec<Arc<Judgement>>,
    notes: Vec<Note>,
    grid: Arc<Grid>,
    sha256: String,
}

/// What a scheme says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    id: Id,
    title: Title,
    data: Data,
}

impl Scheme {
    /// Reads a scheme file (TOML).
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place.
    pub fn read(document: &Document) -> Result<Self, Error> {
        read::read(document)
    }

    /// Starts a scheme in code.
    ///
    /// # Errors
    ///
    /// `id` is no id, or `title` is empty or holds control characters.
    pub fn builder(id: &str, title: &str, data: Data) -> Result<SchemeBuilder, Error> {
        let (id, title) = (id.parse()?, title.parse()?);
        Ok(SchemeBuilder::new(
            Some(Head { id, title, data }),
            Codes::Gss,
        ))
    }

    /// The scheme as a file that reads back as the same scheme.
    #[must_use]
    pub fn to_toml(&self) -> String {
        write::to_toml(self)
    }

    /// Its short name.
    #[must_use]
    pub fn id(&self) -> &Id {
        &self.head.id
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &Title {
        &self.head.title
    }

    /// Whether its counts are real or invented.
    #[must_use]
    pub fn data(&self) -> Data {
        self.head.data
    }

    /// Which codes its places have.
    #[must_use]
    pub fn codes(&self) -> Codes {
        self.codes
    }

    /// How the exact reward becomes pounds and pence.
    #[must_use]
    pub fn rounding(&self) -> Rounding {
        self.rounding
    }

    /// The period that all test periods are compared with.
    #[must_use]
    pub fn baseline(&self) -> &Arc<Period> {
        &self.baseline
    }

    /// The test periods.
    #[must_use]
    pub fn tests(&self) -> &[Arc<Period>] {
        &self.tests
    }

    /// The terms of a cohort; `None` for a cohort that the scheme does not reward.
    #[must_use]
    pub fn terms(&self, cohort: Cohort) -> Option<&Arc<Terms>> {
        match cohort {
            Cohort::Adult => self.adult.as_ref(),
            Cohort::Youth => self.youth.as_ref(),
        }
    }

    /// What is counted.
    #[must_use]
    pub fn metrics(&self) -> &[Arc<Metric>] {
        &self.metrics
    }

    /// What a unit costs.
    #[must_use]
    pub fn prices(&self) -> &[Arc<UnitPrice>] {
        &self.prices
    }

    /// The price of a metric for a cohort that is valid throughout a period.
    #[must_use]
    pub fn price(&self, metric: &Id, cohort: Cohort, period: &Period) -> Option<&Arc<UnitPrice>> {
        self.prices
            .iter()
            .find(|price| price.metric == *metric && price.cohort == cohort && price.covers(period))
    }

    /// Whether a metric has a price for a cohort.
    #[must_use]
    pub fn is_priced(&self, metric: &Id, cohort: Cohort) -> bool {
        self.prices
            .iter()
            .any(|price| price.metric == *metric && price.cohort == cohort)
    }

    /// Whether a metric has no price at all: it is counted and shown, never in
    /// the cost.
    #[must_use]
    pub fn is_watched(&self, metric: &Id) -> bool {
        !Cohort::ALL
            .into_iter()
            .any(|cohort| self.is_priced(metric, cohort))
    }

    /// Who is rewarded.
    #[must_use]
    pub fn sites(&self) -> &[Arc<Site>] {
        &self.sites
    }

    /// What prices and terms rest on, the publications of built-in terms included.
    #[must_use]
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }

    /// The source with an id.
    #[must_use]
    pub fn source(&self, id: &Id) -> Option<&Arc<Source>> {
        self.sources.iter().find(|source| source.id == *id)
    }

    /// What persons assumed, in the file's order; what the library assumes is in
    /// the log of assumptions.
    #[must_use]
    pub fn assumptions(&self) -> &[Arc<Judgement>] {
        &self.assumptions
    }

    /// What persons decided, beyond what the scheme's own parts say.
    #[must_use]
    pub fn decisions(&self) -> &[Arc<Judgement>] {
        &self.decisions
    }

    /// What a reader should know that is not wrong.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The SHA-256 digest of the file's bytes; for a scheme that was built in
    /// code, of its written form.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub(crate) fn grid(&self) -> &Arc<Grid> {
        &self.grid
    }
}

impl PartialEq for Scheme {
    /// Whether both agree the same, however their files are written.
    fn eq(&self, other: &Self) -> bool {
        fn agreed(scheme: &Scheme) -> impl PartialEq {
            (
                (scheme.head.clone(), scheme.codes, scheme.rounding),
                (scheme.baseline.clone(), scheme.tests.clone()),
                (scheme.adult.clone(), scheme.youth.clone()),
                scheme.metrics.clone(),
                scheme.prices.clone(),
                scheme.sites.clone(),
                scheme.sources.clone(),
                (scheme.assumptions.clone(), scheme.decisions.clone()),
            )
        }
        agreed(self) == agreed(other)
    }
}

impl Eq for Scheme {}

/// Whether counts are real or invented; outputs say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Data {
    /// Counted in the world.
    Real,
    /// Made up, to show or to test.
    Invented,
}

impl Data {
    /// The word that files use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Invented => "invented",
        }
    }
}

impl FromStr for Data {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "real" => Ok(Self::Real),
            "invented" => Ok(Self::Invented),
            _ => Err(Problem::new(
                format!("{} does not say what the data are", quoted(text)),
                "write \"real\", or \"invented\" for made-up counts: every output then says so",
            )
            .into()),
        }
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
