//! Where a record belongs: codes as they are, or a look-up in the plan or in a file
//! beside it.

use super::{AREA, PlanReading};
use crate::area::AreaCode;
use crate::demand::table::Lines;
use crate::keys::{Keys, Unreadable};
use crate::name::quoted;
use crate::problem::{Document, Error, Problem, Problems};
use crate::records::plan::AreaRule;
use std::collections::BTreeMap;
use std::ops::Range;

impl<'a> PlanReading<'a> {
    pub(super) fn area(&mut self, root: &Keys<'a>) -> Result<AreaRule, Unreadable> {
        let keys = self.reading.table(root, "area", "[area]", AREA)?;
        let column = self.column(&keys, "column");
        let otherwise = self.otherwise(&keys);
        let lookup = self.lookup(&keys);
        Ok(AreaRule {
            column: column?,
            lookup: lookup?,
            otherwise: otherwise?,
        })
    }

    /// From labels to codes, out of the plan or of a file beside it.
    fn lookup(
        &mut self,
        keys: &Keys<'a>,
    ) -> Result<Option<BTreeMap<String, AreaCode>>, Unreadable> {
        let inline = self.reading.any_table(keys, "lookup", "lookup")?;
        let named = self.reading.optional_text(keys, "lookup_file")?;
        match (inline, named) {
            (None, None) => Ok(None),
            (Some(_), Some(file)) => {
                let what = "areas are looked up in the plan and in a file";
                Err(self.reading.report(file.span, what, "keep one of the two"))
            }
            (Some(table), None) if table.names().next().is_none() => {
                let what = "the look-up is empty";
                let advice = "add a line for each label, or take it away if the column holds codes";
                Err(self.reading.report(table.span.clone(), what, advice))
            }
            (Some(table), None) => {
                let mut lookup = BTreeMap::new();
                let names: Vec<&str> = table.names().collect();
                let mut result = Ok(());
                for name in names {
                    if name.is_empty() {
                        let span = table.span.clone();
                        let what = "empty text is missing, and no label";
                        result = Err(self
                            .reading
                            .report(span, what, "take it out of the look-up"));
                        continue;
                    }
                    match self.reading.text(&table, name) {
                        Ok(text) => match text.parsed::<AreaCode>(&mut self.reading) {
                            Ok(code) => drop(lookup.insert(name.to_owned(), code)),
                            Err(unreadable) => result = Err(unreadable),
                        },
                        Err(unreadable) => result = Err(unreadable),
                    }
                }
                result.map(|()| Some(lookup))
            }
            (None, Some(name)) => {
                let Some(document) = (self.file)(name.text) else {
                    let what = format!("there is no look-up file {}", quoted(name.text));
                    let advice = "name a file beside the plan, with the columns label,area_code";
                    return Err(self.reading.report(name.span, what, advice));
                };
                match lookup_in(&document) {
                    Ok(lookup) => Ok(Some(lookup)),
                    Err(error) => {
                        self.reading.problems.extend(error.at(None));
                        Err(Unreadable)
                    }
                }
            }
        }
    }
}

/// A look-up file: CSV with the columns `label` and `area_code`.
fn lookup_in(document: &Document) -> Result<BTreeMap<String, AreaCode>, Error> {
    const NAMES: [&str; 2] = ["label", "area_code"];
    let mut problems = Problems::default();
    document.text()?;
    let mut lines = Lines::of(document);
    let first = Some(document.place(0..0));
    let header = match lines.next(&mut problems) {
        // What is wrong with it has been reported.
        Some(None) => return problems.into_result().map(|()| BTreeMap::new()),
        Some(Some(header)) => header.fields,
        None => Vec::new(),
    };
    for name in NAMES {
        let twice = header.iter().filter(|field| field.text == name).nth(1);
        if let Some(field) = twice {
            let what = format!("column {} stands twice", quoted(name));
            let problem = Problem::new(what, "keep one of the two");
            problems.push(problem.at(Some(document.place(field.span.clone()))));
        }
    }
    let at = |name: &str| header.iter().position(|field| field.text == name);
    let [Some(label), Some(code)] = NAMES.map(at) else {
        let what = "this look-up file has no columns label and area_code";
        let problem = Problem::new(what, "write CSV with these two, one row a label");
        problems.push(problem.at(first));
        return problems.into_result().map(|()| BTreeMap::new());
    };
    let columns = header.len();
    let mut lookup = BTreeMap::new();
    while let Some(line) = lines.next(&mut problems) {
        let Some(line) = line else {
            continue;
        };
        let fields = line.fields.get(label).zip(line.fields.get(code));
        let Some((label, code)) = fields.filter(|_| line.fields.len() == columns) else {
            let first = line.fields.first().map(|field| field.span.clone());
            let what = format!("this row has not {columns} fields");
            let advice = "give each column of the header one; a text with a comma stands in quotes";
            let problem = Problem::new(what, advice);
            problems.push(problem.at(first.map(|span| document.place(span))));
            continue;
        };
        let place = |span: &Range<usize>| document.place(span.clone());
        if label.text.is_empty() {
            let problem = Problem::new(
                "empty text is missing, and no label",
                "take it out of the look-up",
            );
            problems.push(problem.at(Some(place(&label.span))));
            continue;
        }
        match code.text.parse::<AreaCode>() {
            Ok(area) => {
                if lookup.insert(label.text.clone(), area).is_some() {
                    let what = format!("{} stands twice", quoted(&label.text));
                    let problem = Problem::new(what, "keep one of the two");
                    problems.push(problem.at(Some(place(&label.span))));
                }
            }
            Err(error) => problems.extend(error.at(Some(&place(&code.span)))),
        }
    }
    problems.into_result()?;
    Ok(lookup)
}
