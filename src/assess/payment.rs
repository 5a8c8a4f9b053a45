//! From a saving to a payment: the threshold, the bands and the cap. Every
//! decision here is a comparison of exact amounts; nothing is divided.

use super::Outcome;
use crate::money::{Percent, Pounds, Rounding};
use crate::problem::Error;
use crate::scheme::{Band, BandTerms, ThresholdRule};
use serde::Serialize;

/// The threshold, in per cent and in pounds, and whether it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Threshold {
    /// The reduction from which anything is paid.
    pub percent: Percent,
    /// Whether it is met at exactly its value.
    pub rule: ThresholdRule,
    /// That reduction of the baseline cost in pounds.
    pub amount: Option<Pounds>,
    /// Whether the saving meets it.
    pub met: Option<bool>,
    /// Saving − amount: by how much it is exceeded; negative when it is missed.
    pub margin: Option<Pounds>,
}

/// One band: its slice of the saving, and what it pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BandPayment {
    /// The reduction at which the band begins.
    pub from_percent: Percent,
    /// The reduction at which it ends; `None` for a last band without an end.
    pub to_percent: Option<Percent>,
    /// The part of the saving that falls into it.
    pub saving: Option<Pounds>,
    /// The share of that part which is paid once the threshold is met.
    pub share_percent: Percent,
    /// What is paid: saving × share, or nothing when the threshold is not met.
    pub payment: Option<Pounds>,
}

/// The reduction beyond which nothing more is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cap {
    /// In per cent.
    pub percent: Percent,
    /// As a saving in pounds.
    pub amount: Option<Pounds>,
    /// Whether the saving is as large as that or larger.
    pub reached: Option<bool>,
}

/// Terms applied to one baseline cost: everything that does not depend on the
/// saving, worked out once.
pub(crate) struct Gate<'a> {
    terms: &'a BandTerms,
    rounding: Rounding,
    baseline: Option<Pounds>,
    threshold: Option<Pounds>,
    /// Where each band begins and ends in pounds; empty without a baseline cost.
    slices: Vec<Slice<'a>>,
}

struct Slice<'a> {
    band: &'a Band,
    begins: Pounds,
    ends: Option<Pounds>,
}

/// What the terms decide about a saving.
pub(super) struct Decision {
    pub(super) outcome: Outcome,
    pub(super) threshold: Threshold,
    pub(super) bands: Vec<BandPayment>,
    pub(super) cap: Option<Cap>,
    pub(super) unrewarded_saving: Option<Pounds>,
    pub(super) reward_before_rounding: Option<Pounds>,
    pub(super) reward: Option<Pounds>,
}

impl<'a> Gate<'a> {
    pub(crate) fn new(
        terms: &'a BandTerms,
        baseline: Option<Pounds>,
        rounding: Rounding,
    ) -> Result<Self, Error> {
        let mut slices = Vec::new();
        if let Some(baseline) = baseline {
            slices.reserve_exact(terms.bands().len());
            let mut begins = Pounds::ZERO;
            for band in terms.bands() {
                let ends = band.up_to.map(|end| baseline.share(end)).transpose()?;
                slices.push(Slice { band, begins, ends });
                begins = ends.unwrap_or(begins);
            }
        }
        let threshold = baseline.map(|baseline| baseline.share(terms.threshold()));
        Ok(Self {
            terms,
            rounding,
            baseline,
            threshold: threshold.transpose()?,
            slices,
        })
    }

    pub(super) fn baseline(&self) -> Option<Pounds> {
        self.baseline
    }

    /// The threshold in pounds.
    pub(crate) fn threshold(&self) -> Option<Pounds> {
        self.threshold
    }

    /// The threshold and where each band ends, in per cent and in pounds.
    pub(super) fn edges(&self) -> impl Iterator<Item = (Percent, Pounds)> {
        let threshold = self
            .threshold
            .map(|amount| (self.terms.threshold(), amount));
        let ends = self
            .slices
            .iter()
            .filter_map(|slice| slice.band.up_to.zip(slice.ends));
        threshold.into_iter().chain(ends)
    }

    /// "by 5% or more": met at exactly the threshold, unless the terms are
    /// stricter. Compared in pounds: saving against percentage × baseline cost.
    /// Where the baseline cost is zero there is no reduction to judge. (gov.uk,
    /// *The development and Year One Implementation of the Local Justice
    /// Reinvestment Pilot*, 13 May 2013.)
    pub(crate) fn is_met(&self, saving: Pounds) -> bool {
        let (Some(threshold), Some(baseline)) = (self.threshold, self.baseline) else {
            return false;
        };
        baseline > Pounds::ZERO
            && match self.terms.rule() {
                ThresholdRule::AtLeast => saving >= threshold,
                ThresholdRule::MoreThan => saving > threshold,
            }
    }

