//! Opens connections: directly or through a proxy, and with TLS where the URL asks for it.
//!
//! `route.rs` decides which proxy is used; `pool.rs` keeps connections.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::transport::connect_error::{ConnectError, ProxyRefusal};
use crate::transport::failure::causes;
use crate::transport::route::{Route, Routes};
use crate::transport::stream::{Conn, Stream, Usage};
use crate::transport::tls::Tls;
use crate::transport::{connect, socks};

/// TCP keep-alive: how long a connection is silent before the first probe, which is also the time
/// between two probes; and how many probes may stay without an acknowledgement.
const KEEPALIVE: Duration = Duration::from_secs(15);
const KEEPALIVE_RETRIES: u32 = 3;

/// How long sent bytes may stay unacknowledged.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const USER_TIMEOUT: Duration = Duration::from_secs(30);

/// Opens the connections of one generation of the pool.
#[derive(Clone)]
pub(crate) struct Connector {
    shared: Arc<Shared>,
    generation: u64,
}

struct Shared {
    tcp: HttpConnector,
    tls: Option<Tls>,
    routes: Routes,
    timeout: Duration,
}

impl Connector {
    /// `tls` is `None` if nothing is sent over TLS.
    pub(crate) fn new(tls: Option<Tls>, routes: Routes, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(timeout));
        tcp.set_keepalive(Some(KEEPALIVE));
        tcp.set_keepalive_interval(Some(KEEPALIVE));
        tcp.set_keepalive_retries(Some(KEEPALIVE_RETRIES));
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        tcp.set_tcp_user_timeout(Some(USER_TIMEOUT));
        let shared = Arc::new(Shared { tcp, tls, routes, timeout });
        Self { shared, generation: 0 }
    }

    /// The same connector for the connections of another generation.
    pub(crate) fn of_generation(&self, generation: u64) -> Self {
        Self { shared: Arc::clone(&self.shared), generation }
    }

    /// The proxy on the way to `destination`, without credentials.
    pub(crate) fn proxy(&self, destination: &Uri) -> Option<String> {
        self.shared.routes.choose(destination).map(|route| route.to_string())
    }

    /// Whether a server has asked for a client certificate, and there was none.
    pub(crate) fn lacks_certificate(&self) -> bool {
        self.shared.tls.as_ref().is_some_and(Tls::lacks_certificate)
    }
}

impl Service<Uri> for Connector {
    type Response = Conn;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Conn, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        let shared = Arc::clone(&self.shared);
        let usage = Usage::new(self.generation);
        Box::pin(async move {
            let route = shared.routes.choose(&destination);
            let opening = shared.open(destination, route.as_ref());
            let opened = tokio::time::timeout(shared.timeout, opening).await;
            let (stream, http2) = opened.map_err(|_| {
                let proxy = route.as_ref().map(Route::to_string);
                ConnectError::TimedOut { proxy }
            })??;
            Ok(Conn { stream: TokioIo::new(stream), http2, usage })
        })
    }
}

/// A stream, and whether both sides have agreed on HTTP/2.
type Opened = (Box<dyn Stream>, bool);

impl Shared {
    async fn open(&self, destination: Uri, route: Option<&Route>) -> Result<Opened, ConnectError> {
        match route {
            None => {
                let stream = self.tcp(destination.clone()).await?;
                self.secure(stream, &destination).await
            }
            Some(route) => {
                let stream = self.through(route, &destination).await?;
                self.secure(stream, &destination).await
            }
        }
    }

    async fn tcp(&self, destination: Uri) -> Result<TcpStream, ConnectError> {
        let connection = self.tcp.clone().call(destination).await;
        Ok(connection.map_err(ConnectError::other)?.into_inner())
    }

    /// A connection to `destination` through a proxy.
    async fn through(
        &self,
        route: &Route,
        destination: &Uri,
    ) -> Result<Box<dyn Stream>, ConnectError> {
        let tcp = self.tcp(route.address().clone()).await;
        let tcp = tcp.map_err(|error| useless(route, "cannot be reached", &error))?;
        let broken = |error: ConnectError| match error {
            ConnectError::Other(_) => useless(route, "breaks the connection", &error),
            told => told,
        };
        if route.is_socks() {
            let stream = socks::open(tcp, route, destination).await;
            return Ok(Box::new(stream.map_err(broken)?));
        }
        if route.is_encrypted() {
            let tls = self.tls.as_ref().ok_or_else(no_tls)?;
            let stream = tls.secure_to_proxy(tcp, host(route.address())).await;
            let stream = stream.map_err(ConnectError::other)?;
            let stream = connect::open(stream, route, destination).await;
            return Ok(Box::new(stream.map_err(broken)?));
        }
        let stream = connect::open(tcp, route, destination).await;
        Ok(Box::new(stream.map_err(broken)?))
    }

    async fn secure(&self, stream: impl Stream, destination: &Uri) -> Result<Opened, ConnectError> {
        if destination.scheme_str() != Some("https") {
            return Ok((Box::new(stream), false));
        }
        let tls = self.tls.as_ref().ok_or_else(no_tls)?;
        tls.secure(stream, host(destination)).await.map_err(ConnectError::other)
    }
}

/// The host, without the brackets around an IPv6 address.
fn host(uri: &Uri) -> &str {
    let host = uri.host().unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']')
}

/// A failure of the proxy, so that the error does not blame the server.
fn useless(route: &Route, problem: &str, error: &ConnectError) -> ConnectError {
    let last = causes(error).last().map(ToString::to_string).unwrap_or_default();
    ConnectError::Proxy(ProxyRefusal {
        proxy: route.to_string(),
        reason: format!("{problem}: {last}"),
        transient: true,
    })
}

fn no_tls() -> ConnectError {
    ConnectError::other("the client was built without TLS")
}
