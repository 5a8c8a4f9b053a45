//! Reading a count plan, and whether it fits the scheme: what each key means, and
//! everything that is wrong at once.

mod area;
mod cohort_and_period;
mod conditions;
mod rules;

use super::{CountPlan, Frame, OnePer, Otherwise, PLAN_SCHEMA, Quantity, WithoutQuantity, write};
use crate::cohort::Cohort;
use crate::keys::{self, Keys, Kind, Reading, Text, Unreadable};
use crate::name::{Title, quoted};
use crate::problem::{Document, Error, Problem};
use crate::scheme::{SCHEME_SCHEMA, Scheme};
use crate::wording::{self, listed};
use std::collections::BTreeSet;
use std::ops::Range;
use toml::de::DeTable;

static KIND: Kind = Kind {
    name: "a count plan",
    itself: "the count plan",
    example,
    inline: &[(
        conditions::CONDITION,
        "{ column = \"outcome\", in = [\"immediate custody\"] }",
    )],
    percentages: &[],
};

const ROOT: &[&str] = &[
    "schema",
    "title",
    "missing_text",
    "area",
    "cohort",
    "period",
    "quantity",
    "one_per",
    "set_aside",
    "metric",
];
const AREA: &[&str] = &["column", "lookup", "lookup_file", "otherwise"];
const COHORT: &[&str] = &[
    "column",
    "adult",
    "youth",
    "otherwise",
    "date_of_birth",
    "on",
];
const PERIOD: [&str; 3] = ["column", "date", "otherwise"];
const QUANTITY: &[&str] = &["column", "missing", "from", "to", "as_at"];
const ONE_PER: &[&str] = &["keys", "keep", "sorted", "within"];
const KEEP: &[&str] = &["column", "order"];
const SET_ASIDE: &[&str] = &["reason", "where"];
const METRIC: &[&str] = &["id", "where"];

/// A plan in the course of being read for a scheme.
struct PlanReading<'a> {
    reading: Reading<'a>,
    scheme: &'a Scheme,
    file: &'a dyn Fn(&str) -> Option<Document>,
}

pub(super) fn read(
    scheme: &Scheme,
    document: &Document,
    file: &dyn Fn(&str) -> Option<Document>,
) -> Result<CountPlan, Error> {
    let (text, table, errors) = keys::parsed(&KIND, document)?;
    let mut reading = Reading::new(&KIND, document, text);
    keys::not_toml(&mut reading, table.get_ref(), &errors);
    if let Some((span, schema)) = schema_in(table.get_ref())
        && schema == SCHEME_SCHEMA
    {
        // What else it says is of another kind.
        let what = format!("{} is not a count plan", quoted(schema));
        let advice = "this is a scheme: give it as the scheme, and a count plan as the plan";
        let problem = Problem::new(what, advice).at(Some(document.place(span)));
        return Err(problem.into());
    }
    let root = reading.root(table.get_ref(), ROOT);
    let mut plan = PlanReading {
        reading,
        scheme,
        file,
    };
    plan.schema(&root);
    let title = plan.reading.parsed::<Title>(&root, "title");
    let missing_text = plan.reading.optional_texts(&root, "missing_text");
    let missing_text = missing_text.and_then(|texts| {
        let texts = texts.unwrap_or_default();
        let empty = texts.iter().find(|text| text.text.is_empty());
        match empty.map(|text| text.span.clone()) {
            Some(span) => {
                let what = "empty text stands for nothing in any case";
                Err(plan.reading.report(span, what, "take it away here"))
            }
            None => plan.labels(texts),
        }
    });
    let area = plan.area(&root);
    let quantity = plan.quantity(&root);
    let counts_nights = plan.counts_nights(&root);
    let cohort = plan.cohort(&root, counts_nights);
    let period = plan.period(&root, counts_nights);
    let one_per = plan.one_per(&root, counts_nights);
    let set_aside = plan.set_aside(&root);
    let metrics = plan.metrics(&root);
    let read = || {
        Ok(CountPlan {
            title: title?,
            missing_text: missing_text?,
            area: area?,
            cohort: cohort?,
            period: period?,
            quantity: quantity?,
            one_per: one_per?,
            set_aside: set_aside?,
            metrics: metrics?,
            frame: Frame::of(scheme),
            sha256: String::new(),
        })
    };
    let read: Result<CountPlan, Unreadable> = read();
    if let Ok(plan_read) = &read {
        plan.serves_the_scheme(plan_read, &root);
    }
    plan.reading.problems.into_result()?;
    let mut whole = read.map_err(|_| {
        // What could not be read has been reported.
        Error::from(Problem::new("the count plan cannot be read", "correct it"))
    })?;
    whole.sha256 = Document::new("", write::canonical(&whole)).sha256();
    Ok(whole)
}

