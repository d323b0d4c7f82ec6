//! Certificates: whom to trust, and how to identify oneself.

use std::fmt;

#[cfg(feature = "rustls")]
use zeroize::Zeroizing;

use crate::error::Error;

/// A certificate of an issuer that the client shall trust.
///
/// ```no_run
/// use verify_client::{Certificate, Client};
///
/// let pem = std::fs::read("issuer.pem").unwrap();
/// let builder = Client::builder().add_root_certificate(Certificate::from_pem(&pem)?);
/// # Ok::<(), verify_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Certificate(reqwest::Certificate);

impl Certificate {
    /// Reads one certificate in PEM, the text that begins with `-----BEGIN CERTIFICATE-----`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `certificate`, when
    /// the text does not contain exactly one certificate. The contents are checked when the
    /// client is built.
    pub fn from_pem(pem: &[u8]) -> Result<Self, Error> {
        match reqwest::Certificate::from_pem_bundle(pem) {
            Ok(mut found) if found.len() == 1 => found.pop().map(Self).ok_or_else(no_certificate),
            _ => Err(no_certificate()),
        }
    }

    /// Reads one certificate in DER, the binary form.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `certificate`, when
    /// the TLS library refuses it; with rustls the contents are checked when the client is built.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        reqwest::Certificate::from_der(der)
            .map(Self)
            .map_err(|_| no_certificate())
    }

    pub(crate) fn into_inner(self) -> reqwest::Certificate {
        self.0
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate")
    }
}

fn no_certificate() -> Error {
    let problem = "certificate must be exactly one X.509 certificate";
    Error::configuration("certificate", problem)
}

/// A certificate with its private key, with which the client identifies itself (mutual TLS), such
/// as to a gateway before Twilio.
///
/// `Debug` shows neither.
#[derive(Clone)]
pub struct ClientCertificate(reqwest::Identity);

impl ClientCertificate {
    /// Reads a certificate, with the issuers between it and the root after it if there are any,
    /// and its private key in PKCS #8; both in PEM.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming
    /// `client_certificate`, when one of the two cannot be read.
    pub fn from_pem(certificates: &[u8], private_key: &[u8]) -> Result<Self, Error> {
        identity(certificates, private_key).map(Self).map_err(|_| {
            let problem = "client_certificate must be certificates and a PKCS #8 key, in PEM";
            Error::configuration("client_certificate", problem)
        })
    }

    pub(crate) fn into_inner(self) -> reqwest::Identity {
        self.0
    }
}

#[cfg(feature = "rustls")]
fn identity(certificates: &[u8], private_key: &[u8]) -> reqwest::Result<reqwest::Identity> {
    let pem = Zeroizing::new([private_key, b"\n", certificates].concat());
    reqwest::Identity::from_pem(&pem)
}

#[cfg(not(feature = "rustls"))]
fn identity(certificates: &[u8], private_key: &[u8]) -> reqwest::Result<reqwest::Identity> {
    reqwest::Identity::from_pkcs8_pem(certificates, private_key)
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused_and_the_field_named() {
        for pem in ["", "canary", "-----BEGIN CERTIFICATE-----\ncanary"] {
            let error = Certificate::from_pem(pem.as_bytes()).unwrap_err();
            assert_eq!(error.field(), Some("certificate"), "{pem}");
            let error = ClientCertificate::from_pem(pem.as_bytes(), pem.as_bytes()).unwrap_err();
            assert_eq!(error.field(), Some("client_certificate"), "{pem}");
            assert!(!format!("{error}{error:?}").contains("canary"));
        }
    }
}
