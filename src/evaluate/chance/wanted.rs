//! How well chances are to be known, and what may be done for it.

use super::Chance;

/// How well a chance is to be known; its error says how well it is.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) struct Wanted {
    /// Of the chance itself.
    pub(super) chance: f64,
    /// Of the mean, as a share of it.
    pub(super) mean: f64,
    /// So many costs may be gone through.
    pub(super) most_costs: usize,
    /// So many more, where inverting does not say as much.
    pub(super) times_more: usize,
    /// So many points of a line may be looked at.
    pub(super) most_points: f64,
}

impl Wanted {
    /// Half of what is promised: to a millionth.
    pub(in crate::evaluate) const FULLY: Self = Self {
        chance: 5e-7,
        mean: 5e-7,
        most_costs: 400_000,
        times_more: 5,
        most_points: 2e6,
    };
    /// As well as a page shows it.
    pub(in crate::evaluate) const TO_BE_READ: Self = Self {
        chance: 4e-5,
        mean: 1e-3,
        most_costs: 20_000,
        times_more: 10,
        most_points: 2e5,
    };
}

impl Wanted {
    /// What is wanted as a share of the error that was found: 1 or more where that is
    /// small enough.
    pub(super) fn share(&self, found: &Chance) -> f64 {
        let of_reward = found.expected_reward * self.mean / found.expected_reward_error;
        // What is hardly ever paid need not be known to a small part of itself.
        let of_reward = match found.met < self.chance / 500.0 || of_reward.is_nan() {
            true => 1.0,
            false => of_reward,
        };
        of_reward.min(self.chance / found.met_error)
    }
}
