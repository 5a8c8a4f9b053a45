//! The page of one reward: every figure that it is made of, in the order in
//! which it is worked out.

mod closeness;
mod counts;

use super::closeness::Closeness;
use super::sentences::{self, magnitude};
use crate::assess::table::cost;
use crate::assess::{Assessment, Line, Outcome, Reward, announcement_of};
use crate::metric::Metric;
use crate::money::Pounds;
use crate::name::Id;
use crate::page::Page;
use crate::scheme::{PriceStatus, Terms, UnitPrice};
use crate::source::Source;
use crate::wording::{Column, MINUS, Table, listed, sentence};
use std::sync::Arc;

/// The mark of an illustrative price.
const ILLUSTRATIVE: &str = "[i]";

/// A reward on its page.
pub(super) struct Derivation<'a> {
    assessment: &'a Assessment,
    reward: &'a Reward,
    closeness: &'a Closeness,
}

impl<'a> Derivation<'a> {
    pub(super) fn new(
        assessment: &'a Assessment,
        reward: &'a Reward,
        closeness: &'a Closeness,
    ) -> Self {
        Self {
            assessment,
            reward,
            closeness,
        }
    }

    pub(super) fn page(&self) -> Page {
        let Self { reward, .. } = self;
        let mut page = Page::default();
        page.title(sentences::title(reward));
        page.say(sentences::days(reward));
        page.say(self.assessment.scheme_title.as_str());
        if let Some(announcement) = self.announcement() {
            page.say(sentence(&announcement));
        }
        page.facts(vec![
            ("Reward".to_owned(), sentences::amount(reward)),
            ("Why".to_owned(), sentences::why(reward)),
            ("Rule".to_owned(), self.rule()),
        ]);
        let mut headings = 1_u32..;
        let mut heading = |text: &str| match headings.next() {
            Some(number) => format!("{number}  {text}"),
            None => text.to_owned(),
        };
        page.heading(heading("What demand cost"));
        self.costs(&mut page);
        if !reward.missing.is_empty() {
            page.heading(heading("Which counts are missing"));
            page.table(counts::missing(self.assessment, reward));
            page.heading(heading("What is possible without them"));
            self.possible(&mut page);
        }
        if !matches!(reward.outcome, Outcome::NoBaseline | Outcome::NotComputable) {
            let has_fallen = reward.saving.is_some_and(|saving| saving > Pounds::ZERO);
            let answer = match (reward.threshold.met, has_fallen) {
                (Some(true), _) => "Yes",
                (_, true) => "No",
                (_, false) => "No: there was none",
            };
            page.heading(heading(&format!("Was the fall large enough?  {answer}")));
            page.table(self.threshold());
            page.heading(heading("How the reward is worked out"));
            if has_fallen || reward.threshold.met == Some(true) {
                page.table(self.bands());
            } else {
                page.say("There is no saving of which a share could be paid.");
            }
            page.heading(heading("How close was it?  (all else unchanged)"));
            self.closeness(&mut page);
        }
        if reward.outcome == Outcome::NoBaseline {
            page.heading(heading("How close was it?"));
            page.say(
                "No number of cases in the test period changes this: without a cost in the \
                 baseline there is no reduction to judge.",
            );
        }
        if !reward.watched.is_empty() {
            page.heading(heading("Watched: counted, not priced"));
            page.table(counts::watched(reward));
        }
        let by_area = counts::by_area(self.assessment, reward);
        if !by_area.is_empty() {
            page.heading(heading("How the counts add up"));
            page.table(by_area);
        }
        page.heading("What it rests on");
        self.foundations(&mut page);
        page
    }

    /// What must be said before any figure, of the prices on this page.
    pub(super) fn announcement(&self) -> Option<String> {
        announcement_of(self.assessment.data, self.reward)
    }

    pub(super) fn rule(&self) -> String {
        let Terms::Bands(terms) = &*self.reward.terms;
        let cited = self.cited(terms.sources());
        let cited = match cited.is_empty() {
            true => String::new(),
            false => format!(" ({cited})"),
        };
        format!(
            "{}{cited}. Percentages are of the cost in {}.",
            sentences::sentence_start(&terms.in_words()),
            self.reward.baseline.in_sentence()
        )
    }

    /// The sources of the assessment, with the numbers that they have on every
    /// page.
    fn numbered(&self) -> impl Iterator<Item = (&Arc<Source>, u32)> {
        self.assessment.sources.iter().zip(1..)
    }

    /// What a line's metric is called; with its id, where another has its title.
    fn name(&self, line: &Line) -> String {
        let Metric { id, title, .. } = &*line.priced.metric;
        let mut lines = self.reward.lines.iter();
        match lines
            .any(|other| other.priced.metric.title == *title && other.priced.metric.id != *id)
        {
            true => format!("{title} ({id})"),
            false => title.to_string(),
        }
    }

