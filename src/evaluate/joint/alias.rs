//! Drawing a count with one look into a table.

use super::counts::Counts;

/// Walker's alias table, made by Vose's method: as many cells as there are values, each
/// with one value up to a threshold and another beyond (Vose, M. D., *A linear algorithm
/// for generating random numbers with a given distribution*, IEEE Transactions on
/// Software Engineering 17, 1991).
///
/// A number of 64 bits, times the number of cells, gives the cell by what is beyond 2⁶⁴
/// and the place within the cell by the rest. Its upper 32 bits nearly always decide by
/// themselves; where they do not, and only then, the lower ones are drawn. Chances are
/// right to 10⁻¹⁴.
#[derive(Debug)]
pub(super) struct Alias {
    first: u64,
    cells: Vec<Cell>,
    /// The lower halves of the cells' thresholds.
    rests: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The upper half of the place in the cell up to which it is the cell's own value.
    threshold: u32,
    /// The bits in which the other value differs from the cell's own.
    other: u32,
}

impl Alias {
    pub(super) fn of(counts: &Counts) -> Self {
        const WHOLE: f64 = 18_446_744_073_709_551_616.0;
        let number = counts.chances.len();
        let mut heights: Vec<f64> = counts.chances.clone();
        heights
            .iter_mut()
            .for_each(|height| *height *= number as f64);
        let full = Cell {
            threshold: u32::MAX,
            other: 0,
        };
        let (mut cells, mut rests) = (vec![full; number], vec![u32::MAX; number]);
        let places = || heights.iter().enumerate();
        let of = |is_low: bool| {
            let fitting = places().filter(move |(_, height)| (**height < 1.0) == is_low);
            fitting.map(|(place, _)| place).collect::<Vec<usize>>()
        };
        let (mut low, mut high) = (of(true), of(false));
        // What a low cell lacks comes from a high one.
        while let (Some(lacking), Some(&giving)) = (low.pop(), high.last()) {
            let own = heights.get(lacking).copied().unwrap_or(1.0);
            let threshold = (own * WHOLE) as u64;
            if let Some((cell, rest)) = cells.get_mut(lacking).zip(rests.get_mut(lacking)) {
                cell.threshold = (threshold >> 32) as u32;
                cell.other = (lacking ^ giving) as u32;
                *rest = threshold as u32;
            }
            if let Some(height) = heights.get_mut(giving) {
                *height -= 1.0 - own;
                if *height < 1.0 {
                    high.pop();
                    low.push(giving);
                }
            }
        }
        Self {
            first: counts.first,
            cells,
            rests,
        }
    }

    /// The least count there is.
    pub(super) fn first(&self) -> u64 {
        self.first
    }

    /// By how much the count that random bits stand for is above the least: the upper
    /// bits, and the lower ones where they are asked for.
    #[inline]
    pub(super) fn above_first(&self, upper: u32, lower: impl FnOnce() -> u32) -> u32 {
        let number = self.cells.len() as u64;
        let place = u64::from(upper).wrapping_mul(number);
        let (own, within) = ((place >> 32) as u32, place as u32);
        let Some(cell) = self.cells.get(own as usize) else {
            return 0;
        };
        // With the lower bits the place lies from here to less than `number` further on:
        // it may pass the threshold or the end of the cell.
        let left = cell.threshold.wrapping_sub(within).min(!within);
        if u64::from(left) < number {
            return self.exactly(u64::from(upper) << 32 | u64::from(lower()));
        }
        // Without a branch, which would be foreseen wrongly every other time.
        let is_other = u32::from(within > cell.threshold).wrapping_neg();
        own ^ (cell.other & is_other)
    }

    #[cold]
    fn exactly(&self, bits: u64) -> u32 {
        let place = u128::from(bits).wrapping_mul(self.cells.len() as u128);
        let (own, within) = ((place >> 64) as u32, place as u64);
        let cell = self
            .cells
            .get(own as usize)
            .zip(self.rests.get(own as usize));
        let found = cell.map(|(cell, rest)| {
            let threshold = u64::from(cell.threshold) << 32 | u64::from(*rest);
            match within < threshold {
                true => own,
                false => own ^ cell.other,
            }
        });
        found.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chance of every value, added up from the table itself.
    #[test]
    fn the_table_holds_every_chance() {
        for mean in [0.0, 0.4, 3.0, 77.7, 2_000.0] {
            for dispersion in [1.0, 2.0, 5.0] {
                let counts = Counts::about(mean, dispersion).unwrap();
                let alias = Alias::of(&counts);
                let number = alias.cells.len();
                let mut found = vec![0.0; number];
                for (own, (cell, rest)) in alias.cells.iter().zip(&alias.rests).enumerate() {
                    let share = f64::from(cell.threshold) + f64::from(*rest) / 2.0_f64.powi(32);
                    let share = share / 2.0_f64.powi(32);
                    found[own] += share / number as f64;
                    found[own ^ cell.other as usize] += (1.0 - share) / number as f64;
                }
                for (found, wanted) in found.iter().zip(&counts.chances) {
                    assert!((found - wanted).abs() < 1e-14, "{found} {wanted}");
                }
            }
        }
    }

    /// What the upper bits decide alone is what all bits decide, whatever the lower are.
    #[test]
    fn half_of_the_bits_decide_as_all_of_them_do() {
        let mut asked = 0_u32;
        let cases = [
            (0.0, 1.0),
            (0.4, 5.0),
            (77.7, 1.0),
            (2_000.0, 2.0),
            (1e7, 5.0),
        ];
        for (mean, dispersion) in cases {
            let counts = Counts::about(mean, dispersion).unwrap();
            let alias = Alias::of(&counts);
            let number = alias.cells.len() as u64;
            let mut bits = 1_u64;
            for step in 0..40_000_u64 {
                bits = bits
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(step * 2 + 1);
                // Anywhere, and about the threshold and the beginning of some cell.
                let own = (bits >> 32) % number;
                let threshold = u64::from(alias.cells[own as usize].threshold);
                let about = |within: u64| {
                    let place = ((own << 32) | within) / number;
                    (place as u32)
                        .wrapping_add((step % 7) as u32)
                        .wrapping_sub(3)
                };
                for upper in [(bits >> 32) as u32, about(threshold), about(0)] {
                    for lower in [0, bits as u32, u32::MAX] {
                        let found = alias.above_first(upper, || {
                            asked += 1;
                            lower
                        });
                        let all = u64::from(upper) << 32 | u64::from(lower);
                        assert_eq!(found, alias.exactly(all));
                        assert!(counts.first + u64::from(found) <= counts.last());
                    }
                }
            }
        }
        assert!(asked > 1_000, "{asked}");
    }
}
