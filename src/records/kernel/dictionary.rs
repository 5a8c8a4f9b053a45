//! The texts of one column that were met so far, with what they mean: each is
//! looked up once.

use super::labels::Label;
use std::collections::HashMap;

/// All that a text means wherever its column is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::records) struct Meaning {
    pub(super) is_text: bool,
    /// The first cell of its area.
    pub(super) cell: u32,
    pub(super) cohort: u8,
    pub(super) period: u16,
    pub(super) rank: u32,
    /// The metrics whose conditions on its column all hold, and the reasons for
    /// setting aside.
    pub(super) metrics: u64,
    pub(super) set_aside: u64,
}

impl Meaning {
    /// What a text means that is none.
    pub(super) const NONE: Self = Self {
        is_text: false,
        cell: NOT_KNOWN,
        cohort: NO_COHORT,
        period: NO_PERIOD,
        rank: u32::MAX,
        metrics: 0,
        set_aside: 0,
    };
}

pub(super) const NOT_KNOWN: u32 = u32::MAX;
pub(super) const NO_COHORT: u8 = u8::MAX;
pub(in crate::records) const NO_PERIOD: u16 = u16::MAX;

/// The texts of one column that were met so far, with what they mean.
#[derive(Debug, Default)]
pub(in crate::records) struct Dictionary {
    numbers: HashMap<Box<[u8]>, u32, foldhash::fast::RandomState>,
    pub(super) meanings: Vec<Meaning>,
    met: Vec<Met>,
    /// The plan's labels in this column that were not met yet, and those that were.
    labels: HashMap<Box<[u8]>, Label>,
    /// Labels that stand in the dictionary, and may be of records that lie outside.
    seen: Vec<(u32, Label)>,
    met_labels: Vec<Label>,
    /// Whether any of them is not UTF-8.
    pub(in crate::records) has_no_text: bool,
}

/// A short text that was met, whole: its bytes, filled with zeros, and its length.
#[derive(Debug, Clone, Copy)]
struct Met {
    words: [u64; 4],
    length: usize,
    number: u32,
}

impl Default for Met {
    fn default() -> Self {
        Self {
            words: [0; 4],
            // No short text is so long.
            length: usize::MAX,
            number: 0,
        }
    }
}

/// How many short texts are kept at hand; another may take a text's place.
const SLOTS: usize = 4096;

/// A text of at most 32 bytes as four numbers, which with its length tell it from
/// any other: its first bytes and its last, which may overlap.
#[inline]
fn words(text: &[u8]) -> Option<[u64; 4]> {
    let eight = |from: usize| {
        let bytes = text.get(from..)?.first_chunk::<8>()?;
        Some(u64::from_le_bytes(*bytes))
    };
    let length = text.len();
    match length {
        16..=32 => Some([
            eight(0)?,
            eight(8)?,
            eight(length.checked_sub(16)?)?,
            eight(length.checked_sub(8)?)?,
        ]),
        8..=15 => Some([eight(0)?, eight(length.checked_sub(8)?)?, 0, 0]),
        0..=7 => {
            let word = text
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte));
            Some([word, 0, 0, 0])
        }
        _ => None,
    }
}

/// Where a short text is kept; any place would be right.
#[inline]
fn slot([one, two, three, four]: [u64; 4], length: usize) -> usize {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mixed = one ^ two.rotate_left(17) ^ three.rotate_left(31) ^ four.rotate_left(47);
    let mixed = (mixed ^ (length as u64)).wrapping_mul(ODD);
    (mixed >> 52) as usize
}

/// Beyond so many texts a dictionary begins anew with the next batch.
const MOST_TEXTS: usize = 50_000;

impl Dictionary {
    /// Without a text yet, for a column with these labels.
    pub(super) fn of<'l>(labels: impl Iterator<Item = &'l Label>) -> Self {
        let labels = labels.map(|label| (label.text.as_bytes().into(), label.clone()));
        Self {
            labels: labels.collect(),
            ..Self::default()
        }
    }

    /// Notes the labels that records of a batch have.
    pub(in crate::records) fn note(&mut self, numbers: &[u32]) {
        let is_met = |(number, _): &mut (u32, Label)| numbers.contains(number);
        let met = self.seen.extract_if(.., is_met);
        self.met_labels.extend(met.map(|(_, label)| label));
    }

    /// The plan's labels that were met in this column.
    pub(super) fn met_labels(&self) -> impl Iterator<Item = Label> {
        self.met_labels.iter().cloned()
    }

    /// The number of a text.
    #[inline]
    pub(in crate::records) fn number(
        &mut self,
        text: &[u8],
        mean: impl FnOnce(&[u8]) -> Meaning,
    ) -> u32 {
        let Some(words) = words(text) else {
            return self.looked_up(text, mean);
        };
        let slot = slot(words, text.len());
        if let Some(met) = self.met.get(slot)
            && met.words == words
            && met.length == text.len()
        {
            return met.number;
        }
        let number = self.looked_up(text, mean);
        if self.met.is_empty() {
            self.met.resize(SLOTS, Met::default());
        }
        if let Some(met) = self.met.get_mut(slot) {
            *met = Met {
                words,
                length: text.len(),
                number,
            };
        }
        number
    }

    fn looked_up(&mut self, text: &[u8], mean: impl FnOnce(&[u8]) -> Meaning) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.meanings.len()).unwrap_or(u32::MAX);
        let meaning = mean(text);
        if let Some(label) = self.labels.remove(text) {
            self.seen.push((number, label));
        }
        self.has_no_text |= !meaning.is_text;
        self.meanings.push(meaning);
        self.numbers.insert(text.into(), number);
        number
    }

    /// Forgets all texts where there are too many to remember; whether it did.
    pub(in crate::records) fn forget(&mut self) -> bool {
        let is_full = self.meanings.len() > MOST_TEXTS;
        if is_full {
            let unmet = self.seen.drain(..);
            let unmet = unmet.map(|(_, label)| (label.text.as_bytes().into(), label));
            self.labels.extend(unmet);
            self.numbers.clear();
            self.met.clear();
            self.meanings.clear();
            self.has_no_text = false;
        }
        is_full
    }
}
