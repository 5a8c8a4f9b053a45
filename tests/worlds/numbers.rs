//! Numbers without limits, to and from the text that the library writes.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

pub type Ratio = BigRational;

pub fn whole(number: impl Into<BigInt>) -> Ratio {
    Ratio::from_integer(number.into())
}

/// Ten-thousandths of one per cent as a part of the whole.
pub fn fraction(parts: u32) -> Ratio {
    whole(parts) / whole(1_000_000)
}

/// The number that a text of digits says.
pub fn amount(text: &str) -> Ratio {
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    let digits: BigInt = text.replace('.', "").parse().unwrap();
    whole(digits) / tens(places)
}

/// All digits, two places at least.
pub fn exact(number: &Ratio) -> String {
    (2..=30)
        .map(|places| rounded(number, places))
        .find(|text| amount(text) == *number)
        .unwrap()
}

/// So many places; halves go away from zero.
pub fn rounded(number: &Ratio, places: usize) -> String {
    let half = whole(1) / whole(2);
    let scaled = (number.abs() * tens(places) + half).floor().to_integer();
    let sign = if number.is_negative() && !scaled.is_zero() {
        "-"
    } else {
        ""
    };
    let digits = format!("{:0>fewest$}", scaled.to_string(), fewest = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// To the nearest penny; half a penny goes away from zero.
pub fn to_the_penny(number: &Ratio) -> Ratio {
    let half = whole(1) / whole(2);
    let pence = (number.abs() * whole(100) + half).floor() / whole(100);
    if number.is_negative() { -pence } else { pence }
}

/// Ten-thousandths of one per cent in the fewest digits: `5`, `2.5`.
pub fn short(parts: u32) -> String {
    let (whole, rest) = (parts / 10_000, parts % 10_000);
    let digits = format!("{whole}.{rest:04}");
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    digits.to_owned()
}

fn tens(places: usize) -> Ratio {
    whole(BigInt::from(10).pow(u32::try_from(places).unwrap()))
}
