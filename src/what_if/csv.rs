//! Answers as a table for other programs: one row for each case and reward; where nothing
//! was asked, one for each turn of a decision.

use super::flips::{Areas, Flip, Flips};
use super::{Answer, Case};
use crate::assess::Reward;
use crate::assess::csv::known;
use crate::explain::NoPart;
use crate::name::Id;
use crate::scheme::PublishedTerms;
use crate::spreadsheet::{csv, inert};

/// The columns before those of what was set, and after them.
const BEFORE: [&str; 8] = [
    "scheme_id",
    "data",
    "illustrative_prices",
    "site_code",
    "site_name",
    "cohort",
    "period",
    "terms",
];
const AFTER: [&str; 7] = [
    "outcome",
    "reward",
    "outcome_as_it_is",
    "reward_as_it_is",
    "difference",
    "reduction_percent",
    "changed",
];

/// The columns of turns.
const OF_TURNS: [&str; 20] = [
    "scheme_id",
    "data",
    "illustrative_prices",
    "site_code",
    "site_name",
    "cohort",
    "period",
    "outcome_as_it_is",
    "reward_as_it_is",
    "decision",
    "holds",
    "input",
    "metric",
    "periods",
    "areas",
    "from",
    "to",
    "reward",
    "difference",
    "setting",
];

impl Answer {
    /// The figures as CSV, one row for each case and reward, with a column for the value
    /// of each setting, under its key. Where nothing was set, one row for each input of each
    /// decision, with the value that turns it; and a row without a decision for a reward
    /// that is not computable. Where there is no reward, because a site takes no part in
    /// what was asked for, a row says so: its outcome is `takes_no_part`.
    ///
    /// Money is exact digits; what is not known, and what no value turns, is empty; a text
    /// that a spreadsheet would run as a formula begins with an apostrophe.
    #[must_use]
    pub fn to_csv(&self) -> String {
        match self.cases.as_slice() {
            [case] if case.terms.is_none() && self.settings.is_empty() => self.turns_as_csv(case),
            cases => self.figures_as_csv(cases),
        }
    }

    /// What every row says of a reward as it is, before anything else.
    fn of(&self, reward: &Reward) -> [String; 7] {
        [
            inert(self.as_it_is.scheme_id.as_str()),
            self.as_it_is.data.as_str().to_owned(),
            crate::assess::illustrative_prices(reward),
            inert(reward.site.code.as_str()),
            inert(reward.site.name.as_str()),
            reward.cohort.to_string(),
            inert(reward.period.id.as_str()),
        ]
    }

    /// A row for each site that takes no part in what was asked for, where there is no
    /// reward.
    fn no_parts_as_csv(&self, header: &[&str]) -> Vec<Vec<String>> {
        let row = |no_part: &NoPart| {
            let cell = |column: &&str| match *column {
                "scheme_id" => inert(self.as_it_is.scheme_id.as_str()),
                "data" => self.as_it_is.data.as_str().to_owned(),
                "site_code" => inert(no_part.site.code.as_str()),
                "site_name" => inert(no_part.site.name.as_str()),
                "cohort" => no_part.cohort.to_string(),
                "period" => inert(no_part.period_id().map_or("", Id::as_str)),
                "outcome" | "outcome_as_it_is" => "takes_no_part".to_owned(),
                _ => String::new(),
            };
            header.iter().map(cell).collect()
        };
        self.no_parts.iter().map(row).collect()
    }

    fn figures_as_csv(&self, cases: &[Case]) -> String {
        let keys = self.settings.iter();
        let keys: Vec<String> = keys.map(|setting| setting.input().to_string()).collect();
        let header = BEFORE
            .into_iter()
            .chain(keys.iter().map(String::as_str))
            .chain(AFTER);
        let header: Vec<&str> = header.collect();
        let mut rows = self.no_parts_as_csv(&header);
        for case in cases {
            for (number, reward) in self.rewards() {
                let Some(figures) = case.figures.get(number) else {
                    continue;
                };
                let terms = known(case.terms.map(PublishedTerms::as_str));
                let values = self.settings.iter().map(|setting| {
                    let mut changes = case.changes.iter();
                    let change = changes.find(|change| change.input == *setting.input());
                    known(change.map(|change| change.now))
                });
                let after = [
                    figures.outcome.as_str().to_owned(),
                    known(figures.reward),
                    reward.outcome.as_str().to_owned(),
                    known(reward.reward),
                    known(figures.difference(reward)),
                    known(figures.reduction_percent),
                    inert(&case.in_words()),
                ];
                let before = self.of(reward).into_iter().chain([terms]);
                let row = before.chain(values).chain(after);
                rows.push(row.collect::<Vec<String>>());
            }
        }
        csv(header, rows)
    }

    fn turns_as_csv(&self, case: &Case) -> String {
        let mut rows = self.no_parts_as_csv(&OF_TURNS);
        for ((_, reward), decisions) in self.rewards().zip(&case.flips) {
            let as_it_is = [reward.outcome.as_str().to_owned(), known(reward.reward)];
            let before = self.of(reward).into_iter().chain(as_it_is);
            let before: Vec<String> = before.collect();
            if decisions.is_empty() {
                let mut row = before.clone();
                row.resize(OF_TURNS.len(), String::new());
                rows.push(row);
            }
            for flips in decisions {
                for flip in &flips.flips {
                    let mut row = before.clone();
                    row.extend(turn(reward, flips, flip));
                    rows.push(row);
                }
            }
        }
        csv(OF_TURNS, rows)
    }
}

/// What a row says of a turn: the words of the JSON.
fn turn(reward: &Reward, flips: &Flips, flip: &Flip) -> [String; 11] {
    let (input, metric, periods, areas) = flip.hinge.parts();
    let periods: Vec<&str> = periods.into_iter().map(Id::as_str).collect();
    let difference = flip.reward.zip(reward.reward);
    let difference = difference.and_then(|(then, now)| then.minus(now).ok());
    [
        flips.decision.as_str().to_owned(),
        flips.holds.to_string(),
        input.to_owned(),
        inert(metric.map_or("", Id::as_str)),
        inert(&periods.join(" ")),
        known(areas.map(Areas::as_str)),
        flip.from.to_string(),
        known(flip.to),
        known(flip.reward),
        known(difference),
        known(flip.setting.as_ref()),
    ]
}
