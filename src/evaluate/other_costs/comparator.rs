//! A reward beside what happened elsewhere: the site's fall relative to that of a
//! comparator, valued alike.
//!
//! # Two scales and one expectation
//!
//! Write B and T for the site's cost in the baseline and in the test period, C and D
//! for the comparator's. Had the site's cost changed in the proportion of the
//! comparator's, it would have come to E = B × D ÷ C. Two scales are in use, and both
//! measure the same pounds, E − T:
//!
//! - as a *ratio of ratios*, 1 − (T ÷ B) ÷ (D ÷ C) = (E − T) ÷ E: a part of what was
//!   expected;
//! - as a *difference of percentages*, (1 − T ÷ B) − (1 − D ÷ C) = (E − T) ÷ B, in
//!   percentage points: a part of what there was.
//!
//! Where costs fell elsewhere E is less than B, and the ratio is the larger of the two
//! in size; where they rose, the difference is. They always have the same sign, but one may meet
//! a threshold that the other misses. So the rule is asked twice: with baseline cost E,
//! and with baseline cost B, and with the saving E − T both times. As D ÷ C is a
//! fraction, it is asked about all costs so many times over as the fraction has parts
//! (see [`Decision`]); nothing is divided.
//!
//! Site and comparator are counted in the same periods, so that a day more in one of
//! them concerns both alike.

use super::decision::{Decision, Subject};
use crate::area::AreaCode;
use crate::assess::{Gate, ReductionPercent, Reward};
use crate::cohort::Cohort;
use crate::demand::Observation;
use crate::evaluate::assumption::Assumption;
use crate::evaluate::further::{Contents, FurtherCounts, Total};
use crate::money::{DividedPounds, Pounds, in_lowest_terms};
use crate::name::Id;
use crate::period::Period;
use crate::problem::{Document, Error, Problem};
use crate::scheme::{Scheme, Site, Terms};
use serde::Serialize;
use std::sync::Arc;

/// Counts of areas that a site is compared with, all added up: one area, such as a
/// region, or many.
///
/// ```
/// use justice_reinvestment::evaluate::Comparator;
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// # let file = std::fs::read("fixtures/hackney/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// # let table = std::fs::read("fixtures/hackney/demand.csv")?;
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// // A fall of 10% in Hackney, and of 6% elsewhere.
/// let reward = &assess(&scheme, &demand)?.rewards[0];
/// let elsewhere = "area_code,cohort,period,metric,count\n\
///                  E09000030,adult,baseline,custody,500\n\
///                  E09000030,adult,year_1,custody,470\n";
/// let comparator = Comparator::read(&scheme, &Document::new("elsewhere.csv", elsewhere))?;
/// let relative = comparator.beside(reward)?.relative.unwrap();
/// assert_eq!(relative.expected_cost.exactly().unwrap().to_string(), "564000.00");
/// assert_eq!(relative.less_than_expected.exactly().unwrap().to_string(), "24000.00");
/// let (ratio, points) = (relative.ratio_of_ratios, relative.difference_of_percentages);
/// assert_eq!(ratio.reduction_percent.unwrap().to_string(), "4.26");
/// assert_eq!(points.reduction_percent.unwrap().to_string(), "4.00");
/// assert!(relative.departs_from_contract && !relative.scales_disagree);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Comparator {
    counts: FurtherCounts,
    baseline: Id,
    rewarded: Vec<AreaCode>,
    contains_the_site: bool,
}

impl Comparator {
    /// Reads a table of counts with the columns of [`Demand::read`](crate::Demand::read).
    /// Its areas are the comparator's; their codes need not be GSS codes. Every metric
    /// with a price for a cohort needs a row for each area and cohort of the table, in
    /// the baseline and in each of the test periods that the table names.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the table, each with its place.
    pub fn read(scheme: &Scheme, document: &Document) -> Result<Self, Error> {
        let builder = Self::builder(scheme, &Contents::of(document))?.table(document);
        Self::built(scheme, builder)
    }

