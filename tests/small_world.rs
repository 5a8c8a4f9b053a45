//! A small world tried out: every baseline and test count from 0 to 60, for both
//! cohorts, under both published readings, with and without their cap, at and
//! beyond the threshold, against a truth table of small whole numbers.

use justice_reinvestment::{
    Assessment, Band, BandTerms, Basis, Codes, Cohort, Count, Data, Demand, DemandBuilder, Metric,
    Observation, Outcome, Period, PriceStatus, PublishedTerms, Reward, Scheme, Site, Source, Terms,
    ThresholdRule, UnitPrice, assess,
};

const LARGEST: i64 = 60;

#[test]
fn every_small_world_pays_by_bands_what_the_truth_table_says() {
    try_out(PublishedTerms::LjrBands);
}

#[test]
fn every_small_world_pays_flat_half_what_the_truth_table_says() {
    try_out(PublishedTerms::LjrFlatHalf);
}

fn try_out(reading: PublishedTerms) {
    for is_capped in [true, false] {
        for rule in [ThresholdRule::AtLeast, ThresholdRule::MoreThan] {
            let assessment = assessed(reading, is_capped, rule);
            let of_a_cohort = usize::try_from((LARGEST + 1) * (LARGEST + 1)).unwrap();
            assert_eq!(assessment.rewards.len(), 2 * of_a_cohort);
            for reward in &assessment.rewards {
                let world = SmallWorld {
                    reading,
                    is_capped,
                    is_strict: rule == ThresholdRule::MoreThan,
                    cohort: reward.cohort,
                    before: count(reward.lines[0].baseline_count),
                    after: count(reward.lines[0].test_count),
                };
                assert_eq!(reward.site.code.as_str(), code(world.before, world.after));
                world.is_paid(reward);
            }
        }
    }
}

fn count(count: Option<u64>) -> i64 {
    i64::try_from(count.unwrap()).unwrap()
}

fn code(before: i64, after: i64) -> String {
    format!("{before}-{after}")
}

/// One metric at £1, so that counts are pounds.
#[derive(Debug)]
struct SmallWorld {
    reading: PublishedTerms,
    is_capped: bool,
    is_strict: bool,
    cohort: Cohort,
    before: i64,
    after: i64,
}

/// What a small world pays, in hundredths of a penny.
struct Truth {
    outcome: Outcome,
    reaches_20_percent: bool,
    paid: i64,
}

impl SmallWorld {
    fn is_paid(&self, reward: &Reward) {
        let truth = self.truth();
        assert_eq!(reward.outcome, truth.outcome, "{self:?}");
        let reached = self.is_capped.then_some(truth.reaches_20_percent);
        let told = reward.cap.as_ref().map(|cap| cap.reached.unwrap());
        assert_eq!(told, reached, "{self:?}");
        let pence = if truth.paid % 100 >= 50 {
            truth.paid / 100 + 1
        } else {
            truth.paid / 100
        };
        let pounds = format!("{}.{:02}", pence / 100, pence % 100);
        assert_eq!(reward.reward.unwrap().to_string(), pounds, "{self:?}");
    }

    /// One per cent of the baseline is a penny for every pound of it: a hundred
    /// of the units in which payments are counted here.
    fn truth(&self) -> Truth {
        let baseline = self.before;
        let saving = self.before - self.after;
        let threshold = match self.cohort {
            Cohort::Adult => 5,
            Cohort::Youth => 10,
        };
        let is_bands = self.reading == PublishedTerms::LjrBands;
        if baseline == 0 {
            return Truth {
                outcome: Outcome::NoBaseline,
                reaches_20_percent: false,
                paid: 0,
            };
        }
        let reaches_20_percent = 100 * saving >= 20 * baseline;
        let is_met = if self.is_strict {
            100 * saving > threshold * baseline
        } else {
            100 * saving >= threshold * baseline
        };
        if !is_met {
            return Truth {
                outcome: Outcome::NotMet,
                reaches_20_percent,
                paid: 0,
            };
        }
        let is_beyond = self.is_capped && 100 * saving > 20 * baseline;
        let counted = if is_beyond {
            20 * baseline * 100
        } else {
            saving * 10_000
        };
        let to_threshold = threshold * baseline * 100;
        let paid = if is_bands {
            to_threshold / 2 + (counted - to_threshold)
        } else {
            counted / 2
        };
        let outcome = if is_beyond {
            Outcome::Capped
        } else {
            Outcome::Met
        };
        Truth {
            outcome,
            reaches_20_percent,
            paid,
        }
    }
}

/// One scheme in which every pair of counts is a site.
fn assessed(reading: PublishedTerms, is_capped: bool, rule: ThresholdRule) -> Assessment {
    let note = "a pound for each".parse().unwrap();
    let price = PriceStatus::Illustrative { note };
    let mut scheme = Scheme::builder("small", "A small world", Data::Invented)
        .unwrap()
        .codes(Codes::Free)
        .source(Source::new("nobody", "No paper", "Nobody", "2011").unwrap())
        .baseline(Period::new("baseline", "2010-07-01", "2011-06-30").unwrap())
        .test(Period::new("year_1", "2011-07-01", "2012-06-30").unwrap())
        .metric(Metric::new("case", "Cases", "case", Basis::Charged).unwrap());
    for cohort in Cohort::ALL {
        let terms = if is_capped {
            reading.terms(cohort).with_rule(rule)
        } else {
            without_cap(reading, cohort, rule)
        };
        scheme = scheme
            .terms(cohort, Terms::Bands(terms))
            .price(UnitPrice::new("case", cohort, "1", "2010-11", price.clone()).unwrap());
    }
    let pairs = (0..=LARGEST).flat_map(|before| (0..=LARGEST).map(move |after| (before, after)));
    let sites: Vec<(String, i64, i64)> = pairs
        .map(|(before, after)| (code(before, after), before, after))
        .collect();
    for (code, ..) in &sites {
        scheme = scheme.site(Site::new(code, "A site", &Cohort::ALL).unwrap());
    }
    let scheme = scheme.build().unwrap();
    let rows = sites.iter().flat_map(|(code, before, after)| {
        Cohort::ALL.into_iter().flat_map(move |cohort| {
            [("baseline", before), ("year_1", after)].map(|(period, count)| {
                let count = Count::Number(count.unsigned_abs());
                Observation::new(code, cohort, period, "case", count).unwrap()
            })
        })
    });
    let demand = rows.fold(Demand::builder(&scheme), DemandBuilder::observation);
    assess(&scheme, &demand.build().unwrap()).unwrap()
}

/// The bands of a reading, the last of them open.
fn without_cap(reading: PublishedTerms, cohort: Cohort, rule: ThresholdRule) -> BandTerms {
    let percent = |text: &str| text.parse().unwrap();
    let threshold = match cohort {
        Cohort::Adult => percent("5%"),
        Cohort::Youth => percent("10%"),
    };
    let bands = match reading {
        PublishedTerms::LjrBands => vec![
            Band::up_to(threshold, percent("50%")),
            Band::beyond(percent("100%")),
        ],
        _ => vec![Band::beyond(percent("50%"))],
    };
    let sources = vec!["nobody".parse().unwrap()];
    BandTerms::new(threshold, rule, bands, sources).unwrap()
}
