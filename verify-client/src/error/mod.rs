//! The one error type, and how it is made.
//!
//! - `kind.rs` has the kinds, `inspect.rs` what a caller can ask, and `display.rs` the text.
//! - `cause.rs` decides whether another attempt makes sense.
//! - `body.rs` reads error bodies, and `decode.rs` finds where decoding failed.
//! - `transport/failure.rs` recognises failures of connections, and `layers.rs` keeps what other
//!   crates say about them.
//! - `redaction/` redacts texts from outside, and `text.rs` shortens them.

mod body;
pub(crate) mod cause;
mod decode;
mod display;
mod inspect;
mod kind;
mod layers;
pub(crate) mod redaction;
mod text;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use self::body::ErrorBody;
pub use self::body::FieldError;
use self::cause::{Cause, Stop};
use self::decode::DecodeFailure;
pub use self::kind::ErrorKind;
use self::layers::Layer;
use self::redaction::Redaction;
use crate::auth::flight::Failure;
use crate::transport::connect_error::Through;
use crate::transport::failure::{Failure as TransportFailure, FailureKind};

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// The reason why a client could not be built or a call failed.
///
/// The `is_…` predicates say what to do, [`kind`](Error::kind) says what happened, and the other
/// methods give the details. `Display` is one line: the operation, what happened, why, what to do.
/// `Display`, `Debug` and the [`source`](StdError::source) chain never show a token, a credential,
/// an identity or a friendly name.
///
/// ```no_run
/// # async fn example(client: verify_client::Client) {
/// let sids = ("VA0123456789abcdef0123456789abcdef", "YK0123456789abcdef0123456789abcdef");
/// match client.fetch_access_token(sids.0, sids.1).send().await {
///     Ok(token) => println!("{} is valid", token.sid),
///     Err(error) if error.is_not_found() => println!("it has expired"),
///     Err(error) => eprintln!("{error} (request {:?})", error.request_id()),
/// }
/// # }
/// ```
///
/// # Redaction
///
/// Where a response repeats what was sent, texts of the error have `[redacted]` in its place. A
/// text is left out where even that would give a value away, such as an identity of one to three
/// characters.
pub struct Error(Box<Detail>);

