//! The same work on many values, on all cores. The caller decides what the work
//! is.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

/// Does the work once on each value, however often it is there.
pub fn once<T: Ord + Sync, U: Send>(
    mut values: Vec<&T>,
    work: impl Fn(&T) -> U + Sync,
) -> BTreeMap<&T, U> {
    values.sort();
    values.dedup();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = values.len().div_ceil(cores).max(1);
    let work = &work;
    thread::scope(|scope| {
        let threads: Vec<_> = values
            .chunks(share)
            .map(|part| {
                scope.spawn(move || part.iter().map(|it| (*it, work(it))).collect::<Vec<_>>())
            })
            .collect();
        let results = threads.into_iter().map(|it| it.join());
        results.flat_map(|it| it.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
