//! How a difference is split among the causes that changed: by the Shapley value, the
//! mean over all orders in which they can be carried over, of what each step changes.
//! (L. S. Shapley, *A Value for n-Person Games*, 1953.) What a mixture pays is asked
//! elsewhere.

use super::cause::{Cause, Causes};
use crate::money::{DividedPounds, Pounds, Rounding};
use crate::problem::Error;
use serde::Serialize;
use std::num::NonZeroU64;

/// What part of a difference falls to a cause, or to causes that cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// The cause; several where a mixture that would tell them apart is not computable.
    pub causes: Causes,
    /// The part of the difference, exactly.
    pub exact: DividedPounds,
    /// The part to the penny; these add up to the difference too.
    pub to_the_penny: Pounds,
}

/// The most causes that one difference is split among: taking part is never one of
/// several.
const MOST: usize = 4;

/// 0! to 4!.
const FACTORIALS: [u64; MOST + 1] = [1, 1, 2, 6, 24];

/// Splits what carrying all of some causes over from old to new changes. `paid` says
/// what is paid with some of them carried over; `None` where it is not computable. With
/// none and with all of them it must be.
///
/// # Errors
///
/// An amount is beyond what can be held.
pub(super) fn split(
    changed: Causes,
    paid: impl Fn(Causes) -> Option<Pounds>,
) -> Result<Vec<Part>, Error> {
    let causes: Vec<Cause> = changed.iter().collect();
    let blocks = blocks(&causes, &paid);
    let mut exact = Vec::with_capacity(blocks.len());
    for block in &blocks {
        let others: Vec<Causes> = blocks.iter().filter(|one| *one != block).copied().collect();
        exact.push((*block, value(*block, &others, &paid)?));
    }
    let (old, new) = (paid(Causes::NONE), paid(changed));
    let (Some(old), Some(new)) = (old, new) else {
        return Ok(Vec::new());
    };
    to_the_penny(new.minus(old)?, &exact)
}

/// The mean over all orders of what one block changes when its turn comes: over all
/// sets of the others that may stand before it, by how many orders put them there.
fn value(
    block: Causes,
    others: &[Causes],
    paid: &impl Fn(Causes) -> Option<Pounds>,
) -> Result<DividedPounds, Error> {
    let mut sum = Pounds::ZERO;
    for (before, size) in unions(others) {
        let after = others.len().saturating_sub(size);
        let orders = factorial(size)
            .zip(factorial(after))
            .and_then(|(before, after)| before.checked_mul(after));
        let step = paid(before.and(block)).zip(paid(before));
        // Blocks are such that every union of them is computable, and four at most.
        if let (Some(orders), Some((with, without))) = (orders, step) {
            sum = sum.plus(with.minus(without)?.times(orders)?)?;
        }
    }
    let all = factorial(others.len().saturating_add(1)).and_then(NonZeroU64::new);
    Ok(DividedPounds::new(sum, all.unwrap_or(NonZeroU64::MIN)))
}

fn factorial(number: usize) -> Option<u64> {
    FACTORIALS.get(number).copied()
}

/// Every union of some blocks, with how many blocks it is of.
fn unions(blocks: &[Causes]) -> Vec<(Causes, usize)> {
    let mut all = vec![(Causes::NONE, 0_usize)];
    for block in blocks {
        let with = all
            .iter()
            .map(|(union, size)| (union.and(*block), size.saturating_add(1)));
        let with: Vec<(Causes, usize)> = with.collect();
        all.extend(with);
    }
    all
}

/// The causes in blocks that can be told apart: each alone, where every mixture is
/// computable; else as many blocks as there can be such that every union of them is.
/// Where there is more than one way, what any of them leaves together stays together,
/// so that no order of the causes decides.
fn blocks(causes: &[Cause], paid: &impl Fn(Causes) -> Option<Pounds>) -> Vec<Causes> {
    let is_computable = |blocks: &Vec<Causes>| {
        let mut unions = unions(blocks).into_iter();
        unions.all(|(union, _)| paid(union).is_some())
    };
    let possible: Vec<Vec<Causes>> = partitions(causes)
        .into_iter()
        .filter(is_computable)
        .collect();
    let most = possible.iter().map(Vec::len).max().unwrap_or(0);
    let finest = possible.into_iter().filter(|blocks| blocks.len() == most);
    let mut together: Vec<Causes> = causes.iter().map(|cause| (*cause).into()).collect();
    for block in finest.flatten() {
        let meets = |one: &Causes| one.iter().any(|cause| block.contains(cause));
        let (joined, apart): (Vec<Causes>, Vec<Causes>) = together.into_iter().partition(meets);
        together = apart;
        together.push(joined.into_iter().fold(Causes::NONE, Causes::and));
    }
    together.sort();
    together
}

