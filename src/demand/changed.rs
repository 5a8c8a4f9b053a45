//! A table of counts with some counts changed, under all of its checks. The table
//! itself stays as it is.

use super::builder::DemandBuilder;
use super::{Count, Demand, Markers, Row};
use crate::problem::{Error, Problem};
use crate::scheme::Spot;
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
        builder
            .spot(area, cohort, period, metric)
            .map_err(|no_spot| no_spot.into_problems())
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
