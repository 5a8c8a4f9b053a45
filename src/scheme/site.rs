//! Sites: who is rewarded, and of which areas they are made.

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::{Id, Title};
use crate::problem::Error;

/// Who is rewarded.
///
/// ```
/// use justice_reinvestment::{Cohort, Site};
///
/// let hackney = Site::new("E09000012", "Hackney", &[Cohort::Adult])?;
/// assert_eq!(hackney.areas, [hackney.code.clone()]);
///
/// // A site of two areas, which takes part in one test period only.
/// let mut pair = Site::new("south-east", "Lewisham and Southwark", &Cohort::ALL)?;
/// pair.areas = vec!["E09000023".parse()?, "E09000028".parse()?];
/// pair.periods = Some(vec!["year_1".parse()?]);
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Site {
    /// Its code; of no consequence for what is counted.
    pub code: AreaCode,
    /// What people call it.
    pub name: Title,
    /// The cohorts with which it takes part.
    pub cohorts: Vec<Cohort>,
    /// The areas whose counts are added up.
    pub areas: Vec<AreaCode>,
    /// The test periods in which it takes part; `None` for all.
    pub periods: Option<Vec<Id>>,
}

impl Site {
    /// A site that is one area and takes part in every test period.
    ///
    /// # Errors
    ///
    /// `code` is no code, or `name` is empty or holds control characters.
    pub fn new(code: &str, name: &str, cohorts: &[Cohort]) -> Result<Self, Error> {
        let code: AreaCode = code.parse()?;
        Ok(Self {
            areas: vec![code.clone()],
            code,
            name: name.parse()?,
            cohorts: cohorts.to_vec(),
            periods: None,
        })
    }

    /// Whether it takes part in a test period.
    #[must_use]
    pub fn takes_part_in(&self, period: &Id) -> bool {
        self.periods
            .as_ref()
            .is_none_or(|periods| periods.contains(period))
    }
}
