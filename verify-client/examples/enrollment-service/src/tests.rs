//! The service over HTTP, with the fake in place of Twilio and a client that decodes as the apps
//! do.

use std::time::Duration;

use axum::response::IntoResponse as _;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use verify_client::http::StatusCode as Status;
use verify_client::mock::{FakeVerify, Fault};
use verify_client::{RetryPolicy, codes};

use crate::callers::Callers;
use crate::failure::Failure;
use crate::identity::IdentityKey;
use crate::service::{Service, serve};

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// What the types of Twilio's sample apps require, in Kotlin and in Swift.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AccessTokenResponse {
    token: String,
    service_sid: String,
    identity: String,
    factor_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ErrorResponse {
    status: u16,
    message: String,
    code: Option<i64>,
    more_info: Option<String>,
}

struct Running {
    app: reqwest::Client,
    url: String,
    twilio: FakeVerify,
    end: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Running {
    async fn start(callers: Callers) -> Self {
        let twilio = FakeVerify::start();
        let verify = twilio.client_builder().retry(RetryPolicy::none()).build().unwrap();
        let key = IdentityKey::new(KEY).unwrap();
        let service = Service::new(verify, twilio.service_sid().clone(), callers, key);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/accessTokens", listener.local_addr().unwrap());
        let (end, ended) = oneshot::channel();
        let server = tokio::spawn(serve(listener, service, async { _ = ended.await }));
        let app = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { app, url, twilio, end, server }
    }

    async fn for_anybody() -> Self {
        Self::start(Callers::Anybody).await
    }

    fn request(&self) -> RequestBuilder {
        self.app.post(&self.url)
    }

    /// As the sample apps ask for a token.
    async fn enrol(&self, user: &str) -> Response {
        self.request().form(&[("identity", user)]).send().await.unwrap()
    }

    /// The status and the body of a failure, which must agree.
    async fn fails(&self, response: Response) -> (StatusCode, ErrorResponse, Option<u64>) {
        let status = response.status();
        let wait = response.headers().get("retry-after");
        let wait = wait.map(|value| value.to_str().unwrap().parse().unwrap());
        let error: ErrorResponse = response.json().await.unwrap();
        assert_eq!(error.status, status.as_u16());
        assert!(!error.message.is_empty());
        (status, error, wait)
    }
}

#[tokio::test]
async fn twilios_sample_apps_get_a_token() {
    let running = Running::for_anybody().await;
    let response = running.enrol("ada@example.com").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let enrolled: AccessTokenResponse = response.json().await.unwrap();
    let created = &running.twilio.tokens()[0];
    assert_eq!(enrolled.token, created.token.expose_secret());
    assert_eq!(enrolled.service_sid, running.twilio.service_sid().as_str());
    assert_eq!(enrolled.factor_type, "push");
    // Twilio gets an identity that reveals nothing about the user, and the app gets it too.
    let known = created.entity_identity.as_ref().unwrap().as_str();
    assert_eq!(enrolled.identity, known);
    assert!(known.len() == 64 && known.bytes().all(|byte| byte.is_ascii_hexdigit()), "{known}");
    running.enrol("ada@example.com").await;
    running.enrol("bob@example.com").await;
    let tokens = running.twilio.tokens();
    assert_eq!(tokens[1].entity_identity, tokens[0].entity_identity);
    assert_ne!(tokens[2].entity_identity, tokens[0].entity_identity);
}

#[tokio::test]
async fn a_session_gets_tokens_for_its_own_user_only() {
    let running = Running::start(Callers::of_sessions("a-session=ada").unwrap()).await;
    let ask = |session: &str, user: &str| {
        running.request().bearer_auth(session).form(&[("identity", user)]).send()
    };
    assert_eq!(ask("a-session", "ada").await.unwrap().status(), StatusCode::OK);
    for (response, expected) in [
        (ask("a-session", "bob").await.unwrap(), StatusCode::FORBIDDEN),
        (ask("another", "ada").await.unwrap(), StatusCode::UNAUTHORIZED),
        (running.enrol("ada").await, StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(running.fails(response).await.0, expected);
    }
    assert_eq!(running.twilio.create_requests(), 1);
}

#[tokio::test]
async fn what_is_no_request_of_an_app_is_refused() {
    let running = Running::for_anybody().await;
    let form = |body: String| {
        let request = running.request().header("content-type", "application/x-www-form-urlencoded");
        request.body(body).send()
    };
    for response in [
        running.request().send().await.unwrap(),
        running.request().body("identity=ada").send().await.unwrap(),
        form("name=ada".to_owned()).await.unwrap(),
        form("identity=".to_owned()).await.unwrap(),
        form(format!("identity={}", "a".repeat(257))).await.unwrap(),
        form(format!("identity={}", "a".repeat(5000))).await.unwrap(),
    ] {
        assert_eq!(running.fails(response).await.0, StatusCode::BAD_REQUEST);
    }
    assert_eq!(running.twilio.create_requests(), 0);
}

#[tokio::test]
async fn a_user_gets_a_few_tokens_a_minute() {
    let running = Running::for_anybody().await;
    for _ in 0..5 {
        assert_eq!(running.enrol("ada").await.status(), StatusCode::OK);
    }
    let (status, _, wait) = running.fails(running.enrol("ada").await).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&wait.unwrap()));
    assert_eq!(running.enrol("bob").await.status(), StatusCode::OK);
    assert_eq!(running.twilio.create_requests(), 6);
}

