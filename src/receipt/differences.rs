//! Where a recomputed receipt differs from the one that was given.

use super::{Computed, Receipt, ReceiptForm};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// A figure or word in which two receipts differ.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Where: `rewards, E09000012 adult year_1, reward`.
    pub place: String,
    /// What was computed then; `None` where there was nothing, and where texts were
    /// compared as wholes.
    pub was: Option<String>,
    /// What is computed now.
    pub is: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = shown(&self.place);
        match (
            self.was.as_deref().map(shown),
            self.is.as_deref().map(shown),
        ) {
            (Some(was), Some(is)) => write!(f, "{place}: it was {was}, computed again it is {is}"),
            (Some(was), None) => write!(f, "{place}: it was {was}, computed again there is none"),
            (None, Some(is)) => write!(f, "{place}: there was none, computed again it is {is}"),
            (None, None) => write!(f, "{place}: another text is written of the same files"),
        }
    }
}

impl Difference {
    /// A text that is not the one that was written then.
    #[cfg(feature = "pack")]
    pub(crate) fn of_text(name: &str) -> Self {
        Self {
            place: name.to_owned(),
            was: None,
            is: None,
        }
    }

    /// In what a result differs from an earlier one, both as JSON. What the later one adds
    /// is no difference, nor are the versions that computed them; what every version writes
    /// is there in both.
    #[cfg(feature = "pack")]
    pub(crate) fn of_results(was: &Value, is: &Value) -> Vec<Self> {
        let mut found = Vec::new();
        compare(&mut Vec::new(), was, is, Keys::OfTheEarlier, &mut found);
        found
    }
}

impl Receipt {
    /// In what a recomputed receipt differs from this one. Which version computed it, and
    /// whether it is public, are no differences; nor is a digest that one of them leaves
    /// out. What two versions computed is compared by rewards, terms and prices, and by
    /// digests of what names no version.
    #[must_use]
    pub fn differences(&self, recomputed: &Self) -> Vec<Difference> {
        let is_same_version = self.library.version == recomputed.library.version;
        let is_public = [self, recomputed].map(|one| one.form == ReceiptForm::Public);
        let value = |receipt: &Self| {
            let mut receipt = receipt.clone();
            if is_public.contains(&true) {
                receipt = receipt.public();
            }
            if !is_same_version {
                // Words may be put better, and results name the version.
                receipt.assumptions.clear();
                let results = receipt.results.iter_mut();
                let naming = results.filter(|result| result.names_version());
                naming.for_each(|result| result.sha256 = None);
            }
            serde_json::to_value(receipt).unwrap_or_default()
        };
        let (was, is) = (value(self), value(recomputed));
        let mut found = Vec::new();
        compare(&mut Vec::new(), &was, &is, Keys::OfBoth, &mut found);
        found
    }

    /// The results that cannot be compared whole with those of a recomputed receipt, since
    /// one of the two has no digest of them, or they name different versions.
    pub fn not_compared(&self, recomputed: &Self) -> impl Iterator<Item = &Computed> {
        let is_same_version = self.library.version == recomputed.library.version;
        self.results.iter().filter(move |result| {
            let again = recomputed
                .results
                .iter()
                .find(|one| one.what == result.what);
            let has_both = result.sha256.is_some() && again.is_some_and(|one| one.sha256.is_some());
            !has_both || (!is_same_version && result.names_version())
        })
    }
}

impl Computed {
    /// Whether the version that computed it stands in it.
    fn names_version(&self) -> bool {
        NAMING_VERSION.contains(&self.what.as_str())
    }
}

/// The results in which the version stands that computed them.
const NAMING_VERSION: [&str; 6] = [
    "assessment",
    "evaluation",
    "explanation",
    "log",
    "revision",
    "what_if",
];

/// Keys of a receipt that tell who computed and for whom, not what.
const APART: &[&str] = &["schema", "form", "says", "library"];

/// Which keys are compared: what a later version adds is no difference of results.
#[derive(Clone, Copy)]
enum Keys {
    OfBoth,
    #[cfg(feature = "pack")]
    OfTheEarlier,
}

/// What an assessment of any version holds.
#[cfg(feature = "pack")]
const OF_EVERY_VERSION: [&str; 7] = [
    "total_reward",
    "rewards",
    "site",
    "cohort",
    "period",
    "outcome",
    "reward",
];

