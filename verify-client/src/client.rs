//! The client that a service holds.
//!
//! How it is put together is in `builder.rs`; the methods that make calls are in `operations/`,
//! each in the file of its operation.

use std::fmt;
use std::sync::Arc;

use crate::inner::Inner;

/// A client for Twilio Verify access tokens.
///
/// Make one and keep it: clones are cheap, and share connections, credentials and the retry budget.
///
/// ```
/// use verify_client::{Client, Credentials};
///
/// let client = Client::builder()
///     .credentials(Credentials::api_key("SK0123456789abcdef0123456789abcdef", "secret")?)
///     .build()?;
/// # Ok::<(), verify_client::Error>(())
/// ```
///
/// # Runtimes
///
/// Calls must be made in a Tokio runtime, on any thread of it. A client may outlive its runtime and
/// serve several. Connections belong to the runtime that opened them. If a call gets a connection
/// of a stopped runtime, at most one attempt fails and the next uses a new connection, if the
/// [`RetryPolicy`](crate::RetryPolicy) allows a retry.
///
/// In a process that was forked after the client was built, every call is an error: build the
/// client after the fork.
///
/// # Panics
///
/// A call panics outside of a Tokio runtime, and in one whose timers or I/O are not enabled.
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
