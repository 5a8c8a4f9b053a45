//! What holds of every assessment: each figure is made of those beside it.

use justice_reinvestment::{Assessment, Error, Line, Outcome, Pooled, Pounds, Reward, SiteTotal};

/// Every reward and every total of an assessment adds up.
pub fn check(assessment: &Assessment) {
    let rewards = &assessment.rewards;
    for reward in rewards {
        check_reward(reward);
    }
    let computed = sum(rewards.iter().filter_map(|reward| reward.reward));
    assert_eq!(assessment.computed_reward, computed);
    let is_whole = rewards.iter().all(|reward| reward.reward.is_some());
    assert_eq!(assessment.total_reward, is_whole.then_some(computed));
    for total in &assessment.site_totals {
        check_site(total, rewards);
    }
    let of_sites = assessment.site_totals.iter();
    assert_eq!(sum(of_sites.map(|total| total.computed_reward)), computed);
    for pooled in &assessment.pooled {
        check_pooled(pooled, rewards);
    }
}

fn check_reward(reward: &Reward) {
    let is_computable = reward.outcome != Outcome::NotComputable;
    assert_eq!(is_computable, reward.missing.is_empty());
    assert_eq!(is_computable, reward.saving.is_some());
    assert_eq!(is_computable, reward.reward.is_some());
    let lines = &reward.lines;
    for line in lines {
        check_line(line);
    }
    let baseline = all(lines.iter().map(|line| line.baseline_cost));
    let test = all(lines.iter().map(|line| line.test_cost));
    assert_eq!((reward.baseline_cost, reward.test_cost), (baseline, test));
    assert_eq!(reward.saving, difference(baseline, test));
    let threshold = &reward.threshold;
    assert_eq!(
        threshold.margin,
        difference(reward.saving, threshold.amount)
    );
    let (Some(saving), Some(paid)) = (reward.saving, reward.reward) else {
        return;
    };
    let payments = all(reward.bands.iter().map(|band| band.payment));
    assert_eq!(reward.reward_before_rounding, payments);
    let exact = payments.expect("every band of a known saving has a payment");
    assert_eq!(done(exact.rounded(reward.rounding)), paid);
    assert_eq!(done(paid.rounded(reward.rounding)), paid);
    let saved = saving.max(Pounds::ZERO);
    assert!(
        exact >= Pounds::ZERO && exact <= saved,
        "{exact} of {saved}"
    );
    let unrewarded = reward.unrewarded_saving.expect("of a known saving");
    assert!(unrewarded >= Pounds::ZERO && sum([unrewarded, exact]) <= saved);
    let is_met = matches!(reward.outcome, Outcome::Met | Outcome::Capped);
    assert_eq!(threshold.met, Some(is_met));
    if !is_met {
        assert_eq!((paid, unrewarded), (Pounds::ZERO, saved));
    }
}

/// Groups add up to their area, areas to the line, count × price is the cost,
/// and one more in the test period never raises a reward.
fn check_line(line: &Line) {
    for area in line.areas.iter().filter(|area| !area.groups.is_empty()) {
        let baseline = area.groups.iter().map(|group| group.baseline_count);
        let test = area.groups.iter().map(|group| group.test_count);
        assert_eq!(
            (area.baseline_count, area.test_count),
            (baseline.sum(), test.sum())
        );
    }
    let baseline = line.areas.iter().map(|area| area.baseline_count);
    let test = line.areas.iter().map(|area| area.test_count);
    assert_eq!(
        (line.baseline_count, line.test_count),
        (baseline.sum(), test.sum())
    );
    let cost = |price: Pounds, count: Option<u64>| count.map(|count| done(price.times(count)));
    let priced = &line.priced;
    assert_eq!(
        line.baseline_cost,
        cost(priced.baseline_price.amount, line.baseline_count)
    );
    assert_eq!(
        line.test_cost,
        cost(priced.test_price.amount, line.test_count)
    );
    assert!(line.one_more.is_none_or(|change| change <= Pounds::ZERO));
    assert!(line.one_fewer.is_none_or(|change| change >= Pounds::ZERO));
}

fn check_site(total: &SiteTotal, rewards: &[Reward]) {
    let of_site = || rewards.iter().filter(|reward| reward.site == total.site);
    let computed = sum(of_site().filter_map(|reward| reward.reward));
    assert_eq!(total.computed_reward, computed);
    let not_computable = of_site().filter(|reward| reward.reward.is_none()).count();
    assert_eq!(u64::try_from(not_computable), Ok(total.not_computable));
    assert_eq!(total.reward, (not_computable == 0).then_some(computed));
}

fn check_pooled(pooled: &Pooled, rewards: &[Reward]) {
    let of_pool = || {
        rewards.iter().filter(|reward| {
            reward.cohort == pooled.cohort
                && reward.period == pooled.period
                && reward.outcome != Outcome::NotComputable
        })
    };
    let sites = of_pool().count();
    assert_eq!(u64::try_from(sites), Ok(pooled.sites));
    let baseline = all(of_pool().map(|reward| reward.baseline_cost)).filter(|_| sites > 0);
    let test = all(of_pool().map(|reward| reward.test_cost)).filter(|_| sites > 0);
    assert_eq!((pooled.baseline_cost, pooled.test_cost), (baseline, test));
    assert_eq!(pooled.saving, difference(baseline, test));
}

fn sum(amounts: impl IntoIterator<Item = Pounds>) -> Pounds {
    let mut amounts = amounts.into_iter();
    done(amounts.try_fold(Pounds::ZERO, Pounds::plus))
}

/// The sum of amounts that are all known.
fn all(amounts: impl Iterator<Item = Option<Pounds>>) -> Option<Pounds> {
    let known: Option<Vec<Pounds>> = amounts.collect();
    known.map(sum)
}

fn difference(amount: Option<Pounds>, other: Option<Pounds>) -> Option<Pounds> {
    Some(done(amount?.minus(other?)))
}

fn done(amount: Result<Pounds, Error>) -> Pounds {
    match amount {
        Ok(amount) => amount,
        Err(error) => panic!("sums of what was assessed can be held: {error}"),
    }
}
