//! All rewards together.

use super::figures::{phi, whole_pounds};
use crate::evaluate::chance::Unchanged;
use crate::evaluate::joint::{Estimate, Joint};
use crate::page::Page;
use crate::wording::{counted, grouped};

/// All rewards together, had nothing changed.
pub(super) fn write_joint(joint: &Joint, page: &mut Page) {
    let options = &joint.options;
    let gates = counted(
        u64::try_from(joint.gates.len()).unwrap_or(u64::MAX),
        "reward",
        "rewards",
    );
    page.heading("All rewards together, had nothing changed");
    let shock = match options.correlation > 0.0 {
        true => format!(
            ", a shock shared by all counts of a period (correlation {})",
            options.correlation
        ),
        false => String::new(),
    };
    let number = |estimate: &Estimate| {
        format!(
            "{:.2} (standard error {:.3})",
            estimate.value, estimate.standard_error
        )
    };
    // Where every draw gave the same, three in so many draws may still be otherwise: with
    // that chance none of them shows it once in twenty times.
    let three = 300.0 / options.draws as f64;
    let share = |estimate: &Estimate| match estimate.value {
        0.0 => format!("in no draw: under {three:.2}%, at 95% confidence"),
        1.0 => format!(
            "in every draw: over {:.2}%, at 95% confidence",
            100.0 - three
        ),
        value => format!(
            "{:.1}% (standard error {:.2} points)",
            value * 100.0,
            estimate.standard_error * 100.0
        ),
    };
    let about = match options.unchanged {
        Unchanged::Baseline => "the baseline's",
        Unchanged::Pooled => "the mean of the baseline's and of all its test periods'",
    };
    let rewards = &joint.rewards.estimate;
    page.facts(vec![
        ("Computable".to_owned(), gates),
        (
            "One or more would be paid".to_owned(),
            share(&joint.any_met),
        ),
        (
            "So many would be, in the mean".to_owned(),
            number(&joint.payments),
        ),
        (
            "And so much, in the mean".to_owned(),
            format!(
                "{} (standard error {})",
                whole_pounds(rewards.value),
                whole_pounds(rewards.standard_error)
            ),
        ),
        (
            "By simulation".to_owned(),
            format!(
                "{} draws, seed {}, φ = {}, counts about {about}{shock}; test periods share their \
                 baseline. {}.",
                grouped(&options.draws.to_string()),
                options.seed,
                phi(options.dispersion),
                joint.generator
            ),
        ),
    ]);
    for left_out in &joint.left_out {
        page.say(format!(
            "Left out, since a count is missing: {}.",
            left_out.in_words()
        ));
    }
}
