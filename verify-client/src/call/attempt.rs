//! One attempt: sends a request and reads its response, within the limits of time and size.
//!
//! What the body means is decided elsewhere; only its completeness matters here.

use std::pin::pin;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, StatusCode};
use reqwest::{Request, Response, Url};
use tokio::time::Instant;

use crate::auth::authorization::Authorization;
use crate::call::context::CallContext;
use crate::call::deadline::{Limit, before};
use crate::call::retry_after::retry_after;
use crate::error::Error;
use crate::error::text::Redaction;
use crate::transport::body::{self, Incomplete};

/// A request on its way.
pub(super) struct Sending<R> {
    response: R,
    /// The URL of the request, if the HTTP client is the caller's and may ask another one.
    url: Option<Box<Url>>,
}

/// Adds the headers that every request has, and begins to send it.
pub(super) fn start(
    call: &CallContext<'_>,
    mut request: Request,
    authorization: Option<&Authorization>,
) -> Sending<impl Future<Output = reqwest::Result<Response>> + use<>> {
    let inner = call.inner;
    let headers = request.headers_mut();
    for (name, value) in &call.options.headers {
        headers.append(name, value.clone());
    }
    if let Some(authorization) = authorization {
        headers.insert(AUTHORIZATION, authorization.header().clone());
    }
    headers.insert(USER_AGENT, inner.user_agent.clone());
    let url = inner.foreign_http.then(|| request.url().clone().into());
    Sending {
        response: inner.bindings.client.execute(request),
        url,
    }
}

/// Waits for the response, within the time that one attempt and the whole call allow.
pub(super) async fn finish(
    call: &CallContext<'_>,
    sending: Sending<impl Future<Output = reqwest::Result<Response>>>,
    authorization: Option<&Authorization>,
    begun: Instant,
) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
    let limit = Limit::of_attempt(call, begun);
    let mut deadline = pin!(limit.after(begun));
    let mut response = match before(deadline.as_mut(), pin!(sending.response)).await {
        Some(response) => response.map_err(Error::no_response)?,
        None => return Err(limit.passed()),
    };
    let status = response.status();
    if sending.url.is_some_and(|url| *url != *response.url()) {
        let headers = std::mem::take(response.headers_mut());
        return Err(with_head(Error::redirected(), status, headers));
    }
    let response_limit = call.inner.response_limit;
    let read = before(deadline, pin!(body::read(&mut response, response_limit))).await;
    let headers = std::mem::take(response.headers_mut());
    if !status.is_success() {
        // The status says more than the missing part of the body.
        let body = read.map(|(body, _)| body).unwrap_or_default();
        let secrets = authorization
            .map(Authorization::secrets)
            .unwrap_or_default();
        let secrets = secrets.iter().map(|secret| secret.as_str());
        let own = call.options.headers.values();
        let own = own.filter_map(|value| value.to_str().ok());
        let redaction = Redaction::of(call.personal.iter().copied().chain(secrets).chain(own));
        let error = Error::unsuccessful(status, &body, &redaction);
        return Err(with_head(error, status, headers));
    }
    let error = match read {
        Some((body, None)) => return Ok((status, headers, body)),
        Some((_, Some(Incomplete::TooLong))) => Error::too_long(response_limit),
        Some((_, Some(Incomplete::Broken(error)))) => Error::interrupted(error),
        None => limit.passed(),
    };
    Err(with_head(error, status, headers))
}

/// Adds the head of a response; a `Retry-After` that is a date is compared with the clock.
pub(super) fn with_head(error: Error, status: StatusCode, headers: HeaderMap) -> Error {
    let retry_after = retry_after(&headers, SystemTime::now());
    error.with_head(status, headers, retry_after)
}