    /// `source 1`, `sources 1 and 3`.
    fn cited(&self, ids: &[Id]) -> String {
        let cited = self
            .numbered()
            .filter(|(source, _)| ids.contains(&source.id));
        let numbers: Vec<String> = cited.map(|(_, number)| number.to_string()).collect();
        match numbers.as_slice() {
            [] => String::new(),
            [one] => format!("source {one}"),
            several => format!("sources {}", listed(several, "and")),
        }
    }

    /// Counts × prices, both costs and their difference.
    fn costs(&self, page: &mut Page) {
        let Reward { lines, .. } = self.reward;
        let (baseline, test) = (self.reward.baseline.label(), self.reward.period.label());
        let as_shown = |price: &UnitPrice| (price.amount, mark(price));
        let changes_price = lines
            .iter()
            .any(|line| as_shown(&line.priced.baseline_price) != as_shown(&line.priced.test_price));
        let amounts = lines
            .iter()
            .flat_map(|line| [line.baseline_cost, line.test_cost]);
        let costs = Costs::of(amounts);
        let first_price = match changes_price {
            true => format!("price in {baseline}"),
            false => "price".to_owned(),
        };
        let mut table = Table::new(vec![
            Column::words(""),
            Column::figures(first_price),
            Column::words(""),
            Column::figures(format!("count in {baseline}")),
            Column::words(""),
            Column::figures(format!("cost in {baseline}")),
            Column::figures(match changes_price {
                true => format!("price in {test}"),
                false => String::new(),
            })
            .beginning_a_piece(),
            Column::words(""),
            Column::figures(format!("count in {test}")),
            Column::words(""),
            Column::figures(format!("cost in {test}")),
            Column::figures("change"),
        ]);
        for line in lines {
            let price = |price: &UnitPrice| [price.amount.in_words(), mark(price)];
            let [baseline_price, baseline_mark] = price(&line.priced.baseline_price);
            let [test_price, test_mark] = match changes_price {
                true => price(&line.priced.test_price),
                false => [String::new(), String::new()],
            };
            let [baseline_count, test_count] = counts::of_line(line);
            table.row([
                self.name(line),
                baseline_price,
                baseline_mark,
                baseline_count.number,
                baseline_count.marks,
                costs.known(line.baseline_cost),
                test_price,
                test_mark,
                test_count.number,
                test_count.marks,
                costs.known(line.test_cost),
                costs.change(line.saving),
            ]);
        }
        let empty = String::new;
        table.row([
            "Cost of demand".to_owned(),
            empty(),
            empty(),
            empty(),
            empty(),
            costs.known(self.reward.baseline_cost),
            empty(),
            empty(),
            empty(),
            empty(),
            costs.known(self.reward.test_cost),
            costs.change(self.reward.saving),
        ]);
        page.table(table);
        page.say("Each cost is count × price; the cost of demand is their sum.");
        if lines.iter().any(|line| {
            prices_of(line, self.reward)
                .iter()
                .any(|(price, _)| !mark(price).is_empty())
        }) {
            page.say(format!(
                "{ILLUSTRATIVE} An illustrative price, not an official one."
            ));
        }
        if let Some(legend) = counts::legend(self.reward) {
            page.say(legend);
        }
    }

    fn threshold(&self) -> Table {
        let mut table = Table::new(vec![Column::words("threshold"), Column::figures("amount")]);
        let threshold = &self.reward.threshold;
        if let Some(amount) = threshold.amount {
            let name = format!(
                "{}% of the cost in {}",
                threshold.percent,
                self.reward.baseline.in_sentence()
            );
            table.row([name, amount.in_words()]);
        }
        if let Some(saving) = self.reward.saving {
            let name = match saving < Pounds::ZERO {
                true => "The saving: the cost rose",
                false => "The saving",
            };
            table.row([name.to_owned(), saving.in_words()]);
        }
        if let Some(margin) = threshold.margin {
            let name = match (threshold.met, margin < Pounds::ZERO) {
                (Some(true), _) if margin == Pounds::ZERO => "Met by exactly",
                (Some(true), _) => "Met by",
                (_, true) => "Missed by",
                (_, false) => "Exactly at the threshold, and more is needed",
            };
            table.row([name.to_owned(), magnitude(margin)]);
        }
        table
    }

