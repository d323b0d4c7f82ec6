//! The client that a service holds.
//!
//! How it is put together is in `builder.rs`; the methods that make calls are in `operations/`,
//! each in the file of its operation.

use std::fmt;
use std::sync::Arc;

use crate::inner::Inner;

/// A client for Twilio Verify access tokens.
///
/// Make one and keep it: clones are cheap and share connections and the retry budget.
///
/// # Runtimes
///
/// Calls must be made in a Tokio runtime, on any thread of it. A client may outlive its runtime and
/// serve several: connections belong to the runtime that opened them, and when one of a runtime
/// that has ended or stands still is met, the call takes a new one after one attempt at most.
///
/// In a process that was forked after the client was built, every call is an error: build the
/// client after the fork.
///
/// # Panics
///
/// A call panics outside of a Tokio runtime, and in one whose timers or I/O are not enabled.
///
/// ```
/// use verify_client::{Client, Credentials};
///
/// let client = Client::builder()
///     .credentials(Credentials::api_key("SK0123456789abcdef0123456789abcdef", "secret")?)
///     .build()?;
/// # Ok::<(), verify_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

impl Client {
    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

const _: () = {
    const fn is_send_and_sync<T: Send + Sync + Clone>() {}
    is_send_and_sync::<Client>();
};
