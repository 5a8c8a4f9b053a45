//! The chances of a count: Poisson, or negative binomial with variance φ × mean.

use crate::problem::{Error, Problem};

/// So many values of one count are told apart on either side of the likeliest, at most.
const MOST_VALUES: usize = 1 << 22;
/// Counts beyond this chance on either side are left out.
const NEGLIGIBLE: f64 = 2e-16;

/// The values that a count takes, from one on upwards, each with its chance. What lies
/// beyond on either side has a chance below 10⁻¹⁵ and is left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counts {
    /// The least of them.
    pub(super) first: u64,
    /// Their chances; they add up to 1.
    pub(super) chances: Vec<f64>,
}

impl Counts {
    /// Those of a count about a mean; it is none or more.
    ///
    /// From the likeliest value outwards by the ratio of neighbours,
    /// p(k + 1) ÷ p(k) = (mean + k·(φ − 1)) ÷ (φ·(k + 1)): nothing but the four
    /// operations, so that the chances are the same on every machine.
    ///
    /// # Errors
    ///
    /// There are too many values.
    pub(super) fn about(mean: f64, dispersion: f64) -> Result<Self, Error> {
        if mean <= 0.0 {
            return Ok(Self {
                first: 0,
                chances: vec![1.0],
            });
        }
        let extra = dispersion - 1.0;
        let ratio = |number: f64| (mean + number * extra) / (dispersion * (number + 1.0));
        let likeliest = ((mean - dispersion).floor() + 1.0).max(0.0);
        let too_many = || {
            let what = format!("counts about {mean} take too many values to be drawn");
            let advice = "ask for the chance of each gate alone, which needs no draws";
            Error::from(Problem::new(what, advice))
        };
        let mut sum = 1.0;
        let mut above = vec![1.0];
        let (mut number, mut weight) = (likeliest, 1.0);
        loop {
            let next = ratio(number);
            weight *= next;
            number += 1.0;
            // Ratios fall, or rise towards that of the negative binomial's far tail.
            let steepest = ratio(number).max(extra / dispersion);
            if steepest < 1.0 && weight / (1.0 - steepest) <= NEGLIGIBLE * sum {
                break;
            }
            if above.len() >= MOST_VALUES {
                return Err(too_many());
            }
            above.push(weight);
            sum += weight;
        }
        let mut below = Vec::new();
        (number, weight) = (likeliest, 1.0);
        while number > 0.0 {
            let next = 1.0 / ratio(number - 1.0);
            weight *= next;
            number -= 1.0;
            if next < 1.0 && weight / (1.0 - next) <= NEGLIGIBLE * sum {
                number += 1.0;
                break;
            }
            if below.len() >= MOST_VALUES {
                return Err(too_many());
            }
            below.push(weight);
            sum += weight;
        }
        let chances = below.iter().rev().chain(&above);
        Ok(Self {
            first: number as u64,
            chances: chances.map(|weight| weight / sum).collect(),
        })
    }

    /// The largest of them.
    pub(super) fn last(&self) -> u64 {
        let values = u64::try_from(self.chances.len()).unwrap_or(u64::MAX);
        self.first.saturating_add(values).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_have_the_mean_and_the_variance_that_are_wanted() {
        for mean in [1e-6, 0.3, 1.0, 7.5, 200.0, 12_345.6, 1e8] {
            for dispersion in [1.0, 1.000_001, 1.5, 2.0, 5.0, 40.0] {
                let counts = Counts::about(mean, dispersion).unwrap();
                let numbers = (counts.first..).zip(&counts.chances);
                let (mut all, mut first, mut second) = (0.0, 0.0, 0.0);
                for (number, chance) in numbers {
                    let off = number as f64 - mean;
                    all += chance;
                    first += chance * off;
                    second += chance * off * off;
                }
                let variance = second - first * first;
                let wanted = mean * dispersion;
                let about = format!("{mean} {dispersion}: {all} {first} {variance}");
                assert!((all - 1.0).abs() < 1e-12, "{about}");
                assert!(first.abs() < 1e-9 * wanted.max(1.0), "{about}");
                assert!((variance - wanted).abs() < 1e-9 * wanted + 1e-10, "{about}");
                assert_eq!(
                    counts.last() + 1 - counts.first,
                    counts.chances.len() as u64
                );
            }
        }
    }

    #[test]
    fn none_is_none_and_what_is_too_wide_is_refused() {
        let none = Counts::about(0.0, 5.0).unwrap();
        assert_eq!((none.first, none.chances), (0, vec![1.0]));
        assert!(Counts::about(1e15, 1.0).is_err());
        assert!(Counts::about(1e12, 1.0).is_err());
        assert!(Counts::about(1e9, 1.0).is_ok());
    }
}
