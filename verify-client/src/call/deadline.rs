//! Time limits of an attempt and of a call, and how to keep them.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::call::context::CallContext;
use crate::error::Error;
use crate::error::redaction::Redaction;

/// A time limit, and the setting it comes from.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    time: Duration,
    name: &'static str,
    setting: Duration,
}

impl Limit {
    pub(super) fn of_call(call: &CallContext<'_>, now: Instant) -> Self {
        let setting = call.options.total_timeout;
        Self { time: call.remaining(now), name: "total_timeout", setting }
    }

    /// The limit of an attempt, or that of the call if it ends earlier.
    pub(super) fn of_attempt(call: &CallContext<'_>, begun: Instant) -> Self {
        let time = call.options.attempt_timeout;
        let attempt = Self { time, name: "attempt_timeout", setting: time };
        let call = Self::of_call(call, begun);
        if attempt.time < call.time { attempt } else { call }
    }

    /// The deadline: this limit, counted from `start`.
    pub(super) fn after(self, start: Instant) -> Sleep {
        match start.checked_add(self.time) {
            Some(deadline) => sleep_until(deadline),
            None => sleep(self.time),
        }
    }

    /// The error for when the deadline has passed.
    pub(super) fn passed(self) -> Error {
        Error::timed_out(self.name, self.setting)
    }

    /// The same if no connection was open yet, neither directly nor through `proxy`.
    pub(super) fn passed_unconnected(self, proxy: Option<&str>, redaction: &Redaction) -> Error {
        let limit = format!("{} ({:?})", self.name, self.setting);
        Error::unconnected(&limit, proxy, redaction)
    }
}

/// The output of `work`, or `None` when the deadline comes first.
///
/// Unlike Tokio's `timeout`, one deadline serves several pieces of work, and costs nothing while
/// there is no need to wait.
pub(super) fn before<T>(
    mut deadline: Pin<&mut Sleep>,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Option<T>> {
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => deadline.as_mut().poll(context).map(|()| None),
    })
}
