//! What the keys of a cohort mean: its threshold and bands, or built-in terms.

use super::BAND;
use super::list;
use crate::cohort::Cohort;
use crate::keys::{Keys, Reading, Unreadable};
use crate::money::Percent;
use crate::name::Id;
use crate::scheme::builder::{Part, Placed, SchemeBuilder, Spans};
use crate::scheme::terms::faults;
use crate::scheme::{Band, BandTerms, PublishedTerms, Terms, ThresholdRule};

const COHORT: &[&str] = &["terms", "threshold", "threshold_met", "bands", "sources"];
const KEYS_OF_A_BAND: &[&str] = &["up_to", "share"];

pub(super) fn cohorts<'a>(reading: &mut Reading<'a>, root: &Keys<'a>, parts: &mut SchemeBuilder) {
    let known = Cohort::ALL.map(Cohort::as_str);
    if root.value("cohort").is_none() {
        return;
    }
    let Ok(cohorts) = reading.table(root, "cohort", "[cohort]", &known) else {
        parts.origin.could_not_read(Part::Cohort, None);
        return;
    };
    for name in cohorts.names() {
        let Ok(cohort) = name.parse::<Cohort>() else {
            // An unknown cohort has been reported; whichever was meant, it is there.
            parts.origin.could_not_read(Part::Cohort, None);
            continue;
        };
        let table_name = match cohort {
            Cohort::Adult => "[cohort.adult]",
            Cohort::Youth => "[cohort.youth]",
        };
        let keys = reading.table(&cohorts, name, table_name, COHORT);
        match keys.and_then(|keys| terms(reading, &keys, cohort)) {
            Ok((terms, spans)) => parts.terms.push(Placed {
                value: (cohort, Terms::Bands(terms)),
                spans,
            }),
            Err(Unreadable) => parts.origin.could_not_read(Part::Cohort, Some(name)),
        }
    }
}

fn terms<'a>(
    reading: &mut Reading<'a>,
    keys: &Keys<'a>,
    cohort: Cohort,
) -> Result<(BandTerms, Spans), Unreadable> {
    let rule = reading.optional::<ThresholdRule>(keys, "threshold_met");
    let own_span = ("cohort", 0, reading.in_document(keys.span.clone()));
    if let Some(name) = reading.optional_text(keys, "terms")? {
        let mut clash = false;
        for key in ["threshold", "bands", "sources"] {
            if let Some(span) = keys.span_of(key) {
                let what = format!("built-in terms carry their own {key}");
                reading.report(span, what, format!("take `terms` away, or {key}"));
                clash = true;
            }
        }
        let published: PublishedTerms = name.parsed(reading)?;
        let rule = rule?.unwrap_or_default();
        let terms = published.terms(cohort).with_rule(rule);
        return if clash {
            Err(Unreadable)
        } else {
            Ok((terms, Spans(vec![own_span])))
        };
    }
    let threshold = reading.parsed::<Percent>(keys, "threshold");
    let bands = bands(reading, keys);
    let sources = reading.texts(keys, "sources");
    let (sources, source_spans) = list::<Id>(reading, "sources", sources?)?;
    let terms = BandTerms::new(threshold?, rule?.unwrap_or_default(), bands?, sources);
    let mut spans = Spans(vec![own_span]);
    spans.0.extend(source_spans.0);
    match terms {
        Ok(terms) => Ok((terms, spans)),
        Err(error) => Err(reading.refuse(keys.span.clone(), error)),
    }
}

fn bands<'a>(reading: &mut Reading<'a>, keys: &Keys<'a>) -> Result<Vec<Band>, Unreadable> {
    if keys.value("bands").is_none() {
        if reading.is_broken {
            return Err(Unreadable);
        }
        let what = "these terms have neither `bands` nor built-in `terms`";
        let advice = "add bands = [{ up_to = \"20%\", share = \"50%\" }], or terms = \"ljr-bands\"";
        return Err(reading.report(keys.span.clone(), what, advice));
    }
    let mut bands = Vec::new();
    let mut spans = Vec::new();
    let mut unreadable = false;
    for table in reading.tables(keys, "bands", BAND, KEYS_OF_A_BAND) {
        let band = table.and_then(|band| {
            let up_to = reading.optional(&band, "up_to");
            let share = reading.parsed(&band, "share");
            spans.push(band.span_of("up_to").unwrap_or(band.span));
            Ok(Band {
                up_to: up_to?,
                share: share?,
            })
        });
        match band {
            Ok(band) => bands.push(band),
            Err(Unreadable) => unreadable = true,
        }
    }
    if unreadable {
        return Err(Unreadable);
    }
    let faults = faults(&bands);
    let is_faulty = !faults.is_empty();
    for (index, fault) in faults {
        let span = spans.get(index).cloned();
        reading.refuse(
            span.unwrap_or(keys.span_of("bands").unwrap_or(0..0)),
            fault.into(),
        );
    }
    if is_faulty {
        Err(Unreadable)
    } else {
        Ok(bands)
    }
}
