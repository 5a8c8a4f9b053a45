//! The assessment as JSON: the contract `justice-reinvestment/assessment/1`.
//! Money is text of exact digits; what is not known is null.

use super::{
    AreaCount, Assessment, BandPayment, Cap, GroupCount, Line, MissingCount, Outcome, Pooled,
    Priced, ReductionPercent, Reward, SiteTotal, Threshold, Watched,
};
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::{Markers, MissingReason};
use crate::money::{Pounds, Rounding};
use crate::name::{Id, Title};
use crate::note::Note;
use crate::period::{Day, Period};
use crate::scheme::{Data, PriceYear, Site, UnitPrice};
use crate::source::Source;
use serde::{Serialize, Serializer};
use std::sync::Arc;

impl Assessment {
    /// The assessment as JSON text, in lines, with a line end after the last.
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

impl Serialize for Assessment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = AssessmentJson {
            schema: super::ASSESSMENT_SCHEMA,
            head: HeadJson::of(self),
            rewards: &self.rewards,
            totals: TotalsJson::of(self),
            sources: self.sources.iter().map(AsRef::as_ref).collect(),
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
struct AssessmentJson<'a> {
    schema: &'a str,
    #[serde(flatten)]
    head: HeadJson<'a>,
    rewards: &'a [Reward],
    #[serde(flatten)]
    totals: TotalsJson<'a>,
    sources: Vec<&'a Source>,
}

/// What was assessed, by what, and what a reader must know.
#[derive(Serialize)]
pub(crate) struct HeadJson<'a> {
    scheme: SchemeJson<'a>,
    demand: DemandJson<'a>,
    library: LibraryJson,
    baseline: PeriodJson<'a>,
    tests: Vec<PeriodJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    announcement: Option<&'a str>,
    /// The announcement first.
    notes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    area_names: Vec<AreaNameJson<'a>>,
}

impl<'a> HeadJson<'a> {
    pub(crate) fn of(assessment: &'a Assessment) -> Self {
        let announcement = assessment.announcement.as_deref().into_iter();
        let notes = assessment.notes.iter().map(Note::as_str);
        let area_names = assessment.area_names.iter();
        let tests = assessment.tests.iter();
        Self {
            scheme: SchemeJson {
                id: &assessment.scheme_id,
                title: &assessment.scheme_title,
                data: assessment.data,
                sha256: &assessment.scheme_sha256,
            },
            demand: DemandJson {
                sha256: &assessment.demand_sha256,
                rows: assessment.demand_rows,
            },
            library: LibraryJson {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            baseline: PeriodJson::of(&assessment.baseline),
            tests: tests.map(|test| PeriodJson::of(test)).collect(),
            announcement: assessment.announcement.as_deref(),
            notes: announcement.chain(notes).collect(),
            area_names: area_names
                .map(|(code, name)| AreaNameJson { code, name })
                .collect(),
        }
    }
}

/// Costs over all sites, and rewards added up.
#[derive(Serialize)]
pub(crate) struct TotalsJson<'a> {
    pooled: &'a [Pooled],
    site_totals: &'a [SiteTotal],
    total_reward: Option<Pounds>,
    computed_reward: Pounds,
}

impl<'a> TotalsJson<'a> {
    pub(crate) fn of(assessment: &'a Assessment) -> Self {
        Self {
            pooled: &assessment.pooled,
            site_totals: &assessment.site_totals,
            total_reward: assessment.total_reward,
            computed_reward: assessment.computed_reward,
        }
    }
}

#[derive(Serialize)]
struct AreaNameJson<'a> {
    code: &'a AreaCode,
    name: &'a Title,
}

#[derive(Serialize)]
struct SchemeJson<'a> {
    id: &'a Id,
    title: &'a Title,
    data: Data,
    sha256: &'a str,
}

#[derive(Serialize)]
struct DemandJson<'a> {
    sha256: &'a str,
    rows: usize,
}

#[derive(Serialize)]
struct LibraryJson {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
pub(crate) struct SiteJson<'a> {
    code: &'a AreaCode,
    name: &'a Title,
}

