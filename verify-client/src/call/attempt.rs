//! One attempt: sends a request and reads its response, within the limits of time and size.
//!
//! What the body means is decided elsewhere; only its completeness matters here.

use std::pin::{Pin, pin};
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, StatusCode};
use reqwest::Request;
use tokio::time::Instant;

use crate::auth::authorization::Authorization;
use crate::call::context::CallContext;
use crate::call::deadline::{Limit, before};
use crate::call::retry_after::retry_after;
use crate::error::Error;
use crate::error::text::Redaction;
use crate::transport::body::{self, Incomplete};
use crate::transport::client::Sending;

/// What came of an attempt.
pub(super) struct Outcome {
    pub(super) result: Result<(StatusCode, HeaderMap, Bytes), Error>,
    /// Whether a response had come over the connection before; `None` when that is not known.
    pub(super) reused: Option<bool>,
    /// Whether the connection had served before and was found dead: nothing came over it.
    pub(super) found_dead: bool,
}

/// Adds the headers that every request has and those of the caller's, and begins to send it, over a
/// new connection if `fresh` says so.
pub(super) fn start<'a>(
    call: &CallContext<'a>,
    mut request: Request,
    authorization: Option<&Authorization>,
    fresh: bool,
) -> Sending<'a> {
    let inner = call.inner;
    let headers = request.headers_mut();
    for (name, value) in &call.options.headers {
        headers.append(name, value.clone());
    }
    if let Some(authorization) = authorization {
        headers.insert(AUTHORIZATION, authorization.header().clone());
    }
    headers.insert(USER_AGENT, inner.user_agent.clone());
    inner.http.send(request, fresh)
}

/// Waits for the response, within the time that one attempt and the whole call allow.
pub(super) async fn finish(
    call: &CallContext<'_>,
    mut sending: Sending<'_>,
    authorization: Option<&Authorization>,
    begun: Instant,
) -> Outcome {
    let limit = Limit::of_attempt(call, begun);
    let mut deadline = pin!(limit.after(begun));
    let mut response = match before(deadline.as_mut(), Pin::new(&mut sending)).await {
        Some(Ok(response)) => response,
        Some(Err(failure)) => {
            let served = sending.record_break(&failure.kind);
            let found_dead = served && failure.kind.may_be_a_dead_connection();
            return Outcome {
                result: Err(Error::failed(failure, false)),
                reused: sending.reused(),
                found_dead,
            };
        }
        None => {
            return Outcome {
                found_dead: sending.record_silence(),
                result: Err(limit.passed()),
                reused: sending.reused(),
            };
        }
    };
    let read = match response.redirected {
        true => None,
        false => {
            let read = body::read(&mut response.body, call.inner.response_limit);
            Some(before(deadline, pin!(read)).await)
        }
    };
    match &read {
        Some(None) => _ = sending.record_silence(),
        Some(Some((_, Some(Incomplete::Broken(failure))))) => {
            sending.record_break(&failure.kind);
        }
        _ => {}
    }
    Outcome {
        result: evaluate(
            call,
            response.status,
            response.headers,
            read,
            authorization,
            limit,
        ),
        reused: response.reused,
        found_dead: false,
    }
}

/// The body of a success in full, or what is wrong.
///
/// `read` is `None` when the response is another URL's, and holds `None` when the time was over.
fn evaluate(
    call: &CallContext<'_>,
    status: StatusCode,
    headers: HeaderMap,
    read: Option<Option<body::Read>>,
    authorization: Option<&Authorization>,
    limit: Limit,
) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
    let error = match read {
        None => Error::redirected(),
        Some(read) if !status.is_success() => {
            // The status says more than the missing part of the body.
            let body = read.map(|(body, _)| body).unwrap_or_default();
            let secrets = authorization
                .map(Authorization::secrets)
                .unwrap_or_default();
            let secrets = secrets.iter().map(|secret| secret.as_str());
            let own = call.options.headers.values();
            let own = own.filter_map(|value| value.to_str().ok());
            let redaction = Redaction::of(call.personal.iter().copied().chain(secrets).chain(own));
            Error::unsuccessful(status, &body, &redaction)
        }
        Some(Some((body, None))) => return Ok((status, headers, body)),
        Some(Some((_, Some(Incomplete::TooLong)))) => Error::too_long(call.inner.response_limit),
        Some(Some((_, Some(Incomplete::Broken(failure))))) => Error::failed(failure, true),
        Some(None) => limit.passed(),
    };
    Err(with_head(error, status, headers))
}

/// Adds the head of a response; a `Retry-After` that is a date is compared with the clock.
pub(super) fn with_head(error: Error, status: StatusCode, headers: HeaderMap) -> Error {
    let retry_after = retry_after(&headers, SystemTime::now());
    error.with_head(status, headers, retry_after)
}
