//! Certificates of every kind, made when needed, and servers that present them.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use verify_client::{Certificate, ClientCertificate};

/// An authority that no system knows.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(parameters, key).unwrap())
    }

    /// The certificate that a client needs to trust this authority.
    pub(crate) fn root(&self) -> Certificate {
        Certificate::from_der(self.0.der()).unwrap()
    }

    /// The same as text.
    pub(crate) fn root_pem(&self) -> String {
        pem("CERTIFICATE", self.0.der())
    }

    /// The certificate and key of a client, issued by this authority.
    pub(crate) fn client(&self) -> ClientCertificate {
        let key = KeyPair::generate().unwrap();
        let certificate = parameters("client").signed_by(&key, &self.0).unwrap();
        let certificate = pem("CERTIFICATE", certificate.der());
        let key = pem("PRIVATE KEY", &key.serialize_der());
        ClientCertificate::from_pem(certificate.as_bytes(), key.as_bytes()).unwrap()
    }

    /// A server for `host` with a correct certificate.
    pub(crate) fn acceptor(&self, host: &str) -> TlsAcceptor {
        self.present(parameters(host), &[&TLS12, &TLS13], &[])
    }

    /// A server that speaks no TLS newer than 1.2.
    pub(crate) fn acceptor_of_tls_1_2(&self, host: &str) -> TlsAcceptor {
        self.present(parameters(host), &[&TLS12], &[])
    }

    /// A server that speaks HTTP/2.
    pub(crate) fn acceptor_of_http2(&self, host: &str) -> TlsAcceptor {
        self.present(parameters(host), &[&TLS12, &TLS13], &[b"h2"])
    }

    /// A server that speaks HTTP/2, and HTTP/1.1 with clients that do not offer it.
    pub(crate) fn acceptor_of_both(&self, host: &str) -> TlsAcceptor {
        self.present(parameters(host), &[&TLS12, &TLS13], &[b"h2", b"http/1.1"])
    }

    /// A server whose certificate has expired.
    pub(crate) fn acceptor_of_the_past(&self, host: &str) -> TlsAcceptor {
        let mut parameters = parameters(host);
        parameters.not_before = date_time_ymd(2020, 1, 1);
        parameters.not_after = date_time_ymd(2020, 2, 1);
        self.present(parameters, &[&TLS12, &TLS13], &[])
    }

    /// A server that demands a certificate of this authority from its clients.
    pub(crate) fn acceptor_of_its_clients(
        &self,
        host: &str,
        version: &'static SupportedProtocolVersion,
    ) -> TlsAcceptor {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = parameters(host).signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder_with_protocol_versions(&[version])
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }

    fn present(
        &self,
        parameters: CertificateParams,
        versions: &[&'static SupportedProtocolVersion],
        protocols: &[&[u8]],
    ) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let mut config = ServerConfig::builder_with_protocol_versions(versions)
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        TlsAcceptor::from(Arc::new(config))
    }
}

pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

fn parameters(host: &str) -> CertificateParams {
    CertificateParams::new([host.to_owned()]).unwrap()
}
