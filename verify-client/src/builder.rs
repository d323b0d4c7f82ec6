//! Putting a client together: settings, their defaults, and which of them go together.
//!
//! What the environment says is read in `environment.rs`; hosts are chosen in `endpoint.rs`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::call::CallOptions;
use crate::client::{Client, Jitter, Shared};
use crate::credentials::{Credentials, ProvideCredentials, Source};
use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::Error;
use crate::generated::client::Client as Bindings;
use crate::observe::Observer;
use crate::retry::RetryPolicy;
use crate::retry::budget::Budget;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);
const RESPONSE_LIMIT: usize = 1024 * 1024;

/// The settings of a [`Client`] to be.
///
/// Only credentials are required. Settings are checked by [`build`](ClientBuilder::build).
///
/// ```
/// use std::time::Duration;
/// use verify_client::{Client, Credentials, RetryPolicy};
///
/// let client = Client::builder()
///     .credentials(Credentials::api_key("SK0123456789abcdef0123456789abcdef", "secret")?)
///     .edge("dublin")
///     .region("ie1")
///     .total_timeout(Duration::from_secs(8))
///     .retry(RetryPolicy::only_unprocessed())
///     .build()?;
/// # Ok::<(), verify_client::Error>(())
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    credentials: Option<Source>,
    edge: Option<String>,
    region: Option<String>,
    base_url: Option<String>,
    options: CallOptions,
    jitter: Jitter,
    response_limit: usize,
    user_agent_extension: Option<String>,
    observer: Option<Arc<dyn Observer>>,
    http: Http,
    http_client: Option<reqwest::Client>,
}

/// Settings of the HTTP client that we build when the caller brings none.
#[derive(Default)]
struct Http {
    connect_timeout: Option<Duration>,
    proxies: Vec<reqwest::Proxy>,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    roots: Vec<reqwest::Certificate>,
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            credentials: None,
            edge: None,
            region: None,
            base_url: None,
            options: CallOptions {
                attempt_timeout: ATTEMPT_TIMEOUT,
                total_timeout: TOTAL_TIMEOUT,
                retry: RetryPolicy::standard(),
            },
            jitter: Box::new(fastrand::f64),
            response_limit: RESPONSE_LIMIT,
            user_agent_extension: None,
            observer: None,
            http: Http::default(),
            http_client: None,
        }
    }

    /// Starts with the credentials, edge and region of the environment; what you set afterwards
    /// takes their place. The variables are listed at [`Client::from_env`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the variable, when
    /// half of a pair is missing or a value cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        let Environment {
            credentials,
            edge,
            region,
        } = Environment::of_process()?;
        let credentials = credentials.map(Source::Fixed);
        Ok(Self {
            credentials,
            edge,
            region,
            ..Self::new()
        })
    }

    /// What requests are signed with.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(Source::Fixed(credentials));
        self
    }

    /// A source of credentials that change, instead of fixed ones.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Source::Provider(Arc::new(provider)));
        self
    }

    /// The edge location that requests enter Twilio's network through, such as `dublin`: a DNS
    /// label, upper case being lowered.
    ///
    /// Alone it implies the region `us1`. Twilio advises to set both or neither
    /// ([migration guide](https://www.twilio.com/docs/global-infrastructure/api-domain-migration-guide)).
    pub fn edge(mut self, edge: impl Into<String>) -> Self {
        self.edge = Some(edge.into());
        self
    }

    /// The region that processes requests, such as `ie1`: a DNS label, upper case being lowered.
    ///
    /// Credentials belong to one region. Without an edge, Twilio may process the request in `us1`
    /// whatever the region; set both.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Where requests go instead of Twilio's hosts: a gateway, or a server for tests.
    ///
    /// `https`, or `http` to a loopback address; a path is put before Twilio's. User name, query
    /// and fragment are refused, and so is an edge or region beside it.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// The most time for opening a connection, TLS included. 5 seconds unless set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.http.connect_timeout = Some(limit);
        self
    }

    /// The most time for one attempt, from its beginning to the last byte of the answer.
    /// 10 seconds unless set.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.options.attempt_timeout = limit;
        self
    }

    /// The most time for one call: all attempts, the waits between them, and the credentials
    /// provider. 30 seconds unless set.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.options.total_timeout = limit;
        self
    }

    /// How calls are repeated. [`RetryPolicy::standard`] unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = policy;
        self
    }

    /// Where the random share of each wait comes from: numbers from 0 to 1, such as `|| 1.0` in
    /// tests that want no randomness. A generator seeded by the system unless set.
    ///
    /// Time itself is Tokio's, so that tests can move it with `tokio::time::advance`.
    pub fn jitter(mut self, source: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Box::new(source);
        self
    }

    /// The most bytes of an answer's body that are read. 1 MiB unless set; an access token takes
    /// less than 2 KiB.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// What is appended to the `User-Agent` header, such as `my-service/1.2`: printable ASCII.
    pub fn user_agent_extension(mut self, extension: impl Into<String>) -> Self {
        self.user_agent_extension = Some(extension.into());
        self
    }

    /// A hook for metrics.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// A proxy; may be called repeatedly, the first that applies is used.
    ///
    /// It takes the place of the system's proxies (`HTTPS_PROXY`, `NO_PROXY` and the like). Those
    /// are used unless one is set here, and except for an `http` base URL, whose requests must not
    /// leave the machine unencrypted.
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        self.http.proxies.push(proxy);
        self
    }

    /// A certificate issuer to be trusted besides the system's; may be called repeatedly.
    ///
    /// It holds for Twilio's hosts and for proxies alike. There is no switch that turns
    /// verification off.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn add_root_certificate(mut self, certificate: reqwest::Certificate) -> Self {
        self.http.roots.push(certificate);
        self
    }

    /// An HTTP client of your own, to share connections or to set what this builder does not.
    ///
    /// Connect timeout, proxies, certificates, TLS versions and redirects are yours then, and
    /// setting them here as well is an error. Give it a redirect policy that follows none: an
    /// answer from another address than the one that was asked is an error here, but the request
    /// has been sent there by then. Timeouts, retries, limits and headers of this builder hold as
    /// ever.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Checks the settings and makes the client; nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the setting, when
    /// credentials are missing, a value cannot be used, or two settings contradict each other.
    pub fn build(self) -> Result<Client, Error> {
        self.options.check(Error::configuration)?;
        let endpoint = Endpoint::choose(
            self.base_url.as_deref(),
            self.edge.as_deref(),
            self.region.as_deref(),
        )?;
        let Some(credentials) = self.credentials else {
            let problem = "no credentials: set TWILIO_API_KEY and TWILIO_API_SECRET, or \
                           TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or give the builder some";
            return Err(Error::configuration("credentials", problem));
        };
        if self.response_limit == 0 {
            let problem = "response_limit must be more than zero";
            return Err(Error::configuration("response_limit", problem));
        }
        let foreign_http = self.http_client.is_some();
        let http = match self.http_client {
            Some(client) => self.http.refuse_beside(client)?,
            None => self.http.build(&endpoint)?,
        };
        Ok(Client::from_shared(Shared {
            bindings: Bindings::new_with_client(endpoint.parsed()?, http),
            endpoint,
            foreign_http,
            credentials,
            user_agent: user_agent(self.user_agent_extension.as_deref())?,
            options: self.options,
            jitter: self.jitter,
            response_limit: self.response_limit,
            budget: Budget::new(),
            observer: self.observer,
        }))
    }
}

