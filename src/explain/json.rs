//! Explanations as JSON: the contract `justice-reinvestment/explanation/1`. The
//! figures of a reward are those of the assessment's JSON; beside them stand its
//! words and how close it was.

use super::closeness::Closeness;
use super::derivation::Derivation;
use super::{Explanation, Part, sentences, summary};
use crate::assess::Reward;
use crate::assess::json::{HeadJson, SiteJson, TotalsJson};
use crate::cohort::Cohort;
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
                closeness: Some(closeness),
            },
            Part::NoPart(no_part) => PartJson {
                takes_part: false,
                title: no_part.title(),
                why: no_part.why(),
                rule: None,
                announcement: self.assessment.announcement.clone(),
                site: SiteJson::of(&no_part.site),
                cohort: no_part.cohort,
                period: no_part.period_id(),
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
    closeness: Option<&'a Closeness>,
}
