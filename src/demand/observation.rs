//! One row of the table as embedders give and take it, and the shorthand for
//! counts that are not there or not final.

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::{Id, Title, quoted};
use crate::period::Day;
use crate::problem::{Error, Problem};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// How much of a metric an area and cohort had in a period.
///
/// ```
/// use justice_reinvestment::{Cohort, Count, Observation};
///
/// let observation = Observation::new("E09000012", Cohort::Adult, "year_1", "custody", Count::Number(360))?;
/// assert!(observation.markers.is_empty());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observation {
    /// The area.
    pub area: AreaCode,
    /// The cohort.
    pub cohort: Cohort,
    /// The id of the baseline or of a test period.
    pub period: Id,
    /// The id of the metric.
    pub metric: Id,
    /// The count, or why there is none.
    pub count: Count,
    /// What is said about a count that is there.
    pub markers: Markers,
    /// The part of the observation that this row counts, where it is split.
    pub group: Option<Title>,
    /// What people call the area.
    pub area_name: Option<Title>,
    /// The day on which the count was taken from the records.
    pub as_at: Option<Day>,
    /// A remark.
    pub note: Option<Title>,
}

impl Observation {
    /// An observation without markers, group or remarks.
    ///
    /// # Errors
    ///
    /// `area` is no code, or `period` or `metric` no id.
    pub fn new(
        area: &str,
        cohort: Cohort,
        period: &str,
        metric: &str,
        count: Count,
    ) -> Result<Self, Error> {
        Ok(Self {
            area: area.parse()?,
            cohort,
            period: period.parse()?,
            metric: metric.parse()?,
            count,
            markers: Markers::default(),
            group: None,
            area_name: None,
            as_at: None,
            note: None,
        })
    }
}

/// A whole number, or missing with a reason. Missing is never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a count is there or it is not")]
pub enum Count {
    /// The count; at most 999,999,999,999,999.
    Number(u64),
    /// There is none.
    Missing(MissingReason),
}

impl Count {
    /// The largest count that is read: fifteen digits.
    pub const LARGEST: u64 = 999_999_999_999_999;
}

/// Why a count is not there. (Analysis Function, *Releasing statistics in
/// spreadsheets*.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MissingReason {
    /// `[c]`: confidential.
    Confidential,
    /// `[x]`: not available.
    NotAvailable,
    /// `[z]`: not applicable; there can be no such count.
    NotApplicable,
}

impl MissingReason {
    /// Every reason.
    pub(crate) const ALL: [Self; 3] = [Self::Confidential, Self::NotAvailable, Self::NotApplicable];

    /// The shorthand in its brackets.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confidential => "[c]",
            Self::NotAvailable => "[x]",
            Self::NotApplicable => "[z]",
        }
    }

    /// What the shorthand means.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Confidential => "confidential",
            Self::NotAvailable => "not available",
            Self::NotApplicable => "not applicable",
        }
    }
}

impl fmt::Display for MissingReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for MissingReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What is said about a count that is there; every output carries it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Marker {
    /// `[p]`: provisional.
    Provisional,
    /// `[r]`: revised.
    Revised,
    /// `[e]`: estimated.
    Estimated,
    /// `[b]`: there is a break in the series.
    Break,
    /// `[f]`: a forecast.
    Forecast,
}

impl Marker {
    /// All of them, in the order of outputs.
    pub const ALL: [Self; 5] = [
        Self::Provisional,
        Self::Revised,
        Self::Estimated,
        Self::Break,
        Self::Forecast,
    ];

    /// The shorthand in its brackets.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provisional => "[p]",
            Self::Revised => "[r]",
            Self::Estimated => "[e]",
            Self::Break => "[b]",
            Self::Forecast => "[f]",
        }
    }

    /// What the shorthand means.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Provisional => "provisional",
            Self::Revised => "revised",
            Self::Estimated => "estimated",
            Self::Break => "break in the series",
            Self::Forecast => "forecast",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Provisional => 0b1,
            Self::Revised => 0b10,
            Self::Estimated => 0b100,
            Self::Break => 0b1000,
            Self::Forecast => 0b1_0000,
        }
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of markers.
///
/// ```
/// use justice_reinvestment::{Marker, Markers};
///
/// let markers: Markers = [Marker::Estimated, Marker::Revised].into_iter().collect();
/// assert_eq!(markers.to_string(), "[r][e]");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Markers(u8);

