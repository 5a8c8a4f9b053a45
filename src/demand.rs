//! The table of counts, checked against its scheme. Reading and writing it are
//! here; what the counts cost is in `assess`.

mod builder;
mod changed;
mod check;
mod observation;
mod read;
pub(crate) mod table;
mod write;

pub use builder::DemandBuilder;
#[cfg(feature = "polars")]
pub(crate) use observation::Status;
pub use observation::{Count, Marker, Markers, MissingReason, Observation};
#[cfg(feature = "records")]
pub(crate) use read::is_formula;

pub(crate) use read::number;
#[cfg(feature = "polars")]
pub(crate) use read::{OPTIONAL, REQUIRED};

use crate::area::AreaCode;
use crate::name::Title;
use crate::period::Day;
use crate::problem::{Document, Error, Place};
use crate::scheme::{Grid, Scheme, Spot};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A checked table of counts: every count that its scheme needs is there, or is
/// missing with a reason.
///
/// ```
/// use justice_reinvestment::{Demand, Document, Scheme};
///
/// # let file = std::fs::read("fixtures/hackney/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
/// let table = "area_code,cohort,period,metric,count\n\
///              E09000012,adult,baseline,custody,400\n\
///              E09000012,adult,year_1,custody,360\n";
/// let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// assert_eq!(demand.rows(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Demand {
    grid: Arc<Grid>,
    /// In the order of their spots, then groups.
    rows: Vec<Row>,
    /// For each spot of the grid, by its number.
    cells: Vec<Cell>,
    /// The rows marked `[z]`, by their number.
    not_applicable: Vec<usize>,
    /// What is said about any count.
    markers: Markers,
    sha256: String,
}

/// One row of the table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    spot: Spot,
    pub(crate) group: Option<Title>,
    pub(crate) count: Count,
    pub(crate) markers: Markers,
    details: Option<Box<Details>>,
    origin: Option<RowOrigin>,
}

/// What a row says besides its count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Details {
    area_name: Option<Title>,
    as_at: Option<Day>,
    note: Option<Title>,
}

impl Row {
    pub(crate) fn as_at(&self) -> Option<Day> {
        self.details.as_deref()?.as_at
    }

    pub(crate) fn note(&self) -> Option<&Title> {
        self.details.as_deref()?.note.as_ref()
    }
}

/// Where a row stands.
#[derive(Debug, Clone)]
struct RowOrigin {
    table: usize,
    line: usize,
    first_field: Range<usize>,
    status: Range<usize>,
}

/// What the rows of one spot say together.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell {
    pub(crate) sum: Sum,
    pub(crate) markers: Markers,
    /// Whether its rows are groups.
    pub(crate) is_grouped: bool,
    /// Where the spot's rows begin among all rows, and how many they are.
    rows: (u32, u32),
}

/// The counts of one spot, added up over its groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sum {
    /// The table has no row for it.
    #[default]
    NoRow,
    /// All rows have a count.
    Number(u64),
    /// A row lacks its count.
    Missing,
    /// Every row is marked as not applicable.
    NotApplicable,
}

impl Demand {
    /// Reads a table of counts (CSV, UTF-8): a header, then one row an
    /// observation, columns in any order.
    ///
    /// | column | holds |
    /// | --- | --- |
    /// | `area_code` | the code of an area of the scheme |
    /// | `cohort` | `adult` or `youth` |
    /// | `period` | the id of the baseline or of a test period |
    /// | `metric` | the id of a metric |
    /// | `count` | a whole number, or nothing, with a reason in `status` |
    /// | `status` (optional) | beside no count: `[c]` confidential, `[x]` not available, `[z]` not applicable, in every period or none; beside a count: `[p]` provisional, `[r]` revised, `[e]` estimated, `[b]` break in the series, `[f]` forecast, several together as `[r][e]` |
    /// | `area_name` (optional) | what people call the area: always the same for one code |
    /// | `group` (optional) | a part of the observation, such as an offence group; rows that differ in it alone add up; a group stands in all periods or in none |
    /// | `as_at` (optional) | the day on which the count was taken from the records, `2013-09-30`; kept with the table |
    /// | `note` (optional) | a remark; kept with the table |
    ///
    /// Every metric with a price for the cohort needs a row for each area, cohort
    /// and period in which the site takes part; a metric without any price is
    /// watched, and may have rows.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its place; a thousand problems are
    /// listed. A file larger than [`Document::LARGEST`] is not read.
    pub fn read(scheme: &Scheme, document: &Document) -> Result<Self, Error> {
        Self::builder(scheme).table(document).build()
    }

