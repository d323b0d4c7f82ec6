//! Connections that are kept for the next request, and what happens to those that have died.
//!
//! A dead connection looks like an idle one until a request fails on it. If one has died, the
//! others usually have as well: the machine at the other end restarted, or something in between
//! forgot them. So:
//!
//! - If an attempt times out, or breaks before a response comes, its connection is poisoned: the
//!   pool gives it to no other request. This matters for HTTP/2, where all requests share one.
//! - If a response had come over that connection before, all connections of its generation are
//!   given up: an empty pool replaces the pool. Requests in flight keep their connections. After a
//!   broken connection this happens at most once a second, so that a network that breaks now and
//!   then does not cause new handshakes for all requests.
//! - The next attempt uses a connection that is certainly new, from a second pool that keeps none.
//!   The price is that this connection is closed after its response.
//! - While requests wait for responses, HTTP/2 connections are pinged.
//!
//! hyper-util's `capture_connection` tells which connection a request got. reqwest's client drops
//! the request extension that it needs, so the pools are hyper-util's own.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use http::{Extensions, Request, Uri};
use hyper_util::client::legacy::connect::{CaptureConnection, Connected, capture_connection};
use hyper_util::client::legacy::{Client, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use reqwest::Body;

use crate::transport::connector::Connector;
use crate::transport::stream::Usage;

/// The least time between two generations when connections break.
const LEAST_AGE: Duration = Duration::from_secs(1);

/// The generation of connections that are not kept.
const FRESH: u64 = u64::MAX;

/// How connections are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolSettings {
    /// How long a connection is kept without a request.
    pub(crate) idle_timeout: Duration,
    /// How many connections without a request are kept.
    pub(crate) max_idle: usize,
    /// How long an HTTP/2 connection with requests is silent before it is pinged; the
    /// acknowledgement may take twice as long.
    pub(crate) ping: Duration,
}

/// Two pools over one connector.
pub(crate) struct Pool {
    settings: PoolSettings,
    connector: Connector,
    kept: RwLock<Generation>,
    /// Opens a connection for each request and keeps none.
    fresh: Client<Connector, Body>,
}

/// A pool and the connections in it.
struct Generation {
    number: u64,
    begun: Instant,
    client: Client<Connector, Body>,
}

/// The connection of one request, once the request has one.
pub(crate) struct Lease(CaptureConnection);

impl Pool {
    pub(crate) fn new(connector: Connector, settings: PoolSettings) -> Self {
        let none = PoolSettings { max_idle: 0, ..settings };
        Self {
            settings,
            fresh: client(connector.of_generation(FRESH), none),
            kept: RwLock::new(Generation {
                number: 0,
                // The first generation may be given up at once.
                begun: Instant::now().checked_sub(LEAST_AGE).unwrap_or_else(Instant::now),
                client: client(connector.clone(), settings),
            }),
            connector,
        }
    }

    /// Begins to send a request, over a new connection if `fresh` says so.
    pub(crate) fn send(&self, mut request: Request<Body>, fresh: bool) -> (Lease, ResponseFuture) {
        let lease = Lease(capture_connection(&mut request));
        let response = if fresh {
            self.fresh.request(request)
        } else {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            kept.client.request(request)
        };
        (lease, response)
    }

    /// Records that the connection of an attempt is dead: `silent` if the attempt timed out, broken
    /// otherwise. Returns whether a response had come over the connection before.
    pub(crate) fn record_death(&self, lease: &Lease, silent: bool) -> bool {
        let Some(usage) = lease.poison() else {
            return false;
        };
        if usage.has_served() {
            self.give_up(usage.generation, silent);
        }
        usage.has_served()
    }

    /// The proxy on the way to `destination`, without credentials.
    pub(crate) fn proxy(&self, destination: &Uri) -> Option<String> {
        self.connector.proxy(destination)
    }

    /// Whether a server has asked for a client certificate, and there was none.
    pub(crate) fn lacks_certificate(&self) -> bool {
        self.connector.lacks_certificate()
    }

    fn give_up(&self, generation: u64, at_once: bool) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.number != generation || !(at_once || kept.begun.elapsed() >= LEAST_AGE) {
            return;
        }
        let number = generation + 1;
        *kept = Generation {
            number,
            begun: Instant::now(),
            client: client(self.connector.of_generation(number), self.settings),
        };
    }
}

impl Lease {
    /// Whether a response has come over the connection; `None` while there is no connection.
    pub(crate) fn served(&self) -> Option<bool> {
        let connected = self.0.connection_metadata();
        let usage = connected.as_ref().and_then(usage)?;
        Some(usage.has_served())
    }

    /// Keeps the connection, if there is one, from other requests.
    fn poison(&self) -> Option<Arc<Usage>> {
        let connected = self.0.connection_metadata();
        let connected = connected.as_ref()?;
        connected.poison();
        usage(connected)
    }
}

fn usage(connected: &Connected) -> Option<Arc<Usage>> {
    let mut extras = Extensions::new();
    connected.get_extras(&mut extras);
    extras.remove()
}

fn client(connector: Connector, settings: PoolSettings) -> Client<Connector, Body> {
    Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(settings.idle_timeout)
        .pool_max_idle_per_host(settings.max_idle)
        .http2_keep_alive_interval(settings.ping)
        .http2_keep_alive_timeout(settings.ping.saturating_mul(2))
        .build(connector)
}
