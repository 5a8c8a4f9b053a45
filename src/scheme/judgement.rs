//! What a person assumed or decided, in the columns of the Aqua Book's logs. What
//! the scheme itself decides is in its other parts.

use crate::name::{Title, quoted};
use crate::period::Day;
use crate::problem::{Error, Problem};
use crate::wording;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// An assumption or a decision that a person made, and wrote into the scheme: what,
/// why, with which effect, how reliable, when, by whom, and signed off by whom.
///
/// No figure depends on it: it is for those who judge the figures. (HM Treasury,
/// *The Aqua Book: guidance on producing quality analysis for government*, 2015.)
///
/// ```
/// use justice_reinvestment::{Judgement, Reliability};
///
/// let mut assumed = Judgement::new("Courts sit as many days in each year")?;
/// assumed.why = Some("no closure is announced".parse()?);
/// assumed.reliability = Some(Reliability::Medium);
/// assumed.date = Some("2012-05-14".parse()?);
/// assumed.by = Some("A. Analyst".parse()?);
/// assert_eq!(assumed.signed_by, None);
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Judgement {
    /// What was assumed or decided.
    pub what: Title,
    /// Why, and on what it rests.
    pub why: Option<Title>,
    /// What it does to the result, in words.
    pub effect: Option<Title>,
    /// How reliable it is.
    pub reliability: Option<Reliability>,
    /// The day on which it was made.
    pub date: Option<Day>,
    /// Who made it.
    pub by: Option<Title>,
    /// Who signed it off; `None` where nobody has.
    pub signed_by: Option<Title>,
}

impl Judgement {
    /// A judgement of which nothing else is said.
    ///
    /// # Errors
    ///
    /// `what` is empty or holds control characters.
    pub fn new(what: &str) -> Result<Self, Error> {
        Ok(Self {
            what: what.parse()?,
            why: None,
            effect: None,
            reliability: None,
            date: None,
            by: None,
            signed_by: None,
        })
    }
}

/// How far something can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reliability {
    /// Published, agreed or counted, and not in dispute.
    High,
    /// An inference, a convention, or somebody else's report.
    Medium,
    /// Nobody stands for it: made up, out of date, or a stand-in.
    Low,
}

impl Reliability {
    /// All of them, the most reliable first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The word that files use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

impl FromStr for Reliability {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let words = Self::ALL.map(Self::as_str);
        let found = Self::ALL.into_iter().find(|word| word.as_str() == text);
        found.ok_or_else(|| {
            let what = format!("{} does not say how reliable it is", quoted(text));
            Problem::new(what, wording::instead_of(text, &words)).into()
        })
    }
}

impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Reliability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