/// Every way to put causes into blocks.
fn partitions(causes: &[Cause]) -> Vec<Vec<Causes>> {
    let mut all: Vec<Vec<Causes>> = vec![Vec::new()];
    for cause in causes {
        let mut longer = Vec::new();
        for blocks in all {
            for at in 0..blocks.len() {
                let mut blocks = blocks.clone();
                if let Some(block) = blocks.get_mut(at) {
                    *block = block.and((*cause).into());
                }
                longer.push(blocks);
            }
            let mut alone = blocks;
            alone.push((*cause).into());
            longer.push(alone);
        }
        all = longer;
    }
    all
}

/// Parts to the penny that add up to the difference, which is of whole pence: each goes
/// to the nearest penny; where the sum is then a few pence off, those give or take one
/// that were rounded furthest, the first of equals in the order of causes.
fn to_the_penny(difference: Pounds, exact: &[(Causes, DividedPounds)]) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::with_capacity(exact.len());
    let mut left = difference;
    for (causes, exact) in exact {
        let to_the_penny = exact.rounded(Rounding::HalfAwayFromZero)?;
        left = left.minus(to_the_penny)?;
        parts.push(Part {
            causes: *causes,
            exact: *exact,
            to_the_penny,
        });
    }
    while left != Pounds::ZERO {
        let penny = Pounds::pence(if left > Pounds::ZERO { 1 } else { -1 });
        let mut furthest: Option<(Pounds, &mut Part)> = None;
        for part in &mut parts {
            let lost = lost(part)?;
            let lost = if left > Pounds::ZERO {
                lost
            } else {
                Pounds::ZERO.minus(lost)?
            };
            if furthest.as_ref().is_none_or(|(most, _)| lost > *most) {
                furthest = Some((lost, part));
            }
        }
        match furthest {
            Some((_, part)) => part.to_the_penny = part.to_the_penny.plus(penny)?,
            None => break,
        }
        left = left.minus(penny)?;
    }
    Ok(parts)
}

/// By how much the exact part lies above what is printed, 24 times over, so that parts
/// of any denominator compare.
fn lost(part: &Part) -> Result<Pounds, Error> {
    twenty_four_times(part.exact)?.minus(part.to_the_penny.times(24)?)
}

/// An exact part 24 times over: every denominator divides 4!.
pub(super) fn twenty_four_times(part: DividedPounds) -> Result<Pounds, Error> {
    let times = 24_u64.checked_div(part.by().get()).unwrap_or(0);
    part.amount().times(times)
}

