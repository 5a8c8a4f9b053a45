//! What the keys of a scheme file mean. How keys are read is in [`crate::keys`];
//! whether the parts fit together, in [`super::check`].

mod judgements;
mod sources;
mod terms;

use super::builder::{Part, Placed, SchemeBuilder, Spans};
use super::{Data, Head, PriceStatus, PriceYear, SCHEME_SCHEMA, Scheme, Site, UnitPrice, check};
use crate::area::{AreaCode, Codes};
use crate::cohort::Cohort;
use crate::keys::{self, Keys, Kind, Reading, Unreadable};
use crate::metric::{AreaBasis, Basis, Metric};
use crate::money::{Pounds, Rounding};
use crate::name::{Id, Title, quoted};
use crate::period::Period;
use crate::problem::{Document, Error, Problem};
use std::ops::Range;
use std::str::FromStr;
use toml::de::DeValue;

/// What problems call an inline table of `bands`.
const BAND: &str = "a band";

static KIND: Kind = Kind {
    name: "a scheme",
    itself: "the scheme",
    example,
    inline: &[(BAND, "{ up_to = \"20%\", share = \"50%\" }")],
    percentages: &["threshold", "up_to", "share"],
};

const ROOT: &[&str] = &[
    "schema",
    "scheme",
    "source",
    "baseline",
    "test",
    "cohort",
    "rounding",
    "metric",
    "price",
    "site",
    "assumption",
    "decision",
];
const SCHEME: &[&str] = &["id", "title", "currency", "data", "codes"];
const PERIOD: &[&str] = &["id", "title", "from", "to"];
const ROUNDING: &[&str] = &["reward"];
const METRIC: &[&str] = &["id", "title", "unit", "basis", "area_basis", "stands_for"];
const PRICE: &[&str] = &[
    "metric",
    "cohort",
    "amount",
    "price_year",
    "status",
    "source",
    "note",
    "from",
    "to",
];
const SITE: &[&str] = &["code", "name", "cohorts", "areas", "periods"];

pub(super) fn read(document: &Document) -> Result<Scheme, Error> {
    let (text, root, errors) = keys::parsed(&KIND, document)?;
    let mut reading = Reading::new(&KIND, document, text);
    keys::not_toml(&mut reading, root.get_ref(), &errors);
    let is_a_scheme = |name: &&str| root.get_ref().keys().any(|key| key.get_ref() == *name);
    if reading.is_broken && !ROOT.iter().any(is_a_scheme) {
        let mut reading = Reading::new(&KIND, document, text);
        let span = errors
            .first()
            .and_then(toml::de::Error::span)
            .unwrap_or(0..0);
        let what = "this is not a scheme: it is not TOML, and has none of a scheme's tables";
        let advice = "check the file; or are scheme and table given in the wrong order?";
        reading.report(span, what, advice);
        reading.problems.into_result()?;
    }
    let root = reading.root(root.get_ref(), ROOT);
    schema(&mut reading, &root);
    let (head, codes) = head(&mut reading, &root);
    let mut parts = SchemeBuilder::new(head.ok(), codes);
    parts.origin.document = Some(document.clone());
    if reading.is_broken {
        for part in Part::ALL {
            parts.origin.could_not_read(part, None);
        }
    }
    for (key, part) in [
        ("source", Part::Source),
        ("baseline", Part::Baseline),
        ("test", Part::Test),
        ("cohort", Part::Cohort),
        ("metric", Part::Metric),
        ("price", Part::Price),
        ("site", Part::Site),
    ] {
        if root.has_slip_of(key) {
            parts.origin.could_not_read(part, None);
        }
    }
    sources::sources(&mut reading, &root, &mut parts);
    periods(&mut reading, &root, &mut parts);
    terms::cohorts(&mut reading, &root, &mut parts);
    parts.rounding = rounding(&mut reading, &root).unwrap_or(Rounding::HalfAwayFromZero);
    metrics(&mut reading, &root, &mut parts);
    prices(&mut reading, &root, &mut parts);
    sites(&mut reading, &root, &mut parts);
    judgements::judgements(&mut reading, &root, &mut parts);
    check::check(parts, reading.problems)
}

