//! Who makes a request: credentials, where they come from, and what the environment says.
//!
//! Sending them is the business of `call/`.

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