    /// Each band's slice of a saving with its payment. Once the threshold is
    /// met, shares count from the first pound.
    fn payments(&self, saving: Pounds) -> impl Iterator<Item = Result<(Pounds, Pounds), Error>> {
        let is_met = self.is_met(saving);
        self.slices.iter().map(move |slice| {
            let reached = match slice.ends {
                Some(ends) => saving.min(ends),
                None => saving,
            }
            .max(slice.begins);
            let part = reached.minus(slice.begins)?;
            let payment = if is_met {
                part.share(slice.band.share)?
            } else {
                Pounds::ZERO
            };
            Ok((part, payment))
        })
    }

    /// The payments of a saving added up: exact, and to the penny.
    pub(crate) fn reward(&self, saving: Pounds) -> Result<(Pounds, Pounds), Error> {
        let mut exact = Pounds::ZERO;
        if !self.is_met(saving) {
            return Ok((exact, exact));
        }
        for payment in self.payments(saving) {
            exact = exact.plus(payment?.1)?;
        }
        Ok((exact, exact.rounded(self.rounding)?))
    }

    pub(crate) fn cap(&self) -> Option<Pounds> {
        self.slices.last().and_then(|slice| slice.ends)
    }

    /// Whether a saving is as large as the cap or larger; never without a baseline
    /// cost to save of.
    pub(crate) fn reaches_cap(&self, saving: Pounds) -> Option<bool> {
        let cap = self.cap()?;
        Some(self.baseline != Some(Pounds::ZERO) && saving >= cap)
    }

    pub(crate) fn outcome(&self, saving: Pounds) -> Outcome {
        if self.baseline == Some(Pounds::ZERO) {
            Outcome::NoBaseline
        } else if !self.is_met(saving) {
            Outcome::NotMet
        } else if self.cap().is_some_and(|cap| saving > cap) {
            Outcome::Capped
        } else {
            Outcome::Met
        }
    }

    /// What no share pays: all of a saving when the threshold is not met, else
    /// slices at 0% and what lies beyond the cap.
    fn unrewarded(&self, saving: Pounds) -> Result<Pounds, Error> {
        if !self.is_met(saving) {
            return Ok(saving.max(Pounds::ZERO));
        }
        let mut unrewarded = match self.cap() {
            Some(cap) => saving.max(cap).minus(cap)?,
            None => Pounds::ZERO,
        };
        for (slice, payment) in self.slices.iter().zip(self.payments(saving)) {
            if slice.band.share == Percent::ZERO {
                unrewarded = unrewarded.plus(payment?.0)?;
            }
        }
        Ok(unrewarded)
    }

    /// All that the terms decide about a saving; about one that is not known,
    /// all that can be said without it.
    pub(super) fn decide(&self, saving: Option<Pounds>) -> Result<Decision, Error> {
        let rewards = saving.map(|saving| self.reward(saving)).transpose()?;
        let margin = match (saving, self.threshold) {
            (Some(saving), Some(threshold)) => Some(saving.minus(threshold)?),
            _ => None,
        };
        Ok(Decision {
            outcome: saving.map_or(Outcome::NotComputable, |saving| self.outcome(saving)),
            threshold: Threshold {
                percent: self.terms.threshold(),
                rule: self.terms.rule(),
                amount: self.threshold,
                met: saving.map(|saving| self.is_met(saving)),
                margin,
            },
            bands: self.bands(saving)?,
            cap: self.terms.cap().map(|percent| Cap {
                percent,
                amount: self.cap(),
                reached: saving.and_then(|saving| self.reaches_cap(saving)),
            }),
            unrewarded_saving: saving.map(|saving| self.unrewarded(saving)).transpose()?,
            reward_before_rounding: rewards.map(|(exact, _)| exact),
            reward: rewards.map(|(_, rounded)| rounded),
        })
    }

    fn bands(&self, saving: Option<Pounds>) -> Result<Vec<BandPayment>, Error> {
        let payments: Option<Vec<_>> = saving
            .map(|saving| self.payments(saving).collect::<Result<_, _>>())
            .transpose()?;
        let mut from_percent = Percent::ZERO;
        let bands = self.terms.bands().iter().enumerate().map(|(index, band)| {
            let known = payments
                .as_ref()
                .and_then(|known| known.get(index))
                .copied();
            let payment = BandPayment {
                from_percent,
                to_percent: band.up_to,
                saving: known.map(|(part, _)| part),
                share_percent: band.share,
                payment: known.map(|(_, payment)| payment),
            };
            from_percent = band.up_to.unwrap_or(from_percent);
            payment
        });
        Ok(bands.collect())
    }
}
