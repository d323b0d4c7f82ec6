//! What a caller can ask an error.
//!
//! How errors are made and how they read is in the parent module.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::cause::{Cause, Stop};
use super::{Error, ErrorKind, FieldError};
use crate::codes;
use crate::transport::headers;

/// What happened, and what to do.
impl Error {
    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the client was built or used wrongly; nothing was sent.
    ///
    /// [`field`](Error::field) names the setting, the argument or the environment variable, if
    /// there is one. The message says what to correct.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.0.kind == ErrorKind::Configuration
    }

    /// Whether something took too long: connecting, one attempt, or the whole call.
    ///
    /// The message says which. If it took too long to open a connection
    /// ([`is_connect`](Error::is_connect)), the last attempt sent nothing. Otherwise Twilio may have
    /// processed a request if [`attempts`](Error::attempts) is not 0; after a creation there can be spare
    /// tokens, each of which lives for at most 300 seconds. When it happens often, look at the
    /// network first, then at the number of attempts, and only then allow more time with
    /// `attempt_timeout` or `total_timeout`.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether nothing was sent in the last attempt, because no connection could be opened or
    /// because it ended before. A connect timeout is also [`is_timeout`](Error::is_timeout), and a
    /// connection that ended is also [`is_interrupted`](Error::is_interrupted).
    ///
    /// Check, in this order: the host (edge, region or base URL), DNS, firewall and proxy, and
    /// whether this machine knows the issuer of the certificate; the
    /// [`source`](std::error::Error::source) chain says more. Add a private issuer with
    /// [`ClientBuilder::add_root_certificate`](crate::ClientBuilder::add_root_certificate).
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect || self.0.cause == Cause::Unsent
    }

    /// Whether the connection ended before the response was complete.
    ///
    /// The message says what is known of the request: that it was not sent (also
    /// [`is_connect`](Error::is_connect)), that the server did not process it, or only that the
    /// connection broke. After the last, Twilio may have processed it; after a creation there can
    /// be a spare token, which lives for at most 300 seconds.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.0.kind == ErrorKind::Interrupted
    }

    /// Whether the response is not valid HTTP.
    ///
    /// Another attempt would end the same way. Check the base URL: something else than Twilio has
    /// responded, or something between has broken the response. After a creation there is at most
    /// a spare token.
    #[must_use]
    pub fn is_protocol(&self) -> bool {
        self.0.kind == ErrorKind::Protocol
    }

    /// Whether the credentials are the problem: their provider failed, or the response had status
    /// 401 or 403, or code 20003.
    ///
    /// Check that the key or token is active, belongs to this account *and region*, that the
    /// account is not suspended, and that no proxy removes the `Authorization` header. Twilio's
    /// test credentials do not work with Verify.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        self.0.kind == ErrorKind::Credentials
            || matches!(self.status_u16(), Some(401 | 403))
            || self.code() == Some(codes::AUTHENTICATION_FAILED)
    }

    /// Whether Twilio refused the request because there were too many: status 429.
    ///
    /// Twilio has not processed such a request. Send fewer at a time;
    /// [`concurrent_requests`](Error::concurrent_requests) tells how many were in flight. With
    /// some codes waiting does not help: then [`is_retryable`](Error::is_retryable) is `false`.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status_u16() == Some(429)
    }

    /// Whether the resource does not exist: status 404.
    ///
    /// After a fetch, the access token has most likely expired. Otherwise check that the Service
    /// SID belongs to the account and region of the credentials.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status_u16() == Some(404)
    }

    /// Whether this client or Twilio (status 400 or 422) refused an argument.
    ///
    /// When this client refused it, [`field`](Error::field) names it and nothing was sent.
    /// Otherwise Twilio's [`message`](Error::message) or [`field_errors`](Error::field_errors)
    /// name it. If Twilio refuses an identity, see [`Identity`](crate::Identity) for a form that
    /// it documents.
    #[must_use]
    pub fn is_invalid_argument(&self) -> bool {
        self.0.kind == ErrorKind::InvalidArgument || matches!(self.status_u16(), Some(400 | 422))
    }

    /// Whether the response was a redirect.
    ///
    /// The client never follows one, because the other host would get the credentials. An HTTP
    /// client of your own may follow one; that is this error too. Check the base URL.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.0.kind == ErrorKind::Redirect
    }

    /// Whether the response had a status that is neither a success nor a redirect.
    ///
    /// More specific are [`is_auth`](Error::is_auth), [`is_not_found`](Error::is_not_found),
    /// [`is_rate_limited`](Error::is_rate_limited) and
    /// [`is_invalid_argument`](Error::is_invalid_argument).
    #[must_use]
    pub fn is_status(&self) -> bool {
        self.0.kind == ErrorKind::Status
    }

    /// Whether the response was a success whose body could not be understood.
    ///
    /// [`status`](Error::status) is that success. If the body could not be decoded, the source names
    /// the place in it and never its contents, which are in [`raw_body`](Error::raw_body).
    /// Something between you and Twilio may have replaced the body. Otherwise Twilio has changed
    /// its responses, and this crate needs an update.
    #[must_use]
    pub fn is_body(&self) -> bool {
        self.0.kind == ErrorKind::Body
    }

    /// Whether the same call may succeed later, unchanged.
    ///
    /// The client has already retried as its policy allows, see
    /// [`is_exhausted`](Error::is_exhausted). So wait for some seconds before you try again, and
    /// at least for [`retry_after`](Error::retry_after).
    ///
    /// Retryable statuses are 408, 429 (except with some codes), 502, 503 and 504. Status 500 is
    /// not: Twilio has failed at this request, and may have processed it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.cause.is_transient()
    }

    /// Whether the client gave up although another attempt might have helped.
    ///
    /// The policy's retries were used up (with [`RetryPolicy::none`](crate::RetryPolicy::none) at
    /// once), the response asked for a longer wait than `max_retry_after`, the next wait would have
    /// passed the total timeout, or the client's retry budget was spent. During an outage that is
    /// as intended; if it happens every day, look at [`kind`](Error::kind) for the cause.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.0.stop != Stop::Permanent
    }
}

