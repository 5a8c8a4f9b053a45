//! How much more widely counts vary than Poisson ones, from quarters of the same areas:
//! season and trend are taken out first. How much areas differ says nothing of it, and
//! is not used.

use super::chance::Dispersion;
use super::further::{Contents, FurtherCounts, Total};
use super::rates::{Confidence, Gamma};
use crate::cohort::Cohort;
use crate::name::Id;
use crate::period::Period;
use crate::problem::{Document, Error, Problem};
use crate::scheme::{Scheme, Site};
use crate::wording::counted;
use std::sync::Arc;

/// Counts of quarters that follow one another.
#[derive(Debug, Clone)]
pub struct Quarters {
    counts: FurtherCounts,
    ids: Vec<Id>,
    metrics: Vec<Id>,
}

/// Variance ÷ mean as quarters show it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct EstimatedDispersion {
    /// Pearson's χ² ÷ its degrees of freedom.
    pub ratio: f64,
    /// Its 95% interval, *approximate*: χ² taken as chi-squared about the true ratio.
    pub interval: (f64, f64),
    /// The degrees of freedom: of each series its quarters less its seasons and the trend,
    /// without seasons in which nothing was counted.
    pub degrees: u64,
    /// The first quarter of the table and the last: they follow one another in its order.
    pub quarters: (Id, Id),
    /// How many series of an area, cohort and metric it rests on.
    pub series: u64,
    /// How many were left out: a count is missing, there are too few cases to tell, or
    /// nothing is left beside seasons and trend.
    pub left_out: u64,
}

impl EstimatedDispersion {
    /// The dispersion to go on with: Poisson where the quarters vary less than that.
    ///
    /// # Errors
    ///
    /// It is above a thousand.
    pub fn dispersion(&self) -> Result<Dispersion, Error> {
        Dispersion::new(self.ratio.max(1.0))
    }

    /// The dispersion, between the ends of its interval: as far as they lie between 1 and
    /// 1,000.
    ///
    /// # Errors
    ///
    /// The dispersion is above a thousand.
    pub fn range(&self) -> Result<Vec<Dispersion>, Error> {
        self.dispersion()?;
        let (lower, upper) = self.interval;
        let mut all = vec![lower, self.ratio, upper];
        all.iter_mut()
            .for_each(|ratio| *ratio = ratio.clamp(1.0, 1000.0));
        all.dedup();
        all.into_iter().map(Dispersion::new).collect()
    }
}

/// With fewer cases in a quarter χ² ÷ degrees of freedom is too small, in the mean.
const FEWEST_CASES: f64 = 5.0;
/// With fewer quarters there is nothing left to tell the spread from.
const FEWEST_QUARTERS: usize = 8;

const NO_SERIES: &str = "no series of quarters tells how widely its counts vary";
const SERIES_ADVICE: &str = "give every count of at least one area, cohort and metric, with five \
                             cases a quarter or more";

impl Quarters {
    /// Reads a table of counts of quarters: the columns of
    /// [`Demand::read`](crate::Demand::read), and as periods ids of its own, one for each
    /// quarter, in the order in which they follow one another without a gap.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the table, each with its place; fewer than eight
    /// quarters.
    pub fn read(scheme: &Scheme, document: &Document) -> Result<Self, Error> {
        let contents = Contents::of(document);
        let ids: Vec<Id> = contents
            .periods()
            .iter()
            .map(|(id, _)| id.clone())
            .collect();
        let baseline = scheme.baseline();
        let (from, to) = (baseline.from().to_string(), baseline.to().to_string());
        let periods = ids
            .iter()
            .map(|id| Period::new(id.as_str(), &from, &to).map(Arc::new));
        let periods: Vec<Arc<Period>> = periods.collect::<Result<_, Error>>()?;
        let mut sites = Vec::new();
        for area in contents.areas() {
            let cohorts: Vec<Cohort> = Cohort::ALL
                .into_iter()
                .filter(|cohort| contents.cohorts_of(area).contains(cohort))
                .filter(|cohort| scheme.terms(*cohort).is_some())
                .collect();
            sites.push(Arc::new(Site::new(area.as_str(), area.as_str(), &cohorts)?));
        }
        let builder = FurtherCounts::builder(scheme, &sites, &periods).table(document);
        let counts = FurtherCounts::of(builder, "the table of quarters")?;
        if ids.len() < FEWEST_QUARTERS {
            let number = u64::try_from(ids.len()).unwrap_or(u64::MAX);
            let quarters = counted(number, "quarter", "quarters");
            let what = format!("{} holds {quarters}", document.name());
            let advice = "give eight or more that follow one another: season and trend take five";
            return Err(Problem::new(what, advice).into());
        }
        let metrics = scheme.metrics().iter().map(|metric| metric.id.clone());
        Ok(Self {
            counts,
            ids,
            metrics: metrics.collect(),
        })
    }

