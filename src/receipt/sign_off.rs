//! Who stands for a result: sign-offs apart from its receipt, in a file to which lines are
//! added and from which none is taken.
//!
//! Each line holds a digest of itself and of the line before it, and so of all before
//! that: whoever changes one, or takes one away before the last, is found. It is no
//! signature: who may write the file may write all of it anew, or take the last lines away.

use super::Receipt;
use crate::name::{Title, quoted};
use crate::period::Day;
use crate::problem::{Document, Error, Problem};
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

/// One sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignOff {
    /// In what part somebody signs.
    pub role: Role,
    /// Who.
    pub name: Title,
    /// When, as they say.
    pub date: Day,
    /// What they decided.
    pub decision: Decided,
    /// Within what limits, if any.
    pub caveats: Option<Title>,
    /// The SHA-256 digest of the receipt of what they signed.
    pub receipt_sha256: String,
}

/// The parts of those who answer for analysis. (HM Treasury, *The Aqua Book*, 2015,
/// chapter 3.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Asked for it.
    Commissioner,
    /// Did it.
    Analyst,
    /// Checked it.
    Assurer,
    /// Let it be used.
    Approver,
}

/// What somebody who signs decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decided {
    /// It may be used, within the caveats.
    Approved,
    /// It may not.
    Refused,
    /// What was approved earlier holds no longer.
    Withdrawn,
}

macro_rules! words {
    ($name:ident, $what:literal, $($variant:ident = $word:literal),+) => {
        impl $name {
            /// The word that files use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => {
                        let what = format!("{} is no {}", quoted(text), $what);
                        let known: &[&str] = &[$($word),+];
                        Err(Problem::new(what, format!("write {}", known.join(", "))).into())
                    }
                }
            }
        }
    };
}

words!(
    Role,
    "role",
    Commissioner = "commissioner",
    Analyst = "analyst",
    Assurer = "assurer",
    Approver = "approver"
);
words!(
    Decided,
    "decision",
    Approved = "approved",
    Refused = "refused",
    Withdrawn = "withdrawn"
);

/// The columns of the file.
const HEADER: [&str; 7] = [
    "role",
    "name",
    "date",
    "decision",
    "caveats",
    "receipt_sha256",
    "line_sha256",
];

/// A file of sign-offs.
///
/// ```
/// use justice_reinvestment::receipt::{Decided, Receipt, Role, SignOff, SignOffs};
/// use justice_reinvestment::Document;
///
/// let receipt = Receipt::new("assess");
/// let day = "2026-11-22";
/// let sign_off = SignOff::new(&receipt, Role::Analyst, "A. Nalyst", day, Decided::Approved, None)?;
/// let mut sign_offs = SignOffs::default();
/// sign_offs.add(sign_off)?;
///
/// let read = SignOffs::read(&Document::new("sign-offs.csv", sign_offs.to_csv()))?;
/// assert!(read.of(&receipt).all(|(_, stands)| stands));
/// assert_eq!(read.of(&receipt).count(), 1);
/// assert_eq!(read.of(&Receipt::new("evaluate")).count(), 0);
///
/// // A line that is changed afterwards is found.
/// let changed = sign_offs.to_csv().replace("A. Nalyst", "B. Nalyst");
/// assert!(SignOffs::read(&Document::new("sign-offs.csv", changed)).is_err());
/// # Ok::<(), justice_reinvestment::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignOffs {
    all: Vec<SignOff>,
}

impl SignOff {
    /// A sign-off of a receipt, with the limits within which it holds, if any.
    ///
    /// # Errors
    ///
    /// The name or the caveats are empty, hold control characters or begin as a formula
    /// does; the date is no day. All of it at once.
    pub fn new(
        receipt: &Receipt,
        role: Role,
        name: &str,
        date: &str,
        decision: Decided,
        caveats: Option<&str>,
    ) -> Result<Self, Error> {
        let of = |what| move |error: Error| error.about(what);
        let name = spoken(name).map_err(of("the name"));
        let caveats = caveats.map(spoken).transpose();
        let caveats = caveats.map_err(of("the caveats"));
        let date = date.parse::<Day>().map_err(of("the date"));
        let errors = [
            name.as_ref().err(),
            date.as_ref().err(),
            caveats.as_ref().err(),
        ];
        let problems = errors.iter().flatten().flat_map(|error| error.problems());
        if let Some(error) = Error::from_problems(problems.cloned().collect()) {
            return Err(error);
        }
        Ok(Self {
            role,
            name: name?,
            date: date?,
            decision,
            caveats: caveats?,
            receipt_sha256: receipt.sha256(),
        })
    }

