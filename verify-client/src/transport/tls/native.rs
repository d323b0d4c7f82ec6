//! TLS by the operating system's library.

use tokio_native_tls::{TlsConnector, TlsStream};

use crate::error::Error;
use crate::transport::stream::Stream;
use crate::transport::tls::settings::TlsSettings;

/// The settings of TLS.
pub(crate) struct Tls {
    to_server: TlsConnector,
    /// The same without ALPN: a proxy is asked for a tunnel in HTTP/1.1.
    to_proxy: TlsConnector,
}

impl Tls {
    pub(crate) fn new(settings: TlsSettings) -> Result<Self, Error> {
        Ok(Self {
            to_server: connector(&settings, settings.protocols()).map_err(unusable)?,
            to_proxy: connector(&settings, &[]).map_err(unusable)?,
        })
    }

    /// Whether a server has asked for a client certificate, and there was none. This library does
    /// not tell, so always `false`.
    pub(crate) fn lacks_certificate(&self) -> bool {
        false
    }

    /// The handshake with a proxy.
    pub(crate) async fn secure_to_proxy<S: Stream>(
        &self,
        stream: S,
        host: &str,
    ) -> Result<TlsStream<S>, native_tls::Error> {
        self.to_proxy.connect(host, stream).await
    }

    /// The handshake with a server; the stream, and whether both sides have agreed on HTTP/2.
    pub(crate) async fn secure(
        &self,
        stream: impl Stream,
        host: &str,
    ) -> Result<(Box<dyn Stream>, bool), native_tls::Error> {
        let stream = self.to_server.connect(host, stream).await?;
        let protocol = stream.get_ref().negotiated_alpn()?;
        Ok((Box::new(stream), protocol.as_deref() == Some(b"h2")))
    }
}

fn connector(
    settings: &TlsSettings,
    protocols: &[&str],
) -> Result<TlsConnector, native_tls::Error> {
    let mut builder = native_tls::TlsConnector::builder();
    builder.min_protocol_version(Some(native_tls::Protocol::Tlsv12));
    builder.request_alpns(protocols);
    for root in &settings.roots {
        builder.add_root_certificate(native_tls::Certificate::from_der(&root.0)?);
    }
    if let Some(certificate) = &settings.client_certificate {
        builder.identity(native_tls::Identity::from_pkcs8(&certificate.chain, &certificate.key)?);
    }
    Ok(builder.build()?.into())
}

fn unusable(error: native_tls::Error) -> Error {
    let problem = "TLS cannot be set up with these settings";
    Error::configuration("http_client", problem).caused_by(Box::new(error))
}
