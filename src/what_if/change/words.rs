//! What was changed, in words: the titles of metrics and periods, the names of places.

use super::{Given, Set, Target};
use crate::area::AreaCode;
use crate::name::{Id, Title};
use crate::period::Period;
use crate::scheme::{PublishedTerms, UnitPrice};
use crate::what_if::input::Input;
use crate::what_if::setting::Value;
use crate::wording::listed;
use std::sync::Arc;

impl Given<'_> {
    /// What was changed: by itself, with its value, and where the other value stands.
    pub(super) fn said(
        &self,
        set: &Set<'_>,
        now: Value,
        published: Option<PublishedTerms>,
    ) -> [String; 3] {
        let people = set.input.cohort().people();
        let value = now.in_words();
        let of_terms = match published {
            Some(published) => format!("in {}", published.as_str()),
            None => "in the scheme".to_owned(),
        };
        match set.input {
            Input::Price { metric, period, .. } => {
                let valued = self.valued(set.target, period.is_some());
                let what = format!("{}, {people}{valued}", self.title(metric));
                [
                    format!("price of {what}"),
                    format!("a price of {value} for {what}"),
                    "in the scheme".to_owned(),
                ]
            }
            Input::Threshold { .. } => [
                format!("threshold for {people}"),
                format!("a threshold of {value} for {people}"),
                of_terms,
            ],
            Input::ThresholdMet { .. } => [
                format!("rule of the threshold for {people}"),
                format!("a threshold for {people} {value}"),
                of_terms,
            ],
            Input::Share { band, .. } => [
                format!("share of band {band} for {people}"),
                format!("a share of {value} in band {band} for {people}"),
                of_terms,
            ],
            Input::BandEnd { band, .. } => [
                format!("end of band {band} for {people}"),
                format!("band {band} for {people} ending at {value}"),
                of_terms,
            ],
            Input::Count {
                area,
                period,
                metric,
                ..
            } => {
                let what = format!(
                    "{}, {people}, {}, {}",
                    self.title(metric),
                    self.place(area),
                    self.label(period)
                );
                [
                    format!("count of {what}"),
                    format!("a count of {value} of {what}"),
                    "in the table".to_owned(),
                ]
            }
        }
    }

    /// The periods that a price values, where the metric and cohort have others too, or
    /// where a period was named: the price may value more than that one.
    fn valued(&self, target: Target, is_named: bool) -> String {
        let prices = self.scheme.prices();
        let price = match target {
            Target::Price(number) => prices.get(number),
            _ => None,
        };
        let Some(price) = price else {
            return String::new();
        };
        let like =
            |other: &&Arc<UnitPrice>| other.metric == price.metric && other.cohort == price.cohort;
        if !is_named && prices.iter().filter(like).count() < 2 {
            return String::new();
        }
        let periods = self.periods().into_iter();
        let periods = periods.filter(|period| price.covers(period));
        let periods: Vec<String> = periods.map(Period::in_sentence).collect();
        format!(", in {}", listed(&periods, "and"))
    }

    fn title(&self, id: &Id) -> String {
        let mut metrics = self.scheme.metrics().iter();
        let metric = metrics.find(|metric| metric.id == *id);
        format!(
            "\"{}\"",
            metric.map_or(id.as_str(), |metric| metric.title.as_str())
        )
    }

    fn label(&self, id: &Id) -> String {
        let mut periods = self.periods().into_iter();
        let period = periods.find(|period| period.id == *id);
        period.map_or_else(|| id.to_string(), |period| period.label().to_owned())
    }

    /// The name of a site's only area, or of an area, with its code.
    fn place(&self, code: &AreaCode) -> String {
        let mut sites = self.scheme.sites().iter();
        let only = sites.find(|site| site.areas == [code.clone()]);
        let names = self.demand.area_names();
        let name = only.map(|site| &site.name).or_else(|| names.get(code));
        match name.map(Title::as_str) {
            Some(name) => format!("{name} ({code})"),
            None => code.to_string(),
        }
    }
}