    /// The sign-off as a sentence without its full stop.
    #[must_use]
    pub fn in_words(&self) -> String {
        let caveats = self
            .caveats
            .as_ref()
            .map_or_else(String::new, |caveats| format!(", caveats: {caveats}"));
        format!(
            "{} by {} ({}) on {}{caveats}",
            self.decision,
            self.name,
            self.role,
            self.date.in_words()
        )
    }

    /// Who signed, and in what part.
    fn who(&self) -> (&str, Role) {
        (self.name.as_str(), self.role)
    }

    /// The line of a file, without the digest of those before it.
    fn fields(&self) -> [String; 6] {
        [
            self.role.to_string(),
            self.name.to_string(),
            self.date.to_string(),
            self.decision.to_string(),
            self.caveats
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            self.receipt_sha256.clone(),
        ]
    }

    /// Whether a line is as it would be written: what is added behind it leaves it as it is.
    fn is_written_as(&self, fields: &csv::StringRecord, line: &str) -> bool {
        let before = fields.get(6).unwrap_or_default().to_owned();
        let own = self.fields().into_iter().chain([before]);
        line_of(&own.collect::<Vec<_>>()) == line
    }

    fn of_fields(fields: &csv::StringRecord) -> Result<Self, Error> {
        let field = |number: usize| fields.get(number).unwrap_or_default();
        let caveats = Some(field(4)).filter(|caveats| !caveats.is_empty());
        Ok(Self {
            role: field(0).parse()?,
            name: spoken(field(1))?,
            date: field(2).parse()?,
            decision: field(3).parse()?,
            caveats: caveats.map(spoken).transpose()?,
            receipt_sha256: digest_in(field(5))?,
        })
    }
}

