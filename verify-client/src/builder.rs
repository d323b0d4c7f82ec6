//! Builds a client: settings, their defaults, and which of them contradict each other.
//!
//! The environment is read in `auth/environment.rs`; hosts are chosen in `transport/endpoint.rs`,
//! and connections are configured in `transport/connection.rs`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::auth::credentials::{Credentials, Kind};
use crate::auth::environment::Environment;
use crate::auth::oauth::OAuthProvider;
use crate::auth::provider::ProvideCredentials;
use crate::auth::source::{CredentialsSource, Renewer};
use crate::call::budget::Budget;
use crate::call::observe::Observer;
use crate::call::retry::RetryPolicy;
use crate::client::Client;
use crate::error::Error;
use crate::generated::client::Client as Bindings;
use crate::inner::Inner;
use crate::options::CallOptions;
#[cfg(feature = "reqwest-0_13")]
use crate::transport::client::HttpClient;
use crate::transport::connection::ConnectionSettings;
use crate::transport::endpoint::{Endpoint, Location};
use crate::transport::proxy::Proxy;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use crate::transport::tls::certificate::{Certificate, ClientCertificate};

const RESPONSE_LIMIT: usize = 1024 * 1024;

/// The settings of a [`Client`] that is not built yet.
///
/// Only credentials are required. [`build`](ClientBuilder::build) checks the settings.
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
    credentials: Option<CredentialsSetting>,
    edge: Option<Location>,
    region: Option<Location>,
    base_url: Option<String>,
    options: CallOptions,
    response_limit: usize,
    user_agent_extension: Option<String>,
    observer: Option<Arc<dyn Observer>>,
    connections: ConnectionSettings,
    #[cfg(feature = "reqwest-0_13")]
    http_client: Option<reqwest::Client>,
}

