//! What a reader must know to read the figures rightly, as sentences without
//! their full stops.

use super::Reward;
use super::cost::{Priced, Tariff};
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::{Demand, Markers};
use crate::name::{Id, Title};
use crate::note::{Kind, Note, Scope};
use crate::scheme::{Data, Need, PriceStatus, Scheme, UnitPrice};
use crate::wording::{counted, listed};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Note {
    /// Whether it must be known to read a reward rightly.
    ///
    /// That some counts are provisional, say, is a note on the assessment; a
    /// reward has markers of its own.
    #[must_use]
    pub fn concerns(&self, reward: &Reward) -> bool {
        let Scope {
            whole,
            cohort,
            period,
            metric,
            areas,
        } = &self.scope;
        let counts = |id: &Id| {
            let mut lines = reward.lines.iter();
            let mut watched = reward.watched.iter();
            lines.any(|line| line.priced.metric.id == *id)
                || watched.any(|watched| watched.metric.id == *id)
        };
        let has_one_of = |areas: &Vec<AreaCode>| {
            let mut of_site = reward.site.areas.iter();
            of_site.any(|area| areas.contains(area))
        };
        !whole
            && cohort.is_none_or(|cohort| cohort == reward.cohort)
            && period.as_ref().is_none_or(|id| *id == reward.period.id)
            && metric.as_ref().is_none_or(counts)
            && areas.as_ref().is_none_or(has_one_of)
    }
}

pub(super) fn notes(scheme: &Scheme, demand: &Demand, tariffs: &[Tariff]) -> Vec<Note> {
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

/// How many of a reward's prices are illustrative: `7 of 9`.
pub(crate) fn illustrative_prices(reward: &Reward) -> String {
    let lines = reward.lines.iter();
    let prices = lines.flat_map(|line| [&line.priced.baseline_price, &line.priced.test_price]);
    let (illustrative, all) = illustrative_of(prices);
    format!("{illustrative} of {all}")
}

/// How many of all the prices in use are illustrative: `7 of 9`.
pub(crate) fn illustrative_prices_of_all(rewards: &[Reward]) -> String {
    let lines = rewards.iter().flat_map(|reward| &reward.lines);
    let prices = lines.flat_map(|line| [&line.priced.baseline_price, &line.priced.test_price]);
    let (illustrative, all) = illustrative_of(prices);
    format!("{illustrative} of {all}")
}

/// What a reward's metrics stand in for.
pub(crate) fn stands_for(reward: &Reward) -> String {
    let lines = reward.lines.iter();
    let texts: Vec<&str> = lines
        .filter_map(|line| line.priced.metric.stands_for.as_ref().map(Title::as_str))
        .collect();
    texts.join("; ")
}

/// What must be said before any figure where nobody was, or could have been,
/// paid it: invented counts, stand-ins, illustrative prices.
pub(super) fn announcement(data: Data, tariffs: &[Tariff]) -> Option<String> {
    let priced = tariffs.iter().flat_map(|tariff| &tariff.priced);
    announced(data, priced.map(|(_, priced)| &**priced))
}

/// The same for the prices of one reward.
pub(crate) fn announcement_of(data: Data, reward: &Reward) -> Option<String> {
    announced(data, reward.lines.iter().map(|line| &*line.priced))
}

fn announced<'a>(data: Data, priced: impl Iterator<Item = &'a Priced> + Clone) -> Option<String> {
    let prices = priced
        .clone()
        .flat_map(|priced| [&priced.baseline_price, &priced.test_price]);
    let (illustrative, all) = illustrative_of(prices);
    let mut priced = priced;
    let has_stand_ins = priced.any(|priced| priced.metric.stands_for.is_some());
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

fn stand_ins(scheme: &Scheme) -> Vec<Note> {
    let metrics = scheme.metrics().iter();
    let stand_ins = metrics.filter_map(|metric| {
        let stands_for = metric.stands_for.as_ref()?;
        let text = format!("\"{}\" stands in for: {stands_for}", metric.title);
        Some(Note::new(Kind::StandIn, text).of_metric(&metric.id))
    });
    stand_ins.collect()
}

fn lengths(scheme: &Scheme) -> Vec<Note> {
    let baseline = scheme.baseline();
    let unlike = scheme
        .tests()
        .iter()
        .filter(|test| test.days() != baseline.days());
    unlike
        .map(|test| {
            let text = format!(
                "{} has {}, the baseline {}; compared as counted",
                test.label(),
                counted(test.days(), "day", "days"),
                baseline.days()
            );
            Note::new(Kind::UnlikeLength, text).of_period(&test.id)
        })
        .collect()
}

fn changes_of_price(tariffs: &[Tariff]) -> Vec<Note> {
    let mut notes = Vec::new();
    for tariff in tariffs {
        for (_, priced) in &tariff.priced {
            let (before, after) = (priced.baseline_price.amount, priced.test_price.amount);
            if before != after {
                let text = format!(
                    "the price of \"{}\" ({}) changes from {} in the baseline to {} ({}): part of \
                     the change of its cost is a change of price",
                    priced.metric.title,
                    tariff.cohort.people(),
                    before.in_words(),
                    after.in_words(),
                    tariff.test.label(),
                );
                let note = Note::new(Kind::ChangeOfPrice, text).of_cohort(tariff.cohort);
                let note = note.of_metric(&priced.metric.id);
                notes.push(note.of_period(&tariff.test.id));
            }
        }
    }
    notes
}

fn not_applicable(scheme: &Scheme, demand: &Demand) -> Vec<Note> {
    let grid = scheme.grid();
    let mut areas: BTreeMap<(Cohort, usize, Option<&str>), Vec<AreaCode>> = BTreeMap::new();
    for (spot, row) in demand.not_applicable() {
        // The baseline stands for all periods: the mark must be in each.
        if spot.period == 0 && grid.need(spot) == Some(Need::Priced) {
            let group = row.group.as_ref().map(AsRef::as_ref);
            let area = demand.area_of(row).cloned();
            areas
                .entry((spot.cohort, spot.metric, group))
                .or_default()
                .extend(area);
        }
    }
    let titled = areas
        .into_iter()
        .filter_map(|((cohort, metric, group), areas)| {
            let metric = scheme.metrics().get(metric)?;
            let group = group
                .map(|group| format!(", group \"{group}\""))
                .unwrap_or_default();
            let text = format!(
                "\"{}\"{group} ({}) is not applicable [z] in {}: left out of the cost",
                metric.title,
                cohort.people(),
                listed(&areas, "and"),
            );
            let note = Note::new(Kind::NotApplicable, text);
            Some(note.of_cohort(cohort).of_areas(areas))
        });
    titled.collect()
}

/// What is said about counts: provisional, revised, …
pub(crate) fn markers(all: Markers) -> Option<Note> {
    let words: Vec<String> = all
        .iter()
        .map(|marker| format!("{marker} {}", marker.in_words()))
        .collect();
    (!words.is_empty()).then(|| {
        let text = format!("some counts are marked {}", listed(&words, "and"));
        Note::new(Kind::Marked, text).of_the_whole()
    })
}
