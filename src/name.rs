//! The two kinds of text by which things are called: an [`Id`] for machines, a
//! [`Title`] for people.

use crate::problem::{Error, Problem};
use crate::wording::grouped;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A short name that tables and schemes refer to: small letters, digits, `_`
/// and `-`.
///
/// ```
/// use justice_reinvestment::Id;
///
/// assert!("custody_under_12_months".parse::<Id>().is_ok());
/// assert!("Custody under 12 months".parse::<Id>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Box<str>);

impl Id {
    /// Longer ones are refused: every problem that names one would be as long.
    const LONGEST: usize = 200;

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        if !text.is_empty() && text.chars().all(allowed) {
            return match text.len() <= Self::LONGEST {
                true => Ok(Self(text.into())),
                false => Err(longer_than(text, Self::LONGEST)),
            };
        }
        let advice = "use small letters a to z, digits, _ and - only";
        Err(Problem::new(format!("{} is not an id", quoted(text)), advice).into())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A name or a remark for people: not blank, without control characters and
/// without characters that turn the direction of writing, so that it cannot
/// disguise what stands beside it.
///
/// ```
/// use justice_reinvestment::Title;
///
/// assert!("Custodial sentences under 12 months".parse::<Title>().is_ok());
/// assert!("two\nlines".parse::<Title>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Title(Box<str>);

impl Title {
    /// Longer ones are refused, as with [`Id`]; a remark can be some pages.
    const LONGEST: usize = 10_000;

    /// The title as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Title {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.trim().is_empty() {
            return Err(Problem::new("this text is empty", "write some words").into());
        }
        if text.trim() != text {
            let what = format!("{} begins or ends with a space", quoted(text));
            return Err(Problem::new(what, "take the space away").into());
        }
        if text.chars().nth(Self::LONGEST).is_some() {
            return Err(longer_than(text, Self::LONGEST));
        }
        match text.chars().find(|c| disguises(*c)) {
            None => Ok(Self(text.into())),
            Some(found) => {
                let what = format!(
                    "{} holds the invisible character U+{:04X}",
                    quoted(text),
                    u32::from(found)
                );
                let advice = "take it away: names hold no control characters, line ends \
                              or characters that turn the direction of writing";
                Err(Problem::new(what, advice).into())
            }
        }
    }
}

/// That a text is too long to be a name.
pub(crate) fn longer_than(text: &str, longest: usize) -> Error {
    let most = grouped(&longest.to_string());
    let what = format!("{} is longer than {most} characters", quoted(text));
    Problem::new(what, "shorten it").into()
}

/// Control characters, line separators, characters without width, and the marks,
/// embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9).
pub(crate) fn disguises(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Title {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Title {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A text from an input as a problem shows it: in quotation marks, with what is
/// invisible made visible, and cut where it is very long.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let start: String = text.chars().take(LONGEST).collect();
    let rest = if start.len() < text.len() { "…" } else { "" };
    format!("\"{}{rest}\"", made_visible(&start))
}

/// A text with its control characters and the like written as escapes.
pub(crate) fn made_visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if disguises(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_small_letters_digits_and_two_signs() {
        for good in ["a", "2010", "year_1", "ljr-bands"] {
            assert_eq!(good.parse::<Id>().unwrap().as_str(), good);
        }
        for bad in ["", "Year", "a b", "a.b", "é", "a\n"] {
            assert!(bad.parse::<Id>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_title_disguises_nothing() {
        for bad in ["", " ", "a ", "a\u{202E}b", "a\u{0}b", "a\tb", "a\u{2028}b"] {
            assert!(bad.parse::<Title>().is_err(), "{bad:?}");
        }
        let error = "pay\u{202E}ment".parse::<Title>().unwrap_err();
        assert!(error.to_string().contains("\\u{202e}"), "{error}");
    }

    #[test]
    fn names_have_a_greatest_length() {
        assert!("a".repeat(Id::LONGEST).parse::<Id>().is_ok());
        assert!("a".repeat(Id::LONGEST + 1).parse::<Id>().is_err());
        assert!("é".repeat(Title::LONGEST).parse::<Title>().is_ok());
        let error = "é".repeat(Title::LONGEST + 1).parse::<Title>().unwrap_err();
        let said = error.to_string();
        assert!(said.contains("longer than 10,000 characters"), "{said}");
        assert!(said.chars().count() < 200, "{said}");
    }
}
