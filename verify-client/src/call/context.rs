//! What every step of one call knows.

use std::time::Duration;

use tokio::time::Instant;

use crate::call::observe::Observer;
use crate::call::operation::Operation;
use crate::inner::Inner;
use crate::options::CallOptions;

/// A call that is being made.
pub(crate) struct CallContext<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) operation: &'static Operation,
    pub(crate) options: &'a CallOptions,
    /// Personal data in the request, which no error may show when a response repeats it.
    pub(crate) personal: &'a [&'a str],
    pub(crate) started: Instant,
}

impl CallContext<'_> {
    pub(crate) fn observer(&self) -> Option<&dyn Observer> {
        self.inner.observer.as_deref()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// The time left at `now` until the total timeout.
    pub(crate) fn remaining(&self, now: Instant) -> Duration {
        let elapsed = now.duration_since(self.started);
        self.options.total_timeout.saturating_sub(elapsed)
    }
}
