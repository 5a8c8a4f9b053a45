//! Which rewards are to be explained.

use super::closeness::Closeness;
use super::{Part, sentences};
use crate::assess::{Assessment, Reward};
use crate::cohort::Cohort;
use crate::period::Period;
use crate::problem::{Error, Problem};
use crate::scheme::Site;
use crate::wording::instead_of;
use std::sync::Arc;

/// Which rewards are meant: those of a site, a cohort, a test period, or of any
/// where none is named.
///
/// ```
/// use justice_reinvestment::{Cohort, Selection};
///
/// let mut selection = Selection::default();
/// selection.cohort = Some(Cohort::Youth);
/// selection.period = Some("year_1".to_owned());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Selection {
    /// The code of a site, or its name.
    pub site: Option<String>,
    /// The cohort.
    pub cohort: Option<Cohort>,
    /// The id of a test period, or its title.
    pub period: Option<String>,
}

impl Selection {
    /// Refuses what an assessment does not know.
    ///
    /// # Errors
    ///
    /// There is no such site or test period, or no site takes part with the cohort.
    pub fn check(&self, assessment: &Assessment) -> Result<(), Error> {
        let mut problems = Vec::new();
        if let Some(site) = &self.site {
            let sites = sites(assessment);
            if !sites.iter().any(|one| is_called(site, one)) {
                let names = sites
                    .iter()
                    .flat_map(|site| [site.name.as_str(), site.code.as_str()]);
                problems.push(unknown("site", site, names));
            }
        }
        if let Some(period) = &self.period {
            let periods = periods(assessment);
            if !periods.iter().any(|one| is_period(period, one)) {
                let names = periods.iter().map(|period| period.id.as_str());
                problems.push(unknown("test period", period, names));
            }
        }
        if let Some(cohort) = self.cohort {
            let mut rewards = assessment.rewards.iter();
            if !rewards.any(|reward| reward.cohort == cohort) {
                let what = format!("no site takes part with {}", cohort.people());
                problems.push(Problem::new(what, "ask for the other cohort"));
            }
        }
        Error::from_problems(problems).map_or(Ok(()), Err)
    }

    /// Whether a reward is meant.
    #[must_use]
    pub fn includes(&self, reward: &Reward) -> bool {
        self.site
            .as_ref()
            .is_none_or(|site| is_called(site, &reward.site))
            && self.cohort.is_none_or(|cohort| cohort == reward.cohort)
            && self
                .period
                .as_ref()
                .is_none_or(|period| is_period(period, &reward.period))
    }

    /// What is to be explained: the rewards that are meant and, where a site takes
    /// no part in what was asked for by name, that.
    pub(super) fn parts<'a>(&self, assessment: &'a Assessment) -> Result<Vec<Part<'a>>, Error> {
        let mut parts = Vec::new();
        let meant = assessment
            .rewards
            .iter()
            .filter(|reward| self.includes(reward));
        for reward in meant {
            let closeness =
                Closeness::of(reward).map_err(|error| error.about(&sentences::title(reward)))?;
            parts.push(Part::Reward(reward, Box::new(closeness)));
        }
        if parts.is_empty() {
            parts.extend(self.no_parts(assessment));
        }
        Ok(parts)
    }

    fn no_parts<'a>(&self, assessment: &Assessment) -> Vec<Part<'a>> {
        let period = periods(assessment).into_iter().find(|period| {
            self.period
                .as_ref()
                .is_some_and(|asked| is_period(asked, period))
        });
        let sites = sites(assessment).into_iter();
        let meant = sites.filter(|site| {
            self.site
                .as_ref()
                .is_none_or(|asked| is_called(asked, site))
        });
        let no_parts = meant.flat_map(|site| {
            let cohorts = Cohort::ALL.into_iter();
            let cohorts = cohorts.filter(|cohort| self.cohort.is_none_or(|asked| asked == *cohort));
            let period = period.clone();
            cohorts.map(move |cohort| Part::NoPart {
                site: Arc::clone(&site),
                cohort,
                period: period.clone().filter(|_| site.cohorts.contains(&cohort)),
            })
        });
        no_parts.collect()
    }
}

fn sites(assessment: &Assessment) -> Vec<Arc<Site>> {
    let totals = assessment.site_totals.iter();
    totals.map(|total| Arc::clone(&total.site)).collect()
}

fn periods(assessment: &Assessment) -> Vec<Arc<Period>> {
    let mut periods: Vec<Arc<Period>> = Vec::new();
    for reward in &assessment.rewards {
        if !periods.contains(&reward.period) {
            periods.push(Arc::clone(&reward.period));
        }
    }
    periods
}

fn is_called(name: &str, site: &Site) -> bool {
    site.code.as_str() == name || site.name.as_str().eq_ignore_ascii_case(name)
}

fn is_period(name: &str, period: &Period) -> bool {
    period.id.as_str() == name || period.label().eq_ignore_ascii_case(name)
}

fn unknown<'a>(kind: &str, name: &str, names: impl Iterator<Item = &'a str>) -> Problem {
    let names: Vec<&str> = names.collect();
    let what = format!("there is no {kind} {}", crate::name::quoted(name));
    Problem::new(what, instead_of(name, &names))
}
