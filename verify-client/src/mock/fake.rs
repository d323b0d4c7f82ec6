//! The fake as a test uses it: a server on loopback, the credentials that it accepts, and its
//! controls.
//!
//! `twilio.rs` decides its responses.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use crate::auth::credentials::Credentials;
use crate::builder::ClientBuilder;
use crate::call::operation::Operation;
use crate::client::Client;
use crate::generated::types::AccessToken;
use crate::mock::fault::Fault;
use crate::mock::received::ReceivedRequest;
use crate::mock::server::Server;
use crate::mock::twilio::Twilio;
use crate::model::sid::{AccountSid, ApiKeySid, InvalidSid, ServiceSid};
use crate::model::timestamp::Timestamp;
use crate::operations::{create_access_token, fetch_access_token};

/// A fake Twilio with the two operations, in the process of the test, on its own port on loopback.
///
/// It checks credentials, SIDs and forms as Twilio documents them, keeps the tokens that it makes
/// until they expire by its own clock, and fails on demand:
///
/// | request | response |
/// |---|---|
/// | credentials missing or wrong | 401, code 20003 |
/// | another path, an unknown service, an unknown, expired or malformed SID | 404, code 20404 |
/// | another method on such a path | 405, code 20004 |
/// | `Identity` missing or empty; `FactorType` not `push`; `Ttl` not an integer from 60 to 300; `FactorFriendlyName` longer than 64 characters; `grant_type` of `POST /v2/token` not `client_credentials` | 400, code 60200, the message naming the parameter |
/// | `POST /v2/token` with the ID and secret of an OAuth client | 200 and an access token that is valid for an hour of the fake's clock |
/// | a creation | 201 and the token |
/// | a fetch | 200 and the token |
///
/// The parameters, their limits and the two successes are those of Twilio's specification. Twilio
/// does not document which errors these operations return; these are the errors that it documents
/// for all of Verify ([error codes](https://www.twilio.com/docs/verify/api/error-codes)).
///
/// It can start in any test, asynchronous or not, in any kind of Tokio runtime. Its server has a
/// thread of its own, speaks HTTP/1.1 and HTTP/2 with prior knowledge, and stops when the fake is
/// dropped.
///
/// The fake does not speak TLS. To test a proxy or a root certificate, set the base URL of
/// [`client_builder`](FakeVerify::client_builder) to an `https` URL with a host name of your own.
/// Then let a proxy accept CONNECT, terminate TLS with a certificate for that name, and forward to
/// [`base_url`](FakeVerify::base_url).
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
/// assert_eq!(twilio.create_requests(), 2);
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
    server: Server,
    twilio: Arc<Mutex<Twilio>>,
    service_sid: ServiceSid,
    account_sid: AccountSid,
    api_key: ApiKeySid,
}

impl FakeVerify {
    /// Starts a fake with one service, an account, an API key and an OAuth client.
    ///
    /// Its clock shows the time of its start, in whole seconds, and stands still.
    ///
    /// # Panics
    ///
    /// When no port can be opened on loopback, no thread can be started, or the system's clock is
    /// not within the years 1970 to 9999.
    #[must_use]
    pub fn start() -> Self {
        let service_sid: ServiceSid = constant("VA00112233445566778899aabbccddeeff");
        let account_sid: AccountSid = constant("AC00112233445566778899aabbccddeeff");
        let twilio = Twilio::new(whole_seconds(SystemTime::now()), account_sid.clone());
        let twilio = Arc::new(Mutex::new(twilio));
        let fake = Self {
            server: made(Server::start(Arc::clone(&twilio))),
            twilio,
            service_sid,
            account_sid,
            api_key: constant("SK00112233445566778899aabbccddeeff"),
        };
        fake.add_service(&fake.service_sid);
        fake.add_credentials(&made(Credentials::auth_token(&fake.account_sid, fake.auth_token())));
        fake.add_credentials(&fake.credentials());
        fake.add_credentials(&fake.oauth());
        fake
    }

    /// A client with correct credentials that talks to this fake, with the defaults for everything
    /// else.
    ///
    /// # Panics
    ///
    /// When the HTTP library refuses this machine's configuration.
    #[must_use]
    pub fn client(&self) -> Client {
        made(self.client_builder().build())
    }

