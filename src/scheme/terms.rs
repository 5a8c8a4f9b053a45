//! The terms on which a cohort's reward is paid: threshold and bands. Also the
//! terms of both published readings of the Local Justice Reinvestment pilot.

use crate::cohort::Cohort;
use crate::money::Percent;
use crate::name::{Id, quoted};
use crate::problem::{Error, Problem};
use crate::source::Source;
use crate::wording;
use serde::{Serialize, Serializer};
use std::str::FromStr;

/// What is paid to a site for one cohort.
///
/// Every kind of terms will stand here; threshold and bands are the first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Terms {
    /// A threshold, and shares of the saving by band of the reduction.
    Bands(BandTerms),
}

impl Terms {
    /// The sources that the terms rest on.
    #[must_use]
    pub fn sources(&self) -> &[Id] {
        let Self::Bands(terms) = self;
        terms.sources()
    }
}

impl From<BandTerms> for Terms {
    fn from(terms: BandTerms) -> Self {
        Self::Bands(terms)
    }
}

/// A threshold on the reduction, and the share of the saving that each band of
/// the reduction pays once the threshold is met.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BandTerms {
    published: Option<PublishedTerms>,
    threshold: Percent,
    rule: ThresholdRule,
    bands: Vec<Band>,
    sources: Vec<Id>,
}

impl BandTerms {
    /// Terms of a scheme's own. Bands follow one another from 0 and rise
    /// strictly; where the last ends is the cap; a last band without an end has
    /// none. The sources are ids of the scheme's sources.
    ///
    /// ```
    /// use justice_reinvestment::{Band, BandTerms, ThresholdRule};
    ///
    /// let bands = vec![
    ///     Band::up_to("5%".parse()?, "0%".parse()?),
    ///     Band::beyond("100%".parse()?),
    /// ];
    /// let only_the_excess =
    ///     BandTerms::new("5%".parse()?, ThresholdRule::AtLeast, bands, vec!["gm-2011".parse()?])?;
    /// assert_eq!(only_the_excess.cap(), None);
    /// # Ok::<(), justice_reinvestment::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// There is no band, a band does not end beyond the one before it, or a band
    /// without an end is not the last.
    pub fn new(
        threshold: Percent,
        rule: ThresholdRule,
        bands: Vec<Band>,
        sources: Vec<Id>,
    ) -> Result<Self, Error> {
        let faults = faults(&bands).into_iter().map(|(_, problem)| problem);
        match Error::from_problems(faults.collect()) {
            Some(error) => Err(error),
            None => Ok(Self {
                published: None,
                threshold,
                rule,
                bands,
                sources,
            }),
        }
    }

    /// The same terms under another rule for meeting the threshold.
    #[must_use]
    pub fn with_rule(mut self, rule: ThresholdRule) -> Self {
        self.rule = rule;
        self
    }

    /// The same terms with another threshold. They are no published reading then; the
    /// sources stay, as what was changed.
    #[must_use]
    pub fn with_threshold(self, threshold: Percent) -> Self {
        if threshold == self.threshold {
            return self;
        }
        Self {
            published: None,
            threshold,
            ..self
        }
    }

    /// The same terms with other bands, likewise.
    ///
    /// # Errors
    ///
    /// As for [`BandTerms::new`].
    pub fn with_bands(self, bands: Vec<Band>) -> Result<Self, Error> {
        if bands == self.bands {
            return Ok(self);
        }
        Self::new(self.threshold, self.rule, bands, self.sources)
    }

    /// The published reading that these are, if they are one.
    #[must_use]
    pub fn published(&self) -> Option<PublishedTerms> {
        self.published
    }

    /// The reduction from which anything is paid.
    #[must_use]
    pub fn threshold(&self) -> Percent {
        self.threshold
    }

    /// Whether the threshold is met at exactly its value.
    #[must_use]
    pub fn rule(&self) -> ThresholdRule {
        self.rule
    }

    /// The bands, from 0 upwards.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The reduction beyond which nothing more is paid; `None` without a cap.
    #[must_use]
    pub fn cap(&self) -> Option<Percent> {
        self.bands.last().and_then(|band| band.up_to)
    }

    /// The sources that the terms rest on.
    #[must_use]
    pub fn sources(&self) -> &[Id] {
        &self.sources
    }

