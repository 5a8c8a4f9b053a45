//! Tails of the gamma distribution for shapes up to 10¹³: those of the Poisson.

use super::special::{
    HALF_LOG_TWO_PI, deviance, exponential_beyond_its_line, integral_of_a_fall, place_of_tail,
    stirling_error,
};

/// The gamma distribution with a shape above 0 and scale 1.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) struct Gamma {
    pub(in crate::evaluate) shape: f64,
}

/// How many steps a series or continued fraction may take.
const STEPS: u32 = 300;

impl Gamma {
    /// The density of the value's logarithm, xᵃe⁻ˣ ÷ Γ(a), by the saddle-point form of
    /// Loader (2000).
    pub(super) fn density(self, value: f64) -> f64 {
        let exponent = -stirling_error(self.shape)
            - deviance(self.shape, value, self.shape - value)
            - HALF_LOG_TWO_PI;
        self.shape.sqrt() * exponent.exp()
    }

    /// The chance of a value at or under this one.
    pub(super) fn below(self, value: f64) -> f64 {
        if value <= 0.0 {
            return 0.0;
        }
        if value <= self.shape {
            self.density(value) * self.lower_over_density(value)
        } else {
            1.0 - self.density(value) * self.upper_over_density(value)
        }
    }

    /// The chance of a value above.
    pub(super) fn above(self, value: f64) -> f64 {
        if value <= 0.0 {
            return 1.0;
        }
        if value <= self.shape {
            1.0 - self.density(value) * self.lower_over_density(value)
        } else {
            self.density(value) * self.upper_over_density(value)
        }
    }

    /// The value below which a tail of this size lies; 0 where it is under 10⁻³⁰⁰.
    pub(in crate::evaluate) fn value_below(self, tail: f64) -> f64 {
        let place = place_of_tail(tail, self.spread(), |place| {
            let value = self.shape * place.exp();
            (self.below(value), self.density(value))
        });
        self.shape * place.exp()
    }

    /// The value above which a tail of this size lies.
    pub(in crate::evaluate) fn value_above(self, tail: f64) -> f64 {
        let place = place_of_tail(tail, self.spread(), |place| {
            let value = self.shape * (-place).exp();
            (self.above(value), self.density(value))
        });
        self.shape * (-place).exp()
    }

    /// The standard deviation of the value's logarithm, nearly.
    fn spread(self) -> f64 {
        ((1.0 + 1.0 / self.shape) / self.shape).sqrt()
    }

    /// The lower tail in units of the density, left of the mean: by its series (NIST
    /// Digital Library of Mathematical Functions, 8.7.1), or by the integral.
    fn lower_over_density(self, value: f64) -> f64 {
        let mut term = 1.0 / self.shape;
        let mut sum = term;
        let mut divisor = self.shape;
        for _ in 0..STEPS {
            divisor += 1.0;
            let factor = value / divisor;
            term *= factor;
            sum += term;
            // What is left out is less than a geometric series with this factor.
            if term * factor <= f64::EPSILON / 4.0 * sum * (1.0 - factor) {
                return sum;
            }
        }
        let excess = self.shape - value;
        integral_of_a_fall(1.0 / (excess + value.sqrt()), |down| {
            excess * down + value * exponential_beyond_its_line(-down)
        })
    }

    /// The upper tail in units of the density, right of the mean: by Legendre's
    /// continued fraction (8.9.2) in Lentz's method, or by the integral.
    fn upper_over_density(self, value: f64) -> f64 {
        let mut place = value + 1.0 - self.shape;
        let mut upper = f64::INFINITY;
        let mut lower = 1.0 / place;
        let mut fraction = lower;
        for step in 1..=STEPS {
            let step = f64::from(step);
            let part = step * (self.shape - step);
            place += 2.0;
            lower = 1.0 / (place + part * lower);
            upper = place + part / upper;
            let factor = lower * upper;
            fraction *= factor;
            if (factor - 1.0).abs() <= f64::EPSILON {
                return fraction;
            }
        }
        let excess = value - self.shape;
        integral_of_a_fall(1.0 / (excess + value.sqrt()), |up| {
            excess * up + value * exponential_beyond_its_line(up)
        })
    }
}
