//! The transport: where requests go, over which connections, and what comes back.
//!
//! Whether and when a request is sent is decided in `call/`.

pub(crate) mod body;
pub(crate) mod connection;
pub(crate) mod endpoint;
pub(crate) mod headers;
pub(crate) mod prepared;
#[cfg(test)]
mod properties;
pub(crate) mod proxy;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) mod tls;
