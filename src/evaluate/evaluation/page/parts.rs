//! The parts of a change of the cost.

use super::figures::rounded;
use crate::evaluate::decomposition::{Decomposition, Parts};
use crate::money::Pounds;
use crate::name::Id;
use crate::page::Page;
use crate::wording::{Column, Table, grouped, pounds};
use std::cmp::Ordering;

pub(super) fn write_parts(decomposition: &Decomposition, page: &mut Page) {
    let mut table = Table::new(vec![
        Column::words("change of the cost"),
        Column::figures("volume"),
        Column::figures("mix"),
        Column::figures("price"),
        Column::figures("change"),
    ]);
    let mut row = |name: String, parts: &Parts| {
        table.row([
            name,
            rounded(parts.volume),
            rounded(parts.mix),
            pounds(&parts.price.to_string()),
            pounds(&parts.change.to_string()),
        ]);
    };
    for metric in &decomposition.metrics {
        row(metric.title.to_string(), &metric.all);
        let groups = metric.groups.iter().filter(|_| metric.groups.len() > 1);
        for group in groups {
            let name = group
                .group
                .as_ref()
                .map_or("no group", |group| group.as_str());
            row(format!("  {name}"), &group.all);
        }
    }
    row("all".to_owned(), &decomposition.all);
    page.table(table);
    let mut table = Table::new(vec![
        Column::words("fewer of"),
        Column::figures("by"),
        Column::words("more of"),
        Column::figures("by"),
        Column::words("which costs"),
    ]);
    let title = |id: &Id| {
        let mut metrics = decomposition.metrics.iter();
        let metric = metrics.find(|metric| metric.metric == *id);
        metric.map_or_else(|| id.to_string(), |metric| metric.title.to_string())
    };
    for one in &decomposition.substitutions {
        let dearer = pounds(&one.dearer_by.to_string().replace('-', ""));
        table.row([
            title(&one.fewer_of),
            grouped(&one.fewer.to_string()),
            title(&one.more_of),
            grouped(&one.more.to_string()),
            match one.dearer_by.cmp(&Pounds::ZERO) {
                Ordering::Less => format!("{dearer} more a case"),
                Ordering::Equal => "the same".to_owned(),
                Ordering::Greater => format!("{dearer} less a case"),
            },
        ]);
    }
    if !decomposition.substitutions.is_empty() {
        page.say("One may have come in place of the other; counts do not show it:");
        page.table(table);
    }
}
