//! Explanations as JSON: the contract `justice-reinvestment/explanation/1`. The
//! figures of a reward are those of the assessment's JSON; beside them stand its
//! words and how close it was.

use super::closeness::{Bound, Closeness, MetricCloseness, Possible, Step, Turn};
use super::derivation::Derivation;
use super::{Explanation, Part, sentences, summary};
use crate::assess::Reward;
use crate::assess::json::{HeadJson, SiteJson, TotalsJson};
use crate::cohort::Cohort;
use crate::money::Pounds;
use crate::name::Id;
use crate::source::Source;
use serde::{Serialize, Serializer};

impl Explanation<'_> {
    /// The explanation as JSON text, in lines, with a line end after the last:
    /// the assessment's figures, the words, and the figures of how close it was.
    ///
    /// The same input gives the same bytes: no clock, no path, no host name.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every key is text and every value a text, number, list or null: there
        // is nothing that JSON could refuse.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}

impl Serialize for Explanation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let assessment = self.assessment;
        let sites = || {
            let sites = summary::sites(assessment).into_iter();
            let sites = sites.map(|(total, sentence)| SentenceJson {
                site: SiteJson::of(&total.site),
                sentence,
            });
            sites.collect()
        };
        let json = ExplanationJson {
            schema: super::EXPLANATION_SCHEMA,
            head: HeadJson::of(assessment),
            summary: self.has_summary.then(|| SummaryJson {
                sites: sites(),
                totals: TotalsJson::of(assessment),
            }),
            explanations: self.parts.iter().map(|part| self.part(part)).collect(),
            sources: assessment.sources.iter().map(AsRef::as_ref).collect(),
        };
        json.serialize(serializer)
    }
}

impl Explanation<'_> {
    fn part<'a>(&'a self, part: &'a Part) -> PartJson<'a> {
        match part {
            Part::Reward(reward, closeness) => PartJson {
                takes_part: true,
                title: sentences::title(reward),
                why: sentences::why(reward),
                rule: Some(Derivation::new(self.assessment, reward, closeness).rule()),
                announcement: Derivation::new(self.assessment, reward, closeness).announcement(),
                site: SiteJson::of(&reward.site),
                cohort: reward.cohort,
                period: Some(&reward.period.id),
                reward: Some(reward),
                closeness: Some(ClosenessJson::of(closeness)),
            },
            Part::NoPart {
                site,
                cohort,
                period,
            } => PartJson {
                takes_part: false,
                title: sentences::title_of_no_part(site, *cohort, period.as_deref()),
                why: sentences::takes_no_part(site, *cohort, period.as_deref()),
                rule: None,
                announcement: None,
                site: SiteJson::of(site),
                cohort: *cohort,
                period: period.as_deref().map(|period| &period.id),
                reward: None,
                closeness: None,
            },
        }
    }
}

#[derive(Serialize)]
struct ExplanationJson<'a> {
    schema: &'a str,
    #[serde(flatten)]
    head: HeadJson<'a>,
    /// Where the whole assessment is explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<SummaryJson<'a>>,
    explanations: Vec<PartJson<'a>>,
    sources: Vec<&'a Source>,
}

#[derive(Serialize)]
struct SummaryJson<'a> {
    sites: Vec<SentenceJson<'a>>,
    #[serde(flatten)]
    totals: TotalsJson<'a>,
}

#[derive(Serialize)]
struct SentenceJson<'a> {
    site: SiteJson<'a>,
    sentence: String,
}

/// A reward with its words; or that the site takes no part, without the reward.
#[derive(Serialize)]
struct PartJson<'a> {
    site: SiteJson<'a>,
    cohort: Cohort,
    period: Option<&'a Id>,
    takes_part: bool,
    title: String,
    why: String,
    rule: Option<String>,
    announcement: Option<String>,
    reward: Option<&'a Reward>,
    closeness: Option<ClosenessJson<'a>>,
}

#[derive(Serialize)]
struct ClosenessJson<'a> {
    to_cap: Option<Pounds>,
    most: Option<Pounds>,
    metrics: Vec<MetricJson<'a>>,
    possible: Option<PossibleJson<'a>>,
}

impl<'a> ClosenessJson<'a> {
    fn of(closeness: &'a Closeness) -> Self {
        Self {
            to_cap: closeness.to_cap,
            most: closeness.most,
            metrics: closeness.metrics.iter().map(MetricJson::of).collect(),
            possible: closeness.possible.as_ref().map(PossibleJson::of),
        }
    }
}

#[derive(Serialize)]
struct MetricJson<'a> {
    metric: &'a Id,
    decision: TurnJson<'a>,
    cap: Option<TurnJson<'a>>,
}

impl<'a> MetricJson<'a> {
    fn of(metric: &'a MetricCloseness) -> Self {
        Self {
            metric: &metric.metric.id,
            decision: TurnJson::of(&metric.decision),
            cap: metric.cap.as_ref().map(TurnJson::of),
        }
    }
}

#[derive(Serialize)]
struct TurnJson<'a> {
    direction: &'a str,
    stands: StepJson,
    turns: Option<StepJson>,
}

impl<'a> TurnJson<'a> {
    fn of(turn: &'a Turn) -> Self {
        Self {
            direction: turn.direction.as_str(),
            stands: StepJson::of(&turn.stands),
            turns: turn.turns.as_ref().map(StepJson::of),
        }
    }
}

#[derive(Serialize)]
struct StepJson {
    cases: u64,
    saving: Pounds,
    margin: Pounds,
    reward: Pounds,
}

impl StepJson {
    fn of(step: &Step) -> Self {
        Self {
            cases: step.cases,
            saving: step.saving,
            margin: step.margin,
            reward: step.reward,
        }
    }
}

#[derive(Serialize)]
struct PossibleJson<'a> {
    known_baseline_cost: Pounds,
    known_test_cost: Pounds,
    bound: Option<BoundJson<'a>>,
}

impl<'a> PossibleJson<'a> {
    fn of(possible: &'a Possible) -> Self {
        Self {
            known_baseline_cost: possible.known_baseline_cost,
            known_test_cost: possible.known_test_cost,
            bound: possible.bound.as_ref().map(BoundJson::of),
        }
    }
}

#[derive(Serialize)]
struct BoundJson<'a> {
    side: &'a str,
    saving: Pounds,
    margin: Pounds,
    met: bool,
    reward: Pounds,
    metric: Option<MetricJson<'a>>,
}

impl<'a> BoundJson<'a> {
    fn of(bound: &'a Bound) -> Self {
        Self {
            side: bound.side.as_str(),
            saving: bound.saving,
            margin: bound.margin,
            met: bound.met,
            reward: bound.reward,
            metric: bound.metric.as_ref().map(MetricJson::of),
        }
    }
}
