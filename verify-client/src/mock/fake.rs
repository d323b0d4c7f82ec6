//! The fake as a test holds it: a server on loopback, the credentials it takes, and the knobs.
//!
//! What it answers is decided in `twilio.rs`.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use httpmock::{Mock, MockServer};

use super::fault::Fault;
use super::received::{ReceivedCall, Request};
use super::twilio::Twilio;
use crate::builder::ClientBuilder;
use crate::client::Client;
use crate::credentials::Credentials;
use crate::generated::types::AccessToken;
use crate::operation::{CREATE_ACCESS_TOKEN, FETCH_ACCESS_TOKEN, Operation};
use crate::sid::{AccountSid, ApiKeySid, ServiceSid};

/// The longest latency, which is well within what httpmock takes.
const LONGEST_LATENCY: Duration = Duration::from_secs(u32::MAX as u64);

/// A fake of the two operations in the process of the test, on a port of its own on loopback.
///
/// It checks credentials, SIDs and forms as Twilio documents them, keeps the tokens that it makes
/// up until they expire by its own clock, and fails when told to:
///
/// | request | answer |
/// |---|---|
/// | credentials missing or wrong | 401, code 20003 |
/// | another path, an unknown service, an unknown, expired or malformed SID | 404, code 20404 |
/// | another method | 405, code 20004 |
/// | `Identity` missing or empty; `FactorType` not `push`; `Ttl` not an integer from 60 to 300; `FactorFriendlyName` longer than 64 characters | 400, code 60200, the message naming the parameter |
/// | a creation | 201 and the token |
/// | a fetch | 200 and the token |
///
/// The parameters, their limits and the two successes are those of Twilio's specification. Which
/// errors these operations answer with is not documented; these are the ones that Twilio documents
/// for the whole of Verify ([error codes](https://www.twilio.com/docs/verify/api/error-codes)).
///
/// Start it in any test, asynchronous or not, in any flavour of Tokio's runtime. Drop it and its
/// port serves the next one. httpmock has no more than 25 servers at a time in one process, unless
/// the environment variable `HTTPMOCK_MAX_SERVERS` says otherwise; `start` then waits until one is
/// dropped.
///
/// `Debug` shows no credentials and no tokens.
///
/// ```
/// use std::time::Duration;
/// use verify_client::mock::{FakeVerify, Fault};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), verify_client::Error> {
/// let twilio = FakeVerify::start();
/// let client = twilio.client();
///
/// twilio.fail_next(1, Fault::unavailable());
/// let token = client
///     .create_access_token(twilio.service_sid(), "7c1e5d0a-user")
///     .ttl(Duration::from_secs(120))
///     .send()
///     .await?;
/// assert_eq!(token.attempts(), 2);
/// assert_eq!(twilio.create_calls(), 2);
///
/// let fetch = || client.fetch_access_token(twilio.service_sid(), &token.sid).send();
/// twilio.advance(Duration::from_secs(119));
/// assert!(fetch().await.is_ok());
/// twilio.advance(Duration::from_secs(1));
/// assert!(fetch().await.unwrap_err().is_not_found());
/// # Ok(())
/// # }
/// ```
pub struct FakeVerify {
    server: MockServer,
    /// The rule of the server's that answers everything.
    rule: Mutex<usize>,
    twilio: Arc<Mutex<Twilio>>,
    service_sid: ServiceSid,
    account_sid: AccountSid,
    api_key: ApiKeySid,
}

impl FakeVerify {
    /// Starts a fake with one service, and with an account and an API key that it takes.
    ///
    /// Its clock shows the time at which it was started, in whole seconds, and stands still.
    ///
    /// # Panics
    ///
    /// When no port can be opened on loopback.
    #[must_use]
    pub fn start() -> Self {
        let service_sid: ServiceSid = constant("VA00112233445566778899aabbccddeeff");
        let account_sid: AccountSid = constant("AC00112233445566778899aabbccddeeff");
        let server = MockServer::start();
        let twilio = Twilio::new(whole_seconds(SystemTime::now()), account_sid.clone());
        let twilio = Arc::new(Mutex::new(twilio));
        let fake = Self {
            rule: Mutex::new(answer_all(&server, &twilio, Duration::ZERO)),
            server,
            twilio,
            service_sid,
            account_sid,
            api_key: constant("SK00112233445566778899aabbccddeeff"),
        };
        fake.add_service(&fake.service_sid);
        fake.add_credentials(&made(Credentials::auth_token(
            &fake.account_sid,
            fake.auth_token(),
        )));
        fake.add_credentials(&fake.credentials());
        fake
    }

    /// A client with good credentials, the defaults for everything else, and this fake as Twilio.
    #[must_use]
    pub fn client(&self) -> Client {
        made(self.client_builder().build())
    }

