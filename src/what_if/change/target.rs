//! Which value of a scheme or a table a setting means, or why it means none.

use super::{Given, Target};
use crate::cohort::Cohort;
use crate::demand::{Count, Sum};
use crate::name::{Id, quoted};
use crate::problem::Problem;
use crate::scheme::{PublishedTerms, Spot};
use crate::what_if::input::Input;
use crate::what_if::setting::{Setting, Value, Wish};
use crate::wording::{instead_of, listed, one_of};

impl Given<'_> {
    /// Which value a setting means, under each of some terms; or why it means none.
    pub(in crate::what_if) fn target(
        &self,
        setting: &Setting,
        under: &[Option<PublishedTerms>],
    ) -> Result<Target, Vec<Problem>> {
        let input = &setting.input;
        let cohort = input.cohort();
        let mut problems = Vec::new();
        if self.scheme.terms(cohort).is_none() && !matches!(input, Input::Count { .. }) {
            let what = format!("the scheme has no cohort \"{cohort}\"");
            let cohorts = Cohort::ALL.into_iter();
            let cohorts = cohorts.filter(|cohort| self.scheme.terms(*cohort).is_some());
            let cohorts: Vec<&str> = cohorts.map(Cohort::as_str).collect();
            problems.push(Problem::new(what, one_of(&cohorts)));
        }
        let target = match input {
            Input::Price {
                metric,
                cohort,
                period,
            } => self.price(metric, *cohort, period.as_ref(), &mut problems),
            Input::Threshold { cohort } => Some(Target::Threshold(*cohort)),
            Input::ThresholdMet { cohort } => Some(Target::Rule(*cohort)),
            Input::Share { cohort, band } => {
                let band = self.band(*cohort, *band, under, &mut problems);
                band.map(|band| Target::Share(*cohort, band))
            }
            Input::BandEnd { cohort, band } => {
                let band = self.band(*cohort, *band, under, &mut problems);
                band.map(|band| Target::End(*cohort, band))
            }
            Input::Count {
                area,
                cohort,
                period,
                metric,
            } => {
                let names = [
                    area.as_str(),
                    cohort.as_str(),
                    period.as_str(),
                    metric.as_str(),
                ];
                self.count(names, &setting.wishes, &mut problems)
            }
        };
        match (target, problems.is_empty()) {
            (Some(target), true) => Ok(target),
            _ => Err(problems),
        }
    }

    fn price(
        &self,
        metric: &Id,
        cohort: Cohort,
        period: Option<&Id>,
        problems: &mut Vec<Problem>,
    ) -> Option<Target> {
        let metrics = self.scheme.metrics().iter();
        let metrics: Vec<&str> = metrics.map(|metric| metric.id.as_str()).collect();
        let periods = self.periods();
        let of_id = |id: &&Id| periods.iter().find(|period| period.id == **id);
        if let Some(unknown) = period.filter(|id| of_id(id).is_none()) {
            let ids: Vec<&str> = periods.iter().map(|period| period.id.as_str()).collect();
            let what = format!("{} is not a period of the scheme", quoted(unknown.as_str()));
            problems.push(Problem::new(what, instead_of(unknown.as_str(), &ids)));
        }
        if !metrics.contains(&metric.as_str()) {
            let what = format!("there is no metric \"{metric}\"");
            problems.push(Problem::new(what, instead_of(metric.as_str(), &metrics)));
            return None;
        }
        let prices = self.scheme.prices().iter().enumerate();
        let own = prices.filter(|(_, price)| price.metric == *metric && price.cohort == cohort);
        let own: Vec<(usize, _)> = own.collect();
        match (own.as_slice(), period.as_ref().and_then(of_id)) {
            ([], _) => {
                let what = format!("\"{metric}\" has no price for cohort \"{cohort}\"");
                let priced = self.scheme.prices().iter();
                let priced = priced.filter(|price| price.cohort == cohort);
                let mut keys: Vec<String> = priced
                    .map(|price| format!("price.{}.{cohort}", price.metric))
                    .collect();
                keys.dedup();
                let advice = format!(
                    "only what has a price can be given another: {}",
                    one_of(&keys)
                );
                problems.push(Problem::new(what, advice));
                None
            }
            ([(number, _)], None) => Some(Target::Price(*number)),
            (several, None) => {
                // A period that is not known has been reported.
                if period.is_none() {
                    let keys: Vec<String> = periods
                        .iter()
                        .map(|period| format!("price.{metric}.{cohort}.{}", period.id))
                        .collect();
                    let what = format!(
                        "\"{metric}\" has {} prices for cohort \"{cohort}\"",
                        several.len()
                    );
                    let advice = format!(
                        "say which by a period that it values: {}",
                        listed(&keys, "or")
                    );
                    problems.push(Problem::new(what, advice));
                }
                None
            }
            (several, Some(period)) => {
                let mut several = several.iter();
                let valuing = several.find(|(_, price)| price.covers(period));
                valuing.map(|(number, _)| Target::Price(*number))
            }
        }
    }

    /// The number of a band from zero, where all the terms have one.
    fn band(
        &self,
        cohort: Cohort,
        number: usize,
        under: &[Option<PublishedTerms>],
        problems: &mut Vec<Problem>,
    ) -> Option<usize> {
        let index = number.checked_sub(1)?;
        for published in under {
            let bands = self.terms(cohort, *published)?.bands().len();
            if index >= bands {
                let terms = published.map_or("the scheme", PublishedTerms::as_str);
                let what = match bands {
                    1 => format!("the terms for {} have one band in {terms}", cohort.people()),
                    _ => format!(
                        "the terms for {} have {bands} bands in {terms}",
                        cohort.people()
                    ),
                };
                let numbers: Vec<String> = (1..=bands).map(|band| band.to_string()).collect();
                problems.push(Problem::new(what, one_of(&numbers)));
                return None;
            }
        }
        Some(index)
    }

    fn count(
        &self,
        [area, cohort, period, metric]: [&str; 4],
        wishes: &[Wish],
        problems: &mut Vec<Problem>,
    ) -> Option<Target> {
        let spot = match self.demand.spot(area, cohort, period, metric) {
            Ok(spot) => spot,
            Err(unknown) => {
                problems.extend(unknown);
                return None;
            }
        };
        if self.demand.cell(spot).is_grouped {
            let what = "this count is split into groups, which are set in the table alone";
            let advice =
                "leave this out; change the groups in a copy of the table, and assess that";
            problems.push(Problem::new(what, advice));
            return None;
        }
        let there = self.counted(spot);
        let fault = wishes.iter().find_map(|wish| match (wish, there) {
            (Wish::To(_), _) => None,
            (Wish::More(_) | Wish::Fewer(_), None) => Some(Problem::new(
                format!(
                    "this count is {}, so that none can be added or taken away",
                    self.lacking(spot)
                ),
                "set it to a number",
            )),
            (Wish::Fewer(fewer), Some(there)) if *fewer > there => Some(Problem::new(
                format!("{fewer} cannot be taken away from {there}"),
                format!("{there} fewer are the most"),
            )),
            (_, Some(_)) if self.value(spot, *wish).is_none() => Some(Problem::new(
                "this count would be too large",
                "fifteen digits are the most",
            )),
            _ => None,
        });
        problems.extend(fault);
        Some(Target::Count(spot))
    }

    /// The count of a spot, where the table has one.
    pub(super) fn counted(&self, spot: Spot) -> Option<u64> {
        match self.demand.cell(spot).sum {
            Sum::Number(number) => Some(number),
            Sum::NoRow | Sum::Missing | Sum::NotApplicable => None,
        }
    }

    /// Why a spot has no count.
    pub(super) fn lacking(&self, spot: Spot) -> &'static str {
        match self.demand.cell(spot).sum {
            Sum::NotApplicable => "not applicable",
            Sum::Number(_) | Sum::NoRow | Sum::Missing => "missing",
        }
    }

    /// What a count is to be.
    pub(super) fn value(&self, spot: Spot, wish: Wish) -> Option<u64> {
        let there = self.counted(spot);
        let count = match wish {
            Wish::To(Value::Count(count)) => Some(count),
            Wish::To(_) => None,
            Wish::More(more) => there?.checked_add(more),
            Wish::Fewer(fewer) => there?.checked_sub(fewer),
        };
        count.filter(|count| *count <= Count::LARGEST)
    }
}
