//! Sites, cohorts and test periods that only one of the two versions has: whose rewards
//! stand in one of them alone.

use super::version::{Version, When};
use crate::assess::Reward;
use crate::cohort::Cohort;
use crate::period::Period;
use crate::scheme::Site;
use std::sync::Arc;

/// Who takes part in one of the two versions only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TakingPart {
    /// The site; `None` where it is so of every site.
    pub site: Option<Arc<Site>>,
    /// The cohort; `None` where it is so of every cohort of the site.
    pub cohort: Option<Cohort>,
    /// The test period; `None` where it is so of every test period.
    pub period: Option<Arc<Period>>,
    /// Whether it takes part now and did not; else it did and does not any more.
    pub is_new: bool,
}

impl TakingPart {
    /// Why the other version has no such reward: for the widest reason that holds.
    pub(super) fn of(reward: &Reward, other: Version<'_>, is_new: bool) -> Self {
        let (site, cohort, period) = (&reward.site, reward.cohort, &reward.period);
        let test = When::Test(&period.id);
        let part = |of_site: bool, of_cohort: bool, of_period: bool| Self {
            site: of_site.then(|| Arc::clone(site)),
            cohort: of_cohort.then_some(cohort),
            period: of_period.then(|| Arc::clone(period)),
            is_new,
        };
        let Some(there) = other.site(&site.code) else {
            return part(true, false, false);
        };
        if other.period(test).is_none() {
            part(false, false, true)
        } else if other.scheme.terms(cohort).is_none() {
            part(false, true, false)
        } else if !there.cohorts.contains(&cohort) {
            part(true, true, false)
        } else {
            part(true, false, true)
        }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        fn named(of: &TakingPart) -> impl PartialEq {
            (
                of.site.as_ref().map(|site| site.code.clone()),
                of.cohort,
                of.period.as_ref().map(|period| period.id.clone()),
                of.is_new,
            )
        }
        named(self) == named(other)
    }
}
