//! The rows of an assessment: every figure is read from it.

use super::{BandFigures, ClosenessFigures, CountFigures, Edge, LineFigures, RewardFigures};
use crate::assess::{self, Assessment, Line, Reward};
use crate::explain::{Closeness, MetricCloseness};
use crate::problem::Error;

/// What every row says first.
macro_rules! of_reward {
    ($name:ident, $all:expr, $reward:expr, $($field:ident: $value:expr,)*) => {
        $name {
            scheme_id: $all.scheme_id.clone(),
            data: $all.data,
            illustrative_prices: assess::illustrative_prices($reward),
            site_code: $reward.site.code.clone(),
            site_name: $reward.site.name.clone(),
            cohort: $reward.cohort,
            period: $reward.period.id.clone(),
            $($field: $value,)*
        }
    };
}

impl RewardFigures {
    /// Every reward of an assessment, in its order.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`](crate::Pounds) can hold.
    pub fn of(assessment: &Assessment) -> Result<Vec<Self>, Error> {
        let of_reward = |reward: &Reward| {
            let closeness = Closeness::of(reward)?;
            let possible = closeness.possible.and_then(|possible| possible.bound);
            let cap = reward.cap.as_ref();
            Ok(of_reward! { Self, assessment, reward,
                period_from: reward.period.from(),
                period_to: reward.period.to(),
                outcome: reward.outcome,
                baseline_cost: reward.baseline_cost,
                test_cost: reward.test_cost,
                saving: reward.saving,
                reduction_percent: reward.reduction_percent,
                threshold_percent: reward.threshold.percent,
                threshold_rule: reward.threshold.rule,
                threshold_amount: reward.threshold.amount,
                threshold_met: reward.threshold.met,
                margin: reward.threshold.margin,
                cap_percent: cap.map(|cap| cap.percent),
                cap_amount: cap.and_then(|cap| cap.amount),
                cap_reached: cap.and_then(|cap| cap.reached),
                to_cap: closeness.to_cap,
                unrewarded_saving: reward.unrewarded_saving,
                reward_before_rounding: reward.reward_before_rounding,
                reward: reward.reward,
                most: closeness.most,
                missing_counts: u64::try_from(reward.missing.len()).unwrap_or(u64::MAX),
                status: reward.markers(),
                stands_for: Some(assess::stands_for(reward)).filter(|texts| !texts.is_empty()),
                bound_side: possible.as_ref().map(|bound| bound.side),
                bound_reward: possible.as_ref().map(|bound| bound.reward),
                bound_least: possible.as_ref().map(|bound| bound.least),
            })
        };
        assessment.rewards.iter().map(of_reward).collect()
    }
}

impl BandFigures {
    /// Every band of every reward, in the assessment's order.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Vec<Self> {
        let of_reward = |reward: &Reward| {
            let bands = (1_u64..).zip(&reward.bands);
            let rows = bands.map(|(number, band)| {
                of_reward! { Self, assessment, reward,
                    band: number,
                    from_percent: band.from_percent,
                    to_percent: band.to_percent,
                    band_saving: band.saving,
                    share_percent: band.share_percent,
                    payment: band.payment,
                }
            });
            rows.collect::<Vec<Self>>()
        };
        assessment.rewards.iter().flat_map(of_reward).collect()
    }
}

