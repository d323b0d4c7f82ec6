//! What a successful call returns: the body, and what came with it.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::transport::headers::{self, Names};

/// A successful response: the decoded body, the status, the headers, and what the call took.
///
/// It dereferences to the body. `Debug` shows the names of the headers, and not their values.
///
/// ```no_run
/// # async fn example(client: verify_client::Client) -> Result<(), verify_client::Error> {
/// let response = client
///     .create_access_token("VA0123456789abcdef0123456789abcdef", "7c1e5d0a-user")
///     .send()
///     .await?;
/// println!("{}: {} (request {:?})", response.sid, response.status(), response.request_id());
/// let token = response.into_body();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    body: T,
    parts: ResponseParts,
}

/// What a response has besides its body.
///
/// The default is a response to the first attempt with status 200, no headers and no time spent.
///
/// ```
/// use verify_client::http::StatusCode;
/// use verify_client::{Response, ResponseParts};
///
/// let mut parts = ResponseParts::default();
/// parts.status = StatusCode::CREATED;
/// let response = Response::from_parts(parts, "a body");
/// assert_eq!(response.status(), StatusCode::CREATED);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct ResponseParts {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// How many attempts the call made; 1 when there was only the first.
    pub attempts: u32,
    /// How long the whole call took, waits included.
    pub elapsed: Duration,
    pub(crate) raw_body: Bytes,
}

impl Default for ResponseParts {
    fn default() -> Self {
        Self {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            attempts: 1,
            elapsed: Duration::ZERO,
            raw_body: Bytes::new(),
        }
    }
}

impl<T> Response<T> {
    /// A response of your own, for tests of code that takes one.
    pub fn from_parts(parts: ResponseParts, body: T) -> Self {
        Self { body, parts }
    }

    /// The decoded body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body as it came. It shows what the server sent for a field that is `None` because it
    /// could not be decoded, and the fields that this crate does not know. Empty for a [response of
    /// your own](Response::from_parts).
    ///
    /// It contains the token: keep it out of logs. It is not overwritten in memory when it is
    /// dropped, and lives as long as the response or its parts.
    #[must_use]
    pub fn raw_body(&self) -> &[u8] {
        &self.parts.raw_body
    }

    /// The decoded body alone.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The body, and what came with it.
    pub fn into_parts(self) -> (ResponseParts, T) {
        (self.parts, self.body)
    }

    /// The same response with another body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response { body: change(self.body), parts: self.parts }
    }

    /// The HTTP status: 201 or 200 for a creation, 200 for a fetch.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.parts.status
    }

    /// The headers. The case of a name does not matter.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Twilio's identifier of the request (`Twilio-Request-Id`), which its support asks for.
    /// `None` when the response has no such header, or its value is not 1 to 64 letters, digits and
    /// dashes. A value that repeats what was sent is removed from the headers.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(&self.parts.headers)
    }

    /// How many requests of the account were in flight (`Twilio-Concurrent-Requests`). `None`
    /// when the response has no such header, or one that is not a number.
    #[must_use]
    pub fn concurrent_requests(&self) -> Option<u32> {
        headers::concurrent_requests(&self.parts.headers)
    }

    /// How long Twilio took (`Twilio-Request-Duration`). `None` when the response has no such
    /// header, or one that is not a number of seconds.
    #[must_use]
    pub fn request_duration(&self) -> Option<Duration> {
        headers::request_duration(&self.parts.headers)
    }

    /// How many attempts the call made; 1 when there was only the first.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.parts.attempts
    }

    /// How long the whole call took, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.parts.elapsed
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("body", &self.body).field("parts", &self.parts).finish()
    }
}

impl fmt::Debug for ResponseParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseParts")
            .field("status", &self.status.as_u16())
            .field("headers", &Names(&self.headers))
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .finish()
    }
}
