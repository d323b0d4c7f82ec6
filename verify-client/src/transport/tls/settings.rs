//! What a caller sets about TLS.

#[cfg(any(feature = "rustls", feature = "native-tls"))]
use crate::transport::tls::certificate::{Certificate, ClientCertificate};

/// What a caller sets about TLS.
#[derive(Default)]
pub(crate) struct TlsSettings {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) roots: Vec<Certificate>,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) client_certificate: Option<ClientCertificate>,
    pub(crate) http1_only: bool,
}

impl TlsSettings {
    /// The protocols that are offered to the server, the preferred one first.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(super) fn protocols(&self) -> &'static [&'static str] {
        match self.http1_only {
            true => &["http/1.1"],
            false => &["h2", "http/1.1"],
        }
    }
}
