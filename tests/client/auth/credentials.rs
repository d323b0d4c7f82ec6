//! How credentials are sent, and that nothing is sent without them.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use verify_client::{
    Client, Credentials, CredentialsFuture, CredentialsRequest, ErrorKind, ProvideCredentials,
    RetryPolicy,
};

use crate::support::*;

#[tokio::test]
async fn each_kind_makes_its_header() {
    for (credentials, expected) in [
        (
            Credentials::auth_token(ACCOUNT, "auth"),
            "Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTphdXRo",
        ),
        (
            Credentials::api_key(API_KEY, "secret"),
            "Basic U0thYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTpzZWNyZXQ=",
        ),
        (Credentials::bearer("opaque.token"), "Bearer opaque.token"),
    ] {
        let server = Server::start([created()]).await;
        let client = builder(&server.url).credentials(credentials.unwrap()).build().unwrap();
        create(&client).await.unwrap();
        assert_eq!(authorization(&server.requests()[0]), Some(expected));
    }
}

/// Returns `token-1`, and after each rejection the next token.
#[derive(Clone, Default)]
struct Rotating {
    /// For each request, whether credentials had been rejected.
    asked: Arc<Mutex<Vec<bool>>>,
}

impl ProvideCredentials for Rotating {
    fn provide<'a>(&'a self, request: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let mut asked = self.asked.lock().unwrap();
            asked.push(request.rejected().is_some());
            let rejected = asked.iter().filter(|rejected| **rejected).count();
            Ok(Credentials::bearer(format!("token-{}", rejected + 1))?)
        })
    }
}

#[tokio::test]
async fn a_provider_is_asked_again_once_after_a_401_even_without_retries() {
    let rejected = json(401, "", r#"{"code": 20003, "message": "Authenticate"}"#);
    let server = Server::start([rejected.clone(), created(), rejected]).await;
    let provider = Rotating::default();
    let client = builder(&server.url)
        .credentials_provider(provider.clone())
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    assert_eq!(create(&client).await.unwrap().attempts(), 2);
    let sent: Vec<_> =
        server.requests().iter().map(|r| authorization(r).unwrap().to_owned()).collect();
    assert_eq!(sent, ["Bearer token-1", "Bearer token-2"]);

    let error = create(&client).await.unwrap_err();
    assert!(error.is_auth() && !error.is_retryable() && !error.is_exhausted());
    assert_eq!(error.attempts(), 2);
    assert_eq!(*provider.asked.lock().unwrap(), [false, true, false, true]);
}

#[tokio::test]
async fn fixed_credentials_are_not_tried_again_after_a_401() {
    let (outcome, server) =
        create_against([json(401, "", r#"{"code": 20003, "message": "Authenticate"}"#)]).await;
    assert!(outcome.unwrap_err().is_auth());
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_provider_is_asked_before_every_attempt() {
    let server = Server::start([json(503, "", ""), json(503, "", ""), created()]).await;
    let provider = Rotating::default();
    let client = builder(&server.url).credentials_provider(provider.clone()).build().unwrap();
    create(&client).await.unwrap();
    assert_eq!(*provider.asked.lock().unwrap(), [false; 3]);
}

struct Failing;

impl ProvideCredentials for Failing {
    fn provide<'a>(&'a self, _: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
        Box::pin(async { Err("the vault is sealed".into()) })
    }
}

struct Silent;

impl ProvideCredentials for Silent {
    fn provide<'a>(&'a self, _: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = Server::start([created()]).await;
    let client = builder(&server.url).credentials_provider(Failing).build().unwrap();
    let error = create(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the vault is sealed");
    assert!(!error.to_string().contains("vault"), "{error}");
    assert_eq!(error.attempts(), 0);

    let client = builder(&server.url)
        .credentials_provider(Silent)
        .total_timeout(Duration::from_millis(20))
        .build()
        .unwrap();
    let error = create(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("total_timeout"), "{error}");
    assert!(Client::builder().base_url(&server.url).build().is_err());
    assert_eq!(server.connections(), 0);
}
