//! Numbers, pounds, plurals and slips as people read and write them. Nothing here knows
//! what a scheme or a reward is, and nothing here computes: texts go in, texts
//! come out.

mod table;

pub(crate) use table::{Column, Row, Table};

use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

/// The minus sign of running text (U+2212); machine formats use the ASCII one.
pub const MINUS: char = '\u{2212}';

/// A character of a text from outside as a terminal may show it: what controls the terminal,
/// has no width or turns the direction of writing is a replacement character.
///
/// ```
/// use justice_reinvestment::wording::visible;
///
/// let shown: String = "1\u{202E}00\u{1B}[2K".chars().map(visible).collect();
/// assert_eq!(shown, "1\u{FFFD}00\u{FFFD}[2K");
/// ```
#[must_use]
pub fn visible(c: char) -> char {
    match crate::name::disguises(c) {
        true => char::REPLACEMENT_CHARACTER,
        false => c,
    }
}

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
/// there is none, where two are as near, or where there are more than two hundred.
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
    // Of more names than anybody keeps apart there is no guess, and it would take long.
    const MOST_COMPARED: usize = 200;
    if word.len() > LONGEST_COMPARED || candidates.len() > MOST_COMPARED {
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

/// A note as a sentence. An id that it begins with stays as it is.
pub(crate) fn sentence(note: &str) -> String {
    let first_word = note.split(' ').next().unwrap_or_default();
    let is_a_word = first_word
        .trim_end_matches(':')
        .bytes()
        .all(|byte| byte.is_ascii_lowercase());
    match note.split_at_checked(1) {
        Some((first, rest)) if is_a_word => format!("{}{rest}.", first.to_uppercase()),
        _ => format!("{note}."),
    }
}

/// What a text is laid out for: how many columns it may take, and whether
/// headings may stand out.
///
/// ```
/// use justice_reinvestment::wording::Paper;
///
/// let mut narrow = Paper::default();
/// narrow.width = 80;
/// assert!(!narrow.emphasis);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paper {
    /// The most columns that a line takes; forty at least are taken. A single word
    /// or figure that is wider stands whole.
    pub width: usize,
    /// Whether headings are written in bold by the codes of terminals.
    pub emphasis: bool,
}

impl Paper {
    const NARROWEST: usize = 40;

    /// Paper of a width, without emphasis.
    #[must_use]
    pub fn of_width(width: usize) -> Self {
        Self {
            width,
            emphasis: false,
        }
    }

    /// The columns that lines may take.
    pub(crate) fn columns(self) -> usize {
        self.width.max(Self::NARROWEST)
    }

    /// A heading as it stands on this paper.
    pub(crate) fn heading(self, text: &str) -> String {
        if self.emphasis && !text.is_empty() {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

impl Default for Paper {
    /// 120 columns, without emphasis: for files and pipes.
    fn default() -> Self {
        Self::of_width(120)
    }
}

/// A text in lines of at most a width. Its indent is kept; the lines after the
/// first stand further in by `hang`.
pub(crate) fn wrapped(text: &str, width: usize, hang: usize) -> Vec<String> {
    let body = text.trim_start_matches(' ');
    let indent = " ".repeat(text.len().saturating_sub(body.len()));
    let further = format!("{indent}{}", " ".repeat(hang));
    let options = Options::new(width.max(1))
        .initial_indent(&indent)
        .subsequent_indent(&further)
        .word_splitter(WordSplitter::NoHyphenation)
        // A figure that is cut is a wrong figure.
        .break_words(false);
    let lines = textwrap::wrap(body, options).into_iter();
    lines.map(|line| line.trim_end().to_owned()).collect()
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
    fn of_more_names_than_anybody_keeps_apart_there_is_no_guess() {
        let mut names: Vec<String> = (0..199).map(|number| format!("{number}-zz")).collect();
        names.push("threshold".to_owned());
        assert_eq!(nearest("treshold", &names), Some("threshold"));
        names.push("further".to_owned());
        assert_eq!(nearest("treshold", &names), None);
    }

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
