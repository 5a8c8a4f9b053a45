//! What is wrong with an extract, in words: records that can be neither counted nor
//! set aside, and columns that are not there.

use super::balance::Own;
use super::batches::{self, Unfit};
use super::columns::Need;
use super::csv::{self, Lacking};
use super::kernel::Kernel;
use super::plan::{CountPlan, Quantity};
use crate::name::quoted;
use crate::problem::{Document, Error, Place, Problem};
use crate::wording::{counted, instead_of};

/// A fault on a line of a file, at its place.
pub(super) fn on_line(
    file: &str,
    kernel: &Kernel<'_>,
    lines: usize,
    fault: &csv::Found,
) -> Problem {
    let need = fault.need.and_then(|need| kernel.needs.get(need));
    let value = fault.text.get(fault.field.clone()).unwrap_or_default();
    let value = String::from_utf8_lossy(value);
    let value = quoted(value.trim_matches('"'));
    let (what, advice) = told(fault.reason, &value, need, kernel.plan);
    let document = Document::new(file, fault.text.clone());
    let mut place: Place = document.place(fault.field.clone());
    place.line = lines.saturating_add(fault.line).saturating_add(1);
    Problem::new(what, advice).at(Some(place))
}

/// A fault of a record of a file without lines.
pub(super) fn of_record(file: &str, kernel: &Kernel<'_>, found: &batches::Found) -> Problem {
    let need = found.need.and_then(|need| kernel.needs.get(need));
    let (what, advice) = told(found.reason, &quoted(&found.value), need, kernel.plan);
    let record = found.record.saturating_add(1);
    Problem::new(format!("{file}, record {record}: {what}"), advice)
}

/// That there are more, if there are.
pub(super) fn and_more(file: &str, more: u64) -> Option<Problem> {
    let advice = "correct the extract or the plan; --lenient sets such records aside, by reason";
    (more > 0).then(|| {
        let more = counted(more, "more record is", "more records are");
        Problem::new(format!("{file}: {more} like these"), advice)
    })
}

/// What stands in a column, if anything does.
fn labelled(value: &str, column: &str) -> String {
    match value {
        "\"\"" => format!("nothing stands in column {column}, which"),
        value => format!("{value} in column {column}"),
    }
}

/// What is wrong with a record, and what to do.
fn told(reason: Own, value: &str, need: Option<&Need>, plan: &CountPlan) -> (String, &'static str) {
    let column = need.map_or_else(String::new, |need| quoted(&need.column));
    let is_release = matches!(
        (&plan.quantity, need),
        (Quantity::Nights { to, .. }, Some(need)) if *to == need.column
    );
    match reason {
        Own::NotALine => (
            "this line is no record: it has another number of fields than the header (as where a \
             file is cut short), a quote that is not closed, or a byte order mark (as where files \
             were joined)"
                .to_owned(),
            "a record stands on one line, with as many fields as the header has names",
        ),
        Own::NotADay => (
            format!("{value} in column {column} is not a day"),
            "write a day that exists as year-month-day, like 2010-07-01, without a time and in no zone \
             of time; text that stands for nothing goes into missing_text",
        ),
        Own::NotANumber => (
            format!("{value} in column {column} is not a whole number that can be counted"),
            "write a whole number in digits, like 12, without separators; a quantity \
             is zero or more; text that stands for nothing goes into missing_text",
        ),
        Own::NotText => (
            format!("the text in column {column} is not UTF-8"),
            "save the file as UTF-8",
        ),
        Own::NoDate => (
            format!("the date in column {column} is missing"),
            match is_release {
                true => {
                    "supply it; or write as_at in [quantity], if who has none was held until then"
                }
                false => "supply it; text that stands for nothing goes into missing_text",
            },
        ),
        Own::NoQuantity => (
            format!("the quantity in column {column} is missing"),
            "missing is never zero: supply it, or write missing = \"not_available\" in [quantity], so \
             that the counts that lack it are not available",
        ),
        Own::NoKey => (
            format!("the key of its case in column {column} is missing"),
            "supply it: without it, nobody can tell which records are of one case",
        ),
        Own::WrongOrder => (
            format!("the day {value} in column {column} lies before the one that it follows"),
            "correct one of the two",
        ),
        Own::AreaNotKnown => (
            format!("{} is no area of the scheme", labelled(value, &column)),
            "add it to the scheme, or to the look-up in [area]; or write otherwise = \"set_aside\" \
             there",
        ),
        Own::CohortNotKnown => (
            format!("{} is no label of a cohort", labelled(value, &column)),
            "add it to [cohort], set such records aside, or write otherwise = \"set_aside\" there",
        ),
        Own::PeriodNotKnown => (
            format!("{} is no label of a period", labelled(value, &column)),
            "add it to [period], set such records aside, or write otherwise = \"set_aside\" there",
        ),
        Own::OutsideThePeriods | Own::TakesNoPart | Own::YoungerThanTen | Own::NotPrincipal => {
            (reason.as_str().to_owned(), "")
        }
    }
}

/// Why columns cannot be counted.
pub(super) fn unfit(name: &str, unfit: &Unfit) -> Error {
    let types = unfit.types.iter().map(|(column, of, advice)| {
        let column = quoted(column);
        let what = format!("{name}: column {column} is of type {of}, which cannot be read so");
        Problem::new(what, *advice)
    });
    let mut problems = lacks(name, &unfit.lacking);
    problems.extend(types);
    refused(name, problems)
}

/// What else than commas files have between their columns.
const SEPARATORS: [(char, &str); 3] = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];

/// The columns that a file lacks, or has twice.
pub(super) fn lacks(file: &str, lacking: &Lacking) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let [only] = lacking.names.as_slice()
        && !lacking.is_in_memory
        && let Some((_, name)) = SEPARATORS.iter().find(|(sign, _)| only.contains(*sign))
    {
        let what = format!("{file} has its columns separated by {name}");
        let advice = "save it with commas between the columns";
        return vec![Problem::new(what, advice)];
    }
    for column in &lacking.missing {
        let what = format!("{file} has no column {}", quoted(column));
        let advice = match lacking.names.is_empty() {
            true => "it has no columns at all".to_owned(),
            false => instead_of(column, &lacking.names),
        };
        problems.push(Problem::new(what, advice));
    }
    for column in &lacking.twice {
        let what = format!("{file} has column {} twice", quoted(column));
        problems.push(Problem::new(what, "keep one of the two"));
    }
    problems
}

/// The error of an extract with problems.
pub(super) fn refused(name: &str, problems: Vec<Problem>) -> Error {
    let nothing = Problem::new(format!("{name} has no header"), "check it");
    Error::from_problems(problems).unwrap_or_else(|| nothing.into())
}
