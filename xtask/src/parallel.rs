//! The same work on many values, on every core there is. What the work is, is
//! the caller's.

use std::panic::resume_unwind;
use std::thread;

/// Does the work on each value; the results are in the order of the values.
pub fn map<T: Sync, U: Send>(values: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = values.len().div_ceil(cores).max(1);
    let work = &work;
    thread::scope(|scope| {
        let threads: Vec<_> = values
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<_>>()))
            .collect();
        let results = threads.into_iter().map(|it| it.join());
        results.flat_map(|it| it.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
