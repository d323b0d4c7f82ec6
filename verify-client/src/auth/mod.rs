//! Credentials: where they come from, how they are renewed, and what the environment says.
//!
//! `call/` sends them.

pub(crate) mod authorization;
pub(crate) mod credentials;
pub(crate) mod environment;
pub(crate) mod flight;
pub(crate) mod oauth;
#[cfg(test)]
mod properties;
pub(crate) mod provider;
mod renewal;
pub(crate) mod source;
