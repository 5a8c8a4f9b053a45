//! Everything that an assessment of a world ought to say, by name.

use super::fall::Fall;
use super::numbers::{Ratio, exact, fraction, short, whole};
use super::{Entry, Figures, PERIODS, Rule, Series, World, marks, metric_id};
use justice_reinvestment::{Cohort, Count};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// One cohort of one site in one test period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub site: usize,
    pub cohort: Cohort,
    pub test: usize,
}

impl World {
    /// Every one that has a reward, in the order of rewards.
    pub fn spots(&self) -> Vec<Spot> {
        let mut spots = Vec::new();
        for (site, place) in self.sites.iter().enumerate() {
            for cohort in [Cohort::Adult, Cohort::Youth] {
                for test in 1..=self.tests {
                    if place.cohorts.contains(&cohort) && place.tests.contains(&test) {
                        spots.push(Spot { site, cohort, test });
                    }
                }
            }
        }
        spots
    }

    pub fn name(&self, spot: Spot) -> String {
        let (code, period) = (&self.sites[spot.site].code, PERIODS[spot.test].0);
        format!("{code} {} {period}", spot.cohort)
    }

    /// `None` where a count is missing.
    pub fn fall(&self, spot: Spot) -> Option<Fall<'_>> {
        Some(Fall {
            rule: &self.rules[&spot.cohort],
            before: self.cost(spot, 0)?,
            after: self.cost(spot, spot.test)?,
        })
    }

    /// What demand cost; `None` where a count is missing.
    fn cost(&self, spot: Spot, period: usize) -> Option<Ratio> {
        let mut cost = Ratio::zero();
        for series in self.series_of(spot) {
            let prices = self.metrics[series.metric].prices.get(&spot.cohort);
            let entry = series.entries[period].filter(|entry| entry.is_applicable());
            if let (Some(prices), Some(entry)) = (prices, entry) {
                cost += whole(entry.number()?) * whole(prices[period]) / whole(10_000);
            }
        }
        Some(cost)
    }

    fn series_of(&self, spot: Spot) -> impl Iterator<Item = &Series> {
        let is_its_own =
            move |series: &&Series| (series.site, series.cohort) == (spot.site, spot.cohort);
        self.series.iter().filter(is_its_own)
    }

    /// What the reward changes by with one more, or one fewer, in the test
    /// period: the whole is reckoned again. `None` where there is no reward, or
    /// none to take away.
    fn worth_of_one(&self, spot: Spot, metric: usize, change: i64) -> Option<String> {
        let now = self.fall(spot)?.reward();
        let mut other = self.clone();
        let (entry, count) = other.series.iter_mut().find_map(|series| {
            let is_its_own = series.is_of(spot, metric);
            let entry = series.entries[spot.test].as_mut().filter(|_| is_its_own)?;
            let count = entry.number()?.checked_add_signed(change)?;
            Some((entry, count))
        })?;
        *entry = Entry::of(count);
        Some(exact(&(other.fall(spot)?.reward() - now)))
    }

    /// Every figure.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::new();
        let spots = self.spots();
        let order: Vec<String> = spots.iter().map(|spot| self.name(*spot)).collect();
        figures.insert("rewards".to_owned(), order.join(", "));
        for spot in &spots {
            let mut said = Said::new(self.name(*spot), &mut figures);
            self.say_costs(*spot, &mut said);
            self.say_reward(*spot, &mut said);
            let metrics = 0..self.metrics.len();
            let shown = metrics.filter_map(|metric| self.say_metric(*spot, metric, &mut said));
            let mut shown: Vec<String> = shown.collect();
            shown.sort_by_key(|name| name.starts_with("watched"));
            said.text("metrics", shown.join(", "));
        }
        self.say_totals(&spots, &mut figures);
        self.say_pooled(&spots, &mut figures);
        figures
    }

    fn say_costs(&self, spot: Spot, said: &mut Said) {
        let rule = &self.rules[&spot.cohort];
        let baseline = self.cost(spot, 0);
        let at = |parts: u32| baseline.as_ref().map(|cost| cost * fraction(parts));
        said.pounds("baseline_cost", baseline.clone());
        said.pounds("test_cost", self.cost(spot, spot.test));
        said.text("threshold.percent", short(rule.threshold));
        let met = if rule.strict { "more_than" } else { "at_least" };
        said.text("threshold.rule", met);
        said.pounds("threshold.amount", at(rule.threshold));
        said.perhaps("cap.percent", rule.cap().map(short));
        said.pounds("cap.amount", rule.cap().and_then(at));
        said.text("missing", self.missing(spot).join(", "));
    }

    /// The counts that a reward lacks, in the order of their names.
    fn missing(&self, spot: Spot) -> Vec<String> {
        let mut missing = BTreeSet::new();
        for series in self.series_of(spot) {
            for period in [0, spot.test] {
                let entry = series.entries[period].filter(|entry| entry.is_applicable());
                let is_priced = self.is_priced(series.metric, spot.cohort);
                if let (true, Some(Count::Missing(reason))) = (is_priced, entry.map(|of| of.count))
                {
                    let area = &self.sites[series.site].areas[series.area];
                    let (metric, period) = (metric_id(series.metric), PERIODS[period].0);
                    let group = series.group.unwrap_or("-");
                    missing.insert(format!("{area} {metric} {period} {group} {reason}"));
                }
            }
        }
        missing.into_iter().collect()
    }

    fn say_reward(&self, spot: Spot, said: &mut Said) {
        let rule = &self.rules[&spot.cohort];
        let fall = self.fall(spot);
        let fall = fall.as_ref();
        said.text("outcome", fall.map_or("not_computable", Fall::outcome));
        said.pounds("saving", fall.map(Fall::saving));
        said.perhaps("reduction_percent", fall.and_then(Fall::shown));
        said.perhaps("threshold.met", fall.map(Fall::is_met));
        let margin = |fall: &Fall| fall.saving() - fraction(rule.threshold) * &fall.before;
        said.pounds("threshold.margin", fall.map(margin));
        let mut from = 0;
        for (number, (end, share)) in rule.bands.iter().enumerate() {
            let band = &rule.intervals()[number];
            let name = |key: &str| format!("bands.{number}.{key}");
            said.text(&name("from_percent"), short(from));
            said.perhaps(&name("to_percent"), end.map(short));
            said.text(&name("share_percent"), short(*share));
            said.pounds(&name("saving"), fall.map(|fall| fall.band_saving(band)));
            said.pounds(&name("payment"), fall.map(|fall| fall.band_payment(band)));
            from = end.unwrap_or(from);
        }
        said.perhaps("cap.reached", fall.and_then(Fall::reaches_cap));
        said.pounds("unrewarded_saving", fall.map(Fall::unrewarded));
        said.pounds("reward_before_rounding", fall.map(Fall::exact_reward));
        said.pounds("reward", fall.map(Fall::reward));
    }

    /// One line, or one watched metric, and its name; nothing where no area has
    /// a use for it.
    fn say_metric(&self, spot: Spot, metric: usize, said: &mut Said) -> Option<String> {
        let prices = self.metrics[metric].prices.get(&spot.cohort);
        let mut areas: BTreeMap<usize, Vec<&Series>> = BTreeMap::new();
        for series in self
            .series
            .iter()
            .filter(|series| series.is_of(spot, metric))
        {
            let is_counted =
                |period: usize| series.entries[period].is_some_and(Entry::is_applicable);
            if is_counted(0) || is_counted(spot.test) {
                areas.entry(series.area).or_default().push(series);
            }
        }
        let has_rows = |area: usize, period: usize| {
            let of_area = self
                .series
                .iter()
                .filter(|series| series.is_of(spot, metric));
            let mut of_area = of_area.filter(|series| series.area == area);
            of_area.any(|series| series.entries[period].is_some())
        };
        // An area that counts a watched metric in no period leaves the site's count
        // unknown, if another counts it; one that says [z] in both is out of it.
        let numbers = 0..self.sites[spot.site].areas.len();
        let has_any = |area: &usize| has_rows(*area, 0) || has_rows(*area, spot.test);
        let is_out = |area: &usize| {
            has_rows(*area, 0) && has_rows(*area, spot.test) && !areas.contains_key(area)
        };
        let included: Vec<usize> = numbers.filter(|area| !is_out(area)).collect();
        if !included.iter().any(has_any) {
            return None;
        }
        if prices.is_none() {
            for area in included {
                areas.entry(area).or_default();
            }
        }
        let periods = [0, spot.test];
        let total = |period: usize| -> Option<u64> {
            areas.values().map(|of_area| sum(of_area, period)).sum()
        };
        let [baseline, test] = periods.map(total);
        let kind = if prices.is_some() { "line" } else { "watched" };
        let metric_name = format!("{kind} {}", metric_id(metric));
        let name = |key: &str| format!("{metric_name}: {key}");
        said.perhaps(&name("baseline_count"), baseline);
        said.perhaps(&name("test_count"), test);
        let [of_baseline, of_test] =
            periods.map(|period| all_marks(areas.values().flatten(), period));
        said.text(&name("status"), letters(of_baseline | of_test));
        let areas = areas.iter().map(|(area, series)| {
            let code = &self.sites[spot.site].areas[*area];
            format!("{code} {}", area_in_words(series, spot.test))
        });
        said.text(&name("areas"), areas.collect::<Vec<String>>().join("; "));
        let Some(prices) = prices else {
            return Some(metric_name);
        };
        let price = |period: usize| whole(prices[period]) / whole(10_000);
        let cost = |count: Option<u64>, period| count.map(|count| whole(count) * price(period));
        said.pounds(&name("baseline_price"), Some(price(0)));
        said.pounds(&name("test_price"), Some(price(spot.test)));
        said.pounds(&name("baseline_cost"), cost(baseline, 0));
        said.pounds(&name("test_cost"), cost(test, spot.test));
        said.perhaps(&name("one_more"), self.worth_of_one(spot, metric, 1));
        said.perhaps(&name("one_fewer"), self.worth_of_one(spot, metric, -1));
        Some(metric_name)
    }

    fn say_totals(&self, spots: &[Spot], figures: &mut Figures) {
        let rewards_of = |site: Option<usize>| -> Vec<Option<Ratio>> {
            let is_its_own = |spot: &&Spot| site.is_none_or(|site| site == spot.site);
            let spots = spots.iter().filter(is_its_own);
            spots.map(|spot| Some(self.fall(*spot)?.reward())).collect()
        };
        for (site, place) in self.sites.iter().enumerate() {
            let rewards = rewards_of(Some(site));
            let lacking = rewards.iter().filter(|reward| reward.is_none()).count();
            let mut said = Said::new(place.code.clone(), figures);
            said.pounds("reward", rewards.iter().cloned().sum());
            said.pounds("computed_reward", Some(rewards.into_iter().flatten().sum()));
            said.text("not_computable", lacking);
        }
        let rewards = rewards_of(None);
        let mut said = Said::new("all sites".to_owned(), figures);
        said.pounds("total_reward", rewards.iter().cloned().sum());
        said.pounds("computed_reward", Some(rewards.into_iter().flatten().sum()));
    }

    fn say_pooled(&self, spots: &[Spot], figures: &mut Figures) {
        let mut order = Vec::new();
        for (cohort, rule) in &self.rules {
            for (test, (period, ..)) in PERIODS.iter().enumerate().skip(1).take(self.tests) {
                let together = |spot: &&Spot| (spot.cohort, spot.test) == (*cohort, test);
                let of_all: Vec<&Spot> = spots.iter().filter(together).collect();
                if of_all.is_empty() {
                    continue;
                }
                let falls: Vec<Fall> = of_all.iter().filter_map(|spot| self.fall(**spot)).collect();
                let name = format!("pooled {cohort} {period}");
                order.push(name.clone());
                let pool = (!falls.is_empty()).then(|| Fall {
                    rule,
                    before: falls.iter().map(|fall| &fall.before).sum(),
                    after: falls.iter().map(|fall| &fall.after).sum(),
                });
                let pool = pool.as_ref();
                let mut said = Said::new(name, figures);
                said.text("sites", falls.len());
                said.pounds("baseline_cost", pool.map(|pool| pool.before.clone()));
                said.pounds("test_cost", pool.map(|pool| pool.after.clone()));
                said.pounds("saving", pool.map(Fall::saving));
                said.perhaps("reduction_percent", pool.and_then(Fall::shown));
            }
        }
        figures.insert("pooled".to_owned(), order.join(", "));
    }
}

