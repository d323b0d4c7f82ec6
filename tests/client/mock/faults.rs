//! Failing on demand: which calls fail, how, and how late a response comes.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderName, HeaderValue};
use verify_client::mock::{FakeVerify, Fault};
use verify_client::{ErrorKind, RetryPolicy, codes};

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
        (Fault::unauthorized(), 401, Some(codes::AUTHENTICATION_FAILED), 1),
        (Fault::bad_gateway(), 502, None, 3),
        (Fault::unavailable(), 503, None, 3),
        (Fault::rate_limited(), 429, Some(codes::TOO_MANY_REQUESTS), 3),
        (in_90_seconds, 429, Some(codes::TOO_MANY_REQUESTS), 1),
        (Fault::error(StatusCode::FORBIDDEN, 60318, "unverified"), 403, Some(60318), 1),
        (Fault::response(StatusCode::IM_A_TEAPOT, &html, "<p>tea</p>"), 418, None, 1),
    ] {
        twilio.fail_next(usize::MAX, fault.clone());
        let error = call().await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{fault:?}");
        assert_eq!((error.code(), error.attempts()), (code, attempts), "{fault:?}");
        assert!(error.request_id().is_some());
        twilio.clear_faults();
    }
    assert_eq!(call().await.unwrap().attempts(), 1);

    twilio.fail_share(1.0, 1, Fault::bad_gateway());
    assert_eq!(call().await.unwrap_err().status(), Some(StatusCode::BAD_GATEWAY));
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
    let error = call().with_attempt_timeout(limit).with_retry(quick()).send().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 3);
    assert_eq!((twilio.create_requests(), twilio.tokens().len()), (4, 1));

    twilio.set_latency(Duration::ZERO);
    assert!(call().send().await.is_ok());
}

#[tokio::test]
async fn faults_of_the_connection_are_seen_as_such() {
    let twilio = FakeVerify::start();
    let limit = Duration::from_millis(400);
    let builder = twilio.client_builder().retry(RetryPolicy::none()).attempt_timeout(limit);
    let client = builder.build().unwrap();
    let call = || client.create_access_token(SERVICE, IDENTITY).send();
    for (fault, kind, created) in [
        (Fault::close(), ErrorKind::Interrupted, false),
        (Fault::go_away(), ErrorKind::Interrupted, false),
        (Fault::half_a_body(), ErrorKind::Interrupted, true),
        (Fault::silence(), ErrorKind::Timeout, false),
        (Fault::slow(limit), ErrorKind::Timeout, true),
    ] {
        // The connection has served a call before.
        call().await.unwrap();
        let before = twilio.tokens().len();
        twilio.fail_next(1, fault.clone());
        let error = call().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault:?}: {error:?}");
        assert_eq!(twilio.tokens().len() - before, usize::from(created), "{fault:?}");
    }
    twilio.fail_next(1, Fault::slow(Duration::from_millis(10)));
    let response = call().await.unwrap();
    assert!(response.elapsed() >= Duration::from_millis(70), "{response:?}");
    assert_eq!(
        response.token.expose_secret(),
        twilio.tokens().last().unwrap().token.expose_secret()
    );
}

#[tokio::test]
async fn go_away_says_that_a_request_was_not_processed() {
    let twilio = FakeVerify::start();
    let http = reqwest::Client::builder().no_proxy().http2_prior_knowledge();
    let url = format!("{}/v2/Services/{SERVICE}/AccessTokens", twilio.base_url());
    let client = http.build().unwrap();
    let send = || client.post(&url).send();
    assert_eq!(send().await.unwrap().version(), reqwest::Version::HTTP_2);
    twilio.fail_next(1, Fault::go_away());
    // This client sends again only what was not processed, as HTTP/2 promises.
    assert_eq!(send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(twilio.create_requests(), 3);
    twilio.fail_next(1, Fault::close());
    assert!(send().await.is_err());
    assert_eq!(twilio.create_requests(), 4);
}

#[tokio::test]
async fn a_fault_may_have_headers_of_its_own() {
    let twilio = FakeVerify::start();
    let client = twilio.client_builder().retry(RetryPolicy::none()).build().unwrap();
    let name = HeaderName::from_static("twilio-request-id");
    let fault = Fault::unavailable().header(name, HeaderValue::from_static("RQ-of-a-test"));
    twilio.fail_next(1, fault);
    let error = client.create_access_token(SERVICE, IDENTITY).send().await.unwrap_err();
    assert_eq!(error.request_id(), Some("RQ-of-a-test"));
    assert_eq!(error.concurrent_requests(), Some(1));
}

#[tokio::test]
async fn every_response_tells_the_load_and_the_time() {
    let twilio = FakeVerify::start();
    twilio.set_latency(Duration::from_millis(250));
    let client = twilio.client();
    let call = || client.create_access_token(SERVICE, IDENTITY).send();
    let (first, second) = tokio::join!(call(), call());
    let mut load = [first.as_ref(), second.as_ref()].map(|r| r.unwrap().concurrent_requests());
    load.sort();
    assert_eq!(load, [Some(1), Some(2)]);
    assert_eq!(first.unwrap().request_duration(), Some(Duration::from_millis(250)));
}
