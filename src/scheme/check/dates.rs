//! What rests on a source after the last day on which that holds. It is nothing
//! wrong, and somebody should know it before signing.

use crate::cohort::Cohort;
use crate::name::Id;
use crate::note::{Kind, Note};
use crate::period::Period;
use crate::scheme::Scheme;
use crate::source::Source;
use crate::wording::listed;

/// One note for each cohort, period and source: the price of a metric is compared
/// with the last day of the baseline or test period whose counts it values, terms with
/// the last day of the test period whose reward they decide. What no site takes part
/// in is passed over, and no clock is asked.
pub(super) fn notes(scheme: &Scheme) -> Vec<Note> {
    let mut notes = Vec::new();
    for cohort in Cohort::ALL {
        let takes_part = |test: &Id| {
            let mut sites = scheme.sites().iter();
            sites.any(|site| site.cohorts.contains(&cohort) && site.takes_part_in(test))
        };
        let tests = || scheme.tests().iter().filter(|test| takes_part(&test.id));
        let baseline = tests().next().map(|_| scheme.baseline());
        for period in baseline.into_iter().chain(tests()) {
            let is_test = period.id != scheme.baseline().id;
            let past = scheme.sources().iter();
            for source in past.filter(|source| !source.holds_through(period)) {
                let of_source = Uses::of(scheme, cohort, period, &source.id);
                let note = of_source.note(source, cohort, period, is_test);
                notes.extend(note.map(|note| match is_test {
                    true => note.of_period(&period.id),
                    false => note,
                }));
            }
        }
    }
    notes
}

/// What rests on a source, for a cohort in a period.
struct Uses {
    terms: bool,
    /// The metrics whose prices do.
    metrics: Vec<String>,
}

impl Uses {
    fn of(scheme: &Scheme, cohort: Cohort, period: &Period, source: &Id) -> Self {
        let terms = scheme.terms(cohort);
        let metrics = scheme.metrics().iter().filter(|metric| {
            let price = scheme.price(&metric.id, cohort, period);
            price.is_some_and(|price| price.status.source() == Some(source))
        });
        Self {
            terms: terms.is_some_and(|terms| terms.sources().contains(source)),
            metrics: metrics
                .map(|metric| format!("\"{}\"", metric.title))
                .collect(),
        }
    }

    fn note(
        &self,
        source: &Source,
        cohort: Cohort,
        period: &Period,
        is_test: bool,
    ) -> Option<Note> {
        let titles = listed(&self.metrics, "and");
        let terms = self.terms && is_test;
        let (what, rest) = match (terms, self.metrics.len()) {
            (false, 0) => return None,
            (true, 0) => ("the terms".to_owned(), "rest"),
            (false, 1) => (format!("the price of {titles}"), "rests"),
            (false, _) => (format!("the prices of {titles}"), "rest"),
            (true, 1) => (format!("the terms and the price of {titles}"), "rest"),
            (true, _) => (format!("the terms and the prices of {titles}"), "rest"),
        };
        let last = source.valid_to?.in_words();
        let text = format!(
            "{what} for {} {rest} on \"{}\", which was valid to {last}; {} ends on {}",
            cohort.people(),
            source.title,
            period.in_sentence(),
            period.to().in_words(),
        );
        let note = Note::new(Kind::PastItsDate, text);
        Some(note.of_cohort(cohort).of_source(&source.id))
    }
}
