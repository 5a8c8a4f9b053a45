//! What is needed to recompute a result, and whether a recomputed one is the same.
//!
//! A receipt holds no clock, no path and no host: the same inputs, options and version
//! give the same bytes. It holds digests, and a digest of a table with small counts
//! confirms guesses at them; so a receipt is internal, and has a public form that leaves
//! such digests out.

mod differences;
mod json;
mod library;
mod sign_off;
mod used;

pub use differences::Difference;
pub(crate) use json::is_of_moderate_size;
#[cfg(feature = "pack")]
pub(crate) use json::read as read_json;
pub use library::Library;
pub use sign_off::{Decided, Role, SignOff, SignOffs};
pub use used::{BandUsed, PriceUsed, SourceUsed, TermsUsed};

use crate::assess::{Assessment, Reward};
use crate::demand::{Count, Demand};
use crate::problem::{Document, Error, Problem, hexadecimal};
use crate::scheme::{Scheme, UnitPrice};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Read};

/// The name of the receipt's JSON format.
pub const RECEIPT_SCHEMA: &str = "justice-reinvestment/receipt/1";

/// Counts under this are small: few numbers have to be tried to guess them.
const SMALL: u64 = 10;

/// What is needed to recompute a result.
///
/// ```
/// use justice_reinvestment::receipt::{Receipt, InputRole};
/// use justice_reinvestment::{Demand, Document, Scheme, assess};
///
/// let file = Document::new("scheme.toml", std::fs::read("fixtures/hackney/scheme.toml")?);
/// let scheme = Scheme::read(&file)?;
/// let table = Document::new("demand.csv", std::fs::read("fixtures/hackney/demand.csv")?);
/// let demand = Demand::read(&scheme, &table)?;
/// let receipt = || -> Result<Receipt, justice_reinvestment::Error> {
///     Ok(Receipt::new("assess")
///         .input(InputRole::Scheme, file.sha256(), false)
///         .input(InputRole::Demand, table.sha256(), demand.has_small_counts())
///         .assessed(&scheme, &assess(&scheme, &demand)?, demand.has_small_counts()))
/// };
/// let once = receipt()?;
///
/// // Somebody else reads it, computes again and compares.
/// let read = Receipt::read(&Document::new("receipt.json", once.to_json()))?;
/// assert!(read.differences(&receipt()?).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Receipt {
    /// The name and version of this format.
    schema: String,
    /// Whether digests that confirm guesses are in it.
    pub form: ReceiptForm,
    /// What such digests mean for whoever holds it, in a sentence.
    says: String,
    /// What computed the result.
    pub library: Library,
    /// Which command: `assess`, `evaluate`, `count` …
    pub command: String,
    /// What was asked for beside the inputs, by name: everything that a figure rests on,
    /// seeds among it. What was asked for several times stands in lines.
    pub options: BTreeMap<String, String>,
    /// The files that were read, in their order.
    pub inputs: Vec<Input>,
    /// The terms of every reward.
    pub terms: Vec<TermsUsed>,
    /// The prices of every reward.
    pub prices: Vec<PriceUsed>,
    /// What they rest on.
    pub sources: Vec<SourceUsed>,
    /// What was taken to be so and must be known to read the figures rightly.
    pub assumptions: Vec<String>,
    /// What came out: the result, and what was written beside it.
    pub results: Vec<Computed>,
    /// The rewards, where there are any.
    pub rewards: Vec<RewardComputed>,
    /// The digest of the file that it was read from.
    #[serde(skip)]
    read_from: Option<String>,
}

/// Who may hold a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReceiptForm {
    /// With every digest: for those who may see the tables.
    Internal,
    /// Without digests of tables, and of results, with small counts.
    Public,
}

impl ReceiptForm {
    fn says(self) -> &'static str {
        match self {
            Self::Internal => {
                "Internal: it holds digests of tables and results, and a digest of a table with small \
                 counts confirms guesses at them."
            }
            Self::Public => {
                "Public: digests of tables and results with a count under ten are left out, since they \
                 confirm guesses; without them such inputs cannot be told from others."
            }
        }
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Input {
    /// What it is.
    pub role: InputRole,
    /// The SHA-256 digest of its bytes; `None` where the receipt is public and the digest
    /// would confirm guesses.
    pub sha256: Option<String>,
    /// Whether its digest confirms guesses: it holds a count under ten, or records.
    pub guessable: bool,
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum InputRole {
    /// The scheme file.
    Scheme,
    /// A table of counts.
    Demand,
    /// A table of counts of a comparator.
    Comparator,
    /// A table of counts of earlier periods.
    Earlier,
    /// A table of counts of quarters.
    Quarters,
    /// Sums of squares.
    Spread,
    /// A count plan.
    Plan,
    /// A file that a count plan looks areas up in; it stands beside the plan.
    LookUp,
    /// An extract of records.
    Records,
    /// Partial counts.
    Partial,
    /// A file of the old of two versions that are compared: a scheme, a table or an archive.
    Old,
    /// A file of the new one.
    New,
}

impl InputRole {
    /// As part of a sentence.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Scheme => "the scheme",
            Self::Demand => "the table of counts",
            Self::Comparator => "the comparator's table",
            Self::Earlier => "the table of earlier periods",
            Self::Quarters => "the table of quarters",
            Self::Spread => "the sums of squares",
            Self::Plan => "the count plan",
            Self::LookUp => "the look-up file",
            Self::Records => "the extract of records",
            Self::Partial => "the partial counts",
            Self::Old => "a file of the old version",
            Self::New => "a file of the new version",
        }
    }
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Computed {
    /// Which form of the result was digested: `assessment`, `explanation`, `evaluation`,
    /// `what_if`, `revision` (as JSON), `log`, `counts`, `partial_counts` or `spread` (as CSV).
    pub what: String,
    /// The SHA-256 digest of that; `None` where the receipt is public and the digest would
    /// confirm guesses.
    pub sha256: Option<String>,
    /// Whether its digest confirms guesses.
    pub guessable: bool,
}

/// A reward as it came out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RewardComputed {
    /// The site's code.
    pub site: String,
    /// For whom.
    pub cohort: String,
    /// The id of the test period.
    pub period: String,
    /// What came of it.
    pub outcome: String,
    /// The reward in pounds; `None` where a count is missing.
    pub reward: Option<String>,
}

