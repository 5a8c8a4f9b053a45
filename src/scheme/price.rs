//! Unit prices: what one of a metric costs, since when, and who says so.

use crate::cohort::Cohort;
use crate::money::Pounds;
use crate::name::{Id, Title, quoted};
use crate::period::{Day, Period};
use crate::problem::{Error, Problem};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Pounds for one unit of a metric in a cohort.
///
/// ```
/// use justice_reinvestment::{Cohort, PriceStatus, UnitPrice};
///
/// let status = PriceStatus::Reported { source: "lewisham-2010".parse()? };
/// let price = UnitPrice::new("custody", Cohort::Adult, "14710.00", "2009-10", status)?;
/// assert_eq!(price.amount.to_string(), "14710.00");
///
/// // A price that changes is two prices, each with the days on which it is valid.
/// let mut until = price.clone();
/// until.to = Some("2012-06-30".parse()?);
/// let mut since = price;
/// since.from = Some("2012-07-01".parse()?);
/// since.amount = "15000.00".parse()?;
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UnitPrice {
    /// The metric that is priced.
    pub metric: Id,
    /// The cohort for which it is.
    pub cohort: Cohort,
    /// Pounds for one unit; zero or more, at most four decimal places.
    pub amount: Pounds,
    /// The year whose money it is in.
    pub price_year: PriceYear,
    /// Who says so.
    pub status: PriceStatus,
    /// The first day on which it is valid; `None` for since ever.
    pub from: Option<Day>,
    /// The last day on which it is valid; `None` for ever after.
    pub to: Option<Day>,
}

impl UnitPrice {
    /// A price that is valid in every period.
    ///
    /// # Errors
    ///
    /// `metric` is no id, `amount` no price ([`Pounds::price`]), or `price_year`
    /// no year.
    pub fn new(
        metric: &str,
        cohort: Cohort,
        amount: &str,
        price_year: &str,
        status: PriceStatus,
    ) -> Result<Self, Error> {
        Ok(Self {
            metric: metric.parse()?,
            cohort,
            amount: Pounds::price(amount)?,
            price_year: price_year.parse()?,
            status,
            from: None,
            to: None,
        })
    }

    /// Whether it is valid on every day of a period.
    #[must_use]
    pub fn covers(&self, period: &Period) -> bool {
        self.from.is_none_or(|from| from <= period.from())
            && self.to.is_none_or(|to| period.to() <= to)
    }

    /// Whether it is valid on some day of a period.
    #[must_use]
    pub fn touches(&self, period: &Period) -> bool {
        self.from.is_none_or(|from| from <= period.to())
            && self.to.is_none_or(|to| period.from() <= to)
    }

    /// Whether some day has both prices.
    pub(crate) fn shares_a_day_with(&self, other: &Self) -> bool {
        let starts_in_time = |one: Option<Day>, other: Option<Day>| match (one, other) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        starts_in_time(self.from, other.to) && starts_in_time(other.from, self.to)
    }
}

/// Who says what a unit costs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PriceStatus {
    /// A tariff or an official statistic.
    Published {
        /// The id of the scheme's source.
        source: Id,
    },
    /// Quoted by somebody else: a newspaper, a committee, a study.
    Reported {
        /// The id of the scheme's source.
        source: Id,
    },
    /// Nobody published it: it shows how the rule works, and every output says so.
    Illustrative {
        /// Where the amount was taken from, or why it was chosen.
        note: Title,
    },
}

impl PriceStatus {
    /// The word that files use.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Published { .. } => "published",
            Self::Reported { .. } => "reported",
            Self::Illustrative { .. } => "illustrative",
        }
    }

    /// The id of the source, where there is one.
    #[must_use]
    pub fn source(&self) -> Option<&Id> {
        match self {
            Self::Published { source } | Self::Reported { source } => Some(source),
            Self::Illustrative { .. } => None,
        }
    }

    /// The note of an illustrative price.
    #[must_use]
    pub fn note(&self) -> Option<&Title> {
        match self {
            Self::Illustrative { note } => Some(note),
            Self::Published { .. } | Self::Reported { .. } => None,
        }
    }
}

/// The year whose money a price is in: a calendar year `2010`, or a financial
/// year `2010-11`.
///
/// ```
/// use justice_reinvestment::PriceYear;
///
/// assert!("2010-11".parse::<PriceYear>().is_ok());
/// assert!("2010-12".parse::<PriceYear>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PriceYear(Box<str>);

impl PriceYear {
    /// The year as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PriceYear {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (year, next) = match text.split_once('-') {
            Some((year, next)) => (year, Some(next)),
            None => (text, None),
        };
        let number = |digits: &str, length: usize| -> Option<u32> {
            let all = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
            all.then(|| digits.parse().ok()).flatten()
        };
        let follows = |year: u32, next: &str| {
            let after = year.checked_add(1).map(|after| after.rem_euclid(100));
            number(next, 2).is_some_and(|next| Some(next) == after)
        };
        match number(year, 4) {
            Some(year) if next.is_none_or(|next| follows(year, next)) => Ok(Self(text.into())),
            _ => Err(Problem::new(
                format!("{} is not a price year", quoted(text)),
                "write a calendar year like \"2010\" or a financial year like \"2010-11\"",
            )
            .into()),
        }
    }
}

impl fmt::Display for PriceYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for PriceYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_year_is_a_calendar_or_a_financial_year() {
        for good in ["2010", "2010-11", "1999-00", "2009-10"] {
            assert!(good.parse::<PriceYear>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "10",
            "2010-2011",
            "2010-12",
            "2010-",
            "2010/11",
            "2010-1",
            "20 10",
        ] {
            assert!(bad.parse::<PriceYear>().is_err(), "{bad}");
        }
    }

    #[test]
    fn validity_covers_touches_and_shares_days() {
        let price = |from: &str, to: &str| {
            let status = PriceStatus::Illustrative {
                note: "invented".parse().unwrap(),
            };
            let mut price = UnitPrice::new("m", Cohort::Adult, "1", "2010", status).unwrap();
            price.from = from.parse().ok();
            price.to = to.parse().ok();
            price
        };
        let period = Period::new("p", "2011-01-01", "2011-12-31").unwrap();
        assert!(price("", "").covers(&period));
        assert!(price("2011-01-01", "2011-12-31").covers(&period));
        assert!(!price("2011-01-02", "").covers(&period));
        assert!(price("2011-12-31", "").touches(&period));
        assert!(!price("2012-01-01", "").touches(&period));
        assert!(!price("", "2010-12-31").touches(&period));
        assert!(!price("", "2010-12-31").shares_a_day_with(&price("2011-01-01", "")));
        assert!(price("", "2011-01-01").shares_a_day_with(&price("2011-01-01", "")));
        assert!(price("", "").shares_a_day_with(&price("2011-01-01", "")));
    }
}
