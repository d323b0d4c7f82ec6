//! Responses of the fake: status, headers and body, and Twilio's classic form of an error.
//!
//! Which response a request gets is decided in `twilio.rs`.

use std::time::SystemTime;

use bytes::Bytes;
use http::StatusCode;
use httpmock::HttpMockResponse;
use serde::Serialize;

use crate::codes;
use crate::generated::types::AccessToken;
use crate::mock::body::Revealed;
use crate::model::timestamp::Timestamp;

/// A response that has not been sent yet.
#[derive(Clone)]
pub(super) struct FakeResponse {
    pub(super) status: StatusCode,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl FakeResponse {
    pub(super) fn new(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
        }
    }

    fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // Serialisation fails for maps only, and neither body has one.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self::new(status, "application/json", body)
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
        Self::error(StatusCode::UNAUTHORIZED, code, "Authenticate")
    }

    pub(super) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds the headers that every response of Twilio has.
    pub(super) fn stamped(self, number: usize, now: Timestamp) -> Self {
        let date = httpdate::fmt_http_date(SystemTime::from(now));
        self.with_header("twilio-request-id", format!("RQ{number:032x}"))
            .with_header("date", date)
    }
}

impl From<FakeResponse> for HttpMockResponse {
    fn from(response: FakeResponse) -> Self {
        let headers = response.headers.into_iter();
        Self {
            status: Some(response.status.as_u16()),
            headers: Some(
                headers
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            ),
            body: Some(response.body.into()),
        }
    }
}

/// Twilio's classic error body.
#[derive(Serialize)]
struct ErrorBody<'a> {
    code: i64,
    message: &'a str,
    more_info: String,
    status: u16,
}
