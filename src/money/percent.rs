//! Percentages as schemes write them: from 0% to 100%, at most four places.

use crate::name::quoted;
use crate::problem::{Error, Problem};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A percentage from 0% to 100% with at most four decimal places.
///
/// Text has the per cent sign, the machine form has not:
///
/// ```
/// use justice_reinvestment::Percent;
///
/// let threshold: Percent = "7.50%".parse()?;
/// assert_eq!(threshold.to_string(), "7.5");
/// assert!("7.5".parse::<Percent>().is_err());
/// assert!("101%".parse::<Percent>().is_err());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(
    /// Ten-thousandths of one per cent.
    u32,
);

impl Percent {
    /// 0%.
    pub const ZERO: Self = Self(0);
    /// 100%.
    pub const ALL: Self = Self(Self::PARTS_IN_ALL);

    /// The percentages of the published readings.
    pub(crate) const FIVE: Self = Self(50_000);
    pub(crate) const TEN: Self = Self(100_000);
    pub(crate) const TWENTY: Self = Self(200_000);
    pub(crate) const HALF: Self = Self(500_000);

    /// The customary confidence.
    #[cfg(feature = "evaluate")]
    pub(crate) const NINETY_FIVE: Self = Self(950_000);

    /// How many ten-thousandths of one per cent make the whole.
    pub(crate) const PARTS_IN_ALL: u32 = 1_000_000;

    /// A whole number of per cent.
    ///
    /// # Errors
    ///
    /// More than 100.
    pub fn whole(percent: u8) -> Result<Self, Error> {
        match u32::from(percent).checked_mul(10_000).map(Self) {
            Some(percent) if percent <= Self::ALL => Ok(percent),
            _ => Err(Problem::new(
                format!("{percent}% is more than 100%"),
                "percentages run from 0% to 100%",
            )
            .into()),
        }
    }

    /// So many ten-thousandths of one per cent; `None` beyond 100%.
    pub(crate) fn of_parts(parts: u32) -> Option<Self> {
        (parts <= Self::PARTS_IN_ALL).then_some(Self(parts))
    }

    /// Ten-thousandths of one per cent.
    pub(crate) const fn parts(self) -> u32 {
        self.0
    }
}

impl FromStr for Percent {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = |advice: &str| {
            let what = format!("{} is not a percentage", quoted(text));
            Err(Problem::new(what, advice).into())
        };
        let Some(number) = text.strip_suffix('%') else {
            return refused("write it with its sign, like \"5%\" or \"2.5%\"");
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return refused("write digits and at most one decimal point, like \"5%\" or \"2.5%\"");
        }
        if fraction.len() > 4 {
            return refused("four decimal places are the most");
        }
        let parts = format!("{whole}{fraction:0<4}").parse();
        match parts {
            Ok(parts) if parts <= Self::PARTS_IN_ALL => Ok(Self(parts)),
            _ => refused("percentages run from 0% to 100%"),
        }
    }
}

impl fmt::Display for Percent {
    /// The shortest digits without the sign: `5`, `2.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const PARTS_IN_ONE: u32 = 10_000;
        let (whole, parts) = (self.0 / PARTS_IN_ONE, self.0 % PARTS_IN_ONE);
        let fraction = format!("{parts:04}");
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() {
            write!(f, "{whole}")
        } else {
            write!(f, "{whole}.{fraction}")
        }
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_read_strictly_and_written_shortly() {
        let cases = [
            ("0%", "0"),
            ("5%", "5"),
            ("005.0%", "5"),
            ("2.5%", "2.5"),
            ("0.0001%", "0.0001"),
            ("99.9999%", "99.9999"),
            ("100%", "100"),
            ("100.0000%", "100"),
        ];
        for (text, shown) in cases {
            assert_eq!(text.parse::<Percent>().unwrap().to_string(), shown);
        }
        let wrong = [
            "",
            "%",
            "5",
            "5 %",
            " 5%",
            "-1%",
            "+1%",
            "1e1%",
            "1_0%",
            ".5%",
            "5.%",
            "0.00001%",
            "100.0001%",
            "1000%",
            "99999999999999999999%",
            "٥%",
            "5%%",
        ];
        for text in wrong {
            assert!(text.parse::<Percent>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_hundred_per_cent_is_the_most() {
        assert_eq!(Percent::whole(100).unwrap(), Percent::ALL);
        assert_eq!(Percent::whole(5).unwrap(), Percent::FIVE);
        for more in [101, u8::MAX] {
            assert!(Percent::whole(more).is_err());
        }
    }
}
