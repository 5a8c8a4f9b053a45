//! How widely the cost of demand varies where cases do not come one by one: records
//! that count in several metrics, and people who appear often.

use super::assumption::Assumption;
use super::chance::Dispersion;
use super::digits::ten_digits;
use super::other_costs::Subject;
use super::rates::{Confidence, Interval, TwoSums, WeightedSum};
use crate::assess::{Line, Reward};
use crate::money::Pounds;
use crate::name::Id;
use crate::period::Period;
use crate::problem::{Error, Problem, Problems};
use crate::spread::{Spread, SpreadKind};
use serde::Serialize;

/// What is taken to come together, and independently of all else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Together {
    /// Nothing: each case by itself, as Poisson counts of independent metrics.
    Nothing,
    /// All that one record counts, in any metric.
    Record,
    /// All that the records of one person count in an area, cohort and period.
    Person,
}

/// The cost of a period and how widely it varies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CostVariance {
    /// The sum of count × unit price, exact.
    pub cost: Pounds,
    /// The estimated variance of the cost, in pounds squared: Σ priceᵢ × priceⱼ × Sᵢⱼ,
    /// with Sᵢⱼ the sum over records or persons; worked out in whole numbers, then the
    /// nearest float.
    #[serde(serialize_with = "ten_digits")]
    pub variance: f64,
    /// The same if metrics were independent and every case came by itself:
    /// Σ price² × count.
    #[serde(serialize_with = "ten_digits")]
    pub independent_variance: f64,
}

impl CostVariance {
    /// How many times the variance of independent cases it is, 1 or more; `None` where
    /// nothing is priced that was counted.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.independent_variance > 0.0).then(|| self.variance / self.independent_variance)
    }

    /// How many times as widely the cost varies as independent cases would: the square
    /// root of the [ratio](Self::ratio).
    #[must_use]
    pub fn wider(&self) -> Option<f64> {
        self.ratio().map(f64::sqrt)
    }
}

/// How sure the change of a reward's cost is, given what comes together.
///
/// If records (or persons) come by chance, each with whatever it counts, then a count is
/// a compound Poisson sum: the sum of squares over them estimates its variance, and the
/// sum of products the covariance of two counts. The variance of the cost follows. The
/// records of a person in other areas or in the other period are taken as another's.
///
/// ```
/// use justice_reinvestment::evaluate::{Confidence, Dependence, Together};
/// # use justice_reinvestment::{Demand, Document, Scheme, Spread, assess};
/// # let scheme = std::fs::read("fixtures/hackney/scheme.toml")?;
/// # let scheme = Scheme::read(&Document::new("scheme.toml", scheme))?;
/// # let table = "area_code,cohort,period,metric,count\n\
/// #              E09000012,adult,baseline,custody,400\nE09000012,adult,year_1,custody,360\n";
/// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
/// # let digest = "5".repeat(64);
/// # let rows = [("baseline", "person", 800), ("baseline", "record", 400),
/// #             ("year_1", "person", 720), ("year_1", "record", 360)];
/// # let rows = rows.map(|(period, kind, sum)| {
/// #     format!("{digest},E09000012,adult,{period},{kind},custody,custody,{sum}\n")
/// # });
/// # let header = "plan_sha256,area_code,cohort,period,kind,metric,other_metric,sum\n";
/// # let spread = Document::new("spread.csv", format!("{header}{}", rows.concat()));
/// # let spread = Spread::read(&scheme, &spread)?;
/// # let assessment = assess(&scheme, &demand)?;
/// // 400 sentences before and 360 after, of people who mostly have two.
/// let reward = &assessment.rewards[0];
/// let alone = Dependence::of(reward, None)?;
/// let persons = Dependence::of(reward, Some(&spread))?;
/// assert_eq!(persons.together, Together::Person);
/// assert_eq!(persons.baseline.ratio(), Some(2.0));
///
/// let deviation = |of: &Dependence| format!("{:.3}", of.standard_deviation().unwrap());
/// assert_eq!((deviation(&alone), deviation(&persons)), ("0.065".into(), "0.092".into()));
/// let interval = persons.interval(Confidence::usual()).unwrap();
/// assert!(interval.holds(0.9) && interval.holds(1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Dependence {
    /// Of which reward.
    pub of: Subject,
    /// What is taken to come together.
    pub together: Together,
    /// The cost of the baseline.
    pub baseline: CostVariance,
    /// The cost of the test period.
    pub test: CostVariance,
    /// Priced metrics of which there are no sums: their cases are taken to come one by
    /// one. In the scheme's order; empty where there are no sums at all.
    pub without_sums: Vec<Id>,
    /// What is taken to be so.
    pub assumptions: Vec<Assumption>,
    /// `None` where no cost is above zero.
    #[serde(skip)]
    sums: Option<TwoSums>,
}

