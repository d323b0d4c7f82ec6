//! Answers of the fake: status, headers and body, and Twilio's classic form of an error.
//!
//! Which answer a request gets is decided in `twilio.rs`.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::StatusCode;
use httpmock::HttpMockResponse;
use serde_json::{Value, json};

use crate::codes;

/// An answer that has not been sent yet.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Answer {
    pub(super) fn new(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
        }
    }

    pub(super) fn json(status: StatusCode, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// Twilio's classic error body, with the address of the code's page.
    pub(super) fn error(status: StatusCode, code: i64, message: &str) -> Self {
        let body = json!({
            "code": code,
            "message": message,
            "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
            "status": status.as_u16(),
        });
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

    /// Adds what every answer of Twilio's carries.
    pub(super) fn stamped(self, number: usize, now: DateTime<Utc>) -> Self {
        self.with_header("twilio-request-id", format!("RQ{number:032x}"))
            .with_header("date", now.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }
}

impl From<Answer> for HttpMockResponse {
    fn from(answer: Answer) -> Self {
        let headers = answer.headers.into_iter();
        Self {
            status: Some(answer.status.as_u16()),
            headers: Some(
                headers
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            ),
            body: Some(answer.body.into()),
        }
    }
}
