//! What was assumed: what the library takes to be so whatever the scheme, what it was
//! told to take to be so, and what persons wrote.

use super::effect::{ByPeriod, Resting, WHERE_COUNTS_ARE, rests_on, where_known};
use super::entry::{Entry, LIBRARY};
use super::{Topic, publication, the_scheme};
use crate::assess::{Assessment, Line, Reward};
use crate::cohort::Cohort;
use crate::demand::{Demand, Marker};
use crate::money::Pounds;
use crate::note::{Kind, Note};
use crate::problem::Error;
use crate::scheme::{Data, PriceStatus, Reliability, Scheme, Terms, UnitPrice};
use crate::wording::{counted, listed};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) fn entries(
    scheme: &Scheme,
    demand: &Demand,
    assessment: &Assessment,
) -> Result<Vec<Entry>, Error> {
    let log = Assumed { scheme, assessment };
    let mut entries = Vec::new();
    entries.extend(log.invented_counts()?);
    for note in &assessment.notes {
        entries.extend(log.of_note(note)?);
    }
    entries.extend(log.illustrative_prices()?);
    entries.extend(log.constant_prices()?);
    entries.extend(log.price_years()?);
    entries.extend(log.marked_counts(demand)?);
    entries.extend(log.missing_counts()?);
    entries.extend(log.of_every_assessment()?);
    let judgements = scheme.assumptions().iter();
    entries.extend(judgements.map(|judgement| Entry::judged(judgement, scheme)));
    Ok(entries)
}

struct Assumed<'a> {
    scheme: &'a Scheme,
    assessment: &'a Assessment,
}

