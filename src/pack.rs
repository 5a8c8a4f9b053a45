//! A result with all that it was made of, in one archive: scheme, tables of counts, count
//! plan, what came out, and the receipt. Whoever gets it can open it with any archive
//! program, and a later version of this library computes it again and says whether the
//! same comes out.

#[cfg(feature = "pack")]
mod archive;

use crate::assess::{Assessment, assess};
use crate::demand::{Demand, DemandBuilder};
use crate::keys::tables;
use crate::problem::{Document, Error, Problem};
use crate::receipt::{InputRole, Receipt};
use crate::scheme::{SCHEME_SCHEMA, Scheme};
#[cfg(feature = "pack")]
pub use archive::{Kept, PACK_SCHEMA};
use toml::Spanned;
use toml::de::DeValue;

/// The files of one assessment, told apart by what they hold.
///
/// ```
/// use justice_reinvestment::Document;
/// use justice_reinvestment::pack::Pack;
///
/// let file = |name: &str| -> std::io::Result<Document> {
///     Ok(Document::new(name, std::fs::read(format!("fixtures/hackney/{name}"))?))
/// };
/// let pack = Pack::of(vec![file("demand.csv")?, file("scheme.toml")?])?;
/// assert_eq!(pack.assessment()?.computed_reward.to_string(), "45000.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pack {
    scheme_file: Document,
    tables: Vec<Document>,
    /// A count plan and what it looks up.
    plan: Vec<Document>,
    left_out: Vec<String>,
    scheme: Scheme,
    demand: Demand,
}

/// The columns without which a file is no table of counts.
const COLUMNS: [&str; 5] = ["area_code", "cohort", "period", "metric", "count"];

/// What the first line of a count plan says.
const PLAN_SCHEMA: &str = "justice-reinvestment/count-plan/1";

impl Pack {
    /// Tells files apart: one scheme, its tables of counts, which are added up, and a
    /// count plan with the files that it names. All others are left out.
    ///
    /// # Errors
    ///
    /// There is no scheme or no table, there are two schemes or two plans, or something is
    /// wrong with one of them.
    pub fn of(documents: Vec<Document>) -> Result<Self, Error> {
        let (mut schemes, mut plans, mut tables, mut others) = (vec![], vec![], vec![], vec![]);
        for document in documents {
            let kind = match () {
                () if names_schema(&document, SCHEME_SCHEMA) => &mut schemes,
                () if names_schema(&document, PLAN_SCHEMA) => &mut plans,
                () if is_table(&document) => &mut tables,
                () => &mut others,
            };
            kind.push(document);
        }
        let named: Vec<String> = plans.iter().flat_map(looked_up_by).collect();
        let (look_ups, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|other| {
            let mut named = named.iter();
            named.any(|name| name.strip_prefix("./").unwrap_or(name) == file_name(other))
        });
        let mut problems = Vec::new();
        problems.extend(more_than_one(&schemes, "scheme"));
        problems.extend(more_than_one(&plans, "count plan"));
        if schemes.is_empty() {
            let what = "there is no scheme among the files";
            let advice = format!("a scheme is a .toml file with schema = \"{SCHEME_SCHEMA}\"");
            problems.push(Problem::new(what, advice));
        }
        if tables.is_empty() {
            let what = "there is no table of counts among the files";
            let advice = format!("it is a .csv file with the columns {}", COLUMNS.join(","));
            problems.push(Problem::new(what, advice));
        }
        let mut schemes = schemes.into_iter();
        let (Some(scheme_file), None) = (schemes.next(), Error::from_problems(problems.clone()))
        else {
            return Err(Error::from_problems(problems).unwrap_or_else(|| nothing().into()));
        };
        let left_out = others.iter().map(|other| file_name(other).to_owned());
        let left_out = left_out.collect();
        let mut plan = plans;
        plan.extend(look_ups);
        Self::read(scheme_file, tables, plan, left_out)
    }

