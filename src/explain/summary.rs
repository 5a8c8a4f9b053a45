//! The page of a whole assessment: a sentence for each site, and the costs of all
//! sites added up.

use super::derivation::publication;
use super::sentences::{apart, direction, magnitude_of, needed};
use crate::assess::{Assessment, Outcome, Reward, SiteTotal};
use crate::cohort::Cohort;
use crate::money::Pounds;
use crate::page::Page;
use crate::wording::{counted, sentence};
use std::sync::Arc;

/// An assessment on one page.
pub(super) fn page(assessment: &Assessment) -> Page {
    let mut page = Page::default();
    page.title(assessment.scheme_title.as_str());
    for text in assessment.head() {
        page.say(text);
    }
    page.facts(vec![("Rewards".to_owned(), total(assessment))]);
    page.heading("Each site in a sentence");
    for (_, sentence) in sites(assessment) {
        page.say(sentence);
    }
    let pooled = assessment.pooled_figures();
    if !pooled.is_empty() {
        page.heading("All sites together: no reward attaches to this");
        page.table(pooled);
    }
    page.heading("What it rests on");
    let sources = assessment.sources.iter().zip(1_u32..);
    let sources = sources
        .map(|(source, number)| (format!("Source {number}"), publication(source)))
        .collect();
    page.facts(sources);
    for note in &assessment.notes {
        page.say(sentence(note.as_str()));
    }
    let rewards: Vec<&Reward> = assessment.rewards.iter().collect();
    page.say(format!(
        "{} Rewards are added. This says what the rule pays, and not why any cost changed.",
        apart(&rewards)
    ));
    page
}

fn total(assessment: &Assessment) -> String {
    let (name, total) = assessment.total();
    format!("{total}, {name}")
}

/// Each site with its sentence.
pub(super) fn sites(assessment: &Assessment) -> Vec<(&SiteTotal, String)> {
    let totals = assessment.site_totals.iter();
    totals
        .map(|total| (total, of_site(assessment, total)))
        .collect()
}

fn of_site(assessment: &Assessment, total: &SiteTotal) -> String {
    let site = &total.site;
    let of_site = |reward: &&Reward| Arc::ptr_eq(&reward.site, site);
    let rewards: Vec<&Reward> = assessment.rewards.iter().filter(of_site).collect();
    let sum = match (
        total.reward,
        rewards.iter().any(|reward| reward.reward.is_some()),
    ) {
        (Some(sum), _) => sum.in_words(),
        (None, true) => format!("{} and what is not known", total.computed_reward.in_words()),
        (None, false) => "not known".to_owned(),
    };
    let mut parts = Vec::new();
    for cohort in Cohort::ALL {
        let of_cohort = rewards.iter().filter(|reward| reward.cohort == cohort);
        let told: Vec<String> = of_cohort.map(|reward| told(reward)).collect();
        let is_rewarded = |reward: &Reward| reward.cohort == cohort;
        match told.as_slice() {
            [] if assessment.rewards.iter().any(is_rewarded) => {
                parts.push(format!("{} take no part", cohort.people()));
            }
            [] => {}
            told => parts.push(format!("for {}, {}", cohort.people(), told.join("; "))),
        }
    }
    format!(
        "{} ({}), {sum}: {}.",
        site.name,
        site.code,
        parts.join("; ")
    )
}

/// `£490,637.50 in first test year (a fall of 9.53%)`.
fn told(reward: &Reward) -> String {
    let period = reward.period.in_sentence();
    let amount = match reward.reward {
        Some(Pounds::ZERO) => "nothing".to_owned(),
        Some(amount) => amount.in_words(),
        None => "not known".to_owned(),
    };
    let percent = reward.reduction_percent.map(|percent| percent.to_string());
    let change = match (&percent, reward.saving) {
        (Some(percent), Some(saving)) if saving != Pounds::ZERO => {
            let (_, noun) = direction(saving);
            format!("a {noun} of {}", magnitude_of(percent))
        }
        _ => "no change".to_owned(),
    };
    let why = match reward.outcome {
        Outcome::Met => change,
        Outcome::Capped => match &reward.cap {
            Some(cap) => format!("{change}, paid up to {}%", cap.percent),
            None => change,
        },
        Outcome::NotMet => format!("{change}, where {} is needed", needed(reward)),
        Outcome::NoBaseline => "no cost in the baseline".to_owned(),
        Outcome::NotComputable => match u64::try_from(reward.missing.len()) {
            Ok(missing) => format!("{} missing", counted(missing, "count", "counts")),
            Err(_) => "counts missing".to_owned(),
        },
    };
    format!("{amount} in {period} ({why})")
}
