//! The count plan: how records become counts, as plain data. It says nothing about
//! where the records are or how they are stored.

mod read;
mod write;

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::{Id, Title};
use crate::period::Day;
use crate::problem::{Document, Error};
use crate::scheme::Scheme;
use std::collections::{BTreeMap, BTreeSet};

/// The name of the count plan's format.
pub const PLAN_SCHEMA: &str = "justice-reinvestment/count-plan/1";

/// How the records of an extract become counts of a scheme: which columns say
/// where, who, when and how much; which records are set aside, and which count in
/// which metric.
///
/// A plan is data: it can be read, compared and digested, and says the same
/// whether records are counted here or elsewhere.
///
/// ```
/// use justice_reinvestment::records::CountPlan;
/// use justice_reinvestment::{Document, Scheme};
///
/// let scheme = std::fs::read("fixtures/hackney/scheme.toml")?;
/// let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
/// let plan = r#"
/// schema = "justice-reinvestment/count-plan/1"
/// title = "Court disposals"
///
/// [area]
/// column = "area"
///
/// [cohort]
/// column = "age_group"
/// adult = ["18 and over"]
///
/// [period]
/// date = "disposal_date"
///
/// [[metric]]
/// id = "custody"
/// where = [{ column = "outcome", in = ["immediate custody"] }]
/// "#;
/// let plan = CountPlan::read(&scheme, &Document::new("plan.toml", plan), |_| None)?;
/// assert_eq!(plan.columns(), ["age_group", "area", "disposal_date", "outcome"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountPlan {
    pub(crate) title: Title,
    /// Texts that stand for nothing, like empty text.
    pub(crate) missing_text: Vec<String>,
    pub(crate) area: AreaRule,
    pub(crate) cohort: CohortRule,
    pub(crate) period: PeriodRule,
    pub(crate) quantity: Quantity,
    pub(crate) one_per: Option<OnePer>,
    pub(crate) set_aside: Vec<SetAside>,
    pub(crate) metrics: Vec<MetricRule>,
    pub(crate) frame: Frame,
    sha256: String,
}

/// Where a record belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AreaRule {
    pub(crate) column: String,
    /// From the column's texts to codes; without it, the texts are codes.
    pub(crate) lookup: Option<BTreeMap<String, AreaCode>>,
    pub(crate) otherwise: Otherwise,
}

/// What becomes of a record whose label is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Otherwise {
    #[default]
    Error,
    SetAside,
}

/// Whose record it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CohortRule {
    Labels {
        column: String,
        adult: Vec<String>,
        youth: Vec<String>,
        otherwise: Otherwise,
    },
    /// 10 to 17 on a day is young, 18 and over adult.
    Age {
        date_of_birth: String,
        /// `None` where nights are counted, each on its own day.
        on: Option<String>,
    },
}

/// When it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PeriodRule {
    Labels {
        column: String,
        labels: Vec<(Id, Vec<String>)>,
        otherwise: Otherwise,
    },
    Date {
        column: String,
    },
    /// Each night in the period in which it lies.
    Nights,
}

/// How much it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Quantity {
    One,
    Column {
        column: String,
        missing: WithoutQuantity,
    },
    /// From the first night to the day of release, which is no night.
    Nights {
        from: String,
        to: String,
        /// Who has no day of release was held on this night still.
        as_at: Option<Day>,
    },
}

/// What becomes of a record whose quantity is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum WithoutQuantity {
    #[default]
    Error,
    /// The counts that it belongs to are not available.
    NotAvailable,
}

/// The principal record of each case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OnePer {
    pub(crate) keys: Vec<String>,
    pub(crate) column: String,
    /// The first of these that a case has is kept; what is not among them comes last.
    pub(crate) order: Vec<String>,
    /// Whether records come sorted by the keys.
    pub(crate) sorted: bool,
    /// Whether all records of a case stand in one extract.
    pub(crate) is_within_extracts: bool,
}

/// A reason for setting records aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetAside {
    pub(crate) reason: Title,
    pub(crate) conditions: Vec<Condition>,
}

/// Which records count in a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MetricRule {
    pub(crate) id: Id,
    pub(crate) conditions: Vec<Condition>,
}

/// What must hold of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) column: String,
    pub(crate) test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    /// Whole numbers, both ends included.
    Numbers(Option<i64>, Option<i64>),
    /// Days, both ends included.
    Days(Option<Day>, Option<Day>),
    Missing(bool),
}

