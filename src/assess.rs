//! From a scheme and its counts to every reward. The value that comes out *is*
//! the derivation: each figure stands in it beside those that it is made of.
//! Putting it into words is not done here.

mod cost;
mod counts;
pub(crate) mod csv;
pub(crate) mod json;
mod notes;
mod payment;
mod reduction;
pub(crate) mod table;
mod totals;

pub use cost::{Line, Priced, Watched};
pub use counts::{AreaCount, GroupCount, MissingCount};
#[cfg(feature = "polars")]
pub(crate) use notes::stands_for;
pub(crate) use notes::{announcement_of, markers};
pub(crate) use notes::{illustrative_prices, illustrative_prices_of_all};
pub(crate) use payment::Gate;
pub use payment::{BandPayment, Cap, Threshold};
pub use reduction::ReductionPercent;
pub use totals::{Pooled, SiteTotal};

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::{Demand, Markers};
use crate::money::{Pounds, Rounding};
use crate::name::{Id, Title};
use crate::note::Note;
use crate::period::Period;
use crate::problem::{Error, Problem};
use crate::scheme::{Data, Scheme, Site, Terms};
use crate::source::Source;
use cost::{Costs, Tariff};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The name of the assessment's JSON format.
pub const ASSESSMENT_SCHEMA: &str = "justice-reinvestment/assessment/1";

/// Every reward of every site, each with its derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assessment {
    /// The scheme's short name.
    pub scheme_id: Id,
    /// The scheme's title.
    pub scheme_title: Title,
    /// Whether the counts are real or invented.
    pub data: Data,
    /// The digest of the scheme's file.
    pub scheme_sha256: String,
    /// The digest of the table of counts.
    pub demand_sha256: String,
    /// How many observations the table holds.
    pub demand_rows: usize,
    /// The period that all test periods are compared with.
    pub baseline: Arc<Period>,
    /// The test periods, in the scheme's order.
    pub tests: Vec<Arc<Period>>,
    /// What must be said before any figure: that counts are invented, metrics
    /// stand-ins or prices illustrative, so that nobody was paid this; `None`
    /// where there is nothing of the kind.
    pub announcement: Option<String>,
    /// What else a reader must know to read the figures rightly.
    pub notes: Vec<Note>,
    /// What people call the areas, where the table of counts says so, by code.
    pub area_names: BTreeMap<AreaCode, Title>,
    /// Every reward, by site, cohort (adult, youth) and test period.
    pub rewards: Vec<Reward>,
    /// The costs of all sites added up; no reward attaches to them.
    pub pooled: Vec<Pooled>,
    /// The rewards of each site added up.
    pub site_totals: Vec<SiteTotal>,
    /// All rewards added up; `None` where one of them is not computable.
    pub total_reward: Option<Pounds>,
    /// The rewards that are computable added up.
    pub computed_reward: Pounds,
    /// What the prices and terms in use rest on.
    pub sources: Vec<Arc<Source>>,
}

/// What one site is paid for one cohort in one test period, and why.
///
/// Figures that need a count which is missing are `None`, never zero.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reward {
    /// Who is rewarded.
    pub site: Arc<Site>,
    /// For whom.
    pub cohort: Cohort,
    /// Compared with what.
    pub baseline: Arc<Period>,
    /// When.
    pub period: Arc<Period>,
    /// On which terms.
    pub terms: Arc<Terms>,
    /// What came of it.
    pub outcome: Outcome,
    /// The cost of demand in the baseline: the sum of count × unit price.
    pub baseline_cost: Option<Pounds>,
    /// The cost of demand in the test period.
    pub test_cost: Option<Pounds>,
    /// Baseline cost − test cost; negative when the cost rose.
    pub saving: Option<Pounds>,
    /// Saving ÷ baseline cost, for people to read; decisions do not use it.
    pub reduction_percent: Option<ReductionPercent>,
    /// The threshold and whether it is met.
    pub threshold: Threshold,
    /// Each band with its slice of the saving and what it pays.
    pub bands: Vec<BandPayment>,
    /// The cap; `None` for terms without one.
    pub cap: Option<Cap>,
    /// The saving that no share pays: all of it when the threshold is not met,
    /// else slices at 0% and what lies beyond the cap.
    pub unrewarded_saving: Option<Pounds>,
    /// The payments of the bands added up, exact.
    pub reward_before_rounding: Option<Pounds>,
    /// How that becomes pounds and pence.
    pub rounding: Rounding,
    /// The reward, to the penny.
    pub reward: Option<Pounds>,
    /// The counts that it lacks.
    pub missing: Vec<MissingCount>,
    /// What demand cost, metric by metric.
    pub lines: Vec<Line>,
    /// What is counted without a price.
    pub watched: Vec<Watched>,
    /// What its prices and terms rest on.
    pub sources: Arc<[Arc<Source>]>,
}

impl Reward {
    /// What is said about any of the counts that it rests on: provisional, revised, …
    #[must_use]
    pub fn markers(&self) -> Markers {
        let lines = self.lines.iter();
        lines.fold(Markers::default(), |all, line| all.and(line.markers))
    }
}