impl LineFigures {
    /// Every priced metric of every reward, in the assessment's order.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Vec<Self> {
        let of_line = |reward: &Reward, line: &Line| {
            let priced = &line.priced;
            of_reward! { Self, assessment, reward,
                metric: priced.metric.id.clone(),
                metric_title: priced.metric.title.clone(),
                unit: priced.metric.unit.clone(),
                stands_for: priced.metric.stands_for.clone(),
                baseline_price: priced.baseline_price.amount,
                baseline_price_status: priced.baseline_price.status.as_str().to_owned(),
                test_price: priced.test_price.amount,
                test_price_status: priced.test_price.status.as_str().to_owned(),
                baseline_price_year: priced.baseline_price.price_year.clone(),
                test_price_year: priced.test_price.price_year.clone(),
                baseline_price_source: priced.baseline_price.status.source().cloned(),
                test_price_source: priced.test_price.status.source().cloned(),
                baseline_count: line.baseline_count,
                test_count: line.test_count,
                baseline_cost: line.baseline_cost,
                test_cost: line.test_cost,
                saving: line.saving,
                status: line.markers,
                one_more: line.one_more,
                one_fewer: line.one_fewer,
            }
        };
        let rewards = assessment.rewards.iter();
        let lines = rewards.flat_map(|reward| reward.lines.iter().map(move |line| (reward, line)));
        lines.map(|(reward, line)| of_line(reward, line)).collect()
    }
}

impl CountFigures {
    /// Every count behind every reward, in the assessment's order: of priced metrics,
    /// then of watched ones. A count that several rewards rest on stands with each.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Vec<Self> {
        let mut rows = Vec::new();
        for reward in &assessment.rewards {
            let priced = reward.lines.iter();
            let priced = priced.map(|line| (&line.priced.metric, true, &line.areas));
            let watched = reward.watched.iter();
            let watched = watched.map(|watched| (&watched.metric, false, &watched.areas));
            for (metric, is_priced, areas) in priced.chain(watched) {
                for area in areas {
                    macro_rules! row {
                        ($group:expr, $counts:expr) => {
                            of_reward! { Self, assessment, reward,
                                metric: metric.id.clone(),
                                is_priced: is_priced,
                                area_code: area.code.clone(),
                                group: $group,
                                baseline_count: $counts.baseline_count,
                                baseline_status: $counts.baseline_markers,
                                baseline_missing: $counts.baseline_missing,
                                test_count: $counts.test_count,
                                test_status: $counts.test_markers,
                                test_missing: $counts.test_missing,
                            }
                        };
                    }
                    if area.groups.is_empty() {
                        rows.push(row!(None, area));
                    }
                    let groups = area.groups.iter();
                    rows.extend(groups.map(|group| row!(Some(group.group.clone()), group)));
                }
            }
        }
        rows
    }
}

impl ClosenessFigures {
    /// How close every reward of an assessment was, in its order.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`](crate::Pounds) can hold.
    pub fn of(assessment: &Assessment) -> Result<Vec<Self>, Error> {
        let mut rows = Vec::new();
        for reward in &assessment.rewards {
            let closeness = Closeness::of(reward)?;
            let bound = closeness.possible.and_then(|possible| possible.bound);
            let bound = bound.and_then(|bound| bound.metric);
            let metrics = closeness.metrics.iter().map(|metric| (metric, false));
            let metrics = metrics.chain(bound.iter().map(|metric| (metric, true)));
            for (metric, is_bound) in metrics {
                let MetricCloseness {
                    metric,
                    decision,
                    cap,
                } = metric;
                let turns = [(Edge::Threshold, Some(decision)), (Edge::Cap, cap.as_ref())];
                for (edge, turn) in turns {
                    let Some(turn) = turn else { continue };
                    let turns = turn.turns.as_ref();
                    rows.push(of_reward! { Self, assessment, reward,
                        metric: metric.id.clone(),
                        edge: edge,
                        is_bound: is_bound,
                        direction: turn.direction,
                        stands_cases: turn.stands.cases,
                        stands_saving: turn.stands.saving,
                        stands_margin: turn.stands.margin,
                        stands_reward: turn.stands.reward,
                        turns_cases: turns.map(|step| step.cases),
                        turns_saving: turns.map(|step| step.saving),
                        turns_margin: turns.map(|step| step.margin),
                        turns_reward: turns.map(|step| step.reward),
                    });
                }
            }
        }
        Ok(rows)
    }
}
