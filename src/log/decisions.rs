//! What was decided: by each part of the scheme, and by persons beyond that.

use super::effect::{ByPeriod, Resting, where_known};
use super::entry::Entry;
use super::{Topic, assumptions, publication, the_scheme};
use crate::assess::{Assessment, Outcome, Reward};
use crate::cohort::Cohort;
use crate::metric::{AreaBasis, Metric};
use crate::money::Pounds;
use crate::note::{Kind, Note};
use crate::period::Period;
use crate::problem::Error;
use crate::scheme::{BandTerms, Scheme, Site, Terms, ThresholdRule};
use crate::wording::{counted, listed};

pub(super) fn entries(scheme: &Scheme, assessment: &Assessment) -> Result<Vec<Entry>, Error> {
    let log = Decided { scheme, assessment };
    let mut entries = vec![log.baseline()?];
    for test in scheme.tests() {
        entries.push(log.test(test)?);
    }
    for cohort in Cohort::ALL {
        if let Some(terms) = scheme.terms(cohort) {
            let Terms::Bands(terms) = &**terms;
            entries.push(log.threshold(cohort, terms)?);
            entries.push(log.bands(cohort, terms)?);
        }
    }
    entries.push(log.rounding()?);
    for metric in scheme.metrics() {
        entries.push(log.metric(metric)?);
    }
    entries.extend(log.constant_prices()?);
    for site in scheme.sites() {
        entries.push(log.site(site)?);
    }
    for note in &assessment.notes {
        entries.extend(log.of_note(note)?);
    }
    let judgements = scheme.decisions().iter();
    entries.extend(judgements.map(|judgement| Entry::judged(judgement, scheme)));
    Ok(entries)
}

struct Decided<'a> {
    scheme: &'a Scheme,
    assessment: &'a Assessment,
}

