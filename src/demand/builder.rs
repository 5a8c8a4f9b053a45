//! A table of counts in the making, from files, from code, or from both.

use super::read::{self, is_formula};
use super::{Count, Demand, Details, Observation, Row, check};
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::{Id, Title, quoted};
use crate::problem::{Document, Error, Place, Problem, Problems};
use crate::scheme::{Grid, Need, Spot};
use crate::wording;
use std::collections::HashMap;
use std::sync::Arc;

/// Builds demand for a scheme, under the checks that a file goes through.
///
/// Files and observations are added up: they may not overlap.
///
/// ```
/// use justice_reinvestment::{Cohort, Count, Demand, Document, Observation, Scheme};
///
/// # let file = std::fs::read("fixtures/hackney/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// let police = "area_code,cohort,period,metric,count\nE09000012,adult,baseline,custody,400\n";
/// let demand = Demand::builder(&scheme)
///     .table(&Document::new("police.csv", police))
///     .observation(Observation::new("E09000012", Cohort::Adult, "year_1", "custody", Count::Number(360))?)
///     .build()?;
/// assert_eq!(demand.rows(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct DemandBuilder {
    pub(super) grid: Arc<Grid>,
    pub(super) tables: Vec<Document>,
    pub(super) rows: Vec<Row>,
    pub(super) problems: Problems,
    /// Whether some row is left out, so that its count may seem missing.
    pub(super) has_unreadable_rows: bool,
    /// Whether some row's count could not be read.
    pub(super) has_unreadable_counts: bool,
    /// The last row of the last table.
    pub(super) end_of_last_table: Option<Place>,
    /// What each area was called first, and where.
    names: HashMap<usize, (Title, Option<Place>)>,
}

/// Which of the four names of a count the scheme has no use for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotInScheme {
    Area,
    Cohort,
    Period,
    Metric,
}

impl DemandBuilder {
    pub(super) fn new(grid: Arc<Grid>) -> Self {
        Self {
            grid,
            tables: Vec::new(),
            rows: Vec::new(),
            problems: Problems::default(),
            has_unreadable_rows: false,
            has_unreadable_counts: false,
            end_of_last_table: None,
            names: HashMap::new(),
        }
    }

    /// Adds the rows of a CSV file.
    #[must_use]
    pub fn table(mut self, document: &Document) -> Self {
        read::read(&mut self, document);
        self
    }

    /// Adds one row.
    #[must_use]
    pub fn observation(mut self, observation: Observation) -> Self {
        self.add(observation, ToOwned::to_owned);
        self
    }

    /// Adds one row; `called` says what it is called in problems, where its four names
    /// alone do not tell where it stands.
    pub(crate) fn add(&mut self, observation: Observation, called: impl Fn(&str) -> String) {
        let names = format!(
            "{}, {}, {}, {}",
            observation.area, observation.cohort, observation.period, observation.metric
        );
        match self.row(observation) {
            Ok(row) => self.rows.push(row),
            Err(problems) => {
                let subject = called(&names);
                self.refuse(problems.into_iter().map(|problem| problem.about(&subject)));
            }
        }
    }

    /// Notes what is wrong with a row that is left out.
    pub(crate) fn refuse(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.has_unreadable_rows = true;
        self.problems.extend(problems);
    }

    /// The demand, if nothing is wrong and nothing is lacking.
    ///
    /// # Errors
    ///
    /// Everything that is wrong: a row that cannot be read or that the scheme
    /// does not need, a duplicate, a missing row for a priced metric, a group
    /// that is not given in all periods, `[z]` in some periods only.
    pub fn build(self) -> Result<Demand, Error> {
        check::check(self)
    }

    fn row(&mut self, observation: Observation) -> Result<Row, Vec<Problem>> {
        let mut problems = Vec::new();
        let spot = self.spot(
            observation.area.as_str(),
            observation.cohort.as_str(),
            observation.period.as_str(),
            observation.metric.as_str(),
        );
        match observation.count {
            Count::Number(number) if number > Count::LARGEST => problems.push(Problem::new(
                format!("{number} is too large for a count"),
                "fifteen digits are the most",
            )),
            Count::Missing(_) if !observation.markers.is_empty() => problems.push(Problem::new(
                format!("{} stands without a count", observation.markers),
                "give the count, or take the markers away",
            )),
            _ => {}
        }
        let texts = [
            &observation.group,
            &observation.area_name,
            &observation.note,
        ];
        for text in texts
            .into_iter()
            .flatten()
            .filter(|text| is_formula(text.as_str()))
        {
            let what = format!("{} is a formula to a spreadsheet", quoted(text.as_str()));
            problems.push(Problem::new(what, "begin it with a letter or a digit"));
        }
        let spot = match spot {
            Ok(spot) if problems.is_empty() => spot,
            Ok(_) => return Err(problems),
            Err(no_spot) => {
                problems.extend(no_spot.into_problems());
                return Err(problems);
            }
        };
        if let Some(name) = &observation.area_name
            && let Some(problem) = self.other_name(spot.area, name, || None)
        {
            return Err(vec![problem]);
        }
        let details = Details {
            area_name: observation.area_name,
            as_at: observation.as_at,
            note: observation.note,
        };
        Ok(Row {
            spot,
            group: observation.group,
            count: observation.count,
            markers: observation.markers,
            details: (details != Details::default()).then(|| Box::new(details)),
            origin: None,
        })
    }

