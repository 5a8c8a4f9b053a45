//! What is drawn for an assessment, worked out once: a table for every mean, and of
//! each site and cohort its costs and gates.

use super::JointOptions;
use super::alias::Alias;
use super::counts::Counts;
use super::scores::Scores;
use crate::assess::{Assessment, Line, Reward};
use crate::evaluate::{Subject, Unchanged};
use crate::money::{Percent, Pounds, Rounding};
use crate::name::Id;
use crate::problem::{Error, Problem};
use crate::scheme::{BandTerms, Terms, ThresholdRule};
use std::collections::HashMap;

/// So many values of all counts are told apart, at most: 200 MB of tables.
const MOST_VALUES: usize = 1 << 24;

/// Draws a count.
#[derive(Debug)]
pub(super) enum Table {
    /// From random bits: counts are independent.
    Alias(Alias),
    /// From a normal score: counts share a shock.
    Scores(Scores),
}

/// A count and what one case costs, in ten-thousandths of a pound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draw {
    pub(super) table: usize,
    pub(super) price: u64,
}

/// One gate.
#[derive(Debug)]
pub(super) struct Gated<'a> {
    pub(super) reward: &'a Reward,
    pub(super) terms: &'a BandTerms,
    /// The place of its period among those that have a shock of their own; the
    /// baseline's is 0.
    pub(super) period: usize,
    pub(super) draws: Vec<Draw>,
    /// What a cost may come to at most, as a share of the baseline cost, so that the
    /// threshold is met: 100% less the threshold, in millionths.
    pub(super) kept: i64,
    /// Whether it must be less than that.
    pub(super) strict: bool,
    /// Where each band begins and ends, if it does, and its share, in millionths.
    pub(super) bands: Vec<(i64, Option<i64>, i64)>,
}

impl Gated<'_> {
    pub(super) fn rounding(&self) -> Rounding {
        self.reward.rounding
    }

    /// Whether the threshold is met, as [`Gate`](crate::assess::Gate) decides it: both
    /// sides in ten-thousandths of a pound, times millionths, without a division.
    #[inline]
    pub(super) fn is_met(&self, baseline: i64, test: i64) -> bool {
        const ALL: i128 = Percent::PARTS_IN_ALL as i128;
        // Costs are below 2⁶³ and shares below 2²⁰.
        let allowed = i128::from(baseline).wrapping_mul(self.kept.into());
        let test = i128::from(test).wrapping_mul(ALL);
        let is_within = match self.strict {
            true => test < allowed,
            false => test <= allowed,
        };
        is_within && baseline > 0
    }

    /// What is paid once the threshold is met, in pence, by the sums of
    /// [`Gate`](crate::assess::Gate) in whole numbers; `None` beyond £30,000,000, where the
    /// gate itself is asked. In every block of draws it is asked about one of each gate,
    /// too.
    #[inline]
    pub(super) fn pence(&self, baseline: i64, test: i64) -> Option<i64> {
        const ALL: i128 = Percent::PARTS_IN_ALL as i128;
        // A penny is 2¹⁴ × 5¹⁴ of the parts of 10⁻¹⁶ pounds that these sums are in.
        const HALF_A_PENNY: i128 = 50_000_000_000_000;
        const FIVES: u64 = 6_103_515_625;
        let Rounding::HalfAwayFromZero = self.rounding();
        let of_baseline = |parts: i64| i128::from(baseline).wrapping_mul(i128::from(parts));
        // Costs are below 2⁶³ and parts below 2²⁰.
        let saving = i128::from(baseline.wrapping_sub(test)).wrapping_mul(ALL);
        let paid = self.bands.iter().map(|(begins, ends, share)| {
            let begins = of_baseline(*begins);
            let reached = ends.map_or(saving, |ends| saving.min(of_baseline(ends)));
            let part = reached.max(begins).wrapping_sub(begins);
            part.wrapping_mul(i128::from(*share))
        });
        let paid = paid.fold(0_i128, i128::wrapping_add);
        let moved = u64::try_from(paid.wrapping_add(HALF_A_PENNY) >> 14).ok()?;
        i64::try_from(moved / FIVES).ok()
    }
}

