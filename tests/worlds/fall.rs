//! What a fall in cost pays, reckoned in fractions of the baseline: the reduction
//! is 1 − T/B, a band is an interval of it, and pounds come in at the very end.
//! Nothing here is how the library does it.

use super::Rule;
use super::numbers::{Ratio, amount, fraction, rounded, to_the_penny, whole};
use num_traits::Zero;

/// Edges that a reader must see on the right side of a reduction although no
/// terms name them: that anything changed at all, and that anything is left.
const NOTHING_CHANGED: u32 = 0;
const NOTHING_LEFT: u32 = 1_000_000;

/// A cost that fell, or rose, under a rule.
pub struct Fall<'a> {
    pub rule: &'a Rule,
    /// What demand cost in the baseline.
    pub before: Ratio,
    /// What it cost in the test period.
    pub after: Ratio,
}

/// A band as an interval of the reduction.
pub struct Interval {
    start: Ratio,
    end: Option<Ratio>,
    share: Ratio,
}

impl Rule {
    pub fn intervals(&self) -> Vec<Interval> {
        let mut intervals: Vec<Interval> = Vec::new();
        for (end, share) in &self.bands {
            let before = intervals.last().and_then(|before| before.end.clone());
            intervals.push(Interval {
                start: before.unwrap_or_else(Ratio::zero),
                end: end.map(fraction),
                share: fraction(*share),
            });
        }
        intervals
    }

    pub fn cap(&self) -> Option<u32> {
        self.bands.last().and_then(|(end, _)| *end)
    }
}

impl Fall<'_> {
    /// `None` where there was no cost to reduce.
    fn reduction(&self) -> Option<Ratio> {
        (!self.before.is_zero()).then(|| whole(1) - &self.after / &self.before)
    }

    pub fn saving(&self) -> Ratio {
        match self.reduction() {
            Some(reduction) => reduction * &self.before,
            None => -self.after.clone(),
        }
    }

    pub fn is_met(&self) -> bool {
        let threshold = fraction(self.rule.threshold);
        self.reduction().is_some_and(|reduction| {
            reduction > threshold || (reduction == threshold && !self.rule.strict)
        })
    }

    /// What the interval from 0 to the reduction has in common with another, in
    /// pounds.
    fn common(&self, start: &Ratio, end: Option<&Ratio>) -> Ratio {
        let reduction = self.reduction().unwrap_or_else(Ratio::zero);
        let end = end.map_or(reduction.clone(), |end| end.clone().min(reduction));
        (end - start).max(Ratio::zero()) * &self.before
    }

    pub fn band_saving(&self, band: &Interval) -> Ratio {
        self.common(&band.start, band.end.as_ref())
    }

    pub fn band_payment(&self, band: &Interval) -> Ratio {
        match self.is_met() {
            true => self.band_saving(band) * &band.share,
            false => Ratio::zero(),
        }
    }

    pub fn exact_reward(&self) -> Ratio {
        let bands = self.rule.intervals();
        bands.iter().map(|band| self.band_payment(band)).sum()
    }

    pub fn reward(&self) -> Ratio {
        to_the_penny(&self.exact_reward())
    }

    /// What is paid once the cost has fallen to the cap; `None` without a cap.
    pub fn full_payment(&self) -> Option<Ratio> {
        let of_band = |band: Interval| Some((band.end? - band.start) * band.share * &self.before);
        self.rule.intervals().into_iter().map(of_band).sum()
    }

    pub fn reaches_cap(&self) -> Option<bool> {
        let cap = fraction(self.rule.cap()?);
        Some(self.reduction().is_some_and(|reduction| reduction >= cap))
    }

    pub fn outcome(&self) -> &'static str {
        let Some(reduction) = self.reduction() else {
            return "no_baseline";
        };
        match self.rule.cap() {
            _ if !self.is_met() => "not_met",
            Some(cap) if reduction > fraction(cap) => "capped",
            _ => "met",
        }
    }

    pub fn unrewarded(&self) -> Ratio {
        if !self.is_met() {
            return self.saving().max(Ratio::zero());
        }
        let bands = self.rule.intervals();
        let unpaid = bands.iter().filter(|band| band.share.is_zero());
        let beyond_cap = |cap| self.common(&fraction(cap), None);
        let beyond = self.rule.cap().map_or_else(Ratio::zero, beyond_cap);
        unpaid.map(|band| self.band_saving(band)).sum::<Ratio>() + beyond
    }

    /// The reduction in per cent as a reader sees it: two places, and as many
    /// more as it takes to stand on the right side of every edge.
    pub fn shown(&self) -> Option<String> {
        let percent = self.reduction()? * whole(100);
        let ends = self.rule.bands.iter().filter_map(|(end, _)| *end);
        let edges: Vec<Ratio> = [NOTHING_CHANGED, NOTHING_LEFT, self.rule.threshold]
            .into_iter()
            .chain(ends)
            .map(|edge| fraction(edge) * whole(100))
            .collect();
        let is_on_its_side = |text: &String| {
            let shown = amount(text);
            let side = |edge| shown.cmp(edge) == percent.cmp(edge);
            edges.iter().all(side)
        };
        let texts = (2..=60).map(|places| rounded(&percent, places));
        texts.into_iter().find(is_on_its_side)
    }
}
