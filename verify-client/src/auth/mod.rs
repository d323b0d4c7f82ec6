//! Who makes a request: credentials, where they come from, and what the environment says.
//!
//! Sending them is the business of `call/`.

pub(crate) mod credentials;
pub(crate) mod environment;
#[cfg(test)]
mod properties;
pub(crate) mod provider;
