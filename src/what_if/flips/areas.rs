//! What each area has of a count, for the question in which of them it may change.

use crate::area::AreaCode;
use crate::assess::Line;

/// What one area adds to the count of a line.
pub(super) struct OfArea {
    /// Its code, where its count can be set: one that is split by group cannot.
    pub(super) settable: Option<AreaCode>,
    /// All that it adds.
    pub(super) all: u64,
    /// The count of its smallest group; all, where it is not split.
    pub(super) least: u64,
}

/// The areas whose counts a line is made of.
pub(super) fn rows(line: &Line, is_baseline: bool) -> Vec<OfArea> {
    let mut rows = Vec::new();
    for area in &line.areas {
        let all = match is_baseline {
            true => area.baseline_count,
            false => area.test_count,
        };
        let groups = area.groups.iter().filter_map(|group| match is_baseline {
            true => group.baseline_count,
            false => group.test_count,
        });
        let settable = area.groups.is_empty().then(|| area.code.clone());
        if let Some(all) = all {
            let least = groups.min().unwrap_or(all);
            rows.push(OfArea {
                settable,
                all,
                least,
            });
        }
    }
    rows
}