    /// The same from counts given in code.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn of(scheme: &Scheme, observations: Vec<Observation>) -> Result<Self, Error> {
        let builder = Self::builder(scheme, &Contents::of_observations(&observations))?;
        let builder = observations
            .into_iter()
            .fold(builder, crate::DemandBuilder::observation);
        Self::built(scheme, builder)
    }

    /// Each comparator area as a site of its own, so that a table may have adults of
    /// one and young people of another.
    fn builder(scheme: &Scheme, contents: &Contents) -> Result<crate::DemandBuilder, Error> {
        let tests = scheme.tests().iter();
        let tests: Vec<&Arc<Period>> = tests.filter(|test| contents.has(&test.id)).collect();
        let mut sites = Vec::new();
        for area in contents.areas() {
            let cohorts: Vec<Cohort> = Cohort::ALL
                .into_iter()
                .filter(|cohort| {
                    contents.cohorts_of(area).contains(cohort) && scheme.terms(*cohort).is_some()
                })
                .collect();
            let mut site = Site::new(area.as_str(), area.as_str(), &cohorts)?;
            site.periods = Some(tests.iter().map(|test| test.id.clone()).collect());
            sites.push(Arc::new(site));
        }
        let periods: Vec<Arc<Period>> = std::iter::once(scheme.baseline())
            .chain(scheme.tests())
            .cloned()
            .collect();
        Ok(FurtherCounts::builder(scheme, &sites, &periods))
    }

    fn built(scheme: &Scheme, builder: crate::DemandBuilder) -> Result<Self, Error> {
        let counts = FurtherCounts::of(builder, "the comparator's table")?;
        let areas = counts.area_codes().iter();
        let rewarded = areas.filter(|area| scheme.grid().area(area).is_some());
        Ok(Self {
            rewarded: rewarded.cloned().collect(),
            counts,
            baseline: scheme.baseline().id.clone(),
            contains_the_site: false,
        })
    }

    /// The same comparator, whose areas contain the site that it is set beside, as a
    /// region contains a borough: the site's counts are taken out of it, count by count.
    #[must_use]
    pub fn containing_the_site(mut self) -> Self {
        self.contains_the_site = true;
        self
    }

    /// The comparator's areas.
    #[must_use]
    pub fn areas(&self) -> &[AreaCode] {
        self.counts.area_codes()
    }

    /// A reward beside this comparator: the comparator's counts of the metrics that the
    /// reward counts, at the reward's prices.
    ///
    /// # Errors
    ///
    /// The comparator contains the site, and nobody said that the site be taken out; a
    /// count of the site is more than that of the comparator that is said to contain
    /// it; or an amount is beyond what can be held exactly.
    pub fn beside(&self, reward: &Reward) -> Result<Comparison, Error> {
        let subject = Subject::of(reward);
        self.check_apart(reward)?;
        let apart = match self.contains_the_site {
            true => Assumption::SiteTakenOut,
            false => Assumption::ComparatorApart,
        };
        let mut comparison = Comparison {
            subject,
            rewarded_areas: self.rewarded.clone(),
            comparator_baseline_cost: None,
            comparator_test_cost: None,
            comparator_reduction_percent: None,
            relative: None,
            why_not: None,
            assumptions: vec![Assumption::ParallelTrends, apart],
            counts: None,
        };
        let costs = match self.costs(reward, &comparison.subject)? {
            Ok(costs) => costs,
            Err(why_not) => {
                comparison.why_not = Some(why_not);
                return Ok(comparison);
            }
        };
        let Terms::Bands(terms) = &*reward.terms;
        let gate = Gate::new(terms, Some(costs.baseline), reward.rounding)?;
        let fall = costs.baseline.minus(costs.test)?;
        comparison.comparator_baseline_cost = Some(costs.baseline);
        comparison.comparator_test_cost = Some(costs.test);
        comparison.comparator_reduction_percent = ReductionPercent::of(fall, &gate)?;
        comparison.why_not = match (reward.baseline_cost, reward.test_cost) {
            (None, _) | (_, None) => Some(NotComparable::SiteLacksCounts),
            (Some(Pounds::ZERO), _) => Some(NotComparable::SiteWithoutBaseline),
            _ if costs.baseline == Pounds::ZERO => Some(NotComparable::ComparatorWithoutBaseline),
            (Some(baseline), Some(test)) => {
                let relative = Relative::of(reward, baseline, test, &costs);
                comparison.counts = Some(costs.counts);
                let relative =
                    relative.map_err(|error| error.about(&comparison.subject.in_words()))?;
                comparison.relative = Some(relative);
                None
            }
        };
        Ok(comparison)
    }

    /// What the comparator's demand cost, the site's taken out where it is said; or why
    /// that is not known.
    fn costs(
        &self,
        reward: &Reward,
        subject: &Subject,
    ) -> Result<Result<Costs, NotComparable>, Error> {
        if reward.baseline.id != self.baseline {
            return Ok(Err(NotComparable::NotInTable));
        }
        let mut costs = Costs {
            baseline: Pounds::ZERO,
            test: Pounds::ZERO,
            counts: PricedCounts::default(),
        };
        let [of_baseline, of_test] = &mut costs.counts;
        for line in &reward.lines {
            let priced = &line.priced;
            let metric = &priced.metric.id;
            let sides = [
                (
                    &self.baseline,
                    line.baseline_count,
                    priced.baseline_price.amount,
                    (&mut costs.baseline, &mut *of_baseline),
                ),
                (
                    &reward.period.id,
                    line.test_count,
                    priced.test_price.amount,
                    (&mut costs.test, &mut *of_test),
                ),
            ];
            for (period, of_site, price, (cost, counts)) in sides {
                let whole = match self.counts.total(None, reward.cohort, period, metric)? {
                    Total::Number(count) => count,
                    Total::NotInTable => return Ok(Err(NotComparable::NotInTable)),
                    Total::Missing => return Ok(Err(NotComparable::ComparatorLacksCounts)),
                    Total::NotApplicable => return Ok(Err(NotComparable::MetricNotCounted)),
                };
                let rest = match (self.contains_the_site, of_site) {
                    (false, _) => whole,
                    (true, None) => return Ok(Err(NotComparable::SiteLacksCounts)),
                    (true, Some(part)) => whole.checked_sub(part).ok_or_else(|| {
                        let what = format!(
                            "{}, {metric}: the site has {part} in \"{period}\", the comparator that \
                             is said to contain it {whole}",
                            subject.in_words()
                        );
                        let advice = "a part is no more than its whole: check both tables, and \
                                      whether the comparator contains the site";
                        Error::from(Problem::new(what, advice))
                    })?,
                };
                *cost = cost.plus(price.times(rest)?)?;
                counts.push((rest, price));
            }
        }
        Ok(Ok(costs))
    }

    /// Refuses a comparator that can be seen to contain the site, where it is not to be
    /// taken out.
    fn check_apart(&self, reward: &Reward) -> Result<(), Error> {
        if self.contains_the_site {
            return Ok(());
        }
        for area in self.areas() {
            if let Some(of_site) = reward.site.areas.iter().find(|of| contains(area, of)) {
                let what = if area == of_site {
                    format!(
                        "the comparator's area {area} is one of {}",
                        reward.site.name
                    )
                } else {
                    let name = &reward.site.name;
                    format!("the comparator's area {area} contains {of_site} of {name}")
                };
                let advice = "a site is not compared with itself: give other areas, or say that \
                              the comparator contains the site, so that it is taken out";
                return Err(Problem::new(what, advice).into());
            }
        }
        Ok(())
    }
}

