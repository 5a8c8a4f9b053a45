//! Logs of assumptions, of decisions and of data, for those who judge an assessment
//! and not its arithmetic.
//!
//! "The Aqua Book" asks analysts to keep them, and to say of each entry what it is,
//! its effect on the result, how reliable it is, when it was made, why, who made it
//! and who signed it off. (HM Treasury, *The Aqua Book: guidance on producing quality
//! analysis for government*, 2015.) What the library assumes it fills in by itself;
//! what persons assumed and decided it takes from the scheme
//! ([`Scheme::assumptions`], [`Scheme::decisions`]).
//!
//! # Columns
//!
//! Every log has these, in this order:
//!
//! | column | holds |
//! | --- | --- |
//! | `number` | the row's number, from 1 |
//! | `what` | what was assumed or decided, or what the data are |
//! | `effect` | what it does to the result, in pounds where the assessment has them |
//! | `reliability` | `high`: published, agreed or counted, and not in dispute; `medium`: an inference, a convention or somebody else's report; `low`: nobody stands for it. Empty for what a scheme decides, which is neither true nor false |
//! | `when` | when it was made or published, as exact as it is known; empty where nothing says so, for no clock is asked |
//! | `why` | why, and on what it rests; of data, what they are used for |
//! | `made_by` | `reinvest` and its version for what the library assumes; a publisher; a person; or the scheme, where that names nobody |
//! | `signed_off_by` | who signed it off; empty where nobody has |
//! | `topic` | what it is about, in a word: [`Topic`] |
//! | `sources` | the sources that it rests on, by their ids, a space between them |
//! | `rewards` | how many rewards rest on it |
//! | `rewards_pounds` | those of them that are computable, added up; empty where none is |
//! | `data` | `real` or `invented`: whether the counts of the scheme are |
//! | `illustrative_prices` | how many of the prices in use are illustrative, and how many there are: `7 of 9` |
//!
//! The log of data has more: see [`DataEntry`].
//!
//! `rewards_pounds` is what would have to be looked at again, and not what would be
//! lost: a reward rests on many things, so the column adds up to nothing.

mod assumptions;
mod data;
mod decisions;
mod effect;
mod entry;
mod topic;

pub use data::{CountsOfMetric, DataEntry, DataLog, PriceOfMetric};
pub use entry::Entry;
pub use topic::Topic;

use crate::assess::{Assessment, illustrative_prices_of_all};
use crate::demand::Demand;
use crate::problem::{Error, Problem};
use crate::scheme::{Data, Scheme};
use crate::source::Source;
use crate::spreadsheet::csv;

/// The three logs of an assessment.
///
/// ```
/// use justice_reinvestment::log::{Logs, Topic};
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// let scheme = std::fs::read("fixtures/hackney/scheme.toml")?;
/// let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
/// let demand = std::fs::read("fixtures/hackney/demand.csv")?;
/// let demand = Demand::read(&scheme, &Document::new("demand.csv", demand))?;
///
/// let logs = Logs::of(&scheme, &demand, &assess(&scheme, &demand)?)?;
/// let first = &logs.assumptions.entries[0];
/// assert_eq!(first.topic, Topic::InventedCounts);
/// assert_eq!(first.rewards_pounds.unwrap().to_string(), "45000.00");
/// assert!(logs.data.to_csv().starts_with("number,what,effect,reliability,when,why,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Logs {
    /// What was assumed: by the library first, then by persons.
    pub assumptions: Log,
    /// What was decided: by the scheme first, then by persons.
    pub decisions: Log,
    /// What was used: counts, prices, publications.
    pub data: DataLog,
}

/// A log of assumptions or of decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Log {
    /// Its rows.
    pub entries: Vec<Entry>,
    announced: Announced,
}

/// What must stand beside every amount: whether counts are invented, and how many prices are
/// illustrative.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Announced {
    data: Data,
    illustrative_prices: String,
}

impl Announced {
    fn of(assessment: &Assessment) -> Self {
        Self {
            data: assessment.data,
            illustrative_prices: illustrative_prices_of_all(&assessment.rewards),
        }
    }
}

impl Logs {
    /// The logs of an assessment, of the scheme and the counts that were assessed.
    ///
    /// # Errors
    ///
    /// The assessment is of another scheme or of other counts, by their digests; or
    /// a sum is beyond what [`Pounds`](crate::Pounds) can hold.
    pub fn of(scheme: &Scheme, demand: &Demand, assessment: &Assessment) -> Result<Self, Error> {
        let is_its_own = assessment.scheme_sha256 == scheme.sha256()
            && assessment.demand_sha256 == demand.sha256();
        if !is_its_own {
            let what = "the assessment is of another scheme, or of other counts";
            let advice = "assess this scheme and these counts, and log that";
            return Err(Problem::new(what, advice).into());
        }
        let log = |entries| Log {
            entries,
            announced: Announced::of(assessment),
        };
        Ok(Self {
            assumptions: log(assumptions::entries(scheme, demand, assessment)?),
            decisions: log(decisions::entries(scheme, assessment)?),
            data: data::log(scheme, demand, assessment)?,
        })
    }
}

impl Log {
    /// The log as CSV, one row an entry. A text that a spreadsheet would run as a
    /// formula begins with an apostrophe; what is not known is empty.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let numbered = (1_usize..).zip(&self.entries);
        csv(
            entry::COLUMNS,
            numbered.map(|(number, entry)| entry.cells(number, &self.announced)),
        )
    }
}

/// A publication in a sentence: `Title, publisher, June 2011`.
fn publication(source: &Source) -> String {
    let Source {
        title,
        publisher,
        date,
        ..
    } = source;
    format!("{title}, {publisher}, {}", date.in_words())
}

/// What `made_by` says of what the scheme says without a name.
fn the_scheme(scheme: &Scheme) -> String {
    format!("the scheme {}", scheme.id())
}
