//! Responses of the fake: status, headers and body, how they are delivered, and Twilio's classic
//! format of an error.
//!
//! `twilio.rs` decides which response a request gets.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, HeaderName, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use crate::codes;
use crate::generated::types::AccessToken;
use crate::mock::body::Revealed;
use crate::model::timestamp::Timestamp;

/// How a response reaches the client.
#[derive(Clone, Copy, Debug)]
pub(super) enum Delivery {
    /// At once and in full.
    Whole,
    /// In pieces, with a pause after each.
    Slow(Duration),
    /// Half of the body, before the connection breaks.
    Half,
    /// Never; the connection stays open.
    Silence,
    /// Never; the connection is closed.
    Close,
    /// Never; HTTP/2's GOAWAY says that the request was not processed, and the connection is
    /// closed.
    GoAway,
}

/// A response that has not been sent yet.
#[derive(Clone)]
pub(super) struct FakeResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) delivery: Delivery,
}

impl FakeResponse {
    pub(super) fn new(
        status: StatusCode,
        content_type: &HeaderValue,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            status,
            headers: HeaderMap::from_iter([(CONTENT_TYPE, content_type.clone())]),
            body: body.into(),
            delivery: Delivery::Whole,
        }
    }

    pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // Serialisation can fail for maps only, and no body contains one.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self::new(status, &HeaderValue::from_static("application/json"), body)
    }

    pub(super) fn token(status: StatusCode, token: &AccessToken) -> Self {
        Self::json(status, &Revealed(token))
    }

    pub(super) fn error(status: StatusCode, code: i64, message: &str) -> Self {
        let body = ErrorBody {
            code,
            message,
            more_info: format!("https://www.twilio.com/docs/errors/{code}"),
            status: status.as_u16(),
        };
        Self::json(status, &body)
    }

    pub(super) fn unauthorized() -> Self {
        let code = codes::AUTHENTICATION_FAILED;
        let realm = HeaderValue::from_static("Basic realm=\"Twilio API\"");
        Self::error(StatusCode::UNAUTHORIZED, code, "Authenticate")
            .with_header(WWW_AUTHENTICATE, realm)
    }

    /// Sets a header, in place of any other of that name.
    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Adds the headers that every response of Twilio has, where the response has none of its own.
    pub(super) fn stamped(mut self, stamp: &Stamp) -> Self {
        let seconds = stamp.duration.as_secs_f64();
        for (name, value) in [
            (
                HeaderName::from_static("twilio-concurrent-requests"),
                stamp.concurrent_requests.to_string(),
            ),
            (HeaderName::from_static("twilio-request-duration"), format!("{seconds:.3}")),
            (HeaderName::from_static("twilio-request-id"), format!("RQ{:032x}", stamp.number)),
            (DATE, httpdate::fmt_http_date(SystemTime::from(stamp.now))),
        ] {
            if let Ok(value) = HeaderValue::try_from(value) {
                self.headers.entry(name).or_insert(value);
            }
        }
        self
    }
}

/// What Twilio says about a request in the headers of its response.
pub(super) struct Stamp {
    pub(super) number: usize,
    pub(super) now: Timestamp,
    pub(super) concurrent_requests: usize,
    pub(super) duration: Duration,
}

/// Twilio's classic error body.
#[derive(Serialize)]
struct ErrorBody<'a> {
    code: i64,
    message: &'a str,
    more_info: String,
    status: u16,
}
