//! A scheme written as a file, in the order in which people read it.

use super::{
    Band, BandTerms, Codes, Cohort, Judgement, Period, PublishedTerms, SCHEME_SCHEMA, Scheme, Site,
    Terms, ThresholdRule, UnitPrice,
};
use crate::metric::Metric;
use crate::source::Source;
use std::fmt::{Display, Write};
use toml_writer::{ToTomlValue, TomlStringBuilder};

pub(super) fn to_toml(scheme: &Scheme) -> String {
    let mut file = File::default();
    file.text("schema", SCHEME_SCHEMA);
    file.table("[scheme]");
    file.text("id", scheme.id());
    file.text("title", scheme.title());
    file.text("currency", "GBP");
    file.text("data", scheme.data().as_str());
    file.text("codes", Codes::as_str(scheme.codes()));
    for source in scheme.sources().iter().take(scheme.declared_sources) {
        write_source(&mut file, source);
    }
    write_period(&mut file, "[baseline]", scheme.baseline());
    for test in scheme.tests() {
        write_period(&mut file, "[[test]]", test);
    }
    for cohort in Cohort::ALL {
        if let Some(terms) = scheme.terms(cohort) {
            let Terms::Bands(terms) = &**terms;
            write_terms(&mut file, cohort, terms);
        }
    }
    file.table("[rounding]");
    let super::Rounding::HalfAwayFromZero = scheme.rounding();
    file.text("reward", "half_away_from_zero");
    for metric in scheme.metrics() {
        write_metric(&mut file, metric);
    }
    for price in scheme.prices() {
        write_price(&mut file, price);
    }
    for site in scheme.sites() {
        write_site(&mut file, site);
    }
    for assumption in scheme.assumptions() {
        write_judgement(&mut file, "[[assumption]]", assumption);
    }
    for decision in scheme.decisions() {
        write_judgement(&mut file, "[[decision]]", decision);
    }
    file.0
}

fn write_source(file: &mut File, source: &Source) {
    file.table("[[source]]");
    file.text("id", &source.id);
    file.text("title", &source.title);
    file.text("publisher", &source.publisher);
    file.text("date", source.date);
    file.optional_text("url", source.url.as_ref());
    file.optional_text("says", source.says.as_ref());
    if let Some(day) = source.valid_to {
        file.bare("valid_to", day);
    }
}

fn write_period(file: &mut File, table: &str, period: &Period) {
    file.table(table);
    file.text("id", &period.id);
    file.optional_text("title", period.title.as_ref());
    file.bare("from", period.from());
    file.bare("to", period.to());
}

fn write_terms(file: &mut File, cohort: Cohort, terms: &BandTerms) {
    file.table(&format!("[cohort.{cohort}]"));
    if let Some(published) = terms.published() {
        file.text("terms", PublishedTerms::as_str(published));
    } else {
        file.text("threshold", format!("{}%", terms.threshold()));
    }
    if terms.rule() != ThresholdRule::AtLeast {
        file.text("threshold_met", terms.rule().as_str());
    }
    if terms.published().is_none() {
        let bands: Vec<String> = terms.bands().iter().map(band).collect();
        file.bare("bands", format!("[{}]", bands.join(", ")));
        file.texts("sources", terms.sources());
    }
}

fn band(band: &Band) -> String {
    match band.up_to {
        Some(end) => format!("{{ up_to = \"{end}%\", share = \"{}%\" }}", band.share),
        None => format!("{{ share = \"{}%\" }}", band.share),
    }
}

fn write_metric(file: &mut File, metric: &Metric) {
    file.table("[[metric]]");
    file.text("id", &metric.id);
    file.text("title", &metric.title);
    file.text("unit", &metric.unit);
    file.text("basis", metric.basis);
    file.optional_text("area_basis", metric.area_basis);
    file.optional_text("stands_for", metric.stands_for.as_ref());
}

fn write_price(file: &mut File, price: &UnitPrice) {
    file.table("[[price]]");
    file.text("metric", &price.metric);
    file.text("cohort", price.cohort);
    file.text("amount", price.amount);
    file.text("price_year", &price.price_year);
    file.text("status", price.status.as_str());
    file.optional_text("source", price.status.source());
    file.optional_text("note", price.status.note());
    for (key, day) in [("from", price.from), ("to", price.to)] {
        if let Some(day) = day {
            file.bare(key, day);
        }
    }
}

fn write_site(file: &mut File, site: &Site) {
    file.table("[[site]]");
    file.text("code", &site.code);
    file.text("name", &site.name);
    let cohorts: Vec<&str> = site.cohorts.iter().map(|cohort| cohort.as_str()).collect();
    file.texts("cohorts", &cohorts);
    file.texts("areas", &site.areas);
    if let Some(periods) = &site.periods {
        file.texts("periods", periods);
    }
}

fn write_judgement(file: &mut File, table: &str, judgement: &Judgement) {
    file.table(table);
    file.text("what", &judgement.what);
    file.optional_text("why", judgement.why.as_ref());
    file.optional_text("effect", judgement.effect.as_ref());
    file.optional_text("reliability", judgement.reliability);
    if let Some(day) = judgement.date {
        file.bare("date", day);
    }
    file.optional_text("by", judgement.by.as_ref());
    file.optional_text("signed_by", judgement.signed_by.as_ref());
}

/// The lines written so far.
#[derive(Default)]
struct File(String);

impl File {
    fn table(&mut self, name: &str) {
        self.line(format_args!("\n{name}"));
    }

    fn bare(&mut self, key: &str, value: impl Display) {
        self.line(format_args!("{key} = {value}"));
    }

    fn text(&mut self, key: &str, text: impl Display) {
        self.bare(key, quoted(&text.to_string()));
    }

    fn optional_text(&mut self, key: &str, text: Option<impl Display>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn texts<T: AsRef<str>>(&mut self, key: &str, texts: &[T]) {
        let texts: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
        self.bare(key, format!("[{}]", texts.join(", ")));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{line}");
    }
}

/// A text as a TOML string, escaped where it must be.
fn quoted(text: &str) -> String {
    TomlStringBuilder::new(text).as_default().to_toml_value()
}
