//! An assessment in words: why a reward is what it is, and how close it was. It
//! is told from the assessment alone; the only figures worked out here are those
//! of [`closeness`](Closeness), and they are decided by the assessment's own
//! calculation.

mod closeness;
mod derivation;
mod json;
mod no_part;
mod selection;
mod sentences;
mod summary;

pub use closeness::{
    Bound, BoundSide, Closeness, Direction, MetricCloseness, Possible, Step, Turn,
};
pub(crate) use no_part::NoPart;
pub use selection::Selection;
pub(crate) use sentences::sentence_start;
#[cfg(feature = "evaluate")]
pub(crate) use sentences::{title, why};

use crate::assess::{Assessment, Reward};
use crate::page::Page;
use crate::problem::Error;
use crate::wording::{Paper, sentence};
use derivation::Derivation;

/// The name of the explanation's JSON format.
pub const EXPLANATION_SCHEMA: &str = "justice-reinvestment/explanation/1";

/// Rewards in words, each with every figure that it is made of and with how close
/// it was: as text, Markdown and JSON. It is made by [`Assessment::explain`] and
/// [`Assessment::summary`], where an example stands.
#[derive(Debug, Clone)]
pub struct Explanation<'a> {
    assessment: &'a Assessment,
    has_summary: bool,
    parts: Vec<Part<'a>>,
}

/// What is explained.
#[derive(Debug, Clone)]
enum Part<'a> {
    /// A reward.
    Reward(&'a Reward, Box<Closeness>),
    /// That there is none, because the site takes no part.
    NoPart(NoPart),
}

impl Assessment {
    /// Explains the rewards of a selection; where everything is selected, after a
    /// summary.
    ///
    /// ```
    /// use justice_reinvestment::wording::Paper;
    /// use justice_reinvestment::{Demand, Document, Scheme, Selection, assess};
    ///
    /// let scheme = std::fs::read("fixtures/hackney/scheme.toml")?;
    /// let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
    /// let table = std::fs::read("fixtures/hackney/demand.csv")?;
    /// let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
    /// let assessment = assess(&scheme, &demand)?;
    ///
    /// let mut selection = Selection::default();
    /// selection.site = Some("Hackney".to_owned());
    /// let text = assessment.explain(&selection)?.to_text(Paper::default());
    /// assert!(text.contains("The cost of demand fell by £60,000.00 (10.00%)."));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The selection names something that the assessment does not know, or an
    /// amount is beyond what can be held.
    pub fn explain(&self, selection: &Selection) -> Result<Explanation<'_>, Error> {
        selection.check(self)?;
        Ok(Explanation {
            assessment: self,
            has_summary: *selection == Selection::default(),
            parts: selection.parts(self)?,
        })
    }

    /// The whole on one page: a sentence for each site, and the costs of all
    /// sites added up, to which no reward attaches.
    #[must_use]
    pub fn summary(&self) -> Explanation<'_> {
        Explanation {
            assessment: self,
            has_summary: true,
            parts: Vec::new(),
        }
    }
}

impl Explanation<'_> {
    /// The explanation as text for people, with line ends, on paper of some width.
    #[must_use]
    pub fn to_text(&self, paper: Paper) -> String {
        let rule = "─".repeat(paper.columns());
        let pages = self.pages();
        let mut lines = Vec::new();
        for page in pages {
            if !lines.is_empty() {
                lines.extend([String::new(), rule.clone(), String::new()]);
            }
            lines.extend(page.lines(paper));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The explanation as Markdown, tables as GitHub's dialect has them.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let pages: Vec<String> = self.pages().iter().map(Page::to_markdown).collect();
        pages.join("\n---\n\n")
    }

    fn pages(&self) -> Vec<Page> {
        let summary = self.has_summary.then(|| summary::page(self.assessment));
        let parts = self.parts.iter().map(|part| match part {
            Part::Reward(reward, closeness) => {
                Derivation::new(self.assessment, reward, closeness).page()
            }
            Part::NoPart(no_part) => {
                let mut page = Page::default();
                page.title(no_part.title());
                page.say(self.assessment.scheme_title.as_str());
                if let Some(announcement) = &self.assessment.announcement {
                    page.say(sentence(announcement));
                }
                page.facts(vec![
                    ("Reward".to_owned(), "does not apply".to_owned()),
                    ("Why".to_owned(), no_part.why()),
                ]);
                page
            }
        });
        summary.into_iter().chain(parts).collect()
    }
}
