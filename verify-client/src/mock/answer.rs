//! Answers of the fake: status, headers and body, and Twilio's classic form of an error.
//!
//! Which answer a request gets is decided in `twilio.rs`.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::StatusCode;
use httpmock::HttpMockResponse;
use serde::Serialize;

use crate::codes;
use crate::generated::types::AccessToken;
use crate::model::{FactorFriendlyName, FactorType, Identity};
use crate::secret::Token;
use crate::sid::{AccessTokenSid, AccountSid, ServiceSid};

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

    fn json(status: StatusCode, body: &impl Serialize) -> Self {
        // Neither body has a map in it, which is all that serialisation could fail at.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self::new(status, "application/json", body)
    }

    pub(super) fn token(status: StatusCode, token: &AccessToken) -> Self {
        let body = TokenBody {
            sid: &token.sid,
            account_sid: token.account_sid.as_ref(),
            service_sid: token.service_sid.as_ref(),
            entity_identity: token.entity_identity.as_ref(),
            factor_type: token.factor_type.as_ref(),
            factor_friendly_name: token.factor_friendly_name.as_ref(),
            token: &token.token,
            url: token.url.as_deref(),
            ttl: token.ttl,
            date_created: token.date_created,
        };
        Self::json(status, &body)
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

/// A token with every property of the specification, null where there is nothing to tell.
///
/// `AccessToken` itself leaves out what is absent.
#[derive(Serialize)]
struct TokenBody<'a> {
    sid: &'a AccessTokenSid,
    account_sid: Option<&'a AccountSid>,
    service_sid: Option<&'a ServiceSid>,
    entity_identity: Option<&'a Identity>,
    factor_type: Option<&'a FactorType>,
    factor_friendly_name: Option<&'a FactorFriendlyName>,
    token: &'a Token,
    url: Option<&'a str>,
    ttl: Option<i64>,
    date_created: Option<DateTime<Utc>>,
}

/// Twilio's classic error body.
#[derive(Serialize)]
struct ErrorBody<'a> {
    code: i64,
    message: &'a str,
    more_info: String,
    status: u16,
}
