//! What is retried, how often, and when not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use verify_client::{
    AttemptReport, Credentials, CredentialsFuture, CredentialsRequest, ErrorKind, Observer,
    ProvideCredentials, RetryPolicy, codes,
};

use crate::support::*;

#[tokio::test]
async fn a_failure_that_passes_is_not_seen() {
    for failure in [
        json(408, "", ""),
        json(429, "", r#"{"code": 20429}"#),
        json(502, "", ""),
        json(503, "", ""),
        json(504, "", ""),
        Step::Send(Vec::new()),
    ] {
        let (outcome, server) = create_against([failure.clone(), failure, created()]).await;
        assert_eq!(outcome.unwrap().attempts(), 3);
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        assert!(requests.iter().all(|request| *request == requests[0]));
    }
}

#[tokio::test]
async fn a_failure_that_stays_is_returned_after_the_last_attempt() {
    for (retries, attempts) in [(0, 1), (1, 2), (4, 5)] {
        let server = Server::start([json(503, "", r#"{"message": "Busy"}"#)]).await;
        let client = builder(&server.url).retry(quick().max_retries(retries)).build().unwrap();
        for outcome in [create(&client).await, fetch(&client).await] {
            let error = outcome.unwrap_err();
            assert!(error.is_retryable() && error.is_exhausted());
            assert_eq!((error.attempts(), error.message()), (attempts, Some("Busy")));
        }
        assert_eq!(server.connections(), 2 * attempts as usize);
    }
}

#[tokio::test]
async fn what_waiting_does_not_cure_is_not_retried() {
    for (status, code) in [
        (400, codes::INVALID_PARAMETER),
        (401, codes::AUTHENTICATION_FAILED),
        (403, 60318),
        (404, codes::NOT_FOUND),
        (429, codes::MAX_SEND_ATTEMPTS_REACHED),
        (500, 20500),
    ] {
        let body = format!(r#"{{"code": {code}}}"#);
        let (outcome, server) = create_against([json(status, "retry-after: 0\r\n", &body)]).await;
        let error = outcome.unwrap_err();
        assert!(!error.is_retryable() && !error.is_exhausted(), "{error:?}");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Status, Some(code)));
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_in_both_forms() {
    let soon =
        "date: Fri, 02 Jan 2026 03:04:05 GMT\r\nretry-after: Fri, 02 Jan 2026 03:04:06 GMT\r\n";
    for headers in ["retry-after: 1\r\n", soon] {
        let (outcome, server) = create_against([json(503, headers, ""), created()]).await;
        let token = outcome.unwrap();
        assert_eq!((token.attempts(), server.connections()), (2, 2));
        assert!(token.elapsed() >= Duration::from_secs(1), "{:?}", token.elapsed());
    }
}

#[tokio::test]
async fn zero_is_no_wait_and_nonsense_is_ignored() {
    let past = "retry-after: Fri, 02 Jan 1970 03:04:06 GMT\r\n";
    for headers in ["retry-after: 0\r\n", past, "retry-after: -5\r\n", "retry-after: soon\r\n"] {
        let (outcome, _server) = create_against([json(503, headers, ""), created()]).await;
        assert_eq!(outcome.unwrap().attempts(), 2, "{headers}");
    }
}

#[tokio::test]
async fn more_than_the_policy_waits_for_ends_the_call() {
    for seconds in ["11", "31536000", "99999999999999999999999999"] {
        let headers = format!("retry-after: {seconds}\r\n");
        let (outcome, server) = create_against([json(429, &headers, "")]).await;
        let error = outcome.unwrap_err();
        assert!(error.is_rate_limited() && error.is_retryable() && error.is_exhausted());
        assert!(error.retry_after() > Some(Duration::from_secs(10)));
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn only_unprocessed_retries_what_was_not_processed() {
    let policy = || RetryPolicy::only_unprocessed().base_delay(Duration::ZERO);
    for (failure, attempts) in
        [(json(429, "", ""), 3), (json(503, "", ""), 1), (Step::Send(Vec::new()), 1)]
    {
        let server = Server::start([failure]).await;
        let client = server.client();
        let call = client.create_access_token(SERVICE, IDENTITY).with_retry(policy());
        assert_eq!(call.send().await.unwrap_err().attempts(), attempts);
        assert_eq!(server.connections(), attempts as usize);
    }
}

#[tokio::test]
async fn the_budget_is_shared_by_clones() {
    let server = Server::start([json(503, "", "")]).await;
    let client = builder(&server.url).retry(quick().max_retries(1000)).build().unwrap();
    let first = create(&client).await.unwrap_err();
    assert_eq!(first.attempts(), 101);
    let second = create(&client.clone()).await.unwrap_err();
    assert_eq!(second.attempts(), 1);
    assert!(second.is_retryable() && second.is_exhausted());
    let calls = 40;
    for _ in 0..calls {
        create(&client.clone()).await.unwrap_err();
    }
    let requests = server.connections() - 102;
    // Ten calls earn one retry; the second call above earned a tenth as well.
    assert_eq!(requests, calls + 4);
}

/// Records the waits between attempts.
#[derive(Clone, Default)]
struct Waits(Arc<Mutex<Vec<Option<Duration>>>>);

impl Observer for Waits {
    fn on_attempt(&self, attempt: &AttemptReport<'_>) {
        self.0.lock().unwrap().push(attempt.retry_delay);
    }
}

#[tokio::test]
async fn waits_double_up_to_the_limit_times_a_random_share() {
    let policy = RetryPolicy::standard()
        .max_retries(3)
        .base_delay(Duration::from_millis(8))
        .max_delay(Duration::from_millis(20));
    for seed in 0..3 {
        let server = Server::start([json(503, "", "")]).await;
        let waits = Waits::default();
        let client =
            builder(&server.url).retry(policy.clone()).observer(waits.clone()).build().unwrap();
        // The client takes its random numbers from this thread's generator, one for each attempt.
        fastrand::seed(seed);
        let error = create(&client).await.unwrap_err();
        let mut random = fastrand::Rng::with_seed(seed);
        let mut wait = |millis: u32| {
            let limit = Duration::from_millis(millis.into());
            Some(Duration::from_secs_f64(limit.as_secs_f64() * random.f64()))
        };
        let expected = [wait(8), wait(16), wait(20), None];
        let waited: Duration = expected.iter().flatten().sum();
        assert!(error.elapsed() >= waited, "{:?}", error.elapsed());
        assert_eq!(*waits.0.lock().unwrap(), expected);
    }
}

#[tokio::test]
async fn random_waits_differ_and_stay_within_the_policy() {
    let server = Server::start([json(503, "", "")]).await;
    let waits = Waits::default();
    let limit = Duration::from_millis(4);
    let client = builder(&server.url)
        .retry(quick().max_retries(20).base_delay(limit).max_delay(limit))
        .observer(waits.clone())
        .build()
        .unwrap();
    create(&client).await.unwrap_err();
    let mut waits: Vec<_> = waits.0.lock().unwrap().iter().flatten().copied().collect();
    assert!(waits.iter().all(|wait| *wait <= limit), "{waits:?}");
    waits.dedup();
    assert!(waits.len() > 10, "{waits:?}");
}

#[tokio::test]
async fn tokios_clock_is_the_clients() {
    let hour = Duration::from_secs(3600);
    let server = Server::start([json(429, "retry-after: 3600\r\n", ""), created()]).await;
    let waits = Waits::default();
    let client = builder(&server.url)
        .retry(quick().max_retry_after(hour))
        .attempt_timeout(2 * hour)
        .total_timeout(2 * hour)
        .observer(waits.clone())
        .build()
        .unwrap();
    // While a thread blocks, the paused clock does not advance by itself.
    let (unblock, block) = std::sync::mpsc::channel::<()>();
    let blocked = tokio::task::spawn_blocking(move || block.recv());
    tokio::time::pause();
    let call = tokio::spawn(async move { create(&client).await });
    while waits.0.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    tokio::time::advance(hour - Duration::from_secs(1)).await;
    assert_eq!(server.connections(), 1);
    tokio::time::advance(Duration::from_secs(2)).await;
    let token = call.await.unwrap().unwrap();
    assert_eq!((token.attempts(), server.connections()), (2, 2));
    assert!(token.elapsed() >= hour, "{:?}", token.elapsed());
    drop(unblock);
    blocked.await.unwrap().unwrap_err();
}

struct Renewing;

impl ProvideCredentials for Renewing {
    fn provide<'a>(&'a self, _: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
        Box::pin(async { Ok(Credentials::bearer("renewed")?) })
    }
}

#[tokio::test]
async fn renewed_credentials_cost_nothing_of_the_budget() {
    let calls = 150;
    let rejected = json(401, "", r#"{"code": 20003, "message": "Authenticate"}"#);
    let script = std::iter::repeat_n([rejected, created()], calls).flatten();
    let server = Server::start(script).await;
    let client = builder(&server.url).credentials_provider(Renewing);
    let client = client.build().unwrap();
    for _ in 0..calls {
        assert_eq!(create(&client).await.unwrap().attempts(), 2);
    }
}
