//! Notes: what a reader must know to read figures rightly, and which rewards each
//! concerns.

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::Id;
use std::fmt;

/// What a reader must know to read the figures rightly, as a sentence without
/// its full stop.
///
/// ```
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// # let file = std::fs::read("fixtures/england-and-wales/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// # let table = std::fs::read("fixtures/england-and-wales/demand.csv")?;
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// let assessment = assess(&scheme, &demand)?;
/// let note = &assessment.notes[0];
/// assert_eq!(note.as_str(), "2012 has 366 days, the baseline 365; compared as counted");
/// let [in_2011, in_2012, ..] = assessment.rewards.as_slice() else { panic!() };
/// assert!(note.concerns(in_2012) && !note.concerns(in_2011));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    pub(crate) kind: Kind,
    pub(crate) scope: Scope,
    /// The source of which it speaks, for those who sort notes.
    pub(crate) source: Option<Id>,
}

/// What a note is about, for those who sort notes: logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A metric stands in for another.
    StandIn,
    /// A test period is longer or shorter than the baseline.
    UnlikeLength,
    /// The price of a metric changes.
    ChangeOfPrice,
    /// Counts that there cannot be are left out.
    NotApplicable,
    /// Counts are provisional, estimated and so on.
    Marked,
    /// A metric has no price.
    Watched,
    /// A test period lies before the baseline.
    BeforeBaseline,
    /// A threshold lies beyond the last band.
    BeyondBands,
    /// Terms that their source does not give whole.
    InferredTerms,
    /// A cohort or a period in which no site takes part.
    NobodyTakesPart,
    /// Something rests on a source after its last day.
    PastItsDate,
}

/// Which rewards a note concerns: those that fit whatever is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// It is said of all together, and of no reward by itself.
    pub(crate) whole: bool,
    pub(crate) cohort: Option<Cohort>,
    pub(crate) period: Option<Id>,
    pub(crate) metric: Option<Id>,
    /// Any of these areas.
    pub(crate) areas: Option<Vec<AreaCode>>,
}

impl Note {
    /// A note that concerns every reward.
    pub(crate) fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            scope: Scope::default(),
            source: None,
        }
    }

    pub(crate) fn of_the_whole(mut self) -> Self {
        self.scope.whole = true;
        self
    }

    pub(crate) fn of_cohort(mut self, cohort: Cohort) -> Self {
        self.scope.cohort = Some(cohort);
        self
    }

    pub(crate) fn of_period(mut self, period: &Id) -> Self {
        self.scope.period = Some(period.clone());
        self
    }

    pub(crate) fn of_metric(mut self, metric: &Id) -> Self {
        self.scope.metric = Some(metric.clone());
        self
    }

    pub(crate) fn of_areas(mut self, areas: Vec<AreaCode>) -> Self {
        self.scope.areas = Some(areas);
        self
    }

    pub(crate) fn of_source(mut self, source: &Id) -> Self {
        self.source = Some(source.clone());
        self
    }

    /// The sentence.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
