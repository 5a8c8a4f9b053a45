//! Whether what is set fits together and with what stays. The checks of files would
//! refuse the same, but their advice is about rows and keys of files, and nothing is wrong
//! with those: here it is about what was set.

use super::{Given, Set, Target};
use crate::cohort::Cohort;
use crate::demand::Sum;
use crate::money::Percent;
use crate::problem::Problem;
use crate::scheme::{Band, Need, Spot};
use crate::what_if::input::Input;
use crate::wording::listed;

impl Given<'_> {
    /// Counts of a priced metric that is not applicable, set in some periods and not in the
    /// others.
    pub(super) fn half_applicable(&self, sets: &[Set<'_>]) -> Vec<Problem> {
        let grid = self.scheme.grid();
        let spots: Vec<Spot> = sets.iter().filter_map(|set| set.spot()).collect();
        let not_set = |spot: Spot| {
            let of_periods = (0..grid.periods().len()).map(|period| Spot { period, ..spot });
            let lacking = of_periods.filter(|one| {
                grid.need(*one) == Some(Need::Priced)
                    && self.demand.cell(*one).sum == Sum::NotApplicable
                    && !spots.contains(one)
            });
            let keys = lacking.map(|one| {
                let (area, cohort, period, metric) = grid.names(one);
                format!("count.{area}.{cohort}.{period}.{metric}")
            });
            keys.collect::<Vec<String>>()
        };
        let mut problems: Vec<Problem> = Vec::new();
        for set in sets {
            let own = set.spot().filter(|spot| {
                grid.need(*spot) == Some(Need::Priced)
                    && self.demand.cell(*spot).sum == Sum::NotApplicable
            });
            let lacking = own.map(not_set).unwrap_or_default();
            if !lacking.is_empty() {
                let what = format!(
                    "{}: this count is not applicable [z], and is set in some periods only",
                    set.input
                );
                let advice = format!("set {} too, or leave this out", listed(&lacking, "and"));
                problems.push(Problem::new(what, advice));
            }
        }
        problems
    }
}

impl Set<'_> {
    /// Of which count it is; `None` of a price and of terms.
    fn spot(&self) -> Option<Spot> {
        match self.target {
            Target::Count(spot) => Some(spot),
            _ => None,
        }
    }
}

/// Bands that do not rise.
pub(super) fn not_rising(cohort: Cohort, bands: &[Band]) -> Vec<Problem> {
    let end_of = |band: usize| Input::BandEnd { cohort, band };
    let mut problems = Vec::new();
    let mut start = Percent::ZERO;
    for (before, band) in bands.iter().enumerate() {
        let number = before.saturating_add(1);
        let Some(end) = band.up_to else {
            continue;
        };
        if end <= start {
            let what = format!(
                "bands for {}: band {number} ends at {end}%, but begins at {start}%",
                cohort.people()
            );
            let mut ways = Vec::new();
            if start < Percent::ALL {
                ways.push(format!("{} above {start}%", end_of(number)));
            }
            if before > 0 && end > Percent::ZERO {
                ways.push(format!("{} below {end}%", end_of(before)));
            }
            let advice = match ways.is_empty() {
                true => "set the ends of the bands so that they rise".to_owned(),
                false => format!("bands rise: set {}", listed(&ways, "or")),
            };
            problems.push(Problem::new(what, advice));
        }
        start = end;
    }
    problems
}