/// The bands of terms in millionths.
fn bands(terms: &BandTerms) -> Vec<(i64, Option<i64>, i64)> {
    let parts = |percent: Percent| i64::from(percent.parts());
    let mut begins = 0;
    let bands = terms.bands().iter().map(|band| {
        let ends = band.up_to.map(parts);
        let slice = (begins, ends, parts(band.share));
        begins = ends.unwrap_or(begins);
        slice
    });
    bands.collect()
}

/// The gates of one site and cohort, which share their baseline.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) baseline: Vec<Draw>,
    pub(super) gates: Vec<Gated<'a>>,
}

/// All that is drawn.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) tables: Vec<Table>,
    pub(super) units: Vec<Unit<'a>>,
    /// How many periods there are, the baseline among them.
    pub(super) periods: usize,
    pub(super) left_out: Vec<Subject>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(assessment: &'a Assessment, options: &JointOptions) -> Result<Self, Error> {
        let mut left_out = Vec::new();
        let mut together: Vec<Vec<&Reward>> = Vec::new();
        for reward in &assessment.rewards {
            if reward.reward.is_none() {
                left_out.push(Subject::of(reward));
                continue;
            }
            let is_same = |unit: &&mut Vec<&Reward>| {
                let first = unit.first();
                first.is_some_and(|first| {
                    first.site.code == reward.site.code && first.cohort == reward.cohort
                })
            };
            match together.iter_mut().find(is_same) {
                Some(unit) => unit.push(reward),
                None => together.push(vec![reward]),
            }
        }
        let mut tables = Tables::new(options);
        let mut periods: Vec<&Id> = vec![&assessment.baseline.id];
        let units = together.into_iter().map(|rewards| {
            let first = rewards.first();
            let about = first.map(|first| Subject::of(first).in_words());
            let unit = unit(&rewards, options, &mut tables, &mut periods);
            unit.map_err(|error| error.about(&about.unwrap_or_default()))
        });
        let units = units.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            tables: tables.all,
            units,
            periods: periods.len(),
            left_out,
        })
    }

    pub(super) fn gates(&self) -> impl Iterator<Item = &Gated<'a>> {
        self.units.iter().flat_map(|unit| &unit.gates)
    }
}

/// The gates of one site and cohort.
fn unit<'a>(
    rewards: &[&'a Reward],
    options: &JointOptions,
    tables: &mut Tables,
    periods: &mut Vec<&'a Id>,
) -> Result<Unit<'a>, Error> {
    let lines: &[Line] = rewards.first().map_or(&[], |reward| &reward.lines);
    let kept = 1.0 - options.reduction_percent / 100.0;
    let mut baseline = Vec::new();
    let mut of_tests: Vec<Vec<Draw>> = vec![Vec::new(); rewards.len()];
    for (place, line) in lines.iter().enumerate() {
        let mut tests = Vec::new();
        for reward in rewards {
            let like = reward.lines.get(place).filter(|other| {
                let is_same = other.priced.metric.id == line.priced.metric.id;
                let price = |line: &Line| line.priced.baseline_price.amount;
                let is_as_long = reward.lines.len() == lines.len();
                is_same && is_as_long && price(other) == price(line)
            });
            let count = like.and_then(|like| Some((like.test_count?, like)));
            tests.push(count.ok_or_else(unlike)?);
        }
        let at_first = line.baseline_count.ok_or_else(unlike)? as f64;
        let mean = match options.unchanged {
            Unchanged::Baseline => at_first,
            Unchanged::Pooled => {
                let counts = tests.iter().map(|(count, _)| *count as f64);
                (at_first + counts.sum::<f64>()) / (1.0 + tests.len() as f64)
            }
        };
        let price = line.priced.baseline_price.amount;
        baseline.extend(tables.draw(mean, price)?);
        for ((_, like), draws) in tests.iter().zip(&mut of_tests) {
            draws.extend(tables.draw(mean * kept, like.priced.test_price.amount)?);
        }
    }
    tables.check(&baseline)?;
    let gates = rewards.iter().zip(of_tests).map(|(reward, draws)| {
        tables.check(&draws)?;
        let Terms::Bands(terms) = &*reward.terms;
        let id = &reward.period.id;
        let known = periods.iter().position(|period| *period == id);
        Ok(Gated {
            reward,
            terms,
            period: known.unwrap_or_else(|| {
                periods.push(id);
                periods.len().saturating_sub(1)
            }),
            draws,
            kept: Percent::PARTS_IN_ALL
                .abs_diff(terms.threshold().parts())
                .into(),
            strict: terms.rule() == ThresholdRule::MoreThan,
            bands: bands(terms),
        })
    });
    let gates = gates.collect::<Result<_, Error>>()?;
    Ok(Unit { baseline, gates })
}

