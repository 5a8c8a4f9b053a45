//! What holds of every assessment: each figure is made of those beside it.

use justice_reinvestment::{Assessment, Line, Outcome, Pooled, Pounds, Reward, SiteTotal};

/// Every reward and every total of an assessment adds up.
pub fn check(assessment: &Assessment) {
    for reward in &assessment.rewards {
        check_reward(reward);
    }
    let computed = sum(assessment.rewards.iter().filter_map(|reward| reward.reward));
    assert_eq!(assessment.computed_reward, computed);
    let is_whole = assessment.rewards.iter().all(|reward| reward.reward.is_some());
    assert_eq!(assessment.total_reward, is_whole.then_some(computed));
    for total in &assessment.site_totals {
        check_site(total, assessment);
    }
    let of_sites = assessment.site_totals.iter().map(|total| total.computed_reward);
    assert_eq!(sum(of_sites), computed, "the sites' totals are not the total");
    for pooled in &assessment.pooled {
        check_pooled(pooled, assessment);
    }
}

fn check_reward(reward: &Reward) {
    let is_computable = reward.outcome != Outcome::NotComputable;
    assert_eq!(is_computable, reward.missing.is_empty(), "{:?}", reward.missing);
    assert_eq!(is_computable, reward.reward.is_some());
    let of_baseline = all(reward.lines.iter().map(|line| line.baseline_cost));
    let of_test = all(reward.lines.iter().map(|line| line.test_cost));
    assert_eq!(reward.baseline_cost, of_baseline.map(sum));
    assert_eq!(reward.test_cost, of_test.map(sum));
    assert_eq!(reward.saving, difference(reward.baseline_cost, reward.test_cost));
    assert_eq!(reward.threshold.margin, difference(reward.saving, reward.threshold.amount));
    for line in &reward.lines {
        check_line(line);
    }
    let payments = all(reward.bands.iter().map(|band| band.payment)).filter(|_| is_computable);
    assert_eq!(reward.reward_before_rounding, payments.map(sum));
    let (Some(saving), Some(exact), Some(paid), Some(unrewarded)) = (
        reward.saving,
        reward.reward_before_rounding,
        reward.reward,
        reward.unrewarded_saving,
    ) else {
        assert!(!is_computable, "a computable reward lacks a figure");
        return;
    };
    let is_met = matches!(reward.outcome, Outcome::Met | Outcome::Capped);
    assert_eq!(reward.threshold.met, Some(is_met));
    assert!(is_met || paid == Pounds::ZERO, "paid {paid} for nothing");
    let saved = saving.max(Pounds::ZERO);
    assert!(Pounds::ZERO <= exact && exact <= saved, "paid {exact} of {saved}");
    assert_eq!(rounded(exact, reward), paid);
    assert_eq!(rounded(paid, reward), paid, "{paid} is no whole number of pence");
    assert!(Pounds::ZERO <= unrewarded && sum([unrewarded, exact]) <= saved);
}

/// Areas add up to the line, groups to their area, counts × prices to costs, and
/// one more in the test period never raises a reward.
fn check_line(line: &Line) {
    let baseline = |of: &dyn Fn(usize) -> Option<u64>, parts: usize| {
        all((0..parts).map(of)).map(|counts| counts.into_iter().sum())
    };
    let areas = &line.areas;
    let of_baseline = baseline(&|area| areas[area].baseline_count, areas.len());
    let of_test = baseline(&|area| areas[area].test_count, areas.len());
    assert_eq!((line.baseline_count, line.test_count), (of_baseline, of_test));
    for area in areas.iter().filter(|area| !area.groups.is_empty()) {
        let groups = &area.groups;
        let of_baseline = baseline(&|group| groups[group].baseline_count, groups.len());
        let of_test = baseline(&|group| groups[group].test_count, groups.len());
        assert_eq!((area.baseline_count, area.test_count), (of_baseline, of_test));
    }
}
