//! The client refuses what Twilio documents as wrong before it opens a connection, and names it.

use std::time::Duration;

use verify_client::{Client, ClientBuilder, Credentials, ErrorKind, Proxy, ServiceSid};

use crate::support::*;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_bad_argument_makes_no_connection_and_is_named() {
    let server = Server::start([created()]).await;
    let client = server.client();
    let create = || client.create_access_token(SERVICE, IDENTITY);
    let mut outcomes = Vec::new();
    for wrong in ["", "VA", TOKEN, "../../x", "VA?a=b", &format!("{SERVICE}/"), &SERVICE[..33]] {
        outcomes.push((client.create_access_token(wrong, IDENTITY).send().await, "service_sid"));
        outcomes.push((client.fetch_access_token(wrong, TOKEN).send().await, "service_sid"));
    }
    for wrong in ["", SERVICE, "YK/../x", &format!("{TOKEN}#")] {
        outcomes.push((client.fetch_access_token(SERVICE, wrong).send().await, "sid"));
    }
    for wrong in [0, 59, 301, u64::MAX] {
        outcomes.push((create().ttl(Duration::from_secs(wrong)).send().await, "ttl"));
    }
    outcomes.push((create().ttl(Duration::from_millis(60_001)).send().await, "ttl"));
    outcomes.push((client.create_access_token(SERVICE, "").send().await, "identity"));
    let name = "ü".repeat(65);
    outcomes.push((create().factor_friendly_name(name).send().await, "factor_friendly_name"));
    outcomes.push((create().with_attempt_timeout(Duration::ZERO).send().await, "attempt_timeout"));
    outcomes.push((create().with_total_timeout(Duration::ZERO).send().await, "total_timeout"));

    for (outcome, field) in outcomes {
        let error = outcome.unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.is_invalid_argument() && !error.is_retryable() && !error.is_exhausted());
        assert!(error.to_string().contains(field), "{error}");
        assert!(
            error.operation().is_some_and(|operation| error.to_string().starts_with(operation))
        );
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn what_is_just_right_is_sent() {
    let server = Server::start([created()]).await;
    let client = server.client();
    let service_sid: ServiceSid = SERVICE.parse().unwrap();
    let (owned, text) = (service_sid.clone(), SERVICE.to_owned());
    let outcomes = [
        client.create_access_token(&service_sid, "1").ttl(60 * SECOND).send().await,
        client.create_access_token(owned, "ü".repeat(500)).ttl(300 * SECOND).send().await,
        client.create_access_token(&text, " ").factor_friendly_name("ü".repeat(64)).send().await,
        client.create_access_token(SERVICE, IDENTITY).factor_friendly_name("").send().await,
        client.create_access_token(text.clone(), IDENTITY).send().await,
    ];
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(server.connections(), 5);
}

#[test]
fn a_client_is_not_built_from_what_cannot_work() {
    let with_credentials = || {
        Client::builder().credentials(Credentials::auth_token(ACCOUNT, "canary-secret").unwrap())
    };
    let http = || reqwest::Client::builder().build().unwrap();
    let proxy = || Proxy::new("http://127.0.0.1:1").unwrap();
    let cases: [(ClientBuilder, &str, &[&str]); 12] = [
        (Client::builder(), "credentials", &["TWILIO_API_KEY", "TWILIO_AUTH_TOKEN"]),
        (with_credentials().edge("evil.com/"), "edge", &["edge"]),
        (with_credentials().region(""), "region", &["region"]),
        (with_credentials().base_url("http://example.com"), "base_url", &["base_url", "https"]),
        (with_credentials().base_url("https://a.b").edge("c"), "edge", &["base_url", "edge"]),
        (with_credentials().attempt_timeout(Duration::ZERO), "attempt_timeout", &["zero"]),
        (with_credentials().total_timeout(Duration::ZERO), "total_timeout", &["zero"]),
        (with_credentials().connect_timeout(Duration::ZERO), "connect_timeout", &["zero"]),
        (with_credentials().response_limit(0), "response_limit", &["zero"]),
        (with_credentials().user_agent_extension("a\r\nb: c"), "user_agent_extension", &["ASCII"]),
        (with_credentials().http_client(http()).proxy(proxy()), "proxy", &["http_client"]),
        (
            with_credentials().http_client(http()).connect_timeout(SECOND),
            "connect_timeout",
            &["http_client"],
        ),
    ];
    for (builder, field, mentioned) in cases {
        let error = builder.build().unwrap_err();
        assert!(error.is_configuration());
        assert_eq!(error.field(), Some(field), "{error}");
        for word in mentioned {
            assert!(error.to_string().contains(word), "{error}");
        }
    }
}
