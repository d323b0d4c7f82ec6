//! The one error type: how it is made and how it reads.
//!
//! What a caller can ask an error is in `inspect.rs`, reading error bodies in `body.rs`, locating
//! decoding failures in `decode.rs`, recognising failures of TLS in `handshake.rs`, handling outside text in `text.rs`. Whether an error is worth
//! another attempt is decided in `retry/`.

mod body;
mod decode;
mod handshake;
mod inspect;
mod text;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use self::body::ErrorBody;
pub use self::body::FieldError;
use self::decode::DecodeFailure;
pub(crate) use self::text::Echoes;
use crate::codes;
use crate::headers::Names;
use crate::retry::{Cause, Stop};

/// The most characters of Twilio's message that `Display` shows.
const HEADLINE_LIMIT: usize = 300;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Anything that keeps this client from doing what it was asked.
///
/// Ask it what happened with [`kind`](Error::kind) and the `is_…` predicates, and for the
/// particulars with the accessors. `Display` is one line: which operation, what happened, what to
/// do. Neither it nor `Debug` nor the [`source`](StdError::source) chain ever shows a token, a
/// credential, an identity or a friendly name.
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
    retry_after: Option<Duration>,
    attempts: u32,
    elapsed: Duration,
    source: Option<BoxError>,
}

/// What sort of thing went wrong.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be built from what it was given.
    Configuration,
    /// An argument of the call is one that Twilio is documented to refuse; nothing was sent.
    InvalidArgument,
    /// The credentials provider failed; nothing was sent.
    Credentials,
    /// No connection could be opened.
    Connect,
    /// An attempt or the whole call took too long.
    Timeout,
    /// The connection broke before the answer was complete.
    Connection,
    /// The answer was a redirect, which is never followed.
    Redirect,
    /// The answer was a status that is no success.
    Response,
    /// The answer was a success whose body is empty, too long or not what the specification
    /// promises.
    Body,
}

