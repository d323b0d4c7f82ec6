//! The transport: where requests go, over which connections, and what comes back.
//!
//! `call/` decides whether and when a request is sent.

pub(crate) mod body;
pub(crate) mod client;
mod connect;
pub(crate) mod connect_error;
pub(crate) mod connection;
mod connector;
pub(crate) mod endpoint;
pub(crate) mod failure;
pub(crate) mod headers;
pub(crate) mod json;
mod pool;
pub(crate) mod prepared;
#[cfg(test)]
mod properties;
pub(crate) mod proxy;
mod route;
mod socks;
mod stream;
pub(crate) mod tls;