struct Detail {
    kind: ErrorKind,
    cause: Cause,
    stop: Stop,
    operation: Option<&'static str>,
    field: Option<&'static str>,
    problem: Cow<'static, str>,
    head: Option<(StatusCode, HeaderMap)>,
    body: ErrorBody,
    raw_body: Option<Bytes>,
    retry_after: Option<Duration>,
    attempts: u32,
    elapsed: Duration,
    /// Several calls may share it.
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    fn new(kind: ErrorKind, cause: Cause, problem: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Detail {
            kind,
            cause,
            stop: Stop::Permanent,
            operation: None,
            field: None,
            problem: problem.into(),
            head: None,
            body: ErrorBody::default(),
            raw_body: None,
            retry_after: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            source: None,
        }))
    }

    pub(crate) fn configuration(
        field: &'static str,
        problem: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(ErrorKind::Configuration, Cause::Permanent, problem).about(field)
    }

    pub(crate) fn invalid_argument(
        field: &'static str,
        problem: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(ErrorKind::InvalidArgument, Cause::Permanent, problem).about(field)
    }

    /// The provider failed. If its error is one of this crate's, that error says whether and when
    /// another call may succeed.
    pub(crate) fn credentials(failure: Failure) -> Self {
        let credentials = |problem| Self::new(ErrorKind::Credentials, Cause::Permanent, problem);
        match failure {
            Failure::TimedOut(limit) => Self::timed_out("total_timeout", limit),
            Failure::Panicked => credentials("the credentials provider panicked"),
            Failure::Failed(source) => {
                let mut error = credentials("the credentials could not be obtained");
                if let Some(own) = source.downcast_ref::<Self>() {
                    error.0.cause = own.0.cause;
                    error.0.stop = own.0.stop;
                    error.0.retry_after = own.0.retry_after;
                }
                error.0.source = Some(source);
                error
            }
        }
    }

    /// The provider's error, if it is one of this crate's.
    fn own_source(&self) -> Option<&Self> {
        self.0.source.as_deref()?.downcast_ref()
    }

    /// Adds the response that rejected the credentials; the client could not replace them.
    pub(crate) fn after_rejection(mut self, rejection: Self) -> Self {
        let Detail { head, body, retry_after, .. } = *rejection.0;
        let retry_after = self.0.retry_after.or(retry_after);
        self.0.problem = format!("the credentials were rejected, and {}", self.0.problem).into();
        Self(Box::new(Detail { head, body, retry_after, ..*self.0 }))
    }

    /// A success of the token endpoint whose access token cannot be used.
    pub(crate) fn unusable_token(problem: &'static str) -> Self {
        Self::new(ErrorKind::Body, Cause::Permanent, problem)
    }

    /// The thread of a blocking client could not be started.
    #[cfg(feature = "blocking")]
    pub(crate) fn no_thread(error: std::io::Error) -> Self {
        let problem = "the thread of the blocking client could not be started";
        Self::configuration("build_blocking", problem).caused_by(Box::new(error))
    }

    /// The generated client could not prepare the request.
    pub(crate) fn unprepared(error: progenitor_client::Error<()>) -> Self {
        let problem = "the request could not be prepared";
        let source: BoxError = match error {
            progenitor_client::Error::CommunicationError(error) => Box::new(error.without_url()),
            progenitor_client::Error::InvalidRequest(reason) => reason.into(),
            // No other variant comes from a method that only prepares.
            _ => return Self::new(ErrorKind::InvalidArgument, Cause::Permanent, problem),
        };
        Self::new(ErrorKind::InvalidArgument, Cause::Permanent, problem).caused_by(source)
    }

    /// A call in a process that was forked after the client was built.
    pub(crate) fn forked() -> Self {
        let problem =
            "this process was forked after the client was built: build a new client in it";
        Self::new(ErrorKind::Configuration, Cause::Permanent, problem)
    }

    /// A request without a response, or with a part of one.
    ///
    /// `within` tells whether the response had begun.
    pub(crate) fn failed(failure: TransportFailure, within: bool, redaction: &Redaction) -> Self {
        let TransportFailure { kind, source } = failure;
        let source = Box::new(Layer::of(&*source, redaction));
        let (kind, cause, problem) = match kind {
            FailureKind::ConnectTimeout { proxy } => {
                return Self::unconnected("connect_timeout", proxy.as_deref(), redaction)
                    .caused_by(source);
            }
            FailureKind::Connect => {
                (ErrorKind::Connect, Cause::Unsent, "no connection could be opened".into())
            }
            FailureKind::Handshake => {
                (ErrorKind::Connect, Cause::Permanent, "the TLS handshake failed".into())
            }
            FailureKind::CertificateMissing => {
                let problem = "the server demands a client certificate";
                return Self::new(ErrorKind::Connect, Cause::Permanent, problem)
                    .about("client_certificate")
                    .caused_by(source);
            }
            FailureKind::Proxy { refusal, transient } => {
                let problem = redaction.redact(&refusal);
                let problem = problem.map_or("the proxy refused".into(), Cow::Owned);
                let cause = if transient { Cause::Unsent } else { Cause::Permanent };
                return Self::new(ErrorKind::Connect, cause, problem)
                    .about("proxy")
                    .caused_by(source);
            }
            FailureKind::Unsent => (
                ErrorKind::Interrupted,
                Cause::Unsent,
                "the connection ended before the request was sent".into(),
            ),
            FailureKind::Unprocessed { .. } => (
                ErrorKind::Interrupted,
                Cause::Unprocessed,
                "the server ended the connection or refused the request, and did not process it"
                    .into(),
            ),
            FailureKind::Unparsable => {
                (ErrorKind::Protocol, Cause::Permanent, "the response is not valid HTTP".into())
            }
            FailureKind::Broken => (
                ErrorKind::Interrupted,
                Cause::Ambiguous,
                match within {
                    true => "the connection broke within the response".into(),
                    false => "the connection broke before the response".into(),
                },
            ),
            #[cfg(feature = "reqwest-0_13")]
            FailureKind::Timeout => (
                ErrorKind::Timeout,
                Cause::Ambiguous,
                "the HTTP client's own timeout passed".into(),
            ),
            #[cfg(feature = "reqwest-0_13")]
            FailureKind::Redirect => {
                (ErrorKind::Redirect, Cause::Permanent, "the response is a redirect".into())
            }
            FailureKind::Request => (
                ErrorKind::InvalidArgument,
                Cause::Permanent,
                Cow::Borrowed("the request could not be prepared"),
            ),
        };
        Self::new(kind, cause, problem).caused_by(source)
    }

    /// An attempt or a call that took longer than `limit`, a setting that the caller knows as
    /// `name`.
    pub(crate) fn timed_out(name: &'static str, limit: Duration) -> Self {
        let problem = format!("there was no complete response within {name} ({limit:?})");
        Self::new(ErrorKind::Timeout, Cause::Ambiguous, problem)
    }

    /// No connection was opened in time; `limit` is the setting in words.
    pub(crate) fn unconnected(limit: &str, proxy: Option<&str>, redaction: &Redaction) -> Self {
        let proxy = proxy.and_then(|proxy| redaction.redact(proxy));
        let through = Through(proxy.as_deref());
        let problem = format!("opening a connection{through} took longer than {limit}");
        let mut error = Self::new(ErrorKind::Timeout, Cause::Unsent, problem);
        error.0.field = proxy.map(|_| "proxy");
        error
    }

    /// A success whose body is longer than allowed.
    pub(crate) fn too_long(limit: usize) -> Self {
        let problem = format!(
            "the response is longer than response_limit ({limit} bytes): set a higher limit if you \
             expect longer responses"
        );
        Self::new(ErrorKind::Body, Cause::Permanent, problem)
    }

    /// A response from another URL than the request's.
    pub(crate) fn redirected() -> Self {
        let problem = "the HTTP client followed a redirect: set its redirect policy to none";
        Self::new(ErrorKind::Redirect, Cause::Permanent, problem)
    }

    /// A response with a status that is not a success, with its texts redacted.
    pub(crate) fn unsuccessful(status: StatusCode, bytes: &[u8], redaction: &Redaction) -> Self {
        let body = ErrorBody::read(bytes, redaction);
        let cause = Cause::Status { status: status.as_u16(), code: body.code };
        let kind = if status.is_redirection() { ErrorKind::Redirect } else { ErrorKind::Status };
        let mut error = Self::new(kind, cause, "the response is an error");
        error.0.body = body;
        error
    }

    /// A success whose body is not a `T`.
    pub(crate) fn undecodable<T: DeserializeOwned>(body: &Bytes) -> Self {
        if body.is_empty() {
            return Self::new(ErrorKind::Body, Cause::Permanent, "the response is empty");
        }
        let problem = "the response could not be decoded";
        let mut error = Self::new(ErrorKind::Body, Cause::Permanent, problem);
        error.0.raw_body = Some(body.clone());
        match DecodeFailure::locate::<T>(body) {
            Some(failure) => error.caused_by(Box::new(failure)),
            None => error,
        }
    }

    /// A success with a status that the specification does not list.
    pub(crate) fn unexpected_success() -> Self {
        let problem = "the specification does not list this status";
        Self::new(ErrorKind::Body, Cause::Permanent, problem)
    }

    fn about(mut self, field: &'static str) -> Self {
        self.0.field = Some(field);
        self
    }

    pub(crate) fn caused_by(mut self, source: BoxError) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn during(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_head(
        mut self,
        status: StatusCode,
        headers: HeaderMap,
        retry_after: Option<Duration>,
    ) -> Self {
        self.0.retry_after = retry_after;
        self.0.head = Some((status, headers));
        self
    }

    pub(crate) fn with_effort(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
        self
    }

    pub(crate) fn stopped_by(mut self, stop: Stop) -> Self {
        self.0.stop = stop;
        self
    }

    pub(crate) fn cause(&self) -> Cause {
        self.0.cause
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
