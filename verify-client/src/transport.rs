//! Sending: attempts, one after the other, until one succeeds.
//!
//! It adds the headers that every request has, keeps the time limits and the size limit, and
//! repeats attempts as `retry/` decides. Every attempt has a request of its own, so that none is
//! ever copied. What the body means is not this file's business.

use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};
use reqwest::{Request, Response, Url};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::body::{self, Incomplete};
use crate::call::{Answer, Call};
use crate::client::Shared;
use crate::credentials::{self, Occasion, ProvideCredentials, Source};
use crate::error::{Echoes, Error};
use crate::exchange::{Exchange, Promise};
use crate::generated::client::Client as Bindings;
use crate::headers;
use crate::observe::{self, AttemptReport};
use crate::retry::{self, Decision, Situation, Stop};

/// Sends what `prepare` puts together until it succeeds or [`retry::decide`] says stop.
pub(crate) async fn run<T>(
    call: &Call<'_>,
    prepare: impl Fn(&Bindings) -> Option<Exchange<T>>,
) -> Result<(Answer, Promise<T>, Bytes), Error> {
    let shared = call.shared;
    let policy = &call.options.retry;
    let mut attempts = 0;
    let mut retries = 0;
    let mut may_renew = matches!(shared.credentials, Source::Provider(_));
    let mut occasion = Occasion::Attempt;
    shared.budget.deposit();
    let mut begun = call.started;
    loop {
        let authorization = match &shared.credentials {
            Source::Fixed(credentials) => Cow::Borrowed(credentials.header()),
            Source::Provider(provider) => {
                let header = provided(call, provider.as_ref(), occasion, begun)
                    .await
                    .map_err(|error| error.with_effort(attempts, call.elapsed()))?;
                begun = Instant::now();
                Cow::Owned(header)
            }
        };
        let Some(Exchange { request, promise }) = prepare(&shared.bindings) else {
            return Err(Error::unsendable());
        };
        attempts += 1;
        let sending = start(shared, request, &authorization);
        let error = match attempt(call, sending, &authorization, begun).await {
            Ok((status, headers, body)) => {
                let answer = Answer {
                    status,
                    headers,
                    attempts,
                };
                if observe::is_observed(call.observer()) {
                    report(call, &answer, begun.elapsed());
                }
                return Ok((answer, promise, body));
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
                jitter: (shared.jitter)(),
            };
            retry::decide(policy, situation)
        };
        if matches!(decision, Decision::Retry(_)) && !shared.budget.withdraw() {
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
            occasion = Occasion::Rejected;
        } else {
            retries += 1;
            occasion = Occasion::Attempt;
        }
    }
}

async fn provided(
    call: &Call<'_>,
    provider: &dyn ProvideCredentials,
    occasion: Occasion,
    now: Instant,
) -> Result<HeaderValue, Error> {
    let limit = Limit::of_call(call, now);
    match before(pin!(limit.from(now)), pin!(provider.provide(occasion))).await {
        Some(Ok(credentials)) => Ok(credentials.header().clone()),
        Some(Err(error)) => Err(Error::credentials(error)),
        None => Err(limit.passed()),
    }
}

/// A request on its way.
struct Sending<Answer> {
    answer: Answer,
    /// What was asked for, if the HTTP client is the caller's and may ask for something else.
    asked: Option<Box<Url>>,
}

fn start(
    shared: &Shared,
    mut request: Request,
    authorization: &HeaderValue,
) -> Sending<impl Future<Output = reqwest::Result<Response>> + use<>> {
    let headers = request.headers_mut();
    headers.insert(AUTHORIZATION, authorization.clone());
    headers.insert(USER_AGENT, shared.user_agent.clone());
    let asked = shared.foreign_http.then(|| request.url().clone().into());
    Sending {
        answer: shared.bindings.client.execute(request),
        asked,
    }
}

/// One exchange, within the time that one attempt and the whole call allow.
async fn attempt(
    call: &Call<'_>,
    sending: Sending<impl Future<Output = reqwest::Result<Response>>>,
    authorization: &HeaderValue,
    begun: Instant,
) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
    let limit = Limit::of_attempt(call, begun);
    let mut deadline = pin!(limit.from(begun));
    let mut response = match before(deadline.as_mut(), pin!(sending.answer)).await {
        Some(response) => response.map_err(Error::unanswered)?,
        None => return Err(limit.passed()),
    };
    let status = response.status();
    if sending.asked.is_some_and(|asked| *asked != *response.url()) {
        let headers = std::mem::take(response.headers_mut());
        return Err(Error::redirected().with_head(status, headers));
    }
    let response_limit = call.shared.response_limit;
    let read = before(deadline, pin!(body::read(&mut response, response_limit))).await;
    let headers = std::mem::take(response.headers_mut());
    if !status.is_success() {
        // The status says more than what is missing of the body.
        let body = read.map(|(body, _)| body).unwrap_or_default();
        let secrets = credentials::secrets(authorization);
        let secrets = secrets.iter().map(|secret| secret.as_str());
        let echoes = Echoes::of(call.sent.iter().copied().chain(secrets));
        return Err(Error::answered(status, &body, &echoes).with_head(status, headers));
    }
    let error = match read {
        Some((body, None)) => return Ok((status, headers, body)),
        Some((_, Some(Incomplete::TooLong))) => Error::too_long(response_limit),
        Some((_, Some(Incomplete::Broken(error)))) => Error::interrupted(error),
        None => limit.passed(),
    };
    Err(error.with_head(status, headers))
}

/// What `work` gives, or `None` when the deadline comes first.
///
/// Unlike Tokio's `timeout`, one deadline serves several pieces of work, and costs nothing while
/// there is no need to wait.
fn before<T>(
    mut deadline: Pin<&mut Sleep>,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Option<T>> {
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => deadline.as_mut().poll(context).map(|()| None),
    })
}

/// A time limit, and the setting it comes from.
#[derive(Clone, Copy)]
struct Limit {
    time: Duration,
    name: &'static str,
    setting: Duration,
}

impl Limit {
    fn of_call(call: &Call<'_>, now: Instant) -> Self {
        let setting = call.options.total_timeout;
        Self {
            time: call.remaining(now),
            name: "total_timeout",
            setting,
        }
    }

    fn of_attempt(call: &Call<'_>, begun: Instant) -> Self {
        let time = call.options.attempt_timeout;
        let attempt = Self {
            time,
            name: "attempt_timeout",
            setting: time,
        };
        let call = Self::of_call(call, begun);
        if attempt.time < call.time {
            attempt
        } else {
            call
        }
    }

    /// The deadline that is this limit after `start`.
    fn from(self, start: Instant) -> Sleep {
        match start.checked_add(self.time) {
            Some(deadline) => sleep_until(deadline),
            None => sleep(self.time),
        }
    }

    fn passed(self) -> Error {
        Error::timed_out(self.name, self.setting)
    }
}

fn report(call: &Call<'_>, answer: &Answer, duration: Duration) {
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
    call: &Call<'_>,
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