/// Whether one area contains another so far as codes show it: the same, a country, or
/// London and Greater Manchester, as regions, counties and police force areas, and
/// their boroughs. (Office for National Statistics, *Register of Geographic Codes*.)
/// That codes do not show it does not mean that two areas are apart.
fn contains(whole: &AreaCode, part: &AreaCode) -> bool {
    if whole == part {
        return true;
    }
    const CITY_OF_LONDON: &str = "E09000001";
    let within: &[&str] = match whole.as_str() {
        "E92000001" => &["E"],
        "W92000004" => &["W"],
        "K04000001" => &["E", "W"],
        "K02000001" | "K03000001" => &["E", "S", "W"],
        "E12000007" => &["E09"],
        "E23000001" if part.as_str() != CITY_OF_LONDON => &["E09"],
        "E11000001" | "E23000005" => &["E0800000", "E08000010"],
        _ => &[],
    };
    let has = |prefix: &&str| part.as_str().starts_with(prefix);
    part.is_gss() && within.iter().any(has)
}

/// What the comparator's demand cost.
struct Costs {
    baseline: Pounds,
    test: Pounds,
    counts: PricedCounts,
}

/// Counts with their prices: of the baseline, and of the test period.
pub(in crate::evaluate) type PricedCounts = [Vec<(u64, Pounds)>; 2];

