//! Metrics and their prices: each metric on one basis, each cohort with a price,
//! each period wholly under one price.

use super::{duplicates, none_at_all, terms::known_source};
use crate::cohort::Cohort;
use crate::metric::Metric;
use crate::name::Id;
use crate::note::{Kind, Note};
use crate::period::Period;
use crate::scheme::UnitPrice;
use crate::scheme::builder::{Found, Part, Placed, SchemeBuilder};
use crate::wording;

pub(super) fn check(parts: &SchemeBuilder, found: &mut Found<'_>, notes: &mut Vec<Note>) {
    metrics(parts, found);
    for metric in &parts.metrics {
        let Metric { id, title, .. } = &metric.value;
        if !parts.prices.iter().any(|price| price.value.metric == *id) {
            let text = format!("\"{title}\" has no price: it is watched, not in the cost");
            notes.push(Note::new(Kind::Watched, text).of_metric(id));
        }
    }
    for price in &parts.prices {
        if found.problems.are_enough() {
            return;
        }
        references(parts, price, found);
    }
    apart(parts, found);
    for placed in &parts.terms {
        let cohort = placed.value.0;
        let priced: Vec<&Id> = parts
            .metrics
            .iter()
            .map(|metric| &metric.value.id)
            .filter(|metric| prices_of(parts, metric, cohort).next().is_some())
            .collect();
        if priced.is_empty()
            && found.origin.has_all(Part::Price)
            && found.origin.has_all(Part::Metric)
        {
            let what = format!("cohort \"{cohort}\" has no price");
            let advice = format!(
                "add a [[price]] with cohort = \"{cohort}\", or take [cohort.{cohort}] away"
            );
            found.at(placed.spans.of("cohort", 0), what, advice);
        }
        for metric in priced {
            // A price whose days are reversed covers nothing; that has been said.
            let is_reversed = |price: &Placed<UnitPrice>| {
                let (from, to) = (price.value.from, price.value.to);
                from.zip(to).is_some_and(|(from, to)| to < from)
            };
            if prices_of(parts, metric, cohort).any(is_reversed) {
                continue;
            }
            coverage(parts, metric, cohort, found);
        }
    }
}

fn metrics(parts: &SchemeBuilder, found: &mut Found<'_>) {
    none_at_all(
        parts.metrics.is_empty(),
        Part::Metric,
        found,
        "the scheme has no metric",
        "add [[metric]] with id, title, unit and basis",
    );
    duplicates(
        &parts.metrics,
        "id",
        |metric| &metric.id,
        found,
        |first, second| {
            let id = &second.id;
            if first.basis == second.basis {
                let what = format!("two metrics have the id \"{id}\"");
                return (what, "give this one an id of its own".to_owned());
            }
            let what = format!(
                "metric \"{id}\" is counted on unlike bases: {} and {}",
                first.basis, second.basis
            );
            let advice = "counts at unlike steps of the system are never added up: \
                          give this one an id of its own";
            (what, advice.to_owned())
        },
    );
}

fn references(parts: &SchemeBuilder, placed: &Placed<UnitPrice>, found: &mut Found<'_>) {
    let price = &placed.value;
    let metrics: Vec<&Id> = parts
        .metrics
        .iter()
        .map(|metric| &metric.value.id)
        .collect();
    if !metrics.contains(&&price.metric)
        && !found.origin.may_hold(Part::Metric, price.metric.as_str())
    {
        let what = format!("there is no metric \"{}\"", price.metric);
        let advice = wording::instead_of(price.metric.as_str(), &metrics);
        found.at(placed.spans.of("metric", 0), what, advice);
    }
    let cohort = price.cohort;
    let has_terms = parts.terms.iter().any(|terms| terms.value.0 == cohort);
    if !has_terms && !found.origin.may_hold(Part::Cohort, cohort.as_str()) {
        let what = format!("the scheme has no cohort \"{cohort}\"");
        let advice = format!("add [cohort.{cohort}] with terms, or take this price away");
        found.at(placed.spans.of("cohort", 0), what, advice);
    }
    if let Some(source) = price.status.source() {
        known_source(parts, source, placed.spans.of("source", 0), found);
    }
    if let Err(error) = price.amount.check_price() {
        let place = found.origin.place(placed.spans.of("amount", 0));
        found.problems.extend(error.at(place.as_ref()));
    }
    if let (Some(from), Some(to)) = (price.from, price.to)
        && to < from
    {
        let what = format!("this price ends on {to}, before it begins on {from}");
        found.at(
            placed.spans.of("to", 0),
            what,
            "put the earlier day in `from`",
        );
    }
}

/// No day has two prices of one metric and cohort.
fn apart(parts: &SchemeBuilder, found: &mut Found<'_>) {
    for (index, placed) in parts.prices.iter().enumerate() {
        let price = &placed.value;
        let earlier = parts.prices.iter().take(index).find(|earlier| {
            let earlier = &earlier.value;
            earlier.metric == price.metric
                && earlier.cohort == price.cohort
                && earlier.shares_a_day_with(price)
        });
        if let Some(earlier) = earlier {
            let line = found
                .origin
                .place(earlier.spans.of("metric", 0))
                .map(|place| format!(" (the first stands on line {})", place.line))
                .unwrap_or_default();
            let what = format!(
                "\"{}\" has two prices for cohort \"{}\" on the same day{line}",
                price.metric, price.cohort
            );
            let advice = "take one away, or give both `from` and `to` that do not overlap";
            found.at(placed.spans.of("metric", 0), what, advice);
        }
    }
}

/// Each period has one price throughout.
fn coverage(parts: &SchemeBuilder, metric: &Id, cohort: Cohort, found: &mut Found<'_>) {
    for period in parts.baseline.iter().take(1).chain(&parts.tests) {
        let period: &Period = &period.value;
        if prices_of(parts, metric, cohort).any(|price| price.value.covers(period)) {
            continue;
        }
        let part: Vec<_> = prices_of(parts, metric, cohort)
            .filter(|price| price.value.touches(period))
            .collect();
        let days = format!("\"{}\" ({} to {})", period.id, period.from(), period.to());
        for price in &part {
            let key = if price.value.from.is_some_and(|from| from > period.from()) {
                "from"
            } else {
                "to"
            };
            let what = format!("this price is valid in part of period {days} only");
            let advice = "a period has one price throughout: change `from` or `to`";
            found.at(price.spans.of(key, 0), what, advice);
        }
        if part.is_empty() && found.origin.has_all(Part::Price) {
            let what =
                format!("\"{metric}\" has no price for cohort \"{cohort}\" in period {days}");
            let advice = "add a [[price]] that is valid then, or widen `from` and `to` of this one";
            let nearest = prices_of(parts, metric, cohort).next();
            found.at(
                nearest.and_then(|price| price.spans.of("metric", 0)),
                what,
                advice,
            );
        }
    }
}

fn prices_of<'a>(
    parts: &'a SchemeBuilder,
    metric: &Id,
    cohort: Cohort,
) -> impl Iterator<Item = &'a Placed<UnitPrice>> {
    parts
        .prices
        .iter()
        .filter(move |price| price.value.metric == *metric && price.value.cohort == cohort)
}