    /// Pearson's χ² ÷ its degrees of freedom, of all series together: in each, a Poisson
    /// regression gives every season its level and all of them one trend.
    ///
    /// # Errors
    ///
    /// No series is whole.
    pub fn dispersion(&self) -> Result<EstimatedDispersion, Error> {
        let (mut square, mut degrees, mut series, mut left_out) = (0.0, 0_usize, 0_u64, 0_u64);
        for area in self.counts.area_codes() {
            for cohort in Cohort::ALL {
                for metric in &self.metrics {
                    let areas = std::slice::from_ref(area);
                    let totals = self
                        .ids
                        .iter()
                        .map(|id| self.counts.total(Some(areas), cohort, id, metric));
                    let totals: Vec<Total> = totals.collect::<Result<_, Error>>()?;
                    if totals.iter().all(|total| *total == Total::NotInTable) {
                        continue;
                    }
                    let counts = totals.iter().map(|total| match total {
                        Total::Number(count) => Some(*count as f64),
                        _ => None,
                    });
                    let counts: Option<Vec<f64>> = counts.collect();
                    match counts.as_deref().and_then(pearson) {
                        Some((of_series, left)) => {
                            square += of_series;
                            degrees = degrees.saturating_add(left);
                            series = series.saturating_add(1);
                        }
                        None => left_out = left_out.saturating_add(1),
                    }
                }
            }
        }
        if series == 0 {
            return Err(Problem::new(NO_SERIES, SERIES_ADVICE).into());
        }
        let ratio = square / degrees as f64;
        // χ² of so many degrees of freedom is twice a gamma variable of half as many.
        let shape = degrees as f64 / 2.0;
        let (gamma, tail) = (Gamma { shape }, Confidence::usual().tail());
        let end = |of: f64| square / (2.0 * of);
        let ends = self.ids.first().zip(self.ids.last());
        let (first, last) = ends.ok_or_else(|| Problem::new(NO_SERIES, SERIES_ADVICE))?;
        Ok(EstimatedDispersion {
            ratio,
            quarters: (first.clone(), last.clone()),
            interval: (end(gamma.value_above(tail)), end(gamma.value_below(tail))),
            degrees: u64::try_from(degrees).unwrap_or(u64::MAX),
            series,
            left_out,
        })
    }
}

/// Pearson's χ² of a series about its seasons and trend, with its degrees of freedom;
/// `None` where none are left, or where there are too few cases.
///
/// The fit is of the greatest likelihood (McCullagh and Nelder, *Generalized Linear
/// Models*, 1989, chapter 6). A season in which nothing was counted has mean zero and adds
/// nothing; the trend is found from the others.
fn pearson(counts: &[f64]) -> Option<(f64, usize)> {
    let middle = (counts.len() as f64 - 1.0) / 2.0;
    let total: f64 = counts.iter().sum();
    if total < FEWEST_CASES * counts.len() as f64 {
        return None;
    }
    let season_of = |at: usize| at & 3;
    let seasons: [f64; 4] = std::array::from_fn(|season| {
        let of_season = counts.iter().enumerate();
        of_season
            .filter(|(at, _)| season_of(*at) == season)
            .map(|(_, count)| count)
            .sum()
    });
    // With the levels of the seasons at their best for a trend, one unknown is left:
    // the trend for which Σ (count − mean)·time is zero. It falls as the trend rises.
    let time = |at: usize| at as f64 - middle;
    let means = |trend: f64| {
        let weights: Vec<f64> = (0..counts.len())
            .map(|at| (trend * time(at)).exp())
            .collect();
        let of_seasons: [f64; 4] = std::array::from_fn(|season| {
            let of_season = weights.iter().enumerate();
            of_season
                .filter(|(at, _)| season_of(*at) == season)
                .map(|(_, weight)| weight)
                .sum()
        });
        let mean = move |(at, weight): (usize, &f64)| {
            let season = season_of(at);
            let (level, sum) = (seasons.get(season)?, of_seasons.get(season)?);
            Some(level * weight / sum)
        };
        weights
            .iter()
            .enumerate()
            .map(mean)
            .collect::<Option<Vec<f64>>>()
    };
    let slope = |trend: f64| -> Option<f64> {
        let means = means(trend)?;
        let differences = counts.iter().zip(&means).enumerate();
        Some(
            differences
                .map(|(at, (count, mean))| (count - mean) * time(at))
                .sum(),
        )
    };
    let (mut low, mut high) = (-20.0, 20.0);
    for _ in 0..200 {
        let trend = f64::midpoint(low, high);
        match slope(trend)? > 0.0 {
            true => low = trend,
            false => high = trend,
        }
    }
    let means = means(f64::midpoint(low, high))?;
    let told: Vec<(&f64, &f64)> = counts
        .iter()
        .zip(&means)
        .filter(|(_, mean)| **mean > 0.0)
        .collect();
    let live = seasons.iter().filter(|season| **season > 0.0).count();
    let degrees = told.len().checked_sub(live)?.checked_sub(1)?;
    let squares = told
        .iter()
        .map(|(count, mean)| (*count - *mean) * (*count - *mean) / *mean);
    (degrees > 0).then(|| (squares.sum(), degrees))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_season_and_trend_explain_is_no_dispersion() {
        let seasons = [80.0, 100.0, 120.0, 90.0];
        let counts = (0..16).map(|at| seasons[at % 4] * (-0.02 * at as f64).exp());
        let (square, degrees) = pearson(&counts.collect::<Vec<f64>>()).unwrap();
        assert_eq!(degrees, 11);
        assert!(square < 1e-9, "{square}");
    }

    #[test]
    fn a_deviation_by_hand_is_its_square_over_the_mean() {
        // Two years without a trend: of each season 110 and 90 about 100, and the signs
        // so that they are no trend either.
        let counts = [110.0, 90.0, 90.0, 110.0, 90.0, 110.0, 110.0, 90.0];
        let (square, degrees) = pearson(&counts).unwrap();
        assert_eq!(degrees, 3);
        // Eight times 10² ÷ 100.
        assert!((square - 8.0).abs() < 1e-6, "{square}");
    }

    #[test]
    fn a_season_in_which_nothing_was_counted_tells_nothing() {
        let counts = [
            10.0, 0.0, 30.0, 20.0, 12.0, 0.0, 25.0, 22.0, 9.0, 0.0, 31.0, 28.0,
        ];
        // Nine quarters less three seasons and the trend.
        assert_eq!(pearson(&counts).unwrap().1, 5);
        // Too few cases to tell.
        assert_eq!(pearson(&[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]), None);
    }
}