/// The counts of an area in a period added up; `None` where one is missing or
/// where there is none.
fn sum(series: &[&Series], period: usize) -> Option<u64> {
    let entries = series.iter().filter_map(|series| series.entries[period]);
    let counted: Vec<Entry> = entries.filter(|entry| entry.is_applicable()).collect();
    let is_counted = !counted.is_empty();
    let sum = counted.into_iter().map(Entry::number).sum();
    is_counted.then_some(sum).flatten()
}

fn all_marks<'a>(series: impl IntoIterator<Item = &'a &'a Series>, period: usize) -> u8 {
    let entries = series
        .into_iter()
        .filter_map(|series| series.entries[period]);
    entries.fold(0, |all, entry| all | entry.marks)
}

/// The marks as they stand in tables: `[r][e]`.
fn letters(bits: u8) -> String {
    marks(bits)
        .map(|(letter, _)| format!("[{letter}]"))
        .collect()
}

fn area_in_words(series: &[&Series], test: usize) -> String {
    let [before, after] = [0, test].map(|period| {
        let count = sum(series, period);
        format!("{} {}", or_null(count), letters(all_marks(series, period)))
    });
    let mut groups = BTreeMap::new();
    for part in series {
        if let Some(group) = part.group {
            let [before, after] = [0, test].map(|period| or_null(sum(&[part], period)));
            groups.insert(group, format!(", {group} {before} then {after}"));
        }
    }
    let groups: String = groups.into_values().collect();
    format!("{before} then {after}{groups}")
}

