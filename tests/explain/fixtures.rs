//! Assessments of the fixtures, and parts of them to be explained.

use justice_reinvestment::{
    Assessment, Cohort, Demand, Document, Explanation, Reward, Scheme, Selection, assess,
};
use proptest::prelude::ProptestConfig;

/// Every scheme of the fixtures that assesses cleanly: its folder and its file.
pub const SCHEMES: [(&str, &str); 6] = [
    ("arrests", "scheme.toml"),
    ("england-and-wales", "scheme.toml"),
    ("england-and-wales", "scheme-flat-half.toml"),
    ("hackney", "scheme.toml"),
    ("pilot", "scheme.toml"),
    ("published", "scheme.toml"),
];

/// A file of the fixtures.
pub fn file(folder: &str, name: &str) -> String {
    std::fs::read_to_string(format!("fixtures/{folder}/{name}")).unwrap()
}

/// What comes of a scheme and a table of counts.
pub fn assessed(scheme: &str, demand: &str) -> Assessment {
    let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
    let demand = Demand::read(&scheme, &Document::new("demand.csv", demand)).unwrap();
    assess(&scheme, &demand).unwrap()
}

pub fn of(folder: &str) -> Assessment {
    assessed(&file(folder, "scheme.toml"), &file(folder, "demand.csv"))
}

/// Every fixture with its name.
pub fn all() -> Vec<(String, Assessment)> {
    let named = SCHEMES.map(|(folder, scheme)| {
        let assessment = assessed(&file(folder, scheme), &file(folder, "demand.csv"));
        (format!("{folder}/{scheme}"), assessment)
    });
    named.into()
}

pub fn selection(site: &str, cohort: Cohort, period: Option<&str>) -> Selection {
    let mut selection = Selection::default();
    selection.site = Some(site.to_owned());
    selection.cohort = Some(cohort);
    selection.period = period.map(str::to_owned);
    selection
}

/// The page of one reward.
pub fn page_of<'a>(assessment: &'a Assessment, reward: &Reward) -> Explanation<'a> {
    let (site, period) = (reward.site.code.as_str(), reward.period.id.as_str());
    let selection = selection(site, reward.cohort, Some(period));
    assessment.explain(&selection).unwrap()
}

/// A page of the fixture with the pilot's sites, as text that is never wrapped.
pub fn pilot_page(site: &str, cohort: Cohort, period: &str) -> String {
    let pilot = of("pilot");
    let selection = selection(site, cohort, Some(period));
    unwrapped(&pilot.explain(&selection).unwrap())
}

/// The text on paper so wide that nothing is wrapped but headings of tables.
pub fn unwrapped(explanation: &Explanation<'_>) -> String {
    explanation.to_text(justice_reinvestment::wording::Paper::of_width(5_000))
}

/// Whole pages on every paper take their time: fewer worlds, unless it is said how
/// many.
pub fn fewer_worlds() -> ProptestConfig {
    const FEWER: u32 = 64;
    let default = ProptestConfig::default();
    let is_said = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        failure_persistence: None,
        cases: if is_said { default.cases } else { FEWER },
        ..default
    }
}
