//! Ages: whether somebody has turned 10 or 18 by a day.

use crate::records::columns;

/// How old somebody is, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    YoungerThanTen,
    /// 10 to 17.
    Young,
    /// 18 and over.
    Adult,
}

/// How old somebody is on a day.
#[inline]
pub(super) fn age(born: i32, day: i32) -> Age {
    if has_turned(born, day, 18) {
        Age::Adult
    } else if has_turned(born, day, 10) {
        Age::Young
    } else {
        Age::YoungerThanTen
    }
}

/// Whether somebody has turned an age by a day. Who was born on 29 February turns
/// it on 1 March in other years.
#[inline]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "32-bit numbers make small 64-bit ones"
)]
pub(super) fn has_turned(born: i32, day: i32, age: i32) -> bool {
    // Between so many days the calendar has to be asked.
    let days = i64::from(day) - i64::from(born);
    let least = i64::from(age) * 365;
    let most = least + i64::from(age) / 4 + 2;
    match days {
        _ if days < least => false,
        _ if days > most => true,
        _ => is_birthday_past(born, day, age),
    }
}

/// The same by the calendar.
#[cold]
fn is_birthday_past(born: i32, day: i32, age: i32) -> bool {
    let ((year, month, of_month), (now_year, now_month, now_of_month)) =
        (columns::calendar(born), columns::calendar(day));
    let birthday = (year.saturating_add(age), month, of_month);
    birthday <= (now_year, now_month, now_of_month)
}

/// The day on which somebody turns an age.
pub(super) fn birthday(born: i32, age: i32) -> i32 {
    let (year, month, day) = columns::calendar(born);
    let year = year.saturating_add(age);
    let there = columns::number_of(year, month, day);
    there
        .or_else(|| columns::number_of(year, 3, 1))
        .unwrap_or(i32::MAX)
}
