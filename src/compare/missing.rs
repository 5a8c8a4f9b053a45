//! Why a reward has no difference in pounds: which counts are missing.

use super::sentences::{MOST_NAMED, many, place, some, title};
use super::{RevisedReward, Revision, Standing};
use crate::assess::MissingCount;

/// What is to be said of a reward that has no difference in pounds; `None` for others, and
/// where nothing of it changed.
pub(super) fn without_difference(revision: &Revision, reward: &RevisedReward) -> Option<String> {
    if reward.is_unchanged() {
        return None;
    }
    let title = title(revision, reward);
    let lacks = |missing: &[MissingCount], is_now: bool| lacks(revision, missing, is_now);
    let said = match (&reward.old, &reward.new) {
        (Standing::NotComputable(old), Standing::NotComputable(new)) if are_alike(old, new) => {
            format!("is not computable in either version: {}", lacks(new, true))
        }
        (Standing::NotComputable(old), Standing::NotComputable(new)) => format!(
            "was not computable ({}), and is not ({})",
            lacks(old, false),
            lacks(new, true)
        ),
        (Standing::NotComputable(old), Standing::Computed(new)) => format!(
            "was not computable, since {}; it is {} now",
            lacks(old, false),
            new.in_words()
        ),
        (Standing::Computed(old), Standing::NotComputable(new)) => format!(
            "was {}, and is not computable, since {}",
            old.in_words(),
            lacks(new, true)
        ),
        (Standing::NoPart, Standing::NotComputable(new)) => format!(
            "takes part now, and is not computable, since {}",
            lacks(new, true)
        ),
        (Standing::NotComputable(old), Standing::NoPart) => format!(
            "takes no part any more, and was not computable, since {}",
            lacks(old, false)
        ),
        _ => return None,
    };
    Some(format!("{title}: {said}."))
}

/// Whether the same counts are missing for the same reasons, on whatever lines.
fn are_alike(old: &[MissingCount], new: &[MissingCount]) -> bool {
    let named = |missing: &MissingCount| {
        (
            missing.area.clone(),
            missing.metric.id.clone(),
            missing.period.id.clone(),
            missing.group.clone(),
            missing.reason,
        )
    };
    old.iter().map(named).eq(new.iter().map(named))
}

/// `1 count was missing: "Community orders" of Croydon (E09000008) in the baseline year,
/// [x] not available`.
fn lacks(revision: &Revision, missing: &[MissingCount], is_now: bool) -> String {
    let named = missing.iter().take(MOST_NAMED).map(|one| {
        let group = one.group.as_ref();
        let group = group.map_or_else(String::new, |group| format!(", group \"{group}\","));
        format!(
            "{}{group} of {} in {}, {} {}",
            revision.called.metric(&one.metric),
            place(revision, &one.area),
            revision.called.in_sentence(&one.period),
            one.reason,
            one.reason.in_words()
        )
    });
    let verb = match (missing.len(), is_now) {
        (1, true) => "is",
        (1, false) => "was",
        (_, true) => "are",
        (_, false) => "were",
    };
    let named = some(named.collect(), missing.len());
    format!(
        "{} {verb} missing: {named}",
        many(missing.len(), "count", "counts")
    )
}
