//! Failing on demand: which calls fail, how, and how late a response comes.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderValue;
use verify_client::codes;
use verify_client::mock::{FakeVerify, Fault};

use super::SERVICE;
use crate::support::{IDENTITY, quick};

#[tokio::test]
async fn it_fails_as_it_is_told_and_no_more() {
    let twilio = FakeVerify::start();
    let client = twilio.client_builder().retry(quick()).build().unwrap();
    let call = || client.create_access_token(SERVICE, IDENTITY).send();

    twilio.fail_next(2, Fault::unavailable());
    assert_eq!(call().await.unwrap().attempts(), 3);

    let html = HeaderValue::from_static("text/html");
    let in_90_seconds = Fault::rate_limited().retry_after(Duration::from_secs(90));
    for (fault, status, code, attempts) in [
        (
            Fault::unauthorized(),
            401,
            Some(codes::AUTHENTICATION_FAILED),
            1,
        ),
        (Fault::bad_gateway(), 502, None, 3),
        (Fault::unavailable(), 503, None, 3),
        (
            Fault::rate_limited(),
            429,
            Some(codes::TOO_MANY_REQUESTS),
            3,
        ),
        (in_90_seconds, 429, Some(codes::TOO_MANY_REQUESTS), 1),
        (
            Fault::error(StatusCode::FORBIDDEN, 60318, "unverified"),
            403,
            Some(60318),
            1,
        ),
        (
            Fault::response(StatusCode::IM_A_TEAPOT, &html, "<p>tea</p>"),
            418,
            None,
            1,
        ),
    ] {
        twilio.fail_next(usize::MAX, fault.clone());
        let error = call().await.unwrap_err();
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            Some(status),
            "{fault:?}"
        );
        assert_eq!(
            (error.code(), error.attempts()),
            (code, attempts),
            "{fault:?}"
        );
        assert!(error.request_id().is_some());
        twilio.clear_faults();
    }
    assert_eq!(call().await.unwrap().attempts(), 1);

    twilio.fail_share(1.0, 1, Fault::bad_gateway());
    assert_eq!(
        call().await.unwrap_err().status(),
        Some(StatusCode::BAD_GATEWAY)
    );
    twilio.fail_share(0.0, 1, Fault::bad_gateway());
    assert!(call().await.is_ok());
}

#[tokio::test]
async fn a_share_fails_the_same_calls_for_the_same_seed() {
    async fn run(seed: u64) -> Vec<bool> {
        let twilio = FakeVerify::start();
        twilio.fail_share(0.5, seed, Fault::unauthorized());
        let client = twilio.client();
        let mut failed = Vec::new();
        for _ in 0..32 {
            let outcome = client.create_access_token(SERVICE, IDENTITY).send().await;
            failed.push(outcome.is_err());
        }
        failed
    }
    let first = run(1).await;
    assert!(first.contains(&true) && first.contains(&false));
    assert_eq!(first, run(1).await);
    assert_ne!(first, run(2).await);
}

#[tokio::test]
async fn a_late_response_is_late_and_the_call_counts_when_it_arrives() {
    let twilio = FakeVerify::start();
    let latency = Duration::from_millis(80);
    twilio.set_latency(latency);
    let client = twilio.client();
    let call = || client.create_access_token(SERVICE, IDENTITY);
    assert!(call().send().await.unwrap().elapsed() >= latency);

    twilio.set_latency(Duration::MAX);
    let limit = Duration::from_millis(50);
    let error = call()
        .with_attempt_timeout(limit)
        .with_retry(quick())
        .send()
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 3);
    assert_eq!((twilio.create_calls(), twilio.tokens().len()), (4, 1));

    twilio.set_latency(Duration::ZERO);
    assert!(call().send().await.is_ok());
}
