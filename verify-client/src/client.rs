//! The client: what a service holds on to, and the methods it calls.
//!
//! How it is put together is in `builder.rs`; what a call takes and does in `request.rs`.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

use crate::builder::ClientBuilder;
use crate::call::CallOptions;
use crate::credentials::Source;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::generated::client::Client as Bindings;
use crate::model::Identity;
use crate::observe::Observer;
use crate::request::{CreateAccessToken, FetchAccessToken};
use crate::retry::budget::Budget;
use crate::sid::{AccessTokenSid, IntoSid, ServiceSid};

/// A client for Twilio Verify access tokens.
///
/// Make one and keep it: clones are cheap and share connections and the retry budget. It works on
/// any thread of a Tokio runtime.
///
/// ```
/// use verify_client::{Client, Credentials};
///
/// let client = Client::builder()
///     .credentials(Credentials::api_key("SK0123456789abcdef0123456789abcdef", "secret")?)
///     .build()?;
/// # Ok::<(), verify_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

/// What all clones of a client have in common.
pub(crate) struct Shared {
    pub(crate) endpoint: Endpoint,
    /// The generated client, with the HTTP client that everything is sent by.
    pub(crate) bindings: Bindings,
    /// Whether that HTTP client is the caller's, and may do what ours never does.
    pub(crate) foreign_http: bool,
    pub(crate) credentials: Source,
    pub(crate) user_agent: HeaderValue,
    pub(crate) options: CallOptions,
    pub(crate) jitter: Jitter,
    pub(crate) response_limit: usize,
    pub(crate) budget: Budget,
    pub(crate) observer: Option<Arc<dyn Observer>>,
}

/// A source of random numbers from 0 to 1.
pub(crate) type Jitter = Box<dyn Fn() -> f64 + Send + Sync>;

impl Client {
    /// A client with what the environment says and the defaults for everything else.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `TWILIO_API_KEY`, `TWILIO_API_SECRET` | an API key's SID and secret; they win over the next two |
    /// | `TWILIO_ACCOUNT_SID`, `TWILIO_AUTH_TOKEN` | the account's SID and auth token |
    /// | `TWILIO_EDGE`, `TWILIO_REGION` | see [`ClientBuilder::edge`] and [`ClientBuilder::region`] |
    ///
    /// A variable that is empty counts as not set. For settings of your own beside the
    /// environment's, see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the variable, when
    /// half of a pair is missing, no pair is set, or a value cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Starts a client with settings of your own; the environment is not read.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(crate) fn from_shared(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Creates an access token, with which a device enrols a push factor for `identity`
    /// (`POST /v2/Services/{ServiceSid}/AccessTokens`).
    ///
    /// `service_sid` is a [`ServiceSid`] or text. `identity` is your system's name for the user;
    /// see [`Identity`]. Text that is no SID is reported by
    /// [`send`](CreateAccessToken::send).
    ///
    /// ```no_run
    /// # async fn example(client: verify_client::Client) -> Result<(), verify_client::Error> {
    /// use std::time::Duration;
    ///
    /// let token = client
    ///     .create_access_token("VA0123456789abcdef0123456789abcdef", "7c1e5d0a-user")
    ///     .factor_friendly_name("Ada's phone")
    ///     .ttl(Duration::from_secs(120))
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_access_token<'a>(
        &self,
        service_sid: impl IntoSid<'a, ServiceSid>,
        identity: impl Into<Identity>,
    ) -> CreateAccessToken<'a> {
        CreateAccessToken::new(&self.shared, service_sid, identity.into())
    }

    /// Fetches an access token while it is valid
    /// (`GET /v2/Services/{ServiceSid}/AccessTokens/{Sid}`).
    ///
    /// Both SIDs may be given as text; what is no SID is reported by
    /// [`send`](FetchAccessToken::send).
    ///
    /// ```no_run
    /// # async fn example(client: verify_client::Client) -> Result<(), verify_client::Error> {
    /// # let service_sid = "VA0123456789abcdef0123456789abcdef";
    /// # let token = client.create_access_token(service_sid, "7c1e5d0a-user").send().await?;
    /// let same = client.fetch_access_token(service_sid, &token.sid).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fetch_access_token<'a>(
        &self,
        service_sid: impl IntoSid<'a, ServiceSid>,
        sid: impl IntoSid<'a, AccessTokenSid>,
    ) -> FetchAccessToken<'a> {
        FetchAccessToken::new(&self.shared, service_sid, sid)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.shared.endpoint.url())
            .field("credentials", &self.shared.credentials)
            .field("options", &self.shared.options)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("endpoint", &self.endpoint.url())
            .finish_non_exhaustive()
    }
}

const _: () = {
    const fn is_send_and_sync<T: Send + Sync + Clone>() {}
    is_send_and_sync::<Client>();
};
