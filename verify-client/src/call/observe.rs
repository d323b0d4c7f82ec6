//! What can be observed of calls from outside: spans and events of tracing, and the observer.
//!
//! No identity, friendly name, token or credential passes through here, at any level.

use std::time::Duration;

use tracing::Span;
use tracing::field::Empty;

use crate::call::operation::Operation;
use crate::error::{Error, ErrorKind};
use crate::transport::endpoint::Endpoint;

/// Observes calls and attempts, for metrics. Every method does nothing by default.
///
/// The client calls the methods on the task that makes the call, so they should return quickly. It
/// does not report a call whose future is dropped, or one that it refuses because of an argument.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use verify_client::{AttemptReport, Observer};
///
/// #[derive(Clone, Default)]
/// struct Retries(Arc<AtomicU64>);
///
/// impl Observer for Retries {
///     fn on_attempt(&self, attempt: &AttemptReport<'_>) {
///         if attempt.retry_delay.is_some() {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// let retries = Retries::default();
/// let client = verify_client::Client::builder().observer(retries.clone());
/// println!("{} retries so far", retries.0.load(Ordering::Relaxed));
/// ```
pub trait Observer: Send + Sync {
    /// An attempt has ended.
    fn on_attempt(&self, attempt: &AttemptReport<'_>) {
        let _ = attempt;
    }

    /// A call has ended, after its last attempt.
    fn on_call(&self, call: &CallReport<'_>) {
        let _ = call;
    }
}

/// One attempt of a call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptReport<'a> {
    /// The operation, such as `create_access_token`; or `fetch_oauth_token`, the call for an
    /// OAuth access token, with [`Credentials::oauth`](crate::Credentials::oauth).
    pub operation: &'static str,
    /// 1 for the first attempt of the call.
    pub attempt: u32,
    /// The HTTP status; `None` when no response came.
    pub status: Option<u16>,
    /// What went wrong; `None` when the attempt succeeded.
    pub error: Option<ErrorKind>,
    /// How long the attempt took, without the wait for credentials.
    pub duration: Duration,
    /// How long the attempt waited for credentials from a provider; zero without a provider.
    pub credentials_wait: Duration,
    /// Whether a response had already come over the attempt's connection. `None` when there was no
    /// connection, or with an HTTP client of your own.
    pub connection_reused: Option<bool>,
    /// The wait before the next attempt; `None` when this was the last one.
    pub retry_delay: Option<Duration>,
    /// Why there is a next attempt; `None` when this was the last one.
    pub retry_reason: Option<RetryReason>,
    /// Twilio's identifier of the request (`Twilio-Request-Id`); `None` when no response came, or
    /// it has no such identifier.
    pub request_id: Option<&'a str>,
}

/// Why a call makes another attempt.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum RetryReason {
    /// Twilio refused the credentials with status 401, and the client asks the provider for others.
    /// This costs nothing of the retry budget.
    CredentialsRejected,
    /// The attempt met a dead connection, over which a response had come before. The retry uses a
    /// new connection, without a wait, and costs nothing of the retry budget.
    DeadConnection,
    /// No connection could be opened.
    Connect,
    /// The connection broke, or the server said that it did not process the request.
    Interrupted,
    /// The attempt timed out, or opening a connection took too long.
    Timeout,
    /// The response had a status that another attempt may change.
    Status,
}

impl RetryReason {
    /// A short name, as in the field `retry_reason` of traces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CredentialsRejected => "credentials_rejected",
            Self::DeadConnection => "dead_connection",
            Self::Connect => "connect",
            Self::Interrupted => "interrupted",
            Self::Timeout => "timeout",
            Self::Status => "status",
        }
    }

    /// The reason for a retry after `error`: to renew the credentials, to replace a dead
    /// connection, or another.
    pub(super) fn of(renew: bool, reconnect: bool, error: &Error) -> Self {
        match error.kind() {
            _ if renew => Self::CredentialsRejected,
            _ if reconnect => Self::DeadConnection,
            ErrorKind::Connect => Self::Connect,
            ErrorKind::Timeout => Self::Timeout,
            ErrorKind::Status => Self::Status,
            _ => Self::Interrupted,
        }
    }
}

