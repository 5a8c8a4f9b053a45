//! Which rewards are to be explained.

use super::closeness::Closeness;
use super::{NoPart, Part, sentences};
use crate::assess::{Assessment, Reward};
use crate::cohort::Cohort;
use crate::name::quoted;
use crate::period::Period;
use crate::problem::{Error, Problem};
use crate::scheme::Site;
use crate::wording::{instead_of, nearest, one_of};
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
    /// There is no such site or test period.
    pub fn check(&self, assessment: &Assessment) -> Result<(), Error> {
        let mut problems = Vec::new();
        if let Some(site) = &self.site {
            let sites = &assessment.site_totals;
            let sites: Vec<&Arc<Site>> = sites.iter().map(|total| &total.site).collect();
            if !sites.iter().any(|one| is_called(site, one)) {
                let names: Vec<&str> = sites.iter().map(|site| site.name.as_str()).collect();
                let codes = sites.iter().map(|site| site.code.as_str());
                let all: Vec<&str> = codes.chain(names.iter().copied()).collect();
                problems.push(unknown("site", site, &all, &names));
            }
        }
        if let Some(period) = &self.period {
            let periods = &assessment.tests;
            if !periods.iter().any(|one| is_period(period, one)) {
                let is_baseline = is_period(period, &assessment.baseline);
                problems.push(if is_baseline {
                    let what = format!("{} is the baseline, not a test period", quoted(period));
                    let ids = periods.iter().map(|period| period.id.as_str());
                    Problem::new(what, one_of(&ids.collect::<Vec<&str>>()))
                } else {
                    let labels = periods.iter().map(|period| period.label());
                    let ids: Vec<&str> = periods.iter().map(|period| period.id.as_str()).collect();
                    let labels: Vec<&str> = labels.chain(ids.iter().copied()).collect();
                    unknown("test period", period, &labels, &ids)
                });
            }
        }
        Error::from_problems(problems).map_or(Ok(()), Err)
    }

    /// Whether a reward is meant. A name that the assessment does not know means
    /// none: [`check`](Self::check) refuses it.
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
        let no_parts = self.no_parts(assessment).into_iter();
        parts.extend(no_parts.map(Part::NoPart));
        Ok(parts)
    }

    /// Where no reward is meant, that the sites that are take no part in what was asked
    /// for.
    pub(crate) fn no_parts(&self, assessment: &Assessment) -> Vec<NoPart> {
        let mut rewards = assessment.rewards.iter();
        if rewards.any(|reward| self.includes(reward)) {
            return Vec::new();
        }
        let asked = |period: &&Arc<Period>| {
            let asked = self.period.as_ref();
            asked.is_some_and(|asked| is_period(asked, period))
        };
        let period = assessment.tests.iter().find(asked).cloned();
        let sites = assessment.site_totals.iter().map(|total| &total.site);
        let meant = sites.filter(|site| {
            let asked = self.site.as_ref();
            asked.is_none_or(|asked| is_called(asked, site))
        });
        let no_parts = meant.flat_map(|site| {
            let cohorts = Cohort::ALL.into_iter();
            let cohorts = cohorts.filter(|cohort| self.cohort.is_none_or(|asked| asked == *cohort));
            let period = period.clone();
            cohorts.map(move |cohort| NoPart {
                site: Arc::clone(site),
                cohort,
                period: period.clone().filter(|_| site.cohorts.contains(&cohort)),
            })
        });
        no_parts.collect()
    }
}

fn is_called(name: &str, site: &Site) -> bool {
    site.code.as_str() == name || site.name.as_str().eq_ignore_ascii_case(name)
}

fn is_period(name: &str, period: &Period) -> bool {
    period.id.as_str() == name || period.label().eq_ignore_ascii_case(name)
}

/// A name that is none of `names`; where it is no slip for one of them either,
/// what to name instead.
fn unknown(kind: &str, name: &str, names: &[&str], instead: &[&str]) -> Problem {
    let what = format!("there is no {kind} {}", quoted(name));
    let advice = match nearest(name, names) {
        Some(_) => instead_of(name, names),
        None => one_of(instead),
    };
    Problem::new(what, advice)
}
