//! The terms, prices and sources that a result rests on, as a receipt holds them.

use crate::assess::Reward;
use crate::money::Rounding;
use crate::scheme::{Band, PriceStatus, Terms, UnitPrice};
use crate::source::Source;
use serde::{Deserialize, Serialize};

/// Terms as a reward was decided by them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TermsUsed {
    /// For whom.
    pub cohort: String,
    /// The terms' name, where they are published ones.
    pub published: Option<String>,
    /// The reduction from which anything is paid, in per cent.
    pub threshold_percent: String,
    /// Whether it is met at its value or only beyond it: `at_least` or `more_than`.
    pub rule: String,
    /// Each band.
    pub bands: Vec<BandUsed>,
    /// How a reward becomes pounds and pence.
    pub rounding: String,
    /// The ids of their sources.
    pub sources: Vec<String>,
}

/// A slice of the reduction, and what is paid of its saving.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BandUsed {
    /// Where it ends, in per cent; `None` where it has no end.
    pub up_to_percent: Option<String>,
    /// The share that is paid, in per cent.
    pub share_percent: String,
}

/// A price as a cost was worked out with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PriceUsed {
    /// Of what.
    pub metric: String,
    /// For whom.
    pub cohort: String,
    /// In pounds.
    pub amount: String,
    /// The year whose money it is in.
    pub price_year: String,
    /// Who says so: `published`, `reported` or `illustrative`.
    pub status: String,
    /// The id of its source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The note of an illustrative price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The first day on which it is valid, where one is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day, where one is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A source that prices or terms rest on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SourceUsed {
    /// What prices and terms call it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When.
    pub date: String,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl TermsUsed {
    pub(super) fn of(reward: &Reward) -> Self {
        let Terms::Bands(terms) = &*reward.terms;
        Self {
            cohort: reward.cohort.as_str().to_owned(),
            published: terms.published().map(|name| name.as_str().to_owned()),
            threshold_percent: terms.threshold().to_string(),
            rule: terms.rule().as_str().to_owned(),
            bands: terms.bands().iter().map(BandUsed::of).collect(),
            rounding: match reward.rounding {
                Rounding::HalfAwayFromZero => "half_away_from_zero".to_owned(),
            },
            sources: terms.sources().iter().map(ToString::to_string).collect(),
        }
    }
}

impl BandUsed {
    fn of(band: &Band) -> Self {
        Self {
            up_to_percent: band.up_to.map(|end| end.to_string()),
            share_percent: band.share.to_string(),
        }
    }
}

impl PriceUsed {
    pub(super) fn of(price: &UnitPrice) -> Self {
        Self {
            metric: price.metric.to_string(),
            cohort: price.cohort.as_str().to_owned(),
            amount: price.amount.to_string(),
            price_year: price.price_year.to_string(),
            status: PriceStatus::as_str(&price.status).to_owned(),
            source: price.status.source().map(ToString::to_string),
            note: price.status.note().map(ToString::to_string),
            from: price.from.map(|day| day.to_string()),
            to: price.to.map(|day| day.to_string()),
        }
    }
}

impl SourceUsed {
    pub(super) fn of(source: &Source) -> Self {
        Self {
            id: source.id.to_string(),
            title: source.title.to_string(),
            publisher: source.publisher.to_string(),
            date: source.date.to_string(),
            url: source.url.as_ref().map(ToString::to_string),
        }
    }
}
