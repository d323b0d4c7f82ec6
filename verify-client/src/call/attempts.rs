//! The attempts of a call, one after the other, until one succeeds or `retry.rs` says stop.
//!
//! Every attempt has a request and credentials of its own.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep};

use crate::call::attempt;
use crate::call::context::CallContext;
use crate::call::credentials::Replacement;
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
    prepare: impl Fn(&Bindings) -> Result<PreparedRequest<T>, progenitor_client::Error<()>>,
) -> Result<(ResponseParts, ExpectedResponse<T>, Bytes), Error> {
    let inner = call.inner;
    let policy = &call.options.retry;
    let mut attempts = 0;
    let mut retries = 0;
    let mut replacement = Replacement::default();
    inner.budget.deposit();
    let mut begun = call.started;
    loop {
        let credentials = replacement
            .next(call, begun)
            .await
            .map_err(|error| error.with_effort(attempts, call.elapsed()))?;
        if let Some(Cow::Owned(_)) = credentials {
            begun = Instant::now();
        }
        let PreparedRequest { request, expected } =
            prepare(&inner.bindings).map_err(Error::unprepared)?;
        attempts += 1;
        let authorization = credentials.as_deref();
        let sending = attempt::start(call, request, authorization);
        let error = match attempt::finish(call, sending, authorization, begun).await {
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

        let renew = replacement.is_due(call, &error);
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
        // A renewal is no retry: it happens once a call at most, whatever an outage does.
        if !renew && matches!(decision, Decision::Retry(_)) && !inner.budget.withdraw() {
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
            replacement.begin(credentials, error);
        } else {
            retries += 1;
        }
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