impl Frame {
    fn of(scheme: &Scheme) -> Self {
        let periods = std::iter::once(scheme.baseline()).chain(scheme.tests());
        let mut areas = Vec::new();
        let mut takes_part = Vec::new();
        for site in scheme.sites() {
            for area in &site.areas {
                areas.push(area.clone());
                let cohorts = Cohort::ALL.map(|cohort| site.cohorts.contains(&cohort));
                let tests = scheme.tests().iter();
                let tests = tests.map(|test| site.takes_part_in(&test.id));
                takes_part.push((cohorts, std::iter::once(true).chain(tests).collect()));
            }
        }
        Self {
            periods: periods
                .map(|period| (period.id.clone(), period.from(), period.to()))
                .collect(),
            areas,
            takes_part,
        }
    }
}

impl<'a> PlanReading<'a> {
    fn schema(&mut self, root: &Keys<'a>) {
        if let Ok(schema) = self.reading.text(root, "schema")
            && schema.text != PLAN_SCHEMA
        {
            let what = format!(
                "{} is not a count plan that this version reads",
                quoted(schema.text)
            );
            let advice = format!("write schema = \"{PLAN_SCHEMA}\"");
            self.reading.report(schema.span, what, advice);
        }
    }

    /// Whether nights are meant, however they are written.
    fn counts_nights(&self, root: &Keys<'a>) -> bool {
        let quantity = root
            .value("quantity")
            .and_then(|value| value.get_ref().as_table());
        let names = quantity.into_iter().flat_map(|table| table.keys());
        let meant = names.filter_map(|name| wording::nearest(name.get_ref(), QUANTITY));
        let meant: Vec<&str> = meant.collect();
        let of_nights = ["from", "to", "as_at"];
        !meant.contains(&"column") && meant.iter().any(|name| of_nights.contains(name))
    }

    /// The name of a column.
    fn column(&mut self, keys: &Keys<'a>, key: &'static str) -> Result<String, Unreadable> {
        let text = self.reading.text(keys, key)?;
        self.column_of(text)
    }

    fn column_of(&mut self, text: Text<'a>) -> Result<String, Unreadable> {
        if text.text.is_empty() {
            let advice = "name a column of the extract";
            return Err(self
                .reading
                .report(text.span, "this column has no name", advice));
        }
        Ok(text.text.to_owned())
    }

    /// A list of labels without one that stands twice.
    fn labels(&mut self, texts: Vec<Text<'a>>) -> Result<Vec<String>, Unreadable> {
        let mut labels: Vec<String> = Vec::with_capacity(texts.len());
        let mut result = Ok(());
        for text in texts {
            if text.text.is_empty() {
                let advice = "empty text is missing: write missing = true for it";
                result = Err(self
                    .reading
                    .report(text.span, "this label is empty", advice));
            } else if labels.iter().any(|label| label == text.text) {
                let what = format!("{} stands twice", quoted(text.text));
                result = Err(self.reading.report(text.span, what, "take it away here"));
            } else {
                labels.push(text.text.to_owned());
            }
        }
        result.map(|()| labels)
    }

    fn otherwise(&mut self, keys: &Keys<'a>) -> Result<Otherwise, Unreadable> {
        let Some(text) = self.reading.optional_text(keys, "otherwise")? else {
            return Ok(Otherwise::Error);
        };
        match text.text {
            "error" => Ok(Otherwise::Error),
            "set_aside" => Ok(Otherwise::SetAside),
            other => {
                let what = format!("{} is nothing that can be done", quoted(other));
                let advice = "write \"error\" or \"set_aside\"";
                Err(self.reading.report(text.span, what, advice))
            }
        }
    }

