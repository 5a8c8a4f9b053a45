//! A revision as JSON: the contract `justice-reinvestment/revision/1`. Money is text of
//! exact digits; what is not known is null.

use super::missing::without_difference;
use super::{
    MovedArea, Part, REVISION_SCHEMA, RevisedCount, RevisedPrice, RevisedReward, RevisedTerms,
    Revision, Standing, TakingPart, Total,
};
use crate::area::AreaCode;
use crate::assess::Assessment;
use crate::assess::json::{HeadJson, MissingJson, PeriodJson, SiteJson};
use crate::cohort::Cohort;
use crate::demand::{Count, MissingReason};
use crate::money::Pounds;
use crate::name::Id;
use crate::scheme::Terms;
use serde::{Serialize, Serializer};

impl Revision {
    /// The revision as JSON text, in lines, with a line end after the last: both heads,
    /// every reward with its exact parts, every change.
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

impl Serialize for Revision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rewards = self.rewards.iter();
        let unknown = self.unknown();
        let known = self.known();
        let json = RevisionJson {
            schema: REVISION_SCHEMA,
            old: VersionJson::of(&self.old),
            new: VersionJson::of(&self.new),
            total_difference: self.difference().filter(|_| unknown == 0),
            known_difference: self
                .difference()
                .filter(|_| unknown == 0 || unknown < self.rewards.len()),
            known_old: known.map(|[old, _]| old),
            known_new: known.map(|[_, new]| new),
            causes: &self.totals,
            rewards: rewards.map(|reward| RewardJson::of(self, reward)).collect(),
            counts: self.counts.iter().map(CountJson::of).collect(),
            prices: self.prices.iter().map(PriceJson::of).collect(),
            terms: self.terms.iter().map(TermsJson::of).collect(),
            areas: self.areas.iter().map(AreaJson::of).collect(),
            taking_part: self.taking_part.iter().map(TakingPartJson::of).collect(),
            definitions: &self.definitions,
            renamed: &self.renamed,
            also_differs: &self.also_differs,
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
struct RevisionJson<'a> {
    schema: &'a str,
    old: VersionJson<'a>,
    new: VersionJson<'a>,
    /// Null where the difference of a reward is not known.
    total_difference: Option<Pounds>,
    /// The differences that are known added up; null where none is.
    known_difference: Option<Pounds>,
    /// The old and the new rewards of that difference added up; null where none is known.
    known_old: Option<Pounds>,
    known_new: Option<Pounds>,
    causes: &'a [Total],
    rewards: Vec<RewardJson<'a>>,
    counts: Vec<CountJson<'a>>,
    prices: Vec<PriceJson<'a>>,
    terms: Vec<TermsJson<'a>>,
    areas: Vec<AreaJson<'a>>,
    taking_part: Vec<TakingPartJson<'a>>,
    definitions: &'a [String],
    renamed: &'a [String],
    also_differs: &'a [String],
}

#[derive(Serialize)]
struct VersionJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    total_reward: Option<Pounds>,
    computed_reward: Pounds,
}

impl<'a> VersionJson<'a> {
    fn of(assessment: &'a Assessment) -> Self {
        Self {
            head: HeadJson::of(assessment),
            total_reward: assessment.total_reward,
            computed_reward: assessment.computed_reward,
        }
    }
}

#[derive(Serialize)]
struct RewardJson<'a> {
    site: SiteJson<'a>,
    cohort: Cohort,
    period: PeriodJson<'a>,
    old: StandingJson<'a>,
    new: StandingJson<'a>,
    difference: Option<Pounds>,
    parts: &'a [Part],
    /// Where there is no difference in pounds: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<String>,
}

impl<'a> RewardJson<'a> {
    fn of(revision: &Revision, reward: &'a RevisedReward) -> Self {
        Self {
            site: SiteJson::of(&reward.site),
            cohort: reward.cohort,
            period: PeriodJson::of(&reward.period),
            old: StandingJson::of(&reward.old),
            new: StandingJson::of(&reward.new),
            difference: reward.difference,
            parts: &reward.parts,
            sentence: without_difference(revision, reward),
        }
    }
}

