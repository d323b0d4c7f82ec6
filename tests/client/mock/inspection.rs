//! What a test can see of the fake, and what its `Debug` does not show.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderValue;
use verify_client::mock::{FakeVerify, Fault};
use verify_client::{Credentials, FactorType};

use super::{SERVICE, request};

#[tokio::test]
async fn what_was_received_can_be_looked_at() {
    let twilio = FakeVerify::start();
    let client = twilio.client();
    assert!(twilio.requests().is_empty());
    let token = client
        .create_access_token(SERVICE, "zoë +&=%")
        .factor_friendly_name("Zoë's phone")
        .ttl(Duration::from_secs(90))
        .send()
        .await
        .unwrap();
    client.fetch_access_token(SERVICE, &token.sid).send().await.unwrap();
    request(&twilio, "HEAD /elsewhere?a=b", "", "");

    let [creation, fetch, other] = twilio.requests().try_into().unwrap();
    assert_eq!(creation.operation, Some("create_access_token"));
    assert_eq!(creation.method, reqwest::Method::POST);
    assert_eq!(creation.path, format!("/v2/Services/{SERVICE}/AccessTokens"));
    let form = creation.form.unwrap();
    assert_eq!(form.identity.as_str(), "zoë +&=%");
    assert_eq!(form.factor_type, FactorType::Push);
    assert_eq!(form.factor_friendly_name.unwrap().as_str(), "Zoë's phone");
    assert_eq!(form.ttl, Some(90));
    assert_eq!(fetch.operation, Some("fetch_access_token"));
    assert_eq!(fetch.path, format!("/v2/Services/{SERVICE}/AccessTokens/{}", token.sid));
    assert!(fetch.form.is_none());
    assert_eq!((other.operation, other.path.as_str()), (None, "/elsewhere"));
    assert_eq!((twilio.create_requests(), twilio.fetch_requests()), (1, 1));
    assert_eq!(twilio.tokens()[0].sid, token.sid);
}

#[tokio::test]
async fn debug_tells_no_secret_and_nothing_personal() {
    let twilio = FakeVerify::start();
    twilio.add_credentials(&Credentials::bearer("canary").unwrap());
    let client = twilio.client();
    let call =
        client.create_access_token(SERVICE, "canary-identity").factor_friendly_name("canary");
    let token = call.send().await.unwrap();
    let html = HeaderValue::from_static("text/html");
    let fault = Fault::response(StatusCode::OK, &html, "canary");
    let shown = format!("{twilio:?}{:?}{:?}{fault:?}", twilio.requests(), twilio.tokens());
    for secret in ["canary", token.token.expose_secret(), twilio.api_secret(), twilio.auth_token()]
    {
        assert!(!shown.contains(secret), "{shown}");
    }
}
