//! TLS: the settings that every connection has, and the handshake.
//!
//! One file for each library, with the same type [`Tls`]; rustls wins where both are turned on.
//! What a caller sets is in `certificate.rs`.

#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) mod certificate;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod native;
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
mod none;
#[cfg(feature = "rustls")]
mod rustls;

#[cfg(feature = "rustls")]
pub(crate) use self::rustls::Tls;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(crate) use native::Tls;
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(crate) use none::Tls;

use crate::error::Error;

/// What a caller sets about TLS.
#[derive(Default)]
pub(crate) struct TlsSettings {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) roots: Vec<certificate::Certificate>,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) client_certificate: Option<certificate::ClientCertificate>,
    pub(crate) http1_only: bool,
}

impl TlsSettings {
    /// The protocols that are offered to the server, the preferred one first.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    fn protocols(&self) -> &'static [&'static str] {
        match self.http1_only {
            true => &["http/1.1"],
            false => &["h2", "http/1.1"],
        }
    }
}

/// The error where the machine has no root certificates.
#[cfg(feature = "rustls")]
fn no_roots(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    let problem = "this machine has no root certificates, so no server can be trusted: install \
                   them (the package ca-certificates, or SSL_CERT_FILE), pass your own to \
                   add_root_certificate, or turn on the feature webpki-roots";
    Error::configuration("add_root_certificate", problem).caused_by(Box::new(source))
}
