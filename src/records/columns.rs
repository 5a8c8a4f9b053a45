//! Columns of records as the kernel takes them: numbers, days, texts by their
//! number in a dictionary. Where they come from, and what they mean, is said
//! elsewhere.

use super::plan::{CohortRule, CountPlan, PeriodRule, Quantity, Test};

/// How a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// As text, which is looked up.
    Text,
    /// As a whole number.
    Number,
    /// As a day.
    Day,
    /// As text that is part of a case's key, or says whose a record is.
    Key,
}

/// A column and how it is read; one column may be read in several ways.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Need {
    pub(super) column: String,
    pub(super) kind: Kind,
}

/// Every reading of a column that a plan needs.
#[derive(Debug, Clone)]
pub(super) struct Needs(Vec<Need>);

impl Needs {
    /// The person's column among them, if there is one.
    pub(super) fn of(plan: &CountPlan, person: Option<&str>) -> Self {
        let need = |column: &str, kind| Need {
            column: column.to_owned(),
            kind,
        };
        let mut needs = vec![need(&plan.area.column, Kind::Text)];
        match &plan.cohort {
            CohortRule::Labels { column, .. } => needs.push(need(column, Kind::Text)),
            CohortRule::Age { date_of_birth, on } => {
                needs.push(need(date_of_birth, Kind::Day));
                needs.extend(on.as_ref().map(|on| need(on, Kind::Day)));
            }
        }
        match &plan.period {
            PeriodRule::Labels { column, .. } => needs.push(need(column, Kind::Text)),
            PeriodRule::Date { column } => needs.push(need(column, Kind::Day)),
            PeriodRule::Nights => {}
        }
        match &plan.quantity {
            Quantity::One => {}
            Quantity::Column { column, .. } => needs.push(need(column, Kind::Number)),
            Quantity::Nights { from, to, .. } => {
                needs.extend([from, to].map(|column| need(column, Kind::Day)));
            }
        }
        if let Some(one_per) = &plan.one_per {
            let keys = one_per.keys.iter();
            needs.extend(keys.map(|column| need(column, Kind::Key)));
            needs.push(need(&one_per.column, Kind::Text));
        }
        needs.extend(person.map(|column| need(column, Kind::Key)));
        for condition in plan.conditions() {
            let kind = match condition.test {
                Test::In(_) | Test::NotIn(_) | Test::Missing(_) => Kind::Text,
                Test::Numbers(..) => Kind::Number,
                Test::Days(..) => Kind::Day,
            };
            needs.push(need(&condition.column, kind));
        }
        needs.sort_unstable();
        needs.dedup();
        Self(needs)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Need> {
        self.0.iter()
    }

    pub(super) fn get(&self, number: usize) -> Option<&Need> {
        self.0.get(number)
    }

    /// The number of a reading.
    pub(super) fn number(&self, column: &str, kind: Kind) -> Option<usize> {
        let is_it = |need: &Need| need.column == column && need.kind == kind;
        self.0.iter().position(is_it)
    }
}

/// A number that is not there, and one that cannot be read.
pub(super) const NO_NUMBER: i64 = i64::MIN;
pub(super) const NOT_A_NUMBER: i64 = i64::MIN + 1;
/// A day that is not there, and one that cannot be read.
pub(super) const NO_DAY: i32 = i32::MIN;
pub(super) const NOT_A_DAY: i32 = i32::MIN + 1;

/// One column of a batch, in the order of its rows.
#[derive(Debug, Clone)]
pub(super) enum Column {
    /// By their number in the dictionary.
    Texts(Vec<u32>),
    Numbers(Vec<i64>),
    /// Counted from 1 January 1970.
    Days(Vec<i32>),
    Keys(Keys),
}

/// Texts one after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Keys {
    pub(super) fn push(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
        self.ends.push(self.text.len());
    }

    pub(super) fn get(&self, row: usize) -> &[u8] {
        let start = match row.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
        };
        let end = self.ends.get(row).copied().unwrap_or_default();
        self.text.get(start..end).unwrap_or_default()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

impl Column {
    pub(super) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Texts(Vec::new()),
            Kind::Number => Self::Numbers(Vec::new()),
            Kind::Day => Self::Days(Vec::new()),
            Kind::Key => Self::Keys(Keys::default()),
        }
    }

    /// Whether any of its numbers or days cannot be read.
    pub(super) fn has_unreadable(&self) -> bool {
        match self {
            Self::Numbers(numbers) => numbers.contains(&NOT_A_NUMBER),
            Self::Days(days) => days.contains(&NOT_A_DAY),
            Self::Texts(_) | Self::Keys(_) => false,
        }
    }

    pub(super) fn clear(&mut self) {
        match self {
            Self::Texts(texts) => texts.clear(),
            Self::Numbers(numbers) => numbers.clear(),
            Self::Days(days) => days.clear(),
            Self::Keys(keys) => keys.clear(),
        }
    }
}

