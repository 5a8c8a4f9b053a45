//! The codes by which places are known.

use crate::name::{longer_than, quoted};
use crate::problem::{Error, Problem};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Which codes a scheme gives its places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Codes {
    /// Codes of the Office for National Statistics (the Government Statistical
    /// Service's): a capital letter and eight digits, like `E09000012`.
    Gss,
    /// Codes of the scheme's own, for places without GSS codes: letters,
    /// digits, `_`, `.` and `-`.
    Free,
}

impl Codes {
    /// The word that scheme files use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gss => "gss",
            Self::Free => "free",
        }
    }

    /// Refuses a code that is not of this kind.
    pub(crate) fn check(self, code: &AreaCode) -> Result<(), Error> {
        if self == Self::Free || code.is_gss() {
            return Ok(());
        }
        let advice = "a GSS code is a capital letter and eight digits, like E09000012; \
                      for codes of your own, set codes = \"free\" in [scheme]";
        Err(Problem::new(format!("{code} is not a GSS code"), advice).into())
    }
}

impl FromStr for Codes {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "gss" => Ok(Self::Gss),
            "free" => Ok(Self::Free),
            _ => Err(Problem::new(
                format!("{} is not a kind of code", quoted(text)),
                "write \"gss\", or \"free\" for codes of your own",
            )
            .into()),
        }
    }
}

/// The code of an area or of a site.
///
/// ```
/// use justice_reinvestment::AreaCode;
///
/// let hackney: AreaCode = "E09000012".parse()?;
/// assert!(hackney.is_gss());
/// assert!("Hackney, London".parse::<AreaCode>().is_err());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(Arc<str>);

impl AreaCode {
    /// Longer ones are refused: every problem that names one would be as long.
    const LONGEST: usize = 200;

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has the form of a GSS code.
    #[must_use]
    pub fn is_gss(&self) -> bool {
        let (letter, digits) = self.0.split_at_checked(1).unwrap_or_default();
        letter.bytes().all(|byte| byte.is_ascii_uppercase())
            && digits.len() == 8
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl FromStr for AreaCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        if !text.is_empty() && text.chars().all(allowed) {
            return match text.len() <= Self::LONGEST {
                true => Ok(Self(text.into())),
                false => Err(longer_than(text, Self::LONGEST)),
            };
        }
        let what = format!("{} is not a code", quoted(text));
        let advice = "codes are made of letters a to z, digits, _, . and -";
        Err(Problem::new(what, advice).into())
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for AreaCode {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for AreaCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gss_codes_are_a_letter_and_eight_digits() {
        let gss = |text: &str| text.parse::<AreaCode>().map(|code| code.is_gss());
        assert_eq!(gss("E09000012"), Ok(true));
        assert_eq!(gss("W06000015"), Ok(true));
        for other in [
            "e09000012",
            "E0900001",
            "E090000123",
            "EE9000012",
            "-09000012",
            "a",
        ] {
            assert_eq!(gss(other), Ok(false), "{other}");
        }
        for wrong in ["", "a b", "é", "a/b", "a\n"] {
            assert!(gss(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_code_has_a_greatest_length() {
        assert!("E".repeat(AreaCode::LONGEST).parse::<AreaCode>().is_ok());
        assert!(
            "E".repeat(AreaCode::LONGEST + 1)
                .parse::<AreaCode>()
                .is_err()
        );
    }
}
