//! One thing that is set: an input and its value, or a range of values. Values are
//! read as in files. What they mean to a scheme is in `change`.

use super::input::Input;
use crate::demand::{Count, number};
use crate::money::{Percent, Pounds};
use crate::name::quoted;
use crate::problem::{Error, Problem};
use crate::scheme::ThresholdRule;
use crate::wording::grouped;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The most assessments that one question may ask for, and so the most values of a
/// range.
pub(super) const MOST: usize = 10_000;
/// The most rewards that all these assessments may have together, so that what is kept of
/// them stays below some hundred megabytes.
pub(super) const MOST_REWARDS: usize = 1_000_000;

/// An input with the value that it is to have, or with a range of values:
/// `KEY=VALUE` or `KEY=FIRST..LAST/STEP`.
///
/// Values are written as in the scheme file and the table of counts; a count may also
/// be so many more or fewer, `+5` or `-10`.
///
/// ```
/// use justice_reinvestment::what_if::Setting;
///
/// let setting: Setting = "cohort.adult.threshold=6%".parse()?;
/// assert_eq!(setting.input().to_string(), "cohort.adult.threshold");
/// let range: Setting = "price.custody.adult=1400.00..1600.00/50".parse()?;
/// assert_eq!(range.values(), 5);
/// assert!("price.custody.adult=1,500".parse::<Setting>().is_err());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub(super) input: Input,
    pub(super) wishes: Vec<Wish>,
    is_range: bool,
    text: String,
}

/// What an input is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    To(Value),
    /// So many more.
    More(u64),
    /// So many fewer.
    Fewer(u64),
}

/// The value of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Value {
    /// Of a unit price.
    Price(Pounds),
    /// Of a threshold, a share, or the end of a band.
    Percent(Percent),
    /// Of the rule by which a threshold is met.
    Rule(ThresholdRule),
    /// Of a count.
    Count(u64),
}

impl Value {
    /// As people read it: `£1,500.00`, `6%`, `1,234`.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::Price(amount) => amount.in_words(),
            Self::Percent(percent) => format!("{percent}%"),
            Self::Rule(ThresholdRule::AtLeast) => "met at exactly its value".to_owned(),
            Self::Rule(ThresholdRule::MoreThan) => "met only beyond its value".to_owned(),
            Self::Count(count) => grouped(&count.to_string()),
        }
    }

    /// How many of the smallest steps it is: cases, £0.0001, or 0.0001 of a percentage
    /// point; `None` of a rule.
    pub(super) fn steps(self) -> Option<u64> {
        match self {
            Self::Price(amount) => u64::try_from(amount.ten_thousandths()?).ok(),
            Self::Percent(percent) => Some(u64::from(percent.parts())),
            Self::Count(count) => Some(count),
            Self::Rule(_) => None,
        }
    }

    /// The value of the same kind that is so many steps.
    pub(super) fn of_steps(self, steps: u64) -> Option<Self> {
        match self {
            Self::Price(_) => {
                let steps = i64::try_from(steps).ok()?;
                Some(Self::Price(Pounds::of_ten_thousandths(steps)))
            }
            Self::Percent(_) => {
                let parts = u32::try_from(steps).ok()?;
                Percent::of_parts(parts).map(Self::Percent)
            }
            Self::Count(_) => (steps <= Count::LARGEST).then_some(Self::Count(steps)),
            Self::Rule(_) => None,
        }
    }
}

impl fmt::Display for Value {
    /// As files have it: `1500.00`, `6%`, `more_than`, `1234`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Price(amount) => write!(f, "{amount}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Rule(rule) => f.write_str(rule.as_str()),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Setting {
    /// An input with one value, of its kind or not.
    pub(super) fn to(input: Input, value: Value) -> Self {
        Self {
            text: format!("{input}={value}"),
            input,
            wishes: vec![Wish::To(value)],
            is_range: false,
        }
    }

    /// What is set.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// How many values it is given, one after another: one, unless it is a range.
    #[must_use]
    pub fn values(&self) -> usize {
        self.wishes.len()
    }

