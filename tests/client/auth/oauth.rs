//! OAuth client credentials: how access tokens are obtained, kept, renewed, and refused.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use tokio::task::JoinSet;
use verify_client::{Client, ClientBuilder, Credentials, Error, ErrorKind, Proxy};

use crate::support::canaries::found_in;
use crate::support::certificates::Authority;
use crate::support::*;

const CLIENT_ID: &str = "OQaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const SECRET: &str = "canary-secret";
const AT_ONCE: Duration = Duration::ZERO;

fn oauth(url: &str) -> ClientBuilder {
    builder(url).credentials(Credentials::oauth(CLIENT_ID, SECRET).unwrap())
}

fn token(number: usize, expires_in: &str) -> String {
    format!(
        r#"{{"access_token": "access-{number}", "token_type": "Bearer", "refresh_token": null, "expires_in": {expires_in}}}"#
    )
}

/// A server with a token endpoint, which numbers its tokens; the API accepts those from `oldest`
/// on.
async fn start(expires_in: &'static str, oldest: &Arc<AtomicUsize>) -> Responder {
    let (issued, oldest) = (AtomicUsize::new(0), Arc::clone(oldest));
    Responder::start(move |request| {
        if request.starts_with("POST /v2/token ") {
            let number = issued.fetch_add(1, SeqCst) + 1;
            return (200, token(number, expires_in), Duration::from_millis(30));
        }
        let number = authorization(request).and_then(|value| value.strip_prefix("Bearer access-"));
        match number.is_some_and(|number| number.parse::<usize>().unwrap() >= oldest.load(SeqCst)) {
            true => (201, fixture("created"), AT_ONCE),
            false => (401, r#"{"code": 20003, "message": "no"}"#.to_owned(), AT_ONCE),
        }
    })
    .await
}

async fn failed(client: &Client, calls: usize) -> usize {
    let mut tasks = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        tasks.spawn(async move { create(&client).await.is_err() });
    }
    tasks.join_all().await.into_iter().filter(|failed| *failed).count()
}

#[tokio::test]
async fn one_access_token_serves_all_calls_until_it_is_rejected() {
    let oldest = Arc::default();
    let server = start("3600", &oldest).await;
    let client = oauth(&server.url).build().unwrap();
    assert_eq!(failed(&client, 64).await, 0);
    assert_eq!(failed(&client, 8).await, 0);
    let requests = server.requests("/v2/token");
    assert_eq!(requests.len(), 1);
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: application/x-www-form-urlencoded"));
    assert!(head.to_lowercase().contains("user-agent: verify-client/"));
    assert_eq!(authorization(&requests[0]), None);
    let expected =
        format!("grant_type=client_credentials&client_id={CLIENT_ID}&client_secret={SECRET}");
    assert_eq!(body, expected);

    oldest.store(2, SeqCst);
    assert_eq!(failed(&client, 64).await, 0);
    assert_eq!(server.requests("/v2/token").len(), 2);
    assert_eq!(authorization(server.requests("Services").last().unwrap()), Some("Bearer access-2"));

    // A token that is always rejected is renewed once in each call.
    oldest.store(usize::MAX, SeqCst);
    let error = create(&client).await.unwrap_err();
    assert_eq!((error.attempts(), error.code()), (2, Some(20003)));
    assert_eq!(server.requests("/v2/token").len(), 3);
}

#[tokio::test]
async fn an_access_token_is_not_used_after_its_time() {
    let server = start("1", &Arc::default()).await;
    let client = oauth(&server.url).build().unwrap();
    assert_eq!(failed(&client, 1).await, 0);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(failed(&client, 1).await, 0);
    let used = server.requests("Services");
    let used: Vec<_> = used.iter().map(|request| authorization(request).unwrap()).collect();
    assert_eq!(used, ["Bearer access-1", "Bearer access-2"]);
}

/// The error of a call that made no request except those for an access token.
async fn refused(script: impl IntoIterator<Item = Step>) -> (Error, Error, Server) {
    let server = Server::start(script).await;
    let client = oauth(&server.url).attempt_timeout(Duration::from_millis(300)).build().unwrap();
    let (first, second) = tokio::join!(create(&client), create(&client));
    for request in server.requests() {
        assert!(request.starts_with("POST /v2/token "), "{request}");
    }
    (first.unwrap_err(), second.unwrap_err(), server)
}

