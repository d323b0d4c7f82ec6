//! TLS by rustls.
//!
//! The settings are made once for all connections of a client, because reading the system's
//! certificates takes most of the time that building a client takes. A client without an `https`
//! URL makes none.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls_pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::ResolvesClientCert;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{self, ClientConfig, SignatureScheme};

use crate::error::Error;
use crate::transport::stream::Stream;
use crate::transport::tls::settings::TlsSettings;

/// The settings of TLS.
pub(crate) struct Tls {
    to_server: TlsConnector,
    /// The same without ALPN: a proxy is asked for a tunnel in HTTP/1.1.
    to_proxy: TlsConnector,
    no_certificate: Arc<NoCertificate>,
}

impl Tls {
    pub(crate) fn new(settings: TlsSettings) -> Result<Self, Error> {
        let protocols = settings.protocols().iter().map(|it| it.as_bytes().to_vec());
        let protocols = protocols.collect();
        let roots = settings.roots.into_iter().map(|root| root.0).collect();
        // The application may have chosen a provider for all of its connections.
        let provider = CryptoProvider::get_default().cloned();
        let provider = provider.unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
        let no_certificate = Arc::new(NoCertificate::default());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(|error| unusable("http_client", error))?
            .dangerous()
            .with_custom_certificate_verifier(verifier(roots, provider)?);
        let mut to_proxy = match settings.client_certificate {
            Some(certificate) => config
                .with_client_auth_cert(certificate.chain.clone(), certificate.key.clone_key())
                .map_err(|error| unusable("client_certificate", error))?,
            None => config.with_client_cert_resolver(Arc::clone(&no_certificate) as _),
        };
        to_proxy.enable_sni = true;
        let mut to_server = to_proxy.clone();
        to_server.alpn_protocols = protocols;
        Ok(Self {
            to_server: Arc::new(to_server).into(),
            to_proxy: Arc::new(to_proxy).into(),
            no_certificate,
        })
    }

    /// Whether a server has asked for a client certificate, and there was none.
    pub(crate) fn lacks_certificate(&self) -> bool {
        self.no_certificate.asked_for.load(Ordering::Relaxed)
    }

    /// The handshake with a proxy.
    pub(crate) async fn secure_to_proxy<S: Stream>(
        &self,
        stream: S,
        host: &str,
    ) -> io::Result<TlsStream<S>> {
        self.to_proxy.connect(name(host)?, stream).await
    }

    /// The handshake with a server; the stream, and whether both sides have agreed on HTTP/2.
    pub(crate) async fn secure(
        &self,
        stream: impl Stream,
        host: &str,
    ) -> io::Result<(Box<dyn Stream>, bool)> {
        let stream = self.to_server.connect(name(host)?, stream).await?;
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok((Box::new(stream), http2))
    }
}

fn name(host: &str) -> io::Result<ServerName<'static>> {
    ServerName::try_from(host.to_owned()).map_err(io::Error::other)
}

/// Trusts `roots` and the system's issuers; or, with `webpki-roots` on a machine without issuers,
/// `roots` and Mozilla's.
fn verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    #[cfg(feature = "webpki-roots")]
    if Verifier::new(Arc::clone(&provider)).is_err() {
        return mozillas(roots, provider);
    }
    let verifier = match roots.is_empty() {
        true => Verifier::new(provider),
        #[cfg(not(target_os = "android"))]
        false => Verifier::new_with_extra_roots(roots, provider),
        #[cfg(target_os = "android")]
        false => {
            let problem = "add_root_certificate is not supported on Android: install the \
                           certificate in the system's store";
            return Err(Error::configuration("add_root_certificate", problem));
        }
    };
    Ok(Arc::new(verifier.map_err(no_roots)?))
}

#[cfg(feature = "webpki-roots")]
fn mozillas(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let mut trusted = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    trusted.add_parsable_certificates(roots);
    let verifier =
        rustls::client::WebPkiServerVerifier::builder_with_provider(trusted.into(), provider);
    Ok(verifier.build().map_err(no_roots)?)
}

fn unusable(field: &'static str, error: rustls::Error) -> Error {
    let problem = "TLS cannot be set up with these settings";
    Error::configuration(field, problem).caused_by(Box::new(error))
}

/// The error if the machine has no root certificates.
fn no_roots(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    let problem = "this machine has no root certificates, so no server can be trusted: install \
                   them (the package ca-certificates, or SSL_CERT_FILE), pass your own to \
                   add_root_certificate, or turn on the feature webpki-roots";
    Error::configuration("add_root_certificate", problem).caused_by(Box::new(source))
}

/// Presents no certificate, and remembers that a server has asked for one. In TLS 1.3 the server
/// refuses after the handshake, and its alert can get lost.
#[derive(Debug, Default)]
struct NoCertificate {
    asked_for: AtomicBool,
}

impl ResolvesClientCert for NoCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked_for.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}