impl<'a> SiteJson<'a> {
    pub(crate) fn of(site: &'a Site) -> Self {
        Self {
            code: &site.code,
            name: &site.name,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct PeriodJson<'a> {
    id: &'a Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a Title>,
    from: Day,
    to: Day,
    days: u64,
}

impl<'a> PeriodJson<'a> {
    pub(crate) fn of(period: &'a Period) -> Self {
        Self {
            id: &period.id,
            title: period.title.as_ref(),
            from: period.from(),
            to: period.to(),
            days: period.days(),
        }
    }
}

impl Serialize for Reward {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = RewardJson {
            site: SiteJson::of(&self.site),
            cohort: self.cohort,
            period: PeriodJson::of(&self.period),
            outcome: self.outcome,
            baseline_cost: self.baseline_cost,
            test_cost: self.test_cost,
            saving: self.saving,
            reduction_percent: self.reduction_percent,
            threshold: &self.threshold,
            bands: &self.bands,
            cap: self.cap.as_ref(),
            unrewarded_saving: self.unrewarded_saving,
            reward_before_rounding: self.reward_before_rounding,
            rounding: self.rounding,
            reward: self.reward,
            missing: self.missing.iter().map(MissingJson::of).collect(),
            lines: &self.lines,
            watched: &self.watched,
            sources: ids(&self.sources),
        };
        json.serialize(serializer)
    }
}

fn ids(sources: &[Arc<Source>]) -> Vec<&Id> {
    sources.iter().map(|source| &source.id).collect()
}

#[derive(Serialize)]
struct RewardJson<'a> {
    site: SiteJson<'a>,
    cohort: Cohort,
    period: PeriodJson<'a>,
    outcome: Outcome,
    baseline_cost: Option<Pounds>,
    test_cost: Option<Pounds>,
    saving: Option<Pounds>,
    reduction_percent: Option<ReductionPercent>,
    threshold: &'a Threshold,
    bands: &'a [BandPayment],
    cap: Option<&'a Cap>,
    unrewarded_saving: Option<Pounds>,
    reward_before_rounding: Option<Pounds>,
    rounding: Rounding,
    reward: Option<Pounds>,
    missing: Vec<MissingJson<'a>>,
    lines: &'a [Line],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    watched: &'a [Watched],
    sources: Vec<&'a Id>,
}

#[derive(Serialize)]
pub(crate) struct MissingJson<'a> {
    area: &'a AreaCode,
    metric: &'a Id,
    period: &'a Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a Title>,
    status: MissingReason,
    line: Option<usize>,
}

impl<'a> MissingJson<'a> {
    pub(crate) fn of(missing: &'a MissingCount) -> Self {
        Self {
            area: &missing.area,
            metric: &missing.metric.id,
            period: &missing.period.id,
            group: missing.group.as_ref(),
            status: missing.reason,
            line: missing.line,
        }
    }
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Priced {
            metric,
            baseline_price,
            test_price,
        } = &*self.priced;
        let baseline_differs = baseline_price != test_price;
        let json = LineJson {
            metric: &metric.id,
            title: &metric.title,
            unit: &metric.unit,
            stands_for: metric.stands_for.as_ref(),
            baseline_price: baseline_price.amount,
            test_price: test_price.amount,
            price: PriceJson::of(test_price),
            baseline_price_details: baseline_differs.then(|| PriceJson::of(baseline_price)),
            baseline_count: self.baseline_count,
            test_count: self.test_count,
            baseline_cost: self.baseline_cost,
            test_cost: self.test_cost,
            saving: self.saving,
            status: self.markers,
            areas: &self.areas,
            one_more: self.one_more,
            one_fewer: self.one_fewer,
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
struct LineJson<'a> {
    metric: &'a Id,
    title: &'a Title,
    unit: &'a Title,
    #[serde(skip_serializing_if = "Option::is_none")]
    stands_for: Option<&'a Title>,
    baseline_price: Pounds,
    test_price: Pounds,
    #[serde(flatten)]
    price: PriceJson<'a>,
    /// Where the baseline has a price of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_price_details: Option<PriceJson<'a>>,
    baseline_count: Option<u64>,
    test_count: Option<u64>,
    baseline_cost: Option<Pounds>,
    test_cost: Option<Pounds>,
    saving: Option<Pounds>,
    status: Markers,
    areas: &'a [AreaCount],
    one_more: Option<Pounds>,
    one_fewer: Option<Pounds>,
}

#[derive(Serialize)]
struct PriceJson<'a> {
    price_year: &'a PriceYear,
    price_status: &'a str,
    source: Option<&'a Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price_note: Option<&'a Title>,
}

