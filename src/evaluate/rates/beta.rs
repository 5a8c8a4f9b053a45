//! Tails of the beta distribution for shapes up to 10¹³: those of the binomial, and of
//! the ratio of two gamma variables.

use super::special::{
    HALF_LOG_TWO_PI, deviance, difference_of_products, exponential_beyond_its_line,
    integral_of_a_fall, place_of_tail, stirling_error,
};

/// A chance, as the odds `one` to `other`. Both are kept, since 1 − p loses what is
/// small; they need not add up to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Odds {
    pub(super) one: f64,
    pub(super) other: f64,
}

impl Odds {
    fn chance(self) -> f64 {
        self.one / (self.one + self.other)
    }

    fn reversed(self) -> Self {
        Self {
            one: self.other,
            other: self.one,
        }
    }
}

/// The beta distribution with two shapes, both above 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beta {
    pub(super) one: f64,
    pub(super) other: f64,
}

impl Beta {
    /// The density of the log odds, pᵃqᵇ ÷ B(a, b), by the saddle-point form of
    /// Loader (2000).
    pub(super) fn density(self, odds: Odds) -> f64 {
        let Self { one, other } = self;
        let both = one + other;
        let excess = self.excess(odds);
        let exponent = stirling_error(both)
            - stirling_error(one)
            - stirling_error(other)
            - deviance(one, both * odds.chance(), excess)
            - deviance(other, both * odds.reversed().chance(), -excess);
        (one * (other / both)).sqrt() * (exponent - HALF_LOG_TWO_PI).exp()
    }

    /// The chance of a value at or under the chance that the odds give.
    pub(super) fn below(self, odds: Odds) -> f64 {
        if odds.one <= 0.0 {
            return 0.0;
        }
        if odds.other <= 0.0 {
            return 1.0;
        }
        let excess = self.excess(odds);
        if excess >= 0.0 {
            self.density(odds) * self.tail_over_density(odds, excess)
        } else {
            let (mirror, odds) = (self.reversed(), odds.reversed());
            1.0 - mirror.density(odds) * mirror.tail_over_density(odds, -excess)
        }
    }

    /// The chance of a value above.
    pub(super) fn above(self, odds: Odds) -> f64 {
        self.reversed().below(odds.reversed())
    }

    /// The odds below which a tail of this size lies; 0 where they are under 10⁻³⁰⁰.
    pub(super) fn odds_below(self, tail: f64) -> f64 {
        let Self { one, other } = self;
        // The standard deviation of the log odds, nearly.
        let spread = ((1.0 + 1.0 / one) / one + (1.0 + 1.0 / other) / other).sqrt();
        let place = place_of_tail(tail, spread, |place| {
            let odds = Odds {
                one: one * place.exp(),
                other,
            };
            (self.below(odds), self.density(odds))
        });
        one / other * place.exp()
    }

    /// The odds above which a tail of this size lies; infinite beyond 10³⁰⁰.
    pub(super) fn odds_above(self, tail: f64) -> f64 {
        1.0 / self.reversed().odds_below(tail)
    }

    fn reversed(self) -> Self {
        Self {
            one: self.other,
            other: self.one,
        }
    }

    /// The first shape, less its part of both at these odds.
    fn excess(self, odds: Odds) -> f64 {
        let difference = difference_of_products(self.one, odds.other, self.other, odds.one);
        difference / (odds.one + odds.other)
    }

    /// The lower tail in units of [`density`](Self::density), left of the mean.
    fn tail_over_density(self, odds: Odds, excess: f64) -> f64 {
        self.continued_fraction(odds, excess)
            .unwrap_or_else(|| self.tail_by_integral(odds, excess))
    }

    /// The continued fraction of the incomplete beta function in the form of Didonato
    /// and Morris (1992), "Algorithm 708", there called BFRAC, which keeps its digits
    /// where one shape is far larger; `None` where it is not done in 300 steps, as it
    /// is not with shapes of many thousands near the mean.
    fn continued_fraction(self, odds: Odds, excess: f64) -> Option<f64> {
        let Self { one, other } = self;
        let (chance, rest) = (odds.chance(), odds.reversed().chance());
        let first = 1.0 + 1.0 / one;
        let mut place = one + 1.0;
        let mut growth = 1.0;
        // Numerators and denominators of the last two convergents, the latter's
        // denominator taken as 1.
        let (mut upper_before, mut lower_before) = (0.0, first / (1.0 + excess));
        let mut upper = lower_before;
        for step in 1..=300_u32 {
            let step = f64::from(step);
            let share = step / one;
            let width = step * (other - step) * chance;
            let slope = one / place;
            let part = growth * (growth + other / one) * slope * slope * (width * chance);
            let slope = (1.0 + share) / (first + 2.0 * share);
            let whole = step + width / place + slope * (1.0 + excess + step * (1.0 + rest));
            growth = 1.0 + share;
            place += 2.0;
            let next_upper = part * upper_before + whole * upper;
            let next_lower = part * lower_before + whole;
            let next = next_upper / next_lower;
            if (next - upper).abs() <= f64::EPSILON * next {
                return Some(next);
            }
            upper_before = upper / next_lower;
            lower_before = 1.0 / next_lower;
            upper = next;
        }
        None
    }

    /// The integral over the log odds, from these odds down. With t for how far down,
    /// the integrand falls by excess · t + (a + b) · ln(q e^(pt) + p e^(−qt)), two
    /// terms of one sign, so that no digits are lost however large the shapes are.
    fn tail_by_integral(self, odds: Odds, excess: f64) -> f64 {
        let both = self.one + self.other;
        let (chance, rest) = (odds.chance(), odds.reversed().chance());
        let scale = 1.0 / (excess + (both * chance * rest).sqrt());
        integral_of_a_fall(scale, |down| {
            let bend = rest * exponential_beyond_its_line(chance * down)
                + chance * exponential_beyond_its_line(-rest * down);
            excess * down + both * bend.ln_1p()
        })
    }
}
