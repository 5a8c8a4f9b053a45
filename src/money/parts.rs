//! Pounds to and from whole numbers of smaller units: pence, and ten-thousandths of a
//! pound, in which prices are whole.

use super::Pounds;
use super::pounds::PARTS_IN_A_PENNY;
#[cfg(feature = "evaluate")]
use super::pounds::too_large;
#[cfg(feature = "evaluate")]
use crate::problem::Error;

impl Pounds {
    /// An amount of whole pence.
    ///
    /// ```
    /// use justice_reinvestment::Pounds;
    ///
    /// let amount = Pounds::pence(-123_450);
    /// assert_eq!(amount.to_string(), "-1234.50");
    /// assert_eq!(amount.whole_pence(), Some(-123_450));
    /// assert_eq!("0.005".parse::<Pounds>()?.whole_pence(), None);
    /// # Ok::<(), justice_reinvestment::Error>(())
    /// ```
    #[must_use]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a 64-bit number of pence is far below what can be held"
    )]
    pub fn pence(pence: i64) -> Self {
        Self(i128::from(pence) * PARTS_IN_A_PENNY)
    }

    /// The amount in pence; `None` where it has a fraction of a penny, or more pence
    /// than 64 bits hold.
    #[must_use]
    pub fn whole_pence(self) -> Option<i64> {
        let is_whole = self.0.checked_rem(PARTS_IN_A_PENNY) == Some(0);
        let pence = self.0.checked_div(PARTS_IN_A_PENNY)?;
        i64::try_from(pence).ok().filter(|_| is_whole)
    }

    /// The amount in ten-thousandths of a pound; `None` where it has a finer fraction.
    pub(crate) fn ten_thousandths(self) -> Option<i128> {
        const PARTS: i128 = 1_000_000_000_000;
        let is_whole = self.0.checked_rem(PARTS) == Some(0);
        self.0.checked_div(PARTS).filter(|_| is_whole)
    }

    /// An amount of more pence than 64 bits may hold.
    #[cfg(feature = "evaluate")]
    pub(crate) fn of_pence(pence: i128) -> Result<Self, Error> {
        let parts = pence.checked_mul(PARTS_IN_A_PENNY);
        parts.map(Self).ok_or_else(too_large)
    }

    /// An amount of whole ten-thousandths of a pound.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "64 bits of them are far below what can be held"
    )]
    pub(crate) fn of_ten_thousandths(number: i64) -> Self {
        Self(i128::from(number) * 1_000_000_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_pence_go_in_and_come_out_and_a_fraction_of_a_penny_does_not() {
        for pence in [0, 1, -1, 123_450, -123_450, i64::MAX, i64::MIN] {
            assert_eq!(Pounds::pence(pence).whole_pence(), Some(pence));
        }
        assert_eq!(Pounds::pence(-123_450).to_string(), "-1234.50");
        let half_a_penny: Pounds = "0.005".parse().unwrap();
        assert_eq!(half_a_penny.whole_pence(), None);
        assert_eq!(Pounds(PARTS_IN_A_PENNY * (1 << 63)).whole_pence(), None);
    }

    #[cfg(feature = "evaluate")]
    #[test]
    fn ten_thousandths_of_a_pound_go_in_and_come_out_and_finer_parts_do_not() {
        for number in [0, 1, -1, 12_345, i64::MAX] {
            let amount = Pounds::of_ten_thousandths(number);
            assert_eq!(amount.ten_thousandths(), Some(i128::from(number)));
        }
        assert_eq!(Pounds::of_ten_thousandths(15).to_string(), "0.0015");
        assert_eq!(Pounds(1).ten_thousandths(), None);
        assert_eq!(Pounds::of_pence(150).unwrap().to_string(), "1.50");
        assert!(Pounds::of_pence(i128::MAX).is_err());
    }
}