impl<'a> PriceJson<'a> {
    fn of(price: &'a UnitPrice) -> Self {
        Self {
            price_year: &price.price_year,
            price_status: price.status.as_str(),
            source: price.status.source(),
            price_note: price.status.note(),
        }
    }
}

impl Serialize for Watched {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = WatchedJson {
            metric: &self.metric.id,
            title: &self.metric.title,
            unit: &self.metric.unit,
            stands_for: self.metric.stands_for.as_ref(),
            baseline_count: self.baseline_count,
            test_count: self.test_count,
            status: self.markers,
            areas: &self.areas,
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
struct WatchedJson<'a> {
    metric: &'a Id,
    title: &'a Title,
    unit: &'a Title,
    #[serde(skip_serializing_if = "Option::is_none")]
    stands_for: Option<&'a Title>,
    baseline_count: Option<u64>,
    test_count: Option<u64>,
    status: Markers,
    areas: &'a [AreaCount],
}

impl Serialize for AreaCount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = AreaJson {
            code: &self.code,
            baseline_count: self.baseline_count,
            test_count: self.test_count,
            baseline_status: self.baseline_markers,
            test_status: self.test_markers,
            baseline_missing: self.baseline_missing,
            test_missing: self.test_missing,
            groups: self.groups.iter().map(GroupJson::of).collect(),
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
struct AreaJson<'a> {
    code: &'a AreaCode,
    baseline_count: Option<u64>,
    test_count: Option<u64>,
    #[serde(skip_serializing_if = "is_unmarked")]
    baseline_status: Markers,
    #[serde(skip_serializing_if = "is_unmarked")]
    test_status: Markers,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_missing: Option<MissingReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_missing: Option<MissingReason>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupJson<'a>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_unmarked(markers: &Markers) -> bool {
    markers.is_empty()
}

#[derive(Serialize)]
struct GroupJson<'a> {
    group: &'a Title,
    baseline_count: Option<u64>,
    test_count: Option<u64>,
    #[serde(skip_serializing_if = "is_unmarked")]
    baseline_status: Markers,
    #[serde(skip_serializing_if = "is_unmarked")]
    test_status: Markers,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_missing: Option<MissingReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_missing: Option<MissingReason>,
}

impl<'a> GroupJson<'a> {
    fn of(group: &'a GroupCount) -> Self {
        Self {
            group: &group.group,
            baseline_count: group.baseline_count,
            test_count: group.test_count,
            baseline_status: group.baseline_markers,
            test_status: group.test_markers,
            baseline_missing: group.baseline_missing,
            test_missing: group.test_missing,
        }
    }
}

impl Serialize for Pooled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = PooledJson {
            cohort: self.cohort,
            period: &self.period.id,
            sites: self.sites,
            baseline_cost: self.baseline_cost,
            test_cost: self.test_cost,
            saving: self.saving,
            reduction_percent: self.reduction_percent,
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
struct PooledJson<'a> {
    cohort: Cohort,
    period: &'a Id,
    sites: u64,
    baseline_cost: Option<Pounds>,
    test_cost: Option<Pounds>,
    saving: Option<Pounds>,
    reduction_percent: Option<ReductionPercent>,
}

impl Serialize for SiteTotal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = SiteTotalJson {
            site: SiteJson::of(&self.site),
            reward: self.reward,
            computed_reward: self.computed_reward,
            not_computable: self.not_computable,
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
struct SiteTotalJson<'a> {
    site: SiteJson<'a>,
    reward: Option<Pounds>,
    computed_reward: Pounds,
    not_computable: u64,
}
