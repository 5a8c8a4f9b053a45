//! Figures and words told apart: what of a text is a figure, and what the
//! explanation's JSON says.

use crate::worlds::numbers::{Ratio, amount};
use serde_json::Value;
use std::collections::BTreeSet;

/// A figure without its sign.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    Pounds(Ratio),
    Percent(Ratio),
    Number(Ratio),
}

/// A figure where it stands in a text.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where its digits begin and end.
    pub at: std::ops::Range<usize>,
    pub figure: Figure,
}

/// Every number of a text, digits next to letters included: nothing is passed over.
pub fn found(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while is_digit(at) || (matches!(bytes.get(at), Some(b',' | b'.')) && is_digit(at + 1)) {
            at += 1;
        }
        let digits = &text[start..at];
        assert_eq!(digits, in_threes(digits), "thousands stand in threes");
        let number = amount(&digits.replace(',', ""));
        let figure = if text[..start].ends_with('£') {
            Figure::Pounds(number)
        } else if text[at..].starts_with('%') {
            Figure::Percent(number)
        } else {
            Figure::Number(number)
        };
        all.push(Found {
            at: start..at,
            figure,
        });
    }
    all
}

/// Years and codes of four digits stand without a comma; all else in threes.
fn in_threes(digits: &str) -> String {
    if !digits.contains(',') {
        return digits.to_owned();
    }
    let (whole, places) = match digits.split_once('.') {
        Some((whole, places)) => (whole, format!(".{places}")),
        None => (digits, String::new()),
    };
    let mut threes = String::new();
    let plain = whole.replace(',', "");
    for (number, digit) in plain.chars().enumerate() {
        if number > 0 && (plain.len() - number) % 3 == 0 {
            threes.push(',');
        }
        threes.push(digit);
    }
    threes + &places
}

/// What a JSON value says: figures, and words that hold digits.
#[derive(Debug, Default)]
pub struct Said {
    pub figures: BTreeSet<Figure>,
    words: BTreeSet<String>,
}

/// Texts that are told from the figures: what they hold must be there besides.
const TOLD: [&str; 3] = ["why", "rule", "sentence"];

/// Texts that no page shows.
const UNSEEN: [&str; 3] = ["schema", "sha256", "version"];

impl Said {
    pub fn by(json: &str) -> Self {
        let mut said = Self::default();
        said.add("", &serde_json::from_str(json).unwrap());
        said
    }

    fn add(&mut self, key: &str, value: &Value) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    self.add(key, value);
                }
            }
            Value::Array(list) => list.iter().for_each(|value| self.add(key, value)),
            Value::Number(number) => {
                let number = amount(&number.to_string());
                self.figures.insert(Figure::Number(number));
            }
            Value::String(text) => self.add_text(key, text),
            Value::Bool(_) | Value::Null => {}
        }
    }

    fn add_text(&mut self, key: &str, text: &str) {
        let digits = text.trim_start_matches('-');
        let is_decimal = !digits.is_empty()
            && digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.');
        if TOLD.contains(&key) || UNSEEN.contains(&key) {
            return;
        }
        match key {
            "percent" | "reduction_percent" | "from_percent" | "to_percent" | "share_percent" => {
                self.figures.insert(Figure::Percent(amount(digits)));
            }
            "from" | "to" | "date" => {
                self.words.insert(date_in_words(text));
            }
            _ if is_decimal && digits.contains('.') => {
                self.figures.insert(Figure::Pounds(amount(digits)));
            }
            "notes" | "announcement" => {
                // As a sentence it begins with a capital.
                let (first, rest) = text.split_at(1);
                self.words.insert(format!("{}{rest}", first.to_uppercase()));
                self.words.insert(text.to_owned());
            }
            _ => {
                self.words.insert(text.to_owned());
            }
        }
    }

    /// A text without the words that hold digits: longer ones first, so that a
    /// name is not taken out of a sentence that is looked for whole.
    pub fn without_words(&self, text: &str) -> String {
        let has_digits = |word: &&String| word.bytes().any(|byte| byte.is_ascii_digit());
        let mut words: Vec<&String> = self.words.iter().filter(has_digits).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words
            .into_iter()
            .fold(text.to_owned(), |text, word| without(&text, word))
    }
}

/// A text without a word, where it stands by itself and in no larger number.
fn without(text: &str, word: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(offset) = text[from..].find(word) {
        let (start, end) = (from + offset, from + offset + word.len());
        let before = text[..start].chars().next_back();
        let mut after = text[end..].chars();
        let (next, second) = (after.next(), after.next());
        let joins = |c: char| c.is_alphanumeric() || "£%_".contains(c);
        let is_in_a_number = |one: Option<char>, other: Option<char>| {
            matches!(one, Some('.' | ',')) && other.is_some_and(|c| c.is_ascii_digit())
        };
        let mut backwards = text[..start].chars().rev();
        let is_part = before.is_some_and(joins)
            || next.is_some_and(joins)
            || is_in_a_number(next, second)
            || is_in_a_number(backwards.next(), backwards.next());
        rest.push_str(&text[from..start]);
        if is_part {
            let step = word.chars().next().map_or(1, char::len_utf8);
            rest.push_str(&text[start..start + step]);
            from = start + step;
        } else {
            rest.push(' ');
            from = end;
        }
    }
    rest.push_str(&text[from..]);
    rest
}

/// `2011-06-30` as `30 June 2011`, `2011-06` as `June 2011`, `2011` as it is.
fn date_in_words(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = date.split('-').collect();
    let month = |text: &str| MONTHS[text.parse::<usize>().unwrap() - 1];
    match parts.as_slice() {
        [year, of_year, day] => {
            let day: u32 = day.parse().unwrap();
            format!("{day} {} {year}", month(of_year))
        }
        [year, of_year] => format!("{} {year}", month(of_year)),
        _ => date.to_owned(),
    }
}

/// Markdown as it is read: without the backslashes of its escapes.
pub fn unescaped(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut characters = markdown.chars().peekable();
    while let Some(c) = characters.next() {
        let is_escape = c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation);
        text.extend(if is_escape {
            characters.next()
        } else {
            Some(c)
        });
    }
    text
}