/// One call, with all of its attempts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallReport<'a> {
    /// The operation, such as `create_access_token`; or `fetch_oauth_token`, the call for an
    /// OAuth access token, with [`Credentials::oauth`](crate::Credentials::oauth).
    pub operation: &'static str,
    /// How many attempts were made; 0 when the call ended before the first one.
    pub attempts: u32,
    /// The HTTP status of the last attempt; `None` when no response came.
    pub status: Option<u16>,
    /// What went wrong; `None` when the call succeeded.
    pub error: Option<ErrorKind>,
    /// How long the call took, waits included.
    pub duration: Duration,
    /// Twilio's identifier of the last request (`Twilio-Request-Id`); `None` when no response came,
    /// or it has no such identifier.
    pub request_id: Option<&'a str>,
}

/// The span of one call; [`end`] records the fields that are not known yet.
pub(crate) fn span(operation: &Operation, endpoint: &Endpoint) -> Span {
    tracing::info_span!(
        "twilio_verify",
        otel.kind = "client",
        otel.name = operation.name,
        operation = operation.name,
        http.request.method = operation.method,
        url.template = operation.template,
        server.address = endpoint.host(),
        server.port = endpoint.port(),
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
        twilio.code = Empty,
        twilio.request_id = Empty,
        duration_ms = Empty,
    )
}

/// Whether an observer or a subscriber would receive the report of an attempt.
pub(crate) fn is_observed(observer: Option<&dyn Observer>) -> bool {
    observer.is_some() || tracing::enabled!(tracing::Level::DEBUG)
}

/// Reports an attempt, inside the call's span.
pub(crate) fn attempt(
    observer: Option<&dyn Observer>,
    report: &AttemptReport<'_>,
    error: Option<&Error>,
) {
    tracing::debug!(
        attempt = report.attempt,
        http.response.status_code = report.status,
        http.request.resend_count = report.attempt.saturating_sub(1),
        error.type = error.map(error_type),
        twilio.code = error.and_then(Error::code),
        twilio.request_id = report.request_id,
        retry_delay_ms = report.retry_delay.map(milliseconds),
        retry_reason = report.retry_reason.map(RetryReason::as_str),
        connection_reused = report.connection_reused,
        credentials_wait_ms = milliseconds(report.credentials_wait),
        duration_ms = milliseconds(report.duration),
        "attempt ended"
    );
    if let Some(observer) = observer {
        observer.on_attempt(report);
    }
}

/// Reports a call, and completes its span.
pub(crate) fn end(
    observer: Option<&dyn Observer>,
    span: &Span,
    report: &CallReport<'_>,
    error: Option<&Error>,
) {
    if !span.is_disabled() {
        span.record("http.response.status_code", report.status);
        span.record("http.request.resend_count", report.attempts.saturating_sub(1));
        span.record("error.type", error.map(error_type));
        span.record("twilio.code", error.and_then(Error::code));
        span.record("twilio.request_id", report.request_id);
        span.record("duration_ms", milliseconds(report.duration));
    }
    if let Some(observer) = observer {
        observer.on_call(report);
    }
}

/// The status if the error is one, as the conventions ask; otherwise the kind of error.
fn error_type(error: &Error) -> tracing::field::DisplayValue<ErrorType> {
    tracing::field::display(match (error.kind(), error.status()) {
        (ErrorKind::Status, Some(status)) => ErrorType::Status(status.as_u16()),
        (kind, _) => ErrorType::Kind(kind),
    })
}

enum ErrorType {
    Status(u16),
    Kind(ErrorKind),
}

impl std::fmt::Display for ErrorType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status(status) => status.fmt(f),
            Self::Kind(kind) => f.write_str(kind.as_str()),
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
