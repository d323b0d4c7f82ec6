//! The attempts of a call, one after the other, until one succeeds or `retry.rs` says stop.
//!
//! Every attempt has a request and credentials of its own.

use std::borrow::Cow;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use tokio::time::{Instant, sleep};

use crate::auth::credentials::Credentials;
use crate::auth::provider::{CredentialsRequest, CredentialsSource, ProvideCredentials};
use crate::call::attempt;
use crate::call::context::CallContext;
use crate::call::deadline::{Limit, before};
use crate::call::observe::{self, AttemptReport};
use crate::call::retry::{self, Decision, Situation};
use crate::error::Error;
use crate::error::cause::Stop;
use crate::generated::client::Client as Bindings;
use crate::response::ResponseParts;
use crate::transport::headers;
use crate::transport::prepared::{ExpectedResponse, PreparedRequest};

/// Sends what `prepare` puts together until it succeeds or [`retry::decide`] says stop.
///
/// The time that the call took is not yet in the parts.
pub(super) async fn run<T>(
    call: &CallContext<'_>,
    prepare: impl Fn(&Bindings) -> Result<PreparedRequest<T>, Error>,
) -> Result<(ResponseParts, ExpectedResponse<T>, Bytes), Error> {
    let inner = call.inner;
    let policy = &call.options.retry;
    let mut attempts = 0;
    let mut retries = 0;
    let mut may_renew = matches!(inner.credentials, CredentialsSource::Provider(_));
    let mut rejected: Option<Credentials> = None;
    inner.budget.deposit();
    let mut begun = call.started;
    loop {
        let credentials = match &inner.credentials {
            CredentialsSource::Fixed(credentials) => Cow::Borrowed(credentials),
            CredentialsSource::Provider(provider) => {
                let credentials = provided(call, provider.as_ref(), rejected.as_ref(), begun)
                    .await
                    .map_err(|error| error.with_effort(attempts, call.elapsed()))?;
                begun = Instant::now();
                Cow::Owned(credentials)
            }
        };
        let PreparedRequest { request, expected } = prepare(&inner.bindings)?;
        attempts += 1;
        let sending = attempt::start(inner, request, &credentials);
        let error = match attempt::finish(call, sending, &credentials, begun).await {
            Ok((status, headers, body)) => {
                let parts = ResponseParts {
                    status,
                    headers,
                    attempts,
                    elapsed: Duration::ZERO,
                };
                if observe::is_observed(call.observer()) {
                    report_success(call, &parts, begun.elapsed());
                }
                return Ok((parts, expected, body));
            }
            Err(error) => error,
        };
        let duration = begun.elapsed();

        let renew = may_renew && error.status() == Some(StatusCode::UNAUTHORIZED);
        let mut decision = if renew {
            Decision::Retry(Duration::ZERO)
        } else {
            let situation = Situation {
                cause: error.cause(),
                retries,
                retry_after: error.retry_after(),
                remaining: call.remaining(Instant::now()),
                jitter: fastrand::f64(),
            };
            retry::decide(policy, situation)
        };
        if matches!(decision, Decision::Retry(_)) && !inner.budget.withdraw() {
            decision = Decision::Stop(Stop::Budget);
        }
        report_failure(call, attempts, &error, duration, decision);
        match decision {
            Decision::Retry(delay) => sleep(delay).await,
            Decision::Stop(stop) => {
                return Err(error.stopped_by(stop).with_effort(attempts, call.elapsed()));
            }
        }
        begun = Instant::now();
        if renew {
            may_renew = false;
            rejected = Some(credentials.into_owned());
        } else {
            retries += 1;
            rejected = None;
        }
    }
}

/// Asks the provider, within the time that the whole call allows.
async fn provided(
    call: &CallContext<'_>,
    provider: &dyn ProvideCredentials,
    rejected: Option<&Credentials>,
    now: Instant,
) -> Result<Credentials, Error> {
    let request = match rejected {
        Some(credentials) => CredentialsRequest::after_rejection(credentials),
        None => CredentialsRequest::new(),
    };
    let limit = Limit::of_call(call, now);
    match before(pin!(limit.after(now)), pin!(provider.provide(request))).await {
        Some(credentials) => credentials.map_err(Error::credentials),
        None => Err(limit.passed()),
    }
}

fn report_success(call: &CallContext<'_>, parts: &ResponseParts, duration: Duration) {
    let report = AttemptReport {
        operation: call.operation.name,
        attempt: parts.attempts,
        status: Some(parts.status.as_u16()),
        error: None,
        duration,
        retry_delay: None,
        request_id: headers::request_id(&parts.headers),
    };
    observe::attempt(call.observer(), &report, None);
}

fn report_failure(
    call: &CallContext<'_>,
    attempt: u32,
    error: &Error,
    duration: Duration,
    decision: Decision,
) {
    let report = AttemptReport {
        operation: call.operation.name,
        attempt,
        status: error.status().map(|status| status.as_u16()),
        error: Some(error.kind()),
        duration,
        retry_delay: match decision {
            Decision::Retry(delay) => Some(delay),
            Decision::Stop(_) => None,
        },
        request_id: error.request_id(),
    };
    observe::attempt(call.observer(), &report, Some(error));
}