fn schema<'a>(reading: &mut Reading<'a>, root: &Keys<'a>) {
    if let Ok(schema) = reading.text(root, "schema")
        && schema.text != SCHEME_SCHEMA
    {
        let what = format!(
            "{} is not a scheme that this version reads",
            quoted(schema.text)
        );
        reading.report(
            schema.span,
            what,
            format!("write schema = \"{SCHEME_SCHEMA}\""),
        );
    }
}

fn head<'a>(reading: &mut Reading<'a>, root: &Keys<'a>) -> (Result<Head, Unreadable>, Codes) {
    let Ok(keys) = reading.table(root, "scheme", "[scheme]", SCHEME) else {
        return (Err(Unreadable), Codes::Free);
    };
    let id = reading.parsed(&keys, "id");
    let title = reading.parsed(&keys, "title");
    if let Ok(currency) = reading.text(&keys, "currency")
        && currency.text != "GBP"
    {
        let what = format!(
            "{} is not a currency that schemes have",
            quoted(currency.text)
        );
        reading.report(
            currency.span,
            what,
            "write currency = \"GBP\": amounts are pounds",
        );
    }
    let data: Result<Data, _> = reading.parsed(&keys, "data");
    // Codes that cannot be judged are not complained of.
    let codes = reading.parsed(&keys, "codes").unwrap_or(Codes::Free);
    let head = || {
        Ok(Head {
            id: id?,
            title: title?,
            data: data?,
        })
    };
    (head(), codes)
}

/// Reads every table of a list into parts, remembering those that cannot be.
fn each<'a, T>(
    reading: &mut Reading<'a>,
    parts: &mut SchemeBuilder,
    tables: Vec<Result<Keys<'a>, Unreadable>>,
    (part, id_key): (Part, &'static str),
    read: impl Fn(&mut Reading<'a>, &Keys<'a>) -> Result<(T, Spans), Unreadable>,
) -> Vec<Placed<T>> {
    let mut placed = Vec::new();
    for table in tables {
        if reading.problems.are_enough() {
            parts.origin.could_not_read(part, None);
            break;
        }
        let id = match &table {
            Ok(keys) => match keys.value(id_key).map(|value| value.get_ref()) {
                Some(DeValue::String(id)) => Some(id.to_string()),
                _ => None,
            },
            Err(_) => None,
        };
        match table.and_then(|keys| read(reading, &keys)) {
            Ok((value, spans)) => placed.push(Placed { value, spans }),
            Err(Unreadable) => parts.origin.could_not_read(part, id.as_deref()),
        }
    }
    placed
}

/// The byte ranges of some keys in the document; the first stands for the part.
fn spans(reading: &Reading<'_>, keys: &Keys<'_>, names: &[&'static str]) -> Spans {
    let found = names.iter().filter_map(|name| {
        let span = keys.span_of(name)?;
        Some((*name, 0, reading.in_document(span)))
    });
    Spans(found.collect())
}

fn periods<'a>(reading: &mut Reading<'a>, root: &Keys<'a>, parts: &mut SchemeBuilder) {
    let baseline = match root.value("baseline") {
        None => Vec::new(),
        Some(_) => vec![reading.table(root, "baseline", "[baseline]", PERIOD)],
    };
    parts.baseline = each(reading, parts, baseline, (Part::Baseline, "id"), period);
    let tests = reading.tables(root, "test", "[[test]]", PERIOD);
    parts.tests = each(reading, parts, tests, (Part::Test, "id"), period);
}

fn period<'a>(reading: &mut Reading<'a>, keys: &Keys<'a>) -> Result<(Period, Spans), Unreadable> {
    let id = reading.parsed(keys, "id");
    let title = reading.optional(keys, "title");
    let from = reading.day(keys, "from");
    let to = reading.day(keys, "to");
    let (id, from, to) = (id?, from?, to?);
    let mut period = match Period::between(id, from, to) {
        Ok(period) => period,
        Err(error) => {
            let span = keys.span_of("to").unwrap_or(keys.span.clone());
            return Err(reading.refuse(span, error));
        }
    };
    period.title = title?;
    Ok((period, spans(reading, keys, &["id", "from", "to"])))
}

fn rounding<'a>(reading: &mut Reading<'a>, root: &Keys<'a>) -> Result<Rounding, Unreadable> {
    let keys = reading.table(root, "rounding", "[rounding]", ROUNDING)?;
    let reward = reading.text(&keys, "reward")?;
    if reward.text == "half_away_from_zero" {
        return Ok(Rounding::HalfAwayFromZero);
    }
    let what = format!("{} is not a rounding of rewards", quoted(reward.text));
    Err(reading.report(
        reward.span,
        what,
        "write reward = \"half_away_from_zero\": to the penny",
    ))
}

