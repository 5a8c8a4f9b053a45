//! What a question may change: an input of an assessment, by the key under which it
//! stands in the scheme file or in the table of counts. Values are read in `setting`.

use crate::area::AreaCode;
use crate::cohort::Cohort;
use crate::name::{Id, quoted};
use crate::problem::{Error, Problem};
use crate::wording::instead_of;
use std::fmt;
use std::str::FromStr;

/// An input of an assessment that a question may change.
///
/// ```
/// use justice_reinvestment::what_if::Input;
///
/// let input: Input = "cohort.adult.threshold".parse()?;
/// assert_eq!(input.to_string(), "cohort.adult.threshold");
/// let input: Input = "count.E09000012.adult.year_1.custody".parse()?;
/// assert!(matches!(input, Input::Count { .. }));
/// assert!("cohort.adult.treshold".parse::<Input>().is_err());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Input {
    /// `price.METRIC.COHORT`, or `price.METRIC.COHORT.PERIOD` where prices change: the
    /// unit price that values that period.
    Price {
        /// What is priced.
        metric: Id,
        /// For whom.
        cohort: Cohort,
        /// A period that it values; `None` for the only price.
        period: Option<Id>,
    },
    /// `cohort.COHORT.threshold`: the reduction from which anything is paid.
    Threshold {
        /// For whom.
        cohort: Cohort,
    },
    /// `cohort.COHORT.threshold_met`: whether it is met at exactly its value.
    ThresholdMet {
        /// For whom.
        cohort: Cohort,
    },
    /// `cohort.COHORT.share.N`: the share that the Nth band pays.
    Share {
        /// For whom.
        cohort: Cohort,
        /// The band's number, from 1.
        band: usize,
    },
    /// `cohort.COHORT.band.N`: where the Nth band ends.
    BandEnd {
        /// For whom.
        cohort: Cohort,
        /// The band's number, from 1.
        band: usize,
    },
    /// `count.AREA.COHORT.PERIOD.METRIC`: a count of the table.
    Count {
        /// Where.
        area: AreaCode,
        /// Of whom.
        cohort: Cohort,
        /// When: the baseline or a test period.
        period: Id,
        /// Of what.
        metric: Id,
    },
}

/// What stands first in a key.
const KINDS: [&str; 3] = ["price", "cohort", "count"];
/// What stands behind `cohort.COHORT`.
const OF_A_COHORT: [&str; 4] = ["threshold", "threshold_met", "share", "band"];

impl Input {
    /// The cohort whose rewards it enters.
    #[must_use]
    pub fn cohort(&self) -> Cohort {
        match self {
            Self::Price { cohort, .. }
            | Self::Threshold { cohort }
            | Self::ThresholdMet { cohort }
            | Self::Share { cohort, .. }
            | Self::BandEnd { cohort, .. }
            | Self::Count { cohort, .. } => *cohort,
        }
    }

    /// What it is, in a word or two.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Price { .. } => "price",
            Self::Threshold { .. } => "threshold",
            Self::ThresholdMet { .. } => "threshold",
            Self::Share { .. } => "share",
            Self::BandEnd { .. } => "band up to",
            Self::Count { .. } => "count",
        }
    }
}

impl fmt::Display for Input {
    /// The key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Price {
                metric,
                cohort,
                period: None,
            } => write!(f, "price.{metric}.{cohort}"),
            Self::Price {
                metric,
                cohort,
                period: Some(period),
            } => write!(f, "price.{metric}.{cohort}.{period}"),
            Self::Threshold { cohort } => write!(f, "cohort.{cohort}.threshold"),
            Self::ThresholdMet { cohort } => write!(f, "cohort.{cohort}.threshold_met"),
            Self::Share { cohort, band } => write!(f, "cohort.{cohort}.share.{band}"),
            Self::BandEnd { cohort, band } => write!(f, "cohort.{cohort}.band.{band}"),
            Self::Count {
                area,
                cohort,
                period,
                metric,
            } => write!(f, "count.{area}.{cohort}.{period}.{metric}"),
        }
    }
}

impl FromStr for Input {
    type Err = Error;

    fn from_str(key: &str) -> Result<Self, Error> {
        let (kind, rest) = key.split_once('.').unwrap_or((key, ""));
        match kind {
            "price" => price(rest),
            "cohort" => of_a_cohort(rest),
            "count" => count(rest),
            _ => {
                let what = format!("nothing that can be set begins with {}", quoted(kind));
                Err(Problem::new(what, instead_of(kind, &KINDS)).into())
            }
        }
    }
}

/// A key that has too few parts, or too many.
fn no_such_form(kind: &str, form: &str) -> Error {
    let what = format!("this is not how {kind} is named");
    Problem::new(what, format!("write {form}")).into()
}