impl Client {
    /// A client with the settings of the environment, and the defaults for everything else.
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `TWILIO_API_KEY`, `TWILIO_API_SECRET` | SID and secret of an API key; used first |
    /// | `TWILIO_CLIENT_ID`, `TWILIO_CLIENT_SECRET` | ID and secret of an OAuth client ([`Credentials::oauth`]); used without an API key |
    /// | `TWILIO_ACCOUNT_SID`, `TWILIO_AUTH_TOKEN` | SID and auth token of the account; used without the others |
    /// | `TWILIO_EDGE`, `TWILIO_REGION` | see [`ClientBuilder::edge`] and [`ClientBuilder::region`] |
    ///
    /// An empty variable counts as unset. To add settings of your own, see
    /// [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration): naming the variable, when one
    /// variable of a pair is missing or a value cannot be used; naming `credentials`, when no pair
    /// is set. Also the other errors of [`build`](ClientBuilder::build).
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Starts a client with settings of your own. It does not read the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            credentials: None,
            edge: None,
            region: None,
            base_url: None,
            options: CallOptions::default(),
            response_limit: RESPONSE_LIMIT,
            user_agent_extension: None,
            observer: None,
            connections: ConnectionSettings::default(),
            #[cfg(feature = "reqwest-0_13")]
            http_client: None,
        }
    }

    /// Starts with the credentials, edge and region of the environment. Settings that you make
    /// afterwards replace them. [`Client::from_env`] lists the variables.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the variable, when
    /// one variable of a pair is missing or a value cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        let Environment { credentials, edge, region } = Environment::of_process()?;
        let credentials = credentials.map(CredentialsSetting::Fixed);
        Ok(Self { credentials, edge, region, ..Self::new() })
    }

    /// The credentials of every request. There is no default: without credentials or a
    /// [provider](ClientBuilder::credentials_provider), [`build`](ClientBuilder::build) fails. The
    /// last of the two settings counts.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(CredentialsSetting::Fixed(credentials));
        self
    }

    /// A provider of credentials that change, instead of fixed
    /// [credentials](ClientBuilder::credentials). Default: none. The last of the two settings
    /// counts.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(CredentialsSetting::Provider(Arc::new(provider)));
        self
    }

    /// The edge location where requests enter Twilio's network, such as `dublin`: a DNS label,
    /// which is converted to lower case. Default: Twilio's global routing. Another text is an error
    /// of [`build`](ClientBuilder::build).
    ///
    /// An edge without a region implies the region `us1`. Twilio advises to set both or neither
    /// ([migration guide](https://www.twilio.com/docs/global-infrastructure/api-domain-migration-guide)).
    pub fn edge(mut self, edge: impl Into<String>) -> Self {
        self.edge = Some(Location::new("edge", edge));
        self
    }

    /// The region that processes requests, such as `ie1`: a DNS label, which is converted to lower
    /// case. Default: Twilio's, which is `us1`. Another text is an error of
    /// [`build`](ClientBuilder::build).
    ///
    /// Credentials belong to one region. Without an edge, Twilio may process a request in `us1`
    /// whatever the region is, so set both.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(Location::new("region", region));
        self
    }

    /// The URL that requests go to instead of Twilio's hosts, such as a gateway or a server for
    /// tests. Default: Twilio's host for the edge and region.
    ///
    /// It must use `https`, or `http` to a loopback address. Its path is put before Twilio's. A
    /// user name, a query or a fragment in it is an error of [`build`](ClientBuilder::build), and
    /// so is a base URL together with an edge or a region.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// The longest time for opening a connection, including the proxy and TLS. Zero is an error of
    /// [`build`](ClientBuilder::build). Default: 5 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connections.connect_timeout = Some(limit);
        self
    }

    /// How long a connection without requests is kept open for the next request. Zero is an error
    /// of [`build`](ClientBuilder::build); to keep no connection, set
    /// [`max_idle_connections`](ClientBuilder::max_idle_connections) to 0. Default: 50 seconds,
    /// which is shorter than the 60 seconds after which load balancers usually close a connection.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.connections.idle_timeout = Some(limit);
        self
    }

    /// The most connections without requests that are kept for each host; 0 means that each request
    /// opens a connection. Default: no limit. Over HTTP/2 all requests share one connection.
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.connections.max_idle_connections = Some(connections);
        self
    }

    /// Offers servers HTTP/1.1 only. Default: HTTP/2 where the server speaks it over TLS,
    /// HTTP/1.1 otherwise.
    pub fn http1_only(mut self) -> Self {
        self.connections.tls.http1_only = true;
        self
    }

    /// The longest time for one attempt, from its beginning to the last byte of the response. The
    /// wait for credentials does not count. Zero is an error of [`build`](ClientBuilder::build).
    /// Default: 10 seconds.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.options.attempt_timeout = limit;
        self
    }

    /// The longest time for one call: all attempts, the waits between them, and the credentials
    /// provider. Zero is an error of [`build`](ClientBuilder::build). Default: 30 seconds.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.options.total_timeout = limit;
        self
    }

    /// When and how often calls are retried. Default: [`RetryPolicy::standard`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = policy;
        self
    }

    /// The most bytes that the client reads of a response body. A longer body is an error if the
    /// status is a success ([`is_body`](Error::is_body)); of a longer error body the client reads
    /// the beginning. Zero is an error of [`build`](ClientBuilder::build). Default: 1,048,576 bytes
    /// (1 MiB); the response with an access token has less than 2 KiB.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Text at the end of the `User-Agent` header, such as `my-service/1.2`. Default: none. Text
    /// that is blank or not printable ASCII is an error of [`build`](ClientBuilder::build).
    pub fn user_agent_extension(mut self, extension: impl Into<String>) -> Self {
        self.user_agent_extension = Some(extension.into());
        self
    }

    /// An observer of calls and attempts, for metrics. Default: none.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// A proxy for all requests, instead of the system's proxies. Default: the system's proxies
    /// (`HTTPS_PROXY`, `NO_PROXY` and the like).
    ///
    /// With an `http` base URL the client never uses the system's proxies, and a proxy set here is
    /// an error of [`build`](ClientBuilder::build), because unencrypted requests must not leave the
    /// machine. If no proxy is set here, a variable of the system that is not a proxy, such as a
    /// malformed `HTTPS_PROXY`, is an error of `build` too, unless `NO_PROXY` excludes the host.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.connections.proxy = Some(proxy);
        self
    }

    /// Trusts another issuer of certificates, besides the system's and those added before.
    /// Default: the system's issuers only.
    ///
    /// The certificate applies to the server and to proxies. Verification cannot be turned off.
    /// With the feature `rustls` on Android this setting is an error of
    /// [`build`](ClientBuilder::build): install the certificate in the system's store.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn add_root_certificate(mut self, certificate: Certificate) -> Self {
        self.connections.tls.roots.push(certificate);
        self
    }

    /// Trusts several more issuers, such as those of a
    /// [bundle](Certificate::from_pem_bundle). Default: none. For the rest, see
    /// [`add_root_certificate`](ClientBuilder::add_root_certificate).
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn add_root_certificates(
        mut self,
        certificates: impl IntoIterator<Item = Certificate>,
    ) -> Self {
        self.connections.tls.roots.extend(certificates);
        self
    }

    /// The certificate with which the client identifies itself to the server (mutual TLS).
    /// Default: none.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn client_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.connections.tls.client_certificate = Some(certificate);
        self
    }

    /// Your own HTTP client, to share connections or to set what this builder cannot. Default: a
    /// client that this builder makes. Only with the feature `reqwest-0_13`.
    ///
    /// Your client then decides about connections, proxies, certificates, TLS versions and
    /// redirects. If `connect_timeout`, `idle_timeout`, `max_idle_connections`, `http1_only`,
    /// `proxy`, root certificates or `client_certificate` is set as well,
    /// [`build`](ClientBuilder::build) fails. Give your client a redirect policy that follows none:
    /// a response from another URL than the request's is an error, but by then your client has sent
    /// the request there. This builder's other timeouts, retries, limits and headers still apply.
    #[cfg(feature = "reqwest-0_13")]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Checks the settings and makes the client. It sends nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the setting or the
    /// environment variable, when credentials are missing, a value cannot be used, two settings
    /// contradict each other, or the machine or the crate's features cannot provide what the
    /// settings need, such as TLS or, with `rustls`, root certificates.
    pub fn build(self) -> Result<Client, Error> {
        self.options.check(Error::configuration)?;
        let endpoint =
            Endpoint::choose(self.base_url.as_deref(), self.edge.as_ref(), self.region.as_ref())?;
        let Some(credentials) = self.credentials else {
            let problem = "there are no credentials: set TWILIO_API_KEY and TWILIO_API_SECRET, \
                           TWILIO_CLIENT_ID and TWILIO_CLIENT_SECRET, or TWILIO_ACCOUNT_SID and \
                           TWILIO_AUTH_TOKEN, or pass them to the builder";
            return Err(Error::configuration("credentials", problem));
        };
        if self.response_limit == 0 {
            let problem = "response_limit must be more than zero";
            return Err(Error::configuration("response_limit", problem));
        }
        let attempt_timeout = self.options.attempt_timeout;
        #[cfg(feature = "reqwest-0_13")]
        let http = match self.http_client {
            Some(client) => alone(client, &self.connections)?,
            None => self.connections.build(&endpoint, attempt_timeout)?,
        };
        #[cfg(not(feature = "reqwest-0_13"))]
        let http = self.connections.build(&endpoint, attempt_timeout)?;
        let http = Arc::new(http);
        let user_agent = user_agent(self.user_agent_extension.as_deref())?;
        let inner = |endpoint: Endpoint, credentials| {
            Ok(Inner {
                bindings: Bindings::new_with_client(endpoint.parsed()?, unused()?),
                endpoint,
                http: Arc::clone(&http),
                credentials,
                user_agent: user_agent.clone(),
                options: self.options.clone(),
                response_limit: self.response_limit,
                budget: Budget::new(),
                process: std::process::id(),
                observer: self.observer.clone(),
            })
        };
        let limit = self.options.total_timeout;
        let source = match credentials {
            CredentialsSetting::Fixed(Credentials(Kind::Header(header))) => {
                CredentialsSource::Fixed(header)
            }
            CredentialsSetting::Fixed(Credentials(Kind::OAuth(client))) => {
                let inner = inner(endpoint.token_endpoint(), CredentialsSource::None)?;
                let provider = Arc::new(OAuthProvider::new(client, inner));
                CredentialsSource::Provider(Renewer::new(provider, limit))
            }
            CredentialsSetting::Provider(provider) => {
                CredentialsSource::Provider(Renewer::new(provider, limit))
            }
        };
        Ok(Client::from_inner(inner(endpoint, source)?))
    }
}

