//! What an app learns about a failure: a status, and JSON of the same form as in Twilio's own
//! sample back end.

use std::time::Duration;

use axum::Json;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// How long an app must wait if Twilio does not say.
const USUAL_WAIT: Duration = Duration::from_secs(1);

pub(crate) enum Failure {
    Unauthenticated,
    AnotherUser,
    BadRequest(&'static str),
    TooMany(Duration),
    Busy,
    Verify(verify_client::Error),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    status: u16,
    message: &'a str,
    /// Twilio's code, and its page about it; `null` when the failure is not Twilio's.
    code: Option<i64>,
    more_info: Option<&'a str>,
}

impl From<verify_client::Error> for Failure {
    fn from(error: verify_client::Error) -> Self {
        Self::Verify(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Unauthenticated => respond(StatusCode::UNAUTHORIZED, "sign in first", None),
            Self::AnotherUser => {
                respond(StatusCode::FORBIDDEN, "the session belongs to another user", None)
            }
            Self::BadRequest(problem) => respond(StatusCode::BAD_REQUEST, problem, None),
            Self::TooMany(wait) => try_later(StatusCode::TOO_MANY_REQUESTS, Some(wait)),
            Self::Busy => try_later(StatusCode::SERVICE_UNAVAILABLE, None),
            Self::Verify(error) => of_verify(&error),
        }
    }
}

/// A failure of the call to Twilio. A problem between this service and Twilio, such as wrong
/// credentials, is not the app's fault: it is in the log, and the app does not learn about it.
fn of_verify(error: &verify_client::Error) -> Response {
    // Safe to log: no error of the client shows a secret or personal data.
    tracing::error!(request_id = error.request_id(), "{error}");
    if error.is_rate_limited() && error.is_retryable() {
        try_later(StatusCode::TOO_MANY_REQUESTS, error.retry_after())
    } else if error.is_retryable() {
        try_later(StatusCode::SERVICE_UNAVAILABLE, error.retry_after())
    } else if error.is_invalid_argument() && is_about_the_app(error) {
        let message = error.message().unwrap_or("Twilio does not accept this identity");
        respond(StatusCode::BAD_REQUEST, message, Some(error))
    } else {
        respond(StatusCode::INTERNAL_SERVER_ERROR, "no token could be created", None)
    }
}

/// Whether Twilio refused the request, or the client the identity. Any other argument, such as the
/// Service SID, is this service's own.
fn is_about_the_app(error: &verify_client::Error) -> bool {
    error.status().is_some() || error.field() == Some("identity")
}

fn try_later(status: StatusCode, wait: Option<Duration>) -> Response {
    let mut response = respond(status, "try again later", None);
    // Whole seconds, rounded up: a request that comes too early would be refused again.
    let wait = wait.unwrap_or(USUAL_WAIT).max(USUAL_WAIT);
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
    response
}

fn respond(status: StatusCode, message: &str, twilio: Option<&verify_client::Error>) -> Response {
    let body = Body {
        status: status.as_u16(),
        message,
        code: twilio.and_then(|error| error.code()),
        more_info: twilio.and_then(|error| error.more_info()),
    };
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, headers, Json(body)).into_response()
}