pub fn or_null(value: Option<impl ToString>) -> String {
    value.map_or("null".to_owned(), |value| value.to_string())
}

/// Figures about one subject.
pub struct Said<'a> {
    subject: String,
    figures: &'a mut Figures,
}

impl<'a> Said<'a> {
    pub fn new(subject: String, figures: &'a mut Figures) -> Self {
        Self { subject, figures }
    }

    pub fn text(&mut self, name: &str, value: impl ToString) {
        let name = format!("{}: {name}", self.subject);
        self.figures.insert(name, value.to_string());
    }

    pub fn perhaps(&mut self, name: &str, value: Option<impl ToString>) {
        self.text(name, or_null(value));
    }

    fn pounds(&mut self, name: &str, value: Option<Ratio>) {
        self.perhaps(name, value.as_ref().map(exact));
    }
}

impl Series {
    fn is_of(&self, spot: Spot, metric: usize) -> bool {
        (self.site, self.cohort, self.metric) == (spot.site, spot.cohort, metric)
    }
}

impl Rule {
    /// Every edge that a reduction may stand at.
    pub fn edges(&self) -> Vec<u32> {
        let ends = self.bands.iter().filter_map(|(end, _)| *end);
        std::iter::once(self.threshold).chain(ends).collect()
    }
}