    fn quantity(&mut self, root: &Keys<'a>) -> Result<Quantity, Unreadable> {
        if root.value("quantity").is_none() {
            return Ok(Quantity::One);
        }
        let keys = self
            .reading
            .table(root, "quantity", "[quantity]", QUANTITY)?;
        let has_column = keys.value("column").is_some();
        let has_nights = keys.value("from").is_some() || keys.value("to").is_some();
        match (has_column, has_nights) {
            (true, true) => {
                let what = "the quantity is a column and nights";
                let advice = "keep column, or from and to";
                Err(self.reading.report(keys.span.clone(), what, advice))
            }
            (_, true) => {
                let from = self.column(&keys, "from");
                let to = self.column(&keys, "to");
                let as_at = self.reading.optional_day(&keys, "as_at");
                if let Some(span) = keys.span_of("missing") {
                    let what = "nights have no quantity that could be missing";
                    let advice = "take `missing` away; `as_at` says until when who has no release \
                                  was held";
                    self.reading.report(span, what, advice);
                }
                Ok(Quantity::Nights {
                    from: from?,
                    to: to?,
                    as_at: as_at?,
                })
            }
            (_, false) => {
                let column = self.column(&keys, "column");
                let missing = self.without_quantity(&keys);
                if let Some(span) = keys.span_of("as_at") {
                    let what = "as_at is of nights";
                    self.reading.report(span, what, "take it away");
                }
                Ok(Quantity::Column {
                    column: column?,
                    missing: missing?,
                })
            }
        }
    }

    /// What becomes of a record whose quantity is missing.
    fn without_quantity(&mut self, keys: &Keys<'a>) -> Result<WithoutQuantity, Unreadable> {
        let Some(text) = self.reading.optional_text(keys, "missing")? else {
            return Ok(WithoutQuantity::Error);
        };
        match text.text {
            "error" => Ok(WithoutQuantity::Error),
            "not_available" => Ok(WithoutQuantity::NotAvailable),
            other => {
                let what = format!("{} is nothing that can be done", quoted(other));
                let advice = "write \"error\" or \"not_available\"";
                Err(self.reading.report(text.span, what, advice))
            }
        }
    }

    fn one_per(&mut self, root: &Keys<'a>, nights: bool) -> Result<Option<OnePer>, Unreadable> {
        if root.value("one_per").is_none() {
            return Ok(None);
        }
        let keys = self.reading.table(root, "one_per", "[one_per]", ONE_PER)?;
        if nights {
            let what = "of nights no principal record is kept";
            let advice = "take [one_per] away: every night counts";
            return Err(self.reading.report(keys.span.clone(), what, advice));
        }
        let columns = self.reading.texts(&keys, "keys");
        let columns = columns.and_then(|texts| {
            let empty = texts.iter().find(|text| text.text.is_empty());
            match empty.map(|text| text.span.clone()) {
                Some(span) => {
                    let what = "this column has no name";
                    Err(self
                        .reading
                        .report(span, what, "name a column of the extract"))
                }
                None => self.labels(texts),
            }
        });
        let sorted = self.reading.optional_boolean(&keys, "sorted");
        let within = self.within(&keys);
        if columns.as_ref().is_ok_and(Vec::is_empty) {
            let what = "a case has no keys";
            let advice = "name its columns in `keys`";
            self.reading.report(keys.span.clone(), what, advice);
        }
        if keys.value("keep").is_none() && !keys.has_slip_of("keep") {
            let what = "[one_per] has no keep";
            let advice = "add keep = { column = \"…\", order = [\"…\"] }";
            return Err(self.reading.report(keys.span.clone(), what, advice));
        }
        let keep = self.reading.table(&keys, "keep", "keep", KEEP)?;
        let column = self.column(&keep, "column");
        let order = self.reading.texts(&keep, "order");
        let order = order.and_then(|texts| self.labels(texts));
        if order.as_ref().is_ok_and(Vec::is_empty) {
            let what = "the order lists nothing, so no record comes first";
            let advice = "list the labels, the one that is kept first";
            self.reading.report(keep.span.clone(), what, advice);
        }
        let (keys_of_case, order) = (columns?, order?);
        Ok(Some(OnePer {
            keys: keys_of_case,
            column: column?,
            order,
            sorted: sorted?.unwrap_or(false),
            is_within_extracts: within?,
        }))
    }

