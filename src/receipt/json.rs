//! Reading JSON from outside: a key that stands twice in one place is refused, since
//! programs differ in which of the two they take.

use crate::name::quoted;
use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::HashSet;
use std::fmt;

/// The most that such JSON may come to, in bytes and in values: a hundred thousand rewards.
/// It may be from anybody, and reading it must not take all memory.
pub(super) const MOST_BYTES: usize = 32_000_000;
pub(super) const MOST_VALUES: usize = 1_000_000;

/// Whether JSON from outside can be read and compared without taking all memory. Texts may
/// hold commas too, which only makes it stricter.
pub(crate) fn is_of_moderate_size(json: &[u8]) -> bool {
    let mut commas = json.iter().filter(|byte| **byte == b',');
    json.len() <= MOST_BYTES && commas.nth(MOST_VALUES).is_none()
}

/// What some JSON says.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice::<Unrepeated>(json)?;
    serde_json::from_slice(json)
}

/// Any JSON in which no key stands twice in one place.
struct Unrepeated;

impl<'de> Deserialize<'de> for Unrepeated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

macro_rules! values {
    ($($visit:ident($kind:ty)),+) => {
        $(fn $visit<E>(self, _: $kind) -> Result<Self, E> {
            Ok(self)
        })+
    };
}

impl<'de> Visitor<'de> for Unrepeated {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    values!(
        visit_bool(bool),
        visit_i64(i64),
        visit_u64(u64),
        visit_f64(f64),
        visit_str(&str)
    );

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = items.next_key::<String>()? {
            items.next_value::<Self>()?;
            if let Some(key) = keys.replace(key) {
                return Err(A::Error::custom(format!(
                    "{} stands there twice",
                    quoted(&key)
                )));
            }
        }
        Ok(self)
    }
}
