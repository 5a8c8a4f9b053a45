//! What changed in rewards from one version of their inputs to the next, and why: each
//! difference split among the causes, so that the parts add up to it exactly and no
//! order of the causes is preferred.
//!
//! # The rule
//!
//! For a reward that both versions have and that is computable in both, the difference
//! (new − old) is split by the Shapley value: the mean, over all orders in which the
//! causes that changed can be carried over from old to new one after another, of what
//! each step changes. What every mixture pays is assessed by [`assess`] itself, and
//! parts are exact fractions of a penny ([`DividedPounds`]). To the penny, parts go to
//! the nearest; where their sum is then a few pence off, those give or take one that
//! were rounded furthest, the first of equals in the order of [`Cause::ALL`].
//!
//! In a mixture, the counts of an area, cohort, period and metric are those of the
//! version that it says and, where that version has no row for them (a district that
//! moved in, a metric that had no price), of the other: nothing was revised there. The
//! baselines are compared with one another, and test periods that have the same id; where
//! their days moved, what that changed is in the counts.
//!
//! Where a mixture is not computable although both versions are, the causes that it would
//! tell apart stay together in one part. A reward that one version alone has is that
//! difference as a whole ([`Cause::TakingPart`]). One that is not computable in either has
//! no difference in pounds, and a sentence says which counts are missing.

mod aside;
mod called;
mod cause;
mod change;
mod heading;
mod json;
mod listed;
mod missing;
mod mixture;
mod page;
mod rows;
mod sentences;
mod split;
mod taking_part;
mod version;

pub use cause::{Cause, Causes};
pub use change::{MovedArea, RevisedCount, RevisedPrice, RevisedTerms};
pub use split::Part;
pub use taking_part::TakingPart;

use crate::assess::{Assessment, MissingCount, Reward, assess};
use crate::cohort::Cohort;
use crate::demand::Demand;
use crate::money::{DividedPounds, Pounds};
use crate::period::Period;
use crate::problem::{Error, Problem};
use crate::scheme::{Scheme, Site};
use called::Called;
use change::{Changes, Rests};
use mixture::Mixing;
use rows::Remark;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use version::Version;

/// The name of the JSON format of a revision.
pub const REVISION_SCHEMA: &str = "justice-reinvestment/revision/1";

/// What changed in rewards from one version of scheme and counts to the next.
///
/// ```
/// use justice_reinvestment::compare::{Cause, Revision};
/// use justice_reinvestment::{Demand, Document, Pounds, Scheme};
///
/// let scheme = std::fs::read("fixtures/hackney/scheme.toml")?;
/// let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
/// let table = |in_test_year: u64| {
///     let text = format!(
///         "area_code,cohort,period,metric,count\n\
///          E09000012,adult,baseline,custody,400\n\
///          E09000012,adult,year_1,custody,{in_test_year}\n"
///     );
///     Demand::read(&scheme, &Document::new("demand.csv", text))
/// };
/// let (first, second) = (table(360)?, table(365)?);
///
/// // Each of the five more costs £1,500.00 and is paid for in full: the fall stays
/// // between 5% and 20%.
/// let revision = Revision::between((&scheme, &first), (&scheme, &second))?;
/// let [part] = revision.rewards[0].parts.as_slice() else { panic!() };
/// assert!(part.causes.contains(Cause::Counts));
/// assert_eq!(part.exact, "-7500.00".parse::<Pounds>()?.into());
/// assert!(revision.to_json().contains("was revised from 360 to 365 (5 more)"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Revision {
    /// What the old version pays.
    pub old: Assessment,
    /// What the new version pays.
    pub new: Assessment,
    /// Every reward of either, in the order of the new scheme; what only the old one has
    /// comes after.
    pub rewards: Vec<RevisedReward>,
    /// What each cause moved over all rewards, in the order of [`Cause::ALL`]; causes
    /// that cannot be told apart come after.
    pub totals: Vec<Total>,
    /// Every count that both tables have and that is not the same in both.
    pub counts: Vec<RevisedCount>,
    /// Every unit price that is not the same in both, of periods and cohorts that both
    /// schemes have.
    pub prices: Vec<RevisedPrice>,
    /// The terms that do not pay alike in both.
    pub terms: Vec<RevisedTerms>,
    /// The areas that are part of another site.
    pub areas: Vec<MovedArea>,
    /// Who takes part in one of the two only.
    pub taking_part: Vec<TakingPart>,
    /// That periods have other days, or metrics are counted otherwise, as sentences
    /// without their full stops. What that changed is in the counts.
    pub definitions: Vec<String>,
    /// What looks like one thing under two names, which is not compared, and under which
    /// cause it stands instead, as sentences without their full stops.
    pub renamed: Vec<String>,
    /// Whatever else differs, as sentences without their full stops.
    pub also_differs: Vec<String>,
    /// Of that, what is of several counts or areas.
    remarks: Vec<Remark>,
    /// What metrics and test periods are called.
    called: Called,
}

