//! What a figure rests on beside its counts: things that nobody measured, by name.

use serde::{Serialize, Serializer};
use std::fmt;

/// Something that is taken to be so. Every result lists those that it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Assumption {
    /// Site and comparator would have changed in the same proportion.
    ParallelTrends,
    /// The comparator's areas and the site's have no part in common.
    ComparatorApart,
    /// The comparator's areas contain the site's, whose counts are taken out.
    SiteTakenOut,
    /// Earlier periods are as long as the baseline, follow one another up to it, and
    /// are valued at its prices.
    EvenPeriods,
    /// What changed from period to period goes on as a straight line.
    StraightLine,
    /// Every suppressed count lies where it is said to lie, also where counts were
    /// suppressed to protect others.
    SuppressedWithin,
    /// Every count that is shown was rounded to the nearest multiple.
    RoundedToNearest,
    /// Each count is what it is whatever the others are.
    CountsVaryFreely,
    /// Cases of all metrics can be added up as like.
    CasesAlike,
    /// Cases that became fewer and cases that became more need not be the same
    /// people's.
    NotTheSamePeople,
    /// Every case comes by itself, and counts in one metric alone.
    CasesIndependent,
    /// Records come independently of one another.
    RecordsIndependent,
    /// Persons come independently of one another, each with all of its records.
    PersonsIndependent,
    /// Who is counted in several periods or areas is taken as several people.
    PeriodsApart,
    /// Counts of single metrics vary as Poisson counts do.
    PoissonCounts,
    /// The baseline is a period like others.
    UsualBaseline,
    /// Counts of different metrics vary independently, and every case by itself.
    MetricsIndependent,
    /// All counts of a period share a shock.
    SharedShock,
    /// One dispersion holds for all metrics, areas and periods.
    OneDispersion,
}

impl Assumption {
    /// Every assumption.
    pub const ALL: [Self; 19] = [
        Self::ParallelTrends,
        Self::ComparatorApart,
        Self::SiteTakenOut,
        Self::EvenPeriods,
        Self::StraightLine,
        Self::SuppressedWithin,
        Self::RoundedToNearest,
        Self::CountsVaryFreely,
        Self::CasesAlike,
        Self::NotTheSamePeople,
        Self::CasesIndependent,
        Self::RecordsIndependent,
        Self::PersonsIndependent,
        Self::PeriodsApart,
        Self::PoissonCounts,
        Self::UsualBaseline,
        Self::MetricsIndependent,
        Self::SharedShock,
        Self::OneDispersion,
    ];

    /// The word that outputs use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ParallelTrends => "parallel_trends",
            Self::ComparatorApart => "comparator_apart",
            Self::SiteTakenOut => "site_taken_out",
            Self::EvenPeriods => "even_periods",
            Self::StraightLine => "straight_line",
            Self::SuppressedWithin => "suppressed_within",
            Self::RoundedToNearest => "rounded_to_nearest",
            Self::CountsVaryFreely => "counts_vary_freely",
            Self::CasesAlike => "cases_alike",
            Self::NotTheSamePeople => "not_the_same_people",
            Self::CasesIndependent => "cases_independent",
            Self::RecordsIndependent => "records_independent",
            Self::PersonsIndependent => "persons_independent",
            Self::PeriodsApart => "periods_apart",
            Self::PoissonCounts => "poisson_counts",
            Self::UsualBaseline => "usual_baseline",
            Self::MetricsIndependent => "metrics_independent",
            Self::SharedShock => "shared_shock",
            Self::OneDispersion => "one_dispersion",
        }
    }

    /// What is taken to be so, as a sentence without its full stop.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::ParallelTrends => {
                "but for the scheme, the site's cost would have changed in the proportion in which \
                 the comparator's did; with one earlier period this cannot be tested"
            }
            Self::ComparatorApart => {
                "the comparator's areas have no part in common with the site's; codes alone do not \
                 show it"
            }
            Self::SiteTakenOut => {
                "the comparator's areas contain the site's, as was said, and the site's counts are taken out; \
                 other sites within them are left in"
            }
            Self::EvenPeriods => {
                "the earlier periods are as long as the baseline and follow one another up to it; \
                 their counts are valued at the baseline's prices"
            }
            Self::StraightLine => {
                "what changed from period to period goes on in a straight line (least squares)"
            }
            Self::SuppressedWithin => {
                "every suppressed count lies within the range that is said, also where it was \
                 suppressed to protect another"
            }
            Self::RoundedToNearest => {
                "every count that is shown was rounded to the nearest multiple; where two are as \
                 near, to either"
            }
            Self::CountsVaryFreely => {
                "each count may lie anywhere within its range, whatever the others are; published \
                 totals may narrow it"
            }
            Self::CasesAlike => {
                "cases of all metrics are added up as like; another way of counting them would \
                 divide volume and mix otherwise"
            }
            Self::PoissonCounts => {
                "tests and intervals of single metrics take counts as Poisson; they are too sure \
                 where counts vary more widely"
            }
            Self::UsualBaseline => {
                "the baseline is a period like others; where a site was chosen because its baseline was \
                 high, a fall without any change is likelier than that (regression to the mean)"
            }
            Self::MetricsIndependent => {
                "counts of the baseline and of the test period, and those of different metrics, vary \
                 independently; records that count in several metrics, and people who appear \
                 often, make figures less sure than that"
            }
            Self::SharedShock => {
                "all rewards together: the counts of a period share one shock (Gaussian copula, its \
                 correlation given and not estimated), and those of different periods are independent"
            }
            Self::OneDispersion => {
                "variance ÷ mean is the same for all metrics, areas and periods; negative binomial \
                 counts where it is more than 1"
            }
            Self::NotTheSamePeople => {
                "counts do not follow people: those counted under one metric before need not be \
                 those counted under another after"
            }
            Self::CasesIndependent => {
                "metrics are independent of one another, and cases come one by one (Poisson): \
                 records that count in several metrics, and people who appear often, make it less \
                 sure than it seems"
            }
            Self::RecordsIndependent => {
                "records come by chance and independently of one another (compound Poisson); \
                 people who appear often make it less sure than it seems"
            }
            Self::PersonsIndependent => {
                "persons come by chance and independently of one another, each with all of its \
                 records in an area and period (compound Poisson); where the text that stands for \
                 a person is written in two ways, it is two persons"
            }
            Self::PeriodsApart => {
                "who is counted in several areas or in both periods is taken as several people"
            }
        }
    }
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_words())
    }
}

impl Serialize for Assumption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
