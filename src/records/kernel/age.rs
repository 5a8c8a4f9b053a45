//! Ages: whether somebody has turned 10 or 18 by a day.

use crate::records::columns;

/// Whether somebody has turned an age by a day. Who was born on 29 February turns
/// it on 1 March in other years.
pub(super) fn has_turned(born: i32, day: i32, age: i32) -> bool {
    // Between so many days the calendar has to be asked.
    let days = day.saturating_sub(born);
    let least = age.saturating_mul(365);
    if days < least {
        return false;
    }
    if days > least.saturating_add(age.div_euclid(4)).saturating_add(2) {
        return true;
    }
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
