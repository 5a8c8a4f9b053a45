//! The values of a table's keys: texts and what is read from them, days, numbers,
//! lists of texts. One of another kind is a problem that says how to write it.

use super::{Keys, Reading, Unreadable, kind};
#[cfg(feature = "records")]
use crate::name::quoted;
use crate::period::Day;
use crate::problem::Error;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::DeValue;

/// A text of the file and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Text<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Range<usize>,
}

impl Text<'_> {
    pub(crate) fn parsed<T: FromStr<Err = Error>>(
        &self,
        reading: &mut Reading<'_>,
    ) -> Result<T, Unreadable> {
        self.read_by(str::parse, reading)
    }

    pub(crate) fn read_by<T>(
        &self,
        read: impl Fn(&str) -> Result<T, Error>,
        reading: &mut Reading<'_>,
    ) -> Result<T, Unreadable> {
        read(self.text).map_err(|error| {
            let place = reading.place(self.span.clone());
            reading.problems.extend(error.at(Some(&place)));
            Unreadable
        })
    }
}

impl<'a> Reading<'a> {
    /// A text that must be there.
    pub(crate) fn text(&mut self, keys: &Keys<'a>, key: &str) -> Result<Text<'a>, Unreadable> {
        self.optional_text(keys, key)?
            .ok_or_else(|| self.missing(keys, key))
    }

    /// A text that may be there.
    pub(crate) fn optional_text(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
    ) -> Result<Option<Text<'a>>, Unreadable> {
        keys.value(key)
            .map(|value| self.text_of(value, key))
            .transpose()
    }

    fn text_of(
        &mut self,
        value: &'a Spanned<DeValue<'a>>,
        key: &str,
    ) -> Result<Text<'a>, Unreadable> {
        match value.get_ref() {
            DeValue::String(text) => Ok(Text {
                text,
                span: value.span(),
            }),
            other => {
                let what = format!("{key} should be text in quotes, not {}", kind(other));
                let written = self.text.get(value.span()).unwrap_or_default();
                let advice = match other {
                    DeValue::Integer(_) | DeValue::Float(_)
                        if self.kind.percentages.contains(&key) =>
                    {
                        "write a percentage with its sign, like \"25%\" for a quarter".to_owned()
                    }
                    DeValue::Integer(_)
                    | DeValue::Float(_)
                    | DeValue::Datetime(_)
                    | DeValue::Boolean(_) => {
                        format!("write \"{written}\"")
                    }
                    _ => "write one text in quotes".to_owned(),
                };
                Err(self.report(value.span(), what, advice))
            }
        }
    }

    /// A value that must be there, read from text.
    pub(crate) fn parsed<T: FromStr<Err = Error>>(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
    ) -> Result<T, Unreadable> {
        self.text(keys, key)?.parsed(self)
    }

    /// A value that may be there, read from text.
    pub(crate) fn optional<T: FromStr<Err = Error>>(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
    ) -> Result<Option<T>, Unreadable> {
        let text = self.optional_text(keys, key)?;
        text.map(|text| text.parsed(self)).transpose()
    }

    /// A day that must be there.
    pub(crate) fn day(&mut self, keys: &Keys<'a>, key: &str) -> Result<Day, Unreadable> {
        self.optional_day(keys, key)?
            .ok_or_else(|| self.missing(keys, key))
    }

    /// A day that may be there.
    pub(crate) fn optional_day(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
    ) -> Result<Option<Day>, Unreadable> {
        let Some(value) = keys.value(key) else {
            return Ok(None);
        };
        let advice = "write a day without quotes and without a time, like 2010-07-01";
        match value.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => {
                let day = moment.to_string();
                if day.is_empty() && self.is_broken {
                    // A day that does not exist has been reported as no TOML.
                    return Err(Unreadable);
                }
                let text = Text {
                    text: &day,
                    span: value.span(),
                };
                text.parsed(self).map(Some)
            }
            other => {
                let what = format!("{key} should be a day, not {}", kind(other));
                Err(self.report(value.span(), what, advice))
            }
        }
    }

    /// `true` or `false`, if it is there.
    #[cfg(feature = "records")]
    pub(crate) fn optional_boolean(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
    ) -> Result<Option<bool>, Unreadable> {
        let Some(value) = keys.value(key) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::Boolean(is) => Ok(Some(*is)),
            other => {
                let what = format!("{key} should be true or false, not {}", kind(other));
                Err(self.report(value.span(), what, "write true or false without quotes"))
            }
        }
    }

    /// A whole number, if it is there and none of another kind.
    #[cfg(feature = "records")]
    pub(crate) fn optional_number(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
    ) -> Result<Option<i64>, Unreadable> {
        let Some(value) = keys.value(key) else {
            return Ok(None);
        };
        let written = self.text.get(value.span()).unwrap_or_default();
        match value.get_ref() {
            DeValue::Integer(_) => match written.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => {
                    let what = format!("{} is not a number that is read", quoted(written));
                    let advice = "write digits alone, at most eighteen";
                    Err(self.report(value.span(), what, advice))
                }
            },
            other => {
                let what = format!("{key} should be a whole number, not {}", kind(other));
                Err(self.report(value.span(), what, "write digits without quotes"))
            }
        }
    }

    /// A list of texts that must be there.
    pub(crate) fn texts(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
    ) -> Result<Vec<Text<'a>>, Unreadable> {
        self.optional_texts(keys, key)?
            .ok_or_else(|| self.missing(keys, key))
    }

    /// A list of texts that may be there.
    pub(crate) fn optional_texts(
        &mut self,
        keys: &Keys<'a>,
        key: &str,
    ) -> Result<Option<Vec<Text<'a>>>, Unreadable> {
        let Some(value) = keys.value(key) else {
            return Ok(None);
        };
        if self.broken_lists.contains(&value.span()) {
            return Err(Unreadable);
        }
        match value.get_ref() {
            DeValue::Array(list) => {
                let texts: Vec<_> = list.iter().map(|item| self.text_of(item, key)).collect();
                texts.into_iter().collect::<Result<_, _>>().map(Some)
            }
            other => {
                let what = format!("{key} should be a list, not {}", kind(other));
                let written = self.text.get(value.span()).unwrap_or_default();
                let advice = match other {
                    DeValue::String(_) => format!("write [{written}]"),
                    _ => "write texts in brackets, like [\"…\", \"…\"]".to_owned(),
                };
                Err(self.report(value.span(), what, advice))
            }
        }
    }
}
