//! What a successful call returns: the model, and what came with it.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::call::Answer;
use crate::headers::{self, Names};

/// A successful answer: the model behind `Deref`, and the status, headers and effort beside it.
///
/// `Debug` names the headers and shows none of their values.
///
/// ```no_run
/// # async fn example(client: verify_client::Client) -> Result<(), verify_client::Error> {
/// let token = client
///     .create_access_token("VA0123456789abcdef0123456789abcdef", "7c1e5d0a-user")
///     .send()
///     .await?;
/// println!("{}: {} (request {:?})", token.sid, token.status(), token.request_id());
/// let token = token.into_inner();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
    elapsed: Duration,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, answer: Answer, elapsed: Duration) -> Self {
        let Answer {
            status,
            headers,
            attempts,
        } = answer;
        Self {
            value,
            status,
            headers,
            attempts,
            elapsed,
        }
    }

    /// The model alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The HTTP status: 200, or 201 for most creations.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers; names are found in any case.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Twilio's name for the exchange (`Twilio-Request-Id`), to be quoted to its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(&self.headers)
    }

    /// Requests of the account in flight (`Twilio-Concurrent-Requests`).
    #[must_use]
    pub fn concurrent_requests(&self) -> Option<u32> {
        headers::concurrent_requests(&self.headers)
    }

    /// How long Twilio took (`Twilio-Request-Duration`).
    #[must_use]
    pub fn request_duration(&self) -> Option<Duration> {
        headers::request_duration(&self.headers)
    }

    /// How many requests were sent until this answer came; 1 when there were no retries.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long the whole call took, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status.as_u16())
            .field("headers", &Names(&self.headers))
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .finish()
    }
}
