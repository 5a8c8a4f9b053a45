//! Where a decision turns along the values of one input. Which inputs there are, and what
//! they make of a reward, is said in `flips`.

use crate::money::Pounds;
use crate::problem::Error;

/// The value nearest to `from` with which what is decided turns, and the reward then, by
/// halving: each probe is a decision, not an estimate.
///
/// Halving finds it because each input turns a decision once at most on its whole way:
/// a saving less a percentage of the baseline cost is (1 − percentage) × baseline cost −
/// test cost, and each cost is a sum of count × price. So it never falls with a count or
/// a price of the baseline, never rises with one of the test period, nor with the
/// threshold or the cap; and a price that values both periods, for baseline and test counts b and
/// t, adds (1 − percentage) × b − t for each pound, which is of one sign whatever the
/// price: up or down, but one of them. A reward is rounded after it is decided.
pub(super) fn turned(
    from: u64,
    least: u64,
    most: u64,
    with: impl Fn(u64) -> Result<(bool, Pounds), Error>,
) -> Result<Option<(u64, Pounds)>, Error> {
    let (now, _) = with(from)?;
    // What is beyond what can be held counts as turned while searching, so that the search
    // stays below it. Lower values are always within.
    let has_turned = |value: u64| with(value).map_or(true, |(holds, _)| holds != now);
    let Some(mut first) = [least, most].into_iter().find(|end| has_turned(*end)) else {
        return Ok(None);
    };
    let mut last = from;
    while first.abs_diff(last) > 1 {
        let middle = last.midpoint(first);
        if has_turned(middle) {
            first = middle;
        } else {
            last = middle;
        }
    }
    Ok(with(first).ok().map(|(_, reward)| (first, reward)))
}
