//! What a caller can ask an error.
//!
//! How errors are made and how they read is in the parent module.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::{Error, ErrorKind, FieldError};
use crate::codes;
use crate::headers;
use crate::retry::{Cause, Stop};

/// What happened.
impl Error {
    /// What sort of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the client could not be built from what it was given.
    ///
    /// The message names the setting or the environment variable, as does
    /// [`field`](Error::field). Correct it; nothing has been sent.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.kind == ErrorKind::Configuration
    }

    /// Whether something took too long: connecting, one attempt, or the whole call.
    ///
    /// The message says which. Twilio may or may not have processed the request; for a creation
    /// that means at most a spare token that lives for at most 300 seconds. When it happens often,
    /// look at the network first, then at [`attempts`](Error::attempts), and only then allow more
    /// time with `attempt_timeout` or `total_timeout`.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether no connection could be opened, so that nothing was sent.
    ///
    /// Check, in this order: the host (edge, region or base URL), DNS, firewall and proxy, and
    /// whether the certificate's issuer is known to this machine; the
    /// [`source`](std::error::Error::source) chain says more. A private issuer is added with
    /// [`ClientBuilder::add_root_certificate`](crate::ClientBuilder::add_root_certificate).
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect || self.0.cause == Cause::Unsent
    }

    /// Whether the credentials were refused: status 401 or 403, or code 20003.
    ///
    /// Check that the key or token is active, belongs to this account *and region*, that the
    /// account is not suspended, and that no proxy strips the `Authorization` header. Twilio's
    /// test credentials do not work with Verify.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        matches!(self.status_u16(), Some(401 | 403))
            || self.code() == Some(codes::AUTHENTICATION_FAILED)
    }

    /// Whether Twilio refused the request because there were too many: status 429.
    ///
    /// Such requests were not processed. Send fewer at a time; the header behind
    /// [`concurrent_requests`](Error::concurrent_requests) tells how many are in flight. With some
    /// codes waiting does not help: [`is_retryable`](Error::is_retryable) is `false` then.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status_u16() == Some(429)
    }

    /// Whether what was asked for does not exist: status 404.
    ///
    /// When fetching, the access token has most likely expired. Otherwise check that the Service
    /// SID belongs to the account and region of the credentials.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status_u16() == Some(404)
    }

    /// Whether an argument was refused, by this client or by Twilio (status 400 or 422).
    ///
    /// When this client refused it, [`field`](Error::field) names it and nothing was sent.
    /// Otherwise Twilio's [`message`](Error::message) or [`field_errors`](Error::field_errors)
    /// name it. An identity that Twilio refuses should be made of 8 to 64 letters, digits and
    /// dashes.
    #[must_use]
    pub fn is_invalid_parameter(&self) -> bool {
        self.0.kind == ErrorKind::InvalidArgument || matches!(self.status_u16(), Some(400 | 422))
    }

    /// Whether the answer was a success that could not be understood.
    ///
    /// The status is a success and was kept; the source names the place in the body, never its
    /// contents. Something between you and Twilio may have replaced the body; otherwise Twilio
    /// has changed its answers, and this crate needs an update.
    #[must_use]
    pub fn is_body(&self) -> bool {
        self.0.kind == ErrorKind::Body
    }

    /// Whether the same call may succeed later, unchanged.
    ///
    /// The retry policy has had its say already, see [`is_exhausted`](Error::is_exhausted); so
    /// leave some seconds before trying again, at least [`retry_after`](Error::retry_after).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.cause.is_transient()
    }

    /// Whether the call was given up although another attempt might have helped.
    ///
    /// The policy's retries were used up, the next wait would have passed the total timeout, or
    /// the client's retry budget was spent. If it happens during an outage, that is as intended;
    /// if it happens every day, look at [`kind`](Error::kind) for the cause.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.0.stop != Stop::Permanent
    }
}

/// The particulars.
impl Error {
    /// The operation that failed, such as `create_access_token`; `None` when no call was made.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The argument, setting or environment variable that is at fault, when it is one of ours.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        self.0.field
    }

    /// The HTTP status, if an answer came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(|(status, _)| *status)
    }

    /// The headers of the answer, if one came.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(|(_, headers)| headers)
    }

    /// Twilio's code; see [`codes`] for the ones that matter here.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.0.body.code
    }

    /// Twilio's message; of a problem document (RFC 9457) the `detail`, or else the `title`.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.body.headline()
    }

    /// The URL of Twilio's page on the code.
    #[must_use]
    pub fn more_info(&self) -> Option<&str> {
        self.0.body.more_info.as_deref()
    }

    /// Twilio's `details`, which may be any JSON.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.0.body.details.as_ref()
    }

    /// `type` of a problem document (RFC 9457).
    #[must_use]
    pub fn problem_type(&self) -> Option<&str> {
        self.0.body.problem_type.as_deref()
    }

    /// `title` of a problem document (RFC 9457).
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.0.body.title.as_deref()
    }

    /// `detail` of a problem document (RFC 9457).
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.body.detail.as_deref()
    }

    /// `instance` of a problem document (RFC 9457).
    #[must_use]
    pub fn instance(&self) -> Option<&str> {
        self.0.body.instance.as_deref()
    }

    /// The entries of the body's `errors` list.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.body.field_errors
    }

    /// The beginning of an error body that is not JSON: at most 512 bytes, as one printable line.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.body.excerpt.as_deref()
    }

    /// Twilio's name for the exchange (`Twilio-Request-Id`), to be quoted to its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(self.headers()?)
    }

    /// Requests of the account in flight (`Twilio-Concurrent-Requests`).
    #[must_use]
    pub fn concurrent_requests(&self) -> Option<u32> {
        headers::concurrent_requests(self.headers()?)
    }

    /// How long Twilio took (`Twilio-Request-Duration`).
    #[must_use]
    pub fn request_duration(&self) -> Option<Duration> {
        headers::request_duration(self.headers()?)
    }

    /// How long the answer asks to wait (`Retry-After`, in either form).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many requests were sent, or begun; 0 when the call ended before the first one.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the whole call took, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    fn status_u16(&self) -> Option<u16> {
        self.status().map(|status| status.as_u16())
    }
}
