//! Sending: the hook that the generated client runs its requests through.
//!
//! It adds the headers that every request has, keeps the time limits and the size limit, and
//! repeats attempts as `retry/` decides. What fails here cannot travel through the generated
//! client, which knows reqwest's errors only, so it is recorded in the call and picked up by
//! `call.rs`. What the body means is not this file's business.

use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};
use progenitor_client::{ClientHooks, OperationInfo};
use tokio::time::{Instant, sleep, timeout};

use crate::body::{self, Incomplete};
pub(crate) use crate::call::Inner;
use crate::call::{Answer, Call};
use crate::credentials::{self, Occasion};
use crate::error::{Echoes, Error};
use crate::generated::client::Client;
use crate::headers;
use crate::observe::{self, AttemptReport};
use crate::retry::{self, Decision, Situation, Stop};

impl ClientHooks<Inner> for Client {
    async fn exec(
        &self,
        request: reqwest::Request,
        _: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let call = &self.inner.0;
        let response = match run(call, &self.client, request).await {
            Ok((answer, body)) => {
                let mut response = http::Response::new(body);
                *response.status_mut() = answer.status;
                call.record(Ok(answer));
                response
            }
            Err(error) => {
                call.record(Err(error));
                let mut response = http::Response::new(Bytes::new());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                response
            }
        };
        Ok(response.into())
    }
}

/// Sends the request until it succeeds or [`retry::decide`] says stop.
async fn run(
    call: &Call,
    http: &reqwest::Client,
    mut request: reqwest::Request,
) -> Result<(Answer, Bytes), Error> {
    let shared = call.shared();
    let policy = &call.options.retry;
    let mut attempts = 0;
    let mut retries = 0;
    let mut may_renew = shared.credentials.can_renew();
    let mut occasion = Occasion::Attempt;
    shared.budget.deposit();
    loop {
        let authorization = authorization(call, occasion)
            .await
            .map_err(|error| error.with_effort(attempts, call.elapsed()))?;
        let spare = if may_renew || policy.allows_retry(retries) {
            request.try_clone()
        } else {
            None
        };
        attempts += 1;
        let begun = Instant::now();
        let error = match attempt(call, http, request, &authorization).await {
            Ok((status, headers, body)) => {
                let answer = Answer {
                    status,
                    headers,
                    attempts,
                };
                report(call, &answer, begun.elapsed());
                return Ok((answer, body));
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
                remaining: call.remaining(),
                jitter: (shared.jitter)(),
            };
            retry::decide(policy, situation)
        };
        if matches!(decision, Decision::Retry(_)) && !shared.budget.withdraw() {
            decision = Decision::Stop(Stop::Budget);
        }
        report_failure(call, attempts, &error, duration, decision);
        match (decision, spare) {
            (Decision::Retry(delay), Some(spare)) => {
                sleep(delay).await;
                request = spare;
            }
            (Decision::Retry(_), None) => return Err(error.with_effort(attempts, call.elapsed())),
            (Decision::Stop(stop), _) => {
                return Err(error.stopped_by(stop).with_effort(attempts, call.elapsed()));
            }
        }
        if renew {
            may_renew = false;
            occasion = Occasion::Rejected;
        } else {
            retries += 1;
            occasion = Occasion::Attempt;
        }
    }
}

async fn authorization(call: &Call, occasion: Occasion) -> Result<HeaderValue, Error> {
    let limit = Limit::of_call(call);
    let header = call.shared().credentials.header(occasion);
    timeout(limit.time, header)
        .await
        .unwrap_or_else(|_| Err(limit.passed()))
}

/// One exchange, within the time that one attempt and the whole call allow.
async fn attempt(
    call: &Call,
    http: &reqwest::Client,
    mut request: reqwest::Request,
    authorization: &HeaderValue,
) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
    let shared = call.shared();
    let headers = request.headers_mut();
    headers.insert(AUTHORIZATION, authorization.clone());
    headers.insert(USER_AGENT, shared.user_agent.clone());
    let asked = shared.foreign_http.then(|| request.url().clone());

    let begun = Instant::now();
    let limit = Limit::of_attempt(call);
    let mut response = match timeout(limit.time, http.execute(request)).await {
        Ok(response) => response.map_err(Error::unanswered)?,
        Err(_) => return Err(limit.passed()),
    };
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    if asked.is_some_and(|asked| asked != *response.url()) {
        return Err(Error::redirected().with_head(status, headers));
    }
    let reading = body::read(&mut response, shared.response_limit);
    let read = timeout(limit.time.saturating_sub(begun.elapsed()), reading).await;
    if !status.is_success() {
        // The status says more than what is missing of the body.
        let body = read.map(|(body, _)| body).unwrap_or_default();
        let secrets = credentials::secrets(authorization);
        let secrets = secrets.iter().map(|secret| secret.as_str());
        let echoes = Echoes::of(call.sent.iter().map(String::as_str).chain(secrets));
        return Err(Error::answered(status, &body, &echoes).with_head(status, headers));
    }
    let error = match read {
        Ok((body, None)) => return Ok((status, headers, body)),
        Ok((_, Some(Incomplete::TooLong))) => Error::too_long(shared.response_limit),
        Ok((_, Some(Incomplete::Broken(error)))) => Error::interrupted(error),
        Err(_) => limit.passed(),
    };
    Err(error.with_head(status, headers))
}

/// A time limit, and the setting it comes from.
#[derive(Clone, Copy)]
struct Limit {
    time: Duration,
    name: &'static str,
    setting: Duration,
}

impl Limit {
    fn of_call(call: &Call) -> Self {
        let setting = call.options.total_timeout;
        Self {
            time: call.remaining(),
            name: "total_timeout",
            setting,
        }
    }

    fn of_attempt(call: &Call) -> Self {
        let time = call.options.attempt_timeout;
        let attempt = Self {
            time,
            name: "attempt_timeout",
            setting: time,
        };
        let call = Self::of_call(call);
        if attempt.time < call.time {
            attempt
        } else {
            call
        }
    }

    fn passed(self) -> Error {
        Error::timed_out(self.name, self.setting)
    }
}

fn report(call: &Call, answer: &Answer, duration: Duration) {
    let report = AttemptReport {
        operation: call.operation.name,
        attempt: answer.attempts,
        status: Some(answer.status.as_u16()),
        error: None,
        duration,
        retry_delay: None,
        request_id: headers::request_id(&answer.headers),
    };
    observe::attempt(call.observer(), &report, None);
}

fn report_failure(
    call: &Call,
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
