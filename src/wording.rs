//! Numbers, pounds, plurals and slips as people read and write them. Nothing here knows
//! what a scheme or a reward is, and nothing here computes: texts go in, texts
//! come out.

use unicode_width::UnicodeWidthStr;

/// The minus sign of running text (U+2212); machine formats use the ASCII one.
pub const MINUS: char = '\u{2212}';

/// A number with its noun: `1 row`, `2 rows`, `12,000 rows`.
///
/// ```
/// use justice_reinvestment::wording::counted;
/// assert_eq!(counted(1, "row", "rows"), "1 row");
/// assert_eq!(counted(12_000, "row", "rows"), "12,000 rows");
/// ```
#[must_use]
pub fn counted(number: u64, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", grouped(&number.to_string()))
}

/// A decimal number as text, its whole part in groups of three and its minus
/// sign, if any, as in print.
///
/// ```
/// use justice_reinvestment::wording::grouped;
/// assert_eq!(grouped("-1234567.50"), "−1,234,567.50");
/// ```
#[must_use]
pub fn grouped(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => (Some(MINUS), digits),
        None => (None, number),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut text = String::with_capacity(number.len().saturating_mul(2));
    text.extend(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && whole.len().abs_diff(place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// An amount of pounds given as exact digits, as people read it: `−£1,234.50`.
///
/// ```
/// use justice_reinvestment::wording::pounds;
/// assert_eq!(pounds("-1234.50"), "−£1,234.50");
/// ```
#[must_use]
pub fn pounds(exact: &str) -> String {
    let grouped = grouped(exact);
    match grouped.strip_prefix(MINUS) {
        Some(amount) => format!("{MINUS}£{amount}"),
        None => format!("£{grouped}"),
    }
}

/// Items in a sentence: `a`, `a and b`, `a, b and c`.
///
/// ```
/// use justice_reinvestment::wording::listed;
/// assert_eq!(listed(&["a", "b", "c"], "and"), "a, b and c");
/// ```
#[must_use]
pub fn listed<T: AsRef<str>>(items: &[T], conjunction: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {conjunction} {}", first.join(", "), last.as_ref())
        }
    }
}

/// The one of `candidates` that `word` is probably a slip for; `None` where
/// there is none, or where two are as near.
///
/// ```
/// use justice_reinvestment::wording::nearest;
/// assert_eq!(nearest("tresh", &["threshold", "fresh"]), Some("fresh"));
/// assert_eq!(nearest("zebra", &["threshold", "fresh"]), None);
/// assert_eq!(nearest("year_3", &["year_1", "year_2"]), None);
/// ```
#[must_use]
pub fn nearest<'a, T: AsRef<str>>(word: &str, candidates: &'a [T]) -> Option<&'a str> {
    const LONGEST_COMPARED: usize = 100;
    if word.len() > LONGEST_COMPARED {
        return None;
    }
    let plain = word.to_lowercase();
    let mut near: Vec<(usize, &str)> = candidates
        .iter()
        .map(AsRef::as_ref)
        .filter(|candidate| candidate.len() <= LONGEST_COMPARED)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&plain, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, candidate)| {
            // A third of the letters may differ: "arest" is "arrest", "a" is not "b".
            distance.saturating_mul(3) <= candidate.chars().count().max(plain.chars().count())
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    match near.as_slice() {
        [(one, _), (other, _), ..] if one == other => None,
        [(_, nearest), ..] => Some(nearest),
        [] => None,
    }
}

/// What to do about a name that is not one of `candidates`: the likely slip,
/// or the list of what would do.
#[must_use]
pub fn instead_of<T: AsRef<str>>(word: &str, candidates: &[T]) -> String {
    if let Some(candidate) = nearest(word, candidates) {
        return format!("did you mean \"{candidate}\"?");
    }
    one_of(candidates)
}

/// The list of what would do.
#[must_use]
pub fn one_of<T: AsRef<str>>(candidates: &[T]) -> String {
    const LONGEST_LIST: usize = 12;
    match candidates {
        [] => "there is none yet: add it first".to_owned(),
        [only] => format!("the only one is \"{}\"", only.as_ref()),
        all => {
            let shown: Vec<String> = all
                .iter()
                .take(LONGEST_LIST)
                .map(|candidate| format!("\"{}\"", candidate.as_ref()))
                .collect();
            let rest = all.len().saturating_sub(shown.len());
            if rest == 0 {
                format!("use one of {}", listed(&shown, "or"))
            } else {
                format!("use one of {} ({rest} more)", shown.join(", "))
            }
        }
    }
}

/// Which side of its column a text keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// Words keep left.
    Left,
    /// Figures keep right.
    Right,
}

/// A text filled with spaces to a width in columns of a terminal; longer texts
/// stay whole.
///
/// ```
/// use justice_reinvestment::wording::{Side, filled};
/// assert_eq!(filled("£5", 4, Side::Right), "  £5");
/// ```
#[must_use]
pub fn filled(text: &str, width: usize, side: Side) -> String {
    const WIDEST: usize = 10_000;
    let space = " ".repeat(width.min(WIDEST).saturating_sub(text.width()));
    match side {
        Side::Left => format!("{text}{space}"),
        Side::Right => format!("{space}{text}"),
    }
}

/// How many columns of a terminal a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_in_threes() {
        let cases = [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-100000", "−100,000"),
            ("2393583986.00", "2,393,583,986.00"),
        ];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let names = ["custody", "community_order", "arrests"];
        assert_eq!(nearest("custdoy", &names), Some("custody"));
        assert_eq!(nearest("Arrests", &names), Some("arrests"));
        assert_eq!(nearest("nights", &names), None);
        assert_eq!(nearest("", &names), None);
    }
}
