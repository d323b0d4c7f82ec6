//! Settings of connections, and the HTTP client that is built from them unless the caller brings
//! one.

use std::time::Duration;

use http::Uri;

use crate::error::Error;
use crate::transport::client::HttpClient;
use crate::transport::connector::Connector;
use crate::transport::endpoint::Endpoint;
use crate::transport::pool::{Pool, PoolSettings};
use crate::transport::proxy::Proxy;
use crate::transport::route::Routes;
use crate::transport::tls::Tls;
use crate::transport::tls::settings::TlsSettings;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Load balancers usually close a connection without requests after 60 seconds. This time is
/// shorter, so that no connection is closed just when a request is sent.
const IDLE_TIMEOUT: Duration = Duration::from_secs(50);

/// Settings of connections.
#[derive(Default)]
pub(crate) struct ConnectionSettings {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_idle_connections: Option<usize>,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) tls: TlsSettings,
}

impl ConnectionSettings {
    /// The name of the first setting that the caller has made.
    #[cfg(feature = "reqwest-0_13")]
    pub(crate) fn first_set(&self) -> Option<&'static str> {
        [
            ("connect_timeout", self.connect_timeout.is_some()),
            ("idle_timeout", self.idle_timeout.is_some()),
            ("max_idle_connections", self.max_idle_connections.is_some()),
            ("http1_only", self.tls.http1_only),
            ("proxy", self.proxy.is_some()),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            ("add_root_certificate", !self.tls.roots.is_empty()),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            ("client_certificate", self.tls.client_certificate.is_some()),
        ]
        .into_iter()
        .find_map(|(field, set)| set.then_some(field))
    }

    /// The HTTP client for requests to `endpoint`, whose attempts take at most `attempt_timeout`
    /// unless a call sets another limit.
    pub(crate) fn build(
        self,
        endpoint: &Endpoint,
        attempt_timeout: Duration,
    ) -> Result<HttpClient, Error> {
        let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        let idle_timeout = self.idle_timeout.unwrap_or(IDLE_TIMEOUT);
        for (name, limit) in [("connect_timeout", connect_timeout), ("idle_timeout", idle_timeout)]
        {
            if limit.is_zero() {
                let problem = format!("{name} must be longer than zero");
                return Err(Error::configuration(name, problem));
            }
        }
        let (tls, routes) = if endpoint.is_encrypted() {
            let routes = match self.proxy {
                Some(proxy) => Routes::Through(proxy.route()?),
                None => Routes::of_system(&uri(endpoint)?)?,
            };
            (Some(Tls::new(self.tls)?), routes)
        } else if self.proxy.is_some() {
            let problem = "proxy and an http base_url are both set, and the proxy would see \
                           the credentials: use an https base_url, or no proxy";
            return Err(Error::configuration("proxy", problem));
        } else {
            // Nothing leaves this machine, so neither TLS nor a proxy is needed.
            (None, Routes::Direct)
        };
        let settings = PoolSettings {
            idle_timeout,
            max_idle: self.max_idle_connections.unwrap_or(usize::MAX),
            ping: ping(attempt_timeout),
        };
        let connector = Connector::new(tls, routes, connect_timeout);
        Ok(HttpClient::Own(Box::new(Pool::new(connector, settings))))
    }
}

/// How long a connection is silent before the client pings it. The acknowledgement may take twice
/// as long, because a busy machine is slow too. For an `attempt_timeout` of more than 3 seconds,
/// both together take less time than an attempt.
fn ping(attempt_timeout: Duration) -> Duration {
    (attempt_timeout / 4).clamp(Duration::from_secs(1), Duration::from_secs(10))
}

fn uri(endpoint: &Endpoint) -> Result<Uri, Error> {
    let problem = "base_url must be an absolute URL such as https://proxy.example/twilio";
    let uri = endpoint.url().parse();
    uri.map_err(|_| Error::configuration("base_url", problem))
}