    /// The rule as a sentence without its full stop: `a fall of 5% or more pays
    /// 50% of the saving up to 5%, 100% from there to 20%, and nothing beyond`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let threshold = match self.rule {
            ThresholdRule::AtLeast => format!("{}% or more", self.threshold),
            ThresholdRule::MoreThan => format!("more than {}%", self.threshold),
        };
        let shares = self.bands.iter().enumerate().map(|(index, band)| {
            let share = match band.share {
                Percent::ZERO => "nothing".to_owned(),
                share => format!("{share}%"),
            };
            match (index, band.up_to) {
                (0, Some(end)) => format!("{share} of the saving up to {end}%"),
                (0, None) => format!("{share} of the saving"),
                (_, Some(end)) => format!("{share} from there to {end}%"),
                (_, None) => format!("{share} of all beyond"),
            }
        });
        let beyond = self.cap().map(|_| "and nothing beyond".to_owned());
        let parts: Vec<String> = shares.chain(beyond).collect();
        format!("a fall of {threshold} pays {}", parts.join(", "))
    }
}

/// A slice of the reduction and the share of its saving that is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Band {
    /// Where the slice ends; `None` for the last band of terms without a cap.
    pub up_to: Option<Percent>,
    /// The share of the slice's saving that is paid.
    pub share: Percent,
}

impl Band {
    /// A band that ends at a reduction.
    #[must_use]
    pub fn up_to(end: Percent, share: Percent) -> Self {
        Self {
            up_to: Some(end),
            share,
        }
    }

    /// A last band without an end.
    #[must_use]
    pub fn beyond(share: Percent) -> Self {
        Self { up_to: None, share }
    }
}

/// What is wrong with bands, and with which of them.
pub(crate) fn faults(bands: &[Band]) -> Vec<(usize, Problem)> {
    let mut found = Vec::new();
    if bands.is_empty() {
        let advice = "write at least one, like { up_to = \"20%\", share = \"50%\" }";
        found.push((0, Problem::new("there are no bands", advice)));
    }
    let mut reached = Some(Percent::ZERO);
    for (index, band) in bands.iter().enumerate() {
        match (reached, band.up_to) {
            (None, _) => {
                let what = "this band follows one without an end";
                let advice = "give the band before it `up_to`, or take this one away";
                found.push((index, Problem::new(what, advice)));
            }
            (Some(start), Some(end)) if end <= start => {
                let what = format!("this band ends at {end}%, but begins at {start}%");
                let advice = "bands follow one another and rise: give it a higher `up_to`";
                found.push((index, Problem::new(what, advice)));
            }
            _ => {}
        }
        reached = band.up_to;
    }
    found
}

/// Whether the threshold is met at exactly its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ThresholdRule {
    /// "by 5% or more": met at exactly the threshold. (gov.uk, *The development
    /// and Year One Implementation of the Local Justice Reinvestment Pilot*, 13
    /// May 2013.)
    #[default]
    AtLeast,
    /// Met only beyond the threshold.
    MoreThan,
}

impl ThresholdRule {
    /// The word that files use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::MoreThan => "more_than",
        }
    }
}

impl FromStr for ThresholdRule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "at_least" => Ok(Self::AtLeast),
            "more_than" => Ok(Self::MoreThan),
            _ => Err(Problem::new(
                format!("{} is not a rule for the threshold", quoted(text)),
                "write \"at_least\" (met at exactly the threshold) or \"more_than\"",
            )
            .into()),
        }
    }
}

impl Serialize for ThresholdRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The two published readings of the pilot's rule. Both come from papers of
/// 2011, before the first payment; neither is *the* rule, so a scheme names the
/// one that it uses.
///
/// Both pay adults' demand from a reduction of 5% and young people's from 10%.
/// (gov.uk, *The development and Year One Implementation of the Local Justice
/// Reinvestment Pilot*, 13 May 2013.)
///
/// ```
/// use justice_reinvestment::{Cohort, PublishedTerms};
///
/// let terms = PublishedTerms::LjrBands.terms(Cohort::Youth);
/// assert_eq!(terms.threshold().to_string(), "10");
/// assert_eq!(terms.cap().unwrap().to_string(), "20");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PublishedTerms {
    /// `ljr-bands`: half of the saving up to the threshold, then all of it up to
    /// a reduction of 20%. (*Greater Manchester Transforming Justice*, June 2011.)
    LjrBands,
    /// `ljr-flat-half`: half of the saving, counting reductions up to 20%.
    /// (House of Commons Justice Committee, written evidence PB 73, Greater
    /// Manchester Probation Trust; it speaks of adults, and for young people
    /// gives the threshold alone: flat half for them is an inference.)
    LjrFlatHalf,
}

impl PublishedTerms {
    /// Both.
    pub const ALL: [Self; 2] = [Self::LjrBands, Self::LjrFlatHalf];