    /// The beginning of a client with settings of your own: credentials and base URL are set.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.base_url())
            .credentials(self.credentials())
    }

    /// Where the fake is, for a service under test that reads it from its configuration.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.base_url()
    }

    /// The service that the fake knows from the beginning.
    #[must_use]
    pub fn service_sid(&self) -> &ServiceSid {
        &self.service_sid
    }

    /// The account that owns all tokens, to be used with [`auth_token`](FakeVerify::auth_token).
    #[must_use]
    pub fn account_sid(&self) -> &AccountSid {
        &self.account_sid
    }

    /// The auth token of the account.
    #[must_use]
    pub fn auth_token(&self) -> &str {
        "an auth token of no account"
    }

    /// An API key of the account, to be used with [`api_secret`](FakeVerify::api_secret).
    #[must_use]
    pub fn api_key(&self) -> &ApiKeySid {
        &self.api_key
    }

    /// The secret of the API key.
    #[must_use]
    pub fn api_secret(&self) -> &str {
        "a secret of no API key"
    }

    /// Lets the fake know another service.
    pub fn add_service(&self, service_sid: &ServiceSid) {
        self.twilio().services.push(service_sid.clone());
    }

    /// Lets the fake take other credentials as well.
    pub fn add_credentials(&self, credentials: &Credentials) {
        self.twilio().credentials.push(credentials.clone());
    }

    /// What the fake's clock shows. Tokens are created at that time, and the header `Date` tells
    /// it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.twilio().now
    }

    /// Moves the fake's clock, which stands still otherwise. Nothing waits.
    pub fn advance(&self, time: Duration) {
        self.twilio().advance(time);
    }

    /// The next `count` requests fail, whatever they ask for. Said again, it holds for the
    /// requests after those.
    ///
    /// Remember that a client repeats what can be repeated: its default is two retries.
    pub fn fail_next(&self, count: usize, fault: Fault) {
        self.twilio().script.fail_next(count, fault);
    }

    /// A share of the requests fails: none at 0, every other one or so at 0.5, and all at 1. Said
    /// again, it replaces the share before.
    ///
    /// The seed makes the choice: with the same one, the same requests in the same order fail.
    pub fn fail_share(&self, share: f64, seed: u64, fault: Fault) {
        self.twilio().script.fail_share(share, seed, fault);
    }

    /// Ends all failing. The latency stays.
    pub fn clear_faults(&self) {
        self.twilio().script = Default::default();
    }

    /// From now on every answer comes this much later, by the real clock: milliseconds, none at
    /// first. With a long one the fake seems to have fallen silent.
    ///
    /// The request counts as a call when it arrives; its answer is decided when it is sent. So a
    /// caller that gives up before has created nothing.
    pub fn set_latency(&self, latency: Duration) {
        let mut rule = guard(&self.rule);
        // The server asks its oldest rule first: while there are two, only that one answers.
        let newer = answer_all(&self.server, &self.twilio, latency);
        Mock::new(*rule, &self.server).delete();
        *rule = newer;
    }

    /// All requests so far in the order of their arrival, failed ones and retries included.
    #[must_use]
    pub fn calls(&self) -> Vec<ReceivedCall> {
        self.twilio().calls.clone()
    }

    /// How many requests to create a token there were, failed ones and retries included.
    #[must_use]
    pub fn create_calls(&self) -> usize {
        self.calls_of(&CREATE_ACCESS_TOKEN)
    }

    /// How many requests to fetch a token there were, failed ones and retries included.
    #[must_use]
    pub fn fetch_calls(&self) -> usize {
        self.calls_of(&FETCH_ACCESS_TOKEN)
    }

    /// The tokens that were created, in that order, expired ones included.
    #[must_use]
    pub fn tokens(&self) -> Vec<AccessToken> {
        self.twilio().tokens.clone()
    }

    fn calls_of(&self, operation: &Operation) -> usize {
        let twilio = self.twilio();
        let calls = twilio.calls.iter();
        calls
            .filter(|call| call.operation == Some(operation.name))
            .count()
    }

    fn credentials(&self) -> Credentials {
        made(Credentials::api_key(&self.api_key, self.api_secret()))
    }

    fn twilio(&self) -> MutexGuard<'_, Twilio> {
        guard(&self.twilio)
    }
}

impl fmt::Debug for FakeVerify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeVerify")
            .field("base_url", &self.base_url())
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}

/// Makes the server answer every request as `twilio` says, and returns the rule's number.
fn answer_all(server: &MockServer, twilio: &Arc<Mutex<Twilio>>, latency: Duration) -> usize {
    let (receiving, answering) = (Arc::clone(twilio), Arc::clone(twilio));
    let rule = server.mock(|when, then| {
        // The server asks once for each request, when it arrives and before it waits.
        when.is_true(move |request| {
            guard(&receiving).calls.push(ReceivedCall::from(request));
            true
        });
        then.delay(latency.min(LONGEST_LATENCY))
            .respond_with(move |request| guard(&answering).answer(&Request::from(request)).into());
    });
    rule.id()
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn whole_seconds(time: SystemTime) -> DateTime<Utc> {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

fn constant<S: FromStr<Err = crate::sid::InvalidSid>>(sid: &str) -> S {
    made(sid.parse())
}

/// Takes out what cannot fail but in a broken environment, where a test had better end.
#[allow(clippy::expect_used, reason = "help for tests, made of constants only")]
fn made<T, E: fmt::Debug>(result: Result<T, E>) -> T {
    result.expect("the fake's own settings are good")
}
