//! What a setting means to a scheme and its counts: which value it changes, from what
//! to what, and the scheme and the counts with it, under all of their checks.

use super::input::Input;
use super::setting::{Setting, Value, Wish};
use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::demand::{Count, Demand, Sum};
use crate::name::{Id, Title, quoted};
use crate::period::Period;
use crate::problem::{Error, Problem};
use crate::scheme::{Band, BandTerms, PublishedTerms, Scheme, Spot, Terms, ThresholdRule};
use crate::wording::{instead_of, listed, one_of};
use std::sync::Arc;

/// One input with the value that it was given, beside the one that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What was changed.
    pub input: Input,
    /// Its value in the scheme, in the built-in terms or in the table; `None` of a count
    /// that is missing and of a band without an end.
    pub was: Option<Value>,
    /// Its value in the question.
    pub now: Value,
    /// What it is, with its value, and whence the value beside it comes.
    said: [String; 3],
}

impl Change {
    /// The change in a sentence: `a threshold of 6% for adults (5% in the scheme)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let [_, words, whence] = &self.said;
        let was = match (self.was, &self.now) {
            (Some(was), now) if was == *now => format!("as {whence}"),
            (Some(was), _) => format!("{} {whence}", was.in_words()),
            (None, Value::Count(_)) => format!("missing {whence}"),
            (None, _) => format!("no end {whence}"),
        };
        format!("{words} ({was})")
    }

    /// Whether the input has that value already.
    #[must_use]
    pub fn is_as_it_is(&self) -> bool {
        self.was == Some(self.now)
    }

    /// What was changed, without its values: `threshold for adults`.
    pub(super) fn subject(&self) -> &str {
        let [subject, ..] = &self.said;
        subject
    }

    /// Its value where it is, with whence: `5% in the scheme`.
    pub(super) fn as_it_is(&self) -> String {
        let [.., whence] = &self.said;
        let was = self.was.map(Value::in_words);
        let none = match self.now {
            Value::Count(_) => "missing",
            _ => "no end",
        };
        format!("{} {whence}", was.as_deref().unwrap_or(none))
    }
}

/// A scheme and its counts, of which a question is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) scheme: &'a Scheme,
    pub(super) demand: &'a Demand,
}

/// Which value of a scheme or a table an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A price, by its number.
    Price(usize),
    Threshold(Cohort),
    Rule(Cohort),
    /// A band, by its number from zero.
    Share(Cohort, usize),
    End(Cohort, usize),
    Count(Spot),
}

/// One thing that is set, found in the scheme or the table, with one value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set<'a> {
    pub(super) input: &'a Input,
    pub(super) target: Target,
    pub(super) wish: Wish,
}

/// The scheme and the counts as they would be; `None` where they stay as they are.
pub(super) struct Changed {
    pub(super) scheme: Option<Scheme>,
    pub(super) demand: Option<Demand>,
    pub(super) changes: Vec<Change>,
}