    /// A builder for a client with settings of your own. Credentials and base URL are already set;
    /// if you set them again, yours count.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder().base_url(self.base_url()).credentials(self.credentials())
    }

    /// The URL of the fake, for a service under test that reads the URL from its configuration.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.url()
    }

    /// The service that the fake has from the beginning.
    #[must_use]
    pub fn service_sid(&self) -> &ServiceSid {
        &self.service_sid
    }

    /// The account that owns all tokens; its secret is [`auth_token`](FakeVerify::auth_token).
    #[must_use]
    pub fn account_sid(&self) -> &AccountSid {
        &self.account_sid
    }

    /// The auth token of the account.
    #[must_use]
    pub fn auth_token(&self) -> &str {
        "an auth token of no account"
    }

    /// An API key of the account; its secret is [`api_secret`](FakeVerify::api_secret).
    #[must_use]
    pub fn api_key(&self) -> &ApiKeySid {
        &self.api_key
    }

    /// The secret of the API key.
    #[must_use]
    pub fn api_secret(&self) -> &str {
        "a secret of no API key"
    }

    /// The ID and the secret of an OAuth client of the account, for
    /// [`ClientBuilder::credentials`](crate::ClientBuilder::credentials). The client gets its
    /// access tokens from the fake, too.
    #[must_use]
    pub fn oauth(&self) -> Credentials {
        made(Credentials::oauth(self.client_id(), self.client_secret()))
    }

    /// The ID of the OAuth client; its secret is [`client_secret`](FakeVerify::client_secret).
    #[must_use]
    pub fn client_id(&self) -> &str {
        "OQ00112233445566778899aabbccddeeff"
    }

    /// The secret of the OAuth client.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        "a secret of no OAuth client"
    }

    /// Adds another service to the fake.
    pub fn add_service(&self, service_sid: &ServiceSid) {
        self.twilio().services.push(service_sid.clone());
    }

    /// Makes the fake accept other credentials as well.
    pub fn add_credentials(&self, credentials: &Credentials) {
        self.twilio().credentials.push(credentials.clone());
    }

    /// The time of the fake's clock. It is in `date_created` of new tokens and in the header
    /// `Date`.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.twilio().now
    }

    /// Moves the fake's clock forward, at most to the end of the year 9999, without waiting.
    /// Nothing else moves the clock.
    pub fn advance(&self, time: Duration) {
        self.twilio().advance(time);
    }

    /// Makes the next `count` requests fail, whatever they ask for. The requests of a second call
    /// come after those of the first.
    ///
    /// Remember that a client retries: twice, unless you set another policy. Requests for OAuth
    /// access tokens count too.
    pub fn fail_next(&self, count: usize, fault: Fault) {
        self.twilio().script.fail_next(count, fault);
    }

    /// Makes a share of the requests fail: none at 0, about every other one at 0.5, all at 1. A
    /// second call replaces the share. Default: 0.
    ///
    /// A negative share and `NaN` count as 0, a share over 1 as 1. The seed decides which requests
    /// fail: the same seed makes the same requests of a sequence fail.
    pub fn fail_share(&self, share: f64, seed: u64, fault: Fault) {
        self.twilio().script.fail_share(share, seed, fault);
    }

    /// Removes all failures that were set, and keeps the latency.
    pub fn clear_faults(&self) {
        self.twilio().script = Default::default();
    }

    /// Delays every response from now on, by the real clock. Default: no delay. With a long latency
    /// the fake appears to be silent.
    ///
    /// A request is in [`requests`](FakeVerify::requests) as soon as it arrives. The fake processes
    /// the request after the delay, so a caller that gives up earlier has created nothing.
    pub fn set_latency(&self, latency: Duration) {
        self.twilio().latency = latency;
    }

    /// All requests so far in the order of their arrival, including failures and retries.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.twilio().requests.clone()
    }

    /// The number of requests to create a token, including failures and retries.
    #[must_use]
    pub fn create_requests(&self) -> usize {
        self.requests_of(&create_access_token::OPERATION)
    }

    /// The number of requests to fetch a token, including failures and retries.
    #[must_use]
    pub fn fetch_requests(&self) -> usize {
        self.requests_of(&fetch_access_token::OPERATION)
    }

    /// The tokens that the fake has created, in that order, including expired ones.
    #[must_use]
    pub fn tokens(&self) -> Vec<AccessToken> {
        self.twilio().tokens.clone()
    }

    fn requests_of(&self, operation: &Operation) -> usize {
        let twilio = self.twilio();
        let requests = twilio.requests.iter();
        requests.filter(|it| it.operation == Some(operation.name)).count()
    }

    fn credentials(&self) -> Credentials {
        made(Credentials::api_key(&self.api_key, self.api_secret()))
    }

    fn twilio(&self) -> MutexGuard<'_, Twilio> {
        Twilio::lock(&self.twilio)
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

fn whole_seconds(time: SystemTime) -> Timestamp {
    let now: Timestamp = made(time.try_into());
    let fraction = Duration::from_nanos(now.subsec_nanos().into());
    made(SystemTime::from(now).checked_sub(fraction).unwrap_or(time).try_into())
}

fn constant<S: FromStr<Err = InvalidSid>>(sid: &str) -> S {
    made(sid.parse())
}

/// Unwraps a result that is an error only on a broken machine, where a test should end.
#[allow(clippy::expect_used, reason = "a tool for tests, made of constants")]
fn made<T, E: fmt::Debug>(result: Result<T, E>) -> T {
    result.expect("the fake's own settings are valid")
}