#[tokio::test]
async fn what_the_token_endpoint_says_is_the_source_of_every_calls_error() {
    let echo = format!(r#"{{"code": 20003, "message": "no client {SECRET} here"}}"#);
    let form = "<p>client_secret=canary-secret&amp;grant_type=client_credentials</p>";
    for (step, attempts, status, kind) in [
        (json(401, "", &echo), 1, Some(401), ErrorKind::Status),
        (respond(403, "content-type: text/html\r\n", form), 1, Some(403), ErrorKind::Status),
        (json(503, "", ""), 3, Some(503), ErrorKind::Status),
        (
            json(302, "location: https://canary-secret.example/\r\n", ""),
            1,
            Some(302),
            ErrorKind::Redirect,
        ),
        (json(200, "", "{}"), 1, Some(200), ErrorKind::Body),
        (
            json(200, "", r#"{"access_token": "canary-secret", "token_type": "mac"}"#),
            1,
            None,
            ErrorKind::Body,
        ),
        (
            json(200, "", r#"{"access_token": "canary-secret\n", "token_type": "Bearer"}"#),
            1,
            None,
            ErrorKind::Body,
        ),
        (Step::Reset, 3, None, ErrorKind::Interrupted),
        (Step::SendAndHang(Vec::new()), 3, None, ErrorKind::Timeout),
    ] {
        let (first, second, server) = refused([step]).await;
        for error in [first, second] {
            assert_eq!(error.kind(), ErrorKind::Credentials, "{error:?}");
            assert!(error.is_auth());
            assert_eq!((error.attempts(), error.status()), (0, None), "{error:?}");
            let source = error.source().unwrap().downcast_ref::<Error>().unwrap();
            assert_eq!(source.kind(), kind, "{source:?}");
            assert_eq!(source.status().map(|status| status.as_u16()), status);
            assert_eq!(error.is_retryable(), source.is_retryable());
            assert_eq!(error.retry_after(), source.retry_after());
            assert!(error.to_string().ends_with(&format!("be obtained: {source}")), "{error}");
            assert_eq!(found_in(&format!("{error}{error:?}{source}{source:?}")), None);
        }
        assert_eq!(server.connections(), attempts, "{kind:?} {status:?}");
    }
}

#[tokio::test]
async fn how_long_the_token_endpoint_asks_to_wait_is_known() {
    let (error, _, server) = refused([json(429, "retry-after: 30\r\n", "")]).await;
    assert!(error.is_retryable() && error.is_exhausted(), "{error:?}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert!(error.to_string().contains("the response asks to wait 30 s"), "{error}");
    assert_eq!(server.connections(), 1);

    // The response that rejected the credentials asks for no wait; the one to the renewal does.
    let script =
        [json(200, "", &token(1, "3600")), json(401, "", ""), json(429, "retry-after: 30\r\n", "")];
    let server = Server::start(script).await;
    let error = create(&oauth(&server.url).build().unwrap()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)), "{error:?}");
}

#[tokio::test]
async fn a_token_request_that_fails_once_costs_no_call() {
    let token_response = json(200, "", &token(1, "3600"));
    for fault in [json(503, "", ""), json(429, "", ""), Step::Reset, Step::SendAndHang(Vec::new())]
    {
        let server = Server::start([fault, token_response.clone(), created()]).await;
        let client =
            oauth(&server.url).attempt_timeout(Duration::from_millis(300)).build().unwrap();
        let response = create(&client).await.unwrap();
        // The attempts for an access token are not those of the call.
        assert_eq!((response.attempts(), server.connections()), (1, 3));
    }
}

#[tokio::test]
async fn the_token_request_uses_the_callers_certificates() {
    let authority = Authority::new("an authority of ours");
    let token_response = json(200, "", &token(1, "3600"));
    // The first connection, of a client that does not know the authority, ends before its step.
    let script = [token_response.clone(), token_response, created()];
    let server = Server::start_secure(authority.acceptor("localhost"), script).await;
    assert!(create(&oauth(&server.url).build().unwrap()).await.is_err());
    let client = oauth(&server.url).add_root_certificate(authority.root()).build().unwrap();
    assert!(create(&client).await.is_ok());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_token_request_goes_through_the_callers_proxy() {
    let authority = Authority::new("an authority of ours");
    let script = [json(200, "", &token(1, "3600")), created()];
    let server = Server::start_secure(authority.acceptor("verify.example"), script).await;
    // Only the proxy can reach this name.
    let client = oauth("https://verify.example")
        .proxy(Proxy::new(tunnel::start(&server.url).await).unwrap())
        .add_root_certificate(authority.root());
    create(&client.build().unwrap()).await.unwrap();
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /v2/token "), "{requests:?}");
    assert!(requests[1].starts_with("POST /v2/Services/"), "{requests:?}");
}

#[tokio::test]
async fn the_token_request_goes_below_the_base_url() {
    let server = Server::start([json(200, "", &token(1, "3600")), created()]).await;
    let client = oauth(&format!("{}/gateway/", server.url)).build().unwrap();
    create(&client).await.unwrap();
    let lines: Vec<_> =
        server.requests().iter().map(|r| r.lines().next().unwrap().to_owned()).collect();
    assert!(lines[0].starts_with("POST /gateway/v2/token "), "{lines:?}");
    assert!(lines[1].starts_with("POST /gateway/v2/Services/"), "{lines:?}");
}

#[tokio::test]
async fn no_output_shows_the_client_secret_or_the_access_token() {
    let body =
        r#"{"access_token": "canary-secret-access", "token_type": "bearer", "expires_in": 3600}"#;
    let echo = r#"{"code": 20003, "message": "canary-secret-access is wrong"}"#;
    let server =
        Server::start([json(200, "", body), json(401, "", echo), json(400, "", "canary-secret")])
            .await;
    let client = oauth(&server.url).build().unwrap();
    let error = create(&client).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    let source = error.source().unwrap();
    assert_eq!(found_in(&format!("{client:?}{error}{error:?}{source}{source:?}")), None);
}
