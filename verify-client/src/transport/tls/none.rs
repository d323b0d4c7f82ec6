//! A build without TLS: the type has no values.

use std::io;

use crate::error::Error;
use crate::transport::stream::Stream;
use crate::transport::tls::settings::TlsSettings;

pub(crate) enum Tls {}

impl Tls {
    pub(crate) fn new(_: TlsSettings) -> Result<Self, Error> {
        let problem = "https needs TLS: turn on the feature rustls or native-tls";
        Err(Error::configuration("base_url", problem))
    }

    pub(crate) fn lacks_certificate(&self) -> bool {
        match *self {}
    }

    pub(crate) async fn secure_to_proxy<S: Stream>(&self, _: S, _: &str) -> io::Result<S> {
        match *self {}
    }

    pub(crate) async fn secure(
        &self,
        _: impl Stream,
        _: &str,
    ) -> io::Result<(Box<dyn Stream>, bool)> {
        match *self {}
    }
}
