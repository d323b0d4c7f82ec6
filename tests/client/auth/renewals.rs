//! Credentials that are replaced while calls are in flight: one renewal for all, and no call lost.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use verify_client::{
    Client, Credentials, CredentialsFuture, CredentialsRequest, Error, ErrorKind,
    ProvideCredentials,
};

use crate::support::*;

const UNAUTHORIZED: &str = r#"{"code": 20003, "message": "Authenticate", "status": 401}"#;
const PAUSE: Duration = Duration::from_millis(40);

/// Keys that are numbered: the server accepts one of them, and a renewal makes the next one.
#[derive(Default)]
struct Vault {
    accepted: AtomicUsize,
    /// The key that the provider gives until it is told that it was rejected.
    held: AtomicUsize,
    renewals: AtomicUsize,
    cancelled: AtomicUsize,
    rejected: Mutex<Vec<Credentials>>,
    is_sealed: AtomicBool,
    /// Every other request gets status 503.
    is_busy: AtomicBool,
    requests: AtomicUsize,
}

fn key(number: usize) -> Credentials {
    Credentials::bearer(format!("key-{number}")).unwrap()
}

struct Provider(Arc<Vault>);

impl ProvideCredentials for Provider {
    fn provide<'a>(&'a self, request: CredentialsRequest<'a>) -> CredentialsFuture<'a> {
        let vault = &self.0;
        Box::pin(async move {
            if let Some(rejected) = request.rejected() {
                vault.rejected.lock().unwrap().push(rejected.clone());
                vault.renewals.fetch_add(1, SeqCst);
                let renewal = Renewal(vault);
                tokio::time::sleep(PAUSE).await;
                std::mem::forget(renewal);
                if vault.is_sealed.load(SeqCst) {
                    return Err(Sealed.into());
                }
                vault.held.store(vault.expire(), SeqCst);
            }
            Ok(key(vault.held.load(SeqCst)))
        })
    }
}

/// Counts renewals that are cancelled.
struct Renewal<'a>(&'a Vault);

impl Drop for Renewal<'_> {
    fn drop(&mut self) {
        self.0.cancelled.fetch_add(1, SeqCst);
    }
}

#[derive(Debug)]
struct Sealed;

impl std::fmt::Display for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the vault is sealed")
    }
}

impl std::error::Error for Sealed {}

impl Vault {
    /// Makes the server forget the key that it accepts, and returns the number of the next one.
    fn expire(&self) -> usize {
        self.accepted.fetch_add(1, SeqCst) + 1
    }

    fn respond(&self, request: &str) -> Reply {
        if self.is_busy.load(SeqCst) && self.requests.fetch_add(1, SeqCst).is_multiple_of(2) {
            return (503, String::new(), Duration::ZERO);
        }
        let expected = format!("Bearer key-{}", self.accepted.load(SeqCst));
        match authorization(request) == Some(&expected) {
            true => (201, fixture("created"), PAUSE),
            false => (401, UNAUTHORIZED.to_owned(), PAUSE),
        }
    }
}

async fn start() -> (Arc<Vault>, Responder, Client) {
    let vault = Arc::<Vault>::default();
    let state = Arc::clone(&vault);
    let server = Responder::start(move |request| state.respond(request)).await;
    let provider = Provider(Arc::clone(&vault));
    let client = builder(&server.url).credentials_provider(provider);
    (vault, server, client.build().unwrap())
}

/// Makes calls at once, and returns the errors of those that fail.
async fn errors(client: &Client, calls: usize) -> Vec<Error> {
    let mut tasks = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        tasks.spawn(async move { create(&client).await.err() });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

#[tokio::test]
async fn one_renewal_serves_64_calls_although_it_makes_the_old_key_useless() {
    let (vault, server, client) = start().await;
    for round in 0..3 {
        let old = vault.held.load(SeqCst);
        vault.expire();
        assert!(errors(&client, 64).await.is_empty());
        assert_eq!(vault.renewals.load(SeqCst), round + 1);
        assert_eq!(vault.rejected.lock().unwrap().last(), Some(&key(old)));
    }
    assert_eq!(server.requests("POST").len(), 3 * 2 * 64);
}

#[tokio::test]
async fn a_call_whose_credentials_are_replaced_takes_the_new_ones_without_a_renewal() {
    let (vault, _server, client) = start().await;
    // These calls are in flight with a good key, which the renewal of the others makes useless.
    let begin = |delay| {
        let client = client.clone();
        async move {
            tokio::time::sleep(delay).await;
            errors(&client, 16).await.len()
        }
    };
    vault.expire();
    let failed =
        tokio::join!(begin(Duration::ZERO), begin(PAUSE / 2), begin(PAUSE), begin(PAUSE * 3 / 2));
    assert_eq!(failed, (0, 0, 0, 0));
    assert_eq!(vault.renewals.load(SeqCst), 1);
}

#[tokio::test]
async fn renewals_leave_the_retry_budget_alone() {
    let (vault, _server, client) = start().await;
    vault.expire();
    assert!(errors(&client, 200).await.is_empty());
    vault.is_busy.store(true, SeqCst);
    for call in 0..60 {
        assert_eq!(create(&client).await.unwrap().attempts(), 2, "{call}");
    }
}

#[tokio::test]
async fn a_renewal_that_fails_keeps_the_response_that_rejected_the_credentials() {
    let (vault, _server, client) = start().await;
    vault.is_sealed.store(true, SeqCst);
    vault.expire();
    let failures = errors(&client, 8).await;
    assert_eq!(failures.len(), 8);
    for error in failures {
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
        assert_eq!((error.code(), error.message()), (Some(20003), Some("Authenticate")));
        assert!(error.is_auth() && error.headers().is_some());
        assert_eq!(error.attempts(), 1);
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.downcast_ref::<Sealed>().is_some());
        let text = error.to_string();
        assert!(text.contains("401") && text.contains("20003"), "{text}");
    }
    assert_eq!(vault.renewals.load(SeqCst), 1);
    vault.is_sealed.store(false, SeqCst);
    assert!(errors(&client, 8).await.is_empty());
    assert_eq!(vault.renewals.load(SeqCst), 2);
}

#[tokio::test]
async fn a_renewal_goes_on_while_one_call_waits_and_ends_with_the_last() {
    let (vault, _server, client) = start().await;
    vault.expire();
    let mut tasks = JoinSet::new();
    let first = tokio::spawn({
        let client = client.clone();
        async move { create(&client).await }
    });
    for _ in 0..8 {
        let client = client.clone();
        tasks.spawn(async move { create(&client).await });
    }
    while vault.renewals.load(SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tasks.shutdown().await;
    assert!(first.await.unwrap().is_ok());
    assert_eq!((vault.renewals.load(SeqCst), vault.cancelled.load(SeqCst)), (1, 0));

    vault.expire();
    let call = tokio::spawn(async move { create(&client).await });
    while vault.renewals.load(SeqCst) == 1 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(vault.cancelled.load(SeqCst), 1);
}
