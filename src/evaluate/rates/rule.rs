//! Which outcomes a test counts as no likelier, or as extreme, as the one observed.
//! What the chances of outcomes are is told by `binomial` and `poisson`.

/// How a p-value adds up the chances of outcomes.
///
/// The two-sided rules answer the same question differently, and neither is wrong; a
/// report names the one that it uses. Only [`Central`](Self::Central) always agrees
/// with the intervals of this crate: its p-value is below 5% exactly where the 95%
/// interval leaves out the value that is tested.
///
/// ```
/// use justice_reinvestment::evaluate::{NullRatio, Rate, TestRule};
///
/// let rates = Rate::new(2, 17_877.0)?.against(Rate::new(9, 16_660.0)?);
/// let central = rates.p_value(TestRule::Central, NullRatio::NO_CHANGE);
/// let minlike = rates.p_value(TestRule::Minlike, NullRatio::NO_CHANGE);
/// assert_eq!(format!("{central:.4} {minlike:.4}"), "0.0501 0.0331");
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TestRule {
    /// Two-sided: twice the smaller of the two one-sided p-values, at most 1.
    #[default]
    Central,
    /// Two-sided: all outcomes that are no likelier than the one observed, as R's
    /// `binom.test` and `poisson.test` have it. Outcomes on the other side whose
    /// chances are equal to within 10⁻⁷ of themselves count as equally likely, as in R.
    /// It may contradict the interval.
    Minlike,
    /// One-sided: the outcome observed and all beyond it on this side.
    OneSided(Side),
    /// One-sided, with half the chance of the outcome observed and all of those beyond
    /// (Lancaster's mid-p). Not exact: it may exceed its level a little, where the
    /// exact rule stays well below.
    MidP(Side),
}

impl TestRule {
    /// The word that outputs use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Minlike => "minlike",
            Self::OneSided(Side::Lower) => "one_sided_lower",
            Self::OneSided(Side::Higher) => "one_sided_higher",
            Self::MidP(Side::Lower) => "mid_p_lower",
            Self::MidP(Side::Higher) => "mid_p_higher",
        }
    }

    /// The rule as part of a sentence.
    pub(in crate::evaluate) const fn in_words(self) -> &'static str {
        match self {
            Self::Central => "two-sided by the central rule",
            Self::Minlike => "two-sided by the likelihood of outcomes (minlike)",
            Self::OneSided(Side::Lower) => "one-sided, as low or lower",
            Self::OneSided(Side::Higher) => "one-sided, as high or higher",
            Self::MidP(Side::Lower) => "one-sided with mid-p, as low or lower",
            Self::MidP(Side::Higher) => "one-sided with mid-p, as high or higher",
        }
    }
}

/// On which side of the value that is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Side {
    /// As low as observed, or lower.
    Lower,
    /// As high as observed, or higher.
    Higher,
}

/// A distribution of counts with one peak.
pub(super) trait Counts {
    /// The chance of exactly this count.
    fn exactly(&self, count: u64) -> f64;
    /// The chance of this count or less.
    fn up_to(&self, count: u64) -> f64;
    /// The chance of this count or more.
    fn from(&self, count: u64) -> f64;
    /// The likeliest count; the higher where two are.
    fn peak(&self) -> u64;
    /// A count beyond which nothing is left to speak of.
    fn top(&self) -> u64;
}

impl TestRule {
    /// The p-value of a count.
    pub(super) fn p_value(self, counts: &impl Counts, observed: u64) -> f64 {
        let value = match self {
            Self::Central => 2.0 * counts.up_to(observed).min(counts.from(observed)),
            Self::Minlike => minlike(counts, observed),
            Self::OneSided(side) => one_sided(counts, observed, side),
            Self::MidP(side) => one_sided(counts, observed, side) - counts.exactly(observed) / 2.0,
        };
        value.clamp(0.0, 1.0)
    }
}

fn one_sided(counts: &impl Counts, observed: u64, side: Side) -> f64 {
    match side {
        Side::Lower => counts.up_to(observed),
        Side::Higher => counts.from(observed),
    }
}

fn minlike(counts: &impl Counts, observed: u64) -> f64 {
    const EQUALLY_LIKELY: f64 = 1.0 + 1e-7;
    let peak = counts.peak();
    let chance = counts.exactly(observed) * EQUALLY_LIKELY;
    let is_no_likelier = |count: u64| counts.exactly(count) <= chance;
    if observed < peak {
        // Chances fall from the peak on.
        let (inside, outside) = (peak.saturating_sub(1), counts.top().saturating_add(1));
        let outside = nearest_outside(inside, outside, is_no_likelier);
        counts.up_to(observed) + counts.from(outside)
    } else if observed > peak {
        if !is_no_likelier(0) {
            return counts.from(observed);
        }
        let outside = nearest_outside(peak.saturating_add(1), 0, is_no_likelier);
        counts.up_to(outside) + counts.from(observed)
    } else {
        1.0
    }
}

/// The number outside that is nearest to those inside, by halving.
fn nearest_outside(mut inside: u64, mut outside: u64, is_outside: impl Fn(u64) -> bool) -> u64 {
    while inside.abs_diff(outside) > 1 {
        let middle = inside.midpoint(outside);
        match is_outside(middle) {
            true => outside = middle,
            false => inside = middle,
        }
    }
    outside
}
