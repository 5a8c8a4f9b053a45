//! Amounts that need not end in decimals: pounds divided by a whole number. The
//! division is never carried out but for people to read.

use super::pounds::{PARTS_IN_A_PENNY, too_large};
use super::{Pounds, Rounding};
use crate::problem::Error;
#[cfg(feature = "evaluate")]
use crate::problem::Problem;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::num::NonZeroU64;

/// An exact amount of pounds divided by a whole number, in lowest terms: a third of
/// £100.00 is £100.00 ÷ 3 and not £33.33.
///
/// ```
/// use justice_reinvestment::{DividedPounds, Pounds, Rounding};
/// use std::num::NonZeroU64;
///
/// let three = NonZeroU64::new(3).unwrap();
/// let third = DividedPounds::new("100.00".parse()?, three);
/// assert_eq!(third.exactly(), None);
/// assert_eq!(third.rounded(Rounding::HalfAwayFromZero)?.to_string(), "33.33");
/// let whole = DividedPounds::new("300.00".parse()?, three);
/// assert_eq!(whole.exactly(), Some("100.00".parse()?));
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DividedPounds {
    amount: Pounds,
    by: NonZeroU64,
}

impl DividedPounds {
    /// An amount divided by a whole number.
    #[must_use]
    pub fn new(amount: Pounds, by: NonZeroU64) -> Self {
        let common = common_divisor(amount.0.unsigned_abs(), u128::from(by.get()));
        let lowest = || {
            let amount = amount.0.checked_div(i128::try_from(common).ok()?)?;
            let by = u128::from(by.get()).checked_div(common)?;
            let by = NonZeroU64::new(u64::try_from(by).ok()?)?;
            Some(Self {
                amount: Pounds(amount),
                by,
            })
        };
        lowest().unwrap_or(Self { amount, by })
    }

    /// What is divided.
    #[must_use]
    pub fn amount(self) -> Pounds {
        self.amount
    }

    /// By how much.
    #[must_use]
    pub fn by(self) -> NonZeroU64 {
        self.by
    }

    /// The amount where it ends within sixteen decimal places, as [`Pounds`] do.
    #[must_use]
    pub fn exactly(self) -> Option<Pounds> {
        (self.by == NonZeroU64::MIN).then_some(self.amount)
    }

    /// To the penny, once.
    ///
    /// # Errors
    ///
    /// The rounded amount is beyond what can be held.
    pub fn rounded(self, rounding: Rounding) -> Result<Pounds, Error> {
        let Rounding::HalfAwayFromZero = rounding;
        let of_a_penny = u128::from(self.by.get())
            .checked_mul(PARTS_IN_A_PENNY.unsigned_abs())
            .ok_or_else(too_large)?;
        let magnitude = self.amount.0.unsigned_abs();
        let down = magnitude.checked_div(of_a_penny);
        let beyond = magnitude.checked_rem(of_a_penny);
        let (Some(down), Some(beyond)) = (down, beyond) else {
            return Err(too_large());
        };
        let is_half_or_more = beyond >= of_a_penny.saturating_sub(beyond);
        let parts = i128::try_from(down)
            .ok()
            .and_then(|pence| pence.checked_add(i128::from(is_half_or_more)))
            .and_then(|pence| pence.checked_mul(PARTS_IN_A_PENNY))
            .ok_or_else(too_large)?;
        if self.amount < Pounds::ZERO {
            return Pounds::ZERO.minus(Pounds(parts));
        }
        Ok(Pounds(parts))
    }
}

impl From<Pounds> for DividedPounds {
    fn from(amount: Pounds) -> Self {
        Self::new(amount, NonZeroU64::MIN)
    }
}

impl Serialize for DividedPounds {
    /// `amount` and `divided_by`, which are exact.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("DividedPounds", 2)?;
        fields.serialize_field("amount", &self.amount)?;
        fields.serialize_field("divided_by", &self.by)?;
        fields.end()
    }
}

/// The ratio of two costs as two whole numbers without a common divisor.
///
/// # Errors
///
/// A cost is negative, the second is zero, or a number has more than 64 bits even so.
#[cfg(feature = "evaluate")]
pub(crate) fn in_lowest_terms(one: Pounds, other: Pounds) -> Result<(u64, NonZeroU64), Error> {
    let refused = || {
        let what = format!("£{one} ÷ £{other} is no ratio that can be held exactly");
        Error::from(Problem::new(what, "check the counts and prices"))
    };
    if one < Pounds::ZERO || other <= Pounds::ZERO {
        return Err(refused());
    }
    let (above, below) = one.in_like_parts(other);
    let common = common_divisor(above, below);
    let lowest = |number: u128| u64::try_from(number.checked_div(common)?).ok();
    match (lowest(above), lowest(below).and_then(NonZeroU64::new)) {
        (Some(above), Some(below)) => Ok((above, below)),
        _ => Err(refused()),
    }
}

/// The greatest common divisor (Euclid, *Elements* VII.2).
fn common_divisor(mut one: u128, mut other: u128) -> u128 {
    while let Some(rest) = one.checked_rem(other) {
        (one, other) = (other, rest);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(amount: &str, by: u64) -> DividedPounds {
        DividedPounds::new(amount.parse().unwrap(), NonZeroU64::new(by).unwrap())
    }

    #[test]
    fn half_a_penny_goes_away_from_zero_and_nothing_is_rounded_twice() {
        let cases = [
            ("0.01", 2, "0.01"),
            ("-0.01", 2, "-0.01"),
            ("0.0049", 1, "0.00"),
            ("100", 3, "33.33"),
            ("-200", 3, "-66.67"),
            ("0.0199999999999999", 4, "0.00"),
            ("0.02", 4, "0.01"),
            ("17000000000000000000000", 7, "2428571428571428571428.57"),
            ("0", 5, "0.00"),
        ];
        for (amount, by, shown) in cases {
            let rounded = divided(amount, by).rounded(Rounding::HalfAwayFromZero);
            assert_eq!(rounded.unwrap().to_string(), shown, "{amount} ÷ {by}");
        }
    }

    #[test]
    fn equal_amounts_are_equal_however_they_are_written() {
        assert_eq!(divided("100", 4), divided("25", 1));
        assert_eq!(divided("-200", 6), divided("-100", 3));
        assert_eq!(divided("0", 9), Pounds::ZERO.into());
        assert_eq!(divided("0.0000000000000001", 2).exactly(), None);
        assert_eq!(divided("100", 4).exactly(), "25".parse().ok());
    }

    #[cfg(feature = "evaluate")]
    #[test]
    fn a_ratio_of_costs_is_in_lowest_terms() {
        let ratio = |one: &str, other: &str| {
            let lowest = in_lowest_terms(one.parse().unwrap(), other.parse().unwrap());
            lowest.map(|(above, below)| (above, below.get()))
        };
        assert_eq!(ratio("0.75", "1.25"), Ok((3, 5)));
        assert_eq!(ratio("0", "1.25"), Ok((0, 1)));
        assert!(ratio("1", "0").is_err());
        assert!(ratio("-1", "2").is_err());
        assert!(ratio("17000000000000000000000", "3.0001").is_err());
    }
}