/// The details.
impl Error {
    /// The operation that failed, such as `create_access_token`. `None` when the client was not
    /// built, or no credentials were made.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The name of the argument, setting or environment variable at fault: for an argument or a
    /// setting, that of the parameter or method of this crate. `None` when the fault is not in
    /// one of them.
    ///
    /// These names are part of the public API: a name changes only with a breaking release.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        self.0.field
    }

    /// The HTTP status. `None` when no response came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(|(status, _)| *status)
    }

    /// The headers of the response. `None` when no response came.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(|(_, headers)| headers)
    }

    /// Twilio's code; see [`codes`] for those that matter here. `None` when no response came, or
    /// its body has no code that is an integer.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.0.body.code
    }

    /// Twilio's message; of a problem document (RFC 9457) the `detail`, or else the `title`.
    /// `None` when no response came, or its body has none of them.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.body.headline()
    }

    /// The URL of Twilio's page on the code. `None` when no response came, or its body has none.
    #[must_use]
    pub fn more_info(&self) -> Option<&str> {
        self.0.body.more_info.as_deref()
    }

    /// Twilio's `details`, which may be any JSON. `None` when no response came, or its body has
    /// none.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.0.body.details.as_ref()
    }

    /// The `type` of a problem document (RFC 9457). `None` when the response is not such a
    /// document, or has no type.
    #[must_use]
    pub fn problem_type(&self) -> Option<&str> {
        self.0.body.problem_type.as_deref()
    }

    /// The `title` of a problem document (RFC 9457). `None` when the response is not such
    /// a document, or has no title.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.0.body.title.as_deref()
    }

    /// The `detail` of a problem document (RFC 9457). `None` when the response is not such
    /// a document, or has no detail.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.body.detail.as_deref()
    }

    /// The `instance` of a problem document (RFC 9457). `None` when the response is not
    /// such a document, or has no instance.
    #[must_use]
    pub fn instance(&self) -> Option<&str> {
        self.0.body.instance.as_deref()
    }

    /// The entries of the body's `errors` list; empty when there are none.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.body.field_errors
    }

    /// The beginning of an error body of which neither a code nor a message could be read: at most
    /// 512 bytes, as one printable line. `None` when no response came, when its body is empty or
    /// JSON, and when it repeats what was sent in a way that would show through a redaction.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.body.excerpt.as_deref()
    }

    /// The body of a success that could not be decoded, as it came; see
    /// [`is_body`](Error::is_body). `None` for every other error.
    ///
    /// It may contain the token: keep it out of logs.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.raw_body.as_deref()
    }

    /// Twilio's identifier of the request (`Twilio-Request-Id`), which its support asks for.
    /// `None` when no response came, it has no such header, or the value is not 1 to 64 letters,
    /// digits and dashes. One that repeats what was sent is removed from the headers.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(self.headers()?)
    }

    /// How many requests of the account were in flight (`Twilio-Concurrent-Requests`). `None`
    /// when no response came, or it has no such header with a number.
    #[must_use]
    pub fn concurrent_requests(&self) -> Option<u32> {
        headers::concurrent_requests(self.headers()?)
    }

    /// How long Twilio took (`Twilio-Request-Duration`). `None` when no response came, or it has
    /// no such header with a number of seconds.
    #[must_use]
    pub fn request_duration(&self) -> Option<Duration> {
        headers::request_duration(self.headers()?)
    }

    /// How long the response asks to wait (`Retry-After`, in either form); when the credentials
    /// could not be obtained, the response of the token endpoint. `None` when no response came, or
    /// it has no such header that can be read.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many attempts were made; 0 when the call ended before the first.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the whole call took, waits included; zero when it ended before the first attempt.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    fn status_u16(&self) -> Option<u16> {
        self.status().map(|status| status.as_u16())
    }
}