    /// Whether a range of values is given.
    #[must_use]
    pub fn is_range(&self) -> bool {
        self.is_range
    }
}

impl fmt::Display for Setting {
    /// As it was written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Setting {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let about = |error: Error| error.about(&quoted(text));
        let Some((key, value)) = text.split_once('=') else {
            let advice = "write KEY=VALUE, like cohort.adult.threshold=6%";
            let what = format!("{} sets nothing", quoted(text));
            return Err(Problem::new(what, advice).into());
        };
        let input: Input = key.trim().parse().map_err(about)?;
        let value = value.trim();
        let range = value.split_once("..");
        let wishes = match range {
            None => one(&input, value).map(|wish| vec![wish]),
            Some((first, rest)) => several(&input, first, rest),
        };
        Ok(Self {
            input,
            wishes: wishes.map_err(about)?,
            is_range: range.is_some(),
            text: text.to_owned(),
        })
    }
}

/// One value, read as in a file.
fn one(input: &Input, text: &str) -> Result<Wish, Error> {
    match input {
        Input::Price { .. } => Pounds::price(text).map(Value::Price).map(Wish::To),
        Input::Threshold { .. } | Input::Share { .. } | Input::BandEnd { .. } => {
            text.parse().map(Value::Percent).map(Wish::To)
        }
        Input::ThresholdMet { .. } => text.parse().map(Value::Rule).map(Wish::To),
        Input::Count { .. } => match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(more), _) => count(more).map(Wish::More),
            (_, Some(fewer)) => count(fewer).map(Wish::Fewer),
            _ => count(text).map(Value::Count).map(Wish::To),
        },
    }
}

/// A count in digits. A table may leave one empty; what is set is a number.
fn count(text: &str) -> Result<u64, Error> {
    number(text).map_err(|error| {
        let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut problems = error.problems().to_vec();
        for problem in problems.iter_mut().filter(|_| !is_digits) {
            "write digits alone, or +5 for five more and -10 for ten fewer"
                .clone_into(&mut problem.advice);
        }
        Error::from_problems(problems).unwrap_or(error)
    })
}

impl Wish {
    /// Where it stands on a line of steps, fewer being negative.
    fn at(self) -> Option<i128> {
        match self {
            Self::To(value) => value.steps().map(i128::from),
            Self::More(more) => Some(i128::from(more)),
            Self::Fewer(fewer) => i128::from(fewer).checked_neg(),
        }
    }

    /// The wish of the same kind that stands at a place of that line.
    fn moved_to(self, place: i128) -> Option<Self> {
        let steps = u64::try_from(place.unsigned_abs()).ok()?;
        match self {
            Self::To(value) => value.of_steps(steps).map(Self::To),
            Self::More(_) | Self::Fewer(_) if place < 0 => Some(Self::Fewer(steps)),
            Self::More(_) | Self::Fewer(_) => Some(Self::More(steps)),
        }
    }
}