    /// Starts a table: of counts given in code, or of several files added up.
    #[must_use]
    pub fn builder(scheme: &Scheme) -> DemandBuilder {
        DemandBuilder::new(Arc::clone(scheme.grid()))
    }

    /// Starts a table of counts that are not the scheme's own: of other areas, or of
    /// other periods.
    #[cfg(feature = "evaluate")]
    pub(crate) fn builder_on(grid: Grid) -> DemandBuilder {
        DemandBuilder::new(Arc::new(grid))
    }

    /// The table as a CSV file that reads back as the same demand.
    #[must_use]
    pub fn to_csv(&self) -> String {
        write::to_csv(self)
    }

    /// How many observations it holds.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The SHA-256 digest of the file's bytes; for demand that was built in code
    /// or added up from several files, of its written form.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Every observation, in the scheme's order of areas, cohorts, periods and
    /// metrics.
    pub fn observations(&self) -> impl Iterator<Item = Observation> {
        self.rows.iter().filter_map(|row| self.observation(row))
    }

    fn observation(&self, row: &Row) -> Option<Observation> {
        let details = row.details.as_deref().cloned().unwrap_or_default();
        Some(Observation {
            area: self.area_of(row)?.clone(),
            cohort: row.spot.cohort,
            period: self.grid.periods().get(row.spot.period)?.clone(),
            metric: self.grid.metric_id(row.spot.metric)?.clone(),
            count: row.count,
            markers: row.markers,
            group: row.group.clone(),
            area_name: details.area_name,
            as_at: details.as_at,
            note: details.note,
        })
    }

    pub(crate) fn area_of(&self, row: &Row) -> Option<&AreaCode> {
        self.grid.area_codes().get(row.spot.area)
    }

    pub(crate) fn grid(&self) -> &Arc<Grid> {
        &self.grid
    }

    /// What the rows of a spot say together.
    pub(crate) fn cell(&self, spot: Spot) -> Cell {
        let number = self.grid.number(spot);
        let cell = number.and_then(|number| self.cells.get(number));
        cell.copied().unwrap_or_default()
    }

    /// The rows without a count because there can be none, each with its spot.
    pub(crate) fn not_applicable(&self) -> impl Iterator<Item = (Spot, &Row)> {
        let rows = self
            .not_applicable
            .iter()
            .filter_map(|row| self.rows.get(*row));
        rows.map(|row| (row.spot, row))
    }

    /// What people call the areas, where the table says so.
    pub(crate) fn area_names(&self) -> BTreeMap<AreaCode, Title> {
        let named = self.rows.iter().filter_map(|row| {
            let name = row.details.as_deref()?.area_name.as_ref()?;
            Some((self.area_of(row)?, name))
        });
        let mut names: Vec<(&AreaCode, &Title)> = named.collect();
        // Rows stand by area, and one code has one name.
        names.dedup();
        let names = names.into_iter();
        names
            .map(|(area, name)| (area.clone(), name.clone()))
            .collect()
    }

    /// What is said about any count.
    pub(crate) fn markers(&self) -> Markers {
        self.markers
    }

    /// The rows of a spot.
    pub(crate) fn rows_of(&self, cell: Cell) -> &[Row] {
        let (start, length) = cell.rows;
        let rows = usize::try_from(start)
            .ok()
            .and_then(|start| self.rows.get(start..));
        let length = usize::try_from(length).unwrap_or_default();
        rows.and_then(|rows| rows.get(..length)).unwrap_or_default()
    }
}

impl PartialEq for Demand {
    /// Whether both hold the same observations, however their files are written.
    fn eq(&self, other: &Self) -> bool {
        self.grid == other.grid && self.observations().eq(other.observations())
    }
}

impl Eq for Demand {}

impl Row {
    /// The line of the table on which it stands, where there is one table.
    pub(crate) fn line(&self) -> Option<usize> {
        self.origin.as_ref().map(|origin| origin.line)
    }

    fn first_field(&self, tables: &[Document]) -> Option<Place> {
        let origin = self.origin.as_ref()?;
        Some(tables.get(origin.table)?.place(origin.first_field.clone()))
    }

    fn status(&self, tables: &[Document]) -> Option<Place> {
        let origin = self.origin.as_ref()?;
        Some(tables.get(origin.table)?.place(origin.status.clone()))
    }
}
