//! Changes that keep the form of a file, so that what lies behind the readers is
//! reached: bytes changed anywhere are nearly always refused for their form.

use libfuzzer_sys::fuzzer_mutate;
use std::ops::Range;

/// How a format is cut, and what is awkward in it.
pub struct Form {
    /// Where its values stand.
    pub values: fn(&[u8]) -> Vec<Value>,
    /// What parts of the file end with, that can be moved as a whole.
    pub part: &'static [u8],
    /// Characters that a text may hold, as the format writes them.
    pub characters: &'static [&'static str],
}

/// What something is a value of, a column or a key, and where it stands.
pub type Value = (Vec<u8>, Range<usize>);

/// The new size of some bytes that were changed in place.
pub fn change(form: &Form, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut dice = Dice(u64::from(seed));
    let changed = match dice.below(8) {
        0 => None,
        1 => moved(&data[..size], form.part, &mut dice),
        _ => revalued(form, &data[..size], &mut dice),
    };
    match changed.filter(|changed| changed.len() <= max_size) {
        Some(changed) => {
            data[..changed.len()].copy_from_slice(&changed);
            changed.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
}

/// A part of the file taken away, put elsewhere, or both here and there.
fn moved(bytes: &[u8], end: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in 1..=bytes.len() {
        if at == bytes.len() || bytes[start..at].ends_with(end) {
            parts.push(&bytes[start..at]);
            start = at;
        }
    }
    let from = dice.below(parts.len());
    let part = *parts.get(from)?;
    let way = dice.below(3);
    if way != 0 {
        parts.remove(from);
    }
    if way != 1 {
        parts.insert(dice.below(parts.len() + 1), part);
    }
    Some(parts.concat())
}

/// One value changed, or all that are the same.
fn revalued(form: &Form, bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let values = (form.values)(bytes);
    let (of, range) = values.get(dice.below(values.len()))?;
    let value = &bytes[range.clone()];
    let way = dice.below(4);
    let new = match way {
        // As it stands elsewhere.
        0 => {
            let like: Vec<_> = values.iter().filter(|(other, _)| other == of).collect();
            bytes[like[dice.below(like.len())].1.clone()].to_vec()
        }
        // With a character more.
        1 => {
            let character = form.characters[dice.below(form.characters.len())];
            let (before, after) = value.split_at(dice.below(value.len() + 1));
            [before, character.as_bytes(), after].concat()
        }
        // As the fuzzer, and its dictionary, would have it.
        _ => {
            let mut buffer = value.to_vec();
            buffer.resize(value.len() + 24, 0);
            let size = fuzzer_mutate(&mut buffer, value.len(), value.len() + 24);
            buffer.truncate(size);
            buffer
        }
    };
    let mut changed = bytes.to_vec();
    if way == 3 {
        // Everywhere, so that what refers to it still does.
        let same = |(_, range): &&Value| bytes[range.clone()] == *value;
        for (_, range) in values.iter().filter(same).rev() {
            changed.splice(range.clone(), new.iter().copied());
        }
    } else {
        changed.splice(range.clone(), new);
    }
    Some(changed)
}

/// Each line of a file without its line feed.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    bytes.split(|byte| *byte == b'\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end + 1;
        range
    })
}

/// A generator of numbers that look random (SplitMix64).
struct Dice(u64);

impl Dice {
    /// A number below another; 0 below 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^= number >> 31;
        (number >> 8) as usize % end.max(1)
    }
}
