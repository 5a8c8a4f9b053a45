//! All that a count depends on, as text for a digest: the plan with its look-ups,
//! and what of the scheme it is counted for. One line a fact; texts are quoted as
//! TOML quotes them, so that no two plans have the same lines.

use super::{
    CohortRule, Condition, CountPlan, Otherwise, PLAN_SCHEMA, PeriodRule, Quantity, Test,
    WithoutQuantity,
};
use toml_writer::TomlWrite;

/// The lines whose digest names a plan.
pub(super) fn canonical(plan: &CountPlan) -> String {
    let mut lines = vec![format!("plan {PLAN_SCHEMA}")];
    if !plan.missing_text.is_empty() {
        lines.push(format!("missing-text {}", all_sorted(&plan.missing_text)));
    }
    let area = &plan.area;
    lines.push(format!(
        "area {} {}",
        quoted(&area.column),
        otherwise(area.otherwise)
    ));
    for (label, code) in area.lookup.iter().flatten() {
        lines.push(format!("area-label {} {code}", quoted(label)));
    }
    lines.push(match &plan.area.lookup {
        Some(_) => "area-by-label".to_owned(),
        None => "area-by-code".to_owned(),
    });
    match &plan.cohort {
        CohortRule::Labels {
            column,
            adult,
            youth,
            otherwise: unknown,
        } => {
            lines.push(format!("cohort {} {}", quoted(column), otherwise(*unknown)));
            lines.push(format!("adult {}", all_sorted(adult)));
            lines.push(format!("youth {}", all_sorted(youth)));
        }
        CohortRule::Age { date_of_birth, on } => {
            let on = on.as_deref().map(quoted).unwrap_or_default();
            lines.push(format!("cohort-by-age {} {on}", quoted(date_of_birth)));
        }
    }
    match &plan.period {
        PeriodRule::Labels {
            column,
            labels,
            otherwise: unknown,
        } => {
            lines.push(format!("period {} {}", quoted(column), otherwise(*unknown)));
            for (id, labels) in labels {
                lines.push(format!("period-label {id} {}", all_sorted(labels)));
            }
        }
        PeriodRule::Date { column } => lines.push(format!("period-by-date {}", quoted(column))),
        PeriodRule::Nights => lines.push("period-by-night".to_owned()),
    }
    match &plan.quantity {
        Quantity::One => lines.push("quantity-one".to_owned()),
        Quantity::Column { column, missing } => {
            lines.push(format!("quantity {}", quoted(column)));
            if *missing == WithoutQuantity::NotAvailable {
                lines.push("without-quantity-not-available".to_owned());
            }
        }
        Quantity::Nights { from, to, as_at } => {
            lines.push(format!("nights {} {}", quoted(from), quoted(to)));
            lines.extend(as_at.map(|day| format!("as-at {day}")));
        }
    }
    if let Some(one_per) = &plan.one_per {
        lines.push(format!("one-per {}", all_sorted(&one_per.keys)));
        lines.push(format!(
            "keep {} {}",
            quoted(&one_per.column),
            all_quoted(&one_per.order)
        ));
        if one_per.is_within_extracts {
            lines.push("cases-within-extracts".to_owned());
        }
    }
    for rule in &plan.set_aside {
        lines.push(format!("set-aside {}", quoted(rule.reason.as_str())));
        lines.extend(conditions(&rule.conditions));
    }
    for rule in &plan.metrics {
        lines.push(format!("metric {}", rule.id));
        lines.extend(conditions(&rule.conditions));
    }
    for (id, from, to) in &plan.frame.periods {
        lines.push(format!("scheme-period {id} {from} {to}"));
    }
    for (area, (cohorts, periods)) in plan.frame.areas.iter().zip(&plan.frame.takes_part) {
        let marks: String = cohorts
            .iter()
            .chain(periods)
            .map(|takes_part| if *takes_part { '1' } else { '0' })
            .collect();
        lines.push(format!("scheme-area {area} {marks}"));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn condition(condition: &Condition) -> String {
    fn end<T: ToString>(end: Option<&T>) -> String {
        end.map(T::to_string).unwrap_or_default()
    }
    let column = quoted(&condition.column);
    match &condition.test {
        Test::In(labels) => format!("where {column} in {}", all_sorted(labels)),
        Test::NotIn(labels) => format!("where {column} not-in {}", all_sorted(labels)),
        Test::Numbers(from, to) => {
            format!(
                "where {column} numbers {}..{}",
                end(from.as_ref()),
                end(to.as_ref())
            )
        }
        Test::Days(from, to) => {
            format!(
                "where {column} days {}..{}",
                end(from.as_ref()),
                end(to.as_ref())
            )
        }
        Test::Missing(is) => format!("where {column} missing {is}"),
    }
}

fn otherwise(otherwise: Otherwise) -> &'static str {
    match otherwise {
        Otherwise::Error => "else-error",
        Otherwise::SetAside => "else-set-aside",
    }
}

/// Conditions that hold together, in an order of their own.
fn conditions(conditions: &[Condition]) -> Vec<String> {
    let mut lines: Vec<String> = conditions.iter().map(condition).collect();
    lines.sort();
    lines
}

/// Texts whose order says nothing.
fn all_sorted(texts: &[String]) -> String {
    let mut texts = texts.to_vec();
    texts.sort();
    all_quoted(&texts)
}

fn all_quoted(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| self::quoted(text)).collect();
    quoted.join(" ")
}

fn quoted(text: &str) -> String {
    let mut written = String::new();
    // Writing to a text cannot fail.
    let _ = written.value(text);
    written
}
