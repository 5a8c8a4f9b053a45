//! What is counted: the kind of demand, its unit, and at which step of the
//! system and by whose place it is counted.

use crate::name::{Id, Title, quoted};
use crate::problem::{Error, Problem};
use crate::wording;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// One kind of demand that is counted.
///
/// ```
/// use justice_reinvestment::{Basis, Metric};
///
/// let title = "Custodial sentences under 12 months";
/// let custody = Metric::new("custody_under_12_months", title, "sentence", Basis::Sentenced)?;
/// assert!(custody.stands_for.is_none());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Metric {
    /// What tables call it.
    pub id: Id,
    /// What people call it.
    pub title: Title,
    /// One of what is counted: `sentence`, `bed night`.
    pub unit: Title,
    /// The step of the criminal justice system at which it is counted.
    pub basis: Basis,
    /// Whose place decides the area, where that is known.
    pub area_basis: Option<AreaBasis>,
    /// What it is a stand-in for; every output then says so.
    pub stands_for: Option<Title>,
}

impl Metric {
    /// A metric without an area basis, which stands in for nothing.
    ///
    /// # Errors
    ///
    /// `id` is no id, or `title` or `unit` is empty or holds control characters.
    pub fn new(id: &str, title: &str, unit: &str, basis: Basis) -> Result<Self, Error> {
        Ok(Self {
            id: id.parse()?,
            title: title.parse()?,
            unit: unit.parse()?,
            basis,
            area_basis: None,
            stands_for: None,
        })
    }
}

/// An enum of words that files use, each with its meaning.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$case_doc:meta])* $case:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$case_doc])* $case),+ }

        impl $name {
            const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word that files use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                match text {
                    $($word => Ok(Self::$case),)+
                    _ => Err(Problem::new(
                        format!("{} is not {}", quoted(text), $what),
                        wording::instead_of(text, Self::WORDS),
                    ).into()),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

words! {
    /// The step of the criminal justice system at which demand is counted.
    ///
    /// Police count current cases, prosecutors and courts concluded ones, so
    /// counts on unlike bases never stand under one metric. (Joint inspection of
    /// six areas, HMIC, HMCPSI and HMI Probation, October 2015.)
    Basis, "a counting basis", {
        /// Offences or incidents recorded by the police.
        Recorded = "recorded",
        /// Arrests.
        Arrested = "arrested",
        /// Charges.
        Charged = "charged",
        /// Proceedings in court.
        Proceeded = "proceeded",
        /// Convictions.
        Convicted = "convicted",
        /// Sentences.
        Sentenced = "sentenced",
        /// Receptions into custody or on to a caseload.
        Received = "received",
        /// People held, as nights or on a day.
        Held = "held",
    }
}

words! {
    /// Whose place decides to which area a count belongs.
    AreaBasis, "an area basis", {
        /// Where the person lives.
        Home = "home",
        /// Where the offence was.
        Offence = "offence",
        /// Where the court sits.
        Court = "court",
        /// Which office supervises.
        SupervisingOffice = "supervising_office",
    }
}
