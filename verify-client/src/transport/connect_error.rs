//! Why no connection could be opened.
//!
//! `failure.rs` reads these errors.

use std::error::Error as StdError;
use std::fmt;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Why no connection could be opened.
#[derive(Debug)]
pub(crate) enum ConnectError {
    /// It took longer than the connect timeout.
    TimedOut {
        /// The proxy on the way, without credentials.
        proxy: Option<String>,
    },
    /// The proxy does not open a connection to the server.
    Proxy(ProxyRefusal),
    Other(BoxError),
}

/// What a proxy did instead of opening a connection.
#[derive(Debug)]
pub(crate) struct ProxyRefusal {
    /// The proxy's address, without credentials.
    pub(crate) proxy: String,
    pub(crate) reason: String,
    /// Whether the proxy may open the connection later.
    pub(crate) transient: bool,
}

impl ConnectError {
    pub(super) fn other(error: impl Into<BoxError>) -> Self {
        Self::Other(error.into())
    }
}

impl From<std::io::Error> for ConnectError {
    fn from(error: std::io::Error) -> Self {
        Self::other(error)
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut { proxy } => {
                write!(f, "opening a connection{} took too long", Through(proxy.as_deref()))
            }
            Self::Proxy(refusal) => {
                write!(f, "the proxy {} {}", refusal.proxy, refusal.reason)
            }
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl StdError for ConnectError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Other(error) => Some(error.as_ref()),
            Self::TimedOut { .. } | Self::Proxy(_) => None,
        }
    }
}

/// The proxy that a connection goes through, as a part of a sentence.
pub(crate) struct Through<'a>(pub(crate) Option<&'a str>);

impl fmt::Display for Through<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |proxy| write!(f, " through the proxy {proxy}"))
    }
}