    fn read(
        scheme_file: Document,
        tables: Vec<Document>,
        plan: Vec<Document>,
        left_out: Vec<String>,
    ) -> Result<Self, Error> {
        let scheme = Scheme::read(&scheme_file)?;
        let builder = tables
            .iter()
            .fold(Demand::builder(&scheme), DemandBuilder::table);
        Ok(Self {
            demand: builder.build()?,
            scheme,
            scheme_file,
            tables,
            plan,
            left_out,
        })
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The counts of all tables.
    #[must_use]
    pub fn demand(&self) -> &Demand {
        &self.demand
    }

    /// The count plan and then what it looks up; nothing where there is no plan.
    #[must_use]
    pub fn plan(&self) -> &[Document] {
        &self.plan
    }

    /// The files that it stands for: the scheme, its tables, the plan and what that looks up.
    pub fn files(&self) -> impl Iterator<Item = &Document> {
        let scheme = std::iter::once(&self.scheme_file);
        scheme.chain(&self.tables).chain(&self.plan)
    }

    /// The names of the files that are none of an assessment's.
    #[must_use]
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// The assessment of its scheme and counts.
    ///
    /// # Errors
    ///
    /// An amount is beyond what [`Pounds`](crate::Pounds) can hold.
    pub fn assessment(&self) -> Result<Assessment, Error> {
        assess(&self.scheme, &self.demand)
    }

    /// The receipt of that assessment.
    ///
    /// # Errors
    ///
    /// As [`assessment`](Self::assessment).
    pub fn receipt(&self) -> Result<Receipt, Error> {
        let small = self.demand.has_small_counts();
        let scheme =
            Receipt::new("assess").input(InputRole::Scheme, self.scheme_file.sha256(), false);
        let with_tables = self.tables.iter().fold(scheme, |receipt, table| {
            receipt.input(InputRole::Demand, table.sha256(), small)
        });
        Ok(with_tables.assessed(&self.scheme, &self.assessment()?, small))
    }
}

fn nothing() -> Problem {
    Problem::new(
        "there are no files",
        "give a scheme and its table of counts",
    )
}

fn more_than_one(documents: &[Document], what: &str) -> Option<Problem> {
    let [_, _, ..] = documents else {
        return None;
    };
    let names: Vec<&str> = documents.iter().map(file_name).collect();
    let said = format!("there is more than one {what}: {}", names.join(", "));
    Some(Problem::new(
        said,
        "leave one, and put the others elsewhere",
    ))
}

/// The name of a document without its folders.
fn file_name(document: &Document) -> &str {
    let name = document.name();
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// The files that a count plan looks areas up in, as it names them: from where it stands.
#[must_use]
pub fn looked_up_by(plan: &Document) -> Vec<String> {
    let root = tables(plan);
    let area = root.as_ref().and_then(|root| root.get_ref().get("area"));
    let file = match area.map(Spanned::get_ref) {
        Some(DeValue::Table(area)) => area.get("lookup_file"),
        _ => None,
    };
    let file = file.and_then(|file| file.get_ref().as_str());
    file.map(str::to_owned).into_iter().collect()
}

/// Whether a TOML file says that it is of a format.
fn names_schema(document: &Document, schema: &str) -> bool {
    let Ok(text) = document.text() else {
        return false;
    };
    let is_toml = file_name(document).to_ascii_lowercase().ends_with(".toml");
    let mut lines = text.lines().map(str::trim_start);
    is_toml
        && lines.any(|line| {
            let value = line.strip_prefix("schema").map(str::trim_start);
            value.is_some_and(|value| value.starts_with('=') && value.contains(schema))
        })
}

/// Whether the first line of a CSV file names the columns of a table of counts.
#[must_use]
pub fn is_table(document: &Document) -> bool {
    let bytes = document.bytes();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let header = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let header = std::str::from_utf8(header).unwrap_or_default();
    let columns: Vec<&str> = header
        .split(',')
        .map(|column| column.trim().trim_matches('"'))
        .collect();
    COLUMNS.iter().all(|column| columns.contains(column))
}
