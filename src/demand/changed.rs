//! A table of counts with some counts changed, under all of its checks. The table
//! itself stays as it is.

use super::builder::{DemandBuilder, NotInScheme};
use super::{Count, Demand, Markers, Row};
use crate::cohort::Cohort;
use crate::name::Id;
use crate::problem::{Error, Problem};
use crate::scheme::Spot;
use crate::wording::one_of;
use std::sync::Arc;

impl Demand {
    /// The place of a count by its four names, or what is wrong with them.
    pub(crate) fn spot(
        &self,
        area: &str,
        cohort: &str,
        period: &str,
        metric: &str,
    ) -> Result<Spot, Vec<Problem>> {
        let builder = DemandBuilder::new(Arc::clone(&self.grid));
        let no_spot = match builder.spot(area, cohort, period, metric) {
            Ok(spot) => return Ok(spot),
            Err(no_spot) => no_spot,
        };
        let is_known = no_spot.is_known;
        let wrong = no_spot.problems.into_iter().map(|(of, mut problem)| {
            if is_known {
                // There is no row to take away: somebody asks for a count.
                problem.advice = self.needed_instead(of, [area, cohort, period, metric]);
            }
            problem
        });
        Err(wrong.collect())
    }

    /// Where the scheme needs no count, which names it needs one with instead of one of the
    /// four.
    fn needed_instead(&self, wrong: NotInScheme, names: [&str; 4]) -> String {
        let grid = &self.grid;
        let periods = grid.periods().iter().map(Id::as_str);
        let (place, candidates): (usize, Vec<&str>) = match wrong {
            NotInScheme::Area => (0, Vec::new()),
            NotInScheme::Cohort => (1, Cohort::ALL.map(Cohort::as_str).into()),
            NotInScheme::Period => (2, periods.collect()),
            NotInScheme::Metric => (3, grid.metric_ids()),
        };
        let takes_part = |candidate: &&str| {
            let mut names = names;
            if let Some(name) = names.get_mut(place) {
                *name = candidate;
            }
            let [area, cohort, period, metric] = names;
            let builder = DemandBuilder::new(Arc::clone(grid));
            match builder.spot(area, cohort, period, metric) {
                Ok(_) => true,
                // What else is wrong is said when this is mended.
                Err(other) => other.problems.iter().all(|(of, _)| *of != wrong),
            }
        };
        let needed: Vec<&str> = candidates.into_iter().filter(takes_part).collect();
        match needed.is_empty() {
            true => "leave this out: the scheme has no use for such a count".to_owned(),
            false => one_of(&needed),
        }
    }

    /// The same table with other counts at some spots, of which none is split by
    /// group.
    pub(crate) fn changed(&self, counts: &[(Spot, u64)]) -> Result<Self, Error> {
        let mut builder = DemandBuilder::new(Arc::clone(&self.grid));
        builder.rows.clone_from(&self.rows);
        for (spot, count) in counts {
            let count = Count::Number(*count);
            match builder.rows.iter_mut().find(|row| row.spot == *spot) {
                Some(row) => row.count = count,
                None => builder.rows.push(Row {
                    spot: *spot,
                    group: None,
                    count,
                    markers: Markers::default(),
                    details: None,
                    origin: None,
                }),
            }
        }
        builder.build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Document;
    use crate::scheme::Scheme;

    #[test]
    fn a_table_of_which_nothing_is_changed_is_the_same() {
        for folder in ["england-and-wales", "hackney", "pilot"] {
            let read = |name: &str| {
                let file = std::fs::read(format!("fixtures/{folder}/{name}")).unwrap();
                Document::new(name, file)
            };
            let scheme = Scheme::read(&read("scheme.toml")).unwrap();
            let demand = Demand::read(&scheme, &read("demand.csv")).unwrap();
            let again = demand.changed(&[]).unwrap();
            assert_eq!(again, demand);
            assert_eq!(again.to_csv(), demand.to_csv());
        }
    }
}