/// A reward as both versions have it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RevisedReward {
    /// Who is rewarded, as the new scheme has it where it does.
    pub site: Arc<Site>,
    /// For whom.
    pub cohort: Cohort,
    /// When, as the new scheme has it where it does.
    pub period: Arc<Period>,
    /// What the old version pays.
    pub old: Standing,
    /// What the new version pays.
    pub new: Standing,
    /// New − old, where a reward that does not exist counts as nothing; `None` where one
    /// of the two is not computable.
    pub difference: Option<Pounds>,
    /// The difference by cause, of those that changed for this reward: they add up to it.
    pub parts: Vec<Part>,
    /// What differs of all that it rests on.
    rests: Rests,
    /// Its place in `taking_part`.
    taking_part: Option<usize>,
    /// Of each count that the new version lacks, whether the old table lacks it too.
    missing_before: Vec<bool>,
    /// Of each count that the old version lacked, whether the new table lacks it too.
    missing_still: Vec<bool>,
}

/// How a reward stands in one of the versions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// There is no such reward: the site takes no part.
    NoPart,
    /// Counts that it needs are missing.
    NotComputable(Vec<MissingCount>),
    /// The reward.
    Computed(Pounds),
}

/// What one cause moved over all rewards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Total {
    /// The cause; several where they cannot be told apart.
    pub causes: Causes,
    /// The sum of the parts, exactly.
    pub exact: DividedPounds,
    /// The sum of the parts to the penny.
    pub to_the_penny: Pounds,
    /// What changed and what it moved, in one sentence.
    pub sentence: String,
}

impl Standing {
    fn of(reward: Option<&Reward>) -> Self {
        match reward {
            None => Self::NoPart,
            Some(reward) => match reward.reward {
                Some(amount) => Self::Computed(amount),
                None => Self::NotComputable(reward.missing.clone()),
            },
        }
    }

    /// The reward, where it is computable.
    #[must_use]
    pub fn reward(&self) -> Option<Pounds> {
        match self {
            Self::Computed(amount) => Some(*amount),
            Self::NoPart | Self::NotComputable(_) => None,
        }
    }
}

impl RevisedReward {
    /// Whether nothing that the reward rests on changed.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.taking_part.is_none() && self.rests.causes().is_empty()
    }
}