/// The credentials or the provider that the caller has set.
enum CredentialsSetting {
    Fixed(Credentials),
    Provider(Arc<dyn ProvideCredentials>),
}

impl fmt::Debug for CredentialsSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(credentials) => credentials.fmt(f),
            Self::Provider(_) => f.write_str("Credentials(provider)"),
        }
    }
}

/// The HTTP client that the bindings need. It never sends: the bindings only prepare requests.
fn unused() -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder().no_proxy();
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    let builder = builder.tls_certs_only([]);
    #[cfg(feature = "rustls")]
    let builder = builder.tls_backend_rustls();
    builder.build().map_err(|error| {
        let problem = "the HTTP client could not be built";
        Error::configuration("http_client", problem).caused_by(Box::new(error))
    })
}

/// Refuses settings of connections when the caller brings an HTTP client.
#[cfg(feature = "reqwest-0_13")]
fn alone(client: reqwest::Client, connections: &ConnectionSettings) -> Result<HttpClient, Error> {
    match connections.first_set() {
        None => Ok(HttpClient::Foreign(client)),
        Some(field) => {
            let problem =
                format!("{field} and http_client are both set: set {field} on that client");
            Err(Error::configuration(field, problem))
        }
    }
}

/// `verify-client/VERSION (OS ARCH) rust`, and the caller's extension.
fn user_agent(extension: Option<&str>) -> Result<HeaderValue, Error> {
    use std::env::consts::{ARCH, OS};

    let mut text = format!("verify-client/{} ({OS} {ARCH}) rust", env!("CARGO_PKG_VERSION"));
    if let Some(extension) = extension {
        text.push(' ');
        text.push_str(extension);
    }
    let printable = extension.is_none_or(|words| {
        !words.trim().is_empty() && words.bytes().all(|b| (b' '..=b'~').contains(&b))
    });
    HeaderValue::try_from(text).ok().filter(|_| printable).ok_or_else(|| {
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
