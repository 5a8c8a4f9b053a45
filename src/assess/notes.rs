//! What a reader must know to read the figures rightly, as sentences without
//! their full stops.

use super::cost::Tariff;
use crate::cohort::Cohort;
use crate::demand::{Demand, Markers};
use crate::scheme::{Data, Need, PriceStatus, Scheme, UnitPrice};
use crate::wording::{counted, listed};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn notes(scheme: &Scheme, demand: &Demand, tariffs: &[Tariff]) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(stand_ins(scheme));
    notes.extend(lengths(scheme));
    notes.extend(scheme.notes().iter().cloned());
    notes.extend(changes_of_price(tariffs));
    notes.extend(not_applicable(scheme, demand));
    notes.extend(markers(demand.markers()));
    notes
}

/// How many of the prices in use are illustrative, and how many there are.
pub(super) fn illustrative_of<'a>(
    prices: impl Iterator<Item = &'a Arc<UnitPrice>>,
) -> (usize, usize) {
    let mut seen: Vec<&Arc<UnitPrice>> = Vec::new();
    for price in prices {
        if !seen.iter().any(|other| Arc::ptr_eq(other, price)) {
            seen.push(price);
        }
    }
    let is_illustrative =
        |price: &&&Arc<UnitPrice>| matches!(price.status, PriceStatus::Illustrative { .. });
    (seen.iter().filter(is_illustrative).count(), seen.len())
}

/// What must be said before any figure where nobody was, or could have been,
/// paid it: invented counts, stand-ins, illustrative prices.
pub(super) fn announcement(data: Data, tariffs: &[Tariff]) -> Option<String> {
    let priced = || {
        tariffs
            .iter()
            .flat_map(|tariff| &tariff.priced)
            .map(|(_, priced)| priced)
    };
    let prices = priced().flat_map(|priced| [&priced.baseline_price, &priced.test_price]);
    let (illustrative, all) = illustrative_of(prices);
    let has_stand_ins = priced().any(|priced| priced.metric.stands_for.is_some());
    let counts = match (data, has_stand_ins) {
        (Data::Real, false) => "real counts",
        (Data::Real, true) => "real counts of stand-ins",
        (Data::Invented, _) => "INVENTED COUNTS",
    };
    let prices = match (illustrative, all) {
        (0, _) => String::new(),
        (1, 1) => ", the one unit price illustrative".to_owned(),
        (2, 2) => ", both unit prices illustrative".to_owned(),
        (some, all) if some == all => format!(", all {all} unit prices illustrative"),
        (some, all) => format!(", {some} of {all} unit prices illustrative"),
    };
    let nobody = if data == Data::Invented || illustrative > 0 {
        ": nobody was paid this"
    } else {
        ""
    };
    let is_plain = data == Data::Real && !has_stand_ins && illustrative == 0;
    (!is_plain).then(|| format!("{counts}{prices}{nobody}"))
}

fn stand_ins(scheme: &Scheme) -> Vec<String> {
    let metrics = scheme.metrics().iter();
    let stand_ins = metrics.filter_map(|metric| {
        let stands_for = metric.stands_for.as_ref()?;
        Some(format!("\"{}\" stands in for: {stands_for}", metric.title))
    });
    stand_ins.collect()
}

fn lengths(scheme: &Scheme) -> Vec<String> {
    let baseline = scheme.baseline();
    let unlike = scheme
        .tests()
        .iter()
        .filter(|test| test.days() != baseline.days());
    unlike
        .map(|test| {
            format!(
                "{} has {}, the baseline {}; compared as counted",
                test.label(),
                counted(test.days(), "day", "days"),
                baseline.days()
            )
        })
        .collect()
}

fn changes_of_price(tariffs: &[Tariff]) -> Vec<String> {
    let mut notes = Vec::new();
    for tariff in tariffs {
        for (_, priced) in &tariff.priced {
            let (before, after) = (priced.baseline_price.amount, priced.test_price.amount);
            if before != after {
                notes.push(format!(
                    "the price of \"{}\" ({}) changes from {} in the baseline to {} ({}): part of \
                     the change of its cost is a change of price",
                    priced.metric.title,
                    tariff.cohort.people(),
                    before.in_words(),
                    after.in_words(),
                    tariff.test.label(),
                ));
            }
        }
    }
    notes
}

fn not_applicable(scheme: &Scheme, demand: &Demand) -> Vec<String> {
    let grid = scheme.grid();
    let mut areas: BTreeMap<(Cohort, usize, Option<&str>), Vec<&str>> = BTreeMap::new();
    for (spot, row) in demand.not_applicable() {
        // The baseline stands for all periods: the mark must be in each.
        if spot.period == 0 && grid.need(spot) == Some(Need::Priced) {
            let group = row.group.as_ref().map(AsRef::as_ref);
            let (area, ..) = grid.names(spot);
            areas
                .entry((spot.cohort, spot.metric, group))
                .or_default()
                .push(area);
        }
    }
    let titled = areas
        .into_iter()
        .filter_map(|((cohort, metric, group), areas)| {
            let metric = scheme.metrics().get(metric)?;
            let group = group
                .map(|group| format!(", group \"{group}\""))
                .unwrap_or_default();
            Some(format!(
                "\"{}\"{group} ({}) is not applicable [z] in {}: left out of the cost",
                metric.title,
                cohort.people(),
                listed(&areas, "and"),
            ))
        });
    titled.collect()
}

fn markers(all: Markers) -> Option<String> {
    let words: Vec<String> = all
        .iter()
        .map(|marker| format!("{marker} {}", marker.in_words()))
        .collect();
    (!words.is_empty()).then(|| format!("some counts are marked {}", listed(&words, "and")))
}