impl Revision {
    /// Compares two versions of a scheme with its counts.
    ///
    /// # Errors
    ///
    /// The counts were read for another scheme, or an amount is beyond what [`Pounds`]
    /// can hold: of both versions at once.
    pub fn between(old: (&Scheme, &Demand), new: (&Scheme, &Demand)) -> Result<Self, Error> {
        let assessed = |of: (&Scheme, &Demand), which: &str| {
            assess(of.0, of.1).map_err(|error| error.about(which))
        };
        let (before, after) = match (assessed(old, "old"), assessed(new, "new")) {
            (Ok(before), Ok(after)) => (before, after),
            (before, after) => {
                let errors = [before.err(), after.err()].into_iter().flatten();
                let problems = errors.flat_map(|error| error.problems().to_vec());
                let error = Error::from_problems(problems.collect());
                let nothing = || Problem::new("nothing can be compared", "check both versions");
                return Err(error.unwrap_or_else(|| nothing().into()));
            }
        };
        let [old, new] = [old, new].map(|(scheme, demand)| Version { scheme, demand });
        let changes = Changes::between(old, new);
        let mut revision = Self {
            old: before,
            new: after,
            rewards: Vec::new(),
            totals: Vec::new(),
            counts: Vec::new(),
            prices: Vec::new(),
            terms: Vec::new(),
            areas: Vec::new(),
            taking_part: Vec::new(),
            definitions: Vec::new(),
            renamed: aside::renamed(old.scheme, new.scheme),
            also_differs: Vec::new(),
            remarks: Vec::new(),
            called: Called::in_both(old, new),
        };
        revision.find_rewards(old, new, &changes)?;
        let Changes {
            counts,
            prices,
            terms,
            areas,
            ..
        } = changes;
        (revision.counts, revision.prices) = (counts, prices);
        (revision.terms, revision.areas) = (terms, areas);
        revision.totals = revision.totals()?;
        revision.definitions = aside::definitions(&revision.called, old.scheme, new.scheme);
        (revision.also_differs, revision.remarks) = aside::also_differs(&revision, old, new);
        Ok(revision)
    }

    fn find_rewards(
        &mut self,
        old: Version<'_>,
        new: Version<'_>,
        changes: &Changes,
    ) -> Result<(), Error> {
        let key = |reward: &Reward| {
            (
                reward.site.code.clone(),
                reward.cohort,
                reward.period.id.clone(),
            )
        };
        let before: HashMap<_, &Reward> =
            self.old.rewards.iter().map(|one| (key(one), one)).collect();
        let after: HashMap<_, &Reward> =
            self.new.rewards.iter().map(|one| (key(one), one)).collect();
        let gone = self.old.rewards.iter();
        let gone = gone.filter(|reward| !after.contains_key(&key(reward)));
        let mut rewards = Vec::new();
        let mut taking_part: Vec<TakingPart> = Vec::new();
        let pairs = self
            .new
            .rewards
            .iter()
            .map(|is| (before.get(&key(is)).copied(), Some(is)));
        for pair in pairs.chain(gone.map(|was| (Some(was), None))) {
            let (was, is) = pair;
            let Some(either) = is.or(was) else {
                continue;
            };
            let rests = match (was, is) {
                (Some(was), Some(is)) => {
                    changes.of([old, new], [&was.site, &is.site], is.cohort, &is.period.id)
                }
                _ => Rests::default(),
            };
            let part = match (was, is) {
                (None, Some(is)) => Some(TakingPart::of(is, old, true)),
                (Some(was), None) => Some(TakingPart::of(was, new, false)),
                _ => None,
            };
            let taking = part.map(|part| {
                let known = taking_part.iter().position(|known| known.is_same(&part));
                known.unwrap_or_else(|| {
                    taking_part.push(part);
                    taking_part.len().saturating_sub(1)
                })
            });
            let (standing, stands) = (Standing::of(was), Standing::of(is));
            let cohort = either.cohort;
            let mut reward = RevisedReward {
                site: Arc::clone(&either.site),
                cohort,
                period: Arc::clone(&either.period),
                missing_before: missing::are_missing_too(&stands, cohort, new, old),
                missing_still: missing::are_missing_too(&standing, cohort, old, new),
                difference: difference(&standing, &stands)?,
                old: standing,
                new: stands,
                parts: Vec::new(),
                rests,
                taking_part: taking,
            };
            reward.parts = match (was, is) {
                (Some(was), Some(is)) => parts(&reward, old, new, [was, is])?,
                _ => whole(reward.difference, Cause::TakingPart.into()),
            };
            rewards.push(reward);
        }
        self.in_order(&mut rewards);
        (self.rewards, self.taking_part) = (rewards, taking_part);
        Ok(())
    }

