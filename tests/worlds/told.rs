//! Everything that the library's assessment says, by the same names as in
//! `figures`.

use super::Figures;
use super::figures::{Said, or_null};
use justice_reinvestment::{
    AreaCount, Assessment, GroupCount, Line, Markers, MissingCount, Reward, Watched,
};

pub fn told(assessment: &Assessment) -> Figures {
    let mut figures = Figures::new();
    let order: Vec<String> = assessment.rewards.iter().map(name).collect();
    figures.insert("rewards".to_owned(), order.join(", "));
    for reward in &assessment.rewards {
        let mut said = Said::new(name(reward), &mut figures);
        tell_reward(reward, &mut said);
        let lines = reward.lines.iter().map(|line| tell_line(line, &mut said));
        let mut metrics: Vec<String> = lines.collect();
        for watched in &reward.watched {
            metrics.push(tell_watched(watched, &mut said));
        }
        said.text("metrics", metrics.join(", "));
    }
    tell_totals(assessment, &mut figures);
    let mut order = Vec::new();
    for pooled in &assessment.pooled {
        let name = format!("pooled {} {}", pooled.cohort, pooled.period.id);
        order.push(name.clone());
        let mut said = Said::new(name, &mut figures);
        said.text("sites", pooled.sites);
        said.perhaps("baseline_cost", pooled.baseline_cost);
        said.perhaps("test_cost", pooled.test_cost);
        said.perhaps("saving", pooled.saving);
        said.perhaps("reduction_percent", pooled.reduction_percent);
    }
    figures.insert("pooled".to_owned(), order.join(", "));
    figures
}

pub fn name(reward: &Reward) -> String {
    format!(
        "{} {} {}",
        reward.site.code, reward.cohort, reward.period.id
    )
}

fn tell_reward(reward: &Reward, said: &mut Said) {
    said.text("outcome", reward.outcome.as_str());
    said.perhaps("baseline_cost", reward.baseline_cost);
    said.perhaps("test_cost", reward.test_cost);
    said.perhaps("saving", reward.saving);
    said.perhaps("reduction_percent", reward.reduction_percent);
    let threshold = &reward.threshold;
    said.text("threshold.percent", threshold.percent);
    said.text("threshold.rule", threshold.rule.as_str());
    said.perhaps("threshold.amount", threshold.amount);
    said.perhaps("threshold.met", threshold.met);
    said.perhaps("threshold.margin", threshold.margin);
    for (number, band) in reward.bands.iter().enumerate() {
        let name = |key: &str| format!("bands.{number}.{key}");
        said.text(&name("from_percent"), band.from_percent);
        said.perhaps(&name("to_percent"), band.to_percent);
        said.text(&name("share_percent"), band.share_percent);
        said.perhaps(&name("saving"), band.saving);
        said.perhaps(&name("payment"), band.payment);
    }
    let cap = reward.cap.as_ref();
    said.perhaps("cap.percent", cap.map(|cap| cap.percent));
    said.perhaps("cap.amount", cap.and_then(|cap| cap.amount));
    said.perhaps("cap.reached", cap.and_then(|cap| cap.reached));
    said.perhaps("unrewarded_saving", reward.unrewarded_saving);
    said.perhaps("reward_before_rounding", reward.reward_before_rounding);
    said.perhaps("reward", reward.reward);
    let mut missing: Vec<String> = reward.missing.iter().map(missing_in_words).collect();
    missing.sort();
    said.text("missing", missing.join(", "));
}

fn missing_in_words(missing: &MissingCount) -> String {
    let MissingCount { area, reason, .. } = missing;
    let (metric, period) = (&missing.metric.id, &missing.period.id);
    let group = missing.group.as_ref().map_or("-", |group| group.as_str());
    format!("{area} {metric} {period} {group} {reason}")
}

fn tell_line(line: &Line, said: &mut Said) -> String {
    let metric_name = format!("line {}", line.priced.metric.id);
    let name = |key: &str| format!("{metric_name}: {key}");
    said.perhaps(&name("baseline_count"), line.baseline_count);
    said.perhaps(&name("test_count"), line.test_count);
    said.text(&name("status"), line.markers);
    said.text(&name("areas"), areas_in_words(&line.areas));
    said.text(&name("baseline_price"), line.priced.baseline_price.amount);
    said.text(&name("test_price"), line.priced.test_price.amount);
    said.perhaps(&name("baseline_cost"), line.baseline_cost);
    said.perhaps(&name("test_cost"), line.test_cost);
    said.perhaps(&name("one_more"), line.one_more);
    said.perhaps(&name("one_fewer"), line.one_fewer);
    metric_name
}

fn tell_watched(watched: &Watched, said: &mut Said) -> String {
    let metric_name = format!("watched {}", watched.metric.id);
    let name = |key: &str| format!("{metric_name}: {key}");
    said.perhaps(&name("baseline_count"), watched.baseline_count);
    said.perhaps(&name("test_count"), watched.test_count);
    said.text(&name("status"), watched.markers);
    said.text(&name("areas"), areas_in_words(&watched.areas));
    metric_name
}

fn areas_in_words(areas: &[AreaCount]) -> String {
    let in_words: Vec<String> = areas.iter().map(area_in_words).collect();
    in_words.join("; ")
}

fn area_in_words(area: &AreaCount) -> String {
    let count = |count: Option<u64>, marks: Markers| format!("{} {marks}", or_null(count));
    let before = count(area.baseline_count, area.baseline_markers);
    let after = count(area.test_count, area.test_markers);
    let groups: String = area.groups.iter().map(group_in_words).collect();
    format!("{} {before} then {after}{groups}", area.code)
}

fn group_in_words(part: &GroupCount) -> String {
    let [before, after] = [part.baseline_count, part.test_count].map(or_null);
    format!(", {} {before} then {after}", part.group)
}

fn tell_totals(assessment: &Assessment, figures: &mut Figures) {
    for total in &assessment.site_totals {
        let mut said = Said::new(total.site.code.to_string(), figures);
        said.perhaps("reward", total.reward);
        said.text("computed_reward", total.computed_reward);
        said.text("not_computable", total.not_computable);
    }
    let mut said = Said::new("all sites".to_owned(), figures);
    said.perhaps("total_reward", assessment.total_reward);
    said.text("computed_reward", assessment.computed_reward);
}
