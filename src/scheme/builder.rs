//! A scheme in the making: its parts as they come from a file or from code, each
//! with where it stands, if anywhere. [`super::check`] makes the scheme of them.

use super::check;
use super::{Head, Judgement, Scheme, Site, Terms, UnitPrice};
use crate::area::Codes;
use crate::cohort::Cohort;
use crate::metric::Metric;
use crate::money::Rounding;
use crate::period::Period;
use crate::problem::{Document, Error, Place, Problem, Problems};
use crate::source::Source;
use std::ops::Range;

/// Builds a scheme in code, under the checks that a file goes through. What to do
/// about a problem is said in the scheme file's words: `[[price]]` is
/// [`SchemeBuilder::price`], and so on.
///
/// ```
/// use justice_reinvestment::{
///     Basis, Cohort, Data, Metric, Period, PriceStatus, PublishedTerms, Scheme, Site, UnitPrice,
/// };
///
/// let illustrative = PriceStatus::Illustrative { note: "invented".parse()? };
/// let scheme = Scheme::builder("demo", "A demonstration", Data::Invented)?
///     .baseline(Period::new("baseline", "2010-07-01", "2011-06-30")?)
///     .test(Period::new("year_1", "2011-07-01", "2012-06-30")?)
///     .published_terms(Cohort::Adult, PublishedTerms::LjrBands)
///     .metric(Metric::new("custody", "Custodial sentences", "sentence", Basis::Sentenced)?)
///     .price(UnitPrice::new("custody", Cohort::Adult, "1500.00", "2010-11", illustrative)?)
///     .site(Site::new("E09000012", "Hackney", &[Cohort::Adult])?)
///     .build()?;
/// assert_eq!(scheme.sources().len(), 2);
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SchemeBuilder {
    /// `None` where the file's `[scheme]` could not be read.
    pub(super) head: Option<Head>,
    pub(super) codes: Codes,
    pub(super) rounding: Rounding,
    pub(super) baseline: Vec<Placed<Period>>,
    pub(super) tests: Vec<Placed<Period>>,
    pub(super) terms: Vec<Placed<(Cohort, Terms)>>,
    pub(super) metrics: Vec<Placed<Metric>>,
    pub(super) prices: Vec<Placed<UnitPrice>>,
    pub(super) sites: Vec<Placed<Site>>,
    pub(super) sources: Vec<Placed<Source>>,
    pub(super) assumptions: Vec<Placed<Judgement>>,
    pub(super) decisions: Vec<Placed<Judgement>>,
    pub(super) origin: Origin,
}

/// Where a scheme comes from, and which of its parts could not be read.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    pub(super) document: Option<Document>,
    unreadable: Vec<(Part, Option<String>)>,
}

/// The kinds of parts that a scheme is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Baseline,
    Test,
    Cohort,
    Metric,
    Price,
    Site,
    Source,
    /// An assumption or a decision.
    Judgement,
}

impl Part {
    pub(super) const ALL: [Self; 8] = [
        Self::Baseline,
        Self::Test,
        Self::Cohort,
        Self::Metric,
        Self::Price,
        Self::Site,
        Self::Source,
        Self::Judgement,
    ];
}

impl Origin {
    /// Remembers that a part is there but could not be read, so that no
    /// problem is reported for its absence.
    pub(super) fn could_not_read(&mut self, part: Part, id: Option<&str>) {
        self.unreadable.push((part, id.map(str::to_owned)));
    }

    /// Whether all parts of a kind could be read, so that one that is not
    /// there is missing.
    pub(super) fn has_all(&self, part: Part) -> bool {
        !self.unreadable.iter().any(|(kind, _)| *kind == part)
    }

    /// Whether a part with this id may be one that could not be read.
    pub(super) fn may_hold(&self, part: Part, id: &str) -> bool {
        self.unreadable
            .iter()
            .any(|(kind, name)| *kind == part && name.as_deref().is_none_or(|name| name == id))
    }

    pub(super) fn place(&self, span: Option<Range<usize>>) -> Option<Place> {
        Some(self.document.as_ref()?.place(span?))
    }
}