/// A reward's decision beside those that a comparator gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// Of which reward; not written, since it stands with its reward.
    #[serde(skip)]
    pub subject: Subject,
    /// The comparator's areas that belong to sites of the scheme: what happened there
    /// is not what happens without it.
    pub rewarded_areas: Vec<AreaCode>,
    /// What the comparator's demand cost in the baseline, at the reward's prices.
    pub comparator_baseline_cost: Option<Pounds>,
    /// What it cost in the test period.
    pub comparator_test_cost: Option<Pounds>,
    /// By how much of its own it fell; negative when it rose.
    pub comparator_reduction_percent: Option<ReductionPercent>,
    /// The site relative to the comparator.
    pub relative: Option<Relative>,
    /// Why the site cannot be set beside the comparator, if it cannot.
    pub why_not: Option<NotComparable>,
    /// What all this rests on.
    pub assumptions: Vec<Assumption>,
    /// The comparator's counts, for intervals.
    #[serde(skip)]
    pub(in crate::evaluate) counts: Option<PricedCounts>,
}

/// Why a reward cannot be set beside a comparator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotComparable {
    /// The comparator's table has no counts of this cohort, or of this test period.
    NotInTable,
    /// A count of the site is missing.
    SiteLacksCounts,
    /// A count of the comparator is missing.
    ComparatorLacksCounts,
    /// The site counts a metric that is not applicable in the comparator.
    MetricNotCounted,
    /// Demand cost the site nothing in the baseline.
    SiteWithoutBaseline,
    /// Demand cost the comparator nothing in the baseline, so that it changed in no
    /// proportion.
    ComparatorWithoutBaseline,
}

impl NotComparable {
    /// Why, as a sentence without its full stop.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NotInTable => {
                "the comparator's table has no counts of this cohort and test period"
            }
            Self::SiteLacksCounts => "a count of the site is missing",
            Self::ComparatorLacksCounts => "a count of the comparator is missing",
            Self::MetricNotCounted => {
                "the site counts a metric that is not applicable in the comparator"
            }
            Self::SiteWithoutBaseline => "demand cost the site nothing in the baseline",
            Self::ComparatorWithoutBaseline => "demand cost the comparator nothing in the baseline",
        }
    }
}

/// A site relative to a comparator, on two scales; the module says what they measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Relative {
    /// What the site's test cost would have been had it changed in the proportion of
    /// the comparator's.
    pub expected_cost: DividedPounds,
    /// Expected cost − test cost: the same on both scales; negative where the test cost
    /// is more than expected.
    pub less_than_expected: DividedPounds,
    /// As a part of the expected cost, and what the rule would pay on it.
    pub ratio_of_ratios: Decision,
    /// As a part of the baseline cost, in percentage points, and what the rule would
    /// pay on it.
    pub difference_of_percentages: Decision,
    /// Whether one scale meets the threshold and the other does not.
    pub scales_disagree: bool,
    /// Whether a scale and the contractual decision differ on the threshold.
    pub departs_from_contract: bool,
}

impl Relative {
    fn of(reward: &Reward, baseline: Pounds, test: Pounds, costs: &Costs) -> Result<Self, Error> {
        let (parts, of) = in_lowest_terms(costs.test, costs.baseline)?;
        // Everything so many times over as the comparator's change has parts.
        let expected = baseline.times(parts)?;
        let less = expected.minus(test.times(of.get())?)?;
        let decided = |cost: Pounds| Decision::of(&reward.terms, reward.rounding, cost, less, of);
        let ratio_of_ratios = decided(expected)?;
        let difference_of_percentages = decided(baseline.times(of.get())?)?;
        let contract = reward.threshold.met == Some(true);
        Ok(Self {
            expected_cost: DividedPounds::new(expected, of),
            less_than_expected: DividedPounds::new(less, of),
            scales_disagree: ratio_of_ratios.met != difference_of_percentages.met,
            departs_from_contract: ratio_of_ratios.met != contract
                || difference_of_percentages.met != contract,
            ratio_of_ratios,
            difference_of_percentages,
        })
    }
}
