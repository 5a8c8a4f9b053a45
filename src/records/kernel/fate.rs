//! What becomes of a record, in one number.

use crate::records::balance::Own;

/// Open, as long as nothing speaks against it; or set aside; or at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fate(u32);

/// Why a record is not in scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Out {
    /// By the number of the reason.
    SetAside(usize),
    /// Its quantity is missing, and so are the counts to which it belongs.
    Lacking,
    /// With the need that it concerns.
    Fault(Own, usize),
}

const FAULT: u32 = 1 << 31;
const LACKING: u32 = FAULT - 1;
const NEED: u32 = 8;

impl Fate {
    pub(super) const OPEN: Self = Self(0);

    #[inline]
    pub(super) fn is_open(self) -> bool {
        self == Self::OPEN
    }

    /// Decides, unless it is decided.
    #[inline]
    pub(super) fn decide(&mut self, holds: bool, otherwise: Self) {
        *self = if holds | !self.is_open() {
            *self
        } else {
            otherwise
        };
    }

    /// Why the record is out, unless it is open.
    pub(super) fn out(self) -> Option<Out> {
        let number = self.0 & !FAULT;
        if self.is_open() {
            None
        } else if self.0 == LACKING {
            Some(Out::Lacking)
        } else if self.0 == number {
            Some(Out::SetAside(number.checked_sub(1)? as usize))
        } else {
            let own = Own::ALL.get((number & 0xFF) as usize)?;
            Some(Out::Fault(*own, (number >> NEED) as usize))
        }
    }
}

impl From<Out> for Fate {
    fn from(out: Out) -> Self {
        let small = |number: usize| u32::try_from(number).unwrap_or(LACKING);
        match out {
            Out::SetAside(reason) => Self(small(reason).saturating_add(1)),
            Out::Lacking => Self(LACKING),
            Out::Fault(own, need) => {
                let own = Own::ALL.iter().position(|one| *one == own);
                Self(FAULT | small(need) << NEED | small(own.unwrap_or_default()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_to_be_out_is_read_back_as_it_was() {
        let own = Own::ALL.into_iter();
        let faults = own.flat_map(|own| [0, 1, 300].map(|need| Out::Fault(own, need)));
        let set_aside = [0, 1, 63, 64, 78].map(Out::SetAside).into_iter();
        for out in faults.chain(set_aside).chain([Out::Lacking]) {
            assert_eq!(Fate::from(out).out(), Some(out));
        }
        assert_eq!(Fate::OPEN.out(), None);
    }
}
