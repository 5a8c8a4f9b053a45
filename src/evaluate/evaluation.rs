//! Everything that can be said of an assessment as evidence, reward by reward: computed
//! here by the other files of this room, laid out in `page` and `json`.

mod change;
mod json;
mod page;

pub use change::{CostChange, MetricRate, RelativeChange};

use super::assumption::Assumption;
use super::chance::{Chance, Dispersion, Unchanged, Wanted, chance_of_within};
use super::decomposition::Decomposition;
use super::dependence::Dependence;
use super::joint::{Joint, JointOptions};
use super::other_costs::{
    BesideOthers, Comparator, Comparison, CountRange, EarlierPeriods, Precision, RewardBounds,
};
use super::quarters::EstimatedDispersion;
use super::rates::{Confidence, TestRule};
use crate::assess::{Assessment, Outcome, Reward};
use crate::explain::{NoPart, Selection};
use crate::name::Id;
use crate::problem::{Error, Problem};
use crate::scheme::Terms;
use crate::spread::Spread;

/// The name of the evaluation's JSON format.
pub const EVALUATION_SCHEMA: &str = "justice-reinvestment/evaluation/1";

/// How an assessment is to be evaluated.
///
/// ```
/// use justice_reinvestment::evaluate::Evaluating;
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// # let file = std::fs::read("fixtures/hackney/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// # let table = std::fs::read("fixtures/hackney/demand.csv")?;
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// let assessment = assess(&scheme, &demand)?;
/// let evaluation = Evaluating::new(&assessment).evaluate()?;
///
/// // 400 cases, then 360: a fall of 10%, and had nothing changed one year in four would
/// // have fallen by 5% or more.
/// let reward = &evaluation.rewards[0];
/// assert_eq!(reward.rates[0].verdict.to_string(), "cannot tell");
/// assert!(reward.unchanged()[0].1.met > 0.2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Evaluating<'a> {
    assessment: &'a Assessment,
    selection: Selection,
    comparator: Option<&'a Comparator>,
    earlier: Option<&'a EarlierPeriods>,
    dispersion: Option<Dispersions>,
    unchanged: Unchanged,
    rounded_to: Option<u64>,
    joint: Option<JointOptions>,
    spread: Option<&'a Spread>,
    test_rule: TestRule,
}

/// Which dispersions chances are computed for, and where they come from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Dispersions {
    /// One that was given.
    Given(Dispersion),
    /// Estimated from quarters.
    Estimated(EstimatedDispersion),
}

/// Where nothing says how widely counts vary, results stand over this range.
const RANGE: [f64; 3] = [1.0, 2.0, 5.0];

/// The true reductions of the power curve, in per cent.
const REDUCTIONS: [f64; 11] = [
    -10.0, -5.0, 0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0,
];

impl<'a> Evaluating<'a> {
    /// Of every reward, with counts about the baseline's, over a range of dispersions.
    #[must_use]
    pub fn new(assessment: &'a Assessment) -> Self {
        Self {
            assessment,
            selection: Selection::default(),
            comparator: None,
            earlier: None,
            dispersion: None,
            unchanged: Unchanged::Baseline,
            rounded_to: None,
            joint: None,
            spread: None,
            test_rule: TestRule::Central,
        }
    }