/// What of the scheme counting depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    /// The baseline first.
    pub(crate) periods: Vec<(Id, Day, Day)>,
    pub(crate) areas: Vec<AreaCode>,
    /// For each area: with which cohorts, and in which periods, its site takes part.
    pub(crate) takes_part: Vec<([bool; 2], Vec<bool>)>,
}

impl CountPlan {
    /// Reads a count plan (TOML) for a scheme. `file` gives the content of a look-up
    /// file that the plan names (`lookup_file`), if there is one.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place.
    pub fn read(
        scheme: &Scheme,
        document: &Document,
        file: impl Fn(&str) -> Option<Document>,
    ) -> Result<Self, Error> {
        read::read(scheme, document, &file)
    }

    /// What the plan is called.
    #[must_use]
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// The digest of all that a count depends on: the plan with its look-ups, and
    /// the scheme's periods, areas and who takes part. Partial counts carry it.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The ids of the metrics that it counts, in its order.
    pub fn metrics(&self) -> impl Iterator<Item = &Id> {
        self.metrics.iter().map(|metric| &metric.id)
    }

    /// The columns that it reads, in the order of their names.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = vec![&self.area.column];
        match &self.cohort {
            CohortRule::Labels { column, .. } => columns.push(column),
            CohortRule::Age { date_of_birth, on } => {
                columns.push(date_of_birth);
                columns.extend(on.as_deref());
            }
        }
        match &self.period {
            PeriodRule::Labels { column, .. } | PeriodRule::Date { column } => columns.push(column),
            PeriodRule::Nights => {}
        }
        match &self.quantity {
            Quantity::One => {}
            Quantity::Column { column, .. } => columns.push(column),
            Quantity::Nights { from, to, .. } => columns.extend([from.as_str(), to.as_str()]),
        }
        if let Some(one_per) = &self.one_per {
            columns.extend(one_per.keys.iter().map(String::as_str));
            columns.push(&one_per.column);
        }
        let conditions = self.conditions();
        columns.extend(conditions.map(|condition| condition.column.as_str()));
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Every label of the plan with its column; not the look-up of areas, which may know
    /// more areas than an extract has.
    pub(crate) fn labels(&self) -> BTreeSet<(&str, &String)> {
        let mut labels = BTreeSet::new();
        if let CohortRule::Labels {
            column,
            adult,
            youth,
            ..
        } = &self.cohort
        {
            let both = adult.iter().chain(youth);
            labels.extend(both.map(|label| (column.as_str(), label)));
        }
        if let PeriodRule::Labels {
            column,
            labels: of_periods,
            ..
        } = &self.period
        {
            let all = of_periods.iter().flat_map(|(_, labels)| labels);
            labels.extend(all.map(|label| (column.as_str(), label)));
        }
        for condition in self.conditions() {
            if let Test::In(texts) | Test::NotIn(texts) = &condition.test {
                labels.extend(texts.iter().map(|label| (condition.column.as_str(), label)));
            }
        }
        if let Some(one_per) = &self.one_per {
            let order = one_per.order.iter();
            labels.extend(order.map(|label| (one_per.column.as_str(), label)));
        }
        labels
    }

    /// Whether records of one case may stand in several extracts, of which only one is
    /// to count.
    pub(crate) fn needs_whole_cases(&self) -> bool {
        let one_per = self.one_per.as_ref();
        one_per.is_some_and(|one_per| !one_per.is_within_extracts)
    }

    /// Whether a count to which a record without its quantity belongs is not available.
    pub(crate) fn notes_lacking(&self) -> bool {
        matches!(
            self.quantity,
            Quantity::Column {
                missing: WithoutQuantity::NotAvailable,
                ..
            }
        )
    }

    /// Whether a column says how much a record counts.
    pub(crate) fn counts_a_column(&self) -> bool {
        matches!(self.quantity, Quantity::Column { .. })
    }

    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let set_aside = self.set_aside.iter().flat_map(|rule| &rule.conditions);
        set_aside.chain(self.metrics.iter().flat_map(|rule| &rule.conditions))
    }
}

impl CohortRule {
    /// The cohorts that records can be of.
    pub(crate) fn cohorts(&self) -> impl Iterator<Item = Cohort> {
        let labels = match self {
            Self::Labels { adult, youth, .. } => [!adult.is_empty(), !youth.is_empty()],
            Self::Age { .. } => [true, true],
        };
        let cohorts = Cohort::ALL.into_iter().zip(labels);
        cohorts.filter_map(|(cohort, has_labels)| has_labels.then_some(cohort))
    }
}
