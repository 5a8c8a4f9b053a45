//! The excess of a saving over a percentage of the baseline cost: a sum of independent
//! counts, each times a step. Its moment generating function is known
//! in closed form, and everything here is read from that.

/// One count with its step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    /// What one case adds, in units of the sum; negative for cases of the test period.
    pub(super) step: i128,
    /// How many cases are expected.
    pub(super) mean: f64,
    /// What one case adds to the baseline cost, in pounds.
    pub(super) baseline_price: f64,
}

/// The excess: counts about their means with variance φ × mean, each times its step.
#[derive(Debug, Clone)]
pub(super) struct Excess {
    parts: Vec<Part>,
    /// Pounds for a step of one.
    unit: f64,
    /// Variance ÷ mean: 1 for Poisson counts, more for negative binomial ones.
    dispersion: f64,
}

/// The cumulants of a tilted sum that are needed to place a contour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cumulants {
    /// The logarithm of the moment generating function.
    pub(super) log: f64,
    pub(super) mean: f64,
    pub(super) variance: f64,
}

impl Excess {
    pub(super) fn new(parts: Vec<Part>, unit: f64, dispersion: f64) -> Self {
        Self {
            parts,
            unit,
            dispersion,
        }
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub(super) fn unit(&self) -> f64 {
        self.unit
    }

    pub(super) fn dispersion(&self) -> f64 {
        self.dispersion
    }

    /// What one case of a part adds, in pounds.
    pub(super) fn step(&self, part: &Part) -> f64 {
        part.step as f64 * self.unit
    }

    /// The sum's mean, in pounds.
    pub(super) fn mean(&self) -> f64 {
        let parts = self.parts.iter();
        parts.map(|part| self.step(part) * part.mean).sum()
    }

    /// What all cases add to either side, whichever that is, in pounds.
    pub(super) fn turnover(&self) -> f64 {
        let parts = self.parts.iter();
        parts.map(|part| self.step(part).abs() * part.mean).sum()
    }

    /// The mean of the baseline cost, in pounds.
    pub(super) fn mean_baseline(&self) -> f64 {
        let parts = self.parts.iter();
        parts.map(|part| part.baseline_price * part.mean).sum()
    }

    /// The chance that no case of the parts that count comes.
    pub(super) fn chance_of_none(&self, counts: impl Fn(&Part) -> bool) -> f64 {
        let extra = self.dispersion - 1.0;
        let parts = self.parts.iter().filter(|part| counts(part));
        let logs = parts.map(|part| match extra > 0.0 {
            false => -part.mean,
            true => -part.mean / extra * self.dispersion.ln(),
        });
        logs.sum::<f64>().exp()
    }

    /// Between which tilts the moment generating function is finite.
    pub(super) fn domain(&self) -> (f64, f64) {
        let extra = self.dispersion - 1.0;
        let mut domain = (f64::NEG_INFINITY, f64::INFINITY);
        if extra > 0.0 {
            let farthest = (self.dispersion / extra).ln();
            for part in &self.parts {
                let end = farthest / self.step(part);
                match part.step.signum() {
                    1 => domain.1 = domain.1.min(end),
                    -1 => domain.0 = domain.0.max(end),
                    _ => {}
                }
            }
        }
        domain
    }

    /// The cumulants under a tilt within the domain.
    pub(super) fn cumulants(&self, tilt: f64) -> Cumulants {
        let extra = self.dispersion - 1.0;
        let mut all = Cumulants {
            log: 0.0,
            mean: 0.0,
            variance: 0.0,
        };
        for part in &self.parts {
            let step = self.step(part);
            let grown = (tilt * step).exp();
            // φ − (φ − 1)·e^(tilt·step) = 1 − less. A φ hardly above 1 leaves the logarithm
            // of that no digits, but for those of what is less.
            let less = extra * (tilt * step).exp_m1();
            let rest = 1.0 - less;
            all.log += match extra > 0.0 {
                false => part.mean * (tilt * step).exp_m1(),
                true => -part.mean / extra * (-less).ln_1p(),
            };
            all.mean += part.mean * step * grown / rest;
            all.variance += part.mean * step * step * self.dispersion * grown / (rest * rest);
        }
        all
    }

    /// The tilt under which the sum's mean is zero, if there is one.
    pub(super) fn saddle(&self) -> Option<f64> {
        let has = |sign: i128| self.parts.iter().any(|part| part.step.signum() == sign);
        if !has(1) || !has(-1) {
            return None;
        }
        let spread = self.cumulants(0.0).variance.sqrt();
        let (from, to) = self.domain();
        let inside = |tilt: f64, bound: f64| match bound.is_finite() {
            true => tilt.abs().min(bound.abs() * (1.0 - 1e-12)).copysign(bound),
            false => tilt,
        };
        // The mean rises with the tilt: two tilts on either side of zero.
        let (mut low, mut high) = (0.0, 0.0);
        let mut reach = 1.0 / spread;
        let falls = self.cumulants(0.0).mean > 0.0;
        for _ in 0..2_000 {
            let tilt = match falls {
                true => inside(-reach, from),
                false => inside(reach, to),
            };
            let mean = self.cumulants(tilt).mean;
            match falls {
                true => low = tilt,
                false => high = tilt,
            }
            if (mean > 0.0) != falls || !mean.is_finite() {
                break;
            }
            match falls {
                true => high = tilt,
                false => low = tilt,
            }
            reach *= 2.0;
        }
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            let mean = self.cumulants(middle).mean;
            // What cannot be held lies on the far side, whichever that is.
            let is_above = match mean.is_finite() {
                true => mean > 0.0,
                false => !falls,
            };
            match is_above {
                true => high = middle,
                false => low = middle,
            }
            if (high - low).abs() <= 1e-6 / spread.max(f64::MIN_POSITIVE) {
                break;
            }
        }
        Some(f64::midpoint(low, high))
    }
}
