//! Room for recursion. Documents nest, and so does the code that is made of
//! them; how deep is bounded (`openapi::document::MAX_DEPTH`,
//! `pipeline::preflight`), and this stack holds what the bounds allow. Nothing
//! here counts.

use std::panic::resume_unwind;
use std::thread::{self, Builder, Scope, ScopedJoinHandle};

use crate::error::{Error, Result};

/// Addresses, not memory: only what is used is taken from the machine.
const BYTES: usize = 1 << 30;

/// Does the work on a stack of its own.
pub fn deep<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    thread::scope(|scope| join(spawn(scope, work)?))
}

/// What work that was started has led to.
pub fn join<T>(work: ScopedJoinHandle<'_, T>) -> T {
    work.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Starts the work beside what is done already.
pub fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>> {
    let builder = Builder::new().stack_size(BYTES);
    builder.spawn_scoped(scope, work).map_err(|error| {
        Error::new(
            "a thread with a stack of 1 GiB",
            format!("cannot be started: {error}"),
            "allow the process more address space (`ulimit -v`)",
        )
    })
}