/// A day written `2011-07-01`, by its number; [`NO_DAY`] for empty text,
/// [`NOT_A_DAY`] for anything else.
#[inline]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "eight digits make small numbers"
)]
pub(super) fn day(text: &[u8]) -> i32 {
    let Ok(text) = <&[u8; 10]>::try_from(text) else {
        return if text.is_empty() { NO_DAY } else { NOT_A_DAY };
    };
    let &[y1, y2, y3, y4, dash, m1, m2, other_dash, d1, d2] = text;
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    let are_digits = digits
        .iter()
        .fold(true, |all, byte| all & byte.is_ascii_digit());
    if !are_digits || dash != b'-' || other_dash != b'-' {
        return NOT_A_DAY;
    }
    let [y1, y2, y3, y4, m1, m2, d1, d2] = digits.map(|byte| i32::from(byte & 0x0F));
    let year = y1 * 1000 + y2 * 100 + y3 * 10 + y4;
    number_of(year, m1 * 10 + m2, d1 * 10 + d2).unwrap_or(NOT_A_DAY)
}

/// For each month how many days of the year lie before it, and how many it has.
const MONTHS: [(i32, i32); 13] = [
    (0, 0),
    (0, 31),
    (31, 28),
    (59, 31),
    (90, 30),
    (120, 31),
    (151, 30),
    (181, 31),
    (212, 31),
    (243, 30),
    (273, 31),
    (304, 30),
    (334, 31),
];

/// The number of a day of the calendar, from 1 January 1970; `None` where there
/// is no such day.
#[inline]
#[expect(clippy::arithmetic_side_effects, reason = "years have four digits")]
pub(super) fn number_of(year: i32, month: i32, day: i32) -> Option<i32> {
    const BEFORE_1970: i32 = 719_162;
    let (before, length) = MONTHS.get(usize::try_from(month).ok()?).copied()?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leap = i32::from(is_leap);
    let length = length + if month == 2 { leap } else { 0 };
    if day < 1 || day > length || year < 1 {
        return None;
    }
    let years = year - 1;
    let leap_days = years / 4 - years / 100 + years / 400;
    let of_year = before + day - 1 + if month > 2 { leap } else { 0 };
    Some(years * 365 + leap_days + of_year - BEFORE_1970)
}

/// Year, month and day of a day's number.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "numbers are of days of four-digit years"
)]
pub(super) fn calendar(number: i32) -> (i32, i32, i32) {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = year_of_era + era * 400;
    match month {
        0..=9 => (year, month + 3, day),
        _ => (year + 1, month - 9, day),
    }
}

/// A whole number written in digits, with a minus or without; [`NO_NUMBER`] for
/// empty text, [`NOT_A_NUMBER`] for anything else.
#[expect(clippy::arithmetic_side_effects, reason = "eighteen digits fit")]
pub(super) fn number(text: &[u8]) -> i64 {
    // So many digits always fit; with more of them the number is asked.
    const MOST_DIGITS: usize = 18;
    // As many as engines hold, with zeros before them.
    const MOST_WRITTEN: usize = 38;
    let (digits, sign) = match text {
        [] => return NO_NUMBER,
        [b'-', digits @ ..] => (digits, -1),
        digits => (digits, 1),
    };
    if digits.is_empty() || digits.len() > MOST_WRITTEN || !digits.iter().all(u8::is_ascii_digit) {
        return NOT_A_NUMBER;
    }
    if digits.len() > MOST_DIGITS {
        let number = std::str::from_utf8(text)
            .ok()
            .and_then(|text| text.parse().ok());
        return number
            .filter(|number| *number > NOT_A_NUMBER)
            .unwrap_or(NOT_A_NUMBER);
    }
    let add = |number: i64, digit: &u8| number * 10 + i64::from(digit - b'0');
    sign * digits.iter().fold(0, add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Day;

    #[test]
    fn every_day_of_four_centuries_has_the_number_of_the_calendar() {
        for number in -140_000..160_000 {
            let (year, month, day_of_month) = calendar(number);
            let text = format!("{year:04}-{month:02}-{day_of_month:02}");
            assert_eq!(day(text.as_bytes()), number, "{text}");
            let known: Day = text.parse().unwrap();
            assert_eq!(known.number(), number, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_or_no_number_is_neither_zero_nor_missing() {
        for text in [
            "2011-02-29",
            "2011-13-01",
            "2011-1-1",
            "0000-01-01",
            "20110101",
            " ",
            "2011-01-01 ",
        ] {
            assert_eq!(day(text.as_bytes()), NOT_A_DAY, "{text:?}");
        }
        for text in [
            "1,000",
            "1.0",
            "+1",
            " 1",
            "-",
            "1e3",
            "9999999999999999999",
            "000000000000000000000000000000000000005",
        ] {
            assert_eq!(number(text.as_bytes()), NOT_A_NUMBER, "{text:?}");
        }
        assert_eq!((day(b""), number(b"")), (NO_DAY, NO_NUMBER));
        assert_eq!((number(b"007"), number(b"-30")), (7, -30));
        assert_eq!(number(b"-00000000000000000000000000000000000005"), -5);
    }
}