impl Receipt {
    /// A receipt of a command, without inputs and result.
    #[must_use]
    pub fn new(command: &str) -> Self {
        Self {
            schema: RECEIPT_SCHEMA.to_owned(),
            form: ReceiptForm::Internal,
            says: ReceiptForm::Internal.says().to_owned(),
            library: Library::this(),
            command: command.to_owned(),
            options: BTreeMap::new(),
            inputs: Vec::new(),
            terms: Vec::new(),
            prices: Vec::new(),
            sources: Vec::new(),
            assumptions: Vec::new(),
            results: Vec::new(),
            rewards: Vec::new(),
            read_from: None,
        }
    }

    /// With a file that was read.
    #[must_use]
    pub fn input(mut self, role: InputRole, sha256: String, guessable: bool) -> Self {
        self.inputs.push(Input {
            role,
            sha256: Some(sha256),
            guessable,
        });
        self
    }

    /// With something that was asked for, on which figures rest.
    #[must_use]
    pub fn option(mut self, name: &str, value: impl Into<String>) -> Self {
        self.options.insert(name.to_owned(), value.into());
        self
    }

    /// With something that was taken to be so.
    #[must_use]
    pub fn assumption(mut self, words: impl Into<String>) -> Self {
        let words = words.into();
        if !self.assumptions.contains(&words) {
            self.assumptions.push(words);
        }
        self
    }

    /// With an assessment of a scheme: its terms, prices and sources, what it notes and what
    /// the scheme says was assumed, its rewards and, as the result, the digest of its JSON.
    #[must_use]
    pub fn assessed(mut self, scheme: &Scheme, assessment: &Assessment, guessable: bool) -> Self {
        for reward in &assessment.rewards {
            self.add_terms(reward);
            for line in &reward.lines {
                self.add_price(&line.priced.baseline_price);
                self.add_price(&line.priced.test_price);
            }
        }
        let sources = assessment.sources.iter();
        self.sources = sources.map(|source| SourceUsed::of(source)).collect();
        let announced = assessment.announcement.iter().cloned();
        let notes = assessment.notes.iter().map(|note| note.as_str().to_owned());
        let judged = scheme.assumptions().iter();
        let judged = judged.map(|judgement| judgement.what.to_string());
        for said in announced.chain(notes).chain(judged) {
            self = self.assumption(said);
        }
        self.rewards = assessment.rewards.iter().map(RewardComputed::of).collect();
        self.resulted("assessment", assessment.to_json(), guessable)
    }

    /// With a result in writing.
    #[must_use]
    pub fn resulted(mut self, what: &str, written: impl Into<Vec<u8>>, guessable: bool) -> Self {
        self.results.push(Computed {
            what: what.to_owned(),
            sha256: Some(Document::new(what, written).sha256()),
            guessable,
        });
        self
    }

    fn add_terms(&mut self, reward: &Reward) {
        let used = TermsUsed::of(reward);
        if !self.terms.contains(&used) {
            self.terms.push(used);
        }
    }

    fn add_price(&mut self, price: &UnitPrice) {
        let used = PriceUsed::of(price);
        if !self.prices.contains(&used) {
            self.prices.push(used);
        }
    }

    /// Whether it holds a digest that confirms guesses, as its own then does.
    #[must_use]
    pub fn confirms_guesses(&self) -> bool {
        let mut inputs = self.inputs.iter();
        let mut results = self.results.iter();
        inputs.any(|input| input.guessable && input.sha256.is_some())
            || results.any(|result| result.guessable && result.sha256.is_some())
    }