    /// The name that schemes use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LjrBands => "ljr-bands",
            Self::LjrFlatHalf => "ljr-flat-half",
        }
    }

    /// The terms for a cohort.
    #[must_use]
    pub fn terms(self, cohort: Cohort) -> BandTerms {
        let threshold = match cohort {
            Cohort::Adult => Percent::FIVE,
            Cohort::Youth => Percent::TEN,
        };
        let half = Percent::HALF;
        let cap = Percent::TWENTY;
        let bands = match self {
            Self::LjrBands => vec![Band::up_to(threshold, half), Band::up_to(cap, Percent::ALL)],
            Self::LjrFlatHalf => vec![Band::up_to(cap, half)],
        };
        BandTerms {
            published: Some(self),
            threshold,
            rule: ThresholdRule::AtLeast,
            bands,
            sources: self
                .publications()
                .into_iter()
                .map(|source| source.id)
                .collect(),
        }
    }

    /// The publications that the terms rest on: for the shares and the cap, and
    /// for the thresholds.
    #[must_use]
    pub fn publications(self) -> Vec<Source> {
        let (shares, says) = match self {
            Self::LjrBands => (
                Source::new(
                    "gm-2011",
                    "Greater Manchester Transforming Justice",
                    "Greater Manchester partners",
                    "2011-06",
                ),
                "half of the saving up to the threshold, then all of the saving from the \
                 threshold up to a reduction of 20%",
            ),
            Self::LjrFlatHalf => (
                Source::new(
                    "pb-73",
                    "Written evidence PB 73, Greater Manchester Probation Trust",
                    "House of Commons Justice Committee",
                    "2011",
                ),
                "half of the saving, counting reductions up to 20% (of adults; that it holds \
                 for young people too is an inference)",
            ),
        };
        let shares = shares.and_then(|source| source.saying(says));
        let thresholds = Source::new(
            "ljr-year-one",
            "The development and Year One Implementation of the Local Justice Reinvestment Pilot",
            "Ministry of Justice",
            "2013-05-13",
        )
        .and_then(|source| {
            source.saying(
                "a reward for a reduction of 5% or more for adults and of 10% or more for young \
                 people, in each of two test years, measured against a baseline year",
            )
        });
        // Constant texts: a test reads each of them.
        [shares, thresholds].into_iter().flatten().collect()
    }
}

impl FromStr for PublishedTerms {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let names = Self::ALL.map(Self::as_str);
        Self::ALL
            .into_iter()
            .find(|terms| terms.as_str() == text)
            .ok_or_else(|| {
                let what = format!("{} are not built-in terms", quoted(text));
                Problem::new(what, wording::instead_of(text, &names)).into()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_readings_carry_two_publications() {
        for published in PublishedTerms::ALL {
            assert_eq!(published.publications().len(), 2);
            for cohort in Cohort::ALL {
                assert_eq!(published.terms(cohort).sources().len(), 2);
                assert!(faults(published.terms(cohort).bands()).is_empty());
            }
        }
    }

    #[test]
    fn a_rule_is_told_in_words() {
        let words = |published: PublishedTerms| published.terms(Cohort::Adult).in_words();
        assert_eq!(
            words(PublishedTerms::LjrBands),
            "a fall of 5% or more pays 50% of the saving up to 5%, 100% from there to 20%, \
             and nothing beyond"
        );
        assert_eq!(
            words(PublishedTerms::LjrFlatHalf),
            "a fall of 5% or more pays 50% of the saving up to 20%, and nothing beyond"
        );
        let bands = vec![
            Band::up_to(Percent::FIVE, Percent::ZERO),
            Band::beyond(Percent::ALL),
        ];
        let terms = BandTerms::new(Percent::FIVE, ThresholdRule::MoreThan, bands, Vec::new());
        assert_eq!(
            terms.unwrap().in_words(),
            "a fall of more than 5% pays nothing of the saving up to 5%, 100% of all beyond"
        );
    }

    #[test]
    fn bands_rise_and_only_the_last_may_be_open() {
        let band = |end: &str| match end {
            "" => Band::beyond(Percent::ALL),
            end => Band::up_to(end.parse().unwrap(), Percent::ALL),
        };
        let faulty = |ends: &[&str]| -> Vec<usize> {
            let bands: Vec<Band> = ends.iter().map(|end| band(end)).collect();
            faults(&bands).into_iter().map(|(index, _)| index).collect()
        };
        assert!(faulty(&["5%", "20%"]).is_empty());
        assert!(faulty(&[""]).is_empty());
        assert!(faulty(&["5%", "100%", ""]).is_empty());
        assert_eq!(faulty(&[]), [0]);
        assert_eq!(faulty(&["0%"]), [0]);
        assert_eq!(faulty(&["5%", "5%", "4%"]), [1, 2]);
        assert_eq!(faulty(&["", "5%"]), [1]);
    }
}
