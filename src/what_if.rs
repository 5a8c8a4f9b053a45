//! "What if" is a question, not an edit: an assessment with some terms, prices or counts
//! changed, beside the one as it is. Every figure is that of [`assess`] on a
//! scheme and a table with the changes; nothing is worked out a second time, and
//! nothing that was given is changed.
//!
//! ```
//! use justice_reinvestment::what_if::WhatIf;
//! use justice_reinvestment::{Demand, Document, Scheme};
//!
//! let scheme = std::fs::read("fixtures/hackney/scheme.toml")?;
//! let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
//! let table = std::fs::read("fixtures/hackney/demand.csv")?;
//! let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
//!
//! let answer = WhatIf::new(&scheme, &demand)
//!     .set("cohort.adult.threshold=6%".parse()?)
//!     .set("count.E09000012.adult.year_1.custody=+5".parse()?)
//!     .ask()?;
//! assert_eq!(answer.as_it_is().total_reward.unwrap().to_string(), "45000.00");
//! let case = &answer.cases()[0];
//! assert_eq!(case.figures[0].reward.unwrap().to_string(), "37500.00");
//! assert_eq!(case.changes[0].in_words(), "a threshold of 6% for adults (5% in the scheme)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod change;
mod csv;
mod flips;
mod input;
mod json;
mod page;
mod setting;
mod totals;

pub use change::Change;
pub use flips::{Areas, Decision, Flip, Flips, Hinge};
pub use input::Input;
pub use setting::{Setting, Value};
pub use totals::Totals;

use crate::assess::{Assessment, Outcome, ReductionPercent, Reward, assess};
use crate::demand::Demand;
use crate::explain::{NoPart, Selection};
use crate::money::Pounds;
use crate::name::quoted;
use crate::problem::{Error, Problem};
use crate::scheme::{PublishedTerms, Scheme};
use crate::wording::{Paper, counted, grouped, listed};
use change::{Given, Set, Target};
use setting::{MOST, MOST_REWARDS};

/// The name of the JSON format of answers.
pub const WHAT_IF_SCHEMA: &str = "justice-reinvestment/what-if/1";

/// A question: what a scheme would pay with some inputs changed. Without any, what
/// would turn each decision.
///
/// An example stands at the head of [`what_if`](self).
#[derive(Debug, Clone)]
pub struct WhatIf<'a> {
    given: Given<'a>,
    settings: Vec<Setting>,
    terms: Vec<PublishedTerms>,
    selection: Selection,
}

/// What comes of a question: as text, Markdown, JSON and CSV.
///
/// An example stands at the head of [`what_if`](self).
#[derive(Debug, Clone)]
pub struct Answer {
    as_it_is: Assessment,
    cases: Vec<Case>,
    settings: Vec<Setting>,
    /// The rewards that were asked for, by their numbers.
    selected: Vec<usize>,
    /// Where there is no such reward, who takes no part.
    no_parts: Vec<NoPart>,
}

/// One combination of what was asked, with what comes of it.
///
/// An example stands at the head of [`what_if`](self).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Case {
    /// The built-in terms that stand in place of the scheme's own.
    pub terms: Option<PublishedTerms>,
    /// What else is changed, in the order in which it was set.
    pub changes: Vec<Change>,
    /// The figures of every reward, in the order of the assessment's rewards.
    pub figures: Vec<Figures>,
    /// All rewards added up; `None` where one of them is not computable.
    pub total_reward: Option<Pounds>,
    /// Those rewards added up that are computable both as it is and with the changes.
    pub computable: Totals,
    /// The whole assessment; `None` where a range is asked for, of which figures alone
    /// are kept.
    pub assessment: Option<Assessment>,
    /// For each reward that was asked for, what would turn its decisions, with the
    /// changes; empty where a range is asked for.
    pub flips: Vec<Vec<Flips>>,
}

/// What comes of one reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Figures {
    /// What came of it.
    pub outcome: Outcome,
    /// The cost of demand in the baseline.
    pub baseline_cost: Option<Pounds>,
    /// The cost of demand in the test period.
    pub test_cost: Option<Pounds>,
    /// Baseline cost − test cost.
    pub saving: Option<Pounds>,
    /// Saving ÷ baseline cost, for people to read.
    pub reduction_percent: Option<ReductionPercent>,
    /// The reward, to the penny; `None` where it is not computable.
    pub reward: Option<Pounds>,
}

impl Figures {
    pub(crate) fn of(reward: &Reward) -> Self {
        Self {
            outcome: reward.outcome,
            baseline_cost: reward.baseline_cost,
            test_cost: reward.test_cost,
            saving: reward.saving,
            reduction_percent: reward.reduction_percent,
            reward: reward.reward,
        }
    }
}

