//! Answers as JSON: the contract `justice-reinvestment/what-if/1`. Money is text of exact
//! digits; what is not known is null.

use super::flips::{Decision, Flip, Flips};
use super::setting::Value;
use super::{Answer, Case, Change, Figures, Totals};
use crate::assess::json::{HeadJson, SiteJson};
use crate::assess::{Outcome, ReductionPercent, Reward};
use crate::cohort::Cohort;
use crate::explain::NoPart;
use crate::money::Pounds;
use crate::name::Id;
use serde::{Serialize, Serializer};

impl Answer {
    /// The answer as JSON text, in lines, with a line end after the last.
    ///
    /// The same input gives the same bytes: no clock, no path, no host name.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every key is text and every value a text, number, list or null: there is
        // nothing that JSON could refuse.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = AnswerJson {
            schema: super::WHAT_IF_SCHEMA,
            head: HeadJson::of(&self.as_it_is),
            asked: self.settings.iter().map(ToString::to_string).collect(),
            takes_no_part: &self.no_parts,
            total_reward_as_it_is: self.as_it_is.total_reward,
            cases: self.cases.iter().map(|case| self.case(case)).collect(),
        };
        json.serialize(serializer)
    }
}

impl Answer {
    fn case<'a>(&'a self, case: &'a Case) -> CaseJson<'a> {
        let rewards = self.rewards().enumerate();
        let rewards = rewards.filter_map(|(place, (number, reward))| {
            let figures = case.figures.get(number)?;
            let flips = case.flips.get(place);
            Some(RewardJson::of(reward, figures, flips.map(Vec::as_slice)))
        });
        CaseJson {
            words: case.in_words(),
            terms: case.terms.map(crate::scheme::PublishedTerms::as_str),
            changes: case.changes.iter().map(ChangeJson::of).collect(),
            rewards: rewards.collect(),
            total_reward: case.total_reward,
            computable: TotalsJson::of(&case.computable),
        }
    }
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    schema: &'a str,
    #[serde(flatten)]
    head: HeadJson<'a>,
    /// What was set, as it was written.
    asked: Vec<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    takes_no_part: &'a [NoPart],
    total_reward_as_it_is: Option<Pounds>,
    cases: Vec<CaseJson<'a>>,
}

#[derive(Serialize)]
struct CaseJson<'a> {
    words: String,
    terms: Option<&'a str>,
    changes: Vec<ChangeJson>,
    rewards: Vec<RewardJson<'a>>,
    total_reward: Option<Pounds>,
    computable: TotalsJson,
}

#[derive(Serialize)]
struct TotalsJson {
    left_out: u64,
    reward_as_it_is: Option<Pounds>,
    reward: Option<Pounds>,
    difference: Option<Pounds>,
}

impl TotalsJson {
    fn of(totals: &Totals) -> Self {
        Self {
            left_out: totals.left_out,
            reward_as_it_is: totals.reward_as_it_is,
            reward: totals.reward,
            difference: totals.difference,
        }
    }
}

#[derive(Serialize)]
struct ChangeJson {
    input: String,
    was: Option<Value>,
    now: Value,
    words: String,
}

impl ChangeJson {
    fn of(change: &Change) -> Self {
        Self {
            input: change.input.to_string(),
            was: change.was,
            now: change.now,
            words: change.in_words(),
        }
    }
}

#[derive(Serialize)]
struct RewardJson<'a> {
    site: SiteJson<'a>,
    cohort: Cohort,
    period: &'a Id,
    outcome: Outcome,
    baseline_cost: Option<Pounds>,
    test_cost: Option<Pounds>,
    saving: Option<Pounds>,
    reduction_percent: Option<ReductionPercent>,
    reward: Option<Pounds>,
    outcome_as_it_is: Outcome,
    reward_as_it_is: Option<Pounds>,
    difference: Option<Pounds>,
    /// Where no range is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<Vec<FlipsJson<'a>>>,
}

impl<'a> RewardJson<'a> {
    fn of(as_it_is: &'a Reward, figures: &Figures, flips: Option<&'a [Flips]>) -> Self {
        Self {
            site: SiteJson::of(&as_it_is.site),
            cohort: as_it_is.cohort,
            period: &as_it_is.period.id,
            outcome: figures.outcome,
            baseline_cost: figures.baseline_cost,
            test_cost: figures.test_cost,
            saving: figures.saving,
            reduction_percent: figures.reduction_percent,
            reward: figures.reward,
            outcome_as_it_is: as_it_is.outcome,
            reward_as_it_is: as_it_is.reward,
            difference: figures.difference(as_it_is),
            decisions: flips.map(|flips| flips.iter().map(FlipsJson::of).collect()),
        }
    }
}

#[derive(Serialize)]
struct FlipsJson<'a> {
    decision: Decision,
    holds: bool,
    flips: Vec<FlipJson<'a>>,
}

impl<'a> FlipsJson<'a> {
    fn of(flips: &'a Flips) -> Self {
        Self {
            decision: flips.decision,
            holds: flips.holds,
            flips: flips.flips.iter().map(FlipJson::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct FlipJson<'a> {
    input: &'static str,
    metric: Option<&'a Id>,
    periods: Vec<&'a Id>,
    areas: Option<super::Areas>,
    from: Value,
    to: Option<Value>,
    reward: Option<Pounds>,
    setting: Option<String>,
}

impl<'a> FlipJson<'a> {
    fn of(flip: &'a Flip) -> Self {
        let (input, metric, periods, areas) = flip.hinge.parts();
        Self {
            input,
            metric,
            periods,
            areas,
            from: flip.from,
            to: flip.to,
            reward: flip.reward,
            setting: flip.setting.as_ref().map(ToString::to_string),
        }
    }
}
