//! The reduction in per cent, as people read it. It is shown and never decides.

use super::payment::Gate;
use crate::money::{Percent, Pounds};
use crate::name::quoted;
use crate::problem::{Error, Problem};
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Saving ÷ baseline cost in per cent, rounded to two places, halves away from
/// zero; to as many more places as it takes to stand on the same side of the
/// threshold, of each band's edge, of zero and of 100% as the exact figure does.
/// A fall of 4.9999998% is not shown as 5.00.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReductionPercent {
    /// The figure without its decimal point.
    digits: i128,
    places: u32,
}

const FEWEST_PLACES: u32 = 2;
const MOST_PLACES: u32 = 30;

impl ReductionPercent {
    /// The reduction that a saving is of a gate's baseline cost; `None` where
    /// that cost is zero.
    pub(crate) fn of(saving: Pounds, gate: &Gate<'_>) -> Result<Option<Self>, Error> {
        let Some(baseline) = gate.baseline().filter(|baseline| *baseline > Pounds::ZERO) else {
            return Ok(None);
        };
        let whole = [(Percent::ZERO, Pounds::ZERO), (Percent::ALL, baseline)];
        let stands_as_exact = |shown: &Self| {
            whole
                .into_iter()
                .chain(gate.edges())
                .all(|(edge, amount)| shown.against(edge) == Some(saving.cmp(&amount)))
        };
        let shown = (FEWEST_PLACES..=MOST_PLACES)
            .map_while(|places| Self::rounded(saving, baseline, places))
            .find(stands_as_exact);
        shown.map(Some).ok_or_else(|| {
            Problem::new(
                "the reduction cannot be shown in thirty decimal places",
                "check the counts and prices that the costs are made of",
            )
            .into()
        })
    }

    /// By long division, which keeps every digit; `None` beyond what can be held.
    fn rounded(saving: Pounds, baseline: Pounds, places: u32) -> Option<Self> {
        let (dividend, divisor) = saving.in_like_parts(baseline);
        let mut quotient = dividend.checked_div(divisor)?;
        let mut rest = dividend.checked_rem(divisor)?;
        // Two digits more, for per cent.
        for _ in 0..places.checked_add(2)? {
            rest = rest.checked_mul(10)?;
            quotient = quotient
                .checked_mul(10)?
                .checked_add(rest.checked_div(divisor)?)?;
            rest = rest.checked_rem(divisor)?;
        }
        if rest >= divisor.checked_sub(rest)? {
            quotient = quotient.checked_add(1)?;
        }
        let magnitude = i128::try_from(quotient).ok()?;
        let digits = if saving < Pounds::ZERO {
            magnitude.checked_neg()?
        } else {
            magnitude
        };
        Some(Self { digits, places })
    }

    /// On which side of an edge the figure stands as it is shown.
    fn against(&self, edge: Percent) -> Option<Ordering> {
        const PLACES_OF_A_PERCENT: i128 = 10_000;
        let shown = self.digits.checked_mul(PLACES_OF_A_PERCENT)?;
        let edge = i128::from(edge.parts()).checked_mul(10_i128.checked_pow(self.places)?)?;
        Some(shown.cmp(&edge))
    }
}

impl fmt::Display for ReductionPercent {
    /// Digits without a per cent sign; negative when the cost rose: `-5.29`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let one = 10_u128.checked_pow(self.places).ok_or(fmt::Error)?;
        let magnitude = self.digits.unsigned_abs();
        let (whole, fraction) = (magnitude.div_euclid(one), magnitude.rem_euclid(one));
        let places = usize::try_from(self.places).map_err(|_| fmt::Error)?;
        write!(f, "{sign}{whole}.{fraction:0places$}")
    }
}

impl FromStr for ReductionPercent {
    type Err = Error;

    /// Reads a figure as it is shown: digits with two decimal places or more.
    fn from_str(text: &str) -> Result<Self, Error> {
        let read = || {
            let (whole, fraction) = text.strip_prefix('-').unwrap_or(text).split_once('.')?;
            let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            let places = u32::try_from(fraction.len()).ok()?;
            let is_shown = !whole.is_empty() && are_digits(whole) && are_digits(fraction);
            let has_places = (FEWEST_PLACES..=MOST_PLACES).contains(&places);
            let digits = text.replacen('.', "", 1).parse().ok()?;
            (is_shown && has_places).then_some(Self { digits, places })
        };
        read().ok_or_else(|| {
            let what = format!("{} is not a reduction in per cent", quoted(text));
            Problem::new(what, "write it as outputs do, like \"11.74\" or \"-5.29\"").into()
        })
    }
}

impl fmt::Debug for ReductionPercent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReductionPercent({self})")
    }
}

impl Serialize for ReductionPercent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::Cohort;
    use crate::money::Rounding;
    use crate::scheme::PublishedTerms;

    fn shown(saving: &str, baseline: &str) -> String {
        let terms = PublishedTerms::LjrBands.terms(Cohort::Adult);
        let rounding = Rounding::HalfAwayFromZero;
        let gate = Gate::new(&terms, Some(baseline.parse().unwrap()), rounding).unwrap();
        match ReductionPercent::of(saving.parse().unwrap(), &gate).unwrap() {
            Some(percent) => percent.to_string(),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn a_reduction_has_two_places_and_more_only_at_an_edge() {
        let cases = [
            ("1", "3", "33.33"),
            ("2", "3", "66.67"),
            ("12345", "1000000", "1.23"),
            ("12350", "1000000", "1.24"),
            ("-12350", "1000000", "-1.24"),
            ("0", "7", "0.00"),
            ("50000", "1000000", "5.00"),
            ("49999.998", "1000000", "4.9999998"),
            ("50000.01", "1000000", "5.000001"),
            ("49999", "1000000", "4.9999"),
            ("200000", "1000000", "20.00"),
            ("199999.99", "1000000", "19.999999"),
            ("200000.01", "1000000", "20.000001"),
            ("0.01", "1000000", "0.000001"),
            ("-0.01", "1000000", "-0.000001"),
            ("1000000", "1000000", "100.00"),
            ("999999.99", "1000000", "99.999999"),
            ("-30000000", "10", "-300000000.00"),
            ("0", "0", "none"),
            ("-5", "0", "none"),
        ];
        for (saving, baseline, percent) in cases {
            assert_eq!(shown(saving, baseline), percent, "{saving} of {baseline}");
        }
    }

    #[test]
    fn the_nearest_miss_that_can_be_priced_is_shown() {
        let baseline = "999999999999999999.9999";
        assert_eq!(
            shown("49999999999999999.9999", baseline),
            "4.99999999999999999999"
        );
    }
}
