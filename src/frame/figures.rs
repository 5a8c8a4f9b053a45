//! The figures of assessments and explanations as rows of plain values, and those as
//! frames. How the rows come about is in `rows`; nothing is computed here.

mod rows;

use super::table::{Money, Read, Written};
use super::value::Value;
use crate::area::AreaCode;
use crate::assess::{Outcome, ReductionPercent};
use crate::cohort::Cohort;
use crate::demand::{Markers, MissingReason};
use crate::explain::{BoundSide, Direction};
use crate::money::{Percent, Pounds};
use crate::name::{Id, Title};
use crate::period::Day;
use crate::problem::Error;
use crate::scheme::{Data, PriceYear, ThresholdRule};
use polars_core::prelude::DataFrame;
use std::fmt;

/// Rows of figures. Each says first of which reward it is, and what must be said
/// before any figure.
macro_rules! figures {
    ($(#[$about:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* }) => {
        figures! {
            @whole
            $(#[$about])*
            $name {
                /// The scheme's short name.
                scheme_id: Id,
                /// Whether the counts are real or invented.
                data: Data,
                /// How many of the reward's prices are illustrative: `7 of 9`.
                illustrative_prices: String,
                /// Who is rewarded.
                site_code: AreaCode,
                /// What people call the site.
                site_name: Title,
                /// For whom.
                cohort: Cohort,
                /// When: the id of the test period.
                period: Id,
                $($(#[$meta])* $field: $type,)*
            }
        }
    };
    (@whole $(#[$about:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$meta])* pub $field: $type,)*
        }

        impl $name {
            /// The rows as a frame: a column for each field, under its name.
            ///
            /// # Errors
            ///
            /// In whole pence, an amount has a fraction of a penny or is beyond 64 bits:
            /// each is named.
            pub fn to_frame(rows: &[Self], money: Money) -> Result<DataFrame, Error> {
                let mut frame = Written::new(money);
                $(frame.column::<$type>(
                    stringify!($field),
                    rows.iter().map(|row| row.$field.cell()),
                );)*
                frame.frame(rows.len())
            }

            /// The rows of a frame that was written so, however it came here: money in
            /// pounds or in pence (not both), anything as text, texts as strings or
            /// categories, columns in any order. Other columns are not looked at.
            ///
            /// # Errors
            ///
            /// Everything that is wrong: columns that are not there or of another type,
            /// and in each row what is null and must not be, or is no such value.
            pub fn from_frame(frame: &DataFrame) -> Result<Vec<Self>, Error> {
                let mut read = Read::new(frame);
                $(let mut $field = read.column::<$type>(stringify!($field)).into_iter();)*
                read.finish()?;
                let rows = (0..frame.height()).map_while(|_| Some(Self {
                    $($field: $field.next()?,)*
                }));
                Ok(rows.collect())
            }
        }
    };
}

figures! {
    /// A reward and the figures that decide it, one row each.
    ///
    /// ```
    /// # extern crate polars_core as polars;
    /// use justice_reinvestment::frame::{Money, RewardFigures};
    /// use justice_reinvestment::{Demand, Document, Scheme, assess};
    /// use polars::prelude::*;
    ///
    /// # let file = std::fs::read("fixtures/england-and-wales/scheme.toml")?;
    /// # let scheme = Scheme::read(&Document::new("scheme.toml", file))?;
    /// # let table = std::fs::read("fixtures/england-and-wales/demand.csv")?;
    /// # let demand = Demand::read(&scheme, &Document::new("demand.csv", table))?;
    /// let assessment = assess(&scheme, &demand)?;
    /// let figures = RewardFigures::of(&assessment)?;
    /// let frame = RewardFigures::to_frame(&figures, Money::Pence)?;
    ///
    /// // Adults 2011 and 2012, young people 2011 and 2012: whole pence, and their sum.
    /// let rewards = frame.column("reward_pence")?.i64()?;
    /// assert_eq!(rewards.iter().collect::<Vec<_>>(), [0, 0, 190_100_850, 423_381_450].map(Some));
    /// assert_eq!(rewards.sum(), Some(613_482_300));
    ///
    /// assert_eq!(RewardFigures::from_frame(&frame)?, figures);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    RewardFigures {
        /// The test period's first day.
        period_from: Day,
        /// Its last day.
        period_to: Day,
        /// What came of it.
        outcome: Outcome,
        /// The cost of demand in the baseline.
        baseline_cost: Option<Pounds>,
        /// The cost of demand in the test period.
        test_cost: Option<Pounds>,
        /// Baseline cost − test cost.
        saving: Option<Pounds>,
        /// Saving ÷ baseline cost, for people to read.
        reduction_percent: Option<ReductionPercent>,
        /// The reduction from which anything is paid.
        threshold_percent: Percent,
        /// Whether it is met at exactly its value.
        threshold_rule: ThresholdRule,
        /// That reduction of the baseline cost.
        threshold_amount: Option<Pounds>,
        /// Whether the saving meets it.
        threshold_met: Option<bool>,
        /// Saving − threshold.
        margin: Option<Pounds>,
        /// The reduction beyond which nothing more is paid; null without a cap.
        cap_percent: Option<Percent>,
        /// The cap as a saving.
        cap_amount: Option<Pounds>,
        /// Whether the saving is as large as the cap or larger.
        cap_reached: Option<bool>,
        /// What the saving lacks to reach the cap; negative beyond it.
        to_cap: Option<Pounds>,
        /// The saving that no share pays.
        unrewarded_saving: Option<Pounds>,
        /// What the bands pay, exact.
        reward_before_rounding: Option<Pounds>,
        /// The reward, to the penny.
        reward: Option<Pounds>,
        /// The most that can be paid, were there no demand in the test period.
        most: Option<Pounds>,
        /// How many counts it lacks.
        missing_counts: u64,
        /// What is said about its counts: provisional, revised, …
        status: Markers,
        /// What its metrics stand in for; null where they stand for themselves.
        stands_for: Option<String>,
        /// Of a reward that is not computable: on which side of the bound it lies.
        bound_side: Option<BoundSide>,
        /// The reward if every missing count were zero.
        bound_reward: Option<Pounds>,
        /// The least that the reward can be.
        bound_least: Option<Pounds>,
    }
}

figures! {
    /// A band of a reward: its slice of the saving, and what it pays.
    BandFigures {
        /// Which band, counted from 1.
        band: u64,
        /// The reduction at which it begins.
        from_percent: Percent,
        /// The reduction at which it ends; null for a last band without an end.
        to_percent: Option<Percent>,
        /// The part of the saving that falls into it.
        band_saving: Option<Pounds>,
        /// The share of that part which is paid once the threshold is met.
        share_percent: Percent,
        /// What is paid.
        payment: Option<Pounds>,
    }
}

figures! {
    /// A metric of a reward: what it cost in the baseline and in the test period.
    LineFigures {
        /// What is counted.
        metric: Id,
        /// What people call it.
        metric_title: Title,
        /// What one of it is called.
        unit: Title,
        /// What it is a stand-in for.
        stands_for: Option<Title>,
        /// The price of one in the baseline.
        baseline_price: Pounds,
        /// Who says so: `published`, `reported` or `illustrative`.
        baseline_price_status: String,
        /// The price of one in the test period.
        test_price: Pounds,
        /// Who says so.
        test_price_status: String,
        /// The year whose money the baseline's price is in.
        baseline_price_year: PriceYear,
        /// The year whose money the test period's price is in.
        test_price_year: PriceYear,
        /// The source of the baseline's price; null where it is illustrative.
        baseline_price_source: Option<Id>,
        /// The source of the test period's price.
        test_price_source: Option<Id>,
        /// The count in the baseline; null where one is missing.
        baseline_count: Option<u64>,
        /// The count in the test period.
        test_count: Option<u64>,
        /// Count × price in the baseline.
        baseline_cost: Option<Pounds>,
        /// Count × price in the test period.
        test_cost: Option<Pounds>,
        /// What the metric adds to the saving.
        saving: Option<Pounds>,
        /// What is said about the counts.
        status: Markers,
        /// The change of the reward with one more in the test period.
        one_more: Option<Pounds>,
        /// The change of the reward with one fewer.
        one_fewer: Option<Pounds>,
    }
}

figures! {
    /// The count of an area, or of a group within it, behind a reward.
    CountFigures {
        /// What is counted.
        metric: Id,
        /// Whether it has a price; without one it is watched, never in the cost.
        is_priced: bool,
        /// Where.
        area_code: AreaCode,
        /// Which part of the area's count; null where it is not split.
        group: Option<Title>,
        /// The count in the baseline; null where it is missing.
        baseline_count: Option<u64>,
        /// What is said about it.
        baseline_status: Markers,
        /// Why it is missing.
        baseline_missing: Option<MissingReason>,
        /// The count in the test period.
        test_count: Option<u64>,
        /// What is said about it.
        test_status: Markers,
        /// Why it is missing.
        test_missing: Option<MissingReason>,
    }
}

figures! {
    /// How close a reward was: how many cases of one metric in the test period turn a
    /// decision, all else unchanged.
    ClosenessFigures {
        /// What is counted.
        metric: Id,
        /// Which decision: that on the threshold, or that on the cap.
        edge: Edge,
        /// Whether this is of the bound of a reward that is not computable: the cases
        /// then come beside those that are known.
        is_bound: bool,
        /// More cases, or fewer.
        direction: Direction,
        /// The last number of cases with which the decision stands.
        stands_cases: u64,
        /// The saving with them.
        stands_saving: Pounds,
        /// That saving − threshold.
        stands_margin: Pounds,
        /// The reward with them.
        stands_reward: Pounds,
        /// The first number of cases with which it turns; null where none does.
        turns_cases: Option<u64>,
        /// The saving with them.
        turns_saving: Option<Pounds>,
        /// That saving − threshold.
        turns_margin: Option<Pounds>,
        /// The reward with them.
        turns_reward: Option<Pounds>,
    }
}

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "terms have a threshold and a cap")]
pub enum Edge {
    /// Whether anything is paid.
    Threshold,
    /// Whether nothing more is paid.
    Cap,
}

impl Edge {
    pub(super) const ALL: [Self; 2] = [Self::Threshold, Self::Cap];
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Threshold => "threshold",
            Self::Cap => "cap",
        })
    }
}