/// What came of a reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The threshold is not met: nothing is paid.
    NotMet,
    /// The threshold is met, and the saving does not go beyond the cap.
    Met,
    /// The threshold is met, and the saving goes beyond the cap.
    Capped,
    /// Demand cost nothing in the baseline, so there is no reduction.
    NoBaseline,
    /// A count that it needs is missing.
    NotComputable,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 5] = [
        Self::NotMet,
        Self::Met,
        Self::Capped,
        Self::NoBaseline,
        Self::NotComputable,
    ];

    /// The word that outputs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotMet => "not_met",
            Self::Met => "met",
            Self::Capped => "capped",
            Self::NoBaseline => "no_baseline",
            Self::NotComputable => "not_computable",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Computes every reward of a scheme from its counts.
///
/// "Local partners … received a financial reward" if the cost of demand fell by
/// the threshold or more "in each of two test years, measured against a baseline
/// year": each cohort in each test period stands alone, and the rewards are
/// added. That they are added, and that a rise in one takes nothing from
/// another, no source says: it is an inference. (gov.uk, *The development and
/// Year One Implementation of the Local Justice Reinvestment Pilot*, 13 May
/// 2013.)
///
/// ```
/// use justice_reinvestment::{Demand, Document, Outcome, Scheme, assess};
///
/// let scheme = std::fs::read("fixtures/hackney/scheme.toml")?;
/// let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
/// let table = std::fs::read("fixtures/hackney/demand.csv")?;
/// let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// let assessment = assess(&scheme, &demand)?;
///
/// // 400 sentences at £1,500.00 in the baseline, 360 in the test year: a fall of
/// // 10%, of which half is paid up to 5% and all from there.
/// let reward = &assessment.rewards[0];
/// assert_eq!(reward.outcome, Outcome::Met);
/// assert_eq!(reward.reward.unwrap().to_string(), "45000.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The demand was read for another scheme, or an amount is beyond what
/// [`Pounds`] can hold. A missing count is not an error: the rewards that need
/// it are not computable, and say so.
pub fn assess(scheme: &Scheme, demand: &Demand) -> Result<Assessment, Error> {
    let is_its_own = Arc::ptr_eq(scheme.grid(), demand.grid()) || scheme.grid() == demand.grid();
    if !is_its_own {
        let what = "the demand was read for a scheme with other sites, periods, cohorts or metrics";
        return Err(Problem::new(what, "read the table again with this scheme").into());
    }
    let baseline = scheme.baseline();
    let tariffs = Tariff::all(scheme, baseline)?;
    let mut rewards = Vec::with_capacity(scheme.sites().len());
    for site in scheme.sites() {
        let areas = cost::areas_of(scheme, site)?;
        for tariff in &tariffs {
            if site.cohorts.contains(&tariff.cohort) && site.takes_part_in(&tariff.test.id) {
                let reward = reward(scheme, demand, site, &areas, tariff);
                rewards.push(reward.map_err(|error| {
                    let Site { name, .. } = &**site;
                    error.about(&format!(
                        "{name}, {}, {}",
                        tariff.cohort,
                        tariff.test.label()
                    ))
                })?);
            }
        }
    }
    let site_totals = totals::by_site(scheme, &rewards)?;
    let computed_reward = totals::sum(rewards.iter().filter_map(|reward| reward.reward))?;
    let is_whole = rewards.iter().all(|reward| reward.reward.is_some());
    Ok(Assessment {
        scheme_id: scheme.id().clone(),
        scheme_title: scheme.title().clone(),
        data: scheme.data(),
        scheme_sha256: scheme.sha256().to_owned(),
        demand_sha256: demand.sha256().to_owned(),
        demand_rows: demand.rows(),
        baseline: Arc::clone(baseline),
        tests: scheme.tests().to_vec(),
        announcement: notes::announcement(scheme.data(), &tariffs),
        notes: notes::notes(scheme, demand, &tariffs),
        area_names: demand.area_names(),
        pooled: totals::pooled(scheme, &tariffs, &rewards)?,
        site_totals,
        total_reward: is_whole.then_some(computed_reward),
        computed_reward,
        sources: cost::sources_of(scheme, &tariffs),
        rewards,
    })
}

fn reward(
    scheme: &Scheme,
    demand: &Demand,
    site: &Arc<Site>,
    areas: &[usize],
    tariff: &Tariff,
) -> Result<Reward, Error> {
    let mut costs = Costs::new(demand, site, areas, tariff)?;
    let Terms::Bands(terms) = &*tariff.terms;
    let gate = Gate::new(terms, costs.baseline, scheme.rounding())?;
    let saving = costs.saving()?;
    let decision = gate.decide(saving)?;
    if let (Some(saving), Some(reward)) = (saving, decision.reward) {
        for line in &mut costs.lines {
            line.worth_of_one(saving, reward, &gate)?;
        }
    }
    let reduction_percent = match saving {
        Some(saving) => ReductionPercent::of(saving, &gate)?,
        None => None,
    };
    Ok(Reward {
        site: Arc::clone(site),
        cohort: tariff.cohort,
        baseline: Arc::clone(&tariff.baseline),
        period: Arc::clone(&tariff.test),
        terms: Arc::clone(&tariff.terms),
        outcome: decision.outcome,
        baseline_cost: costs.baseline,
        test_cost: costs.test,
        saving,
        reduction_percent,
        threshold: decision.threshold,
        bands: decision.bands,
        cap: decision.cap,
        unrewarded_saving: decision.unrewarded_saving,
        reward_before_rounding: decision.reward_before_rounding,
        rounding: scheme.rounding(),
        reward: decision.reward,
        missing: costs.missing,
        lines: costs.lines,
        watched: costs.watched,
        sources: Arc::clone(&tariff.sources),
    })
}
