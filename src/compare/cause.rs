//! What can move a reward from one version of its inputs to the next, and sets of it.

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use std::fmt;

/// What moved a reward.
///
/// ```
/// use justice_reinvestment::compare::Cause;
///
/// assert_eq!(Cause::TakingPart.in_words(), "taking part");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// Counts that were revised, supplied or withdrawn.
    Counts,
    /// Unit prices; also that a metric has one, or has none any more.
    Prices,
    /// Threshold, rule, bands and rounding.
    Terms,
    /// Which areas the site is made of.
    Areas,
    /// That the site takes part, or no longer does: in one of the two versions there is
    /// no such reward.
    TakingPart,
}

impl Cause {
    /// Every cause, in the order of every output.
    pub const ALL: [Self; 5] = [
        Self::Counts,
        Self::Prices,
        Self::Terms,
        Self::Areas,
        Self::TakingPart,
    ];

    /// The word that outputs for programs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Prices => "prices",
            Self::Terms => "terms",
            Self::Areas => "areas",
            Self::TakingPart => "taking_part",
        }
    }

    /// As people read it: `counts`, `taking part`.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::TakingPart => "taking part",
            other => other.as_str(),
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Counts => 0b1,
            Self::Prices => 0b10,
            Self::Terms => 0b100,
            Self::Areas => 0b1000,
            Self::TakingPart => 0b1_0000,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A set of causes.
///
/// ```
/// use justice_reinvestment::compare::{Cause, Causes};
///
/// let together: Causes = [Cause::Prices, Cause::Counts].into_iter().collect();
/// assert!(together.contains(Cause::Counts));
/// assert_eq!(together.in_words(), "counts and prices");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Causes(u8);

impl Causes {
    /// No cause.
    pub const NONE: Self = Self(0);

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether a cause is in the set.
    #[must_use]
    pub fn contains(self, cause: Cause) -> bool {
        self.0 & cause.bit() != 0
    }

    /// Those that are in the set, in the order of every output.
    pub fn iter(self) -> impl Iterator<Item = Cause> {
        Cause::ALL
            .into_iter()
            .filter(move |cause| self.contains(*cause))
    }

    /// Those that are in either set.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Every set of some of them, none and all included.
    pub(super) fn subsets(self) -> Vec<Self> {
        self.iter().fold(vec![Self::NONE], |mut sets, cause| {
            let with: Vec<Self> = sets.iter().map(|set| set.and(cause.into())).collect();
            sets.extend(with);
            sets
        })
    }

    /// As people read them: `counts and prices`.
    #[must_use]
    pub fn in_words(self) -> String {
        let words: Vec<&str> = self.iter().map(Cause::in_words).collect();
        crate::wording::listed(&words, "and")
    }
}

impl From<Cause> for Causes {
    fn from(cause: Cause) -> Self {
        Self(cause.bit())
    }
}

impl FromIterator<Cause> for Causes {
    fn from_iter<I: IntoIterator<Item = Cause>>(causes: I) -> Self {
        let causes = causes.into_iter();
        causes.fold(Self::NONE, |set, cause| set.and(cause.into()))
    }
}

impl PartialOrd for Causes {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Causes {
    /// Single causes first, then those that stand together.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.len(), self.0).cmp(&(other.len(), other.0))
    }
}

impl Serialize for Causes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        self.iter()
            .try_for_each(|cause| list.serialize_element(&cause))?;
        list.end()
    }
}