impl Case {
    /// What was changed, in a sentence: `with a threshold of 6% for adults (5% in the
    /// scheme)`; `as it is` where nothing was.
    #[must_use]
    pub fn in_words(&self) -> String {
        let changes: Vec<String> = self.changes.iter().map(Change::in_words).collect();
        let terms = self.terms.map(|terms| format!("under {}", terms.as_str()));
        let changes = (!changes.is_empty()).then(|| format!("with {}", listed(&changes, "and")));
        let parts: Vec<String> = terms.into_iter().chain(changes).collect();
        match parts.is_empty() {
            true => "as it is".to_owned(),
            false => parts.join(", "),
        }
    }
}

impl<'a> WhatIf<'a> {
    /// A question about a scheme and its counts.
    #[must_use]
    pub fn new(scheme: &'a Scheme, demand: &'a Demand) -> Self {
        Self {
            given: Given { scheme, demand },
            settings: Vec::new(),
            terms: Vec::new(),
            selection: Selection::default(),
        }
    }

    /// With an input set to a value, or to each of a range of values. Several are set
    /// together; one or two of them may be ranges.
    #[must_use]
    pub fn set(mut self, setting: Setting) -> Self {
        self.settings.push(setting);
        self
    }

    /// Under built-in terms for every cohort, instead of the scheme's own; several are
    /// answered side by side. What else is set is set on top of them.
    #[must_use]
    pub fn under(mut self, terms: PublishedTerms) -> Self {
        self.terms.push(terms);
        self
    }