    fn bands(&self) -> Table {
        let Reward { bands, cap, .. } = self.reward;
        let baseline = self.reward.baseline.in_sentence();
        let is_met = self.reward.threshold.met == Some(true);
        let mut table = Table::new(vec![
            Column::words("part of the fall"),
            Column::figures("saving"),
            Column::figures(if is_met {
                "share paid"
            } else {
                "share, if met"
            }),
            Column::figures("paid"),
        ]);
        let amount = |amount: Option<Pounds>| amount.map(Pounds::in_words).unwrap_or_default();
        for (number, band) in bands.iter().enumerate() {
            let name = match (number, band.to_percent) {
                (0, Some(end)) => format!("up to {end}% of the cost in {baseline}"),
                (0, None) => "all of it".to_owned(),
                (_, Some(end)) => format!("from {}% to {end}%", band.from_percent),
                (_, None) => format!("beyond {}%", band.from_percent),
            };
            let share = format!("{}%", band.share_percent);
            table.row([name, amount(band.saving), share, amount(band.payment)]);
        }
        if let (Some(cap), Some(to_cap)) = (cap, self.closeness.to_cap) {
            let beyond = match to_cap < Pounds::ZERO {
                true => magnitude(to_cap),
                false => Pounds::ZERO.in_words(),
            };
            let name = format!("beyond {}%, the cap", cap.percent);
            table.row([name, beyond, "nothing".to_owned(), Pounds::ZERO.in_words()]);
        }
        let exact = self.reward.reward_before_rounding;
        if exact != self.reward.reward {
            let name = format!("Total before rounding {}", self.reward.rounding.in_words());
            table.row([name, String::new(), String::new(), amount(exact)]);
        }
        let reward = amount(self.reward.reward);
        table.row(["Reward".to_owned(), String::new(), String::new(), reward]);
        if let Some(unpaid) = self
            .reward
            .unrewarded_saving
            .filter(|unpaid| *unpaid > Pounds::ZERO)
        {
            table.row(["Saving that no share pays".to_owned(), unpaid.in_words()]);
        }
        table
    }

    fn foundations(&self, page: &mut Page) {
        let mut prices = Table::new(vec![
            Column::words("price of"),
            Column::figures("price"),
            Column::words(""),
            Column::words("price year"),
            Column::words("status"),
        ]);
        for (titles, [amount, mark, year, status]) in self.prices() {
            prices.row([listed(&titles, "and"), amount, mark, year, status]);
        }
        page.table(prices);
        page.facts(self.sources());
        let notes = self.assessment.notes.iter();
        let notes = notes.filter(|note| note.concerns(self.reward));
        for note in notes {
            page.say(sentence(note.as_str()));
        }
        page.say(format!(
            "{} This says what the rule pays, and not why the cost changed.",
            sentences::apart(&[self.reward])
        ));
    }

    /// Each price with the metrics that have it.
    fn prices(&self) -> Vec<(Vec<String>, [String; 4])> {
        let mut prices: Vec<(Vec<String>, [String; 4])> = Vec::new();
        for line in &self.reward.lines {
            for (price, when) in prices_of(line, self.reward) {
                let title = format!("{}{when}", self.name(line));
                let status = match (&price.status, price.status.source()) {
                    (PriceStatus::Illustrative { note }, _) => format!("illustrative ({note})"),
                    (status, source) => {
                        let source = source.map(std::slice::from_ref).unwrap_or_default();
                        format!("{}, {}", status.as_str(), self.cited(source))
                    }
                };
                let year = price.price_year.to_string();
                let cells = [price.amount.in_words(), mark(price), year, status];
                match prices.iter_mut().find(|(_, other)| *other == cells) {
                    Some((titles, _)) => titles.push(title),
                    None => prices.push((vec![title], cells)),
                }
            }
        }
        prices
    }

    fn sources(&self) -> Vec<(String, String)> {
        let of_reward = &self.reward.sources;
        let sources = self
            .numbered()
            .filter(|(source, _)| of_reward.contains(source));
        sources
            .map(|(source, number)| (format!("Source {number}"), publication(source)))
            .collect()
    }
}

/// A source with what it says.
pub(super) fn publication(source: &Arc<Source>) -> String {
    let address = match &source.url {
        Some(url) => format!(", {url}"),
        None => String::new(),
    };
    let says = match &source.says {
        Some(says) => format!(". It says: {says}"),
        None => String::new(),
    };
    format!(
        "{}, {}, {}{address}{says}.",
        source.title,
        source.publisher,
        source.date.in_words()
    )
}

/// The price of a line; both, where the test period has another.
fn prices_of<'a>(line: &'a Line, reward: &Reward) -> Vec<(&'a UnitPrice, String)> {
    let (before, after) = (&*line.priced.baseline_price, &*line.priced.test_price);
    if before == after {
        return vec![(after, String::new())];
    }
    let when = |label: &str| format!(", {label}");
    vec![
        (before, when(reward.baseline.label())),
        (after, when(reward.period.label())),
    ]
}

fn mark(price: &UnitPrice) -> String {
    match price.status {
        PriceStatus::Illustrative { .. } => ILLUSTRATIVE.to_owned(),
        _ => String::new(),
    }
}

/// How the costs of a table are written: with pence throughout when any has pence.
struct Costs {
    pence: bool,
}

impl Costs {
    fn of(amounts: impl Iterator<Item = Option<Pounds>>) -> Self {
        Self {
            pence: !amounts.flatten().all(Pounds::is_whole),
        }
    }

    fn known(&self, amount: Option<Pounds>) -> String {
        cost(amount, self.pence)
    }

    /// The change of a cost, which is a saving seen from the other side.
    fn change(&self, saving: Option<Pounds>) -> String {
        let written = self.known(saving);
        match (saving, written.strip_prefix(MINUS)) {
            (_, Some(rise)) => format!("+{rise}"),
            (None | Some(Pounds::ZERO), None) => written,
            (Some(_), None) => format!("{MINUS}{written}"),
        }
    }
}
