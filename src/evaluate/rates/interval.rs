//! How sure, between which limits, and what may be said of a rate.

use crate::money::Percent;
use crate::problem::{Error, Problem};
use std::fmt;

/// How often intervals that are made this way hold the true value, at least or about.
///
/// ```
/// use justice_reinvestment::evaluate::Confidence;
///
/// let confidence = Confidence::new("99%".parse()?)?;
/// assert_eq!(confidence.percent().to_string(), "99");
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Confidence(Percent);

impl Confidence {
    /// A confidence.
    ///
    /// # Errors
    ///
    /// 0% and 100%: intervals would be empty, or would hold everything.
    pub fn new(percent: Percent) -> Result<Self, Error> {
        if percent == Percent::ZERO || percent == Percent::ALL {
            return Err(Problem::new(
                format!("{percent}% is not a confidence"),
                "take one between, such as \"95%\"",
            )
            .into());
        }
        Ok(Self(percent))
    }

    /// 95%, by custom.
    ///
    /// ```
    /// use justice_reinvestment::evaluate::Confidence;
    ///
    /// assert_eq!(Confidence::usual().percent().to_string(), "95");
    /// ```
    #[must_use]
    pub const fn usual() -> Self {
        Self(Percent::NINETY_FIVE)
    }

    /// The confidence as a percentage.
    #[must_use]
    pub const fn percent(self) -> Percent {
        self.0
    }

    /// The chance of error on each side of a two-sided interval.
    pub(in crate::evaluate) fn tail(self) -> f64 {
        let left = Percent::PARTS_IN_ALL.saturating_sub(self.0.parts());
        f64::from(left) / (2.0 * f64::from(Percent::PARTS_IN_ALL))
    }
}

/// An interval for a rate, a ratio or a sum, from zero up. Both limits belong to it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Interval {
    /// The lower limit: 0 or more, always finite.
    pub lower: f64,
    /// The upper limit; `None` where there is none, as for a ratio to nothing.
    pub upper: Option<f64>,
    /// How sure.
    pub confidence: Confidence,
}

impl Interval {
    /// Limits as they were calculated, of which an infinite one is none.
    pub(super) fn new(lower: f64, upper: Option<f64>, confidence: Confidence) -> Self {
        Self {
            lower: lower.clamp(0.0, f64::MAX),
            upper: upper.filter(|upper| upper.is_finite()),
            confidence,
        }
    }

    /// Whether a value lies within.
    ///
    /// ```
    /// use justice_reinvestment::evaluate::{Confidence, Rate};
    ///
    /// let rates = Rate::new(2, 17_877.0)?.against(Rate::new(9, 16_660.0)?);
    /// assert!(rates.interval(Confidence::usual()).holds(1.0));
    /// # Ok::<(), justice_reinvestment::Error>(())
    /// ```
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.lower <= value && self.upper.is_none_or(|upper| value <= upper)
    }
}

/// What may be said of the rate that underlies a count, at a stated confidence. It does
/// not say why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The whole interval lies below "no change".
    Fell,
    /// The whole interval lies above "no change".
    Rose,
    /// The interval holds "no change". That is not to say that nothing changed.
    CannotTell,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fell => "fell",
            Self::Rose => "rose",
            Self::CannotTell => "cannot tell",
        })
    }
}
