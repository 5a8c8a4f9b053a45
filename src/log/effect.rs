//! What something does to the result, as far as the assessment has it: the rewards
//! that rest on it, and the savings of its lines. Nothing is assessed again.

use crate::assess::{Assessment, Line, Reward};
use crate::money::Pounds;
use crate::name::Id;
use crate::problem::Error;
use crate::wording::{counted, listed};

/// The rewards that rest on something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resting {
    pub(super) rewards: u64,
    not_computable: u64,
    pounds: Pounds,
}

impl Resting {
    pub(super) fn of(
        assessment: &Assessment,
        rests: impl Fn(&Reward) -> bool,
    ) -> Result<Self, Error> {
        let mut resting = Self {
            rewards: 0,
            not_computable: 0,
            pounds: Pounds::ZERO,
        };
        for reward in assessment.rewards.iter().filter(|reward| rests(reward)) {
            resting.rewards = resting.rewards.saturating_add(1);
            match reward.reward {
                Some(amount) => resting.pounds = resting.pounds.plus(amount)?,
                None => resting.not_computable = resting.not_computable.saturating_add(1),
            }
        }
        Ok(resting)
    }

    /// Those that are computable, added up; `None` where there are some and none of them is.
    pub(super) fn pounds(&self) -> Option<Pounds> {
        let is_known = self.rewards == 0 || self.rewards > self.not_computable;
        is_known.then_some(self.pounds)
    }

    /// `4 rewards rest on it, £6,134,823.00 together`.
    pub(super) fn in_words(&self) -> String {
        let verb = if self.rewards == 1 { "rests" } else { "rest" };
        let rewards = match self.rewards {
            0 => return "no reward rests on it".to_owned(),
            some => counted(some, "reward", "rewards"),
        };
        let together = match self.rewards.saturating_sub(self.not_computable) {
            0 => "not computable".to_owned(),
            1 if self.rewards == 1 => self.pounds.in_words(),
            _ if self.not_computable == 0 => format!("{} together", self.pounds.in_words()),
            some => format!(
                "{some} of them computable, {} together",
                self.pounds.in_words()
            ),
        };
        format!("{rewards} {verb} on it, {together}")
    }
}

/// Whether the terms of a reward rest on a source, or the price of one of its lines. A
/// metric that is not applicable to a site has no line, and its price is none of the
/// reward's.
pub(super) fn rests_on(reward: &Reward, source: &Id) -> bool {
    let lines = reward.lines.iter();
    let prices = lines.flat_map(|line| [&line.priced.baseline_price, &line.priced.test_price]);
    let mut of_prices = prices.filter_map(|price| price.status.source());
    reward.terms.sources().contains(source) || of_prices.any(|id| id == source)
}

/// What is said behind what holds of the rewards alone whose counts are all there.
pub(super) const WHERE_COUNTS_ARE: &str = ", where counts are there";

/// That behind a sentence about some rewards, if one of them is not computable.
pub(super) fn where_known(
    assessment: &Assessment,
    is_meant: impl Fn(&Reward) -> bool,
) -> &'static str {
    let mut rewards = assessment.rewards.iter();
    match rewards.any(|reward| is_meant(reward) && reward.saving.is_none()) {
        true => WHERE_COUNTS_ARE,
        false => "",
    }
}

/// The amounts that some rewards have, added up for each test period.
pub(super) struct ByPeriod {
    known: Vec<(String, Pounds)>,
    /// Whether some reward's is not known, and left out.
    is_a_part: bool,
}

impl ByPeriod {
    /// Of the rewards that are meant; of the others `amount` gives nothing.
    pub(super) fn of(
        assessment: &Assessment,
        amount: impl Fn(&Reward) -> Result<Option<Pounds>, Error>,
    ) -> Result<Self, Error> {
        let mut known = Vec::new();
        for test in &assessment.tests {
            let mut sum: Option<Pounds> = None;
            let rewards = assessment.rewards.iter();
            for reward in rewards.filter(|reward| reward.period.id == test.id) {
                if let Some(amount) = amount(reward)? {
                    sum = Some(sum.unwrap_or(Pounds::ZERO).plus(amount)?);
                }
            }
            known.extend(sum.map(|sum| (test.in_sentence(), sum)));
        }
        Ok(Self {
            known,
            is_a_part: false,
        })
    }

    /// The savings of the lines that are meant.
    pub(super) fn savings(
        assessment: &Assessment,
        is_meant: impl Fn(&Reward, &Line) -> bool,
    ) -> Result<Self, Error> {
        let meant = |reward: &Reward| -> Vec<Option<Pounds>> {
            let lines = reward.lines.iter();
            let meant = lines.filter(|line| is_meant(reward, line));
            meant.map(|line| line.saving).collect()
        };
        let savings = Self::of(assessment, |reward| {
            let savings: Vec<Pounds> = meant(reward).into_iter().flatten().collect();
            match savings.is_empty() {
                true => Ok(None),
                false => savings
                    .into_iter()
                    .try_fold(Pounds::ZERO, Pounds::plus)
                    .map(Some),
            }
        })?;
        let mut rewards = assessment.rewards.iter();
        Ok(Self {
            is_a_part: rewards.any(|reward| meant(reward).contains(&None)),
            ..savings
        })
    }

    /// `£58,320.00 in 2011 and £467,640.00 in 2012`; `None` where nothing is known.
    pub(super) fn in_words(&self) -> Option<String> {
        let parts = self.known.iter();
        let parts: Vec<String> = parts
            .map(|(period, amount)| format!("{} in {period}", amount.in_words()))
            .collect();
        (!parts.is_empty()).then(|| listed(&parts, "and"))
    }

    /// The same as what is added to savings; nothing where no reward rests on it.
    pub(super) fn of_the_saving(&self, resting: &Resting) -> String {
        if resting.rewards == 0 {
            return String::new();
        }
        let where_known = match self.is_a_part {
            true => WHERE_COUNTS_ARE,
            false => "",
        };
        match self.in_words() {
            Some(words) => format!("its lines add {words} to the saving{where_known}"),
            None => "what its lines add to the saving is not known".to_owned(),
        }
    }
}