fn metrics<'a>(reading: &mut Reading<'a>, root: &Keys<'a>, parts: &mut SchemeBuilder) {
    let tables = reading.tables(root, "metric", "[[metric]]", METRIC);
    parts.metrics = each(
        reading,
        parts,
        tables,
        (Part::Metric, "id"),
        |reading, keys| {
            let id = reading.parsed(keys, "id");
            let title = reading.parsed(keys, "title");
            let unit = reading.parsed(keys, "unit");
            let basis = match keys
                .value("basis")
                .map(|basis| (basis.span(), basis.get_ref()))
            {
                Some((span, DeValue::Array(_))) => Err(reading.report(
                    span,
                    "a metric is counted on one basis",
                    "counts on unlike bases are never added up: write a [[metric]] for each",
                )),
                _ => reading.parsed::<Basis>(keys, "basis"),
            };
            let area_basis = reading.optional::<AreaBasis>(keys, "area_basis");
            let stands_for = reading.optional::<Title>(keys, "stands_for");
            let metric = Metric {
                id: id?,
                title: title?,
                unit: unit?,
                basis: basis?,
                area_basis: area_basis?,
                stands_for: stands_for?,
            };
            Ok((metric, spans(reading, keys, &["id"])))
        },
    );
}

fn prices<'a>(reading: &mut Reading<'a>, root: &Keys<'a>, parts: &mut SchemeBuilder) {
    let tables = reading.tables(root, "price", "[[price]]", PRICE);
    parts.prices = each(
        reading,
        parts,
        tables,
        (Part::Price, "metric"),
        |reading, keys| {
            let metric = reading.parsed(keys, "metric");
            let cohort = reading.parsed(keys, "cohort");
            let amount = reading.text(keys, "amount");
            let amount = amount.and_then(|amount| amount.read_by(Pounds::price, reading));
            let price_year = reading.parsed::<PriceYear>(keys, "price_year");
            let status = status(reading, keys);
            let from = reading.optional_day(keys, "from");
            let to = reading.optional_day(keys, "to");
            let price = UnitPrice {
                metric: metric?,
                cohort: cohort?,
                amount: amount?,
                price_year: price_year?,
                status: status?,
                from: from?,
                to: to?,
            };
            let names = ["metric", "cohort", "source", "from", "to"];
            Ok((price, spans(reading, keys, &names)))
        },
    );
}

fn status<'a>(reading: &mut Reading<'a>, keys: &Keys<'a>) -> Result<PriceStatus, Unreadable> {
    let status = reading.text(keys, "status")?;
    let unwanted = |reading: &mut Reading<'a>, key: &str, advice: &str| match keys.span_of(key) {
        None => Ok(()),
        Some(span) => {
            let what = format!("{} price has no {key}", article(status.text));
            Err(reading.report(span, what, advice))
        }
    };
    match status.text {
        "published" | "reported" => {
            let source = reading.parsed(keys, "source");
            let is_published = status.text == "published";
            unwanted(
                reading,
                "note",
                "take the note away, or write status = \"illustrative\"",
            )?;
            let source = source?;
            Ok(if is_published {
                PriceStatus::Published { source }
            } else {
                PriceStatus::Reported { source }
            })
        }
        "illustrative" => {
            let note = reading.parsed(keys, "note");
            let advice = "nobody published it: say in `note` where it was taken from";
            unwanted(reading, "source", advice)?;
            Ok(PriceStatus::Illustrative { note: note? })
        }
        other => {
            let what = format!("{} is not the status of a price", quoted(other));
            let advice = "write \"published\" or \"reported\" with a source, or \"illustrative\" with a note";
            Err(reading.report(status.span, what, advice))
        }
    }
}

fn article(status: &str) -> String {
    let article = if status.starts_with('i') { "an" } else { "a" };
    format!("{article} {status}")
}