impl Dependence {
    /// How sure a reward's change is. With sums, by persons if they have them, else by
    /// records; without, as if cases came one by one, which the assumptions then say.
    ///
    /// # Errors
    ///
    /// A count is missing. The sums are of other counts than the reward's: of none of its
    /// metrics, or of an area and period of the reward they have nothing, or a sum of
    /// squares is below its count or above the count's square. All of these at once. In a
    /// period one person or record counts, on average, more than 1,000 cases, or a
    /// variance is beyond what can be held.
    pub fn of(reward: &Reward, spread: Option<&Spread>) -> Result<Self, Error> {
        let together = match spread {
            None => Together::Nothing,
            Some(spread) if spread.has_persons() => Together::Person,
            Some(_) => Together::Record,
        };
        let mut problems = Problems::default();
        if spread.is_some_and(|spread| !reward.lines.iter().any(|line| has(spread, line))) {
            let of = Subject::of(reward).in_words();
            let what = format!("{of}: the sums are of none of the metrics of this reward");
            let advice = "give the sums of a count plan that counts them, or select the rewards of \
                          which there are sums";
            problems.push(Problem::new(what, advice));
        }
        let mut of = |is_test: bool| {
            let period = Cost {
                reward,
                is_test,
                spread,
            };
            period.variance(&mut problems)
        };
        let (baseline, test) = (of(false), of(true));
        problems.into_result()?;
        let (Some((baseline, before)), Some((test, after))) = (baseline, test) else {
            return Err(Problem::new("a count is missing", "supply it").into());
        };
        let both = Both { baseline, test };
        let sums = match both.ratio() {
            None => None,
            Some(ratio) => {
                // A period without a cost varies as the other does.
                let mut too_wide = Problems::default();
                let mut sum = |counts, own: CostVariance, period: &Period| {
                    let dispersion = own.ratio().unwrap_or(ratio);
                    let sum = WeightedSum::priced(counts)?;
                    Ok::<_, Error>(sum.with_dispersion(dispersion).unwrap_or_else(|_| {
                        too_wide.push(as_too_wide(reward, period, dispersion));
                        sum
                    }))
                };
                let before = sum(before, baseline, &reward.baseline)?;
                let after = sum(after, test, &reward.period)?;
                too_wide.into_result()?;
                Some(after.against(before))
            }
        };
        let missing = |line: &&Line| spread.is_some_and(|spread| !has(spread, line));
        let without = reward.lines.iter().filter(missing);
        let without_sums: Vec<Id> = without.map(|line| id(line).clone()).collect();
        let of_all = match together {
            Together::Nothing => Assumption::CasesIndependent,
            Together::Record => Assumption::RecordsIndependent,
            Together::Person => Assumption::PersonsIndependent,
        };
        let mut assumptions = vec![of_all, Assumption::PeriodsApart];
        if !without_sums.is_empty() {
            assumptions.push(Assumption::CasesIndependent);
        }
        Ok(Self {
            of: Subject::of(reward),
            together,
            baseline,
            test,
            without_sums,
            assumptions,
            sums,
        })
    }