    /// Of some rewards alone. Where the sites that are meant take no part in what is asked
    /// for, the evaluation says that.
    #[must_use]
    pub fn selected(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Relative to a comparator too.
    #[must_use]
    pub fn beside(mut self, comparator: &'a Comparator) -> Self {
        self.comparator = Some(comparator);
        self
    }

    /// Against the mean and the trend of earlier periods too.
    #[must_use]
    pub fn after(mut self, earlier: &'a EarlierPeriods) -> Self {
        self.earlier = Some(earlier);
        self
    }

    /// With one dispersion instead of a range.
    #[must_use]
    pub fn dispersed(mut self, dispersion: Dispersions) -> Self {
        self.dispersion = Some(dispersion);
        self
    }

    /// With counts about another mean where nothing changed.
    #[must_use]
    pub fn about(mut self, unchanged: Unchanged) -> Self {
        self.unchanged = unchanged;
        self
    }

    /// With every count rounded to a multiple, so that it may have been another.
    #[must_use]
    pub fn rounded_to(mut self, base: u64) -> Self {
        self.rounded_to = Some(base);
        self
    }

    /// With what comes together, records or persons, by the sums of squares that counting
    /// them gave.
    #[must_use]
    pub fn together(mut self, spread: &'a Spread) -> Self {
        self.spread = Some(spread);
        self
    }

    /// With tests of single metrics by another rule. Intervals, and what is said of the
    /// underlying rate, stay those of the central rule.
    #[must_use]
    pub fn tested_by(mut self, rule: TestRule) -> Self {
        self.test_rule = rule;
        self
    }

    /// With all rewards together by simulation too, whatever is selected, under each
    /// dispersion, counts about the same mean.
    #[must_use]
    pub fn jointly(mut self, options: JointOptions) -> Self {
        self.joint = Some(options);
        self
    }

    /// The evaluation.
    ///
    /// # Errors
    ///
    /// The selection names what the assessment does not know; the comparator does not go
    /// with the scheme; an amount is beyond what can be held.
    pub fn evaluate(&self) -> Result<Evaluation<'a>, Error> {
        self.selection.check(self.assessment)?;
        let dispersions = match &self.dispersion {
            Some(Dispersions::Given(given)) => vec![*given],
            Some(Dispersions::Estimated(estimated)) => estimated.range()?,
            None => RANGE
                .into_iter()
                .map(Dispersion::new)
                .collect::<Result<_, _>>()?,
        };
        let rewards = self.assessment.rewards.iter();
        let rewards = rewards.filter(|reward| self.selection.includes(reward));
        let rewards: Vec<&Reward> = rewards.collect();
        // Each by itself, on as many threads as there are; in their order again.
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let of_one = rewards.len().div_ceil(threads).max(1);
        let evaluate = |some: &[&'a Reward]| -> Vec<Result<RewardEvaluation<'a>, Error>> {
            let rewards = some.iter();
            rewards
                .map(|reward| self.of_reward(reward, &dispersions))
                .collect()
        };
        let rewards = std::thread::scope(|scope| {
            let shares = rewards
                .chunks(of_one)
                .map(|some| scope.spawn(|| evaluate(some)));
            let shares: Vec<_> = shares.collect();
            let stopped = || {
                let what = "an evaluation stopped";
                vec![Err(Problem::new(
                    what,
                    "report this with the scheme and its counts",
                )
                .into())]
            };
            let joined = shares
                .into_iter()
                .map(|share| share.join().unwrap_or_else(|_| stopped()));
            joined.flatten().collect::<Result<Vec<_>, Error>>()
        })?;
        let joint = self.joint.iter().flat_map(|options| {
            let about = options.unchanged(self.unchanged);
            dispersions.iter().map(move |of| about.dispersion(*of))
        });
        let joint = joint.map(|options| Joint::of(self.assessment, &options));
        Ok(Evaluation {
            joint: joint.collect::<Result<_, _>>()?,
            assessment: self.assessment,
            confidence: Confidence::usual(),
            unchanged: self.unchanged,
            test_rule: self.test_rule,
            dispersions,
            source: self.dispersion.clone(),
            rounded_to: self.rounded_to,
            earlier: self
                .earlier
                .map_or_else(Vec::new, |earlier| earlier.ids().to_vec()),
            rewards,
            no_parts: self.selection.no_parts(self.assessment),
        })
    }

    fn of_reward(
        &self,
        reward: &'a Reward,
        dispersions: &[Dispersion],
    ) -> Result<RewardEvaluation<'a>, Error> {
        let Terms::Bands(terms) = &*reward.terms;
        let is_whole = reward.outcome != Outcome::NotComputable;
        let chances = |reduction: f64| {
            let of = |dispersion: &Dispersion| {
                let chance = chance_of_within(
                    reward,
                    self.unchanged,
                    reduction,
                    *dispersion,
                    Wanted::TO_BE_READ,
                )?;
                Ok((*dispersion, chance))
            };
            dispersions
                .iter()
                .map(of)
                .collect::<Result<Vec<_>, Error>>()
        };
        let can_pay = is_whole && reward.outcome != Outcome::NoBaseline;
        let reductions = REDUCTIONS.into_iter().filter(|_| can_pay);
        let power = reductions.map(|reduction| {
            Ok(Power {
                reduction_percent: reduction,
                chances: chances(reduction)?,
            })
        });
        let power: Vec<Power> = power.collect::<Result<_, Error>>()?;
        let mut precision = Precision::exact_but_for(CountRange::UNDER_FIVE);
        if let Some(base) = self.rounded_to {
            precision = precision.rounded_to(base);
        }
        let bounds = RewardBounds::of(reward, precision)?;
        let has_bounds = bounds.suppressed > 0 || self.rounded_to.is_some();
        let beside = self.comparator.map(|comparator| comparator.beside(reward));
        let beside = beside.transpose()?;
        let others = self.earlier.map(|earlier| earlier.beside(reward));
        let dependence = self.spread.filter(|_| is_whole).map(|spread| {
            let dependence = Dependence::of(reward, Some(spread))?;
            let chance = dependence.dispersion().map(|dispersion| {
                let of = Wanted::TO_BE_READ;
                chance_of_within(reward, self.unchanged, 0.0, dispersion, of)
            });
            Ok::<_, Error>((dependence, chance.transpose()?))
        });
        Ok(RewardEvaluation {
            dependence: dependence.transpose()?,
            reward,
            rates: change::rates(reward, terms.threshold(), self.test_rule)?,
            costs: change::costs(reward, dispersions)?,
            power,
            bounds: has_bounds.then_some(bounds),
            decomposition: Decomposition::of(reward)?,
            relative_changes: match &beside {
                Some(beside) => change::relative(reward, beside, dispersions)?,
                None => Vec::new(),
            },
            comparison: beside,
            others: others.transpose()?.flatten(),
        })
    }
}