impl ErrorKind {
    /// A short name, as used in the `error.type` field of traces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidArgument => "invalid_argument",
            Self::Credentials => "credentials",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Connection => "connection",
            Self::Redirect => "redirect",
            Self::Response => "response",
            Self::Body => "body",
        }
    }
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

    pub(crate) fn credentials(source: BoxError) -> Self {
        Self::new(
            ErrorKind::Credentials,
            Cause::Permanent,
            "the credentials provider failed",
        )
        .caused_by(source)
    }

    /// An HTTP client that could not be made from the settings.
    pub(crate) fn no_http_client(error: reqwest::Error) -> Self {
        Self::configuration(
            "http_client",
            "the HTTP client could not be made from the settings",
        )
        .caused_by(Box::new(error.without_url()))
    }

    /// A request that could not be made at all.
    pub(crate) fn unsendable() -> Self {
        let problem = "the request could not be put together";
        Self::new(ErrorKind::InvalidArgument, Cause::Permanent, problem)
    }

    /// An attempt that ended without an answer.
    pub(crate) fn unanswered(error: reqwest::Error) -> Self {
        let (kind, cause, problem) = if error.is_redirect() {
            (
                ErrorKind::Redirect,
                Cause::Permanent,
                "the server redirects, which is not followed",
            )
        } else if error.is_connect() && error.is_timeout() {
            (
                ErrorKind::Timeout,
                Cause::Unsent,
                "connecting took longer than connect_timeout",
            )
        } else if error.is_connect() && handshake::was_refused(&error) {
            (
                ErrorKind::Connect,
                Cause::Permanent,
                "no secure connection could be agreed on",
            )
        } else if error.is_connect() {
            (
                ErrorKind::Connect,
                Cause::Unsent,
                "no connection could be opened",
            )
        } else if error.is_timeout() {
            (
                ErrorKind::Timeout,
                Cause::Interrupted,
                "the HTTP client's own timeout passed",
            )
        } else if error.is_builder() {
            (
                ErrorKind::InvalidArgument,
                Cause::Permanent,
                "the request could not be put together",
            )
        } else {
            (
                ErrorKind::Connection,
                Cause::Interrupted,
                "the connection broke before an answer",
            )
        };
        // The URL may hold what a proxy or a caller's own client put there.
        Self::new(kind, cause, problem).caused_by(Box::new(error.without_url()))
    }

    /// An attempt or a call that took longer than `limit`, which the caller knows by `name`.
    pub(crate) fn timed_out(name: &'static str, limit: Duration) -> Self {
        let problem = format!("no complete answer within {name} ({limit:?})");
        Self::new(ErrorKind::Timeout, Cause::Interrupted, problem)
    }

    /// A success whose body did not arrive in full.
    pub(crate) fn interrupted(error: reqwest::Error) -> Self {
        let kind = if error.is_timeout() {
            ErrorKind::Timeout
        } else {
            ErrorKind::Connection
        };
        Self::new(
            kind,
            Cause::Interrupted,
            "the connection broke within the answer",
        )
        .caused_by(Box::new(error.without_url()))
    }

    /// A success whose body is longer than allowed.
    pub(crate) fn too_long(limit: usize) -> Self {
        let problem = format!("the answer is longer than response_limit ({limit} bytes)");
        Self::new(ErrorKind::Body, Cause::Permanent, problem)
    }

    /// An answer from another address than the one that was asked.
    pub(crate) fn redirected() -> Self {
        let problem = "the HTTP client followed a redirect: give it a policy that follows none";
        Self::new(ErrorKind::Redirect, Cause::Permanent, problem)
    }

    /// An answer with a status that is no success; none of `echoes` will be found in it.
    pub(crate) fn answered(status: StatusCode, bytes: &[u8], echoes: &Echoes) -> Self {
        let body = ErrorBody::read(bytes, echoes);
        let cause = Cause::Answered {
            status: status.as_u16(),
            code: body.code,
        };
        let kind = if status.is_redirection() {
            ErrorKind::Redirect
        } else {
            ErrorKind::Response
        };
        let mut error = Self::new(kind, cause, "the server answered");
        error.0.body = body;
        error
    }

    /// A success whose body is not a `T`.
    pub(crate) fn undecodable<T: DeserializeOwned>(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::new(ErrorKind::Body, Cause::Permanent, "the answer is empty");
        }
        let problem = "the answer could not be decoded";
        let error = Self::new(ErrorKind::Body, Cause::Permanent, problem);
        match DecodeFailure::locate::<T>(bytes) {
            Some(failure) => error.caused_by(Box::new(failure)),
            None => error,
        }
    }

    /// A success with a status that the specification does not know.
    pub(crate) fn unexpected_success() -> Self {
        let problem = "the specification knows no such success";
        Self::new(ErrorKind::Body, Cause::Permanent, problem)
    }

    fn about(mut self, field: &'static str) -> Self {
        self.0.field = Some(field);
        self
    }

    fn caused_by(mut self, source: BoxError) -> Self {
        self.0.source = Some(source);
        self
    }

    pub(crate) fn during(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_head(mut self, status: StatusCode, headers: HeaderMap) -> Self {
        self.0.retry_after =
            crate::retry::after::retry_after(&headers, std::time::SystemTime::now());
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail {
            operation,
            problem,
            head,
            body,
            attempts,
            elapsed,
            ..
        } = &*self.0;
        if let Some(operation) = operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(problem)?;
        if let Some((status, _)) = head {
            write!(f, " (status {status}")?;
            if let Some(code) = body.code {
                write!(f, ", code {code}")?;
            }
            f.write_str(")")?;
        }
        if let Some(headline) = body.headline() {
            write!(
                f,
                ": {}",
                text::shortened(&text::printable(headline), HEADLINE_LIMIT)
            )?;
        }
        if *attempts > 1 {
            write!(f, ", after {attempts} attempts in {elapsed:.1?}")?;
        }
        match self.advice() {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl Error {
    /// What to do about it, where the problem itself does not say.
    fn advice(&self) -> Option<&'static str> {
        let status = self.status().map(|status| status.as_u16());
        Some(match (self.0.kind, status, self.0.body.code) {
            (ErrorKind::Credentials, ..) => "its own error is the source of this one",
            (ErrorKind::Connect, ..) => "check the network, DNS, proxy and certificate settings",
            (ErrorKind::Timeout, ..) => "check the network, or allow more time",
            (ErrorKind::Connection, ..) => "check the network and what lies between",
            (ErrorKind::Redirect, ..) => "redirects are never followed: check the base URL",
            (ErrorKind::Response, _, Some(codes::AUTHENTICATION_FAILED)) | (_, Some(401), _) => {
                "check that the credentials are right, active and of this region"
            }
            (_, Some(403), _) => "check what the credentials are allowed to do",
            (_, Some(404), _) => {
                "check the SIDs; an access token is gone once its time to live is over"
            }
            (_, Some(429), _) if self.is_retryable() => "send fewer requests at a time",
            (_, Some(429), _) => "waiting does not help here: see Twilio's page on the code",
            (_, Some(400..=499), _) => "correct what the message names",
            (_, Some(500..), _) => "try again later, and see status.twilio.com",
            _ => return None,
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail {
            kind,
            operation,
            field,
            head,
            body,
            attempts,
            elapsed,
            source,
            ..
        } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("message", &self.to_string())
            .field("operation", operation)
            .field("field", field)
            .field("status", &head.as_ref().map(|(status, _)| status.as_u16()))
            .field("code", &body.code)
            .field("request_id", &self.request_id())
            .field("headers", &head.as_ref().map(|(_, headers)| Names(headers)))
            .field("attempts", attempts)
            .field("elapsed", elapsed)
            .field("source", source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
