//! Where a price or a term comes from.

use crate::name::{Id, Title, quoted};
use crate::period::{Day, Period};
use crate::problem::{Error, Problem};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A publication that a price or a term rests on.
///
/// ```
/// use justice_reinvestment::Source;
///
/// let source = Source::new("gm-2011", "Transforming Justice", "Greater Manchester partners", "2011-06")?;
/// assert_eq!(source.date.in_words(), "June 2011");
///
/// // A tariff that holds for one year.
/// let mut tariff = Source::new("tariff", "Tariff for 2012-13", "Prison service", "2012-04")?;
/// tariff.valid_to = Some("2013-03-31".parse()?);
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Source {
    /// What prices and terms call it.
    pub id: Id,
    /// Its title.
    pub title: Title,
    /// Who published it.
    pub publisher: Title,
    /// When it was published.
    pub date: SourceDate,
    /// Where it stands, if it can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Title>,
    /// What it says that is relied on, quoted or in substance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<Title>,
    /// The last day on which it holds; `None` where it says of none. What rests on
    /// it after that day is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
}

impl Source {
    /// A source without an address, without a passage and without a last day.
    ///
    /// # Errors
    ///
    /// `id` is no id, a text is empty or holds control characters, or `date` is
    /// not a year, a year-month or a day.
    pub fn new(id: &str, title: &str, publisher: &str, date: &str) -> Result<Self, Error> {
        Ok(Self {
            id: id.parse()?,
            title: title.parse()?,
            publisher: publisher.parse()?,
            date: date.parse()?,
            url: None,
            says: None,
            valid_to: None,
        })
    }

    /// The same source with what it says that is relied on.
    ///
    /// # Errors
    ///
    /// `says` is empty or holds control characters.
    pub fn saying(mut self, says: &str) -> Result<Self, Error> {
        self.says = Some(says.parse()?);
        Ok(self)
    }

    /// Whether it still holds on the last day of a period. Only days that are
    /// written down are compared, and none with today.
    ///
    /// ```
    /// use justice_reinvestment::{Period, Source};
    ///
    /// let mut tariff = Source::new("tariff", "Tariff", "Prison service", "2012-04")?;
    /// let year_2 = Period::new("year_2", "2012-07-01", "2013-06-30")?;
    /// assert!(tariff.holds_through(&year_2));
    /// tariff.valid_to = Some("2013-03-31".parse()?);
    /// assert!(!tariff.holds_through(&year_2));
    /// # Ok::<(), justice_reinvestment::Error>(())
    /// ```
    #[must_use]
    pub fn holds_through(&self, period: &Period) -> bool {
        self.valid_to.is_none_or(|day| period.to() <= day)
    }

    /// Whether both name the same publication, wherever it is to be had,
    /// whatever of it is relied on and however long it holds.
    pub(crate) fn is_same_publication(&self, other: &Self) -> bool {
        let named = |source: &Self| (source.title.clone(), source.publisher.clone(), source.date);
        named(self) == named(other)
    }
}

/// When a source was published: a year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SourceDate {
    /// The first day that is meant.
    day: Day,
    detail: Detail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Detail {
    Year,
    Month,
    Day,
}

impl SourceDate {
    /// As people read it: `2011`, `June 2011`, `13 May 2013`.
    #[must_use]
    pub fn in_words(self) -> String {
        let words = self.day.in_words();
        let skipped = match self.detail {
            Detail::Year => 2,
            Detail::Month => 1,
            Detail::Day => 0,
        };
        let kept: Vec<&str> = words.split(' ').skip(skipped).collect();
        kept.join(" ")
    }
}

impl FromStr for SourceDate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (day, detail) = match text.len() {
            4 => (format!("{text}-01-01"), Detail::Year),
            7 => (format!("{text}-01"), Detail::Month),
            _ => (text.to_owned(), Detail::Day),
        };
        match day.parse() {
            Ok(day) => Ok(Self { day, detail }),
            Err(_) => Err(Problem::new(
                format!("{} is not a date of publication", quoted(text)),
                "write a year, a month or a day: 2011, 2011-06 or 2011-06-30",
            )
            .into()),
        }
    }
}

impl fmt::Display for SourceDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.day.to_string();
        let length = match self.detail {
            Detail::Year => 4,
            Detail::Month => 7,
            Detail::Day => day.len(),
        };
        f.write_str(day.get(..length).unwrap_or(&day))
    }
}

impl Serialize for SourceDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_exact_as_it_was_given() {
        let cases = [
            ("2011", "2011"),
            ("2011-06", "June 2011"),
            ("2013-05-13", "13 May 2013"),
        ];
        for (text, words) in cases {
            let date: SourceDate = text.parse().unwrap();
            assert_eq!(
                (date.to_string().as_str(), date.in_words().as_str()),
                (text, words)
            );
        }
        for wrong in [
            "",
            "11",
            "2011-6",
            "2011-13",
            "2011-02-30",
            "June 2011",
            "20110601",
        ] {
            assert!(wrong.parse::<SourceDate>().is_err(), "{wrong:?}");
        }
    }
}
