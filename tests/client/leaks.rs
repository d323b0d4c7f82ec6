//! A canary in every secret and in all personal data is found in nothing that can be printed.

use std::error::Error as _;
use std::fmt::Debug;
use std::time::Duration;

use verify_client::{AccessToken, Client, ClientBuilder, Credentials, Error, Identity, Token};

use crate::support::*;

/// Canaries as they are, and as they look in a form or a header.
const CANARIES: [&str; 2] = ["canary", "YTpjYW5hcnktc2Vj"];

fn check(what: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {what}: {text}");
    }
}

fn check_debug(value: &impl Debug) {
    check("Debug", &format!("{value:?}{value:#?}"));
}

fn check_error(error: &Error) {
    check("Display", &format!("{error}{error:#}"));
    check_debug(error);
    let mut source = error.source();
    while let Some(error) = source {
        check("source", &format!("{error}{error:?}{error:#?}"));
        source = error.source();
    }
    check(
        "accessors",
        &format!(
            "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
            error.message(),
            error.more_info(),
            error.details(),
            error.title(),
            error.detail(),
            error.instance(),
            error.field_errors(),
            error.body_excerpt(),
        ),
    );
}

#[test]
fn types_do_not_print_what_they_hold() {
    let credentials = Credentials::api_key(API_KEY, "canary-secret").unwrap();
    check_debug(&credentials);
    check_debug(&Credentials::bearer("canary").unwrap());
    check_debug(&Token::from("canary"));
    check_debug(&Identity::from("canary"));
    let builder: ClientBuilder = Client::builder().credentials(credentials);
    check_debug(&builder);
    let client = builder.build().unwrap();
    check_debug(&client);
    let call = client
        .create_access_token(SERVICE, "canary")
        .factor_friendly_name("canary");
    check_debug(&call);
    let token: AccessToken = serde_json::from_str(&fixture("created")).unwrap();
    check_debug(&token);
}

/// An answer that repeats the whole request, as a misguided gateway would.
fn echo(status: u16) -> Step {
    let form = "FactorFriendlyName=canary+friendly+name&FactorType=push&Identity=canary-identity";
    let basic = "Basic U0thYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTpjYW5hcnktc2VjcmV0";
    answer(
        status,
        "set-cookie: canary=canary\r\n",
        &format!("authorization: {basic}\n{form}"),
    )
}

fn echo_json(status: u16) -> Step {
    let body = r#"{"code": 60200, "message": "canary-identity and canary friendly name",
        "detail": "canary-identity", "title": "canary-identity", "type": "canary-identity",
        "more_info": "https://x/canary-identity", "instance": "canary-identity",
        "details": {"canary-identity": ["canary friendly name"]},
        "errors": [{"detail": "canary-identity", "pointer": "canary-identity"}]}"#;
    json(status, "", body)
}

#[tokio::test]
async fn no_error_and_no_trace_tells() {
    let wrong_token = format!(r#"{{"sid": "{TOKEN}", "token": ["canary"]}}"#);
    let wrong_ttl = format!(r#"{{"sid": "{TOKEN}", "token": "canary", "ttl": "canary"}}"#);
    let cut = format!(r#"{{"sid": "{TOKEN}", "token": "canary"#);
    for step in [
        echo(400),
        echo(403),
        echo(502),
        echo(200),
        echo(302),
        echo_json(400),
        echo_json(503),
        json(201, "", &wrong_token),
        json(201, "", &wrong_ttl),
        json(201, "", &cut),
        json(201, "", r#"{"sid": "canary", "token": "canary"}"#),
        json(202, "", &fixture("created")),
        Step::Send(b"canary".to_vec()),
        Step::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\ncanary".to_vec()),
        Step::SendAndHang(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\ncanary".to_vec()),
    ] {
        let server = Server::start([step]).await;
        let client = builder(&server.url)
            .attempt_timeout(Duration::from_millis(200))
            .build()
            .unwrap();
        check_error(&create(&client).await.unwrap_err());
    }
    let server = Server::start([created()]).await;
    let response = create(&server.client()).await.unwrap();
    check_debug(&response);
    // What the other tests, with canaries of their own, have traced so far is checked as well.
    let text = crate::traces::all();
    assert!(text.contains("attempt ended"));
    check("traces", &text);
}

#[tokio::test]
async fn input_that_is_refused_is_not_repeated() {
    let client = Client::builder()
        .credentials(Credentials::bearer("x").unwrap())
        .build()
        .unwrap();
    check_error(
        &client
            .fetch_access_token("canary", "canary")
            .send()
            .await
            .unwrap_err(),
    );
    check_error(
        &client
            .fetch_access_token(SERVICE, "canary")
            .send()
            .await
            .unwrap_err(),
    );
    let long = "canary".repeat(20);
    let call = client
        .create_access_token(SERVICE, "canary")
        .factor_friendly_name(long);
    check_error(&call.send().await.unwrap_err());
    check_error(&Credentials::api_key("canary", "canary").unwrap_err());
    for url in [
        "http://canary:canary@example.com",
        "https://canary:canary@example.com",
        "canary",
    ] {
        check_error(&builder(url).build().unwrap_err());
    }
}
