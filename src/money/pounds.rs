//! Amounts of pounds and the arithmetic that rewards need: sums, differences,
//! count × price and percentage × amount, each exact or refused. How they are read
//! and written is said elsewhere.

use super::Percent;
use crate::problem::{Error, Problem};
use crate::wording;
use serde::Serialize;

/// An exact amount of pounds, which may be negative.
///
/// It is a whole number of 10⁻¹⁶ pounds. A price has at most four decimal
/// places, a percentage of it six more, a share of that again six more; so
/// everything that a reward is made of is a whole number of these parts, and
/// sums and differences cannot lose a digit. Amounts reach 1.7 × 10²² pounds;
/// beyond that, arithmetic is an error, never a wrong figure.
///
/// ```
/// use justice_reinvestment::{Percent, Pounds};
///
/// let price: Pounds = "14710.00".parse()?;
/// let cost = price.times(62_765)?;
/// assert_eq!(cost.to_string(), "923273150.00");
/// assert_eq!(cost.share("5%".parse::<Percent>()?)?.to_string(), "46163657.50");
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pounds(
    /// Parts of 10⁻¹⁶ pounds.
    pub(super) i128,
);

/// How the exact reward becomes pounds and pence: the only rounding there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rounding {
    /// To the nearest penny; exactly half a penny goes away from zero.
    HalfAwayFromZero,
}

impl Rounding {
    /// As people say it: `to the nearest penny, half a penny away from zero`.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::HalfAwayFromZero => "to the nearest penny, half a penny away from zero",
        }
    }
}

pub(super) const PARTS_IN_A_POUND: i128 = 10_000_000_000_000_000;
pub(super) const PARTS_IN_A_PENNY: i128 = 100_000_000_000_000;

impl Pounds {
    /// £0.00.
    pub const ZERO: Self = Self(0);

    /// This amount and another.
    ///
    /// # Errors
    ///
    /// The sum is beyond what can be held.
    pub fn plus(self, other: Self) -> Result<Self, Error> {
        self.0.checked_add(other.0).map(Self).ok_or_else(too_large)
    }

    /// This amount less another.
    ///
    /// # Errors
    ///
    /// The difference is beyond what can be held.
    pub fn minus(self, other: Self) -> Result<Self, Error> {
        self.0.checked_sub(other.0).map(Self).ok_or_else(too_large)
    }

    /// This amount for each of a count.
    ///
    /// # Errors
    ///
    /// The product is beyond what can be held.
    pub fn times(self, count: u64) -> Result<Self, Error> {
        self.0
            .checked_mul(i128::from(count))
            .map(Self)
            .ok_or_else(too_large)
    }

    /// A percentage of this amount.
    ///
    /// # Errors
    ///
    /// A digit would be lost (more than sixteen decimal places), or the product
    /// is beyond what can be held.
    pub fn share(self, percent: Percent) -> Result<Self, Error> {
        match percent {
            Percent::ZERO => return Ok(Self::ZERO),
            Percent::ALL => return Ok(self),
            _ => {}
        }
        // A percentage is a whole number of millionths, so this only moves the
        // decimal point by six places.
        let parts = i128::from(percent.parts());
        if let Some(moved) = moved_six_places(self.0) {
            return moved.checked_mul(parts).map(Self).ok_or_else(too_large);
        }
        let product = self.0.checked_mul(parts).ok_or_else(too_large)?;
        moved_six_places(product).map(Self).ok_or_else(|| {
            Problem::new(
                format!("{percent}% of £{self} has more than sixteen decimal places"),
                "use an amount or a percentage with fewer places",
            )
            .into()
        })
    }

    /// This amount to the penny.
    ///
    /// # Errors
    ///
    /// The rounded amount is beyond what can be held.
    pub fn rounded(self, rounding: Rounding) -> Result<Self, Error> {
        let Rounding::HalfAwayFromZero = rounding;
        let beyond = self.0.checked_rem(PARTS_IN_A_PENNY).unwrap_or(0);
        let down = self.0.checked_sub(beyond).ok_or_else(too_large)?;
        if beyond.unsigned_abs() < PARTS_IN_A_PENNY.unsigned_abs().div_euclid(2) {
            return Ok(Self(down));
        }
        let penny = if beyond.is_negative() {
            down.checked_sub(PARTS_IN_A_PENNY)
        } else {
            down.checked_add(PARTS_IN_A_PENNY)
        };
        penny.map(Self).ok_or_else(too_large)
    }