fn sites<'a>(reading: &mut Reading<'a>, root: &Keys<'a>, parts: &mut SchemeBuilder) {
    let tables = reading.tables(root, "site", "[[site]]", SITE);
    let codes = parts.codes;
    // A code of the wrong form is reported and kept, so that what else is wrong
    // with its site and areas is found too.
    let check = |reading: &mut Reading<'a>, code: &AreaCode, span: &Range<usize>| {
        if let Err(error) = codes.check(code) {
            reading.refuse(span.clone(), error);
        }
    };
    parts.sites = each(
        reading,
        parts,
        tables,
        (Part::Site, "code"),
        |reading, keys| {
            let code = reading.text(keys, "code");
            let code = code.and_then(|text| {
                let code = text.parsed(reading)?;
                check(reading, &code, &text.span);
                Ok(code)
            });
            let name = reading.parsed(keys, "name");
            let cohorts = reading.texts(keys, "cohorts");
            let cohorts = cohorts.and_then(|cohorts| list::<Cohort>(reading, "cohorts", cohorts));
            let areas = reading.optional_texts(keys, "areas");
            let areas = areas.and_then(|texts| {
                let Some(texts) = texts else {
                    return Ok(None);
                };
                let (areas, spans) = list::<AreaCode>(reading, "areas", texts.clone())?;
                for (area, text) in areas.iter().zip(&texts) {
                    // Where the site's code is one of its areas, it has been checked.
                    if !code.as_ref().is_ok_and(|code| code == area) {
                        check(reading, area, &text.span);
                    }
                }
                Ok(Some((areas, spans)))
            });
            let periods = reading.optional_texts(keys, "periods");
            let periods = periods.and_then(|periods| {
                periods
                    .map(|periods| list::<Id>(reading, "periods", periods))
                    .transpose()
            });
            let own = spans(reading, keys, &["code"]);
            let whole_lists = spans(reading, keys, &["cohorts", "areas", "periods"]);
            let code = code?;
            let (cohorts, cohort_spans) = cohorts?;
            let (areas, area_spans) =
                areas?.unwrap_or_else(|| (vec![code.clone()], Spans::default()));
            let (periods, period_spans) = periods?.unzip();
            // The place of an item goes before that of its whole list.
            let in_order = [
                own,
                cohort_spans,
                area_spans,
                period_spans.unwrap_or_default(),
                whole_lists,
            ];
            let spans = Spans(in_order.into_iter().flat_map(|spans| spans.0).collect());
            let site = Site {
                code,
                name: name?,
                cohorts,
                areas,
                periods,
            };
            Ok((site, spans))
        },
    );
}

/// Every item of a list, with its place.
fn list<T: FromStr<Err = Error>>(
    reading: &mut Reading<'_>,
    key: &'static str,
    texts: Vec<keys::Text<'_>>,
) -> Result<(Vec<T>, Spans), Unreadable> {
    let mut spans = Spans::default();
    let mut items = Vec::new();
    for (index, text) in texts.into_iter().enumerate() {
        spans
            .0
            .push((key, index, reading.in_document(text.span.clone())));
        items.push(text.parsed(reading));
    }
    Ok((items.into_iter().collect::<Result<_, _>>()?, spans))
}

impl Reading<'_> {
    /// Reports an error of a value at its place.
    fn refuse(&mut self, span: Range<usize>, error: Error) -> Unreadable {
        for Problem { what, advice, .. } in error.problems() {
            self.report(span.clone(), what.clone(), advice.clone());
        }
        Unreadable
    }
}

/// What a key that is missing could look like.
fn example(key: &str) -> Option<&'static str> {
    Some(match key {
        "schema" => "\"justice-reinvestment/scheme/1\"",
        "currency" => "\"GBP\"",
        "data" => "\"real\", or \"invented\"",
        "codes" => "\"gss\", or \"free\" for codes of your own",
        "date" => "\"2011-06\"",
        "from" | "to" => "2010-07-01",
        "threshold" => "\"5%\"",
        "share" => "\"50%\"",
        "reward" => "\"half_away_from_zero\"",
        "unit" => "\"sentence\"",
        "basis" => "\"sentenced\"",
        "cohort" => "\"adult\"",
        "cohorts" => "[\"adult\", \"youth\"]",
        "amount" => "\"1234.50\"",
        "price_year" => "\"2010-11\"",
        "status" => "\"published\", \"reported\" or \"illustrative\"",
        "code" => "\"E09000012\"",
        "sources" => "[\"…\"]",
        "what" => "\"no court closes before the last test period ends\"",
        _ => return None,
    })
}