/// The values of a range, `FIRST..LAST/STEP`, of which the part before the two full
/// stops is apart already.
fn several(input: &Input, first: &str, rest: &str) -> Result<Vec<Wish>, Error> {
    let refused = |what: String, advice: &str| Err(Problem::new(what, advice).into());
    if matches!(input, Input::ThresholdMet { .. }) {
        let what = "a rule has no range".to_owned();
        return refused(what, "write \"at_least\" or \"more_than\"");
    }
    let Some((last, step)) = rest.split_once('/') else {
        let what = "this range does not say its steps".to_owned();
        return refused(what, "write FIRST..LAST/STEP, like 4%..6%/0.5%");
    };
    let (begin, end, step) = (one(input, first)?, one(input, last)?, one(input, step)?);
    let are_alike = matches!(begin, Wish::To(_)) == matches!(end, Wish::To(_));
    let places = (begin.at(), end.at(), step.at());
    let ((Some(from), Some(to), Some(by)), Wish::To(_), true) = (places, step, are_alike) else {
        let what = "the ends of this range are not alike".to_owned();
        return refused(
            what,
            "write both as counts, 300..400/10, or both as so many more or fewer, -20..+20/5",
        );
    };
    if by == 0 {
        let what = "the steps of this range lead nowhere".to_owned();
        return refused(what, "write a step of more than zero");
    }
    let way = to.abs_diff(from);
    let steps = way.checked_div(by.unsigned_abs());
    let steps = steps.and_then(|steps| usize::try_from(steps).ok());
    let Some(steps) = steps.filter(|steps| *steps < MOST) else {
        let what = "this range has more than 10,000 values".to_owned();
        return refused(what, "take larger steps, or a shorter range");
    };
    if way.checked_rem(by.unsigned_abs()) != Some(0) {
        let what = format!("these steps do not lead from {first} to {last}");
        return refused(what, "let the steps end at the last value");
    }
    let by = if to < from {
        by.checked_neg()
    } else {
        Some(by)
    };
    let mut wishes = Vec::with_capacity(steps.saturating_add(1));
    let mut place = Some(from);
    for _ in 0..=steps {
        wishes.extend(place.and_then(|place| begin.moved_to(place)));
        place = place.zip(by).and_then(|(place, by)| place.checked_add(by));
    }
    Ok(wishes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(text: &str) -> Setting {
        text.parse().unwrap()
    }

    fn values(text: &str) -> Vec<String> {
        let told = |wish: &Wish| match wish {
            Wish::To(value) => value.to_string(),
            Wish::More(more) => format!("+{more}"),
            Wish::Fewer(fewer) => format!("-{fewer}"),
        };
        setting(text).wishes.iter().map(told).collect()
    }

    #[test]
    fn a_range_goes_from_its_first_value_to_its_last() {
        let threshold = |range: &str| values(&format!("cohort.adult.threshold={range}"));
        assert_eq!(threshold("4%..6%/0.5%"), ["4%", "4.5%", "5%", "5.5%", "6%"]);
        assert_eq!(threshold("6%..4%/1%"), ["6%", "5%", "4%"]);
        assert_eq!(threshold("5%..5%/1%"), ["5%"]);
        let count = |range: &str| values(&format!("count.E1.adult.year_1.custody={range}"));
        assert_eq!(count("300..320/10"), ["300", "310", "320"]);
        assert_eq!(count("-10..+10/10"), ["-10", "+0", "+10"]);
        let price = values("price.custody.adult=0.0001..0.0003/0.0001");
        assert_eq!(price, ["0.0001", "0.0002", "0.0003"]);
        assert!(setting("cohort.adult.threshold=5%..5%/1%").is_range());
        assert!(!setting("cohort.adult.threshold=5%").is_range());
    }

    #[test]
    fn what_is_no_value_and_no_range_is_refused() {
        for wrong in [
            "cohort.adult.threshold",
            "cohort.adult.threshold=",
            "cohort.adult.threshold=6",
            "cohort.adult.threshold=101%",
            "cohort.adult.threshold=4%..6%",
            "cohort.adult.threshold=4%..6%/0%",
            "cohort.adult.threshold=4%..6%/0.7%",
            "cohort.adult.threshold=0%..100%/0.0001%",
            "cohort.adult.threshold=4%...6%/1%",
            "cohort.adult.threshold=../",
            "cohort.adult.threshold_met=at_least..more_than/1",
            "cohort.adult.share.1=+5%",
            "price.custody.adult=-1",
            "price.custody.adult=1500..1600/-10",
            "count.E1.adult.year_1.custody=300..+10/5",
            "count.E1.adult.year_1.custody=300..400/+10",
            "count.E1.adult.year_1.custody=+-5",
            "count.E1.adult.year_1.custody=1.5",
            "count.E1.adult.year_1.custody=0..999999999999999/1",
        ] {
            let error = wrong.parse::<Setting>().unwrap_err();
            assert!(error.to_string().starts_with('"'), "{error}");
        }
    }
}
