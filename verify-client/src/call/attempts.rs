//! The attempts of a call, one after the other, until one succeeds or `retry.rs` says stop.
//!
//! Every attempt has its own request and its own credentials.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep};

use crate::call::attempt;
use crate::call::context::CallContext;
use crate::call::credentials::Replacement;
use crate::call::observe::{self, AttemptReport, RetryReason};
use crate::call::retry::{self, Decision, Situation};
use crate::error::Error;
use crate::error::cause::Stop;
use crate::generated::client::Client as Bindings;
use crate::response::ResponseParts;
use crate::transport::headers;
use crate::transport::prepared::{ExpectedResponse, PreparedRequest};

/// Sends the request that `prepare` makes until it succeeds or [`retry::decide`] says stop.
///
/// The parts do not have the time that the call took yet.
pub(super) async fn run<T>(
    call: &CallContext<'_>,
    prepare: impl Fn(&Bindings) -> Result<PreparedRequest<T>, Error>,
) -> Result<(ResponseParts, ExpectedResponse<T>, Bytes), Error> {
    let inner = call.inner;
    let mut attempts = 0;
    let mut retries = 0;
    let mut replacement = Replacement::default();
    let mut may_reconnect = true;
    inner.budget.deposit();
    let mut begun = call.started;
    loop {
        let asked = begun;
        let credentials = replacement
            .next(call, begun)
            .await
            .map_err(|error| error.with_effort(attempts, call.elapsed()))?;
        if let Some(Cow::Owned(_)) = credentials {
            begun = Instant::now();
        }
        let PreparedRequest { request, expected } = prepare(&inner.bindings)?;
        attempts += 1;
        let authorization = credentials.as_deref();
        // Once a connection was found dead, the call takes only new ones.
        let sending = attempt::start(call, request, authorization, !may_reconnect);
        let outcome = attempt::finish(call, sending, authorization, begun).await;
        let seen = AttemptReport {
            operation: call.operation.name,
            attempt: attempts,
            status: None,
            error: None,
            duration: Duration::ZERO,
            credentials_wait: begun.duration_since(asked),
            connection_reused: outcome.reused,
            retry_delay: None,
            retry_reason: None,
            request_id: None,
        };
        let error = match outcome.result {
            Ok((status, headers, body)) => {
                let parts = ResponseParts { status, headers, attempts, ..ResponseParts::default() };
                if observe::is_observed(call.observer()) {
                    let report = AttemptReport {
                        status: Some(parts.status.as_u16()),
                        duration: begun.elapsed(),
                        request_id: headers::request_id(&parts.headers),
                        ..seen
                    };
                    observe::attempt(call.observer(), &report, None);
                }
                return Ok((parts, expected, body));
            }
            Err(error) => error,
        };
        let duration = begun.elapsed();

        let renew = replacement.is_due(call, &error);
        let reconnect = may_reconnect && outcome.found_dead;
        let mut decision = if renew {
            Decision::Retry(Duration::ZERO)
        } else {
            let situation = Situation {
                cause: error.cause(),
                found_dead: reconnect,
                retries,
                retry_after: error.retry_after(),
                remaining: call.remaining(Instant::now()),
                jitter: fastrand::f64(),
            };
            retry::decide(&call.options.retry, situation)
        };
        // Neither multiplies requests in an outage: each happens at most once in a call.
        let is_free = renew || reconnect;
        if matches!(decision, Decision::Retry(_)) && !is_free && !inner.budget.withdraw() {
            decision = Decision::Stop(Stop::Budget);
        }
        let retry_delay = match decision {
            Decision::Retry(delay) => Some(delay),
            Decision::Stop(_) => None,
        };
        let report = AttemptReport {
            status: error.status().map(|status| status.as_u16()),
            error: Some(error.kind()),
            duration,
            retry_delay,
            retry_reason: retry_delay.map(|_| RetryReason::of(renew, reconnect, &error)),
            request_id: error.request_id(),
            ..seen
        };
        observe::attempt(call.observer(), &report, Some(&error));
        match decision {
            Decision::Retry(delay) if delay.is_zero() => {}
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
        may_reconnect &= !reconnect;
    }
}