    /// Whether this is a whole number of pounds.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.0.checked_rem(PARTS_IN_A_POUND) == Some(0)
    }

    /// As people read it: `−£1,234.50`.
    #[must_use]
    pub fn in_words(self) -> String {
        wording::pounds(&self.to_string())
    }

    /// Two amounts as whole numbers of the same part of a pound, for the digits
    /// of their ratio; of as large a part as both allow, so that there is room.
    pub(crate) fn in_like_parts(self, other: Self) -> (u128, u128) {
        const PARTS_OF_A_PRICE: u128 = 1_000_000_000_000;
        let parts = (self.0.unsigned_abs(), other.0.unsigned_abs());
        let whole = |parts: u128| {
            let moved = parts.div_euclid(PARTS_OF_A_PRICE);
            (moved.checked_mul(PARTS_OF_A_PRICE) == Some(parts)).then_some(moved)
        };
        match (whole(parts.0), whole(parts.1)) {
            (Some(one), Some(other)) => (one, other),
            _ => parts,
        }
    }
}

/// A millionth of a whole number; `None` where a digit would fall off.
///
/// Long division, four digits of 32 bits: a quarter of the time that dividing
/// 128 bits at once takes, and this is what assessing spends its time on.
fn moved_six_places(number: i128) -> Option<i128> {
    const MILLION: u64 = 1_000_000;
    let digits = number.unsigned_abs().to_be_bytes();
    let (digits, _) = digits.as_chunks::<4>();
    let (mut quotient, mut rest) = (0_u128, 0_u64);
    for digit in digits {
        let dividend = rest << 32 | u64::from(u32::from_be_bytes(*digit));
        quotient = quotient << 32 | u128::from(dividend / MILLION);
        rest = dividend % MILLION;
    }
    let magnitude = i128::try_from(quotient).ok().filter(|_| rest == 0)?;
    if number.is_negative() {
        magnitude.checked_neg()
    } else {
        Some(magnitude)
    }
}

#[cold]
pub(super) fn too_large() -> Error {
    Problem::new(
        "this amount is beyond £17,000,000,000,000,000,000,000",
        "check the counts and prices that it is made of",
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pounds(text: &str) -> Pounds {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_is_whole_where_no_penny_is_beside_its_pounds() {
        for (amount, is_whole) in [("0", true), ("-17", true), ("0.01", false), ("1.5", false)] {
            assert_eq!(pounds(amount).is_whole(), is_whole, "{amount}");
        }
    }

    #[test]
    fn two_amounts_are_told_in_the_largest_part_that_both_are_whole_in() {
        let price = pounds("0.0001");
        assert_eq!(pounds("-2").in_like_parts(price), (20_000, 1));
        assert_eq!(pounds("1").in_like_parts(Pounds(1)), (10_u128.pow(16), 1));
        assert_eq!(Pounds(1).in_like_parts(price), (1, 10_u128.pow(12)));
    }

    #[test]
    fn the_whole_of_the_largest_amount_can_be_held() {
        let largest = Pounds(i128::MAX);
        assert_eq!(largest.share(Percent::ALL), Ok(largest));
        assert_eq!(largest.share(Percent::ZERO), Ok(Pounds::ZERO));
    }

    #[test]
    fn half_a_penny_goes_away_from_zero() {
        let cases = [
            ("0.005", "0.01"),
            ("-0.005", "-0.01"),
            ("0.0049999999999999", "0.00"),
            ("-0.0049999999999999", "0.00"),
            ("0.015", "0.02"),
            ("0.025", "0.03"),
            ("7.00", "7.00"),
            ("1.9950000000000001", "2.00"),
        ];
        for (exact, rounded) in cases {
            let penny = pounds(exact).rounded(Rounding::HalfAwayFromZero).unwrap();
            assert_eq!(penny.to_string(), rounded, "{exact}");
        }
    }

    #[test]
    fn the_decimal_point_moves_by_six_places_or_not_at_all() {
        let million = 1_000_000;
        for number in [
            0,
            1,
            -1,
            million,
            -million,
            i128::from(u64::MAX),
            i128::MAX / million,
        ] {
            assert_eq!(moved_six_places(number * million), Some(number));
            assert_eq!(moved_six_places(number * million + 1), None);
        }
        assert_eq!(moved_six_places(i128::MAX), None);
        assert_eq!(moved_six_places(i128::MIN), None);
    }

    #[test]
    fn what_cannot_be_held_exactly_is_refused() {
        let largest = Pounds(i128::MAX);
        assert!(largest.plus(Pounds(1)).is_err());
        assert!(Pounds(i128::MIN).minus(Pounds(1)).is_err());
        assert!(pounds("1000000000000").times(u64::MAX).is_err());
        assert!(Pounds(1).share(Percent::whole(50).unwrap()).is_err());
        assert_eq!(Pounds(2).share(Percent::whole(50).unwrap()), Ok(Pounds(1)));
    }
}
