//! The two cohorts whose demand is counted apart.

use crate::name::quoted;
use crate::problem::{Error, Problem};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Adults (18 and over) or young people (10 to 17), the two whose demand is
/// measured against thresholds of their own. (gov.uk, *The development and Year
/// One Implementation of the Local Justice Reinvestment Pilot*, 13 May 2013.)
///
/// These two are all: their order is the order of every output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the law knows adults and young people"
)]
pub enum Cohort {
    /// 18 and over.
    Adult,
    /// 10 to 17.
    Youth,
}

impl Cohort {
    /// Both, in the order of every output.
    pub const ALL: [Self; 2] = [Self::Adult, Self::Youth];

    /// The word that files use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Adult => "adult",
            Self::Youth => "youth",
        }
    }

    /// The people meant, in a sentence: `adults`, `young people`.
    #[must_use]
    pub fn people(self) -> &'static str {
        match self {
            Self::Adult => "adults",
            Self::Youth => "young people",
        }
    }
}

impl FromStr for Cohort {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|cohort| cohort.as_str() == text)
            .ok_or_else(|| {
                let what = format!("{} is not a cohort", quoted(text));
                Problem::new(what, "write \"adult\" or \"youth\"").into()
            })
    }
}

impl fmt::Display for Cohort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Cohort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