fn unlike() -> Error {
    let what = "its test periods do not rest on the same metrics and baseline prices";
    Problem::new(
        what,
        "assess the scheme again and leave the rewards as they are",
    )
    .into()
}

/// Tables by the mean that they are about.
struct Tables {
    all: Vec<Table>,
    /// The largest count of each.
    last: Vec<u64>,
    by_mean: HashMap<u64, usize>,
    values: usize,
    dispersion: f64,
    has_shock: bool,
}

impl Tables {
    fn new(options: &JointOptions) -> Self {
        Self {
            all: Vec::new(),
            last: Vec::new(),
            by_mean: HashMap::new(),
            values: 0,
            dispersion: options.dispersion.ratio(),
            has_shock: options.correlation > 0.0,
        }
    }

    /// How a count about a mean enters a cost; `None` where it is never anything.
    fn draw(&mut self, mean: f64, price: Pounds) -> Result<Option<Draw>, Error> {
        let price = price
            .ten_thousandths()
            .and_then(|price| u64::try_from(price).ok());
        let price = price.ok_or_else(too_large)?;
        if mean <= 0.0 || price == 0 {
            return Ok(None);
        }
        if let Some(&table) = self.by_mean.get(&mean.to_bits()) {
            return Ok(Some(Draw { table, price }));
        }
        let counts = Counts::about(mean, self.dispersion)?;
        self.values = self.values.saturating_add(counts.chances.len());
        if self.values > MOST_VALUES {
            let what = "all counts together take too many values to be drawn";
            let advice = "draw fewer sites at once, or ask for the chance of each gate alone";
            return Err(Problem::new(what, advice).into());
        }
        let table = self.all.len();
        self.all.push(match self.has_shock {
            true => Table::Scores(Scores::of(&counts)),
            false => Table::Alias(Alias::of(&counts)),
        });
        self.last.push(counts.last());
        self.by_mean.insert(mean.to_bits(), table);
        Ok(Some(Draw { table, price }))
    }

    /// Refuses costs that 63 bits may not hold.
    fn check(&self, draws: &[Draw]) -> Result<(), Error> {
        let mut most = 0_i64;
        for draw in draws {
            let last = self.last.get(draw.table).copied().unwrap_or(u64::MAX);
            let cost = last.checked_mul(draw.price);
            let cost = cost.and_then(|cost| i64::try_from(cost).ok());
            let sum = cost.and_then(|cost| most.checked_add(cost));
            most = sum.ok_or_else(too_large)?;
        }
        Ok(())
    }
}

fn too_large() -> Error {
    let what = "a cost may come to more than £900,000,000,000,000";
    Problem::new(what, "check the counts and prices that it is made of").into()
}
