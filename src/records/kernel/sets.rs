//! Sets of the numbers of metrics and reasons, of which there are at most 64, as the
//! bits of one number.

/// The set of one number.
pub(super) fn bit(number: usize) -> u64 {
    u32::try_from(number)
        .ok()
        .and_then(|number| 1_u64.checked_shl(number))
        .unwrap_or_default()
}

/// The set of the numbers of what is so.
pub(super) fn set_of(all: impl Iterator<Item = bool>) -> u64 {
    let numbered = all.enumerate().filter(|(_, is_so)| *is_so);
    numbered.fold(0, |set, (number, _)| set | bit(number))
}

/// The numbers in a set, from the lowest.
pub(in crate::records) fn members(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let without_lowest = set & set.checked_sub(1)?;
        let lowest = set.trailing_zeros() as usize;
        set = without_lowest;
        Some(lowest)
    })
}
