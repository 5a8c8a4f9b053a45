//! Pounds to and from text: the digits of files and of figures, and those of a unit
//! price, which has fewer. Decimals of another library go by way of them.

use super::Pounds;
use super::pounds::{PARTS_IN_A_POUND, too_large};
use crate::name::quoted;
use crate::problem::{Error, Problem};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

const PLACES: usize = 16;
const PLACES_OF_A_PRICE: usize = 4;
const DIGITS_OF_A_PRICE: usize = 12;

impl Pounds {
    /// A unit price: at least zero, at most four decimal places, below a
    /// million million pounds. Only digits and one decimal point are read.
    ///
    /// # Errors
    ///
    /// Anything else: a sign, a thousands separator, an exponent, a space.
    pub fn price(text: &str) -> Result<Self, Error> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let advice = if text.starts_with('-') {
            "a price is zero or more"
        } else if has_decimal_comma(text) {
            "write a decimal point, not a comma, like \"1234.50\""
        } else if text.contains(',') {
            "write it without thousands separators, like \"1234.50\""
        } else if fraction.len() > PLACES_OF_A_PRICE && digits(fraction) {
            "four decimal places are the most"
        } else if whole.len() > DIGITS_OF_A_PRICE && digits(whole) {
            "a price is below £1,000,000,000,000"
        } else if digits(whole) && digits(fraction) {
            return text.parse();
        } else {
            "write pounds as digits with at most one decimal point, like \"1234.50\""
        };
        Err(Problem::new(format!("{} is not a price", quoted(text)), advice).into())
    }

    /// Refuses what is not a unit price, for amounts that were not read as one.
    pub(crate) fn check_price(self) -> Result<(), Error> {
        Self::price(&self.to_string()).map(|_| ())
    }
}

impl FromStr for Pounds {
    type Err = Error;

    /// Reads exact digits: an optional ASCII minus, digits, and at most one
    /// decimal point with at most sixteen places.
    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = |advice: &str| {
            let what = format!("{} is not an amount of pounds", quoted(text));
            Error::from(Problem::new(what, advice))
        };
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        if has_decimal_comma(unsigned) {
            return Err(refused(
                "write a decimal point, not a comma, like \"1234.50\"",
            ));
        }
        if text.contains(',') {
            return Err(refused(
                "write it without thousands separators, like \"1234.50\"",
            ));
        }
        if !digits(whole) || !digits(fraction) {
            return Err(refused(
                "write digits with at most one decimal point, like \"1234.50\"",
            ));
        }
        if fraction.len() > PLACES {
            return Err(refused("sixteen decimal places are the most"));
        }
        let parts = format!("{sign}{whole}{fraction:0<PLACES$}").parse();
        parts.map(Self).map_err(|_| too_large())
    }
}

impl fmt::Display for Pounds {
    /// All digits, at least two places, no sign for pounds: `-1234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) = (
            magnitude.div_euclid(PARTS_IN_A_POUND.unsigned_abs()),
            magnitude.rem_euclid(PARTS_IN_A_POUND.unsigned_abs()),
        );
        let sign = if self.0 < 0 { "-" } else { "" };
        let places = format!("{fraction:0PLACES$}");
        let (pence, rest) = places.split_at(2);
        write!(f, "{sign}{whole}.{pence}{}", rest.trim_end_matches('0'))
    }
}

impl fmt::Debug for Pounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pounds({self})")
    }
}

impl Serialize for Pounds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "rust_decimal")]
impl TryFrom<rust_decimal::Decimal> for Pounds {
    type Error = Error;

    /// Exact, or an error where the decimal has more than sixteen places that
    /// are not zero.
    fn try_from(decimal: rust_decimal::Decimal) -> Result<Self, Error> {
        decimal.normalize().to_string().parse()
    }
}

#[cfg(feature = "rust_decimal")]
impl TryFrom<Pounds> for rust_decimal::Decimal {
    type Error = Error;

    /// Exact, or an error where a decimal cannot hold all the digits.
    fn try_from(pounds: Pounds) -> Result<Self, Error> {
        Self::from_str_exact(&pounds.to_string()).map_err(|_| {
            Problem::new(
                format!("£{pounds} has more digits than rust_decimal holds"),
                "keep it as text",
            )
            .into()
        })
    }
}

/// Whether a comma stands where a decimal point should: before one or two digits.
fn has_decimal_comma(text: &str) -> bool {
    let parts = text.split_once(',');
    parts.is_some_and(|(whole, pence)| digits(whole) && digits(pence) && pence.len() <= 2)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pounds(text: &str) -> Pounds {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_is_written_as_it_was_read_with_two_places_at_least() {
        let cases = [
            ("0", "0.00"),
            ("-0", "0.00"),
            ("5", "5.00"),
            ("1234.5", "1234.50"),
            ("-0.005", "-0.005"),
            ("0.0000000000000001", "0.0000000000000001"),
            ("17000000000000000000000", "17000000000000000000000.00"),
        ];
        for (text, shown) in cases {
            assert_eq!(pounds(text).to_string(), shown);
        }
    }

    #[test]
    fn text_that_is_not_plain_digits_is_no_amount() {
        let wrong = [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "1_000",
            "1e3",
            "+5",
            "£5",
            " 5",
            "5 ",
            "1,000",
            "--5",
            "٥",
            "0.00000000000000001",
            "NaN",
            "99999999999999999999999999",
        ];
        for text in wrong {
            assert!(text.parse::<Pounds>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_price_is_zero_or_more_with_four_places() {
        for good in ["0", "0.00", "1234.50", "0.0001", "999999999999.9999"] {
            assert!(Pounds::price(good).is_ok(), "{good}");
        }
        for bad in [
            "-1",
            "1,234.50",
            "1.00001",
            "1000000000000",
            "£5",
            "1e3",
            "",
            "5.",
        ] {
            assert!(Pounds::price(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_amount_that_was_not_read_as_a_price_is_checked_as_one() {
        assert!(pounds("1234.5").check_price().is_ok());
        for bad in ["-1", "0.00001", "1000000000000"] {
            assert!(pounds(bad).check_price().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_comma_is_taken_for_a_decimal_point_before_one_or_two_digits_alone() {
        let advice = |text: &str| Pounds::price(text).unwrap_err().to_string();
        for text in ["1,5", "1234,50"] {
            assert!(advice(text).contains("not a comma"), "{text}");
        }
        for text in ["1,234", "x,50", "50,x", ",50", "50,"] {
            assert!(advice(text).contains("thousands separators"), "{text}");
        }
    }

    #[test]
    fn an_amount_is_debugged_with_its_digits() {
        assert_eq!(format!("{:?}", pounds("-1.5")), "Pounds(-1.50)");
    }

    #[cfg(feature = "rust_decimal")]
    #[test]
    fn decimals_go_both_ways_without_losing_a_digit() {
        use rust_decimal::Decimal;
        for text in ["0.00", "-1234.50", "0.0000000000000001", "792281625142.64"] {
            let decimal = Decimal::try_from(pounds(text)).unwrap();
            assert_eq!(Pounds::try_from(decimal), Ok(pounds(text)));
        }
        assert!(Pounds::try_from(Decimal::new(1, 17)).is_err());
        assert!(Decimal::try_from(Pounds(i128::MAX)).is_err());
    }
}
