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
use crate::call::observe::{self, AttemptReport, RetryReason};
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
    prepare: impl Fn(&Bindings) -> Result<PreparedRequest<T>, progenitor_client::Error<()>>,
) -> Result<(ResponseParts, ExpectedResponse<T>, Bytes), Error> {
    let inner = call.inner;
    let mut attempts = 0;
    let mut retries = 0;
    let mut may_renew = matches!(inner.credentials, CredentialsSource::Provider(_));
    let mut may_replace = true;
    let mut rejected: Option<Credentials> = None;
    inner.budget.deposit();
    let mut begun = call.started;
    loop {
        let asked = begun;
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
        let PreparedRequest { request, expected } =
            prepare(&inner.bindings).map_err(Error::unprepared)?;
        attempts += 1;
        // Once a connection was found dead, the call takes only new ones.
        let sending = attempt::start(inner, request, &credentials, !may_replace);
        let outcome = attempt::finish(call, sending, &credentials, begun).await;
        let facts = Facts {
            attempt: attempts,
            duration: Duration::ZERO,
            credentials_wait: begun.duration_since(asked),
            connection_reused: outcome.reused,
        };
        let error = match outcome.result {
            Ok((status, headers, body)) => {
                let parts = ResponseParts {
                    status,
                    headers,
                    attempts,
                    elapsed: Duration::ZERO,
                };
                if observe::is_observed(call.observer()) {
                    let duration = begun.elapsed();
                    report_success(call, &parts, Facts { duration, ..facts });
                }
                return Ok((parts, expected, body));
            }
            Err(error) => error,
        };
        let duration = begun.elapsed();

        let renew = may_renew && error.status() == Some(StatusCode::UNAUTHORIZED);
        let replace = may_replace && outcome.found_dead;
        let mut decision = if renew {
            Decision::Retry(Duration::ZERO)
        } else {
            let situation = Situation {
                cause: error.cause(),
                found_dead: replace,
                retries,
                retry_after: error.retry_after(),
                remaining: call.remaining(Instant::now()),
                jitter: fastrand::f64(),
            };
            retry::decide(&call.options.retry, situation)
        };
        // Neither multiplies an outage: each happens once in a call at most.
        let is_free = renew || replace;
        if matches!(decision, Decision::Retry(_)) && !is_free && !inner.budget.withdraw() {
            decision = Decision::Stop(Stop::Budget);
        }
        let reason = RetryReason::of(renew, replace, &error);
        report_failure(call, &error, Facts { duration, ..facts }, decision, reason);
        match decision {
            Decision::Retry(delay) if delay.is_zero() => {}
            Decision::Retry(delay) => sleep(delay).await,
            Decision::Stop(stop) => {
                return Err(error.stopped_by(stop).with_effort(attempts, call.elapsed()));
            }
        }
        begun = Instant::now();
        rejected = None;
        if renew {
            may_renew = false;
            rejected = Some(credentials.into_owned());
        } else if replace {
            may_replace = false;
        } else {
            retries += 1;
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

/// What is known about an attempt whatever came of it.
struct Facts {
    attempt: u32,
    duration: Duration,
    credentials_wait: Duration,
    connection_reused: Option<bool>,
}

fn report_success(call: &CallContext<'_>, parts: &ResponseParts, facts: Facts) {
    let report = AttemptReport {
        operation: call.operation.name,
        attempt: facts.attempt,
        status: Some(parts.status.as_u16()),
        error: None,
        duration: facts.duration,
        credentials_wait: facts.credentials_wait,
        connection_reused: facts.connection_reused,
        retry_delay: None,
        retry_reason: None,
        request_id: headers::request_id(&parts.headers),
    };
    observe::attempt(call.observer(), &report, None);
}

fn report_failure(
    call: &CallContext<'_>,
    error: &Error,
    facts: Facts,
    decision: Decision,
    reason: RetryReason,
) {
    let retry_delay = match decision {
        Decision::Retry(delay) => Some(delay),
        Decision::Stop(_) => None,
    };
    let report = AttemptReport {
        operation: call.operation.name,
        attempt: facts.attempt,
        status: error.status().map(|status| status.as_u16()),
        error: Some(error.kind()),
        duration: facts.duration,
        credentials_wait: facts.credentials_wait,
        connection_reused: facts.connection_reused,
        retry_delay,
        retry_reason: retry_delay.map(|_| reason),
        request_id: error.request_id(),
    };
    observe::attempt(call.observer(), &report, Some(error));
}
