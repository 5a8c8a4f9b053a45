//! What stands at the head of a page: both totals, the difference, and how the three go
//! together where rewards are not computable in one of the versions.

use super::sentences::{many, number, signed, title};
use super::{RevisedReward, Revision, Standing};
use crate::assess::Assessment;
use crate::money::Pounds;

/// How many rewards without a difference the head names; how many more there are, it says.
const MOST_NOT_COMPARED: usize = 10;

impl Revision {
    pub(super) fn facts(&self) -> Vec<(String, String)> {
        let total = |assessment: &Assessment| {
            let (name, total) = assessment.total();
            format!("{total}, {name}")
        };
        let facts = [
            ("Old", Some(total(&self.old))),
            ("New", Some(total(&self.new))),
            ("Known in both", self.known_in_words()),
            ("Difference", Some(self.difference_in_words())),
            ("Not compared", self.not_compared()),
        ];
        let facts = facts.into_iter();
        facts
            .filter_map(|(name, text)| Some((name.to_owned(), text?)))
            .collect()
    }

    /// The differences that are known added up.
    pub(super) fn difference(&self) -> Option<Pounds> {
        let mut known = self.rewards.iter().filter_map(|reward| reward.difference);
        known.try_fold(Pounds::ZERO, |sum, one| sum.plus(one).ok())
    }

    /// The old and the new rewards of the differences that are known added up; `None`
    /// where none is known.
    pub(super) fn known(&self) -> Option<[Pounds; 2]> {
        let known = self.rewards.iter();
        let known: Vec<&RevisedReward> = known.filter(|one| one.difference.is_some()).collect();
        sums(&known).filter(|_| !known.is_empty())
    }

    /// How many rewards have no difference in pounds.
    pub(super) fn unknown(&self) -> usize {
        self.without().len()
    }

    /// The rewards that have no difference in pounds.
    fn without(&self) -> Vec<&RevisedReward> {
        let rewards = self.rewards.iter();
        rewards.filter(|one| one.difference.is_none()).collect()
    }

    fn difference_in_words(&self) -> String {
        let sum = self.difference().map(signed);
        let sum = sum.unwrap_or_else(|| "beyond what can be held".to_owned());
        match self.unknown() {
            0 => sum,
            all if all == self.rewards.len() => "not known".to_owned(),
            1 => format!("{sum}, without one reward that is not computable in old or new"),
            more => format!(
                "{sum}, without {} that are not computable in old or new",
                many(more, "reward", "rewards")
            ),
        }
    }

    /// What the difference is of, where that is not the two totals.
    fn known_in_words(&self) -> Option<String> {
        let without = self.without();
        if !without.iter().any(|reward| is_part_of_a_total(reward)) {
            return None;
        }
        let [old, new] = self.known()?.map(Pounds::in_words);
        let all = self.rewards.len();
        let known = all.saturating_sub(without.len());
        Some(format!(
            "{old} old, {new} new: {} of {}",
            number(known),
            many(all, "reward", "rewards")
        ))
    }

    /// The rewards without a difference, with what they are of the two totals: those that
    /// are something first.
    fn not_compared(&self) -> Option<String> {
        let mut without = self.without();
        without.sort_by_key(|reward| !is_part_of_a_total(reward));
        let of_totals = match without.iter().any(|reward| is_part_of_a_total(reward)) {
            true => {
                let [old, new] = sums(&without)?;
                let told = |sum: Pounds, of: fn(&RevisedReward) -> &Standing| {
                    let mut standing = without.iter().map(|reward| of(reward));
                    match standing.any(|one| one.reward().is_some()) {
                        true => sum.in_words(),
                        false => "none".to_owned(),
                    }
                };
                let old = told(old, |reward| &reward.old);
                let new = told(new, |reward| &reward.new);
                format!("{old} of old, {new} of new: ")
            }
            false => String::new(),
        };
        let named = without.iter().take(MOST_NOT_COMPARED);
        let mut named: Vec<String> = named.map(|reward| self.stands(reward)).collect();
        let more = without.len().saturating_sub(named.len());
        let last = match more {
            0 => named.pop()?,
            more => format!("{} more, which are in the JSON", number(more)),
        };
        named.push(match named.is_empty() {
            true => last,
            false => format!("and {last}"),
        });
        Some(format!("{of_totals}{}", named.join("; ")))
    }

    /// `Croydon (E09000008), adults, first test year: was £540.00, and is not computable`.
    fn stands(&self, reward: &RevisedReward) -> String {
        let title = title(self, reward);
        let was = match &reward.old {
            Standing::NoPart => "took no part".to_owned(),
            Standing::NotComputable(_) => "was not computable".to_owned(),
            Standing::Computed(amount) => format!("was {}", amount.in_words()),
        };
        let is = match &reward.new {
            Standing::NoPart => "takes no part".to_owned(),
            Standing::NotComputable(_) => "is not computable".to_owned(),
            Standing::Computed(amount) => format!("is {}", amount.in_words()),
        };
        match (&reward.old, &reward.new) {
            (Standing::NotComputable(_), Standing::NotComputable(_)) => {
                format!("{title}: not computable in either")
            }
            _ => format!("{title}: {was}, and {is}"),
        }
    }
}

fn is_part_of_a_total(reward: &RevisedReward) -> bool {
    reward.old.reward().is_some() || reward.new.reward().is_some()
}

/// What some rewards are of either total.
fn sums(rewards: &[&RevisedReward]) -> Option<[Pounds; 2]> {
    let sum = |of: fn(&RevisedReward) -> Option<Pounds>| {
        let mut amounts = rewards.iter().filter_map(|reward| of(reward));
        amounts.try_fold(Pounds::ZERO, |sum, one| sum.plus(one).ok())
    };
    let old = sum(|reward| reward.old.reward())?;
    Some([old, sum(|reward| reward.new.reward())?])
}
