//! A first assessment: a scheme and its table of counts are read from files, and
//! what the smallest scheme pays is printed, figure by figure, so that it can be
//! checked by hand. How a scheme is written in code is in `scheme_in_code`.
//!
//! `cargo run --example first_assessment`, in the top folder of the repository.

use justice_reinvestment::{Demand, Document, Error, Pounds, Problem, Scheme, assess};
use std::process::ExitCode;

fn main() -> ExitCode {
    match first_assessment() {
        Ok(()) => ExitCode::SUCCESS,
        // One error holds all problems, one a line, each with its place and with
        // what to do: nobody should have to repair a table one row at a time.
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn first_assessment() -> Result<(), Error> {
    // The scheme comes first: a table of counts means nothing without it, and is
    // checked against it.
    let scheme = Scheme::read(&document("fixtures/hackney/scheme.toml")?)?;
    let demand = Demand::read(&scheme, &document("fixtures/hackney/demand.csv")?)?;
    let assessment = assess(&scheme, &demand)?;

    // What must be said before any figure, such as that counts are invented.
    if let Some(announcement) = &assessment.announcement {
        println!("{announcement}.");
    }
    // One reward for each site, cohort and test period; here there is one of each.
    for reward in &assessment.rewards {
        println!(
            "{}, {}, {}",
            reward.site.name,
            reward.cohort.people(),
            reward.period.label()
        );
        println!("  baseline cost  {}", shown(reward.baseline_cost));
        println!("  test cost      {}", shown(reward.test_cost));
        println!("  saving         {}", shown(reward.saving));
        println!("  reward         {}", shown(reward.reward));
    }
    Ok(())
}

/// A file with the name that problems should call it by.
fn document(path: &str) -> Result<Document, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Document::new(path, bytes)),
        Err(error) => {
            let what = format!("\"{path}\" cannot be read: {error}");
            let advice = "run this in the top folder of the repository";
            Err(Problem::new(what, advice).into())
        }
    }
}

/// A figure as people read it. One that needs a missing count is not there, and
/// is never shown as zero.
fn shown(figure: Option<Pounds>) -> String {
    figure.map_or_else(|| "not computable".to_owned(), Pounds::in_words)
}