impl Given<'_> {
    /// The terms of a cohort, the scheme's own or built in.
    fn terms(&self, cohort: Cohort, published: Option<PublishedTerms>) -> Option<BandTerms> {
        let Terms::Bands(own) = &**self.scheme.terms(cohort)?;
        Some(published.map_or_else(|| own.clone(), |published| published.terms(cohort)))
    }

    /// Which value a setting means, under each of some terms; or why it means none.
    pub(super) fn target(
        &self,
        setting: &Setting,
        under: &[Option<PublishedTerms>],
    ) -> Result<Target, Vec<Problem>> {
        let input = &setting.input;
        let cohort = input.cohort();
        let mut problems = Vec::new();
        if self.scheme.terms(cohort).is_none() && !matches!(input, Input::Count { .. }) {
            let what = format!("the scheme has no cohort \"{cohort}\"");
            let cohorts = Cohort::ALL.into_iter();
            let cohorts = cohorts.filter(|cohort| self.scheme.terms(*cohort).is_some());
            let cohorts: Vec<&str> = cohorts.map(Cohort::as_str).collect();
            problems.push(Problem::new(what, one_of(&cohorts)));
        }
        let target = match input {
            Input::Price {
                metric,
                cohort,
                period,
            } => self.price(metric, *cohort, period.as_ref(), &mut problems),
            Input::Threshold { cohort } => Some(Target::Threshold(*cohort)),
            Input::ThresholdMet { cohort } => Some(Target::Rule(*cohort)),
            Input::Share { cohort, band } => {
                let band = self.band(*cohort, *band, under, &mut problems);
                band.map(|band| Target::Share(*cohort, band))
            }
            Input::BandEnd { cohort, band } => {
                let band = self.band(*cohort, *band, under, &mut problems);
                band.map(|band| Target::End(*cohort, band))
            }
            Input::Count {
                area,
                cohort,
                period,
                metric,
            } => {
                let names = [
                    area.as_str(),
                    cohort.as_str(),
                    period.as_str(),
                    metric.as_str(),
                ];
                self.count(names, &setting.wishes, &mut problems)
            }
        };
        match (target, problems.is_empty()) {
            (Some(target), true) => Ok(target),
            _ => Err(problems),
        }
    }

    fn price(
        &self,
        metric: &Id,
        cohort: Cohort,
        period: Option<&Id>,
        problems: &mut Vec<Problem>,
    ) -> Option<Target> {
        let metrics = self.scheme.metrics().iter();
        let metrics: Vec<&str> = metrics.map(|metric| metric.id.as_str()).collect();
        let periods = self.periods();
        let of_id = |id: &&Id| periods.iter().find(|period| period.id == **id);
        if let Some(unknown) = period.filter(|id| of_id(id).is_none()) {
            let ids: Vec<&str> = periods.iter().map(|period| period.id.as_str()).collect();
            let what = format!("{} is not a period of the scheme", quoted(unknown.as_str()));
            problems.push(Problem::new(what, instead_of(unknown.as_str(), &ids)));
        }
        if !metrics.contains(&metric.as_str()) {
            let what = format!("there is no metric \"{metric}\"");
            problems.push(Problem::new(what, instead_of(metric.as_str(), &metrics)));
            return None;
        }
        let prices = self.scheme.prices().iter().enumerate();
        let own = prices.filter(|(_, price)| price.metric == *metric && price.cohort == cohort);
        let own: Vec<(usize, _)> = own.collect();
        match (own.as_slice(), period.as_ref().and_then(of_id)) {
            ([], _) => {
                let what = format!("\"{metric}\" has no price for cohort \"{cohort}\"");
                let advice = "only what has a price can be given another: add a [[price]] to a \
                              scheme of your own";
                problems.push(Problem::new(what, advice));
                None
            }
            ([(number, _)], None) => Some(Target::Price(*number)),
            (several, None) => {
                // A period that is not known has been reported.
                if period.is_none() {
                    let keys: Vec<String> = periods
                        .iter()
                        .map(|period| format!("price.{metric}.{cohort}.{}", period.id))
                        .collect();
                    let what = format!(
                        "\"{metric}\" has {} prices for cohort \"{cohort}\"",
                        several.len()
                    );
                    let advice = format!(
                        "say which by a period that it values: {}",
                        listed(&keys, "or")
                    );
                    problems.push(Problem::new(what, advice));
                }
                None
            }
            (several, Some(period)) => {
                let mut several = several.iter();
                let valuing = several.find(|(_, price)| price.covers(period));
                valuing.map(|(number, _)| Target::Price(*number))
            }
        }
    }

    /// The number of a band from zero, where all the terms have one.
    fn band(
        &self,
        cohort: Cohort,
        number: usize,
        under: &[Option<PublishedTerms>],
        problems: &mut Vec<Problem>,
    ) -> Option<usize> {
        let index = number.checked_sub(1)?;
        for published in under {
            let bands = self.terms(cohort, *published)?.bands().len();
            if index >= bands {
                let terms = published.map_or("the scheme", PublishedTerms::as_str);
                let what = match bands {
                    1 => format!("the terms for {} have one band in {terms}", cohort.people()),
                    _ => format!(
                        "the terms for {} have {bands} bands in {terms}",
                        cohort.people()
                    ),
                };
                let numbers: Vec<String> = (1..=bands).map(|band| band.to_string()).collect();
                problems.push(Problem::new(what, one_of(&numbers)));
                return None;
            }
        }
        Some(index)
    }

    fn count(
        &self,
        [area, cohort, period, metric]: [&str; 4],
        wishes: &[Wish],
        problems: &mut Vec<Problem>,
    ) -> Option<Target> {
        let spot = match self.demand.spot(area, cohort, period, metric) {
            Ok(spot) => spot,
            Err(unknown) => {
                problems.extend(unknown);
                return None;
            }
        };
        if self.demand.cell(spot).is_grouped {
            let what = "this count is split into groups, which are set in the table alone";
            problems.push(Problem::new(what, "change the rows of a copy of the table"));
            return None;
        }
        let there = self.counted(spot);
        let fault = wishes.iter().find_map(|wish| match (wish, there) {
            (Wish::To(_), _) => None,
            (Wish::More(_) | Wish::Fewer(_), None) => Some(Problem::new(
                "this count is missing, so that none can be added or taken away",
                "set it to a number",
            )),
            (Wish::Fewer(fewer), Some(there)) if *fewer > there => Some(Problem::new(
                format!("{fewer} cannot be taken away from {there}"),
                format!("{there} fewer are the most"),
            )),
            (_, Some(_)) if self.value(spot, *wish).is_none() => Some(Problem::new(
                "this count would be too large",
                "fifteen digits are the most",
            )),
            _ => None,
        });
        problems.extend(fault);
        Some(Target::Count(spot))
    }

    /// The count of a spot, where the table has one.
    fn counted(&self, spot: Spot) -> Option<u64> {
        match self.demand.cell(spot).sum {
            Sum::Number(number) => Some(number),
            Sum::NoRow | Sum::Missing | Sum::NotApplicable => None,
        }
    }

    /// What a count is to be.
    fn value(&self, spot: Spot, wish: Wish) -> Option<u64> {
        let there = self.counted(spot);
        let count = match wish {
            Wish::To(Value::Count(count)) => Some(count),
            Wish::To(_) => None,
            Wish::More(more) => there?.checked_add(more),
            Wish::Fewer(fewer) => there?.checked_sub(fewer),
        };
        count.filter(|count| *count <= Count::LARGEST)
    }

    /// The baseline and the test periods.
    fn periods(&self) -> Vec<&Period> {
        let tests = self.scheme.tests().iter().map(AsRef::as_ref);
        std::iter::once(&**self.scheme.baseline())
            .chain(tests)
            .collect()
    }

    /// The scheme and the counts with all that is set, and what was changed.
    pub(super) fn changed(
        &self,
        published: Option<PublishedTerms>,
        sets: &[Set<'_>],
    ) -> Result<Changed, Error> {
        let mut terms: Vec<(Cohort, Draft)> = Vec::new();
        for cohort in Cohort::ALL {
            let own = self.terms(cohort, published);
            terms.extend(own.map(|own| (cohort, Draft::of(own, published.is_some()))));
        }
        let (mut amounts, mut counts) = (Vec::new(), Vec::new());
        let mut changes = Vec::with_capacity(sets.len());
        for set in sets {
            let mut draft = terms
                .iter_mut()
                .find(|(cohort, _)| *cohort == set.input.cohort())
                .map(|(_, draft)| draft);
            let (was, now) = match (set.target, set.wish, draft.as_deref_mut()) {
                (Target::Count(spot), wish, _) => {
                    let Some(count) = self.value(spot, wish) else {
                        continue;
                    };
                    counts.push((spot, count));
                    (self.counted(spot).map(Value::Count), Value::Count(count))
                }
                (Target::Price(number), Wish::To(Value::Price(amount)), _) => {
                    amounts.push((number, amount));
                    let own = self.scheme.prices().get(number);
                    let was = own.map(|price| Value::Price(price.amount));
                    (was, Value::Price(amount))
                }
                (target, Wish::To(value), Some(draft)) => match draft.set(target, value) {
                    Some(was) => (was, value),
                    None => continue,
                },
                _ => continue,
            };
            let said = self.said(set, now, published);
            changes.push(Change {
                input: set.input.clone(),
                was,
                now,
                said,
            });
        }
        let mut changed_terms = Vec::new();
        for (cohort, draft) in terms {
            if draft.is_changed {
                let terms = draft.terms();
                let terms = terms
                    .map_err(|error| error.about(&format!("bands for {}", cohort.people())))?;
                changed_terms.push((cohort, terms));
            }
        }
        let is_other = !changed_terms.is_empty() || !amounts.is_empty();
        let scheme = is_other.then(|| self.scheme.changed(&changed_terms, &amounts));
        let demand = (!counts.is_empty()).then(|| self.demand.changed(&counts));
        Ok(Changed {
            scheme: scheme.transpose()?,
            demand: demand.transpose()?,
            changes,
        })
    }

    /// What was changed: by itself, with its value, and where the other value stands.
    fn said(&self, set: &Set<'_>, now: Value, published: Option<PublishedTerms>) -> [String; 3] {
        let people = set.input.cohort().people();
        let value = now.in_words();
        let of_terms = match published {
            Some(published) => format!("in {}", published.as_str()),
            None => "in the scheme".to_owned(),
        };
        match set.input {
            Input::Price { metric, .. } => {
                let what = format!(
                    "{}, {people}{}",
                    self.title(metric),
                    self.valued(set.target)
                );
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

    /// The periods that a price values, where the metric and cohort have others too.
    fn valued(&self, target: Target) -> String {
        let prices = self.scheme.prices();
        let price = match target {
            Target::Price(number) => prices.get(number),
            _ => None,
        };
        let Some(price) = price else {
            return String::new();
        };
        let like = |other: &&Arc<_>| {
            let other: &crate::scheme::UnitPrice = other;
            other.metric == price.metric && other.cohort == price.cohort
        };
        if prices.iter().filter(like).count() < 2 {
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

/// Terms in the making: bands that are set one by one are judged together.
struct Draft {
    own: BandTerms,
    threshold: crate::money::Percent,
    rule: ThresholdRule,
    bands: Vec<Band>,
    /// Whether they are not the scheme's own.
    is_changed: bool,
}

impl Draft {
    fn of(own: BandTerms, is_changed: bool) -> Self {
        Self {
            threshold: own.threshold(),
            rule: own.rule(),
            bands: own.bands().to_vec(),
            own,
            is_changed,
        }
    }

    /// Sets a value of the terms, and tells the one that it was; `None` where the terms
    /// have no such value.
    fn set(&mut self, target: Target, value: Value) -> Option<Option<Value>> {
        let was = match (target, value) {
            (Target::Threshold(_), Value::Percent(threshold)) => {
                let was = std::mem::replace(&mut self.threshold, threshold);
                Some(Value::Percent(was))
            }
            (Target::Rule(_), Value::Rule(rule)) => {
                Some(Value::Rule(std::mem::replace(&mut self.rule, rule)))
            }
            (Target::Share(_, number), Value::Percent(share)) => {
                let band = self.bands.get_mut(number)?;
                Some(Value::Percent(std::mem::replace(&mut band.share, share)))
            }
            (Target::End(_, number), Value::Percent(end)) => {
                let band = self.bands.get_mut(number)?;
                band.up_to.replace(end).map(Value::Percent)
            }
            _ => return None,
        };
        self.is_changed = true;
        Some(was)
    }

    fn terms(self) -> Result<BandTerms, Error> {
        let terms = self.own.with_threshold(self.threshold);
        terms.with_rule(self.rule).with_bands(self.bands)
    }
}
