//! Why no connection could be opened.
//!
//! What it means for a call is read from it in `failure.rs`.

use std::error::Error as StdError;
use std::fmt;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Why no connection could be opened.
#[derive(Debug)]
pub(crate) enum ConnectError {
    /// It took longer than the connect timeout.
    TimedOut,
    /// The proxy does not open the way to the server.
    Proxy(ProxyRefusal),
    Other(BoxError),
}

/// What a proxy did instead of opening the way.
#[derive(Debug)]
pub(crate) struct ProxyRefusal {
    /// The proxy's address, without credentials.
    pub(crate) proxy: String,
    pub(crate) reason: String,
    /// Whether it may open the way later.
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
            Self::TimedOut => f.write_str("opening the connection took too long"),
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
            Self::TimedOut | Self::Proxy(_) => None,
        }
    }
}
