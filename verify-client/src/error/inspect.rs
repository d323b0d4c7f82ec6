//! What a caller can ask an error.
//!
//! The parent module makes errors, and `display.rs` has their text.

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
    /// ([`is_connect`](Error::is_connect)), the last attempt sent nothing. Otherwise Twilio may
    /// have processed a request if [`attempts`](Error::attempts) is not 0; after a creation there
    /// can be spare tokens, each of which lives for at most 300 seconds. If timeouts are frequent,
    /// check the network first, then the number of attempts, and only then allow more time with
    /// `attempt_timeout` or `total_timeout`.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the last attempt sent no request, because no connection could be opened or because
    /// it ended before the request was sent. The former is also [`is_timeout`](Error::is_timeout)
    /// if it took too long; the latter is also [`is_interrupted`](Error::is_interrupted).
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
    /// Another attempt would end the same way. Check the base URL: something other than Twilio has
    /// responded, or something on the way has broken the response. After a creation there can be a
    /// spare token.
    #[must_use]
    pub fn is_protocol(&self) -> bool {
        self.0.kind == ErrorKind::Protocol
    }

    /// Whether the credentials are the problem: their provider failed, no OAuth access token could
    /// be obtained, or the response had status 401 or 403, or code 20003.
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
    /// If this client refused the argument, nothing was sent, and [`field`](Error::field) names the
    /// argument. If Twilio refused it, Twilio's [`message`](Error::message) or
    /// [`field_errors`](Error::field_errors) name it. If Twilio refuses an identity, see
    /// [`Identity`](crate::Identity) for a form that it documents.
    #[must_use]
    pub fn is_invalid_argument(&self) -> bool {
        self.0.kind == ErrorKind::InvalidArgument || matches!(self.status_u16(), Some(400 | 422))
    }

    /// Whether the response was a redirect.
    ///
    /// The client never follows redirects, because the other host would get the credentials. If an
    /// HTTP client of your own follows one, the call ends with this error too. Check the base URL.
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

    /// Whether the response was a success that cannot be used: its body is empty, longer than
    /// [`response_limit`](crate::ClientBuilder::response_limit) or not what the specification
    /// promises, or the specification does not list its status.
    ///
    /// [`status`](Error::status) is the status of that success. If the body could not be decoded,
    /// the source names the place where decoding failed, and [`raw_body`](Error::raw_body) has the
    /// contents. Either something between you and Twilio has replaced the body, or Twilio has
    /// changed its responses and this crate needs an update.
    #[must_use]
    pub fn is_body(&self) -> bool {
        self.0.kind == ErrorKind::Body
    }

    /// Whether the same call may succeed later, unchanged.
    ///
    /// The client has already retried as its policy allows, see
    /// [`is_exhausted`](Error::is_exhausted). So wait for some seconds before you try again, and
    /// at least as long as [`retry_after`](Error::retry_after) says.
    ///
    /// Statuses 408, 429 (except with some codes), 502, 503 and 504 are retryable. Status 500 is
    /// not: Twilio has failed at this request, and may have processed it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.cause.is_transient()
    }

    /// Whether the client gave up although another attempt might have helped.
    ///
    /// The policy's retries were used up (with [`RetryPolicy::none`](crate::RetryPolicy::none) at
    /// once), the response asked for a longer wait than `max_retry_after`, the next wait would have
    /// passed the total timeout, or the client's retry budget was spent. `false` for a failure that
    /// the policy never retries, such as a timeout with
    /// [`only_unprocessed`](crate::RetryPolicy::only_unprocessed). During an outage, exhausted
    /// calls are to be expected; if they occur every day, look at [`kind`](Error::kind) for the
    /// cause.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.0.stop != Stop::Permanent
    }
}

/// The details.
impl Error {
    /// The operation that failed, such as `create_access_token`. `None` when no call had begun: the
    /// error is about a client, credentials, a certificate or a proxy that could not be made, or
    /// about a blocking call in a Tokio task or a forked process.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The name of the argument, setting or environment variable at fault. An argument has the name
    /// of its parameter; a setting has the name of its method, without `with_`; `blocking` stands
    /// for the blocking client. `None` when none of them is known to be at fault.
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
    /// its body has no code that is a whole number.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.0.body.code
    }

    /// Twilio's message; without one, the `detail` or else the `title` of problem details (RFC
    /// 9457). `None` when no response came, its body has none of them, or
    /// [redaction](Error#redaction) leaves them out.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.body.headline()
    }

    /// The URL of Twilio's page on the code. `None` when no response came, its body has none, or
    /// [redaction](Error#redaction) leaves it out.
    #[must_use]
    pub fn more_info(&self) -> Option<&str> {
        self.0.body.more_info.as_deref()
    }

    /// Twilio's `details`, which may be any JSON. `None` when no response came, its body has none,
    /// or [redaction](Error#redaction) leaves them out.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.0.body.details.as_ref()
    }

    /// The `type` of problem details (RFC 9457). `None` when no response came, its body has none,
    /// or [redaction](Error#redaction) leaves it out.
    #[must_use]
    pub fn problem_type(&self) -> Option<&str> {
        self.0.body.problem_type.as_deref()
    }

    /// The `title` of problem details (RFC 9457). `None` when no response came, its body has none,
    /// or [redaction](Error#redaction) leaves it out.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.0.body.title.as_deref()
    }

    /// The `detail` of problem details (RFC 9457). `None` when no response came, its body has none,
    /// or [redaction](Error#redaction) leaves it out.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.body.detail.as_deref()
    }

    /// The `instance` of problem details (RFC 9457). `None` when no response came, its body has
    /// none, or [redaction](Error#redaction) leaves it out.
    #[must_use]
    pub fn instance(&self) -> Option<&str> {
        self.0.body.instance.as_deref()
    }

    /// The entries of the body's `errors` list; empty when there are none.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.body.field_errors
    }

    /// The beginning of an error body that has no readable code or message: its first 512 bytes or
    /// fewer, as one printable line. `None` when no response came, its body is empty, is a JSON
    /// object or list, or has a code or a message, or [redaction](Error#redaction) leaves it out.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.body.excerpt.as_deref()
    }

    /// The body of a success that could not be decoded, as it came; see
    /// [`is_body`](Error::is_body). `None` for every other error, and for a body that is empty, too
    /// long, or of a status that the specification does not list.
    ///
    /// It may contain the token: keep it out of logs.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.raw_body.as_deref()
    }

    /// Twilio's identifier of the request (`Twilio-Request-Id`), which its support asks for.
    /// `None` when no response came, it has no such header, or the value is not 1 to 64 letters,
    /// digits and dashes. A value that repeats what was sent is removed from the headers.
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

    /// How long the response asks to wait (`Retry-After`, in seconds or as a date). When no OAuth
    /// access token could be obtained, it is the response of the token endpoint that asks. `None`
    /// when no response came, or it has no such header that can be read.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many attempts were made; 0 when the call ended before the first one.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the whole call took, waits included; zero when the client refused it at once.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    fn status_u16(&self) -> Option<u16> {
        self.status().map(|status| status.as_u16())
    }
}
