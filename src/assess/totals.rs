//! Rewards added up by site, and costs added up over sites.

use super::cost::Tariff;
use super::payment::Gate;
use super::{Outcome, ReductionPercent, Reward};
use crate::cohort::Cohort;
use crate::money::Pounds;
use crate::period::Period;
use crate::problem::Error;
use crate::scheme::{Scheme, Site, Terms};
use std::sync::Arc;

/// The costs of all sites whose costs are computable, added up. It shows the
/// whole; no reward attaches to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pooled {
    /// For whom.
    pub cohort: Cohort,
    /// When.
    pub period: Arc<Period>,
    /// How many sites are added up.
    pub sites: u64,
    /// Their cost of demand in the baseline; `None` where no site's is computable.
    pub baseline_cost: Option<Pounds>,
    /// Their cost of demand in the test period.
    pub test_cost: Option<Pounds>,
    /// Baseline cost − test cost.
    pub saving: Option<Pounds>,
    /// Saving ÷ baseline cost; `None` where that cost is zero.
    pub reduction_percent: Option<ReductionPercent>,
}

/// The rewards of one site added up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SiteTotal {
    /// Who is rewarded.
    pub site: Arc<Site>,
    /// All its rewards; `None` where one of them is not computable.
    pub reward: Option<Pounds>,
    /// Its rewards that are computable.
    pub computed_reward: Pounds,
    /// How many of its rewards are not.
    pub not_computable: u64,
}

pub(super) fn sum(amounts: impl IntoIterator<Item = Pounds>) -> Result<Pounds, Error> {
    amounts
        .into_iter()
        .try_fold(Pounds::ZERO, |total, amount| total.plus(amount))
}

/// `rewards` are in the order of the scheme's sites.
pub(super) fn by_site(scheme: &Scheme, rewards: &[Reward]) -> Result<Vec<SiteTotal>, Error> {
    let mut of_sites = rewards
        .chunk_by(|one, other| Arc::ptr_eq(&one.site, &other.site))
        .peekable();
    let mut totals = Vec::with_capacity(scheme.sites().len());
    for site in scheme.sites() {
        let is_its_own = |rewards: &&[Reward]| {
            rewards
                .first()
                .is_some_and(|reward| Arc::ptr_eq(&reward.site, site))
        };
        let rewards = of_sites.next_if(is_its_own).unwrap_or_default();
        let computed_reward = sum(rewards.iter().filter_map(|reward| reward.reward))?;
        let not_computable = count(rewards.iter().filter(|reward| reward.reward.is_none()));
        totals.push(SiteTotal {
            site: Arc::clone(site),
            reward: (not_computable == 0).then_some(computed_reward),
            computed_reward,
            not_computable,
        });
    }
    Ok(totals)
}

pub(super) fn pooled(
    scheme: &Scheme,
    tariffs: &[Tariff],
    rewards: &[Reward],
) -> Result<Vec<Pooled>, Error> {
    let mut all = Vec::new();
    for tariff in tariffs {
        let of_tariff = || {
            rewards.iter().filter(|reward| {
                reward.cohort == tariff.cohort && Arc::ptr_eq(&reward.period, &tariff.test)
            })
        };
        if of_tariff().next().is_none() {
            continue;
        }
        let computable = || of_tariff().filter(|reward| reward.outcome != Outcome::NotComputable);
        let sites = count(computable());
        let cost = |cost: fn(&Reward) -> Option<Pounds>| match sites {
            0 => Ok(None),
            _ => sum(computable().filter_map(cost)).map(Some),
        };
        let baseline_cost = cost(|reward| reward.baseline_cost)?;
        let test_cost = cost(|reward| reward.test_cost)?;
        let (mut saving, mut reduction_percent) = (None, None);
        if let (Some(baseline), Some(test)) = (baseline_cost, test_cost) {
            let Terms::Bands(terms) = &*tariff.terms;
            let difference = baseline.minus(test)?;
            let gate = Gate::new(terms, baseline_cost, scheme.rounding())?;
            saving = Some(difference);
            reduction_percent = ReductionPercent::of(difference, &gate)?;
        }
        all.push(Pooled {
            cohort: tariff.cohort,
            period: Arc::clone(&tariff.test),
            sites,
            baseline_cost,
            test_cost,
            saving,
            reduction_percent,
        });
    }
    Ok(all)
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.map(|_| 1_u64).sum()
}