impl SignOffs {
    /// Reads a file of sign-offs.
    ///
    /// # Errors
    ///
    /// It is no such file, or a line was changed, taken away or put in since a later one
    /// was written; each with its line.
    pub fn read(document: &Document) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let mut all = Self::default();
        let text = std::str::from_utf8(document.bytes()).unwrap_or_default();
        let (mut before, mut start) = (None, 0_usize);
        for with_end in text.split_inclusive('\n') {
            let line = with_end.trim_end_matches(['\r', '\n']);
            let place = Some(document.place(start..start.saturating_add(line.len())));
            start = start.saturating_add(with_end.len());
            let Some(before) = before.replace(line) else {
                if line != HEADER.join(",") {
                    return Err(no_sign_offs(document).at(place).into());
                }
                continue;
            };
            let fields = fields_of(line);
            let own: Vec<String> = fields.iter().take(6).map(str::to_owned).collect();
            if fields.get(6) != Some(&*digest(before, &own)) {
                let what = "this line or the one before it was changed, taken away or put in after it was \
                            signed";
                let advice = "go back to the file as it was; who takes a sign-off back adds one that \
                              says withdrawn";
                problems.push(Problem::new(what, advice).at(place.clone()));
            }
            match SignOff::of_fields(&fields) {
                Ok(sign_off) if !sign_off.is_written_as(&fields, line) => {
                    let what = "the line is not as it was when it was added";
                    let advice = "go back to the file as it was; editors and spreadsheets that save it \
                                  may write it in another way";
                    problems.push(Problem::new(what, advice).at(place.clone()));
                }
                Ok(sign_off) => all.all.push(sign_off),
                Err(error) => {
                    let found = error.problems().iter().cloned();
                    problems.extend(found.map(|problem| problem.at(place.clone())));
                }
            }
        }
        if before.is_none() {
            problems.push(no_sign_offs(document));
        }
        Error::from_problems(problems).map_or(Ok(all), Err)
    }

    /// Adds one at the end.
    ///
    /// # Errors
    ///
    /// It withdraws, and no approval of that receipt by the same name in the same role
    /// stands: no line can be taken away, so one that takes nothing back is not written.
    pub fn add(&mut self, sign_off: SignOff) -> Result<(), Error> {
        let lines = self.with_digest(&sign_off.receipt_sha256);
        let standing = lines.iter().filter(|(_, stands)| *stands);
        let standing: Vec<&SignOff> = standing.map(|(one, _)| *one).collect();
        let mut own = standing.iter().filter(|one| one.who() == sign_off.who());
        if sign_off.decision == Decided::Withdrawn && own.next().is_none() {
            let (name, role) = (&sign_off.name, sign_off.role);
            let what = format!("no approval of this result by {name} ({role}) stands");
            let standing: Vec<String> = standing.iter().map(|one| one.in_words()).collect();
            let advice = match standing.as_slice() {
                [] => {
                    "none stands in this file; who does not approve signs with the decision refused"
                        .to_owned()
                }
                all => format!(
                    "who approved withdraws by the same name in the same role: {}",
                    all.join("; ")
                ),
            };
            return Err(Problem::new(what, advice).into());
        }
        self.all.push(sign_off);
        Ok(())
    }

    /// The one that was added last.
    #[must_use]
    pub fn last(&self) -> Option<&SignOff> {
        self.all.last()
    }

    /// Those of one receipt, in the order in which they were added, and whether each is an
    /// approval that stands: one that the same name in the same role has not refused or
    /// withdrawn in a later line, whatever the dates.
    pub fn of(&self, receipt: &Receipt) -> impl Iterator<Item = (&SignOff, bool)> {
        self.with_digest(&receipt.sha256()).into_iter()
    }

    fn with_digest(&self, receipt_sha256: &str) -> Vec<(&SignOff, bool)> {
        let mut taken_back = HashSet::new();
        let last_first = self.all.iter().rev();
        let of_receipt = last_first.filter(|one| one.receipt_sha256 == receipt_sha256);
        let mut lines: Vec<(&SignOff, bool)> = of_receipt
            .map(|one| match one.decision {
                Decided::Approved => (one, !taken_back.contains(&one.who())),
                Decided::Refused | Decided::Withdrawn => {
                    taken_back.insert(one.who());
                    (one, false)
                }
            })
            .collect();
        lines.reverse();
        lines
    }

    /// How many there are, of whatever receipt.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The file.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut before = HEADER.join(",");
        let mut text = format!("{before}\n");
        for sign_off in &self.all {
            let [role, name, date, decision, caveats, receipt] = sign_off.fields();
            let mut fields = vec![role, name, date, decision, caveats, receipt];
            fields.push(digest(&before, &fields));
            before = line_of(&fields);
            text.push_str(&before);
            text.push('\n');
        }
        text
    }
}

fn no_sign_offs(document: &Document) -> Problem {
    let what = format!("{} is no file of sign-offs", document.name());
    Problem::new(what, format!("its first line is {}", HEADER.join(",")))
}

/// The digest of a line's fields and of the line before it, as they are written.
fn digest(before: &str, fields: &[String]) -> String {
    Document::new("line", format!("{before}\n{}", line_of(fields))).sha256()
}

/// A text that is a SHA-256 digest.
fn digest_in(text: &str) -> Result<String, Error> {
    let is_digit = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    if text.len() == 64 && text.chars().all(is_digit) {
        return Ok(text.to_owned());
    }
    let what = format!("{} is no digest of a receipt", quoted(text));
    Err(Problem::new(what, "it has 64 digits, 0 to 9 and a to f").into())
}

fn fields_of(line: &str) -> csv::StringRecord {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line.as_bytes());
    let fields = reader.records().next();
    fields.and_then(Result::ok).unwrap_or_default()
}

fn line_of(fields: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(fields);
    let written = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&written).trim_end().to_owned()
}

/// A text that no spreadsheet runs as a formula.
fn spoken(text: &str) -> Result<Title, Error> {
    if text.starts_with(['=', '+', '-', '@']) {
        let what = format!(
            "{} would be run as a formula by a spreadsheet",
            quoted(text)
        );
        return Err(Problem::new(what, "begin with a letter").into());
    }
    text.parse()
}