    /// Whether all records of a case stand in one extract.
    fn within(&mut self, keys: &Keys<'a>) -> Result<bool, Unreadable> {
        let Some(text) = self.reading.optional_text(keys, "within")? else {
            return Ok(false);
        };
        match text.text {
            "extract" => Ok(true),
            other => {
                let what = format!("{} is nothing in which cases are whole", quoted(other));
                let advice = "write \"extract\", if all records of a case stand in one extract";
                Err(self.reading.report(text.span, what, advice))
            }
        }
    }

    /// What concerns the plan and the scheme together.
    fn serves_the_scheme(&mut self, plan: &CountPlan, root: &Keys<'a>) {
        if let Some(lookup) = &plan.area.lookup {
            let span = self.area_span(root);
            let stray: Vec<String> = lookup
                .iter()
                .filter(|(_, code)| !plan.frame.areas.contains(code))
                .map(|(label, code)| format!("{} ({code})", quoted(label)))
                .collect();
            if !stray.is_empty() && plan.area.otherwise == Otherwise::Error {
                const SHOWN: usize = 5;
                let shown: Vec<&String> = stray.iter().take(SHOWN).collect();
                let what = format!(
                    "{} of the look-up {} no area of the scheme: {}",
                    stray.len(),
                    if stray.len() == 1 { "is" } else { "are" },
                    listed(&shown, "and")
                );
                let advice = "take them away, or write otherwise = \"set_aside\"";
                self.reading.report(span, what, advice);
            }
        }
        let of_areas = plan.area.lookup.iter().flatten().map(|(label, _)| label);
        let labels = plan.labels().into_iter().map(|(_, label)| label);
        let labels: BTreeSet<&String> = labels.chain(of_areas).collect();
        for label in labels {
            if plan.missing_text.contains(label) {
                let what = format!(
                    "{} is a label of the plan, and stands for nothing by missing_text",
                    quoted(label)
                );
                let span = root.span_of("missing_text").unwrap_or(root.span.clone());
                self.reading
                    .report(span, what, "take it out of one of the two");
            }
        }
        let last = plan.frame.periods.iter().map(|(_, _, to)| *to).max();
        if let Quantity::Nights {
            as_at: Some(as_at), ..
        } = &plan.quantity
            && let Some(last) = last.filter(|last| as_at < last)
        {
            let span = root.span_of("quantity").unwrap_or(root.span.clone());
            let what = format!(
                "as_at is {as_at}, and the last period ends on {last}: nobody knows the nights \
                 after it"
            );
            let advice =
                "take an extract after the last period, or a scheme whose periods are over";
            self.reading.report(span, what, advice);
        }
        for (number, what) in [
            (plan.metrics.len(), "metrics"),
            (plan.set_aside.len(), "reasons for setting aside"),
        ] {
            const MOST: usize = 64;
            if number > MOST {
                let what = format!("a count plan has at most {MOST} {what}, not {number}");
                let advice = "count in two plans, and add the tables up";
                self.reading.report(root.span.clone(), what, advice);
            }
        }
    }

    fn area_span(&self, root: &Keys<'a>) -> std::ops::Range<usize> {
        root.span_of("area").unwrap_or(root.span.clone())
    }
}

/// What a file says that it is.
fn schema_in<'t>(table: &'t DeTable<'_>) -> Option<(Range<usize>, &'t str)> {
    let schema = table.get("schema")?;
    Some((schema.span(), schema.get_ref().as_str()?))
}

fn example(key: &str) -> Option<&'static str> {
    Some(match key {
        "schema" => "\"justice-reinvestment/count-plan/1\"",
        "keys" => "[\"case_id\"]",
        "order" => "[\"immediate custody\", \"community order\"]",
        "where" => "[{ column = \"…\", in = [\"…\"] }]",
        _ => return None,
    })
}