    /// Rewards by site, cohort and test period: those of the new scheme first.
    fn in_order(&self, rewards: &mut [RevisedReward]) {
        let sites = self.new.site_totals.iter().chain(&self.old.site_totals);
        let mut places = HashMap::new();
        for (place, total) in sites.enumerate() {
            places.entry(total.site.code.clone()).or_insert(place);
        }
        let tests = self.new.tests.iter().chain(&self.old.tests);
        let tests: Vec<&Arc<Period>> = tests.collect();
        rewards.sort_by_key(|reward| {
            let test = tests.iter().position(|test| test.id == reward.period.id);
            (places.get(&reward.site.code).copied(), reward.cohort, test)
        });
    }

    /// What each cause moved, with its sentence.
    fn totals(&self) -> Result<Vec<Total>, Error> {
        let parts = || self.rewards.iter().flat_map(|reward| &reward.parts);
        let mut all: Vec<Causes> = parts().map(|part| part.causes).collect();
        all.sort();
        all.dedup();
        let of_causes = all.into_iter().map(|causes| {
            let own = || parts().filter(|part| part.causes == causes);
            let mut pence = own().map(|part| part.to_the_penny);
            let to_the_penny = pence.try_fold(Pounds::ZERO, Pounds::plus)?;
            Ok(Total {
                causes,
                exact: split::sum(own().map(|part| part.exact))?,
                to_the_penny,
                sentence: sentences::of_causes(self, causes, to_the_penny),
            })
        });
        of_causes.collect()
    }
}

fn difference(old: &Standing, new: &Standing) -> Result<Option<Pounds>, Error> {
    let known = |standing: &Standing| match standing {
        Standing::NoPart => Some(Pounds::ZERO),
        Standing::NotComputable(_) => None,
        Standing::Computed(amount) => Some(*amount),
    };
    match known(old).zip(known(new)) {
        Some((old, new)) => new.minus(old).map(Some),
        None => Ok(None),
    }
}

/// A difference that is of one cause as a whole, or of several that cannot be told apart.
fn whole(difference: Option<Pounds>, causes: Causes) -> Vec<Part> {
    let part = difference.map(|difference| Part {
        causes,
        exact: difference.into(),
        to_the_penny: difference,
    });
    part.into_iter().collect()
}

/// The difference of a reward that both versions have, by what changed of it.
fn parts(
    reward: &RevisedReward,
    old: Version<'_>,
    new: Version<'_>,
    [was, is]: [&Reward; 2],
) -> Result<Vec<Part>, Error> {
    let changed = reward.rests.causes();
    let ends = reward.old.reward().zip(reward.new.reward());
    let Some((before, after)) = ends.filter(|_| changed.len() > 1) else {
        return Ok(match changed.is_empty() {
            true => Vec::new(),
            false => whole(reward.difference, changed),
        });
    };
    let mixing = Mixing {
        old,
        new,
        sites: [&was.site, &is.site],
        cohort: is.cohort,
        test: &is.period.id,
    };
    let mut paid: HashMap<Causes, Option<Pounds>> = HashMap::new();
    for mixture in changed.subsets() {
        paid.insert(mixture, mixing.reward(mixture));
    }
    let at = |causes: Causes| paid.get(&causes).copied().flatten();
    let ends = [(Causes::NONE, before), (changed, after)];
    for (causes, reward_of_version) in ends {
        match at(causes) {
            Some(paid) if paid == reward_of_version => {}
            Some(paid) => {
                let what = format!("£{paid} and not £{reward_of_version} comes of one version");
                let advice = "this is a fault of the library: please report it";
                return Err(Problem::new(what, advice).into());
            }
            // Nothing can be mixed of what does not fit into one table.
            None => return Ok(whole(reward.difference, changed)),
        }
    }
    split::split(changed, at)
}