impl Decided<'_> {
    fn resting(&self, rests: impl Fn(&Reward) -> bool) -> Result<Resting, Error> {
        Resting::of(self.assessment, rests)
    }

    fn entry(&self, topic: Topic, what: impl Into<String>) -> Entry {
        Entry::new(topic, what).made_by(the_scheme(self.scheme))
    }

    fn baseline(&self) -> Result<Entry, Error> {
        let baseline = self.scheme.baseline();
        let what = format!(
            "test periods are compared with {}, {}",
            baseline.in_sentence(),
            baseline.in_words()
        );
        let entry = self.entry(Topic::Baseline, what);
        Ok(entry.with_effect("", &self.resting(|_| true)?))
    }

    fn test(&self, test: &Period) -> Result<Entry, Error> {
        let what = format!(
            "{} is a test period, {}",
            test.in_sentence(),
            test.in_words()
        );
        let resting = self.resting(|reward| reward.period.id == test.id)?;
        let entry = self.entry(Topic::TestPeriod, what);
        Ok(entry.with_effect("", &resting))
    }

    fn threshold(&self, cohort: Cohort, terms: &BandTerms) -> Result<Entry, Error> {
        let people = cohort.people();
        let what = match terms.rule() {
            ThresholdRule::AtLeast => format!(
                "for {people}, a fall of {0}% or more is rewarded, one of exactly {0}% too (at_least)",
                terms.threshold()
            ),
            ThresholdRule::MoreThan => format!(
                "for {people}, a fall of more than {0}% is rewarded, and not one of exactly {0}% (more_than)",
                terms.threshold()
            ),
        };
        let of_cohort = |reward: &Reward| reward.cohort == cohort;
        let missed = |reward: &Reward| {
            let fell = reward.saving.filter(|saving| *saving > Pounds::ZERO);
            fell.filter(|_| of_cohort(reward) && reward.outcome == Outcome::NotMet)
        };
        let below = ByPeriod::of(self.assessment, |reward| Ok(missed(reward)))?;
        let known = where_known(self.assessment, of_cohort);
        let below = match below.in_words() {
            Some(words) => format!("falls below it are not paid for: {words}{known}"),
            None => format!("no cost fell by less{known}"),
        };
        let is_exact = |reward: &Reward| {
            of_cohort(reward)
                && reward.threshold.margin == Some(Pounds::ZERO)
                && reward.outcome != Outcome::NoBaseline
        };
        let exact = self.resting(is_exact)?;
        let at_it = match exact.rewards {
            0 => "none is exactly at it".to_owned(),
            some => format!("{some} exactly at it"),
        };
        let entry = self.agreed(Topic::Threshold, what, terms);
        Ok(entry.with_effect(format!("{below}; {at_it}"), &self.resting(of_cohort)?))
    }

    fn bands(&self, cohort: Cohort, terms: &BandTerms) -> Result<Entry, Error> {
        let what = format!("for {}, {}", cohort.people(), terms.in_words());
        let is_capped =
            |reward: &Reward| reward.cohort == cohort && reward.outcome == Outcome::Capped;
        let beyond = ByPeriod::of(self.assessment, |reward| {
            let cap = reward.cap.as_ref().and_then(|cap| cap.amount);
            let beyond = reward.saving.zip(cap).filter(|_| is_capped(reward));
            beyond.map(|(saving, cap)| saving.minus(cap)).transpose()
        })?;
        let known = where_known(self.assessment, |reward| reward.cohort == cohort);
        let words = match (beyond.in_words(), terms.cap()) {
            (Some(words), _) => {
                format!("savings beyond the cap are not paid for: {words}{known}")
            }
            (None, Some(_)) => format!("no saving is beyond the cap{known}"),
            (None, None) => "there is no cap".to_owned(),
        };
        let resting = self.resting(|reward| reward.cohort == cohort)?;
        let entry = self.agreed(Topic::Bands, what, terms);
        Ok(entry.with_effect(words, &resting))
    }

    /// What the sources of terms agreed.
    fn agreed(&self, topic: Topic, what: String, terms: &BandTerms) -> Entry {
        let ids = terms.sources().iter();
        let sources: Vec<_> = ids.filter_map(|id| self.scheme.source(id)).collect();
        let told: Vec<String> = sources
            .iter()
            .map(|source| match &source.says {
                Some(says) => format!("{}: {says}", publication(source)),
                None => publication(source),
            })
            .collect();
        let why = match terms.published() {
            Some(published) => format!(
                "the built-in terms {}, one of two published readings: {}",
                published.as_str(),
                told.join("; ")
            ),
            None => told.join("; "),
        };
        let mut entry = self.entry(topic, what).because(why);
        entry.sources = terms.sources().to_vec();
        // Who published a built-in reading did not choose it for this scheme.
        if terms.published().is_none() {
            let mut publishers: Vec<&str> = Vec::new();
            for publisher in sources.iter().map(|one| one.publisher.as_str()) {
                if !publishers.contains(&publisher) {
                    publishers.push(publisher);
                }
            }
            let dates: Vec<String> = sources.iter().map(|one| one.date.to_string()).collect();
            entry.made_by = Some(publishers.join("; "));
            entry.when = Some(dates.join("; "));
        }
        entry
    }

    fn rounding(&self) -> Result<Entry, Error> {
        let what = format!(
            "each reward is rounded {}",
            self.scheme.rounding().in_words()
        );
        let words = assumptions::rounding(self.assessment)?;
        let entry = self.entry(Topic::Rounding, what);
        Ok(entry.with_effect(words, &self.resting(|_| true)?))
    }

    fn metric(&self, metric: &Metric) -> Result<Entry, Error> {
        let by = match metric.area_basis {
            Some(AreaBasis::Home) => ", in the area where the person lives",
            Some(AreaBasis::Offence) => ", in the area of the offence",
            Some(AreaBasis::Court) => ", in the area where the court sits",
            Some(AreaBasis::SupervisingOffice) => ", in the area of the office that supervises",
            None => "; whose place decides the area is not said",
        };
        let what = format!(
            "\"{}\" is counted by the {}, at the step \"{}\"{by}",
            metric.title, metric.unit, metric.basis
        );
        if self.scheme.is_watched(&metric.id) {
            let what = format!("{what}; it has no price: it is watched, not in the cost");
            let entry = self.entry(Topic::Metric, what);
            return Ok(entry.with_effect("", &self.resting(|_| false)?));
        }
        let entry = self.entry(Topic::Metric, what);
        let savings = ByPeriod::savings(self.assessment, |_, line| {
            line.priced.metric.id == metric.id
        })?;
        let resting = self.resting(|reward| {
            let mut lines = reward.lines.iter();
            lines.any(|line| line.priced.metric.id == metric.id)
        })?;
        Ok(entry.with_effect(savings.of_the_saving(&resting), &resting))
    }

    /// That a price values the baseline and the test periods alike, where all do.
    fn constant_prices(&self) -> Result<Option<Entry>, Error> {
        let changes = |note: &Note| note.kind == Kind::ChangeOfPrice;
        if self.assessment.notes.iter().any(changes) {
            return Ok(None);
        }
        let what = "prices are constant: what a test period is valued at, the baseline is too";
        let entry = self
            .entry(Topic::Prices, what)
            .because("the change of the cost is then a change of counts");
        Ok(Some(entry.with_effect("", &self.resting(|_| true)?)))
    }

    fn site(&self, site: &Site) -> Result<Entry, Error> {
        let people: Vec<&str> = site.cohorts.iter().map(|cohort| cohort.people()).collect();
        let periods = match &site.periods {
            None => "in every test period".to_owned(),
            Some(ids) => {
                let tests = self.scheme.tests().iter();
                let tests = tests.filter(|test| ids.contains(&test.id));
                let names: Vec<String> = tests.map(|test| test.in_sentence()).collect();
                format!("in {} only", listed(&names, "and"))
            }
        };
        let areas = match site.areas.as_slice() {
            [area] if *area == site.code => String::new(),
            areas => {
                let number = u64::try_from(areas.len()).unwrap_or(u64::MAX);
                format!(", counted in {}", counted(number, "area", "areas"))
            }
        };
        let what = format!(
            "{} ({}) takes part with {} {periods}{areas}",
            site.name,
            site.code,
            listed(&people, "and")
        );
        let resting = self.resting(|reward| reward.site.code == site.code)?;
        Ok(self.entry(Topic::Site, what).with_effect("", &resting))
    }

    /// The entry of a note that tells what the scheme decides.
    fn of_note(&self, note: &Note) -> Result<Option<Entry>, Error> {
        let concerned = || self.resting(|reward| note.concerns(reward));
        let what = note.as_str();
        let entry = match note.kind {
            Kind::ChangeOfPrice => {
                let change = self.change_of_price(note)?;
                let words = match change.in_words() {
                    Some(words) => format!("the change of price adds {words} to the saving"),
                    None => "what it adds to the saving is not known".to_owned(),
                };
                self.entry(Topic::Prices, what)
                    .with_effect(words, &concerned()?)
            }
            Kind::BeforeBaseline => self
                .entry(Topic::TestPeriod, what)
                .with_effect("", &concerned()?),
            Kind::BeyondBands => self
                .entry(Topic::Threshold, what)
                .with_effect("", &concerned()?),
            Kind::NobodyTakesPart => self
                .entry(Topic::Site, what)
                .with_words("no reward is computed for it"),
            // The metric's own entry says it.
            Kind::Watched
            | Kind::StandIn
            | Kind::UnlikeLength
            | Kind::NotApplicable
            | Kind::Marked
            | Kind::InferredTerms
            | Kind::PastItsDate => return Ok(None),
        };
        Ok(Some(entry))
    }

    /// What the test period's cases would have cost less at the baseline's price,
    /// taken from the saving.
    fn change_of_price(&self, note: &Note) -> Result<ByPeriod, Error> {
        ByPeriod::of(self.assessment, |reward| {
            if !note.concerns(reward) {
                return Ok(None);
            }
            let is_meant = note.scope.metric.as_ref();
            let mut lines = reward.lines.iter();
            let line = lines.find(|line| Some(&line.priced.metric.id) == is_meant);
            let Some((line, count)) = line.and_then(|line| Some((line, line.test_count?))) else {
                return Ok(None);
            };
            let (before, after) = (&line.priced.baseline_price, &line.priced.test_price);
            let change = before.amount.minus(after.amount)?;
            change.times(count).map(Some)
        })
    }
}