impl Keys {
    /// What tells who computed, not what.
    fn apart(self) -> &'static [&'static str] {
        match self {
            Self::OfBoth => APART,
            #[cfg(feature = "pack")]
            Self::OfTheEarlier => &["schema", "library"],
        }
    }

    /// Which keys both must have; `None` where any that one of them has.
    fn of_both(self) -> Option<&'static [&'static str]> {
        match self {
            Self::OfBoth => None,
            #[cfg(feature = "pack")]
            Self::OfTheEarlier => Some(&OF_EVERY_VERSION),
        }
    }
}

fn compare(
    place: &mut Vec<String>,
    was: &Value,
    is: &Value,
    keys_of: Keys,
    found: &mut Vec<Difference>,
) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            let mut keys: Vec<&String> = was.keys().collect();
            let added = is.keys().filter(|key| !was.contains_key(*key));
            let of_both = keys_of.of_both();
            keys.extend(added.filter(|key| of_both.is_none_or(|of| of.contains(&key.as_str()))));
            let is_apart =
                |key: &String| place.is_empty() && keys_of.apart().contains(&key.as_str());
            keys.retain(|key| !is_apart(key));
            for key in keys {
                let of =
                    |of: &serde_json::Map<String, Value>| of.get(key).cloned().unwrap_or_default();
                let (was, is) = (of(was), of(is));
                let left_out = key == "sha256" && (was.is_null() || is.is_null());
                if !left_out {
                    within(place, key.replace('_', " "), &was, &is, keys_of, found);
                }
            }
        }
        (Value::Array(was), Value::Array(is)) => {
            let (was, is) = (named(was), named(is));
            let mut names: Vec<&String> = was.keys().collect();
            names.extend(is.keys().filter(|name| !was.contains_key(*name)));
            for name in names {
                match (was.get(name), is.get(name)) {
                    (Some(was), Some(is)) => {
                        within(place, name.clone(), was, is, keys_of, found);
                    }
                    // Nothing in a list is not the same as no such place in it.
                    (was, is) => {
                        let text =
                            |value: &&Value| told(value).unwrap_or_else(|| "null".to_owned());
                        // A text is its own name, and is not said twice.
                        let is_text = was.or(is).is_some_and(|one| one.is_string());
                        let own = (!is_text).then_some(name);
                        let place: Vec<String> = place.iter().chain(own).cloned().collect();
                        found.push(Difference {
                            place: in_words(&place),
                            was: was.map(text),
                            is: is.map(text),
                        });
                    }
                }
            }
        }
        _ if was != is => found.push(Difference {
            place: in_words(place),
            was: told(was),
            is: told(is),
        }),
        _ => {}
    }
}

fn within(
    place: &mut Vec<String>,
    name: String,
    was: &Value,
    is: &Value,
    keys_of: Keys,
    found: &mut Vec<Difference>,
) {
    place.push(name);
    compare(place, was, is, keys_of, found);
    place.pop();
}

/// What tells the items of a list apart.
const TELLING: [&str; 9] = [
    "id", "role", "what", "code", "metric", "group", "site", "cohort", "period",
];

/// What a member of an item says, if it tells items apart: of a site its code, of a period
/// its id.
fn telling(item: &Value) -> Option<&str> {
    match item {
        Value::String(text) => Some(text),
        _ => item.get("code").or_else(|| item.get("id"))?.as_str(),
    }
}

/// The items of a list by what tells them apart; of those that nothing does, by their
/// number among their like.
fn named(items: &[Value]) -> BTreeMap<String, &Value> {
    let mut named = BTreeMap::new();
    // How many of a name there were: many of one name take no longer than as many of others.
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    for item in items {
        let words: Vec<&str> = match item {
            Value::String(text) => vec![text],
            _ => TELLING
                .iter()
                .filter_map(|key| telling(item.get(*key)?))
                .collect(),
        };
        let name = words.join(" ");
        let last = numbers.entry(name.clone()).or_default();
        let free = loop {
            *last = last.saturating_add(1);
            let numbered = match (name.as_str(), *last) {
                ("", number) => number.to_string(),
                (_, 1) => name.clone(),
                (_, number) => format!("{name} ({number})"),
            };
            if !named.contains_key(&numbered) {
                break numbered;
            }
        };
        named.insert(free, item);
    }
    named
}

fn in_words(place: &[String]) -> String {
    place.join(", ")
}

/// The start of a long text, as it stands in a sentence.
fn shown(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut letters = text.chars();
    let mut start: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        start.push('…');
    }
    start
}

/// A value as people read it.
fn told(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