/// A part with the byte ranges of its keys in the document, if it has one. The
/// first range is the part's own.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) spans: Spans,
}

/// Byte ranges by key and, within lists, by index.
#[derive(Debug, Clone, Default)]
pub(super) struct Spans(pub(super) Vec<(&'static str, usize, Range<usize>)>);

impl Spans {
    /// The range of a key's value, or else the part's own.
    pub(super) fn of(&self, key: &str, index: usize) -> Option<Range<usize>> {
        self.0
            .iter()
            .find(|(name, at, _)| *name == key && *at == index)
            .or_else(|| self.0.first())
            .map(|(_, _, span)| span.clone())
    }
}

impl<T> Placed<T> {
    fn nowhere(value: T) -> Self {
        Self {
            value,
            spans: Spans::default(),
        }
    }
}

impl SchemeBuilder {
    pub(super) fn new(head: Option<Head>, codes: Codes) -> Self {
        Self {
            head,
            codes,
            rounding: Rounding::HalfAwayFromZero,
            baseline: Vec::new(),
            tests: Vec::new(),
            terms: Vec::new(),
            metrics: Vec::new(),
            prices: Vec::new(),
            sites: Vec::new(),
            sources: Vec::new(),
            assumptions: Vec::new(),
            decisions: Vec::new(),
            origin: Origin::default(),
        }
    }

    /// Which codes the scheme's places have; GSS codes unless it is said.
    #[must_use]
    pub fn codes(mut self, codes: Codes) -> Self {
        self.codes = codes;
        self
    }

    /// The period that all test periods are compared with.
    #[must_use]
    pub fn baseline(mut self, period: Period) -> Self {
        self.baseline.push(Placed::nowhere(period));
        self
    }

    /// A test period.
    #[must_use]
    pub fn test(mut self, period: Period) -> Self {
        self.tests.push(Placed::nowhere(period));
        self
    }

    /// A cohort with its terms.
    #[must_use]
    pub fn terms(mut self, cohort: Cohort, terms: impl Into<Terms>) -> Self {
        self.terms.push(Placed::nowhere((cohort, terms.into())));
        self
    }

    /// A cohort with the terms of a published reading.
    #[must_use]
    pub fn published_terms(self, cohort: Cohort, published: super::PublishedTerms) -> Self {
        self.terms(cohort, published.terms(cohort))
    }

    /// A metric.
    #[must_use]
    pub fn metric(mut self, metric: Metric) -> Self {
        self.metrics.push(Placed::nowhere(metric));
        self
    }

    /// A unit price.
    #[must_use]
    pub fn price(mut self, price: UnitPrice) -> Self {
        self.prices.push(Placed::nowhere(price));
        self
    }

    /// A site.
    #[must_use]
    pub fn site(mut self, site: Site) -> Self {
        self.sites.push(Placed::nowhere(site));
        self
    }

    /// A source.
    #[must_use]
    pub fn source(mut self, source: Source) -> Self {
        self.sources.push(Placed::nowhere(source));
        self
    }

    /// What a person assumed.
    #[must_use]
    pub fn assumption(mut self, assumption: Judgement) -> Self {
        self.assumptions.push(Placed::nowhere(assumption));
        self
    }

    /// What a person decided, beyond what the scheme's other parts say.
    #[must_use]
    pub fn decision(mut self, decision: Judgement) -> Self {
        self.decisions.push(Placed::nowhere(decision));
        self
    }

    /// The scheme, if its parts fit together.
    ///
    /// # Errors
    ///
    /// Everything that does not: unknown references, overlapping periods, an
    /// area in two sites, a price that covers part of a period, duplicates.
    pub fn build(self) -> Result<Scheme, Error> {
        check::check(self, Problems::default())
    }
}

/// Collects problems at the places of a scheme's parts.
pub(super) struct Found<'a> {
    pub(super) origin: &'a Origin,
    pub(super) problems: Problems,
}

impl Found<'_> {
    pub(super) fn at(
        &mut self,
        span: Option<Range<usize>>,
        what: String,
        advice: impl Into<String>,
    ) {
        let problem = Problem::new(what, advice).at(self.origin.place(span));
        self.problems.push(problem);
    }
}