    /// The cost of the test period ÷ that of the baseline; `None` where that is zero.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        self.sums?.ratio()
    }

    /// The standard deviation of the reduction by the delta method, *approximate*: as
    /// [`TwoSums::standard_deviation`], with these variances. `None` where either cost is
    /// zero.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        self.sums?.standard_deviation()
    }

    /// An *approximate* interval for the ratio of the two expected costs: that of
    /// [`TwoSums::interval`], in which each period's cost has its own dispersion,
    /// variance ÷ Σ price² × count. `None` where no cost is above zero.
    ///
    /// Measured on invented people (`tests/evaluate/dependence.rs`, 10,000 rounds each,
    /// 3,333 with 3,000 persons; a true ratio of 0.9; £14,710 for custody, £652 for an
    /// order, of which some records have both): how often the 95% interval held it.
    ///
    /// | persons a year | records of each | case by case | by records | by persons | log-normal, by persons |
    /// | ---: | ---: | ---: | ---: | ---: | ---: |
    /// | 400 | 1.1 | 95.1% | 95.1% | 95.8% | 95.0% |
    /// | 400 | 2 | 89.7% | 89.7% | 95.7% | 94.7% |
    /// | 400 | 2, many in both metrics | 86.5% | 87.8% | 95.6% | 94.9% |
    /// | 60 | 4 | 73.3% | 74.6% | 95.9% | 94.2% |
    /// | 20 | 4 | 75.8% | 76.8% | 96.0% | 93.8% |
    /// | 60 | 10 | 69.3% | 70.3% | 97.0% | 94.6% |
    /// | 3,000 | 4 | 72.5% | 73.5% | 95.5% | 95.4% |
    ///
    /// By persons, it was passed on neither side in more than 2.3%. Chosen over the
    /// log-normal interval of the delta method (ratio × e^(±1.96 × standard deviation ÷
    /// ratio)), which is passed on a side in up to 3.2% where persons are few and knows
    /// nothing of a cost of zero; one dispersion for both periods held 95.5% to 97.7%.
    /// Sums over records help little where it is people who come again. All persons of
    /// these rounds come by chance; where the same people are counted in both periods,
    /// the interval is likely to be wider than it need be.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<Interval> {
        Some(self.sums?.interval(confidence))
    }

    /// The dispersion by which independent counts would vary as much, both periods
    /// together, for [`chance`](super::chance()) and [`chance_of`](super::chance_of);
    /// `None` where no cost is above zero, or it is beyond what those compute with.
    ///
    /// Chances are then those of negative binomial counts of that dispersion: they have
    /// the variance, and not the shape, of counts that come together. In 20,000 rounds of
    /// the people of [`interval`](Self::interval), with nothing changed, a cost fell by 5%
    /// or more in 8.9% to 45.8%, and the chances worked out from the true means and this
    /// dispersion were within 0.5 percentage points of those.
    #[must_use]
    pub fn dispersion(&self) -> Option<Dispersion> {
        let (baseline, test) = (self.baseline, self.test);
        let ratio = Both { baseline, test }.ratio()?;
        Dispersion::new(ratio).ok()
    }
}

/// Both periods, of which a ratio is more certain than of one.
struct Both {
    baseline: CostVariance,
    test: CostVariance,
}

impl Both {
    fn ratio(&self) -> Option<f64> {
        let independent = self.baseline.independent_variance + self.test.independent_variance;
        let variance = self.baseline.variance + self.test.variance;
        (independent > 0.0).then(|| variance / independent)
    }
}

/// The cost of one period of a reward.
struct Cost<'a> {
    reward: &'a Reward,
    is_test: bool,
    spread: Option<&'a Spread>,
}

/// A count with its price.
type Priced = Vec<(u64, Pounds)>;