impl Markers {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are in the set.
    pub fn iter(self) -> impl Iterator<Item = Marker> {
        Marker::ALL
            .into_iter()
            .filter(move |marker| self.0 & marker.bit() != 0)
    }

    /// Those that are in either set.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl From<Marker> for Markers {
    fn from(marker: Marker) -> Self {
        Self(marker.bit())
    }
}

impl FromIterator<Marker> for Markers {
    fn from_iter<I: IntoIterator<Item = Marker>>(markers: I) -> Self {
        Self(
            markers
                .into_iter()
                .fold(0, |set, marker| set | marker.bit()),
        )
    }
}

impl fmt::Display for Markers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter()
            .try_for_each(|marker| f.write_str(marker.as_str()))
    }
}

impl Serialize for Markers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Marker::as_str))
    }
}

/// What the `status` of a row says: why its count is not there, or something
/// about a count that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Status {
    pub(super) reason: Option<MissingReason>,
    pub(super) markers: Markers,
}

/// Which part of a row something concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Count,
    Status,
}

impl Status {
    /// What a row says whose count is a number or is not there; or how the two do not
    /// fit together, and which of them to change.
    pub(crate) fn beside(
        self,
        number: Option<u64>,
    ) -> Result<(Count, Markers), (Part, Box<Problem>)> {
        match (number, self.reason) {
            (Some(number), None) => Ok((Count::Number(number), self.markers)),
            (Some(number), Some(reason)) => {
                let what = format!("{reason} ({}) stands beside a number", reason.in_words());
                let advice = format!("take the number ({number}) away, or the mark");
                Err((Part::Status, Problem::new(what, advice).into()))
            }
            (None, Some(reason)) if self.markers.is_empty() => {
                Ok((Count::Missing(reason), self.markers))
            }
            (None, None) if self.markers.is_empty() => {
                let what = "this row has neither a count nor a reason";
                let advice = "missing is never zero: write 0 for none, or leave it empty and write \
                              [c], [x] or [z] in a column `status`";
                Err((Part::Count, Problem::new(what, advice).into()))
            }
            (None, _) => {
                let what = format!("{} stands without a count", self.markers);
                let advice = "give the count, or [c], [x] or [z] alone";
                Err((Part::Status, Problem::new(what, advice).into()))
            }
        }
    }
}

impl FromStr for Status {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut status = Self::default();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest
                .find(']')
                .map_or(rest.len(), |end| end.saturating_add(1));
            let (mark, after) = rest.split_at(end);
            rest = after;
            let reason = MissingReason::ALL
                .into_iter()
                .find(|reason| reason.as_str() == mark);
            let marker = Marker::ALL
                .into_iter()
                .find(|marker| marker.as_str() == mark);
            match (reason, marker) {
                (Some(_), _) if status.reason.is_some() => {
                    let what = format!("{} gives two reasons", quoted(text));
                    return Err(Problem::new(what, "leave the one that holds").into());
                }
                (Some(reason), _) => status.reason = Some(reason),
                (None, Some(marker)) => {
                    status.markers = status.markers.and(marker.into());
                }
                (None, None) => return Err(not_a_status(text, mark)),
            }
        }
        Ok(status)
    }
}

fn not_a_status(text: &str, mark: &str) -> Error {
    match mark {
        "[u]" => Problem::new(
            "[u] (low reliability) is not taken here",
            "money cannot rest on it: mark an agreed estimate [e], or leave the count \
             empty with [x]",
        ),
        "[low]" => Problem::new(
            "[low] (rounds to zero) is not taken here",
            "missing is never zero: give the whole count, or leave it empty with [c] or [x]",
        ),
        _ => Problem::new(
            format!("{} is not a status", quoted(text)),
            "write [c] confidential, [x] not available or [z] not applicable for a count that is \
             missing; [p] provisional, [r] revised, [e] estimated, [b] break in the series or [f] \
             forecast beside one that is there, several without spaces: [r][e]",
        ),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stack_and_reasons_do_not() {
        let status: Status = "[e][r]".parse().unwrap();
        assert_eq!(status.markers.to_string(), "[r][e]");
        assert_eq!(status.reason, None);
        let status: Status = "[x]".parse().unwrap();
        assert_eq!(status.reason, Some(MissingReason::NotAvailable));
        for wrong in [
            "x", "[", "[x", "[x][c]", "[p] [r]", "[u]", "[low]", "[q]", "[x]]", "é",
        ] {
            assert!(wrong.parse::<Status>().is_err(), "{wrong:?}");
        }
    }
}