    /// The same receipt without the digests that confirm guesses, and without what is noted
    /// of records. Rewards are in it: they are what is published.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.form = ReceiptForm::Public;
        self.form.says().clone_into(&mut self.says);
        for input in self.inputs.iter_mut().filter(|input| input.guessable) {
            input.sha256 = None;
        }
        for result in self.results.iter_mut().filter(|result| result.guessable) {
            result.sha256 = None;
        }
        // What is noted of records tells of single counts: where there is none.
        let of_records =
            |input: &Input| matches!(input.role, InputRole::Records | InputRole::Partial);
        if self.inputs.iter().any(of_records) {
            self.assumptions.clear();
        }
        self
    }

    /// The receipt as JSON text, in lines, with a line end after the last.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every value is a text, a list, true, false or null.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The digest of the receipt's file: what a sign-off covers.
    #[must_use]
    pub fn sha256(&self) -> String {
        let written = || Document::new("receipt", self.to_json()).sha256();
        self.read_from.clone().unwrap_or_else(written)
    }

    /// In what it is not what it says it is. A receipt that claims to be public and holds
    /// digests that confirm guesses would be compared without them.
    fn contradiction(&self) -> Option<&'static str> {
        let inputs = self.inputs.iter();
        let inputs = inputs.map(|input| (input.guessable, &input.sha256));
        let results = self.results.iter();
        let results = results.map(|result| (result.guessable, &result.sha256));
        let mut digests = inputs.chain(results);
        let of_digests = match self.form {
            ReceiptForm::Internal => digests
                .any(|(_, sha256)| sha256.is_none())
                .then_some("it is internal, and lacks a digest"),
            ReceiptForm::Public => digests
                .any(|(guessable, sha256)| guessable == sha256.is_some())
                .then_some(
                    "it is public, and holds a digest that confirms guesses or lacks another",
                ),
        };
        let this = Library::this();
        let is_of_this_version = self.library.version == this.version;
        let all = [
            of_digests,
            (self.library.name != this.name).then_some("another library wrote it"),
            (is_of_this_version && self.says != self.form.says())
                .then_some("what it says of its form is not what receipts of that form say"),
        ];
        all.into_iter().flatten().next()
    }

    /// With the terms, prices, sources and assumptions of another receipt too.
    #[must_use]
    pub fn resting_on(mut self, other: &Self) -> Self {
        let absent = |used: &&TermsUsed| !self.terms.contains(used);
        let terms: Vec<_> = other.terms.iter().filter(absent).cloned().collect();
        self.terms.extend(terms);
        let absent = |used: &&PriceUsed| !self.prices.contains(used);
        let prices: Vec<_> = other.prices.iter().filter(absent).cloned().collect();
        self.prices.extend(prices);
        let absent = |used: &&SourceUsed| !self.sources.contains(used);
        let sources: Vec<_> = other.sources.iter().filter(absent).cloned().collect();
        self.sources.extend(sources);
        let said = other.assumptions.iter();
        said.fold(self, |receipt, said| receipt.assumption(said.clone()))
    }

    /// Reads a receipt.
    ///
    /// # Errors
    ///
    /// It is no receipt of this format, with the place where it ceases to be one; or it is
    /// not what it says it is.
    pub fn read(document: &Document) -> Result<Self, Error> {
        let advice = "give a receipt that --receipt has written, as it was written, before all \
                      other files";
        if !is_of_moderate_size(document.bytes()) {
            let what = format!(
                "{} is more than a receipt may be: {} bytes or {} values",
                document.name(),
                json::MOST_BYTES,
                json::MOST_VALUES
            );
            return Err(Problem::new(what, advice).into());
        }
        let mut receipt: Self = json::read(document.bytes()).map_err(|error| {
            let what = format!("{} is no receipt: {error}", document.name());
            Error::from(Problem::new(what, advice))
        })?;
        if receipt.schema != RECEIPT_SCHEMA {
            let what = format!(
                "{} is a receipt of the format {}, which this version does not read",
                document.name(),
                crate::name::quoted(&receipt.schema)
            );
            return Err(Problem::new(what, format!("it reads {RECEIPT_SCHEMA}")).into());
        }
        if let Some(what) = receipt.contradiction() {
            let what = format!("{} is no receipt: {what}", document.name());
            return Err(Problem::new(what, advice).into());
        }
        receipt.read_from = Some(document.sha256());
        Ok(receipt)
    }
}

/// The SHA-256 digest of a file that need not fit into memory.
///
/// # Errors
///
/// Reading fails.
pub fn digest(mut file: impl Read) -> io::Result<String> {
    let mut hash = hmac_sha256::Hash::new();
    let mut part = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut part)?;
        match part.get(..read) {
            Some(bytes) if read > 0 => hash.update(bytes),
            _ => return Ok(hexadecimal(&hash.finalize())),
        }
    }
}

impl RewardComputed {
    fn of(reward: &Reward) -> Self {
        Self {
            site: reward.site.code.to_string(),
            cohort: reward.cohort.as_str().to_owned(),
            period: reward.period.id.to_string(),
            outcome: reward.outcome.as_str().to_owned(),
            reward: reward.reward.map(|reward| reward.to_string()),
        }
    }
}

impl Demand {
    /// Whether it holds a count under ten, so that a digest of its table confirms guesses.
    #[must_use]
    pub fn has_small_counts(&self) -> bool {
        let mut counts = self.observations().map(|observation| observation.count);
        counts.any(|count| matches!(count, Count::Number(count) if count < SMALL))
    }
}
