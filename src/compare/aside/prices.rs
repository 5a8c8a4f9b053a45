//! What prices say besides their amounts: of which year they are, in which status, from
//! where, and on which days they hold.

use super::super::Revision;
use super::super::version::Version;
use super::Aside;
use crate::cohort::Cohort;
use crate::metric::Metric;
use crate::name::Id;
use crate::period::Period;
use crate::scheme::UnitPrice;
use crate::wording::listed;

/// A price of one period as it was and as it is.
type Pair<'a> = (&'a Period, &'a UnitPrice, &'a UnitPrice);

/// What a price says, by what it is called.
type Says = (&'static str, fn(&UnitPrice) -> Option<String>);

/// What a part was and is, and in which periods.
type Change<'a> = ([Option<String>; 2], Vec<&'a Period>);

const PARTS: [Says; 4] = [
    ("price year", |price| Some(price.price_year.to_string())),
    ("status", |price| Some(price.status.as_str().to_owned())),
    ("source", |price| {
        price.status.source().map(ToString::to_string)
    }),
    ("note", |price| price.status.note().map(ToString::to_string)),
];

impl Aside {
    pub(super) fn prices(&mut self, revision: &Revision, old: Version<'_>, new: Version<'_>) {
        for cohort in Cohort::ALL {
            for metric in new.scheme.metrics() {
                let before = self.said.len();
                let Metric { id, .. } = &**metric;
                let called = revision.called.metric(metric);
                let pairs = new.periods().filter_map(|when| {
                    let (was, is) = (old.period(when)?, new.period(when)?);
                    let old = old.scheme.price(id, cohort, was)?;
                    Some((&**is, &**old, &**new.scheme.price(id, cohort, is)?))
                });
                let pairs: Vec<Pair<'_>> = pairs.collect();
                for (part, says) in PARTS {
                    for ([was, is], periods) in changes(&pairs, says) {
                        let when = match periods.len() == pairs.len() {
                            true => String::new(),
                            false => {
                                let periods = periods
                                    .iter()
                                    .map(|period| revision.called.in_sentence(period));
                                let periods: Vec<String> = periods.collect();
                                format!(" in {}", listed(&periods, "and"))
                            }
                        };
                        let people = cohort.people();
                        let what = format!("the {part} of the price of {called} for {people}");
                        self.differs(&format!("{what}{when}"), was, is);
                    }
                }
                let of = |version: Version<'_>| -> Vec<UnitPrice> {
                    let prices = version.scheme.prices().iter();
                    let own = prices.filter(|one| one.metric == *id && one.cohort == cohort);
                    own.map(|price| (**price).clone()).collect()
                };
                let is_told = self.said.len() > before || is_told(revision, id, cohort);
                let (was, is) = (of(old), of(new));
                if !is_told && was != is && !was.is_empty() && !is.is_empty() {
                    let what = format!("the prices of {called} for {}", cohort.people());
                    self.say(format!("{what} hold on other days, or stand otherwise"));
                }
            }
        }
    }
}

/// What one part was and is where it is not the same: alike changes once, with all of
/// their periods.
fn changes<'a>(pairs: &[Pair<'a>], says: fn(&UnitPrice) -> Option<String>) -> Vec<Change<'a>> {
    let mut changes: Vec<Change<'a>> = Vec::new();
    for (period, was, is) in pairs {
        let change = [was, is].map(|price| says(price));
        if change[0] == change[1] {
            continue;
        }
        match changes.iter_mut().find(|(known, _)| *known == change) {
            Some((_, periods)) => periods.push(*period),
            None => changes.push((change, vec![*period])),
        }
    }
    changes
}

/// Whether a price of a metric and cohort is told as one that changed.
fn is_told(revision: &Revision, metric: &Id, cohort: Cohort) -> bool {
    let mut prices = revision.prices.iter();
    prices.any(|price| price.metric.id == *metric && price.cohort == cohort)
}
