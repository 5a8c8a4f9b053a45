//! What machines are told of a decision and of the inputs on which it hangs: the same words
//! in JSON and in CSV.

use super::{Areas, Decision, Hinge};
use crate::name::Id;
use serde::{Serialize, Serializer};

impl Decision {
    /// The word that JSON and CSV use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Threshold => "threshold",
            Self::Cap => "cap",
        }
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Areas {
    /// The word that JSON and CSV use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Only => "only",
            Self::Any => "any",
            Self::Together => "together",
        }
    }
}

impl Serialize for Areas {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Hinge {
    /// What kind of input it is, of which metric and periods, and in which areas.
    pub(in crate::what_if) fn parts(&self) -> (&'static str, Option<&Id>, Vec<&Id>, Option<Areas>) {
        match self {
            Self::Count {
                metric,
                period,
                areas,
            } => ("count", Some(&metric.id), vec![&period.id], Some(*areas)),
            Self::Price { metric, periods } => {
                let periods = periods.iter().map(|period| &period.id).collect();
                ("price", Some(&metric.id), periods, None)
            }
            Self::Threshold => ("threshold", None, Vec::new(), None),
            Self::Cap => ("cap", None, Vec::new(), None),
        }
    }
}
