//! Certificates: whom to trust, and how to identify oneself.

use std::fmt;

use rustls_pki_types::CertificateDer;
#[cfg(feature = "rustls")]
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
#[cfg(not(feature = "rustls"))]
use zeroize::Zeroizing;

use crate::error::Error;

/// A certificate of an issuer that the client trusts.
///
/// ```no_run
/// use verify_client::{Certificate, Client};
///
/// let pem = std::fs::read("issuer.pem").unwrap();
/// let builder = Client::builder().add_root_certificate(Certificate::from_pem(&pem)?);
/// # Ok::<(), verify_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Certificate(pub(super) CertificateDer<'static>);

impl Certificate {
    /// Reads one certificate in PEM, the text that begins with `-----BEGIN CERTIFICATE-----`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `certificate`, when
    /// the text does not contain exactly one certificate that the TLS library can use. For several,
    /// see [`from_pem_bundle`](Certificate::from_pem_bundle).
    pub fn from_pem(pem: &[u8]) -> Result<Self, Error> {
        let mut found = CertificateDer::pem_slice_iter(pem);
        match (found.next(), found.next()) {
            (Some(Ok(certificate)), None) => Self::checked(certificate),
            _ => Err(no_certificate()),
        }
    }

    /// Reads all certificates of a bundle: one or several in PEM, one after the other, such as a
    /// file `ca-bundle.crt`. Text between them is ignored.
    ///
    /// ```no_run
    /// use verify_client::{Certificate, Client};
    ///
    /// let pem = std::fs::read("ca-bundle.crt").unwrap();
    /// let builder = Client::builder().add_root_certificates(Certificate::from_pem_bundle(&pem)?);
    /// # Ok::<(), verify_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `certificate`, when
    /// the text contains no certificate, or one that the TLS library cannot use; the error says
    /// which, counted from 1.
    pub fn from_pem_bundle(pem: &[u8]) -> Result<Vec<Self>, Error> {
        let found = CertificateDer::pem_slice_iter(pem).enumerate();
        let read = found.map(|(index, certificate)| {
            let certificate = certificate.ok().filter(is_root);
            certificate.map(Self).ok_or_else(|| not_a_certificate(index + 1))
        });
        match read.collect::<Result<Vec<_>, _>>()? {
            none if none.is_empty() => Err(no_certificates()),
            certificates => Ok(certificates),
        }
    }

    /// Reads one certificate in DER, the binary form.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `certificate`, when
    /// the TLS library cannot use it.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        Self::checked(der.to_vec().into())
    }

    fn checked(certificate: CertificateDer<'static>) -> Result<Self, Error> {
        match is_root(&certificate) {
            true => Ok(Self(certificate)),
            false => Err(no_certificate()),
        }
    }
}

/// Whether the TLS library accepts the certificate as that of an issuer.
#[cfg(feature = "rustls")]
fn is_root(certificate: &CertificateDer<'static>) -> bool {
    let mut roots = tokio_rustls::rustls::RootCertStore::empty();
    roots.add(certificate.clone()).is_ok()
}

#[cfg(not(feature = "rustls"))]
fn is_root(certificate: &CertificateDer<'static>) -> bool {
    native_tls::Certificate::from_der(certificate).is_ok()
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

fn no_certificates() -> Error {
    let problem = "certificate must be a bundle of one or more X.509 certificates in PEM";
    Error::configuration("certificate", problem)
}

fn not_a_certificate(number: usize) -> Error {
    let problem = format!("certificate number {number} of the bundle is not an X.509 certificate");
    Error::configuration("certificate", problem)
}

/// A certificate with its private key, with which the client identifies itself (mutual TLS), for
/// example to a gateway in front of Twilio.
///
/// `Debug` shows neither.
pub struct ClientCertificate {
    /// The certificate, and those of the issuers between it and the root.
    #[cfg(feature = "rustls")]
    pub(super) chain: Vec<CertificateDer<'static>>,
    #[cfg(feature = "rustls")]
    pub(super) key: PrivateKeyDer<'static>,
    /// Both in PEM.
    #[cfg(not(feature = "rustls"))]
    pub(super) chain: Vec<u8>,
    #[cfg(not(feature = "rustls"))]
    pub(super) key: Zeroizing<Vec<u8>>,
}

impl ClientCertificate {
    /// Reads a certificate and its private key in PKCS #8, both in PEM. If there are issuers
    /// between the certificate and the root, their certificates come after it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming
    /// `client_certificate`, when one of the two cannot be read.
    pub fn from_pem(certificates: &[u8], private_key: &[u8]) -> Result<Self, Error> {
        Self::read(certificates, private_key).ok_or_else(|| {
            let problem = "client_certificate must be certificates and a PKCS #8 key, in PEM";
            Error::configuration("client_certificate", problem)
        })
    }

    #[cfg(feature = "rustls")]
    fn read(certificates: &[u8], private_key: &[u8]) -> Option<Self> {
        let chain = CertificateDer::pem_slice_iter(certificates);
        let chain = chain.collect::<Result<Vec<_>, _>>().ok()?;
        let key = PrivateKeyDer::from_pem_slice(private_key).ok()?;
        (!chain.is_empty()).then_some(Self { chain, key })
    }

    #[cfg(not(feature = "rustls"))]
    fn read(certificates: &[u8], private_key: &[u8]) -> Option<Self> {
        native_tls::Identity::from_pkcs8(certificates, private_key).ok()?;
        Some(Self { chain: certificates.to_vec(), key: Zeroizing::new(private_key.to_vec()) })
    }
}

impl Clone for ClientCertificate {
    fn clone(&self) -> Self {
        Self {
            chain: self.chain.clone(),
            #[cfg(feature = "rustls")]
            key: self.key.clone_key(),
            #[cfg(not(feature = "rustls"))]
            key: self.key.clone(),
        }
    }
}

#[cfg(feature = "rustls")]
impl Drop for ClientCertificate {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;

        self.key.zeroize();
    }
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
        for pem in [
            "",
            "canary",
            "-----BEGIN CERTIFICATE-----\ncanary",
            "-----BEGIN CERTIFICATE-----\nY2FuYXJ5\n-----END CERTIFICATE-----\n",
        ] {
            let error = Certificate::from_pem(pem.as_bytes()).unwrap_err();
            assert_eq!(error.field(), Some("certificate"), "{pem}");
            let error = Certificate::from_pem_bundle(pem.as_bytes()).unwrap_err();
            assert_eq!(error.field(), Some("certificate"), "{pem}");
            let error = ClientCertificate::from_pem(pem.as_bytes(), pem.as_bytes()).unwrap_err();
            assert_eq!(error.field(), Some("client_certificate"), "{pem}");
            assert!(!format!("{error}{error:?}").contains("canary"));
        }
    }
}
