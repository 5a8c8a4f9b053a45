//! What all rewards pay together, as they are and with changes. A reward that is not
//! computable in one of the two has no difference, and enters neither sum.

use super::Figures;
use crate::assess::Reward;
use crate::money::Pounds;
use crate::problem::Error;

/// The rewards added up that are computable both as they are and with the changes,
/// whichever were asked for.
///
/// ```
/// use justice_reinvestment::what_if::WhatIf;
/// # use justice_reinvestment::{Demand, Document, Scheme};
///
/// # let file = std::fs::read("fixtures/pilot/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// # let table = std::fs::read("fixtures/pilot/demand.csv")?;
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// let question = WhatIf::new(&scheme, &demand).set("cohort.adult.threshold=6%".parse()?);
/// let totals = question.ask()?.cases()[0].computable;
/// // Two of the pilot's counts are missing.
/// assert_eq!(totals.left_out, 2);
/// assert_eq!(totals.reward_as_it_is.unwrap().to_string(), "2107491.17");
/// assert_eq!(totals.difference.unwrap().to_string(), "-28251.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// How many rewards are left out, because one of the two is not computable.
    pub left_out: u64,
    /// The others added up as they are; `None` where all are left out.
    pub reward_as_it_is: Option<Pounds>,
    /// The others added up with the changes.
    pub reward: Option<Pounds>,
    /// With the changes less as they are.
    pub difference: Option<Pounds>,
}

impl Totals {
    /// `rewards` as they are, and their figures with the changes, in the same order.
    pub(super) fn of(rewards: &[Reward], figures: &[Figures]) -> Result<Self, Error> {
        let (mut as_it_is, mut with_changes) = (Pounds::ZERO, Pounds::ZERO);
        let (mut left_out, mut has_any) = (0_u64, false);
        for (reward, figures) in rewards.iter().zip(figures) {
            match (reward.reward, figures.reward) {
                (Some(was), Some(would_be)) => {
                    as_it_is = as_it_is.plus(was)?;
                    with_changes = with_changes.plus(would_be)?;
                    has_any = true;
                }
                _ => left_out = left_out.saturating_add(1),
            }
        }
        let difference = with_changes.minus(as_it_is)?;
        let known = |amount| has_any.then_some(amount);
        Ok(Self {
            left_out,
            reward_as_it_is: known(as_it_is),
            reward: known(with_changes),
            difference: known(difference),
        })
    }
}