fn price(rest: &str) -> Result<Input, Error> {
    let parts: Vec<&str> = rest.split('.').collect();
    let (metric, cohort, period) = match parts.as_slice() {
        [metric, cohort] => (metric, cohort, None),
        [metric, cohort, period] => (metric, cohort, Some(period)),
        _ => {
            let form = "price.METRIC.COHORT, or price.METRIC.COHORT.PERIOD";
            return Err(no_such_form("a price", form));
        }
    };
    let mut problems = Vec::new();
    let metric = kept(metric.parse(), &mut problems);
    let cohort = kept(cohort.parse(), &mut problems);
    let period = period.map(|period| kept(period.parse(), &mut problems));
    match (metric, cohort, Error::from_problems(problems)) {
        (Some(metric), Some(cohort), None) => Ok(Input::Price {
            metric,
            cohort,
            period: period.flatten(),
        }),
        (_, _, Some(error)) => Err(error),
        (_, _, None) => Err(no_such_form("a price", "price.METRIC.COHORT")),
    }
}

fn of_a_cohort(rest: &str) -> Result<Input, Error> {
    const FORM: &str = "cohort.COHORT.threshold, .threshold_met, .share.N or .band.N, where N \
                        is the number of a band, from 1";
    let parts: Vec<&str> = rest.split('.').collect();
    let (cohort, what, number) = match parts.as_slice() {
        [cohort, what] => (cohort, *what, None),
        [cohort, what, number] => (cohort, *what, Some(*number)),
        _ => return Err(no_such_form("what belongs to a cohort", FORM)),
    };
    let mut problems = Vec::new();
    let cohort: Option<Cohort> = kept(cohort.parse(), &mut problems);
    let is_known = OF_A_COHORT.contains(&what);
    if !is_known {
        let said = format!("a cohort has no {} that can be set", quoted(what));
        problems.push(Problem::new(said, instead_of(what, &OF_A_COHORT)));
    }
    let band = number.and_then(|number| {
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        let band: Option<usize> = number.parse().ok().filter(|band| is_number && *band > 0);
        if band.is_none() {
            let said = format!("{} is not the number of a band", quoted(number));
            problems.push(Problem::new(
                said,
                "write 1 for the first, 2 for the second",
            ));
        }
        band
    });
    if let Some(error) = Error::from_problems(problems) {
        return Err(error);
    }
    match (cohort, what, number, band) {
        (Some(cohort), "threshold", None, _) => Ok(Input::Threshold { cohort }),
        (Some(cohort), "threshold_met", None, _) => Ok(Input::ThresholdMet { cohort }),
        (Some(cohort), "share", _, Some(band)) => Ok(Input::Share { cohort, band }),
        (Some(cohort), "band", _, Some(band)) => Ok(Input::BandEnd { cohort, band }),
        _ => Err(no_such_form("what belongs to a cohort", FORM)),
    }
}

/// Codes of areas may hold full stops; what follows them may not.
fn count(rest: &str) -> Result<Input, Error> {
    let mut from_behind = rest.rsplitn(4, '.');
    let parts = [(); 4].map(|()| from_behind.next());
    let [Some(metric), Some(period), Some(cohort), Some(area)] = parts else {
        return Err(no_such_form("a count", "count.AREA.COHORT.PERIOD.METRIC"));
    };
    let mut problems = Vec::new();
    let area = kept(area.parse(), &mut problems);
    let cohort = kept(cohort.parse(), &mut problems);
    let period = kept(period.parse(), &mut problems);
    let metric = kept(metric.parse(), &mut problems);
    match (area, cohort, period, metric, Error::from_problems(problems)) {
        (Some(area), Some(cohort), Some(period), Some(metric), None) => Ok(Input::Count {
            area,
            cohort,
            period,
            metric,
        }),
        (.., Some(error)) => Err(error),
        (.., None) => Err(no_such_form("a count", "count.AREA.COHORT.PERIOD.METRIC")),
    }
}

/// What was read; what is wrong with it goes to the others' problems.
fn kept<T>(read: Result<T, Error>, problems: &mut Vec<Problem>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(error) => {
            problems.extend_from_slice(error.problems());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_as_it_was_read() {
        for key in [
            "price.custody.adult",
            "price.custody_under_12_months.youth.year_1",
            "cohort.adult.threshold",
            "cohort.youth.threshold_met",
            "cohort.adult.share.2",
            "cohort.adult.band.1",
            "count.E09000012.adult.baseline.custody",
            "count.north.west-2.youth.year_1.custody",
        ] {
            assert_eq!(key.parse::<Input>().unwrap().to_string(), key);
        }
    }

    #[test]
    fn a_slip_is_recognised_and_all_slips_are_told_at_once() {
        let told = |key: &str| key.parse::<Input>().unwrap_err().to_string();
        assert!(told("cohort.adult.treshold").contains("did you mean \"threshold\"?"));
        assert!(told("prices.custody.adult").contains("did you mean \"price\"?"));
        assert_eq!(told("price.Custody.adults").lines().count(), 2);
        assert_eq!(told("count.E 1.men.Year.Custody").lines().count(), 4);
        for wrong in [
            "",
            "price",
            "price.custody",
            "price.custody.adult.year_1.more",
            "cohort.adult",
            "cohort.adult.share",
            "cohort.adult.share.0",
            "cohort.adult.share.+1",
            "cohort.adult.threshold.1",
            "cohort.adult.band.99999999999999999999999",
            "count.adult.year_1.custody",
        ] {
            assert!(wrong.parse::<Input>().is_err(), "{wrong}");
        }
    }
}
