//! The blocking client: outside a runtime, on threads for blocking work, and in Tokio tasks.

use std::time::Duration;

use verify_client::mock::{FakeVerify, Fault};
use verify_client::{ErrorKind, FactorType, RetryPolicy, blocking};

fn client(twilio: &FakeVerify) -> blocking::Client {
    twilio.client_builder().build_blocking().unwrap()
}

/// Creates a token and fetches it.
fn work(client: &blocking::Client, twilio: &FakeVerify) {
    let token = client
        .create_access_token(twilio.service_sid(), "7c1e5d0a-user")
        .factor_type(FactorType::Push)
        .factor_friendly_name("phone")
        .ttl(Duration::from_secs(120))
        .with_header("x-trace", "1")
        .send()
        .unwrap();
    assert_eq!((token.ttl, token.attempts()), (Some(120), 1));
    let fetch = client.fetch_access_token(twilio.service_sid(), &token.sid);
    let same = fetch.with_retry(RetryPolicy::none()).send().unwrap();
    assert_eq!(same.token.expose_secret(), token.token.expose_secret());
}

#[test]
fn it_works_without_a_runtime() {
    let twilio = FakeVerify::start();
    let client = client(&twilio);
    work(&client, &twilio);
    let threads: Vec<_> = (0..8).map(|_| client.clone()).collect();
    std::thread::scope(|scope| {
        for client in &threads {
            scope.spawn(|| work(client, &twilio));
        }
    });
}

#[test]
fn debug_shows_its_settings_and_not_its_runtime() {
    let client = client(&FakeVerify::start());
    let shown = format!("{client:?}");
    assert!(shown.contains("attempt_timeout") && !shown.contains("Runtime"), "{shown}");
    assert!(!shown.contains("header_problem") && shown.len() < 600, "{shown}");
}

#[test]
fn it_works_on_a_thread_for_blocking_work() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let twilio = FakeVerify::start();
    runtime.block_on(async {
        let client = client(&twilio);
        let twilio = tokio::task::spawn_blocking(move || {
            work(&client, &twilio);
            work(&self::client(&twilio), &twilio);
            twilio
        });
        twilio.await.unwrap();
    });
    let _entered = runtime.enter();
    let twilio = FakeVerify::start();
    work(&client(&twilio), &twilio);
}

#[test]
fn in_asynchronous_code_it_is_an_error_and_never_a_panic() {
    for runtime in [
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap(),
    ] {
        let twilio = FakeVerify::start();
        let call = {
            let twilio = client(&twilio).create_access_token(twilio.service_sid(), "7c1e5d0a-user");
            move || twilio.clone().send()
        };
        let refused = |outcome: Result<_, verify_client::Error>| {
            let error = outcome.err().unwrap();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some("blocking")));
            assert!(error.to_string().contains("spawn_blocking"), "{error}");
        };
        // Built, used and dropped in asynchronous code.
        runtime.block_on(async {
            refused(client(&twilio).create_access_token(twilio.service_sid(), "user").send());
        });
        let task = call.clone();
        refused(runtime.block_on(runtime.spawn(async move { task() })).unwrap());
        assert_eq!(twilio.create_requests(), 0);
        assert!(call().is_ok());
    }
}

#[test]
fn limits_of_time_hold() {
    let twilio = FakeVerify::start();
    twilio.fail_next(usize::MAX, Fault::silence());
    let call = client(&twilio).create_access_token(twilio.service_sid(), "7c1e5d0a-user");
    let error = call.with_total_timeout(Duration::from_millis(100)).send().unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn oauth_credentials_work_too() {
    let twilio = FakeVerify::start();
    let builder = twilio.client_builder().credentials(twilio.oauth());
    let client = builder.build_blocking().unwrap();
    work(&client, &twilio);
    twilio.advance(Duration::from_secs(3600));
    let call = client.create_access_token(twilio.service_sid(), "7c1e5d0a-user");
    assert_eq!(call.send().unwrap().attempts(), 2);
    let requests = twilio.requests();
    let token_requests = requests.iter().filter(|call| call.operation == Some("fetch_oauth_token"));
    assert_eq!(token_requests.count(), 2);
}
