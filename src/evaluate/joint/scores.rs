//! Drawing a count by its normal score: for counts that share a shock.

use super::counts::Counts;
use statrs::function::erf::erfc_inv;
use std::f64::consts::SQRT_2;

/// Scores beyond have a chance below 10⁻¹⁸ and count as if they lay here.
const FARTHEST: f64 = 9.0;

/// The scores at which a count turns into the next, with a guide that says where to
/// begin looking (Chen, H. C. and Asau, Y., *On generating random variates from an
/// empirical distribution*, AIIE Transactions 6, 1974).
#[derive(Debug)]
pub(super) struct Scores {
    first: u64,
    /// From these scores on the count is one more; in order.
    turns: Vec<f64>,
    /// Of each of as many cells of scores, how many turns lie before the cell.
    guide: Vec<u32>,
}

impl Scores {
    pub(super) fn of(counts: &Counts) -> Self {
        // What lies below each turn, and above it, each added up from its own end, so
        // that neither tail loses digits.
        let sums = |chances: &mut dyn Iterator<Item = &f64>| {
            let sums = chances.scan(0.0, |sum, chance| {
                *sum += chance;
                Some(*sum)
            });
            sums.collect::<Vec<f64>>()
        };
        let below = sums(&mut counts.chances.iter());
        let mut above = sums(&mut counts.chances.iter().rev());
        above.pop();
        let turns = below.iter().zip(above.iter().rev());
        let mut turns: Vec<f64> = turns
            .map(|(below, above)| match below < above {
                true => -SQRT_2 * erfc_inv(2.0 * below),
                false => SQRT_2 * erfc_inv(2.0 * above),
            })
            .collect();
        turns.sort_unstable_by(f64::total_cmp);
        let cells = counts.chances.len();
        let mut guide = vec![0_u32; cells];
        for turn in &turns {
            // Counted first in the cell after their own.
            if let Some(cell) = guide.get_mut(cell(*turn, cells).saturating_add(1)) {
                *cell = cell.saturating_add(1);
            }
        }
        let mut before = 0_u32;
        for cell in &mut guide {
            before = before.saturating_add(*cell);
            *cell = before;
        }
        Self {
            first: counts.first,
            turns,
            guide,
        }
    }

    /// The count that a score stands for.
    #[inline]
    pub(super) fn count(&self, score: f64) -> u64 {
        let cell = cell(score, self.guide.len());
        let passed = self.guide.get(cell).copied().unwrap_or_default();
        let rest = self.turns.get(passed as usize..).unwrap_or_default();
        let more = rest.iter().take_while(|turn| **turn <= score).count();
        let passed = u64::from(passed).wrapping_add(more as u64);
        self.first.wrapping_add(passed)
    }
}

/// In which of so many cells a score lies; never falling as the score rises.
fn cell(score: f64, cells: usize) -> usize {
    let place = (score + FARTHEST) * (cells as f64 / (2.0 * FARTHEST));
    (place as usize).min(cells.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::erf::erfc;

    /// Quantiles of the normal distribution as they are printed everywhere.
    #[test]
    fn a_turn_is_the_normal_quantile_of_the_chance_below_it() {
        let known = [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.001, -3.090_232_306_167_813_5),
        ];
        for (below, quantile) in known {
            let chances = vec![below, 1.0 - below];
            let scores = Scores::of(&Counts { first: 3, chances });
            assert!(
                (scores.turns[0] - quantile).abs() < 1e-13,
                "{:?}",
                scores.turns
            );
        }
    }

    #[test]
    fn turns_lie_where_the_chances_below_them_are_met() {
        for mean in [0.0, 0.4, 3.0, 77.7, 2_000.0] {
            for dispersion in [1.0, 2.0, 5.0] {
                let counts = Counts::about(mean, dispersion).unwrap();
                let scores = Scores::of(&counts);
                assert_eq!(scores.turns.len() + 1, counts.chances.len());
                let mut below = 0.0;
                for ((number, chance), turn) in
                    (counts.first..).zip(&counts.chances).zip(&scores.turns)
                {
                    below += chance;
                    // `erfc` of statrs 0.19.1 is right to 10⁻¹⁰ only, `erfc_inv` to 10⁻¹⁴.
                    let found = erfc(-turn / SQRT_2) / 2.0;
                    assert!((found - below).abs() < 1e-10, "{mean}: {found} {below}");
                    assert_eq!(scores.count(*turn), number + 1);
                    assert_eq!(scores.count(turn.next_down()), number);
                }
                assert_eq!(scores.count(-40.0), counts.first);
                assert_eq!(scores.count(40.0), counts.last());
            }
        }
    }
}