impl Assumed<'_> {
    fn resting(&self, rests: impl Fn(&Reward) -> bool) -> Result<Resting, Error> {
        Resting::of(self.assessment, rests)
    }

    fn of_scheme(&self, topic: Topic, what: impl Into<String>) -> Entry {
        Entry::new(topic, what).made_by(the_scheme(self.scheme))
    }

    fn invented_counts(&self) -> Result<Option<Entry>, Error> {
        if self.scheme.data() != Data::Invented {
            return Ok(None);
        }
        let entry = self
            .of_scheme(Topic::InventedCounts, "the counts are invented")
            .reliable(Reliability::Low)
            .because("the scheme says so: data = \"invented\"")
            .with_effect("nobody was paid this", &self.resting(|_| true)?);
        Ok(Some(entry))
    }

    /// The entry of a note that tells an assumption. Marked counts have entries of
    /// their own, and what the scheme decides is in the log of decisions.
    fn of_note(&self, note: &Note) -> Result<Option<Entry>, Error> {
        let resting = || self.resting(|reward| note.concerns(reward));
        let what = note.as_str();
        let entry = match note.kind {
            Kind::StandIn => {
                let is_of_it = |line: &Line| note.scope.metric.as_ref() == Some(line.id());
                let savings = ByPeriod::savings(self.assessment, |_, line| is_of_it(line))?;
                let resting = self.resting(|reward| reward.lines.iter().any(is_of_it))?;
                self.of_scheme(Topic::StandIn, what)
                    .reliable(Reliability::Low)
                    .because("what it stands in for was not to be had: `stands_for` of the metric")
                    .with_effect(savings.of_the_saving(&resting), &resting)
            }
            Kind::UnlikeLength => Entry::new(Topic::UnlikeLength, what)
                .made_by(LIBRARY)
                .reliable(Reliability::Medium)
                .because(
                    "no scheme file can say otherwise, and no source of the pilot's rule adjusts for the \
                     day by which its own years differ",
                )
                .with_effect(self.days(note)?, &resting()?),
            Kind::NotApplicable => Entry::new(Topic::NotApplicable, what)
                .made_by(LIBRARY)
                .reliable(Reliability::Medium)
                .because("the table says that there can be no such count, in any period")
                .with_effect("it is in the cost of neither period", &resting()?),
            Kind::InferredTerms => Entry::new(Topic::InferredTerms, what)
                .made_by(LIBRARY)
                .reliable(Reliability::Medium)
                .because("built-in terms hold for both cohorts, and this source speaks of one")
                .with_effect("", &resting()?),
            Kind::PastItsDate => Entry::new(Topic::PastItsDate, what)
                .made_by(LIBRARY)
                .reliable(Reliability::Low)
                .because("it is taken to hold on: the scheme names no other for these days")
                .with_effect(
                    "",
                    &self.resting(|reward| {
                        let mut source = note.source.iter();
                        note.concerns(reward) && source.any(|id| rests_on(reward, id))
                    })?,
                ),
            Kind::Marked
            | Kind::ChangeOfPrice
            | Kind::Watched
            | Kind::BeforeBaseline
            | Kind::BeyondBands
            | Kind::NobodyTakesPart => return Ok(None),
        };
        let sources = note.source.iter().cloned().collect();
        Ok(Some(Entry { sources, ..entry }))
    }

    /// How much of the cost of an unlike period the days are by which it is unlike.
    fn days(&self, note: &Note) -> Result<String, Error> {
        let mut cost: Option<Pounds> = None;
        let mut days = None;
        let rewards = self.assessment.rewards.iter();
        for reward in rewards.filter(|reward| note.concerns(reward)) {
            let of_test = reward.period.days();
            days = Some((of_test.abs_diff(reward.baseline.days()), of_test));
            if let Some(of_test) = reward.test_cost {
                cost = Some(cost.unwrap_or(Pounds::ZERO).plus(of_test)?);
            }
        }
        let mut rewards = self.assessment.rewards.iter();
        let is_a_part = |reward: &Reward| note.concerns(reward) && reward.test_cost.is_none();
        let cost = match (cost, rewards.any(is_a_part)) {
            (Some(cost), false) => format!("a cost of {}", cost.in_words()),
            (Some(cost), true) => format!("a cost of {}{WHERE_COUNTS_ARE}", cost.in_words()),
            (None, _) => "a cost that is not known".to_owned(),
        };
        Ok(days.map_or_else(String::new, |(unlike, of_test)| {
            let unlike = counted(unlike, "day", "days");
            format!("the difference is {unlike} in {of_test}, of {cost}")
        }))
    }

    /// The prices in use, each once, in the scheme's order.
    fn prices(&self) -> impl Iterator<Item = &Arc<UnitPrice>> {
        let is_in_use = |price: &&Arc<UnitPrice>| {
            let mut rewards = self.assessment.rewards.iter();
            rewards.any(|reward| reward.lines.iter().any(|line| line.is_valued_by(price)))
        };
        self.scheme.prices().iter().filter(is_in_use)
    }

    fn illustrative_prices(&self) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        for price in self.prices() {
            let PriceStatus::Illustrative { note } = &price.status else {
                continue;
            };
            let title = title_of(self.scheme, price);
            let what = format!(
                "the price of \"{title}\" for {}, {}, is illustrative: nobody published it",
                price.cohort.people(),
                price.amount.in_words()
            );
            let savings = ByPeriod::savings(self.assessment, |_, line| line.is_valued_by(price))?;
            let resting = self.resting(|reward| {
                let mut lines = reward.lines.iter();
                lines.any(|line| line.is_valued_by(price))
            })?;
            entries.push(
                self.of_scheme(Topic::IllustrativePrice, what)
                    .reliable(Reliability::Low)
                    .because(note.as_str())
                    .with_effect(savings.of_the_saving(&resting), &resting),
            );
        }
        Ok(entries)
    }

    fn constant_prices(&self) -> Result<Option<Entry>, Error> {
        let is_constant = |price: &UnitPrice| price.from.is_none() && price.to.is_none();
        let all = self.prices().count();
        let constant = self.prices().filter(|price| is_constant(price)).count();
        if constant == 0 {
            return Ok(None);
        }
        let what = match (constant, all) {
            (1, 1) => "the one unit price values every period alike".to_owned(),
            (some, all) if some == all => {
                format!("all {all} unit prices value every period alike")
            }
            (1, all) => format!("1 of {all} unit prices values every period alike"),
            (some, all) => format!("{some} of {all} unit prices value every period alike"),
        };
        let resting = self.resting(|reward| {
            let prices = reward.lines.iter().map(|line| &line.priced.test_price);
            prices.into_iter().any(|price| is_constant(price))
        })?;
        let entry = Entry::new(Topic::ConstantPrice, what)
            .made_by(LIBRARY)
            .reliable(Reliability::Medium)
            .because("a price without `from` and `to` holds for ever")
            .with_effect(
                "all change of what they value is a change of counts, whatever prices did",
                &resting,
            );
        Ok(Some(entry))
    }

    /// One for each cohort of which a reward has prices in the money of several years. A
    /// reward all of whose prices are of one year does not rest on it.
    fn price_years(&self) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        for cohort in Cohort::ALL {
            let adds_them_up =
                |reward: &Reward| reward.cohort == cohort && years_of(reward).len() > 1;
            let rewards = self.assessment.rewards.iter();
            let rewards = rewards.filter(|reward| adds_them_up(reward));
            let years: BTreeSet<&str> = rewards.flat_map(years_of).collect();
            if years.is_empty() {
                continue;
            }
            let years: Vec<&str> = years.into_iter().collect();
            let what = format!(
                "prices of {} for {} are added up and compared as they stand",
                listed(&years, "and"),
                cohort.people()
            );
            let resting = self.resting(adds_them_up)?;
            entries.push(
                Entry::new(Topic::PriceYears, what)
                    .made_by(LIBRARY)
                    .reliable(Reliability::Medium)
                    .because("prices are used as the scheme gives them; none is brought to another year")
                    .with_effect(
                        "what is priced in the money of another year weighs otherwise than in that of one",
                        &resting,
                    ),
            );
        }
        Ok(entries)
    }

    /// One for each marker that a count of a reward bears.
    fn marked_counts(&self, demand: &Demand) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        for marker in Marker::ALL {
            let rows = demand.observations();
            let number = rows
                .filter(|row| row.markers.iter().any(|one| one == marker))
                .count();
            let Ok(number @ 1..) = u64::try_from(number) else {
                continue;
            };
            let are = if number == 1 { "is" } else { "are" };
            let what = format!(
                "{} marked {marker} ({}) {are} taken as {}",
                counted(number, "count", "counts"),
                marker.in_words(),
                if number == 1 {
                    "it stands"
                } else {
                    "they stand"
                },
            );
            let resting =
                self.resting(|reward| reward.markers().iter().any(|one| one == marker))?;
            entries.push(
                Entry::new(Topic::MarkedCounts, what)
                    .made_by(LIBRARY)
                    .reliable(reliability_of(marker))
                    .because("the table says so of them, and no other count is to be had")
                    .with_effect("", &resting),
            );
        }
        Ok(entries)
    }

    fn missing_counts(&self) -> Result<Option<Entry>, Error> {
        let missing = self
            .assessment
            .rewards
            .iter()
            .flat_map(|reward| &reward.missing)
            .next();
        if missing.is_none() {
            return Ok(None);
        }
        let resting = self.resting(|reward| !reward.missing.is_empty())?;
        let mut rewards = self.assessment.rewards.iter();
        let words = match rewards.any(|reward| reward.reward.is_some()) {
            true => format!(
                "the other rewards are {} together",
                self.assessment.computed_reward.in_words()
            ),
            false => "there are no other rewards".to_owned(),
        };
        let what = "counts that are missing are not zero and are not guessed: the rewards that \
                    need them are not computable";
        let entry = Entry::new(Topic::MissingCounts, what)
            .made_by(LIBRARY)
            .reliable(Reliability::High)
            .because(
                "a count that is left out for confidence or for want of a return is some number",
            )
            .with_effect(words, &resting);
        Ok(Some(entry))
    }

    /// What holds whatever the scheme says.
    fn of_every_assessment(&self) -> Result<Vec<Entry>, Error> {
        let all = self.resting(|_| true)?;
        let savings = ByPeriod::of(self.assessment, |reward| Ok(reward.saving))?;
        let savings = match savings.in_words() {
            Some(words) => format!(
                "the savings are {words}{}",
                where_known(self.assessment, |_| true)
            ),
            None => "no saving is known".to_owned(),
        };
        let assumed = |topic, what| Entry::new(topic, what).made_by(LIBRARY);
        Ok(vec![
            assumed(
                Topic::UnitCost,
                "every case costs its unit price, and a case fewer is worth the whole of it",
            )
            .reliable(Reliability::Medium)
            .because("the cost of demand is defined as count × unit price; whether it is cashable, no figure says")
            .with_effect(savings, &all),
            assumed(
                Topic::WholeChange,
                "the whole change since the baseline counts, whatever it came of and whatever changed elsewhere",
            )
            .reliable(Reliability::Medium)
            .because("a rule compares a test period with the baseline and with nothing else")
            .with_effect(
                "what would have changed in any case is not taken off, and its size is not known here",
                &all,
            ),
            assumed(
                Topic::StandsAlone,
                "each cohort in each test period is judged by itself against the one baseline",
            )
            .reliable(Reliability::Medium)
            .because(self.no_source_says("that they are judged together"))
            .with_effect("", &all),
            assumed(
                Topic::RewardsAdded,
                "rewards are added, and a rise in one takes nothing from another",
            )
            .reliable(Reliability::Medium)
            .because(self.no_source_says("that a rise takes from a reward"))
            .with_effect(self.rises()?, &all),
            assumed(
                Topic::Rounding,
                "only rewards are rounded, each by itself, and totals add rounded rewards",
            )
            .reliable(Reliability::High)
            .because("costs, savings, thresholds and payments are exact; a reward is paid in pence")
            .with_effect(rounding(self.assessment)?, &all),
        ])
    }

    fn rises(&self) -> Result<String, Error> {
        let mut sum = Pounds::ZERO;
        let mut rises = 0_u64;
        let savings = self
            .assessment
            .rewards
            .iter()
            .filter_map(|reward| reward.saving);
        for saving in savings.filter(|saving| *saving < Pounds::ZERO) {
            sum = sum.minus(saving)?;
            rises = rises.saturating_add(1);
        }
        let mut rewards = self.assessment.rewards.iter();
        Ok(match rises {
            0 if rewards.all(|reward| reward.saving.is_none()) => {
                "whether a cost rose is not known".to_owned()
            }
            0 => format!("no cost rose{}", where_known(self.assessment, |_| true)),
            1 => format!("a rise of {} takes nothing away", sum.in_words()),
            _ => format!(
                "{rises} rises, {} together, take nothing away",
                sum.in_words()
            ),
        })
    }

    /// Of the pilot's rule that is an inference; other terms say nothing of it.
    fn no_source_says(&self, what: &str) -> String {
        let mut terms = Cohort::ALL
            .into_iter()
            .filter_map(|cohort| self.scheme.terms(cohort));
        let is_published = terms.any(|terms| {
            let Terms::Bands(terms) = &**terms;
            terms.published().is_some()
        });
        let gov_uk = self.scheme.sources().iter();
        let mut gov_uk = gov_uk.filter(|source| source.id.as_str() == "ljr-year-one");
        match (is_published, gov_uk.next()) {
            (true, Some(source)) => format!(
                "an inference: no source of the pilot's rule says {what}, and each cohort and \
                 test year is spoken of by itself ({})",
                publication(source)
            ),
            _ => format!("no scheme file can say {what}"),
        }
    }
}

