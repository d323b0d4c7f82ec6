//! One attempt: sends a request and reads its response, within the limits of time and size.
//!
//! Only the completeness of the body matters here; what it means is decided elsewhere.

use std::cell::LazyCell;
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
use crate::error::redaction::Redaction;
use crate::model::ascii;
use crate::transport::body::{self, Incomplete, Received};
use crate::transport::client::Sending;
use crate::transport::headers;

/// The outcome of an attempt.
pub(super) struct Outcome {
    pub(super) result: Result<(StatusCode, HeaderMap, Bytes), Error>,
    /// Whether a response had come over the connection before; `None` when that is not known.
    pub(super) reused: Option<bool>,
    /// Whether a response had come over the connection before and nothing came over it now: it is
    /// dead.
    pub(super) found_dead: bool,
}

/// Adds the headers that every request has and those of the caller, and begins to send the request,
/// over a new connection if `fresh` says so.
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
    let attempt_limit = Limit::of_attempt(call, begun);
    let mut deadline = pin!(attempt_limit.after(begun));
    let mut response = match before(deadline.as_mut(), Pin::new(&mut sending)).await {
        Some(Ok(response)) => response,
        Some(Err(failure)) => {
            let served = sending.record_break(&failure.kind);
            let found_dead = served && failure.kind.may_be_a_dead_connection();
            return Outcome {
                result: Err(Error::failed(failure, false, &redaction(call, authorization))),
                reused: sending.reused(),
                found_dead,
            };
        }
        None => {
            let error = match sending.is_unconnected() {
                true => {
                    let proxy = call.inner.http.proxy(&call.inner.endpoint);
                    let redaction = redaction(call, authorization);
                    attempt_limit.passed_unconnected(proxy.as_deref(), &redaction)
                }
                false => attempt_limit.passed(),
            };
            return Outcome {
                found_dead: sending.record_silence(),
                result: Err(error),
                reused: sending.reused(),
            };
        }
    };
    let mut received = Received::default();
    let missing = match response.redirected {
        true => Some(Missing::Redirected),
        false => {
            let only_whole = response.status.is_success();
            let limit = call.inner.response_limit;
            let read = body::read(&mut response.body, limit, only_whole, &mut received);
            match before(deadline, pin!(read)).await {
                Some(incomplete) => incomplete.map(Missing::Incomplete),
                None => Some(Missing::TimedOut(attempt_limit)),
            }
        }
    };
    match &missing {
        Some(Missing::TimedOut(_)) => _ = sending.record_silence(),
        Some(Missing::Incomplete(Incomplete::Broken(failure))) => {
            sending.record_break(&failure.kind);
        }
        _ => {}
    }
    let head = (response.status, response.headers);
    Outcome {
        result: evaluate(call, head, received.into_bytes(), missing, authorization),
        reused: response.reused,
        found_dead: false,
    }
}

/// Why a response is not complete.
enum Missing {
    Incomplete(Incomplete),
    TimedOut(Limit),
    /// The response comes from another URL.
    Redirected,
}

/// The whole body of a success, or an error. The error keeps the head of the response.
fn evaluate(
    call: &CallContext<'_>,
    (status, mut headers): (StatusCode, HeaderMap),
    body: Bytes,
    missing: Option<Missing>,
    authorization: Option<&Authorization>,
) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
    let redaction = LazyCell::new(|| redaction(call, authorization));
    let error = match missing {
        Some(Missing::Redirected) => Error::redirected(),
        // The status says more than the missing part of the body.
        _ if !status.is_success() => Error::unsuccessful(status, &body, &redaction),
        None => {
            headers::redact_request_id(&mut headers, |id| repeats(call, authorization, id));
            return Ok((status, headers, body));
        }
        Some(Missing::TimedOut(limit)) => limit.passed(),
        Some(Missing::Incomplete(Incomplete::TooLong)) => {
            Error::too_long(call.inner.response_limit)
        }
        Some(Missing::Incomplete(Incomplete::Broken(failure))) => {
            Error::failed(failure, true, &redaction)
        }
    };
    headers::redact_request_id(&mut headers, |id| redaction.finds_in(id));
    headers::mark_sensitive(&mut headers, |value| redaction.finds_in(value));
    Err(with_head(error, status, headers))
}

/// Redacts what this attempt has sent from its errors.
fn redaction(call: &CallContext<'_>, authorization: Option<&Authorization>) -> Redaction {
    let secrets = authorization.map(Authorization::secrets).unwrap_or_default();
    let secrets = secrets.iter().map(|secret| secret.as_str());
    let own = call.options.headers.values();
    let own = own.filter_map(|value| value.to_str().ok());
    Redaction::of(call.personal.iter().copied().chain(secrets).chain(own))
}

/// Whether `text` contains, as it is, what this attempt has sent. It allocates nothing.
fn repeats(call: &CallContext<'_>, authorization: Option<&Authorization>, text: &str) -> bool {
    let mut personal = call.personal.iter();
    let mut own = call.options.headers.values();
    personal.any(|value| ascii::repeats(text, value.as_bytes()))
        || own.any(|value| ascii::repeats(text, value.as_bytes()))
        || authorization.is_some_and(|authorization| authorization.is_repeated_in(text))
}

/// Adds the head of a response, and reads its `Retry-After`.
pub(super) fn with_head(error: Error, status: StatusCode, headers: HeaderMap) -> Error {
    let retry_after = retry_after(&headers, SystemTime::now());
    error.with_head(status, headers, retry_after)
}