#[tokio::test]
async fn the_app_learns_of_twilios_errors_only_what_concerns_it() {
    let running = Running::for_anybody().await;
    let invalid = Fault::error(Status::BAD_REQUEST, codes::INVALID_ENTITY, "Invalid entity");
    for (fault, status, code, wait) in [
        (Fault::rate_limited().retry_after(Duration::from_secs(7)), 429, None, Some(7)),
        (Fault::unavailable(), 503, None, Some(1)),
        (Fault::close(), 503, None, Some(1)),
        (invalid, 400, Some(codes::INVALID_ENTITY), None),
        (Fault::unauthorized(), 500, None, None),
        (Fault::error(Status::NOT_FOUND, codes::NOT_FOUND, "no service"), 500, None, None),
    ] {
        running.twilio.fail_next(1, fault);
        let user = format!("user-{status}-{code:?}-{wait:?}");
        let (found, error, found_wait) = running.fails(running.enrol(&user).await).await;
        assert_eq!((found.as_u16(), error.code, found_wait), (status, code, wait), "{error:?}");
        assert_eq!(error.more_info.is_some(), code.is_some(), "{error:?}");
        assert!(!error.message.contains("redential"), "{error:?}");
    }
}

#[tokio::test]
async fn an_argument_of_the_services_own_is_not_the_apps_fault() {
    let twilio = FakeVerify::start();
    let verify = twilio.client();
    let service_sid = twilio.service_sid();
    for (call, status) in [
        (verify.create_access_token("not a SID", "ada"), StatusCode::INTERNAL_SERVER_ERROR),
        (
            verify.create_access_token(service_sid, "ada").ttl(Duration::from_secs(1)),
            StatusCode::INTERNAL_SERVER_ERROR,
        ),
        (verify.create_access_token(service_sid, ""), StatusCode::BAD_REQUEST),
    ] {
        let error = call.send().await.unwrap_err();
        assert!(error.is_invalid_argument(), "{error:?}");
        let response = Failure::from(error).into_response();
        assert_eq!(response.status(), status);
    }
    assert_eq!(twilio.create_requests(), 0);
}

#[tokio::test]
async fn requests_that_have_begun_are_finished_at_the_end() {
    let running = Running::for_anybody().await;
    running.twilio.set_latency(Duration::from_millis(200));
    let slow = running.request().form(&[("identity", "ada")]).send();
    let slow = tokio::spawn(slow);
    while running.twilio.create_requests() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    running.end.send(()).unwrap();
    assert_eq!(slow.await.unwrap().unwrap().status(), StatusCode::OK);
    running.server.await.unwrap().unwrap();
}

#[test]
fn settings_that_are_incomplete_are_refused() {
    for list in ["", "a", "=ada", "a=", "a=ada,"] {
        assert!(Callers::of_sessions(list).is_err(), "{list}");
    }
    assert!(IdentityKey::new("short").is_err());
}