    /// About some rewards only. Where the sites that are meant take no part in what is
    /// asked for, the answer says that.
    #[must_use]
    pub fn selected(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Refuses what the scheme and the table do not know, and what cannot be asked
    /// together.
    ///
    /// # Errors
    ///
    /// Everything of the kind: a setting of what is not there, one that is set twice,
    /// more than two ranges, more than 10,000 assessments, or of more than a million rewards
    /// together.
    pub fn check(&self) -> Result<(), Error> {
        self.targets().map(|_| ())
    }

    /// The terms that stand in place of the scheme's own, one after another.
    fn columns(&self) -> Vec<Option<PublishedTerms>> {
        match self.terms.is_empty() {
            true => vec![None],
            false => self.terms.iter().copied().map(Some).collect(),
        }
    }

    /// What each setting sets.
    fn targets(&self) -> Result<Vec<Target>, Error> {
        let columns = self.columns();
        let mut problems = Vec::new();
        let mut targets: Vec<Target> = Vec::new();
        for setting in &self.settings {
            match self.given.target(setting, &columns) {
                Ok(target) if targets.contains(&target) => {
                    let what = "this is set already";
                    let problem =
                        Problem::new(what, "set it once").about(&quoted(&setting.to_string()));
                    problems.push(problem);
                }
                Ok(target) => targets.push(target),
                Err(unknown) => {
                    let about = |problem: Problem| problem.about(&quoted(&setting.to_string()));
                    problems.extend(unknown.into_iter().map(about));
                }
            }
        }
        for (number, terms) in self.terms.iter().enumerate() {
            if self
                .terms
                .iter()
                .take(number)
                .any(|earlier| earlier == terms)
            {
                let what = format!("the terms {} are named twice", terms.as_str());
                problems.push(Problem::new(what, "name them once"));
            }
        }
        let ranges = self.settings.iter().filter(|setting| setting.is_range());
        let ranges = ranges.count();
        if ranges > 2 {
            let what = format!("{ranges} settings are ranges");
            let advice = "give a range to one or two, and single values to the others";
            problems.push(Problem::new(what, advice));
        }
        let values = self.settings.iter().map(Setting::values);
        let all = values
            .chain([columns.len()])
            .try_fold(1_usize, usize::checked_mul);
        if all.is_none_or(|all| all > MOST) {
            let asked = all.and_then(|all| u64::try_from(all).ok());
            let asked = asked.map_or_else(
                || "this asks for too many assessments".to_owned(),
                |all| {
                    format!(
                        "this asks for {}",
                        counted(all, "assessment", "assessments")
                    )
                },
            );
            let advice = "10,000 are the most: take larger steps, or shorter ranges";
            problems.push(Problem::new(asked, advice));
        } else if let Some(all) = all.filter(|all| *all > 1) {
            let rewards = self.given.rewards();
            if all
                .checked_mul(rewards)
                .is_none_or(|of_all| of_all > MOST_REWARDS)
            {
                let many = |number: usize| grouped(&number.to_string());
                let what = format!(
                    "this asks for {} assessments of {} rewards each",
                    many(all),
                    many(rewards)
                );
                let advice = "1,000,000 rewards are the most: take larger steps, shorter ranges, \
                              or a scheme of fewer sites";
                problems.push(Problem::new(what, advice));
            }
        }
        Error::from_problems(problems).map_or(Ok(targets), Err)
    }

    /// The answer.
    ///
    /// # Errors
    ///
    /// As for [`check`](Self::check) and [`Selection::check`]; or a scheme or a table with
    /// the changes is refused by its checks, as a file would be; or an amount is beyond
    /// what can be held.
    pub fn ask(self) -> Result<Answer, Error> {
        let targets = self.targets()?;
        let Given { scheme, demand } = self.given;
        let as_it_is = assess(scheme, demand)?;
        self.selection.check(&as_it_is)?;
        let rewards = as_it_is.rewards.iter().enumerate();
        let selected = rewards.filter(|(_, reward)| self.selection.includes(reward));
        let selected: Vec<usize> = selected.map(|(number, _)| number).collect();
        let mut cases = Vec::new();
        for terms in self.columns() {
            let mut places = vec![0; self.settings.len()];
            loop {
                cases.push(self.case(terms, &targets, &places, (&as_it_is, &selected))?);
                if !self.next(&mut places) {
                    break;
                }
            }
        }
        Ok(Answer {
            no_parts: self.selection.no_parts(&as_it_is),
            as_it_is,
            cases,
            settings: self.settings,
            selected,
        })
    }

    /// Goes on to the next combination of values, the last range first; false at the end.
    fn next(&self, places: &mut [usize]) -> bool {
        for (place, setting) in places.iter_mut().zip(&self.settings).rev() {
            let further = place.checked_add(1).filter(|next| *next < setting.values());
            *place = further.unwrap_or(0);
            if further.is_some() {
                return true;
            }
        }
        false
    }

    fn case(
        &self,
        terms: Option<PublishedTerms>,
        targets: &[Target],
        places: &[usize],
        (as_it_is, selected): (&Assessment, &[usize]),
    ) -> Result<Case, Error> {
        let settings = self.settings.iter().zip(targets).zip(places);
        let sets = settings.filter_map(|((setting, target), place)| {
            let wish = setting.wishes.get(*place)?;
            Some(Set {
                input: &setting.input,
                target: *target,
                wish: *wish,
            })
        });
        let sets: Vec<Set<'_>> = sets.collect();
        let changed = self.given.changed(terms, &sets)?;
        let scheme = changed.scheme.as_ref().unwrap_or(self.given.scheme);
        let demand = changed.demand.as_ref().unwrap_or(self.given.demand);
        let assessment = assess(scheme, demand)?;
        let has_ranges = self.settings.iter().any(Setting::is_range);
        let asked = selected.iter().filter(|_| !has_ranges);
        let asked = asked.filter_map(|number| assessment.rewards.get(*number));
        let flips = asked.map(Flips::of).collect::<Result<_, Error>>()?;
        let figures: Vec<Figures> = assessment.rewards.iter().map(Figures::of).collect();
        Ok(Case {
            terms,
            changes: changed.changes,
            computable: Totals::of(&as_it_is.rewards, &figures)?,
            figures,
            total_reward: assessment.total_reward,
            assessment: (!has_ranges).then_some(assessment),
            flips,
        })
    }
}

impl Answer {
    /// The assessment of the scheme and its counts as they are.
    #[must_use]
    pub fn as_it_is(&self) -> &Assessment {
        &self.as_it_is
    }

    /// Every combination of what was asked: terms first, then the values of ranges, those
    /// of the last range following one another. One, as it is, where nothing was set.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The rewards that were asked for, as they are, each with its number among those of
    /// the assessment.
    pub fn rewards(&self) -> impl Iterator<Item = (usize, &Reward)> {
        let selected = self.selected.iter();
        selected.filter_map(|number| Some((*number, self.as_it_is.rewards.get(*number)?)))
    }

    /// What was set to ranges of values.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = (usize, &Setting)> {
        let settings = self.settings.iter().enumerate();
        settings.filter(|(_, setting)| setting.is_range())
    }

    /// The answer as text for people, with line ends, on paper of some width.
    #[must_use]
    pub fn to_text(&self, paper: Paper) -> String {
        self.page().to_text(paper)
    }

    /// The answer as Markdown, tables as GitHub's dialect has them.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        self.page().to_markdown()
    }
}
