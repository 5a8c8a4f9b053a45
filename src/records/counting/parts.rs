//! Records that come in parts of their own: the row groups of a Parquet file, the
//! batches of a table in memory.

use super::{Counting, Far, MOST_TOLD, on_threads};
use crate::problem::{Error, Problem};
use crate::records::batches::Told;
use crate::records::extract::Extract;
use crate::records::faults;
use crate::records::kernel::{Kernel, Worker};
use crate::records::parquet::{Groups, Unfit};
use crate::records::principal::Refusal;
use crate::records::tally::Tally;
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a part is counted: whether what cannot be read is set aside, and how many
/// faults are told one by one.
pub(super) type How = (bool, usize);

impl Counting<'_> {
    pub(super) fn count_parquet(
        &self,
        extract: &Extract,
        file: &File,
        kernel: &Kernel<'_>,
        far: &Far,
    ) -> Result<Tally, Error> {
        let groups = Groups::open(file, kernel).map_err(|unfit| extract.unfit(unfit))?;
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        let of_one = u64::try_from(groups.len()).ok();
        let of_one = of_one.and_then(|groups| size.checked_div(groups));
        let count = |group: usize, worker: &mut Worker, how: How, told: &mut Told| {
            let before = worker.tally.rows;
            // Each thread has its own place in the file.
            let own = File::open(&extract.path).map_err(|error| extract.refused(&error))?;
            let counted = groups.count(&own, group, kernel, worker, how, told);
            let refused = counted.map_err(|error| extract.unfit(Unfit::File(error)))?;
            let rows = worker.tally.rows.abs_diff(before);
            far.rows.fetch_add(rows, Ordering::Relaxed);
            let bytes = of_one.unwrap_or_default();
            far.bytes.fetch_add(bytes, Ordering::Relaxed);
            if let Some(tell) = self.progress {
                tell(far.now());
            }
            Ok(refused)
        };
        let damaged = || extract.refused(&io::Error::other("its bytes are damaged"));
        self.in_parts(&extract.name, kernel, groups.len(), count, damaged)
    }

    /// Counts so many parts, each by its number, on as many threads as are wanted;
    /// `stopped` says why a thread may have.
    pub(super) fn in_parts(
        &self,
        name: &str,
        kernel: &Kernel<'_>,
        parts: usize,
        count: impl Fn(usize, &mut Worker, How, &mut Told) -> Result<Option<(u64, Refusal)>, Error>
        + Sync,
        stopped: impl Fn() -> Error,
    ) -> Result<Tally, Error> {
        let next = AtomicUsize::new(0);
        let work = || -> Result<(Worker, Told), Error> {
            let mut worker = kernel.worker();
            let mut told = Told::default();
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                if part >= parts {
                    break;
                }
                let how = (self.is_lenient, MOST_TOLD);
                if let Some((record, refusal)) = count(part, &mut worker, how, &mut told)? {
                    let (what, advice) = refusal.words();
                    let record = record.saturating_add(1);
                    return Err(
                        Problem::new(format!("{name}, record {record}: {what}"), advice).into(),
                    );
                }
            }
            kernel.close(&mut worker);
            Ok((worker, told))
        };
        let threads = match self.plan.one_per {
            Some(_) => 1,
            None => self.threads.min(parts.max(1)),
        };
        let mut tally = Tally::new(self.plan);
        let mut all = Vec::new();
        let mut more = 0_u64;
        for result in on_threads(threads, work) {
            let (worker, told) = result.unwrap_or_else(|| Err(stopped()))?;
            tally.merge(worker.tally);
            all.extend(told.faults);
            more = more.saturating_add(told.more);
        }
        all.sort_by_key(|found| found.record);
        let beyond = all.split_off(MOST_TOLD.min(all.len())).len();
        more = more.saturating_add(u64::try_from(beyond).unwrap_or_default());
        let problems = all
            .iter()
            .map(|found| faults::of_record(name, kernel, found));
        let problems = problems.chain(faults::and_more(name, more));
        Error::from_problems(problems.collect()).map_or(Ok(tally), Err)
    }
}