    /// The spot that four names give, or which of them are wrong, and how.
    pub(super) fn spot(
        &self,
        area: &str,
        cohort: &str,
        period: &str,
        metric: &str,
    ) -> Result<Spot, NoSpot> {
        let grid = &self.grid;
        let mut wrong = Vec::new();
        let area_index = area
            .parse::<AreaCode>()
            .ok()
            .and_then(|code| grid.area(&code));
        if area_index.is_none() {
            let what = format!("{} is not an area of the scheme", quoted(area));
            wrong.push((
                NotInScheme::Area,
                Problem::new(what, wording::one_of(grid.area_codes())),
            ));
        }
        let known_cohort = cohort.parse::<Cohort>();
        if let Err(error) = &known_cohort {
            wrong.extend(
                error
                    .problems()
                    .iter()
                    .cloned()
                    .map(|problem| (NotInScheme::Cohort, problem)),
            );
        }
        let period_index = period.parse::<Id>().ok().and_then(|id| grid.period(&id));
        if period_index.is_none() {
            let what = format!("{} is not a period of the scheme", quoted(period));
            wrong.push((
                NotInScheme::Period,
                Problem::new(what, wording::instead_of(period, grid.periods())),
            ));
        }
        let metric_index = metric.parse::<Id>().ok().and_then(|id| grid.metric(&id));
        if metric_index.is_none() {
            let what = format!("{} is not a metric of the scheme", quoted(metric));
            wrong.push((
                NotInScheme::Metric,
                Problem::new(what, wording::instead_of(metric, &grid.metric_ids())),
            ));
        }
        let (Some(area_index), Ok(known_cohort), Some(period_index), Some(metric_index)) =
            (area_index, known_cohort, period_index, metric_index)
        else {
            return Err(NoSpot {
                is_known: false,
                problems: wrong,
            });
        };
        let spot = Spot {
            area: area_index,
            cohort: known_cohort,
            period: period_index,
            metric: metric_index,
        };
        let mut advice = "the scheme does not need this row: take it away";
        let unneeded = match grid.need(spot) {
            Some(Need::Priced | Need::Watched) => return Ok(spot),
            Some(Need::CohortTakesNoPart) | None => (
                NotInScheme::Cohort,
                format!("{area} takes no part with cohort \"{cohort}\""),
            ),
            Some(Need::PeriodTakesNoPart) => (
                NotInScheme::Period,
                format!("{area} takes no part in period \"{period}\""),
            ),
            Some(Need::NotPricedForCohort) => {
                advice = "add a [[price]] for it to the scheme, or take this row away";
                (
                    NotInScheme::Metric,
                    format!("\"{metric}\" has no price for cohort \"{cohort}\""),
                )
            }
        };
        Err(NoSpot {
            is_known: true,
            problems: vec![(unneeded.0, Problem::new(unneeded.1, advice))],
        })
    }

    /// What is wrong with four names, if anything.
    #[cfg(feature = "polars")]
    pub(crate) fn unknown(
        &self,
        area: &str,
        cohort: &str,
        period: &str,
        metric: &str,
    ) -> impl Iterator<Item = Problem> + use<> {
        let problems = match self.spot(area, cohort, period, metric) {
            Ok(_) => Vec::new(),
            Err(no_spot) => no_spot.into_problems(),
        };
        problems.into_iter()
    }

    /// The problem that an area was called otherwise before, if it was.
    pub(super) fn other_name(
        &mut self,
        area: usize,
        name: &Title,
        place: impl Fn() -> Option<Place>,
    ) -> Option<Problem> {
        let (first, first_place) = self
            .names
            .entry(area)
            .or_insert_with(|| (name.clone(), place()));
        (first != name).then(|| {
            let before = match first_place {
                Some(place) => format!(" ({} line {})", place.file, place.line),
                None => String::new(),
            };
            let what = format!("this area was called \"{first}\" before{before}");
            Problem::new(what, "check that code and name belong together")
        })
    }
}

/// Why four names give no spot that the scheme has a use for.
pub(super) struct NoSpot {
    /// Whether the scheme knows all four names, but does not need the count.
    pub(super) is_known: bool,
    pub(super) problems: Vec<(NotInScheme, Problem)>,
}

impl NoSpot {
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let problems = self.problems.into_iter();
        problems.map(|(_, problem)| problem).collect()
    }
}