/// How a reward stands: that it takes part, what is paid, and which counts are missing.
#[derive(Serialize)]
struct StandingJson<'a> {
    takes_part: bool,
    reward: Option<Pounds>,
    missing: Vec<MissingJson<'a>>,
}

impl<'a> StandingJson<'a> {
    fn of(standing: &'a Standing) -> Self {
        let missing: &[_] = match standing {
            Standing::NotComputable(missing) => missing,
            Standing::NoPart | Standing::Computed(_) => &[],
        };
        Self {
            takes_part: *standing != Standing::NoPart,
            reward: standing.reward(),
            missing: missing.iter().map(MissingJson::of).collect(),
        }
    }
}

/// A count, or why it is missing: one of the two is null.
#[derive(Serialize)]
struct KnownJson {
    count: Option<u64>,
    missing: Option<MissingReason>,
}

impl KnownJson {
    fn of(count: Count) -> Self {
        let (count, missing) = match count {
            Count::Number(number) => (Some(number), None),
            Count::Missing(reason) => (None, Some(reason)),
        };
        Self { count, missing }
    }
}

#[derive(Serialize)]
struct CountJson<'a> {
    area: &'a AreaCode,
    cohort: Cohort,
    period: &'a Id,
    metric: &'a Id,
    old: KnownJson,
    new: KnownJson,
    /// Null for what neither version prices.
    price: Option<Pounds>,
}

impl<'a> CountJson<'a> {
    fn of(count: &'a RevisedCount) -> Self {
        Self {
            area: &count.area,
            cohort: count.cohort,
            period: &count.period.id,
            metric: &count.metric.id,
            old: KnownJson::of(count.old),
            new: KnownJson::of(count.new),
            price: count.price,
        }
    }
}

#[derive(Serialize)]
struct PriceJson<'a> {
    metric: &'a Id,
    cohort: Cohort,
    period: &'a Id,
    old: Option<Pounds>,
    new: Option<Pounds>,
}

impl<'a> PriceJson<'a> {
    fn of(price: &'a RevisedPrice) -> Self {
        Self {
            metric: &price.metric.id,
            cohort: price.cohort,
            period: &price.period.id,
            old: price.old,
            new: price.new,
        }
    }
}

#[derive(Serialize)]
struct TermsJson<'a> {
    cohort: Cohort,
    old: RuleJson<'a>,
    new: RuleJson<'a>,
}

impl<'a> TermsJson<'a> {
    fn of(terms: &'a RevisedTerms) -> Self {
        Self {
            cohort: terms.cohort,
            old: RuleJson::of(&terms.old),
            new: RuleJson::of(&terms.new),
        }
    }
}

#[derive(Serialize)]
struct RuleJson<'a> {
    threshold_percent: String,
    rule: &'a str,
    in_words: String,
}

impl RuleJson<'_> {
    fn of(terms: &Terms) -> Self {
        let Terms::Bands(terms) = terms;
        Self {
            threshold_percent: terms.threshold().to_string(),
            rule: terms.rule().as_str(),
            in_words: terms.in_words(),
        }
    }
}

#[derive(Serialize)]
struct AreaJson<'a> {
    area: &'a AreaCode,
    from: Option<SiteJson<'a>>,
    to: Option<SiteJson<'a>>,
}

impl<'a> AreaJson<'a> {
    fn of(moved: &'a MovedArea) -> Self {
        Self {
            area: &moved.area,
            from: moved.from.as_deref().map(SiteJson::of),
            to: moved.to.as_deref().map(SiteJson::of),
        }
    }
}

#[derive(Serialize)]
struct TakingPartJson<'a> {
    site: Option<SiteJson<'a>>,
    cohort: Option<Cohort>,
    period: Option<&'a Id>,
    is_new: bool,
}

impl<'a> TakingPartJson<'a> {
    fn of(part: &'a TakingPart) -> Self {
        Self {
            site: part.site.as_deref().map(SiteJson::of),
            cohort: part.cohort,
            period: part.period.as_deref().map(|period| &period.id),
            is_new: part.is_new,
        }
    }
}
