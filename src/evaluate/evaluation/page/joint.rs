//! All rewards together.

use super::figures::{phi, whole_pounds};
use crate::evaluate::chance::Unchanged;
use crate::evaluate::joint::{Estimate, Joint};
use crate::money::Pounds;
use crate::page::Page;
use crate::wording::{Column, Table, counted, grouped, pounds};

/// All rewards together, had nothing changed: the same options under several dispersions,
/// of which the first is told.
pub(super) fn write_joint(first: &Joint, all: &[Joint], page: &mut Page) {
    let options = &first.options;
    let gates = u64::try_from(first.gates.len()).unwrap_or(u64::MAX);
    page.heading("All rewards together, had nothing changed");
    let about = match options.unchanged {
        Unchanged::Baseline => "the baseline's",
        Unchanged::Pooled => "the mean of the baseline's and of all its test periods'",
    };
    let shock = match options.correlation > 0.0 {
        true => format!(
            ", with a shock shared by all counts of a period (correlation {})",
            options.correlation
        ),
        false => String::new(),
    };
    page.say(format!(
        "Of {} that can be computed, {} draws of all counts about {about}{shock}; test periods share their \
         baseline. Seed {}, {}. In brackets the standard error of the simulation.",
        counted(gates, "reward", "rewards"),
        grouped(&options.draws.to_string()),
        options.seed,
        first.generator
    ));
    let mut columns = vec![Column::words("all rewards together")];
    for joint in all {
        let of = phi(joint.options.dispersion);
        columns.push(Column::figures(format!("φ = {of}")).beginning_a_piece());
    }
    let mut table = Table::new(columns);
    let mut row = |name: String, figure: &dyn Fn(&Joint) -> String| {
        table.row(std::iter::once(name).chain(all.iter().map(figure)));
    };
    row("one or more would be paid".to_owned(), &|joint| {
        share(&joint.any_met, joint)
    });
    row("so many would be, in the mean".to_owned(), &|joint| {
        let Estimate {
            value,
            standard_error,
        } = joint.payments;
        format!("{value:.2} ({standard_error:.3})")
    });
    row("and so much, in the mean".to_owned(), &|joint| {
        let rewards = &joint.rewards.estimate;
        format!(
            "{} ({})",
            whole_pounds(rewards.value),
            whole_pounds(rewards.standard_error)
        )
    });
    if first.assessed > Pounds::ZERO {
        let assessed = pounds(&first.assessed.to_string());
        let name = format!("as much as is paid, {assessed}, or more");
        row(name, &|joint| share(&joint.as_much, joint));
    }
    page.table(table);
    for left_out in &first.left_out {
        page.say(format!(
            "Left out, since a count is missing: {}.",
            left_out.in_words()
        ));
    }
}

/// In how many of all draws, with what no draw shows: where every draw gave the same,
/// three in so many may still be otherwise, since with that chance none of them shows it
/// once in twenty times.
fn share(estimate: &Estimate, joint: &Joint) -> String {
    let three = 300.0 / joint.options.draws as f64;
    match estimate.value {
        0.0 => format!("in no draw: under {three}%"),
        1.0 => format!("in every draw: over {}%", 100.0 - three),
        value => {
            let (share, error) = (value * 100.0, estimate.standard_error * 100.0);
            match value < 0.001 {
                true => format!("{share:.3}% ({error:.4})"),
                false => format!("{share:.1}% ({error:.2})"),
            }
        }
    }
}