impl Cost<'_> {
    /// How widely it varies, with the counts and prices; `None` where something is
    /// wrong, which is reported.
    fn variance(&self, problems: &mut Problems) -> Option<(CostVariance, Priced)> {
        let mut priced = Vec::new();
        for line in &self.reward.lines {
            match self.count(line) {
                Some(count) => priced.push((count, self.price(line))),
                None => {
                    let what = format!(
                        "{}: a count of \"{}\" in {} is missing",
                        Subject::of(self.reward).in_words(),
                        id(line),
                        self.period().id
                    );
                    let advice =
                        "a variance needs every count; bounds say what is possible without";
                    problems.push(Problem::new(what, advice));
                }
            }
        }
        let cost = match self.is_test {
            true => self.reward.test_cost,
            false => self.reward.baseline_cost,
        };
        let is_fit = self.fits(problems);
        if priced.len() != self.reward.lines.len() || !is_fit {
            return None;
        }
        let variances = self.independent().zip(self.dependent());
        let Some((independent, variance)) = variances else {
            let of = Subject::of(self.reward).in_words();
            let what = format!("{of}: the variance of the cost is beyond what can be held");
            problems.push(Problem::new(what, "check the sums and the prices"));
            return None;
        };
        let variance = CostVariance {
            cost: cost?,
            variance: in_pounds_squared(variance),
            independent_variance: in_pounds_squared(independent),
        };
        Some((variance, priced))
    }

    /// Whether the sums are of the reward's counts.
    fn fits(&self, problems: &mut Problems) -> bool {
        let Some(spread) = self.spread else {
            return true;
        };
        let mut is_fit = true;
        let mut wrong = |what: String| {
            is_fit = false;
            let advice = "give the sums that were written when these records were counted";
            problems.push(Problem::new(what, advice));
        };
        for line in self.reward.lines.iter().filter(|line| has(spread, line)) {
            for area in &line.areas {
                let count = match self.is_test {
                    true => area.test_count,
                    false => area.baseline_count,
                };
                let cell = (&area.code, self.reward.cohort, &self.period().id);
                let sum = |kind| spread.sum(kind, cell, (id(line), id(line)));
                let of = format!(
                    "{} of {}, {}, {}",
                    id(line),
                    area.code,
                    self.reward.cohort,
                    self.period().id
                );
                let Some(count) = count.map(u128::from) else {
                    continue;
                };
                let sums = SpreadKind::ALL.map(sum);
                if count > 0 && sums == [None; 2] {
                    wrong(format!("{of}: the count is {count}, and there are no sums"));
                }
                for (kind, sum) in SpreadKind::ALL.into_iter().zip(sums) {
                    // Of whole numbers, the squares add up to the sum at least; at most all
                    // is of one record or person.
                    let is_possible = |sum: u128| {
                        sum >= count && count.checked_mul(count).is_none_or(|most| sum <= most)
                    };
                    if let Some(sum) = sum.filter(|sum| !is_possible(*sum)) {
                        wrong(format!(
                            "{of}: the count is {count}, and {sum} cannot be its sum of squares over \
                             {}s",
                            kind.as_str()
                        ));
                    }
                }
            }
        }
        is_fit
    }

    /// Σ price² × count, in ten-thousandths of a pound, squared.
    fn independent(&self) -> Option<i128> {
        let mut lines = self.reward.lines.iter();
        lines.try_fold(0_i128, |sum, line| sum.checked_add(self.alone(line)?))
    }

    fn alone(&self, line: &Line) -> Option<i128> {
        let price = self.price(line).ten_thousandths()?;
        let square = price.checked_mul(price)?;
        square.checked_mul(self.count(line)?.into())
    }

    /// The same with what comes together, of all pairs of metrics.
    fn dependent(&self) -> Option<i128> {
        let Some(spread) = self.spread else {
            return self.independent();
        };
        let kind = match spread.has_persons() {
            true => SpreadKind::Person,
            false => SpreadKind::Record,
        };
        let mut total = 0_i128;
        let lines = &self.reward.lines;
        for (at, line) in lines.iter().enumerate() {
            if !has(spread, line) {
                total = total.checked_add(self.alone(line)?)?;
                continue;
            }
            for other in lines.iter().skip(at).filter(|other| has(spread, other)) {
                let sum = self.over_areas(spread, kind, (line, other))?;
                let prices = self.price(line).ten_thousandths()?;
                let prices = prices.checked_mul(self.price(other).ten_thousandths()?)?;
                // A covariance counts for both of its metrics.
                let times = if id(line) == id(other) { 1 } else { 2 };
                let part = prices.checked_mul(sum)?.checked_mul(times)?;
                total = total.checked_add(part)?;
            }
        }
        Some(total)
    }

    /// The sum of two metrics over those areas of the reward in which both are counted.
    fn over_areas(
        &self,
        spread: &Spread,
        kind: SpreadKind,
        (line, other): (&Line, &Line),
    ) -> Option<i128> {
        let mut sum = 0_i128;
        for area in &line.areas {
            let is_counted = other.areas.iter().any(|one| one.code == area.code);
            let cell = (&area.code, self.reward.cohort, &self.period().id);
            let of_area = spread.sum(kind, cell, (id(line), id(other)));
            if let Some(of_area) = of_area.filter(|_| is_counted) {
                sum = sum.checked_add(i128::try_from(of_area).ok()?)?;
            }
        }
        Some(sum)
    }

    fn count(&self, line: &Line) -> Option<u64> {
        match self.is_test {
            true => line.test_count,
            false => line.baseline_count,
        }
    }

    fn price(&self, line: &Line) -> Pounds {
        match self.is_test {
            true => line.priced.test_price.amount,
            false => line.priced.baseline_price.amount,
        }
    }

    fn period(&self) -> &Period {
        match self.is_test {
            true => &self.reward.period,
            false => &self.reward.baseline,
        }
    }
}

fn id(line: &Line) -> &Id {
    &line.priced.metric.id
}

/// Whether there are sums of a line's metric.
fn has(spread: &Spread, line: &Line) -> bool {
    spread.metrics().any(|metric| metric == id(line))
}

fn in_pounds_squared(ten_thousandths: i128) -> f64 {
    ten_thousandths as f64 / 1e8
}

fn as_too_wide(reward: &Reward, period: &Period, dispersion: f64) -> Problem {
    let of = Subject::of(reward).in_words();
    let what = format!(
        "{of}: with these sums the cost of {} varies {dispersion:.0} times as much as independent \
         cases",
        period.id
    );
    let advice = "1,000 is the most: does one record stand for many people, or one text for many \
                  persons?";
    Problem::new(what, advice)
}
