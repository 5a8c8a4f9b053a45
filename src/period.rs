//! Whole days, and the periods that they bound.

use crate::name::{Id, Title, quoted};
use crate::problem::{Error, Problem};
use chrono::{Datelike, Month, NaiveDate};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A day of the calendar, written `2010-07-01`.
///
/// ```
/// use justice_reinvestment::Day;
///
/// let day: Day = "2012-02-29".parse()?;
/// assert_eq!(day.in_words(), "29 February 2012");
/// assert!("2011-02-29".parse::<Day>().is_err());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// The day as people read it: `1 July 2010`.
    #[must_use]
    pub fn in_words(self) -> String {
        let month = u8::try_from(self.0.month())
            .ok()
            .and_then(|month| Month::try_from(month).ok());
        let month = month.map_or("", |month| month.name());
        format!("{} {month} {}", self.0.day(), self.0.year())
    }

    /// The year of the calendar.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The day's number, counted from 1 January 1970.
    #[cfg(feature = "records")]
    pub(crate) fn number(self) -> i32 {
        self.0.to_epoch_days()
    }

    /// The day of a number, where it lies in the years 1 to 9999.
    #[cfg(feature = "polars")]
    pub(crate) fn of_number(number: i32) -> Option<Self> {
        let day = NaiveDate::from_epoch_days(number)?;
        (1..=9999).contains(&day.year()).then_some(Self(day))
    }

    /// How many days lie between two days, both included.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "years have four digits, so there are at most 3,652,059 days"
    )]
    fn through(self, last: Self) -> u64 {
        let days = last.0.signed_duration_since(self.0).num_days();
        days.unsigned_abs() + 1
    }
}

impl FromStr for Day {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let shape = text.len() == "2010-07-01".len()
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let date = shape
            .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
            .flatten();
        date.map(Self).ok_or_else(|| {
            let advice = "write a day that exists as year-month-day, like 2010-07-01";
            Problem::new(format!("{} is not a day", quoted(text)), advice).into()
        })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The baseline, or one of the test periods: whole days, both ends included.
///
/// ```
/// use justice_reinvestment::Period;
///
/// let year_1 = Period::new("year_1", "2011-07-01", "2012-06-30")?;
/// assert_eq!(year_1.days(), 366);
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Period {
    /// What tables call it.
    pub id: Id,
    /// What people call it, if not by its id.
    pub title: Option<Title>,
    from: Day,
    to: Day,
}

impl Period {
    /// A period from its first day to its last.
    ///
    /// # Errors
    ///
    /// `id` is no id, a day is not written `2010-07-01`, or the last day lies
    /// before the first.
    pub fn new(id: &str, from: &str, to: &str) -> Result<Self, Error> {
        Self::between(id.parse()?, from.parse()?, to.parse()?)
    }

    /// A period from its first day to its last.
    ///
    /// # Errors
    ///
    /// The last day lies before the first.
    pub fn between(id: Id, from: Day, to: Day) -> Result<Self, Error> {
        if to < from {
            let what = format!("period \"{id}\" ends on {to}, before it begins on {from}");
            return Err(Problem::new(what, "put the earlier day in `from`").into());
        }
        Ok(Self {
            id,
            title: None,
            from,
            to,
        })
    }

    /// The first day.
    #[must_use]
    pub fn from(&self) -> Day {
        self.from
    }

    /// The last day.
    #[must_use]
    pub fn to(&self) -> Day {
        self.to
    }

    /// How many days it has.
    #[must_use]
    pub fn days(&self) -> u64 {
        self.from.through(self.to)
    }

    /// What people call it: its title, or else its id.
    #[must_use]
    pub fn label(&self) -> &str {
        self.title.as_ref().map_or(self.id.as_str(), Title::as_str)
    }

    /// What people call it within a sentence: `the first test year`, `2011`.
    ///
    /// ```
    /// use justice_reinvestment::Period;
    ///
    /// let mut period = Period::new("year_1", "2011-07-01", "2012-06-30")?;
    /// assert_eq!(period.in_sentence(), "year_1");
    /// period.title = Some("first test year".parse()?);
    /// assert_eq!(period.in_sentence(), "the first test year");
    /// # Ok::<(), justice_reinvestment::Error>(())
    /// ```
    #[must_use]
    pub fn in_sentence(&self) -> String {
        let label = self.label();
        // A title in small letters is a noun, and so is an id of letters alone.
        let is_noun = match &self.title {
            Some(title) => title.as_str().starts_with(|c: char| c.is_ascii_lowercase()),
            None => label.bytes().all(|byte| byte.is_ascii_lowercase()),
        };
        if is_noun && !label.starts_with("the ") {
            format!("the {label}")
        } else {
            label.to_owned()
        }
    }

    /// Its days as people read them: `1 July 2010 to 30 June 2011`.
    #[must_use]
    pub fn in_words(&self) -> String {
        format!("{} to {}", self.from.in_words(), self.to.in_words())
    }

    /// Whether the two have a day in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_counts_both_its_ends() {
        let days = |from, to| Period::new("p", from, to).map(|period| period.days());
        assert_eq!(days("2010-07-01", "2010-07-01"), Ok(1));
        assert_eq!(days("2010-07-01", "2011-06-30"), Ok(365));
        assert_eq!(days("2011-07-01", "2012-06-30"), Ok(366));
        assert_eq!(days("0001-01-01", "9999-12-31"), Ok(3_652_059));
        assert!(days("2011-06-30", "2010-07-01").is_err());
    }

    #[test]
    fn only_days_that_exist_are_read() {
        let wrong = [
            "2011-02-29",
            "2011-13-01",
            "2011-1-1",
            "20110101",
            "2011/01/01",
            "+2011-1-01",
            "",
        ];
        for text in wrong {
            assert!(text.parse::<Day>().is_err(), "{text:?}");
        }
    }
}