impl Line {
    fn id(&self) -> &crate::name::Id {
        &self.priced.metric.id
    }

    /// Whether it has a price, in either period.
    pub(super) fn is_valued_by(&self, price: &UnitPrice) -> bool {
        *self.priced.baseline_price == *price || *self.priced.test_price == *price
    }
}

/// The years in whose money the prices of a reward are.
fn years_of(reward: &Reward) -> BTreeSet<&str> {
    let lines = reward.lines.iter();
    let prices = lines.flat_map(|line| [&line.priced.baseline_price, &line.priced.test_price]);
    prices.map(|price| price.price_year.as_str()).collect()
}

/// How far a count with a marker can be relied on.
pub(super) fn reliability_of(marker: Marker) -> Reliability {
    match marker {
        Marker::Revised => Reliability::High,
        Marker::Provisional | Marker::Estimated => Reliability::Medium,
        Marker::Break | Marker::Forecast => Reliability::Low,
    }
}

/// What people call the metric of a price.
pub(super) fn title_of<'a>(scheme: &'a Scheme, price: &'a UnitPrice) -> &'a str {
    let mut metrics = scheme.metrics().iter();
    let metric = metrics.find(|metric| metric.id == price.metric);
    metric.map_or(price.metric.as_str(), |metric| metric.title.as_str())
}

/// What rounding adds or takes away, all rewards together.
pub(super) fn rounding(assessment: &Assessment) -> Result<String, Error> {
    let mut added = Pounds::ZERO;
    for reward in &assessment.rewards {
        if let (Some(rounded), Some(exact)) = (reward.reward, reward.reward_before_rounding) {
            added = added.plus(rounded.minus(exact)?)?;
        }
    }
    Ok(match added {
        Pounds::ZERO => "rounding changes no total".to_owned(),
        some if some > Pounds::ZERO => format!("rounding adds {}", some.in_words()),
        some => format!(
            "rounding takes {} away",
            Pounds::ZERO.minus(some)?.in_words()
        ),
    })
}
