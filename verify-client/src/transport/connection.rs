//! The HTTP client that this crate builds when the caller brings none: its settings, and what it
//! never does.

use std::time::Duration;

use crate::error::Error;
use crate::transport::endpoint::Endpoint;
use crate::transport::proxy::Proxy;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use crate::transport::tls::{Certificate, ClientCertificate};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Settings of connections.
#[derive(Default)]
pub(crate) struct ConnectionSettings {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) proxy: Option<Proxy>,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) roots: Vec<Certificate>,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) client_certificate: Option<ClientCertificate>,
}

impl ConnectionSettings {
    /// The name of the first setting that was made.
    pub(crate) fn first_set(&self) -> Option<&'static str> {
        [
            ("connect_timeout", self.connect_timeout.is_some()),
            ("proxy", self.proxy.is_some()),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            ("add_root_certificate", !self.roots.is_empty()),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            ("client_certificate", self.client_certificate.is_some()),
        ]
        .into_iter()
        .find_map(|(field, set)| set.then_some(field))
    }

    pub(crate) fn build(self, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
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
        if let Some(proxy) = self.proxy {
            builder = builder.proxy(proxy.into_inner()?);
        }
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        {
            builder = builder
                .tls_version_min(reqwest::tls::Version::TLS_1_2)
                .tls_certs_merge(self.roots.into_iter().map(Certificate::into_inner));
            if let Some(certificate) = self.client_certificate {
                builder = builder.identity(certificate.into_inner());
            }
        }
        #[cfg(feature = "rustls")]
        {
            builder = builder.tls_backend_rustls();
        }
        if cfg!(not(any(feature = "rustls", feature = "native-tls"))) && endpoint.is_encrypted() {
            let problem = "https needs TLS: turn on the feature rustls or native-tls";
            return Err(Error::configuration("base_url", problem));
        }
        builder.build().map_err(Error::no_http_client)
    }
}