/// What an assessment is worth as evidence.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Evaluation<'a> {
    /// What is evaluated.
    pub assessment: &'a Assessment,
    /// How sure intervals are.
    pub confidence: Confidence,
    /// About which mean counts vary where nothing changed.
    pub unchanged: Unchanged,
    /// By which rule single metrics are tested.
    pub test_rule: TestRule,
    /// The dispersions for which chances stand.
    pub dispersions: Vec<Dispersion>,
    /// Where they come from; `None` for a range, because these data cannot tell.
    pub source: Option<Dispersions>,
    /// To a multiple of what counts were rounded, where that was said.
    pub rounded_to: Option<u64>,
    /// The earlier periods, the earliest first, where there are any.
    pub earlier: Vec<Id>,
    /// Each reward that was asked for.
    pub rewards: Vec<RewardEvaluation<'a>>,
    /// Where there is no such reward, who takes no part.
    no_parts: Vec<NoPart>,
    /// All rewards together under each dispersion, if that was asked for.
    pub joint: Vec<Joint>,
}

/// What a reward is worth as evidence.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RewardEvaluation<'a> {
    /// The reward.
    pub reward: &'a Reward,
    /// For each priced metric whose counts are there, its rates.
    pub rates: Vec<MetricRate>,
    /// The change of the priced cost under each dispersion; none where a count is missing
    /// or has no price.
    pub costs: Vec<CostChange>,
    /// What comes together, if sums of squares were given, and how often the rule pays if
    /// nothing changed with the dispersion that they show.
    pub dependence: Option<(Dependence, Option<Chance>)>,
    /// How often the rule pays at true reductions, 0 among them; empty where a count is
    /// missing or demand cost nothing in the baseline.
    pub power: Vec<Power>,
    /// The least and the most that can be paid, where counts are known within bounds.
    pub bounds: Option<RewardBounds>,
    /// The change of the cost in its parts; `None` where a count is missing.
    pub decomposition: Option<Decomposition>,
    /// Relative to a comparator, if there is one.
    pub comparison: Option<Comparison>,
    /// How sure that is, under each dispersion; none where a cost is zero or not known.
    pub relative_changes: Vec<RelativeChange>,
    /// Against other baselines, if there are any.
    pub others: Option<BesideOthers>,
}

impl Evaluation<'_> {
    /// What its figures rest on beside the counts.
    #[must_use]
    pub fn assumptions(&self) -> Vec<Assumption> {
        let of_rewards = self.rewards.iter().flat_map(RewardEvaluation::assumptions);
        let joint = self.joint.iter().flat_map(Joint::assumptions);
        let mut all: Vec<Assumption> = of_rewards.chain(joint).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl RewardEvaluation<'_> {
    /// For each dispersion, how often the rule pays if nothing changed; empty where
    /// [`power`](Self::power) is.
    #[must_use]
    pub fn unchanged(&self) -> &[(Dispersion, Chance)] {
        let mut power = self.power.iter();
        let none = power.find(|power| power.reduction_percent == 0.0);
        none.map_or(&[], |power| &power.chances)
    }

    /// What its figures rest on beside the counts.
    #[must_use]
    pub fn assumptions(&self) -> Vec<Assumption> {
        let bounds = self.bounds.iter().flat_map(|bounds| &bounds.assumptions);
        let parts = self
            .decomposition
            .iter()
            .flat_map(|parts| &parts.assumptions);
        let beside = self
            .comparison
            .iter()
            .flat_map(|beside| &beside.assumptions);
        let others = self.others.iter().flat_map(|others| &others.assumptions);
        let together = self.dependence.iter();
        let together = together.flat_map(|(dependence, _)| &dependence.assumptions);
        let all = bounds
            .chain(parts)
            .chain(beside)
            .chain(others)
            .chain(together);
        let mut all: Vec<Assumption> = all.copied().collect();
        if !self.power.is_empty() {
            all.extend([
                Assumption::UsualBaseline,
                Assumption::MetricsIndependent,
                Assumption::OneDispersion,
            ]);
        }
        if !self.rates.is_empty() {
            all.push(Assumption::PoissonCounts);
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// How often the rule pays at a true reduction.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Power {
    /// The true reduction of every metric, in per cent.
    pub reduction_percent: f64,
    /// For each dispersion.
    pub chances: Vec<(Dispersion, Chance)>,
}