impl Http {
    /// A client of the caller's leaves none of these to us.
    fn refuse_beside(self, client: reqwest::Client) -> Result<reqwest::Client, Error> {
        let mut set = [
            ("connect_timeout", self.connect_timeout.is_some()),
            ("proxy", !self.proxies.is_empty()),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            ("add_root_certificate", !self.roots.is_empty()),
        ]
        .into_iter()
        .filter(|(_, set)| *set);
        match set.next() {
            None => Ok(client),
            Some((field, _)) => {
                let problem =
                    format!("{field} and http_client are both set: set {field} on that client");
                Err(Error::configuration(field, problem))
            }
        }
    }

    fn build(self, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
        let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        if connect_timeout.is_zero() {
            let problem = "connect_timeout must be longer than zero";
            return Err(Error::configuration("connect_timeout", problem));
        }
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(connect_timeout);
        if !endpoint.is_encrypted() {
            builder = builder.no_proxy();
        }
        for proxy in self.proxies {
            builder = builder.proxy(proxy);
        }
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        {
            builder = builder
                .tls_version_min(reqwest::tls::Version::TLS_1_2)
                .tls_certs_merge(self.roots);
        }
        #[cfg(feature = "rustls")]
        {
            builder = builder.tls_backend_rustls();
        }
        if cfg!(not(any(feature = "rustls", feature = "native-tls"))) && endpoint.is_encrypted() {
            let problem = "https needs TLS: turn on the feature rustls or native-tls, or give the \
                           builder an http_client that has TLS";
            return Err(Error::configuration("http_client", problem));
        }
        builder.build().map_err(Error::no_http_client)
    }
}

/// `verify-client/VERSION (OS ARCH) rust`, and the caller's own words.
fn user_agent(extension: Option<&str>) -> Result<HeaderValue, Error> {
    use std::env::consts::{ARCH, OS};

    let mut text = format!(
        "verify-client/{} ({OS} {ARCH}) rust",
        env!("CARGO_PKG_VERSION")
    );
    if let Some(extension) = extension {
        text.push(' ');
        text.push_str(extension);
    }
    let printable = extension.is_none_or(|words| {
        !words.trim().is_empty() && words.bytes().all(|b| (b' '..=b'~').contains(&b))
    });
    HeaderValue::try_from(text)
        .ok()
        .filter(|_| printable)
        .ok_or_else(|| {
            let problem = "user_agent_extension must be printable ASCII, and not empty";
            Error::configuration("user_agent_extension", problem)
        })
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("edge", &self.edge)
            .field("region", &self.region)
            .field("options", &self.options)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_names_the_crate_and_takes_printable_words() {
        let plain = user_agent(None).unwrap();
        let expected = concat!("verify-client/", env!("CARGO_PKG_VERSION"), " (");
        assert!(plain.to_str().unwrap().starts_with(expected));
        assert!(plain.to_str().unwrap().ends_with(") rust"));
        let extended = user_agent(Some("shop/1.2 (eu)")).unwrap();
        assert!(extended.to_str().unwrap().ends_with(") rust shop/1.2 (eu)"));
        for wrong in ["", " ", "a\n", "a\r\nX: y", "a\tb", "é", "a\u{7f}"] {
            let error = user_agent(Some(wrong)).unwrap_err();
            assert_eq!(error.field(), Some("user_agent_extension"), "{wrong:?}");
        }
    }
}