/// The sum of exact parts.
///
/// # Errors
///
/// The sum is beyond what can be held.
pub(super) fn sum(parts: impl Iterator<Item = DividedPounds>) -> Result<DividedPounds, Error> {
    let mut sum = Pounds::ZERO;
    for part in parts {
        sum = sum.plus(twenty_four_times(part)?)?;
    }
    Ok(DividedPounds::new(sum, NonZeroU64::MIN.saturating_add(23)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: [Cause; 4] = [Cause::Counts, Cause::Prices, Cause::Terms, Cause::Areas];

    /// Any payment for each set of four causes, by its bits.
    fn payments(seed: u64) -> Vec<Option<Pounds>> {
        let mut state = seed;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            i64::try_from(state >> 40).unwrap()
        };
        (0..16)
            .map(|_| Some(Pounds::pence(next() % 5_000)))
            .collect()
    }

    fn bits(set: Causes, order: &[Cause]) -> usize {
        let numbered = order.iter().enumerate();
        let in_set = numbered.filter(|(_, cause)| set.contains(**cause));
        in_set.map(|(number, _)| 1 << number).sum()
    }

    fn orders<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
        if all.is_empty() {
            return vec![Vec::new()];
        }
        let firsts = 0..all.len();
        let with_first = firsts.flat_map(|first| {
            let mut rest = all.to_vec();
            let first = rest.remove(first);
            let rests = orders(&rest).into_iter();
            rests.map(move |rest| [vec![first], rest].concat())
        });
        with_first.collect()
    }

    #[test]
    fn parts_are_the_mean_over_all_orders() {
        for seed in 1..200 {
            let payments = payments(seed);
            let paid = |set: Causes| payments[bits(set, &FOUR)];
            let parts = split(FOUR.into_iter().collect(), paid).unwrap();
            for (number, cause) in FOUR.into_iter().enumerate() {
                let mut steps = Pounds::ZERO;
                for order in orders(&FOUR) {
                    let at = order.iter().position(|one| *one == cause).unwrap();
                    let before: Causes = order[..at].iter().copied().collect();
                    let step = paid(before.and(cause.into())).unwrap();
                    let step = step.minus(paid(before).unwrap()).unwrap();
                    steps = steps.plus(step).unwrap();
                }
                let mean = DividedPounds::new(steps, NonZeroU64::new(24).unwrap());
                assert_eq!(parts[number].exact, mean, "{seed} {cause}");
            }
        }
    }

    #[test]
    fn the_order_of_the_causes_makes_no_difference() {
        for seed in 1..60 {
            let mut payments = payments(seed);
            // One mixture of three has no payment, so that blocks form too.
            for gone in [3, 5, 6, 9, 10, 12].into_iter().take((seed % 4) as usize) {
                payments[(gone + seed as usize) % 14 + 1] = None;
            }
            let mut told: Option<Vec<(Causes, DividedPounds)>> = None;
            for order in orders(&FOUR) {
                // The cause in place `number` plays the one of that number.
                let as_first = |set: Causes| -> Causes {
                    let numbered = order.iter().enumerate();
                    let in_set = numbered.filter(|(_, cause)| set.contains(**cause));
                    in_set.map(|(number, _)| FOUR[number]).collect()
                };
                let paid = |set: Causes| payments[bits(set, &order)];
                let parts = split(FOUR.into_iter().collect(), paid).unwrap();
                let exact = parts.iter().map(|part| (as_first(part.causes), part.exact));
                let mut exact: Vec<(Causes, DividedPounds)> = exact.collect();
                exact.sort_by_key(|(causes, _)| *causes);
                match &told {
                    None => told = Some(exact),
                    Some(told) => assert_eq!(*told, exact, "{seed} {order:?}"),
                }
            }
        }
    }

    #[test]
    fn pennies_add_up_and_stay_within_a_penny_and_turn_with_the_sign() {
        for seed in 1..500 {
            let payments = payments(seed);
            let all: Causes = FOUR.into_iter().collect();
            let there = split(all, |set| payments[bits(set, &FOUR)]).unwrap();
            let back = split(all, |set| payments[15 - bits(set, &FOUR)]).unwrap();
            let difference = payments[15].unwrap().minus(payments[0].unwrap()).unwrap();
            let mut sum = Pounds::ZERO;
            for (part, back) in there.iter().zip(&back) {
                sum = sum.plus(part.to_the_penny).unwrap();
                let lost = lost(part).unwrap();
                assert!(lost < Pounds::pence(24) && lost > Pounds::pence(-24));
                let negated = Pounds::ZERO.minus(part.to_the_penny).unwrap();
                assert_eq!(back.to_the_penny, negated);
            }
            assert_eq!(sum, difference);
            assert_eq!(
                super::sum(there.iter().map(|part| part.exact)).unwrap(),
                difference.into()
            );
        }
    }

    #[test]
    fn causes_stay_together_where_a_mixture_is_not_computable() {
        // Without the new counts the new prices have nothing to price.
        let prices: Causes = Cause::Prices.into();
        let paid = |set: Causes| {
            let lacks = set.contains(Cause::Prices) && !set.contains(Cause::Counts);
            (!lacks).then(|| Pounds::pence(i64::try_from(bits(set, &FOUR)).unwrap()))
        };
        let changed: Causes = [Cause::Counts, Cause::Prices, Cause::Terms]
            .into_iter()
            .collect();
        let parts = split(changed, paid).unwrap();
        let blocks: Vec<String> = parts.iter().map(|part| part.causes.in_words()).collect();
        assert_eq!(blocks, ["terms", "counts and prices"]);
        assert!(parts[1].causes.contains(Cause::Counts) && !prices.is_empty());
        assert_eq!(parts[1].exact, Pounds::pence(3).into());
    }
}
