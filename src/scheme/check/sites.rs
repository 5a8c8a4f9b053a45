//! The sites: each once, each area in one of them, with known cohorts and
//! periods.

use super::{duplicates, none_at_all};
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::Id;
use crate::note::{Kind, Note};
use crate::scheme::Site;
use crate::scheme::builder::{Found, Part, Placed, SchemeBuilder};
use crate::wording;
use std::collections::HashMap;

pub(super) fn check(parts: &SchemeBuilder, found: &mut Found<'_>, notes: &mut Vec<Note>) {
    none_at_all(
        parts.sites.is_empty(),
        Part::Site,
        found,
        "the scheme has no site",
        "add [[site]] with code, name and cohorts",
    );
    duplicates(
        &parts.sites,
        "code",
        |site| &site.code,
        found,
        |_, second| {
            let what = format!("two sites have the code {}", second.code);
            (
                what,
                "a site stands once: take this one away or correct its code".to_owned(),
            )
        },
    );
    let mut owners: HashMap<&AreaCode, &Placed<Site>> = HashMap::new();
    for placed in &parts.sites {
        let site = &placed.value;
        code(parts, &site.code, placed, "code", 0, found);
        for (index, area) in site.areas.iter().enumerate() {
            if found.problems.are_enough() {
                return;
            }
            if *area != site.code {
                code(parts, area, placed, "areas", index, found);
            }
            match owners.get(area) {
                None => {
                    owners.insert(area, placed);
                }
                // A site that stands twice has been reported as such.
                Some(owner) if owner.value.code == site.code && !std::ptr::eq(*owner, placed) => {}
                Some(owner) => {
                    let what = if std::ptr::eq(*owner, placed) {
                        format!("area {area} stands twice in {}", site.name)
                    } else {
                        format!("area {area} is in {} already", owner.value.name)
                    };
                    let advice = "an area is counted for one site, once: take it away here";
                    found.at(placed.spans.of("areas", index), what, advice);
                }
            }
        }
        if site.areas.is_empty() {
            let what = format!("{} has no area", site.name);
            let advice = "name its areas, or leave `areas` out where the site is one area";
            found.at(placed.spans.of("areas", 0), what, advice);
        }
        cohorts(parts, placed, found);
        periods(parts, placed, found);
    }
    for placed in &parts.sites {
        let site = &placed.value;
        // Where the code is one of its areas, that has been said of the area.
        let owner = owners
            .get(&site.code)
            .filter(|_| !site.areas.contains(&site.code));
        if let Some(owner) = owner.map(|owner| &owner.value) {
            let what = format!(
                "the code of {} is the code of an area of {}",
                site.name, owner.name
            );
            let advice = "give the site a code of its own, or the area to it";
            found.at(placed.spans.of("code", 0), what, advice);
        }
    }
    nobody(parts, notes);
}

/// Says which cohorts and test periods no site takes part in.
fn nobody(parts: &SchemeBuilder, notes: &mut Vec<Note>) {
    let sites = || parts.sites.iter().map(|placed| &placed.value);
    for placed in &parts.terms {
        let cohort = placed.value.0;
        if !sites().any(|site| site.cohorts.contains(&cohort)) {
            let text = format!("no site takes part with {}", cohort.people());
            notes.push(Note::new(Kind::NobodyTakesPart, text).of_the_whole());
        }
    }
    for test in &parts.tests {
        if !sites().any(|site| site.takes_part_in(&test.value.id)) {
            let text = format!("no site takes part in {}", test.value.label());
            notes.push(Note::new(Kind::NobodyTakesPart, text).of_the_whole());
        }
    }
}

fn code(
    parts: &SchemeBuilder,
    code: &AreaCode,
    site: &Placed<Site>,
    key: &str,
    index: usize,
    found: &mut Found<'_>,
) {
    // In a file the form of codes is judged where it is read.
    if found.origin.document.is_some() {
        return;
    }
    if let Err(error) = parts.codes.check(code) {
        let place = found.origin.place(site.spans.of(key, index));
        found.problems.extend(error.at(place.as_ref()));
    }
}

fn cohorts(parts: &SchemeBuilder, placed: &Placed<Site>, found: &mut Found<'_>) {
    let Site { name, cohorts, .. } = &placed.value;
    if cohorts.is_empty() {
        let what = format!("{name} takes part with no cohort");
        let advice = "write cohorts = [\"adult\", \"youth\"], or one of them";
        found.at(placed.spans.of("cohorts", 0), what, advice);
    }
    for (index, cohort) in cohorts.iter().enumerate() {
        if found.problems.are_enough() {
            return;
        }
        let has_terms = parts.terms.iter().any(|terms| terms.value.0 == *cohort);
        if !has_terms && !found.origin.may_hold(Part::Cohort, cohort.as_str()) {
            let with_terms: Vec<Cohort> = parts.terms.iter().map(|terms| terms.value.0).collect();
            let names: Vec<&str> = with_terms.iter().map(|cohort| cohort.as_str()).collect();
            let what = format!("the scheme has no cohort \"{cohort}\"");
            let advice = format!(
                "add [cohort.{cohort}] with terms, or write a cohort that it has: {}",
                names.join(", ")
            );
            found.at(placed.spans.of("cohorts", index), what, advice);
        }
        if cohorts.iter().take(index).any(|earlier| earlier == cohort) {
            let what = format!("cohort \"{cohort}\" stands twice");
            found.at(placed.spans.of("cohorts", index), what, "take it away here");
        }
    }
}

fn periods(parts: &SchemeBuilder, placed: &Placed<Site>, found: &mut Found<'_>) {
    let Some(periods) = &placed.value.periods else {
        return;
    };
    let tests: Vec<&Id> = parts.tests.iter().map(|test| &test.value.id).collect();
    if periods.is_empty() {
        let what = format!("{} takes part in no test period", placed.value.name);
        let advice = "name its test periods, or leave `periods` out where it takes part in all";
        found.at(placed.spans.of("periods", 0), what, advice);
    }
    for (index, period) in periods.iter().enumerate() {
        if found.problems.are_enough() {
            return;
        }
        let is_baseline = parts
            .baseline
            .iter()
            .any(|baseline| baseline.value.id == *period);
        if is_baseline {
            let what = format!("\"{period}\" is the baseline, not a test period");
            let advice = "every site has the baseline: name test periods only";
            found.at(placed.spans.of("periods", index), what, advice);
        } else if !tests.contains(&period) && !found.origin.may_hold(Part::Test, period.as_str()) {
            let what = format!("there is no test period \"{period}\"");
            let advice = wording::instead_of(period.as_str(), &tests);
            found.at(placed.spans.of("periods", index), what, advice);
        }
        if periods.iter().take(index).any(|earlier| earlier == period) {
            let what = format!("period \"{period}\" stands twice");
            found.at(placed.spans.of("periods", index), what, "take it away here");
        }
    }
}
