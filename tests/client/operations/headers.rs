//! Headers of the caller's own for one call.

use verify_client::Error;
use verify_client::http::header::{COOKIE, HeaderValue};

use crate::support::canaries::found_in;
use crate::support::*;

#[tokio::test]
async fn they_go_with_every_attempt_of_the_call_and_no_other() {
    let server = Server::start([json(503, "", ""), created()]).await;
    let client = server.client();
    let call = client.create_access_token(SERVICE, IDENTITY).with_header("X-Trace", "a");
    let call =
        call.with_header("x-trace", "b").with_header(COOKIE, HeaderValue::from_static("c=d"));
    call.send().await.unwrap();
    create(&client).await.unwrap();
    let requests = server.requests();
    for (request, expected) in requests.iter().zip([true, true, false]) {
        for line in ["x-trace: a\r\n", "x-trace: b\r\n", "cookie: c=d\r\n"] {
            assert_eq!(request.contains(line), expected, "{request}");
        }
        assert!(request.contains("authorization: Basic "));
    }
}

#[tokio::test]
async fn what_the_client_sets_itself_or_http_does_not_allow_is_refused() {
    let server = Server::start([created()]).await;
    let client = server.client();
    for (name, value) in [
        ("authorization", "canary-secret"),
        ("Host", "canary-secret"),
        ("content-length", "0"),
        ("a b", "canary-secret"),
        ("x-trace", "canary-secret\n"),
    ] {
        let call = client.fetch_access_token(SERVICE, TOKEN).with_header(name, value);
        let error: Error = call.send().await.unwrap_err();
        assert!(error.is_invalid_argument(), "{name}");
        assert_eq!(error.field(), Some("header"));
        assert_eq!(found_in(&format!("{error}{error:?}")), None);
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn no_error_shows_their_values() {
    let echo = r#"{"code": 60200, "message": "x-gateway: canary-secret-of-a-gateway"}"#;
    let server = Server::start([json(400, "", echo)]).await;
    let call = server.client().fetch_access_token(SERVICE, TOKEN);
    let call = call.with_header("x-gateway", "canary-secret-of-a-gateway");
    assert_eq!(found_in(&format!("{call:?}")), None);
    let error = call.send().await.unwrap_err();
    assert_eq!(error.message(), Some("x-gateway: [redacted]"));
    assert_eq!(found_in(&format!("{error}{error:?}")), None);
}
